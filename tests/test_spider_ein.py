"""EIN Presswire's pages (docs/sources.md)."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_structure import scramble

from crawlers.model import UNDATED, DateBasis, Link, Listing, Precision, Problem, ProblemKind, Published, Release, Source, Step
from crawlers.page import Page
from crawlers.spiders import kinds, spider_class, spider_for
from crawlers.spiders.ein import Ein, Options

PAGES = Path(__file__).parent / "pages" / "ein"
NOW = datetime(2026, 1, 3, tzinfo=UTC)
HOST = "https://www.einpresswire.com"
URL = f"{HOST}/article/847812142"


def spider() -> Ein:
    found = spider_for(Source("ein", "ein", "EIN", Options()))
    assert isinstance(found, Ein)
    return found


def page(markup: str, url: str = URL, now: datetime = NOW) -> Page:
    return Page(url, markup.encode(), now, {"content-type": "text/html; charset=utf-8"})


def saved(name: str, seed: int | None = None) -> str:
    markup = (PAGES / name).read_text("utf-8")
    return markup if seed is None else scramble(markup, seed)


def release(markup: str, *, published: Published = UNDATED, now: datetime = NOW, answered: str = URL) -> Release | Problem:
    spot = spider().locate(URL)
    assert spot is not None
    return spider().release(page(markup, answered, now), Link(spot, URL, None, published))


@pytest.mark.parametrize(
    ("url", "key"),
    [
        (f"{HOST}/article/847812142/macao-and-guangdong-deepen-co-operation", "847812142"),
        (f"{HOST}/article/847812142", "847812142"),
        ("http://einpresswire.com/article/847812142/?ref=rss&utm_source=x#y", "847812142"),
        (f"{HOST}/article/1000000001/ten-digits-will-come", "1000000001"),
        (f"{HOST}/article/12345/short", None),
        (f"{HOST}/article/847812142/a/b", None),
        (f"{HOST}/rss/all", None),
        ("https://evil.example/article/847812142/x", None),
    ],
)
def test_the_id_is_the_identity_and_the_slug_is_cut(url: str, key: str | None) -> None:
    found = spider().locate(url)
    assert (found.key if found else None) == key
    if found:
        assert found.native == f"ein:{key}"
        assert found.url == f"{HOST}/article/{key}"


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_a_listing(seed: int | None) -> None:
    found = spider().listing(page(saved("listing.html", seed), f"{HOST}/country/macau"))
    assert isinstance(found, Listing)
    assert [(link.address.key, link.title, link.published.iso) for link in found.links] == [
        ("847812142", "Macao and Guangdong sign plan for trade fairs", "2025-12-31"),
        ("847800001", "Museum of the harbour opens its doors", "2025-12-30"),
    ]
    assert found.next == f"{HOST}/country/macau?page=2"


def test_an_article_is_no_listing_though_it_links_to_others() -> None:
    found = spider().listing(page(saved("release.html")))
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.PARSE


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_an_article(seed: int | None) -> None:
    found = release(saved("release.html", seed))
    assert isinstance(found, Release)
    assert found.title == "Macao and Guangdong sign plan for trade fairs"
    assert found.body.split("\n") == [
        "A delegation of the institute visited Guangzhou and signed a plan with the department of commerce for trade fairs in both places.",
        "Fairs in both places",
        "The plan names four fairs a year, and the two sides will share the lists of buyers with each other before each fair.",
    ]
    # The dateline says 31 December; the page's own date of 1 January 2026 says which one.
    assert (found.published.iso, found.published.basis, found.basis) == ("2025-12-31", "dateline", Step.LABELS)
    assert found.lang == "en"


def test_the_year_comes_from_the_listing_the_page_or_the_answer() -> None:
    undated = saved("release.html").replace("January 01, 2026, 02:10 GMT", "")
    listed = Published(date(2023, 12, 31), Precision.DAY, DateBasis.LABEL)
    for published, now, iso in (
        (listed, NOW, "2023-12-31"),
        (UNDATED, NOW, "2025-12-31"),
        (UNDATED, datetime(2025, 1, 2, tzinfo=UTC), "2024-12-31"),
    ):
        found = release(undated, published=published, now=now)
        assert isinstance(found, Release)
        assert (found.published.iso, found.published.basis) == (iso, "dateline")


def test_without_a_dateline_the_pages_date_stands() -> None:
    markup = saved("release.html").replace("MACAU, December 31 - ", "")
    found = release(markup)
    assert isinstance(found, Release)
    assert found.published.basis is DateBasis.LABEL
    assert found.body.startswith("A delegation of the institute")


def test_captions_before_the_dateline_are_left_out() -> None:
    markup = saved("release.html").replace(
        '<div class="body">', '<div class="body"><p>The hall of the fair in Guangzhou, seen from its northern door at noon.</p>'
    )
    found = release(markup)
    assert isinstance(found, Release)
    assert found.body.startswith("A delegation of the institute")


def test_nothing_after_the_disclaimer_is_kept() -> None:
    markup = saved("release.html").replace(
        '<div class="rel">', f"<p>{'Another text of the carrier, long enough to be prose. ' * 3}</p><div>"
    )
    found = release(markup)
    assert isinstance(found, Release)
    assert "carrier" not in found.body
    assert "warranty" not in found.body


@pytest.mark.parametrize("answered", [f"{HOST}/", f"{HOST}/article/847800001/museum"])
def test_an_answer_that_is_another_page(answered: str) -> None:
    found = release(saved("release.html"), answered=answered)
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.SOFT404


def test_an_article_without_text_is_a_problem() -> None:
    markup = saved("release.html")
    cut = markup[: markup.index('<div class="body">')] + markup[markup.index("<p>Legal Disclaimer:") :]
    found = release(cut)
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.EMPTY


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["", "<h1>x</h1>", "<h1>x</h1><p>MACAU, February 30 - ", "<h1>x</h1><p>MACAU, March 1 - y"]))
def test_no_page_raises(markup: str, more: str) -> None:
    release(f"{more}{markup}")
    spider().listing(page(more + markup, f"{HOST}/country/macau"))


def test_the_third_founding_article() -> None:
    path = Path(__file__).parent.parent / os.environ.get("PONTE_REFERENCE", "../shared") / "articles" / "3.txt"
    if not path.exists():
        pytest.skip("no reference articles here")
    lines = [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
    lines[0] = lines[0].removeprefix("date 2025-09-10 ")
    title = "Macao and Guangdong Deepen Co-operation to Promote Synergistic Development of the Greater Bay Area"
    markup = (
        saved("release.html")
        .replace("Macao and Guangdong sign plan for trade fairs", title)
        .replace("January 01, 2026", "September 10, 2025")
    )
    start, end = markup.index('<div class="body">'), markup.index("<p>Legal Disclaimer:")
    markup = markup[:start] + '<div class="body">' + "".join(f"<p>{line}</p>" for line in lines) + "</div>" + markup[end:]
    for seed in (1, 2):
        found = release(scramble(markup, seed))
        assert isinstance(found, Release)
        assert found.title == title
        assert found.body.split("\n") == [lines[0].removeprefix("MACAU, September 10 - "), *lines[1:]]
        assert (found.lang, found.published.iso, found.published.precision, found.published.basis) == (
            "en",
            "2025-09-10",
            "day",
            "dateline",
        )


# ---- the registry ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_has_a_spider_that_knows_its_name(kind: str) -> None:
    assert spider_class(kind).kind == kind


def test_an_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(KeyError, match="forum-macao"):
        spider_class("forum")
