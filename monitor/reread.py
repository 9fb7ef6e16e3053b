"""Reads the kept answers again with today's readers: `ponte run --reread`. Asks no site.

    archive -> release, its kept answer -> spider -> reading -> what differs -> told, or (apply) a revision with cause extractor

The differences are ours, not the sites': they are never announced, bring no feed entry and move none.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from crawlers.model import Address, Link, Listing, Problem, ProblemKind, Release, Snapshot, Source, Step
from crawlers.page import Page
from monitor.detect import Change, present_digest, settled, stored_published
from monitor.digest import release_digest
from monitor.significance import significance
from storage.archive import Archive
from storage.model import Cause, Kind, Revision, StoredRelease

if TYPE_CHECKING:
    from crawlers.spiders.base import Spider

# Releases in one transaction: a run that is killed keeps what the ones before it brought, and memory stays flat.
BATCH = 100
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a release as it stands and as it reads today, both shortened around where they part; "" for nothing."""

    release_id: str
    field: str
    before: str
    after: str


@dataclass(slots=True)
class Reread:
    """What reading the kept answers of some sources again came to. `without`: releases of which no answer is kept; `failed`: those whose
    answer today's reader refuses, with the reason. They stay as they are."""

    read: int = 0
    same: int = 0
    changed: int = 0
    without: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    fields: dict[str, int] = field(default_factory=dict)


def reread(
    archive: Archive, sources: Sequence[Source], now: datetime, *, apply: bool, told: Callable[[Difference], None] = lambda _: None
) -> Reread:
    """Read every kept answer of these sources again; `told` is called with each field that differs, in the order of the archive.

    Writes only with `apply`, in transactions of BATCH releases: killed and begun again, it finds the rest.
    """
    from crawlers.spiders import spider_for

    result = Reread()
    for source in sources:
        spider = spider_for(source)
        for batch in batches(archive, source.name):
            found = [(stored, kept, outcome_of(spider, stored, kept)) for stored, kept in batch]
            for stored, _, outcome in found:
                count(result, stored, outcome, told)
            if apply:
                write(archive, spider, found, now)
    return result


Outcome = Release | Problem | None
"""A settled reading, why there is none, or None where no answer is kept."""


Kept = Snapshot | Problem | None
"""A kept answer, why it cannot be read, or None where none is kept."""


def batches(archive: Archive, source: str) -> Iterator[list[tuple[StoredRelease, Kept]]]:
    """A source's releases with their kept answers, in the order they came."""
    batch: list[tuple[StoredRelease, Kept]] = []
    for stored in archive.all_releases(source):
        batch.append((stored, kept_of(archive, stored)))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def kept_of(archive: Archive, stored: StoredRelease) -> Kept:
    """The answer that a release was read from; a damaged one must not cost the others."""
    try:
        if (kept := archive.latest_snapshot(stored.id)) is not None:
            kept.body  # noqa: B018 (raises where it is damaged)
        return kept
    except (ValueError, zlib.error):
        return Problem(ProblemKind.PARSE, stored.url, "its kept answer is damaged: `ponte verify` says more")


def outcome_of(spider: Spider, stored: StoredRelease, kept: Kept) -> Outcome:
    """What a kept answer says today of its release; what is lost is said, never guessed."""
    if kept is None or isinstance(kept, Problem):
        return kept
    read = read_again(spider, stored, kept)
    return settled(stored, read) if isinstance(read, Release) else read


def read_again(spider: Spider, stored: StoredRelease, kept: Snapshot) -> Release | Problem:
    """A release as its spider reads the kept answer. Never raises for what the answer holds."""
    try:
        if stored.basis in (Step.FEED, Step.JSON):
            return from_list(spider, stored, kept)
        own = Address.of_native(stored.native, stored.site, kept.url)
        spot = spider.locate(kept.url)
        # A release that moved goes by its former key; the page names the present one.
        address = spot if spot is not None and spot.native != own.native else own
        link = Link(address, kept.url, stored.title, stored_published(stored), stored.entity)
        return spider.release(page_of(kept, kept.url, kept.body, spider.source.encoding), link)
    except Exception as bug:  # whatever is wrong with one answer, it must not cost the others
        return Problem(ProblemKind.PARSE, stored.url, f"the spider failed: {type(bug).__name__}: {bug}")


def page_of(kept: Snapshot, url: str, body: bytes, encoding: str | None = None) -> Page:
    headers = {name.lower(): value for name, value in kept.headers}
    return Page(url, body, kept.received_at, headers, kept.status, encoding, url)


