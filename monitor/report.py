"""The tables that commands print. Data goes to stdout; widths count what a terminal shows (a Chinese character is two columns)."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence

from monitor.progress import one_line
from storage.model import RunReport, SourceOutcome, SourceReport


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
    heads = ("source", "outcome", "found", "usually", "new", "revised", "gone", "problems", "seconds")
    rows = [
        [
            each.source,
            str(each.outcome),
            str(each.found),
            str(each.quality.get("usual") or "-"),
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
        for line in told_of(each):
            print(f"  {each.source}: {one_line(line)}")


def told_of(report: SourceReport) -> list[str]:
    """What deserves a word of one source: the sum of its requests, whether it was believed, gaps, reasons."""
    reasons = list(report.reasons)
    lines = [balance(report.requests, report.endings)] if report.requests else []
    if not report.trusted and reasons and report.outcome is SourceOutcome.PARTIAL:
        lines.append(f"not believed: {reasons.pop(0)}; nothing was revised or withdrawn")
    lines += [f"gap: {gap}" for gap in report.gaps]
    lines += reasons[:3]
    return [*lines, f"and {len(reasons) - 3} more"] if len(reasons) > 3 else lines


def balance(requests: int, endings: Mapping[str, int]) -> str:
    """What the requested addresses came to: `asked 45 = 7 listings + 30 releases + 5 unchanged + 1 gone + 2 problems`. Redirects and
    robots.txt belong to the address that needed them."""
    told = [f"{endings[name]} {many if endings[name] > 1 else one}" for name, (one, many) in _ENDINGS.items() if endings.get(name)]
    return f"asked {requests} = {' + '.join(told) or '?'}"


_ENDINGS = {
    "listing": ("listing", "listings"),
    "release": ("release", "releases"),
    "attachment": ("attachment", "attachments"),
    "unchanged": ("unchanged", "unchanged"),
    "gone": ("gone", "gone"),
    "problem": ("problem", "problems"),
}


def _gone(gone: int, withdrawn: int) -> str:
    return f"{gone} ({withdrawn} withdrawn)" if withdrawn else str(gone)
