"""`ponte diff`: what differs between two revisions of a release. Reads the archive only."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from feeds.diff import Content, Difference, Paragraph, difference
from feeds.difftext import terminal, unified
from monitor.commands.reading import by_address, print_json, reader_of
from monitor.config import Config
from monitor.errors import UsageError
from monitor.progress import one_line
from storage.model import StoredRelease
from storage.rows import StoredRevision


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two revisions to compare, `old` None where there is nothing to compare with, and what a reader must know of the choice."""

    old: StoredRevision | None
    new: StoredRevision
    notes: tuple[str, ...] = ()


def diff_command(config: Config, release_id: str, first: int | None, last: int | None, *, plain: bool, as_json: bool) -> int:
    """Print what differs between two revisions of a release: marked for people, a unified diff with `plain`, or JSON.

    Raises UsageError for a release or a revision that is not there.
    """
    with reader_of(config) as reader:
        release = reader.release(release_id) or by_address(config, reader, release_id)
        if release is None:
            raise UsageError(f"there is no release {release_id!r} in the archive; `ponte search` finds ids")
        revisions = reader.revisions(release.id)
    chosen = choose(revisions, first, last)
    old = chosen.old or chosen.new
    found = difference(content(old), content(chosen.new))
    if as_json:
        print_json(comparison_json(release, chosen, found, len(revisions)))
    elif plain:
        for note in chosen.notes:
            print(f"ponte: {note}", file=sys.stderr)
        before, after = (f"{release.id} revision {each.number}\t{each.seen_at}" for each in (old, chosen.new))
        for line in unified(found, before, after):
            print(line)
    else:
        print_comparison(release, chosen, found)
    return 0


# ---- which two -------------------------------------------------------------------------------------------------------


def choose(revisions: Sequence[StoredRevision], first: int | None, last: int | None) -> Comparison:
    """The two revisions asked for: `first` and `last`; with only `first` the newest against it, with only `last` the one before it; with
    neither the newest two in a row whose content differs. Raises UsageError for a number that no revision has."""
    for option, number in (("--from", first), ("--to", last)):
        if number is not None and not 1 <= number <= len(revisions):
            there = f"revisions 1 to {len(revisions)}" if len(revisions) > 1 else "revision 1 only"
            raise UsageError(f"{option} {number}: the release has {there}")
    if len(revisions) == 1:
        return Comparison(None, revisions[0], ("the release has one revision: there is nothing to compare it with",))
    if first is None and last is None:
        return newest_change(revisions)
    if last == 1 and first is None:
        raise UsageError("--to 1: no revision comes before the first")
    end = last or len(revisions)
    old, new = revisions[(first or end - 1) - 1], revisions[end - 1]
    same = content(old) == content(new)
    return Comparison(old, new, (f"revisions {old.number} and {new.number} have the same content",) if same else ())


def newest_change(revisions: Sequence[StoredRevision]) -> Comparison:
    """The newest two revisions in a row whose content differs; a withdrawal and a return change no text and are named instead."""
    later: list[StoredRevision] = []
    for old, new in zip(reversed(revisions[:-1]), reversed(revisions[1:]), strict=True):
        if content(old) != content(new):
            notes = (f"{named(later)} {'has' if len(later) == 1 else 'have'} the content of revision {new.number}",) if later else ()
            return Comparison(old, new, notes)
        later.insert(0, new)
    return Comparison(None, revisions[-1], (f"all {len(revisions)} revisions have the same content: {listed(revisions)}",))


def named(revisions: Sequence[StoredRevision]) -> str:
    """revision 3 (withdrawn); revisions 3 (withdrawn) and 4 (restored)"""
    return f"revision{'s' if len(revisions) > 1 else ''} {listed(revisions)}"


def listed(revisions: Sequence[StoredRevision]) -> str:
    *others, final = (f"{each.number} ({each.kind})" for each in revisions)
    return f"{', '.join(others)} and {final}" if others else final


def content(revision: StoredRevision) -> Content:
    return Content(revision.title, revision.body, revision.published, revision.entity)


def weight(comparison: Comparison) -> str:
    """The significance of what lies between the two: as it was stored, or weighed anew where they are not neighbours."""
    old, new = comparison.old, comparison.new
    if old is None or new.number == old.number + 1:
        return new.significance
    from crawlers.language import detect
    from monitor.significance import weigh

    return str(weigh(content(old), content(new), detect(f"{new.title}\n{new.body}")))


# ---- how it is shown -------------------------------------------------------------------------------------------------


def print_comparison(release: StoredRelease, comparison: Comparison, found: Difference) -> None:
    """The head, then the marked lines; colour and the width of the terminal only on one."""
    old, new = comparison.old, comparison.new
    print(one_line(new.title, 400))
    heads = [("id", release.id), ("address", one_line(release.url, 400))]
    if old is not None:
        heads.append(("from", told(old)))
    heads.append(("to" if old is not None else "revision", f"{told(new)}, cause {new.cause}"))
    if found.changed:
        heads.append(("significance", weight(comparison)))
    for name, value in (*heads, *(("note", note) for note in comparison.notes)):
        print(f"  {name:12} {value}")
    lines = terminal(found, colour=coloured(), width=shutil.get_terminal_size().columns if sys.stdout.isatty() else None)
    for line in ([""] if lines else []) + lines:
        print(line)


def told(revision: StoredRevision) -> str:
    """revision 2, revised, seen 2026-04-16T02:08:00Z"""
    return f"revision {revision.number}, {revision.kind}, seen {revision.seen_at}"


def coloured() -> bool:
    """Whether the output is a terminal that takes colour (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def comparison_json(release: StoredRelease, comparison: Comparison, found: Difference, count: int) -> dict[str, Any]:
    """The comparison as plain values: `from` null where there is nothing to compare with; runs in reading order."""
    return {
        "release": release.id,
        "url": release.url,
        "revisions": count,
        "from": revision_json(comparison.old) if comparison.old else None,
        "to": revision_json(comparison.new),
        "changed": found.changed,
        "significance": weight(comparison) if found.changed else None,
        "notes": list(comparison.notes),
        "fields": [{"name": field.name, **paragraph_json(field.value)} for field in found.fields],
        "paragraphs": [paragraph_json(paragraph) for paragraph in found.paragraphs],
    }


def revision_json(revision: StoredRevision) -> dict[str, Any]:
    keys = ("number", "kind", "significance", "cause", "seen_at", "title", "published", "entity", "digest")
    return {key: getattr(revision, key) for key in keys}


def paragraph_json(paragraph: Paragraph) -> dict[str, Any]:
    return {"mark": str(paragraph.mark), "runs": [{"mark": str(run.mark), "text": run.text} for run in paragraph.runs]}
