"""How much an edit matters: what is cosmetic never counts as more, a number or a name never as less than substantive."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.model import Address, DateBasis, Precision, Published, Release, Step
from feeds.diff import Content
from monitor.figures import figures
from monitor.significance import contradicts, plain, significance, weigh
from storage.model import Significance, StoredRelease

COSMETIC, MINOR, SUBSTANTIVE = Significance.COSMETIC, Significance.MINOR, Significance.SUBSTANTIVE

EN = (
    "Mr Silva said that three companies had signed the memorandum with IPIM on Monday. According to him it is worth 21.5 million patacas. "
    "The two sides held talks on trade in Lisbon, and the permanent secretariat will follow them. The atmosphere was good."
)
PT = (
    "O secretário Tai Kin Ip afirmou que três empresas angolanas celebraram o acordo no dia 12 de Março. Segundo o director, o projecto "
    "vale 2.100.000 euros. A delegação visitou ainda o Centro de Exposições, onde a reunião decorreu bem."
)
HANT = (
    "行政長官岑浩輝表示，澳門將進一步加強與葡語國家的合作。經濟財政司司長戴建業今日在北京出席會議，共有三家企業與珠江船務公司簽署21份協議。"
    "雙方就合作交換意見，陳明亮認為成果十分豐碩。"
)
HANS = (
    "安哥拉总统若昂·洛伦索星期三在罗安达会见代表团，双方一致同意推进务实合作。高开贤先生介绍了第一届论坛的情况，投资额达人民币二十亿元。"
    "会议在友好气氛中举行，与会者认为前景良好。"
)
TEXTS = {"en": EN, "pt": PT, "zh-Hant": HANT, "zh-Hans": HANS}


def edited(lang: str, old: str, new: str) -> Significance:
    """What one replacement in the sample text of a language is told as."""
    text = TEXTS[lang]
    assert old in text
    return weigh(Content("Title", text), Content("Title", text.replace(old, new)), lang)


@pytest.mark.parametrize(
    ("lang", "old", "new"),
    [
        ("en", "held talks", "discussed cooperation"),
        ("en", "According to him it", "It, he said,"),
        ("en", "The two sides held", "Meanwhile the two sides held"),
        ("en", "According to him it", "Subsequently it"),
        ("en", "The atmosphere was good", "Companies were content"),
        ("en", "The atmosphere was good", "Agreements will follow"),
        ("en", "memorandum with", "Memorandum with"),
        ("en", "said that", "stated that"),
        ("en", "Monday. According", "Monday; according"),
        ("pt", "celebraram o acordo", "assinaram o acordo"),
        ("pt", "Segundo o director", "De acordo com o director"),
        ("pt", "A delegação visitou ainda", "Posteriormente a delegação visitou"),
        ("pt", "decorreu bem", "decorreu da melhor forma"),
        ("pt", "A delegação visitou ainda", "Ainda a delegação visitou"),
        ("zh-Hant", "雙方就合作交換意見", "雙方就合作深入交換意見"),
        ("zh-Hant", "表示，", "指出，"),
        ("zh-Hant", "進一步加強", "進而加強"),
        ("zh-Hant", "成果十分豐碩", "成果甚為豐碩"),
        ("zh-Hans", "一致同意", "一致赞成"),
        ("zh-Hans", "前景良好", "前景广阔"),
        ("zh-Hans", "会议在友好气氛中举行", "会议气氛友好"),
    ],
)
def test_wording_is_minor(lang: str, old: str, new: str) -> None:
    assert edited(lang, old, new) is MINOR


@pytest.mark.parametrize(
    ("lang", "old", "new"),
    [
        # numbers, in figures and in words
        *(("en", "21.5", "27.5"), ("en", "21.5 million", "21.5 billion"), ("en", "three companies", "four companies")),
        *(("en", "worth 21.5", "worth -21.5"), ("en", "21.5 million", "21.5% million"), ("en", "patacas", "euros")),
        *(("pt", "2.100.000", "2.200.000"), ("pt", "três empresas", "duas empresas"), ("pt", "euros", "dólares")),
        *(("zh-Hant", "21份", "27份"), ("zh-Hant", "三家", "四家"), ("zh-Hans", "二十亿", "二十万"), ("zh-Hans", "第一届", "第二届")),
        *(("zh-Hans", "人民币", "美元"), ("zh-Hans", "二十亿元", "2亿元")),
        # dates
        *(("en", "Monday", "Friday"), ("en", "on Monday", "yesterday"), ("pt", "de Março", "de Maio")),
        *(("pt", "12 de", "13 de"), ("zh-Hant", "今日", "昨日"), ("zh-Hans", "星期三", "星期五")),
        # people
        *(("en", "Mr Silva", "Mr Sousa"), ("en", "Mr Silva", "The minister"), ("pt", "Tai Kin Ip", "Lei Wai Nong")),
        *(("pt", "Kin Ip", "Ip Kin"), ("zh-Hant", "岑浩輝", "岑浩暉"), ("zh-Hant", "戴建業", "李偉農"), ("zh-Hant", "陳明亮", "陳明高")),
        *(("zh-Hans", "高开贤", "高先贤"), ("zh-Hans", "洛伦索", "洛伦佐"), ("zh-Hant", "司長", "副司長")),
        # bodies and places, also in small letters where the lexicon knows them
        *(("en", "IPIM", "DSEDT"), ("en", "Lisbon", "Porto"), ("en", "the permanent secretariat", "the office")),
        ("pt", "angolanas", "brasileiras"),
        *(("pt", "Centro de Exposições", "Centro de Convenções"), ("zh-Hant", "北京", "上海"), ("zh-Hant", "珠江船務", "中旅船務")),
        *(("zh-Hans", "罗安达", "马普托"), ("zh-Hant", "葡語國家", "歐盟國家")),
    ],
)  # fmt: skip
def test_a_number_a_date_or_a_name_is_substantive(lang: str, old: str, new: str) -> None:
    assert edited(lang, old, new) is SUBSTANTIVE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("He said “yes” — it’s done…", 'He said "yes" - it\'s done...'),
        ("中國─葡語國家「平台」", "中國—葡語國家“平台”"),
        ("共１２３家，澳門（二）", "共123家,澳門(二)"),
        ("São Tomé", "Sa\u0303o Tome\u0301"),
        ("coo\u00adper\u200bation\ufeff", "cooperation"),
        ("worth 10\u00a0000 patacas", "worth 10000 patacas"),
        ("in 2026年 3月", "in 2026年3月"),
        ("one\r\ntwo\n\n three", "one two\nthree"),
        ("Macao , China", "Macao, China"),
    ],
)
def test_typography_is_cosmetic(old: str, new: str) -> None:
    assert weigh(Content("T", f"{old}\nx"), Content("T", f"{new}\nx"), "en") is COSMETIC
    assert weigh(Content(old, "x"), Content(new, "x"), "en") is COSMETIC


def test_white_space_that_parts_words_or_numbers_is_not() -> None:
    assert weigh(Content("T", "it is now here"), Content("T", "it is nowhere"), "en") is MINOR
    assert weigh(Content("T", "rooms 5 30"), Content("T", "rooms 530"), "en") is SUBSTANTIVE


def test_a_paragraph_more_or_less_and_a_title_are_substantive() -> None:
    assert weigh(Content("T", EN), Content("T", f"{EN}\nThe meeting was held in a good spirit."), "en") is SUBSTANTIVE
    assert weigh(Content("T", f"{HANT}\n完"), Content("T", HANT), "zh-Hant") is SUBSTANTIVE
    assert weigh(Content("Talks held", EN), Content("Talks continued", EN), "en") is SUBSTANTIVE
    assert weigh(Content("T", EN), Content("T", "Nothing of what stood here before stands here any longer."), "en") is SUBSTANTIVE


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("2026-04-16", "2026-04-17", True),
        ("2026-04-16T02:00:00Z", "2026-04-16T02:01:00Z", True),
        ("2026-04", "2026-04-16", False),
        ("2026-04-16", "2026-05", True),
        ("2026-04-16", "2026-04-15T18:00:00Z", False),  # two in the morning in Macao
        ("2026-04-16", "2026-04-17T02:00:00Z", False),  # eleven in the evening in Brazil
        ("2026-04-16", "2026-04-17T09:00:00Z", True),
        ("2026-04-15T18:00:00Z", "2026-04", False),
        (None, "2026-04", False),
        ("2026-04", "", False),
        (None, None, False),
    ],
)
def test_a_finer_date_contradicts_only_where_it_lies_outside_the_coarser(old: str | None, new: str | None, expected: bool) -> None:
    assert contradicts(old, new) is expected
    assert contradicts(new, old) is expected


def read(published: Published) -> Release:
    return Release(Address("gcs", "1", "en", "https://gcs/en/1"), "en", "A memorandum", EN, published, Step.LABELS)


def stored(release: Release) -> StoredRelease:
    site = {"id": "gcs:1:en", "native": "gcs:1:en", "source": "gcs", "site": "gcs", "lang": "en", "url": release.address.url}
    date = {"published": release.published.iso, "published_precision": "day", "published_basis": "id"}
    rest = dict.fromkeys(("digest", "first_seen", "last_seen", "story_id", "basis"), "")
    return StoredRelease(**site, title=release.title, body=release.body, **date, entity=None, status="live", revision_count=1, **rest)  # type: ignore[arg-type]


def test_dates_and_entities_of_stored_and_read_releases_are_compared() -> None:
    minute = read(Published(datetime(2026, 1, 1, 2, 0, tzinfo=UTC), Precision.MINUTE, DateBasis.FEED))
    day = read(Published(date(2026, 1, 1), Precision.DAY, DateBasis.ID))
    other = read(Published(datetime(2026, 1, 5, 2, 0, tzinfo=UTC), Precision.MINUTE, DateBasis.FEED))
    assert significance(stored(day), minute) is COSMETIC
    assert significance(stored(minute), other) is SUBSTANTIVE
    assert weigh(Content("T", EN, entity="IPIM"), Content("T", EN, entity="DSEDT"), "en") is SUBSTANTIVE
    assert weigh(Content("T", EN), Content("T", EN, entity="DSEDT"), "en") is COSMETIC


def test_figures_are_what_a_text_counts_and_dates() -> None:
    said = "三十分钟 第一屆 二零二六年一月 進一步 一項 十分好 COVID-19 -5.3 % Março may May 10–12 km² US$3.5 billion"
    assert figures(plain(said)) == [*("三十", "第一", "二零二六", "一", "19", "-5.3 %", "março", "may", "10", "12", "²", "$3.5", "billion")]


# ---- whatever the text -------------------------------------------------------------------------------------------------

WORDS = """São Tomé 2026 3.5% o'clock “yes” “no” — the Ângela 12 澳門 「平台」 二十 Macao, Ｍacau ﬁ e\u0301 10 000"""
words = st.sampled_from([*WORDS.split(), "\n"])
bodies = st.lists(words, max_size=25).map(" ".join) | st.sampled_from([EN, PT, HANT, HANS]) | st.text(max_size=30)
LANGS = st.sampled_from(["en", "pt", "zh-Hant", "zh-Hans"])


