"""JSON Feed 1.1 (https://jsonfeed.org/version/1.1).

An item's `url` is the release on its own site; `external_url` is not used, for we have no page of our own that comments on it.
What a program may want of an announcement stands under `_ponte`.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from feeds.model import Entry, Feed

VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed) -> bytes:
    """The feed as strict JSON (RFC 8259: no NaN, no lone surrogates), UTF-8, one line per file."""
    document: dict[str, Any] = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.root,
        "feed_url": feed.address(".json"),
        "description": feed.subtitle,
        "authors": [{"name": feed.author}],
        **({"language": feed.content_lang} if feed.content_lang else {}),
        **({"next_url": older} if (older := feed.older_address(".json")) else {}),
        **({"hubs": [{"type": "WebSub", "url": feed.hub}]} if feed.hub and not feed.archive else {}),
        **({"_ponte": extension} if (extension := _of_feed(feed)) else {}),
        "items": [_item(entry) for entry in feed.entries],
    }
    return (json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n").encode()


def _of_feed(feed: Feed) -> dict[str, Any]:
    """What JSON Feed has no word for: entries that were taken out (as RFC 6721), and that this is an archive page (as RFC 5005)."""
    gone = [{"id": each.id, "when": rfc3339(each.at), "reason": str(each.reason)} for each in feed.gone]
    return {**({"archive": True} if feed.archive else {}), **({"deleted": gone} if gone else {})}


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.links[0].href,
        "title": entry.title,
        "content_html": entry.content,
        "date_published": rfc3339(entry.published),
        "date_modified": rfc3339(entry.updated),
        "language": entry.lang,
        "tags": list(dict.fromkeys(category.term for category in entry.categories)),
        "_ponte": _ponte(entry),
    }


def _ponte(entry: Entry) -> dict[str, Any]:
    if entry.facts:
        return dict(entry.facts)
    return {
        "strength": next(iter(entry.terms("strength")), None),
        "scope": entry.scope,
        "instrument": next(iter(entry.terms("instrument")), None),
        "countries": list(entry.terms("country")),
        "sectors": list(entry.terms("sector")),
        "parties": [{"name": party.name, "country": party.country} for party in entry.parties],
        "earlier": entry.earlier,
        "versions": [{"url": link.href, "language": link.hreflang} for link in entry.links],
    }


def rfc3339(time: datetime) -> str:
    """2025-05-24T00:00:00Z from an aware UTC datetime; the year always has four digits."""
    return time.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
