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
from monitor.announcements.acts import PROOFS, Act, Document
from monitor.announcements.asides import DATELINES, is_around, is_aside, is_earlier, is_label, is_saying, is_start_of_term, told_from
from monitor.announcements.days import FORTNIGHT, Known, backwards, day_of, numeral
from monitor.announcements.expressions import MONTH_BEFORE, Span, days_stated
from monitor.announcements.lasting import day_after_opening, day_of_visit, day_told, goes_on_to, lasting, several, stays_since, until
from monitor.announcements.reading import Reading, Sentence
from monitor.announcements.tense import in_tense, now, tense_of
from storage.model import Evidence, Strength

_OPENING = 3
# Sentences: how far from the act's a day may stand that is taken rather than the one of a statement.
_NEAR = 3
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

    What only says when somebody told of it, or what is still to come, waits until the sentences that tell the act, and those beside them,
    have no other day.
    """
    known = _known(document)
    tense = tense_of(document, act)
    spare: tuple[Sentence, list[Span]] | None = None
    for row in _rows(document, act):
        reading = document.reading(row)
        spans = _days_of(document, row, act, known)
        own = in_tense(tense, reading, row, spans, act, known)
        own = [each for each in own if not is_saying(reading, row, each)]
        own = [each for each in own if not is_earlier(reading, row, each) and not is_around(reading, row, each, own)] or own
        if tense.vague:
            spans = own
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
    told, today = told_from(reading, row), now(known)
    signed = act.strength is Strength.SIGNED
    found = [
        each
        for each in days_stated(reading, row, known)
        if each.start >= told
        and not is_label(reading, row, each, known, act)
        and (not is_aside(reading, row, each) or stays_since(reading, row, each, act, known))
        # What has been signed was signed by the day of the release.
        and not (signed and (is_start_of_term(reading, row, each) or (today is not None and each.first > today)))
    ]
    return found or list(_following(document, row, act, known)) or list(_beside_signing(document, row, act, known))


# Letters, or Chinese characters, between a word of signing and its day.
_REACH = (16, 6)


def _beside_signing(document: Document, row: Sentence, act: Act, known: Known) -> Iterator[Span]:
    """ "Deliveries will be faster under an accord signed on Friday": a weekday or a number beside the word of what has been signed is past,
    whatever else its sentence looks ahead to."""
    reading = document.reading(row)
    if act.strength is not Strength.SIGNED or row.part == "title" or not (row is act.sentence or row in act.others):
        return
    for each in days_stated(reading, row, known, done=True):
        past = known.today is not None and each.last <= known.today and not is_aside(reading, row, each)
        if past and _distance(each, row, act)[1] <= _REACH[reading.chinese]:
            yield each


def _is_near(row: Sentence, act: Act) -> bool:
    return row is act.sentence or row in act.others or row.part == "title" or abs(row.index - act.sentence.index) <= _NEAR


def _settled(document: Document, row: Sentence, spans: list[Span], act: Act, known: Known) -> When:
    """One of the days of a sentence, as long as the event lasts."""
    reading = document.reading(row)
    found = min(spans, key=lambda span: _distance(span, row, act))
    own = act.strength is Strength.SIGNED and (row is act.sentence or row in act.others)
    if not own and (act.strength is Strength.EXCHANGE or day_told(document, act) is not None):
        first = min(spans, key=lambda span: span.first)
        whole = [span for span in spans if all(span.first <= each.first and each.last <= span.last for each in spans)]
        found = several(spans) or (whole[0] if whole and row is not act.sentence else found)
        stay = goes_on_to(document, row, first, act, known)
        stay = stay or (until(reading, row, first, known) if len(spans) > 1 and first.first < found.first else None)
        if stay is not None:
            return _when(reading, row, stay, act)
        if len(spans) > 1 and first.first == first.last and not first.month_only:
            found = max(found, lasting(document, row, first, act, known), key=lambda span: span.last - span.first)
    if not own and not found.month_only:
        one = found.first == found.last
        found = until(reading, row, found, known) or (lasting(document, row, found, act, known) if one else found)
    if act.strength is Strength.EXCHANGE and (mission := _mission(document, row, found, act, known)):
        return _when(document.reading(mission[0]), *mission, act)
    if found.first != found.last:
        if own and (other := _signed_within(document, found, act, known)):
            return _when(document.reading(other[0]), *other, act)
        found = day_of_visit(document, found, act)
    else:
        found = day_after_opening(reading, row, found)
    return _when(reading, row, found, act)


def _mission(document: Document, row: Sentence, span: Span, act: Act, known: Known) -> tuple[Sentence, Span] | None:
    """The whole of what a text opens with ("sent eleven firms from 3 to 8 May"), where it goes on to one of its days."""
    for opening in [each for each in document.body.sentences[:_OPENING] if each.hits][:1]:
        told = [] if opening is row else _days_of(document, opening, act, known)
        if len(told) == 1 and told[0].first == told[0].last and not told[0].month_only:
            told = [lasting(document, opening, told[0], act, known)]
        if len(told) == 1 and told[0].first != told[0].last and told[0].first <= span.first and span.last <= told[0].last:
            return opening, told[0]
    return None


def _signed_within(document: Document, span: Span, act: Act, known: Known) -> tuple[Sentence, Span] | None:
    """The one day, out of several, on which another sentence says that it was signed."""
    for row in act.others:
        for each in _days_of(document, row, act, known):
            if each.first == each.last and -FORTNIGHT < (each.first - span.last).days <= 0:
                return row, each
    return None


# ---- the day after ----------------------------------------------------------------------------------------------

_NEXT_DAY = (
    re.compile(r"\b(?:the |on the )?(?:(?:following|next) day|day after)\b(?! tomorrow)|\b(?:no )?dia seguinte\b"),
    re.compile("(?<!至)(?:次日|翌日)(?!起)"),
)
_DAY_BEFORE = (
    re.compile(
        r"\b(?:a|one|the) day (?:earlier|before)\b|\b(?:the )?previous day\b|\b(?:no )?dia anterior\b"
        r"|\bum dia antes\b|\bna vespera\b"
    ),
    re.compile("(?:此|的|在|于|^|,)前一[日天]"),
)


def _following(document: Document, row: Sentence, act: Act, known: Known) -> Iterator[Span]:
    """ "The next day": one after the last day told before it; "a day earlier": one before."""
    reading = document.reading(row)
    if row.part != "body" or not (row is act.sentence or (act.strength is Strength.SIGNED and row in act.others)):
        return
    after = _NEXT_DAY[reading.chinese].search(reading.folded, row.start, row.end)
    match = after or _DAY_BEFORE[reading.chinese].search(reading.folded, row.start, row.end)
    if match is None:
        return
    for before in reversed(reading.sentences[max(0, row.index - 2) : row.index]):
        days = [each for each in days_stated(reading, before, known) if not each.month_only]
        if days:
            day = days[-1].last + timedelta(days=1 if after else -1)
            yield Span(day, day, False, match.start(), match.end())
            return


def _distance(span: Span, row: Sentence, act: Act) -> tuple[int, int, int]:
    """How far a day stands from the act, in another sentence from a term for such an act."""
    places = [(act.start, act.end)] if row is act.sentence else [(hit.start, hit.end) for hit in row.of(*PROOFS[act.strength])]
    return (span.month_only, min((max(0, first - span.end, span.start - last) for first, last in places), default=0), span.start)


def _rows(document: Document, act: Act) -> Iterator[Sentence]:
    row, seen = act.sentence, set[int]()
    body = document.body.sentences
    around = body[max(0, row.index - 1) : row.index + 2] if row.part == "body" else body[:2]
    opening = islice((each for each in body if each.hits and not each.listed), _OPENING)
    later = islice((each for each in body if not each.acts.isdisjoint(_HAPPENING) and not each.listed), _OPENING * 2)
    told = body[:1] if row.part == "title" and act.strength is Strength.EXCHANGE else ()
    for each in (row, *told, *act.others, *document.title.sentences, *around, *opening, *later):
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
