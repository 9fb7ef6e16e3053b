"""What every spider is: pure functions from an answer of the site to values. No Scrapy, no network, no clock.

The engine (crawlers/engine.py) carries the requests; a spider only says where to begin, which addresses are
releases, and what a page says. So the same code reads a live answer, a stored snapshot and a saved test page.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from crawlers.model import Address, Link, Listing, Problem, Release, Source
from crawlers.page import Page


@dataclass(frozen=True, slots=True)
class NoOptions:
    """A spider without facts to configure."""


Own = TypeVar("Own")


def own_options(source: Source, kind: str, options: type[Own]) -> Own:
    """The options of a source of this kind; their defaults where it has none. Raises TypeError for those of another kind."""
    if isinstance(source.options, options):
        return source.options
    if isinstance(source.options, NoOptions | None):
        try:
            return options()
        except TypeError:  # facts without a default
            pass
    raise TypeError(f"source {source.name!r}: a {kind} source needs {kind} options, not {type(source.options).__name__}")


class Spider(ABC):
    """The code for a kind of source.

    `kind` is its name in config.toml. `version` rises when the same page would be read differently: stored validators
    are void then. `Options` is a frozen dataclass of the kind's own facts, with defaults; config.toml may override them.
    """

    kind: ClassVar[str]
    version: ClassVar[int] = 1
    Options: ClassVar[type] = NoOptions

    def __init__(self, source: Source) -> None:
        self.source = source

    @property
    def reader(self) -> str:
        return f"{self.kind}/{self.version}"

    @abstractmethod
    def hosts(self) -> frozenset[str]:
        """Hosts (host or host:port) that this source may be fetched from; links elsewhere are never followed (FAULTS R14)."""

    @abstractmethod
    def starts(self) -> tuple[str, ...]:
        """Addresses of the listings to walk, the best way in first."""

    def ways(self) -> tuple[tuple[str, ...], ...]:
        """The listings to walk, each as its alternatives, best first: the next one is tried only where the one before ended as a Problem
        on its first page. By default every start stands alone."""
        return tuple((start,) for start in self.starts())

    @abstractmethod
    def locate(self, url: str) -> Address | None:
        """The release that an absolute address stands for, in any of its forms, or None where it is none."""

    @abstractmethod
    def listing(self, page: Page) -> Listing | Problem:
        """What a listing page says. An empty listing is a Problem(EMPTY), a page that is no listing Problem(PARSE or SHELL)."""

    @abstractmethod
    def release(self, page: Page, link: Link) -> Release | Problem:
        """What a release's own page says. `link` carries what the listing said (title, date, entity), for where the page is silent.

        A page without its fields is a Problem (SOFT404 where the site fell back to another page, PARSE, EMPTY or SHELL).
        """
