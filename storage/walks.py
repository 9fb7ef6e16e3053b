"""How far each listing was followed, which releases are due, and what of the archive was there before we watched."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from crawlers.model import Address, Validator, WalkKind, WalkState
from storage.connection import Writer, atomic
from storage.releases import KnownLink
from storage.rows import RELEASES, Moment, identity, iso, marks, parse_iso, validator_of

_LINK = "r.native, r.site, r.url, v.title, v.published, v.published_precision, v.published_basis, v.entity"
_ONE = "(r.native = ?1 OR r.url = ?2 OR r.rid IN (SELECT release FROM aliases WHERE address IN (?1, ?2)))"


class Walks(Writer):
    """The part of the archive that tells a crawl where to go on, and what to ask again."""

    # ---- listings

    def walks(self, source: str) -> tuple[WalkState, ...]:
        """How far the source's listings were followed."""
        sql = "SELECT start, kind, next, since, opened_at, mark, pages FROM walks WHERE source = ? ORDER BY kind, start"
        return tuple(
            WalkState(start, WalkKind(kind), following, since, parse_iso(opened_at), mark, pages)
            for start, kind, following, since, opened_at, mark, pages in self.sql(sql, source)
        )

    @atomic
    def put_walks(self, source: str, states: Iterable[WalkState]) -> None:
        """Keep how far listings were followed, in the transaction of the releases they named; each replaces the former state."""
        rows = ((source, s.start, s.kind.value, s.next, s.since, iso(s.opened_at), s.mark, s.pages) for s in states)
        self.sql_many(
            """INSERT INTO walks (source, start, kind, next, since, opened_at, mark, pages) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT (source, start, kind) DO UPDATE SET (next, since, opened_at, mark, pages)
                   = (excluded.next, excluded.since, excluded.opened_at, excluded.mark, excluded.pages)""",
            rows,
        )

    @atomic
    def end_backfill(self, source: str) -> None:
        """The source's past was read as far as it was asked for: where none of its listings is to be gone on with, all are forgotten."""
        self.sql(
            """DELETE FROM walks WHERE source = ?1 AND kind = 'backfill'
               AND NOT EXISTS (SELECT 1 FROM walks o WHERE o.source = ?1 AND o.kind = 'backfill' AND o.next <> '')""",
            source,
        )

    def mark(self) -> int:
        """Where the archive stands: what is stored from now on is newer."""
        return int(self.sql("SELECT coalesce(max(rid), 0) FROM releases").fetchone()[0])

    def held(self, address: Address, mark: int) -> bool:
        """Whether a release with this native key or address was stored when the archive stood at `mark`."""
        sql = f"SELECT EXISTS (SELECT 1 FROM releases r WHERE {_ONE} AND r.rid <= ?3)"  # noqa: S608
        return bool(self.sql(sql, identity(address.native), identity(address.url), mark).fetchone()[0])

    def published_of(self, address: Address) -> str | None:
        """The stored date of a release, None where it has none or is not stored."""
        sql = f"SELECT r.published FROM releases r WHERE {_ONE} ORDER BY r.rid DESC LIMIT 1"  # noqa: S608
        row = self.sql(sql, identity(address.native), identity(address.url)).fetchone()
        return row[0] if row else None

    # ---- asking again

    def due_count(self, source: str, now: datetime) -> int:
        """How many of the source's releases are due. Read from an index alone."""
        sql = "SELECT count(*) FROM releases WHERE source = ? AND next_check <= ?"
        return int(self.sql(sql, source, iso(now)).fetchone()[0])

    @atomic
    def recall(self, source: str, now: datetime, pause: timedelta) -> None:
        """What is due later than the longest pause allows was put off by a clock that ran ahead: it is due now (FAULTS D17)."""
        sql = "UPDATE releases SET next_check = ? WHERE source = ? AND next_check > ?"
        self.sql(sql, iso(now), source, iso(now + pause))

    def due_links(self, source: str, now: datetime, limit: int) -> list[KnownLink]:
        """At most `limit` due releases: half of them the youngest by the site's date, so that what is edited most is never crowded out by
        a backlog; the other half the longest overdue, so that nothing waits for ever. Texts are not read."""
        due = "SELECT r.rid FROM releases r WHERE r.source = ?1 AND r.next_check <= ?2"
        young = f"{due} ORDER BY coalesce(r.published, r.first_seen) DESC, r.rid DESC LIMIT ?3"
        overdue = f"{due} AND r.rid NOT IN young ORDER BY r.next_check, r.rid LIMIT ?4"
        sql = f"""WITH young (rid) AS MATERIALIZED ({young}), overdue (rid) AS MATERIALIZED ({overdue})
                  SELECT {_LINK} FROM {RELEASES} WHERE r.rid IN (SELECT rid FROM young UNION ALL SELECT rid FROM overdue)
                  ORDER BY r.next_check, r.rid"""  # noqa: S608
        half = -(-limit // 2)
        return [KnownLink(*row) for row in self.sql(sql, source, iso(now), half, limit - half)]

    @atomic
    def postpone(self, urls: Iterable[str], now: datetime, until: datetime) -> None:
        """What is due at these addresses is due at `until`."""
        rows = ((iso(until), identity(url), iso(now)) for url in urls)
        self.sql_many("UPDATE releases SET next_check = ? WHERE url = ? AND next_check <= ?", rows)

    def known_validator(self, url: str) -> tuple[Validator, bool] | None:
        """The validator stored for an address, and whether a release stands there (else it is a listing's). One look-up."""
        row = self.sql(
            """SELECT url, etag, last_modified, reader, checked_at, next,
                      EXISTS (SELECT 1 FROM releases r WHERE r.url = ?1) OR EXISTS (SELECT 1 FROM aliases a WHERE a.address = ?1)
               FROM validators WHERE url = ?1""",
            identity(url),
        ).fetchone()
        return (validator_of(row[:6]), bool(row[6])) if row else None

    # ---- what is archive only

    @atomic
    def start_backfill(self, run_id: int) -> None:
        """This run reads the past: it is no check of its sources, and no first run of the archive."""
        self.sql("UPDATE runs SET kind = 'backfill' WHERE id = ?", run_id)

    @atomic
    def archive_only(self, release_ids: Iterable[str]) -> None:
        """These releases are from before we watched: they are in no live feed."""
        self.changed()
        self.sql_many("UPDATE releases SET archived = 1 WHERE id = ?", ((identity(name),) for name in release_ids))

    @atomic
    def make_news(self, release_ids: Iterable[str]) -> None:
        """These releases are archive only no longer."""
        self.changed()
        self.sql_many("UPDATE releases SET archived = 0 WHERE id = ?", ((identity(name),) for name in release_ids))

    def archived_of(self, story_id: str) -> frozenset[str]:
        """The ids of the story's releases that are archive only."""
        return frozenset(row[0] for row in self.sql("SELECT id FROM releases WHERE story_id = ? AND archived", story_id))

    def archived_among(self, natives: Iterable[str]) -> list[tuple[str, str, str | None]]:
        """Of the releases with these native keys those that are archive only: id, story, published."""
        found: list[tuple[str, str, str | None]] = []
        names = sorted(map(identity, natives))
        for at in range(0, len(names), 500):
            piece = names[at : at + 500]
            sql = f"SELECT id, story_id, published FROM releases WHERE archived AND native IN ({marks(piece)}) ORDER BY rid"  # noqa: S608
            found.extend(self.sql(sql, *piece).fetchall())
        return found

    def last_read(self, source: str, before: Moment) -> datetime | None:
        """When a finished run last read the source, None for never."""
        sql = """SELECT max(r.started_at) FROM run_sources s JOIN runs r ON r.id = s.run_id
                 WHERE s.source = ? AND s.outcome IN ('ok', 'partial') AND r.kind = 'watch' AND r.started_at < ?"""
        row = self.sql(sql, source, iso(before)).fetchone()
        return parse_iso(row[0]) if row and row[0] else None

    def stories_of(self, release_ids: Iterable[str]) -> set[str]:
        """The stories that these releases belong to."""
        sql = "SELECT story_id FROM releases WHERE id = ?"
        return {row[0] for name in release_ids if (row := self.sql(sql, identity(name)).fetchone())}
