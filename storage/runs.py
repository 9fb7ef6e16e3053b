"""Writing runs and what each source did in them."""

from __future__ import annotations

from storage.connection import Writer, atomic
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
        """How many runs came to their end."""
        return int(self.sql("SELECT count(*) FROM runs WHERE finished_at IS NOT NULL").fetchone()[0])

    def source_covered(self, name: str) -> bool:
        """Whether a run has read this source (outcome ok or partial) before."""
        sql = "SELECT EXISTS (SELECT 1 FROM run_sources WHERE source = ? AND outcome IN ('ok', 'partial'))"
        return bool(self.sql(sql, name).fetchone()[0])

    def past_found(self, name: str, limit: int = 10) -> list[int]:
        """How many releases the source's listings named in its last sound runs that read them in full, newest first."""
        sql = "SELECT found FROM run_sources WHERE source = ? AND outcome = 'ok' AND found > 0 ORDER BY run_id DESC LIMIT ?"
        return [int(found) for (found,) in self.sql(sql, name, limit)]
