"""Any site that lists its releases on pages, described in config.toml: where to start and what a release's address looks like.

Selectors are optional. With them a page is read at a few touches of the tree; without them, or where they find nothing any more, by
labels and structure, and in the end by readability. A release says which of the three found its body.

    [sources.customs]
    kind = "listing"
    start = ["https://www.customs.example/news/"]
    release = '/news/(?P<key>\\d+)'
    body = "div.article-text"
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawlers import address, dates, language, text
from crawlers.model import (
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
from crawlers.outline import Outline, is_not_found, outline
from crawlers.page import Page
from crawlers.selector import first, select
from crawlers.spiders.base import Spider, own_options
from crawlers.spiders.reading import is_another_page, joined, label_near_title, no_releases
from crawlers.structure import Reading, article, attachments, base_of, items, json_ld_dates, meta, next_page, readability, texts

# (貿易投資促進局), (Fonte : IPIM)
_SUFFIX = re.compile(r"[(（](?:Fonte\s*[:：]\s*|來源\s*[:：]\s*|来源\s*[:：]\s*)?([^()（）]{2,60})[)）]\s*$")
# /news/a/ and /news/a/index.html are /news/a (FAULTS I11).
_INDEX = re.compile(r"(?:/(?:index|default)\.[a-z]{3,5})?/?$")
_META_DATES = ("article:published_time", "pubdate", "publishdate", "datepublished", "dc.date.issued", "dcterms.issued", "date")


@dataclass(frozen=True, slots=True)
class Options:
    """One site.

    `start`: absolute addresses of its listings. `release`: a regular expression searched in absolute addresses; what its group `key`
    matches is the native key (default: the path, without a last slash or index page, and the query), its group `lang` the site's
    language label. `next`: a regular expression of the addresses of further listing pages; with a group for the page number, the next
    higher number is taken; without `next`, rel=next, labels and page numbers decide. `title`, `date`, `body`: CSS selectors; `drop`:
    CSS selectors of what is inside the body and not part of it. `site`: the name of the key's space (default: the first listing's
    host). `lang`: the language to expect. `zone`: where times without an offset are; `day_first`: how 05/06/2026 is meant. `hosts`:
    hosts besides those of `start`. `entity_suffix`: titles end with the issuing entity in brackets, as gsef.gov.mo's do.
    """

    start: tuple[str, ...]
    release: str
    next: str = ""
    title: str = ""
    date: str = ""
    body: str = ""
    drop: tuple[str, ...] = ()
    site: str | None = None
    lang: str | None = None
    zone: str = "Asia/Macau"
    day_first: bool = True
    hosts: tuple[str, ...] = ()
    entity_suffix: bool = False

    def __post_init__(self) -> None:
        if not self.start:
            raise ValueError("start = [] names no listing")
        for url in self.start:
            if urlsplit(url).scheme not in ("http", "https") or not address.host_of(url):
                raise ValueError(f"start has {url!r}, which is not an absolute http address")
        if not self.release:
            raise ValueError("release = '' would take every address for a release")
        for name, pattern in (("release", self.release), ("next", self.next)):
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{name} = {pattern!r} is not a regular expression: {error}") from error
        for css in filter(None, (self.title, self.date, self.body, *self.drop)):
            select(css)
        dates.parse("2000-01-01 00:00", zone=self.zone)  # raises ValueError, with the name, for an unknown zone


class ListingSpider(Spider):
    """Listing pages by address pattern, releases by selector, structure or readability."""

    kind: ClassVar[str] = "listing"
    Options: ClassVar[type] = Options

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.options = own_options(source, self.kind, Options)
        self._release = re.compile(self.options.release)
        self._next = re.compile(self.options.next) if self.options.next else None
        self._hosts = frozenset(address.host_of(url) for url in self.options.start) | {host.lower() for host in self.options.hosts}
        self._site = self.options.site or address.strip_www(address.host_of(self.options.start[0]))

    def hosts(self) -> frozenset[str]:
        return self._hosts

    def starts(self) -> tuple[str, ...]:
        return self.options.start

    def locate(self, url: str) -> Address | None:
        found = self._release.search(url)
        if found is None or address.host_of(url) not in self._hosts:
            return None
        canonical = address.canonical(url)
        if not canonical:
            return None
        groups = found.groupdict()
        parts = urlsplit(canonical)
        key = groups.get("key") or (_INDEX.sub("", parts.path) or "/") + (f"?{parts.query}" if parts.query else "")
        return Address(self._site, key, groups.get("lang"), canonical)

    # ---- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing | Problem:
        read = outline(page.root)
        found = items(read, base_of(page.root, page.url), self.locate)
        if not found:
            return no_releases(page, read)
        links = tuple(self._listed(item.link(self.options.zone, day_first=self.options.day_first)) for item in found)
        return Listing(links, next=self._next_page(page, read))

    def _listed(self, link: Link) -> Link:
        title, entity = self._parted(link.title or "")
        return replace(link, title=title or link.title, entity=entity or link.entity)

    def _parted(self, title: str) -> tuple[str, str | None]:
        """A title and the entity that the site hangs on to it in brackets."""
        found = _SUFFIX.search(title) if self.options.entity_suffix else None
        return (title[: found.start()].rstrip(), found[1].strip()) if found else (title, None)

    def _next_page(self, page: Page, read: Outline) -> str | None:
        if self._next is None:
            return next_page(page.root, page.url, read)
        here = _page_number(self._next, page.url)
        base = base_of(page.root, page.url)
        targets = (address.resolve(base, anchor.href) for anchor in read.anchors)
        pages = [target for target in targets if target and target != page.url and self._next.search(target) and self._own(target)]
        if not self._next.groups:
            return pages[0] if pages else None
        higher = [(number, target) for target in pages if (number := _page_number(self._next, target)) > here]
        return min(higher)[1] if higher else None

    def _own(self, url: str) -> bool:
        return address.host_of(url) in self._hosts

    # ---- releases --------------------------------------------------------------------------------------------------

    def release(self, page: Page, link: Link) -> Release | Problem:
        if self.locate(page.url) is None:
            return Problem(ProblemKind.SOFT404, page.url, "the site answered with a page that is no release")
        title = self._selected_title(page.root)
        if is_not_found(title):
            return Problem(ProblemKind.SOFT404, page.url, "another page where the release should be")
        body = self._selected_body(page.root) if title else ""
        if not title or not body:
            return self._by_structure(page, link, title)
        published = self._selected_date(page.root) or _said_elsewhere(page, link)
        return self._made(link, title, body, published, Step.SELECTOR)

    def _made(self, link: Link, title: str, body: str, published: Published, basis: Step, attached: tuple[str, ...] = ()) -> Release:
        lang = language.detect(body, self.options.lang or link.address.lang)
        title, entity = self._parted(title)
        return Release(link.address, lang, title, body, published, basis, entity or link.entity, attachments=attached)

    def _selected_title(self, root: HtmlElement) -> str:
        css = self.options.title
        return next(filter(None, (text.clean("".join(element.itertext())) for element in select(css)(root))), "") if css else ""

    def _selected_body(self, root: HtmlElement) -> str:
        element = first(self.options.body, root)
        return joined(texts(outline(self._without_drops(element)).lines)) if element is not None else ""

    def _without_drops(self, body: HtmlElement) -> HtmlElement:
        """The body without what `drop` names; a copy where there is any, for the tree is the page's."""
        if not any(first(css, body) is not None for css in self.options.drop):
            return body
        body = copy.deepcopy(body)
        for css in self.options.drop:
            for element in list(select(css)(body)):
                if element is not body and element.getparent() is not None:
                    element.drop_tree()
        return body

    def _selected_date(self, root: HtmlElement) -> Published | None:
        if not self.options.date:
            return None
        return next(filter(None, map(self._date_of, select(self.options.date)(root))), None)

    def _date_of(self, element: HtmlElement) -> Published | None:
        zone, day_first = self.options.zone, self.options.day_first
        stamp = element.get("datetime") or element.get("content")
        if stamp and (read := dates.from_datetime_attribute(stamp, zone)):
            return read
        said = " ".join("".join(element.itertext()).split())
        labelled = dates.labelled(said, zone=zone, day_first=day_first)
        return labelled or dates.parse(said, zone=zone, basis=DateBasis.LABEL, day_first=day_first)

    def _by_structure(self, page: Page, link: Link, title: str) -> Release | Problem:
        """Read by labels, text order and structure; `title` is the selected one, where there is one."""
        read = article(page.root, hint=title or link.title)
        title = title or read.title
        if is_not_found(title) or is_another_page(page, self.locate, link, title):
            return Problem(ProblemKind.SOFT404, page.url, "another page where the release should be")
        if not title:
            return no_releases(page, outline(page.root), Role.RELEASE, "no title")
        label, labelled = label_near_title(read.page, read.anchor, read.body, zone=self.options.zone, day_first=self.options.day_first)
        body, basis = joined(texts(line for line in read.body if line is not label)), Step.STRUCTURE
        if not body:
            body, basis = text.paragraphs(readability(page.text) or ()), Step.READABILITY
        if not body:
            return no_releases(page, outline(page.root), Role.RELEASE, "no text that reads like a release")
        published = self._selected_date(page.root) or self._stated_date(page, read) or labelled
        published = published or self._bare_date(read) or _said_elsewhere(page, link)
        return self._made(link, title, body, published, basis, attachments(read.page, read.body, base_of(page.root, page.url)))

    def _stated_date(self, page: Page, read: Reading) -> Published | None:
        """The date that the page states for machines: meta tags, JSON-LD, a time element within a few lines of the title."""
        tags = meta(page.root)
        near = range(read.anchor.number - 3, read.anchor.number + 8) if read.anchor else range(0)
        stamps = [*(tags.get(name, "") for name in _META_DATES), *json_ld_dates(page.root)]
        stamps += [stamp.datetime for stamp in read.page.times if stamp.line in near]
        return next((found for stamp in stamps if stamp and (found := dates.from_datetime_attribute(stamp, self.options.zone))), None)

    def _bare_date(self, read: Reading) -> Published | None:
        """A short line between title and body that begins with a date."""
        if read.anchor is None or not read.body:
            return None
        start = read.anchor.number + 1
        between = read.page.lines[start : min(read.body[0].number, start + 7)]
        found = (
            dates.parse(line.text, zone=self.options.zone, day_first=self.options.day_first) for line in between if len(line.text) <= 60
        )
        return next(filter(None, found), None)


def _page_number(pattern: re.Pattern[str], url: str) -> int:
    """The number in the first group, 0 where the address has none (the first page)."""
    found = pattern.search(url)
    number = found[1] if found and pattern.groups else None
    return int(number) if number and number.isascii() and number.isdigit() and len(number) < 10 else 0


def _said_elsewhere(page: Page, link: Link) -> Published:
    """The date of the listing, else that in the address."""
    if link.published.precision is not Precision.NONE:
        return link.published
    return dates.from_path(page.url) or UNDATED
