"""Seals: a hash chain over what was received, and one over what was made of it.

Each receipt and each revision carries a seal: SHA-256 over the seal before it and every column of its own row. So a row that was changed,
taken out or put in later breaks the chain at its place; `state` holds how many rows there are and the last seal, so that a cut-off end is
noticed too. Whoever rewrites everything that follows is noticed only by somebody who noted a seal elsewhere (docs/evidence.md).

    receipts   what this program received: address, time, status, headers, hash of the bytes
    revisions  what it read from them: every state of every release

Pure but for `append` and `seal_all`, which write.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from storage.rows import bind, marks

FIRST = ""
"""Stands for the seal before the first one."""


@dataclass(frozen=True, slots=True)
class Chain:
    """One sealed table. The seal stands over `columns`, in this order; `count` and `head` are its columns in `state`."""

    table: str
    columns: tuple[str, ...]
    count: str
    head: str

    def select(self, condition: str = "1") -> str:
        """Rows in the order of the chain: the sealed values, then the seal."""
        return f"SELECT {', '.join(self.columns)}, seal FROM {self.table} WHERE {condition} ORDER BY rid"  # noqa: S608


RECEIPTS = Chain("receipts", ("rid", "url", "received_at", "status", "headers", "sha256"), count="receipt_count", head="receipt_seal")
REVISIONS = Chain(
    "revisions",
    (
        *("rid", "release", "number", "kind", "significance", "cause", "seen_at", "run_id", "title", "published", "published_precision"),
        *("published_basis", "entity", "basis", "digest", "attachments", "receipt", "body"),
    ),
    count="revision_count",
    head="revision_seal",
)
CHAINS = (RECEIPTS, REVISIONS)


def seal(previous: str, values: Iterable[Any]) -> str:
    """64 hex digits over the seal before and a row's values as they are stored.

    Each value is framed by its type and its length in bytes, so that no two rows have the same framing: s12:..., i3:200, n0: for null.
    """
    frames = [_frame(previous), *map(_frame, values)]
    return hashlib.sha256(b"".join(frames)).hexdigest()


def _frame(value: Any) -> bytes:
    match value:
        case str():
            kind, content = "s", value.encode("utf-8", "surrogateescape")
        case None:
            kind, content = "n", b""
        case int():
            kind, content = "i", str(int(value)).encode()
        case bytes():
            kind, content = "b", value
        case _:  # a damaged row may hold anything
            kind, content = "x", repr(value).encode()
    return f"{kind}{len(content)}:".encode() + content


def seal_all(conn: sqlite3.Connection) -> None:
    """Seal every row of both chains anew, within the caller's transaction: of an archive that grew before there were seals.

    A thousand rows at a time, so that the memory does not grow with the archive.
    """
    for chain in CHAINS:
        last, count = FIRST, 0
        for batch in _batches(conn, chain):
            sealed = []
            for *values, _ in batch:
                last = seal(last, values)
                sealed.append((last, values[0]))
            conn.executemany(f"UPDATE {chain.table} SET seal = ? WHERE rid = ?", sealed)  # noqa: S608
            count += len(batch)
        conn.execute(f"UPDATE state SET {chain.count} = ?, {chain.head} = ?", (count, last))  # noqa: S608


def _batches(conn: sqlite3.Connection, chain: Chain) -> Iterator[list[tuple[Any, ...]]]:
    after = -(2**63)
    while batch := conn.execute(f"{chain.select('rid > ?')} LIMIT 1000", (after,)).fetchall():
        yield batch
        after = batch[-1][0]


def append(conn: sqlite3.Connection, chain: Chain, values: Iterable[Any]) -> int:
    """Insert a row (the values of the chain's columns but `rid`) with its seal, within the caller's transaction; returns its rid."""
    head = f"SELECT {chain.head}, (SELECT coalesce(max(rid), 0) + 1 FROM {chain.table}) FROM state"  # noqa: S608
    previous, rid = conn.execute(head).fetchone()
    row = bind((rid, *values))
    sealed = seal(previous, row)
    conn.execute(f"INSERT INTO {chain.table} ({', '.join(chain.columns)}, seal) VALUES ({marks(row)}, ?)", (*row, sealed))  # noqa: S608
    # Named by its key, the row needs no statement journal, which would make FTS5 write its pending words out: 0.2 ms for each page.
    conn.execute(f"UPDATE state SET {chain.count} = {chain.count} + 1, {chain.head} = ? WHERE id = 1", (sealed,))  # noqa: S608
    return int(rid)
