"""`ponte run --since`: the past goes into the archive and into no feed, also when it is told again later; killed, it goes on."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from conftest import ROOT, Home, environment
from faultserver import until

from crawlers.model import Address, CrawlResult, DateBasis, Ending, Precision, Published, Release, Step
from demo.replica import Replica
from demo.server import Request, Response
from monitor.record import record_source
from storage.archive import Archive
from storage.model import SourceReport

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
SIGNED = "The Governments of Macao and Portugal signed a memorandum of understanding on trade in Lisbon today, case {}."
TALKS = "A delegation of Macao met companies from Portugal in Lisbon to discuss trade cooperation between both sides, case {}."


def rows(home: Home, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(f"file:{home.archive}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def live(feeds: dict[str, bytes]) -> dict[str, bytes]:
    """The live feeds without their links to archive pages."""
    to_pages = re.compile(rb'<(atom:)?link [^>]*rel="prev-archive"[^>]*/>|"next_url":"[^"]*",?')
    return {name: to_pages.sub(b"", data) for name, data in feeds.items() if not name.startswith("archive/")}


# ---- through the command line ---------------------------------------------------------------------------------------------


@pytest.fixture
def replica() -> Iterator[Replica]:
    with Replica(day=1) as running:
        yield running


def test_a_back_fill_fills_the_archive_and_leaves_every_feed_as_it_was(home: Home, replica: Replica) -> None:
    # The portal's releases are further language versions of what the bureau's feed told.
    names = ("forum-macao", "gcs", "gov-mo")
    home.report(*names, "--pages", "1", replica=replica.address)
    feeds, [(before,)] = home.feeds(), rows(home, "SELECT count(*) FROM release")
    covered = rows(home, "SELECT source, covered_from, last_check, last_new FROM source_health")
    code, report = home.report(*names, "--since", "2015-01-01", replica=replica.address)
    [(after, archived)] = rows(home, "SELECT count(*), sum(archived) FROM releases")
    assert code == 0
    assert (after - before, archived) == (26, 26)
    assert sum(each["new"] for each in report.values()) == 26
    assert sum(each["endings"].get("unchanged", 0) for each in report.values()) == 0
    assert any("read back over 23 listing pages, to 2021-02-04" in each for each in report["forum-macao"]["reasons"])
    assert any("has no further pages" in each for each in report["gcs"]["reasons"])
    published = home.feeds()
    assert sum(len(json.loads(data)["items"]) for name, data in published.items() if re.fullmatch(r"archive/.*[.]json", name)) > 0
    # The past is on archive pages, to which the archived feed leads; else nothing moved.
    assert live(published) == live(feeds)
    assert rows(home, "SELECT source, covered_from, last_check, last_new FROM source_health") == covered


def test_a_killed_back_fill_goes_on_where_it_stopped(home: Home) -> None:
    with Replica(day=1, per_page=1) as replica:
        home.report("ein", "--pages", "1", replica=replica.address)
        held = rows(home, "SELECT count(*) FROM release")
        asked: list[str] = []

        def hang(request: Request) -> Response | None:
            asked.append(request.target)
            return Response(200, {"Content-Type": "text/html"}, "<html></html>", delay=60) if "page=8" in request.target else None

        lift = replica.override("www.einpresswire.com", "/", hang)
        command = [sys.executable, "-m", "monitor", "--config", str(home.config), "--replica", replica.address, "--quiet", "run", "ein"]
        with subprocess.Popen([*command, "--since", "2015-01-01"], cwd=ROOT, env=environment()) as child:
            until(lambda: any("page=8" in each for each in asked), 30)
            child.kill()
        assert held == [(1,)]
        assert rows(home, "SELECT count(*) FROM release") == [(5,)], "the part of five pages is stored, the open one is not"
        [(following,)] = rows(home, "SELECT next FROM walks WHERE kind = 'backfill'")
        assert "page=5" in following
        lift()
        replica.clear_log()
        code, report = home.report("ein", "--since", "2015-01-01", replica=replica.address)
        assert (code, report["ein"]["new"]) == (0, 4)
        assert report["ein"]["reasons"][0] == "goes on from where the last back-fill stopped"
        assert not [each.path for each in replica.requests if each.path.endswith(("page=3", "page=4"))]
        assert rows(home, "SELECT count(*) FROM walks WHERE kind = 'backfill'") == [(0,)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--since", "yesterday"], "yesterday"),
        (["--since", "2999-01-01"], "future"),
        (["--since", "2020-01-01", "--recheck", "all"], "--recheck"),
    ],
)
def test_senseless_back_fills_are_refused(home: Home, words: list[str], said: str) -> None:
    done = home.ponte("run", "gcs", *words)
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err
    assert not home.archive.exists()


# ---- what it is to the feeds ------------------------------------------------------------------------------------------------


def told(key: str, text: str = SIGNED, day: date = date(2024, 3, 1), **more: object) -> Release:
    published = Published(day, Precision.DAY, DateBasis.LABEL)
    address = Address("gcs", key, "en", f"https://www.gcs.gov.mo/detail/en/{key}")
    # Each case has words of its own: texts that differ in one word are copies, and one story.
    own = " ".join(f"{key.lower()}{number}" for number in range(120))
    return replace(
        Release(address, "en", f"Macao and Portugal, case {key}", f"{text.format(key)} Its papers tell of {own}.", published, Step.LABELS),
        **more,  # type: ignore[arg-type]
    )


def crawled(*releases: Release, past: bool = False, late: tuple[str, ...] = (), at: datetime = NOW) -> CrawlResult:
    endings = Counter({Ending.LISTING: 1, Ending.RELEASE: len(releases)})
    result = CrawlResult("gcs", at, at, list(releases), listings=1, requests=1 + len(releases), ended=1 + len(releases), endings=endings)
    names = frozenset(release.address.native for release in releases)
    result.found, result.named, result.archive_only = len(names), names, past
    result.late = frozenset(f"gcs:{key}:en" for key in late)
    return result


class Runs:
    """Runs over one archive, a day apart."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.at = NOW

    def __call__(self, *releases: Release, past: bool = False, late: tuple[str, ...] = ()) -> SourceReport:
        self.at += timedelta(days=1)
        run_id = self.archive.start_run(self.at, "")
        if past:
            self.archive.start_backfill(run_id)
        first = self.archive.finished_runs() == 0
        result = crawled(*releases, past=past, late=late, at=self.at)
        report = record_source(self.archive, run_id, result, self.at, archive_first=first)
        self.archive.finish_run(run_id, self.at, "ok")
        return report

    @property
    def entries(self) -> list[tuple[str, int]]:
        return self.archive.conn.execute("SELECT strength, initial FROM entries ORDER BY rid").fetchall()


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with Archive.open(tmp_path / "archive.db") as archive:
        yield Runs(archive)


