"""CSS selectors, compiled once, for reading tens of thousands of pages.

A configured selector is nearly always a tag with a class, an id or an attribute, perhaps inside another one. For these,
lxml's own iteration by tag name and a few string comparisons take a tenth of the time of the same selector as XPath.
Everything else CSS knows goes through lxml.cssselect. Both give the same elements in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from cssselect import HTMLTranslator, SelectorError
from cssselect import parse as parse_css
from cssselect.parser import Attrib, Class, CombinedSelector, Element, Hash, Selector
from lxml import etree
from lxml.html import HtmlElement

Test = Callable[[HtmlElement], bool]
Select = Callable[[HtmlElement], Iterator[HtmlElement]]


class BadSelector(ValueError):
    """The operator's selector is no CSS; the message names it and says why."""


class _NotSimple(Exception):
    """A selector that needs XPath."""


@lru_cache(maxsize=512)
def select(css: str) -> Select:
    """A function that yields the elements below (or equal to) a given one that match `css`, in document order.

    Raises BadSelector where `css` cannot be read.
    """
    try:
        parts = parse_css(css)
        return _simple(parts)
    except _NotSimple:
        return _by_xpath(css)
    except SelectorError as error:
        raise BadSelector(f"{css!r} is not a CSS selector: {error}") from error


def first(css: str, root: HtmlElement) -> HtmlElement | None:
    """The first element that matches, or None; None for the empty selector."""
    return next(select(css)(root), None) if css else None


def _by_xpath(css: str) -> Select:
    try:
        xpath = etree.XPath(HTMLTranslator().css_to_xpath(css))
    except (SelectorError, etree.XPathError) as error:
        raise BadSelector(f"{css!r} is not a CSS selector: {error}") from error

    def found(root: HtmlElement) -> Iterator[HtmlElement]:
        result = xpath(root)
        return (element for element in result if isinstance(element, HtmlElement)) if isinstance(result, list) else iter(())

    return found


def _simple(parts: list[Selector]) -> Select:
    """A search by tag name for one selector without pseudo-elements."""
    if len(parts) != 1 or parts[0].pseudo_element is not None:
        raise _NotSimple
    tag, matches = _compound(parts[0].parsed_tree)

    def found(root: HtmlElement) -> Iterator[HtmlElement]:
        return filter(matches, root.iter(tag))

    return found


def _compound(tree: object) -> tuple[str, Test]:
    """The tag name to search for ("*" is any element) and the test that such an element must pass."""
    tests: list[Test] = []
    while not isinstance(tree, Element):
        if isinstance(tree, CombinedSelector):
            tag, own = _compound(tree.subselector)
            return tag, _all([*tests, own, _inside(tree.combinator, *_compound(tree.selector))])
        test, tree = _condition(tree)
        tests.append(test)
    if tree.namespace:
        raise _NotSimple
    # Case: HTML names are ASCII case-insensitive (Selectors Level 4, section 6.1); libxml2 writes them in lower case.
    return (tree.element or "*").lower(), _all(tests)


def _condition(tree: object) -> tuple[Test, object]:
    if isinstance(tree, Class):
        name = tree.class_name
        return lambda element: name in (found := element.get("class", "")) and name in found.split(), tree.selector
    if isinstance(tree, Hash):
        ident = tree.id
        return lambda element: element.get("id") == ident, tree.selector
    if isinstance(tree, Attrib) and not tree.namespace and tree.operator in {"exists", "="}:
        attribute, wanted = tree.attrib.lower(), tree.value.value if tree.value is not None else None
        if tree.operator == "exists":
            return lambda element: element.get(attribute) is not None, tree.selector
        return lambda element: element.get(attribute) == wanted, tree.selector
    raise _NotSimple


def _inside(combinator: str, tag: str, matches: Test) -> Test:
    """Whether an element stands below (" ") or directly below (">") one that matches."""

    def is_it(element: HtmlElement) -> bool:
        return tag in ("*", element.tag) and matches(element)

    if combinator == " ":
        return lambda element: any(is_it(above) for above in element.iterancestors())
    if combinator == ">":
        return lambda element: (above := element.getparent()) is not None and is_it(above)
    raise _NotSimple


def _all(tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    return lambda element: all(test(element) for test in tests)
