"""A Portuguese bulletin: the page names two feeds, releases with full bodies and an agenda of events."""

from __future__ import annotations

from datetime import UTC
from email.utils import format_datetime
from html import escape

from blind_sites.content import Host, compose, releases
from blind_sites.kit import BlindSite, Release, Ticker, missing, numbers, page, plain, stored

from demo.server import Request, Response

HOST = "boletim.pontes-lusofonas.test"
BASE = f"https://{HOST}"
ORG = Host("Instituto das Pontes Lusófonas", "o")

POSTS = releases("pt", ORG, 6, "2026-10-14T12:10:00", numbers(73105, [318, 77, 1204, 560, 91, 333, 812, 45, 670, 209, 1500, 98]))
EVENTS = [compose("pt", ORG, 70 + at, 11, POSTS[0].when, 90210 + at * 13) for at in range(3)]

_ticker = Ticker(6)


def _path(post: Release) -> str:
    return f"/n/{post.number:x}-{post.slug[:40].strip('-')}"


def _event(post: Release) -> str:
    return f"/agenda/{post.number:x}-{post.slug[:40].strip('-')}"


def _frame(title: str, main: str) -> Response:
    seen = "".join(f'<a class="chip" href="{_path(post)}">{escape(post.title)}</a>' for post in _ticker.some(POSTS, 3))
    return page(
        f"""<!doctype html><html lang="pt"><head><meta charset="utf-8"><title>{escape(title)} · Boletim</title>
<link rel="alternate" type="application/rss+xml" title="Agenda" href="/agenda/rss">
<link rel="alternate" type="application/rss+xml" title="Notícias (texto integral)" href="/noticias/rss?formato=integral">
<meta name="csrf-token" content="{_ticker.token}"></head><body>
<div id="app-bar"><a href="/">Boletim</a>
<a href="/noticias">Notícias</a> <a href="/agenda">Agenda</a> <a href="{_path(POSTS[-1])}">Quem é quem</a>
<time>{_ticker.now:%H:%M:%S}</time></div><div class="cookie-notice">Este sítio usa testemunhos de sessão. <button>Aceitar</button></div>
{main}
<div class="mais-vistos"><b>Mais vistos agora</b> {seen}</div>
<footer>Instituto das Pontes Lusófonas · {_ticker.number % 41 + 2} leitores em linha</footer></body></html>""",
        token=_ticker.token,
    )


def _rss(request: Request, title: str, rows: list[tuple[str, Release]], full: bool) -> Response:
    items = "".join(
        f"<item><title>{escape(post.title)}</title><link>{BASE}{path}</link><guid>{BASE}{path}</guid>"
        f"<pubDate>{format_datetime(post.when.astimezone(UTC))}</pubDate>"
        f"<description>{escape(post.html if full else post.teaser)}</description></item>"
        for path, post in rows
    )
    body = (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{title}</title><link>{BASE}</link>'
        f"<description>{title}</description><language>pt-pt</language><ttl>60</ttl>{items}</channel></rss>"
    )
    return stored(request, body, "application/rss+xml; charset=utf-8", POSTS[0].when)


def answer(request: Request) -> Response:
    _ticker.next()
    if request.host != HOST:
        return missing()
    path = request.path
    if path == "/robots.txt":
        return plain("User-agent: *\nDisallow: /pesquisa\n")
    if path == "/noticias/rss":
        return _rss(request, "Notícias", [(_path(post), post) for post in POSTS], request.query.get("formato") == "integral")
    if path == "/agenda/rss":
        return _rss(request, "Agenda", [(_event(post), post) for post in EVENTS], False)
    if path in ("/", "/noticias"):
        cards = "".join(
            f'<div class="cartao"><a href="{_path(post)}"><strong>{escape(post.title)}</strong></a>'
            f"<small>há {max((POSTS[0].when - post.when).days, 1)} dias</small></div>"
            for post in POSTS[:8]
        )
        return _frame("Notícias", f'<main>{cards}<button data-mais="8">Carregar mais</button></main>')
    if path == "/agenda":
        return _frame("Agenda", "<main>" + "".join(f'<a href="{_event(post)}">{escape(post.title)}</a>' for post in EVENTS) + "</main>")
    for place, held in ((_path, POSTS), (_event, EVENTS)):
        for post in held:
            if path == place(post):
                head = f'<h1>{escape(post.title)}</h1><p class="data">{post.when:%d.%m.%Y %Hh%M}</p>'
                return _frame(post.title, f'<main>{head}<div class="texto">{post.html}</div><p>Ouvir este texto</p></main>')
    return missing("Não encontrado")


SITE = BlindSite(
    name="bulletin",
    host=HOST,
    url=f"{BASE}/noticias",
    lang="pt",
    kind="feed",
    also=("listing",),
    answer=answer,
    truth=tuple(post.truth(BASE + _path(post)) for post in POSTS),
    decoys=tuple(BASE + _event(post) for post in EVENTS),
)
