"""What differs between two states of a release, as values: the one engine of `ponte diff`, of feeds and of pages.

Pure: sees no clock, network or database, and knows no markup; `feeds/difftext.py` writes the values for a terminal and as a unified diff.

    two Contents -> fields (title, published, entity) -> runs of tokens
                 -> paragraphs: same, removed, added, changed -> runs of tokens in the changed ones

Paragraphs come first and tokens only inside a changed one: difflib over all tokens of a long text takes minutes. Every step that can take
more than linear time draws on one allowance of work; when that is used up, what is left is told as removed and added as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from enum import StrEnum
from itertools import accumulate, groupby, takewhile

# More tokens between the first and the last difference of a paragraph, on either side, and it is told as a whole.
MOST_TOKENS = 5_000
# Steps of difflib's inner loop that one difference may cost: about half a second.
WORK = 6_000_000
# From this share of tokens in common a removed and an added paragraph are one that was changed.
ALIKE = 0.5
# A block of changed paragraphs with more pairs than this is compared piece by piece.
PAIRS = 900

CJK = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""The characters that are a token each, as the inside of a character class."""

_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef"
_TOKEN = re.compile(
    rf"\d+(?:[.,．]\d+|(?<=[０-９])，(?=[０-９])\d+)*|[{CJK}][{_MARKS}]*|[^\W\d{CJK}][^\W\d{CJK}{_MARKS}]*(?:[{_MARKS}]+[^\W\d{CJK}{_MARKS}]*)*|\s+|.",
    re.DOTALL,
)


