"""Sites made by TRS, a content system of Chinese governments: static pages whose addresses carry the date (docs/sources.md, Jiangmen).

    /jmxw/202105/t20210511_2201885.htm   day in the name, then the number
    /jmxw/202311/t942170.html            later form: month from the folder only

The pages show no date, and those inside the texts are mistranslated, so the address alone dates a release.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from crawlers import address, language, text
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
from crawlers.outline import is_debris, is_not_found, outline
from crawlers.page import Page
from crawlers.spiders.base import Spider, own_options
from crawlers.spiders.reading import fell_back, is_another_page, joined, no_releases
from crawlers.structure import article, attachments, base_of, items, next_page, readability

_NAME = re.compile(r"/(?:(\d{6})/)?t(?:(\d{8})_)?(\d{3,12})\.s?html?$", re.IGNORECASE)
_ENDS = re.compile(
    r"\W{0,4}(?:Briefing of This Website\s*[:：]|Copyright Jiangmen\b|Sitemap\s*\||(?:责任编辑|責任編輯|编辑)\s*[:：])", re.IGNORECASE
)
# createPageHTML(pages, present page from 0, file name, extension): the list's page links are written by this call only.
_PAGER = re.compile(
    r"createPageHTML\w{0,9}\(\s*[\"']?(\d{1,5})[\"']?\s*,\s*[\"']?(\d{1,5})[\"']?\s*,\s*[\"']([\w-]+)[\"']\s*,\s*[\"'](\w+)[\"']"
)
_COUNT = re.compile(r"\bvar\s+(?:countPage|pageCount|totalPage|nPageCount)\s*=\s*[\"']?(\d{1,5})")
_PRESENT = re.compile(r"\bvar\s+(?:currentPage|currPage|nCurrIndex|pageIndex)\s*=\s*[\"']?(\d{1,5})")


@dataclass(frozen=True, slots=True)
class Options:
    """`host` with `scheme`; `site`: the namespace of the keys; `sections`: folders that have a list; `lang`: the site's BCP 47 language.

    http stays http: the English site is not known to answer otherwise.
    """

    host: str = "english.jiangmen.gov.cn"
    site: str = "jiangmen-en"
    scheme: str = "http"
    sections: tuple[str, ...] = ("jmxw/",)
    lang: str = "en"

    def __post_init__(self) -> None:
        if self.scheme not in ("http", "https"):
            raise ValueError(f"scheme = {self.scheme!r} is neither http nor https")
        if not address.host_of(f"{self.scheme}://{self.host}/"):
            raise ValueError(f"host = {self.host!r} is no host name")


class Trs(Spider):
    """Column lists and their releases."""

    kind: ClassVar[str] = "trs"
    Options: ClassVar[type] = Options

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.options = own_options(source, self.kind, Options)
        self._base = f"{self.options.scheme}://{self.options.host}"

    def hosts(self) -> frozenset[str]:
        return frozenset({self.options.host})

    def starts(self) -> tuple[str, ...]:
        return tuple(f"{self._base}/{section.strip('/')}/" for section in self.options.sections)

    def locate(self, url: str) -> Address | None:
        """By the number in the file's name; the folder is kept, for the file lies nowhere else."""
        if address.host_of(url) != self.options.host:
            return None
        path = urlsplit(address.canonical(url)).path
        found = _NAME.search(path)
        if found is None or not (found[1] or found[2]):
            return None
        return Address(self.options.site, str(int(found[3])), None, f"{self._base}{path}")

    def listing(self, page: Page) -> Listing | Problem:
        if self.locate(page.url) is not None:
            return Problem(ProblemKind.PARSE, page.url, "a release where a listing should be", Role.LISTING)
        read = outline(page.root)
        found = items(read, base_of(page.root, page.url), self.locate)
        if not found:
            return no_releases(page, read)
        links = tuple(Link(item.address, item.found, item.title, _dated(item.address.url)) for item in found)
        return Listing(links, next=_scripted_next(page) or next_page(page.root, page.url, read))

    def release(self, page: Page, link: Link) -> Release | Problem:
        spot = self.locate(page.url)
        if spot is None or spot.native != link.address.native:
            return Problem(ProblemKind.SOFT404, page.url, "the site answered with another page than the release's")
        read = article(page.root, hint=link.title, ends=_ENDS)
        lost = read.anchor is None and fell_back(page, outline(page.root), self.locate, link, read.title)
        if lost or is_another_page(page, self.locate, link, read.title):
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
            address=link.address,
            lang=language.detect(body, self.options.lang),
            title=read.title,
            body=body,
            published=_dated(link.address.url),
            basis=basis,
            entity=link.entity,
            attachments=attachments(read.page, read.body, base_of(page.root, page.url)),
        )


def _dated(url: str) -> Published:
    """The date in a release's address: the day in the file's name, else the month of its folder."""
    found = _NAME.search(urlsplit(url).path)
    if found is None:
        return UNDATED
    day = found[2] and _day(found[2])
    if day:
        return Published(day, Precision.DAY, DateBasis.ADDRESS)
    month = found[1] and _day(f"{found[1]}01")
    return Published(month, Precision.MONTH, DateBasis.ADDRESS) if month else UNDATED


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _scripted_next(page: Page) -> str | None:
    """The following page where only a script names it: index.htm is page 0, index_1.htm page 1."""
    call = _PAGER.search(page.text)
    count = (int(call[1]), int(call[2])) if call else _counted(page.text)
    if count is None or count[1] + 1 >= count[0]:
        return None
    here = re.search(r"/([\w-]+?)(?:_\d+)?\.(s?html?)$", urlsplit(page.url).path)
    name, kind = (call[3], call[4]) if call else (here[1], here[2]) if here else ("index", "html")
    return urljoin(page.url, f"{name}_{count[1] + 1}.{kind}")


def _counted(markup: str) -> tuple[int, int] | None:
    count, present = _COUNT.search(markup), _PRESENT.search(markup)
    return (int(count[1]), int(present[1])) if count and present else None
