"""Starts `ponte run` children by the cron lines of the config. The only module that imports apscheduler.

The daemon never crawls in its own process: a crash, a hang or a leak costs one child. cron or systemd can replace it with the same command.
Sources with the same cron line share one child. No grace (a late run still runs), coalesced (five missed runs are one), one instance
(FAULTS D14-D16).
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from monitor.config import Config, in_words
from monitor.errors import ConfigError

log = logging.getLogger("ponte.daemon")

# A child that takes longer is stopped, gently first.
CHILD_LIMIT = 3600.0
STOP_GRACE = 35.0
# Gaps between runs are looked at over a week, from this Monday on.
WEEK_FROM = datetime(2026, 1, 5)  # noqa: DTZ001 (the config's zone is put to it)


def trigger(config: Config, line: str) -> Any:
    """The scheduler's trigger for a cron line. Raises ConfigError for one that is wrong or never fires (FAULTS D20)."""
    from apscheduler.triggers.cron import CronTrigger

    zone = ZoneInfo(config.timezone)
    try:
        made = CronTrigger.from_crontab(line, timezone=zone)
    except ValueError as error:
        raise ConfigError(f"{config.file}: cron line {line!r}: {error}") from error
    if made.get_next_fire_time(None, datetime.now(zone)) is None:
        raise ConfigError(f"{config.file}: cron line {line!r} never fires")
    return made


def check_schedules(config: Config) -> None:
    """Try every cron line of the config. Raises ConfigError."""
    for line in sorted(set(config.schedules.values())):
        trigger(config, line)


def schedule_warnings(config: Config) -> list[str]:
    """A clause for each enabled source whose cron line fires more often than its site bears (`every`), or leaves gaps longer than an item
    stays where a run finds it (`window`). Raises ConfigError as `trigger` does."""
    gaps: dict[str, tuple[timedelta, timedelta]] = {}
    found = []
    for name, line in config.schedules.items():
        polling = config.polling.get(name)
        if polling is None or not (polling.every or polling.window):
            continue
        if line not in gaps:
            gaps[line] = _gaps(trigger(config, line), ZoneInfo(config.timezone))
        shortest, longest = gaps[line]
        where = f"{config.file}: [sources.{name}] cron line {line!r}"
        if polling.every and shortest < polling.every:
            found.append(f"{where} runs again after {in_words(shortest)}; the safe interval is {in_words(polling.every)}")
        if polling.window and longest > polling.window:
            found.append(
                f"{where} leaves {in_words(longest)} between two runs, and the site shows an item for {in_words(polling.window)}: "
                "what comes and goes in between is missed, unless further list pages hold it"
            )
    return found


def _gaps(fires: Any, zone: ZoneInfo) -> tuple[timedelta, timedelta]:
    """The shortest and the longest time between two runs that follow each other, the first of them within a week."""
    start = WEEK_FROM.replace(tzinfo=zone)
    first = at = fires.get_next_fire_time(None, start)
    times = [at]
    while at is not None and at - first <= timedelta(days=7):
        at = fires.get_next_fire_time(at, at)
        times.append(at)
    # In UTC, because two times of one zone are subtracted by their clocks.
    spans = [after - before for before, after in pairwise(time.astimezone(UTC) for time in times if time is not None)]
    return (min(spans), max(spans)) if spans else (timedelta.max, timedelta.max)


def batches(config: Config) -> dict[str, list[str]]:
    """Source names by cron line: what one child runs."""
    grouped: dict[str, list[str]] = {}
    for name, line in config.schedules.items():
        grouped.setdefault(line, []).append(name)
    return grouped


def daemon(config: Config, config_file: Path, *, now: bool = False) -> int:
    """Run until SIGTERM or Ctrl-C; returns 0. `now` lets every batch run once at the start as well."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    check_schedules(config)
    if not config.schedules:
        raise ConfigError(f"no source is enabled in {config.file}: set enabled = true in a [sources.NAME] table")
    for warning in (*config.warnings, *schedule_warnings(config)):
        log.warning("warning: %s", warning)
    return asyncio.run(_serve(config, config_file, now=now))


async def _serve(config: Config, config_file: Path, *, now: bool) -> int:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    children = Children(config, config_file)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    zone = ZoneInfo(config.timezone)
    scheduler = AsyncIOScheduler(timezone=zone, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
    for line, names in batches(config).items():
        first = {"next_run_time": datetime.now(zone)} if now else {}
        scheduler.add_job(children.run, trigger(config, line), args=[names], id=line, **first)
        log.info("%s: %s", line, ", ".join(names))
    scheduler.start()
    for job in scheduler.get_jobs():
        log.info("next run of %s at %s", job.id, job.next_run_time.isoformat())
    await stop.wait()
    log.info("stopping")
    scheduler.shutdown(wait=False)
    await children.stop()
    return 0


class Children:
    """The children under way. They queue: the archive has one writer."""

    def __init__(self, config: Config, config_file: Path) -> None:
        self._config = config
        self._file = config_file
        self._turn = asyncio.Lock()
        self._current: asyncio.subprocess.Process | None = None

    def command(self, names: Sequence[str]) -> list[str]:
        """The very command that a person would type."""
        options = ["--config", str(self._file), "--archive", str(self._config.archive), "--public", str(self._config.public)]
        target = self._config.network.replica
        replica = ["--replica", f"http://{target.host}:{target.port}"] if target else []
        return [sys.executable, "-m", "monitor", *options, *replica, "run", *names]

    async def run(self, names: Sequence[str]) -> int:
        """Run one child to its end, or stop it at its limit; returns its exit code."""
        async with self._turn:
            log.info("run %s", " ".join(names))
            child = await asyncio.create_subprocess_exec(*self.command(names), start_new_session=True)
            self._current = child
            try:
                async with asyncio.timeout(CHILD_LIMIT):
                    code = await child.wait()
            except TimeoutError:
                log.error("run %s took longer than %d s and is stopped", " ".join(names), CHILD_LIMIT)
                code = await self._end(child)
            finally:
                self._current = None
            log.info("run %s ended with exit code %d", " ".join(names), code)
            return code

    async def stop(self) -> None:
        if self._current is not None:
            await self._end(self._current, grace=8.0)

    @staticmethod
    async def _end(child: asyncio.subprocess.Process, grace: float = STOP_GRACE) -> int:
        """Ask a child to stop, and end its process group when it does not."""
        if child.returncode is None:
            child.terminate()
        try:
            async with asyncio.timeout(grace):
                return await child.wait()
        except TimeoutError:
            os.killpg(child.pid, signal.SIGKILL)
            return await child.wait()
