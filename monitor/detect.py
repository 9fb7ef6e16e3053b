"""What changed. Pure: (what is stored, what was read, now) -> revisions. Sees no clock, network or database.

    readings -- whose? --> known ones -- another state? -- a doubtful one? -- by whom? --> revisions
                  |                                             +--> held: read again before it is believed
                  +------> unknown ones -- a text that is stored? --> new releases, moves, problems

A release changes only in its title, text, date or entity. A field that is empty now, or a date told less precisely than before, changes
nothing: that is the page's poverty, not the site's edit (FAULTS I14, I19). What our own reader makes of the stored bytes today is no edit
either: only what goes beyond it is the site's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Protocol

from crawlers.model import Address, CrawlResult, DateBasis, Precision, Problem, ProblemKind, Published, Release, Snapshot, Step
from crawlers.text import same_text_key
from monitor.digest import DIGEST_VERSION, digest_of, release_digest
from monitor.doubting import (
    HISTORY,
    SUSPICION,
    Crowd,
    Suspicion,
    alike,
    changed_lines,
    counters,
    flapping,
    put_back,
    restless,
    suspicious,
    template_lines,
    without,
)
from monitor.significance import contradicts, significance
from storage.doubts import Doubt
from storage.model import Cause, Kind, Revision, Significance, StoredRelease
from storage.releases import State

# Shorter texts may well be equal by accident: "The Youtube video is unavailable." (characters)
TEXT_KEY_MINIMUM = 60
# A text on this many addresses of one site is the site's error page (FAULTS S10).
SHARED_BY_MANY = 3
# So many known addresses at once that answer 404 for the first time, and most of those asked, are a redesign.
VANISHED_MINIMUM = 6

_PRECISION = {Precision.NONE: 0, Precision.MONTH: 1, Precision.DAY: 2, Precision.MINUTE: 3}
# What we work out where the site states no date beside a release.
_GUESSED = frozenset({DateBasis.ADDRESS, DateBasis.ID, DateBasis.DATELINE})
_LISTED = frozenset({Step.FEED, Step.JSON})


class Memory(Protocol):
    """What detection may ask of the archive."""

    def named(self, release: Release) -> StoredRelease | None:
        """The stored release with a reading's own native key or address."""

    def led(self, release: Release) -> StoredRelease | None:
        """The stored release of the same site, at a further address under which a reading was met."""

    def at(self, url: str) -> StoredRelease | None:
        """The stored release whose own address this is."""

    def same_text(self, key: str) -> Iterable[StoredRelease]:
        """The stored releases with this text key, oldest first."""

    def states(self, release_id: str, limit: int) -> Sequence[State]:
        """The contents of a release's last revisions, oldest first."""

    def doubt(self, release_id: str) -> Doubt | None:
        """What is doubted of a release."""

    def kept(self, release_id: str) -> Snapshot | None:
        """The answer that a release's newest state was read from."""

    def reread(self, stored: StoredRelease, kept: Snapshot) -> Release | None:
        """What today's reader makes of a kept answer; None where it can make nothing of it."""

    def implausible(self, release: Release) -> Problem | None:
        """Why a reading can be no release of its source at all."""


@dataclass(frozen=True, slots=True)
class Change:
    """A revision, and the state it changes (None for a new release)."""

    before: StoredRelease | None
    revision: Revision


