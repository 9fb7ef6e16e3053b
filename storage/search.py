"""Full-text search: the text that is indexed, the query that is asked, the excerpt that is shown.

SQLite's unicode61 tokenizer takes a run of Chinese characters for one word, and its trigram tokenizer cannot find two of them. So
Chinese is split into characters before it is indexed, and a Chinese word is asked as a phrase of characters: any length is found. Both
sides are folded to simplified characters; accents and case are the tokenizer's (remove_diacritics 2).

All functions are pure. Whatever is typed is a query: words, "quoted phrases" and prefix*; FTS5's own operators are just words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import combining, is_normalized, normalize

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_RUN = re.compile(f"[{_HAN}]+")
_EAST_ASIAN = re.compile("[\u2e80-\U0010ffff]")
_NOTHING = r"(?!)"
_QUOTES = str.maketrans(dict.fromkeys("“”„«»「」『』＂", '"'))
_TERM = re.compile(r'"([^"]*)(?:"|$)(\*?)|([^\s"]+)')
_SPACE = re.compile(r"\s+")
_MAX_TERMS = 64


def index_text(text: str) -> str:
    """The text as the index holds it: compatibility forms unified (NFKC), Chinese simplified and split into characters."""
    if text.isascii():
        return text
    if _EAST_ASIAN.search(text) is None:
        return text if is_normalized("NFKC", text) else normalize("NFKC", text)
    # One pass with a table is three times as fast as normalising, folding and splitting one after the other.
    return text.translate(_FORMS).replace("  ", " ")


class _Forms(dict[int, str]):
    """Each character's form in the index, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        form = _simplified(normalize("NFKC", chr(code)))
        self[code] = f" {form} " if _HAN_RUN.fullmatch(form) else form
        return self[code]


_FORMS = _Forms()


def _simplified(text: str) -> str:
    from crawlers.language import script_fold

    return script_fold(text)


class Term(NamedTuple):
    """One thing asked for: words that follow each other; `prefix` lets the last one go on."""

    text: str
    prefix: bool


def terms(words: str) -> list[Term]:
    """What a query asks for, in its order; parts without a letter or digit are dropped."""
    return list(_terms(words))[:_MAX_TERMS]


def _terms(words: str) -> Iterator[Term]:
    for quoted, star, word in _TERM.findall(words.translate(_QUOTES)):
        text = quoted or word.rstrip("*")
        if any(map(str.isalnum, text)):
            yield Term(text, bool(star) or word.endswith("*"))


def match_query(words: str) -> str | None:
    """The FTS5 expression for a query: every term must occur. None where nothing in it can be searched for."""
    asked = [f'"{index_text(term.text)}"{"*" if term.prefix else ""}' for term in terms(words)]
    return " AND ".join(asked) or None


def holds(text: str, words: str) -> bool:
    """Whether a short text has all that a query asks for, compared as the index does."""
    asked = terms(words)
    return bool(asked) and all(first_match(text, f'"{term.text}"{"*" if term.prefix else ""}') is not None for term in asked)


# ---- excerpts ------------------------------------------------------------------------------------------------------------


# Chinese characters are moved behind those that have been given out, where one range takes them all: a class of their many ranges costs
# milliseconds in each pattern.
_MOVED = 0x30000
_FAR = "\U00020000-\U0003ffff"
_LETTER = rf"[^\W_{_FAR}]"
_BETWEEN = rf"(?:[^\w{_FAR}]|_)*"
_WORD = re.compile(rf"[{_FAR}]|{_LETTER}+")


class _Levels(dict[int, str]):
    """Each character without case, accents, compatibility forms and the difference between the Chinese scripts, worked out when it is first
    met. `uneven`: those that become none or several."""

    def __init__(self) -> None:
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        form = normalize("NFKD", _simplified(normalize("NFKC", chr(code))))
        bare = "".join(char for char in form if not combining(char)).lower()
        level = "".join(chr(ord(char) + _MOVED) if char < "\U00010000" and _HAN_RUN.match(char) else char for char in bare)
        if level and not any(map(str.isalnum, bare)):  # three dots part words as one does, and most texts stay even
            level = " "
        self[code] = level
        if len(level) != 1:
            self.uneven.add(chr(code))
        return level


