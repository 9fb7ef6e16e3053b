"""Reads RSS 0.9x, 1.0 (RDF) and 2.0, Atom 0.3 and 1.0 and JSON Feed 1.x as sites really send them: bytes in, plain values out.

Read with lxml rather than feedparser, for four reasons: an item is kept with its own XML (the snapshot of a release that
lives in a feed), nothing is sanitised or resolved behind our back, a feed that breaks off says so instead of passing for a short one,
and feedparser's import alone costs as much as reading fifty feeds. What feedparser is known to do better is done here before parsing:
legacy charsets by the WHATWG table (crawlers.charset), bare ampersands, HTML's entity names, and HTML that nobody escaped, none of
which an XML parser accepts. Tests compare the two on every format.

No entity is ever expanded and nothing is fetched (FAULTS C26): references to declared entities stay as the letters they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from html.entities import html5
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from crawlers.jsonfile import Unreadable, read_json, text_in
from crawlers.page import Page

_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*\?>")
# The XML 1.0 Char production, section 2.2, turned round.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# CDATA, a reference or a bare ampersand, and an angle bracket that opens nothing. What is never closed runs to the end, here and below:
# looking for its end again at every further opening would take the square of the time.
_TO_REPAIR = re.compile(
    r"(<!\[CDATA\[.*?(?:\]\]>|\Z))|&(?:#(\d{1,7}|[xX][0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31});)?|<(?![A-Za-z_!/?])", re.DOTALL
)
_START = re.compile(r"<((?:[A-Za-z]+:)?(?:rss|RDF|feed))(?=[\s>])")
_START_AREA = 4096
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ROOTS = frozenset({"rss", "RDF", "feed"})
_ITEMS = frozenset({"item", "entry"})
_XHTML = "http://www.w3.org/1999/xhtml"
_ATOM = frozenset({"http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"})
_XML = "{http://www.w3.org/XML/1998/namespace}"
# Vocabularies whose title, content and description are those of a picture or an episode, not of the item.
_OF_MEDIA = re.compile(
    r"\{(?:https?://search\.yahoo\.com/mrss|http://www\.itunes\.com/|https?://podcastindex\.org/)|(?:media|itunes|podcast):"
)
# What holds an item's text, and the date of its publication; the best first. The last date is only that of the last change.
_TEXTS = ("encoded", "full-text", "body", "content", "description", "summary")
_STATED = frozenset({"encoded", "full-text", "body", "content"})
_DATES = ("pubDate", "published", "issued", "date", "created")
_CHANGES = ("updated", "modified")
_MARKUP = re.compile(r"</(?:p|div|a|b|i|em|strong|span|ul|ol|li|h[1-6]|table)>|<(?:br|p|img)\b", re.IGNORECASE)
_UNESCAPED = re.compile(r"<(description|content:encoded|summary|content)(\s[^<>]*)?(?<!/)>(?!\s*<!\[CDATA\[)(.*?)(</\1\s*>|\Z)", re.DOTALL)
_JSON_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1(?:\.\d)?/?")


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item as written: no date read, no address resolved.

    `content` is HTML, the fullest the item has; `published` the raw text of its date; `xml` the item's own element (or JSON object),
    in UTF-8. `title_type` is "text" where the format says that the title is no HTML. `stated`: the content stands where the format
    puts whole texts, not in a description or summary. `revised`: `published` is only the date of the last change. `base`: what relative
    addresses of the item are relative to, "" for the feed's address.
    """

    title: str
    link: str
    guid: str
    published: str
    content: str
    author: str
    xml: bytes
    title_type: str = ""
    stated: bool = False
    revised: bool = False
    base: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's items in their own order. `whole` is False where the XML ended early or had to be repaired by the parser.

    `next`: the address of the feed's next page as written (RFC 5005 §3, JSON Feed next_url); `language`: the feed's own label;
    `media`: the media type of an item's `xml`; `flaws`: what single items are unreadable for, one clause each.
    """

    title: str
    items: tuple[FeedItem, ...]
    whole: bool = True
    next: str = ""
    language: str = ""
    media: str = "application/rss+xml"
    flaws: tuple[str, ...] = ()


# ---- RSS, RDF and Atom -----------------------------------------------------------------------------------------------


def read_feed(page: Page) -> Feed | None:
    """The XML feed that an answer is, or None where it is none (an error page, an empty answer). Never raises for what a site sends."""
    repaired = repair(_without_frame(page.text))
    root, whole = _parse(repaired)
    if root is None or _name(root) not in _ROOTS:
        return None
    if not whole and (mended := _UNESCAPED.sub(_in_cdata, repaired)) != repaired:
        again, sound = _parse(mended)
        if sound and again is not None:
            root, whole = again, True
    head = next((child for child in root if _name(child) == "channel"), root)
    based = "xml:base" in repaired
    items = tuple(_item(element, based) for element in root.iter(etree.Element) if _name(element) in _ITEMS)
    told = _child_text(head, "language") or root.get(f"{_XML}lang", "")
    media = "application/atom+xml" if _name(root) == "feed" else "application/rss+xml"
    return Feed(_child_text(head, "title"), items, whole, _next(head, root, based), told, media)


def _parse(text: str) -> tuple[etree._Element | None, bool]:
    """The root element, if any, and whether nothing was lost on the way: undeclared prefixes are an error to libxml2, but cost nothing."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None, False
    return root, not any(entry.level_name == "FATAL" for entry in parser.error_log)


