"""`ponte check`: does a source work against its site? Asks the site a little, politely, and compares with what is known.

    source -> listings (the first sound way into each) -> canaries -> open questions -> SourceCheck

The Prober asks: robots.txt of an origin first, one request at a time per host, the source's delay between two of them, nothing twice.
The same spiders read as in a crawl. Nothing is stored.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from crawlers import address
from crawlers.answer import GONE_STATUSES, clause, examine, retry_after
from crawlers.model import DateBasis, Link, Listing, Precision, Problem, ProblemKind, Published, Release, Role, Source
from crawlers.network import Network
from crawlers.page import Page
from crawlers.robots import Rules, read_robots, unreachable
from crawlers.spiders import spider_for
from crawlers.spiders.base import Spider
from monitor import questions
from monitor.canaries import Canary, address_differs, differences
from monitor.http import MAX_HOPS, get, redirect_of

# The same order of wishes as a crawl's: pages first, feeds and interfaces too.
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.9,*/*;q=0.5"
# Seconds between two requests to a host that no source configures.
DELAY = 3.0
# After so many broken connections in a row a host is left alone (FAULTS T22).
MAX_BROKEN = 3
_UNREACHED = frozenset({ProblemKind.DNS, ProblemKind.REFUSED, ProblemKind.TIMEOUT, ProblemKind.TLS, ProblemKind.GUARD})


# ---- asking ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Host:
    """One host: its rules by origin, what it answered, when it was asked last (monotonic seconds), and why it is left alone."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: dict[str, Rules] = field(default_factory=dict)
    answers: dict[str, Page | Problem] = field(default_factory=dict)
    last: float | None = None
    broken: int = 0
    put_off: Problem | None = None


