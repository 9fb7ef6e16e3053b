"""The read side of the archive: what feeds, search and the command line ask. Nothing here writes.

Light to import: no Scrapy, no sqlite-utils. Answers are the dataclasses of storage.model and storage.rows, in a fixed order, so the
same archive gives the same answers.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from storage import facets
from storage.conditions import FED, Where, conditions
from storage.connection import connect_reader
from storage.decisions import HIDDEN, Correction, corrections, hidden
from storage.health import Check, checks_of, checks_since, news_days_of
from storage.model import Announcement, EntryRow, Hit, Query, SourceReport, StoredRelease, Story, Strength
from storage.queries import Cursor
from storage.rows import (
    ALIASED,
    ANNOUNCEMENT_COLUMNS,
    ANNOUNCEMENTS,
    ENTRY_COLUMNS,
    RELEASE_COLUMNS,
    RELEASES,
    REPORT_COLUMNS,
    Moment,
    ReleaseLink,
    SourceHealth,
    StoredRevision,
    announcement_of,
    bind,
    entry_of,
    find_release,
    identity,
    iso,
    report_of,
)
from storage.search import excerpt, highlights, holds

FIRST_FEED = 30
"""How many stories of the archive's first run a feed shows: the newest by the site's date."""

_SHOWN = """(e.earlier IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM entries o WHERE o.story_id = e.story_id AND o.earlier IS NULL AND o.rid < e.rid))"""
# The date that announcements are asked by, in feeds too: that of the release that proves it, as its site gives it now.
_DATED = "(SELECT d.published FROM releases d WHERE d.rid = a.release)"
_SUPERSEDED = "EXISTS (SELECT 1 FROM entries n WHERE n.earlier = e.entry_id)"


class Facets(NamedTuple):
    """The values that at least one feed entry has, each sorted."""

    countries: tuple[str, ...]
    sources: tuple[str, ...]
    langs: tuple[str, ...]


class MonthCount(NamedTuple):
    """How many announcements of a strength the sites date in a month: 2026-04; a year where only that is known, empty without a date."""

    month: str
    strength: str
    number: int


class CellCount(NamedTuple):
    """How many announcements have a country and a sector together."""

    country: str
    sector: str
    number: int


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found. `among`: the best were chosen among so many matches, those stored last; None: among all."""

    hits: tuple[Hit, ...]
    among: int | None = None


def _hit(release: StoredRelease, words: str) -> Hit:
    piece = excerpt(release.body or release.title, words)
    return Hit(release, piece, tuple(highlights(piece, words)), tuple(highlights(release.title, words)))


