"""When an act took place, where the text or the release's own date fixes it.

    document, act -> when_of -> When, with the words that say so

A day needs its year: the one stated with it, else that of the release's own date, else the year in an event's name ("Expo 2025").
"Today", "on Friday", 昨日 and 7日 count from the dateline or the release's date; without one they say nothing. Nothing is guessed, and a
date of years ago is background. The day on which somebody tells of an act is not the act's own: a newspaper's never, a side's where the
text has no other. A meeting or a mission lasts from its first day to its last, where both or the number of its days are told.
"""

# ruff: noqa: E501 - an alternation of words stands on one line

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from itertools import islice
from typing import NamedTuple

from crawlers.dates import dateline, parse, strip_dateline
from crawlers.model import Precision
from monitor.announcements.reading import Reading, Sentence
from monitor.announcements.rules import Act, Document
from storage.model import Evidence, Strength

# A date so many days before the release's is told as background, one so many days after it is about something else.
_OLDEST, _FURTHEST = 300, 300
_OPENING = 3
# A dateline stands at the top, below a site's own lines at most.
_DATELINES = 14
# A line with a date and hardly anything else (characters) is a label; the date of an instrument follows its name so closely.
_LABEL_LETTERS = (24, 8)
_FORTNIGHT = 14
_NAME_REACH = 36
# Sentences: how far from the act's a day may stand that is taken rather than the one of a statement; where the end of an event may follow.
_NEAR, _TOGETHER = 3, 6
_LONGEST_STAY = 10
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


class _Span(NamedTuple):
    """What an expression says: first and last day, or a month, and where it stands."""

    first: date
    last: date
    month_only: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known before the text is read: the day that "today" is, the month or day of the release, the years of event names."""

    today: date | None
    published: date | None
    precision: Precision | None
    year: int | None
    # Of the place that is read: whether its sentence tells of what is to come, and the full date beside a bare number of a day.
    forward: bool = False
    anchor: date | None = None


def when_of(document: Document, act: Act) -> When:
    """The date of the act: the nearest expression in its sentence, else in those that tell the same, beside it, or open the text.

    What only says when somebody told of it waits until the sentences that tell the act, and those beside them, have no other day.
    """
    known = _known(document)
    spare: tuple[Sentence, list[_Span]] | None = None
    for row in _rows(document, act):
        spans = _days_of(document, row, act, known)
        own = [each for each in spans if not _is_saying(document.reading(row), row, each)]
        if own and (spare is None or _is_near(row, act)):
            return _settled(document, row, own, act, known)
        if spans and spare is None:
            spare = row, spans
    spare = spare or _only_day(document, act, known)
    return _settled(document, *spare, act, known) if spare else When()


def _only_day(document: Document, act: Act, known: _Known) -> tuple[Sentence, list[_Span]] | None:
    """The one day of the weeks before the release that the sentences with any of our terms state."""
    if known.published is None or known.precision is Precision.MONTH:
        return None
    found: list[tuple[Sentence, _Span]] = []
    for row in document.body.sentences[:_SEARCHED]:
        told = () if row.listed or not row.hits else _days_of(document, row, act, known)
        found += [
            (row, each)
            for each in told
            if 0 <= (known.published - each.last).days <= _FORTNIGHT and not _is_saying(document.body, row, each)
        ]
    days = {(each.first, each.last) for _, each in found}
    return (found[0][0], [found[0][1]]) if len(days) == 1 else None


def _days_of(document: Document, row: Sentence, act: Act, known: _Known) -> list[_Span]:
    """The days a sentence gives for what it tells: no labels, no terms, no newspaper's day; "the next day" counts from the sentence before."""
    reading = document.reading(row)
    told = _told_from(reading, row)
    found = [
        each
        for each in _spans(reading, row, known)
        if each.start >= told and not _is_label(reading, row, each, known, act) and not _is_aside(reading, row, each)
    ]
    return found or list(_following(document, row, act, known))


def _is_near(row: Sentence, act: Act) -> bool:
    return row is act.sentence or row in act.others or row.part == "title" or abs(row.index - act.sentence.index) <= _NEAR


def _settled(document: Document, row: Sentence, spans: list[_Span], act: Act, known: _Known) -> When:
    """One of the days of a sentence, as long as the event lasts."""
    reading = document.reading(row)
    found = min(spans, key=lambda span: _distance(span, act if row is act.sentence else None))
    if act.strength is Strength.EXCHANGE:
        found = _several(spans) or found
    own = act.strength is Strength.SIGNED and (row is act.sentence or row in act.others)
    if not own and not found.month_only:
        one = found.first == found.last
        found = _lasting(document, row, found, act, known) if one else _day_of_visit(document, found, act)
    return _when(reading, row, found, act)


