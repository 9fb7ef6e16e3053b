"""How far listings are walked, over many runs, with outages, bounds, faults and pages that shift: the engine's own decisions, with a site
and an archive in memory (walking_support.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st
from walking_support import HOST, Paper, Shelf, day_of_number, run

from crawlers.model import Backfill, WalkKind
from crawlers.walking import GAP_PAGES


def downwards(newest: int) -> list[int]:
    return list(range(newest, 0, -1))


def calm(paper: Paper, shelf: Shelf, **bounds: int) -> int:
    """Runs until nothing is left to be read; how many that took."""
    for number in range(200):
        run(paper, shelf, **bounds)
        if not any(state.next for state in shelf.walks.values()):
            return number + 1
    raise AssertionError("it never ends")


def watched(newest: int = 4, **paper: object) -> tuple[Paper, Shelf]:
    """A site that was read once."""
    site, shelf = Paper(downwards(newest), **paper), Shelf()  # type: ignore[arg-type]
    run(site, shelf)
    return site, shelf


# ---- gaps -----------------------------------------------------------------------------------------------------------------


def test_an_outage_longer_than_the_bound_is_read_to_its_end_and_told() -> None:
    paper, shelf = watched(4)
    paper.numbers = downwards(20)
    (result,) = run(paper, shelf)
    assert shelf.numbers == set(range(1, 21))
    assert result.gaps == (f"{HOST}/: a gap since 2026-05-01: read over 7 pages, back to 2026-01-06, to its end",)
    assert (result.lost, result.bounds) == ((), ())
    (again,) = run(paper, shelf)
    assert (again.gaps, again.requests) == ((), 2)


def test_a_few_new_pages_are_no_gap() -> None:
    paper, shelf = watched(4)
    paper.numbers = downwards(8)
    (result,) = run(paper, shelf)
    assert shelf.numbers == set(range(1, 9))
    assert result.gaps == ()


def test_the_first_reading_goes_as_deep_as_it_may_and_is_no_gap() -> None:
    paper, shelf = watched(40)
    assert len(shelf.numbers) == 6
    for _ in range(2):
        (result,) = run(paper, shelf)
        assert (result.gaps, len(shelf.numbers), paper.pages_asked()) == ((), 6, 2)


def test_a_listing_that_joins_a_known_source_is_a_first_reading() -> None:
    paper, shelf = watched(40)
    run(paper, shelf, starts=("/", "/?page=5"))
    assert len(shelf.numbers) == 12
    assert all(not result.gaps for result in shelf.results)


def test_a_gap_is_bounded_and_the_next_runs_go_on() -> None:
    paper, shelf = watched(4, per_page=1)
    paper.numbers = downwards(250)
    (result,) = run(paper, shelf)
    assert paper.pages_asked() == GAP_PAGES + 2
    assert result.gaps[0].endswith("; the next run goes on")
    (more,) = run(paper, shelf)
    assert "read on over 100 pages" in more.gaps[0]
    assert calm(paper, shelf) <= 2
    assert shelf.numbers == set(range(3, 251))


def test_pages_named_on_the_command_line_bound_a_gap_and_the_next_run_goes_on() -> None:
    paper, shelf = watched(4)
    paper.numbers = downwards(30)
    run(paper, shelf, pages=3)
    assert paper.pages_asked() == 3
    run(paper, shelf)
    assert shelf.numbers == set(range(1, 31))


def test_more_new_releases_than_a_run_takes_are_read_by_the_next_ones() -> None:
    paper, shelf = watched(4)
    paper.numbers = downwards(40)
    taken = []
    while len(shelf.numbers) < 40:
        (result,) = run(paper, shelf, max_items=8)
        taken.append(len(result.releases))
    assert taken == [8, 8, 8, 8, 4]
    assert shelf.numbers == set(range(1, 41))
    assert calm(paper, shelf, max_items=8) == 1


def test_the_promised_depth_of_a_first_reading_is_read_over_several_runs_and_no_deeper() -> None:
    paper, shelf = Paper(downwards(60)), Shelf()
    for _ in range(9):
        run(paper, shelf, max_items=4, max_pages=6)
    assert shelf.numbers == set(range(43, 61))
    # Releases that came meanwhile are news, the rest of the first reading is not.
    late = set().union(*(result.late for result in shelf.results))
    assert {int(native.rpartition(":")[2]) for native in late} >= set(range(43, 53))
    assert f"{HOST.removeprefix('http://')}:60" not in late


def test_pinned_releases_hide_no_outage() -> None:
    paper, shelf = watched(6, pinned=(2, 1))
    paper.numbers = downwards(40)
    calm(paper, shelf)
    assert shelf.numbers == set(range(1, 41))


def test_a_known_release_that_was_put_among_the_new_ones_hides_no_outage() -> None:
    paper, shelf = watched(6)
    paper.numbers = downwards(40)
    # On the last page within the bound.
    paper.numbers.insert(4, 2)
    calm(paper, shelf)
    assert shelf.numbers == set(range(1, 41))


def test_a_dead_link_on_every_page_makes_no_walk_longer() -> None:
    gone = {f"/news/{number}" for number in range(1, 41, 3)}
    paper, shelf = watched(40, before=lambda path: 404 if path in gone else None)
    for _ in range(3):
        (result,) = run(paper, shelf, max_pages=5)
        assert paper.pages_asked() <= 5
        assert result.gaps == ()


def test_a_back_dated_release_within_two_quiet_pages_is_found() -> None:
    paper, shelf = Paper([*range(30, 20, -1), *range(19, 0, -1)]), Shelf()
    run(paper, shelf, max_pages=10)
    paper.numbers = [*paper.numbers[:4], 20, *paper.numbers[4:]]
    run(paper, shelf, max_pages=10)
    assert 20 in shelf.numbers
    assert paper.pages_asked() == 4


def test_r21_releases_that_come_while_pages_are_turned_are_neither_lost_nor_doubled() -> None:
    paper, shelf = watched(4)
    paper.numbers = downwards(20)

    def grow(path: str) -> None:
        if path.startswith("/?page="):
            paper.numbers.insert(0, paper.numbers[0] + 1)

    paper.before = grow
    run(paper, shelf)
    paper.before = lambda _: None
    calm(paper, shelf)
    assert shelf.numbers == set(range(1, paper.numbers[0] + 1))


def test_a_page_that_fails_in_the_middle_of_a_gap_leaves_it_open_for_the_next_run() -> None:
    paper, shelf = watched(4)
    paper.numbers = downwards(20)
    paper.before = lambda path: 500 if path == "/?page=4" else None
    (result,) = run(paper, shelf)
    assert len(shelf.numbers) == 13
    assert [problem.url for problem in result.problems] == [f"{HOST}/?page=4"]
    assert result.gaps[0].endswith("; the next run goes on")
    paper.before = lambda _: None
    run(paper, shelf)
    assert shelf.numbers == set(range(1, 21))


def test_where_the_page_to_go_on_with_is_no_more_the_listing_is_read_from_its_beginning() -> None:
    paper, shelf = watched(4)
    paper.numbers = downwards(30)
    run(paper, shelf, max_items=15)
    (state,) = shelf.walks.values()
    stopped = state.next.removeprefix(HOST)
    assert stopped == "/?page=5"
    paper.before = lambda path: 404 if path == stopped and paper.asked.count("/") < 2 else None
    calm(paper, shelf)
    assert shelf.numbers == set(range(1, 31))


def test_a_release_that_failed_deep_in_a_listing_is_tried_again() -> None:
    paper, shelf = watched(4)
    paper.numbers = downwards(30)
    paper.before = lambda path: 503 if path == "/news/10" else None
    run(paper, shelf, max_pages=10)
    assert 10 not in shelf.numbers
    paper.before = lambda _: None
    run(paper, shelf, max_pages=10)
    assert shelf.numbers == set(range(1, 31))
    assert calm(paper, shelf) == 1


def test_a_release_that_fails_for_ever_is_given_up_some_day() -> None:
    paper, shelf = watched(4)
    paper.numbers = downwards(30)
    paper.before = lambda path: 503 if path == "/news/10" else None
    run(paper, shelf, max_pages=10)
    states = {key: state for key, state in shelf.walks.items() if state.next}
    assert states
    shelf.walks |= {key: replace_opened(state) for key, state in states.items()}
    run(paper, shelf, max_pages=10)
    assert not any(state.next for state in shelf.walks.values())


def replace_opened(state: object) -> object:
    from dataclasses import replace

    return replace(state, opened_at=state.opened_at - timedelta(days=40))  # type: ignore[attr-defined,type-var]


def test_a_feed_without_a_further_page_says_that_something_may_be_missing() -> None:
    paper, shelf = watched(20, paged=False, per_page=4)
    paper.numbers = downwards(40)
    (result,) = run(paper, shelf)
    expected = f"{HOST}/: shows only its newest 4, none of them known: what was published between 2026-05-01 and 2026-02-07 may be missing"
    assert result.lost == result.gaps == (expected,)
    (again,) = run(paper, shelf)
    assert again.lost == ()


def test_another_listing_of_the_source_fills_the_gap_of_a_feed() -> None:
    paper = Paper(downwards(20), per_page=4)
    shelf, paged = Shelf(), paper.listing

    def listing(number: int) -> str:
        # /?page=1 is the feed: the first page without a way on.
        return paged(number).replace('rel="next"', "") if paper.asked[-1] == "/?page=1" else paged(number)

    paper.listing = listing  # type: ignore[method-assign]
    run(paper, shelf, starts=("/?page=1", "/"))
    paper.numbers = downwards(40)
    (result,) = run(paper, shelf, starts=("/?page=1", "/"))
    assert result.lost == ()
    assert shelf.numbers >= set(range(13, 41))


PATHS = st.sampled_from(["/", *(f"/?page={number}" for number in range(2, 9)), *(f"/news/{number}" for number in range(1, 60, 7))])


@settings(deadline=None, max_examples=60)
@given(
    per_page=st.integers(1, 5),
    max_pages=st.integers(1, 4),
    max_items=st.integers(1, 25),
    days=st.lists(st.tuples(st.integers(0, 40), st.frozensets(PATHS, max_size=4), st.booleans()), min_size=1, max_size=4),
)
@example(per_page=1, max_pages=3, max_items=2, days=[(0, frozenset(["/?page=2"]), True)])  # the rest of a first reading begins above news
@example(
    # The rest of a gap begins on the first page, as the news does, and meets a younger one.
    per_page=3,
    max_pages=1,
    max_items=7,
    days=[
        (28, frozenset(["/?page=2", "/?page=3", "/news/36"]), False),
        (4, frozenset(["/?page=4", "/?page=5", "/news/36"]), True),
    ],
)
def test_whatever_happens_nothing_that_came_after_the_first_reading_is_lost(
    per_page: int, max_pages: int, max_items: int, days: list[tuple[int, frozenset[str], bool]]
) -> None:
    paper, shelf = Paper(downwards(8), per_page=per_page), Shelf()
    bounds = {"max_pages": max_pages, "max_items": max_items}
    run(paper, shelf, **bounds)
    for more, failing, grows in days:
        paper.numbers = downwards(paper.numbers[0] + more)
        paper.before = _day(paper, failing, grows)
        run(paper, shelf, **bounds)
    paper.before = lambda _: None
    calm(paper, shelf, **bounds)
    assert shelf.numbers >= set(range(9, paper.numbers[0] + 1))


def _day(paper: Paper, failing: frozenset[str], grows: bool) -> Callable[[str], int | None]:
    """Some addresses fail all day; where the site `grows`, a release comes with every third answer."""

    def before(path: str) -> int | None:
        if grows and len(paper.asked) % 3 == 0 and len(paper.numbers) < 150:
            paper.numbers.insert(0, paper.numbers[0] + 1)
        return 500 if path in failing else None

    return before


# ---- back-fill ------------------------------------------------------------------------------------------------------------


def back(day: int, pages: int = 1000, chunk: int = 3) -> Backfill:
    return Backfill(day_of_number(day), pages, chunk)


def test_a_back_fill_goes_back_to_its_date_by_the_listings_own_dates() -> None:
    paper, shelf = watched(60, dated=True)
    results = run(paper, shelf, backfill=back(31))
    assert shelf.numbers == set(range(31, 61))
    assert [result.more for result in results] == [True] * (len(results) - 1) + [False]
    assert all(result.archive_only for result in results)
    # Two pages that are older, and no more.
    assert paper.pages_asked() == 12
    assert not [state for state in shelf.walks.values() if state.kind is WalkKind.BACKFILL]


def test_where_the_listing_gives_no_dates_the_releases_do() -> None:
    paper, shelf = watched(60)
    run(paper, shelf, backfill=back(31))
    assert shelf.numbers == set(range(25, 61))
    # What is stored is dated by the archive.
    run(paper, shelf, backfill=back(31))
    assert paper.pages_asked() == 12


def test_a_bounded_back_fill_goes_on_where_it_stopped() -> None:
    paper, shelf = watched(60)
    results = run(paper, shelf, backfill=back(1, pages=4))
    assert shelf.numbers == set(range(49, 61))
    assert any("the same command goes on from there" in note for note in results[-1].notes)
    results = run(paper, shelf, backfill=back(1, pages=4))
    assert results[0].notes == ("goes on from where the last back-fill stopped",)
    assert shelf.numbers == set(range(40, 61))
    while any(state.kind is WalkKind.BACKFILL for state in shelf.walks.values()):
        run(paper, shelf, backfill=back(1, pages=4))
    assert shelf.numbers == set(range(1, 61))


@settings(deadline=None, max_examples=30)
@given(per_page=st.integers(1, 5), chunk=st.integers(1, 6), max_items=st.integers(1, 12), dies=st.lists(st.integers(0, 8), max_size=4))
def test_a_back_fill_that_is_killed_loses_at_most_the_part_that_was_open(
    per_page: int, chunk: int, max_items: int, dies: list[int]
) -> None:
    paper, shelf = Paper(downwards(40), per_page=per_page), Shelf()
    sound = shelf.record
    for parts in dies:
        shelf.record = _dying(sound, parts)  # type: ignore[method-assign]
        held = set(shelf.numbers)
        try:
            run(paper, shelf, backfill=back(5, chunk=chunk), max_items=max_items)
        except KeyboardInterrupt:
            assert shelf.numbers >= held
    shelf.record = sound  # type: ignore[method-assign]
    run(paper, shelf, backfill=back(5, chunk=chunk), max_items=max_items)
    assert shelf.numbers >= set(range(5, 41))
    assert all(len(result.releases) <= max(max_items, 1) + 0 or len(result.releases) <= chunk * per_page for result in shelf.results)


def _dying(record: Callable[[object], None], parts: int) -> Callable[[object], None]:
    left = iter(range(parts))

    def dying(result: object) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        record(result)

    return dying


def test_news_is_left_to_the_next_run() -> None:
    for dated in (True, False):
        paper, shelf = Paper(downwards(100), dated=dated), Shelf()
        run(paper, shelf)
        # The site was read on 1 May (day 120); what is dated later is news, and so is what stands above all that is known.
        paper.numbers = downwards(130)[:6] + downwards(100)
        results = run(paper, shelf, backfill=back(80))
        assert shelf.numbers.isdisjoint(range(125, 131)), dated
        assert shelf.numbers >= set(range(80, 101)), dated
        assert all(result.archive_only for result in results)


def test_a_listing_with_an_open_gap_is_not_read_back() -> None:
    paper, shelf = watched(4)
    paper.numbers = downwards(40)
    run(paper, shelf, max_items=5)
    held = set(shelf.numbers)
    (result,) = run(paper, shelf, backfill=back(1))
    assert shelf.numbers == held
    assert "news is still to be read there" in result.notes[0]


def test_a_feed_says_that_it_cannot_go_back() -> None:
    paper, shelf = watched(20, paged=False, per_page=4)
    (result,) = run(paper, shelf, backfill=back(1))
    assert result.problems == []
    assert "has no further pages" in result.notes[-1]
