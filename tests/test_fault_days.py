"""Whole runs on days when sites misbehave: what is stored and published stays, and the report says what happened (promise 3).

Every case is a source of its own; all are crawled side by side, in a few runs of one archive:

    the first day, all sound -> two more for what is "usual" -> the bad day -> days after, for the cases that need them

Each case then looks at the reports, the archive and the feed files of its own source. The time of a run is given to it; nobody waits.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from clocked import Clocked
from conftest import Home

from tests.fault_sites import (
    HTML,
    NO_ROBOTS,
    NUMBERS,
    Days,
    everything,
    listed,
    listing,
    page,
    release,
    releases,
    site,
    without_last_seen,
    words,
)
from tests.faultserver import Behaviour, FaultServer, Seen, Site, Step, Then, answer, compose, html, in_turn, raw, redirect

OK = f"HTTP/1.1 200 OK\r\n{HTML}\r\n".encode()


# ---- bad days: what was sound is now broken, and nothing may come of it ------------------------------------------------------


@dataclass(frozen=True)
class Bad:
    """A source that was sound on the first day and is `site` on the bad one; one of `kinds` must be told."""

    name: str
    site: Site = field(repr=False)
    kinds: str
    numbers: tuple[int, ...] = NUMBERS
    outcomes: str = "failed blocked partial"

    @property
    def source(self) -> str:
        return self.name.lower().replace("_", "-")

    @property
    def host(self) -> str:
        return f"{self.source}.test"


def bad_releases(name: str, behaviour: Behaviour, kinds: str) -> Bad:
    host = name.lower().replace("_", "-") + ".test"
    return Bad(name, releases(host, behaviour), kinds)


def bad_listing(name: str, behaviour: Behaviour, kinds: str) -> Bad:
    host = name.lower().replace("_", "-") + ".test"
    return Bad(name, site(host, list=behaviour), kinds)


def bad_everywhere(name: str, behaviour: Behaviour, kinds: str) -> Bad:
    return Bad(name, everything(behaviour), kinds)


def half(seen: Seen) -> bytes:
    """The first half of what stood here, whose text ends in the middle."""
    whole = page(f"{seen.host}{seen.path.rpartition('/')[2]}") if "news" in seen.path else listed(seen.host).encode()
    return whole[: len(whole) // 2]


def short(seen: Seen) -> Iterable[Step]:
    yield OK + b"Content-Length: 5000\r\n\r\n" + half(seen)
    yield Then.CLOSE


def no_last_chunk(seen: Seen) -> Iterable[Step]:
    yield OK + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n" % (len(half(seen)), half(seen))
    yield Then.CLOSE


def cut_gzip(seen: Seen) -> Iterable[Step]:
    yield compose("200 OK", gzip.compress(page(f"{seen.host}{seen.path.rpartition('/')[2]}"))[:-60], HTML, "Content-Encoding: gzip")


def no_length(seen: Seen) -> Iterable[Step]:
    yield OK.replace(b"1.1", b"1.0") + b"\r\n" + half(seen)
    yield Then.CLOSE


CHALLENGE = b"<html><head><title>Just a moment...</title></head><body>/cdn-cgi/challenge-platform/ <p>checking</p></body></html>"
MAINTENANCE = b"<html><head><title>Under maintenance</title></head><body><h1>Under maintenance</h1><p>Back soon.</p></body></html>"
LOGIN = b"<html><body><h1>Please log in</h1><form><input name=user><input type=password></form></body></html>"
CONSENT = page("consent", heading="We value your privacy", text=("We and our partners store information on a device.",) * 3, day=None)
SHELL = b"<html><head><script src=app.js></script></head><body><div id=app></div><script>start()</script></body></html>"
MENU = "<a href=/about>About us</a> <a href=/contact>Contact</a> <a href=/sitemap>Site map</a>"
NOTHING = html(f"<html><body>{MENU}<h2>News</h2><p>There is nothing in this list.</p></body></html>")
MOVED_PATTERN = html(f"<html><body>{MENU}<h2>News</h2><a href=/blog/one>A new kind of address</a></body></html>")
NOT_FOUND = page("soft", heading="Page not found", text=("The page that you are looking for is not here any more.",), day=None)
ELSEWHERE = page("home", heading="Welcome to the new portal", text=words("welcome to the portal of the city"), day=None)
MANY = tuple(range(1, 13))

BAD = [
    bad_everywhere("T02_reset_everywhere", raw(Then.RESET), "refused"),
    bad_releases("T06_short_releases", short, "partial"),
    bad_listing("T06_short_listing", short, "partial"),
    bad_releases("T07_no_last_chunk_releases", no_last_chunk, "partial"),
    bad_listing("T07_no_last_chunk_listing", no_last_chunk, "partial"),
    bad_releases("T08_cut_gzip_releases", cut_gzip, "partial"),
    bad_listing("T08_cut_gzip_listing", cut_gzip, "partial"),
    bad_releases("T09_no_length_releases", no_length, "partial"),
    bad_listing("T09_no_length_listing", no_length, "partial"),
    bad_releases("T17_unknown_coding", lambda seen: raw(compose("200 OK", half(seen), HTML, "Content-Encoding: cow"))(seen), "partial"),
    bad_everywhere("S04_503_for_all", answer("503 Service Unavailable", b"no"), "http"),
    bad_listing("S06_500_on_the_listing", answer("500 Oops", b"oops"), "http"),
    bad_releases("S09_not_found_with_200", answer("200 OK", NOT_FOUND, HTML), "soft404"),
    bad_releases("S09_home_page_with_200", answer("200 OK", ELSEWHERE, HTML), "soft404"),
    bad_everywhere("S11_challenge_with_200", answer("200 OK", CHALLENGE, HTML), "blocked"),
    bad_everywhere("S12_challenge_with_403", answer("403 Forbidden", CHALLENGE, HTML, "cf-mitigated: challenge"), "blocked"),
    bad_releases("S13_challenge_on_releases", answer("200 OK", CHALLENGE, HTML), "blocked"),
    bad_everywhere("S14_maintenance", answer("200 OK", MAINTENANCE, HTML), "maintenance"),
    Bad(
        "S15_redirect_to_login",
        {**releases("s15-redirect-to-login.test", redirect("/login")), "/login": answer("200 OK", LOGIN, HTML)},
        "soft404",
    ),
    Bad(
        "S15_redirect_to_consent",
        {**releases("s15-redirect-to-consent.test", redirect("/consent?back=1")), "/consent?back=1": answer("200 OK", CONSENT, HTML)},
        "soft404",
    ),
    Bad(
        "S15_redirect_to_home",
        releases("s15-redirect-to-home.test", redirect("/")),
        "soft404",
    ),
    bad_listing("S16_shell_listing", answer("200 OK", SHELL, HTML), "shell"),
    bad_releases("S16_shell_releases", answer("200 OK", SHELL, HTML), "shell"),
    bad_listing("S17_empty_listing", NOTHING, "empty"),
    Bad("S18_a_third_of_the_usual", site("s18-a-third-of-the-usual.test", MANY, list=listing("s18-a-third-of-the-usual.test", (1, 2, 3))),
        "", MANY),
    bad_everywhere("S19_zero_bytes", answer("200 OK", b"", HTML), "empty"),
    bad_everywhere("S19_204", raw(b"HTTP/1.1 204 No Content\r\n\r\n"), "http"),
    bad_releases("S19_206", answer("206 Partial Content", NOT_FOUND, HTML, "Content-Range: bytes 0-99/1000"), "http"),
    bad_everywhere("S20_304_to_no_condition", raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "http"),
    *(
        bad_everywhere(f"S21_{code}", answer(f"{code} No", b"no", 'WWW-Authenticate: Basic realm="x"'), "blocked")
        for code in (401, 403, 407, 451)
    ),
    bad_listing("S22_no_address_matches", MOVED_PATTERN, "empty"),
    bad_releases("S22_no_selector_hits", answer("200 OK", f"<html><body>{MENU}</body></html>".encode(), HTML), "empty parse shell partial"),
    bad_everywhere("R01_everything_redirects_to_itself", lambda seen: redirect(seen.path)(seen), "redirect-loop"),
    bad_everywhere("R07_everything_leads_inside", redirect("http://10.0.0.1/"), "guard"),
    bad_releases("C25_images_for_releases", answer("200 OK", b"\x89PNG\r\n\x1a\n" + bytes(300), HTML), "parse"),
]  # fmt: skip


# ---- running -----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    folder = tmp_path_factory.mktemp("days")
    with FaultServer() as server:
        process = Clocked(tmp_path_factory.mktemp("output"))
        days = Days(Home(folder), server, process)
        for bad in BAD:
            days.add(bad.source, site(bad.host, bad.numbers))
        first_day(days)
        days.run("good")
        for day in ("usual", "usual again"):
            days.run(day, "s18-a-third-of-the-usual", "--recheck", "none", after=timedelta(hours=3))
        for bad in BAD:
            server.sites[bad.host] = bad.site
        second_day(days)
        days.run("bad", "--recheck", "all")
        days_after(days)
        yield days


def first_day(days: Days) -> None:
    """The sources that are no plain bad day."""
    days.add("t22", {"/": listing("t22.test"), "/news/1": release("t22.test1"), "*": raw(Then.RESET)})
    now_and_then = in_turn(answer("500 Oops", b"oops"), answer("502 Oops", b"oops"), release("s05.test2"))
    days.add("s05", site("s05.test", _2=now_and_then))
    days.add("s07", site("s07.test"))
    days.add("s08", site("s08.test"))
    days.add("s10", releases("s10.test", answer("200 OK", ELSEWHERE, HTML)))
    days.add("s01", site("s01.test"))
    days.add("s02", site("s02.test"))
    days.add("s03", site("s03.test"))
    days.add("s03-soon", site("s03-soon.test"))
    days.add("s12", site("s12.test"))


def second_day(days: Days) -> None:
    days.server.sites["t22.test"] = {"/robots.txt": NO_ROBOTS, **site("t22.test")}
    days.set("s07", **{"/news/2": answer("410 Gone", b"no")})
    days.set("s08", **{"/news/2": answer("404 Not Found", b"no")})
    days.set("s01", **{"/": answer("429 Slow down", b"no", "Retry-After: 21600")})
    # By a clock that is a day behind ours: three hours from now all the same.
    late = ("Retry-After: Sat, 14 Nov 2026 15:00:00 GMT", "Date: Sat, 14 Nov 2026 12:00:00 GMT")
    days.set("s02", **{"/": answer("503 Later", b"no", *late)})
    days.set("s03", **{"/": answer("429 Slow down", b"no", "Retry-After: 31536000")})
    days.set("s03-soon", **{"/": answer("429 Slow down", b"no", "Retry-After: soon")})
    days.set("s12", **{"/": answer("403 Forbidden", CHALLENGE, HTML, "cf-mitigated: challenge")})


PAUSED = ("s01", "s02", "s03", "s03-soon", "s12")


def days_after(days: Days) -> None:
    """What has to be watched over several runs."""
    for name in PAUSED:
        days.set(name, **{"/": listing(f"{name}.test")})
    some = ("s08", *PAUSED)
    days.run("half an hour later", *some, "--recheck", "all", after=timedelta(minutes=30))
    days.run("two hours later", *some, "--recheck", "all", after=timedelta(minutes=90))
    days.set("s08", **{"/news/2": release("s08.test2")})
    days.run("the day after", *some, "--recheck", "all", after=timedelta(hours=23))


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_bad_day_changes_nothing_and_is_told(bad: Bad, days: Days) -> None:
    good, told = days.reports["good"][bad.source], days.reports["bad"][bad.source]
    assert (good["outcome"], good["new"], good["problems"]) == ("ok", len(bad.numbers), 0), good
    assert told["outcome"] in bad.outcomes.split(), told
    assert told["reasons"], told
    assert not bad.kinds or {kind for kind, *_ in told["problem_list"]} & set(bad.kinds.split()), told
    assert (told["new"], told["revised"], told["withdrawn"]) == (0, 0, 0), told
    assert {row["kind"] for row in days.revisions(bad.source)} == {"new"}
    assert without_last_seen(days.stored["bad"][bad.source]) == without_last_seen(days.stored["good"][bad.source])
    published = days.own_feeds("good", bad.source)
    assert len(published) == 3
    assert all(f"http://{bad.host}/news/{number}".encode() in published[f"source/{bad.source}.json"] for number in bad.numbers[:4])
    assert days.own_feeds("bad", bad.source) == published


# ---- what takes several runs ---------------------------------------------------------------------------------------------------

AFTER = {"half an hour later": 0.5, "two hours later": 2.0, "the day after": 25.0}


@pytest.mark.parametrize(
    ("source", "hours"),
    [
        pytest.param("s01", 6.0, id="S01_429_with_seconds"),
        pytest.param("s02", 3.0, id="S02_503_with_a_date_of_another_clock"),
        pytest.param("s03", 24.0, id="S03_a_year_is_a_day"),
        pytest.param("s03-soon", 1.0, id="S03_no_sense_is_an_hour"),
        pytest.param("s12", 6.0, id="S12_a_challenge_is_left_alone_for_long"),
    ],
)
def test_a_host_that_asks_for_a_pause_is_left_alone_until_it_is_over(days: Days, source: str, hours: float) -> None:
    bad = days.reports["bad"][source]
    assert bad["outcome"] in ("failed", "blocked", "partial")
    until = days.moments["bad"] + timedelta(hours=hours)
    assert any(f"{until:%Y-%m-%dT%H:%M:%SZ}" in reason for reason in bad["reasons"]), bad["reasons"]
    # Every address of the host, robots.txt too: on the bad day nothing came after the answer that asked for the pause.
    asked = days.requests(source)
    assert [path for path, _ in asked["bad"]][-1] == "/"
    for day, later in AFTER.items():
        told = days.reports[day][source]
        assert (told["revised"], told["withdrawn"], told["new"]) == (0, 0, 0)
        if later < hours:
            assert asked[day] == []
            assert told["outcome"] in ("failed", "blocked")
            assert any("nothing is asked there before" in reason for reason in told["reasons"]), told
        else:
            assert "/" in [path for path, _ in asked[day]]
            assert (told["outcome"], told["problems"]) == ("ok", 0), told


def test_s05_now_and_then_an_error_is_asked_again_and_stored_once(days: Days) -> None:
    assert (days.reports["good"]["s05"]["outcome"], days.reports["good"]["s05"]["new"]) == ("ok", 4)
    assert len(days.asked("s05", "/news/2")) >= 3
    assert [row["kind"] for row in days.revisions("s05")] == ["new"] * 4


def test_s07_one_answer_410_keeps_the_release(days: Days) -> None:
    told = days.reports["bad"]["s07"]
    assert (told["gone"], told["withdrawn"], told["revised"]) == (1, 0, 0)
    (gone,) = days.sql("SELECT gone_since FROM releases WHERE url LIKE 'http://s07.test/news/2'")
    assert gone["gone_since"]
    assert without_last_seen(days.stored["bad"]["s07"]) == without_last_seen(days.stored["good"]["s07"])
    assert days.own_feeds("bad", "s07") == days.own_feeds("good", "s07")


def test_s07_s08_two_answers_404_withdraw_it_and_when_it_is_back_it_is_the_same_release(days: Days) -> None:
    kinds = [(row["kind"], row["cause"]) for row in days.revisions("s08") if row["release_id"].endswith(":2")]
    assert kinds == [("new", "source"), ("withdrawn", "source"), ("restored", "restored")]
    withdrawn = next(row for row in days.stored["half an hour later"]["s08"] if row["url"].endswith("/2"))
    back = next(row for row in days.stored["the day after"]["s08"] if row["url"].endswith("/2"))
    assert (withdrawn["status"], back["status"]) == ("withdrawn", "live")
    assert withdrawn["body"] == back["body"] == "\n".join(words("s08.test2"))
    assert (withdrawn["id"], withdrawn["first_seen"]) == (back["id"], back["first_seen"])
    assert days.reports["the day after"]["s08"]["new"] == 0
    before, after = ({entry.id for entry in days.entries(day, "s08")} for day in ("good", "the day after"))
    assert before == after


def test_s10_one_text_on_all_pages_from_the_first_visit_is_no_release(days: Days) -> None:
    told = days.reports["good"]["s10"]
    assert told["new"] == 0
    assert told["outcome"] in ("failed", "partial")
    assert "the same text" in " ".join(told["reasons"])
    assert days.stored["the day after"]["s10"] == []


def test_t22_a_network_that_goes_away_half_way_leaves_failures_and_the_next_run_repairs_them(days: Days) -> None:
    told = days.reports["good"]["t22"]
    assert told["new"] == 1
    assert {kind for kind, *_ in told["problem_list"]} == {"refused"}
    assert told["outcome"] == "partial"
    repaired = days.reports["bad"]["t22"]
    assert (repaired["new"], repaired["revised"], repaired["withdrawn"]) == (3, 0, 0)
    assert [row["kind"] for row in days.revisions("t22")] == ["new"] * 4


def test_every_bad_day_is_in_the_exit_code(days: Days) -> None:
    assert (days.codes["bad"], days.codes["usual"]) == (1, 0)
    assert days.sql("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
