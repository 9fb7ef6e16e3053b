"""Whether a crawl may be believed. Pure: sees no clock, network or database.

Scrapy calls every ending "finished", and an empty listing looks like "no news" (FAULTS O13, S17): so the outcome is drawn from what each
address ended as, and from what is usual for the source. Only a trusted crawl may revise or withdraw anything; new sound releases are kept
in any case.

    CrawlResult --quality_of--> counts --+
                                         +-- judge --> Judgement (outcome, trusted, reasons, doubts)
    checks of the past --History.of------+

What is compared with the past: how many releases the first pages of each listing name (a third: not trusted, under half: partial), how
many readings lack a title, a date or an entity, how many a lesser step of the reading answered, unusual languages, the length of the texts,
and how many known releases read differently at once. Each comparison wants a large difference, too many cases for chance, and worse than
the worst sound day kept; a source of which little is known is believed.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from statistics import median

from crawlers.language import tag
from crawlers.model import CrawlResult, Problem, ProblemKind, Published, Release, Role, Step
from storage.health import Check
from storage.model import SourceOutcome

# A third (rounded up) of what the source's listings usually name: something is wrong with them; under half deserves a word (FAULTS S18).
FEW_PARTS = 3
THIN_PARTS = 2
# Under so many usual releases a drop says nothing.
FEW_MINIMUM = 6
# So many sound runs make a habit.
USUAL_RUNS = 3
# A new habit: what so many checks in a row over so long have said is the site's way now, and no longer doubted.
HABIT_CHECKS = 10
HABIT_TIME = timedelta(days=7)

# Listing pages that name the same number every time, but for this share, are cut by count: what was published before moves down.
_STEADY = 0.1
# A listing that shows the last few hours or days grows short in a lull; what it names then reaches as far back as ever.
_REACH = 0.75
_LONGEST_WINDOW = 45 * 24
_YOUNG_WINDOW = 14 * 24
# What a month brings is not known before one has passed.
_MEMORY = timedelta(days=35)
_YOUNG_MEMORY = timedelta(days=14)

# So few readings of one crawl, or of the past, say nothing of its quality.
_READINGS = 3
_PAST_READINGS = 20
_LENGTHS = 5
# How improbable by chance a crawl's lack must be. A daily source is judged some ten times a run: one false alarm in thousands of years.
_CHANCE = 1e-6
_LENGTH_FACTOR = 3

# Which steps read a whole item from a list, and which a page; the two rarely have the same fields.
_LISTED = frozenset({Step.FEED, Step.JSON})
# Steps that knew where to look. STRUCTURE found the text by the page's order, READABILITY by guessing.
_ANCHORED = _LISTED | {Step.META, Step.LABELS, Step.SELECTOR}
_VIEWS = ("feed", "page")
_LACKS = {
    "titled": "without a title",
    "dated": "without a date",
    "entity": "without an entity",
    "own": "read by the generic extractor",
    "anchored": "not found by their own labels or selectors",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """`trusted` allows revisions and withdrawals. `reasons` are clauses for the report, the gravest first. `doubts` names what differs from
    the past, as `quality` keeps it."""

    outcome: SourceOutcome
    trusted: bool
    reasons: tuple[str, ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that differs from the source's past. `grave`: the crawl is not believed; else it is only partial."""

    key: str
    reason: str
    grave: bool = True


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a source's past: all checks kept, and the sound ones among them (read, and believed); the newest first."""

    checks: tuple[Check, ...] = ()
    sound: tuple[Check, ...] = ()

    @classmethod
    def of(cls, checks: Iterable[Check]) -> History:
        """The history that a source's checks (newest first) make."""
        every = tuple(checks)
        return cls(every, tuple(check for check in every if check.sound))

    def values(self, key: str) -> list[int]:
        """A count of the sound checks that have it."""
        return [check.quality[key] for check in self.sound if key in check.quality]

    def since(self, key: str, newest: datetime) -> timedelta:
        """How far back sound checks with this count reach."""
        return max((newest - check.at for check in self.sound if key in check.quality), default=timedelta(0))

    def habit(self, key: str, needs: str) -> bool:
        """Whether a doubt has become the site's way: raised by every check that could (those with the count `needs`), often and long."""
        streak: list[datetime] = []
        for check in self.checks:
            if check.quality.get(needs, 0) < (1 if needs == "named" else _READINGS):
                continue
            if f"doubt.{key}" not in check.quality:
                break
            streak.append(check.at)
        return len(streak) >= HABIT_CHECKS and streak[0] - streak[-1] >= HABIT_TIME


