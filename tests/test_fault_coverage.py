"""Every fault of the five groups that a server can show has a test that bears its id in its name, but for the few listed here.

Names are those of functions (test_s07_...), and the ids of their cases ("T06_short_body", "c01-meta").
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
FAULTS = TESTS.parent / "docs" / "faults.md"
GROUPS = {"T": 22, "S": 23, "R": 25, "I": 25, "C": 27}
IDS = [f"{group}{number:02}" for group, last in GROUPS.items() for number in range(1, last + 1)]
# Promised to be shown in any case.
NEVER_LEFT_OUT = {f"S{number:02}" for number in range(4, 23)} | {f"R{number:02}" for number in range(6, 16)} | {
    f"I{number:02}" for number in range(1, 8)
}  # fmt: skip
# FAULTS C23: what could go wrong does not exist.
UNCOVERED = {}

_FUNCTION = re.compile(r"^ *(?:async )?def (test_\w+)", re.MULTILINE)
_CASE = re.compile(r"""["']([TSRICtsric]\d\d)[_-]""")
_IN_NAME = re.compile(r"_([tsric]\d\d)(?=_|$)")


@cache
def shown() -> dict[str, set[str]]:
    """The files that show each id by the name of a test or of a case."""
    found: dict[str, set[str]] = {}
    for path in sorted(TESTS.glob("test_*.py")):
        if path.name in (Path(__file__).name, "test_faults_page.py"):
            continue
        text = path.read_text(encoding="utf-8")
        named = [each for name in _FUNCTION.findall(text) for each in _IN_NAME.findall(name)]
        for each in [*named, *_CASE.findall(text)]:
            found.setdefault(each.upper(), set()).add(path.name)
    return found


@pytest.mark.parametrize("fault", IDS)
def test_a_fault_has_a_test_with_its_id_or_a_reason(fault: str) -> None:
    assert (fault in shown()) != (fault in UNCOVERED)


def test_few_are_left_out_and_none_that_must_be_shown() -> None:
    assert len(UNCOVERED) <= 10
    assert not UNCOVERED.keys() & NEVER_LEFT_OUT
    assert all(UNCOVERED.values())
    assert set(UNCOVERED) <= set(IDS)


def test_the_page_has_a_row_for_each() -> None:
    rows = set(re.findall(r"^\| ([TSRIC]\d\d) \|", FAULTS.read_text(encoding="utf-8"), re.MULTILINE))
    assert rows == set(IDS)


def test_the_search_for_names_finds_what_is_written() -> None:
    assert shown()["T06"] >= {"test_engine.py", "test_fault_days.py"}
    assert shown()["C01"] >= {"test_encodings.py"}
    assert "T00" not in IDS
