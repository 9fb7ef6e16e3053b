"""A new area on the Guangdong content system, simplified Chinese: the page shows eight releases, the column's JSON all of them."""

from __future__ import annotations

import json
import re
from html import escape

from blind_sites.content import Host, compose, releases
from blind_sites.kit import BlindSite, Release, Ticker, missing, numbers, page, plain

from demo.server import Request, Response

HOST = "www.linhaixinqu.test"
BASE = f"https://{HOST}"
ORG = Host("臨海新區管委會")
NAME = "临海新区管委会"
COLUMN = 31207
FOLDER = "/xwzx/gzdt"
SHOWN = 8

GAPS = [112, 40, 387, 15, 226, 98, 501, 77, 19, 264, 133, 58, 420, 31, 305, 64, 171]
POSTS = releases("zh-Hans", ORG, 3, "2026-10-16T15:02:00", numbers(3984127, GAPS))
# Rules and notices of other columns, with the same address form.
OTHERS = [compose("zh-Hans", ORG, 40 + at, 8, POSTS[-1].when.replace(year=2022 + at), 2871450 + at * 90211) for at in range(3)]
# Filed a second time under general news.
TWICE = POSTS[1:5]

_ticker = Ticker(880)


def _address(post: Release, folder: str = FOLDER, mobile: bool = False) -> str:
    return f"{BASE}{folder}/content/{'m' if mobile else ''}post_{post.number}.html"


