"""Drives the engine's fleet without sockets or reactor: a listing in memory, an archive in memory, one run after another.

The fleet only decides; what it asks is answered at once. So hundreds of outages of any shape are walked in a second. That the same holds
over real sockets, processes and an archive is shown in tests/test_walks.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from scrapy.http import Response

from crawlers.fleet import Fleet, Job
from crawlers.model import Address, Backfill, CrawlResult, Plan, Role, Source, Validator, WalkKind, WalkState
from crawlers.network import Network
from crawlers.spiders.listing import Options

HOST = "http://paper.test"
START = datetime(2026, 5, 1, tzinfo=UTC)
FIRST_DAY = date(2026, 1, 1)
WORDS = "The delegation visited the two harbours and spoke with the companies about trade, ports and fisheries for the coming years. "


def day_of_number(number: int) -> date:
    """Release 0 was published on the first day, one a day since."""
    return FIRST_DAY + timedelta(days=number)


def page_of(number: int | str, day: date | None = None) -> str:
    dated = f"<p>Date: {day}</p>" if day else ""
    return f'<html><body><h1>Announcement {number}</h1>{dated}<div class="text"><p>Release {number}. {WORDS * 3}</p></div></body></html>'


@dataclass
class Paper:
    """A site: its listing newest first, some of it pinned. `before` is called with each address before it is answered and may change the
    site, or return a status to answer instead. `dated`: the listing itself gives days."""

    numbers: list[int]
    per_page: int = 3
    pinned: tuple[int, ...] = ()
    dated: bool = False
    paged: bool = True
    before: Callable[[str], int | None] = lambda _: None
    asked: list[str] = field(default_factory=list)

    def listing(self, number: int) -> str:
        at = (number - 1) * self.per_page
        shown = [*self.pinned, *(each for each in self.numbers[at : at + self.per_page] if each not in self.pinned)]
        rows = "".join(
            f'<li><a href="/news/{each}">Announcement {each} of the delegation</a>'
            + (f' <time datetime="{day_of_number(each)}">{day_of_number(each)}</time>' if self.dated else "")
            + "</li>"
            for each in shown
        )
        more = f'<a rel="next" href="/?page={number + 1}">next</a>' if self.paged and at + self.per_page < len(self.numbers) else ""
        return f"<html><body><h2>News</h2><ul>{rows}</ul>{more}</body></html>"

    def answer(self, url: str) -> tuple[int, str]:
        parts = urlsplit(url)
        self.asked.append(parts.path + (f"?{parts.query}" if parts.query else ""))
        status = self.before(self.asked[-1])
        if status:
            return status, "no"
        if parts.path == "/robots.txt":
            return 404, ""
        if parts.path.startswith("/news/"):
            number = int(parts.path.rpartition("/")[2])
            return 200, page_of(number, None if self.dated else day_of_number(number))
        return 200, self.listing(int(parse_qs(parts.query).get("page", ["1"])[0]))

    def pages_asked(self) -> int:
        return sum(path.startswith("/?") or path == "/" for path in self.asked)


@dataclass
class Shelf:
    """An archive in memory: what is stored, in order, and how far listings were followed."""

    stored: list[str] = field(default_factory=list)
    dates: dict[str, str | None] = field(default_factory=dict)
    walks: dict[tuple[str, WalkKind], WalkState] = field(default_factory=dict)
    covered: datetime | None = None
    results: list[CrawlResult] = field(default_factory=list)

    def release(self, address: Address) -> bool:
        return address.native in self.dates

    def validator(self, url: str, reader: str) -> Validator | None:
        return None

    def held(self, address: Address, mark: int) -> bool:
        return address.native in self.stored[:mark]

    def published(self, address: Address) -> str | None:
        return self.dates.get(address.native)

    def record(self, result: CrawlResult) -> None:
        assert result.balanced
        self.results.append(result)
        for release in result.releases:
            assert release.address.native not in self.dates, "a release is asked once"
            self.stored.append(release.address.native)
            self.dates[release.address.native] = release.published.iso
        if result.listings:
            self.walks |= {(state.start, state.kind): state for state in result.walks}
        if not result.more and result.archive_only and not any(s.next for s in self.walks.values() if s.kind is WalkKind.BACKFILL):
            self.walks = {key: state for key, state in self.walks.items() if key[1] is WalkKind.GAP}

    @property
    def numbers(self) -> set[int]:
        return {int(native.rpartition(":")[2]) for native in self.stored}


class Killed(Exception):
    """The process dies here."""


def run(
    paper: Paper,
    shelf: Shelf,
    *,
    max_pages: int = 2,
    max_items: int = 500,
    pages: int | None = None,
    starts: Sequence[str] = ("/",),
    backfill: Backfill | None = None,
) -> list[CrawlResult]:
    """One run over the paper; its results, which are recorded as they come."""
    options = Options(tuple(HOST + start for start in starts), "/news/(?P<key>[0-9]+)", title="h1", body="div.text", date="p")
    source = Source("paper", "listing", "Paper", options, max_pages=max_pages, max_items=max_items)
    plan = Plan(
        source, max_pages=pages, walks=tuple(shelf.walks.values()), mark=len(shelf.stored), covered=shelf.covered, backfill=backfill
    )
    now = START + timedelta(hours=len(shelf.results))
    first = len(shelf.results)
    paper.asked.clear()
    fleet = Fleet([plan], shelf, Network(), clock=lambda: now, done=shelf.record, progress=lambda _: None)
    jobs = fleet.begin()
    while jobs:
        jobs = [following for job in jobs for following in _answered(fleet, paper, job)]
    if backfill is None:
        shelf.covered = now
    return shelf.results[first:]


def _answered(fleet: Fleet, paper: Paper, job: Job) -> list[Job]:
    status, body = paper.answer(job.url)
    headers = {"Content-Type": "text/html; charset=utf-8"}
    assert job.role in (Role.LISTING, Role.RELEASE, Role.ROBOTS)
    return fleet.answered(Response(job.url, status=status, headers=headers, body=body.encode()), job)
