"""The read side: which entries and announcements, in which order, and what else the command line asks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from storage_values import NOW, add, announce, enter, finding, last_run, later, populate, release, revision

from crawlers.model import DateBasis, Precision, Published
from storage.archive import Archive
from storage.model import Instrument, Kind, Query, Scope, SourceOutcome, SourceReport, Strength
from storage.reading import FIRST_FEED, Reader


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive.db") as opened:
        yield opened


@pytest.fixture
def reader(archive: Archive) -> Reader:
    return archive.reader()


def ids(reader: Reader, limit: int = 100, **query: object) -> list[str]:
    return [row.entry_id.removeprefix("urn:site:") for row in reader.entries(Query(**query), limit)]  # type: ignore[arg-type]


def announced(reader: Reader, **query: object) -> list[str]:
    return [lead.id.removeprefix("site:") for _, lead in reader.announcements(Query(**query), 100)]  # type: ignore[arg-type]


# ---- entries -------------------------------------------------------------------------------------------------------------


def test_an_entry_comes_with_its_announcement_and_releases(archive: Archive, reader: Reader) -> None:
    lead = release()
    enter(archive, lead)
    sister = release(lang="en", title="Memorandum", body="A memorandum was signed.")
    add(archive, sister, "s-site:N1:pt", at=later(hours=-1))
    add(archive, release("GONE"), "s-site:N1:pt")
    archive.revise("site:GONE:pt", revision(release("GONE"), Kind.WITHDRAWN), "k", None)
    (row,) = reader.entries(Query(), 10)
    assert (row.entry_id, row.story_id, row.initial, row.earlier) == ("urn:site:N1:pt", "s-site:N1:pt", False, None)
    assert (row.first_seen, row.published) == ("2026-04-16T02:08:00Z", "2026-04-16T02:08:00Z")
    assert row.announcement == archive.announcement_of(row.story_id)
    assert row.lead.id == "site:N1:pt"
    assert [each.id for each in row.releases] == ["site:N1:en", "site:N1:pt"]


def test_a_story_made_of_two_is_shown_once_under_its_oldest_entry(archive: Archive, reader: Reader) -> None:
    enter(archive, release("N1"))
    enter(archive, release("N2", title="Protocolo assinado"))
    assert len(ids(reader)) == 2
    archive.merge_stories("s-site:N1:pt", ["s-site:N2:pt"])
    assert ids(reader) == ["N1:pt"]


def test_a_withdrawn_lead_is_still_shown_with_its_entry(archive: Archive, reader: Reader) -> None:
    enter(archive, release())
    archive.revise("site:N1:pt", revision(release(), Kind.WITHDRAWN), "k", None)
    (row,) = reader.entries(Query(langs=("pt",)), 10)
    assert (row.lead.status, len(row.releases)) == ("withdrawn", 1)


def test_order_is_first_seen_then_published_then_id(archive: Archive, reader: Reader) -> None:
    for key, seen, published in (("A", 0, 1), ("B", 0, 3), ("C", 0, 3), ("D", 2, None), ("E", 2, 0), ("F", 1, 9)):
        date = None if published is None else later(days=published)
        enter(archive, release(key, published=date), at=later(days=seen))
    assert ids(reader) == ["E:pt", "D:pt", "F:pt", "C:pt", "B:pt", "A:pt"]
    assert ids(reader, 2) == ["E:pt", "D:pt"]


def test_the_first_feed_is_the_newest_thirty_and_later_ones_come_on_top(archive: Archive, reader: Reader) -> None:
    with archive.transaction():
        for number in range(FIRST_FEED + 10):
            lang = "en" if number % 4 == 0 else "pt"
            enter(archive, release(f"N{number:02}", lang, published=later(days=-number)), initial=True)
    assert ids(reader) == [f"N{number:02}:{'en' if number % 4 == 0 else 'pt'}" for number in range(FIRST_FEED)]
    assert len(ids(reader, langs=("en",))) == 10
    with archive.transaction():
        for number in range(40):
            enter(archive, release(f"M{number:02}", published=later(days=-400)), at=later(days=1))
    found = ids(reader)
    assert len(found) == 40 + FIRST_FEED
    assert found[0] == "M39:pt"
    assert found[40] == "N00:en"
    assert ids(reader, 50) == found[:50]


def test_only_relevant_announcements_have_entries_in_feeds(archive: Archive, reader: Reader) -> None:
    enter(archive, release("A"))
    enter(archive, release("B"), found=finding(release("B"), scope=Scope.LOCAL))
    enter(archive, release("C"), found=finding(release("C"), Strength.NONE))
    enter(archive, release("D"))
    archive.drop_announcement("s-site:D:pt")
    assert ids(reader) == ["A:pt"]
    assert ids(reader, relevant=False) == ["C:pt", "B:pt", "A:pt"]
    assert announced(reader) == ["A:pt"]
    assert announced(reader, relevant=False, scopes=("local",)) == ["B:pt"]


def test_a_story_that_rose_has_two_entries_each_with_its_strength(archive: Archive, reader: Reader) -> None:
    early = finding(release(), Strength.AGREED)
    first = enter(archive, release(), found=early)
    announce(archive, release(), finding(release(), Strength.SIGNED))
    archive.add_entry("urn:site:second", "s-site:N1:pt", later(days=9), later(days=9), None, False, first, Strength.SIGNED)
    rows = reader.entries(Query(), 10)
    assert [(row.entry_id, row.earlier, row.announcement.finding.strength) for row in rows] == [
        ("urn:site:second", first, Strength.SIGNED),
        (first, None, Strength.AGREED),
    ]
    assert ids(reader, strengths=("signed",)) == ["second"]
    assert ids(reader, strengths=("agreed",)) == ["N1:pt"]


def test_the_newest_entry_follows_a_corrected_announcement(archive: Archive, reader: Reader) -> None:
    enter(archive, release())
    announce(archive, release(), finding(release(), Strength.EXCHANGE))
    assert [row.announcement.finding.strength for row in reader.entries(Query(), 10)] == [Strength.EXCHANGE]


# ---- filters -------------------------------------------------------------------------------------------------------------


def test_filters(archive: Archive, reader: Reader) -> None:
    enter(archive, release("A", "pt"), source="gcs", found=finding(release("A"), countries=("AO",), sectors=("health", "trade")))
    enter(archive, release("B", "zh-Hant", body="雙方 簽署 合作備忘錄"), source="ipim", at=later(days=1))
    add(archive, release("B", "en"), "s-site:B:zh-Hant", source="gcs")
    cases: list[tuple[dict[str, object], list[str]]] = [
        ({"countries": ("AO", "BR")}, ["A:pt"]),
        ({"countries": ("MO",)}, ["B:zh-Hant"]),
        ({"sectors": ("trade",)}, ["A:pt"]),
        ({"sources": ("gcs",)}, ["B:zh-Hant", "A:pt"]),
        ({"sources": ("ipim",)}, ["B:zh-Hant"]),
        ({"sources": ("gcs",), "langs": ("zh-Hant",)}, []),
        ({"sources": ("gcs",), "langs": ("en",)}, ["B:zh-Hant"]),
        ({"langs": ("zh",)}, ["B:zh-Hant"]),
        ({"langs": ("z",)}, []),
        ({"langs": ("pt", "en")}, ["B:zh-Hant", "A:pt"]),
        ({"words": "备忘录"}, ["B:zh-Hant"]),
        ({"words": "cooperacao"}, ["B:zh-Hant", "A:pt"]),
        ({"words": "  "}, ["B:zh-Hant", "A:pt"]),
        ({"words": "..."}, []),
        ({"words": '" OR 1=1', "countries": ("AO",)}, []),
        ({"strengths": ("signed", "agreed")}, ["B:zh-Hant", "A:pt"]),
        ({"strengths": ("agreed",)}, []),
        ({"scopes": ("local",)}, []),
    ]
    for query, expected in cases:
        assert ids(reader, **query) == expected, query
        assert sorted(announced(reader, **query)) == sorted(expected), query


@pytest.mark.parametrize(
    ("published", "since", "until", "inside"),
    [
        ("2026-04-16T02:08:00Z", "2026-04-16", "2026-04-16", True),
        ("2026-04-16T02:08:00Z", "2026-04-16T02:08:00Z", None, True),
        ("2026-04-16T02:08:00Z", "2026-04-16T02:08:01Z", None, False),
        ("2026-04-16T02:08:00Z", None, "2026-04-15", False),
        ("2026-04-16T02:08:00Z", None, "2026-04", True),
        ("2026-04-16", "2026-04-16T12:00:00Z", None, True),
        ("2026-04-16", "2026-04-17", None, False),
        ("2026-04", "2026-04-10", "2026-04-12", True),
        ("2026-04", "2026-05-01", None, False),
        ("2026-04", None, "2026-03-31", False),
        (None, "1999-01-01", None, False),
        (None, None, None, True),
    ],
)
def test_dates_are_compared_as_far_as_both_go(
    archive: Archive, reader: Reader, published: str | None, since: str | None, until: str | None, inside: bool
) -> None:
    enter(archive, replace(release(), published=FixedDate(published)))
    for found in (ids(reader, since=since, until=until), announced(reader, since=since, until=until)):
        assert bool(found) is inside
    if until is None:
        assert bool(reader.search("memorando", since=since)) is inside


class FixedDate(Published):
    """A date whose stored form is given."""

    __slots__ = ("text",)

    def __init__(self, text: str | None) -> None:
        super().__init__(None, Precision.DAY, DateBasis.META)
        object.__setattr__(self, "text", text)

    @property
    def iso(self) -> str | None:
        return str(self.text) if self.text else None  # type: ignore[attr-defined]


def test_announcements_are_newest_first_by_our_first_sight(archive: Archive, reader: Reader) -> None:
    for key, seen, published in (("A", 0, 1), ("B", 1, -5), ("C", 2, None)):
        enter(archive, release(key, published=None if published is None else later(days=published)), at=later(days=seen))
    assert announced(reader) == ["C:pt", "B:pt", "A:pt"]
    assert len(reader.announcements(Query(), 2)) == 2


def test_facets_are_those_of_entries(archive: Archive, reader: Reader) -> None:
    assert reader.facets() == ((), (), ())
    enter(archive, release("A", "pt"), source="gcs", found=finding(release("A"), countries=("MO", "AO")))
    add(archive, release("A", "en"), "s-site:A:pt", source="portal")
    enter(archive, release("B", "zh-Hans"), source="local", found=finding(release("B"), scope=Scope.LOCAL, countries=("CN",)))
    add(archive, release("C", "zh-Hant"), source="silent")
    announce(archive, release("C", "zh-Hant"))
    assert reader.facets() == (("AO", "MO"), ("gcs", "portal"), ("en", "pt"))


# ---- the rest ------------------------------------------------------------------------------------------------------------


def test_a_release_by_any_of_its_names(archive: Archive, reader: Reader) -> None:
    add(archive, release(aliases=("https://old.example/1",)))
    found = reader.release("site:N1:pt")
    assert found is not None
    for name in ("https://site.example/pt/N1", "https://old.example/1"):
        assert reader.release(name) == found
    for name in ("", "N1", "\0", "\ud800"):
        assert reader.release(name) is None
    assert reader.story("nothing") is None
    assert reader.announcement_of("nothing") is None
    assert reader.revisions("nothing") == []


def test_health_of_sources(archive: Archive, reader: Reader) -> None:
    outcomes = [
        (SourceOutcome.FAILED, 0),
        (SourceOutcome.OK, 7),
        (SourceOutcome.PARTIAL, 0),
        (SourceOutcome.BLOCKED, 0),
    ]
    for day, (outcome, new) in enumerate(outcomes):
        run = archive.start_run(later(days=day), "")
        archive.record_source(run, SourceReport("gcs", outcome, new=new))
        archive.finish_run(run, later(days=day, minutes=1), str(outcome))
    run = archive.start_run(later(days=9), "")
    archive.record_source(run, SourceReport("never", SourceOutcome.FAILED))
    gcs, never = reader.source_health()
    assert (gcs.source, gcs.state, gcs.last_check, gcs.last_success) == (
        "gcs",
        "blocked",
        "2026-04-19T02:09:00Z",
        "2026-04-18T02:09:00Z",
    )
    assert (gcs.last_new, gcs.covered_from, gcs.usual_interval) == ("2026-04-17T02:09:00Z", "2026-04-17T02:09:00Z", None)
    assert (never.state, never.last_check, never.last_success) == ("failing", "2026-04-25T02:08:00Z", None)
    last = last_run(reader)
    assert last is not None
    assert (last.id, last.finished_at, last.outcome) == (run, None, "")


def test_an_empty_archive_answers(reader: Reader) -> None:
    assert last_run(reader) is None
    assert reader.source_health() == []
    assert reader.entries(Query(words="x", countries=("MO",)), 10) == []
    assert set(reader.counts().values()) == {0}


def test_counts(archive: Archive, reader: Reader) -> None:
    populate(archive)
    assert reader.counts() == {
        "releases": 4,
        "live": 3,
        "withdrawn": 1,
        "revisions": 6,
        "stories": 3,
        "announcements": 1,
        "entries": 1,
        "snapshots": 1,
        "runs": 1,
    }


def test_the_same_archive_gives_the_same_answers_from_any_connection(archive: Archive) -> None:
    populate(archive)
    with Archive.open_reader(archive.path) as other:
        mine = archive.reader()
        assert other.entries(Query(), 9) == mine.entries(Query(), 9)
        assert other.search("memorando") == mine.search("memorando")
        assert other.generation() == mine.generation()


def test_reading_imports_nothing_heavy() -> None:
    script = "import sys; from storage.archive import Archive; from storage.reading import Reader; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in eval(done.stdout)}
    assert not loaded & {"sqlite_utils", "scrapy", "twisted", "lxml", "opencc", "msgspec", "click"}


def test_instruments_and_times_survive(archive: Archive, reader: Reader) -> None:
    enter(archive, release(), found=finding(release(), instrument=Instrument.JOINT_DECLARATION, event_end="2026-04-16"))
    (row,) = reader.entries(Query(), 1)
    assert row.announcement.finding.instrument is Instrument.JOINT_DECLARATION
    assert row.announcement.finding.event_end == "2026-04-16"
    assert row.updated == NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
