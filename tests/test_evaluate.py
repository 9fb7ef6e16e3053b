"""The measuring of announcements: counts on made-up cases, the report, and the floors on the reference corpus where it is present."""

# ruff: noqa: E501 - each record stands on one line

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.announcements import evaluate
from monitor.announcements.evaluate import Case, Score
from storage.model import Strength


def case(label: str, found: str, **fields) -> Case:
    """A document labelled `label` and answered `found`. Fields named answer_* go to the answer, others to the label."""
    answer = {
        "strength": found,
        "relevant": found != "none",
        "countries": [],
        "instrument": None,
        "confidence": "high",
        "evidence": [],
        "lang": "en",
    }
    given = {"id": fields.pop("id", "x"), "strength": label, "countries": [], "instrument": None, "lang": "en"}
    answer |= {name.removeprefix("answer_"): value for name, value in fields.items() if name.startswith("answer_")}
    given |= {name: value for name, value in fields.items() if not name.startswith("answer_")}
    return Case(given, answer)


def test_precision_recall_and_f1_count_what_they_should():
    score = Score(right=6, wrong=2, missed=4)
    assert (score.precision, score.recall) == (0.75, 0.6)
    assert score.f1 == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))
    assert Score().f1 == 1.0
    assert Score(missed=1).f1 == 0.0


def test_relevance_is_anything_but_none():
    cases = [case("signed", "exchange"), case("none", "agreed"), case("exchange", "none"), case("none", "none")]
    assert evaluate.relevant_score(cases) == Score(1, 1, 1)
    assert evaluate.strength_score(cases, Strength.SIGNED) == Score(0, 0, 1)
    assert evaluate.strength_score(cases, Strength.NONE) == Score(1, 1, 1)


def test_either_defensible_reading_is_right():
    assert case("agreed", "exchange", strength_alternatives=["agreed", "exchange"]).truth == "exchange"
    assert case("agreed", "signed", strength_alternatives=["agreed", "exchange"]).truth == "agreed"


def test_a_local_signing_is_not_relevant():
    local = case("signed", "signed", relevant=False, answer_relevant=False)
    assert (local.truth, local.found) == ("none", "none")


def test_countries_are_counted_over_documents_that_both_call_relevant():
    cases = [
        case("signed", "signed", countries=["MO", "PT"], answer_countries=["MO", "AO"]),
        case("signed", "none", countries=["CN"]),
        case("none", "signed", answer_countries=["BR"]),
    ]
    assert evaluate.country_score(cases) == Score(1, 1, 1)


def test_instruments_are_judged_on_what_both_call_signed():
    cases = [
        case("signed", "signed", instrument="protocol", answer_instrument="protocol"),
        case("signed", "signed", instrument="plan", instrument_alternatives=["plan", None]),
        case("signed", "signed", instrument="contract", answer_instrument="agreement"),
        case("signed", "exchange", instrument="contract", answer_instrument="contract"),
    ]
    assert evaluate.instruments(cases) == (2, 3)


def evidence(name: str, value: str, quote: str, start: int = 0) -> dict[str, object]:
    return {"field": name, "value": value, "part": "text", "start": start, "end": start + len(quote), "quote": quote}


def test_evidence_must_be_the_slice_and_hold_the_value():
    text = "Macao and Lisbon signed a protocol"
    rows = [
        evidence("strength", "signed", text),
        evidence("country", "PT", text),
        evidence("instrument", "protocol", text),
        evidence("country", "AO", text),
        evidence("instrument", "contract", text),
        evidence("strength", "signed", text[:16]),
        evidence("country", "PT", text, 3),
    ]
    assert list(evaluate.contained(case("signed", "signed", text=text, answer_evidence=rows))) == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]


def test_held_out_groups_are_whole_and_about_a_third():
    held = [evaluate.is_held_out(f"G{number}") for number in range(600)]
    assert 150 < sum(held) < 250
    assert evaluate.is_held_out("G7") == evaluate.is_held_out("G7")
    assert case("none", "none", group="G1", id="a").held_out == case("none", "none", group="G1", id="b").held_out


def test_errors_are_listed_by_id_and_held_out_texts_stay_unread():
    group = next(f"G{number}" for number in range(99) if evaluate.is_held_out(f"G{number}"))
    seen = next(f"G{number}" for number in range(99) if not evaluate.is_held_out(f"G{number}"))
    rows = [evidence("strength", "signed", "Macao and Lisbon signed")]
    cases = [
        case("none", "signed", id="d1", group=group, answer_evidence=rows),
        case("none", "signed", id="d2", group=seen, answer_evidence=rows),
    ]
    first, second = evaluate.errors(cases)
    assert "d1: label none, found signed" in first
    assert "Lisbon" not in first
    assert "Lisbon" in second


def test_feed_markup_becomes_text():
    assert evaluate.plain("<p>A &amp; B</p><p>C<br/>D</p>") == "A & B\nC\nD"


def test_without_the_corpus_it_says_so_and_succeeds(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PONTE_REFERENCE", str(tmp_path))
    assert evaluate.main([]) == 0
    assert "no labelled corpus" in capsys.readouterr().out


def test_the_report_is_printed_for_a_small_corpus(tmp_path, monkeypatch, capsys):
    rows = [
        {"id": "a", "lang": "en", "title": None, "date": None, "url": None, "text": "Macao and Lisbon signed a protocol.", "strength": "signed", "instrument": "protocol", "countries": ["MO", "PT"]},
        {"id": "b", "lang": "pt", "title": None, "date": None, "url": None, "text": "A biblioteca fecha hoje.", "strength": "signed", "instrument": None, "countries": []},
    ]  # fmt: skip
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "dev.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    monkeypatch.setenv("PONTE_REFERENCE", str(tmp_path))
    assert evaluate.main(["--errors"]) == 0
    said = capsys.readouterr().out
    assert "corpus (in-sample): 2 documents, 2 relevant" in said
    assert "signed     P 1.000  R 0.500  F1 0.667" in said
    assert "instrument right on 1 of 1 signed" in said
    assert "  b: label signed, found none" in said


# ---- the reference corpus ----------------------------------------------------------------------------------------


def reference(name: str) -> Path:
    path = evaluate.reference_folder() / name
    if not path.exists():
        pytest.skip(f"no reference material at {path}")
    return path


def test_floors_on_the_corpus():
    """In-sample figures: they say that nothing broke, not how well unseen texts are read."""
    cases = evaluate.corpus_cases(reference("corpus/dev.jsonl"))
    assert evaluate.relevant_score(cases).f1 >= 0.94
    assert evaluate.strength_score(cases, Strength.SIGNED).f1 >= 0.93
    assert evaluate.macro_f1(cases) >= 0.80
    assert evaluate.country_score(cases).f1 >= 0.93
    right, signed = evaluate.instruments(cases)
    assert right >= 0.88 * signed
    assert all(held for each in cases for held in evaluate.contained(each))


def test_floors_on_the_real_stream():
    cases = evaluate.stream_cases(reference("real/labels.jsonl").parent)
    score = evaluate.relevant_score(cases)
    assert score.missed == 0
    assert score.wrong <= 1
    assert all(held for each in cases for held in evaluate.contained(each))
