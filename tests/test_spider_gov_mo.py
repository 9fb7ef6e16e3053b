"""The government portal's pages (docs/sources.md)."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_structure import scramble

from crawlers.model import UNDATED, DateBasis, Link, Listing, Precision, Problem, ProblemKind, Published, Release, Source, Step
from crawlers.page import Page
from crawlers.spiders import spider_for
from crawlers.spiders.gov_mo import GovMo, Options

PAGES = Path(__file__).parent / "pages" / "gov-mo"
NOW = datetime(2026, 4, 1, tzinfo=UTC)
HOST = "https://www.gov.mo"
SLUG = f"{HOST}/en/news/bureau-and-chamber-sign-memorandum/"


def spider() -> GovMo:
    found = spider_for(Source("gov-mo", "gov-mo", "gov.mo", Options()))
    assert isinstance(found, GovMo)
    return found


def page(markup: str, url: str) -> Page:
    return Page(url, markup.encode(), NOW, {"content-type": "text/html; charset=utf-8"})


def saved(name: str, seed: int | None = None) -> str:
    markup = (PAGES / name).read_text("utf-8")
    return markup if seed is None else scramble(markup, seed)


def release(markup: str, url: str, *, answered: str = "", title: str | None = None, published: Published = UNDATED) -> Release | Problem:
    spot = spider().locate(url)
    assert spot is not None
    return spider().release(page(markup, answered or url), Link(spot, url, title, published))


# ---- addresses ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "native", "canonical"),
    [
        (f"{HOST}/pt/noticias/777210", "gov-mo:777210:pt", f"{HOST}/pt/noticias/777210/"),
        ("http://gov.mo/pt/noticias/777210/?display_mode=list", "gov-mo:777210:pt", f"{HOST}/pt/noticias/777210/"),
        (f"{HOST}/zh-hant/news/1162936", "gov-mo:1162936:zh-hant", f"{HOST}/zh-hant/news/1162936/"),
        (f"{HOST}/pt/?p=766858", "gov-mo:766858:pt", f"{HOST}/pt/?p=766858"),
        (f"{HOST}/pt?p=766858&utm_source=x", None, None),
        (f"{HOST}/en/news/ce-meets-officials", "gov-mo:ce-meets-officials:en", f"{HOST}/en/news/ce-meets-officials/"),
        (f"{HOST}/en/news/", None, None),
        (f"{HOST}/en/news/page/678/", None, None),
        (f"{HOST}/zh-hant/feed/", None, None),
        (f"{HOST}/pt/2011/01/page/13/?display_mode=list&post_type=news_post", None, None),
        (f"{HOST}/en/?p=12x", None, None),
        ("https://www.gsef.gov.mo/pt/noticias/1", None, None),
        ("", None, None),
    ],
)
def test_addresses(url: str, native: str | None, canonical: str | None) -> None:
    found = spider().locate(url)
    assert (found.native if found else None, found.url if found else None) == (native, canonical)


def test_starts() -> None:
    assert spider().starts() == (f"{HOST}/en/news/", f"{HOST}/pt/noticias/", f"{HOST}/zh-hant/news/", f"{HOST}/zh-hans/news/")
    assert GovMo(Source("g", "gov-mo", "g", Options(), languages=("zh-Hans",))).starts() == (f"{HOST}/zh-hans/news/",)


# ---- listings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_a_listing_with_cards_and_a_timeline(seed: int | None) -> None:
    found = spider().listing(page(saved("listing.html", seed), f"{HOST}/zh-hant/news/"))
    assert isinstance(found, Listing)
    assert [(link.address.key, link.title, link.published.iso) for link in found.links] == [
        # datetime without a zone is Macau's: eight hours before UTC's
        ("360850", "部門與商會簽署備忘錄", "2021-01-18T05:06:00Z"),
        ("360849", "統計局公佈第四季度數字", "2021-01-18T03:00:00Z"),
        ("360840", "橋樑工程下週展開", "2021-01-17T10:00:00Z"),
    ]
    assert found.next == f"{HOST}/zh-hant/news/page/2/"


def test_a_release_is_no_listing() -> None:
    found = spider().listing(page(saved("release-pt.html"), f"{HOST}/pt/noticias/777301/"))
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.PARSE


def test_s17_an_intact_list_without_items_is_empty() -> None:
    markup = saved("listing.html")
    cut = markup[: markup.index('<div class="card">')] + markup[markup.index('<div class="pager">') :]
    found = spider().listing(page(cut, f"{HOST}/zh-hant/news/"))
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.EMPTY


# ---- releases ----------------------------------------------------------------------------------------------------

PT_BODY = [
    "A Direcção dos Serviços assinou no dia 4 de Março, em Macau, um memorando com a câmara de comércio de Luanda sobre"
    " o comércio electrónico transfronteiriço.",
    "Assinatura do memorando",
    "As partes acordaram criar um grupo de trabalho que se reúne duas vezes por ano e que apresenta um relatório no fim de cada ano.",
]


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_a_portuguese_release_met_by_its_short_form(seed: int | None) -> None:
    found = release(saved("release-pt.html", seed), f"{HOST}/pt/?p=777301")
    assert isinstance(found, Release)
    assert found.address.native == "gov-mo:777301:pt"
    assert found.address.url == f"{HOST}/pt/noticias/777301/"
    assert found.aliases == (f"{HOST}/pt/?p=777301",)
    assert found.title == "Serviços e câmara assinam memorando sobre comércio electrónico"
    assert found.body.split("\n") == PT_BODY
    assert (found.lang, found.basis) == ("pt", Step.STRUCTURE)
    # Not the header's clock, not the widget's newer date.
    assert (found.published.iso, found.published.basis) == ("2026-03-05T09:30:00Z", "meta")


def test_all_forms_of_one_release_and_its_sisters_meet_in_one_story() -> None:
    portuguese = release(saved("release-pt.html"), f"{HOST}/pt/noticias/777301/")
    english = release(saved("release-slug.html"), SLUG)
    assert isinstance(portuguese, Release)
    assert isinstance(english, Release)
    assert set(portuguese.same_story) & set(english.same_story) == {"gov-mo:777301:pt", "gov-mo:bureau-and-chamber-sign-memorandum:en"}


@pytest.mark.parametrize("url", [SLUG, f"{HOST}/en/?p=301177"])
def test_the_shortlink_settles_the_id_of_a_slug(url: str) -> None:
    day = Published(datetime(2026, 3, 5, 9, 30, tzinfo=UTC), Precision.MINUTE, DateBasis.META)
    found = release(saved("release-slug.html"), url, answered=SLUG, published=day)
    assert isinstance(found, Release)
    assert (found.address.native, found.address.url) == ("gov-mo:301177:en", SLUG)
    assert found.published is day


def test_every_form_under_which_it_was_met_is_an_alias() -> None:
    found = release(saved("release-slug.html"), f"{HOST}/en/?p=301177", answered=f"{HOST}/en/news/301177/")
    assert isinstance(found, Release)
    assert (found.address.url, found.aliases) == (SLUG, (f"{HOST}/en/?p=301177", f"{HOST}/en/news/301177/"))


def test_the_id_may_stand_in_the_address_of_the_interface() -> None:
    markup = saved("release-slug.html").replace(
        '<link rel="shortlink" href="https://www.gov.mo/en/?p=301177">',
        '<link rel="alternate" type="application/json" href="https://www.gov.mo/en/wp-json/wp/v2/news_post/301177">',
    )
    found = release(markup, SLUG)
    assert isinstance(found, Release)
    assert found.address.key == "301177"


def test_a_page_without_head_keeps_the_address_it_was_asked_by() -> None:
    said = "".join(f"<p>{line}</p>" for line in PT_BODY)
    found = release(f"<h1>Um memorando assinado em Macau</h1><div>{said}</div>", f"{HOST}/pt/?p=766858")
    assert isinstance(found, Release)
    assert (found.address.native, found.address.url, found.published) == ("gov-mo:766858:pt", f"{HOST}/pt/?p=766858", UNDATED)


def test_a_portuguese_text_in_the_english_blog() -> None:
    said = "".join(f"<p>{line}</p>" for line in PT_BODY)
    found = release(f"<h1>Smooth relocation of the market</h1><div>{said}</div>", f"{HOST}/en/news/1/")
    assert isinstance(found, Release)
    assert (found.lang, found.address.lang) == ("pt", "en")


@pytest.mark.parametrize("answered", ["", f"{HOST}/pt/", f"{HOST}/pt/noticias/"])
def test_a_missing_translation_that_falls_back_to_home(answered: str) -> None:
    found = release(saved("home.html"), f"{HOST}/pt/noticias/5/", answered=answered)
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.SOFT404


def test_a_home_page_that_does_not_name_itself() -> None:
    markup = saved("home.html").replace('<link rel="canonical" href="https://www.gov.mo/pt/">', "")
    found = release(markup, f"{HOST}/pt/noticias/5/")
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.SOFT404


@pytest.mark.parametrize("url", [f"{HOST}/pt/noticias/777999/", f"{HOST}/en/news/1/", f"{HOST}/en/?p=777301"])
def test_another_release_under_the_address(url: str) -> None:
    found = release(saved("release-pt.html"), url, answered=f"{HOST}/pt/noticias/777301/")
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.SOFT404


def test_s09_not_found_with_200() -> None:
    found = release("<h1>Page not found</h1><p>The page that you asked for does not exist, or has been moved elsewhere.</p>", SLUG)
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.SOFT404


def test_a_release_without_text_is_a_problem() -> None:
    markup = saved("release-pt.html")
    cut = markup[: markup.index('<div class="entry">')] + markup[markup.index('<p><a class="gallery"') :]
    found = release(cut, f"{HOST}/pt/noticias/777301/")
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.EMPTY


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=200),
    st.sampled_from(["", "<h1>Title</h1>", '<link rel="shortlink" href="//[x">', '<time datetime="9999-99-99 99:99">']),
)
def test_no_page_raises(markup: str, more: str) -> None:
    release(f"{more}<p>{markup}", f"{HOST}/pt/?p=1", title=markup[:20])
    spider().listing(page(more + markup, f"{HOST}/pt/noticias/"))


def test_the_fifth_founding_article() -> None:
    path = Path(__file__).parent.parent / os.environ.get("PONTE_REFERENCE", "../shared") / "articles" / "5.txt"
    if not path.exists():
        pytest.skip("no reference articles here")
    body = [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
    title = "Delegação de comércio electrónico de Macau em Pequim"
    markup = (
        saved("release-pt.html")
        .replace("777301", "766858")
        .replace("Serviços e câmara assinam memorando sobre comércio electrónico", title)
    )
    start, end = markup.index('<div class="entry">'), markup.index('<p><a class="gallery"')
    markup = markup[:start] + '<div class="entry">' + "".join(f"<p>{line}</p>" for line in body) + "</div>" + markup[end:]
    markup = markup.replace('<time class="date" datetime="2026-03-05 17:30:00">5 de Março de 2026 17:30</time>', "")
    for seed in (1, 2):
        found = release(scramble(markup, seed), f"{HOST}/pt/?p=766858")
        assert isinstance(found, Release)
        assert (found.title, found.body.split("\n"), found.lang) == (title, body, "pt")
        assert found.published == UNDATED
