"""Links between releases, and the stories that follow from them: rows that are set aside, never deleted.

    story_links    a pair of releases, what links them and by what it was found; set_aside_at: it holds no more
    story_keys     the site's own keys, each with the release that brought it first

What a link is and which releases belong together is decided by monitor/linking; this only keeps it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage import facets
from storage.connection import atomic
from storage.nearness import Nearness
from storage.rows import Moment, identity, iso, json_text, marks
from storage.stories import Stories, chunks

SITE, TEXT, FACTS = "site", "text", "facts"
"""What a link was found by: the site's own word, the same words, facts."""

LINKED_SQL = f"""
ALTER TABLE announcements ADD COLUMN event_precision TEXT;
ALTER TABLE announcements ADD COLUMN signing_date TEXT;
ALTER TABLE announcements ADD COLUMN place TEXT;

CREATE TABLE announcement_amounts (
    announcement_id TEXT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE, position INTEGER NOT NULL,
    value REAL NOT NULL, currency TEXT NOT NULL,
    PRIMARY KEY (announcement_id, position)
) STRICT, WITHOUT ROWID;

ALTER TABLE story_links ADD COLUMN basis TEXT NOT NULL DEFAULT '{FACTS}' CHECK (basis IN ('{SITE}', '{TEXT}', '{FACTS}'));
ALTER TABLE story_links ADD COLUMN set_aside_at TEXT;

-- the release that brought a key first
ALTER TABLE story_keys ADD COLUMN release INTEGER;
CREATE INDEX story_keys_by_release ON story_keys (release);
UPDATE story_keys SET release = (SELECT min(r.rid) FROM releases r WHERE r.story_id = story_keys.story_id);

DROP VIEW announcement;
CREATE VIEW announcement AS
SELECT id, story_id, title, strength, scope, instrument, event_start, event_end,
       coalesce(event_precision, CASE length(event_start) WHEN 10 THEN 'day' WHEN 7 THEN 'month' WHEN 4 THEN 'year' END) AS event_precision,
       signing_date, place, confidence, first_seen, updated
FROM announcements WHERE strength <> 'none';

DROP VIEW announcement_amount;
CREATE VIEW announcement_amount AS
SELECT m.announcement_id, m.value, m.currency
FROM announcement_amounts m JOIN announcements a ON a.id = m.announcement_id WHERE a.strength <> 'none';

DROP VIEW story_link;
CREATE VIEW story_link AS
SELECT a.id AS a_release, b.id AS b_release, l.kind, l.confidence, l.facts
FROM story_links l JOIN releases a ON a.rid = l.a JOIN releases b ON b.rid = l.b WHERE l.set_aside_at IS NULL;
"""  # noqa: S608
"""The tables and views of a migration (storage/schema.py), after those of storage/nearness.py."""

_TEXT_COLUMNS = "r.rid, r.id, r.story_id, r.lang, v.title, v.body, v.published, r.first_seen"
_TEXTS = f"SELECT {_TEXT_COLUMNS} FROM releases r JOIN revisions v ON v.release = r.rid AND v.number = r.revision_count WHERE"  # noqa: S608
LINKS_AT = """SELECT a, b, kind, confidence, score, facts, basis FROM story_links WHERE a = ?1 AND set_aside_at IS NULL
    UNION ALL SELECT a, b, kind, confidence, score, facts, basis FROM story_links WHERE b = ?1 AND set_aside_at IS NULL LIMIT ?2"""
MEMBERS_OF = f"{_TEXTS} r.story_id = ? ORDER BY r.first_seen, r.rid LIMIT ?"
BRINGER = "SELECT release FROM story_keys WHERE key = ? AND release IS NOT NULL"


@dataclass(frozen=True, slots=True)
class LinkText:
    """What links of a release are decided by, as it stands now; `rid` names it in the indexes."""

    rid: int
    id: str
    story_id: str
    lang: str
    title: str
    body: str
    published: str | None
    first_seen: str


@dataclass(frozen=True, slots=True)
class StoredLink:
    """A link between two releases, by their rid, a < b. `basis` is site, text or facts."""

    a: int
    b: int
    kind: str
    confidence: str
    score: float
    facts: tuple[str, ...]
    basis: str


