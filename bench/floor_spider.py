"""The floor: the least that a good Scrapy programmer would write for the same releases. One spider, one pipeline, a feed at the end.

    python floor_spider.py REPLICA OUT [--tuned]

Fields by CSS and `::text`, 32 requests at once, cookies off, SQLite, RSS: nothing that a monitor owes (no revisions, no snapshots, no
search, no robots.txt, no validators). `--tuned` adds what a profile of Scrapy suggests: see `tuned` below. The replica is asked
at its loopback address with the site's Host header.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response, TextResponse

AFTER_CURRENT = "ul.pagination li.active + li a::attr(href)"
WINDOW = 50


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one site is read. `row` is one release of a list, `body` the elements whose texts are the body's lines; `row_date` where
    the list has the date and the page has not."""

    starts: tuple[str, ...]
    row: str
    link: str
    title: str
    body: str
    date: str = ""
    row_date: str = ""
    next: str = AFTER_CURRENT


FORUM, GCS, GOV = "https://www.forumchinaplp.org.mo", "https://www.gcs.gov.mo", "https://www.gov.mo"
DSEDT, IPIM, EIN = "https://www.dsedt.gov.mo", "https://www.ipim.gov.mo", "https://www.einpresswire.com"
SECTIONS = ("news", "economic_trade", "publication", "meeting")
RECIPES = (
    Recipe(
        starts=tuple(f"{FORUM}/{lang}{section}" for lang in ("en/", "pt/", "zh-hans/", "") for section in SECTIONS),
        row="div.news-item",
        link="a.news-link::attr(href)",
        title="h2.article-title",
        date="span.release-time",
        body="div.article-content > *",
    ),
    Recipe(
        starts=tuple(f"{GCS}/list/{lang}/news/" for lang in ("en", "pt", "zh-hant", "zh-hans")),
        row="div.infiniteItem",
        link="a.baseInfo::attr(href)",
        title="h3.detailTitle",
        date="div.detailTime",
        body="div.detailContent > p",
        next="div.loadMore a::attr(href)",
    ),
    Recipe(
        starts=(f"{GOV}/en/news/", f"{GOV}/pt/noticias/", f"{GOV}/zh-hant/news/", f"{GOV}/zh-hans/news/"),
        row="div.card",
        link="h3 a::attr(href)",
        title="h1.entry-title",
        body="div.entry-content > *",
        row_date="time::attr(datetime)",
    ),
    Recipe(
        starts=tuple(f"{DSEDT}/{locale}/web/public/pg_nc_wn" for locale in ("en_US", "pt_PT", "zh_TW")),
        row="table.items tr",
        link="td.colTitle a::attr(href)",
        title="h3.newsTitle",
        body="div.newsBody > p",
        row_date="td.colDate::text",
    ),
    Recipe(
        starts=tuple(f"{IPIM}/{lang}/publication/ipim-news/" for lang in ("en", "pt-pt", "zh-hant", "zh-hans")),
        row="div.item-list",
        link="h2 a::attr(href)",
        title="h1.post-title",
        body="div.entry > p, div.entry > h3",
    ),
    Recipe(
        starts=("http://english.jiangmen.gov.cn/jmxw/",),
        row="ul.news_list li",
        link="a::attr(href)",
        title="div.xl_title",
        body="div.TRS_Editor > p",
    ),
    Recipe(
        starts=(f"{EIN}/country/macau",),
        row="li.article-list-item",
        link="h3 a::attr(href)",
        title="h1.article_title",
        body="div.article_column > p",
        row_date="span.date::text",
    ),
)


