"""What the stories of a crawl announce once its releases are stored, and the feed entries that follow from it.

touched stories -> what each announces now (monitor/stories.py decides) -> announcements -> entries, minted once
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from monitor.corrections import corrected, subject
from monitor.standing import rises
from monitor.stories import LATE_ENTRIES, Coverage, EntryIntent, announce, new_entry, newest
from storage.archive import Archive
from storage.model import Announcement, Finding, Significance, StoredRelease


def settle_announcements(archive: Archive, stories: dict[str, Significance | None], coverage: Coverage, now: datetime) -> None:
    """Say anew what each touched story announces, and mint the entries that follow from it."""
    intents = []
    for story_id, gravest in living(archive, stories).items():
        intent = settle_announcement(archive, story_id, gravest, coverage, now)
        if intent is not None:
            intents.append(intent)
    for intent in admitted(intents, coverage):
        archive.add_entry(
            intent.entry_id,
            intent.story_id,
            first_seen=intent.first_seen,
            updated=intent.updated,
            published=intent.published,
            initial=intent.initial,
            earlier=intent.earlier,
            strength=intent.strength,
        )


def living(archive: Archive, stories: Mapping[str, Significance | None]) -> dict[str, Significance | None]:
    """The touched stories by the ids that live, each once with its gravest change: one touched early may be part of an older one since."""
    weights = (None, *Significance)
    found: dict[str, Significance | None] = {}
    for touched, gravest in stories.items():
        name = archive.resolve_story(touched)
        if name is not None:
            found[name] = max(found.get(name), gravest, key=weights.index)
    return found


def told_by(archive: Archive, story_id: str) -> tuple[StoredRelease, Finding] | None:
    """The release that tells what a story announces, and what it says after people's corrections; None where nothing is announced.

    A release that people hide tells nothing: what only it told is announced no more.
    """
    hidden, archived = archive.hidden(), archive.archived_of(story_id)
    findings = [each for each in archive.findings_of_story(story_id) if each[0].id not in hidden]
    corrections = archive.corrections_of(story_id)
    # What the feeds tell is told by what was news; the past speaks where nothing else does.
    chosen = announce([each for each in findings if each[0].id not in archived]) or announce(findings) or subject(findings, corrections)
    return (chosen[0], corrected(chosen[1], corrections, chosen[0].title, chosen[0].body)) if chosen else None


def settle_announcement(
    archive: Archive, story_id: str, gravest: Significance | None, coverage: Coverage, now: datetime
) -> EntryIntent | None:
    """Store what a story announces now; returns the entry that it brings, if any. A substantive change moves the newest entry it has; what
    only our own reading changed (None) brings no entry and moves none."""
    chosen, archived = told_by(archive, story_id), archive.archived_of(story_id)
    if chosen is None:
        archive.drop_announcement(story_id)
        return None
    lead, finding = chosen
    before = archive.announcement_of(story_id)
    changed = before is None or (gravest is Significance.SUBSTANTIVE and not coverage.archive_only)
    minted = archive.entries_of(story_id)
    # What was told, then hidden, and is told again is no newer than before.
    told = announcement_now(story_id, lead, finding, before, now, changed=changed)
    archive.put_announcement(told if before or not minted else replace(told, first_seen=minted[0].first_seen))
    if gravest is None or coverage.archive_only:
        return None
    entries = [(entry.entry_id, entry.strength) for entry in minted]
    if lead.id in archived and not entries:
        if not rises(lead, finding, before.finding.strength if before else None):
            return None
        archive.make_news([lead.id])
    joined = any(each.first_seen == iso(now) for each, _ in archive.findings_of_story(story_id))
    if not entries and not joined and not coverage.source_first and told_before(before, finding):
        return None
    intent = new_entry(story_id, lead, finding, entries, coverage, now)
    if intent is None and entries and before is not None and changed:
        archive.touch_entry(entries[-1][0], now)
    return intent


def told_before(before: Announcement | None, finding: Finding) -> bool:
    """Whether a story announced as much before. One that stayed out of the feeds then stays out: an edit of what was no news is none,
    unless it says more now."""
    return before is not None and before.finding.relevant and before.finding.strength is finding.strength


def announcement_now(
    story_id: str, lead: StoredRelease, finding: Finding, before: Announcement | None, now: datetime, *, changed: bool
) -> Announcement:
    """The announcement of a story as its lead release tells it; `updated` moves only where something `changed`."""
    return Announcement(
        id=before.id if before else "a" + story_id.removeprefix("s"),
        story_id=story_id,
        release_id=lead.id,
        finding=finding,
        title=lead.title,
        lang=lead.lang,
        first_seen=before.first_seen if before else iso(now),
        updated=iso(now) if before is None or changed else before.updated,
    )


def admitted(intents: list[EntryIntent], coverage: Coverage) -> list[EntryIntent]:
    """All entries of a known source; of one that joined later only the newest few."""
    if coverage.source_first and not coverage.archive_first:
        rising = [intent for intent in intents if intent.earlier]
        return [*rising, *newest((intent for intent in intents if not intent.earlier), LATE_ENTRIES)]
    return intents


def iso(now: datetime) -> str:
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")
