"""`ponte verify`: what was received and what was read from it is checked to the last byte, and nothing is changed by it."""

from __future__ import annotations

import hashlib
import os
import random
import sqlite3
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import Home
from hypothesis import given
from hypothesis import strategies as st
from storage_values import NOW, add, enter, later, populate, release, revision, snapshot

from monitor.commands.evidence import told
from monitor.digest import digest_of
from storage import evidence, schema
from storage.archive import Archive
from storage.errors import ArchiveMissingError
from storage.evidence import Flaw, FlawKind, Verification, verify
from storage.model import Kind
from storage.seals import CHAINS, RECEIPTS, REVISIONS, Chain, seal, seal_all

SOAK = bool(os.environ.get("PONTE_SOAK"))


def fill(archive: Archive) -> None:
    """A little of everything, and some pages: one received twice, one long enough to need several of SQLite's pages."""
    populate(archive)
    long = random.Random(4).randbytes(9000).hex().encode()
    for number, body in enumerate([b"<p>one</p>", long, b"<p>two</p>"]):
        page = snapshot(body, f"https://site.example/en/P{number}", later(hours=number))
        enter(archive, release(f"P{number}", "en", f"Page {number}", f"The text of page {number}.", snapshot=page))
    archive.keep_attachment(snapshot(b"<p>one</p>", "https://site.example/en/P0", later(days=2)))
    archive.keep_attachment(snapshot(b"%PDF-1.7", "https://site.example/a.pdf"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a sound archive."""
    path = tmp_path_factory.mktemp("evidence") / "archive.db"
    with Archive.open(path) as archive:
        fill(archive)
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, whole: bytes) -> Path:
    file = tmp_path / "archive.db"
    file.write_bytes(whole)
    return file


@pytest.fixture
def edit(path: Path) -> Callable[..., None]:
    """Change rows behind the archive's back."""

    def run(*statements: str, values: tuple[Any, ...] = ()) -> None:
        with closing(sqlite3.connect(path)) as conn, conn:
            conn.execute("PRAGMA ignore_check_constraints = ON")
            for statement in statements:
                conn.execute(statement, values)

    return run


def kinds(found: Verification) -> list[str]:
    return [str(flaw.kind) for flaw in found.flaws]


# ---- a sound archive -------------------------------------------------------------------------------------------------


def test_a_sound_archive_is_counted_and_left_as_it_is(path: Path, whole: bytes) -> None:
    found = verify(path, digest_of, deep=True)
    assert (found.sound, found.flaws, found.notes) == (True, (), ())
    expected = {"snapshots": 5, "receipts": 6, "revisions": 9, "releases": 7, "indexed texts": 7, "quotes": 4, "entries": 4, "findings": 8}
    assert {name: found.counts[name] for name in expected} == expected
    assert found.counts["pages"] * 4096 == len(whole)
    assert set(found.heads) == {"receipts", "revisions"}
    assert path.read_bytes() == whole


def test_a_log_that_a_killed_run_left_is_read_and_not_played_in(path: Path) -> None:
    busy = Archive.open(path)
    add(busy, release("LOGGED", snapshot=snapshot(b"logged", "https://site.example/l")))
    log = path.with_name("archive.db-wal")
    before = path.read_bytes(), log.read_bytes()
    assert len(before[1]) > 0
    found = verify(path, digest_of)
    assert (found.sound, found.counts["releases"]) == (True, 8)
    assert (path.read_bytes(), log.read_bytes()) == before
    busy.close()


def test_a_run_that_writes_meanwhile_does_not_show(path: Path) -> None:
    busy = Archive.open(path)

    def digest(*content: Any) -> str:
        if busy.reader().release("site:BUSY:pt") is None:
            add(busy, release("BUSY", snapshot=snapshot(b"busy", "https://site.example/busy")))
        return digest_of(*content)

    found = verify(path, digest)
    assert (found.sound, found.counts["releases"], found.counts["receipts"]) == (True, 7, 6)
    assert verify(path, digest_of).counts["releases"] == 8
    busy.close()


def test_an_empty_archive_is_sound(tmp_path: Path) -> None:
    Archive.open(tmp_path / "archive.db").close()
    found = verify(tmp_path / "archive.db", digest_of, deep=True)
    assert (found.sound, found.heads) == (True, {"receipts": "", "revisions": ""})


@pytest.mark.parametrize("lost", ["TABLE doubts", "TABLE walks", "VIEW source_health", "INDEX releases_by_url"])
def test_what_the_schema_has_and_the_file_has_not_is_named(path: Path, lost: str) -> None:
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(f"DROP {lost}")
        conn.commit()
    found = verify(path, digest_of)
    assert [(flaw.kind, flaw.what, flaw.detail) for flaw in found.flaws if flaw.detail == "is missing"] == [
        ("structure", lost.replace(lost.split()[0], lost.split()[0].lower()), "is missing")
    ]


def test_where_no_file_can_be_made_the_archive_is_read_as_it_stands(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def connect(address: str, **words: Any) -> sqlite3.Connection:
        asked.append(address.rpartition("?")[2])
        if asked[-1] == "mode=ro":  # what SQLite says on a read-only disk; root may write in any folder, so it is said here
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise error
        return connected(address, **words)

    connected = sqlite3.connect
    monkeypatch.setattr(evidence.sqlite3, "connect", connect)
    assert verify(path, digest_of).sound
    assert asked[:2] == ["mode=ro", "immutable=1"]
    assert [file.name for file in path.parent.iterdir()] == ["archive.db"]


def test_there_must_be_an_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissingError):
        verify(tmp_path / "none.db", digest_of)
    assert list(tmp_path.iterdir()) == []


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    def peak(number: int) -> int:
        file = tmp_path / f"{number}.db"
        with Archive.open(file) as archive, archive.transaction():
            for each in range(number):
                add(archive, release(f"N{each}", body="word " * 100, snapshot=snapshot(b"%d" % each, f"https://x/{each}")))
        tracemalloc.start()
        assert verify(file, digest_of).counts["snapshots"] == number
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(10)
    assert peak(600) < peak(100) + 100_000


# ---- what is wrong is named ------------------------------------------------------------------------------------------


def test_each_bad_snapshot_is_named_with_what_rests_on_it(path: Path, edit: Callable[..., None]) -> None:
    one, two = snapshot(b"<p>one</p>").sha256, snapshot(b"<p>two</p>").sha256
    edit("UPDATE snapshot SET compressed = ? WHERE sha256 = ?", values=(zlib.compress(b"<p>ONE</p>"), one))
    edit("UPDATE snapshot SET compressed = x'ffff' WHERE sha256 = ?", values=(two,))
    whole = snapshot(b"<p>page</p>")
    edit("UPDATE snapshot SET compressed = ? WHERE sha256 = ?", values=(whole.compressed[:-7], whole.sha256))
    edit("DELETE FROM snapshot WHERE sha256 = ?", values=(snapshot(b"%PDF-1.7").sha256,))
    found = verify(path, digest_of)
    assert kinds(found) == ["snapshot"] * 4
    bad = {flaw.what: flaw for flaw in found.flaws}
    assert bad[one].detail.startswith("does not match its name: its 10 bytes have the hash " + snapshot(b"<p>ONE</p>").sha256)
    assert bad[one].received == (
        ("https://site.example/en/P0", "2026-04-16T02:08:00Z"),
        ("https://site.example/en/P0", "2026-04-18T02:08:00Z"),
    )
    assert bad[one].releases == ("site:P0:en",)
    assert bad[two].detail.startswith("cannot be decompressed")
    assert bad[snapshot(b"%PDF-1.7").sha256].detail == "is not there"
    assert bad[whole.sha256].detail.startswith("is cut off")
    assert told(bad[two]).endswith("received from https://site.example/en/P2 at 2026-04-16T04:08:00Z; releases site:P2:en")


def test_a_snapshot_cannot_fill_the_memory(path: Path, edit: Callable[..., None]) -> None:
    edit("UPDATE snapshot SET compressed = ?", values=(zlib.compress(bytes(80_000_000), 9),))
    tracemalloc.start()
    assert kinds(verify(path, digest_of)) == ["snapshot"] * 5
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


SWAP = "; ".join(f"UPDATE {{table}} SET rid = {new} WHERE rid = {old}" for old, new in ((2, -1), (3, 2), (-1, 3)))


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain.table)
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE {table} SET {column} = 'other' WHERE rid = 3", "does not follow"),
        ("UPDATE {table} SET seal = '0' WHERE rid = 3", "does not follow"),
        ("DELETE FROM {table} WHERE rid = 3", "does not follow"),
        ("DELETE FROM {table} WHERE rid = (SELECT max(rid) FROM {table})", "were stored"),
        (SWAP, "does not follow"),
        ("UPDATE state SET {count} = {count} - 1; DELETE FROM {table} WHERE rid = (SELECT max(rid) FROM {table})", "stored last"),
    ],
)  # fmt: skip
def test_what_is_changed_taken_out_moved_or_cut_off_is_noticed(path: Path, chain: Chain, change: str, told: str) -> None:
    column = {"receipts": "url", "revisions": "published_basis"}[chain.table]
    with closing(sqlite3.connect(path)) as conn, conn:
        for statement in change.format(table=chain.table, column=column, count=chain.count).split(";"):
            conn.execute(statement)
    found = [flaw for flaw in verify(path, digest_of).flaws if flaw.kind in (FlawKind.RECEIPT, FlawKind.REVISION)]
    assert told in found[0].detail


