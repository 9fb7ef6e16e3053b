"""Outages, bounds and faults of listings through the command line: real sockets, real runs, a real archive. Each site of one server is a
case; the same four runs pass over all of them. (Shapes by the hundred: tests/test_walking.py.)"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from conftest import Home
from faultserver import Behaviour, FaultServer, compose
from walking_support import Paper, page_of

HTML = "Content-Type: text/html; charset=utf-8"
SIGNED = "The Governments of Macao and Portugal signed a memorandum of understanding on trade in Lisbon, case {}."


def downwards(newest: int) -> list[int]:
    return list(range(newest, 0, -1))


@dataclass
class News(Paper):
    """A paper whose releases tell of signings, so that they come into the feeds."""

    def answer(self, url: str) -> tuple[int, str]:
        status, body = super().answer(url)
        key = url.rpartition("/news/")[2]
        if status == 200 and key.isdigit():
            body = page_of(key).replace(f"Release {key}.", SIGNED.format(key))
        return status, body


@dataclass
class Case:
    """A site, its facts in the config, what changes before each run, and what each run asked of its listing."""

    paper: Paper
    facts: str = "max_pages = 2"
    starts: tuple[str, ...] = ("/",)
    changes: dict[int, Callable[[Paper], None]] = field(default_factory=dict)
    asked: list[list[str]] = field(default_factory=list)


def to(newest: int) -> Callable[[Paper], None]:
    def change(paper: Paper) -> None:
        paper.numbers = downwards(newest)

    return change


def failing(path: str, newest: int) -> Callable[[Paper], None]:
    def change(paper: Paper) -> None:
        paper.numbers = downwards(newest)
        paper.before = lambda asked: 500 if asked == path else None

    return change


def mended(paper: Paper) -> None:
    paper.before = lambda _: None


def growing(paper: Paper) -> None:
    paper.numbers = downwards(20)

    def grow(path: str) -> None:
        if path.startswith("/?page=") and len(paper.numbers) < 30:
            paper.numbers.insert(0, paper.numbers[0] + 1)

    paper.before = grow


CASES = {
    "outage": Case(News(downwards(4)), changes={2: to(20)}),
    "many": Case(Paper(downwards(4)), "max_pages = 2\nmax_items = 6", changes={2: to(20)}),
    "depth": Case(Paper(downwards(60)), "max_pages = 4\nmax_items = 5"),
    "pinned": Case(Paper(downwards(6), pinned=(1,)), changes={2: to(24)}),
    "shifting": Case(Paper(downwards(4)), changes={2: growing, 3: mended}),
    "broken": Case(Paper(downwards(4)), changes={2: failing("/?page=4", 20), 3: mended}),
    "feed": Case(Paper(downwards(20), per_page=4, paged=False), changes={2: to(40)}),
    "quiet": Case(Paper(downwards(30))),
    "dead": Case(Paper(downwards(30), before=lambda path: 404 if path in ("/news/28", "/news/25") else None), "max_pages = 3"),
}


@dataclass
class Story:
    """What became of the cases: the report of each run by source, exit codes, the home."""

    home: Home
    reports: list[dict[str, Any]] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)

    def numbers(self, name: str) -> set[int]:
        with closing(sqlite3.connect(f"file:{self.home.archive}?mode=ro", uri=True)) as connection:
            return {int(key.rpartition(":")[2]) for (key,) in connection.execute("SELECT id FROM release WHERE source = ?", (name,))}

    def of(self, run: int, name: str) -> dict[str, Any]:
        return dict(self.reports[run - 1][name])


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    home = Home(tmp_path_factory.mktemp("walks"))
    with FaultServer() as server:
        server.sites = {f"{name}.test": {"*": behaviour(case.paper)} for name, case in CASES.items()}
        write_config(home.config, server.port)
        told = Story(home)
        for run in range(1, 5):
            for case in CASES.values():
                case.changes.get(run, lambda _: None)(case.paper)
                case.paper.asked.clear()
            done = home.ponte("--json", "--quiet", "run", "--recheck", "none")
            assert done.out, done.err
            told.codes.append(done.code)
            told.reports.append({each["source"]: each for each in done.json()["sources"]})
            for case in CASES.values():
                case.asked.append([path for path in case.paper.asked if path == "/" or path.startswith("/?")])
        yield told


def behaviour(paper: Paper) -> Behaviour:
    def answered(seen: Any) -> Iterator[bytes]:
        status, body = paper.answer(f"http://{seen.host}{seen.path}")
        yield compose(f"{status} Said", body.encode(), HTML)

    return answered


def write_config(path: Path, port: int) -> None:
    tables = ['[archive]\npath = "archive.db"\n[feeds]\npublic = "public"\nwindow = 100\n[network.hosts]\n']
    tables += [f'"{name}.test" = "127.0.0.1:{port}"\n' for name in CASES]
    for name, case in CASES.items():
        starts = json.dumps([f"http://{name}.test{start}" for start in case.starts])
        tables.append(
            f'[sources.{name}]\nkind = "listing"\nstart = {starts}\nrelease = "/news/(?P<key>[0-9]+)"\ntitle = "h1"\nbody = "div.text"\n'
            f'date = "p"\n{case.facts}\n'
        )
    path.write_text("\n".join(tables), encoding="utf-8")


def test_a_gap_after_an_outage_is_read_to_its_end_told_and_news(story: Story) -> None:
    report = story.of(2, "outage")
    assert story.numbers("outage") == set(range(1, 21))
    assert report["new"] == 16
    assert report["outcome"] == "ok"
    [gap] = report["gaps"]
    assert gap.startswith("http://outage.test/: a gap since 2")
    assert gap.endswith("read over 7 pages, to its end")
    titles = [item["title"] for item in json.loads((story.home.public / "source/outage.json").read_text())["items"]]
    assert len(titles) == 20
    assert titles[0].startswith("[Signed]")
    # The gap's releases are news: none of them is sorted below the first feeds'.
    assert {int(title.split()[-1]) for title in titles[:16]} == set(range(5, 21))
    assert story.of(3, "outage")["gaps"] == []


def test_more_than_a_run_takes_is_read_by_the_next_runs(story: Story) -> None:
    assert [story.of(run, "many")["new"] for run in (1, 2, 3, 4)] == [4, 6, 6, 4]
    assert story.numbers("many") == set(range(1, 21))
    assert any("6 new releases" in reason for reason in story.of(2, "many")["reasons"])


def test_the_promised_depth_of_a_first_reading_is_read_and_no_deeper(story: Story) -> None:
    assert [story.of(run, "depth")["new"] for run in (1, 2, 3, 4)] == [5, 5, 2, 0]
    assert story.numbers("depth") == set(range(49, 61))


def test_pinned_releases_hide_no_outage(story: Story) -> None:
    assert story.numbers("pinned") == set(range(1, 25))


def test_r21_what_comes_while_pages_are_turned_is_neither_lost_nor_doubled(story: Story) -> None:
    assert story.numbers("shifting") == set(range(1, CASES["shifting"].paper.numbers[0] + 1))
    assert CASES["shifting"].paper.numbers[0] > 20


def test_a_page_that_fails_in_a_gap_leaves_it_open(story: Story) -> None:
    second = story.of(2, "broken")
    assert (second["outcome"], second["new"]) == ("partial", 9)
    assert second["gaps"][0].endswith("the next run goes on")
    assert story.of(3, "broken")["new"] == 7
    assert story.numbers("broken") == set(range(1, 21))


def test_a_gap_that_no_way_in_shows_is_said_and_the_run_is_partial(story: Story) -> None:
    second = story.of(2, "feed")
    assert second["outcome"] == "partial"
    assert "shows only its newest 4, none of them known" in second["gaps"][0]
    assert "may be missing" in second["gaps"][0]
    assert story.of(3, "feed")["outcome"] == "ok"
    assert story.codes == [0, 1, 0, 0]


def test_nothing_new_costs_two_pages_of_a_listing(story: Story) -> None:
    assert CASES["quiet"].asked == [["/", "/?page=2"]] * 4


def test_dead_links_lengthen_no_walk(story: Story) -> None:
    assert [len(asked) for asked in CASES["dead"].asked] == [3] * 4
    assert all(story.of(run, "dead")["gaps"] == [] for run in (1, 2, 3, 4))
