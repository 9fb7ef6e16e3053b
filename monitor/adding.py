"""`ponte add-source`: looks at a site as a person would and proposes how to read it. Asks little, politely, and stores nothing.

    address -> own reader? -> page -> clues -> the list's page, twice -> candidates -> trial by the very spider -> Proposal | NoProposal

Each candidate is tried as it would be crawled: its listing is read, then up to five releases. The first that is good is proposed; the order
is that of what machines state over what people see: WordPress, Guangdong's system, TRS, feed, listing, sitemap.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from itertools import chain
from urllib.parse import urlsplit

from crawlers import address, dates, language
from crawlers.answer import clause, examine
from crawlers.model import Link, Listing, Problem, ProblemKind, Release, Role
from crawlers.network import Network
from crawlers.page import Page
from crawlers.robots import Rules, read_robots, unreachable
from crawlers.spiders import kinds, spider_class, spider_for
from crawlers.spiders.base import Spider
from monitor import proposing
from monitor.clues import TITLE_BYTES, Clues, Cluster, addresses, clusters, date_selector, is_home, look, pager, related_hosts, zone_of
from monitor.http import MAX_HOPS, get, redirect_of
from monitor.proposing import Candidate, Proposal, Trial

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.9,*/*;q=0.5"
# Requests to a site until a proposal stands; robots.txt counts.
MOST = 25
# A list of links that looks like releases; one that does so without doubt.
_LIKELY, _SURE = 2.5, 5.0
_FEED_START = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF)[\s>]", re.DOTALL)
_SITEMAP_START = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<\?[^>]*>\s*)*(?:<!--.*?-->\s*)*<(?:urlset|sitemapindex)[\s>]", re.DOTALL)
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class NoProposal:
    """Why nothing is proposed, and what a person can write by hand, line by line. `reached` is False where the page could not be had."""

    words: tuple[str, ...]
    reached: bool = True


class Visitor:
    """Asks one site, one request after the other: robots.txt of an origin first, `delay` seconds between two requests (more where
    robots.txt asks for more; none towards a replica), nothing twice unless told, at most `most` requests. `pause` waits."""

    def __init__(
        self,
        network: Network,
        delay: float,
        *,
        most: int = MOST,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
        pause: Callable[[float], object] | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._network = network
        self._delay = delay
        self._most = most
        self._clock = clock
        self._monotonic = monotonic
        self._pause = pause or threading.Event().wait
        self._say = say
        self._rules: dict[str, Rules] = {}
        self._robots: dict[str, str] = {}
        self._broken: dict[str, ProblemKind] = {}
        self._answers: dict[str, Page | Problem] = {}
        self._last: float | None = None
        self.requests = 0

    def ask(self, url: str, *, again: bool = False) -> Page | Problem:
        """The answer to an address, of whatever status; a Problem where robots.txt forbids it, none came, or too much was asked already."""
        url = url.partition("#")[0]
        if again or url not in self._answers:
            self._answers[url] = self._answer(url)
        return self._answers[url]

    def sound(self, url: str, role: Role = Role.LISTING, *, again: bool = False) -> Page | Problem:
        """The page where a spider may read it; a Problem for any other answer."""
        found = self.ask(url, again=again)
        return found if isinstance(found, Problem) else examine(url, found.status, found.headers, found.body, role=role) or found

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of an address's origin names (sitemaps.org, "Specifying the Sitemap location")."""
        found = _SITEMAP_LINE.findall(self._robots.get(_origin(url), ""))
        return tuple(dict.fromkeys(target for each in found if (target := address.resolve(url, each))))

    def _answer(self, url: str) -> Page | Problem:
        """The answer at the end of the redirects, each of which robots.txt is asked about before it is followed."""
        target = url
        for _ in range(MAX_HOPS + 1):
            if reason := self._forbidden(target):
                detail = reason if target == url else f"redirected to {target}: {reason}"
                return Problem(self._broken.get(_origin(target), ProblemKind.ROBOTS), url, clause(detail), Role.LISTING)
            found = self._fetch(target)
            following = redirect_of(found.url, found.status, found.headers) if isinstance(found, Page) else None
            if following is None:
                return found if isinstance(found, Problem) else replace(found, requested=url)
            target = following
        return Problem(ProblemKind.REDIRECT_LOOP, url, clause(f"redirected more than {MAX_HOPS} times"), Role.LISTING)

    def _forbidden(self, url: str) -> str:
        """Why an address may not be asked; "" where it may."""
        origin = _origin(url)
        if origin not in self._rules:
            answer = self._fetch(f"{origin}/robots.txt", hops=MAX_HOPS)
            if isinstance(answer, Page):
                self._rules[origin] = read_robots(answer.status, answer.body)
                self._robots[origin] = answer.text if answer.status == 200 else ""
            else:
                self._rules[origin] = unreachable(answer.detail)
                self._broken[origin] = answer.kind
        rules = self._rules[origin]
        return "" if rules.allows(url, self._network.user_agent) else rules.reason or "robots.txt forbids this address"

    def _fetch(self, url: str, *, hops: int = 0) -> Page | Problem:
        if self.requests >= self._most:
            return Problem(ProblemKind.PARTIAL, url, f"not asked: {self._most} requests were made already")
        self._wait(url)
        self.requests += 1
        self._say(url)
        answer = get(url, self._network, {"Accept": ACCEPT}, hops=hops)
        self._last = self._monotonic()
        if isinstance(answer, Problem):
            return answer
        return Page(answer.url, answer.body, self._clock(), answer.headers, answer.status, requested=url)

    def _wait(self, url: str) -> None:
        rules = self._rules.get(_origin(url))
        wanted = max(self._delay, rules.delay(self._network.user_agent) if rules else 0.0)
        pace = self._network.delay(address.host_of(url), wanted)
        if self._last is not None and (left := self._last + pace - self._monotonic()) > 0:
            self._pause(left)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def propose(url: str, visitor: Visitor, *, lang: str | None = None, taken: Collection[str] = ()) -> Proposal | NoProposal:
    """What to write into config.toml for the site at an absolute address; `taken` are the names of existing sources."""
    return _Search(url, visitor, lang, taken).proposal()


