"""What a release announces, with the words that prove it: the seam between stored texts and whatever recognises announcements.

    title, body, lang -> understand -> Finding        one release of the archive
    a JSON line       -> classify_record -> a dict    `ponte classify`
    title, body, lang -> explain -> [Why]             `ponte show --why`

Pure: no clock, no network, no database. The rules stand in monitor/announcements/rules.py, the terms in lexicon/*.toml;
docs/announcements.md describes both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawlers.language import detect
from monitor.announcements.lexicon import UNNAMED, Hit, lexicon_for
from monitor.announcements.reading import Reading, Sentence, read
from monitor.announcements.rules import Candidate, Document, candidates, may_announce
from monitor.announcements.text import fold, trim
from storage.model import Confidence, Evidence, Finding, Instrument, Scope, Strength

_ORDER = {Strength.SIGNED: 0, Strength.AGREED: 1, Strength.EXCHANGE: 2}
# A longer sentence is quoted only around what decided, so much to each side: (letters, Chinese characters).
_QUOTE_MARGIN = (160, 60)
_LEAD_SENTENCES = 3
# A list of so many jurisdictions names the members of a body.
_MANY = 5
_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class BadRecord(ValueError):
    """A line of `ponte classify` that cannot be read; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Why:
    """A rule that matched somewhere: what it would announce, where, and whether it counted. `str()` is one readable line."""

    strength: Strength
    rule: str
    part: str
    start: int
    end: int
    quote: str
    outcome: str

    def __str__(self) -> str:
        return f"{self.outcome}: {self.strength} ({self.rule}) in {self.part} {self.start}-{self.end}: {self.quote}"


@dataclass(frozen=True, slots=True)
class _Judged:
    """An accepted candidate with its sides. `distance` tells where the sides were found: 0 in its own sentence, 3 nowhere near."""

    candidate: Candidate
    scope: Scope
    countries: tuple[str, ...]
    distance: int

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """Best first: cross-border before local, strong before weak, sides in the same sentence, early in the text."""
        sentence = self.candidate.sentence
        place = 0 if sentence.part == "title" else 1 + sentence.index
        return (self.scope is Scope.LOCAL, _ORDER[self.candidate.strength], self.distance, place)


def understand(title: str, body: str, lang: str, *, site_countries: tuple[str, ...] = (), year: int | None = None) -> Finding:
    """What one release says of an announcement.

    `lang` is BCP 47. `site_countries` are the jurisdictions a site speaks for (ISO codes): "our city" is one of them. `year` is the
    year the release was published in, where known; an act that states an earlier one is background.
    """
    document = _document(title, body, lang, year)
    if document is None:
        return _NOTHING
    accepted = [each for each in candidates(document) if each.refused is None]
    judged = [_judge(document, each, site_countries) for each in accepted]
    best = _best(judged)
    return _nothing(document) if best is None else _finding(document, best, judged)


def explain(title: str, body: str, lang: str) -> list[Why]:
    """Every rule that matched, in reading order: the one that counted, those that counted as well, and those refused with the reason."""
    document = _document(title, body, lang, None)
    if document is None:
        return []
    found = candidates(document)
    judged = {id(each): _judge(document, each, ()) for each in found if each.refused is None}
    best = _best(list(judged.values()))
    return [_why(document, each, judged.get(id(each)), best) for each in found]


def classify_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """One line of `ponte classify`: {"id", "text", "title"?, "lang"?, "date"?, "url"?} -> the answer, keys in the order of the contract.

    Raises BadRecord where the line is no object, lacks id or text, or holds a value of the wrong type.
    """
    fields = _checked(record)
    title, text = fields["title"], fields["text"]
    lang = detect(f"{title}\n{text}", fields["lang"] or None)
    years = _ANY_YEAR.findall(fields["date"])
    finding = understand(title, text, lang, year=int(years[0]) if years else None)
    return {
        "id": record["id"],
        "lang": lang,
        "relevant": finding.relevant,
        "strength": str(finding.strength),
        "scope": str(finding.scope),
        "instrument": str(finding.instrument) if finding.instrument else None,
        "parties": [{"name": party.name, "country": party.country} for party in finding.parties],
        "people": [{"name": name, "role": role} for name, role in finding.people],
        "countries": sorted(finding.countries),
        "sectors": list(finding.sectors),
        "event_date": None,
        "confidence": str(finding.confidence),
        "evidence": [_evidence_json(each) for each in finding.evidence],
    }