NO_HISTORY = History()


def judge(result: CrawlResult, history: History = NO_HISTORY) -> Judgement:
    """Judge one crawl by itself and by its source's past."""
    if not result.balanced:
        return Judgement(SourceOutcome.FAILED, False, (f"{result.requests} addresses asked, {result.ended} answers: this is a bug",))
    lists = [problem for problem in result.problems if problem.role is Role.LISTING]
    pages = [problem for problem in result.problems if problem.role is not Role.LISTING]
    reasons = tuple(dict.fromkeys(told(problem) for problem in (*lists, *pages)))
    if result.listings + result.listings_unchanged == 0 and lists:
        return Judgement(_dead(lists), False, reasons)
    sound = len(result.releases) + len(result.unchanged) + len(result.gone)
    if pages and not sound and len(pages) > 1:
        return Judgement(_dead(pages), False, reasons)
    doubts = tuple(doubted(result, history))
    keys = tuple(dict.fromkeys(doubt.key for doubt in doubts))
    live = [doubt for doubt in doubts if not history.habit(doubt.key, _needs(doubt.key))]
    grave, light = (tuple(doubt.reason for doubt in live if doubt.grave is wanted) for wanted in (True, False))
    if grave:
        return Judgement(SourceOutcome.PARTIAL, False, (*grave, *light, *reasons), keys)
    if len(pages) > sound:
        most = f"{len(pages)} of {len(pages) + sound} releases asked could not be read"
        return Judgement(SourceOutcome.PARTIAL, False, (most, *reasons, *result.bounds), keys)
    if light or reasons:
        return Judgement(SourceOutcome.PARTIAL, True, (*light, *reasons, *result.bounds), keys)
    return Judgement(SourceOutcome.OK, True, result.bounds or _standing(result), keys)


def _standing(result: CrawlResult) -> tuple[str, ...]:
    """A word on listings that the site says have not changed, so that "0 found" does not look like silence."""
    return ("its listing has not changed since the last run",) if result.listings_unchanged and not result.found else ()


def judge_changes(judgement: Judgement, edits: int, standing: int, history: History = NO_HISTORY) -> Judgement:
    """Judge what a believed crawl would change: `edits` of the `standing` known releases that it asked (304 is an answer too) would be
    revised, and no cause but the site is known. Most of them at once is our misreading or the site's bad day, not that many edits, unless
    the source is known for it."""
    if not judgement.trusted or edits * 2 <= standing or edits < _READINGS:
        return judgement
    past = [(check.quality.get("edits", 0), check.quality["standing"]) for check in history.sound if "standing" in check.quality]
    many, all_of_them = sum(each for each, _ in past), sum(each for _, each in past)
    if all_of_them >= _PAST_READINGS:
        believable = _chance(edits, standing, (many + 1) / (all_of_them + 2)) >= _CHANCE
    else:
        believable = edits < FEW_MINIMUM
    if believable:
        return judgement
    reason = f"{edits} of {standing} known releases read differently at once"
    return Judgement(SourceOutcome.PARTIAL, False, (reason, *judgement.reasons), judgement.doubts)


def told(problem: Problem) -> str:
    """A problem as one clause: `dns: the name x does not resolve`."""
    return f"{problem.kind}: {problem.detail}"


def _dead(problems: Collection[Problem]) -> SourceOutcome:
    """Blocked where refusals are what stopped it, else failed."""
    refused = sum(problem.kind in (ProblemKind.BLOCKED, ProblemKind.ROBOTS) for problem in problems)
    return SourceOutcome.BLOCKED if refused * 2 > len(problems) else SourceOutcome.FAILED


# ---- what a crawl's readings had -----------------------------------------------------------------------------------------------------


