"""EIN Presswire, which carries English releases of Macao's government word for word (docs/sources.md).

The id is the identity; the slug is cut at a length limit and may be missing. A text opens with a dateline without a year
(`MACAU, September 10 - `) and is followed by a disclaimer that belongs to the carrier.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from urllib.parse import urlsplit

from crawlers import address, dates, language, text
from crawlers.model import UNDATED, Address, DateBasis, Link, Listing, Problem, ProblemKind, Published, Release, Role, Source, Step
from crawlers.outline import Line, is_debris, is_not_found, outline
from crawlers.page import Page
from crawlers.spiders.base import Spider, own_options
from crawlers.spiders.reading import fell_back, is_another_page, joined, no_releases
from crawlers.structure import Reading, article, attachments, base_of, items, json_ld_dates, meta, next_page, readability

HOST = "www.einpresswire.com"
ZONE = "Asia/Macau"

_HOSTS = frozenset({HOST, "einpresswire.com"})
# Nine digits up to 2026; at their pace the ids reach ten soon after.
_ARTICLE = re.compile(r"/article/(\d{9,10})(?:/[^/]*)?/?")
_ENDS = re.compile(
    r"\W{0,4}(?:Legal Disclaimer\b|EIN Presswire provides this news content|Distribution channels\s*:|You just read\s*:|"
    r"(?:We|EIN Presswire) (?:do|does) not accept any responsibility or liability)",
    re.IGNORECASE,
)
_META_DATES = ("article:published_time", "datepublished", "date", "pubdate")


@dataclass(frozen=True, slots=True)
class Options:
    """`listings`: paths of pages that list articles. The site's feeds are not used: what is told of them disagrees."""

    listings: tuple[str, ...] = ("/country/macau",)


class Ein(Spider):
    """Country or search pages and the articles they name."""

    kind: ClassVar[str] = "ein"
    Options: ClassVar[type] = Options

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.options = own_options(source, self.kind, Options)

    def hosts(self) -> frozenset[str]:
        return _HOSTS

    def starts(self) -> tuple[str, ...]:
        return tuple(f"https://{HOST}/{path.lstrip('/')}" for path in self.options.listings)

    def locate(self, url: str) -> Address | None:
        if address.host_of(url) not in _HOSTS:
            return None
        found = _ARTICLE.fullmatch(urlsplit(address.canonical(url)).path)
        return Address("ein", found[1], None, f"https://{HOST}/article/{found[1]}") if found else None

    def listing(self, page: Page) -> Listing | Problem:
        if self.locate(page.url) is not None:
            return Problem(ProblemKind.PARSE, page.url, "an article where a listing should be", Role.LISTING)
        read = outline(page.root)
        found = items(read, base_of(page.root, page.url), self.locate)
        if not found:
            return no_releases(page, read)
        return Listing(tuple(item.link(ZONE) for item in found), next=next_page(page.root, page.url, read))

    def release(self, page: Page, link: Link) -> Release | Problem:
        spot = self.locate(page.url)
        if spot is None or spot.native != link.address.native:
            return Problem(ProblemKind.SOFT404, page.url, "the site answered with another page than the article's")
        read = article(page.root, hint=link.title, ends=_ENDS)
        lost = read.anchor is None and fell_back(page, outline(page.root), self.locate, link, read.title)
        if lost or is_another_page(page, self.locate, link, read.title):
            return Problem(ProblemKind.SOFT404, page.url, "a page of links where the article should be")
        if is_not_found(read.title):
            return Problem(ProblemKind.SOFT404, page.url, "the page says that there is no such page")
        if not read.title or is_debris(read.title):
            return no_releases(page, outline(page.root), Role.RELEASE, "no title")
        stated = _stated(page, read)
        lines, published = _from_dateline(read.body, _reference(link, stated, page))
        body, basis = _body(lines), Step.LABELS if published else Step.STRUCTURE
        if not body:
            body, basis = text.paragraphs(readability(page.text) or ()), Step.READABILITY
        if not body:
            return Problem(ProblemKind.EMPTY, page.url, "no text after the title")
        return Release(
            address=link.address,
            lang=language.detect(body, "en"),
            title=read.title,
            body=body,
            published=published or (stated if stated.value else link.published),
            basis=basis,
            entity=link.entity,
            attachments=attachments(read.page, lines, base_of(page.root, page.url)),
        )


def _body(lines: list[Line]) -> str:
    said = [line.text for line in lines]
    return joined([dates.strip_dateline(said[0]), *said[1:]]) if said else ""


def _from_dateline(lines: list[Line], reference: date) -> tuple[list[Line], Published | None]:
    """The body from its dateline on, and the dateline's date; the lines as they are where the first few have none."""
    for number, line in enumerate(lines[:8]):
        if published := dates.dateline(line.text[:120], reference):
            return lines[number:], published
    return lines, None


def _stated(page: Page, read: Reading) -> Published:
    """The page's own date with its year: for machines, or on a short line between title and text."""
    tags = meta(page.root)
    for stamp in (*(tags.get(name, "") for name in _META_DATES), *json_ld_dates(page.root)):
        if stamp and (found := dates.from_datetime_attribute(stamp, ZONE)):
            return found
    if read.anchor is None or not read.body:
        return UNDATED
    between = read.page.lines[read.anchor.number + 1 : read.body[0].number + 1]
    found_lines = (dates.parse(line.text, zone=ZONE, basis=DateBasis.LABEL) for line in between if len(line.text) <= 60)
    return next((found for found in found_lines if found and found.value), UNDATED)


def _reference(link: Link, stated: Published, page: Page) -> date:
    """The day near which a dateline's missing year lies: the listing's date, the page's, at last the day of the answer."""
    value = link.published.value or stated.value or page.received_at
    return value.date() if isinstance(value, datetime) else value
