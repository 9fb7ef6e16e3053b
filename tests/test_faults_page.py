"""docs/faults.md has one row for every fault that code, tests or pages cite, no other, and each row names a place that cites it."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FAULTS = ROOT / "docs" / "faults.md"
ROOMS = ("crawlers", "storage", "feeds", "monitor", "demo", "bench", "tests", "docs", "deploy")
SUFFIXES = {".py", ".md", ".toml"}
GROUPS = "TSRIDCWPO"

_ID = rf"[{GROUPS}](?!00)\d\d"  # T00 names the sound case beside the faulty ones
_JOIN = r"(?:-|,? and |, | to )"
_LIST = rf"{_ID}(?:{_JOIN}{_ID})*\b"
_CITED = re.compile(rf"\bFAULTS ({_LIST})")
_GROUP = re.compile(r"\bFAULTS ([A-Z]\*(?:, [A-Z]\*)*)")
_BARE = re.compile(rf"(?:\(|# )({_LIST})")
_CASE = re.compile(rf"""["']({_ID})_""")
_TEST = re.compile(r"^\s*(?:async )?def (test_\w+)", re.MULTILINE)
_IN_NAME = re.compile(rf"_([{GROUPS.lower()}](?!00)\d\d)(?=_|$)")
_RANGE = re.compile(rf"({_ID})(?:-| to )({_ID})")
_ROW = re.compile(rf"^\| ({_ID}) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)


def unwrapped(text: str) -> str:
    """The text with line ends, and the marks of comments behind them, as single spaces: a citation may be wrapped."""
    return re.sub(r"\s*\n\s*(?:# ?)?", " ", text)


def spread(cited: str) -> set[str]:
    """The ids of a list as it is written: `C01 to C08`, `D14-D16`, `S12, S21`."""
    found = set(re.findall(_ID, cited))
    for first, last in _RANGE.findall(cited):
        assert first[0] == last[0], f"{cited!r} leads from one group to another"
        found |= {f"{first[0]}{number:02}" for number in range(int(first[1:]), int(last[1:]) + 1)}
    return found


def citations(text: str) -> set[str]:
    """The ids that a file cites: after the word FAULTS, alone in brackets or a comment, as the name of a case or of a test."""
    lists = _CITED.findall(unwrapped(text)) + _BARE.findall(text) + _CASE.findall(text)
    named = {each.upper() for name in _TEST.findall(text) for each in _IN_NAME.findall(name)}
    return named.union(*map(spread, lists))


@cache
def files() -> dict[str, str]:
    """The text of everything that may cite, by path from the root."""
    places = [*ROOT.glob("*.md"), *(each for room in ROOMS for each in (ROOT / room).rglob("*"))]
    own = {FAULTS, Path(__file__)}
    return {
        str(each.relative_to(ROOT)): each.read_text(encoding="utf-8", errors="replace")
        for each in sorted(places)
        if each.suffix in SUFFIXES and each not in own and "__pycache__" not in each.parts
    }


@cache
def cited() -> dict[str, set[str]]:
    """Where each id is cited."""
    found = defaultdict(set)
    for path, text in files().items():
        for each in citations(text):
            found[each].add(path)
    return dict(found)


def rows() -> list[tuple[str, str, str, str]]:
    return _ROW.findall(FAULTS.read_text(encoding="utf-8"))


def places(cell: str) -> list[tuple[str, str]]:
    """The files of a row's last cell, each with the function or test behind its colon, or ""."""
    return [(path, name) for path, _, name in (span.partition(": ") for span in re.findall(r"`([^`]+)`", cell))]


def test_every_id_that_is_cited_has_a_row() -> None:
    known = {row[0] for row in rows()}
    assert {each: sorted(where) for each, where in cited().items() if each not in known} == {}


def test_every_row_is_cited_somewhere() -> None:
    assert [row[0] for row in rows() if row[0] not in cited()] == []


def test_every_place_that_a_row_names_exists() -> None:
    dead = []
    for each, _, _, where in rows():
        found = places(where)
        assert found, f"{each} names no place"
        for path, name in found:
            if path not in files() or (name and not re.search(rf"\b(?:def|class) {re.escape(name)}\b", files()[path])):
                dead.append((each, path, name))
    assert dead == []


def test_every_row_names_a_place_that_cites_it() -> None:
    assert [row[0] for row in rows() if not cited().get(row[0], set()) & {path for path, _ in places(row[3])}] == []


def test_rows_stand_once_in_order_under_their_group() -> None:
    text = FAULTS.read_text(encoding="utf-8")
    ids = [row[0] for row in rows()]
    assert ids == sorted(set(ids), key=lambda each: (GROUPS.index(each[0]), each))
    assert len(ids) == len(re.findall(r"^\| [A-Z]\d", text, re.MULTILINE)), "a row that cannot be read"
    parts = re.split(r"^## (\w): .+$", text, flags=re.MULTILINE)[1:]
    assert parts[::2] == list(GROUPS)
    for letter, part in zip(parts[::2], parts[1::2], strict=True):
        assert {row[0][0] for row in _ROW.findall(part)} == {letter}


def test_a_whole_group_is_cited_only_where_there_is_one() -> None:
    stars = {letter for text in files().values() for found in _GROUP.findall(text) for letter in re.findall("[A-Z]", found)}
    assert stars
    assert stars <= set(GROUPS)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("(FAULTS R14)", "R14"),
        ("(docs/sources.md, FAULTS I15).", "I15"),
        ("(FAULTS T08, T16, T17). Raises", "T08 T16 T17"),
        ("FAULTS D14-D16", "D14 D15 D16"),
        ("(FAULTS C01\n    to C03)", "C01 C02 C03"),
        ("# as browsers do (FAULTS\n    # S12, S21)", "S12 S21"),
        ("FAULTS C07 and C08.", "C07 C08"),
        ("the address that was checked (R08).", "R08"),
        ('    (b"x", 1),  # T17\n', "T17"),
        ('broken("T06_short_body", x)', "T06"),
        ('f"S21_{code}"', "S21"),
        ("def test_s01_s02_retry_after() -> None:", "S01 S02"),
        ("def test_i03_odd_ones_and_r25_again() -> None:", "I03 R25"),
        ("13:06, T10:08:00+08:00, 2024-05-01T10:00:00, 20250731T102200Z, T00_sound, FAULTS S*, T*", ""),
        ('sound("T00_sound") # T00, (T00)', ""),
    ],
)
def test_citations_are_found_as_they_are_written(text: str, ids: str) -> None:
    assert citations(text) == set(ids.split())
