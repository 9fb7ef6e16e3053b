"""`ponte run`, `publish` and `check --config`."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from monitor.config import Config
from monitor.errors import ArchiveUnusable, PonteError
from monitor.progress import one_line, watcher_for
from monitor.report import print_report
from monitor.run import Options, exit_code, opened, run, utc_now
from storage.model import RunReport


def run_command(
    config: Config,
    sources: Sequence[str],
    pages: int | None,
    recheck: str,
    *,
    believe: bool = False,
    since: date | None = None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Run once and print the report on stdout."""
    quiet_logging()
    watcher = watcher_for(quiet)
    if not config.contact and config.network.replica is None and not quiet:
        print("hint: set [network] contact in the config, so that sites can reach you", file=sys.stderr)
    try:
        report = run(config, Options(tuple(sources), pages, recheck, believe=believe, since=since), watcher)
    finally:
        watcher.close()
    if as_json:
        print(json.dumps(report_json(report), ensure_ascii=False))
    elif not quiet:
        print_report(report)
    for trouble in report.trouble:
        print(f"ponte: {one_line(trouble)}", file=sys.stderr)
    explain(report, told=not quiet and not as_json)
    return exit_code(report)


def quiet_logging() -> None:
    """Warnings on stderr. The level stands on the handler, because Scrapy sets that of its own loggers anew when it starts."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    for handler in logging.getLogger().handlers:
        handler.setLevel(logging.WARNING)


def report_json(report: RunReport) -> dict[str, object]:
    values = asdict(report)
    values["started_at"] = report.started_at.isoformat()
    values["finished_at"] = report.finished_at.isoformat() if report.finished_at else None
    return values


def explain(report: RunReport, *, told: bool) -> None:
    """Say on stderr why nothing could be read, unless the table has told, and what to do next."""
    if report.outcome != "failed":
        return
    for each in () if told else report.sources:
        print(f"{each.source}: {one_line(each.reasons[0]) if each.reasons else each.outcome}", file=sys.stderr)
    print("No source could be read; no release and no feed has changed but that of the sources' health.", file=sys.stderr)
    print("Without a network, `make demo` shows the whole job on this machine.", file=sys.stderr)


def publish_command(config: Config, *, as_json: bool) -> int:
    """Render all feeds anew."""
    from monitor.lock import run_lock
    from monitor.pinging import ping_hubs
    from monitor.publishing import publish_feeds

    if not config.archive.exists():
        raise ArchiveUnusable(f"there is no archive {config.archive} yet: `ponte run` makes it")
    try:
        with run_lock(config.archive), opened(config.archive) as archive:
            report = publish_feeds(config, archive)
            untold = ping_hubs(config, archive, utc_now())
    except OSError as error:
        raise PonteError(f"the feeds in {config.public} could not be written: {error.strerror or error}") from error
    assert report is not None
    counts = {"written": report.written, "unchanged": report.unchanged, "left_out": list(report.left_out), "public": str(config.public)}
    print(json.dumps(counts) if as_json else f"{report.written} files written, {report.unchanged} unchanged in {config.public}")
    for reason in report.left_out:
        print(f"left out: {one_line(reason)}", file=sys.stderr)
    for trouble in untold:
        print(f"ponte: {one_line(trouble)}", file=sys.stderr)
    return 1 if report.left_out else 0


def check_config_command(config: Config) -> int:
    """The config was checked in loading; here its cron lines are asked whether they ever fire, and how often. Warnings go to stderr."""
    from monitor.daemon import check_schedules, schedule_warnings

    check_schedules(config)
    warnings = [*config.warnings, *schedule_warnings(config)]
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)
    enabled = sum(source.enabled for source in config.sources)
    told = f", {len(warnings)} warning{'s' if len(warnings) > 1 else ''}" if warnings else ""
    print(f"{config.file}: sound, {len(config.sources)} sources, {enabled} enabled{told}")
    return 0
