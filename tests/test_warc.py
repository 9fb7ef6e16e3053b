"""`ponte export --format warc`: what was received, read back by two readers that know nothing of each other."""

from __future__ import annotations

import gzip
import io
import json
import os
import pty
import sqlite3
import subprocess
import sys
import tracemalloc
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Home, environment
from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import given, settings
from hypothesis import strategies as st
from storage_values import add, later, populate, release, revision, snapshot
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from crawlers.model import Snapshot
from crawlers.page import Page
from feeds.warc import CLAIM, REVISIT, WarcReport, address, http_head, replacing, write_warc
from storage.archive import Archive
from storage.holdings import Holdings
from storage.model import Kind
from storage.reading import Reader

HEADERS = {"content-type": "text/html; charset=utf-8", "content-encoding": "gzip", "etag": 'W/"1"', "set-cookie": "a=1; b=\xe9"}


def page(body: bytes, url: str, headers: dict[str, str] = HEADERS, **at: float) -> Snapshot:
    return Snapshot.of(url, later(**at), 200, headers, body)


def fill(archive: Archive) -> None:
    """Two sources; one page received twice unchanged, and again with an edit; a document; a release without a page."""
    populate(archive)
    first = release(
        "G1", "pt", "Um título", "O texto.", attachments=("https://g.example/a.pdf",), snapshot=page(b"<p>G1</p>", "https://g.example/1")
    )
    add(archive, first, source="gcs")
    archive.keep_attachment(page(b"<p>G1</p>", "https://g.example/1", days=1))
    edited = replace(first, body="O texto novo.", snapshot=page(b"<p>G1, edited</p>", "https://g.example/1", days=2))
    archive.revise("site:G1:pt", revision(edited, Kind.REVISED, later(days=2)), "k", None)
    archive.keep_attachment(page(b"%PDF-1.7\0\xff", "https://g.example/a.pdf", {}, days=2))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "archive.db"
    with Archive.open(file) as archive:
        fill(archive)
    return file


def export(path: Path, source: str | None = None, since: str | None = None) -> tuple[WarcReport, bytes]:
    out = io.BytesIO()
    with Reader.open(path) as reader, Holdings(reader, source, since) as holdings:
        report = write_warc(holdings, out, "1.0", {})
    return report, out.getvalue()


@dataclass(frozen=True)
class Read:
    """A record as a reader gives it."""

    kind: str
    id: str
    url: str | None
    date: str
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    http: tuple[tuple[str, str], ...] = ()

    def header(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]


def by_warcio(content: bytes) -> Iterator[Read]:
    for record in ArchiveIterator(io.BytesIO(content), check_digests="raise"):
        get = record.rec_headers.get_header
        http = tuple(record.http_headers.headers) if record.http_headers else ()
        names = (get("WARC-Record-ID"), get("WARC-Target-URI"), get("WARC-Date"))
        yield Read(record.rec_type, *names, tuple(record.rec_headers.headers), record.content_stream().read(), http)


def by_fastwarc(content: bytes) -> Iterator[Read]:
    for record in FastIterator(io.BytesIO(content), parse_http=False):
        assert record.verify_block_digest()
    for record in FastIterator(io.BytesIO(content), parse_http=True):
        kind = record.headers["WARC-Type"]
        assert kind != "response" or record.verify_payload_digest()
        http = record.http_headers.to_tuples() if record.is_http and record.http_headers is not None else ()
        names = (f"<{record.record_id.strip('<>')}>", record.headers.get("WARC-Target-URI"), record.headers["WARC-Date"])
        yield Read(kind, *names, tuple(record.headers.to_tuples()), record.reader.read(), tuple(http))


READERS = pytest.mark.parametrize("read", [by_warcio, by_fastwarc])


# ---- what is in the file -----------------------------------------------------------------------------------------------


