"""Opening the archive's file, and transactions. The only modules that know SQL are those of this folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from storage import schema
from storage.errors import (
    ArchiveCorruptError,
    ArchiveMissingError,
    ArchiveOlderError,
    ArchiveUnwritableError,
    NotAnArchiveError,
    translated,
    translating,
)
from storage.rows import bind

if TYPE_CHECKING:
    from sqlite_utils import Database

BUSY_SECONDS = 30.0
_MAGIC = b"SQLite format 3\0"

_WRITER_PRAGMAS = (
    "PRAGMA journal_mode = WAL",  # readers never block the writer (FAULTS W07)
    "PRAGMA synchronous = FULL",  # a committed run survives a power loss (FAULTS W02)
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_size_limit = 67108864",  # a log that grew under a long reader shrinks again (FAULTS W08)
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -8192",
)


def inspect(path: Path) -> None:
    """Raise where the file cannot be an archive, from its first 100 bytes (https://www.sqlite.org/fileformat.html#the_database_header)."""
    if path.is_dir():
        raise NotAnArchiveError(path, "a folder")
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise ArchiveUnwritableError(path, error.strerror) from error
    if not header:
        raise ArchiveCorruptError(path, "the file is empty")
    if not header.startswith(_MAGIC) or len(header) < 100:
        raise NotAnArchiveError(path, "not an SQLite file")
    _inspect_length(path, header)


def _inspect_length(path: Path, header: bytes) -> None:
    # With a write-ahead log beside it the file may rightly be shorter than it says: the rest is in the log.
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        return
    page = int.from_bytes(header[16:18], "big")
    expected = (65536 if page == 1 else page) * int.from_bytes(header[28:32], "big")
    actual = path.stat().st_size
    if actual < expected:
        raise ArchiveCorruptError(path, f"{actual} bytes instead of {expected}: cut off")


def _touch_all(conn: sqlite3.Connection) -> None:
    # The cheap part of a check: the schema parses and each table's first page can be read. `verify` does the whole.
    for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'").fetchall():
        conn.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone()  # noqa: S608


def connect_writer(path: Path, *, create: bool, timeout: float = BUSY_SECONDS) -> sqlite3.Connection:
    """The writing connection, schema up to date. Raises ArchiveError."""
    _prepare_file(path, create)
    with translating(path):
        conn = sqlite3.connect(path, timeout=timeout, isolation_level=None, cached_statements=256)
        try:
            schema.check_version(conn, path)
            _touch_all(conn)
            for pragma in _WRITER_PRAGMAS:
                conn.execute(pragma)
            _prove_writable(conn)
            schema.migrate(conn, path)
        except BaseException:
            conn.close()
            raise
    return conn


def _prepare_file(path: Path, create: bool) -> None:
    if path.exists():
        return inspect(path)
    if not create:
        raise ArchiveMissingError(path)
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:  # SQLite would play a lost archive's log into the new one
        raise ArchiveCorruptError(path, f"the file is gone, but its log {path.name}-wal is still there")
    try:
        schema.create(path)
    except OSError as error:
        raise ArchiveUnwritableError(path, error.strerror) from error
    return None


def _prove_writable(conn: sqlite3.Connection) -> None:
    # SQLite opens a file without write permission for reading and says nothing (FAULTS W06).
    conn.execute("BEGIN IMMEDIATE")
    conn.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    conn.execute("ROLLBACK")


def connect_reader(path: Path, *, timeout: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A connection that cannot write, on an archive of this very schema. Raises ArchiveError."""
    if not path.exists():
        raise ArchiveMissingError(path)
    inspect(path)
    with translating(path):
        conn = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=timeout, isolation_level=None)
        try:
            number = schema.check_version(conn, path)
            _touch_all(conn)
            if number < schema.VERSION:
                raise ArchiveOlderError(path, f"schema {number} instead of {schema.VERSION}")
        except BaseException:
            conn.close()
            raise
    return conn


class Writer:
    """A writing connection with explicit transactions. `db` is its sqlite-utils view; both share `conn`."""

    def __init__(self, path: Path, conn: sqlite3.Connection) -> None:
        from sqlite_utils import Database

        self.path = path
        self.conn = conn
        self._changed = False
        # Our own connection is handed in: sqlite-utils would prefer pysqlite3 where that is installed, with other exception classes.
        self.db: Database = Database(conn, execute_plugins=False)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """BEGIN IMMEDIATE ... COMMIT, or ROLLBACK on any exception. Raises RuntimeError inside another transaction, ArchiveError
        for what the file or the disk refuses."""
        if self.conn.in_transaction:
            raise RuntimeError("a transaction is already open: transactions do not nest")
        self._changed = False
        try:
            self.conn.execute("BEGIN IMMEDIATE")
            yield
            if self._changed:
                self.conn.execute("UPDATE state SET generation = hex(randomblob(8))")
            self.conn.execute("COMMIT")
        except BaseException as error:
            if self.conn.in_transaction:
                self.conn.execute("ROLLBACK")
            known = translated(self.path, error) if isinstance(error, sqlite3.Error) else None
            if known is None:
                raise
            raise known from error

    def changed(self) -> None:
        """What feeds are made from changes in this transaction: `Reader.generation` will differ."""
        self._changed = True

    def sql(self, statement: str, *parameters: Any) -> sqlite3.Cursor:
        """Run one statement with storable parameters."""
        return self.conn.execute(statement, bind(parameters))

    def sql_many(self, statement: str, rows: Iterable[Iterable[Any]]) -> None:
        """Run one statement for each row."""
        self.conn.executemany(statement, map(bind, rows))


W = TypeVar("W", bound=Writer)
P = ParamSpec("P")
T = TypeVar("T")


def atomic(method: Callable[Concatenate[W, P], T]) -> Callable[Concatenate[W, P], T]:
    """A writing method that is one transaction of its own where none is open, and part of the open one otherwise."""

    @wraps(method)
    def whole(self: W, /, *args: P.args, **kwargs: P.kwargs) -> T:
        if self.conn.in_transaction:
            return method(self, *args, **kwargs)
        with self.transaction():
            return method(self, *args, **kwargs)

    return whole
