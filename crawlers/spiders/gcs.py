"""Government Information Bureau of Macao (docs/sources.md, GCS): the RSS with full bodies, the HTML list, detail pages.

A release's key is its id and its language: whether language versions share ids is not proved. The id's second to fifth
characters encode the day it was made, which may be the day before publication; here it is the last resort for a date.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import dropwhile
from typing import ClassVar

from crawlers import address, dates, language, text
from crawlers.feedfile import FeedItem, read_feed
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
from crawlers.outline import HEADINGS, Line, Outline, is_debris, is_prose, outline
from crawlers.page import Page, parse_html
from crawlers.spiders.base import Spider, own_options
from crawlers.spiders.reading import fell_back, joined, no_releases
from crawlers.structure import TEXT_TAGS, Item, attachments, base_of, body_after, items, next_page, texts, title_of

SITE = "https://www.gcs.gov.mo"
FEEDS = "https://govinfohub.gcs.gov.mo/api/rss/n/"
ZONE = "Asia/Macau"
# The site's language labels and the BCP 47 tags that its texts are expected in.
LABELS = {"zh-hant": "zh-Hant", "zh-hans": "zh-Hans", "pt": "pt", "en": "en"}

_HOSTS = frozenset({"www.gcs.gov.mo", "gcs.gov.mo", "cdn.gcs.gov.mo", "news.gov.mo", "www.news.gov.mo"})
_DETAIL = re.compile(r"/detail/(en|pt|zh-hant|zh-hans)/([A-Z]\d{2}[A-L][A-Za-e][0-9A-Za-z]{5})/?(?:;[^/]*)?$")
_STAMP = re.compile(r"(?P<before>.{0,150}?)\s*(?P<stamp>(?:19|20)\d{2}-\d{2}-\d{2} \d{2}:\d{2})(?::\d{2})?")
_FEED_START = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml|<rss|<feed|<rdf:RDF)", re.IGNORECASE)
_AGE = re.compile(
    r"(?:\d+\s*\S{0,3}|昨|今|前)[天日周月年]前?|\d+\s*(?:分鐘|小時)前|.{0,12}\bago|há .{1,12}|ontem|hoje|yesterday|today", re.IGNORECASE
)
_SENTENCE_END = tuple(".。!！?？;；…")
_GALLERIES = 4


@dataclass(frozen=True, slots=True)
class Options:
    """`feeds` and `lists`: the site's language labels to ask for. The feeds of zh-hant and zh-hans are known to exist, those of
    en and pt only by analogy. `extra`: further listing addresses, such as a topic's list."""

    feeds: tuple[str, ...] = ("zh-hant", "zh-hans", "en", "pt")
    lists: tuple[str, ...] = ("zh-hant", "zh-hans", "en", "pt")
    extra: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for label in (*self.feeds, *self.lists):
            if label not in LABELS:
                raise ValueError(f"{label!r} is no language of this site; known are {', '.join(LABELS)}")


