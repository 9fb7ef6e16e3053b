"""Any site with a sitemap (sitemaps.org protocol 0.9): sitemap indexes, news sitemaps, compressed ones, plain lists of addresses.

A sitemap dates changes, not publications: lastmod only orders addresses, the newest first, and says which parts of an index are
worth reading. What a news sitemap says of an article (title, date, language) is the site's own word. Pages are read as the listing kind
reads them.

    [sources.customs]
    kind = "sitemap"
    sitemaps = ["https://www.customs.example/sitemap_index.xml"]
    release = '/news/(?P<key>\\d+)'
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from io import BytesIO
from typing import ClassVar, NamedTuple

from lxml import etree

from crawlers import address, dates, language, text
from crawlers.answer import Refusal, decode_body
from crawlers.feedfile import repair
from crawlers.model import UNDATED, Address, DateBasis, Link, Listing, Problem, ProblemKind, Release, Role, Source
from crawlers.page import Page
from crawlers.spiders.base import Spider, own_options
from crawlers.spiders.linked import PageFacts, check_starts, page_reader
from crawlers.spiders.listing import ListingSpider

# The protocol's own limits for one sitemap: addresses, and bytes once decompressed.
MAX_ADDRESSES = 50_000
MAX_BYTES = 50 * 1024 * 1024
# Child sitemaps of one index that are kept in mind; the bound on listing pages is far below.
MAX_CHILDREN = 1_000

_START = re.compile(r"<(?:[A-Za-z]+:)?(urlset|sitemapindex)(?=[\s>])")
_START_AREA = 4096
_STAMP = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{1,18}")
# An absolute address that needs no rewriting before it is looked at.
_ABSOLUTE = re.compile(r"https?://[!-$&->@-~]+")
_DATED = re.compile(r"/((?:19|20)[0-9]{2})[/-]?([01][0-9])[/-]?([0-3][0-9])?(?=[/_.-]|$)")
_NUMBERED = re.compile(r"[/=][A-Za-z]{0,12}[_-]?([0-9]{1,18})(?:\.[A-Za-z]{1,5}|/)?(?=[?&]|$)")
# Parts of an index that list no releases by the names that common systems give them; read last.
_ASIDE = re.compile(r"(?:categor|tag|taxonom|author|user|(?<![a-z])pages?(?![a-z=])|attachment|image|video|product|archive)", re.IGNORECASE)
_TOO_MANY = f"a sitemap of more than {MAX_ADDRESSES} addresses: the rest is not read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(PageFacts):
    """One site's sitemaps, and what all kinds say of release pages (`PageFacts`), of which `release` is needed.

    `sitemaps`: absolute addresses of sitemaps or indexes. Parts of an index that stand side by side, as one for each language, are
    better named here each: an index is left after two parts without news. `children`: a regular expression of the parts of an index to
    read (default: all). `newest`: how many addresses one sitemap names at most.
    """

    sitemaps: tuple[str, ...]
    release: str
    children: str = ""
    newest: int = 200

    def __post_init__(self) -> None:
        check_starts("sitemaps", self.sitemaps)
        if not 1 <= self.newest <= MAX_ADDRESSES:
            raise ValueError(f"newest = {self.newest} is not between 1 and {MAX_ADDRESSES}")
        try:
            re.compile(self.children)
        except re.error as error:
            raise ValueError(f"children = {self.children!r} is not a regular expression: {error}") from error
        self.as_listing(self.sitemaps)


class _Entry(NamedTuple):
    """One `url` or `sitemap` element as written; `stamp` is its news date or lastmod, "" where it has neither or no date."""

    loc: str
    stamp: str
    title: str = ""
    published: str = ""
    lang: str = ""


class _Sitemap(NamedTuple):
    """A sitemap or an index. `flaw` says why it is not all there is, "" where it is."""

    entries: list[_Entry]
    is_index: bool
    flaw: str = ""


class SitemapSpider(Spider):
    """Sitemaps, the newest parts of an index first.

    The parts of an index are read one after the other, as a listing's next pages. Which part follows which is remembered here for the
    crawl's duration: a spider lives for one crawl. Reading a page twice leads to the same answer, and walks over several starts do
    not mix, because each part knows only its own successor.
    """

    kind: ClassVar[str] = "sitemap"
    # The listing kind reads the pages: when it reads them in another way, so does this one.
    version: ClassVar[int] = ListingSpider.version
    Options: ClassVar[type] = Options

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.options = own_options(source, self.kind, Options)
        self._pages = page_reader(source, self.options.as_listing(self.options.sitemaps))
        self._release = re.compile(self.options.release)
        self._children = re.compile(self.options.children)
        self._following: dict[str, str | None] = {}
        self._firsts: dict[str, str | None] = {}
        self._languages: dict[str, str] = {}

    def hosts(self) -> frozenset[str]:
        return self._pages.hosts()

    def starts(self) -> tuple[str, ...]:
        return self.options.sitemaps

    def locate(self, url: str) -> Address | None:
        return self._pages.locate(address.canonical(url))

    # ---- sitemaps ----------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing | Problem:
        asked = page.requested or page.url
        following = self._following.get(asked)
        read = _read(page)
        if isinstance(read, Problem):
            # One bad part does not end the walk over the others.
            return Listing(problems=(read,), next=following) if following else read
        problems = (Problem(ProblemKind.PARTIAL, page.url, read.flaw, Role.LISTING),) if read.flaw else ()
        if read.is_index:
            parts = self._parts(read, page)
            if not parts and following is None:
                return self._nothing(page, "none of the index's parts", len(read.entries))
            return Listing(problems=problems, next=self._chained(asked, parts, following))
        links = self._newest(read, page)
        if not links and not problems and asked not in self._following:
            return self._nothing(page, "none of the sitemap's addresses", len(read.entries))
        return Listing(links, problems=problems, next=following)

    def _nothing(self, page: Page, what: str, count: int) -> Problem:
        if not count:
            return Problem(ProblemKind.EMPTY, page.url, "a sitemap without addresses", Role.LISTING)
        return Problem(ProblemKind.PARSE, page.url, f"{what} ({count}) is one that this source reads", Role.LISTING)

    def _parts(self, index: _Sitemap, page: Page) -> list[str]:
        """The addresses of an index's parts that this source reads, in the order of reading."""
        found: dict[str, _Entry] = {}
        for entry in index.entries:
            url = address.resolve(page.url, entry.loc)
            if url and self._is_own_part(url):
                found.setdefault(url, entry)
        return sorted(found, key=lambda url: _rank(url, found[url].stamp), reverse=True)[:MAX_CHILDREN]

    def _chained(self, asked: str, parts: list[str], following: str | None) -> str | None:
        """Put the parts of an index behind it, those of an index inside an index before what follows it; returns what is read next.
        Parts that the crawl has met before, the index itself among them, are not read again."""
        if asked not in self._firsts:
            new = [url for url in parts if url not in self._following and url not in self.options.sitemaps]
            for url, successor in zip(new, [*new[1:], following], strict=True):
                self._following[url] = successor
            self._firsts[asked] = new[0] if new else following
        return self._firsts[asked]

    def _is_own_part(self, url: str) -> bool:
        return address.host_of(url) in self.hosts() and self._children.search(url) is not None

    def _newest(self, sitemap: _Sitemap, page: Page) -> tuple[Link, ...]:
        """The newest addresses of releases that a sitemap names, in a language that the source watches. Only those are looked at closely:
        a full sitemap takes a second otherwise."""
        candidates = [entry for entry in sitemap.entries if self._may_be_release(entry.loc)]
        found: dict[str, Link] = {}
        for entry in _newest_first(candidates):
            url = address.resolve(page.url, entry.loc)
            spot = self.locate(url) if url else None
            if url is not None and spot is not None and spot.native not in found and self._watches(language.tag(entry.lang)):
                found[spot.native] = self._link(spot, url, entry)
                if len(found) == self.options.newest:
                    break
        return tuple(found.values())

    def _may_be_release(self, loc: str) -> bool:
        return _ABSOLUTE.fullmatch(loc) is None or self._release.search(loc) is not None

    def _watches(self, told: str | None) -> bool:
        """Whether the source watches a language; zh alone may be either script."""
        if told is None or not self.source.languages:
            return True
        return any(told == each or (told[:2] == each[:2] and "zh" in (told, each)) for each in self.source.languages)

    def _link(self, spot: Address, url: str, entry: _Entry) -> Link:
        if entry.lang and language.tag(entry.lang):
            self._languages[spot.native] = entry.lang
        zone, day_first = self.options.zone, self.options.day_first
        published = dates.parse(entry.published, zone=zone, basis=DateBasis.FEED, day_first=day_first) if entry.published else None
        return Link(spot, url, text.clean(entry.title) or None, published or UNDATED)

    # ---- pages -------------------------------------------------------------------------------------------------------

    def release(self, page: Page, link: Link) -> Release | Problem:
        found = self._pages.release(page, link)
        told = self._languages.get(link.address.native)
        if isinstance(found, Problem) or told is None or self.options.lang:
            return found
        return replace(found, lang=language.detect(found.body, told))