def test_what_is_put_in_later_is_noticed(path: Path, edit: Callable[..., None]) -> None:
    columns = ", ".join(RECEIPTS.columns[2:])
    edit(f"INSERT INTO receipts (url, {columns}, seal) SELECT url || '/forged', {columns}, seal FROM receipts WHERE rid = 2")
    assert kinds(verify(path, digest_of)) == ["receipt", "receipt"]


def test_who_rewrites_the_whole_chain_is_noticed_only_by_a_seal_that_was_noted(path: Path) -> None:
    noted = list(verify(path, digest_of).heads.values())
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("UPDATE receipts SET received_at = '2020-01-01T00:00:00Z' WHERE rid = 1")
        seal_all(conn)
    assert verify(path, digest_of).sound
    found = verify(path, digest_of, noted=noted)
    assert [(flaw.kind, flaw.what) for flaw in found.flaws] == [(FlawKind.SEAL, noted[0])]


def test_a_digest_shows_what_a_rewritten_chain_hides(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("UPDATE revisions SET entity = 'Another entity' WHERE rid = 2")
        seal_all(conn)
    (flaw,) = verify(path, digest_of).flaws
    assert (flaw.kind, "another digest" in flaw.detail) == (FlawKind.REVISION, True)


def test_a_noted_seal_stays_in_a_chain_that_grows(path: Path) -> None:
    noted = list(verify(path, digest_of).heads.values())
    with Archive.open(path) as archive:
        add(archive, release("MORE", snapshot=snapshot(b"more", "https://site.example/more")))
    found = verify(path, digest_of, noted=noted)
    assert found.sound
    assert not set(found.heads.values()) & set(noted)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE revisions SET body = body || ' and more' WHERE rid = 2", ["revision", "revision"]),
        ("UPDATE revisions SET digest = '1:0' WHERE rid = 1", ["revision", "revision", "release"]),
        ("UPDATE revisions SET number = 7 WHERE release = 3 AND number = 2", ["revision", "release"]),
        ("UPDATE releases SET revision_count = 2 WHERE rid = 1", ["release"]),
        ("UPDATE releases SET digest = '1:0' WHERE rid = 1", ["release"]),
        ("UPDATE releases SET published = NULL WHERE rid = 1", ["release"]),
        ("UPDATE releases SET status = 'live' WHERE rid = 4", ["release"]),
        ("UPDATE releases SET status = 'withdrawn' WHERE rid = 1", ["release"]),
        ("UPDATE releases SET story_id = 'nowhere' WHERE rid = 3", ["reference"]),
        ("UPDATE entries SET story_id = 'nowhere' WHERE rid = 1", ["reference"]),
        ("UPDATE announcements SET release = 4 WHERE id = 'a-s-site:N1:pt'", ["finding"]),
        ("DELETE FROM search_index_docsize WHERE id = 3", ["index"]),
        ("INSERT INTO search_index (rowid, title, body) VALUES (77, 'a', 'b')", ["index"]),
        ("UPDATE evidence_spans SET start = start + 1 WHERE announcement_id = 'a-s-site:N1:pt'", ["finding"]),
        ("UPDATE evidence_spans SET revision = 9 WHERE announcement_id = 'a-s-site:N1:pt'", ["finding"]),
        ("UPDATE evidence_spans SET part = 'foot' WHERE announcement_id = 'a-s-site:N1:pt'", ["finding"]),
        ("UPDATE findings SET finding = substr(finding, 5) WHERE release = 1", ["finding"]),
        ("UPDATE announcements SET finding = '{}' WHERE id = 'a-s-site:N1:pt'", ["finding"]),
        ("UPDATE state SET receipt_seal = ''", ["receipt"]),
        ("DELETE FROM state", ["receipt", "revision"]),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_told(path: Path, edit: Callable[..., None], statement: str, expected: list[str]) -> None:
    edit(statement)
    found = verify(path, digest_of)
    assert set(kinds(found)) == set(expected), found.flaws
    assert sum(found.wrong.values()) == len(found.flaws)


def test_word_lists_that_contradict_their_texts_are_found_deep_only(path: Path, edit: Callable[..., None]) -> None:
    edit("UPDATE search_index_data SET block = zeroblob(length(block)) WHERE id > 10")
    before = path.read_bytes()
    assert verify(path, digest_of).sound
    (flaw,) = verify(path, digest_of, deep=True).flaws
    assert (flaw.kind, flaw.what) == (FlawKind.INDEX, "word lists")
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO search_index (rowid, title, body) VALUES (3, '', 'more words')",
        "UPDATE revisions SET body = body || ' and more' WHERE rid = 2",
    ],
)
def test_other_words_than_a_text_has_are_found_deep_only(path: Path, edit: Callable[..., None], statement: str) -> None:
    edit(statement)
    assert "index" not in kinds(verify(path, digest_of))
    (flaw,) = (flaw for flaw in verify(path, digest_of, deep=True).flaws if flaw.kind is FlawKind.INDEX)
    assert "other words" in str(flaw)


