"""What people correct in an announcement: which fields, how their values are written, and what follows. Pure.

    field=value ── read ── {attribute of Finding: value}          what `ponte edit announcement` takes
    Finding ── written ── the same words                          what the audit keeps as before and after
    Finding, corrections ── corrected ── Finding                  applied over what the text says, at every reading anew

Every value of a record has evidence. That of a corrected one is the correction itself, with the person's reason (view `correction`);
quotes that supported other values of the field go, and a place or a party that stands in the text as the person wrote it gets its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from feeds.labels import LANGUAGES, labels_for
from monitor.announcements.lexicon import load
from monitor.announcements.sectors import OTHER, SECTORS
from monitor.config import nearest
from monitor.errors import UsageError
from storage.decisions import Correction
from storage.model import Confidence, Evidence, Finding, Instrument, Party, Scope, StoredRelease, Strength

NOTHING = ("", "none", "-")
_LIST = re.compile(r"[\s,;、]+")
_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Field:
    """One field that can be corrected: the name of its evidence, how its value is read from words, and written as such."""

    evidence: str
    read: Callable[[str], dict[str, Any]]
    write: Callable[[Finding], str]


def read(field: str, text: str) -> dict[str, Any]:
    """The attributes of a Finding that `field=text` sets. Raises UsageError, with the nearest name, for an unknown field or value."""
    if field not in FIELDS:
        raise UsageError(f"no field {field!r} of an announcement can be corrected{nearest(field, FIELDS)}")
    return FIELDS[field].read(text.strip())


def written(field: str, finding: Finding) -> str:
    """A field's value as `read` takes it; empty for nothing."""
    return FIELDS[field].write(finding)


def corrected(finding: Finding, corrections: Sequence[Correction], title: str = "", body: str = "") -> Finding:
    """What an announcement says after people's corrections, the last one of a field holding. `title` and `body` are the release's that it
    was read from. A correction that this version cannot read changes nothing: the run goes on."""
    for field, text in {each.field: each.after for each in corrections if each.standing}.items():
        try:
            values = read(field, text)
        except UsageError:
            continue
        finding = _set(finding, field, values, {"title": title, "body": body})
    return finding


def subject(findings: Sequence[tuple[StoredRelease, Finding]], corrections: Sequence[Correction]) -> tuple[StoredRelease, Finding] | None:
    """The release that stands for a story whose texts announce nothing, where people say that it does: the oldest live one."""
    if not findings or not any(each.field == "strength" and each.standing for each in corrections):
        return None
    return next((pair for pair in findings if pair[0].status == "live"), findings[0])


def _set(finding: Finding, field: str, values: Mapping[str, Any], text: Mapping[str, str]) -> Finding:
    if field == "parties":
        values = {"parties": tuple(_known_party(party, finding.parties) for party in values["parties"])}
    changed = replace(finding, **values)
    name, held = FIELDS[field].evidence, _held(field, changed)
    kept = [each for each in finding.evidence if each.field != name or each.value in held]
    proved = {each.value for each in kept if each.field == name}
    if field in ("place", "parties"):
        missing = [changed.place or ""] if field == "place" else [_printed(each) for each in changed.parties]
        kept += [found for value in missing if value and value not in proved for found in _quoted(name, value, text)]
    return replace(changed, evidence=tuple(kept))


def _held(field: str, finding: Finding) -> set[str]:
    """The values of a field as evidence names them."""
    match field:
        case "parties":
            return {name for party in finding.parties for name in (party.name, party.name_original) if name}
        case "countries" | "sectors":
            return set(getattr(finding, field))
        case "event_date":
            ends = [each for each in (finding.event_start, finding.event_end) if each]
            return {*ends, "/".join(dict.fromkeys(ends))}
        case _:
            return {str(getattr(finding, field) or "")}


def _quoted(field: str, value: str, text: Mapping[str, str]) -> list[Evidence]:
    """Where the text has the value as it was written, if anywhere."""
    for part, words in text.items():
        if found := re.search(re.escape(value), words, re.IGNORECASE):
            return [Evidence(field, value, part, *found.span(), found[0])]
    return []


def _known_party(party: Party, known: Iterable[Party]) -> Party:
    """The party with what the text said of it besides."""
    for each in known:
        if party.name in (each.name, each.name_original):
            return replace(each, country=party.country or each.country)
    return party


def _printed(party: Party) -> str:
    return party.name_original or party.name


# ---- the fields --------------------------------------------------------------------------------------------------


def _one_of(name: str, kind: type[StrEnum], *, none: bool = False) -> Field:
    def read_one(text: str) -> dict[str, Any]:
        if none and text.lower() in NOTHING:
            return {name: None}
        if text.lower() not in list(kind):
            raise UsageError(f"{name} cannot be {text!r}{nearest(text.lower(), map(str, kind))}")
        return {name: kind(text.lower())}

    return Field(name, read_one, lambda finding: str(getattr(finding, name) or ""))


