"""Links and stories in the archive: found by index, told once, the same in any order, and never silently taken apart."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from conftest import Home

from crawlers.model import Address, CrawlResult, DateBasis, Ending, Precision, Published, Release, Step
from monitor import telling
from monitor.record import record_source
from monitor.telling import around, day_of, place, site_countries
from storage import links, nearness
from storage.archive import Archive
from storage.decisions import JOIN, SPLIT

NOW = datetime(2025, 7, 2, 1, tzinfo=UTC)
DAY = date(2025, 7, 1)

# One signing, told by three sites in three languages in their own words, and three look-alikes of it.
EN = (
    "Macao and Maputo sign memorandum on port training",
    "The Monetary Authority of Macao and the National Bank of Angola signed a memorandum of understanding on financial supervision in "
    "Luanda on 30 June. The two sides set up 14 training places and a fund of 35 million patacas for the banks of both places.",
)
PT = (
    "Memorando sobre supervisão financeira",
    "A Autoridade Monetária de Macau e o Banco Nacional de Angola assinaram em Luanda, no dia 30 de Junho, um memorando de entendimento "
    "sobre supervisão financeira. Criam 14 lugares de formação e um fundo de 35 milhões de patacas para os bancos dos dois lados.",
)
ZH = (
    "金融監管合作備忘錄簽署",
    "澳門金融管理局與安哥拉國家銀行6月30日在羅安達簽署金融監管合作諒解備忘錄。雙方設立14個培訓名額，並設3,500萬澳門元的基金，供兩地銀行使用。",
)
LATER = (EN[0], EN[1].replace("30 June", "12 June").replace("Luanda", "Lisbon").replace("35 million", "61 million").replace("14", "27"))
FAIR = (
    "Fourteenth trade fair opens",
    "The 14th Infrastructure Forum opened in Macao on 30 June with 900 booths and delegations from Brazil and Portugal.",
)


def told(key: str, text: tuple[str, str], lang: str = "en", day: date = DAY, **more: object) -> Release:
    published = Published(day, Precision.DAY, DateBasis.LABEL)
    address = Address("gcs", key, lang.lower(), f"https://www.gcs.gov.mo/detail/{lang.lower()}/{key}")
    return replace(Release(address, lang, *text, published, Step.LABELS), **more)  # type: ignore[arg-type]


class Days:
    """Runs over one archive, one a day."""

    def __init__(self, archive: Archive) -> None:
        self.archive, self.at = archive, NOW

    def __call__(self, *releases: Release, same_day: bool = False, past: bool = False) -> None:
        self.at += timedelta(days=0 if same_day else 1)
        run = self.archive.start_run(self.at, "")
        result = CrawlResult("gcs", self.at, self.at, list(releases), listings=1, requests=1 + len(releases), ended=1 + len(releases))
        result.endings.update({Ending.LISTING: 1, Ending.RELEASE: len(releases)})
        result.found, result.archive_only = len(releases), past
        record_source(self.archive, run, result, self.at, archive_first=run == 1, believe=True)
        self.archive.finish_run(run, self.at, "ok")

    def stories(self) -> set[frozenset[str]]:
        found: dict[str, set[str]] = {}
        for name, story in self.archive.conn.execute("SELECT id, story_id FROM releases"):
            found.setdefault(story, set()).add(name.split(":")[1])
        return set(map(frozenset, found.values()))

    def story(self, key: str, lang: str = "en") -> str:
        return self.archive.link_text(f"gcs:{key}:{lang}").story_id

    def sql(self, statement: str) -> list[tuple]:
        return self.archive.conn.execute(statement).fetchall()


@pytest.fixture
def days(tmp_path: Path) -> Iterator[Days]:
    with Archive.open(tmp_path / "archive.db") as archive:
        yield Days(archive)


RELEASES = (told("EN", EN), told("PT", PT, "pt"), told("ZH", ZH, "zh-Hant"), told("LATER", LATER), told("FAIR", FAIR))
APART = {frozenset({"EN", "PT", "ZH"}), frozenset({"LATER"}), frozenset({"FAIR"})}


def test_one_act_in_three_languages_is_one_story_with_one_entry(days: Days) -> None:
    for release in RELEASES:
        days(release)
    assert days.stories() == APART
    entries = days.sql(f"SELECT count(*) FROM entries WHERE story_id = '{days.story('EN')}'")
    assert entries == [(1,)]
    kinds = dict(days.sql("SELECT kind, count(*) FROM story_link GROUP BY 1"))
    assert kinds["translation"] == 3
    assert kinds["related"] >= 1, "the look-alike is noted, and refused"


def test_the_order_of_arrival_does_not_matter(tmp_path: Path) -> None:
    ids = set()
    for number, order in enumerate(permutations(RELEASES[:4])):
        with Archive.open(tmp_path / f"{number}.db") as archive:
            run = Days(archive)
            for release in order:
                run(release, same_day=True)
            assert run.stories() == APART - {frozenset({"FAIR"})}, order
            ids.add(run.story("LATER"))
    assert len(ids) == 1


def test_the_oldest_story_lives_and_the_others_become_aliases(days: Days) -> None:
    days(told("PT", PT, "pt"))
    oldest = days.story("PT", "pt")
    days(told("EN", EN))
    days(told("ZH", ZH, "zh-Hant"))
    assert {days.story("EN"), days.story("ZH", "zh-hant")} == {oldest}
    assert days.sql("SELECT count(*) FROM stories") == [(1,)]


def test_deriving_a_hundred_times_changes_nothing(days: Days) -> None:
    for release in RELEASES:
        days(release)
    names = [name for (name,) in days.sql("SELECT id FROM releases ORDER BY id")]
    before = list(days.archive.conn.iterdump())
    for number in range(100):
        with days.archive.transaction():
            place(days.archive, names[number % len(names)], days.at + timedelta(days=number))
    assert list(days.archive.conn.iterdump()) == before


def test_a_told_story_stays_whole_when_a_release_of_it_is_edited_and_its_links_say_otherwise(days: Days) -> None:
    days(told("EN", EN))
    days(told("PT", PT, "pt"))
    days(told("EN", FAIR))
    assert days.stories() == {frozenset({"EN", "PT"})}
    assert days.sql("SELECT count(*) FROM story_link WHERE kind <> 'related'") == [(0,)], "the links say what holds now"
    assert days.sql("SELECT count(*) FROM story_links WHERE set_aside_at IS NOT NULL") == [(1,)], "and nothing was deleted"
    days(told("EN", EN))
    assert days.sql("SELECT count(*) FROM story_links WHERE set_aside_at IS NOT NULL") == [(0,)]


def test_an_edited_release_is_found_by_its_new_words_only(days: Days) -> None:
    days(told("EN", EN))
    former = set(days.sql("SELECT key FROM near_keys UNION SELECT key FROM fact_keys"))
    days(told("EN", FAIR))
    kept = set(days.sql("SELECT key FROM near_keys UNION SELECT key FROM fact_keys"))
    assert kept
    assert len(kept & former) < len(kept), "the new ones are there"
    days(told("PT", PT, "pt"))
    assert days.stories() == {frozenset({"EN"}), frozenset({"PT"})}
    with Archive.open(days.archive.path.with_name("other.db")) as other:
        Days(other)(told("EN", FAIR))
        assert set(other.conn.execute("SELECT key FROM near_keys UNION SELECT key FROM fact_keys")) == kept


def test_a_story_that_no_feed_told_comes_apart(days: Days) -> None:
    quiet = (FAIR[0], FAIR[1] + " Visitors numbered 48,213 on its first day in the halls.")
    days(told("A", quiet))
    days(told("B", (quiet[0], quiet[1] + " It goes on until Friday.")))
    assert days.sql("SELECT count(*) FROM entries") == [(0,)], "a fair that opens announces nothing"
    assert days.stories() == {frozenset({"A", "B"})}
    first = days.story("A")
    days(told("B", ("Road works in Taipa", "The Transport Bureau closes two lanes of the Estrada Governador Albano on weekdays at night.")))
    assert days.stories() == {frozenset({"A"}), frozenset({"B"})}
    assert days.story("A") == first


def test_what_people_parted_stays_apart_and_what_they_joined_together(days: Days) -> None:
    for release in RELEASES[:2]:
        days(release)
    pair = ("gcs:EN:en", "gcs:PT:pt")
    number = days.archive.correct("story", days.story("EN"), SPLIT, "", "", "two signings", NOW)
    days.archive.decide_story(SPLIT, [pair], number)
    days.archive.decide_story(JOIN, [("gcs:EN:en", "gcs:LATER:en")], number)
    with days.archive.transaction():
        place(days.archive, pair[1], days.at)
    assert days.stories() == {frozenset({"EN"}), frozenset({"PT"})}
    days(told("PT", (PT[0], PT[1] + " Texto corrigido.")))
    days(told("LATER", LATER))
    assert days.stories() == {frozenset({"EN", "LATER"}), frozenset({"PT"})}


def test_the_past_brings_no_told_stories_together(days: Days) -> None:
    days(told("EN", EN))
    days(told("PT", PT, "pt"))
    number = days.archive.correct("story", days.story("EN"), SPLIT, "", "", "for the test", NOW)
    days.archive.decide_story(SPLIT, [("gcs:EN:en", "gcs:PT:pt")], number)
    with days.archive.transaction():
        place(days.archive, "gcs:PT:pt", days.at)
    days.archive.undo_correction(number, "for the test", NOW)
    entries = days.sql("SELECT * FROM entries")
    days(told("ZH", ZH, "zh-Hant"), past=True)
    assert len(days.stories()) == 2
    assert days.sql("SELECT * FROM entries") == entries


# ---- cost ------------------------------------------------------------------------------------------------------------------


def test_looking_for_candidates_scans_no_table(days: Days) -> None:
    """With ten thousand releases stored, so that SQLite has a choice."""
    days(*RELEASES)
    with days.archive.transaction():
        crowd(days.archive, 10_000)
    days.archive.conn.execute("ANALYZE")
    asked: list[str] = []
    days.archive.conn.set_trace_callback(asked.append)
    day = timedelta(days=1) + DAY
    days.archive.near_candidates(1, day, [1, 2])
    days.archive.fact_candidates(1, day, ["place luanda", "number 35000000"])
    around(days.archive, "gcs:EN:en")
    days.archive.bringers(["gcs:EN:en"])
    days.archive.told_before(days.story("EN"), NOW)
    with days.archive.transaction():
        days.archive.put_links(days.archive.link_text("gcs:EN:en").rid, [], NOW)
        days.archive.move_releases(["gcs:EN:en"], days.story("EN"))
    days.archive.conn.set_trace_callback(None)
    assert len(asked) > 20
    for statement in asked:
        if statement.lstrip().startswith(("SELECT", "UPDATE", "WITH")) and "generation" not in statement:
            plan = [row[3] for row in days.archive.conn.execute(f"EXPLAIN QUERY PLAN {statement}")]
            assert not [step for step in plan if step.startswith("SCAN") and "CONSTANT" not in step], (statement, plan)
    for table in (nearness.NEAR, nearness.FACTS):
        assert any(f"FROM {table}" in statement for statement in asked)
    assert any(links.LINKS_AT.split("?1")[0] in statement for statement in asked)


def crowd(archive: Archive, number: int) -> None:
    """Rows of releases that have nothing in common with any other, put in without reading a text."""
    archive.sql_many("INSERT INTO stories (id, founded_at) VALUES (?, '2025-01-01T00:00:00Z')", ((f"sx{at}",) for at in range(number)))
    archive.sql_many(
        """INSERT INTO releases (rid, id, native, source, site, lang, url, status, revision_count, digest, text_key, first_seen, last_seen,
               story_id) VALUES (?1, ?2, ?2, 's', 's', 'en', ?2, 'live', 1, '', '', '2025-07-01T00:00:00Z', '2025-07-01T00:00:00Z', ?3)""",
        ((1000 + at, f"x:{at}:en", f"sx{at}") for at in range(number)),
    )
    for at in range(number):
        archive.put_keys(1000 + at, DAY, [(at * 31 + band) << 4 | band for band in range(16)], [f"number {at}", f"name n{at}"])
    archive.sql_many(
        "INSERT INTO story_keys (key, story_id, release) VALUES (?, ?, ?)", ((f"x{at}", f"sx{at}", 1000 + at) for at in range(number))
    )


def steps_of_a_link(days: Days, key: str) -> int:
    """How many steps SQLite's machine takes, in hundreds, to store and link one release."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    days.archive.conn.set_progress_handler(step, 100)
    days(told(key, EN, day=DAY))
    days.archive.conn.set_progress_handler(None, 0)
    return count


