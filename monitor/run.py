"""One run: crawl, judgement, storing, publishing. `ponte run` is this; cron, systemd and the daemon start the same command."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol

from crawlers.address import host_of
from crawlers.model import Address, Backfill, CrawlResult, Link, Plan, Source, Validator
from monitor import revisit
from monitor.config import VERSION, Config, listings
from monitor.detect import published_of
from monitor.errors import ArchiveUnusable, UsageError
from monitor.lock import run_lock
from monitor.pinging import ping_hubs
from monitor.publishing import publish_feeds
from monitor.record import record_source
from storage.archive import Archive
from storage.errors import ArchiveError
from storage.model import RunReport, SourceOutcome, SourceReport
from storage.releases import KnownLink

# A server may answer 304 although it changed (FAULTS I02): listings are asked without condition once a day, releases once a week.
LISTING_TRUST = timedelta(days=1)
# Releases that are due weekly may be asked a little earlier (monitor.revisit): those are asked without condition each time, too.
RELEASE_TRUST = timedelta(days=6)
# By so much clocks of one machine may differ (FAULTS D17).
_SKEW = timedelta(hours=1)
# A back-fill without --pages is bounded all the same; the same command goes on.
BACKFILL_PAGES = 1000


@dataclass(frozen=True, slots=True)
class Options:
    """What a run shall do: which sources (none named: all enabled), how deep, which known releases to ask again (due, all, none).
    `believe`: what is read of known releases is the site's own, however odd. `since`: read the past back to that day instead, into the
    archive only; nothing known is asked again then."""

    sources: tuple[str, ...] = ()
    pages: int | None = None
    recheck: str = "due"
    believe: bool = False
    since: date | None = None


class Watcher(Protocol):
    """Who looks on while a run is under way. Called in the run's own thread."""

    def began(self, sources: Sequence[Source]) -> None: ...

    def moved(self, result: CrawlResult) -> None: ...

    def ended(self, report: SourceReport) -> None: ...


def utc_now() -> datetime:
    return datetime.now(UTC)


def run(config: Config, options: Options, watcher: Watcher, clock: Callable[[], datetime] = utc_now) -> RunReport:
    """Run the chosen sources once and publish. Raises UsageError, Busy, ArchiveUnusable; what sites do is in the report.

    Each source is stored in its own transaction as soon as it has ended; an existing archive and feeds are never made poorer by a bad run.
    """
    sources = chosen(config, options.sources)
    check_options(options, clock())
    with run_lock(config.archive), opened(config.archive) as archive:
        # A run that died between storing and publishing left old feeds: they are made good first (FAULTS W03).
        trouble = published(config, archive) if archive.finished_runs() else ()
        report = crawl_and_record(config, archive, sources, options, watcher, clock)
        # A run that read nothing changes no feed of news, but the one of the sources' health.
        trouble = published(config, archive)
        for told in ping_hubs(config, archive, clock()):
            logging.getLogger("ponte").warning(told)
    return replace(report, trouble=trouble)


def check_options(options: Options, now: datetime) -> None:
    """Raises UsageError for options that contradict each other."""
    if options.since is None:
        return
    if options.since > now.date():
        raise UsageError(f"--since {options.since} lies in the future")
    if options.recheck == "all":
        raise UsageError("--since reads the past and asks nothing known again: leave out --recheck all")


def published(config: Config, archive: Archive) -> tuple[str, ...]:
    """Bring the feeds up to the archive; returns why they could not be, or what had to be left out. A full or forbidden public folder must
    never keep a run from storing what the sites say today."""
    try:
        report = publish_feeds(config, archive, only_if_stale=True)
    except OSError as error:
        return (f"the feeds in {config.public} could not be written: {error.strerror or error}",)
    return report.left_out if report else ()


def chosen(config: Config, names: Sequence[str]) -> tuple[Source, ...]:
    """The named sources, else all enabled ones. Raises ConfigError, UsageError."""
    sources = (
        tuple(config.source(name) for name in dict.fromkeys(names)) if names else tuple(each for each in config.sources if each.enabled)
    )
    if not sources:
        raise UsageError(f"no source is enabled in {config.file}: set enabled = true in a [sources.NAME] table")
    return sources


