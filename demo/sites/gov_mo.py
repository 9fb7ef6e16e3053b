"""gov.mo: a WordPress network with one blog per language, so one release has unrelated ids in four languages.

Dates stand in the lists only, as `time[datetime]` without a zone; the temperature and a time stamp change at each request
(docs/sources.md, section 4).
"""

# ruff: noqa: E501 - HTML keeps its lines

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import format_datetime
from html import escape
from urllib.parse import quote
from zlib import crc32

from demo import chrome
from demo.content import Edition, ReleaseText
from demo.server import Request, Response
from demo.sites.base import Site, View, html, missing, whole

HOST = "https://www.gov.mo"
LANGS = {"en": "en", "pt": "pt", "zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}
PATHS = {lang: path for path, lang in LANGS.items()}
NEWS = {"en": "news", "pt": "noticias", "zh-Hant": "news", "zh-Hans": "news"}
HREFLANG = {"en": "en-US", "pt": "pt-PT", "zh-Hant": "zh-hant", "zh-Hans": "zh-hans"}
BLOG = {"en": 2, "pt": 3, "zh-Hant": 4, "zh-Hans": 5}
OWNER = {
    "en": "Macao SAR Government Portal",
    "pt": "Portal do Governo da RAE de Macau",
    "zh-Hant": "澳門特別行政區政府入口網站",
    "zh-Hans": "澳门特别行政区政府入口网站",
}
HEADING = {"en": "News", "pt": "Notícias", "zh-Hant": "新聞", "zh-Hans": "新闻"}
SKIP = {"en": "Skip navigation", "pt": "Saltar da navegação", "zh-Hant": "跳過導航", "zh-Hans": "跳过导航"}
GALLERY = {"en": "View gallery", "pt": "Ver galeria", "zh-Hant": "查看圖庫", "zh-Hans": "查看图库"}
DISPLAY = {
    "en": ("Display mode:", "Grid view", "List view"),
    "pt": ("Modo de exibição:", "Grelha", "Lista"),
    "zh-Hant": ("顯示模式:", "網格", "列表"),
    "zh-Hans": ("显示模式:", "网格", "列表"),
}
FEEDBACK = {
    "en": ("Is there something wrong with this page?", "Help us improve GOV.MO", "* Required field", "Submit"),
    "pt": ("Há algo de errado com esta página?", "Ajude-nos a melhorar o GOV.MO", "* Campo obrigatório", "Enviar"),
    "zh-Hant": ("此頁面有問題嗎?", "幫助我們改進GOV.MO", "* 必填項", "提交"),
    "zh-Hans": ("此页面有问题吗?", "帮助我们改进GOV.MO", "* 必填项", "提交"),
}
_LANG = re.compile(r"/(en|pt|zh-hant|zh-hans)(?:/(.*))?")
_LIST = re.compile(r"(?:news|noticias)(?:/page/(\d+))?/?")
_DETAIL = re.compile(r"(?:news|noticias)/([^/]+)/?")


class GovMo(Site):
    name = "gov-mo"
    hosts = ("www.gov.mo", "gov.mo")
    robots = "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\nDisallow: /*?s=\n"
    secure = True

    def respond(self, request: Request, view: View) -> Response:
        found = _LANG.fullmatch(request.path)
        if not found:
            return self._list("zh-Hant", 1, view) if request.path == "/" else missing("zh-Hant", owner=OWNER["zh-Hant"])
        lang, rest = LANGS[found[1]], found[2] or ""
        if not rest and "p" in request.query:
            return self._detail(view.edition.find("gov-mo", request.query["p"], lang), lang, view)
        if rest.rstrip("/") == "feed":
            return _feed(lang, view)
        if not rest or (page := _LIST.fullmatch(rest)):
            return self._list(lang, whole(page[1]) if rest and page else 1, view)
        if detail := _DETAIL.fullmatch(rest):
            return self._detail(_by_name(view.edition, lang, detail[1]), lang, view)
        return missing(lang, owner=OWNER[lang])

    def addresses(self, edition: Edition) -> Iterator[str]:
        for path, lang in LANGS.items():
            texts = edition.listed("gov-mo", lang)
            for number in range(1, self.cut(texts, 1).pages + 1):
                yield f"{HOST}/{path}/{NEWS[lang]}/" + (f"page/{number}/" if number > 1 else "")
            yield from (address(text) for text in texts)

    def _list(self, lang: str, number: int, view: View) -> Response:
        page = self.cut(view.edition.listed("gov-mo", lang), number)
        if number > page.pages:
            return missing(lang, owner=OWNER[lang])
        label, grid, rows = DISPLAY[lang]
        base = f"/{PATHS[lang]}/{NEWS[lang]}/"
        items = "\n".join(_item(text, view) for text in page.items)
        links = [("" if n == number else f"{base}page/{n}/" if n > 1 else base, str(n)) for n in range(1, page.pages + 1)]
        if number < page.pages:
            links.append((f"{base}page/{number + 1}/", chrome.WORDS[lang].next))
        content = f"""<h2 class="page-title">{HEADING[lang]}</h2><div class="display-mode">{label} <a href="{base}?display_mode=grid">{grid}</a>
<a href="{base}?display_mode=list">{rows}</a></div><div class="news-list">{items}</div>{chrome.pager(links)}"""
        return _frame(lang, HEADING[lang], f"{HOST}{base}", content, view, "", "archive post-type-archive")

    def _detail(self, text: ReleaseText | None, lang: str, view: View) -> Response:
        if text is None or not text.live:
            return missing(lang, text.status if text else 404, OWNER[lang])
        sisters = view.edition.sisters(text)
        links = f'<link rel="shortlink" href="{HOST}/{PATHS[lang]}/?p={text.key}" />\n' + "\n".join(
            f'<link rel="alternate" hreflang="{HREFLANG[other]}" href="{address(sisters[other])}" />'
            for other in LANGS.values()
            if other in sisters
        )
        gallery = f'<a class="gallery-link" href="#gallery">{GALLERY[lang]}</a>' if text.captions else ""
        captions = "".join(f'<figure class="featured"><img src="/{PATHS[lang]}/wp-content/uploads/sites/{BLOG[lang]}/p.jpg" alt="">'
                           f"<figcaption>{escape(caption)}</figcaption></figure>" for caption in text.captions[:1])  # fmt: skip
        others = view.noise.some([other for other in view.edition.listed("gov-mo", lang) if other.key != text.key], 4)
        content = f"""<article id="post-{text.key}" class="post-{text.key} news_post type-news_post hentry">
<h1 class="entry-title">{escape(text.title)}</h1>{captions}
<div class="entry-content">
{chrome.prose(text)}
</div>{gallery}</article>
{chrome.share_bar(chrome.WORDS[lang].share, address(text))}
{chrome.related(chrome.WORDS[lang].related, ((address(other), other.title) for other in others))}"""
        return _frame(lang, text.title, address(text), content, view, links, f"single postid-{text.key}")


def address(text: ReleaseText) -> str:
    """The permalink: by slug where the release has one, else by number."""
    return f"{HOST}/{PATHS[text.lang]}/{NEWS[text.lang]}/{quote(text.slug or text.key)}/"


def _by_name(edition: Edition, lang: str, name: str) -> ReleaseText | None:
    """A release by post id or slug."""
    if ("gov-mo slugs", lang) not in edition.memo:
        texts = (text for text in edition.texts if text.site == "gov-mo" and text.lang == lang and text.slug)
        edition.memo["gov-mo slugs", lang] = {text.slug: text for text in texts}
    slugs: dict[str, ReleaseText] = edition.memo["gov-mo slugs", lang]
    return slugs.get(name) or edition.find("gov-mo", name, lang)


def _item(text: ReleaseText, view: View) -> str:
    shown = f"{chrome.long_date(text.published, text.lang)} {text.published:%H:%M}"
    # Now and then the English list shows the Portuguese beginning under an English title: the site does so too.
    portuguese = view.edition.sisters(text).get("pt") if text.lang == "en" and crc32(text.key.encode()) % 4 == 0 else None
    return f"""<div class="card"><div class="card-body"><h3 class="text-xxl text-light"><a href="{address(text)}" rel="bookmark" title="Permanent Link to {escape(text.title)}">{escape(text.title)}</a></h3>
<time class="date" datetime="{text.published:%Y-%m-%d %H:%M:00}">{shown}</time><p class="excerpt">{escape(chrome.teaser(portuguese or text))}<a href="{address(text)}">&hellip;</a></p></div></div>"""


def _feed(lang: str, view: View) -> Response:
    items = "".join(
        f"<item><title>{escape(text.title)}</title><link>{address(text)}</link><pubDate>{format_datetime(text.published)[:-5]}+0800</pubDate>"
        f'<guid isPermaLink="false">{HOST}/{PATHS[lang]}/?p={text.key}</guid><description>{escape(chrome.teaser(text))} [&amp;#8230;]</description></item>'
        for text in view.edition.listed("gov-mo", lang)[:10]
    )
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{OWNER[lang]}</title><link>{HOST}/{PATHS[lang]}/</link>'
        f"<description>{HEADING[lang]}</description>{items}</channel></rss>"
    )
    return Response(200, {"Content-Type": "application/rss+xml; charset=UTF-8"}, body)


