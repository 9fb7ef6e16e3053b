"""Languages and scripts, told from the text."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers import han
from crawlers.language import detect, script_fold, tag

EN = "The delegation from the institute met representatives of the Portuguese-speaking countries and signed a memorandum."
PT = "A delegação do instituto reuniu-se com representantes dos países de língua portuguesa e assinou um memorando."
HANT = "澳門貿易投資促進局代表團與葡語國家代表會面並簽署備忘錄。"
HANS = "澳门贸易投资促进局代表团与葡语国家代表会面并签署备忘录。"


@pytest.mark.parametrize(("text", "lang"), [(EN, "en"), (PT, "pt"), (HANT, "zh-Hant"), (HANS, "zh-Hans")])
def test_the_text_decides_not_the_label(text: str, lang: str) -> None:
    for prior in (None, "en", "pt", "zh-Hant", "zh-Hans"):
        assert detect(text, prior) == lang


@pytest.mark.parametrize(
    ("text", "prior", "lang"),
    [
        ("", None, "en"),
        ("", "pt-PT", "pt"),
        ("Visita a Hengqin", "pt", "pt"),
        ("IPIM 2025", "zh-hant", "zh-Hant"),
        ("Cooperação económica", None, "pt"),
        ("Signing of agreements", None, "en"),
        ("中巴交流", None, "zh"),
        ("中巴交流", "zh_TW", "zh-Hant"),
        ("IPIM與AICEP簽署MoU", "en", "zh-Hant"),
        ("Mr Ji Xianzheng (季先正) met with the Secretary of the Forum (論壇) in Macao", "zh-Hant", "en"),
        ("於2025年訪問", "zh-Hans", "zh-Hant"),
        ("El instituto firmó un acuerdo con las empresas y los bancos del país", "pt", "pt"),
        ("El instituto firmó un acuerdo con las empresas y los bancos del país", None, "en"),
    ],
)
def test_short_and_mixed_texts(text: str, prior: str | None, lang: str) -> None:
    assert detect(text, prior) == lang


def test_characters_of_both_scripts_do_not_count() -> None:
    """后, 里, 台 and 于 are simplified forms, and also characters of their own in traditional texts."""
    assert detect("皇后里台于", "zh-Hant") == "zh-Hant"
    assert detect("皇后里台于") == "zh"


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("zh-hant", "zh-Hant"),
        ("zh_TW", "zh-Hant"),
        ("zh_MO", "zh-Hant"),
        ("zh-CN", "zh-Hans"),
        ("zh-hans", "zh-Hans"),
        ("zh", "zh"),
        ("pt-PT", "pt"),
        ("en-US", "en"),
        ("tc", "zh-Hant"),
        ("sc", "zh-Hans"),
        ("x-default", None),
        ("", None),
        (None, None),
    ],
)
def test_tag(label: str | None, expected: str | None) -> None:
    assert tag(label) == expected


def test_script_fold() -> None:
    assert script_fold("衞生局與葡語國家簽署備忘錄") == "卫生局与葡语国家签署备忘录"
    assert script_fold("合作 ação") == "合作 ação"
    assert script_fold(PT) == PT


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), max_size=40) | st.text(max_size=40))
def test_script_fold_keeps_places_and_is_idempotent(text: str) -> None:
    once = script_fold(text)
    assert len(once) == len(text)
    assert script_fold(once) == once


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.none() | st.text(max_size=8))
def test_the_answer_is_one_of_ours(text: str, prior: str | None) -> None:
    assert detect(text, prior) in {"en", "pt", "zh", "zh-Hant", "zh-Hans"}


def test_the_tables_are_what_opencc_says() -> None:
    assert han.generate() == (han.TRADITIONAL, han.SIMPLIFIED, han.SIMPLIFIED_ONLY)


def test_reference_corpus() -> None:
    root = Path(__file__).parents[1] / os.environ.get("PONTE_REFERENCE", "../shared")
    if not (corpus := root / "corpus/dev.jsonl").exists():
        pytest.skip("no reference material")
    rows = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows if detect(row["text"]) != row["lang"]] == []
    titled = [row for row in rows if row["title"]]
    wrong = [row["title"] for row in titled if detect(row["title"], row["lang"]) != row["lang"]]
    assert len(wrong) <= 2
