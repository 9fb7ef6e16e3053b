"""The blind sites keep their word: every release answers with its title and words, and the lists name what the truth says.

Nothing of the reader is used here; the answer functions are called directly.
"""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from blind_sites.sites import SITES, BlindSite

from demo.server import Request, Response

KINDS = {"feed", "wordpress", "guangdong-cms", "trs", "sitemap", "listing"}


def fetch(site: BlindSite, url: str, **headers: str) -> Response:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return site.answer(Request("GET", target, {"host": parts.netloc, "x-forwarded-proto": parts.scheme, **named}))


def text(response: Response) -> str:
    return unescape(response.payload.decode(response.charset))


def links(site: BlindSite, url: str) -> list[str]:
    """Addresses named by a page, in order."""
    found = re.findall(r"""(?:href|HREF)=["']([^"']+)["']""", fetch(site, url).payload.decode(site_charset(site, url)))
    return [urljoin(url, unescape(each)).partition("#")[0] for each in found]


def site_charset(site: BlindSite, url: str) -> str:
    return fetch(site, url).charset


def in_order(wanted: list[str], found: list[str]) -> bool:
    """The wanted addresses are all there, and first appear in the given order."""
    first = [url for at, url in enumerate(found) if url in set(wanted) and url not in found[:at]]
    return first == wanted


every = pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)


def test_there_are_twelve_of_every_kind_and_language() -> None:
    assert len(SITES) == len({site.name for site in SITES}) == len({site.host for site in SITES}) == 12
    assert {site.kind for site in SITES} == KINDS
    assert {site.lang for site in SITES} == {"en", "pt", "zh-Hant", "zh-Hans"}


@every
def test_the_truth_is_well_formed(site: BlindSite) -> None:
    assert len(site.truth) >= 12
    assert site.host.endswith(".test")
    assert set(site.also) <= KINDS - {site.kind}
    assert len({truth.url for truth in site.truth}) == len({truth.title for truth in site.truth}) == len(site.truth)
    assert len({truth.first_words for truth in site.truth}) == len(site.truth)
    dates = [truth.date for truth in site.truth if truth.date]
    assert dates == sorted(dates, reverse=True)
    assert all(date.fromisoformat(day).weekday() < 5 for day in dates if day > "2026")
    assert len(dates) >= len(site.truth) - 1
    known = {truth.url for truth in site.truth}
    assert not known & set(site.decoys)
    assert all(urlsplit(url).netloc == site.host for url in [site.url, *known, *site.decoys])


@every
def test_every_release_answers_with_its_title_and_words(site: BlindSite) -> None:
    for truth in site.truth:
        response = fetch(site, truth.url)
        assert response.status == 200, truth.url
        body = text(response)
        assert truth.title in body
        assert truth.first_words in body
        assert "{" not in truth.title + truth.first_words
        assert len(re.findall(r"<p[ >]", body[body.index(truth.first_words) - 200 :], re.IGNORECASE)) >= 3


@every
def test_the_pasted_address_and_the_decoys_answer(site: BlindSite) -> None:
    for url in (site.url, *site.decoys):
        assert fetch(site, url).status == 200, url
    assert fetch(site, urljoin(site.url, "/no/such/page-here")).status == 404
    assert fetch(site, site.url.replace(site.host, "elsewhere.test")).status == 404


@every
def test_no_two_answers_are_alike(site: BlindSite) -> None:
    for url in (site.url, site.truth[0].url):
        assert fetch(site, url).payload != fetch(site, url).payload


@every
def test_twins_hold_the_same_text(site: BlindSite) -> None:
    truths = {truth.url: truth for truth in site.truth}
    for twin, url in site.twins:
        response = fetch(site, twin)
        assert response.status == 200
        assert truths[url].first_words in text(response)


@every
def test_lists_name_the_releases(site: BlindSite) -> None:
    """Page after page where the site has pages; sites with a document of their own are read by the tests below."""
    pages = {
        "camara": [f"https://{site.host}/", *(f"https://{site.host}/page/{at}/" for at in range(2, 5))],
        "council": [f"https://{site.host}/news/", *(f"https://{site.host}/news/page/{at}/" for at in range(2, 4))],
        "newarea": [site.url, *(site.url.replace("index", f"index_{at}") for at in range(2, 4))],
        "coopzone": [site.url, *(urljoin(site.url, f"index_{at}.html") for at in range(2, 4))],
        "rivermouth": [site.url, *(urljoin(site.url, f"index_{at}.htm") for at in range(1, 3))],
        "directorate": [site.url, *(f"{site.url}?pagina={at}" for at in range(2, 4))],
        "strait": [site.url, *(f"{site.url}?p={at}" for at in range(2, 5))],
        "delta": [site.url, urljoin(site.url, "older.html")],
        "haojiang": [site.url, *(urljoin(site.url, f"list_{at}.html") for at in range(2, 4))],
    }.get(site.name)
    if pages is None:
        return
    named = [set(links(site, url)) for url in pages]
    missing = {truth.url for truth in site.truth}.difference(*named)
    assert not missing
    for at, url in enumerate(pages[:-1]):
        if site.name != "rivermouth":
            assert pages[at + 1] in named[at], f"{url} does not lead on"
    first = [truth.url for truth in site.truth if truth.url in named[0]]
    assert first[0] == site.truth[0].url


