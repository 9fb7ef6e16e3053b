"""Background: whether an act is told of the past, by a word around it or a date that is long over."""

from __future__ import annotations

import re

from monitor.announcements.acts import NEWS_SENTENCES, OPENING, Document
from monitor.announcements.beside import DAY, DAY_ZH, clause_end, clause_start, comma_between, gap, nearest_before, quote
from monitor.announcements.lexicon import Hit
from monitor.announcements.reading import Reading, Sentence

# How far a word of the past reaches, before the act and after it: (letters, Chinese characters).
BACKGROUND_BEFORE = (140, 70)
_BACKGROUND_AFTER = (50, 10)
# "Signed in 1987": news would tell the day.
_YEAR_AFTER = re.compile(r"[ ,]{1,2}(?:in|em|back in) ((?:19|20)\d\d)\b")
# "签署十周年": what has its anniversary is of the past; an anniversary that stands before the act is only its occasion.
ANNIVERSARY = re.compile("[^,;]{0,6}周年")
# "已与内地多个城市签订": how many there are by now.
_COUNTED_ZH = re.compile(
    "已(?:经)?[与同和跟][^,;。]{0,12}(?:多|数|几|逾|近|超过|[一二三四五六七八九十百\\d])+[余多]?(?:个|家|国|座|所|间|项)"
)
_YEAR_BEFORE = re.compile(r"((?:19|20)\d\d)年(?!\d)[^,]*$")
# "In the past three years": all that follows in the sentence is summed up.
_SPAN = re.compile(
    r"\b(?:in|over|during) the (?:past|last) (?:few|two|three|four|five|ten|\d+) years\b"
    r"|\bn[oa]s ultim[oa]s (?:\w+ )?anos\b|过去[两三四五几十\d]+年"
)
# "Signed a memorandum in 2018 and": likewise.
_BARE_YEAR = re.compile(r" (?:in|em) ((?:19|20)\d\d)\b")
_BARE_REACH = 80
_YEAR_REACH = 16
_HISTORY_YEARS = 3
# A word of just now so near says more than a year, which may be that of an older act.
_RECENT_REACH = 90
# Whoever renews or amends says from when the old one was.
_RENEWS = re.compile(r"renew|exten|amend|replac|prolong|renov|prorrog|estend|alter|substitu")
# "Signed in April": the month of an act; it is news only in that month or the next. In a headline a month ahead is to come.
_MONTH_NAMES = (
    "january|janeiro", "february|fevereiro", "march|marco", "april|abril", "may|maio", "june|junho", "july|julho", "august|agosto",
    "september|setembro", "october|outubro", "november|novembro", "december|dezembro",
)  # fmt: skip
IN_MONTH = re.compile(rf"[^,;.]{{0,40}}? (?:in|em|in early|in late|in mid-?) ({'|'.join(_MONTH_NAMES)})\b")
ISO_MONTH = re.compile(r"(?:19|20)\d\d-(\d\d)")
_STALE_MONTHS = 2
AHEAD_MONTHS = 6


