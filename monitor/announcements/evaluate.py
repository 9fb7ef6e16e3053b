"""How well announcements are recognised: `make eval`, that is `python -m monitor.announcements.evaluate [--errors] [--raise]`.

Reads the labelled corpus and the labelled stream of the reference folder (PONTE_REFERENCE, default `../shared` beside the repository) and
prints each figure with its sample size and 95 % interval: over the corpus, all of which was read while the rules were written (in-sample),
and over texts of the project's own (tests/unseen), labelled by the same rubric by authors who did not know the rules, whose texts and wrong
answers nobody who works on the rules has read (held out). Where the folder is absent it says so and measures the latter alone.

A figure below its floor (floors.toml) is an error, exit status 1; `--raise` writes the floors that have been passed.
"""

from __future__ import annotations

import argparse
import html
import json
import math
import os
import random
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.announcements.acts import PROOFS
from monitor.announcements.classify import classify_record
from monitor.announcements.details import proves
from monitor.announcements.lexicon import Meaning, lexicon_for
from monitor.announcements.text import fold
from monitor.linking.evaluate import lines as story_lines
from storage.model import Strength

_LANGUAGES = ("en", "pt", "zh-Hant", "zh-Hans")
_INPUT = ("id", "text", "title", "lang", "date", "url")
_RESAMPLES = 400
_SEED = 5
FLOORS = Path(__file__).with_name("floors.toml")
UNSEEN = Path(__file__).resolve().parents[2] / "tests" / "unseen"


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
    def group(self) -> str:
        return str(self.label.get("group") or self.label["id"])

    @property
    def both_relevant(self) -> bool:
        return Strength.NONE not in (self.truth, self.found)


def reference_folder() -> Path:
    """The folder of reference material; relative values hold from the repository's root."""
    root = Path(__file__).resolve().parents[2]
    return (root / os.environ.get("PONTE_REFERENCE", "../shared")).resolve()


def corpus_cases(path: Path) -> list[Case]:
    """The labelled corpus, one JSON object per line, classified."""
    labels = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Case(label, classify_record({name: label.get(name) for name in _INPUT})) for label in labels]


def unseen_cases(folder: Path) -> list[Case]:
    """The held-out texts, from all JSON lines files of a folder; none where it is absent."""
    return [case for path in sorted(folder.glob("*.jsonl")) for case in corpus_cases(path)]


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
    """The mean of the F1 of the strengths that occur, none among them."""
    present = [strength for strength in Strength if any(strength in (case.truth, case.found) for case in cases)]
    return sum(strength_score(cases, strength).f1 for strength in present) / len(present) if present else 1.0


def country_score(cases: Iterable[Case]) -> Score:
    """Countries of the documents that are relevant by label and by answer, counted together."""
    return _sets((set(case.label["countries"]), set(case.answer["countries"])) for case in cases if case.both_relevant)


def sector_score(cases: Iterable[Case]) -> Score:
    """Sectors, likewise; where a second labelling differs, the one that the answer is nearer to counts."""
    pairs = []
    for case in cases:
        if case.both_relevant and case.label.get("sectors"):
            found = set(case.answer.get("sectors", ()))
            labels = [set(case.label.get(name) or ()) for name in ("sectors", "sectors_other") if case.label.get(name)]
            pairs.append((max(labels, key=lambda each: _sets([(each, found)]).f1), found))
    return _sets(pairs)


def _sets(pairs: Iterable[tuple[set[str], set[str]]]) -> Score:
    total = Score()
    for labelled, found in pairs:
        total = Score(total.right + len(labelled & found), total.wrong + len(found - labelled), total.missed + len(labelled - found))
    return total


_HALF = 0.5
_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset("the of and for de da do das dos e a o in on em no na to between entre".split())  # noqa: SIM905 - a list of words


def party_score(cases: Iterable[Case]) -> Score:
    """Parties of the documents that are relevant by label and by answer. A name is found where half of the words of the shorter of both
    names are in the other (in Chinese: of the characters); each name is matched once."""
    total = Score()
    for case in cases:
        if case.both_relevant and case.label.get("parties"):
            left = [_words(each["name"]) for each in case.answer.get("parties", ())]
            found = len(left)
            right = 0
            for party in case.label["parties"]:
                words = _words(party["name"])
                best = max(left, key=lambda other: _overlap(words, other), default=None)
                if best is not None and _overlap(words, best) >= _HALF:
                    left.remove(best)
                    right += 1
            total = Score(total.right + right, total.wrong + found - right, total.missed + len(case.label["parties"]) - right)
    return total


