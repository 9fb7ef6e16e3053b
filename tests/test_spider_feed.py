"""Any site with a feed: whole items, items to follow, their pages; RSS of every age, Atom, JSON Feed; broken and hostile ones."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from crawlers.feedfile import read_feed, read_json_feed
from crawlers.model import DateBasis, Link, Listing, Precision, Problem, ProblemKind, Release, Role, Source, Step
from crawlers.page import Page
from crawlers.spiders.feed import FeedSpider, Options, plain_title

PAGES = Path(__file__).parent / "pages" / "feed"
NOW = datetime(2026, 4, 18, 10, 0, tzinfo=UTC)
FEED = "https://courier.example/feed/"
OPTIONS = Options(feeds=(FEED,), release=r"\.html$")
OVEN = "https://www.courier.example/second-oven.html"
LONG = "<p>" + "The council met and spoke at length about the harbour. " * 6 + "</p>"


def spider(options: Options = OPTIONS, languages: tuple[str, ...] = ()) -> FeedSpider:
    return FeedSpider(Source("courier", "feed", "Courier", options, languages))


def page(body: bytes | str, url: str = FEED, content_type: str = "application/rss+xml") -> Page:
    return Page(url, body.encode() if isinstance(body, str) else body, NOW, {"content-type": content_type}, requested=url)


def saved(name: str) -> bytes:
    return (PAGES / name).read_bytes()


def rss(inner: str, head: str = "") -> str:
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"'
    return f'{head}<rss version="2.0" {spaces}><channel><title>News</title>{inner}</channel></rss>'


def item(content: str = "", *, title: str = "A title", link: str = "https://courier.example/a.html", more: str = "") -> str:
    linked = f"<link>{link}</link>" if link else ""
    return f"<item><title>{title}</title>{linked}{content}{more}</item>"


def listed(body: bytes | str, options: Options = OPTIONS, url: str = FEED) -> Listing:
    found = spider(options).listing(page(body, url))
    assert isinstance(found, Listing), found
    return found


# ---- items -------------------------------------------------------------------------------------------------------


def test_a_whole_item_is_a_release() -> None:
    found = listed(saved("listing.xml"))
    assert not found.problems
    (release,) = found.releases
    assert release.address.native == "courier.example:/ports-share-training.html"
    assert release.address.url == "https://www.courier.example/ports-share-training.html"
    assert release.title == "Ports of Macau & Santos to share pilots’ training"
    assert release.body.split("\n") == [
        "The two harbour authorities put their names to a plan on Wednesday under which pilots of either port spend a season with the "
        "other.",
        "Who takes part",
        "Twelve pilots travel in the first year; the costs are borne in equal parts. The plan runs until 2029.",
    ]
    assert (release.published.iso, release.published.basis) == ("2026-04-16T02:08:00Z", DateBasis.FEED)
    assert (release.lang, release.basis, release.entity) == ("en", Step.FEED, None)
    assert release.attachments == ("https://courier.example/files/plan.pdf",)
    assert [alias.partition("?")[2][:10] for alias in release.aliases] == ["utm_source"]
    assert release.snapshot is not None
    assert etree.fromstring(release.snapshot.body).findtext("guid") == "https://courier.example/?p=90311"


def test_a_teaser_is_followed_and_an_advert_left() -> None:
    found = listed(saved("listing.xml"))
    (link,) = found.links
    assert (link.address.url, link.found) == (OVEN, OVEN + "?utm_source=rss")
    assert link.title == "Bakers open a second oven"
    # 21:30 without a zone is the source's time (docs/dependencies.md: feedparser would call it UTC).
    assert (link.published.iso, link.published.basis) == ("2026-04-15T13:30:00Z", DateBasis.FEED)
    assert found.next == FEED + "?paged=2"


def test_the_zone_is_the_source_s() -> None:
    found = listed(saved("listing.xml"), replace(OPTIONS, zone="Europe/Lisbon"))
    assert found.links[0].published.iso == "2026-04-15T20:30:00Z"


@pytest.mark.parametrize(("full", "whole", "followed"), [("auto", 1, 1), ("always", 2, 0), ("never", 0, 2)])
def test_the_operator_decides_what_is_whole(full: Literal["auto", "always", "never"], whole: int, followed: int) -> None:
    found = listed(saved("listing.xml"), replace(OPTIONS, full=full))
    assert (len(found.releases), len(found.links)) == (whole, followed)


PARAGRAPH = "<p>" + "x" * 300 + "</p>"


@pytest.mark.parametrize(
    ("content", "whole"),
    [
        (f"<content:encoded><![CDATA[{LONG}]]></content:encoded>", True),
        (f"<content:encoded><![CDATA[{LONG}<p>And so on […]</p>]]></content:encoded>", False),
        (f"<content:encoded><![CDATA[{LONG}<p>And so on...</p>]]></content:encoded>", False),
        (f"<content:encoded><![CDATA[{LONG}<a href=/a>Leia mais</a>]]></content:encoded>", False),
        (f"<content:encoded><![CDATA[{LONG}<p>繼續閱讀</p>]]></content:encoded>", False),
        ("<content:encoded><![CDATA[<p>A line.</p>]]></content:encoded>", False),
        ("<content:encoded><![CDATA[<img src=a.png>]]></content:encoded>", False),
        (f"<description><![CDATA[{PARAGRAPH}{PARAGRAPH}]]></description>", True),
        (f"<description><![CDATA[{PARAGRAPH}]]></description>", False),
        (f"<description><![CDATA[{PARAGRAPH}<p>short</p>]]></description>", False),
        (f"<description>{'x' * 300}\n\n{'x' * 300}</description>", True),
        (f"<description><![CDATA[{PARAGRAPH}{PARAGRAPH}<p><a href=/a>Read more</a></p>]]></description>", False),
        ("", False),
    ],
)
def test_what_counts_as_a_whole_text(content: str, whole: bool) -> None:
    found = listed(rss(item(content)))
    assert (len(found.releases), len(found.links)) == ((1, 0) if whole else (0, 1))


@pytest.mark.parametrize(
    "credit",
    [
        "<p>The post <a href=/a>A title</a> appeared first on <a href=/>Courier</a>.</p>",
        "<p>The post A title first appeared on Courier.</p>",
        "<p>O conteúdo <a href=/a>A title</a> aparece primeiro em <a href=/>Jornal</a>.</p>",
        "<p><a href=/a>〈A title〉</a>這篇文章最早發佈於<a href=/>《報》</a>。</p>",
        "<p><a href=/a>A title</a> war zuerst bei <a href=/>Kurier und Bote</a></p>",
    ],
)
def test_credits_of_plugins_are_no_text(credit: str) -> None:
    (release,) = listed(rss(item(f"<content:encoded><![CDATA[{LONG}{credit}]]></content:encoded>"))).releases
    assert release.body.endswith("about the harbour.")


def test_a_title_is_read_as_html_once() -> None:
    titles = ["A &amp;amp; B", "<![CDATA[A &amp; B]]>", "&lt;b&gt;A&lt;/b&gt; &amp; B", "A & B"]
    found = listed(rss("".join(item(title=title, link=f"https://courier.example/{n}.html") for n, title in enumerate(titles))))
    assert [link.title for link in found.links] == ["A & B"] * 4
    (twice,) = listed(rss(item(title="&amp;amp;lt;script&amp;amp;gt;"))).links
    assert twice.title == "&lt;script&gt;"
    (less,) = listed(rss(item(title="5 < 6 &amp; 7 > 6"))).links
    assert less.title == "5 < 6 & 7 > 6"


def test_scripts_in_an_item_are_no_text() -> None:
    """FAULTS C12: what is kept is plain text, so there is nothing to sanitise."""
    hostile = f"{LONG}<script>alert(1)</script><svg onload=alert(2)></svg><style>p{{}}</style><p onclick=alert(3)>End of it.</p>"
    (release,) = listed(rss(item(f"<content:encoded><![CDATA[{hostile}]]></content:encoded>"))).releases
    assert release.body.endswith("about the harbour.\nEnd of it.")
    assert "alert" not in release.body


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "https://a:b@courier.example/a.html"])
def test_a_link_that_is_no_address_is_none(link: str) -> None:
    """FAULTS R10, R11."""
    found = listed(rss(item(link=link)))
    assert (found.links, found.releases) == ((), ())
    assert "has no address" in found.problems[0].detail


@pytest.mark.parametrize("link", ["https://adverts.example/a.html", FEED, "https://courier.example/"])
def test_what_links_to_no_release_is_nothing(link: str) -> None:
    found = spider(replace(OPTIONS, release="")).listing(page(rss(item(link=link))))
    assert isinstance(found, Problem)
    assert (found.kind, found.role) == (ProblemKind.PARSE, Role.LISTING)


def test_two_items_of_one_address() -> None:
    whole = f"<content:encoded><![CDATA[{LONG}]]></content:encoded>"
    same = listed(rss(item(whole) + item(whole, link="https://courier.example/a.html?utm_medium=rss")))
    other = listed(rss(item(whole) + item(whole, title="Another")))
    assert (len(same.releases), same.problems) == (1, ())
    assert (len(other.releases), [each.kind for each in other.problems]) == (1, [ProblemKind.PARSE])


def test_an_item_without_a_link_lives_in_the_feed() -> None:
    guid = '<guid isPermaLink="false">item 17/ä</guid>'
    body = rss(item("<description>Short.</description>", link="", more=guid))
    (release,) = listed(body).releases
    assert release.address.native == "courier.example:guid:item 17/ä"
    assert release.address.url == FEED + "#item%2017%2F%C3%A4"
    assert spider().locate(release.address.url) == release.address
    asked = page(body, release.address.url)
    again = spider().release(asked, Link(release.address, release.address.url))
    assert isinstance(again, Release)
    assert (again.address, again.body) == (release.address, "Short.")
    gone = spider().release(replace(asked, body=rss(item()).encode()), Link(release.address, release.address.url))
    assert isinstance(gone, Problem)
    assert gone.role is Role.RELEASE


def test_a_permalink_stands_for_a_missing_link_and_only_then() -> None:
    permalink = "<guid>https://courier.example/p.html</guid>"
    assert listed(rss(item(link="", more=permalink))).links[0].address.key == "/p.html"
    assert listed(rss(item(more=permalink))).links[0].address.key == "/a.html"
    none = '<guid isPermaLink="false">https://courier.example/p.html</guid>'
    (release,) = listed(rss(item("<description>x</description>", link="", more=none))).releases
    assert release.address.key == "guid:https://courier.example/p.html"


def test_an_item_without_any_address_is_a_problem() -> None:
    found = listed(rss(item() + item(link="", title="Lost")))
    assert len(found.links) == 1
    assert "item 2 of the feed (Lost) has no address" in found.problems[0].detail


def test_keys_and_languages_come_from_the_release_pattern() -> None:
    options = Options(feeds=(FEED,), release=r"/(?P<lang>pt|en)/(?P<key>\d+)", site="daily")
    (link,) = listed(rss(item(link="https://courier.example/pt/77-x")), options).links
    assert link.address.native == "daily:77:pt"


# ---- pages -------------------------------------------------------------------------------------------------------


def followed() -> Link:
    return listed(saved("listing.xml")).links[0]


def test_a_linked_page_is_read_as_the_listing_kind_reads() -> None:
    found = spider().release(page(saved("release.html"), OVEN, "text/html"), followed())
    assert isinstance(found, Release), found
    assert found.title == "Bakers open a second oven"
    assert (found.published.iso, found.published.basis) == ("2026-04-15T13:30:00Z", DateBasis.META)
    assert found.body.startswith("The bakery at the corner")
    assert found.body.endswith("four hundred a day.")
    assert found.basis is Step.STRUCTURE
    by_css = spider(replace(OPTIONS, title="h1", body=".entry")).release(page(saved("release.html"), OVEN, "text/html"), followed())
    assert isinstance(by_css, Release)
    assert by_css.basis is Step.SELECTOR


@pytest.mark.parametrize("options", [OPTIONS, Options(feeds=(FEED,))])
def test_the_home_page_instead_of_a_release_is_a_problem(options: Options) -> None:
    for url in (OVEN, "https://www.courier.example/"):
        found = spider(options).release(page(saved("trap.html"), url, "text/html"), followed())
        assert isinstance(found, Problem)
        assert found.kind is ProblemKind.SOFT404


# ---- formats -----------------------------------------------------------------------------------------------------


def test_atom_with_bases_types_and_a_moving_date() -> None:
    url = "https://camara.example/avisos/feed.atom"
    found = listed(saved("atom.xml"), Options(feeds=(url,)), url)
    (release,) = found.releases
    (link,) = found.links
    assert (release.title, release.lang) == ("Câmara & associação assinam protocolo", "pt")
    assert release.address.url == "https://camara.example/avisos/2026/04/15/protocolo"
    assert release.published.iso == "2026-04-15T08:30:00Z"
    assert release.body.count("\n") == 1
    # Atom's plain titles mean what they say; `updated` is the last resort, after the date in the address.
    assert link.title == "Horário <reduzido> em maio"
    assert (link.published.iso, link.published.basis) == ("2026-04-14", DateBasis.ADDRESS)
    assert found.next == url + "?pagina=2"


def test_json_feed() -> None:
    url = "https://gazette.example/feed.json"
    found = listed(saved("feed.json"), Options(feeds=(url,)), url)
    assert [each.address.native for each in found.releases] == ["gazette.example:/item/812", "gazette.example:guid:notice-810"]
    whole, notice = found.releases
    assert (whole.title, whole.lang, whole.published.iso) == ("兩地商會簽署合作備忘錄", "zh-Hant", "2026-04-16T02:08:00Z")
    assert notice.body.split("\n") == ["北區明日上午九時至十一時暫停供水。", "居民請預先儲水，查詢可致電水務部門。"]
    assert [(each.address.key, each.published.iso) for each in found.links] == [("/item/811", "2026-04-15T01:00:00Z")]
    assert found.next == url + "?page=2"
    assert whole.snapshot is not None
    assert json.loads(whole.snapshot.body)["url"] == "https://gazette.example/item/812#top"


def json_feed(*items: str) -> str:
    return '{"version": "https://jsonfeed.org/version/1", "items": [' + ",".join(items) + "]}"


GOOD = '{"id": "1", "url": "https://courier.example/1.html", "title": "One"}'


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("[" * 100_000, "nested deeper"),
        (json_feed('{"id": ' + "[" * 5000 + "]" * 5000 + "}"), "nested deeper"),
        (json_feed('{"id": NaN}'), "no number"),
        (json_feed('{"id": 1e999}'), "beyond all measure"),
        (json_feed('{"id": ' + "9" * 5000 + "}"), "digits"),
        (json_feed('{"id": 1, "id": 2}'), "stands twice"),
        (json_feed(GOOD, r'{"id": "2", "title": "Two \ud83d"}'), "surrogate"),
        ('{"items": []}', "not a JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/2", "items": []}', "not a JSON Feed"),
        ("[1, 2]", "not a JSON Feed"),
        ('{"version": ', "not JSON"),
    ],
)
def test_json_that_readers_would_read_differently_is_refused(body: str, says: str) -> None:
    """FAULTS C27."""
    found = spider().listing(page(body))
    assert isinstance(found, Problem)
    assert (found.kind, found.role) == (ProblemKind.PARSE, Role.LISTING)
    assert says in found.detail


def test_what_is_no_item_costs_no_other() -> None:
    pair = r'{"id": "3", "url": "https://courier.example/3.html", "title": "Three \ud83d\ude00"}'
    found = listed(json_feed(GOOD, "7", pair))
    assert [link.title for link in found.links] == ["One", "Three 😀"]
    assert [problem.detail for problem in found.problems] == ["item 2 is no object"]


def test_pictures_titles_and_texts_are_not_the_item_s() -> None:
    media = "<media:title>Photo</media:title><media:description>" + "A long caption. " * 50 + "</media:description>"
    (link,) = listed(
        rss(f"<item>{media}<title>Mine</title><link>https://courier.example/a.html</link><description>x</description></item>")
    ).links
    assert link.title == "Mine"


@pytest.mark.parametrize("following", ["https://elsewhere.example/feed?p=2", "javascript:x", FEED, ""])
def test_the_next_page_is_another_one_of_the_site(following: str) -> None:
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="{}"/><entry><title>A</title><link href="{}"/></entry></feed>'
    assert listed(atom.format(following, "https://courier.example/a.html")).next is None


RDF = (
    '{}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="{}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<channel><title>C</title></channel><item><title>朱镕基题词</title><link>https://s.example/1?a=1&b=2</link>"
    "<dc:date>2024-05-01T10:00:00+08:00</dc:date><description>内容</description></item></rdf:RDF>"
)
DTD = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
PLAIN = (
    '<rss version="{}"><channel><title>C</title><item><title>São &amp; cia</title><link>https://s.example/1?a=1&amp;b=2</link>'
    "<description>x &lt;b&gt;y&lt;/b&gt;</description></item></channel></rss>"
)
FORMATS: dict[str, bytes] = {
    "rss 0.90": RDF.format("", "http://my.netscape.com/rdf/simple/0.9/").encode(),
    "rss 0.91": ('<?xml version="1.0" encoding="ISO-8859-1"?>' + DTD + PLAIN.format("0.91")).encode("latin-1"),
    "rss 0.92": PLAIN.format("0.92").encode(),
    "rss 1.0 in GB2312": RDF.format('<?xml version="1.0" encoding="gb2312"?>', "http://purl.org/rss/1.0/").encode("gb18030"),
    "rss 2.0 in UTF-16": ('<?xml version="1.0" encoding="utf-16"?>' + PLAIN.format("2.0")).encode("utf-16"),
    "atom 0.3": (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>C</title><entry><title mode="escaped" type="text/html">São</title>'
        '<link rel="alternate" type="text/html" href="https://s.example/1"/><issued>2004-01-01T10:00:00+08:00</issued>'
        '<content type="text/html" mode="escaped">&lt;p&gt;Texto&lt;/p&gt;</content></entry></feed>'
    ).encode(),
    "atom 1.0": (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>C</title><entry><title>São</title><link href="https://s.example/1"/><id>x</id>'
        '<published>2024-05-01T10:00:00Z</published><content type="html">&lt;p&gt;Texto&lt;/p&gt;</content></entry></feed>'
    ).encode(),
    "no namespace": b'<feed><title>C</title><entry><title>One</title><link href="https://s.example/1"/><summary>x</summary></entry></feed>',
    "html not escaped": (
        b'<rss version="2.0"><channel><title>C</title><item><title>One</title><link>https://s.example/1</link>'
        b"<description><p>abc<br>def</p></description></item></channel></rss>"
    ),
    "warnings before it": b"<br />\n<b>Warning</b>: x in <b>y.php</b><br />\n" + PLAIN.format("2.0").encode(),
    "a counter behind it": PLAIN.format("2.0").encode() + b"<!-- 0.3 s --><script>count()</script>",
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_reads_as_feedparser_reads_it(name: str) -> None:
    other = feedparser.parse(FORMATS[name], sanitize_html=False, resolve_relative_uris=False).entries
    ours = read_feed(page(FORMATS[name], content_type="text/xml"))
    assert ours is not None
    assert ours.whole
    assert len(ours.items) == len(other) == 1
    mine, theirs = ours.items[0], other[0]
    assert (plain_title(mine), mine.link) == (theirs.title, theirs.link)
    assert mine.published == theirs.get("published", theirs.get("updated", ""))
    text = theirs.content[0].value if "content" in theirs else theirs.summary
    assert mine.content.replace("<br/>", "<br>") == text.replace("<br />", "<br>")


def test_what_is_no_feed_says_so() -> None:
    """feedparser finds no entries in an error page, and no fault with it."""
    for body, says in ((saved("trap.html"), "a web page"), (b"Internal error", "not a feed"), (b"", "not a feed")):
        found = spider().listing(page(body))
        assert isinstance(found, Problem)
        assert says in found.detail
    empty = spider().listing(page(rss("")))
    assert isinstance(empty, Problem)
    assert empty.kind is ProblemKind.EMPTY


def test_entities_are_not_expanded() -> None:
    """FAULTS C26."""
    bomb = '<!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    (link,) = listed(rss(item(title="&b; &x;"), bomb)).links
    assert link.title == "&b; &x;"


def test_a_feed_that_breaks_off_is_partial_and_its_last_item_is_followed() -> None:
    whole = f"<content:encoded><![CDATA[{LONG}{LONG}]]></content:encoded>"
    body = rss(item(whole) + item(whole, link="https://courier.example/b.html"))
    found = listed(body[: body.rindex("about the harbour")])
    assert [each.address.key for each in found.releases] == ["/a.html"]
    assert [each.address.key for each in found.links] == ["/b.html"]
    assert [each.kind for each in found.problems] == [ProblemKind.PARTIAL]


def test_what_is_never_closed_costs_no_time() -> None:
    head = '<rss version="2.0"><channel>'
    bodies = [head + opening * 60_000 for opening in ("<item><title><![CDATA[", "<description><p>", "<a>", "&a", "<!-- ")]
    started = time.process_time()
    for body in bodies:
        assert isinstance(spider().listing(page(body)), Listing | Problem)
    assert time.process_time() - started < 8


# ---- options -----------------------------------------------------------------------------------------------------


def test_hosts_count_with_and_without_www() -> None:
    options = replace(OPTIONS, hosts=("cdn.courier.example",))
    names = {"courier.example", "www.courier.example", "cdn.courier.example", "www.cdn.courier.example"}
    assert spider(options).hosts() == names
    assert spider(options).starts() == (FEED,)
    assert spider(options).locate("https://elsewhere.example/a.html") is None


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"feeds": ()}, "feeds"),
        ({"feeds": ("/feed",)}, "absolute"),
        ({"full": "sometimes"}, "auto, always, never"),
        ({"release": "("}, "regular expression"),
        ({"body": "p >"}, "CSS"),
        ({"zone": "Asia/Nowhere"}, "time zone"),
    ],
)
def test_options_say_what_is_wrong(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        replace(OPTIONS, **wrong)


# ---- anything ----------------------------------------------------------------------------------------------------

PIECES = st.sampled_from((
    "<item>", "</item>", "<title>", "</title>", "<link>", "</link>", "https://courier.example/a.html", "<description>", "</description>",
    "<content:encoded>", "<![CDATA[", "]]>", "<guid>", "</guid>", "&amp;", "&#55296;", "&nbsp;", "<p>", "<a href='/x'>", "\x00",
))  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=25).map("".join)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=10)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["id", "url", "title", "content_html", "date_published", "authors", "name"]), inner, max_size=5),
    ),
    max_leaves=12,
)


@settings(max_examples=120, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        TEXTS.map(lambda inner: rss(inner).encode("utf-8", "replace")),
        TEXTS.map(lambda inner: f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{inner}'.encode("utf-8", "surrogatepass")),
        VALUES.map(lambda value: json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [value], "next_url": value}).encode()),
        VALUES.map(lambda value: json.dumps(value).encode()),
    )
)
def test_nothing_raises(body: bytes) -> None:
    for options in (OPTIONS, Options(feeds=(FEED,), full="always")):
        found = spider(options).listing(page(body))
        assert isinstance(found, Listing | Problem)
        if isinstance(found, Listing):
            for release in found.releases:
                (release.title + release.body + release.address.native + release.address.url).encode()
                assert release.published.precision in Precision
        assert isinstance(spider(options).release(page(body, OVEN, "text/html"), followed()), Release | Problem)
        kept = spider(options).locate(FEED + "#1")
        assert kept is not None
        assert isinstance(spider(options).release(page(body, kept.url), Link(kept, kept.url)), Release | Problem)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=30))
def test_any_guid_finds_its_way_back(guid: str) -> None:
    entry = json.dumps({"id": guid, "title": "One", "content_text": "Two."})
    found = spider().listing(page(json_feed(entry)))
    if isinstance(found, Listing) and found.releases:
        release = found.releases[0]
        assert spider().locate(release.address.url) == release.address


def test_read_json_feed_keeps_numbers_as_ids() -> None:
    found = read_json_feed(page(json_feed('{"id": 17, "content_text": "a < b"}')))
    assert not isinstance(found, str)
    assert (found.items[0].guid, found.items[0].content) == ("17", "a &lt; b")