def _several(spans: list[_Span]) -> _Span | None:
    """A visit told with several days of one fortnight lasts from the first to the last."""
    first, last = min(spans, key=lambda span: span.first), max(spans, key=lambda span: span.last)
    if first is last or first.first == last.last or (last.last - first.first).days > _FORTNIGHT or any(span.month_only for span in spans):
        return None
    return _Span(first.first, last.last, False, min(first.start, last.start), max(first.end, last.end))


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
        r"(?:一连|为期|历时|持续|前后|度过了?|连续|长达|行程共?)([两二三四五六七八九十]|\d{1,2})[日天](?!前|后)|(为期一周|[两二三四五六七八九十](?=[日天]的?(?:访问|行程|活动|会期|考察|展)))"
    ),
)
_BEGINS = (
    re.compile(
        r"\b(?:open(?:s|ed|ing)?|beg[aiu]ns?|start(?:s|ed|ing)?|kick(?:s|ed)? off|commence[sd]?|got under way|arriv(?:es?|ed)|set(?:s)? (?:out|off)"
        r"|depart(?:s|ed)?|leaves?|flew"
        r"|arrancou|arranca|arrancam|arrancaram|comec(?:ou|a|am|aram)|inici(?:ou|a|am|aram)(?:-se)?|teve inicio|tem inicio|abriu|abre|abriram|parte|partem|partiu"
        r"|partiram|segue|seguem|chegou|chegaram|chega|chegam|inaugurou|inaugurad[oa])\b"
    ),
    re.compile("揭幕|开幕|开班|开始|启动|起[在于前赴到访]|起程|启程|出发|抵达|抵澳|展开|拉开"),
)
_ENDS = (
    re.compile(
        r"\b(?:clos(?:es|ed|ing)|close|c[ao]mes? to (?:a close|an end)|ends?|ended|conclud(?:es|ed|ing)|wrap(?:s|ped) up|finish(?:es|ed)|drew to a close|return(?:s|ed)?"
        r"|termin(?:ou|a|am|aram)|encerr(?:ou|a|am|aram)(?:-se)?|cheg(?:ou|a) ao fim|conclui(?:u|ram)?|regress(?:o|a|am|ou|aram)|fechou (?:as )?portas|ultimo dia)\b"
    ),
    re.compile("闭幕|落幕|结束|结业|收官|返程|圆满"),
)


def _lasting(document: Document, row: Sentence, span: _Span, act: Act, known: _Known) -> _Span:
    """The event that begins or ends on a day, where its other end or the number of its days is told."""
    reading = document.reading(row)
    chinese = reading.chinese
    match = _LASTING.match(reading.folded, span.end, row.end) if chinese else None
    days = _number(match[1].replace("两", "二")) if match else 0
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


def _nearest_cue(pattern: re.Pattern[str], reading: Reading, row: Sentence, span: _Span) -> int | None:
    """How far from a day the nearest word of beginning or ending stands."""
    gaps = [max(span.start - match.end(), match.start() - span.end, 0) for match in pattern.finditer(reading.folded, row.start, row.end)]
    return min(gaps, default=None)


def _other_end(document: Document, row: Sentence, span: _Span, act: Act, known: _Known, *, closes: bool) -> _Span | None:
    """The day in a later sentence on which what ends began, or the reverse."""
    reading = document.reading(row)
    if not (_BEGINS if closes else _ENDS)[reading.chinese].search(reading.folded, row.start, row.end):
        return None
    found = [each for each in _spans(reading, row, known) if not each.month_only]
    if len(found) != 1 or _is_aside(reading, row, found[0]) or _is_label(reading, row, found[0], known, act):
        return None
    apart = (span.first - found[0].first if closes else found[0].last - span.last).days
    return found[0] if 0 < apart <= _FORTNIGHT else None


def _duration(reading: Reading, row: Sentence, *, opening: bool = False) -> int:
    """The days something lasts, up to ten; 0 where the sentence (or its opening words) does not say."""
    match = _DURATION[reading.chinese].search(reading.folded, row.start, min(row.end, row.start + 16) if opening else row.end)
    if match is None:
        return 0
    word = next(group for group in match.groups() if group)
    if word in ("week-long", "weeklong", "one-week", "uma semana", "为期一周"):
        return 7
    days = _number(word.replace("两", "二")) if reading.chinese else _COUNTS.get(word) or int(word)
    return days if 1 < days <= _LONGEST_STAY else 0


# 今日揭幕,一连三日: the day it begins, and how many it lasts.
_LASTING = re.compile(r"[^。;]{0,12}(?:一连|为期|连续)([两二三四五六七八九十]|\d{1,2})[日天]")
_ON_THE = (
    (re.compile(r"\b(?:first|opening|inaugural) day\b|\b(?:primeiro dia|dia inaugural)\b"), re.compile("首日|首天|第一[天日]"), 0),
    (re.compile(r"\bsecond day\b|\bsegundo dia\b"), re.compile("第二[天日]|次日|翌日"), 1),
    (re.compile(r"\b(?:last|final|closing) day\b|\b(?:ultimo|derradeiro) dia\b"), re.compile("最后一[天日]|末日|尾日|闭幕日"), -1),
)


def _day_of_visit(document: Document, span: _Span, act: Act) -> _Span:
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


def _following(document: Document, row: Sentence, act: Act, known: _Known) -> Iterator[_Span]:
    """ "The next day": one after the last day told before it."""
    reading = document.reading(row)
    match = _NEXT_DAY[reading.chinese].search(reading.folded, row.start, row.end) if row.part == "body" else None
    if match is None or row is not act.sentence:
        return
    for before in reversed(reading.sentences[max(0, row.index - 2) : row.index]):
        days = [each for each in _spans(reading, before, known) if not each.month_only]
        if days:
            day = days[-1].last + timedelta(days=1)
            yield _Span(day, day, False, match.start(), match.end())
            return


# ---- what is not the act's day -----------------------------------------------------------------------------------