class Links(Nearness, Stories):
    """The part of the archive that keeps links and puts releases into stories."""

    # ---- what is asked when a release is linked: each by an index, each bounded

    def link_text(self, release_id: str) -> LinkText:
        """What links of a release are decided by. Raises KeyError for an unknown release."""
        row = self.sql(f"{_TEXTS} r.id = ?", identity(release_id)).fetchone()
        if row is None:
            raise KeyError(f"no release {release_id!r} in the archive")
        return LinkText(*row)

    def rids_of(self, release_ids: Iterable[str]) -> list[int]:
        """The rids of these releases; unknown ones are passed over."""
        found = (self.sql("SELECT rid FROM releases WHERE id = ?", identity(name)).fetchone() for name in release_ids)
        return [row[0] for row in found if row is not None]

    def link_texts(self, rids: Iterable[int]) -> list[LinkText]:
        """The same of several releases, by rid; unknown ones are passed over."""
        found = (self.sql(f"{_TEXTS} r.rid = ?", rid).fetchone() for rid in sorted(set(rids)))
        return [LinkText(*row) for row in found if row is not None]

    def members(self, story_id: str, most: int) -> list[LinkText]:
        """A story's releases, oldest first, at most so many."""
        return [LinkText(*row) for row in self.sql(MEMBERS_OF, story_id, most)]

    def links_at(self, rid: int, most: int = -1) -> list[StoredLink]:
        """The links of a release that hold, `related` ones too; at most so many."""
        rows = self.sql(LINKS_AT, rid, most).fetchall()
        return [StoredLink(a, b, kind, sure, score, tuple(json.loads(facts)), basis) for a, b, kind, sure, score, facts, basis in rows]

    def bringers(self, keys: Iterable[str]) -> dict[str, int]:
        """The release that brought each of these keys first, by rid."""
        found = {key: self.sql(BRINGER, identity(key)).fetchone() for key in keys}
        return {key: row[0] for key, row in found.items() if row is not None}

    def founded(self, story_ids: Iterable[str]) -> dict[str, str]:
        """When these stories were founded."""
        found: dict[str, str] = {}
        for piece in chunks(story_ids):
            found.update(self.sql(f"SELECT id, founded_at FROM stories WHERE id IN ({marks(piece)})", *piece).fetchall())  # noqa: S608
        return found

    def told_before(self, story_id: str, moment: Moment) -> bool:
        """Whether the feeds told a story before this time."""
        sql = "SELECT EXISTS (SELECT 1 FROM entries WHERE story_id = ? AND first_seen < ?)"
        return bool(self.sql(sql, story_id, iso(moment)).fetchone()[0])

    # ---- what is kept

    @atomic
    def claim_keys(self, rid: int, story_id: str, keys: Iterable[str]) -> None:
        """Keep keys that a release brings; those that another one brought before stay its."""
        sql = """INSERT INTO story_keys (key, story_id, release) VALUES (?, ?, ?)
                 ON CONFLICT (key) DO UPDATE SET release = excluded.release WHERE release IS NULL"""
        self.sql_many(sql, ((identity(key), story_id, rid) for key in keys))

    @atomic
    def put_links(self, rid: int, links: Sequence[StoredLink], at: Moment) -> None:
        """The links of a release as they are found now. Those found before and not now are set aside; what a site said stays said."""
        kept = {(link.a, link.b) for link in links}
        gone = [(link.a, link.b) for link in self.links_at(rid) if link.basis != SITE and (link.a, link.b) not in kept]
        self.sql_many("UPDATE story_links SET set_aside_at = ? WHERE a = ? AND b = ?", ((iso(at), *pair) for pair in gone))
        self.sql_many(
            f"""INSERT INTO story_links (a, b, kind, confidence, score, facts, basis) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (a, b) DO UPDATE SET (kind, confidence, score, facts, basis, set_aside_at)
                    = (excluded.kind, excluded.confidence, excluded.score, excluded.facts, excluded.basis, NULL)
                WHERE basis <> '{SITE}' OR excluded.basis = '{SITE}'""",  # noqa: S608
            ((link.a, link.b, link.kind, link.confidence, link.score, json_text(link.facts), link.basis) for link in links),
        )

    # ---- which story a release is in

    @atomic
    def move_releases(self, release_ids: Iterable[str], story_id: str) -> None:
        """Put releases into another story, which must exist, with the keys they brought."""
        self.changed()
        for name in map(identity, release_ids):
            self.sql("UPDATE releases SET story_id = ? WHERE id = ?", story_id, name)
            self.sql("UPDATE story_keys SET story_id = ? WHERE release = (SELECT rid FROM releases WHERE id = ?)", story_id, name)
        facets.file_story(self.conn, story_id)

    @atomic
    def drop_story(self, story_id: str) -> None:
        """Forget a story that was founded in this transaction and has no release any more."""
        self.sql("DELETE FROM stories WHERE id = ?", story_id)
