"""Any WordPress site: its interface (wp-json), else its feed, else its pages, described in config.toml by one line (docs/sources.md).

    [sources.jornal]
    kind = "wordpress"
    base = "https://www.jornal.example"

The three ways tell one story: a release's key is its post id, which the interface states, a feed's guid spells (`?p=123`) and a page
carries in its shortlink, its link to its own record, its body's class or its article's id. Only where all of them are silent does the path
stand in; the address is the same in all three ways, so the archive still knows the release when the id turns up.

What the interface says of a change (`modified_gmt`) is a hint and no content: plugins touch it without touching a word.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from crawlers import address, dates, language, text
from crawlers.feedfile import FeedItem, read_feed
from crawlers.jsonfile import Unreadable, read_json, text_in
from crawlers.model import (
    LANGUAGES,
    UNDATED,
    Address,
    DateBasis,
    Link,
    Listing,
    Precision,
    Problem,
    ProblemKind,
    Published,
    Release,
    Role,
    Source,
    Step,
)
from crawlers.outline import Line, is_debris, is_not_found, is_prose, is_related_label, outline
from crawlers.page import Page, parse_html
from crawlers.spiders.base import Spider, own_options
from crawlers.spiders.reading import is_another_page, joined, label_near_title, no_releases
from crawlers.structure import Reading, article, attachments, base_of, head_links, items, json_ld_dates, meta, next_page, readability

WAYS = ("wp-json", "feed", "listing")
FIELDS = "id,date_gmt,modified_gmt,link,title,content,slug"
# What the interface takes at most (WordPress REST API handbook, pagination).
MOST_PER_PAGE = 100

# Besides what no site means: WordPress's and Jetpack's own.
_NOISE = address.DEFAULT_NOISE | {
    "like_comment",
    "nb",
    "relatedposts_hit",
    "relatedposts_origin",
    "relatedposts_position",
    "replytocom",
    "share",
}
# The language labels of keys.
_LABELS = frozenset(tag.lower() for tag in LANGUAGES)


def _words(value: str) -> tuple[str, ...]:
    return tuple(value.split())


# Parts of a path that make it a list, a feed or a file: archives, and the tags and authors of hojemacau, which never end.
_LISTS = _words(
    "archive archives attachment author autor category categoria comments embed feed amp page pagina search seccao secao section tag tags"
    " tema topic topics trackback xmlrpc.php index.php index.html"
)
_LIST_PART = re.compile(r"wp-|comment-page-")
_DATED = re.compile(r"/(?:19|20)[0-9]{2}/[0-9]{1,2}(?:/[0-9]{1,2})?/(?![0-9]{1,2}/?$)[^/]+/?$")
_ARCHIVE = re.compile(r"/(?:19|20)[0-9]{2}(?:/[0-9]{1,2}){0,2}/?$")
_WORDS, _SIGNS = 4, 8  # words, or Chinese characters, below which an undated last segment is rather a section's name
_POST = re.compile(r"(?:^|[?&])p=([0-9]{1,12})(?:&|$)")
_RECORD = re.compile(r"/wp/v2/([\w-]+)/([0-9]{1,12})/?$")
_NO_POSTS = frozenset({"pages", "categories", "tags", "users", "media", "comments"})
_BODY_CLASS = re.compile(r"(?:^|\s)postid-([0-9]{1,12})(?:\s|$)")
_PAGE_CLASS = re.compile(r"(?:^|\s)page-id-[0-9]{1,12}(?:\s|$)")
_ELEMENT_ID = re.compile(r"post-([0-9]{1,12})")
_QUERY = re.compile(r"[\w\[\]-]{1,40}=[^&#\s]*(?:&[\w\[\]-]{1,40}=[^&#\s]*)*")
_OURS = re.compile(r"(?:^|&)(?:page|per_page|_fields|categories|rest_route)=")
_PAGE = re.compile(r"[?&]page=([0-9]{1,6})(?:&|$)")

# What plugins put inside a post: share bars, related posts, counters, forms. Their class names are the same on every site; a name that
# ends in a hyphen or an underscore is the beginning of many.
_PLUGINS = _words(
    "sharedaddy jp-relatedposts jetpack-likes-widget-wrapper jetpack_subscription_widget wp-block-jetpack- yarpp addtoany_ heateor_sss_"
    " essb_ ssba- crp_related rp4wp-related-posts shared-counts-wrap swp_social_panel post-views pvc_ wp-caption-text mc4wp-form tptn_"
    " wpulike td-a-rec printfriendly"
)
_NAMED = etree.XPath("//*[contains(@class, $name) or contains(@id, $name)]")
_PLUGIN_FAMILIES = tuple(name for name in _PLUGINS if name.endswith(("-", "_")))
_KEPT = frozenset({"html", "head", "body", "article", "main"})
_SHORTCODE = re.compile(r"\[/?(?:vc_|et_pb_|fusion_|caption|gallery|embed|video|audio|playlist|contact-form)[^\]\[]{0,300}\]")
# What plugins say as plain lines. The sentence under a feed's item (Yoast) names title and site in any language.
_TAIL = re.compile(
    r"the post\b.{0,400}\b(?:appeared first|first appeared) on\b.{0,200}|"
    r"(?:o conte[uú]do|o post|o artigo|a notícia)\b.{0,400}\b(?:aparece(?:u)?|surgiu) (?:em )?primeiro (?:em|no|na)\b.{0,200}|"
    r".{0,300}最[早先](?:出|发|發)[現现佈布][在於于].{0,200}",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\W*(?:(?:like|share|rate|gosto|partilhe?|partilhar|compartilhe|compartilhar) (?:this|disto|isto|isso)|"
    r"(?:like this\W+)?like loading|like|loading|a carregar|"
    r"(?:click|clique|carregue) (?:to|para|aqui para) (?:share|print|email|partilhar|compartilhar|imprimir|enviar)\b.{0,120}|"
    r"share on \w{1,20}(?: \(.{0,60}\))?|(?:facebook|twitter|x|linkedin|whatsapp|telegram|email|wechat|weibo|pinterest|print|tweet)|"
    r"you must be logged in to .{0,60}|subscribe to our newsletter.{0,60})\W*",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\W{0,4}(?:(?:like|share) this|(?:gosto|partilhar|partilhe|compartilhe) (?:disto|isto|isso))\W{0,4}$|the post\b.{0,400}\bfirst on\b",
    re.IGNORECASE,
)
_EXCERPT_END = re.compile(r"(?:\[\s*(?:&hellip;|&#8230;|…|\.\.\.)\s*\]|(?:&hellip;|&#8230;|…))\s*(?:</\w+>\s*)*$")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_NUMBER_REFERENCE = re.compile(r"&#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});")
_META_DATES = ("article:published_time", "datepublished", "pubdate", "dc.date.issued", "date")


@dataclass(frozen=True, slots=True)
class Options:
    """One blog.

    `base`: its address; of a network of blogs, the one that is meant (`https://www.gov.mo/pt`). `ways`: which of wp-json, feed and listing
    to try, best first. `categories`: ids of categories to ask interface and feed for; `query`: further parameters of the interface
    (`lang=pt`). `per_page`: records per page of the interface. `list_path`: the list's path below `base` (default: its home page).
    `release`: a regular expression searched in absolute addresses of releases; without one, date permalinks, `.html` names and slugs of
    four words are releases in a list. Posts whose address it does not match are passed over in all three ways. `site`: the name of the
    keys' space (default: the host, with the path of a blog that is not named for a language). `lang`: the language to expect. `zone`:
    where times without an offset are.
    """

    base: str
    categories: tuple[int, ...] = ()
    query: str = ""
    ways: tuple[str, ...] = WAYS
    per_page: int = 20
    list_path: str = ""
    release: str = ""
    site: str | None = None
    lang: str | None = None
    zone: str = dates.MACAU

    def __post_init__(self) -> None:
        if urlsplit(self.base).scheme not in ("http", "https") or not address.host_of(self.base) or re.search(r"[?#]", self.base):
            raise ValueError(f"base = {self.base!r} is not an absolute http address of a site")
        if not self.ways or any(way not in WAYS for way in self.ways) or len(set(self.ways)) < len(self.ways):
            raise ValueError(f"ways = {list(self.ways)!r} is no choice of {', '.join(WAYS)}")
        if any(isinstance(each, bool) or not isinstance(each, int) or each < 1 for each in self.categories):
            raise ValueError(f"categories = {list(self.categories)!r} is no list of WordPress ids")
        if not 1 <= self.per_page <= MOST_PER_PAGE:
            raise ValueError(f"per_page = {self.per_page} is not between 1 and {MOST_PER_PAGE}")
        if self.query and (not _QUERY.fullmatch(self.query) or _OURS.search(self.query)):
            raise ValueError(f"query = {self.query!r} is not name=value, or sets what Ponte sets itself")
        if "://" in self.list_path or re.search(r"[\s#\\]", self.list_path):
            raise ValueError(f"list_path = {self.list_path!r} is not a path below base")
        try:
            re.compile(self.release)
        except re.error as error:
            raise ValueError(f"release = {self.release!r} is not a regular expression: {error}") from error
        dates.parse("2000-01-01 00:00", zone=self.zone)  # raises ValueError, with the name, for an unknown zone


class WordPress(Spider):
    """Posts by interface, feed or page, under one key."""

    kind: ClassVar[str] = "wordpress"
    Options: ClassVar[type] = Options

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.options = own_options(source, self.kind, Options)
        self._base = address.canonical(self.options.base).rstrip("/")
        parts = urlsplit(self._base)
        self._origin, self._path, self._host = f"{parts.scheme}://{parts.netloc}", parts.path, parts.netloc
        self._release = re.compile(self.options.release) if self.options.release else None
        # Ids are a blog's own: two blogs below one host may not share a space of keys, unless the label tells them apart.
        unlabelled = [part for part in self._path.split("/") if part and not _label(part)]
        self._site = self.options.site or "/".join([address.strip_www(self._host), *unlabelled])
        self._start = f"{self._base}/{self.options.list_path.lstrip('/')}"

    # ---- ways in -------------------------------------------------------------------------------------------------

    def hosts(self) -> frozenset[str]:
        bare = address.strip_www(self._host)
        return frozenset({self._host, bare, f"www.{bare}"})

    def starts(self) -> tuple[str, ...]:
        return tuple(group[0] for group in self.ways())

    def ways(self) -> tuple[tuple[str, ...], ...]:
        """One group: the first way that answers soundly is the one that is walked."""
        numbers = ",".join(map(str, self.options.categories))
        known = {"wp-json": self._interface(1), "feed": f"{self._base}/feed/{f'?cat={numbers}' if numbers else ''}", "listing": self._start}
        return (tuple(known[way] for way in self.options.ways),)

    def _interface(self, number: int) -> str:
        numbers = ",".join(map(str, self.options.categories))
        more = (f"&categories={numbers}" if numbers else "") + (f"&{self.options.query}" if self.options.query else "")
        return f"{self._base}/wp-json/wp/v2/posts?per_page={self.options.per_page}&_fields={FIELDS}{more}&page={number}"

    # ---- addresses -----------------------------------------------------------------------------------------------

    def locate(self, url: str) -> Address | None:
        """By `?p=N` or by a permalink, whose key is its path until the page tells the id."""
        own = self._own(url)
        if own is None:
            return None
        parts = urlsplit(own)
        if parts.path.rstrip("/") in (self._path, f"{self._path}/index.php"):
            number = _POST.search(parts.query)
            return self._address(str(int(number[1])), f"{self._base}/?p={int(number[1])}") if number else None
        if own.rstrip("/") == self._start.rstrip("/"):
            return None
        is_one = self._release.search(own) if self._release else _is_permalink(parts.path)
        return self._address("", own) if is_one else None

    def _own(self, url: str) -> str | None:
        """The canonical spelling of an address of this blog, on its own scheme and host; None for any other address."""
        canonical = address.canonical(url, drop=_NOISE)
        parts = urlsplit(canonical)
        if address.strip_www(parts.netloc) != address.strip_www(self._host) or not f"{parts.path}/".startswith(f"{self._path}/"):
            return None
        return f"{self._origin}{parts.path}{f'?{parts.query}' if parts.query else ''}"

    def _address(self, number: str, own: str) -> Address:
        """The address of a post. The label is that of the path's first part: a name for a version of the site, not the text's language."""
        parts = urlsplit(own)
        first = parts.path.strip("/").partition("/")[0]
        key = number or (parts.path.rstrip("/") or "/") + (f"?{parts.query}" if parts.query else "")
        return Address(self._site, key, _label(first), own)

    def _stated(self, number: str, url: str | None) -> Address | None:
        """The address of what interface or feed call a post, whatever its path looks like; None where it lies elsewhere."""
        own = self._own(url) if url else None
        return self._address(number, own) if own else None

    def _aliases(self, spot: Address, *met: str | None) -> tuple[str, ...]:
        short = f"{self._base}/?p={spot.key}" if spot.key.isdigit() else None
        return tuple(sorted({each for each in (short, *met) if each} - {spot.url}))

    def _wanted(self, spot: Address) -> bool:
        return self._release is None or self._release.search(spot.url) is not None or "?p=" in spot.url

    # ---- listings ------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing | Problem:
        """What a page of the interface, the feed or a list says; which of them it is, the asked address tells."""
        asked = urlsplit(page.requested or page.url)
        if "/wp-json/" in asked.path or "rest_route=" in asked.query:
            return self._records(page)
        if asked.path.rstrip("/").endswith("/feed"):
            return self._feed(page)
        return self._list(page)

    def _records(self, page: Page) -> Listing | Problem:
        value = read_json(page.text)
        if isinstance(value, Unreadable):
            return _unsound(page.url, value.detail)
        if not isinstance(value, list):
            said = text.clean(text_in(value, "message") or text_in(value, "code"))[:120]
            return _unsound(page.url, f"the interface lists no posts{f': {said}' if said else ''}")
        number = _page_number(page)
        if not value and number == 1:
            return Problem(ProblemKind.EMPTY, page.url, "the interface lists no posts", Role.LISTING)
        found = _gathered((self._record(item, place, page) for place, item in enumerate(value, 1)), page.url)
        if number == 1 and value and not (found.links or found.releases or found.problems):
            return Problem(ProblemKind.EMPTY, page.url, f"none of {len(value)} posts has an address that `release` describes", Role.LISTING)
        pages = page.headers.get("x-wp-totalpages", "").strip()
        known = int(pages) if re.fullmatch(r"[0-9]{1,7}", pages) else None
        more = number < known if known is not None else len(value) >= self.options.per_page
        return Listing(found.links, found.releases, found.problems, self._interface(number + 1) if more and value else None)

    def _record(self, item: object, place: int, page: Page) -> Release | Link | Problem | None:
        """One record as a complete release; a link where it has no text to read (protected, rendered by script); None where unwanted."""
        title = _unescaped(text_in(item, "title", "rendered"))
        number, raw = _record_id(item), text_in(item, "link")
        spot = self._stated(number, address.resolve(page.url, raw)) if number else None
        if spot is None or not isinstance(item, dict):
            return _unsound(page.url, f"record {place} of the interface ({title[:60] or 'no title'}) has no id, or no address on this site")
        if not self._wanted(spot):
            return None
        # The record is the site's own statement for machines, as a meta tag is; the offset is always zero (REST API handbook, posts).
        stamp = text_in(item, "date_gmt")
        published = dates.parse(stamp, zone="UTC", basis=DateBasis.META) if stamp else None
        published = published or dates.from_path(spot.url) or UNDATED
        content = item.get("content")
        protected = isinstance(content, dict) and content.get("protected") is True
        body, attached = ("", ()) if protected else _body(text_in(content, "rendered"), spot.url)
        if not (title and body):
            return Link(spot, raw, title or None, published)
        return Release(
            address=spot,
            lang=self._language(body, spot),
            title=title,
            body=body,
            published=published,
            basis=Step.JSON,
            aliases=self._aliases(spot, raw),
            attachments=attached,
            # The record alone, written anew: the page around it belongs to the other posts.
            snapshot=page.part(spot.url, "application/json; charset=utf-8", json.dumps(item, ensure_ascii=False).encode("utf-8")),
        )

    def _feed(self, page: Page) -> Listing | Problem:
        feed = read_feed(page)
        if feed is None:
            return _unsound(page.url, "the answer is not a feed")
        if not feed.items:
            return Problem(ProblemKind.EMPTY, page.url, "a feed without items", Role.LISTING)
        # A feed that breaks off cuts its last body short: only the page has it whole.
        last = len(feed.items)
        read = (self._item(item, place, page, whole=feed.whole or place < last) for place, item in enumerate(feed.items, 1))
        found = _gathered(read, page.url)
        if feed.whole:
            return found
        broken = Problem(ProblemKind.PARTIAL, page.url, f"the feed's XML is broken after {last} items", Role.LISTING)
        return Listing(found.links, found.releases, (*found.problems, broken))

    def _item(self, item: FeedItem, place: int, page: Page, *, whole: bool) -> Release | Link | Problem | None:
        """One item as a complete release; a link where the feed leaves out the title or holds an excerpt only; None where unwanted."""
        # Titles in CDATA keep the references that WordPress writes for dashes and quotes; nobody else writes numbers.
        title = text.clean(_NUMBER_REFERENCE.sub(lambda found: unescape(found[0]), _TAG.sub("", item.title)))
        target = address.resolve(page.url, item.link) or address.resolve(page.url, item.guid)
        number = self._short(item.guid) or self._short(item.link)
        spot = self._stated(number, target)
        if spot is None:
            return _unsound(page.url, f"item {place} of the feed ({title[:60] or 'no title'}) has no address on this site")
        if not self._wanted(spot):
            return None
        published = dates.parse(item.published, zone=self.options.zone, basis=DateBasis.FEED) if item.published else None
        published = published or dates.from_path(spot.url) or UNDATED
        # WordPress writes an excerpt as description, and the text, unless its owner keeps it back, as content:encoded.
        complete = whole and item.stated and not _EXCERPT_END.search(item.content)
        body, attached = _body(item.content, spot.url) if complete else ("", ())
        if not (title and body):
            return Link(spot, target or spot.url, title or None, published)
        return Release(
            address=spot,
            lang=self._language(body, spot),
            title=title,
            body=body,
            published=published,
            basis=Step.FEED,
            aliases=self._aliases(spot, target),
            attachments=attached,
            snapshot=page.part(spot.url, "application/rss+xml; charset=utf-8", item.xml),
        )

    def _list(self, page: Page) -> Listing | Problem:
        if self._own(page.url) != self._start and self.locate(page.url) is not None:
            return _unsound(page.url, "a release where a listing should be")
        read = outline(page.root)
        found = items(read, base_of(page.root, page.url), self.locate)
        if not found:
            return no_releases(page, read)
        following = next_page(page.root, page.url, read)
        if following and address.canonical(following, drop=_NOISE) == address.canonical(page.url, drop=_NOISE):
            # The same list under a counter that a shortcode adds, for ever (hojemacau's ip_shortcode1_page).
            following = None
        return Listing(tuple(item.link(self.options.zone) for item in found), next=following)

    # ---- releases ------------------------------------------------------------------------------------------------

    def release(self, page: Page, link: Link) -> Release | Problem:
        root = _without_plugins(page.root, page.text)
        head = self._head(page, root, link)
        if isinstance(head, Problem):
            return head
        if "post-password-form" in page.text:
            return Problem(ProblemKind.EMPTY, page.url, "the text is behind a password")
        read = article(root, hint=link.title, ends=_ENDS)
        if is_not_found(read.title) or (not head.key.isdigit() and is_another_page(page, self.locate, link, read.title)):
            return Problem(ProblemKind.SOFT404, page.url, "another page where the release should be")
        if not read.title or is_debris(read.title):
            return no_releases(page, outline(root), Role.RELEASE, "no title")
        label, labelled = label_near_title(read.page, read.anchor, read.body, zone=self.options.zone)
        body, basis = joined(line.text for line in _said(read.body) if line is not label), Step.STRUCTURE
        if not body:
            body, basis = text.paragraphs(readability(page.text) or ()), Step.READABILITY
        if not body:
            return no_releases(page, outline(root), Role.RELEASE, "no text that reads like a release")
        return Release(
            address=head,
            lang=self._language(body, head),
            title=read.title,
            body=body,
            published=self._published(root, read, labelled, link, head),
            basis=basis,
            entity=link.entity,
            aliases=self._aliases(head, link.address.url),
            attachments=attachments(read.page, read.body, base_of(root, page.url)),
        )

    def _head(self, page: Page, root: HtmlElement, link: Link) -> Address | Problem:
        """The release's address as its page gives it, or that it is another page than the one asked for."""
        asked = link.address
        named = next((href for rel, href, _ in head_links(root) if rel == "canonical"), "") or meta(root).get("og:url", "")
        targets = (address.resolve(page.url, named) if named else None, page.url)
        owns = [own for target in targets if target and (own := self._own(target))]
        if not owns or any(map(self._is_home, owns)):
            return Problem(ProblemKind.SOFT404, page.url, "the site fell back to its home page or a list")
        number, kind = self._post(page, root)
        if kind in _NO_POSTS:
            told = f"one of the site's {kind}, not a post; `release` can say what addresses of releases look like"
            return Problem(ProblemKind.PARSE, page.url, told)
        if asked.key.isdigit() and number not in ("", asked.key):
            return Problem(ProblemKind.SOFT404, page.url, f"the site answered with post {number}")
        if number != asked.key and not self._is_same(asked, owns, link.title, root):
            return Problem(ProblemKind.SOFT404, page.url, "the site answered with another page than the release's")
        url = next((own for own in owns if "?p=" not in own), asked.url)
        return self._address(number or (asked.key if asked.key.isdigit() else ""), url)

    def _is_same(self, asked: Address, owns: list[str], title: str | None, root: HtmlElement) -> bool:
        """Whether a page without the asked id is the asked release: by its address, or moved under the title that the listing told.

        WordPress redirects what it does not find to the post whose slug begins alike: another address proves nothing by itself.
        """
        if asked.url in owns or asked.native in {self._address("", own).native for own in owns}:
            return True
        if "?p=" in asked.url:
            return any(self.locate(own) for own in owns)
        told = text.clean(title or "").rstrip(".… ")
        return bool(told) and text.clean(_head_title(root)).startswith(told)

    def _post(self, page: Page, root: HtmlElement) -> tuple[str, str]:
        """The post id that a page states, and the kind of record that it says it is; "" each where it is silent."""
        short, number, record = "", "", ""
        for rel, href, _ in head_links(root):
            target = address.resolve(page.url, href) if rel in ("shortlink", "alternate") else None
            if target is None or self._own(target) is None:
                continue
            if rel == "shortlink":
                short = short or self._short(target)
            elif not record and (found := _RECORD.search(unquote(target.partition("?url=")[0]))):
                record, number = found[1], str(int(found[2]))
        body = next(root.iter("body"), None)
        classes = body.get("class", "") if body is not None else ""
        if not record and _PAGE_CLASS.search(classes):
            record = "pages"
        if stated := number or short:
            return stated, record
        if found := _BODY_CLASS.search(classes):
            return str(int(found[1])), record
        ids = (_ELEMENT_ID.fullmatch(element.get("id", "")) for element in root.iter("article", "div"))
        numbers = {str(int(found[1])) for found in ids if found}
        return numbers.pop() if len(numbers) == 1 else "", record

    def _short(self, url: str) -> str:
        """The post id in `?p=N` on this site's host (of any of its blogs' paths); "" elsewhere."""
        if address.strip_www(address.host_of(url)) != address.strip_www(self._host):
            return ""
        found = _POST.search(unescape(url).partition("?")[2].partition("#")[0])
        return str(int(found[1])) if found else ""

    def _is_home(self, url: str) -> bool:
        own = self._own(url)
        return own is not None and own.rstrip("/") in (self._base, self._start.rstrip("/"))

    def _language(self, body: str, spot: Address) -> str:
        return language.detect(body, self.options.lang or spot.lang)

    def _published(self, root: HtmlElement, read: Reading, labelled: Published | None, link: Link, head: Address) -> Published:
        """For machines first (meta tags, JSON-LD, a time element near the title), then as shown, then the listing's, then the path's."""
        tags = meta(root)
        near = range(read.anchor.number - 3, read.anchor.number + 8) if read.anchor else range(0)
        stamps = [*(tags.get(name, "") for name in _META_DATES), *json_ld_dates(root)]
        stamps += [stamp.datetime for stamp in read.page.times if stamp.line in near]
        stated = (dates.from_datetime_attribute(stamp, self.options.zone) for stamp in stamps if stamp)
        if found := next(filter(None, stated), None) or labelled or self._shown_date(read):
            return found
        return link.published if link.published.precision is not Precision.NONE else dates.from_path(head.url) or UNDATED

    def _shown_date(self, read: Reading) -> Published | None:
        """A short line between title and body that is a date: themes print it without a label (jtm's "24 Jun, 2021")."""
        if read.anchor is None or not read.body:
            return None
        start = read.anchor.number + 1
        between = read.page.lines[start : min(read.body[0].number, start + 7)]
        return next(filter(None, (dates.parse(line.text, zone=self.options.zone) for line in between if len(line.text) <= 60)), None)


