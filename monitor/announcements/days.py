"""Which days are meant by the numbers, months and years of a text, by what is known of its release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from crawlers.model import Precision

FORTNIGHT = 14


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before the text is read: the day that "today" is, the month or day of the release, the years of event names."""

    today: date | None
    published: date | None
    precision: Precision | None
    year: int | None
    # Of the place that is read: whether its sentence tells of what is to come, and the full date beside a bare number of a day.
    forward: bool = False
    anchor: date | None = None


def over_months(known: Known, year: str | None, first: tuple[str | None, int, str], last: tuple[int, str]) -> tuple[date, date] | None:
    """From a day of one month to a day of another, over the end of a year too."""
    own, month, day = first
    began = own or year
    if year and not own and month > last[0]:
        began = str(int(year) - 1)
    if began and year:
        days = day_of(int(began), month, int(day)), day_of(int(year), last[0], int(last[1]))
        return (days[0], days[1]) if days[0] and days[1] else None
    return range_of(known, began, month, int(day), last[0], int(last[1]))


def range_of(known: Known, year: str | None, month: int, day: int, last_month: int, last_day: int) -> tuple[date, date] | None:
    """From one day to another, in the year stated, else the one nearest to the release, else the year of an event's name."""
    if year:
        first, last = day_of(int(year), month, day), day_of(int(year), last_month, last_day)
    elif known.published is not None:
        first = _nearest(known.published, month, day)
        last = _nearest(first, last_month, last_day) if first else None
    elif known.year is not None:
        first, last = day_of(known.year, month, day), day_of(known.year, last_month, last_day)
    else:
        return None
    return (first, last) if first and last else None


def _nearest(reference: date, month: int, day: int) -> date | None:
    """The day of that name nearest to a reference: within half a year there is only one."""
    found = [each for each in (day_of(reference.year + step, month, day) for step in (-1, 0, 1)) if each]
    return min(found, key=lambda each: abs((each - reference).days), default=None)


def backwards(reference: date, month: int | None, day: int) -> date | None:
    """The last day with that number, not after the reference."""
    if month is not None:
        return _nearest(reference, month, day)
    this = day_of(reference.year, reference.month, day)
    if this is not None and this <= reference:
        return this
    before = reference.replace(day=1) - timedelta(days=1)
    return day_of(before.year, before.month, day)


def numbered(known: Known, number: int, last: int | None = None) -> tuple[date, date] | None:
    """The days with these numbers: beside a date stated near by, else the next ones ahead or the last ones gone."""
    if known.today is None:
        return _in_month(known, number)
    if known.anchor is not None:
        first = _by_number(known.anchor, number)
    else:
        first = _forwards(known.today, number) if known.forward else backwards(known.today, None, number)
    if first is None or last is None or last == number:
        return (first, first) if first else None
    end = _forwards(first, last)
    return (first, end) if end and (end - first).days <= FORTNIGHT * 2 else None


def _by_number(reference: date, number: int) -> date | None:
    """The day with that number nearest to a reference."""
    found = [day for day in (backwards(reference, None, number), _forwards(reference, number)) if day]
    return min(found, key=lambda day: abs((day - reference).days), default=None)


def _forwards(reference: date, number: int) -> date | None:
    """The first day with that number, the reference included."""
    this = day_of(reference.year, reference.month, number)
    if this is not None and this >= reference:
        return this
    after = (reference.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day_of(after.year, after.month, number)


def days_of_month(known: Known, shift: int, first: int, last: int) -> tuple[date, date] | None:
    """Numbered days of the release's month, the one before or the one after."""
    reference = known.today or known.published
    if reference is None:
        return None
    months = reference.year * 12 + reference.month - 1 + shift
    days = day_of(months // 12, months % 12 + 1, first), day_of(months // 12, months % 12 + 1, last)
    return (days[0], days[1]) if days[0] and days[1] else None


def _in_month(known: Known, day: int) -> tuple[date, date] | None:
    """A numbered day of a release that only says its month."""
    if known.published is None or known.precision is not Precision.MONTH:
        return None
    found = day_of(known.published.year, known.published.month, day)
    return (found, found) if found else None


def day_of(year: int, month: int, day: int) -> date | None:
    """A day of the calendar, None where there is none or its year is out of our time."""
    try:
        return date(year, month, day) if 1990 <= year <= 2100 else None
    except ValueError:
        return None


_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}


def numeral(text: str) -> int:
    """A Chinese or Arabic numeral of a date: 十二, 廿一, 二〇二五, 31."""
    if text.isdigit() and text.isascii():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, mark, ones = text.rpartition("十")
    if mark:
        return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
    return int("".join(str(_DIGITS.get(sign, 0)) for sign in text))
