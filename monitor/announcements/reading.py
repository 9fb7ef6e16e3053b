"""One part of a release (its title or its body) as the rules see it: sentences, the terms found in each, the sides they name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from monitor.announcements.lexicon import Hit
from monitor.announcements.text import is_listed, sentences

_YEAR = re.compile(r"(?<![\d.,/-])(?:19|20)\d\d(?![\d%/-])")


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

    def years(self, sentence: Sentence) -> list[int]:
        """The years a sentence states, leaving out ranges such as 2024-2027."""
        return [int(year) for year in _YEAR.findall(self.folded, sentence.start, sentence.end)]

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


def _distribute(rows: list[Sentence], hits: list[Hit]) -> None:
    position = 0
    for row in rows:
        first = position
        while position < len(hits) and hits[position].start < row.end:
            position += 1
        if position > first:
            row.hits = hits[first:position]
            row.acts = frozenset().union(*(hit.meaning.acts for hit in row.hits))
