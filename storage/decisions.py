"""What people decided: corrections of announcements, which releases tell one story, and what is not to be shown. Nothing of it is ever
deleted, only undone.

    corrections       the audit: what, before and after, why, when, and when it was undone and why
    story_decisions   for a decision about stories the pairs of releases that it joins or parts

The newest standing decision about a pair is the one that holds. What follows from a correction is decided by monitor/corrections.py.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from storage.connection import Writer, atomic
from storage.rows import Moment, bind, identity, iso, marks
from storage.stories import chunks

TABLES = """
-- what people corrected, with the words of before and after; undone_at: it holds no more
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('announcement', 'story')),
    target TEXT NOT NULL, field TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, why TEXT NOT NULL,
    undone_at TEXT, undone_why TEXT
) STRICT;
CREATE INDEX corrections_by_target ON corrections (target);

-- pairs of releases, a before b, that a correction of a story joins or splits
CREATE TABLE story_decisions (
    correction INTEGER NOT NULL REFERENCES corrections (id),
    a TEXT NOT NULL, b TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('join', 'split')),
    PRIMARY KEY (correction, a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_decisions_by_a ON story_decisions (a);
CREATE INDEX story_decisions_by_b ON story_decisions (b);

-- announcements are asked for by these
CREATE INDEX announcement_countries_by_country ON announcement_countries (country, announcement_id);
CREATE INDEX announcement_sectors_by_sector ON announcement_sectors (sector, announcement_id);

CREATE VIEW correction AS
SELECT id, at, what, target, field, before, after, why, undone_at, undone_why FROM corrections;
"""
"""The tables of a migration (storage/schema.py)."""

HIDING = """
-- what people corrected; of a release: that it is in no public output
CREATE TABLE corrected (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('announcement', 'story', 'release')),
    target TEXT NOT NULL, field TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, why TEXT NOT NULL,
    undone_at TEXT, undone_why TEXT
) STRICT;
INSERT INTO corrected SELECT id, at, what, target, field, before, after, why, undone_at, undone_why FROM corrections;
DROP VIEW correction;
DROP TABLE corrections;
ALTER TABLE corrected RENAME TO corrections;
CREATE INDEX corrections_by_target ON corrections (target);
CREATE INDEX corrections_hiding ON corrections (target) WHERE what = 'release' AND undone_at IS NULL;

CREATE VIEW correction AS
SELECT id, at, what, target, field, before, after, why, undone_at, undone_why FROM corrections;
"""
"""A later migration: releases can be hidden."""

HIDDEN = """SELECT coalesce(n.merged_into, n.rid) FROM corrections h JOIN releases n ON n.id = h.target
            WHERE h.what = 'release' AND h.undone_at IS NULL AND h.field = 'hide'
            UNION SELECT n.rid FROM corrections h JOIN releases n ON n.id = h.target
            WHERE h.what = 'release' AND h.undone_at IS NULL AND h.field = 'hide'"""
"""The rids of the releases that people hide, and of those that such a one became part of: the same text."""

Pair = tuple[str, str]
JOIN, SPLIT, HIDE = "join", "split", "hide"
_COLUMNS = "c.id, c.at, c.what, c.target, c.field, c.before, c.after, c.why, c.undone_at, c.undone_why"
# An announcement is named after the story it was first read for: a… of s….
_NAMES = "SELECT 'a' || substr(n.name, 2) FROM names n UNION SELECT a.id FROM announcements a JOIN names n ON n.name = a.story_id"
_STORY = "WITH names (name) AS (SELECT ?1 UNION SELECT alias FROM story_aliases WHERE story_id = ?1)"


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing that a person corrected. `what` is announcement, story or release, `target` its id, `field` what of it (for a story: join
    or split; for a release: hide); `before` and `after` are values as people write them. `undone_at`: None while it holds."""

    id: int
    at: str
    what: str
    target: str
    field: str
    before: str
    after: str
    why: str
    undone_at: str | None = None
    undone_why: str | None = None

    @property
    def standing(self) -> bool:
        return self.undone_at is None


