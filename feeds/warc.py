"""The archive's evidence as a WARC 1.1 file (ISO 28500:2017), one gzip member per record, for tools of web archives.

    warcinfo   what wrote the file, and exactly what the file claims
    response   one for each receipt: address, time, headers, bytes
    conversion in its place where the bytes are a release's part of a list
    revisit    in its place where the same bytes were received before (identical-payload-digest)
    metadata   one for each release: its id, its revisions with digests and seals, and the records it was read from

The same archive gives the same bytes: record ids are made from seals, the file's date is that of its newest receipt, gzip carries no
time. Records are written one by one, so memory does not grow with the archive. The only module that imports warcio.
"""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote
from uuid import UUID, uuid5

from feeds.folder import FILE_MODE, TEMPORARY
from storage.holdings import HeldRelease, HeldRevision, Holdings, Receipt

CLAIM = (
    "The bytes in the response records of this file were received by this program, by this computer's clock at the stated time, as "
    "the answer to its request for the stated address; where the program was configured to ask a replica of the sites, the replica "
    "answered. Nothing is claimed of who sent them, nor that others were sent the same. Transfer and content codings were removed "
    "before the bytes were stored: headers that describe the removed codings have the prefix X-Archive-Orig-, and Content-Length is "
    "that of the stored bytes. The other headers are as received, but that names are in lower case, several fields of one name are "
    "one, joined by commas, and line breaks and other controls are spaces; the protocol's version, the reason phrase and the headers "
    "of the connection itself were not kept. A conversion record holds what this program cut out of a list (a feed, an answer in "
    "JSON) that was received at the stated time from the stated address: one release's part of it, perhaps written anew; the list "
    "as a whole was not kept. A revisit record states that the same bytes were received again. A metadata record states what this "
    "program read from the bytes."
)
CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

_RECORDS = UUID("6e1b1d8c-2f0f-5b0e-9a55-7a1f5c1d9a10")
_NEVER = "1970-01-01T00:00:00Z"
_NAME = "!#$&'*+^`|"  # with letters, digits and -._~ the characters of a header's name, RFC 9110 section 5.6.2; % marks the others
_ADDRESS = "!#$%&'()*+,/:;=?@[]"  # those of an address, RFC 3986 section 2
_CONTROLS = dict.fromkeys((*range(9), *range(10, 32), 127), " ")  # in place of which RFC 9110 section 5.5 has a space
_CODINGS = frozenset({"content-encoding", "content-length", "transfer-encoding", "trailer"})


@dataclass(frozen=True, slots=True)
class WarcReport:
    """How many records were written of each kind, and the receipts that were left out because they are damaged: address and reason."""

    responses: int
    revisits: int
    conversions: int
    releases: int
    left_out: tuple[tuple[str, str], ...]


class _Head:
    """The head of an HTTP answer as bytes of our own making, in the place of warcio's, which would rewrite what is not ASCII."""

    def __init__(self, raw: bytes) -> None:
        self.headers_buff = raw

    def compute_headers_buffer(self, _: object = None) -> None:
        """Nothing to compute."""


def write_warc(holdings: Holdings, out: IO[bytes], version: str, selection: Mapping[str, str]) -> WarcReport:
    """Write all records to `out`; `version` is Ponte's, `selection` says by what the holdings were chosen."""
    from warcio.warcwriter import WARCWriter

    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    heads = {f"last-seal-of-{table}": seal for table, seal in holdings.heads().items() if seal}
    info = {"software": f"Ponte {version}", "format": "WARC File Format 1.1", "conformsTo": CONFORMS_TO, "description": CLAIM}
    content = _fields([*info.items(), *selection.items(), *heads.items()])
    newest = holdings.newest() or _NEVER
    name = _record_id("warcinfo", hashlib.sha256(f"{newest}\n".encode() + content).hexdigest())
    _write(writer, "warcinfo", name, newest, "", content, "application/warc-fields")
    counts = {"response": 0, "revisit": 0, "conversion": 0}
    damaged: set[str] = set()
    left_out = []
    for receipt in holdings.receipts():
        if receipt.trouble or receipt.sha256 in damaged:
            damaged.add(receipt.sha256)
            left_out.append((receipt.url, receipt.trouble or "its bytes are damaged"))
            continue
        kind = _kind(repeated=receipt.same_as is not None, cut=receipt.cut_from is not None)
        counts[kind] += 1
        _write_receipt(writer, receipt, kind, name)
    releases = 0
    for release in holdings.releases():
        releases += 1
        _write_release(writer, release, damaged, name)
    return WarcReport(counts["response"], counts["revisit"], counts["conversion"], releases, tuple(left_out))


def _kind(*, repeated: bool, cut: bool) -> str:
    return "revisit" if repeated else "conversion" if cut else "response"


def _record_id(kind: str, key: str) -> str:
    return f"<urn:uuid:{uuid5(_RECORDS, f'{kind} {key}')}>"


def _digest(content: bytes) -> str:
    return f"sha256:{base64.b32encode(hashlib.sha256(content).digest()).decode()}"


def _write(writer: Any, kind: str, name: str, date: str, url: str, content: bytes, media: str, **more: Any) -> None:
    """One record whose block is `content`."""
    headers = {"WARC-Record-ID": name, "WARC-Date": date, "WARC-Block-Digest": _digest(content), **more.pop("headers", {})}
    if kind != "warcinfo":  # which has no payload; else warcio would add one of SHA-1
        headers["WARC-Payload-Digest"] = _digest(content)
    record = writer.create_warc_record(
        url, kind, payload=BytesIO(content), length=len(content), warc_headers_dict=headers, warc_content_type=media
    )
    for field, value in more.pop("repeated", ()):
        record.rec_headers.add_header(field, value)
    writer.write_record(record)