def _checked(record: object) -> dict[str, str]:
    if not isinstance(record, Mapping):
        raise BadRecord("not an object")
    for name in ("id", "text"):
        if name not in record:
            raise BadRecord(f"{name} is missing")
    for name in ("id", "text", "title", "lang", "date", "url"):
        value = record.get(name)
        if not isinstance(value, str) and not (value is None and name not in ("id", "text")):
            raise BadRecord(f"{name} must be a string")
    return {name: record.get(name) or "" for name in ("id", "text", "title", "lang", "date", "url")}


def _evidence_json(evidence: Evidence) -> dict[str, Any]:
    part = "text" if evidence.part == "body" else evidence.part
    return {
        "field": evidence.field,
        "value": evidence.value,
        "part": part,
        "start": evidence.start,
        "end": evidence.end,
        "quote": evidence.quote,
    }


# ---- reading -----------------------------------------------------------------------------------------------------


def _document(title: str, body: str, lang: str, year: int | None) -> Document | None:
    """The release as read, or None at once where it holds no terms that any rule could join."""
    lexicon = lexicon_for(lang)
    chinese = lexicon.chinese
    folded_title, folded_body = fold(title, chinese), fold(body, chinese)
    title_hits, body_hits = list(lexicon.scan(folded_title)), list(lexicon.scan(folded_body))
    if not may_announce(title_hits + body_hits):
        return None
    title_read = read("title", title, folded_title, title_hits, chinese)
    body_read = read("body", body, folded_body, body_hits, chinese)
    return Document(title_read, body_read, year or _stated_year(title_read, body_read))


def _stated_year(title: Reading, body: Reading) -> int | None:
    """The year that the title or the first sentence states."""
    for reading in (title, body):
        for sentence in reading.sentences[:1]:
            if years := reading.years(sentence):
                return max(years)
    return None


# ---- judging -----------------------------------------------------------------------------------------------------


def _judge(document: Document, candidate: Candidate, site_countries: tuple[str, ...]) -> _Judged:
    """Look for the sides from near to far: the sentence, the title, the neighbours, the lead; two sides make it cross-border."""
    countries: dict[str, None] = {}
    multilateral = False
    for distance, rows in enumerate(_surroundings(document, candidate.sentence)):
        for row in rows:
            countries.update(dict.fromkeys(row.countries))
            multilateral = multilateral or row.multilateral
        if _crosses(candidate, set(countries), multilateral):
            return _Judged(candidate, Scope.CROSS_BORDER, tuple(countries), distance)
    if countries and _crosses(candidate, {*countries, *site_countries}, multilateral):
        return _Judged(candidate, Scope.CROSS_BORDER, tuple(countries), 3)
    return _Judged(candidate, Scope.LOCAL, tuple(countries), 3)


def _crosses(candidate: Candidate, countries: set[str], multilateral: bool) -> bool:
    """Two jurisdictions; or one with a multilateral body. With a Macao body only, that body needs more than a meeting."""
    if len(countries) > 1:
        return True
    if not multilateral or not countries:
        return False
    return countries != {"MO"} or candidate.strength is not Strength.EXCHANGE or candidate.rule == "run together"


def _surroundings(document: Document, sentence: Sentence) -> Iterable[Sequence[Sentence]]:
    """The sentence; the title and its neighbours; the lead."""
    body = document.body.sentences
    yield [sentence]
    if sentence.part == "title":
        yield body[:2]
    else:
        yield [*document.title.sentences, *body[max(0, sentence.index - 1) : sentence.index + 2]]
    yield [row for row in body[:_LEAD_SENTENCES] if not row.listed]


def _best(judged: Iterable[_Judged]) -> _Judged | None:
    """The strongest act. Within one jurisdiction only a signing is worth telling."""
    worth = [each for each in judged if each.scope is Scope.CROSS_BORDER or each.candidate.strength is Strength.SIGNED]
    return min(worth, key=lambda each: each.rank, default=None)


# ---- the finding -------------------------------------------------------------------------------------------------

_NOTHING = Finding(Strength.NONE, Scope.LOCAL, Confidence.HIGH)


def _nothing(document: Document) -> Finding:
    sides = {code for reading in document.readings for row in reading.sentences for code in row.countries}
    return Finding(Strength.NONE, Scope.CROSS_BORDER if len(sides) > 1 else Scope.LOCAL, Confidence.MEDIUM)


def _finding(document: Document, best: _Judged, judged: Sequence[_Judged]) -> Finding:
    candidate = best.candidate
    evidence = [_evidence(document, "strength", str(candidate.strength), candidate.sentence, candidate.start, candidate.end)]
    if candidate.sentence.part == "title" and (told := _told_in_body(best, judged)) is not None:
        evidence.append(_evidence(document, "strength", str(candidate.strength), told.sentence, told.start, told.end))
    instrument = _instrument(best, judged)
    if instrument is not None:
        kind, sentence, hit = instrument
        evidence.append(_evidence(document, "instrument", str(kind), sentence, hit.start, hit.end))
    countries = _countries(document, best)
    for code, (row, hit) in countries.items():
        evidence.append(_evidence(document, "country", code, row, hit.start, hit.end))
    return Finding(
        candidate.strength,
        best.scope,
        _confidence(best, judged),
        instrument[0] if instrument else None,
        tuple(sorted(countries)),
        evidence=tuple(evidence),
    )


