"""A source's rhythm: silence that holidays and habits explain, and silence that nothing does."""

from __future__ import annotations

import os
import random
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from conftest import Home
from hypothesis import given
from hypothesis import strategies as st
from storage_values import add, release

from crawlers.model import DateBasis, Precision, Published
from demo.replica import Replica
from demo.server import Response
from monitor.rhythm import _NEW_YEAR, ALL, AUGUST, SPRING, State, checked, easter, holiday, learn, state_of
from storage.archive import Archive
from storage.health import NEWS_DAYS, Check
from storage.model import SourceOutcome, SourceReport

SOAK = bool(os.environ.get("PONTE_SOAK"))
BEGIN = date(2021, 1, 4)
DAY = timedelta(days=1)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def sound(day: date) -> list[Check]:
    return [Check(noon(day), SourceOutcome.OK)]


def standing(news: Sequence[date], today: date) -> State:
    """How a source that answers stands on a day, by the news it had until then."""
    return state_of(sound(today), [day for day in news if day <= today][-NEWS_DAYS:], noon(today)).state


def daily(dice: random.Random, day: date, _: Sequence[date]) -> bool:
    rate = {None: 0.9, AUGUST: 0.4}.get(holiday(day), 0.05)
    return day.weekday() < 5 and dice.random() < rate


def now_and_then(dice: random.Random, day: date, _: Sequence[date]) -> bool:
    rate = {None: 0.5, AUGUST: 0.25}.get(holiday(day), 0.02)
    return day.weekday() < 5 and dice.random() < rate


def weekly(dice: random.Random, day: date, before: Sequence[date]) -> bool:
    late = bool(before) and (day - before[-1]).days < 5
    rate = {None: 0.45, AUGUST: 0.1}.get(holiday(day), 0.0)
    return 1 <= day.weekday() <= 3 and not late and dice.random() < rate


def monthly(dice: random.Random, day: date, before: Sequence[date]) -> bool:
    late = bool(before) and (day - before[-1]).days < 18
    return day.weekday() < 5 and 10 <= day.day <= 22 and holiday(day) is None and not late and dice.random() < 0.35


def every_day(dice: random.Random, _: date, __: Sequence[date]) -> bool:
    """A newspaper: weekends and holidays, too."""
    return dice.random() < 0.97


HABITS = (daily, now_and_then, weekly, monthly, every_day)


def years(habit, seed: int) -> list[date]:
    """The days with news in six years of a source."""
    dice = random.Random(f"{habit.__name__} {seed}")
    news: list[date] = []
    for day in (BEGIN + DAY * step for step in range(6 * 365)):
        if habit(dice, day, news):
            news.append(day)
    return news


@pytest.mark.parametrize("habit", HABITS)
def test_no_source_is_called_stale_in_three_sound_years(habit) -> None:
    """Looked at every few days, and on each of a long holiday's last."""
    wrong = []
    for seed in range(12 if SOAK else 3):
        news = years(habit, seed)
        for step in range(3 * 365, 6 * 365, 2 if SOAK else 9):
            today = BEGIN + DAY * step
            if standing(news, today) is State.STALE:
                wrong.append((seed, today))
    assert wrong == []


# Days after its last news when a source that stops on 20 May must have been found: twice its longest pause, as those habits have them.
FOUND = {daily: 21, now_and_then: 45, weekly: 80, monthly: 200, every_day: 8}


@pytest.mark.parametrize("habit", HABITS)
def test_s23_a_source_that_stops_is_stale_in_time_and_stays_so(habit) -> None:
    for seed in range(8 if SOAK else 4):
        news = [day for day in years(habit, seed) if day <= date(2025, 5, 20)]
        found = news[-1] + DAY * FOUND[habit]
        assert standing(news, found) is State.STALE, seed
        assert standing(news, found + DAY * 200) is State.STALE
        assert standing(news, news[-1] + DAY) is State.WORKING


def test_s23_stale_says_since_when() -> None:
    news = [date(2025, 1, 7) + 7 * DAY * week for week in range(20)]
    told = state_of(sound(date(2025, 12, 1)), news, noon(date(2025, 12, 1)))
    assert (told.state, told.usual_interval) == (State.STALE, "P7D")
    assert told.told == "nothing new for 195 days, usually every 7 days: it seems to have stopped after 20 May 2025"


