"""A chamber of commerce on WordPress with its JSON interface open; mostly Portuguese, two releases in English."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

from blind_sites.content import Host, compose, releases
from blind_sites.kit import MACAU, BlindSite, Release, Ticker, chunks, missing, moved, numbers, page, plain, stored, whole

from demo.server import Request, Response

HOST = "www.camara-exemplo.test"
BASE = f"https://{HOST}"
ORG = Host("Câmara Sino-Lusófona do Exemplo")
PER_PAGE = 5

POSTS = releases(
    "pt", ORG, 1, "2026-10-15T11:20:00", numbers(20418, [9, 31, 4, 17, 22, 8, 13, 41, 6, 12, 25, 19, 3, 30, 11]), {4: "en", 9: "en"}
)
# The menu still points to a post of 2021; it is the last of all.
POSTS.append(compose("pt", ORG, 29, 1, datetime(2021, 3, 9, 10, 5, tzinfo=MACAU), 7311))
EDITED = {POSTS[2].number: timedelta(days=3, hours=2), POSTS[7].number: timedelta(hours=5)}

_ticker = Ticker(4100)


def _address(post: Release) -> str:
    return f"{BASE}/{post.when:%Y/%m/%d}/{post.slug}/"


def _curly(text: str) -> str:
    """Titles as WordPress renders them, with numeric references."""
    return escape(text, quote=False).replace("«", "&#171;").replace("»", "&#187;").replace("–", "&#8211;")


def _content(post: Release) -> str:
    picture = f"{BASE}/wp-content/uploads/{post.when:%Y/%m}/foto-{post.number}.jpg"
    return f'{post.html}\n\n<figure class="wp-block-image"><img src="{picture}" alt=""/></figure>\n'


def _json(post: Release) -> dict[str, object]:
    utc = post.when.astimezone(UTC)
    changed = EDITED.get(post.number, timedelta(minutes=4))
    return {
        "id": post.number,
        "date": f"{post.when:%Y-%m-%dT%H:%M:%S}",
        "date_gmt": f"{utc:%Y-%m-%dT%H:%M:%S}",
        "guid": {"rendered": f"{BASE}/?p={post.number}"},
        "modified": f"{post.when + changed:%Y-%m-%dT%H:%M:%S}",
        "modified_gmt": f"{utc + changed:%Y-%m-%dT%H:%M:%S}",
        "slug": post.slug,
        "status": "publish",
        "type": "post",
        "link": _address(post),
        "title": {"rendered": _curly(post.title)},
        "content": {"rendered": _content(post), "protected": False},
        "excerpt": {"rendered": f"<p>{escape(post.teaser, quote=False)} [&hellip;]</p>\n", "protected": False},
        "author": 3,
        "categories": [8],
        "tags": [],
    }


def _api(request: Request) -> Response:
    path, query = request.path.rstrip("/"), request.query
    if path == "/wp-json":
        root = {"name": ORG.name, "description": "", "url": BASE, "home": BASE, "namespaces": ["oembed/1.0", "wp/v2"], "routes": {}}
        return plain(json.dumps(root), "application/json; charset=UTF-8")
    if match := re.fullmatch(r"/wp-json/wp/v2/posts/(\d+)", path):
        for post in POSTS:
            if post.number == int(match[1]):
                return plain(json.dumps(_json(post)), "application/json; charset=UTF-8")
        return plain('{"code":"rest_post_invalid_id","message":"","data":{"status":404}}', "application/json; charset=UTF-8", 404)
    if path != "/wp-json/wp/v2/posts":
        return plain('{"code":"rest_no_route","message":"","data":{"status":404}}', "application/json; charset=UTF-8", 404)
    chosen = [_json(post) for post in POSTS]
    if query.get("orderby") == "modified":
        chosen.sort(key=lambda post: str(post["modified_gmt"]), reverse=True)
    for name, field in (("after", "date"), ("modified_after", "modified_gmt")):
        if name in query:
            chosen = [post for post in chosen if str(post[field]) > query[name].removesuffix("Z")[:19]]
    if query.get("order") == "asc":
        chosen.reverse()
    size, number = whole(query.get("per_page"), 10), whole(query.get("page"))
    pages = chunks(chosen, max(size, 1))
    if not 1 <= size <= 100 or not 1 <= number <= max(len(pages), 1):
        return plain('{"code":"rest_post_invalid_page_number","data":{"status":400}}', "application/json; charset=UTF-8", 400)
    rows = pages[number - 1] if pages else []
    if fields := query.get("_fields"):
        wanted = {name.strip().partition(".")[0] for name in fields.split(",")}
        rows = [{name: value for name, value in row.items() if name in wanted} for row in rows]
    headers = {"Content-Type": "application/json; charset=UTF-8", "X-WP-Total": str(len(chosen)), "X-WP-TotalPages": str(len(pages))}
    return Response(200, headers, json.dumps(rows))


def _frame(title: str, main: str, extra: str = "") -> Response:
    related = "".join(f'<li><a href="{_address(post)}">{escape(post.title)}</a></li>' for post in _ticker.some(POSTS[6:], 3))
    body = f"""<!DOCTYPE html>
