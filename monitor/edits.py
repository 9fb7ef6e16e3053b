"""Carries out what people decide: corrections of announcements, stories split and joined, releases hidden, and the undoing of each.

    look up -> note in the audit -> apply at once -> say anew what the stories announce        one transaction of the archive

A correction is a row, and holds over every later reading until it is undone. What it makes of an announcement is decided by
monitor/corrections.py; entries follow as from any change: a story that rises to signed gets a new one, any other keeps its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import product

from monitor.corrections import read, written
from monitor.errors import UsageError
from monitor.settling import settle_announcements, told_by
from monitor.stories import Coverage
from monitor.telling import found_story
from storage.archive import Archive
from storage.decisions import HIDE, JOIN, SPLIT, Correction, correction
from storage.model import Significance, Story

_WATCHED = Coverage(archive_first=False, source_first=False)
# Between the ids of releases in the audit; no id holds one (storage.rows.identity).
_BETWEEN = "\n"


def story_named(archive: Archive, name: str) -> Story:
    """The story that an id stands for: its own, its announcement's, or one of a release (id, native key or address). Raises UsageError."""
    reader = archive.reader()
    story = reader.story_of(name)
    if story is None:
        raise UsageError(f"there is no story, announcement or release {name!r} in the archive; `ponte announcements` and `search` find ids")
    return story


def release_named(archive: Archive, name: str) -> str:
    """The id of a release by its id, native key or address. Raises UsageError."""
    release = archive.reader().release(name)
    if release is None:
        raise UsageError(f"there is no release {name!r} in the archive; `ponte search` finds ids")
    return release.id


def correct_announcement(archive: Archive, name: str, changes: Mapping[str, str], why: str, now: datetime) -> list[Correction]:
    """Set fields of an announcement to what people say. Raises UsageError for what cannot be read or found."""
    for field, text in changes.items():
        read(field, text)
    with archive.transaction():
        story = story_named(archive, name)
        announced = archive.announcement_of(story.id)
        if announced is None and "strength" not in changes:
            raise UsageError(f"{story.id} announces nothing: say its strength too, as strength=agreed")
        findings = archive.findings_of_story(story.id)
        if announced is None and not findings:
            raise UsageError(f"no release of {story.id} has been read: nothing can be corrected")
        finding = announced.finding if announced else findings[0][1]
        target = announced.id if announced else "a" + story.id.removeprefix("s")
        noted = [
            archive.correct("announcement", target, field, written(field, finding), text.strip(), why, now)
            for field, text in changes.items()
        ]
        settle(archive, [story.id], now)
        return _noted(archive, noted)


def split_story(archive: Archive, name: str, release: str, why: str, now: datetime) -> list[Correction]:
    """Take a release out of a story into one of its own; they never come together again by themselves. Raises UsageError."""
    with archive.transaction():
        story, release_id = story_named(archive, name), release_named(archive, release)
        others = [each for each in story.release_ids if each != release_id]
        if release_id not in story.release_ids:
            raise UsageError(f"{release_id} is not told by {story.id}, whose releases are {', '.join(story.release_ids)}")
        if not others:
            raise UsageError(f"{release_id} is the only release of {story.id}: there is nothing to split")
        fresh = found_story(archive, release_id, now)
        number = archive.correct("story", story.id, SPLIT, release_id, fresh, why, now)
        archive.decide_story(SPLIT, ((release_id, other) for other in others), number)
        archive.move_releases([release_id], fresh)
        settle(archive, [story.id, fresh], now)
        return _noted(archive, [number])


def join_stories(archive: Archive, name: str, other: str, why: str, now: datetime) -> list[Correction]:
    """Make one story of two; the older one's id lives. Raises UsageError."""
    with archive.transaction():
        found = {story.id: story for story in (story_named(archive, name), story_named(archive, other))}
        if len(found) == 1:
            raise UsageError(f"{name} and {other} are one story already: {next(iter(found))}")
        lives, ends = sorted(found.values(), key=lambda story: (story.founded_at, story.id))
        number = archive.correct("story", lives.id, JOIN, _BETWEEN.join(ends.release_ids), lives.id, why, now)
        archive.decide_story(JOIN, product(lives.release_ids, ends.release_ids), number)
        archive.merge_stories(lives.id, [ends.id])
        settle(archive, [lives.id], now)
        return _noted(archive, [number])


def hide(archive: Archive, name: str, why: str, now: datetime) -> list[Correction]:
    """Take a release, or all those of a story or announcement, out of every public output. Raises UsageError where they are already.

    The archive keeps the text. What only hidden releases told is announced no more; a story with others is told by one of them.
    """
    with archive.transaction():
        release = archive.reader().release(name)
        wanted = [release.id] if release else list(story_named(archive, name).release_ids)
        shown = [each for each in wanted if each not in archive.hidden()]
        if not shown:
            raise UsageError(f"{name} is hidden already; `ponte edit list` says why")
        noted = [archive.correct("release", each, HIDE, "shown", "hidden", why, now) for each in shown]
        settle(archive, dict.fromkeys(story_named(archive, each).id for each in shown), now)
        return _noted(archive, noted)


def undo(archive: Archive, number: int, why: str, now: datetime) -> list[Correction]:
    """Let a correction hold no more, and make good what it did. Raises UsageError where there is none, or it was undone before."""
    with archive.transaction():
        found = correction(archive.conn, number)
        if found is None:
            raise UsageError(f"there is no correction {number}; `ponte edit list` names them")
        if not found.standing:
            raise UsageError(f"correction {number} was undone at {found.undone_at}")
        archive.undo_correction(number, why, now)
        match found.what, found.field:
            case "release", _:
                touched = [story_named(archive, found.target).id]
            case "story", "split":
                touched = _unsplit(archive, found)
            case "story", _:
                touched = _unjoin(archive, found, now)
            case _:
                touched = [story_named(archive, found.target).id]
        settle(archive, touched, now)
        return _noted(archive, [number])


def _unsplit(archive: Archive, found: Correction) -> list[str]:
    """The two stories are one again, unless another decision still parts them."""
    stories = [story_named(archive, name) for name in (found.target, found.after)]
    _, parted = archive.story_decisions(stories[0].release_ids)
    if stories[0].id != stories[1].id and not set(map(frozenset, parted)) & set(
        map(frozenset, product(stories[0].release_ids, stories[1].release_ids))
    ):
        archive.merge_stories(stories[0].id, [stories[1].id])
    return [stories[0].id]


def _unjoin(archive: Archive, found: Correction, now: datetime) -> list[str]:
    """What was joined becomes a story of its own again; an id that was merged away is never used anew."""
    story = story_named(archive, found.target)
    came = [each for each in found.before.split(_BETWEEN) if each in story.release_ids]
    if not came or len(came) == len(story.release_ids):
        return [story.id]
    fresh = found_story(archive, came[0], now)
    archive.move_releases(came, fresh)
    return [story.id, fresh]


def settle(archive: Archive, stories: Iterable[str], now: datetime) -> None:
    """Say anew what stories announce. Only what comes out different is a change of substance, which feeds tell."""
    gravest: dict[str, Significance | None] = {}
    for story_id in stories:
        before, now_told = archive.announcement_of(story_id), told_by(archive, story_id)
        same = before is not None and now_told is not None and before.finding == now_told[1]
        gravest[story_id] = None if same else Significance.SUBSTANTIVE
    settle_announcements(archive, gravest, _WATCHED, now)


def _noted(archive: Archive, numbers: Iterable[int]) -> list[Correction]:
    return [found for number in numbers if (found := correction(archive.conn, number)) is not None]
