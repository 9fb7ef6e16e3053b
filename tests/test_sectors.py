"""What an announcement is about: twelve sectors by their words, weighted by where they stand."""

# ruff: noqa: E501 - each text stands on one line

import pytest
from record_support import evidence, find

from monitor.announcements.sectors import SECTORS, sector_lexicon

# (language, title, body, the sectors)
ABOUT = [
    ("en", "", "Macao and Angola signed a memorandum on the supervision of banks and insurance.", {"finance"}),
    ("en", "", "The tourism offices of Macao and Lisbon in Portugal signed an agreement to promote hotels and travel.", {"tourism-mice"}),
    ("en", "", "A protocol on hospitals and vaccines was signed by Macao and Cabo Verde.", {"health-tcm"}),
    ("en", "", "Macao and Brazil signed an agreement on soybeans, livestock and fisheries.", {"agriculture-fisheries"}),
    ("pt", "", "Macau e Moçambique assinaram um protocolo sobre estradas, barragens e energia solar.", {"energy-infrastructure"}),
    ("pt", "", "As universidades de Macau e de Luanda, em Angola, firmaram um acordo sobre bolsas de estudo e docentes.", {"education-training"}),
    ("pt", "", "Macau e Portugal assinaram um acordo sobre extradição e cooperação judiciária.", {"law-government"}),
    ("zh-Hant", "", "澳門與佛得角簽署協議,合作舉辦音樂會和足球賽事。", {"culture-sports"}),
    ("zh-Hant", "", "澳門與橫琴簽署協議,推動人工智能研發。", {"technology-innovation"}),
    ("zh-Hans", "", "澳门与巴西签署协议,开通跨境电商物流和货运。", {"e-commerce-logistics"}),
    ("zh-Hans", "", "澳门与安哥拉签署协议,促进两地贸易和投资。", {"trade-investment"}),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "title", "body", "sectors"), ABOUT)
def test_the_words_of_the_act_name_its_sector(lang, title, body, sectors):
    finding = find(lang, body, title=title)
    assert set(finding.sectors) == sectors
    assert {each.value for each in evidence(finding, "sector", lang)} == sectors


def test_nothing_said_is_other_without_evidence():
    finding = find("en", "Macao and Angola signed a memorandum of understanding.")
    assert finding.sectors == ("other",)
    assert evidence(finding, "sector", "en") == []


FILLER = "Guests sat down.\n" * 6


def test_a_sentence_that_lists_fields_names_all_of_them():
    body = "Macao and Fujian signed a memorandum on banks.\n" + FILLER + "Both will cooperate in tourism, health and education as well."
    assert set(find("en", body).sectors) == {"finance", "tourism-mice", "health-tcm", "education-training"}


def test_a_word_in_passing_names_nothing():
    body = "Macao and Angola signed a memorandum on banks and insurance.\n" + "The bank said more about banks.\n" * 6
    assert find("en", body + "Guests went by bus to a museum.").sectors == ("finance",)
    assert find("en", body + "Guests went by bus to a museum.\nThe museum was shut.").sectors == ("finance",)


@pytest.mark.parametrize("lang", ["en", "pt", "zh"])
def test_every_sector_has_words_in_every_language(lang):
    spoken = {sector for meaning in sector_lexicon(lang).terms.values() for sector in meaning.acts}
    assert set(SECTORS) <= spoken


def test_one_word_beside_the_act_is_no_sector_but_what_the_instrument_is_about_is():
    assert find("en", "Macao and Angola signed a memorandum on vaccines at a hotel.").sectors == ("health-tcm",)
    assert find("zh-Hans", "澳门与安哥拉在酒店签署关于疫苗的协议。").sectors == ("health-tcm",)


def test_the_name_of_a_body_says_less_than_what_it_does():
    body = "The Bank of China and the Government of Angola signed a contract for dams and roads.\nThe dams serve two provinces."
    assert find("en", body).sectors == ("energy-infrastructure",)


def test_what_was_before_and_figures_are_not_the_subject():
    body = "Macao and Angola signed a memorandum on vaccines and hospitals.\n" + FILLER
    assert find("en", body + "Last year banks and insurers met.").sectors == ("health-tcm",)


LOOK_ALIKES = [
    ("en", "Macao and Angola signed a memorandum on vaccines, which is of importance.", {"health-tcm"}),
    ("en", "Macao and Angola signed an agreement on the avoidance of double taxation.", {"finance", "law-government"}),
    ("en", "Macao and Angola signed a contract for a hospital in Soyo and its doctors.", {"health-tcm"}),
    ("pt", "Macau e Angola assinaram um acordo sobre a cultura do milho e da mandioca.", {"agriculture-fisheries"}),
    ("pt", "Macau e a cidade do Porto, em Portugal, assinaram um protocolo sobre museus e cinema.", {"culture-sports"}),
    ("zh-Hans", "澳门与安哥拉签署高等教育学历互认协议。", {"education-training"}),
    ("zh-Hant", "澳門與香港簽署互認駕駛執照的協議。", {"law-government"}),
]


@pytest.mark.parametrize(("lang", "body", "sectors"), LOOK_ALIKES)
def test_words_that_only_look_like_a_sectors_are_none(lang, body, sectors):
    assert set(find(lang, body).sectors) == sectors