class Gcs(Spider):
    """Feed first, HTML lists second, detail pages for what a feed does not hold in full."""

    kind: ClassVar[str] = "gcs"
    Options: ClassVar[type] = Options

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.options = own_options(source, self.kind, Options)

    def hosts(self) -> frozenset[str]:
        return _HOSTS | {"govinfohub.gcs.gov.mo"}

    def starts(self) -> tuple[str, ...]:
        wanted = {label for label, tag in LABELS.items() if not self.source.languages or tag in self.source.languages}
        feeds = (FEEDS + label for label in self.options.feeds if label in wanted)
        lists = (f"{SITE}/list/{label}/news/" for label in self.options.lists if label in wanted)
        return (*feeds, *lists, *self.options.extra)

    def locate(self, url: str) -> Address | None:
        if address.host_of(url) not in _HOSTS:
            return None
        found = _DETAIL.search(re.split(r"[?#]", url, maxsplit=1)[0])
        if found is None:
            return None
        label, key = found.groups()
        return Address("gcs", key, label, f"{SITE}/detail/{label}/{key}")

    def listing(self, page: Page) -> Listing | Problem:
        if "/api/rss/" in page.url or (_FEED_START.match(page.body) and b"<html" not in page.body[:1000].lower()):
            return self._feed(page)
        read = outline(page.root)
        found = items(read, base_of(page.root, page.url), self.locate)
        if not found:
            return no_releases(page, read)
        return Listing(links=tuple(_link(item) for item in found), next=next_page(page.root, page.url, read))

    # ---- the feed --------------------------------------------------------------------------------------------------

    def _feed(self, page: Page) -> Listing | Problem:
        feed = read_feed(page)
        if feed is None:
            return Problem(ProblemKind.PARSE, page.url, "the answer is not a feed", Role.LISTING)
        if not feed.items:
            return Problem(ProblemKind.EMPTY, page.url, "a feed without items", Role.LISTING)
        met: dict[str, Release | Link] = {}
        problems: list[Problem] = []
        for number, item in enumerate(feed.items, 1):
            # A feed that breaks off cuts its last body short: only the page has it whole.
            outcome = self._item(item, number, page, whole=feed.whole or number < len(feed.items))
            if isinstance(outcome, Problem):
                problems.append(outcome)
            elif outcome.address.native not in met:
                met[outcome.address.native] = outcome
            elif _differs(met[outcome.address.native], outcome):
                problems.append(
                    Problem(ProblemKind.PARSE, outcome.address.url, "two items of one feed have this address and differ", Role.LISTING)
                )
        if not feed.whole:
            broken = f"the feed's XML is broken after {len(feed.items)} items"
            problems.append(Problem(ProblemKind.PARTIAL, page.url, broken, Role.LISTING))
        links = tuple(each for each in met.values() if isinstance(each, Link))
        return Listing(links, tuple(each for each in met.values() if isinstance(each, Release)), tuple(problems))

    def _item(self, item: FeedItem, number: int, page: Page, *, whole: bool) -> Release | Link | Problem:
        """One item as a complete release; as a link where the feed leaves out the title or the text."""
        spots = [(spot, raw) for raw in (item.link, item.guid) if raw and (spot := self.locate(address.resolve(page.url, raw) or raw))]
        title = text.clean(item.title)
        if not spots:
            return Problem(
                ProblemKind.PARSE,
                page.url,
                f"item {number} of the feed ({title[:60] or 'no title'}) has no release's address",
                Role.LISTING,
            )
        spot, raw = spots[0]
        published = _feed_date(item.published) or _id_date(spot.key)
        body = _feed_body(item.content) if whole else ""
        if not (title and body):
            return Link(spot, raw, title or None, published)
        return Release(
            address=spot,
            lang=language.detect(body, LABELS[spot.lang or "en"]),
            title=title,
            body=body,
            published=published,
            basis=Step.FEED,
            entity=text.clean(item.author) or None,
            aliases=tuple(dict.fromkeys(raw for _, raw in spots if raw != spot.url)),
            snapshot=page.part(spot.url, "application/rss+xml; charset=utf-8", item.xml),
        )

    # ---- the detail page -------------------------------------------------------------------------------------------

    def release(self, page: Page, link: Link) -> Release | Problem:
        spot = self.locate(page.url)
        if spot is None or spot.native != link.address.native:
            return Problem(ProblemKind.SOFT404, page.url, f"the site answered with another page than {link.address.key}")
        read = outline(page.root)
        title, shown = title_of(page.root, read, hint=link.title)
        stamp = _stamp(read, shown)
        if fell_back(page, read, self.locate, link, title) and (stamp is None or not title):
            return Problem(ProblemKind.SOFT404, page.url, "a page of links where the release should be")
        anchor = stamp or shown
        if anchor is None or not title:
            return no_releases(page, read, Role.RELEASE, "neither a title nor a date line")
        if stamp is None and link.title is not None and text.clean(link.title) != title:
            return Problem(ProblemKind.PARSE, page.url, "no date line, and another title than the listing's")
        lines = _body(read, anchor, title)
        body = joined(texts(lines))
        if not body:
            return Problem(ProblemKind.EMPTY, page.url, "no text after the title and the date line")
        return Release(
            address=link.address,
            lang=language.detect(body, LABELS[link.address.lang or "en"]),
            title=title,
            body=body,
            published=_published(stamp, link, spot.key),
            basis=Step.LABELS if stamp else Step.STRUCTURE,
            entity=_entity(read, stamp, shown, title) or link.entity,
            attachments=attachments(read, lines, base_of(page.root, page.url)),
        )


# ---- of a listing --------------------------------------------------------------------------------------------------


def _link(item: Item) -> Link:
    """What the list says of one release. Only a datetime attribute dates it: visible ages are relative (FAULTS D04)."""
    stamps = (dates.from_datetime_attribute(stamp.datetime, ZONE) for stamp in item.times if stamp.datetime)
    title = item.title
    return Link(item.address, item.found, title, next(filter(None, stamps), UNDATED), _listed_entity(item, title))


def _listed_entity(item: Item, title: str | None) -> str | None:
    """The issuing entity: the short line beside the time stamp that is neither the title nor an age nor a link.

    All known generations of the list put it there; the teaser, which may be as short, stands elsewhere.
    """
    if not item.times:
        return None
    at = item.times[0].line
    for line in sorted(item.lines, key=lambda line: abs(line.number - at)):
        if abs(line.number - at) > 1:
            break
        value = text.clean(line.text)
        if (
            value
            and value != title
            and len(value) <= 80
            and not line.linked
            and not _is_time(value, item)
            and not value.endswith(_SENTENCE_END)
        ):
            return value
    return None


def _is_time(value: str, item: Item) -> bool:
    return (
        _AGE.fullmatch(value) is not None
        or any(text.clean(stamp.text) == value for stamp in item.times)
        or dates.parse(value, zone=ZONE) is not None
    )


