"""A co-operation zone on the Guangdong content system, traditional Chinese: lists only, no JSON; the day is cut in three."""

from __future__ import annotations

import re
from html import escape

from blind_sites.content import Host, compose, releases
from blind_sites.kit import BlindSite, Release, Ticker, chunks, missing, moved, numbers, page, plain

from demo.server import Request, Response

HOST = "hezuoqu-shilie.test"
BASE = f"https://{HOST}"
NAME = "示例合作區經貿服務局"
ORG = Host("合作區經貿服務局")
ROOT = "/macao_zh_hant/xwzx/hzdt"
PER_PAGE = 9

GAPS = [41, 7, 118, 63, 9, 240, 33, 52, 5, 71, 19, 88, 130, 14, 26, 97, 3, 61, 45, 12, 209, 30]
POSTS = releases("zh-Hant", ORG, 4, "2026-10-12T17:31:00", numbers(918244, GAPS))
POLICIES = [compose("zh-Hant", ORG, 50 + at, 9, POSTS[-1].when.replace(year=2023), 604100 + at * 77) for at in range(4)]

_ticker = Ticker(15)


def _address(post: Release, root: str = ROOT) -> str:
    return f"{BASE}{root}/content/post_{post.number}.html"


def _frame(title: str, head: str, main: str) -> Response:
    policies = "".join(
        f'<dd><a href="/macao_zh_hant/zcjd/content/post_{each.number}.html">{escape(each.title)}</a></dd>' for each in POLICIES[:2]
    )
    return page(
        f"""<!DOCTYPE html><html lang="zh-Hant"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{escape(title)}_{NAME}</title>
<meta name="SiteName" content="{NAME}"/><meta name="SiteDomain" content="{HOST}"/><meta name="SiteIDCode" content="4400000123"/>
{head}</head><body>
<header><a href="/macao_zh_hant/index.html">{NAME}</a><i class="temp">{20 + _ticker.number % 8}℃ {_ticker.now:%H:%M:%S}</i>
<a href="/macao_zh_hans/xwzx/hzdt/index.html">简</a><a href="/macao_pt/index.html">PT</a></header>
<dl class="menu"><dt>政策解讀</dt>{policies}<dt><a href="{BASE}{ROOT}/index.html">合作動態</a></dt>
<dt><a href="/gkmlpt/content/0/604/post_604999.html">公開指南</a></dt></dl>
{main}
<footer>版權所有 {NAME} 今日訪問 {_ticker.number + 2043} 會話 {_ticker.token[:8]}</footer></body></html>"""
    )


def _list(number: int) -> Response:
    pages = chunks(POSTS, PER_PAGE)
    if not 1 <= number <= len(pages):
        return missing()
    rows = "".join(
        f'<li><div class="time"><strong>{post.when:%d}</strong><span>{post.when.month}月</span><span>{post.when.year}</span></div>'
        f'<a class="title" target="_blank" href="{_address(post)}">{escape(post.title)}</a><p>{escape(post.teaser)}</p></li>'
        for post in pages[number - 1]
    )
    last = len(pages)
    after = f'<a class="next" href="index_{number + 1}.html">下一頁</a>' if number < last else '<a class="next disabled">下一頁</a>'
    head = '<meta name="ColumnName" content="合作動態"/><meta name="ColumnDescription" content="合作動態"/>'
    pager = f'<div class="paging">共{last}頁 <a href="index.html">首頁</a>{after}<a href="index_{last}.html">尾頁</a></div>'
    return _frame("合作動態", head, f'<section class="app-list__notices"><ul>{rows}</ul></section>{pager}')


def _article(post: Release, column: str) -> Response:
    head = (
        f'<meta name="ColumnName" content="{column}"/><meta name="ArticleTitle" content="{escape(post.title)}"/>'
        f'<meta name="PubDate" content="{post.when:%Y-%m-%d %H:%M}"/><meta name="ContentSource" content="{NAME}"/>'
    )
    others = _ticker.some([each for each in POSTS if each != post], 3)
    # In the column itself the links are relative.
    folder = "" if post in POSTS else f"{ROOT}/content/"
    related = "".join(f'<li><a href="{folder}post_{each.number}.html">{escape(each.title)}</a></li>' for each in others)
    main = (
        f'<div class="pos">您現在的位置：首頁 &gt; {column}</div><div class="news_cont"><h3>{escape(post.title)}</h3>'
        f'<div class="fbt"><span class="ly">來源：{NAME}</span> <span class="time">時間：{post.when:%Y-%m-%d %H:%M}</span></div>'
        f'<div class="news_cont_d_wrap" id="zoomcon">{post.html}</div></div><div class="xg"><b>相關新聞</b><ul>{related}</ul></div>'
    )
    return _frame(post.title, head, main)


def answer(request: Request) -> Response:
    _ticker.next()
    if request.host != HOST:
        return moved(BASE + request.target) if request.host == f"www.{HOST}" else missing()
    path = request.path
    if path == "/robots.txt":
        return plain("User-agent: *\nDisallow: /search/\nCrawl-delay: 1\n")
    if path == "/":
        return moved(f"{BASE}{ROOT}/index.html")
    if path == ROOT:
        return moved(f"{BASE}{ROOT}/")
    if path in (f"{ROOT}/", f"{ROOT}/index.html"):
        return _list(1)
    if match := re.fullmatch(ROOT + r"/index_(\d+)\.html", path):
        return _list(int(match[1]))
    if path in ("/macao_zh_hant/index.html", "/macao_pt/index.html", "/macao_zh_hans/xwzx/hzdt/index.html"):
        return _frame("首頁", "", f'<div class="slides"><a href="{ROOT}/index.html">合作動態</a></div>')
    if path == "/gkmlpt/content/0/604/post_604999.html":
        return _frame("公開指南", "", "<p>本指南說明各類文件在何處可以找到，以及怎樣提出查閱申請。</p>")
    if match := re.fullmatch(r"/macao_zh_hant/(xwzx/hzdt|zcjd)/content/m?post_(\d+)\.html", path):
        column, held = ("政策解讀", POLICIES) if match[1] == "zcjd" else ("合作動態", POSTS)
        for post in held:
            if post.number == int(match[2]):
                return _article(post, column)
    return missing("頁面不存在")


SITE = BlindSite(
    name="coopzone",
    host=HOST,
    url=f"{BASE}{ROOT}/",
    lang="zh-Hant",
    kind="guangdong-cms",
    also=("listing",),
    answer=answer,
    truth=tuple(post.truth(_address(post)) for post in POSTS),
    decoys=tuple(_address(post, "/macao_zh_hant/zcjd") for post in POLICIES),
    twins=((_address(POSTS[0]).replace("/post_", "/mpost_"), _address(POSTS[0])),),
)
