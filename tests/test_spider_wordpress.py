"""WordPress by interface, by feed and by page: one key, one text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_structure import scramble

from crawlers.model import UNDATED, DateBasis, Link, Listing, Precision, Problem, ProblemKind, Published, Release, Source, Step
from crawlers.page import Page
from crawlers.spiders.wordpress import FIELDS, Options, WordPress

PAGES = Path(__file__).parent / "pages" / "wordpress"
NOW = datetime(2026, 4, 18, 10, 0, tzinfo=UTC)
BASE = "https://jornal.example"
API = f"{BASE}/wp-json/wp/v2/posts?per_page=20&_fields={FIELDS}&page="
URL = f"{BASE}/2026/04/16/chamber-and-islands-sign-trade-protocol/"
SLUG = f"{BASE}/camara-prepara-missao-a-bissau/"
BARE = Options(base=BASE)
BODY = (
    "The chamber of commerce and a delegation from the islands signed a protocol on trade in dried fruit in Macao on Thursday.\n"
    "What it says\n"
    "A fair is held each spring.\n"
    "A working group meets twice a year & reports in May.\n"
    "The text is here in full, in two languages and for everyone to read."
)


def spider(options: Options = BARE) -> WordPress:
    return WordPress(Source("jornal", "wordpress", "Jornal", options))


def page(url: str, body: str | bytes, headers: dict[str, str] | None = None, requested: str = "") -> Page:
    given = {"content-type": "text/html; charset=utf-8", **(headers or {})}
    return Page(url, body.encode() if isinstance(body, str) else body, NOW, given, requested=requested)


def saved(name: str) -> str:
    return (PAGES / name).read_text("utf-8")


def listing(url: str, body: str, options: Options = BARE, headers: dict[str, str] | None = None) -> Listing:
    found = spider(options).listing(page(url, body, headers))
    assert isinstance(found, Listing), found
    return found


def problem(url: str, body: str, options: Options = BARE) -> Problem:
    found = spider(options).listing(page(url, body))
    assert isinstance(found, Problem), found
    return found


def release(body: str, url: str = URL, *, answered: str = "", options: Options = BARE, **told: Any) -> Release | Problem:
    reader = spider(options)
    spot = reader.locate(url)
    assert spot is not None
    return reader.release(page(answered or url, body), replace(Link(spot, url), **told))


def post(**fields: Any) -> dict[str, Any]:
    made = {"id": 7, "date_gmt": "2026-04-16T02:08:31", "modified_gmt": "x", "slug": "s", "link": f"{BASE}/x/"}
    return {**made, "title": {"rendered": "A title"}, "content": {"rendered": "<p>Some words of a text.</p>"}, **fields}


# ---- ways in -----------------------------------------------------------------------------------------------------


def test_one_group_of_alternatives() -> None:
    assert spider().ways() == ((f"{API}1", f"{BASE}/feed/", f"{BASE}/"),)
    assert spider().starts() == (f"{API}1",)


def test_ways_by_options() -> None:
    options = Options(base="https://www.Jornal.example/pt/", categories=(3, 5), query="lang=pt", ways=("feed", "wp-json"), per_page=5)
    base = "https://www.jornal.example/pt"
    expected = f"{base}/wp-json/wp/v2/posts?per_page=5&_fields={FIELDS}&categories=3,5&lang=pt&page=1"
    assert spider(options).ways() == ((f"{base}/feed/?cat=3,5", expected),)
    assert spider(Options(base=BASE, ways=("listing",), list_path="/category/macau/")).ways() == ((f"{BASE}/category/macau/",),)
    assert spider().hosts() == {"jornal.example", "www.jornal.example"}


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"base": "jornal.example"}, "base"),
        ({"base": "https://jornal.example/?p=1"}, "base"),
        ({"base": "ftp://jornal.example/"}, "base"),
        ({"base": BASE, "ways": ()}, "ways"),
        ({"base": BASE, "ways": ("rss",)}, "ways"),
        ({"base": BASE, "ways": ("feed", "feed")}, "ways"),
        ({"base": BASE, "categories": ("news",)}, "categories"),
        ({"base": BASE, "categories": (True,)}, "categories"),
        ({"base": BASE, "per_page": 101}, "per_page"),
        ({"base": BASE, "query": "lang"}, "query"),
        ({"base": BASE, "query": "lang=pt&page=2"}, "query"),
        ({"base": BASE, "list_path": "https://x/"}, "list_path"),
        ({"base": BASE, "release": "("}, "release"),
        ({"base": BASE, "zone": "Mars/Base"}, "zone"),
    ],
)
def test_wrong_options_are_refused_by_name(options: dict[str, Any], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        Options(**options)


# ---- addresses ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "native"),
    [
        (URL, "jornal.example:/2026/04/16/chamber-and-islands-sign-trade-protocol"),
        (
            URL.replace("https://", "http://www.") + "?utm_source=rss&share=x#more",
            "jornal.example:/2026/04/16/chamber-and-islands-sign-trade-protocol",
        ),
        (f"{BASE}/?p=4120", "jornal.example:4120"),
        (f"{BASE}/?post_type=x&p=04120", "jornal.example:4120"),
        (f"{BASE}/pt/2021/07/07/20210707003/", "jornal.example:/pt/2021/07/07/20210707003:pt"),
        (f"{BASE}/2021/05/10/20210510001/", "jornal.example:/2021/05/10/20210510001"),
        (f"{BASE}/2021/05/curto/", "jornal.example:/2021/05/curto"),
        (SLUG, "jornal.example:/camara-prepara-missao-a-bissau"),
        (f"{BASE}/news/lusofonia/four-words-of-slug", "jornal.example:/news/lusofonia/four-words-of-slug"),
        (f"{BASE}/printing-office-says-sorry.html", "jornal.example:/printing-office-says-sorry.html"),
        (
            f"{BASE}/%E6%BE%B3%E9%96%80%E8%88%87%E5%AE%89%E5%93%A5%E6%8B%89%E7%B0%BD%E7%BD%B2/",
            "jornal.example:/%E6%BE%B3%E9%96%80%E8%88%87%E5%AE%89%E5%93%A5%E6%8B%89%E7%B0%BD%E7%BD%B2",
        ),
        (f"{BASE}/", None),
        (f"{BASE}/about-us/", None),
        (f"{BASE}/index.html", None),
        (f"{BASE}/2026/04/16/", None),
        (f"{BASE}/2026/04/16/page/2/", None),
        (f"{BASE}/2026/04/16/slug/feed/", None),
        (f"{BASE}/tema/uma-etiqueta-de-quatro-palavras/", None),
        (f"{BASE}/autor/hoje-macau/page/122/?ip_shortcode1_page=2953", None),
        (f"{BASE}/category/mna/a-b-c-d-e/", None),
        (f"{BASE}/wp-content/uploads/a-b-c-d-e.html", None),
        (f"{BASE}/wp-json/wp/v2/posts/4120", None),
        ("https://outro.example/2026/04/16/slug-de-outro/", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_addresses(url: str, native: str | None) -> None:
    found = spider().locate(url)
    assert (found.native if found else None) == native


def test_a_release_pattern_decides_alone() -> None:
    options = Options(base=BASE, release=r"/noticias/(?P<slug>[\w-]+)/$")
    assert spider(options).locate(f"{BASE}/noticias/curto/") is not None
    assert spider(options).locate(URL) is None
    assert spider(options).locate(f"{BASE}/?p=5") is not None


def test_two_blogs_of_one_host_do_not_share_keys() -> None:
    pt, en, other = (spider(Options(base=f"{BASE}{path}")).locate(f"{BASE}{path}/?p=5") for path in ("/pt", "/en", "/blog"))
    assert [each.native for each in (pt, en, other) if each] == ["jornal.example:5:pt", "jornal.example:5:en", "jornal.example/blog:5"]
    assert spider(Options(base=f"{BASE}/pt")).locate(f"{BASE}/en/?p=5") is None


# ---- the interface -----------------------------------------------------------------------------------------------


def test_records_are_complete_releases() -> None:
    found = listing(f"{API}1", saved("posts.json"))
    first, second = found.releases
    assert (first.address.native, first.address.url) == ("jornal.example:4120", URL)
    assert first.title == "Chamber & islands sign “trade” protocol – R&amp;D next"
    assert first.body == BODY
    assert (first.lang, first.basis, first.entity) == ("en", Step.JSON, None)
    assert (first.published.iso, first.published.precision, first.published.basis) == ("2026-04-16T02:08:00Z", "minute", "meta")
    assert first.aliases == (f"{BASE}/?p=4120",)
    assert first.attachments == (f"{BASE}/wp-content/uploads/2026/04/protocol.pdf",)
    assert first.snapshot is not None
    assert json.loads(first.snapshot.body)["id"] == 4120
    # Another scheme, host form and a tracking parameter are the same address; the plugin's lines are no text.
    assert (second.address.native, second.address.url) == (
        "jornal.example:4117:pt",
        f"{BASE}/pt/2026/04/16/camara-prepara-missao-a-bissau/",
    )
    assert (second.lang, second.body.count("\n")) == ("pt", 0)
    # What is protected has to be asked for itself.
    assert [(link.address.key, link.title) for link in found.links] == [("4100", "Protected: For members")]
    assert (found.next, found.problems) == (None, ())


def test_modified_gmt_is_no_content() -> None:
    moved = saved("posts.json").replace("2026-04-17T09:00:00", "2026-04-18T09:00:00")
    one, other = (listing(f"{API}1", text).releases[0] for text in (saved("posts.json"), moved))
    assert replace(one, snapshot=None) == replace(other, snapshot=None)


@pytest.mark.parametrize(
    ("count", "page_now", "total", "following"),
    [(2, 1, None, 2), (1, 1, None, None), (2, 1, "1", None), (1, 1, "9", 2), (2, 9, "9", None), (2, 3, "many", 4)],
)
def test_the_next_page_while_the_page_is_full_or_the_header_says_so(
    count: int, page_now: int, total: str | None, following: int | None
) -> None:
    body = json.dumps([post(id=number + 1) for number in range(count)])
    interface = API.replace("per_page=20", "per_page=2")
    found = listing(f"{interface}{page_now}", body, Options(base=BASE, per_page=2), {"x-wp-totalpages": total} if total else None)
    assert found.next == (f"{interface}{following}" if following else None)


def test_an_empty_page_behind_the_last_ends_the_walk() -> None:
    assert listing(f"{API}3", "[]") == Listing()
    assert problem(f"{API}1", "[]").kind is ProblemKind.EMPTY


@pytest.mark.parametrize(
    "body",
    [
        "<!DOCTYPE html><html><body><p>Home</p></body></html>",
        '{"code":"rest_no_route","message":"No route was found","data":{"status":404}}',
        "[" * 50_000,
        '[{"id": NaN}]',
        "",
    ],
)
def test_what_is_no_list_of_posts_is_a_problem(body: str) -> None:
    found = problem(f"{API}1", body)
    assert (found.kind, found.role) == (ProblemKind.PARSE, "listing")
    assert found.detail.isprintable()


@pytest.mark.parametrize(
    "flawed",
    [
        None,
        7,
        {},
        post(id=True),
        post(id=-1),
        post(link=None),
        post(link="https://outro.example/x/"),
        post(link="javascript:x"),
    ],
)
def test_one_flawed_record_costs_itself_only(flawed: object) -> None:
    found = listing(f"{API}1", json.dumps([flawed, post()]))
    assert [each.address.key for each in found.releases] == ["7"]
    assert [each.kind for each in found.problems] == [ProblemKind.PARSE]


@pytest.mark.parametrize(
    "empty", [{"content": {"rendered": ""}}, {"content": {"rendered": "<p> </p>"}}, {"content": None}, {"title": {"rendered": " "}}]
)
def test_a_record_without_words_is_a_link(empty: dict[str, Any]) -> None:
    found = listing(f"{API}1", json.dumps([post(**empty)]))
    assert (found.releases, [link.address.key for link in found.links]) == ((), ["7"])


@pytest.mark.parametrize(
    ("stamp", "link", "iso"),
    [
        ("0000-00-00T00:00:00", "/2026/04/16/x/", "2026-04-16"),
        (None, "/x/", None),
        ("2026-04-31T10:00:00", "/x/", None),
        ("2026-12-31T23:30:59", "/x/", "2026-12-31T23:30:00Z"),
    ],
)
def test_dates_of_records(stamp: str | None, link: str, iso: str | None) -> None:
    found = listing(f"{API}1", json.dumps([post(date_gmt=stamp, link=BASE + link)]))
    assert found.releases[0].published.iso == iso


def test_i08_one_id_twice() -> None:
    same = listing(f"{API}1", json.dumps([post(), post()]))
    other = listing(f"{API}1", json.dumps([post(), post(title={"rendered": "Another"})]))
    assert (len(same.releases), same.problems) == (1, ())
    assert (len(other.releases), [each.kind for each in other.problems]) == (1, [ProblemKind.PARSE])


def test_posts_elsewhere_on_the_site_are_passed_over() -> None:
    options = Options(base=BASE, release="/noticias/")
    posts = json.dumps([post(id=1, link=f"{BASE}/noticias/a/"), post(id=2, link=f"{BASE}/receitas/b/")])
    assert [each.address.key for each in listing(f"{API}1", posts, options).releases] == ["1"]
    assert problem(f"{API}1", json.dumps([post()]), options).kind is ProblemKind.EMPTY


@pytest.mark.parametrize(
    "tail",
    [
        "<p>The post <a>A</a> appeared first on <a>B</a>.</p>",
        "<p>O conteúdo <a>A</a> aparece primeiro em <a>B</a>.</p>",
        "<p>〈<a>甲</a>〉最早發佈於《<a>乙</a>》。</p>",
        "<h3>Related posts</h3><ul><li><a href='/x/'>Older</a></li></ul>",
        "<p>Share this:</p><ul><li><a>Click to share on X (Opens in new window)</a></li><li><a>Facebook</a></li></ul>"
        "<p>Like this:</p><p>Like Loading...</p>",
        "<div class='addtoany_share_save_container addtoany_content'><p>A line of the share plugin that reads like text, alas.</p></div>",
        "<div class='yarpp yarpp-related'><p>A long line of related things that reads like text, alas, and is none.</p></div>",
        "[vc_row el_class='x'][/vc_row]",
    ],
)
def test_what_plugins_add_is_no_text(tail: str) -> None:
    text = "The two sides met in Macao and agreed to hold a yearly fair for small firms."
    found = listing(f"{API}1", json.dumps([post(content={"rendered": f"<p>{text}</p>{tail}"})]))
    assert found.releases[0].body == text


def test_a_text_about_shares_keeps_its_words() -> None:
    lines = [
        "Related parties shall share this burden, said the post office.",
        "Tags",
        "The post that he appeared in first was on the island of Taipa.",
    ]
    found = listing(f"{API}1", json.dumps([post(content={"rendered": "".join(f"<p>{line}</p>" for line in lines)})]))
    assert found.releases[0].body.split("\n") == lines


# ---- the feed ----------------------------------------------------------------------------------------------------


def test_the_feed_gives_the_same_keys_and_texts() -> None:
    by_feed, by_json = listing(f"{BASE}/feed/", saved("feed.xml")), listing(f"{API}1", saved("posts.json"))
    one, other = by_feed.releases[0], by_json.releases[0]
    assert (one.address, one.body, one.lang, one.attachments) == (other.address, other.body, other.lang, other.attachments)
    assert (one.title, one.published.iso) == (other.title, other.published.iso)
    assert (one.basis, one.published.basis, one.entity) == (Step.FEED, "feed", None)
    assert f"{BASE}/?p=4120" in one.aliases
    assert one.snapshot is not None
    assert one.snapshot.body.startswith(b"<item")
    # An excerpt is no text: the page has it whole.
    assert [(link.address, link.title) for link in by_feed.links] == [(by_json.releases[1].address, "Câmara – missão a Bissau")]


@pytest.mark.parametrize("at", ["<p>The text is", "</content:encoded>"])
def test_a_feed_that_breaks_off(at: str) -> None:
    cut = saved("feed.xml").split(at)[0]
    found = listing(f"{BASE}/feed/", cut)
    assert (found.releases, [link.address.key for link in found.links]) == ((), ["4120"])
    assert [each.kind for each in found.problems] == [ProblemKind.PARTIAL]


@pytest.mark.parametrize("end", ["[&#8230;]</p>", "[...]", "and more…", "to come&hellip;</p>\n"])
def test_an_excerpt_where_the_text_should_be_is_a_link(end: str) -> None:
    start, rest = saved("feed.xml").split("<p>The text is", 1)
    found = listing(f"{BASE}/feed/", f"{start}<p>The text is {end}{rest[rest.index(']]></content') :]}")
    assert (found.releases, [link.address.key for link in found.links]) == ((), ["4120", "4117"])


def test_a_guid_without_a_number_leaves_the_path() -> None:
    markup = re.sub(r"<guid.*?</guid>", "", saved("feed.xml"))
    assert listing(f"{BASE}/feed/", markup).releases[0].address == spider().locate(URL)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<!DOCTYPE html><html><body><p>Home</p></body></html>", ProblemKind.PARSE),
        ("<rss version='2.0'><channel><title>x</title></channel></rss>", ProblemKind.EMPTY),
    ],
)
def test_what_is_no_feed_is_a_problem(body: str, kind: ProblemKind) -> None:
    assert problem(f"{BASE}/feed/", body).kind is kind


def test_a_feed_that_was_redirected_to_the_home_page_is_no_list() -> None:
    found = spider().listing(page(f"{BASE}/", saved("listing.html"), requested=f"{BASE}/feed/"))
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.PARSE


# ---- lists -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_a_list(seed: int | None) -> None:
    markup = saved("listing.html")
    found = listing(f"{BASE}/", markup if seed is None else scramble(markup, seed))
    assert [(link.address.key, link.title, link.published.iso) for link in found.links] == [
        ("/2026/04/16/chamber-and-islands-sign-trade-protocol", "Chamber and islands sign trade protocol", "2026-04-16T02:08:00Z"),
        ("/camara-prepara-missao-a-bissau", "Câmara prepara missão a Bissau", "2026-04-16"),
        ("/printing-office-says-sorry.html", "Printing office says sorry", "2026-04-15"),
        ("/2021/05/10/20210510001", "Older story under a number", None),
    ]
    assert found.next == f"{BASE}/page/2/"


def test_a_counter_that_a_shortcode_adds_is_no_next_page() -> None:
    markup = saved("listing.html").replace('href="/page/2/"', 'href="/?ip_shortcode1_page=2" rel="next"')
    assert listing(f"{BASE}/", markup).next is None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<div id=app></div><script>x()</script>", ProblemKind.SHELL),
        ('<a href="/a">Início</a><a href="/b">Notícias</a><a href="/c">Contactos</a>', ProblemKind.EMPTY),
    ],
)
def test_a_list_without_releases(body: str, kind: ProblemKind) -> None:
    assert problem(f"{BASE}/", body).kind is kind


def test_a_release_is_no_list() -> None:
    assert problem(URL, saved("release.html")).kind is ProblemKind.PARSE


# ---- pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_a_page_under_any_of_its_addresses(seed: int | None) -> None:
    markup = saved("release.html") if seed is None else scramble(saved("release.html"), seed)
    for url in (URL, f"{BASE}/?p=4120"):
        found = release(markup, url, answered=URL)
        assert isinstance(found, Release)
        assert (found.address.native, found.address.url) == ("jornal.example:4120", URL)
        assert found.title == "Chamber and islands sign trade protocol"
        assert found.lang == "en"
        assert (found.published.iso, found.published.basis) == ("2026-04-16T02:08:00Z", "meta")
        assert found.attachments == (f"{BASE}/wp-content/uploads/2026/04/protocol.pdf",)
        if seed is None:
            assert found.body == BODY


def _without(markup: str, *patterns: str) -> str:
    for pattern in patterns:
        markup, count = re.subn(pattern, "", markup)
        assert count
    return markup


JSON_LINK, SHORT, CLASS = r"<link rel=\"alternate\" title.*>", r"<link rel=\"shortlink\".*>", r" postid-4120"
ARTICLE, OTHER = r" id=\"post-4120\"", r" id=\"post-3000\""


@pytest.mark.parametrize(
    ("gone", "key"),
    [
        ((JSON_LINK,), "4120"),
        ((JSON_LINK, SHORT), "4120"),
        ((JSON_LINK, SHORT, CLASS, OTHER), "4120"),
        # Two articles with an id each: nothing tells which of them is the release.
        ((JSON_LINK, SHORT, CLASS), "/2026/04/16/chamber-and-islands-sign-trade-protocol"),
        ((JSON_LINK, SHORT, CLASS, ARTICLE, OTHER), "/2026/04/16/chamber-and-islands-sign-trade-protocol"),
    ],
)
def test_where_a_page_tells_its_id(gone: tuple[str, ...], key: str) -> None:
    found = release(_without(saved("release.html"), *gone))
    assert isinstance(found, Release)
    assert (found.address.key, found.address.url) == (key, URL)


def test_a_visible_date_where_the_head_has_none() -> None:
    found = release(_without(saved("release.html"), r"<meta property=\"article.*>"))
    assert isinstance(found, Release)
    assert (found.published.iso, found.published.basis) == ("2026-04-16", "label")


def test_a_path_that_lies_about_the_language() -> None:
    options = Options(base="https://hub.example")
    found = release(saved("trap.html"), "https://hub.example/2018/03/23/pt-forum-vai-visitar-o-delta/", options=options)
    assert isinstance(found, Release)
    assert (found.lang, found.title) == ("en", "Forum to visit the delta in spring")
    assert found.body == (
        "The Forum is to visit nine cities of the delta in April, said its secretary after a meeting with the firms that will go along.\n"
        "It was last there in May 2015, and it then signed an agreement with the port. (Macauhub)"
    )
    assert (found.published.iso, found.address.lang) == ("2018-03-23", None)


def test_the_language_label_of_a_path_is_no_language_of_a_text() -> None:
    markup = saved("trap.html").replace("/2018/03/23/pt-", "/pt/2018/03/23/pt-")
    found = release(markup, "https://hub.example/pt/2018/03/23/pt-forum-vai-visitar-o-delta/", options=Options(base="https://hub.example"))
    assert isinstance(found, Release)
    assert (found.address.lang, found.lang) == ("pt", "en")


@pytest.mark.parametrize(
    ("answered", "change"),
    [
        (f"{BASE}/", ("", "")),
        (f"{BASE}/category/macau/", (URL, f"{BASE}/category/macau/")),
        (URL, (f'canonical" href="{URL}"', f'canonical" href="{BASE}/"')),
        ("https://outro.example/x/", ("", "")),
    ],
)
def test_s09_a_page_that_is_no_release(answered: str, change: tuple[str, str]) -> None:
    markup = (
        saved("release.html").replace(*change) if change[0] else saved("release.html").replace(f'canonical" href="{URL}"', 'x" href="/"')
    )
    markup = _without(markup, JSON_LINK, SHORT, CLASS, ARTICLE) if "category" in answered else markup
    found = release(markup, answered=answered)
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.SOFT404


def test_wordpress_redirects_a_lost_slug_to_one_that_begins_alike() -> None:
    lost = f"{BASE}/2026/04/16/chamber-and-islands/"
    found = release(saved("release.html"), lost, answered=URL, title="Chamber and islands part in anger")
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.SOFT404
    moved = release(saved("release.html"), lost, answered=URL, title="Chamber and islands sign trade protocol")
    assert isinstance(moved, Release)
    assert (moved.address.key, moved.aliases) == ("4120", (f"{BASE}/2026/04/16/chamber-and-islands/", f"{BASE}/?p=4120"))


def test_another_post_than_the_one_asked_for() -> None:
    found = release(saved("release.html"), f"{BASE}/?p=9", answered=URL)
    assert isinstance(found, Problem)
    assert (found.kind, "4120" in found.detail) == (ProblemKind.SOFT404, True)


def test_a_permalink_of_any_shape_that_the_interface_gave() -> None:
    reader = spider()
    address = listing(f"{API}1", json.dumps([post(id=4120, link=f"{BASE}/curto/")])).releases[0].address
    markup = saved("release.html").replace(URL, f"{BASE}/curto/")
    found = reader.release(page(f"{BASE}/curto/", markup), Link(address, address.url))
    assert isinstance(found, Release)
    assert found.address == address


@pytest.mark.parametrize(
    "markup",
    [
        saved("release.html").replace("wp/v2/posts/4120", "wp/v2/pages/4120"),
        saved("release.html").replace("wp/v2/posts/4120", "wp/v2/categories/4120"),
        _without(saved("release.html").replace("postid-4120", "page-id-4120"), JSON_LINK),
    ],
)
def test_what_is_no_post_says_how_to_leave_it_out(markup: str) -> None:
    found = release(markup)
    assert isinstance(found, Problem)
    assert "`release`" in found.detail


def test_a_protected_page_is_empty() -> None:
    found = release(saved("release.html").replace("<figure>", '<form class="post-password-form"></form><figure>'))
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.EMPTY


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<title>Page not found</title><h1>Page not found</h1>", ProblemKind.SOFT404),
        ("<html><head><script>x</script></head><body></body></html>", ProblemKind.SHELL),
        ("<title>A title</title><body><h1>A title</h1></body>", ProblemKind.PARSE),
    ],
)
def test_pages_without_their_fields(markup: str, kind: ProblemKind) -> None:
    found = release(markup)
    assert isinstance(found, Problem)
    assert found.kind is kind


def test_the_listing_dates_what_the_page_leaves_undated() -> None:
    markup = _without(saved("release.html"), r"<meta property=\"article.*>", r"<span class=\"meta-date.*>")
    told = Published(datetime(2026, 4, 16, 2, 8, tzinfo=UTC), Precision.MINUTE, DateBasis.FEED)
    dated, undated = release(markup, published=told), release(markup, published=UNDATED)
    assert isinstance(dated, Release)
    assert isinstance(undated, Release)
    assert dated.published is told
    assert (undated.published.iso, undated.published.basis) == ("2026-04-16", "address")


# ---- nothing raises ----------------------------------------------------------------------------------------------

VALUES = st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(max_size=20) | st.lists(st.integers(0, 9), max_size=2)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "id": VALUES | st.just(5),
            "date_gmt": VALUES,
            "link": VALUES | st.just(URL),
            "title": VALUES | st.fixed_dictionaries({"rendered": VALUES}),
            "content": VALUES | st.fixed_dictionaries({"rendered": VALUES, "protected": VALUES}),
        },
    )
    | VALUES,
    max_size=4,
)


@settings(max_examples=80, deadline=None)
@given(RECORDS)
def test_no_record_raises(records: list[Any]) -> None:
    found = spider().listing(page(f"{API}1", json.dumps(records)))
    assert isinstance(found, Problem) == (not records)


@settings(max_examples=80, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"[{", b"<rss><channel><item>", b"<title>x</title><h1>x</h1><p>", b"<link rel=shortlink href="]),
)
def test_no_bytes_raise(body: bytes, start: bytes) -> None:
    for url in (f"{API}1", f"{BASE}/feed/", f"{BASE}/", URL):
        spider().listing(page(url, start + body))
    reader = spider()
    for asked in (URL, f"{BASE}/?p=1"):
        spot = reader.locate(asked)
        assert spot is not None
        reader.release(page(URL, start + body), Link(spot, asked))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", f"{BASE}/", f"{BASE}/?p=", f"{BASE}/2026/04/16/"]))
def test_no_address_raises(tail: str, start: str) -> None:
    found = spider().locate(start + tail)
    assert found is None or spider().locate(found.url) == found
