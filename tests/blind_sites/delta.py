"""A trade office's hand-made pages in English: year/month slugs behind relative links, months as headings, no day in the list.

One release is in Portuguese; the oldest bears no day at all, so only its month is known.
"""

from __future__ import annotations

from html import escape
from itertools import groupby

from blind_sites.content import Host, compose, releases
from blind_sites.kit import BlindSite, Release, Ticker, missing, moved, numbers, page

from demo.server import Request, Response

HOST = "press.delta-trade-office.test"
BASE = f"https://{HOST}"
ROOT = "/releases/"
ORG = Host("Delta Trade Office", "o")

POSTS = releases("en", ORG, 11, "2026-10-14T10:00:00", numbers(60, [1] * 14), {5: "pt"})
OLD = [compose("en", ORG, 120 + at, 7, POSTS[-1].when.replace(year=2023 + at), 5 + at) for at in range(2)]
FIRST_PAGE = 9

_ticker = Ticker(444)


def _path(post: Release) -> str:
    return f"{post.when:%Y/%m}/{post.slug}.html"


def _frame(title: str, main: str, up: str) -> Response:
    old = "".join(f'<li><a href="{up}{_path(post)}">{escape(post.title)}</a></li>' for post in OLD)
    return page(
        f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{escape(title)}</title><link rel="stylesheet" href="{up}../style.css"></head>
<body id="top"><!-- served {_ticker.now:%H:%M:%S} {_ticker.token} -->
<h4><a href="{up}../index.html">Delta Trade Office</a> / <a href="{up}index.html">Press releases</a> /
<a href="{up}../contact.html">Contact</a></h4>
<ul class="quick">{old}</ul>
{main}
<p class="small">{_ticker.number + 31007} page views. <a href="#top">Top</a></p></body></html>"""
    )


def _list(title: str, posts: list[Release], older: str) -> Response:
    parts = []
    for month, group in groupby(posts, key=lambda post: f"{post.when:%B %Y}"):
        rows = "".join(f'<dd><a href="{"./" if post.number % 2 else ""}{_path(post)}">{escape(post.title)}</a></dd>\n' for post in group)
        parts.append(f"<dt>{month}</dt>\n{rows}")
    return _frame(title, f"<h1>{title}</h1><dl>{''.join(parts)}</dl>{older}", "")


def _article(post: Release, newer: Release | None) -> Response:
    day = "" if post is POSTS[-1] else f'<p class="where">Macao, {post.when.day} {post.when:%B %Y}</p>'
    link = f'<a rel="next" href="../../{_path(newer)}">Next release</a>' if newer else ""
    more = "".join(f'<li><a href="../../{_path(each)}">{escape(each.title)}</a></li>' for each in _ticker.some(POSTS, 2))
    main = f"<h1>{escape(post.title)}</h1>{day}\n{post.html}\n<p>###</p>{link}<h5>Elsewhere on this site</h5><ul>{more}</ul>"
    return _frame(post.title, main, "../../")


def answer(request: Request) -> Response:
    _ticker.next()
    path = request.path
    if request.host != HOST:
        return missing()
    if path == "/releases":
        return moved(BASE + ROOT)
    if path in (ROOT, ROOT + "index.html"):
        return _list("Press releases", POSTS[:FIRST_PAGE], '<p><a href="older.html">Older releases</a></p>')
    if path == ROOT + "older.html":
        return _list("Older releases", POSTS[FIRST_PAGE:], '<p><a href="index.html">Newer releases</a></p>')
    if path in ("/", "/index.html", "/contact.html"):
        return page('<html><body><h1>Delta Trade Office</h1><a href="releases/index.html">Press releases</a></body></html>')
    for at, post in enumerate([*POSTS, *OLD]):
        if path == ROOT + _path(post):
            return _article(post, POSTS[at - 1] if 0 < at < len(POSTS) else None)
    return missing()


SITE = BlindSite(
    name="delta",
    host=HOST,
    url=f"{BASE}{ROOT}index.html",
    lang="en",
    kind="listing",
    answer=answer,
    truth=tuple(post.truth(BASE + ROOT + _path(post), dated=post is not POSTS[-1]) for post in POSTS),
    decoys=tuple(BASE + ROOT + _path(post) for post in OLD),
)