def by_name(name: str) -> BlindSite:
    return next(site for site in SITES if site.name == name)


def test_camara_tells_all_posts_by_json() -> None:
    site = by_name("camara")
    response = fetch(site, f"https://{site.host}/wp-json/wp/v2/posts?per_page=20&_fields=id,date_gmt,modified_gmt,link,title,content")
    rows = json.loads(response.payload)
    assert response.headers["X-WP-Total"] == str(len(site.truth))
    assert [row["link"] for row in rows] == [truth.url for truth in site.truth]
    assert [unescape(row["title"]["rendered"]) for row in rows] == [truth.title for truth in site.truth]
    assert set(rows[0]) == {"id", "date_gmt", "modified_gmt", "link", "title", "content"}
    assert sum(truth.lang == "en" for truth in site.truth) == 2
    assert fetch(site, f"https://{site.host}/wp-json/wp/v2/posts?page=9").status == 400


def test_council_refuses_json_and_has_a_feed() -> None:
    site = by_name("council")
    assert fetch(site, f"https://{site.host}/wp-json/wp/v2/posts").status == 401
    first, second = (fetch(site, f"https://{site.host}/feed/?paged={at}") for at in (1, 2))
    found = re.findall(r"<link>(https://[^<?]+)\?utm", text(first) + text(second))
    assert found == [truth.url for truth in site.truth]
    assert fetch(site, f"https://{site.host}/feed/", if_none_match=first.headers["ETag"]).status == 304
    # The feed gives no more than the beginning.
    assert all(len(each) < 400 for each in re.findall(r"<description><!\[CDATA\[(.*?)\]\]>", text(first), re.DOTALL))


def test_newarea_tells_the_column_by_json() -> None:
    site = by_name("newarea")
    address = re.search(r"/postmeta/i/\d+\.json", text(fetch(site, site.url)))
    assert address
    rows = json.loads(fetch(site, urljoin(site.url, address[0])).payload)["articles"]
    assert [urljoin(site.url, row["url"]) for row in rows] == [truth.url for truth in site.truth]
    assert {row["url"][:4] for row in rows} == {"http", "/xwz"}


def test_coopzone_has_no_json() -> None:
    site = by_name("coopzone")
    assert fetch(site, f"https://{site.host}/postmeta/i/1.json").status == 404
    assert fetch(site, f"https://{site.host}/gkmlpt/api/all/1").status == 404


def test_rivermouth_names_its_next_page_in_a_script_only() -> None:
    site = by_name("rivermouth")
    response = fetch(site, site.url)
    assert response.headers["Content-Type"] == "text/html"
    assert not [link for link in links(site, site.url) if "index_" in link]
    assert 'createPageHTML(3, 0, "index", "htm")' in response.payload.decode("gb2312")


def test_bulletin_feed_holds_whole_texts() -> None:
    site = by_name("bulletin")
    body = text(fetch(site, f"https://{site.host}/noticias/rss?formato=integral"))
    assert re.findall(r"<link>([^<]+)</link><guid>", body) == [truth.url for truth in site.truth]
    assert body.count("<p>") >= 3 * len(site.truth)
    assert len({truth.url for truth in site.truth} & set(links(site, site.url))) < len(site.truth)


def test_estuary_atom_leads_to_the_pages() -> None:
    site = by_name("estuary")
    feed = f"https://{site.host}/feeds/updates.atom"
    body = text(fetch(site, feed))
    assert [urljoin(feed, each) for each in re.findall(r'type="text/html" href="([^"]+)"', body)] == [truth.url for truth in site.truth]
    assert re.findall(r"<published>(.{10})", body) == [truth.date for truth in site.truth]


def test_newsroom_list_is_empty_and_its_sitemap_is_not() -> None:
    site = by_name("newsroom")
    assert not {truth.url for truth in site.truth} & set(links(site, site.url))
    address = re.search(r"Sitemap: (\S+)", text(fetch(site, f"https://{site.host}/robots.txt")))
    assert address
    body = text(fetch(site, address[1]))
    assert re.findall(r"<loc>([^<]+)</loc>", body) == [truth.url for truth in site.truth]
    assert re.findall(r"<news:publication_date>(.{10})", body) == [truth.date for truth in site.truth]


def test_delta_hides_one_day_and_one_language() -> None:
    site = by_name("delta")
    assert [truth.date for truth in site.truth].index(None) == len(site.truth) - 1
    assert [truth.lang for truth in site.truth].count("pt") == 1
    assert not re.search(r'href="(https?:|/)', text(fetch(site, site.url)))


def test_lists_are_newest_first() -> None:
    for name in ("directorate", "strait", "haojiang", "coopzone"):
        site = by_name(name)
        shown = links(site, site.url)
        wanted = [truth.url for truth in site.truth if truth.url in shown]
        assert in_order(wanted, shown)
