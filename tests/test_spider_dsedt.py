"""DSEDT: rows of date and title, links to itself or to the Government Information Bureau."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.model import UNDATED, DateBasis, Link, Listing, Problem, ProblemKind, Release, Role, Source, Step
from crawlers.page import Page
from crawlers.spiders.dsedt import Dsedt

PAGES = Path(__file__).parent / "pages"
NOW = datetime(2026, 4, 18, 10, 0, tzinfo=UTC)
LIST = "https://www.dsedt.gov.mo/zh_TW/web/public/pg_nc_wn"
PT = "https://www.dsedt.gov.mo/pt_PT/web/public/pg_nc_wn_d?id=4711"
HANT = "https://www.dsedt.gov.mo/zh_TW/web/public/pg_nc_wn_d?id=4700"
SPIDER = Dsedt(Source("dsedt", "dsedt", "DSEDT", Dsedt.Options()))


def page(url: str, body: str | bytes) -> Page:
    return Page(url, body.encode() if isinstance(body, str) else body, NOW, {"content-type": "text/html; charset=utf-8"})


def saved(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


def link_to(url: str, **told: object) -> Link:
    spot = SPIDER.locate(url)
    assert spot is not None
    return replace(Link(spot, url), **told)


def test_rows_become_links_with_the_date_of_their_cell() -> None:
    found = SPIDER.listing(page(LIST, saved("dsedt/list-zh_TW.html")))
    assert isinstance(found, Listing)
    assert [(each.address.native, each.title, each.published.iso) for each in found.links] == [
        ("dsedt:web/public/pg_nc_wn_d?id=4711:zh-Hant", "京澳電商協會簽署合作備忘錄", "2025-06-12"),
        ("gcs:N25FJaB3dE:zh-hant", "經科局公佈四月貿易數字", "2025-06-10"),
        ("dsedt:web/public/pg_nc_wn_d?id=4700:zh-Hant", "科技企業認證計劃接受申請", "2025-06-05"),
    ]
    assert all(each.published.basis is DateBasis.LABEL for each in found.links)
    assert found.next == LIST + "?page=2"


def test_without_dates_in_the_list_all_links_of_the_pattern_count() -> None:
    body = '<h3>緊貿安排快訊</h3><div><img><b><a href="pg_cepa_d?id=9">貨物貿易協議修訂</a></b><p>修訂本月生效。</p></div>'
    found = SPIDER.listing(page("https://www.dsedt.gov.mo/zh_MO/web/public/pg_cepa_news?_refresh=true", body))
    assert isinstance(found, Listing)
    assert [(each.address.url, each.title, each.published) for each in found.links] == [
        ("https://www.dsedt.gov.mo/zh_MO/web/public/pg_cepa_d?id=9", "貨物貿易協議修訂", UNDATED)
    ]


@pytest.mark.parametrize(
    ("url", "native"),
    [
        (PT, "dsedt:web/public/pg_nc_wn_d?id=4711:pt"),
        ("http://dsedt.gov.mo/pt_PT/web/public/pg_nc_wn_d?id=4711&_refresh=true", "dsedt:web/public/pg_nc_wn_d?id=4711:pt"),
        (HANT.replace("zh_TW", "zh_MO"), "dsedt:web/public/pg_nc_wn_d?id=4700:zh-Hant"),
        ("https://www.dsedt.gov.mo/zh_CN/web/public/pg_news/2025071", "dsedt:web/public/pg_news/2025071:zh-Hans"),
        ("https://cdn.gcs.gov.mo/news/detail/pt/N25GeowHrZ?topic=x", "gcs:N25GeowHrZ:pt"),
        (LIST, None),
        (LIST + "?_refresh=true", None),
        (LIST + "?page=2", None),
        ("https://www.dsedt.gov.mo/zh_TW/web/public/pg_home", None),
        ("https://www.dsedt.gov.mo/edi/pt_PT/index.jsp?id=4", None),
        ("https://elsewhere.example/zh_TW/web/public/pg_nc_wn_d?id=1", None),
        ("", None),
    ],
)
def test_locate(url: str, native: str | None) -> None:
    found = SPIDER.locate(url)
    assert (found.native if found else None) == native


def test_an_own_page_takes_its_date_from_the_row() -> None:
    found = SPIDER.listing(page(LIST, saved("dsedt/list-zh_TW.html")))
    assert isinstance(found, Listing)
    told = found.links[0].published
    title = "Associações de Pequim e Macau assinam memorando"
    release = SPIDER.release(page(PT, saved("dsedt/detail-pt.html")), link_to(PT, title=title, published=told))
    assert isinstance(release, Release), release
    assert (release.title, release.lang, release.published, release.basis) == (title, "pt", told, Step.STRUCTURE)
    assert len(release.body.split("\n")) == 2
    assert release.body.startswith("A Direcção dos Serviços")
    assert release.body.endswith("em Setembro.")


def test_a_date_in_the_text_is_not_the_date_of_the_page() -> None:
    title = "Associações de Pequim e Macau assinam memorando"
    release = SPIDER.release(page(PT, saved("dsedt/detail-pt.html")), link_to(PT, title=title))
    assert isinstance(release, Release)
    assert release.published == UNDATED


def test_a_labelled_date_of_the_page_counts_and_is_no_text() -> None:
    release = SPIDER.release(page(HANT, saved("dsedt/detail-label.html")), link_to(HANT, title="科技企業認證計劃接受申請"))
    assert isinstance(release, Release), release
    assert (release.published.iso, release.published.basis) == ("2025-06-04", DateBasis.LABEL)
    assert "2025-06-04" not in release.body
    assert release.lang == "zh-Hant"


def test_a_page_of_the_news_bureau_is_read_by_its_spider() -> None:
    url = "https://www.gcs.gov.mo/detail/en/N22HS9JPhz"
    release = SPIDER.release(page(url, saved("gcs/detail-en.html")), link_to(url))
    assert isinstance(release, Release), release
    assert (release.address.site, release.published.iso) == ("gcs", "2022-08-19T10:31:00Z")
    assert "www.gcs.gov.mo" in SPIDER.hosts()


@pytest.mark.parametrize(
    ("name", "kind"),
    [("dsedt/empty.html", ProblemKind.EMPTY), ("dsedt/shell.html", ProblemKind.SHELL), ("gcs/home.html", ProblemKind.EMPTY)],
)
def test_a_list_without_rows_is_a_problem(name: str, kind: ProblemKind) -> None:
    body = saved(name).replace("/detail/en/", "/other/")
    found = SPIDER.listing(page(LIST, body))
    assert isinstance(found, Problem)
    assert (found.kind, found.role) == (kind, Role.LISTING)


@pytest.mark.parametrize("name", ["list-zh_TW.html", "empty.html", "shell.html"])
def test_a_list_or_shell_instead_of_a_release_is_a_problem(name: str) -> None:
    found = SPIDER.release(
        page(HANT, saved(f"dsedt/{name}").replace("</table>", MORE_ROWS + "</table>")), link_to(HANT, title="某一公告的標題")
    )
    assert isinstance(found, Problem), found


MORE_ROWS = "".join(f'<tr><td>2025-05-0{n}</td><td><a href="pg_nc_wn_d?id={n}">第{n}項公告的標題</a></td></tr>' for n in range(1, 8))


def test_an_answer_from_another_address_is_a_problem() -> None:
    found = SPIDER.release(page("https://www.dsedt.gov.mo/zh_TW/web/public/pg_home", saved("dsedt/detail-label.html")), link_to(HANT))
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.SOFT404


def test_options_say_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="zh-TW"):
        Dsedt.Options(locales=("zh-TW",))
    with pytest.raises(ValueError, match="regular expression"):
        Dsedt.Options(release="(")
    chosen = Dsedt(Source("dsedt", "dsedt", "DSEDT", Dsedt.Options(locales=("zh_TW", "en_US"), pages=("pg_nc_wn",)), languages=("en",)))
    assert chosen.starts() == ("https://www.dsedt.gov.mo/en_US/web/public/pg_nc_wn",)


TAGS = st.sampled_from(["<table>", "<tr>", "<td>2025-06-12</td>", "<td><a href='pg_nc_wn_d?id=4'>t</a></td>", "</table>", "<p>", "<h1>"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(TAGS, st.text(max_size=8)), max_size=25).map(lambda parts: "".join(parts).encode("utf-8", "replace")))
def test_nothing_raises(body: bytes) -> None:
    assert isinstance(SPIDER.listing(page(LIST, body)), Listing | Problem)
    assert isinstance(SPIDER.release(page(HANT, body), link_to(HANT, title="t")), Release | Problem)
