"""Makes text and markup safe to publish: XML characters, plain lines, absolute addresses, sanitised HTML. Pure.

Everything that came from a site passes here on its way into an entry, although the archive has already been given clean text:
one control character makes an XML writer refuse the whole feed (FAULTS C09).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from nh3 import Cleaner

ELLIPSIS = "…"
MAX_ADDRESS = 2000

# XML 1.0 section 2.2, and besides it DEL and the C1 controls, which XML allows but no reader can show.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Invisible in a title and good for nothing but deceiving (UTS 39, FAULTS C11): soft hyphen, zero width, fillers, selectors, tags.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACE = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[。！？；]|[.!?](?=[\s\"'”’)\]]|$)|\n")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_HOST = re.compile(r"([A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?\.?)+|\[[0-9A-Fa-f:.]+\]")
_NO_ADDRESS = re.compile(r"[\x00-\x20\\\x7f-\xa0]")
_PLAIN_TAIL = re.compile(r"[A-Za-z0-9/?:@!$&'()*+,;=~._-]*")
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_OPEN_ISOLATE, _FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2066\u2067\u2068", "\u2068", "\u2069"
_MARKS_IN_A_ROW = 4
_WORTH_READING = 50  # times the limit: a title of a megabyte is not searched to its end for 300 characters
_SHORT = 120  # code points of what is worth keeping for when it comes again
_LONGEST_CHARACTER = 32  # code points; a longer chain of marks is a flood, not a character

_TAGS = {"p", "strong", "mark", "ul", "li", "a", "bdi", "del", "ins"}
_ATTRIBUTES = {"p": {"lang", "dir"}, "a": {"href", "hreflang"}, "bdi": {"lang"}}
_SCHEMES = {"http", "https"}


def xml_text(text: str) -> str:
    """The text without the characters that XML 1.0 forbids (and without DEL and C1 controls); line ends become newlines."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str, limit: int) -> str:
    """A plain line of at most `limit` code points, for titles and names; may come out empty.

    Invisible characters go, floods of combining marks are cut to four, direction overrides stay but cannot reach beyond the line
    (FAULTS C10, C11, C18).
    """
    return _known_line(text, limit) if len(text) <= _SHORT else _line(text, limit)


@lru_cache(maxsize=4096)
def _known_line(text: str, limit: int) -> str:
    """Names of parties, countries and sites come again in every entry."""
    return _line(text, limit)


def _line(text: str, limit: int) -> str:
    line = _SPACE.sub(" ", xml_text(text[: limit * _WORTH_READING])).strip()
    if not line.isascii():
        line = _SPACE.sub(" ", _few_marks(_INVISIBLE.sub("", line))).strip()
    room = limit if not _BIDI.search(line) else limit // 2
    return _isolated(shorten(line, room))


def _few_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)


def _isolated(text: str) -> str:
    """The text within a first-strong isolate that closes every isolate opened inside (UAX 9); unchanged where it has no bidi controls."""
    if not _BIDI.search(text):
        return text
    kept, depth = [_FIRST_STRONG_ISOLATE], 0
    for character in text:
        if character == _POP_ISOLATE and depth == 0:
            continue
        depth += (character in _OPEN_ISOLATE) - (character == _POP_ISOLATE)
        kept.append(character)
    return "".join(kept) + _POP_ISOLATE * (depth + 1)


def shorten(text: str, limit: int) -> str:
    """The text, or its beginning of at most `limit` code points ending in an ellipsis."""
    if len(text) <= limit:
        return text
    return text[: cut(text, limit - 1)].rstrip() + ELLIPSIS


def cut(text: str, limit: int) -> int:
    """Where to cut so that at most `limit` code points stay: after a sentence, else after a word, else between whole characters."""
    if len(text) <= limit:
        return len(text)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, limit // 2, limit + 1) if match.end() <= limit]
    if ends:
        return ends[-1]
    space = max(text.rfind(" ", limit // 2, limit + 1), text.rfind("\n", limit // 2, limit + 1))
    return space if space > 0 else _whole(text, limit)


def _whole(text: str, at: int) -> int:
    """The nearest place at or before `at` that parts no character from its combining marks, joiners or selectors."""
    for place in range(at, max(0, at - _LONGEST_CHARACTER), -1):
        if unicodedata.category(text[place])[0] != "M" and "\u200d" not in (text[place], text[place - 1]):
            return place
    return at


def sentence(text: str, start: int, end: int, reach: int) -> tuple[int, int]:
    """The sentence around a span: from the last sentence end before it to the first after it, at most `reach` code points away."""
    before = [match.end() for match in _SENTENCE_END.finditer(text, max(0, start - reach), start) if match.end() <= start]
    if before:
        first = before[-1]
    else:
        first = max(0, start - reach)
        first = first if first == 0 else max(first, text.find(" ", first, start) + 1)
    while first < start and text[first].isspace():
        first += 1
    after = _SENTENCE_END.search(text, max(start, end - 1))
    last = after.end() if after and after.end() <= end + reach else min(len(text), end + cut(text[end:], reach))
    return first, max(last, end)


def language_tag(lang: str | None) -> str:
    """A BCP 47 tag as XML's xml:lang takes it; und (undetermined) for anything else."""
    return lang if lang and _LANGUAGE.fullmatch(lang) else "und"


@lru_cache(maxsize=1024)
def web_address(url: str) -> str | None:
    """An absolute http or https address in RFC 3986 characters, or None.

    None for other schemes, user names, backslashes, white space and control characters: parsers disagree about them
    (FAULTS R10, C15). Characters outside ASCII in path and query are percent-encoded as UTF-8.
    """
    if len(url) > MAX_ADDRESS or _NO_ADDRESS.search(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    host = parts.netloc.rpartition(":")[0] if port is not None else parts.netloc.rstrip(":")
    if parts.scheme.lower() not in _SCHEMES or not _HOST.fullmatch(host):
        return None
    authority = host if port is None else f"{host}:{port}"
    return f"{parts.scheme.lower()}://{authority}{_tail(url, parts.scheme, parts.netloc)}"


def _tail(url: str, scheme: str, netloc: str) -> str:
    tail = url[len(scheme) + 3 + len(netloc) :]
    if _PLAIN_TAIL.fullmatch(tail):
        return tail
    safe = _STRAY_PERCENT.sub("%25", quote(tail, safe="/?#%:@!$&'()*+,;=~-._", errors="ignore"))
    head, mark, fragment = safe.partition("#")
    return head + mark + fragment.replace("#", "%23")


def host(url: str) -> str:
    """The host name of an address that `web_address` has passed."""
    return urlsplit(url).hostname or url


def html_text(text: str) -> str:
    """Text as HTML character data: every character that could begin markup is escaped, once (FAULTS C14)."""
    return escape(text, quote=True)


def sanitise(markup: str) -> str:
    """Markup reduced to the few elements that an entry needs; nothing in it runs, loads or styles (FAULTS C12, C15, C16).

    The last step of making an entry: nothing may unescape its result (FAULTS C14).
    """
    return _cleaner().clean(markup)


@cache
def _cleaner() -> Cleaner:
    from nh3 import Cleaner

    return Cleaner(tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None, url_relative="deny")