# ---- of addresses ------------------------------------------------------------------------------------------------


def _label(part: str) -> str | None:
    """The language label that a part of a path is (pt, zh-hant, zh_TW), or None."""
    if not re.fullmatch(r"(?:en|pt|zh|tc|sc)(?:[-_][A-Za-z]{2,4})?", part):
        return None
    label = (language.tag(part) or "").lower()
    return label if label in _LABELS else None


def _is_permalink(path: str) -> bool:
    """Whether a path looks like a post's: a date and a slug, a name with `.html`, or a slug of several words."""
    parts = [part.lower() for part in path.split("/") if part]
    if not parts or any(part in _LISTS or _LIST_PART.match(part) for part in parts):
        return False
    if _DATED.search(path):
        return True
    name, dot, ending = parts[-1].rpartition(".")
    if dot:
        return ending in ("html", "htm") and name != "index"
    if _ARCHIVE.search(path):
        return False
    slug = unquote(parts[-1])
    return len([word for word in re.split(r"[-_]", slug) if word]) >= _WORDS or sum(sign > "\u3400" for sign in slug) >= _SIGNS


def _page_number(page: Page) -> int:
    found = _PAGE.search(page.requested) or _PAGE.search(page.url)
    return int(found[1]) if found else 1


def _record_id(item: object) -> str:
    number = item.get("id") if isinstance(item, dict) else None
    if isinstance(number, str) and re.fullmatch(r"[0-9]{1,12}", number):
        number = int(number)
    return str(number) if isinstance(number, int) and not isinstance(number, bool) and number > 0 else ""


