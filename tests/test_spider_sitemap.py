"""Any site with a sitemap: indexes and their parts in order, news sitemaps, compressed and broken ones, the newest of many."""

from __future__ import annotations

import gzip
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.model import DateBasis, Link, Listing, Problem, ProblemKind, Release, Role, Source, Step
from crawlers.page import Page
from crawlers.spiders.sitemap import MAX_ADDRESSES, Options, SitemapSpider

PAGES = Path(__file__).parent / "pages" / "sitemap"
NOW = datetime(2026, 4, 18, 10, 0, tzinfo=UTC)
START = "https://www.bureau.example/sitemap.xml"
OPTIONS = Options(sitemaps=(START,), release=r"/news/view/(?P<key>\d+)")
URL = "https://www.bureau.example/news/view/{}"


def spider(options: Options = OPTIONS, languages: tuple[str, ...] = ()) -> SitemapSpider:
    return SitemapSpider(Source("bureau", "sitemap", "Bureau", options, languages))


def page(body: bytes | str, url: str = START, content_type: str = "text/xml") -> Page:
    return Page(url, body.encode() if isinstance(body, str) else body, NOW, {"content-type": content_type}, requested=url)


def saved(name: str) -> bytes:
    return (PAGES / name).read_bytes()


def urlset(*urls: str) -> str:
    """A sitemap; each address may have a lastmod behind a space."""
    entries = (url.partition(" ") for url in urls)
    inner = "".join(f"<url><loc>{loc}</loc>{f'<lastmod>{last}</lastmod>' if last else ''}</url>" for loc, _, last in entries)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</urlset>'


def index(*urls: str) -> str:
    return urlset(*urls).replace("urlset", "sitemapindex").replace("url>", "sitemap>")


def keys(body: bytes | str, options: Options = OPTIONS, languages: tuple[str, ...] = ()) -> list[str]:
    found = spider(options, languages).listing(page(body))
    assert isinstance(found, Listing), found
    return [link.address.key for link in found.links]


def walk(reader: SitemapSpider, pages: dict[str, str], start: str = START) -> list[str]:
    """The addresses that a crawl asks from a start on, each of which is answered from `pages`."""
    asked: list[str] = []
    following: str | None = start
    while following is not None and following not in asked:
        asked.append(following)
        found = reader.listing(page(pages.get(following, urlset(URL.format(1))), following))
        assert isinstance(found, Listing), found
        following = found.next
    return asked


# ---- one sitemap -------------------------------------------------------------------------------------------------


def test_a_sitemap_names_the_releases_newest_first_and_dates_none() -> None:
    found = spider().listing(page(saved("listing.xml")))
    assert isinstance(found, Listing)
    assert [link.address.native for link in found.links] == ["bureau.example:1203", "bureau.example:1202", "bureau.example:1201"]
    assert found.links[0].address.url == "https://www.bureau.example/news/view/1203?lang=en"
    assert found.links[0].found.endswith("&utm_source=map")
    # lastmod is the date of a change: nobody said when these were published.
    assert {link.published.basis for link in found.links} == {DateBasis.NONE}
    assert {link.title for link in found.links} == {None}
    assert (found.next, found.problems) == (None, ())


def test_a_news_sitemap_tells_title_and_date() -> None:
    found = spider().listing(page(saved("news.xml")))
    assert isinstance(found, Listing)
    assert [(link.address.key, link.title, link.published.iso, link.published.basis) for link in found.links] == [
        ("1204", "Fair & forum move to the river bank", "2026-04-17T00:30:00Z", DateBasis.FEED),
        ("1205", "Feira muda-se para a margem do rio", "2026-04-17", DateBasis.FEED),
    ]


@pytest.mark.parametrize(
    ("languages", "expected"),
    [(("pt",), ["1205"]), (("en", "zh-Hant"), ["1204"]), (("en", "pt"), ["1204", "1205"]), ((), ["1204", "1205"])],
)
def test_news_in_other_languages_are_left(languages: tuple[str, ...], expected: list[str]) -> None:
    assert keys(saved("news.xml"), languages=languages) == expected


