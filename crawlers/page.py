"""One answer of a site, as the spiders read it: address, headers, bytes, and on demand text and tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from lxml import etree
from lxml import html as lxml_html

from crawlers.charset import decode
from crawlers.model import Snapshot


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


def parse_html(text: str) -> lxml_html.HtmlElement:
    """The tree of an HTML text. libxml2 reads UTF-8 bytes faster than str, and a declaration inside the text no longer counts."""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    source = text.encode("utf-8", "replace")
    try:
        return lxml_html.document_fromstring(source, parser=parser)
    except etree.ParserError:  # nothing but white space or comments
        return lxml_html.document_fromstring("<html><body></body></html>")
