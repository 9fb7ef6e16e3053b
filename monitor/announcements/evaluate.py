"""How well announcements are recognised: `make eval`, that is `python -m monitor.announcements.evaluate [--errors]`.

Reads the labelled corpus and the labelled stream of the reference folder (PONTE_REFERENCE, default `../shared` beside the repository) and
prints precision, recall and F1 with sample sizes. Where the folder is absent it says so and succeeds. Figures over the whole corpus
are in-sample, for the terms were chosen with these texts in sight; those of the held-out third (whole story groups, by hash) are not.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.announcements.classify import classify_record
from monitor.announcements.lexicon import Meaning, lexicon_for
from monitor.announcements.rules import PROOFS
from monitor.announcements.text import fold
from storage.model import Strength

_LANGUAGES = ("en", "pt", "zh-Hant", "zh-Hans")
_INPUT = ("id", "text", "title", "lang", "date", "url")
_HELD_OUT_ONE_IN = 3


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one yes-or-no question."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right + self.wrong + self.missed else 1.0

    def __str__(self) -> str:
        counts = f"right {self.right}, false {self.wrong}, missed {self.missed}"
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}  ({counts})"


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled document beside its answer. `truth` is the label that the answer is held against: where two readings are defensible
    either counts as right."""

    label: Mapping[str, Any]
    answer: Mapping[str, Any]

    @property
    def truth(self) -> str:
        own = str(Strength.NONE) if self.label.get("relevant") is False else str(self.label["strength"])
        return self.found if self.found in (self.label.get("strength_alternatives") or [own]) else own

    @property
    def found(self) -> str:
        return str(self.answer["strength"]) if self.answer["relevant"] else str(Strength.NONE)

    @property
    def held_out(self) -> bool:
        return is_held_out(self.label.get("group") or self.label["id"])


def is_held_out(group: str) -> bool:
    """Whether a story group is among the third whose texts were not read while the terms were written."""
    return int(hashlib.md5(group.encode(), usedforsecurity=False).hexdigest(), 16) % _HELD_OUT_ONE_IN == 0


def reference_folder() -> Path:
    """The folder of reference material; relative values hold from the repository's root."""
    root = Path(__file__).resolve().parents[2]
    return (root / os.environ.get("PONTE_REFERENCE", "../shared")).resolve()


def corpus_cases(path: Path) -> list[Case]:
    """The labelled corpus, one JSON object per line, classified."""
    labels = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Case(label, classify_record({name: label.get(name) for name in _INPUT})) for label in labels]


def stream_cases(folder: Path) -> list[Case]:
    """The labelled entries of a real feed: labels.jsonl, and the entries in *.json files beside it."""
    labels = {row["id"]: row for row in map(json.loads, (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines())}
    cases = []
    for path in sorted(folder.glob("*.json")):
        for entry in json.loads(path.read_text(encoding="utf-8")):
            name = entry["link"].rsplit("/", 1)[-1]
            record = {"id": name, "title": entry["title"], "text": plain(entry["summary"]), "lang": "zh-Hant", "date": entry["published"]}
            if name in labels:
                cases.append(Case(labels[name], classify_record(record)))
    return cases


def plain(markup: str) -> str:
    """The text of a feed entry's HTML, a line per paragraph."""
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"</p>|<br ?/?>", "\n", markup))).strip()


# ---- scores ------------------------------------------------------------------------------------------------------


def score(cases: Iterable[Case], wanted: Callable[[str], bool]) -> Score:
    """Precision and recall of the strengths for which `wanted` holds."""
    pairs = Counter((wanted(case.truth), wanted(case.found)) for case in cases)
    return Score(pairs[True, True], pairs[False, True], pairs[True, False])


def relevant_score(cases: Iterable[Case]) -> Score:
    return score(cases, lambda strength: strength != Strength.NONE)


def strength_score(cases: Iterable[Case], strength: Strength) -> Score:
    return score(cases, lambda each: each == strength)


def macro_f1(cases: Sequence[Case]) -> float:
    """The mean of the strengths' F1, none among them."""
    return sum(strength_score(cases, strength).f1 for strength in Strength) / len(Strength)


def country_score(cases: Iterable[Case]) -> Score:
    """Countries of the documents that are relevant by label and by answer, counted together."""
    both = [case for case in cases if case.truth != Strength.NONE and case.found != Strength.NONE]
    pairs = [(set(case.label["countries"]), set(case.answer["countries"])) for case in both]
    return Score(
        sum(len(labelled & found) for labelled, found in pairs),
        sum(len(found - labelled) for labelled, found in pairs),
        sum(len(labelled - found) for labelled, found in pairs),
    )


