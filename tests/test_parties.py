"""Who the sides of an act are: known bodies, names nobody has listed, office holders and jurisdictions, in four languages."""

# ruff: noqa: E501 - each text stands on one line

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from record_support import evidence, find

from monitor.announcements import lexicon
from monitor.announcements.lexicon import FOLDER, KINDS, LexiconError, lexicon_for
from monitor.announcements.text import fold

# (what is tested, language, body, the sides as printed with their jurisdictions)
SIDES = [
    ("two known bodies", "en", "The Monetary Authority of Macao and the National Bank of Angola signed a memorandum of understanding on Tuesday.",
     [("Monetary Authority of Macao", "MO"), ("National Bank of Angola", "AO")]),
    ("a name nobody listed", "en", "A cooperation agreement was signed by the University of Macau and the Harbour Bureau of Nampula, Mozambique.",
     [("University of Macau", "MO"), ("Harbour Bureau of Nampula", "MZ")]),
    ("a name that holds an and", "en", "The Ministry of Culture and Fisheries of Cabo Verde and the City University of Macau signed a protocol.",
     [("Ministry of Culture and Fisheries of Cabo Verde", "CV"), ("City University of Macau", "MO")]),
    ("governments by their states", "en", "Two agreements on mining were signed in Dili by Timor-Leste and Indonesia.", [("Timor-Leste", "TL"), ("Indonesia", "ID")]),
    ("a guest is no side", "en", "Angola and the Macao Foundation signed an accord, according to the Hong Kong Tourism Board.",
     [("Angola", "AO"), ("Macao Foundation", "MO")]),
    ("known and unknown", "pt", "O Instituto Politécnico de Leiria e a Associação de Pesca de Macau assinaram um protocolo de cooperação.",
     [("Instituto Politécnico de Leiria", "PT"), ("Associação de Pesca de Macau", "MO")]),
    ("head in lower case", "pt", "O governo municipal de Jiangmen e a Universidade de Macau firmaram um acordo de cooperação.",
     [("governo municipal de Jiangmen", "CN"), ("Universidade de Macau", "MO")]),
    ("Brazilian spelling", "pt", "A Agência Brasileira de Promoção de Exportações e Investimentos e o IPIM assinaram um memorando de entendimento.",
     [("Agência Brasileira de Promoção de Exportações e Investimentos", "BR"), ("IPIM", "MO")]),
    ("joined by 與", "zh-Hant", "澳門科技大學與安哥拉漁業協會昨日簽署合作協議。", [("澳門科技大學", "MO"), ("安哥拉漁業協會", "AO")]),
    ("及 inside a name", "zh-Hant", "澳門大學海洋及環境研究所同廣東省水產學會簽署合作備忘錄。", [("澳門大學海洋及環境研究所", "MO"), ("廣東省水產學會", "CN")]),
    ("no place in the name", "zh-Hans", "葡萄牙里斯本大学和珠海市港口管理局在珠海签订合作备忘录。", [("里斯本大学", "PT"), ("珠海市港口管理局", "CN")]),
    ("police on both sides of an and", "en", "The Macao Judiciary Police and Brazil's Federal Police signed a protocol on fraud.",
     [("Macao Judiciary Police", "MO"), ("Brazil's Federal Police", "BR")]),
    ("an acronym in brackets is the same", "zh-Hant", "中國長城工業集團與安哥拉電訊(Angola Telecom)簽署合同。", [("中國長城工業集團", "CN"), ("安哥拉電訊", "AO")]),
    ("a house is where it happens", "zh-Hans", "香港贸易发展局在香港会议展览中心与巴西出口投资促进局签署合作备忘录。", [("香港贸易发展局", "HK"), ("巴西出口投资促进局", "BR")]),
    ("two names joined by a dash", "zh-Hans", "华南理工大学—澳门大学联合签署合作协议。", [("华南理工大学", "CN"), ("澳门大学", "MO")]),
    ("those for whom it is done", "zh-Hant", "為方便內地供應商,大西洋銀行與安哥拉投資銀行簽署協議。", [("大西洋銀行", "MO"), ("安哥拉投資銀行", "AO")]),
    ("a foreign ministry is not the Mainland's", "zh-Hans", "澳门海事及水务局与圣多美和普林西比渔业部签署合作备忘录。", [("澳门海事及水务局", "MO"), ("圣多美和普林西比渔业部", "ST")]),
    ("exporters of somewhere", "en", "Portuguese exporters and the Macao Foundation welcomed that Angola and Macao Post signed an accord.", [("Macao Foundation", "MO"), ("Macao Post", "MO"), ("Angola", "AO")]),
    ("states", "zh-Hans", "中国和巴西签署了两项农业合作协定。", [("中国", "CN"), ("巴西", "BR")]),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "body", "sides"), [case[1:] for case in SIDES], ids=[f"{case[1]}: {case[0]}" for case in SIDES])