def _words(name: str) -> frozenset[str]:
    folded = fold(name, chinese=not name.isascii() and any("\u4e00" <= character <= "\u9fff" for character in name))
    words = {word for word in _WORD.findall(folded) if word not in _SMALL}
    return frozenset(piece for word in words for piece in ([word] if word.isascii() else word))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def instruments(cases: Iterable[Case]) -> tuple[int, int]:
    """Right instruments and all documents, of those signed by label and by answer."""
    signed = [case for case in cases if case.truth == case.found == Strength.SIGNED]
    allowed = [case.label.get("instrument_alternatives") or [case.label["instrument"]] for case in signed]
    return sum(case.answer["instrument"] in kinds for case, kinds in zip(signed, allowed, strict=True)), len(signed)


def event_dates(cases: Iterable[Case]) -> tuple[int, int]:
    """Exact event dates, of the documents relevant by label and by answer whose label states one."""
    stated = [case for case in cases if case.both_relevant and case.label.get("event_date")]
    return sum(case.answer.get("event_date") == case.label["event_date"] for case in stated), len(stated)


def contained(case: Case) -> Iterator[bool]:
    """For each piece of evidence, whether its quote is the slice of the text and holds a form of its value that the lexicon knows."""
    lexicon = lexicon_for(case.answer["lang"])
    for each in case.answer["evidence"]:
        text = case.label.get(each["part"])
        sliced = text is None or text[each["start"] : each["end"]] == each["quote"]
        if each["field"] in _READ_HERE:
            hits = [hit.meaning for hit in lexicon.scan(fold(each["quote"], lexicon.chinese))]
            yield sliced and any(_stands_for(meaning, each["field"], each["value"]) for meaning in hits)
        else:
            yield sliced and proves(each["field"], each["value"], each["quote"], case.answer["lang"])


_READ_HERE = frozenset({"strength", "country", "instrument"})


def _stands_for(meaning: Meaning, name: str, value: str) -> bool:
    if name == "country":
        return value in meaning.countries
    if name == "instrument":
        return value == meaning.instrument
    return bool(meaning.acts & PROOFS[Strength(value)])


# ---- figures with intervals --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what it rests on: `size` documents or answers, and the 95 % interval."""

    name: str
    value: float
    size: int
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.2f}-{self.high:.2f}] n={self.size}"


