"""The whole job through the command line against the replica, over real sockets and a real archive. Its days are told in test_story.py."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import feedparser
import pytest
from conftest import ROOT, Home, environment, news

from crawlers.network import Network, loopback_target
from crawlers.text import is_boilerplate
from demo.replica import Replica
from demo.server import Request, Response
from monitor.http import Answer, get

# The five founding articles as the replica retells them: language, date with precision and basis, strength.
FOUNDING = {
    "forum-macao:1380:en": ("en", "2023-03-14", "day", "label"),
    "ein:667362703": ("en", "2023-11-09", "day", "dateline"),
    "ein:847812142": ("en", "2025-09-10", "day", "dateline"),
    "jiangmen-en:2201885": ("en", "2021-05-11", "day", "address"),
    "gov-mo:766858:pt": ("pt", None, None, None),
}


@pytest.fixture
def replica() -> Iterator[Replica]:
    with Replica(day=1) as running:
        yield running


def rows(home: Home, sql: str, *values: object) -> list[tuple]:
    with sqlite3.connect(f"file:{home.archive}?mode=ro", uri=True) as connection:
        return connection.execute(sql, values).fetchall()


def test_every_release_of_the_day_is_stored_once_with_its_own_words(read_home: Home, replica: Replica) -> None:
    truth = {(text.lang, " ".join(text.title.split())): text for text in replica.content.on(1).texts if not text.link_to}
    stored = {
        (lang, title): (body, published)
        for lang, title, body, published in rows(read_home, "SELECT lang, title, body, published FROM release")
    }
    missing = [key for key in truth if key not in stored]
    assert missing == []
    for key, text in truth.items():
        words = [paragraph.removeprefix("## ").strip() for paragraph in text.body.split("\n\n") if paragraph.strip()]
        assert "".join(stored[key][0].split()) == "".join("".join(words).split()), key
    total = rows(read_home, "SELECT count(*), count(DISTINCT id), count(DISTINCT url) FROM release")[0]
    assert total[0] == total[1] == total[2]


def test_the_five_founding_articles_come_through_the_whole_path(read_home: Home) -> None:
    files = read_home.feeds()
    for native, (lang, date, precision, basis) in FOUNDING.items():
        [(title, url, got_lang, got_date, got_precision, got_basis, body)] = rows(
            read_home, "SELECT title, url, lang, published, published_precision, published_basis, body FROM release WHERE id = ?", native
        )
        assert got_lang == lang, native
        if date:
            assert (got_date, got_precision, got_basis) == (date, precision, basis), native
        assert not [line for line in body.split("\n") if is_boilerplate(line)], native
        assert title not in body.split("\n"), native
        own = next(each.name for each in (read_home.public / "source").glob("*.atom") if url.encode() in each.read_bytes())
        for name in (f"source/{own}", f"lang/{lang}.rss", f"lang/{lang}.json"):
            assert url.encode() in files[name], (name, title)


def test_the_same_release_under_ten_addresses_is_one_row(home: Home, replica: Replica) -> None:
    home.report("gcs", replica=replica.address)
    number = "N25GeowHrZ"
    forms = [
        f"https://www.gcs.gov.mo/detail/pt/{number}",
        f"https://www.gcs.gov.mo/detail/pt/{number}/",
        f"https://www.gcs.gov.mo/detail/pt/{number};jsessionid=7D81AB.app01",
        f"https://www.gcs.gov.mo/detail/pt/{number}?topic=One_Centre,_One_Platform",
        f"https://www.gcs.gov.mo/detail/pt/{number}?0",
        f"https://cdn.gcs.gov.mo/detail/pt/{number}",
        f"https://cdn.gcs.gov.mo/news/detail/pt/{number}",
        f"http://cdn.gcs.gov.mo/detail/pt/{number}",
        f"https://www.gcs.gov.mo/news/detail/pt/{number}?utm_source=rss",
        f"https://news.gov.mo/detail/pt/{number}#top",
    ]
    items = "".join(
        f'<div class="infiniteItem"><a class="baseInfo" href="{form}"><span class="txt">Nota {n}</span></a></div>'
        for n, form in enumerate(forms)
    )
    replica.override("www.gcs.gov.mo", "/list/pt/news/", Response(200, {"Content-Type": "text/html"}, f"<html><body>{items}</body></html>"))
    _, report = home.report("gcs", "--recheck", "none", replica=replica.address)
    assert (report["gcs"]["new"], report["gcs"]["problems"]) == (0, 0)
    assert rows(home, "SELECT count(*) FROM release WHERE id LIKE 'gcs:N25GeowHrZ:pt'") == [(1,)]
    for form in forms:
        shown = home.ponte("show", form)
        assert shown.code == 0, form
        assert "gcs:N25GeowHrZ:pt" in shown.out
    assert home.ponte("show", "https://www.gcs.gov.mo/detail/en/N25GeowHrZ").code == 2, "an address that was never met is not guessed"


def test_language_versions_and_equal_texts_are_one_story_and_look_alikes_are_not(read_home: Home) -> None:
    story = dict(rows(read_home, "SELECT id, story_id FROM release"))
    assert story["forum-macao:7785:en"] == story["forum-macao:7785:pt"]
    assert story["ein:835686972"] == story[next(name for name in story if name.startswith("gcs:N25G") and name.endswith(":en"))]
    assert story["gov-mo:1162936:zh-hant"] == story["gov-mo:777210:pt"]
    assert story["forum-macao:1314:en"] != story["forum-macao:1376:en"]
    assert story["gov-mo:663695:pt"] != story["forum-macao:1380:pt"]


def test_without_a_network_each_source_says_why_and_nothing_is_touched(read_home: Home, replica: Replica) -> None:
    feeds, site, releases = read_home.feeds(), read_home.site(), rows(read_home, "SELECT * FROM release ORDER BY id")
    dead = replica.address
    replica.close()
    done = read_home.ponte("run", replica=dead)
    assert done.code == 3
    for name in ("forum-macao", "gcs", "gov-mo", "dsedt", "ipim", "jiangmen", "ein"):
        assert f"{name}: refused" in done.out, done.out
    assert "make demo" in done.err
    # What the feed of the sources' health and their page say is no news.
    assert news(read_home.feeds()) == news(feeds)
    assert {name.partition("/")[2] for name, content in read_home.site().items() if content != site.get(name)} == {"sources.html"}
    assert rows(read_home, "SELECT * FROM release ORDER BY id") == releases


def test_an_empty_listing_is_a_problem_and_the_other_sources_are_complete(home: Home, replica: Replica) -> None:
    replica.override(
        "english.jiangmen.gov.cn",
        "/jmxw/",
        Response(200, {"Content-Type": "text/html"}, "<html><body><ul class='list'></ul></body></html>"),
    )
    code, report = home.report(replica=replica.address)
    assert code == 1
    assert report["jiangmen"]["outcome"] == "failed"
    assert report["jiangmen"]["problem_list"][0][0] in ("empty", "parse", "shell")
    assert {each["outcome"] for name, each in report.items() if name != "jiangmen"} == {"ok"}


def test_a_page_that_equals_another_ones_text_is_a_problem_not_a_release(home: Home, replica: Replica) -> None:
    host = "www.forumchinaplp.org.mo"
    source = replica.answer(Request("GET", "/en/news/view/1380", {"host": host, "x-forwarded-proto": "https"}))
    for number in ("7785", "1385"):
        replica.override("www.forumchinaplp.org.mo", f"/en/news/view/{number}", source)
    code, report = home.report("forum-macao", replica=replica.address)
    assert code == 1
    assert "the same text as" in " ".join(report["forum-macao"]["reasons"])
    assert rows(home, "SELECT count(*) FROM release WHERE id IN ('forum-macao:7785:en', 'forum-macao:1385:en')") == [(0,)]


def test_a_second_run_at_once_exits_75(home: Home, replica: Replica) -> None:
    from filelock import FileLock

    with FileLock(f"{home.archive}.lock"):
        done = home.ponte("run", replica=replica.address)
    assert done.code == 75
    assert done.err.count("\n") == 1


def test_an_archive_that_is_none_is_refused_and_kept(home: Home, replica: Replica) -> None:
    home.archive.write_bytes(b"this is no database" * 100)
    done = home.ponte("run", replica=replica.address)
    assert done.code == 3
    assert done.err.count("\n") == 1
    assert home.archive.read_bytes().startswith(b"this is no database")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["run", "gsc"], 2, "did you mean 'gcs'"),
        (["show", "gcs:nothing"], 3, "no archive"),
        (["frobnicate"], 2, "No such command"),
        (["run", "--pages", "0"], 2, "0"),
        (["classify", "none.jsonl"], 2, "none.jsonl"),
    ],
)
def test_operators_mistakes_are_one_clear_line(home: Home, words: list[str], code: int, said: str) -> None:
    done = home.ponte(*words)
    assert done.code == code
    assert said in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["announcements", "--country", "Angola"], "two letters"),
        (["announcements", "--source", "gsc"], "did you mean 'gcs'"),
        (["search", "合作", "--lang", "de"], "no such lang; known: en, pt"),
        (["search", "合作", "--since", "31/12/2025"], "2025-01-31"),
        (["demo", "--folder", "/proc/x"], "cannot use the folder"),
    ],
)
def test_what_can_match_nothing_is_refused_and_not_answered_with_nothing(home: Home, words: list[str], said: str) -> None:
    done = home.ponte(*words)
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err


def test_a_public_folder_that_cannot_be_written_never_keeps_a_run_from_storing(home: Home, replica: Replica) -> None:
    home.public.write_text("a file where the folder should be")
    done = home.ponte("run", replica=replica.address)
    assert done.code == 1
    assert "could not be written" in done.err
    assert "Traceback" not in done.err
    assert rows(home, "SELECT count(*) > 100 FROM release") == [(1,)]
    assert home.ponte("publish").code == 1
    home.public.unlink()
    code, _ = home.report("--recheck", "none", replica=replica.address)
    assert code == 0
    assert feedparser.parse((home.public / "announcements.atom").read_bytes()).entries


def test_a_text_without_sentence_ends_costs_no_more_than_another(home: Home) -> None:
    line = json.dumps({"id": "a", "text": "澳門與葡萄牙簽署合作協議" * 5_000})
    done = home.ponte("classify", "-", stdin=line)
    assert done.code == 0
    assert done.json()["id"] == "a"


def test_a_daemon_without_an_enabled_source_says_so(home: Home) -> None:
    home.config.write_text('[sources.gcs]\nkind = "gcs"\nenabled = false\n', encoding="utf-8")
    done = home.ponte("daemon")
    assert (done.code, done.err.count("\n")) == (2, 1)


def test_output_that_nobody_reads_ends_quietly(read_home: Home) -> None:
    command = (
        f"{sys.executable} -m monitor --config {read_home.config} search Macao --limit 500 | head -1 > /dev/null; exit ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, env=environment(), check=False)
    assert done.returncode in (0, 141)
    assert done.stderr == ""


def test_classify_names_the_bad_line(home: Home) -> None:
    good = '{"id": "a", "text": "The two ministries signed a memorandum of understanding in Lisbon."}'
    done = home.ponte("classify", "-", stdin=f"{good}\nnot json\n")
    assert done.code == 2
    assert done.out.count("\n") == 1
    assert "line 2" in done.err


def daemon(home: Home, replica: Replica, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "monitor", "--config", str(home.config), "--replica", replica.address, "daemon", *words]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=environment())


def read_until(child: subprocess.Popen[str], words: str) -> str:
    """The daemon's log up to the line that holds the words."""
    assert child.stderr is not None
    said = ""
    for line in child.stderr:
        said += line
        if words in line:
            return said
    raise AssertionError(said)


