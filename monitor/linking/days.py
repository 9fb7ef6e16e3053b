"""The days that a text names: those of its event, and whether that is yet to come. Pure, and works on folded text (announcements/text.py).

A day is (month, day); month 0 where a text says only the day ("dia 6", 22日).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from crawlers.language import script_fold

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janeiro", "february feb fevereiro fev", "march mar marco", "april apr abril abr", "may maio mai",
            "june jun junho", "july jul julho", "august aug agosto ago", "september sept sep setembro set", "october oct outubro out",
            "november nov novembro", "december dec dezembro dez",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
# 29 July; 6 de Julho; 28 a 30 de Julho; 10 to 12 December; 1 and 2 June.
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?:\s?(?:to|a|and|e|-|until)\s?(?:dia )?(\d{{1,2}}))?\s(?:de |of )?{_MONTH}")
# April 22; April 6 to 7; Sept. 5
_MONTH_DAY = re.compile(rf"\b{_MONTH}\s(\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:\s?(?:to|and|-|until)\s?(\d{{1,2}})\b(?!:))?")
_HAN_DAY = re.compile(r"(?:(\d{1,2})月)(\d{1,2})[日号]?(?:\s?(?:至|到|-|—|、)\s?(\d{1,2})[日号])?|(?<![\d月年-])\(?(\d{1,2})\)?[日号]")
_BARE_DAY = re.compile(r"\bdia (\d{1,2})\b(?! de)|\bhoje,? \((\d{1,2})\)|\btoday \((\d{1,2})\)|-feira \((\d{1,2})\)")
_HAN_NUMERAL_DAY = re.compile(r"[今昨]\(?([一二三四五六七八九十廿卅]{1,3})\)?日")
_TODAY = re.compile(r"\btoday\b|\bhoje\b|今(?:天|日|早|午|晚|\()")
_YESTERDAY = re.compile(r"\byesterday\b|\bontem\b|昨(?:天|日|晚|\()")
YEAR = re.compile(r"(?<![\d.,/-])((?:19|20)\d\d)(?![\d%/-]|\s?[-–]\s?\d)")
SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d\s?-\s?(?:19|20)\d\d)(?!\d)")
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_LONGEST_EVENT = 10

Day = tuple[int, int, int, int]


def dates_in(folded: str, chinese: bool) -> Iterator[Day]:
    """(start, end, month, day) of every day that a text names; a range gives each of its days, a day without its month has month 0."""
    if chinese:
        for match in _HAN_DAY.finditer(folded):
            month, first, last, bare = match.groups()
            yield from _days(match, int(month or 0), int(first or bare), int(last or 0))
        for match in _HAN_NUMERAL_DAY.finditer(folded):
            yield from _days(match, 0, chinese_numeral(match[1]), 0)
        return
    for match in _DAY_MONTH.finditer(folded):
        yield from _days(match, _MONTHS[match[3]], int(match[1]), int(match[2] or 0))
    for match in _MONTH_DAY.finditer(folded):
        yield from _days(match, _MONTHS[match[1]], int(match[2]), int(match[3] or 0))
    for match in _BARE_DAY.finditer(folded):
        yield from _days(match, 0, int(next(filter(None, match.groups()))), 0)


def _days(match: re.Match[str], month: int, first: int, last: int) -> Iterator[Day]:
    if month > 12 or not 1 <= first <= 31:
        return
    last = last if first < last <= min(31, first + _LONGEST_EVENT) else first
    yield from ((*match.span(), month, day) for day in range(first, last + 1))


def chinese_numeral(text: str) -> int:
    """A day of the month in Chinese numerals."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    return (_NUMERALS.get(tens, 1) * 10 if ten else 0) + _NUMERALS.get(ones, 0)


_DATELINE_REACH = 60
_DATELINE = re.compile(r"(?:\)|-|日电|\(xinhua\)|\(lusa\)|\(inforpress\))")


def event_days(opening: str, dates: list[Day], day: date | None, to_come: bool) -> frozenset[tuple[int, int]]:
    """The days on which the event was, as the opening tells.

    Named ones; or with "today" and "yesterday" that of the dateline or else of publication. `to_come`: words tell of the future.
    """
    dates = sorted(dates)
    line = next((each for each in dates[:1] if each[0] < _DATELINE_REACH and _is_dateline(opening, each)), None)
    base = (line[2], line[3]) if line else (day.month, day.day) if day else None
    named = [each for each in dates if line is None or each[:2] != line[:2]]
    told_on = {_with_month(each[2], each[3], base) for each in named[:12]}
    today = _TODAY.search(opening)
    if to_come and told_on - {base}:
        return frozenset(told_on - {base})
    if base and today and (not named or today.start() <= named[0][0]):
        return frozenset({base})
    if base and not told_on and _YESTERDAY.search(opening):
        return frozenset({_before(base, day.year if day else 2001)})
    return frozenset(told_on) or (frozenset({base}) if line and base else frozenset())


