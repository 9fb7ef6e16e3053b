"""The public folder: files replaced whole, and only when their bytes differ. Knows nothing of feeds."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

# Web servers run as another user: mkstemp's 0600 and a strict umask would shut them out (FAULTS P02).
FILE_MODE: Final = 0o644
FOLDER_MODE: Final = 0o755

# Hidden, so that no server lists a half-written file; what a killed run leaves behind is known by it.
TEMPORARY: Final = ".ponte-tmp-"


class PublicFolder:
    """Files below one folder. Not for two writers at a time. Counts `written` and `unchanged` files.

    Every method raises OSError where the system refuses (full disk, no permission); no temporary file stays then.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.written = 0
        self.unchanged = 0
        self._tidied: set[Path] = set()
        self._changed: set[Path] = set()

    def put(self, name: str, content: bytes) -> bool:
        """Makes the file `name` (relative, with slashes) hold `content`; True where that needed writing.

        Whoever opens the file meanwhile reads the old or the new content whole; so does whoever comes after a crash.
        """
        target = self.path / name
        self._prepare(target.parent)
        if _holds(target, content):
            self.unchanged += 1
            return False
        write_atomically(target, content)
        self._changed.add(target.parent)
        self.written += 1
        return True

    def stands(self, name: str) -> bool:
        """Whether there is such a file; if so it counts as unchanged. For files whose content is known to be right."""
        found = (self.path / name).is_file()
        self.unchanged += found
        return found

    def holds(self, name: str, sha256: str) -> bool:
        """Whether the file's bytes have this hash; if so it counts as unchanged."""
        with suppress(FileNotFoundError, IsADirectoryError, NotADirectoryError):
            found = hashlib.sha256((self.path / name).read_bytes()).hexdigest() == sha256
            self.unchanged += found
            return found
        return False

    def drop(self, name: str) -> None:
        """Removes a file that this program wrote; nothing where there is none."""
        with suppress(FileNotFoundError):
            (self.path / name).unlink()
            self._changed.add((self.path / name).parent)

    def settle(self) -> None:
        """Makes the renamed files durable: one fsync for each folder that changed."""
        for folder in sorted(self._changed):
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        self._changed.clear()

    def _prepare(self, folder: Path) -> None:
        if folder in self._tidied:
            return
        for path in (self.path, folder):
            if not path.is_dir():
                path.mkdir(parents=True, exist_ok=True)
                path.chmod(FOLDER_MODE)
                self._changed.add(path.parent)
        for leftover in folder.glob(f"{TEMPORARY}*"):
            leftover.unlink(missing_ok=True)
        self._tidied.add(folder)


def _holds(path: Path, content: bytes) -> bool:
    with suppress(FileNotFoundError):
        return path.stat().st_size == len(content) and path.read_bytes() == content
    return False


def write_atomically(target: Path, content: bytes) -> None:
    """Makes a file hold `content` whole, or leaves it as it was and raises OSError. The folder must exist; the mode becomes 0644.

    Temporary file in the same folder, fsync, mode, rename: rename(2) is atomic only within one file system.
    """
    descriptor, temporary = tempfile.mkstemp(prefix=TEMPORARY, dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), FILE_MODE)
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
