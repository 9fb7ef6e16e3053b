"""When an act took place, where the text or the release's own date fixes it.

    document, act -> when_of -> When, with the words that say so

A day needs its year: the one stated with it, else that of the release's own date, else the year in an event's name ("Expo 2025").
"Today", "on Friday", 昨日 and 7日 count from the dateline or the release's date; without one they say nothing. Nothing is guessed, and a
date of years ago is background. The day on which somebody tells of an act is not the act's own: a newspaper's never, a side's where the
text has no other. A meeting or a mission lasts from its first day to its last, where both or the number of its days are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import islice

from crawlers.dates import dateline, parse
from crawlers.model import Precision
from monitor.announcements.acts import Act, Document
from monitor.announcements.asides import DATELINES, is_aside, is_label, is_saying, is_start_of_term, told_from
from monitor.announcements.days import FORTNIGHT, Known, backwards, day_of, numeral
from monitor.announcements.expressions import MONTH_BEFORE, Span, days_stated
from monitor.announcements.reading import Reading, Sentence
from storage.model import Evidence, Strength

_OPENING = 3
# Sentences: how far from the act's a day may stand that is taken rather than the one of a statement; where the end of an event may follow.
_NEAR, _TOGETHER = 3, 6
# Days that are counted (a longer stay is told in weeks), and those between a first and a last day that are both told.
_LONGEST_STAY, _LONGEST_COURSE = 15, 31
# Where nothing else gives a day, so many sentences are searched for one.
_SEARCHED = 30
_HAPPENING = frozenset({"meeting", "gathering", "joint", "event", "signed", "sign", "signing"})
_MACAU = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class When:
    """ISO dates of an act. `start` and `end` are equal for one day; `precision` is day or month (then both are YYYY-MM)."""

    start: str | None = None
    end: str | None = None
    precision: str | None = None
    signing_date: str | None = None
    evidence: tuple[Evidence, ...] = ()


def when_of(document: Document, act: Act) -> When:
    """The date of the act: the nearest expression in its sentence, else in those that tell the same, beside it, or open the text.

    What only says when somebody told of it waits until the sentences that tell the act, and those beside them, have no other day.
    """
    known = _known(document)
    spare: tuple[Sentence, list[Span]] | None = None
    for row in _rows(document, act):
        spans = _days_of(document, row, act, known)
        own = [each for each in spans if not is_saying(document.reading(row), row, each)]
        if own and (spare is None or _is_near(row, act)):
            return _settled(document, row, own, act, known)
        if spans and spare is None:
            spare = row, spans
    spare = spare or _only_day(document, act, known)
    return _settled(document, *spare, act, known) if spare else When()


def _only_day(document: Document, act: Act, known: Known) -> tuple[Sentence, list[Span]] | None:
    """The one day of the weeks before the release that the sentences with any of our terms state."""
    if known.published is None or known.precision is Precision.MONTH:
        return None
    found: list[tuple[Sentence, Span]] = []
    for row in document.body.sentences[:_SEARCHED]:
        told = () if row.listed or not row.hits else _days_of(document, row, act, known)
        found += [
            (row, each) for each in told if 0 <= (known.published - each.last).days <= FORTNIGHT and not is_saying(document.body, row, each)
        ]
    days = {(each.first, each.last) for _, each in found}
    return (found[0][0], [found[0][1]]) if len(days) == 1 else None


def _days_of(document: Document, row: Sentence, act: Act, known: Known) -> list[Span]:
    """The days a sentence gives for what it tells: no labels, terms or newspapers'; "the next day" counts from the sentence before."""
    reading = document.reading(row)
    told = told_from(reading, row)
    found = [
        each
        for each in days_stated(reading, row, known)
        if each.start >= told
        and not is_label(reading, row, each, known, act)
        and not is_aside(reading, row, each)
        and not (act.strength is Strength.SIGNED and is_start_of_term(reading, row, each))
    ]
    return found or list(_following(document, row, act, known))


def _is_near(row: Sentence, act: Act) -> bool:
    return row is act.sentence or row in act.others or row.part == "title" or abs(row.index - act.sentence.index) <= _NEAR


def _settled(document: Document, row: Sentence, spans: list[Span], act: Act, known: Known) -> When:
    """One of the days of a sentence, as long as the event lasts."""
    reading = document.reading(row)
    found = min(spans, key=lambda span: _distance(span, act if row is act.sentence else None))
    if act.strength is Strength.EXCHANGE:
        found = _several(spans) or found
    own = act.strength is Strength.SIGNED and (row is act.sentence or row in act.others)
    if not own and not found.month_only:
        one = found.first == found.last
        lasts = _until(reading, row, found, known) or (_lasting(document, row, found, act, known) if one else None)
        found = lasts or _day_of_visit(document, found, act)
    return _when(reading, row, found, act)


