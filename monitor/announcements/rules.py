"""The rules: from terms in sentences to candidates for what a release announces, each accepted or refused with its reason.

A candidate is one reading of one place in the text. `signings`, `agreements` and `exchanges` propose; `guards`, `background` and `kinds`
refuse: an act that is negated, planned or told of the past does not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from monitor.announcements.acts import PROOFS, Candidate, Document
from monitor.announcements.agreements import agreements
from monitor.announcements.exchanges import exchanges
from monitor.announcements.kinds import standing_page
from monitor.announcements.lexicon import MULTILATERAL, Hit
from monitor.announcements.signings import published, signings
from storage.model import Instrument, Strength

# What says that sides have to do with each other: without one of these only signings, and meetings of two sides, count.
_TOGETHER = frozenset(
    {
        *("purpose", "talks", "topical", "offered", "joint", "together", "alongside", "common", "organised"),
        *("agreed", "decided", "adopted", "established"),
    }
)
# What they can have done then.
_DONE = frozenset(
    {
        *("meeting", "gathering", "topical", "joint", "alongside", "common", "event", "organised", "talks"),
        *("agreed", "decided", "established", "adopted"),
    }
)


def may_announce(hits: Iterable[Hit]) -> bool:
    """Whether a text with these hits can bring forth a candidate that counts. Most releases end here, not yet cut into sentences."""
    acts: set[str] = set()
    sides: set[str] = set()
    declared = False
    for hit in hits:
        acts |= hit.meaning.acts
        declared = declared or hit.meaning.instrument == Instrument.JOINT_DECLARATION
        sides.update(hit.meaning.countries)
        if hit.meaning.multilateral:
            sides.add(MULTILATERAL)
    # What is issued is as a rule no joint declaration.
    if not acts.isdisjoint(PROOFS[Strength.SIGNED] - {"issued"}) or (declared and "issued" in acts):
        return True
    if len(sides) > 1 and not acts.isdisjoint(("meeting", "settled")):
        return True
    if not sides or acts.isdisjoint(_TOGETHER):
        return False
    return not acts.isdisjoint(_DONE)


def candidates(document: Document) -> list[Candidate]:
    """All candidates of a document, accepted and refused, in the order of the text within each kind."""
    standing = standing_page(document)
    found: list[Candidate] = []
    for reading in document.readings:
        for sentence in reading.sentences:
            if sentence.listed or not sentence.hits:
                continue
            found.extend(signings(document, reading, sentence))
            found.extend(agreements(document, reading, sentence))
    found.extend(published(document))
    found.extend(exchanges(document))
    return [_refuse(each, standing) for each in found] if standing else found


def _refuse(candidate: Candidate, reason: str) -> Candidate:
    return replace(candidate, refused=candidate.refused or reason)
