"""The terms that announcements are recognised by: data files that people can read and extend, found in one pass over a text.

`lexicon/en.toml`, `pt.toml`, `zh.toml` hold what is said (acts, instruments); `places.toml` jurisdictions; `bodies/*.toml` institutions,
fairs and names that must not be mistaken for acts. docs/announcements.md says how to add a term.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from monitor.announcements.inflect import FORMS, Tense, choices
from monitor.announcements.text import fold
from storage.model import Instrument

FOLDER = Path(__file__).parent / "lexicon"
MULTILATERAL = "multilateral"
# Instruments that name no kind: they can be signed, but say nothing of what was.
UNNAMED = "unnamed"
# Every list that en.toml, pt.toml and zh.toml may hold.
ACTS = frozenset(
    {
        *("signed", "contract_signed", "sign", "to_sign", "signing", "concluded"),
        *("agreed", "decided", "established", "joint_body", "body", "adopted"),
        *("meeting", "gathering", "joint", "together", "jointly", "event", "organised", "purpose", "talks", "offered", "secretariat"),
        *("courtesy", "both", "border", "recent", "basis", "denial"),
        *("negation", "planned", "hoped", "to_come", "aimed", "occasion", "background", "bygone", "said"),
        *("opinion", "notice", "policy", "figures", "festival", "inspection", "published", "profile", "office", "ignored"),
        *("topical", "asked", "review", "display", "interview", "enrolment", "statement", "study"),
        *("issued", "settled", "undone", "fake", "crime", "alongside", "common", "sport"),
        "voice",
    }
)
_INSTRUMENTS = frozenset({*Instrument, UNNAMED})
# What a body of the gazetteer can be. Fairs and programmes are no sides of an act.
KINDS = frozenset(
    {
        *("government", "agency", "chamber", "university", "company", "bank", "association", "international", "zone", "mission"),
        *("fair", "programme"),
    }
)
_BODY_FIELDS = frozenset({"name", "kind", "country", "general", "acts", "en", "pt", "zh", "any", "former"})


class LexiconError(Exception):
    """A lexicon file says something that cannot be understood; the message names the file and the place."""


@dataclass(frozen=True, slots=True)
class Body:
    """An institution, fair or programme as the gazetteer knows it. `name` is the canonical one (official, in English), "" where one entry
    stands for several bodies of a kind; `kind` is one of KINDS, "" for names that are nothing by themselves."""

    name: str
    kind: str
    country: str | None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a term stands for: acts (names of the lists it is in), an instrument, the sides it names, the body it is a name of."""

    acts: frozenset[str] = frozenset()
    instrument: str | None = None
    countries: tuple[str, ...] = ()
    multilateral: bool = False
    body: Body | None = None

    def merged(self, other: Meaning) -> Meaning:
        return Meaning(
            self.acts | other.acts,
            self.instrument or other.instrument,
            tuple(dict.fromkeys(self.countries + other.countries)),
            self.multilateral or other.multilateral,
            self.body or other.body,
        )


class Hit(NamedTuple):
    """A term found in a text: its span (end exclusive) and what it stands for."""

    start: int
    end: int
    meaning: Meaning


_Finder = Callable[[str], Iterator[tuple[int, int]]]
"""The spans of all terms in a folded text."""


@dataclass(slots=True)
class Lexicon:
    """All terms of one language group, compiled. `scan` finds them, the longest where several begin at the same place."""

    chinese: bool
    terms: dict[str, Meaning]
    _filed: _Filed = field(init=False)
    _matches: _Finder = field(init=False)
    _known: dict[str, Meaning] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._filed = _Filed(self.terms, _PAIR if self.chinese else _BEGINNING)
        self._matches = _finder(self._filed, _chinese_places(self.terms) if self.chinese else _LATIN_PLACES)

    def scan(self, folded: str) -> Iterator[Hit]:
        """The terms in a folded text, in order, without overlap. Terms under `ignored` hide what they cover and are not reported."""
        known = self._known
        for start, end in self._matches(folded):
            form = folded[start:end]
            meaning = known.get(form) or self._resolve(form)
            if meaning is not _NOTHING:
                yield Hit(start, end, meaning)

    def _resolve(self, form: str) -> Meaning:
        """What a matched form means: all terms that match it whole. Remembered, up to a bound."""
        meaning = _NOTHING
        for term in self._filed.forms(form):
            each = self.terms[term]
            meaning = each if meaning is _NOTHING else meaning.merged(each)
        if "ignored" in meaning.acts:
            meaning = _NOTHING
        if len(self._known) < _REMEMBERED:
            self._known[form] = meaning
        return meaning


