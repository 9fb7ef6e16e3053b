"""What changed. Pure: (what is stored, what was read, now) -> revisions. Sees no clock, network or database.

A release changes only in its title, text, date or entity. A field that is empty now, or a date told less precisely than before, changes
nothing: that is the page's poverty, not the site's edit (FAULTS I14, I19).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from crawlers.model import Address, DateBasis, Precision, Problem, ProblemKind, Published, Release, Step
from crawlers.text import same_text_key
from monitor.digest import release_digest
from storage.model import Cause, Kind, Revision, Significance, StoredRelease

# Shorter texts may well be equal by accident: "The Youtube video is unavailable." (characters)
TEXT_KEY_MINIMUM = 60
# A text on this many addresses of one site is the site's error page (FAULTS S10).
SHARED_BY_MANY = 3

_PRECISION = {Precision.NONE: 0, Precision.MONTH: 1, Precision.DAY: 2, Precision.MINUTE: 3}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Detection:
    """What one crawl means for the archive: revisions in the order read, stored ids that still stand, and texts that equal another's."""

    revisions: tuple[Revision, ...]
    seen: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def edits(self) -> int:
        """How many known releases the site itself would have changed."""
        return sum(each.kind is Kind.REVISED and each.cause is Cause.SOURCE for each in self.revisions)

    def only_new(self) -> Detection:
        """What remains of it where the crawl is not believed."""
        return replace(self, revisions=tuple(each for each in self.revisions if each.kind is Kind.NEW))


def detect(
    find: Callable[[Release], StoredRelease | None],
    owners: Callable[[str], Iterable[StoredRelease]],
    releases: Iterable[Release],
    now: datetime,
    *,
    trusted: bool,
) -> Detection:
    """Revisions of what was read. `find` looks a release up by its keys and addresses, `owners` the stored releases with a text key.

    An untrusted crawl brings new releases only. A text that already stands under another key of its site becomes a problem.
    """
    revisions: list[Revision] = []
    seen: list[str] = []
    fresh: list[Release] = []
    for release in releases:
        stored = find(release)
        if stored is None:
            fresh.append(release)
            continue
        seen.append(stored.id)
        if trusted:
            revisions.extend(changes(stored, release, now))
    sound, problems = refuse_shared(fresh, owners)
    revisions.extend(Revision(each, Kind.NEW, Significance.SUBSTANTIVE, Cause.SOURCE, now, release_digest(each)) for each in sound)
    return Detection(tuple(revisions), tuple(seen), tuple(problems))


def changes(stored: StoredRelease, read: Release, now: datetime) -> list[Revision]:
    """The revision that a newly read state means for a stored one, or none."""
    release = settled(stored, read)
    digest = release_digest(release)
    if stored.status == "withdrawn":
        return [Revision(release, Kind.RESTORED, Significance.SUBSTANTIVE, Cause.RESTORED, now, digest)]
    if digest == stored.digest:
        return []
    if only_learned(stored, release):
        return [Revision(release, Kind.REVISED, Significance.COSMETIC, Cause.EXTRACTOR, now, digest)]
    return [Revision(release, Kind.REVISED, significance(stored, release), Cause.SOURCE, now, digest)]


def only_learned(stored: StoredRelease, release: Release) -> bool:
    """Whether a reading merely tells more than the last one did: an entity or a date where there was none, a more precise date. A feed
    and a release's own page differ so; that is our better view, not the site's edit."""
    if (stored.title, stored.body) != (release.title, release.body):
        return False
    date = release.published.iso or ""
    same_date = (
        date == (stored.published or "") or _PRECISION[Precision(stored.published_precision)] < _PRECISION[release.published.precision]
    )
    return same_date and (stored.entity is None or stored.entity == release.entity)


def withdrawal(stored: StoredRelease, now: datetime) -> Revision:
    """The revision that says a release's own address is gone; it keeps the last known content."""
    return Revision(last_known(stored), Kind.WITHDRAWN, Significance.SUBSTANTIVE, Cause.SOURCE, now, stored.digest)


def last_known(stored: StoredRelease) -> Release:
    """A stored release as the value it was read as."""
    address, published = Address.of_native(stored.native, stored.site, stored.url), stored_published(stored)
    return Release(address, stored.lang, stored.title, stored.body, published, Step(stored.basis), stored.entity)


def settled(stored: StoredRelease, read: Release) -> Release:
    """What was read, with stored values where this reading says less, or the same words read another way."""
    published = read.published
    known = Precision(stored.published_precision)
    if _PRECISION[published.precision] < _PRECISION[known]:
        published = stored_published(stored)
    title, body = read.title or stored.title, read.body or stored.body
    if read.basis != stored.basis and same_words(body, stored.body):
        body = stored.body
    return replace(read, title=title, body=body, published=published, entity=read.entity or stored.entity)


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ at most in white space and line breaks."""
    return "".join(one.split()) == "".join(other.split())


def stored_published(stored: StoredRelease) -> Published:
    """The Published value of a stored release's columns."""
    text, precision, basis = stored.published, Precision(stored.published_precision), DateBasis(stored.published_basis)
    if not text:
        return Published()
    if precision is Precision.MINUTE:
        return Published(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC), precision, basis)
    return Published(date.fromisoformat(text if len(text) == 10 else f"{text}-01"), precision, basis)


def significance(stored: StoredRelease, release: Release) -> Significance:
    """How much a revision changes: cosmetic (only white space, quotes, case of composition), substantive (title, date, a number, a
    paragraph more or less), else minor."""
    old = (_fold(stored.title), _fold(stored.body), stored.published, stored.entity)
    new = (_fold(release.title), _fold(release.body), release.published.iso, release.entity)
    if old == new:
        return Significance.COSMETIC
    if old[0] != new[0] or old[2:] != new[2:]:
        return Significance.SUBSTANTIVE
    if _NUMBER.findall(stored.body) != _NUMBER.findall(release.body) or stored.body.count("\n") != release.body.count("\n"):
        return Significance.SUBSTANTIVE
    return Significance.MINOR


def refuse_shared(releases: Iterable[Release], owners: Callable[[str], Iterable[StoredRelease]]) -> tuple[list[Release], list[Problem]]:
    """Split new releases into sound ones and those whose text stands under another key of the same site (FAULTS S09, S10).

    Of two new ones with one text the first stays; of three or more none does, for then it is an error page.
    """
    groups: dict[tuple[str, str], list[Release]] = defaultdict(list)
    sound: list[Release] = []
    problems: list[Problem] = []
    for release in releases:
        groups[release.address.site, text_key(release) or release.address.native].append(release)
    for (site, key), members in groups.items():
        owner = next((each.native for each in owners(key) if each.site == site), None)
        keep = 0 if owner or len(members) >= SHARED_BY_MANY else 1
        sound.extend(members[:keep])
        first = owner or members[0].address.native
        others = members[keep:]
        problems.extend(Problem(ProblemKind.SOFT404, each.address.url, f"the same text as {first}") for each in others)
    return sound, problems


def text_key(release: Release) -> str:
    """The key of a release's text, equal for equal words on any site; empty where the text is too short to mean anything."""
    return same_text_key(release.title, release.body) if len(release.body) >= TEXT_KEY_MINIMUM else ""


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return " ".join(folded.split())


_QUOTES = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00ad": None, "\u200b": None}
)
