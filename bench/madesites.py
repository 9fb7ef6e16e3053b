"""Three made sites for the kinds that the replica has none for: a blog, a portal of an old content system, a Guangdong government site.

Their stories are the generator's; their pages carry what such pages carry around a story: menus, share bars, plugins inside the text,
neighbours, sidebars with other stories and other dates, comment forms, counters, print tools. The same number gives the same bytes.
"""

# ruff: noqa: E501 - HTML keeps its lines

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from bench.pagesets import Fetch, PageSet, Truth, page_of
from crawlers.page import Page
from demo import chrome
from demo.chrome import WORDS, Noise
from demo.generator import LAST, LEXICONS, generate

SEED = 11
PER_PAGE = 20
ZONE = ZoneInfo("Asia/Macau")
HTML = {"content-type": "text/html; charset=UTF-8"}
JSON = {"content-type": "application/json; charset=UTF-8"}
XML = {"content-type": "application/xml; charset=UTF-8"}


@dataclass(frozen=True, slots=True)
class Story:
    """One release: number (newest highest), local time, blocks of (tag, text): p, h, li, cell (two to a row), quote."""

    number: int
    lang: str
    title: str
    moment: datetime
    blocks: tuple[tuple[str, str], ...]

    @property
    def body(self) -> str:
        return "\n".join(text for _, text in self.blocks)

    @property
    def slug(self) -> str:
        words = re.sub(r"[^a-z0-9]+", "-", self.title.lower().encode("ascii", "ignore").decode()).strip("-")
        return f"{words[:60].strip('-') or 'noticia-do-dia'}-aviso-numero-{self.number}"

    def teaser(self, length: int = 180) -> str:
        first = next(text for tag, text in self.blocks if tag == "p")
        return first[: length // 3 if self.lang.startswith("zh") else length].rstrip()

    def truth(self, url: str, precision: str) -> Truth:
        return Truth(url, self.title, self.moment, precision, (self.body,))


def stories(count: int, lang: str, seed: str) -> list[Story]:
    """`count` stories in one language, newest first."""
    texts = [text for text in generate(count * 20, SEED).texts if text.lang == lang and text.site in ("forum", "gov-mo")][:count]
    made = []
    for place, text in enumerate(texts):
        pick = random.Random(f"{seed}/{place}")
        moment = LAST - timedelta(hours=9 * place, minutes=pick.randrange(300))
        made.append(Story(4000 + 3 * (len(texts) - place), lang, f"{text.title}", moment, tuple(_blocks(text.blocks, lang, pick))))
    return made


def _blocks(blocks: Sequence[tuple[str, str]], lang: str, pick: random.Random) -> Iterator[tuple[str, str]]:
    """The paragraphs, now and then with a list, a table of figures or a quotation between them."""
    lexicon = LEXICONS[lang]
    for place, block in enumerate(blocks):
        yield block
        if place < 2 or block[0] == "h":
            continue
        kind = pick.random()
        if kind < 0.08:
            yield from (("li", f"{pick.choice(lexicon.places)}: {pick.choice(lexicon.acts)}") for _ in range(pick.randint(2, 5)))
        elif kind < 0.13:
            for place_name in pick.sample(lexicon.places, 3):
                yield from (("cell", place_name), ("cell", f"{pick.randint(100, 99_999):,}"))
        elif kind < 0.17:
            yield "quote", f"{pick.choice(lexicon.bodies)}{lexicon.gap}{pick.choice(lexicon.acts)}{'。' if not lexicon.gap else '.'}"


_GROUPS = {"li": ("<ul>", "</ul>"), "cell": ('<table class="figures"><tbody>', "</tbody></table>")}


def markup(blocks: Sequence[tuple[str, str]], *, heading: str = "h3", attributes: str = "") -> list[str]:
    """The blocks as HTML, an element each; rows of a list or a table together."""
    made: list[str] = []
    at = 0
    while at < len(blocks):
        tag, text = blocks[at]
        if tag in _GROUPS:
            end = next((n for n in range(at, len(blocks)) if blocks[n][0] != tag), len(blocks))
            inner = [escape(each, quote=False) for _, each in blocks[at:end]]
            rows = (
                [f"<li>{each}</li>" for each in inner]
                if tag == "li"
                else [f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in zip(inner[::2], inner[1::2], strict=True)]
            )
            made.append(_GROUPS[tag][0] + "\n".join(rows) + _GROUPS[tag][1])
            at = end
            continue
        inner_text = escape(text, quote=False)
        if tag == "h":
            made.append(f"<{heading}>{inner_text}</{heading}>")
        else:
            made.append(
                f"<blockquote><p>{inner_text}</p></blockquote>" if tag == "quote" else f"<p{attributes}>{_inline(inner_text, at)}</p>"
            )
        at += 1
    return made


def _inline(text: str, place: int) -> str:
    """Some words in bold, some as a link, as editors set them."""
    words = text.split(" ")
    if place % 3 == 1 and len(words) > 12:
        words[4:7] = [f"<strong>{' '.join(words[4:7])}</strong>"]
    elif place % 4 == 2 and len(words) > 12:
        words[2:5] = [f'<a href="/tema/{place}/">{" ".join(words[2:5])}</a>']
    return " ".join(words)


# ---- a site as a function of addresses ---------------------------------------------------------------------------------

Answer = tuple[str | bytes, Mapping[str, str]]


def fetching(origin: str, answer: Callable[[str, Mapping[str, str]], Answer | None]) -> Fetch:
    """A site's pages by path and query; None for what it does not have."""

    def fetch(url: str) -> Page | None:
        if not url.startswith(origin):
            return None
        parts = urlsplit(url)
        made = answer(parts.path or "/", {name: values[0] for name, values in parse_qs(parts.query).items()})
        if made is None:
            return None
        body, headers = made
        return page_of(url, body.encode() if isinstance(body, str) else body, headers)

    return fetch


def cut(texts: Sequence[Story], number: int) -> Sequence[Story]:
    return texts[(number - 1) * PER_PAGE : number * PER_PAGE]


def pages(texts: Sequence[Story]) -> int:
    return max(1, -(-len(texts) // PER_PAGE))


# ---- a blog ------------------------------------------------------------------------------------------------------------


class Blog:
    """A WordPress newspaper in Portuguese or English: interface, feeds in three formats, list pages, posts with plugins in their text."""

    def __init__(self, host: str, lang: str, texts: Sequence[Story]) -> None:
        self.origin, self.lang, self.texts, self.words = f"https://{host}", lang, texts, WORDS[lang]
        self._by_path = {urlsplit(self.url(text)).path: text for text in texts}
        self.fetch = fetching(self.origin, self.answer)

    def url(self, text: Story) -> str:
        return f"{self.origin}/{text.moment:%Y/%m/%d}/{text.slug}/"

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        if text := self._by_path.get(path):
            return self._post(text), HTML
        if path == "/wp-json/wp/v2/posts":
            records = [self._record(text) for text in cut(self.texts, int(query.get("page", 1)))]
            return json.dumps(records), {**JSON, "x-wp-totalpages": str(pages(self.texts))}
        if found := re.fullmatch(r"/(?:page/(\d+)/)?", path):
            return self._list(int(found[1] or 1)), HTML
        thirds = {"/feed/": (self._rss, XML), "/atom/": (self._atom, XML), "/feed.json": (self._json, JSON)}
        if path in thirds:
            make, headers = thirds[path]
            return make(self.texts[list(thirds).index(path) :: 3]), headers
        return None

    def _content(self, text: Story) -> str:
        return "\n\n".join(markup(text.blocks, heading="h4"))

    def _record(self, text: Story) -> dict[str, object]:
        stamp = (text.moment - timedelta(hours=8)).isoformat(timespec="seconds")
        return {
            "id": text.number,
            "date_gmt": stamp,
            "modified_gmt": stamp,
            "slug": text.slug,
            "link": self.url(text),
            "title": {"rendered": escape(text.title).replace("'", "&#8217;")},
            "content": {"rendered": self._content(text) + self._plugins(text), "protected": False},
        }

    def _plugins(self, text: Story) -> str:
        """What share and related plugins add to every post's content."""
        others = [other for other in self.texts if other.number != text.number][text.number % 7 :: 5][:3]
        rows = "".join(
            f'<div class="jp-relatedposts-post"><a href="{self.url(other)}">{escape(other.title)}</a><span>{other.moment:%d/%m/%Y}</span></div>'
            for other in others
        )
        label = "Share this:" if self.lang == "en" else "Partilhar isto:"
        return f"""<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">{label}</h3><ul><li><a href="{self.url(text)}?share=facebook">Facebook</a></li><li><a href="{self.url(text)}?share=x">X</a></li></ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3>{self.words.related}</h3>{rows}</div>"""

    def _rss(self, texts: Sequence[Story]) -> str:
        items = "".join(
            f"<item><title>{escape(text.title)}</title><link>{self.url(text)}</link><pubDate>{format_datetime(text.moment.replace(tzinfo=ZONE))}</pubDate>"
            f'<guid isPermaLink="false">{self.origin}/?p={text.number}</guid><description><![CDATA[{text.teaser()} [&#8230;]]]></description>'
            f'<content:encoded><![CDATA[{self._content(text)}\n<p>The post <a href="{self.url(text)}">{escape(text.title)}</a> appeared first on <a href="{self.origin}">Jornal</a>.</p>]]></content:encoded></item>'
            for text in texts
        )
        return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Jornal</title><link>{self.origin}</link>{items}</channel></rss>'

    def _atom(self, texts: Sequence[Story]) -> str:
        entries = "".join(
            f'<entry><title>{escape(text.title)}</title><link href="{self.url(text)}"/><id>tag:jornal,2026:{text.number}</id><published>{text.moment:%Y-%m-%dT%H:%M:00+08:00}</published>'
            f'<updated>2026-07-01T00:00:00Z</updated><content type="html">{escape(self._content(text))}</content></entry>'
            for text in texts
        )
        return f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Jornal</title><id>tag:jornal,2026:x</id>{entries}</feed>'

    def _json(self, texts: Sequence[Story]) -> str:
        items = [
            {
                "id": str(text.number),
                "url": self.url(text),
                "title": text.title,
                "content_html": self._content(text),
                "date_published": f"{text.moment:%Y-%m-%dT%H:%M:00+08:00}",
            }
            for text in texts
        ]
        return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Jornal", "items": items})

    def _list(self, number: int) -> str:
        rows = "\n".join(
            f'<article class="post hentry"><h2 class="entry-title"><a href="{self.url(text)}" rel="bookmark">{escape(text.title)}</a></h2>'
            f'<span class="posted-on">{chrome.long_date(text.moment, self.lang)}</span><div class="entry-summary"><p>{escape(text.teaser())}…</p><a class="more-link" href="{self.url(text)}">{self.words.more}</a></div></article>'
            for text in cut(self.texts, number)
        )
        older = (
            f'<a class="next page-numbers" href="{self.origin}/page/{number + 1}/">{self.words.next}</a>'
            if number < pages(self.texts)
            else ""
        )
        return self._frame(
            "Jornal", f"<main>{rows}<nav class='pagination'>{older}</nav></main>", "home blog", "", Noise(number, steady=True)
        )

    def _post(self, text: Story) -> str:
        place = self.texts.index(text)
        before, after = self.texts[place - 1], self.texts[(place + 1) % len(self.texts)]
        stamp = f"{text.moment:%Y-%m-%dT%H:%M:00+08:00}"
        # One theme in four states no time for machines but in the text.
        tags = (
            f'<meta property="article:published_time" content="{stamp}"><meta property="article:modified_time" content="2026-07-01T01:00:00+08:00">'
            if text.number % 4
            else ""
        )
        ld = (
            json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "Article", "headline": text.title, "datePublished": stamp}]})
            if text.number % 4 == 1
            else "{}"
        )
        head = f"""<link rel="canonical" href="{self.url(text)}"><link rel="shortlink" href="{self.origin}/?p={text.number}">
<meta property="og:title" content="{escape(text.title)}"><meta property="og:site_name" content="Jornal">{tags}<script type="application/ld+json">{ld}</script>"""
        by = "By" if self.lang == "en" else "Por"
        content = f"""<main id="main"><article id="post-{text.number}" class="post-{text.number} post type-post hentry category-economia">
<header class="entry-header"><span class="cat-links"><a href="/category/economia/">Economia</a></span><h1 class="entry-title">{escape(text.title)}</h1>
<div class="entry-meta"><span class="byline">{by} <a href="/author/redaccao/">Redacção</a></span> <span class="sep">|</span> <time class="entry-date published" datetime="{stamp}">{chrome.long_date(text.moment, self.lang)}</time> <a href="#respond">0</a></div></header>
<figure class="post-thumbnail"><img src="/wp-content/uploads/{text.number}.jpg" alt=""><figcaption class="wp-caption-text">{escape(text.title)} (foto: arquivo)</figcaption></figure>
<div class="entry-content">
{self._content(text)}
{self._plugins(text)}
</div><footer class="entry-footer"><span class="tags-links">Tags: <a href="/tag/macau/">Macau</a>, <a href="/tag/lusofonia/">Lusofonia</a></span></footer></article>
<nav class="navigation post-navigation"><div class="nav-previous"><a href="{self.url(after)}" rel="prev">{escape(after.title)}</a></div><div class="nav-next"><a href="{self.url(before)}" rel="next">{escape(before.title)}</a></div></nav>
<div id="comments"><h3 id="reply-title">{"Leave a comment" if self.lang == "en" else "Comentários"}</h3><form action="/wp-comments-post.php"><p class="comment-notes">{"Your email address will not be published. Required fields are marked." if self.lang == "en" else "O seu endereço de email não será publicado. Os campos obrigatórios estão marcados."}</p><textarea></textarea></form></div></main>"""
        return self._frame(text.title, content, f"single single-post postid-{text.number}", head, Noise(text.number, steady=True))

    def _frame(self, title: str, content: str, css: str, head: str, noise: Noise) -> str:
        recent = chrome.related(self.words.more, ((self.url(text), text.title) for text in self.texts[:6]))
        return f"""<!DOCTYPE html>
<html lang="{self.lang}"><head><meta charset="UTF-8"><title>{escape(title)} &#8211; Jornal</title>{head}
{chrome.styles("blog", 110)}{chrome.settings("blog", noise, 70)}</head>
<body class="{css}"><a class="skip-link" href="#main">Skip</a><header class="site-header"><a class="brand" href="/">Jornal</a><time class="today">{chrome.long_date(LAST + timedelta(days=1), self.lang)}</time>
<nav>{chrome.menu(self.lang, "/", 14)}</nav></header>
{content}
<aside class="widget-area"><section class="widget">{recent}</section><section class="widget"><h4>Newsletter</h4><p>{escape(self.words.blurb)}</p></section></aside>
{chrome.footer(self.lang, "Jornal")}
</body></html>"""


