"""The replica: what each site answers, how days change it, and that its server speaks HTTP as clients expect."""

from __future__ import annotations

import gzip
import http.client
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.__main__ import main
from demo.content import Content, ContentError, load, release_text
from demo.generator import generate
from demo.replica import Replica
from demo.server import Request, Response
from demo.sites import ein, forum, gov_mo, jiangmen

ROOT = Path(__file__).parent.parent
BODY = "The first paragraph tells what the bureau did. Then it ends.\n\n## A heading\n\nThe second tells what follows & costs < 5."


def table(site: str, lang: str, key: str, published: str, title: str, **more: Any) -> dict[str, Any]:
    return {"site": site, "lang": lang, "key": key, "published": published, "title": title, "body": BODY} | more


ISSUE = "publication/issue-304-aug-2019/ipim-news/meets-hktdc"
POLISHED = [{"day": 2, "kind": "cosmetic"}, {"day": 3, "kind": "removed", "status": 410}]
RETITLED = [{"day": 2, "kind": "edited", "title": "Macao and Guangdong agree"}]
STORIES = [
    table("forum", "en", "8001", "2023-03-14T10:08", "Visit to Hengqin", edits=[{"day": 2, "kind": "removed"}]),
    table("forum", "pt", "8002", "2023-03-15T10:00", "Visita a Pequim", body="Só em português."),
    table("forum", "pt", "8001", "2023-03-14T10:08", "Visita a Hengqin", pinned=True),
    table("forum", "zh-Hant", "8003", "2023-03-16T10:00", "論壇季刊", section="publication"),
    table("forum", "zh-Hans", "8003", "2023-03-16T10:00", "论坛季刊", section="publication"),
    table("gcs", "pt", "N25GeowHrZ", "2025-07-31T10:22", "Malabo", entity="IPIM", captions=["Fotografia do acto"]),
    table("gcs", "zh-Hant", "N26DPabcde", "2026-04-16T10:08", "【系列】 合作　協議"),
    table("gov-mo", "en", "293151", "2023-02-18T13:06", "CE meets officials", slug="ce-meets-officials"),
    table("gov-mo", "pt", "766858", "2023-02-18T14:00", "Chefe reúne-se", captions=["Foto"]),
    table("dsedt", "pt", "5", "2025-05-26T09:00", "Memorando em Pequim"),
    table("dsedt", "pt", "N25GeowHrZ", "2025-07-31T10:22", "Malabo", link_to="gcs"),
    table("ipim", "en", "a", "2019-08-02T09:00", "IPIM meets", slug=ISSUE),
    table("jiangmen", "en", "20210511_2201885", "2021-05-11T09:00", "Jiang and Macao “new level” 江", edits=POLISHED),
    table("jiangmen", "en", "942170@202311", "2023-11-07T09:00", "Later form"),
    table("ein", "en", "847812142", "2025-09-10T09:00", "Macao & Guangdong", edits=RETITLED),
    table("ein", "en", "700000001", "2024-04-02T09:00", "Found late", day=2),
]


def content() -> Content:
    return Content(tuple(release_text(one, story=f"s{number}") for number, one in enumerate(STORIES)))


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.raw = response.read()
        self.body = gzip.decompress(self.raw) if self.headers.get("content-encoding") == "gzip" else self.raw

    @property
    def text(self) -> str:
        return self.body.decode("gb18030" if b"charset=gb2312" in self.body[:500] else "utf-8")

    @property
    def lines(self) -> list[str]:
        """The visible lines, tags taken away."""
        visible = re.sub(r"(?s)<(script|style|head)\b.*?</\1>|<[^>]+>", "\n", self.text)
        return [line.strip() for line in unescape(visible).splitlines() if line.strip()]


