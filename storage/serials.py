"""What feeds must remember from one publication to the next: their live windows, their archive pages, what is to be told to hubs; and the
rows of the feeds that tell of revisions and of sources.

    feed_windows   for each feed where its live window begins, what stood in it last, and what left it in another way than by age
    feed_serial    the entries of an archived feed in the order in which they left the live window, and as they stood then
    feed_pages     its closed pages, byte for byte, 1,000 entries each
    feed_due       the stories that may have an entry to be filed: kept by triggers, so that an old archive costs a publication nothing
    incidents      a source fell ill, or recovered: kept by triggers on `health`
    pings          for each address of a feed what its hub was told last, and what it is to be told

Contains no business logic: what a window is, and what an entry looks like, is decided by feeds/.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import uuid
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from storage.connection import Writer, atomic
from storage.decisions import HIDDEN
from storage.model import EntryRow, StoredRelease
from storage.reading import Reader
from storage.rows import (
    ANNOUNCEMENT_COLUMNS,
    ANNOUNCEMENTS,
    ENTRY_COLUMNS,
    RELEASE_COLUMNS,
    RELEASES,
    Moment,
    StoredRevision,
    announcement_of,
    iso,
    json_text,
    marks,
)

PAGE: Final = 1000
"""Entries of one archive page."""

# Never to be changed: the ids of entries that were never in a live feed hang on it.
_PAST: Final = uuid.UUID("2d0c7e0a-7c4c-5b0e-8f53-9b1d3f6a2e84")

TABLES = """
CREATE TABLE feed_windows (feed TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;   -- JSON, of feeds/window.py

-- the entries of an archived feed; value: the entry as it left the live window (JSON), null once its page is closed, or where it cannot be
CREATE TABLE feed_serial (
    feed TEXT NOT NULL, position INTEGER NOT NULL, entry_id TEXT NOT NULL, story_id TEXT NOT NULL, page INTEGER, value TEXT,
    PRIMARY KEY (feed, position), UNIQUE (feed, entry_id)
) STRICT;
CREATE INDEX feed_serial_by_story ON feed_serial (story_id);
CREATE INDEX feed_serial_open ON feed_serial (feed, position) WHERE page IS NULL;

-- closed pages; placed: what the file in the public folder was made from besides
CREATE TABLE feed_pages (
    feed TEXT NOT NULL, number INTEGER NOT NULL, ending TEXT NOT NULL, sha256 TEXT NOT NULL, compressed BLOB NOT NULL, placed TEXT,
    PRIMARY KEY (feed, number, ending)
) STRICT;

CREATE TABLE feed_due (story_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO feed_due (story_id) SELECT story_id FROM announcements;

CREATE TABLE incidents (
    rid INTEGER PRIMARY KEY, source TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('incident', 'recovery')),
    state TEXT NOT NULL, told TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE INDEX incidents_by_source ON incidents (source, rid);
INSERT INTO incidents (source, kind, state, told, at)
    SELECT source, 'incident', state, told, judged_at FROM health WHERE state IN ('stale', 'failing', 'blocked') ORDER BY judged_at, source;

CREATE TABLE pings (
    topic TEXT PRIMARY KEY, hub TEXT NOT NULL, sha256 TEXT NOT NULL, told TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 0,
    due TEXT NOT NULL DEFAULT '', trouble TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- what the feed of revisions shows is seldom among the first states of all releases
CREATE INDEX revisions_told ON revisions (rid) WHERE kind <> 'new';
"""

# One incident begins with the first ill judgement and ends with the first sound one, however often the judgement changes between.
_ILL = "new.state IN ('stale', 'failing', 'blocked')"
_OPEN = "(SELECT i.kind FROM incidents i WHERE i.source = new.source ORDER BY i.rid DESC LIMIT 1) IS 'incident'"
_DUE = {
    "announcement_added": ("INSERT ON announcements", "new.story_id"),
    "announcement_changed": ("UPDATE OF story_id, strength, scope ON announcements", "new.story_id"),
    "entry_added": ("INSERT ON entries", "new.story_id"),
    "entry_moved": ("UPDATE OF story_id ON entries", "new.story_id"),
}
TRIGGERS = (
    *(
        f"""CREATE TRIGGER incidents_{name} AFTER {event} ON health WHEN ({_ILL}) <> ({_OPEN}) BEGIN
                INSERT INTO incidents (source, kind, state, told, at)
                    VALUES (new.source, iif({_ILL}, 'incident', 'recovery'), new.state, new.told, new.judged_at);
                UPDATE state SET generation = hex(randomblob(8));
            END"""  # noqa: S608
        for name, event in (("added", "INSERT"), ("changed", "UPDATE"))
    ),
    *(
        f"CREATE TRIGGER due_{name} AFTER {event} BEGIN INSERT INTO feed_due (story_id) VALUES ({story}) ON CONFLICT DO NOTHING; END"  # noqa: S608
        for name, (event, story) in _DUE.items()
    ),
)

# An announcement `a` on no archive page of a feed yet, by an entry `e` of it, or without one.
_UNFILED = f"""a.strength <> 'none' AND a.scope = 'cross-border' AND a.release NOT IN ({HIDDEN})
              AND NOT EXISTS (SELECT 1 FROM feed_serial s WHERE s.feed = ? AND s.entry_id = coalesce(e.entry_id, past_id(a.story_id)))
              AND (e.earlier IS NOT NULL OR e.rid IS NULL
                   OR NOT EXISTS (SELECT 1 FROM entries o WHERE o.story_id = e.story_id AND o.earlier IS NULL AND o.rid < e.rid))"""  # noqa: S608

Key = tuple[str, str, str]
"""Where an entry stands in a feed: first_seen, published, id, as strings; the newest is the greatest."""


class Told(NamedTuple):
    """One revision that its site made, and the state before it (None where there is none)."""

    release: StoredRelease
    now: StoredRevision
    before: StoredRevision | None


class Incident(NamedTuple):
    """A source fell ill (`incident`) or recovered (`recovery`): its state then, in words why, when, and since when it had been ill."""

    source: str
    kind: str
    state: str
    told: str
    at: str
    since: str | None


class Filed(NamedTuple):
    """An entry of an archived feed: its place, its id, and its value as the caller wrote it."""

    position: int
    entry_id: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Ping:
    """A topic whose hub has not been told of its newest content (`sha256`); `tries` failed before."""

    topic: str
    hub: str
    sha256: str
    tries: int


def create(conn: sqlite3.Connection, statements: Iterable[str]) -> None:
    """The tables and triggers; within the caller's transaction."""
    for statement in (*statements, *TRIGGERS):
        conn.execute(statement)


def past_id(story_id: str) -> str:
    """The id of an entry that was never in a live feed: a back-filled story, one of a source's first reading."""
    return uuid.uuid5(_PAST, story_id).urn


class FeedReader(Reader):
    """The read side with what feeds ask besides announcements."""

    def __init__(self, path: Path, conn: sqlite3.Connection) -> None:
        super().__init__(path, conn)
        conn.create_function("past_id", 1, past_id, deterministic=True)

    def stands_at(self) -> str:
        """When the archive was last changed by anything that a feed shows, by its own rows; empty for an empty one."""
        newest = (
            "SELECT max(coalesce(finished_at, started_at)) FROM (SELECT * FROM runs ORDER BY id DESC LIMIT 2)",
            "SELECT max(max(at), coalesce(max(undone_at), '')) FROM corrections",
            "SELECT seen_at FROM revisions ORDER BY rid DESC LIMIT 1",
        )
        rows = [self._sql(statement).fetchone() for statement in newest]
        return max((row[0] for row in rows if row and row[0]), default="")

    def revised(self, limit: int) -> list[Told]:
        """The newest revisions that sites made, significance minor or more, and what they withdrew and restored; newest first."""
        names = ("number", "kind", "significance", "cause", "seen_at", "title", "published", "body", "digest", "entity")
        now, before = (", ".join(["r.id", *(f"{table}.{name}" for name in names)]) for table in "np")
        sql = f"""SELECT {now}, {before} FROM revisions n JOIN releases r ON r.rid = n.release
                  LEFT JOIN revisions p ON p.release = n.release AND p.number = n.number - 1
                  WHERE n.kind <> 'new' AND n.release NOT IN ({HIDDEN})
                    AND (n.cause = 'source' AND n.significance <> 'cosmetic' OR n.kind = 'restored')
                  ORDER BY n.rid DESC LIMIT ?"""  # noqa: S608
        found = []
        for row in self._sql(sql, limit):
            release = self._by_id(row[0])
            found.append(Told(release, StoredRevision(*row[:11]), StoredRevision(*row[11:]) if row[12] is not None else None))
        return found

    def incidents(self, limit: int) -> list[Incident]:
        """The newest incidents and recoveries of all sources, newest first."""
        sql = """SELECT i.source, i.kind, i.state, i.told, i.at, CASE i.kind WHEN 'recovery' THEN
                     (SELECT b.at FROM incidents b WHERE b.source = i.source AND b.rid < i.rid ORDER BY b.rid DESC LIMIT 1) END
                 FROM incidents i ORDER BY i.at DESC, i.rid DESC LIMIT ?"""
        return [Incident(*row) for row in self._sql(sql, limit)]

    def past(self, feed: str, floor: Key | None, first: Iterable[str], limit: int) -> Iterator[EntryRow]:
        """The relevant announcements that no live window shows any more, or ever did, and that are on no archive page of `feed` yet: the
        oldest `limit`, oldest first. `floor` is the newest entry that left the window by age, `first` those of the first run that it shows.
        """
        shown = list(first)
        sql = f"""
            SELECT e.rid, a.id FROM feed_due d CROSS JOIN announcements a ON a.story_id = d.story_id
            JOIN releases lead ON lead.rid = a.release LEFT JOIN entries e ON e.story_id = a.story_id
            WHERE {_UNFILED} AND (e.rid IS NULL OR (e.first_seen, coalesce(e.published, ''), e.entry_id) <= (?, ?, ?)
                                  OR e.initial AND e.entry_id NOT IN ({marks(shown)}))
            ORDER BY coalesce(e.first_seen, a.first_seen), coalesce(e.published, lead.published, ''), a.id, e.rid LIMIT ?"""  # noqa: S608
        for rid, announcement in self._sql(sql, feed, *(floor or ("", "", "")), *shown, limit).fetchall():
            yield self._past_row(announcement, rid)

    def _past_row(self, name: str, rid: int | None) -> EntryRow:
        sql = f"SELECT {ANNOUNCEMENT_COLUMNS} FROM {ANNOUNCEMENTS} WHERE a.id = ?"  # noqa: S608
        columns: Sequence[Any] = self._sql(sql, name).fetchone()
        announcement = announcement_of(columns)
        if rid is not None:
            superseded = "EXISTS (SELECT 1 FROM entries n WHERE n.earlier = e.entry_id)"
            row = self._sql(f"SELECT {ENTRY_COLUMNS}, {superseded} FROM entries e WHERE e.rid = ?", rid).fetchone()  # noqa: S608
            return self._entry((*row[:8], row[7] if row[8] else announcement.finding.strength, *columns))
        releases = self._told_by(announcement.story_id, announcement.release_id)
        lead = next(release for release in releases if release.id == announcement.release_id)
        times = (announcement.first_seen, announcement.updated, lead.published)
        # What was never news is sorted by its site's date, like an archive's first feeds.
        return EntryRow(past_id(announcement.story_id), announcement.story_id, announcement, *times, True, None, lead, releases)

    def _told_by(self, story_id: str, lead: str) -> tuple[StoredRelease, ...]:
        """A story's releases that stand, the back-filled ones too, and its lead."""
        sql = f"""SELECT {RELEASE_COLUMNS} FROM {RELEASES} WHERE r.story_id = ? AND (r.status = 'live' OR r.id = ?)
                  AND r.rid NOT IN ({HIDDEN}) ORDER BY r.first_seen, r.rid"""  # noqa: S608
        return tuple(StoredRelease(*row) for row in self._sql(sql, story_id, lead))


class Serials(Writer):
    """The part of the archive that remembers what feeds published."""

    def feed_reader(self) -> FeedReader:
        """The read side for feeds, on this connection."""
        return FeedReader(self.path, self.conn)

    # ---- live windows

    def window(self, feed: str) -> dict[str, Any] | None:
        """What `keep_window` kept of a feed, or None."""
        row = self.sql("SELECT state FROM feed_windows WHERE feed = ?", feed).fetchone()
        return json.loads(row[0]) if row else None

    @atomic
    def keep_window(self, feed: str, state: Mapping[str, Any]) -> None:
        """Keep plain values for a feed; written only where they differ."""
        text = json_text(state)
        sql = """INSERT INTO feed_windows (feed, state) VALUES (?1, ?2)
                 ON CONFLICT (feed) DO UPDATE SET state = ?2 WHERE state <> ?2"""
        self.sql(sql, feed, text)

    # ---- archive pages

    @atomic
    def file(self, feed: str, entries: Iterable[tuple[str, str, str | None]]) -> None:
        """Append entries to an archived feed: id, story, value. Raises sqlite3.IntegrityError for an id that it has."""
        last = self.sql("SELECT coalesce(max(position), 0) FROM feed_serial WHERE feed = ?", feed).fetchone()[0]
        rows = ((feed, last + at, *entry) for at, entry in enumerate(entries, 1))
        self.sql_many("INSERT INTO feed_serial (feed, position, entry_id, story_id, value) VALUES (?, ?, ?, ?, ?)", rows)

    @atomic
    def settle_past(self, feed: str) -> None:
        """What has nothing left to be filed is not looked at again before it changes. To be called when all that was due is filed."""
        self.conn.create_function("past_id", 1, past_id, deterministic=True)
        kept = "SELECT 1 FROM announcements a LEFT JOIN entries e ON e.story_id = a.story_id WHERE a.story_id = d.story_id"
        self.sql(f"DELETE FROM feed_due AS d WHERE NOT EXISTS ({kept} AND {_UNFILED})", feed)  # noqa: S608

    def filed(self, feed: str) -> list[Filed]:
        """The entries on the open page, oldest first; never more than PAGE plus what was filed since the last page was closed."""
        sql = "SELECT position, entry_id, value FROM feed_serial WHERE feed = ? AND page IS NULL ORDER BY position"
        return [Filed(*row) for row in self.sql(sql, feed)]

    @atomic
    def close_page(self, feed: str, last: int, documents: Mapping[str, bytes]) -> int:
        """Close the open page at this position, with its documents by ending; its number. It is never written again."""
        number = self.page_count(feed) + 1
        for ending, document in documents.items():
            # Level 1: a page is compressed once, and half a second for each would be most of what a page costs.
            values = (feed, number, ending, hashlib.sha256(document).hexdigest(), zlib.compress(document, 1))
            self.sql("INSERT INTO feed_pages (feed, number, ending, sha256, compressed) VALUES (?, ?, ?, ?, ?)", *values)
        closed = "UPDATE feed_serial SET page = ?, value = NULL WHERE feed = ? AND page IS NULL AND position <= ?"
        self.sql(closed, number, feed, last)
        return number

    def page_count(self, feed: str) -> int:
        """How many pages of a feed are closed; they are numbered from 1."""
        return int(self.sql("SELECT coalesce(max(number), 0) FROM feed_pages WHERE feed = ?", feed).fetchone()[0])

    def page(self, feed: str, number: int, ending: str) -> bytes:
        """A closed page as it was closed. Raises ValueError where its bytes are damaged."""
        sql = "SELECT sha256, compressed FROM feed_pages WHERE feed = ? AND number = ? AND ending = ?"
        sha256, compressed = self.sql(sql, feed, number, ending).fetchone()
        document = zlib.decompress(compressed)
        if hashlib.sha256(document).hexdigest() != sha256:
            raise ValueError(f"page {number} of {feed}{ending} is damaged in the archive")
        return document

    def placed(self, feed: str) -> dict[tuple[int, str], str]:
        """What the file of each closed page was made from, as `place_page` was told; empty where none was made."""
        rows = self.sql("SELECT number, ending, coalesce(placed, '') FROM feed_pages WHERE feed = ? ORDER BY number, ending", feed)
        return {(number, ending): made for number, ending, made in rows}

    @atomic
    def place_page(self, feed: str, number: int, ending: str, made_from: str) -> None:
        """The file of a closed page stands."""
        self.sql("UPDATE feed_pages SET placed = ? WHERE feed = ? AND number = ? AND ending = ?", made_from, feed, number, ending)

    def hidden_entries(self, feed: str) -> dict[str, int | None]:
        """The filed entries whose story has a release that people hide, each with the number of its page once that is closed."""
        stories = f"SELECT h.story_id FROM releases h WHERE h.rid IN ({HIDDEN})"  # noqa: S608
        named = f"SELECT alias AS story_id FROM story_aliases WHERE story_id IN ({stories}) UNION {stories}"  # noqa: S608
        sql = f"""SELECT s.entry_id, s.page FROM ({named}) n CROSS JOIN feed_serial s ON s.story_id = n.story_id
                  WHERE s.feed = ? ORDER BY s.position"""  # noqa: S608
        return dict(self.sql(sql, feed).fetchall())

    # ---- the outbox of pings

    @atomic
    def queue_pings(self, hub: str, topics: Mapping[str, str]) -> None:
        """The hub is to be told of each topic (an address) whose content (a SHA-256) it was not told of yet."""
        sql = """INSERT INTO pings (topic, hub, sha256) VALUES (?, ?, ?)
                 ON CONFLICT (topic) DO UPDATE SET (hub, sha256, tries, due, told)
                     = (excluded.hub, excluded.sha256, 0, '', iif(hub = excluded.hub, told, ''))
                 WHERE sha256 <> excluded.sha256 OR hub <> excluded.hub"""
        self.sql_many(sql, ((topic, hub, sha256) for topic, sha256 in topics.items()))

    def due_pings(self, now: Moment) -> list[Ping]:
        """What hubs are to be told and may be told by now, by topic."""
        sql = "SELECT topic, hub, sha256, tries FROM pings WHERE sha256 <> told AND due <= ? ORDER BY topic"
        return [Ping(*row) for row in self.sql(sql, iso(now))]

    @atomic
    def ping_told(self, ping: Ping) -> None:
        """The hub has taken it."""
        self.sql("UPDATE pings SET told = ?, tries = 0, due = '', trouble = '' WHERE topic = ?", ping.sha256, ping.topic)

    @atomic
    def ping_failed(self, ping: Ping, due: Moment, trouble: str) -> None:
        """The hub has not taken it; to be tried again from `due` on."""
        self.sql("UPDATE pings SET tries = tries + 1, due = ?, trouble = ? WHERE topic = ?", iso(due), trouble, ping.topic)
