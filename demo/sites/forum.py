"""Forum Macao: lists `/{lang/}{section}?p=N`, one id for all languages, a language switch that answers with the article itself.

A release without a version in the wanted language answers with the home page, status 200 (docs/sources.md, section 2).
"""

# ruff: noqa: E501 - HTML keeps its lines

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from demo import chrome
from demo.content import FORUM_SECTIONS, Edition, ReleaseText
from demo.server import Request, Response
from demo.sites.base import Site, Slice, View, html, missing, whole

HOST = "https://www.forumchinaplp.org.mo"
PREFIXES = {"en": "en/", "pt": "pt/", "zh-Hans": "zh-hans/", "zh-Hant": ""}
LANGS = {"en": "en", "pt": "pt", "zh-hans": "zh-Hans", "": "zh-Hant"}
SWITCH = {1: "zh-Hant", 2: "zh-Hans", 3: "en", 4: "pt"}

# First line, date label, share label; 佈 in the simplified label and the English share label in Portuguese are the site's own.
LABELS = {
    "en": ("Member Countries", "Release time:", "• Share To:"),
    "pt": ("Países Participantes", "Tempo de liberação:", "• Share To:"),
    "zh-Hans": ("与会国", "发佈时间:", "• 分享至:"),
    "zh-Hant": ("與會國", "發佈時間:", "• 分享至:"),
}
OWNER = {
    "en": "Permanent Secretariat of Forum Macao",
    "pt": "Secretariado Permanente do Fórum de Macau",
    "zh-Hans": "中葡论坛常设秘书处",
    "zh-Hant": "中葡論壇常設秘書處",
}
SECTIONS = {
    "en": ("Forum News", "Economic and Trade Information", "Forum Bulletin", "Meetings"),
    "pt": ("Notícias do Fórum", "Informação Económica e Comercial", "Boletim do Fórum", "Reuniões"),
    "zh-Hans": ("论坛动态", "经贸资讯", "论坛季刊", "会议"),
    "zh-Hant": ("論壇動態", "經貿資訊", "論壇季刊", "會議"),
}
_PATH = re.compile(r"/(?:(en|pt|zh-hans)(?:/|$))?(?:(news|economic_trade|publication|meeting)(?:/view/(\d+))?/?)?")
_ABOUT = re.compile(r"/(?:(en|pt|zh-hans)/)?about/[\w-]+/?")
_CHANGE = re.compile(r"/(?:(?:en|pt|zh-hans)/)?language/change/([1-4])")


