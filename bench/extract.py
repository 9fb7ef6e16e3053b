"""`extract`: how well and how fast pages are read, without crawling anything.

Every set of pages (bench/pagesets.py) is read twice: by its own source (its spider; for a listing source, with its selectors), and by the
generic reader alone, which is the listing kind with nothing but the address pattern of releases. Both first read the list pages, as
a crawl does, because many sites date their releases there only.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bench.figures import Figure
from bench.madesites import made_sets
from bench.pagesets import Fetch, PageSet, Truth, reference_sets, replica_sets, why_no_generator
from bench.truth import folded
from crawlers.model import Link, Listing, Precision, Problem, Published, Release, Source
from crawlers.spiders import kinds, spider_class, spider_for
from crawlers.spiders.base import Spider

# What at least must be right in every set (docs/performance.md): body F1, titles, dates; and which share of dates may be wrong.
LEAST: Mapping[str, tuple[float, float, float]] = {"own": (0.99, 0.99, 0.99), "generic": (0.95, 0.95, 0.90)}
WRONG_DATES = 0.003
MAX_LISTS = 400
_TOKEN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W_\u3400-\u9fff\uf900-\ufaff]+")


class Mark(NamedTuple):
    """One release as it was read: body F1, whether title and date are exact, whether a date was stated that is not the site's."""

    f1: float
    title: bool
    date: bool
    wrong_date: bool


@dataclass(frozen=True, slots=True)
class Score:
    """One set by one reader. Shares are of all releases of the set; what could not be read has none of its fields right.

    `seconds`: CPU of reading the pages, or the feeds and records, that hold the releases; `failures`: why releases were not read.
    """

    set: str
    kind: str
    reader: str
    pages: int
    f1: float
    titles: float
    dates: float
    wrong_dates: float
    seconds: float
    failures: tuple[str, ...] = ()

    @classmethod
    def of(cls, site: PageSet, reader: str, marks: Sequence[Mark], seconds: float, failures: tuple[str, ...]) -> Score:
        count = len(marks)
        body, titles, dates, wrong = (sum(column) / count for column in zip(*marks, strict=True))
        return cls(site.name, site.kind, reader, count, body, titles, dates, wrong, seconds, failures)

    @property
    def rate(self) -> float:
        return self.pages / self.seconds if self.seconds else 0.0

    def json(self) -> dict[str, object]:
        return asdict(self) | {"rate": self.rate}


def extract(releases: int, sites: Sequence[str], work: Path, say: Callable[[str], None]) -> list[Score]:
    """Build the sets, about `releases` releases of each generator, and read each set by both readers. `sites`: of replica (with the made
    sites) and reference. Raises CommandFailed."""
    scores: list[Score] = []
    for each in _sets(releases, sites, work, say):
        if each.kind not in kinds():
            say(f"extract: {each.name} skipped: there is no kind {each.kind}")
            continue
        scores += [own(each), generic(each)]
        say(f"extract: {each.name}, {len(each.truths)} releases")
    return scores


def _sets(releases: int, sites: Sequence[str], work: Path, say: Callable[[str], None]) -> Iterator[PageSet]:
    if "replica" in sites:
        yield from replica_sets(releases)
        yield from made_sets(releases)
    if "reference" in sites and (missing := why_no_generator()):
        say(f"extract: reference pages skipped: {missing}")
    elif "reference" in sites:
        yield from reference_sets(releases, work / "extract")


def figures(scores: Sequence[Score], *, whole: bool = True) -> list[Figure]:
    """The bounds hold for each set, so what is judged is the worst one. A kind that read no set is a figure that fails, where the project's
    own sets were read (`whole`)."""
    made: list[Figure] = []
    for reader, least in LEAST.items():
        made += _figures([each for each in scores if each.reader == reader], reader, least)
    missing = sorted(set(kinds()) - {each.kind for each in scores}) if whole else []
    return [*made, Figure("extract", "kinds without a set of pages", len(missing), bound=0, note=", ".join(missing))]


def _figures(scores: Sequence[Score], reader: str, least: tuple[float, float, float]) -> Iterator[Figure]:
    if not scores:
        return
    for name, field_, bound in zip(("body F1", "titles exact", "dates exact"), ("f1", "titles", "dates"), least, strict=True):
        worst = min(scores, key=lambda each: getattr(each, field_))
        mean = sum(getattr(each, field_) * each.pages for each in scores) / sum(each.pages for each in scores)
        note = f"{worst.set}, {getattr(worst, field_):.4f}; over all releases {mean:.4f}" if mean < 1 else "all sets"
        yield Figure("extract", f"{reader} reader, {name}, worst set", getattr(worst, field_), bound=bound, note=note, at_least=True)
    worst = max(scores, key=lambda each: each.wrong_dates)
    note = worst.set if worst.wrong_dates else ""
    yield Figure("extract", f"{reader} reader, dates stated and wrong, worst set", worst.wrong_dates, bound=WRONG_DATES, note=note)
    pages, seconds = sum(each.pages for each in scores), sum(each.seconds for each in scores)
    slowest = min(scores, key=lambda each: each.rate)
    note = f"{pages:,} releases; slowest {slowest.set}, {slowest.rate:.0f}"
    yield Figure("extract", f"{reader} reader, releases per second", round(pages / seconds) if seconds else 0, note=note)


