"""The things that releases of one event name in every language, found in a text: jurisdictions, institutions, places, series of events.

Reads `terms.toml` and `names.toml` beside this file, and the places and bodies of monitor/announcements/lexicon.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

from monitor.announcements.inflect import choices
from monitor.announcements.lexicon import FOLDER, MULTILATERAL, Lexicon, Meaning
from monitor.announcements.text import fold
from storage.model import Instrument

_HERE = Path(__file__).parent
_INSTRUMENTS = frozenset(Instrument)
KINDS = ("place", "event", "office", "subject", "matter")
# A name of fewer letters is none.
_SHORTEST_NAME = 5
# A name in Chinese characters stands for at most so many ways to write it.
_SPELLINGS = 6


@lru_cache(maxsize=2)
def concepts(chinese: bool) -> Lexicon:
    """A lexicon whose meanings carry facts ("place shanghai", "country AO", "body Forum Macao") instead of acts."""
    terms: dict[str, Meaning] = {}
    for form, fact in _entries():
        folded = fold(form, chinese).strip()
        if not folded or "?" in folded or (chinese and _latin_only_word(form)):
            continue
        meaning = Meaning(frozenset({fact}))
        terms[folded] = terms[folded].merged(meaning) if folded in terms else meaning
    return Lexicon(chinese, terms)


def _body_entries(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """An institution or fair under its present name; entries that stand for several, for programmes or for nothing are no facts."""
    kind = body.get("kind", "")
    if not kind or body.get("general") or kind == "programme":
        return
    fact = "event" if kind == "fair" else "group" if body.get("country") in ("", None, MULTILATERAL) else "body"
    for names in (body, *body.get("former", ())):
        for language in ("en", "pt", "zh", "any"):
            yield from ((form, f"{fact} {body['name']}") for term in names.get(language, ()) for form in choices(term))


def _latin_only_word(form: str) -> bool:
    """Whether a form is an ordinary word of a Latin language, which a Chinese text does not hold: acronyms it does."""
    return form.isascii() and len(form) > 12


def _entries() -> Iterator[tuple[str, str]]:
    for code, names in _read(FOLDER / "places.toml").items():
        if code == "pairs":
            for codes, forms in names.items():
                yield from ((form, f"country {each}") for form in forms for each in codes.split())
        else:
            yield from ((form, f"country {code}") for forms in names.values() for form in forms)
    for path in sorted((FOLDER / "bodies").glob("*.toml")):
        for body in _read(path).get("body", ()):
            yield from _body_entries(body)
    for language in ("en", "pt", "zh"):
        for instrument, forms in _read(FOLDER / f"{language}.toml").get("instrument", {}).items():
            yield from ((form, f"instrument {instrument}") for term in forms for form in choices(term) if instrument in _INSTRUMENTS)
    for kind in KINDS:
        for name, forms in _read(_HERE / "terms.toml")[kind].items():
            yield from ((form, f"{kind} {name}") for form in forms)


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Capitalised words that are no names, folded."""
    return frozenset(_read(_HERE / "terms.toml")["common"]["words"].split())


@lru_cache(maxsize=1)
def often_named() -> frozenset[str]:
    """People who stand in very many releases, as `name` facts write them; also by the first words of their names."""
    people = _read(_HERE / "terms.toml")["often"]["people"]
    return frozenset(name[:end] for name in people for end in range(min(_SHORTEST_NAME, len(name)), len(name) + 1))


@lru_cache(maxsize=1)
def governments() -> frozenset[str]:
    """Bodies that stand in very many releases, by their canonical names."""
    return frozenset(_read(_HERE / "terms.toml")["often"]["bodies"])


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """First names of persons in Latin letters, folded."""
    return frozenset(_read(_HERE / "names.toml")["given"].split())


@lru_cache(maxsize=1)
def _names() -> tuple[frozenset[str], frozenset[str], frozenset[str], dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    data = _read(_HERE / "names.toml")
    tables = []
    for system in ("pinyin", "macao"):
        table: dict[str, tuple[str, ...]] = {}
        for syllable, characters in data[system].items():
            for character in characters:
                table[character] = (*table.get(character, ()), syllable)
        tables.append(table)
    return frozenset(data["surnames"]), frozenset(data["before"]), frozenset(data["after"]), tables[0], tables[1]


def chinese_names(folded: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """What may be names of persons in a folded Chinese text: where, and how they can be spelled, pinyin first, then as in Macao. A name
    that has no pinyin here stands for itself, for other Chinese texts.

    A name is two or three characters, the first a surname, behind an office or an enumeration mark and before a verb or a mark. What only
    looks like one does no harm: a text in Latin letters does not have it, and two Chinese texts share it as they share any word.
    """
    surnames, before, after, pinyin, macao = _names()
    for at in range(1, len(folded) - 1):
        if folded[at] not in surnames or not (folded[at - 1] in before or folded[at - 1] in "、,和与同"):
            continue
        for length in (2, 3):
            name, following = folded[at : at + length], folded[at + length : at + length + 1]
            if len(name) == length and all(map(_is_han, name)) and (not _is_han(following) or following in after):
                yield at, ((*_spelled(name, pinyin), *_spelled(name, macao)) if _spelled(name, pinyin) else (name, *_spelled(name, macao)))


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _spelled(name: str, table: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    syllables = [table.get(character, ()) for character in name]
    return tuple("".join(each) for each in list(product(*syllables))[:_SPELLINGS])


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