class Releases(scrapy.Spider):
    """Every list to its end, every release once."""

    name = "releases"

    def __init__(self, replica: str, tuned: bool) -> None:
        super().__init__()
        self.replica = replica
        self.tuned = tuned

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for recipe in RECIPES:
            for url in recipe.starts:
                yield self.ask(url, self.listing, recipe=recipe)

    def ask(self, url: str, callback: Any, **more: Any) -> scrapy.Request:
        """A request for a real address, sent to the replica."""
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = {"Host": parts.netloc, "X-Forwarded-Proto": parts.scheme}
        # Sites share paths, and behind the replica they share an address: the duplicates' filter must not compare those.
        return scrapy.Request(self.replica + target, callback, headers=headers, cb_kwargs={"url": url, **more}, dont_filter=True)

    def listing(self, response: TextResponse, url: str, recipe: Recipe) -> Iterator[scrapy.Request]:
        for row in response.css(recipe.row):
            if href := row.css(recipe.link).get():
                date = row.css(recipe.row_date).get() if recipe.row_date else None
                yield self.ask(urljoin(url, href).partition("?")[0] if recipe.next != AFTER_CURRENT else urljoin(url, href),
                               self.release, recipe=recipe, date=date)  # fmt: skip
        if following := response.css(recipe.next).get() or scripted_page(response.text):
            yield self.ask(urljoin(url, following), self.listing, recipe=recipe)

    def release(self, response: TextResponse, url: str, recipe: Recipe, date: str | None) -> Iterator[dict[str, str | None]]:
        page = response.selector
        if self.tuned:
            response._cached_selector = None  # page and selector hold each other: the tree would wait for the cyclic collector
        blocks = page.css(recipe.body)
        if recipe.date:
            date = " ".join(page.css(recipe.date).css("::text").getall())
        yield {
            "url": url,
            "title": "".join(page.css(recipe.title).css("::text").getall()).strip(),
            "date": date.strip() if date else None,
            "body": "\n".join(block.root.text_content() if self.tuned else "".join(block.css("::text").getall()) for block in blocks),
        }


def scripted_page(text: str) -> str | None:
    """The next page where only a script names it: createPageHTML(pages, this, "index", "htm")."""
    found = re.search(r"createPageHTML\((\d+), (\d+)", text)
    return f"index_{int(found[2]) + 1}.htm" if found and int(found[2]) + 1 < int(found[1]) else None


class SQLite:
    """Stores the items, 200 to a commit, and writes the newest as RSS."""

    out = Path()

    def open_spider(self) -> None:
        self.count = 0
        self.db = sqlite3.connect(self.out / "items.db")
        self.db.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
            "CREATE TABLE item (id INTEGER PRIMARY KEY, url TEXT UNIQUE, title TEXT, date TEXT, body TEXT, hash BLOB)"
        )

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        digest = hashlib.blake2b(f"{item['title']}\0{item['body']}".encode(), digest_size=16).digest()
        row = (item["url"], item["title"], item["date"], item["body"], digest)
        self.db.execute("INSERT OR IGNORE INTO item (url, title, date, body, hash) VALUES (?, ?, ?, ?, ?)", row)
        self.count += 1
        if self.count % 200 == 0:
            self.db.commit()
        return item

    def close_spider(self) -> None:
        self.db.commit()
        rss = ElementTree.Element("rss", version="2.0")
        channel = ElementTree.SubElement(rss, "channel")
        for name, text in (("title", "Releases"), ("link", "http://127.0.0.1/"), ("description", "The newest releases")):
            ElementTree.SubElement(channel, name).text = text
        for url, title, body in self.db.execute("SELECT url, title, body FROM item ORDER BY id DESC LIMIT ?", (WINDOW,)):
            item = ElementTree.SubElement(channel, "item")
            for name, text in (("title", title), ("link", url), ("guid", url), ("description", body)):
                ElementTree.SubElement(item, name).text = text
        ElementTree.ElementTree(rss).write(self.out / "feed.xml", encoding="utf-8", xml_declaration=True)
        self.db.close()


class Charset:
    """Names the charset of the one site that does not, before Scrapy guesses it from the compressed bytes."""

    def process_response(self, request: scrapy.Request, response: Response) -> Response:  # noqa: ARG002 - Scrapy calls it so
        if b"charset" not in (response.headers.get("Content-Type") or b""):
            response.headers["Content-Type"] = "text/html; charset=gb18030"
        return response


def settings(tuned: bool) -> dict[str, Any]:
    """The floor's settings; the tuned floor's besides."""
    chosen: dict[str, Any] = {
        "ITEM_PIPELINES": {SQLite: 300},
        "LOG_LEVEL": "WARNING",
        "TELNETCONSOLE_ENABLED": False,
        "COOKIES_ENABLED": False,
        "CONCURRENT_REQUESTS": 32,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
        "USER_AGENT": "bench-floor (+http://127.0.0.1/)",
    }
    if tuned:
        # By default Scrapy starts a hundred tasks for every response and parses the callback's source again and again.
        chosen |= {"CONCURRENT_ITEMS": 1, "WARN_ON_GENERATOR_RETURN_VALUE": False, "DOWNLOADER_MIDDLEWARES": {Charset: 595}}
    return chosen


def main(replica: str, out: Path, tuned: bool) -> None:
    """Crawl everything once into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    SQLite.out = out
    process = CrawlerProcess(settings(tuned))
    process.crawl(Releases, replica=replica, tuned=tuned)
    process.start()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), "--tuned" in sys.argv[3:])