@dataclass(frozen=True, slots=True)
class Held:
    """A changed reading that is not believed yet; `again` where the same has been told before."""

    stored: StoredRelease
    release: Release
    digest: str
    suspicion: Suspicion
    again: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A stored release that was read under another address or native key."""

    stored: StoredRelease
    release: Release


@dataclass(frozen=True, slots=True)
class Merger:
    """Two stored releases that turned out to be one: `into` lives on, at the address of `release`."""

    into: StoredRelease
    other: StoredRelease
    release: Release


@dataclass(frozen=True, slots=True)
class Detection:
    """What one crawl means for the archive. `seen` are the native keys of known releases that were read and are not doubted, `listed` those
    of them that only a list told of."""

    changes: tuple[Change, ...] = ()
    seen: tuple[str, ...] = ()
    listed: frozenset[str] = frozenset()
    held: tuple[Held, ...] = ()
    moves: tuple[Move, ...] = ()
    mergers: tuple[Merger, ...] = ()
    problems: tuple[Problem, ...] = ()
    dropped: tuple[Release, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def revisions(self) -> tuple[Revision, ...]:
        """All revisions, in the order read."""
        return tuple(each.revision for each in self.changes)

    @property
    def edits(self) -> int:
        """How many known releases the site itself would have changed, those that are not believed yet among them."""
        believed = sum(each.kind is Kind.REVISED and each.cause is Cause.SOURCE for each in self.revisions)
        return believed + sum(not each.suspicion.once for each in self.held)

    @property
    def standing(self) -> int:
        """How many known releases were read."""
        return len(self.seen) + len(self.held)

    @property
    def unsettled(self) -> tuple[Release, ...]:
        """Readings that differ from what is stored after this crawl: no validator may say that they are known."""
        return (*(each.release for each in self.held), *self.dropped)

    def only_new(self) -> Detection:
        """What remains of it where the crawl is not believed: new releases, those that merely moved, and those that read as they stand. One
        that reads differently was not met as it stands: it stays to be asked."""
        new = tuple(each for each in self.changes if each.before is None)
        changed = [each for each in self.changes if each.before is not None]
        differing = {each.before.native for each in changed if each.before is not None}
        seen = tuple(native for native in self.seen if native not in differing)
        dropped = (each.revision.release for each in changed)
        return replace(self, changes=new, seen=seen, held=(), mergers=(), dropped=(*self.unsettled, *dropped))

    @property
    def differing(self) -> tuple[StoredRelease, ...]:
        """The stored releases that read differently, believed or not."""
        found = (*(each.before for each in self.changes), *(each.stored for each in self.held))
        return tuple({each.id: each for each in found if each is not None}.values())


def detect(memory: Memory, result: CrawlResult, now: datetime, *, believe: bool = False) -> Detection:
    """What a crawl's readings mean. `believe`: the operator says that nothing in it is doubtful.

    A text that already stands under another key of its site is that release at a new address where the old one is gone, else a problem.
    """
    known, fresh, found = sort_out(memory, result.releases)
    ticking = counters(known)
    known = [(stored, replace(read, body=put_back(stored.body, read.body, ticking))) for stored, read in known] if ticking else known
    differing = [(stored, read) for stored, read in known if not stands(stored, read)]
    crowd = Crowd.of((stored, read, text_key(read)) for stored, read in differing)
    weigher = Weigher(memory, crowd, now, believe=believe, views=views_differ(known))
    weighed = [weigher.weigh(stored, read) for stored, read in differing]
    held = tuple(each for each in weighed if isinstance(each, Held))
    changes = [change for each in weighed if not isinstance(each, Held) for change in each]
    vanished = {each.address.native for each in result.gone}
    moved = frozenset(each.release.address.native for each in found.moves)
    fresh = [each for each in fresh if each.address.native not in moved]
    sound, moves, problems = refuse_shared(fresh, memory.same_text, vanished)
    moves = [*found.moves, *moves]
    refused = {each.address.native: why for each in sound if (why := memory.implausible(each)) is not None}
    sound = [each for each in sound if each.address.native not in refused]
    new = [Change(None, Revision(each, Kind.NEW, Significance.SUBSTANTIVE, Cause.SOURCE, now, release_digest(each))) for each in sound]
    back = [comeback(each, now) for each in moves if each.stored.status == "withdrawn"]
    doubtful = {each.stored.id for each in held}
    return Detection(
        changes=(*new, *without_template(changes, len(known)), *back),
        seen=tuple(stored.native for stored, _ in known if stored.id not in doubtful),
        listed=frozenset(stored.native for stored, read in known if read.basis in _LISTED),
        held=held,
        moves=tuple(moves),
        mergers=found.mergers,
        problems=(*found.problems, *problems, *refused.values(), *(problem_of(each) for each in held if not each.again)),
        dropped=tuple(each for each in fresh if each not in sound),
        notes=tuple(f"figures that most pages change at every visit are no edits: {line[:60]}" for line in ticking.values()),
    )


def problem_of(held: Held) -> Problem:
    """A held reading as the report tells it."""
    detail = ": ".join(filter(None, (held.suspicion.reason, held.suspicion.shown)))
    return Problem(held.suspicion.kind, held.release.address.url, detail)


# ---- whose reading is it ------------------------------------------------------------------------------------------


def sort_out(memory: Memory, releases: Iterable[Release]) -> tuple[list[tuple[StoredRelease, Release]], list[Release], Detection]:
    """Readings of known releases, each release once; those of unknown ones; and the moves, mergers and problems that came to light.

    Where a stored release's own address led to another one with the same text, it moved there; with another text the site sends visitors
    somewhere else, which is neither an edit nor a withdrawal.
    """
    known: dict[str, tuple[StoredRelease, Release]] = {}
    fresh: list[Release] = []
    moves: list[Move] = []
    mergers: list[Merger] = []
    problems: list[Problem] = []
    for release in releases:
        stored = memory.named(release)
        if stored is None and (stored := memory.led(release)) is not None:
            if not same_release(stored, release):
                problems.append(elsewhere(stored, release))
                continue
            moves.append(Move(stored, release))
        if stored is None:
            fresh.append(release)
            continue
        for other in others_of(memory, stored, release):
            if same_release(other, release) and same_release(stored, release):
                into, ends = sorted((stored, other), key=lambda each: (each.first_seen, each.id))
                mergers.append(Merger(into, ends, release))
            else:
                problems.append(elsewhere(other, release))
        if stored.status == "withdrawn" and release.basis in _LISTED:
            # A list that still holds it says nothing of its own address, which alone brings it back (FAULTS S08).
            continue
        known.setdefault(stored.id, (stored, settled(stored, release)))
    return list(known.values()), fresh, Detection(moves=tuple(moves), mergers=tuple(mergers), problems=tuple(problems))


def others_of(memory: Memory, stored: StoredRelease, release: Release) -> list[StoredRelease]:
    """Other stored releases whose own address led to this reading."""
    found = (memory.at(alias) for alias in release.aliases)
    return [each for each in found if each is not None and each.id != stored.id and each.site == stored.site]


def same_release(stored: StoredRelease, read: Release) -> bool:
    """Whether a reading at another address is the stored release: the same text, of a short one the title, too."""
    if key := text_key(read):
        return key == text_key(last_known(stored))
    return stored.title == read.title and same_words(stored.body, read.body)


def elsewhere(stored: StoredRelease, release: Release) -> Problem:
    return Problem(ProblemKind.SOFT404, stored.url, f"leads to another release: {release.address.url}")


def refuse_shared(
    releases: Iterable[Release], owners: Callable[[str], Iterable[StoredRelease]], vanished: Collection[str] = ()
) -> tuple[list[Release], list[Move], list[Problem]]:
    """Split new releases into sound ones, stored ones at a new address, and those whose text stands under another key of the same site
    (FAULTS I13, S09, S10). `vanished` are the native keys whose own address is gone.

    Of two new ones with one text the first stays; of three or more none does, for then it is an error page.
    """
    groups: dict[tuple[str, str], list[Release]] = defaultdict(list)
    sound: list[Release] = []
    moves: list[Move] = []
    problems: list[Problem] = []
    for release in releases:
        groups[release.address.site, text_key(release) or release.address.native].append(release)
    for (site, key), members in groups.items():
        owned = [each for each in owners(key) if each.site == site]
        owner = next((each for each in owned if each.status == "withdrawn" or each.gone_since or each.native in vanished), None)
        if owner is not None and len(members) < SHARED_BY_MANY:
            moves.append(Move(owner, members[0]))
            keep = 1
        else:
            keep = 0 if owned or len(members) >= SHARED_BY_MANY else 1
            sound.extend(members[:keep])
        first = owned[0].native if owned else members[0].address.native
        problems.extend(Problem(ProblemKind.SOFT404, each.address.url, f"the same text as {first}") for each in members[keep:])
    return sound, moves, problems


def vanished_at_once(fresh: int, asked: int) -> bool:
    """Whether so many known addresses that are gone for the first time, of those asked, say that the site was rebuilt, not that it took
    them all away."""
    return fresh >= VANISHED_MINIMUM and fresh * 2 > asked


# ---- what does it change ------------------------------------------------------------------------------------------


def stands(stored: StoredRelease, release: Release) -> bool:
    """Whether a settled reading is what is stored."""
    return stored.status == "live" and release_digest(release) == present_digest(stored)


def present_digest(stored: StoredRelease) -> str:
    """The digest of what is stored, by the present version: those of different versions are never compared."""
    if stored.digest.startswith(f"{DIGEST_VERSION}:"):
        return stored.digest
    return digest_of(stored.title, stored.body, stored.published, stored.entity)


@dataclass(frozen=True, slots=True)
class Weigher:
    """Weighs the changed readings of one crawl. `views`: lists and pages of this source hold different texts."""

    memory: Memory
    crowd: Crowd
    now: datetime
    believe: bool = False
    views: bool = False

    def weigh(self, stored: StoredRelease, release: Release) -> list[Change] | Held:
        """The revisions that a settled reading means for a stored release, or that it must wait."""
        digest = release_digest(release)
        if digest == present_digest(stored):
            return [self._change(stored, release, Cause.RESTORED)]
        if self._behind(stored, release):
            return []
        if held := self._held(stored, release, digest, self._suspicion(stored, release)):
            return held
        if stored.status == "withdrawn":
            return [self._change(stored, release, Cause.RESTORED)]
        if only_learned(stored, release):
            return [self._change(stored, release, Cause.EXTRACTOR, Significance.COSMETIC)]
        if self.views and another_view(stored, release):
            return [] if release.basis in _LISTED else [self._change(stored, release, Cause.EXTRACTOR)]
        return self._by_whom(stored, release, digest)

    def _behind(self, stored: StoredRelease, release: Release) -> bool:
        """Whether a list still tells what the release's own page, read since, has replaced: the list is behind. Where the site did take its
        edit back, the page says so when it is asked."""
        if release.basis not in _LISTED or stored.basis in _LISTED:
            return False
        told = (release.title, release.body)
        return any(told == (each.title, each.body) for each in self.memory.states(stored.id, HISTORY)) and told != (
            stored.title,
            stored.body,
        )

    def _by_whom(self, stored: StoredRelease, release: Release, digest: str) -> list[Change] | Held:
        """Set apart what today's reader sees in the bytes that are kept: that is no edit."""
        kept = self.memory.kept(stored.id)
        if kept is not None and release.snapshot is not None and kept.sha256 == release.snapshot.sha256:
            return [self._change(stored, release, Cause.EXTRACTOR)]
        changes = []
        again = self.memory.reread(stored, kept) if kept is not None else None
        if again is not None:
            base = settled(stored, replace(again, snapshot=kept))
            if release_digest(base) != present_digest(stored):
                changes.append(self._change(stored, base, Cause.EXTRACTOR))
                stored = as_stored(stored, base)
            if release_digest(base) == digest:
                return changes
        states = self.memory.states(stored.id, HISTORY)
        restive = restless(states, stored, release) or flapping(states, release)
        return self._held(stored, release, digest, restive) or [*changes, self._change(stored, release, Cause.SOURCE)]

    def _suspicion(self, stored: StoredRelease, release: Release) -> Suspicion | None:
        key = text_key(release)
        others = [each.native for each in self.memory.same_text(key) if each.site == stored.site and each.id != stored.id] if key else []
        if suspicion := suspicious(stored, release, key, others, self.crowd):
            return suspicion
        if release.snapshot is not None and len(release.body) < len(stored.body):
            kept = self.memory.kept(stored.id)
            if kept is not None and closed(kept.body) and not closed(release.snapshot.body):
                return Suspicion(ProblemKind.PARTIAL, "its page ends before its closing tag, which it had", SUSPICION)
        refused = self.memory.implausible(release)
        return Suspicion(refused.kind, refused.detail, SUSPICION) if refused else None

    def _held(self, stored: StoredRelease, release: Release, digest: str, suspicion: Suspicion | None) -> Held | None:
        """The reading as one that must wait; None where nothing is held against it, or it has waited long enough."""
        if suspicion is None or self.believe:
            return None
        doubt = self.memory.doubt(stored.id)
        if suspicion.patience.rewarded(doubt, digest, self.now):
            return None
        again = suspicion.once and doubt is not None and doubt.reason == suspicion.reason
        return Held(stored, release, digest, suspicion, again)

    def _change(self, stored: StoredRelease, release: Release, cause: Cause, weight: Significance | None = None) -> Change:
        kind = Kind.RESTORED if cause is Cause.RESTORED else Kind.REVISED
        grave = Significance.SUBSTANTIVE if kind is Kind.RESTORED else weight or significance(stored, release)
        return Change(stored, Revision(release, kind, grave, cause, self.now, release_digest(release)))


