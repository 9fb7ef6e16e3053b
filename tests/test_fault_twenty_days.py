"""Twenty days of one release in a few milliseconds: pages of a noisy, flapping or counting site, read, judged and stored without a network.

What the engine does with a request is tests/test_fault_changes.py's matter; here time passes, a run a day.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.model import CrawlResult, Ending, Link, Problem, Release, Source, Validator
from crawlers.page import Page
from crawlers.spiders.listing import ListingSpider, Options
from monitor.record import record_source
from storage.archive import Archive
from storage.model import SourceReport
from tests.fault_sites import NUMBERS, page, redesigned, words

FIRST = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
OPTIONS = Options(("http://noisy.test/",), "/news/(?P<key>[0-9]+)", title="h1", body="div.text", date="p.when")
SOURCE = Source("noisy", "listing", "noisy", OPTIONS)
SPIDER = ListingSpider(SOURCE)

Pages = Callable[[int, int], bytes]
"""The page of a release (its number) on a day."""


@dataclass
class Diary:
    """An archive that is brought a crawl of four releases a day."""

    archive: Archive
    day: int = 0
    reports: list[SourceReport] = field(default_factory=list)

    def crawl(self, pages: Pages) -> CrawlResult:
        now = FIRST + timedelta(days=self.day)
        result = CrawlResult("noisy", now, now, listings=1, found=len(NUMBERS))
        result.requests = result.ended = 1 + len(NUMBERS)
        result.endings[Ending.LISTING] += 1
        for number in NUMBERS:
            url = f"http://noisy.test/news/{number}"
            answer = Page(url, pages(number, self.day), now, {"content-type": "text/html; charset=utf-8", "etag": f'"{self.day}"'})
            spot = SPIDER.locate(url)
            assert spot is not None
            read = SPIDER.release(answer, Link(spot, url))
            result.endings[Ending.RELEASE if isinstance(read, Release) else Ending.PROBLEM] += 1
            if isinstance(read, Problem):
                result.problems.append(read)
            else:
                result.releases.append(replace(read, snapshot=answer.snapshot()))
                result.validators.append(Validator(url, f'"{self.day}"', None, SPIDER.reader, now))
        return result

    def write(self, pages: Pages) -> SourceReport:
        """A run of this day, and on to the next."""
        now = FIRST + timedelta(days=self.day)
        run_id = self.archive.start_run(now, "test")
        report = record_source(self.archive, run_id, self.crawl(pages), now, archive_first=self.day == 0, source=SOURCE)
        self.archive.finish_run(run_id, now, str(report.outcome))
        self.day += 1
        self.reports.append(report)
        return report

    def twenty(self, pages: Pages) -> list[SourceReport]:
        return [self.write(pages) for _ in range(20)]

    def edits(self) -> list[Any]:
        """The revisions that the site is said to have made."""
        query = "SELECT release_id, seen_at, body FROM revision WHERE kind = 'revised' AND cause = 'source' ORDER BY seen_at"
        return self.archive.conn.execute(query).fetchall()


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    with Archive.open(tmp_path / "archive.db") as archive:
        yield Diary(archive)


def sound(number: int, _: int) -> bytes:
    return page(f"noisy{number}")


def noisy(number: int, day: int) -> bytes:
    """Everything but the words of the release is another each day."""
    around = (
        f"<p>Views: {day * 37 + number}</p><p>{day % 24:02}:{day:02}:31</p><input type=hidden name=token value={day * 7919}>"
        f"<div class=related><a href=/news/{day + 50}>Another announcement of day {day}</a></div><div>{20 + day % 9} °C</div>"
    )
    return page(f"noisy{number}", around=around, head=f'<meta name="csrf" content="{day}">')


def test_i04_i14_i15_noise_and_a_redesign_around_the_same_words_are_no_revision_in_twenty_runs(diary: Diary) -> None:
    reports = diary.twenty(lambda number, day: redesigned(f"noisy{number}") if day >= 10 else noisy(number, day))
    assert reports[0].new == 4
    assert sum(report.revised + report.withdrawn for report in reports) == 0
    assert sum(report.new for report in reports[1:]) == 0
    assert diary.edits() == []
    assert [report.outcome for report in reports[1:10]] == ["ok"] * 9


def counting(number: int, day: int) -> bytes:
    """A counter in the middle of the text of one release."""
    return page(f"noisy{number}", inside=f"This text has been read {1000 + 37 * day} times since Monday." if number == 2 else "")


def test_i16_a_counter_inside_the_text_is_found_out_and_told_once(diary: Diary) -> None:
    reports = diary.twenty(counting)
    # Three revisions show that it is a counter; from then on it is known, and said no more than once.
    assert len(diary.edits()) <= 3
    assert sum(report.problems for report in reports) <= 1
    assert sum(bool(report.reasons) for report in reports) <= 1
    # And nobody has gone blind: an edit of the words beside it is found, when it stands long enough to be told from the counter.
    before = len(diary.edits())
    for _ in range(10):
        diary.write(lambda number, day: counting(number, day).replace(b"was shown", b"was lent"))
    assert {row[0] for row in diary.edits()[before:]} == {f"noisy.test:{number}" for number in NUMBERS}


def test_i17_mirrors_that_disagree_are_two_revisions_at_most_and_told(diary: Diary) -> None:
    other = [f"{word}." for word in words("another copy")]
    reports = diary.twenty(lambda number, day: page(f"noisy{number}", text=other if day % 2 and number == 2 else None))
    assert len(diary.edits()) <= 2
    assert any("flap" in reason or "back and forth" in reason or "wavers" in reason for report in reports for reason in report.reasons), [
        report.reasons for report in reports
    ]


@pytest.mark.parametrize("method", ["put_validators", "put_health", "record_source"])
def test_i06_a_validator_is_stored_with_its_content_or_not_at_all(diary: Diary, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    def edited(number: int, _: int) -> bytes:
        return page(f"noisy{number}", inside="A new paragraph that says so." if number == 2 else "")

    def kept() -> str | None:
        validator = diary.archive.validator("http://noisy.test/news/2")
        return validator.etag if validator else None

    diary.write(sound)
    whole = getattr(Archive, method)

    def fails(*values: Any, **named: Any) -> None:
        # After its work is done: the worst moment for what comes with it.
        whole(*values, **named)
        raise sqlite3.OperationalError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(Archive, method, fails)
        with pytest.raises(sqlite3.OperationalError):
            diary.write(edited)
    assert (kept(), diary.edits()) == ('"0"', [])
    diary.day += 1
    diary.write(edited)
    assert (kept(), len(diary.edits())) == ('"2"', 1)


def test_s23_a_source_that_stops_publishing_is_told(diary: Diary) -> None:
    """A release a day for forty days, then none: the same page says the same for weeks, and every answer is a sound 200."""
    from monitor.rhythm import state_of

    diary.write(sound)
    days = [FIRST.date() - timedelta(days=each) for each in range(60)]
    checks = diary.archive.checks("noisy")
    lively = state_of(checks, days, FIRST)
    silent = state_of(checks, days, FIRST + timedelta(days=45))
    assert lively.state != "stale"
    assert silent.state == "stale"
    assert silent.told


EDIT = st.tuples(st.integers(0, 2), st.integers(0, 400), st.sampled_from("abcxyz0123456789"))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Diary]:
    with Archive.open(tmp_path_factory.mktemp("edits") / "archive.db") as archive:
        diary = Diary(archive)
        diary.write(sound)
        yield diary


@given(EDIT)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_i18_every_single_character_is_found_and_nothing_else(shared: Diary, edit: tuple[int, int, str]) -> None:
    paragraph, place, character = edit
    text = list(words("noisy2"))
    place %= len(text[paragraph]) - 1
    text[paragraph] = text[paragraph][:place] + character + text[paragraph][place + 1 :]
    before = len(shared.edits())
    changed = shared.archive.conn.execute("SELECT body FROM release WHERE id LIKE '%:2'").fetchone()[0] != "\n".join(text)
    shared.write(lambda number, _: page(f"noisy{number}", text=text if number == 2 else None))
    assert len(shared.edits()) - before == changed
