"""The furniture of the replica's pages: menus, share bars, widgets, clocks, counters, footers, in four languages.

Sites are mostly furniture: of a page of 20 KB a release is 3. What changes at each request comes from a `Noise`, so that a page whose site
promises validators can be made with a still one.
"""

# ruff: noqa: E501 - HTML keeps its lines

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from heapq import nsmallest
from html import escape
from zlib import crc32

from demo.content import ReleaseText

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
MESES = ["Janeiro", "Fevereiro", "Março", "Abril", "Maio", "Junho", "Julho", "Agosto", "Setembro", "Outubro", "Novembro", "Dezembro"]


@dataclass(frozen=True, slots=True)
class Words:
    """The labels of one language."""

    home: str
    search: str
    share: str
    related: str
    views: str
    more: str
    next: str
    previous: str
    missing: str
    back: str
    blurb: str
    contact: str
    rights: str
    menu: tuple[str, ...]


def _labels(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("|"))


WORDS = {
    "en": Words(
        home="Home",
        search="Search",
        share="Share",
        related="Related news",
        views="Page views: {n}",
        more="Learn More",
        next="Next",
        previous="Previous",
        missing="Page not found",
        back="Back to top",
        blurb="Opening hours, forms and telephone numbers of every department stand together in the service guide of this site.",
        contact="Tel: (853) 2800 {n} | Fax: (853) 2801 {n}",
        rights="All rights reserved.",
        menu=_labels(
            "About us|Duties|Organisation chart|Leadership|Annual report|Annual plan|Budget and accounts|Recruitment|"
            "Tenders|Contact us|Publications|Statistics|Laws and regulations|Forms|Online services|Appointments|"
            "Complaints and suggestions|Photo gallery|Video gallery|Events calendar|Speeches|Exhibitions|Business guide|"
            "Trade figures|Training|Grants|Members|Useful links|Accessibility|Privacy|Site map|Mobile version"
        ),
    ),
    "pt": Words(
        home="Página inicial",
        search="Pesquisar",
        share="Partilhar",
        related="Notícias relacionadas",
        views="Visualizações: {n}",
        more="Saber mais",
        next="Seguinte",
        previous="Anterior",
        missing="Página não encontrada",
        back="Voltar ao topo",
        blurb="Os horários, impressos e telefones de todos os serviços encontram-se reunidos no guia de serviços desta página.",
        contact="Tel: (853) 2800 {n} | Fax: (853) 2801 {n}",
        rights="Todos os direitos reservados.",
        menu=_labels(
            "Sobre nós|Atribuições|Organograma|Direcção|Relatório anual|Plano anual|Orçamento e contas|Recrutamento|"
            "Concursos|Contactos|Publicações|Estatísticas|Legislação|Impressos|Serviços em linha|Marcações|"
            "Queixas e sugestões|Galeria de fotografias|Galeria de vídeos|Calendário de eventos|Discursos|Exposições|"
            "Guia de negócios|Comércio em números|Formação|Subsídios|Membros|Ligações úteis|Acessibilidade|Privacidade|"
            "Mapa do sítio|Versão móvel"
        ),
    ),
    "zh-Hant": Words(
        home="首頁",
        search="搜尋",
        share="分享",
        related="相關新聞",
        views="瀏覽次數：{n}",
        more="了解更多",
        next="下一頁",
        previous="上一頁",
        missing="找不到網頁",
        back="返回頂部",
        blurb="各部門的辦公時間、表格及電話號碼，均已集中載於本網站的服務指南，歡迎查閱。",
        contact="電話：(853) 2800 {n}　傳真：(853) 2801 {n}",
        rights="版權所有",
        menu=_labels(
            "關於我們|職責範圍|組織架構|領導簡介|年度報告|年度計劃|預算及賬目|人員招聘|採購公告|聯絡我們|出版刊物|統計數據|"
            "法律法規|表格下載|網上服務|預約服務|投訴及建議|圖片集|影片集|活動日程|演講辭|展覽會議|營商指南|貿易數字|"
            "培訓課程|資助計劃|成員|相關網站|無障礙|私隱政策|網站地圖|手機版"
        ),
    ),
    "zh-Hans": Words(
        home="首页",
        search="搜索",
        share="分享",
        related="相关新闻",
        views="浏览次数：{n}",
        more="了解更多",
        next="下一页",
        previous="上一页",
        missing="找不到网页",
        back="返回顶部",
        blurb="各部门的办公时间、表格及电话号码，均已集中载于本网站的服务指南，欢迎查阅。",
        contact="电话：(853) 2800 {n}　传真：(853) 2801 {n}",
        rights="版权所有",
        menu=_labels(
            "关于我们|职责范围|组织架构|领导简介|年度报告|年度计划|预算及账目|人员招聘|采购公告|联系我们|出版刊物|统计数据|"
            "法律法规|表格下载|网上服务|预约服务|投诉及建议|图片集|视频集|活动日程|演讲辞|展览会议|营商指南|贸易数字|"
            "培训课程|资助计划|成员|相关网站|无障碍|隐私政策|网站地图|手机版"
        ),
    ),
}