def closed(page: bytes) -> bool:
    """Whether a page has its closing tag; of one that never had it, its lack says nothing (FAULTS T09)."""
    return b"</html" in page.lower()


def without_template(changes: Sequence[Change], readings: int) -> list[Change]:
    """Changes with the lines taken out that came or went on most releases at once: where nothing else changed it was the site's template or
    our reader, and no edit; where something did, only that is weighed."""
    edits = [each for each in changes if each.before is not None and each.revision.cause is Cause.SOURCE]
    texts = ((each.before.body, each.revision.release.body) for each in edits if each.before is not None)
    lines = template_lines(texts, readings)
    return [_lighter(each, lines) if lines and each in edits else each for each in changes]


def _lighter(change: Change, lines: frozenset[str]) -> Change:
    assert change.before is not None
    release = change.revision.release
    before = replace(change.before, body=without(change.before.body, lines))
    after = replace(release, body=without(release.body, lines))
    if digest_of(before.title, before.body, before.published, before.entity) == release_digest(after):
        return replace(change, revision=replace(change.revision, cause=Cause.EXTRACTOR, significance=Significance.COSMETIC))
    return replace(change, revision=replace(change.revision, significance=significance(before, after)))


# ---- two views of one release: a list's and its page's -----------------------------------------------------------------


