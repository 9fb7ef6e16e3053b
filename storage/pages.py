"""What a site's pages are made from, and which of them a change of the archive touches. Reads only; feeds/site/ asks it.

    touched       the stories whose announcement, texts or corrections changed, in the order of their last change
    Mark          how far a publication came: what changed since is `touched_since`

Each question is one range of an index or one walk over a covering one, so that it costs little beside an archive of any size.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from storage.decisions import HIDDEN
from storage.model import Finding, StoredRelease
from storage.rows import RELEASE_COLUMNS, RELEASES, SourceHealth, bind, finding_of, marks
from storage.stories import chunks

LEDGER: Final = 30
"""So many runs a page tells of."""
LOOKED_BACK: Final = 1000
"""So many runs are looked through for them."""

# A trigger on `releases` or `revisions` that fires at each INSERT would need a statement journal, for which FTS5 writes its pending words
# out at every release; new revisions are found by their number instead.
_OF_TARGET = """SELECT story_id FROM announcements WHERE id = new.target
    UNION SELECT story_id FROM releases WHERE id = new.target UNION SELECT id FROM stories WHERE id = new.target"""
_TRIGGERS = {
    "announced": ("INSERT ON announcements", "SELECT new.story_id"),
    "changed": (
        "UPDATE ON announcements WHEN (old.finding, old.release, old.title, old.story_id, old.updated)"
        " <> (new.finding, new.release, new.title, new.story_id, new.updated)",
        "SELECT old.story_id UNION SELECT new.story_id",
    ),
    "dropped": ("DELETE ON announcements", "SELECT old.story_id UNION SELECT old.id"),
    "moved": ("UPDATE OF story_id ON releases", "SELECT old.story_id UNION SELECT new.story_id"),
    "corrected": ("INSERT ON corrections", _OF_TARGET),
    "undone": ("UPDATE ON corrections", _OF_TARGET),
}
# An announcement's month: when it is stored, when another release comes to prove it, when that one's date changes.
_MONTHS = """CREATE TRIGGER months_{name} AFTER {event} BEGIN
    DELETE FROM announcement_months WHERE announcement_id IN (SELECT id FROM announcements WHERE {which});
    INSERT INTO announcement_months SELECT a.id, substr(coalesce(r.published, ''), 1, 7)
    FROM announcements a JOIN releases r ON r.rid = a.release WHERE a.{which};
END;
"""
_MONTH_TRIGGERS = {
    "announced": ("INSERT ON announcements", "id = new.id"),
    "changed": ("UPDATE OF release ON announcements WHEN old.release <> new.release", "id = new.id"),
    "dated": ("UPDATE OF published ON releases WHEN old.published IS NOT new.published", "story_id = new.story_id"),
}
_GONE = """CREATE TRIGGER months_dropped AFTER DELETE ON announcements BEGIN
    DELETE FROM announcement_months WHERE announcement_id = old.id;
END;
"""
# Taken out and put in again, and not INSERT OR REPLACE: the statement that fires a trigger may bring another rule for conflicts.
_TOUCH = """CREATE TRIGGER touched_{name} AFTER {event} BEGIN
    DELETE FROM touched WHERE story_id IN ({stories});
    INSERT INTO touched (story_id) {stories};
END;
"""

_TABLES = """
-- stories by their last change: what a page shows of them may differ since; an announcement that was dropped stands here by its own id
CREATE TABLE touched (number INTEGER PRIMARY KEY AUTOINCREMENT, story_id TEXT NOT NULL UNIQUE) STRICT;

