"""When a changed reading of a known release is not believed at once. Pure: sees no clock, network or database.

A site's bad day can look like an edit: the home page in place of a release, one language in place of another, an old copy behind a load
balancer, a visitor counter in the text (FAULTS S09, S10, I16, I17). Such readings wait: they are believed when the same state was met again
and again for long enough, so that a real change is told late rather than never.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from crawlers.model import ProblemKind, Release
from storage.doubts import Doubt
from storage.model import StoredRelease
from storage.releases import State

# How many of a release's last revisions tell whether it flaps or holds a counter.
HISTORY = 12
# Shorter texts say little about their language, and a quarter of them nothing (characters).
TEXT_MINIMUM = 200
SHRUNK_TO = 1 / 4
# Lines whose digits alone changed in so many revisions hold a counter, a clock or a date of today (FAULTS I16).
RESTLESS_REVISIONS = 3


@dataclass(frozen=True, slots=True)
class Patience:
    """In how many readings in a row, over at least how long, a doubtful state must be met to be believed."""

    times: int
    span: timedelta

    def rewarded(self, doubt: Doubt | None, digest: str, now: datetime) -> bool:
        """Whether a reading of this digest makes it so many. `doubt` is what was noted before it."""
        return doubt is not None and doubt.digest == digest and doubt.times + 1 >= self.times and now - doubt.first_at >= self.span


# An outage, a bad deployment or a block page rarely outlives a day; a release that was really replaced is told on the third day.
SUSPICION = Patience(3, timedelta(days=1))
# With two copies served at random, twelve readings of the same one in a row come once in 4,096 tries.
FLAPPING = Patience(12, timedelta(days=3))
# A date of today stands for a day, a counter for a visit: what stood still for three days was edited.
RESTLESS = Patience(6, timedelta(days=3))


COUNTER = "a counter or clock in its text changes again and again, which is no edit"


class Suspicion(NamedTuple):
    """Why a reading is not believed at once, as a clause, and what it takes. `shown`: the piece of text that it is about."""

    kind: ProblemKind
    reason: str
    patience: Patience
    shown: str = ""

    @property
    def once(self) -> bool:
        """Whether it is told when it is first met, not in every run."""
        return self.reason == COUNTER


@dataclass(frozen=True, slots=True)
class Crowd:
    """New titles and new texts (by their key) that several known releases of one crawl share: no release's own, then."""

    titles: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, pairs: Iterable[tuple[StoredRelease, Release, str]]) -> Crowd:
        """The crowd among known releases, each as stored and as read, with the key of the text read."""
        pairs = tuple(pairs)
        titles = Counter(read.title for stored, read, _ in pairs if read.title and read.title != stored.title)
        texts = Counter(key for stored, read, key in pairs if key and read.body != stored.body)
        return cls(_several(titles), _several(texts))


def _several(counts: Counter[str]) -> frozenset[str]:
    return frozenset(name for name, count in counts.items() if count > 1)


# Whole titles of a site's other pages; those of error and login pages are told by monitor.plausible.
_NO_TITLE = re.compile(
    r"(?:home(?: ?page)?|main page|in[ií]cio|p[aá]gina (?:inicial|principal)|首[頁页]|主[頁页]|news|not[ií]cias|新[聞闻]|welcome"
    r"|bem-vindos?|untitled|sem t[ií]tulo|loading\W*)",
    re.IGNORECASE,
)


def suspicious(stored: StoredRelease, read: Release, key: str, others: Sequence[str], crowd: Crowd) -> Suspicion | None:
    """Why a changed reading may be another page of the site; None where nothing speaks against it.

    `key` is the key of the text read, `others` are other releases of the site whose text it is.
    """
    if others and read.body != stored.body:
        return Suspicion(ProblemKind.SOFT404, f"the same text as {others[0]}", SUSPICION)
    if key in crowd.texts and read.body != stored.body:
        return Suspicion(ProblemKind.SOFT404, "several known releases now have this one text", SUSPICION)
    if read.title != stored.title and (read.title in crowd.titles or _NO_TITLE.fullmatch(read.title)):
        return Suspicion(ProblemKind.SOFT404, f"its title is now that of a page of the site: {read.title[:80]}", SUSPICION)
    if len(stored.body) < TEXT_MINIMUM:
        return None
    if len(read.body) < len(stored.body) * SHRUNK_TO:
        return Suspicion(ProblemKind.PARTIAL, f"{len(read.body)} characters where {len(stored.body)} stood", SUSPICION)
    if nothing_left(stored, read):
        return Suspicion(ProblemKind.SOFT404, f"nothing of it is left, neither title nor a line: {read.title[:80]}", SUSPICION)
    if other_language(stored.lang, read.lang) and shared(stored.body, read.body) < 0.5:
        return Suspicion(ProblemKind.SOFT404, f"its text is now in another language: {read.lang}, not {stored.lang}", SUSPICION)
    return None


# More lines than this are not compared with each other.
_LINES = 40


def nothing_left(stored: StoredRelease, read: Release) -> bool:
    """Whether neither the title nor any line of a release is left, be it reworded: another page in its place (FAULTS I10)."""
    if alike(stored.title, read.title) or shared(stored.body, read.body):
        return False
    lines = read.body.split("\n")[:_LINES]
    return not any(alike(old, new) for old in stored.body.split("\n")[:_LINES] for new in lines if len(new) > 20)


def other_language(one: str, other: str) -> bool:
    """Whether two language tags (BCP 47) exclude each other; zh, an undecided script, goes with both."""
    return one != other and "und" not in (one, other) and not (one[:2] == other[:2] == "zh" and "zh" in (one, other))