def repair(text: str) -> str:
    """Feed text that an XML parser takes: no declaration, only XML's characters, stray ampersands and angle brackets escaped."""
    return _TO_REPAIR.sub(_reference, _NOT_XML.sub("", _PROLOGUE.sub("", text)))


def _without_frame(text: str) -> str:
    """A feed without what servers write before and after it: declarations, white space, comments, a script's warnings and counters.

    Text whose beginning holds no feed, or an HTML page, stays as it is.
    """
    start = _START.search(text, 0, _START_AREA)
    if start is None or "<html" in text[: start.start()].lower():
        return text
    close = f"</{start[1]}>"
    end = text.rfind(close)
    return text[start.start() : end + len(close) if end > 0 else None]


def _reference(match: re.Match[str]) -> str:
    cdata, number, name = match.groups()
    if cdata is not None or name in _OF_XML:
        return match[0]
    if number:
        return match[0] if _is_char(number) else ""
    if name and (known := html5.get(name + ";")):
        return escape(known)
    return ("&amp;" if match[0][0] == "&" else "&lt;") + match[0][1:]


def _is_char(number: str) -> bool:
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    return code <= 0x10FFFF and not _NOT_XML.match(chr(code))


def _in_cdata(match: re.Match[str]) -> str:
    """An element with HTML that nobody escaped, as one with character data."""
    name, attributes, inner = match[1], match[2] or "", match[3]
    if not match[4] or "<" not in inner or "<![CDATA[" in inner:
        return match[0]
    return f"<{name}{attributes}><![CDATA[{inner}]]></{name}>"


def _name(element: etree._Element) -> str:
    """The local name; "" for comments, instructions and entity nodes, whose tag is a function, and for what belongs to a picture."""
    tag = element.tag
    if not isinstance(tag, str) or _OF_MEDIA.match(tag):
        return ""
    return tag.rpartition("}")[2].rpartition(":")[2]


def _item(element: etree._Element, based: bool) -> FeedItem:
    parts: dict[str, list[etree._Element]] = {}
    for child in element:
        parts.setdefault(_name(child), []).append(child)
    guid = _text(parts, "guid", "id")
    published, changed = _text(parts, *_DATES), _text(parts, *_CHANGES)
    content, stated = _content(parts)
    return FeedItem(
        title=_text(parts, "title"),
        link=next(_links(parts), "") or _permalink(parts, guid),
        guid=guid,
        published=published or changed,
        content=content,
        author=_text(parts, "author", "creator"),
        xml=etree.tostring(element, encoding="utf-8", with_tail=False),
        title_type=_title_type(parts),
        stated=stated,
        revised=bool(changed and not published),
        base=_base(element) if based else "",
    )


def _text(parts: dict[str, list[etree._Element]], *names: str) -> str:
    """The text of the first element that has any, by the order of `names`."""
    texts = ("".join(element.itertext()).strip() for name in names for element in parts.get(name, ()))
    return next(filter(None, texts), "")


def _child_text(element: etree._Element, name: str) -> str:
    return next(filter(None, ("".join(child.itertext()).strip() for child in element if _name(child) == name)), "")


def _links(parts: dict[str, list[etree._Element]]) -> Iterator[str]:
    """Addresses of an item, alternates only, pages for people first: text in RSS, `href` in Atom (RFC 4287, section 4.2.7).
    FeedBurner's own link only counts readers; it keeps the site's beside it."""
    for element in parts.get("origLink", ()):
        yield "".join(element.itertext()).strip()
    found = [element for element in parts.get("link", ()) if element.get("rel", "alternate") == "alternate"]
    for element in sorted(found, key=lambda each: "html" not in each.get("type", "html")):
        target = (element.get("href") or "".join(element.itertext())).strip()
        if target:
            yield target


def _permalink(parts: dict[str, list[etree._Element]], guid: str) -> str:
    """The guid of an item without a link, where it may be one: not where RSS says isPermaLink="false"."""
    said = parts["guid"][0].get("isPermaLink", "true") if parts.get("guid") else "true"
    return guid if said.strip().lower() != "false" and guid.lower().startswith(("http://", "https://")) else ""


