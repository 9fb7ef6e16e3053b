"""The index of full-text search: FTS5 without the texts, which are in `revisions`. storage/search.py says what of a text is indexed.

It holds the newest state of every release under its rid. To take one out, FTS5 must be told the words it was put in with.
https://www.sqlite.org/fts5.html#contentless_tables
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from heapq import merge
from itertools import groupby
from typing import Final

from storage.rows import RELEASES, storable
from storage.search import index_text

# The body first: where a word stands in another column than the first, FTS5 notes the column, two bytes for each word of each text.
_TABLE: Final = "CREATE VIRTUAL TABLE {} USING fts5 (body, title, content = '', tokenize = 'unicode61 remove_diacritics 2')"
_PUT: Final = "INSERT INTO {} (rowid, title, body) VALUES (?, ?, ?)"
_TAKE: Final = "INSERT INTO search_index (search_index, rowid, title, body) VALUES ('delete', ?, ?, ?)"


def put(conn: sqlite3.Connection, rid: int, title: str, body: str) -> None:
    """Index a release that is not indexed yet."""
    conn.execute(_PUT.format("search_index"), _row(rid, title, body))


def replace(conn: sqlite3.Connection, rid: int, before: tuple[str, str], now: tuple[str, str]) -> None:
    """Index a release by another title and body than `before`, which it is indexed by."""
    if before != now:
        conn.execute(_TAKE, _row(rid, *before))
        put(conn, rid, *now)


def _row(rid: int, title: str, body: str) -> tuple[int, str, str]:
    return rid, index_text(storable(title)), index_text(storable(body))


def create(conn: sqlite3.Connection) -> None:
    """Make the index anew from what is stored; within the caller's transaction."""
    conn.execute("DROP TABLE IF EXISTS search_index")
    _fill(conn, "search_index")


def _fill(conn: sqlite3.Connection, name: str) -> None:
    conn.execute(_TABLE.format(name))
    stored = conn.execute(f"SELECT r.rid, v.title, v.body FROM {RELEASES} ORDER BY r.rid")  # noqa: S608
    conn.executemany(_PUT.format(name), (_row(*row) for row in stored))


def astray(conn: sqlite3.Connection) -> list[int]:
    """The releases whose words in the index are not those of their texts: those of an index made anew beside it, in this file."""
    _fill(conn, "search_index_anew")
    asked = [_words(conn, name) for name in ("search_index", "search_index_anew")]
    found = {where[1] for where, same in groupby(merge(*asked)) if sum(1 for _ in same) == 1}
    return sorted(found)


def _words(conn: sqlite3.Connection, name: str) -> Iterator[tuple[str, int, str, int]]:
    """Every word with its place, in their order: of a term by release, column and position."""
    conn.execute(f"CREATE VIRTUAL TABLE temp.{name}_words USING fts5vocab (main, {name}, instance)")
    return iter(conn.execute(f"SELECT term, doc, col, offset FROM temp.{name}_words"))  # noqa: S608
