"""An English forum with an Atom feed: summaries, relative links under xml:base, and an `updated` later than `published`."""

from __future__ import annotations

from datetime import timedelta
from html import escape

from blind_sites.content import Host, compose, releases
from blind_sites.kit import BlindSite, Release, Ticker, missing, numbers, page, plain, stored

from demo.server import Request, Response

HOST = "www.estuary-forum.test"
BASE = f"https://{HOST}"
ORG = Host("Estuary Forum Secretariat")

POSTS = releases("en", ORG, 7, "2026-10-08T14:05:00", numbers(3391, [4, 2, 9, 1, 3, 7, 2, 2, 11, 5, 1, 6, 3, 8]))
BRIEFS = [compose("en", ORG, 80 + at, 1, POSTS[4].when, 3050 + at) for at in range(3)]

_ticker = Ticker(59)


def _path(post: Release) -> str:
    return f"/updates/{post.number}/{post.slug}"


def _frame(title: str, main: str) -> Response:
    briefs = "".join(f'<li><a href="/briefs/{post.number}/{post.slug}">{escape(post.title)}</a></li>' for post in BRIEFS)
    again = "".join(f'<li><a href="{_path(post)}?from=sidebar">{escape(post.title)}</a></li>' for post in _ticker.some(POSTS, 2))
    return page(
        f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>
<link rel="alternate" type="application/atom+xml" title="Updates" href="/feeds/updates.atom">
<link rel="stylesheet" href="/assets/site-{_ticker.token[:8]}.css"></head>
<body><nav><a href="/">Estuary Forum</a><a href="/about">About</a>
<a href="/members">Members</a><a href="{_path(POSTS[-2])}">Our mission</a></nav>
{main}
<aside><h2>Briefs</h2><ul>{briefs}</ul><h2>You may like</h2><ul>{again}</ul>
<p>Tide: {_ticker.number % 30 / 10 + 0.4:.1f} m at {_ticker.now:%H:%M:%S}</p></aside>
<footer><small>Page built in {_ticker.number % 90 + 11} ms</small></footer></body></html>"""
    )


def _atom(request: Request) -> Response:
    entries = "".join(
        f'<entry><title type="text">{escape(post.title)}</title><id>tag:{HOST},2026:update-{post.number}</id>'
        f'<link rel="alternate" type="text/html" href="..{_path(post)}"/>'
        f'<link rel="enclosure" type="application/pdf" href="../files/{post.number}.pdf"/>'
        f"<published>{post.when.isoformat()}</published><updated>{(post.when + timedelta(days=at % 4)).isoformat()}</updated>"
        f"<author><name>Press desk</name></author><summary>{escape(post.teaser)}</summary></entry>\n"
        for at, post in enumerate(POSTS)
    )
    body = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="{BASE}/feeds/">'
        f"<title>Estuary Forum: updates</title><id>tag:{HOST},2026:updates</id>"
        f'<link rel="self" href="updates.atom"/><link rel="alternate" href="{BASE}/"/><updated>{POSTS[0].when.isoformat()}</updated>'
        f"{entries}</feed>"
    )
    return stored(request, body, "application/atom+xml; charset=utf-8", POSTS[0].when)


def answer(request: Request) -> Response:
    _ticker.next()
    if request.host != HOST:
        return missing()
    path = request.path
    if path == "/robots.txt":
        return plain("User-agent: *\nAllow: /\n")
    if path == "/feeds/updates.atom":
        return _atom(request)
    if path == "/":
        tiles = "".join(
            f'<section><h3><a href="{_path(post)}">{escape(post.title)}</a></h3><p>{escape(post.teaser)}</p></section>'
            for post in POSTS[:5]
        )
        return _frame("Estuary Forum", f"<main><h1>Latest</h1>{tiles}</main>")
    if path in ("/about", "/members"):
        return _frame(path[1:].title(), f"<main><h1>{path[1:].title()}</h1><p>Eleven ports on three oceans make up the forum.</p></main>")
    for folder, held in (("/updates", POSTS), ("/briefs", BRIEFS)):
        for post in held:
            if path == f"{folder}/{post.number}/{post.slug}":
                minutes = len(" ".join(post.paragraphs).split()) // 200 + 1
                head = f'<h1>{escape(post.title)}</h1><p class="meta">{post.when:%d %b %Y} · {minutes} min read</p>'
                return _frame(post.title, f'<main><article>{head}<div class="prose">{post.html}</div></article></main>')
    return missing()


SITE = BlindSite(
    name="estuary",
    host=HOST,
    url=f"{BASE}/",
    lang="en",
    kind="feed",
    also=("listing",),
    answer=answer,
    truth=tuple(post.truth(BASE + _path(post)) for post in POSTS),
    decoys=tuple(f"{BASE}/briefs/{post.number}/{post.slug}" for post in BRIEFS),
)
