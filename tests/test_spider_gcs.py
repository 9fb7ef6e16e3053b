"""The Government Information Bureau: feed, three generations of list, detail pages, every form of an address."""

from __future__ import annotations

import json
import os
import random
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers import dates
from crawlers.model import DateBasis, Link, Listing, Precision, Problem, ProblemKind, Published, Release, Role, Source, Step
from crawlers.page import Page
from crawlers.spiders.gcs import FEEDS, Gcs

ROOT = Path(__file__).parent
REFERENCE = Path(__file__).parents[1] / os.environ.get("PONTE_REFERENCE", "../shared")
NOW = datetime(2026, 4, 18, 10, 0, tzinfo=UTC)
FEED = FEEDS + "zh-hant"
LIST = "https://www.gcs.gov.mo/list/zh-hant/news/"
DETAIL = "https://www.gcs.gov.mo/detail/en/N22HS9JPhz"
SPIDER = Gcs(Source("gcs", "gcs", "GCS", Gcs.Options()))


def page(url: str, body: str | bytes) -> Page:
    return Page(url, body.encode() if isinstance(body, str) else body, NOW, {"content-type": "text/html; charset=utf-8"})


def saved(name: str) -> str:
    return (ROOT / "pages" / "gcs" / name).read_text(encoding="utf-8")


def link_to(url: str, **told: object) -> Link:
    spot = SPIDER.locate(url)
    assert spot is not None
    return replace(Link(spot, url), **told)


def read(name: str, url: str = DETAIL, **told: object) -> Release | Problem:
    return SPIDER.release(page(url, saved(name)), link_to(url, **told))


def listing(url: str, body: str | bytes) -> Listing:
    found = SPIDER.listing(page(url, body))
    assert isinstance(found, Listing), found
    return found


# ---- addresses ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form",
    [
        "https://www.gcs.gov.mo/detail/en/N24GVoUfxH",
        "http://cdn.gcs.gov.mo/detail/en/N24GVoUfxH",
        "https://cdn.gcs.gov.mo/news/detail/en/N24GVoUfxH",
        "https://www.gcs.gov.mo/news/detail/en/N24GVoUfxH/",
        "https://news.gov.mo/detail/en/N24GVoUfxH",
        "https://NEWS.gov.mo:443/detail/en/N24GVoUfxH#top",
        "https://cdn.gcs.gov.mo/detail/en/N24GVoUfxH;jsessionid=7D81AB.app01",
        "https://cdn.gcs.gov.mo/detail/en/N24GVoUfxH;jsessionid=7D81AB.app01?0",
        "https://www.gcs.gov.mo/detail/en/N24GVoUfxH?topic=One_Centre,_One_Platform&category=x",
        "https://www.gcs.gov.mo/detail/en/N24GVoUfxH?0",
    ],
)
def test_every_form_of_an_address_is_one_release(form: str) -> None:
    found = SPIDER.locate(form)
    assert found is not None
    assert (found.native, found.url) == ("gcs:N24GVoUfxH:en", "https://www.gcs.gov.mo/detail/en/N24GVoUfxH")


@pytest.mark.parametrize("key", ["M21LItBoMQ", "M24LEWHe15", "N25GeowHrZ", "N03IcSxRPD"])
def test_other_first_letters_and_late_days_are_ids_too(key: str) -> None:
    found = SPIDER.locate(f"https://www.gcs.gov.mo/detail/zh-hans/{key}")
    assert found is not None
    assert (found.key, found.lang) == (key, "zh-hans")


