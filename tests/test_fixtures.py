"""Every kind of source has pages with what must be read from them (CONTRIBUTING.md); a kind without them fails here."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fixture_support import ROOT, UNSEEN, Fixture, FixtureError, check, compare, fixtures, lacking, source_of, strays
from hypothesis import given
from hypothesis import strategies as st

from crawlers.model import Address, Link, Listing, Problem, ProblemKind, Release, Step
from crawlers.page import Page
from crawlers.spiders import kinds, spider_class, spider_for
from crawlers.spiders.versions import ALWAYS, Dated, Versions, in_force, newest_first, redesigned
from monitor.config import load

ALL = fixtures()
SOURCES = load(ROOT / "config.toml").sources


# ---- the pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fixture", ALL, ids=lambda each: each.name)
def test_a_page_reads_as_expected(fixture: Fixture) -> None:
    check(fixture)


@pytest.mark.parametrize("fixture", ALL, ids=lambda each: each.name)
def test_what_is_read_holds_together(fixture: Fixture) -> None:
    """No damaged character, one key per release, addresses that lead back to it, and the same answer at every reading."""
    found = fixture.read()
    assert fixture.read() == found
    assert "\ufffd" not in json.dumps(found, ensure_ascii=False)
    told = [found] if "native" in found else [*found.get("links", []), *found.get("releases", [])]
    assert len({each["native"] for each in told}) == len(told)
    for each in told:
        spot = fixture.spider.locate(each["url"])
        assert spot is not None, each["url"]
        assert spot.url == each["url"]


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_has_a_listing_a_release_and_a_trap(kind: str) -> None:
    needs = lacking(kind, ALL)
    assert not needs, f"tests/fixtures/{kind}/ has no {', no '.join(needs)}: see CONTRIBUTING.md, Fixtures"


@pytest.mark.parametrize("source", SOURCES, ids=lambda each: each.name)
def test_every_source_of_the_config_is_of_a_kind_with_fixtures(source: object) -> None:
    kind = source.kind
    assert not lacking(kind, ALL), f"source {source.name!r} is of kind {kind!r}, which lacks fixtures in tests/fixtures/{kind}/"


def test_every_folder_is_a_kind_and_every_file_is_read() -> None:
    assert {each.kind for each in ALL} <= set(kinds())
    assert strays() == []


# ---- the machinery -------------------------------------------------------------------------------------------------

LIST = '<h2>News</h2><ul><li><a href="/n/1">A first release of the chamber</a> 2026-04-01</li></ul>'
TOML = """page = "listing"
url = "https://chamber.example/"
file = "one.html"
received_at = 2026-04-02T00:00:00Z
[options]
start = ["https://chamber.example/"]
release = '/n/(?P<key>\\d+)'
"""


def made(folder: Path, toml: str = TOML, page: str = LIST) -> Path:
    place = folder / "listing"
    place.mkdir()
    (place / "one.toml").write_text(toml, encoding="utf-8")
    (place / "one.html").write_text(page, encoding="utf-8")
    return place


def only(folder: Path) -> Fixture:
    (fixture,) = fixtures(folder)
    return fixture


def test_a_missing_expectation_is_written_and_fails_until_a_person_has_looked(tmp_path: Path) -> None:
    draft = made(tmp_path) / "one.expected.json"
    with pytest.raises(FixtureError, match="look at it, take its first line out and commit it"):
        compare(only(tmp_path))
    with pytest.raises(FixtureError, match="nobody has looked"):
        compare(only(tmp_path))
    lines = draft.read_text(encoding="utf-8").splitlines(keepends=True)
    assert UNSEEN in lines[1]
    draft.write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")
    compare(only(tmp_path))


def test_a_page_that_reads_otherwise_fails_and_keeps_its_expectation(tmp_path: Path) -> None:
    place = made(tmp_path)
    wanted = {**only(tmp_path).read(), "next": "https://chamber.example/?p=2"}
    file = place / "one.expected.json"
    file.write_text(json.dumps(wanted), encoding="utf-8")
    before = file.read_bytes()
    with pytest.raises(FixtureError, match=r"(?s)reads otherwise.*chamber\.example/\?p=2"):
        compare(only(tmp_path))
    assert file.read_bytes() == before


def test_a_known_fault_fails_once_it_is_mended_and_does_not_spare_anybody_a_look(tmp_path: Path) -> None:
    place = made(tmp_path, 'fault = "finds the next page"\n' + TOML)
    file = place / "one.expected.json"
    with pytest.raises(FixtureError, match="was missing"):
        check(only(tmp_path))
    right = only(tmp_path).read()
    file.write_text(json.dumps({**right, "next": "https://chamber.example/?p=2"}), encoding="utf-8")
    check(only(tmp_path))
    file.write_text(json.dumps({UNSEEN: "", **right, "next": "https://chamber.example/?p=2"}), encoding="utf-8")
    with pytest.raises(FixtureError, match="nobody has looked"):
        check(only(tmp_path))
    file.write_text(json.dumps(right), encoding="utf-8")
    with pytest.raises(FixtureError, match="the fault is mended"):
        check(only(tmp_path))


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        (TOML.replace('page = "listing"', 'page = "list"'), "listing"),
        (TOML.replace('file = "one.html"\n', ""), "file is missing"),
        (TOML.replace('"one.html"', '"two.html"'), "no page 'two.html'"),
        (TOML.replace("00Z", "00"), "offset"),
        ("tarp = 1\n" + TOML, "unknown key 'tarp'"),
        (TOML + "[link]\nlabel = 1\n", "unknown key 'label'"),
        ('source = "gcs"\n' + TOML, "beside source"),
    ],
)
def test_a_fixture_that_says_too_little_or_too_much_is_refused(tmp_path: Path, toml: str, says: str) -> None:
    made(tmp_path, toml)
    with pytest.raises(FixtureError, match=says):
        fixtures(tmp_path)


def test_an_option_that_its_kind_does_not_know_is_refused() -> None:
    with pytest.raises(FixtureError, match="selector"):
        source_of("listing", {"selector": "p"})
    assert source_of("forum-macao", {"languages": ["zh-Hant"]}).options == spider_class("forum-macao").Options(languages=("zh-hant",))


def test_a_kind_without_its_three_pages_and_a_page_that_nobody_reads_are_told(tmp_path: Path) -> None:
    place = made(tmp_path)
    assert lacking("listing", fixtures(tmp_path)) == ["release", "trap"]
    assert lacking("gcs", fixtures(tmp_path)) == ["listing", "release", "trap"]
    assert strays(tmp_path) == []
    (place / "two.html").write_text("<p>", encoding="utf-8")
    assert strays(tmp_path) == ["listing/two.html"]
    place.joinpath("one.toml").write_text('trap = "a trap is no plain page"\n' + TOML, encoding="utf-8")
    assert lacking("listing", fixtures(tmp_path)) == ["listing", "release"]
    place.joinpath("one.toml").write_text('trap = "a gone release"\n' + TOML.replace('"listing"', '"release"'), encoding="utf-8")
    assert lacking("listing", fixtures(tmp_path)) == ["listing", "release"]


def test_a_fixture_can_be_of_a_source_of_the_config(tmp_path: Path) -> None:
    place = tmp_path / "gcs"
    place.mkdir()
    (place / "one.html").write_bytes(b"")
    (place / "one.toml").write_text(TOML.split("[options]")[0].replace("page =", 'source = "gcs"\npage ='), encoding="utf-8")
    assert only(tmp_path).spider.source.title == next(each.title for each in SOURCES if each.name == "gcs")
    place.rename(tmp_path / "ein")
    with pytest.raises(FixtureError, match="of kind 'gcs'"):
        _ = only(tmp_path).spider


# ---- readers of a redesigned site ----------------------------------------------------------------------------------

DAYS = [date(2019, 5, 1), date(2022, 1, 1), date(2025, 1, 1)]
OLD = '<h1>A memorandum is signed</h1><div class="art"><p>The two chambers signed a memorandum in Macao in April.</p></div>'
NEW = OLD.replace("h1", "h2").replace('"art"', '"article-body"')
URL = "https://chamber.example/n/1"


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def page(body: str, day: date) -> Page:
    return Page(URL, body.encode(), at(day), {"content-type": "text/html; charset=utf-8"})


def chamber() -> Versions:
    facts = {"start": ["https://chamber.example/"], "release": r"/n/(?P<key>\d+)"}
    old = spider_for(source_of("listing", {**facts, "title": "h1", "body": ".art"}))
    new = spider_for(source_of("listing", {**facts, "title": "h2", "body": ".article-body", "start": ["https://chamber.example/all"]}))
    return Versions([Dated(DAYS[0], old), Dated(DAYS[2], new)])


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.permutations(DAYS))
def test_readers_are_asked_newest_first_and_none_before_its_day(received: date, days: list[date]) -> None:
    asked = [each.since for each in in_force(at(received), [Dated(day, None) for day in days])]
    assert asked == (sorted((day for day in DAYS if day <= received), reverse=True) or DAYS[:1])


@pytest.mark.parametrize("days", [[], [DAYS[0], DAYS[0]]])
def test_no_reader_or_two_of_one_day_are_our_mistake(days: list[date]) -> None:
    with pytest.raises(ValueError, match="reader"):
        in_force(at(DAYS[0]), [Dated(day, None) for day in days])


@pytest.mark.parametrize(
    ("body", "received", "reader"),
    [
        (OLD, DAYS[1], DAYS[0]),  # a stored page
        (NEW, DAYS[2], DAYS[2]),  # the redesign, from its first day on
        (OLD, date(2026, 1, 1), DAYS[0]),  # a page that the site left as it was
    ],
)
def test_each_page_is_read_by_the_reader_that_knows_its_parts(body: str, received: date, reader: date) -> None:
    spider = chamber()
    answer = spider.read_release(page(body, received), Link(spider.locate(URL), URL))  # type: ignore[arg-type]
    assert isinstance(answer.value, Release)
    assert (answer.since, answer.value.basis) == (reader, Step.SELECTOR)
    assert answer.value.title == "A memorandum is signed"


def test_a_redesign_never_changes_how_a_page_stored_before_it_reads() -> None:
    spider = chamber()
    answer = spider.read_release(page(NEW, DAYS[1]), Link(spider.locate(URL), URL))  # type: ignore[arg-type]
    assert answer.since == DAYS[0]
    assert isinstance(answer.value, Release)
    assert answer.value.basis is Step.STRUCTURE


def test_where_no_reader_knows_the_page_the_newest_guess_or_problem_stands() -> None:
    spider = chamber()
    link = Link(spider.locate(URL), URL)  # type: ignore[arg-type]
    guess = spider.read_release(page(OLD.replace("art", "x").replace("h1", "h3"), date(2026, 1, 1)), link)
    assert guess.since == DAYS[2]
    none = spider.read_release(page("", date(2026, 1, 1)), link)
    assert none.since == DAYS[2]
    assert isinstance(none.value, Problem)
    assert spider.release(page("", date(2026, 1, 1)), link) == none.value


def test_versions_are_one_spider() -> None:
    spider = chamber()
    assert spider.hosts() == {"chamber.example"}
    assert spider.starts() == ("https://chamber.example/all",)
    assert spider.ways() == (("https://chamber.example/all",),)
    assert spider.locate(URL) == Address("chamber.example", "1", None, URL)
    assert spider.locate("https://elsewhere.example/n/1") is None
    assert spider.reader == "listing/1@2025-01-01,2019-05-01"
    found = spider.listing(page(LIST, date(2026, 1, 1)))
    assert isinstance(found, Listing)
    assert [each.title for each in found.links] == ["A first release of the chamber"]


def test_a_source_without_redesigns_has_its_kinds_own_spider() -> None:
    source = source_of("ein", {})
    assert type(redesigned(spider_class("ein"), source, [])) is spider_class("ein")
    assert redesigned(spider_class("ein"), source, [(DAYS[2], source.options)]).reader == f"ein/1@2025-01-01,{ALWAYS}"


def test_a_listing_in_the_old_form_is_read_by_the_old_reader() -> None:
    problem = Problem(ProblemKind.PARSE, URL, "no list of mine")
    listing = Listing((Link(Address("x", "1", None, URL), URL),))
    readers = [Dated(DAYS[0], lambda _: listing), Dated(DAYS[2], lambda _: problem)]
    assert newest_first(page("", date(2026, 1, 1)), readers).value is listing