@READERS
def test_every_receipt_is_a_record_with_its_bytes(path: Path, read: Any) -> None:
    report, content = export(path)
    assert report == WarcReport(responses=4, revisits=1, conversions=0, releases=5, left_out=())
    records = list(read(content))
    assert Counter(record.kind for record in records) == {"warcinfo": 1, "response": 4, "revisit": 1, "metadata": 5}
    assert len({record.id for record in records}) == len(records)
    received = [(record.kind, record.url, record.date, record.payload) for record in records if record.kind in ("response", "revisit")]
    assert received == [
        ("response", "https://site.example/pt/N1", "2026-04-16T02:08:00Z", b"<p>page</p>"),
        ("response", "https://g.example/1", "2026-04-16T02:08:00Z", b"<p>G1</p>"),
        ("revisit", "https://g.example/1", "2026-04-17T02:08:00Z", b""),
        ("response", "https://g.example/1", "2026-04-18T02:08:00Z", b"<p>G1, edited</p>"),
        ("response", "https://g.example/a.pdf", "2026-04-18T02:08:00Z", b"%PDF-1.7\0\xff"),
    ]


@READERS
def test_headers_are_as_received_and_removed_codings_are_told(path: Path, read: Any) -> None:
    response = [record for record in read(export(path)[1]) if record.kind == "response"][1]
    assert response.http == (
        ("content-type", "text/html; charset=utf-8"),
        ("X-Archive-Orig-content-encoding", "gzip"),
        ("etag", 'W/"1"'),
        ("set-cookie", "a=1; b=\xe9"),
        ("Content-Length", "9"),
    )


def test_the_file_says_what_it_claims_and_no_more(path: Path) -> None:
    _, content = export(path)
    first = next(by_warcio(content))
    lines = first.payload.decode().splitlines()
    assert lines[:4] == [
        "software: Ponte 1.0",
        "format: WARC File Format 1.1",
        "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        f"description: {CLAIM}",
    ]
    assert first.date == "2026-04-18T02:08:00Z"
    assert gzip.decompress(content).startswith(b"WARC/1.1\r\n")
    for part in ("received by this program", "by this computer's clock", "Nothing is claimed of who sent them", "codings were removed"):
        assert part in CLAIM


def test_a_revisit_refers_to_the_record_with_the_bytes(path: Path) -> None:
    records = list(by_warcio(export(path)[1]))
    revisit = next(record for record in records if record.kind == "revisit")
    first = next(record for record in records if record.id == revisit.header("WARC-Refers-To")[0])
    assert (first.kind, first.payload) == ("response", b"<p>G1</p>")
    assert revisit.header("WARC-Refers-To-Target-URI") == [first.url]
    assert revisit.header("WARC-Refers-To-Date") == [first.date]
    assert revisit.header("WARC-Profile") == [REVISIT]
    assert revisit.header("WARC-Payload-Digest") == first.header("WARC-Payload-Digest")
    assert ("Content-Length", "9") in revisit.http


def test_each_release_has_its_revisions_and_points_to_its_records(path: Path) -> None:
    records = list(by_warcio(export(path)[1]))
    release = next(record for record in records if record.kind == "metadata" and b"site:G1:pt" in record.payload)
    lines = release.payload.decode().splitlines()
    names = {"id": "site:G1:pt", "native": "site:G1:pt", "source": "gcs", "site": "site", "lang": "pt", "status": "live"}
    assert {f"{name}: {value}" for name, value in names.items()} < set(lines)
    revisions = [line for line in lines if line.startswith("revision: ")]
    assert [line.split(";")[0] for line in revisions] == ["revision: 1 new", "revision: 2 revised"]
    with closing(sqlite3.connect(path)) as conn:
        for digest, seal in conn.execute("SELECT digest, seal FROM revisions WHERE release = 5"):
            assert any(f"digest={digest}; seal={seal};" in line for line in revisions)
    known = {record.id: record for record in records}
    pointed = [known[name] for name in release.header("WARC-Concurrent-To")]
    assert [(each.kind, each.date[:10]) for each in pointed] == [("response", "2026-04-16"), ("response", "2026-04-18")]


