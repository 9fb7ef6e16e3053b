"""What is read of a source's past, for judging its crawls and its silence; both sides of the archive ask it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from storage.model import SourceOutcome
from storage.rows import parse_iso

# Kept in view: the newest checks, and the last believed one of each of so many days that had one.
CHECKS = 20
DAYS = 60
# Days on which something was published that a rhythm is learned from: more than a year of a source that speaks every day.
NEWS_DAYS = 400

# The day of Macau (UTC+8, no summer time) on which a release was news: the site's date where it names a day that had come, else ours.
# Part of a step of the schema: not to be changed.
NEWS_DAY = """coalesce(
    CASE WHEN length({published}) = 20 AND {published} <= {first_seen} THEN date({published}, '+8 hours')
         WHEN length({published}) = 10 AND {published} <= date({first_seen}, '+8 hours') THEN {published}
         ELSE date({first_seen}, '+8 hours') END,
    substr({first_seen}, 1, 10))"""


@dataclass(frozen=True, slots=True)
class Check:
    """One source in one past run: when it ended (aware UTC), what came of it, and what its readings had (`SourceReport.quality`)."""

    at: datetime
    outcome: SourceOutcome
    trusted: bool = True
    found: int = 0
    new: int = 0
    quality: dict[str, int] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Read, and believed."""
        return self.trusted and self.outcome in (SourceOutcome.OK, SourceOutcome.PARTIAL)


@dataclass(frozen=True, slots=True)
class Health:
    """How a source stands, as its last run judged it. `usual_interval` is an ISO 8601 duration in days (P7D), None where it is not known;
    `told` says why in words."""

    source: str
    state: str
    usual_interval: str | None
    told: str


_COLUMNS = "coalesce(r.finished_at, r.started_at), s.outcome, s.trusted, s.found, s.new, s.quality"
# A back-fill is no check: it reads the past.
_CHECKS = "run_sources s CROSS JOIN runs r ON r.id = s.run_id WHERE r.kind = 'watch' AND s.source = ?1"
_NEWEST = "ORDER BY s.run_id DESC"


def checks_of(conn: sqlite3.Connection, source: str) -> list[Check]:
    """The source's newest CHECKS checks, and the last believed one of each of its last DAYS days with one; newest first.

    Read from the newest on and ended when there are enough, so that a long history costs nothing.
    """
    days: set[str] = set()
    checks: list[Check] = []
    sql = f"SELECT substr(r.started_at, 1, 10), {_COLUMNS} FROM {_CHECKS} {_NEWEST}"  # noqa: S608
    for place, (day, *row) in enumerate(conn.execute(sql, (source,))):
        believed = row[2] and row[1] in ("ok", "partial") and day not in days
        if place < CHECKS or believed:
            checks.append(_check(row))
        if believed:
            days.add(day)
        if place >= CHECKS and len(days) >= DAYS:
            break
    return checks


def checks_since(conn: sqlite3.Connection, source: str, since: str) -> list[Check]:
    """All checks of runs that began at or after a time (ISO 8601 UTC with Z), newest first."""
    # The plus sends SQLite to the index of starts instead of through all runs by number.
    recent = "s.run_id >= (SELECT min(+id) FROM runs WHERE started_at >= ?2) AND r.started_at >= ?2"
    return [_check(row) for row in conn.execute(f"SELECT {_COLUMNS} FROM {_CHECKS} AND {recent} {_NEWEST}", (source, since))]  # noqa: S608


def _check(row: Sequence[Any]) -> Check:
    at, outcome, trusted, found, new, quality = row
    return Check(parse_iso(at), SourceOutcome(outcome), bool(trusted), found, new, json.loads(quality))


def news_days_of(conn: sqlite3.Connection, source: str) -> list[date]:
    """The newest NEWS_DAYS days (of Macau) on which the source published something, newest first."""
    sql = f"SELECT day FROM news_days WHERE source = ? ORDER BY day DESC LIMIT {NEWS_DAYS}"  # noqa: S608
    return [date.fromisoformat(day) for (day,) in conn.execute(sql, (source,))]


def note_news(conn: sqlite3.Connection, source: str, published: str | None, first_seen: str) -> None:
    """A release of the source is stored; within the caller's transaction. No trigger does this: with one, each INSERT into `releases` would
    need a statement journal, for which FTS5 writes its pending words out at every release (a tenth of a run's CPU)."""
    day = NEWS_DAY.format(published="?2", first_seen="?3")
    sql = f"INSERT INTO news_days (source, day) VALUES (?1, {day}) ON CONFLICT DO NOTHING"  # noqa: S608
    conn.execute(sql, (source, published, first_seen))


def texts_of(conn: sqlite3.Connection, source: str, limit: int) -> list[tuple[str, str, int]]:
    """The source's newest releases: language, title, length of the text in UTF-8 bytes."""
    sql = """SELECT r.lang, v.title, length(CAST(v.body AS BLOB)) FROM releases r
             JOIN revisions v ON v.release = r.rid AND v.number = r.revision_count
             WHERE r.source = ? ORDER BY r.rid DESC LIMIT ?"""
    return [(str(lang), str(title), int(size)) for lang, title, size in conn.execute(sql, (source, limit))]