@pytest.mark.parametrize(
    "other",
    [
        "",
        "nonsense",
        "https://www.gcs.gov.mo/",
        "https://www.gcs.gov.mo/list/zh-hant/news/",
        "https://www.gcs.gov.mo/detail/en/",
        "https://www.gcs.gov.mo/detail/en/N24GVoUf",
        "https://www.gcs.gov.mo/detail/en/N24GVoUfxHH",
        "https://www.gcs.gov.mo/detail/en/N24ZVoUfxH",
        "https://www.gcs.gov.mo/detail/fr/N24GVoUfxH",
        "https://www.gcs.gov.mo/?back=/detail/en/N24GVoUfxH",
        "https://evil.example/detail/en/N24GVoUfxH",
        "https://www.gcs.gov.mo@evil.example/detail/en/N24GVoUfxH",
        "ftp://www.gcs.gov.mo/detail/en/N24GVoUfxH",
    ],
)
def test_what_is_no_release_is_none(other: str) -> None:
    assert SPIDER.locate(other) is None


def test_feeds_come_before_lists_and_languages_can_be_chosen() -> None:
    starts = SPIDER.starts()
    assert starts[:2] == (FEED, FEEDS + "zh-hans")
    assert starts[4] == LIST
    assert len(starts) == 8
    chosen = Gcs(Source("gcs", "gcs", "GCS", Gcs.Options(feeds=("zh-hant",), lists=("pt", "en")), languages=("zh-Hant", "pt")))
    assert chosen.starts() == (FEED, "https://www.gcs.gov.mo/list/pt/news/")
    with pytest.raises(ValueError, match="zh-tw"):
        Gcs.Options(feeds=("zh-tw",))


# ---- the feed ----------------------------------------------------------------------------------------------------


def test_a_feed_item_is_a_complete_release() -> None:
    found = listing(FEED, saved("feed-zh-hant.xml"))
    one = found.releases[0]
    assert one.address.native == "gcs:N26DPa1B2c:zh-hant"
    assert one.title == "【聯通世界】招商局率團 訪里斯本並簽署合作備忘錄"
    assert one.published == Published(datetime(2026, 4, 16, 2, 8, tzinfo=UTC), Precision.MINUTE, DateBasis.FEED)
    assert (one.lang, one.basis) == ("zh-Hant", Step.FEED)
    assert one.body.split("\n") == [
        "招商投資促進局代表團昨日（15日）在里斯本與葡萄牙商會簽署 合作備忘錄，雙方同意設立聯絡小組。",
        "會展項目",
        "十月的葡語國家產品展",
        "十一月的投資論壇",
        "項目",
        "金額",
        "展位",
        "120",
        "代表團明日前往波爾圖。",
    ]


def test_a_feed_item_keeps_its_own_xml_as_snapshot() -> None:
    one, two = listing(FEED, saved("feed-zh-hant.xml")).releases[:2]
    assert one.snapshot is not None
    assert two.snapshot is not None
    assert one.snapshot.url == one.address.url
    assert one.snapshot.received_at == NOW
    assert b"N26DPa1B2c" in one.snapshot.body
    assert b"N26DPa1B2c" not in two.snapshot.body


def test_equal_titles_are_different_releases() -> None:
    same = [each for each in listing(FEED, saved("feed-zh-hant.xml")).releases if each.title == "衛生局通告"]
    assert len({each.address.native for each in same}) == 2
    assert same[0].body != same[1].body


def test_the_feed_dates_a_release_and_not_its_id() -> None:
    found = next(each for each in listing(FEED, saved("feed-zh-hant.xml")).releases if each.address.key == "N26DNmmST1")
    assert found.published.iso == "2026-04-15T08:00:00Z"
    assert dates.gcs_id_date("N26DNmmST1") == date(2026, 4, 14)
    assert found.aliases == ("https://www.gcs.gov.mo/detail/zh-hant/N26DNmmST1?topic=A&category=B",)


def test_an_item_without_text_is_a_link_and_one_without_address_a_problem() -> None:
    found = listing(FEED, saved("feed-zh-hant.xml"))
    assert [(each.address.key, each.title, each.published.iso) for each in found.links] == [
        ("M26DPiM9Es", "文化遺產特寫：圖片報道", "2026-04-16T01:00:00Z")
    ]
    assert [(each.kind, each.role) for each in found.problems] == [(ProblemKind.PARSE, Role.LISTING)]
    assert "沒有地址的一則" in found.problems[0].detail


