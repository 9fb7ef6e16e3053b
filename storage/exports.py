"""What is handed on, one state of the archive, one row after another: memory does not grow with it. The archive is only read.

    with Selection(reader, query) as chosen:
        for announcement, release, sha256 in chosen.announcements(): ...     in the order of Reader.announcements
        for release, sha256 in chosen.releases(): ...                        in the order they came
        for line in chosen.lines(): ...                                      everything, for storage/imports.py

A query without fields of an announcement chooses all releases, whether they announce anything or not. Releases that people hide are left
out unless `hidden`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from types import TracebackType
from typing import Any, Self

from storage.conditions import SEEN, Where, about
from storage.errors import translated, translating
from storage.model import Announcement, Cause, Finding, Kind, Query, Significance, StoredRelease
from storage.reading import Reader
from storage.rows import ANNOUNCEMENT_COLUMNS, RELEASE_COLUMNS, announcement_of, bind, finding_of
from storage.search import match_query

FORMAT = 1
_END: tuple[int, Iterator[tuple[int, str]]] = (-1, iter(()))


@dataclass(frozen=True, slots=True)
class Head:
    """The first line. `whole`: texts are as they are stored, so that the lines make an archive again."""

    format: int
    whole: bool
    query: str


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One stored state of a release. `body` is None where its text is not handed on."""

    number: int
    kind: Kind
    significance: Significance
    cause: Cause
    seen_at: str
    title: str
    published: str | None
    published_precision: str
    published_basis: str
    entity: str | None
    basis: str
    digest: str
    attachments: tuple[str, ...]
    body: str | None


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """A release with all its states, the newest last. `merged_into` is the id of the release that it became part of."""

    id: str
    native: str
    source: str
    site: str
    lang: str
    url: str
    status: str
    text_key: str
    first_seen: str
    last_seen: str
    story_id: str
    founded_at: str
    gone_since: str | None
    gone_count: int
    next_check: str | None
    edited_at: str | None
    archived: bool
    merged_into: str | None
    aliases: tuple[str, ...]
    revisions: tuple[RevisionLine, ...]
    finding: Finding | None


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry of the feeds as it was minted."""

    entry_id: str
    first_seen: str
    updated: str
    published: str | None
    initial: bool
    earlier: str | None
    strength: str


@dataclass(frozen=True, slots=True)
class StoryLine:
    """What is known of a story besides its releases: former ids, keys with the release that brought each, what it announces (`revision`: of
    the release it was read from), its entries."""

    id: str
    aliases: tuple[str, ...]
    keys: tuple[tuple[str, str | None], ...]
    announcement: Announcement | None
    revision: int | None
    entries: tuple[EntryLine, ...]


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link between two releases."""

    a: str
    b: str
    kind: str
    confidence: str
    score: float
    facts: tuple[str, ...]
    basis: str
    set_aside_at: str | None


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """What a person decided, with the pairs of releases that it joins or parts."""

    id: int
    at: str
    what: str
    target: str
    field: str
    before: str
    after: str
    why: str
    undone_at: str | None
    undone_why: str | None
    pairs: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an export: exactly one of these."""

    archive: Head | None = None
    release: ReleaseLine | None = None
    story: StoryLine | None = None
    link: LinkLine | None = None
    correction: CorrectionLine | None = None


_SHA256 = "(SELECT c.sha256 FROM receipts c WHERE c.rid = r.receipt)"
_NOW = "JOIN revisions v ON v.release = r.rid AND v.number = r.revision_count"
_RELEASE = """r.rid, r.id, r.native, r.source, r.site, r.lang, r.url, r.status, r.text_key, r.first_seen, r.last_seen, r.story_id,
    s.founded_at, r.gone_since, r.gone_count, r.next_check, r.edited_at, r.archived,
    (SELECT i.id FROM releases i WHERE i.rid = r.merged_into)"""
_REVISION = """number, kind, significance, cause, seen_at, title, published, published_precision, published_basis, entity, basis, digest,
    attachments, body"""


class Selection:
    """What matches a query, at one moment. Use in a `with`; leaving it raises ArchiveError for what SQLite finds wrong meanwhile."""

    def __init__(self, reader: Reader, query: Query, *, hidden: bool = False) -> None:
        self._reader, self._conn, self._query = reader, reader.conn, query
        self._where = _releases_where(query, hidden=hidden)
        self._all = query == Query()

    def __enter__(self) -> Self:
        with translating(self._reader.path):
            self._conn.execute("BEGIN")
            self._conn.execute("CREATE TEMP TABLE chosen (rid INTEGER PRIMARY KEY, story_id TEXT NOT NULL)")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._conn.in_transaction:
            self._conn.execute("ROLLBACK")  # takes the temporary table with it
        if isinstance(error, sqlite3.Error) and (known := translated(self._reader.path, error)) is not None:
            raise known from error

    def announcements(self) -> Iterator[tuple[Announcement, StoredRelease, str | None]]:
        """Each announcement with the release that proves it and the SHA-256 of the bytes that was read from, if they were kept."""
        begin, where, values = self._reader.matching(self._query, newest_first=True)
        sql = f"""SELECT {ANNOUNCEMENT_COLUMNS}, {_SHA256}, {RELEASE_COLUMNS} FROM {begin} CROSS JOIN releases r ON r.rid = a.release {_NOW}
                  WHERE {where.sql} ORDER BY a.first_seen DESC, lead.published DESC, a.id"""  # noqa: S608
        for row in self._conn.execute(sql, bind((*values, *where.values))):
            yield announcement_of(row[:8]), StoredRelease(*row[9:]), row[8]

    def releases(self) -> Iterator[tuple[StoredRelease, str | None]]:
        """Each release as it stands now, and the SHA-256 of its bytes; not those that became part of another."""
        sql = f"""SELECT {_SHA256}, {RELEASE_COLUMNS} FROM releases r {_NOW}
                  WHERE r.rid IN (SELECT m.rid FROM releases m WHERE m.merged_into IS NULL AND {self._where.sql}) ORDER BY r.rid"""  # noqa: S608
        for row in self._conn.execute(sql, bind(self._where.values)):
            yield StoredRelease(*row[1:]), row[0]

    def lines(self) -> Iterator[Line]:
        """Releases, their stories, the links between them; people's corrections where everything is chosen."""
        chosen = f"INSERT INTO temp.chosen SELECT m.rid, m.story_id FROM releases m WHERE {self._where.sql}"  # noqa: S608
        self._conn.execute(chosen, bind(self._where.values))
        yield from (Line(release=each) for each in self._release_lines())
        stories = "SELECT DISTINCT story_id FROM temp.chosen ORDER BY 1"
        yield from (Line(story=self._story(name)) for (name,) in self._conn.execute(stories))
        yield from (Line(link=each) for each in self._links())
        if self._all:
            yield from (Line(correction=each) for each in self._corrections())

    def _release_lines(self) -> Iterator[ReleaseLine]:
        sql = f"""SELECT {_RELEASE}, f.finding FROM temp.chosen c CROSS JOIN releases r ON r.rid = c.rid JOIN stories s ON s.id = r.story_id
                  LEFT JOIN findings f ON f.release = r.rid ORDER BY c.rid"""  # noqa: S608
        # Addresses are found by what they stand for in no index: one walk over all of them, not one for each release.
        named = self._conn.execute("SELECT a.release, a.address FROM aliases a JOIN temp.chosen c ON c.rid = a.release ORDER BY 1, 2")
        following = groupby(named, key=itemgetter(0))
        next_named, addresses = next(following, _END)
        for rid, *facts, archived, merged_into, finding in self._conn.execute(sql):
            aliases: tuple[str, ...] = ()
            if next_named == rid:
                aliases = tuple(address for _, address in addresses)
                next_named, addresses = next(following, _END)
            read = finding_of(finding) if finding else None
            values = [*facts, bool(archived), merged_into, aliases, self._revisions(rid), read]
            yield ReleaseLine(*values)

    def _revisions(self, rid: int) -> tuple[RevisionLine, ...]:
        rows = self._conn.execute(f"SELECT {_REVISION} FROM revisions WHERE release = ? ORDER BY number", (rid,))  # noqa: S608
        return tuple(_revision(row) for row in rows)

    def _story(self, name: str) -> StoryLine:
        keys = "SELECT k.key, r.id FROM story_keys k LEFT JOIN releases r ON r.rid = k.release WHERE k.story_id = ? ORDER BY 1"
        entries = """SELECT entry_id, first_seen, updated, published, initial, earlier, strength FROM entries
                     WHERE story_id = ? ORDER BY rid"""
        read = "SELECT max(e.revision) FROM evidence_spans e JOIN announcements a ON a.id = e.announcement_id WHERE a.story_id = ?"
        return StoryLine(
            name,
            self._column("SELECT alias FROM story_aliases WHERE story_id = ? ORDER BY 1", name),
            tuple(self._conn.execute(keys, (name,))),
            self._announcement(name),
            self._conn.execute(read, (name,)).fetchone()[0],
            tuple(_entry(row) for row in self._conn.execute(entries, (name,))),
        )

    def _announcement(self, story_id: str) -> Announcement | None:
        """Only with the release that proves it: another cannot."""
        sql = f"""SELECT {ANNOUNCEMENT_COLUMNS} FROM announcements a JOIN temp.chosen c ON c.rid = a.release
                  JOIN releases lead ON lead.rid = a.release WHERE a.story_id = ?"""  # noqa: S608
        row = self._conn.execute(sql, (story_id,)).fetchone()
        return announcement_of(row) if row else None

    def _links(self) -> Iterator[LinkLine]:
        sql = """SELECT a.id, b.id, l.kind, l.confidence, l.score, l.facts, l.basis, l.set_aside_at
                 FROM temp.chosen c CROSS JOIN story_links l ON l.a = c.rid JOIN temp.chosen d ON d.rid = l.b
                 JOIN releases a ON a.rid = l.a JOIN releases b ON b.rid = l.b ORDER BY l.a, l.b"""
        for *facts, told, basis, set_aside_at in self._conn.execute(sql):
            values = [*facts, tuple(json.loads(told)), basis, set_aside_at]
            yield LinkLine(*values)

    def _corrections(self) -> Iterator[CorrectionLine]:
        sql = "SELECT id, at, what, target, field, before, after, why, undone_at, undone_why FROM corrections ORDER BY id"
        pairs = "SELECT a, b, kind FROM story_decisions WHERE correction = ? ORDER BY 1, 2"
        for row in self._conn.execute(sql):
            values = [*row, tuple(self._conn.execute(pairs, (row[0],)))]
            yield CorrectionLine(*values)

    def _column(self, sql: str, value: Any) -> tuple[Any, ...]:
        return tuple(row[0] for row in self._conn.execute(sql, (value,)))


def _revision(row: tuple[Any, ...]) -> RevisionLine:
    number, kind, significance, cause, *facts, attachments, body = row
    values = [number, Kind(kind), Significance(significance), Cause(cause), *facts, tuple(json.loads(attachments)), body]
    return RevisionLine(*values)


def _entry(row: tuple[Any, ...]) -> EntryLine:
    values = list(row)
    values[4] = bool(values[4])
    return EntryLine(*values)


def _releases_where(query: Query, *, hidden: bool) -> Where:
    where = Where()
    if not hidden:
        where.add(SEEN)
    about(where, query)
    if query.words and query.words.strip():
        match = match_query(query.words)
        found = "m.rid IN (SELECT x.rowid FROM search_index x WHERE x.search_index MATCH ?)"
        where.add(found if match else "0", [match] if match else [])
    return where
