"""JSON as sites send it: what is sound is read, the rest is one clause (FAULTS C27)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.jsonfile import MAX_DEPTH, Unreadable, read_json, strings, text_in

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[" * 100_000, "nested deeper"),
        ("[" * 500 + "]" * 500, "nested deeper"),
        ('{"a":' * 70 + "1" + "}" * 70, "nested deeper"),
        ("[NaN]", "NaN is no number"),
        ("[-Infinity]", "-Infinity is no number"),
        ("[1e999]", "beyond all measure"),
        ("[0." + "1" * 5000 + "]", "beyond all measure"),
        ("[" + "9" * 5000 + "]", "a number of 5000 digits"),
        ('{"id": 1, "x": 2, "id": 3}', "the name 'id' stands twice"),
        ('["\\ud800"]', "lone surrogate"),
        ('{"\\uDC00x": 1}', "lone surrogate"),
        ('["\ud800"]', "lone surrogate"),
        ("<!DOCTYPE html><html>", "a page of markup"),
        ("<br />\n<b>Warning</b>: x [1]", "a page of markup"),
        ("", "not JSON"),
        ("[1,]", "not JSON"),
        ("[1] trailing", "not JSON"),
    ],
)
def test_c27_what_cannot_be_trusted_is_one_clause(text: str, reason: str) -> None:
    found = read_json(text)
    assert isinstance(found, Unreadable)
    assert reason in found.detail
    assert found.detail.isprintable()


def test_sound_json() -> None:
    assert read_json('\ufeff {"a": ["\\ud83d\\ude00", "\\\\ud800", 1, 1.5, null, true]}') == {"a": ["😀", "\\ud800", 1, 1.5, None, True]}
    assert read_json("[" * MAX_DEPTH + "]" * MAX_DEPTH) is not None
    assert not isinstance(read_json("[" * MAX_DEPTH + "]" * MAX_DEPTH), Unreadable)


def test_text_in() -> None:
    value = {"title": {"rendered": " x "}, "n": 1}
    assert text_in(value, "title", "rendered") == "x"
    assert (text_in(value, "title"), text_in(value, "n"), text_in(value, "title", "rendered", "y"), text_in(None, "a")) == ("", "", "", "")


def test_strings_inside_a_script() -> None:
    script = (
        "window._CONFIG = {SID: '2', DETAIL: "
        '{"content":"\\u003Cp\\u003Ea \\"b\\" \\\\","n":1,"content" : "two\nlines", "content":"\\ud800"}}'
    )
    assert strings(script, "content") == ['<p>a "b" \\', "two\nlines"]
    assert strings(script, "content", script.index("two") - 14) == ["two\nlines"]
    assert strings(script, "SID") == []


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_what_was_written_is_read_back(value: object) -> None:
    assert read_json(json.dumps(value)) == value
    assert read_json(json.dumps(value, ensure_ascii=False)) == value


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from('[]{}",:\\u0dD8 \n1eE+-.<nultrefas'), max_size=60) | st.text(max_size=60))
def test_nothing_raises(text: str) -> None:
    read_json(text)
    strings(f'"a":{text}', "a")
