"""What a query says of an announcement, as conditions of SQL: `a` is a row of announcements, `m` a release of its story.

A release that people hide (storage/decisions.py) is as if it were not there: no words, no source and no language of it are found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from storage.decisions import HIDDEN
from storage.model import Query
from storage.rows import marks
from storage.search import match_query

SEEN = f"m.rid NOT IN ({HIDDEN})"
LIVE = f"m.status = 'live' AND {SEEN}"
# What a back-fill brought is in no feed, not even as a version of what is.
FED = f"{LIVE} AND NOT m.archived"


class Where:
    """Conditions joined by AND, with their parameters."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.values: list[Any] = []

    def add(self, condition: str, values: Iterable[Any] = ()) -> None:
        self.parts.append(condition)
        self.values.extend(values)

    def any_of(self, column: str, values: Sequence[str]) -> None:
        if values:
            self.add(f"{column} IN ({marks(values)})", values)

    def between(self, column: str, since: str | None, until: str | None) -> None:
        # Dates have different precision: they are compared as far as both go. No date is in no range.
        if since:
            self.add(f"substr({column}, 1, length(?)) >= substr(?, 1, length({column}))", (since, since))
        if until:
            self.add(f"substr({column}, 1, length(?)) <= ?", (until, until))

    def lang(self, column: str, langs: Sequence[str]) -> None:
        # Basic filtering, RFC 4647 section 3.3.1: zh finds zh-Hant.
        ranges = [f"({column} = ? OR {column} LIKE ? || '-%')" for _ in langs]
        if ranges:
            self.add(f"({' OR '.join(ranges)})", [lang for lang in langs for _ in range(2)])

    @property
    def sql(self) -> str:
        return " AND ".join(self.parts) or "1"


def conditions(query: Query, strength: str, date: str, shown: str = LIVE) -> Where:
    """What a query says of an announcement `a`; `strength` and `date` are the expressions to compare, `shown` says which releases count."""
    where = Where()
    if query.relevant:
        where.add(f"{strength} <> 'none' AND a.scope = 'cross-border'")
    where.any_of(strength, query.strengths)
    where.any_of("a.scope", query.scopes)
    where.any_of("a.instrument", query.instruments)
    where.between(date, query.since, query.until)
    for table, column, values in (("countries", "country", query.countries), ("sectors", "sector", query.sectors)):
        if values:
            part = f"SELECT 1 FROM announcement_{table} c WHERE c.announcement_id = a.id AND c.{column} IN ({marks(values)})"  # noqa: S608
            where.add(f"EXISTS ({part})", values)
    if query.party and query.party.strip():
        named = "holds(p.name, ?) OR holds(coalesce(p.name_original, ''), ?)"
        part = f"SELECT 1 FROM announcement_parties p WHERE p.announcement_id = a.id AND ({named})"  # noqa: S608
        where.add(f"EXISTS ({part})", (query.party, query.party))
    if query.sources or query.langs:
        where.add(*_told(query, shown))
    if query.words and query.words.strip():
        where.add(*_worded(query.words))
    return where


def about(where: Where, query: Query) -> None:
    """Add what a query says of a release `m`: its own source, language, date; of what its story announces all else. The words are not asked
    here, and `relevant` only beside other fields of an announcement: a release need not announce anything."""
    where.any_of("m.source", query.sources)
    where.lang("m.lang", query.langs)
    where.between("m.published", query.since, query.until)
    announced = (query.strengths, query.scopes, query.countries, query.sectors, query.instruments, (query.party or "").strip())
    if any(announced):
        rest = replace(query, sources=(), langs=(), since=None, until=None, words=None)
        of = conditions(rest, "a.strength", "m.published")
        where.add(f"m.story_id IN (SELECT a.story_id FROM announcements a WHERE {of.sql})", of.values)  # noqa: S608


def _told(query: Query, shown: str) -> tuple[str, list[Any]]:
    # One release must be of the source and in the language; those that an entry shows count. The plus keeps SQLite from asking the
    # index of a source, which names far more releases than a story has.
    told = Where()
    told.add(f"m.story_id = a.story_id AND ({shown} OR m.rid = a.release)")
    told.any_of("+m.source", query.sources)
    told.lang("+m.lang", query.langs)
    return f"EXISTS (SELECT 1 FROM releases m WHERE {told.sql})", told.values  # noqa: S608


def _worded(words: str) -> tuple[str, list[Any]]:
    match = match_query(words)
    if match is None:
        return "0", []
    found = f"SELECT m.story_id FROM search_index x JOIN releases m ON m.rid = x.rowid WHERE x.search_index MATCH ? AND {SEEN}"  # noqa: S608
    return f"a.story_id IN ({found})", [match]