class opened:  # noqa: N801 (used as a context manager, reads as a verb)
    """The archive, open for writing; storage's errors become the operator's."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._archive: Archive | None = None

    def __enter__(self) -> Archive:
        try:
            self._archive = Archive.open(self._path)
        except ArchiveError as error:
            raise ArchiveUnusable(str(error)) from error
        return self._archive

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if self._archive is not None:
            self._archive.close()
        if isinstance(error, ArchiveError):
            raise ArchiveUnusable(str(error)) from error


def crawl_and_record(
    config: Config, archive: Archive, sources: Sequence[Source], options: Options, watcher: Watcher, clock: Callable[[], datetime]
) -> RunReport:
    """Crawl all sources side by side, record each as it ends."""
    # Scrapy and Twisted take a third of a second to import: only a run needs them.
    from crawlers.engine import crawl

    started = clock()
    archive_first = archive.finished_runs() == 0
    run_id = archive.start_run(started, VERSION)
    reports: list[SourceReport] = []
    # What was recorded of sources that come in parts (back-fills).
    parts: dict[str, SourceReport] = {}

    def done(result: CrawlResult) -> None:
        source = next(each for each in sources if each.name == result.source)
        result.notes = (*result.notes, *filter(None, [notes.get(result.source)]))
        told, believe = parts.get(result.source), options.believe
        parts[result.source] = record_source(
            archive, run_id, result, clock(), archive_first=archive_first, source=source, believe=believe, earlier=told
        )
        if not result.more:
            reports.append(parts[result.source])
            watcher.ended(reports[-1])

    watcher.began(sources)
    if options.since is not None:
        archive.start_backfill(run_id)
    plans, notes = planned(config, archive, sources, options, started)
    known, pauses = StoredKnown(archive, clock), archive.pauses(started)
    crawl(plans, known, config.network, clock=clock, done=done, progress=watcher.moved, pauses=pauses)
    reports.extend(missing(sources, reports, parts))
    outcome = overall(reports)
    archive.finish_run(run_id, clock(), outcome)
    ordered = sorted(reports, key=lambda each: [source.name for source in sources].index(each.source))
    return RunReport(run_id, started, clock(), outcome, tuple(ordered), VERSION)


def planned(
    config: Config, archive: Archive, sources: Sequence[Source], options: Options, now: datetime
) -> tuple[list[Plan], dict[str, str]]:
    """What each source is asked, and a clause where the budget leaves due releases for the next run."""
    mark = archive.mark()
    if options.since is not None:
        fill = Backfill(options.since, options.pages or BACKFILL_PAGES)
        covered = {source.name: archive.last_read(source.name, now) for source in sources}
        return [
            Plan(source, walks=archive.walks(source.name), mark=mark, covered=covered[source.name], backfill=fill) for source in sources
        ], {}
    links, notes = rechecks(archive, sources, options.recheck, now, config.revisits)
    return [
        Plan(source, links[source.name], max_pages=options.pages, walks=archive.walks(source.name), mark=mark) for source in sources
    ], notes


def missing(sources: Sequence[Source], reports: Sequence[SourceReport], parts: Mapping[str, SourceReport]) -> Iterator[SourceReport]:
    """Sources that an interrupted run did not finish: nothing of them was stored, or of a back-fill all parts but the last."""
    done = {report.source for report in reports}
    for source in sources:
        part = parts.get(source.name)
        if source.name not in done and part is not None:
            told = "interrupted before its end; what was read is stored, the same command goes on from there"
            yield replace(part, outcome=SourceOutcome.PARTIAL, reasons=(told, *part.reasons))
        elif source.name not in done:
            yield SourceReport(source.name, SourceOutcome.FAILED, reasons=("interrupted before its end; nothing of it was stored",))


def overall(reports: Sequence[SourceReport]) -> str:
    """ok, partial (some source not ok) or failed (none)."""
    ok = sum(report.outcome is SourceOutcome.OK for report in reports)
    useful = sum(report.outcome in (SourceOutcome.OK, SourceOutcome.PARTIAL) for report in reports)
    return "ok" if ok == len(reports) else "partial" if useful else "failed"


def exit_code(report: RunReport) -> int:
    """0 all sources ok; 1 some not ok, or the feeds not written; 3 none brought anything sound."""
    return max({"ok": 0, "partial": 1, "failed": 3}[report.outcome], 1 if report.trouble else 0)


def rechecks(
    archive: Archive, sources: Sequence[Source], which: str, now: datetime, budget: int
) -> tuple[dict[str, tuple[Link, ...]], dict[str, str]]:
    """The known releases of each source to ask again, and a clause for each source that the budget of its host held back.

    `budget` counts due releases for each host and run; asking all again is the operator's wish and has none.
    """
    names = [source.name for source in sources]
    if which != "due":
        return {name: tuple(map(link_to, archive.known_links(name))) if which == "all" else () for name in names}, {}
    for name in names:
        archive.recall(name, now, revisit.RARELY)
    due = {name: archive.due_count(name, now) for name in names}
    hosts = {source.name: {host_of(url) for url in listings(source)} for source in sources}
    allotted = revisit.allot(due, hosts, budget)
    links = {name: tuple(map(link_to, archive.due_links(name, now, allotted[name]))) for name in names}
    return links, {name: revisit.told(len(links[name]), due[name]) for name in names}


def link_to(known: KnownLink) -> Link:
    """A known release as a listing would name it."""
    published = published_of(known.published, known.published_precision, known.published_basis)
    return Link(Address.of_native(known.native, known.site, known.url), known.url, known.title, published, known.entity)


class StoredKnown:
    """What a crawl may ask of the archive (crawlers.model.Known)."""

    def __init__(self, archive: Archive, clock: Callable[[], datetime]) -> None:
        self._archive = archive
        self._clock = clock

    def release(self, address: Address) -> bool:
        return self._archive.is_known(address.native, address.url)

    def validator(self, url: str, reader: str) -> Validator | None:
        """The stored validator, unless another reader made it or it was trusted long enough."""
        found = self._archive.known_validator(url)
        if found is None or found[0].reader != reader:
            return None
        validator, of_a_release = found
        trust = RELEASE_TRUST if of_a_release else LISTING_TRUST
        # One from the future was stored by a clock that was wrong: it would be trusted until then.
        return validator if -_SKEW < self._clock() - validator.checked_at < trust else None

    def held(self, address: Address, mark: int) -> bool:
        return self._archive.held(address, mark)

    def published(self, address: Address) -> str | None:
        return self._archive.published_of(address)
