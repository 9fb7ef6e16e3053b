"""Which releases tell the same act, and what a story announces. Pure.

Only what the sites themselves prove links here: the same id, hreflang sisters, the same text. Nothing is ever deleted to link.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from crawlers.model import Release
from monitor.detect import text_key
from storage.model import Confidence, Finding, Scope, StoredRelease, Strength

# A source that joins an archive later brings at most so many entries, none older than so many days (docs/feeds.md).
LATE_ENTRIES = 5
LATE_DAYS = 14

_ENTRY_NAMESPACE = uuid.UUID("8b0b0f5e-6a5b-5d0f-9c55-0e2f3a1d7c11")
_STRENGTH = {Strength.SIGNED: 3, Strength.AGREED: 2, Strength.EXCHANGE: 1, Strength.NONE: 0}
_CONFIDENCE = {Confidence.HIGH: 2, Confidence.MEDIUM: 1, Confidence.LOW: 0}


def story_keys(release: Release) -> tuple[str, ...]:
    """Keys that a release shares with the other releases of its story: its own, the site's, its text's."""
    keys = [release.address.native, *release.same_story]
    text = text_key(release)
    if text:
        keys.append(f"text:{text}")
    return tuple(dict.fromkeys(keys))


def announce(findings: Sequence[tuple[StoredRelease, Finding]]) -> tuple[StoredRelease, Finding] | None:
    """The release whose finding a story announces: relevant before local, then the strongest, surest, earliest; None without any. What
    only withdrawn releases tell stays announced, by them."""
    telling = [pair for pair in findings if pair[1].strength is not Strength.NONE]
    telling = [pair for pair in telling if pair[0].status == "live"] or telling
    if not telling:
        return None

    def rank(pair: tuple[StoredRelease, Finding]) -> tuple[int, int, int, str, str]:
        release, finding = pair
        local = int(finding.scope is not Scope.CROSS_BORDER)
        return (local, -_STRENGTH[finding.strength], -_CONFIDENCE[finding.confidence], release.first_seen, release.id)

    return min(telling, key=rank)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a source stands in this run: the archive's very first run, the source's own first sound crawl, or neither. `archive_only`: what
    read now is the past, which brings no entry and moves none."""

    archive_first: bool
    source_first: bool
    archive_only: bool = False


@dataclass(frozen=True, slots=True)
class EntryIntent:
    """A feed entry to be minted."""

    entry_id: str
    story_id: str
    first_seen: datetime
    updated: datetime
    published: str | None
    initial: bool
    earlier: str | None
    strength: str


def entry_id(story_id: str, ordinal: int) -> str:
    """The id an entry keeps for ever (RFC 4287 §4.2.6); minted once, stored, never computed again for output."""
    return uuid.uuid5(_ENTRY_NAMESPACE, f"{story_id}#{ordinal}").urn


def late_enough(published: str | None, now: datetime) -> bool:
    """Whether a release of a source that joined later is young enough for the feeds."""
    return bool(published) and moment(published, now) >= now - timedelta(days=LATE_DAYS)


def moment(published: str | None, fallback: datetime) -> datetime:
    """A published column as UTC datetime; a day is its first minute, a month its first day, nothing is `fallback`."""
    if not published:
        return fallback
    if len(published) > 10:
        return datetime.strptime(published, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    day = date.fromisoformat(published if len(published) == 10 else f"{published}-01")
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def new_entry(
    story_id: str, lead: StoredRelease, finding: Finding, entries: Sequence[tuple[str, str]], coverage: Coverage, now: datetime
) -> EntryIntent | None:
    """The entry that an announcement brings, if any. `entries` are the story's entries so far as (entry id, strength), oldest first.

    A first entry comes with relevance; a further one only when the story rises to signed. What an archive's first run finds is marked
    initial, and what a late source brings from before is no news.
    """
    if not finding.relevant or coverage.archive_only:
        return None
    rises = bool(entries) and finding.strength is Strength.SIGNED and all(strength != Strength.SIGNED for _, strength in entries)
    if entries and not rises:
        return None
    if coverage.source_first and not coverage.archive_first and not rises and not late_enough(lead.published, now):
        return None
    initial = coverage.archive_first and not rises
    updated = min(moment(lead.published, now), now) if initial else now
    earlier = entries[-1][0] if entries else None
    minted = entry_id(story_id, len(entries))
    return EntryIntent(minted, story_id, now, updated, lead.published, initial, earlier, finding.strength)


def newest(intents: Iterable[EntryIntent], limit: int) -> list[EntryIntent]:
    """The newest by the site's date, at most `limit`."""
    return sorted(intents, key=lambda intent: (intent.published or "", intent.entry_id), reverse=True)[:limit]
