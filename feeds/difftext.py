"""A difference as text: marked lines for a terminal, and a unified diff that `patch` reads. Values in, strings out; pure.

Page text reaches a terminal here, so nothing in it may act there (FAULTS C24): no control character and no direction mark is written, and a
run that holds right-to-left letters is isolated, so that it cannot reorder the marks around it (UAX #9 section 2.4.2).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from feeds.diff import CJK, Difference, Mark, Paragraph, tokens

OPEN = {Mark.REMOVED: "[-", Mark.ADDED: "{+"}
CLOSE = {Mark.REMOVED: "-]", Mark.ADDED: "+}"}
"""The marks by which a difference reads without colour, as GNU wdiff writes them."""

# Cells of unchanged text kept on either side of a change inside a paragraph.
AROUND = 160
# Unchanged lines around a change in a unified diff, as `diff -u` has them.
CONTEXT = 3

_COLOUR = {Mark.REMOVED: "\x1b[31m", Mark.ADDED: "\x1b[32m", Mark.SAME: ""}
_END_COLOUR = "\x1b[0m"
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_LABEL = 10
_CUT = " … "
# What no terminal may be sent from a page: C0, C1, direction marks, line separators, lone surrogates.
_ACTING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_WIDE = re.compile(f"[{CJK}]")
_NO_START = frozenset("，。、；：？！）」』》〉】〕”’…,.;:?!)]}%％")
_NO_END = frozenset("（「『《〈【〔“‘([{")


# ---- for a terminal --------------------------------------------------------------------------------------------------


def terminal(found: Difference, *, colour: bool, width: int | None = None) -> list[str]:
    """The lines of a difference, `[-removed-]` and `{+added+}`, red and green with `colour`; none where nothing differs.

    `width` is the number of cells of a line, None for no wrapping. Paragraphs that stayed are counted, not shown; long unchanged
    stretches of a changed one are cut.
    """
    if not found.changed:
        return []
    lines: list[str] = []
    for field in found.fields:
        if field.value.mark is not Mark.SAME:
            lines.extend(_laid(_pieces(field.value), colour, width, f"{field.name:{_LABEL}}"))
    for same, group in groupby(found.paragraphs, lambda paragraph: paragraph.mark is Mark.SAME):
        some = list(group)
        if same:
            lines.extend(["", f"... {len(some)} paragraph{'s' if len(some) > 1 else ''} the same"])
            continue
        for paragraph in some:
            lines.extend(["", *_laid(_pieces(paragraph), colour, width)])
    return lines[1:] if lines[0] == "" else lines


class _Piece(NamedTuple):
    """A token on its way to a line, or a mark around some."""

    mark: Mark
    text: str


def _pieces(paragraph: Paragraph) -> Iterator[_Piece]:
    last = len(paragraph.runs) - 1
    for index, run in enumerate(paragraph.runs):
        if run.mark is Mark.SAME:
            text = _shortened(shown(run.text), index > 0, index < last)
            yield from (_Piece(run.mark, token) for token in tokens(text))
        else:
            yield _Piece(run.mark, OPEN[run.mark])
            yield from (_Piece(run.mark, token) for token in tokens(named(run.text)))
            yield _Piece(run.mark, CLOSE[run.mark])


def _shortened(text: str, after_change: bool, before_change: bool) -> str:
    """An unchanged stretch with what lies near a change, and a cut in place of the rest."""
    before, after = (AROUND if after_change else 0), (AROUND if before_change else 0)
    if cells(text) <= before + after + AROUND // 2:
        return text
    pieces = tokens(text)
    head, tail = _first(pieces, before), _first(reversed(pieces), after)
    start, end = "".join(head).rstrip(), "".join(reversed(tail)).lstrip()
    return f"{start}{_CUT if start else _CUT.lstrip()}{end}"


def _first(pieces: Iterable[str], room: int) -> list[str]:
    kept: list[str] = []
    for piece in pieces:
        room -= cells(piece)
        if room < 0:
            break
        kept.append(piece)
    return kept


def _laid(pieces: Iterable[_Piece], colour: bool, width: int | None, label: str = "") -> Iterator[str]:
    """The lines that pieces fill; `label` stands before the first, and as much space before the others."""
    room = max(20, width - len(label)) if width else None
    for number, line in enumerate(_filled(_unbroken(pieces), room)):
        while line and line[-1].text.isspace():
            line = line[:-1]
        margin = label if not number else " " * len(label)
        yield (margin + "".join(_painted(mark, text, colour) for mark, text in _joined(line))).rstrip()


def _joined(line: Sequence[_Piece]) -> Iterator[tuple[Mark, str]]:
    # A removed run is followed by an added one, never by another removed one: pieces of one mark in a row are one run.
    for mark, group in groupby(line, lambda piece: piece.mark):
        yield mark, "".join(piece.text for piece in group)


def _painted(mark: Mark, text: str, colour: bool) -> str:
    if any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in text):
        start, end = OPEN.get(mark, ""), CLOSE.get(mark, "")
        inner = text.removeprefix(start).removesuffix(end)
        text = text.replace(inner, f"{_ISOLATE}{inner}{_END_ISOLATE}", 1)
    return f"{_COLOUR[mark]}{text}{_END_COLOUR}" if colour and _COLOUR[mark] else text


def _unbroken(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """Pieces between which no line may end, together: a line ends after white space or beside a Chinese character, but not before a closing
    mark or after an opening one."""
    held: list[_Piece] = []
    for piece in pieces:
        if held and _breaks(held[-1].text, piece.text):
            yield held
            held = []
        held.append(piece)
    if held:
        yield held


def _breaks(before: str, after: str) -> bool:
    if after in _NO_START or after in CLOSE.values() or before in _NO_END or before in OPEN.values() or after.isspace():
        return False
    return before.isspace() or before in CLOSE.values() or bool(_WIDE.match(before) or _WIDE.match(after))


def _filled(chunks: Iterable[list[_Piece]], room: int | None) -> Iterator[list[_Piece]]:
    """Chunks on lines of at most `room` cells; a chunk that is longer than a line is broken anywhere."""
    line: list[_Piece] = []
    used = 0
    for chunk in chunks:
        size = sum(cells(piece.text) for piece in chunk)
        needed = size - (cells(chunk[-1].text) if chunk[-1].text.isspace() else 0)
        if room and used and used + needed > room:
            yield line
            line, used = [], 0
        if room and needed > room:
            *full, line = _broken(chunk, room)
            yield from full
            used = sum(cells(piece.text) for piece in line)
        else:
            line, used = [*line, *chunk], used + size
    if line:
        yield line


def _broken(chunk: Iterable[_Piece], room: int) -> list[list[_Piece]]:
    lines: list[list[_Piece]] = [[]]
    used = 0
    for mark, char in ((piece.mark, char) for piece in chunk for char in piece.text):
        used += cells(char)
        if used > room:
            lines.append([])
            used = cells(char)
        lines[-1].append(_Piece(mark, char))
    return lines


def cells(text: str) -> int:
    """How many columns of a terminal a text takes: two for a wide character, none for a combining one (UAX #11)."""
    return len(text) if text.isascii() else sum(map(_cells, text))


@lru_cache(maxsize=10_000)
def _cells(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def shown(text: str) -> str:
    """Text of a page that a terminal can be given: white space of any kind as a space, nothing invisible, nothing that acts."""
    return text if text.isprintable() else "".join(char if char.isprintable() else _unseen(char) for char in text)


def _unseen(char: str) -> str:
    return "" if unicodedata.category(char) in ("Cf", "Cn", "Co", "Cs") else " "


def named(text: str) -> str:
    """Text that was removed or added, with what cannot be seen in it by its code point: `<U+00A0>`, so that such a change can be."""
    return text if text.isprintable() else "".join(char if char.isprintable() else f"<U+{ord(char):04X}>" for char in text)


# ---- unified ---------------------------------------------------------------------------------------------------------


def unified(found: Difference, old_name: str, new_name: str, context: int = CONTEXT) -> list[str]:
    """The lines of a unified diff between the two contents written out by `written`, without line ends; none where nothing differs.

    `old_name` and `new_name` are what stands after `---` and `+++`.
    """
    if not found.changed:
        return []
    lines = list(_grouped(_marked(found)))
    return [f"--- {shown_name(old_name)}", f"+++ {shown_name(new_name)}", *(line for hunk in _hunks(lines, context) for line in hunk)]


def written(found: Difference) -> tuple[list[str], list[str]]:
    """Both contents as lines: `title: ...`, `published: ...` and `entity: ...` as far as they are there, an empty line, the paragraphs."""
    lines = list(_marked(found))
    return [text for sign, text in lines if sign != "+"], [text for sign, text in lines if sign != "-"]


def shown_name(name: str) -> str:
    """A name for a file's head: a tab may part it from the time."""
    return "\t".join(map(shown, name.split("\t")))


def _marked(found: Difference) -> Iterator[tuple[str, str]]:
    for field in found.fields:
        yield from ((sign, f"{field.name}: {text}") for sign, text in _sides(field.value))
    yield " ", ""
    for paragraph in found.paragraphs:
        yield from _sides(paragraph)


def _sides(paragraph: Paragraph) -> Iterator[tuple[str, str]]:
    if paragraph.mark is Mark.SAME:
        yield " ", _inert(paragraph.new or "")
        return
    for sign, text in (("-", paragraph.old), ("+", paragraph.new)):
        if text is not None:
            yield sign, _inert(text)


def _inert(text: str) -> str:
    """Page text on one line of a file: as it is, but what acts on a terminal becomes U+FFFD."""
    return text if text.isprintable() else _ACTING.sub("\ufffd", text)


def _grouped(lines: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Of lines that changed in a row first all that were removed, then all that were added."""
    for _, group in groupby(lines, lambda line: line[0] == " "):
        yield from sorted(group, key=lambda line: line[0] == "+")


def _hunks(lines: Sequence[tuple[str, str]], context: int) -> Iterator[list[str]]:
    """Changed lines with the lines around them, each stretch below its `@@ -line,count +line,count @@`."""
    near = [False] * len(lines)
    for at, (sign, _) in enumerate(lines):
        if sign != " ":
            reach = range(max(0, at - context), min(len(lines), at + context + 1))
            for each in reach:
                near[each] = True
    numbers = {"-": 1, "+": 1}
    for inside, group in groupby(range(len(lines)), near.__getitem__):
        hunk = [lines[at] for at in group]
        counts = {side: sum(sign in (side, " ") for sign, _ in hunk) for side in numbers}
        if inside:
            spans = [f"{numbers[side] - (not counts[side])},{counts[side]}" for side in ("-", "+")]
            yield [f"@@ -{spans[0]} +{spans[1]} @@", *(sign + text for sign, text in hunk)]
        numbers = {side: numbers[side] + counts[side] for side in numbers}