def _several(spans: list[Span]) -> Span | None:
    """A visit told with several days of one fortnight lasts from the first to the last."""
    first, last = min(spans, key=lambda span: span.first), max(spans, key=lambda span: span.last)
    if first is last or first.first == last.last or (last.last - first.first).days > FORTNIGHT or any(span.month_only for span in spans):
        return None
    return Span(first.first, last.last, False, min(first.start, last.start), max(first.end, last.end))


# ---- how long it lasts -------------------------------------------------------------------------------------------

_COUNTS = {
    word: number
    for number, words in enumerate(
        (
            "two dois duas", "three tres", "four quatro", "five cinco", "six seis", "seven sete", "eight oito", "nine nove", "ten dez",
        ),
        start=2,
    )
    for word in words.split()
}  # fmt: skip
_COUNT = "(" + "|".join(_COUNTS) + r"|\d{1,2})"
# A stay of days; one of weeks or months is told by the day on which it began.
_DURATION = (
    re.compile(
        rf"\b{_COUNT}[- ]days?\b(?!\s+(?:ago|later|before|after|earlier|old|from))|\b(week-?long|one-week|uma semana)\b"
        rf"|\b(?:durante|por|ao longo de|de|estar|dura|duram|duracao de) (?:os )?{_COUNT} dias\b"
    ),
    re.compile(
        r"(?:一连|为期|历时|持续|前后|度过了?|连续|长达|行程共?|用时?了?)([两二三四五六七八九十]|\d{1,2})[日天](?!前|后)"
        r"|(为期一周|[两二三四五六七八九十](?=[日天]的?(?:访问|行程|活动|会期|考察|展)))"
    ),
)
_BEGINS = (
    re.compile(
        r"\b(?:open(?:s|ed|ing)?|beg[aiu]ns?|start(?:s|ed|ing)?|kick(?:s|ed)? off|commence[sd]?|got under way|arriv(?:es?|ed)"
        r"|set(?:s)? (?:out|off)"
        r"|depart(?:s|ed)?|leaves?|flew"
        r"|arrancou|arranca|arrancam|arrancaram|comec(?:ou|a|am|aram)|inici(?:ou|a|am|aram)(?:-se)?|teve inicio|tem inicio|abriu"
        r"|abre|abriram|parte|partem|partiu"
        r"|partiram|segue|seguem|chegou|chegaram|chega|chegam|inaugurou|inaugurad[oa]|first day|opening day|primeiro dia)\b"
    ),
    re.compile("揭幕|开幕|开班|开课|首日|首天|开始|启动|起[在于前赴到访]|起程|启程|出发|抵达|抵澳|展开|拉开"),
)
_ENDS = (
    re.compile(
        r"\b(?:clos(?:es|ed|ing)|close|c[ao]mes? to (?:a close|an end)|ends?|ended|conclud(?:es|ed|ing)|wrap(?:s|ped) up"
        r"|finish(?:es|ed)|drew to a close|return(?:s|ed)?"
        r"|termin(?:ou|a|am|aram)|encerr(?:ou|a|am|aram)(?:-se)?|cheg(?:ou|a) ao fim|conclui(?:u|ram)?|regress(?:o|a|am|ou|aram)"
        r"|fechou (?:as )?portas|ultimo dia)\b"
    ),
    re.compile("闭幕|落幕|结束|结业|收官|返程|圆满"),
)


# Behind the day it begins on, the one it ends on: "runs until Friday", "prolonga-se até 20", 24日结束.
_UNTIL = re.compile(
    r"\b(?:runs?|running|lasts?|lasting|continues?|goes on|going on|ends?|ending|closes?|closing|prolonga-se|estende-se|decorre|decorrendo"
    r"|dura|termina|terminando|encerra)\s+(?:(?:until|till|through|to|on|ate|n[ao]|ao?|o|dia|the)\s+)*$"
)
_ENDED_ZH = re.compile("(?:[上下]午|晚上?)?[^,;。]{0,2}(?:结束|结业|闭幕|落幕|收官)")


def _until(reading: Reading, row: Sentence, span: Span, known: Known) -> Span | None:
    """The event to its last day, where the same sentence goes on to tell it."""
    for each in days_stated(reading, row, known):
        before = reading.folded[max(span.end, each.start - 40) : each.start] if each.start >= span.end else ""
        told = _ENDED_ZH.match(reading.folded, each.end, row.end) if reading.chinese else _UNTIL.search(before)
        if before and told and 0 < (each.last - span.last).days <= _LONGEST_COURSE:
            return span._replace(last=each.last, end=each.end)
    return None


