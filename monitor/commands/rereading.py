"""`ponte run --reread`: what today's readers make of the kept answers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from monitor.config import Config
from monitor.errors import ArchiveUnusable
from monitor.lock import run_lock
from monitor.progress import one_line
from monitor.reread import Difference, Reread, in_json, reread
from monitor.run import chosen, opened, published

# Lines of a report that are printed one by one; the counts say the rest.
_LISTED = 200


def reread_command(config: Config, names: Sequence[str], *, apply: bool, as_json: bool, quiet: bool) -> int:
    """Read the kept answers again and report what differs; with `apply` store it. 1 where some answers cannot be read any more."""
    sources = chosen(config, names)
    if not config.archive.exists():
        raise ArchiveUnusable(f"there is no archive {config.archive} yet: `ponte run` makes it")
    differing: list[Difference] = []
    told = differing.append if as_json else _line(quiet)
    with run_lock(config.archive), opened(config.archive) as archive:
        result = reread(archive, sources, datetime.now(UTC), apply=apply, told=told)
        trouble = published(config, archive) if apply and result.changed else ()
    print(in_json(result, differing) if as_json else summary(result, apply=apply))
    if not as_json:
        for release_id, reason in result.failed[:_LISTED]:
            print(f"cannot be read any more: {release_id}: {one_line(reason)}", file=sys.stderr)
    for each in trouble:
        print(f"ponte: {one_line(each)}", file=sys.stderr)
    return 1 if result.failed or trouble else 0


def _line(quiet: bool) -> Callable[[Difference], None]:
    """Prints each difference as it is found, up to so many: there may be one for every release."""
    printed = 0

    def told(each: Difference) -> None:
        nonlocal printed
        printed += 1
        if not quiet and printed <= _LISTED:
            print(f"{each.release_id}: {each.field}: {one_line(each.before) or '-'} -> {one_line(each.after) or '-'}")

    return told


def summary(result: Reread, *, apply: bool) -> str:
    """The counts in words."""
    fields = ", ".join(f"{name} {count}" for name, count in sorted(result.fields.items()))
    what = "were changed" if apply else "would change"
    lines = [f"{result.read} releases read again: {result.changed} {what}{f' ({fields})' if fields else ''}, {result.same} read the same"]
    if result.failed:
        lines.append(f"{len(result.failed)} answers can no longer be read; their releases stay as they are")
    if result.without:
        lines.append(f"{result.without} releases have no kept answer")
    if result.changed and not apply:
        lines.append("nothing was written; --apply writes it")
    return "\n".join(lines)
