"""Verb forms made from a lemma, and terms with choices."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.announcements.inflect import Tense, choices, english, portuguese
from monitor.announcements.lexicon import Lexicon, LexiconError, lexicon_for
from monitor.announcements.text import fold


def forms(made, tense):
    return {form for form, when in made if when is tense}


@pytest.mark.parametrize(
    ("lemma", "done", "gerund"),
    [
        ("sign", "signed", "signing"),
        ("agree", "agreed", "agreeing"),
        ("conclude", "concluded", "concluding"),
        ("ratify", "ratified", "ratifying"),
        ("open", "opened", "opening"),
        ("strike/struck", "struck", "striking"),
        ("enter into", "entered into", "entering into"),
        ("set up/set", "set up", "setting up"),
    ],
)
def test_english_forms(lemma, done, gerund):
    made = list(english(lemma))
    assert forms(made, Tense.DONE) == {done}
    assert forms(made, Tense.GERUND) == {gerund}


def test_both_english_spellings():
    assert {"formalised", "formalized"} == forms(english("formalise"), Tense.DONE)


def test_third_persons():
    assert {"ratify", "ratifies"} == forms(english("ratify"), Tense.PRESENT)
    assert "reaches" in forms(english("reach"), Tense.PRESENT)


@pytest.mark.parametrize(
    ("lemma", "tense", "some"),
    [
        ("assinar", Tense.DONE, {"assinou", "assinaram", "assinado", "assinadas"}),
        ("assinar", Tense.PRESENT, {"assina", "assinam"}),
        ("assinar", Tense.TO_COME, {"assinar", "assinara", "assinarao", "assinaria", "assinem", "assinasse"}),
        ("subscrever/subscrito", Tense.DONE, {"subscreveu", "subscrito", "subscritas"}),
        ("constituir", Tense.PRESENT, {"constitui", "constituem"}),
        ("reunir-se", Tense.DONE, {"reuniram-se", "se reuniram"}),
        ("fechar", Tense.TO_COME, {"feche", "fechem"}),
        ("outorgar", Tense.TO_COME, {"outorgue"}),
        ("chegar a acordo", Tense.DONE, {"chegaram a acordo"}),
    ],
)
def test_portuguese_forms(lemma, tense, some):
    assert some <= forms(portuguese(lemma), tense)


def test_a_participle_given_takes_the_place_of_the_regular_one():
    assert "subscrevido" not in forms(portuguese("subscrever/subscrito"), Tense.DONE)


def test_choices():
    assert list(choices("{both|two} {sides|parties}")) == ["both sides", "both parties", "two sides", "two parties"]
    assert list(choices("find {|some} ground")) == ["find ground", "find some ground"]
    assert list(choices("{两|双}方")) == ["两方", "双方"]


@given(st.lists(st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=3), min_size=1, max_size=3))
def test_choices_make_every_combination(rows):
    term = " ".join("{" + "|".join(row) + "}" for row in rows)
    count = 1
    for row in rows:
        count *= len(row)
    made = list(choices(term))
    assert len(made) == count
    assert all(len(each.split()) == len(rows) for each in made)


def acts(lexicon: Lexicon, text: str) -> set[str]:
    return {act for hit in lexicon.scan(fold(text, lexicon.chinese)) for act in hit.meaning.acts}


def test_a_form_says_whether_a_signing_is_done_or_to_come():
    portuguese_terms = lexicon_for("pt")
    assert acts(portuguese_terms, "assinaram") == {"signed"}
    assert acts(portuguese_terms, "assinarão") == {"to_sign"}
    assert acts(lexicon_for("en"), "signing") == {"signing"}
    assert "to_come" in acts(portuguese_terms, "inaugurará")


def test_an_unknown_group_of_verbs_is_an_error_that_names_the_file(tmp_path, monkeypatch):
    from monitor.announcements import lexicon

    (tmp_path / "en.toml").write_text('[verbs]\nsings = ["sing"]\n', encoding="utf-8")
    monkeypatch.setattr(lexicon, "FOLDER", tmp_path)
    with pytest.raises(LexiconError, match=r"en\.toml: \[verbs\] 'sings'"):
        list(lexicon._entries("en"))