# Who tells of an act, by the verb beside the day: the press or a notice (never the act's day), or one of those concerned.
_REPORTS = (
    r"(?:noticiou|noticiaram|noticia|reportou|divulgou|divulgaram|divulgad[oa]s?|publicou|publicad[oa]s?|tornad[oa]s? public[oa]s?|apurou|soube|escreveu|escreve"
    r"|reported|reports|wrote|published|released|made public|learned|learnt)"
)
_SAYS = (
    r"(?:disse(?:ram)?|afirm(?:ou|aram)|anunci(?:ou|aram|ad[oa]s?)|revel(?:ou|aram|ad[oa]s?)|inform(?:ou|aram)|garanti(?:u|ram)|adiant(?:ou|aram)|confirm(?:ou|aram)|indic(?:ou|aram)"
    r"|refer(?:iu|iram)|declar(?:ou|aram)|explic(?:ou|aram)|sublinh(?:ou|aram)|comunicado|said|announced|revealed|stated|disclosed|confirmed|told (?:the )?\w+)"
)
_REPORTED = (
    (re.compile(rf"\b{_REPORTS}(?:\s+(?:\w+\s+)?|\s*,\s*)$"), re.compile(rf"\s*,?\s*{_REPORTS}\b")),
    (
        re.compile("(?:据|报道|获悉)[^,。;)]{0,12}$|记者$"),
        re.compile("(?:[上下]午|晚)?(?:从[^。;]{0,20}获悉|[^,。;]{0,8}(?:报道|通报|刊登|刊载|消息|获悉|讯$)|专电|综合电|外电)"),
    ),
)
_SAID = (
    (re.compile(rf"\b{_SAYS}(?:\s+(?:\w+\s+)?|\s*,\s*)$"), re.compile(rf"\s*,?\s*{_SAYS}\b")),
    (re.compile("(?!)"), re.compile("(?:[上下]午|晚)?[^,。;会签]{0,8}(?:表示|宣布|透露|介绍说?|证实|指出|回复|公告|公布)")),
)
# A day that ends a term or begins one, and one of a year that is not this one's.
_TERM = (
    (
        re.compile(
            r"\b(?:by|until|till|before|as of|since|deadline(?: is| of)?|expires?(?: on)?|valid (?:un)?til|no later than|born(?: on)?|founded(?: on)?|established(?: on)?"
            r"|ate(?: ao dia| dia| a)?|antes de|desde(?: o dia)?|a partir (?:de|do dia)|(?:in|en)tr?a(?:ra)? em (?:vigor|funcionamento)[^.;]{0,24}"
            r"|(?:into force|takes? effect|into effect|effective)[^.;]{0,24})\s*$"
        ),
        re.compile(r"\s*,?\s*(?:of |do |de )?(?:last year|ano passado|ano anterior|ano transacto)\b"),
    ),
    (
        re.compile("(?:截至|截止|截止日期为?|至迟|最迟|不迟于|去年|前年|有效期至|早于|自从)$"),
        re.compile("(?:\\d{1,2}[时点])?(?:起?(?:正式)?(?:生效|实施|施行|启用|接受报名|投入)|截止|前(?=[报提完递登申])|以前|之前)"),
    ),
)


def _beside(patterns: tuple[re.Pattern[str], re.Pattern[str]], reading: Reading, row: Sentence, span: _Span) -> bool:
    before, after = patterns
    start = max(row.start, span.start - 48)
    return bool(before.search(reading.folded[start : span.start]) or after.match(reading.folded, span.end, row.end))


def _is_aside(reading: Reading, row: Sentence, span: _Span) -> bool:
    """Whether a day is a newspaper's, or that of a term."""
    if _beside(_REPORTED[reading.chinese], reading, row, span):
        return True
    return span.first == span.last and _beside(_TERM[reading.chinese], reading, row, span)


def _is_saying(reading: Reading, row: Sentence, span: _Span) -> bool:
    return _beside(_SAID[reading.chinese], reading, row, span)


def _told_from(reading: Reading, row: Sentence) -> int:
    """Where a sentence's own words begin: a dateline says when it was written."""
    if row.part == "title" or row.index > _DATELINES:
        return row.start
    return row.end - len(strip_dateline(reading.text[row.start : row.end]))


def _is_label(reading: Reading, row: Sentence, span: _Span, known: _Known, act: Act) -> bool:
    """Whether a date only says when the release was published, or is part of an older instrument's name ("o Acordo de 22 de Janeiro")."""
    alone = row.part == "body" and (row.end - row.start) - (span.end - span.start) < _LABEL_LETTERS[reading.chinese]
    labelled = _LABELLED.search(reading.folded, max(row.start, span.start - 12), span.start)
    sourced = _SOURCED.match(reading.folded, span.end, row.end)
    if (alone or labelled or sourced) and span.first == known.published:
        return True
    named = _OF.search(reading.folded, max(row.start, span.start - 6), span.start)
    near = any(hit.meaning.instrument and 0 <= span.start - hit.end <= _NAME_REACH for hit in row.hits)
    return bool(named) and near and row is not act.sentence


_LABELLED = re.compile(r"(?:[a-z]|[\u4e00-\u9fff]):\s*$")
# Behind the date of a page's own line: where it is from, who wrote it.
_SOURCED = re.compile(r"\s*(?:\d\d:\d\d(?::\d\d)?\s*)?(?:来源|作者|编辑|字号|浏览|稿源|责编|责任编辑|source|fonte)")
_OF = re.compile(r"\b(?:of|de|do) $")


def _distance(span: _Span, act: Act | None) -> tuple[int, int]:
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


def _when(reading: Reading, row: Sentence, span: _Span, act: Act) -> When:
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


def _known(document: Document) -> _Known:
    published = parse(document.date) if document.date else None
    day = None
    if published is not None:
        value = published.value
        day = value.astimezone(_MACAU).date() if isinstance(value, datetime) else value
    precise = published is not None and published.precision is not Precision.MONTH
    today = day if precise else None
    line = _dateline_day(document, day) if day else None
    return _Known(line or today, day, published.precision if published else None, None if day else _edition_year(document))


_ZH_DATELINE = re.compile(r"(?:(\d{1,2})月)?(\d{1,2}|[一二三四五六七八九十]{1,3})日(?:[电訊讯]|专电|综合电|外电|消息)")
# "Luanda, 04/03/2026 (ANGOP) –", "4 March 2026 (Macau) -": a place and a numeric date, or the date before the place.
_NUMERIC_LINE = re.compile(r"\s*[^\W\d_][\w .']{1,30},\s+(\d{1,2})[/.](\d{1,2})[/.](\d{4})\s*(?:\([^()\n]{1,40}\))?\s*[-:]")