def wilson(right: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (E. B. Wilson, 1927)."""
    if not count:
        return 0.0, 1.0
    z = 1.959964
    share, z2 = right / count, z * z / count
    middle, half = (share + z2 / 2) / (1 + z2), z * math.sqrt(share * (1 - share) / count + z2 / count / 4) / (1 + z2)
    return max(0.0, round(middle - half, 9)), min(1.0, round(middle + half, 9))


def resampled(cases: Sequence[Case], measure: Callable[[Sequence[Case]], float]) -> tuple[float, float]:
    """The 95 % interval of a measure, by drawing whole story groups with replacement, always the same draws."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.group, []).append(case)
    names = sorted(groups)
    chance = random.Random(_SEED)  # noqa: S311 - statistics
    drawn = (chance.choices(names, k=len(names)) for _ in range(_RESAMPLES if names else 0))
    values = sorted(measure([case for name in draw for case in groups[name]]) for draw in drawn)
    return (values[len(values) // 40], values[-1 - len(values) // 40]) if values else (0.0, 1.0)


def _f1_of(strength: Strength) -> Callable[[Sequence[Case]], float]:
    return lambda cases: strength_score(cases, strength).f1


_F1: dict[str, Callable[[Sequence[Case]], float]] = {
    "relevant F1": lambda cases: relevant_score(cases).f1,
    "strength macro-F1": macro_f1,
    **{f"{strength} F1": _f1_of(strength) for strength in Strength},
    "countries F1": lambda cases: country_score(cases).f1,
    "parties F1": lambda cases: party_score(cases).f1,
    "sectors micro-F1": lambda cases: sector_score(cases).f1,
}
_SHARES: dict[str, Callable[[Sequence[Case]], tuple[int, int]]] = {
    "instrument accuracy": instruments,
    "event date exact": event_dates,
    "evidence contains value": lambda cases: _count(held for case in cases for held in contained(case)),
    "high confidence right": lambda cases: confident(cases, "high"),
    "medium confidence right": lambda cases: confident(cases, "medium"),
}


def figures(cases: Sequence[Case]) -> list[Figure]:
    """Every figure of some cases."""
    found = [Figure(name, measure(cases), len(cases), *resampled(cases, measure)) for name, measure in _F1.items()]
    for name, measure in _SHARES.items():
        right, count = measure(cases)
        found.append(Figure(name, right / count if count else 1.0, count, *wilson(right, count)))
    return found


def confident(cases: Iterable[Case], level: str) -> tuple[int, int]:
    """Right strengths and all answers of one level of confidence."""
    return _count(case.truth == case.found for case in cases if case.answer["confidence"] == level)


def _count(answers: Iterable[bool]) -> tuple[int, int]:
    held = list(answers)
    return sum(held), len(held)


# ---- floors ------------------------------------------------------------------------------------------------------


def fallen(found: Mapping[str, Sequence[Figure]], floors: Mapping[str, Mapping[str, float]]) -> list[str]:
    """The figures below their floors, each as one line."""
    values = {(part, figure.name): figure.value for part, row in found.items() for figure in row}
    return [
        f"{part}: {name} {values[part, name]:.3f} is below its floor {floor:.3f}"
        for part, row in floors.items()
        for name, floor in row.items()
        if (part, name) in values and values[part, name] < floor
    ]


def raised(found: Mapping[str, Sequence[Figure]], floors: Mapping[str, Mapping[str, float]]) -> str:
    """The floor file with every floor a little below the figure reached (at it where nothing less will do), or where it was if that is
    higher."""
    lines = ["# Floors of `make eval`: no figure may fall below these. Written by --raise; lower one only with the reason in the commit."]
    for part, row in found.items():
        lines += ["", f'["{part}"]']
        for figure in row:
            slack = 0 if _TARGETS.get(figure.name) == 1 else _SLACK
            floor = max(floors.get(part, {}).get(figure.name, 0.0), math.floor((figure.value - slack) * 1000) / 1000)
            lines.append(f'"{figure.name}" = {floor:.3f}')
    return "\n".join(lines) + "\n"


# Less than one answer of a hundred: a floor catches what broke, not an answer that changed places with another.
_SLACK = 0.005


# ---- printing ----------------------------------------------------------------------------------------------------

_TARGETS = {
    "relevant F1": 0.95, "strength macro-F1": 0.85, "signed F1": 0.92, "instrument accuracy": 0.85, "countries F1": 0.90,
    "parties F1": 0.75, "sectors micro-F1": 0.75, "event date exact": 0.90, "evidence contains value": 1.0, "high confidence right": 0.95,
    "medium confidence right": 0.80,
}  # fmt: skip


def side_by_side(found: Mapping[str, Sequence[Figure]]) -> Iterator[str]:
    """A table: a row per figure, a column per part of the corpus."""
    yield f"{'':24} {'aim':>5}  " + "".join(f"{part:30}" for part in found)
    for row in zip(*found.values(), strict=True):
        aim = _TARGETS.get(row[0].name)
        yield f"{row[0].name:24} {f'{aim:.2f}' if aim else '':>5}  " + "".join(f"{figure!s:30}" for figure in row)


def by_language(cases: Sequence[Case]) -> Iterator[str]:
    for lang in _LANGUAGES:
        some = [case for case in cases if case.label["lang"] == lang]
        parts = (("relevant", relevant_score(some)), ("signed", strength_score(some, Strength.SIGNED)))
        said = ", ".join(f"{name} F1 {each.f1:.3f}" for name, each in (*parts, ("countries", country_score(some))))
        yield f"  {lang:8} {len(some):3} documents: {said}, strength macro-F1 {macro_f1(some):.3f}"


def confusion(cases: Sequence[Case]) -> Iterator[str]:
    counts = Counter((case.truth, case.found) for case in cases)
    yield "  label \\ found " + "".join(f"{strength:>10}" for strength in Strength)
    for label in Strength:
        yield f"  {label:14}" + "".join(f"{counts[str(label), str(found)]:10}" for found in Strength)


def confidences(cases: Sequence[Case]) -> Iterator[str]:
    for level in ("high", "medium", "low"):
        right, count = confident(cases, level)
        low, high = wilson(right, count)
        yield f"  {level:7} right {right} of {count}  [{low:.2f}-{high:.2f}]"


def errors(cases: Sequence[Case]) -> Iterator[str]:
    """The wrong answers by id; never to be asked of held-out texts, for nothing about them must guide the rules."""
    for case in cases:
        if case.truth != case.found:
            quote = next((each["quote"] for each in case.answer["evidence"]), "")
            doubt = ", unsure label" if case.label.get("unsure") else ""
            yield f"  {case.label['id']}: label {case.truth}, found {case.found}{doubt}  {' '.join(quote.split())[:100]}"


def lines(title: str, cases: Sequence[Case]) -> Iterator[str]:
    """The counts of some cases, in words."""
    yield f"{title}: {len(cases)} documents, {sum(case.truth != Strength.NONE for case in cases)} relevant"
    yield f"  relevant   {relevant_score(cases)}"
    for strength in Strength:
        yield f"  {strength:10} {strength_score(cases, strength)}"
    right, signed = instruments(cases)
    yield f"  instrument right on {right} of {signed} signed"
    yield f"  countries  {country_score(cases)}"
    yield f"  sectors    {sector_score(cases)}"


def part_lines(title: str, cases: Sequence[Case]) -> Iterator[str]:
    """All that is said of one part; nothing where it has no documents."""
    if cases:
        yield from lines(title, cases)
        yield from by_language(cases)
        yield from confusion(cases)
        yield f"  confidence, {title}"
        yield from confidences(cases)


def stream_lines(stream: Sequence[Case]) -> Iterator[str]:
    """The real stream: what was missed and what was false, by id. A local signing that is called relevant is false too."""
    said = relevant_score(stream)
    counts = f"found {said.right}, missed {said.missed}, false {said.wrong}"
    yield f"real stream: {len(stream)} entries, {said.right + said.missed} relevant: {counts}"
    for case in stream:
        if case.truth != case.found:
            doubt = " (unsure label)" if case.label.get("unsure") else ""
            yield f"  {case.label['id']}: label {case.truth}, found {case.found}{doubt}"


def parts_of(cases: Sequence[Case], unseen: Sequence[Case] = ()) -> dict[str, list[Figure]]:
    """The figures of the corpus (in-sample) and of the texts that nobody read (held out)."""
    return {name: figures(some) for name, some in (("in-sample", cases), ("held out", unseen)) if some}


def report(
    cases: Sequence[Case], unseen: Sequence[Case], stream: Sequence[Case], found: Mapping[str, Sequence[Figure]], *, show_errors: bool
) -> Iterator[str]:
    """Everything `make eval` prints of announcements."""
    yield from side_by_side(found)
    yield from part_lines("corpus, in-sample", cases)
    yield from part_lines("texts of our own, held out", unseen)
    yield from stream_lines(stream) if stream else ()
    if show_errors:
        yield "errors"
        yield from errors(cases)


def main(arguments: Sequence[str] | None = None) -> int:
    program = "python -m monitor.announcements.evaluate"
    parser = argparse.ArgumentParser(prog=program, description="how well announcements are recognised")
    parser.add_argument("--errors", action="store_true", help="list the documents that were read wrongly, by id (of the corpus only)")
    parser.add_argument("--raise", action="store_true", dest="lift", help="write the floors that have been passed")
    options = parser.parse_args(arguments)
    folder = reference_folder()
    corpus, stream = folder / "corpus" / "dev.jsonl", folder / "real" / "labels.jsonl"
    unseen = unseen_cases(UNSEEN)
    if not corpus.is_file():
        print(f"no labelled corpus at {corpus} (PONTE_REFERENCE names the folder): only the held-out texts are measured")
    cases = corpus_cases(corpus) if corpus.is_file() else []
    found = parts_of(cases, unseen)
    said = report(cases, unseen, stream_cases(stream.parent) if stream.is_file() else [], found, show_errors=options.errors)
    for line in said:
        print(line)
    for line in story_lines([case.label for case in cases]) if cases else ():
        print(line)
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.is_file() else {}
    if options.lift:
        FLOORS.write_text(raised(found, floors), encoding="utf-8")
    low = fallen(found, floors)
    for line in low:
        print(line, file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
