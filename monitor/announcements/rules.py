"""The rules: from terms in sentences to candidates for what a release announces, each accepted or refused with its reason.

A candidate is one reading of one place in the text. `signings`, `agreements` and `exchanges` propose; guards refuse: an act that is
negated, planned or told of the past does not count. Distances are in characters; a Chinese character says about as much as three
letters, so each distance comes in two sizes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from monitor.announcements.lexicon import MULTILATERAL, UNNAMED, Hit
from monitor.announcements.reading import Reading, Sentence
from storage.model import Instrument, Strength

_SIGNING = ("signed", "contract_signed", "sign", "to_sign", "signing", "concluded")
# The acts of which evidence for a strength must hold one.
PROOFS = {
    Strength.SIGNED: frozenset(_SIGNING),
    Strength.AGREED: frozenset(("agreed", "established", "adopted", *_SIGNING)),
    Strength.EXCHANGE: frozenset(("meeting", "gathering", "joint")),
}
# How far a guard reaches before the act it governs, how far an instrument stands from its verb: (letters, Chinese characters).
_NEGATION_REACH = (30, 6)
_PLAN_REACH = (32, 28)
_AIM_REACH = (40, 8)
_AFTER_REACH = (70, 24)
_BACKGROUND_BEFORE = (140, 40)
_BACKGROUND_AFTER = (50, 10)
_INSTRUMENT_REACH = (260, 110)
_CONCLUDED_REACH = (90, 24)
_JOINT_REACH = (150, 60)
# A courtesy call is named in the title or the opening.
_CALL_SENTENCES = 4
# How a Chinese clause begins that carries on the one before.
_CARRY = re.compile("(?:并|及|同时|届时|会上|其间|期间|.{0,4}时|.{0,3}后)(?:还|也|亦|正式|共同)?")
# English and Portuguese: a participle, a definite article shortly before the noun, an auxiliary between noun and participle.
_PARTICIPLE_REACH = 40
_PARTICIPLE = re.compile(r"signed|(?:assinad|firmad|rubricad|celebrad|subscrit)[oa]s?\b")
_DEFINITE = re.compile(
    r"\b(?:the|this|that|these|those|its|their|[dn]?[oa]s?|aos?|pel[oa]s?|(?:d|n)?est[ea]s?)\s(?:[^\s,;]+\s){0,3}[\"']?$"
)
_AUXILIARY = re.compile(r"\b(?:was|were|been|being|be|is|are|has|have|had|which|that|foi|foram|sido|ser|sera|e|sao|esta|que|fica)\b|,")
# From this sentence on a report has told its news, and an act with a stated year is history.
_NEWS_SENTENCES = 3
# News names a few years; a text that names so many different ones tells a history.
_CHRONICLE_YEARS = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of one place. `start`-`end` spans what decided it, in the sentence's part; `refused` says why it does not count."""

    strength: Strength
    rule: str
    sentence: Sentence
    start: int
    end: int
    instrument: Hit | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A release as read: title and body. `year` is the year it reports from, where known."""

    title: Reading
    body: Reading
    year: int | None

    @property
    def readings(self) -> tuple[Reading, Reading]:
        return self.title, self.body

    def reading(self, sentence: Sentence) -> Reading:
        return self.title if sentence.part == "title" else self.body


def may_announce(hits: Iterable[Hit]) -> bool:
    """Whether a text with these hits can bring forth a candidate that counts. Most releases end here, not yet cut into sentences."""
    acts: set[str] = set()
    sides: set[str] = set()
    for hit in hits:
        acts |= hit.meaning.acts
        sides.update(hit.meaning.countries)
        if hit.meaning.multilateral:
            sides.add(MULTILATERAL)
    if not acts.isdisjoint(_SIGNING):
        return True
    if not sides or acts.isdisjoint(("purpose", "joint", "agreed", "adopted")):
        return False
    return not acts.isdisjoint(("meeting", "gathering", "joint", "agreed", "established", "adopted"))


def candidates(document: Document) -> list[Candidate]:
    """All candidates of a document, accepted and refused, in the order of the text within each kind."""
    standing = _standing(document)
    found: list[Candidate] = []
    for reading in document.readings:
        for sentence in reading.sentences:
            if sentence.listed or not sentence.hits:
                continue
            found.extend(signings(document, reading, sentence))
            found.extend(agreements(document, reading, sentence))
    found.extend(exchanges(document))
    return [_refuse(each, standing) for each in found] if standing else found


# ---- signed ------------------------------------------------------------------------------------------------------


def signings(document: Document, reading: Reading, sentence: Sentence) -> Iterator[Candidate]:
    """An act of signing beside an instrument; planned ones become `agreed` where an occasion is fixed."""
    verbs = sentence.of(*_SIGNING)
    for verb in verbs:
        instrument = _instrument(reading, sentence, verb)
        if instrument is None and not _signs_something(reading, verb):
            if "concluded" not in verb.meaning.acts:
                yield _candidate(Strength.SIGNED, "signed", sentence, verb, None, "no instrument beside it")
            continue
        notice = "a tender or a vacancy" if sentence.of("notice") else None
        if (
            refused := notice
            or _presupposed(reading, sentence, verb, instrument)
            or _past(document, reading, sentence, verb)
            or _negated(reading, sentence, verb)
        ):
            yield _candidate(Strength.SIGNED, "signed", sentence, verb, instrument, refused)
        elif planned := _planned(reading, sentence, verb):
            fixed = bool(sentence.of("occasion")) or sentence.part == "title"
            yield _candidate(Strength.SIGNED, "signed", sentence, verb, instrument, planned)
            yield _candidate(Strength.AGREED, "signing fixed", sentence, verb, instrument, None if fixed else "no occasion is named")
        else:
            yield _candidate(Strength.SIGNED, "signed", sentence, verb, instrument, None)


def _instrument(reading: Reading, sentence: Sentence, verb: Hit) -> Hit | None:
    """The instrument nearest to a verb. A verb of concluding wants a named one close by."""
    if "concluded" in verb.meaning.acts:
        named = [
            hit
            for hit in sentence.hits
            if hit.meaning.instrument not in (None, UNNAMED, Instrument.PLAN) and _gap(hit, verb) <= _CONCLUDED_REACH[reading.chinese]
        ]
        return min(named, key=lambda hit: _gap(hit, verb), default=None)
    if verb.meaning.instrument:
        return verb
    reach = _INSTRUMENT_REACH[reading.chinese]
    near = [hit for hit in sentence.hits if hit.meaning.instrument and _gap(hit, verb) <= reach]
    # A project is only what was signed where nothing better is named.
    return min(near, key=lambda hit: (hit.meaning.instrument == UNNAMED, _gap(hit, verb)), default=None)


def _signs_something(reading: Reading, verb: Hit) -> bool:
    """A title in angle brackets is what a Chinese text says was signed, though it names no kind of instrument."""
    return reading.chinese and verb.meaning.acts.isdisjoint({"concluded"}) and "《" in reading.text[verb.end : verb.end + 20]


# ---- agreed ------------------------------------------------------------------------------------------------------


def agreements(document: Document, reading: Reading, sentence: Sentence) -> Iterator[Candidate]:
    """Consensus stated; a joint body launched; a plan adopted."""
    for verb in sentence.of("agreed"):
        yield _candidate(Strength.AGREED, "consensus", sentence, verb, None, _guard(document, reading, sentence, verb))
    pairs = (("joint body launched", "established", "joint_body"), ("plan adopted", "adopted", "plan"))
    for rule, act, thing in pairs:
        for verb in sentence.of(act):
            nouns = sentence.of(thing) if thing != "plan" else [hit for hit in sentence.hits if hit.meaning.instrument == Instrument.PLAN]
            near = [noun for noun in nouns if _gap(noun, verb) <= (60, 20)[reading.chinese]]
            if near and _joined(document, sentence):
                refused = _guard(document, reading, sentence, verb)
                yield _candidate(Strength.AGREED, rule, sentence, verb, near[0] if thing == "plan" else None, refused)


def _joined(document: Document, sentence: Sentence) -> bool:
    """Whether several sides stand behind a sentence: named in it, in the one before or in the title; or it speaks of cooperation itself."""
    before = document.body.sentences[sentence.index - 1 : sentence.index] if sentence.part == "body" and sentence.index else []
    rows = [sentence, *before, *document.title.sentences]
    return bool(sentence.of("purpose", "joint")) or any(row.multilateral or len(row.countries) > 1 for row in rows)


# ---- exchange ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Scene:
    """What exchanges are judged by besides their own sentence: the sentences with terms, the title, and what speaks against all of them."""

    document: Document
    rows: list[Sentence]
    title: Sentence | None
    refused: str | None


def exchanges(document: Document) -> Iterator[Candidate]:
    """A meeting with a stated purpose of cooperation; something run together by several sides."""
    scene = _scene(document)
    for position, row in enumerate(scene.rows):
        is_title = row.part == "title"
        if met := row.of("meeting", "gathering") if is_title else row.of("meeting"):
            yield _met(scene, position, met[0])
        elif (gathered := row.of("gathering")) and (purpose := row.of("purpose")) and len(row.countries) > 1:
            yield _candidate(Strength.EXCHANGE, "gathering with a purpose", row, gathered[0], purpose[0], scene.refused)
        for joint in row.of("joint"):
            reading = document.reading(row)
            if len(_partners(reading, row, joint)) > 1:
                yield _candidate(Strength.EXCHANGE, "run together", row, joint, None, _guard(document, reading, row, joint))


def _scene(document: Document) -> _Scene:
    title = document.title.sentences[0] if document.title.sentences else None
    rows = [row for reading in document.readings for row in reading.sentences if row.hits and not row.listed]
    calls = [row for row in rows[:_CALL_SENTENCES] if row.of("courtesy")]
    refused = None
    if calls and len({code for row in (*calls, title or calls[0]) for code in row.countries}) < 2:
        refused = "a courtesy call within one jurisdiction"
    elif title is not None and title.of("opinion"):
        refused = "an opinion"
    return _Scene(document, rows, title, refused)


def _met(scene: _Scene, position: int, met: Hit) -> Candidate:
    """A meeting: accepted when a purpose of cooperation is stated in its sentence, in a neighbour, in the title, or, where the title
    itself tells the meeting, anywhere: the whole text is about it then."""
    row = scene.rows[position]
    if purpose := row.of("purpose"):
        return _candidate(Strength.EXCHANGE, "meeting with a purpose", row, met, purpose[0], scene.refused)
    around = [each for each in scene.rows[max(0, position - 1) : position + 2] if each.part == row.part]
    if row is scene.title:
        around = scene.rows
    elif scene.title is not None:
        around.append(scene.title)
    stated = any(each.of("purpose") for each in around)
    refused = scene.refused if stated else "no purpose of cooperation is stated"
    return _candidate(Strength.EXCHANGE, "meeting, purpose nearby", row, met, None, refused)


def _partners(reading: Reading, row: Sentence, joint: Hit) -> set[str]:
    """The sides beside a marker of joint work: in Chinese those in its own clause, else those within reach."""
    beside = [hit for hit in row.hits if hit.meaning.countries and _gap(hit, joint) <= _JOINT_REACH[reading.chinese]]
    if reading.chinese:
        beside = [hit for hit in beside if not _comma(reading, min(hit.end, joint.end), max(hit.start, joint.start))]
    return {code for hit in beside for code in hit.meaning.countries}


# ---- guards: what does not count ---------------------------------------------------------------------------------


def _guard(document: Document, reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    return _past(document, reading, sentence, verb) or _negated(reading, sentence, verb) or _planned(reading, sentence, verb)


def _negated(reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    marker = _before(reading, sentence, verb, "negation", _NEGATION_REACH)
    return f"negated: {_quote(reading, marker)}" if marker else None


def _planned(reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """Planned: a verb of intention before the act in its clause; for the noun of signing also an aim, or a plan after it."""
    if "to_sign" in verb.meaning.acts:
        return f"planned: {_quote(reading, verb)}"
    marker = _before(reading, sentence, verb, "planned", _PLAN_REACH)
    nominal = "signing" in verb.meaning.acts
    if marker is None and (nominal or reading.chinese):
        marker = _before(reading, sentence, verb, "aimed", _AIM_REACH)
    if marker is None and nominal:
        after = _AFTER_REACH[reading.chinese]
        marker = next((hit for hit in sentence.of("planned") if 0 <= hit.start - verb.end <= after), None)
    return f"planned: {_quote(reading, marker)}" if marker else None


def _presupposed(reading: Reading, sentence: Sentence, verb: Hit, instrument: Hit | None) -> str | None:
    """ "The agreement signed by ...": a participle after a definite noun speaks of a signing as known, it does not report one."""
    if reading.chinese or sentence.part == "title" or instrument is None or not 0 <= verb.start - instrument.end <= _PARTICIPLE_REACH:
        return None
    before = reading.folded[max(sentence.start, instrument.start - _PARTICIPLE_REACH) : instrument.start]
    between = reading.folded[instrument.end : verb.start]
    if _PARTICIPLE.match(reading.folded, verb.start) and _DEFINITE.search(before) and not _AUXILIARY.search(between):
        return "speaks of a signing as known"
    return None


def _past(document: Document, reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """Background: a marker of the past around the act, or a stated year that is not the report's."""
    before, after = _BACKGROUND_BEFORE[reading.chinese], _BACKGROUND_AFTER[reading.chinese]
    for hit in sentence.of("background"):
        earlier, later = verb.start - hit.end, hit.start - verb.end
        follows = 0 <= later <= after and not _comma(reading, verb.end, hit.start)
        if 0 <= earlier <= before or follows or hit.start <= verb.start < hit.end:
            return f"background: {_quote(reading, hit)}"
    years = reading.years(sentence)
    if years and sentence.part != "title":
        if document.year is not None:
            return f"background: {max(years)}" if max(years) < document.year else None
        if sentence.index >= _NEWS_SENTENCES:
            return f"background: {max(years)}, told after the news"
    return None