# ---- of a feed -----------------------------------------------------------------------------------------------------


def _feed_date(raw: str) -> Published | None:
    """pubDate, which this site writes as ISO 8601 with an offset where RSS 2.0 wants RFC 822; both are read."""
    return dates.parse(raw, zone=ZONE, basis=DateBasis.FEED)


def _feed_body(content: str) -> str:
    """The text of an item's HTML: a line per paragraph, sub-heading, list item and table cell."""
    if not content:
        return ""
    return joined(line.text for line in outline(parse_html(f"<body>{content}</body>")).lines)


def _unsound(url: str, detail: str) -> Problem:
    return Problem(ProblemKind.PARSE, url, detail, Role.LISTING)


def _differs(one: Release | Link, other: Release | Link) -> bool:
    return isinstance(one, Release) and isinstance(other, Release) and (one.title, one.body) != (other.title, other.body)


def _id_date(key: str) -> Published:
    day = dates.gcs_id_date(key)
    return Published(day, Precision.DAY, DateBasis.ID) if day else UNDATED


# ---- of a detail page ----------------------------------------------------------------------------------------------


def _stamp(read: Outline, shown: Line | None) -> Line | None:
    """The line `YYYY-MM-DD HH:MM` after the title; alone in its line, or behind the entity where markup sets both in one."""
    after = shown.number + 1 if shown else 0
    return next((line for line in read.lines[after : after + 12] if _STAMP.fullmatch(line.text)), None)


def _entity(read: Outline, stamp: Line | None, shown: Line | None, title: str) -> str | None:
    """The line between title and date."""
    found = _STAMP.fullmatch(stamp.text) if stamp else None
    if stamp is None or found is None:
        return None
    after = shown.number + 1 if shown else max(0, stamp.number - 1)
    between = [found["before"], *(line.text for line in reversed(read.lines[after : stamp.number]))]
    clean = (text.clean(value) for value in between if not is_debris(value))
    return next((value for value in clean if value and value != title and len(value) <= 150), None)


def _published(stamp: Line | None, link: Link, key: str) -> Published:
    found = _STAMP.fullmatch(stamp.text) if stamp else None
    read = dates.parse(found["stamp"], zone=ZONE, basis=DateBasis.LABEL) if found else None
    if read:
        return read
    return link.published if link.published.precision is not Precision.NONE else _id_date(key)


def _body(read: Outline, anchor: Line, title: str) -> list[Line]:
    """The body after the date line, without the photo captions that precede its first long paragraph (or repeat them behind it)."""
    start = _text_start(read, anchor)
    if start is None:
        short = body_after(read, anchor.number, title=title)
        said = Counter(line.text for line in short)
        return list(dropwhile(lambda line: said[line.text] > 1, short))
    captions = {line.text for line in read.lines[anchor.number + 1 : start]}
    body = body_after(read, start - 1, title=title)
    return [line for line in body if line.number >= start and line.text not in captions]


def _text_start(read: Outline, anchor: Line) -> int | None:
    """The number of the first body line: the first long paragraph, or what opens the text above it. None where all is short.

    A gallery's captions can look like a body of their own; then what follows them is looked at, a few times at most.
    """
    at = anchor.number
    for _ in range(_GALLERIES):
        block = body_after(read, at)
        if not block:
            return None
        counts = Counter(line.text for line in read.lines[anchor.number + 1 : block[-1].number + 1])
        first = next((line for line in block if counts[line.text] == 1 and _is_long(line)), None)
        if first is not None:
            return _with_opening(read, first, anchor, counts)
        if any(counts[line.text] == 1 and _ends_a_sentence(line) for line in block):
            return None
        at = block[-1].number
    return None


def _with_opening(read: Outline, first: Line, anchor: Line, counts: Counter[str]) -> int:
    """The number of the line that opens the text: `first`, or what of the lines right above it is text and not a caption.

    Headings and whole sentences beside it in one container are. Where captions stand outside the container, all in it is text.
    """
    container = read.parents[first.block]
    opening = read.firsts[container] if container >= 0 else first.number
    outside = any(not is_debris(line.text) for line in read.lines[anchor.number + 1 : opening])
    start = first.number
    while start - 1 > anchor.number:
        line = read.lines[start - 1]
        beside = counts[line.text] == 1 and line.number >= opening and line.tag in TEXT_TAGS and not is_debris(line.text)
        if not (line.tag in HEADINGS or (beside and (outside or _ends_a_sentence(line)))):
            break
        start -= 1
    return start


def _is_long(line: Line) -> bool:
    """Whether a line is text and no caption: in an element for text, a whole long sentence or very long."""
    return line.tag in TEXT_TAGS and is_prose(line) and line.size >= (100 if _ends_a_sentence(line) else 240)


def _ends_a_sentence(line: Line) -> bool:
    return line.text.rstrip("\"'）)」”").endswith(_SENTENCE_END)
