"""What a command costs, and what it asked of the server.

CPU is that of the whole process tree once reaped (os.wait4 adds what a child has waited for), in seconds of user and system time.
Memory is the greatest sum, over the tree, of proportional set sizes (/proc/PID/smaps_rollup), sampled every 50 ms, in megabytes of 2**20
bytes; never less than the kernel's own maximum for the largest process, so that a peak between two samples is not lost.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SAMPLE_EVERY = 0.05
MAX_SECONDS = 900.0


class CommandFailed(RuntimeError):
    """A measured or preparing command ended badly; the text holds its last lines."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What the server's log says of a stretch of time: requests, bytes sent (heads included), answers by status."""

    requests: int = 0
    bytes: int = 0
    statuses: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command cost: wall and CPU seconds, peak memory in MB, its exit code and its traffic."""

    wall: float
    cpu: float
    memory: float
    code: int
    traffic: Traffic = Traffic()


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment without proxies and without what would point Ponte elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy") and not name.startswith("PONTE_")}
    return kept | {"PYTHONHASHSEED": "0"} | dict(extra or {})


def run(
    command: Sequence[str],
    *,
    folder: Path,
    log: Path,
    traffic_log: Path | None = None,
    extra: Mapping[str, str] | None = None,
    limit: float = MAX_SECONDS,
) -> Cost:
    """Run a command in `folder` to its end and measure it; its output goes to `log`. After `limit` seconds its process group is killed."""
    begin = size(traffic_log)
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(  # its own session, so that it can be killed with its children
            command, cwd=folder, env=environment(extra), stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
        watch = _Watch(process.pid)
        killer = threading.Timer(limit, os.killpg, (process.pid, signal.SIGKILL))
        killer.start()
        try:
            status, usage = os.wait4(process.pid, 0)[1:]
        finally:
            killer.cancel()
            peak = watch.end()
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)  # so that Popen does not wait for what is reaped already
    traffic = read_traffic(traffic_log, begin) if traffic_log else Traffic()
    # Linux hands a parent's own peak on to its child: what is no larger than ours says nothing of the command.
    told = usage.ru_maxrss if usage.ru_maxrss > resource.getrusage(resource.RUSAGE_SELF).ru_maxrss else 0
    return Cost(wall, usage.ru_utime + usage.ru_stime, max(peak, told) / 1024, process.returncode, traffic)


def must(command: Sequence[str], *, folder: Path, extra: Mapping[str, str] | None = None) -> str:
    """The standard output of a command that only prepares or checks. Raises CommandFailed."""
    done = subprocess.run(command, cwd=folder, env=environment(extra), capture_output=True, text=True, check=False, timeout=MAX_SECONDS)
    if done.returncode:
        raise CommandFailed(f"{' '.join(command[:4])} ended with {done.returncode}: {done.stderr.strip()[-600:]}")
    return done.stdout


def tail(log: Path, lines: int = 6) -> str:
    """The last lines of a command's output."""
    return "\n".join(log.read_text("utf-8", "replace").strip().splitlines()[-lines:])


# ---- the server's log ------------------------------------------------------------------------------------------------


def size(log: Path | None) -> int:
    return log.stat().st_size if log and log.exists() else 0


def read_traffic(log: Path, begin: int) -> Traffic:
    """Count the lines from offset `begin` on. Columns, split by tabs: time, port or host, status, bytes sent, and whatever follows."""
    time.sleep(0.1)  # the server writes its line after the answer has left
    statuses: Counter[int] = Counter()
    total = 0
    with log.open("rb") as file:
        file.seek(begin)
        for line in file:
            columns = line.split(b"\t", 4)
            statuses[int(columns[2])] += 1
            total += int(columns[3])
    return Traffic(sum(statuses.values()), total, dict(statuses))


# ---- memory ----------------------------------------------------------------------------------------------------------


class _Watch:
    """Samples the memory of a process and its descendants in a thread, until `end`."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def _sample(self) -> None:
        while not self._over.wait(SAMPLE_EVERY):
            self._peak = max(self._peak, sum(proportional(pid) for pid in family(self._pid)))

    def end(self) -> int:
        """The peak in kilobytes."""
        self._over.set()
        self._thread.join()
        return self._peak


def family(pid: int) -> list[int]:
    """A process and its descendants, as far as they still run."""
    found = [pid]
    for each in found:
        try:
            children = [Path(f"/proc/{each}/task/{task}/children").read_text() for task in os.listdir(f"/proc/{each}/task")]
        except OSError:
            continue
        found.extend(int(child) for child in " ".join(children).split())
    return found


def proportional(pid: int) -> int:
    """Proportional set size in kilobytes; 0 for a process that has ended."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            return next((int(line.split()[1]) for line in file if line.startswith("Pss:")), 0)
    except OSError:
        return 0
