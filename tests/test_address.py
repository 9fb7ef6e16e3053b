"""Addresses: one spelling, safe resolution, nothing raised."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.address import DEFAULT_NOISE, canonical, host_of, resolve, same_site, strip_www


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://WWW.GCS.gov.MO/detail/en/N24GVoUfxH", "https://www.gcs.gov.mo/detail/en/N24GVoUfxH"),
        ("https://www.gcs.gov.mo/detail/en/N24GVoUfxH;jsessionid=7D81D2FE78481.app01", "https://www.gcs.gov.mo/detail/en/N24GVoUfxH"),
        ("https://a.mo/x;JSESSIONID=1/y", "https://a.mo/x/y"),
        ("https://a.mo/list/?0", "https://a.mo/list/"),
        ("https://a.mo/list/?7&utm_source=rss&utm_campaign=x", "https://a.mo/list/"),
        ("https://a.mo/?p=766858", "https://a.mo/?p=766858"),
        ("https://a.mo/?p=766858&_refresh=true&display_mode=list#top", "https://a.mo/?p=766858"),
        ("https://a.mo/?id=1&ajaxCalendar=1&mo=3&yr=2024", "https://a.mo/?id=1"),
        ("https://a.mo/x?amp=1&print=1&PHPSESSID=abc&doing_wp_cron=1.2", "https://a.mo/x"),
        ("https://a.mo/x?&b=2&&a=1&", "https://a.mo/x?b=2&a=1"),
        ("https://a.mo/x?b=2&a=1", "https://a.mo/x?b=2&a=1"),
        ("https://a.mo/x?topic=One_Centre", "https://a.mo/x?topic=One_Centre"),
        ("http://english.jiangmen.gov.cn:80/jmxw/", "http://english.jiangmen.gov.cn/jmxw/"),
        ("https://a.mo:443/x", "https://a.mo/x"),
        ("https://a.mo:8443/x", "https://a.mo:8443/x"),
        ("https://a.mo", "https://a.mo/"),
        ("https://a.mo?p=1", "https://a.mo/?p=1"),
        ("https://a.mo./x", "https://a.mo/x"),
        ("https://a.mo/%7euser/%e6%be%b3", "https://a.mo/~user/%E6%BE%B3"),
        ("https://a.mo/澳門 x", "https://a.mo/%E6%BE%B3%E9%96%80%20x"),
        ("https://a.mo/100%", "https://a.mo/100%25"),
        ("https://a.mo/a/./b/../c", "https://a.mo/a/c"),
        ("https://a.mo/a/%2e%2e/c", "https://a.mo/c"),
        ("https://a.mo/a%2Fb", "https://a.mo/a%2Fb"),
        ("https://澳門.mo/", "https://xn--mix891f.mo/"),
        ("  https://a.mo/x\n", "https://a.mo/x"),
        ("https://[::1]:8000/x", "https://[::1]:8000/x"),
    ],
)
def test_one_spelling(url: str, expected: str) -> None:
    assert canonical(url) == expected


UNUSABLE = [
    "",
    "x",
    "/path",
    "//a.mo/x",
    "ftp://a.mo/",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "http://",
    "http:///x",
    "http://a:1\\@b/",
    "http://a.mo\\x/",
    "http://user@a.mo/",
    "http://user:secret@a.mo/",
    "http://a.mo:99999/",
    "http://a.mo:0/",
    "http://a.mo:x/",
    "http://a b/",
    "http://a..mo/",
    "http://%61.mo/",
    "http://a.mo/\x00x",
]


@pytest.mark.parametrize("url", UNUSABLE)
def test_what_is_no_address_is_empty(url: str) -> None:
    assert canonical(url) == ""
    assert host_of(url) == ""
    assert resolve(url, "") is None


def test_http_is_kept_unless_told_otherwise() -> None:
    assert canonical("http://a.mo/x") == "http://a.mo/x"
    assert canonical("http://a.mo/x", keep_http=False) == "https://a.mo/x"
    assert canonical("http://a.mo:443/x", keep_http=False) == "https://a.mo/x"


def test_a_spider_adds_its_own_noise() -> None:
    assert canonical("https://a.mo/x?topic=y&id=1", drop=DEFAULT_NOISE | {"topic"}) == "https://a.mo/x?id=1"


def test_host() -> None:
    assert host_of("https://WWW.a.mo:443/x") == "www.a.mo"
    assert host_of("http://a.mo:8080") == "a.mo:8080"
    assert host_of("https://a.mo/" + "x" * 5000) == "a.mo"
    assert host_of("https://a.mo/" + "x" * 5000 + "\\") == ""
    assert strip_www("www.a.mo") == "a.mo"
    assert strip_www("wwwa.mo") == "wwwa.mo"


def test_same_site() -> None:
    assert same_site("http://www.a.mo/x", "https://a.mo/y")
    assert same_site("a.mo", "https://www.a.mo/")
    assert not same_site("https://a.mo/", "https://b.a.mo/")
    assert not same_site("https://a.mo:81/", "https://a.mo/")
    assert not same_site("javascript:x", "javascript:x")
    assert not same_site("", "")


BASE = "https://www.forumchinaplp.org.mo/en/news?p=8"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/en/news/view/1385", "https://www.forumchinaplp.org.mo/en/news/view/1385"),
        ("view/1385", "https://www.forumchinaplp.org.mo/en/view/1385"),
        ("?p=9", "https://www.forumchinaplp.org.mo/en/news?p=9"),
        ("../detail/x?topic=a", "https://www.forumchinaplp.org.mo/detail/x?topic=a"),
        ("//b.mo/x", "https://b.mo/x"),
        ("HTTP://B.mo/x", "http://b.mo/x"),
        (" \n/a\tb\n", "https://www.forumchinaplp.org.mo/ab"),
        ("/a b", "https://www.forumchinaplp.org.mo/a%20b"),
        ("/x#part", "https://www.forumchinaplp.org.mo/x"),
        ("/../../x", "https://www.forumchinaplp.org.mo/x"),
        ("/澳門", "https://www.forumchinaplp.org.mo/%E6%BE%B3%E9%96%80"),
    ],
)
def test_links_are_resolved(href: str, expected: str) -> None:
    assert resolve(BASE, href) == expected


@pytest.mark.parametrize(
    "href",
    [
        "",
        "   ",
        "#top",
        "javascript:void(0)",
        " JavaScript:x",
        "java\tscript:x",
        "\x01javascript:x",
        "java\x00script:x",
        "data:text/html,x",
        "mailto:a@b.mo",
        "tel:+853",
        "ftp://a.mo/x",
        "/a\\b",
        "\\\\b.mo\\x",
        "http://a@b.mo/",
        "http://[::1",
        "https://",
    ],
)
def test_links_that_lead_nowhere(href: str) -> None:
    assert resolve(BASE, href) is None


url_like = st.text(max_size=60) | st.builds(
    lambda scheme, host, tail: f"{scheme}://{host}{tail}",
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["a.mo", "A.mo:80", "a.mo:443", "www.a.mo.", "澳門.mo", "u@a.mo"]),
    st.text(alphabet="/?&=.;%#2eE0aA:jsessionid澳 \\\t~", max_size=50),
)


@settings(max_examples=300, deadline=None)
@given(url_like, st.booleans())
def test_canonical_is_idempotent(url: str, keep_http: bool) -> None:
    once = canonical(url, keep_http=keep_http)
    assert canonical(once, keep_http=keep_http) == once
    assert once == "" or (once.isascii() and " " not in once and host_of(once))


@settings(max_examples=300, deadline=None)
@given(url_like, st.text(max_size=40) | url_like)
def test_resolve_gives_a_usable_address_or_none(base: str, href: str) -> None:
    found = resolve(base, href)
    assert found is None or (host_of(found) and canonical(found) and found.isascii() and "#" not in found)