def ask(replica: Replica, url: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Answer:
    """One request for a real address, as a client pointed at the replica sends it."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(replica.address).port, timeout=10)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request(method, target, headers={"Host": parts.netloc, "X-Forwarded-Proto": parts.scheme, **(headers or {})})
    try:
        return Answer(connection.getresponse())
    finally:
        connection.close()


@pytest.fixture
def replica() -> Iterator[Replica]:
    with Replica(content=content(), per_page=2) as running:
        yield running


FORUM = "https://www.forumchinaplp.org.mo"


# ---- content -----------------------------------------------------------------------------------------------------------


def test_a_folder_of_stories_is_read(tmp_path: Path) -> None:
    (tmp_path / "visit.toml").write_text(
        'id = "visit"\n[[releases]]\nsite = "forum"\nlang = "en"\nkey = "8123"\npublished = "2023-03-14T10:08"\ntitle = "Visit"\n'
        'body = """One.\n\nTwo."""\n[[releases.edits]]\nday = 3\nkind = "removed"\nstatus = 410\n',
        encoding="utf-8",
    )
    read = load(tmp_path)
    (text,) = read.on(1).texts
    assert (text.story, text.key, text.section, text.paragraphs, read.days) == ("visit", "8123", "news", ("One.", "Two."), 3)
    assert read.on(3).texts[0].status == 410
    assert read.on(3).listed("forum", "en") == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"colour": "red"}, "unknown field colour"),
        ({"title": None}, "title is missing"),
        ({"site": "nowhere"}, "site"),
        ({"lang": "zh"}, "lang"),
        ({"key": "N25Z"}, "key"),
        ({"published": "yesterday"}, "yesterday"),
        ({"section": "sports"}, "section"),
        ({"edits": [{"day": 1, "kind": "edited"}]}, "an edit needs a day"),
        ({"edits": [{"day": 2, "kind": "vanished"}]}, "an edit needs a day"),
    ],
)
def test_a_broken_text_says_where_and_what(change: dict[str, Any], says: str) -> None:
    one = table("forum", "en", "1", "2023-03-14T10:08", "T") | change
    with pytest.raises(ContentError, match=f"a.toml, release 1.*{says}"):
        release_text({name: value for name, value in one.items() if value is not None}, "a", "a.toml, release 1")


def test_a_release_given_twice_is_refused() -> None:
    text = content().texts[0]
    with pytest.raises(ContentError, match="given twice"):
        Content((text, text))


def test_days_add_edit_remove_and_restore() -> None:
    edits = [
        {"day": 4, "kind": "restored"},
        {"day": 2, "kind": "edited", "body": "Other."},
        {"day": 3, "kind": "removed"},
    ]
    days = Content((release_text(table("ein", "en", "123456789", "2024-01-01T08:00", "T", body="B", edits=edits), "s"),))
    states = [days.on(day).texts[0] for day in (1, 2, 3, 4)]
    assert [(state.body, state.status) for state in states] == [("B", 200), ("Other.", 200), ("Other.", 404), ("Other.", 200)]
    clocks = [days.on(day).now for day in (1, 2, 3, 4)]
    assert clocks == sorted(set(clocks))


# ---- the sites ---------------------------------------------------------------------------------------------------------


def in_order(lines: list[str], *wanted: str) -> bool:
    rest = iter(lines)
    return all(any(want in line for line in rest) for want in wanted)


def test_forum_detail_has_the_known_order_in_each_language(replica: Replica) -> None:
    english = ask(replica, f"{FORUM}/en/news/view/8001").lines
    assert in_order(
        english, "Member Countries", "Visit to Hengqin", "Release time:2023-03-14", "• Share To:", "The first paragraph", "A heading"
    )
    portuguese = ask(replica, f"{FORUM}/pt/news/view/8001").lines
    assert in_order(portuguese, "Países Participantes", "Visita a Hengqin", "Tempo de liberação:2023-03-14", "• Share To:")
    assert in_order(ask(replica, f"{FORUM}/publication/view/8003").lines, "與會國", "論壇季刊", "發佈時間:2023-03-16", "• 分享至:")
    assert in_order(ask(replica, f"{FORUM}/zh-hans/publication/view/8003").lines, "与会国", "论坛季刊", "发佈时间:2023-03-16")


def test_forum_lists_page_by_page_with_the_pinned_release_on_top(replica: Replica) -> None:
    first = ask(replica, f"{FORUM}/pt/news")
    assert re.findall(r'href="/pt/news/view/(\d+)"', first.text) == ["8001", "8002"]
    assert in_order(first.lines, "Países Participantes", "Notícias do Fórum", "Visita a Hengqin", "2023-03-14", "The first paragraph")
    with Replica(content=content(), per_page=1) as small:
        assert 'href="/pt/news?p=2"' in ask(small, f"{FORUM}/pt/news").text
        assert re.findall(r"/pt/news/view/(\d+)", ask(small, f"{FORUM}/pt/news?p=2").text) == ["8002"]


def test_forum_language_switch_answers_with_the_article_itself(replica: Replica) -> None:
    switched = ask(replica, f"{FORUM}/pt/language/change/3?back=pt%2Fnews%2Fview%2F8001")
    assert switched.status == 200
    assert in_order(switched.lines, "Visit to Hengqin", "Release time:2023-03-14")
    assert "論壇季刊" in ask(replica, f"{FORUM}/language/change/1?back=publication%2Fview%2F8003").text


def test_forum_without_a_translation_falls_back_to_the_home_page(replica: Replica) -> None:
    for path in ("/en/news/view/8002", "/pt/language/change/3?back=pt%2Fnews%2Fview%2F8002"):
        answer = ask(replica, FORUM + path)
        assert answer.status == 200
        assert "Learn More" in answer.text
        assert "Release time" not in answer.text
    assert ask(replica, f"{FORUM}/en/news/view/99").status == 404


def test_gcs_feed_has_iso_dates_and_whole_bodies(replica: Replica) -> None:
    answer = ask(replica, "https://govinfohub.gcs.gov.mo/api/rss/n/pt")
    (item,) = ElementTree.fromstring(answer.body).iter("item")
    values = {child.tag: child.text or "" for child in item}
    assert values["pubDate"] == "2025-07-31T10:22:00+08:00"
    assert values["link"] == values["guid"] == "https://www.gcs.gov.mo/detail/pt/N25GeowHrZ"
    assert '<p style="text-align: justify;">The first paragraph' in values["description"]
    assert "<strong>A heading</strong>" in values["description"]
    assert "costs &lt; 5." in values["description"]


def test_gcs_list_links_upwards_and_dates_by_attribute(replica: Replica) -> None:
    url = "https://www.gcs.gov.mo/list/zh-hant/news/"
    page = ask(replica, url).text
    (href,) = re.findall(r'<a class="baseInfo" href="(\.\.[^"]+)"', page)
    assert urljoin(url, href).startswith("https://www.gcs.gov.mo/detail/zh-hant/N26DPabcde?")
    assert '<time class="render_timeago_css" datetime="2026-04-16"' in page
    assert re.search(r">(?:今天|昨天)</time>", page)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.gcs.gov.mo/detail/pt/N25GeowHrZ",
        "http://cdn.gcs.gov.mo/news/detail/pt/N25GeowHrZ?topic=x",
        "https://cdn.gcs.gov.mo/detail/pt/N25GeowHrZ;jsessionid=7D81D2FE78481.app01?0",
    ],
)
def test_gcs_detail_under_all_its_addresses(replica: Replica, address: str) -> None:
    lines = ask(replica, address).lines
    assert in_order(lines, "Malabo", "IPIM", "2025-07-31 10:22", "Fotografia do acto", "Fotografia do acto", "The first paragraph")


def test_gov_mo_answers_by_number_slug_and_post_id(replica: Replica) -> None:
    for path in ("/en/news/ce-meets-officials/", "/en/news/293151", "/en/?p=293151"):
        page = ask(replica, f"https://www.gov.mo{path}").text
        assert '<link rel="canonical" href="https://www.gov.mo/en/news/ce-meets-officials/" />' in page
        assert '<link rel="shortlink" href="https://www.gov.mo/en/?p=293151" />' in page
        assert "2023-02-18" not in page


def test_gov_mo_links_the_languages_of_a_story() -> None:
    twins = [release_text(one, "twin") for one in STORIES if one["site"] == "gov-mo"]
    with Replica(content=Content(tuple(twins))) as replica:
        page = ask(replica, "https://www.gov.mo/pt/noticias/766858/").text
        assert '<link rel="alternate" hreflang="en-US" href="https://www.gov.mo/en/news/ce-meets-officials/" />' in page
        assert in_order(
            ask(replica, "https://www.gov.mo/pt/?p=766858").lines, "Saltar da navegação", "Foto", "Ver galeria", "Há algo de errado"
        )


def test_gov_mo_list_dates_without_a_zone_and_redirects_plain_http(replica: Replica) -> None:
    assert '<time class="date" datetime="2023-02-18 13:06:00">' in ask(replica, "https://www.gov.mo/en/news/").text
    moved = ask(replica, "http://www.gov.mo/en/news/?display_mode=list")
    assert (moved.status, moved.headers["location"]) == (301, "https://www.gov.mo/en/news/?display_mode=list")
    assert ask(replica, "https://www.gov.mo/en/news/page/9/").status == 404


def test_dsedt_table_links_to_itself_and_to_the_news_bureau(replica: Replica) -> None:
    page = ask(replica, "https://www.dsedt.gov.mo/pt_PT/web/public/pg_nc_wn?_refresh=true").text
    cells = re.findall(r'<td class="colDate">([^<]*)</td><td class="colTitle"><a href="([^"]*)">', page)
    assert cells == [
        ("31/07/2025", "https://www.gcs.gov.mo/detail/pt/N25GeowHrZ"),
        ("26/05/2025", "https://www.dsedt.gov.mo/pt_PT/web/public/pg_nc_wn_d?id=5"),
    ]
    detail = ask(replica, cells[1][1])
    assert in_order(detail.lines, "Memorando em Pequim", "The first paragraph")
    assert "2025" not in " ".join(detail.lines).replace("© 2026", "")


def test_ipim_opens_with_a_clock_and_has_an_issue_for_a_date(replica: Replica) -> None:
    page = ask(replica, "https://www.ipim.gov.mo/en/publication/issue-304-aug-2019/ipim-news/meets-hktdc/")
    assert re.fullmatch(r"\d\d/\d\d/\d{4} - \d\d:\d\d:\d\d", page.lines[0])
    assert "You are here: HomePublications Issue 304 – Aug. 2019 IPIM newsIPIM meets" in page.text
    assert "ajaxCalendar=1" in page.text
    assert in_order(page.lines, "Search Issues")


def test_ipim_answers_200_for_what_is_not_there(replica: Replica) -> None:
    answer = ask(replica, "https://www.ipim.gov.mo/en/publication/ipim-news/nothing/")
    assert answer.status == 200
    assert "Page not found" in answer.text


def test_jiangmen_is_static_legacy_and_plain_http(replica: Replica) -> None:
    listing = ask(replica, "http://english.jiangmen.gov.cn/jmxw/")
    assert 'createPageHTML(1, 0, "index", "htm")' in listing.text
    assert re.findall(r'href="\./(\d+/t[^"]+)"', listing.text) == ["202311/t942170.html", "202105/t20210511_2201885.htm"]
    detail = ask(replica, "http://english.jiangmen.gov.cn/jmxw/202105/t20210511_2201885.htm")
    assert detail.headers["content-type"] == "text/html"
    assert "“new level” 江".encode("gb18030") in detail.body
    assert ask(replica, "https://english.jiangmen.gov.cn/jmxw/").status == 404
    assert ask(replica, "http://english.jiangmen.gov.cn/jmxw/202312/t942170.html").status == 404


def test_ein_has_a_dateline_without_a_year(replica: Replica) -> None:
    detail = ask(replica, "https://www.einpresswire.com/article/847812142")
    assert in_order(detail.lines, "Macao & Guangdong", "MACAU, September 10 - The first paragraph", "Legal Disclaimer:")
    assert "2025" not in " ".join(detail.lines)
    assert "September 10, 2025" in ask(replica, "https://www.einpresswire.com/country/macau").text


# ---- days --------------------------------------------------------------------------------------------------------------


def test_a_later_day_removes_edits_and_finds_old_releases(replica: Replica) -> None:
    old = "https://www.einpresswire.com/article/700000001/found-late"
    assert ask(replica, old).status == 404
    replica.set_day(2)
    assert ask(replica, old).status == 200
    assert ask(replica, f"{FORUM}/en/news/view/8001").status == 404
    assert "8001" not in ask(replica, f"{FORUM}/en/news").text
    assert "Macao and Guangdong agree" in ask(replica, "https://www.einpresswire.com/article/847812142").text


def test_a_cosmetic_edit_changes_bytes_and_no_word(replica: Replica) -> None:
    url = "http://english.jiangmen.gov.cn/jmxw/202105/t20210511_2201885.htm"
    before = ask(replica, url)
    replica.set_day(2)
    after = ask(replica, url, {"If-None-Match": before.headers["etag"]})
    assert after.status == 200
    assert after.headers["last-modified"] != before.headers["last-modified"]
    assert " ".join(after.text.split()) != " ".join(before.text.split())
    assert " ".join(" ".join(after.lines).split()) == " ".join(" ".join(before.lines).split())
    replica.set_day(3)
    assert ask(replica, url).status == 410


# ---- validators, noise, compression ------------------------------------------------------------------------------------


def test_steady_pages_answer_304_to_their_own_validators_only(replica: Replica) -> None:
    for url in ("http://english.jiangmen.gov.cn/jmxw/", "https://govinfohub.gcs.gov.mo/api/rss/n/pt"):
        first = ask(replica, url)
        etag, modified = first.headers["etag"], first.headers["last-modified"]
        assert ask(replica, url, {"If-None-Match": etag}).status == 304
        assert ask(replica, url, {"If-Modified-Since": modified}).status == 304
        assert ask(replica, url, {"If-None-Match": '"other"', "If-Modified-Since": modified}).status == 200
        assert ask(replica, url, {"If-Modified-Since": "Fri, 31 Dec 2027 00:00:00 GMT"}).status == 200


def test_an_unchanged_page_keeps_its_validators_on_the_next_day(replica: Replica) -> None:
    url = "http://english.jiangmen.gov.cn/jmxw/202311/t942170.html"
    first = ask(replica, url)
    replica.set_day(2)
    again = ask(replica, url, {"If-None-Match": first.headers["etag"]})
    assert again.status == 304
    assert again.headers["last-modified"] == first.headers["last-modified"]


@pytest.mark.parametrize(
    "url",
    [
        f"{FORUM}/en/news/view/8001",
        "https://www.gcs.gov.mo/list/pt/news/",
        "https://www.gov.mo/en/news/",
        "https://www.dsedt.gov.mo/pt_PT/web/public/pg_nc_wn",
        "https://www.ipim.gov.mo/en/publication/ipim-news/",
        "https://www.einpresswire.com/article/847812142",
    ],
)
def test_other_pages_differ_at_each_request(replica: Replica, url: str) -> None:
    first, second = ask(replica, url), ask(replica, url)
    assert first.body != second.body
    assert "etag" not in first.headers


def test_gzip_only_when_asked_and_only_where_the_site_does(replica: Replica) -> None:
    wants = {"Accept-Encoding": "gzip, deflate"}
    assert ask(replica, f"{FORUM}/en/news").headers.get("content-encoding") is None
    zipped = ask(replica, f"{FORUM}/en/news", wants)
    assert zipped.headers["content-encoding"] == "gzip"
    assert len(zipped.raw) < len(zipped.body)
    assert "Visit to Hengqin" in zipped.text
    assert "content-encoding" not in ask(replica, "http://english.jiangmen.gov.cn/jmxw/", wants).headers


def test_each_host_has_its_own_robots(replica: Replica) -> None:
    assert "Disallow: /*/language/change/" in ask(replica, f"{FORUM}/robots.txt").text
    assert "Crawl-delay: 5" in ask(replica, "https://www.dsedt.gov.mo/robots.txt").text
    assert ask(replica, "http://english.jiangmen.gov.cn/robots.txt").status == 404
    assert ask(replica, "https://unknown.example/robots.txt").status == 421


# ---- what tests do with it ---------------------------------------------------------------------------------------------


def test_the_log_tells_what_was_asked(replica: Replica) -> None:
    ask(replica, f"{FORUM}/en/news?p=1", {"User-Agent": "Ponte"})
    ask(replica, f"{FORUM}/nowhere")
    first, second = replica.requests
    assert (first.host, first.path, first.status, first.headers["user-agent"]) == ("www.forumchinaplp.org.mo", "/en/news?p=1", 200, "Ponte")
    assert second.status == 404
    replica.clear_log()
    assert replica.requests == []


def test_overrides_take_a_prefix_an_expression_or_a_callable(replica: Replica) -> None:
    def only_the_second_page(request: Request) -> Response | None:
        return Response(500) if request.query.get("p") == "2" else None

    replica.override("*", re.compile(r"/view/\d+$"), Response(503, {"Retry-After": "60"}, "later"))
    away = replica.override("www.forumchinaplp.org.mo", "/en/news", only_the_second_page)
    busy = ask(replica, f"{FORUM}/pt/news/view/8001")
    assert (busy.status, busy.headers["retry-after"], busy.text) == (503, "60", "later")
    assert [ask(replica, f"{FORUM}/en/news?p={page}").status for page in (1, 2)] == [200, 500]
    away()
    assert ask(replica, f"{FORUM}/en/news?p=2").status == 200
    replica.clear_overrides()
    assert ask(replica, f"{FORUM}/pt/news/view/8001").status == 200


def test_a_transform_changes_html_and_nothing_else(replica: Replica) -> None:
    url = "http://english.jiangmen.gov.cn/jmxw/"
    feed = "https://govinfohub.gcs.gov.mo/api/rss/n/pt"
    before, feed_before = ask(replica, url), ask(replica, feed)
    replica.transform = lambda html, host, path: html.replace("news_list", "x1") if path == "/jmxw/" else None
    after = ask(replica, url, {"If-None-Match": before.headers["etag"]})
    assert after.status == 200
    assert "x1" in after.text
    assert "news_list" not in after.text
    assert "carousel" in ask(replica, f"{FORUM}/en").text
    assert ask(replica, feed).body == feed_before.body


def test_faults_on_demand(replica: Replica) -> None:
    replica.override("*", "/cut", Response(200, {}, "x" * 1000, cut=10))
    replica.override("*", "/raw", Response(raw=b"nonsense\r\n\r\n"))
    replica.override("*", "/slow", Response(200, {}, "late", delay=0.05))
    with pytest.raises(http.client.IncompleteRead):
        ask(replica, f"{FORUM}/cut")
    with pytest.raises(http.client.HTTPException):
        ask(replica, f"{FORUM}/raw")
    assert ask(replica, f"{FORUM}/slow").text == "late"


def test_an_error_of_a_handler_is_a_500(replica: Replica) -> None:
    def broken(request: Request) -> Response:
        raise KeyError(request.path)

    replica.override("*", "/", broken)
    assert ask(replica, f"{FORUM}/en").status == 500


# ---- the server --------------------------------------------------------------------------------------------------------


def test_one_connection_carries_many_requests(replica: Replica) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(replica.address).port, timeout=10)
    for _ in range(3):
        connection.request("GET", "/en/news", headers={"Host": "www.forumchinaplp.org.mo"})
        response = connection.getresponse()
        assert (response.status, response.getheader("connection")) == (200, "keep-alive")
        response.read()
        mine = connection.sock
    assert mine is connection.sock
    connection.close()


def test_requests_in_pieces_in_a_row_and_broken(replica: Replica) -> None:
    def talk(*pieces: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", urlsplit(replica.address).port or 0), timeout=10) as client:
            for piece in pieces:
                client.sendall(piece)
            return b"".join(iter(lambda: client.recv(65536), b""))

    one = b"GET /robots.txt HTTP/1.1\r\nHost: www.gov.mo\r\n"
    assert talk(one + b"\r\n" + one[:20], one[20:] + b"Connection: close\r\n\r\n").count(b"HTTP/1.1 200 OK") == 2
    post = b"POST /en/news HTTP/1.1\r\nHost: www.forumchinaplp.org.mo\r\nContent-Length: 4\r\nConnection: close\r\n\r\n"
    assert talk(post, b"a=12").startswith(b"HTTP/1.1 200 OK")
    assert talk(b"nonsense\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert talk(b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000).startswith(b"HTTP/1.1 431 ")


def test_head_announces_the_length_and_sends_nothing(replica: Replica) -> None:
    url = "http://english.jiangmen.gov.cn/jmxw/"
    head, page = ask(replica, url, method="HEAD"), ask(replica, url)
    assert head.body == b""
    assert head.headers["content-length"] == str(len(page.body))


def test_a_port_in_use_is_an_error(replica: Replica) -> None:
    with pytest.raises(OSError, match=r"."):
        Replica(port=urlsplit(replica.address).port or 0, content=content()).start()


@pytest.mark.parametrize(("option", "says"), [(["--port", "99999"], "port"), (["--texts", "nowhere"], "nowhere is not a folder")])
def test_the_program_refuses_what_it_cannot_use(option: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(option) == 2
    assert says in capsys.readouterr().err


def test_the_program_prints_its_address_first() -> None:
    command = [sys.executable, "-m", "demo", "--day", "2"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            address = program.stdout.readline().strip()
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
            connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
            connection.request("GET", "/")
            assert b"day 2" in connection.getresponse().read()
            connection.close()
        finally:
            program.terminate()


# ---- the generator -----------------------------------------------------------------------------------------------------


def test_generated_content_is_the_same_for_the_same_seed() -> None:
    assert generate(150, 7).texts == generate(150, 7).texts
    assert generate(150, 7).texts != generate(150, 8).texts
    assert abs(len(generate(600).texts) - 600) <= 12


def test_a_generated_site_is_steady_and_answers_304_everywhere() -> None:
    replica = Replica(content=generate(100, changes=0.05), steady=True, per_page=20)
    assert replica.prepare() == len(replica.addresses())
    kept = {}
    for url in replica.addresses():
        answer = replica.answer(_request(url))
        kept[url] = answer.headers["ETag"]
        assert answer.status == 200
        assert replica.answer(_request(url)).payload == answer.payload
        assert replica.answer(_request(url, {"if-none-match": kept[url]})).status == 304
    replica.set_day(2)
    releases = [url for url in kept if re.search(r"\d{5}|/N\d|release-|notice-|/view/", url)]
    statuses = [replica.answer(_request(url, {"if-none-match": kept[url]})).status for url in releases]
    # 5 % of the releases change in some way and a quarter are polished; pages beside them may name an edited one.
    assert statuses.count(304) > len(releases) / 2
    assert statuses.count(404) == 2
    assert statuses.count(200) >= 2


def _request(url: str, headers: dict[str, str] | None = None) -> Request:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    return Request("GET", target, {"host": parts.netloc, "x-forwarded-proto": parts.scheme, **(headers or {})})


# ---- the texts that are shipped ----------------------------------------------------------------------------------------


def test_every_shipped_release_answers_on_each_day() -> None:
    shipped = load()
    if not shipped.texts:
        pytest.skip("no release texts yet")
    replica = Replica(content=shipped)
    for day in range(1, shipped.days + 1):
        replica.set_day(day)
        for url in replica.addresses():
            answer = replica.answer(_request(url))
            assert answer.status == 200, url
            assert "govinfohub" in url or 8_000 < len(answer.payload) < 40_000, url
    live = [text for text in shipped.on(1).texts if text.live]
    assert len(live) >= 60
    assert {text.site for text in live} == {"forum", "gcs", "gov-mo", "dsedt", "ipim", "jiangmen", "ein"}
    assert {edit.kind for text in shipped.texts for edit in text.edits} >= {"edited", "cosmetic", "removed"}


def test_the_ids_of_the_news_bureau_tell_the_day() -> None:
    for text in (*load().texts, *generate(60).texts):
        if text.site == "gcs":
            letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcde"
            made = date(2000 + int(text.key[1:3]), "ABCDEFGHIJKL".index(text.key[3]) + 1, letters.index(text.key[4]) + 1)
            assert timedelta(0) <= text.published.date() - made <= timedelta(1), text.key


# ---- any text ----------------------------------------------------------------------------------------------------------

words = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), blacklist_characters="#"), min_size=1, max_size=40)


WHERE = {"forum": lambda text: FORUM + forum.address(text), "jiangmen": jiangmen.address, "ein": ein.address, "gov-mo": gov_mo.address}


@settings(max_examples=40, deadline=None)
@given(title=words, body=words, site=st.sampled_from([("forum", "1"), ("jiangmen", "20210511_1"), ("ein", "123456789"), ("gov-mo", "7")]))
def test_any_text_comes_through_the_page(title: str, body: str, site: tuple[str, str]) -> None:
    text = release_text(table(site[0], "en", site[1], "2021-05-11T09:00", title, body=body), "s")
    replica = Replica(content=Content((text,)))
    page = replica.answer(_request(WHERE[site[0]](text)))
    shown = unescape(page.payload.decode("gb18030" if site[0] == "jiangmen" else "utf-8"))
    assert page.status == 200
    assert title in shown
    assert f"{body}</p>" in shown
