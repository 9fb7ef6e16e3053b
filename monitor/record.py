"""Puts one crawled source into the archive, in one transaction.

`record_source` below is the path of a release from the crawl to the archive; read it first. What is decided is decided by pure functions
of other modules (judge, detect, announcements, stories, revisit); what is stored is stored by storage.archive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from crawlers.model import CrawlResult, Source, Step, Validator
from monitor.detect import Change, Detection, Merger, detect, restoration, text_key, vanished_at_once, withdrawal
from monitor.doubting import COUNTER, SUSPICION
from monitor.judge import History, Judgement, judge, judge_changes, quality_of, told, usual_found
from monitor.memory import ArchiveMemory
from monitor.revisit import next_check
from monitor.rhythm import state_of
from monitor.settling import settle_announcements
from monitor.standing import combined, coverage_of, found_again, parted, postpone
from monitor.stories import moment
from monitor.telling import file_release, finding_of, found_story, one_story, place
from storage.archive import Archive
from storage.health import Check, Health
from storage.model import (
    Cause,
    Revision,
    Significance,
    SourceOutcome,
    SourceReport,
)
from storage.releases import Facts

# 404 or 410 in so many consecutive runs withdraws a release; once is a bad day.
GONE_RUNS = 2


@dataclass(slots=True)
class Tally:
    """What recording one source came to. `stories` are those whose releases changed, each with its gravest change by the site, None where
    only our own reading of it changed: that is never announced."""

    new: int = 0
    revised: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    basis: Counter[str] = field(default_factory=Counter)
    stories: dict[str, Significance | None] = field(default_factory=dict)

    def touch(self, story_id: str, revision: Revision) -> None:
        quiet = revision.cause in (Cause.EXTRACTOR, Cause.MERGED)
        weights = (None, *Significance)
        self.stories[story_id] = max(self.stories.get(story_id), None if quiet else revision.significance, key=weights.index)


def record_source(
    archive: Archive,
    run_id: int,
    result: CrawlResult,
    now: datetime,
    *,
    archive_first: bool,
    source: Source | None = None,
    believe: bool = False,
    earlier: SourceReport | None = None,
) -> SourceReport:
    """Judge, detect, understand, link and store one crawl, in ONE transaction; returns what the run's report says of it.

    result -> judge -> detect -> revisions -> understand -> stories -> announcements -> entries
                |                    |                                                     |
                +---- report <-------+------------------ archive (BEGIN IMMEDIATE ... COMMIT)

    `source` lets kept answers be read again, to tell our reader's changes from the site's. `believe`: the operator takes what this crawl
    read of known releases as the site's own. `earlier`: what was recorded of the source in this run before, where it comes in parts.
    """
    with archive.transaction():
        history = History.of(() if result.archive_only else archive.checks(result.source))
        judgement = judge(result, history)
        coverage = coverage_of(archive, result, archive_first=archive_first)
        detection = detect(ArchiveMemory(archive, result.source, source), result, now, believe=believe)
        gone = gone_now(archive, result, detection)
        standing = detection.standing + sum(each.address is not None for each in result.unchanged)
        judgement = judge_changes(judgement, detection.edits, standing, history)
        judgement = judge_gone(judgement, gone, standing)
        if believe:
            judgement = believed(judgement)
        quality = quality_of(result) | {"edits": detection.edits, "standing": standing, "usual": usual_found(history)}
        if not judgement.trusted:
            ask_soon(archive, detection, now)
            detection = detection.only_new()
        settle_problems(result, detection)
        tally = store(archive, run_id, detection, result.source, now, past=result.archive_only)
        stand(archive, run_id, result, detection, tally, now, trusted=judgement.trusted)
        if judgement.trusted:
            withdraw(archive, run_id, gone, tally, now)
            doubt(archive, detection, now)
        postpone(archive, result, now)
        tally.stories |= dict.fromkeys(found_again(archive, result, coverage, now), Significance.SUBSTANTIVE)
        for stories, standing_of in parted(archive, result, detection, tally.stories, coverage):
            settle_announcements(archive, stories, standing_of, now)
        keep_answers(archive, result, detection, judgement)
        report = combined(earlier, report_of(result, judgement, tally, quality))
        put_report(archive, run_id, result, report, history, now)
    return report


def keep_answers(archive: Archive, result: CrawlResult, detection: Detection, judgement: Judgement) -> None:
    """Keep what a crawl brought besides releases: attachments and pauses, of a sound one validators and how far archives were walked."""
    for attachment in result.attachments:
        archive.keep_attachment(attachment)
    archive.put_pauses(result.pauses)
    if judgement.outcome in (SourceOutcome.OK, SourceOutcome.PARTIAL):
        archive.put_validators(settled_validators(result, detection))
        archive.put_walks(result.source, result.walks)


def put_report(archive: Archive, run_id: int, result: CrawlResult, report: SourceReport, history: History, now: datetime) -> None:
    """Store the report of a crawl and how its source stands after it; one of an archive's pages may have been its last."""
    archive.record_source(run_id, report)
    if not result.archive_only:
        archive.put_health(health_now(result.source, report, history.checks, archive.news_days(result.source), now), now)
    elif not result.more:
        archive.end_backfill(result.source)