@pytest.mark.parametrize(
    ("urls", "expected"),
    [
        (["5 2024-01-01", "3 2026-01-01", "4 2025-06-01T10:00:00Z", "1"], ["3", "4"]),
        (["5 yesterday", "7", "6 "], ["7", "6"]),
        (["1 2026-01-01", "3 2026-01-01", "2 2026-01-01"], ["3", "2"]),
    ],
)
def test_only_the_newest(urls: list[str], expected: list[str]) -> None:
    assert keys(urlset(*map(URL.format, urls)), replace(OPTIONS, newest=2)) == expected


def test_dates_in_addresses_order_where_lastmod_is_silent() -> None:
    options = replace(OPTIONS, release=r"/n/", newest=2)
    urls = ["/n/2023/05/01/top-99", "/n/2025/11/20/plan-5", "/n/2024/12/31/aims-2099"]
    assert keys(urlset(*(f"https://bureau.example{url}" for url in urls)), options) == ["/n/2025/11/20/plan-5", "/n/2024/12/31/aims-2099"]


def test_without_any_hint_both_ends_are_read() -> None:
    options = replace(OPTIONS, release=r"/n/", newest=4)
    urls = [f"https://bureau.example/n/{name}" for name in ("a", "b", "c", "d", "e", "f", "g")]
    assert keys(urlset(*urls), options) == ["/n/a", "/n/g", "/n/b", "/n/f"]
    assert sorted(keys(urlset(*urls), replace(options, newest=50))) == [f"/n/{name}" for name in "abcdefg"]


def test_repeats_count_once() -> None:
    assert keys(urlset(*[URL.format("1 2026-01-01")] * 5, URL.format("2 2020-01-01")), replace(OPTIONS, newest=2)) == ["1", "2"]


def test_compressed_and_plain_ones() -> None:
    assert keys(gzip.compress(saved("listing.xml"))) == ["1203", "1202", "1201"]
    assert keys(f"{URL.format(7)}\r\n{URL.format(8)}\r\n") == ["8", "7"]
    assert keys(saved("listing.xml").decode().replace("UTF-8", "UTF-16").encode("utf-16")) == ["1203", "1202", "1201"]
    assert keys(b"<!-- by a plugin -->\n" + saved("listing.xml") + b"<!-- 0.2 s -->") == ["1203", "1202", "1201"]


# ---- indexes -----------------------------------------------------------------------------------------------------

BASE = "https://www.bureau.example/"


def test_the_parts_of_an_index_are_read_newest_first_and_categories_last() -> None:
    asked = walk(spider(), {START: saved("index.xml").decode()})
    assert asked == [START, BASE + "post-sitemap2.xml", BASE + "post-sitemap1.xml", "https://bureau.example/category-sitemap.xml"]


def test_without_lastmod_the_highest_number_is_newest() -> None:
    parts = [f"{BASE}wp-sitemap-posts-{name}.xml" for name in ("page-1", "post-1", "post-9", "post-10")]
    asked = walk(spider(), {START: index(*parts)})
    assert asked == [START, parts[3], parts[2], parts[1], parts[0]]


def test_children_choose_the_parts() -> None:
    asked = walk(spider(replace(OPTIONS, children=r"/post-")), {START: saved("index.xml").decode()})
    assert asked == [START, BASE + "post-sitemap2.xml", BASE + "post-sitemap1.xml"]


def test_an_index_inside_an_index_comes_before_what_follows_it() -> None:
    inner = index(BASE + "2.xml", BASE + "1.xml", START, BASE + "inner.xml")
    outer = index(BASE + "inner.xml 2026-01-01", BASE + "late.xml 2020-01-01")
    assert walk(spider(), {START: outer, BASE + "inner.xml": inner}) == [
        START,
        *(BASE + name for name in ("inner.xml", "2.xml", "1.xml", "late.xml")),
    ]


def test_walks_over_two_indexes_do_not_mix() -> None:
    other = BASE + "other.xml"
    reader = spider(replace(OPTIONS, sitemaps=(START, other)))
    pages = {START: index(BASE + "a.xml", BASE + "b.xml"), other: index(BASE + "b.xml", BASE + "c.xml")}
    # The first walk ends early, as a crawl's does where nothing is new.
    first = reader.listing(page(pages[START]))
    assert isinstance(first, Listing)
    assert first.next == BASE + "a.xml"
    assert walk(reader, pages, other) == [other, BASE + "c.xml"]


