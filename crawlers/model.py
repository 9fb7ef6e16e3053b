"""The values a crawl hands on. Contains no behaviour beyond what a value knows of itself.

What an answer becomes (docs/architecture.md): 200 with sound content -> Release; 304 -> Unchanged;
404, 410 -> Gone; everything else -> Problem. All datetimes are aware and UTC. Languages are BCP 47:
en, pt, zh-Hant, zh-Hans (zh where the script is undecided).
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Protocol

# The languages a site can label a release with.
LANGUAGES = ("en", "pt", "zh-Hant", "zh-Hans")
# A site's own language label at the end of a native key: en, pt-pt, zh-hant, zh-Hant.
_LABEL = re.compile(r"(?:en|pt|zh)(?:[-_][A-Za-z]{2,4})?")


class Step(StrEnum):
    """Which step of the reading answered, best first; recorded with each release as its basis."""

    FEED = "feed"
    JSON = "json"
    META = "meta"
    LABELS = "labels"
    SELECTOR = "selector"
    STRUCTURE = "structure"
    READABILITY = "readability"


class Precision(StrEnum):
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    NONE = "none"


class DateBasis(StrEnum):
    """Where a publication date was read. META covers meta tags, JSON-LD and time[datetime]; LABEL a visible
    date beside its label or in its own cell."""

    FEED = "feed"
    META = "meta"
    LABEL = "label"
    ADDRESS = "address"
    ID = "id"
    DATELINE = "dateline"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Published:
    """The site's own date of a release: a UTC datetime (minute), a date (day; the first of the month for month) or None."""

    value: datetime | date | None = None
    precision: Precision = Precision.NONE
    basis: DateBasis = DateBasis.NONE

    @property
    def iso(self) -> str | None:
        """2026-04-16T02:08:00Z, 2023-03-14, 2023-11 or None, by precision."""
        if self.value is None:
            return None
        if isinstance(self.value, datetime):
            return self.value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return self.value.isoformat()[: 7 if self.precision is Precision.MONTH else 10]


UNDATED = Published()


@dataclass(frozen=True, slots=True)
class Address:
    """A release's identity as its site gives it.

    `site` is the namespace of the key (all sources of one site share it), `key` the native id, `lang` the site's own
    language label and None where the key needs none; `url` the canonical address.
    """

    site: str
    key: str
    lang: str | None
    url: str

    @property
    def native(self) -> str:
        """The identity in one string: gcs:N25GeowHrZ:pt, ein:847812142."""
        return f"{self.site}:{self.key}:{self.lang}" if self.lang else f"{self.site}:{self.key}"

    @classmethod
    def of_native(cls, native: str, site: str, url: str) -> Address:
        """The address that a native key of a site spells out."""
        key = native.removeprefix(f"{site}:")
        head, _, tail = key.rpartition(":")
        return cls(site, head, tail, url) if head and _LABEL.fullmatch(tail) else cls(site, key, None, url)


@dataclass(frozen=True, slots=True)
class Link:
    """A release found in a listing, with what the listing says of it."""

    address: Address
    found: str
    title: str | None = None
    published: Published = UNDATED
    entity: str | None = None