def test_a_broken_date_falls_back_to_the_id() -> None:
    found = listing(FEED, saved("feed-zh-hant.xml").replace("2026-04-16T10:08:00+08:00", "soon"))
    assert found.releases[0].published == Published(date(2026, 4, 16), Precision.DAY, DateBasis.ID)


def test_the_last_item_of_a_feed_that_breaks_off_is_fetched_instead() -> None:
    whole = saved("feed-zh-hant.xml")
    found = listing(FEED, whole[: whole.index("五宗流感")])
    assert [each.address.key for each in found.releases] == ["N26DPa1B2c", "N26DPrJ0aa"]
    assert [each.address.key for each in found.links] == ["N26DQu3jBB"]
    assert [each.kind for each in found.problems] == [ProblemKind.PARTIAL]


def test_two_items_with_one_address_and_different_words_are_reported() -> None:
    found = listing(FEED, saved("feed-zh-hant.xml").replace("N26DQu3jBB", "N26DPrJ0aa"))
    assert [each.address.key for each in found.releases] == ["N26DPa1B2c", "N26DPrJ0aa", "N26DNmmST1"]
    assert "differ" in found.problems[0].detail


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<html><body><h1>Error</h1></body></html>", ProblemKind.PARSE),
        ('<?xml version="1.0"?><rss><channel><title>x</title></channel></rss>', ProblemKind.EMPTY),
        ("", ProblemKind.PARSE),
        ('<?xml version="1.0"?><rss><channel><item>', ProblemKind.PARTIAL),
    ],
)
def test_what_is_no_feed_is_a_problem(body: str, kind: ProblemKind) -> None:
    found = SPIDER.listing(page(FEED, body))
    kinds = {found.kind} if isinstance(found, Problem) else {each.kind for each in found.problems}
    assert kind in kinds


# ---- the list ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "list-2026.html",
            [
                ("N26DPa1B2c", "招商局率團訪里斯本並簽署合作備忘錄", "2026-04-16T02:08:00Z", "招商投資促進局"),
                ("N26DOq9R8s", "經科局公佈首季展會數字", "2026-04-15", "經濟及科技發展局"),
            ],
        ),
        (
            "list-table.html",
            [
                ("N22HS1aB2c", "代表團考察廣州會展設施", "2022-08-19", "貿易投資促進局"),
                ("N22HRdE3fG", "澳珠企業家峰會開幕", "2022-08-18", "經濟局"),
            ],
        ),
        (
            "list-2021.html",
            [
                ("N21IJzYx9w", "中葡平台推介會舉行", "2021-09-10", "貿易投資促進局"),
                ("N21IIab3Cd", "金融局與央行會議", "2021-09-09", "金融管理局"),
            ],
        ),
    ],
)
@pytest.mark.parametrize("seed", [None, 1, 2])
def test_three_generations_of_the_list(name: str, expected: list[tuple[str, ...]], seed: int | None) -> None:
    body = saved(name) if seed is None else renamed(saved(name), seed)
    found = listing(LIST, body)
    assert [(each.address.key, each.title, each.published.iso, each.entity) for each in found.links] == expected
    assert all(each.published.basis is DateBasis.META for each in found.links)


def test_a_relative_age_is_never_a_date() -> None:
    body = re.sub(r' datetime="[^"]*"', "", saved("list-table.html"))
    assert [each.published.iso for each in listing(LIST, body).links] == [None, None]


