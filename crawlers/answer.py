"""What an HTTP answer is before any spider reads it: decoded, then sound, gone, or a problem of a known kind. Pure (FAULTS S*, T*)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from crawlers.model import Problem, ProblemKind, Role

# Statuses that say "not you" rather than "not here"; nothing is volunteered and nothing evaded (FAULTS S12, S21).
BLOCKED_STATUSES = frozenset({401, 403, 407, 412, 451})
GONE_STATUSES = frozenset({404, 410})

# Seconds; longer than a hasty operator waits, shorter than the usual schedule.
BACK_OFF = 3600.0
CHALLENGE_PAUSE = 6 * 3600.0

# Plain needles, looked for in the lower-cased page: a pattern of alternatives costs more than parsing the page.
_CHALLENGES = (
    b"cf-challenge",
    b"cf_chl_",
    # Not /cdn-cgi/challenge-platform itself: sound pages behind the same guard load a script from there.
    b"/orchestrate/chl_",
    b"_incapsula_resource",
    b"aliyun_waf",
    b"acw_sc__v2",
    b"__jsl_clearance",
    b"<title>just a moment",
    b"<title>attention required",
    b"<title>access denied",
    b"<title>request rejected",
    b"checking your browser",
    b"verify you are human",
    b"captcha-container",
)
_MAINTENANCE = re.compile(
    "<(?:title|h1)[^>]*>\\s*(?:[^<]{0,60}(?:under maintenance|scheduled maintenance|temporarily unavailable|technical difficulties|"
    "em manutenção|indisponível)|[^<]{0,20}(?:系統維護|系统维护))".encode(),
    re.I,
)
_TEXTUAL = re.compile(r"html|xml|json|text/plain|^$", re.I)
_BINARY_START = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b")
# A block page is short and says what it is at its beginning; a release that quotes such words further down is not judged by them.
_CHALLENGE_SIZE = 60_000
_CHALLENGE_HEAD = 8_000
# Nobody sends more; each layer may cost the whole size limit in work, each member a copy of what follows it (FAULTS T16).
_MAX_LAYERS = 3
_MAX_MEMBERS = 100


class Refusal(Exception):
    """A request that got no usable answer: the kind of Problem it becomes, and one clause of detail."""

    def __init__(self, kind: ProblemKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = clause(detail)


def clause(text: str, limit: int = 300) -> str:
    """A text that a site had a hand in, fit for one line of a log or a terminal (FAULTS T13)."""
    text = text[:limit]
    return text if text.isprintable() else "".join(char if char.isprintable() else "?" for char in text)


def decode_body(body: bytes, codings: list[bytes], limit: int) -> bytes:
    """Undo gzip and deflate, at most `limit` decoded bytes at each layer (FAULTS T08, T16, T17). Raises Refusal."""
    names = [name.strip().lower() for line in codings for name in line.split(b",") if name.strip()]
    if len(names) > _MAX_LAYERS:
        raise Refusal(ProblemKind.PARTIAL, f"{len(names)} content codings on top of each other")
    for name in reversed(names):
        if name in (b"gzip", b"x-gzip", b"deflate"):
            body = _inflate(body, limit)
        elif name != b"identity":
            raise Refusal(ProblemKind.PARTIAL, f"unknown content coding {name[:40].decode('latin-1')!r}")
    return body


def _inflate(body: bytes, limit: int) -> bytes:
    """One layer: all members of a gzip body (RFC 1952 §2.2), a zlib one, or raw deflate."""
    if not body:
        return body
    text, rest = _member(body, limit)
    members = 1
    # What follows the last member and is no member is padding.
    while rest[:2] == b"\x1f\x8b" and body[:2] == b"\x1f\x8b":
        members += 1
        if members > _MAX_MEMBERS:
            raise Refusal(ProblemKind.PARTIAL, f"compressed in more than {_MAX_MEMBERS} members")
        more, rest = _member(rest, limit - len(text))
        text += more
    return text


def _member(body: bytes, limit: int) -> tuple[bytes, bytes]:
    """The text of the first compressed stream in `body`, and the bytes after it."""
    # 47: zlib or gzip, told by the header; raw deflate, which some servers send as "deflate", begins with neither.
    raw = body[:2] != b"\x1f\x8b" and (body[0] & 0x0F != 8 or (body[0] << 8 | body[1] if len(body) > 1 else 1) % 31)
    inflater = zlib.decompressobj(-15 if raw else 47)
    try:
        text = inflater.decompress(body, limit + 1)
    except zlib.error as failure:
        raise Refusal(ProblemKind.PARTIAL, f"compressed body is damaged ({failure})") from failure
    if len(text) > limit:
        raise Refusal(ProblemKind.TOO_LARGE, "too many bytes once decompressed")
    if not inflater.eof:
        raise Refusal(ProblemKind.PARTIAL, "compressed body ends in the middle")
    return text, inflater.unused_data


def examine(url: str, status: int, headers: Mapping[str, str], body: bytes, *, role: Role, unbounded: bool = False) -> Problem | None:
    """The problem of an answer other than 304, 404 and 410, or None where a spider may read it. Header names are lower-case."""

    found = _by_status(status, headers, body) or (_by_body(headers, body, unbounded, role) if role is not Role.ATTACHMENT else None)
    return Problem(found[0], url, found[1], role) if found else None


def _by_status(status: int, headers: Mapping[str, str], body: bytes) -> tuple[ProblemKind, str] | None:
    if status in BLOCKED_STATUSES or headers.get("cf-mitigated"):
        return ProblemKind.BLOCKED, f"the site answered {status}, which refuses us"
    if status == 429:
        return ProblemKind.BLOCKED, "the site answered 429: too many requests"
    if len(body) < _CHALLENGE_SIZE and _challenges(body[:_CHALLENGE_HEAD].lower()):
        return ProblemKind.BLOCKED, "a challenge page instead of the content"
    if _MAINTENANCE.search(body[:4096]):
        return ProblemKind.MAINTENANCE, "a maintenance page instead of the content"
    return None if status == 200 else (ProblemKind.HTTP, f"the site answered {status}")


def _challenges(page: bytes) -> bool:
    return any(needle in page for needle in _CHALLENGES)


def _by_body(headers: Mapping[str, str], body: bytes, unbounded: bool, role: Role) -> tuple[ProblemKind, str] | None:
    kind = headers.get("content-type", "").split(";")[0].strip()
    if not body.strip():
        return ProblemKind.EMPTY, "an answer without content"
    # A sitemap may be kept as a gzip file; its spider unpacks it.
    packed = role is Role.LISTING and body.startswith(b"\x1f\x8b")
    if not packed and (body.startswith(_BINARY_START) or (not _TEXTUAL.search(kind) and body.lstrip()[:1] != b"<")):
        return ProblemKind.PARSE, f"not a page but {clause(kind, 60) or 'binary data'}"
    if unbounded and b"<html" in body[:2000].lower() and b"</html" not in body[-2000:].lower():
        return ProblemKind.PARTIAL, "the page ends before its closing tag"
    return None


def pause_of(status: int, headers: Mapping[str, str], role: Role) -> float | None:
    """Seconds for which an answer asks that its host be left alone, or None. What it states, for 429 an hour where it states nothing usable
    (FAULTS S01-S03); six hours after a challenge in place of a listing (FAULTS S12): on a single release it is that page's matter."""
    if status in (429, 503):
        stated = retry_after(headers)
        return BACK_OFF if stated is None and status == 429 and role is not Role.ROBOTS else stated
    return CHALLENGE_PAUSE if headers.get("cf-mitigated") and role is Role.LISTING else None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that Retry-After asks for, counted against the answer's own Date (RFC 9110 §10.2.3); None where it says nothing usable."""
    value = headers.get("retry-after", "").strip()
    # isdecimal() alone takes digits of other scripts, and a header byte can be a superscript two for isdigit().
    if value.isascii() and value.isdecimal():
        return float(value)
    try:
        asked, sent = parsedate_to_datetime(value), parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (asked - sent).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
