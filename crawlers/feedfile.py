"""Reads RSS 2.0, RSS 1.0 (RDF) and Atom 1.0 as sites really send them: bytes in, plain values out.

Read with lxml rather than feedparser, for three reasons: an item is kept with its own XML (the snapshot of a release that
lives in a feed), nothing is sanitised or resolved behind our back, and feedparser's import alone costs as much as reading fifty
feeds. What feedparser is known to do better is done here before parsing: legacy charsets by the WHATWG table (crawlers.charset),
bare ampersands, and HTML's entity names, none of which an XML parser accepts.

No entity is ever expanded and nothing is fetched (FAULTS C26): references to declared entities stay as the letters they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from html.entities import html5

from lxml import etree

from crawlers.page import Page

_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*\?>")
# The XML 1.0 Char production, section 2.2, turned round.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CDATA_OR_REFERENCE = re.compile(r"(<!\[CDATA\[.*?\]\]>)|&(?:#(\d{1,7}|[xX][0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31});)?", re.DOTALL)
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ROOTS = frozenset({"rss", "RDF", "feed"})
_ITEMS = frozenset({"item", "entry"})
_XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item as written: no date read, no address resolved.

    `content` is HTML, the fullest the item has; `published` the raw text of its date; `xml` the item's own element, in UTF-8.
    """

    title: str
    link: str
    guid: str
    published: str
    content: str
    author: str
    xml: bytes


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's items in their own order. `whole` is False where the XML ended early or had to be repaired by the parser."""

    title: str
    items: tuple[FeedItem, ...]
    whole: bool = True


def read_feed(page: Page) -> Feed | None:
    """The feed that an answer is, or None where it is none (an error page, an empty answer). Never raises for what a site sends."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(repair(page.text).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or _name(root) not in _ROOTS:
        return None
    head = next((child for child in root if _name(child) == "channel"), root)
    items = tuple(_item(element) for element in root.iter() if _name(element) in _ITEMS)
    return Feed(_child_text(head, "title"), items, whole=not _broken(parser))


def repair(text: str) -> str:
    """Feed text that an XML parser takes: no declaration, only XML's characters, every stray ampersand escaped outside CDATA."""
    return _CDATA_OR_REFERENCE.sub(_reference, _NOT_XML.sub("", _PROLOGUE.sub("", text)))


def _reference(match: re.Match[str]) -> str:
    cdata, number, name = match.groups()
    if cdata is not None or name in _OF_XML:
        return match[0]
    if number:
        return match[0] if _is_char(number) else ""
    if name and (known := html5.get(name + ";")):
        return escape(known)
    return "&amp;" + match[0][1:]


def _is_char(number: str) -> bool:
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    return code <= 0x10FFFF and not _NOT_XML.match(chr(code))


def _broken(parser: etree.XMLParser) -> bool:
    """Whether the parser lost something: undeclared prefixes are an error to libxml2, but cost nothing."""
    return any(entry.level_name == "FATAL" for entry in parser.error_log)


def _name(element: etree._Element) -> str:
    """The local name; "" for comments, instructions and entity nodes, whose tag is a function."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def _item(element: etree._Element) -> FeedItem:
    links = list(_links(element))
    guid = _child_text(element, "guid") or _child_text(element, "id")
    return FeedItem(
        title=_child_text(element, "title"),
        link=links[0] if links else guid,
        guid=guid,
        published=next(filter(None, (_child_text(element, name) for name in ("pubDate", "published", "issued", "date", "updated"))), ""),
        content=max(
            (_html(child) for child in element if _name(child) in {"encoded", "content", "description", "summary"}), key=len, default=""
        ),
        author=_child_text(element, "author") or _child_text(element, "creator"),
        xml=etree.tostring(element, encoding="utf-8", with_tail=False),
    )


def _links(element: etree._Element) -> Iterator[str]:
    """Addresses of an item, alternates only: text in RSS, `href` in Atom (RFC 4287, section 4.2.7)."""
    for child in element:
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate":
            target = (child.get("href") or "".join(child.itertext())).strip()
            if target:
                yield target


def _child_text(element: etree._Element, name: str) -> str:
    for child in element:
        if _name(child) == name:
            text = "".join(child.itertext()).strip()
            if text:
                return text
    return ""


def _html(element: etree._Element) -> str:
    """The HTML an element holds: as text (RSS, Atom type html), or as child elements (Atom type xhtml, feeds that forgot to escape)."""
    if not len(element):
        return "".join(element.itertext()).strip()
    inner = "".join(etree.tostring(child, encoding="unicode") for child in element)
    return (escape(element.text or "", quote=False) + inner).replace(f' xmlns="{_XHTML}"', "").strip()
