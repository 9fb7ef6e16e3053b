"""Government Information Bureau: the feed with whole bodies, the list, the detail page under many addresses.

Ids encode the day (docs/sources.md, section 3). The feed is steady and carries validators; list and detail change at each request.
"""

# ruff: noqa: E501 - HTML keeps its lines

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from zlib import crc32

from demo import chrome
from demo.content import Edition, ReleaseText
from demo.server import Request, Response
from demo.sites.base import Site, Slice, View, html, missing, redirect, whole

HOST = "https://www.gcs.gov.mo"
FEED_HOST = "govinfohub.gcs.gov.mo"
LANGS = {"en": "en", "pt": "pt", "zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}
PATHS = {lang: path for path, lang in LANGS.items()}
OWNER = {
    "en": "Government Information Bureau of the Macao SAR",
    "pt": "Gabinete de Comunicação Social da RAEM",
    "zh-Hant": "澳門特別行政區政府新聞局",
    "zh-Hans": "澳门特别行政区政府新闻局",
}
NEWS = {"en": "News", "pt": "Notícias", "zh-Hant": "新聞", "zh-Hans": "新闻"}
MORE = {"en": "+ More", "pt": "+ Mais", "zh-Hant": "+ 更多", "zh-Hans": "+ 更多"}
NO_VIDEO = "The Youtube video is unavailable"  # shown by the site in English in every language
FEED_ITEMS = 40

_LIST = re.compile(r"/(?:news/)?list/(en|pt|zh-hant|zh-hans)/(?:news|topics)(?:/[^/]*)?")
_DETAIL = re.compile(r"/(?:news/)?detail/(en|pt|zh-hant|zh-hans)/(\w{10})(?:;jsessionid=[\w.]+)?/?")
_FEED = re.compile(r"/api/rss/n/(en|pt|zh-hant|zh-hans)")
_AGES = {
    "en": ("Today", "Yesterday", "{n} days ago", "{n} weeks ago", "{n} months ago"),
    "pt": ("Hoje", "Ontem", "há {n} dias", "há {n} semanas", "há {n} meses"),
    "zh-Hant": ("今天", "昨天", "{n}天前", "{n}周前", "{n}月前"),
    "zh-Hans": ("今天", "昨天", "{n}天前", "{n}周前", "{n}月前"),
}


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One item of the feed: `link` is also its guid, `published` the string that stands in pubDate, `html` the whole body."""

    title: str
    link: str
    published: str
    html: str


class Gcs(Site):
    name = "gcs"
    hosts = ("www.gcs.gov.mo", "cdn.gcs.gov.mo", FEED_HOST, "news.gov.mo")
    robots = "User-agent: *\nDisallow: /search/\nDisallow: /wicket/\n"
    steady_hosts = frozenset({FEED_HOST})

    def respond(self, request: Request, view: View) -> Response:
        if request.host == "news.gov.mo":
            return redirect(HOST + request.target)
        if request.host == FEED_HOST:
            found = _FEED.fullmatch(request.path)
            return self._feed(LANGS[found[1]], view) if found else missing("en", owner=OWNER["en"])
        if found := _DETAIL.fullmatch(request.path):
            return self._detail(LANGS[found[1]], found[2], view)
        if found := _LIST.fullmatch(request.path.rstrip("/")):
            return self._list(LANGS[found[1]], whole(request.query.get("page")), view)
        return self._list("zh-Hant", 1, view) if request.path == "/" else missing("zh-Hant", owner=OWNER["zh-Hant"])

    def addresses(self, edition: Edition) -> Iterator[str]:
        for path, lang in LANGS.items():
            yield f"https://{FEED_HOST}/api/rss/n/{path}"
            texts = edition.listed("gcs", lang)
            for number in range(1, self.cut(texts, 1).pages + 1):
                yield f"{HOST}/list/{path}/news/" + (f"?page={number}" if number > 1 else "")
            yield from (address(text) for text in texts)

    def _feed(self, lang: str, view: View) -> Response:
        newest = sorted(view.edition.listed("gcs", lang), key=lambda text: text.published, reverse=True)[:FEED_ITEMS]
        return Response(200, {"Content-Type": "application/rss+xml;charset=UTF-8"}, feed(lang, map(entry, newest)))

    def _list(self, lang: str, number: int, view: View) -> Response:
        page = self.cut(view.edition.listed("gcs", lang), number)
        rows = "\n".join(_item(text, view) for text in page.items)
        content = f'<h4 class="listTitle">{NEWS[lang]}</h4><div class="infiniteContainer">{rows}</div>{_more(lang, page)}'
        return _frame(lang, NEWS[lang], content, view, "../../../")

    def _detail(self, lang: str, key: str, view: View) -> Response:
        text = view.edition.find("gcs", key, lang)
        if text is None or not text.live:
            return missing(lang, text.status if text else 404, OWNER[lang])
        # Captions stand before the body once per gallery size, so two or three times.
        captions = "".join(
            f'<div class="galleryItem"><img src="/images/{key.lower()}.jpg" alt=""><div class="imageCaption">{escape(caption)}</div></div>'
            for caption in text.captions * (2 + crc32(key.encode()) % 2)
        )
        video = f'<div class="videoBox">{NO_VIDEO}</div>' if text.captions and crc32(key.encode()) % 3 == 0 else ""
        session = f";jsessionid={view.noise.token().upper()}.app01"
        others = view.noise.some([other for other in view.edition.listed("gcs", lang) if other.key != key], 5)
        content = f"""<div class="detailHeader"><h3 class="detailTitle">{escape(text.title)}</h3>
<div class="detailSource">{escape(text.entity or OWNER[lang])}</div><div class="detailTime">{text.published:%Y-%m-%d %H:%M}</div></div>
<div class="gallery">{captions}</div>{video}
<div class="detailContent baseContent">
{body_html(text)}
</div>
{chrome.share_bar(chrome.WORDS[lang].share, address(text))}
{chrome.related(chrome.WORDS[lang].related, ((f"./{other.key}{session}?category=news&{view.noise.number(0, 9)}", other.title) for other in others))}"""
        return _frame(lang, text.title, content, view, "../../")


def address(text: ReleaseText) -> str:
    return f"{HOST}/detail/{PATHS[text.lang]}/{text.key}"


def entry(text: ReleaseText) -> FeedEntry:
    return FeedEntry(text.title, address(text), f"{text.published:%Y-%m-%dT%H:%M:00}+08:00", body_html(text))


def body_html(text: ReleaseText) -> str:
    """The body as its editors send it: justified paragraphs, sub-headings in bold."""
    return chrome.prose(text, "strong", ' style="text-align: justify;"')


def feed(lang: str, entries: Iterable[FeedEntry]) -> str:
    """The RSS document. pubDate is ISO 8601 with an offset, not RFC 822: the site's own form."""
    items = "\n".join(
        f"<item><title>{escape(one.title, quote=False)}</title><link>{escape(one.link)}</link><guid>{escape(one.link)}</guid>"
        f"<pubDate>{one.published}</pubDate><description>{escape(one.html, quote=False)}</description></item>"
        for one in entries
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>{OWNER[lang]}</title><link>{HOST}/list/{PATHS[lang]}/news/</link>'
        f"<description>{OWNER[lang]} - {NEWS[lang]}</description><language>{PATHS[lang]}</language>\n{items}\n</channel></rss>\n"
    )


def age(published: datetime, now: datetime, lang: str) -> str:
    """How the list writes a date for readers: yesterday, 3 days ago."""
    days = max(timedelta(0), now - published).days
    today, yesterday, in_days, weeks, months = _AGES[lang]
    if days < 2:
        return yesterday if days else today
    if days < 14:
        return in_days.format(n=days)
    return weeks.format(n=days // 7) if days < 60 else months.format(n=days // 30)


def _item(text: ReleaseText, view: View) -> str:
    href = f"../../../detail/{PATHS[text.lang]}/{text.key}?{view.noise.number(0, 9)}"
    return f"""<div class="infiniteItem small-12 cell"><a class="baseInfo" href="{href}"><div class="subject captionSize"><span class="txt">{escape(text.title)}</span></div></a>
<div class="dateNSourceContainer"><div class="dept sourceLabel" title="{escape(text.entity)}">{escape(text.entity)}</div>
<time class="render_timeago_css" datetime="{text.published:%Y-%m-%d}" data-tid="{view.noise.number(100, 999)}">{age(text.published, view.now, text.lang)}</time></div>
<div class="baseContent baseSize line2Truncate">{escape(chrome.teaser(text))}</div></div>"""


def _more(lang: str, page: Slice[ReleaseText]) -> str:
    return f'<div class="loadMore"><a href="?page={page.number + 1}">{MORE[lang]}</a></div>' if page.number < page.pages else ""


def _frame(lang: str, title: str, content: str, view: View, root: str) -> Response:
    languages = "".join(f'<li><a href="{root}list/{path}/news/?{view.noise.number(0, 9)}">{path}</a></li>' for path in LANGS)
    return html(f"""<!DOCTYPE html>
<html lang="{PATHS[lang]}"><head><meta charset="UTF-8"><title>{escape(title)}</title><meta property="og:title" content="{escape(title)}">
<meta property="og:site_name" content="{OWNER[lang]}">
{chrome.styles("gcs", view.scale(30, 80))}{chrome.settings("gcs", view.noise, view.scale(12, 60))}
<script>Wicket.Event.add(window,"domready",function(){{Wicket.Ajax.baseUrl="{view.noise.token(12)}"}});</script></head>
<body id="top"><div class="topBar"><span class="siteName">{OWNER[lang]}</span><ul class="langList">{languages}</ul>
<form action="{root}search/"><input type="hidden" name="wicket-token" value="{view.noise.token()}"><input name="q"></form></div>
<div class="offCanvas">{chrome.menu(lang, root, view.scale(9, 15))}</div>
<div class="grid-container"><div class="grid-x">{content}</div></div>
{chrome.counter(lang, view.noise)}{chrome.footer(lang, OWNER[lang])}
</body></html>
""")
