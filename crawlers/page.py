"""One answer of a site, as the spiders read it: address, headers, bytes, and on demand text and tree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from lxml import etree
from lxml import html as lxml_html

from crawlers.charset import decode
from crawlers.model import CUT_FROM, Snapshot

# Control characters and references to them. They mean nothing in HTML, but leave a tree as U+FFFD, the mark of bytes in no known encoding
# (FAULTS C09).
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\f\r"))
_FORM_FEED_IS_SPACE = bytes.maketrans(b"\f", b" ")
_CONTROL_REFERENCE = re.compile(r"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]))(?:;|(?![0-9a-fA-F;]))")

# libxml2 compares each attribute of an element with all before it: 50,000 on one element cost seconds, a page full of them minutes
# (FAULTS T18). Smaller pages cannot hold enough of them to matter.
_LARGE = 100_000
_LONG_TAG = re.compile(rb"<([a-zA-Z][a-zA-Z0-9]*)([^<>]{8192,})")
_MANY_ATTRIBUTES = 1_000


@dataclass(frozen=True)
class Page:
    """A 200 answer. `url` is the real address it came from in the end, `headers` have lower-case names."""

    url: str
    body: bytes
    received_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    encoding: str | None = None
    requested: str = ""

    @cached_property
    def decoded(self) -> tuple[str, str]:
        """The text and the encoding it was read in (crawlers.charset.decode)."""
        return decode(self.body, self.headers.get("content-type", ""), self.encoding)

    @property
    def text(self) -> str:
        return self.decoded[0]

    @cached_property
    def root(self) -> lxml_html.HtmlElement:
        """The HTML tree. An empty page has an empty body element; never raises for what a site sends."""
        return parse_html(self.text)

    def snapshot(self) -> Snapshot:
        return Snapshot.of(self.url, self.received_at, self.status, self.headers, self.body)

    def part(self, url: str, media: str, part: bytes) -> Snapshot:
        """The part of this page, a list, that tells the release at `url` whole; it is of the media type."""
        return Snapshot.of(url, self.received_at, self.status, {"content-type": media, CUT_FROM: self.url}, part)


def parse_html(text: str) -> lxml_html.HtmlElement:
    """The tree of an HTML text. libxml2 reads UTF-8 bytes faster than str, and a declaration inside the text no longer counts."""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    source = _CONTROL_REFERENCE.sub("", text).encode("utf-8", "replace").translate(_FORM_FEED_IS_SPACE, _CONTROLS)
    if len(source) > _LARGE:
        source = _LONG_TAG.sub(_without_swarm, source)
    try:
        return lxml_html.document_fromstring(source, parser=parser)
    except etree.ParserError:  # nothing but white space or comments
        return lxml_html.document_fromstring("<html><body></body></html>")


def _without_swarm(tag: re.Match[bytes]) -> bytes:
    """A long tag as it is, or without its attributes where there are thousands of them; one long attribute is no swarm."""
    swarm = max(tag[2].count(separator) for separator in (b"=", b" ", b"/", b"\n", b"\r", b"\t"))
    return b"<" + tag[1] + b" " if swarm > _MANY_ATTRIBUTES else tag[0]