def _title_type(parts: dict[str, list[etree._Element]]) -> str:
    """The type of an Atom title, which is text where it says nothing (RFC 4287, section 3.1.1); "" in RSS, where nobody knows."""
    title = next(iter(parts.get("title", ())), None)
    if title is None or not _of_atom(title):
        return ""
    return "html" if "html" in title.get("type", "") or title.get("mode") == "escaped" else "text"


def _of_atom(element: etree._Element) -> bool:
    return str(element.tag)[1:].partition("}")[0] in _ATOM


def _content(parts: dict[str, list[etree._Element]]) -> tuple[str, bool]:
    """The longest of an item's texts as HTML, and whether it stands where whole texts do; of equals the one that does."""
    found = ((_html(element), name in _STATED) for name in _TEXTS for element in parts.get(name, ()))
    return max(found, key=lambda each: (len(each[0]), each[1]), default=("", False))


def _html(element: etree._Element) -> str:
    """The HTML an element holds: as text (RSS, Atom type html), or as child elements (Atom type xhtml, feeds that forgot to escape).

    Atom's plain text is escaped, unless it is plainly HTML whose type was forgotten; content of another kind (RFC 4287, section
    4.1.3.3: base64, or elsewhere) is none.
    """
    kind = element.get("type", "").strip().lower()
    if element.get("src") or element.get("mode") == "base64" or ("/" in kind and not kind.startswith("text/") and "xml" not in kind):
        return ""
    if len(element):
        inner = "".join(etree.tostring(child, encoding="unicode") for child in element)
        return (escape(element.text or "", quote=False) + inner).replace(f' xmlns="{_XHTML}"', "").strip()
    said = "".join(element.itertext()).strip()
    if kind in ("text", "text/plain") or (not kind and _of_atom(element) and element.get("mode") != "escaped"):
        return said if _MARKUP.search(said) else escape(said, quote=False)
    return said


def _next(head: etree._Element, root: etree._Element, based: bool) -> str:
    for child in head:
        if _name(child) == "link" and child.get("rel", "").strip().lower() == "next" and child.get("href"):
            return _joined(_base(root) if based else "", child.get("href", "").strip())
    return ""


def _base(element: etree._Element) -> str:
    """The xml:base that holds for an element (XML Base, section 4.2), relative to the feed's address; "" where there is none."""
    base = ""
    for each in (*reversed(list(element.iterancestors())), element):
        base = _joined(base, each.get(f"{_XML}base", "").strip())
    return base


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return link


# ---- JSON Feed -------------------------------------------------------------------------------------------------------


def read_json_feed(page: Page) -> Feed | str:
    """The JSON Feed that an answer is, or one clause on why it is none. Never raises for what a site sends, and refuses JSON that two
    readers would read differently (crawlers.jsonfile, FAULTS C27)."""
    data = read_json(page.text)
    if isinstance(data, Unreadable):
        return data.detail
    if not isinstance(data, dict) or not _JSON_VERSION.fullmatch(text_in(data, "version")):
        return "the JSON is not a JSON Feed of version 1"
    entries = _list(data, "items")
    return Feed(
        title=text_in(data, "title"),
        items=tuple(_json_item(entry) for entry in entries if isinstance(entry, dict)),
        next=text_in(data, "next_url"),
        language=text_in(data, "language"),
        media="application/feed+json",
        flaws=tuple(f"item {number} is no object" for number, entry in enumerate(entries, 1) if not isinstance(entry, dict)),
    )


def _json_item(entry: dict[str, Any]) -> FeedItem:
    content = text_in(entry, "content_html") or escape(text_in(entry, "content_text"), quote=False)
    number = entry.get("id")
    # An id is to be text, and a number to be read as such.
    guid = str(number) if isinstance(number, int) and not isinstance(number, bool) else text_in(entry, "id")
    published, changed = text_in(entry, "date_published"), text_in(entry, "date_modified")
    authors = [entry.get("author"), *_list(entry, "authors")]
    return FeedItem(
        title=text_in(entry, "title"),
        link=text_in(entry, "url") or (guid if guid.lower().startswith(("http://", "https://")) else ""),
        guid=guid,
        published=published or changed,
        content=content or escape(text_in(entry, "summary"), quote=False),
        author=next((name for author in authors if isinstance(author, dict) and (name := text_in(author, "name"))), ""),
        xml=json.dumps(entry, ensure_ascii=False).encode(),
        title_type="text",
        stated=bool(content),
        revised=bool(changed and not published),
    )


def _list(entry: dict[str, Any], name: str) -> list[Any]:
    value = entry.get(name)
    return value if isinstance(value, list) else []
