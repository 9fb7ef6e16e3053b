"""A site that was redesigned: one reader per form of its pages, each with the day from which it holds. Pure.

    readers in force when the page was received, newest first ── the first that knows the page's parts ── Answer

A redesign adds a reader and takes none away: pages stored before it read as they always did, and pages that a site left in its old form
(or took over with their old addresses) are read by the reader that they were made for. Most redesigns need none of this, for releases are
found by address and read by labels and structure; it is for what leans on a site's own markup, such as the selectors of a `listing` source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import ClassVar, Generic, TypeVar

from crawlers.model import Address, Link, Listing, Problem, Release, Source, Step
from crawlers.page import Page
from crawlers.spiders.base import Spider

R = TypeVar("R")
T = TypeVar("T", Release, Listing)

# Since when a source's first reader holds: the first year that dates are read in (crawlers.dates).
ALWAYS = date(1990, 1, 1)
# Steps that answer for any page: a reader that knows its site does better.
_GUESSES = frozenset({Step.STRUCTURE, Step.READABILITY})


@dataclass(frozen=True, slots=True)
class Dated(Generic[R]):
    """A reader and the day (UTC) on which its form of the site was first seen. Too early a day costs a look, too late a day loses pages."""

    since: date
    reader: R


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What a page says, and the day of the reader that said it."""

    value: T | Problem
    since: date


def newest(readers: Iterable[Dated[R]]) -> tuple[Dated[R], ...]:
    """Readers by day, newest first. Raises ValueError where there is none, or two of one day."""
    ordered = tuple(sorted(readers, key=lambda each: each.since, reverse=True))
    if not ordered:
        raise ValueError("a site needs at least one reader")
    if len({each.since for each in ordered}) < len(ordered):
        raise ValueError("two readers of one site hold from the same day")
    return ordered


def in_force(received_at: datetime, readers: Iterable[Dated[R]]) -> tuple[Dated[R], ...]:
    """The readers of a page received at that moment (aware), newest first.

    Older ones follow, because sites leave old pages as they are. Later ones are left out, so that a redesign never changes how a stored
    page reads. A page older than all readers is for the oldest. Raises ValueError as `newest` does.
    """
    ordered = newest(readers)
    return tuple(each for each in ordered if each.since <= received_at.astimezone(UTC).date()) or ordered[-1:]


def newest_first(page: Page, readers: Iterable[Dated[Callable[[Page], T | Problem]]]) -> Answer[T]:
    """The page as read by the newest reader that knows its parts.

    A release whose body was found by structure or readability alone counts only where no older reader finds it by what it knows: a reader
    whose selectors miss still answers like that. Where all fail, the newest one's problem stands.
    """
    answers: list[Answer[T]] = []
    for each in in_force(page.received_at, readers):
        answer = Answer(each.reader(page), each.since)
        if not isinstance(answer.value, Problem) and not _guessed(answer.value):
            return answer
        answers.append(answer)
    return next((answer for answer in answers if not isinstance(answer.value, Problem)), answers[0])


def _guessed(value: Release | Listing) -> bool:
    return isinstance(value, Release) and value.basis in _GUESSES


class Versions(Spider):
    """Spiders of one source, one per form of its site, as one spider.

    They share the site's native keys, or a redesign would make every release new. The newest says where to begin; an address is located by
    the newest that knows it. `reader` names all days, so that a further redesign voids the stored validators.
    """

    kind: ClassVar[str] = "versions"

    def __init__(self, spiders: Iterable[Dated[Spider]]) -> None:
        self._spiders = newest(spiders)
        self._newest = self._spiders[0].reader
        super().__init__(self._newest.source)

    @property
    def reader(self) -> str:
        return f"{self._newest.reader}@{','.join(each.since.isoformat() for each in self._spiders)}"

    def hosts(self) -> frozenset[str]:
        return frozenset().union(*(each.reader.hosts() for each in self._spiders))

    def starts(self) -> tuple[str, ...]:
        return self._newest.starts()

    def ways(self) -> tuple[tuple[str, ...], ...]:
        return self._newest.ways()

    def locate(self, url: str) -> Address | None:
        return next(filter(None, (each.reader.locate(url) for each in self._spiders)), None)

    def listing(self, page: Page) -> Listing | Problem:
        return self.read_listing(page).value

    def release(self, page: Page, link: Link) -> Release | Problem:
        return self.read_release(page, link).value

    def read_listing(self, page: Page) -> Answer[Listing]:
        """The listing, and the day of the reader that read it."""
        return newest_first(page, [Dated(each.since, each.reader.listing) for each in self._spiders])

    def read_release(self, page: Page, link: Link) -> Answer[Release]:
        """The release, and the day of the reader that read it."""
        return newest_first(page, [Dated(each.since, partial(_release, each.reader, link)) for each in self._spiders])


def _release(spider: Spider, link: Link, page: Page) -> Release | Problem:
    return spider.release(page, link)


def redesigned(kind: type[Spider], source: Source, redesigns: Iterable[tuple[date, object]]) -> Spider:
    """The spider of a source. `source.options` hold from the beginning; of each redesign, its own whole Options from its day on."""
    later = [Dated(since, kind(replace(source, options=options))) for since, options in redesigns]
    first = kind(source)
    return Versions([Dated(ALWAYS, first), *later]) if later else first
