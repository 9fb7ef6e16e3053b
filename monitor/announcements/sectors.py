"""What an announcement is about: the sectors whose words its text uses, weighted by where they stand.

    document, act -> sectors_of -> ("finance", …) and their evidence

The words are in lexicon/sectors.toml. A sector is the subject of the act, not each field that the text touches: it takes its word in the
title, or several words about the act, its terms and the opening. What is further down, told of earlier times, or only part of a body's name
says less. A sector is named that says enough of itself and not much less than the strongest; where none does, it is "other".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from monitor.announcements.acts import Act, Document
from monitor.announcements.inflect import choices
from monitor.announcements.lexicon import Hit, Lexicon, LexiconError, Meaning, load
from monitor.announcements.parties import named_in
from monitor.announcements.reading import Sentence
from monitor.announcements.text import fold
from storage.model import Evidence, Strength

SECTORS = (
    *("trade-investment", "finance", "tourism-mice", "health-tcm", "technology-innovation", "education-training", "culture-sports"),
    *("law-government", "agriculture-fisheries", "energy-infrastructure", "e-commerce-logistics"),
)
OTHER = "other"
# What a sentence says of a sector, by where it stands: the act's own, the title, others that tell the act, the one after the act (its
# terms), the opening, the rest. A text that goes on for long says little more.
_ACT, _TITLE, _TELLING, _TERMS, _LEAD, _REST = 2.0, 3.0, 2.0, 2.0, 1.5, 0.4
_LEAD_SENTENCES, _REST_SENTENCES = 4, 14
_MOST = 5
GENERAL, TRADE = "economy", "trade-investment"
# One word of a field beside the act makes no sector of it; a second word there, or one further place that says the same, does.
_ENOUGH = 2.5
_MORE = 0.3
_SHARE = 0.25
_FIELDS, _NAMED_FIELDS, _THROUGH = 3, 2, 3.0
# A word says less in the name of a body, which also has it where it does something else, and in a sentence of earlier times or of figures.
_NAMED, _ASIDE, _SPOKEN, _SEEN = 0.5, 0.3, 0.5, 0.3
# What an instrument is about stands so near its name (letters, Chinese characters), and one word of it is enough.
_REACH, _SUBJECT = (50, 14), 1.5
# How a sentence says that it goes through the fields or the contents of an act.
_GOES_THROUGH = (
    re.compile(
        r"\b(?:in|to|on|across|for|of) (?:the |such |various |many |several |other |key |priority |as many )*"
        r"(?:fields|areas|sectors|domains)\b"
        r"|\b(?:in|on) the field of\b|\b(?:cover(?:s|ed|ing)|ranging from|spann(?:ing|ed))\b"
        r"|\b(?:co-?operat|collaborat|partner)\w* (?:in|on)\b"
        r"|\b(?:n[oa]s|em|a[os]?s?|de|d[oa]s) (?:\w+ )?(?:areas?|dominios?|sectore?s?|setore?s?|campos|ramos|materias?)\b"
        r"|\babrang\w+|\bcontempl(?:a|am|ou|aram|ando)\b"
        r"|\b(?:cooperacao|colaboracao|parcerias?|cooperar|colaborar) (?:em|n[oa]s?|ao nivel)\b"
    ),
    re.compile("涵盖|涵括|覆盖|涉及|囊括|包括|等(?:多个|各个|各|重点|不同)?(?:领域|范畴|方面|行业|产业|议题|内容|合作|项目|范围|课题)"),
)
_AIMING = frozenset({"purpose"})
_BACKGROUND = frozenset({"background", "bygone", "figures"})


def sectors_of(document: Document, act: Act) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """The sectors of an act, the strongest first, each with the word that says most of it; no evidence stands for "other"."""
    lexicon = sector_lexicon("zh" if document.body.chinese else "pt" if document.lang == "pt" else "en")
    scores: defaultdict[str, float] = defaultdict(float)
    proofs: dict[str, tuple[float, Sentence, Hit]] = {}
    for row, weight in _weighted(document, act):
        said = _said(document, row, lexicon, _subject(document, row) if row is act.sentence else ())
        weight = _weighed(document, act, row, weight, len(said.keys() - {GENERAL}))
        for sector, (force, hit) in said.items():
            scores[sector] += weight * force
            if sector not in proofs or weight * force > proofs[sector][0]:
                proofs[sector] = (weight * force, row, hit)
    general = scores.pop(GENERAL, 0.0)
    if TRADE in scores or not scores:
        scores[TRADE] += general
        if TRADE not in proofs and general:
            proofs[TRADE] = proofs[GENERAL]
    chosen = _chosen({sector: score for sector, score in scores.items() if score})
    return chosen or (OTHER,), tuple(_evidence(document, sector, *proofs[sector][1:]) for sector in chosen)


def _weighed(document: Document, act: Act, row: Sentence, weight: float, fields: int) -> float:
    """The weight of a sentence that has words of so many fields. One that goes through them says in which there is to be cooperation."""
    through = _goes_through(document, row)
    if fields >= (_NAMED_FIELDS if through else _FIELDS) and (through or not row.acts.isdisjoint(_AIMING)):
        weight = max(weight, _THROUGH)
    if row is not act.sentence and row.part == "body":
        weight *= _ASIDE if _is_aside(document, row) else 1
        weight *= _SPOKEN if _SPEECH[document.body.chinese].search(document.body.text, row.start, row.end) else 1
        weight *= _SEEN if _is_programme(document, row, act) else 1
    return weight


# Words that somebody is quoted with, and shares, sums and comparisons with an earlier year: they colour the subject, they do not state it.
_SPEECH = (re.compile(r"[\"“«][^\"”»]{24,}[\"”»]"), re.compile("[“「][^”」]{10,}[”」]"))
_COUNTED = (
    re.compile(
        r"\d\s*(?:%|per ?cent|por cento)|\b(?:last|previous) year\b|\bano (?:passado|anterior)\b"
        r"|\b(?:since|desde) (?:19|20)\d\d"
    ),
    re.compile(r"\d\s*%|百分之|[增下]长?[降幅]|同比|去年|截至|占(?:全|该|其|总|比)"),
)


def _is_aside(document: Document, row: Sentence) -> bool:
    """Whether a sentence tells of earlier times or gives figures. The first one of a text tells its news, whatever else it recalls."""
    if not row.acts.isdisjoint(_BACKGROUND):
        return True
    if not row.index:
        return False
    earlier = document.year is not None and any(year < document.year for year in document.reading(row).years(row))
    return earlier or bool(_COUNTED[document.body.chinese].search(document.body.folded, row.start, row.end))


def _goes_through(document: Document, row: Sentence) -> bool:
    return bool(_GOES_THROUGH[document.body.chinese].search(document.reading(row).folded, row.start, row.end))


# What guests are shown, taste and are given besides, and what they are thanked for, is not what they came to do.
_PROGRAMME = (
    re.compile(
        r"\b(?:visit(?:s|ed|ing)?|tour(?:s|ed|ing)?|tast(?:ed|ing)|taken (?:to|on)|went to see|thank(?:s|ed|ing)?|dinner|lunch"
        r"|show(?:ed|n) (?:them|the (?:visitors|guests|delegation))|visit(?:ou|aram|a|am|ando)|percorre(?:u|ram)|prov(?:ou|aram)"
        r"|esteve|estiveram|assisti(?:u|ram)|agradece(?:u|ram)|jantar|almoco|passeio)\b"
    ),
    re.compile("参观|游览|观光|品尝|观看|观赏|感谢|致谢|走访|顺访|考察了|出席|晚宴|午宴|周末"),
)
_BESIDES = re.compile(r"\b(?:also|as well|besides|ainda|tambem)\b|还|亦|并|另|又|顺道|期间|周末|之余")


def _is_programme(document: Document, row: Sentence, act: Act) -> bool:
    """Whether a sentence tells what guests did besides: beside a signing any visit, beside a visit one that is said to be added."""
    folded = document.body.folded
    if not _PROGRAMME[document.body.chinese].search(folded, row.start, row.end) or not row.acts.isdisjoint(_AIMING):
        return False
    return act.strength is not Strength.EXCHANGE or bool(_BESIDES.search(folded, row.start, row.end))


def _subject(document: Document, row: Sentence) -> list[tuple[int, int]]:
    """Where the act's sentence says what its instrument is about: "memorandum on …", 关于…的协议."""
    reach = _REACH[document.body.chinese]
    named = [hit for hit in row.hits if hit.meaning.instrument]
    if document.body.chinese:
        signs = [hit.end for hit in row.of("signed", "sign", "to_sign", "signing", "agreed")]
        return [(max(hit.start - reach, *(end for end in (0, *signs) if end <= hit.start), 0), hit.start) for hit in named]
    folded = document.reading(row).folded
    ends = [_PLACED.search(folded, hit.end, hit.end + reach) for hit in named]
    return [(hit.end, end.start() if end else hit.end + reach) for hit, end in zip(named, ends, strict=True)]


