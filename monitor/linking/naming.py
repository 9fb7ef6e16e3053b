"""Proper names and counted events in a text. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from monitor.announcements.lexicon import Hit
from monitor.linking.days import chinese_numeral
from monitor.linking.terms import chinese_names, common_words, given_names


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with its folded form, code point for code point, and the things named in it."""

    text: str
    folded: str
    chinese: bool
    hits: list[Hit]


# Latin names stand between Chinese characters without a space.
_LETTER = "A-Za-zÀ-ɏ0-9"
_CAPITALS = re.compile(rf"(?<![{_LETTER}.])[A-ZÀ-Þ][{_LETTER}'’-]*(?:\s(?:(?:d[aeo]s?|van|von)\s)?[A-ZÀ-Þ][{_LETTER}'’-]*)*")
_TITLE_CASE = 0.6
_SENTENCE_END = re.compile("[.!?。！？;；]$")


def names_in(reading: Reading) -> Iterator[tuple[int, str]]:
    """(place, fact) of proper names: rows of capitalised words that are no common words, in Latin letters, again as `person` where they
    begin with a first name; persons in Chinese by pinyin."""
    taken = [(hit.start, hit.end) for hit in reading.hits if not hit.meaning.acts <= {"matter"}]
    covered = bytearray(len(reading.text))
    for start, end in taken:
        covered[start:end] = b"\1" * (end - start)
    for start, end in _lines(reading.text):
        if not _in_title_case(reading.text[start:end]):
            for match in _CAPITALS.finditer(reading.text, start, end):
                yield from _runs(reading, match, covered)
    if reading.chinese:
        for place, spelled in chinese_names(reading.folded):
            if not covered[place]:  # 江门 is a city, though 江 is a surname
                yield place, f"name {spelled[0]}"


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, start + len(line)
        start += len(line)


def _in_title_case(line: str) -> bool:
    """Whether it is a headline in which Most Words Are Written Like This, so that a capital does not tell a name."""
    if _SENTENCE_END.search(line.strip()):
        return False
    words = [word for word in line.split() if len(word) > 3 and word[0].isalpha()]
    return len(words) > 4 and sum(word[0].isupper() for word in words) > _TITLE_CASE * len(words)


def _runs(reading: Reading, match: re.Match[str], covered: bytearray) -> Iterator[tuple[int, str]]:
    """The rows of name words within a row of capitalised words. One word alone at the start of a sentence says nothing."""
    run: list[str] = []
    first = match.start()
    for word in re.finditer(r"\S+", match[0] + " ."):
        start = match.start() + word.start()
        token = _letters(word[0].rstrip("0123456789") if reading.chinese else word[0])  # Irineu Camacho18日
        if token and token not in common_words() and not (start < len(covered) and covered[start]):
            first = start if not run else first
            run.append(token)
            continue
        if run and not (len(run) == 1 and (len(run[0]) < 3 or _opens_sentence(reading.text, first))):
            yield first, f"{'name' if len(run) > 1 else 'word'} {''.join(run)}"
            if len(run) > 1 and run[0] in given_names():
                yield first, f"person {''.join(run)}"
            if len(run) > 2:  # Rui Figueiredo Soares is Rui Figueiredo as well
                yield first, f"name {''.join(run[:2])}"
        run = []


def _opens_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 3) : at].rstrip(" \"'“‘«(")
    return not before or before[-1] in ".!?\n:|•"


@lru_cache(maxsize=16_384)
def _letters(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.replace("’s", "").replace("'s", "")).lower()
    return "".join(character for character in decomposed if character.isalpha() or character.isdigit())


def aliases_in(folded: str, chinese: bool) -> Iterator[str]:
    if chinese:
        yield from (f"name {each}" for _, spelled in chinese_names(folded) for each in spelled[1:])


_EDITION_BEFORE = re.compile(
    r"(\d{1,3})(?:st|nd|rd|th|\.?[oa?])?\s(?:[a-z-]+\s){0,2}[\"']?$"
    r"|第\s?(\d{1,3}|[一二三四五六七八九十]{1,3})[届次][^,。;]{0,14}$"
)


def editions_in(reading: Reading) -> Iterator[tuple[int, str, int]]:
    """(place, series, number) of counted events: 14th International Infrastructure … Forum, 第六届部长级会议."""
    for hit in reading.hits:
        for fact in hit.meaning.acts:
            kind, _, series = fact.partition(" ")
            if kind == "event" and (match := _EDITION_BEFORE.search(reading.folded[max(0, hit.start - 40) : hit.start])):
                digits = match[1] or match[2]
                yield hit.start, series, int(digits) if digits.isdigit() else chinese_numeral(digits)
