"""What stands beside a word in its sentence: how far, in the same clause or not, and whether a day is named.

Distances are in characters; a Chinese character says about as much as three letters, so each distance comes in two sizes.
"""

from __future__ import annotations

import re

from monitor.announcements.lexicon import Hit
from monitor.announcements.reading import Reading, Sentence

# How far a word of joint work stands from what is done jointly: (letters, Chinese characters).
TOGETHER_REACH = (28, 8)
# How a Chinese clause begins that carries on the one before.
_CARRY = re.compile(
    "(?:并(?:[在于]?(?:会上|席上|现场|当[日天]|其间|期间))?|及|同时|届时|会上|其间|期间|.{0,4}时|.{0,3}后)(?:还|也|亦|正式|共同)?"
)
# English and Portuguese: an auxiliary right before the participle.
PASSIVE = re.compile(
    r"\b(?:was|were|is|are|been|being|be|foi|foram|sido|e|sao|sera|serao|fica|ficou|esta|estao) (?:[a-z]+(?:ly|mente) |also )?$"
)
# "昨", "3日": told as news though 的 follows the verb.
DAY_ZH = re.compile("[\\d一二三四五六七八九十][日号]|(?:周|星期|礼拜)[一二三四五六日天]")
# A day: 6 March, dia 6, 4月10日, (6/3).
_MONTHS = "jan|feb|fev|mar|apr|abr|may|mai|jun|jul|aug|ago|sep|set|oct|out|nov|dec|dez"
DAY = re.compile(
    rf"\bdia \d{{1,2}}\b|\d{{1,2}}[月日号]|(?:周|星期|礼拜)[一二三四五六日天]|\(\d{{1,2}}\)"
    rf"|\b\d{{1,2}} (?:de |of )?(?:{_MONTHS})|\b(?:{_MONTHS})[a-z]*\.? \d{{1,2}}\b(?!\d)"
)


def dated(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence says on which day: "yesterday", "on Thursday", "27 March"."""
    return bool(sentence.of("recent") or DAY.search(reading.folded, sentence.start, sentence.end))


def carried(reading: Reading, sentence: Sentence, verb: Hit) -> bool:
    """Chinese only: a clause that begins with "and" or "on the occasion" carries on the clause before it, plan and all."""
    clause = reading.folded.rfind(",", sentence.start, verb.start)
    return reading.chinese and clause >= 0 and bool(_CARRY.fullmatch(reading.folded, clause + 1, verb.start))


def nearest_before(reading: Reading, sentence: Sentence, verb: Hit, act: str, reach: tuple[int, int]) -> Hit | None:
    """The nearest hit of an act that ends before the verb, within reach and in the same clause (no comma between)."""
    nearest = None
    for hit in sentence.of(act):
        near = 0 <= verb.start - hit.end <= reach[reading.chinese]
        if near and (not comma_between(reading, hit.end, verb.start) or (act in ("planned", "hoped") and carried(reading, sentence, verb))):
            nearest = hit
    return nearest


def clause_start(reading: Reading, sentence: Sentence, verb: Hit) -> int:
    """Where the clause of a verb begins."""
    return max(sentence.start, reading.folded.rfind(",", sentence.start, verb.start) + 1)


def clause_end(reading: Reading, sentence: Sentence, verb: Hit) -> int:
    """Where the clause of a verb ends."""
    comma = reading.folded.find(",", verb.end, sentence.end)
    return comma if comma >= 0 else sentence.end


def comma_between(reading: Reading, start: int, end: int) -> bool:
    """Whether a comma or a semicolon parts two places."""
    between = reading.folded[start:end]
    return "," in between or ";" in between


def gap(one: Hit, other: Hit) -> int:
    """Characters between two hits, 0 where they touch or overlap."""
    return max(0, one.start - other.end, other.start - one.end)


def quote(reading: Reading, hit: Hit) -> str:
    """The words of a hit as the text has them."""
    return reading.text[hit.start : hit.end]
