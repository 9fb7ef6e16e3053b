"""Economic and Technological Development Bureau of Macao (docs/sources.md, DSEDT): a table of dates and titles.

Its rows lead to pages of the bureau or to the Government Information Bureau. The latter are that bureau's releases, with its keys,
and are read by its spider, so that the same release found on both ways is one. The address of the bureau's own pages was never seen:
it is a pattern in the options.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import urlsplit

from crawlers import address, dates, language
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
from crawlers.outline import Outline, is_menu, is_not_found, outline
from crawlers.page import Page
from crawlers.spiders.base import Spider, own_options
from crawlers.spiders.gcs import Gcs
from crawlers.spiders.reading import is_another_page, joined, label_near_title, no_releases
from crawlers.structure import Item, article, attachments, base_of, items, next_page, texts

HOST = "www.dsedt.gov.mo"
SITE = f"https://{HOST}"
ZONE = "Asia/Macau"
# zh_TW and zh_MO are two names of one language version.
LOCALES = {"zh_TW": "zh-Hant", "zh_MO": "zh-Hant", "zh_CN": "zh-Hans", "pt_PT": "pt", "en_US": "en"}
DETAIL = r"/web/public/pg_\w+(?:/\w{0,40}?\d\w{0,40}/?$|\?(?:.*&)?(?:\w{0,20}id|no|seq|item|news)=[\w-]+)"

_HOSTS = frozenset({HOST, "dsedt.gov.mo"})
# A row of the table has few lines; a larger block is the page.
_ROW_LINES = 12
_LOCALE = re.compile(r"^/(zh_TW|zh_MO|zh_CN|pt_PT|en_US)/")


@dataclass(frozen=True, slots=True)
class Options:
    """`locales` and `pages`: each page in each locale is a listing. `release`: what the address of an own release (path and query)
    holds, a regular expression."""

    locales: tuple[str, ...] = ("zh_TW", "pt_PT")
    pages: tuple[str, ...] = ("pg_nc_wn", "pg_cepa_news")
    release: str = DETAIL

    def __post_init__(self) -> None:
        for locale in self.locales:
            if locale not in LOCALES:
                raise ValueError(f"{locale!r} is no locale of this site; known are {', '.join(LOCALES)}")
        try:
            re.compile(self.release)
        except re.error as error:
            raise ValueError(f"release = {self.release!r} is not a regular expression: {error}") from error


class Dsedt(Spider):
    """The table first; a row's date is the release's where its page has none."""

    kind: ClassVar[str] = "dsedt"
    Options: ClassVar[type] = Options

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.options = own_options(source, self.kind, Options)
        self._release = re.compile(self.options.release)
        self._gcs = Gcs(replace(source, options=Gcs.Options()))

    def hosts(self) -> frozenset[str]:
        return _HOSTS | self._gcs.hosts()

    def starts(self) -> tuple[str, ...]:
        tags = self.source.languages
        locales = [locale for locale in self.options.locales if not tags or LOCALES[locale] in tags]
        return tuple(f"{SITE}/{locale}/web/public/{name}" for locale in locales for name in self.options.pages)

    def locate(self, url: str) -> Address | None:
        """An own release or one of the Government Information Bureau."""
        if address.host_of(url) not in _HOSTS:
            return self._gcs.locate(url)
        canonical = address.canonical(url)
        if not canonical:
            return None
        parts = urlsplit(canonical)
        within = parts.path + (f"?{parts.query}" if parts.query else "")
        locale = _LOCALE.match(within)
        if locale is None or self._release.search(within) is None:
            return None
        return Address("dsedt", within[locale.end() :], LOCALES[locale[1]], f"{SITE}{within}")

    def listing(self, page: Page) -> Listing | Problem:
        read = outline(page.root)
        # The menu's links have numbers too; where scripts have yet to fill the table, they would be all there is (FAULTS S17).
        found = [item for item in items(read, base_of(page.root, page.url), self.locate) if not _in_menu(read, item)]
        if not found:
            return no_releases(page, read)
        rows = [(item, _row_date(read, item, found)) for item in found]
        # Where the list has a column of dates, what has none beside it is the menu's.
        dated = any(published for _, published in rows)
        links = (Link(item.address, item.found, item.title, published or UNDATED) for item, published in rows if published or not dated)
        return Listing(links=tuple(links), next=next_page(page.root, page.url, read))

    def release(self, page: Page, link: Link) -> Release | Problem:
        if link.address.site != "dsedt":
            return self._gcs.release(page, link)
        spot = self.locate(page.url)
        if spot is None or spot.native != link.address.native:
            return Problem(ProblemKind.SOFT404, page.url, "the site answered with another page than the release's")
        read = article(page.root, hint=link.title)
        if is_not_found(read.title) or is_another_page(page, self.locate, link, read.title):
            return Problem(ProblemKind.SOFT404, page.url, "another page where the release should be")
        if not read.title:
            return no_releases(page, read.page, Role.RELEASE, "no title")
        label, published = label_near_title(read.page, read.anchor, read.body)
        body = joined(texts(line for line in read.body if line is not label))
        if not body:
            return Problem(ProblemKind.EMPTY, page.url, "no text after the title")
        return Release(
            address=link.address,
            lang=language.detect(body, link.address.lang),
            title=read.title,
            body=body,
            published=published or link.published,
            basis=Step.STRUCTURE,
            attachments=attachments(read.page, read.body, base_of(page.root, page.url)),
        )


def _in_menu(read: Outline, item: Item) -> bool:
    """Whether a release's links all stand in lines of several links."""
    lines = [read.lines[anchor.line] for anchor in item.anchors if anchor.line < len(read.lines)]
    return bool(lines) and all(line.anchors > 1 and is_menu(line) for line in lines)


def _row_date(read: Outline, item: Item, items_of_page: list[Item]) -> Published | None:
    """The date in its own cell beside a release's link: in the smallest block around it that has one and no other release."""
    others = {anchor.line for other in items_of_page if other is not item for anchor in other.anchors}
    line = item.anchors[0].line
    if line >= len(read.lines):
        return None
    for block in read.climb(read.lines[line].block):
        span = range(read.firsts[block], read.ends[block])
        if len(span) > _ROW_LINES or any(other in span for other in others):
            return None
        if found := next(filter(None, (_date_cell(cell.text) for cell in read.lines[span.start : span.stop])), None):
            return found
    return None


def _date_cell(value: str) -> Published | None:
    read = dates.parse(value, zone=ZONE, basis=DateBasis.LABEL) if len(value) <= 24 else None
    return read if read and read.precision in (Precision.MINUTE, Precision.DAY) else None