def _dateline_day(document: Document, published: date) -> date | None:
    """The day of a dateline, with the year of the release."""
    for row in document.body.sentences[:_DATELINES]:
        text = document.body.text[row.start : row.end]
        if line := dateline(text, published):
            return line.value if not isinstance(line.value, datetime) else line.value.date()
        if match := _NUMERIC_LINE.match(document.body.folded, row.start, row.end):
            return _date(int(match[3]), int(match[2]), int(match[1]))
        if document.body.chinese and (match := _ZH_DATELINE.search(document.body.folded, row.start, min(row.end, row.start + 80))):
            return _backwards(published, int(match[1]) if match[1] else None, _number(match[2]))
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
            if not _TOLD.search(before) and not _MONTH_BEFORE.search(reading.folded[max(0, match.start() - 14) : match.start()]):
                years.add(int(match[1] or match[2] or match[3]))
    return years.pop() if len(years) == 1 else None


# ---- expressions -------------------------------------------------------------------------------------------------

_MONTH_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "january jan janeiro", "february feb fevereiro fev", "march mar marco", "april apr abril abr", "may maio mai",
            "june jun junho", "july jul julho", "august aug agosto ago", "september sept sep setembro set",
            "october oct outubro out", "november nov novembro", "december dec dezembro dez",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_MONTH = "(" + "|".join(sorted(_MONTH_WORDS, key=len, reverse=True)) + r")\b\.?"
_MONTH_BEFORE = re.compile(_MONTH + r"\s*(?:\d{1,2}\s*,?\s*)?(?:de\s)?$")
_DAY = r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.?[oa?]\b)?"
_TO = r"\s*(?:-|/|to|until|a|e|and|&|ate|till|through)\s*"
# Between a day and its month: 12 de Maio, the 12th of May, aos 12 dias do mês de Maio, 12th day of May.
_OF_MONTH = r"\s+(?:dias?\s+|day\s+)?(?:do\s+mes\s+)?(?:de\s+|of\s+)?"
_YEAR = r"(?:,?\s+(?:de\s+|do ano de\s+)?((?:19|20)\d\d)(?!\d))?"
# Behind the second of two days ("May 3 and 4"): a word that can be counted would make a number of it.
_NO_COUNT = r"(?=\s*(?:[,.;:)\]\"'-]|$)|\s+(?:in|at|for|to|during|this|of|the|by|with|where|when|and|on|local|em|no|na|\d{4}|de)\b)"
_WEEK = {
    "mon": 0,
    "tue": 1,
    "wed": 2,
    "thu": 3,
    "fri": 4,
    "sat": 5,
    "sun": 6,
    "seg": 0,
    "ter": 1,
    "qua": 2,
    "qui": 3,
    "sex": 4,
    "sab": 5,
    "dom": 6,
}
_Read = Callable[[re.Match[str], _Known], tuple[date, date] | None]


def _latin_day_month(match: re.Match[str], known: _Known) -> tuple[date, date] | None:
    first, last, month, year = match[1], match[2], match[3], match[4]
    return _range(known, year, _MONTH_WORDS[month], int(first), _MONTH_WORDS[month], int(last or first))


def _latin_month_day(match: re.Match[str], known: _Known) -> tuple[date, date] | None:
    month, first, last, year = match[1], match[2], match[3], match[4]
    return _range(known, year, _MONTH_WORDS[month], int(first), _MONTH_WORDS[month], int(last or first))


def _latin_two_months(match: re.Match[str], known: _Known) -> tuple[date, date] | None:
    return _over_months(known, match[6], (match[3], _MONTH_WORDS[match[2]], match[1]), (_MONTH_WORDS[match[5]], match[4]))


def _latin_months_two(match: re.Match[str], known: _Known) -> tuple[date, date] | None:
    return _over_months(known, match[6], (match[3], _MONTH_WORDS[match[1]], match[2]), (_MONTH_WORDS[match[4]], match[5]))


def _over_months(known: _Known, year: str | None, first: tuple[str | None, int, str], last: tuple[int, str]) -> tuple[date, date] | None:
    """From a day of one month to a day of another, over the end of a year too."""
    own, month, day = first
    began = own or year
    if year and not own and month > last[0]:
        began = str(int(year) - 1)
    if began and year:
        days = _date(int(began), month, int(day)), _date(int(year), last[0], int(last[1]))
        return (days[0], days[1]) if days[0] and days[1] else None
    return _range(known, began, month, int(day), last[0], int(last[1]))


def _iso(match: re.Match[str], known: _Known) -> tuple[date, date] | None:
    return _range(known, match[1], int(match[2]), int(match[3]), int(match[2]), int(match[3]))


def _numeric(match: re.Match[str], known: _Known) -> tuple[date, date] | None:
    return _range(known, match[3], int(match[2]), int(match[1]), int(match[2]), int(match[1]))


_SHIFTS = {
    "the day before yesterday": -2,
    "anteontem": -2,
    "antes de ontem": -2,
    "the day after tomorrow": 2,
    "depois de amanha": 2,
    "yesterday": -1,
    "ontem": -1,
    "last night": -1,
    "na noite passada": -1,
    "tomorrow": 1,
    "amanha": 1,
}


def _relative(match: re.Match[str], known: _Known) -> tuple[date, date] | None:
    if known.today is None:
        return None
    day = known.today + timedelta(days=_SHIFTS.get(match[1], 0))
    return day, day


def _weekday(match: re.Match[str], known: _Known) -> tuple[date, date] | None:
    """On Friday: the last one, the release's own day included, or the next one where the sentence looks ahead; with its number, that day."""
    name = match["name"]
    number = match["number"] if "number" in match.re.groupindex else None
    if number:
        return _numbered(known, int(number))
    if known.today is None:
        return None
    apart = (known.today.weekday() - _week(name)) % 7
    day = known.today + timedelta(days=(7 - apart) % 7) if known.forward else known.today - timedelta(days=apart)
    return day, day