class Reader:
    """Questions to an archive. Open one with `Reader.open`, or take that of an open Archive (`archive.reader()`)."""

    def __init__(self, path: Path, conn: sqlite3.Connection) -> None:
        self.path = path
        self.conn = conn
        conn.create_function("holds", 2, holds, deterministic=True)

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """A reader on its own read-only connection. Raises ArchiveError."""
        return cls(Path(path), connect_reader(Path(path)))

    def close(self) -> None:
        self.conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _sql(self, statement: str, *parameters: Any) -> sqlite3.Cursor:
        return self.conn.execute(statement, bind(parameters))

    def generation(self) -> str:
        """A token that differs whenever what feeds are made from has changed: releases, revisions, stories, announcements, entries."""
        return str(self._sql("SELECT generation FROM state").fetchone()[0])

    # ---- announcements and entries

    def entries(self, query: Query, limit: int) -> list[EntryRow]:
        """The feed entries of the announcements that match, newest first by first_seen, published, id.

        Of the entries of the archive's first run only the newest 30 by the site's date are shown. An entry that a later one supersedes
        keeps the strength it announced then; any other has the announcement's of now. Of stories that were merged only the oldest entry
        stays, with those that supersede it: a story is shown once.
        """
        strength = f"CASE WHEN {_SUPERSEDED} THEN e.strength ELSE a.strength END"
        where = conditions(query, strength, _DATED, FED)
        # Each part walks entry_facets in its order and ends with its limit, so that the rest of the archive costs nothing.
        part = f"""SELECT e.rid FROM entry_facets f CROSS JOIN entries e ON e.entry_id = f.entry_id
                   CROSS JOIN announcements a ON a.story_id = e.story_id AND {_SHOWN}
                   WHERE f.facet = ? AND f.seen {{}} '' AND {where.sql}
                   ORDER BY f.seen DESC, f.published DESC, f.entry_id DESC LIMIT ?"""  # noqa: S608
        sql = f"""
            WITH chosen AS (SELECT * FROM ({part.format(">")}) UNION ALL SELECT * FROM ({part.format("=")}))
            SELECT {ENTRY_COLUMNS}, {strength}, {ANNOUNCEMENT_COLUMNS}
            FROM chosen c CROSS JOIN entries e ON e.rid = c.rid JOIN announcements a ON a.story_id = e.story_id
            JOIN releases lead ON lead.rid = a.release
            ORDER BY e.first_seen DESC, e.published DESC, e.entry_id DESC LIMIT ?"""  # noqa: S608
        facet = self._narrowest(query)
        values = (facet, *where.values, limit, facet, *where.values, FIRST_FEED, limit)
        return [self._entry(row) for row in self._sql(sql, *values).fetchall()]

    def _narrowest(self, query: Query) -> str:
        """The facet whose entries hold all that a query asks for, and little more."""
        kinds = (("country", query.countries), ("sector", query.sectors), ("source", query.sources), ("strength", query.strengths))
        named = [f"{kind}/{values[0]}" for kind, values in kinds if len(values) == 1]
        if not named and len(query.langs) == 1:
            lang = query.langs[0]
            filed = [f"lang/{each}" for each in facets.filed(self.conn, "lang/") if each == lang or each.startswith(f"{lang}-")]
            # Nothing in a language that none was ever filed under, and no walk through all to find that out.
            named = filed if len(filed) == 1 else [] if filed else [f"lang/{lang}"]
        return named[0] if named else facets.ALL

    def _entry(self, row: Sequence[Any]) -> EntryRow:
        entry, strength, announcement = entry_of(row[:8]), Strength(row[8]), announcement_of(row[9:])
        if strength is not announcement.finding.strength:
            announcement = replace(announcement, finding=replace(announcement.finding, strength=strength))
        releases = self._releases_of(entry.story_id, announcement.release_id)
        lead = next(release for release in releases if release.id == announcement.release_id)
        times = (entry.first_seen, entry.updated, entry.published)
        return EntryRow(entry.entry_id, entry.story_id, announcement, *times, entry.initial, entry.earlier, lead, releases)

    def _releases_of(self, story_id: str, lead: str) -> tuple[StoredRelease, ...]:
        sql = f"""SELECT {RELEASE_COLUMNS} FROM {RELEASES} WHERE r.story_id = ? AND (r.status = 'live' AND NOT r.archived OR r.id = ?)
                  AND r.rid NOT IN ({HIDDEN}) ORDER BY r.first_seen, r.rid"""  # noqa: S608
        return tuple(StoredRelease(*row) for row in self._sql(sql, story_id, lead))

    def announcements(self, query: Query, limit: int, before: Cursor | None = None) -> list[tuple[Announcement, StoredRelease]]:
        """The announcements that match, each with the release that proves it; newest first by our
        first sight, then by the site's date, as in the feeds; what the site did not date comes last of its day.

        `before` is the place behind the last row of the page before (`storage.queries.cursor_after`).
        """
        begin, where, values = self.matching(query, newest_first=True)
        if before is not None:
            where.add("a.first_seen <= ?", (before.first_seen,))
            later = "a.first_seen < ? OR coalesce(lead.published, '') < ? OR coalesce(lead.published, '') = ? AND a.id > ?"
            where.add(f"({later})", (before.first_seen, before.published, before.published, before.announcement_id))
        sql = f"""SELECT {ANNOUNCEMENT_COLUMNS} FROM {begin} WHERE {where.sql}
                  ORDER BY a.first_seen DESC, lead.published DESC, a.id LIMIT ?"""  # noqa: S608
        found = [announcement_of(row) for row in self._sql(sql, *values, *where.values, limit).fetchall()]
        return [(announcement, self._by_id(announcement.release_id)) for announcement in found]

    def count(self, query: Query) -> int:
        """How many announcements match."""
        begin, where, values = self.matching(query)
        return int(self._sql(f"SELECT count(*) FROM {begin} WHERE {where.sql}", *values, *where.values).fetchone()[0])  # noqa: S608

    def months(self, query: Query) -> list[MonthCount]:
        """The announcements that match by month of the site's date and strength, oldest month first; they add up to `count`."""
        begin, where, values = self.matching(query)
        sql = f"""SELECT substr(coalesce(lead.published, ''), 1, 7), a.strength, count(*) FROM {begin} WHERE {where.sql}
                  GROUP BY 1, 2 ORDER BY 1, 2"""  # noqa: S608
        return [MonthCount(*row) for row in self._sql(sql, *values, *where.values)]

    def matrix(self, query: Query) -> list[CellCount]:
        """The announcements that match by country and sector. One with several counts in several cells, so they add up to no total; one
        without a country or a sector is in none."""
        begin, where, values = self.matching(query)
        sql = f"""SELECT c.country, s.sector, count(*) FROM {begin}
                  JOIN announcement_countries c ON c.announcement_id = a.id JOIN announcement_sectors s ON s.announcement_id = a.id
                  WHERE {where.sql} GROUP BY 1, 2 ORDER BY 1, 2"""  # noqa: S608
        return [CellCount(*row) for row in self._sql(sql, *values, *where.values)]

    def hidden(self) -> frozenset[str]:
        """The ids of the releases that are to be in no public output. None of the lists of this class has them, but `search` when asked."""
        return hidden(self.conn)

    def matching(self, query: Query, *, newest_first: bool = False) -> tuple[str, Where, tuple[str, ...]]:
        """What the announcements that match are selected from, as FROM and WHERE; the values of FROM."""
        begin, values = self._walk(query, newest_first=newest_first)
        where = conditions(query, "a.strength", "lead.published")
        return f"{begin} CROSS JOIN releases lead ON lead.rid = a.release", where, values

    def _walk(self, query: Query, *, newest_first: bool) -> tuple[str, tuple[str, ...]]:
        """Where to find the announcements that may match: those of the one country or sector asked for, else all from the newest on."""
        for table, column, values in (("countries", "country", query.countries), ("sectors", "sector", query.sectors)):
            if len(values) == 1:
                return f"announcement_{table} n CROSS JOIN announcements a ON a.id = n.announcement_id AND n.{column} = ?", values
        return "announcements a INDEXED BY announcements_newest" if newest_first else "announcements a", ()

    def announcement_of(self, story_id: str) -> Announcement | None:
        """The story's announcement, also one of strength none or local scope."""
        row = self._sql(f"SELECT {ANNOUNCEMENT_COLUMNS} FROM {ANNOUNCEMENTS} WHERE a.story_id = ?", story_id).fetchone()  # noqa: S608
        return announcement_of(row) if row else None

    def facets(self) -> Facets:
        """Countries, sources and languages that have feed entries."""
        told = "EXISTS (SELECT 1 FROM releases m WHERE m.story_id = a.story_id AND +m.{} = ? AND (" + FED + " OR m.rid = a.release))"  # noqa: S608
        country = "EXISTS (SELECT 1 FROM announcement_countries c WHERE c.announcement_id = a.id AND c.country = ?)"
        return Facets(
            self._shown("country/", country), self._shown("source/", told.format("source")), self._shown("lang/", told.format("lang"))
        )

    def _shown(self, kind: str, condition: str) -> tuple[str, ...]:
        """The facets of a kind for which the condition holds of at least one relevant announcement with an entry."""
        sql = f"""SELECT EXISTS (SELECT 1 FROM entry_facets f CROSS JOIN entries e ON e.entry_id = f.entry_id
                      CROSS JOIN announcements a ON a.story_id = e.story_id
                  WHERE f.facet = ? AND a.strength <> 'none' AND a.scope = 'cross-border' AND {condition})"""  # noqa: S608
        return tuple(name for name in facets.filed(self.conn, kind) if self._sql(sql, kind + name, name).fetchone()[0])

    def _column(self, statement: str, *parameters: Any) -> tuple[Any, ...]:
        return tuple(row[0] for row in self._sql(statement, *parameters))

    # ---- releases and stories

    def release(self, name: str) -> StoredRelease | None:
        """The release with this id, native key or address, or with it as an alias."""
        key = identity(name)
        conditions = ("r.id = ?", "r.native = ?", "r.url = ?", ALIASED)
        return next((found for condition in conditions if (found := find_release(self.conn, condition, key))), None)

    def _by_id(self, release_id: str) -> StoredRelease:
        found = find_release(self.conn, "r.id = ?", release_id)
        assert found is not None
        return found

    def story(self, story_id: str) -> Story | None:
        """The story with this id, or the one it was merged into; its releases oldest first."""
        sql = """SELECT id, founded_at FROM stories WHERE id = coalesce((SELECT story_id FROM story_aliases WHERE alias = ?1), ?1)"""
        row = self._sql(sql, story_id).fetchone()
        if row is None:
            return None
        name, founded_at = row
        return Story(name, founded_at, self._column("SELECT id FROM releases WHERE story_id = ? ORDER BY first_seen, rid", name))

    def story_of(self, name: str) -> Story | None:
        """The story that an id stands for: a story's, an announcement's, or what `release` takes."""
        row = self._sql("SELECT story_id FROM announcements WHERE id = ?", name).fetchone()
        found = self.story(row[0]) if row else self.story(name) or (self.story(f"s{name[1:]}") if name.startswith("a") else None)
        if found is None and (release := self.release(name)) is not None:
            found = self.story(release.story_id)
        return found

    def corrections(self, story_id: str | None = None) -> list[Correction]:
        """What people corrected, newest first, what was undone too: of one story with those that became part of it, or ever."""
        if story_id is None:
            return corrections(self.conn)
        return corrections(self.conn, [story_id, *self._column("SELECT alias FROM story_aliases WHERE story_id = ?", story_id)])

    def links(self, release_id: str) -> list[ReleaseLink]:
        """What links a release to others as far as it holds, the surest first; `related` ones too."""
        sql = """SELECT o.id, l.kind, l.confidence, l.facts, l.score FROM releases r
                 CROSS JOIN story_links l ON {this} = r.rid AND l.set_aside_at IS NULL JOIN releases o ON o.rid = {other} WHERE r.id = ?1"""
        both = " UNION ALL ".join(sql.format(this=f"l.{one}", other=f"l.{two}") for one, two in (("a", "b"), ("b", "a")))
        rows = self._sql(f"{both} ORDER BY 5 DESC, 1", identity(release_id))
        return [ReleaseLink(name, kind, sure, tuple(json.loads(told))) for name, kind, sure, told, _ in rows]

    def revisions(self, release_id: str) -> list[StoredRevision]:
        """All revisions of a release, the first one first."""
        rows = self._sql(
            """SELECT r.id, v.number, v.kind, v.significance, v.cause, v.seen_at, v.title, v.published, v.body, v.digest, v.entity
               FROM revisions v JOIN releases r ON r.rid = v.release WHERE r.id = ? ORDER BY v.number""",
            identity(release_id),
        )
        return [StoredRevision(*row) for row in rows]

    def attachments(self, release_id: str) -> list[tuple[str, str | None]]:
        """The documents that a release links to now: address, and the hash of the bytes kept for it, or None where none were fetched."""
        row = self._sql(
            "SELECT v.attachments FROM revisions v JOIN releases r ON r.rid = v.release AND r.revision_count = v.number WHERE r.id = ?",
            release_id,
        ).fetchone()
        kept = "SELECT sha256 FROM receipts WHERE url = ? ORDER BY received_at DESC LIMIT 1"
        found = []
        for url in json.loads(row[0]) if row else ():
            receipt = self._sql(kept, identity(url)).fetchone()
            found.append((url, receipt[0] if receipt else None))
        return found

    def search(
        self,
        words: str,
        *,
        langs: Sequence[str] = (),
        sources: Sequence[str] = (),
        since: str | None = None,
        until: str | None = None,
        limit: int = 20,
        hidden: bool = False,
    ) -> list[Hit]:
        """Releases that hold all the words, newest first by the site's date, else by ours; withdrawn ones too, hidden ones when asked.

        `words` may hold "quoted phrases" and prefix*; nothing that can be typed is an error. `since` and `until` are ISO 8601.
        """
        query = Query(langs=tuple(langs), sources=tuple(sources), since=since, until=until)
        return list(self.found(words, query, limit, hidden=hidden).hits)

    def found(self, words: str, query: Query, limit: int, *, ranked: bool = False, hidden: bool = False) -> Hits:
        """The same with all that a query can say but its words: source, language and date of the release, the rest of what its story
        announces. `ranked`: what says most of the words first, among the matches stored last."""
        from storage import searching

        where = searching.searched(words, query, hidden=hidden)
        if where is None:
            return Hits(())
        chosen = (searching.ranked if ranked else searching.newest)(self.conn, where, words, limit)
        sql = f"SELECT r.rid, {RELEASE_COLUMNS} FROM {RELEASES} WHERE r.rid IN (SELECT value FROM json_each(?))"  # noqa: S608
        texts = {row[0]: StoredRelease(*row[1:]) for row in self._sql(sql, json.dumps(chosen.rids))}
        return Hits(tuple(_hit(texts[rid], words) for rid in chosen.rids), chosen.among)

    # ---- runs

    def source_reports(self, run_id: int) -> tuple[SourceReport, ...]:
        """What each source did in a run, by name."""
        rows = self._sql(f"SELECT {REPORT_COLUMNS} FROM run_sources WHERE run_id = ? ORDER BY source", run_id)  # noqa: S608
        return tuple(report_of(row) for row in rows)

    def checks(self, source: str) -> list[Check]:
        """What became of a source in its past runs, newest first: the newest, and one believed check of each day before."""
        return checks_of(self.conn, source)

    def checks_since(self, source: str, since: Moment) -> list[Check]:
        """All checks of runs that began at or after a time, newest first."""
        return checks_since(self.conn, source, iso(since))

    def reasons(self, source: str) -> tuple[str, ...]:
        """What the source's newest report says besides its counts."""
        row = self._sql("SELECT reasons FROM run_sources WHERE source = ? ORDER BY run_id DESC LIMIT 1", source).fetchone()
        return tuple(json.loads(row[0])) if row else ()

    def news_days(self, source: str) -> list[date]:
        """The days on which a source published something, newest first, as far as its rhythm needs them."""
        return news_days_of(self.conn, source)

    def source_health(self) -> list[SourceHealth]:
        """The rows of the view `source_health`, by name."""
        return [SourceHealth(*row) for row in self._sql("SELECT * FROM source_health ORDER BY source")]

    def counts(self) -> dict[str, int]:
        """How much there is: releases, live, withdrawn, revisions, stories, announcements (relevant), entries, snapshots, runs."""
        parts = {
            "releases": "releases",
            "live": "releases WHERE status = 'live'",
            "withdrawn": "releases WHERE status = 'withdrawn'",
            "revisions": "revisions",
            "stories": "stories",
            "announcements": "announcements WHERE strength <> 'none' AND scope = 'cross-border'",
            "entries": "entries",
            "snapshots": "snapshot",
            "runs": "runs",
        }
        return {name: self._sql(f"SELECT count(*) FROM {what}").fetchone()[0] for name, what in parts.items()}  # noqa: S608
