"""Whole runs over sites that edit, lose, move and garble what they published: what is told, what waits, and what is never believed.

Every case is a source of its own, at a clock of its own (tests/fault_sites.py); daily runs ask every known release again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

import pytest
from clocked import Clocked
from conftest import Home

from tests.fault_sites import HTML, Days, conditional, listing, page, release, site, title, words
from tests.faultserver import FaultServer, Seen, Step, answer, compose, html, redirect

GONE = answer("404 Not Found", b"nothing here")
BROKEN = answer("500 Internal Server Error", b"sorry")
MANY = tuple(range(1, 9))


def counting(seen: Seen) -> Iterable[Step]:
    """A counter in the text; from the seventh visit on another paragraph is another one, too."""
    text = [*words("i161")[:2], "This is what was amended."] if seen.number >= 7 else words("i161")
    yield compose("200 OK", page("i161", text=text, inside=f"Read {1000 + 7 * seen.number} times."), HTML)


def sources(days: Days) -> None:
    for name in ("gone", "gone-410", "between", "absent", "soft", "home", "login", "single"):
        days.add(name, site(f"{name}.test"))
    for name in ("mass", "moved-301", "moved-404", "template"):
        days.add(name, site(f"{name}.test", MANY))
    days.add("short", site("short.test"))
    days.add("replaced", site("replaced.test", _2=conditional('"a"', page("replaced.test2"))))
    days.add("edits", site("edits.test", MANY) | {f"/news/{n}": conditional(f'"{n}a"', page(f"edits.test{n}")) for n in MANY})
    days.add("back", site("back.test", _2=conditional('"a"', page("back.test2"))))
    notice = release("twice.test2", text=["The notice is in the annex."])
    days.add("twice", site("twice.test", _2=notice, _3=notice))
    days.add("i16", site("i16.test", (1, 2), _1=counting))


def second_day(days: Days) -> None:
    """What became of the sites."""
    days.set("gone", **{"/news/2": GONE})
    days.set("single", **{"/news/1": GONE})
    days.set("gone-410", **{"/news/2": answer("410 Gone", b"")})
    days.set("between", **{"/news/2": GONE, "/news/3": GONE})
    days.set("absent", **{"/": listing("absent.test", (1, 3, 4))})
    missing = "<html><head><title>Page not found</title></head><body><h1>Page not found</h1><p>It is not there.</p></body></html>"
    days.set("soft", **{"/news/2": html(missing)})
    days.set("home", **{"/news/2": redirect("/")})
    welcome = "<html><head><title>Login</title></head><body><h1>Login</h1><p>Please sign in to go on.</p></body></html>"
    days.set("login", **{"/news/2": redirect("/login"), "/login": html(welcome)})
    days.set("mass", **{f"/news/{number}": GONE for number in MANY})
    for name, old in (("moved-301", None), ("moved-404", GONE)):
        moved = {f"/news/{number}": old or redirect(f"/news/9{number}", "301 Moved Permanently") for number in MANY}
        moved |= {f"/news/9{number}": release(f"{name}.test{number}") for number in MANY}
        links = "".join(f'<li><a href="/news/9{number}">{title(f"{name}.test{number}")}</a></li>' for number in MANY)
        days.set(name, **moved, **{"/": html(f"<html><body><h2>News</h2><ul>{links}</ul></body></html>")})
    amended = {n: page(f"edits.test{n}", inside=f"Amended on {n} November.") for n in MANY}
    days.set("edits", **{f"/news/{n}": conditional(f'"{n}b"', amended[n]) for n in MANY})
    days.set("template", **{f"/news/{n}": release(f"template.test{n}", inside="Follow us on every channel.") for n in MANY[:3]})
    changed = [words("template.test3")[0].replace("Monday", "Tuesday"), *words("template.test3")[1:]]
    days.set("template", **{"/news/3": release("template.test3", text=changed, inside="Follow us on every channel.")})
    days.set("short", **{"/news/2": release("short.test2", text=["Soon more."])})
    replaced = page("replaced.test2", text=["The release was replaced by this line."])
    days.set("replaced", **{"/news/2": conditional('"b"', replaced)})
    days.set("back", **{"/news/2": GONE})
    days.set("twice", **{"/news/3": redirect("/news/2", "301 Moved Permanently")})


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    with FaultServer() as server:
        process = Clocked(tmp_path_factory.mktemp("output"))
        days = Days(Home(tmp_path_factory.mktemp("changes")), server, process)
        sources(days)
        days.run("1")
        second_day(days)
        days.run("2", "--recheck", "all")
        days.set("between", **{"/news/2": BROKEN, "/news/3": release("between.test3")})
        days.set("short", **{"/news/2": release("short.test2")})
        days.run("3", "--recheck", "all")
        days.set("between", **{"/news/2": GONE, "/news/3": GONE})
        days.set("gone", **{"/news/2": release("gone.test2")})
        days.set("back", **{"/news/2": conditional('"a"', page("back.test2"))})
        days.run("4", "--recheck", "all")
        days.run("edits believed", "edits", "--recheck", "all", "--believe")
        days.run("mass believed", "mass", "--recheck", "all", "--believe")
        days.run("mass believed again", "mass", "--recheck", "all", "--believe")
        for number in range(5, 9):
            days.run(str(number), "i16", "--recheck", "all")
        yield days


def told(days: Days, day: str, source: str) -> dict[str, int]:
    report = days.reports[day][source]
    return {name: report[name] for name in ("new", "revised", "gone", "withdrawn", "problems") if report[name]}


def kinds(days: Days, source: str) -> list[str]:
    """Each revision after the first ones: key, kind, cause."""
    return [f"{row['release_id'].rpartition(':')[2]} {row['kind']} {row['cause']}" for row in days.revisions(source) if row["number"] > 1]


def status(days: Days, day: str, source: str) -> dict[str, str]:
    return {row["id"].rpartition(":")[2]: row["status"] for row in days.stored[day][source] if row["status"] != "live"}


# ---- withdrawal -----------------------------------------------------------------------------------------------------


def test_s07_s08_gone_in_two_runs_is_withdrawn_and_back_it_is_restored_with_its_id(days: Days) -> None:
    assert [told(days, day, "gone") for day in "1234"] == [{"new": 4}, {"gone": 1}, {"gone": 1, "withdrawn": 1}, {"revised": 1}]
    assert [status(days, day, "gone") for day in "234"] == [{}, {"2": "withdrawn"}, {}]
    assert kinds(days, "gone") == ["2 withdrawn source", "2 restored restored"]
    entries = [{entry.id for entry in days.entries(day, "gone")} for day in "1234"]
    assert entries[0] == entries[1] == entries[3]
    [left] = entries[0] - entries[2]
    assert entries[2] < entries[0]
    assert re.findall(rb'<at:deleted-entry ref="([^"]+)"', days.feeds["3"]["source/gone.atom"]) == [left.encode()]
    assert b"deleted-entry" not in days.feeds["4"]["source/gone.atom"]


def test_a_withdrawn_release_keeps_its_text_loses_its_entry_and_is_marked_wherever_it_is_shown(days: Days) -> None:
    [was, *_] = [row for row in days.stored["1"]["single"] if row["id"].endswith(":1")]
    [row] = [row for row in days.stored["4"]["single"] if row["id"].endswith(":1")]
    assert (row["status"], row["body"]) == ("withdrawn", was["body"])
    before, after = ({entry.id: entry for entry in days.entries(day, "single")} for day in ("2", "4"))
    [left] = before.keys() - after.keys()
    assert not after.keys() - before.keys()
    feed = json.loads(days.feeds["4"]["source/single.json"])
    assert [(each["id"], each["reason"]) for each in feed["_ponte"]["deleted"]] == [(left, "withdrawn")]
    told = [item for item in json.loads(days.feeds["4"]["revisions.json"])["items"] if item["_ponte"]["release"] == row["id"]]
    assert [item["_ponte"]["change"] for item in told] == ["withdrawn"]
    assert "status       withdrawn, gone since" in days.home.ponte("show", row["id"]).out
    assert "[withdrawn]" in days.home.ponte("announcements", "--source", "single").out
    [hit] = [line for line in days.home.ponte("search", "memorandum", "--source", "single").out.splitlines() if row["id"] in line]
    assert hit.endswith("[withdrawn]")


def test_s07_a_410_counts_as_a_404(days: Days) -> None:
    assert kinds(days, "gone-410") == ["2 withdrawn source"]


def test_s07_another_failure_between_neither_counts_nor_clears_and_a_sound_answer_clears(days: Days) -> None:
    assert [told(days, day, "between") for day in "234"] == [{"gone": 2}, {"problems": 1}, {"gone": 2, "withdrawn": 1}]
    assert kinds(days, "between") == ["2 withdrawn source"]


def test_s08_a_304_says_that_a_withdrawn_release_is_back(days: Days) -> None:
    assert [told(days, day, "back") for day in "234"] == [{"gone": 1}, {"gone": 1, "withdrawn": 1}, {"revised": 1}]
    assert days.asked("back", "/news/2")[-1].headers["if-none-match"] == b'"a"'
    assert (kinds(days, "back"), status(days, "4", "back")) == (["2 withdrawn source", "2 restored restored"], {})


@pytest.mark.parametrize("source", ["absent", "soft", "home", "login"])
def test_s09_s15_absence_a_soft_404_and_redirects_to_home_or_login_withdraw_nothing(days: Days, source: str) -> None:
    assert kinds(days, source) == []
    assert [status(days, day, source) for day in "234"] == [{}] * 3
    assert all(told(days, day, source) == ({} if source == "absent" else {"problems": 1}) for day in "234")
    assert days.own_feeds("4", source) == days.own_feeds("1", source)


def test_most_addresses_gone_at_once_withdraw_nothing_until_the_operator_says_so(days: Days) -> None:
    for day in "234":
        assert told(days, day, "mass") == {"gone": 8}
        assert (days.reports[day]["mass"]["trusted"], days.reports[day]["mass"]["outcome"]) == (False, "partial")
        assert "known addresses gone at once" in days.reports[day]["mass"]["reasons"][0]
    assert told(days, "mass believed", "mass") == {"gone": 8}
    assert told(days, "mass believed again", "mass") == {"gone": 8, "withdrawn": 8}
    assert days.home.ponte("run", "--believe").code == 2


# ---- moving ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["moved-301", "moved-404"])
def test_i13_all_addresses_moved_is_nothing_new_and_nothing_lost(days: Days, source: str) -> None:
    for day in "34":
        assert told(days, day, source) == {}, days.reports[day][source]
    assert {name: count for name, count in told(days, "2", source).items() if name != "gone"} == {}
    assert kinds(days, source) == []
    assert len(days.stored["4"][source]) == 8
    assert [row["id"] for row in days.stored["4"][source]] == [row["id"] for row in days.stored["1"][source]]
    assert all("/news/9" in row["url"] for row in days.stored["4"][source])
    ids = [[entry.id for entry in days.entries(day, source)] for day in "14"]
    assert ids[0] == ids[1]
    assert f"{source}.test/news/1" in days.home.ponte("show", f"http://{source}.test/news/1").out.replace("/news/91", "/news/1")


def test_two_stored_releases_that_turn_out_to_be_one_are_merged_and_the_older_lives(days: Days) -> None:
    assert [told(days, day, "twice") for day in "1234"] == [{"new": 4}, {}, {}, {}]
    assert kinds(days, "twice") == ["3 withdrawn merged"]
    shown = days.home.ponte("show", "http://twice.test/news/3").out
    assert "twice.test:2" in shown
    assert days.sql("SELECT count(DISTINCT story_id) AS stories FROM release WHERE source = 'twice'") == [{"stories": 3}]


# ---- what is believed -----------------------------------------------------------------------------------------------


def test_most_releases_revised_at_once_is_not_believed_until_the_operator_says_so(days: Days) -> None:
    assert all(told(days, day, "edits") == {} and not days.reports[day]["edits"]["trusted"] for day in "234")
    assert days.own_feeds("4", "edits") == days.own_feeds("1", "edits")
    assert told(days, "edits believed", "edits") == {"revised": 8}
    assert kinds(days, "edits") == [f"{number} revised source" for number in MANY]


def test_i14_a_line_that_enters_most_releases_at_once_is_the_template_and_the_edit_beside_it_is_told(days: Days) -> None:
    assert told(days, "2", "template") == {"revised": 1}
    assert kinds(days, "template") == ["1 revised extractor", "2 revised extractor", "3 revised source"]
    updated = [{entry.id: entry.updated for entry in days.entries(day, "template")} for day in "14"]
    assert sum(updated[0][name] != updated[1][name] for name in updated[0]) == 1


def test_a_text_that_shrank_waits_is_cleared_by_a_sound_reading_and_believed_when_it_stays(days: Days) -> None:
    assert [told(days, day, "short") for day in "234"] == [{"problems": 1}, {}, {}]
    assert kinds(days, "short") == []
    assert [told(days, day, "replaced") for day in "234"] == [{"problems": 1}, {"problems": 1}, {"revised": 1}]
    assert "characters where" in days.reports["2"]["replaced"]["reasons"][0]
    assert kinds(days, "replaced") == ["2 revised source"]
    assert days.sql(
        "SELECT count(*) AS doubts FROM doubts d JOIN releases r ON r.rid = d.release WHERE r.source IN ('short', 'replaced')"
    ) == [{"doubts": 0}]


# ---- what never rests -----------------------------------------------------------------------------------------------


def test_i16_a_counter_in_the_text_makes_three_revisions_is_told_once_and_an_edit_is_still_seen(days: Days) -> None:
    reports = [days.reports[str(number)]["i16"] for number in range(1, 9)]
    assert [each["revised"] for each in reports] == [0, 1, 1, 1, 0, 0, 1, 0]
    assert [each["problems"] for each in reports] == [0, 0, 0, 0, 1, 0, 0, 0]
    assert "counter or clock" in days.reports["5"]["i16"]["reasons"][0]