class Mark(StrEnum):
    """What became of a piece of text. Only paragraphs are `changed`."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens in a row with one fate; `text` begins and ends at the edges of tokens."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, without its line end. Its runs are one, or in a changed one several in reading order, the removed before the added."""

    mark: Mark
    runs: tuple[Run, ...]

    @property
    def old(self) -> str | None:
        """Its former text; None where there was no such paragraph."""
        return None if self.mark is Mark.ADDED else "".join(run.text for run in self.runs if run.mark is not Mark.ADDED)

    @property
    def new(self) -> str | None:
        """Its present text; None where there is no such paragraph any more."""
        return None if self.mark is Mark.REMOVED else "".join(run.text for run in self.runs if run.mark is not Mark.REMOVED)


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled line: `title`, `published` or `entity`."""

    name: str
    value: Paragraph


@dataclass(frozen=True, slots=True)
class Content:
    """What counts as the content of a revision. `published` is the iso string; a field that is not there is None or empty."""

    title: str
    body: str
    published: str | None = None
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """All of two contents, marked: those fields that either has, and every paragraph, so that either can be told from it."""

    fields: tuple[Field, ...]
    paragraphs: tuple[Paragraph, ...]

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        return any(each.mark is not Mark.SAME for each in (*(field.value for field in self.fields), *self.paragraphs))

    @property
    def old(self) -> Content:
        return self._content(lambda paragraph: paragraph.old)

    @property
    def new(self) -> Content:
        return self._content(lambda paragraph: paragraph.new)

    def _content(self, side: Callable[[Paragraph], str | None]) -> Content:
        values = {field.name: side(field.value) for field in self.fields}
        body = "\n".join(text for paragraph in self.paragraphs if (text := side(paragraph)) is not None)
        return Content(values.get("title") or "", body, values.get("published"), values.get("entity"))


def difference(old: Content, new: Content) -> Difference:
    """What differs between two contents. Takes time in proportion to the texts, and at most about half a second more."""
    work = _Work(WORK)
    pairs = (("title", old.title, new.title), ("published", old.published, new.published), ("entity", old.entity, new.entity))
    fields = (Field(name, _line(before or None, after or None, work)) for name, before, after in pairs if before or after)
    return Difference(tuple(fields), _paragraphs(old.body, new.body, work))


def paragraphs(old: str, new: str) -> tuple[Paragraph, ...]:
    """The paragraphs of two texts, which are separated by newlines; an empty text has none."""
    return _paragraphs(old, new, _Work(WORK))


def runs(old: str, new: str) -> tuple[Run, ...]:
    """The tokens of two texts; texts that are both empty have none."""
    return _runs(old, new, _Work(WORK))


def tokens(text: str) -> list[str]:
    """A text in pieces, none lost: a number as one (`1,234.5`, also full-width), one CJK character, a word, white space, any other
    character. A percent sign and the separators of 2026-04-16 are tokens of their own, so a date shows which part of it changed."""
    return _TOKEN.findall(text)


# ---- paragraphs ------------------------------------------------------------------------------------------------------


def _paragraphs(old: str, new: str, work: _Work) -> tuple[Paragraph, ...]:
    before, after = _lines(old), _lines(new)
    found: list[Paragraph] = []
    for same, (start, end), (new_start, new_end) in _blocks(before, after, work):
        if same:
            found.extend(_whole(Mark.SAME, line) for line in before[start:end])
        else:
            found.extend(_replaced(before[start:end], after[new_start:new_end], work))
    return tuple(found)


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _replaced(old: Sequence[str], new: Sequence[str], work: _Work) -> Iterator[Paragraph]:
    """A block of paragraphs that stands for another: those that are alike as changed, in order, the others removed and added."""
    row = column = 0
    for here, there in (*_alike(old, new), (len(old), len(new))):
        yield from (_whole(Mark.REMOVED, line) for line in old[row:here])
        yield from (_whole(Mark.ADDED, line) for line in new[column:there])
        if here < len(old):
            yield _line(old[here], new[there], work)
        row, column = here + 1, there + 1


def _line(old: str | None, new: str | None, work: _Work) -> Paragraph:
    """One labelled line or paragraph, of which at least one side is there."""
    if old is None:
        return _whole(Mark.ADDED, new or "")
    if new is None:
        return _whole(Mark.REMOVED, old)
    return _whole(Mark.SAME, old) if old == new else Paragraph(Mark.CHANGED, _runs(old, new, work))


def _whole(mark: Mark, text: str) -> Paragraph:
    return Paragraph(mark, (Run(mark, text),))


def _alike(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of indexes of paragraphs that are alike, rising on both sides, of all such choices the one most alike."""
    pieces = max(1, round((len(old) * len(new) / PAIRS) ** 0.5))
    for piece in range(pieces):
        first, last, new_first, new_last = (len(side) * at // pieces for side in (old, new) for at in (piece, piece + 1))
        for here, there in _matched(old[first:last], new[new_first:new_last]):
            yield first + here, new_first + there


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    bags, new_bags = [_bag(line) for line in old], [_bag(line) for line in new]
    likeness = [[_likeness(bag, other) for other in new_bags] for bag in bags]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for row in range(len(old) - 1, -1, -1):
        for column in range(len(new) - 1, -1, -1):
            paired = likeness[row][column] and likeness[row][column] + best[row + 1][column + 1]
            best[row][column] = max(best[row + 1][column], best[row][column + 1], paired)
    row = column = 0
    while row < len(old) and column < len(new):
        if best[row][column] == best[row + 1][column]:
            row += 1
        elif best[row][column] == best[row][column + 1]:
            column += 1
        else:
            yield row, column
            row, column = row + 1, column + 1


def _bag(line: str) -> frozenset[str]:
    return frozenset(token for token in tokens(line) if not token.isspace())


def _likeness(old: frozenset[str], new: frozenset[str]) -> float:
    """The share of tokens in common, or 0 where that is too little to be one paragraph (Dice's coefficient)."""
    both = len(old) + len(new)
    if 2 * min(len(old), len(new)) < ALIKE * both:
        return 0.0
    share = 2 * len(old & new) / both if both else 0.0
    return share if share >= ALIKE else 0.0


# ---- tokens ----------------------------------------------------------------------------------------------------------


def _runs(old: str, new: str, work: _Work) -> tuple[Run, ...]:
    before, after = tokens(old), tokens(new)
    pieces: list[Run] = []
    for same, (start, end), (new_start, new_end) in _blocks(before, after, work, MOST_TOKENS):
        if same:
            pieces.append(Run(Mark.SAME, "".join(before[start:end])))
        else:
            pieces.append(Run(Mark.REMOVED, "".join(before[start:end])))
            pieces.append(Run(Mark.ADDED, "".join(after[new_start:new_end])))
    joined = ((mark, "".join(run.text for run in group)) for mark, group in groupby(pieces, lambda run: run.mark))
    return tuple(Run(mark, text) for mark, text in joined if text)


# ---- difflib, with an end --------------------------------------------------------------------------------------------

_Span = tuple[int, int]
_Block = tuple[bool, _Span, _Span]


@dataclass(slots=True)
class _Work:
    """What is left of a difference's allowance."""

    left: int


class _Matcher(SequenceMatcher[str]):
    """difflib's matcher, which finds nothing where finding would cost more than is left of the allowance.

    White space alone matches nothing: a space or an empty line that two texts share does not hold together what stands around it.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str], work: _Work) -> None:
        super().__init__(_blank, old, new, autojunk=False)
        places: Mapping[str, Sequence[int]] = vars(self)["b2j"]
        self._cost = list(accumulate((1 + len(places.get(each, ())) for each in old), initial=0))
        self._work = work

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        cost = self._cost[-1 if ahi is None else ahi] - self._cost[alo]
        if cost > self._work.left:
            return Match(alo, blo, 0)
        self._work.left -= cost
        return super().find_longest_match(alo, ahi, blo, bhi)


def _blank(piece: str) -> bool:
    return not piece or piece.isspace()


def _blocks(old: Sequence[str], new: Sequence[str], work: _Work, most: int | None = None) -> Iterator[_Block]:
    """Spans of two sequences that are the same or stand for each other, in order; only what lies between the first and the last difference
    is compared, and not even that where it has more than `most` members on either side."""
    head = _shared(zip(old, new, strict=False))
    tail = _shared(zip(reversed(old[head:]), reversed(new[head:]), strict=False))
    last, new_last = len(old) - tail, len(new) - tail
    if head:
        yield True, (0, head), (0, head)
    if head < last or head < new_last:
        too_many = most is not None and max(last, new_last) - head > most
        inner = () if too_many else _Matcher(old[head:last], new[head:new_last], work).get_matching_blocks()
        row = column = head
        for start, new_start, size in (*inner, Match(last - head, new_last - head, 0)):
            here, there = head + start, head + new_start
            if row < here or column < there:
                yield False, (row, here), (column, there)
            if size:
                yield True, (here, here + size), (there, there + size)
            row, column = here + size, there + size
    if tail:
        yield True, (last, len(old)), (new_last, len(new))


def _shared(pairs: Iterable[tuple[str, str]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