class Prober:
    """Asks sites; may be shared by threads. `pause` waits for so many seconds and says whether asking is to end."""

    def __init__(
        self,
        network: Network,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
        pause: Callable[[float], bool] | None = None,
    ) -> None:
        self.network = network
        self._clock = clock
        self._monotonic = monotonic
        self._pause = pause or threading.Event().wait
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def ask(self, url: str, delay: float) -> Page | Problem:
        """The answer to an address, of whatever status; a Problem where robots.txt forbids it or none came. `delay`: seconds between two
        requests to one host, more where robots.txt asks for more. Each redirect is asked of robots.txt before it is followed."""
        target = url
        for _ in range(MAX_HOPS + 1):
            found = self._ask_once(target, delay)
            following = redirect_of(found.url, found.status, found.headers) if isinstance(found, Page) else None
            if following is None:
                break
            target = following
        else:
            return Problem(ProblemKind.REDIRECT_LOOP, url, clause(f"redirected more than {MAX_HOPS} times, last to {target}"))
        if isinstance(found, Problem):
            return found if target == url else Problem(found.kind, url, clause(f"redirected to {target}: {found.detail}"))
        return replace(found, requested=url)

    def _ask_once(self, url: str, delay: float) -> Page | Problem:
        host = self._host(url)
        with host.lock:
            if url not in host.answers:
                host.answers[url] = self._allowed_answer(host, url, delay)
            return host.answers[url]

    def forbidden(self, url: str, delay: float) -> str:
        """Why robots.txt forbids an address; "" where it does not."""
        host = self._host(url)
        with host.lock:
            return self._forbidden(host, url, delay)

    def rules(self, url: str) -> Rules | None:
        """What is known of the robots.txt of an address's origin."""
        return self._host(url).rules.get(_origin(url))

    def _host(self, url: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(address.host_of(url), _Host())

    def _forbidden(self, host: _Host, url: str, delay: float) -> str:
        origin = _origin(url)
        if origin not in host.rules:
            host.rules[origin] = self._read_rules(host, f"{origin}/robots.txt", delay)
        rules = host.rules[origin]
        return "" if rules.allows(url, self.network.user_agent) else rules.reason or "robots.txt forbids this address"

    def _read_rules(self, host: _Host, url: str, delay: float) -> Rules:
        answer = self._fetch(host, url, delay, hops=MAX_HOPS)
        if isinstance(answer, Page):
            return read_robots(answer.status, answer.body)
        if answer.kind in _UNREACHED:
            host.put_off = answer
        return unreachable(answer.detail)

    def _allowed_answer(self, host: _Host, url: str, delay: float) -> Page | Problem:
        reason = self._forbidden(host, url, delay) if host.put_off is None else ""
        if host.put_off is not None:
            return replace(host.put_off, url=url)
        if reason:
            return Problem(ProblemKind.ROBOTS, url, clause(reason))
        return self._fetch(host, url, delay)

    def _fetch(self, host: _Host, url: str, delay: float, *, hops: int = 0) -> Page | Problem:
        """One request in its turn, followed over `hops` redirects. The host's lock is held, so that its requests never meet."""
        if self._wait(host, url, delay):
            return Problem(ProblemKind.TIMEOUT, url, "stopped before it was asked")
        answer = get(url, self.network, {"Accept": ACCEPT}, hops=hops)
        host.last = self._monotonic()
        if isinstance(answer, Problem):
            host.broken += answer.kind in _UNREACHED
            if host.broken >= MAX_BROKEN:
                host.put_off = answer
            return answer
        host.broken = 0
        page = Page(answer.url, answer.body, self._clock(), answer.headers, answer.status, requested=url)
        if answer.status == 429 or (answer.status == 503 and retry_after(answer.headers) is not None):
            host.put_off = Problem(ProblemKind.BLOCKED, url, f"the site answered {answer.status} and is left alone")
        return page

    def _wait(self, host: _Host, url: str, delay: float) -> bool:
        """Wait for the host's turn; True where asking is to end."""
        rules = host.rules.get(_origin(url))
        wanted = max(delay, rules.delay(self.network.user_agent) if rules else 0.0)
        pace = self.network.delay(address.host_of(url), wanted)
        left = 0.0 if host.last is None else host.last + pace - self._monotonic()
        return self._pause(max(0.0, left))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


# ---- what a check says -----------------------------------------------------------------------------------------------


class Verdict(StrEnum):
    """Of a source: every listing and canary right; something else than known; not one page could be had."""

    WORKS = "works"
    DIFFERS = "differs"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Robots:
    """What the robots.txt of one origin says of the addresses that were asked. `reason`: why it allows none; `delay` in seconds."""

    origin: str
    asked: int
    forbidden: tuple[str, ...]
    delay: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ListingCheck:
    """One listing as read: how many releases it names, how many of them with their whole text, the newest date (ISO 8601).

    `instead_of`: the better ways into the same listing, and why each failed.
    """

    url: str
    releases: int = 0
    whole: int = 0
    newest: str | None = None
    difference: str = ""
    instead_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CanaryCheck:
    """One canary compared. `date_from` is the date's basis, `step` the extraction step that answered for the text."""

    canary: Canary
    differences: tuple[str, ...] = ()
    title: str | None = None
    published: str | None = None
    date_from: str | None = None
    lang: str | None = None
    characters: int = 0
    step: str | None = None


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """All that one check found of a source. `kind` is "" for hosts that no spider reads yet."""

    name: str
    kind: str
    verdict: Verdict
    reached: tuple[str, ...]
    robots: tuple[Robots, ...]
    listings: tuple[ListingCheck, ...]
    canaries: tuple[CanaryCheck, ...]
    findings: tuple[questions.Finding, ...]


# ---- checking --------------------------------------------------------------------------------------------------------


class _Asking:
    """What is asked for one source: its delay, its hosts, its encoding; remembers every answer."""

    def __init__(self, prober: Prober, source: Source | None, hosts: frozenset[str]) -> None:
        self._prober = prober
        self._hosts = hosts
        self._delay = source.delay if source else DELAY
        self._encoding = source.encoding if source else None
        self.answers: dict[str, Page | Problem] = {}

    def page(self, url: str) -> Page | Problem:
        """The answer of whatever status; leading to a host that is none of the source's makes it a Problem (FAULTS R14)."""
        found = self._prober.ask(url, self._delay)
        if isinstance(found, Page):
            host = address.host_of(found.url)
            if host not in self._hosts and not address.same_site(found.url, url):
                found = Problem(ProblemKind.GUARD, url, clause(f"leads to {host}, which is no host of this source"))
            elif self._encoding:
                found = replace(found, encoding=self._encoding)
        self.answers[url] = found
        return found

    def sound(self, url: str, role: Role) -> Page | Problem:
        """The page where a spider may read it."""
        found = self.page(url)
        if isinstance(found, Problem):
            return found
        return examine(url, found.status, found.headers, found.body, role=role) or found

    def reached(self) -> tuple[str, ...]:
        """The hosts that answered with something of their own: content, or that there is none."""
        said = {url: each for url, each in self.answers.items() if isinstance(each, Page)}
        own = (address.host_of(url) for url, each in said.items() if each.status in GONE_STATUSES or _is_sound(url, each))
        return tuple(dict.fromkeys(own))

    def robots(self) -> tuple[Robots, ...]:
        origins: dict[str, list[str]] = {}
        for url in self.answers:
            origins.setdefault(_origin(url), []).append(url)
        return tuple(self._of_origin(origin, urls) for origin, urls in origins.items())

    def _of_origin(self, origin: str, urls: list[str]) -> Robots:
        rules = self._prober.rules(urls[0])
        if rules is None:
            return Robots(origin, len(urls), (), 0.0, "robots.txt was not asked")
        agent = self._prober.network.user_agent
        return Robots(origin, len(urls), tuple(url for url in urls if not rules.allows(url, agent)), rules.delay(agent), rules.reason)


def _is_sound(url: str, page: Page) -> bool:
    return examine(url, page.status, page.headers, page.body, role=Role.RELEASE) is None


def check_source(
    source: Source, canaries: Sequence[Canary], prober: Prober, put: Sequence[questions.Question] | None = None
) -> SourceCheck:
    """Check one configured source: its listings, the given canaries and the questions `put` to it (None: all that it can settle)."""
    spider = spider_for(source)
    asking = _Asking(prober, source, spider.hosts())
    listings = tuple(_check_group(group, spider, asking) for group in spider.ways() if group)
    read = tuple(_check_canary(each, spider, asking) for each in canaries)
    verdict = _verdict(asking, listings, read)
    starts = starts_of(spider)
    chosen = questions.questions_for(spider, starts) if put is None else put
    # What the questions ask need not exist: it says nothing of whether the source works.
    findings = tuple(_settle(each, spider, starts, asking) for each in chosen) if asking.reached() else ()
    return SourceCheck(source.name, source.kind, verdict, asking.reached(), asking.robots(), listings, read, findings)


def starts_of(spider: Spider) -> tuple[str, ...]:
    """The first address of every way in, and the alternatives behind it."""
    return tuple(url for group in spider.ways() for url in group)


def check_hosts(name: str, canaries: Sequence[Canary], prober: Prober) -> SourceCheck:
    """Check hosts that no configured source reads: whether they answer, what robots.txt says, the dates in their addresses."""
    asking = _Asking(prober, None, frozenset())
    read = tuple(_check_address(each, asking) for each in canaries)
    return SourceCheck(name, "", _verdict(asking, (), read), asking.reached(), asking.robots(), (), read, ())


def _verdict(asking: _Asking, listings: Iterable[ListingCheck], canaries: Iterable[CanaryCheck]) -> Verdict:
    if not asking.reached():
        return Verdict.UNREACHABLE
    wrong = any(each.difference for each in listings) or any(each.differences for each in canaries)
    return Verdict.DIFFERS if wrong else Verdict.WORKS


def _check_group(group: Sequence[str], spider: Spider, asking: _Asking) -> ListingCheck:
    """Try the alternatives of one way in until one is sound; where none is, the last with what was wrong."""
    failed: list[str] = []
    for url in group:
        tried = replace(_check_listing(url, spider, asking), instead_of=tuple(failed))
        if not tried.difference:
            break
        failed.append(f"{url}: {tried.difference}")
    return tried


def _check_listing(url: str, spider: Spider, asking: _Asking) -> ListingCheck:
    page = asking.sound(url, Role.LISTING)
    read = page if isinstance(page, Problem) else _read_listing(spider, page)
    if isinstance(read, Problem):
        return ListingCheck(url, difference=read.detail)
    count = len(read.links) + len(read.releases)
    more = f" (and {len(read.problems) - 1} more)" if len(read.problems) > 1 else ""
    difference = f"{read.problems[0].detail}{more}" if read.problems else "" if count else "no releases"
    return ListingCheck(url, count, len(read.releases), questions.newest(read) or None, difference)


def _read_listing(spider: Spider, page: Page) -> Listing | Problem:
    try:
        return spider.listing(page)
    except Exception as bug:  # our bug, and only this page's matter; lxml raises a SyntaxError
        return Problem(ProblemKind.PARSE, page.url, _failed(bug), Role.LISTING)


def _failed(bug: Exception) -> str:
    return clause(f"the spider failed: {type(bug).__name__}: {bug}")


def _check_canary(canary: Canary, spider: Spider, asking: _Asking) -> CanaryCheck:
    spot = spider.locate(canary.url)
    if canary.page or spot is None:
        return _check_address(canary, asking)
    page = asking.sound(canary.url, Role.RELEASE)
    if isinstance(page, Problem):
        return CanaryCheck(canary, (page.detail,))
    read = _read_canary(canary, spider, page, Link(spot, canary.url))
    if isinstance(read, Problem):
        return CanaryCheck(canary, (read.detail,))
    stated = read.published.basis is not DateBasis.NONE
    return CanaryCheck(
        canary,
        differences(canary, read),
        read.title,
        read.published.iso if stated else None,
        str(read.published.basis) if stated else None,
        read.lang,
        len(read.body),
        str(read.basis),
    )


def _read_canary(canary: Canary, spider: Spider, page: Page, link: Link) -> Release | Problem:
    """The release as its page alone gives it. A dateline without a year needs a date near by: the known one stands for the listing's."""
    try:
        read = spider.release(page, link)
        if isinstance(read, Release) and read.published.basis is DateBasis.DATELINE and len(canary.published or "") >= 10:
            near = date.fromisoformat((canary.published or "")[:10])
            read = spider.release(page, replace(link, published=Published(near, Precision.DAY)))
    except Exception as bug:
        return Problem(ProblemKind.PARSE, page.url, _failed(bug))
    return read


def _check_address(canary: Canary, asking: _Asking) -> CanaryCheck:
    """Whether a page answers, and whether the date in its address is the known one."""
    page = asking.sound(canary.url, Role.RELEASE)
    if isinstance(page, Problem):
        return CanaryCheck(canary, (page.detail,))
    wrong = address_differs(canary, page.url)
    return CanaryCheck(canary, (wrong,) if wrong else (), published=canary.published, characters=len(page.text))


def _settle(question: questions.Question, spider: Spider, starts: Sequence[str], asking: _Asking) -> questions.Finding:
    pages = {url: asking.page(url) for url in questions.addresses(question, starts)}
    try:
        return questions.settle(question, questions.Look(spider, pages))
    except Exception as bug:
        return questions.Finding(question.words, False, _failed(bug))