def test_a_holiday_is_named_while_it_explains_a_silence() -> None:
    news = [day for day in (date(2025, 6, 2) + DAY * step for step in range(255)) if day.weekday() < 5 and holiday(day) is None]
    during = state_of(sound(date(2026, 2, 20)), news, noon(date(2026, 2, 20)))
    assert (during.state, during.told) == (State.QUIET, "Spring Festival until 24 February; nothing new for 9 days")
    after = state_of(sound(date(2026, 2, 25)), news, noon(date(2026, 2, 25)))
    assert (after.state, after.told) == (State.QUIET, "nothing new for 14 days, Spring Festival among them")
    assert standing(news, date(2026, 3, 20)) is State.STALE
    assert standing(news, date(2026, 2, 12)) is State.WORKING


def test_a_source_that_never_kept_a_holiday_is_not_excused_by_it() -> None:
    news = years(every_day, 1)
    stopped = [day for day in news if day <= date(2026, 2, 12)]
    rhythm = learn(stopped, date(2026, 2, 12))
    assert rhythm is not None
    assert (rhythm.weekends, SPRING in rhythm.kept) == (True, False)
    assert standing(stopped, date(2026, 2, 23)) is State.STALE


def test_little_is_known_nothing_is_stale() -> None:
    few = [date(2025, 1, 6) + DAY * step for step in (0, 2, 7, 9, 14, 16, 21, 23)]
    told = state_of(sound(date(2026, 1, 6)), few, noon(date(2026, 1, 6)))
    assert (told.state, told.usual_interval, told.told) == (State.QUIET, None, "too little known yet")
    assert standing(few, date(2025, 1, 30)) is State.WORKING
    assert state_of(sound(date(2026, 1, 6)), [], noon(date(2026, 1, 6))).state is State.QUIET
    in_a_week = [date(2025, 1, 6) + DAY * step for step in range(12)]
    assert learn(in_a_week, date(2025, 1, 20)) is None, "twelve days of one fortnight are no rhythm"


def test_what_could_not_be_read_is_failing_or_blocked_whatever_the_rhythm() -> None:
    news = years(daily, 1)
    today = news[-1] + DAY
    failed, blocked = Check(noon(today), SourceOutcome.FAILED, False), Check(noon(today), SourceOutcome.BLOCKED, False)
    doubted = Check(noon(today), SourceOutcome.PARTIAL, False)
    before = sound(today - DAY)
    assert state_of([failed, *before], news, noon(today)).state is State.FAILING
    assert state_of([blocked, *before], news, noon(today)).state is State.BLOCKED
    told = state_of([doubted, failed, *before], news, noon(today), ("the listings name 2 releases, usually 20",))
    yesterday = f"{(today - DAY).day} {today - DAY:%B}"
    assert told.state is State.FAILING
    assert told.told == f"the last 2 checks not sound, the one before on {yesterday}: the listings name 2 releases, usually 20"
    assert state_of([failed], news, noon(today)).told == "never read soundly yet"
    assert state_of([], news, noon(today)).told == "not checked yet"


def test_an_old_stop_excuses_no_new_one() -> None:
    """A source that was silent for half a year once is not given a year the next time."""
    news = [date(2022, 1, 4) + 7 * DAY * week for week in range(60)] + [date(2023, 9, 5) + 7 * DAY * week for week in range(60)]
    assert standing(news, news[-1] + DAY * 75) is State.STALE


@pytest.mark.parametrize(("day", "name"), [
    (date(2026, 2, 17), SPRING), (date(2026, 2, 24), SPRING), (date(2026, 2, 26), None), (date(2025, 10, 3), "Golden Week"),
    (date(2025, 12, 31), "Christmas and New Year"), (date(2026, 1, 1), "Christmas and New Year"), (date(2026, 4, 3), "Easter"),
    (date(2025, 3, 4), "Carnival"), (date(2025, 8, 15), AUGUST), (date(2025, 6, 10), None),
])  # fmt: skip
def test_holidays(day: date, name: str | None) -> None:
    assert holiday(day) == name