def instruments(cases: Iterable[Case]) -> tuple[int, int]:
    """Right instruments and all documents, of those signed by label and by answer."""
    signed = [case for case in cases if case.truth == case.found == Strength.SIGNED]
    allowed = [case.label.get("instrument_alternatives") or [case.label["instrument"]] for case in signed]
    return sum(case.answer["instrument"] in kinds for case, kinds in zip(signed, allowed, strict=True)), len(signed)


def contained(case: Case) -> Iterator[bool]:
    """For each piece of evidence, whether its quote is the slice of the text and holds a form of its value that the lexicon knows."""
    lexicon = lexicon_for(case.answer["lang"])
    for each in case.answer["evidence"]:
        text = case.label.get(each["part"])
        sliced = text is None or text[each["start"] : each["end"]] == each["quote"]
        hits = [hit.meaning for hit in lexicon.scan(fold(each["quote"], lexicon.chinese))]
        yield sliced and any(_stands_for(meaning, each["field"], each["value"]) for meaning in hits)


def _stands_for(meaning: Meaning, name: str, value: str) -> bool:
    if name == "country":
        return value in meaning.countries
    if name == "instrument":
        return value == meaning.instrument
    return bool(meaning.acts & PROOFS[Strength(value)])


# ---- printing ----------------------------------------------------------------------------------------------------


def lines(title: str, cases: Sequence[Case]) -> Iterator[str]:
    """The figures of some cases, in words."""
    yield f"{title}: {len(cases)} documents, {sum(case.truth != Strength.NONE for case in cases)} relevant"
    yield f"  relevant   {relevant_score(cases)}"
    for strength in Strength:
        yield f"  {strength:10} {strength_score(cases, strength)}"
    yield f"  strength macro-F1 {macro_f1(cases):.3f}"
    right, signed = instruments(cases)
    yield f"  instrument right on {right} of {signed} signed"
    yield f"  countries  {country_score(cases)}"


def by_language(cases: Sequence[Case]) -> Iterator[str]:
    for lang in _LANGUAGES:
        some = [case for case in cases if case.label["lang"] == lang]
        signed = strength_score(some, Strength.SIGNED)
        yield f"  {lang:8} {len(some):3} documents: relevant F1 {relevant_score(some).f1:.3f}, signed F1 {signed.f1:.3f}"


def confusion(cases: Sequence[Case]) -> Iterator[str]:
    counts = Counter((case.truth, case.found) for case in cases)
    yield "  label \\ found " + "".join(f"{strength:>10}" for strength in Strength)
    for label in Strength:
        yield f"  {label:14}" + "".join(f"{counts[str(label), str(found)]:10}" for found in Strength)


def confidences(cases: Sequence[Case]) -> str:
    parts = []
    for level in ("high", "medium", "low"):
        some = [case.truth == case.found for case in cases if case.answer["confidence"] == level]
        parts.append(f"{level} {sum(some)} of {len(some)}")
    return "  right by confidence: " + ", ".join(parts)


def errors(cases: Sequence[Case]) -> Iterator[str]:
    """The wrong answers by id. Held-out documents are not quoted: their words must not guide the terms."""
    for case in cases:
        if case.truth != case.found:
            quote = "" if case.held_out else next((each["quote"] for each in case.answer["evidence"]), "")
            doubt = ", unsure label" if case.label.get("unsure") else ""
            yield f"  {case.label['id']}: label {case.truth}, found {case.found}{doubt}  {' '.join(quote.split())[:100]}"


def report(cases: Sequence[Case], stream: Sequence[Case], *, show_errors: bool) -> Iterator[str]:
    """Everything `make eval` prints."""
    yield from lines("corpus (in-sample)", cases)
    yield from by_language(cases)
    yield from confusion(cases)
    checks = [held for case in (*cases, *stream) for held in contained(case)]
    yield f"  evidence that contains its value: {sum(checks)} of {len(checks)}"
    yield confidences(cases)
    yield from lines("held out (a third of the story groups)", [case for case in cases if case.held_out])
    yield from lines("real stream", stream)
    if show_errors:
        yield "errors"
        yield from errors([*cases, *stream])


def main(arguments: Sequence[str] | None = None) -> int:
    program = "python -m monitor.announcements.evaluate"
    parser = argparse.ArgumentParser(prog=program, description="precision and recall of the announcements")
    parser.add_argument("--errors", action="store_true", help="list the documents that were read wrongly, by id")
    options = parser.parse_args(arguments)
    folder = reference_folder()
    corpus, stream = folder / "corpus" / "dev.jsonl", folder / "real" / "labels.jsonl"
    if not corpus.is_file():
        print(f"no labelled corpus at {corpus}: nothing to measure (PONTE_REFERENCE names the folder)")
        return 0
    for line in report(corpus_cases(corpus), stream_cases(stream.parent) if stream.is_file() else [], show_errors=options.errors):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
