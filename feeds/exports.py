"""What is chosen from the archive, in forms that other programs read: CSV, JSON lines, RIS, CSL-JSON, OPML. Pure but for the writing.

    announcements, releases or lines -> rows, records -> bytes, one after another

Texts are handed on as far as their rights go (feeds/rights.py). The same archive gives the same bytes: nothing is dated by the clock.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from feeds import citing
from feeds.clean import shorten
from feeds.rights import EXCERPT, Public, Rights
from storage.exports import FORMAT, Head, Line, ReleaseLine
from storage.model import Announcement, Finding, Party, StoredRelease

# A spreadsheet takes a cell that begins so for a formula (FAULTS C19; CWE-1236).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
MARK: Final = b"\xef\xbb\xbf"
"""The byte order mark, by which spreadsheets tell UTF-8 from their own encodings."""

Announced = tuple[Announcement, StoredRelease]
Cited = tuple[StoredRelease, str | None]


# ---- CSV, RFC 4180 ---------------------------------------------------------------------------------------------------


def party_text(party: Party) -> str:
    """Name as printed, canonical name where it differs, country: 經科局 (Economic and Technological Development Bureau), MO"""
    printed = party.name_original or party.name
    told = printed if party.name == printed else f"{printed} ({party.name})"
    return f"{told}, {party.country}" if party.country else told


def day(start: str | None, end: str | None) -> str:
    """A day, a month or a range as one word."""
    return "/".join(dict.fromkeys(each for each in (start, end) if each))


def amount_texts(finding: Finding) -> list[str]:
    """2100000000 MOP"""
    return [f"{value} {currency}" for value, currency in finding.amounts]


COLUMNS: Final[dict[str, Callable[[Announcement, StoredRelease], str]]] = {
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
"""Of an announcement."""

RELEASE_COLUMNS: Final = (
    *("id", "source", "site", "lang", "title", "published", "published_precision", "published_basis", "entity", "first_seen", "last_seen"),
    *("status", "revision_count", "story_id", "url"),
)
"""Of a release; its text comes last."""


def csv_of_announcements(found: Iterable[Announced]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark; no cell can be a formula."""
    return _csv(COLUMNS, ([value(*each) for value in COLUMNS.values()] for each in found))


def csv_of_releases(found: Iterable[StoredRelease], rights: Rights) -> Iterator[bytes]:
    """The same of releases, with what of their texts may be shown."""
    rows = ([*(str(_blank(getattr(each, name))) for name in RELEASE_COLUMNS), rights.text(each) or ""] for each in found)
    return _csv((*RELEASE_COLUMNS, "text"), rows)


def _blank(value: object) -> object:
    return "" if value is None else value


def _csv(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    yield MARK
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heads)
    for row in rows:
        writer.writerow(map(cell, row))
        if text.tell() > 1 << 16:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    taken = text.getvalue().encode("utf-8", "replace")
    text.seek(0)
    text.truncate()
    return taken


def cell(text: str) -> str:
    """The text as a cell that a spreadsheet shows and does not compute: an apostrophe before what would begin a formula."""
    plain = text.replace("\0", "\ufffd")
    return f"'{plain}" if plain.startswith(_FORMULA) else plain


# ---- JSON lines ------------------------------------------------------------------------------------------------------


def json_lines(lines: Iterable[Line], query: str, rights: Rights | None) -> Iterator[bytes]:
    """One object a line, the first of which says what follows. Without `rights` everything as it is stored, so that `ponte import` makes
    the same archive again; with them texts are cut, and what is hidden is left out."""
    import msgspec

    encoder = msgspec.json.Encoder()
    yield encoder.encode({"archive": Head(FORMAT, rights is None, query)}) + b"\n"
    for line in lines:
        cut = line if rights is None else _cut(line, rights)
        told = {name: value for name in ("release", "story", "link", "correction") if (value := getattr(cut, name)) is not None}
        if told:
            yield encoder.encode(told) + b"\n"


def _cut(line: Line, rights: Rights) -> Line:
    """What others may have of a line: no quotes, and not what people gave as reasons."""
    if line.story is not None and line.story.announcement is not None:
        told = line.story.announcement
        told = replace(told, finding=replace(told.finding, evidence=()))
        return Line(story=replace(line.story, announcement=told))
    return Line(release=_cut_release(line.release, rights)) if line.release else replace(line, correction=None)


def _cut_release(line: ReleaseLine, rights: Rights) -> ReleaseLine:
    """With what may be shown of the newest state, and nothing of the texts before it."""
    match rights.policy(line.source):
        case Public.FULL:
            return line
        case Public.EXCERPT:
            newest = replace(line.revisions[-1], body=shorten(line.revisions[-1].body or "", EXCERPT))
        case Public.LINK:
            newest = replace(line.revisions[-1], body=None)
    former = tuple(replace(each, body=None) for each in line.revisions[:-1])
    return replace(line, revisions=(*former, newest), finding=None, text_key="")


# ---- citations -------------------------------------------------------------------------------------------------------


def ris(found: Iterable[Cited], titles: Mapping[str, str]) -> Iterator[bytes]:
    """RIS records. `titles` are the sources' names as people read them."""
    for release, sha256 in found:
        yield citing.ris(citing.Source(release, titles.get(release.source, release.source), sha256)) + b"\r\n"


def csl_json(found: Iterable[Cited], titles: Mapping[str, str]) -> Iterator[bytes]:
    """One CSL-JSON list."""
    before = b"[\n"
    for release, sha256 in found:
        item: dict[str, Any] = citing.csl_item(citing.Source(release, titles.get(release.source, release.source), sha256))
        yield before + json.dumps(item, ensure_ascii=False).encode("utf-8", "replace")
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"