@dataclass(slots=True)
class _Search:
    """One look at one site."""

    url: str
    visitor: Visitor
    lang: str | None
    taken: Collection[str]
    clues: Clues = field(default_factory=Clues)
    trials: list[Trial] = field(default_factory=list)
    groups: list[Cluster] = field(default_factory=list)
    visible: set[str] = field(default_factory=set)
    listed_at: str = ""
    moving: int = 0
    second: Page | None = None
    problems: list[Problem] = field(default_factory=list)

    def proposal(self) -> Proposal | NoProposal:
        if own := proposing.own_reader(self.url):
            return self._own(own)
        page = self._arrive(self.url)
        if isinstance(page, Problem):
            return NoProposal((f"{page.url}: {page.detail}",), reached=False)
        if _FEED_START.match(page.text) or "jsonfeed.org/version" in page.text[:500]:
            self._try(proposing.feed(page.url, "the address is a feed"))
        elif _SITEMAP_START.match(page.text):
            self._try_sitemaps((page.url,), page)
        elif "<" not in page.text:
            return NoProposal((f"{page.url}: neither a web page nor a feed",), reached=False)
        else:
            page = self._look_round(page)
        chosen = proposing.best(self.trials)
        if chosen is None:
            return NoProposal(proposing.by_hand(page.url, self.groups, self.trials, self.problems))
        return self._proposal(chosen, page.url)

    def _own(self, own: Candidate) -> Proposal | NoProposal:
        languages = (self.lang,) if self.lang and "languages" in _facts(own) else ()
        trial = self._trial(own, languages)
        facts = {"languages": languages} if languages else {}
        name = proposing.name_for(self.url, self.lang, self.taken) if own.kind in self.taken else own.kind
        remarks = (
            (own.why, *proposing.remarks(trial))
            if trial.releases
            else (own.why, *(f"{each.url}: {each.detail}" for each in trial.problems))
        )
        return Proposal(name, proposing.block(name, own.kind, facts, ""), trial, remarks)

    # ---- the pages ---------------------------------------------------------------------------------------------------

    def _arrive(self, url: str) -> Page | Problem:
        """The page at the address: where an empty one sends its reader, and in the wanted language."""
        page = self.visitor.sound(url)
        if isinstance(page, Problem):
            return page
        for _ in range(2):
            moved = look(page).moved if "<" in page.text else ""
            after = self.visitor.sound(moved) if moved else page
            if after is page or isinstance(after, Problem):
                break
            page = after
        versions = dict(look(page).versions) if self.lang and "<html" in page.text.lower() else {}
        other = versions.get(self.lang or "")
        if (
            other
            and address.canonical(other) not in (address.canonical(page.url), address.canonical(url))
            and not _is_in(page, self.lang or "")
        ):
            translated = self.visitor.sound(other)
            return page if isinstance(translated, Problem) else translated
        return page

    def _look_round(self, page: Page) -> Page:
        """Fill the trials from a page and, where it is a home page or shows no list, from the list that it leads to; returns that page."""
        self.clues = look(page)
        self.visible = addresses(page)
        page = self._list_page(page)
        again = self.visitor.sound(page.url, again=True)
        self.second = again if isinstance(again, Page) else None
        self.groups = clusters(page, self.second, self.lang)
        self.listed_at = page.url
        self.moving = len(addresses(page) - addresses(self.second)) if self.second is not None else 0
        self.visible |= addresses(page)
        for candidate in self._machine_made(page):
            if self._try(candidate).quality >= proposing.GOOD:
                return page
        self._try_listings(page)
        listed = proposing.best([trial for trial in self.trials if trial.candidate.kind == "listing"])
        if listed is None or listed.quality < 0.75 or (listed.listed < 8 and not listed.more):
            self._try_sitemaps(self._sitemap_addresses(page), page, listed)
        return page

    def _list_page(self, page: Page) -> Page:
        """The page with the list of news: this one, or what a person would follow from it."""
        here = clusters(page, None, self.lang)
        # A page of the very form that its links have is a release, and they are others beside it.
        own = 0.0 if not here or re.search(here[0].pattern, page.url) else here[0].score
        if own >= _SURE and not is_home(page.url):
            return page
        best, top = page, own
        above = [proposing.above(here[0].pattern, here[0].urls[0])] if own >= _LIKELY and is_home(page.url) else []
        above += proposing.parents(page.url) if own < _SURE and not is_home(page.url) else []
        for url in dict.fromkeys([*self.clues.news[:3], *filter(None, above)]):
            if url == page.url or any(re.search(cluster.pattern, url) for cluster in here[:1]):
                continue
            found = self.visitor.sound(url)
            if isinstance(found, Problem):
                continue
            there = clusters(found, None, self.lang)
            # A list is a better start than a home page with some of it.
            bonus = 0.8 if best is page and is_home(page.url) else 0.0
            if there and there[0].score >= _LIKELY and there[0].score + bonus > top:
                best, top = found, there[0].score
                if top >= _SURE:
                    break
        if best is not page:
            more = look(best)
            self.clues = replace(
                more, feeds=tuple(dict.fromkeys([*more.feeds, *self.clues.feeds])), site_name=more.site_name or self.clues.site_name
            )
        return best

    # ---- candidates --------------------------------------------------------------------------------------------------

    def _machine_made(self, page: Page) -> Iterator[Candidate]:
        """What the site states for machines, best first. Made one by one: what a trial found may spare the next."""
        yield from proposing.wordpress(page.url, self.clues)
        for candidate in (proposing.guangdong(page.url, self.clues), proposing.trs(page.url, self.clues)):
            if candidate is not None:
                yield candidate
                if candidate.kind == "guangdong-cms" and "postmeta" in candidate.facts and "columns" in candidate.facts:
                    yield replace(candidate, facts={key: value for key, value in candidate.facts.items() if key != "postmeta"})
        for url in self.clues.feeds[:3]:
            yield from self._feed(url, page)

    def _feed(self, url: str, page: Page) -> Iterator[Candidate]:
        """A feed; without what else it holds, where a list of the page says what the page's releases look like."""
        answer = self.visitor.sound(url)
        if isinstance(answer, Problem):
            self.problems.append(answer)
            return
        plain = proposing.feed(url, f"the page names the feed {url}")
        read = _read(plain, answer)
        if isinstance(read, Problem):
            hosts = _linked_hosts(answer, page.url)
            read = _read(replace(plain, facts={**plain.facts, "hosts": hosts}), answer) if hosts else read
            if isinstance(read, Problem):
                self.problems.append(read)
                return
            plain = replace(plain, facts={**plain.facts, "hosts": hosts})
        urls = [each.address.url for each in _named(read)]
        pattern = proposing.mixed(urls, self.groups[0].pattern) if self.groups and self.groups[0].score >= _LIKELY else ""
        yield replace(plain, facts={**plain.facts, "release": pattern}) if pattern else plain

    def _try_listings(self, page: Page) -> None:
        """The likeliest groups of links of the page, until one is good."""
        for cluster in [each for each in self.groups if each.score >= _LIKELY][:3]:
            plain = proposing.listing(cluster)
            folder = urlsplit(page.url).path.strip("/").partition("/")[0]
            following = pager(page, lambda url: address.same_site(url, page.url) and urlsplit(url).path.strip("/").startswith(folder))  # noqa: B023 - used at once
            if self._try(proposing.listing(cluster, following) if following else plain).quality >= proposing.GOOD:
                return

    def _sitemap_addresses(self, page: Page) -> tuple[str, ...]:
        told = tuple(url for url in self.visitor.sitemaps(page.url) if related_hosts(address.host_of(url), address.host_of(page.url)))
        return told or tuple(f"{_origin(page.url)}/{name}" for name in ("sitemap.xml", "sitemap_index.xml"))

    def _try_sitemaps(self, urls: Iterable[str], page: Page, listed: Trial | None = None) -> None:
        """The likeliest groups of addresses of the first sitemap that has any."""
        for url in urls:
            parts = self._walk(url)
            named = list(dict.fromkeys(chain.from_iterable(parts.values())))
            found = proposing.sitemap_groups(named, page.url, self.visible, self.lang)
            for group in found[:2]:
                part = next(part for part, links in parts.items() if group.urls[0] in links)
                children = proposing.part_pattern(part, parts) if part != url else ""
                trial = self._try(proposing.sitemap(url, group.pattern, len(group.urls), children))
                if listed is not None and trial.quality >= 0.9 * listed.quality and trial.listed >= 2 * listed.listed:
                    # The page shows a few of many: the list it is not.
                    self.trials = [trial, *(each for each in self.trials if each is not trial)]
                if trial.quality >= proposing.GOOD:
                    return
            if found:
                return

    def _walk(self, url: str) -> dict[str, list[str]]:
        """Parts of a sitemap (itself, where it is no index) and the addresses that each names; at most four answers are read."""
        any_page = Candidate("sitemap", {"sitemaps": (url,), "release": "^https?://[^/]+/[^?#]", "newest": 2000}, "")
        spider = spider_for(proposing.source_of(any_page))
        parts: dict[str, list[str]] = {}
        following: str | None = url
        for _ in range(4):
            answer = self.visitor.sound(following) if following else None
            if answer is None or isinstance(answer, Problem):
                break
            read = spider.listing(replace(answer, requested=following or ""))
            if isinstance(read, Problem):
                self.problems.append(read)
                break
            if read.links:
                parts[following or url] = [link.found for link in read.links]
            following = read.next
        return parts

    # ---- trials ------------------------------------------------------------------------------------------------------

    def _try(self, candidate: Candidate) -> Trial:
        if candidate.kind not in kinds():
            return Trial(candidate)
        trial = self._trial(candidate)
        if trial.releases and trial.dated < 0.5 and "date" in _facts(candidate) and (selector := self._date_selector(trial)):
            other = self._trial(replace(candidate, facts={**candidate.facts, "date": selector}))
            trial = other if other.quality > trial.quality else trial
        self.trials.append(trial)
        return trial

    def _date_selector(self, trial: Trial) -> str:
        """What dates the pages that a trial has read; they are not asked again."""
        pages = [answer for each in trial.releases if isinstance(answer := self.visitor.ask(each.address.url), Page)]
        return date_selector(pages, zone_of(address.host_of(self.url)) or dates.MACAU)

    def _trial(self, candidate: Candidate, languages: tuple[str, ...] = ()) -> Trial:
        """A candidate read by its own spider: the first sound way into its listing, then the first releases."""
        try:
            spider = spider_for(proposing.source_of(candidate, languages=languages))
        except ValueError as error:
            return Trial(candidate, problems=(Problem(ProblemKind.PARSE, self.url, clause(str(error)), Role.LISTING),))
        listing, came, problems = self._listing(spider)
        if listing is None:
            return Trial(candidate, problems=tuple(problems))
        first = _named(listing)
        natives = tuple(dict.fromkeys(each.address.native for each in first))
        releases, failed, titles = self._releases(spider, first)
        head = natives[:10]
        trial = Trial(
            candidate,
            listed=len(natives),
            urls=tuple(dict.fromkeys(each.address.url for each in first)),
            releases=releases,
            problems=(*problems, *failed),
            more=listing.next is not None,
            fit=self._fit(spider, first[:10]),
            apart=self._apart(first[: proposing.SAMPLE]) if _is_page(came, self.listed_at) else 0.0,
            steady=self._steady(spider, candidate, head),
            agreed=titles,
            pages_only=len(problems) >= 2,
        )
        visible = bool(self.groups) and self.groups[0].score >= 4 and not languages
        return proposing.judged(trial, len(releases) + len(failed), self.lang, visible=visible)

    def _listing(self, spider: Spider) -> tuple[Listing | None, str, list[Problem]]:
        """The first listing that answers soundly, and its address; of the ways in, the first that does. An index leads on to its parts."""
        problems: list[Problem] = []
        for url in chain.from_iterable(spider.ways()):
            following: str | None = url
            for _ in range(4):
                answer = self.visitor.sound(following) if following else None
                read = (
                    answer if answer is None or isinstance(answer, Problem) else spider.listing(replace(answer, requested=following or ""))
                )
                if read is None:
                    break
                if isinstance(read, Problem):
                    problems.append(read)
                    break
                if read.links or read.releases:
                    return read, following or url, problems
                following = read.next
        return None, "", problems

    def _releases(self, spider: Spider, first: Sequence[Release | Link]) -> tuple[tuple[Release, ...], tuple[Problem, ...], float]:
        """Up to five releases as they would be stored, what failed before, and the share of titles that the listing told as well."""
        read: list[Release] = []
        failed: list[Problem] = []
        agreed: list[bool] = []
        for each in first[: proposing.SAMPLE + 2]:
            found = each if isinstance(each, Release) else self._release(spider, each)
            if isinstance(found, Problem):
                failed.append(found)
            else:
                read.append(found)
                if isinstance(each, Link) and len((each.title or "").encode()) >= TITLE_BYTES:
                    agreed.append(_same_title(each.title or "", found.title))
            if len(read) == proposing.SAMPLE:
                break
        return tuple(read), tuple(failed), sum(agreed) / len(agreed) if agreed else 1.0

    def _release(self, spider: Spider, link: Link) -> Release | Problem:
        answer = self.visitor.sound(link.found, Role.RELEASE)
        if isinstance(answer, Problem):
            return answer
        if address.host_of(answer.url) not in spider.hosts():
            return Problem(ProblemKind.GUARD, link.found, f"leads to {address.host_of(answer.url)}, which is no host of this source")
        return spider.release(answer, link)

    def _fit(self, spider: Spider, first: Sequence[Release | Link]) -> float:
        """The share of a listing's first releases that the visited pages link to, under any address of theirs."""
        spots = [spot for url in self.visible if (spot := spider.locate(url))]
        shown = {*(spot.native for spot in spots), *(spot.url for spot in spots), *map(address.canonical, self.visible)}
        return sum(each.address.native in shown or each.address.url in shown for each in first) / max(len(first), 1)

    def _apart(self, first: Sequence[Release | Link]) -> float:
        """The share of a listing's first releases that are none of the page's own list, where it has one without doubt."""
        if not self.groups or self.groups[0].score < _SURE:
            return 0.0
        names = {address.canonical(url) for url in self.groups[0].urls}
        return sum(isinstance(each, Link) and address.canonical(each.found) not in names for each in first) / max(len(first), 1)

    def _steady(self, spider: Spider, candidate: Candidate, head: Sequence[str]) -> float:
        """The share of a listing's first releases that the second fetch of the same page names as well."""
        if candidate.kind != "listing" or self.second is None or not head:
            return 1.0
        read = spider.listing(self.second)
        if isinstance(read, Problem):
            return 0.0
        there = {link.address.native for link in read.links}
        return sum(native in there for native in head) / len(head)

    def _proposal(self, chosen: Trial, url: str) -> Proposal:
        """The block for the best trial, read once more with language and time zone as facts; nothing is asked again."""
        settled = proposing.finished(chosen.candidate, chosen.releases, address.host_of(url), self.lang)
        trial = self._trial(settled) if settled.facts != chosen.candidate.facts else chosen
        if not trial.releases:
            settled, trial = chosen.candidate, chosen
        name = proposing.name_for(url, self.lang, self.taken)
        block = proposing.block(name, settled.kind, settled.facts, self.clues.site_name)
        return Proposal(name, block, trial, (*proposing.remarks(trial), *self._volatile()))

    def _volatile(self) -> tuple[str, ...]:
        """What the second fetch of the list's page showed."""
        if not self.moving:
            return ()
        return (f"{self.moving} links of {self.listed_at} changed from one fetch to the next and were not taken for releases",)


