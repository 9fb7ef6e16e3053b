"""Forum Macao's site (docs/sources.md): the same id in every language, a labelled date between title and text.

    Member Countries / {title} / Release time:2023-03-14 / • Share To: / {paragraphs}

The label is the anchor: a page without it is no release, for a missing translation answers with the home page and 200. Ids say
nothing of time (the imported ones run backwards), so nothing here compares them but for one thing: from 7785 on all sections
are known to share one row of ids, before that each may have had its own. So stories of older ids are joined within a section only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from crawlers import address, dates, language, text
from crawlers.model import Address, DateBasis, Link, Listing, Problem, ProblemKind, Published, Release, Role, Source, Step
from crawlers.outline import HEADINGS, Line, Outline, is_debris, is_menu, outline
from crawlers.page import Page
from crawlers.spiders.base import Spider, own_options
from crawlers.spiders.reading import joined, no_releases
from crawlers.structure import Reading, around, attachments, base_of, body_after, items, next_page, readability

HOST = "www.forumchinaplp.org.mo"
ZONE = "Asia/Macau"
LABELS = {"en": "en", "pt": "pt", "zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}
# The first id that two languages are known to share whatever the section (docs/sources.md).
SHARED_IDS_FROM = 7785

_HOSTS = frozenset({HOST, "forumchinaplp.org.mo"})
_PREFIX = {"en": "en/", "pt": "pt/", "zh-hans": "zh-hans/", "zh-hant": ""}
_VIEW = re.compile(r"/?(?:(en|pt|zh-hans|zh-hant)/)?([a-z_]+)/view/0*(\d{1,9})/?")
_SWITCH = re.compile(r"/(?:(?:en|pt|zh-hans|zh-hant)/)?language/change/([1-4])/?")
# The numbers of the language switch, from the texts that came back (docs/sources.md).
_SWITCHED = {"1": "zh-hant", "2": "zh-hans", "3": "en", "4": "pt"}
_DENY = re.compile(r"language/change", re.IGNORECASE)
_LABEL_WORDS = r"(?:Release time|Tempo de libera[cç][aã]o|[发發][佈布](?:时间|時間))"
_LABEL_WORD = re.compile(_LABEL_WORDS)
_LABEL = re.compile(_LABEL_WORDS + r"\s*[:：]\s*", re.IGNORECASE)
_HOLDING = etree.XPath("/html/body//text()[contains(., $word)]/..")


@dataclass(frozen=True, slots=True)
class Options:
    """`languages`: the site's language labels, zh-hant for the paths without one; `sections`: what to list."""

    languages: tuple[str, ...] = ("en", "pt", "zh-hans", "zh-hant")
    sections: tuple[str, ...] = ("news", "economic_trade", "publication", "meeting")

    def __post_init__(self) -> None:
        for label in self.languages:
            if label not in LABELS:
                raise ValueError(f"{label!r} is no language of this site; known are {', '.join(LABELS)}")
        for section in self.sections:
            if not re.fullmatch(r"[a-z_]+", section):
                raise ValueError(f"{section!r} is no section of this site: small letters and underscores only")