_LEVELS = _Levels()


def _level(text: str) -> str:
    """The text as words are compared; in one pass, which is many times as fast as one for each word."""
    return text.lower() if text.isascii() else text.translate(_LEVELS)


def _places(text: str, level: str) -> list[int] | None:
    """Where each character of `_level(text)` stands in the text, and the text's end; None where both have the same places."""
    if len(level) == len(text) and (text.isascii() or _LEVELS.uneven.isdisjoint(text)):
        return None
    return [*(at for at, char in enumerate(text) for _ in _LEVELS[ord(char)]), len(text)]


@lru_cache(maxsize=256)
def patterns(words: str) -> tuple[re.Pattern[str], ...]:
    """For each thing asked for a pattern of it in a text as words are compared: its words one after the other, and nothing but spaces and
    signs between."""
    made = []
    for term in terms(words):
        asked = _WORD.findall(_level(normalize("NFKC", term.text)))
        parts = [word if _far(word) else rf"(?<!{_LETTER}){word}(?!{_LETTER})" for word in asked]
        if parts and term.prefix and not _far(asked[-1]):
            parts[-1] = rf"(?<!{_LETTER}){asked[-1]}{_LETTER}*"
        made.append(re.compile(_BETWEEN.join(parts) or _NOTHING))
    return tuple(made)


def _far(word: str) -> bool:
    return word >= _FAR[0]


def frequencies(text: str, asked: Sequence[re.Pattern[str]]) -> list[int]:
    """How often each of `patterns` stands in a text."""
    level = _level(text)
    return [len(term.findall(level)) for term in asked]


def first_match(text: str, words: str) -> tuple[int, int] | None:
    """Start and end (code points) of the first place in the original text where a term of the query stands."""
    return next(_matches(text, words), None)


def highlights(text: str, words: str) -> list[tuple[int, int]]:
    """Start and end (code points) of every place in the original text where a term of the query stands, in order; what overlaps is one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(_matches(text, words)):
        if found and start <= found[-1][1] and (start < found[-1][1] or _HAN_RUN.match(text[start])):
            start, end = found[-1][0], max(end, found.pop()[1])
        found.append((start, end))
    return found


def _matches(text: str, words: str) -> Iterator[tuple[int, int]]:
    """In the order in which they end."""
    level = _level(text)
    found = sorted((end, start) for pattern in patterns(words) for start, end in _overlapping(level, pattern))
    places = _places(text, level) if found else None
    return ((start, end) if places is None else (places[start], places[end]) for end, start in found)


def _overlapping(level: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    at = 0
    while (found := pattern.search(level, at)) is not None:
        yield found.span()
        at = found.start() + 1


def excerpt(text: str, words: str, width: int = 160) -> str:
    """About `width` characters of the original text around the first match, or its beginning; in one line, … where it was cut."""
    start, end = first_match(text, words) or (0, 0)
    left = max(0, start - max(0, width - (end - start)) // 2)
    right = min(len(text), max(left + width, end))
    left = max(0, min(left, right - width))
    left, right = _word_start(text, left, start), _word_end(text, right, end)
    piece = _SPACE.sub(" ", text[left:right]).strip()
    return f"{'…' if left else ''}{piece}{'…' if right < len(text) else ''}"


def _word_start(text: str, left: int, limit: int) -> int:
    # A Latin word is not shown in halves; Chinese has no spaces to cut at.
    for at in range(left, min(left + 20, limit)) if left else ():
        if text[at].isspace() or _HAN_RUN.match(text[at]):
            return at
    return left


def _word_end(text: str, right: int, limit: int) -> int:
    if right == len(text):
        return right
    for at in range(right, max(right - 20, limit), -1):
        if text[at].isspace() or _HAN_RUN.match(text[at]):
            return at
    return right
