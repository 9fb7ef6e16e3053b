"""What can be wrong with an archive, as one small family.

    ArchiveError
     ├─ ArchiveMissingError      no file there
     ├─ NotAnArchiveError        a file of another kind
     ├─ ArchiveCorruptError      damaged: truncated, pages overwritten, schema unreadable
     ├─ ArchiveNewerError        written by a newer Ponte
     ├─ ArchiveOlderError        opened for reading only, but its schema must be brought up first
     ├─ ArchiveLockedError       another process holds the write lock longer than we wait
     ├─ ArchiveUnwritableError   permissions, read-only file system, a folder in the way
     └─ ArchiveFullError         no space left

Each carries one line without line breaks: what, where, how to mend. Errors that can only be our own bugs (broken constraints, wrong
SQL) are not translated: they stay sqlite3's.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class ArchiveError(Exception):
    """Base of all; `path` is the archive's file."""

    template = "{path}: the archive cannot be used ({detail})"

    def __init__(self, path: Path | str, detail: object = "") -> None:
        self.path = Path(path)
        super().__init__(" ".join(self.template.format(path=path, detail=detail).split()))


class ArchiveMissingError(ArchiveError):
    template = "no archive at {path}: run `ponte run` to make one, or name another file with --archive"


class NotAnArchiveError(ArchiveError):
    template = "{path} is not a Ponte archive ({detail}): move it away or name another file with --archive"


class ArchiveCorruptError(ArchiveError):
    template = "{path} is damaged ({detail}): nothing was changed; put the newest backup in its place"


class ArchiveNewerError(ArchiveError):
    template = "{path} was written by a newer Ponte ({detail}): update Ponte; nothing was changed"


class ArchiveOlderError(ArchiveError):
    template = "{path} was written by an older Ponte ({detail}): the next `ponte run` brings it up to date"


class ArchiveLockedError(ArchiveError):
    template = "{path} is locked by another process ({detail}): try again when it has finished"


class ArchiveUnwritableError(ArchiveError):
    template = "{path} cannot be written ({detail}): check owner and permissions of the file and its folder"


class ArchiveFullError(ArchiveError):
    template = "no space left for {path} ({detail}): what was stored before is whole; free space and run again"


# What SQLite needs beside an archive to open it at all, the index of its log above all (bytes).
_LEAST_SPACE = 256 * 1024

# Primary result codes, https://www.sqlite.org/rescode.html; extended codes carry the primary one in their low byte.
_BY_CODE: dict[int, type[ArchiveError]] = {
    sqlite3.SQLITE_PERM: ArchiveUnwritableError,
    sqlite3.SQLITE_BUSY: ArchiveLockedError,
    sqlite3.SQLITE_LOCKED: ArchiveLockedError,
    sqlite3.SQLITE_READONLY: ArchiveUnwritableError,
    sqlite3.SQLITE_IOERR: ArchiveUnwritableError,
    sqlite3.SQLITE_CORRUPT: ArchiveCorruptError,
    sqlite3.SQLITE_FULL: ArchiveFullError,
    sqlite3.SQLITE_CANTOPEN: ArchiveUnwritableError,
    sqlite3.SQLITE_NOTADB: NotAnArchiveError,
}


def translated(path: Path | str, error: sqlite3.Error) -> ArchiveError | None:
    """The ArchiveError that an error of SQLite stands for, or None where it is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    kind = _BY_CODE.get(code & 0xFF) if code is not None else None
    if code is not None and code & 0xFF == sqlite3.SQLITE_IOERR and _full(Path(path)):
        kind = ArchiveFullError
    return kind(path, error) if kind else None


def _full(path: Path) -> bool:
    """Whether the disk of a file has no space left to speak of: SQLite then calls it an I/O error where it could not even begin."""
    try:
        disk = os.statvfs(path.parent)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < _LEAST_SPACE


@contextmanager
def translating(path: Path | str) -> Iterator[None]:
    """Raises what `translated` finds in place of errors of SQLite."""
    try:
        yield
    except sqlite3.Error as error:
        known = translated(path, error)
        if known is None:
            raise
        raise known from error
