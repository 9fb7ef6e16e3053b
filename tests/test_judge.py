"""Whether a crawl may be believed: by itself, and against the past of its source."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.model import (
    Address,
    CrawlResult,
    DateBasis,
    Gone,
    Link,
    Listing,
    Precision,
    Problem,
    ProblemKind,
    Published,
    Release,
    Role,
    Step,
    Unchanged,
)
from monitor.judge import FEW_MINIMUM, History, Judgement, _bound, _chance, judge, judge_changes, quality_of, sudden, usual_found
from monitor.rhythm import holiday
from storage.health import Check
from storage.model import SourceOutcome

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SOAK = bool(os.environ.get("PONTE_SOAK"))


def crawl(*problems: Problem, listings: int = 1, found: int = 10, unchanged: int = 0, gone: int = 0) -> CrawlResult:
    address = Address("s", "1", None, "https://h/1")
    result = CrawlResult("s", NOW, NOW, problems=list(problems), listings=listings, found=found)
    result.unchanged = [Unchanged("https://h/1", address)] * unchanged
    result.gone = [Gone(address, "https://h/1", 404)] * gone
    return result


def problem(kind: ProblemKind, role: Role = Role.RELEASE) -> Problem:
    return Problem(kind, "https://h/x", "detail", role)


# ---- by itself -------------------------------------------------------------------------------------------------------


def test_a_sound_crawl_is_ok_and_trusted() -> None:
    judgement = judge(crawl())
    assert (judgement.outcome, judgement.trusted) == (SourceOutcome.OK, True)


def test_s17_a_crawl_without_any_listing_is_never_ok() -> None:
    judgement = judge(crawl(problem(ProblemKind.EMPTY, Role.LISTING), listings=0, found=0))
    assert (judgement.outcome, judgement.trusted) == (SourceOutcome.FAILED, False)
    assert judgement.reasons == ("empty: detail",)


def test_refusals_make_a_source_blocked() -> None:
    for kind in (ProblemKind.BLOCKED, ProblemKind.ROBOTS):
        assert judge(crawl(problem(kind, Role.LISTING), listings=0)).outcome is SourceOutcome.BLOCKED


def test_s13_challenges_on_all_details_distrust_the_crawl() -> None:
    judgement = judge(crawl(problem(ProblemKind.BLOCKED), problem(ProblemKind.BLOCKED)))
    assert (judgement.outcome, judgement.trusted) == (SourceOutcome.BLOCKED, False)


def test_one_bad_page_among_sound_ones_is_partial_and_trusted() -> None:
    judgement = judge(crawl(problem(ProblemKind.PARSE), unchanged=5))
    assert (judgement.outcome, judgement.trusted) == (SourceOutcome.PARTIAL, True)


def test_more_bad_pages_than_sound_ones_distrust_the_crawl() -> None:
    judgement = judge(crawl(*[problem(ProblemKind.SOFT404)] * 3, unchanged=2))
    assert (judgement.outcome, judgement.trusted) == (SourceOutcome.PARTIAL, False)
    assert judgement.reasons[0] == "3 of 5 releases asked could not be read"


def test_requests_that_do_not_balance_are_a_bug_and_said() -> None:
    result = crawl()
    result.requests, result.ended = 3, 2
    judgement = judge(result)
    assert (judgement.outcome, judgement.trusted) == (SourceOutcome.FAILED, False)
    assert "3 addresses asked, 2 answers" in judgement.reasons[0]


# ---- against the past: a source made of a few facts --------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    at: datetime
    link: Link
    release: Release


@dataclass
class Site:
    """A simulated source: what it publishes over the months, what its one listing shows, and what a crawl of it brings."""

    seed: int
    kind: str = "newest"
    size: int = 20
    rate: float = 4.0
    every: timedelta = timedelta(hours=12)
    lacks: float = 0.02
    checks: list[Check] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(f"site {self.seed}")
        self.start = datetime(2025, 1, 6, tzinfo=UTC) + timedelta(days=self.dice.randrange(300))
        if self.kind == "month" and self.start.day > 20:
            # What was only ever seen at its full length cannot be told from a list of that length.
            self.start -= timedelta(days=20)
        self.items = list(self._publish(self.start - timedelta(days=70), 200))
        self.seen = 0

    def _publish(self, begin: datetime, days: int) -> Iterator[Item]:
        number = 0
        for day in (begin + timedelta(days=step) for step in range(days)):
            rate = self.rate * (0.15 if holiday(day.date()) else 1.0) * (0.1 if day.weekday() >= 5 else 1.0)
            rate *= 6 if self.dice.random() < 0.01 else 1
            count = min(60, sum(self.dice.random() < rate / 20 for _ in range(20)) if rate < 20 else int(rate))
            for moment in sorted(self.dice.random() * 36_000 + 3_600 for _ in range(count)):
                number += 1
                yield self._item(number, day + timedelta(seconds=moment))

    def _item(self, number: int, at: datetime) -> Item:
        key = f"{self.seed}-{number}"
        address = Address("site", key, None, f"https://site.example/{key}")
        dated = self.dice.random() >= self.lacks
        published = Published(at, Precision.MINUTE, DateBasis.META) if dated else Published()
        step = Step.LABELS if self.dice.random() >= self.lacks else Step.READABILITY
        body = "x" * self.dice.randrange(600, 9_000)
        entity = "Office" if self.dice.random() >= 0.3 else None
        release = Release(address, "pt", f"Title {key}", body, published, step, entity)
        return Item(at, Link(address, address.url, published=published), release)

    def runs(self, count: int) -> Iterator[CrawlResult]:
        """The crawls of a sound source, one after the other; each is to be judged with `history` and told to `learn`."""
        for index in range(count):
            yield self.crawl(self.start + self.every * index)

    def crawl(self, now: datetime, recheck: int = 0) -> CrawlResult:
        past = [item for item in self.items if item.at <= now]
        if self.kind == "newest":
            listed = past[-self.size :]
        elif self.kind == "window":
            listed = [item for item in past if now - item.at < timedelta(hours=34)] or past[-1:]
        else:
            listed = [item for item in past if (item.at.year, item.at.month) == (now.year, now.month)] or past[-1:]
        result = CrawlResult("site", now, now, listings=1, found=len(listed))
        result.openings["https://site.example/"] = Listing(tuple(item.link for item in reversed(listed)))
        fresh = [item.release for item in listed if item.at > now - self.every or recheck]
        result.releases = fresh[-recheck:] if recheck else fresh
        return result

    def history(self) -> History:
        """What the archive hands over: the newest checks, and one sound one of each day."""
        daily: dict[str, Check] = {}
        for check in self.checks:
            if check.sound:
                daily[f"{check.at:%F}"] = check
        kept = {id(check) for check in (*self.checks[-20:], *list(daily.values())[-60:])}
        return History.of([check for check in reversed(self.checks) if id(check) in kept])

    def judged(self, result: CrawlResult, edits: int = 0, standing: int = 0) -> Judgement:
        history = self.history()
        judgement = judge_changes(judge(result, history), edits, standing, history)
        doubts = {f"doubt.{key}": 1 for key in judgement.doubts}
        quality = quality_of(result) | {"edits": edits, "standing": standing} | doubts
        self.checks.append(Check(result.started_at, judgement.outcome, judgement.trusted, result.found, 0, quality))
        return judgement


def some_site(seed: int) -> Site:
    dice = random.Random(f"kind {seed}")
    kind = dice.choice(("newest", "newest", "window", "month"))
    rate = dice.choice((0.3, 1.0, 4.0, 15.0))
    every = timedelta(hours=dice.choice((6, 12, 24)))
    return Site(seed, kind, dice.choice((8, 20, 50)), rate, every, dice.choice((0.0, 0.02, 0.2)))


@pytest.mark.parametrize("part", range(4))
def test_no_sound_run_of_a_sound_source_is_doubted(part: int) -> None:
    """Sources of all habits over 100 runs, through weekends, holidays, lulls and bursts."""
    doubted = []
    for seed in range(part, 200 if SOAK else 40, 4):
        site = some_site(seed)
        for result in site.runs(100):
            judgement = site.judged(result, edits=len(result.releases) // 5, standing=len(result.releases))
            if not judgement.trusted or judgement.outcome is not SourceOutcome.OK:
                doubted.append((seed, site.kind, result.started_at, judgement.reasons))
    assert doubted == []


def broken(result: CrawlResult, how: str) -> CrawlResult:
    """The same crawl on a bad day."""
    if how == "third":
        (url, page), *_ = result.openings.items()
        result.openings = {url: Listing(page.links[: len(page.links) // 3])}
        return result
    changed = {
        "dates": {"published": Published()},
        "titles": {"title": ""},
        "generic": {"basis": Step.READABILITY},
        "selectors": {"basis": Step.STRUCTURE},
        "language": {"lang": "zh-Hans"},
        "lengths": {"body": "x" * 50},
    }[how]
    result.releases = [replace(release, **changed) for release in result.releases]  # type: ignore[arg-type]
    return result


BAD_DAYS = ("third", "dates", "titles", "generic", "selectors", "language", "lengths", "edits")


@pytest.mark.parametrize("how", BAD_DAYS)
def test_each_planted_bad_day_is_found_in_its_own_run(how: str) -> None:
    for seed in range(100, 150 if SOAK else 106):
        # What a window of hours names moves too much to tell a third of it from a lull.
        site = Site(seed, "newest" if how == "third" else random.Random(seed).choice(("newest", "window")), rate=15.0, lacks=0.01)
        for result in site.runs(80):
            site.judged(result, edits=len(result.releases) // 5, standing=len(result.releases))
        # A working day, when there is something to lose.
        now = site.start + site.every * 80
        while now.weekday() >= 5 or now.hour < 12 or holiday(now.date()) or holiday((now - timedelta(days=2)).date()) or now.weekday() < 2:
            now += timedelta(hours=12)
        result = site.crawl(now, recheck=12)
        judgement = site.judged(result, edits=12, standing=12) if how == "edits" else site.judged(broken(result, how))
        assert (judgement.trusted, judgement.outcome) == (False, SourceOutcome.PARTIAL), (seed, site.kind, how)
        # It is no habit of the source afterwards, and the next sound run is believed.
        assert site.judged(site.crawl(now + timedelta(hours=1), recheck=12)).trusted


# ---- single rules ----------------------------------------------------------------------------------------------------


def page(count: int, at: datetime = NOW - timedelta(days=90)) -> Listing:
    date = Published(at, Precision.MINUTE, DateBasis.LABEL)
    return Listing(tuple(Link(Address("s", str(n), None, f"https://h/{n}"), f"https://h/{n}", published=date) for n in range(count)))


def listing_crawl(*counts: int) -> CrawlResult:
    result = crawl(found=sum(counts))
    result.openings = {f"https://h/list/{index}": page(count) for index, count in enumerate(counts)}
    return result


def past(*counts: int, runs: int = 3, step: timedelta = timedelta(hours=3)) -> History:
    quality = quality_of(listing_crawl(*counts))
    return History.of(Check(NOW - step * (index + 1), SourceOutcome.OK, True, sum(counts), 0, quality) for index in range(runs))


def test_s18_a_third_of_the_usual_releases_is_not_trusted_and_half_is_told() -> None:
    history = past(20)
    few = judge(listing_crawl(7), history)
    assert (few.trusted, few.outcome, few.reasons) == (False, SourceOutcome.PARTIAL, ("the listings name 7 releases, usually 20",))
    assert judge(listing_crawl(8), history).trusted
    half = judge(listing_crawl(9), history)
    assert (half.trusted, half.outcome, half.reasons) == (True, SourceOutcome.PARTIAL, ("the listings name 9 releases, usually 20",))
    assert judge(listing_crawl(10), history).outcome is SourceOutcome.OK


def test_s18_a_new_source_is_not_judged_by_its_past() -> None:
    assert judge(listing_crawl(2), past(20, runs=2)).trusted
    assert not judge(listing_crawl(2), past(20, runs=3)).trusted


def test_s18_a_listing_that_was_not_read_in_full_counts_neither_way() -> None:
    """The others answered 304: only what was read is compared."""
    result = listing_crawl(5)
    result.listings_unchanged = 1
    assert judge(result, past(5, 60)).outcome is SourceOutcome.OK
    assert not judge(listing_crawl(1, 2), past(5, 60)).trusted


def test_s18_one_small_listing_among_large_ones_is_told_and_not_damning() -> None:
    judgement = judge(listing_crawl(60, 2), past(60, 9))
    assert (judgement.trusted, judgement.outcome) == (True, SourceOutcome.PARTIAL)
    assert judgement.reasons == ("a listing names 2 releases, usually 9",)


def test_a_handful_of_releases_is_no_measure() -> None:
    assert judge(listing_crawl(0), past(FEW_MINIMUM - 1)).outcome is SourceOutcome.OK


def test_s18_what_has_been_so_for_a_week_is_the_sites_way() -> None:
    """A site that shows fewer releases from now on is doubted for a week, not for ever."""
    checks = list(past(20, runs=10, step=timedelta(days=1)).checks)
    verdicts = []
    for day in range(14):
        result = listing_crawl(5)
        now = NOW + timedelta(days=day)
        judgement = judge(replace_start(result, now), History.of(checks))
        quality = quality_of(result) | {f"doubt.{key}": 1 for key in judgement.doubts}
        checks.insert(0, Check(now, judgement.outcome, judgement.trusted, 5, 0, quality))
        verdicts.append(judgement.trusted)
    assert verdicts == [False] * 10 + [True] * 4


def replace_start(result: CrawlResult, now: datetime) -> CrawlResult:
    result.started_at = now
    return result


def test_most_known_releases_changed_at_once_is_not_believed() -> None:
    fine = Judgement(SourceOutcome.OK, True, ())
    assert not judge_changes(fine, 6, 10).trusted
    assert judge_changes(fine, 5, 10).trusted
    assert judge_changes(fine, 5, 5).trusted, "a few edits of a source nothing is known of"
    assert judge_changes(fine, 6, 6 + 40).trusted, "40 more have said that they are unchanged"
    assert judge_changes(fine, 6, 10).reasons == ("6 of 10 known releases read differently at once",)


def test_a_source_that_edits_much_is_believed_when_it_does() -> None:
    fine = Judgement(SourceOutcome.OK, True, ())
    lively = History.of([Check(NOW, SourceOutcome.OK, quality={"edits": 3, "standing": 6})] * 10)
    calm = History.of([Check(NOW, SourceOutcome.OK, quality={"edits": 0, "standing": 6})] * 30)
    assert judge_changes(fine, 6, 8, lively).trusted
    assert not judge_changes(fine, 4, 5, calm).trusted
    assert judge_changes(fine, 2, 2, calm).trusted


def test_a_back_fill_is_not_compared_with_today() -> None:
    result = listing_crawl(2)
    result.archive_only = True
    assert quality_of(result) == {}
    assert judge(result, past(20)).trusted


def test_quality_counts_what_readings_had() -> None:
    address = Address("s", "1", "pt-pt", "https://h/1")
    one = Release(address, "pt", "T", "á" * 10, Published(NOW, Precision.MINUTE, DateBasis.META), Step.SELECTOR, "E")
    other = replace(one, lang="en", published=Published(), basis=Step.READABILITY, entity=None)
    feed = replace(one, basis=Step.FEED, address=replace(address, lang=None))
    result = CrawlResult("s", NOW, NOW, releases=[one, other, feed])
    assert quality_of(result) == {
        "read": 3,
        "page.read": 2, "page.titled": 2, "page.dated": 1, "page.entity": 1, "page.own": 1, "page.anchored": 1,
        "feed.read": 1, "feed.titled": 1, "feed.dated": 1, "feed.entity": 1, "feed.own": 1, "feed.anchored": 1,
        "lang.en": 1, "lang.pt": 1,
    }  # fmt: skip
    assert quality_of(replace_releases(result, [one] * 5))["page.length"] == 20


def replace_releases(result: CrawlResult, releases: Sequence[Release]) -> CrawlResult:
    result.releases = list(releases)
    return result


def test_the_sites_own_label_confirms_a_language() -> None:
    """A language that a source adds is its own news; one that pages come in against their label is not."""
    address = Address("s", "1", "zh-hant", "https://h/1")
    known = {"read": 9, "page.read": 9, "page.titled": 9, "page.dated": 0, "page.own": 9, "page.anchored": 9}
    history = History.of([Check(NOW, SourceOutcome.OK, quality=known)] * 10)
    labelled = Release(address, "zh-Hant", "T", "x", Published(), Step.LABELS)
    flipped = replace(labelled, lang="en")
    assert judge(replace_releases(crawl(), [labelled] * 8), history).trusted
    assert judge(replace_releases(crawl(), [flipped] * 8), history).reasons == ("8 of 8 releases in en, usually 0 of 90",)


def test_usual_found_is_the_median_of_sound_runs_that_read_listings() -> None:
    def found(count: int, outcome: SourceOutcome = SourceOutcome.OK, named: int = 1) -> Check:
        return Check(NOW, outcome, True, count, 0, {"named": named})

    sound = [found(40), found(44), found(90)]
    assert usual_found(History.of([*sound, found(1, SourceOutcome.FAILED), found(2, named=0)])) == 44
    assert usual_found(History.of(sound[:2])) == 0


@given(st.integers(1, 60), st.integers(0, 60), st.floats(0.01, 0.9))
def test_the_fast_bound_is_never_below_the_chance(of: int, cases: int, share: float) -> None:
    cases = min(cases, of)
    assert _bound(cases, of, share) >= _chance(cases, of, share) * 0.999


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=20), st.integers(0, 30), st.integers(0, 30))
def test_what_happened_before_is_never_sudden(before: list[tuple[int, int]], cases: int, readings: int) -> None:
    before = [(min(case, of), of) for case, of in before]
    cases = min(cases, readings)
    assert not sudden(cases, readings, [*before, (cases, readings)] if readings else before) or not readings


def test_doubts_are_named_once() -> None:
    judgement = judge(listing_crawl(2), past(20))
    assert Counter(judgement.doubts) == Counter({"few": 1})