def test_the_past_brings_no_entry_and_no_edit_of_it_does(runs: Runs) -> None:
    runs(told("NEW"))
    assert runs.entries == [("signed", 1)]
    runs(told("OLD"), past=True)
    assert runs.entries == [("signed", 1)]
    runs(told("OLD", SIGNED + " A closing sentence was added later."))
    assert runs.archive.conn.execute("SELECT max(number) FROM revisions").fetchone() == (2,)
    assert runs.entries == [("signed", 1)]


def test_real_news_of_a_story_of_the_past_is_news(runs: Runs) -> None:
    runs(told("NEW"))
    runs(told("OLD", TALKS), past=True)
    runs(told("SISTER", SIGNED + " It follows the talks.", same_story=("gcs:OLD:en",)))
    assert runs.entries == [("signed", 1), ("signed", 0)]
    stories = runs.archive.conn.execute("SELECT count(DISTINCT story_id) FROM releases").fetchone()
    assert stories == (2,)


def test_an_old_release_that_tells_of_a_signing_now_is_news(runs: Runs) -> None:
    runs(told("NEW"))
    runs(told("OLD", TALKS), past=True)
    runs(told("OLD", SIGNED))
    assert runs.entries == [("signed", 1), ("signed", 0)]


def test_the_first_run_after_a_back_fill_fills_the_feeds(runs: Runs) -> None:
    runs(told("A"), told("B"), told("DEEP"), past=True)
    assert runs.entries == []
    runs(told("A"), told("B"))
    assert runs.entries == [("signed", 1), ("signed", 1)]
    assert runs.archive.conn.execute("SELECT id FROM releases WHERE archived").fetchall() == [("gcs:DEEP:en",)]


def test_the_rest_of_a_first_reading_is_no_news_unless_it_is_young(runs: Runs) -> None:
    runs(told("NEW"))
    runs(told("OLD"), told("YOUNG", day=date(2026, 4, 28)), told("TODAY"), late=("OLD", "YOUNG"))
    assert len(runs.entries) == 3
    # What was left out stays out.
    runs(told("OLD", SIGNED + " A closing sentence was added later."))
    assert len(runs.entries) == 3


def test_the_past_joins_no_stories_that_feeds_tell_and_shows_in_none_of_their_entries(runs: Runs) -> None:
    runs(told("A"), told("B"))
    before = runs.archive.reader().entries
    shown = [(row.entry_id, row.releases) for row in before(_any(), 50)]
    runs(told("BRIDGE", TALKS, same_story=("gcs:A:en", "gcs:B:en")), past=True)
    assert [(row.entry_id, row.releases) for row in before(_any(), 50)] == shown
    assert runs.archive.conn.execute("SELECT count(*) FROM stories").fetchone() == (2,)


def _any() -> object:
    from storage.model import Query

    return Query()