class Noise:
    """What changes at each request. The same seed says the same things, so a steady page uses one seed for ever."""

    __slots__ = ("_random", "seed", "steady")

    def __init__(self, seed: int, *, steady: bool = False) -> None:
        self.seed = seed
        self.steady = steady
        self._random = random.Random(seed)

    def token(self, length: int = 32) -> str:
        return f"{self._random.getrandbits(length * 4):0{length}x}"

    def number(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def some(self, texts: Sequence[ReleaseText], count: int) -> list[ReleaseText]:
        """A few of these: others each time, or on a steady page the same, whatever else comes and goes."""
        if self.steady:
            return nsmallest(count, texts, key=lambda text: crc32(text.key.encode(), self.seed))
        return self._random.sample(texts, min(count, len(texts)))


@lru_cache(maxsize=64)
def styles(name: str, rules: int) -> str:
    """An inline style sheet, as content systems paste them into every page."""
    pick = random.Random(name)
    body = "".join(
        f".{name}-{pick.choice('abcdefgh')}{number}{{margin:{pick.randint(0, 30)}px {pick.randint(0, 30)}px;color:#{pick.randrange(4096):03x};"
        f"font-size:{pick.randint(10, 24)}px}}"
        for number in range(rules)
    )
    return f'<style type="text/css">{body}</style>'


@lru_cache(maxsize=256)
def menu(lang: str, base: str, columns: int, depth: int = 7) -> str:
    """A mega menu: `columns` headings with `depth` links each, and a sentence of prose in the last, as a trap for text density."""
    words = WORDS[lang]
    panels = []
    for column in range(columns):
        entries = [words.menu[(column * 5 + row * 3) % len(words.menu)] for row in range(depth)]
        rows = "".join(
            f'<li class="menu-item menu-item-{column}{row}"><a class="nav-link" href="{base}info/{column}-{row}/">{escape(entry)}</a></li>'
            for row, entry in enumerate(entries)
        )
        panels.append(
            f'<li class="dropdown mega-dropdown"><a class="dropdown-toggle" href="{base}info/{column}/" aria-haspopup="true">'
            f'{escape(words.menu[column * 4 % len(words.menu)])}</a><ul class="mega-menu level-2">{rows}</ul></li>'
        )
    return f'<ul class="main-menu">{"".join(panels)}<li class="promo"><span>{escape(words.blurb)}</span></li></ul>'


def share_bar(label: str, url: str) -> str:
    """Links to share a page; `label` as the site writes it."""
    target = escape(url, quote=True)
    links = "".join(
        f'<a class="share-{name.lower()}" href="https://{name.lower()}.example/share?u={target}" rel="nofollow"><i class="icon-{name.lower()}"></i>'
        f'<span class="sr-only">{name}</span></a>'
        for name in ("Facebook", "WeChat", "Weibo", "WhatsApp", "LinkedIn")
    )
    return f'<div class="share-bar"><span class="share-label">{escape(label)}</span>{links}</div>'


def related(label: str, links: Iterable[tuple[str, str]]) -> str:
    """A widget of other releases: (address, title)."""
    rows = "".join(f'<li class="related-item"><a href="{escape(href, quote=True)}">{escape(title)}</a></li>' for href, title in links)
    return f'<aside class="related"><h4>{escape(label)}</h4><ul>{rows}</ul></aside>' if rows else ""


def counter(lang: str, noise: Noise) -> str:
    return f'<div class="page-counter">{escape(WORDS[lang].views.format(n=noise.number(1_000, 99_999)))}</div>'


def settings(name: str, noise: Noise, entries: int) -> str:
    """A script with a token and settings, the same kind of ballast that real pages carry."""
    rows = ",".join(
        f'"{name}.widget.{row}":{{"enabled":{"true" if row % 3 else "false"},"order":{row},"ttl":{row * 60}}}' for row in range(entries)
    )
    return (
        f'<script>window.{name.replace("-", "_")}Settings={{"csrfToken":"{noise.token()}","pageId":"{noise.token(16)}",{rows}}};</script>'
    )


def footer(lang: str, owner: str, extra: str = "") -> str:
    words = WORDS[lang]
    number = 1000 + len(owner) * 37 % 9000
    links = "".join(f'<li><a href="/info/f{row}/">{escape(entry)}</a></li>' for row, entry in enumerate(words.menu[-8:]))
    return (
        f'<footer class="site-footer"><ul class="footer-links">{links}</ul><p class="footer-contact">{escape(words.contact.format(n=number))}</p>'
        f'<p class="footer-rights">© 2026 {escape(owner)} {escape(words.rights)}</p>{extra}<a class="to-top" href="#top">{escape(words.back)}</a></footer>'
    )


def pager(links: Iterable[tuple[str, str]], css: str = "pagination") -> str:
    """(address, label) pairs in order; an empty address is the page that is shown."""
    cells = (
        f'<li class="page-item"><a class="page-link" href="{escape(href, quote=True)}">{escape(label)}</a></li>'
        if href
        else f'<li class="page-item active"><span>{escape(label)}</span></li>'
        for href, label in links
    )
    return f'<ul class="{css}">{"".join(cells)}</ul>'


def teaser(text: ReleaseText, length: int = 180) -> str:
    """The beginning of the first paragraph, cut as list pages cut it."""
    first = next(iter(text.paragraphs), text.title).replace("\n", " ")
    limit = length // 3 if text.lang.startswith("zh") else length
    return first if len(first) <= limit else first[:limit].rstrip()


def prose(text: ReleaseText, heading: str = "h3", attributes: str = "") -> str:
    """The body as HTML. A cosmetic edit changes the markup and the white space, never a word."""
    pieces = []
    for kind, block in text.blocks:
        inner = "<br>\n".join(escape(line.strip(), quote=False) for line in block.splitlines())
        if text.polish:
            inner = f'<span style="font-size: {15 + text.polish}px;">{inner.replace(". ", ".  ")} </span>'
        if kind == "p":
            pieces.append(f"<p{attributes}>{inner}</p>")
        else:
            pieces.append(f"<p{attributes}><strong>{inner}</strong></p>" if heading == "strong" else f"<{heading}>{inner}</{heading}>")
    return "\n".join(pieces)


def long_date(moment: datetime, lang: str) -> str:
    """A date in words: May 2, 2025; 2 de Maio de 2025; 2025年5月2日."""
    if lang == "en":
        return f"{MONTHS[moment.month - 1]} {moment.day}, {moment.year}"
    if lang == "pt":
        return f"{moment.day} de {MESES[moment.month - 1]} de {moment.year}"
    return f"{moment.year}年{moment.month}月{moment.day}日"
