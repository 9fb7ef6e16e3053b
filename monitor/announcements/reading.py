"""One part of a release (its title or its body) as the rules see it: sentences, the terms found in each, the sides they name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.announcements.lexicon import Hit
from monitor.announcements.text import is_listed, sentences

_YEAR = re.compile(r"(?<![\d.,/-])(?:19|20)\d\d(?![\d%/-])")
# 二〇二四年: in Chinese a year may be written digit by digit.
_DIGITS = {ord(figure): str(value) for value, figure in enumerate("零一二三四五六七八九")} | {ord(zero): "0" for zero in "〇○"}
_YEAR_ZH = re.compile("(?:一九|二[零〇○])[零〇○一二三四五六七八九]{2}(?=年)")


@dataclass(slots=True)
class Sentence:
    """A sentence with the terms in it. `index` counts from 0 within its part; `listed` marks short items of menus and lists."""

    start: int
    end: int
    index: int
    part: str
    listed: bool = False
    hits: list[Hit] = field(default_factory=list)
    acts: frozenset[str] = frozenset()

    @property
    def countries(self) -> tuple[str, ...]:
        """The jurisdictions named, each once, in order."""
        return tuple(dict.fromkeys(code for hit in self.hits for code in hit.meaning.countries))

    @property
    def multilateral(self) -> bool:
        return any(hit.meaning.multilateral for hit in self.hits)

    def of(self, *acts: str) -> list[Hit]:
        """The hits of any of these acts."""
        return [hit for hit in self.hits if not hit.meaning.acts.isdisjoint(acts)] if not self.acts.isdisjoint(acts) else []


@dataclass(slots=True)
class Reading:
    """A part read with a lexicon. All spans are code points of `text`."""

    part: str
    text: str
    chinese: bool
    folded: str
    sentences: list[Sentence]

    def years(self, sentence: Sentence, end: int | None = None) -> list[int]:
        """The years a sentence states (up to a place in it), leaving out ranges such as 2024-2027."""
        end = sentence.end if end is None else end
        found = [int(year) for year in _YEAR.findall(self.folded, sentence.start, end)]
        if self.chinese and self.folded.find("年", sentence.start, end) >= 0:
            found += [int(year.translate(_DIGITS)) for year in _YEAR_ZH.findall(self.folded, sentence.start, end)]
        return found

    def all_years(self) -> set[str]:
        """The different years the part states."""
        return set(_YEAR.findall(self.folded))


def read(part: str, text: str, folded: str, hits: list[Hit], chinese: bool) -> Reading:
    """Cut a part into sentences and put each hit into its own. Terms that reach over a sentence's end belong to where they begin."""
    spans = [(0, len(text))] if part == "title" else sentences(text, chinese)
    rows = [
        Sentence(start, end, index, part, part != "title" and is_listed(text, start, end, chinese))
        for index, (start, end) in enumerate(spans)
    ]
    _distribute(rows, hits)
    return Reading(part, text, chinese, folded, rows)


def by_full_names(*parts: tuple[str, list[Hit]]) -> list[list[Hit]]:
    """The hits of each part (its folded text and its hits), where the beginning of a body's full name stands for that body.

    "Bank of China" beside "Bank of China Macau Branch", "Casa de Portugal" beside "Casa de Portugal em Macau": the shorter one is no side
    of its own. Only names whose jurisdiction lies within the full name are looked at, so most texts cost one pass.
    """
    full = {text[hit.start : hit.end]: hit for text, hits in parts for hit in hits if hit.meaning.body and " " in text[hit.start : hit.end]}
    return [[_full(text, hit, full) for hit in hits] for text, hits in parts]


def _full(text: str, hit: Hit, full: Mapping[str, Hit]) -> Hit:
    if len(hit.meaning.countries) != 1:
        return hit
    short = text[hit.start : hit.end]
    for name, body in full.items():
        at = name.find(short)
        if at < 0 or len(name) == len(short) or body.meaning.countries == hit.meaning.countries or not (at or " " in short):
            continue
        if text[max(0, hit.start - at) : hit.end] == name[: at + len(short)]:
            return hit._replace(meaning=body.meaning)
    return hit


def _distribute(rows: list[Sentence], hits: list[Hit]) -> None:
    position = 0
    for row in rows:
        first = position
        while position < len(hits) and hits[position].start < row.end:
            position += 1
        if position > first:
            row.hits = hits[first:position]
            row.acts = frozenset().union(*(hit.meaning.acts for hit in row.hits))
