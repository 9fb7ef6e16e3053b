"""The content system of Guangdong's governments (docs/sources.md): indexes, lists, the register, meta tags."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_structure import scramble

from crawlers.model import DateBasis, Link, Listing, Precision, Problem, ProblemKind, Published, Release, Source, Step
from crawlers.page import Page
from crawlers.spiders.guangdong import Guangdong, Options

PAGES = Path(__file__).parent / "pages" / "guangdong-cms"
NOW = datetime(2026, 4, 18, 10, 0, tzinfo=UTC)
SITE = "https://www.hq.example"
COLUMN = "macao_zh_hans/zwgk/tzgg/gg/"
LIST = f"{SITE}/{COLUMN}index.html"
INDEX = f"{SITE}/postmeta/i/24471.json"
REGISTER = f"{SITE}/gkmlpt/api/all/505?page=1&sid=200025"
URL = f"{SITE}/{COLUMN}content/post_3900111.html"
BARE = Options(host="www.hq.example", columns=(COLUMN,), postmeta=(24471,))
BODY = (
    "9月2日，合作区经济部门与莫桑比克投资机构在马普托签署合作备忘录，双方将在农产品贸易和人员培训方面开展合作。\n"
    "建立工作机制\n"
    "根据备忘录，双方每年举行两次会议，并于年底向各自主管部门提交报告。"
)


def spider(options: Options = BARE) -> Guangdong:
    return Guangdong(Source("hengqin", "guangdong-cms", "Hengqin", options))


def page(url: str, body: str | bytes, requested: str = "") -> Page:
    return Page(
        url, body.encode() if isinstance(body, str) else body, NOW, {"content-type": "text/html; charset=utf-8"}, requested=requested
    )


def saved(name: str, seed: int | None = None) -> str:
    markup = (PAGES / name).read_text("utf-8")
    return markup if seed is None else scramble(markup, seed)


def listing(url: str, body: str, options: Options = BARE) -> Listing:
    found = spider(options).listing(page(url, body))
    assert isinstance(found, Listing), found
    return found


def problem(url: str, body: str, options: Options = BARE) -> Problem:
    found = spider(options).listing(page(url, body))
    assert isinstance(found, Problem), found
    return found


def read(body: str, url: str = URL, *, answered: str = "", options: Options = BARE, **told: Any) -> Release | Problem:
    reader = spider(options)
    spot = reader.locate(url)
    assert spot is not None
    return reader.release(page(answered or url, body), replace(Link(spot, url), **told))


def release(body: str, url: str = URL, **told: Any) -> Release:
    found = read(body, url, **told)
    assert isinstance(found, Release), found
    return found


def told(found: Listing) -> list[tuple[str, str | None, str | None]]:
    return [(link.address.key, link.title, link.published.iso) for link in found.links]


# ---- ways in -----------------------------------------------------------------------------------------------------


def test_a_column_is_its_index_and_then_its_list() -> None:
    assert spider().ways() == ((INDEX, LIST),)
    options = replace(BARE, columns=(COLUMN, "/xwbb/index.html", "gg/?page=1"), gkmlpt=(505, 7), sid="200025", scheme="http")
    site = SITE.replace("https", "http")
    assert spider(options).ways() == (
        (f"{site}/postmeta/i/24471.json", f"{site}/{COLUMN}index.html"),
        (f"{site}/xwbb/index.html",),
        (f"{site}/gg/?page=1",),
        (f"{site}/gkmlpt/api/all/505?page=1&sid=200025",),
        (f"{site}/gkmlpt/api/all/7?page=1&sid=200025",),
    )
    assert spider(replace(BARE, columns=())).ways() == ((INDEX,),)
    assert spider().starts() == (INDEX,)
    assert spider().hosts() == {"www.hq.example", "hq.example"}


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"host": "HQ.example"}, "host"),
        ({"host": "hq.example/x"}, "host"),
        ({"hosts": ("a b",)}, "host"),
        ({"scheme": "ftp"}, "scheme"),
        ({"columns": (), "postmeta": ()}, "neither columns"),
        ({"columns": ("https://x/",)}, "columns"),
        ({"columns": ("/",)}, "columns"),
        ({"postmeta": ("24471",)}, "postmeta"),
        ({"postmeta": (1, 1)}, "postmeta"),
        ({"gkmlpt": (0,)}, "gkmlpt"),
        ({"sid": "a&b"}, "sid"),
        ({"newest": 0}, "newest"),
        ({"zone": "Asia/Nowhere"}, "zone"),
    ],
)
def test_wrong_options_are_refused_by_name(changes: dict[str, Any], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        replace(BARE, **changes)


# ---- addresses ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "native", "canonical"),
    [
        (URL, "hq.example:3900111", URL),
        (URL.replace("https://www.", "http://") + "#x", "hq.example:3900111", URL),
        (URL.replace("post_", "mpost_"), "hq.example:3900111", URL),
        (f"{SITE}/lab/flfg/content/post_3900111.html", "hq.example:3900111", f"{SITE}/lab/flfg/content/post_3900111.html"),
        (f"{SITE}/gkmlpt/content/8/8123/mpost_8123456.html", "hq.example:8123456", f"{SITE}/gkmlpt/content/8/8123/post_8123456.html"),
        (f"{SITE}/gkmlpt/content/post_5.shtml", "hq.example:5", f"{SITE}/gkmlpt/content/post_5.shtml"),
        (f"{SITE}/{COLUMN}post_5.html", None, None),
        (f"{SITE}/{COLUMN}content/post_5x.html", None, None),
        (LIST, None, None),
        ("https://elsewhere.example/content/post_1.html", None, None),
        ("", None, None),
    ],
)
def test_addresses(url: str, native: str | None, canonical: str | None) -> None:
    found = spider().locate(url)
    assert (found.native if found else None, found.url if found else None) == (native, canonical)


def test_numbers_of_another_host_are_its_own() -> None:
    options = replace(BARE, hosts=("sw.hq.example",), site="hengqin")
    one, other = (spider(options).locate(url) for url in (URL, "http://sw.hq.example/x/content/post_3900111.html"))
    assert one is not None
    assert other is not None
    assert (one.native, other.native) == ("hengqin:3900111", "sw.hq.example:3900111")
    assert other.url == "http://sw.hq.example/x/content/post_3900111.html"


# ---- lists -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_a_list_with_dates_in_three_elements(seed: int | None) -> None:
    found = listing(LIST, saved("listing.html", seed))
    assert told(found) == [
        ("3900774", "关于举办葡语国家商品展的公告", "2025-09-12"),
        ("3900111", "合作区与莫桑比克机构签署备忘录", "2025-09-03"),
        ("3518273", "跨境电商办法公开征求意见", "2025-08-30"),
    ]
    assert found.links[1].found.endswith("/mpost_3900111.html")
    assert found.next == f"{SITE}/{COLUMN}index_2.html"


@pytest.mark.parametrize(
    ("here", "pager", "following"),
    [
        ("index.html", '<a href="index_25.html">尾页</a>', "index_2.html"),
        ("", '<a href="./index_2.html">2</a>', "index_2.html"),
        ("index_2.html", '<a href="index.html">1</a><a href="index_3.htm">3</a>', "index_3.htm"),
        ("index_25.html", '<a href="index.html">1</a><a href="index_24.html">24</a>', None),
        ("index.html", '<a href="../xw/index_2.html">新闻第二页</a>', None),
        ("?page=1", '<a href="?page=2">下一页</a>', "?page=2"),
        ("index.html", "", None),
    ],
)
def test_next_pages(here: str, pager: str, following: str | None) -> None:
    markup = f'<ul><li><a href="content/post_7.html">一条很长的标题在这里</a></li></ul><div>{pager}</div>'
    found = listing(f"{SITE}/{COLUMN}{here}", markup)
    assert found.next == (f"{SITE}/{COLUMN}{following}" if following else None)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<div id=app></div><script>load()</script>", ProblemKind.SHELL),
        ('<a href="/a">首页</a><a href="/b">新闻</a><a href="/c">公告</a>', ProblemKind.EMPTY),
        ("", ProblemKind.EMPTY),
    ],
)
def test_a_list_without_releases(body: str, kind: ProblemKind) -> None:
    assert problem(LIST, body).kind is kind


def test_a_release_is_no_list() -> None:
    assert problem(URL, saved("release.html")).kind is ProblemKind.PARSE


# ---- indexes -----------------------------------------------------------------------------------------------------


def test_an_index_newest_first() -> None:
    found = listing(INDEX, saved("postmeta.json"))
    assert told(found) == [
        ("3900774", "关于举办葡语国家商品展的公告", "2025-09-12T01:30:00Z"),
        ("3900111", "合作区与莫桑比克机构签署备忘录", "2025-09-03T01:15:00Z"),
        ("3800000", "只有日期的一条", "2025-01-05"),
    ]
    assert {link.published.basis for link in found.links} == {DateBasis.META}
    # An address without its folder lies below the column.
    assert found.links[1].address.url == URL
    assert (found.next, found.problems) == (None, ())


def test_an_index_of_thousands_names_the_newest() -> None:
    articles = [
        {"id": n, "title": f"t{n}", "url": f"/x/content/post_{n}.html", "publish_time": 1_600_000_000 + n * 60} for n in range(2500)
    ]
    articles.reverse()
    articles.append(articles.pop(7))
    found = listing(INDEX, json.dumps({"articles": articles}), replace(BARE, newest=10))
    assert [link.address.key for link in found.links] == [str(number) for number in range(2499, 2489, -1)]


def test_an_address_without_folder_needs_the_column() -> None:
    body = json.dumps({"articles": [{"url": "content/post_5.html", "title": "x"}]})
    found = problem(INDEX, body, replace(BARE, columns=()))
    assert (found.kind, "`columns`" in found.detail) == (ProblemKind.PARSE, True)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"articles":[],"updated":1}', ProblemKind.EMPTY),
        ('{"articles":{"0":1}}', ProblemKind.PARSE),
        ("[]", ProblemKind.PARSE),
        ("null", ProblemKind.PARSE),
        ('{"articles":[{"id":1,"id":2}]}', ProblemKind.PARSE),
        ('{"articles":' + "[" * 5000, ProblemKind.PARSE),
        ('{"articles":[{"url":"https://elsewhere.example/content/post_1.html"}]}', ProblemKind.PARSE),
        ("<html><body>403</body></html>", ProblemKind.PARSE),
    ],
)
def test_what_is_no_index_is_a_problem(body: str, kind: ProblemKind) -> None:
    for url in (INDEX, REGISTER):
        found = problem(url, body)
        assert (found.kind, found.role) == (kind, "listing")


def test_flawed_entries_are_counted() -> None:
    body = json.dumps({"articles": [None, {"url": 5}, {"url": "/x/content/post_5.html", "publish_time": "soon"}]})
    found = listing(INDEX, body)
    assert told(found) == [("5", None, None)]
    assert [each.detail for each in found.problems] == ["2 of 3 entries have no address"]


# ---- the register of disclosures ---------------------------------------------------------------------------------


def test_the_register() -> None:
    found = listing(REGISTER, saved("gkmlpt.json"))
    assert told(found) == [("8123456", "关于开展对外经贸合作的通知", "2025-06-30"), ("8123000", "展会补贴办法", "2025-06-27T04:53:00Z")]
    assert [link.entity for link in found.links] == ["示例区商务局", None]
    assert found.links[0].address.url == f"{SITE}/gkmlpt/content/8/8123/post_8123456.html"
    assert found.next == REGISTER.replace("page=1", "page=2")


@pytest.mark.parametrize(("number", "total", "more"), [(2, 250, True), (3, 250, False), (3, None, False)])
def test_the_register_page_by_page(number: int, total: int | None, more: bool) -> None:
    value = json.loads(saved("gkmlpt.json"))
    value["total"], value["classify"] = total, None
    found = listing(REGISTER.replace("page=1", f"page={number}"), json.dumps(value))
    assert found.next == (REGISTER.replace("page=1", f"page={number + 1}") if more else None)


def test_a_page_behind_the_register_ends_the_walk() -> None:
    assert listing(REGISTER.replace("page=1", "page=4"), '{"articles":[]}') == Listing()


def test_the_site_number_is_read_from_the_registers_page() -> None:
    options = Options(host="www.hq.example", gkmlpt=(505,))
    start = f"{SITE}/gkmlpt/index#505"
    assert spider(options).ways() == ((start,),)
    found = listing(start, saved("gkmlpt.html"), options)
    assert found == Listing(next=REGISTER)
    assert listing(REGISTER, saved("gkmlpt.json"), options).next == REGISTER.replace("page=1", "page=2")
    assert problem(start, "<script>window._CONFIG = {}</script>", options).kind is ProblemKind.PARSE


# ---- releases ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_a_release_by_its_meta_tags(seed: int | None) -> None:
    found = release(saved("release.html", seed))
    assert found.address.native == "hq.example:3900111"
    assert found.title == "合作区与莫桑比克机构签署备忘录"
    assert found.body == BODY
    assert (found.lang, found.basis) == ("zh-Hans", Step.STRUCTURE)
    assert (found.published.iso, found.published.precision, found.published.basis) == ("2025-09-03T01:15:00Z", "minute", "meta")
    # "This site" is the site's name.
    assert found.entity == "示例合作区政务网"
    assert found.attachments == (f"{SITE}/attachment/0/496/496120/3989095.pdf",)


def test_the_phones_twin_is_the_same_release() -> None:
    assert release(saved("release.html"), answered=URL.replace("post_", "mpost_")).address.url == URL


@pytest.mark.parametrize(
    ("stamp", "iso"),
    [
        ("2025-07-14 01:59", "2025-07-13T17:59:00Z"),
        ("2025-07-14 01:59:30", "2025-07-13T17:59:00Z"),
        ("2025-07-14", "2025-07-14"),
        ("2025/07/14", "2025-07-14"),
        ("2025年7月14日", "2025-07-14"),
        # Not a date: the label beside the title speaks.
        ("2025-02-30 10:00", "2025-09-03T01:15:00Z"),
        ("", "2025-09-03T01:15:00Z"),
    ],
)
def test_every_form_of_pubdate(stamp: str, iso: str) -> None:
    assert release(saved("release.html").replace('PubDate" content="2025-09-03 09:15"', f'PubDate" content="{stamp}"')).published.iso == iso


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        ("本网", "示例合作区政务网"),
        ("本站", "示例合作区政务网"),
        ("来源：经济发展局", "经济发展局"),
        ("信息来源:本网站", "示例合作区政务网"),
        ("新华社 ", "新华社"),
        ("-", None),
        ("", "示例合作区政务网"),
    ],
)
def test_the_source(source: str, entity: str | None) -> None:
    markup = saved("release.html").replace('ContentSource" content="本网"', f'ContentSource" content="{source}"')
    assert release(markup).entity == entity


def test_the_editors_mark_goes_first() -> None:
    found = release(saved("marked.html"))
    assert found.title == "市商务局赴葡萄牙开展经贸交流"
    assert found.body.split("\n") == [
        "近日，市商务局组织十家企业前往里斯本，与当地商会举行对接会。",
        "会上签署三项采购协议。",
        "项目",
        "金额",
        "咖啡",
        "100",
        "红酒",
        "100",
        "附件一",
    ]
    assert (found.basis, found.entity, found.published.iso) == (Step.LABELS, "市商务局", "2025-07-13T17:59:00Z")
    assert found.attachments == (f"{SITE}/{COLUMN}content/P020250714.docx",)


def test_what_stands_behind_the_editors_name_is_no_text() -> None:
    markup = saved("marked.html").replace(
        "</p></div>", "</p><p>【编辑:陈示例】</p><p>本页其余的文字与新闻无关，不应出现在正文里面。</p></div>", 1
    )
    assert release(markup).body == release(saved("marked.html")).body


def test_documents_that_the_page_files_far_from_its_text() -> None:
    files = '<a href="/attachment/0/1/2/3.pdf?v=1">文件</a><a href="/attachment/0/1/2/4.jpg">图</a><a href="/other/5.pdf">别处</a>'
    markup = saved("release.html").replace('<div class="files">', "<div>").replace("</body>", "<p>一行</p>" * 9 + f"{files}</body>")
    own = f"{SITE}/attachment/0/496/496120/3989095.pdf"
    assert release(markup).attachments == (own, f"{SITE}/attachment/0/1/2/3.pdf?v=1")


def test_a_label_on_the_page_goes_before_the_listing() -> None:
    when = Published(datetime(2025, 1, 1, tzinfo=UTC), Precision.MINUTE, DateBasis.META)
    found = release(saved("release.html").replace('"PubDate"', '"x"'), published=when)
    assert (found.published.iso, found.published.basis) == ("2025-09-03T01:15:00Z", "label")


def test_a_disclosure_keeps_its_text_in_a_script() -> None:
    url = f"{SITE}/gkmlpt/content/8/8123/post_8123456.html"
    link = replace(listing(REGISTER, saved("gkmlpt.json")).links[0], entity=None)
    found = spider().release(page(url, saved("gkmlpt.html")), link)
    assert isinstance(found, Release)
    assert found.title == "关于开展对外经贸合作的通知"
    assert found.body.split("\n") == [
        "各有关单位：",
        "为推动与葡语国家的经贸合作，现就有关事项通知如下，请认真执行。",
        "一、每年举办一次对接会。",
    ]
    assert (found.basis, found.entity, found.published.iso) == (Step.JSON, "示例区商务局", "2025-06-30")
    assert found.attachments == (f"{SITE}/attachment/7/123/8123456/1.pdf",)


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_a_page_without_meta_tags_a_player_and_a_lead_printed_twice(seed: int | None) -> None:
    found = release(saved("trap.html", seed), f"{SITE}/news/content/post_1285931.html", title="葡语国家企业走进大湾区")
    assert found.title == "葡语国家企业走进大湾区"
    assert found.body.split("\n") == [
        "三月底，来自安哥拉和巴西的二十家企业在三个城市参观，并与本地企业签署了四份合同。",
        "一位负责人表示，明年将再次组织企业前来，扩大参观的范围。",
    ]
    assert (found.published.iso, found.entity) == ("2025-03-28", "GDToday")


def test_a_sister_sites_language_is_told_by_its_text() -> None:
    url = f"{SITE}/macao_zh_hant/zwgk/content/post_9.html"
    words = dict(
        zip("区经济门与构马签备录双将农产贸员训开建机据并关报务", "區經濟門與構馬簽備錄雙將農產貿員訓開建機據並關報務", strict=True)
    )
    markup = saved("release.html").translate({ord(simple): full for simple, full in words.items()})
    assert release(saved("release.html"), url).lang == "zh-Hans"
    assert release(markup, URL).lang == "zh-Hant"


def test_the_listing_dates_what_the_page_leaves_undated() -> None:
    when = Published(datetime(2025, 9, 3, 1, 15, tzinfo=UTC), Precision.MINUTE, DateBasis.META)
    markup = saved("release.html").replace('"PubDate"', '"x"').replace("发布时间：2025-09-03 09:15", "")
    assert release(markup, published=when).published is when
    assert release(markup).published.iso is None


@pytest.mark.parametrize(
    "answered", [f"{SITE}/", LIST, f"{SITE}/{COLUMN}content/post_1.html", "https://elsewhere.example/content/post_3900111.html"]
)
def test_s09_an_answer_that_is_another_page(answered: str) -> None:
    found = read(saved("release.html"), answered=answered)
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.SOFT404


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<title>404</title><h1>页面不存在</h1>", ProblemKind.SOFT404),
        ("<html><head><script>x</script></head><body></body></html>", ProblemKind.SHELL),
        ("<meta name=ArticleTitle content=标题一二三四><body><h1>标题一二三四</h1></body>", ProblemKind.PARSE),
        ('<script>window._CONFIG = {"content":""}</script>', ProblemKind.SHELL),
    ],
)
def test_pages_without_their_fields(markup: str, kind: ProblemKind) -> None:
    found = read(markup)
    assert isinstance(found, Problem)
    assert found.kind is kind


# ---- nothing raises ----------------------------------------------------------------------------------------------

VALUES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12)
NAMES = ("id", "title", "url", "post_url", "created_at", "date", "publish_time", "display_publish_time", "create_time", "publisher")
ENTRIES = st.lists(
    st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, VALUES) | {"url": VALUES | st.just("/x/content/post_5.html")}), max_size=4
)


@settings(max_examples=80, deadline=None)
@given(ENTRIES | VALUES, VALUES)
def test_no_index_raises(entries: object, total: object) -> None:
    for url in (INDEX, REGISTER):
        spider().listing(page(url, json.dumps({"articles": entries, "total": total})))


@settings(max_examples=80, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from(
        [b"", b'{"articles":[{', b'<script>_CONFIG {"content":"', b"<meta name=PubDate content=", b'<p wzades="\xe6\xad\xa3\xe6\x96\x87">']
    ),
)
def test_no_bytes_raise(body: bytes, start: bytes) -> None:
    for url in (INDEX, REGISTER, LIST, f"{SITE}/gkmlpt/index#505"):
        spider().listing(page(url, start + body))
    spot = spider().locate(URL)
    assert spot is not None
    spider().release(page(URL, start + body), Link(spot, URL))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", f"{SITE}/", f"{SITE}/content/post_", f"{SITE}/content/"]))
def test_no_address_raises(tail: str, start: str) -> None:
    found = spider().locate(start + tail)
    assert found is None or spider().locate(found.url) == found
