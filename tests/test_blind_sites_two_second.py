"""The second six sites of the second blind set say what their truth says. Direct calls, no network."""

from __future__ import annotations

import html
import json
import re
from datetime import date
from urllib.parse import urljoin, urlsplit

import pytest
from blind_sites.kit import BlindSite
from blind_sites_two.second_sites import SITES

from demo.server import Request, Response

LISTS = {
    "newspaper on WordPress without JSON": ("/", "/page/2/"),
    "city government of Guangdong": ("/xwzx/bhyw/index.html", "/xwzx/bhyw/index_2.html"),
    "agency with a JSON Feed": ("/", "/?pagina=2"),
    "script-filled trade paper with a news sitemap": ("/maps/stories-2026.xml",),
    "consulate with cards": ("/comunicados", "/comunicados?pagina=2", "/comunicados?pagina=3"),
    "foundation with a table": ("/act/", "/act/?page=2"),
}
every = pytest.mark.parametrize("site", SITES, ids=lambda site: site.host)


def get(site: BlindSite, address: str) -> Response:
    parts = urlsplit(urljoin(site.url, address))
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    return site.answer(Request("GET", target, {"host": site.host, "x-forwarded-proto": "https"}))


def text(answer: Response) -> str:
    return html.unescape(answer.payload.decode())


def named(site: BlindSite, address: str) -> list[str]:
    found = re.findall(r'href="([^"]+)"|<loc>([^<]+)</loc>', text(get(site, address)))
    return [urljoin(site.url, one or other) for one, other in found]


def by_host(part: str) -> BlindSite:
    return next(site for site in SITES if part in site.host)


@every
def test_releases_answer_with_title_and_first_words(site: BlindSite) -> None:
    assert len(site.truth) >= 12
    assert len({truth.url for truth in site.truth}) == len({truth.title for truth in site.truth}) == len(site.truth)
    for truth in site.truth:
        assert urlsplit(truth.url).hostname == site.host
        answer = get(site, truth.url)
        assert answer.status == 200
        assert truth.title in text(answer)
        assert truth.first_words in text(answer)
    days = [date.fromisoformat(truth.date) for truth in site.truth if truth.date]
    assert len(days) == len(site.truth)
    assert days == sorted(days, reverse=True)


@every
def test_lists_name_all_releases(site: BlindSite) -> None:
    seen = {address for page in LISTS[site.name] for address in named(site, page)}
    assert {truth.url for truth in site.truth} <= seen
    assert get(site, site.url).status == 200


@every
def test_decoys_and_twins(site: BlindSite) -> None:
    releases = {truth.url: truth for truth in site.truth}
    assert site.decoys
    assert not releases.keys() & set(site.decoys)
    for decoy in site.decoys:
        assert get(site, decoy).status == 200
    for twin, own in site.twins:
        assert twin not in releases
        answer = get(site, twin)
        if answer.status == 301:
            assert answer.headers["Location"] == own
        else:
            assert answer.status == 200
            assert releases[own].first_words in text(answer)


@every
def test_pages_change_between_two_requests(site: BlindSite) -> None:
    assert text(get(site, site.truth[0].url)) != text(get(site, site.truth[0].url))
    assert get(site, "/no/such/page-at-all").status == 404


def test_wordpress_without_json_has_full_feed() -> None:
    site = by_host("gazette")
    assert get(site, "/wp-json/").status == get(site, "/wp-json/wp/v2/posts?per_page=10").status == 404
    first, second = text(get(site, "/feed/")), text(get(site, "/feed/?paged=2"))
    for place, truth in enumerate(site.truth):
        feed = first if place < 10 else second
        assert f"<link>{truth.url}</link>" in feed
        assert truth.first_words in feed


def test_guangdong_script_names_its_index() -> None:
    site = by_host("binhai")
    address = re.search(r'"(/postmeta/i/\d+\.json)"', text(get(site, site.url)))
    assert address
    articles = json.loads(get(site, address[1]).payload)["articles"]
    assert [(one["url"], one["title"], one["date"]) for one in articles] == [(truth.url, truth.title, truth.date) for truth in site.truth]


def test_json_feed_is_advertised_and_goes_on() -> None:
    site = by_host("atlantico")
    link = re.search(r'type="application/feed\+json"[^>]*href="([^"]+)"', text(get(site, site.url)))
    assert link
    address, items = link[1], []
    while address:
        data = json.loads(get(site, address).payload)
        assert data["version"] == "https://jsonfeed.org/version/1.1"
        items += data["items"]
        address = data.get("next_url", "")
    assert [(one["url"], one["title"], one["date_published"][:10]) for one in items] == [
        (truth.url, truth.title, truth.date) for truth in site.truth
    ]


def test_sitemaps_are_the_only_way_in() -> None:
    site = by_host("tradewatch")
    releases = {truth.url for truth in site.truth}
    assert not releases & set(named(site, site.url))
    robots = re.search(r"Sitemap: (\S+)", text(get(site, "/robots.txt")))
    assert robots
    maps = named(site, robots[1])
    assert len(maps) == 3
    assert releases < {address for one in maps for address in named(site, one)}
    news = text(get(site, "/maps/news.xml"))
    for truth in site.truth[:6]:
        assert truth.url in news
        assert f"<news:publication_date>{truth.date}T" in news
