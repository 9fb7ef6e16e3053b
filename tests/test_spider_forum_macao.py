"""Forum Macao's pages (docs/sources.md)."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_structure import scramble

from crawlers.model import Link, Listing, Problem, ProblemKind, Release, Role, Source, Step
from crawlers.page import Page
from crawlers.spiders import spider_for
from crawlers.spiders.forum_macao import ForumMacao, Options

PAGES = Path(__file__).parent / "pages" / "forum-macao"
NOW = datetime(2026, 4, 1, tzinfo=UTC)
HOST = "https://www.forumchinaplp.org.mo"


def spider(**options: object) -> ForumMacao:
    found = spider_for(Source("forum", "forum-macao", "Forum Macao", Options(**options)))  # type: ignore[arg-type]
    assert isinstance(found, ForumMacao)
    return found


def page(markup: str, url: str) -> Page:
    return Page(url, markup.encode(), NOW, {"content-type": "text/html; charset=utf-8"})


def saved(name: str) -> str:
    return (PAGES / name).read_text("utf-8")


def release(markup: str, url: str, title: str | None = None) -> Release | Problem:
    reader = spider()
    spot = reader.locate(url)
    assert spot is not None
    return reader.release(page(markup, url), Link(spot, url, title))


# ---- addresses ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "native"),
    [
        (f"{HOST}/en/news/view/7785", "forum-macao:7785:en"),
        ("http://forumchinaplp.org.mo/en/news/view/7785/", "forum-macao:7785:en"),
        (f"{HOST}/en/meeting/view/7785?utm_source=rss#top", "forum-macao:7785:en"),
        (f"{HOST}/pt/news/view/7785", "forum-macao:7785:pt"),
        (f"{HOST}/zh-hans/news/view/7785", "forum-macao:7785:zh-hans"),
        (f"{HOST}/news/view/7785", "forum-macao:7785:zh-hant"),
        (f"{HOST}/zh-hant/news/view/7785", "forum-macao:7785:zh-hant"),
        (f"{HOST}/en/language/change/1?back=en%2Fnews%2Fview%2F1329", "forum-macao:1329:zh-hant"),
        (f"{HOST}/en/language/change/2?back=en%2Feconomic_trade%2Fview%2F5784", "forum-macao:5784:zh-hans"),
        (f"{HOST}/language/change/2?back=economic_trade%2Fview%2F3346", "forum-macao:3346:zh-hans"),
        (f"{HOST}/zh-hans/language/change/3?back=zh-hans%2Fnews%2Fview%2F1311", "forum-macao:1311:en"),
        (f"{HOST}/pt/language/change/4?back=pt%2Fnews%2Fview%2F1376", "forum-macao:1376:pt"),
    ],
)
def test_every_form_of_an_address(url: str, native: str) -> None:
    found = spider().locate(url)
    assert found is not None
    assert found.native == native
    again = spider().locate(found.url)
    assert again == found


@pytest.mark.parametrize(
    "url",
    [
        f"{HOST}/en/news",
        f"{HOST}/en/news?p=8",
        f"{HOST}/en/about/view/3",
        f"{HOST}/en/language/change/3?back=about%2Fsecretary-general",
        f"{HOST}/en/language/change/5?back=en%2Fnews%2Fview%2F1",
        f"{HOST}/en/news/view/abc",
        "https://forumchinaplp.macaupage.com/en/news/view/7785",
        "https://www.forumchinaplp.org.mo@evil.example/en/news/view/7785",
        "javascript:/en/news/view/1",
        "",
    ],
)
def test_what_is_no_release(url: str) -> None:
    assert spider().locate(url) is None


def test_starts_are_every_section_in_every_language_of_the_source() -> None:
    assert len(spider().starts()) == 16
    assert f"{HOST}/economic_trade" in spider().starts()
    source = Source("f", "forum-macao", "F", Options(sections=("news",)), languages=("pt", "zh-Hant"))
    assert ForumMacao(source).starts() == (f"{HOST}/pt/news", f"{HOST}/news")


@pytest.mark.parametrize("options", [{"languages": ("fr",)}, {"sections": ("../x",)}])
def test_wrong_options_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="is no"):
        Options(**options)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", f"{HOST}/", f"{HOST}/en/language/change/1?back="]))
def test_no_address_raises(tail: str, head: str) -> None:
    spider().locate(head + tail)


# ---- listings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_a_listing_page(seed: int | None) -> None:
    markup = saved("listing.html") if seed is None else scramble(saved("listing.html"), seed)
    found = spider().listing(page(markup, f"{HOST}/en/news?p=2"))
    assert isinstance(found, Listing)
    assert [(link.address.native, link.published.iso) for link in found.links] == [
        ("forum-macao:9101:en", "2026-03-14"),
        ("forum-macao:1376:en", "2026-03-14"),
        ("forum-macao:9090:en", "2026-03-09"),
    ]
    assert found.links[1].title == "Ambassadors call on the Secretariat in the first week of the year"
    assert found.next == f"{HOST}/en/news?p=3"


def test_the_language_switch_is_never_an_item() -> None:
    markup = '<a href="/en/language/change/1?back=en%2Fnews%2Fview%2F9101">繁</a>' + "".join(
        f'<a href="/en/m/{n}">Menu {n}</a>' for n in range(9)
    )
    found = spider().listing(page(f"<p>{'Forum News and more of it. ' * 20}</p>{markup}", f"{HOST}/en/news"))
    assert isinstance(found, Problem)
    assert (found.kind, found.role) == (ProblemKind.EMPTY, Role.LISTING)


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<html><head><script src='/app.js'></script></head><body><div id='app'></div></body></html>", ProblemKind.SHELL),
        ("<html><body></body></html>", ProblemKind.EMPTY),
        (f"<p>{'Something else entirely stands here. ' * 20}</p>", ProblemKind.PARSE),
    ],
)
def test_s16_s17_listings_without_items(markup: str, kind: ProblemKind) -> None:
    found = spider().listing(page(markup, f"{HOST}/en/news"))
    assert isinstance(found, Problem)
    assert found.kind is kind


def test_a_release_is_no_listing_though_it_links_to_related_news() -> None:
    for url in (f"{HOST}/en/news/view/9101", f"{HOST}/en/news?p=2"):
        found = spider().listing(page(saved("release-en.html"), url))
        assert isinstance(found, Problem)
        assert found.kind is ProblemKind.PARSE


# ---- releases ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [None, 1, 2, 3, 4])
def test_an_english_release(seed: int | None) -> None:
    markup = saved("release-en.html") if seed is None else scramble(saved("release-en.html"), seed)
    found = release(markup, f"{HOST}/en/news/view/9101")
    assert isinstance(found, Release)
    assert found.title == "Permanent Secretariat and trade chamber of Maputo agree on a yearly business week"
    assert (found.lang, found.published.iso, found.published.basis, found.basis) == ("en", "2026-03-14", "label", Step.LABELS)
    assert found.same_story == ("forum-macao:9101",)
    assert found.attachments == (f"{HOST}/uploads/2026/programme.pdf",)
    lines = found.body.split("\n")
    assert lines[0].startswith("The Permanent Secretariat received a delegation of the trade chamber of Maputo on 11 March 2026")
    assert lines[1:] == [
        "A week for small firms",
        "Both sides agreed that a business week shall be held every year, beginning in November, with the support of the chamber’s members"
        " in Beira and Nampula.",
        "Food and drinks",
        "Logistics and ports",
        "Firms in 2025",
        "31",
        "Firms expected",
        "60",
        "The programme can be read in the annex to this note.",
        "Short end.",
        "(Source: trade chamber)",
    ]


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_a_chinese_release_of_breaks_keeps_its_repost_marks(seed: int | None) -> None:
    markup = saved("release-zh-hant.html") if seed is None else scramble(saved("release-zh-hant.html"), seed)
    found = release(markup, f"{HOST}/news/view/91")
    assert isinstance(found, Release)
    assert found.title == "常設秘書處代表團訪問橫琴 推動葡語國家產品進入內地市場"
    assert (found.lang, found.published.iso) == ("zh-Hant", "2026-02-10")
    lines = found.body.split("\n")
    assert (lines[0], lines[-1], len(lines)) == ("【轉載自 澳門政府資訊】", "(來源:常設秘書處)", 5)


def test_old_ids_are_one_story_within_their_section_only() -> None:
    old = release(saved("release-zh-hant.html"), f"{HOST}/economic_trade/view/91")
    assert isinstance(old, Release)
    assert old.same_story == ("forum-macao:economic_trade/91",)


@pytest.mark.parametrize(
    ("label", "published"),
    [
        ("Release time:2023-03-14", "2023-03-14"),
        ("Tempo de liberação：2021-07-30", "2021-07-30"),
        ("发佈时间:2019-12-17", "2019-12-17"),
        ("发布时间:2019-12-17", "2019-12-17"),
        ("發佈時間：2022-03-31", "2022-03-31"),
        ("<b>Release time:</b> <i>2023-03-14</i>", "2023-03-14"),
        ("Release time:</p><p>2023-03-14", "2023-03-14"),
        ("Release time:2023-02-30", None),
    ],
)
def test_every_date_label(label: str, published: str | None) -> None:
    said = "The two sides met on 10 March 2023 and agreed to hold a yearly fair for small firms."
    found = release(
        f"<div><div>Member Countries</div><div>A visit</div><p>{label}</p><div>• Share To:</div><p>{said}</p></div>",
        f"{HOST}/en/news/view/1",
    )
    assert isinstance(found, Release)
    assert (found.title, found.body, found.published.iso) == ("A visit", said, published)


def test_the_listing_dates_what_the_label_does_not() -> None:
    reader = spider()
    listing = reader.listing(page(saved("listing.html"), f"{HOST}/en/news?p=2"))
    assert isinstance(listing, Listing)
    markup = saved("release-en.html").replace("2026-03-14", "soon")
    found = reader.release(page(markup, listing.links[0].address.url), listing.links[0])
    assert isinstance(found, Release)
    assert found.published.iso == "2026-03-14"


def test_a_missing_translation_that_falls_back_to_home() -> None:
    for answered in (f"{HOST}/en/news/view/9999", f"{HOST}/en"):
        reader = spider()
        spot = reader.locate(f"{HOST}/en/news/view/9999")
        assert spot is not None
        found = reader.release(page(saved("home.html"), answered), Link(spot, spot.url))
        assert isinstance(found, Problem)
        assert found.kind is ProblemKind.SOFT404


def test_another_language_version_under_this_ones_address() -> None:
    reader = spider()
    spot = reader.locate(f"{HOST}/pt/news/view/9101")
    assert spot is not None
    found = reader.release(page(saved("release-en.html"), f"{HOST}/en/news/view/9101"), Link(spot, spot.url))
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.SOFT404


def test_a_release_without_text_is_a_problem() -> None:
    cut = saved("release-en.html")
    cut = cut[: cut.index('<div class="txt">')] + cut[cut.index('<div class="views">') :]
    found = release(cut, f"{HOST}/en/news/view/9101")
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.EMPTY


def test_the_portuguese_text_under_an_english_path_is_portuguese() -> None:
    said = "As duas partes reuniram-se em Macau e acordaram realizar uma feira anual para as pequenas empresas das ilhas."
    found = release(f"<div><h2>Uma visita</h2><p>Release time:2023-03-14</p><p>{said}</p></div>", f"{HOST}/en/news/view/2")
    assert isinstance(found, Release)
    assert found.lang == "pt"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["", "Release time:", "<p>Release time:2023-01-01</p>", "<h1>x</h1>发佈时间"]))
def test_no_page_raises(markup: str, label: str) -> None:
    url = f"{HOST}/en/news/view/9101"
    release(f"<p>{markup}{label}{markup}", url)
    spider().listing(page(markup + label, f"{HOST}/en/news"))


def test_the_first_founding_article() -> None:
    path = Path(__file__).parent.parent / os.environ.get("PONTE_REFERENCE", "../shared") / "articles" / "1.txt"
    if not path.exists():
        pytest.skip("no reference articles here")
    lines = [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
    home, title, label, share, *body = lines
    markup = saved("release-en.html")
    markup = markup[: markup.index("<article")] + (
        f"<article><div>{home}</div><h2>{title}</h2><span>{label}</span><ul><li>{share}</li></ul>"
        + "".join(f"<p>{line}</p>" for line in body)
        + "</article>"
        + markup[markup.index("</article>") :]
    )
    for seed in (1, 2):
        found = release(scramble(markup, seed), f"{HOST}/en/news/view/1380")
        assert isinstance(found, Release)
        assert (found.title, found.body) == (title, "\n".join(body))
        assert (found.lang, found.published.iso, found.published.precision, found.published.basis) == ("en", "2023-03-14", "day", "label")
