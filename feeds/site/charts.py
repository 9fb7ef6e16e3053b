"""Geometry of the charts: counts in, places in per cent of the drawing out. The template writes them as SVG. Pure.

Nothing is scaled by a view box, so that letters keep their size on a phone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from storage.model import Strength

STRENGTHS: Final = tuple(str(each) for each in (Strength.SIGNED, Strength.AGREED, Strength.EXCHANGE))
MOST_MONTHS: Final = 24
LEVELS: Final = 5
# Labels below a chart that a phone has room for.
LABELS: Final = 5
# Of a column's room: what its bar takes, and where the drawing's top is.
_BAR, _TOP = 0.72, 6.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a column: top and height in per cent, and what it counts."""

    strength: str
    count: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """One month (2025-05) or year: its place, its parts from below, its total. `before`: no source was watched throughout it. `told`: its
    label is written below it."""

    period: str
    x: float
    width: float
    middle: float
    counts: tuple[int, ...]
    segments: tuple[Segment, ...]
    total: int
    before: bool
    told: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """A column chart with the lines of its scale: (value, y)."""

    columns: tuple[Column, ...]
    lines: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """A source over time: from where to where it was found afterwards, and watched; None where there is nothing of it."""

    source: str
    found: tuple[float, float] | None
    watched: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the matrix; `level` from 0 (none) to LEVELS says how dark it is."""

    column: str
    count: int
    level: int
    x: float
    width: float
    middle: float


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of cells; only columns and rows that hold anything."""

    columns: tuple[str, ...]
    middles: tuple[float, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def months_between(first: str, last: str) -> list[str]:
    """2025-11, 2026-02 -> the four months."""
    count = _month(last) - _month(first)
    return [_named(_month(first) + at) for at in range(count + 1)]


def _month(name: str) -> int:
    return int(name[:4]) * 12 + int(name[5:7]) - 1


def _named(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def window(months: Iterable[str]) -> list[str]:
    """The months that are drawn: from the first to the last of these, at most MOST_MONTHS, at least twelve."""
    known = sorted(each for each in months if len(each) == 7 and each[5:].isdigit() and 1 <= int(each[5:]) <= 12)
    if not known:
        return []
    last = _month(known[-1])
    first = min(max(_month(known[0]), last - MOST_MONTHS + 1), last - 11)
    return months_between(_named(first), known[-1])


def columns(rows: Iterable[tuple[str, str, int]], periods: Sequence[str], watched: str | None) -> Columns:
    """The chart of (period, strength, count) rows over these periods; `watched`: the day since when any source was watched."""
    counted: Mapping[tuple[str, str], int] = Counter({(period, strength): count for period, strength, count in rows})
    totals = {period: sum(counted[period, strength] for strength in STRENGTHS) for period in periods}
    most, lines = scale(max(totals.values(), default=0))
    room = 100 / max(len(periods), 1)
    step = max(1, ceil(len(periods) / LABELS))
    drawn = []
    for at, period in enumerate(periods):
        counts = tuple(counted[period, strength] for strength in STRENGTHS)
        x, width = at * room + room * (1 - _BAR) / 2, room * _BAR
        before = watched is None or period <= watched[: len(period)]
        told = (len(periods) - 1 - at) % step == 0
        segments = tuple(_stacked(counts, most))
        drawn.append(Column(period, _r(x), _r(width), _r(x + width / 2), counts, segments, totals[period], before, told))
    return Columns(tuple(drawn), tuple((value, _r(_y(value, most))) for value in lines))


def _stacked(counts: Sequence[int], most: int) -> Iterable[Segment]:
    below = 0
    for strength, count in zip(STRENGTHS, counts, strict=True):
        if count:
            top, bottom = _y(below + count, most), _y(below, most)
            yield Segment(strength, count, _r(top), _r(bottom - top))
        below += count


def _y(value: int, most: int) -> float:
    return 100 - (100 - _TOP) * value / most


def _r(value: float) -> float:
    return round(value, 2)


def scale(most: int) -> tuple[int, tuple[int, ...]]:
    """The top of a scale that holds `most`, and its lines: at most five, at round numbers."""
    step = 1
    while step * 4 < most:
        step = step * 2 if str(step)[0] in "15" else step * 5 // 2
    top = max(step * ceil(most / step), 1)
    return top, tuple(range(0, top + 1, step))


def strip(source: str, periods: Sequence[str], earliest: str | None, watched: str | None, checked: str | None) -> Strip:
    """A source's coverage over the months of a chart: `earliest` date held, first and last day of being watched."""
    begun, end = _place(watched, periods), _place(checked, periods, last=True)
    pale = _between(_place(earliest, periods), end if begun is None else begun)
    return Strip(source, pale, _between(begun, end))


def _between(start: float | None, end: float | None) -> tuple[float, float] | None:
    """Place and width; None where there is nothing between."""
    return (start, _r(end - start)) if start is not None and end is not None and start < end else None


def _place(day: str | None, periods: Sequence[str], *, last: bool = False) -> float | None:
    """Where a day lies over the months, in per cent, kept inside; its month's end where it is the last one."""
    if not day or not periods:
        return None
    at = _month(day[:7]) - _month(periods[0])
    within = (int(day[8:10]) - (not last)) / 31 if len(day) >= 10 else int(last)
    return _r(min(max(at + within, 0), len(periods)) * 100 / len(periods))


def matrix(rows: Iterable[tuple[str, str, int]], countries: Sequence[str], sectors: Sequence[str]) -> Matrix:
    """The matrix of (country, sector, count) rows, countries and sectors in the order given and after them those that are not in it."""
    counted = Counter({(country, sector): count for country, sector, count in rows})
    across = _present(countries, [country for country, _ in counted])
    down = _present(sectors, [sector for _, sector in counted])
    most = max(counted.values(), default=0)
    room = 100 / max(len(across), 1)
    places = [(_r(at * room), _r(room), _r((at + 0.5) * room)) for at in range(len(across))]
    told = tuple(
        (
            sector,
            tuple(
                Cell(country, counted[country, sector], level(counted[country, sector], most), *place)
                for country, place in zip(across, places, strict=True)
            ),
        )
        for sector in down
    )
    return Matrix(tuple(across), tuple(middle for _, _, middle in places), told)


def _present(order: Sequence[str], found: Iterable[str]) -> list[str]:
    names = set(found)
    return [*(name for name in order if name in names), *sorted(names - set(order))]


def level(count: int, most: int) -> int:
    """How dark a cell is: by the square root, so that small counts can be told apart."""
    return ceil(LEVELS * (count / most) ** 0.5) if count else 0
