"""Where an act took place, as the text says it beside the act.

    document, act -> place_of -> (place, evidence)

"In Luanda", "em Macau", 在北京: a known place behind a word of place in the sentence that tells the act or one that tells the same; else at
the event of its neighbours. The narrowest stands nearest to the act. Where the text says nothing, there is no place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.announcements.acts import Act, Document
from monitor.announcements.lexicon import Hit
from monitor.announcements.parties import is_adjective
from monitor.announcements.reading import Reading, Sentence
from storage.model import Evidence

_IN = (re.compile(r"\b(?:in|at|em|n[oa])(?: the| o| a| cidade de| city of)? $"), re.compile("(?:在|于)$"))
# Behind these a place is where somebody is from or what something is for, not where it happens.
_ABROAD = (
    re.compile(
        r"\b(?:interest|invest\w*|projects?|projectos?|projetos?|companies|empresas|construction|construcao|relations)"
        r"\s(?:in|at|em|n[oa])(?: the)? $"
    ),
    re.compile("(?:投资|发展|落户|业务)(?:在|于)$"),
)
# The ambassador of one state in another.
_POSTED = re.compile(r"\b(?:embassy|ambassador|embaixad\w+|consul\w*)\b(?: \w+){0,4} (?:in|em|n[oa])(?: the)? $")
_HAPPENS = frozenset({"signed", "sign", "signing", "contract_signed", "concluded", "meeting", "gathering", "joint", "event", "established"})


def place_of(document: Document, act: Act) -> tuple[str | None, tuple[Evidence, ...]]:
    """The place as printed, nearest to what decided the act; None where none is told."""
    for row in _rows(document, act):
        reading = document.reading(row)
        found = [hit for hit in _located(reading, row) if not is_adjective(document, reading, hit)]
        if found:
            near = row is act.sentence
            hit = min(found, key=lambda each: max(0, act.start - each.end, each.start - act.end)) if near else found[0]
            name = reading.text[hit.start : hit.end]
            return name, (Evidence("place", name, row.part, hit.start, hit.end, name),)
    return None, ()


def _rows(document: Document, act: Act) -> Iterator[Sentence]:
    """The sentence of the act, those that tell the same, and its neighbours that tell a meeting or a ceremony."""
    row = act.sentence
    yield row
    yield from (each for each in act.others if each is not row)
    body = document.body.sentences
    around = body[max(0, row.index - 1) : row.index + 2] if row.part == "body" else body[:2]
    yield from (each for each in around if each is not row and not each.acts.isdisjoint(_HAPPENS))


def _located(reading: Reading, row: Sentence) -> Iterator[Hit]:
    for hit in row.hits:
        if (
            not hit.meaning.countries
            or (hit.meaning.body is not None and hit.meaning.body.kind != "zone")
            or len(hit.meaning.countries) > 1
        ):
            continue
        before = max(row.start, hit.start - 40)
        away = _ABROAD[reading.chinese].search(reading.folded, before, hit.start) or _POSTED.search(reading.folded, before, hit.start)
        if _IN[reading.chinese].search(reading.folded, before, hit.start) and not away:
            yield hit