def _newest_first(entries: list[_Entry]) -> list[_Entry]:
    """Entries by stamp, then by the date or number in the address. Where neither differs, from both ends in turn: systems differ in
    which end is new."""
    keys = [(entry.stamp, _numbers(entry.loc)) for entry in entries]
    if keys and min(keys) == max(keys):
        both = zip(entries, reversed(entries), strict=True)
        return [each for pair in both for each in pair][: len(entries)]
    return [entries[index] for index in sorted(range(len(entries)), key=keys.__getitem__, reverse=True)]


def _numbers(url: str) -> tuple[int, ...]:
    """The date in a path, else the number that an address ends in; numbers in the words of a title tell nothing."""
    found = _DATED.search(url) or _NUMBERED.search(url)
    return tuple(int(number) for number in found.groups() if number) if found else ()


def _rank(url: str, stamp: str) -> tuple[bool, str, tuple[int, ...]]:
    """How soon a part of an index is read, the highest first: not what lists categories, the newest change, the highest number."""
    path = url.partition("://")[2].partition("/")[2]
    return _ASIDE.search(path) is None, stamp, tuple(map(int, _NUMBER.findall(path)[:6]))


# ---- reading ---------------------------------------------------------------------------------------------------------


def _read(page: Page) -> _Sitemap | Problem:
    """The sitemap that an answer is: XML, the same compressed, or lines of addresses. At most MAX_ADDRESSES entries are read."""
    body = page.body
    if body.startswith(b"\x1f\x8b"):
        try:
            body = decode_body(body, [b"gzip"], MAX_BYTES)
        except Refusal as refused:
            return Problem(refused.kind, page.url, refused.detail, Role.LISTING)
        page = replace(page, body=body)
    if len(body) > MAX_BYTES:
        return Problem(ProblemKind.TOO_LARGE, page.url, f"a sitemap of more than {MAX_BYTES} bytes", Role.LISTING)
    start = _START.search(page.text, 0, _START_AREA)
    if start is not None and "<html" not in page.text[: start.start()].lower():
        end = page.text.rfind(f"</{start[0][1:]}>")
        return _read_xml(page.text[start.start() : end + len(start[0]) + 2 if end > 0 else None], is_index=start[1] == "sitemapindex")
    lines = _read_lines(page.text)
    if lines is not None:
        return lines
    return Problem(ProblemKind.PARSE, page.url, f"the answer is {_what(page.text[:2000].lower())}", Role.LISTING)