# Marks the snapshot of a part of a list. A header of an answer cannot have this name, for a colon ends a name (RFC 9112 section 5).
CUT_FROM = ":cut-from"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The bytes received for one address: decoded from transfer and content coding, then zlib-compressed.

    Of a release that a list (a feed, an answer in JSON) tells whole, they are its own part of the list, perhaps written anew; `headers`
    then hold its media type and, as CUT_FROM, the list's address.
    """

    url: str
    received_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    sha256: str
    size: int
    compressed: bytes

    @classmethod
    def of(cls, url: str, received_at: datetime, status: int, headers: Mapping[str, str], body: bytes) -> Snapshot:
        # Level 1: half the CPU of level 6 for a fifth more bytes on news pages.
        digest = hashlib.sha256(body).hexdigest()
        return cls(url, received_at, status, tuple(headers.items()), digest, len(body), zlib.compress(body, 1))

    @property
    def body(self) -> bytes:
        return zlib.decompress(self.compressed)


@dataclass(frozen=True, slots=True)
class Release:
    """One document published by a source in one language, as read in this crawl.

    `lang` is detected from the text. `body` is paragraphs joined by newlines, without boilerplate. `basis` tells which step
    answered for the body. `aliases` are further addresses under which it was met. `same_story` are keys that the
    site itself shares between language versions (a Forum id, hreflang sisters' native keys).
    """

    address: Address
    lang: str
    title: str
    body: str
    published: Published
    basis: Step
    entity: str | None = None
    aliases: tuple[str, ...] = ()
    same_story: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    snapshot: Snapshot | None = None


class Role(StrEnum):
    """What an address was asked for."""

    LISTING = "listing"
    RELEASE = "release"
    ATTACHMENT = "attachment"
    ROBOTS = "robots"


class ProblemKind(StrEnum):
    DNS = "dns"
    REFUSED = "refused"
    TLS = "tls"
    TIMEOUT = "timeout"
    HTTP = "http"
    ROBOTS = "robots"
    REDIRECT_LOOP = "redirect-loop"
    BLOCKED = "blocked"
    MAINTENANCE = "maintenance"
    SOFT404 = "soft404"
    EMPTY = "empty"
    SHELL = "shell"
    PARTIAL = "partial"
    TOO_LARGE = "too-large"
    PARSE = "parse"
    GUARD = "guard"


class Ending(StrEnum):
    """What a requested address came to: exactly one of these, so that requests and endings balance."""

    LISTING = "listing"
    RELEASE = "release"
    ATTACHMENT = "attachment"
    UNCHANGED = "unchanged"
    GONE = "gone"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong at one address; a value, never an exception. `detail` is one plain clause without line breaks."""

    kind: ProblemKind
    url: str
    detail: str
    role: Role = Role.RELEASE


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The site says (304) that what stands at this address has not changed. `address` is None for a listing."""

    url: str
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """404 or 410 on a release's own address."""

    address: Address
    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One listing page as read: links to releases, releases and problems complete in the listing itself (a feed), the next page."""

    links: tuple[Link, ...] = ()
    releases: tuple[Release, ...] = ()
    problems: tuple[Problem, ...] = ()
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Validator:
    """A server's own ETag and Last-Modified strings for an address, byte for byte, and what they stand for.

    `reader` is the kind and version of the spider that read the content: validators of another reader are void.
    `next` keeps a listing's next page, so that a 304 does not end the walk. `checked_at` is the last full (200) answer.
    """

    url: str
    etag: str | None
    last_modified: str | None
    reader: str
    checked_at: datetime
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A host (host or host:port) that is to be left alone until a time, also by the next runs; `kind` and `reason` as a Problem tells them
    (FAULTS S01-S03, S12)."""

    host: str
    until: datetime
    kind: ProblemKind
    reason: str

    @property
    def told(self) -> str:
        return f"{self.reason}; nothing is asked there before {self.until:%Y-%m-%dT%H:%M:%SZ}"


@dataclass(frozen=True, slots=True)
class Source:
    """One watched section of a site, in the languages it publishes. `options` is the spider's own Options value.

    `tls` is "" or "legacy": older servers are met half-way, for this source's hosts only; certificates are verified in any case.
    """

    name: str
    kind: str
    title: str
    options: object
    languages: tuple[str, ...] = ()
    delay: float = 3.0
    max_pages: int = 10
    max_items: int = 500
    encoding: str | None = None
    enabled: bool = True
    fetch_attachments: bool = False
    redesigns: tuple[tuple[date, object], ...] = ()
    tls: str = ""


class WalkKind(StrEnum):
    """What of a listing is still to be read: news that a bound or a fault kept from being read (`gap`), or its past (`backfill`)."""

    GAP = "gap"
    BACKFILL = "backfill"


@dataclass(frozen=True, slots=True)
class WalkState:
    """How far a listing was followed. `start` names the listing by its best way in; `next` is the page to go on with, "" where nothing is
    left.

    `opened_at`: when what is left was met first; where nothing is left, when the listing was last read down to what was known. `since`: of
    a gap, the time of that last reading (ISO 8601), None where the listing's first reading is not complete; of a back-fill, the date it
    goes back to. `mark` is where the archive stood then: what was stored until there is older than the gap. `pages` were read so far.
    """

    start: str
    kind: WalkKind
    next: str
    since: str | None
    opened_at: datetime
    mark: int = 0
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Backfill:
    """How far the past of a source is read: back to a date, over so many listing pages at most; handed over every `chunk` of them."""

    since: date
    pages: int
    chunk: int = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """What one crawl of a source shall do: walk its listings (at most `max_pages` each) and ask `recheck` again.

    `walks`: how far its listings were followed in earlier runs. A listing that is among them is read on where it does not meet what is
    known, and a walk that was left open goes on. `mark`: the archive's newest, see `WalkState`. `backfill`: read the past instead; what is
    later than `covered`, when the source was last read, is left to the next run then, for it is news.
    """

    source: Source
    recheck: tuple[Link, ...] = ()
    listings: bool = True
    max_pages: int | None = None
    walks: tuple[WalkState, ...] = ()
    mark: int = 0
    covered: datetime | None = None
    backfill: Backfill | None = None


class Known(Protocol):
    """What a crawl may ask of the archive. Answers are about committed releases only."""

    def release(self, address: Address) -> bool:
        """Whether a release with this native key or canonical address is stored."""

    def held(self, address: Address, mark: int) -> bool:
        """Whether it was stored already when the archive stood at `mark`. Asked for walks that go on from an earlier run only."""

    def published(self, address: Address) -> str | None:
        """The stored date (ISO 8601, as precise as the site gave it). Asked in back-fills only."""

    def validator(self, url: str, reader: str) -> Validator | None:
        """The validator to send for this address, or None for an unconditional request."""


@dataclass(slots=True)
class CrawlResult:
    """One pass over a source. `requests` counts addresses asked; `found` the distinct releases that listings named.

    `openings` are the first pages of its listings, as read, by their addresses.
    `detours` are the problems of ways in that another way made good. `gaps` are clauses on stretches that lay between what was known and
    what is; `lost` those of them that no way in shows any more; `notes` further clauses. `walks`: how far the listings have been followed
    now. `named`: native keys of the releases that listings named; `late`: those that only the rest of a listing's first reading did.
    `archive_only`: a back-fill; `more`: it goes on, another result of this source follows. The sum balances when every requested address
    has ended; `endings` counts what each came to (redirects and robots.txt are not counted: they belong to the address that needed them).
    """

    source: str
    started_at: datetime
    finished_at: datetime | None = None
    releases: list[Release] = field(default_factory=list)
    unchanged: list[Unchanged] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    detours: list[Problem] = field(default_factory=list)
    attachments: list[Snapshot] = field(default_factory=list)
    validators: list[Validator] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    openings: dict[str, Listing] = field(default_factory=dict)
    listings: int = 0
    listings_unchanged: int = 0
    found: int = 0
    requests: int = 0
    ended: int = 0
    bytes: int = 0
    bounds: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    walks: tuple[WalkState, ...] = ()
    named: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()
    archive_only: bool = False
    more: bool = False
    pauses: tuple[Pause, ...] = ()
    endings: Counter[Ending] = field(default_factory=Counter)

    @property
    def balanced(self) -> bool:
        return self.requests == self.ended == self.endings.total()

    @property
    def seconds(self) -> float:
        return (self.finished_at - self.started_at).total_seconds() if self.finished_at else 0.0
