"""One writer at a time: a lock file beside the archive, shared by `ponte run`, the daemon's children and cron. Freed by the
system when a process dies, even by kill -9."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.errors import ArchiveUnusable, Busy


@contextmanager
def run_lock(archive: Path) -> Iterator[None]:
    """Hold the run lock of an archive. Raises Busy at once where another run holds it, ArchiveUnusable where it cannot be made."""
    from filelock import FileLock, Timeout

    lock = FileLock(f"{archive}.lock")
    try:
        archive.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise Busy(f"another run is at work on {archive}; this one leaves it alone (lock file {archive}.lock)") from error
    except OSError as error:
        raise ArchiveUnusable(f"cannot write beside the archive {archive}: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()
