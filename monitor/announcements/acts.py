"""What is found in a release: the release as read, the candidates for what it announces, and the act once decided."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.announcements.lexicon import Hit
from monitor.announcements.reading import Reading, Sentence
from storage.model import Instrument, Scope, Strength

# Terms of signing, whatever their form.
SIGNING = ("signed", "contract_signed", "sign", "to_sign", "signing", "concluded", "issued")
# The acts of which evidence for a strength must hold one.
PROOFS = {
    Strength.SIGNED: frozenset((*SIGNING, "published")),
    Strength.AGREED: frozenset(("agreed", "decided", "settled", "established", "adopted", *SIGNING)),
    Strength.EXCHANGE: frozenset(("meeting", "gathering", "topical", "joint", "event", "organised", "talks", "alongside", "common")),
}
# So many sentences open a text.
OPENING = 3
# From this sentence on a report has told its news, and an act with a stated year is history.
NEWS_SENTENCES = 3


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
    # Told by a noun ("the signing of") or a headline's present, which do not say when.
    nominal: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A release as read: title and body. `year` is the year it reports from, where known."""

    title: Reading
    body: Reading
    year: int | None
    lang: str = "en"
    # The release's own date as its page or the archive has it ("2025-05-24", "24 May 2025", ""), and the jurisdictions its site speaks for.
    date: str = ""
    site_countries: tuple[str, ...] = ()

    # Whether `year` is only what its title or first sentence states.
    guessed: bool = False
    # Why nothing that is merely said, met or meant counts here: an opinion, a policy address, a page of numbers.
    refusal: str | None = None

    @property
    def readings(self) -> tuple[Reading, Reading]:
        return self.title, self.body

    def reading(self, sentence: Sentence) -> Reading:
        return self.title if sentence.part == "title" else self.body


@dataclass(frozen=True, slots=True)
class Act:
    """What a release announces, once decided: the seam to what is read around it.

    `start`-`end` spans what decided, in `sentence` (whose `part` is title or body: `Document.reading`). `others` are the further
    sentences that tell the same act, in reading order. `countries` are its sides, ISO codes, sorted.
    """

    strength: Strength
    scope: Scope
    rule: str
    sentence: Sentence
    start: int
    end: int
    instrument: Instrument | None
    countries: tuple[str, ...]
    others: tuple[Sentence, ...] = ()


def candidate_of(strength: Strength, rule: str, sentence: Sentence, verb: Hit, other: Hit | None, refused: str | None) -> Candidate:
    start, end = (min(verb.start, other.start), max(verb.end, other.end)) if other else (verb.start, verb.end)
    instrument = other if other and other.meaning.instrument else None
    # A headline's present ("sign accord in March") does not say when, any more than a noun does.
    nominal = "signing" in verb.meaning.acts or (sentence.part == "title" and "sign" in verb.meaning.acts)
    return Candidate(strength, rule, sentence, start, end, instrument, refused, nominal)