def from_list(spider: Spider, stored: StoredRelease, kept: Snapshot) -> Release | Problem:
    """A release that a list held whole. Its own item is all that is kept, in UTF-8; the list is put around it again."""
    problem = Problem(ProblemKind.PARSE, stored.url, "the kept item is in no list that its source reads today")
    for start in dict.fromkeys((*spider.starts(), *(each for way in spider.ways() for each in way))):
        listing = spider.listing(page_of(kept, start, enclosed(kept)))
        if isinstance(listing, Listing):
            own = (each for each in listing.releases if each.address.native == stored.native)
            if (found := next(own, None)) is not None:
                return found
            problem = next((each for each in listing.problems), problem)
    return problem


def enclosed(kept: Snapshot) -> bytes:
    """The least list that holds a kept item: RSS, Atom, JSON Feed, or an array of records."""
    media = next((value for name, value in kept.headers if name.lower() == "content-type"), "").lower()
    body = kept.body
    if "json" not in media:
        atom = b"atom+xml" in media.encode()
        return b'<feed xmlns="http://www.w3.org/2005/Atom">' + body + b"</feed>" if atom else b"<rss><channel>" + body + b"</channel></rss>"
    if "feed+json" in media:
        return b'{"version": "https://jsonfeed.org/version/1.1", "title": "", "items": [' + body + b"]}"
    return b"[" + body + b"]"


# ---- telling and writing -----------------------------------------------------------------------------------------------


def count(result: Reread, stored: StoredRelease, outcome: Outcome, told: Callable[[Difference], None]) -> None:
    """Add one release to the result."""
    if outcome is None:
        result.without += 1
        return
    result.read += 1
    if isinstance(outcome, Problem):
        result.failed.append((stored.id, f"{outcome.kind}: {outcome.detail}"))
        return
    differing = list(differences(stored, outcome))
    result.changed += bool(differing)
    result.same += not differing
    for each in differing:
        result.fields[each.field] = result.fields.get(each.field, 0) + 1
        told(each)


def differences(stored: StoredRelease, release: Release) -> Iterator[Difference]:
    """The fields of content in which a settled reading differs from what is stored."""
    if release_digest(release) == present_digest(stored):
        return
    pairs = (
        ("title", stored.title, release.title),
        ("published", stored.published, release.published.iso),
        ("entity", stored.entity, release.entity),
        ("body", stored.body, release.body),
    )
    for name, before, after in pairs:
        if before != after:
            yield Difference(stored.id, name, *excerpts(before or "", after or ""))


def excerpts(before: str, after: str) -> tuple[str, str]:
    """Two texts as one line each, from a little before the first character in which they differ."""
    at = next((place for place, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), min(len(before), len(after)))
    start = max(0, at - _SHOWN // 3)
    return _cut(before, start), _cut(after, start)


def _cut(text: str, start: int) -> str:
    shown = " ".join(text[start : start + _SHOWN].split())
    return f"{'…' if start and shown else ''}{shown}{'…' if start + _SHOWN < len(text) else ''}"


def write(archive: Archive, spider: Spider, found: Sequence[tuple[StoredRelease, Kept, Outcome]], now: datetime) -> None:
    """Store what differs as revisions with cause extractor, in one transaction, and let validators hold for today's reader."""
    from monitor.record import Tally, revise
    from monitor.settling import settle_announcements
    from monitor.stories import Coverage

    tally = Tally()
    with archive.transaction():
        for stored, kept, outcome in found:
            if not isinstance(kept, Snapshot) or not isinstance(outcome, Release):
                continue
            digest = release_digest(outcome)
            if digest != present_digest(stored):
                weight = significance(stored, outcome)
                revision = Revision(outcome, Kind.REVISED, weight, Cause.EXTRACTOR, now, digest)
                revise(archive, None, Change(stored, revision), tally, now)
            headers = {name.lower(): value for name, value in kept.headers}
            archive.renew_validator(kept.url, headers.get("etag"), headers.get("last-modified"), spider.reader)
        settle_announcements(archive, tally.stories, Coverage(archive_first=False, source_first=False), now)


def in_json(result: Reread, differing: Sequence[Difference]) -> str:
    """The report for machines."""
    counts = {"read": result.read, "same": result.same, "changed": result.changed, "without_answer": result.without}
    listed = [{"release": each.release_id, "field": each.field, "before": each.before, "after": each.after} for each in differing]
    failed = [{"release": release_id, "reason": reason} for release_id, reason in result.failed]
    return json.dumps({**counts, "fields": result.fields, "failed": failed, "changes": listed}, ensure_ascii=False)
