"""What must not grow with the archive, counted in steps of SQLite's machine instead of in time; and the table that feeds are read from."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from storage_values import add, announce, enter, finding, later, release, revision

from bench import archives
from crawlers.model import Release
from storage import facets
from storage.archive import Archive
from storage.model import Finding, Kind, Query, Scope, Strength

SMALL, LARGE = 300, 3_000
Row = tuple[str, Release, Finding, bool, str, datetime]
SOON = datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture(scope="module")
def sizes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Archive]]:
    folder = tmp_path_factory.mktemp("growth")
    for size in (SMALL, LARGE):
        archives.build(size, folder / f"{size}.db")
    with Archive.open(folder / f"{SMALL}.db") as small, Archive.open(folder / f"{LARGE}.db") as large:
        yield small, large


def steps(archive: Archive, action: Callable[[Archive], object]) -> int:
    counted = 0

    def tick() -> None:
        nonlocal counted
        counted += 1

    archive.conn.set_progress_handler(tick, 10)
    try:
        action(archive)
    finally:
        archive.conn.set_progress_handler(None, 0)
    return counted


QUESTIONS: dict[str, Callable[[Archive], object]] = {
    "all entries": lambda archive: archive.reader().entries(Query(), 5),
    "signed": lambda archive: archive.reader().entries(Query(strengths=("signed",)), 5),
    "a country": lambda archive: archive.reader().entries(Query(countries=("PT",)), 5),
    "a country that has none": lambda archive: archive.reader().entries(Query(countries=("TL",)), 5),
    "a language": lambda archive: archive.reader().entries(Query(langs=("pt",)), 5),
    "a source": lambda archive: archive.reader().entries(Query(sources=("gcs",)), 1),
    "facets": lambda archive: archive.reader().facets(),
    "health": lambda archive: archive.reader().source_health(),
    "checks since": lambda archive: archive.checks_since("gcs", datetime(2026, 9, 29, tzinfo=UTC)),
    "is known": lambda archive: archive.is_known("gcs:archive/0000001:en", "x"),
    "is unknown": lambda archive: archive.is_known("gcs:archive/x", "x"),
    "doubted": lambda archive: archive.doubted([1, 2, 3]),
    "due": lambda archive: archive.due_links("gcs", SOON, 20),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_costs_no_more_in_a_larger_archive(sizes: tuple[Archive, Archive], question: str) -> None:
    small, large = (steps(archive, QUESTIONS[question]) for archive in sizes)
    assert large <= 2 * small + 10, f"{small} steps at {SMALL} releases, {large} at {LARGE}"


def test_a_scan_would_be_seen(sizes: tuple[Archive, Archive]) -> None:
    small, large = (steps(archive, lambda archive: archive.reader().counts()) for archive in sizes)
    assert large > 4 * small


def test_the_search_index_gathers_its_words_over_a_transaction(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive.db") as archive:
        written = "SELECT count(*) FROM search_index_data"
        with archive.transaction():
            before = archive.conn.execute(written).fetchone()
            for number in range(30):
                text = release(f"N{number}", body=f"Texto número {number}.", aliases=(f"https://site.example/{number}", f"N{number}?2"))
                add(archive, text, f"s{number % 20}")
                archive.put_finding(text.address.native, finding(text))
            assert archive.conn.execute(written).fetchone() == before
        assert archive.conn.execute(written).fetchone() != before


# ---- the table -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive.db") as opened:
        yield opened


def filed(archive: Archive) -> dict[str, list[str]]:
    """Entries by facet, newest first."""
    found: dict[str, list[str]] = {}
    for facet, entry in archive.conn.execute(
        "SELECT facet, entry_id FROM entry_facets ORDER BY facet, seen DESC, published DESC, entry_id DESC"
    ):
        found.setdefault(facet, []).append(entry.removeprefix("urn:site:"))
    return found


def test_an_entry_is_filed_under_all_it_can_be_asked_by(archive: Archive) -> None:
    enter(archive, release(), source="gcs")
    add(archive, release(lang="en", body="A memorandum was signed."), "s-site:N1:pt", source="ein")
    one = ["N1:pt"]
    names = ("all", "strength/signed", "country/CN", "country/MO", "sector/health", "source/gcs", "source/ein", "lang/pt", "lang/en")
    assert filed(archive) == dict.fromkeys(sorted(names), one)
    assert facets.filed(archive.conn, "lang/") == ["en", "pt"]
    assert facets.filed(archive.conn, "nothing/") == []


def test_a_changed_announcement_files_its_entry_anew(archive: Archive) -> None:
    text = release()
    enter(archive, text, found=replace(finding(text), strength=Strength.EXCHANGE))
    announce(archive, text, replace(finding(text), countries=("AO",)))
    assert {"strength/exchange", "strength/signed", "country/AO"} <= filed(archive).keys()
    # What is not true of it any more is asked again.
    assert archive.reader().entries(Query(countries=("CN",)), 9) == []
    assert archive.reader().facets().countries == ("AO",)


def test_merged_stories_are_filed_under_what_both_have(archive: Archive) -> None:
    first, second = release("N1"), release("N2", lang="en", body="A memorandum was signed.")
    enter(archive, first, source="gcs")
    enter(archive, second, source="ein", at=later(days=1), found=replace(finding(second), countries=("BR",)))
    archive.merge_stories("s-site:N1:pt", ["s-site:N2:en"])
    announce(archive, first)
    assert "N1:pt" in filed(archive)["lang/en"]
    assert [row.entry_id for row in archive.reader().entries(Query(langs=("en",)), 9)] == ["urn:site:N1:pt"]


def test_an_archive_from_before_the_table_is_filed_whole(archive: Archive, tmp_path: Path) -> None:
    enter(archive, release(), source="gcs", initial=True)
    enter(archive, release("N2", published=None), at=later(days=1))
    kept = filed(archive)
    with sqlite3.connect(archive.path) as conn:
        for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'facets_%'").fetchall():
            conn.execute(f"DROP TRIGGER {name}")
        conn.execute("DROP TABLE entry_facets")
        facets.create(conn)
    assert filed(archive) == kept != {}


@pytest.mark.parametrize(("seed", "limit"), [(1, 20), (2, 100)])
def test_feeds_show_what_a_scan_would(archive: Archive, seed: int, limit: int) -> None:
    pick = random.Random(seed)
    rows = []
    for number in range(120):
        text = release(f"N{number:02}", pick.choice(("pt", "en", "zh-Hant")), published=pick.choice((None, later(days=-pick.randrange(9)))))
        found = replace(
            finding(text),
            countries=tuple(pick.sample(("CN", "MO", "PT", "AO"), pick.randrange(1, 3))),
            strength=pick.choice((Strength.SIGNED, Strength.EXCHANGE, Strength.NONE)),
            scope=pick.choice((Scope.CROSS_BORDER, Scope.CROSS_BORDER, Scope.LOCAL)),
        )
        initial, source, at = number < 100, pick.choice(("gcs", "ein")), later(hours=pick.randrange(-2, 3) if number >= 100 else 0)
        entry = enter(archive, text, initial=initial, source=source, at=at, found=found)
        if pick.random() < 0.1:
            archive.revise(text.address.native, revision(text, Kind.WITHDRAWN, later(days=1)), "k", None)
        if found.relevant:
            rows.append((entry, text, found, initial, source, at))
    for query in (
        Query(),
        Query(countries=("PT",)),
        Query(countries=("PT", "AO")),
        Query(sources=("gcs",)),
        Query(langs=("pt",)),
        Query(langs=("zh",)),
        Query(strengths=("signed",)),
        Query(langs=("en",), countries=("CN",)),
        Query(sectors=("health",), sources=("ein",)),
    ):
        assert [row.entry_id for row in archive.reader().entries(query, limit)] == _scanned(rows, query)[:limit], query


def _scanned(rows: list[Row], query: Query) -> list[str]:
    """Plain Python's answer: initial entries are the newest 30 by the site's date; then by first sight, date, id."""
    matching = [row for row in rows if _matches(row, query)]
    by_date = sorted((row for row in matching if row[3]), key=lambda row: (row[1].published.iso or "", row[0]), reverse=True)
    shown = [row for row in matching if not row[3]] + by_date[:30]
    return [row[0] for row in sorted(shown, key=lambda row: (row[5], row[1].published.iso or "", row[0]), reverse=True)]


def _matches(row: Row, query: Query) -> bool:
    _, text, found, _, source, _ = row
    return (
        (not query.countries or bool(set(query.countries) & set(found.countries)))
        and (not query.sources or source in query.sources)
        and (not query.strengths or found.strength in query.strengths)
        and (not query.langs or any(text.lang == lang or text.lang.startswith(f"{lang}-") for lang in query.langs))
        and (not query.sectors or "health" in query.sectors)
    )