# ---- a portal ----------------------------------------------------------------------------------------------------------


class Portal:
    """A chamber's site on an old system of tables: dates day first beside a label, texts of lines with breaks, a sitemap, a feed of teasers."""

    def __init__(self, host: str, lang: str, texts: Sequence[Story]) -> None:
        self.origin, self.lang, self.texts, self.words = f"https://{host}", lang, texts, WORDS[lang]
        self._by_number = {str(text.number): text for text in texts}
        self.fetch = fetching(self.origin, self.answer)

    def url(self, text: Story) -> str:
        return f"{self.origin}/noticias/ver.php?id={text.number}"

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        if path == "/noticias/ver.php":
            text = self._by_number.get(query.get("id", ""))
            return (self._detail(text), HTML) if text else None
        if path == "/noticias/":
            return self._list(int(query.get("pagina", 1))), HTML
        if path == "/sitemap.xml":
            rows = "".join(f"<url><loc>{escape(self.url(text))}</loc><lastmod>2026-07-01</lastmod></url>" for text in self.texts)
            return (
                f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{self.origin}/</loc></url>{rows}</urlset>',
                XML,
            )
        return (self._feed(), XML) if path == "/rss.php" else None

    def _feed(self) -> str:
        items = "".join(
            f"<item><title>{escape(text.title)}</title><link>{escape(self.url(text))}</link><description>{escape(text.teaser())}...</description></item>"
            for text in self.texts
        )
        return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Câmara</title><link>{self.origin}</link>{items}</channel></rss>'

    def _list(self, number: int) -> str:
        rows = "\n".join(
            f'<tr class="linha"><td class="data">{text.moment:%d/%m/%Y}</td><td><a href="ver.php?id={text.number}">{escape(text.title)}</a></td></tr>'
            for text in cut(self.texts, number)
        )
        links = " ".join(f'<a href="?pagina={n}">{n}</a>' for n in range(1, pages(self.texts) + 1))
        return self._frame(
            "Notícias",
            f'<h1>Notícias</h1><table class="lista">{rows}</table><div class="paginas">{links}</div>',
            Noise(number, steady=True),
        )

    def _detail(self, text: Story) -> str:
        label = "Published" if self.lang == "en" else "Publicado em"
        if text.number % 2 and all(tag in ("p", "h", "quote") for tag, _ in text.blocks):
            body = "<br><br>\n".join(
                f"<b>{escape(said, quote=False)}</b>" if tag == "h" else escape(said, quote=False) for tag, said in text.blocks
            )
        else:
            body = "\n".join(markup(text.blocks, heading="h5"))
        pdf = f'<p class="anexos"><a href="/anexos/{text.number}.pdf">PDF</a></p>'
        views = self.words.views.format(n=1000 + text.number * 7 % 9000)
        content = f"""<table width="100%"><tr><td class="migalhas"><a href="/">{self.words.home}</a> &gt; <a href="/noticias/">Notícias</a> &gt; {escape(text.title)}</td></tr>
<tr><td><h2 class="titulo">{escape(text.title)}</h2></td></tr>
<tr><td class="info">{label}: {text.moment:%d/%m/%Y} | {views} | <a href="javascript:window.print()">{"Print" if self.lang == "en" else "Imprimir"}</a></td></tr>
<tr><td class="corpo"><div class="texto">{body}</div></td></tr>
<tr><td>{pdf}{chrome.share_bar(self.words.share, self.url(text))}</td></tr></table>"""
        return self._frame(text.title, content, Noise(text.number, steady=True))

    def _frame(self, title: str, content: str, noise: Noise) -> str:
        others = "".join(
            f'<li>{text.moment:%d/%m/%Y} <a href="/noticias/ver.php?id={text.number}">{escape(text.title)}</a></li>'
            for text in self.texts[2:9]
        )
        return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html><head><meta charset="UTF-8"><title>Câmara de Comércio | {escape(title)}</title>{chrome.styles("portal", 100)}{chrome.settings("portal", noise, 60)}</head>
