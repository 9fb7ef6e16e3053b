"""One run: crawl, judgement, storing, publishing. `ponte run` is this; cron, systemd and the daemon start the same command."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from crawlers.model import Address, CrawlResult, Link, Plan, Source, Validator
from monitor.config import VERSION, Config
from monitor.detect import stored_published
from monitor.errors import ArchiveUnusable, UsageError
from monitor.lock import run_lock
from monitor.publishing import publish_feeds
from monitor.record import record_source
from storage.archive import Archive
from storage.errors import ArchiveError
from storage.model import RunReport, SourceOutcome, SourceReport

# A server may answer 304 although it changed (FAULTS I02): listings are asked without condition once a day, releases once a week.
LISTING_TRUST = timedelta(days=1)
RELEASE_TRUST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Options:
    """What a run shall do: which sources (none named: all enabled), how deep, which known releases to ask again (due, all, none)."""

    sources: tuple[str, ...] = ()
    pages: int | None = None
    recheck: str = "due"


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
    with run_lock(config.archive), opened(config.archive) as archive:
        # A run that died between storing and publishing left old feeds: they are made good first (FAULTS W03).
        trouble = published(config, archive) if archive.finished_runs() else ()
        report = crawl_and_record(config, archive, sources, options, watcher, clock)
        if any(each.outcome in (SourceOutcome.OK, SourceOutcome.PARTIAL) for each in report.sources):
            trouble = published(config, archive)
    return replace(report, trouble=trouble)


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

    def done(result: CrawlResult) -> None:
        reports.append(record_source(archive, run_id, result, clock(), archive_first=archive_first))
        watcher.ended(reports[-1])

    watcher.began(sources)
    plans = [Plan(source, tuple(rechecks(archive, source, options.recheck, started)), max_pages=options.pages) for source in sources]
    crawl(plans, StoredKnown(archive, clock), config.network, clock=clock, done=done, progress=watcher.moved)
    reports.extend(missing(sources, reports))
    outcome = overall(reports)
    archive.finish_run(run_id, clock(), outcome)
    ordered = sorted(reports, key=lambda each: [source.name for source in sources].index(each.source))
    return RunReport(run_id, started, clock(), outcome, tuple(ordered), VERSION)


def missing(sources: Sequence[Source], reports: Sequence[SourceReport]) -> Iterator[SourceReport]:
    """Sources that an interrupted run did not finish; nothing of them was stored."""
    done = {report.source for report in reports}
    for source in sources:
        if source.name not in done:
            yield SourceReport(source.name, SourceOutcome.FAILED, reasons=("interrupted before its end; nothing of it was stored",))


def overall(reports: Sequence[SourceReport]) -> str:
    """ok, partial (some source not ok) or failed (none)."""
    ok = sum(report.outcome is SourceOutcome.OK for report in reports)
    useful = sum(report.outcome in (SourceOutcome.OK, SourceOutcome.PARTIAL) for report in reports)
    return "ok" if ok == len(reports) else "partial" if useful else "failed"


def exit_code(report: RunReport) -> int:
    """0 all sources ok; 1 some not ok, or the feeds not written; 3 none brought anything sound."""
    return max({"ok": 0, "partial": 1, "failed": 3}[report.outcome], 1 if report.trouble else 0)


def rechecks(archive: Archive, source: Source, which: str, now: datetime) -> Iterator[Link]:
    """The known releases of a source to ask again."""
    if which == "none":
        return
    for stored in archive.due(source.name, now) if which == "due" else archive.all_releases(source.name):
        yield Link(
            Address.of_native(stored.native, stored.site, stored.url), stored.url, stored.title, stored_published(stored), stored.entity
        )


class StoredKnown:
    """What a crawl may ask of the archive (crawlers.model.Known)."""

    def __init__(self, archive: Archive, clock: Callable[[], datetime]) -> None:
        self._archive = archive
        self._clock = clock

    def release(self, address: Address) -> bool:
        return self._archive.is_known(address.native, address.url)

    def validator(self, url: str, reader: str) -> Validator | None:
        """The stored validator, unless another reader made it or it was trusted long enough."""
        validator = self._archive.validator(url)
        if validator is None or validator.reader != reader:
            return None
        trust = RELEASE_TRUST if self._archive.find_url(url) else LISTING_TRUST
        return validator if self._clock() - validator.checked_at < trust else None
