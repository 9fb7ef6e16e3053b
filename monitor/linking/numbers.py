"""Numbers written alike in every language, and how much each says. Pure.

2,1 mil milhões (pt)  2.1 billion (en)  21亿 (zh)  ->  2.1e+09
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SCALE = {
    "k": 3, "thousand": 3, "mil": 3, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7,
    "m": 6, "mn": 6, "mln": 6, "million": 6, "milhao": 6, "milhoes": 6,
    "亿": 8, "十亿": 9, "百亿": 10, "bn": 9, "bln": 9, "b": 9, "billion": 9, "mil milhoes": 9,
    "bilhao": 9, "bilhoes": 9, "biliao": 12, "bilioes": 12,
    "trillion": 12, "tn": 12, "万亿": 12, "trilhao": 12, "trilhoes": 12,
}  # fmt: skip
_WORDS = "|".join(sorted(map(re.escape, _SCALE), key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![\w.,-])(?:us|hk|r|a)?\$?(\d[\d.,]{{0,28}}\d|\d)(?:\s?(%|per ?cent\b|por cento\b)|\s?({_WORDS})(?![a-z]))?(?!\w*-\w)"
)
_HAN_NUMBER = re.compile(rf"(?<![\d.,])(\d[\d.,]{{0,28}}\d|\d)(?:\s?(%|个百分点)|({_WORDS})(?![a-z]))?")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|[oaºª])\b")


def numbers_in(folded: str, lang: str) -> Iterator[tuple[int, str]]:
    """(place, value) of the numbers of a text, written alike in every language: 2,1 mil milhões, 2.1 billion and 21亿 are 2.1e+09."""
    pattern = _HAN_NUMBER if lang.startswith("zh") else _NUMBER
    for match in pattern.finditer(folded):
        digits, percent, scale = match.groups()
        value = _value(digits, lang == "pt")
        if value is None or (not percent and not scale and (_is_year(digits) or _ORDINAL.match(folded, match.end(1)))):
            continue
        yield match.start(), f"{value:.6g}%" if percent else f"{value * 10 ** _SCALE.get(scale or '', 0):.6g}"


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits[:2] in ("19", "20")


def _value(digits: str, comma_decimal: bool) -> float | None:
    """A number as written; the separators of thousands and decimals by language, and by what can only be one of them."""
    thousands, decimal = (".", ",") if comma_decimal else (",", ".")
    if comma_decimal and digits.count(".") == 1 and len(digits.split(".")[1]) != 3 and "," not in digits:
        thousands, decimal = decimal, thousands
    plain = digits.replace(thousands, "").replace(decimal, ".")
    try:
        return float(plain) if len(plain) <= 20 else None
    except ValueError:
        return None


def number_weight(value: str) -> float:
    """More digits that are not round say more; small whole numbers say nothing."""
    mantissa = value.rstrip("%").split("e")[0]
    digits = len(mantissa.replace(".", "").strip("0"))
    if value.endswith("%"):
        return (0.3, 0.9, 1.6)[min(digits, 3) - 1] if digits else 0.1
    if "e" not in value and float(value) < 13:
        return 0.1
    return (0.3, 0.6, 1.2, 1.8)[min(digits, 4) - 1] if digits else 0.1
