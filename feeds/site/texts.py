"""A release's text as pieces for a page: paragraphs, in them what is marked; and differences in the same form. Pure.

text, spans -> paragraphs -> pieces, each with the fields whose evidence it is
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from feeds import clean
from feeds.diff import Difference, Mark, Paragraph, Run
from storage.model import Evidence

# Code points of unchanged text kept on either side of a change, and of a quote that stands beyond what is shown of a text.
AROUND = 120
QUOTE = 500


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `fields`: what it is evidence of, empty for plain text. `anchor`: the number of the evidence that begins here."""

    text: str
    fields: tuple[str, ...] = ()
    anchor: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) of a text, in code points, and the evidence it is: its number and field."""

    start: int
    end: int
    number: int
    field: str


Pieces = tuple[Piece, ...]


def located(text: str, evidence: Iterable[tuple[int, Evidence]]) -> list[Span]:
    """The spans of numbered evidence in a text: where it says, else where its quote stands; one whose quote is gone is left out."""
    spans = []
    for number, each in evidence:
        if not each.quote:
            continue
        start = each.start if text[each.start : each.end] == each.quote else text.find(each.quote)
        if start >= 0:
            spans.append(Span(start, start + len(each.quote), number, each.field))
    return spans


def marked(text: str, spans: Sequence[Span], start: int = 0, end: int | None = None) -> tuple[Pieces, ...]:
    """The paragraphs of text[start:end] with the spans marked; where spans overlap, a piece is evidence of several fields."""
    stop = len(text) if end is None else end
    paragraphs = []
    at = start
    for line in text[start:stop].split("\n"):
        pieces = tuple(_pieces(text, spans, at, at + len(line)))
        if any(piece.text.strip() for piece in pieces):
            paragraphs.append(pieces)
        at += len(line) + 1
    return tuple(paragraphs)


def _pieces(text: str, spans: Sequence[Span], start: int, end: int) -> Iterable[Piece]:
    here = [span for span in spans if span.start < end and span.end > start]
    edges = sorted({start, end, *(max(start, span.start) for span in here), *(min(end, span.end) for span in here)})
    for first, last in pairwise(edges):
        covering = [span for span in here if span.start <= first and last <= span.end]
        fields = tuple(dict.fromkeys(span.field for span in covering))
        begun = [span.number for span in covering if span.start == first]
        yield Piece(clean.xml_text(text[first:last]), fields, begun[0] if begun else None)


def beyond(text: str, spans: Sequence[Span], shown: int) -> tuple[Pieces, ...]:
    """The sentences of spans that are not wholly in text[:shown], each as a paragraph of its own between ellipses."""
    found: list[Pieces] = []
    reached = shown
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        if span.end <= reached:
            continue
        first, last = clean.sentence(text, span.start, min(span.end, span.start + QUOTE), QUOTE // 2)
        first = max(first, reached)
        for pieces in marked(text, spans, first, last):
            found.append((Piece(f"{clean.ELLIPSIS} "), *pieces))
        reached = max(last, span.end)
    return tuple(found)


# ---- differences -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A changed paragraph or field, or `same` paragraphs between changes. `field` names a field; empty for a paragraph of the text."""

    runs: tuple[tuple[str, str], ...] = ()
    field: str = ""
    same: int = 0


def changes(found: Difference, room: int | None) -> tuple[Change, ...]:
    """What differs, with the paragraphs between counted. `room`: at most so many code points of the text; None: all that changed; 0: its
    fields only."""
    fields = [Change(_runs(each.value), each.name) for each in found.fields if each.value.mark is not Mark.SAME]
    return (*fields, *(_bodies(found.paragraphs, room) if room != 0 else ()))


def _bodies(paragraphs: Iterable[Paragraph], room: int | None) -> list[Change]:
    told: list[Change] = []
    same = left = 0
    left = room if room is not None else 1 << 40
    for paragraph in paragraphs:
        if paragraph.mark is Mark.SAME:
            same += 1
            continue
        if same:
            told.append(Change(same=same))
            same = 0
        runs = _cut(_runs(paragraph), left)
        left -= sum(len(text) for _, text in runs)
        told.append(Change(runs))
        if left <= 0:
            break
    return [*told, Change(same=same)] if same else told


def _runs(paragraph: Paragraph) -> tuple[tuple[str, str], ...]:
    last = len(paragraph.runs) - 1
    return tuple((str(run.mark), _shortened(run, at > 0, at < last)) for at, run in enumerate(paragraph.runs))


def _shortened(run: Run, before: bool, after: bool) -> str:
    """A run's text; of a long unchanged one what stands next to changes."""
    text = clean.xml_text(run.text)
    kept = AROUND * (before + after)
    if run.mark is not Mark.SAME or not kept or len(text) <= kept + 20:
        return text
    head = text[:AROUND] if before else ""
    tail = text[-AROUND:] if after else ""
    return f"{head} {clean.ELLIPSIS} {tail}".strip() if not (head and tail) else f"{head} {clean.ELLIPSIS} {tail}"


def _cut(runs: Iterable[tuple[str, str]], room: int) -> tuple[tuple[str, str], ...]:
    kept = []
    for mark, text in runs:
        if room <= 0:
            break
        kept.append((mark, text if len(text) <= room else text[:room] + clean.ELLIPSIS))
        room -= len(text)
    return tuple(kept)
