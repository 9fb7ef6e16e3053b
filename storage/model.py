"""The types of what the archive keeps. Contains no business logic.

Times are aware UTC datetimes; `iso` strings in views are ISO 8601 UTC with Z, dates of day precision or coarser stay dates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from crawlers.model import Release


class Kind(StrEnum):
    NEW = "new"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


class Significance(StrEnum):
    COSMETIC = "cosmetic"
    MINOR = "minor"
    SUBSTANTIVE = "substantive"


class Cause(StrEnum):
    SOURCE = "source"
    EXTRACTOR = "extractor"
    MERGED = "merged"
    RESTORED = "restored"


class Strength(StrEnum):
    SIGNED = "signed"
    AGREED = "agreed"
    EXCHANGE = "exchange"
    NONE = "none"


class Scope(StrEnum):
    CROSS_BORDER = "cross-border"
    LOCAL = "local"


class Instrument(StrEnum):
    MEMORANDUM = "memorandum"
    AGREEMENT = "agreement"
    PROTOCOL = "protocol"
    CONTRACT = "contract"
    JOINT_DECLARATION = "joint-declaration"
    PLAN = "plan"
    LETTER_OF_INTENT = "letter-of-intent"


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class SourceOutcome(StrEnum):
    """Of a run, per source."""

    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of a release's text that supports one value. Offsets are code points, end exclusive, into `part`
    ("title" or "body"; "text" for `ponte classify` input); `quote` is that slice."""

    field: str
    value: str
    part: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Party:
    name: str
    country: str | None = None
    name_original: str | None = None
    lang: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one release's text says of an announcement. Relevant = strength is not none and scope is cross-border."""

    strength: Strength
    scope: Scope
    confidence: Confidence
    instrument: Instrument | None = None
    countries: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    sectors: tuple[str, ...] = ()
    event_start: str | None = None
    event_end: str | None = None
    evidence: tuple[Evidence, ...] = ()
    # day or month, of event_start and event_end; None where there are none.
    event_precision: str | None = None
    signing_date: str | None = None
    place: str | None = None
    # Value and ISO 4217 currency.
    amounts: tuple[tuple[Decimal, str], ...] = ()

    @property
    def relevant(self) -> bool:
        return self.strength is not Strength.NONE and self.scope is Scope.CROSS_BORDER


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of a release to be stored. `release` holds the content; for WITHDRAWN the last known content."""

    release: Release
    kind: Kind
    significance: Significance
    cause: Cause
    seen_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class StoredRelease:
    """What the archive holds of a release: its last content and counters. `published` is the iso string; `edited_at` when its site was last
    seen to have changed it (a revision with cause source), None where it never was."""

    id: str
    native: str
    source: str
    site: str
    lang: str
    url: str
    title: str
    body: str
    published: str | None
    published_precision: str
    published_basis: str
    entity: str | None
    status: str
    digest: str
    revision_count: int
    first_seen: str
    last_seen: str
    story_id: str
    basis: str
    gone_since: str | None = None
    edited_at: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """The releases that tell the same act. `founded_at` decides which id lives when stories merge."""

    id: str
    founded_at: str
    release_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a story announces, with the release that proves it. `entry_kind` is how it came to the feeds:
    first (the archive's first run), news, or archive (in no live feed)."""

    id: str
    story_id: str
    release_id: str
    finding: Finding
    title: str
    lang: str
    first_seen: str
    updated: str


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source in one run. Counts are of releases, except `requests` (addresses asked) and `bytes` (as received).

    `trusted`: whether the crawl was allowed to revise and withdraw. `endings`: what the requested addresses came to; they add up to
    `requests`. `quality`: what the crawl's readings had (counts by name), for judging later crawls. `gaps`: stretches of a listing that lie
    between what was known and what is, as clauses.
    """

    source: str
    outcome: SourceOutcome
    requests: int = 0
    bytes: int = 0
    found: int = 0
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    gone: int = 0
    withdrawn: int = 0
    problems: int = 0
    seconds: float = 0.0
    reasons: tuple[str, ...] = ()
    problem_list: tuple[tuple[str, str, str], ...] = ()
    basis_counts: dict[str, int] = field(default_factory=dict)
    trusted: bool = True
    endings: dict[str, int] = field(default_factory=dict)
    quality: dict[str, int] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run: crawl, judgement, storing, publishing. `trouble` is what kept the feeds from being written; what was crawled is stored all
    the same."""

    id: int
    started_at: datetime
    finished_at: datetime | None
    outcome: str
    sources: tuple[SourceReport, ...]
    version: str = ""
    trouble: tuple[str, ...] = ()


# ---- read side -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Query:
    """Which announcements. Empty means any. `since`/`until` compare the site's date (iso strings); `words` is full-text, `party` words of
    one party's name."""

    strengths: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    words: str | None = None
    relevant: bool = True
    instruments: tuple[str, ...] = ()
    party: str | None = None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One feed entry as the archive keeps it: minted once, in the order the feeds use (first_seen, published, id).

    `entry_id` is a urn:uuid minted at first publication. `initial` marks the archive's first feeds. `earlier` is the entry of the
    same story that this one supersedes (a story that rose to signed). `releases` are the story's live releases, oldest first,
    the proving one (`lead`) among them.
    """

    entry_id: str
    story_id: str
    announcement: Announcement
    first_seen: str
    updated: str
    published: str | None
    initial: bool
    earlier: str | None
    lead: StoredRelease
    releases: tuple[StoredRelease, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result. `excerpt` is a piece of the original text around the first match. `marks` are the places in it where the words stand
    (start and end in code points), `title_marks` those in the title."""

    release: StoredRelease
    excerpt: str
    marks: tuple[tuple[int, int], ...] = ()
    title_marks: tuple[tuple[int, int], ...] = ()