# Where and when something is signed is not what it is about.
_PLACED = re.compile(r"[.;]|\b(?:at|during|after|when|while|durante|apos|quando|numa? (?:cerimonia|sessao))\b")


def _said(document: Document, row: Sentence, lexicon: Lexicon, subject: Sequence[tuple[int, int]]) -> dict[str, tuple[float, Hit]]:
    """What a sentence says of each sector it has words of, more where they are several, and the one that says most."""
    folded = document.reading(row).folded
    names = named_in(document, row)
    best: dict[str, tuple[float, Hit]] = {}
    words: defaultdict[str, set[str]] = defaultdict(set)
    for hit in lexicon.scan(folded[row.start : row.end]):
        at = row.start + hit.start
        force = (
            _NAMED
            if any(start <= at < end for start, end in names)
            else _SUBJECT
            if any(start <= at < end for start, end in subject)
            else 1.0
        )
        for sector in hit.meaning.acts:
            words[sector].add(folded[row.start + hit.start : row.start + hit.end])
            if sector not in best or force > best[sector][0]:
                best[sector] = force, hit
    return {sector: (force * (1 + _MORE * (len(words[sector]) - 1)), hit) for sector, (force, hit) in best.items()}


def _weighted(document: Document, act: Act) -> Iterator[tuple[Sentence, float]]:
    """The sentences that can tell the topic, each once, with its weight."""
    others = {id(row) for row in act.others}
    body = [row for row in document.body.sentences if not row.listed]
    after = act.sentence.index if act.sentence.part == "body" else -1
    for row in document.title.sentences:
        yield row, _TITLE
    for number, row in enumerate(body):
        if row is act.sentence:
            yield row, _ACT
        elif id(row) in others:
            yield row, _TELLING
        elif number < _LEAD_SENTENCES + _REST_SENTENCES:
            follows = row.index == after + 1 > 0
            yield row, _TERMS if follows else _LEAD if number < _LEAD_SENTENCES else _REST


