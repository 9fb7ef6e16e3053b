"""Ways into a listing, attachments, redesigns and entities in titles: through the command line against the replica."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Home

from crawlers.model import Source
from crawlers.spiders import spider_for
from crawlers.spiders.listing import Options
from demo.replica import Replica
from demo.server import Request, Response
from monitor.config import load
from monitor.errors import ConfigError

HEAD = '[archive]\npath = "archive.db"\n[feeds]\npublic = "public"\n'
PRESS = '[sources.press]\nkind = "listing"\nstart = ["https://www.press.test/news/"]\nrelease = "/news/(?P<key>[0-9]+)$"\n'
TEXT = "The two chambers of commerce met in Macao and spoke about trade with Angola and Brazil, and about a joint office. "


@pytest.fixture
def replica() -> Iterator[Replica]:
    with Replica() as running:
        running.override("www.press.test", "/robots.txt", Response(404))
        yield running


def configure(home: Home, text: str) -> None:
    home.config.write_text(HEAD + text, encoding="utf-8")


def html(body: str) -> Response:
    return Response(200, {"Content-Type": "text/html; charset=utf-8"}, f"<html><head><title>x</title></head><body>{body}</body></html>")


def article(number: int, extra: str = "", title: str = "") -> Response:
    return html(
        f"<h1>{title or f'Chambers of commerce meet, part {number}'}</h1><p>2026-03-0{number}</p><p>{number}. {TEXT * 3}</p>{extra}"
    )


def listing(*numbers: int) -> Response:
    items = "".join(
        f'<li><a href="/news/{each}">Chambers of commerce meet, part {each}</a> <span>2026-03-0{each}</span></li>' for each in numbers
    )
    return html(f"<ul>{items}</ul>")


def wordpress_feed(request: Request) -> Response:
    items = "".join(
        f"<item><title>Chambers meet again {n}</title><link>https://www.press.test/2026/03/0{n}/chambers-meet/</link>"
        f"<guid isPermaLink='false'>https://www.press.test/?p=10{n}</guid><pubDate>Mon, 0{n} Mar 2026 08:00:00 +0000</pubDate>"
        f"<content:encoded><![CDATA[<p>{n}. {TEXT * 3}</p><p>{TEXT}</p>]]></content:encoded></item>"
        for n in (2, 3)
    )
    rss = f'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>x</title>{items}</channel></rss>'
    return Response(200, {"Content-Type": "application/rss+xml"}, rss)


def test_a_way_that_fails_is_a_detour_when_the_next_one_leads_in(home: Home, replica: Replica) -> None:
    configure(home, '[sources.press]\nkind = "wordpress"\nbase = "https://www.press.test"\nlang = "en"\n')
    replica.override("www.press.test", "/wp-json", Response(401, {"Content-Type": "application/json"}, "{}"))
    replica.override("www.press.test", "/feed/", wordpress_feed)
    code, report = home.report(replica=replica.address)
    assert (code, report["press"]["outcome"], report["press"]["new"], report["press"]["problems"]) == (0, "ok", 2, 0)


def test_where_no_way_leads_in_each_is_a_problem(home: Home, replica: Replica) -> None:
    configure(home, '[sources.press]\nkind = "wordpress"\nbase = "https://www.press.test"\nlang = "en"\n')
    replica.override("www.press.test", "/", lambda request: None if request.path == "/robots.txt" else Response(404))
    code, report = home.report(replica=replica.address)
    assert code == 3
    assert report["press"]["outcome"] == "failed"
    assert report["press"]["problems"] >= 3


def test_documents_are_listed_and_fetched_where_the_source_wants_them(home: Home, replica: Replica) -> None:
    configure(home, PRESS)
    replica.override("www.press.test", "/news/", listing(1))
    replica.override("www.press.test", "/news/1", article(1, '<p><a href="/files/text.pdf">Full text of the accord</a></p>'))
    replica.override(
        "www.press.test", "/files/text.pdf", Response(200, {"Content-Type": "application/pdf", "ETag": '"a"'}, b"%PDF-1.7 accord")
    )
    assert home.report(replica=replica.address)[0] == 0
    assert [url for url, kept in home.ponte("--json", "show", "press.test:1").json()["attachments"]] == [
        "https://www.press.test/files/text.pdf"
    ]
    assert not [each for each in replica.requests if each.path.startswith("/files")]

    configure(home, PRESS + "fetch_attachments = true\n")
    assert home.report("--recheck", "all", replica=replica.address)[0] == 0
    shown = home.ponte("show", "press.test:1").out
    assert "kept, SHA-256" in shown
    with sqlite3.connect(home.archive) as connection:
        assert connection.execute("SELECT size FROM snapshot s JOIN receipts r USING (sha256) WHERE r.url LIKE '%.pdf'").fetchall() == [
            (15,)
        ]


def test_an_entity_in_brackets_at_the_end_of_a_title_becomes_the_entity(home: Home, replica: Replica) -> None:
    configure(home, PRESS + "entity_suffix = true\n")
    replica.override("www.press.test", "/news/", listing(1))
    replica.override("www.press.test", "/news/1", article(1, title="IPIM abre balcão em Lisboa (Fonte : IPIM)"))
    home.report(replica=replica.address)
    with sqlite3.connect(home.archive) as connection:
        assert connection.execute("SELECT title, entity FROM release").fetchall() == [("IPIM abre balcão em Lisboa", "IPIM")]


def test_a_redesign_of_the_config_gives_each_page_the_reader_of_its_time(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        '[sources.press]\nkind = "listing"\nstart = ["https://www.press.test/news/"]\n'
        'release = "/news/(?P<key>[0-9]+)$"\nbody = "div.old"\n'
        '[[sources.press.redesigns]]\nsince = 2026-02-01\nbody = "div.new"\n',
        encoding="utf-8",
    )
    source: Source = load(path).sources[0]
    [(since, options)] = source.redesigns
    assert since.isoformat() == "2026-02-01"
    assert isinstance(options, Options)
    assert (options.body, options.start) == ("div.new", ("https://www.press.test/news/",))
    assert spider_for(source).locate("https://www.press.test/news/7") is not None


@pytest.mark.parametrize(
    ("wrong", "said"), [("since = 2026\n", "since = the first day"), ("bdy = 'x'\n", "did you mean 'body'"), ("", "since = the first day")]
)
def test_a_wrong_redesign_is_told_in_one_line(tmp_path: Path, wrong: str, said: str) -> None:
    path = tmp_path / "config.toml"
    table = '[sources.press]\nkind = "listing"\nstart = ["https://www.press.test/news/"]\nrelease = "x"\n'
    path.write_text(f"{table}[[sources.press.redesigns]]\n{wrong}", encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        load(path)
