"""What kind of page a release is, where that decides what can count in it: an opinion, a tender, a chronicle, a denial.

A kind is told by the title or the opening.
"""

from __future__ import annotations

from monitor.announcements.acts import OPENING, SIGNING, Document
from monitor.announcements.beside import dated
from monitor.announcements.reading import Reading, Sentence

# What a release is when its title says so, and why nothing that was merely met or meant counts in it.
KINDS = {
    "opinion": "an opinion",
    "policy": "a policy address",
    "figures": "a report of numbers",
    "festival": "a festival",
    "inspection": "an inspection",
    "office": "a change of office",
    "notice": "a tender or a vacancy",
    "enrolment": "a call for applications",
    "review": "a review of past work",
    "display": "an exhibition of objects",
    "study": "a study of guidelines",
    "interview": "an interview",
    "statement": "a spokesman's answers",
    "crime": "a report of a crime",
    "sport": "a report of a match",
}
# What is meant, promised or summed up is not agreed.
_ONLY_SAID = frozenset({KINDS["opinion"], KINDS["policy"], KINDS["review"], KINDS["interview"], KINDS["figures"]})
# A title that tells a meeting tells more than these.
_MAY_MEET = frozenset({"sport", "figures", "festival", "policy", "review", "display", "crime"})
# Of these, talk of cooperation in the title is no news; a meeting or a signing is.
_WEIGHTY = frozenset({"sport", "policy", "review", "display", "crime"})
# Chinese: in these a signing is news only where its sentence says when it was; else it is one of the past, one wished for, or a term.
_NEVER = frozenset({KINDS["notice"], KINDS["crime"]})
_UNDATED = _NEVER | {KINDS[act] for act in ("opinion", "policy", "enrolment", "interview", "statement", "office", "figures")}
# Kinds that the first sentence tells as plainly as a title; in the first three: an interview.
_OPENING_KINDS = ("notice", "sport", "enrolment", "review", "display", "figures")
# A title that tells a meeting of two jurisdictions tells more than these.
_MAY_COME = frozenset({"inspection", "office"})
# News names a few years; a text that names so many different ones tells a history.
_CHRONICLE_YEARS = 8


def only_said(document: Document) -> str | None:
    """What is agreed in an opinion or promised in a policy address is not news of an agreement."""
    return document.refusal if document.refusal in _ONLY_SAID else None


def summed_up(document: Document) -> str | None:
    """What a body has done in a year is told of the past, signings included."""
    return document.refusal if document.refusal == KINDS["review"] else None


def not_reported(document: Document, reading: Reading, sentence: Sentence) -> str | None:
    """Chinese only: an opinion, a tender or an answer of a spokesman speaks of signings without telling one, unless it says when."""
    if not reading.chinese or document.refusal not in _UNDATED:
        return None
    titled = any(row.of(*SIGNING) for row in document.title.sentences)
    never = document.refusal in _NEVER and not titled
    return None if not never and sentence.part == "body" and dated(reading, sentence) else document.refusal


def refusal_of(title: Reading, body: Reading) -> str | None:
    """Why nothing counts in a release that is merely said, met or meant: what its title says it is, or else how it begins."""
    news = any(row.of("meeting", "joint", *SIGNING) for row in title.sentences)
    meets = news or any(row.of("purpose") for row in title.sentences)
    for act, reason in KINDS.items():
        comes = act in _MAY_COME and (news or act == "inspection") and any(len(row.countries) > 1 for row in title.sentences)
        if any(row.of(act) for row in title.sentences) and not (comes or (act in _MAY_MEET and (news if act in _WEIGHTY else meets))):
            return reason
    if not news:
        if any(row.of("voice") for row in body.sentences):
            return KINDS["opinion"]
        if any(row.of("policy") and row.of("said") for row in body.sentences[:1]):
            return KINDS["policy"]
        for act in _OPENING_KINDS:
            if any(row.of(act) for row in body.sentences[:1]):
                return KINDS[act]
        for act in ("interview", "statement"):
            if any(row.of(act) for row in body.sentences[:OPENING]):
                return KINDS[act]
    return None


def standing_page(document: Document) -> str | None:
    """Pages that are not news: a title that is nothing but the name of a jurisdiction; a chronicle, which goes through many years."""
    for sentence in document.title.sentences:
        if len(sentence.hits) == 1 and sentence.hits[0].meaning.countries:
            hit = sentence.hits[0]
            if document.title.text.strip() == document.title.text[hit.start : hit.end]:
                return "a standing page about a country"
        if sentence.of("profile"):
            return "a page that says what somebody is"
    if len([hit for row in document.body.sentences[:OPENING] for hit in row.of("profile")]) > 1:
        return "a page that says what somebody is"
    if len(document.body.all_years()) >= _CHRONICLE_YEARS:
        return "a chronicle of many years"
    return "a denial, a crime or a quarrel" if _denied(document) else None


def _denied(document: Document) -> bool:
    """Whether a release says that something is not so, or tells a crime or a quarrel: by its title, or by two words of its opening.
    What several sides did together about a crime is news of theirs."""
    title, opening = document.title.sentences, document.body.sentences[:OPENING]
    if any(row.of("joint", "jointly") for row in (*title, *opening)):
        return False
    if any(row.of("denial") for row in title) and not any(row.of(*SIGNING) for row in title):
        return True
    return len({document.body.folded[hit.start : hit.end] for row in opening for hit in row.of("denial")}) > 1
