"""A source's own rhythm, and how it stands by it. Pure: time is passed in.

    days with news --learn--> Rhythm --+
    its last checks -------------------+-- state_of --> Standing (working, quiet, stale, failing, blocked)

A fixed number of days of silence means nothing: one source publishes every hour and rests at New Year, another speaks once a month. So a
silence is counted in working days and compared with the pauses that the source has made before (FAULTS S23). Days are those of Macau
(UTC+8, no summer time), where most sources write and none is far from by a working day.

Working days: weekends count where the source publishes on them. Nothing is expected in the Spring Festival, the Golden Week (1-7 October),
from Christmas to New Year, at Easter and in Carnival, and half as much in August, when Portugal and the courts rest. A
source that publishes nearly every day and was seen to go on through a holiday does not keep it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from statistics import median

from storage.health import Check
from storage.model import SourceOutcome

MACAU = timezone(timedelta(hours=8))
DAY = timedelta(days=1)

# The first day of the Chinese lunar year: month and day, from 2020 on.
_NEW_YEAR = {
    2020 + index: date(2020 + index, *divmod(day, 100))
    for index, day in enumerate(
        (125, 212, 201, 122, 210, 129, 217, 206, 126, 213, 203, 123, 211, 131, 219, 208, 128, 215, 204, 124, 212, 201, 122, 210, 130, 217)
    )
}
SPRING = "Spring Festival"
GOLDEN = "Golden Week"
YEAR_END = "Christmas and New Year"
EASTER = "Easter"
CARNIVAL = "Carnival"
AUGUST = "August"

# A rhythm is what so many pauses over so many days have shown; what lies further back than four years is another habit.
ENOUGH_GAPS = 8
_SPAN = timedelta(days=14)
_MEMORY = timedelta(days=4 * 366)
# A source has stopped when it is silent for two and a half times the pause that nine in ten of its pauses do not exceed, and for twice
# its longest.
USUAL_TIMES = 2.5
LONGEST_TIMES = 2.0
# A pause longer than so many of those was a stop itself, or a hole in what we read, and excuses no later one.
_FREAK = 4.0
# Few pauses show less than the true longest one.
_FEW_MARGIN = 4.0
# Below this a rhythm is not told by working days: a weekend's shift alone would be news.
_SHORTEST = 3.0
# A source with at least this share of its news at weekends works then.
_WEEKENDS = 0.12
# Before a rhythm is known: something this fresh shows that it works.
_FRESH = 7 * DAY


class State(StrEnum):
    """How a source stands; the table `health` allows these."""

    WORKING = "working"
    QUIET = "quiet"
    STALE = "stale"
    FAILING = "failing"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`interval`: the usual days between two days with news. In working days: `usual` is the pause that nine in ten do not exceed,
    `patience` the silence that nothing in the past explains. `weekends` whether they count; `kept` the holidays that it keeps."""

    interval: int
    usual: float
    patience: float
    weekends: bool
    kept: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands; `usual_interval` as an ISO 8601 duration in days (P7D), None where it is not known; `told` says why in words."""

    state: State
    usual_interval: str | None
    told: str


def state_of(checks: Sequence[Check], news: Sequence[date], now: datetime, reasons: Sequence[str] = ()) -> Standing:
    """How a source stands at `now` (aware). `checks` its past ones, newest first; `news` the days on which it published
    something, in any order; `reasons` what the newest check's report says."""
    today = now.astimezone(MACAU).date()
    rhythm = learn(news, today)
    interval = f"P{rhythm.interval}D" if rhythm else None
    if not checks:
        return Standing(State.QUIET, interval, "not checked yet")
    if not checks[0].sound:
        state = State.BLOCKED if checks[0].outcome is SourceOutcome.BLOCKED else State.FAILING
        return Standing(state, interval, _unsound(checks, reasons))
    last = max((day for day in news if day <= today), default=None)
    if last is None or rhythm is None:
        if last is not None and today - last <= _FRESH:
            return Standing(State.WORKING, interval, f"news on {_day(last)}; its rhythm is not known yet")
        return Standing(State.QUIET, interval, "too little known yet")
    return _by_rhythm(rhythm, last, today, interval)


def _by_rhythm(rhythm: Rhythm, last: date, today: date, interval: str | None) -> Standing:
    """A source that answers: whether it still speaks as often as it used to."""
    bare = working_days(last, today, rhythm.weekends, frozenset())
    silent = working_days(last, today, rhythm.weekends, rhythm.kept)
    if bare <= rhythm.usual:
        return Standing(State.WORKING, interval, f"news on {_day(last)}, usually every {_days(rhythm.interval)}")
    since = f"nothing new for {_days((today - last).days)}"
    if silent > rhythm.patience:
        more = f"usually every {_days(rhythm.interval)}: it seems to have stopped after {_day(last)} {last.year}"
        return Standing(State.STALE, interval, f"{since}, {more}")
    name = holiday(today, rhythm.kept)
    if name:
        return Standing(State.QUIET, interval, f"{name} until {_day(_end(name, today))}; {since}")
    rested = next((each for day in _between(last, today) if (each := holiday(day, rhythm.kept))), None)
    if rested and silent <= rhythm.usual:
        return Standing(State.QUIET, interval, f"{since}, {rested} among them")
    return Standing(State.QUIET, interval, f"{since}, usually every {_days(rhythm.interval)}; it has paused so before")


