"""Six made-up sites of ordinary build: WordPress, a Guangdong system, a feed of teasers, two plain lists and a TRS site."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from itertools import count

from blind_sites.kit import BlindSite, Truth
from blind_sites_two.first_texts import BUREAU, CHAMBER, COMMERCE, DEVELOPMENT, MACAU, MINISTRY, UNIVERSITY, Text

from demo.server import Request, Response

MONTHS = ["Janeiro", "Fevereiro", "Março", "Abril", "Maio", "Junho", "Julho", "Agosto", "Setembro", "Outubro", "Novembro", "Dezembro"]
_visits = count(48211)


def _html(body: str, status: int = 200, **headers: str) -> Response:
    return Response(status, {"Content-Type": "text/html; charset=utf-8"} | {k.replace("_", "-"): v for k, v in headers.items()}, body)


def _missing(words: str) -> Response:
    return _html(f"<!DOCTYPE html><html><head><title>404</title></head><body><h1>{words}</h1></body></html>", 404)


def _robots(host: str) -> Response:
    return Response(200, {"Content-Type": "text/plain"}, f"User-agent: *\nDisallow: /admin/\nHost: {host}\n")


def _moved(address: str) -> Response:
    return Response(301, {"Location": address, "Content-Type": "text/html"}, "")


def _json(data: object, **headers: str) -> Response:
    named = {"Content-Type": "application/json; charset=UTF-8"} | {k.replace("_", "-"): v for k, v in headers.items()}
    return Response(200, named, json.dumps(data))


def _paragraphs(text: Text, opening: str = "<p>") -> str:
    return "\n".join(f"{opening}{escape(words, quote=False)}</p>" for words in text.paragraphs)


def _some(texts: Sequence[Text], wanted: int, but: Text | None = None) -> list[Text]:
    """Others at each request."""
    start = next(_visits) * 5
    rest = [text for text in texts if text is not but]
    return [rest[(start + step * 3) % len(rest)] for step in range(wanted)]


def _truth(texts: Sequence[Text], address: Callable[[Text], str]) -> tuple[Truth, ...]:
    return tuple(Truth(address(text), text.title, text.day, text.lang, text.first_words) for text in texts)


def _number(words: str | None) -> int:
    return int(words) if words and words.isascii() and words.isdigit() else 1


def _clock() -> datetime:
    return datetime.now(MACAU) + timedelta(seconds=next(_visits) % 50)


# --- 1. A university on WordPress -------------------------------------------------------------------------------------------------

UNI = "https://universidade-litoral-two.test"
UNI_EVENT = f"{UNI}/evento/semana-da-lingua-portuguesa/"
UNI_PAGE = f"{UNI}/estudar/candidaturas-e-propinas/"


def _uni_path(text: Text) -> str:
    return f"/{text.when:%Y/%m}/{text.slug}/"


def _uni_page(title: str, body: str, head: str = "") -> Response:
    recent = "".join(f'<li><a href="{UNI}{_uni_path(text)}">{escape(text.title)}</a></li>' for text in UNIVERSITY[:4])
    now = _clock()
    return _html(
        f"""<!DOCTYPE html><html lang="pt-PT"><head><meta charset="UTF-8"><title>{escape(title)} – Universidade do Litoral</title>