@READERS
def test_a_part_of_a_list_is_not_called_an_answer(path: Path, read: Any) -> None:
    """What a feed told whole was never received under the release's own address."""
    feed, item = "https://f.example/feed", b"<item><title>Um t\xc3\xadtulo</title></item>"
    listing = Page(feed, b"<rss>...</rss>", later(days=3), {"etag": "1", ":cut-from": "a header cannot be named so"})
    told = release("F1", snapshot=listing.part("https://f.example/1", "application/rss+xml", item))
    with Archive.open(path) as archive:
        add(archive, told)
        archive.keep_attachment(replace(listing, received_at=later(days=4)).part("https://f.example/1", "application/rss+xml", item))
        # A site cannot pass an answer off as a part of a list, nor the other way round.
        sly = replace(listing, url="https://f.example/2", headers={"x": ":cut-from", "cut-from": "https://evil.example"})
        add(archive, release("F2", snapshot=sly.snapshot()))
    report, content = export(path)
    assert (report.responses, report.conversions, report.revisits) == (5, 1, 2)
    records = {record.id: record for record in read(content)}
    (part,) = (record for record in records.values() if record.kind == "conversion")
    assert (part.url, part.date, part.payload, part.http) == (feed, "2026-04-19T02:08:00Z", item, ())
    assert part.header("Content-Type") == ["application/rss+xml"]
    again = next(record for record in records.values() if record.kind == "revisit" and record.date.startswith("2026-04-20"))
    assert (again.url, again.payload, again.header("WARC-Refers-To"), again.header("WARC-Refers-To-Target-URI")) == (
        feed,
        b"",
        [part.id],
        [feed],
    )
    pointed = {name for record in records.values() if b"site:F1:" in record.payload for name in record.header("WARC-Concurrent-To")}
    assert pointed == {part.id}
    assert next(record for record in records.values() if record.url == sly.url).kind == "response"


def test_a_source_and_a_day_choose(path: Path) -> None:
    report, content = export(path, "gcs")
    assert (report.responses, report.revisits, report.releases) == (3, 1, 1)
    assert b"site.example/pt/N1" not in gzip.decompress(content)
    report, content = export(path, "gcs", "2026-04-17")
    records = list(by_warcio(content))
    # The first of the same bytes that is in the file is the one that has them.
    assert [(record.kind, record.payload) for record in records[1:3]] == [("response", b"<p>G1</p>"), ("response", b"<p>G1, edited</p>")]
    assert (report.revisits, report.releases) == (0, 1)
    assert export(path, None, "2026-04-17")[0].releases == 3
    assert export(path, None, "2027")[0] == WarcReport(0, 0, 0, 0, ())
    assert [record.date for record in by_warcio(export(path, None, "2027")[1])] == ["1970-01-01T00:00:00Z"]


def test_the_same_archive_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with Archive.open(path) as archive:
        archive.backup(copy)
    assert export(path) == export(copy)
    with Archive.open(path) as archive:
        add(archive, release("MORE", snapshot=page(b"more", "https://g.example/more", days=9)))
    assert export(path)[1] != export(copy)[1]


def test_a_run_that_writes_meanwhile_does_not_show(path: Path) -> None:
    out = io.BytesIO()
    with Reader.open(path) as reader, Holdings(reader) as holdings, Archive.open(path) as archive:
        add(archive, release("BUSY", snapshot=page(b"busy", "https://g.example/busy", days=9)))
        assert write_warc(holdings, out, "1.0", {}).responses == 4
    assert b"BUSY" not in gzip.decompress(out.getvalue())
    assert export(path)[0].responses == 5


@pytest.mark.parametrize(
    ("statement", "responses", "left_out"),
    [
        ("UPDATE snapshot SET compressed = x'00' WHERE sha256 = ?", 3, 2),
        ("UPDATE receipts SET headers = '[1' WHERE rid = 2 AND sha256 = ?", 3, 2),
        ("DELETE FROM snapshot WHERE sha256 = ?", 3, 2),
    ],
)
def test_damaged_bytes_are_left_out_and_told(path: Path, statement: str, responses: int, left_out: int) -> None:
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute(statement, (snapshot(b"<p>G1</p>").sha256,))
    report, content = export(path)
    assert (report.responses, report.revisits, len(report.left_out)) == (responses, 0, left_out)
    assert report.left_out[0][0] == "https://g.example/1"
    known = {record.id for record in by_warcio(content)}
    assert all(name in known for record in by_warcio(content) for name in record.header("WARC-Concurrent-To"))


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    class Nowhere(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, content: Any) -> int:
            return len(content)

    def peak(number: int) -> int:
        file = tmp_path / f"{number}.db"
        with Archive.open(file) as archive, archive.transaction():
            for each in range(number):
                add(archive, release(f"N{each}", snapshot=page(b"%d" % each * 1000, f"https://x.example/{each}")))
        with Reader.open(file) as reader, Holdings(reader) as holdings:
            tracemalloc.start()
            assert write_warc(holdings, Nowhere(), "1.0", {}).responses == number  # type: ignore[arg-type]
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(5)
    assert peak(150) < peak(30) + 100_000