class Decisions(Writer):
    """The part of the archive that keeps what people decided."""

    @atomic
    def correct(self, what: str, target: str, field: str, before: str, after: str, why: str, at: Moment) -> int:
        """Note a correction; returns its number."""
        self.changed()
        number = self.sql(
            "INSERT INTO corrections (at, what, target, field, before, after, why) VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(iso(at), what, target, field, before, after, why),
        ).lastrowid
        assert number is not None
        return number

    @atomic
    def decide_story(self, kind: str, pairs: Iterable[Pair], correction: int) -> None:
        """The releases of each pair share a story (`join`), or do not (`split`), because of this correction."""
        rows = ((correction, kind, *sorted(map(identity, pair))) for pair in pairs)
        self.sql_many("INSERT INTO story_decisions (correction, kind, a, b) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", rows)

    @atomic
    def undo_correction(self, number: int, why: str, at: Moment) -> None:
        """From now on this correction holds no more."""
        self.changed()
        self.sql("UPDATE corrections SET undone_at = ?, undone_why = ? WHERE id = ? AND undone_at IS NULL", iso(at), why, number)

    def corrections_of(self, story_id: str) -> list[Correction]:
        """What holds of a story's announcement, oldest first; also what was said of stories that became part of it."""
        sql = f"""{_STORY} SELECT {_COLUMNS} FROM corrections c
                  WHERE c.what = 'announcement' AND c.undone_at IS NULL AND c.target IN ({_NAMES}) ORDER BY c.id"""  # noqa: S608
        return [Correction(*row) for row in self.sql(sql, story_id)]

    def story_decisions(self, release_ids: Iterable[str]) -> tuple[list[Pair], list[Pair]]:
        """The pairs that people joined and those that they parted, as far as they name one of these releases; as
        `monitor.linking.partition.partition` takes them."""
        newest: dict[Pair, tuple[int, str]] = {}
        for piece in chunks(map(identity, release_ids)):
            for side in ("a", "b"):
                sql = f"""SELECT d.a, d.b, d.correction, d.kind FROM story_decisions d JOIN corrections c ON c.id = d.correction
                          WHERE c.undone_at IS NULL AND d.{side} IN ({marks(piece)})"""  # noqa: S608
                for a, b, number, kind in self.sql(sql, *piece):
                    newest[a, b] = max(newest.get((a, b), (0, "")), (number, kind))
        joined = sorted(pair for pair, (_, kind) in newest.items() if kind == JOIN)
        return joined, sorted(pair for pair, (_, kind) in newest.items() if kind == SPLIT)

    def hidden(self) -> frozenset[str]:
        """The ids of the releases that people hide."""
        return hidden(self.conn)


def corrections(conn: sqlite3.Connection, story_ids: Sequence[str] | None = None) -> list[Correction]:
    """Everything people ever corrected, newest first; of one story with its aliases, where these are given."""
    if story_ids is None:
        rows = conn.execute(f"SELECT {_COLUMNS} FROM corrections c ORDER BY c.id DESC")  # noqa: S608
    else:
        names = [*story_ids, *(f"a{name[1:]}" for name in story_ids)]
        sql = f"""SELECT {_COLUMNS} FROM corrections c WHERE c.target IN ({marks(names)})
                     OR c.target IN (SELECT id FROM announcements WHERE story_id IN ({marks(story_ids)}))
                     OR (c.what = 'story' AND c.after IN ({marks(story_ids)}))
                     OR c.target IN (SELECT id FROM releases WHERE story_id IN ({marks(story_ids)})) ORDER BY c.id DESC"""  # noqa: S608
        rows = conn.execute(sql, bind([*names, *story_ids, *story_ids, *story_ids]))
    return [Correction(*row) for row in rows]


def hidden(conn: sqlite3.Connection) -> frozenset[str]:
    """The ids of the releases that are to be in no public output."""
    return frozenset(row[0] for row in conn.execute(f"SELECT r.id FROM releases r WHERE r.rid IN ({HIDDEN})"))  # noqa: S608


def correction(conn: sqlite3.Connection, number: int) -> Correction | None:
    """The correction of this number."""
    row: Sequence[Any] | None = conn.execute(f"SELECT {_COLUMNS} FROM corrections c WHERE c.id = ?", bind((number,))).fetchone()  # noqa: S608
    return Correction(*row) if row else None
