"""Traps of the libraries that Ponte stands on, by number, each with the test that shows it is not stepped into.

| trap | where it is shown |
|---|---|
| P01 a spider whose first requests are never made still ends "finished" | below |
| P02 so does a crawl whose every callback raises | test_engine.py: test_an_exception_of_a_spider_is_a_problem_of_that_page |
| P03 library defaults: no robots.txt, no delay, 1 GiB bodies, telnet, HTTP cache | below |
| P04 politeness is counted per crawler, not per host | test_engine.py: test_promise_8_the_delay_is_kept_between_any_two_requests_to_a_host |
| P05 callbacks that are generators need their source on disk | below |
| P06 pages with nothing but Last-Modified are never asked conditionally | test_engine.py: test_i03_odd_validators_go_back_byte_for_byte_and_r25_robots_is_read_again |
| P07 a misfire grace of a second drops runs | below |
| P08 weekday 0 is Monday | test_config.py (digits are refused), below (names mean what they say) |
| P09 transactions that begin by reading lose writes | test_archive.py: test_two_writers, below |
| P10 another SQLite binding with other exception classes | below |
| P11 entry links lose their relation and type | test_feeds_formats.py: test_atom_entry_links_keep_relation_type_and_language |
| P12 entries are prepended | test_feeds_formats.py: test_atom_rss_and_json_say_the_same_in_the_same_order |
| P13 `updated` defaults to now | test_feeds_formats.py: test_the_same_feed_gives_the_same_bytes |
| P14 the RSS channel links to the link set last | test_feeds_formats.py: test_rss_holds_what_rss_2_asks_for |
| P15 one control character loses a whole feed | test_feeds_clean.py: test_xml_takes_every_cleaned_text |
| P16 RSS descriptions are HTML, Atom summaries text | test_feeds_formats.py: test_rss_description_is_html_escaped_once_for_xml |
| P17 gb2312 is decoded strictly | test_encodings.py: c01-meta, c01-header |
| P18 redirects, time limits and proxies of the other HTTP client | test_http.py: test_t03_t04_t05_the_total_deadline_cuts_what_never_ends |
| P19 pre-releases of the next, incompatible versions | below |
| P20 Datasette under a mount doubles the prefix of its links | test_serve.py: test_every_link_of_the_archive_stays_below_it |
| P21, P23 traps of programs that are not used | below |
| P22 canonical addresses keep :443 and utm_*, or lose ?q= | below |
| P24 an error page reads as an empty, sound feed | test_feedfile.py: test_what_is_no_feed_is_none |
| P25 a time without a zone is read as UTC | below |
| P26 two packages with one import name | below |
| P27 an index that drops short words | test_search.py: test_what_finds_what |
| P28 comparing whole texts explodes | below |
| P29 a library that refuses the next Python | below |

And of the crawler's own: errors that do not change how a crawl ends (every T and S case of test_engine.py), redirect loops that vanish
(R01), empty bodies that are stored (S19), robots.txt that is ignored when it fails or comes late (R22), a second crawl in one process
(test_run.py: each run is a child).
"""  # noqa: E501

from __future__ import annotations

import asyncio
import inspect
import re
import sqlite3
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

ROOT = Path(__file__).parent.parent
RUNNING = (ROOT / "requirements.lock").read_text(encoding="utf-8")
TESTING = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")


def locked(lock: str) -> dict[str, str]:
    """Package and version of each line of a lock."""
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", lock, re.MULTILINE))


def test_the_table_names_tests_that_exist() -> None:
    named = re.findall(r"(test_\w+\.py): (test_\w+)", __doc__ or "")
    assert len(named) > 10
    assert [each for each in named if f"def {each[1]}(" not in (ROOT / "tests" / each[0]).read_text(encoding="utf-8")] == []


def test_pitfall_01_05_the_one_spider_starts_as_today_and_its_callbacks_are_no_generators() -> None:
    import scrapy

    from crawlers.engine import Carrier

    assert inspect.isasyncgenfunction(Carrier.start)
    assert Carrier.start is not scrapy.Spider.start
    assert not [each for each in (Carrier.answered, Carrier.failed) if inspect.isgeneratorfunction(each)]