def _write_receipt(writer: Any, receipt: Receipt, kind: str, info: str) -> None:
    """A response record; a conversion record, which has no headers of an answer; or a revisit record without the bytes."""
    cut = receipt.cut_from is not None
    head = b"" if cut else http_head(receipt.status, receipt.headers, receipt.size)
    body = receipt.body or b""
    headers = {
        "WARC-Record-ID": _record_id(kind, receipt.seal),
        "WARC-Date": receipt.received_at,
        "WARC-Warcinfo-ID": info,
        "WARC-Payload-Digest": f"sha256:{base64.b32encode(bytes.fromhex(receipt.sha256)).decode()}",
        "WARC-Block-Digest": _digest(head + body),
    }
    if receipt.same_as is not None:
        first = receipt.same_as
        headers |= {
            "WARC-Profile": REVISIT,
            "WARC-Refers-To": _record_id(_kind(repeated=False, cut=first.cut), first.seal),
            "WARC-Refers-To-Target-URI": address(first.url),
            "WARC-Refers-To-Date": first.received_at,
        }
    record = writer.create_warc_record(
        address(receipt.cut_from or receipt.url),
        kind,
        payload=BytesIO(body),
        length=len(body),
        warc_headers_dict=headers,
        warc_content_type=dict(receipt.headers).get("content-type", "application/octet-stream") if cut else "",
        http_headers=None if cut else _Head(head),
    )
    writer.write_record(record)


def _write_release(writer: Any, release: HeldRelease, damaged: Set[str], info: str) -> None:
    """What a release is and what was read from its records, with a pointer to each of them."""
    uses = [use for use in release.uses if use.sha256 not in damaged]
    facts = [(name.replace("_", "-"), getattr(release, name)) for name in ("id", "native", "source", "site", "lang", "url", "status")]
    content = _fields([*facts, ("first-seen", release.first_seen), *(("revision", _told(each)) for each in release.revisions)])
    newest = uses[-1].received_at if uses else max((each.seen_at for each in release.revisions), default=release.first_seen)
    _write(
        writer,
        "metadata",
        _record_id("metadata", f"{release.id} {hashlib.sha256(content).hexdigest()}"),
        newest,
        address(release.url),
        content,
        "application/warc-fields",
        headers={"WARC-Warcinfo-ID": info},
        repeated=[("WARC-Concurrent-To", _record_id(_kind(repeated=use.repeated, cut=use.cut), use.seal)) for use in uses],
    )


def _told(revision: HeldRevision) -> str:
    """1 new; significance=substantive; cause=source; seen=2026-04-16T02:08:00Z; digest=1:...; seal=...; receipt=..."""
    parts = {
        "significance": revision.significance,
        "cause": revision.cause,
        "seen": revision.seen_at,
        "digest": revision.digest,
        "seal": revision.seal,
        "receipt": revision.receipt or "none",
    }
    return "; ".join([f"{revision.number} {revision.kind}", *(f"{name}={value}" for name, value in parts.items())])


# ---- bytes that no header of a site can break --------------------------------------------------------------------------


def http_head(status: int, headers: Iterable[tuple[str, str]], length: int) -> bytes:
    """Status line and headers of an answer whose stored body has `length` bytes, with the empty line after them.

    Headers are Latin-1 as they were received (FAULTS I03). What would break the record (line breaks, NUL and other controls) becomes a
    space; characters that no header's name may have become %XX.
    """
    lines = [f"HTTP/1.1 {int(status)} ".encode()]
    for name, value in headers:
        coding = name.strip().lower() in _CODINGS
        lines.append(_field(f"X-Archive-Orig-{name.strip()}" if coding else name, value))
    lines.append(f"Content-Length: {length}".encode())
    return b"\r\n".join([*lines, b"", b""])


def _field(name: str, value: str) -> bytes:
    safe = quote(name.strip(), safe=_NAME, errors="replace") or "X-Archive-Orig-Nameless"
    plain = value.translate(_CONTROLS).strip(" \t")
    try:
        raw = plain.encode("latin-1")
    except UnicodeEncodeError:
        raw = plain.encode("utf-8", "replace")
    return safe.encode("ascii") + b": " + raw


def address(url: str) -> str:
    """An address as a WARC header holds it: ASCII without spaces; what is not allowed there is written as %XX of its UTF-8."""
    return quote(url, safe=_ADDRESS, errors="replace")


def _fields(pairs: Iterable[tuple[str, str]]) -> bytes:
    """application/warc-fields: one `name: value` a line, UTF-8, no folding."""
    lines = (f"{name}: {' '.join(str(value).split())}\r\n" for name, value in pairs)
    return "".join(lines).encode("utf-8", "replace")


# ---- to a file -----------------------------------------------------------------------------------------------------------


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to that takes the place of `path` in one step when all is written, and leaves nothing behind otherwise. A link stays
    one: what it leads to is replaced. What is no file (a device, a pipe) is written to as it is.

    Raises OSError.
    """
    path = path.resolve()
    if path.exists() and not path.is_file() and not path.is_dir():
        with path.open("wb") as device:
            yield device
        return
    descriptor, draft = tempfile.mkstemp(prefix=TEMPORARY, dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fchmod(file.fileno(), FILE_MODE)
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