def test_lunar_years_begin_at_a_new_moon_in_the_sign() -> None:
    """Each first day lies within a day and a half of a mean new moon (29.530589 days, from that of 6 January 2000, 18:14 UTC) and between
    21 January and 20 February."""
    for day in _NEW_YEAR.values():
        age = (datetime(day.year, day.month, day.day, 4, tzinfo=UTC) - datetime(2000, 1, 6, 18, 14, tzinfo=UTC)).total_seconds() / 86_400
        assert min(age % 29.530589, -age % 29.530589) < 1.5, day
        assert date(day.year, 1, 21) <= day <= date(day.year, 2, 20)
    assert sorted(_NEW_YEAR) == list(range(2020, 2046))


def test_easter_sundays() -> None:
    assert [easter(year).isoformat()[5:] for year in (2020, 2024, 2025, 2026, 2038)] == ["04-12", "03-31", "04-20", "04-05", "04-25"]


@given(st.lists(st.dates(date(2019, 1, 1), date(2032, 1, 1)), max_size=60), st.dates(date(2019, 1, 1), date(2050, 1, 1)))
def test_any_days_give_a_standing(news: list[date], today: date) -> None:
    told = state_of(sound(today), news, noon(today))
    assert told.state in (State.WORKING, State.QUIET, State.STALE)
    assert told.told.isprintable()
    rhythm = learn(news, today)
    assert rhythm is None or (rhythm.patience > rhythm.usual >= 1 and rhythm.kept <= ALL)
    assert (told.usual_interval is None) == (rhythm is None)


def test_proof_of_silence() -> None:
    ok, failed = Check(noon(BEGIN), SourceOutcome.OK), Check(noon(BEGIN), SourceOutcome.FAILED, False)
    assert checked([ok] * 14) == "checked 14 times this week, all sound, nothing new"
    assert checked([ok, failed]) == "checked 2 times this week, 1 of them sound, nothing new"
    assert checked([Check(noon(BEGIN), SourceOutcome.OK, new=3)]) == "checked once this week, sound, 3 new"
    assert checked([failed]) == "checked once this week, none sound, nothing new"
    assert checked([]) == "not checked this week"


# ---- in the archive and on the command line ----------------------------------------------------------------------------


@pytest.fixture
def archive(home: Home) -> Iterator[Archive]:
    with Archive.open(home.archive) as opened:
        yield opened


def test_days_with_news_are_kept_as_releases_come(archive: Archive) -> None:
    seen = datetime(2026, 4, 16, 18, 30, tzinfo=UTC)  # half past two of the 17th in Macau
    dated = {
        "minute": Published(datetime(2026, 4, 14, 17, 0, tzinfo=UTC), Precision.MINUTE, DateBasis.META),
        "day": Published(date(2026, 4, 10), Precision.DAY, DateBasis.LABEL),
        "month": Published(date(2026, 3, 1), Precision.MONTH, DateBasis.LABEL),
        "future": Published(date(2026, 9, 9), Precision.DAY, DateBasis.LABEL),
        "none": Published(),
    }
    for key, published in dated.items():
        add(archive, release(key, body=f"texto {key}", published=None), source="other", at=seen)
        add(archive, replace(release(key + "2", body=f"texto {key} 2"), published=published), source="gcs", at=seen)
    assert archive.news_days("gcs") == [date(2026, 4, 17), date(2026, 4, 15), date(2026, 4, 10)]
    assert archive.news_days("other") == [date(2026, 4, 17)]
    assert archive.news_days("nobody") == []


def test_an_older_archive_learns_the_days_it_has(home: Home) -> None:
    with Archive.open(home.archive) as archive:
        add(archive, release("N9", published=datetime(2026, 4, 1, 2, tzinfo=UTC)), source="gcs", at=datetime(2026, 4, 2, tzinfo=UTC))
    with sqlite3.connect(home.archive) as conn:
        from storage.schema import _RHYTHM, statements

        conn.execute("DROP TABLE news_days")
        for statement in statements(_RHYTHM)[:2]:
            conn.execute(statement)
        assert conn.execute("SELECT * FROM news_days").fetchall() == [("gcs", "2026-04-01")]