def _what(start: str) -> str:
    if "<html" in start:
        return "a web page, not a sitemap"
    return "a feed, not a sitemap" if "<rss" in start or "<feed" in start else "not a sitemap"


def _read_lines(said: str) -> _Sitemap | None:
    """A sitemap that is nothing but an address per line."""
    lines = said.split("\n", MAX_ADDRESSES)
    more = lines.pop() if len(lines) > MAX_ADDRESSES else ""
    entries = [_Entry(line.strip(), "") for line in lines if line.strip()]
    if not entries or not all(entry.loc.startswith(("http://", "https://")) for entry in entries):
        return None
    return _Sitemap(entries, False, _TOO_MANY if more.strip() else "")


def _read_xml(said: str, *, is_index: bool) -> _Sitemap:
    """Read element by element, each let go once read: no tree is built, no entity expanded, nothing fetched (FAULTS C26)."""
    entries: list[_Entry] = []
    flaw = ""
    events = etree.iterparse(
        BytesIO(repair(said).encode("utf-8", "replace")),
        events=("end",),
        tag=("{*}url", "{*}sitemap"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for count, (_, element) in enumerate(events):
            if count == MAX_ADDRESSES:
                return _Sitemap(entries, is_index, _TOO_MANY)
            if (entry := _entry(element)) is not None:
                entries.append(entry)
            element.clear()
            while element.getprevious() is not None and (parent := element.getparent()) is not None:
                del parent[0]
    except etree.XMLSyntaxError:
        flaw = "broken"
    if flaw or any(entry.level_name == "FATAL" for entry in events.error_log):
        flaw = f"the sitemap's XML is broken after {len(entries)} addresses"
    return _Sitemap(entries, is_index, flaw)


def _entry(element: etree._Element) -> _Entry | None:
    """The entry that an element is; None without an address. Pictures and videos in it have addresses and titles of their own."""
    said: dict[str, str] = {}
    for child in element.iterchildren(etree.Element):
        name = _name(child)
        if name in ("loc", "lastmod"):
            said.setdefault(name, (child.text or "").strip())
        elif name == "news":
            for part in child.iter(etree.Element):
                said.setdefault(_name(part), (part.text or "").strip())
    if not said.get("loc"):
        return None
    published = said.get("publication_date", "")
    stamp = next((each[:40] for each in (published, said.get("lastmod", "")) if _STAMP.match(each)), "")
    return _Entry(said["loc"], stamp, said.get("title", ""), published, said.get("language", ""))


def _name(element: etree._Element) -> str:
    """The local name of an element; that of another vocabulary's element keeps its prefix where nobody declared it."""
    return str(element.tag).rpartition("}")[2].removeprefix("news:")
