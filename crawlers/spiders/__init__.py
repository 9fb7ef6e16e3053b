"""The kinds of spiders by name. A kind's module is imported when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from crawlers.model import Source
    from crawlers.spiders.base import Spider

_KINDS: dict[str, str] = {
    "forum-macao": "crawlers.spiders.forum_macao:ForumMacao",
    "gcs": "crawlers.spiders.gcs:Gcs",
    "gov-mo": "crawlers.spiders.gov_mo:GovMo",
    "dsedt": "crawlers.spiders.dsedt:Dsedt",
    "ipim": "crawlers.spiders.ipim:Ipim",
    "trs": "crawlers.spiders.trs:Trs",
    "ein": "crawlers.spiders.ein:Ein",
    "feed": "crawlers.spiders.feed:FeedSpider",
    "wordpress": "crawlers.spiders.wordpress:WordPress",
    "guangdong-cms": "crawlers.spiders.guangdong:Guangdong",
    "sitemap": "crawlers.spiders.sitemap:SitemapSpider",
    "listing": "crawlers.spiders.listing:ListingSpider",
}


def kinds() -> tuple[str, ...]:
    """The names that a source's `kind` may have."""
    return tuple(_KINDS)


def spider_class(kind: str) -> type[Spider]:
    """The spider of a kind. Raises KeyError, with the known kinds, for another name."""
    if kind not in _KINDS:
        raise KeyError(f"no spider of kind {kind!r}; known are {', '.join(_KINDS)}")
    module, name = _KINDS[kind].split(":")
    return cast("type[Spider]", getattr(import_module(module), name))


def spider_for(source: Source) -> Spider:
    """The spider that reads a source: where its site was redesigned, each page by the reader of its time."""
    kind = spider_class(source.kind)
    if not source.redesigns:
        return kind(source)
    from crawlers.spiders.versions import redesigned

    return redesigned(kind, source, source.redesigns)
