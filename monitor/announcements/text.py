"""The form of a text in which terms are looked up: same length as the original, so that every offset holds in both.

Contains no knowledge of announcements. `fold` takes away what does not matter (case, accents, typographic quotes and dashes, the
Chinese script); `sentences` cuts a text where its language ends a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from crawlers.language import script_fold

# Characters beyond Latin-1 that stand for plain ones; each becomes exactly one character.
_PUNCTUATION = {
    "‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "―": "-", "‐": "-", "‑": "-", "−": "-",
    "－": "-", "\u00a0": " ", "\u3000": " ", "（": "(", "）": ")", "，": ",", "：": ":", "；": ";", "！": "!", "？": "?",
    "「": '"', "」": '"', "『": '"', "』": '"', "·": "-", "•": "-", "‧": "-", "・": "-",
}  # fmt: skip
# A full stop after these, or after a single capital, ends no sentence.
_SHORT = re.compile(r"(?:^|[^A-Za-z])(?:[A-Z]|Mrs?|Ms|Dra?|Sra?|No|Nos|St|Jr|Av|Rs|Eng|Gen|Inc|Ltd|Adm|Art|Cia|Prof|Exm[oa])\.$")
# "Aug. 25": the month before its day.
_SHORT_MONTH = re.compile(r"(?:^|[^A-Za-z])(?:Jan|Feb|Fev|Mar|Apr|Abr|Aug|Ago|Sept?|Set|Oct|Out|Nov|Dec|Dez)\. $")
_LATIN_END = re.compile(r"[.!?][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[A-Z0-9À-Þ])|\n\s*")
_HAN_END = re.compile(r"[。！？!?；;][\"”」』）)]*|\n\s*")
_LISTED = re.compile(r"[•·‧*]\s")


def fold(text: str, chinese: bool) -> str:
    """The text with nothing left that does not matter, code point for code point (len(fold(t)) == len(t)).

    For Chinese: simplified characters, lower-case Latin. Else: ASCII only, anything that has no plain form becomes `?`.
    """
    if text.isascii():
        return text.lower()
    for old, new in _PUNCTUATION.items():
        if old in text:
            text = text.replace(old, new)
    if chinese:
        lowered = text.lower()
        return script_fold(lowered if len(lowered) == len(text) else "".join(map(_lower, text)))
    # Latin-1 covers the letters of English and Portuguese, and bytes are folded at memory speed.
    return text.encode("latin-1", "replace").translate(_plain_bytes()).decode("ascii")


# No sentence of a release is longer (characters).
LONGEST = 2_000


def sentences(text: str, chinese: bool) -> list[tuple[int, int]]:
    """Spans of the sentences of an original (not folded) text, in order, without surrounding white space."""
    spans, start = [], 0
    for match in (_HAN_END if chinese else _LATIN_END).finditer(text):
        if not chinese and text[match.start()] == "." and _is_shortened(text, match.start(), match.end()):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    pieces = (piece for span in spans for piece in _bounded(*span))
    return [trimmed for piece in pieces if (trimmed := trim(text, *piece))[0] < trimmed[1]]


def _is_shortened(text: str, stop: int, end: int) -> bool:
    """Whether a full stop only shortens the word before it."""
    if _SHORT.search(text, max(0, stop - 6), stop + 1):
        return True
    return text[end : end + 1].isdecimal() and bool(_SHORT_MONTH.search(text, max(0, stop - 6), stop + 2))


def _bounded(start: int, end: int) -> Iterator[tuple[int, int]]:
    """A span in pieces of at most LONGEST: what two hits in a sentence mean together is asked for every pair of them (FAULTS T19)."""
    return ((at, min(at + LONGEST, end)) for at in range(start, end, LONGEST)) if end > start else iter(())


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def is_listed(text: str, start: int, end: int, chinese: bool) -> bool:
    """Whether a span is a short item of a list without a sentence's end: menus and headlines of other news, not this text's own words."""
    return end - start < (30 if chinese else 60) and bool(_LISTED.match(text, start, end)) and text[end - 1] not in ".。!?！？;；"


def _lower(character: str) -> str:
    lowered = character.lower()
    return lowered if len(lowered) == 1 else character


@lru_cache(maxsize=1)
def _plain_bytes() -> bytes:
    """A translation table from Latin-1 to lower-case ASCII."""
    table = bytearray(256)
    for code in range(256):
        plain = unicodedata.normalize("NFKD", chr(code))[:1].lower()
        table[code] = ord(plain) if plain.isascii() and plain else ord("?")
    return bytes(table)
