"""The one model of all three feed formats. Contains no business logic.

Texts are safe for XML 1.0 (no control characters, no lone surrogates), titles are one plain line, `content` is sanitised HTML with
absolute links only, times are aware UTC datetimes in whole seconds. feeds/build.py makes the values; the renderers only write them down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.model import Query


@dataclass(frozen=True, slots=True)
class Link:
    """A release of the story on its site. `rel` is alternate or related, `hreflang` the release's language."""

    href: str
    rel: str
    hreflang: str | None
    type: str = "text/html"


@dataclass(frozen=True, slots=True)
class Category:
    """What an entry is filed under. `kind` is country, strength, instrument or sector; `term` never depends on a language."""

    kind: str
    term: str
    label: str | None = None

    @property
    def scheme(self) -> str:
        return f"urn:ponte:{self.kind}"


@dataclass(frozen=True, slots=True)
class Actor:
    """A party as it is known, with its country's code where it has one."""

    name: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of an outgoing feed. `links` begins with the release that the title and the excerpt come from.

    `facts` are further names and values for programs, in the order in which they are written. Of an announcement they are empty: its
    categories, `scope` and `parties` say it all; of a revision or of a source's health `scope` is empty.
    """

    id: str
    title: str
    lang: str
    content: str
    published: datetime
    updated: datetime
    links: tuple[Link, ...]
    categories: tuple[Category, ...]
    scope: str
    earlier: str | None = None
    parties: tuple[Actor, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()

    def terms(self, kind: str) -> tuple[str, ...]:
        """The terms of one kind of category: terms("country") is ("CN", "MO")."""
        return tuple(category.term for category in self.categories if category.kind == kind)


class Reason(StrEnum):
    """Why an entry is in a feed no more, though it is not too old for it."""

    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Gone:
    """An entry that left a feed, when, and why (RFC 6721)."""

    id: str
    at: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed, or one archive page of it, independent of its format.

    `name` is its path below the public folder without the ending (country/MO). `lang` is the language of the feed's own title;
    `content_lang` that of its entries where all share one. `root` is the address of the public folder, with a slash at the end.
    `older` names the archive page that holds the entries before these; `archive` says that this is such a page (RFC 5005 section 4).
    `hub` is the address of the WebSub hub that is told of changes.
    """

    name: str
    id: str
    title: str
    subtitle: str
    lang: str
    content_lang: str | None
    root: str
    author: str
    updated: datetime
    entries: tuple[Entry, ...]
    gone: tuple[Gone, ...] = ()
    older: str | None = None
    archive: bool = False
    hub: str | None = None

    def address(self, ending: str) -> str:
        """Where subscribers find one format of the feed: address(".atom")."""
        return f"{self.root}{self.name}{ending}"

    def older_address(self, ending: str) -> str | None:
        """Where one format of the archive page before this one is found."""
        return None if self.older is None else f"{self.root}{self.older}{ending}"


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """What the operator decides about feeds. `base_url` is the public address of the feed folder, or "" while there is none;
    `window` is how many entries a feed holds at most, `hub` the address of a WebSub hub, or ""."""

    base_url: str = ""
    title: str = "Ponte"
    window: int = 50
    author: str = "Ponte"
    hub: str = ""


@dataclass(frozen=True, slots=True)
class CustomFeed:
    """A saved query that the operator publishes as custom/NAME."""

    name: str
    title: str
    query: Query