def shared(old: str, new: str) -> float:
    """Which part of a text's characters stands in lines that the other text has, too; 1.0 for an empty one."""
    kept = Counter(old.split("\n")) & Counter(new.split("\n"))
    return sum(len(line) * count for line, count in kept.items()) / max(1, len(old) - old.count("\n")) if old else 1.0


# ---- what comes and goes -----------------------------------------------------------------------------------------


def flapping(states: Sequence[State], read: Release) -> Suspicion | None:
    """Whether a release goes to and fro between states, as where mirrors disagree: A, B, A were stored, and B is read again (FAULTS I17).

    `states` are the contents of its last revisions, oldest first; the last one stands.
    """
    contents: list[tuple[str, str, str, str]] = []
    for each in states:
        content = (each.title, each.body, each.published or "", each.entity or "")
        if content not in contents[-1:]:
            contents.append(content)
    earlier = contents[:-1]
    if contents and contents[-1] in earlier and (read.title, read.body, read.published.iso or "", read.entity or "") in earlier:
        return Suspicion(ProblemKind.PARTIAL, "it flaps between two states", FLAPPING)
    return None


_DIGITS = re.compile(
    r"\d+|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:segunda|ter[cç]a|quarta|quinta|sexta)-feira\b|\bs[aá]bado\b|\bdomingo\b"
    r"|(?<=星期)[一二三四五六日天]|\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|janeiro|fevereiro|mar[cç]o|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro)\b|\b[ap]\.?m\b",
    re.IGNORECASE,
)


def masked(line: str) -> str:
    """A line without what a clock, a calendar or a counter writes: its digits, weekdays and months."""
    return _DIGITS.sub("0", line)


def changed_lines(old: str, new: str) -> tuple[Counter[str], Counter[str]]:
    """The lines that left a text, and those that entered it."""
    before, after = Counter(old.split("\n")), Counter(new.split("\n"))
    return before - after, after - before


def ticked(old: str, new: str) -> Counter[str]:
    """The masked forms of lines of which only the digits differ."""
    left, entered = (Counter({masked(line): count for line, count in lines.items()}) for lines in changed_lines(old, new))
    return Counter(dict.fromkeys(left & entered, 1))


def restless(states: Sequence[State], stored: StoredRelease, read: Release) -> Suspicion | None:
    """Whether a reading differs only in the digits of lines that never rest (FAULTS I16). Any other difference is told as ever."""
    if (read.title, read.published.iso or "", read.entity or "") != (stored.title, stored.published or "", stored.entity or ""):
        return None
    left, entered = changed_lines(stored.body, read.body)
    forms = Counter(map(masked, left.elements()))
    if not forms or forms != Counter(map(masked, entered.elements())):
        return None
    counts: Counter[str] = Counter()
    for one, other in pairwise(states):
        counts.update(ticked(one.body, other.body))
    if all(counts[form] >= RESTLESS_REVISIONS for form in forms):
        return Suspicion(ProblemKind.PARTIAL, COUNTER, RESTLESS, next(iter(entered))[:60])
    return None


def counters(pairs: Iterable[tuple[StoredRelease, Release]]) -> dict[str, str]:
    """The masked forms of lines that tick on most pages at once, each with other figures than the next page's, and one such line as read:
    view counters and clocks (FAULTS I16). One figure that changes alike on all pages is the template's or an edit, and none of these."""
    lines: dict[str, list[str]] = {}
    number = 0
    for stored, read in pairs:
        number += 1
        if stored.body != read.body:
            entered = {masked(line): line for line in changed_lines(stored.body, read.body)[1]}
            for form in ticked(stored.body, read.body):
                lines.setdefault(form, []).append(entered[form])
    least = max(TEMPLATE_RELEASES, number // 2 + 1)
    return {form: found[0] for form, found in lines.items() if len(found) >= least and len(set(found)) * 2 > len(found)}


def put_back(stored: str, read: str, forms: Collection[str]) -> str:
    """A text as read, but for lines of these masked forms: those stand as they are stored."""
    known: dict[str, list[str]] = {}
    for line in stored.split("\n"):
        known.setdefault(masked(line), []).append(line)
    rest = {form: iter(known.get(form, ())) for form in forms}
    return "\n".join(next(rest[form], line) if (form := masked(line)) in rest else line for line in read.split("\n"))


# ---- the site's template ----------------------------------------------------------------------------------------

# So many releases at once make a line the template's, where they are most of those that changed.
TEMPLATE_RELEASES = 3


def template_lines(changes: Iterable[tuple[str, str]], readings: int) -> frozenset[str]:
    """The lines that left or entered most of these texts at once (each text as stored, as read): the site's template or our reader, no
    edits (FAULTS I14). `readings` is how many known releases were read, those that stand among them.

    A line that was reworded, a term put off in three tenders, is no template's unless it was so in most of what was read.
    """
    gone: Counter[str] = Counter()
    come: Counter[str] = Counter()
    number = 0
    for old, new in changes:
        left, entered = changed_lines(old, new)
        gone.update(left.keys())
        come.update(entered.keys())
        number += 1
    least = max(TEMPLATE_RELEASES, number // 2 + 1)
    went, came = ([line for line, count in counts.items() if count >= least] for counts in (gone, come))
    reworded = {line for old in went for new in came if alike(old, new) for line in (old, new)}
    return frozenset(line for line in (*went, *came) if line not in reworded or max(gone[line], come[line]) * 2 > readings)


def alike(old: str, new: str) -> bool:
    """Whether one line may be the other, reworded."""
    return SequenceMatcher(None, old, new).quick_ratio() > 0.75


def without(body: str, lines: frozenset[str]) -> str:
    """A text without these lines."""
    return "\n".join(line for line in body.split("\n") if line not in lines)
