"""How far a listing is read: where a walk ends, what it leaves for the next run, and what is said of it. Pure.

    news   from the first page on, until two consecutive pages hold nothing unknown
    rest   what a bound or a fault kept an earlier run from reading, from where it stopped
    past   a back-fill: backwards to a date

A listing that was read before and does not meet what is known within its bound has a gap: an outage lies between. It is read on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from crawlers.model import Backfill, CrawlResult, Plan, Precision, Problem, ProblemKind, Published, WalkKind, WalkState

# Two consecutive listing pages without anything unknown end a walk: pinned and back-dated items do not.
QUIET_PAGES = 2
# So many pages one run reads on in a listing that does not meet what is known; the next run goes on.
GAP_PAGES = 100
# A stretch longer than this is none that an outage left: the listing's addresses have changed, or it never ends.
GIVE_UP_PAGES = 1000
# A walk of so many pages finds again what stood on the first ones in the run before.
WIDE = 10
# A release that failed in every run for so long is not tried again.
GIVE_UP_AFTER = timedelta(days=30)

# A release that failed so may well be had next time, so its listing page is read again.
_PASSING = frozenset(
    {ProblemKind.DNS, ProblemKind.REFUSED, ProblemKind.TIMEOUT, ProblemKind.PARTIAL, ProblemKind.HTTP, ProblemKind.BLOCKED}
    | {ProblemKind.MAINTENANCE, ProblemKind.TLS}
)


class Purpose(StrEnum):
    NEWS = "news"
    REST = "rest"
    PAST = "past"


class End(StrEnum):
    """Why a walk ended: nothing unknown, no further page, a bound on pages or items, a page that failed, the date it goes back to."""

    QUIET = "quiet"
    LAST = "last"
    PAGES = "pages"
    ITEMS = "items"
    FAILED = "failed"
    DATE = "date"


@dataclass(slots=True)
class Walk:
    """One listing being walked, page by page.

    `group` names the listing by its best way in, `start` is the way that is walked, `others` are further ones, for when this one fails at
    once or leaves a gap; `failed` is what those before it met. `before`: how far earlier runs followed it. `limit` pages are read at most;
    where `reads_on`, more while nothing known is met. `here` is the page that was asked last, `good` the last that was read, `prior` the
    one before that.

    `familiar` counts consecutive pages most of whose releases were known before: a pinned release makes no page familiar, and a dead link
    makes none unfamiliar. `met`: whether any page was; `joined`: whether it came down to the known, so that what is unknown behind is the
    past; `passed`: whether it named anything known; `cut`: whether news was left behind a bound. `behind`: while the listing's first
    reading is not complete, the unknown releases that it names behind known ones.
    """

    group: str
    start: str
    limit: int
    others: tuple[str, ...] = ()
    failed: list[Problem] = field(default_factory=list)
    purpose: Purpose = Purpose.NEWS
    before: WalkState | None = None
    reads_on: bool = False
    here: str = ""
    good: str = ""
    prior: str = ""
    pages: int = 0
    quiet: int = 0
    familiar: int = 0
    met: bool = False
    joined: bool = False
    passed: bool = False
    cut: bool = False
    older: int = 0
    end: End | None = None
    missed: tuple[int, str] | None = None
    oldest: date | None = None
    seen: set[str] = field(default_factory=set)
    found: set[str] = field(default_factory=set)
    behind: set[str] = field(default_factory=set)

    def by_next_way(self, failed: list[Problem]) -> Walk:
        """The same listing by its next way in; `failed` is what those before it met."""
        start, *others = self.others
        return Walk(self.group, start, self.limit, tuple(others), failed, self.purpose, self.before, self.reads_on)

    @property
    def covered(self) -> bool:
        """Whether the listing was read before, so that what lies above the known is news, and meeting nothing known a gap."""
        return self.before is not None and not self.completes

    @property
    def unfinished(self) -> bool:
        """Whether the listing's first reading is not complete."""
        return self.before is not None and bool(self.before.next) and self.before.since is None

    @property
    def completes(self) -> bool:
        """Whether this is the rest of a first reading."""
        return self.unfinished and self.purpose is Purpose.REST

    def place(self, names: Iterable[tuple[str, bool]]) -> None:
        """Note what a page named for the first time, in its order: the key, and whether it is known."""
        for name, known in names:
            self.found.add(name)
            self.passed = self.passed or known
            if self.unfinished and self.passed and not known:
                self.behind.add(name)

    def stop_at(self, name: str) -> None:
        """No more releases may be asked for in this run: this one is the first that is left."""
        self.end = End.ITEMS
        self.cut = self.cut or name not in self.behind

    @property
    def beyond(self) -> bool:
        return self.reads_on and self.pages >= self.limit

    def read(self, *, news: bool, known: int, fresh: int, named: int) -> None:
        """Count a page: whether it held anything unknown, and of its `fresh` releases (those no earlier page named) how many were known
        before. A page that names no release at all (an index of sitemaps) is neither news nor quiet; in the rest of a walk neither is one
        that names what earlier runs read of it, for pages shift (FAULTS R21)."""
        self._turned()
        calm = bool(named) and (self.purpose is not Purpose.REST or known == fresh)
        self.quiet = 0 if news else self.quiet + calm
        if fresh:
            self.familiar = self.familiar + 1 if 2 * known >= fresh else 0
        self.met = self.met or self.familiar > 0
        self.joined = self.joined or (self.met and max(self.familiar, self.quiet) >= QUIET_PAGES)

    def unchanged(self) -> None:
        """Count a page of which the site says (304) that it has not changed."""
        self._turned()
        self.quiet += 1
        self.familiar += 1
        self.met = True
        self.joined = self.joined or self.familiar >= QUIET_PAGES

    def _turned(self) -> None:
        self.pages += 1
        self.prior, self.good = self.good, self.here

    def ending(self, following: str | None) -> End | None:
        """Why the walk ends after the page just read; None where it goes on to the following one. Each page is asked once (FAULTS R17)."""
        if self.end is not None:
            return self.end
        if self.quiet >= QUIET_PAGES or ((self.beyond or self.purpose is Purpose.REST) and self.familiar >= QUIET_PAGES):
            return End.QUIET
        if not following or following in self.seen:
            return End.LAST
        if self.pages < self.limit:
            return None
        above = not self.joined and not (self.unfinished and self.passed)
        if self.reads_on and above and (self.familiar == 0 or self.pages > self.limit) and self.pages < self.limit + GAP_PAGES:
            return None
        return End.PAGES

    def miss(self, page: tuple[int, str], kind: ProblemKind) -> None:
        """A release named on that page failed. The first pages are met again by the next run's walk, unless its bound is so narrow that
        what is new by then hides them; of the others the earliest is read again."""
        read_anyway = page[0] <= QUIET_PAGES and self.limit >= WIDE and self.purpose is Purpose.NEWS
        if kind in _PASSING and not read_anyway and (self.missed is None or page < self.missed):
            self.missed = page

    def age(self, days: Sequence[date], since: date) -> None:
        """Count a page of a back-fill by the days of its releases: older, not older, or undated, which says nothing."""
        self.date_by(days)
        if days:
            self.older = self.older + 1 if max(days) < since else 0

    def date_by(self, days: Iterable[date]) -> None:
        """Remember the oldest date that was met."""
        self.oldest = min([*days, *([self.oldest] if self.oldest else [])], default=None)

    @property
    def gapped(self) -> bool:
        """A gap that this way in cannot fill: it has no further page, and names nothing that was known."""
        return self.purpose is Purpose.NEWS and self.covered and self.end is End.LAST and not self.met and bool(self.found)

    @property
    def resumes_at(self) -> tuple[int, str]:
        """The page to go on with in the next run, and how many lie before it in this walk; "" where nothing is left.

        One page earlier than where it stopped, because pages shift while nobody looks (FAULTS R21).
        """
        stopped = (0, "")
        if self.open_ended:
            stopped = (self.pages - 2, self.prior) if self.end is End.ITEMS and self.prior else (self.pages - 1, self.good)
        # A release that fails again and again must not hold up what lies behind it.
        if self.missed and (not self.open_ended or self.pages - self.missed[0] <= GAP_PAGES // 2):
            return self.missed[0] - 1, self.missed[1]
        return stopped

    @property
    def open_ended(self) -> bool:
        """Whether it stopped before it met what was known: unread pages lie behind."""
        stopped = self.end in (End.ITEMS, End.FAILED) or (self.end is End.PAGES and self.covered)
        # Pages that only repeat each other: the site grows as fast as it is read.
        stopped = stopped or (self.end is End.QUIET and self.covered and not self.met)
        ends_known = self.end is not End.ITEMS and bool(self.familiar)
        past = self.unfinished and self.passed and self.end is End.PAGES and not self.completes
        return stopped and bool(self.good) and not (ends_known or self.joined or past)


def day_of(published: Published) -> date | None:
    """The day (UTC) of a date, the first of its month where only that is known."""
    if published.precision is Precision.NONE or published.value is None:
        return None
    return published.value.astimezone(UTC).date() if isinstance(published.value, datetime) else published.value


def day_of_text(stored: str | None) -> date | None:
    """The day of a stored date of any precision."""
    return date.fromisoformat(f"{stored[:10]}-01" if len(stored) == 7 else stored[:10]) if stored else None


# ---- where the walks of a run begin ---------------------------------------------------------------------------------------


def begin_news(groups: Iterable[tuple[str, ...]], plan: Plan) -> list[Walk]:
    """The walks of a run: every listing from its first page on, then what earlier runs left of them."""
    states = {state.start: state for state in plan.walks if state.kind is WalkKind.GAP}
    limit = plan.max_pages or plan.source.max_pages
    news = []
    for first, *others in groups:
        walk = Walk(first, first, limit, tuple(others), before=states.get(first))
        # Who names the pages on the command line means no more of them.
        walk.reads_on = walk.covered and plan.max_pages is None
        news.append(walk)
    rest = [_rest(walk, plan) for walk in news if walk.before is not None and walk.before.next]
    return news + rest


def _rest(walk: Walk, plan: Plan) -> Walk:
    """What is left of a listing; where its page is no more, the listing is read from its first page until what is known from before."""
    assert walk.before is not None
    limit = GAP_PAGES if walk.before.since else max(1, plan.source.max_pages - walk.before.pages)
    others = (walk.group,) if walk.before.next != walk.group else ()
    return Walk(walk.group, walk.before.next, min(limit, plan.max_pages or limit), others, purpose=Purpose.REST, before=walk.before)


# ---- what a walk leaves -------------------------------------------------------------------------------------------------


def state_after(walk: Walk, now: datetime, mark: int, stored: bool) -> WalkState | None:
    """How far the listing is followed now; None where this walk says nothing about it. `stored`: whether any release it named is known.

    A listing none of whose releases could ever be read has nothing that a later walk could meet: it is not followed.
    """
    before = walk.before
    if walk.end is None or walk.pages == 0 or not (before or walk.met or stored):
        return None
    pages, following = walk.resumes_at
    pages += before.pages if before and walk.purpose is Purpose.REST else 0
    if before is not None and before.next and now - before.opened_at > GIVE_UP_AFTER and not (walk.open_ended and walk.pages > QUIET_PAGES):
        following = ""
    if pages >= GIVE_UP_PAGES:
        following = ""
    if not following and before is not None and before.next and walk.purpose is Purpose.NEWS:
        return None  # what is still open is the rest's to tell
    if not following:
        return WalkState(walk.group, WalkKind.GAP, "", None, now, mark, 0)
    # The rest of a first reading that had to begin with the first page, and did not come down to what is known, left news unread.
    above = walk.completes and walk.start == walk.group and not walk.passed
    if before is not None and before.next and not above and (not walk.unfinished or walk.completes or (walk.passed and not walk.cut)):
        return WalkState(walk.group, WalkKind.GAP, following, before.since, before.opened_at, before.mark, pages)
    since = f"{before.opened_at:%Y-%m-%dT%H:%M:%SZ}" if before is not None else None
    return WalkState(walk.group, WalkKind.GAP, following, since, now, mark, pages)


def gap_clause(walk: Walk) -> str:
    """What the report says of a walk that left the usual reading; empty where there is nothing to say."""
    if not walk.covered or walk.before is None or walk.pages == 0:
        return ""
    since = (walk.before.since or f"{walk.before.opened_at:%Y-%m-%d}")[:10]
    if walk.purpose is Purpose.NEWS and not (walk.reads_on and walk.pages > walk.limit) and not walk.open_ended:
        return ""
    reach = f"{walk.pages} page{'s' if walk.pages > 1 else ''}" + (f", back to {walk.oldest}" if walk.oldest else "")
    if walk.open_ended:
        return f"{walk.start}: a gap since {since}: read on over {reach}; the next run goes on"
    return f"{walk.start}: a gap since {since}: read over {reach}, to its end"


def lost_clause(walk: Walk) -> str:
    """What the report says of a gap that cannot be filled."""
    assert walk.before is not None
    since = (walk.before.since or f"{walk.before.opened_at:%Y-%m-%d}")[:10]
    newest = f"shows only its newest {len(walk.found)}" if walk.pages == 1 else f"names {len(walk.found)} releases"
    until = f" and {walk.oldest}" if walk.oldest else " and now"
    return f"{walk.start}: {newest}, none of them known: what was published between {since}{until} may be missing"


def filled_elsewhere(walk: Walk, walks: Sequence[Walk]) -> bool:
    """Whether another listing of the source tells the same stream further back: it names a release of this one and did not end so too."""
    return any(other is not walk and other.found & walk.found and not other.gapped for other in walks)


def conclude(plan: Plan, walks: Sequence[Walk], result: CrawlResult, now: datetime) -> None:
    """Put into a result how far its walks came, and what is said of them."""
    if plan.backfill is not None:
        _conclude_past(plan, plan.backfill, walks, result, now)
        return
    stored = {release.address.native for release in result.releases}
    states: dict[str, WalkState] = {}
    gaps, lost = [], []
    for walk in walks:
        walk.date_by(day for each in result.releases if each.address.native in walk.found and (day := day_of(each.published)))
        if walk.gapped and not filled_elsewhere(walk, walks):
            lost.append(lost_clause(walk))
        elif clause := gap_clause(walk):
            gaps.append(clause)
        state = state_after(walk, result.started_at, plan.mark, not walk.found.isdisjoint(stored))
        if state is not None:
            if walk.open_ended and not state.next:
                lost.append(f"{walk.start}: nothing known was met on {GIVE_UP_PAGES} pages: given up")
            states[walk.group] = _merged(states.get(walk.group), state)
    result.walks = tuple(states.values())
    result.gaps, result.lost = (*gaps, *lost), tuple(lost)
    result.late = _late(walks)


def _merged(news: WalkState | None, rest: WalkState) -> WalkState:
    """What is left of a listing after its news and its rest were walked: the page nearer to its beginning.

    That may be the rest's: where it began on the first page too, it may have stopped above what the news walk read, since pages shift.
    """
    if news is None or not news.next:
        return rest
    return rest if rest.next and rest.pages < news.pages else news


def _late(walks: Iterable[Walk]) -> frozenset[str]:
    """What only the rest of a listing's first reading named: it was there before the source was watched."""
    old: set[str] = set()
    new: set[str] = set()
    for walk in walks:
        late = walk.found if walk.completes else walk.behind
        old |= late
        new |= walk.found - late
    return frozenset(old - new)


def _conclude_past(plan: Plan, fill: Backfill, walks: Sequence[Walk], result: CrawlResult, now: datetime) -> None:
    """Where each listing of a back-fill goes on; at its end, what is said of it."""
    result.walks = tuple(past_state(walk, fill, now, plan.mark) for walk in walks if walk.pages)
    if result.more:
        return
    pages, days = sum(walk.pages for walk in walks), [walk.oldest for walk in walks if walk.oldest]
    summary = f"read back over {pages} listing pages" + (f", to {min(days)}" if days else "")
    clauses = [*([summary] if pages else []), _shallow(walks, fill), *(past_clause(walk) for walk in walks)]
    result.notes = (*result.notes, *filter(None, clauses))


# ---- back-fill ----------------------------------------------------------------------------------------------------------


def begin_past(groups: Iterable[tuple[str, ...]], states: Iterable[WalkState], fill: Backfill) -> tuple[list[Walk], list[str]]:
    """The walks of a back-fill, each from where an earlier one stopped, and clauses on what is not walked or goes on.

    A listing with an unread stretch of news is left alone: that is read first, for it is news.
    """
    by_start = {(state.start, state.kind): state for state in states}
    walks, notes, resumed = [], [], 0
    for first, *others in groups:
        gap, done = by_start.get((first, WalkKind.GAP)), by_start.get((first, WalkKind.BACKFILL))
        if gap is not None and gap.next:
            notes.append(f"{first}: not read back: a stretch of news is still to be read there, by a run without --since")
            continue
        if done is not None and not done.next and done.since is not None and done.since <= fill.since.isoformat():
            continue
        going_on = done if done is not None and done.next else None
        resumed += going_on is not None
        start = going_on.next if going_on else first
        walks.append(Walk(first, start, fill.pages, tuple(others), purpose=Purpose.PAST, before=going_on or gap))
    if resumed:
        notes.insert(0, "goes on from where the last back-fill stopped")
    return walks, notes


def is_news(walk: Walk, published: Published, covered: datetime | None) -> bool:
    """Whether a release that a back-fill meets is the next run's news: later than the source was last read, by the listing's own date;
    where it gives none, before anything known was met."""
    if covered is None:
        return False
    day = day_of(published)
    if day is not None:
        return day >= covered.date()
    resumed = walk.before is not None and walk.before.kind is WalkKind.BACKFILL
    return not walk.met and not resumed


def past_state(walk: Walk, fill: Backfill, now: datetime, mark: int) -> WalkState:
    """Where a back-fill goes on: with the last page it read, since pages shift; nowhere, where it came to its date or the listing's end."""
    over = walk.end in (End.DATE, End.LAST, End.QUIET)
    following = "" if over else walk.good or walk.start
    earlier = walk.before if walk.before is not None and walk.before.kind is WalkKind.BACKFILL else None
    opened, pages = (earlier.opened_at, earlier.pages) if earlier else (now, 0)
    return WalkState(walk.group, WalkKind.BACKFILL, following, fill.since.isoformat(), opened, mark, pages + walk.pages)


def past_ending(walk: Walk, following: str | None) -> End | None:
    """Why a back-fill ends after the page just read."""
    if walk.end is not None:
        return walk.end
    if walk.older >= QUIET_PAGES:
        return End.DATE
    if not following or following in walk.seen:
        return End.LAST
    return End.PAGES if walk.pages >= walk.limit else None


def _shallow(walks: Iterable[Walk], fill: Backfill) -> str:
    """A clause on listings of one page, feeds above all: what is older cannot be had from them."""
    shallow = [walk for walk in walks if walk.end is End.LAST and walk.pages == 1 and (walk.oldest is None or walk.oldest >= fill.since)]
    if not shallow:
        return ""
    oldest = f"nothing before {shallow[0].oldest}" if shallow[0].oldest else "nothing older"
    others = f" ({len(shallow) - 1} more listings likewise)" if len(shallow) > 1 else ""
    return f"{shallow[0].start}: has no further pages, {oldest} can be had from it{others}"


def past_clause(walk: Walk) -> str:
    """What the report says of a listing whose past was not read to its end."""
    reach = f"to {walk.oldest}" if walk.oldest else "without meeting a date"
    if walk.end is End.PAGES:
        return f"{walk.start}: stopped after {walk.pages} listing pages, {reach}; the same command goes on from there"
    if walk.end is End.FAILED:
        return f"{walk.start}: a page failed after {walk.pages}, {reach}; the same command goes on from there"
    return ""
