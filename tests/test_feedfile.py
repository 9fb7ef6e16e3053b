"""Feeds as sites send them: RSS, RDF, Atom; broken, hostile, in old charsets."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from crawlers.feedfile import read_feed
from crawlers.page import Page

PAGES = Path(__file__).parent / "pages"
NOW = datetime(2026, 4, 18, 10, 0, tzinfo=UTC)


def page(body: bytes, content_type: str = "application/rss+xml") -> Page:
    return Page("https://site.example/feed", body, NOW, {"content-type": content_type})


def rss(inner: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return f'{head}<rss version="2.0"><channel><title>News</title>{inner}</channel></rss>'.encode()


def test_an_rss_item_is_kept_as_written() -> None:
    feed = read_feed(page((PAGES / "gcs/feed-zh-hant.xml").read_bytes()))
    assert feed is not None
    assert feed.whole
    assert feed.title == "新聞局稿件"
    assert len(feed.items) == 6
    item = feed.items[3]
    assert item.title == "金管局公佈三月貨幣統計"
    assert item.link == "https://www.gcs.gov.mo/detail/zh-hant/N26DNmmST1?topic=A&category=B"
    assert item.guid == "https://www.gcs.gov.mo/detail/zh-hant/N26DNmmST1"
    assert item.published == "2026-04-15T16:00:00+08:00"
    assert item.content.startswith("<p>廣義貨幣供應量")


def test_the_xml_of_an_item_is_its_own_and_can_be_read_again() -> None:
    feed = read_feed(page((PAGES / "gcs/feed-zh-hant.xml").read_bytes()))
    assert feed is not None
    element = etree.fromstring(feed.items[1].xml)
    assert element.tag == "item"
    assert element.findtext("guid") == feed.items[1].guid
    assert feed.items[2].guid.encode() not in feed.items[1].xml


def test_atom_with_xhtml_content_and_bare_ampersands() -> None:
    feed = read_feed(page((PAGES / "feedfile/atom.xml").read_bytes(), "application/atom+xml"))
    assert feed is not None
    assert feed.whole
    one, two = feed.items
    assert (one.link, one.published) == ("https://site.example/1?a=1&b=2", "2024-03-01T08:30:00Z")
    assert "<p>The fair opens – at noon.</p>" in one.content
    assert (two.link, two.published, two.content) == ("https://site.example/2", "2024-03-03T00:00:00Z", "Text.")


def test_rdf_has_its_items_beside_the_channel() -> None:
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<channel><title>Old</title></channel><item><title>One</title><link>https://site.example/1</link><dc:date>2024-05-01</dc:date></item></rdf:RDF>"
    )
    feed = read_feed(page(body.encode()))
    assert feed is not None
    assert feed.title == "Old"
    assert [(item.title, item.link, item.published) for item in feed.items] == [("One", "https://site.example/1", "2024-05-01")]


def test_the_longest_text_of_an_item_is_its_content() -> None:
    whole = "<content:encoded><![CDATA[<p>The whole text & more</p>]]></content:encoded>"
    inner = f"<item><title>a</title><description>cut…</description>{whole}</item>"
    feed = read_feed(page(rss(inner)))
    assert feed is not None
    assert feed.items[0].content == "<p>The whole text & more</p>"


def test_html_entities_outside_cdata_are_characters() -> None:
    feed = read_feed(page(rss("<item><title>S&atilde;o&nbsp;Jos&eacute; &copy; &unknown; A & B &#x4E2D;&#0;</title></item>")))
    assert feed is not None
    assert feed.whole
    assert feed.items[0].title == "São\xa0José © &unknown; A & B 中"


@pytest.mark.parametrize("encoding", ["gb2312", "gb18030", "big5"])
def test_legacy_charsets(encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    title = "商務部與澳門商討合作的內容與日期" if encoding == "big5" else "商务部就朱镕基题词与澳门商讨合作的内容和日期"
    body = rss(f"<item><title>{title}</title></item>", head).decode().encode("big5" if encoding == "big5" else "gb18030")
    feed = read_feed(page(body))
    assert feed is not None
    assert feed.items[0].title == title


def test_a_feed_that_breaks_off_says_so() -> None:
    whole = rss("<item><title>One</title></item><item><title>Two</title><description>abc")
    feed = read_feed(page(whole[: whole.index(b"abc") + 2]))
    assert feed is not None
    assert [item.title for item in feed.items] == ["One", "Two"]
    assert not feed.whole


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"not xml",
        b"<html><body><item>x</item></body></html>",
        b"<!DOCTYPE html><html><head></head></html>",
        b'{"items": []}',
        b"\x00\x01",
    ],
)
def test_what_is_no_feed_is_none(body: bytes) -> None:
    assert read_feed(page(body, "text/html")) is None


def test_entities_are_never_expanded_and_files_never_read() -> None:
    """FAULTS C26."""
    bomb = '<!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    feed = read_feed(page(rss("<item><title>&b;</title><description>&x;</description></item>", '<?xml version="1.0"?>' + bomb)))
    assert feed is not None
    assert feed.items[0].title == "&b;"
    assert feed.items[0].content == "&x;"


def test_control_characters_cost_nothing_else() -> None:
    """FAULTS C09."""
    feed = read_feed(page(rss("<item><title>A\x00B\x0bC</title></item><item><title>D</title></item>")))
    assert feed is not None
    assert [item.title for item in feed.items] == ["ABC", "D"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_title_survives_in_cdata(title: str) -> None:
    clean = "".join(char for char in title if char in "\t\n" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char > "\uffff")
    clean = clean.replace("]]>", "").replace("\r", "").strip()
    feed = read_feed(page(rss(f"<item><title><![CDATA[{clean}]]></title><link>https://site.example/1</link></item>")))
    assert feed is not None
    assert feed.items[0].title == clean
    assert feed.items[0].link == "https://site.example/1"


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(alphabet="<>&;![]/ab \"'=?", max_size=200).map(lambda inner: rss(inner))))
def test_nothing_raises(body: bytes) -> None:
    feed = read_feed(page(body))
    assert feed is None or all(isinstance(item.xml, bytes) for item in feed.items)