def _is_dateline(opening: str, found: Day) -> bool:
    return bool(_DATELINE.match(opening, found[1])) or opening[found[1] : found[1] + 12].lstrip().startswith(("-", "(", "电"))


def _with_month(month: int, day: int, base: tuple[int, int] | None) -> tuple[int, int]:
    """A day told without its month is the one nearest to the text's own day, `base`."""
    if month or base is None:
        return month, day
    shift = min((0, -1, 1), key=lambda months: abs(months * 30 + day - base[1]))
    return (base[0] - 1 + shift) % 12 + 1, day


def _before(base: tuple[int, int], year: int) -> tuple[int, int]:
    try:
        day = date(year, *base) - timedelta(days=1)
    except ValueError:
        return base
    return day.month, day.day


# What is yet to come, in words: of a future event, not of what its sides mean to do ("will continue to").
_TO_COME = re.compile(
    r"\b(?:will|is to|are to|to) (?:be (?:held|hosted|organised|organized|inaugurated|signed|launched|staged)|take place|kick off)\b"
    r"|\bwill (?:host|hold|open|begin|start|run|welcome|receive|visit|travel|attend|gather|lead|join|stage|bring)\b"
    r"|\b(?:from |begins? )?tomorrow\b|\bupcoming\b|\b(?:ahead of|in preparation for|preparations for|prepares? to)\b"
    r"|\bnext (?:week|month|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|\bcountdown\b"
    r"|\b(?:is|are|was) (?:set|due|scheduled|expected|planned) (?:to|for)\b|\bdate set for\b|\bregistration (?:is open|opens)\b"
    r"|\b(?:sera|serao) (?:realizad|inaugurad|assinad|acolhid|organizad)\w+|\b(?:tera|terao) (?:lugar|inicio)\b|\bamanha\b|\bpreparativos\b"
    r"|\b(?:realizar|acolher|decorre)ra\b|\bva(?:i|o) (?:realizar|decorrer|acolher|receber|organizar|ter lugar|visitar|participar|ser)\b"
    r"|\bproxim[oa]s? (?:semana|mes|ano|dia|segunda|terca|quarta|quinta|sexta|sabado)\b|\ba (?:realizar|decorrer|ter lugar)\b"
    r"|\bira(?:o)? (?:realizar|decorrer|acolher|visitar|participar)\b|\b(?:esta|estao) (?:marcad|previst|agendad)\w+|\b\w+r-se-a\b"
    r"|将(?:于|在|会?举行|会?举办|召开|开幕|主办|访问|率团|赴|出席|迎来)|定于|定在|拟(?:于|在|举)|即将|筹备|开始报名|接受报名"
    r"|明(?:天|日|\()|下(?:周|星期|月|个月)|(?:届时|将会?)签署"
)


# A day that is set, wherever the opening says so.
_SET = re.compile(r"\b(?:scheduled|set|slated) for\b|\b(?:marcad|agendad|previst)[oa]s? para\b|定于|时间定在")
# Any future tense counts in the title and the first sentence, which tell the event itself. The accent tells it in Portuguese.
_FUTURE = re.compile(r"\bwill\b(?! be able)|\w{2,}r(?:\u00e1|\u00e3o)\b|\bv(?:ai|\u00e3o) (?:\w+\s)?\w+[aei]r\b|将(?!来)")
# An act that has been, beside which a future tense tells what is to come of it.
_DONE = re.compile(
    r"\b(?:signed|inked|met with|received|inaugurated)\b|\b(?:assin|firm|rubric|inaugur)(?:ou|aram)\b"
    r"|\b(?:recebeu|receberam|reuniu|reuniram)\b"
    r"|(?:今|昨)(?:日|天|\().{0,40}签|签(?:署|订)了"
)


def speaks_of_future(folded: str, original: str, ends: tuple[int, int, int]) -> bool:
    """Whether words tell that the event is yet to come. `original` is the text unfolded; `ends` are where its first sentence, its first
    sentences and its opening end: the further from the beginning, the plainer the words must be."""
    first, core, opening = ends
    if _SET.search(folded[:opening]) or _TO_COME.search(folded[:core]):
        return True
    return bool(_FUTURE.search(script_fold(original[:first].lower()))) and not _DONE.search(folded[:core])


def lies_ahead(days: frozenset[tuple[int, int]], day: date | None) -> bool:
    """Whether the event comes days after the publication."""
    return day is not None and bool(days) and all(month and 2 < _ahead((month, number), day) < 120 for month, number in days)


def _ahead(event: tuple[int, int], day: date) -> int:
    try:
        return (date(day.year, *event) - day).days
    except ValueError:
        return 0