class Forum(Site):
    name = "forum"
    hosts = ("www.forumchinaplp.org.mo", "forumchinaplp.org.mo")
    robots = "User-agent: *\nDisallow: /admin/\nDisallow: /language/change/\nDisallow: /*/language/change/\n"

    def respond(self, request: Request, view: View) -> Response:
        if switch := _CHANGE.fullmatch(request.path):
            back = "/" + request.query.get("back", "").lstrip("/")
            found = _PATH.fullmatch(back.partition("?")[0])
            lang = SWITCH[int(switch[1])]
            return self._page(lang, found[2] or "", found[3] or "", request, view) if found else self._home(lang, view)
        found = _PATH.fullmatch(request.path)
        if about := _ABOUT.fullmatch(request.path):
            return self._about(LANGS[about[1] or ""], view)
        if not found:
            return missing("zh-Hant", owner=OWNER["zh-Hant"])
        return self._page(LANGS[found[1] or ""], found[2] or "", found[3] or "", request, view)

    def addresses(self, edition: Edition) -> Iterator[str]:
        for lang, prefix in PREFIXES.items():
            for section in FORUM_SECTIONS:
                texts = _in_section(edition, lang, section)
                for number in range(1, self.cut(texts, 1).pages + 1):
                    yield f"{HOST}/{prefix}{section}" + (f"?p={number}" if number > 1 else "")
                yield from (HOST + address(text) for text in texts)

    def _page(self, lang: str, section: str, key: str, request: Request, view: View) -> Response:
        if key:
            return self._detail(lang, section, key, view)
        return self._list(lang, section, whole(request.query.get("p")), view) if section else self._home(lang, view)

    def _detail(self, lang: str, section: str, key: str, view: View) -> Response:
        versions = view.edition.versions("forum", key)
        text = versions.get(lang)
        if text is None:
            return self._home(lang, view) if versions else missing(lang, owner=OWNER[lang])
        if not text.live:
            return missing(lang, text.status, OWNER[lang])
        first, label, share = LABELS[lang]
        others = view.noise.some([other for other in view.edition.listed("forum", lang) if other.key != key], 4)
        content = f"""<div class="sidebar-title">{first}</div>
<div class="article-box"><h2 class="article-title">{escape(text.title)}</h2>
<div class="article-info"><span class="release-time">{label}{text.published:%Y-%m-%d}</span></div>
{chrome.share_bar(share, HOST + address(text))}
<div class="article-content">
{chrome.prose(text, "h4")}
</div></div>
{chrome.related(chrome.WORDS[lang].related, ((address(other), other.title) for other in others))}"""
        return _frame(lang, f"{PREFIXES[lang]}{section}/view/{key}", text.title, content, view)

    def _list(self, lang: str, section: str, number: int, view: View) -> Response:
        page = self.cut(_in_section(view.edition, lang, section), number)
        name = SECTIONS[lang][FORUM_SECTIONS.index(section)]
        rows = "\n".join(
            f'<div class="news-item"><a class="news-link" href="{address(text)}"><h3 class="news-title">{escape(text.title)}</h3></a>'
            f'<div class="news-date">{text.published:%Y-%m-%d}</div><p class="news-summary">{escape(chrome.teaser(text, 320))}</p></div>'
            for text in page.items
        )
        content = (
            f'<div class="sidebar-title">{LABELS[lang][0]}</div><h2 class="section-title">{name}</h2><div class="news-list">{rows}</div>'
            f"{_pager(lang, section, page)}"
        )
        return _frame(lang, f"{PREFIXES[lang]}{section}", name, content, view)

    def _about(self, lang: str, view: View) -> Response:
        """A page of prose that is no release: it has no date line."""
        words = chrome.WORDS[lang]
        content = f'<div class="sidebar-title">{LABELS[lang][0]}</div><h2>{words.menu[3]}</h2><p>{words.blurb}</p><p>{words.blurb}</p>'
        return _frame(lang, f"{PREFIXES[lang]}about/secretary-general", words.menu[3], content, view)

    def _home(self, lang: str, view: View) -> Response:
        slides = "\n".join(
            f'<div class="carousel-item"><h3>{escape(text.title)}</h3><div class="date">{text.published:%Y-%m-%d}</div><div class="text-box">'
            f'<h4>{escape(text.title)}</h4><p>{escape(chrome.teaser(text, 240))}</p><a href="{address(text)}">{chrome.WORDS[lang].more}</a></div></div>'
            for text in view.edition.listed("forum", lang)[:4]
        )
        content = f'<div class="carousel slide">{slides}</div><div class="sidebar-title">{LABELS[lang][0]}</div>'
        return _frame(lang, PREFIXES[lang].rstrip("/"), OWNER[lang], content, view)


def address(text: ReleaseText) -> str:
    return f"/{PREFIXES[text.lang]}{text.section}/view/{text.key}"


def _in_section(edition: Edition, lang: str, section: str) -> list[ReleaseText]:
    return [text for text in edition.listed("forum", lang) if text.section == section]


def _pager(lang: str, section: str, page: Slice[ReleaseText]) -> str:
    base = f"/{PREFIXES[lang]}{section}?p="
    links = [("" if n == page.number else f"{base}{n}", str(n)) for n in range(1, page.pages + 1)]
    if page.number < page.pages:
        links.append((f"{base}{page.number + 1}", "»"))
    return chrome.pager(links)


def _frame(lang: str, here: str, title: str, content: str, view: View) -> Response:
    base = "/" + PREFIXES[lang]
    switches = "".join(
        f'<li><a href="{base}language/change/{n}?back={quote(here, safe="")}">{label}</a></li>'
        for n, label in ((1, "繁體"), (2, "简体"), (3, "English"), (4, "Português"))
    )
    sections = "".join(
        f'<li class="nav-item"><a href="{base}{section}">{name}</a></li>'
        for section, name in zip(FORUM_SECTIONS, SECTIONS[lang], strict=True)
    )
    return html(f"""<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="UTF-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} - {OWNER[lang]}</title><meta name="csrf-token" content="{view.noise.token(40)}">
{chrome.styles("forum", view.scale(40, 90))}
{chrome.settings("forum", view.noise, view.scale(10, 60))}
</head><body id="top"><header class="site-header"><a class="logo" href="{base}">{OWNER[lang]}</a><ul class="language-switch">{switches}</ul>
<nav class="navbar"><ul class="nav">{sections}<li><a href="{base}about/secretary-general">{chrome.WORDS[lang].menu[3]}</a></li></ul>
{chrome.menu(lang, base, view.scale(6, 14))}</nav></header>
<main class="container">{content}</main>
{chrome.counter(lang, view.noise)}
{chrome.footer(lang, OWNER[lang])}
</body></html>
""")
