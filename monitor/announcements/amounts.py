"""The money of an act: numbers with a currency in the sentences that tell it.

    document, act -> amounts_of -> ((value, currency), …) and their evidence

2,1 mil milhões, 2.1 billion and 21亿 are one number; US$, MOP, 人民幣 and "patacas" become ISO 4217 codes. "Dollars" and a bare $ mean US
dollars; 元 by itself means nothing unless the text notes its currency (人民幣,下同).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from monitor.announcements.acts import Act, Document
from monitor.announcements.reading import Reading, Sentence
from storage.model import Evidence

_MOST = 6
Amount = tuple[Decimal, str]

# ISO 4217 by how it is written, folded. Longer forms first in each pattern.
_CODES = {
    "us$": "USD", "usd": "USD", "u.s. dollars": "USD", "us dollars": "USD", "american dollars": "USD", "dollars": "USD", "dolares": "USD",
    "dolares norte-americanos": "USD", "dolares americanos": "USD", "美元": "USD", "$": "USD",
    "mop": "MOP", "mop$": "MOP", "patacas": "MOP", "pataca": "MOP", "澳门元": "MOP", "澳门币": "MOP", "澳元(澳门)": "MOP",
    "hk$": "HKD", "hkd": "HKD", "hong kong dollars": "HKD", "dolares de hong kong": "HKD", "港元": "HKD", "港币": "HKD",
    "rmb": "CNY", "cny": "CNY", "yuan": "CNY", "renminbi": "CNY", "yuans": "CNY", "renminbis": "CNY", "人民币": "CNY", "元人民币": "CNY",
    "eur": "EUR", "euro": "EUR", "euros": "EUR", "欧元": "EUR", "?": "EUR",
    "r$": "BRL", "brl": "BRL", "reais": "BRL", "brazilian reais": "BRL", "雷亚尔": "BRL",
    "aoa": "AOA", "kwanza": "AOA", "kwanzas": "AOA", "宽扎": "AOA",
    "mzn": "MZN", "meticais": "MZN", "metical": "MZN", "梅蒂卡尔": "MZN",
    "cve": "CVE", "escudos": "CVE", "cape verdean escudos": "CVE", "埃斯库多": "CVE",
    "cfa francs": "XAF", "francos cfa": "XAF", "xaf": "XAF", "xof": "XOF", "中非法郎": "XAF",
    "gbp": "GBP", "pounds": "GBP", "libras": "GBP", "英镑": "GBP", "jpy": "JPY", "日元": "JPY",
}  # fmt: skip
_SCALES = {
    "thousand": 3, "mil": 3, "million": 6, "millions": 6, "mln": 6, "m": 6, "milhao": 6, "milhoes": 6, "mi": 6, "bi": 9, "mil milhoes": 9,
    "billion": 9, "billions": 9, "bln": 9, "bn": 9, "bilhao": 9, "bilhoes": 9, "biliao": 12, "bilioes": 12, "trillion": 12, "trilhoes": 12,
    "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12,
}  # fmt: skip


def _either(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_LATIN_SCALE = _either([word for word in _SCALES if word.isascii()])
_CHINESE_SCALE = _either([word for word in _SCALES if not word.isascii()])
_SIGNS = _either(["us$", "mop$", "hk$", "r$", "usd", "mop", "hkd", "rmb", "cny", "eur", "brl", "aoa", "mzn", "$", "?"])
_WORDS = _either([word for word in _CODES if word.isascii() and word[-1] not in "$?"])
_HAN_WORDS = _either([word for word in _CODES if not word.isascii()])
_NUMBER = r"(\d[\d.,]*\d|\d)"
_LATIN = (
    re.compile(rf"(?<![a-z$])({_SIGNS})\s?{_NUMBER}(?:\s?({_LATIN_SCALE})\b)?"),
    re.compile(rf"(?<![\w.,]){_NUMBER}\s?(?:({_LATIN_SCALE})\s)?(?:de\s|of\s)?({_WORDS}|\?)(?![a-z])"),
)
_CHINESE = (
    re.compile(rf"(人民币|美元|港币|澳门币|欧元|{_SIGNS})\s?{_NUMBER}(?:[多余])?({_CHINESE_SCALE})?(?:元)?"),
    re.compile(rf"(?<![\d.,]){_NUMBER}(?:[多余])?({_CHINESE_SCALE})?(?:[多余])?({_HAN_WORDS})"),
    re.compile(rf"(?<![\d.,]){_NUMBER}(?:[多余])?({_CHINESE_SCALE})(?:[多余])?(元)(?!素|宇)"),
)
_SAME = re.compile(r"\((人民币|澳门元|港元|美元),?下同\)")


def amounts_of(document: Document, act: Act) -> tuple[tuple[Amount, ...], tuple[Evidence, ...]]:
    """The values of an act with ISO currencies, each once, in the order of the text. Values are exact decimals."""
    found: dict[Amount, Evidence] = {}
    seen: set[tuple[str, int]] = set()
    for row in _rows(document, act):
        if (row.part, row.start) in seen:
            continue
        seen.add((row.part, row.start))
        reading = document.reading(row)
        for amount, start, end in sorted(_amounts(reading, row), key=lambda each: each[1]):
            value = f"{amount[0]:f} {amount[1]}"
            if amount not in found and len(found) < _MOST:
                found[amount] = Evidence("amount", value, row.part, start, end, reading.text[start:end])
    return tuple(found), tuple(found.values())


def _rows(document: Document, act: Act) -> Iterator[Sentence]:
    body = document.body.sentences
    yield act.sentence
    yield from act.others
    yield from document.title.sentences
    if act.sentence.part == "body":
        yield from body[act.sentence.index + 1 : act.sentence.index + 2]


def _amounts(reading: Reading, row: Sentence) -> Iterator[tuple[Amount, int, int]]:
    if not _DIGIT.search(reading.folded, row.start, row.end):
        return
    taken: list[tuple[int, int]] = []
    for number, pattern in enumerate(_CHINESE if reading.chinese else _LATIN):
        for match in pattern.finditer(reading.folded, row.start, row.end):
            start, end = match.span()
            # Folding leaves "?" for every sign that has no plain form.
            if match[0][0] == "?" and reading.text[start] != "€":
                continue
            if any(start < other and one < end for one, other in taken):
                continue
            if match[0][-1] == "?" and reading.text[end - 1] != "€":
                continue
            sign, digits, scale = (match[1], match[2], match[3]) if number == 0 else (match[3], match[1], match[2])
            value = _value(digits, scale)
            code = _CODES.get(sign) or _noted(reading)
            if value and code:
                taken.append((start, end))
                yield (value, code), start, end


_DIGIT = re.compile(r"\d")


def _noted(reading: Reading) -> str | None:
    """What 元 means where the text notes it: 「人民幣,下同」."""
    match = _SAME.search(reading.folded)
    return _CODES.get(match[1]) if match else None


def _value(digits: str, scale: str | None) -> Decimal | None:
    """A number as written: 2.1, 2,1, 1.404.280.000, 15,000; which sign is the decimal one is told by how many digits follow it."""
    text = digits
    marks = [sign for sign in text if sign in ".,"]
    if marks:
        last = marks[-1]
        whole, _, rest = text.rpartition(last)
        grouped = len(rest) == 3 and (len(set(marks)) == 1) and not (scale and len(marks) == 1)
        text = re.sub("[.,]", "", text) if grouped else f"{re.sub('[.,]', '', whole)}.{rest}"
    try:
        value = Decimal(text) * (Decimal(10) ** _SCALES.get(scale or "", 0))
    except InvalidOperation:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
