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

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from storage import schema
from storage.announcements import Announcements
from storage.connection import BUSY_SECONDS, connect_writer
from storage.errors import ArchiveError, translating
from storage.releases import Releases
from storage.runs import Runs
from storage.stories import Stories

if TYPE_CHECKING:
    from storage.reading import Reader


class Archive(Releases, Stories, Announcements, Runs):
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

    def verify(self) -> list[str]:
        """Check the whole file and return what is wrong, one line each; empty when all is well.

        Structure and indexes, references, every snapshot against its hash, the search index, every evidence quote against its text.
        """
        found: list[str] = []
        for check in (self._integrity, self._references, self._snapshots, self._index, self._evidence):
            try:
                with translating(self.path):
                    found.extend(check())
            except (ArchiveError, sqlite3.DatabaseError) as error:
                found.append(f"{check.__name__.strip('_')}: {error}")
        return found

    def _integrity(self) -> Iterator[str]:
        for (line,) in self.conn.execute("PRAGMA integrity_check"):
            if line != "ok":
                yield f"integrity: {' '.join(str(line).split())}"

    def _references(self) -> Iterator[str]:
        for table, rowid, parent, _ in self.conn.execute("PRAGMA foreign_key_check"):
            yield f"references: {table} row {rowid} points to nothing in {parent}"

    def _snapshots(self) -> Iterator[str]:
        for sha256, size, compressed in self.conn.execute("SELECT sha256, size, compressed FROM snapshot"):
            try:
                body = zlib.decompress(compressed)
            except zlib.error:
                yield f"snapshots: {sha256} cannot be decompressed"
                continue
            if hashlib.sha256(body).hexdigest() != sha256 or len(body) != size:
                yield f"snapshots: {sha256} does not match its hash"

    def _index(self) -> Iterator[str]:
        rows = "SELECT r.id FROM releases r LEFT JOIN search_index_docsize d ON d.id = r.rid WHERE d.id IS NULL"
        for (release_id,) in self.conn.execute(rows):
            yield f"index: release {release_id} cannot be searched"
        # https://www.sqlite.org/fts5.html#the_integrity_check_command: an error where the index contradicts its text
        self.conn.execute("INSERT INTO search_index (search_index) VALUES ('integrity-check')")

    def _evidence(self) -> Iterator[str]:
        rows = """SELECT e.announcement_id, e.field FROM evidence_spans e
                  JOIN revisions v ON v.release = e.release AND v.number = e.revision
                  WHERE substr(CASE e.part WHEN 'title' THEN v.title ELSE v.body END, e.start + 1, e."end" - e.start) <> e.quote"""
        for name, field in self.conn.execute(rows):
            yield f"evidence: {field} of announcement {name} is not in its text"