def views_differ(known: Iterable[tuple[StoredRelease, Release]]) -> bool:
    """Whether the lists and the pages of a source hold different texts, by what this crawl read in the other way than it was stored."""
    crossed = [(stored, read) for stored, read in known if (stored.basis in _LISTED) != (read.basis in _LISTED)]
    same = sum(same_words(stored.body, read.body) for stored, read in crossed)
    return sum(another_view(stored, read) for stored, read in crossed) > same


def another_view(stored: StoredRelease, read: Release) -> bool:
    """Whether a reading in the other way holds more, or less, than what is stored, and nothing that was reworded."""
    if (stored.basis in _LISTED) == (read.basis in _LISTED) or stored.title != read.title or same_words(stored.body, read.body):
        return False
    left, entered = changed_lines(stored.body, read.body)
    return not any(alike(old, new) for old in left for new in entered)


# ---- the values of one release ---------------------------------------------------------------------------------------


def only_learned(stored: StoredRelease, release: Release) -> bool:
    """Whether a settled reading merely tells more than the last one did: an entity or a date where there was none, a more precise date that
    agrees, a stated one where we had worked it out. A feed and a release's own page differ so; that is our better view, not the site's
    edit."""
    if (stored.title, stored.body) != (release.title, release.body):
        return False
    return _better_dated(stored, release.published) and (stored.entity is None or stored.entity == release.entity)