def _frame(lang: str, title: str, canonical: str, content: str, view: View, links: str, body_class: str) -> Response:
    home = f"/{PATHS[lang]}/"
    question, help_us, required, submit = FEEDBACK[lang]
    languages = "".join(
        f'<li class="lang-item"><a href="/{path}/">{OWNER[other]}</a></li>' for path, other in LANGS.items() if other != lang
    )
    return html(f"""<!DOCTYPE html>
<html lang="{PATHS[lang]}" prefix="og: http://ogp.me/ns#"><head><meta charset="UTF-8"><title>{escape(title)} &#8211; {OWNER[lang]}</title>
<link rel="canonical" href="{canonical}" />
{links}
<meta property="og:url" content="{canonical}" /><meta property="og:title" content="{escape(title)}" /><meta property="og:site_name" content="{OWNER[lang]}" />
<meta property="og:type" content="article" /><meta name="generator" content="WordPress 5.5.3" />
{chrome.styles("govmo", view.scale(40, 90))}
<script>var govmo={{"now":Date.now(),"stamp":{view.noise.number(1_600_000_000, 1_790_000_000)},"nonce":"{view.noise.token(10)}"}};</script>{chrome.settings("gov-mo", view.noise, view.scale(10, 60))}
</head><body id="top" class="{body_class} blog-id-{BLOG[lang]}"><a class="skip-link" href="#main">{SKIP[lang]}</a>
<header><a class="brand" href="{home}">{OWNER[lang]}</a><div class="weather"><span class="temperature">{view.noise.number(9, 34)}°C</span><span class="alert"></span></div>
<ul class="languages">{languages}</ul><nav>{chrome.menu(lang, home, view.scale(11, 14))}<a href="{home}directory/rss-feeds/">RSS</a></nav></header>
<main id="main">{content}</main>
<div class="feedback"><h4>{question}</h4><p>{help_us}</p><form><input type="hidden" name="_wpnonce" value="{view.noise.token(10)}"><textarea></textarea><p>{required}</p>
<button>{submit}</button></form></div>
{chrome.footer(lang, OWNER[lang])}
</body></html>
""")
