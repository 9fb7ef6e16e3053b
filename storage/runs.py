"""Writing runs and what each source did in them."""

from __future__ import annotations

from datetime import date

from storage.connection import Writer, atomic
from storage.health import Check, Health, checks_of, checks_since, news_days_of, texts_of
from storage.model import SourceReport
from storage.rows import REPORT_COLUMNS, Moment, iso, marks, report_values


class Runs(Writer):
    """The part of the archive that keeps runs. A run without `finished_at` was killed, or is still going."""

    @atomic
    def start_run(self, started_at: Moment, version: str) -> int:
        """A new run's id."""
        rid = self.sql("INSERT INTO runs (started_at, version) VALUES (?, ?)", iso(started_at), version).lastrowid
        assert rid is not None
        return rid

    @atomic
    def finish_run(self, run_id: int, finished_at: Moment, outcome: str) -> None:
        """The run is over."""
        self.sql("UPDATE runs SET finished_at = ?, outcome = ? WHERE id = ?", iso(finished_at), outcome, run_id)

    @atomic
    def record_source(self, run_id: int, report: SourceReport) -> None:
        """Store one source's report; a second one in the same run replaces the first."""
        values = report_values(report)
        # Every column is named, so REPLACE loses nothing (FAULTS W12).
        sql = f"INSERT OR REPLACE INTO run_sources (run_id, {REPORT_COLUMNS}) VALUES (?, {marks(values)})"  # noqa: S608
        self.sql(sql, run_id, *values)

    def finished_runs(self) -> int:
        """How many runs came to their end; back-fills do not count."""
        return int(self.sql("SELECT count(*) FROM runs WHERE finished_at IS NOT NULL AND kind = 'watch'").fetchone()[0])

    def source_covered(self, name: str) -> bool:
        """Whether a run has read this source (outcome ok or partial) before."""
        sql = """SELECT EXISTS (SELECT 1 FROM run_sources s JOIN runs r ON r.id = s.run_id
                 WHERE s.source = ? AND s.outcome IN ('ok', 'partial') AND r.kind = 'watch')"""
        return bool(self.sql(sql, name).fetchone()[0])

    # ---- what later runs and the reader judge by

    def checks(self, source: str) -> list[Check]:
        """What became of the source in its past runs, newest first: the newest, and one believed check of each day before."""
        return checks_of(self.conn, source)

    def checks_since(self, source: str, since: Moment) -> list[Check]:
        """All checks of runs that began at or after a time, newest first."""
        return checks_since(self.conn, source, iso(since))

    def news_days(self, source: str) -> list[date]:
        """The days on which the source published something, newest first, as far as its rhythm needs them."""
        return news_days_of(self.conn, source)

    def texts(self, source: str, limit: int = 200) -> list[tuple[str, str, int]]:
        """The source's newest releases: language, title, length of the text in UTF-8 bytes."""
        return texts_of(self.conn, source, limit)

    @atomic
    def put_health(self, health: Health, judged_at: Moment) -> None:
        """How a source stands; replaces what was judged before."""
        self.sql(
            """INSERT INTO health (source, state, usual_interval, told, judged_at) VALUES (?, ?, ?, ?, ?)
               ON CONFLICT (source) DO UPDATE SET (state, usual_interval, told, judged_at)
                   = (excluded.state, excluded.usual_interval, excluded.told, excluded.judged_at)""",
            *(health.source, health.state, health.usual_interval, health.told, iso(judged_at)),
        )
