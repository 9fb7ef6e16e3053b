"""The one model of all three feed formats. Contains no business logic.

Texts are safe for XML 1.0 (no control characters, no lone surrogates), titles are one plain line, `content` is sanitised HTML with
absolute links only, times are aware UTC datetimes in whole seconds. feeds/build.py makes the values; the renderers only write them down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
class Entry:
    """One item of an outgoing feed. `links` begins with the release that the title and the excerpt come from."""

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

    def terms(self, kind: str) -> tuple[str, ...]:
        """The terms of one kind of category: terms("country") is ("CN", "MO")."""
        return tuple(category.term for category in self.categories if category.kind == kind)


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed, independent of its format.

    `name` is its path below the public folder without the ending (country/MO). `lang` is the language of the feed's own title;
    `content_lang` that of its entries where all share one. `root` is the address of the public folder, with a slash at the end.
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

    def address(self, ending: str) -> str:
        """Where subscribers find one format of the feed: address(".atom")."""
        return f"{self.root}{self.name}{ending}"


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """What the operator decides about feeds. `base_url` is the public address of the feed folder, or "" while there is none;
    `window` is how many entries a feed holds at most."""

    base_url: str = ""
    title: str = "Ponte"
    window: int = 50
    author: str = "Ponte"