_NOTHING = Meaning()
_REMEMBERED = 20_000


def lexicon_for(lang: str) -> Lexicon:
    """The compiled lexicon of a BCP 47 language; languages other than Portuguese and Chinese are read as English."""
    return _lexicon("zh" if lang.startswith("zh") else "pt" if lang == "pt" else "en")


@lru_cache(maxsize=3)
def _lexicon(language: str) -> Lexicon:
    chinese = language == "zh"
    terms: dict[str, Meaning] = {}
    for term, meaning in _entries(language):
        folded = fold(term, chinese).strip()
        if "?" in folded:  # a name in Chinese characters, in a file that all languages share
            continue
        terms[folded] = terms[folded].merged(meaning) if folded in terms else meaning
    return Lexicon(chinese, terms)


def _entries(language: str) -> Iterator[tuple[str, Meaning]]:
    yield from _act_entries(language)
    for name in ("places.toml", "towns.toml"):
        yield from _place_entries(load(name), language)
    for path in sorted((FOLDER / "bodies").glob("*.toml")):
        for body in load(f"bodies/{path.name}").get("body", ()):
            yield from _body_entries(f"bodies/{path.name}", body, language)


def _place_entries(places: Mapping[str, Any], language: str) -> Iterator[tuple[str, Meaning]]:
    for code, names in places.items():
        if code == "pairs":
            for codes, forms in names.items():
                pair = Meaning(countries=tuple(codes.split()))
                yield from ((form, pair) for form in forms)
        else:
            place = Meaning(countries=(code,))
            for term in (*names.get(language, ()), *names.get("any", ())):
                yield from ((form, place) for form in choices(term))


def _act_entries(language: str) -> Iterator[tuple[str, Meaning]]:
    name = f"{language}.toml"
    for key, value in load(name).items():
        if key == "instrument":
            for instrument, forms in value.items():
                if instrument not in _INSTRUMENTS:
                    raise LexiconError(f"{name}: [instrument] {instrument!r} is none of {', '.join(sorted(_INSTRUMENTS))}")
                named = Meaning(instrument=instrument)
                yield from ((form, named) for term in forms for form in choices(term))
        elif key == "verbs":
            yield from _verb_entries(name, language, value)
        elif key not in ACTS:
            raise LexiconError(f"{name}: {key!r} is none of {', '.join(sorted(ACTS))}")
        else:
            act = Meaning(frozenset({key}))
            yield from ((form, act) for term in value for form in choices(term))


# A verb of signing says by its form whether it has been done; the others keep their act, and say so where it is yet to come.
_SIGN = {Tense.DONE: "signed", Tense.PRESENT: "sign", Tense.GERUND: "sign", Tense.TO_COME: "to_sign"}

_RESULTS = frozenset({"concluded", "decided", "established", "adopted"})


def _verb_entries(name: str, language: str, groups: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, Meaning]]:
    for group, lemmas in groups.items():
        if group not in ACTS:
            raise LexiconError(f"{name}: [verbs] {group!r} is none of {', '.join(sorted(ACTS))}")
        for lemma in (each for term in lemmas for each in choices(term)):
            for form, tense in FORMS[language](lemma):
                if act := _verb_meaning(group, tense, language):
                    yield form, act


@cache
def _verb_meaning(group: str, tense: Tense, language: str) -> Meaning | None:
    """What a form of a group's verbs stands for, one object for all of them; None where it stands for nothing."""
    acts = _verb_acts(group, tense, language)
    return Meaning(acts) if acts else None


def _verb_acts(group: str, tense: Tense, language: str) -> frozenset[str]:
    if group == "sign":  # an English gerund of signing is a noun as well
        return frozenset({"signing" if language == "en" and tense is Tense.GERUND else _SIGN[tense]})
    if tense is Tense.GERUND and group in _RESULTS:  # "by establishing", "estabelecendo": how, not what has been done
        return frozenset()
    return frozenset({group, "to_come"} if tense is Tense.TO_COME else {group})


