"""All sources of a run: which address is asked next at each host, and what each answer becomes.

    plans -> walks over listings (crawlers/walking.py) -> links -> release pages -> values
    hosts -> one queue each, robots.txt first -> the next job of each host that is free

Redirects, repeats, pauses and robots are decided in the open, here; what a page says is the spiders' matter (crawlers/spiders/). Knows
no Scrapy but its Response: crawlers/engine.py carries the jobs.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from urllib.parse import quote, urljoin

from scrapy.http import Response

from crawlers.address import host_of
from crawlers.answer import GONE_STATUSES, Refusal, clause, examine, pause_of
from crawlers.cookies import Cookies
from crawlers.model import (
    Address,
    Backfill,
    CrawlResult,
    Ending,
    Gone,
    Known,
    Link,
    Listing,
    Pause,
    Plan,
    Problem,
    ProblemKind,
    Release,
    Role,
    Snapshot,
    Unchanged,
    Validator,
)
from crawlers.network import Network, NotAllowed, check_address
from crawlers.page import Page
from crawlers.robots import Rules, read_robots, unreachable
from crawlers.spiders import spider_for
from crawlers.spiders.base import Spider
from crawlers.text import undecodable
from crawlers.walking import End, Purpose, Walk, begin_news, begin_past, conclude, day_of, day_of_text, is_news, past_ending

log = logging.getLogger(__name__)

MAX_HOPS = 10
MAX_TRIES = 3
# After so many broken connections in a row a host is left alone until the next run (FAULTS T22).
MAX_BROKEN = 3
# Of each listing so many pages are handed on as they were read: a crawl is judged by how many releases they name.
OPENING_PAGES = 3
# Seconds: a site that says a year means "not today" (FAULTS S03).
MAX_PAUSE = 86_400.0

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_VISIBLE = "".join(map(chr, range(0x21, 0x7F)))
_PASSING = frozenset({ProblemKind.TIMEOUT, ProblemKind.REFUSED, ProblemKind.PARTIAL})
_UNREACHED = frozenset({ProblemKind.DNS, ProblemKind.REFUSED, ProblemKind.TIMEOUT, ProblemKind.TLS, ProblemKind.GUARD})


@dataclass(slots=True)
class Job:
    """One address to ask, and for whom. `url` moves along redirects, `asked` stays. `walk` is a listing's own, or the one that named a
    release, on its page `spot` (number and address)."""

    crawl: SourceCrawl | None
    role: Role
    url: str
    asked: str
    link: Link | None = None
    walk: Walk | None = None
    spot: tuple[int, str] | None = None
    validator: Validator | None = None
    hops: int = 0
    tries: int = 1


@dataclass(slots=True)
class Host:
    """One host: its queue, its robots.txt rules by origin (those on their way are awaited), and whether it still answers."""

    name: str
    queue: deque[Job] = field(default_factory=deque)
    rules: dict[str, Rules] = field(default_factory=dict)
    awaited: set[str] = field(default_factory=set)
    busy: bool = False
    broken: int = 0
    put_off: Problem | None = None


@dataclass(slots=True)
class SourceCrawl:
    """The crawl of one source while it runs. `walks` are those begun, `coming` those still to begin. Of a back-fill, `turning` is the page
    that was read and whose releases are awaited, `kept` what it named beyond one hand-over."""

    plan: Plan
    spider: Spider
    result: CrawlResult
    coming: deque[Walk]
    hosts: frozenset[str]
    found: set[str] = field(default_factory=set)
    walks: list[Walk] = field(default_factory=list)
    listing_validators: list[Validator] = field(default_factory=list)
    turning: Turning | None = None
    kept: deque[tuple[Link, Walk]] = field(default_factory=deque)
    pending: int = 0
    items: int = 0
    over: bool = False


@dataclass(slots=True)
class Turning:
    """A page of a back-fill that was read: its walk, the page that follows, the releases it named, the days its listing gave them."""

    walk: Walk
    following: str | None
    named: list[Address]
    days: list[date]


class Fleet:
    """All sources of a run: which address is asked next at each host, and what each answer becomes. Knows no Scrapy but its Response."""

    def __init__(
        self,
        plans: Sequence[Plan],
        known: Known,
        network: Network,
        *,
        clock: Callable[[], datetime],
        done: Callable[[CrawlResult], None],
        progress: Callable[[CrawlResult], None],
    ) -> None:
        self._known = known
        self._network = network
        self._clock = clock
        self._done = done
        self._progress = progress
        self._hosts: dict[str, Host] = {}
        # Hosts that may have something to ask since the last look; a dict, to keep their order.
        self._stirred: dict[str, Host] = {}
        self._claimed: dict[str, str] = {}
        self._slower: list[tuple[str, float]] = []
        self._cookies = Cookies()
        # What hosts asked for in this run.
        self._pauses: dict[str, Pause] = {}
        self.failure: Exception | None = None
        self._crawls = [self._open(plan) for plan in plans]

    def leave_alone(self, pauses: Iterable[Pause]) -> None:
        """Hosts that asked an earlier run to come back later (FAULTS S01): what this run would ask them ends as a problem."""
        for each in pauses:
            self._hosts[each.host] = Host(each.host, put_off=Problem(each.kind, "", each.told))

    def _pause(self, host: Host, problem: Problem, seconds: float) -> Problem:
        """Leave a host alone for the rest of this run, and for so long (at most MAX_PAUSE, FAULTS S03) in the next ones; returns the
        problem with a word on it."""
        until = self._clock() + timedelta(seconds=min(seconds, MAX_PAUSE))
        # The archive keeps whole seconds: never one too early.
        until = until.replace(microsecond=0) + timedelta(seconds=until.microsecond > 0)
        self._pauses[host.name] = pause = Pause(host.name, until, problem.kind, problem.detail)
        host.put_off = replace(problem, detail=pause.told)
        return host.put_off

    def _open(self, plan: Plan) -> SourceCrawl:
        spider = spider_for(plan.source)
        ways = spider.ways() if plan.listings else ()
        result = CrawlResult(plan.source.name, self._clock(), archive_only=plan.backfill is not None)
        if plan.backfill is None:
            coming = begin_news(ways, plan)
        else:
            coming, notes = begin_past(ways, plan.walks, plan.backfill)
            result.notes = tuple(notes)
        return SourceCrawl(plan, spider, result, deque(coming), spider.hosts())

    def delays(self) -> dict[str, float]:
        """The configured delay of each host: the longest that a source on it asks for."""
        delays: dict[str, float] = {}
        for each in self._crawls:
            for host in each.hosts:
                delays[host] = max(delays.get(host, 0.0), each.plan.source.delay)
        return delays

    def slower(self) -> list[tuple[str, float]]:
        """Crawl-delays learned since the last call."""
        learned, self._slower = self._slower, []
        return learned

    # ---- asking ------------------------------------------------------------------------------------------------

    def begin(self) -> list[Job]:
        """The first request of each host."""
        for each in self._crawls:
            each.pending += 1  # held open until all of its first requests are queued
            for link in each.plan.recheck:
                if self._claim(each, link.address):
                    self._ask_release(each, link)
            self._next_walk(each)
            each.pending -= 1
            self._settle(each)
        return self._ready()

    def _ready(self) -> list[Job]:
        """One job for every host that is free and has something to ask. Taking one may queue others, at this host or at a new one."""
        jobs = []
        while self._stirred:
            host = self._stirred.pop(next(iter(self._stirred)))
            if not host.busy and host.queue:
                job = self._take(host)
                if job is not None:
                    host.busy = True
                    jobs.append(job)
        return jobs

    def _freed(self, job: Job) -> Host:
        """The host that a job was asked at, free for the next one."""
        name = host_of(job.url)
        host = self._stirred[name] = self._hosts[name]
        host.busy = False
        return host

    def _take(self, host: Host) -> Job | None:
        """The host's next job that may be asked; robots.txt of its origin comes first."""
        while host.queue:
            job = host.queue[0]
            origin = _origin(job.url)
            rules = host.rules.get(origin)
            if host.put_off is not None:
                self._give_up(host.queue.popleft(), host.put_off.kind, host.put_off.detail)
            elif job.role is Role.ROBOTS:
                return host.queue.popleft()
            elif rules is None:
                return self._robots_job(host, origin)
            elif not rules.allows(job.url, self._network.user_agent):
                reason = rules.reason or "robots.txt forbids this address"
                self._give_up(host.queue.popleft(), ProblemKind.ROBOTS, reason)
            else:
                return host.queue.popleft()
        return None

    @staticmethod
    def _robots_job(host: Host, origin: str) -> Job | None:
        """The request for an origin's robots.txt, once; everything else of the host waits for its answer."""
        if origin in host.awaited:
            return None
        host.awaited.add(origin)
        robots = f"{origin}/robots.txt"
        return Job(None, Role.ROBOTS, robots, robots)

    def headers(self, job: Job) -> dict[str, str | bytes]:
        """The request's headers. Accept-Language is fixed, so that a site's language never flips (FAULTS I24); validators go back byte
        for byte as they came, for headers are read as Latin-1 (FAULTS I03)."""
        headers: dict[str, str | bytes] = {
            "User-Agent": self._network.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.9,*/*;q=0.5",
            "Accept-Language": "*",
            "Accept-Encoding": "gzip, deflate",
        }
        scheme, host, port = check_address(job.url)
        if self._network.target(host, port) is not None:
            headers["X-Forwarded-Proto"] = scheme
        if cookie := self._cookies.header(job.url):
            headers["Cookie"] = cookie
        if job.validator is not None:
            if job.validator.etag:
                headers["If-None-Match"] = job.validator.etag.encode("latin-1", "replace")
            if job.validator.last_modified:
                headers["If-Modified-Since"] = job.validator.last_modified.encode("latin-1", "replace")
        return headers

    def _push(self, job: Job, *, front: bool = False) -> None:
        """Queue a job at its host; an address outside the guard or the source's hosts ends at once as a Problem."""
        host_name = host_of(job.url)
        try:
            check_address(job.url)
        except NotAllowed as refused:
            self._give_up(job, ProblemKind.GUARD, str(refused))
            return
        if not host_name or (job.crawl is not None and host_name not in job.crawl.hosts):
            self._give_up(job, ProblemKind.GUARD, f"leads to {host_name or 'no usable host'}, which is no host of this source")
            return
        host = self._stirred[host_name] = self._hosts.setdefault(host_name, Host(host_name))
        host.queue.appendleft(job) if front else host.queue.append(job)

    def _ask(self, crawl: SourceCrawl, job: Job) -> None:
        crawl.pending += 1
        crawl.result.requests += 1
        # A page that an earlier run stopped at is wanted in full, whether or not it has changed since.
        if job.role is not Role.LISTING or job.walk is None or job.walk.purpose is Purpose.NEWS:
            job.validator = self._known.validator(job.url, crawl.spider.reader)
        self._push(job)

    def _ask_release(self, crawl: SourceCrawl, link: Link, walk: Walk | None = None) -> None:
        spot = (walk.pages, walk.here) if walk else None
        self._ask(crawl, Job(crawl, Role.RELEASE, link.address.url, link.address.url, link=link, walk=walk, spot=spot))

    def _claim(self, crawl: SourceCrawl, address: Address) -> bool:
        """Whether nobody in this run has claimed a release before; nothing is fetched or read twice in a run."""
        if address.native in self._claimed:
            return False
        self._claimed[address.native] = crawl.result.source
        return True

    def _next_walk(self, crawl: SourceCrawl) -> None:
        """Begin the next listing; they are walked one after the other, the best way in first, and last what earlier runs left."""
        while crawl.coming:
            walk = crawl.coming.popleft()
            if walk.purpose is not Purpose.REST or self._may_go_on(crawl, walk):
                self._walk(crawl, walk)
                return

    @staticmethod
    def _may_go_on(crawl: SourceCrawl, rest: Walk) -> bool:
        """Whether the rest of a walk is read in this run: not where its listing just stopped short of it, or no more may be asked for."""
        ended = [walk for walk in crawl.walks if walk.group == rest.group]
        led_in = any(walk.pages for walk in ended)
        return led_in and not any(walk.open_ended for walk in ended) and crawl.items < crawl.plan.source.max_items

    def _walk(self, crawl: SourceCrawl, walk: Walk) -> None:
        crawl.walks.append(walk)
        self._ask_listing(crawl, walk, walk.start)

    def _ask_listing(self, crawl: SourceCrawl, walk: Walk, url: str) -> None:
        walk.here = url
        walk.seen.add(url)
        self._ask(crawl, Job(crawl, Role.LISTING, url, url, walk=walk))

    def _way_failed(self, crawl: SourceCrawl, walk: Walk, problem: Problem) -> None:
        """A listing ended as a problem: take its next way in, where it failed at once and has one. Else it counts, and the next listing
        is due."""
        walk.end = End.FAILED
        if walk.pages == 0 and walk.others:
            self._walk(crawl, walk.by_next_way([*walk.failed, problem]))
            return
        # Where no way led in, each of them is a problem of the source.
        crawl.result.problems.extend([*(walk.failed if walk.pages == 0 else ()), problem])
        self._next_walk(crawl)

    # ---- answers -----------------------------------------------------------------------------------------------

    def answered(self, response: Response, job: Job) -> list[Job]:
        """Take an answer in; returns what is asked next."""
        host = self._freed(job)
        host.broken = 0
        headers = {name.decode("latin-1").lower(): b", ".join(values).decode("latin-1") for name, values in response.headers.items()}
        if job.crawl is not None:
            job.crawl.result.bytes += _wire_size(response)
        if response.status in _REDIRECTS:
            self._redirect(job, headers.get("location", ""), response)
        elif job.role is Role.ROBOTS:
            self._learn_rules(job, rules := read_robots(response.status, response.body))
            if rules.reason and (seconds := pause_of(response.status, headers, Role.ROBOTS)) is not None:
                self._pause(host, Problem(ProblemKind.ROBOTS, job.asked, rules.reason, Role.ROBOTS), seconds)
        else:
            self._take_in(host, job, response, headers)
        return self._ready()

    def failed(self, cause: BaseException, job: Job) -> list[Job]:
        """Take in that no answer came; returns what is asked next."""
        host = self._freed(job)
        refusal = cause if isinstance(cause, Refusal) else Refusal(ProblemKind.HTTP, f"{type(cause).__name__}: {cause}")
        if refusal.kind in _UNREACHED:
            host.broken += 1
        if refusal.kind in _PASSING and job.tries < MAX_TRIES and host.broken < MAX_BROKEN:
            self._again(host, job)
            return self._ready()
        if host.broken >= MAX_BROKEN or refusal.kind in (ProblemKind.DNS, ProblemKind.GUARD):
            host.put_off = Problem(refusal.kind, job.asked, refusal.detail, job.role)
        self._give_up(job, refusal.kind, refusal.detail)
        return self._ready()

    @staticmethod
    def _again(host: Host, job: Job) -> None:
        """Repeat a request after everything else of its host; robots.txt at once, because everything else waits for it."""
        job.tries += 1
        host.queue.appendleft(job) if job.role is Role.ROBOTS else host.queue.append(job)

    def _redirect(self, job: Job, location: str, response: Response) -> None:
        """Follow a redirect on real addresses, at most MAX_HOPS; robots.txt's own hops keep its first origin (RFC 9309 §2.3.1.2). The same
        address is asked again only with another cookie (FAULTS R04, R05)."""
        job.hops += 1
        sent = self._cookies.header(job.url)
        self._cookies.take(job.url, response.headers.getlist("Set-Cookie"))
        if not location.strip():
            self._give_up(job, ProblemKind.HTTP, f"the site answered {response.status} without a Location")
        elif (target := _target(job.url, location)) is None:
            self._give_up(job, ProblemKind.GUARD, "redirected to something that is no address")
        elif job.hops > MAX_HOPS or (target == job.url and self._cookies.header(target) == sent):
            self._give_up(job, ProblemKind.REDIRECT_LOOP, f"redirected {job.hops} times, last to {target[:200]}")
        else:
            job.url, job.validator = target, None
            self._push(job, front=True)

    def _give_up(self, job: Job, kind: ProblemKind, detail: str) -> None:
        """End a job with a problem; a robots.txt that cannot be had forbids everything instead, and what it met is the host's problem."""
        problem = Problem(kind, job.asked, detail, job.role)
        if job.role is not Role.ROBOTS:
            self._end(job, problem)
            return
        if kind in _UNREACHED:
            self._hosts[host_of(job.asked)].put_off = problem
        self._learn_rules(job, unreachable(detail))

    def _learn_rules(self, job: Job, rules: Rules) -> None:
        name = host_of(job.asked)
        host = self._stirred[name] = self._hosts[name]
        host.rules[_origin(job.asked)] = rules
        delay = rules.delay(self._network.user_agent)
        if delay:
            self._slower.append((host.name, self._network.delay(host.name, delay)))

    def _take_in(self, host: Host, job: Job, response: Response, headers: dict[str, str]) -> None:
        """One final answer: gone, unchanged, repeated, put off, a problem, or a page for the spider."""
        if response.status == 304:
            self._not_modified(job)
            return
        if response.status in GONE_STATUSES and job.role is Role.RELEASE and job.link is not None:
            self._end(job, Gone(job.link.address, job.asked, response.status))
            return
        problem = examine(job.asked, response.status, headers, response.body, role=job.role, unbounded="unbounded" in response.flags)
        if problem is None:
            self._read(job, response, headers)
            return
        seconds = pause_of(response.status, headers, job.role)
        if seconds is not None:
            problem = self._pause(host, problem, seconds)
        elif response.status >= 500 and problem.kind is ProblemKind.HTTP and job.tries < MAX_TRIES:
            self._again(host, job)
            return
        self._end(job, problem)

    def _not_modified(self, job: Job) -> None:
        if job.validator is None:
            # A 304 to a request that asked no condition proves nothing (FAULTS S20).
            self._end(job, Problem(ProblemKind.HTTP, job.asked, "the site answered 304 to an unconditional request", job.role))
        elif job.role is Role.LISTING:
            self._listing_unchanged(job, job.validator)
        else:
            self._end(job, Unchanged(job.asked, job.link.address if job.link else None))

    def _read(self, job: Job, response: Response, headers: dict[str, str]) -> None:
        """Let the spider read a page. What it raises is our bug: told in the report, its trace in the log, and only this page's matter.
        What the archive raises is not."""
        assert job.crawl is not None
        spider = job.crawl.spider
        if job.role is Role.ATTACHMENT:
            self._read_attachment(job, response, headers)
            return
        page = Page(job.url, response.body, self._clock(), headers, response.status, job.crawl.plan.source.encoding, job.asked)
        read: Listing | Release | Problem
        try:
            read = spider.listing(page) if job.link is None else spider.release(page, self._landed(spider, page, job.link))
        except Exception as bug:  # lxml raises a SyntaxError
            log.exception("the %s spider failed on %s", spider.kind, job.asked)
            read = Problem(ProblemKind.PARSE, job.asked, clause(f"the spider failed: {type(bug).__name__}: {bug}"), job.role)
        if isinstance(read, Release) and undecodable(read):
            read = Problem(ProblemKind.PARSE, job.asked, "some of its bytes are in no known encoding", job.role)
        if isinstance(read, Problem):
            self._end(job, read)
        elif isinstance(read, Listing):
            self._read_listing(job, page, read)
        else:
            self._read_release(job, page, read)

    def _landed(self, spider: Spider, page: Page, link: Link) -> Link:
        """The link of what a page is read as: a known release whose address leads to another one's is read as that; whether the two are one
        is not for this module to say (FAULTS I13)."""
        spot = spider.locate(page.url) if page.url != page.requested else None
        if spot is None or spot.native == link.address.native or not self._known.release(link.address):
            return link
        return replace(link, address=spot)

    def _read_listing(self, job: Job, page: Page, listing: Listing) -> None:
        crawl, walk = job.crawl, job.walk
        assert crawl is not None
        assert walk is not None
        crawl.result.listings += 1
        if walk.pages < OPENING_PAGES and walk.purpose is Purpose.NEWS:
            crawl.result.openings[job.asked] = listing
        left = self._left_to_the_next_run(crawl, walk, listing)
        self._count_page(walk, listing)
        for release in listing.releases:
            if release.address.native not in left:
                self._take_listed(crawl, release)
        crawl.result.problems.extend(listing.problems)
        for link in listing.links:
            if link.address.native not in left:
                self._follow(crawl, walk, link)
        crawl.result.found = len(crawl.found)
        self._keep_validator(job, page, crawl.listing_validators, listing.next)
        self._led_in(crawl, walk)
        if walk.purpose is Purpose.PAST:
            crawl.turning = _turning(walk, listing)
        else:
            self._turn_page(crawl, walk, listing.next)
        self._end(job, None)

    def _count_page(self, walk: Walk, listing: Listing) -> None:
        """Tell a walk what its page held. What an earlier page of this walk showed is no news either (FAULTS R18); what another way in
        showed is."""
        addresses = [item.address for item in _items(listing)]
        fresh = {address.native: address for address in addresses if address.native not in walk.found}
        held = {native: self._known.release(address) for native, address in fresh.items()}
        known = [fresh[native] for native in fresh if held[native]]
        news = len(known) < len(fresh)
        if walk.purpose is Purpose.REST and walk.before is not None:
            mark = walk.before.mark
            known = [address for address in known if self._known.held(address, mark)]
        walk.place(held.items())
        walk.date_by(filter(None, (day_of(each.published) for each in _items(listing))))
        walk.read(news=news, known=len(known), fresh=len(fresh), named=len(addresses))

    def _left_to_the_next_run(self, crawl: SourceCrawl, walk: Walk, listing: Listing) -> frozenset[str]:
        """What a back-fill does not take of a page: news and edits, which are the next run's, and what is older than it goes back."""
        fill = crawl.plan.backfill
        if fill is None:
            return frozenset()
        each = [(item.address.native, item.published) for item in _items(listing)]
        news = {native for native, published in each if is_news(walk, published, crawl.plan.covered)}
        news |= {each.address.native for each in listing.releases if self._known.release(each.address)}
        return frozenset(news | {native for native, published in each if (day := day_of(published)) is not None and day < fill.since})

    def _take_listed(self, crawl: SourceCrawl, release: Release) -> None:
        """A release that is complete in its listing."""
        crawl.found.add(release.address.native)
        if undecodable(release):
            detail = "some of its bytes are in no known encoding"
            crawl.result.problems.append(Problem(ProblemKind.PARSE, release.address.url, detail))
        elif self._claim(crawl, release.address):
            crawl.result.releases.append(release)

    @staticmethod
    def _led_in(crawl: SourceCrawl, walk: Walk) -> None:
        """This way led in: what the ones before it met is a detour, not a problem."""
        crawl.result.detours.extend(walk.failed)
        walk.failed = []

    def _follow(self, crawl: SourceCrawl, walk: Walk, link: Link) -> None:
        """Ask for a release that a listing named, unless it is known, claimed already, or over the bound."""
        crawl.found.add(link.address.native)
        if link.found != link.address.url:
            # An address that tells its release by itself needs no memory: some sites make up a new one at every visit (FAULTS I12).
            told = crawl.spider.locate(link.found)
            if told is None or told.native != link.address.native:
                crawl.result.aliases[link.found] = link.address.native
        if self._known.release(link.address) or link.address.native in self._claimed:
            return
        if crawl.items >= crawl.plan.source.max_items:
            if walk.purpose is Purpose.PAST:
                crawl.kept.append((link, walk))
                return
            walk.stop_at(link.address.native)
            self._bound(crawl, f"more than {crawl.plan.source.max_items} new releases: the rest waits for the next run")
            return
        crawl.items += 1
        self._claim(crawl, link.address)
        self._ask_release(crawl, link, walk)

    def _listing_unchanged(self, job: Job, validator: Validator) -> None:
        crawl, walk = job.crawl, job.walk
        assert crawl is not None
        assert walk is not None
        crawl.result.listings_unchanged += 1
        self._led_in(crawl, walk)
        walk.unchanged()
        self._turn_page(crawl, walk, validator.next)
        self._end(job, Unchanged(job.asked))

    def _turn_page(self, crawl: SourceCrawl, walk: Walk, following: str | None) -> None:
        """Ask for the next page of a walk, or begin the next walk; a gap that this way in cannot fill is left to its next one."""
        walk.end = walk.ending(following)
        if walk.end is None and following:
            self._ask_listing(crawl, walk, following)
            return
        if (walk.end is End.PAGES and walk.purpose is Purpose.NEWS) or (walk.end is End.ITEMS and following and walk.pages >= walk.limit):
            self._bound(crawl, f"{walk.start}: stopped after {walk.pages} listing pages")
        if walk.gapped and walk.others:
            self._walk(crawl, walk.by_next_way([]))
        else:
            self._next_walk(crawl)

    # ---- back-fill: page by page, so that what is handed over is whole -------------------------------------------------

    def _turn_back(self, crawl: SourceCrawl, turning: Turning, fill: Backfill) -> None:
        """A page of a back-fill and its releases are complete: hand over what is enough, go on, or begin the next listing."""
        walk = turning.walk
        if crawl.kept:
            self._hand_over(crawl, more=True)
            for _ in range(min(len(crawl.kept), crawl.plan.source.max_items)):
                self._follow(crawl, walk, crawl.kept.popleft()[0])
            return
        crawl.turning = None
        walk.age(turning.days or self._days(crawl, turning.named), fill.since)
        walk.end = past_ending(walk, turning.following)
        if walk.end is None or walk.end is End.LAST:
            following = turning.following if walk.end is None else None
            if walk.pages % fill.chunk == 0:
                self._hand_over(crawl, more=True)
            if following:
                self._ask_listing(crawl, walk, following)
                return
            if walk.others and walk.pages == 1 and not walk.older:
                self._walk(crawl, walk.by_next_way([]))
                return
        self._next_walk(crawl)

    def _days(self, crawl: SourceCrawl, named: Iterable[Address]) -> list[date]:
        """The days of a page's releases where its listing gives none: as they were read just now, else as they are stored."""
        read = {release.address.native: day_of(release.published) for release in crawl.result.releases}
        found = (read.get(each.native) or day_of_text(self._known.published(each)) for each in named)
        return [day for day in found if day is not None]

    @staticmethod
    def _bound(crawl: SourceCrawl, reason: str) -> None:
        if reason not in crawl.result.bounds:
            crawl.result.bounds = (*crawl.result.bounds, reason)

    def _read_release(self, job: Job, page: Page, release: Release) -> None:
        assert job.link is not None
        met = {job.link.found, job.asked, page.url, *release.aliases} - {release.address.url}
        release = replace(release, aliases=tuple(sorted(met)), snapshot=release.snapshot or page.snapshot())
        assert job.crawl is not None
        self._keep_validator(job, page, job.crawl.result.validators, None)
        self._ask_attachments(job.crawl, release)
        self._end(job, release)

    def _ask_attachments(self, crawl: SourceCrawl, release: Release) -> None:
        """Ask for the documents that a release links to, where the source wants them kept."""
        for url in release.attachments if crawl.plan.source.fetch_attachments else ():
            self._ask(crawl, Job(crawl, Role.ATTACHMENT, url, url))

    def _read_attachment(self, job: Job, response: Response, headers: dict[str, str]) -> None:
        """Keep a document's bytes as they came; nobody reads them yet."""
        assert job.crawl is not None
        taken = Snapshot.of(job.asked, self._clock(), response.status, headers, response.body)
        job.crawl.result.attachments.append(taken)
        etag, modified = headers.get("etag"), headers.get("last-modified")
        if etag or modified:
            job.crawl.result.validators.append(Validator(job.asked, etag, modified, job.crawl.spider.reader, taken.received_at))
        self._end(job, None)

    @staticmethod
    def _keep_validator(job: Job, page: Page, into: list[Validator], following: str | None) -> None:
        assert job.crawl is not None
        etag, modified = page.headers.get("etag"), page.headers.get("last-modified")
        if (etag or modified) and page.url == job.asked:
            into.append(Validator(job.asked, etag, modified, job.crawl.spider.reader, page.received_at, following))

    # ---- ending ------------------------------------------------------------------------------------------------

    def _end(self, job: Job, outcome: Release | Unchanged | Gone | Problem | None) -> None:
        """One requested address has ended. None: a listing page that was read, an attachment that was kept."""
        crawl = job.crawl
        assert crawl is not None
        result = crawl.result
        if isinstance(outcome, Release):
            result.releases.append(outcome)
        elif isinstance(outcome, Unchanged):
            result.unchanged.append(outcome)
        elif isinstance(outcome, Gone):
            result.gone.append(outcome)
        elif isinstance(outcome, Problem) and job.walk is not None and job.role is Role.LISTING:
            self._way_failed(crawl, job.walk, outcome)
        elif isinstance(outcome, Problem):
            result.problems.append(outcome)
            if job.walk is not None and job.spot is not None:
                job.walk.miss(job.spot, outcome.kind)
        result.ended += 1
        result.endings[_ending(job, outcome)] += 1
        crawl.pending -= 1
        self._progress(result)
        self._settle(crawl)

    def _settle(self, crawl: SourceCrawl) -> None:
        """Hand over a source that has nothing pending; of a back-fill, look at the page that is complete now."""
        while crawl.pending == 0 and not crawl.over:
            fill = crawl.plan.backfill
            if crawl.turning is not None and fill is not None:
                crawl.pending += 1  # held open: what is asked may end at once
                self._turn_back(crawl, crawl.turning, fill)
                crawl.pending -= 1
            else:
                crawl.over = True
                self._hand_over(crawl, more=False)

    def _hand_over(self, crawl: SourceCrawl, *, more: bool) -> None:
        """Hand over what was read; with `more` to come, a new result goes on."""
        result = crawl.result
        result.finished_at, result.more = self._clock(), more
        result.pauses = tuple(self._pauses[host] for host in sorted(crawl.hosts & self._pauses.keys()))
        conclude(crawl.plan, crawl.walks, result, self._clock())
        result.named = frozenset(crawl.found)
        # A listing's validator stands for its releases: where one of them is still missing, the listing must be read again in full.
        if not result.problems and not result.bounds and not result.archive_only:
            result.validators.extend(crawl.listing_validators)
        self._done(result)
        if more:
            crawl.result = CrawlResult(result.source, self._clock(), archive_only=True)
            crawl.found, crawl.items = set(), 0


def _items(listing: Listing) -> list[Link | Release]:
    return [*listing.links, *listing.releases]


def _turning(walk: Walk, listing: Listing) -> Turning:
    named = _items(listing)
    days = [day for each in named if (day := day_of(each.published)) is not None]
    return Turning(walk, listing.next, [each.address for each in named], days)


def _ending(job: Job, outcome: Release | Unchanged | Gone | Problem | None) -> Ending:
    """What a request came to; None is a listing that was read or an attachment that was kept."""
    if outcome is None:
        return Ending.LISTING if job.role is Role.LISTING else Ending.ATTACHMENT
    kinds = {Release: Ending.RELEASE, Unchanged: Ending.UNCHANGED, Gone: Ending.GONE, Problem: Ending.PROBLEM}
    return kinds[type(outcome)]


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0].partition('?')[0].partition('#')[0]}"


def _target(url: str, location: str) -> str | None:
    """The address that a Location leads to, without its fragment; None where it is none. Spaces and bytes beyond ASCII, which sites send
    as they are, are percent-encoded as they came, in whatever charset; `location` is read as Latin-1."""
    try:
        return urljoin(url, quote(location.strip().encode("latin-1", "replace"), safe=_VISIBLE)).partition("#")[0]
    except ValueError:
        return None


def _wire_size(response: Response) -> int:
    """Bytes of the body as they came over the wire (noted by the handler)."""
    return next((int(flag[5:]) for flag in response.flags if flag.startswith("wire=")), len(response.body))
