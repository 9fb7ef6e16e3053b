"""A council on WordPress that lets nobody into the JSON interface: the feed gives summaries, the rest is on the pages."""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import format_datetime
from html import escape

from blind_sites.content import Host, releases
from blind_sites.kit import BlindSite, Release, Ticker, chunks, missing, moved, numbers, page, plain, stored, whole

from demo.server import Request, Response

HOST = "lusobridge-council.test"
BASE = f"https://{HOST}"
ORG = Host("Lusobridge Business Council")
PER_PAGE = 6
FEED = 10

POSTS = releases("en", ORG, 2, "2026-10-13T16:40:00", numbers(5207, [14, 3, 22, 9, 5, 5, 31, 12, 8, 2, 19, 7, 40]))
_ticker = Ticker(77)
# Pages live at the root of the site, as the posts do.
PAGES = {
    "about-the-council": "About the council",
    "membership-fees-and-services-for-the-year-2026": "Membership fees and services for the year 2026",
    "statement-of-our-president-on-twenty-years-of-work": "Statement of our president on twenty years of work",
}


def _address(post: Release) -> str:
    return f"{BASE}/{post.slug}/"


def _frame(title: str, main: str, classes: str, extra: str = "") -> Response:
    pages = "".join(f'<li class="menu-item"><a href="{BASE}/{slug}/">{name}</a></li>' for slug, name in PAGES.items())
    popular = "".join(f'<li><a href="{_address(post)}">{escape(post.title)}</a></li>' for post in _ticker.some(POSTS[5:], 4))
    body = f"""<!doctype html>
<html lang="en-GB"><head><meta charset="UTF-8"><title>{escape(title)} | {ORG.name}</title>
<link rel="stylesheet" id="harbour-css" href="/wp-content/themes/harbour/style.css?ver={_ticker.token[:6]}" media="all">
<link rel="alternate" type="application/rss+xml" title="{ORG.name} &raquo; Feed" href="{BASE}/feed/">
{extra}</head>
<body class="{classes}">
<a class="skip-link" href="#content">Skip to content</a>
<div class="topline">It is {_ticker.now:%H:%M:%S} in Macao</div>
<ul id="primary-menu"><li><a href="{BASE}/">Home</a></li><li><a href="{BASE}/news/">News</a></li>{pages}</ul>
<div id="content">{main}</div>
<div id="secondary"><section class="widget"><h3>Most read</h3><ol>{popular}</ol></section>
<form role="search" action="{BASE}/"><input name="s"><input type="hidden" name="_wpnonce" value="{_ticker.token[:10]}"></form></div>
<footer>Visitors online: {_ticker.number % 37 + 4}. Proudly independent.</footer>
<script src="/wp-includes/js/wp-embed.min.js"></script></body></html>"""
    return page(body, "UTF-8", token=_ticker.token)


def _list(number: int) -> Response:
    pages = chunks(POSTS, PER_PAGE)
    if not 1 <= number <= len(pages):
        return missing("Nothing here")
    rows = "".join(
        f'<div class="news-row"><a class="thumb" href="{_address(post)}"><img src="/wp-content/uploads/{post.number}.jpg" alt=""></a>'
        f'<h2><a href="{_address(post)}">{escape(post.title)}</a></h2><span class="posted">{post.when.day} {post.when:%B %Y}</span>'
        f'<div class="excerpt">{escape(post.teaser)} <a href="{_address(post)}">Continue reading</a></div></div>'
        for post in pages[number - 1]
    )
    older = f'<a class="next" href="{BASE}/news/page/{number + 1}/">Older posts</a>' if number < len(pages) else ""
    newer = f'<a class="prev" href="{BASE}/news/page/{number - 1}/">Newer posts</a>' if number > 1 else ""
    return _frame("News", f"<h1>News</h1>{rows}<div class='nav-links'>{newer}{older}</div>", "blog archive")


def _feed(request: Request, number: int) -> Response:
    pages = chunks(POSTS, FEED)
    if not 1 <= number <= len(pages):
        return missing()
    items = "".join(
        f"<item><title>{escape(post.title)}</title>"
        f"<link>{_address(post)}?utm_source=rss&#038;utm_medium=rss&#038;utm_campaign={post.slug}</link>"
        f"<pubDate>{format_datetime(post.when.astimezone(UTC))}</pubDate><category><![CDATA[News]]></category>"
        f'<guid isPermaLink="false">{BASE}/?p={post.number}</guid>'
        f"<description><![CDATA[<p>{escape(post.teaser)} [&#8230;]</p>\n<p>First printed by "
        f'<a href="{BASE}">{ORG.name}</a>.</p>]]></description></item>'
        for post in pages[number - 1]
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f'<title>{ORG.name}</title><atom:link href="{BASE}/feed/" rel="self" type="application/rss+xml"/><link>{BASE}</link>'
        f"<language>en-GB</language><generator>https://wordpress.org/?v=6.4.5</generator>{items}</channel></rss>"
    )
    return stored(request, body, "application/rss+xml; charset=UTF-8", POSTS[0].when)


def answer(request: Request) -> Response:
    _ticker.next()
    if request.host != HOST:
        return moved(BASE + request.target) if request.host == f"www.{HOST}" else missing()
    path = request.path
    if path.startswith("/wp-json") or "rest_route" in request.query:
        refusal = '{"code":"rest_not_logged_in","message":"Only for members.","data":{"status":401}}'
        return plain(refusal, "application/json; charset=UTF-8", 401)
    if path == "/robots.txt":
        return plain("User-agent: *\nDisallow: /wp-admin/\nDisallow: /?s=\n")
    if path in ("/feed/", "/feed"):
        return _feed(request, whole(request.query.get("paged")))
    if path == "/" and (number := request.query.get("p")):
        for post in POSTS:
            if number == str(post.number):
                return moved(_address(post))
        return missing()
    if path == "/":
        return _frame("Welcome", f"<h1>{ORG.name}</h1><p>We bring people together.</p><a href='{BASE}/news/'>All news</a>", "home page")
    if path == "/news/":
        return _list(1)
    if match := re.fullmatch(r"/news/page/(\d+)/", path):
        return _list(int(match[1]))
    slug = path.strip("/")
    if slug in PAGES:
        words = "Our house stands by the harbour. Members meet there on the first Tuesday of the month; guests are welcome after six."
        return _frame(PAGES[slug], f"<h1>{PAGES[slug]}</h1><p>{words}</p>", "page page-id-12")
    for post in POSTS:
        if slug == post.slug:
            main = (
                f'<article class="post-{post.number} post type-post"><h1 class="entry-title">{escape(post.title)}</h1>'
                f'<span class="posted-on">{post.when.day} {post.when:%B %Y}</span><div class="entry-content">{post.html}'
                f"<div class='sharedaddy'>Share this: Print, Mail</div></div></article>"
            )
            meta = f'<meta property="article:published_time" content="{post.when.isoformat()}">'
            return _frame(post.title, main, "single single-post", f'{meta}<link rel="canonical" href="{_address(post)}">')
    return missing("Nothing here")


SITE = BlindSite(
    name="council",
    host=HOST,
    url=f"{BASE}/news/",
    lang="en",
    kind="wordpress",
    also=("feed",),
    answer=answer,
    truth=tuple(post.truth(_address(post)) for post in POSTS),
    decoys=tuple(f"{BASE}/{slug}/" for slug in PAGES),
)
