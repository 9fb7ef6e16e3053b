"""When known releases are asked again, how many in one run, and that their validators are sent only as long as they are trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from storage_values import add, release

from crawlers.model import Source, Validator
from crawlers.spiders.listing import Options
from monitor.revisit import DAY, RARELY, SPREAD, allot, next_check, told
from monitor.run import LISTING_TRUST, RELEASE_TRUST, StoredKnown, rechecks
from storage.archive import Archive

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("age", "pause"),
    [
        (timedelta(hours=3), timedelta(0)),
        (2 * DAY, DAY),
        (6.9 * DAY, DAY),
        (8 * DAY, 7 * DAY),
        (91 * DAY, 7 * DAY),
        (100 * DAY, 30 * DAY),
        (400 * DAY, RARELY),
        (9000 * DAY, RARELY),
    ],
)
def test_the_young_are_asked_often_the_old_rarely_and_none_never(age: timedelta, pause: timedelta) -> None:
    assert next_check(NOW - age, NOW) == NOW + pause
    due = next_check(NOW - age, NOW, key="gcs:N1:pt")
    assert NOW + pause / 2 <= due <= NOW + pause


def test_an_edited_release_is_as_young_as_its_edit() -> None:
    old = NOW - 3000 * DAY
    assert next_check(old, NOW, edited=NOW - HOUR) == NOW
    assert next_check(old, NOW, edited=NOW - 3 * DAY) == NOW + DAY
    assert next_check(old, NOW, edited=NOW - 30 * DAY) == NOW + 7 * DAY
    # An edit before it was published (a date that the site moved on) makes nothing older.
    assert next_check(NOW - HOUR, NOW, edited=NOW - 30 * DAY) == NOW


def test_a_withdrawn_release_is_asked_monthly_whatever_its_age() -> None:
    assert next_check(NOW - HOUR, NOW, withdrawn=True) == NOW + 30 * DAY
    assert next_check(NOW - 5000 * DAY, NOW, withdrawn=True) == NOW + 30 * DAY


def test_ten_thousand_old_releases_do_not_fall_due_on_one_day() -> None:
    days = Counter(next_check(NOW - 2000 * DAY, NOW, key=f"gcs:N{each}:pt").date() for each in range(10_000))
    assert len(days) > 85
    assert max(days.values()) < 250


def test_what_is_asked_weekly_is_asked_without_condition_each_time() -> None:
    """FAULTS I02: a validator that is older than RELEASE_TRUST is not sent."""
    assert 7 * DAY * (1 - SPREAD) > RELEASE_TRUST


@given(
    st.datetimes(timezones=st.just(UTC)),
    st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.booleans(),
    st.text(max_size=20),
)
def test_whatever_the_dates_the_next_check_lies_within_half_a_year_and_is_always_the_same(
    published: datetime, now: datetime, edited: datetime | None, withdrawn: bool, key: str
) -> None:
    due = next_check(published, now, edited=edited, withdrawn=withdrawn, key=key)
    assert now <= due <= now + RARELY
    assert due == next_check(published, now, edited=edited, withdrawn=withdrawn, key=key)


# ---- the budget -------------------------------------------------------------------------------------------------------------


def test_the_budget_is_each_hosts_and_its_sources_share_it() -> None:
    hosts = {"a": {"one.test"}, "b": {"one.test"}, "c": {"two.test"}, "d": {"one.test", "two.test"}}
    assert allot({"a": 500, "c": 500}, hosts, 200) == {"a": 200, "c": 200}
    assert allot({"a": 500, "b": 500}, hosts, 200) == {"a": 100, "b": 100}
    assert allot({"a": 500, "b": 20}, hosts, 200) == {"a": 180, "b": 20}
    assert allot({"a": 500, "b": 0}, hosts, 0) == {"a": 0, "b": 0}


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 400)), st.integers(0, 300))
def test_no_host_is_asked_for_more_than_its_budget(due: dict[str, int], budget: int) -> None:
    hosts = {"a": {"one.test"}, "b": {"one.test"}, "c": {"two.test"}, "d": {"one.test", "two.test"}}
    allotted = allot(due, hosts, budget)
    for host in ("one.test", "two.test"):
        assert sum(count for name, count in allotted.items() if host in hosts[name]) <= budget
    assert all(allotted[name] <= wanted for name, wanted in due.items())


def test_the_report_says_when_the_budget_was_reached() -> None:
    assert told(120, 340) == "120 of 340 due releases asked again; the rest next time"
    assert told(340, 340) == ""


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive.db") as opened:
        yield opened


SOURCES = (Source("site", "listing", "Site", Options(("https://site.example/",), "/news/")),)


def test_the_most_overdue_and_the_youngest_are_asked_first_and_the_rest_stays_due(archive: Archive) -> None:
    for number in range(1, 41):
        # The higher the number, the younger, and the shorter overdue.
        published = NOW - timedelta(days=41 - number)
        add(archive, release(f"N{number}", body=f"text {number} " * 30, published=published))
        archive.set_next_check(f"site:N{number}:pt", NOW - timedelta(hours=41 - number))
    archive.set_next_check("site:N40:pt", NOW + HOUR)
    links, notes = rechecks(archive, SOURCES, "due", NOW, 10)
    assert [link.address.key for link in links["site"]] == [f"N{n}" for n in (1, 2, 3, 4, 5, 35, 36, 37, 38, 39)]
    assert notes == {"site": "10 of 39 due releases asked again; the rest next time"}
    assert len(rechecks(archive, SOURCES, "due", NOW, 1000)[0]["site"]) == 39
    assert len(rechecks(archive, SOURCES, "all", NOW, 10)[0]["site"]) == 40
    assert rechecks(archive, SOURCES, "none", NOW, 10)[0]["site"] == ()


def test_what_is_due_is_found_by_an_index_and_without_texts(archive: Archive) -> None:
    add(archive, release())
    asked: list[str] = []
    archive.conn.set_trace_callback(asked.append)
    archive.due_count("site", NOW)
    archive.due_links("site", NOW, 10)
    archive.conn.set_trace_callback(None)
    for sql in asked:
        plan = " ".join(row[3] for row in archive.conn.execute(f"EXPLAIN QUERY PLAN {sql}"))
        assert "releases_due" in plan
        assert "SCAN r" not in plan.replace("SCAN releases_due", "")
        assert "body" not in sql


# ---- conditional requests -----------------------------------------------------------------------------------------------------


def test_i02_a_validator_is_trusted_a_day_for_a_listing_and_a_week_for_a_release(archive: Archive) -> None:
    stored = release()
    add(archive, stored)
    page, listing = stored.address.url, "https://site.example/"
    odd = ' W/"\xe9 odd'
    archive.put_validators(Validator(url, odd, "yesterday", "listing/1", NOW) for url in (page, listing))

    def sent(url: str, later: timedelta, reader: str = "listing/1") -> Validator | None:
        return StoredKnown(archive, lambda: NOW + later).validator(url, reader)

    kept = sent(page, HOUR)
    assert kept is not None
    assert (kept.etag, kept.last_modified) == (odd, "yesterday")
    assert sent(listing, HOUR) is not None
    assert sent(listing, LISTING_TRUST) is None
    assert sent(page, LISTING_TRUST) is not None
    assert sent(page, RELEASE_TRUST) is None
    assert sent(page, HOUR, "listing/2") is None
    assert sent("https://site.example/unknown", HOUR) is None
