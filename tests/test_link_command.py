"""`ponte link`: what goes in, what comes out, what is refused."""

from __future__ import annotations

import io
import json

import pytest

from monitor.commands.linking import link_command


def line(name: str, text: str = "Nothing in particular.", **fields: str) -> str:
    return json.dumps({"id": name, "text": text, **fields}, ensure_ascii=False) + "\n"


def test_one_line_for_each_in_input_order(capsys: pytest.CaptureFixture[str]):
    text = (
        "A workshop on small-scale fishery brought eleven researchers from São Tomé to Macao this week, and they compared landing records."
    )
    assert link_command(io.StringIO(line("b", text) + "\n" + line("a", text) + line("c"))) == 0
    out = [json.loads(row) for row in capsys.readouterr().out.splitlines()]
    assert out == [{"id": "b", "story": "a"}, {"id": "a", "story": "a"}, {"id": "c", "story": "c"}]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [("{", "not JSON"), ("[]", "not an object"), ('{"id": "x"}', "text is missing"), ('{"id": 1, "text": ""}', "id must be")],
)
def test_a_bad_line_is_named_and_nothing_is_printed(bad: str, reason: str, capsys: pytest.CaptureFixture[str]):
    assert link_command(io.StringIO(line("a") + bad + "\n")) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("ponte: line 2: ")
    assert reason in err
    assert len(err.splitlines()) == 1


def test_an_empty_file_has_no_stories(capsys: pytest.CaptureFixture[str]):
    assert link_command(io.StringIO("")) == 0
    assert capsys.readouterr().out == ""
