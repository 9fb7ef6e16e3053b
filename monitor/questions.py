"""The open questions of docs/sources.md that a look at the live sites settles: a table, and a pure function for each.

A function sees fetched answers only. It says what it found, or why that does not settle the question: a page that could not be had
answers nothing, a 404 does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawlers import address, dates, text
from crawlers.answer import clause, examine
from crawlers.feedfile import FeedItem, read_feed
from crawlers.model import UNDATED, Link, Listing, Problem, ProblemKind, Published, Release, Role
from crawlers.page import Page
from crawlers.spiders.base import Spider
from crawlers.structure import head_links, meta

_GCS = "https://www.gcs.gov.mo"
_GCS_FEEDS = "https://govinfohub.gcs.gov.mo/api/rss/n/"
_GCS_RELEASE = "/detail/{}/N25GeowHrZ"
_GOV = "https://www.gov.mo"
_GOV_RELEASE = f"{_GOV}/pt/noticias/777210/"
_FORUM = "https://www.forumchinaplp.org.mo"
_DSEDT = "https://www.dsedt.gov.mo/{}/web/public/pg_nc_wn"
_IPIM = "https://www.ipim.gov.mo"
_IPIM_STORY = f"{_IPIM}/en/publication/issue-304-aug-2019/ipim-news/ipim-meets-with-hktdc-international-representatives/"
_JIANGMEN = "http://english.jiangmen.gov.cn/jmxw/"
# The newest release that was known when the question was put.
_JIANGMEN_KNOWN = "2023-11"
_HENGQIN = "https://www.hengqin.gov.cn"
_MOFCOM = "https://www.mofcom.gov.cn/syxwfb/art/2025/art_9748270381e54001bc291213ec6ee778.html"
_WP_FIELDS = "per_page=1&_fields=id,date_gmt,modified_gmt,link"

_CELL_DATE = re.compile(r"(?<!\d)(?:\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look says of a question; `settled` is False where `words` say why it does not answer it."""

    question: str
    settled: bool
    words: str


@dataclass(frozen=True, slots=True)
class Look:
    """The answers to a question's addresses, and the spider that reads them."""

    spider: Spider
    pages: Mapping[str, Page | Problem]

    def sound(self, url: str, role: Role = Role.RELEASE) -> Page | Problem:
        """The page, where it is one that a spider may read."""
        found = self.pages[url]
        if isinstance(found, Problem):
            return found
        return examine(url, found.status, found.headers, found.body, role=role) or found

    def listing(self, url: str) -> Listing | Problem:
        page = self.sound(url, Role.LISTING)
        return page if isinstance(page, Problem) else self.spider.listing(page)

    def release(self, url: str) -> Release | Problem:
        page, spot = self.sound(url), self.spider.locate(url)
        if isinstance(page, Problem):
            return page
        if spot is None:
            return Problem(ProblemKind.PARSE, url, "not an address of a release")
        return self.spider.release(page, Link(spot, url))


