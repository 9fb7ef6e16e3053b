"""Puts one crawled source into the archive, in one transaction.

`record_source` below is the path of a release from the crawl to the archive; read it first. What is decided is decided by pure functions
of other modules (judge, detect, announcements, stories, revisit); what is stored is stored by storage.archive.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from crawlers.model import CrawlResult, Gone, Release
from monitor.announcements.classify import understand
from monitor.detect import Detection, detect, text_key, withdrawal
from monitor.judge import Judgement, judge, judge_changes, told
from monitor.revisit import next_check
from monitor.stories import LATE_ENTRIES, Coverage, EntryIntent, announce, moment, new_entry, newest, story_keys
from storage.archive import Archive
from storage.model import (
    Announcement,
    Cause,
    Kind,
    Significance,
    SourceOutcome,
    SourceReport,
    StoredRelease,
)

# 404 or 410 in so many consecutive runs withdraws a release; once is a bad day.
GONE_RUNS = 2
# So many sound runs make a habit.
USUAL_RUNS = 3


@dataclass(slots=True)
class Tally:
    """What recording one source came to. `stories` are those whose releases changed, each with its gravest change."""

    new: int = 0
    revised: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    basis: Counter[str] = field(default_factory=Counter)
    stories: dict[str, Significance] = field(default_factory=dict)

    def touch(self, story_id: str, significance: Significance) -> None:
        order = list(Significance)
        self.stories[story_id] = max(self.stories.get(story_id, Significance.COSMETIC), significance, key=order.index)


def record_source(archive: Archive, run_id: int, result: CrawlResult, now: datetime, *, archive_first: bool) -> SourceReport:
    """Judge, detect, understand, link and store one crawl, in ONE transaction; returns what the run's report says of it.

    result -> judge -> detect -> revisions -> understand -> stories -> announcements -> entries
                |                    |                                                     |
                +---- report <-------+------------------ archive (BEGIN IMMEDIATE ... COMMIT)
    """
    with archive.transaction():
        judgement = judge(result, usual(archive.past_found(result.source)), conditional=bool(result.listings_unchanged))
        coverage = Coverage(archive_first, not archive.source_covered(result.source))
        detection = detect(lambda release: find(archive, release), archive.same_text, result.releases, now, trusted=judgement.trusted)
        judgement = judge_changes(judgement, detection.edits, len(detection.seen))
        if not judgement.trusted:
            detection = detection.only_new()
        result.problems.extend(detection.problems)
        tally = store(archive, run_id, detection, result.source, now)
        if judgement.trusted:
            withdraw(archive, run_id, result.gone, tally, now)
        stand(archive, result, detection, now)
        settle_announcements(archive, tally.stories, coverage, now)
        for attachment in result.attachments:
            archive.keep_attachment(attachment)
        if judgement.outcome in (SourceOutcome.OK, SourceOutcome.PARTIAL):
            archive.put_validators(result.validators)
        report = report_of(result, judgement, tally)
        archive.record_source(run_id, report)
    return report


def usual(counts: Sequence[int]) -> int | None:
    """The median of past counts; None where there are too few to call anything usual."""
    return int(median(counts)) if len(counts) >= USUAL_RUNS else None


def find(archive: Archive, release: Release) -> StoredRelease | None:
    """The stored release that a read one is: by native key, by address, by any address or key it was met under."""
    stored = archive.find(release.address.native) or archive.find_url(release.address.url)
    if stored is None:
        aliases = (archive.find_url(alias) for alias in release.aliases)
        stored = next((each for each in aliases if each is not None and each.site == release.address.site), None)
    return stored


def store(archive: Archive, run_id: int, detection: Detection, source: str, now: datetime) -> Tally:
    """Write the revisions with their findings and stories."""
    tally = Tally(unchanged=len(detection.seen))
    for revision in detection.revisions:
        release = revision.release
        finding = understand(release.title, release.body, release.lang, year=year_of(release))
        tally.basis[release.basis] += 1
        if revision.kind is Kind.NEW:
            release_id = release.address.native
            story_id = link(archive, release, release_id, now)
            archive.add(
                release, revision, release_id=release_id, source=source, story_id=story_id, text_key=text_key(release), run_id=run_id
            )
            tally.new += 1
        else:
            stored = find(archive, release)
            assert stored is not None, "only a stored release is revised"
            release_id = stored.id
            archive.revise(release_id, revision, text_key(release), run_id)
            story_id = link(archive, release, release_id, now, stored.story_id)
            edited = revision.cause is not Cause.EXTRACTOR
            tally.revised += edited
            tally.unchanged -= edited
        tally.touch(story_id, revision.significance)
        archive.put_finding(release_id, finding)
        archive.set_next_check(release_id, next_check(moment(release.published.iso, now), now))
    return tally


def year_of(release: Release) -> int | None:
    """The year of publication, by which a text's own years are told as present or past."""
    return release.published.value.year if release.published.value else None


