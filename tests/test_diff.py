"""What differs between two texts: complete, readable, bounded; and how it is written out."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import diff
from feeds.diff import Content, Mark, Paragraph, Run, difference, paragraphs, runs, tokens
from feeds.difftext import cells, terminal, unified, written

SAME, REMOVED, ADDED, CHANGED = Mark.SAME, Mark.REMOVED, Mark.ADDED, Mark.CHANGED


def marked(found: tuple[Run, ...]) -> list[tuple[str, str]]:
    return [(run.mark.value, run.text) for run in found if run.mark is not SAME]


def shape(found: tuple[Paragraph, ...]) -> str:
    return "".join({SAME: "=", REMOVED: "-", ADDED: "+", CHANGED: "~"}[each.mark] for each in found)


# ---- nothing is lost ---------------------------------------------------------------------------------------------------

# Few characters, so that texts have something in common; Chinese, full width, combining, invisible, lone surrogates.
alphabet = st.sampled_from(
    [*"ab 12.,\n\n", "澳", "門", "，", "３", "é", "e\u0301", "\u00a0", "\u200b", "\ud800", "\U0001f600", "\r", "\x1b", "א"]
)
texts = st.lists(alphabet, max_size=40).map("".join) | st.text(max_size=20) | st.sampled_from(["", "\n", "\n\n\n", " "])
contents = st.builds(Content, texts, texts, st.none() | texts, st.none() | texts)


def filled(content: Content) -> Content:
    """A field that is empty is one that is not there."""
    return Content(content.title, content.body, content.published or None, content.entity or None)


@given(contents, contents)
@settings(max_examples=200, deadline=None)
def test_old_and_new_can_be_told_from_the_difference(old: Content, new: Content) -> None:
    found = difference(old, new)
    assert (found.old, found.new) == (filled(old), filled(new))
    assert found.changed == (filled(old) != filled(new))


@given(texts, texts)
@settings(max_examples=150, deadline=None)
def test_runs_hold_both_texts_and_never_repeat_a_mark(old: str, new: str) -> None:
    found = runs(old, new)
    assert "".join(run.text for run in found if run.mark is not ADDED) == old
    assert "".join(run.text for run in found if run.mark is not REMOVED) == new
    assert all(run.text for run in found)
    assert all(one.mark is not other.mark for one, other in pairwise(found))


@given(texts)
@settings(max_examples=100, deadline=None)
def test_tokens_are_the_whole_text(text: str) -> None:
    assert "".join(tokens(text)) == text


@given(contents)
@settings(max_examples=50, deadline=None)
def test_identical_contents_differ_in_nothing(content: Content) -> None:
    found = difference(content, content)
    assert not found.changed
    assert (terminal(found, colour=False), unified(found, "a", "b")) == ([], [])


# ---- tokens ------------------------------------------------------------------------------------------------------------


def test_tokens_are_numbers_words_and_single_chinese_characters() -> None:
    assert tokens("O grupo d'Ávila: 1,234.5% em 2026-04-16.") == [
        *["O", " ", "grupo", " ", "d", "'", "Ávila", ":", " ", "1,234.5", "%", " ", "em", " ", "2026", "-", "04", "-", "16", "."]
    ]
    assert tokens("澳門於２，３４５日，簽５份") == ["澳", "門", "於", "２，３４５", "日", "，", "簽", "５", "份"]
    assert tokens("共3，4個") == ["共", "3", "，", "4", "個"]
    assert tokens("cafe\u0301s 5G か\u3099") == ["cafe\u0301s", " ", "5", "G", " ", "か", "\u3099"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("worth 2.1 million", "worth 3.0 million", [("removed", "2.1"), ("added", "3.0")]),
        ("12% more", "13% more", [("removed", "12"), ("added", "13")]),
        ("on 2026-04-16 in", "on 2026-04-17 in", [("removed", "16"), ("added", "17")]),
        ("共１２３家", "共１２４家", [("removed", "１２３"), ("added", "１２４")]),
        ("行政長官岑浩輝表示", "行政長官岑浩暉表示", [("removed", "輝"), ("added", "暉")]),
        ("双方签署备忘录", "双方昨日签署备忘录", [("added", "昨日")]),
        ("O plano foi aprovado.", "O plano não foi aprovado.", [("added", "não ")]),
        # White space in common does not part a phrase that was replaced.
        (
            "of the former great bridge",
            "of an utterly small tunnel",
            [("removed", "the former great bridge"), ("added", "an utterly small tunnel")],
        ),
    ],
)
def test_what_changed_is_what_is_marked(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert marked(runs(old, new)) == expected


# ---- paragraphs --------------------------------------------------------------------------------------------------------

FIRST = "The two sides signed a memorandum worth 21 million patacas in Macao on Monday."
SECOND = "The meeting took place at the Hengqin office of the zone, with guests of nine countries."
THIRD = "兩地將在貿易、會展和中醫藥領域加強合作，並設立聯絡機制。"


def test_a_paragraph_put_before_an_edited_one_is_not_taken_for_it() -> None:
    edited = FIRST.replace("21", "27")
    found = paragraphs(f"{FIRST}\n{THIRD}", f"Macao, 5 May (GCS)\n{edited}\n{THIRD}")
    assert shape(found) == "+~="
    assert marked(found[1].runs) == [("removed", "21"), ("added", "27")]


def test_edited_paragraphs_in_a_block_are_paired_with_their_own() -> None:
    edited = [FIRST.replace("Monday", "Friday"), SECOND.replace("nine", "ten"), THIRD.replace("貿易", "科技")]
    found = paragraphs("\n".join([FIRST, SECOND, THIRD]), "\n".join([edited[0], "Quite another thing.", edited[1], edited[2]]))
    assert shape(found) == "~+~~"
    assert [marked(each.runs)[-1][1] for each in found if each.mark is CHANGED] == ["Friday", "ten", "科技"]


def test_paragraphs_that_share_little_are_removed_and_added() -> None:
    assert shape(paragraphs(FIRST, THIRD)) == "-+"
    assert shape(paragraphs(f"{FIRST}\n{SECOND}", SECOND)) == "-="
    assert shape(paragraphs("", "\n")) == "++"


def test_fields_are_told_beside_the_body() -> None:
    found = difference(Content("Acordo de 2025", "b", "2026-03-12", "IPIM"), Content("Acordo de 2026", "b", "2026-03-12"))
    assert [(field.name, field.value.mark) for field in found.fields] == [("title", CHANGED), ("published", SAME), ("entity", REMOVED)]


# ---- bounds ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def allowances(monkeypatch: pytest.MonkeyPatch) -> list[diff._Work]:
    """The allowances of work that differences were given, in order."""
    given_out: list[diff._Work] = []

    class Kept(diff._Work):
        def __init__(self, left: int) -> None:
            super().__init__(left)
            given_out.append(self)

    monkeypatch.setattr(diff, "_Work", Kept)
    return given_out


def test_two_thousand_paragraphs_cost_little(allowances: list[diff._Work]) -> None:
    old = [f"Paragraph {n} says that company {n * 7} signed with partner {n * 13} on day {n % 30}." for n in range(2000)]
    new = [line.replace("signed", "agreed") if n % 100 == 50 else line for n, line in enumerate(old)]
    found = paragraphs("\n".join(old), "\n".join(new))
    assert shape(found).count("~") == 20
    assert shape(found).count("=") == 1980
    [allowance] = allowances
    assert 0 < diff.WORK - allowance.left < 100_000
    every = paragraphs("\n".join(old), "\n".join(line.replace("signed", "agreed") for line in old))
    assert shape(every) == "~" * 2000


def test_texts_made_to_be_slow_are_bounded(allowances: list[diff._Work], monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(4)
    one, other = ("\n".join("".join(rng.choice("澳門") for _ in range(300)) for _ in range(40)) for _ in range(2))
    monkeypatch.setattr(diff, "WORK", 400_000)
    found = paragraphs(one, other)
    assert shape(found) == "~" * 40
    assert ("\n".join(each.old or "" for each in found), "\n".join(each.new or "" for each in found)) == (one, other)
    pieces = [len(paragraph.runs) for paragraph in found]
    assert pieces[0] > 20, "the first are told in detail"
    assert max(pieces[-10:]) < 20, "the last no more"
    [allowance] = allowances
    assert 0 <= allowance.left < 400_000


def test_more_tokens_than_the_cap_are_one_change_but_one_edit_is_found_in_any_length() -> None:
    words = [f"w{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(2600)]
    changed = [word + "x" if n % 2 else word for n, word in enumerate(words)]
    assert [run.mark for run in runs(" ".join(words), " ".join(changed))] == [SAME, REMOVED, ADDED]
    long = "澳門" * 20_000
    assert marked(runs(f"{long}21{long}", f"{long}27{long}")) == [("removed", "21"), ("added", "27")]


# ---- for a terminal ----------------------------------------------------------------------------------------------------

OLD = Content("Macau e Angola assinam memorando", f"{FIRST}\n{SECOND}\n{THIRD}\nThe end.", "2026-03-12", "IPIM")
EDITED = FIRST.replace("21", "27")
NEW = Content("Macau e Angola assinam acordo", f"{EDITED}\n{SECOND}\n{THIRD}\nWholly other words stand here.", "2026-03-12")


def test_a_terminal_shows_marks_and_counts_what_stayed() -> None:
    assert terminal(difference(OLD, NEW), colour=False) == [
        "title     Macau e Angola assinam [-memorando-]{+acordo+}",
        "entity    [-IPIM-]",
        "",
        "The two sides signed a memorandum worth [-21-]{+27+} million patacas in Macao on Monday.",
        "",
        "... 2 paragraphs the same",
        "",
        "[-The end.-]",
        "",
        "{+Wholly other words stand here.+}",
    ]


def test_colour_adds_nothing_but_colour() -> None:
    coloured = terminal(difference(OLD, NEW), colour=True, width=60)
    assert "\x1b[31m[-21-]\x1b[0m\x1b[32m{+27+}\x1b[0m" in "\n".join(coloured)
    assert [re.sub("\x1b\\[[0-9]+m", "", line) for line in coloured] == terminal(difference(OLD, NEW), colour=False, width=60)


@given(texts, texts, st.integers(30, 60))
@settings(max_examples=100, deadline=None)
def test_lines_fit_and_send_nothing_to_the_terminal_but_text(old: str, new: str, width: int) -> None:
    for line in terminal(difference(Content("t", old), Content("t", new)), colour=False, width=width):
        assert cells(line) <= width
        assert not line.removesuffix("\u2069").endswith(" ")
        assert all(char.isprintable() or char in "\u2068\u2069" for char in line)


def test_wide_characters_take_two_cells_and_do_not_begin_a_line_with_a_full_stop() -> None:
    lines = terminal(difference(Content("t", THIRD * 3), Content("t", THIRD * 3 + "完")), colour=False, width=30)
    assert "".join(lines) == THIRD * 3 + "{+完+}"
    assert all(26 <= cells(line) <= 30 for line in lines[:-1])
    assert not [line for line in lines if line[0] in "，。、"]


def test_words_are_not_broken_and_marks_stay_with_their_words() -> None:
    lines = terminal(difference(OLD, NEW), colour=False, width=44)
    assert lines[4:7] == ["The two sides signed a memorandum worth", "[-21-]{+27+} million patacas in Macao on", "Monday."]
    narrow = terminal(difference(Content("t", "x" * 50), Content("t", "y" * 50)), colour=False, width=20)
    assert all(cells(line) <= 20 for line in narrow)


def test_long_unchanged_stretches_are_cut() -> None:
    sentence = "The parties will meet again. "
    found = difference(Content("t", f"In 2025. {sentence * 40}Guests: 12."), Content("t", f"In 2026. {sentence * 40}Guests: 13."))
    [line] = terminal(found, colour=False)
    assert line.startswith("In [-2025-]{+2026+}. The parties")
    assert line.endswith("again. Guests: [-12-]{+13+}.")
    assert line.count(" … ") == 1
    assert len(line) < 450


def test_c24_page_text_cannot_act_on_a_terminal() -> None:
    evil = Content("\x1b]0;owned\x07Title\u202e", "safe \x9b31m 1\nsame")
    found = difference(evil, Content("\x1b]0;owned\x07Title\u202e!", "safe \x9b31m 2\nsame"))
    for lines in (terminal(found, colour=False), unified(found, "a\x1b[2J", "b")):
        assert all(char.isprintable() or char == "\t" for line in lines for char in line), lines
    assert " ]0;owned Title{+!+}" in terminal(found, colour=False)[0]


def test_c24_right_to_left_letters_are_isolated_within_their_marks() -> None:
    [line] = terminal(difference(Content("t", "x שלום y z w"), Content("t", "x עולם y z w")), colour=False)
    assert line == "x [-\u2068שלום\u2069-]{+\u2068עולם\u2069+} y z w"


def test_a_change_of_what_cannot_be_seen_is_seen() -> None:
    [line] = terminal(difference(Content("t", "to\u00a0go coo\u00adperation"), Content("t", "to go cooperation")), colour=False)
    assert line == "to[-<U+00A0>-]{+ +}go [-coo<U+00AD>peration-]{+cooperation+}"


# ---- unified -----------------------------------------------------------------------------------------------------------


def applied(old: list[str], lines: list[str]) -> list[str]:
    """What a unified diff makes of a text; every line that it states must be there."""
    result: list[str] = []
    at = 0
    for line in lines[2:]:
        if line.startswith("@@"):
            start, count = map(int, re.match(r"@@ -(\d+),(\d+)", line).groups())  # type: ignore[union-attr]
            begin = start - 1 if count else start
            result += old[at:begin]
            at = begin
        elif line[0] == "+":
            result.append(line[1:])
        else:
            assert old[at] == line[1:]
            result += [line[1:]] if line[0] == " " else []
            at += 1
    return result + old[at:]


@given(contents, contents, st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_a_unified_diff_turns_the_old_text_into_the_new(old: Content, new: Content, context: int) -> None:
    found = difference(old, new)
    before, after = written(found)
    lines = unified(found, "a", "b", context)
    assert (applied(before, lines) if lines else before) == after


def test_a_unified_diff_is_one_as_diff_writes_it() -> None:
    assert unified(difference(OLD, NEW), "x revision 1\t2026-03-12T02:00:00Z", "x revision 2\t2026-03-13T02:00:00Z", 0) == [
        "--- x revision 1\t2026-03-12T02:00:00Z",
        "+++ x revision 2\t2026-03-13T02:00:00Z",
        "@@ -1,1 +1,1 @@",
        "-title: Macau e Angola assinam memorando",
        "+title: Macau e Angola assinam acordo",
        "@@ -3,1 +2,0 @@",
        "-entity: IPIM",
        "@@ -5,1 +4,1 @@",
        f"-{FIRST}",
        f"+{EDITED}",
        "@@ -8,1 +7,1 @@",
        "-The end.",
        "+Wholly other words stand here.",
    ]


@pytest.mark.skipif(shutil.which("patch") is None, reason="no patch here")
def test_patch_reads_it(tmp_path: Path) -> None:
    found = difference(OLD, NEW)
    before, after = written(found)
    file = tmp_path / "release.txt"
    file.write_text("\n".join(before) + "\n", encoding="utf-8")
    lines = "\n".join(unified(found, "gcs:1 revision 1\t2026-03-12T02:00:00Z", "gcs:1 revision 2\t2026-03-13T02:00:00Z")) + "\n"
    subprocess.run(["patch", str(file)], input=lines, text=True, check=True, capture_output=True)
    assert file.read_text(encoding="utf-8") == "\n".join(after) + "\n"
