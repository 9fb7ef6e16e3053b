"""Whether an act is told as done or as still to come, and which days fit that.

document, act -> tense_of -> Tense        in_tense: the days of a sentence that an act of this tense can have
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from monitor.announcements.acts import Act, Document
from monitor.announcements.days import Known
from monitor.announcements.expressions import FUTURE, Span, looks_ahead
from monitor.announcements.reading import Reading, Sentence
from storage.model import Strength


class Tense(NamedTuple):
    """`done`: nothing in the act's sentence looks ahead. `vague`: it says roughly when it was ("last week"), so no day is its own."""

    done: bool
    vague: bool


# "Last week", 日前: no day is told, unless by another sentence that tells the act.
_VAGUE = (
    re.compile(
        r"\b(?:recently|lately|in recent days|last (?:week|month)|earlier this (?:week|month|year)|the other day|at the weekend"
        r"|recentemente|ha (?:poucos )?dias|n?[ao] (?:semana|mes) passad[ao]|nos ultimos dias|no inicio d(?:este|o) mes)\b"
    ),
    re.compile("日前|近日|近期|早前|不久前|最近|上(?:个?月|周|星期)(?![\\d一二三四五六七八九十日天])|本?月初"),
)
_LATER = (
    re.compile(
        r"\b(?:will|shall|(?:is|are) (?:to|due|set|going)|scheduled|upcoming|vai|vao|ira|irao|deve|devem|devera|deverao|previst[oa]s?"
        r"|marcad[oa]s?|proxim[oa]s?|next|tomorrow|amanha)\b"
    ),
    re.compile("[将拟](?!领|军|士)|定于|订于|即将|届时|预[定计告]|下(?:周|月|个月|星期)|明[日天年]"),
)
# A headline's "Macao to send mission"; "to strengthen" is a purpose.
_TO_DO = re.compile(r"\bto (?!deepen|strengthen|boost|promote|enhance|foster|expand|improve|increase|further)[a-z]+\b")


def tense_of(document: Document, act: Act) -> Tense:
    """By the act's sentence, and the title of a meeting ("to set up" says what was agreed); the present of a headline does not say, so
    there the text's opening has to."""
    opening = document.body.sentences[:1] if act.sentence.part == "title" else ()
    title = document.title.sentences if act.strength is Strength.EXCHANGE else ()
    done = not any(_looks_ahead(document.reading(row), row) for row in (act.sentence, *title, *opening))
    reading = document.reading(act.sentence)
    return Tense(done, done and bool(_VAGUE[reading.chinese].search(reading.folded, act.sentence.start, act.sentence.end)))


def _looks_ahead(reading: Reading, row: Sentence) -> bool:
    if _LATER[reading.chinese].search(reading.folded, row.start, row.end):
        return True
    headline = row.part == "title" and _TO_DO.search(reading.folded)
    return not reading.chinese and bool(headline or FUTURE.search(reading.text, row.start, row.end))


def in_tense(tense: Tense, reading: Reading, row: Sentence, spans: list[Span], act: Act, known: Known) -> list[Span]:
    """The days of a sentence that are not still to come, where the act has been done; those that are, where it was agreed for later.

    In the act's own sentence they are its own, unless that says roughly when it was and they come after the release.
    """
    if row is act.sentence:
        today = now(known) if tense.vague else None
        return [each for each in spans if today is None or each.first <= today]
    ahead = [each for each in spans if _is_ahead(reading, row, each, known)]
    if tense.done:
        return [each for each in spans if each not in ahead]
    return ahead or spans if _is_to_sign(act) else spans


def _is_to_sign(act: Act) -> bool:
    """Whether what was agreed is a signing that is still to come."""
    return act.strength is Strength.AGREED and any(act.start <= hit.start and hit.end <= act.end for hit in act.sentence.of("to_sign"))


def _is_ahead(reading: Reading, row: Sentence, span: Span, known: Known) -> bool:
    today = now(known)
    if today is None or span.first == today:
        return looks_ahead(reading, row, span.start, span.end)
    return span.first > today


def now(known: Known) -> date | None:
    """The day after which nothing has been done yet: the release's or its dateline's, None where no day is known."""
    return max(day for day in (known.today, known.published) if day) if known.today else None
