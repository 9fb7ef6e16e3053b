"""The portal of the Macao government (docs/sources.md): one WordPress blog per language, so ids differ between the languages.

A release is met by its number, its slug or its short form `?p=N`; the page's shortlink settles the number. Sister versions are known
by hreflang. Dates stand in `time` elements without a zone and mean Macau time; where a page shows none, the listing does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from crawlers import address, dates, language, text
from crawlers.model import UNDATED, Address, Link, Listing, Problem, ProblemKind, Published, Release, Role, Source, Step
from crawlers.outline import Outline, is_debris, is_not_found, outline
from crawlers.page import Page
from crawlers.spiders.base import Spider, own_options
from crawlers.spiders.reading import fell_back, joined, no_releases
from crawlers.structure import (
    HeadLinks,
    Reading,
    article,
    attachments,
    base_of,
    head_links,
    items,
    json_ld_dates,
    meta,
    next_page,
    readability,
)

HOST = "www.gov.mo"
ZONE = "Asia/Macau"
LABELS = {"en": "en", "pt": "pt", "zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}

_HOSTS = frozenset({HOST, "gov.mo"})
_WORD = {"en": "news", "pt": "noticias", "zh-hant": "news", "zh-hans": "news"}
_PATH = re.compile(r"/(en|pt|zh-hant|zh-hans)/(?:news|noticias)/([^/?#]+)/?")
_SHORT = re.compile(r"/(en|pt|zh-hant|zh-hans)/(?:index\.php)?")
_NOT_SLUGS = frozenset({"page", "feed", "category", "tag", "author", "archive", "embed", "search", "rss"})
_API = re.compile(r"/(en|pt|zh-hant|zh-hans)/wp-json/wp/v2/[\w-]+/(\d+)/?$")
# What comes after a text: the gallery link and the feedback block.
_ENDS = re.compile(
    r"\W{0,4}(?:View gallery|Ver galeria|查看[圖图][庫库]|Há algo de errado com esta página|"
    r"Ajude-nos a melhorar o GOV\.MO|"
    r"(?:Is there )?something wrong with this page|Help us improve GOV\.MO|"
    r"此[頁页]面有[問问][題题][嗎吗]|[幫帮]助我[們们]改[進进]GOV\.MO)\W{0,4}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Options:
    """`languages`: the site's language labels, each with a listing of its own."""

    languages: tuple[str, ...] = ("en", "pt", "zh-hant", "zh-hans")

    def __post_init__(self) -> None:
        for label in self.languages:
            if label not in LABELS:
                raise ValueError(f"{label!r} is no language of this site; known are {', '.join(LABELS)}")


