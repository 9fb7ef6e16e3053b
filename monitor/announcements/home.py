"""Whether a Chinese release tells of a signing at home: both who sign are of one jurisdiction, and other ones are but the topic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from monitor.announcements.acts import Candidate, Document
from monitor.announcements.lexicon import Hit
from storage.model import Strength

# So far down a signing is news.
_LEAD_SENTENCES = 3
# What joins one side to another before the verb, to one of the same place, and what brings in a further one after it.
_JOINS = re.compile("[与和同跟及暨、][^,;]{0,3}$")
_LOCAL = re.compile("[与和同跟及暨][^,;]{0,2}(?:本地|本澳|本市|本省|本港|我市|我省|我区|省内|市内|区内)")
_BRINGS = re.compile("(?:[与和同跟由]|代表)[^,;。]{0,6}$")


def at_home(document: Document, candidates: Sequence[Candidate]) -> bool:
    """Whether the title or the opening tells a signing of two sides of one jurisdiction, and no place tells one of two jurisdictions."""
    if not document.body.chinese:
        return False
    signed = [each for each in candidates if each.strength is Strength.SIGNED]
    if not any(_domestic(document, each) for each in signed if each.sentence.index < _LEAD_SENTENCES):
        return False
    return all(len(_codes(_before(each))) < 2 for each in signed)


def _domestic(document: Document, candidate: Candidate) -> bool:
    """Whether a sentence names both who sign, and they are of one jurisdiction: "甲与乙签署…，开拓巴西市场". What follows the verb is the
    topic then, unless it is brought in as a side ("签署与葡萄牙…")."""
    signers = _before(candidate)
    if len(_codes(signers)) != 1 or candidate.sentence.multilateral:
        return False
    text = document.reading(candidate.sentence).folded
    joined = any(_JOINS.search(text, one.end, other.start) for one, other in pairwise(signers))
    if not joined and not _LOCAL.search(text, signers[0].end, candidate.start):
        return False
    topics = (hit for hit in candidate.sentence.hits if hit.meaning.countries and hit.start >= candidate.start)
    return not any(_BRINGS.search(text, candidate.start, hit.start) for hit in topics)


def _before(candidate: Candidate) -> list[Hit]:
    """What names a side before the act in its sentence."""
    return [hit for hit in candidate.sentence.hits if hit.meaning.countries and hit.end <= candidate.start]


def _codes(hits: Sequence[Hit]) -> set[str]:
    return {code for hit in hits for code in hit.meaning.countries}
