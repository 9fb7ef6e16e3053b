"""Reading by labels, text order and structure: what holds for any page."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from crawlers import structure
from crawlers.model import Address
from crawlers.outline import Outline, is_not_found, outline
from crawlers.page import parse_html
from crawlers.structure import around, article, body_after, items, main_block, next_page, page_number, texts, title_of

WRAPPERS = ("div", "section", "article", "nav", "aside", "header", "footer", "main")


def scramble(markup: str, seed: int) -> str:
    """The page after a redesign: every class and id renamed, every wrapper element another one."""
    chance = random.Random(seed)
    root = parse_html(markup)
    for element in root.iter():
        for name in ("class", "id"):
            if name in element.attrib:
                element.set(name, f"x{chance.randrange(10**6)}")
        if element.tag in WRAPPERS:
            element.tag = chance.choice(WRAPPERS)
    return etree.tostring(root, encoding="unicode", method="html")


def read(markup: str) -> Outline:
    return outline(parse_html(markup))


PROSE = "The two sides met in Macao and agreed to hold a yearly fair for small firms from the islands."
MORE = "A working group will meet twice a year and report to both sides at the end of each year."
MENU = "<nav><ul>" + "".join(f'<li><a href="/m/{n}">Menu item {n}</a></li>' for n in range(6)) + "</ul></nav>"
FOOT = (
    "<footer><p>Address: 12 Rua do Exemplo, Macao, 4th floor of the model building. Tel: 2888 0000</p>"
    '<ul><li><a href="/t">Terms of use of this site</a></li></ul>'
    "<p>© 2026 The Bureau of Examples and its partners. All rights reserved.</p></footer>"
)


def page_of(inner: str, head: str = "") -> str:
    return f"<html><head><title>T</title>{head}</head><body>{MENU}{inner}{FOOT}</body></html>"


# ---- lines -------------------------------------------------------------------------------------------------------


def test_lines_are_blocks_cells_items_and_breaks() -> None:
    found = read("<body><h1>A <b>b</b></h1><p>one<br>two</p>own<ul><li>x</li></ul>tail<table><tr><td>c1</td><td>c2</td></tr></table>")
    assert [(line.text, line.tag) for line in found.lines] == [
        ("A b", "h1"),
        ("one", "p"),
        ("two", "p"),
        ("own", "body"),
        ("x", "li"),
        ("tail", "body"),
        ("c1", "td"),
        ("c2", "td"),
    ]


def test_what_nobody_sees_is_no_line() -> None:
    hidden = (
        "<script>var a = '<p>no</p>';</script><style>p{}</style><noscript>no</noscript><template><p>no</p></template>"
        "<p hidden>no <b>no</b></p>"
        '<div style="color:red; DISPLAY : none"><p>no</p></div><!-- no --><select><option>no</option></select><svg><text>no</text></svg>'
    )
    assert texts(read(f"<body><p>yes</p>{hidden}<p aria-hidden='true'>also</p>").lines) == ["yes", "also"]


def test_entities_and_quotes_in_attributes_are_read_back() -> None:
    found = read("""<p>a &lt;b&gt; &amp;amp; c&nbsp;d <a title='x > "y"' href="/z?a=1&amp;b=2">l</a></p>""")
    assert texts(found.lines) == ["a <b> &amp; c d l"]
    assert found.anchors[0].href == "/z?a=1&b=2"
    assert found.anchors[0].title == 'x > "y"'


def test_link_shares_count_link_text() -> None:
    found = read('<p><a href="/1">abcd</a> ef</p><ul><li><a href="/2">all</a></li></ul>')
    assert [round(line.link_share, 2) for line in found.lines] == [0.57, 1.0]


def test_a_link_around_blocks_marks_every_line() -> None:
    found = read('<a href="/1"><h3>Title</h3><p>Teaser</p></a><p>after</p>')
    assert [line.link_share for line in found.lines] == [1.0, 1.0, 0.0]
    assert found.anchors[0].text == "Title Teaser"


def test_times_with_and_without_a_time_element() -> None:
    found = read('<div><time datetime="2021-01-18 13:06:00">2021</time></div><div datetime="2021-09-10" class="x">yesterday</div>')
    assert [(stamp.line, stamp.datetime) for stamp in found.times] == [(0, "2021-01-18 13:06:00"), (1, "2021-09-10")]


words = st.text(alphabet="abç 中葡\u00a0\u3000&<>\"'", max_size=12)
tags = st.sampled_from(["p", "div", "span", "a", "li", "td", "section", "h2", "b", "time", "article"])
trees = st.recursive(words, lambda inner: st.tuples(tags, st.lists(inner, max_size=4)), max_leaves=25)


def markup_of(tree: str | tuple[str, list[Any]]) -> str:
    if isinstance(tree, str):
        return tree.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    tag, inner = tree
    return f'<{tag} href="/x">{"".join(map(markup_of, inner))}</{tag}>'


@settings(max_examples=120, deadline=None)
@given(trees)
def test_every_visible_word_is_kept_once_and_in_order(tree: str | tuple[str, list[Any]]) -> None:
    root = parse_html(f"<html><body>{markup_of(tree)}</body></html>")
    found = outline(root)
    assert re.sub(r"\s", "", "".join(texts(found.lines))) == re.sub(r"\s", "", "".join(root.itertext()))
    for number, line in enumerate(found.lines):
        assert line.number == number
        assert line.text == " ".join(line.text.split())
        assert found.firsts[line.block] <= number < found.ends[line.block]
        assert 0 <= line.link_share <= 1


@settings(max_examples=120, deadline=None)
@given(st.text(max_size=300) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")) | trees.map(markup_of))
def test_no_markup_makes_anything_raise(markup: str) -> None:
    root = parse_html(f"<p>{markup}")
    found = outline(root)
    title_of(root, found, hint=markup[:50])
    article(root, hint=markup[:50])
    body_after(found, 0)
    main_block(found)
    next_page(root, "https://h/list", found)
    items(found, "https://h/", lambda url: Address("s", url, None, url))
    structure.json_ld_dates(root)
    structure.alternates(root)
    structure.meta(root)


def test_t18_depth_and_breadth_stay_bounded() -> None:
    deep = "<div>" * 3000 + f"<h1>T</h1><p>{PROSE}</p>" + "</div>" * 3000
    wide = "<table><tr><td>" + f"<p>{PROSE}</p>" * 3000 + '</td></tr></table><ul><li><a href="/r/1">x</a></li></ul>'
    article(parse_html(deep))
    # A heading far below its text, under ancestors that are each large: only the nearest of them may be read for it.
    staircase = "<h1>T</h1>"
    for _ in range(200):
        staircase = f"<div>{'<div>Menu item</div>' * 20}{staircase}</div>"
    asked: list[int] = []
    assert around(next(parse_html(staircase).iter("h1")), lambda part: asked.append(len(part.lines))) is None
    assert len(asked) <= 10
    assert len(article(parse_html(f"<h1>T</h1>{wide}"), hint="T").body) >= 1
    listed = "".join(f'<div><a href="/r/{n}">Release number {n}</a></div>' for n in range(3000))
    assert len(items(read(listed), "https://h/", lambda url: Address("s", url, None, url))) == 3000


@pytest.mark.parametrize("separator", [" ", "\n", "/"])
def test_t18_a_swarm_of_attributes_is_not_parsed_and_one_long_attribute_is_kept(separator: str) -> None:
    swarm = separator.join(f"a{number}=1" for number in range(20_000))
    root = parse_html(f"<h1>T</h1><p {swarm}>first</p><p data-long='{'x ' * 400}{'y' * 100_000}' class=kept>second</p>")
    first, second = root.iter("p")
    assert (first.text, dict(first.attrib)) == ("first", {})
    assert (second.text, second.get("class")) == ("second", "kept")


@pytest.mark.parametrize("line", ["-" * 200_000 + "x", " 1" * 100_000, "A" * 200_000, "下" * 100_000, "( " * 100_000])
def test_t19_no_line_makes_a_pattern_slow(line: str) -> None:
    found = read(f'<h1>T</h1><p>{line}</p><ul><li><a href="/r/1">{line}</a></li></ul>')
    body_after(found, 0)
    for item in items(found, "https://h/", lambda url: Address("s", "1", None, url)):
        assert item.link().address.key == "1"


def body_of(inner: str) -> list[str]:
    """The body after the title T of a page with menu and footer."""
    found = read(page_of(inner))
    title = next(line for line in found.lines if line.text == "T")
    return texts(body_after(found, title.number))


# ---- bodies ------------------------------------------------------------------------------------------------------

ARTICLE = f"""<div class="a"><h1>Yearly fair agreed</h1><div class="m"><span>Release time:2026-03-14</span> <span>Views: 1,204</span></div>
<div class="s"><ul><li>• Share To:</li><li><a href="https://f">Facebook</a></li></ul></div>
<div class="b"><p>{PROSE}</p><h3>A sub-heading</h3><p>{MORE}</p><ul><li>Food</li></ul>
<table><tr><td>31</td><td>31</td></tr></table><p>(Source: chamber)</p></div>
<div class="v">Views: 99</div>
<div class="r"><h3>Related News</h3>
<ul><li><a href="/r/2">Another release about a seminar</a> 2026-01-01</li></ul></div></div>"""
BODY = [PROSE, "A sub-heading", MORE, "Food", "31", "31", "(Source: chamber)"]


@pytest.mark.parametrize("seed", range(6))
def test_the_body_after_a_label_whatever_the_wrappers(seed: int) -> None:
    found = read(scramble(page_of(ARTICLE), seed))
    label = found.find(re.compile("Release time"))
    assert label is not None
    assert texts(body_after(found, label.number)) == BODY


@pytest.mark.parametrize("seed", range(3))
def test_the_near_reading_equals_the_reading_of_the_whole_page(seed: int) -> None:
    root = parse_html(scramble(page_of(ARTICLE), seed))
    whole = outline(root)
    heading = next(line for line in whole.lines if line.tag == "h1")
    near = around(next(root.iter("h1")), lambda part: next((line for line in part.lines if line.tag == "h1"), None))
    assert near is not None
    assert len(near.page.lines) < len(whole.lines)
    assert texts(near.body) == texts(body_after(whole, heading.number)) == BODY


def test_a_body_in_several_sections_is_one_body() -> None:
    found = read(
        page_of(f"<div><h1>T</h1><div><p>{PROSE}</p></div><h2>Part</h2><div><p>{MORE}</p></div><div><p>{PROSE[4:]}</p></div></div>")
    )
    assert texts(body_after(found, found.find(re.compile("T$")).number)) == [PROSE, "Part", MORE, PROSE[4:]]  # type: ignore[union-attr]


def test_a_body_of_breaks_without_paragraphs() -> None:
    assert body_of(f"<div><h1>T</h1><div>【轉載】<br><br>{PROSE}<br>Short.<br>{MORE}<br>(完畢說明)</div></div>") == [
        "【轉載】",
        PROSE,
        "Short.",
        MORE,
        "(完畢說明)",
    ]


def test_a_box_of_related_news_inside_the_text_is_left_out() -> None:
    box = '<div><h4>Related News</h4><p><a href="/r/1">A release that is told elsewhere at length</a></p></div>'
    assert body_of(f"<div><h1>T</h1><div><p>{PROSE}</p>{box}<p>{MORE}</p></div></div>") == [PROSE, MORE]


def test_teasers_of_other_releases_are_no_body() -> None:
    cards = "".join(f'<div><h3><a href="/r/{n}">Card number {n} of the widget</a></h3><p>{PROSE}</p></div>' for n in range(3))
    assert body_of(f"<div><h1>T</h1><p>2026-03-14</p><div>{cards}</div></div>") == []


def test_a_footer_is_no_body() -> None:
    assert body_of("<div><h1>T</h1><div>2026-03-14</div></div>") == []


def test_a_paragraph_that_only_begins_like_furniture_stays() -> None:
    kept = [
        "Copyright protection was the first subject of the meeting between the two bureaux in Macao.",
        "Date: 4 to 6 December 2026. Place: the hall of the Venetian in Cotai, with two hundred booths.",
        "Share capital of the new company is held by both sides in equal parts, the chamber explained.",
        "Next year the working group will report on what was done, and on what firms ask of both sides.",
    ]
    assert body_of(f"<div><h1>T</h1><div>{''.join(f'<p>{line}</p>' for line in kept)}</div></div>") == kept


def test_a_lead_printed_twice_is_kept_once() -> None:
    assert body_of(f"<div><h1>T</h1><div><p>{PROSE}</p><p>{PROSE}</p><p>{MORE}</p></div></div>") == [PROSE, MORE]


def test_a_summary_between_title_and_byline_is_told_by_the_body_again() -> None:
    found = read(
        page_of(
            f"<div><h1>T</h1><div>{PROSE[:80]}…</div><div>Publicado em 24/03/2026 08h01</div><div><p>{PROSE}</p><p>{MORE}</p></div></div>"
        )
    )
    assert texts(body_after(found, found.find(re.compile("T$")).number)) == [PROSE, MORE]  # type: ignore[union-attr]


def test_a_short_notice_is_a_body() -> None:
    assert body_of("<div><h1>T</h1><span>2026-03-14</span><p>The office is closed today</p></div>") == ["The office is closed today"]


def test_readability_is_asked_last_and_admits_failure() -> None:
    good = structure.readability(page_of(f"<div><p>{PROSE}</p><p>{MORE}</p><p>{PROSE} {MORE}</p></div>"))
    assert good is not None
    assert PROSE in good
    assert structure.readability("<p>x") is None
    assert structure.readability("") is None


# ---- titles ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "inner", "title"),
    [
        (
            '<meta property="og:title" content="Fair agreed - Portal of Examples">',
            "<h1>Portal of Examples</h1><h2>Fair agreed</h2>",
            "Fair agreed",
        ),
        (
            "<title>Portal | Fair agreed between both sides</title>",
            "<h2>Fair agreed between both sides</h2>",
            "Fair agreed between both sides",
        ),
        ("<title>签署备忘录_某市人民政府</title>", "<div>签署备忘录</div>", "签署备忘录"),
        ("", "<h1>Only a heading</h1>", "Only a heading"),
        ('<meta property="og:site_name" content="Site"><title>Shown nowhere – Site</title>', "<p>x</p>", "Shown nowhere"),
        ("<title>Trade - a new page - Jiangmen</title>", "<div>Trade - a new page</div>", "Trade - a new page"),
    ],
)
def test_titles_without_the_sites_name(head: str, inner: str, title: str) -> None:
    root = parse_html(f"<html><head>{head}</head><body>{inner}</body></html>")
    assert title_of(root, outline(root))[0] == title


def test_the_listings_title_finds_the_line() -> None:
    root = parse_html("<html><head><title>News</title></head><body><div>Home</div><div>Fair agreed</div></body></html>")
    title, line = title_of(root, outline(root), hint="Fair agreed")
    assert title == "Fair agreed"
    assert line is not None
    assert line.number == 1


@pytest.mark.parametrize(
    "inner", ["<div><a href='/'>Chamber of Trade</a></div><div>Fair agreed</div>", "<p>Fair agreed</p><p>Chamber of Trade</p>"]
)
@pytest.mark.parametrize("name", ["Chamber of Trade | Fair agreed", "Fair agreed | Chamber of Trade"])
def test_the_part_of_the_title_that_the_listing_confirms_is_the_title(name: str, inner: str) -> None:
    root = parse_html(f"<html><head><title>{name}</title></head><body>{inner}</body></html>")
    assert title_of(root, outline(root), hint="Fair agreed")[0] == "Fair agreed"
    # A site that lists its own name confirms nothing.
    named = parse_html(
        "<html><head><meta property='og:site_name' content='Chamber'><title>Chamber</title></head><body><p>x</p></body></html>"
    )
    assert title_of(named, outline(named), hint="Chamber")[0] == ""


@pytest.mark.parametrize("title", ["404 Not Found", "Page not found", "Página não encontrada", "您訪問的頁面不存在", "Error 404: gone"])
def test_s09_titles_that_say_there_is_nothing(title: str) -> None:
    assert is_not_found(title)


def test_s09_a_release_about_what_was_not_found_is_one() -> None:
    assert not is_not_found("Survey: oil not found in the waters off São Tomé, ministry tells partners in Macao")


# ---- heads and links ---------------------------------------------------------------------------------------------


def test_meta_by_name_property_and_itemprop() -> None:
    root = parse_html(
        '<meta name="PubDate" content="2025-07-14 01:59"><meta property="og:Title" content=" a "><meta itemprop="x" content="1">'
        '<meta name="pubdate" content="2">'
    )
    assert structure.meta(root) == {"pubdate": "2025-07-14 01:59", "og:title": "a", "x": "1"}


def test_json_ld_dates_survive_broken_json() -> None:
    root = parse_html(
        '<script type="application/ld+json">{"a": [{"datePublished": "2026-01-02T03:04:05Z",}</script>'
        '<script>{"datePublished":"1999-01-01"}</script>'
    )
    assert structure.json_ld_dates(root) == ("2026-01-02T03:04:05Z",)


def test_alternates_by_language() -> None:
    root = parse_html(
        '<link rel="alternate" hreflang="en-US" href="/en/1"><link rel="alternate" href="/feed">'
        '<link rel="alternate stylesheet" hreflang="pt-PT" href="/pt/1">'
    )
    assert structure.alternates(root) == {"en-us": "/en/1", "pt-pt": "/pt/1"}


def test_r13_a_base_element_counts_on_the_pages_own_host_only() -> None:
    own = parse_html('<base href="/a/"><a href="b">x</a>')
    foreign = parse_html('<base href="https://evil.example/"><a href="b">x</a>')
    assert [url for url, _ in structure.links(own, "https://h/l/")] == ["https://h/a/b"]
    assert [url for url, _ in structure.links(foreign, "https://h/l/")] == ["https://h/l/b"]


@pytest.mark.parametrize(
    ("links", "url", "expected"),
    [
        ('<link rel="next" href="/n?p=3">', "https://h/n?p=2", "https://h/n?p=3"),
        ('<a rel="next nofollow" href="?p=3">x</a>', "https://h/n?p=2", "https://h/n?p=3"),
        ('<a href="/n?p=1">Previous</a><a href="/n?p=9">9</a><a href="/n?p=3">下一頁</a>', "https://h/n?p=2", "https://h/n?p=3"),
        ('<a href="/n?p=1">1</a><a href="/n?p=2">2</a><a href="/n?p=3">3</a>', "https://h/n?p=2", "https://h/n?p=3"),
        ('<a href="/news/page/2/">2</a>', "https://h/news/", "https://h/news/page/2/"),
        ('<a href="index_2.html">Seguinte</a>', "https://h/c/index.html", "https://h/c/index_2.html"),
        ('<a href="/n?p=2">›</a>', "https://h/n?p=2", None),
        ('<a href="/other/9">Next</a>', "https://h/n?p=2", None),
        ('<a href="https://evil.example/n?p=3">Next</a>', "https://h/n?p=2", None),
        ('<a href="javascript:go(3)">Next</a>', "https://h/n?p=2", None),
        ('<a href="/n?p=1">1</a>', "https://h/n?p=2", None),
    ],
)
def test_r14_r17_the_next_page(links: str, url: str, expected: str | None) -> None:
    assert next_page(parse_html(f"<html><head></head><body>{links}</body></html>"), url) == expected


def test_page_numbers_are_bounded() -> None:
    assert page_number("https://h/?p=766858") == 1
    assert page_number("https://h/?p=٣") == 1
    assert page_number("https://[h/") == 1


# ---- listings ----------------------------------------------------------------------------------------------------


def locate(url: str) -> Address | None:
    found = re.fullmatch(r"https://h/r/(\d+)", url)
    return Address("s", found[1], None, url) if found else None


def listed(markup: str) -> list[tuple[str, str | None, str | None]]:
    found = [item.link() for item in items(read(markup), "https://h/l", locate)]
    return [(link.address.key, link.title, link.published.iso) for link in found]


@pytest.mark.parametrize(
    "row",
    [
        '<div><h3><a href="/r/{n}">Title {n}</a></h3><span>{d}</span><p>Teaser</p></div>',
        '<tr><td>{d}</td><td><a href="/r/{n}">Title {n}</a></td></tr>',
        '<li><a href="/r/{n}">Title {n}</a> [{d}]</li>',
        '<a href="/r/{n}"><h3>Title {n}</h3><div>{d}</div><p>A teaser that is longer than the title is</p></a>',
        '<div><a href="/r/{n}"><img></a><div>Title {n}</div><time datetime="{d}">3天前</time><a href="/r/{n}">Learn More</a></div>',
        '<h4>Title {n}</h4><p>{d}</p><p>Summary of it</p><p><a href="/r/{n}">Learn More</a></p>',
        '<dt><a href="/r/{n}" title="Permanent Link to Title {n}">…</a></dt><dd>{d}</dd>',
        '<li><a href="/r/{n}" title="Title {n}">Tit...</a><span>{d}</span></li>',
    ],
)
def test_items_get_their_own_title_and_date(row: str) -> None:
    rows = "".join(row.format(n=n, d=f"2026-03-1{n}") for n in (1, 2, 3))
    rows = f"<table>{rows}</table>" if row.startswith("<tr>") else f"<div>{rows}</div>"
    assert listed(f"<body>{MENU}{rows}{FOOT}") == [(str(n), f"Title {n}", f"2026-03-1{n}") for n in (1, 2, 3)]


def test_i09_one_release_linked_three_times_is_one_item() -> None:
    assert [key for key, _, _ in listed('<a href="/r/1">A</a><a href="/r/1?x">B</a><a href="/r/1">A</a><a href="/r/2">C</a>')] == ["1", "2"]


def test_d04_relative_ages_date_nothing() -> None:
    assert listed(
        '<ul><li><a href="/r/1">A title</a><span>3天前</span></li><li><a href="/r/2">B title</a><span>7月前</span></li></ul>'
    ) == [
        ("1", "A title", None),
        ("2", "B title", None),
    ]
