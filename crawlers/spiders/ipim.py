"""Commerce and Investment Promotion Institute of Macao (docs/sources.md, IPIM): nested sections, a clock, an endless calendar.

The first line of every page is the present time: it dates nothing. The calendar's links lead to the same pages for ever: they are
neither followed nor part of an address. A page rarely dates itself; then the list does, or nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawlers import address, language
from crawlers.model import Address, Link, Listing, Problem, ProblemKind, Release, Role, Source, Step
from crawlers.outline import is_not_found, outline
from crawlers.page import Page
from crawlers.spiders.base import Spider, own_options
from crawlers.spiders.reading import is_another_page, joined, label_near_title, no_releases
from crawlers.structure import Item, article, attachments, base_of, items, next_page, texts

HOST = "www.ipim.gov.mo"
SITE = f"https://{HOST}"
ZONE = "Asia/Macau"
LABELS = {"en": "en", "pt-pt": "pt", "pt": "pt", "zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}
# A story is asked for by id, stands below the issue that printed it, or has a name as long as a headline: sections have short ones.
DETAIL = (
    r"[?&]id=\d+|/issue-[^/?]+/[^/?]+/[^/?]+/?$|/ipim-news/(?:[^/?]+/)*"
    r"(?:(?:[^/?-]+-){3,}[^/?-]+|(?:%[0-9A-Fa-f]{2}|-){8,}[^/?]*)/?$"
)

_HOSTS = frozenset({HOST, "ipim.gov.mo", "m.ipim.gov.mo"})
_LANG = re.compile(r"^/(en|pt-pt|pt|zh-hant|zh-hans)/")
_CALENDAR = re.compile(r"ajaxCalendar|[?&](?:mo|yr)=")
_CLOCK = re.compile(r"\W*\d{1,2}/\d{1,2}/\d{4}\s*[-–]?\s*\d{1,2}:\d{2}(?::\d{2})?\W*")
_BREADCRUMB = re.compile(r"You are here\s*:|你現在的位置\s*[:：]|您现在的位置\s*[:：]|Encontra-se em\s*:|Está em\s*:", re.IGNORECASE)
_SEARCH = re.compile(r"Search Issues|搜尋期數|搜索期数|Pesquisar (?:n[uú]meros|edi[cç][oõ]es)", re.IGNORECASE)
# The file name of a picture, printed as text: Tin304_p7c.
_STEM = re.compile(r"[A-Za-z]{1,8}\d{1,5}_[A-Za-z]{0,4}\d{1,4}[a-z]?(?:\.\w{3,4})?")


@dataclass(frozen=True, slots=True)
class Options:
    """`languages`: the site's language labels; `sections`: paths below them that list releases; `release`: what the path and query of a
    release's address hold, a regular expression."""

    languages: tuple[str, ...] = ("en", "zh-hant")
    sections: tuple[str, ...] = ("publication/ipim-news/",)
    release: str = DETAIL

    def __post_init__(self) -> None:
        for label in self.languages:
            if label not in LABELS:
                raise ValueError(f"{label!r} is no language of this site; known are {', '.join(LABELS)}")
        try:
            re.compile(self.release)
        except re.error as error:
            raise ValueError(f"release = {self.release!r} is not a regular expression: {error}") from error


class Ipim(Spider):
    """Section lists and their stories."""

    kind: ClassVar[str] = "ipim"
    Options: ClassVar[type] = Options

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.options = own_options(source, self.kind, Options)
        self._release = re.compile(self.options.release)

    def hosts(self) -> frozenset[str]:
        return _HOSTS

    def starts(self) -> tuple[str, ...]:
        tags = self.source.languages
        labels = [label for label in self.options.languages if not tags or LABELS[label] in tags]
        return tuple(f"{SITE}/{label}/{section.lstrip('/')}" for label in labels for section in self.options.sections)

    def locate(self, url: str) -> Address | None:
        if address.host_of(url) not in _HOSTS or not (canonical := address.canonical(url)):
            return None
        parts = urlsplit(canonical)
        # The calendar's month leads to the same story (docs/sources.md); only the id says which one it is.
        query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name == "id"])
        path = re.sub(r"/{2,}", "/", parts.path).rstrip("/") + "/"
        label = _LANG.match(path)
        within = path + (f"?{query}" if query else "")
        if label is None or self._release.search(within) is None:
            return None
        return Address("ipim", within[label.end() :], label[1], f"{SITE}{within}")

    def listing(self, page: Page) -> Listing | Problem:
        read = outline(page.root)
        found = items(read, base_of(page.root, page.url), self.locate, deny=_CALENDAR)
        if not found:
            return no_releases(page, read)
        following = next_page(page.root, page.url, read)
        return Listing(tuple(_link(item) for item in found), next=None if following and _CALENDAR.search(following) else following)

    def release(self, page: Page, link: Link) -> Release | Problem:
        spot = self.locate(page.url)
        if spot is None or spot.native != link.address.native:
            return Problem(ProblemKind.SOFT404, page.url, "the site answered with another page than the release's")
        read = article(page.root, hint=link.title)
        if is_not_found(read.title) or is_another_page(page, self.locate, link, read.title):
            return Problem(ProblemKind.SOFT404, page.url, "another page where the release should be")
        if not read.title or _CLOCK.fullmatch(read.title):
            return no_releases(page, read.page, Role.RELEASE, "no title")
        lines = [line for line in read.body if not _is_furniture(line.text)]
        label, published = label_near_title(read.page, read.anchor, lines)
        body = joined(texts(line for line in lines if line is not label))
        if not body:
            return Problem(ProblemKind.EMPTY, page.url, "no text after the title")
        return Release(
            address=link.address,
            lang=language.detect(body, LABELS[link.address.lang or "en"]),
            title=read.title,
            body=body,
            published=published or link.published,
            basis=Step.STRUCTURE,
            attachments=attachments(read.page, lines, base_of(page.root, page.url)),
        )


def _is_furniture(value: str) -> bool:
    return any(pattern.match(value) for pattern in (_BREADCRUMB, _SEARCH)) or any(pattern.fullmatch(value) for pattern in (_CLOCK, _STEM))


def _link(item: Item) -> Link:
    """What the list says, without the clock: where a page lists one release alone, the clock counts among its lines."""
    item.lines = [line for line in item.lines if not _is_furniture(line.text)]
    return Link(item.address, item.found, item.title, item.published(ZONE))