def _better_dated(stored: StoredRelease, read: Published) -> bool:
    known = stored_published(stored)
    if read.iso == stored.published or known.value is None:
        return True
    return (known.basis in _GUESSED and read.basis not in _GUESSED) or (
        _PRECISION[known.precision] < _PRECISION[read.precision] and not contradicts(known.iso, read.iso)
    )


def withdrawal(stored: StoredRelease, now: datetime, cause: Cause = Cause.SOURCE) -> Revision:
    """The revision that says a release's own address is gone; it keeps the last known content."""
    grave = Significance.SUBSTANTIVE if cause is Cause.SOURCE else Significance.COSMETIC
    return Revision(last_known(stored), Kind.WITHDRAWN, grave, cause, now, present_digest(stored))


def restoration(stored: StoredRelease, now: datetime) -> Change:
    """A withdrawn release that its site says (304) stands as it stood."""
    release = last_known(stored)
    return Change(stored, Revision(release, Kind.RESTORED, Significance.SUBSTANTIVE, Cause.RESTORED, now, present_digest(stored)))


def comeback(move: Move, now: datetime) -> Change:
    """A withdrawn release that is back at another address."""
    release = settled(move.stored, move.release)
    revision = Revision(release, Kind.RESTORED, Significance.SUBSTANTIVE, Cause.RESTORED, now, release_digest(release))
    return Change(move.stored, revision)


