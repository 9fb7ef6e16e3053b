"""IPIM: a live clock as the first line, an endless calendar, a breadcrumb without separators, nested slugs, a soft 404.

The pages show no date of their own; where the address names an issue, the breadcrumb names its month (docs/sources.md, section 5).
"""

# ruff: noqa: E501 - HTML keeps its lines

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import quote
from zlib import crc32

from demo import chrome
from demo.content import Edition, ReleaseText
from demo.server import Request, Response
from demo.sites.base import Site, View, html, missing, whole

HOST = "https://www.ipim.gov.mo"
LANGS = {"en": "en", "pt-pt": "pt", "zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}
PATHS = {lang: path for path, lang in LANGS.items()}
OWNER = {
    "en": "Commerce and Investment Promotion Institute",
    "pt": "Instituto de Promoção do Comércio e do Investimento",
    "zh-Hant": "招商投資促進局",
    "zh-Hans": "招商投资促进局",
}
HEADING = {"en": "IPIM news", "pt": "Notícias do IPIM", "zh-Hant": "本局最新動態", "zh-Hans": "本局最新动态"}
HERE = {
    "en": "You are here: HomePublications",
    "pt": "Está aqui: Página inicialPublicações",
    "zh-Hant": "你現在的位置: 首頁Publications",
    "zh-Hans": "您现在的位置: 首页Publications",
}
ISSUES = {"en": "Search Issues", "pt": "Search Issues", "zh-Hant": "搜尋期數", "zh-Hans": "搜寻期数"}
_PATH = re.compile(r"/(en|pt-pt|zh-hant|zh-hans)/publication/(.+)")
_LIST = re.compile(r"ipim-news(?:/page/(\d+))?/?")
_ISSUE = re.compile(r"issue-(\d+)-([a-z]{3})-(\d{4})/")


class Ipim(Site):
    name = "ipim"
    hosts = ("www.ipim.gov.mo", "m.ipim.gov.mo")
    robots = "User-agent: *\nDisallow: /wp-admin/\nDisallow: /*ajaxCalendar=\n\nSitemap: https://www.ipim.gov.mo/sitemap_index.xml\n"
    server = "Apache"

    def respond(self, request: Request, view: View) -> Response:
        found = _PATH.fullmatch(request.path)
        if not found:
            return self._list("zh-Hant", 1, view) if request.path in ("/", "/zh-hant/") else self._not_found("zh-Hant", view)
        lang = LANGS[found[1]]
        if page := _LIST.fullmatch(found[2]):
            return self._list(lang, whole(page[1]), view)
        text = _by_path(view.edition, lang, found[2])
        if text is None:
            return self._not_found(lang, view)
        return self._detail(text, view) if text.live else missing(lang, text.status, OWNER[lang])

    def addresses(self, edition: Edition) -> Iterator[str]:
        for path, lang in LANGS.items():
            texts = edition.listed("ipim", lang)
            for number in range(1, self.cut(texts, 1).pages + 1):
                yield f"{HOST}/{path}/publication/ipim-news/" + (f"page/{number}/" if number > 1 else "")
            yield from (address(text) for text in texts)

    def _list(self, lang: str, number: int, view: View) -> Response:
        page = self.cut(view.edition.listed("ipim", lang), number)
        if number > page.pages:
            return self._not_found(lang, view)
        base = f"/{PATHS[lang]}/publication/ipim-news/"
        rows = "\n".join(
            f'<div class="item-list"><h2 class="post-box-title"><a href="{address(text)}">{escape(text.title)}</a></h2>'
            f'<div class="entry"><p>{escape(chrome.teaser(text))}</p></div></div>'
            for text in page.items
        )
        links = [("" if n == number else f"{base}page/{n}/" if n > 1 else base, str(n)) for n in range(1, page.pages + 1)]
        if number < page.pages:
            links.append((f"{base}page/{number + 1}/", "»"))
        return _frame(lang, HEADING[lang], f"{HERE[lang]} {HEADING[lang]}", f"{rows}{chrome.pager(links)}", view)

    def _detail(self, text: ReleaseText, view: View) -> Response:
        lang = text.lang
        issue = _ISSUE.match(_path(text))
        crumb = f"{HERE[lang]} {f'Issue {issue[1]} – {issue[2].title()}. {issue[3]} ' if issue else ''}{HEADING[lang]}{text.title}"
        stem = f'<div class="wp-caption"><img src="/wp-content/t.jpg" alt=""><p>Tin{crc32(text.key.encode()) % 300}_p{text.published.day}c</p></div>'
        others = view.noise.some([other for other in view.edition.listed("ipim", lang) if other.key != text.key], 3)
        content = f"""<article class="post-listing"><h1 class="name post-title">{escape(text.title)}</h1>
<div class="entry">
{stem}
{chrome.prose(text)}
</div></article>{chrome.share_bar(chrome.WORDS[lang].share, address(text))}
{chrome.related(chrome.WORDS[lang].related, ((address(other), other.title) for other in others))}"""
        return _frame(lang, text.title, crumb, content, view)

    def _not_found(self, lang: str, view: View) -> Response:
        """Status 200 for what is not there: the site's own soft 404."""
        words = chrome.WORDS[lang]
        return _frame(lang, words.missing, HERE[lang], f'<div class="not-found"><h2>404</h2><p>{words.missing}</p></div>', view)


def address(text: ReleaseText) -> str:
    return f"{HOST}/{PATHS[text.lang]}/publication/{quote(_path(text))}/"


def _path(text: ReleaseText) -> str:
    """What follows /publication/: the nested slug where the release has one, else its key below the list."""
    slug = text.slug.removeprefix("publication/")
    return slug if "/" in slug else f"ipim-news/{slug or text.key}"


def _by_path(edition: Edition, lang: str, path: str) -> ReleaseText | None:
    if ("ipim paths", lang) not in edition.memo:
        edition.memo["ipim paths", lang] = {_path(text): text for text in edition.texts if text.site == "ipim" and text.lang == lang}
    paths: dict[str, ReleaseText] = edition.memo["ipim paths", lang]
    return paths.get(path.rstrip("/"))


def _calendar(lang: str, view: View) -> str:
    """A month with links to the months beside it, without end."""
    now = view.now
    base = f"/{PATHS[lang]}/publication/ipim-news/"
    months = (
        (now.year, now.month - 1) if now.month > 1 else (now.year - 1, 12),
        (now.year, now.month + 1) if now.month < 12 else (now.year + 1, 1),
    )
    links = "".join(
        f'<a href="{base}?id={view.noise.number(10**9, 2 * 10**9)}&amp;ajaxCalendar=1&amp;mo={month}&amp;yr={year}">{sign}</a>'
        for (year, month), sign in zip(months, ("«", "»"), strict=True)
    )
    days = "".join(f"<td>{day}</td>" + ("</tr><tr>" if day % 7 == 0 else "") for day in range(1, 29))
    return f'<div class="calendar">{links}<table><tr>{days}</tr></table></div>'


def _frame(lang: str, title: str, crumb: str, content: str, view: View) -> Response:
    base = f"/{PATHS[lang]}/"
    languages = "".join(f'<li><a href="/{path}/publication/ipim-news/">{path}</a></li>' for path in LANGS)
    return html(f"""<!DOCTYPE html>
<html lang="{PATHS[lang]}"><head><meta charset="UTF-8"><title>{escape(title)} | {OWNER[lang]}</title>
{chrome.styles("ipim", view.scale(35, 90))}{chrome.settings("ipim", view.noise, view.scale(10, 60))}</head>
<body id="top"><div class="today-date">{view.now:%d/%m/%Y - %H:%M:%S}</div><header><a href="{base}">{OWNER[lang]}</a><ul class="lang">{languages}</ul>
<nav>{chrome.menu(lang, base, view.scale(6, 14))}</nav></header>
<div id="crumbs">{escape(crumb)}</div>
<main class="content">{content}</main>
<aside class="sidebar"><h4>{ISSUES[lang]}</h4><form><select><option>Issue {view.now.year - 1720}</option></select></form>{_calendar(lang, view)}</aside>
{chrome.footer(lang, OWNER[lang])}
</body></html>
""")