# ---- what sites send cannot break it -----------------------------------------------------------------------------------

TEXT = st.text(st.characters(codec=None), max_size=30) | st.sampled_from(
    ["a\r\nb: c", "\0", "x\r\n\r\n<html>", "é", "中", "\ud800", " ", ""]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), max_size=5), st.text(max_size=30), st.binary(max_size=60))
def test_no_header_and_no_address_breaks_a_record(headers: list[tuple[str, str]], end: str, body: bytes) -> None:
    taken = replace(page(body, f"https://x.example/{end}"), headers=tuple(headers))
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as conn:
        out = io.BytesIO()
        with Holdings(stored(conn, taken)) as holdings:
            write_warc(holdings, out, "1.0", {})
    read = [list(reader(out.getvalue())) for reader in (by_warcio, by_fastwarc)]
    for records in read:
        assert [record.kind for record in records] == ["warcinfo", "response", "metadata"]
        response = records[1]
        assert response.payload == body
        assert len(response.http) == len(headers) + 1
        assert response.http[-1] == ("Content-Length", str(len(body)))
        assert response.url is not None
        assert response.url.isascii()
        assert not set(response.url) & set(' \r\n<>"')
    assert [record.url for record in read[0]] == [record.url for record in read[1]]


def stored(conn: sqlite3.Connection, taken: Snapshot) -> Reader:
    """An archive in memory that holds a release read from this page."""
    from storage import schema

    schema.build(conn)
    archive = Archive(Path(":memory:"), conn)
    add(archive, release("H", snapshot=taken))
    return archive.reader()


def test_heads_are_latin_1_without_line_breaks() -> None:
    head = http_head(200, [("X-A", "caf\xe9\r\nSet-Cookie: x"), ("b d", "中\0"), ("", "\t y "), ("Transfer-Encoding", "chunked")], 7)
    assert head == (
        b"HTTP/1.1 200 \r\nX-A: caf\xe9  Set-Cookie: x\r\nb%20d: \xe4\xb8\xad\r\nX-Archive-Orig-Nameless: y\r\n"
        b"X-Archive-Orig-Transfer-Encoding: chunked\r\nContent-Length: 7\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://x.example/a?b=c&d=%20#e", "https://x.example/a?b=c&d=%20#e"),
        ("https://x.example/中 文", "https://x.example/%E4%B8%AD%20%E6%96%87"),
        ('https://x.example/<">\\u000d', "https://x.example/%3C%22%3E%5Cu000d"),
    ],
)
def test_addresses_are_ascii(url: str, written: str) -> None:
    assert address(url) == written


# ---- the file and the command ------------------------------------------------------------------------------------------


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "out.warc.gz"
    target.write_bytes(b"before")

    def die() -> None:
        with replacing(target) as file:
            file.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        die()
    assert (target.read_bytes(), [file.name for file in tmp_path.iterdir()]) == (b"before", ["out.warc.gz"])
    with replacing(target) as file:
        file.write(b"after")
    assert (target.read_bytes(), target.stat().st_mode & 0o777) == (b"after", 0o644)


def test_a_link_stays_a_link_and_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with replacing(tmp_path / "link") as file:
        file.write(b"x")
    assert ((tmp_path / "link").is_symlink(), (tmp_path / "real").read_bytes()) == (True, b"x")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with replacing(pipe) as file:
        file.write(b"through")
    assert (os.read(reader, 99), pipe.is_fifo()) == (b"through", True)
    os.close(reader)


