"""What a record says besides strength, scope, instrument and countries: the seam between the act and what is read around it.

    document, act -> details_of -> Details        called once per release that announces something

Each reader is a pure function of the document and the act, and returns its values with the evidence for each. What the text does not
say stays empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.announcements.acts import Act, Document
from monitor.announcements.amounts import Amount, amounts_of
from monitor.announcements.parties import parties_of
from monitor.announcements.people import people_of
from monitor.announcements.places import place_of
from monitor.announcements.sectors import GENERAL, TRADE, sector_lexicon, sectors_of
from monitor.announcements.text import fold
from monitor.announcements.when import when_of
from storage.model import Evidence, Party


@dataclass(frozen=True, slots=True)
class Details:
    """The values of one announcement, with the evidence of all of them."""

    parties: tuple[Party, ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    sectors: tuple[str, ...] = ()
    event_start: str | None = None
    event_end: str | None = None
    event_precision: str | None = None
    signing_date: str | None = None
    place: str | None = None
    amounts: tuple[Amount, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def details_of(document: Document, act: Act) -> Details:
    """Everything that the text says of an act besides the act itself."""
    parties, named = parties_of(document, act)
    people, seen = people_of(document, act)
    sectors, told = sectors_of(document, act)
    when = when_of(document, act)
    place, located = place_of(document, act)
    amounts, counted = amounts_of(document, act)
    evidence = (*named, *seen, *told, *when.evidence, *located, *counted)
    return Details(parties, people, sectors, when.start, when.end, when.precision, when.signing_date, place, amounts, evidence)


def proves(field: str, value: str, quote: str, lang: str) -> bool:
    """Whether a quote holds a form of a value of one of these fields: the name itself; a word of the sector; for a date or an amount
    the figures or words that such a value is written with."""
    if field == "sector":
        lexicon = sector_lexicon("zh" if lang.startswith("zh") else "pt" if lang == "pt" else "en")
        return any(
            value in hit.meaning.acts or (value == TRADE and GENERAL in hit.meaning.acts)
            for hit in lexicon.scan(fold(quote, lexicon.chinese))
        )
    if field in ("event_date", "signing_date"):
        return bool(_DATED.search(fold(quote, lang.startswith("zh"))))
    if field == "amount":
        return any(character.isdigit() for character in quote)
    return value.casefold() in quote.casefold()


_DATED = re.compile(
    r"\d|[一二三四五六七八九十]|今|昨|明|前[日天]|周|星期|礼拜|day\b|today|tonight|yesterday|tomorrow|hoje|ontem|amanha|segunda|terca|quarta|quinta|sexta|sabado|domingo"
    r"|morning|afternoon|evening|night|manha|tarde|noite|翌日|次日|是日|后[日天]|following|next|seguinte"
)