def _last_weekday(match: re.Match[str], known: _Known) -> tuple[date, date] | None:
    """Last Friday, na passada sexta-feira: the last one before the release's day."""
    if match["number"]:
        return _numbered(replace(known, forward=False), int(match["number"]))
    if known.today is None:
        return None
    day = known.today - timedelta(days=(known.today.weekday() - _week(match["name"]) - 1) % 7 + 1)
    return day, day


def _next_weekday(match: re.Match[str], known: _Known) -> tuple[date, date] | None:
    """Next Tuesday, próxima terça-feira: the first one after the release's day."""
    if match["number"]:
        return _numbered(replace(known, forward=True), int(match["number"]))
    if known.today is None:
        return None
    day = known.today + timedelta(days=(_week(match["name"]) - known.today.weekday() - 1) % 7 + 1)
    return day, day


def _weekday_of_week(match: re.Match[str], known: _Known) -> tuple[date, date] | None:
    """Friday of last week, terça-feira da próxima semana: weeks begin on Monday."""
    if known.today is None:
        return None
    last = match["week"] in ("last", "semana passada", "ultima")
    day = known.today + timedelta(days=_week(match["name"]) - known.today.weekday() + (-7 if last else 7))
    return day, day


def _week(name: str) -> int:
    return int(name[0]) - 2 if name[0].isdigit() else _WEEK[name[:3]]


def _day_number(match: re.Match[str], known: _Known) -> tuple[date, date] | None:
    """The 12th, no dia 12, nos dias 3 e 4, de 3 a 5 do corrente."""
    first, last, which = match["first"], match["last"], match["which"] or ""
    shift = -1 if "passado" in which or "last" in which else 1 if "proximo" in which or "next" in which else 0
    if (which and shift) or "corrente" in which or "este" in which or "this" in which or "mesmo" in which:
        return _of_month(known, shift, int(first), int(last or first))
    looking = replace(known, forward=True) if (match["ahead"] or "").startswith(("proxim", "next")) else known
    return _numbered(looking, int(first), int(last or first))


_EN_DAYS = r"(?P<name>monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_PT_DAYS = r"(?P<name>segunda|terca|quarta|quinta|sexta|sabado|domingo|[2-6](?=\.?[oa?][- ]feira))"
_FEIRA = r"(?:(?:\.?[oa?])?[- ]feira)?"
_FEIRA_NEEDED = r"(?:(?:(?<=sabado)|(?<=domingo))|(?:\.?[oa?])?[- ]feira)"
_WITH_NUMBER = r"(?:\s*,?\s*(?:(?:the|dia)\s+)?\(?(?P<number>\d{1,2})(?:st|nd|rd|th)?\)?(?![\d%:]|[.,]\d|\s*(?:de\s+|of\s+)?[a-z]+))?"
_NUMBER_BEHIND = (
    r"(?:\s*,?\s*(?:(?:the|dia)\s+)?\(?(?P<number>\d{1,2})(?:st|nd|rd|th)?\b\)?(?![\d%:]|[.,]\d|\s*(?:de\s+|of\s+)(?!cooper|entend)[a-z]))?"
)
# "na segunda edição": the same words count.
_ORDINAL = r"(?!\s+(?:e|ou|maior|edic|fase|sess|vez|reuni|rond|parte|etap|visit|confer|posic|feira|miss|viag|cim|assembl|turma|linha|ponte|vers|gerac|seman|metade|sér|ser|jorn|volta|forma|lugar|const|econom|cidade)\w*)"

