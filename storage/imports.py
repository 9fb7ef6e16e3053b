"""Takes in what storage/exports.py handed on. What is there already stays as it is: an import adds, and a second one adds nothing.

Not handed on are the pages as received, with their receipts (docs/evidence.md), and the runs: revisions come without them, and get seals
of this archive.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from storage import facets, indexing, seals
from storage.archive import Archive
from storage.exports import CorrectionLine, LinkLine, ReleaseLine, RevisionLine, StoryLine
from storage.health import note_news
from storage.rows import bind, identity, json_text


@dataclass(slots=True)
class Import:
    """One import under way, within the caller's transactions. Counts what came and what was there."""

    archive: Archive
    releases: int = 0
    announcements: int = 0
    entries: int = 0
    known: int = 0
    _merged: list[tuple[str, str]] = field(default_factory=list)
    _new_stories: set[str] = field(default_factory=set)

    @property
    def _conn(self) -> sqlite3.Connection:
        return self.archive.conn

    def put_release(self, line: ReleaseLine) -> bool:
        """Store a release with its states, unless its id or native key is known. Raises ValueError where it has no text to store."""
        if not line.revisions or any(each.body is None for each in line.revisions):
            raise ValueError(f"{line.id} comes without its whole text")
        if self._one("SELECT 1 FROM releases WHERE id = ? OR native = ?", identity(line.id), identity(line.native)):
            self.known += 1
            return False
        self.archive.changed()
        rid = self._put_row(line, self._story(line.story_id, line.founded_at))
        for revision in line.revisions:
            self._put_revision(rid, revision)
        for address in line.aliases:
            self.archive.sql("INSERT INTO aliases (address, release) VALUES (?, ?) ON CONFLICT DO NOTHING", identity(address), rid)
        if line.finding is not None:
            self.archive.put_finding(line.id, line.finding)
        now = line.revisions[-1]
        indexing.put(self._conn, rid, now.title, now.body or "")
        note_news(self._conn, line.source, now.published, line.first_seen)
        if line.merged_into:
            self._merged.append((line.id, line.merged_into))
        self.releases += 1
        return True

    def _story(self, story_id: str, founded_at: str) -> str:
        found = self.archive.resolve_story(story_id)
        if found is None:
            self.archive.add_story(story_id, founded_at, ())
            self._new_stories.add(story_id)
        return found or story_id

    def _put_row(self, line: ReleaseLine, story_id: str) -> int:
        now = line.revisions[-1]
        values = (identity(line.id), identity(line.native), line.source, line.site, line.lang, identity(line.url), line.status)
        state = (len(line.revisions), now.published, now.digest, line.text_key, line.first_seen, line.last_seen, story_id)
        rest = (line.gone_since, line.gone_count, line.next_check, line.edited_at, int(line.archived))
        rid = self.archive.sql(
            """INSERT INTO releases (id, native, source, site, lang, url, status, revision_count, published, digest, text_key, first_seen,
                   last_seen, story_id, gone_since, gone_count, next_check, edited_at, archived)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            *(*values, *state, *rest),
        ).lastrowid
        assert rid is not None
        return rid

    def _put_revision(self, rid: int, line: RevisionLine) -> None:
        what = (line.kind, line.significance, line.cause, line.seen_at, None)
        date = (line.published, line.published_precision, line.published_basis)
        rest = (line.basis, line.digest, json_text(line.attachments), None, line.body)
        seals.append(self._conn, seals.REVISIONS, (rid, line.number, *what, line.title, *date, line.entity, *rest))

    def put_story(self, line: StoryLine) -> None:
        """Store what is known of a story that came with this import; of one that was there only its new releases are filed."""
        story = self.archive.resolve_story(line.id)
        if story is None:
            return
        self.archive.changed()
        if line.id in self._new_stories:
            self._put_story(line)
        else:
            facets.file_story(self._conn, story)

    def _put_story(self, line: StoryLine) -> None:
        for alias in line.aliases:
            if self.archive.resolve_story(alias) is None:
                self.archive.sql("INSERT INTO story_aliases (alias, story_id) VALUES (?, ?)", alias, line.id)
        for key, release_id in line.keys:
            rid = self._rid(release_id) if release_id else None
            keys = "INSERT INTO story_keys (key, story_id, release) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
            self.archive.sql(keys, identity(key), line.id, rid)
        if line.announcement is not None and self._rid(line.announcement.release_id) is not None:
            self.archive.put_announcement(line.announcement)
            read = "UPDATE evidence_spans SET revision = coalesce(?, revision) WHERE announcement_id = ?"
            self.archive.sql(read, line.revision, line.announcement.id)
            self.announcements += 1
        for entry in line.entries:
            if not self._one("SELECT 1 FROM entries WHERE entry_id = ?", entry.entry_id):
                times = (entry.first_seen, entry.updated, entry.published)
                self.archive.add_entry(entry.entry_id, line.id, *times, entry.initial, entry.earlier, entry.strength)
                self.entries += 1

    def put_link(self, line: LinkLine) -> None:
        """Store a link between two releases that are there."""
        ends = (self._rid(line.a), self._rid(line.b))
        if None in ends or ends[0] == ends[1]:
            return
        a, b = sorted(int(end or 0) for end in ends)
        facts = (line.kind, line.confidence, line.score, json_text(line.facts), line.basis, line.set_aside_at)
        self.archive.sql(
            """INSERT INTO story_links (a, b, kind, confidence, score, facts, basis, set_aside_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT DO NOTHING""",
            *(a, b, *facts),
        )

    def put_correction(self, line: CorrectionLine) -> None:
        """Note what a person decided, under its number where that is free."""
        if self._one(
            "SELECT 1 FROM corrections WHERE at = ? AND target = ? AND field = ? AND why = ?", line.at, line.target, line.field, line.why
        ):
            return
        self.archive.changed()
        number = None if self._one("SELECT 1 FROM corrections WHERE id = ?", line.id) else line.id
        noted = self.archive.sql(
            """INSERT INTO corrections (id, at, what, target, field, before, after, why, undone_at, undone_why)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            *(number, line.at, line.what, line.target, line.field, line.before, line.after, line.why, line.undone_at, line.undone_why),
        ).lastrowid
        rows = ((noted, identity(a), identity(b), kind) for a, b, kind in line.pairs)
        self.archive.sql_many("INSERT INTO story_decisions (correction, a, b, kind) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", rows)

    def finish(self) -> None:
        """What could not be said before all releases were there: which of them became part of another."""
        for name, into in self._merged:
            if (rid := self._rid(into)) is not None:
                self.archive.sql("UPDATE releases SET merged_into = ? WHERE id = ?", rid, identity(name))

    def _rid(self, release_id: str) -> int | None:
        return next(iter(self.archive.rids_of([release_id])), None)

    def _one(self, sql: str, *values: object) -> bool:
        return self._conn.execute(sql, bind(values)).fetchone() is not None