def quality_of(result: CrawlResult) -> dict[str, int]:
    """The counts of one crawl that later ones are judged by (`run_sources.quality`).

    `read`: readings; `named`: listing pages looked at. `VIEW.read`, `.titled`, `.dated`, `.entity`, `.own`, `.anchored`: readings from
    lists (`feed`) or pages (`page`), and how many of them had it; `VIEW.length` the median length of their texts in UTF-8 bytes, where
    there are enough; `lang.TAG` readings in a language that the site's own label does not confirm; `named.KEY` how many releases a
    listing page names, `reach.KEY` the age of the oldest of them in hours. Nothing of a back-fill, which reads what is unlike today's.
    """
    if result.archive_only:
        return {}
    counts: Counter[str] = Counter()
    lengths: dict[str, list[int]] = {view: [] for view in _VIEWS}
    for release in result.releases:
        view = _view(release)
        counts["read"] += 1
        had = {"read": True, **_fields(release)}
        counts.update(f"{view}.{name}" for name, there in had.items() if there)
        if tag(release.address.lang) != release.lang:
            counts[f"lang.{release.lang}"] += 1
        if release.body:
            lengths[view].append(len(release.body.encode("utf-8", "replace")))
    for view, sizes in lengths.items():
        if len(sizes) >= _LENGTHS:
            counts[f"{view}.length"] = int(median(sizes))
    return {**counts, **_openings(result)}


def _view(release: Release) -> str:
    return "feed" if release.basis in _LISTED else "page"


def _fields(release: Release) -> dict[str, bool]:
    return {
        "titled": bool(release.title.strip()),
        "dated": release.published.value is not None,
        "entity": bool(release.entity),
        "own": release.basis is not Step.READABILITY,
        "anchored": release.basis in _ANCHORED,
    }


def _openings(result: CrawlResult) -> dict[str, int]:
    counts: dict[str, int] = {}
    for url, page in result.openings.items():
        names = {link.address.native: link.published for link in page.links}
        names |= {release.address.native: release.published for release in page.releases}
        if names:
            counts["named"] = counts.get("named", 0) + 1
            counts[f"named.{_key(url)}"] = len(names)
            ages = [age for age in (_age(date, result.started_at) for date in names.values()) if age is not None]
            if len(ages) * 2 > len(names):
                counts[f"reach.{_key(url)}"] = max(0, int(max(ages)))
    return counts


def _key(url: str) -> str:
    return hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=4).hexdigest()


def _age(published: Published, now: datetime) -> float | None:
    """Hours since a publication date, which stands for the beginning of its day or month; None without one."""
    value = published.value
    if value is None:
        return None
    moment = value if isinstance(value, datetime) else datetime.combine(value, time(), UTC)
    return (now - moment).total_seconds() / 3600


# ---- what differs from the past ------------------------------------------------------------------------------------------------------


def doubted(result: CrawlResult, history: History) -> Iterator[Doubt]:
    """Everything in which a crawl differs from its source's past, the gravest first."""
    if len(history.sound) < USUAL_RUNS or result.archive_only:
        return
    quality = quality_of(result)
    yield from _few(quality, history, result.started_at)
    for view in _VIEWS:
        yield from _lacking(view, quality, history)
        yield from _length(view, quality, history)
    yield from _languages(quality, history)


def _needs(key: str) -> str:
    """The count without which a check cannot have raised a doubt."""
    if key == "few":
        return "named"
    return f"{key.partition('.')[0]}.read" if key.startswith(_VIEWS) else "read"


def _few(quality: Mapping[str, int], history: History, now: datetime) -> Iterator[Doubt]:
    """Listing pages that name far fewer releases than the same pages usually do; what a lull explains counts as usual."""
    named = usual = 0
    short = ""
    for key, count in quality.items():
        past = history.values(key) if key.startswith("named.") else []
        if len(past) < USUAL_RUNS:
            continue
        expected = int(median(past))
        usual += expected
        lull = count * THIN_PARTS < expected and _lull(key, count, past, quality, history, now)
        named += expected if lull else count
        if expected >= FEW_MINIMUM and count <= math.ceil(expected / FEW_PARTS) and not lull:
            short = f"a listing names {count} releases, usually {expected}"
    if usual < FEW_MINIMUM:
        return
    clause = f"the listings name {named} releases, usually {usual}"
    if named <= math.ceil(usual / FEW_PARTS):
        yield Doubt("few", clause)
    elif named * THIN_PARTS < usual or short:
        yield Doubt("few", short or clause, grave=False)


