"""Six invented publishers, each built by another system, as a stranger to the readers would build them.

Every page has parts that differ at each request: a clock, a counter of visits, and on releases a changing choice of related links.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from itertools import count

from blind_sites.kit import BlindSite, Truth
from blind_sites_two.second_texts import ATLANTIC, COAST, CONSULATE, FOUNDATION, GAZETTE, LOCAL, WATCH, Text

from demo.server import Request, Response

MONTHS_PT = ("Janeiro", "Fevereiro", "Março", "Abril", "Maio", "Junho", "Julho", "Agosto", "Setembro", "Outubro", "Novembro", "Dezembro")


def _slug(title: str, words: int = 12) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:words])


def _first(text: str, lang: str) -> str:
    return text[:16] if lang.startswith("zh") else " ".join(text.split()[:12])


def _truth(url: str, text: Text, lang: str) -> Truth:
    return Truth(url, text.title, text.day, lang, _first(text.paragraphs[0], lang))


def _html(body: str, status: int = 200, **more: str) -> Response:
    return Response(status, {"Content-Type": "text/html; charset=utf-8", **more}, body)


def _typed(body: str, kind: str) -> Response:
    return Response(200, {"Content-Type": kind}, body)


def _json(data: object, kind: str = "application/json; charset=utf-8") -> Response:
    return _typed(json.dumps(data, ensure_ascii=False), kind)


def _moved(address: str) -> Response:
    return Response(301, {"Location": address, "Content-Type": "text/html; charset=utf-8"}, "")


def _paragraphs(text: Text, tag: str = "p") -> str:
    return "\n".join(f"<{tag}>{escape(part, quote=False)}</{tag}>" for part in text.paragraphs)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 1


class _Moment:
    """What differs between two requests."""

    def __init__(self, start: int) -> None:
        self._visits = count(start)
        self.visits = start

    def turn(self) -> None:
        self.visits = next(self._visits)

    @property
    def clock(self) -> str:
        return (datetime.now(LOCAL) + timedelta(seconds=self.visits % 60)).strftime("%H:%M:%S")

    def related(self, texts: Sequence[Text], but: Text, wanted: int = 3) -> list[Text]:
        others = [text for text in texts if text is not but]
        return [others[(self.visits + step * 4) % len(others)] for step in range(wanted)]


# A newspaper on WordPress whose JSON interface is switched off.


def _gazette() -> BlindSite:
    host, name, per = "harbour-gazette-two.test", "The Harbour Gazette", 10
    root = f"https://{host}"
    moment = _Moment(40211)
    url = {text: f"{root}/{text.when:%Y/%m/%d}/{_slug(text.title)}/" for text in GAZETTE}
    paths = {address.removeprefix(root).rstrip("/"): text for text, address in url.items()}
    photo = f"{url[GAZETTE[1]]}customs-house-facade/"
    about, contact, ads = f"{root}/about-the-gazette/", f"{root}/contact/", f"{root}/advertise-with-us/"

    def frame(title: str, main: str, body_class: str) -> Response:
        recent = "".join(f'<li><a href="{url[text]}">{escape(text.title)}</a></li>' for text in GAZETTE[:5])
        return _html(
            f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="UTF-8"><title>{escape(title)}</title>
<link rel="profile" href="https://gmpg.org/xfn/11">
<link rel="alternate" type="application/rss+xml" title="{name} &raquo; Feed" href="{root}/feed/">
<link rel="alternate" type="application/rss+xml" title="{name} &raquo; Comments Feed" href="{root}/comments/feed/">
<link rel="stylesheet" id="wp-block-library-css" href="{root}/wp-includes/css/dist/block-library/style.min.css?ver=6.4.3">
<meta name="generator" content="WordPress 6.4.3"></head>
<body class="{body_class}"><header class="site-header"><a class="site-title" href="{root}/">{name}</a>
<p class="clock">Local time {moment.clock}</p>
<nav class="main-navigation"><ul><li><a href="{root}/">Home</a></li><li><a href="{root}/category/city/">City</a></li>
<li><a href="{about}">About the Gazette</a></li><li><a href="{contact}">Contact</a></li></ul></nav></header>
<main id="main">{main}</main>
<aside class="widget-area"><section class="widget widget_recent_entries"><h2>Recent Posts</h2><ul>{recent}</ul></section>
<section class="widget widget_media"><h2>Photo of the week</h2><a href="{photo}">The customs house, by our readers</a></section>
<section class="widget widget_archive"><h2>Archives</h2><ul><li><a href="{root}/2026/03/">March 2026</a></li>
<li><a href="{root}/2026/02/">February 2026</a></li></ul></section></aside>
<footer class="site-footer"><a href="{ads}">Advertise with us</a> &middot; Visitors: {moment.visits}
&middot; Proudly powered by WordPress</footer></body></html>"""
        )

    def cards(texts: Sequence[Text]) -> str:
        return "\n".join(
            f'<article id="post-{text.number}" class="post type-post status-publish hentry category-city">'
            f'<h2 class="entry-title"><a href="{url[text]}" rel="bookmark">{escape(text.title)}</a></h2>'
            f'<div class="entry-meta"><time class="entry-date published" datetime="{text.when.isoformat()}">{text.when:%B %-d, %Y}</time>'
            f'</div><div class="entry-summary"><p>{escape(text.paragraphs[0][:90].rsplit(" ", 1)[0])} [&hellip;]</p></div></article>'
            for text in texts
        )

    def listing(number: int, base: str, texts: Sequence[Text], title: str) -> Response:
        part = texts[(number - 1) * per : number * per]
        if not part:
            return _html(f"<!DOCTYPE html><title>Page not found - {name}</title><h1>Oops! That page can&rsquo;t be found.</h1>", 404)
        older = f'<div class="nav-previous"><a href="{base}page/{number + 1}/">Older posts</a></div>' if number * per < len(texts) else ""
        newer = f'<div class="nav-next"><a href="{base}{f"page/{number - 1}/" if number > 2 else ""}">Newer posts</a></div>'
        return frame(title, f'{cards(part)}<nav class="posts-navigation">{older}{newer if number > 1 else ""}</nav>', "blog hfeed")

    def feed(number: int) -> Response:
        items = "".join(
            f"<item><title>{escape(text.title)}</title><link>{url[text]}</link><dc:creator><![CDATA[Staff reporter]]></dc:creator>"
            f"<pubDate>{format_datetime(text.when.astimezone(UTC))}</pubDate><category><![CDATA[City]]></category>"
            f'<guid isPermaLink="false">{root}/?p={text.number}</guid>'
            f"<description><![CDATA[<p>{escape(text.paragraphs[0][:80])} [&#8230;]</p>]]></description>"
            f"<content:encoded><![CDATA[{_paragraphs(text)}]]></content:encoded></item>\n"
            for text in GAZETTE[(number - 1) * per : number * per]
        )
        return _typed(
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
            f'<title>{name}</title><atom:link href="{root}/feed/" rel="self" type="application/rss+xml"/><link>{root}</link>'
            "<description>News of the port since 1904</description>"
            f"<lastBuildDate>{format_datetime(GAZETTE[0].when.astimezone(UTC))}</lastBuildDate><language>en-GB</language>"
            f"<generator>https://wordpress.org/?v=6.4.3</generator>\n{items}</channel></rss>",
            "application/rss+xml; charset=UTF-8",
        )

    def comments() -> Response:
        text = GAZETTE[3]
        return _typed(
            f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Comments for {name}</title><link>{root}</link>'
            f"<description>News of the port since 1904</description><item><title>Comment on {escape(text.title)} by Old Salt</title>"
            f"<link>{url[text]}#comment-88</link><guid>{url[text]}#comment-88</guid>"
            f"<pubDate>{format_datetime((text.when + timedelta(hours=3)).astimezone(UTC))}</pubDate>"
            "<description>Where are we all supposed to park then?</description></item></channel></rss>",
            "application/rss+xml; charset=UTF-8",
        )

    def single(text: Text) -> Response:
        links = "".join(f'<li><a href="{url[other]}">{escape(other.title)}</a></li>' for other in moment.related(GAZETTE, text))
        return frame(
            f"{text.title} - {name}",
            f'<article id="post-{text.number}" class="post hentry"><header><h1 class="entry-title">{escape(text.title)}</h1>'
            f'<div class="entry-meta">Posted on <time class="entry-date published" datetime="{text.when.isoformat()}">'
            f"{text.when:%B %-d, %Y}</time> by Staff reporter</div></header>"
            f'<div class="entry-content">{_paragraphs(text)}<div class="jp-relatedposts"><h3>Related</h3><ul>{links}</ul></div></div>'
            f'</article><section class="comments-area"><h2>Leave a comment</h2><form><input type="hidden" name="ak_js" '
            f'value="{moment.visits * 7919}"><textarea></textarea></form></section>',
            "single single-post",
        )

    def answer(request: Request) -> Response:
        moment.turn()
        path = request.path.rstrip("/")
        if request.query.get("p"):
            found = [text for text in GAZETTE if str(text.number) == request.query["p"]]
            return _moved(url[found[0]]) if found else _html("<h1>Not found</h1>", 404)
        if path in paths:
            return single(paths[path])
        if part := re.fullmatch(r"(/category/city)?(?:/page/(\d+))?", path):
            return listing(_number(part[2]), f"{root}{part[1] or ''}/", GAZETTE, name)
        if part := re.fullmatch(r"/(2026)/(\d\d)(?:/(\d\d))?", path):
            wanted = "-".join(piece for piece in part.groups() if piece)
            return listing(1, f"{root}{path}/", [text for text in GAZETTE if text.day.startswith(wanted)][:per], f"{wanted} - {name}")
        if path == "/feed":
            return feed(_number(request.query.get("paged")))
        if path == "/comments/feed":
            return comments()
        if path == "/robots.txt":
            return _typed("User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n", "text/plain; charset=utf-8")
        if f"{root}{path}/" == photo:
            return frame(
                "customs-house-facade",
                '<article class="attachment"><h1>customs-house-facade</h1><img src="/wp-content/uploads/2026/03/facade.jpg" alt="">'
                "<p>Photograph sent in by a reader.</p></article>",
                "attachment",
            )
        if f"{root}{path}/" in (about, contact, ads):
            words = path.strip("/").replace("-", " ").capitalize()
            text = "The Gazette is printed six days a week and read on both banks of the estuary. Write to us at the old quay."
            return frame(f"{words} - {name}", f'<article class="page"><h1>{words}</h1><p>{text}</p></article>', "page")
        return _html(f"<!DOCTYPE html><title>Page not found - {name}</title><h1>That page can&rsquo;t be found.</h1>", 404)

    return BlindSite(
        name="newspaper on WordPress without JSON",
        host=host,
        url=f"{root}/",
        lang="en",
        kind="wordpress",
        answer=answer,
        truth=tuple(_truth(url[text], text, "en") for text in GAZETTE),
        also=("feed",),
        decoys=(photo, f"{root}/2026/03/12/", about, ads),
        twins=tuple((f"{root}/?p={text.number}", url[text]) for text in GAZETTE[:3]),
    )