def _carried(reading: Reading, sentence: Sentence, verb: Hit) -> bool:
    """Chinese only: a clause that begins with "and" or "on the occasion" carries on the clause before it, plan and all."""
    clause = reading.folded.rfind(",", sentence.start, verb.start)
    return reading.chinese and clause >= 0 and bool(_CARRY.fullmatch(reading.folded, clause + 1, verb.start))


def _before(reading: Reading, sentence: Sentence, verb: Hit, act: str, reach: tuple[int, int]) -> Hit | None:
    """The nearest hit of an act that ends before the verb, within reach and in the same clause (no comma between)."""
    nearest = None
    for hit in sentence.of(act):
        near = 0 <= verb.start - hit.end <= reach[reading.chinese]
        if near and (not _comma(reading, hit.end, verb.start) or (act == "planned" and _carried(reading, sentence, verb))):
            nearest = hit
    return nearest


def _comma(reading: Reading, start: int, end: int) -> bool:
    between = reading.folded[start:end]
    return "," in between or ";" in between


def _standing(document: Document) -> str | None:
    """Pages that are not news: a title that is nothing but the name of a jurisdiction; a chronicle, which goes through many years."""
    for sentence in document.title.sentences:
        if len(sentence.hits) == 1 and sentence.hits[0].meaning.countries:
            hit = sentence.hits[0]
            if document.title.text.strip() == document.title.text[hit.start : hit.end]:
                return "a standing page about a country"
    if len(document.body.all_years()) >= _CHRONICLE_YEARS:
        return "a chronicle of many years"
    return None


# ---- small things ------------------------------------------------------------------------------------------------


def _gap(one: Hit, other: Hit) -> int:
    """Characters between two hits, 0 where they touch or overlap."""
    return max(0, one.start - other.end, other.start - one.end)


def _candidate(strength: Strength, rule: str, sentence: Sentence, verb: Hit, other: Hit | None, refused: str | None) -> Candidate:
    start, end = (min(verb.start, other.start), max(verb.end, other.end)) if other else (verb.start, verb.end)
    return Candidate(strength, rule, sentence, start, end, other if other and other.meaning.instrument else None, refused)


def _refuse(candidate: Candidate, reason: str) -> Candidate:
    return replace(candidate, refused=candidate.refused or reason)


def _quote(reading: Reading, hit: Hit) -> str:
    return reading.text[hit.start : hit.end]