def test_a_part_without_releases_or_a_broken_one_does_not_end_the_walk() -> None:
    reader = spider()
    pages = {START: index(BASE + "3.xml", BASE + "2.xml", BASE + "1.xml"), BASE + "3.xml": urlset(BASE + "about"), BASE + "2.xml": "oops"}
    assert walk(reader, pages) == [START, BASE + "3.xml", BASE + "2.xml", BASE + "1.xml"]
    broken = reader.listing(page("oops", BASE + "2.xml"))
    assert isinstance(broken, Listing)
    assert [problem.kind for problem in broken.problems] == [ProblemKind.PARSE]
    last = reader.listing(page("oops", BASE + "1.xml"))
    assert isinstance(last, Problem)


# ---- pages -------------------------------------------------------------------------------------------------------


def news_link(reader: SitemapSpider) -> Link:
    found = reader.listing(page(saved("news.xml")))
    assert isinstance(found, Listing)
    return found.links[0]


def test_a_page_is_read_as_the_listing_kind_reads() -> None:
    reader = spider()
    link = news_link(reader)
    found = reader.release(page(saved("release.html"), link.address.url, "text/html"), link)
    assert isinstance(found, Release), found
    assert found.title == "Fair & forum move to the river bank"
    assert (found.published.iso, found.published.basis) == ("2026-04-17", DateBasis.LABEL)
    assert found.body.startswith("The spring fair")
    assert found.body.endswith("every twenty minutes.")
    assert (found.basis, found.lang) == (Step.STRUCTURE, "en")


def test_the_news_date_dates_a_silent_page_and_lastmod_does_not() -> None:
    silent = saved("release.html").replace(b"<p>Published: 17 April 2026</p>", b"")
    reader = spider()
    dated = reader.release(page(silent, URL.format(1204), "text/html"), news_link(reader))
    reader = spider()
    listed = reader.listing(page(urlset(URL.format("1204 2026-04-17T08:30:00+08:00"))))
    assert isinstance(listed, Listing)
    undated = reader.release(page(silent, URL.format(1204), "text/html"), listed.links[0])
    assert isinstance(dated, Release)
    assert isinstance(undated, Release)
    assert dated.published.iso == "2026-04-17T00:30:00Z"
    assert undated.published.value is None


def test_the_news_language_decides_where_the_text_does_not() -> None:
    news = saved("news.xml").decode().replace(">en<", ">zh-tw<").replace(">Fair &amp; forum move to the river bank<", ">公告<")
    text = b"<h1>\xe5\x85\xac\xe5\x91\x8a</h1><p>" + "本日下午三月二日在此公告上述各日期。".encode() * 3 + b"</p>"
    for body, expected in ((news, "zh-Hant"), (news.replace("zh-tw", "zh-cn"), "zh-Hans")):
        reader = spider()
        listed = reader.listing(page(body))
        assert isinstance(listed, Listing)
        found = reader.release(page(text, URL.format(1204), "text/html"), listed.links[0])
        assert isinstance(found, Release), found
        assert found.lang == expected


def test_an_error_page_with_200_is_a_problem() -> None:
    reader = spider()
    for url in (URL.format(1204), "https://www.bureau.example/"):
        found = reader.release(page(saved("trap.html"), url, "text/html"), news_link(reader))
        assert isinstance(found, Problem)
        assert (found.kind, found.role) == (ProblemKind.SOFT404, Role.RELEASE)


# ---- what is no sitemap, broken, hostile ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kind", "says"),
    [
        (saved("trap.html"), ProblemKind.PARSE, "a web page"),
        (b"<html><body><urlset></urlset></body></html>", ProblemKind.PARSE, "a web page"),
        (b'<rss version="2.0"></rss>', ProblemKind.PARSE, "a feed"),
        (b"Service unavailable", ProblemKind.PARSE, "not a sitemap"),
        (b"", ProblemKind.PARSE, "not a sitemap"),
        (urlset().encode(), ProblemKind.EMPTY, "without addresses"),
        (urlset(BASE + "about").encode(), ProblemKind.PARSE, "none of the sitemap's addresses (1)"),
        (index("https://elsewhere.example/a.xml").encode(), ProblemKind.PARSE, "none of the index's parts (1)"),
        (gzip.compress(saved("listing.xml"))[:-20], ProblemKind.PARTIAL, "in the middle"),
        (gzip.compress(b"<urlset>" + b" " * 53_000_000, 1), ProblemKind.TOO_LARGE, "decompressed"),
    ],
)
def test_what_is_no_sitemap_says_so(body: bytes, kind: ProblemKind, says: str) -> None:
    found = spider().listing(page(body))
    assert isinstance(found, Problem)
    assert (found.kind, found.role) == (kind, Role.LISTING)
    assert says in found.detail