def _body_entries(file: str, entry: Mapping[str, Any], language: str) -> Iterator[tuple[str, Meaning]]:
    """All names of an institution in one language, its former ones among them: they all stand for what it is called now."""
    if unknown := entry.keys() - _BODY_FIELDS:
        raise LexiconError(
            f"{file}: {entry.get('name')!r} has {', '.join(sorted(unknown))}, but may have {', '.join(sorted(_BODY_FIELDS))}"
        )
    kind, country = entry.get("kind", ""), entry.get("country", "")
    if kind not in KINDS and kind:
        raise LexiconError(f"{file}: kind {kind!r} of {entry.get('name')!r} is none of {', '.join(sorted(KINDS))}")
    sides = () if country in ("", MULTILATERAL) else tuple(country.split())
    body = Body("" if entry.get("general") else entry["name"], kind, sides[0] if sides else None) if kind else None
    meaning = Meaning(frozenset(entry.get("acts", ("named",))), None, sides, country == MULTILATERAL, body)
    for names in (entry, *entry.get("former", ())):
        yield from ((form, meaning) for key in (language, "any") for term in names.get(key, ()) for form in choices(term))


def load(name: str) -> dict[str, Any]:
    """A file of the lexicon as it stands. Raises LexiconError where it cannot be read."""
    path = FOLDER / name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(f"{path}: {error}") from error


# ---- from terms to expressions ----------------------------------------------------------------------------------

# A term is a row of tokens: a character as a pattern, or one of the three signs a term may hold.
_SIGNS = {"*": "[a-z]*", "-": r"[-\s]{0,2}", " ": r"\s{1,3}"}
_END = ""
_Trie = dict[str, Any]


def _tokens(term: str) -> tuple[str, ...]:
    return tuple(map(_token, term))


@lru_cache(maxsize=16_384)
def _token(character: str) -> str:
    return _SIGNS.get(character) or re.escape(character)


def _trie(terms: Iterable[str]) -> _Trie:
    """Terms by their shared beginnings, so that a place in a text is read about once for all of them."""
    root: _Trie = {}
    for term in terms:
        node = root
        for token in _tokens(term):
            node = node.setdefault(token, {})
        node[_END] = term[-1].isascii() and term[-1] != "*"
    return root


def _branch(node: _Trie) -> str:
    """The expression of a trie's node: longer continuations before the end, signs after characters."""
    parts = [token + _branch(child) for token, child in sorted(node.items(), key=lambda pair: len(pair[0])) if token != _END]
    if _END in node:
        parts.append("(?![a-z0-9])" if node[_END] else "")
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def _literal(term: str) -> str:
    """A term's characters before its first sign."""
    return term.partition(" ")[0].partition("-")[0].partition("*")[0]


def _has_sign(term: str) -> bool:
    return "*" in term or "-" in term


@lru_cache(maxsize=8_192)
def _whole(term: str) -> re.Pattern[str]:
    return re.compile("".join(_tokens(term)))


# Terms are gathered by their beginnings, of so many characters, when a text first has one: all expressions at once take seconds.
_BEGINNING = 3
_PAIR = 2
# Within a beginning they are gathered by one so many times as long.
_REACH = 3
_Matcher = Callable[[str, int], int]
"""Where the longest term ends that begins at a place of a text; 0 where none does."""
_SPACES = dict.fromkeys(map(ord, "\t\n\r\f\v\x1c\x1d\x1e\x1f\x85\xa0"), " ")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


class _Filed:
    """Terms by what they begin with: so many characters, or fewer where a sign stands among them."""

    def __init__(self, terms: Iterable[str], length: int) -> None:
        self.length = length
        self._numbers = {term: number for number, term in enumerate(terms)}
        self._filed: dict[str, list[str]] = {}
        for term in self._numbers:
            self._filed.setdefault(_literal(term)[:length], []).append(term)

    def beginning(self, text: str) -> list[str]:
        """The terms that may match where a text goes on so."""
        ends = range(min(self.length, len(text)) + 1)
        return [term for end in ends for term in self._filed.get(text[:end], ())]

    def forms(self, form: str) -> list[str]:
        """The terms that match a form whole, in their order; for those without signs no expression need be compiled."""
        plain = " ".join(form.split())
        found = [plain] if plain in self._numbers and not _has_sign(plain) else []
        found += [term for term in self.beginning(form) if _has_sign(term) and _whole(term).fullmatch(form)]
        return sorted(found, key=self._numbers.__getitem__)