class GovMo(Spider):
    """The news of each language's blog."""

    kind: ClassVar[str] = "gov-mo"
    Options: ClassVar[type] = Options

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.options = own_options(source, self.kind, Options)

    def hosts(self) -> frozenset[str]:
        return _HOSTS

    def starts(self) -> tuple[str, ...]:
        tags = self.source.languages
        return tuple(f"https://{HOST}/{label}/{_WORD[label]}/" for label in self.options.languages if not tags or LABELS[label] in tags)

    def locate(self, url: str) -> Address | None:
        """By number or slug, and by `?p=N`, which keeps its form: a number alone does not tell the permanent address."""
        if address.host_of(url) not in _HOSTS:
            return None
        parts = urlsplit(address.canonical(url))
        if short := _SHORT.fullmatch(parts.path):
            number = dict(parse_qsl(parts.query)).get("p", "")
            if re.fullmatch(r"[0-9]{1,10}", number):
                return Address("gov-mo", str(int(number)), short[1], f"https://{HOST}/{short[1]}/?p={int(number)}")
        found = _PATH.fullmatch(parts.path)
        if found is None or found[2].lower() in _NOT_SLUGS:
            return None
        label, slug = found[1], found[2]
        return Address("gov-mo", slug, label, f"https://{HOST}/{label}/{_WORD[label]}/{slug}/")

    def listing(self, page: Page) -> Listing | Problem:
        if self.locate(page.url) is not None:
            return Problem(ProblemKind.PARSE, page.url, "a release where a listing should be", Role.LISTING)
        read = outline(page.root)
        found = items(read, base_of(page.root, page.url), self.locate)
        if not found:
            return no_releases(page, read)
        return Listing(tuple(item.link(ZONE) for item in found), next=next_page(page.root, page.url, read))

    def release(self, page: Page, link: Link) -> Release | Problem:
        head = self._head(page, link)
        if isinstance(head, Problem):
            return head
        read = article(page.root, hint=link.title, ends=_ENDS)
        if not head.settled and fell_back(page, outline(page.root), self.locate, link, read.title):
            return Problem(ProblemKind.SOFT404, page.url, "a page of links where the release should be")
        if is_not_found(read.title):
            return Problem(ProblemKind.SOFT404, page.url, "the page says that there is no such page")
        if not read.title or is_debris(read.title):
            return no_releases(page, outline(page.root), Role.RELEASE, "no title")
        body, basis = joined(line.text for line in read.body), Step.STRUCTURE
        if not body:
            body, basis = text.paragraphs(readability(page.text) or ()), Step.READABILITY
        if not body:
            return Problem(ProblemKind.EMPTY, page.url, "no text after the title")
        return Release(
            address=head.address,
            lang=language.detect(body, LABELS[link.address.lang or "en"]),
            title=read.title,
            body=body,
            published=_published(page, read, link),
            basis=basis,
            entity=link.entity,
            aliases=tuple(sorted({link.address.url, *head.urls} - {head.address.url})),
            same_story=head.stories,
            attachments=attachments(read.page, read.body, base_of(page.root, page.url)),
        )

    def _head(self, page: Page, link: Link) -> _Head | Problem:
        """What address and head say of the page's identity, or that it is another page than the one asked for."""
        here = self.locate(page.url)
        links = head_links(page.root)
        own = {rel: href for rel, href, _ in reversed(links) if rel in ("canonical", "shortlink")}
        named = own.get("canonical") or meta(page.root).get("og:url", "")
        resolved = address.resolve(page.url, named) if named else None
        known = self.locate(resolved) if resolved else None
        if (here is None and known is None) or (resolved and known is None and _is_index(resolved)):
            return Problem(ProblemKind.SOFT404, page.url, "the site fell back to its home page or a list")
        number = self._number(page, links, known or here)
        if any(spot is not None and _differs(spot, link.address, number) for spot in (here, known)):
            return Problem(ProblemKind.SOFT404, page.url, "the site answered with another release or another language version")
        spots = [spot for spot in (known, here, link.address) if spot is not None]
        # The permanent address is the canonical one; the short form stands in only where nothing better is known.
        url = next((spot.url for spot in spots if "?p=" not in spot.url), link.address.url)
        key = number or next((spot.key for spot in spots if spot.key.isdigit()), link.address.key)
        spot = Address("gov-mo", key, link.address.lang, url)
        settled = known is not None or bool(number)
        return _Head(spot, tuple(other.url for other in spots), self._stories(page, links, [spot, *spots]), settled)

    def _number(self, page: Page, links: HeadLinks, here: Address | None) -> str:
        """The post id that the page itself gives: its shortlink, or the address of its record in the site's interface."""
        for rel, href, _ in links:
            target = address.resolve(page.url, href) if rel in ("shortlink", "alternate") else None
            if target is None or address.host_of(target) not in _HOSTS:
                continue
            if rel == "shortlink" and (spot := self.locate(target)) and spot.key.isdigit():
                return spot.key
            if (api := _API.search(urlsplit(target).path)) and here is not None and api[1] == here.lang:
                return api[2]
        return ""

    def _stories(self, page: Page, links: HeadLinks, own: list[Address]) -> tuple[str, ...]:
        """The native keys of this release in all its forms and of its hreflang sisters.

        A sister links here by the permanent address and may not know the number, so both forms are told.
        """
        keys = {spot.native for spot in own}
        for rel, href, element in links:
            if rel == "alternate" and element.get("hreflang"):
                target = address.resolve(page.url, href)
                sister = self.locate(target) if target else None
                if sister is not None:
                    keys.add(sister.native)
        return tuple(sorted(keys))


class _Head(NamedTuple):
    """Identity as the page's head gives it. `settled`: the head itself says that this is a release's page."""

    address: Address
    urls: tuple[str, ...]
    stories: tuple[str, ...]
    settled: bool


def _is_index(url: str) -> bool:
    """Whether an address is a home page or a list."""
    return re.fullmatch(r"/(?:(?:en|pt|zh-hant|zh-hans)/?)?(?:(?:news|noticias)/?(?:page/\d+/?)?)?", urlsplit(url).path) is not None


def _differs(spot: Address, asked: Address, number: str) -> bool:
    """Whether a page's own address is that of another release. A slug and a number may be the same post; two of a kind may not."""
    if spot.lang != asked.lang:
        return True
    if asked.key.isdigit():
        return (number or (spot.key if spot.key.isdigit() else asked.key)) != asked.key
    return not spot.key.isdigit() and spot.key != asked.key


def _published(page: Page, read: Reading, link: Link) -> Published:
    """The page's own date: meta tag, JSON-LD, a time element between title and text; else the listing's."""
    stamps = [meta(page.root).get("article:published_time", ""), *json_ld_dates(page.root)]
    stamps += _stamps(read.page, read)
    if link.published == UNDATED and not any(stamps) and (whole := outline(page.root)) and read.anchor:
        # The part that was read begins at the title: the time may stand above it.
        title = next((line for line in whole.lines if line.text == read.anchor.text and line.tag == read.anchor.tag), None)
        stamps += [stamp.datetime for stamp in whole.times if title and title.number - 3 <= stamp.line <= title.number]
    found = (dates.from_datetime_attribute(stamp, ZONE) for stamp in stamps if stamp)
    return next((published for published in found if published and published.value), link.published)


def _stamps(outlined: Outline, read: Reading) -> list[str]:
    if read.anchor is None:
        return []
    first = read.body[0].number if read.body else read.anchor.number + 4
    return [stamp.datetime for stamp in outlined.times if read.anchor.number - 3 <= stamp.line <= first and stamp.datetime]
