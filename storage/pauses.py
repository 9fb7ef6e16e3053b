"""Hosts that asked to be left alone, so that the next run knows (FAULTS S01)."""

from __future__ import annotations

from collections.abc import Iterable

from crawlers.model import Pause, ProblemKind
from storage.connection import Writer, atomic
from storage.rows import Moment, iso, parse_iso


class Pauses(Writer):
    """The part of the archive that keeps what each host asked for last."""

    @atomic
    def put_pauses(self, pauses: Iterable[Pause]) -> None:
        """Keep these; a host's former one is replaced."""
        sql = """INSERT INTO pauses (host, until, kind, reason) VALUES (?, ?, ?, ?)
                 ON CONFLICT (host) DO UPDATE SET (until, kind, reason) = (excluded.until, excluded.kind, excluded.reason)"""
        self.sql_many(sql, ((each.host, iso(each.until), each.kind.value, each.reason) for each in pauses))

    def pauses(self, now: Moment) -> list[Pause]:
        """Those that are not over, by host."""
        rows = self.sql("SELECT host, until, kind, reason FROM pauses WHERE until > ? ORDER BY host", iso(now))
        return [Pause(host, parse_iso(until), ProblemKind(kind), reason) for host, until, kind, reason in rows]