def test_pitfall_03_nothing_of_the_crawlers_defaults_is_left() -> None:
    from crawlers.engine import _settings
    from crawlers.network import Network

    settings: dict[str, Any] = _settings(Network(), SimpleNamespace(delays=lambda: {"www.gov.mo": 3.0}))  # type: ignore[arg-type]
    assert settings["DOWNLOAD_SLOTS"] == {"www.gov.mo": {"concurrency": 1, "delay": 3.0, "jitter": 0.0}}
    assert settings["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1
    assert settings["TELNETCONSOLE_ENABLED"] is False
    # Neither cache nor cookies, redirects, retries, meta refresh or proxies of its own.
    assert settings["DOWNLOADER_MIDDLEWARES_BASE"] == settings["SPIDER_MIDDLEWARES_BASE"] == settings["EXTENSIONS_BASE"] == {}
    assert {scheme for scheme, handler in settings["DOWNLOAD_HANDLERS"].items() if handler} == {"http", "https"}
    assert Network().max_size == 16 * 1024 * 1024
    assert Network().timeout == 30.0


def test_pitfall_07_late_runs_start_missed_ones_are_one_and_none_overlaps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from apscheduler.schedulers import asyncio as schedulers

    from monitor import config, daemon

    file = tmp_path / "config.toml"
    file.write_text('[sources.gcs]\nkind = "gcs"\n', encoding="utf-8")

    class EnoughError(Exception):
        pass

    def made(**options: Any) -> None:
        raise EnoughError(options["job_defaults"])

    monkeypatch.setattr(schedulers, "AsyncIOScheduler", made)
    with pytest.raises(EnoughError) as stopped:
        asyncio.run(daemon._serve(config.load(file), file, now=False))
    assert stopped.value.args == ({"coalesce": True, "max_instances": 1, "misfire_grace_time": None},)


def test_pitfall_08_sunday_is_sunday(tmp_path: Path) -> None:
    from monitor import config, daemon

    file = tmp_path / "config.toml"
    file.write_text('[sources.gcs]\nkind = "gcs"\ncron = "0 6 * * sun"\n', encoding="utf-8")
    fires = daemon.trigger(config.load(file), "0 6 * * sun")
    at = fires.get_next_fire_time(None, datetime(2026, 11, 16, 12, tzinfo=ZoneInfo("Asia/Macau")))
    assert (at.strftime("%A"), at.hour) == ("Sunday", 6)


def test_pitfall_09_10_transactions_begin_as_writing_ones_on_pythons_own_sqlite(tmp_path: Path) -> None:
    from storage.archive import Archive

    with Archive.open(tmp_path / "archive.db") as archive:
        assert type(archive.conn).__module__ == "sqlite3"
        with archive.transaction():
            other = sqlite3.connect(tmp_path / "archive.db", timeout=0, isolation_level=None)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            other.close()


def test_pitfall_19_26_the_locks_hold_sound_versions_and_one_package_a_name() -> None:
    packages = locked(TESTING)
    assert packages["httpx"].startswith("0.28.")
    assert packages["apscheduler"].startswith("3.")
    assert not [each for each in packages.items() if re.search(r"\d(?:a|b|rc|\.dev)\d", each[1])]
    assert len([name for name in packages if name.startswith("opencc")]) == 1
    assert locked(RUNNING).items() <= packages.items()


@pytest.mark.parametrize("package", ["procrastinate", "trafilatura", "pysqlite3", "pysqlite3-binary"])
def test_pitfall_21_23_10_packages_with_traps_are_not_used(package: str) -> None:
    assert package not in locked(TESTING)


def test_pitfall_22_a_canonical_address_loses_its_port_and_tracking_and_keeps_its_query() -> None:
    from crawlers.address import canonical

    assert canonical("https://www.gov.mo:443/a?q=b&utm_source=c&x=d") == "https://www.gov.mo/a?q=b&x=d"


def test_pitfall_25_a_time_without_a_zone_is_the_sites() -> None:
    from crawlers import dates

    found = dates.parse("2025-05-24 08:00", zone="Asia/Macau")
    assert found is not None
    assert found.value == datetime(2025, 5, 24, 0, 0, tzinfo=UTC)


def test_pitfall_28_long_texts_are_compared_by_paragraphs_and_then_within_a_bound() -> None:
    from feeds.diff import MOST_TOKENS, paragraphs

    old, new = ("\n".join(f"{letter}{number} " * 20 for number in range(60)) for letter in "ab")
    found = paragraphs(old, new)
    assert "\n".join(each.old for each in found if each.old is not None) == old
    assert "\n".join(each.new for each in found if each.new is not None) == new
    assert MOST_TOKENS <= 5_000


def test_pitfall_29_the_python_range_is_one_that_was_tried() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert re.fullmatch(r">=3\.11,<3\.1[2-5]", project["requires-python"])
