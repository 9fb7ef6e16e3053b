"""`ponte announcements`: which announcements match, as a table, JSON or CSV."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict

from monitor.commands.reading import check_filters, mark, print_json, reader_of, release_json
from monitor.config import Config
from monitor.report import print_table
from storage.model import Announcement, Finding, Party, Query, StoredRelease

Found = tuple[Announcement, StoredRelease]
# A spreadsheet takes a cell that begins so for a formula (FAULTS C19; CWE-1236).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def announcements_command(
    config: Config,
    *,
    strength: Sequence[str],
    instrument: Sequence[str],
    country: Sequence[str],
    sector: Sequence[str],
    party: str | None,
    source: Sequence[str],
    lang: Sequence[str],
    since: str | None,
    until: str | None,
    local: bool,
    limit: int,
    form: str,
) -> int:
    """Print the announcements that match all filters, newest first; `form` is table, json or csv. Raises UsageError, ConfigError."""
    check_filters(config, source, lang, since, country, until)
    query = Query(
        strengths=tuple(strength),
        countries=tuple(code.upper() for code in country),
        sectors=tuple(map(_sector, sector)),
        sources=tuple(source),
        langs=tuple(lang),
        since=since,
        until=until,
        relevant=not local,
        instruments=tuple(instrument),
        party=party,
    )
    with reader_of(config) as reader:
        found = reader.announcements(query, limit)
    if form == "csv":
        sys.stdout.buffer.write(as_csv(found))
        sys.stdout.buffer.flush()
    elif form == "json":
        print_json([{**asdict(announcement), "release": release_json(release)} for announcement, release in found])
    else:
        print_announcements(found)
    return 0


def _sector(word: str) -> str:
    from monitor.corrections import sector_name

    return sector_name(word)


def print_announcements(found: Iterable[Found]) -> None:
    rows = [
        [
            release.published or "-",
            str(each.finding.strength),
            str(each.finding.instrument or "-"),
            " ".join(each.finding.countries),
            " ".join(each.finding.sectors) or "-",
            each.title,
            f"{release.id}{mark(release)}",
        ]
        for each, release in found
    ]
    print_table(("published", "strength", "instrument", "countries", "sectors", "title", "release"), rows)


# ---- CSV ---------------------------------------------------------------------------------------------------------


def party_text(party: Party) -> str:
    """Name as printed, canonical name where it differs, country: 經科局 (Economic and Technological Development Bureau), MO"""
    printed = party.name_original or party.name
    told = printed if party.name == printed else f"{printed} ({party.name})"
    return f"{told}, {party.country}" if party.country else told


def day(start: str | None, end: str | None) -> str:
    """A day, a month or a range as one word."""
    return "/".join(dict.fromkeys(each for each in (start, end) if each))


def amount_texts(finding: Finding) -> list[str]:
    return [f"{value} {currency}" for value, currency in finding.amounts]


COLUMNS: dict[str, Callable[[Announcement, StoredRelease], str]] = {
    "id": lambda each, _: each.id,
    "strength": lambda each, _: str(each.finding.strength),
    "scope": lambda each, _: str(each.finding.scope),
    "instrument": lambda each, _: str(each.finding.instrument or ""),
    "parties": lambda each, _: "; ".join(map(party_text, each.finding.parties)),
    "countries": lambda each, _: " ".join(each.finding.countries),
    "sectors": lambda each, _: " ".join(each.finding.sectors),
    "event_date": lambda each, _: day(each.finding.event_start, each.finding.event_end),
    "signing_date": lambda each, _: each.finding.signing_date or "",
    "place": lambda each, _: each.finding.place or "",
    "amounts": lambda each, _: "; ".join(amount_texts(each.finding)),
    "people": lambda each, _: "; ".join(f"{name} ({role})" for name, role in each.finding.people),
    "confidence": lambda each, _: str(each.finding.confidence),
    "title": lambda each, _: each.title,
    "lang": lambda each, _: each.lang,
    "published": lambda _, release: release.published or "",
    "first_seen": lambda each, _: each.first_seen,
    "updated": lambda each, _: each.updated,
    "release": lambda _, release: release.id,
    "url": lambda _, release: release.url,
    "status": lambda _, release: release.status,
}


def as_csv(found: Iterable[Found]) -> bytes:
    """RFC 4180 in UTF-8 with a byte order mark, by which spreadsheets tell it from their own encodings; no cell can be a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([cell(value(announcement, release)) for value in COLUMNS.values()] for announcement, release in found)
    return text.getvalue().encode("utf-8-sig", "replace")


def cell(text: str) -> str:
    """The text as a cell that a spreadsheet shows and does not compute: an apostrophe before what would begin a formula."""
    plain = text.replace("\0", "\ufffd")
    return f"'{plain}" if plain.startswith(_FORMULA) else plain
