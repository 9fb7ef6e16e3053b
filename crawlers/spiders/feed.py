"""Any site with a feed (RSS, Atom or JSON Feed), described in config.toml by the feed's address.

An item that holds the whole text is a release; of any other, title and date are told and its page is read as the listing kind reads
pages. An item's text is read into plain paragraphs, so nothing of its HTML is kept and nothing is left to sanitise.

    [sources.daily-times]
    kind = "feed"
    feeds = ["https://daily-times.example/feed/"]
    release = '\\.html$'
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from typing import ClassVar, Literal, NamedTuple
from urllib.parse import quote, unquote

from crawlers import address, dates, language, text
from crawlers.feedfile import Feed, FeedItem, read_feed, read_json_feed
from crawlers.model import (
    UNDATED,
    Address,
    DateBasis,
    Link,
    Listing,
    Problem,
    ProblemKind,
    Published,
    Release,
    Role,
    Source,
    Step,
)
from crawlers.outline import Line, is_debris, is_related_label, outline
from crawlers.page import Page, parse_html
from crawlers.spiders.base import Spider, own_options
from crawlers.spiders.linked import PageFacts, check_starts, page_reader
from crawlers.spiders.listing import ListingSpider
from crawlers.spiders.reading import joined
from crawlers.structure import attachments, texts

# Any address below a site's home page.
_ANY = r"^https?://[^/?#]+/[^#]"
_BY_GUID = "guid:"
_LONGEST_GUID = 200
# What no address can hold, and the archive keeps in another spelling (FAULTS I25).
_UNWRITABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
# A description that is a whole text: so many paragraphs and characters at least.
_PARAGRAPHS, _CHARACTERS = 2, 500
# UTF-8 bytes below which even an element for whole texts may hold a teaser; the page knows.
_LEAST = 200

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_LINE_TAG = re.compile(r"<(?:br|p|div)\b[^<>]*>", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_ELLIPSIS = re.compile(r"(?:…|\.\.\.|&hellip;)\s*[\])»”\"]{0,2}\s*(?:→|»|>)*$")
_MORE = re.compile(
    r"(?:continue reading|keep reading|read (?:more|on|the (?:full|rest|whole))|full (?:story|article)"
    r"|(?:continu[ae]r?|contin[uú]e)(?: a)? l(?:er|endo)|l(?:er|eia) (?:mais|o (?:artigo|texto))|saiba mais"
    r"|(?:閱讀|阅读|查看|瀏覽|浏览)(?:全文|更多|原文|詳情|详情)|[繼继][續续][閱阅][讀读])",
    re.IGNORECASE,
)
# The line that WordPress plugins add to each item, in the languages of these sites.
_CREDIT = re.compile(
    r"(?:the post .{1,400} (?:appeared first|first appeared) on .{1,200}"
    r"|(?:o (?:conte[uú]do|artigo|post)|a not[ií]cia) .{1,400} (?:aparece|apareceu|foi publicad[oa]) primeiro (?:em|no|na) .{1,200}"
    r"|.{0,400}(?:這篇文章|这篇文章|帖子.{0,200})最[早先](?:發佈|发布|發表|发表|出現|出现)[於于在].{1,200})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(PageFacts):
    """One site's feeds, and what all kinds say of release pages (`PageFacts`).

    `feeds`: absolute addresses. `release`: without it every link to a host of the source is a release. `full`: whether an item's
    text is the whole release; "auto" believes an element for whole texts (content:encoded, Atom content) of more than a line, and a
    description of several paragraphs and 500 characters or more, unless they end as a teaser does ("[…]", "Read more").
    """

    feeds: tuple[str, ...]
    full: Literal["auto", "always", "never"] = "auto"

    def __post_init__(self) -> None:
        check_starts("feeds", self.feeds)
        if self.full not in ("auto", "always", "never"):
            raise ValueError(f"full = {self.full!r} is none of auto, always, never")
        self.as_listing(self.feeds, release=_ANY)


class _Text(NamedTuple):
    """An item's text: its body, whether it ends as a teaser does, its paragraphs, and the documents it links to."""

    body: str
    cut: bool
    paragraphs: int
    attached: tuple[str, ...]