def test_linking_a_release_takes_no_more_steps_in_a_large_archive(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "small.db") as small, Archive.open(tmp_path / "large.db") as large:
        with large.transaction():
            crowd(large, 5_000)
        counts = []
        for archive in (small, large):
            run = Days(archive)
            run(told("PT", PT, "pt"))
            counts.append(steps_of_a_link(run, "EN"))
            assert run.stories() >= {frozenset({"EN", "PT"})}
        assert counts[1] <= counts[0] * 1.5 + 5, counts


def test_a_story_told_by_many_bounds_what_is_looked_at(days: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "MOST_AROUND", 10)
    monkeypatch.setattr(telling, "MOST_MEMBERS", 5)
    monkeypatch.setattr(nearness, "MOST_CANDIDATES", 5)
    papers = [first + second for first in "ABCDE" for second in "abcdefgh"]
    days(*(told(f"K{number}", (EN[0], f"{EN[1]} Copy for paper {name}.")) for number, name in enumerate(papers)))
    assert len(days.stories()) == 1
    assert len(around(days.archive, "gcs:K20:en").texts) == 11


# ---- what a reading knows of its release -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "codes"),
    [
        ("https://www.gov.mo/pt/noticias/1/", ("MO",)),
        ("http://english.jiangmen.gov.cn/x", ("CN",)),
        ("https://www.forumchinaplp.org.mo/en", ()),
        ("https://www.einpresswire.com/a", ()),
        ("https://gov.example.mo/", ()),
        ("nonsense", ()),
    ],
)
def test_a_government_site_speaks_for_its_country(url: str, codes: tuple[str, ...]) -> None:
    assert site_countries(url) == codes