def gone_now(archive: Archive, result: CrawlResult, detection: Detection) -> list[Facts]:
    """The stored releases whose own address is gone, each once; not those that were read at another one."""
    elsewhere = {each.stored.id for each in detection.moves}
    found = (archive.facts(each.address.native) for each in result.gone)
    return list({each.id: each for each in found if each is not None and each.id not in elsewhere}.values())


def judge_gone(judgement: Judgement, gone: Sequence[Facts], standing: int) -> Judgement:
    """Judge what a believed crawl would withdraw: most of the known addresses at once gone for the first time is a redesign."""
    fresh = sum(each.gone_count == 0 and each.status == "live" for each in gone)
    if not judgement.trusted or not vanished_at_once(fresh, len(gone) + standing):
        return judgement
    reason = f"{fresh} of {len(gone) + standing} known addresses gone at once"
    return replace(judgement, outcome=SourceOutcome.PARTIAL, trusted=False, reasons=(reason, *judgement.reasons))


def believed(judgement: Judgement) -> Judgement:
    """The judgement where the operator vouches for the crawl; one that read nothing stays what it is."""
    if judgement.trusted or judgement.outcome in (SourceOutcome.FAILED, SourceOutcome.BLOCKED):
        return judgement
    return replace(judgement, trusted=True, reasons=(*judgement.reasons, "believed all the same, as the operator said"))


def settle_problems(result: CrawlResult, detection: Detection) -> None:
    """Add what detection met to the crawl's problems; what a release that moved left behind at its old address is none."""
    moved = {each.stored.url for each in detection.moves}
    result.problems[:] = [each for each in result.problems if each.url not in moved]
    result.problems.extend(detection.problems)
    result.notes = (*result.notes, *detection.notes)


def settled_validators(result: CrawlResult, detection: Detection) -> list[Validator]:
    """The validators of answers whose content the archive now holds. One of a state that is not stored would make the next answer a 304,
    and the state would never be read again; so would a list's, where the list was what told it."""
    unsettled = detection.unsettled
    urls = {url for release in unsettled for url in (release.address.url, *release.aliases)}
    if any(release.basis in (Step.FEED, Step.JSON) for release in unsettled):
        lists = {each.url for each in result.validators} - {release.address.url for release in result.releases}
        urls |= lists
    return [each for each in result.validators if each.url not in urls]


def health_now(source: str, report: SourceReport, past: Sequence[Check], news: Sequence[date], now: datetime) -> Health:
    """How a source stands after a check, by its own rhythm."""
    check = Check(now, report.outcome, report.trusted, report.found, report.new, report.quality)
    standing = state_of((check, *past), news, now, report.reasons)
    return Health(source, standing.state, standing.usual_interval, standing.told)


def store(archive: Archive, run_id: int, detection: Detection, source: str, now: datetime, *, past: bool = False) -> Tally:
    """Write the revisions with their findings and stories, then the moves and mergers."""
    tally = Tally(unchanged=len(detection.seen))
    for change in detection.changes:
        tally.basis[change.revision.release.basis] += 1
        if change.before is None:
            add(archive, run_id, change.revision, source, tally, now, past=past)
        else:
            revise(archive, run_id, change, tally, now)
            archive.set_next_check(
                change.before.id, next_check(moment(change.before.published, now), now, edited=now, key=change.before.id)
            )
    # The reader's part of a change and the site's are two revisions of one release.
    edited = {each.before.id for each in detection.changes if each.before is not None and each.revision.cause is not Cause.EXTRACTOR}
    tally.revised = len(edited)
    tally.unchanged -= len(edited & set(detection.seen))
    for move in detection.moves:
        archive.follow(move.stored.id, move.release)
    for merger in detection.mergers:
        merge(archive, run_id, merger, tally, now)
    return tally


def add(archive: Archive, run_id: int, revision: Revision, source: str, tally: Tally, now: datetime, *, past: bool = False) -> None:
    """A new release, in the story it belongs to; of the past it is archive only."""
    release = revision.release
    release_id = release.address.native
    fresh = found_story(archive, release_id, now)
    archive.add(release, revision, release_id=release_id, source=source, story_id=fresh, text_key=text_key(release), run_id=run_id)
    if past:
        archive.archive_only([release_id])
    tally.new += 1
    archive.put_finding(release_id, finding_of(release))
    file_release(archive, release, release_id, now=now)
    for story_id in place(archive, release_id, now, fresh=fresh, past=past):
        tally.touch(story_id, revision)
    archive.set_next_check(release_id, next_check(moment(release.published.iso, now), now, key=release_id))


