"""Whether an archive is what it says: every byte that was received, every state that was read from it, and what was made of those.

    found = verify(path, digest_of)
    found.sound, found.counts, found.flaws, found.heads

Nothing is repaired and nothing is written: the file is opened read-only, all of it is read within one read transaction, so a run that
writes meanwhile neither waits nor shows. Rows are streamed: memory does not grow with the archive. A damaged file is read as far as it
goes; what cannot be read is a flaw like any other, never an exception.

What a flaw proves, and what no check of a file can prove, stands in docs/evidence.md.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from storage import indexing, schema
from storage.connection import BUSY_SECONDS, inspect
from storage.errors import ArchiveCorruptError, ArchiveMissingError, NotAnArchiveError, translating
from storage.seals import FIRST, RECEIPTS, REVISIONS, Chain, seal

Redigest = Callable[[str, str, str | None, str | None], str]
"""The digest of a title, a body, a published string and an entity, as `VERSION:HASH`."""

Row = tuple[Any, ...]

DAMAGE = (sqlite3.Error, UnicodeDecodeError)
"""What reading a damaged file may raise; the second where SQLite's message quotes a damaged schema."""

LISTED = 1000
"""So many flaws of a kind are listed, snapshots excepted; all are counted."""

SEALED_SINCE = 3
"""The first schema with seals."""


_HUGE = 1 << 40  # no page: a damaged length


_CLOSED = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR}


class FlawKind(StrEnum):
    FILE = "file"
    STRUCTURE = "structure"
    REFERENCE = "reference"
    SNAPSHOT = "snapshot"
    RECEIPT = "receipt"
    REVISION = "revision"
    RELEASE = "release"
    INDEX = "index"
    FINDING = "finding"
    SEAL = "seal"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong: of which kind, what it is about, and how it shows.

    Of a snapshot also what rests on it: `received` (address, time) by its receipts, and the ids of the `releases`.
    """

    kind: FlawKind
    what: str
    detail: str
    received: tuple[tuple[str, str], ...] = ()
    releases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked and what came of it. `counts`: how many of each were checked; `wrong`: how many flaws of each kind, also those
    beyond the listed; `heads`: the last seal of each chain by its table; `notes`: what could not be checked, and why."""

    path: Path
    schema: int | None
    counts: dict[str, int]
    wrong: dict[str, int]
    flaws: tuple[Flaw, ...]
    heads: dict[str, str]
    notes: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return not self.wrong


@dataclass(slots=True)
class _Findings:
    """What a check under way has gathered."""

    flaws: list[Flaw] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    heads: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, flaw: Flaw) -> None:
        self.wrong[flaw.kind] += 1
        if flaw.kind is FlawKind.SNAPSHOT or self.wrong[flaw.kind] <= LISTED:
            self.flaws.append(flaw)

    def flaw(self, kind: FlawKind, what: object, detail: str) -> None:
        self.add(Flaw(kind, _plain(what), detail))


def _plain(value: object) -> str:
    """A value of a row that may be damaged, printable: bytes that are no UTF-8 are shown as U+FFFD."""
    return str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def verify(path: str | Path, redigest: Redigest, *, deep: bool = False, noted: Iterable[str] = ()) -> Verification:
    """Check everything that the archive keeps. `noted` are seals that were printed once and must still be in their chain; `deep` also
    checks the word lists of full-text search, on a temporary copy of the whole file.

    Raises ArchiveError where there is no file, it may not be read, or another process has it locked.
    """
    path, found = Path(path), _Findings()
    if not path.exists():
        raise ArchiveMissingError(path)
    number = None
    if _looks_like_one(path, found):
        with translating(path), closing(_connect(path)) as conn:
            number = _begin(conn, found)
            if number is not None:
                check(conn, found, number, redigest, tuple(noted))
                if deep:
                    _word_lists(conn, found)
                else:
                    found.notes.append("the word lists of full-text search were not checked: --deep does, on a copy")
    return Verification(path, number, dict(found.counts), dict(found.wrong), tuple(found.flaws), found.heads, tuple(found.notes))


