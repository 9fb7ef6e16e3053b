"""Who signed and who watched, where the text says so.

    document, act -> people_of -> ((name, "signed" | "witnessed"), …) and their evidence

A person is recognised by a title or a role beside the name; what the person did, by the words around: "signed by A, president of B, and C",
「由甲校長陳某簽署」, "na presença de". Without such words nobody is named. The words are in lexicon/people.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from monitor.announcements.acts import Act, Document
from monitor.announcements.inflect import choices
from monitor.announcements.lexicon import load
from monitor.announcements.reading import Reading, Sentence
from monitor.announcements.text import fold
from storage.model import Evidence, Strength

SIGNED, WITNESSED = "signed", "witnessed"
_MOST = 12
_ROWS = 6


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one language, compiled. `roles` in the text as folded, `titles` as printed."""

    roles: re.Pattern[str]
    titles: re.Pattern[str] | None
    behind: tuple[tuple[str, re.Pattern[str]], ...]
    before: tuple[tuple[str, re.Pattern[str]], ...]
    surnames: frozenset[str] = frozenset()
    compound: frozenset[str] = frozenset()


@lru_cache(maxsize=3)
def _words(language: str) -> _Words:
    chinese = language == "zh"
    table = load("people.toml")[language]

    def either(words: Iterable[str]) -> re.Pattern[str]:
        folded = sorted({fold(form, chinese) for word in words for form in choices(word)}, key=len, reverse=True)
        edge = "" if chinese else r"\b"
        return re.compile(edge + "(?:" + "|".join(map(re.escape, folded)) + ")" + edge)

    return _Words(
        either(table["roles"]),
        re.compile(r"\b(?:" + "|".join(re.escape(word) for word in table["titles"]) + r")\b\.?") if "titles" in table else None,
        ((SIGNED, either(table["signs_behind"])), (WITNESSED, either(table["watches_behind"]))),
        ((SIGNED, either(table["signs_before"])), (WITNESSED, either(table["watches_before"]))),
        frozenset(fold("".join(table.get("surnames", ())), True)),
        frozenset(fold(name, True) for name in table.get("compound", ())),
    )


def people_of(document: Document, act: Act) -> tuple[tuple[tuple[str, str], ...], tuple[Evidence, ...]]:
    """Everybody whom the text names as having signed or watched the signing, in the order of the text."""
    if act.strength is not Strength.SIGNED:
        return (), ()
    found: dict[str, tuple[str, Evidence]] = {}
    words = _words("zh" if document.body.chinese else "pt" if document.lang == "pt" else "en")
    for row in _rows(document, act):
        reading = document.reading(row)
        people = _chinese_people(reading, row, words) if reading.chinese else _latin_people(reading, row, words)
        for start, end, role in people:
            name = reading.text[start:end]
            if name not in found and len(found) < _MOST:
                found[name] = (role, Evidence("person", name, row.part, start, end, name))
    return tuple((name, role) for name, (role, _) in found.items()), tuple(evidence for _, evidence in found.values())


def _rows(document: Document, act: Act) -> Iterator[Sentence]:
    """The sentence of the act, those that tell the same and what follows them: who signed is often told next."""
    body = document.body.sentences
    indexes = sorted({row.index + step for row in (act.sentence, *act.others) if row.part == "body" for step in (0, 1, 2)})
    if act.sentence.part == "title":
        indexes = sorted({*indexes, 0, 1, 2})
    yield from (body[index] for index in indexes[:_ROWS] if index < len(body))


# ---- Latin -------------------------------------------------------------------------------------------------------

_PARTICLE = r"(?:de|da|do|dos|das|e|van|von|bin|Van)"
_NAME = re.compile(rf"[A-ZÀ-Þ][\w'’-]+(?:\s+(?:{_PARTICLE}\s+)?[A-ZÀ-Þ](?:[\w'’-]+|\.)){{1,5}}")
_STOPS = re.compile(r":|\b(?:said|says|which|where|while|meanwhile|disse|que|cujo|cuja)\b")


def _latin_people(reading: Reading, row: Sentence, words: _Words) -> Iterator[tuple[int, int, str]]:
    """Names with a title or a role, behind "signed by" to the clause's end, or before "signed" from its beginning."""
    names = [
        span
        for match in _NAME.finditer(reading.text, row.start, row.end)
        if (span := _person(reading, row, match.start(), match.end(), words))
    ]
    if not names:
        return
    ranges = list(_ranges(reading, row, words))
    for start, end in names:
        told = [(abs(start - at), role) for role, first, last, at in ranges if first <= start and end <= last]
        if told:
            yield start, end, min(told)[1]


def _ranges(reading: Reading, row: Sentence, words: _Words) -> Iterator[tuple[str, int, int, int]]:
    """Where the people of each act stand: role, from, to, and the place of the word that says so."""
    behind: list[tuple[int, int, str]] = []
    for role, pattern in words.behind:
        behind.extend((match.start(), match.end(), role) for match in pattern.finditer(reading.folded, row.start, row.end))
    behind.sort()
    for number, (_, end, role) in enumerate(behind):
        limit = behind[number + 1][0] if number + 1 < len(behind) else row.end
        stop = _STOPS.search(reading.folded, end, limit)
        yield role, end, stop.start() if stop else limit, end
    for role, pattern in words.before:
        for match in pattern.finditer(reading.folded, row.start, row.end):
            passive = _PASSIVE.search(reading.folded, max(row.start, match.start() - 12), match.start())
            if passive or any(start <= match.start() < end for start, end, _ in behind):
                continue
            marks = [stop.end() for stop in _STOPS.finditer(reading.folded, row.start, match.start())]
            yield role, max(marks, default=row.start), match.start(), match.start()