def last_known(stored: StoredRelease) -> Release:
    """A stored release as the value it was read as."""
    address, published = Address.of_native(stored.native, stored.site, stored.url), stored_published(stored)
    return Release(address, stored.lang, stored.title, stored.body, published, Step(stored.basis), stored.entity)


def as_stored(stored: StoredRelease, release: Release) -> StoredRelease:
    """What is stored of a release once a reading has become its content."""
    published = release.published
    return replace(
        stored,
        title=release.title,
        body=release.body,
        published=published.iso,
        published_precision=published.precision,
        published_basis=published.basis,
        entity=release.entity,
        basis=release.basis,
        lang=release.lang,
        digest=release_digest(release),
    )


def settled(stored: StoredRelease, read: Release) -> Release:
    """What was read, with stored values where this reading says less, or the same words read another way."""
    published = read.published
    known = stored_published(stored)
    if poorer(known, published):
        published = known
    title, body = read.title or stored.title, read.body or stored.body
    if read.basis != stored.basis and same_words(body, stored.body):
        body = stored.body
    return replace(read, title=title, body=body, published=published, entity=read.entity or stored.entity)


def poorer(known: Published, read: Published) -> bool:
    """Whether a date read says less than the known one: none, one that we worked out where the site had stated it, or a less precise one
    that agrees. A less precise one that contradicts it is an edit."""
    if read.value is None:
        return known.value is not None
    if known.basis not in _GUESSED and known.value is not None and read.basis in _GUESSED:
        return _PRECISION[read.precision] <= _PRECISION[known.precision]
    return _PRECISION[read.precision] < _PRECISION[known.precision] and not contradicts(known.iso, read.iso)


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ at most in white space and line breaks."""
    return one == other or "".join(one.split()) == "".join(other.split())


def stored_published(stored: StoredRelease) -> Published:
    """The Published value of a stored release's columns."""
    return published_of(stored.published, stored.published_precision, stored.published_basis)


def published_of(text: str | None, precision_name: str, basis_name: str) -> Published:
    """The Published value of the columns published, published_precision and published_basis."""
    precision, basis = Precision(precision_name), DateBasis(basis_name)
    if not text:
        return Published()
    if precision is Precision.MINUTE:
        return Published(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC), precision, basis)
    return Published(date.fromisoformat(text if len(text) == 10 else f"{text}-01"), precision, basis)


def text_key(release: Release) -> str:
    """The key of a release's text, equal for equal words on any site; empty where the text is too short to mean anything."""
    return same_text_key(release.title, release.body) if len(release.body) >= TEXT_KEY_MINIMUM else ""