def _lasting(document: Document, row: Sentence, span: Span, act: Act, known: Known) -> Span:
    """The event that begins or ends on a day, where its other end or the number of its days is told."""
    reading = document.reading(row)
    chinese = reading.chinese
    match = _LASTING.match(reading.folded, span.end, row.end) if chinese else None
    days = numeral(match[1].replace("两", "二")) if match else 0
    if match and days:
        return span._replace(last=span.first + timedelta(days=days - 1), end=match.end())
    begins, ends = _nearest_cue(_BEGINS[chinese], reading, row, span), _nearest_cue(_ENDS[chinese], reading, row, span)
    if (begins is None and ends is None) or (begins is not None and begins == ends):
        return span
    closes = begins is None or (ends is not None and ends < begins)
    following = [
        each for each in document.body.sentences if each is not row and 0 < each.index - _place(row) <= _TOGETHER and not each.listed
    ]
    if act.strength is Strength.EXCHANGE:
        for each in following:
            if other := _other_end(document, each, span, act, known, closes=closes):
                first, last = (other.first, span.last) if closes else (span.first, other.last)
                return span._replace(first=first, last=last)
    days = _duration(reading, row) or next((_duration(document.reading(each), each, opening=True) for each in following[:1]), 0)
    if days:
        apart = timedelta(days=days - 1)
        return span._replace(first=span.last - apart) if closes else span._replace(last=span.first + apart)
    return span


def _place(row: Sentence) -> int:
    return row.index if row.part == "body" else -1


def _nearest_cue(pattern: re.Pattern[str], reading: Reading, row: Sentence, span: Span) -> int | None:
    """How far from a day the nearest word of beginning or ending stands."""
    gaps = [max(span.start - match.end(), match.start() - span.end, 0) for match in pattern.finditer(reading.folded, row.start, row.end)]
    return min(gaps, default=None)


def _other_end(document: Document, row: Sentence, span: Span, act: Act, known: Known, *, closes: bool) -> Span | None:
    """The day in a later sentence on which what ends began, or the reverse."""
    reading = document.reading(row)
    if not (_BEGINS if closes else _ENDS)[reading.chinese].search(reading.folded, row.start, row.end):
        return None
    found = [each for each in days_stated(reading, row, known) if not each.month_only]
    if len(found) != 1 or is_aside(reading, row, found[0]) or is_label(reading, row, found[0], known, act):
        return None
    apart = (span.first - found[0].first if closes else found[0].last - span.last).days
    return found[0] if 0 < apart <= _LONGEST_COURSE else None


def _duration(reading: Reading, row: Sentence, *, opening: bool = False) -> int:
    """The days something lasts, up to ten; 0 where the sentence (or its opening words) does not say."""
    match = _DURATION[reading.chinese].search(reading.folded, row.start, min(row.end, row.start + 16) if opening else row.end)
    if match is None:
        return 0
    word = next(group for group in match.groups() if group)
    if word in ("week-long", "weeklong", "one-week", "uma semana", "为期一周"):
        return 7
    days = numeral(word.replace("两", "二")) if reading.chinese else _COUNTS.get(word) or int(word)
    return days if 1 < days <= _LONGEST_STAY else 0


# 今日揭幕,一连三日: the day it begins, and how many it lasts.
_LASTING = re.compile(r"[^。;]{0,12}(?:一连|为期|连续)([两二三四五六七八九十]|\d{1,2})[日天]")
_ON_THE = (
    (re.compile(r"\b(?:first|opening|inaugural) day\b|\b(?:primeiro dia|dia inaugural)\b"), re.compile("首日|首天|第一[天日]"), 0),
    (re.compile(r"\bsecond day\b|\bsegundo dia\b"), re.compile("第二[天日]|次日|翌日"), 1),
    (re.compile(r"\b(?:last|final|closing) day\b|\b(?:ultimo|derradeiro) dia\b"), re.compile("最后一[天日]|末日|尾日|闭幕日"), -1),
)


def _day_of_visit(document: Document, span: Span, act: Act) -> Span:
    """The first, second or last day of a range, where the act's own sentence says that it was done on it."""
    row = act.sentence
    reading = document.reading(row)
    for latin, chinese, number in _ON_THE:
        if (chinese if reading.chinese else latin).search(reading.folded, row.start, row.end):
            day = span.last if number < 0 else span.first + timedelta(days=number)
            return span._replace(first=day, last=day) if day <= span.last else span
    return span


# ---- the day after ----------------------------------------------------------------------------------------------

_NEXT_DAY = (
    re.compile(r"\b(?:the |on the )?(?:(?:following|next) day|day after)\b(?! tomorrow)|\b(?:no )?dia seguinte\b"),
    re.compile("(?<!至)(?:次日|翌日)(?!起)"),
)


