"""IPIM: a clock that dates nothing, a calendar that leads nowhere, slugs below sections and issues."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.model import UNDATED, DateBasis, Link, Listing, Problem, ProblemKind, Release, Source
from crawlers.page import Page
from crawlers.spiders.ipim import Ipim

PAGES = Path(__file__).parent / "pages" / "ipim"
NOW = datetime(2026, 4, 18, 10, 0, tzinfo=UTC)
LIST = "https://www.ipim.gov.mo/en/publication/ipim-news/"
STORY = "https://www.ipim.gov.mo/en/publication/issue-304-aug-2019/ipim-news/ipim-meets-with-a-trade-council/"
BY_ID = "https://www.ipim.gov.mo/zh-hant/publication/ipim-news/regional-co-operation/?id=1556954643"
SPIDER = Ipim(Source("ipim", "ipim", "IPIM", Ipim.Options()))


def page(url: str, body: str | bytes) -> Page:
    return Page(url, body.encode() if isinstance(body, str) else body, NOW, {"content-type": "text/html; charset=utf-8"})


def saved(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


def link_to(url: str, **told: object) -> Link:
    spot = SPIDER.locate(url)
    assert spot is not None
    return replace(Link(spot, url), **told)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        (STORY, STORY),
        (STORY.rstrip("/"), STORY),
        (STORY.replace("www.", "m.").replace("https", "http"), STORY),
        (STORY + "?ajaxCalendar=1&mo=3&yr=2024", STORY),
        (BY_ID, BY_ID),
        (BY_ID + "&ajaxCalendar=1&mo=3&yr=2024#top", BY_ID),
        (LIST + "a-name-as-long-as-a-headline/", LIST + "a-name-as-long-as-a-headline/"),
        (LIST, None),
        (LIST + "page/2/", None),
        (LIST + "regional-co-operation/", None),
        (LIST + "?ajaxCalendar=1&mo=3&yr=2024", None),
        ("https://www.ipim.gov.mo/en/publication/issue-304-aug-2019/ipim-news/", None),
        ("https://investhere.ipim.gov.mo/en/publication/issue-304/x/y/", None),
        ("https://www.ipim.gov.mo/wp-content/uploads/a.pdf?id=4", None),
        ("", None),
    ],
)
def test_locate(url: str, canonical: str | None) -> None:
    found = SPIDER.locate(url)
    assert (found.url if found else None) == canonical


def test_a_list_names_each_story_once_and_never_the_calendar() -> None:
    found = SPIDER.listing(page(LIST, saved("list-en.html")))
    assert isinstance(found, Listing)
    assert [(each.address.key, each.title, each.published.iso) for each in found.links] == [
        ("publication/issue-304-aug-2019/ipim-news/ipim-meets-with-a-trade-council/", "IPIM meets with a trade council", "2019-08-20"),
        ("publication/ipim-news/regional-co-operation/?id=1556954643", "Zhuhai and Macao hold a fair together", None),
    ]
    assert found.next is None


def test_the_clock_dates_nothing_even_where_one_story_stands_alone() -> None:
    found = SPIDER.listing(page(LIST.replace("/en/", "/zh-hant/"), saved("list-one.html")))
    assert isinstance(found, Listing)
    assert [(each.title, each.published) for each in found.links] == [("粵澳企業對接會舉行", UNDATED)]


def test_the_next_page_is_never_the_calendar() -> None:
    body = saved("list-en.html").replace("</body>", '<a href="/en/publication/ipim-news/page/2/">»</a></body>')
    found = SPIDER.listing(page(LIST, body))
    assert isinstance(found, Listing)
    assert found.next == LIST + "page/2/"


def test_a_story_without_clock_breadcrumb_picture_names_or_date() -> None:
    found = SPIDER.release(page(STORY, saved("detail-en.html")), link_to(STORY))
    assert isinstance(found, Release), found
    assert (found.title, found.lang, found.published) == ("IPIM meets with a trade council", "en", UNDATED)
    lines = found.body.split("\n")
    assert len(lines) == 2
    assert lines[0].startswith("Representatives of the Institute")
    assert lines[1].startswith("The council will send")


def test_the_same_page_at_another_time_is_the_same_release() -> None:
    one = SPIDER.release(page(STORY, saved("detail-en.html")), link_to(STORY))
    two = SPIDER.release(page(STORY, saved("detail-en.html").replace("01/05/2024 - 22:54:52", "09/09/2025 - 03:02:01")), link_to(STORY))
    assert one == two


def test_the_list_dates_a_story_and_a_label_on_the_page_does_so_better() -> None:
    listed = SPIDER.listing(page(LIST, saved("list-en.html")))
    assert isinstance(listed, Listing)
    by_list = SPIDER.release(page(STORY, saved("detail-en.html")), listed.links[0])
    labelled = saved("detail-en.html").replace("<div>Tin304_p7c</div>", "<div>Release date: 2019-08-19</div>")
    by_label = SPIDER.release(page(STORY, labelled), listed.links[0])
    assert isinstance(by_list, Release)
    assert isinstance(by_label, Release)
    assert by_list.published.iso == "2019-08-20"
    assert (by_label.published.iso, by_label.published.basis) == ("2019-08-19", DateBasis.LABEL)
    assert by_label.body == by_list.body


@pytest.mark.parametrize(
    "body",
    [
        "<html><body></body></html>",
        "<div>01/05/2024 - 22:54:52</div>",
        "<script>x()</script>",
        "<div>01/05/2024 - 22:54:52</div><main><h2>404</h2><p>Not found.</p></main>",
    ],
)
def test_a_page_without_a_story_is_a_problem(body: str) -> None:
    found = SPIDER.release(page(STORY, body), link_to(STORY, title="IPIM meets with a trade council"))
    assert isinstance(found, Problem), found


def test_a_list_instead_of_a_story_is_a_problem() -> None:
    rows = "".join(f'<p><a href="/en/publication/ipim-news/x/?id={n}">Story number {n} of the year</a></p>' for n in range(8))
    found = SPIDER.release(
        page(STORY, f"<h1>IPIM news</h1>{rows}<p>{'All our stories stand on this page. ' * 4}</p>"), link_to(STORY, title="Another")
    )
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.SOFT404


@pytest.mark.parametrize(
    ("body", "kind"),
    [("<div id=app></div><script>x()</script>", ProblemKind.SHELL), ("<p>Proxy error at the gateway.</p>", ProblemKind.PARSE)],
)
def test_what_is_no_list_is_a_problem(body: str, kind: ProblemKind) -> None:
    found = SPIDER.listing(page(LIST, body))
    assert isinstance(found, Problem)
    assert found.kind is kind


def test_options() -> None:
    with pytest.raises(ValueError, match="language"):
        Ipim.Options(languages=("zh",))
    with pytest.raises(ValueError, match="regular expression"):
        Ipim.Options(release="[")
    assert SPIDER.starts() == (LIST, LIST.replace("/en/", "/zh-hant/"))


TAGS = st.sampled_from(
    ["<p>", "<div>01/05/2024 - 22:54:52</div>", "<a href='?id=5&mo=3'>x</a>", "<a href='?id=6'>story</a>", "<h1>", "Tin304_p7c"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(TAGS, st.text(max_size=8)), max_size=25).map(lambda parts: "".join(parts).encode("utf-8", "replace")))
def test_nothing_raises(body: bytes) -> None:
    assert isinstance(SPIDER.listing(page(LIST, body)), Listing | Problem)
    assert isinstance(SPIDER.release(page(STORY, body), link_to(STORY, title="t")), Release | Problem)
