"""Writing announcements, with the rows analysts query, and the entries of the feeds."""

from __future__ import annotations

from storage.connection import Writer, atomic
from storage.model import Announcement, Strength
from storage.rows import (
    ANNOUNCEMENT_COLUMNS,
    ANNOUNCEMENTS,
    ENTRY_COLUMNS,
    Moment,
    StoredEntry,
    announcement_of,
    entry_of,
    finding_text,
    identity,
    iso,
)

_PARTS = (
    "announcement_parties",
    "announcement_people",
    "announcement_countries",
    "announcement_sectors",
    "announcement_amounts",
    "evidence_spans",
)

_EVENT = "event_start, event_end, event_precision, signing_date, place"


class Announcements(Writer):
    """The part of the archive that keeps announcements (one per story) and entries."""

    @atomic
    def put_announcement(self, announcement: Announcement) -> None:
        """Store an announcement, replacing what its id had. Evidence is tied to the current revision of its release.

        Raises sqlite3.IntegrityError where its story has an announcement of another id, KeyError for an unknown release.
        """
        row = self.sql("SELECT rid, revision_count FROM releases WHERE id = ?", identity(announcement.release_id)).fetchone()
        if row is None:
            raise KeyError(f"no release {announcement.release_id!r} in the archive")
        self.changed()
        self._put_row(announcement, row[0])
        for table in _PARTS:
            self.sql(f"DELETE FROM {table} WHERE announcement_id = ?", announcement.id)  # noqa: S608
        self._put_parts(announcement)
        self._put_evidence(announcement, *row)

    def _put_row(self, announcement: Announcement, rid: int) -> None:
        found = announcement.finding
        columns = "story_id, release, title, lang, strength, scope, instrument, confidence, first_seen, updated, finding, " + _EVENT
        new = ", ".join(f"excluded.{column}" for column in columns.split(", "))
        self.sql(
            f"""INSERT INTO announcements (id, {columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET ({columns}) = ({new})""",  # noqa: S608
            *(announcement.id, announcement.story_id, rid, announcement.title, announcement.lang, found.strength, found.scope),
            *(found.instrument, found.confidence, iso(announcement.first_seen), iso(announcement.updated), finding_text(found)),
            *(found.event_start, found.event_end, found.event_precision, found.signing_date, found.place),
        )

    def _put_parts(self, announcement: Announcement) -> None:
        name, found = announcement.id, announcement.finding
        self.sql_many(
            "INSERT INTO announcement_parties (announcement_id, position, name, name_original, lang, kind, country) VALUES (?,?,?,?,?,?,?)",
            ((name, at, p.name, p.name_original, p.lang, p.kind, p.country) for at, p in enumerate(found.parties)),
        )
        self.sql_many(
            "INSERT INTO announcement_people (announcement_id, position, name, role) VALUES (?, ?, ?, ?)",
            ((name, at, *person) for at, person in enumerate(found.people)),
        )
        self.sql_many(
            "INSERT INTO announcement_amounts (announcement_id, position, value, currency) VALUES (?, ?, ?, ?)",
            ((name, at, float(value), currency) for at, (value, currency) in enumerate(found.amounts)),
        )
        self._put_names("countries (announcement_id, country)", name, found.countries)
        self._put_names("sectors (announcement_id, sector)", name, found.sectors)

    def _put_names(self, columns: str, announcement_id: str, names: tuple[str, ...]) -> None:
        rows = ((announcement_id, name) for name in dict.fromkeys(names))
        self.sql_many(f"INSERT INTO announcement_{columns} VALUES (?, ?)", rows)  # noqa: S608

    def _put_evidence(self, announcement: Announcement, rid: int, revision: int) -> None:
        spans = enumerate(announcement.finding.evidence)
        self.sql_many(
            """INSERT INTO evidence_spans (announcement_id, position, release, revision, field, value, part, start, "end", quote)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            ((announcement.id, at, rid, revision, e.field, e.value, e.part, e.start, e.end, e.quote) for at, e in spans),
        )

    @atomic
    def drop_announcement(self, story_id: str) -> None:
        """The story announces nothing (any more). Its entries stay stored, but no feed shows them."""
        if self.sql("DELETE FROM announcements WHERE story_id = ?", story_id).rowcount:
            self.changed()

    def announcement_of(self, story_id: str) -> Announcement | None:
        """The story's announcement."""
        row = self.sql(f"SELECT {ANNOUNCEMENT_COLUMNS} FROM {ANNOUNCEMENTS} WHERE a.story_id = ?", story_id).fetchone()  # noqa: S608
        return announcement_of(row) if row else None

    # ---- entries

    @atomic
    def add_entry(
        self,
        entry_id: str,
        story_id: str,
        first_seen: Moment,
        updated: Moment,
        published: str | None,
        initial: bool,
        earlier: str | None,
        strength: Strength | str,
    ) -> None:
        """Mint a feed entry. `published` is the site's date as in StoredRelease, `earlier` the entry that this one supersedes."""
        self.changed()
        times = (iso(first_seen), iso(updated), published)
        self.sql(
            """INSERT INTO entries (entry_id, story_id, first_seen, updated, published, initial, earlier, strength)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            *(entry_id, story_id, *times, int(initial), earlier, strength),
        )

    @atomic
    def touch_entry(self, entry_id: str, updated: Moment) -> None:
        """The entry changed in substance at this time."""
        self.changed()
        self.sql("UPDATE entries SET updated = ? WHERE entry_id = ?", iso(updated), entry_id)

    def entries_of(self, story_id: str) -> list[StoredEntry]:
        """The story's entries, oldest first."""
        sql = f"SELECT {ENTRY_COLUMNS} FROM entries e WHERE e.story_id = ? ORDER BY e.first_seen, e.rid"  # noqa: S608
        return [entry_of(row) for row in self.sql(sql, story_id)]
