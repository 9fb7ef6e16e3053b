"""Signings: acts of signing beside an instrument, and the published text of an instrument. Planned ones with a day are agreements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from monitor.announcements.acts import NEWS_SENTENCES, SIGNING, Candidate, Document, candidate_of
from monitor.announcements.agreements import DRAFT_REACH, DRAFTED, begins
from monitor.announcements.background import of_the_past
from monitor.announcements.beside import DAY, gap, nearest_before, quote
from monitor.announcements.guards import (
    AIM_REACH,
    PLAN_REACH,
    asked,
    counted_up,
    false_paper,
    month_ahead,
    negated,
    no_instrument,
    of_all_times,
    planned,
    presupposed,
)
from monitor.announcements.kinds import KINDS, not_reported, only_said, summed_up
from monitor.announcements.lexicon import UNNAMED, Hit
from monitor.announcements.reading import Reading, Sentence
from storage.model import Instrument, Strength

# Verbs that sign only close beside what they conclude or issue.
_NEAR = frozenset({"concluded", "issued"})
_ISSUE_REACH = 30
# The rule of a joint declaration that was issued: where something was signed as well, that is what the release announces.
DECLARED = "joint declaration issued"
_OF_BOTH = re.compile(r"joint|conjunt|comum|common|final|联合|共同")
# Where a declaration is only the source of what is said.
_SOURCE = re.compile(
    r"[,;]| (?:in|em|n[oa]|num|numa|by|via|atraves de|segundo|conforme|according to|with) (?:[oa]|um|uma|an?|the|their)?\b[^,;]*$"
)
# How far an instrument stands from its verb: (letters, Chinese characters).
_INSTRUMENT_REACH = (260, 110)
_CONCLUDED_REACH = (90, 24)
# Who signs after a tender or a call for applications is whoever wins.
_TO_THE_PUBLIC = frozenset({KINDS["notice"], KINDS["enrolment"]})
# "须于三十日内签订": somebody's duty, which nobody has agreed to.
_DUE_ZH = re.compile("[必务]?须|应[于当该]|需[于在按]")
_AT = re.compile(r"\b(?:at|in) (?:the|a|this|its|their) (?:[\w-]+ ){0,3}$|\b(?:no|na|nos|nas|neste|nesta|num|numa) (?:[\w-]+ ){0,2}$")
# "At the opening ceremony": an occasion, though no meeting of two sides.
_AT_CEREMONY = re.compile(
    r"\b(?:at|during|in) (?:the|a|an|its|their|this) (?:[\w-]+ ){0,3}(?:ceremony|session|dinner|banquet|reception|gala|opening|closing)\b"
    r"|\b(?:when|quando)\b[^.;]{0,60}\b(?:visits?|comes?|travels?|opens?|visit\w+|desloc\w+|for a |vier)\b"
    r"|\b(?:na|numa|nesta|durante a|da) (?:cerimonia|sessao|gala|recepcao|abertura) (?:de|d[aoe]s?|solene|oficial|inaugural)\b"
)
# "Concluded a round of talks on an agreement": the talks were concluded, not the agreement.
_PROCESS = re.compile(
    r"\b(?:rounds?|sessions?|talks|meetings?|visits?|negotiati\w+|consultations|discussions?|phases?|stages?|readings?|tours?|missions?|trips?|"
    r"stud(?:y|ies)|rondas?|rodadas?|sess(?:ao|oes)|reuni(?:ao|oes)|negociac(?:ao|oes)|conversac(?:ao|oes)|visitas?|fases?|etapas?|miss(?:ao|oes)|"
    r"discuss(?:ao|oes)|estudos?|curso|deslocacao)\b"
)
_DRAFT = re.compile(DRAFTED.pattern + r"[^,;.]{0,25}$")
_DRAFT_ZH = re.compile("的?(?:具体|主要|正式|最终|合作)?(?:文本|案文|草案|草稿|初稿|条款|细节|内容|细则|谈判|磋商|初步)")
# "The memorandum with which the two bodies sealed": an instrument that a relative clause joins to its verb.
_BY_WHICH = re.compile(
    r"(?: [\w-]+){0,3},? (?:com (?:[oa] qual|que)|pel[oa] qual|atraves d[oa] qual|por meio d[oa] qual|n[oa] qual|em que|que|"
    r"(?:with|by|through|under|in) which|which|that)\b"
)
# "Cooperation documents" are what is concluded as well as a named instrument.
_PAPERS = re.compile(
    r"(?:co-?operation|partnership|collaboration) (?:documents|instruments|texts|papers)"
    r"|(?:documentos|instrumentos|textos) de (?:cooperacao|colaboracao|parceria|entendimento)"
)
_PAPERS_REACH = 16
# Copies change hands when an instrument has been signed, though the sentence before names it.
_COPIES = re.compile(r"cop(?:y|ies)|exemplares|documents|documentos|texts|textos|folders|pastas|copias")
# "It was signed by": what the sentence before names.
_TAKEN_UP = re.compile(
    r"(?:(?:it|this|these|both|they|os? dois|as duas|ambos|ambas) )?"
    r"(?:was|were|foi|foram|e|sao) (?:[a-z]+(?:ly|mente) |also |hoje |ontem )?$"
    r"|(?:the|a|o acto de|o ato de|a cerimonia de|by) $"
)
_TAKEN_UP_WITHIN = 30
_IT = re.compile(r"(?: it| them| both|-n?[oa]s?)\b")
_MONTH_ZH = re.compile("[一二三四五六七八九十]月")


def signings(document: Document, reading: Reading, sentence: Sentence) -> Iterator[Candidate]:
    """An act of signing beside an instrument; planned ones become `agreed` where an occasion is fixed."""
    verbs = sentence.of(*SIGNING)
    for verb in verbs:
        instrument = _instrument(reading, sentence, verb)
        taken_up = instrument is None and _taken_up(document, reading, sentence, verb)
        if instrument is None and not taken_up and not _signs_something(reading, verb):
            if verb.meaning.acts.isdisjoint(_NEAR):
                yield candidate_of(Strength.SIGNED, "signed", sentence, verb, None, "no instrument beside it")
            continue
        notice = "a tender or a vacancy" if sentence.of("notice") else "not so" if sentence.of("denial") else summed_up(document)
        notice = notice or not_reported(document, reading, sentence)
        if (
            refused := notice
            or false_paper(document, reading, sentence, verb, instrument)
            or presupposed(document.lang, reading, sentence, verb, instrument)
            or of_the_past(document, reading, sentence, verb)
            or negated(reading, sentence, verb)
            or (instrument and no_instrument(reading, sentence, instrument))
            or of_all_times(reading, sentence, verb)
            or counted_up(document, reading, sentence, instrument)
            or asked(reading, sentence, verb)
        ):
            yield candidate_of(Strength.SIGNED, "signed", sentence, verb, instrument, refused)
        elif ahead := planned(reading, sentence, verb) or month_ahead(document, reading, sentence, verb):
            yield candidate_of(Strength.SIGNED, "signed", sentence, verb, instrument, ahead)
            yield candidate_of(Strength.AGREED, "signing fixed", sentence, verb, instrument, _unfixed(document, reading, sentence, verb))
        else:
            rule = DECLARED if "issued" in verb.meaning.acts and not verb.meaning.acts & {"signed", "sign", "concluded"} else "signed"
            yield candidate_of(Strength.SIGNED, rule, sentence, verb, instrument, None)


def _taken_up(document: Document, reading: Reading, sentence: Sentence, verb: Hit) -> bool:
    """ "It was signed by", "the signing took place", "exchanged the signed copies": what the sentence before, or the title, names."""
    if reading.chinese or sentence.part == "title" or sentence.index > NEWS_SENTENCES:
        return False
    if not verb.meaning.acts.isdisjoint((*_NEAR, "sign")):
        return False
    before = verb.start - sentence.start
    told = (
        _COPIES.search(reading.folded, verb.start, verb.end)
        or _IT.match(reading.folded, verb.end)
        or (before <= _TAKEN_UP_WITHIN and (not before or _TAKEN_UP.match(reading.folded[sentence.start : verb.start])))
    )
    return bool(told) and named_before(document, sentence) is not None


def named_before(document: Document, sentence: Sentence) -> tuple[Sentence, Hit] | None:
    """The instrument that the sentence before names, or the title."""
    rows = [*document.body.sentences[max(0, sentence.index - 1) : sentence.index], *document.title.sentences]
    return next(((row, hit) for row in rows for hit in row.hits if hit.meaning.instrument not in (None, UNNAMED)), None)


def published(document: Document) -> Iterator[Candidate]:
    """The text of an instrument itself: what it is called first, and at least two of the phrases that only such texts use."""
    body = document.body.sentences
    phrases = [(row, hit) for row in body for hit in row.of("published")]
    named = [hit for row in (*document.title.sentences, *body[:1]) for hit in row.hits if hit.meaning.instrument not in (None, UNNAMED)]
    if named and len({document.body.folded[hit.start : hit.end] for _, hit in phrases}) > 1:
        row, hit = phrases[-1]
        found = candidate_of(Strength.SIGNED, "published text", row, hit, None, None)
        yield replace(found, instrument=next((own for own in row.hits if own.meaning.instrument == named[0].meaning.instrument), None))


def _unfixed(document: Document, reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """Why a planned signing is not fixed: it is only hoped for or talked about, or no occasion (a day, an event) is named for it."""
    if said := only_said(document) or (document.refusal if document.refusal in _TO_THE_PUBLIC else None):
        return said
    day = bool(sentence.of("occasion") or DAY.search(reading.folded, sentence.start, sentence.end))
    if reading.chinese:
        day = day or bool(_MONTH_ZH.search(reading.folded, sentence.start, sentence.end))
    hoped = nearest_before(reading, sentence, verb, "hoped", PLAN_REACH)
    due = nearest_before(reading, sentence, verb, "planned", PLAN_REACH)
    if reading.chinese and due and _DUE_ZH.match(reading.folded, due.start):
        return f"a duty: {quote(reading, due)}"
    if hoped and not day:
        return f"only hoped for: {quote(reading, hoped)}"
    firm = hoped or due
    if (
        not firm
        and verb.meaning.acts.isdisjoint(("to_sign", "signing", "to_come"))
        and nearest_before(reading, sentence, verb, "aimed", AIM_REACH)
    ):
        return "only talked about"
    named = day or sentence.part == "title" or _at_an_event(reading, sentence)
    return None if named else "no occasion is named"


def _at_an_event(reading: Reading, sentence: Sentence) -> bool:
    """ "At the conference", "no encontro", "at the opening ceremony"."""
    held = sentence.of("gathering", "meeting")
    if reading.chinese:
        return False
    if _AT_CEREMONY.search(reading.folded, sentence.start, sentence.end):
        return True
    return any(_AT.search(reading.folded, max(sentence.start, hit.start - 40), hit.start) for hit in held)


def _instrument(reading: Reading, sentence: Sentence, verb: Hit) -> Hit | None:
    """The instrument nearest to a verb. A verb of concluding wants a named one close by, one of issuing a joint declaration."""
    if "concluded" in verb.meaning.acts:
        named = [hit for hit in sentence.hits if hit.meaning.instrument not in (None, Instrument.PLAN) and _is_named(reading, hit)]
        return min((hit for hit in named if _concludes(reading, verb, hit)), key=lambda hit: gap(hit, verb), default=None)
    if "issued" in verb.meaning.acts:
        declared = [hit for hit in sentence.hits if hit.meaning.instrument == Instrument.JOINT_DECLARATION and _issues(reading, verb, hit)]
        return min(declared, key=lambda hit: gap(hit, verb), default=None)
    if verb.meaning.instrument:
        return verb
    reach = _INSTRUMENT_REACH[reading.chinese]
    near = [hit for hit in sentence.hits if hit.meaning.instrument and gap(hit, verb) <= reach]
    if not reading.chinese:
        near = [hit for hit in near if ";" not in reading.folded[min(hit.end, verb.end) : max(hit.start, verb.start)]]
    # A project is only what was signed where nothing better is named.
    return min(near, key=lambda hit: (hit.meaning.instrument == UNNAMED, gap(hit, verb)), default=None)


def _is_named(reading: Reading, hit: Hit) -> bool:
    """Whether an instrument is called by its kind, or as "cooperation documents"."""
    if hit.meaning.instrument != UNNAMED:
        return True
    return not reading.chinese and bool(_PAPERS.search(reading.folded, max(0, hit.start - _PAPERS_REACH), hit.end + 2 * _PAPERS_REACH))


def _concludes(reading: Reading, verb: Hit, instrument: Hit) -> bool:
    """Whether a verb of concluding has this instrument as its object: close by and no talks between them, or in a relative clause."""
    if reading.chinese:
        draft = _DRAFT_ZH.match(reading.folded, instrument.end) and instrument.end <= verb.start
        return not draft and gap(instrument, verb) <= _CONCLUDED_REACH[True]
    if _DRAFT.search(reading.folded, max(0, instrument.start - DRAFT_REACH), instrument.start):
        return False
    if verb.start >= instrument.end and _BY_WHICH.match(reading.folded, instrument.end, verb.start):
        return gap(instrument, verb) <= _INSTRUMENT_REACH[False]
    between = (verb.end, instrument.start) if verb.end <= instrument.start else (verb.end, verb.end)
    return gap(instrument, verb) <= _CONCLUDED_REACH[False] and not _PROCESS.search(reading.folded, *between)


def _issues(reading: Reading, verb: Hit, declaration: Hit) -> bool:
    """ "Issued a joint statement", "a joint statement was issued"; one that is merely quoted ("said in a joint statement") is no object."""
    if not _OF_BOTH.search(reading.folded, declaration.start, declaration.end):
        return False
    if verb.end <= declaration.start:
        return gap(verb, declaration) <= _ISSUE_REACH and not _SOURCE.search(reading.folded, verb.end, declaration.start)
    said_in = _SOURCE.search(reading.folded, max(0, declaration.start - _ISSUE_REACH), declaration.start)
    return not said_in and gap(verb, declaration) <= _CONCLUDED_REACH[reading.chinese] and begins(reading, verb, declaration)


def _signs_something(reading: Reading, verb: Hit) -> bool:
    """A title in angle brackets is what a Chinese text says was signed, though it names no kind of instrument."""
    return reading.chinese and verb.meaning.acts.isdisjoint({"concluded"}) and "《" in reading.text[verb.end : verb.end + 20]
