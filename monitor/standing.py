"""How what a run reads stands to the feeds: news, a first reading, or the past. Works inside the transaction of monitor.record.

back-fill                          -> archive only: no entry, and no entry moves, also not when such a release is edited later
the rest of a first reading        -> as of a source that joins late: a few entries, none of them old
read in a back-fill, then listed   -> found by the first run that watches the source, as if the back-fill had not been
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from crawlers.model import CrawlResult, ProblemKind, Role
from monitor.detect import Detection
from monitor.revisit import DAY
from monitor.stories import Coverage, late_enough
from storage.archive import Archive
from storage.model import Finding, Significance, SourceOutcome, SourceReport, StoredRelease, Story, Strength

_UNREACHED = frozenset(
    {ProblemKind.DNS, ProblemKind.REFUSED, ProblemKind.TIMEOUT, ProblemKind.TLS, ProblemKind.ROBOTS, ProblemKind.BLOCKED}
)
Stories = dict[str, Significance | None]


def coverage_of(archive: Archive, result: CrawlResult, *, archive_first: bool) -> Coverage:
    """How the source stands in this run."""
    if result.archive_only:
        return Coverage(archive_first=False, source_first=False, archive_only=True)
    return Coverage(archive_first, not archive.source_covered(result.source))


def found_again(archive: Archive, result: CrawlResult, coverage: Coverage, now: datetime) -> Iterator[str]:
    """Make news of what a back-fill had read before the source was ever watched, where its listings name it now; yields the stories.

    Without that the first feeds would be empty after a back-fill. Of a source that joins late only what is young enough.
    """
    if not coverage.source_first:
        return
    found = archive.archived_among(result.named)
    welcome = [(name, story) for name, story, published in found if coverage.archive_first or late_enough(published, now)]
    if welcome:
        archive.make_news([name for name, _ in welcome])
    yield from dict.fromkeys(story for _, story in welcome)


def parted(
    archive: Archive, result: CrawlResult, detection: Detection, stories: Stories, coverage: Coverage
) -> list[tuple[Stories, Coverage]]:
    """The touched stories by how they stand: those that only the rest of a first reading told, and the others."""
    new = [each.revision.release.address.native for each in detection.changes if each.before is None]
    if not result.late or coverage.archive_only or coverage.source_first:
        return [(stories, coverage)]
    others = [each.before.id if each.before else each.revision.release.address.native for each in detection.changes]
    old = archive.stories_of(native for native in new if native in result.late)
    old -= archive.stories_of(name for name in others if name not in result.late)
    late = {story: gravest for story, gravest in stories.items() if (archive.resolve_story(story) or story) in old}
    rest = {story: gravest for story, gravest in stories.items() if story not in late}
    return [(rest, coverage), (late, Coverage(archive_first=False, source_first=True))]


def postpone(archive: Archive, result: CrawlResult, now: datetime) -> None:
    """Known releases whose pages answered, but could not be read, are asked again tomorrow: at every run they would use up the budget that
    others wait for. A site that could not be reached says nothing of its pages."""
    failed = (each.url for each in result.problems if each.role is Role.RELEASE and each.kind not in _UNREACHED)
    archive.postpone(failed, now, now + DAY)


def unwatched(archive: Archive, stories: Sequence[Story]) -> list[Story]:
    """The stories that a release of the past may join and bring together: at most one that feeds may tell, first, and those that are of the
    past altogether. Two that were news stay two until there is news of them: no feed changes by a back-fill."""
    watched = [story for story in stories if not archive.archived_of(story.id) >= set(story.release_ids)]
    return [*watched[:1], *(story for story in stories if story not in watched)]


def rises(lead: StoredRelease, finding: Finding, before: Strength | None) -> bool:
    """Whether an edit of the past makes news: a release from before we watched that tells of a signing now, and did not."""
    return before is not None and before is not Strength.SIGNED and finding.strength is Strength.SIGNED and lead.revision_count > 1


def combined(earlier: SourceReport | None, report: SourceReport) -> SourceReport:
    """One report of a source that was recorded in parts: the sums, and what was said of each."""
    if earlier is None:
        return report
    counted = ("requests", "bytes", "found", "new", "revised", "unchanged", "gone", "withdrawn", "problems", "seconds")
    sums = {name: getattr(earlier, name) + getattr(report, name) for name in counted}
    outcomes = {earlier.outcome, report.outcome}
    # A part that failed leaves what the others brought.
    outcome = SourceOutcome.PARTIAL if len(outcomes) > 1 else report.outcome
    return replace(
        report,
        **sums,
        outcome=outcome,
        reasons=tuple(dict.fromkeys((*earlier.reasons, *report.reasons))),
        problem_list=(*earlier.problem_list, *report.problem_list),
        basis_counts=dict(Counter(earlier.basis_counts) + Counter(report.basis_counts)),
        trusted=earlier.trusted and report.trusted,
        endings=dict(Counter(earlier.endings) + Counter(report.endings)),
        gaps=tuple(dict.fromkeys((*earlier.gaps, *report.gaps))),
    )
