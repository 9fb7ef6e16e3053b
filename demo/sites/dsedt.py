"""DSEDT: a Java portal; news as a table of date cell and title cell that links to the portal itself or to the news bureau.

A release's own page shows no date (docs/sources.md, section 6).
"""

# ruff: noqa: E501 - HTML keeps its lines

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from demo import chrome
from demo.content import Edition, ReleaseText
from demo.server import Request, Response
from demo.sites import gcs
from demo.sites.base import Site, View, html, missing, whole

HOST = "https://www.dsedt.gov.mo"
LANGS = {"en_US": "en", "pt_PT": "pt", "zh_TW": "zh-Hant", "zh_CN": "zh-Hans", "zh_MO": "zh-Hant"}
LOCALES = {"en": "en_US", "pt": "pt_PT", "zh-Hant": "zh_TW", "zh-Hans": "zh_CN"}
OWNER = {
    "en": "Economic and Technological Development Bureau",
    "pt": "Direcção dos Serviços de Economia e Desenvolvimento Tecnológico",
    "zh-Hant": "經濟及科技發展局",
    "zh-Hans": "经济及科技发展局",
}
HEADING = {
    "en": ("What's New", "Date", "Title"),
    "pt": ("Novidades", "Data", "Título"),
    "zh-Hant": ("最新消息", "日期", "標題"),
    "zh-Hans": ("最新消息", "日期", "标题"),
}
CEPA = {"en": "CEPA news", "pt": "Notícias do CEPA", "zh-Hant": "【緊貿安排快訊】", "zh-Hans": "【紧贸安排快讯】"}
_PATH = re.compile(r"/(en_US|pt_PT|zh_TW|zh_MO|zh_CN)/web/public/(pg_home|pg_nc_wn|pg_nc_wn_d|pg_cepa_news)/?")


class Dsedt(Site):
    name = "dsedt"
    hosts = ("www.dsedt.gov.mo", "dsedt.gov.mo")
    robots = "User-agent: *\nCrawl-delay: 5\nDisallow: /edi/\n"
    compresses = False
    server = "Apache-Coyote/1.1"

    def respond(self, request: Request, view: View) -> Response:
        found = _PATH.fullmatch(request.path)
        if not found:
            return self._list("zh-Hant", 1, view) if request.path == "/" else missing("zh-Hant", owner=OWNER["zh-Hant"])
        lang = LANGS[found[1]]
        if found[2] == "pg_nc_wn_d":
            return self._detail(lang, request.query.get("id", ""), view)
        return self._cepa(lang, view) if found[2] == "pg_cepa_news" else self._list(lang, whole(request.query.get("page")), view)

    def addresses(self, edition: Edition) -> Iterator[str]:
        for lang, locale in LOCALES.items():
            texts = edition.listed("dsedt", lang)
            for number in range(1, self.cut(texts, 1).pages + 1):
                yield f"{HOST}/{locale}/web/public/pg_nc_wn" + (f"?page={number}" if number > 1 else "")
            yield from (address(text) for text in texts if not text.link_to)

    def _list(self, lang: str, number: int, view: View) -> Response:
        page = self.cut(view.edition.listed("dsedt", lang), number)
        heading, date, title = HEADING[lang]
        rows = "\n".join(
            f'<tr><td class="colDate">{_date(text)}</td><td class="colTitle"><a href="{escape(address(text))}">{escape(text.title)}</a></td></tr>'
            for text in page.items
        )
        base = f"/{LOCALES[lang]}/web/public/pg_nc_wn?page="
        links = [("" if n == number else f"{base}{n}", str(n)) for n in range(1, page.pages + 1)]
        if number < page.pages:
            links.append((f"{base}{number + 1}", ">"))
        content = f"""<h2 class="pageTitle">{heading}</h2><div><div><table id="itemsTable" class="items"><tbody><tr><td>{date}</td><td>{title}</td></tr>
{rows}
<tr><td colspan="2">{chrome.pager(links)}</td></tr></tbody></table></div></div>"""
        return _frame(lang, heading, content, view)

    def _cepa(self, lang: str, view: View) -> Response:
        """The trade arrangement's own page: picture, bold title and beginning of the newest items, without dates."""
        rows = "\n".join(
            f'<div class="cepaItem"><img src="/photo/{text.key}.jpg" alt=""><a href="{escape(address(text))}"><b>{escape(text.title)}</b></a>'
            f"<p>{escape(chrome.teaser(text))}</p></div>"
            for text in view.edition.listed("dsedt", lang)[: self.per_page]
        )
        return _frame(lang, CEPA[lang], f'<h2 class="pageTitle">{CEPA[lang]}</h2>{rows}', view)

    def _detail(self, lang: str, key: str, view: View) -> Response:
        text = view.edition.find("dsedt", key, lang)
        if text is None or not text.live or text.link_to:
            return missing(lang, text.status if text and not text.live else 404, OWNER[lang])
        captions = "".join(
            f'<div class="photo"><img src="/photo/{key}.jpg" alt=""><br>{escape(caption)}</div>' for caption in text.captions
        )
        content = f"""<div class="newsDetail"><h3 class="newsTitle">{escape(text.title)}</h3>
<div class="newsBody">
{chrome.prose(text, "strong")}
</div>{captions}</div><div class="printBar"><a href="javascript:window.print()">{"列印" if lang.startswith("zh") else "Print"}</a></div>"""
        return _frame(lang, text.title, content, view)


def address(text: ReleaseText) -> str:
    if text.link_to:
        return gcs.address(text)
    return f"{HOST}/{LOCALES[text.lang]}/web/public/pg_nc_wn_d?id={text.key}"


def _date(text: ReleaseText) -> str:
    """Day first in the western locales, ISO in the Chinese ones: the form of the real cell is not known, both occur in Macao."""
    return f"{text.published:%Y-%m-%d}" if text.lang.startswith("zh") else f"{text.published:%d/%m/%Y}"


def _frame(lang: str, title: str, content: str, view: View) -> Response:
    base = f"/{LOCALES[lang]}/web/public/"
    languages = " | ".join(f'<a href="/{locale}/web/public/pg_home?_refresh=true">{locale}</a>' for locale in LOCALES.values())
    return html(f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8" /><title>{OWNER[lang]}</title>
{chrome.styles("dsedt", view.scale(30, 80))}{chrome.settings("dsedt", view.noise, view.scale(10, 60))}</head>
<body><table width="100%" class="layout"><tr><td class="head"><a href="{base}pg_home">{OWNER[lang]}</a> {languages}</td></tr>
<tr><td class="nav">{chrome.menu(lang, base, view.scale(5, 15))}</td></tr>
<tr><td class="content" title="{escape(title)}">{content}</td></tr>
<tr><td class="foot"><input type="hidden" name="javax.faces.ViewState" value="{view.noise.token(64)}" />{chrome.counter(lang, view.noise)}{chrome.footer(lang, OWNER[lang])}</td></tr></table>
</body></html>
""")