def test_a_link_keeps_the_address_under_which_it_was_met() -> None:
    one = listing(LIST, saved("list-table.html")).links[0]
    assert one.address.url == "https://www.gcs.gov.mo/detail/zh-hant/N22HS1aB2c"
    assert ";jsessionid=" in one.found


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<html><body><div id=app></div><script>load()</script></body></html>", ProblemKind.SHELL),
        ("<html><body></body></html>", ProblemKind.EMPTY),
        ('<a href="/a">Home page</a><a href="/b">News</a><a href="/c">Topics</a><p>No results</p>', ProblemKind.EMPTY),
        ("<p>The proxy could not reach the server.</p>", ProblemKind.PARSE),
    ],
)
def test_a_list_without_items_is_a_problem(body: str, kind: ProblemKind) -> None:
    found = SPIDER.listing(page(LIST, body))
    assert isinstance(found, Problem)
    assert (found.kind, found.role) == (kind, Role.LISTING)


# ---- the detail page ---------------------------------------------------------------------------------------------


def renamed(html: str, seed: int) -> str:
    """The same page after a redesign: new classes and ids, other wrapper elements, one more wrapper."""
    rng = random.Random(seed)
    html = re.sub(r' (class|id)="[^"]*"', lambda found: f' {found[1]}="x{rng.randrange(10**6)}"', html)
    other = rng.choice(["section", "article", "div"])
    html = re.sub(r"<(/?)div\b", rf"<\1{other}", html)
    return html.replace("<main>", "<div><div>").replace("</main>", "</div></div>")


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_a_detail_page_is_read_by_the_order_of_its_text(seed: int | None) -> None:
    body = saved("detail-en.html") if seed is None else renamed(saved("detail-en.html"), seed)
    found = SPIDER.release(page(DETAIL, body), link_to(DETAIL))
    assert isinstance(found, Release), found
    assert found.title == "IPIM delegation signs a memorandum in Foshan"
    assert found.entity == "Macao Trade and Investment Promotion Institute"
    assert found.published == Published(datetime(2022, 8, 19, 10, 31, tzinfo=UTC), Precision.MINUTE, DateBasis.LABEL)
    assert (found.lang, found.basis) == ("en", Step.LABELS)
    lines = found.body.split("\n")
    assert lines[0].startswith("A delegation of the Macao Trade")
    assert lines[1] == "Next steps"
    assert lines[-1] == "The tour ended on 18 August."
    assert len(lines) == 4
    assert found.attachments == ("https://www.gcs.gov.mo/files/annex.pdf",)


def test_entity_and_date_may_share_a_block_and_captions_a_container_with_the_text() -> None:
    found = read("detail-pt.html", "https://www.gcs.gov.mo/detail/pt/N25GeowHrZ")
    assert isinstance(found, Release), found
    assert found.title == "Delegação de Macau visita Malabo Encontro reforça laços"
    assert found.entity == "Instituto de Promoção do Comércio e do Investimento"
    assert found.published.iso == "2025-07-31T02:22:00Z"
    assert found.lang == "pt"
    assert found.body.startswith("Uma delegação empresarial")
    assert found.body.endswith("A Bolsa de Contactos reuniu 60 empresas.")


def test_a_short_release_keeps_its_text() -> None:
    body = "<h1>衛生局通告</h1><div>衛生局</div><div>2026-04-16 18:00</div><p>今日錄得三宗流感個案。</p><p>詳情可致電查詢。</p>"
    url = "https://www.gcs.gov.mo/detail/zh-hant/N26DPrJ0aa"
    found = SPIDER.release(page(url, f"<html><body><main>{body}</main></body></html>"), link_to(url))
    assert isinstance(found, Release), found
    assert found.body == "今日錄得三宗流感個案。\n詳情可致電查詢。"