def test_a_sitemap_that_breaks_off_says_so_and_keeps_what_came() -> None:
    found = spider().listing(page(urlset(URL.format(1), URL.format(2), URL.format(3))[:-60]))
    assert isinstance(found, Listing)
    assert [link.address.key for link in found.links] == ["2", "1"]
    assert [problem.kind for problem in found.problems] == [ProblemKind.PARTIAL]


def test_entities_are_not_expanded_and_ampersands_are_mended() -> None:
    """FAULTS C26."""
    bomb = '<!DOCTYPE urlset [<!ENTITY a "1234567890"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    found = spider().listing(page(bomb + urlset(URL.format("7?a=1&b=2"), URL.format("&a;&a;"), "&x;")))
    assert isinstance(found, Listing)
    assert [link.address.url for link in found.links] == [URL.format("7?a=1&b=2")]


def test_a_full_sitemap_is_read_in_bounds() -> None:
    urls = [URL.format(f"{number} {2000 + number % 26}-01-01") for number in range(MAX_ADDRESSES + 10)]
    started = time.process_time()
    found = spider().listing(page(urlset(*urls)))
    assert time.process_time() - started < 8
    assert isinstance(found, Listing)
    assert len(found.links) == OPTIONS.newest
    assert found.links[0].address.key == str(max(number for number in range(MAX_ADDRESSES) if number % 26 == 25))
    assert [problem.kind for problem in found.problems] == [ProblemKind.PARTIAL]


# ---- options -----------------------------------------------------------------------------------------------------


def test_facts_of_the_source() -> None:
    reader = spider(replace(OPTIONS, site="office", hosts=("old.example",)))
    assert reader.starts() == (START,)
    assert reader.hosts() == {"bureau.example", "www.bureau.example", "old.example", "www.old.example"}
    found = reader.locate("https://old.example/news/view/5?utm_source=x")
    assert found is not None
    assert (found.native, found.url) == ("office:5", "https://old.example/news/view/5")
    assert reader.locate("https://elsewhere.example/news/view/5") is None


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"sitemaps": ()}, "sitemaps"),
        ({"sitemaps": ("sitemap.xml",)}, "absolute"),
        ({"release": ""}, "every address"),
        ({"release": "["}, "regular expression"),
        ({"children": "("}, "regular expression"),
        ({"newest": 0}, "between 1 and"),
        ({"newest": 60_000}, "between 1 and"),
        ({"title": "h1["}, "CSS"),
        ({"zone": "Asia/Nowhere"}, "time zone"),
    ],
)
def test_options_say_what_is_wrong(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        replace(OPTIONS, **wrong)


# ---- anything ----------------------------------------------------------------------------------------------------

PIECES = st.sampled_from((
    "<url>", "</url>", "<loc>", "</loc>", URL.format(5), "<lastmod>", "2026-01-01", "</lastmod>", "<sitemap>", "</sitemap>", "<news:news>",
    "<news:title>", "&amp;", "&", "<![CDATA[", "]]>", "</urlset>", "\x00", "<!--", "?>", BASE + "a.xml",
))  # fmt: skip
INNER = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=25).map("".join)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.binary(max_size=60).map(lambda rest: b"\x1f\x8b" + rest),
        st.tuples(st.sampled_from(("<urlset>", "<sitemapindex>", "")), INNER).map(lambda both: "".join(both).encode("utf-8", "replace")),
        INNER.map(lambda inner: gzip.compress(f"<urlset>{inner}".encode("utf-8", "replace"))),
    )
)
def test_nothing_raises(body: bytes) -> None:
    reader = spider()
    found = reader.listing(page(body))
    assert isinstance(found, Listing | Problem)
    if isinstance(found, Listing):
        for link in found.links:
            (link.address.native + link.address.url + (link.title or "")).encode()
    spot = reader.locate(URL.format(5))
    assert spot is not None
    assert isinstance(reader.release(page(body, spot.url, "text/html"), Link(spot, spot.url)), Release | Problem)