_LATIN: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})(?!\d)"), _iso),
    (re.compile(r"(?<![\d/.])((?:19|20)\d\d)[/.](\d{1,2})[/.](\d{1,2})(?![\d/]|\.\d)"), _iso),
    (re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?!\d)"), _numeric),
    (
        re.compile(rf"{_DAY}{_OF_MONTH}{_MONTH}{_YEAR}{_TO}(?:o dia\s+|dia\s+|ao dia\s+)?{_DAY}{_OF_MONTH}{_MONTH}{_YEAR}"),
        _latin_two_months,
    ),
    (re.compile(rf"\b{_MONTH}\s+{_DAY}{_YEAR}{_TO}{_MONTH}\s+{_DAY}(?!\d){_YEAR}"), _latin_months_two),
    (
        re.compile(
            rf"{_DAY}(?:\s*,\s*\d{{1,2}}(?:st|nd|rd|th)?)*(?:,?{_TO}(?:o dia\s+|dia\s+|ao dia\s+|(?:on )?the\s+)?{_DAY})?{_OF_MONTH}{_MONTH}{_YEAR}"
        ),
        _latin_day_month,
    ),
    (re.compile(rf"\b{_MONTH}\s+(?:the\s+)?{_DAY}(?:,?{_TO}{_DAY}{_NO_COUNT})?(?!\d){_YEAR}"), _latin_month_day),
    (
        re.compile(
            r"\b(the day before yesterday|the day after tomorrow|antes de ontem|anteontem|depois de amanha|last night|na noite passada"
            r"|today|tonight|yesterday|tomorrow|this (?:morning|afternoon|evening)|earlier today|hoje|ontem|amanha|n?esta (?:manha|tarde|noite)|a noite passada)\b"
        ),
        _relative,
    ),
    (re.compile(rf"\b(?:on )?{_EN_DAYS},? (?:of |in )?(?P<week>last|next) week\b"), _weekday_of_week),
    (
        re.compile(rf"\b(?:na )?{_PT_DAYS}{_FEIRA}\b (?:d[ao] )?(?P<week>semana passada|ultima semana|proxima semana|semana que vem)"),
        _weekday_of_week,
    ),
    (re.compile(rf"\b(?:on )?(?:this )?(?:last|past) {_EN_DAYS}\b{_NUMBER_BEHIND}"), _last_weekday),
    (
        re.compile(
            rf"\b(?:n?[ao] )?(?:passad[ao]|ultim[ao]|transact[ao]) (?:dia \d{{1,2}}, )?{_PT_DAYS}{_FEIRA}\b{_ORDINAL}{_NUMBER_BEHIND}"
        ),
        _last_weekday,
    ),
    (re.compile(rf"\b(?:n?[ao] )?{_PT_DAYS}{_FEIRA},? (?:passad[ao]|ultim[ao]|transact[ao]|anterior)\b{_NUMBER_BEHIND}"), _last_weekday),
    (re.compile(rf"\b(?:next|this coming|coming) {_EN_DAYS}\b{_NUMBER_BEHIND}"), _next_weekday),
    (re.compile(rf"\b(?:n?[ao] )?proxim[ao] {_PT_DAYS}{_FEIRA}\b{_ORDINAL}{_NUMBER_BEHIND}"), _next_weekday),
    (re.compile(rf"\b(?:n?[ao] )?{_PT_DAYS}{_FEIRA},? (?:proxim[ao]|que vem)\b{_NUMBER_BEHIND}"), _next_weekday),
    (
        re.compile(rf"\b(?<!every )(?<!each )(?:on |this )?{_EN_DAYS}\b(?! club| school| times| market| prayer)" + _NUMBER_BEHIND),
        _weekday,
    ),
    # As Portuguese agencies write it: "assinado terça-feira"; "à segunda-feira" is every Monday. Without -feira a day has its article, and
    # what follows is no noun that could be counted.
    (
        re.compile(rf"(?<!\ba )(?<!\bas )(?<!cada )(?<!todos os )\b(?:n?est[ae] |n[ao] |,\s)?{_PT_DAYS}{_FEIRA_NEEDED}\b{_NUMBER_BEHIND}"),
        _weekday,
    ),
    (re.compile(rf"\bn?esta {_PT_DAYS}\b{_ORDINAL}{_NUMBER_BEHIND}"), _weekday),
    (
        re.compile(
            rf"\bna {_PT_DAYS}\b(?=\s*(?:\(\d|,\s*(?:dia )?\d{{1,2}}\b)|\s+(?:a noite|a tarde|de manha|um|uma|o|os|em)\b|[.;]|$){_ORDINAL}{_NUMBER_BEHIND}"
        ),
        _weekday,
    ),
    (
        re.compile(
            r"\b(?:(?P<ahead>proximos?|passados?|ultimos?)\s+)?(?:n?[oa]s?\s+)?dias?\s+(?P<first>\d{1,2})(?:\.?[o?]\b)?"
            r"(?:\s*(?:,\s*\d{1,2}\s*)*(?:e|a|ate|-)\s*(?:(?:ao?|o)\s+)?(?:dia\s+)?(?P<last>\d{1,2}))?(?!\d|[.,:]\d|\s*(?:%|horas?|h\b|por cento))"
            r"(?:\s+(?P<which>do (?:mes )?corrente(?: mes)?|deste (?:mesmo )?mes|do mes passado|do (?:passado|ultimo) mes|do proximo mes|do mesmo mes))?"
        ),
        _day_number,
    ),
    (
        re.compile(
            r"(?P<ahead>(?!))?\b(?:a|de|em)\s+(?P<first>\d{1,2})(?:\s*(?:e|a|ate|-)\s*(?P<last>\d{1,2}))?"
            r"\s+(?P<which>do (?:mes )?corrente(?: mes)?|deste mes|do mes passado|do proximo mes)\b"
        ),
        _day_number,
    ),
    (
        re.compile(
            r"(?P<ahead>(?!))?\b(?:on|from|between|until)\s+(?:the\s+)?(?P<first>\d{1,2})(?:st|nd|rd|th)(?:\s*(?:to|and|-|through)\s*(?:the\s+)?(?P<last>\d{1,2})(?:st|nd|rd|th))?\b"
            r"(?!\s+(?:annivers|edition|floor|session|meeting|day|round|place|forum|conference|century|of (?!this|last|next)[a-z]))"
            r"(?:\s+(?P<which>of (?:this|last|next) month|this month|last month|next month))?"
        ),
        _day_number,
    ),
)


def _zh_full(match: re.Match[str], known: _Known) -> tuple[date, date] | None:
    named, year, month, first, month_to, last = match[1], match[2], match[3], match[4], match[5], match[6]
    one = _number(month)
    if named and named != "今年" and known.published:
        year = str(known.published.year + {"去": -1, "前": -2, "明": 1}[named[0]])
    else:
        year = year and str(_number(year))
    two = _number(month_to) if month_to else one
    if year and two < one:
        return _over_months(known, str(int(year) + 1), (year, one, str(_number(first))), (two, str(_number(last or first))))
    return _range(known, year, one, _number(first), two, _number(last or first))


def _zh_day(match: re.Match[str], known: _Known) -> tuple[date, date] | None:
    """7日, 今(31)日, 昨(七)日, 3日至5日: the last such day, or the next one where the sentence looks ahead."""
    return _numbered(known, _number(match[1]), _number(match[2] or match[1]))


def _zh_of_month(match: re.Match[str], known: _Known) -> tuple[date, date] | None:
    """本月12日, 上月三十日, 下月3日至5日."""
    shift = {"上": -1, "下": 1}.get(match[1][0], 0)
    return _of_month(known, shift, _number(match[2]), _number(match[3] or match[2]))


def _zh_relative(match: re.Match[str], known: _Known) -> tuple[date, date] | None:
    if known.today is None:
        return None
    day = known.today + timedelta(days=-3 if match[0][0] == "大" else {"今": 0, "是": 0, "昨": -1, "前": -2, "明": 1, "后": 2}[match[0][0]])
    return day, day