def test_sides_are_named_as_printed_with_their_jurisdiction(lang, body, sides):
    finding = find(lang, body)
    assert {(party.name_original, party.country) for party in finding.parties} == set(sides)
    assert [each.value for each in evidence(finding, "party", lang)] == [party.name_original for party in finding.parties]


@pytest.mark.parametrize(
    ("lang", "body"),
    [
        ("en", "The Macao Trade and Investment Promotion Institute and AIPEX of Angola signed a protocol in 2019."),
        ("en", "IPIM and a company of Maputo signed a memorandum of understanding."),
        ("pt", "O Instituto de Promoção do Comércio e do Investimento de Macau e uma empresa de Luanda assinaram um protocolo."),
        ("zh-Hant", "澳門貿易投資促進局與安哥拉一家企業簽署協議。"),
        ("zh-Hans", "招商投资促进局与安哥拉一家企业签署协议。"),
    ],
)
def test_a_body_is_one_under_all_its_names(lang, body):
    """Its acronym, its name before 1 July 2024 and its names in three languages stand for what it is called now."""
    names = {party.name: party for party in find(lang, body).parties}
    assert names["Commerce and Investment Promotion Institute"].kind == "agency"
    assert names["Commerce and Investment Promotion Institute"].country == "MO"


def test_the_name_written_out_is_shown_rather_than_the_acronym():
    body = "DSEDT signed a protocol with a technology park of Lisbon in Portugal on Friday.\nThe Economic and Technological Development Bureau thanked its partner."
    assert find("en", body).parties[0].name_original == "Economic and Technological Development Bureau"


def test_the_body_names_a_side_that_the_title_only_hints_at():
    finding = find(
        "en",
        "A memorandum on pilots was signed by the University of Macau and the Port Authority of Luanda.",
        title="Macao and Angola sign memorandum",
    )
    assert {party.name_original for party in finding.parties} == {"University of Macau", "Port Authority of Luanda"}


def test_a_dateline_and_an_event_are_no_sides():
    body = "MACAU, March 4 - The Canton Fair hosted a meeting of the Hong Kong Trade Development Council and AICEP on closer trade cooperation between both."
    assert {party.country for party in find("en", body).parties} == {"HK", "PT"}


def test_a_dateline_is_no_side_of_a_signing():
    body = "MACAU, March 4 - The Hong Kong Tourism Board and AICEP signed an agreement on travel."
    assert {party.country for party in find("en", body).parties} == {"HK", "PT"}


def test_one_side_may_be_several_bodies():
    body = "The University of Macau, the Macao Polytechnic University and the University of Coimbra signed a protocol."
    assert [party.country for party in find("en", body).parties] == ["MO", "MO", "PT"]


def test_who_acts_is_not_replaced_by_who_is_spoken_of_later():
    body = "The Macao Foundation paid for lunch.\nA protocol was signed with the University of Coimbra on Friday."
    names = {party.name_original for party in find("en", body, title="University of Macau and Portugal sign protocol").parties}
    assert "University of Macau" in names
    assert "Macao Foundation" not in names