<link rel="alternate" type="application/rss+xml" title="Universidade do Litoral &raquo; Feed" href="{UNI}/feed/">
<link rel="https://api.w.org/" href="{UNI}/wp-json/"><meta name="generator" content="WordPress 6.4.3">
<link rel="stylesheet" href="{UNI}/wp-content/themes/litoral/style.css?ver=2.1">{head}</head>
<body class="wp-theme-litoral"><a class="skip-link" href="#content">Saltar para o conteúdo</a>
<header><div class="site-branding"><a href="{UNI}/" rel="home">Universidade do Litoral</a></div>
<div class="hora">{now:%d/%m/%Y %H:%M:%S}</div>
<nav id="site-navigation"><ul class="menu"><li><a href="{UNI}/sobre/">A Universidade</a></li><li>
<a href="{UNI_PAGE}">Candidaturas e propinas</a></li>
<li><a href="{UNI}/noticias/">Notícias</a></li><li><a href="{UNI}/eventos/">Eventos</a></li><li><a href="{UNI}/contactos/">Contactos</a>
</li></ul></nav></header>
<main id="content">{body}</main>
<aside class="widget-area"><section class="widget widget_recent_entries"><h2>Artigos recentes</h2><ul>{recent}</ul></section>
<section class="widget"><h2>Agenda</h2><a href="{UNI_EVENT}">Semana da Língua Portuguesa: programa completo de actividades</a></section>
</aside>
<footer>© 2026 Universidade do Litoral. Todos os direitos reservados. Visitas: {next(_visits)}</footer></body></html>""",
        Link=f'<{UNI}/wp-json/>; rel="https://api.w.org/"',
    )


def _uni_json(text: Text) -> dict[str, object]:
    place = UNIVERSITY.index(text)
    changed = text.when + timedelta(hours=(0, 2, 0, 0, 27)[place % 5])
    form = "%Y-%m-%dT%H:%M:%S"
    title = escape(text.title).replace("–", "&#8211;")
    return {
        "id": text.number,
        "date": f"{text.when:{form}}",
        "date_gmt": f"{text.when.astimezone(UTC):{form}}",
        "guid": {"rendered": f"{UNI}/?p={text.number}"},
        "modified": f"{changed:{form}}",
        "modified_gmt": f"{changed.astimezone(UTC):{form}}",
        "slug": text.slug,
        "status": "publish",
        "type": "post",
        "link": UNI + _uni_path(text),
        "title": {"rendered": title},
        "content": {"rendered": _paragraphs(text) + "\n", "protected": False},
        "excerpt": {"rendered": f"<p>{escape(text.teaser)}</p>\n", "protected": False},
        "author": 4,
        "featured_media": 0,
        "sticky": False,
        "categories": [7],
        "tags": [],
    }


def _uni_posts(query: dict[str, str]) -> Response:
    rows = [_uni_json(text) for text in UNIVERSITY]
    for limit, key in (("modified_after", "modified_gmt"), ("after", "date_gmt")):
        if limit in query:
            rows = [row for row in rows if str(row[key]) > query[limit][:19]]
    if query.get("slug"):
        rows = [row for row in rows if row["slug"] == query["slug"]]
    if query.get("include"):
        rows = [row for row in rows if str(row["id"]) in query["include"].split(",")]
    order = {"modified": "modified_gmt", "id": "id"}.get(query.get("orderby", "date"), "date_gmt")
    rows.sort(key=lambda row: (str(row[order]), str(row["id"])), reverse=query.get("order", "desc") != "asc")
    size = min(_number(query.get("per_page", "10")), 100) or 10
    pages = -(-len(rows) // size)
    number = _number(query.get("page", "1"))
    if number > max(pages, 1):
        refusal = {"code": "rest_post_invalid_page_number", "message": "O número da página é inválido.", "data": {"status": 400}}
        return Response(400, {"Content-Type": "application/json; charset=UTF-8"}, json.dumps(refusal))
    shown = rows[(number - 1) * size : number * size]
    if query.get("_fields"):
        wanted = {name.strip().split(".")[0] for name in query["_fields"].split(",")}
        shown = [{key: value for key, value in row.items() if key in wanted} for row in shown]
    return _json(shown, X_WP_Total=str(len(rows)), X_WP_TotalPages=str(pages))


def _uni_feed() -> Response:
    items = "".join(
        f"<item><title>{escape(text.title)}</title><link>{UNI}{_uni_path(text)}</link><dc:creator><![CDATA[Gabinete de Imprensa]]>"
        f"</dc:creator>"
        f"<pubDate>{format_datetime(text.when.astimezone(UTC))}</pubDate><category>Notícias</category>"
        f'<guid isPermaLink="false">{UNI}/?p={text.number}</guid><description><![CDATA[{text.teaser}]]></description>'
        f"<content:encoded><![CDATA[{_paragraphs(text)}]]></content:encoded></item>"
        for text in UNIVERSITY[:10]
    )
    return Response(
        200,
        {"Content-Type": "application/rss+xml; charset=UTF-8"},
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Universidade do Litoral</title><link>{UNI}</link>'
        f"<description>Ensino e investigação</description><language>pt-PT</language>{items}</channel></rss>",
    )


def _uni_list(number: int) -> Response:
    shown = UNIVERSITY[(number - 1) * 6 : number * 6]
    if not shown:
        return _missing("Página não encontrada")
    rows = "".join(
        f'<article id="post-{text.number}" class="post-{text.number} post type-post"><h2 class="entry-title">'
        f'<a href="{UNI}{_uni_path(text)}" rel="bookmark">{escape(text.title)}</a></h2><time class="entry-date" '
        f'datetime="{text.when.isoformat()}">{text.when.day} de {MONTHS[text.when.month - 1]}, {text.when.year}</time>'
        f"<p>{escape(text.teaser)}</p></article>"
        for text in shown
    )
    older = f'<a class="next page-numbers" href="{UNI}/noticias/page/{number + 1}/">Seguinte</a>' if number * 6 < len(UNIVERSITY) else ""
    body = f'<h1 class="page-title">Notícias</h1>{rows}<nav class="pagination"><span class="current">{number}</span>{older}</nav>'
    return _uni_page("Notícias", body)


def university(request: Request) -> Response:
    path, query = request.path, request.query
    if query.get("p"):
        return next((_moved(UNI + _uni_path(t)) for t in UNIVERSITY if str(t.number) == query["p"]), _missing("Página não encontrada"))
    if query.get("rest_route"):
        path = "/wp-json" + query["rest_route"]
    if path == "/robots.txt":
        return Response(200, {"Content-Type": "text/plain"}, "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n")
    if path.rstrip("/") == "/wp-json":
        return _json({"name": "Universidade do Litoral", "url": UNI, "home": UNI, "gmt_offset": 8, "namespaces": ["oembed/1.0", "wp/v2"]})
    if path.rstrip("/") == "/wp-json/wp/v2/posts":
        return _uni_posts(dict(query))
    if path.rstrip("/") == "/wp-json/wp/v2/categories":
        return _json([{"id": 7, "count": len(UNIVERSITY), "name": "Notícias", "slug": "noticias", "taxonomy": "category"}])
    if path.startswith("/wp-json/"):
        for text in UNIVERSITY:
            if path == f"/wp-json/wp/v2/posts/{text.number}":
                return _json(_uni_json(text))
        return Response(404, {"Content-Type": "application/json"}, '{"code":"rest_no_route","data":{"status":404}}')
    if path.rstrip("/") == "/feed":
        return _uni_feed()
    if path in {"/", "/noticias", "/noticias/"}:
        return _uni_list(1)
    if found := re.fullmatch(r"/noticias/page/(\d+)/?", path):
        return _uni_list(int(found[1]))
    for text in UNIVERSITY:
        if path.rstrip("/") + "/" == _uni_path(text):
            more = "".join(f'<li><a href="{UNI}{_uni_path(other)}">{escape(other.title)}</a></li>' for other in _some(UNIVERSITY, 3, text))
            return _uni_page(
                text.title,
                f'<article id="post-{text.number}" class="post type-post"><h1 class="entry-title">{escape(text.title)}</h1>'
                f'<div class="entry-meta">Publicado em <time class="entry-date published" datetime="{text.when.isoformat()}">'
                f"{text.when.day} de {MONTHS[text.when.month - 1]}, {text.when.year}</time> por Gabinete de Imprensa</div>"
                f'<div class="entry-content">{_paragraphs(text)}'
                f'</div></article><div class="related"><h3>Também pode interessar</h3><ul>{more}</ul></div>',
                f'<link rel="canonical" href="{UNI}{_uni_path(text)}"><link rel="shortlink" href="{UNI}/?p={text.number}">'
                f'<link rel="alternate" type="application/json" href="{UNI}/wp-json/wp/v2/posts/{text.number}">'
                f'<meta property="article:published_time" content="{text.when.isoformat()}"><meta property="og:type" content="article">',
            )
    for address, title, words in (
        (UNI_EVENT, "Semana da Língua Portuguesa", "De 4 a 8 de Maio, no campus. Entrada livre em todas as sessões."),
        (UNI_PAGE, "Candidaturas e propinas", "Consulte aqui os prazos, os documentos necessários e as propinas de cada ciclo de estudos."),
        (f"{UNI}/sobre/", "A Universidade", "Fundada em 1991, a Universidade do Litoral tem cinco faculdades."),
        (f"{UNI}/eventos/", "Eventos", f'<a href="{UNI_EVENT}">Semana da Língua Portuguesa</a>'),
        (f"{UNI}/contactos/", "Contactos", "Avenida da Praia, 12. Telefone 2855 0101."),
    ):
        if UNI + path.rstrip("/") + "/" == address:
            return _uni_page(title, f"<h1>{title}</h1><p>{words}</p>")
    return _missing("Página não encontrada")


# --- 2. A commerce bureau on the Guangdong system ---------------------------------------------------------------------------------

COM = "http://swj-beiwan-two.test"
COM_COLUMN = "/zwgk/gzdt"
COM_NOTICES = ((4401877, "关于2026年外经贸专项资金申报的通知"), (4400312, "关于公布北湾老字号名单的公告"))


def _com_path(text: Text, name: str = "post", column: str = COM_COLUMN) -> str:
    return f"{column}/content/{name}_{text.number}.html"


def _com_page(title: str, body: str, meta: str = "") -> Response:
    now = _clock()
    notices = "".join(
        f'<li><a href="{COM}/zwgk/tzgg/content/post_{number}.html" title="{words}">{words}</a></li>' for number, words in COM_NOTICES
    )
    return _html(f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>
<meta name="SiteName" content="北湾市商务局"><meta name="SiteDomain" content="swj-beiwan-two.test">
<meta name="SiteIDCode" content="4499000031">
{meta}<script>var NFCMS_SITE_ID = 755044;</script></head><body>
<div class="top"><span id="now">今天是{now.year}年{now.month}月{now.day}日
{now:%H:%M:%S}</span><a href="/wza/index.html">无障碍浏览</a></div>
<div class="header"><h1 class="logo"><a href="/">北湾市商务局</a></h1><ul class="nav"><li><a href="/index.html">首页</a></li>
<li><a href="/zwgk/index.html">政务公开</a></li><li><a href="{COM_COLUMN}/index.html">工作动态</a></li><li>
<a href="/zwgk/tzgg/index.html">通知公告</a></li>
<li><a href="/hdjl/index.html">互动交流</a></li></ul></div>
<div class="main">{body}</div><div class="side"><h3>通知公告</h3><ul class="tzgg">{notices}</ul></div>
<div class="footer"><p>主办单位：北湾市商务局　网站标识码：4499000031　粤ICP备19000000号</p>
<p>您是第{next(_visits)}位访客</p></div></body></html>""")