def of_the_past(document: Document, reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """Background: a marker of the past around the act, or a stated year that is not the report's."""
    before, after = BACKGROUND_BEFORE[reading.chinese], _BACKGROUND_AFTER[reading.chinese]
    for hit in sentence.of("background"):
        earlier, later = verb.start - hit.end, hit.start - verb.end
        follows = 0 <= later <= after and not comma_between(reading, verb.end, hit.start)
        # "Yesterday criticised the agreement signed two years ago."
        if follows and later <= 1 and not reading.chinese:
            return f"background: {quote(reading, hit)}"
        if _just_now(reading, sentence, verb, after):
            return None
        if 0 <= earlier <= before and _dated_clause(reading, sentence, hit, verb):
            continue
        if 0 <= earlier <= before or follows or hit.start <= verb.start < hit.end:
            return f"background: {quote(reading, hit)}"
    if reading.chinese and (old := _rests_on(reading, sentence, verb)):
        return f"background: {old}"
    if span := _SPAN.search(reading.folded, sentence.start, verb.start):
        return f"background: {span[0]}"
    if stale := _month_gone(document, reading, sentence, verb):
        return f"background: told of {stale}"
    return _old_year(document, reading, sentence, verb)


def _old_year(document: Document, reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """A year stated in the sentence of an act that is not the report's, or many of them."""
    years = reading.years(sentence)
    if len(set(years)) >= _HISTORY_YEARS:
        return "background: told of many years"
    if reading.chinese:
        years = reading.years(sentence, clause_end(reading, sentence, verb))
    then = _YEAR_AFTER.match(reading.folded, verb.end) or _YEAR_BEFORE.search(
        reading.folded, max(sentence.start, verb.start - _YEAR_REACH), verb.start
    )
    if then and (document.year is None or document.guessed or int(then[1]) < document.year):
        return f"background: {then[1]}"
    bare = _bare_year(reading, sentence, verb)
    if bare and (sentence.index > 0 if document.year is None or document.guessed else bare < document.year):
        return f"background: {bare}"
    renewed = sentence.index < OPENING and _RENEWS.match(reading.folded, verb.start)
    if years and sentence.part != "title" and not renewed and not any(gap(hit, verb) <= _RECENT_REACH for hit in sentence.of("recent")):
        if document.year is not None:
            return f"background: {max(years)}" if max(years) < document.year else None
        if sentence.index >= NEWS_SENTENCES:
            return f"background: {max(years)}, told after the news"
    return None


def _month_gone(document: Document, reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """The month after an act ("signed in April"), where the release's own date shows that it is long over."""
    own = ISO_MONTH.match(document.date)
    if own is None or reading.chinese or sentence.of("recent"):
        return None
    told = IN_MONTH.match(reading.folded, verb.end, sentence.end)
    if told is None:
        return None
    month = next(number for number, names in enumerate(_MONTH_NAMES, 1) if told[1] in names.split("|"))
    return told[1] if _STALE_MONTHS <= (int(own[1]) - month) % 12 <= AHEAD_MONTHS else None


def _bare_year(reading: Reading, sentence: Sentence, verb: Hit) -> int | None:
    """A year after an act without a day or a month ("signed a memorandum in 2018 and"), in a sentence of the body."""
    if sentence.part == "title" or reading.chinese or sentence.of("recent") or DAY.search(reading.folded, sentence.start, sentence.end):
        return None
    clause = reading.folded[verb.end : min(sentence.end, verb.end + _BARE_REACH)].split(",")[0]
    found = _BARE_YEAR.search(clause)
    return int(found[1]) if found else None


def _just_now(reading: Reading, sentence: Sentence, verb: Hit, reach: int) -> bool:
    """Whether a word of just now ("yesterday") stands beside an act, in its clause."""
    near = (hit for hit in sentence.of("recent") if gap(hit, verb) <= reach)
    return any(not comma_between(reading, min(hit.end, verb.end), max(hit.start, verb.start)) for hit in near)


def _dated_clause(reading: Reading, sentence: Sentence, past: Hit, verb: Hit) -> bool:
    """Chinese only: whether an act has a day of its own in its clause, and the word of the past stands in another ("继去年…，8日签署")."""
    start = clause_start(reading, sentence, verb)
    return reading.chinese and start >= past.end and bool(DAY.search(reading.folded, start, verb.start))


def _rests_on(reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """Chinese only: "根据…签署", where an act is only what another rests on, or "签署十周年"."""
    dated = sentence.of("recent") or DAY_ZH.search(reading.folded, clause_start(reading, sentence, verb), verb.start)
    if not dated and (basis := nearest_before(reading, sentence, verb, "basis", BACKGROUND_BEFORE)):
        return quote(reading, basis)
    counted = _COUNTED_ZH.search(reading.folded, clause_start(reading, sentence, verb), verb.start)
    if counted and not dated and not sentence.of("occasion"):
        return counted[0]
    since = ANNIVERSARY.match(reading.folded, verb.end)
    return since[0] if since else None