def lived(archive: Archive, last: date, weeks: int = 30, source: str = "gcs") -> None:
    """A source that published each Tuesday until `last`, and was read soundly the day after each."""
    for week in range(weeks):
        day = last - 7 * DAY * week
        add(archive, release(f"{source}{week}", body=f"texto {source} {week}", published=noon(day)), source=source, at=noon(day))
    for week in reversed(range(weeks)):
        check(archive, noon(last - 7 * DAY * week + DAY), source, new=1)


def check(archive: Archive, at: datetime, source: str, outcome: SourceOutcome = SourceOutcome.OK, new: int = 0, **more: object) -> None:
    run = archive.start_run(at, "1.0")
    archive.record_source(run, SourceReport(source, outcome, found=20, new=new, **more))  # type: ignore[arg-type]
    archive.finish_run(run, at, str(outcome))


def test_the_archive_hands_over_the_newest_checks_and_one_sound_one_of_each_day(archive: Archive) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(120):
        bad = number % 12 == 11 or number >= 115
        check(
            archive, begin + timedelta(hours=2 * number), "gcs", SourceOutcome.FAILED if bad else SourceOutcome.OK, quality={"read": number}
        )
        check(archive, begin + timedelta(hours=2 * number), "ein")
    checks = archive.checks("gcs")
    assert [each.quality["read"] for each in checks] == [*range(119, 99, -1), *(12 * day + 10 for day in reversed(range(8)))]
    assert [each.sound for each in checks[:6]] == [False] * 5 + [True]
    assert checks[-1].at == begin + timedelta(hours=20)
    assert len(archive.checks_since("gcs", begin + timedelta(hours=230))) == 5


def sources(home: Home) -> dict[str, dict]:
    done = home.ponte("--json", "sources")
    assert done.code == 0, done.err
    return {row["source"]: row for row in done.json()}


def test_s23_sources_tells_a_stopped_source_from_a_resting_one(home: Home, archive: Archive) -> None:
    today = datetime.now(UTC)
    lived(archive, (today - timedelta(days=150)).date(), source="gcs")
    lived(archive, (today - timedelta(days=2)).date(), source="dsedt")
    for hours in range(1, 15):
        for source in ("gcs", "dsedt"):
            check(archive, today - timedelta(hours=12 * (15 - hours) - 6), source)
    check(archive, today, "ipim", SourceOutcome.BLOCKED, trusted=False, reasons=("blocked: the site answered 403, which refuses us",))
    told = sources(home)
    assert {name: told[name]["state"] for name in ("gcs", "dsedt", "ipim", "ein")} == {
        "gcs": "stale", "dsedt": "working", "ipim": "blocked", "ein": None,
    }  # fmt: skip
    assert told["gcs"]["proof"] == "checked 14 times this week, all sound, nothing new"
    assert (told["gcs"]["usual_interval"], told["ein"]["usual_interval"]) == ("P7D", None)
    assert told["ipim"]["told"] == "never read soundly yet: blocked: the site answered 403, which refuses us"
    table = home.ponte("sources")
    assert table.code == 0
    assert re.search(r"^  gcs: nothing new for 1[45]\d days, usually every 7 days: it seems to have stopped after", table.out, re.MULTILINE)
    assert "(checked 14 times this week, all sound, nothing new)" in table.out
    assert [line.split()[2:4] for line in table.out.split("\n") if line.startswith("ein ")] == [["never", "run"]]


def test_s23_a_run_writes_how_each_source_stands(home: Home) -> None:
    with Replica(day=1) as replica:
        home.report("gcs", "ein", replica=replica.address)
        replica.override("*", re.compile(r"^/(?!robots)"), Response(404))
        home.report("gcs", replica=replica.address)
    with sqlite3.connect(home.archive) as conn:
        health = {row[0]: row[1:] for row in conn.execute("SELECT source, state, usual_interval FROM source_health")}
        told = dict(conn.execute("SELECT source, told FROM health"))
    assert health["gcs"][0] == "failing"
    assert told["gcs"].startswith("the last check not sound, the one before on ")
    assert health["ein"][0] in ("quiet", "stale", "working")
    assert all(interval is None or interval.startswith("P") for _, interval in health.values())