def _facts(candidate: Candidate) -> frozenset[str]:
    return frozenset(each.name for each in fields(spider_class(candidate.kind).Options))


def _named(listing: Listing) -> list[Release | Link]:
    """What a listing names, the complete releases first."""
    return [*listing.releases, *listing.links]


def _read(candidate: Candidate, page: Page) -> Listing | Problem:
    return spider_for(proposing.source_of(candidate)).listing(page)


def _linked_hosts(page: Page, here: str) -> tuple[str, ...]:
    """Hosts that a feed's items link to, where the feed itself lies on another one (feeds.example.com)."""
    found = {address.host_of(url) for url in re.findall(r"https?://[^\s<>\"']{4,300}", page.text)}
    return tuple(
        sorted(host for host in found if host and related_hosts(host, address.host_of(here)) and host != address.host_of(page.url))
    )[:3]


def _is_in(page: Page, lang: str) -> bool:
    """Whether a page says that it is in a language."""
    said = (page.root.get("lang") or page.root.get("xml:lang") or "").strip()
    told = language.tag(said)
    return told is not None and proposing.speaks(told, lang)


def _same_title(told: str, read: str) -> bool:
    short = told.rstrip(".… ").casefold()
    return bool(short) and (short[:40] in read.casefold() or read.casefold()[:40] in short)


def _is_page(one: str, other: str) -> bool:
    """Whether two addresses are of one list page: index.html is its folder's."""
    return re.sub(r"index\.\w+$", "", one) == re.sub(r"index\.\w+$", "", other)