_PASSIVE = re.compile(r"\b(?:was|were|been|being|be|is|are|foi|foram|sido) (?:\w+ly )?$")


def _person(reading: Reading, row: Sentence, start: int, end: int, words: _Words) -> tuple[int, int] | None:
    """The span of a name beside a title or a role that no body or place is part of; words of the act and roles before it are none of it."""
    led_by = start
    if words.titles and (title := words.titles.match(reading.text, start, end)):
        led_by = min(title.end() + 1, end)
    for pattern in (*(each for _, each in words.behind), *(each for _, each in words.before), words.roles):
        while (leading := pattern.match(reading.folded, led_by, end)) and reading.folded[leading.end() : leading.end() + 1] == " ":
            led_by = leading.end() + 1
    if " " not in reading.text[led_by:end] or not reading.text[led_by].isupper():
        return None
    if any(hit.start < end and led_by < hit.end for hit in row.hits if hit.meaning.countries or hit.meaning.body):
        return None
    if words.roles.search(reading.folded, led_by, end) or _BODY.search(reading.folded, led_by, end):
        return None
    return (led_by, end) if _has_role(reading, row, led_by, end, words) else None


def _has_role(reading: Reading, row: Sentence, start: int, end: int, words: _Words) -> bool:
    """Whether a title stands before a name, or a role before it or behind its comma."""
    before = reading.folded[max(row.start, start - 60) : start]
    after = reading.folded[end : end + 50]
    titled = words.titles is not None and words.titles.search(reading.text, max(row.start, start - 14), start)
    role_before = [role.end() for role in words.roles.finditer(before)]
    # "Minister for Science and Higher Education": behind a linking word goes on what the role is of.
    beside = (
        before.endswith((", ", ": "))
        or (role_before and before[role_before[-1] :] == " ")
        or any(hit.end == start - 1 for hit in row.hits if hit.meaning.countries)
    )
    led = bool(role_before) and beside and not re.search(r"[.;]|\b(?:said|disse)\b", before[role_before[-1] :])
    followed = re.match(r"\s*(?:\([^)]*\)\s*)?,\s*(?:\w+\s){0,4}", after)
    trailed = followed is not None and words.roles.search(after, 0, followed.end() + 20) is not None
    return bool(titled) or led or trailed


_BODY = re.compile(
    r"\b(?:university|universidade|institute|instituto|bank|banco|associa\w+|ministry|ministerio|company|bureau|department|chamber|camara|forum"
    r"|memorand\w+|agreement|acordo|protocolo|government|governo|republic|republica|council|conselho|secretariat|palace|palacio|headquarters"
    r"|hall|hotel|declaration|plan|plano)\b"
)


# ---- Chinese -----------------------------------------------------------------------------------------------------

_HAN = re.compile("[\u4e00-\u9fff]+")
# A name ends where the clause goes on: these follow people and begin no given name's second character in practice.
_AFTER = frozenset("和与及同、,。;:()在于签见率出共一并分代等为致说表说")


def _chinese_people(reading: Reading, row: Sentence, words: _Words) -> Iterator[tuple[int, int, str]]:
    """Names behind a role (校長宋永華), for the act that the clause tells: signing behind or before it, or watching."""
    folded = reading.folded
    for match in _ZH_WATCHED.finditer(folded, row.start, row.end):
        for number in (1, 2):
            if match[number] and match[number][0] in words.surnames:
                yield match.start(number), match.end(number), WITNESSED
    for role in words.roles.finditer(folded, row.start, row.end):
        name = _chinese_name(folded, role.end(), row.end, words)
        if name is None or words.roles.match(folded, role.end()):
            continue
        start, end = name
        act = _chinese_act(folded, row, start, end, words)
        if act:
            yield start, end, act


# 經甲和乙見證
_ZH_WATCHED = re.compile("(?:经|在)([\u4e00-\u9fff]{2,3})(?:[和与、及]([\u4e00-\u9fff]{2,3}?))?(?:等)?(?:一同|共同)?见证")


def _chinese_name(folded: str, start: int, limit: int, words: _Words) -> tuple[int, int] | None:
    if start + 1 >= limit or (folded[start] not in words.surnames and folded[start : start + 2] not in words.compound):
        return None
    longest = 4 if folded[start : start + 2] in words.compound else 3
    for end in range(start + 2, min(start + longest, limit) + 1):
        if end == limit or folded[end] in _AFTER or end == start + longest:
            return (start, end) if _HAN.fullmatch(folded, start, end) else None
    return None


def _chinese_act(folded: str, row: Sentence, start: int, end: int, words: _Words) -> str | None:
    """What a person did: the nearest of the verbs behind the name in its sentence; or that a list of witnesses begins before it."""
    clause = max(folded.rfind("。", row.start, start), folded.rfind(";", row.start, start), row.start)
    listed = [match.end() for match in words.behind[1][1].finditer(folded, clause, start) if match[0].startswith("见证")]
    if listed:
        return WITNESSED
    after = [(match.start(), role) for role, pattern in words.before for match in pattern.finditer(folded, end, min(row.end, end + 40))]
    if not after:
        return None
    at, role = min(after, key=lambda each: (each[0], each[1] == SIGNED))
    if role == WITNESSED:
        return WITNESSED
    led = any(match.end() <= start and start - match.end() < 60 for match in words.behind[0][1].finditer(folded, clause, start))
    return (
        SIGNED
        if led or (re.match("(?:、|和|与|及|同|代表|分别|共同|,)?[^,。;]{0,24}$", folded[end:at]) and "会见" not in folded[end:at])
        else None
    )
