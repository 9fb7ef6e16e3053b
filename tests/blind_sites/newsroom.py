"""A newsroom in traditional Chinese whose list only a script fills; robots.txt names a news sitemap. Its `lastmod` is always today."""

from __future__ import annotations

from hashlib import sha256
from html import escape

from blind_sites.content import Host, compose, releases
from blind_sites.kit import BlindSite, Release, Ticker, missing, numbers, page, plain

from demo.server import Request, Response

HOST = "www.lingding-info.test"
BASE = f"https://{HOST}"
NAME = "伶仃資訊平台"
ORG = Host("伶仃經貿資訊中心")

POSTS = releases("zh-Hant", ORG, 8, "2026-10-19T13:45:00", numbers(660, [3, 8, 1, 1, 6, 2, 9, 4, 4, 7, 2, 5, 3]))
COLUMNS = [compose("zh-Hant", ORG, 90 + at, 2, POSTS[-1].when.replace(year=2024), 120 + at) for at in range(3)]

_ticker = Ticker(2020)


def _path(post: Release) -> str:
    return f"/article/{sha256(f'article {post.number}'.encode()).hexdigest()[:12]}"


def _frame(title: str, main: str) -> Response:
    return page(
        f"""<!DOCTYPE html><html lang="zh-Hant"><head><meta charset="utf-8"><title>{escape(title)}｜{NAME}</title>
<script>window.__BOOT__={{"build":"{_ticker.token[:8]}","ts":{int(_ticker.now.timestamp())}}}</script>
<script defer src="/static/app.{_ticker.token[8:14]}.js"></script></head>
<body><nav><a href="/newsroom">新聞室</a><a href="/about">關於</a>
<a href="{_path(COLUMNS[0])}">編者的話</a><a href="{_path(COLUMNS[1])}">使用條款說明</a></nav>
{main}
<footer>{NAME} 線上人數 {_ticker.number % 60 + 3}</footer></body></html>""",
        token=_ticker.token,
    )


def _sitemap() -> Response:
    rows = "".join(
        f"<url><loc>{BASE}{_path(post)}</loc><lastmod>{_ticker.now:%Y-%m-%dT%H:%M:%S+08:00}</lastmod><news:news><news:publication>"
        f"<news:name>{NAME}</news:name><news:language>zh-tw</news:language></news:publication>"
        f"<news:publication_date>{post.when.isoformat()}</news:publication_date><news:title>{escape(post.title)}</news:title>"
        f"</news:news></url>\n"
        for post in POSTS
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{rows}</urlset>'
    )
    return plain(body, "application/xml")


def answer(request: Request) -> Response:
    _ticker.next()
    if request.host != HOST:
        return missing()
    path = request.path
    if path == "/robots.txt":
        return plain(f"User-agent: *\nDisallow: /api/\n\nSitemap: {BASE}/sitemaps/news.xml\n")
    if path == "/sitemaps/news.xml":
        return _sitemap()
    if path.startswith("/api/"):
        return plain('{"error":"signature"}', "application/json", 403)
    if path in ("/", "/newsroom"):
        shell = '<div id="root" data-list="/api/v3/list"><div class="skeleton"></div>'
        shell += "<noscript>請開啟指令碼功能以閱讀列表。</noscript></div>"
        return _frame("新聞室", shell)
    if path == "/about":
        return _frame("關於", f"<main><h1>關於</h1><p>{NAME}每日整理經貿消息。</p></main>")
    for post in [*POSTS, *COLUMNS]:
        if path == _path(post):
            other = _ticker.some([each for each in POSTS if each != post], 3)
            others = "".join(f'<a href="{_path(each)}">{escape(each.title)}</a>' for each in other)
            main = (
                f"<main><h1>{escape(post.title)}</h1><div class='tools'>A- A+ 閱讀 {_ticker.number % 999}</div>"
                f'<div class="body" data-id="{post.number}">{post.html}</div><div class="next-read"><h4>接著看</h4>{others}</div></main>'
            )
            return _frame(post.title, main)
    return missing("找不到頁面")


SITE = BlindSite(
    name="newsroom",
    host=HOST,
    url=f"{BASE}/newsroom",
    lang="zh-Hant",
    kind="sitemap",
    answer=answer,
    truth=tuple(post.truth(BASE + _path(post)) for post in POSTS),
    decoys=tuple(BASE + _path(post) for post in COLUMNS),
)
