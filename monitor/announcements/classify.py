"""What a release announces, with the words that prove it: the seam between stored texts and whatever recognises announcements.

    title, body, lang -> understand -> Finding        one release of the archive
    a JSON line       -> classify_record -> a dict    `ponte classify`
    title, body, lang -> explain -> [Why]             `ponte show --why`

Pure: no clock, no network, no database. The rules begin in monitor/announcements/rules.py, the terms stand in lexicon/*.toml;
docs/announcements.md describes both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from crawlers.language import detect
from monitor.announcements.acts import Act, Candidate, Document
from monitor.announcements.beside import dated
from monitor.announcements.details import details_of
from monitor.announcements.exchanges import habitual
from monitor.announcements.home import at_home
from monitor.announcements.kinds import refusal_of
from monitor.announcements.lexicon import UNNAMED, Hit, lexicon_for
from monitor.announcements.reading import Reading, Sentence, by_full_names, read
from monitor.announcements.rules import candidates, may_announce
from monitor.announcements.signings import DECLARED, named_before
from monitor.announcements.text import fold, trim
from storage.model import Confidence, Evidence, Finding, Instrument, Scope, Strength

_ORDER = {Strength.SIGNED: 0, Strength.AGREED: 1, Strength.EXCHANGE: 2}
# A longer sentence is quoted only around what decided, so much to each side: (letters, Chinese characters).
_QUOTE_MARGIN = (160, 60)
_LEAD_SENTENCES = 3
_STOPS = (".", "!", "?", "\u201d", "\u00bb", '"')
# What the distance of the sides takes from the weight of a place, and the weight that makes an exchange.
_PLAINNESS = {"meeting, purpose nearby": 0.8, "gathering with a purpose": 0.45}
_NEARNESS = (1.0, 0.7, 0.5, 0.4)
_ENOUGH = 0.5
# The weights from which an exchange is sure, and fairly so.
_PLENTY, _SOME = 2.0, 1.0
_CHINESE = frozenset({"CN", "MO", "HK"})
# A list of so many jurisdictions names the members of a body.
_MANY = 5
# "The Institute (IPIM) and the", between two bodies that sign: nobody is named before them, nor between them and the verb.
_PAIR = re.compile(r"(?: \([^)]*\))?,? (?:and|e)(?: (?:the|an?|[oa]s?))? ?(?:[\w-]+ ){0,3}")
_ALONE = re.compile(r"(?: \([^)]*\))?,? ?(?:[a-zà-ÿ]+ ?){0,3}")
_LISTING = re.compile(r",|\b(?:and|e)\b")
# Chinese: a place where something is signed or held, what brings in a further side after the verb, and a list of those who took part.
_PLACED = re.compile("[在于赴抵到至][^,;。与和同跟]{0,4}$")
_BROUGHT_IN = re.compile("(?:[与同跟由]|代表|来自)[^,;。]{0,12}$")
_COMING_FROM = re.compile("来自[^,;。]*")
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
    def signs(self) -> bool:
        return self.candidate.strength is Strength.SIGNED

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """Best first: cross-border before local, strong before weak, sides in the same sentence, early in the text."""
        sentence = self.candidate.sentence
        place = 0 if sentence.part == "title" else 1 + sentence.index
        return (self.scope is Scope.LOCAL, _ORDER[self.candidate.strength], self.distance, place)


def understand(
    title: str, body: str, lang: str, *, site_countries: tuple[str, ...] = (), year: int | None = None, date: str = ""
) -> Finding:
    """What one release says of an announcement.

    `lang` is BCP 47. `site_countries` are the jurisdictions a site speaks for (ISO codes): "our city" is one of them. `date` is the
    release's own date as text, `year` its year, where known; an act that states an earlier one is background.
    """
    document = _document(title, body, lang, year, date, site_countries)
    if not isinstance(document, Document):
        return _silent(document)
    accepted = [each for each in candidates(document) if each.refused is None]
    judged = _kept_home(document, [_judge(document, each, site_countries) for each in accepted])
    best = _best(document, judged)
    return _nothing(document, judged) if best is None else _finding(document, best, judged)


def explain(
    title: str, body: str, lang: str, *, site_countries: tuple[str, ...] = (), year: int | None = None, date: str = ""
) -> list[Why]:
    """Every rule that matched, in reading order: the one that counted, those that counted as well, and those refused with the reason.
    What is given is what `understand` takes."""
    document = _document(title, body, lang, year, date, site_countries)
    if not isinstance(document, Document):
        return []
    found = candidates(document)
    weighed = _kept_home(document, [_judge(document, each, site_countries) for each in found if each.refused is None])
    judged = {id(each.candidate): each for each in weighed}
    best = _best(document, weighed)
    return [_why(document, each, judged.get(id(each)), best) for each in found]


def classify_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """One line of `ponte classify`: {"id", "text", "title"?, "lang"?, "date"?, "url"?} -> the answer, keys in the order of the contract.

    Raises BadRecord where the line is no object, lacks id or text, or holds a value of the wrong type.
    """
    fields = _checked(record)
    title, text = fields["title"], fields["text"]
    lang = detect(f"{title}\n{text}", fields["lang"] or None)
    finding = understand(title, text, lang, date=fields["date"])
    return {
        "id": record["id"],
        "lang": lang,
        "relevant": finding.relevant,
        "strength": str(finding.strength),
        "scope": str(finding.scope),
        "instrument": str(finding.instrument) if finding.instrument else None,
        "parties": [{"name": party.name_original or party.name, "country": party.country} for party in finding.parties],
        "people": [{"name": name, "role": role} for name, role in finding.people],
        "countries": sorted(finding.countries),
        "sectors": list(finding.sectors),
        "event_date": _event_date(finding),
        "confidence": str(finding.confidence),
        "evidence": [_evidence_json(each) for each in finding.evidence],
    }


def _event_date(finding: Finding) -> str | None:
    """One ISO date, or the two ends of a range."""
    ends = dict.fromkeys(end for end in (finding.event_start, finding.event_end) if end)
    return "/".join(ends) or None


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


def _document(
    title: str, body: str, lang: str, year: int | None, date: str = "", site_countries: tuple[str, ...] = ()
) -> Document | set[str]:
    """The release as read; or at once, where it holds no terms that any rule could join, only the sides it names."""
    lexicon = lexicon_for(lang)
    chinese = lexicon.chinese
    folded_title, folded_body = fold(title, chinese), fold(body, chinese)
    title_hits, body_hits = list(lexicon.scan(folded_title)), list(lexicon.scan(folded_body))
    title_hits, body_hits = by_full_names((folded_title, title_hits), (folded_body, body_hits))
    if not may_announce(title_hits + body_hits):
        return {code for hit in (*title_hits, *body_hits) for code in hit.meaning.countries}
    title_read = read("title", title, folded_title, title_hits, chinese)
    body_read = read("body", body, folded_body, body_hits, chinese)
    if year is None and (years := _ANY_YEAR.findall(date)):
        year = int(years[0])
    stated = year or _stated_year(title_read, body_read)
    return Document(title_read, body_read, stated, lang, date, site_countries, year is None, refusal_of(title_read, body_read))


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
    if candidate.strength is not Strength.EXCHANGE and (home := _neighbours(document, candidate)):
        return _Judged(candidate, Scope.LOCAL, (home,), 0)
    countries: dict[str, None] = {}
    multilateral = border = False
    surroundings = [*_surroundings(document, candidate.sentence)]
    if candidate.strength is Strength.SIGNED:
        surroundings.append(_instruments_told(document))
    for distance, rows in enumerate(surroundings):
        for row in rows:
            countries.update(dict.fromkeys(row.countries))
            multilateral = multilateral or row.multilateral
            border = border or bool(row.of("border"))
        if _crosses(candidate, set(countries), multilateral):
            return _Judged(candidate, Scope.CROSS_BORDER, tuple(countries), distance)
    if border and len({(hit.start, hit.end) for hit in candidate.sentence.hits if hit.meaning.countries}) > 1:
        border = False  # two cities of one country
    if countries and (border or _crosses(candidate, {*countries, *site_countries}, multilateral)):
        return _Judged(candidate, Scope.CROSS_BORDER, tuple(countries), 3)
    if candidate.strength is not Strength.EXCHANGE and _from_abroad(document, set(countries)):
        return _Judged(candidate, Scope.CROSS_BORDER, tuple(countries), 3)
    return _Judged(candidate, Scope.LOCAL, tuple(countries), 3)


def _neighbours(document: Document, candidate: Candidate) -> str | None:
    """The jurisdiction of two bodies that act by themselves, where it is one: "the Bank and the University have signed". What the rest
    of the text names is then no side."""
    sentence, reading = candidate.sentence, document.reading(candidate.sentence)
    if reading.chinese or sentence.multilateral or len(sentence.countries) != 1:
        return None
    named = [hit for hit in sentence.hits if hit.meaning.countries and hit.end <= candidate.start]
    for one, other in pairwise(named):
        first = not _LISTING.search(reading.folded, sentence.start, one.start)
        last = _ALONE.fullmatch(reading.text, other.end, candidate.start)
        if first and last and (one.meaning.body or other.meaning.body) and _PAIR.fullmatch(reading.folded, one.end, other.start):
            return sentence.countries[0]
    return None


def _from_abroad(document: Document, countries: set[str]) -> bool:
    """Whether the only side named is foreign to whoever writes in this language: the other one is their own, and goes without saying."""
    return bool(countries) and (countries == {"CN"} if document.lang == "pt" else document.body.chinese and countries.isdisjoint(_CHINESE))


def _kept_home(document: Document, judged: list[_Judged]) -> list[_Judged]:
    """Where two of one jurisdiction sign, whatever else is told is of one jurisdiction as well."""
    home = at_home(document, [each.candidate for each in judged])
    return [_Judged(each.candidate, Scope.LOCAL, each.countries, each.distance) for each in judged] if home else judged


def _crosses(candidate: Candidate, countries: set[str], multilateral: bool) -> bool:
    """Two jurisdictions; or one with a multilateral body. With a Macao body only, that body needs more than a meeting."""
    if len(countries) > 1:
        return True
    if not multilateral or not countries:
        return multilateral and candidate.rule == "plan adopted"  # its members do so
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


def _instruments_told(document: Document) -> list[Sentence]:
    """Where a release that tells of many signings at once says who signed; not where it tells of former ones."""
    told = (row for row in document.body.sentences if not row.listed and any(hit.meaning.instrument for hit in row.hits))
    return [row for row in told if document.body.chinese or not row.of("background", "bygone")]


def _support(document: Document, judged: Iterable[_Judged]) -> float:
    """How much speaks for an exchange: every place that tells it counts by where it stands, how near the sides are, and how plain it is.

    News is told in the title and the opening; after that a meeting counts only with its sides in its own sentence.
    """
    total = 0.0
    for each in judged:
        if each.candidate.strength is Strength.EXCHANGE and each.scope is Scope.CROSS_BORDER:
            sentence = each.candidate.sentence
            told = _told_before(document, sentence)
            if each.distance and sentence.part == "body" and told >= _LEAD_SENTENCES:
                continue
            place = 1.2 if sentence.part == "title" else 1.0 if told < 3 else 0.8 if told < 6 else 0.6
            plain = _PLAINNESS.get(each.candidate.rule, 1.0)
            usual = 0.5 if habitual(document.reading(sentence), each.candidate) else 1.0
            total += place * plain * usual * _NEARNESS[each.distance]
    return total


def _told_before(document: Document, sentence: Sentence) -> int:
    """How many sentences of the body stand before one; headings and dates, without terms and a full stop, count in Chinese only."""
    before, text = document.body.sentences[: sentence.index], document.body.text
    if document.body.chinese:
        return sentence.index
    return sum(bool(row.hits) or text[row.start : row.end].rstrip().endswith(_STOPS) for row in before)


def _best(document: Document, judged: Sequence[_Judged]) -> _Judged | None:
    """The strongest act that has enough speaking for it. Within one jurisdiction only a signing is worth telling."""
    best = _strongest(judged)
    if best is not None and best.candidate.strength is Strength.EXCHANGE and _support(document, judged) < _ENOUGH:
        return None
    return best


def _strongest(judged: Iterable[_Judged]) -> _Judged | None:
    worth = [each for each in judged if each.scope is Scope.CROSS_BORDER or each.candidate.strength is Strength.SIGNED]
    # "The signing of ..." does not say when; where a verb says that it is still to come, and none that it is done, it is.
    if any(each.candidate.rule == "signing fixed" for each in worth) and all(each.candidate.nominal for each in worth if each.signs):
        worth = [each for each in worth if not each.signs]
    return min(worth, key=lambda each: each.rank, default=None)


# ---- the finding -------------------------------------------------------------------------------------------------


def _nothing(document: Document, judged: Sequence[_Judged]) -> Finding:
    """No announcement. Doubtful where something counted but for its sides or its weight, and where the title and the opening name two
    sides beside a meeting or an instrument: they may be at something that the lexicon has no words for."""
    sides = {code for reading in document.readings for row in reading.sentences for code in row.countries}
    news = _news_rows(document)
    told = any(row.of("meeting", "joint", "topical") or any(hit.meaning.instrument for hit in row.hits) for row in news)
    doubtful = document.refusal is None and told and len({code for row in news for code in row.countries}) > 1
    return Finding(Strength.NONE, _scope_of(sides), Confidence.LOW if judged or doubtful else Confidence.MEDIUM)


def _silent(sides: set[str]) -> Finding:
    """No announcement, for no rule could apply. With two sides named, words that the lexicon lacks may have told one."""
    return Finding(Strength.NONE, _scope_of(sides), Confidence.MEDIUM if len(sides) > 1 else Confidence.HIGH)


def _scope_of(sides: set[str]) -> Scope:
    return Scope.CROSS_BORDER if len(sides) > 1 else Scope.LOCAL


def _finding(document: Document, best: _Judged, judged: Sequence[_Judged]) -> Finding:
    candidate = best.candidate
    evidence = [_evidence(document, "strength", str(candidate.strength), candidate.sentence, candidate.start, candidate.end)]
    if candidate.sentence.part == "title" and (told := _told_in_body(best, judged)) is not None:
        evidence.append(_evidence(document, "strength", str(candidate.strength), told.sentence, told.start, told.end))
    instrument = _instrument(document, best, judged)
    if instrument is not None:
        kind, sentence, hit = instrument
        evidence.append(_evidence(document, "instrument", str(kind), sentence, hit.start, hit.end))
    countries = _countries(document, best)
    for code, (row, hit) in countries.items():
        evidence.append(_evidence(document, "country", code, row, hit.start, hit.end))
    act = _act(best, judged, instrument[0] if instrument else None, tuple(sorted(countries)))
    details = details_of(document, act)
    return Finding(
        act.strength,
        act.scope,
        _confidence(document, best, judged),
        act.instrument,
        act.countries,
        details.parties,
        details.people,
        details.sectors,
        details.event_start,
        details.event_end,
        evidence=(*evidence, *details.evidence),
        event_precision=details.event_precision,
        signing_date=details.signing_date,
        place=details.place,
        amounts=details.amounts,
    )


def _act(best: _Judged, judged: Sequence[_Judged], instrument: Instrument | None, countries: tuple[str, ...]) -> Act:
    one = best.candidate
    same = [each.candidate for each in judged if each.candidate.strength is one.strength and each.scope is best.scope]
    same = [each for each in same if each.rule != DECLARED or one.rule == DECLARED]
    others = {id(each.sentence): each.sentence for each in same if each.sentence is not one.sentence}
    return Act(one.strength, best.scope, one.rule, one.sentence, one.start, one.end, instrument, countries, tuple(others.values()))


def _told_in_body(best: _Judged, judged: Sequence[_Judged]) -> Candidate | None:
    """The place of the body that says what the title says: readers see the body."""
    same = (each for each in judged if each.candidate.strength is best.candidate.strength and each.scope is best.scope)
    return next((each.candidate for each in same if each.candidate.sentence.part == "body"), None)


def _instrument(document: Document, best: _Judged, judged: Sequence[_Judged]) -> tuple[Instrument, Sentence, Hit] | None:
    """The kind most often named where the act is told; between equals the one named first. Where "it" was signed, what "it" is."""
    if best.candidate.strength is Strength.EXCHANGE:
        return None
    same = [each.candidate for each in judged if each.candidate.strength is best.candidate.strength and each.candidate.instrument]
    named = [(each.sentence, each.instrument) for each in same if each.instrument and each.instrument.meaning.instrument != UNNAMED]
    # A contract is only meant by "signing" itself (簽約) where no instrument is named.
    named = [(row, hit) for row, hit in named if not hit.meaning.acts & {"contract_signed", "signing"}] or named
    if not named:
        told = named_before(document, best.candidate.sentence) if best.signs and best.candidate.instrument is None else None
        return (Instrument(str(told[1].meaning.instrument)), *told) if told and not document.body.chinese else None
    if document.body.chinese and all(hit.meaning.acts & {"contract_signed", "signing"} for _, hit in named):
        named = [told] if (told := named_before(document, named[0][0])) else named
    named = _particular(document, named)
    counts = Counter(hit.meaning.instrument for _, hit in named)
    row, hit = max(named, key=lambda each: counts[each[1].meaning.instrument])
    return Instrument(str(hit.meaning.instrument)), row, hit


# "Agreement" is also what any instrument is called at large.
_PARTICULAR = frozenset({Instrument.MEMORANDUM, Instrument.PROTOCOL, Instrument.CONTRACT, Instrument.LETTER_OF_INTENT})


# Several of them: "agreements", 多份协议.
_SEVERAL = (re.compile(r"[^,.;]*s$"), re.compile("(?:[份项批多]|系列)[^,;。]{0,8}$"))


def _particular(document: Document, named: list[tuple[Sentence, Hit]]) -> list[tuple[Sentence, Hit]]:
    """Without the agreements of the title and the first sentence, where a later one says which kind of instrument they were."""
    heads = [each for each in named if each[0].part == "title" or each[0].index == 0]
    later = [each for each in named if each not in heads]
    kinds = {hit.meaning.instrument for _, hit in later}
    if not heads or {hit.meaning.instrument for _, hit in heads} != {Instrument.AGREEMENT} or len(kinds & _PARTICULAR) != 1:
        return named
    if any(hit.meaning.instrument == Instrument.AGREEMENT and not _are_several(document, row, hit) for row, hit in later):
        return named
    return [each for each in later if each[1].meaning.instrument != Instrument.AGREEMENT]


def _are_several(document: Document, row: Sentence, hit: Hit) -> bool:
    folded, chinese = document.reading(row).folded, document.body.chinese
    return bool(_SEVERAL[chinese].search(folded[max(row.start, hit.start - 8) : hit.end] if chinese else folded[hit.start : hit.end]))


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
    named = [(row, hit) for row in rows for hit in row.hits]
    for row, hit in (*named, *_coming_from(document, best)):
        for code in hit.meaning.countries:
            found.setdefault(code, (row, hit))
    return {code: found[code] for code in told} if (told := _signers(document, best, found)) else found


def _coming_from(document: Document, best: _Judged) -> Iterator[tuple[Sentence, Hit]]:
    """Chinese: those who took part in an exchange, as the opening lists them: "来自葡萄牙、巴西、安哥拉的项目"."""
    if not document.body.chinese or best.candidate.strength is not Strength.EXCHANGE:
        return
    for row in document.body.sentences[:_LEAD_SENTENCES]:
        for part in _COMING_FROM.finditer(document.body.folded, row.start, row.end):
            yield from ((row, hit) for hit in row.hits if hit.meaning.countries and part.start() < hit.start < part.end())


def _signers(document: Document, best: _Judged, found: Mapping[str, tuple[Sentence, Hit]]) -> list[str]:
    """Chinese: those who sign stand before the verb. Where two jurisdictions do, those named after it, and only there, are its topic."""
    act, reading = best.candidate, document.reading(best.candidate.sentence)
    if not reading.chinese or best.candidate.strength is Strength.EXCHANGE or act.sentence.multilateral or len(found) < 3:
        return []
    named = [hit for hit in act.sentence.hits if hit.meaning.countries]
    text, start = reading.folded, act.sentence.start
    before = [hit for hit in named if hit.end <= act.start and (hit.meaning.body or not _PLACED.search(text, start, hit.start))]
    clause = text.find(",", act.end) if "," in text[act.end :] else len(text)
    after = [hit for hit in named if act.start <= hit.start < clause and _BROUGHT_IN.search(text, act.start, hit.start)]
    sides = {code for hit in (*before, *after) for code in hit.meaning.countries}
    sides.update(code for row in document.title.sentences for hit in row.hits if hit.meaning.body for code in hit.meaning.countries)
    return [code for code in found if code in sides] if len({code for hit in before for code in hit.meaning.countries}) > 1 else []


def _opening(document: Document) -> list[Sentence]:
    """The first sentence of the body that names a side and an event: who met, and where."""
    for row in document.body.sentences[:_LEAD_SENTENCES]:
        if row.countries and row.of("meeting", "gathering", "joint"):
            return [row]
    return []


def _confidence(document: Document, best: _Judged, judged: Sequence[_Judged]) -> Confidence:
    """How often answers like this one are right, by what was measured to matter: how near the sides stand to the act, and how many places
    tell it (docs/announcements.md, "Confidence")."""
    strength = best.candidate.strength
    if best.scope is Scope.LOCAL:
        return Confidence.MEDIUM if len(best.countries) == 1 else Confidence.LOW
    same = [each for each in judged if each.candidate.strength is strength and each.scope is best.scope]
    twice = len({(each.candidate.sentence.part, each.candidate.sentence.index) for each in same}) > 1
    if strength is Strength.EXCHANGE:
        support = _support(document, judged)
        sure = support >= _PLENTY and twice and document.refusal is None and not _unexplained(document)
        # A purpose that only stands nearby may be another's.
        plain = any(each.distance == 0 and each.candidate.rule not in _PLAINNESS for each in same)
        return Confidence.HIGH if sure and plain else Confidence.MEDIUM if support >= _SOME and plain else Confidence.LOW
    if best.distance == 0 and (_signs_plainly(document, best, same, judged, twice) if strength is Strength.SIGNED else twice):
        return Confidence.HIGH
    return Confidence.MEDIUM if best.distance <= (1 if strength is Strength.SIGNED else 0) else Confidence.LOW


def _signs_plainly(document: Document, best: _Judged, same: Sequence[_Judged], judged: Sequence[_Judged], twice: bool) -> bool:
    """Whether several things that do not depend on each other say that an instrument has been signed: its kind is named, a verb says
    "signed" (not a noun, nor that something was reached or sealed), early, and again or with its day; and nothing says that it is still
    to come."""
    candidate = best.candidate
    if not any(each.distance == 0 and each.candidate.sentence.of("signed", "contract_signed", "published") for each in same):
        return False
    if candidate.instrument is None or candidate.instrument.meaning.instrument == UNNAMED or document.refusal:
        return False
    if any(each.candidate.rule == "signing fixed" for each in judged):
        return False
    early = candidate.sentence.part == "title" or candidate.sentence.index < _LEAD_SENTENCES
    return early and (twice or dated(document.reading(candidate.sentence), candidate.sentence))


def _news_rows(document: Document) -> list[Sentence]:
    """The title and the opening, which tell the news."""
    return [*document.title.sentences, *document.body.sentences[:_LEAD_SENTENCES]]


def _unexplained(document: Document) -> bool:
    """Whether the title or the opening names an instrument beside two sides, and no rule took it: its signing may be told in words that
    the lexicon lacks."""
    rows = _news_rows(document)
    sides = {code for row in rows for code in row.countries}
    fresh = (row for row in rows if not row.of("background", "bygone", "negation"))
    return len(sides) > 1 and any(hit.meaning.instrument not in (None, UNNAMED) for row in fresh for hit in row.hits)


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
    elif best is None and judged.scope is Scope.CROSS_BORDER:
        outcome = "refused, too little speaks for it"
    elif judged.scope is Scope.LOCAL:
        outcome = "refused, one jurisdiction only"
    else:
        outcome = "also matches"
    quote = document.reading(candidate.sentence).text[candidate.start : candidate.end]
    return Why(candidate.strength, candidate.rule, candidate.sentence.part, candidate.start, candidate.end, quote, outcome)
