"""Agreements: consensus stated, something decided by both sides, a text settled, a joint body launched, a plan adopted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from monitor.announcements.acts import OPENING, Candidate, Document, candidate_of
from monitor.announcements.beside import PASSIVE, TOGETHER_REACH, comma_between, gap
from monitor.announcements.guards import PARTICIPLE_REACH, attributive, guard
from monitor.announcements.kinds import only_said
from monitor.announcements.lexicon import UNNAMED, Hit
from monitor.announcements.reading import Reading, Sentence
from storage.model import Instrument, Strength

# How far what is launched or adopted stands from its verb: (letters, Chinese characters).
_BODY_REACH = (80, 26)
_OF_TWO_REACH = 45
_JOINED_BY = re.compile(r" (?:and|e)(?: (?:the|[oa]s?|d[eao]s?))? | ?- ?")
# Verbs by which a body itself begins: "opened its doors", "nasceu".
_COMES = re.compile(
    r"c[ao]mes? into being|open(?:ed|s) (?:its|their) doors|was born|nasce|went live|goes live|is up and running|beg[ia]ns? |"
    r"start(?:ed|s) |abr(?:iu|e|iram|em) (?:as )?portas|comec|entr(?:ou|a|aram) em"
)
# "The wording of a protocol has been cleared": agreed, not signed.
DRAFT_REACH = 40
DRAFTED = re.compile(
    r"\b(?:wording|texts?|drafts?|terms|clauses|negotiations?|texto|minuta|termos|clausulas|negociac(?:ao|oes)|redac\w+|versao final)\b"
)
_SETTLED_REACH = 70
# "At the Cultural Centre": where something begins, not what.
_WHERE = re.compile(r"\b(?:at|in) (?:the |its |their )?(?:[\w-]+ ){0,2}$|\b(?:no|na|nos|nas) (?:[\w-]+ ){0,1}$")
_AGREES = re.compile(r"agree|concord|acord|combin|acert|pactu")
_AGREED_WITH = re.compile(r"\b(?:with|com)\b")


def agreements(document: Document, reading: Reading, sentence: Sentence) -> Iterator[Candidate]:
    """Consensus stated; something decided by both sides; a joint body launched; a plan adopted."""
    for verb in sentence.of("agreed", "decided"):
        rule = "consensus" if "agreed" in verb.meaning.acts else "decided by both sides"
        known = "speaks of a consensus as known" if attributive(reading, sentence, verb) else None
        refused = known or guard(document, reading, sentence, verb) or only_said(document)
        if not (_of_both(document, reading, sentence, verb) if rule == "consensus" else _both_before(sentence, verb)):
            continue
        yield candidate_of(Strength.AGREED, rule, sentence, verb, None, refused)
    for verb in sentence.of("settled", "concluded"):
        if _settles(reading, sentence, verb) and _joined(document, sentence):
            refused = guard(document, reading, sentence, verb) or only_said(document)
            yield candidate_of(Strength.AGREED, "text settled", sentence, verb, None, refused)
    for verb in sentence.of("established"):
        if (launched := _joint_body(reading, sentence, verb)) and _joined(document, sentence):
            refused = _taken_for_granted(reading, sentence, verb) or guard(document, reading, sentence, verb) or only_said(document)
            yield candidate_of(Strength.AGREED, "joint body launched", sentence, verb, launched, refused)
    for verb in sentence.of("adopted"):
        plans = [
            hit for hit in sentence.hits if hit.meaning.instrument == Instrument.PLAN and gap(hit, verb) <= _BODY_REACH[reading.chinese]
        ]
        if plans and _joined(document, sentence):
            refused = guard(document, reading, sentence, verb) or only_said(document)
            yield candidate_of(Strength.AGREED, "plan adopted", sentence, verb, plans[0], refused)


# 中心成立以后, 由…组成的代表团: a clause of time, or of what something consists of.
_GRANTED_ZH = re.compile("以?后|之后|时|之时|的|以来")


def _taken_for_granted(reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """Chinese only: whether a verb of beginning is part of a clause that takes the beginning as known."""
    granted = reading.chinese and not sentence.of("recent") and _GRANTED_ZH.match(reading.folded, verb.end, sentence.end)
    return "speaks of a beginning as known" if granted else None


def _settles(reading: Reading, sentence: Sentence, verb: Hit) -> bool:
    """Whether what a verb concludes is the text of an instrument or its negotiation."""
    if reading.chinese:
        return False
    start, end = max(sentence.start, verb.start - _SETTLED_REACH), min(sentence.end, verb.end + DRAFT_REACH)
    found = [DRAFTED.search(reading.folded, verb.end, end), DRAFTED.search(reading.folded, start, verb.start)]
    spans = [(min(verb.end, one.end()), max(verb.start, one.start())) for one in found if one]
    named = any(hit.meaning.instrument not in (None, UNNAMED) for hit in sentence.hits)
    return named and any(not comma_between(reading, *span) for span in spans)


def _of_both(document: Document, reading: Reading, sentence: Sentence, verb: Hit) -> bool:
    """Whether a consensus is one of two sides: both in its sentence, in the one before, or in the title of a text that opens with it.
    What comes after "agreed" in the sentence may be its topic, and one side alone before it agrees with nobody."""
    subject = [hit for hit in sentence.hits if hit.meaning.countries and hit.end <= verb.start]
    if subject and not reading.chinese and _AGREES.match(reading.folded, verb.start) and not _with(reading, sentence, verb):
        return _both_before(sentence, verb) or sentence.multilateral or bool(sentence.of("both"))
    before = document.body.sentences[max(0, sentence.index - 1) : sentence.index] if sentence.part == "body" else []
    titles = document.title.sentences if sentence.index < OPENING else []
    return any(row.multilateral or row.of("both") or len(row.countries) > 1 for row in (sentence, *before, *titles))


def _with(reading: Reading, sentence: Sentence, verb: Hit) -> bool:
    """ "Agreed with the ministry", "acordou com"."""
    return bool(_AGREED_WITH.search(reading.folded, verb.start, min(sentence.end, verb.end + PARTICIPLE_REACH)))


def _both_before(sentence: Sentence, verb: Hit) -> bool:
    """Whether two sides stand before a verb: by their names, or as "both sides"."""
    before = [hit.meaning for hit in sentence.hits if hit.end <= verb.start]
    return any("both" in meaning.acts for meaning in before) or len({code for meaning in before for code in meaning.countries}) > 1


def _joint_body(reading: Reading, sentence: Sentence, verb: Hit) -> Hit | None:
    """What begins to exist beside a verb: something joint by its name, or a body with a word of joint work or two sides beside it."""
    reach = _BODY_REACH[reading.chinese]
    far = reach * (1 + bool(not reading.chinese and _COMES.match(reading.folded, verb.start)))
    if named := [hit for hit in sentence.of("joint_body") if gap(hit, verb) <= far and begins(reading, verb, hit)]:
        return named[0]
    for body in sentence.of("body", "joint_body"):
        if not reading.chinese and _WHERE.search(reading.folded, max(sentence.start, body.start - 40), body.start):
            continue
        passive = body.end <= verb.start and bool(PASSIVE.search(reading.folded, body.end, verb.start))
        if gap(body, verb) <= reach * (1 + passive) and (passive or begins(reading, verb, body)):
            marked = any(gap(word, body) <= TOGETHER_REACH[reading.chinese] for word in sentence.of("together"))
            if marked or _both_before(sentence, body) or _both_before(sentence, verb) or _of_two(reading, sentence, body):
                return body
    return None


def _of_two(reading: Reading, sentence: Sentence, body: Hit) -> bool:
    """ "A business council of Macao and Angola": two sides right after a body, joined by a word or a hyphen."""
    after = [hit for hit in sentence.hits if hit.meaning.countries and 0 <= hit.start - body.end <= _OF_TWO_REACH]
    return not reading.chinese and any(
        set(one.meaning.countries) != set(other.meaning.countries) and _JOINED_BY.fullmatch(reading.folded, one.end, other.start)
        for one, other in pairwise(after)
    )


def begins(reading: Reading, verb: Hit, body: Hit) -> bool:
    """Whether a verb says of a body that it begins: in English and Portuguese before it, or after it in the passive."""
    if reading.chinese or verb.end <= body.start or body.end > verb.start:
        return verb.end <= body.start or not comma_between(reading, body.end, verb.start)
    comes = _COMES.match(reading.folded, verb.start) and not comma_between(reading, body.end, verb.start)
    return verb.start - body.end <= 1 or bool(comes or PASSIVE.search(reading.folded, body.end, verb.start))


def _joined(document: Document, sentence: Sentence) -> bool:
    """Whether several sides stand behind a sentence: named in it, in the one before or in the title."""
    around = document.body.sentences[max(0, sentence.index - 1) : sentence.index + 2] if sentence.part == "body" else []
    rows = [sentence, *around, *document.title.sentences]
    sides = {code for row in rows for code in row.countries}
    return len(sides) > 1 or any(row.multilateral for row in rows) or bool(sentence.of("purpose", "joint"))