<html lang="pt-PT">
<head>
<meta charset="UTF-8">
<title>{escape(title)} &#8211; {ORG.name}</title>
<meta name="generator" content="WordPress 6.6.2">
<link rel="https://api.w.org/" href="{BASE}/wp-json/">
<link rel="alternate" type="application/rss+xml" title="{ORG.name} &raquo; Feed" href="{BASE}/feed/">
<link rel="alternate" type="application/rss+xml" title="{ORG.name} &raquo; Feed de comentários" href="{BASE}/comments/feed/">
<link rel="stylesheet" href="{BASE}/wp-content/themes/cais/style.css?ver=2.4">
{extra}
<script>var cais = {{"nonce":"{_ticker.token[:10]}","ajax":"{BASE}/wp-admin/admin-ajax.php"}};</script>
</head>
<body class="wp-embed-responsive">
<header class="site-header">
<div class="barra">{_ticker.now:%d/%m/%Y %H:%M:%S} · Macau {18 + _ticker.number % 9}°C</div>
<p class="site-title"><a href="{BASE}/">{ORG.name}</a></p>
<nav><ul id="menu-principal">
<li><a href="{BASE}/quem-somos/">Quem somos</a></li>
<li><a href="{BASE}/servicos/">Serviços</a></li>
<li><a href="{BASE}/evento/jantar-anual/">Jantar anual</a></li>
<li><a href="{_address(POSTS[-1])}">Um marco da nossa história</a></li>
<li><a href="{BASE}/category/noticias/">Notícias</a></li>
</ul></nav>
</header>
<main id="main">
{main}
</main>
<aside class="widget-area"><h2 class="widget-title">Sugestões</h2><ul>{related}</ul>
<h2 class="widget-title">Arquivo</h2><ul>
<li><a href="{BASE}/2026/09/">Setembro 2026</a></li><li><a href="{BASE}/2026/08/">Agosto 2026</a></li></ul></aside>
<footer><p>{_ticker.number * 7 + 90211} visitas ·
<a href="{BASE}/politica-de-privacidade/">Privacidade</a> · Todos os direitos reservados</p></footer>
</body></html>"""
    response = page(body, "UTF-8", token=_ticker.token)
    return Response(200, {**response.headers, "Link": f'<{BASE}/wp-json/>; rel="https://api.w.org/"'}, body)


def _list(number: int, folder: str) -> Response:
    pages = chunks(POSTS, PER_PAGE)
    if not 1 <= number <= len(pages):
        return missing("Página não encontrada")
    cards = "\n".join(
        f'<article id="post-{post.number}" class="post type-post"><h2 class="entry-title"><a href="{_address(post)}" rel="bookmark">'
        f'{escape(post.title)}</a></h2><time class="entry-date" datetime="{post.when.isoformat()}">{post.when:%d/%m/%Y}</time>'
        f"<p>{escape(post.teaser)}</p></article>"
        for post in pages[number - 1]
    )
    links = "".join(f'<a class="page-numbers" href="{BASE}{folder}page/{step}/">{step}</a>' for step in range(1, len(pages) + 1))
    return _frame("Notícias", f'{cards}<nav class="pagination">{links}</nav>')


def _feed(request: Request) -> Response:
    items = "".join(
        f"<item><title>{escape(post.title)}</title><link>{_address(post)}</link><dc:creator><![CDATA[Redacção]]></dc:creator>"
        f"<pubDate>{format_datetime(post.when.astimezone(UTC))}</pubDate>"
        f'<guid isPermaLink="false">{BASE}/?p={post.number}</guid>'
        f"<description><![CDATA[{post.teaser} [&#8230;]]]></description>"
        f"<content:encoded><![CDATA[{_content(post)}]]></content:encoded></item>\n"
        for post in POSTS[:10]
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{ORG.name}</title><link>{BASE}</link>'
        f"<generator>https://wordpress.org/?v=6.6.2</generator>{items}</channel></rss>"
    )
    return stored(request, body, "application/rss+xml; charset=UTF-8", POSTS[0].when)


def answer(request: Request) -> Response:
    _ticker.next()
    if request.host != HOST:
        return missing()
    path = request.path
    if path.startswith("/wp-json"):
        return _api(request)
    if path == "/robots.txt":
        return plain(f"User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\nSitemap: {BASE}/wp-sitemap.xml\n")
    if path == "/wp-sitemap.xml":
        body = (
            '<?xml version="1.0" encoding="UTF-8"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            f"<sitemap><loc>{BASE}/wp-sitemap-posts-post-1.xml</loc></sitemap>"
            f"<sitemap><loc>{BASE}/wp-sitemap-posts-page-1.xml</loc></sitemap></sitemapindex>"
        )
        return stored(request, body, "application/xml; charset=UTF-8", POSTS[0].when)
    if match := re.fullmatch(r"/wp-sitemap-posts-(post|page)-1\.xml", path):
        pages = [f"{BASE}/quem-somos/", f"{BASE}/servicos/"]
        urls = "".join(f"<url><loc>{each}</loc></url>" for each in ([_address(post) for post in POSTS] if match[1] == "post" else pages))
        body = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
        return stored(request, body, "application/xml; charset=UTF-8", POSTS[0].when)
    if path in ("/feed/", "/feed"):
        return _feed(request)
    if path == "/comments/feed/":
        body = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Comentários</title></channel></rss>'
        return stored(request, body, "application/rss+xml; charset=UTF-8", POSTS[-1].when)
    if path == "/" and (number := request.query.get("p")):
        for post in POSTS:
            if number == str(post.number):
                return moved(_address(post))
        return missing()
    if path in ("/", "/category/noticias/"):
        return _list(1, path)
    if match := re.fullmatch(r"(/|/category/noticias/)page/(\d+)/", path):
        return _list(int(match[2]), match[1])
    if match := re.fullmatch(r"/(\d{4})/(\d{2})/", path):
        month = [post for post in POSTS if f"{post.when:%Y%m}" == match[1] + match[2]]
        rows = "".join(f'<h2><a href="{_address(post)}">{escape(post.title)}</a></h2>' for post in month)
        return _frame("Arquivo", rows) if month else missing("Página não encontrada")
    if match := re.fullmatch(r"/(quem-somos|servicos|evento/jantar-anual|politica-de-privacidade)/", path):
        name = match[1].rpartition("/")[2].replace("-", " ").capitalize()
        return _frame(name, f"<h1>{name}</h1><p>Conheça a casa, os seus órgãos sociais e o modo de a contactar.</p>")
    for post in POSTS:
        if path in ((address := _address(post).removeprefix(BASE)), address.rstrip("/")):
            if path != address:
                return moved(BASE + address)
            return _frame(post.title, _article(post), f'<link rel="canonical" href="{_address(post)}">')
    return missing("Página não encontrada")


def _article(post: Release) -> str:
    return (
        f'<article id="post-{post.number}" class="post"><h1 class="entry-title">{escape(post.title)}</h1>'
        f'<div class="entry-meta"><time class="entry-date published" datetime="{post.when.isoformat()}">{post.when:%d/%m/%Y}</time>'
        f' por Redacção · {_ticker.number % 300 + 40} leituras</div><div class="entry-content">{_content(post)}</div>'
        '<div class="partilhar"><a href="#">Partilhar</a> <a href="#">Imprimir</a></div></article>'
    )


SITE = BlindSite(
    name="camara",
    host=HOST,
    url=f"{BASE}/",
    lang="pt",
    kind="wordpress",
    answer=answer,
    truth=tuple(post.truth(_address(post)) for post in POSTS),
    decoys=(f"{BASE}/evento/jantar-anual/", f"{BASE}/quem-somos/"),
)