def _unsound(checks: Sequence[Check], reasons: Sequence[str]) -> str:
    """How long a source has not been read soundly, and why."""
    streak = next((index for index, check in enumerate(checks) if check.sound), None)
    if streak is None:
        told = "never read soundly yet"
    else:
        count = "the last check" if streak == 1 else f"the last {streak} checks"
        told = f"{count} not sound, the one before on {_day(checks[streak].at.astimezone(MACAU).date())}"
    return f"{told}: {reasons[0]}" if reasons else told


def checked(checks: Sequence[Check]) -> str:
    """The proof of a silence, from the checks of the last seven days: `checked 14 times this week, all sound, nothing new`."""
    if not checks:
        return "not checked this week"
    sound, new = sum(check.sound for check in checks), sum(check.new for check in checks)
    times = "once" if len(checks) == 1 else f"{len(checks)} times"
    read = "none sound" if not sound else "sound" if len(checks) == 1 else "all sound" if sound == len(checks) else f"{sound} of them sound"
    return f"checked {times} this week, {read}, {f'{new} new' if new else 'nothing new'}"


def learn(news: Sequence[date], today: date) -> Rhythm | None:
    """The rhythm of a source by the days on which it published something; None where they are too few to tell."""
    days = sorted({day for day in news if today - _MEMORY <= day <= today})
    if len(days) <= ENOUGH_GAPS or days[-1] - days[0] < _SPAN:
        return None
    weekends = sum(day.weekday() >= 5 for day in days) >= len(days) * _WEEKENDS
    kept = _kept(days, weekends)
    pairs = list(pairwise(days))
    gaps = sorted(working_days(one, other, weekends, kept) for one, other in pairs)
    usual = max(1.0, gaps[int(len(gaps) * 0.9)])
    longest = max(gap for gap in gaps if gap <= usual * _FREAK)
    margin = 1 + _FEW_MARGIN / len(gaps)
    patience = max(usual * USUAL_TIMES, longest * LONGEST_TIMES, _SHORTEST) * margin
    return Rhythm(round(median((other - one).days for one, other in pairs)), usual, patience, weekends, kept)


def working_days(after: date, until: date, weekends: bool, kept: frozenset[str]) -> float:
    """The working days after one day up to and with another; a day of a lull counts by half."""
    return sum(_weight(day, weekends, kept) for day in _between(after, until))


@lru_cache(maxsize=20_000)
def _weight(day: date, weekends: bool, kept: frozenset[str]) -> float:
    if day.weekday() >= 5 and not weekends:
        return 0.0
    name = holiday(day, kept)
    return 1.0 if name is None else 0.5 if name == AUGUST else 0.0


def _between(after: date, until: date) -> Iterator[date]:
    return (after + DAY * step for step in range(1, (until - after).days + 1))


# ---- holidays ------------------------------------------------------------------------------------------------------------------------

ALL = frozenset({SPRING, GOLDEN, YEAR_END, EASTER, CARNIVAL, AUGUST})


def holiday(day: date, kept: frozenset[str] = ALL) -> str | None:
    """The holiday that a day lies in, of those that are kept."""
    name = _holiday(day)
    return name if name in kept else None


@lru_cache(maxsize=4_000)
def _holiday(day: date) -> str | None:
    # Two holidays may overlap (Carnival and the Spring Festival): the longer one is told.
    spans = ((name, span) for name in (SPRING, GOLDEN, YEAR_END, EASTER, CARNIVAL, AUGUST) for span in _spans(name, day.year))
    return next((name for name, (first, last) in spans if first <= day <= last), None)


def _end(name: str, day: date) -> date:
    return next(last for first, last in _spans(name, day.year) if first <= day <= last)


@lru_cache(maxsize=400)
def _spans(name: str, year: int) -> tuple[tuple[date, date], ...]:
    """First and last days of a holiday, whole or in part, in a year."""
    if name == SPRING:
        # Offices empty before the eve; the public holiday lasts a week.
        return ((_NEW_YEAR[year] - 5 * DAY, _NEW_YEAR[year] + 7 * DAY),) if year in _NEW_YEAR else ()
    if name == GOLDEN:
        return ((date(year, 10, 1), date(year, 10, 8)),)
    if name == YEAR_END:
        return ((date(year - 1, 12, 23), date(year, 1, 2)), (date(year, 12, 23), date(year + 1, 1, 2)))
    if name == AUGUST:
        return ((date(year, 8, 1), date(year, 8, 31)),)
    sunday = easter(year)
    return ((sunday - 3 * DAY, sunday + DAY),) if name == EASTER else ((sunday - 49 * DAY, sunday - 46 * DAY),)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, in Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    el = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * el) // 451
    month, day = divmod(h + el - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _kept(days: Sequence[date], weekends: bool) -> frozenset[str]:
    """The holidays that a source keeps: all, but those through which a nearly daily source was seen to go on."""
    published = frozenset(days)
    rest: dict[str, list[bool]] = {}
    usual: list[bool] = []
    for day in _between(days[0] - DAY, days[-1]):
        if weekends or day.weekday() < 5:
            rest.setdefault(_holiday(day) or "", []).append(day in published)
    usual = rest.pop("", [])
    rate = sum(usual) / len(usual) if usual else 0.0
    if rate < 0.5:
        return ALL
    busy = {name for name, hits in rest.items() if len(hits) >= 5 and sum(hits) / len(hits) >= 0.7 * rate}
    return ALL - busy


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"


def _days(count: int) -> str:
    return "day" if count == 1 else f"{count} days"
