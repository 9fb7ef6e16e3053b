"""Canaries: facts of real releases that do not change, and how a page read today compares with them. Pure, but for reading the file.

The facts stand in canaries.toml, which says how each is known. A fact that a site need not show (`silent`) may be missing, never wrong.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from crawlers import address, dates, text
from crawlers.model import LANGUAGES, DateBasis, Precision, Published, Release
from monitor.errors import ConfigError

if TYPE_CHECKING:
    from crawlers.spiders.base import Spider

FILE = Path(__file__).with_name("canaries.toml")
# All dates are those of Macao and Mainland China: eight hours ahead all year (docs/sources.md).
ZONE = timezone(timedelta(hours=8))
# Characters; of 117 real releases the shortest has 206 (docs/sources.md, GCS).
SHORTEST = 100


@dataclass(frozen=True, slots=True)
class Canary:
    """One release (or, with `page`, one page) and what is known of it; canaries.toml explains the fields.

    `published` is ISO 8601 with an offset, a day or a month.
    """

    source: str
    url: str
    evidence: str
    lang: str | None = None
    published: str | None = None
    within: int = 0
    silent: bool = False
    title: str | None = None
    words: tuple[str, ...] = ()
    page: bool = False

    def __post_init__(self) -> None:
        if urlsplit(self.url).scheme not in ("http", "https") or not address.host_of(self.url):
            raise ValueError(f"url = {self.url!r} is not an absolute http address")
        if self.lang is not None and self.lang not in LANGUAGES:
            raise ValueError(f"lang = {self.lang!r}; known are {', '.join(LANGUAGES)}")
        if self.published is not None:
            _moment(self.published)
        if self.within < 0:
            raise ValueError("within must not be negative")


def load(path: Path = FILE) -> tuple[Canary, ...]:
    """The canaries of a file, in its order. Raises ConfigError with the file, the source and the entry's number."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"cannot read the canaries {path}: {error}") from error
    found: dict[str, Canary] = {}
    for source, entries in tables.items():
        if not isinstance(entries, list):
            raise ConfigError(f"{path}: write [[{source}]], one table for each canary")
        for number, entry in enumerate(entries, 1):
            canary = _canary(source, entry, f"{path}: [[{source}]] {number}")
            if canary.url in found:
                raise ConfigError(f"{path}: [[{source}]] {number}: {canary.url} is given twice")
            found[canary.url] = canary
    return tuple(found.values())


def _canary(source: str, entry: Any, where: str) -> Canary:
    known = {each.name for each in fields(Canary)} - {"source"}
    if not isinstance(entry, dict):
        raise ConfigError(f"{where}: not a table")
    if unknown := sorted(set(entry) - known):
        raise ConfigError(f"{where}: unknown key {unknown[0]!r}; known: {', '.join(sorted(known))}")
    try:
        return msgspec.convert({**entry, "source": source}, Canary, strict=True)
    except (msgspec.ValidationError, ValueError) as error:
        raise ConfigError(f"{where}: {str(error).replace('`', '')}") from error


# ---- whose they are --------------------------------------------------------------------------------------------------


def assign(canaries: Sequence[Canary], spiders: Mapping[str, Spider]) -> dict[str, list[Canary]]:
    """The canaries by the name of the source that reads them, in their order; `spiders` are the configured sources'.

    A canary belongs to the source of its name, else to one of its kind, else to the first that knows its address. Where none does, it
    stands under the name that it gives itself: a source to come.
    """
    groups: dict[str, list[Canary]] = {}
    for canary in canaries:
        groups.setdefault(_owner(canary, spiders), []).append(canary)
    return groups


def _owner(canary: Canary, spiders: Mapping[str, Spider]) -> str:
    host = address.host_of(canary.url)
    named = {name: spider for name, spider in spiders.items() if canary.source in (name, spider.kind) and host in spider.hosts()}
    if canary.source in named:
        return canary.source
    if named:
        return next(iter(named))
    knowing = (name for name, spider in spiders.items() if spider.locate(canary.url) is not None)
    return next(knowing, host if canary.source in spiders else canary.source)


# ---- comparing -------------------------------------------------------------------------------------------------------


def differences(canary: Canary, release: Release) -> tuple[str, ...]:
    """What a release read today differs in from what is known of it, a clause each; empty where all is right."""
    found = (
        _title_differs(canary, release),
        date_differs(canary, release.published),
        _language_differs(canary, release),
        _body_differs(canary, release),
    )
    return tuple(each for each in found if each)


def address_differs(canary: Canary, url: str) -> str:
    """For hosts that no spider reads: whether the date in the address that answered is the known one. Silence is no difference."""
    stated = dates.from_path(url)
    return date_differs(canary, stated) if stated is not None else ""


def date_differs(canary: Canary, published: Published) -> str:
    """Whether a date read today is the known one, to the coarser of the two precisions; "" where it is, or where nothing is known."""
    if canary.published is None:
        return ""
    if published.value is None or published.basis is DateBasis.NONE:
        return "" if canary.silent else f"no date where {canary.published} is known"
    known = _moment(canary.published)
    if _is_same(known, published, canary.within):
        return ""
    return f"date {published.iso} ({published.basis}) where {canary.published} is known"


def _is_same(known: datetime | date | tuple[int, int], published: Published, within: int) -> bool:
    value = published.value
    assert value is not None
    if isinstance(known, datetime) and isinstance(value, datetime) and not within:
        return abs(value - known) < timedelta(minutes=1)
    day = value.astimezone(ZONE).date() if isinstance(value, datetime) else value
    if isinstance(known, tuple):
        return (day.year, day.month) == known
    first = known.astimezone(ZONE).date() if isinstance(known, datetime) else known
    if published.precision is Precision.MONTH:
        return (day.year, day.month) == (first.year, first.month)
    return first <= day <= first + timedelta(days=within)


def _moment(value: str) -> datetime | date | tuple[int, int]:
    """A minute with its offset, a day, or (year, month). Raises ValueError."""
    if len(value) == 7:
        month = date.fromisoformat(f"{value}-01")
        return month.year, month.month
    if len(value) == 10:
        return date.fromisoformat(value)
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(f"published = {value!r} has no offset")
    return moment


def _title_differs(canary: Canary, release: Release) -> str:
    if canary.title is None or text.clean(canary.title) == text.clean(release.title):
        return ""
    return f"title “{release.title}” where “{canary.title}” is known"


def _language_differs(canary: Canary, release: Release) -> str:
    """A Chinese text whose script nothing tells agrees with either."""
    if canary.lang is None or release.lang in (canary.lang, canary.lang.partition("-")[0]):
        return ""
    return f"a text in {release.lang} where {canary.lang} is known"


def _body_differs(canary: Canary, release: Release) -> str:
    if len(release.body) < SHORTEST:
        return f"a text of only {len(release.body)} characters"
    whole = f"{release.title}\n{release.body}".casefold()
    missing = [word for word in canary.words if word.casefold() not in whole]
    return f"the text lacks “{missing[0]}”" if missing else ""
