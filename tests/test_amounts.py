"""Amounts with currency and the place of an act, as the text says them beside it."""

from decimal import Decimal

import pytest
from record_support import evidence, find

# (language, how the money is written, value, currency)
MONEY = [
    ("en", "US$2.1 billion", "2100000000", "USD"),
    ("en", "2.1 billion euros", "2100000000", "EUR"),
    ("en", "€15 million", "15000000", "EUR"),
    ("en", "MOP 3,500,000", "3500000", "MOP"),
    ("en", "100 million yuan", "100000000", "CNY"),
    ("en", "USD6.7 billion", "6700000000", "USD"),
    ("pt", "2,1 mil milhões de euros", "2100000000", "EUR"),
    ("pt", "US$4,7 mil milhões", "4700000000", "USD"),
    ("pt", "R$ 2,5 bilhões", "2500000000", "BRL"),
    ("pt", "1.404.280.000 escudos", "1404280000", "CVE"),
    ("pt", "300 milhões de kwanzas", "300000000", "AOA"),
    ("pt", "20 mil patacas", "20000", "MOP"),
    ("zh-Hant", "21億歐元", "2100000000", "EUR"),
    ("zh-Hant", "3.5億澳門元", "350000000", "MOP"),
    ("zh-Hant", "人民幣2億元", "200000000", "CNY"),
    ("zh-Hans", "100万美元", "1000000", "USD"),
    ("zh-Hans", "5218.1亿元(人民币,下同)", "521810000000", "CNY"),
]
FRAME = {
    "en": "Macao and Angola signed a contract worth {} in Luanda.",
    "pt": "Macau e Angola assinaram em Luanda um contrato de {}.",
    "zh-Hant": "澳門與安哥拉在羅安達簽署{}的合同。",
    "zh-Hans": "澳门与安哥拉在罗安达签署{}的合同。",
}


@pytest.mark.parametrize(("lang", "written", "value", "currency"), MONEY)
def test_money_is_a_value_with_its_currency(lang, written, value, currency):
    finding = find(lang, FRAME[lang].format(written))
    assert finding.amounts == ((Decimal(value), currency),)
    assert [each.value for each in evidence(finding, "amount", lang)] == [f"{value} {currency}"]


@pytest.mark.parametrize(
    ("lang", "written"), [("en", "39 projects"), ("en", "5 metres"), ("pt", "3 anos"), ("zh-Hant", "5年"), ("zh-Hans", "3亿元")]
)
def test_a_number_without_a_known_currency_is_no_amount(lang, written):
    assert find(lang, FRAME[lang].format(written)).amounts == ()


def test_money_of_other_sentences_is_not_the_acts():
    body = "Macao and Angola signed a protocol.\nGuests arrived.\nTrade between them had reached US$24 billion."
    assert find("en", body).amounts == ()


@pytest.mark.parametrize(
    ("lang", "body", "place"),
    [
        ("en", "Macao and Angola signed a protocol in Luanda.", "Luanda"),
        ("en", "Macao and Angola signed a protocol on companies with interest in Brazil.", None),
        ("en", "Macao and Angola signed a protocol.", None),
        ("en", "China's ambassador in Cabo Verde and the Macao Foundation signed a protocol.", None),
        ("en", "Angola and Portugal signed a protocol at Chinese request.", None),
        ("pt", "Macau e Angola assinaram um protocolo em Lisboa.", "Lisboa"),
        ("zh-Hant", "澳門與安哥拉在北京簽署協議。", "北京"),
        ("zh-Hans", "澳门与安哥拉签署协议。", None),
    ],
)
def test_the_place_is_where_the_text_says_it_was(lang, body, place):
    finding = find(lang, body)
    assert finding.place == place
    assert [each.value for each in evidence(finding, "place", lang)] == ([place] if place else [])