def _told_in_body(best: _Judged, judged: Sequence[_Judged]) -> Candidate | None:
    """The place of the body that says what the title says: readers see the body."""
    same = (each for each in judged if each.candidate.strength is best.candidate.strength and each.scope is best.scope)
    return next((each.candidate for each in same if each.candidate.sentence.part == "body"), None)


def _instrument(best: _Judged, judged: Sequence[_Judged]) -> tuple[Instrument, Sentence, Hit] | None:
    """The kind most often named where the act is told; between equals the one named first."""
    if best.candidate.strength is Strength.EXCHANGE:
        return None
    same = [each.candidate for each in judged if each.candidate.strength is best.candidate.strength and each.candidate.instrument]
    named = [(each.sentence, each.instrument) for each in same if each.instrument and each.instrument.meaning.instrument != UNNAMED]
    # A contract is only meant by "signing" itself (簽約) where no instrument is named.
    named = [(row, hit) for row, hit in named if not hit.meaning.acts & {"contract_signed", "signing"}] or named
    if not named:
        return None
    counts = Counter(hit.meaning.instrument for _, hit in named)
    row, hit = max(named, key=lambda each: counts[each[1].meaning.instrument])
    return Instrument(str(hit.meaning.instrument)), row, hit


def _countries(document: Document, best: _Judged) -> dict[str, tuple[Sentence, Hit]]:
    """The sides of the act, each with where it is named: those of its sentence, the title and the opening; further ones until there
    are two; and where a body of many states acts, the states that the text lists."""
    rows = [best.candidate.sentence, *document.title.sentences, *_opening(document)]
    for distance, more in enumerate(_surroundings(document, best.candidate.sentence)):
        if 0 < distance <= best.distance:
            rows.extend(more)
    if best.candidate.strength is not Strength.EXCHANGE and any(row.multilateral for row in rows):
        rows.extend(row for row in document.body.sentences if len(row.countries) >= _MANY)
    found: dict[str, tuple[Sentence, Hit]] = {}
    for row in rows:
        for hit in row.hits:
            for code in hit.meaning.countries:
                found.setdefault(code, (row, hit))
    return found


def _opening(document: Document) -> list[Sentence]:
    """The first sentence of the body that names a side and an event: who met, and where."""
    for row in document.body.sentences[:_LEAD_SENTENCES]:
        if row.countries and row.of("meeting", "gathering", "joint"):
            return [row]
    return []


def _confidence(best: _Judged, judged: Sequence[_Judged]) -> Confidence:
    """High: the sides stand in the same sentence and more than one place says so, or the title does. Low: the sides had to be sought."""
    same = sum(each.candidate.strength is best.candidate.strength and each.scope is best.scope for each in judged)
    plain = best.candidate.rule != "meeting, purpose nearby"
    if plain and best.distance == 0 and (same > 1 or best.candidate.sentence.part == "title"):
        return Confidence.HIGH
    return Confidence.MEDIUM if best.distance < 2 else Confidence.LOW


def _evidence(document: Document, name: str, value: str, sentence: Sentence, start: int, end: int) -> Evidence:
    """The sentence around a span, or where it is long the part of it around the span, cut at word boundaries."""
    reading = document.reading(sentence)
    margin = _QUOTE_MARGIN[reading.chinese]
    left, right = max(sentence.start, start - margin), min(max(sentence.end, end), end + margin)
    text = reading.text
    if not reading.chinese:
        while left > sentence.start and left < start and not text[left - 1].isspace():
            left += 1
        while right < sentence.end and right > end and not text[right].isspace():
            right -= 1
    left, right = trim(text, left, right)
    return Evidence(name, value, sentence.part, left, right, text[left:right])


def _why(document: Document, candidate: Candidate, judged: _Judged | None, best: _Judged | None) -> Why:
    if candidate.refused is not None or judged is None:
        outcome = f"refused, {candidate.refused}"
    elif best is not None and judged.candidate is best.candidate:
        outcome = f"counts, {judged.scope}"
    elif judged.scope is Scope.LOCAL:
        outcome = "refused, one jurisdiction only"
    else:
        outcome = "also matches"
    quote = document.reading(candidate.sentence).text[candidate.start : candidate.end]
    return Why(candidate.strength, candidate.rule, candidate.sentence.part, candidate.start, candidate.end, quote, outcome)