def _frame(title: str, head: str, main: str) -> Response:
    notices = "".join(f'<li><a href="{_address(post, "/zwgk/tzgg")}">{escape(post.title)}</a></li>' for post in OTHERS)
    hot = "".join(
        f'<li><a href="{_address(post, "/xwzx/zhxw")}" title="{escape(post.title)}">{escape(post.title)}</a></li>'
        for post in _ticker.some(TWICE, 3)
    )
    return page(
        f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{escape(title)}-{NAME}</title>
<meta name="SiteName" content="{NAME}"><meta name="SiteDomain" content="{HOST}"><meta name="SiteIDCode" content="4404990001">
{head}
<script>var NFCMS_SITE_ID = "756021", _rnd = "{_ticker.token[:12]}";</script>
</head><body>
<div class="top"><span id="clock">{_ticker.now:%Y年%m月%d日 %H:%M:%S}</span> <a href="/wzdt/index.html">网站地图</a></div>
<ul class="nav"><li><a href="/index.html">首页</a></li><li><a href="/xwzx/index.html">新闻中心</a></li>
<li><a href="/zwgk/index.html">政务公开</a></li><li><a href="/gkmlpt/index">公开目录</a></li></ul>
<div class="main">{main}</div>
<div class="side"><h3>通知公告</h3><ul>{notices}</ul><h3>综合新闻</h3><ul>{hot}</ul></div>
<div class="foot">主办：{NAME} 累计访问：{_ticker.number * 13 + 771034}</div>
</body></html>""",
        token=_ticker.token,
    )


def _list(number: int) -> Response:
    shown = POSTS[(number - 1) * SHOWN : number * SHOWN]
    if not shown:
        return missing()
    rows = "".join(
        f'<li><a href="{_address(post)}" title="{escape(post.title)}">{escape(post.title)}</a><span class="date">{post.day}</span></li>'
        for post in shown
    )
    last = -(-len(POSTS) // SHOWN)
    steps = "".join(f'<a href="{FOLDER}/index{"" if step == 1 else f"_{step}"}.html">{step}</a>' for step in range(1, last + 1))
    head = (
        '<meta name="ColumnName" content="工作动态"><meta name="ColumnDescription" content="工作动态栏目">'
        '<meta name="ColumnKeywords" content="工作动态"><meta name="ColumnType" content="工作动态">'
    )
    script = f'<script>$.getJSON("/postmeta/i/{COLUMN}.json?t=" + Date.now(), showTotal);</script>'
    return _frame("工作动态", head, f'<h2>工作动态</h2><ul class="infoList">{rows}</ul><div class="page">{steps}</div>{script}')


def _article(post: Release, column: str) -> Response:
    head = (
        f'<meta name="ColumnName" content="{column}"><meta name="ColumnType" content="{column}">'
        f'<meta name="ArticleTitle" content="{escape(post.title)}"><meta name="PubDate" content="{post.when:%Y-%m-%d %H:%M:%S}">'
        f'<meta name="ContentSource" content="本网"><meta name="ArticleId" content="{post.number}">'
    )
    main = (
        f'<div class="crumb">您现在的位置：<a href="/">首页</a> &gt; <a href="{FOLDER}/index.html">{column}</a></div>'
        f'<h1 class="title">{escape(post.title)}</h1><div class="title_info"><span>发布时间：{post.when:%Y-%m-%d %H:%M:%S}</span>'
        f"<span>来源：本网</span><span>浏览次数：{_ticker.number % 900 + 51}</span><span>【字体：大 中 小】</span></div>"
        f'<div class="article-content" wzades="正文">{post.html}</div><div class="share">分享到：</div>'
        f"<script>var NFCMS_POST_ID={post.number};</script>"
    )
    return _frame(post.title, head, main)


def _column() -> Response:
    """Addresses are complete in half of the entries and begin with the host's root in the others."""
    rows = [
        {
            "id": post.number,
            "title": post.title,
            "url": _address(post) if at % 2 else _address(post).removeprefix(BASE),
            "created_at": f"{post.when:%Y-%m-%d 00:00:00}",
            "date": f"{post.when:%Y-%m-%d}",
            "publish_time": int(post.when.timestamp()),
        }
        for at, post in enumerate(POSTS)
    ]
    return plain(json.dumps({"articles": rows, "updated": f"{_ticker.now:%Y-%m-%d %H:%M:%S}"}), "application/json")


def answer(request: Request) -> Response:
    _ticker.next()
    path = request.path
    if request.host != HOST:
        return missing()
    if path == f"/postmeta/i/{COLUMN}.json":
        return _column()
    if path in (f"{FOLDER}/", f"{FOLDER}/index.html", FOLDER):
        return _list(1)
    if match := re.fullmatch(FOLDER + r"/index_(\d+)\.html", path):
        return _list(int(match[1]))
    if path in ("/", "/index.html", "/xwzx/index.html"):
        return _frame("首页", "", f'<div id="news" data-src="/postmeta/i/{COLUMN}.json"></div><a href="{FOLDER}/index.html">工作动态</a>')
    if path in ("/wzdt/index.html", "/zwgk/index.html", "/gkmlpt/index"):
        return _frame("政务公开", "", '<ul class="tree"><li>机构职能</li><li>规划计划</li><li>财政预算</li></ul>')
    if match := re.fullmatch(r"/(xwzx/gzdt|xwzx/zhxw|zwgk/tzgg)/content/m?post_(\d+)\.html", path):
        held = {"xwzx/gzdt": POSTS, "xwzx/zhxw": TWICE, "zwgk/tzgg": OTHERS}[match[1]]
        names = {"xwzx/gzdt": "工作动态", "xwzx/zhxw": "综合新闻", "zwgk/tzgg": "通知公告"}
        for post in held:
            if post.number == int(match[2]):
                return _article(post, names[match[1]])
    return missing("您访问的页面不存在")


SITE = BlindSite(
    name="newarea",
    host=HOST,
    url=f"{BASE}{FOLDER}/index.html",
    lang="zh-Hans",
    kind="guangdong-cms",
    also=("listing",),
    answer=answer,
    truth=tuple(post.truth(_address(post)) for post in POSTS),
    decoys=tuple(_address(post, "/zwgk/tzgg") for post in OTHERS),
    twins=(
        *((_address(post, "/xwzx/zhxw"), _address(post)) for post in TWICE),
        *((_address(post, mobile=True), _address(post)) for post in POSTS[:3]),
    ),
)