def test_without_a_date_line_the_listing_dates_the_release_then_the_id() -> None:
    body = saved("detail-en.html").replace('<div class="when">2022-08-19 18:31</div>', "")
    title = "IPIM delegation signs a memorandum in Foshan"
    told = Published(date(2022, 8, 20), Precision.DAY, DateBasis.META)
    by_list = SPIDER.release(page(DETAIL, body), link_to(DETAIL, title=title, published=told, entity="IPIM"))
    by_id = SPIDER.release(page(DETAIL, body), link_to(DETAIL, title=title))
    assert isinstance(by_list, Release)
    assert isinstance(by_id, Release)
    assert (by_list.published, by_list.entity) == (told, "IPIM")
    assert by_id.published == Published(date(2022, 8, 19), Precision.DAY, DateBasis.ID)


@pytest.mark.parametrize("title", [None, "IPIM delegation signs a memorandum in Foshan"])
def test_the_home_page_instead_of_a_release_is_a_problem(title: str | None) -> None:
    found = read("home.html", title=title)
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.SOFT404


@pytest.mark.parametrize("url", ["https://www.gcs.gov.mo/home/en", "https://www.gcs.gov.mo/detail/en/N22HRotHer"])
def test_an_answer_from_another_address_is_a_problem(url: str) -> None:
    found = SPIDER.release(page(url, saved("detail-en.html")), link_to(DETAIL))
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.SOFT404


@pytest.mark.parametrize("body", ["<html><body></body></html>", "<p>Error</p>", "<script>x()</script>"])
def test_a_page_without_the_shape_of_a_release_is_a_problem(body: str) -> None:
    found = SPIDER.release(page(DETAIL, body), link_to(DETAIL))
    assert isinstance(found, Problem)
    assert "\n" not in found.detail


TAGS = st.sampled_from(
    ["<p>", "</p>", "<div>", "<table>", "<a href='../detail/en/N22HRotHer'>", "<time datetime='x'>", "2022-08-19 18:31", "<h1>"]
)


@settings(max_examples=80, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(st.one_of(TAGS, st.text(max_size=8)), max_size=25).map(lambda parts: "".join(parts).encode("utf-8", "replace")),
    )
)
def test_nothing_raises(body: bytes) -> None:
    assert isinstance(SPIDER.listing(page(LIST, body)), Listing | Problem)
    assert isinstance(SPIDER.listing(page(FEED, body)), Listing | Problem)
    assert isinstance(SPIDER.release(page(DETAIL, body), link_to(DETAIL)), Release | Problem)


@given(st.text(max_size=60))
def test_locate_never_raises(url: str) -> None:
    assert SPIDER.locate(url) is None
    assert SPIDER.locate("https://www.gcs.gov.mo/detail/en/" + url) is None or len(url) >= 10


# ---- real entries ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["gcs-rss-zh-hant-2026-04-14.json", "gcs-rss-zh-hant-2026-04-18.json"])
def test_real_entries_come_through_whole(name: str) -> None:
    path = REFERENCE / "real" / name
    if not path.exists():
        pytest.skip("real entries are not at hand")
    entries = json.loads(path.read_text(encoding="utf-8"))
    names = {"title": "title", "link": "link", "guid": "guid", "pubDate": "published", "description": "summary"}
    item = "<item>" + "".join(f"<{tag}>{{{field}}}</{tag}>" for tag, field in names.items()) + "</item>"
    inner = "".join(item.format(**{key: escape(value or "") for key, value in entry.items()}) for entry in entries)
    found = listing(FEED, f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{inner}</channel></rss>')
    assert not found.problems
    assert len(found.releases) + len(found.links) == len({entry["guid"] for entry in entries})
    by_url = {each.address.url: each for each in found.releases}
    assert len(found.links) <= len(entries) // 20
    for entry in entries:
        release = by_url.get(entry["guid"])
        if release is None:
            continue
        assert release.published.value == datetime.fromisoformat(entry["published"])
        assert not re.search(r"</?(?:p|strong|span|div|td|br)\b|&nbsp;|&amp;", release.body)
        made = dates.gcs_id_date(release.address.key)
        assert made is not None
        assert 0 <= (datetime.fromisoformat(entry["published"]).date() - made).days <= 1
