"""Between Python values and rows: times, text, and the dataclasses a row becomes. Contains no business logic."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from crawlers.model import Snapshot, Validator
from storage.model import Announcement, Finding, SourceOutcome, SourceReport, StoredRelease

Moment = datetime | str
"""An aware datetime, or a time that is already ISO 8601 UTC with Z."""

_SURROGATES = re.compile(r"[\ud800-\udfff]")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_INTEGERS = range(-(2**63), 2**63)


# ---- into the database -----------------------------------------------------------------------------------------------


def iso(moment: Moment) -> str:
    """2026-04-16T02:08:00Z. Raises ValueError for a datetime without a zone."""
    if isinstance(moment, str):
        return moment
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_iso(text: str) -> datetime:
    """The aware datetime of a stored time."""
    return datetime.fromisoformat(text)


def storable(value: Any) -> Any:
    """A value that SQLite takes (FAULTS C09, W21): NUL and lone surrogates become U+FFFD, so lengths and offsets stay; an
    integer beyond 64 bits is cut to the largest."""
    if isinstance(value, str):
        if "\0" in value:
            value = value.replace("\0", "\ufffd")
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                value = _SURROGATES.sub("\ufffd", value)
    elif isinstance(value, int) and value not in _INTEGERS:
        return _INTEGERS[-1] if value > 0 else _INTEGERS[0]
    return value


def bind(parameters: Iterable[Any]) -> list[Any]:
    """All parameters of a statement, made storable: the one place that every text passes on its way in."""
    return [storable(value) for value in parameters]


def identity(text: str) -> str:
    """A native key or an address as it is stored and looked up: exact, and control characters and lone surrogates
    written as `\\uXXXX`, so that two keys that differ stay two (FAULTS I25)."""
    if text.isprintable():
        return text
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def json_text(value: object) -> str:
    """Plain values as JSON, characters unescaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def finding_text(finding: Finding) -> str:
    """A finding as JSON."""
    import msgspec

    try:
        return msgspec.json.encode(finding).decode()
    except UnicodeEncodeError:  # a lone surrogate in it: the slow way; `bind` replaces it
        return json_text(msgspec.to_builtins(finding))


def finding_of(text: str) -> Finding:
    """The finding that `finding_text` wrote."""
    import msgspec

    return msgspec.json.decode(text, type=Finding)


def marks(values: Sequence[object]) -> str:
    """?, ?, ? for an IN list."""
    return ", ".join("?" * len(values))


# ---- out of the database ---------------------------------------------------------------------------------------------

RELEASE_COLUMNS = """r.id, r.native, r.source, r.site, r.lang, r.url, v.title, v.body, v.published, v.published_precision,
    v.published_basis, v.entity, r.status, r.digest, r.revision_count, r.first_seen, r.last_seen, r.story_id, v.basis, r.gone_since,
    r.edited_at"""
"""In the order of StoredRelease's fields."""

RELEASES = "releases r JOIN revisions v ON v.release = r.rid AND v.number = r.revision_count"

ANNOUNCEMENT_COLUMNS = "a.id, a.story_id, lead.id, a.finding, a.title, a.lang, a.first_seen, a.updated"
"""In the order of Announcement's fields, the finding as JSON."""

ANNOUNCEMENTS = "announcements a JOIN releases lead ON lead.rid = a.release"


@dataclass(frozen=True, slots=True)
class StoredRevision:
    """One row of the view `revision`, and the entity, which the view does not show."""

    release_id: str
    number: int
    kind: str
    significance: str
    cause: str
    seen_at: str
    title: str
    published: str | None
    body: str
    digest: str
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """A feed entry as it was minted: what it announced then (`strength`), and the entry it supersedes (`earlier`)."""

    entry_id: str
    story_id: str
    first_seen: str
    updated: str
    published: str | None
    initial: bool
    earlier: str | None
    strength: str


@dataclass(frozen=True, slots=True)
class ReleaseLink:
    """A link as it is seen from one of its releases: the other one, the kind, the confidence, the facts it rests on."""

    release_id: str
    kind: str
    confidence: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One row of the view `source_health`, as of the source's last run: working, quiet, stale, failing or blocked."""

    source: str
    state: str
    last_check: str
    last_success: str | None
    last_new: str | None
    usual_interval: str | None
    covered_from: str | None


ENTRY_COLUMNS = "e.entry_id, e.story_id, e.first_seen, e.updated, e.published, e.initial, e.earlier, e.strength"


def entry_of(row: Sequence[Any]) -> StoredEntry:
    """A row of ENTRY_COLUMNS."""
    values = list(row)
    values[5] = bool(values[5])
    return StoredEntry(*values)


def release_of(row: Sequence[Any] | None) -> StoredRelease | None:
    """A row of RELEASE_COLUMNS, or None for no row."""
    return StoredRelease(*row) if row is not None else None


def announcement_of(row: Sequence[Any]) -> Announcement:
    """A row of ANNOUNCEMENT_COLUMNS."""
    values = list(row)
    values[3] = finding_of(values[3])
    return Announcement(*values)


def validator_of(row: Sequence[Any]) -> Validator:
    """A row url, etag, last_modified, reader, checked_at, next."""
    url, etag, last_modified, reader, checked_at, following = row
    return Validator(url, etag, last_modified, reader, parse_iso(checked_at), following)


def snapshot_of(row: Sequence[Any]) -> Snapshot:
    """A row url, received_at, status, headers, sha256, size, compressed."""
    url, received_at, status, headers, sha256, size, compressed = row
    pairs = tuple((name, value) for name, value in json.loads(headers))
    return Snapshot(url, parse_iso(received_at), status, pairs, sha256, size, compressed)


REPORT_COLUMNS = """source, outcome, requests, bytes, found, new, revised, unchanged, gone, withdrawn, problems, seconds,
    reasons, problem_list, basis_counts, trusted, endings, quality, gaps"""
"""In the order of SourceReport's fields; from reasons on as JSON, but for `trusted`."""


def report_values(report: SourceReport) -> list[Any]:
    """The values of REPORT_COLUMNS."""
    numbers = [report.requests, report.bytes, report.found, report.new, report.revised, report.unchanged, report.gone, report.withdrawn]
    details = [json_text(value) for value in (report.reasons, report.problem_list, report.basis_counts)]
    more = [int(report.trusted), *(json_text(value) for value in (report.endings, report.quality, report.gaps))]
    return [report.source, report.outcome, *numbers, report.problems, report.seconds, *details, *more]


def report_of(row: Sequence[Any]) -> SourceReport:
    """A row of REPORT_COLUMNS."""
    *values, reasons, problems, basis, trusted, endings, quality, gaps = row
    values[1] = SourceOutcome(values[1])
    values += [tuple(json.loads(reasons)), tuple(map(tuple, json.loads(problems))), json.loads(basis)]
    values += [bool(trusted), json.loads(endings), json.loads(quality), tuple(json.loads(gaps))]
    return SourceReport(*values)


def find_release(conn: sqlite3.Connection, condition: str, value: str) -> StoredRelease | None:
    """The newest release for which the condition on one value holds."""
    sql = f"SELECT {RELEASE_COLUMNS} FROM {RELEASES} WHERE {condition} ORDER BY r.rid DESC LIMIT 1"  # noqa: S608
    return release_of(conn.execute(sql, (value,)).fetchone())


ALIASED = "r.rid = (SELECT release FROM aliases WHERE address = ?)"