class ForumMacao(Spider):
    """Section lists in each language and their releases."""

    kind: ClassVar[str] = "forum-macao"
    Options: ClassVar[type] = Options

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.options = own_options(source, self.kind, Options)

    def hosts(self) -> frozenset[str]:
        return _HOSTS

    def starts(self) -> tuple[str, ...]:
        tags = self.source.languages
        labels = [label for label in self.options.languages if not tags or LABELS[label] in tags]
        return tuple(f"https://{HOST}/{_PREFIX[label]}{section}" for label in labels for section in self.options.sections)

    def locate(self, url: str) -> Address | None:
        """Any form of a release's address; the language switch counts as the release in the language that it switches to."""
        if address.host_of(url) not in _HOSTS:
            return None
        parts = urlsplit(address.canonical(url))
        if view := _VIEW.fullmatch(parts.path):
            return self._address(view[1] or "zh-hant", view[2], view[3])
        if switch := _SWITCH.fullmatch(parts.path):
            back = dict(parse_qsl(parts.query)).get("back", "")
            if view := _VIEW.fullmatch(back):
                return self._address(_SWITCHED[switch[1]], view[2], view[3])
        return None

    def _address(self, label: str, section: str, number: str) -> Address | None:
        if section not in self.options.sections:
            return None
        return Address("forum-macao", number, label, f"https://{HOST}/{_PREFIX[label]}{section}/view/{number}")

    def listing(self, page: Page) -> Listing | Problem:
        if self.locate(page.url) is not None:
            return Problem(ProblemKind.PARSE, page.url, "a release where a listing should be", Role.LISTING)
        read = outline(page.root)
        found = items(read, base_of(page.root, page.url), self.locate, deny=_DENY)
        if read.find(_LABEL) is not None:
            return Problem(ProblemKind.PARSE, page.url, "a release where a listing should be", Role.LISTING)
        if not found:
            return no_releases(page, read)
        return Listing(tuple(item.link(ZONE) for item in found), next=_on_own_host(next_page(page.root, page.url, read)))

    def release(self, page: Page, link: Link) -> Release | Problem:
        spot = self.locate(page.url)
        if spot is not None and spot.native != link.address.native:
            return Problem(ProblemKind.SOFT404, page.url, "the site answered with another release or another language version")
        read = _read(page)
        if read.anchor is None:
            if read.page.size < 200:
                return no_releases(page, read.page, Role.RELEASE, "no release date label")
            return Problem(ProblemKind.SOFT404, page.url, "no release date label: the site fell back to another page")
        title = _title(read.page, read.anchor, link.title) or text.clean(link.title or "")
        if not title:
            return Problem(ProblemKind.PARSE, page.url, "no title before the release date label")
        body, basis = joined(line.text for line in read.body if text.clean(line.text) != title), Step.LABELS
        if not body:
            body, basis = text.paragraphs(readability(page.text) or ()), Step.READABILITY
        if not body:
            return Problem(ProblemKind.EMPTY, page.url, "no text after the release date label")
        return Release(
            address=link.address,
            lang=language.detect(body, LABELS[link.address.lang or "zh-hant"]),
            title=title,
            body=body,
            published=_published(read.page, read.anchor) or link.published,
            basis=basis,
            entity=link.entity,
            same_story=(_story(link.address),),
            attachments=attachments(read.page, read.body, base_of(page.root, page.url)),
        )


def _on_own_host(url: str | None) -> str | None:
    """The following page under the one host that all of the site's addresses are kept with."""
    return url and re.sub(r"^https?://(?:www\.)?forumchinaplp\.org\.mo(?=[/?]|$)", f"https://{HOST}", url)


def _story(spot: Address) -> str:
    if int(spot.key) >= SHARED_IDS_FROM:
        return f"forum-macao:{spot.key}"
    section = urlsplit(spot.url).path.split("/")[-3]
    return f"forum-macao:{section}/{spot.key}"


def _read(page: Page) -> Reading:
    """The page around its date label; `anchor` is None where it has none."""
    if word := _LABEL_WORD.search(page.text):
        for element in _HOLDING(page.root, word=word[0]):
            if read := around(element, _label):
                if read.anchor and (read.anchor.number or _before(read.anchor)):
                    return read
                break
    whole = outline(page.root)
    label = _label(whole)
    return Reading("", whole, label, body_after(whole, label.number) if label else [])


def _label(read: Outline) -> Line | None:
    """The line with the date label: at its beginning, or behind the title where both are one line."""
    return next((line for line in read.lines if len(line.text) < 400 and _LABEL.search(line.text)), None)


def _before(label: Line) -> str:
    return _LABEL.split(label.text, 1)[0].strip(" \t•·|-")


def _title(read: Outline, label: Line, told: str | None) -> str:
    """The title stands right before the label. Of the lines there, the listing's own title counts first, then the nearest heading."""
    if before := _before(label):
        return text.clean(before)
    above = [
        line for line in reversed(read.lines[max(label.number - 5, 0) : label.number]) if not is_debris(line.text) and not is_menu(line)
    ]
    wanted = text.clean(told or "")
    line = next((line for line in above if text.clean(line.text) == wanted), None)
    line = line or next((line for line in above if line.tag in HEADINGS), above[0] if above else None)
    return text.clean(line.text) if line else ""


def _published(read: Outline, label: Line) -> Published | None:
    """The label's date, on its line or on the next."""
    said = _LABEL.split(label.text, 1)[1]
    if not said and label.number + 1 < len(read.lines):
        said = read.lines[label.number + 1].text
    return dates.parse(said[:60], zone=ZONE, basis=DateBasis.LABEL)
