"""Jiangmen's English site (docs/sources.md)."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_structure import scramble

from crawlers.model import Link, Listing, Problem, ProblemKind, Release, Source
from crawlers.page import Page
from crawlers.spiders import spider_for
from crawlers.spiders.trs import Options, Trs

PAGES = Path(__file__).parent / "pages" / "trs"
NOW = datetime(2026, 4, 1, tzinfo=UTC)
HOST = "http://english.jiangmen.gov.cn"
URL = f"{HOST}/jmxw/202105/t20210511_2201885.htm"


def spider() -> Trs:
    found = spider_for(Source("jiangmen", "trs", "Jiangmen", Options()))
    assert isinstance(found, Trs)
    return found


def page(markup: str, url: str) -> Page:
    return Page(url, markup.encode(), NOW, {"content-type": "text/html; charset=utf-8"})


def saved(name: str, seed: int | None = None) -> str:
    markup = (PAGES / name).read_text("utf-8")
    return markup if seed is None else scramble(markup, seed)


def release(markup: str, url: str = URL, answered: str = "") -> Release | Problem:
    spot = spider().locate(url)
    assert spot is not None
    return spider().release(page(markup, answered or url), Link(spot, url))


@pytest.mark.parametrize(
    ("url", "native"),
    [
        (URL, "jiangmen-en:2201885"),
        (f"{HOST}/jmxw/202105/./t20210511_2201885.htm#x", "jiangmen-en:2201885"),
        (f"{HOST}/jmxw/202311/t942170.html", "jiangmen-en:942170"),
        (f"{HOST}/jmxw/t942170.html", None),
        (f"{HOST}/jmxw/", None),
        (f"{HOST}/jmxw/index_1.htm", None),
        (f"{HOST}/jmxw/202105/P020210511.jpg", None),
        ("http://www.jiangmen.gov.cn/jmxw/202105/t20210511_2201885.htm", None),
    ],
)
def test_addresses(url: str, native: str | None) -> None:
    found = spider().locate(url)
    assert (found.native if found else None) == native


def test_http_stays_http() -> None:
    assert spider().starts() == (f"{HOST}/jmxw/",)
    found = spider().locate(URL.replace("http:", "https:"))
    assert found is not None
    assert found.url == URL


@pytest.mark.parametrize(
    ("url", "iso"),
    [
        (URL, "2021-05-11"),
        (f"{HOST}/jmxw/202311/t942170.html", "2023-11"),
        (f"{HOST}/jmxw/202102/t20210230_99999.htm", "2021-02"),
        (f"{HOST}/jmxw/202199/t20219930_99999.htm", None),
    ],
)
def test_the_address_dates_a_release(url: str, iso: str | None) -> None:
    found = release(saved("release.html"), url)
    assert isinstance(found, Release)
    assert found.published.iso == iso
    assert found.published.basis == ("address" if iso else "none")


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_a_listing(seed: int | None) -> None:
    found = spider().listing(page(saved("listing.html", seed), f"{HOST}/jmxw/"))
    assert isinstance(found, Listing)
    assert [(link.address.key, link.title, link.published.iso) for link in found.links] == [
        ("2201885", "Cooperation of the two cities opens a new page", "2021-05-11"),
        ("2201800", "New road opens to the traffic of the harbour", "2021-05-10"),
        ("942170", "Lantern fair draws visitors from both banks", "2023-11"),
    ]


@pytest.mark.parametrize(
    ("script", "url", "following"),
    [
        ('createPageHTML(3, 0, "index", "htm");', f"{HOST}/jmxw/", f"{HOST}/jmxw/index_1.htm"),
        ("createPageHTML(3,1,'index','html')", f"{HOST}/jmxw/index_1.html", f"{HOST}/jmxw/index_2.html"),
        ('createPageHTML(3, 2, "index", "htm");', f"{HOST}/jmxw/index_2.htm", None),
        ('createPageHTML(1, 0, "index", "htm");', f"{HOST}/jmxw/", None),
        ("var countPage = 4; var currentPage = 1;", f"{HOST}/jmxw/index_1.htm", f"{HOST}/jmxw/index_2.htm"),
        ("", f"{HOST}/jmxw/", None),
    ],
)
def test_next_pages_that_only_a_script_names(script: str, url: str, following: str | None) -> None:
    markup = saved("listing.html").replace('createPageHTML(3, 0, "index", "htm");', script)
    found = spider().listing(page(markup, url))
    assert isinstance(found, Listing)
    assert found.next == following


def test_a_release_is_no_listing_though_it_links_to_its_neighbours() -> None:
    found = spider().listing(page(saved("release.html"), URL))
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.PARSE


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_a_release_in_a_layout_table(seed: int | None) -> None:
    found = release(saved("release.html", seed))
    assert isinstance(found, Release)
    assert found.title == "Cooperation of the two cities opens a new page"
    assert found.body == (
        "On May 6. the docking meeting of the two cities was held on June 20, and five economic projects were signed."
        "Based on the first year, the two sides go on.\n"
        'The health port project is led by a technology incubator;the tea base will build an industrial park of "tea and people"'
        " in the town of Shuanghe."
    )
    assert found.lang == "en"


def test_an_answer_that_is_another_page() -> None:
    for answered in (f"{HOST}/", f"{HOST}/jmxw/202105/t20210510_2201800.htm"):
        found = release(saved("release.html"), answered=answered)
        assert isinstance(found, Problem)
        assert found.kind is ProblemKind.SOFT404


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<title>404 Not Found</title><h1>404 Not Found</h1>", ProblemKind.SOFT404),
        ("<html><head><script>x</script></head><body></body></html>", ProblemKind.SHELL),
        (
            "<title>A title</title><body><h1>A title</h1><p>Copyright 2026 of the city. All Rights Reserved</p></body>",
            ProblemKind.EMPTY,
        ),
    ],
)
def test_pages_without_their_fields(markup: str, kind: ProblemKind) -> None:
    found = release(markup)
    assert isinstance(found, Problem)
    assert found.kind is kind


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["", "<h1>x</h1>", "createPageHTML(9999999,", "<title>x</title>"]))
def test_no_page_raises(markup: str, more: str) -> None:
    release(f"{more}<p>{markup}")
    spider().listing(page(more + markup, f"{HOST}/jmxw/"))


@pytest.mark.parametrize("options", [{"scheme": "ftp"}, {"host": "a b"}])
def test_wrong_options_are_refused(options: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="is n"):
        Options(**options)  # type: ignore[arg-type]


def test_the_fourth_founding_article() -> None:
    path = Path(__file__).parent.parent / os.environ.get("PONTE_REFERENCE", "../shared") / "articles" / "4.txt"
    if not path.exists():
        pytest.skip("no reference articles here")
    title, *rest = [" ".join(line.split()) for line in path.read_text("utf-8").splitlines() if line.strip()]
    body, footer = rest[:-2], rest[-2:]
    markup = f"<html><head><title>{title}</title></head><body><div><h1>{title}</h1><div>" + "".join(f"<p>{line}</p>" for line in body)
    markup += "</div></div><div>" + "".join(f"<p>{line}</p>" for line in footer) + "</div></body></html>"
    for seed in (1, 2):
        found = release(scramble(markup, seed))
        assert isinstance(found, Release)
        assert (found.title, found.body.split("\n"), found.lang) == (title, body, "en")
        assert (found.published.iso, found.published.precision, found.published.basis) == ("2021-05-11", "day", "address")