def test_the_day_of_a_release_is_that_of_macau() -> None:
    assert day_of("2025-06-30T17:00:00Z") == date(2025, 7, 1)
    assert day_of("2025-06-30") == date(2025, 6, 30)
    assert day_of("2025-06") is day_of(None) is None


# ---- the demo's day --------------------------------------------------------------------------------------------------------


def test_a_subscriber_meets_each_act_of_the_demo_once(read_home: Home) -> None:
    with closing(sqlite3.connect(read_home.archive)) as conn:
        told_by = dict(conn.execute("SELECT id, story_id FROM release"))
        entries = dict(conn.execute("SELECT story_id, count(*) FROM entries GROUP BY 1"))
    for names in (
        # A protocol with Mozambique in Chinese, English and Portuguese, on three sites.
        ("gcs:N25JWR7vUd:zh-hant", "gcs:N25JWLm5cQ:en", "gov-mo:788416:pt", "ein:860951734"),
        # The monetary authorities of Macao and Angola: on three sites, in two languages.
        ("gcs:N22GOhF4yN:pt", "gov-mo:619764:pt", "forum-macao:3031:en"),
        ("dsedt:web/public/pg_nc_wn_d?id=10482:pt", "gcs:N25EZx0Lp5:zh-hant", "gov-mo:1141207:zh-hant"),
    ):
        (story,) = {told_by[name] for name in names}
        assert entries[story] == 1, names
    shown = read_home.ponte("show", "gcs:N22GOhF4yN:pt", "--why")
    assert "translation (medium) forum-macao:3031:en: body Monetary Authority of Macao" in shown.out
    refused = shown.out.partition("Refused:")[2]
    assert "related (low)" in refused
