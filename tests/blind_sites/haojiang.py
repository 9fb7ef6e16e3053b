"""A daily's economy pages in traditional Chinese: numeric .html addresses, a column of hot links of the same shape, a calendar."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import timedelta
from html import escape

from blind_sites.content import Host, compose, releases
from blind_sites.kit import BlindSite, Release, Ticker, chunks, missing, numbers, page, plain

from demo.server import Request, Response

HOST = "news.haojiang-daily.test"
BASE = f"https://{HOST}"
ROOT = "/economy/"
ORG = Host("濠江經貿促進會")
PER_PAGE = 8

GAPS = [140, 61, 305, 22, 190, 87, 411, 13, 96, 250, 44, 178, 69, 330, 25, 101, 58, 217, 36, 149, 80, 12]
POSTS = releases("zh-Hant", ORG, 12, "2026-10-16T18:10:00", numbers(231908, GAPS))
# What is read most belongs to other columns, and once to this one but to another year.
HOT = [compose("zh-Hant", ORG, 130 + at, 8, POSTS[3].when - timedelta(days=at), 231990 - at * 17) for at in range(7)]
OLD = compose("zh-Hant", ORG, 140, 9, POSTS[-1].when.replace(year=2021), 118247)

_ticker = Ticker(5150)


def _path(post: Release, root: str = ROOT) -> str:
    return f"{root}{post.number}.html"


def _calendar() -> str:
    today = _ticker.now
    days = range(1, monthrange(today.year, today.month)[1] + 1)
    cells = "".join(
        f'<td><a href="{ROOT}?d={today:%Y-%m}-{day:02d}">{day}</a></td>' + ("</tr><tr>" if day % 7 == 0 else "") for day in days
    )
    before = today.replace(day=1) - timedelta(days=1)
    caption = f'<caption><a href="{ROOT}?m={before:%Y-%m}">‹</a>{today.year}年{today.month}月</caption>'
    return f'<table class="cal">{caption}<tr>{cells}</tr></table>'


def _frame(title: str, main: str) -> Response:
    hot = "".join(f'<li><a href="{_path(post, "/society/")}">{escape(post.title)}</a></li>' for post in _ticker.some(HOT, 5))
    hot += f'<li><a href="{_path(OLD)}">{escape(OLD.title)}</a></li>'
    return page(
        f"""<!DOCTYPE html><html lang="zh-HK"><head><meta charset="utf-8"><title>{escape(title)} 濠江日訊</title></head><body>
<div id="hd"><a href="/">濠江日訊</a><a href="/society/">社會</a><a href="{ROOT}">經濟</a><span>{_ticker.now:%d/%m/%Y %H:%M:%S}</span></div>
<div id="bd"><div id="left">{main}</div><div id="right"><h3>熱門</h3><ol>{hot}</ol>{_calendar()}</div></div>
<div id="ft"><img src="/ad.gif?r={_ticker.token}" alt="廣告"> 總瀏覽 {_ticker.number * 11 + 900817}</div></body></html>"""
    )


def _list(number: int) -> Response:
    pages = chunks(POSTS, PER_PAGE)
    if not 1 <= number <= len(pages):
        return missing()
    rows = "".join(
        f'<div class="item"><h2><a href="{_path(post)}">{escape(post.title)}</a></h2><span class="t">{post.when:%d/%m/%Y}</span> '
        f"<span class='v'>{_ticker.number % 500 + at * 31}</span>"
        f"<div>{escape(post.teaser)} <a href='{_path(post)}#comments'>留言</a></div></div>"
        for at, post in enumerate(pages[number - 1])
    )
    after = f'<a href="{ROOT}list_{number + 1}.html">下一頁</a>' if number < len(pages) else ""
    return _frame("經濟", f'{rows}<div class="pg">第{number}頁 {after}</div>')


def answer(request: Request) -> Response:
    _ticker.next()
    path = request.path
    if request.host != HOST:
        return missing()
    if path == "/robots.txt":
        return plain("User-agent: *\nDisallow: /*?d=\nDisallow: /*?m=\n")
    if path == ROOT:
        # A day or month of the calendar has no list of its own: the frame comes without entries.
        return _frame("經濟", "<p>當日沒有內容。</p>") if request.query else _list(1)
    if match := re.fullmatch(ROOT + r"list_(\d+)\.html", path):
        return _list(int(match[1]))
    if path in ("/", "/society/"):
        return _frame("首頁", f'<a href="{ROOT}">經濟新聞</a>')
    for root, held in ((ROOT, [*POSTS, OLD]), ("/society/", HOT)):
        for post in held:
            if path == _path(post, root):
                main = (
                    f"<h1>{escape(post.title)}</h1>"
                    f"<div class='meta'>{post.when:%d/%m/%Y} {_ticker.number % 9000 + 12} <a>收藏</a> <a>分享</a></div>"
                    f"<div class='txt'>{post.html}</div><div class='cm'>檢舉 查看更多評論</div>"
                )
                return _frame(post.title, main)
    return missing("沒有這一頁")


SITE = BlindSite(
    name="haojiang",
    host=HOST,
    url=BASE + ROOT,
    lang="zh-Hant",
    kind="listing",
    answer=answer,
    truth=tuple(post.truth(BASE + _path(post)) for post in POSTS),
    decoys=(BASE + _path(OLD), *(BASE + _path(post, "/society/") for post in HOT)),
)