def lines(scores: Sequence[Score]) -> list[str]:
    """A table of all sets."""
    made = [f"  {'':<22}{'reader':<9}{'releases':>8}{'per s':>7}{'body F1':>9}{'titles':>8}{'dates':>8}{'wrong':>8}"]
    for each in scores:
        shares = f"{each.f1:>9.4f}{each.titles:>8.4f}{each.dates:>8.4f}{each.wrong_dates:>8.4f}"
        made.append(f"  {each.set:<22}{each.reader:<9}{each.pages:>8}{each.rate:>7.0f}{shares}  {'; '.join(each.failures)[:80]}".rstrip())
    return made


# ---- reading ---------------------------------------------------------------------------------------------------------


def own(site: PageSet) -> Score:
    """The set as its own source reads it."""
    return _score(site, "own", spider(site.name, site.kind, site.options))


def generic(site: PageSet) -> Score:
    """The set by the listing kind without selectors."""
    options = {"start": site.lists, "release": site.release, "zone": site.zone}
    return _score(site, "generic", spider(site.name, "listing", options))


def spider(name: str, kind: str, options: Mapping[str, object]) -> Spider:
    return spider_for(Source(name, kind, name, spider_class(kind).Options(**options)))


def _score(site: PageSet, reader: str, spider: Spider) -> Score:
    walked = walk(spider, site.fetch)
    marks: list[Mark] = []
    failures: Counter[str] = Counter()
    seconds = walked.seconds
    for truth in site.truths:
        spot = spider.locate(truth.url)
        read: Release | Problem | None = walked.releases.get(spot.url) if spot else None
        if read is None and spot is not None and (page := site.fetch(truth.url)):
            link = walked.links.get(spot.url) or Link(spot, truth.url)
            started = time.process_time()
            read = spider.release(page, link)
            seconds += time.process_time() - started
        if isinstance(read, Release):
            marks.append(mark(read, truth, site.zone))
        else:
            failures[str(read.detail) if read else "no such address"] += 1
            marks.append(Mark(0.0, False, False, False))
    return Score.of(site, reader, marks, seconds, tuple(f"{count} x {why}" for why, count in failures.most_common(3)))


@dataclass(slots=True)
class Walked:
    """What a walk over a site's lists found: releases that are whole already, links to the others, both by canonical address.

    `seconds`: the CPU of reading the answers that held whole releases; that of other lists is no part of reading pages.
    """

    releases: dict[str, Release] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    seconds: float = 0.0


def walk(spider: Spider, fetch: Fetch) -> Walked:
    """Read a site's lists to their ends, each way in from its best alternative, as a crawl of an empty archive does."""
    found = Walked()
    for way in spider.ways():
        for url in way:
            if _walk_one(spider, fetch, url, found):
                break
    return found


def _walk_one(spider: Spider, fetch: Fetch, url: str, found: Walked) -> bool:
    """One listing page by page; whether its first page was sound."""
    following: str | None = url
    seen: set[str] = set()
    while following and following not in seen and len(seen) < MAX_LISTS:
        seen.add(following)
        page = fetch(following)
        started = time.process_time()
        listing = spider.listing(page) if page else None
        spent = time.process_time() - started
        if not isinstance(listing, Listing):
            return len(seen) > 1
        found.seconds += spent if listing.releases else 0.0
        for release in listing.releases:
            found.releases.setdefault(release.address.url, release)
        for link in listing.links:
            found.links.setdefault(link.address.url, link)
        following = listing.next
    return True


# ---- judging ---------------------------------------------------------------------------------------------------------


def mark(read: Release, truth: Truth, zone: str) -> Mark:
    """Compare one reading with the truth, white space folded."""
    said, right = told(read.published, zone), truth.told
    wrong = said is not None and (right is None or said[: len(right)] != right[: len(said)])
    exact = said == right or (truth.precision == "known by day" and said is not None and said[:10] == right)
    body = max(f1(tokens(read.body), tokens(one)) for one in truth.bodies)
    return Mark(body, folded(read.title) == folded(truth.title), exact, wrong)


def told(published: Published, zone: str) -> str | None:
    """A date as local time of the site, as long as it is precise: 2026-04, 2026-04-16, 2026-04-16T10:08. None: no date."""
    value = published.value
    if value is None:
        return None
    if isinstance(value, datetime):
        return f"{value.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"
    return value.isoformat()[: 7 if published.precision is Precision.MONTH else 10]


def tokens(body: str) -> Counter[str]:
    """Words of alphabets and numbers, single Chinese characters."""
    return Counter(_TOKEN.findall(body))


def f1(one: Counter[str], other: Counter[str]) -> float:
    """The harmonic mean of precision and recall of tokens, repeats counted."""
    both = (one & other).total()
    return 2 * both / (one.total() + other.total()) if both else 0.0