# ---- of listings -------------------------------------------------------------------------------------------------


def _unsound(url: str, detail: str) -> Problem:
    return Problem(ProblemKind.PARSE, url, text.clean(detail), Role.LISTING)


def _gathered(outcomes: Iterable[Release | Link | Problem | None], url: str) -> Listing:
    """The outcomes of a page's records, each release once. Two records of one key that differ are told (FAULTS I08)."""
    met: dict[str, Release | Link] = {}
    problems: list[Problem] = []
    for outcome in outcomes:
        if isinstance(outcome, Problem):
            problems.append(outcome)
        elif outcome is not None:
            first = met.setdefault(outcome.address.native, outcome)
            if isinstance(first, Release) and isinstance(outcome, Release) and (first.title, first.body) != (outcome.title, outcome.body):
                problems.append(_unsound(url, f"two records with the key {outcome.address.key} differ"))
    links = tuple(each for each in met.values() if isinstance(each, Link))
    return Listing(links, tuple(each for each in met.values() if isinstance(each, Release)), tuple(problems))


def _unescaped(rendered: str) -> str:
    """A rendered title as text: tags out, references read once and no more (FAULTS C14)."""
    return text.clean(unescape(_TAG.sub("", rendered)))


# ---- of texts ----------------------------------------------------------------------------------------------------


