"""Whether two releases tell the same act, and what speaks for it: copies by their text, reports in other words or languages by their facts.

    Told, [Told] -> links_of -> [StoryLink]       one new release against the candidates that an index found

Every link is decided by its two releases alone, so that it does not matter what else is stored or in which order releases came. A wrong
link is worse than a missed one: whatever contradicts (another edition, another day, a preview against a report) makes it `related`,
and related releases never share a story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from monitor.linking import near
from monitor.linking.facts import Told, weight
from storage.model import Confidence


class LinkKind(StrEnum):
    """How two releases are linked, strongest first. All but `related` make a story."""

    TRANSLATION = "translation"
    COPY = "copy"
    REWRITE = "rewrite"
    SAME_EVENT = "same-event"
    RELATED = "related"

    @property
    def makes_story(self) -> bool:
        return self is not LinkKind.RELATED


@dataclass(frozen=True, slots=True)
class StoryLink:
    """A link between two releases, `a` < `b` by id. `facts` say what it rests on, and for `related` ones first what spoke against.
    `same_text` marks copies, in either Chinese script too."""

    a: str
    b: str
    kind: LinkKind
    confidence: Confidence
    score: float
    facts: tuple[str, ...]
    same_text: bool = False


# What shared facts must come to: set on the labelled corpus, cross-validated by story group (monitor/linking/evaluate.py).
ENOUGH = 4.0
SURE = 6.0
# What those of them must come to that are not about time: on one day much is signed.
TIMELESS = 3.4
WORTH_A_WORD = 2.5
# What a kind of fact may come to at most, so that a list of countries or topics does not link by itself.
_MOST = {
    "country": 0.8,
    "matter": 1.4,
    "office": 0.6,
    "subject": 2.4,
    "instrument": 0.5,
    "group": 0.1,
    "year": 0.3,
    "word": 1.8,
    "body": 1.8,
    "place": 2.4,
    "number": 6.0,
    "event": 1.4,
    "day": 1.4,
    "name": 6.0,
}
_IN_CORE = 1.5
_SAME_EVENT_DAY = 1.0
_SAME_PARTIES = 2.0
# What more is asked where no day of the event is shared, nor much of the text.
_WITHOUT_DAY = 2.4
_WITHOUT_DAY_BUT_PARTIES = 1.2
_LEAST_COVERED = 0.3
_COVERED = 0.52
_HARDLY = 0.06
_PARTLY = 0.18
# From which weight a fact of its kind tells something from others, and which kinds stand for themselves.
_TELLING = {"name": 1.0, "number": 1.0, "place": 1.0, "edition": 1.0, "span": 1.0} | dict.fromkeys(
    ("body", "event", "subject", "country", "word"), 0.5
)
_ANCHORS = ("number", "place", "body", "event", "subject", "edition", "country")
_TWO = 2
_GOVERNMENT = re.compile(r"\bGovernment\b|\bCooperation Zone\b")
# What shared words add, for texts in one language: so much for each tenth of the shorter text that stands in the longer one.
_PER_TENTH = 1.3
_LEAST_CONTAINED = 0.06
_REWRITE = 0.25
_TRANSLATED = 0.7
# Days of publication that lie further apart are of different events, unless the text is the same.
WINDOW_DAYS = 8
_CLOSE_DAYS = 1
# Two texts with so many rare numbers each, and none in common, count different things.
_MANY_FIGURES = 3
_ALIKE = 0.5
# Of all marks on each side so many, swapped, make two acts.
_SWAPPED = 0.2


def links_of(new: Told, candidates: Iterable[Told]) -> list[StoryLink]:
    """The links of a release to those of `candidates` that tell its act or are related, strongest first."""
    found = [link for each in candidates if each.id != new.id and (link := link_between(new, each)) is not None]
    return sorted(found, key=strength_order)


def strength_order(link: StoryLink) -> tuple[bool, bool, int, float, str, str]:
    """Sorts the surest links first, copies before all; a total order that does not depend on how they were found."""
    sure = {Confidence.HIGH: 0, Confidence.MEDIUM: 1, Confidence.LOW: 2}[link.confidence]
    return (not link.kind.makes_story, not link.same_text, sure, -link.score, link.a, link.b)


def link_between(one: Told, other: Told) -> StoryLink | None:
    """The link between two releases, the same whichever is named first; None where they have nothing to do with each other."""
    a, b = (one, other) if one.id <= other.id else (other, one)
    contained = near.containment(a.shingles, b.shingles) if _one_language(a, b) and _long_enough(a, b) else 0.0
    if contained >= near.COPY:
        return _copy(a, b, contained)
    facts = shared_facts(a, b)
    core = a.core & b.core
    parties = _parties(facts, core)
    score = _score(facts, core) + parties + (contained * 10 * _PER_TENTH if contained >= _LEAST_CONTAINED else 0.0) + _same_day(a, b)
    against = [*contradictions(a, b), *(_marks_swapped(a, b) if contained >= _REWRITE else ())]
    dayless = 0.0 if _same_day(a, b) or contained >= _PARTLY else _WITHOUT_DAY_BUT_PARTIES if parties else _WITHOUT_DAY
    sound = identifies(a, b, facts) and (contained >= _REWRITE or (_covered(a, b) and _score(_timeless(facts), core) + parties >= TIMELESS))
    if against or score < ENOUGH + dayless or not sound:
        if score < WORTH_A_WORD:
            return None
        return StoryLink(a.id, b.id, LinkKind.RELATED, Confidence.LOW, round(score, 2), (*against, *_told(facts, contained)))
    confidence = Confidence.HIGH if score >= SURE else Confidence.MEDIUM
    return StoryLink(a.id, b.id, _kind(a, b, contained, score), confidence, round(score, 2), _told(facts, contained))


def _copy(a: Told, b: Told, contained: float) -> StoryLink:
    """Two texts of mostly the same words: a copy, unless they are the same form filled in for different acts."""
    words = f"{contained:.0%} of the words"
    against = [*_editions_against(a, b), *_days_against(a, b), *swapped(a, b)]
    if against:
        return StoryLink(a.id, b.id, LinkKind.RELATED, Confidence.LOW, round(10 * contained, 2), (*against, words))
    kind = LinkKind.COPY if a.lang == b.lang or not a.chinese else LinkKind.TRANSLATION
    confidence = Confidence.HIGH if contained >= (near.COPY + 1) / 2 else Confidence.MEDIUM
    return StoryLink(a.id, b.id, kind, confidence, round(10 * contained, 2), (words, *_told(shared_facts(a, b), 0.0)), same_text=True)


def _one_language(a: Told, b: Told) -> bool:
    return a.chinese == b.chinese


def _long_enough(a: Told, b: Told) -> bool:
    return min(len(a.shingles), len(b.shingles)) >= near.SHORTEST


def _kind(a: Told, b: Told, contained: float, score: float) -> LinkKind:
    if _one_language(a, b) and a.lang == b.lang:
        return LinkKind.REWRITE if contained >= _REWRITE else LinkKind.SAME_EVENT
    total = min(sum(map(weight, a.facts)), sum(map(weight, b.facts)))
    return LinkKind.TRANSLATION if total and score / total >= _TRANSLATED else LinkKind.SAME_EVENT


# ---- what speaks for it ------------------------------------------------------------------------------------------


def shared_facts(a: Told, b: Told) -> tuple[str, ...]:
    """The facts of both, the rarest first; a name counts once however many ways it can be spelled."""
    found = (a.facts & b.facts) | (a.aliases & b.facts) | (a.facts & b.aliases)
    names = sorted(fact for fact in found if fact.startswith("name"))
    found -= {short for short, longer in pairwise(names) if longer.startswith(short)}
    return tuple(sorted((fact for fact in found if weight(fact) > 0), key=lambda fact: (-weight(fact), fact)))


def _score(facts: Iterable[str], core: frozenset[str]) -> float:
    """The weight of shared facts, half as much again for those in the opening of both, each kind up to its bound."""
    sums: dict[str, float] = {}
    for fact in facts:
        kind = fact.partition(" ")[0]
        sums[kind] = sums.get(kind, 0.0) + weight(fact) * (_IN_CORE if fact in core else 1.0)
    return sum(min(total, _MOST.get(kind, total)) for kind, total in sums.items())


def _parties(facts: Iterable[str], core: frozenset[str]) -> float:
    """What it adds that both openings name the same two institutions."""
    return _SAME_PARTIES if sum(fact in core and fact.startswith("body") and weight(fact) >= 0.5 for fact in facts) >= 2 else 0.0


def _same_day(a: Told, b: Told) -> float:
    """What a common day of the event adds; half where one of the texts tells the day without its month."""
    if {day for day in a.days if day[0]} & {day for day in b.days if day[0]}:
        return _SAME_EVENT_DAY
    bare = {day for month, day in a.days if not month} & {day for _, day in b.days} | {day for month, day in b.days if not month} & {
        day for _, day in a.days
    }
    return _SAME_EVENT_DAY / 2 if bare else 0.0


def identifies(a: Told, b: Told, facts: Iterable[str]) -> bool:
    """Whether shared facts tell one act from all others of its day. A day, a place, a country and a subject do not: on one day several
    hosts sign for several guests. It takes a counted edition; the same two institutions or rare words; an institution
    with one of those that are often named, on one day; a series of events, told where or with a number; or two people, two rare
    numbers, or one of these and one more thing."""
    found: dict[str, set[str]] = {kind: set() for kind in _TELLING}
    for fact in facts:
        kind = fact.partition(" ")[0]
        if kind in _TELLING and weight(fact) >= _TELLING[kind]:
            found[kind].add(fact)
    core, either = a.core & b.core, a.core | b.core
    anchors = set[str]().union(*(found[kind] for kind in _ANCHORS))
    measured = {fact for fact in core if fact.startswith("number")} | anchors - found["event"]
    return (
        bool(found["span"] or found["edition"] & core)
        or len((found["body"] | found["word"]) & core) >= _TWO
        or bool(found["body"] & core and len(_named_bodies(core)) >= _TWO and _same_day(a, b))
        or any(len(found[kind]) >= _TWO for kind in ("name", "number"))
        or bool(found["event"] & core and core & measured)
        or bool(found["name"] and (found["body"] & core or (found["name"] & either and anchors)))
        or bool(found["number"] and anchors - found["number"])
    )


def _named_bodies(facts: Iterable[str]) -> list[str]:
    """Institutions, often named ones too, but for governments, which are in everything."""
    return [fact for fact in facts if fact.startswith("body") and not _GOVERNMENT.search(fact)]


def _timeless(facts: Iterable[str]) -> Iterator[str]:
    return (fact for fact in facts if not fact.startswith(("day", "year")))


def _covered(a: Told, b: Told) -> bool:
    """Whether the other text knows most of what each opening tells. Texts of two events share a frame, and each has its own act."""
    shares = _coverage(a, b), _coverage(b, a)
    return min(shares) >= _LEAST_COVERED and sum(shares) >= 2 * _COVERED


def _coverage(a: Told, b: Told) -> float:
    """The share, by weight, of the opening's facts that the other text has. Names in Chinese characters may be foreign ones, which have no
    spelling to be found by: towards a text in Latin letters they only count where they are found."""
    known = b.facts | b.aliases
    own = [fact for fact in a.core if not fact.startswith(("word", "instrument", "group")) and weight(fact) > _HARDLY]
    own = [fact for fact in own if fact in known or _one_language(a, b) or not a.chinese or not fact.startswith("name")]
    total = sum(map(weight, own))
    return sum(weight(fact) for fact in own if fact in known) / total if total else 1.0


def _told(facts: tuple[str, ...], contained: float) -> tuple[str, ...]:
    words = (f"{contained:.0%} of the words",) if contained >= _LEAST_CONTAINED else ()
    return (*words, *(fact for fact in facts if weight(fact) >= 0.25))


# ---- what speaks against it --------------------------------------------------------------------------------------


def contradictions(a: Told, b: Told) -> Iterator[str]:
    """Why two releases with common facts are of different events, in words; nothing where nothing says so."""
    yield from _editions_against(a, b)
    yield from _days_against(a, b)
    if a.years and b.years and not a.years & b.years:
        yield f"years {_list(a.years)} against {_list(b.years)}"
    if a.day and b.day and abs((a.day - b.day).days) > WINDOW_DAYS:
        yield f"published {abs((a.day - b.day).days)} days apart"
    if a.preview != b.preview:
        yield "one tells what is to come, the other what has been"
    yield from _counterparts_against(a, b)
    if min(len(a.figures), len(b.figures)) >= _MANY_FIGURES and not a.figures & b.figures:
        yield "other numbers"


def apart(a: Told, b: Told) -> bool:
    """Whether two releases cannot be of one event, whatever links them to a third: other editions, other days, a preview and a report."""
    return any(_editions_against(a, b)) or any(_days_against(a, b)) or a.preview != b.preview


def _counterparts_against(a: Told, b: Told) -> Iterator[str]:
    """Two meetings of one trip: the openings are of different places, or each names somebody whom the other text does not know."""
    places = [{fact for fact in each.core if fact.startswith("place") and weight(fact) >= 1} for each in (a, b)]
    if all(places) and not places[0] & places[1]:
        yield f"{_list(places[0])} against {_list(places[1])}"
    own = a.core - b.facts - b.aliases, b.core - a.facts - a.aliases
    for told_apart in (_is_name if a.lang == b.lang else _is_person, _is_institution):
        named = [set(filter(told_apart, each)) for each in own]
        if all(named):
            yield f"{_list(named[0])} against {_list(named[1])}"


def _is_name(fact: str) -> bool:
    return fact.startswith("name") and weight(fact) >= 1


def _is_person(fact: str) -> bool:
    """Whether it is somebody whose name is written alike in every language."""
    return fact.startswith("person")


def _is_institution(fact: str) -> bool:
    return fact.startswith("body") and weight(fact) >= _TELLING["body"]


def _editions_against(a: Told, b: Told) -> Iterator[str]:
    """Another number of the same series, in yearly fairs and counted meetings."""
    for series in sorted({name for name, _ in a.editions} & {name for name, _ in b.editions}):
        first, second = ({number for name, number in each.editions if name == series} for each in (a, b))
        if not first & second:
            yield f"{series}: edition {_list(first)} against {_list(second)}"


def _days_against(a: Told, b: Told) -> Iterator[str]:
    """Event days that lie apart."""
    if a.days and b.days and not any(_close(first, second) for first in a.days for second in b.days):
        yield f"days {_days(a)} against {_days(b)}"


def _close(first: tuple[int, int], second: tuple[int, int]) -> bool:
    if not first[0] or not second[0]:
        return abs(first[1] - second[1]) <= _CLOSE_DAYS
    return abs((first[0] * 30.5 + first[1]) - (second[0] * 30.5 + second[1])) <= _CLOSE_DAYS + 0.5


def swapped(a: Told, b: Told) -> Iterator[str]:
    """The veto on copies (a form filled in twice): in sentences that say the same, each side has a number or name that the other text
    lacks everywhere; or each opening has a word that its text repeats and the other never says. Somebody who edits a copy changes words
    here and there, not one word throughout."""
    yield from _marks_swapped(a, b)
    own_a, own_b = a.subject - b.words, b.subject - a.words
    if own_a and own_b:
        yield f"{_list(own_a)} against {_list(own_b)}"


def _marks_swapped(a: Told, b: Told) -> Iterator[str]:
    """Marks that stand in each other's place: in the opening any that tells who, where or how much; further on as many as make another
    text of it, for somebody who edits a copy changes a few."""
    marks_a, marks_b = (frozenset().union(*(unit.marks for unit in each.units)) for each in (a, b))
    alone = [(unit, own) for unit in a.units if (own := unit.marks - marks_b)]
    said = [(b.words_of(unit), unit.marks) for unit in b.units] if alone else []
    all_own, all_theirs = set[str](), set[str]()
    for unit, own in alone:  # those of the opening come first
        theirs = _in_place(a.words_of(unit), said) - marks_a
        if not theirs:
            continue
        if unit.opening and any(map(_tells_apart, own)) and any(map(_tells_apart, theirs)):
            yield f"{_list(own)} against {_list(theirs)}"
            return
        all_own |= own
        all_theirs |= theirs
    if len(all_own) > _SWAPPED * len(marks_a) and len(all_theirs) > _SWAPPED * len(marks_b):
        yield f"{_list(all_own)} against {_list(all_theirs)}"


def _in_place(words: frozenset[str], said: Iterable[tuple[frozenset[str], frozenset[str]]]) -> frozenset[str]:
    """The marks of the sentence that says the same as one of these words, none where there is none; `said` are (words, marks)."""
    best, found = 0.0, frozenset[str]()
    for others, marks in said:
        shorter, longer = (len(words), len(others)) if len(words) <= len(others) else (len(others), len(words))
        # So alike they can be at most: the shorter one's words are all in the longer one.
        if shorter >= _ALIKE * longer and shorter > best * longer and (alike := len(words & others) / longer) > best:
            best, found = alike, marks
    return found if best >= _ALIKE else frozenset()


def _tells_apart(mark: str) -> bool:
    """Whether a mark in another's place makes another act of it: any number does, the 17th week's bulletin is not the 18th's."""
    return mark.startswith("number") or (not mark.startswith("word") and weight(mark) >= 0.5)


def _list(values: Iterable[object]) -> str:
    return ", ".join(sorted(map(str, values))[:4])


def _days(told: Told) -> str:
    return _list(f"{month:02}-{day:02}" if month else str(day) for month, day in told.days)
