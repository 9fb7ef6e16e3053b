"""The files of the public folder as documents: found by their own names only, read whole, and kept while they do not change.

A file is replaced by rename (feeds/folder.py), so what is opened is whole; which one it is, its inode and times tell.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from feeds.site.answers import Document, document, type_of
from feeds.site.shelf import Shelf

# What Ponte writes is named so: no part begins with a dot, so neither `..` nor its own hidden files are ever met (FAULTS C22).
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._~-]{0,127}")
_DEEPEST = 8

KEPT: Final = 32 << 20
"""How many bytes of documents are kept in memory."""

# A file that was written within the last two seconds may be written again within the same one, which no date would tell.
_SETTLED = 2.0


class PublicFiles:
    """The folder that `ponte publish` fills. For any number of threads."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self.folder = folder
        self._clock = clock
        self._kept = Shelf(KEPT)

    def find(self, name: str) -> Document | None:
        """The file of this name (relative, with slashes), or None where there is none that is ours to give."""
        parts = name.split("/")
        if len(parts) > _DEEPEST or not all(_PART.fullmatch(part) for part in parts):
            return None
        with suppress(OSError):
            return self._read(name)
        return None

    def _read(self, name: str) -> Document | None:
        path = Path(os.path.realpath(self.folder / name))
        if not path.is_relative_to(os.path.realpath(self.folder)):
            return None  # a link that leads out of the folder
        if not path.is_file():  # a pipe would be waited for
            return None
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            settled = self._clock() - status.st_mtime >= _SETTLED
            made_from = (status.st_ino, status.st_mtime_ns, status.st_size, settled)
            known = self._kept.get(name, made_from)
            if known is not None:
                return known
            modified = datetime.fromtimestamp(int(status.st_mtime), UTC) if settled else None
            return self._kept.put(name, made_from, document(file.read(), type_of(name), modified))
