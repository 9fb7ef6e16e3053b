"""What a request for a document is answered with: 200 or 304, compressed or not. Pure (RFC 9110 sections 8.8, 12.5.3 and 13).

Each form of a document has a validator of its own: "…" as it is, "…-gzip" compressed. Both are known again, also where a proxy that
compressed on its way weakened the tag (W/), so that a client that has either form is told that it still holds (FAULTS P11).
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

TYPES: Final = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".csl.json": "application/vnd.citationstyles.csl+json; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".json": "application/feed+json; charset=utf-8",
    ".jsonl": "application/x-ndjson; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".png": "image/png",
    ".ris": "application/x-research-info-systems; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml; charset=utf-8",
}
"""What the files of the public folder are. Anything else is bytes: nothing is guessed, and browsers are told not to guess either."""

UNKNOWN: Final = "application/octet-stream"
FRESH: Final = "public, max-age=60"

_COMPRESSED = ("text/", "application/", "image/svg")
_WORTH = 512
_SUFFIX = "-gzip"


def type_of(name: str) -> str:
    """What a file of this name holds, by its longest ending that is known."""
    _, *endings = name.lower().rpartition("/")[2].split(".")
    tried = (f".{'.'.join(endings[at:])}" for at in range(len(endings)))
    return next((TYPES[each] for each in tried if each in TYPES), UNKNOWN)


@dataclass(frozen=True, slots=True)
class Document:
    """What is served under one address. `compressed` is None where that saves nothing; `modified` where no file's time says it."""

    content: bytes
    type: str
    tag: str
    compressed: bytes | None = None
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and body as they go out."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""


def document(content: bytes, kind: str, modified: datetime | None = None) -> Document:
    """A document of these bytes; its tag is their SHA-256."""
    packed = None
    if len(content) >= _WORTH and kind.startswith(_COMPRESSED) and kind != UNKNOWN:
        packed = gzip.compress(content, 6, mtime=0)
        packed = packed if len(packed) < len(content) else None
    return Document(content, kind, hashlib.sha256(content).hexdigest(), packed, modified)


def answer(found: Document, asked: Mapping[str, str]) -> Answer:
    """The answer to a GET with these headers (names in small letters); a HEAD is answered with the same headers."""
    packed = found.compressed is not None and takes_gzip(asked.get("accept-encoding", ""))
    own = f'"{found.tag}{_SUFFIX}"' if packed else f'"{found.tag}"'
    held = _held(found, asked, own)
    headers = [("ETag", held or own), ("Cache-Control", FRESH), ("Vary", "Accept-Encoding")]
    if found.modified is not None:
        headers.append(("Last-Modified", format_datetime(found.modified.astimezone(UTC), usegmt=True)))
    if held is not None:
        return Answer(304, tuple(headers))
    body = found.compressed if packed and found.compressed is not None else found.content
    headers += [("Content-Type", found.type), ("Content-Length", str(len(body)))]
    if packed:
        headers.append(("Content-Encoding", "gzip"))
    return Answer(200, tuple(headers), body)


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding lets us compress: gzip by name, else by *, with a weight above zero."""
    weights = dict(_weight(each) for each in accepted.lower().split(",") if each.strip())
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


def _weight(part: str) -> tuple[str, float]:
    name, *parameters = (each.strip() for each in part.split(";"))
    value = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    try:
        return name, float(value)
    except ValueError:
        return name, 0.0


def _held(found: Document, asked: Mapping[str, str], own: str) -> str | None:
    """The tag under which the client has the document already, or None. A date counts only where no tag is given (RFC 9110 13.1.3)."""
    given = asked.get("if-none-match")
    if given is not None:
        tags = {each.strip().removeprefix("W/") for each in given.split(",")}
        known = (own, f'"{found.tag}"', f'"{found.tag}{_SUFFIX}"')
        return own if "*" in tags else next((tag for tag in known if tag in tags), None)
    since = _date(asked.get("if-modified-since"))
    return own if since and found.modified and found.modified.replace(microsecond=0) <= since else None


def _date(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
