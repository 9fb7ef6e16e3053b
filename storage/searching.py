"""Which releases hold the words, in which order. The texts are read by the caller, and only of what is shown.

newest   by the site's date, else by ours: exactly, and yet without sorting all that match. Releases are stored about in the order of
         their dates, so the matches stored last are looked at first, until nothing stored earlier can be newer.
ranked   what says most of the words first, among the MOST_RANKED matches that were stored last: to weigh all of a million would take
         seconds. BM25 (Robertson and Zaragoza 2009), a title's word counting as much as eight of the body.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Final

from storage.conditions import SEEN, Where, about
from storage.model import Query
from storage.rows import RELEASES, bind
from storage.search import Term, frequencies, match_query, patterns, terms

MOST_RANKED: Final = 1000
_BATCH = 500
_STRAYS = 50
_COUNTED = 20_000
_TITLE, _K1, _B = 8.0, 1.2, 0.75

_DATE = "coalesce(m.published, m.first_seen)"
NEWEST_SQL = "CREATE INDEX releases_newest ON releases (coalesce(published, first_seen), rid)"
"""Of a migration (storage/schema.py)."""


@dataclass(frozen=True, slots=True)
class Found:
    """The rids that are shown, in their order. `among`: of how many matches, stored last, the best were chosen; None: of all."""

    rids: tuple[int, ...]
    among: int | None = None


def searched(words: str, query: Query, *, hidden: bool) -> Where | None:
    """The conditions on a match `x` and its release `m`; None where nothing can be searched for."""
    match = match_query(words)
    if match is None:
        return None
    where = Where()
    where.add("x.search_index MATCH ?", (match,))
    if not hidden:
        where.add(SEEN)
    about(where, query)
    return where


def newest(conn: sqlite3.Connection, where: Where, words: str, limit: int) -> Found:
    """The matches by date, newest first."""
    best: list[tuple[str, int]] = []
    for batch in _stored_last(conn, where, _BATCH):
        best = nlargest(limit, [*best, *batch])
        if len(batch) < _BATCH:
            break
        if len(best) == limit and (more := _newer(conn, where, words, best[-1][0], batch[-1][1])) is not None:
            best = nlargest(limit, {*best, *more})
            break
    return Found(tuple(rid for _, rid in best))


def ranked(conn: sqlite3.Connection, where: Where, words: str, limit: int) -> Found:
    """Of the matches stored last those that say most of the words, the newest of equals first."""
    matches = next(_stored_last(conn, where, MOST_RANKED + 1))
    chosen = matches[:MOST_RANKED]
    dates = {rid: date for date, rid in chosen}
    sql = f"""SELECT r.rid, v.title, v.body FROM json_each(?) j CROSS JOIN {RELEASES} WHERE r.rid = j.value"""  # noqa: S608
    weights, asked = _weights(conn, words), patterns(words)
    counted = []
    for rid, title, body in conn.execute(sql, (json.dumps(list(dates)),)):
        counts = zip(frequencies(title, asked), frequencies(body, asked), weights, strict=True)
        counted.append((rid, len(title) + len(body), [(_TITLE * title + body, weight) for title, body, weight in counts]))
    usual = sum(length for _, length, _ in counted) / len(counted) if counted else 1.0
    scored = ((_score(tf, length / (usual or 1.0)), dates[rid], rid) for rid, length, tf in counted)
    best = nlargest(limit, scored)
    return Found(tuple(rid for _, _, rid in best), MOST_RANKED if len(matches) > MOST_RANKED else None)


def _stored_last(conn: sqlite3.Connection, where: Where, size: int) -> Iterator[list[tuple[str, int]]]:
    """Date and rid of the matches from the one stored last on, `size` at a time; a shorter list is the end."""
    sql = f"""SELECT {_DATE}, m.rid FROM search_index x CROSS JOIN releases m ON m.rid = x.rowid
              WHERE {where.sql} AND x.rowid < ? ORDER BY x.rowid DESC LIMIT ?"""  # noqa: S608
    below = 2**63 - 1
    while True:
        batch = conn.execute(sql, bind((*where.values, below, size))).fetchall()
        yield batch
        if not batch:
            return
        below = batch[-1][1]


def _newer(conn: sqlite3.Connection, where: Where, words: str, date: str, below: int) -> list[tuple[str, int]] | None:
    """The matches that were stored before `below` and are dated no earlier than `date`; None where too many releases would have to be
    looked at, or the beginning of a word is asked for, which a single release is slow to be asked for."""
    sql = f"SELECT m.rid FROM releases m INDEXED BY releases_newest WHERE {_DATE} >= ? AND m.rid < ? LIMIT ?"  # noqa: S608
    strays = [rid for (rid,) in conn.execute(sql, bind((date, below, _STRAYS + 1)))]
    if len(strays) > _STRAYS or (strays and any(term.prefix for term in terms(words))):
        return None
    if not strays:
        return []
    sql = f"""SELECT {_DATE}, m.rid FROM json_each(?) j CROSS JOIN search_index x ON x.rowid = j.value
              CROSS JOIN releases m ON m.rid = x.rowid WHERE {where.sql}"""  # noqa: S608
    return conn.execute(sql, bind((json.dumps(strays), *where.values))).fetchall()


def _weights(conn: sqlite3.Connection, words: str) -> list[float]:
    """How telling each term is: the rarer, the more. Counted up to a bound, for what is frequent tells little in any case."""
    asked = terms(words)
    if len(asked) < 2:
        return [1.0] * len(asked)
    total = conn.execute("SELECT coalesce(max(rid), 1) FROM releases").fetchone()[0]
    return [_weight(min(_matches(conn, term), total), total) for term in asked]


def _weight(number: int, total: int) -> float:
    return math.log(1 + (total - number + 0.5) / (number + 0.5))


def _matches(conn: sqlite3.Connection, term: Term) -> int:
    match = match_query(f'"{term.text}"{"*" if term.prefix else ""}')
    sql = "SELECT count(*) FROM (SELECT 1 FROM search_index WHERE search_index MATCH ? LIMIT ?)"
    return int(conn.execute(sql, bind((match, _COUNTED))).fetchone()[0])


def _score(frequencies: Sequence[tuple[float, float]], length: float) -> float:
    """BM25 of one release; `length` as a multiple of the usual one."""
    return sum(weight * tf * (_K1 + 1) / (tf + _K1 * (1 - _B + _B * length)) for tf, weight in frequencies if tf)