class _Beginnings(dict[str, "_Matcher | None"]):
    """What matches where a text goes on with these characters, None where no term begins so; made when first asked for."""

    def __init__(self, filed: _Filed) -> None:
        self._filed = filed

    def __missing__(self, beginning: str) -> _Matcher | None:
        terms = self._filed.beginning(beginning)
        matcher = _matcher(terms, _REACH * self._filed.length) if terms else None
        if matcher or len(self) < _REMEMBERED:  # there is no end of beginnings that none has
            self[beginning] = matcher
        return matcher


def _matcher(terms: Sequence[str], reach: int) -> _Matcher:
    """What finds the longest of some terms. Plain ones are compared as they are, so many characters (`reach`) looked up at once; only those
    with signs need an expression."""
    signed = list(filter(_has_sign, terms))
    match = re.compile(_branch(_trie(signed))).match if signed else None
    plain = set(terms).difference(signed)
    short = _by_length(term for term in plain if len(term) < reach)
    filed: dict[str, list[str]] = {}
    for term in plain:
        if len(term) >= reach:
            filed.setdefault(term[:reach], []).append(term)
    long = {beginning: _by_length(alike) + short for beginning, alike in filed.items()}

    def end_of(text: str, start: int) -> int:
        found = match(text, start) if match else None
        longest = found.end() if found else 0
        for length, known in long.get(text[start : start + reach], short):
            end = start + length
            if end <= longest:
                break
            term = text[start:end]
            if term in known and not (term[-1].isascii() and text[end : end + 1] in _LETTERS):
                return end
        return longest

    return end_of


def _by_length(terms: Iterable[str]) -> list[tuple[int, frozenset[str]]]:
    """Terms of one length together, the longest first: a place in a text is compared once with all of them."""
    filed: dict[int, set[str]] = {}
    for term in terms:
        filed.setdefault(len(term), set()).add(term)
    return [(length, frozenset(filed[length])) for length in sorted(filed, reverse=True)]


_LATIN_PLACES = re.compile(r"\b(?=\S)")


def _chinese_places(terms: Iterable[str]) -> re.Pattern[str]:
    """Where a term may begin in a Chinese text; Latin names stand between its characters without a word boundary."""
    firsts = {term[0] for term in terms}
    han, latin = ("".join(map(re.escape, sorted(first for first in firsts if first.isascii() is ascii))) for ascii in (False, True))
    return re.compile(f"[{han}]|(?<![a-z0-9])[{latin}]" if latin else f"[{han}]")


def _finder(filed: _Filed, places: re.Pattern[str]) -> _Finder:
    """All terms in a text, in order, without overlap: looked for at the places where one may begin."""
    matchers, length = _Beginnings(filed), filed.length

    def matches(folded: str) -> Iterator[tuple[int, int]]:
        (text, taken), reached = _narrowed(folded.translate(_SPACES)), 0
        for place in places.finditer(text):
            start = place.start()
            if start >= reached and (matcher := matchers[text[start : start + length]]) and (end := matcher(text, start)):
                reached = end
                # A term ends with a character of its own, never with a space.
                yield (taken(start), taken(end - 1) + 1) if taken else (start, end)

    return matches


# The words of a term are parted by so many spaces at most; further apart, a character that no term has stands between them.
_GAP = re.compile(" {2,}")
_MOST_SPACES = 3
_APART = "\x00"


def _narrowed(text: str) -> tuple[str, Callable[[int], int] | None]:
    """The text with one space for a few in a row, so that terms are compared as they are, and what tells where a place of it was before;
    None where nothing was narrowed."""
    gaps = list(_GAP.finditer(text))
    if not gaps:
        return text, None
    lost = list(accumulate(gap.end() - gap.start() - 1 for gap in gaps))
    narrow = [gap.end() - 1 - total for gap, total in zip(gaps, lost, strict=True)]
    before = [0, *lost]
    narrowed = _GAP.sub(lambda gap: " " if len(gap[0]) <= _MOST_SPACES else _APART, text)
    return narrowed, lambda place: place + before[bisect_left(narrow, place)]
