"""A river port's news on TRS, GB2312 without a word of it in the header: the next pages are known to a script alone. http only."""

from __future__ import annotations

import re
from html import escape

from blind_sites.content import Host, compose, releases
from blind_sites.kit import BlindSite, Release, Ticker, chunks, missing, numbers, page

from demo.server import Request, Response

HOST = "www.jiangkoushi.test"
BASE = f"http://{HOST}"
NAME = "江口市商务局"
ORG = Host("江口市商務局")
FOLDER = "/jmhz/"
PER_PAGE = 10
# The system was renewed in the middle: newer addresses tell only year and month.
RENEWED = 9

GAPS = [210, 18, 95, 401, 33, 72, 140, 8, 255, 61, 19, 307, 44, 120, 15, 86, 230, 9, 178, 53, 66, 27, 91]
POSTS = releases("zh-Hans", ORG, 5, "2026-10-09T16:20:00", numbers(942871, GAPS))
OLD = [compose("zh-Hans", ORG, 60 + at, 10, POSTS[-1].when.replace(year=2020, day=11 + at), 1862082 + at * 4000) for at in range(2)]

_ticker = Ticker(303)


def _path(post: Release, folder: str = "") -> str:
    name = f"t{post.number}.html" if post in POSTS[:RENEWED] else f"t{post.when:%Y%m%d}_{post.number}.htm"
    return f"{folder}{post.when:%Y%m}/{name}"


def _page(title: str, main: str) -> Response:
    old = "".join(f'<td><a href="{_path(post, "/tzgg/")}">{escape(post.title[:14])}</a></td>' for post in OLD)
    body = f"""<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>{escape(title)} - {NAME}</title>
<script language="javascript" src="/images/week.js"></script>
</head>
<body>
<table width="960" align="center"><tr><td>今天是{_ticker.now:%Y年%m月%d日 %H时%M分%S秒}</td>
<td><a href="/">网站首页</a></td><td><a href="{FOLDER}">经贸合作</a></td>{old}</tr></table>
{main}
<table width="960" align="center"><tr><td>{NAME}版权所有 您是第{_ticker.number * 3 + 118802}位访客</td></tr></table>
<!-- {_ticker.token} -->
</body>
</html>"""
    return page(body, "gb2312", header="text/html")


def _list(number: int) -> Response:
    pages = chunks(POSTS, PER_PAGE)
    if not 0 <= number < len(pages):
        return missing("404")
    rows = "".join(
        f'<tr><td class="dot">·</td><td><a href="./{_path(post)}" target="_blank" class="font14">{escape(post.title)}</a></td>'
        f'<td class="gray">[{post.when:%m-%d}]</td></tr>\n'
        for post in pages[number]
    )
    script = f"""<script language="JavaScript">
function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt) {{
  if (_nCurrIndex + 1 < _nPageCount) {{
    document.write("<a href=\\"" + _sPageName + "_" + (_nCurrIndex + 1) + "." + _sPageExt + "\\">下一页</a>");
  }}
}}
createPageHTML({len(pages)}, {number}, "index", "htm");
</script>"""
    return _page("经贸合作", f'<table class="list">\n{rows}</table>\n<div class="pages">{script}</div>')


def _article(post: Release) -> Response:
    paragraphs = "\n".join(f"<P>　　{escape(text)}</P>" for text in post.paragraphs)
    more = "".join(
        f'<li><a href="{_path(each, FOLDER)}">{escape(each.title)}</a></li>' for each in _ticker.some([p for p in POSTS if p != post], 3)
    )
    return _page(
        post.title,
        f'<table width="900" align="center"><tr><td class="bt" align="center">{escape(post.title)}</td></tr>'
        f'<tr><td align="center">发布时间：{post.when:%Y-%m-%d} 信息来源：{NAME} 点击：{_ticker.number % 700}</td></tr>'
        f'<tr><td><div class="TRS_Editor">{paragraphs}</div></td></tr><tr><td align="right">【打印】【关闭】</td></tr></table>'
        f"<div>相关文章：<ul>{more}</ul></div>",
    )


def answer(request: Request) -> Response:
    _ticker.next()
    if request.host != HOST:
        return missing()
    path = request.path
    if path == "/":
        return _page("首页", f'<p><a href="{FOLDER}">经贸合作</a></p>')
    if path in (FOLDER, FOLDER + "index.htm"):
        return _list(0)
    if match := re.fullmatch(FOLDER + r"index_(\d+)\.htm", path):
        return _list(int(match[1]))
    for folder, held in ((FOLDER, POSTS), ("/tzgg/", OLD)):
        for post in held:
            if path == _path(post, folder):
                return _article(post)
    return missing("404")


SITE = BlindSite(
    name="rivermouth",
    host=HOST,
    url=BASE + FOLDER,
    lang="zh-Hans",
    kind="trs",
    also=("listing",),
    answer=answer,
    truth=tuple(post.truth(BASE + _path(post, FOLDER)) for post in POSTS),
    decoys=tuple(BASE + _path(post, "/tzgg/") for post in OLD),
)
