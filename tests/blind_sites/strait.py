"""Cards with /news/view/ID in English: identifiers do not follow time, the title is outside the link, an unknown one shows the home."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote

from blind_sites.content import Host, compose, releases
from blind_sites.kit import BlindSite, Release, Ticker, chunks, missing, moved, page, plain, whole

from demo.server import Request, Response

HOST = "www.strait-cooperation.test"
BASE = f"https://{HOST}"
ORG = Host("Strait Cooperation Secretariat")
PER_PAGE = 6

IDS = [7904, 7911, 7899, 7890, 7893, 7871, 7885, 1466, 1468, 1451, 7860, 7858, 1449, 1440, 1437, 7842, 7839, 1420, 1431, 1402]
POSTS = releases("en", ORG, 10, "2026-10-16T12:25:00", IDS)
EVENTS = [compose("en", ORG, 110 + at, 5, POSTS[2].when, 7920 + at * 3) for at in range(3)]
OLD = [compose("en", ORG, 116 + at, 6, POSTS[-1].when.replace(year=2018 + at), 548 + at * 199) for at in range(2)]

_ticker = Ticker(1313)


def _path(post: Release, section: str = "news") -> str:
    return f"/en/{section}/view/{post.number}"


def _frame(title: str, main: str, path: str) -> Response:
    back = quote(path.lstrip("/"), safe="")
    switch = "".join(f'<a href="/en/language/change/{at}?back={back}">{name}</a>' for at, name in enumerate(("繁", "简", "EN", "PT"), 1))
    members = "".join(f'<li><a href="/en/member/view/{at}">{name}</a></li>' for at, name in enumerate(("Luanda", "Praia", "Dili"), 11))
    old = "".join(f'<li><a href="{_path(post)}">{escape(post.title)}</a></li>' for post in OLD)
    events = "".join(f'<li><a href="{_path(post, "event")}">{escape(post.title)}</a></li>' for post in EVENTS)
    return page(
        f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)} - {ORG.name}</title>
<script>var csrf="{_ticker.token}";</script></head><body>
<div class="head"><a href="/en">{ORG.name}</a>{switch}<span>{_ticker.now:%a, %d %b %Y %H:%M:%S}</span></div>
<div class="menu"><ul><li>Member Cities<ul>{members}</ul></li><li>Milestones<ul>{old}</ul></li>
<li><a href="/en/news">News</a></li></ul></div>
<div class="wrap">{main}</div>
<div class="events"><h5>Upcoming events</h5><ul>{events}</ul></div>
<div class="foot">Tel. +853 0000 0000 · Hits: {_ticker.number * 2 + 55120}</div></body></html>""",
        token=_ticker.token,
    )


def _list(number: int) -> Response:
    pages = chunks(POSTS, PER_PAGE)
    shown = pages[number - 1] if 1 <= number <= len(pages) else pages[-1]
    cards = "".join(
        f'<div class="col-4 card"><a href="{_path(post)}"><img src="/upload/{post.number}.jpg"></a><div class="card-body">'
        f"<h4>{escape(post.title)}</h4><em>{post.when:%d %b %Y}</em><p>{escape(post.teaser)}</p>"
        f'<a class="btn" href="{_path(post)}">Read on</a></div></div>'
        for post in shown
    )
    steps = "".join(f'<li><a href="/en/news?p={step}">{step}</a></li>' for step in range(1, len(pages) + 1))
    steps += f'<li><a href="/en/news?p={number + 1}">»</a></li>'
    return _frame("News", f'<h2>News</h2><div class="row">{cards}</div><ul class="pagination">{steps}</ul>', "/en/news")


def _home() -> Response:
    slides = "".join(
        f'<div class="slide"><h3>{escape(post.title)}</h3><p>{post.day}</p><a href="{_path(post)}">Read on</a></div>' for post in POSTS[:4]
    )
    return _frame("Home", f'<div class="carousel">{slides}</div>', "/en")


def answer(request: Request) -> Response:
    _ticker.next()
    path = request.path
    if request.host != HOST:
        return missing()
    if path == "/robots.txt":
        return plain("User-agent: *\nDisallow: /en/language/\n")
    if path == "/":
        return moved(f"{BASE}/en")
    if re.fullmatch(r"/en/language/change/[1-4]", path):
        path = "/" + request.query.get("back", "en")
    if path == "/en":
        return _home()
    if path == "/en/news":
        return _list(whole(request.query.get("p")))
    if match := re.fullmatch(r"/en/(news|event)/view/(\d+)", path):
        for post in EVENTS if match[1] == "event" else [*POSTS, *OLD]:
            if post.number == int(match[2]):
                label = "Held on" if match[1] == "event" else "Released on"
                main = (
                    f'<h2 class="title">{escape(post.title)}</h2><div class="info">{label}:{post.day} <span>• Share To:</span></div>'
                    f'<div class="content"><div class="photo"><img src="/upload/{post.number}.jpg"><br>Group photo</div>{post.html}</div>'
                    f'<a href="/en/news">Back</a>'
                )
                return _frame(post.title, main, path)
        return _home()
    if re.fullmatch(r"/en/member/view/\d+", path):
        return _frame("Member", "<h2>Member city</h2><p>Joined in the first year. The council sits in the old customs house.</p>", path)
    return missing()


SITE = BlindSite(
    name="strait",
    host=HOST,
    url=f"{BASE}/en/news",
    lang="en",
    kind="listing",
    answer=answer,
    truth=tuple(post.truth(BASE + _path(post)) for post in POSTS),
    decoys=(
        *(BASE + _path(post) for post in OLD),
        *(BASE + _path(post, "event") for post in EVENTS),
        *(f"{BASE}/en/member/view/{at}" for at in (11, 12, 13)),
    ),
    twins=((f"{BASE}/en/language/change/3?back={quote(_path(POSTS[0]).lstrip('/'), safe='')}", BASE + _path(POSTS[0])),),
)
