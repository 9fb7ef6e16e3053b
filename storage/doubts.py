"""Writing doubts: states of known releases that were read and are not believed yet. Whether to believe one is the caller's to decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.connection import Writer, atomic
from storage.rows import Moment, identity, iso, parse_iso


@dataclass(frozen=True, slots=True)
class Doubt:
    """A state that a release was read in `times` times in a row, and why it was not believed. `first_at`, `last_at`: aware UTC."""

    digest: str
    reason: str
    times: int
    first_at: datetime
    last_at: datetime


class Doubts(Writer):
    """The part of the archive that keeps doubts: at most one for a release, about the state it was last read in."""

    def doubt(self, release_id: str) -> Doubt | None:
        """What is doubted of a release now."""
        sql = "SELECT d.digest, d.reason, d.times, d.first_at, d.last_at FROM doubts d JOIN releases r ON r.rid = d.release WHERE r.id = ?"
        row = self.sql(sql, identity(release_id)).fetchone()
        return Doubt(row[0], row[1], row[2], parse_iso(row[3]), parse_iso(row[4])) if row else None

    @atomic
    def note_doubt(self, release_id: str, digest: str, reason: str, seen_at: Moment) -> None:
        """A release was read in a doubtful state. The same state once more counts on; another one begins anew."""
        when = iso(seen_at)
        self.sql(
            """INSERT INTO doubts (release, digest, reason, times, first_at, last_at)
               SELECT rid, ?1, ?2, 1, ?3, ?3 FROM releases WHERE id = ?4
               ON CONFLICT (release) DO UPDATE SET
                   times = CASE WHEN digest = excluded.digest THEN times + 1 ELSE 1 END,
                   first_at = CASE WHEN digest = excluded.digest THEN first_at ELSE excluded.first_at END,
                   digest = excluded.digest, reason = excluded.reason, last_at = excluded.last_at""",
            *(digest, reason, when, identity(release_id)),
        )

    def doubted(self, rids: Iterable[int]) -> list[str]:
        """The ids of those releases, given by rid, of which something is doubted."""
        # CROSS JOIN: SQLite would go through all releases and ask the few doubts for each.
        doubts = dict(self.sql("SELECT d.release, r.id FROM doubts d CROSS JOIN releases r ON r.rid = d.release").fetchall())
        return [doubts[rid] for rid in rids if rid in doubts]

    @atomic
    def clear_doubts(self, release_ids: Iterable[str], but: str = "") -> None:
        """These releases were read in a state that is not doubted; doubts for the reason `but` stay noted."""
        if self.sql("SELECT EXISTS (SELECT 1 FROM doubts)").fetchone()[0]:
            sql = "DELETE FROM doubts WHERE release = (SELECT rid FROM releases WHERE id = ?) AND reason <> ?"
            self.sql_many(sql, ((identity(name), but) for name in release_ids))
