"""What an HTTP answer is before any spider reads it: sound, gone, or a problem of a known kind. Pure (FAULTS S*)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from crawlers.model import Problem, ProblemKind, Role

# Statuses that say "not you" rather than "not here"; nothing is volunteered and nothing evaded (FAULTS S12, S21).
BLOCKED_STATUSES = frozenset({401, 403, 407, 412, 451})
GONE_STATUSES = frozenset({404, 410})

# Plain needles, looked for in the lower-cased page: a pattern of alternatives costs more than parsing the page.
_CHALLENGES = (
    b"cf-challenge",
    b"cf_chl_",
    b"/cdn-cgi/challenge-platform",
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
# A block page is short; a release that quotes such words is not judged by them.
_CHALLENGE_SIZE = 60_000


def examine(url: str, status: int, headers: Mapping[str, str], body: bytes, *, role: Role, unbounded: bool = False) -> Problem | None:
    """The problem of an answer other than 304, 404 and 410, or None where a spider may read it. Header names are lower-case."""

    found = _by_status(status, headers, body) or _by_body(headers, body, unbounded)
    return Problem(found[0], url, found[1], role) if found else None


def _by_status(status: int, headers: Mapping[str, str], body: bytes) -> tuple[ProblemKind, str] | None:
    if status in BLOCKED_STATUSES or headers.get("cf-mitigated"):
        return ProblemKind.BLOCKED, f"the site answered {status}, which refuses us"
    if status == 429:
        return ProblemKind.BLOCKED, "the site answered 429: too many requests"
    if len(body) < _CHALLENGE_SIZE and _challenges(body.lower()):
        return ProblemKind.BLOCKED, "a challenge page instead of the content"
    if _MAINTENANCE.search(body[:4096]):
        return ProblemKind.MAINTENANCE, "a maintenance page instead of the content"
    return None if status == 200 else (ProblemKind.HTTP, f"the site answered {status}")


def _challenges(page: bytes) -> bool:
    return any(needle in page for needle in _CHALLENGES)


def _by_body(headers: Mapping[str, str], body: bytes, unbounded: bool) -> tuple[ProblemKind, str] | None:
    kind = headers.get("content-type", "").split(";")[0].strip()
    if not body.strip():
        return ProblemKind.EMPTY, "an answer without content"
    if body.startswith(_BINARY_START) or (not _TEXTUAL.search(kind) and body.lstrip()[:1] != b"<"):
        return ProblemKind.PARSE, f"not a page but {kind or 'binary data'}"
    if unbounded and b"<html" in body[:2000].lower() and b"</html" not in body[-2000:].lower():
        return ProblemKind.PARTIAL, "the page ends before its closing tag"
    return None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that Retry-After asks for, counted against the answer's own Date (RFC 9110 §10.2.3); None where it says nothing usable."""
    value = headers.get("retry-after", "").strip()
    if value.isdigit():
        return float(value)
    try:
        asked, sent = parsedate_to_datetime(value), parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (asked - sent).total_seconds())
    except (ValueError, TypeError):
        return None