def test_never_more_than_six_and_nobody_without_an_act():
    states = "Angola, Brazil, Cabo Verde, Guinea-Bissau, Mozambique, Portugal, Timor-Leste and China"
    assert len(find("en", f"{states} signed a joint declaration.").parties) == 6
    assert find("en", f"{states} are on the map of our school.").parties == ()


PIECES = [case[2] for case in SIDES]


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(["en", "pt", "zh-Hant", "zh-Hans"]), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=14)), max_size=6))
def test_whatever_the_text_the_evidence_is_its_slice(lang, pieces):
    finding = find(lang, " ".join(pieces))
    assert len(finding.parties) <= 6
    for field in ("party", "sector", "event_date", "signing_date", "place", "amount", "person"):
        evidence(finding, field, lang)


# ---- the gazetteer -----------------------------------------------------------------------------------------------


def entries():
    for path in sorted((FOLDER / "bodies").glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["body"]:
            yield path.name, entry


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("IPIM", "Commerce and Investment Promotion Institute"), ("Macao Economic Services", "Economic and Technological Development Bureau"),
        ("AMCM", "Monetary Authority of Macao"), ("MGTO", "Macao Government Tourism Office"), ("FDCT", "Science and Technology Development Fund"),
        ("AICEP", "AICEP Portugal Global"), ("ApexBrasil", "ApexBrasil"), ("CCPIT", "China Council for the Promotion of International Trade"),
        ("MOFCOM", "Ministry of Commerce of China"), ("NDRC", "National Development and Reform Commission"), ("C-PLPEX", None), ("MIECF", None), ("CIIE", None),
        ("Macau Forum", None), ("Macau University of Science & Technology", None), ("University of Macau", "University of Macau"),
    ],
)  # fmt: skip
def test_the_names_of_the_field_are_known(name, canonical):
    bodies = [hit.meaning.body for hit in lexicon_for("en").scan(fold(f" {name} ", False)) if hit.meaning.body]
    if canonical is not None:
        assert [body.name for body in bodies] == [canonical]
    elif "&" not in name:
        assert bodies


def test_every_entry_has_a_name_in_two_languages_or_an_acronym_and_former_names_say_until_when():
    for file, entry in entries():
        spoken = {key for key in ("en", "pt", "zh", "any") if entry.get(key)}
        assert spoken, (file, entry["name"])
        for former in entry.get("former", ()):
            assert former["name"] != entry["name"]
            assert len(former["until"]) == 10, (file, former)


def test_a_canonical_name_stands_in_one_place_only():
    names = [entry["name"] for _, entry in entries()]
    assert sorted(names) == sorted(set(names))


def test_accents_and_both_scripts_find_the_same_body():
    pairs = [("pt", "Direcção dos Serviços de Turismo", "direcao dos servicos de turismo"), ("zh", "澳門旅遊局", "澳门旅游局")]
    for lang, one, other in pairs:
        found = [[hit.meaning.body for hit in lexicon_for(lang).scan(fold(f" {text} ", lang == "zh"))] for text in (one, other)]
        assert found[0] == found[1]
        assert found[0][0].country == "MO"


def test_a_mistake_in_a_file_is_an_error_that_names_it(tmp_path, monkeypatch):
    monkeypatch.setattr(lexicon, "FOLDER", tmp_path)
    (tmp_path / "bodies").mkdir()
    for path in FOLDER.glob("*.toml"):
        (tmp_path / path.name).write_text("", encoding="utf-8")
    for text, words in [('[[body]]\nname = "X"\nkind = "pub"\n', "kind 'pub'"), ('[[body]]\nname = "X"\ncounty = "MO"\n', "county")]:
        (tmp_path / "bodies" / "pubs.toml").write_text(text, encoding="utf-8")
        with pytest.raises(LexiconError, match=f"pubs.toml.*{words}"):
            list(lexicon._entries("en"))
    assert "fair" in KINDS
