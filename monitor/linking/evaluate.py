"""How well stories are told apart: pairs of releases of the labelled corpus, printed by `make eval` with sample sizes and 95 % intervals.

A pair counts as told by one story where both records carry the same `group`; every other pair, the look-alikes (`trap_with`) among them,
must not share one. The threshold of monitor/linking/links.py was chosen on the part that is not held out, cross-validated by group.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import Any

from monitor.linking.records import link_records

_INPUT = ("id", "text", "title", "lang", "date", "url")
# Whole groups, chosen by hash, whose texts were left unread while terms, weights and thresholds were chosen.
_HELD_OUT_ONE_IN = 5
_Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records: whether they are one story by label, whether they were linked, whether their languages differ, whether a trap says
    that they only look alike, and whether both, or one of them, are held out."""

    label: bool
    found: bool
    cross: bool
    trap: bool
    both_held_out: bool
    one_held_out: bool


@dataclass(frozen=True, slots=True)
class PairScore:
    """Counts of pairs."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def __str__(self) -> str:
        precision, recall = interval(self.right, self.right + self.wrong), interval(self.right, self.right + self.missed)
        counts = f"right {self.right}, false {self.wrong}, missed {self.missed}"
        return f"P {self.precision:.3f} {precision}  R {self.recall:.3f} {recall}  ({counts})"


def interval(right: int, of: int) -> str:
    """Wilson's 95 % interval of a share (Wilson, 1927), as "[low, high]". Pairs of a group are not independent: it is narrow."""
    if not of:
        return "[-, -]"
    share, z = right / of, _Z95
    middle, width = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    low, high = ((middle + sign * width) / (1 + z * z / of) for sign in (-1, 1))
    return f"[{max(0.0, low):.3f}, {min(1.0, high):.3f}]"


def held_out(label: Mapping[str, Any]) -> bool:
    """Whether a labelled record belongs to the fifth that was not looked at."""
    key = str(label.get("group") or label["id"])
    return int(hashlib.md5(key.encode(), usedforsecurity=False).hexdigest(), 16) % _HELD_OUT_ONE_IN == 0


def pairs(labels: Sequence[Mapping[str, Any]]) -> list[Pair]:
    """Every pair of the labelled records, linked together."""
    answers = link_records([{name: label.get(name) for name in _INPUT} for label in labels])
    story = {answer["id"]: answer["story"] for answer in answers}
    return [_pair(a, b, story[a["id"]] == story[b["id"]]) for a, b in combinations(labels, 2)]


def _pair(a: Mapping[str, Any], b: Mapping[str, Any], found: bool) -> Pair:
    held = held_out(a), held_out(b)
    return Pair(
        label=bool(a.get("group")) and a.get("group") == b.get("group"),
        found=found,
        cross=a["lang"] != b["lang"],
        trap=a.get("trap_with") == b["id"] or b.get("trap_with") == a["id"],
        both_held_out=all(held),
        one_held_out=any(held),
    )


def score(some: Sequence[Pair], wanted: Callable[[Pair], bool] = lambda _: True) -> PairScore:
    """Counts over the pairs for which `wanted` holds."""
    chosen = [pair for pair in some if wanted(pair)]
    return PairScore(
        sum(pair.label and pair.found for pair in chosen),
        sum(pair.found and not pair.label for pair in chosen),
        sum(pair.label and not pair.found for pair in chosen),
    )


def lines(labels: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The figures, in words. Held out: right and missed are pairs whose two records are, false ones those where at least one is."""
    every = pairs(labels)
    read = [pair for pair in every if not pair.one_held_out]
    unread = [pair for pair in every if (pair.both_held_out if pair.label else pair.one_held_out)]
    for title, some in (("stories, in-sample", read), ("stories, held out (a fifth of the story groups)", unread)):
        traps = [pair for pair in some if pair.trap]
        yield f"{title}: {sum(pair.label for pair in some)} pairs of one story among {len(some)}"
        yield f"  pairs            {score(some)}"
        yield f"  over languages   {score(some, lambda pair: pair.cross)}"
        yield f"  look-alikes kept apart: {sum(not pair.found for pair in traps)} of {len(traps)}"
