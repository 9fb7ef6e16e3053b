"""What can be asked of the announcements, and how it is written: the one grammar of config, command line, addresses, feeds and exports.

    country=AO&country=MO&strength=signed&since=2025-01&words=合作

    country      two letters of ISO 3166-1         sector       one of SECTORS
    strength     signed, agreed, exchange          instrument   memorandum, agreement, ...
    source       a source's name                   lang         en, pt, zh-Hant, zh-Hans, zh
    scope        cross-border (what is meant without it), local, any
    party        words of a party's name           words        what `ponte search` takes
    since, until a day, month or year of the site's date, or a time; both inclusive

Those of the first three lines may come several times, or with commas between: any of them. All fields together: every one. A field without
a value asks nothing, as forms send it. Pure; needs no archive. A name that is asked for twice, or in another order, is the same query.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, datetime
from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

from crawlers.model import LANGUAGES
from storage.model import Announcement, Instrument, Query, StoredRelease, Strength
from storage.rows import iso, storable

SECTORS: Final = (
    *("trade-investment", "finance", "tourism-mice", "health-tcm", "technology-innovation", "education-training", "culture-sports"),
    *("law-government", "agriculture-fisheries", "energy-infrastructure", "e-commerce-logistics", "other"),
)
STRENGTHS: Final = (Strength.SIGNED.value, Strength.AGREED.value, Strength.EXCHANGE.value)
INSTRUMENTS: Final = tuple(each.value for each in Instrument)
SCOPES: Final = ("cross-border", "local", "any")
LANGS: Final = (*LANGUAGES, "zh")

REPEATED: Final = ("country", "sector", "strength", "instrument", "source", "lang")
FIELDS: Final = (*REPEATED, "scope", "party", "words", "since", "until")
LONGEST_WORDS: Final = 2000
MOST_VALUES: Final = 64

_SOURCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_SPACE = re.compile(r"\s+")


class BadQuery(ValueError):
    """What was asked cannot be: the field, the value as it was given, and what would have been right."""

    def __init__(self, field: str, value: str, hint: str) -> None:
        super().__init__(f"{field} {value!r}: {hint}")
        self.field, self.value, self.hint = field, value, hint


def parse(pairs: Iterable[tuple[str, str]], *, sources: Collection[str] | None = None) -> Query:
    """The query that fields with their values say. `sources`: the names that there are, where the caller knows them; any otherwise.

    Raises BadQuery for a field or value that nothing can match, so that an empty answer means "nothing" and never "mistyped".
    """
    given: dict[str, list[str]] = {}
    for field, value in pairs:
        if field not in FIELDS:
            raise BadQuery(field, value, f"no such field{_nearest(field, FIELDS)}")
        if value.strip():
            given.setdefault(field, []).append(str(storable(value)).strip())
    single = {field: _once(field, given.get(field, [])) for field in FIELDS if field not in REPEATED}
    scope = _one_of("scope", single["scope"], SCOPES) if single["scope"] else SCOPES[0]
    since, until = (_day(field, single[field]) for field in ("since", "until"))
    if since and until and since[: len(until)] > until[: len(since)]:
        raise BadQuery("until", until, f"lies before since {since}")
    read = _readers(sources)
    many = {field: _several(field, given.get(field, []), read[field]) for field in REPEATED}
    if scope != SCOPES[0] and not many["strength"]:
        many["strength"] = tuple(sorted(STRENGTHS))  # what announces nothing is no announcement
    return Query(
        strengths=many["strength"],
        scopes=("local",) if scope == "local" else (),
        countries=many["country"],
        sectors=many["sector"],
        sources=many["source"],
        langs=many["lang"],
        since=since,
        until=until,
        words=_words(single["words"]),
        relevant=scope == SCOPES[0],
        instruments=many["instrument"],
        party=_words(single["party"]),
    )


def pairs(query: Query) -> tuple[tuple[str, str], ...]:
    """The fields and values of a query in their one order; `parse` makes the same query of them."""
    scope = "" if query.relevant else query.scopes[0] if len(query.scopes) == 1 else "any"
    values: dict[str, Iterable[str | None]] = {
        "country": query.countries,
        "sector": query.sectors,
        "strength": () if scope and set(query.strengths) == set(STRENGTHS) else query.strengths,
        "instrument": query.instruments,
        "source": query.sources,
        "lang": query.langs,
        "scope": (scope,),
        "party": (query.party,),
        "words": (query.words,),
        "since": (query.since,),
        "until": (query.until,),
    }
    return tuple((field, value) for field in FIELDS for value in sorted(each for each in values[field] if each))


def address(query: Query) -> str:
    """The query as that of an address (RFC 3986 section 3.4), without the question mark: country=AO&sector=finance. Empty for all."""
    return urlencode(pairs(query), quote_via=quote, errors="replace")


# ---- pages -----------------------------------------------------------------------------------------------------------


class Cursor(NamedTuple):
    """A place in the order of announcements: the one that was shown last. What follows it stays the same when newer ones arrive."""

    first_seen: str
    published: str
    announcement_id: str

    def __str__(self) -> str:
        return "~".join(self)


def cursor_after(announcement: Announcement, release: StoredRelease) -> Cursor:
    """The place behind a row of `Reader.announcements`."""
    return Cursor(announcement.first_seen, release.published or "", announcement.id)


def cursor(text: str) -> Cursor:
    """The cursor that `str(cursor)` wrote. Raises BadQuery."""
    parts = str(storable(text)).split("~", 2)
    if len(parts) != 3 or len(text) > 500:
        raise BadQuery("before", text[:80], "no place in the list; begin at its first page")
    return Cursor(*parts)


# ---- values ----------------------------------------------------------------------------------------------------------


def _readers(sources: Collection[str] | None) -> dict[str, Callable[[str], str]]:
    """How a value of each field that may repeat is read."""
    return {
        "country": _country,
        "sector": lambda value: _one_of("sector", value, SECTORS),
        "strength": lambda value: _one_of("strength", value, STRENGTHS),
        "instrument": lambda value: _one_of("instrument", value, INSTRUMENTS),
        "source": lambda value: _source(value, sources),
        "lang": lambda value: _one_of("lang", value, LANGS),
    }


def _several(field: str, values: Iterable[str], read: Callable[[str], str]) -> tuple[str, ...]:
    words = [word.strip() for value in values for word in value.split(",") if word.strip()]
    if len(words) > MOST_VALUES:
        raise BadQuery(field, words[MOST_VALUES], f"more than {MOST_VALUES} values")
    return tuple(sorted(set(map(read, words))))


def _once(field: str, values: Collection[str]) -> str:
    found = list(dict.fromkeys(values))
    if len(found) > 1:
        raise BadQuery(field, found[1], f"only one {field} can be asked for, and {found[0]!r} is")
    return found[0] if found else ""


def _one_of(field: str, value: str, known: Iterable[str]) -> str:
    names = {name.lower(): name for name in known}
    if value.lower() not in names:
        raise BadQuery(field, value, f"no such {field}{_nearest(value.lower(), names.values())}")
    return names[value.lower()]


def _country(value: str) -> str:
    if not (len(value) == 2 and value.isascii() and value.isalpha()):
        raise BadQuery("country", value, "two letters of ISO 3166, as AO, BR, MO")
    return value.upper()


def _source(value: str, sources: Collection[str] | None) -> str:
    if sources is not None and value not in sources:
        raise BadQuery("source", value, f"no such source{_nearest(value, sources)}")
    if not _SOURCE.fullmatch(value):
        raise BadQuery("source", value, "the name of a source, as config.toml has it")
    return value


def _day(field: str, value: str) -> str | None:
    """A day, month or year as it is; a time in UTC with Z, one without a zone being UTC."""
    if not value:
        return None
    try:
        if _DAY.fullmatch(value):
            date.fromisoformat(value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value)
            return value
        moment = datetime.fromisoformat(value)
        if len(value) < 16:  # 20250131, 2025-W05-5: they sort among no dates of ours
            raise ValueError(value)
        return iso(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError) as error:
        raise BadQuery(field, value, "a day as 2025-01-31, a month as 2025-01 or a year") from error


def _words(value: str) -> str | None:
    return _SPACE.sub(" ", value)[:LONGEST_WORDS].strip() or None


def _nearest(word: str, known: Iterable[str]) -> str:
    names = list(known)
    close = difflib.get_close_matches(word, names, 1, 0.6)
    return f"; did you mean {close[0]!r}?" if close else f"; known: {', '.join(names) or 'none'}"
