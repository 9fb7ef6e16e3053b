"""Full-text search: the text that is indexed, the query that is asked, the excerpt that is shown.

SQLite's unicode61 tokenizer takes a run of Chinese characters for one word, and its trigram tokenizer cannot find two of them. So
Chinese is split into characters before it is indexed, and a Chinese word is asked as a phrase of characters: any length is found. Both
sides are folded to simplified characters; accents and case are the tokenizer's (remove_diacritics 2).

All functions are pure. Whatever is typed is a query: words, "quoted phrases" and prefix*; FTS5's own operators are just words.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import combining, is_normalized, normalize

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_RUN = re.compile(f"[{_HAN}]+")
_EAST_ASIAN = re.compile("[\u2e80-\U0010ffff]")
_WORD = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
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


# ---- ranking ---


def index_terms(words: str) -> list[re.Pattern[str]]:
    """What a query asks for, as patterns for `frequency`."""
    return [re.compile(_pattern(term)) for term in terms(words)]


def _pattern(term: Term) -> str:
    parts = [re.escape(part) for part in re.findall(r"[^\W_]+", _folded(index_text(term.text)))]
    return r"(?<![^\W_])" + r"[\W_]+".join(parts) + ("" if term.prefix else r"(?![^\W_])")


def frequency(indexed: str, term: re.Pattern[str]) -> int:
    """How often a term stands in a text as the index holds it (`index_text`)."""
    return len(term.findall(_folded(indexed)))


# ---- excerpts ------------------------------------------------------------------------------------------------------------


class _Word(NamedTuple):
    folded: str
    start: int
    end: int


def _words(text: str) -> Iterator[_Word]:
    folded = text if _EAST_ASIAN.search(text) is None else _simplified(text)
    if len(folded) != len(text):  # the offsets would be another text's
        folded = text
    return (_Word(_fold_word(found[0]), *found.span()) for found in _WORD.finditer(folded))


@lru_cache(maxsize=1 << 14)
def _fold_word(word: str) -> str:
    return _folded(word)


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    return "".join(char for char in normalize("NFKD", word) if not combining(char)).lower()


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
    asked = [([word.folded for word in _words(normalize("NFKC", term.text))], term.prefix) for term in terms(words)]
    last: deque[_Word] = deque(maxlen=max((len(phrase) for phrase, _ in asked), default=1))
    for word in _words(text):
        last.append(word)
        for phrase, prefix in asked:
            if phrase and _ends_with(last, phrase, prefix):
                yield last[-len(phrase)].start, word.end


def _ends_with(last: deque[_Word], phrase: list[str], prefix: bool) -> bool:
    if not (last[-1].folded.startswith(phrase[-1]) if prefix else last[-1].folded == phrase[-1]):
        return False
    return len(last) >= len(phrase) and all(last[-place].folded == phrase[-place] for place in range(2, len(phrase) + 1))


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