def _com_list(number: int) -> Response:
    size, pages = 6, -(-len(COMMERCE) // 6)
    rows = "".join(
        f'<li><span class="date">{text.day}</span><a href="{COM}{_com_path(text)}" title="{escape(text.title)}" target="_blank">'
        f"{escape(text.title, quote=False)}</a></li>"
        for text in COMMERCE[(number - 1) * size : number * size]
    )
    names = ["index.html", *(f"index_{step}.html" for step in range(2, pages + 1))]
    links = "".join(
        f'<a href="{COM}{COM_COLUMN}/{name}" class="{"on" if step == number else "num"}">{step}</a>' for step, name in enumerate(names, 1)
    )
    following = f'<a class="next" href="{COM}{COM_COLUMN}/{names[number]}">下一页</a>' if number < pages else ""
    return _com_page(
        "工作动态 - 北湾市商务局",
        f'<div class="crumb">当前位置：<a href="/">首页</a> &gt; 政务公开 &gt; 工作动态</div><ul class="list">{rows}</ul>'
        f'<div class="page">{links}{following}</div>',
        '<meta name="ColumnName" content="工作动态"><meta name="ColumnType" content="工作动态">'
        '<meta name="ColumnDescription" content="北湾市商务局工作动态">\n',
    )


def _com_article(title: str, when: str, number: int, body: str, more: str, column: str) -> Response:
    return _com_page(
        f"{title} - 北湾市商务局",
        f'<div class="crumb">当前位置：首页 &gt; 政务公开 &gt; {column}</div><h2 class="title">{title}</h2><div class="info">'
        f"<span>来源：本网</span>"
        f"<span>发布时间：{when}</span><span>浏览次数：{next(_visits)}</span><span>字号：大 中 小</span></div>"
        f'<div id="zoomcon" class="article-content" wzades="正文">{body}</div>{more}<a href="javascript:window.print()">打印</a>',
        f'<meta name="ColumnName" content="{column}"><meta name="ArticleTitle" content="{escape(title)}">'
        f'<meta name="PubDate" content="{when}">'
        f'<meta name="ContentSource" content="本网"><meta name="ArticleId" content="{number}">\n',
    )


def commerce(request: Request) -> Response:
    path = request.path
    if path == "/robots.txt":
        return _robots("swj-beiwan-two.test")
    if path in {f"{COM_COLUMN}/", f"{COM_COLUMN}/index.html", COM_COLUMN}:
        return _com_list(1)
    if (found := re.fullmatch(rf"{COM_COLUMN}/index_(\d+)\.html", path)) and 2 <= int(found[1]) <= -(-len(COMMERCE) // 6):
        return _com_list(int(found[1]))
    for text in COMMERCE:
        if path in {_com_path(text), _com_path(text, "mpost"), _com_path(text, column="/ztzl/dwkf")}:
            more = "".join(f'<li><a href="{COM}{_com_path(other)}">{escape(other.title)}</a></li>' for other in _some(COMMERCE, 3, text))
            body = _paragraphs(text, '<p style="text-indent: 2em;">')
            more = f'<div class="xgxw"><h4>相关新闻</h4><ul>{more}</ul></div>'
            return _com_article(text.title, f"{text.when:%Y-%m-%d %H:%M:%S}", text.number, body, more, "工作动态")
    for number, words in COM_NOTICES:
        if path == f"/zwgk/tzgg/content/post_{number}.html":
            return _com_article(
                words, "2026-03-20 17:00:00", number, "<p>各有关单位：现将有关事项通知如下，请遵照执行。</p>", "", "通知公告"
            )
    if path == "/zwgk/tzgg/index.html":
        return _com_page("通知公告", "<h2>通知公告</h2>")
    if path in {"/", "/index.html", "/zwgk/index.html", "/hdjl/index.html"}:
        rows = "".join(f'<li><a href="{COM}{_com_path(text)}">{escape(text.title)}</a></li>' for text in COMMERCE[:5])
        return _com_page("北湾市商务局", f'<h3><a href="{COM_COLUMN}/index.html">工作动态</a></h3><ul>{rows}</ul>')
    return _missing("您访问的页面不存在")


# --- 3. A chamber of commerce with a feed of teasers ------------------------------------------------------------------------------

CHA = "https://harbourchamber-two.test"
CHA_EVENT = f"{CHA}/events/annual-spring-dinner-2026"
CHA_PAGE = f"{CHA}/news-and-media/media-contacts"
CHA_FEED = "/rss/news.xml"


def _cha_path(text: Text) -> str:
    return f"/news-and-media/{text.when.year}/{text.slug}"


def _cha_page(title: str, body: str, head: str = "") -> Response:
    now = _clock()
    return _html(f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} | Harbour Chamber of Commerce</title>
<meta name="viewport" content="width=device-width">
<link rel="alternate" type="application/rss+xml" title="Chamber news" href="{CHA_FEED}">{head}</head>
<body><div class="utility">{now:%A, %d %B %Y, %H:%M:%S} <a href="/login">Member login</a></div>
<header><a class="brand" href="/">Harbour Chamber of Commerce</a><nav><a href="/about">About us</a> <a href="/membership">Membership</a>
<a href="/news-and-media">News and media</a> <a href="/events">Events</a> <a href="/contact">Contact</a></nav></header>
<main>{body}</main>
<section class="promo"><h2>Upcoming</h2><p><a href="{CHA_EVENT}">Annual Spring Dinner 2026: book your table with fellow members</a></p>
<p><a href="{CHA_PAGE}">Contacts for journalists</a></p></section>
<footer><p>Harbour Chamber of Commerce, 8 Quay Road. &copy; 2026</p><a href="{CHA_FEED}">RSS</a> <a href="/privacy">Privacy</a>
<span>Page served to visitor {next(_visits)}</span></footer></body></html>""")


def _cha_cards(texts: Sequence[Text]) -> str:
    return "".join(
        f'<div class="card"><span class="when">{text.when.day} {text.when:%b %Y}</span><h3>'
        f'<a href="{_cha_path(text)}">{escape(text.title)}</a></h3>'
        f"<p>{escape(text.teaser)}</p></div>"
        for text in texts
    )


def _cha_feed() -> Response:
    items = "".join(
        f"<item><title>{escape(text.title)}</title><link>{CHA}{_cha_path(text)}?utm_source=rss&amp;utm_medium=feed</link>"
        f'<guid isPermaLink="false">hcc-news-{text.number}</guid><pubDate>{format_datetime(text.when)}</pubDate>'
        f"<description>{escape(text.teaser)}</description></item>\n"
        for text in CHAMBER
    )
    return Response(
        200,
        {"Content-Type": "text/xml; charset=utf-8"},
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>Harbour Chamber of Commerce: news</title>'
        f"<link>{CHA}/</link><description>News for members and the press</description><language>en</language>"
        f"<lastBuildDate>{format_datetime(_clock())}</lastBuildDate><ttl>60</ttl>\n{items}</channel></rss>",
    )


def chamber(request: Request) -> Response:
    path = request.path.rstrip("/") or "/"
    if path == "/robots.txt":
        return _robots("harbourchamber-two.test")
    if path == CHA_FEED:
        return _cha_feed()
    if path == "/":
        hero = '<div class="hero"><h1>Connecting business across two oceans</h1><p><a href="/membership">Join the chamber</a></p></div>'
        latest = _cha_cards(CHAMBER[:4])
        return _cha_page("Home", f'{hero}<h2>Latest news</h2>{latest}<p><a href="/news-and-media">All news</a></p>')
    if path == "/news-and-media":
        number = _number(request.query.get("page", "1")) or 1
        following = f'<a rel="next" href="/news-and-media?page={number + 1}">Older</a>' if number * 8 < len(CHAMBER) else ""
        return _cha_page("News and media", f"<h1>News and media</h1>{_cha_cards(CHAMBER[(number - 1) * 8 : number * 8])}{following}")
    for text in CHAMBER:
        if path == _cha_path(text):
            more = "".join(f'<li><a href="{_cha_path(other)}">{escape(other.title)}</a></li>' for other in _some(CHAMBER, 3, text))
            return _cha_page(
                text.title,
                f'<article><h1>{escape(text.title)}</h1><p class="byline">Published {text.when.day} {text.when:%B %Y}</p>'
                f'<div class="share"><a href="#">Share on LinkedIn</a></div><div class="story">{_paragraphs(text)}</div></article>'
                f"<aside><h2>Related stories</h2><ul>{more}</ul></aside>",
                f'<link rel="canonical" href="{CHA}{_cha_path(text)}"><meta property="og:title" content="{escape(text.title)}">',
            )
    for address, title, words in (
        (CHA_EVENT, "Annual Spring Dinner 2026", "Join us on 22 May at the Old Customs House. Tickets are on sale to members and guests."),
        (CHA_PAGE, "Media contacts", "Journalists may call the press desk on weekdays between nine and five."),
        (f"{CHA}/about", "About us", "Founded in 1908, the chamber speaks for more than nine hundred firms."),
        (f"{CHA}/membership", "Membership", "Fees depend on the number of staff."),
        (f"{CHA}/events", "Events", f'<a href="{CHA_EVENT}">Annual Spring Dinner 2026</a>'),
        (f"{CHA}/contact", "Contact", "8 Quay Road, open on weekdays."),
    ):
        if CHA + path == address:
            return _cha_page(title, f"<h1>{title}</h1><p>{words}</p>")
    return _missing("Page not found")


# --- 4. A ministry with a definition list -----------------------------------------------------------------------------------------

MIN = "https://mincomercio-two.test"
MIN_DOCUMENT = f"{MIN}/documentos/ler/118-plano-estrategico-do-comercio-2025-2029"
MIN_AGENDA = f"{MIN}/agenda/ler/402-audiencia-com-a-associacao-de-panificadores"


def _min_path(text: Text, verb: str = "ler") -> str:
    return f"/noticias/{verb}/{text.number}-{text.slug}"


def _min_date(text: Text) -> str:
    return f"{text.when.day} de {MONTHS[text.when.month - 1]} de {text.when.year}"


def _min_page(title: str, body: str) -> Response:
    now = _clock()
    read = "".join(f'<li><a href="{_min_path(text)}">{escape(text.title)}</a></li>' for text in _some(MINISTRY, 3))
    return _html(f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="pt" lang="pt"><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>{escape(title)} - Ministério do Comércio e Indústria</title></head><body><div id="topo">
<a href="/">Ministério do Comércio e Indústria</a>
<span id="relogio">{now:%H:%M:%S}</span><form action="/pesquisa"><input name="q" value="" /><input type="submit" value="Pesquisar" />
</form></div>
<ul id="menu"><li><a href="/">Início</a></li><li><a href="/ministerio">O Ministério</a></li><li><a href="/noticias">Notícias</a></li>
<li><a href="/documentos">Documentos</a></li><li><a href="/agenda">Agenda</a></li><li><a href="/contactos">Contactos</a></li></ul>
<div id="conteudo">{body}</div>
<div id="direita"><h4>Mais lidas</h4><ol>{read}</ol><h4>Em destaque</h4><ul><li>
<a href="{MIN_DOCUMENT}">Plano Estratégico do Comércio 2025-2029</a></li>
<li><a href="{MIN_AGENDA}">Audiência com a Associação de Panificadores</a></li></ul></div>
<div id="rodape">Ministério do Comércio e Indústria. Praça da Independência, 1.
Visitante n.º {next(_visits)}. Portal actualizado diariamente.</div>
</body></html>""")


def _min_list(number: int) -> Response:
    size, pages = 7, -(-len(MINISTRY) // 7)
    rows = "".join(
        f'<dt>{_min_date(text)}</dt>\n<dd><a href="{_min_path(text)}">{escape(text.title)}</a><br />{escape(text.teaser)}</dd>\n'
        for text in MINISTRY[(number - 1) * size : number * size]
    )
    links = " | ".join(
        f"<strong>{step}</strong>" if step == number else f'<a href="/noticias?pagina={step}">{step}</a>' for step in range(1, pages + 1)
    )
    following = f' <a href="/noticias?pagina={number + 1}">Próxima &raquo;</a>' if number < pages else ""
    return _min_page(
        "Notícias", f'<h2>Notícias</h2>\n<dl class="noticias">\n{rows}</dl>\n<p class="paginas">Páginas: {links}{following}</p>'
    )


def ministry(request: Request) -> Response:
    path = request.path.rstrip("/") or "/"
    if path == "/robots.txt":
        return _robots("mincomercio-two.test")
    if path == "/noticias":
        return _min_list(min(max(_number(request.query.get("pagina", "1")), 1), -(-len(MINISTRY) // 7)))
    for text in MINISTRY:
        if path == _min_path(text):
            return _min_page(
                text.title,
                f'<p class="caminho"><a href="/">Início</a> &raquo; <a href="/noticias">Notícias</a></p><h2>{escape(text.title)}</h2>'
                f'<p class="data">Publicado em {_min_date(text)}, às {text.when:%Hh%M} | Lido {next(_visits) % 900 + 100} vezes</p>'
                f'<div class="texto">{_paragraphs(text, "<p>&nbsp;&nbsp;")}</div>'
                f'<p class="accoes"><a href="{_min_path(text, "imprimir")}">Imprimir</a> <a href="/noticias">Voltar às notícias</a></p>',
            )
        if path == _min_path(text, "imprimir"):
            return _html(
                f'<html lang="pt"><head><meta charset="utf-8" /><title>{escape(text.title)}</title><link rel="canonical" '
                f'href="{MIN}{_min_path(text)}" /><meta name="robots" content="noindex" /></head><body onload="window.print()">'
                f"<h1>{escape(text.title)}</h1><p>{_min_date(text)}</p>{_paragraphs(text)}</body></html>"
            )
    for address, title, words in (
        (
            MIN_DOCUMENT,
            "Plano Estratégico do Comércio 2025-2029",
            "Documento aprovado em Conselho de Ministros. Descarregar em PDF (2,4 MB).",
        ),
        (MIN_AGENDA, "Audiência com a Associação de Panificadores", "Dia 14 de Abril, às 10 horas, no gabinete do Ministro."),
        (f"{MIN}/", "Início", '<a href="/noticias">Ver todas as notícias</a>'),
        (f"{MIN}/ministerio", "O Ministério", "Orgânica, atribuições e dirigentes."),
        (f"{MIN}/documentos", "Documentos", f'<a href="{MIN_DOCUMENT}">Plano Estratégico do Comércio 2025-2029</a>'),
        (f"{MIN}/agenda", "Agenda", f'<a href="{MIN_AGENDA}">Audiência com a Associação de Panificadores</a>'),
        (f"{MIN}/contactos", "Contactos", "Praça da Independência, 1."),
    ):
        if MIN + path == address or (path == "/" and address == f"{MIN}/"):
            return _min_page(title, f"<h2>{title}</h2><p>{words}</p>")
    return _missing("Página inexistente")


# --- 5. A bureau whose pages all wear the home page's dress -----------------------------------------------------------------------

BUR = "https://marine-bureau-two.test"
BUR_TENDER = f"{BUR}/tender/detail/2093"
BUR_SERVICE = f"{BUR}/service/detail/517"


def _bur_path(text: Text) -> str:
    return f"/news/detail/{text.number}"


def _bur_page(title: str, body: str) -> Response:
    now = _clock()
    slides = "".join(f'<div class="slide"><a href="{_bur_path(text)}"><b>{escape(text.title)}</b></a></div>' for text in BUREAU[1:4])
    return _html(f"""<!DOCTYPE html><html lang="zh-Hant"><head><meta charset="utf-8"><title>{title}</title></head><body>
<div id="bar"><a href="/news?lang=zh">繁</a> <a href="/pt/">Português</a> <a href="/en/">English</a> <span>{now:%Y/%m/%d %H:%M:%S}</span>
<span>潮高 {1 + next(_visits) % 20 / 10:.1f} 米</span></div><div id="banner"><a href="/">海事及渡輪局</a></div>
<div id="menu"><a href="/about">本局簡介</a><a href="/news">新聞發佈</a><a href="/service">服務指南</a><a href="/tender">招標公告</a>
<a href="/law">法例</a></div>
<div id="slides">{slides}</div><div id="quick"><a href="{BUR_SERVICE}">船舶登記續期申請服務說明</a>
<a href="{BUR_TENDER}">「渡輪碼頭清潔服務」公開招標</a></div>
<div id="main">{body}</div>
<div id="foot"><p>地址：海港前地一號　電話：2855 9900　傳真：2855 9901</p>
<p>瀏覽人次：{next(_visits)}　版權所有 © 海事及渡輪局</p></div></body></html>""")


def bureau(request: Request) -> Response:
    path = request.path.rstrip("/") or "/"
    if path == "/robots.txt":
        return _robots("marine-bureau-two.test")
    if path in {"/", "/news"}:
        size, pages = 6, -(-len(BUREAU) // 6)
        number = min(max(_number(request.query.get("page", "1")), 1), pages)
        rows = "\n".join(
            f'<li><a href="{_bur_path(text)}">{escape(text.title)}</a> [{text.day}]</li>'
            for text in BUREAU[(number - 1) * size : number * size]
        )
        links = "".join(f'<a href="/news?page={step}">{step}</a> ' for step in range(1, pages + 1))
        following = f'<a href="/news?page={number + 1}">下一頁</a>' if number < pages else ""
        return _bur_page(
            "新聞發佈 | 海事及渡輪局", f"<h1>新聞發佈</h1><ul>\n{rows}\n</ul><div>第{number}頁／共{pages}頁 {links}{following}</div>"
        )
    for text in BUREAU:
        if path == _bur_path(text):
            more = "".join(f'<li><a href="{_bur_path(other)}">{escape(other.title)}</a></li>' for other in _some(BUREAU, 3, text))
            day = f"{text.when.year}年{text.when.month}月{text.when.day}日"
            return _bur_page(
                f"{text.title} | 海事及渡輪局",
                f'<h1>{escape(text.title)}</h1><div class="d">發佈日期：{day}</div><div class="t">{_paragraphs(text)}</div>'
                f'<div class="more"><h2>相關消息</h2><ul>{more}</ul></div><a href="/news">返回列表</a>',
            )
    for address, title, words in (
        (BUR_TENDER, "「渡輪碼頭清潔服務」公開招標", "截標日期：二零二六年五月十五日中午十二時。"),
        (BUR_SERVICE, "船舶登記續期申請服務說明", "申請人須於證書到期前三十日遞交表格及身份證明文件。"),
        (f"{BUR}/about", "本局簡介", "本局負責海上交通、港口及渡輪服務的管理。"),
        (f"{BUR}/service", "服務指南", f'<a href="{BUR_SERVICE}">船舶登記續期申請服務說明</a>'),
        (f"{BUR}/tender", "招標公告", f'<a href="{BUR_TENDER}">「渡輪碼頭清潔服務」公開招標</a>'),
    ):
        if BUR + path == address:
            return _bur_page(f"{title} | 海事及渡輪局", f"<h1>{title}</h1><p>{words}</p>")
    return _missing("找不到網頁")


# --- 6. A new area's committee on TRS ---------------------------------------------------------------------------------------------

DEV = "http://jiangan-xinqu-two.test"
DEV_COLUMN = "/xwzx/gzdt"
DEV_NOTICE = f"{DEV}/xwzx/tzgg/202603/t20260318_1581120.html"
DEV_SCRIPT = """function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){
  if(_nPageCount == null || _nPageCount <= 1){ return; }
  for(var i = 0; i < _nPageCount; i++){
    if(_nCurrIndex == i) document.write("<span class='current'>" + (i + 1) + "</span>");
    else document.write("<a href='" + _sPageName + (i == 0 ? "" : "_" + i) + "." + _sPageExt + "'>" + (i + 1) + "</a>");
  }
}
"""


def _dev_name(text: Text) -> str:
    return f"{text.when:%Y%m}/t{text.when:%Y%m%d}_{text.number}.html"


def _dev_page(title: str, body: str, meta: str = "") -> Response:
    now = _clock()
    return _html(f"""<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>{title}</title>
<meta name="SiteName" content="江岸新区管理委员会" /><meta name="SiteDomain" content="jiangan-xinqu-two.test" />
<meta name="SiteIDCode" content="4200990017" />
{meta}<script src="/images/page.js"></script></head><body>
<div class="head"><a href="/">江岸新区管理委员会</a>
<span class="rq">{now.year}年{now.month}月{now.day}日 {now:%H:%M:%S} 多云 {15 + next(_visits) % 9}℃</span></div>
<div class="nav"><a href="/">首页</a><a href="/xwzx/">新闻中心</a><a href="{DEV_COLUMN}/">工作动态</a><a href="/xwzx/tzgg/">通知公告</a>
<a href="/zwfw/">政务服务</a></div>
{body}
<div class="tz"><h4>重要通知</h4>
<a href="{DEV_NOTICE.removeprefix(DEV)}" title="关于清明节放假安排的通知">关于清明节放假安排的通知</a></div>
<div class="foot">版权所有：江岸新区管理委员会　联系我们　网站地图　访问量：{next(_visits)}</div>
<!--<script src="/_statistics/tongji.js"></script>--></body></html>""")


def _dev_list(index: int) -> Response:
    size, pages = 6, -(-len(DEVELOPMENT) // 6)
    rows = "\n".join(
        f'<li><a href="./{_dev_name(text)}" target="_blank" title="{escape(text.title)}">{escape(text.title, quote=False)}</a>'
        f"<span>{text.day}</span></li>"
        for text in DEVELOPMENT[index * size : (index + 1) * size]
    )
    return _dev_page(
        "工作动态_江岸新区管理委员会",
        f'<div class="dqwz">您的位置：<a href="../../">首页</a> &gt; <a href="../">新闻中心</a> &gt; <a href="./">工作动态</a></div>\n'
        f'<ul class="gl_list">\n{rows}\n</ul>\n<div class="fy">'
        f'<script language="javascript">createPageHTML({pages}, {index}, "index", "html");</script></div>',
        '<meta name="ColumnName" content="工作动态" /><meta name="ColumnType" content="工作动态" />\n',
    )


def _dev_article(title: str, when: str, body: str, more: str, column: str) -> Response:
    return _dev_page(
        f"{title}_江岸新区管理委员会",
        f'<div class="dqwz">您的位置：首页 &gt; 新闻中心 &gt; {column}</div><h1>{title}</h1>'
        f'<div class="xx">发布时间：{when}　来源：新区管委会办公室　'
        f'点击数：{next(_visits)}</div><div class="TRS_Editor">{body}</div>{more}',
        f'<meta name="ColumnName" content="{column}" /><meta name="ArticleTitle" content="{escape(title)}" />'
        f'<meta name="PubDate" content="{when}" /><meta name="ContentSource" content="新区管委会办公室" />\n',
    )


def development(request: Request) -> Response:
    path = request.path
    if path == "/robots.txt":
        return _robots("jiangan-xinqu-two.test")
    if path == "/images/page.js":
        return Response(200, {"Content-Type": "application/javascript"}, DEV_SCRIPT)
    if path == DEV_COLUMN:
        return _moved(f"{DEV}{DEV_COLUMN}/")
    if path in {f"{DEV_COLUMN}/", f"{DEV_COLUMN}/index.html"}:
        return _dev_list(0)
    if (found := re.fullmatch(rf"{DEV_COLUMN}/index_(\d+)\.html", path)) and 1 <= int(found[1]) < -(-len(DEVELOPMENT) // 6):
        return _dev_list(int(found[1]))
    for text in DEVELOPMENT:
        if path == f"{DEV_COLUMN}/{_dev_name(text)}":
            more = "".join(
                f'<li><a href="{DEV_COLUMN}/{_dev_name(other)}">{escape(other.title, quote=False)}</a></li>'
                for other in _some(DEVELOPMENT, 3, text)
            )
            more = f'<div class="xgwz"><h4>相关文章</h4><ul>{more}</ul></div>'
            return _dev_article(text.title, f"{text.when:%Y-%m-%d %H:%M}", _paragraphs(text, '<p align="justify">　　'), more, "工作动态")
    if DEV + path == DEV_NOTICE:
        return _dev_article(
            "关于清明节放假安排的通知", "2026-03-18 09:00", "<p>各单位：清明节放假时间为四月四日至六日，共三天。</p>", "", "通知公告"
        )
    if path in {"/", "/index.html", "/xwzx/"}:
        rows = "".join(
            f'<li><a href="{DEV_COLUMN}/{_dev_name(text)}">{escape(text.title, quote=False)}</a></li>' for text in DEVELOPMENT[:5]
        )
        return _dev_page("江岸新区管理委员会", f'<h2><a href="{DEV_COLUMN}/">工作动态</a></h2><ul>{rows}</ul>')
    if path == "/xwzx/tzgg/":
        return _dev_page("通知公告", f'<ul><li><a href="{DEV_NOTICE.removeprefix(DEV)}">关于清明节放假安排的通知</a></li></ul>')
    return _missing("页面不存在")


SITES: tuple[BlindSite, ...] = (
    BlindSite(
        name="university on WordPress",
        host="universidade-litoral-two.test",
        url=f"{UNI}/noticias/",
        lang="pt",
        kind="wordpress",
        answer=university,
        truth=_truth(UNIVERSITY, lambda text: UNI + _uni_path(text)),
        also=("feed",),
        decoys=(UNI_EVENT, UNI_PAGE),
        twins=tuple((f"{UNI}/?p={text.number}", UNI + _uni_path(text)) for text in UNIVERSITY[:3]),
    ),
    BlindSite(
        name="commerce bureau on the Guangdong system",
        host="swj-beiwan-two.test",
        url=f"{COM}{COM_COLUMN}/index.html",
        lang="zh-Hans",
        kind="guangdong-cms",
        answer=commerce,
        truth=_truth(COMMERCE, lambda text: COM + _com_path(text)),
        decoys=tuple(f"{COM}/zwgk/tzgg/content/post_{number}.html" for number, _ in COM_NOTICES),
        twins=(
            *((COM + _com_path(text, "mpost"), COM + _com_path(text)) for text in COMMERCE[:3]),
            (COM + _com_path(COMMERCE[5], column="/ztzl/dwkf"), COM + _com_path(COMMERCE[5])),
        ),
    ),
    BlindSite(
        name="chamber of commerce with a feed of teasers",
        host="harbourchamber-two.test",
        url=f"{CHA}/",
        lang="en",
        kind="feed",
        answer=chamber,
        truth=_truth(CHAMBER, lambda text: CHA + _cha_path(text)),
        decoys=(CHA_EVENT, CHA_PAGE),
        twins=tuple((f"{CHA}{_cha_path(text)}?utm_source=rss&utm_medium=feed", CHA + _cha_path(text)) for text in CHAMBER[:3]),
    ),
    BlindSite(
        name="ministry with a definition list",
        host="mincomercio-two.test",
        url=f"{MIN}/noticias",
        lang="pt",
        kind="listing",
        answer=ministry,
        truth=_truth(MINISTRY, lambda text: MIN + _min_path(text)),
        decoys=(MIN_DOCUMENT, MIN_AGENDA),
        twins=tuple((MIN + _min_path(text, "imprimir"), MIN + _min_path(text)) for text in MINISTRY[:2]),
    ),
    BlindSite(
        name="bureau with the home page around everything",
        host="marine-bureau-two.test",
        url=f"{BUR}/news",
        lang="zh-Hant",
        kind="listing",
        answer=bureau,
        truth=_truth(BUREAU, lambda text: BUR + _bur_path(text)),
        decoys=(BUR_TENDER, BUR_SERVICE),
    ),
    BlindSite(
        name="new area's committee on TRS",
        host="jiangan-xinqu-two.test",
        url=f"{DEV}{DEV_COLUMN}/",
        lang="zh-Hans",
        kind="trs",
        answer=development,
        truth=_truth(DEVELOPMENT, lambda text: f"{DEV}{DEV_COLUMN}/{_dev_name(text)}"),
        decoys=(DEV_NOTICE,),
    ),
)
