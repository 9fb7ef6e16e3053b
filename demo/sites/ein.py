"""EIN Presswire: English copies of Macao releases under nine digits, with a dateline that names no year.

The address of its lists is not known for certain (docs/sources.md, section 9.1), so every address that reads like one answers with it.
"""

# ruff: noqa: E501 - HTML keeps its lines

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape

from demo import chrome
from demo.content import Edition, ReleaseText
from demo.server import Request, Response
from demo.sites.base import Site, View, html, missing, whole

HOST = "https://www.einpresswire.com"
OWNER = "EIN Presswire"
SLUG_LENGTH = 110
_DETAIL = re.compile(r"/article/(\d{9})(?:/[^/]*)?/?")
_LIST = re.compile(r"/(?:(?:search|country|channel|region|world|sources|newsroom|all-press-releases|latest|rss-feeds)(?:[/-].*)?)?")


class Ein(Site):
    name = "ein"
    hosts = ("www.einpresswire.com", "einpresswire.com")
    robots = "User-agent: *\nDisallow: /login\nDisallow: /print/\nDisallow: /click/\n"
    secure = True

    def respond(self, request: Request, view: View) -> Response:
        if found := _DETAIL.fullmatch(request.path):
            return self._detail(found[1], view)
        if _LIST.fullmatch(request.path):
            return self._list(request.path, whole(request.query.get("page")), view)
        return missing("en", owner=OWNER)

    def addresses(self, edition: Edition) -> Iterator[str]:
        texts = edition.listed("ein")
        for number in range(1, self.cut(texts, 1).pages + 1):
            yield f"{HOST}/country/macau" + (f"?page={number}" if number > 1 else "")
        yield from (address(text) for text in texts)

    def _list(self, base: str, number: int, view: View) -> Response:
        page = self.cut(view.edition.listed("ein"), number)
        rows = "\n".join(
            f'<li class="article-list-item"><h3><a href="{address(text)[len(HOST) :]}">{escape(text.title)}</a></h3>'
            f'<span class="date">{chrome.long_date(text.published, "en")}</span><p>{escape(chrome.teaser(_dated(text)))}</p></li>'
            for text in page.items
        )
        links = [("" if n == number else f"{base}?page={n}", str(n)) for n in range(1, page.pages + 1)]
        if number < page.pages:
            links.append((f"{base}?page={number + 1}", "Next"))
        content = f'<h1 class="list-title">Macau press releases</h1><ul class="article-list">{rows}</ul>{chrome.pager(links)}'
        return _frame("Macau press releases", f"{HOST}{base}", content, view)

    def _detail(self, key: str, view: View) -> Response:
        text = view.edition.find("ein", key)
        if text is None or not text.live:
            return missing("en", text.status if text else 404, OWNER)
        others = view.noise.some([other for other in view.edition.listed("ein") if other.key != key], 5)
        content = f"""<article class="pr"><h1 class="article_title">{escape(text.title)}</h1>
{chrome.share_bar("Share This Article", address(text))}
<div class="article_column">
{chrome.prose(_dated(text), "p")}
</div>
<p class="disclaimer-title">Legal Disclaimer:</p>
<p class="disclaimer">EIN Presswire provides this news content "as is" without warranty of any kind. If you have any complaints or copyright issues related to this article, kindly contact the author above.</p>
</article>
{chrome.related("Related articles", ((address(other)[len(HOST) :], other.title) for other in others))}"""
        return _frame(text.title, address(text), content, view)


def address(text: ReleaseText) -> str:
    slug = text.slug or re.sub(r"[^a-z0-9]+", "-", text.title.lower()).strip("-")
    return f"{HOST}/article/{text.key}/{slug[:SLUG_LENGTH].strip('-')}"


def _dated(text: ReleaseText) -> ReleaseText:
    """The body with a dateline before its first paragraph: place in capitals, day without a zero, no year."""
    first = next(iter(text.paragraphs), "")
    if not first or first.upper().startswith(("MACAU,", "MACAO,")):
        return text
    dateline = f"MACAU, {chrome.MONTHS[text.published.month - 1]} {text.published.day} - "
    return replace(text, body=text.body.replace(first, dateline + first, 1))


def _frame(title: str, canonical: str, content: str, view: View) -> Response:
    return html(f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)} - {OWNER}</title><link rel="canonical" href="{escape(canonical)}">
<meta property="og:title" content="{escape(title)}"><meta property="og:site_name" content="{OWNER}">
{chrome.styles("ein", view.scale(40, 90))}{chrome.settings("ein", view.noise, view.scale(12, 60))}</head>
<body id="top"><header class="header"><a class="logo" href="/">{OWNER}</a><nav>{chrome.menu("en", "/", view.scale(10, 15))}</nav>
<form action="/search"><input type="hidden" name="t" value="{view.noise.token()}"><input name="q"></form></header>
<div class="ticker"><time>{view.now:%H:%M}</time></div>
<main class="main">{content}</main>
{chrome.counter("en", view.noise)}{chrome.footer("en", "Newsmatics Inc. dba EIN Presswire")}
</body></html>
""")
