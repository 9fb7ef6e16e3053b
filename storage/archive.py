"""The archive: one SQLite file that keeps every release, every revision of it, and what was made of them.

    with Archive.open(path) as archive:
        run = archive.start_run(now, version)
        with archive.transaction():          # one per source of a run
            archive.add_story(story, now, keys)
            archive.add(release, revision, release_id=..., source=..., story_id=story, text_key=..., run_id=run)
            archive.put_validators(validators)

Outside a transaction each writing method is one of its own. Contains no business logic: what to store is decided by the caller.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from storage import schema
from storage.announcements import Announcements
from storage.connection import BUSY_SECONDS, connect_writer
from storage.decisions import Decisions
from storage.doubts import Doubts
from storage.errors import ArchiveError
from storage.links import Links
from storage.pauses import Pauses
from storage.releases import Releases
from storage.runs import Runs
from storage.serials import Serials
from storage.walks import Walks

if TYPE_CHECKING:
    from storage.reading import Reader


class Archive(Releases, Doubts, Links, Decisions, Announcements, Runs, Pauses, Walks, Serials):
    """The writing side. One process writes at a time; any number may read (`Archive.open_reader`)."""

    @classmethod
    def open(cls, path: str | Path, *, create: bool = True, timeout: float = BUSY_SECONDS) -> Self:
        """Open the archive for writing, made or migrated where needed; waits up to `timeout` seconds for another writer.

        Raises ArchiveError (storage.errors), each with one line for the operator. A file that is there but is no sound archive is
        never taken for a new one.
        """
        path = Path(path)
        return cls(path, connect_writer(path, create=create, timeout=timeout))

    @staticmethod
    def open_reader(path: str | Path) -> Reader:
        """Open the archive for reading only; light to import. Raises ArchiveError."""
        from storage.reading import Reader

        return Reader.open(path)

    def reader(self) -> Reader:
        """The read side on this connection: sees what was written, also before it is committed."""
        from storage.reading import Reader

        return Reader(self.path, self.conn)

    def close(self) -> None:
        """Close the file; an open transaction is rolled back."""
        self.conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def backup(self, target: str | Path) -> None:
        """Write a consistent copy, also while others read and write; a former copy at `target` is replaced in one step."""
        target = Path(target)
        if target.resolve() == self.path.resolve():
            raise ArchiveError(target, "a backup needs another name than the archive")
        if self.conn.in_transaction:
            raise RuntimeError("a backup inside a transaction would hold what is not committed")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            schema.copy_to(self.conn, target)
        except OSError as error:
            raise ArchiveError(target, error.strerror) from error