def _chosen(scores: dict[str, float]) -> tuple[str, ...]:
    ranked = sorted(scores, key=lambda sector: (-scores[sector], SECTORS.index(sector)))[:_MOST]
    if not ranked:
        return ()
    least = max(min(_ENOUGH, scores[ranked[0]]), _SHARE * scores[ranked[0]])
    return tuple(sector for sector in ranked if scores[sector] >= least)


def _evidence(document: Document, sector: str, row: Sentence, hit: Hit) -> Evidence:
    start, end = row.start + hit.start, row.start + hit.end
    return Evidence("sector", sector, row.part, start, end, document.reading(row).text[start:end])


@lru_cache(maxsize=3)
def sector_lexicon(language: str) -> Lexicon:
    """The words of all sectors in one language. Raises LexiconError for a sector that is none."""
    chinese = language == "zh"
    terms: dict[str, Meaning] = {}
    for sector, names in load("sectors.toml").items():
        if sector not in (*SECTORS, GENERAL, "ignored"):
            raise LexiconError(f"sectors.toml: {sector!r} is none of {', '.join(SECTORS)}")
        for term in (form for each in names.get(language, ()) for form in choices(each)):
            meaning = Meaning(frozenset({sector}))
            folded = fold(term, chinese)
            terms[folded] = terms[folded].merged(meaning) if folded in terms else meaning
    return Lexicon(chinese, terms)