def link(archive: Archive, release: Release, release_id: str, now: datetime, own: str | None = None) -> str:
    """The story a release belongs to: the oldest that shares a key with it (others are merged into it), or one founded for it."""
    keys = story_keys(release)
    stories = archive.stories_for(keys)
    if stories:
        oldest = stories[0].id
        if len(stories) > 1:
            archive.merge_stories(oldest, [story.id for story in stories[1:]])
        archive.add_story_keys(oldest, keys)
        return oldest
    story_id = own or "s" + hashlib.blake2b(release_id.encode(), digest_size=6).hexdigest()
    if own is None:
        archive.add_story(story_id, now, keys)
    else:
        archive.add_story_keys(story_id, keys)
    return story_id


def withdraw(archive: Archive, run_id: int, gone: Sequence[Gone], tally: Tally, now: datetime) -> None:
    """Count releases whose own address is gone; the second consecutive time they are withdrawn, their text is kept."""
    for each in gone:
        stored = archive.find(each.address.native) or archive.find_url(each.url)
        if stored is None or stored.status == "withdrawn":
            continue
        if archive.mark_gone(stored.id, now) >= GONE_RUNS:
            revision = withdrawal(stored, now)
            archive.revise(stored.id, revision, text_key(revision.release), run_id)
            tally.touch(stored.story_id, Significance.SUBSTANTIVE)
            tally.withdrawn += 1


def stand(archive: Archive, result: CrawlResult, detection: Detection, now: datetime) -> None:
    """Note what was seen standing: last seen, aliases, the next check."""
    standing = set(detection.seen)
    for unchanged in result.unchanged:
        if unchanged.address is not None:
            stored = archive.find(unchanged.address.native)
            if stored is not None:
                standing.add(stored.id)
                archive.set_next_check(stored.id, next_check(moment(stored.published or stored.first_seen, now), now))
    archive.touch(sorted(standing), now)
    for release_id in standing:
        archive.clear_gone(release_id)
    for found, native in result.aliases.items():
        stored = archive.find(native)
        if stored is not None:
            archive.add_alias(found, stored.id)


def settle_announcements(archive: Archive, stories: dict[str, Significance], coverage: Coverage, now: datetime) -> None:
    """Say anew what each touched story announces, and mint the entries that follow from it."""
    intents = []
    for touched, gravest in stories.items():
        # A story touched early may have been merged into an older one since.
        intent = settle_announcement(archive, archive.resolve_story(touched) or touched, gravest, coverage, now)
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


def settle_announcement(archive: Archive, story_id: str, gravest: Significance, coverage: Coverage, now: datetime) -> EntryIntent | None:
    """Store what a story announces now; returns the entry that it brings, if any. A substantive change moves the newest entry it has."""
    chosen = announce(archive.findings_of_story(story_id))
    if chosen is None:
        archive.drop_announcement(story_id)
        return None
    lead, finding = chosen
    before = archive.announcement_of(story_id)
    changed = before is None or gravest is Significance.SUBSTANTIVE
    archive.put_announcement(
        Announcement(
            id="a" + story_id.removeprefix("s"),
            story_id=story_id,
            release_id=lead.id,
            finding=finding,
            title=lead.title,
            lang=lead.lang,
            first_seen=before.first_seen if before else iso(now),
            updated=iso(now) if before is None or changed else before.updated,
        )
    )
    entries = [(entry.entry_id, entry.strength) for entry in archive.entries_of(story_id)]
    intent = new_entry(story_id, lead, finding, entries, coverage, now)
    if intent is None and entries and before is not None and changed:
        archive.touch_entry(entries[-1][0], now)
    return intent


def admitted(intents: list[EntryIntent], coverage: Coverage) -> list[EntryIntent]:
    """All entries of a known source; of one that joined later only the newest few."""
    if coverage.source_first and not coverage.archive_first:
        rising = [intent for intent in intents if intent.earlier]
        return [*rising, *newest((intent for intent in intents if not intent.earlier), LATE_ENTRIES)]
    return intents


def report_of(result: CrawlResult, judgement: Judgement, tally: Tally) -> SourceReport:
    """The run's word on one source."""
    outcome = judgement.outcome
    if outcome is SourceOutcome.OK and result.problems:
        outcome = SourceOutcome.PARTIAL
    reasons = judgement.reasons or tuple(dict.fromkeys(told(problem) for problem in result.problems))
    return SourceReport(
        source=result.source,
        outcome=outcome,
        requests=result.requests,
        bytes=result.bytes,
        found=result.found,
        new=tally.new,
        revised=tally.revised,
        unchanged=tally.unchanged + sum(unchanged.address is not None for unchanged in result.unchanged),
        gone=len(result.gone),
        withdrawn=tally.withdrawn,
        problems=len(result.problems),
        seconds=round(result.seconds, 3),
        reasons=reasons,
        problem_list=tuple((problem.kind.value, problem.url, problem.detail) for problem in result.problems),
        basis_counts=dict(tally.basis),
        trusted=judgement.trusted,
        endings={str(ending): count for ending, count in sorted(result.endings.items())},
    )


def iso(now: datetime) -> str:
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")