def _zh_weekday(match: re.Match[str], known: _Known) -> tuple[date, date] | None:
    """周四, 上周五, 本周二, 下星期一: with a week named, that week's (Monday to Sunday)."""
    if known.today is None:
        return None
    number = "一二三四五六日".index(match[2].replace("天", "日"))
    if match[1]:
        week = {"上": -7, "下": 7}.get(match[1][0], 0)
        day = known.today + timedelta(days=number - known.today.weekday() + week - (7 if match[1].startswith("上上") else 0))
    else:
        apart = (known.today.weekday() - number) % 7
        day = known.today + timedelta(days=(7 - apart) % 7) if known.forward else known.today - timedelta(days=apart)
    return day, day


_N = r"(\d{1,2}|[一二三四五六七八九十廿卅]{1,3})"
_ZH_TO = r"\s*(?:-+|至|到|~|、|和|及|与)\s*"
_NO_LINE = "(?![电訊讯]|专电|综合电|外电)"
_CHINESE: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (
        re.compile(
            rf"(?:(去年|前年|明年|今年)|(\d{{4}}|[〇零一二三四五六七八九]{{4}})年)?{_N}月{_N}(?:[日号](?:\([^()]{{1,6}}\))?)?"
            rf"(?:{_ZH_TO}(?:(?:\d{{4}}年)?{_N}月)?{_N}(?=[日号]))(?:[日号]){_NO_LINE}"
        ),
        _zh_full,
    ),
    (
        re.compile(
            rf"(?:(去年|前年|明年|今年)|(\d{{4}}|[〇零一二三四五六七八九]{{4}})年)?{_N}月{_N}[日号](?P<none>(?!))?(?P<nil>(?!))?{_NO_LINE}"
        ),
        _zh_full,
    ),
    (re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"), _iso),
    (re.compile(rf"(本月|上月|下月|上个月|下个月|这个月|同月){_N}[日号]?(?:{_ZH_TO}{_N}(?=[日号]))?[日号]"), _zh_of_month),
    (
        re.compile(
            rf"[今昨]?(?:月)?\(?(?<![月\d年连期共历达长第每逾约])(?<!为期)(?<!最后){_N}(?:\)?日(?!间))?(?<=[\d日])(?:{_ZH_TO}(?<!\d){_N}(?=日))\)?日(?![电訊讯本间内游谈期])"
        ),
        _zh_day,
    ),
    (
        re.compile(
            rf"[今昨]?(?:月)?\(?(?<![月\d年连期共历达长第每逾约])(?<!最后){_N}\)?日(?P<none>(?!))?(?![电訊讯本间内游谈期报]|专电|综合电)"
        ),
        _zh_day,
    ),
    (
        re.compile(
            "今[日天早晚晨午]|大前天|昨[日天早晚晨午]|明[日天早晚晨午]|(?<![日以之从此目当提空年生])前[日天晚](?!进|起|夕)|昨(?=[于在与由赴会举签晤率访出主])"
            "|(?<![至如当现迄而于古从])今(?=[于在与由赴率晤])|是日|(?<![然最今此之以会先前随日年月周天落])后[天日](?![起代])"
        ),
        _zh_relative,
    ),
    (re.compile("(上上个?|上个?|本|这个?|下个?)?(?:周|星期|礼拜)([一二三四五六日天])(?![年期])"), _zh_weekday),
)
_DIRECTED = (_weekday, _day_number, _zh_day, _zh_weekday)
_MARKS = (
    re.compile(
        r"\d|\b(?:today|tonight|yesterday|tomorrow|morning|afternoon|evening|hoje|ontem|anteontem|amanha|manha|tarde|noite|last night)\b|day\b|-feira"
        r"|sabado|domingo|\b(?:segunda|terca|quarta|quinta|sexta)\b"
    ),
    re.compile("[日号天周]|星期|礼拜|\\d[-/.]|[今昨明前][早晚晨午]|昨|今[于在与由赴率晤]"),
)
# What makes a sentence look ahead, before a day (nothing told in between) or right behind it.
_AHEAD = (
    re.compile(
        r"\b(?:will|shall|is to|are to|is due|are due|due to|set to|is set|are set|set for|scheduled|going to|plans? to|expect(?:ed|s) to|slated|to be held|upcoming"
        r"|vai|vao|ira|irao|deve|devem|devera|deverao|previst[oa]s?|marcad[oa]s?|agendad[oa]s?|sera|serao|tera|terao"
        r"|(?:parte|partem|segue|seguem|arranca|arrancam|comeca|comecam|inicia-se|iniciam-se|decorre|decorrem|realiza-se|realizam-se|tem lugar|visitam|chega|chegam"
        r"|reune-se|reunem-se|assinam|abre|abrem|leave|leaves|departs?|opens|begins|starts|arrives)"
        r"(?= (?:on |n[ao] |a |ja |esta |nesta |para |em |de |this |\w+ )?$))\b(?!.*\b(?:was|were|said|told|disse|afirmou|foi|foram)\b)"
    ),
    re.compile("(?:[将拟]|定于|订于|计划|预定|预计|即将|届时|会于)[^。;]{0,28}$"),
)
_AHEAD_BEHIND = (
    re.compile(r"[\s,]*(?:\w+\s){0,6}?(?:will|are to|is to|are going to|vai|vao|ira|irao)\b"),
    re.compile("(?:[上下]午)?[^。,;]{0,14}(?:[将拟]|届时)"),
)
_FUTURE = re.compile(r"\b\w{2,}(?:ará|erá|irá|arão|erão|irão)(?:-se)?\b", re.IGNORECASE)


def _spans(reading: Reading, row: Sentence, known: _Known) -> Iterator[_Span]:
    """The dates a sentence states, the fullest reading of each place."""
    if not _MARKS[reading.chinese].search(reading.folded, row.start, row.end):
        return
    taken: list[tuple[int, int]] = []
    full: list[_Span] = []
    for pattern, read in _CHINESE if reading.chinese else _LATIN:
        for match in pattern.finditer(reading.folded, row.start, row.end):
            start, end = match.start() + len(match[0]) - len(match[0].lstrip(" ,")), match.end()
            if any(start < other and one < end for one, other in taken):
                continue
            taken.append((start, end))
            around = _placed(reading, row, known, start, end, full) if read in _DIRECTED else known
            if (span := _span(read(match, around), known, start, end)) is not None:
                if read not in _DIRECTED:
                    full.append(span)
                yield span
            elif known.precision is Precision.MONTH and known.published and read in _BY_TODAY:
                yield _Span(known.published, known.published, True, start, end)


