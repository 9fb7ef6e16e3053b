"""`ponte edit`: people correct announcements and stories, see what was corrected, and undo it.

Each edit holds the run lock, is one transaction with its row in the audit, and brings the feeds up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from monitor.commands.reading import print_json, reader_of, summary
from monitor.config import Config, nearest
from monitor.errors import ArchiveUnusable, UsageError
from monitor.progress import one_line
from monitor.report import print_table
from storage.archive import Archive
from storage.decisions import Correction

LONGEST_WHY = 1000


def edit_announcement_command(config: Config, name: str, values: Sequence[str], why: str, *, as_json: bool, now: datetime) -> int:
    """Set fields of an announcement, each given as field=value. Raises UsageError before anything is stored."""
    from monitor.corrections import FIELDS, read

    changes: dict[str, str] = {}
    for value in values:
        field, sign, text = value.partition("=")
        field = field.strip()
        if not sign:
            raise UsageError(f"{value!r} sets nothing: write field=value, as strength=signed{nearest(field, FIELDS)}")
        if field in changes:
            raise UsageError(f"{field} is set twice")
        read(field, text)
        changes[field] = text

    def act(archive: Archive, reason: str) -> list[Correction]:
        from monitor.edits import correct_announcement

        return correct_announcement(archive, name, changes, reason, now)

    return _edited(config, act, why, as_json=as_json)


def edit_story_command(config: Config, name: str, *, split: str | None, join: str | None, why: str, as_json: bool, now: datetime) -> int:
    """Take a release out of a story, or make one of two stories."""
    if (split is None) == (join is None):
        raise UsageError("give one of --split RELEASE and --join ID")

    def act(archive: Archive, reason: str) -> list[Correction]:
        from monitor.edits import join_stories, split_story

        return split_story(archive, name, split, reason, now) if split is not None else join_stories(archive, name, str(join), reason, now)

    return _edited(config, act, why, as_json=as_json)


def hide_command(config: Config, name: str, why: str, *, as_json: bool, now: datetime) -> int:
    """Take a release, or those of a story or announcement, out of every public output."""

    def act(archive: Archive, reason: str) -> list[Correction]:
        from monitor.edits import hide

        return hide(archive, name, reason, now)

    return _edited(config, act, why, as_json=as_json)


def undo_command(config: Config, number: int, why: str, *, as_json: bool, now: datetime) -> int:
    """Let a correction hold no more."""

    def act(archive: Archive, reason: str) -> list[Correction]:
        from monitor.edits import undo

        return undo(archive, number, reason, now)

    return _edited(config, act, why, as_json=as_json)


def list_command(config: Config, name: str | None, *, as_json: bool) -> int:
    """Print what was corrected, newest first: everything, or of one story, announcement or release."""
    with reader_of(config) as reader:
        story = reader.story_of(name) if name is not None else None
        if name is not None and story is None:
            raise UsageError(f"there is no story, announcement or release {name!r} in the archive")
        found = reader.corrections(story.id if story else None)
    print_corrections(found, as_json=as_json)
    return 0


def utc_now() -> datetime:
    return datetime.now(UTC)


def print_corrections(corrections: Sequence[Correction], *, as_json: bool) -> None:
    """As a table with before and after, or as JSON."""
    if as_json:
        print_json([asdict(each) for each in corrections])
        return
    rows = [
        [str(each.id), each.at, each.what, each.target, each.field, each.before or "-", each.after or "-", each.why, _undone(each)]
        for each in corrections
    ]
    print_table(("number", "at", "what", "id", "field", "before", "after", "why", "undone"), rows)


def _undone(correction: Correction) -> str:
    return f"{correction.undone_at}: {correction.undone_why}" if correction.undone_at else "-"


def _edited(config: Config, act: Callable[[Archive, str], list[Correction]], why: str, *, as_json: bool) -> int:
    """Do it with the run lock held, print what was noted, and publish; 1 where the feeds could not be."""
    from monitor.lock import run_lock
    from monitor.run import opened, published

    reason = " ".join(why.split())
    if not reason or len(reason) > LONGEST_WHY:
        raise UsageError(f"--why says in at most {LONGEST_WHY} characters what the correction rests on")
    if not config.archive.exists():
        raise ArchiveUnusable(f"there is no archive {config.archive} yet: `ponte run` makes it")
    with run_lock(config.archive), opened(config.archive) as archive:
        noted = act(archive, reason)
        now_said = {story.id: archive.announcement_of(story.id) for each in noted if (story := archive.reader().story_of(each.target))}
        trouble = published(config, archive)
    print_corrections(noted, as_json=as_json)
    for story_id, announcement in () if as_json else now_said.items():
        print(f"{story_id}: {summary(announcement.finding) if announcement else 'announces nothing'}")
    for line in trouble:
        print(f"ponte: {one_line(line)}", file=sys.stderr)
    return 1 if trouble else 0