class FeedSpider(Spider):
    """Feeds of any format; pages for what they do not hold in full."""

    kind: ClassVar[str] = "feed"
    # The listing kind reads the pages: when it reads them in another way, so does this one.
    version: ClassVar[int] = ListingSpider.version
    Options: ClassVar[type] = Options

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.options = own_options(source, self.kind, Options)
        self._pages = page_reader(source, self.options.as_listing(self.options.feeds, release=_ANY))
        self._feeds = frozenset(map(address.canonical, self.options.feeds))

    def hosts(self) -> frozenset[str]:
        return self._pages.hosts()

    def starts(self) -> tuple[str, ...]:
        return self.options.feeds

    def locate(self, url: str) -> Address | None:
        feed, mark, name = url.partition("#")
        if address.canonical(feed) in self._feeds:
            return self._by_guid(feed, unquote(name)) if mark and name else None
        # Without utm_* and the like, which hide the end of an address from a pattern.
        return self._pages.locate(address.canonical(url))

    def _by_guid(self, feed: str, guid: str) -> Address:
        """The address of an item that has no page: the feed's, with the guid as its fragment, so that it can be looked up again."""
        site = self._pages.options.site or address.strip_www(address.host_of(self.options.feeds[0]))
        return Address(site, f"{_BY_GUID}{guid}", None, f"{feed}#{quote(guid, safe='')}")

    # ---- the feed ----------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing | Problem:
        feed = _feed(page)
        if isinstance(feed, Problem):
            return feed
        if not feed.items and not feed.flaws:
            return Problem(ProblemKind.EMPTY, page.url, "a feed without items", Role.LISTING)
        met: dict[str, Release | Link] = {}
        problems = [Problem(ProblemKind.PARSE, page.url, flaw, Role.LISTING) for flaw in feed.flaws]
        for outcome in self._outcomes(feed, page):
            if isinstance(outcome, Problem):
                problems.append(outcome)
            elif _differs(met.setdefault(outcome.address.native, outcome), outcome):
                twice = "two items of one feed have this address and differ"
                problems.append(Problem(ProblemKind.PARSE, outcome.address.url, twice, Role.LISTING))
        if not feed.whole:
            broken = f"the feed's XML is broken after {len(feed.items)} items"
            problems.append(Problem(ProblemKind.PARTIAL, page.url, broken, Role.LISTING))
        if not met and not problems:
            return Problem(ProblemKind.PARSE, page.url, f"none of the feed's {len(feed.items)} items links to a release", Role.LISTING)
        links = tuple(each for each in met.values() if isinstance(each, Link))
        releases = tuple(each for each in met.values() if isinstance(each, Release))
        return Listing(links, releases, tuple(problems), self._next_page(feed, page))

    def _outcomes(self, feed: Feed, page: Page) -> Iterator[Release | Link | Problem]:
        """What each item is, in the feed's order. Items that link elsewhere are nothing; a feed that breaks off cuts its last one."""
        for number, item in enumerate(feed.items, 1):
            cut = not feed.whole and number == len(feed.items)
            link = address.resolve(_base(item, page), item.link) if item.link else None
            if link is not None or (item.guid and not cut):
                spot = self.locate(link) if link is not None else self._kept_in(page, item.guid)
                if spot is not None:
                    yield self._read(feed, item, page, spot, link, cut=cut)
            elif not cut:
                name = text.clean(item.title)[:60] or "no title"
                yield Problem(ProblemKind.PARSE, page.url, f"item {number} of the feed ({name}) has no address", Role.LISTING)

    def _kept_in(self, page: Page, guid: str) -> Address:
        """The address of an item that has no page of its own."""
        asked = (page.requested or page.url).partition("#")[0]
        if len(guid) > _LONGEST_GUID or _UNWRITABLE.search(guid):
            guid = hashlib.sha256(guid.encode("utf-8", "replace")).hexdigest()
        return self._by_guid(asked if asked in self.options.feeds else self.options.feeds[0], guid)

    def _read(self, feed: Feed, item: FeedItem, page: Page, spot: Address, link: str | None, *, cut: bool) -> Release | Link | Problem:
        """One item as a complete release, or as a link where its page must be read."""
        title = plain_title(item)
        published = self._published(item, spot.url)
        said = _text(item, title, _base(item, page))
        if link is not None and (cut or not title or not said.body or not self._is_whole(item, said)):
            return Link(spot, link, title or None, published)
        if not title or not said.body:
            return Problem(ProblemKind.PARSE, spot.url, "an item without a link, and without a title or a text", Role.LISTING)
        return Release(
            address=spot,
            lang=language.detect(said.body, self.options.lang or spot.lang or feed.language),
            title=title,
            body=said.body,
            published=published,
            basis=Step.FEED,
            aliases=self._aliases(item, spot, link, page),
            attachments=said.attached,
            snapshot=page.part(spot.url, f"{feed.media}; charset=utf-8", item.xml),
        )

    def _is_whole(self, item: FeedItem, said: _Text) -> bool:
        if self.options.full != "auto":
            return self.options.full == "always"
        if said.cut:
            return False
        if item.stated:
            return len(said.body.encode()) >= _LEAST
        return said.paragraphs >= _PARAGRAPHS and len(said.body) >= _CHARACTERS

    def _published(self, item: FeedItem, url: str) -> Published:
        """The item's date; one in the address before the date of a mere change, which moves."""
        zone, day_first = self.options.zone, self.options.day_first
        said = dates.parse(item.published, zone=zone, basis=DateBasis.FEED, day_first=day_first)
        in_address = dates.from_path(url) if said is None or item.revised else None
        return in_address or said or UNDATED

    def _aliases(self, item: FeedItem, spot: Address, link: str | None, page: Page) -> tuple[str, ...]:
        """Other spellings of the release's address in the item."""
        spellings = [link, address.resolve(page.url, item.guid) if item.guid.startswith("http") else None]
        return tuple(
            dict.fromkeys(
                other
                for other in spellings
                if other and other != spot.url and (found := self.locate(other)) and found.native == spot.native
            )
        )

    def _next_page(self, feed: Feed, page: Page) -> str | None:
        target = address.resolve(page.url, feed.next) if feed.next else None
        return target if target and target != page.url and address.host_of(target) in self.hosts() else None

    # ---- the page ----------------------------------------------------------------------------------------------------

    def release(self, page: Page, link: Link) -> Release | Problem:
        if not link.address.key.startswith(_BY_GUID):
            if self.locate(page.url) is None:
                return Problem(ProblemKind.SOFT404, page.url, "the site answered with a page that is no release")
            return self._pages.release(page, link)
        feed = _feed(page)
        if isinstance(feed, Problem):
            return replace(feed, role=Role.RELEASE)
        found = (each for each in self._outcomes(feed, page) if isinstance(each, Release))
        same = next((each for each in found if each.address.native == link.address.native), None)
        return same or Problem(ProblemKind.PARTIAL, link.address.url, "the feed no longer holds this item, and it has no page")


