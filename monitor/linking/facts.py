"""What a release says that other releases of the same event say as well, in any language: numbers, days, names, places, editions.

    id, title, text, lang, day -> told -> Told          everything that links are decided by
    Told -> keys_of -> (key, ...)                        by which candidates are found in an index

A fact is a string ("number 2.1e+09", "day 08-20", "name gongzheng", "place shanghai", "edition iiicf 14"), so that people can read why two
releases were linked. Facts weigh by their rarity, which is set by kind and never counted: a count would change with every release stored.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from monitor.announcements.text import fold, sentences
from monitor.linking import near
from monitor.linking.days import SPAN, YEAR, Day, dates_in, event_days, lies_ahead, speaks_of_future
from monitor.linking.naming import Reading, aliases_in, editions_in, names_in
from monitor.linking.numbers import number_weight, numbers_in
from monitor.linking.terms import concepts, governments, often_named

# So much of a text is its opening, which tells the event and when it was: (letters, Chinese characters).
_OPENING = (700, 260)
_CORE = (330, 150)
_LEAD = (170, 60)
# Facts are read from so much of a text, beyond which stand annexes; so many sentences and marks are compared (FAULTS T19).
_READ = 20_000
_MOST_MARKS = 400
_MOST_UNITS = 120
_ZONE = "Guangdong-Macao In-Depth Cooperation Zone in Hengqin"
# Weights by kind of fact; numbers and editions below.
_WEIGHTS = {
    "country": 0.5,
    "place": 1.2,
    "body": 0.8,
    "group": 0.1,
    "event": 0.9,
    "office": 0.3,
    "subject": 0.8,
    "instrument": 0.3,
    "matter": 0.35,
    "name": 1.5,
    "word": 0.6,
    "day": 0.9,
    "year": 0.25,
    "edition": 1.4,
    "span": 1.6,
}
_USUAL = {
    "country MO": 0.05,
    "country CN": 0.05,
    "country HK": 0.2,
    "country PT": 0.3,
    "place hengqin": 0.4,
    "place guangdong": 0.4,
    "place beijing": 0.5,
    f"body {_ZONE}": 0.2,
}
# What a key of the index needs to weigh.
_KEY_WEIGHT = 0.8
# People who stand in very many releases.
_OFTEN = 0.3
_MOST_KEYS = 40


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence for comparing: where it stands, the numbers and names in it, whether it belongs to the opening."""

    start: int
    end: int
    marks: frozenset[str]
    opening: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What links are decided by.

    `day` is that of publication, None where it is not known. `core` are the facts of the title and the first sentences, where the act
    stands; `aliases` further spellings of names in Chinese characters. `days` are those of the event as the opening tells them (month,
    day; month 0 where only the day is said), `years` those the opening states, `editions` the counted events, `figures` the rare numbers.
    `subject` are the words of the title and the first sentences that come again.
    `preview` tells that the event is yet to come. `units` are the sentences of `text`, which is folded, for comparing copies: their words
    are looked for only where two texts share much, so that a run can keep what it has read of many releases.
    """

    id: str
    lang: str
    day: date | None
    title: frozenset[str]
    text: str
    subject: frozenset[str]
    shingles: array[int]
    near_keys: tuple[int, ...]
    facts: frozenset[str]
    core: frozenset[str]
    aliases: frozenset[str]
    units: tuple[Unit, ...]
    days: frozenset[tuple[int, int]]
    years: frozenset[int]
    editions: frozenset[tuple[str, int]]
    preview: bool
    figures: frozenset[str]

    @property
    def chinese(self) -> bool:
        return self.lang.startswith("zh")

    @property
    def words(self) -> frozenset[str]:
        """All words of the text, or pairs of characters."""
        return frozenset(_words(self.text, self.chinese))

    def words_of(self, unit: Unit) -> frozenset[str]:
        """Those of a sentence."""
        return _words_in(self.text[unit.start : unit.end], self.chinese)


def told(id: str, title: str, text: str, lang: str, day: date | None) -> Told:
    """Read one release. `lang` is BCP 47; `day` that of publication, None where it is not known. Never raises."""
    chinese = lang.startswith("zh")
    body = _without_furniture(text)
    plain = near.plain(body)
    body = body[:_READ]
    headed = not title or body.lstrip().startswith(title)
    whole = body if headed else f"{title}\n{body}"
    folded = fold(whole, chinese)
    reading = Reading(whole, folded, chinese, list(concepts(chinese).scan(folded)))
    dates = list(dates_in(folded, chinese))
    placed = sorted(_placed(reading, dates, lang))
    facts = frozenset(fact for _, fact in placed)
    core, opening = len(title) + _CORE[chinese], len(title) + _OPENING[chinese]
    to_come = speaks_of_future(folded, whole, (len(title) + _LEAD[chinese], core, opening))
    days = event_days(folded[:opening], [each for each in dates if each[0] < opening], day, to_come)
    counts = Counter(_words(folded, chinese))
    return Told(
        id=id,
        lang=lang,
        day=day,
        title=frozenset(_words(fold(title, chinese), chinese)),
        text=folded,
        subject=frozenset(word for word in _words(folded[:core], chinese) if counts[word] > 1 and len(word) > 1 + 2 * word.isascii()),
        shingles=near.shingles(plain),
        near_keys=near.keys(plain),
        facts=facts,
        core=frozenset(fact for place, fact in placed if place < core),
        aliases=frozenset(aliases_in(folded, chinese)),
        units=tuple(_units(reading, placed, core)),
        days=days,
        years=frozenset({int(year) for year in YEAR.findall(folded[:opening])} | ({day.year} if day else set())),
        editions=frozenset((series, number) for _, series, number in editions_in(reading)),
        preview=to_come or lies_ahead(days, day),
        figures=frozenset(fact for fact in facts if fact.startswith("number") and weight(fact) >= 1),
    )


def _placed(reading: Reading, dates: list[Day], lang: str) -> Iterator[tuple[int, str]]:
    """Every fact with the place where it stands."""
    yield from ((hit.start, fact) for hit in reading.hits for fact in hit.meaning.acts)
    yield from ((place, f"number {value}") for place, value in numbers_in(_blank(reading.folded, dates), lang))
    yield from names_in(reading)
    yield from ((place, f"day {month:02}-{number:02}") for place, _, month, number in dates if month)
    yield from ((place, f"edition {series} {number}") for place, series, number in editions_in(reading))
    yield from ((match.start(), f"span {match[1]}") for match in SPAN.finditer(reading.folded))
    yield from ((match.start(), f"year {match[1]}") for match in YEAR.finditer(reading.folded))


@lru_cache(maxsize=4_096)
def weight(fact: str) -> float:
    """How much it says that two releases share a fact: rare ones much, common ones little."""
    kind, _, value = fact.partition(" ")
    if kind == "number":
        return number_weight(value)
    if kind == "name" and value in often_named():
        return _OFTEN
    if fact in _USUAL or kind in ("body", "group"):
        return _USUAL.get(fact, _WEIGHTS["group"] if value in governments() else _WEIGHTS[kind])
    return _WEIGHTS.get(kind, 0.0)


def keys_of(told: Told) -> tuple[str, ...]:
    """The facts by which candidates are looked up within days of a release, the rarest first, at most 40; no Told has none but empty ones.

    Releases of one event share several of them; storage asks for those that share two (storage/nearness.py).
    """
    both = told.facts | told.aliases
    rare = sorted((-weight(fact), fact) for fact in both if weight(fact) >= _KEY_WEIGHT)
    event = [f"event {month:02}-{day:02}" for month, day in sorted(told.days) if month]
    return tuple(dict.fromkeys([*event, *(fact for _, fact in rare)]))[:_MOST_KEYS]


# ---- what is not the text's own ----------------------------------------------------------------------------------

_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_SENTENCE_END = re.compile("[.!?。！？;；]$")


def _without_furniture(text: str) -> str:
    """The text without addresses and without the lines in which a page tells when it was put up: a clock time, and no sentence."""
    lines = _ADDRESS.sub(" ", text).splitlines()
    return "\n".join(line for line in lines if not (_CLOCK.search(line) and len(line) < 90 and not _SENTENCE_END.search(line.strip())))


def _blank(text: str, dates: list[Day]) -> str:
    """The text with spaces over the dates, so that a date is no number."""
    if not dates:
        return text
    characters = list(text)
    for start, end, *_ in dates:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


# ---- sentences ---------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[a-z0-9]{2,}")


def _words(folded: str, chinese: bool) -> Iterator[str]:
    """The words of a folded text; for Chinese its pairs of characters."""
    yield from _WORD.findall(folded)
    if chinese:
        yield from (one + other for one, other in pairwise(folded) if one >= "\u4e00" and other >= "\u4e00")


# A new release is compared with the same fifty others, sentence by sentence.
@lru_cache(maxsize=2_048)
def _words_in(sentence: str, chinese: bool) -> frozenset[str]:
    return frozenset(_words(sentence, chinese))


def _units(reading: Reading, placed: list[tuple[int, str]], core: int) -> Iterator[Unit]:
    """The sentences, each with the numbers, days, names and places in it."""
    marks = [(place, fact) for place, fact in placed if not fact.startswith(("matter", "office", "edition", "year"))][:_MOST_MARKS]
    places = [place for place, _ in marks]
    for start, end in sentences(reading.text, reading.chinese)[:_MOST_UNITS]:
        inside = frozenset(fact for _, fact in marks[bisect_left(places, start) : bisect_left(places, end)])
        if inside:
            yield Unit(start, end, inside, start < core)