BESIDES = [
    ("en", "A teacher said: “Our school and its students have waited for this since the founding of the school.”"),
    ("en", "Farm exports rose by 12% and fish exports by 8%, mostly tuna."),
    ("pt", "“A escola e os alunos esperavam por isto há muito tempo nesta escola”, disse uma aluna."),
    ("pt", "As pescas cresceram 12% e a agricultura 8% desde 2019."),
    ("zh-Hans", "一位学生说:“学校的学生和老师一直在等待这一天的到来。”"),
    ("zh-Hans", "去年渔业增长12%,农业增长8%。"),
]
ABOUT = {
    "en": "Macao and Angola signed a memorandum on vaccines and hospitals.",
    "pt": "Macau e Angola assinaram um memorando sobre vacinas e hospitais.",
    "zh-Hans": "澳门与安哥拉签署关于疫苗和医院的备忘录。",
}


@pytest.mark.parametrize(("lang", "aside"), BESIDES)
def test_what_is_quoted_or_counted_beside_the_act_is_not_its_subject(lang, aside):
    assert find(lang, ABOUT[lang] + "\n" + aside).sectors == ("health-tcm",)


WORDS = [
    ("en", "Macao and Angola signed a memorandum on dialysis for diabetics.", "health-tcm"),
    ("en", "Macao and Portugal signed a contract for vineyards and wineries.", "agriculture-fisheries"),
    ("pt", "Macau e Angola assinaram um acordo sobre o paludismo e a diálise.", "health-tcm"),
    ("pt", "Macau e Portugal assinaram um protocolo sobre juízes e magistrados.", "law-government"),
    ("zh-Hans", "澳门与安哥拉签署关于输电和变电的协议。", "energy-infrastructure"),
    ("zh-Hant", "澳門與葡萄牙簽署關於芭蕾和雙年展的協議。", "culture-sports"),
]


@pytest.mark.parametrize(("lang", "body", "sector"), WORDS)
def test_words_of_the_fields(lang, body, sector):
    assert sector in find(lang, body).sectors


GUESTS = [
    ("en", "The guests also visited a winery and tasted coffee from a nearby farm."),
    ("en", "The minister thanked Macao for the rice and the tractors it had sent."),
    ("pt", "Os convidados visitaram ainda uma adega e provaram café de uma fazenda."),
    ("zh-Hans", "代表团还参观了葡萄酒庄,品尝了咖啡和海鲜。"),
]


@pytest.mark.parametrize(("lang", "aside"), GUESTS)
def test_what_guests_are_shown_and_thanked_for_is_not_the_subject(lang, aside):
    assert find(lang, ABOUT[lang] + "\n" + aside).sectors == ("health-tcm",)


def test_a_list_of_fields_counts_only_where_it_says_that_it_is_one():
    signed = "Macao and Angola signed a memorandum on vaccines and hospitals.\n" + FILLER
    through = signed + "The two sides will work in the fields of tourism and fisheries."
    assert set(find("en", through).sectors) == {"health-tcm", "tourism-mice", "agriculture-fisheries"}
    told = signed + "The hall stands between a museum, a bank and the fish market."
    assert find("en", told).sectors == ("health-tcm",)


def test_a_sentence_of_an_earlier_year_is_background():
    body = ABOUT["en"] + "\nTrade came to a billion in 2022, mostly sugar and meat."
    assert find("en", body, date="2024-05-06").sectors == ("health-tcm",)


def test_the_name_of_a_body_that_nobody_has_listed_says_less_too():
    body = "The Kowloon Museum Bureau and the Government of Angola signed a contract for dams and roads.\nThe dams serve two provinces."
    assert find("en", body).sectors == ("energy-infrastructure",)


ONLY_ALIKE = [
    ("en", "Macao and Angola signed a memorandum on vaccines as demand surged.", "health-tcm"),
    ("en", "Visitors from Angola and hospitals in Macao signed a memorandum on vaccines.", "health-tcm"),
    ("pt", "Macau e Angola assinaram um memorando sobre vacinas no escritório do ministro.", "health-tcm"),
    ("pt", "Macau e Minas Gerais, no Brasil, assinaram um memorando sobre vacinas.", "health-tcm"),
    ("zh-Hant", "澳門基金會與安哥拉簽署關於疫苗的備忘錄。", "health-tcm"),
    ("zh-Hans", "澳门与安哥拉签署关于疫苗的备忘录,双方互换文本,充当桥梁。", "health-tcm"),
]


@pytest.mark.parametrize(("lang", "body", "sector"), ONLY_ALIKE)
def test_words_that_only_look_like_those_of_a_field(lang, body, sector):
    assert find(lang, body).sectors == (sector,)


MORE_WORDS = [
    ("en", "Macao and Portugal signed an agreement on town planning.", "law-government"),
    ("en", "Macao and Brazil signed an agreement on wind turbines.", "energy-infrastructure"),
    ("en", "Macao and Portugal signed an agreement on chess and table tennis.", "culture-sports"),
    ("pt", "Macau e Angola assinaram um acordo sobre primeiros socorros e telemedicina.", "health-tcm"),
    ("pt", "Macau e Portugal assinaram um acordo sobre a contratação pública.", "law-government"),
    ("pt", "Angola e a China assinaram um contrato de manutenção do caminho-de-ferro.", "energy-infrastructure"),
    ("zh-Hant", "澳門與葡萄牙簽署關於船廠和海員的協議。", "e-commerce-logistics"),
    ("zh-Hans", "澳门与巴西签署关于信用评级的协议。", "finance"),
    ("zh-Hans", "澳门与安哥拉签署关于制盐和有机肥的协议。", "agriculture-fisheries"),
]


@pytest.mark.parametrize(("lang", "body", "sector"), MORE_WORDS)
def test_more_words_of_the_fields(lang, body, sector):
    assert sector in find(lang, body).sectors
