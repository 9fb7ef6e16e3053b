"""The tables that commands print. Data goes to stdout; widths count what a terminal shows (a Chinese character is two columns)."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence

from monitor.progress import one_line
from storage.model import RunReport


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str] = ()) -> None:
    """Print a table on stdout: aligned on a terminal, and just as plain in a file."""
    from rich.cells import cell_len, set_cell_size

    safe = [[one_line(cell, 120) for cell in row] for row in rows]
    widths = [max([cell_len(head), *(cell_len(row[index]) for row in safe)]) for index, head in enumerate(heads)]
    if sys.stdout.isatty():
        widths = fitted(widths, shutil.get_terminal_size().columns)
        safe = [[set_cell_size(cell, width).rstrip() for cell, width in zip(row, widths, strict=True)] for row in safe]

    def line(cells: Sequence[str]) -> str:
        padded = []
        for head, cell, width in zip(heads, cells, widths, strict=True):
            gap = " " * (width - cell_len(cell))
            padded.append(gap + cell if head in right else cell + gap)
        return "  ".join(padded).rstrip()

    print(line(heads))
    print(line(["-" * width for width in widths]))
    for row in safe:
        print(line(row))
    sys.stdout.flush()


def fitted(widths: Sequence[int], columns: int) -> list[int]:
    """Column widths that fit a terminal, two blanks between them: the widest give way first, none under twelve."""
    fit = list(widths)
    while sum(fit) + 2 * (len(fit) - 1) > columns and max(fit) > 12:
        fit[fit.index(max(fit))] -= 1
    return fit


def print_report(report: RunReport) -> None:
    """One line per source, then what deserves a word."""
    heads = ("source", "outcome", "found", "new", "revised", "gone", "problems", "seconds")
    rows = [
        [
            each.source,
            str(each.outcome),
            str(each.found),
            str(each.new),
            str(each.revised),
            _gone(each.gone, each.withdrawn),
            str(each.problems),
            f"{each.seconds:.1f}",
        ]
        for each in report.sources
    ]
    print_table(heads, rows, right=heads[2:])
    for each in report.sources:
        for reason in each.reasons[:3]:
            print(f"  {each.source}: {one_line(reason)}")
        if len(each.reasons) > 3:
            print(f"  {each.source}: and {len(each.reasons) - 3} more")


def _gone(gone: int, withdrawn: int) -> str:
    return f"{gone} ({withdrawn} withdrawn)" if withdrawn else str(gone)
