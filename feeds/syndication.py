"""Atom and RSS 2.0 through feedgen; the only module that imports it. Import it when a feed is to be written, not before.

feedgen 1.0.0 is used narrowly. Left alone it dates everything now, puts the newest entry last, loses all attributes of entry links
but href (lkiesow/python-feedgen issue 135), and changes the process's locale for every date. So: every time is set, entries are
appended, and extensions write links, languages and RSS dates, and what feedgen has no word for: pages of an archive (RFC 5005), entries
that were taken out (RFC 6721), hubs, and what programs want of an entry (namespace `ponte:`). Each format has a generator of its own,
because RSS takes whichever feed link came last as the channel's (FAULTS P07).
"""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem

from feeds.jsonfeed import rfc3339
from feeds.model import Entry, Feed

GENERATOR = "Ponte"  # without a version: an upgrade alone must not change the bytes

# The namespace of our own elements: strength, instrument, country, scope, party, earlier, and the facts of other entries.
PONTE = "urn:ponte:feed"
HISTORY = "http://purl.org/syndication/history/1.0"  # RFC 5005 section 1.3
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"  # RFC 6721 section 2

_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What an HTML parser could take for a tag or a character reference.
_LOOKS_LIKE_MARKUP = re.compile(r"<(?=[A-Za-z/!?])|&(?=#|[A-Za-z][A-Za-z0-9]*;|(?i:lt|gt|amp|quot))")


class _FeedExtension:
    """Of a feed: its prefixes, the page before it, its hub, entries that were taken out, and RSS's build date in GMT."""

    feed: Feed

    def extend_ns(self) -> dict[str, str]:
        used = {"fh": HISTORY} if self.feed.archive else {"at": TOMBSTONES} if self.feed.gone else {}
        return {"ponte": PONTE, **used}

    def extend_atom(self, element: Any) -> Any:
        """In Atom elements have no namespace of their own here: feedgen writes Atom's as an attribute of the root."""
        for link in self._links(".atom", "application/atom+xml"):
            xml_elem("link", element, **link)
        if self.feed.archive:
            xml_elem(f"{{{HISTORY}}}archive", element)
        for each in self.feed.gone:
            gone = xml_elem(f"{{{TOMBSTONES}}}deleted-entry", element, ref=each.id, when=rfc3339(each.at))
            xml_elem(f"{{{TOMBSTONES}}}comment", gone).text = str(each.reason)
        return element

    def _links(self, ending: str, media: str) -> list[dict[str, str]]:
        older, hub = self.feed.older_address(ending), None if self.feed.archive else self.feed.hub
        found = [{"href": older, "rel": "prev-archive", "type": media}] if older else []
        return [*found, {"href": hub, "rel": "hub"}] if hub else found


class _RssFeedExtension(_FeedExtension):
    """The same of RSS, where the links are Atom's; it has no word for entries that were taken out."""

    def extend_ns(self) -> dict[str, str]:
        return {"dc": _DC, "ponte": PONTE, **({"fh": HISTORY} if self.feed.archive else {})}

    def extend_rss(self, rss: Any) -> Any:
        channel = rss.find("channel")
        channel.find("lastBuildDate").text = rfc822(self.feed.updated)
        for link in self._links(".rss", "application/rss+xml"):
            xml_elem(f"{{{_ATOM}}}link", channel, **link)
        if self.feed.archive:
            xml_elem(f"{{{HISTORY}}}archive", channel)
        return rss


class _EntryExtension:
    """Of an entry: in Atom its language and its links with all attributes; in RSS its date and its language; in both what programs want."""

    entry: Entry

    def extend_atom(self, element: Any) -> Any:
        element.set(_XML_LANG, self.entry.lang)
        for link in self.entry.links:
            attributes = {"href": link.href, "rel": link.rel, "type": link.type}
            xml_elem("link", element, **attributes, **({"hreflang": link.hreflang} if link.hreflang else {}))
        return self._told(element)

    def extend_rss(self, element: Any) -> Any:
        xml_elem("pubDate", element).text = rfc822(self.entry.published)
        xml_elem(f"{{{_DC}}}language", element).text = self.entry.lang
        return self._told(element)

    def _told(self, element: Any) -> Any:
        for name, value in told(self.entry):
            xml_elem(f"{{{PONTE}}}{name}", element).text = value
        for party in self.entry.parties:
            xml_elem(f"{{{PONTE}}}party", element, **({"country": party.country} if party.country else {})).text = party.name
        return element