def check(conn: sqlite3.Connection, found: _Findings, number: int, redigest: Redigest, noted: Sequence[str] = ()) -> None:
    """All checks that only read, on an open connection and within its transaction, into `found`."""
    sealed = number >= SEALED_SINCE
    if not sealed:
        found.notes.append(f"schema {number} has no seals yet: the next `ponte run` seals what is there")
    missing = set(noted)
    parts: tuple[tuple[FlawKind, Callable[[], None]], ...] = (
        (FlawKind.STRUCTURE, lambda: _structure(conn, found)),
        (FlawKind.STRUCTURE, lambda: _complete(conn, found, number)),
        (FlawKind.REFERENCE, lambda: _references(conn, found)),
        (FlawKind.SNAPSHOT, lambda: _snapshots(conn, found, sealed)),
        (FlawKind.RECEIPT, lambda: _receipts(conn, found, sealed, missing)),
        (FlawKind.REVISION, lambda: _revisions(conn, found, sealed, missing, redigest)),
        (FlawKind.RELEASE, lambda: _releases(conn, found)),
        (FlawKind.INDEX, lambda: _index(conn, found)),
        (FlawKind.FINDING, lambda: _evidence(conn, found)),
    )
    for kind, part in parts:
        try:
            part()
        except DAMAGE as error:
            found.flaw(kind, "check", f"stopped, the rest of it was not checked: {_plain(error)}")
    for name in sorted(missing):
        found.flaw(FlawKind.SEAL, name, "was noted once, and no row has it now: its row, or one before it, was changed or taken out")


# ---- the file ----------------------------------------------------------------------------------------------------------


def _looks_like_one(path: Path, found: _Findings) -> bool:
    """Whether to open it at all; a file that is too short is still read as far as it goes."""
    try:
        inspect(path)
    except NotAnArchiveError as error:
        found.flaw(FlawKind.FILE, path.name, f"{error} (if it was an archive, its beginning is overwritten: put a backup in its place)")
        return False
    except ArchiveCorruptError as error:
        found.flaw(FlawKind.FILE, path.name, str(error))
        return path.stat().st_size > 0
    return True


