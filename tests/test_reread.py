"""Reading kept answers again: what a better reader finds is never the sites' edit, brings no entry and moves none."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Home, environment

from crawlers.model import CrawlResult, Ending, Link, Listing, Problem, ProblemKind, Release, Snapshot, Source, Validator
from crawlers.page import Page
from crawlers.spiders import spider_for
from crawlers.spiders.feed import Options as FeedOptions
from crawlers.spiders.listing import ListingSpider
from crawlers.spiders.listing import Options as ListingOptions
from crawlers.spiders.wordpress import Options as WordPressOptions
from demo.replica import Replica
from feeds.publish import FeedNames, FeedSettings, publish
from monitor.detect import as_stored
from monitor.record import record_source
from monitor.reread import BATCH, Difference, excerpts, read_again, reread
from storage.archive import Archive
from storage.model import StoredRelease
from tests.fault_sites import page

NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
NUMBER = 10_000 if os.environ.get("PONTE_SOAK") else 500
HOST = "https://kept.example"
OPTIONS = ListingOptions((f"{HOST}/",), "/news/(?P<key>[0-9]+)", title="h1", body="div.text", date="p.when")
SOURCE = Source("kept", "listing", "Kept", OPTIONS)


# ---- ten thousand stored releases, and a reader that reads them in another way ------------------------------------------------


def answered(number: int, *, around: str = "", at: datetime = NOW) -> Snapshot:
    """The page of a release. Every fiftieth announces something."""
    text = None if number % 50 == 0 else [f"The museum showed {number} pictures.", f"It was visited by {number * 7} pupils."]
    body = page(f"kept{number}", text=text, heading=None if number % 50 == 0 else f"Pictures of the year {number}", around=around)
    return Snapshot.of(f"{HOST}/news/{number}", at, 200, {"content-type": "text/html; charset=utf-8", "etag": f'"{number}"'}, body)


def read(snapshot: Snapshot) -> Release:
    """A release as the engine hands it over."""
    spider = spider_for(SOURCE)
    spot = spider.locate(snapshot.url)
    assert spot is not None
    found = spider.release(
        Page(snapshot.url, snapshot.body, snapshot.received_at, dict(snapshot.headers), requested=snapshot.url), Link(spot, snapshot.url)
    )
    assert isinstance(found, Release), found
    return replace(found, snapshot=snapshot)


def crawl(snapshots: Iterator[Snapshot], at: datetime) -> CrawlResult:
    releases = [read(each) for each in snapshots]
    result = CrawlResult("kept", at, at, releases=releases, listings=1, found=len(releases), requests=len(releases), ended=len(releases))
    result.endings[Ending.RELEASE] = len(releases)
    reader = spider_for(SOURCE).reader
    result.validators = [
        Validator(each.address.url, dict(each.snapshot.headers)["etag"], None, reader, at) for each in releases if each.snapshot
    ]
    return result


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reread") / "archive.db"
    with Archive.open(path) as archive:
        run = archive.start_run(NOW, "1")
        for start in range(0, NUMBER, 1000):
            result = crawl((answered(number) for number in range(start, min(start + 1000, NUMBER))), NOW)
            record_source(archive, run, result, NOW, archive_first=True, source=SOURCE)
        archive.finish_run(run, NOW, "ok")
    return path


@pytest.fixture
def archive(stored: Path, tmp_path: Path) -> Iterator[Archive]:
    with sqlite3.connect(stored) as one, sqlite3.connect(tmp_path / "archive.db") as other:
        one.backup(other)
    with Archive.open(tmp_path / "archive.db") as copy:
        yield copy


def upgrade(monkeypatch: pytest.MonkeyPatch, change: Callable[[Release], Release | Problem] = lambda read: read) -> None:
    """A new version of the listing kind, which makes something else of a page."""
    before = ListingSpider.release

    def release(self: ListingSpider, page: Page, link: Link) -> Release | Problem:
        found = before(self, page, link)
        return change(found) if isinstance(found, Release) else found

    monkeypatch.setattr(ListingSpider, "release", release)
    monkeypatch.setattr(ListingSpider, "version", ListingSpider.version + 1)


def better(found: Release) -> Release:
    return replace(found, body=f"{found.body}\nPicture {found.address.key}: what the former reader left out.")


def rows(archive: Archive, sql: str) -> list[Any]:
    return archive.conn.execute(sql).fetchall()


def announced(archive: Archive) -> tuple[list[Any], list[Any]]:
    """What readers of the feeds are told apart by, and what the announcements say of their own times."""
    return rows(archive, "SELECT * FROM entries ORDER BY rid"), rows(
        archive, "SELECT id, first_seen, updated FROM announcement ORDER BY id"
    )


def test_a_report_writes_nothing_and_applying_it_announces_nothing(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade(monkeypatch, better)
    before, told = list(archive.conn.iterdump()) if NUMBER < 1000 else [], announced(archive)
    assert told[0]
    listed: list[Difference] = []
    result = reread(archive, [SOURCE], LATER, apply=False, told=listed.append)
    assert (result.read, result.changed, result.same, result.fields, result.failed) == (NUMBER, NUMBER, 0, {"body": NUMBER}, [])
    assert listed[7].release_id == "kept.example:7"
    assert "what the former reader left" in listed[7].after
    assert before == (list(archive.conn.iterdump()) if before else [])
    assert reread(archive, [SOURCE], LATER, apply=True).changed == NUMBER
    assert rows(archive, "SELECT kind, cause, count(*) FROM revision WHERE number > 1 GROUP BY 1, 2") == [("revised", "extractor", NUMBER)]
    assert announced(archive) == told
    assert rows(archive, "SELECT count(*) FROM evidence e JOIN release r ON r.id = e.release_id WHERE e.revision <> r.revision_count") == [
        (0,)
    ]
    assert rows(archive, "SELECT DISTINCT reader FROM validators") == [(spider_for(SOURCE).reader,)]
    assert reread(archive, [SOURCE], LATER, apply=True).changed == 0
    assert rows(archive, "PRAGMA integrity_check") == [("ok",)]


def test_what_a_better_reader_recognised_is_no_news_when_it_is_edited_later(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = "Macao and Portugal signed a memorandum of understanding on fisheries in Lisbon on Monday."
    upgrade(monkeypatch, lambda found: replace(found, body=f"{found.body}\n{signed}") if found.address.key == "7" else found)
    told = announced(archive)
    assert reread(archive, [SOURCE], LATER, apply=True).changed == 1
    entries, announcements = announced(archive)
    assert (entries, len(announcements)) == (told[0], len(told[1]) + 1)
    result = crawl(iter([answered(7, around="<p>x</p>", at=LATER)]), LATER)
    result.releases = [replace(each, body=each.body.replace("pictures", "drawings")) for each in result.releases]
    report = record_source(archive, archive.start_run(LATER, "1"), result, LATER, archive_first=False, source=SOURCE)
    assert (report.revised, announced(archive)[0]) == (1, told[0])


def test_a_run_after_the_upgrade_finds_the_sites_edits_and_no_other(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade(monkeypatch, better)
    told = announced(archive)
    # The same bytes, the same page around another clock, and pages with one figure edited.
    noisy = [answered(number, around=f"<div>{number} visitors</div>", at=LATER) for number in range(10, 40)]
    result = crawl(iter([*(answered(number, at=LATER) for number in range(10)), *noisy]), LATER)
    edited = {12, 13, 30}
    result.releases = [
        replace(each, body=each.body.replace("pictures", "thousand pictures")) if int(each.address.key) in edited else each
        for each in result.releases
    ]
    report = record_source(archive, archive.start_run(LATER, "1"), result, LATER, archive_first=False, source=SOURCE)
    assert (report.revised, report.trusted, report.new, report.problems) == (3, True, 0, 0)
    assert rows(archive, "SELECT cause, count(*) FROM revision WHERE number > 1 GROUP BY 1") == [("extractor", 40), ("source", 3)]
    assert announced(archive) == told


def test_a_new_version_that_reads_the_same_changes_no_byte_of_the_feeds(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def published(name: str) -> dict[str, bytes]:
        publish(archive.feed_reader(), tmp_path / name, FeedSettings(base_url="https://ponte.test/"), FeedNames())
        return {str(file.relative_to(tmp_path / name)): file.read_bytes() for file in (tmp_path / name).rglob("*") if file.is_file()}

    before = published("before")
    upgrade(monkeypatch)
    assert reread(archive, [SOURCE], LATER, apply=True).same == NUMBER
    assert rows(archive, "SELECT count(*) FROM revision WHERE number > 1") == [(0,)]
    assert rows(archive, "SELECT DISTINCT reader FROM validators") == [(spider_for(SOURCE).reader,)]
    assert published("after") == before


def test_what_the_new_reader_refuses_stays_as_it_is(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def odd(found: Release) -> Release | Problem:
        if found.address.key == "5":
            raise ValueError("a bug")
        return Problem(ProblemKind.PARSE, found.address.url, "no title") if found.address.key == "6" else found

    upgrade(monkeypatch, odd)
    result = reread(archive, [SOURCE], LATER, apply=True)
    assert (result.same, result.changed) == (NUMBER - 2, 0)
    assert result.failed == [("kept.example:5", "parse: the spider failed: ValueError: a bug"), ("kept.example:6", "parse: no title")]


def test_what_was_killed_goes_on_where_it_was(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def told(each: Difference) -> None:
        if each.release_id == f"kept.example:{2 * BATCH + BATCH // 2}":
            raise Killed

    upgrade(monkeypatch, better)
    with pytest.raises(Killed):
        reread(archive, [SOURCE], LATER, apply=True, told=told)
    assert rows(archive, "SELECT count(*) FROM revision WHERE number = 2") == [(2 * BATCH,)]
    assert reread(archive, [SOURCE], LATER, apply=True).changed == NUMBER - 2 * BATCH
    assert rows(archive, "SELECT max(revision_count), min(revision_count) FROM release") == [(2, 2)]


def test_a_difference_is_shown_where_the_texts_part() -> None:
    assert excerpts("a" * 100 + "before", "a" * 100 + "after") == ("…" + "a" * 20 + "before", "…" + "a" * 20 + "after")
    assert excerpts("", "now") == ("", "now")


# ---- answers that a list held ----------------------------------------------------------------------------------------------

WORDS = (
    "<p>"
    + "</p><p>".join(f"Paragraph {number} of what the two sides agreed on in Macao this week, in full." for number in range(8))
    + "</p>"
)
RSS = (
    "<item><title>{}</title><link>https://l.example/news/1</link><pubDate>Sat, 14 Nov 2026 09:00:00 +0800</pubDate>"
    f"<description><![CDATA[{WORDS}]]></description></item>"
)
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>L</title><entry><title>{{}}</title><link href="https://l.example/news/1"/><id>x</id>
<published>2026-11-14T01:00:00Z</published><content type="html"><![CDATA[{WORDS}]]></content></entry></feed>"""
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
RECORD = {"id": 7, "date_gmt": "2026-11-14T01:00:00", "link": "https://l.example/um-titulo-com-palavras/", "content": {"rendered": WORDS}}
RECORD["title"] = {"rendered": "{}"}
ITEM = {"id": "1", "url": "https://l.example/news/1", "title": "{}", "content_html": WORDS}
FEED = FeedOptions(feeds=("https://l.example/feed",), release="/news/[0-9]+")
BLOG = WordPressOptions(base="https://l.example")
BLOG_FEED = WordPressOptions(base="https://l.example", ways=("feed",), release="/news/[0-9]+")
LISTS: dict[str, tuple[str, object, str]] = {
    "RSS": ("feed", FEED, f'<rss version="2.0"><channel><title>L</title>{RSS}</channel></rss>'),
    "Atom": ("feed", FEED, ATOM),
    "JSON Feed": ("feed", FEED, json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "L", "items": [ITEM]})),
    "WordPress": ("wordpress", BLOG, json.dumps([RECORD])),
    "WordPress feed": (
        "wordpress",
        BLOG_FEED,
        f'<rss version="2.0" {CONTENT}><channel><title>L</title>{RSS.replace("description", "content:encoded")}</channel></rss>',
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_release_that_a_list_held_whole_reads_from_its_item_as_it_did(name: str) -> None:
    kind, options, document = LISTS[name]
    source = Source("l", kind, "L", options, encoding="gb18030" if name == "RSS" else None)
    spider = spider_for(source)
    body = document.replace("{}", "Um memorando é assinado 協議", 1).encode("gb18030" if name == "RSS" else "utf-8")
    listing = spider.listing(Page(spider.starts()[0], body, NOW, {}, 200, source.encoding, spider.starts()[0]))
    assert isinstance(listing, Listing), listing
    [found] = listing.releases
    assert found.snapshot is not None
    blank = StoredRelease(
        found.address.native, found.address.native, "l", found.address.site, "", found.address.url, *[""] * 10, 1, *[""] * 4
    )  # type: ignore[arg-type]
    again = read_again(spider, as_stored(blank, found), found.snapshot)
    assert isinstance(again, Release), again
    assert (again.title, again.body, again.published, again.lang) == (found.title, found.body, found.published, found.lang)


# ---- the command, and a run with another reader over real sockets -----------------------------------------------------------------

UPGRADED = """
import sys
from dataclasses import replace
from crawlers.model import Release
from crawlers.spiders.forum_macao import ForumMacao
from monitor.__main__ import main

before = ForumMacao.release

def release(self, page, link):
    read = before(self, page, link)
    return replace(read, body=read.body + "\\nRead anew: " + read.title) if isinstance(read, Release) else read

ForumMacao.release, ForumMacao.version = release, ForumMacao.version + 1
sys.argv[0] = "ponte"
main()
"""


def upgraded(home: Home, *words: str) -> subprocess.CompletedProcess[str]:
    """The command as it is after an upgrade of one spider."""
    command = [sys.executable, "-c", UPGRADED, "--config", str(home.config), *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, env=environment(), check=False)


def test_an_upgraded_reader_tells_the_sites_edits_and_no_other_in_a_run_and_in_a_reread(home: Home) -> None:
    def now(sql: str) -> list[Any]:
        with sqlite3.connect(f"file:{home.archive}?mode=ro", uri=True) as connection:
            return connection.execute(sql).fetchall()

    with Replica(day=1) as replica:
        home.report("forum-macao", replica=replica.address)
        entries, stored = now("SELECT * FROM entries ORDER BY rid"), len(now("SELECT id FROM release"))
        done = upgraded(home, "run", "forum-macao", "--reread")
        assert (done.returncode, done.stderr) == (0, "")
        assert f"{stored} would change (body {stored})" in done.stdout
        assert "nothing was written" in done.stdout
        assert now("SELECT count(*) FROM revision") == [(stored,)]
        replica.set_day(2)
        done = upgraded(home, "--replica", replica.address, "--json", "--quiet", "run", "forum-macao", "--recheck", "all")
        [report] = json.loads(done.stdout)["sources"]
        assert (report["revised"], report["new"], report["trusted"], report["problems"]) == (1, 5, True, 0)
    old = "SELECT v.cause, count(*) FROM revision v WHERE v.number > 1 GROUP BY 1"
    assert now(old) == [("extractor", stored), ("source", 1)]
    known = {row[1]: row for row in now("SELECT * FROM entries ORDER BY rid")}
    assert sum(known[row[1]] != row for row in entries) <= 1, "only the edited release's entry may have moved"
    done = upgraded(home, "--json", "run", "forum-macao", "--reread", "--apply")
    assert json.loads(done.stdout)["changed"] == 0
    assert home.ponte("run", "--apply").code == 2
