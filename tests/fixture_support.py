"""Pages of sites with what must be read from them: tests/fixtures/<kind>/NAME.toml, the page beside it, NAME.expected.json.

    page = "listing"                        or "release"
    url = "https://www.gcs.gov.mo/list/zh-hant/news/"
    file = "list-2021.html"                 the answer's bytes, beside this file
    received_at = 2021-09-11T04:00:00Z
    trap = "ages for readers"               what would mislead a reader; left out of a plain page

    requested = "…"                         the address that was asked, where it is another
    fault = "…"                             what the spider still reads wrongly here; the expected file says what is right

    [headers]                               of the answer; without them, a plain page's
    content-type = "text/html; charset=utf-8"
    [options]                               as in the source's table of config.toml; or source = "NAME" for that very table
    [[redesigns]]                           facts that replace those of [options] from a day on
    since = 2025-01-01
    [link]                                  of a release: what its listing said
    title = "…"
    published = 2021-09-10

Where there is no expected file, `compare` writes a draft that says in its first line that nobody has looked at it; the fixture fails
until a person has compared it with the page and has taken that line out.
"""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from crawlers.model import DateBasis, Link, Listing, Precision, Problem, Published, Release, Source
from crawlers.page import Page
from crawlers.spiders import spider_class
from crawlers.spiders.base import Spider
from crawlers.spiders.versions import Answer, Versions, redesigned
from monitor.config import SourceTable, load

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
# The first key of a draft. A person who has compared the draft with the page takes it out.
UNSEEN = "nobody has looked at this yet"
PLAIN = {"content-type": "text/html; charset=utf-8"}

_KEYS = frozenset(["page", "url", "file", "received_at", "trap", "headers", "options", "source", "redesigns", "link", "requested", "fault"])
_LINK_KEYS = frozenset(["url", "title", "published", "basis", "entity"])
_MUST = ("page", "url", "file", "received_at")


class FixtureError(AssertionError):
    """A fixture is not as it must be; the message says which, what and how to mend it."""


class ReadsOtherwise(FixtureError):
    """A page does not read as its expected file says."""


@dataclass(frozen=True)
class Fixture:
    """One page and how it came. `told` is the fixture's table as written."""

    path: Path
    told: Mapping[str, Any]

    @property
    def kind(self) -> str:
        return self.path.parent.name

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.path.stem}"

    @property
    def role(self) -> str:
        return str(self.told["page"])

    @property
    def trap(self) -> str:
        return str(self.told.get("trap", ""))

    @property
    def fault(self) -> str:
        return str(self.told.get("fault", ""))

    @property
    def page_file(self) -> Path:
        return self.path.with_name(self.told["file"])

    @property
    def expected_file(self) -> Path:
        return self.path.with_name(f"{self.path.stem}.expected.json")

    @cached_property
    def spider(self) -> Spider:
        first = self._source()
        given = self.told.get("options", {})
        later = [(_day(each), options_of(self.kind, {**given, **each}, but="since")) for each in self.told.get("redesigns", [])]
        return redesigned(spider_class(self.kind), first, later)

    def _source(self) -> Source:
        name = self.told.get("source")
        if name is None:
            return source_of(self.kind, self.told.get("options", {}))
        source = load(ROOT / "config.toml").source(name)
        if source.kind != self.kind:
            raise FixtureError(f"{self.name}: source {name!r} is of kind {source.kind!r}")
        return source

    @property
    def page(self) -> Page:
        headers = {name.lower(): value for name, value in self.told.get("headers", PLAIN).items()}
        received = self.told["received_at"].astimezone(UTC)
        requested = self.told.get("requested", self.told["url"])
        return Page(
            self.told["url"], self.page_file.read_bytes(), received, headers, encoding=self.spider.source.encoding, requested=requested
        )

    @property
    def link(self) -> Link:
        told = self.told.get("link", {})
        url = told.get("url", self.told["url"])
        spot = self.spider.locate(url)
        if spot is None:
            raise FixtureError(f"{self.name}: the spider takes {url} for no release")
        return Link(spot, url, told.get("title"), _published(told), told.get("entity"))

    def read(self) -> dict[str, Any]:
        """What the spider says of the page, as plain values."""
        spider, page = self.spider, self.page
        if isinstance(spider, Versions):
            answer: Answer[Any] = spider.read_listing(page) if self.role == "listing" else spider.read_release(page, self.link)
            return {"reader": answer.since.isoformat(), **_plain(answer.value)}
        return _plain(spider.listing(page) if self.role == "listing" else spider.release(page, self.link))


# ---- finding -------------------------------------------------------------------------------------------------------


def fixtures(folder: Path = FIXTURES) -> list[Fixture]:
    """Every fixture below the folder, by kind and name. Raises FixtureError for one that cannot be one."""
    return [_load(path) for path in sorted(folder.glob("*/*.toml"))]


def _load(path: Path) -> Fixture:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    found = Fixture(path, told)
    wrong = sorted((told.keys() - _KEYS) | (told.get("link", {}).keys() - _LINK_KEYS))
    if wrong:
        raise FixtureError(f"{found.name}: unknown key {wrong[0]!r}")
    missing = [key for key in _MUST if key not in told]
    if missing:
        raise FixtureError(f"{found.name}: {missing[0]} is missing")
    if "source" in told and told.keys() & {"options", "redesigns"}:
        raise FixtureError(f"{found.name}: options beside source, which has its own in config.toml")
    if told["page"] not in ("listing", "release"):
        raise FixtureError(f'{found.name}: page is "listing" or "release", not {told["page"]!r}')
    if not isinstance(told["received_at"], datetime) or told["received_at"].tzinfo is None:
        raise FixtureError(f"{found.name}: received_at is a moment with its offset, like 2026-04-16T10:00:00Z")
    if not found.page_file.is_file():
        raise FixtureError(f"{found.name}: there is no page {told['file']!r} beside it")
    return found