def _connect(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, with one read transaction open."""
    uri = path.absolute().as_uri()
    try:
        return _opened(f"{uri}?mode=ro")
    except sqlite3.OperationalError as error:
        log = path.with_name(path.name + "-wal")
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CANTOPEN or (log.exists() and log.stat().st_size):
            raise
    # A folder in which nothing can be made, as of a read-only disk: SQLite wants its index of the log there. Nobody writes there either.
    return _opened(f"{uri}?immutable=1")


def _opened(uri: str) -> sqlite3.Connection:
    conn = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        conn.text_factory = _text
        for pragma in ("cell_size_check = ON", "cache_size = -8192", "temp_store = FILE", "query_only = ON"):
            conn.execute(f"PRAGMA {pragma}")
        conn.execute("BEGIN")
        conn.execute("PRAGMA application_id").fetchone()  # the first read: from here on the state of this moment is seen
    except DAMAGE as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _CLOSED:
            conn.close()
            raise
        # Damage: `_begin` meets it again, and tells it.
    return conn


def _text(raw: bytes) -> str:
    # Damaged text is no UTF-8 any more: it must come out, and give its very bytes when it is hashed.
    return raw.decode("utf-8", "surrogateescape")


def _begin(conn: sqlite3.Connection, found: _Findings) -> int | None:
    """The schema's number, or None where the file is so damaged or foreign that there is nothing to check."""
    try:
        number = int(conn.execute("PRAGMA user_version").fetchone()[0])
        mark = conn.execute("PRAGMA application_id").fetchone()[0]
        tables = {name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        (found.counts["pages"],) = conn.execute("PRAGMA page_count").fetchone()
    except DAMAGE as error:
        found.flaw(FlawKind.FILE, "schema", f"cannot be read, so nothing else can: {_plain(error)}")
        return None
    if mark != schema.APPLICATION_ID:
        found.flaw(FlawKind.FILE, "header", "does not bear the mark of a Ponte archive")
    if lost := {"state", "snapshot", "receipts", "releases", "revisions"} - tables:
        found.flaw(FlawKind.FILE, "schema", f"has no table {', '.join(sorted(lost))}: no Ponte archive, or not any more")
        return None
    if not 1 <= number <= schema.VERSION:
        known = f"this Ponte knows 1 to {schema.VERSION}"
        found.flaw(FlawKind.FILE, "header", f"says schema {number}, {known}: written by a newer Ponte, or damaged")
        return None
    return number


def _structure(conn: sqlite3.Connection, found: _Findings) -> None:
    for (line,) in conn.execute("PRAGMA integrity_check"):
        if line != "ok":
            found.flaw(FlawKind.STRUCTURE, "database", " ".join(_plain(line).split()))


def _complete(conn: sqlite3.Connection, found: _Findings, number: int) -> None:
    """Every table, index, view and trigger of the schema is there, as a new archive would have it."""
    if number != schema.VERSION:
        return
    named = "SELECT type || ' ' || name FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY 1"
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        schema.build(fresh)
        expected = [name for (name,) in fresh.execute(named)]
    for name in sorted(set(expected) - {name for (name,) in conn.execute(named)}):
        found.flaw(FlawKind.STRUCTURE, name, "is missing")


def _references(conn: sqlite3.Connection, found: _Findings) -> None:
    for table, rowid, parent, _ in conn.execute("PRAGMA foreign_key_check"):
        if (table, parent) != ("receipts", "snapshot"):  # told with the snapshots, by name
            found.flaw(FlawKind.REFERENCE, f"{table} row {rowid}", f"points to nothing in {parent}")


# ---- rows, as far as they can be read ----------------------------------------------------------------------------------


def _rows(conn: sqlite3.Connection, table: str, columns: str) -> Iterator[Row]:
    """The table's rows in order, the rowid first. From the first one that cannot be read on, each is asked for by itself: one that cannot
    be read is a pair of its rowid (None: all the rest) and the error."""
    last = -(2**63)
    try:
        for row in conn.execute(f"SELECT rowid, {columns} FROM {table} ORDER BY rowid"):  # noqa: S608
            last = row[0]
            yield row
    except DAMAGE as error:
        yield from _rest(conn, table, columns, last, error)


def _rest(conn: sqlite3.Connection, table: str, columns: str, last: int, error: Exception) -> Iterator[Row]:
    try:
        # The unique index knows all rowids, and need not be damaged where the table is: eight bytes each, and only of a damaged table.
        index = f"{table} INDEXED BY sqlite_autoindex_{table}_1"
        rest = sorted(array("q", (rowid for (rowid,) in conn.execute(f"SELECT rowid FROM {index}") if rowid > last)))  # noqa: S608
    except DAMAGE:
        yield None, error
        return
    for rowid in rest:
        try:
            row = conn.execute(f"SELECT rowid, {columns} FROM {table} WHERE rowid = ?", (rowid,)).fetchone()  # noqa: S608
        except DAMAGE as trouble:
            yield rowid, trouble
        else:
            if row is not None:
                yield row


def _unreadable(row: Row) -> bool:
    return len(row) == 2 and isinstance(row[1], DAMAGE)


# ---- what was received ---------------------------------------------------------------------------------------------------


def _snapshots(conn: sqlite3.Connection, found: _Findings, sealed: bool) -> None:
    bad: dict[str, str] = {}
    unnamed: dict[int | None, str] = {}
    for row in _rows(conn, "snapshot", f"sha256, size, compressed, {'crc' if sealed else 'NULL'}"):
        found.counts["snapshots"] += 1
        if _unreadable(row):
            unnamed[row[0]] = f"cannot be read: {_plain(row[1])}"
        elif wrong := _blob(*row[2:], name=row[1], found=found):
            bad[row[1]] = wrong
    if unnamed:
        bad |= _named(conn, unnamed, found)
    for (sha256,) in conn.execute(
        "SELECT DISTINCT c.sha256 FROM receipts c LEFT JOIN snapshot s ON s.sha256 = c.sha256 WHERE s.sha256 IS NULL"
    ):
        bad.setdefault(sha256, "is not there")
    if bad:
        _tell_snapshots(conn, bad, found)


def _blob(size: Any, compressed: Any, crc: Any, *, name: Any, found: _Findings) -> str | None:
    """What is wrong with a snapshot's row, or None."""
    if not isinstance(compressed, bytes) or not isinstance(size, int):
        return "holds no compressed bytes"
    reader = zlib.decompressobj()
    try:
        body = reader.decompress(compressed, min(max(0, size), _HUGE) + 1)  # no more than it should be: damage must not fill the memory
    except zlib.error as error:
        return f"cannot be decompressed: {error}"
    found.counts["bytes"] += len(body)
    if len(body) < size and not reader.eof:
        return f"is cut off: {len(body)} of its {size} bytes are left"
    actual = hashlib.sha256(body).hexdigest()
    if actual != name:
        return f"does not match its name: its {len(body)} bytes have the hash {actual}"
    if len(body) != size or not reader.eof or reader.unused_data:
        return f"does not match its length: {size} bytes were received"
    if crc is not None and zlib.crc32(compressed) != crc:
        return "has its bytes, but their compressed form or its checksum was changed"
    return None


def _named(conn: sqlite3.Connection, unnamed: dict[int | None, str], found: _Findings) -> dict[str, str]:
    """By name what the index still knows the names of."""
    if None in unnamed:
        found.flaw(FlawKind.SNAPSHOT, "the others", unnamed[None])
    names: dict[str, str] = {}
    try:
        for rowid, sha256 in conn.execute("SELECT rowid, sha256 FROM snapshot INDEXED BY sqlite_autoindex_snapshot_1"):
            if rowid in unnamed:
                names[sha256] = unnamed[rowid]
    except DAMAGE as error:
        found.flaw(FlawKind.SNAPSHOT, "names", f"cannot be read: {_plain(error)}")
    return names


def _tell_snapshots(conn: sqlite3.Connection, bad: dict[str, str], found: _Findings) -> None:
    """One flaw for each, with the receipts and the releases that rest on it: one pass over each table, whatever the number."""
    received: dict[str, list[tuple[str, str]]] = {name: [] for name in bad}
    of_receipt: dict[int, str] = {}
    releases: dict[str, dict[str, None]] = {name: {} for name in bad}
    try:
        for rid, url, at, sha256 in conn.execute("SELECT rid, url, received_at, sha256 FROM receipts"):
            if sha256 in received:
                received[sha256].append((_plain(url), _plain(at)))
                of_receipt[rid] = sha256
        for table in ("SELECT receipt, release FROM revisions", "SELECT receipt, rid FROM releases"):
            for receipt, release in conn.execute(table):
                if receipt in of_receipt:
                    row = conn.execute("SELECT id FROM releases WHERE rid = ?", (release,)).fetchone()
                    releases[of_receipt[receipt]].setdefault(_plain(row[0]) if row else f"row {release}")
    except DAMAGE as error:
        found.notes.append(f"not all that rests on the damaged snapshots could be found: {_plain(error)}")
    for name in sorted(bad, key=_plain):
        found.add(Flaw(FlawKind.SNAPSHOT, _plain(name), bad[name], tuple(sorted(received[name])), tuple(releases[name])))


def _receipts(conn: sqlite3.Connection, found: _Findings, sealed: bool, missing: set[str]) -> None:
    for row in _chain(conn, found, RECEIPTS, FlawKind.RECEIPT, sealed, missing):
        found.counts["receipts"] += row is not None


def _chain(
    conn: sqlite3.Connection, found: _Findings, chain: Chain, kind: FlawKind, sealed: bool, missing: set[str]
) -> Iterator[Row | None]:
    """The rows of a sealed table, without their seals, each checked against its own; None for one that cannot be read."""
    previous: str | None = FIRST
    count = 0
    for row in _rows(conn, chain.table, f"{', '.join(chain.columns[1:])}, {'seal' if sealed else 'NULL'}"):
        count += 1
        if _unreadable(row):
            rid = "the others" if row[0] is None else row[0]
            found.flaw(kind, rid, f"cannot be read: {_plain(row[1])}")
            previous = None  # so the next one cannot be judged
            yield None
            continue
        *values, stored = row
        if sealed and previous is not None and seal(previous, values) != stored:
            found.flaw(kind, _told(chain, values), "its seal does not follow: it was changed, or one before it was taken out or put in")
        previous = stored
        missing.discard(stored)
        yield tuple(values)
    if sealed:
        _end(conn, found, chain, kind, count, previous)


def _told(chain: Chain, values: Sequence[Any]) -> str:
    """A row as it is named in a flaw: number, and address and time or release and revision."""
    rid, first, second = values[:3]
    return f"{rid} ({_plain(first)} at {_plain(second)})" if chain is RECEIPTS else f"{rid} (number {second} of release row {first})"


def _end(conn: sqlite3.Connection, found: _Findings, chain: Chain, kind: FlawKind, count: int, last: str | None) -> None:
    """The chain's end against what `state` says of it."""
    row = conn.execute(f"SELECT {chain.count}, {chain.head} FROM state").fetchone()  # noqa: S608
    expected, head = row if row is not None else (None, None)
    if isinstance(head, str):
        found.heads[chain.table] = _plain(head)
    if count != expected:
        found.flaw(kind, "all", f"there are {count}, but {_plain(expected)} were stored: some were taken out or put in")
    elif last is not None and last != head:
        found.flaw(kind, "last", "its seal is not the one that was stored last")


# ---- what was read from it ---------------------------------------------------------------------------------------------


def _revisions(conn: sqlite3.Connection, found: _Findings, sealed: bool, missing: set[str], redigest: Redigest) -> None:
    place = {name: at for at, name in enumerate(REVISIONS.columns)}
    content = itemgetter(*(place[name] for name in ("title", "body", "published", "entity")))
    for values in _chain(conn, found, REVISIONS, FlawKind.REVISION, sealed, missing):
        if values is None:
            continue
        found.counts["revisions"] += 1
        stored = values[place["digest"]]
        try:
            digest = redigest(*content(values))
        except (TypeError, ValueError, AttributeError):  # damaged: a number where a text was
            digest = ""
        if _version(stored) != _version(digest):
            found.counts["digests of another version"] += 1
        elif digest != stored:
            found.flaw(FlawKind.REVISION, _told(REVISIONS, values), f"its content has another digest than {_plain(stored)}")


def _version(digest: Any) -> str | None:
    version, colon, _ = digest.partition(":") if isinstance(digest, str) else ("", "", "")
    return version if colon else None


def _releases(conn: sqlite3.Connection, found: _Findings) -> None:
    """Each release against its revisions."""
    rows = conn.execute(
        """SELECT r.rid, r.id, r.status, r.revision_count, r.digest, r.published, v.number, v.kind, v.digest, v.published
           FROM releases r LEFT JOIN revisions v ON v.release = r.rid ORDER BY r.rid, v.number"""
    )
    for _, group in groupby(rows, itemgetter(0)):
        found.counts["releases"] += 1
        states = list(group)
        for wrong in _standing(states):
            found.flaw(FlawKind.RELEASE, states[0][1], wrong)


def _standing(states: Sequence[Row]) -> Iterator[str]:
    """What is wrong with a release's row and the order of its revisions."""
    _, _, status, count, digest, published, *newest = states[-1]
    numbers, kinds = [row[6] for row in states], [row[7] for row in states]
    if numbers == [None]:
        yield "has no revision"
        return
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"its revisions are numbered {', '.join(map(_plain, numbers[:20]))}, not 1 to {len(numbers)}"
    if numbers[-1] != count:
        yield f"says that it has {_plain(count)} revisions, the newest is number {_plain(numbers[-1])}"
    if kinds[0] != "new" or "new" in kinds[1:]:
        yield "its first revision, and no other, must be new"
    if (digest, published) != (newest[2], newest[3]):
        yield "its digest or date is not that of its newest revision"
    last = next((kind for kind in reversed(kinds) if kind != "revised"), None)
    if (status == "withdrawn") != (last == "withdrawn"):
        yield f"is {_plain(status)}, but by its revisions it is not"


def _index(conn: sqlite3.Connection, found: _Findings) -> None:
    """Whether full-text search has every release and nothing else; where an older schema keeps its texts a second time, these too."""
    if conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'search_index_content'").fetchone():
        _indexed_texts(conn, found)
        return
    rows = conn.execute(
        """SELECT r.id, d.id IS NULL OR typeof(v.title) <> 'text' OR typeof(v.body) <> 'text'
           FROM releases r JOIN revisions v ON v.release = r.rid AND v.number = r.revision_count
           LEFT JOIN search_index_docsize d ON d.id = r.rid ORDER BY r.rid"""
    )
    for name, missing in rows:
        found.counts["indexed texts"] += 1
        if missing:
            found.flaw(FlawKind.INDEX, name, "cannot be searched for")
    for (rid,) in conn.execute("SELECT d.id FROM search_index_docsize d LEFT JOIN releases r ON r.rid = d.id WHERE r.rid IS NULL"):
        found.flaw(FlawKind.INDEX, f"row {rid}", "is searched for and is no release")


def _indexed_texts(conn: sqlite3.Connection, found: _Findings) -> None:
    from storage.search import index_text

    rows = conn.execute(
        """SELECT r.id, v.title, v.body, x.c0, x.c1, d.id IS NULL
           FROM releases r JOIN revisions v ON v.release = r.rid AND v.number = r.revision_count
           LEFT JOIN search_index_content x ON x.id = r.rid LEFT JOIN search_index_docsize d ON d.id = r.rid ORDER BY r.rid"""
    )
    for name, title, body, held_title, held_body, sizeless in rows:
        found.counts["indexed texts"] += 1
        if sizeless or not isinstance(title, str) or not isinstance(body, str):
            found.flaw(FlawKind.INDEX, name, "cannot be searched for")
        elif (index_text(title), index_text(body)) != (held_title, held_body):
            found.flaw(FlawKind.INDEX, name, "is searched for by other words than it has")
    for (rid,) in conn.execute("SELECT x.id FROM search_index_content x LEFT JOIN releases r ON r.rid = x.id WHERE r.rid IS NULL"):
        found.flaw(FlawKind.INDEX, f"row {rid}", "is searched for and is no release")


def _evidence(conn: sqlite3.Connection, found: _Findings) -> None:
    """Every quote against the text it was taken from, and what announcements rest on."""
    (found.counts["quotes"],) = conn.execute("SELECT count(*) FROM evidence_spans").fetchone()
    (found.counts["entries"],) = conn.execute("SELECT count(*) FROM entries").fetchone()
    quotes = """SELECT e.announcement_id, e.field FROM evidence_spans e
                LEFT JOIN revisions v ON v.release = e.release AND v.number = e.revision
                WHERE e.part NOT IN ('title', 'body') OR e.quote IS NOT
                    substr(CASE e.part WHEN 'title' THEN v.title ELSE v.body END, e.start + 1, e."end" - e.start)"""
    for name, what in conn.execute(quotes):
        found.flaw(FlawKind.FINDING, name, f"the quote for {_plain(what)} is not in its text")
    leads = "SELECT a.id FROM announcements a JOIN releases r ON r.rid = a.release WHERE r.story_id <> a.story_id"
    for (name,) in conn.execute(leads):
        found.flaw(FlawKind.FINDING, name, "rests on a release of another story")
    for query in ("SELECT r.id, f.finding FROM findings f JOIN releases r ON r.rid = f.release", "SELECT id, finding FROM announcements"):
        for name, finding in conn.execute(query):
            found.counts["findings"] += 1
            if not _readable(finding):
                found.flaw(FlawKind.FINDING, name, "what it says of an announcement cannot be read")


def _readable(finding: Any) -> bool:
    import msgspec

    from storage.rows import finding_of

    try:
        finding_of(finding)
    except (msgspec.MsgspecError, TypeError, ValueError):
        return False
    return True


def _word_lists(conn: sqlite3.Connection, found: _Findings) -> None:
    """FTS5's own check of its index needs a write: it is made on a copy, in the folder for temporary files."""
    import tempfile

    try:
        with tempfile.TemporaryDirectory(prefix="ponte-verify-") as folder, closing(sqlite3.connect(Path(folder) / "copy.db")) as copy:
            conn.backup(copy)
            copy.execute("PRAGMA journal_mode = OFF")
            try:
                # https://www.sqlite.org/fts5.html#the_integrity_check_command
                copy.execute("INSERT INTO search_index (search_index) VALUES ('integrity-check')")
                if not copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'search_index_content'").fetchone():
                    for rid in indexing.astray(copy):
                        (name,) = copy.execute("SELECT max(id) FROM releases WHERE rid = ?", (rid,)).fetchone()
                        found.flaw(FlawKind.INDEX, name or f"row {rid}", "is searched for by other words than it has")
            except DAMAGE as error:
                found.flaw(FlawKind.INDEX, "word lists", f"do not agree with their texts: {_plain(error)}")
    except (*DAMAGE, OSError) as error:
        found.notes.append(f"the word lists of full-text search could not be checked: no copy could be made ({_plain(error)})")