def test_a_deep_check_without_room_for_a_copy_says_so(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    found = verify(path, digest_of, deep=True)
    assert found.sound
    assert "no copy could be made" in found.notes[0]


def test_digests_of_another_version_are_counted_and_not_computed_again(path: Path) -> None:
    with Archive.open(path) as archive:
        older = release("N1", body="Read by an older reader.")
        plain = revision(older, Kind.REVISED)
        archive.revise("site:N1:pt", type(plain)(*(plain.release, plain.kind, plain.significance, plain.cause, NOW, "0:abc")), "k", None)
    found = verify(path, digest_of)
    assert (found.flaws, found.counts["digests of another version"]) == ((), 1)


def test_many_flaws_of_a_kind_are_counted_and_not_all_listed(
    path: Path, monkeypatch: pytest.MonkeyPatch, edit: Callable[..., None]
) -> None:
    monkeypatch.setattr(evidence, "LISTED", 2)
    edit("DELETE FROM search_index_docsize")
    edit("UPDATE snapshot SET size = 1")
    found = verify(path, digest_of)
    assert found.wrong == {"snapshot": 5, "index": 7}
    assert kinds(found) == ["snapshot"] * 5 + ["index"] * 2


# ---- damaged files -----------------------------------------------------------------------------------------------------


def damaged(whole: bytes) -> Iterator[tuple[str, bytes]]:
    for length in (1, 50, 99, 100, 1000, 4096, 4097, len(whole) // 2, len(whole) - 4096, len(whole) - 1):
        yield f"cut to {length}", whole[:length]
    yield "wrong magic", b"SQLite Format 3\0" + whole[16:]
    yield "no header", bytes(100) + whole[100:]
    yield "another program's mark", whole[:68] + b"\0\0\0\0" + whole[72:]
    yield "another version", whole[:60] + b"\0\0\0\x63" + whole[64:]
    yield "text", b"not an archive at all\n" * 300
    for start in range(0, len(whole), 4096):
        byte = b"\0\xff"[start // 4096 % 2 :][:1]
        yield f"page {start // 4096 + 1} of {byte!r}", whole[:start] + byte * 4096 + whole[start + 4096 :]


def test_a_damaged_file_is_told_in_words_whatever_the_damage(path: Path, whole: bytes) -> None:
    taken_for_sound = []
    for what, content in damaged(whole):
        path.write_bytes(content)
        found = verify(path, digest_of)
        assert path.read_bytes() == content, what
        assert all(told(flaw) for flaw in found.flaws)
        if found.sound:
            taken_for_sound.append(what)
    assert taken_for_sound == []


def test_an_empty_file_is_told(path: Path) -> None:
    path.write_bytes(b"")
    (flaw,) = verify(path, digest_of).flaws
    assert (flaw.kind, "empty" in flaw.detail) == (FlawKind.FILE, True)


def test_a_file_of_another_program_is_told(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with closing(sqlite3.connect(file)) as conn, conn:
        conn.execute("CREATE TABLE t (x)")
    assert {flaw.kind for flaw in verify(file, digest_of).flaws} == {FlawKind.FILE}


def overflow_page(path: Path, name: str) -> int:
    """The number of a page that holds nothing but a part of this snapshot."""
    with closing(sqlite3.connect(path)) as conn:
        (compressed,) = conn.execute("SELECT compressed FROM snapshot WHERE sha256 = ?", (name,)).fetchone()
    return path.read_bytes().index(compressed[4500:4600]) // 4096 + 1


def test_a_lost_page_costs_only_what_was_on_it(path: Path, whole: bytes) -> None:
    long = snapshot(random.Random(4).randbytes(9000).hex().encode())
    place = (overflow_page(path, long.sha256) - 1) * 4096
    path.write_bytes(whole[:place] + b"\xff" * 4096 + whole[place + 4096 :])
    found = verify(path, digest_of)
    named = [flaw for flaw in found.flaws if flaw.kind is FlawKind.SNAPSHOT]
    assert [(flaw.what, flaw.releases) for flaw in named] == [(long.sha256, ("site:P1:en",))]
    assert found.counts["snapshots"] == 5


def test_a_schema_without_seals_is_checked_and_not_brought_up(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        for table in ("receipts", "revisions"):
            conn.execute(f"ALTER TABLE {table} DROP COLUMN seal")
        for column in ("crc",):
            conn.execute(f"ALTER TABLE snapshot DROP COLUMN {column}")
        conn.execute("PRAGMA user_version = 2")
        conn.execute("VACUUM")
    before = path.read_bytes()
    found = verify(path, digest_of)
    assert (found.flaws, found.schema, found.heads) == ((), 2, {})
    assert "the next `ponte run` seals" in found.notes[0]
    assert path.read_bytes() == before
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("UPDATE snapshot SET compressed = x'00' WHERE rowid = 1")
    assert kinds(verify(path, digest_of)) == ["snapshot"]


# ---- any byte ----------------------------------------------------------------------------------------------------------

FLIPS = 10_000 if SOAK else 1500
SEALED = {"snapshot": ("sha256", "size", "compressed", "crc"), **{each.table: (*each.columns, "seal") for each in CHAINS}}


def raw(value: Any) -> bytes:
    """A value's bytes as a change of one of them would see them."""
    match value:
        case bytes():
            return value
        case str():
            return value.encode()
        case int():
            return value.to_bytes(8, "big", signed=True)
    return b""


def changed(value: Any, rng: random.Random) -> Any:
    """The value with one byte changed to another; text stays text, and need be no UTF-8 any more (`CAST` keeps the bytes)."""
    content = bytearray(raw(value))
    content[rng.randrange(len(content))] ^= rng.randrange(1, 256)
    return int.from_bytes(content, "big", signed=True) if isinstance(value, int) else bytes(content)


def test_one_changed_byte_is_found_wherever_it_is(whole: bytes) -> None:
    """In the rows of snapshots, receipts and revisions: each byte is as likely as any other."""
    rng = random.Random(20260416)
    conn = sqlite3.connect(":memory:", isolation_level=None)
    conn.deserialize(whole[:18] + b"\1\1" + whole[20:])  # a database in memory has no log
    for pragma in ("foreign_keys = OFF", "ignore_check_constraints = ON"):
        conn.execute(f"PRAGMA {pragma}")
    cells = [
        (table, column, rid, value)
        for table, columns in SEALED.items()
        for column in columns
        for rid, value in conn.execute(f"SELECT rowid, {column} FROM {table}").fetchall()
        if raw(value)
    ]
    weights = [len(raw(value)) for *_, value in cells]
    assert len(cells) > 150
    conn.text_factory = evidence._text
    missed, done = [], 0
    while done < FLIPS:
        table, column, rid, value = rng.choices(cells, weights)[0]
        other = changed(value, rng)
        place = "CAST(? AS TEXT)" if isinstance(value, str) else "?"
        conn.execute("BEGIN")
        try:
            conn.execute(f"UPDATE {table} SET {column} = {place} WHERE rowid = ?", (other, rid))
            found = evidence._Findings()
            evidence._snapshots(conn, found, True)
            evidence._receipts(conn, found, True, set())
            evidence._revisions(conn, found, True, set(), digest_of)
            done += 1
            if not found.wrong:
                missed.append((table, column, rid, value, other))
        except sqlite3.IntegrityError:
            pass  # two rows may not share this key: the index would contradict it, which integrity_check tells
        finally:
            conn.execute("ROLLBACK")
    conn.close()
    assert missed == []


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What the sealed tables hold, as SQLite reads it."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as conn:
        conn.text_factory = bytes
        queries = {table: f"SELECT rowid, {', '.join(columns)} FROM {table} ORDER BY rowid" for table, columns in SEALED.items()}
        return {table: conn.execute(query).fetchall() for table, query in queries.items()}


def pages_of(path: Path) -> list[int]:
    """The pages of the sealed tables and their indexes."""
    names = ", ".join(f"'{table}', 'sqlite_autoindex_{table}_1'" for table in SEALED)
    with closing(sqlite3.connect(path)) as conn:
        try:
            return [number for (number,) in conn.execute(f"SELECT pageno FROM dbstat WHERE name IN ({names})")]
        except sqlite3.OperationalError:
            pytest.skip("this SQLite is built without dbstat")


def test_a_changed_byte_of_the_file_is_found_or_changes_no_value(path: Path, whole: bytes) -> None:
    """In the pages of snapshots, receipts and revisions. Unused space is most of what is not found."""
    rng = random.Random(1604)
    before, pages = contents(path), pages_of(path)
    unnoticed = 0
    for _ in range(2000 if SOAK else 60):
        place = (rng.choice(pages) - 1) * 4096 + rng.randrange(4096)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ rng.randrange(1, 256)]) + whole[place + 1 :])
        if verify(path, digest_of).sound:
            unnoticed += 1
            assert contents(path) == before, place
    assert unnoticed > 0


# ---- seals -------------------------------------------------------------------------------------------------------------

VALUES = st.lists(
    st.none() | st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(exclude_categories=["Cs"])) | st.binary(), max_size=4
)


@given(VALUES, VALUES)
def test_two_rows_have_one_seal_only_where_they_are_equal(first: list[Any], second: list[Any]) -> None:
    assert (seal("", first) == seal("", second)) == (first == second)
    assert seal("a", first) != seal("b", first)


def test_the_seal_is_what_the_page_says() -> None:
    """docs/evidence.md prints this one, so that others can compute it."""
    row = (1, "https://www.gcs.gov.mo/detail/pt/N26", "2026-04-16T02:08:00Z", 200, '[["etag","x"]]', "ab" * 32)
    text = f"s0:i1:1s36:{row[1]}s20:{row[2]}i3:200s14:{row[4]}s64:{row[5]}"
    assert seal("", row) == hashlib.sha256(text.encode()).hexdigest()
    assert text[:60] in (Path(__file__).parent.parent / "docs" / "evidence.md").read_text(encoding="utf-8")


def test_the_chains_cover_every_column(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        for chain in (RECEIPTS, REVISIONS):
            assert {row[1] for row in conn.execute(f"PRAGMA table_info({chain.table})")} == {*chain.columns, "seal"}


# ---- the command -------------------------------------------------------------------------------------------------------


def test_the_command_says_what_is_sound_and_what_is_not(home: Home, whole: bytes) -> None:
    assert home.ponte("verify").code == 3
    home.archive.write_bytes(whole)
    done = home.ponte("verify", "--deep")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "sound"
    head = next(line.rpartition(" ")[2] for line in done.out.splitlines() if line.startswith("last seal of the receipts"))
    one = snapshot(b"<p>one</p>").sha256
    with closing(sqlite3.connect(home.archive)) as conn, conn:
        conn.execute("UPDATE snapshot SET compressed = x'ffff' WHERE sha256 = ?", (one,))
    before = home.archive.read_bytes()
    done = home.ponte("verify", "--seal", head)
    assert done.code == 3
    assert f"snapshot {one}: cannot be decompressed" in done.out
    assert "Nothing was changed" in done.out
    assert home.archive.read_bytes() == before
    said = home.ponte("--json", "verify", "--seal", "0" * 64)
    assert (said.code, said.json()["sound"]) == (3, False)
    assert [(each["kind"], each["what"]) for each in said.json()["flaws"]] == [("snapshot", one), ("seal", "0" * 64)]
    assert home.ponte("verify", "--seal", "zz").code == 2


@pytest.mark.parametrize("content", [b"", b"no archive", b"SQLite format 3\0" + bytes(9000)])
def test_the_command_ends_in_words_on_a_file_that_is_none(home: Home, content: bytes) -> None:
    home.archive.write_bytes(content)
    done = home.ponte("verify")
    assert done.code == 3
    assert "Traceback" not in done.err
    assert "backup in its place" in done.out


def test_a_flaw_is_one_line() -> None:
    line = told(Flaw(FlawKind.SNAPSHOT, "a\nb", "c\x1b[31m", tuple((f"u{n}", "t") for n in range(5)), ("r1",)))
    assert line == "snapshot a b: c [31m; received from u0 at t, from u1 at t, from u2 at t and 2 more; releases r1"


def test_seals_are_there_since_their_migration() -> None:
    assert schema.MIGRATIONS[evidence.SEALED_SINCE - 1] is schema.sealed_evidence