def _following(document: Document, row: Sentence, act: Act, known: Known) -> Iterator[Span]:
    """ "The next day": one after the last day told before it."""
    reading = document.reading(row)
    match = _NEXT_DAY[reading.chinese].search(reading.folded, row.start, row.end) if row.part == "body" else None
    if match is None or row is not act.sentence:
        return
    for before in reversed(reading.sentences[max(0, row.index - 2) : row.index]):
        days = [each for each in days_stated(reading, before, known) if not each.month_only]
        if days:
            day = days[-1].last + timedelta(days=1)
            yield Span(day, day, False, match.start(), match.end())
            return


def _distance(span: Span, act: Act | None) -> tuple[int, int]:
    gap = max(0, act.start - span.end, span.start - act.end) if act else 0
    return (span.month_only, gap)


def _rows(document: Document, act: Act) -> Iterator[Sentence]:
    row, seen = act.sentence, set[int]()
    body = document.body.sentences
    around = body[max(0, row.index - 1) : row.index + 2] if row.part == "body" else body[:2]
    opening = islice((each for each in body if each.hits and not each.listed), _OPENING)
    later = islice((each for each in body if not each.acts.isdisjoint(_HAPPENING) and not each.listed), _OPENING * 2)
    for each in (row, *act.others, *document.title.sentences, *around, *opening, *later):
        if id(each) not in seen:
            seen.add(id(each))
            yield each


def _when(reading: Reading, row: Sentence, span: Span, act: Act) -> When:
    size = 7 if span.month_only else 10
    first, last = span.first.isoformat()[:size], span.last.isoformat()[:size]
    quote = reading.text[span.start : span.end]
    value = first if first == last else f"{first}/{last}"
    evidence = [Evidence("event_date", value, row.part, span.start, span.end, quote)]
    signed = act.strength is Strength.SIGNED and row in (act.sentence, *act.others) and first == last and not span.month_only
    if signed:
        evidence.append(Evidence("signing_date", first, row.part, span.start, span.end, quote))
    return When(first, last, str(Precision.MONTH if span.month_only else Precision.DAY), first if signed else None, tuple(evidence))


# ---- what is known beforehand ------------------------------------------------------------------------------------


def _known(document: Document) -> Known:
    published = parse(document.date) if document.date else None
    day = None
    if published is not None:
        value = published.value
        day = value.astimezone(_MACAU).date() if isinstance(value, datetime) else value
    precise = published is not None and published.precision is not Precision.MONTH
    today = day if precise else None
    line = _dateline_day(document, day) if day else None
    return Known(line or today, day, published.precision if published else None, None if day else _edition_year(document))


_ZH_DATELINE = re.compile(r"(?:(\d{1,2})月)?(\d{1,2}|[一二三四五六七八九十]{1,3})日(?:[电訊讯]|专电|综合电|外电|消息)")
# "Luanda, 04/03/2026 (ANGOP) –", "4 March 2026 (Macau) -": a place and a numeric date, or the date before the place.
_NUMERIC_LINE = re.compile(r"\s*[^\W\d_][\w .']{1,30},\s+(\d{1,2})[/.](\d{1,2})[/.](\d{4})\s*(?:\([^()\n]{1,40}\))?\s*[-:]")


def _dateline_day(document: Document, published: date) -> date | None:
    """The day of a dateline, with the year of the release."""
    for row in document.body.sentences[:DATELINES]:
        text = document.body.text[row.start : row.end]
        if line := dateline(text, published):
            return line.value if not isinstance(line.value, datetime) else line.value.date()
        if match := _NUMERIC_LINE.match(document.body.folded, row.start, row.end):
            return day_of(int(match[3]), int(match[2]), int(match[1]))
        if document.body.chinese and (match := _ZH_DATELINE.search(document.body.folded, row.start, min(row.end, row.start + 80))):
            return backwards(published, int(match[1]) if match[1] else None, numeral(match[2]))
    return None


# "Expo 2025", "2025 Forum", 2025粤港澳…, —2025”: the year of an edition, not of something told ("in 2015", 2015年).
_EDITION = re.compile(
    r"(?:(?<=[A-Za-z)\"”»—–-] )|(?<=[—–-]))((?:19|20)\d\d)(?=[\s,.\"”»)])|(?<![\w/.,-])((?:19|20)\d\d)(?=[\u4e00-\u9fff])(?!年)"
    r"|(?<!\w )((?:19|20)\d\d)(?= [A-Z])"
)
_TOLD = re.compile(r"\b(?:in|since|of|de|em|desde|by|until|from|to|for|and|e|year|ano)\s$", re.IGNORECASE)


def _edition_year(document: Document) -> int | None:
    years = set()
    for reading in document.readings:
        for match in _EDITION.finditer(reading.text):
            before = reading.text[max(0, match.start() - 6) : match.start()]
            if not _TOLD.search(before) and not MONTH_BEFORE.search(reading.folded[max(0, match.start() - 14) : match.start()]):
                years.add(int(match[1] or match[2] or match[3]))
    return years.pop() if len(years) == 1 else None