def told(entry: Entry) -> list[tuple[str, str]]:
    """What the namespace `ponte:` says of an entry besides its parties: element and text."""
    if entry.facts:
        return list(entry.facts)
    kinds = ("strength", "instrument", "country")
    terms = [(kind, term) for kind in kinds for term in entry.terms(kind)]
    return [*terms, ("scope", entry.scope), *([("earlier", entry.earlier)] if entry.earlier else [])]


def rfc822(time: datetime) -> str:
    """Sat, 24 May 2025 00:00:00 GMT, from an aware UTC datetime, in any locale."""
    return format_datetime(time, usegmt=True)


def atom(feed: Feed) -> bytes:
    """The feed as Atom (RFC 4287), UTF-8."""
    generator = _generator(feed)
    generator.id(feed.id)
    generator.language(feed.lang)
    generator.link(href=feed.address(".atom"), rel="self", type="application/atom+xml")
    generator.link(href=feed.root, rel="alternate")
    generator.register_extension("ponte", _FeedExtension, rss=False)
    generator.ponte.feed = feed
    for entry in feed.entries:
        item = _item(generator, entry, atom=True)
        item.title(entry.title)
        item.published(entry.published)
        item.updated(entry.updated)
        labels = ({"label": each.label} if each.label else {} for each in entry.categories)
        _categorise(
            item, [{"term": each.term, "scheme": each.scheme, **label} for each, label in zip(entry.categories, labels, strict=True)]
        )
    return _bytes(generator.atom_str())


def rss(feed: Feed) -> bytes:
    """The feed as RSS 2.0, UTF-8. Categories carry the term, not its label, so that a filter works in every language."""
    generator = _generator(feed)
    generator.register_extension("ponte", _RssFeedExtension, atom=False)
    generator.ponte.feed = feed
    if feed.content_lang:
        generator.language(feed.content_lang)
    generator.link(href=feed.address(".rss"), rel="self", type="application/rss+xml")
    generator.link(href=feed.root, rel="alternate")
    for entry in feed.entries:
        item = _item(generator, entry, atom=False)
        item.title(plain_for_html(entry.title))
        item.link(href=entry.links[0].href)
        _categorise(item, [{"term": each.term, "scheme": each.scheme} for each in entry.categories])
    return _bytes(generator.rss_str())


def _generator(feed: Feed) -> Any:
    generator = FeedGenerator()
    generator.title(feed.title)
    generator.subtitle(feed.subtitle)
    generator.author(name=feed.author)
    generator.generator(GENERATOR)
    generator.updated(feed.updated)
    return generator


def _item(generator: Any, entry: Entry, *, atom: bool) -> Any:
    item = generator.add_entry(order="append")
    item.register_extension("ponte_entry", _EntryExtension, atom=atom, rss=not atom)
    item.ponte_entry.entry = entry
    item.id(entry.id)
    item.content(entry.content, type="html")
    return item


def _categorise(item: Any, categories: list[dict[str, str]]) -> None:
    """All in one call: feedgen goes over those it has at each."""
    if categories:
        item.category(categories)


def plain_for_html(title: str) -> str:
    """A plain title for RSS, whose readers disagree whether titles are HTML: what could be markup is escaped, the rest is not.

    "R&D < 5 %" stays as it is; "<b>" becomes "&lt;b&gt;", which no reader can run.
    """
    if not _LOOKS_LIKE_MARKUP.search(title):
        return title
    return title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _bytes(document: object) -> bytes:
    assert isinstance(document, bytes), "feedgen returns bytes for a named encoding"
    return document
