"""Readers for many questions at once: one read-only connection per thread, each question with a time limit.

Readers never wait for the writer nor it for them (WAL, FAULTS W07), so the only thing to bound is how long one question may take.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import translating
from storage.reading import Reader

# How many steps of SQLite's machine pass between two looks at the clock.
_STEPS = 5_000


class TooSlow(Exception):
    """A question took longer than it may."""


class Readers:
    """Lends each thread its own Reader on the archive at `path`: opened when first asked, anew where the file was replaced, closed when
    its thread ends."""

    def __init__(self, path: Path, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.path = path
        self._seconds = seconds
        self._clock = clock
        self._own = threading.local()

    @contextmanager
    def lend(self) -> Iterator[Reader]:
        """A reader for this thread, interrupted after the time limit. Raises ArchiveError where the archive cannot be read, TooSlow."""
        reader = self._reader()
        end = self._clock() + self._seconds
        reader.conn.set_progress_handler(lambda: self._clock() > end, _STEPS)
        try:
            with translating(self.path):
                yield reader
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise TooSlow(f"more than {self._seconds:g} seconds") from error
            raise
        finally:
            reader.conn.set_progress_handler(None, 0)

    def _reader(self) -> Reader:
        kept: tuple[Reader, tuple[int, int]] | None = getattr(self._own, "kept", None)
        identity = _identity(self.path)
        if kept is not None:
            if kept[1] == identity:
                return kept[0]
            del self._own.kept
            kept[0].close()
        reader = Reader.open(self.path)
        self._own.kept = (reader, identity)
        return reader


def _identity(path: Path) -> tuple[int, int]:
    """Which file this is: a restored archive is another one. (0, 0) where there is none; opening it says what is wrong."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_dev, status.st_ino
