"""What a person sees while a run is under way: a live table on a terminal, one plain line per source otherwise, nothing with --quiet."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from crawlers.model import CrawlResult, Source
from storage.model import SourceReport

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table as RichTable


def watcher_for(quiet: bool, stream: TextIO = sys.stderr) -> Quiet | Lines | LiveTable:
    """The watcher that fits where the words go."""
    if quiet:
        return Quiet()
    return LiveTable() if stream.isatty() else Lines(stream)


class Quiet:
    """Says nothing; what the others have in common."""

    def began(self, sources: Sequence[Source]) -> None:
        """The run begins with these sources."""

    def moved(self, result: CrawlResult) -> None:
        """A count of this crawl has moved."""

    def ended(self, report: SourceReport) -> None:
        """A source has ended and is stored."""

    def close(self) -> None:
        """The run is over."""


class Lines(Quiet):
    """One line when the run begins and one for each source that has ended."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def began(self, sources: Sequence[Source]) -> None:
        print(f"run: {len(sources)} sources: {', '.join(source.name for source in sources)}", file=self._stream, flush=True)

    def ended(self, report: SourceReport) -> None:
        counts = f"{report.found} found, {report.new} new, {report.revised} revised, {report.problems} problems"
        words = f"{report.source}: {report.outcome}, {counts}"
        reason = f" ({one_line(report.reasons[0])})" if report.reasons else ""
        print(f"{words}{reason}", file=self._stream, flush=True)


class LiveTable(Quiet):
    """A table that moves while the sources are crawled and goes away at the end."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[str, int, int, int, int]] = {}
        self._live: Live | None = None

    def began(self, sources: Sequence[Source]) -> None:
        from rich.console import Console
        from rich.live import Live

        self._rows = {source.name: ("waiting", 0, 0, 0, 0) for source in sources}
        self._live = Live(get_renderable=self._render, console=Console(stderr=True), transient=True, refresh_per_second=8)
        self._live.start()

    def moved(self, result: CrawlResult) -> None:
        self._rows[result.source] = ("reading", result.ended, result.found, len(result.releases), len(result.problems))

    def ended(self, report: SourceReport) -> None:
        self._rows[report.source] = (str(report.outcome), report.requests, report.found, report.new, report.problems)

    def close(self) -> None:
        if self._live is not None:
            self._live.stop()

    def _render(self) -> RichTable:
        from rich.table import Table

        table = Table(box=None, pad_edge=False)
        for name in ("source", "state"):
            table.add_column(name)
        for name in ("requests", "found", "read", "problems"):
            table.add_column(name, justify="right")
        for name, (state, *counts) in self._rows.items():
            table.add_row(name, state, *map(str, counts))
        return table


def one_line(text: str, width: int = 160) -> str:
    """Text of a site made safe for a terminal or a log: one line, no control characters (FAULTS C24)."""
    safe = "".join(char if char.isprintable() else " " for char in text)
    return safe if len(safe) <= width else safe[: width - 1] + "…"