-- the month of the site's date of the release that proves an announcement; empty where it gave none
CREATE TABLE announcement_months (announcement_id TEXT PRIMARY KEY, month TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO announcement_months SELECT a.id, substr(coalesce(r.published, ''), 1, 7)
FROM announcements a JOIN releases r ON r.rid = a.release;

-- covering: counts of announcements and of releases walk these and never the texts
CREATE INDEX announcements_counted ON announcements (id, scope, strength, release);
CREATE INDEX releases_by_date ON releases (source, published, first_seen);

-- the checks that brought something, few among many
CREATE INDEX run_sources_telling ON run_sources (source, run_id) WHERE new + revised + withdrawn > 0;
"""
TOUCHED = "".join(
    [
        _TABLES,
        *(_TOUCH.format(name=name, event=event, stories=stories) for name, (event, stories) in _TRIGGERS.items()),
        *(_MONTHS.format(name=name, event=event, which=which) for name, (event, which) in _MONTH_TRIGGERS.items()),
        _GONE,
    ]
)
"""Table, triggers and indexes of a migration (storage/schema.py)."""

RELEVANT = "a.scope = 'cross-border' AND a.strength <> 'none'"
SPEAKING = f"{RELEVANT} AND a.release NOT IN ({HIDDEN})"
"""Announcements that pages show: relevant, and the release that proves them is not hidden."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a publication came: the last touch and revision that it knew, and that one's seal, which tells the archive from others."""

    touch: int
    revision: int
    seal: str


@dataclass(frozen=True, slots=True)
class Member:
    """A release of a story, without its text. `archived`: from before its source was watched."""

    story_id: str
    id: str
    lang: str
    source: str
    url: str
    title: str
    published: str | None
    first_seen: str
    status: str
    archived: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer that a revision was read from: when it came, from where, and the SHA-256 of its bytes."""

    number: int
    url: str
    received_at: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Related:
    """Another story that shares much with one: the surest link between them, and what it rests on."""

    story_id: str
    kind: str
    confidence: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """What the archive holds of a source: how many releases and how many of them dated, the days between which the site dated them, and
    the day on which we first met one."""

    source: str
    releases: int
    dated: int
    earliest: str | None
    latest: str | None
    first_seen: str


@dataclass(frozen=True, slots=True)
class Run:
    """A line of the ledger; `finished_at` None: killed, or still going. Counts are over the sources of the run."""

    id: int
    started_at: str
    finished_at: str | None
    outcome: str
    kind: str
    sources: int
    requests: int
    new: int
    revised: int
    withdrawn: int
    problems: int


@dataclass(frozen=True, slots=True)
class LastReport:
    """What a check of a source found: releases on its lists, how many of them new, changed and as before, addresses that failed; `gaps`:
    what is known to be missing."""

    source: str
    outcome: str
    found: int
    new: int
    revised: int
    unchanged: int
    problems: int
    gaps: tuple[str, ...]


def mark(conn: sqlite3.Connection) -> Mark:
    """How far a publication of all that is stored now comes."""
    touch = conn.execute("SELECT coalesce(max(number), 0) FROM touched").fetchone()[0]
    revision, seal = conn.execute("SELECT coalesce(max(rid), 0), coalesce(max(rid) || ':' || seal, '') FROM revisions").fetchone()
    return Mark(touch, revision, seal)


def follows(conn: sqlite3.Connection, earlier: Mark) -> bool:
    """Whether this archive is the one of the mark, at that time or later; not one restored to before it, nor another."""
    row = conn.execute("SELECT rid || ':' || seal FROM revisions WHERE rid = ?", (earlier.revision,)).fetchone()
    newest = conn.execute("SELECT coalesce(max(number), 0) FROM touched").fetchone()[0]
    return (row[0] if row else "") == earlier.seal and newest >= earlier.touch


def touched_since(conn: sqlite3.Connection, earlier: Mark) -> list[str]:
    """The stories whose pages may differ since a mark: those that were touched, and those that they are linked with."""
    sql = """SELECT story_id FROM touched WHERE number > ?1
             UNION SELECT r.story_id FROM revisions v JOIN releases r ON r.rid = v.release WHERE v.rid > ?2"""
    found = {row[0] for row in conn.execute(sql, (earlier.touch, earlier.revision))}
    return sorted(found | set(_neighbours(conn, found)))


def _neighbours(conn: sqlite3.Connection, story_ids: Iterable[str]) -> Iterator[str]:
    """Stories with a link to one of these, one that was set aside too: it may have been shown."""
    for piece in chunks(sorted(story_ids)):
        for one, two in (("a", "b"), ("b", "a")):
            sql = f"""SELECT o.story_id FROM releases r CROSS JOIN story_links l ON l.{one} = r.rid JOIN releases o ON o.rid = l.{two}
                      WHERE r.story_id IN ({marks(piece)})"""  # noqa: S608
            yield from (row[0] for row in conn.execute(sql, bind(piece)))


def stories_of(conn: sqlite3.Connection, release_ids: Iterable[str]) -> list[str]:
    """The stories of these releases."""
    found: set[str] = set()
    for piece in chunks(sorted(release_ids)):
        found.update(row[0] for row in conn.execute(f"SELECT story_id FROM releases WHERE id IN ({marks(piece)})", bind(piece)))  # noqa: S608
    return sorted(found)


def speaking(conn: sqlite3.Connection) -> list[tuple[str, str]]:
    """All stories with a page, by id: the story, its announcement."""
    return list(conn.execute(f"SELECT a.story_id, a.id FROM announcements a WHERE {SPEAKING} ORDER BY a.id"))  # noqa: S608


def speaks(conn: sqlite3.Connection, story_id: str) -> bool:
    """Whether a story has a page."""
    sql = f"SELECT EXISTS (SELECT 1 FROM announcements a WHERE a.story_id = ? AND {SPEAKING})"  # noqa: S608
    return bool(conn.execute(sql, bind((story_id,))).fetchone()[0])


def announces(conn: sqlite3.Connection, announcement_id: str) -> bool:
    """Whether an announcement has a page."""
    sql = f"SELECT EXISTS (SELECT 1 FROM announcements a WHERE a.id = ? AND {SPEAKING})"  # noqa: S608
    return bool(conn.execute(sql, bind((announcement_id,))).fetchone()[0])


def names_of(conn: sqlite3.Connection, story_id: str) -> tuple[list[str], list[str]]:
    """The ids of announcements that a story has or may have had, its own and those of stories that became part of it; its releases, hidden
    and merged ones too. An announcement is named after the story it was first read for: a… of s…; one that was dropped may be given for a
    story."""
    sql = """SELECT id FROM announcements WHERE story_id = ?1
             UNION SELECT 'a' || substr(?1, 2) UNION SELECT 'a' || substr(alias, 2) FROM story_aliases WHERE story_id = ?1"""
    names = bind((story_id,))
    announcements = [row[0] for row in conn.execute(sql, names)]
    return announcements, [row[0] for row in conn.execute("SELECT id FROM releases WHERE story_id = ? ORDER BY rid", names)]


def members(conn: sqlite3.Connection, story_ids: Sequence[str]) -> dict[str, list[Member]]:
    """The releases of these stories that are not hidden, oldest first, without their texts."""
    found: dict[str, list[Member]] = {}
    for piece in chunks(story_ids):
        sql = f"""SELECT r.story_id, r.id, r.lang, r.source, r.url, v.title, v.published, r.first_seen, r.status, r.archived
                  FROM releases r JOIN revisions v ON v.release = r.rid AND v.number = r.revision_count
                  WHERE r.story_id IN ({marks(piece)}) AND r.merged_into IS NULL AND r.rid NOT IN ({HIDDEN})
                  ORDER BY r.first_seen, r.rid"""  # noqa: S608
        for row in conn.execute(sql, bind(piece)):
            values = [*row[:9], bool(row[9])]
            found.setdefault(row[0], []).append(Member(*values))
    return found


def texts(conn: sqlite3.Connection, story_id: str) -> list[StoredRelease]:
    """The releases of a story as they stand, oldest first, with their texts; not those that are hidden."""
    sql = f"""SELECT {RELEASE_COLUMNS} FROM {RELEASES} WHERE r.story_id = ? AND r.merged_into IS NULL AND r.rid NOT IN ({HIDDEN})
              ORDER BY r.first_seen, r.rid"""  # noqa: S608
    return [StoredRelease(*row) for row in conn.execute(sql, bind((story_id,)))]


def finding(conn: sqlite3.Connection, release_id: str) -> Finding | None:
    """What a release's own text says, with the places that say it; None where it was never read."""
    sql = "SELECT f.finding FROM findings f JOIN releases r ON r.rid = f.release WHERE r.id = ?"
    row = conn.execute(sql, bind((release_id,))).fetchone()
    return finding_of(row[0]) if row else None


def receipts(conn: sqlite3.Connection, release_id: str) -> list[Receipt]:
    """The answers that the revisions of a release were read from, oldest first; one whose bytes were not kept is left out."""
    sql = """SELECT v.number, c.url, c.received_at, c.sha256 FROM releases r JOIN revisions v ON v.release = r.rid
             JOIN receipts c ON c.rid = v.receipt WHERE r.id = ? ORDER BY v.number"""
    return [Receipt(*row) for row in conn.execute(sql, bind((release_id,)))]


def related(conn: sqlite3.Connection, story_id: str) -> list[Related]:
    """Other stories with a page that this one is linked with, the surest link first; each once."""
    side = """SELECT o.story_id, l.kind, l.confidence, l.facts, l.score FROM releases r
              CROSS JOIN story_links l ON l.{} = r.rid AND l.set_aside_at IS NULL JOIN releases o ON o.rid = l.{}
              WHERE r.story_id = ?1 AND o.story_id <> ?1"""
    both = f"{side.format('a', 'b')} UNION ALL {side.format('b', 'a')} ORDER BY 5 DESC, 1"
    found: dict[str, Related] = {}
    for story, kind, sure, facts, _ in conn.execute(both, bind((story_id,))):
        if story not in found and speaks(conn, story):
            found[story] = Related(story, kind, sure, tuple(json.loads(facts)))
    return list(found.values())


# ---- counts ----------------------------------------------------------------------------------------------------------


def months(conn: sqlite3.Connection, share: str = "") -> list[tuple[str, str, int]]:
    """Announcements by month of the site's date and strength: (2025-05, signed, 3). The month is empty where the site gave no date."""
    sql = f"""SELECT m.month, a.strength, count(*)
              FROM announcements a INDEXED BY announcements_counted CROSS JOIN announcement_months m ON m.announcement_id = a.id
              WHERE {SPEAKING} AND {_OF_SHARE} GROUP BY 1, 2 ORDER BY 1, 2"""  # noqa: S608
    return list(conn.execute(sql, _ends(share)))


def matrix(conn: sqlite3.Connection, share: str = "") -> list[tuple[str, str, int]]:
    """Announcements by country and sector: (AO, finance, 3)."""
    sql = f"""SELECT c.country, s.sector, count(*)
              FROM announcements a INDEXED BY announcements_counted
              CROSS JOIN announcement_countries c ON c.announcement_id = a.id CROSS JOIN announcement_sectors s ON s.announcement_id = a.id
              WHERE {SPEAKING} AND {_OF_SHARE} GROUP BY 1, 2 ORDER BY 1, 2"""  # noqa: S608
    return list(conn.execute(sql, _ends(share)))


_OF_SHARE = "a.id >= ? AND a.id < ?"


def _ends(share: str) -> tuple[str, str]:
    return share, f"{share}\U0010ffff"


def share_of(announcement_id: str) -> str:
    """In which of some 256 parts an announcement is counted, by its id: what is counted of the others still holds when it changes."""
    return announcement_id[:3]


def shares(conn: sqlite3.Connection) -> list[str]:
    """The parts that have announcements."""
    found: list[str] = []
    following = "SELECT min(id) FROM announcements WHERE id >= ?"
    while (name := conn.execute(following, (f"{found[-1]}\U0010ffff" if found else "",)).fetchone()[0]) is not None:
        found.append(share_of(name))
    return found


def spans(conn: sqlite3.Connection) -> list[Span]:
    """What is held of each source, by name."""
    sql = """SELECT source, count(*), count(published), substr(min(published), 1, 10), substr(max(published), 1, 10), min(first_seen)
             FROM releases INDEXED BY releases_by_date GROUP BY source ORDER BY source"""
    return [Span(*row) for row in conn.execute(sql)]


def monthly(conn: sqlite3.Connection, since: str) -> dict[str, dict[str, int]]:
    """Releases of each source by month of the site's date, from a month (2024-01) on."""
    sql = """SELECT source, substr(published, 1, 7), count(*) FROM releases INDEXED BY releases_by_date
             WHERE source = ? AND published >= ? GROUP BY 1, 2 ORDER BY 1, 2"""
    found: dict[str, dict[str, int]] = {}
    for (name,) in conn.execute("SELECT DISTINCT source FROM run_sources ORDER BY source"):
        for source, month, count in conn.execute(sql, (name, since)):
            found.setdefault(source, {})[month] = count
    return found


def ledger(conn: sqlite3.Connection, limit: int) -> list[Run]:
    """The newest runs, newest first: of the last LOOKED_BACK those that brought something, or in which not all went well. A run that found
    everything as it was is none of them, so that it leaves the pages as they are."""
    told = """coalesce(outcome, '') <> 'ok' OR EXISTS (SELECT 1 FROM run_sources b
              WHERE b.run_id = n.id AND b.new + b.revised + b.withdrawn + b.problems > 0)"""
    sql = f"""SELECT r.id, r.started_at, r.finished_at, coalesce(r.outcome, ''), r.kind, count(s.source), coalesce(sum(s.requests), 0),
                     coalesce(sum(s.new), 0), coalesce(sum(s.revised), 0), coalesce(sum(s.withdrawn), 0), coalesce(sum(s.problems), 0)
              FROM (SELECT * FROM (SELECT * FROM runs ORDER BY id DESC LIMIT ?) n WHERE {told} ORDER BY id DESC LIMIT ?) r
              LEFT JOIN run_sources s ON s.run_id = r.id GROUP BY r.id ORDER BY r.id DESC"""  # noqa: S608
    return [Run(*row) for row in conn.execute(sql, (LOOKED_BACK, limit))]


def standings(conn: sqlite3.Connection) -> list[SourceHealth]:
    """How each source stands, by name. Of its last check and its last success the day only, so that not every run makes another page."""
    rows = (SourceHealth(*row) for row in conn.execute("SELECT * FROM source_health ORDER BY source"))
    return [replace(row, last_check=row.last_check[:10], last_success=row.last_success and row.last_success[:10]) for row in rows]


def last_reports(conn: sqlite3.Connection, sources: Iterable[str]) -> dict[str, LastReport]:
    """What the check of each of these sources found that last brought something, and the gaps of its newest check."""
    one = """SELECT s.outcome, s.found, s.new, s.revised, s.unchanged, s.problems, s.gaps
             FROM run_sources s CROSS JOIN runs r ON r.id = s.run_id
             WHERE s.source = ? AND r.kind = 'watch' {} ORDER BY s.run_id DESC LIMIT 1"""
    found = {}
    for name in sources:
        newest = conn.execute(one.format(""), (name,)).fetchone()
        if newest is not None:
            row = conn.execute(one.format("AND s.new + s.revised + s.withdrawn > 0"), (name,)).fetchone()
            values = [name, *(row or newest)[:6], tuple(json.loads(newest[6]))]
            found[name] = LastReport(*values)
    return found
