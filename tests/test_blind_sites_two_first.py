"""The first six sites keep their word: what their truth says is what they answer. Direct calls, no network."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from blind_sites.kit import BlindSite
from blind_sites_two.first_sites import SITES

from demo.server import Request, Response

PAGED = {
    "universidade-litoral-two.test": ("/noticias/", "/noticias/page/2/", "/noticias/page/3/"),
    "swj-beiwan-two.test": ("/zwgk/gzdt/index.html", "/zwgk/gzdt/index_2.html", "/zwgk/gzdt/index_3.html"),
    "harbourchamber-two.test": ("/news-and-media", "/news-and-media?page=2"),
    "mincomercio-two.test": ("/noticias", "/noticias?pagina=2", "/noticias?pagina=3"),
    "marine-bureau-two.test": ("/news", "/news?page=2", "/news?page=3"),
    "jiangan-xinqu-two.test": ("/xwzx/gzdt/", "/xwzx/gzdt/index_1.html", "/xwzx/gzdt/index_2.html"),
}
every = pytest.mark.parametrize("site", SITES, ids=lambda site: site.host)


def ask(site: BlindSite, address: str) -> Response:
    parts = urlsplit(address)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    return site.answer(Request("GET", target, {"host": site.host, "x-forwarded-proto": parts.scheme}))


def text_of(response: Response) -> str:
    return unescape(response.payload.decode())


def links(site: BlindSite, address: str) -> list[str]:
    """The addresses a page names in its main part, each once."""
    response = ask(site, address)
    assert response.status == 200
    return list(dict.fromkeys(urljoin(address, link) for link in re.findall(r'href="([^"]+)"', text_of(response))))


@every
def test_has_what_a_site_needs(site: BlindSite) -> None:
    assert site.host.endswith("-two.test")
    assert urlsplit(site.url).hostname == site.host
    assert len(site.truth) >= 12
    assert len({truth.url for truth in site.truth}) == len({truth.title for truth in site.truth}) == len(site.truth)
    assert [truth.date for truth in site.truth] == sorted((truth.date or "" for truth in site.truth), reverse=True)


@every
def test_every_release_answers_with_its_title_and_first_words(site: BlindSite) -> None:
    for truth in site.truth:
        response = ask(site, truth.url)
        assert response.status == 200
        page = text_of(response)
        assert truth.title in page
        assert page.count(truth.first_words) == 1
        assert truth.lang == site.lang


@every
def test_lists_name_every_release(site: BlindSite) -> None:
    root = site.url.split("/", 3)
    pages = [links(site, "/".join(root[:3]) + target) for target in PAGED[site.host]]
    named = {link for page in pages for link in page}
    assert {truth.url for truth in site.truth} <= named
    assert set(site.decoys) <= named
    assert site.truth[0].url in links(site, site.url)


@every
def test_decoys_and_twins_answer(site: BlindSite) -> None:
    known = {truth.url: truth for truth in site.truth}
    for decoy in site.decoys:
        assert ask(site, decoy).status == 200
        assert decoy not in known
    for twin, own in site.twins:
        response = ask(site, twin)
        assert response.headers.get("Location") == own or known[own].first_words in text_of(response)


@every
def test_two_requests_differ_and_the_unknown_is_missing(site: BlindSite) -> None:
    assert ask(site, site.truth[0].url).payload != ask(site, site.truth[0].url).payload
    assert ask(site, f"{site.url.rstrip('/')}/no-such-page-9").status == 404
    assert ask(site, urljoin(site.url, "/robots.txt")).status == 200


def test_wordpress_interface_pages_and_filters() -> None:
    site = SITES[0]
    base = "https://universidade-litoral-two.test/wp-json/wp/v2/posts"
    first = ask(site, f"{base}?per_page=10")
    assert first.headers["X-WP-Total"] == str(len(site.truth))
    rows = json.loads(first.payload) + json.loads(ask(site, f"{base}?per_page=10&page=2").payload)
    assert [row["link"] for row in rows] == [truth.url for truth in site.truth]
    assert [row["date"][:10] for row in rows] == [truth.date for truth in site.truth]
    assert ask(site, f"{base}?page=9").status == 400
    some = json.loads(ask(site, f"{base}?modified_after=2026-03-20T00:00:00&_fields=id,link").payload)
    assert some
    assert set(some[0]) == {"id", "link"}
    assert text_of(ask(site, "https://universidade-litoral-two.test/feed/")).count("<item>") == 10


def test_feed_of_teasers_has_no_bodies() -> None:
    site = SITES[2]
    page = text_of(ask(site, site.url))
    assert 'type="application/rss+xml"' in page
    feed = text_of(ask(site, urljoin(site.url, "/rss/news.xml")))
    for truth in site.truth:
        assert f"<link>{truth.url}?utm_source=rss" in feed
    assert max(map(len, re.findall("<description>(.*?)</description>", feed))) < 200


def test_next_pages_of_the_new_area_are_named_by_a_script_only() -> None:
    page = text_of(ask(SITES[5], SITES[5].url))
    assert 'createPageHTML(3, 0, "index", "html")' in page
    assert "index_1.html" not in page