Settle = Callable[[Look], tuple[bool, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """`asks` are the addresses that answer it; {origin} is that of the source's first listing. It is put where a source's listings are on
    `host`, or to every source of a `kind`."""

    words: str
    asks: tuple[str, ...]
    settle: Settle
    host: str = ""
    kind: str = ""


def questions_for(spider: Spider, starts: Sequence[str]) -> tuple[Question, ...]:
    """The questions that a source can settle; `starts` are its listings."""
    hosts = {address.host_of(url) for url in starts}
    return tuple(each for each in QUESTIONS if each.host in hosts or each.kind == spider.kind)


def addresses(question: Question, starts: Sequence[str]) -> tuple[str, ...]:
    """The absolute addresses that a question asks."""
    first = urlsplit(starts[0]) if starts else urlsplit("")
    return tuple(each.replace("{origin}", f"{first.scheme}://{first.netloc}") for each in question.asks)


def settle(question: Question, look: Look) -> Finding:
    """Answer a question from what was fetched. What never came (no connection, robots.txt) settles nothing."""
    for url, answer in look.pages.items():
        if isinstance(answer, Problem):
            return Finding(question.words, False, clause(f"{url}: {answer.detail}"))
        read = look.sound(url)
        if isinstance(read, Problem) and (read.kind in (ProblemKind.BLOCKED, ProblemKind.MAINTENANCE) or answer.status >= 500):
            return Finding(question.words, False, clause(f"{url}: {read.detail}"))
    settled, words = question.settle(look)
    return Finding(question.words, settled, clause(words, 600))


# ---- what was read, in words -----------------------------------------------------------------------------------------


def told(listing: Listing) -> list[Published]:
    """The dates of all that a listing names."""
    return [link.published for link in listing.links] + [release.published for release in listing.releases]


def newest(listing: Listing) -> str:
    """The newest date of a listing in ISO 8601, "" where it has none."""
    return max((each.iso or "" for each in told(listing)), default="")


def _of_listing(read: Listing | Problem) -> str:
    if isinstance(read, Problem):
        return read.detail
    days = sorted(each.iso for each in told(read) if each.iso)
    span = f", {days[0]} to {days[-1]}" if days else ", none dated"
    return f"{len(told(read))} releases{span}"


def _of_release(read: Release | Problem) -> str:
    return read.detail if isinstance(read, Problem) else f"{read.lang} “{read.title[:60]}” of {read.published.iso or 'no date'}"


def _why(*reads: object) -> str:
    """The first problem among what was read."""
    return next((each.detail for each in reads if isinstance(each, Problem)), "")


def _label(url: str) -> str:
    return urlsplit(url).path + (f"?{urlsplit(url).query}" if urlsplit(url).query else "")


def _each_listing(look: Look) -> tuple[bool, str]:
    """What each address answers as a listing."""
    return True, "; ".join(f"{_label(url)}: {_of_listing(look.listing(url))}" for url in look.pages)


def _each_status(look: Look) -> tuple[bool, str]:
    """What each address answers at all."""
    said = []
    for url, page in look.pages.items():
        assert isinstance(page, Page)
        kind = page.headers.get("content-type", "").partition(";")[0] or "no content type"
        said.append(f"{_label(url)}: {page.status}, {kind}, {len(page.body)} bytes")
    return True, "; ".join(said)


# ---- Government Information Bureau ------------------------------------------------------------------------------------


def _one_id(look: Look) -> tuple[bool, str]:
    read = {url.split("/")[-2]: look.release(url) for url in look.pages}
    said = "; ".join(f"{label}: {_of_release(each)}" for label, each in read.items())
    if isinstance(read["pt"], Problem):
        return False, f"the one that is known to exist did not answer: {said}"
    own = [label for label, each in read.items() if isinstance(each, Release) and each.lang.lower().startswith(label[:2])]
    return True, f"{'yes' if len(own) == len(read) else 'no'}: {said}"


def _raw_dates(look: Look) -> tuple[bool, str]:
    [page] = look.pages.values()
    feed = read_feed(page) if isinstance(page, Page) else None
    raw = [item.published for item in feed.items if item.published] if feed else []
    if not raw:
        return False, "no feed with dates"
    iso = sum(_is_iso(each) for each in raw)
    return True, f"{iso} of {len(raw)} are ISO 8601 with an offset; the first is {raw[0]}"


def _is_iso(raw: str) -> bool:
    try:
        return datetime.fromisoformat(raw).tzinfo is not None
    except ValueError:
        return False


def _validators(look: Look) -> tuple[bool, str]:
    [page] = look.pages.values()
    assert isinstance(page, Page)
    built = re.search(r"<lastBuildDate>\s*([^<]*)", page.text)
    said = {"ETag": page.headers.get("etag"), "Last-Modified": page.headers.get("last-modified"), "lastBuildDate": built and built[1]}
    return page.status == 200, "; ".join(f"{name}: {value or 'none'}" for name, value in said.items())


def _turns(look: Look) -> tuple[bool, str]:
    """Whether the second address shows other releases than the first."""
    first, second = (look.listing(url) for url in look.pages)
    if isinstance(first, Problem):
        return False, f"the first page is no listing: {first.detail}"
    if isinstance(second, Problem):
        return True, f"no: {second.detail}"
    known = {link.address.native for link in first.links}
    fresh = [link for link in second.links if link.address.native not in known]
    return True, f"{'yes' if fresh else 'no'}: {len(fresh)} of {len(second.links)} releases of the second page are not on the first"


# ---- government portal -----------------------------------------------------------------------------------------------


def _hreflang(look: Look) -> tuple[bool, str]:
    page = look.sound(_GOV_RELEASE)
    if isinstance(page, Problem):
        return False, page.detail
    links = head_links(page.root)
    sisters = [f"{element.get('hreflang')} {href}" for rel, href, element in links if rel == "alternate" and element.get("hreflang")]
    short = next((href for rel, href, _ in links if rel == "shortlink"), "none")
    return True, f"hreflang: {', '.join(sisters) or 'none'}; shortlink: {short}"


def _times(look: Look) -> tuple[bool, str]:
    page, read = look.sound(_GOV_RELEASE), look.release(_GOV_RELEASE)
    if isinstance(page, Problem) or isinstance(read, Problem):
        return False, _why(page, read)
    stamps = [f"class {each.get('class') or '-'} datetime {each.get('datetime') or '-'}" for each in page.root.iter("time")]
    tag = meta(page.root).get("article:published_time", "none")
    shown = "; ".join(stamps[:3]) or "none"
    return True, f"time elements: {shown}; article:published_time: {tag}; read as {read.published.iso or 'undated'}"


def _wp_json(look: Look) -> tuple[bool, str]:
    """Whether the WordPress interface answers, and which collections of it say when a post was changed."""
    said = []
    for url in look.pages:
        page = look.sound(url)
        said.append(f"{_label(url)}: {page.detail if isinstance(page, Problem) else _of_json(page)}")
    return True, "; ".join(said)


def _of_json(page: Page) -> str:
    try:
        value = json.loads(page.text)
    except (ValueError, RecursionError):
        return "200, but no JSON"
    if isinstance(value, dict) and isinstance(value.get("routes"), dict):
        named = sorted({match[1] for route in value["routes"] if (match := re.match(r"/wp/v2/([\w-]+)$", str(route)))})
        return f"answers; collections: {', '.join(named[:40]) or 'none'}"
    if isinstance(value, list):
        keys = sorted(value[0]) if value and isinstance(value[0], dict) else []
        return f"answers with {len(value)} records, their fields: {', '.join(map(str, keys)) or 'none'}"
    return "200, JSON of another form"


def _feeds(look: Look) -> tuple[bool, str]:
    """Whether each address is a feed, how many items it has and how many of them are this source's releases."""
    said = []
    for url in look.pages:
        page = look.sound(url, Role.LISTING)
        feed = None if isinstance(page, Problem) else read_feed(page)
        if isinstance(page, Problem):
            said.append(f"{_label(url)}: {page.detail}")
        elif feed is None:
            said.append(f"{_label(url)}: 200, but no feed")
        else:
            ours = sum(look.spider.locate(item.link) is not None for item in feed.items)
            said.append(f"{_label(url)}: {len(feed.items)} items, {ours} of them releases; first date {_first_date(feed.items)}")
    return True, "; ".join(said)


def _first_date(items: Sequence[FeedItem]) -> str:
    return (items[0].published if items else "") or "none"


# ---- Forum Macao -----------------------------------------------------------------------------------------------------


def _fallback(look: Look) -> tuple[bool, str]:
    """What an address answers that should have no release behind it."""
    said = []
    for url, page in look.pages.items():
        assert isinstance(page, Page)
        moved = f" at {page.url}" if page.url != url else ""
        read = look.release(url)
        what = _of_release(read) if isinstance(read, Release) or page.status != 200 else f"{page.status}: {read.detail}"
        said.append(f"{_label(url)}{moved}: {what}")
    return True, "; ".join(said)


def _container(look: Look) -> tuple[bool, str]:
    """The element that holds the text: the parent of the first that begins with its first line."""
    [url] = look.pages
    page, read = look.sound(url), look.release(url)
    if isinstance(page, Problem) or isinstance(read, Problem):
        return False, _why(page, read)
    start = read.body.partition("\n")[0][:40]
    inner = [element for element in page.root.iter("p", "div", "td", "span", "li", "article", "section") if _begins(element, start)]
    parent = inner[-1].getparent() if inner else None
    if parent is None:
        return False, "the text's first line is in no element of its own"
    return True, f"{parent.tag!s} class {parent.get('class') or '-'} id {parent.get('id') or '-'}"


def _begins(element: HtmlElement, start: str) -> bool:
    said = "".join(islice(element.itertext(), 20))
    return text.clean(said[:400]).startswith(start)


# ---- the others ------------------------------------------------------------------------------------------------------


def _cell_dates(look: Look) -> tuple[bool, str]:
    [url] = look.pages
    page, listing = look.sound(url, Role.LISTING), look.listing(url)
    if isinstance(page, Problem) or isinstance(listing, Problem):
        return False, _why(page, listing)
    cells = [match[0] for cell in page.root.iter("td", "li", "span") if (match := _CELL_DATE.search("".join(cell.itertext())[:80]))]
    return True, f"{_of_listing(listing)}; as written: {', '.join(dict.fromkeys(cells[:3])) or 'no date'}"


def _page_date(look: Look) -> tuple[bool, str]:
    [url] = look.pages
    read = look.release(url)
    if isinstance(read, Problem):
        return False, read.detail
    return True, "none" if read.published == UNDATED else f"{read.published.iso} ({read.published.basis})"


def _still_updated(look: Look) -> tuple[bool, str]:
    """Whether the list has anything newer than the newest that was known, and how it goes on."""
    [url] = look.pages
    read = look.listing(url)
    if isinstance(read, Problem):
        return False, read.detail
    latest = newest(read)
    answer = "yes" if latest[:7] > _JIANGMEN_KNOWN else "no"
    return True, f"{answer}: {_of_listing(read)}; next page {read.next or 'not named'}"


def _column(look: Look) -> tuple[bool, str]:
    """The articles of a Guangdong column index: how many, and whether their addresses are absolute."""
    [url] = look.pages
    page = look.sound(url)
    if isinstance(page, Problem):
        return True, page.detail
    try:
        articles = json.loads(page.text)["articles"]
        urls = [str(each["url"]) for each in articles]
    except (ValueError, KeyError, TypeError, RecursionError):
        return False, "200, but not the known JSON"
    whole = sum(each.startswith(("http://", "https://")) for each in urls)
    return True, f"{len(urls)} articles; {whole} absolute addresses; the first is {urls[0] if urls else '-'}"


def _pub_date(look: Look) -> tuple[bool, str]:
    [url] = look.pages
    page = look.sound(url)
    if isinstance(page, Problem):
        return False, page.detail
    tags = meta(page.root)
    said = {name: tags.get(name.lower()) for name in ("ArticleTitle", "PubDate", "ContentSource")}
    read = dates.parse(said["PubDate"] or "")
    return True, "; ".join(f"{name}: {value or 'none'}" for name, value in said.items()) + (f"; read as {read.iso}" if read else "")


def _gcs(label: str) -> str:
    return _GCS + _GCS_RELEASE.format(label)


_F, _B, _P = "www.forumchinaplp.org.mo", "www.gcs.gov.mo", "www.gov.mo"

QUESTIONS: tuple[Question, ...] = (
    Question("is one id the same release in pt, en and zh-hant", (_gcs("pt"), _gcs("en"), _gcs("zh-hant")), _one_id, _B),
    Question("do the feeds of en and pt exist, with how many items", (f"{_GCS_FEEDS}en", f"{_GCS_FEEDS}pt"), _each_listing, _B),
    Question("how is pubDate written", (f"{_GCS_FEEDS}zh-hant",), _raw_dates, _B),
    Question("which validators has the feed", (f"{_GCS_FEEDS}zh-hant",), _validators, _B),
    Question("does ?page= turn the list", (f"{_GCS}/list/zh-hant/news/", f"{_GCS}/list/zh-hant/news/?page=2"), _turns, _B),
    Question("are releases linked to their sisters", (_GOV_RELEASE,), _hreflang, _P),
    Question("which dates does a release's page state", (_GOV_RELEASE,), _times, _P),
    Question("does wp-json answer", (f"{_GOV}/pt/wp-json/",), _wp_json, _P),
    Question("what is in the feed", (f"{_GOV}/zh-hant/feed/",), _feeds, _P),
    Question("items of a list page", (f"{_FORUM}/en/news",), _each_listing, _F),
    Question("list of economic_trade", (f"{_FORUM}/en/economic_trade",), _each_listing, _F),
    Question("is zh-hant a prefix, or none", (f"{_FORUM}/news", f"{_FORUM}/zh-hant/news"), _each_listing, _F),
    Question("what does an unknown id answer", (f"{_FORUM}/en/news/view/999999999",), _fallback, _F),
    Question("what does an untranslated id answer", (f"{_FORUM}/en/publication/view/8123",), _fallback, _F),
    Question("which element holds the text", (f"{_FORUM}/en/news/view/1385",), _container, _F),
    Question("present news address, form of its dates", (_DSEDT.format("zh_TW"),), _cell_dates, "www.dsedt.gov.mo"),
    Question("is there an English locale", (_DSEDT.format("en_US"),), _each_listing, "www.dsedt.gov.mo"),
    Question("section of press releases", (f"{_IPIM}/en/publication/ipim-news/",), _each_listing, "www.ipim.gov.mo"),
    Question("date in a release's page", (_IPIM_STORY,), _page_date, "www.ipim.gov.mo"),
    Question("is there a sitemap", (f"{_IPIM}/wp-sitemap.xml", f"{_IPIM}/sitemap_index.xml"), _each_status, "www.ipim.gov.mo"),
    Question("is the site still updated; list and paging", (_JIANGMEN,), _still_updated, "english.jiangmen.gov.cn"),
    Question("does https answer", (_JIANGMEN.replace("http:", "https:"),), _each_status, "english.jiangmen.gov.cn"),
    Question("are addresses of a column absolute", (f"{_HENGQIN}/postmeta/i/24471.json",), _column, "www.hengqin.gov.cn"),
    Question(
        "are there sister versions",
        (f"{_HENGQIN}/macao_zh_hant/zwgk/tzgg/gg/", f"{_HENGQIN}/macao_pt/zwgk/tzgg/gg/"),
        _each_status,
        "www.hengqin.gov.cn",
    ),
    Question("are the meta tags still there", (_MOFCOM,), _pub_date, "www.mofcom.gov.cn"),
    Question("does wp-json answer", ("{origin}/wp-json/wp/v2/posts?" + _WP_FIELDS,), _wp_json, kind="wordpress"),
    Question("is there a feed", ("{origin}/feed/",), _feeds, kind="wordpress"),
)
