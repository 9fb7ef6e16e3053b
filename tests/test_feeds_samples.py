"""Rows as the archive hands them to the feeds, and a plain in-memory archive. Contains no tests."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from storage.model import (
    Announcement,
    Confidence,
    EntryRow,
    Evidence,
    Finding,
    Instrument,
    Query,
    Scope,
    StoredRelease,
    Strength,
)
from storage.serials import Incident, Told

BODY = (
    "Macao and Angola signed a memorandum on fisheries on 24 May 2025. The text was agreed in Luanda.\n"
    "Both sides will train fifty technicians. A joint committee meets twice a year."
)


def release(number: int = 1, lang: str = "en", **changes: object) -> StoredRelease:
    url = f"https://www.gov.mo/{lang}/news/{number}"
    values: dict[str, object] = {
        "id": f"r{number}-{lang}", "native": f"govmo:{number}", "source": "govmo", "site": "govmo", "lang": lang, "url": url,
        "title": f"Memorandum number {number}", "body": BODY, "published": "2025-05-24", "published_precision": "day",
        "published_basis": "meta", "entity": None, "status": "live", "digest": "d", "revision_count": 1,
        "first_seen": "2025-05-25T01:00:00Z", "last_seen": "2025-05-25T01:00:00Z", "story_id": f"s{number}", "basis": "labels",
    }  # fmt: skip
    return StoredRelease(**{**values, **changes})  # type: ignore[arg-type]


def proof(body: str, quote: str) -> Evidence:
    start = body.index(quote)
    return Evidence("strength", "signed", "body", start, start + len(quote), quote)


def finding(**changes: object) -> Finding:
    values: dict[str, object] = {
        "strength": Strength.SIGNED, "scope": Scope.CROSS_BORDER, "confidence": Confidence.HIGH,
        "instrument": Instrument.MEMORANDUM, "countries": ("AO", "MO"),
    }  # fmt: skip
    return Finding(**{**values, **changes})  # type: ignore[arg-type]


def row(
    number: int = 1,
    lead: StoredRelease | None = None,
    others: Sequence[StoredRelease] = (),
    found: Finding | None = None,
    **changes: object,
) -> EntryRow:
    lead = lead or release(number)
    found = found or finding()
    story = f"s{number}"
    announcement = Announcement(f"a{number}", story, lead.id, found, lead.title, lead.lang, lead.first_seen, lead.last_seen)
    values: dict[str, object] = {
        "entry_id": uuid.uuid5(uuid.NAMESPACE_URL, story).urn, "story_id": story, "announcement": announcement,
        "first_seen": lead.first_seen, "updated": lead.first_seen, "published": lead.published, "initial": False, "earlier": None,
        "lead": lead, "releases": (lead, *others),
    }  # fmt: skip
    return EntryRow(**{**values, **changes})  # type: ignore[arg-type]


class MemoryArchive:
    """Answers as storage's reader does, from a list in feed order (newest first)."""

    def __init__(self, rows: Sequence[EntryRow]) -> None:
        self.rows = list(rows)
        self.told: list[Told] = []
        self.ill: list[Incident] = []

    def entries(self, query: Query, limit: int) -> list[EntryRow]:
        return [row for row in self.rows if _matches(row, query)][:limit]

    def revised(self, limit: int) -> list[Told]:
        return self.told[:limit]

    def incidents(self, limit: int) -> list[Incident]:
        return self.ill[:limit]

    def past(self, feed: str, floor: object, first: Iterable[str], limit: int) -> list[EntryRow]:
        return []

    def stands_at(self) -> str:
        return ""

    def facets(self) -> tuple[Iterable[str], Iterable[str], Iterable[str]]:
        releases = [release for row in self.rows for release in row.releases]
        countries = {code for row in self.rows for code in row.announcement.finding.countries}
        return countries, {release.source for release in releases}, {release.lang for release in releases}


def _matches(row: EntryRow, query: Query) -> bool:
    found = row.announcement.finding
    return (
        (found.relevant or not query.relevant)
        and _meets(query.strengths, [found.strength])
        and _meets(query.countries, found.countries)
        and _meets(query.sectors, found.sectors)
        and _meets(query.sources, [release.source for release in row.releases])
        and _meets(query.langs, [release.lang for release in row.releases])
    )


def _meets(wanted: tuple[str, ...], held: Iterable[str]) -> bool:
    return not wanted or bool(set(wanted) & set(held))