def test_the_daemons_first_tick_leaves_rows_and_feeds_and_it_stops_on_sigterm(home: Home, replica: Replica) -> None:
    with daemon(home, replica, "--now") as child:
        said = read_until(child, "ended with exit code")
        assert "ended with exit code 0" in said
        assert rows(home, "SELECT count(*) > 100 FROM release") == [(1,)]
        assert feedparser.parse((home.public / "announcements.rss").read_bytes()).entries
        began = time.monotonic()
        child.terminate()
        assert child.wait(15) == 0
    assert time.monotonic() - began < 10


def test_a_daemon_that_is_stopped_takes_its_child_along(home: Home, replica: Replica) -> None:
    replica.override("www.gov.mo", "/", Response(200, {"Content-Type": "text/html"}, "<html></html>", delay=60))
    with daemon(home, replica, "--now") as child:
        read_until(child, "run ")
        # The child is at work when it has asked for something.
        while not replica.requests:
            time.sleep(0.05)
        child.terminate()
        assert child.wait(15) == 0
    # Its lock is free: the next run works.
    replica.clear_overrides()
    assert home.report(replica=replica.address)[0] == 0


def test_demo_prints_its_days_and_serves_replica_and_feeds_until_it_is_stopped(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "monitor", "demo", "--serve", "--folder", str(tmp_path / "d")]
    # Whatever a shell starts in the background ignores Ctrl-C, and so would this child.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment(), preexec_fn=heard) as child:
        assert child.stdout is not None
        try:
            said = ""
            for line in child.stdout:
                said += line
                if "Ctrl-C" in line:
                    break
            assert [line for line in said.splitlines() if line.startswith("Day ")] == ["Day 1", "Day 2", "Day 3"]
            assert said.partition("Newest announcements")[2].count("  [") == 3
            assert (tmp_path / "d" / "archive.db").exists()
            assert (tmp_path / "d" / "public" / "announcements.atom").exists()
            feed = next(word for word in said.split() if word.endswith("/announcements.atom"))
            replica_address = next(line.split()[1] for line in said.splitlines() if line.startswith("replica"))
            network = Network(
                hosts={"www.gov.mo": loopback_target(replica_address), "127.0.0.1": loopback_target(feed.partition("/ann")[0])}
            )
            served = get(feed, network)
            assert isinstance(served, Answer)
            assert feedparser.parse(served.body).bozo == 0
            page = get("https://www.gov.mo/pt/noticias/777210/", network)
            assert isinstance(page, Answer)
            assert page.status == 200
            child.send_signal(signal.SIGINT)
            assert child.wait(15) == 0
        finally:
            child.kill()