_BY_TODAY = (_relative, _weekday, _last_weekday, _zh_relative, _zh_weekday)


def _placed(reading: Reading, row: Sentence, known: _Known, start: int, end: int, full: Sequence[_Span]) -> _Known:
    """What a weekday or a bare number of a day counts from, at its place: whether the sentence looks ahead, and the date stated beside it."""
    before = reading.folded[max(row.start, start - 64) : start]
    forward = bool(_AHEAD[reading.chinese].search(before) or _AHEAD_BEHIND[reading.chinese].match(reading.folded, end, row.end))
    if not forward and not reading.chinese:
        forward = bool(_FUTURE.search(reading.text[max(row.start, start - 64) : start]))
    dated = [each.first for each in full if not each.month_only]
    if not dated and row.part == "body" and row.index and known.today is not None:
        dated = [day for day in _full_days(reading, reading.sentences[row.index - 1], known) if day > known.today]
    return replace(known, forward=forward, anchor=dated[-1] if dated else None)


def _full_days(reading: Reading, row: Sentence, known: _Known) -> Iterator[date]:
    """The days that a sentence states with their month."""
    for pattern, read in (_CHINESE if reading.chinese else _LATIN)[:7]:
        if read in (_zh_full, _latin_day_month, _latin_month_day):
            for match in pattern.finditer(reading.folded, row.start, row.end):
                if (days := read(match, known)) is not None:
                    yield days[1]


def _span(days: tuple[date, date] | None, known: _Known, start: int, end: int) -> _Span | None:
    """A range of days as a span, unless it is background or far off."""
    if days is None or days[0] > days[1] or (days[1] - days[0]).days > 60:
        return None
    if known.published is not None:
        apart = (days[0] - known.published).days
        if apart < -_OLDEST or apart > _FURTHEST:
            return None
    return _Span(days[0], days[1], False, start, end)


# ---- days --------------------------------------------------------------------------------------------------------


def _range(known: _Known, year: str | None, month: int, day: int, last_month: int, last_day: int) -> tuple[date, date] | None:
    if year:
        first, last = _date(int(year), month, day), _date(int(year), last_month, last_day)
    elif known.published is not None:
        first = _nearest(known.published, month, day)
        last = _nearest(first, last_month, last_day) if first else None
    elif known.year is not None:
        first, last = _date(known.year, month, day), _date(known.year, last_month, last_day)
    else:
        return None
    return (first, last) if first and last else None


def _nearest(reference: date, month: int, day: int) -> date | None:
    """The day of that name nearest to a reference: within half a year there is only one."""
    found = [each for each in (_date(reference.year + step, month, day) for step in (-1, 0, 1)) if each]
    return min(found, key=lambda each: abs((each - reference).days), default=None)


def _backwards(reference: date, month: int | None, day: int) -> date | None:
    """The last day with that number, not after the reference."""
    if month is not None:
        return _nearest(reference, month, day)
    this = _date(reference.year, reference.month, day)
    if this is not None and this <= reference:
        return this
    before = reference.replace(day=1) - timedelta(days=1)
    return _date(before.year, before.month, day)


def _numbered(known: _Known, number: int, last: int | None = None) -> tuple[date, date] | None:
    """The days with these numbers: beside a date stated near by, else the next ones ahead or the last ones gone."""
    if known.today is None:
        return _in_month(known, number)
    if known.anchor is not None:
        first = _by_number(known.anchor, number)
    else:
        first = _forwards(known.today, number) if known.forward else _backwards(known.today, None, number)
    if first is None or last is None or last == number:
        return (first, first) if first else None
    end = _forwards(first, last)
    return (first, end) if end and (end - first).days <= _FORTNIGHT * 2 else None


def _by_number(reference: date, number: int) -> date | None:
    """The day with that number nearest to a reference."""
    found = [day for day in (_backwards(reference, None, number), _forwards(reference, number)) if day]
    return min(found, key=lambda day: abs((day - reference).days), default=None)


def _forwards(reference: date, number: int) -> date | None:
    """The first day with that number, the reference included."""
    this = _date(reference.year, reference.month, number)
    if this is not None and this >= reference:
        return this
    after = (reference.replace(day=1) + timedelta(days=32)).replace(day=1)
    return _date(after.year, after.month, number)


def _of_month(known: _Known, shift: int, first: int, last: int) -> tuple[date, date] | None:
    """Numbered days of the release's month, the one before or the one after."""
    reference = known.today or known.published
    if reference is None:
        return None
    months = reference.year * 12 + reference.month - 1 + shift
    days = _date(months // 12, months % 12 + 1, first), _date(months // 12, months % 12 + 1, last)
    return (days[0], days[1]) if days[0] and days[1] else None


def _in_month(known: _Known, day: int) -> tuple[date, date] | None:
    """A numbered day of a release that only says its month."""
    if known.published is None or known.precision is not Precision.MONTH:
        return None
    found = _date(known.published.year, known.published.month, day)
    return (found, found) if found else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1990 <= year <= 2100 else None
    except ValueError:
        return None


_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}


def _number(text: str) -> int:
    """A Chinese or Arabic numeral of a date: 十二, 廿一, 二〇二五, 31."""
    if text.isdigit() and text.isascii():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, mark, ones = text.rpartition("十")
    if mark:
        return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
    return int("".join(str(_DIGITS.get(sign, 0)) for sign in text))