def revise(archive: Archive, run_id: int | None, change: Change, tally: Tally, now: datetime) -> None:
    """A further state of a stored release."""
    assert change.before is not None
    release, stored = change.revision.release, change.before
    before = archive.link_text(stored.id)
    archive.revise(stored.id, change.revision, text_key(release), run_id)
    archive.clear_doubts([stored.id], but=COUNTER)
    archive.put_finding(stored.id, finding_of(release))
    file_release(archive, release, stored.id, before=before, now=now)
    for story_id in place(archive, stored.id, now, past=stored.id in archive.archived_of(before.story_id)):
        tally.touch(story_id, change.revision)


def merge(archive: Archive, run_id: int, merger: Merger, tally: Tally, now: datetime) -> None:
    """Two stored releases are one: the older lives on at the common address, the other keeps its row and says so."""
    revision = withdrawal(merger.other, now, Cause.MERGED)
    archive.revise(merger.other.id, revision, text_key(revision.release), run_id)
    archive.merge(merger.into.id, merger.other.id)
    archive.follow(merger.into.id, merger.release)
    tally.touch(one_story(archive, merger.into, merger.other, now), revision)


def withdraw(archive: Archive, run_id: int, gone: Sequence[Facts], tally: Tally, now: datetime) -> None:
    """Count releases whose own address is gone; the second time without a sound answer between they are withdrawn, their text is kept."""
    for each in gone:
        due = next_check(moment(each.dated, now), now, withdrawn=True, key=each.id)
        if each.status == "withdrawn":
            archive.set_next_check(each.id, due)
        elif archive.mark_gone(each.id, now) >= GONE_RUNS:
            stored = archive.find(each.id)
            assert stored is not None, "facts are of a stored release"
            revision = withdrawal(stored, now)
            archive.revise(stored.id, revision, text_key(revision.release), run_id)
            archive.set_next_check(stored.id, due)
            tally.touch(stored.story_id, revision)
            tally.withdrawn += 1


def ask_soon(archive: Archive, detection: Detection, now: datetime) -> None:
    """What reads differently in a crawl that is not believed is asked again soon, however old it is: an edit on the very day on which the
    list was cut must not wait for the release's next turn, half a year later."""
    for each in detection.differing:
        archive.set_next_check(each.id, now + SUSPICION.span / 4)


def doubt(archive: Archive, detection: Detection, now: datetime) -> None:
    """Note the readings that are not believed yet, and ask for them again soon; a counter in the text is no reason to hurry."""
    for held in detection.held:
        archive.note_doubt(held.stored.id, held.digest, held.suspicion.reason, now)
        facts = archive.facts(held.stored.native) if held.suspicion.once else None
        archive.set_next_check(held.stored.id, due_again(facts, now) if facts else now + SUSPICION.span / 4)


def stand(archive: Archive, run_id: int, result: CrawlResult, detection: Detection, tally: Tally, now: datetime, *, trusted: bool) -> None:
    """Note what was seen standing: last seen, aliases, the next check. A withdrawn release that its site says stands is restored."""
    asked = dict.fromkeys((each.address.native for each in result.unchanged if each.address is not None), True)
    asked |= {native: native not in detection.listed for native in detection.seen}
    standing: list[tuple[int, datetime | None]] = []
    for native, own in asked.items():
        facts = archive.facts(native)
        if facts is None:
            continue
        if facts.status == "withdrawn":
            back = archive.find(native)
            if trusted and back is not None and native not in detection.seen:
                revise(archive, run_id, restoration(back, now), tally, now)
                tally.revised, tally.unchanged = tally.revised + 1, tally.unchanged - 1
            continue
        standing.append((facts.rid, due_again(facts, now) if own else None))
    archive.stand(standing, now)
    archive.clear_doubts(archive.doubted(rid for rid, _ in standing), but=COUNTER)
    for found, native in result.aliases.items():
        facts = archive.facts(native)
        if facts is not None:
            archive.add_alias(found, facts.id)


def due_again(facts: Facts, now: datetime) -> datetime:
    """When a release that stands as it stood is asked again."""
    edited = moment(facts.edited_at, now) if facts.edited_at else None
    return next_check(moment(facts.dated, now), now, edited=edited, withdrawn=facts.status == "withdrawn", key=facts.id)


def report_of(result: CrawlResult, judgement: Judgement, tally: Tally, quality: dict[str, int]) -> SourceReport:
    """The run's word on one source."""
    outcome = judgement.outcome
    if outcome is SourceOutcome.OK and (result.problems or result.lost):
        outcome = SourceOutcome.PARTIAL
    reasons = judgement.reasons or tuple(dict.fromkeys(told(problem) for problem in result.problems))
    reasons = (*reasons, *result.notes)
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
        gaps=result.gaps,
        quality=quality | {f"doubt.{key}": 1 for key in judgement.doubts},
        endings={str(ending): count for ending, count in sorted(result.endings.items())},
    )