def strays(folder: Path = FIXTURES) -> list[str]:
    """Files below the folder that no fixture names: what nothing reads cannot fail."""
    named = {path for each in fixtures(folder) for path in (each.path, each.page_file, each.expected_file)}
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path not in named)


def lacking(kind: str, found: Iterable[Fixture]) -> list[str]:
    """What a kind still needs: a listing and a release without a trap, and a page with one."""
    own = [each for each in found if each.kind == kind]
    needs = {"listing": any(each.role == "listing" and not each.trap for each in own)}
    needs["release"] = any(each.role == "release" and not each.trap for each in own)
    needs["trap"] = any(each.trap for each in own)
    return [need for need, met in needs.items() if not met]


# ---- reading -------------------------------------------------------------------------------------------------------


def source_of(kind: str, values: Mapping[str, Any]) -> Source:
    """The source that a table of config.toml with these values would be. Raises FixtureError for a key that its kind does not know."""
    common = _common(kind, values)
    return Source(kind, kind, kind, options_of(kind, values), languages=common.languages, encoding=common.encoding)


def options_of(kind: str, values: Mapping[str, Any], *, but: str = "") -> object:
    """The kind's own facts among the values of a table; `but` names a key that is none."""
    options = spider_class(kind).Options
    common, facts = {each.name for each in fields(SourceTable)}, {each.name for each in fields(options)}
    if wrong := sorted(values.keys() - common - facts - {but}):
        raise FixtureError(f"a source of kind {kind!r} has no {wrong[0]!r}")
    given = {key: value for key, value in values.items() if key in facts - common}
    if "languages" in facts and (languages := _common(kind, values).languages):
        given["languages"] = [lang.lower() for lang in languages]
    return msgspec.convert(given, options)


def _common(kind: str, values: Mapping[str, Any]) -> SourceTable:
    names = {each.name for each in fields(SourceTable)}
    return msgspec.convert({"kind": kind, **{key: value for key, value in values.items() if key in names}}, SourceTable)


def _day(redesign: Mapping[str, Any]) -> date:
    since = redesign.get("since")
    if not isinstance(since, date) or isinstance(since, datetime):
        raise FixtureError("a redesign says since which day: since = 2025-01-01")
    return since


def _published(told: Mapping[str, Any]) -> Published:
    """A TOML date is a day, a TOML date and time with its offset a minute."""
    value = told.get("published")
    if value is None:
        return Published()
    basis = DateBasis(told.get("basis", "label"))
    if isinstance(value, datetime):
        return Published(value.astimezone(UTC), Precision.MINUTE, basis)
    return Published(value, Precision.DAY, basis)


def _plain(value: Listing | Release | Problem) -> dict[str, Any]:
    if isinstance(value, Problem):
        return {"problem": value.kind.value, "detail": value.detail}
    return _plain_release(value) if isinstance(value, Release) else _plain_listing(value)


def _plain_listing(value: Listing) -> dict[str, Any]:
    return {
        "links": [
            {
                "native": each.address.native,
                "url": each.address.url,
                "title": each.title,
                "published": each.published.iso,
                "published_basis": each.published.basis.value,
                "entity": each.entity,
            }
            for each in value.links
        ],
        "releases": [_plain_release(each) for each in value.releases],
        "problems": [{"problem": each.kind.value, "url": each.url, "detail": each.detail} for each in value.problems],
        "next": value.next,
    }


def _plain_release(value: Release) -> dict[str, Any]:
    return {
        "native": value.address.native,
        "url": value.address.url,
        "lang": value.lang,
        "title": value.title,
        "published": value.published.iso,
        "published_precision": value.published.precision.value,
        "published_basis": value.published.basis.value,
        "entity": value.entity,
        "basis": value.basis.value,
        "body": value.body.split("\n"),
        "aliases": list(value.aliases),
        "same_story": list(value.same_story),
        "attachments": list(value.attachments),
    }


# ---- comparing -----------------------------------------------------------------------------------------------------


def check(fixture: Fixture) -> None:
    """`compare`; a fixture with a known fault must read otherwise, so that mending it is noticed. Raises FixtureError."""
    if not fixture.fault:
        compare(fixture)
        return
    try:
        compare(fixture)
    except ReadsOtherwise:
        return
    raise FixtureError(f"{fixture.name} reads as it should: the fault is mended, take `fault` out of its file")


def compare(fixture: Fixture) -> None:
    """Raises FixtureError unless the page reads as its expected file says and a person has looked at that file."""
    found, file = fixture.read(), fixture.expected_file
    if not file.exists():
        note = f"compare with {fixture.page_file.name} word by word, mend what is wrong in the spider or here, then take this line out"
        file.write_text(_json({UNSEEN: note, **found}), encoding="utf-8")
        raise FixtureError(f"{fixture.name}: {file.name} was missing and is written now: look at it, take its first line out and commit it")
    expected = json.loads(file.read_text(encoding="utf-8"))
    if expected.pop(UNSEEN, None) is not None:
        raise FixtureError(f"{fixture.name}: nobody has looked at {file.name} yet: look at it, take its first line out and commit it")
    if expected != found:
        lines = difflib.unified_diff(_json(expected).splitlines(), _json(found).splitlines(), "expected", "read", lineterm="", n=2)
        raise ReadsOtherwise(f"{fixture.name} reads otherwise than {file.name} says:\n" + "\n".join(lines))


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
