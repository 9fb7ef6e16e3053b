"""What was received and what rests on it, for handing on: one state of the archive, streamed in the order of the chain.

    with Holdings(reader, source="gcs", since="2026-04-01") as holdings:
        for receipt in holdings.receipts(): ...
        for release in holdings.releases(): ...

Memory does not grow with the archive: what has to be known of all receipts lies in temporary tables of SQLite. The archive is only read.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from crawlers.model import CUT_FROM
from storage.errors import translated, translating
from storage.reading import Reader
from storage.seals import CHAINS

_RECEIPTS = """
    SELECT c.url, c.received_at, c.status, c.headers, c.sha256, c.seal, s.size, CASE WHEN f.rid = c.rid THEN s.compressed END,
           o.url, o.received_at, o.seal, o.headers
    FROM temp.wanted w JOIN receipts c ON c.rid = w.rid JOIN temp.first f ON f.sha256 = c.sha256
         LEFT JOIN snapshot s ON s.sha256 = c.sha256 LEFT JOIN receipts o ON o.rid = f.rid AND f.rid <> c.rid
    ORDER BY w.rid"""

_RELEASES = """
    SELECT r.rid, r.id, r.native, r.source, r.site, r.lang, r.url, r.status, r.first_seen, r.last_seen, r.receipt FROM releases r
    WHERE (?1 IS NULL OR r.source = ?1) AND (?2 IS NULL OR r.receipt IN (SELECT rid FROM temp.wanted)
          OR EXISTS (SELECT 1 FROM revisions v WHERE v.release = r.rid
                     AND (v.seen_at >= ?2 OR v.receipt IN (SELECT rid FROM temp.wanted))))
    ORDER BY r.rid"""

_REVISIONS = """
    SELECT v.number, v.kind, v.significance, v.cause, v.seen_at, v.digest, v.seal, c.seal, v.receipt
    FROM revisions v LEFT JOIN receipts c ON c.rid = v.receipt WHERE v.release = ? ORDER BY v.number"""


@dataclass(frozen=True, slots=True)
class Origin:
    """The first receipt, of those handed on, that brought the same bytes; `cut`: as part of the list at `url`."""

    url: str
    received_at: str
    seal: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """One answer as it was received; where `cut_from` is not None, one release's part of a list that was received from that address.

    Either `body` (its bytes, which have been hashed again and match), or `same_as`: an earlier receipt that brought the same bytes; or
    `trouble`, which says why there is neither. Times are ISO 8601 UTC with Z.
    """

    url: str
    received_at: str
    status: int
    headers: tuple[tuple[str, str], ...]
    sha256: str
    seal: str
    size: int
    body: bytes | None = None
    same_as: Origin | None = None
    trouble: str | None = None
    cut_from: str | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """A receipt that a release rests on. `repeated`: an earlier one that is handed on brought the same bytes; `cut`: part of a list."""

    seal: str
    received_at: str
    sha256: str
    repeated: bool
    cut: bool


@dataclass(frozen=True, slots=True)
class HeldRevision:
    """A revision without its text. `receipt` is the seal of what it was read from, None where nothing was kept."""

    number: int
    kind: str
    significance: str
    cause: str
    seen_at: str
    digest: str
    seal: str
    receipt: str | None


@dataclass(frozen=True, slots=True)
class HeldRelease:
    """A release with its revisions, the first one first, and those of its receipts that are handed on, in the order they came."""

    id: str
    native: str
    source: str
    site: str
    lang: str
    url: str
    status: str
    first_seen: str
    last_seen: str
    revisions: tuple[HeldRevision, ...]
    uses: tuple[Use, ...]


class Holdings:
    """Receipts and releases of one `source` (None: of all), received or seen at `since` or later (ISO 8601 UTC, perhaps cut off as a date;
    None: ever).

    A context manager: inside it the archive is seen as it was on entering, whatever a run writes meanwhile. Raises ArchiveError where the
    file turns out to be damaged.
    """

    def __init__(self, reader: Reader, source: str | None = None, since: str | None = None) -> None:
        self._path, self._conn = reader.path, reader.conn
        self._source, self._since = source, since

    def __enter__(self) -> Self:
        first = "SELECT c.sha256, min(c.rid) FROM temp.wanted w JOIN receipts c ON c.rid = w.rid GROUP BY c.sha256"
        with translating(self._path):
            self._conn.execute("BEGIN")
            self._conn.execute("CREATE TEMP TABLE wanted (rid INTEGER PRIMARY KEY)")
            self._conn.execute("CREATE TEMP TABLE first (sha256 TEXT PRIMARY KEY, rid INTEGER NOT NULL) WITHOUT ROWID")
            self._choose()
            self._conn.execute(f"INSERT INTO first {first}")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._conn.in_transaction:
            self._conn.execute("ROLLBACK")  # takes the temporary tables with it
        if isinstance(error, sqlite3.Error) and (known := translated(self._path, error)) is not None:
            raise known from error

    def _choose(self) -> None:
        run = self._conn.execute
        if self._source is None:
            run("INSERT INTO wanted SELECT rid FROM receipts")
        else:
            named = (self._source,)
            run("INSERT OR IGNORE INTO wanted SELECT receipt FROM releases WHERE source = ? AND receipt IS NOT NULL", named)
            of_source = "FROM releases r JOIN revisions v ON v.release = r.rid"
            run(f"INSERT OR IGNORE INTO wanted SELECT v.receipt {of_source} WHERE r.source = ? AND v.receipt IS NOT NULL", named)
            documents = f"{of_source} JOIN json_each(v.attachments) j JOIN receipts c ON c.url = j.value"
            run(f"INSERT OR IGNORE INTO wanted SELECT c.rid {documents} WHERE r.source = ?", named)
            # What brought no revision is held by no release any more when the next answer comes: it is known by its address.
            again = "SELECT o.rid FROM temp.wanted w JOIN receipts c ON c.rid = w.rid JOIN receipts o ON o.url = c.url"
            run(f"INSERT OR IGNORE INTO wanted {again}")
        if self._since is not None:
            run("DELETE FROM wanted WHERE rid IN (SELECT rid FROM receipts WHERE received_at < ?)", (self._since,))

    def newest(self) -> str | None:
        """When the newest of the receipts was received."""
        sql = "SELECT max(c.received_at) FROM temp.wanted w JOIN receipts c ON c.rid = w.rid"
        return self._conn.execute(sql).fetchone()[0]  # type: ignore[no-any-return]

    def heads(self) -> dict[str, str]:
        """The last seal of each chain of the whole archive, by its table."""
        row = self._conn.execute(f"SELECT {', '.join(chain.head for chain in CHAINS)} FROM state").fetchone()  # noqa: S608
        return dict(zip((chain.table for chain in CHAINS), row, strict=True))

    def receipts(self) -> Iterator[Receipt]:
        """The receipts in the order they came; of several with the same bytes only the first has them."""
        return map(_receipt, self._conn.execute(_RECEIPTS))

    def releases(self) -> Iterator[HeldRelease]:
        """The releases in the order they came."""
        for rid, *facts, receipt in self._conn.execute(_RELEASES, (self._source, self._since)):
            rows = self._conn.execute(_REVISIONS, (rid,)).fetchall()
            revisions = tuple(HeldRevision(*row[:-1]) for row in rows)
            uses = self._uses({receipt, *(row[-1] for row in rows)})
            name, native, source, site, lang, url, status, first_seen, last_seen = facts
            yield HeldRelease(name, native, source, site, lang, url, status, first_seen, last_seen, revisions, uses)

    def _uses(self, receipts: set[int | None]) -> tuple[Use, ...]:
        sql = """SELECT c.seal, c.received_at, c.sha256, f.rid <> c.rid, c.headers FROM receipts c JOIN temp.wanted w ON w.rid = c.rid
                 JOIN temp.first f ON f.sha256 = c.sha256 WHERE c.rid = ?"""
        found = (self._conn.execute(sql, (rid,)).fetchone() for rid in sorted(rid for rid in receipts if rid is not None))
        return tuple(Use(row[0], row[1], row[2], bool(row[3]), _cut_from(row[4]) is not None) for row in found if row is not None)


def _receipt(row: tuple[Any, ...]) -> Receipt:
    url, received_at, status, headers, sha256, seal, size, compressed, *origin = row
    pairs = _headers(headers)
    if pairs is None:
        return Receipt(url, received_at, status, (), sha256, seal, 0, trouble="its headers cannot be read")
    cut_from = _cut_from(headers)
    if origin[0] is not None:
        from_list = _cut_from(origin[3])
        first = Origin(from_list or origin[0], origin[1], origin[2], from_list is not None)
        return Receipt(url, received_at, status, pairs, sha256, seal, size, same_as=first, cut_from=cut_from)
    body = _body(compressed, sha256)
    trouble = None if body is not None else "its bytes are damaged"
    return Receipt(url, received_at, status, pairs, sha256, seal, len(body or b""), body, trouble=trouble, cut_from=cut_from)


def _headers(stored: str) -> tuple[tuple[str, str], ...] | None:
    try:
        return tuple((str(name), str(value)) for name, value in json.loads(stored))
    except (ValueError, TypeError):
        return None


def _cut_from(stored: str) -> str | None:
    """The address of the list that these bytes are a part of; None where they are a whole answer."""
    return dict(_headers(stored) or ()).get(CUT_FROM)


def _body(compressed: Any, sha256: str) -> bytes | None:
    """The bytes of a snapshot, or None where they are not the ones that were received."""
    try:
        body = zlib.decompress(compressed)
    except (zlib.error, TypeError):
        return None
    return body if hashlib.sha256(body).hexdigest() == sha256 else None