<body bgcolor="#ffffff"><table class="topo" width="980"><tr><td><a href="/">Câmara de Comércio</a></td><td>{chrome.long_date(LAST + timedelta(days=1), self.lang)}</td></tr></table>
<div id="menu">{chrome.menu(self.lang, "/", 12)}</div>
<table width="980"><tr><td width="220" valign="top"><b>{self.words.related}</b><ul class="ultimas">{others}</ul></td><td valign="top">{content}</td></tr></table>
{chrome.footer(self.lang, "Câmara de Comércio")}
</body></html>"""


# ---- a Guangdong government site -----------------------------------------------------------------------------------------


class Column:
    """A column of a Guangdong site: its index in JSON, its list pages, its releases with the national standard's meta tags."""

    folder = "/zwgk/tzgg/gg/"
    number = 24471

    def __init__(self, host: str, texts: Sequence[Story]) -> None:
        self.origin, self.texts, self.words = f"https://{host}", texts, WORDS["zh-Hans"]
        self._by_path = {urlsplit(self.url(text)).path: text for text in texts}
        self.fetch = fetching(self.origin, self.answer)

    def url(self, text: Story) -> str:
        return f"{self.origin}{self.folder}content/post_{3_900_000 + text.number}.html"

    def answer(self, path: str, _: Mapping[str, str]) -> Answer | None:
        if text := self._by_path.get(path):
            return self._detail(text), HTML
        if path == f"/postmeta/i/{self.number}.json":
            return json.dumps({"articles": [self._entry(text) for text in self.texts], "updated": 1_780_000_000}), JSON
        if found := re.fullmatch(rf"{self.folder}index(?:_(\d+))?\.html", path):
            return self._list(int(found[1] or 1)), HTML
        return None

    def _entry(self, text: Story) -> dict[str, object]:
        return {
            "id": 3_900_000 + text.number,
            "title": text.title,
            "url": self.url(text),
            "created_at": f"{text.moment:%Y-%m-%d} 00:00:00",
            "publish_time": int(text.moment.replace(tzinfo=ZONE).timestamp()),
        }

    def _list(self, number: int) -> str:
        rows = "\n".join(
            f'<li><a class="title" href="./content/post_{3_900_000 + text.number}.html" title="{escape(text.title)}">{escape(text.title)}</a><span class="date">{text.moment:%Y-%m-%d}</span></li>'
            for text in cut(self.texts, number)
        )
        more = f'<a href="index_{number + 1}.html">下一页</a>' if number < pages(self.texts) else ""
        return self._frame(
            "公告",
            "",
            f'<ul class="news_list">{rows}</ul><div class="page"><a href="index.html">首页</a>{more}</div>',
            Noise(number, steady=True),
        )

    def _detail(self, text: Story) -> str:
        head = f'<meta name="ArticleTitle" content="{escape(text.title)}"><meta name="PubDate" content="{text.moment:%Y-%m-%d %H:%M}"><meta name="ContentSource" content="本网"><meta name="ColumnName" content="公告">'
        body = "\n".join(markup(text.blocks, heading="h4", attributes=' style="text-indent: 2em;"'))
        player = (
            "<div><p>code:</p><p>vid:</p><p>uuid:</p><p>播放时间:</p><p>提示信息</p><p>字幕 倍速 清晰度 音轨 倍速正常</p></div>"
            if text.number % 5 == 0
            else ""
        )
        neighbours = [other for other in self.texts if other.number != text.number][:2]
        content = f"""<div class="crumb">您现在的位置: <a href="/">首页</a> &gt; <a href="../">公告</a></div>
<div class="box"><h1>{escape(text.title)}</h1>
<div class="info"><span>发布时间：{text.moment:%Y-%m-%d %H:%M}</span> <span>来源：本网</span> <span>浏览次数：{text.number * 3 % 9000}</span> <span>字体：[大] [中] [小]</span> <a href="javascript:print()">打印</a></div>
<div id="zoomcon">{player}
{body}
<p>【编辑:陈志远】</p><p>扫一扫在手机打开当前页</p></div>
<div class="nextprev">{"".join(f'<p>{name}：<a href="{self.url(other)}">{escape(other.title)}</a></p>' for name, other in zip(("上一篇", "下一篇"), neighbours, strict=False))}</div></div>"""
        return self._frame(text.title, head, content, Noise(text.number, steady=True))

    def _frame(self, title: str, head: str, content: str, noise: Noise) -> str:
        hot = chrome.related(self.words.related, ((self.url(text), text.title) for text in self.texts[:5]))
        return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}-合作区政务网</title><meta name="SiteName" content="合作区政务网"><meta name="SiteDomain" content="hezuoqu.example">{head}
{chrome.styles("nfcms", 100)}{chrome.settings("nfcms", noise, 70)}</head>
<body><div class="top"><a href="/">合作区政务网</a><span>今天是{chrome.long_date(LAST + timedelta(days=1), "zh-Hans")}</span></div><div class="nav">{chrome.menu("zh-Hans", "/", 14)}</div>
<div class="main">{content}</div><div class="side">{hot}</div>
<div class="foot"><p>主办：合作区执行委员会</p><p>粤ICP备00000000号 网站标识码：4400000000</p></div>{chrome.footer("zh-Hans", "合作区执行委员会")}
</body></html>"""


# ---- the sets ------------------------------------------------------------------------------------------------------------


def made_sets(releases: int) -> Iterator[PageSet]:
    """A set or two for each of the kinds feed, sitemap, wordpress, guangdong-cms and listing, a twentieth of `releases` in each."""
    count = max(12, releases // 20)
    yield from _blog_sets(Blog("jornal.example", "pt", stories(count, "pt", "jornal")))
    yield from _portal_sets(
        Portal("camara.example", "pt", stories(count, "pt", "camara")), Portal("chamber.example", "en", stories(count, "en", "chamber"))
    )
    yield from _column_sets(Column("www.hezuoqu.example", stories(count, "zh-Hans", "hezuoqu")))


def _set(
    name: str, kind: str, options: Mapping[str, object], site: Blog | Portal | Column, listing: str, release: str, precision: str
) -> PageSet:
    truths = tuple(text.truth(site.url(text), precision) for text in site.texts)
    return PageSet(name, kind, options, (f"{site.origin}{listing}",), release, truths, site.fetch)


def _blog_sets(blog: Blog) -> Iterator[PageSet]:
    release = r"/\d{4}/\d\d/\d\d/[^/]+/$"
    feeds = tuple(f"{blog.origin}{path}" for path in ("/feed/", "/atom/", "/feed.json"))
    yield _set("wordpress, interface", "wordpress", {"base": blog.origin}, blog, "/", release, "minute")
    yield _set("wordpress, pages", "wordpress", {"base": blog.origin, "ways": ("listing",)}, blog, "/", release, "minute")
    yield _set("feed, whole texts", "feed", {"feeds": feeds}, blog, "/", release, "minute")


def _portal_sets(camara: Portal, chamber: Portal) -> Iterator[PageSet]:
    release = r"/noticias/ver\.php\?id=(?P<key>\d+)$"
    selectors = {"title": "h2.titulo", "date": "td.info", "body": "div.texto"}
    listing = {"start": (f"{camara.origin}/noticias/",), "release": release, **selectors}
    sitemap = {"sitemaps": (f"{chamber.origin}/sitemap.xml",), "release": release, "newest": 50_000}
    yield _set("listing, selectors", "listing", listing, camara, "/noticias/", release, "day")
    yield _set("sitemap", "sitemap", sitemap, chamber, "/noticias/", release, "day")
    yield _set(
        "feed, teasers", "feed", {"feeds": (f"{chamber.origin}/rss.php",), "release": release}, chamber, "/noticias/", release, "day"
    )


def _column_sets(column: Column) -> Iterator[PageSet]:
    host = urlsplit(column.origin).netloc
    release = r"/content/post_(?P<key>\d+)\.html$"
    index = {"host": host, "columns": (column.folder,), "postmeta": (column.number,), "newest": 50_000}
    yield _set("guangdong-cms", "guangdong-cms", index, column, f"{column.folder}index.html", release, "minute")