class Inputs:
    """What warcio's own `check` command takes."""

    def __init__(self, *inputs: Path) -> None:
        self.inputs = [str(each) for each in inputs]
        self.verbose = True


@pytest.fixture
def filled(home: Home) -> Home:
    with Archive.open(home.archive) as archive:
        fill(archive)
    return home


def test_the_command_writes_a_file_that_warcios_own_check_passes(filled: Home, capsys: pytest.CaptureFixture[str]) -> None:
    before = filled.archive.read_bytes()
    target = filled.folder / "out.warc.gz"
    done = filled.ponte("export", "--format", "warc", "--output", str(target))
    assert (done.code, done.out, done.err) == (0, "4 responses, 0 conversions, 1 revisits, 5 releases\n", "")
    assert Checker(Inputs(target)).process_all() == 0
    assert capsys.readouterr().out.count("digest pass") == 10
    assert filled.archive.read_bytes() == before
    raw = bytearray(gzip.decompress(target.read_bytes()))
    raw[raw.index(b"<p>G1, edited")] = 0x20
    target.write_bytes(raw)
    assert Checker(Inputs(target)).process_all() == 1


def test_the_command_pipes_and_tells_on_the_side(filled: Home) -> None:
    words = [sys.executable, "-m", "monitor", "--config", str(filled.config), "--json", "export", "--format", "warc", "--since", "20260418"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, env=environment(), check=False)
    assert done.returncode == 0
    assert json.loads(done.stderr)["responses"] == 2
    assert [record.kind for record in by_fastwarc(done.stdout)].count("response") == 2
    assert b"selected-since: 20260418" in gzip.decompress(done.stdout)


def test_the_command_refuses_a_terminal_and_what_it_does_not_know(filled: Home) -> None:
    master, terminal = pty.openpty()
    words = [sys.executable, "-m", "monitor", "--config", str(filled.config), "export", "--format", "warc"]
    done = subprocess.run(words, cwd=ROOT, stdout=terminal, stderr=subprocess.PIPE, env=environment(), check=False)
    os.close(terminal)
    os.close(master)
    assert (done.returncode, b"--output FILE" in done.stderr) == (2, True)
    assert filled.ponte("export", "--format", "warc", "--source", "nobody").code == 2
    missing = filled.folder / "no" / "folder.warc.gz"
    done2 = filled.ponte("export", "--format", "warc", "--output", str(missing))
    assert (done2.code, "could not be written" in done2.err) == (1, True)


def test_the_command_never_writes_over_the_archive_or_the_config(filled: Home) -> None:
    (filled.folder / "link").symlink_to(filled.archive)
    os.link(filled.archive, filled.folder / "second-name")
    before = filled.archive.read_bytes()
    for name in ("archive.db", "archive.db-wal", "link", "second-name", "config.toml", ""):
        done = filled.ponte("export", "--format", "warc", "--output", name and str(filled.folder / name))
        assert (done.code, done.out, "Traceback" in done.err) == (2, "", False), name
    assert filled.archive.read_bytes() == before


def test_the_command_leaves_damaged_pages_out_and_says_so(filled: Home) -> None:
    with closing(sqlite3.connect(filled.archive)) as conn, conn:
        conn.execute("UPDATE snapshot SET compressed = ? WHERE rowid = 2", (zlib.compress(b"forged"),))
    done = filled.ponte("export", "--format", "warc", "--output", str(filled.folder / "out.warc.gz"))
    assert done.code == 3
    assert done.err.count("left out: https://g.example/1: its bytes are damaged") == 2
    assert (filled.folder / "out.warc.gz").exists()


def test_a_damaged_file_ends_in_words_and_leaves_no_half(filled: Home) -> None:
    content = filled.archive.read_bytes()
    with closing(sqlite3.connect(filled.archive)) as conn:
        (root,) = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'revisions'").fetchone()
    place = (root - 1) * 4096
    filled.archive.write_bytes(content[: place + 8] + b"\xff" * 4000 + content[place + 4008 :])
    target = filled.folder / "out.warc.gz"
    done = filled.ponte("export", "--format", "warc", "--output", str(target))
    assert (done.code, "Traceback" in done.err, target.exists()) == (3, False, False)
    assert "damaged" in done.err