def _several(text: str) -> list[str]:
    return [] if text.lower() in NOTHING else [each for each in _LIST.split(text) if each]


def country_code(word: str) -> str:
    """The ISO code of a jurisdiction, given as such or by its name in one of the four languages. Raises UsageError."""
    codes = sorted({code for file in ("places.toml", "towns.toml") for code in load(file) if len(code) == 2})
    if word.upper() in codes:
        return word.upper()
    names = {name.casefold(): code for lang in LANGUAGES for code, name in labels_for(lang).countries.items()}
    if word.casefold() in names:
        return names[word.casefold()]
    close = nearest(word.casefold(), names)
    raise UsageError(f"unknown country {word!r}{close if 'did you mean' in close else nearest(word.upper(), codes)}")


def sector_name(word: str) -> str:
    """One of the twelve sectors. Raises UsageError with the nearest one."""
    if word.lower() not in (*SECTORS, OTHER):
        raise UsageError(f"unknown sector {word!r}{nearest(word.lower(), (*SECTORS, OTHER))}")
    return word.lower()


def _countries(text: str) -> dict[str, Any]:
    # A name may hold a blank, so blanks part codes only.
    words = re.split("[,;、]", text) if re.search("[,;、]", text) or labelled(text) else _several(text)
    found = [country_code(word.strip()) for word in words if word.strip()] if text.lower() not in NOTHING else []
    return {"countries": tuple(sorted(dict.fromkeys(found)))}


def labelled(text: str) -> bool:
    """Whether a text is a country's name in one of the four languages."""
    return any(text.casefold() == name.casefold() for lang in LANGUAGES for name in labels_for(lang).countries.values())


def _sectors(text: str) -> dict[str, Any]:
    return {"sectors": tuple(dict.fromkeys(map(sector_name, _several(text))))}


def _day(name: str, text: str) -> str:
    try:
        if _DAY.fullmatch(text):
            date.fromisoformat(text if len(text) == 10 else f"{text}-01")
            return text
    except ValueError:
        pass
    raise UsageError(f"{name} cannot be {text!r}: write 2025-01-31, or 2025-01 where no day is known")


def _event(text: str) -> dict[str, Any]:
    if text.lower() in NOTHING:
        return {"event_start": None, "event_end": None, "event_precision": None}
    first, _, last = text.partition("/")
    start = _day("event_date", first.strip())
    end = _day("event_date", last.strip()) if last else start
    if len(end) != len(start) or end < start:
        raise UsageError(f"event_date cannot be {text!r}: the second date comes after the first, with the same precision")
    return {"event_start": start, "event_end": end, "event_precision": "day" if len(start) == 10 else "month"}


def _written_event(finding: Finding) -> str:
    return "/".join(dict.fromkeys(each for each in (finding.event_start, finding.event_end) if each))


def _signing(text: str) -> dict[str, Any]:
    return {"signing_date": None if text.lower() in NOTHING else _day("signing_date", text)}


def _plain(name: str, text: str) -> str:
    words = " ".join(text.split())
    if len(words) > _LONGEST or not words.isprintable():
        raise UsageError(f"{name}: at most {_LONGEST} characters, on one line")
    return words


def _place(text: str) -> dict[str, Any]:
    return {"place": None if text.lower() in NOTHING else _plain("place", text)}


def _parties(text: str) -> dict[str, Any]:
    given = [] if text.lower() in NOTHING else [each for each in re.split("[;；]", text) if each.strip()]
    return {"parties": tuple(map(_party, given))}


def _party(text: str) -> Party:
    name, bar, country = text.partition("|")
    if not name.strip():
        raise UsageError(f"a party needs a name: {text!r}; write NAME|COUNTRY, several with ; between them")
    return Party(_plain("parties", name), country_code(country.strip()) if bar and country.strip() else None)


def _written_parties(finding: Finding) -> str:
    return "; ".join(f"{_printed(party)}{f'|{party.country}' if party.country else ''}" for party in finding.parties)


FIELDS: dict[str, Field] = {
    "strength": _one_of("strength", Strength),
    "scope": _one_of("scope", Scope),
    "instrument": _one_of("instrument", Instrument, none=True),
    "countries": Field("country", _countries, lambda finding: ", ".join(finding.countries)),
    "sectors": Field("sector", _sectors, lambda finding: ", ".join(finding.sectors)),
    "event_date": Field("event_date", _event, _written_event),
    "signing_date": Field("signing_date", _signing, lambda finding: finding.signing_date or ""),
    "place": Field("place", _place, lambda finding: finding.place or ""),
    "parties": Field("party", _parties, _written_parties),
    "confidence": _one_of("confidence", Confidence),
}
"""What can be corrected, by the name that people write."""