def _lull(key: str, count: int, past: Sequence[int], quality: Mapping[str, int], history: History, now: datetime) -> bool:
    """Whether a listing page that names few may do so because little was published: where it shows what is younger than some age, in a
    lull as far back as ever; where its count has always moved, not yet below what a month has shown."""
    reach = key.replace("named.", "reach.")
    usual_reach = median(history.values(reach) or [0])
    far = reach in quality and quality[reach] >= usual_reach * _REACH > 0
    memory = history.since(key, now)
    if max(past) - min(past) <= max(1, median(past) * _STEADY):
        return far and memory < _YOUNG_MEMORY and usual_reach <= _YOUNG_WINDOW
    return memory < _MEMORY or count * 2 >= min(past) or (far and usual_reach <= _LONGEST_WINDOW)


def _lacking(view: str, quality: Mapping[str, int], history: History) -> Iterator[Doubt]:
    """Fields that readings usually have and now lack, and better steps that usually answer."""
    read = quality.get(f"{view}.read", 0)
    past = [check.quality for check in history.sound if check.quality.get(f"{view}.read")]
    for name, words in _LACKS.items():
        lacks = read - quality.get(f"{view}.{name}", 0)
        before = [(each[f"{view}.read"] - each.get(f"{view}.{name}", 0), each[f"{view}.read"]) for each in past]
        if sudden(lacks, read, before):
            yield Doubt(f"{view}.{name}", f"{lacks} of {read} releases {words}, usually {_share(before)}")


def _languages(quality: Mapping[str, int], history: History) -> Iterator[Doubt]:
    read = quality.get("read", 0)
    for key, count in quality.items():
        if key.startswith("lang."):
            before = [(each.quality.get(key, 0), each.quality.get("read", 0)) for each in history.sound if "read" in each.quality]
            if sudden(count, read, before):
                yield Doubt(key, f"{count} of {read} releases in {key.removeprefix('lang.')}, usually {_share(before)}")


def _length(view: str, quality: Mapping[str, int], history: History) -> Iterator[Doubt]:
    now, past = quality.get(f"{view}.length"), history.values(f"{view}.length")
    if now is None or len(past) < _LENGTHS:
        return
    if now * _LENGTH_FACTOR < min(past) or now > max(past) * _LENGTH_FACTOR:
        yield Doubt(f"{view}.length", f"texts of {now} bytes in the middle, usually {int(median(past))}")


def sudden(cases: int, readings: int, past: Collection[tuple[int, int]]) -> bool:
    """Whether `cases` of `readings` are beyond what (cases, readings) of the past let expect: most of them, three times the usual share,
    worse than on the worst day kept, and too many for chance."""
    known = sum(each for _, each in past)
    if readings < _READINGS or known < _PAST_READINGS or cases * 2 < readings:
        return False
    usual = (sum(each for each, _ in past) + 1) / (known + 2)
    # The worst of a day with as much to read: two of three are soon reached by chance.
    worst = max((each / of for each, of in past if of * 2 >= max(readings, 2 * _READINGS)), default=0.0)
    share = cases / readings
    return share >= 3 * usual and share > 1.5 * worst and _chance(cases, readings, usual) < _CHANCE


def _chance(cases: int, of: int, share: float) -> float:
    """The probability of at least `cases` in `of` independent readings, each with probability `share`."""
    if of > 1000:
        return _bound(cases, of, share)
    return sum(math.comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(cases, of + 1))


def _bound(cases: int, of: int, share: float) -> float:
    """Chernoff's upper bound of the same, where the sum would take long."""
    seen = cases / of
    if seen <= share:
        return 1.0
    rest = (1 - seen) * math.log((1 - seen) / (1 - share)) if seen < 1 else 0.0
    return math.exp(-of * (seen * math.log(seen / share) + rest))


def _share(past: Collection[tuple[int, int]]) -> str:
    return f"{sum(each for each, _ in past)} of {sum(of for _, of in past)}"


def usual_found(history: History) -> int:
    """How many releases the source's listings usually name (the median of sound checks that read them); 0 where too little is known."""
    counts = [check.found for check in history.sound if check.found and check.quality.get("named")]
    return int(median(counts)) if len(counts) >= USUAL_RUNS else 0