def _body(content: str, url: str) -> tuple[str, tuple[str, ...]]:
    """Text and attachments of a post's rendered HTML: a line per paragraph, heading, list item and cell."""
    if not content.strip():
        return "", ()
    if "[" in content:
        content = _SHORTCODE.sub("", content)
    root = parse_html(f"<body>{content}</body>")
    read = outline(_without_plugins(root, content))
    lines = _said(read.lines)
    return joined(line.text for line in lines), attachments(read, lines, url)


def _without_plugins(root: HtmlElement, markup: str) -> HtmlElement:
    """The tree without what plugins put in; a copy where there is any, for the tree is the page's."""
    names = [name for name in _PLUGINS if name in markup]
    if not names:
        return root
    root = copy.deepcopy(root)
    for name in names:
        for element in _named(root, name):
            marks = f"{element.get('class', '')} {element.get('id', '')}".split()
            if any(map(_is_plugin, marks)) and element.tag not in _KEPT and element.getparent() is not None:
                element.drop_tree()
    return root


def _named(root: HtmlElement, name: str) -> list[HtmlElement]:
    found = _NAMED(root, name=name)
    return [each for each in found if isinstance(each, HtmlElement)] if isinstance(found, list) else []


def _is_plugin(name: str) -> bool:
    return name in _PLUGINS or name.startswith(_PLUGIN_FAMILIES)


def _said(lines: list[Line]) -> list[Line]:
    """What the author wrote: no captions, no share bars, nothing from a label of related posts on unless a paragraph follows it."""
    end = len(lines)
    for place in range(len(lines) - 1, 0, -1):
        line = lines[place]
        if _TAIL.fullmatch(line.text) or is_related_label(line.text):
            end = place
        elif is_prose(line):
            break
    return [line for line in lines[:end] if line.tag != "figcaption" and not is_debris(line.text) and not _is_share(line.text)]


def _is_share(value: str) -> bool:
    return len(value) < 200 and _SHARE.fullmatch(value) is not None


def _head_title(root: HtmlElement) -> str:
    element = next(root.iter("title"), None)
    return meta(root).get("og:title", "") or (element.text or "" if element is not None else "")
