"""The list of all feeds as OPML 2.0 (http://opml.org/spec2.opml), which readers import to subscribe to many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed to list: its title, the address of its Atom form, and the language of its entries where they share one."""

    title: str
    address: str
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Feeds under one heading; without a title they stand at the top level."""

    title: str | None
    outlines: tuple[Outline, ...]


def opml(title: str, root: str, groups: Sequence[Group]) -> bytes:
    """The document, UTF-8. It carries no date, so equal lists give equal bytes."""
    from lxml import etree

    document = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(document, "head"), "title").text = title
    body = etree.SubElement(document, "body")
    for group in groups:
        parent = body if group.title is None else etree.SubElement(body, "outline", text=group.title, title=group.title)
        for outline in group.outlines:
            element = etree.SubElement(parent, "outline", type="rss", text=outline.title, title=outline.title)
            element.set("xmlUrl", outline.address)
            element.set("htmlUrl", root)
            if outline.lang:
                element.set("language", outline.lang)
    return etree.tostring(document, encoding="UTF-8", xml_declaration=True, pretty_print=True)