def soft(text: str, places: list[int]) -> str:
    for place in places:
        at = place % (len(text) + 1)
        text = text[:at] + "\u00ad" + text[at:]
    return text


TYPOGRAPHY = [
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: unicodedata.normalize("NFC", text),
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace(" ", " \u2003"),
    lambda text: text.replace("“", '"').replace("”", '"').replace("「", "“"),
    lambda text: text.replace("'", "’").replace("—", "--"),
    lambda text: text.replace("\n", "\n\n") + "\n",
    lambda text: "\u200b".join(text),
]


@given(bodies, st.lists(st.sampled_from(range(len(TYPOGRAPHY))), max_size=4), st.lists(st.integers(0, 400), max_size=3), LANGS)
@settings(max_examples=150, deadline=None)
def test_i19_typography_is_never_more_than_cosmetic(body: str, which: list[int], places: list[int], lang: str) -> None:
    changed = soft(body, places)
    for index in which:
        changed = TYPOGRAPHY[index](changed)
    assert weigh(Content("T", body), Content("T", changed), lang) is COSMETIC
    assert weigh(Content(body, "b"), Content(changed, "b"), lang) is COSMETIC


@given(bodies, st.text(max_size=12), st.integers(0, 9), st.integers(1, 9), st.integers(0, 400), LANGS)
@settings(max_examples=150, deadline=None)
def test_i18_one_digit_is_always_substantive(body: str, around: str, digit: int, step: int, place: int, lang: str) -> None:
    at = place % (len(body) + 1)
    old, new = (f"{body[:at]}{around}{each}{body[at:]}" for each in (digit, (digit + step) % 10))
    assert weigh(Content("T", old), Content("T", new), lang) is SUBSTANTIVE
    assert weigh(Content(old, "b"), Content(new, "b"), lang) is SUBSTANTIVE


@given(bodies, bodies, LANGS)
@settings(max_examples=100, deadline=None)
def test_it_weighs_the_same_in_both_directions(old: str, new: str, lang: str) -> None:
    assert weigh(Content("T", old), Content("T", new), lang) is weigh(Content("T", new), Content("T", old), lang)


@given(bodies)
@settings(max_examples=100, deadline=None)
def test_a_plain_text_is_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)
