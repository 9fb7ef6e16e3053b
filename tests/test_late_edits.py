"""Whole runs in which an edit or a withdrawal could be lost for long without a word: behind a short list, a list that is behind its
pages, a clock that was wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from clocked import Clocked
from conftest import Home

from tests.fault_sites import DAY, NUMBERS, Days, conditional, feed, item, listing, page, release, site
from tests.faultserver import Behaviour, FaultServer, answer

MANY = tuple(range(1, 10))
LONG_AGO = "2025-10-01"
FEED = ('kind = "feed"', 'feeds = ["http://kept.test/feed"]', 'full = "always"', 'body = "div.text"')


@pytest.fixture
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    with FaultServer() as server:
        process = Clocked(tmp_path_factory.mktemp("output"))
        yield Days(Home(tmp_path_factory.mktemp("late")), server, process)


def kinds(days: Days, source: str) -> list[str]:
    return [f"{row['release_id'].rpartition(':')[2]} {row['kind']} {row['cause']}" for row in days.revisions(source) if row["number"] > 1]


def test_an_edit_on_the_day_of_a_short_list_is_told_the_next_day_however_old_the_release(days: Days) -> None:
    days.add("thin", site("thin.test", MANY) | {f"/news/{n}": release(f"thin.test{n}", day=LONG_AGO) for n in MANY})
    for number in range(4):
        days.run(str(number), "--recheck", "all")
    edited = release("thin.test3", day=LONG_AGO, inside="The grant is worth 41 million patacas.")
    days.set("thin", **{"/": listing("thin.test", (1, 2)), "/news/3": edited})
    report = days.run("short", "--recheck", "all")["thin"]
    assert (report["trusted"], report["revised"], report["unchanged"]) == (False, 0, 8)
    days.set("thin", **{"/": listing("thin.test", MANY)})
    assert days.run("after")["thin"]["revised"] == 1
    assert kinds(days, "thin") == ["3 revised source"]
    assert (days.now - days.moments["short"]) == DAY < timedelta(days=2)


def test_a_clock_that_ran_a_year_ahead_hides_no_edit_for_a_year(days: Days) -> None:
    days.add("clock", site("clock.test", _2=conditional('"same"', page("clock.test2"))))
    days.run("1")
    days.run("ahead", after=timedelta(days=365))
    days.set("clock", **{"/news/2": conditional('"same"', page("clock.test2", inside="Now 41 million."))})
    days.set("clock", **{"/news/3": release("clock.test3", inside="Now 43 million.")})
    assert days.run("back", after=-timedelta(days=364))["clock"]["revised"] == 2
    assert kinds(days, "clock") == ["2 revised source", "3 revised source"]


def full_feed(host: str, numbers: tuple[int, ...]) -> Behaviour:
    return feed(host, "".join(item(f"{host}{number}", f"http://{host}/news/{number}") for number in numbers))


def test_s07_s08_a_feed_that_still_holds_a_release_neither_clears_that_it_is_gone_nor_brings_it_back(days: Days) -> None:
    pages = {f"/news/{number}": release(f"kept.test{number}") for number in range(1, 10)}
    days.add("kept", {"/feed": full_feed("kept.test", NUMBERS), **pages}, *FEED)
    days.run("1")
    days.set("kept", **{"/news/2": answer("404 Not Found", b"gone")})
    for number, words in enumerate((["--recheck", "all"], ["--recheck", "none"], ["--recheck", "all"], [], [])):
        # A feed that grows is never "not modified".
        days.set("kept", **{"/feed": full_feed("kept.test", tuple(range(1, 5 + number)))})
        days.run(f"2{number}", *words)
    assert [days.reports[f"2{number}"]["kept"]["withdrawn"] for number in range(5)] == [0, 0, 1, 0, 0]
    withdrawn = [kind for kind in kinds(days, "kept") if "extractor" not in kind]
    assert withdrawn == ["/news/2 withdrawn source"]