def _feed(page: Page) -> Feed | Problem:
    """The feed that an answer is. feedparser would call an error page an empty feed; here it is a problem."""
    feed = read_json_feed(page) if page.text.lstrip()[:1] in ("{", "[") else read_feed(page)
    if isinstance(feed, Feed):
        return feed
    is_html = "<html" in page.text[:2000].lower()
    return Problem(ProblemKind.PARSE, page.url, feed or f"the answer is {'a web page, ' if is_html else ''}not a feed", Role.LISTING)


def _base(item: FeedItem, page: Page) -> str:
    return (address.resolve(page.url, item.base) if item.base else None) or page.url


def _differs(one: Release | Link, other: Release | Link) -> bool:
    return isinstance(one, Release) and isinstance(other, Release) and (one.title, one.body) != (other.title, other.body)


# ---- what an item says ---------------------------------------------------------------------------------------------


def plain_title(item: FeedItem) -> str:
    """An item's title as one line of text. RSS does not say whether a title is HTML; where it looks like it, it is read as such, once
    (FAULTS C14)."""
    title = item.title
    if item.title_type != "text" and ("<" in title or "&" in title):
        title = _TAG.sub("", _LINE_TAG.sub(" ", title))
        title = _REFERENCE.sub(lambda found: unescape(found[0]), title)
    return text.clean(title)


def _text(item: FeedItem, title: str, base: str) -> _Text:
    """An item's HTML as paragraphs, without what is added to every item: plugin credits, share tools, "read more"."""
    if not item.content:
        return _Text("", False, 0, ())
    read = outline(parse_html(f"<body>{_as_html(item.content)}</body>"))
    lines, cut = list(read.lines), False
    while lines:
        last = lines[-1]
        more = _says_more(last)
        cut = cut or more or _ELLIPSIS.search(last.text) is not None
        if not (
            (more and (len(last.text) <= 60 or last.link_share > 0.5))
            or _is_credit(last, title)
            or is_debris(last.text)
            or is_related_label(last.text)
        ):
            break
        lines.pop()
    body = joined(texts(lines))
    return _Text(body, cut, body.count("\n") + 1, attachments(read, lines, base))


def _as_html(content: str) -> str:
    """Content as HTML: plain text has a paragraph per block between blank lines, or per line where there are none."""
    if "<" in content or "\n" not in content:
        return content
    parts = _BLANK_LINE.split(content) if _BLANK_LINE.search(content) else content.split("\n")
    return "".join(f"<p>{part}</p>" for part in parts)


def _says_more(line: Line) -> bool:
    """Whether a line leads to the rest of the text: such words in a link, or alone."""
    return (line.anchors > 0 or len(line.text) <= 60) and _MORE.search(line.text) is not None


def _is_credit(line: Line, title: str) -> bool:
    """Whether a line only says where the item is from: the known wordings, or two links of which one is the title."""
    if line.anchors >= 2 and len(title) >= 4 and title in line.text and line.link_share >= 0.5 and len(line.text) <= len(title) + 160:
        return True
    return len(line.text) <= 1000 and _CREDIT.fullmatch(line.text) is not None
