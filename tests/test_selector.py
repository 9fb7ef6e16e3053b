"""The fast way through a tree gives what CSS gives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.cssselect import CSSSelector

from crawlers.page import parse_html
from crawlers.selector import BadSelector, first, select

PAGE = parse_html(
    "<html><body><div id=a class='x y'><p class=x>1</p><div class='box x'><p>2</p><span title=t>3</span></div></div>"
    "<div class=xy><p class='y z' title>4</p><section><p>5</p></section></div><article><h1>6</h1></article></body></html>"
)


@pytest.mark.parametrize(
    "css",
    ["p", "*", ".x", "div.x", "div.x.y", "#a", "div#a p", "div > p", ".x p", "div div p", "div.xy > p.z", "[title]", "p[title='']",
     "span[title=t]", "DIV.x", "p:first-child", "p, h1", "p + div", "[class^=x]", "div:not(.x) p", "h1 ~ p"],
)  # fmt: skip
def test_both_ways_find_the_same_elements(css: str) -> None:
    assert list(select(css)(PAGE)) == CSSSelector(css, translator="html")(PAGE)


@pytest.mark.parametrize("css", ["div[", "p >", "::", "p:nosuch", "a[href="])
def test_what_is_no_selector_is_named(css: str) -> None:
    with pytest.raises(BadSelector, match=r"is not a CSS selector"):
        select(css)


def test_the_empty_selector_finds_nothing() -> None:
    assert first("", PAGE) is None
    assert first("h6", PAGE) is None


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="pdiv.#[]>x a=*:,()'", max_size=12))
def test_any_text_is_a_selector_or_refused(css: str) -> None:
    try:
        found = list(select(css)(PAGE))
    except BadSelector:
        return
    assert found == CSSSelector(css, translator="html")(PAGE)