# A city government on the content system of Guangdong.


def _coast() -> BlindSite:
    host, name, per, column = "www.binhai-two.test", "滨海市人民政府门户网站", 8, 31742
    root = f"https://{host}"
    folder = f"{root}/xwzx/bhyw/"
    moment = _Moment(918204)
    url = {text: f"{folder}content/post_{text.number}.html" for text in COAST}
    by_number = {str(text.number): text for text in COAST}
    notices = {
        "3868120": ("关于2026年清明节放假安排的通知", "2026-03-10"),
        "3866902": ("滨海市政务服务中心搬迁公告", "2026-03-04"),
        "3864417": ("滨海市市级机关选调工作人员公告", "2026-02-25"),
    }
    notice = {number: f"{root}/zwgk/tzgg/content/post_{number}.html" for number in notices}

    def stamp(text: Text) -> dict[str, object]:
        return {
            "id": text.number,
            "title": text.title,
            "url": url[text],
            "created_at": text.when.strftime("%Y-%m-%d %H:%M:%S"),
            "date": text.day,
            "publish_time": int(text.when.timestamp()),
        }

    def frame(title: str, metas: str, main: str) -> Response:
        return _html(
            f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>
<meta name="SiteName" content="{name}"><meta name="SiteDomain" content="{host}"><meta name="SiteIDCode" content="4404990001">
{metas}
<script>var NFCMS_SITE_ID = "756088";</script></head><body>
<div class="top"><span id="nowtime">今天是2026年 北京时间 {moment.clock}</span><a href="javascript:;">无障碍浏览</a></div>
<div class="nav"><ul><li><a href="{root}/">首页</a></li><li><a href="{folder}index.html">滨海要闻</a></li>
<li><a href="{root}/zwgk/tzgg/index.html">通知公告</a></li><li><a href="{root}/zjbh/index.html">走进滨海</a></li></ul></div>
{main}
<div class="footer"><p>主办：滨海市人民政府办公室　粤ICP备00000000号</p><p>网站标识码：4404990001　访问量：<b>{moment.visits}</b></p>
<p><a href="{root}/wzdt/index.html">网站地图</a> <a href="{root}/lxwm/content/post_1002.html">联系我们</a></p></div></body></html>"""
        )

    def column_page(number: int) -> Response:
        part = COAST[(number - 1) * per : number * per]
        if not part:
            return _html("<h1>404</h1>", 404)
        rows = "\n".join(
            f'<li><a href="{url[text]}" target="_blank" title="{text.title}">{text.title}</a><span>{text.day}</span></li>' for text in part
        )
        side = "".join(f'<li><a href="{notice[key]}">{title}</a></li>' for key, (title, _) in notices.items())
        pages = "".join(
            f'<a href="{folder}index{"" if page == 1 else f"_{page}"}.html">{page}</a>' for page in range(1, -(-len(COAST) // per) + 1)
        )
        return frame(
            f"滨海要闻-{name}",
            '<meta name="ColumnName" content="滨海要闻"><meta name="ColumnDescription" content="滨海市要闻动态">'
            '<meta name="ColumnKeywords" content="要闻"><meta name="ColumnType" content="工作动态">',
            f'<div class="position">当前位置：<a href="{root}/">首页</a> &gt; 新闻中心 &gt; 滨海要闻</div>'
            f'<div class="list_right"><ul class="news_list" id="list">{rows}</ul>'
            f'<div class="page">{pages}<span>共{len(COAST)}条</span></div>'
            f'</div><div class="list_left"><h3>通知公告</h3><ul>{side}</ul></div>'
            f"""<script>
var NFCMS_COLUMN_ID = "{column}";
$(function () {{
  $.ajax({{
    url: "/postmeta/i/{column}.json", type: "GET", dataType: "json",
    success: function (res) {{ showTotal(res.articles.length); }}
  }});
}});
</script>""",
        )

    def article(number: str, title: str, published: str, body: str, folder_name: str, extra: str = "") -> Response:
        return frame(
            f"{title}-{name}",
            f'<meta name="ColumnName" content="{folder_name}"><meta name="ArticleTitle" content="{title}">'
            f'<meta name="PubDate" content="{published}"><meta name="ContentSource" '
            f'content="本网"><meta name="ArticleId" content="{number}">',
            f'<script>var NFCMS_POST_ID = "{number}";</script><div class="position">当前位置：首页 &gt; {folder_name}</div>'
            f'<div class="artcle_con"><h1 class="title">{title}</h1><div class="title_info"><span>发布时间：{published}</span> '
            f"<span>来源：本网</span> <span>浏览次数：{moment.visits % 900 + 31}</span> <span>字号：大 中 小</span></div>"
            f'<div id="zoomcon" class="artContent">{body}</div>{extra}<div class="share">分享到：微信 微博</div></div>',
        )

    def release(text: Text) -> Response:
        links = "".join(f'<li><a href="{url[other]}">{other.title}</a></li>' for other in moment.related(COAST, text))
        body = _paragraphs(text).replace("<p>", '<p style="text-indent: 2em;">')
        return article(
            str(text.number),
            text.title,
            f"{text.when:%Y-%m-%d %H:%M}",
            body,
            "滨海要闻",
            f'<div class="xg"><h3>相关阅读</h3><ul>{links}</ul></div>',
        )

    def answer(request: Request) -> Response:
        moment.turn()
        path = request.path
        if part := re.fullmatch(r"/xwzx/bhyw/(?:index(?:_(\d+))?\.html)?", path):
            return column_page(_number(part[1]))
        if part := re.fullmatch(r"/(?:xwzx/bhyw|xwzx/tt)/content/m?post_(\d+)\.html", path):
            return release(by_number[part[1]]) if part[1] in by_number else _html("<h1>404</h1>", 404)
        if path == f"/postmeta/i/{column}.json":
            return _json({"articles": [stamp(text) for text in COAST], "updated": int(COAST[0].when.timestamp())}, "application/json")
        if part := re.fullmatch(r"/zwgk/tzgg/content/m?post_(\d+)\.html", path):
            if part[1] not in notices:
                return _html("<h1>404</h1>", 404)
            title, day = notices[part[1]]
            return article(part[1], title, f"{day} 09:00", f"<p>各有关单位：</p><p>现将{title}印发给你们，请遵照执行。</p>", "通知公告")
        if path == "/zwgk/tzgg/index.html":
            rows = "".join(f'<li><a href="{notice[key]}">{title}</a><span>{day}</span></li>' for key, (title, day) in notices.items())
            return frame(f"通知公告-{name}", '<meta name="ColumnName" content="通知公告">', f"<ul>{rows}</ul>")
        if path == "/lxwm/content/post_1002.html":
            return frame(f"联系我们-{name}", "", "<h1>联系我们</h1><p>地址：滨海市人民路一号。邮编：519999。</p>")
        if path in ("/", "/index.html", "/zjbh/index.html", "/wzdt/index.html"):
            return frame(name, "", f'<div class="home"><p>欢迎访问滨海。</p><a href="{folder}index.html">滨海要闻</a></div>')
        return _html("<!DOCTYPE html><title>404</title><h1>您访问的页面不存在</h1>", 404)

    twins = [(address.replace("/post_", "/mpost_"), address) for address in list(url.values())[:4]]
    crossed = [(url[text].replace("/xwzx/bhyw/", "/xwzx/tt/"), url[text]) for text in COAST[:2]]
    return BlindSite(
        name="city government of Guangdong",
        host=host,
        url=f"{folder}index.html",
        lang="zh-Hans",
        kind="guangdong-cms",
        answer=answer,
        truth=tuple(_truth(url[text], text, "zh-Hans") for text in COAST),
        also=("listing",),
        decoys=(*notice.values(), f"{root}/lxwm/content/post_1002.html"),
        twins=(*twins, *crossed),
    )


# A news agency with a JSON Feed.


def _atlantic() -> BlindSite:
    host, name, per = "atlantico-agencia-two.test", "Agência Atlântico", 8
    root = f"https://{host}"
    moment = _Moment(5530)
    url = {text: f"{root}/noticia/{text.number}/{_slug(text.title)}" for text in ATLANTIC}
    by_number = {str(text.number): text for text in ATLANTIC}
    rules, podcast = f"{root}/noticia/1001/livro-de-estilo-da-agencia", f"{root}/podcast/88/mares-da-lusofonia"

    def frame(title: str, main: str, head: str = "") -> Response:
        return _html(
            f"""<!doctype html>
<html lang="pt"><head><meta charset="utf-8"><title>{escape(title)}</title>
<link rel="icon" href="/favicon.ico"><link rel="alternate" hreflang="pt" href="{root}/">
<link rel="alternate" type="application/feed+json" title="{name} — últimas" href="/feeds/ultimas.json">
<link rel="alternate" type="application/feed+json" title="{name} — podcast" href="/feeds/podcast.json">{head}</head>
<body><header><a class="marca" href="/">{name}</a><span class="hora">{moment.clock} em Macau</span>
<nav><a href="/">Últimas</a><a href="/quem-somos">Quem somos</a><a href="{podcast}">Podcast</a><a href="/assinar">Assinar</a></nav></header>
<main>{main}</main>
<footer><p>© {name}. Uso reservado a assinantes.</p><a href="{rules}">Livro de estilo da agência</a>
<span data-online>{moment.visits % 300 + 20} leitores em linha</span></footer></body></html>"""
        )

    def listing(number: int) -> Response:
        part = ATLANTIC[(number - 1) * per : number * per]
        rows = "\n".join(
            f'<div class="peca"><span class="hora">{text.when:%H:%M} · {text.when:%d/%m/%Y}</span>'
            f'<a class="titulo" href="{url[text].removeprefix(root)}">{escape(text.title)}</a></div>'
            for text in part
        )
        more = f'<a class="mais" href="/?pagina={number + 1}">Mais notícias</a>' if number * per < len(ATLANTIC) else ""
        return frame(f"{name} — notícias de língua portuguesa", f"<h1>Últimas</h1>{rows}{more}")

    def feed(number: int) -> Response:
        data: dict[str, object] = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": f"{name} — últimas",
            "home_page_url": f"{root}/",
            "feed_url": f"{root}/feeds/ultimas.json",
            "language": "pt-PT",
            "authors": [{"name": name}],
        }
        if number * per < len(ATLANTIC):
            data["next_url"] = f"{root}/feeds/ultimas.json?pagina={number + 1}"
        data["items"] = [
            {
                "id": f"atl-{text.number}",
                "url": url[text],
                "title": text.title,
                "content_html": _paragraphs(text),
                "summary": text.paragraphs[0][:80] + "…",
                "date_published": text.when.isoformat(),
                "date_modified": (text.when + timedelta(minutes=7)).isoformat(),
                "tags": ["economia", "lusofonia"],
            }
            for text in ATLANTIC[(number - 1) * per : number * per]
        ]
        return _json(data, "application/feed+json; charset=utf-8")

    def release(text: Text) -> Response:
        links = "".join(
            f'<li><a href="{url[other].removeprefix(root)}">{escape(other.title)}</a></li>' for other in moment.related(ATLANTIC, text)
        )
        day = f"{text.when.day} de {MONTHS_PT[text.when.month - 1]} de {text.when.year}"
        return frame(
            f"{text.title} | {name}",
            f'<article><h1>{escape(text.title)}</h1><p class="linha"><time '
            f'datetime="{text.when.isoformat()}">{day}, {text.when:%H:%M}</time>'
            f'</p><div class="texto">{_paragraphs(text)}</div><p class="lido">Lido {moment.visits} vezes</p></article>'
            f'<aside><h2>Leia também</h2><ul class="tambem">{links}</ul></aside>',
            f'<link rel="canonical" href="{url[text]}"><link rel="alternate" '
            f'type="application/json+oembed" href="/oembed?id={text.number}">',
        )

    def answer(request: Request) -> Response:
        moment.turn()
        path = request.path
        if path == "/":
            return listing(_number(request.query.get("pagina")))
        if path == "/feeds/ultimas.json":
            return feed(_number(request.query.get("pagina")))
        if path == "/feeds/podcast.json":
            item = {
                "id": "pod-88",
                "url": podcast,
                "title": "Mares da lusofonia",
                "content_text": "Conversa sobre portos e gentes.",
                "date_published": "2026-01-05T08:00:00+08:00",
                "attachments": [{"url": f"{root}/audio/88.mp3", "mime_type": "audio/mpeg"}],
            }
            data = {
                "version": "https://jsonfeed.org/version/1.1",
                "title": f"{name} — podcast",
                "home_page_url": f"{root}/",
                "items": [item],
            }
            return _json(data, "application/feed+json; charset=utf-8")
        if f"{root}{path}" == rules:
            return frame("Livro de estilo", "<h1>Livro de estilo da agência</h1><p>Escreva-se claro, curto e sem adjectivos.</p>")
        if part := re.fullmatch(r"/(?:noticia|n)/(\d+)(/[^/]*)?", path):
            text = by_number.get(part[1])
            if text is None:
                return _html("<h1>Página não encontrada</h1>", 404)
            return release(text) if f"{root}{path}" == url[text] else _moved(url[text])
        if f"{root}{path}" == podcast:
            return frame("Mares da lusofonia", "<h1>Mares da lusofonia</h1><p>Conversa sobre portos e gentes.</p><audio controls></audio>")
        if path in ("/quem-somos", "/assinar"):
            return frame(name, f"<h1>{path[1:].replace('-', ' ').capitalize()}</h1><p>Somos uma agência de doze jornalistas.</p>")
        if path == "/oembed" and request.query.get("id") in by_number:
            return _json({"version": "1.0", "type": "link", "title": by_number[request.query["id"]].title})
        return _html("<!doctype html><title>404</title><h1>Página não encontrada</h1>", 404)

    return BlindSite(
        name="agency with a JSON Feed",
        host=host,
        url=f"{root}/",
        lang="pt",
        kind="feed",
        answer=answer,
        truth=tuple(_truth(url[text], text, "pt") for text in ATLANTIC),
        also=("listing",),
        decoys=(rules, podcast),
        twins=tuple((f"{root}/n/{text.number}", url[text]) for text in ATLANTIC[:3]),
    )


# A trade paper that shows nothing without its script, and tells robots where its maps are.


def _watch() -> BlindSite:
    host, name, recent = "www.tradewatch-two.test", "TradeWatch", 6
    root = f"https://{host}"
    moment = _Moment(77)
    url = {text: f"{root}/story/{_slug(text.title, 8)}-{text.number}" for text in WATCH}
    paths = {address.removeprefix(root): text for text, address in url.items()}
    standards, prices = f"{root}/story/editorial-standards", f"{root}/story/subscription-prices"

    def frame(title: str, main: str, head: str = "") -> Response:
        return _html(
            f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title><meta name="build" content="{moment.visits:08x}">{head}
<script defer src="/static/js/main.4f1c9a.js"></script></head><body>
<div class="bar"><a href="/">{name}</a> <a href="/news">News</a> <a href="{standards}">Editorial standards</a>
<a href="{prices}">Subscribe</a> <span class="utc">{moment.clock}</span></div>
{main}
<div class="foot">&copy; 2026 {name} Ltd. <a href="/privacy">Privacy</a> Session {moment.visits}</div></body></html>"""
        )

    def release(text: Text) -> Response:
        links = "".join(
            f'<a class="tile" href="{url[other].removeprefix(root)}">{escape(other.title)}</a>' for other in moment.related(WATCH, text)
        )
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": text.title,
            "datePublished": text.when.isoformat(),
            "mainEntityOfPage": url[text],
            "publisher": {"@type": "Organization", "name": name},
        }
        return frame(
            f"{text.title} | {name}",
            f'<div class="story"><h1>{escape(text.title)}</h1><div class="by">By our correspondents, {text.when:%-d %B %Y}</div>'
            f'<div class="story__body">{_paragraphs(text)}</div></div><div class="next"><h4>Keep reading</h4>{links}</div>',
            f'<link rel="canonical" href="{url[text]}"><meta property="og:type" content="article">'
            f'<meta property="og:title" content="{escape(text.title)}">'
            f'<script type="application/ld+json">{json.dumps(data)}</script>',
        )

    def urls(rows: str, extra: str = "") -> Response:
        return _typed(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{extra}>{rows}</urlset>',
            "application/xml",
        )

    def answer(request: Request) -> Response:
        moment.turn()
        path = request.path
        if path == "/robots.txt":
            return _typed(f"User-agent: *\nDisallow: /api/\nDisallow: /search\n\nSitemap: {root}/maps/index.xml\n", "text/plain")
        if path == "/maps/index.xml":
            maps = "".join(
                f"<sitemap><loc>{root}/maps/{part}.xml</loc><lastmod>2026-03-13</lastmod></sitemap>"
                for part in ("pages", "news", "stories-2026")
            )
            return _typed(
                '<?xml version="1.0" encoding="UTF-8"?>\n'
                f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{maps}</sitemapindex>',
                "application/xml",
            )
        if path == "/maps/pages.xml":
            pages = (f"{root}/", f"{root}/news", standards, prices, f"{root}/privacy")
            return urls("".join(f"<url><loc>{page}</loc><lastmod>2026-03-13</lastmod></url>" for page in pages))
        if path == "/maps/news.xml":
            rows = "".join(
                f"<url><loc>{url[text]}</loc><news:news><news:publication><news:name>{name}</news:name><news:language>en</news:language>"
                f"</news:publication><news:publication_date>{text.when.isoformat()}</news:publication_date>"
                f"<news:title>{escape(text.title)}</news:title></news:news></url>\n"
                for text in WATCH[:recent]
            )
            return urls(rows, ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"')
        if path == "/maps/stories-2026.xml":
            # Everything was written anew on one day: lastmod says nothing of publication.
            return urls(
                "".join(f"<url><loc>{url[text]}</loc><lastmod>2026-03-13T02:00:00+00:00</lastmod></url>\n" for text in reversed(WATCH))
            )
        if path in paths:
            return release(paths[path])
        if path in ("/", "/news"):
            return frame(
                f"News | {name}",
                '<h1>News</h1><div id="root" class="river" data-src="/api/v3/river" data-page="1"><div class="skeleton"></div></div>'
                '<button class="load-more" hidden>Load more</button><noscript>Please turn on JavaScript to read the news.</noscript>',
            )
        if path.startswith("/api/"):
            return Response(403, {"Content-Type": "application/json"}, '{"error":"signature required"}')
        if path == "/static/js/main.4f1c9a.js":
            return _typed(
                "(()=>{const r=document.getElementById('root');r&&fetch(r.dataset.src,{headers:sign()}).then(draw)})();", "text/javascript"
            )
        if f"{root}{path}" in (standards, prices) or path == "/privacy":
            words = path.rsplit("/", 1)[1].replace("-", " ").capitalize()
            return frame(
                f"{words} | {name}", f"<h1>{words}</h1><p>We correct our mistakes in public and never sell our readers' names.</p>"
            )
        return _html(f"<!DOCTYPE html><title>Not found | {name}</title><h1>Not found</h1>", 404)

    return BlindSite(
        name="script-filled trade paper with a news sitemap",
        host=host,
        url=f"{root}/news",
        lang="en",
        kind="sitemap",
        answer=answer,
        truth=tuple(_truth(url[text], text, "en") for text in WATCH),
        decoys=(standards, prices),
        twins=tuple((f"{url[text]}?ref=river", url[text]) for text in WATCH[:2]),
    )


# A consulate: cards, and dates in words.


def _consulate() -> BlindSite:
    host, name, per = "consulado-geral-two.test", "Consulado-Geral na Foz do Rio das Pérolas", 6
    root = f"https://{host}"
    moment = _Moment(1204)
    url = {text: f"{root}/comunicados/{text.when.year}/{_slug(text.title)}" for text in CONSULATE}
    paths = {address.removeprefix(root): text for text, address in url.items()}
    hours, fair = f"{root}/comunicados/horario-de-atendimento", f"{root}/agenda/2026/feira-do-livro"

    def day(text: Text) -> str:
        return f"{text.when.day} de {MONTHS_PT[text.when.month - 1]} de {text.when.year}"

    def frame(title: str, main: str) -> Response:
        return _html(
            f"""<!DOCTYPE html>
<html lang="pt-PT"><head><meta charset="utf-8"><title>{escape(title)}</title><meta name="viewport" content="width=device-width"></head>
<body><div class="faixa">República Portuguesa <span>{moment.clock}</span></div>
<header><a href="/">{name}</a><nav class="menu"><ul><li><a href="/">Início</a></li><li><a href="/comunicados">Comunicados</a></li>
<li><a href="/servicos/passaporte">Passaporte</a></li><li><a href="/servicos/registo-civil">Registo civil</a></li>
<li><a href="/contactos">Contactos</a></li></ul></nav></header>
<main>{main}</main>
<footer><p>Rua do Farol, 45 · Segunda a sexta-feira</p><p>Visitas desde 2019: {moment.visits}</p></footer></body></html>"""
        )

    def listing(number: int) -> Response:
        part = CONSULATE[(number - 1) * per : number * per]
        cards = "\n".join(
            f'<article class="cartao"><img src="/media/{text.number}.jpg" alt=""><div><span class="data">{day(text)}</span>'
            f"<h3>{escape(text.title)}</h3><p>{escape(' '.join(text.paragraphs[0].split()[:9]))}…</p>"
            f'<a class="ler" href="{url[text].removeprefix(root)}" aria-label="{escape(text.title)}">Ler mais</a></div></article>'
            for text in part
        )
        last = -(-len(CONSULATE) // per)
        pages = "".join(
            f"<span>{page}</span>" if page == number else f'<a href="/comunicados?pagina={page}">{page}</a>' for page in range(1, last + 1)
        )
        following = f'<a rel="next" href="/comunicados?pagina={number + 1}">Seguinte »</a>' if number < last else ""
        return frame(
            f"Comunicados — {name}",
            f'<h1>Comunicados</h1><div class="aviso"><a href="{hours}">Horário de atendimento ao público</a></div>'
            f'<section class="cartoes">{cards}</section><div class="paginas">{pages}{following}</div>'
            f'<aside><h2>Agenda</h2><article class="evento"><a href="{fair}">'
            "Feira do livro</a> <span>25 de Abril de 2026</span></article></aside>",
        )

    def release(text: Text) -> Response:
        links = "".join(
            f'<li><a href="{url[other].removeprefix(root)}">{escape(other.title)}</a> <small>{day(other)}</small></li>'
            for other in moment.related(CONSULATE, text)
        )
        return frame(
            f"{text.title} — {name}",
            f'<div class="migalhas"><a href="/">Início</a> › <a href="/comunicados">Comunicados</a></div>'
            f'<h1>{escape(text.title)}</h1><p class="data">{day(text)}</p><div class="conteudo">{_paragraphs(text)}</div>'
            '<a class="imprimir" href="?imprimir=1">Imprimir</a><section '
            f'class="outros"><h2>Outros comunicados</h2><ul>{links}</ul></section>',
        )

    def answer(request: Request) -> Response:
        moment.turn()
        path = request.path
        if path == "/comunicados":
            return listing(_number(request.query.get("pagina")))
        if path in paths:
            text = paths[path]
            if request.query.get("imprimir"):
                return _html(
                    f'<!DOCTYPE html><html lang="pt"><title>{escape(text.title)}</title>'
                    f'<body onload="print()"><h1>{escape(text.title)}</h1>'
                    f"<p>{day(text)}</p>{_paragraphs(text)}</body></html>"
                )
            return release(text)
        if f"{root}{path}" == hours:
            return frame(f"Horário — {name}", "<h1>Horário de atendimento ao público</h1><p>Das nove às dezasseis horas, com marcação.</p>")
        if f"{root}{path}" == fair:
            return frame(f"Feira do livro — {name}", "<h1>Feira do livro</h1><p>25 de Abril de 2026, no jardim da residência.</p>")
        if path in ("/", "/contactos", "/servicos/passaporte", "/servicos/registo-civil"):
            return frame(name, "<h1>Bem-vindo</h1><p>O consulado serve os cidadãos nacionais residentes na região.</p>")
        return _html("<!DOCTYPE html><title>Erro 404</title><h1>Página inexistente</h1>", 404)

    return BlindSite(
        name="consulate with cards",
        host=host,
        url=f"{root}/comunicados",
        lang="pt",
        kind="listing",
        answer=answer,
        truth=tuple(_truth(url[text], text, "pt") for text in CONSULATE),
        decoys=(hours, fair),
        twins=tuple((f"{url[text]}?imprimir=1", url[text]) for text in CONSULATE[:3]),
    )


# A foundation: a table of numbered rows.


def _foundation() -> BlindSite:
    host, name, per = "www.haojiang-fundacao-two.test", "濠江文教基金會", 8
    root = f"https://{host}"
    moment = _Moment(300458)
    url = {text: f"{root}/act/{text.number}.html" for text in FOUNDATION}
    by_number = {str(text.number): text for text in FOUNDATION}
    guide, report = f"{root}/act/12.html", f"{root}/pub/2025.html"

    def frame(title: str, main: str) -> Response:
        return _html(
            f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" lang="zh-Hant"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>{title}</title></head><body><div id="wrap"><div id="head"><a href="/">{name}</a><span id="clock">現在時間 {moment.clock}</span></div>
<table class="menu"><tr><td><a href="/">主頁</a></td><td><a href="/act/">活動消息</a></td><td><a href="{guide}">資助申請須知</a></td>
<td><a href="{report}">二〇二五年年報</a></td><td><a href="/contact.html">聯絡我們</a></td></tr></table>
<div id="main">{main}</div>
<div id="foot">版權所有 {name}　電話：(853) 0000 0000　瀏覽人次：{moment.visits}</div></div></body></html>"""
        )

    def listing(number: int) -> Response:
        start = (number - 1) * per
        rows = "\n".join(
            f'<tr class="{"odd" if place % 2 else "even"}"><td>{start + place}</td><td class="t"><a href="/act/{text.number}.html" '
            f'title="{text.title}">{text.title if len(text.title) < 26 else text.title[:22] + "…"}</a>'
            f"</td><td>{text.when:%Y/%m/%d}</td></tr>"
            for place, text in enumerate(FOUNDATION[start : start + per], 1)
        )
        last = -(-len(FOUNDATION) // per)
        choices = "".join(f'<option value="/act/?page={page}">第{page}頁</option>' for page in range(1, last + 1))
        before = f'<a href="/act/?page={number - 1}">上一頁</a>' if number > 1 else "上一頁"
        after = f'<a href="/act/?page={number + 1}">下一頁</a>' if number < last else "下一頁"
        return frame(
            f"活動消息 - {name}",
            '<h2>活動消息</h2><table class="list" border="0" cellspacing="0">'
            f"<tr><th>序號</th><th>標題</th><th>日期</th></tr>{rows}</table>"
            f'<div class="pager">{before} | {after} <select onchange="location=this.value">{choices}</select></div>',
        )

    def release(text: Text) -> Response:
        links = "".join(f'<li><a href="/act/{other.number}.html">{other.title}</a></li>' for other in moment.related(FOUNDATION, text))
        body = "<br /><br />\n".join(f"　　{part}" for part in text.paragraphs) if text.number % 2 else _paragraphs(text)
        return frame(
            f"{text.title} - {name}",
            f'<div class="path">主頁 &gt; <a href="/act/">活動消息</a></div><h2 class="title">{text.title}</h2>'
            f'<div class="info">日期：{text.when:%Y/%m/%d}　點擊：{moment.visits % 700 + 50}</div><div class="txt">{body}</div>'
            f'<div class="rel">相關活動<ul>{links}</ul></div><a href="javascript:history.back()">返回</a>',
        )

    def answer(request: Request) -> Response:
        moment.turn()
        path = request.path
        if path in ("/act/", "/act/index.html"):
            return listing(_number(request.query.get("page")))
        if f"{root}{path}" == guide:
            return frame(f"資助申請須知 - {name}", "<h2>資助申請須知</h2><p>申請人須為本地非牟利團體，並於活動前三個月遞交表格。</p>")
        if part := re.fullmatch(r"(?:/m)?/act/(\d+)\.html", path):
            return release(by_number[part[1]]) if part[1] in by_number else _html("<h1>找不到網頁</h1>", 404)
        if f"{root}{path}" == report:
            return frame(f"年報 - {name}", "<h2>二〇二五年年報</h2><p>年報全文可於本會索取。</p>")
        if path in ("/", "/contact.html"):
            return frame(name, '<p>本會致力推動文化與教育。</p><a href="/act/">活動消息</a>')
        return _html("<title>404</title><h1>找不到網頁</h1>", 404)

    return BlindSite(
        name="foundation with a table",
        host=host,
        url=f"{root}/act/",
        lang="zh-Hant",
        kind="listing",
        answer=answer,
        truth=tuple(_truth(url[text], text, "zh-Hant") for text in FOUNDATION),
        decoys=(guide, report),
        twins=tuple((url[text].replace("/act/", "/m/act/"), url[text]) for text in FOUNDATION[:3]),
    )


SITES: tuple[BlindSite, ...] = (_gazette(), _coast(), _atlantic(), _watch(), _consulate(), _foundation())
