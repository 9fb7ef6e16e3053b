"""The engine against a server of faults: each case is one site that misbehaves, and all of them are crawled side by side.

A reactor starts once per process, so a crawl runs in a child (tests/engine_child.py); the children of this file run at the same time.
Every site lists the releases 1, 2 and 3; most cases break the second one and expect the others to be stored whole.
"""

from __future__ import annotations

import contextlib
import gzip
import itertools
import json
import re
import signal
import ssl
import subprocess
import sys
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.answer import Refusal, decode_body, examine, retry_after
from crawlers.model import Role
from crawlers.robots import read_robots
from tests.faultserver import (
    Behaviour,
    FaultServer,
    Seen,
    Site,
    Step,
    Then,
    answer,
    closed_port,
    compose,
    html,
    in_turn,
    raw,
    redirect,
    until,
)

ROOT = Path(__file__).parent.parent
WORDS = "The delegation of Macao visited Hengqin and spoke with the enterprises there about cooperation. "
MIB = 1024 * 1024


# ---- sites -------------------------------------------------------------------------------------------------------------


def listing(*numbers: int, more: str = "") -> Behaviour:
    links = "".join(f'<li><a href="/news/{each}">Announcement number {each} of the delegation</a></li>' for each in numbers)
    return html(f"<html><body><h2>News</h2><ul>{links}</ul>{more}</body></html>")


def page(number: int | str) -> bytes:
    text = f'<div class="text"><p>Release {number}. {WORDS * 4}</p></div>'
    return f"<html><head><title>x</title></head><body><h1>Announcement {number}</h1>{text}</body></html>".encode()


HTML = "Content-Type: text/html; charset=utf-8"


def release(number: int | str, *headers: str) -> Behaviour:
    return answer("200 OK", page(number), HTML, *headers)


def site(**other: Behaviour) -> Site:
    """A sound site of three releases; `other` replaces paths ("_2" is /news/2, "robots", "list")."""
    paths = {"robots": "/robots.txt", "list": "/"}
    sound: Site = {"/": listing(1, 2, 3), **{f"/news/{number}": release(number) for number in (1, 2, 3)}}
    return sound | {paths.get(name, f"/news{name.replace('_', '/')}"): behaviour for name, behaviour in other.items()}


def second(*steps: Step) -> Site:
    return site(_2=raw(*steps))


def endless(head: bytes, block: bytes, pause: float = 0.0) -> Behaviour:
    def behaviour(_: Seen) -> Iterable[Step]:
        yield head
        while True:
            yield block
            if pause:
                yield pause

    return behaviour


def growing(seen: Seen) -> Iterable[Step]:
    """A redirect to the same address with one more parameter."""
    yield from redirect(f"{seen.path}{'&' if '?' in seen.path else '?'}x=1")(seen)


def new_cookie(seen: Seen) -> Iterable[Step]:
    yield compose("302 Found", b"", f"Location: {seen.path}", f"Set-Cookie: visit={seen.number}")


def wall(location: str, cookie: str) -> Behaviour:
    """The release where the cookie `ok=1` comes back, else a redirect that sets this one."""

    def behaviour(seen: Seen) -> Iterable[Step]:
        let_in = b"ok=1" in seen.headers.get("cookie", b"")
        yield from (release(2) if let_in else raw(compose("302 Found", b"", f"Location: {location}", f"Set-Cookie: {cookie}")))(seen)

    return behaviour


def wants_cookie(seen: Seen) -> Iterable[Step]:
    yield from (
        release(2)
        if b"ok=1" in seen.headers.get("cookie", b"")
        else raw(compose("302 Found", b"", "Location: /news/2?c", "Set-Cookie: ok=1"))
    )(seen)


def numbered_pages(fresh: bool) -> Behaviour:
    """A listing whose next page is always the next number, with the same three releases or always new ones."""

    def behaviour(seen: Seen) -> Iterable[Step]:
        number = int(seen.path.partition("page=")[2] or 1)
        numbers = range(number * 10, number * 10 + 3) if fresh else (1, 2, 3)
        yield from listing(*numbers, more=f'<a rel="next" href="/?page={number + 1}">next</a>')(seen)

    return behaviour


def any_release(seen: Seen) -> Iterable[Step]:
    yield from release(seen.path.rpartition("/")[2])(seen)


def chunked(*chunks: bytes, last: bytes = b"0\r\n\r\n", head: str = "") -> bytes:
    body = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    return f"HTTP/1.1 200 OK\r\n{HTML}\r\n{head}Transfer-Encoding: chunked\r\n\r\n".encode() + body + last


def coded(coding: str, body: bytes) -> bytes:
    return compose("200 OK", body, HTML, f"Content-Encoding: {coding}")


OK = f"HTTP/1.1 200 OK\r\n{HTML}\r\n".encode()
PAGE = page(2)
HALF = PAGE[: len(PAGE) // 2]
LEN = f"Content-Length: {len(PAGE)}\r\n\r\n".encode()
EVIL = compose("200 OK", page("EVIL"), HTML)
MEMBERS = gzip.compress(PAGE[:300]) + gzip.compress(PAGE[300:])
BOMB = gzip.compress(bytes(60 * MIB))


@dataclass(frozen=True)
class Case:
    """One site, and what must become of it: the numbers of the releases that are stored, and the problems as (path, kind)."""

    name: str
    site: Site = field(repr=False)
    stored: str | tuple[str, ...] = "13"
    problems: tuple[tuple[str, str], ...] = (("/news/2", "partial"),)
    asked: int | None = None  # how often /news/2 is asked for
    facts: dict[str, Any] = field(default_factory=dict)
    gone: int = 0
    silent: bool = False  # nothing but robots.txt is asked for

    @property
    def host(self) -> str:
        return self.name.lower().replace("_", "-") + ".test"


def broken(name: str, site: Site, kind: str, asked: int | None = None) -> Case:
    return Case(name, site, "13", (("/news/2", kind),), asked)


def sound(name: str, site: Site, stored: str | tuple[str, ...] = "123", **more: Any) -> Case:
    return Case(name, site, stored, (), **more)


def barred(name: str, robots: Behaviour, kind: str = "robots") -> Case:
    """Nothing but robots.txt may be asked for."""
    return Case(name, site(robots=robots), "", (("/", kind),), 0, silent=True)


def no_list(name: str, site: Site, kind: str) -> Case:
    return Case(name, site, "", (("/", kind),), 0)


TRANSPORT = [
    broken("T02_closed_before_the_first_byte", second(Then.CLOSE), "refused", 3),
    broken("T02_reset_before_the_first_byte", second(Then.RESET), "refused", 3),
    broken("T02_reset_in_the_middle", second(OK + LEN + HALF, 0.05, Then.RESET), "partial", 3),
    sound("T02_closed_once_then_sound", site(_2=in_turn(raw(Then.CLOSE), release(2))), asked=2),
    broken("T06_short_body", second(OK + LEN + HALF, Then.CLOSE), "partial", 3),
    broken("T07_no_last_chunk", second(chunked(PAGE, last=b""), Then.CLOSE), "partial"),
    broken("T07_bad_chunk_size", second(chunked(HALF, last=b"zz\r\nrest\r\n0\r\n\r\n"), Then.CLOSE), "partial"),
    broken("T07_negative_chunk_size", second(chunked(HALF, last=b"-5\r\nrest\r\n0\r\n\r\n"), Then.CLOSE), "partial"),
    broken("T08_cut_gzip", second(coded("gzip", gzip.compress(PAGE)[:-30])), "partial"),
    broken("T08_cut_deflate", second(coded("deflate", zlib.compress(PAGE)[:-6])), "partial"),
    sound("T08_two_gzip_members_are_one_body", second(coded("gzip", MEMBERS))),
    broken("T08_second_gzip_member_cut", second(coded("gzip", MEMBERS[:-9])), "partial"),
    broken("T09_no_length_half_a_page", second(OK.replace(b"1.1", b"1.0") + b"\r\n" + HALF, Then.CLOSE), "partial"),
    sound("T09_no_length_whole_page", second(OK.replace(b"1.1", b"1.0") + b"\r\n" + PAGE, Then.CLOSE)),
    Case(
        "T09_no_length_half_a_listing",
        site(list=raw(OK + b"\r\n<html><body><a href='/news/1'>Announcement one</a>", Then.CLOSE)),
        "",
        (("/", "partial"),),
    ),
    sound("T10_surplus_like_an_answer", second(OK + LEN + PAGE + EVIL)),
    sound("T10_surplus_longer_than_one_read", second(OK + LEN + PAGE + EVIL * 1000)),
    broken("T11_two_lengths", second(OK + b"Content-Length: 10\r\n" + LEN + PAGE, Then.CLOSE), "http"),
    broken("T11_negative_length", second(OK + b"Content-Length: -5\r\n\r\n" + PAGE, Then.CLOSE), "http"),
    broken("T11_length_not_a_number", second(OK + b"Content-Length: many\r\n\r\n" + PAGE, Then.CLOSE), "http"),
    broken("T11_unknown_transfer_coding", second(OK + b"Transfer-Encoding: cow\r\n\r\n" + PAGE, Then.CLOSE), "http"),
    broken("T12_garbage", second(b"\x00\xff\x16garbage\r\n\r\n", Then.CLOSE), "http"),
    broken("T12_http_0_9", second(b"<!doctype html>\n" + PAGE, Then.CLOSE), "http"),
    broken("T12_status_999", second(compose("999 Request denied", PAGE, HTML)), "http"),
    broken("T12_status_in_words", second(compose("OK", PAGE, HTML)), "http"),
    broken("T12_status_minus_one", second(compose("-1 What", PAGE, HTML)), "http"),
    broken("T13_no_colon", second(OK + b"No colon here\r\n" + LEN + PAGE, Then.CLOSE), "http"),
    broken("T13_folded_first_header", second(b"HTTP/1.1 200 OK\r\n folded\r\n" + LEN + PAGE, Then.CLOSE), "http"),
    sound("T13_folded_header", second(OK + b"X-Long: one\r\n two\r\n" + LEN + PAGE)),
    sound("T13_bare_line_feeds", second((OK + LEN).replace(b"\r\n", b"\n") + PAGE)),
    sound("T13_bytes_above_127", second(OK + b"X-Odd: \xff\xfe\xe9\x1b[31m\r\n" + LEN + PAGE)),
    broken("T13_header_name_above_127", second(OK + b"X-\xe9: 1\r\n" + LEN + PAGE, Then.CLOSE), "http"),
    broken(
        "T13_escape_in_the_content_type", second(compose("200 OK", b"no page", "Content-Type: a\x1b[31mb\x9b\x00" + "c" * 9000)), "parse"
    ),
    broken("T13_escape_in_the_content_coding", second(coded("\x1b[31m\x9b" + "c" * 9000, PAGE)), "partial"),
    sound("T14_5000_headers", second(OK + b"".join(b"X-%d: y\r\n" % each for each in range(5000)) + LEN + PAGE)),
    broken("T14_header_of_256_kib", second(OK + b"X-Long: " + b"y" * 256 * 1024 + b"\r\n" + LEN + PAGE, Then.CLOSE), "partial"),
    sound("T14_fifty_interim_answers", second(b"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" * 50 + OK + LEN + PAGE)),
    broken("T14_endless_headers", site(_2=endless(OK, b"X-More: yyyyyyyyyyyy\r\n" * 2000)), "too-large", 1),
    broken("T14_endless_interim_answers", site(_2=endless(b"", b"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" * 1000)), "too-large", 1),
    broken("T15_endless_body", site(_2=endless(OK + b"\r\n", b"<p>more</p>" * 5000)), "too-large", 1),
    broken("T15_endless_chunks", site(_2=endless(chunked(last=b""), b"a\r\n<p>more</p\r\n" * 5000)), "too-large", 1),
    broken("T15_ten_gib_announced", site(_2=endless(OK + b"Content-Length: 10737418240\r\n\r\n", b"<p>more</p>" * 5000)), "too-large", 1),
    broken("T16_gzip_bomb", second(coded("gzip", BOMB)), "too-large", 1),
    broken("T16_gzip_in_gzip_bomb", second(coded("gzip, gzip", gzip.compress(BOMB))), "too-large", 1),
    broken("T16_a_thousand_layers", second(coded(", ".join(["gzip"] * 1000), PAGE)), "partial"),
    broken("T16_a_million_members", second(coded("gzip", gzip.compress(b"") * 40_000)), "partial"),
    broken("T17_says_gzip_is_plain", second(coded("gzip", PAGE)), "partial"),
    broken("T17_says_deflate_is_plain", second(coded("deflate", PAGE)), "partial"),
    broken("T17_unknown_coding", second(coded("cow", PAGE)), "partial"),
    broken("T17_brotli_that_nobody_asked_for", second(coded("br", b"\x0b\x02\x80abc\x03")), "partial"),
    sound("T17_gzip_that_is_gzip", second(coded("x-gzip", gzip.compress(PAGE)))),
]

LOGIN = b"<html><body><h1>Please log in</h1><form><input name=user></form></body></html>"
SHELL = b"<html><head><script src=app.js></script></head><body><div id=app></div><script>start()</script></body></html>"
MENU = "<a href=/about>About us</a> <a href=/contact>Contact</a> <a href=/sitemap>Site map</a>"
NOTHING = html(f"<html><body>{MENU}<h2>News</h2><p>There is nothing in this list.</p></body></html>")
REDESIGN = html(f"<html><body>{MENU}<h2>News</h2><a href=/blog/one>A new kind of address</a></body></html>")
CHALLENGE = b"<html><head><title>Just a moment...</title></head><body>/cdn-cgi/challenge-platform/ <p>checking</p></body></html>"
MAINTENANCE = b"<html><head><title>Under maintenance</title></head><body>Back soon</body></html>"
LATER = ("/news/2", "blocked"), ("/news/3", "blocked")


def limited(name: str, status: str, value: str, kind: str = "blocked") -> Case:
    limit = answer(status, b"slow down", f"Retry-After: {value}", "Date: Mon, 16 Nov 2026 10:00:00 GMT")
    return Case(name, site(_2=limit), "1", (("/news/2", kind), ("/news/3", kind)), 1)


def badly_limited(name: str, value: str) -> Case:
    return broken(name, site(_2=answer("503 Service Unavailable", b"no", f"Retry-After: {value}", "Date: yesterday")), "http", 3)


STATUSES = [
    limited("S01_429_with_seconds", "429 Too Many Requests", "120"),
    limited("S01_503_with_seconds", "503 Service Unavailable", "120", "http"),
    limited("S01_429_without_seconds", "429 Too Many Requests", ""),
    limited("S02_503_with_a_date", "503 Service Unavailable", "Mon, 16 Nov 2026 10:02:00 GMT", "http"),
    limited("S03_429_a_year", "429 Too Many Requests", "31536000"),
    limited("S03_503_more_than_a_float_holds", "503 Service Unavailable", "9" * 400, "http"),
    badly_limited("S03_soon", "soon"),
    badly_limited("S03_negative", "-5"),
    badly_limited("S03_empty", ""),
    badly_limited("S03_superscript_two", "\xb2"),
    badly_limited("S03_year_ten_million", "Mon, 16 Nov 9999999 10:02:00 +99999999999"),
    no_list("S04_503_for_all", {"/robots.txt": answer("404 Not Found"), "*": answer("503 Service Unavailable", b"no")}, "http"),
    sound("S05_500_twice_then_200", site(_2=in_turn(answer("500 Oops"), answer("502 Oops"), release(2))), asked=3),
    broken("S05_500_for_ever", site(_2=answer("500 Oops", b"oops")), "http", 3),
    Case("S07_404", site(_2=answer("404 Not Found", b"no")), problems=(), gone=404),
    Case("S07_410", site(_2=answer("410 Gone", b"no")), problems=(), gone=410),
    no_list("S07_404_on_a_listing", site(list=answer("404 Not Found", b"no")), "http"),
    no_list("S11_challenge_with_200", site(list=answer("200 OK", CHALLENGE, HTML)), "blocked"),
    broken("S12_challenge_with_403", site(_2=answer("403 Forbidden", CHALLENGE, HTML, "cf-mitigated: challenge")), "blocked", 1),
    broken("S13_challenge_on_a_release", site(_2=answer("200 OK", CHALLENGE, HTML)), "blocked", 1),
    broken("S14_maintenance", site(_2=answer("200 OK", MAINTENANCE, HTML)), "maintenance"),
    Case(
        "S15_redirect_to_login", site(_2=redirect("/login")) | {"/login": answer("200 OK", LOGIN, HTML)}, problems=(("/login", "soft404"),)
    ),
    no_list("S16_script_shell", site(list=answer("200 OK", SHELL, HTML)), "shell"),
    no_list("S17_empty_listing", site(list=NOTHING), "empty"),
    broken("S19_zero_bytes", site(_2=answer("200 OK", b"", HTML)), "empty"),
    broken("S19_204", second(b"HTTP/1.1 204 No Content\r\n\r\n"), "http"),
    broken("S19_206", site(_2=answer("206 Partial Content", HALF, HTML, "Content-Range: bytes 0-99/1000")), "http"),
    broken("S20_304_to_an_unconditional_request", second(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "http"),
    no_list("S20_304_on_a_listing", site(list=raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")), "http"),
    *(
        broken(f"S21_{code}", site(_2=answer(f"{code} No", b"no", 'WWW-Authenticate: Basic realm="x"')), "blocked", 1)
        for code in (401, 403, 407, 451)
    ),
    no_list("S22_no_address_matches", site(list=REDESIGN), "empty"),
]


def refused(name: str, location: str) -> Case:
    return broken(name, site(_2=redirect(location)), "guard", 1)


def off_site(href: str) -> Behaviour:
    return listing(1, 3, more=f'<a href="{href}">Announcement number 7 of the delegation</a>')


CANARY = "127.0.0.1:9"  # replaced by the canary's own port
NO_ROBOTS = answer("404 Not Found", b"no")
PADDED = b"User-agent: *\nDisallow: /news/2\n" + b"# filler\n" * 100_000

FORGED = [
    broken("R01_a_to_b_to_a", site(_2=redirect("/news/22"), _22=redirect("/news/2")), "redirect-loop"),
    broken("R01_to_itself", site(_2=redirect("/news/2")), "redirect-loop", 1),
    broken("R02_growing_query", {**site(_2=growing, robots=NO_ROBOTS), "*": growing}, "redirect-loop", 1),
    sound(
        "R03_four_hops",
        site(_2=redirect("/a"))
        | {"/a": redirect("b"), "/b": redirect("//r03-four-hops.test/c"), "/c": redirect("/news/2?v=2"), "/news/2?v=2": release(2)},
    ),
    sound("R04_until_a_cookie_returns", {**site(_2=wants_cookie, robots=NO_ROBOTS), "*": wants_cookie}),
    sound("R04_to_itself_until_a_cookie_returns", site(_2=wall("/news/2", "ok=1; Path=/"))),
    broken("R04_a_cookie_for_another_path", site(_2=wall("/news/2", "ok=1; Path=/admin")), "redirect-loop", 1),
    broken("R04_a_cookie_for_https", site(_2=wall("/news/2", "ok=1; Secure")), "redirect-loop", 1),
    broken("R04_a_cookie_of_the_past", site(_2=wall("/news/2", "ok=1; Max-Age=0")), "redirect-loop", 1),
    broken("R04_a_cookie_for_the_whole_tree", site(_2=wall("/news/2", "ok=1; Domain=test")), "redirect-loop", 1),
    broken("R04_a_cookie_for_another_host", site(_2=wall("/news/2", "ok=1; Domain=t00-sound.test")), "redirect-loop", 1),
    broken("R05_a_new_cookie_each_time", site(_2=new_cookie), "redirect-loop", 11),
    refused("R06_link_local", "http://169.254.169.254/latest/meta-data/"),
    refused("R06_mapped_in_ipv6", "http://[::ffff:169.254.169.254]/"),
    refused("R06_decimal", "http://2852039166/"),
    refused("R07_loopback", f"http://{CANARY}/news/2"),
    refused("R07_loopback_as_a_name", f"http://localhost:{CANARY.partition(':')[2]}/news/2"),
    refused("R07_private", "http://10.0.0.1/news/2"),
    refused("R10_backslash", f"http://a:1\\@{CANARY}/"),
    refused("R10_user_info", f"http://user:word@{CANARY}/"),
    refused("R11_file", "file:///etc/passwd"),
    refused("R11_ftp", f"ftp://{CANARY}/x"),
    refused("R11_javascript", "javascript:alert(1)"),
    refused("R11_data", "data:text/html,<h1>x</h1>"),
    refused("R16_broken_brackets", "http://[::1"),
    refused("R16_port_out_of_range", "http://r16-port-out-of-range.test:99999/"),
    broken("R16_no_location", site(_2=answer("302 Found", b"moved")), "http", 1),
    broken("R16_empty_location", site(_2=redirect("")), "http", 1),
    broken("R16_300", site(_2=answer("300 Multiple Choices", b"choose")), "http", 1),
    Case("R16_line_breaks_encoded", site(_2=redirect("/x%0d%0aX-Injected:%201")), problems=(), gone=404),
    sound(
        "R16_spaces_and_letters",
        site(_2=redirect("/news/2 b/\u00e7\u00e3o.htm".encode().decode("latin-1"))) | {"/news/2%20b/%C3%A7%C3%A3o.htm": release(2)},
    ),
    sound("R12_meta_refresh", site(_2=answer("200 OK", b'<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">' + PAGE, HTML))),
    sound(
        "R13_base_href",
        site(
            list=html(
                f'<html><head><base href="http://{CANARY}/"></head><body><a href="http://r13-base-href.test/news/1">One announcement</a>'
                '<a href="/news/2">Another announcement</a></body></html>'
            )
        ),
        "12",
    ),
    sound("R14_another_host", site(list=off_site("http://elsewhere.test/news/7")), "13"),
    sound("R14_another_port", site(list=off_site(f"http://{CANARY}/news/7")), "13"),
    sound("R11_listing_links", site(list=off_site("file:///news/7")), "13"),
    barred("R15_robots_to_loopback", redirect(f"http://{CANARY}/robots.txt"), "guard"),
    barred("R15_robots_to_link_local", redirect("http://169.254.169.254/robots.txt"), "guard"),
    barred("R15_robots_to_a_file", redirect("file:///etc/passwd"), "guard"),
    barred("R15_robots_with_a_backslash", redirect("http://a:1\\@b/robots.txt"), "guard"),
    barred("R15_robots_to_broken_brackets", redirect("http://[::1/robots.txt"), "guard"),
    barred("R15_robots_to_a_dead_name", redirect("http://t01-dead-name.test/robots.txt"), "dns"),
    sound(
        "R17_next_page_loops_back",
        site(list=listing(1, 2, 3, more='<a rel="next" href="/?page=2">next</a>'))
        | {"/?page=2": listing(1, 2, 3, more='<a rel="next" href="/">next</a>')},
    ),
    sound("R18_next_without_news", {**site(list=numbered_pages(fresh=False), robots=NO_ROBOTS), "*": numbered_pages(fresh=False)}),
    sound(
        "R19_next_always_new",
        {
            **{f"/news/{number}{each}": any_release for number in range(1, 9) for each in range(3)},
            "/robots.txt": NO_ROBOTS,
            "*": numbered_pages(fresh=True),
        },
        ("10", "11", "12", "20", "21"),
        facts={"max_pages": 2, "max_items": 5},
    ),
    sound("R22_robots_gone", site(robots=answer("410 Gone"))),
    barred("R22_robots_503", answer("503 Service Unavailable", b"no")),
    barred("R22_robots_503_with_retry_after", answer("503 Service Unavailable", b"no", "Retry-After: 60")),
    barred("R22_robots_429", answer("429 Too Many Requests", b"no")),
    barred("R22_robots_500", answer("500 Oops", b"User-agent: *\nAllow: /")),
    barred("R22_robots_reset", raw(Then.RESET), "refused"),
    barred("R22_robots_cut", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nUser-agent: *\n", Then.CLOSE)),
    barred("R22_robots_garbage", raw(b"garbage\r\n\r\n", Then.CLOSE)),
    barred("R22_robots_304", raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")),
    barred("R22_robots_endless", endless(b"HTTP/1.1 200 OK\r\n\r\n", b"# more\n" * 9000)),
    *(sound(f"R23_robots_{code}", site(robots=answer(f"{code} No", b"Disallow: /"))) for code in (400, 401, 403, 404)),
    broken(
        "R24_robots_behind_five_redirects",
        site(robots=redirect("/r1"))
        | {f"/r{n}": redirect(f"/r{n + 1}") for n in range(1, 5)}
        | {"/r5": answer("200 OK", b"User-agent: *\nDisallow: /news/2\n")},
        "robots",
        0,
    ),
    broken("R24_robots_on_another_host", site(robots=redirect("http://t00-sound.test/shared-robots.txt")), "robots", 0),
    Case("R24_robots_redirects_for_ever", {**site(robots=growing), "*": growing}, "", (("/", "robots"),), 0),
    broken("R24_robots_of_900_kb", site(robots=answer("200 OK", PADDED)), "robots", 0),
    broken(
        "R24_robots_with_a_byte_order_mark", site(robots=answer("200 OK", b"\xef\xbb\xbfUser-agent: *\rDisallow: /news/2\r")), "robots", 0
    ),
    sound("R24_robots_is_html", site(robots=html("<html><body>Welcome</body></html>"))),
    broken(
        "R24_robots_gzipped",
        site(robots=raw(compose("200 OK", gzip.compress(b"User-agent: *\nDisallow: /news/2\n"), "Content-Encoding: gzip"))),
        "robots",
        0,
    ),
]

EIGHT = Case(
    "R22_eight_links_under_disallow_all",
    {"/": listing(*range(1, 9)), "/robots.txt": raw(0.3, compose("200 OK", b"User-agent: *\nDisallow: /news/\n")), "*": any_release},
    "",
    tuple((f"/news/{number}", "robots") for number in range(1, 9)),
    0,
)
CASES = [
    sound("T00_sound", {**site(), "/shared-robots.txt": answer("200 OK", b"User-agent: *\nDisallow: /news/2\n")}),
    *TRANSPORT,
    *STATUSES,
    *FORGED,
    EIGHT,
]

# Cases that end by the clock: in a child with a short one.
SLOW = [
    broken("T03_never_answers", second(60.0), "timeout", 3),
    broken("T04_body_drips", site(_2=endless(OK + b"\r\n", b"x", 0.05)), "timeout", 3),
    broken("T05_headers_drip", site(_2=endless(OK, b"X-More: y\r\n", 0.05)), "timeout", 3),
    broken("T05_one_header_drips", site(_2=endless(OK, b"x", 0.05)), "timeout", 3),
    broken("T04_chunk_size_drips", site(_2=endless(chunked(last=b""), b"0", 0.05)), "timeout", 3),
    barred("R22_robots_never_answers", raw(60.0), "timeout"),
    barred("R22_robots_drips", endless(b"HTTP/1.1 200 OK\r\n\r\n", b"#", 0.05), "timeout"),
    *(sound(f"T00_sound_{number}", site()) for number in range(9)),
]


# ---- running -----------------------------------------------------------------------------------------------------------


@dataclass
class Child:
    """A crawl in a process of its own. `results` by source, `end` what became of the run."""

    process: subprocess.Popen[str] = field(repr=False)
    results: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    end: dict[str, Any] = field(default_factory=dict)
    errors: str = field(default="", repr=False)
    ended: bool = False

    def wait(self, seconds: float = 60.0) -> Child:
        if not self.ended:
            self.ended = True
            try:
                output, self.errors = self.process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                output, self.errors = self.process.communicate()
                pytest.fail(f"the crawl did not end within {seconds} s: {self.errors}")
            for line in map(json.loads, output.splitlines()):
                if "source" in line:
                    self.results[line["source"]] = line
                else:
                    self.end = line
        return self

    def problems(self, source: str) -> list[tuple[str, str]]:
        """Path and kind of each problem of a source."""
        return [("/" + url.split("/", 3)[3], kind) for kind, url, _, _ in self.wait().results[source]["problems"]]

    def kinds(self, source: str) -> list[str]:
        return [kind for _, kind in self.problems(source)]

    def stored(self, source: str) -> str:
        """The numbers of a source's stored releases."""
        return "".join(sorted(url.rpartition("/")[2] for url, _, _, _ in self.wait().results[source]["releases"]))


def start(network: dict[str, Any], sources: list[dict[str, Any]], **plan: Any) -> Child:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.engine_child"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps({"network": network, "sources": sources, **plan}))
    process.stdin.close()
    process.stdin = None
    return Child(process)


def a_source(host: str, *paths: str, **facts: Any) -> dict[str, Any]:
    return {"name": host, "start": [f"http://{host}{path}" for path in paths or ("/",)], "delay": 0.0, **facts}


def crawled(server: FaultServer, cases: list[Case], *, timeout: float, more: Iterable[dict[str, Any]] = (), **plan: Any) -> Child:
    for case in cases:
        server.sites[case.host] = case.site
    hosts = dict.fromkeys(server.sites, server.port)
    sources = [a_source(case.host, **{"name": case.name, **case.facts}) for case in cases]
    return start({"timeout": timeout, "max_size": MIB, "hosts": hosts}, [*sources, *more], **plan)


# Hosts that stand for an address inside somebody's network; the canary listens at CANARY.
PORT = CANARY.partition(":")[2]
INSIDE = {
    "R06_link_local": "169.254.169.254",
    "R06_decimal": f"2130706433:{PORT}",
    "R06_hexadecimal": f"0x7f000001:{PORT}",
    "R06_short": f"127.1:{PORT}",
    "R06_mapped_in_ipv6": f"[::ffff:127.0.0.1]:{PORT}",
    "R07_loopback": CANARY,
    "R07_loopback_ipv6": f"[::1]:{PORT}",
    "R07_private": "192.168.1.1",
    "R07_shared": "100.64.0.1",
    "R07_a_name_for_loopback": f"inside.test:{PORT}",
    "R09_a_name_for_two": f"two.test:{PORT}",
}
NAMES = {"localhost": ["127.0.0.1"], "inside.test": ["127.0.0.1"], "two.test": ["10.0.0.1", "127.0.0.1", "fe80::1"]}


class Run:
    """The children that most tests look at, started together."""

    def __init__(self, server: FaultServer, canary: FaultServer) -> None:
        self.server, self.canary = server, canary
        canary.sites["*"] = site()
        for case in CASES:
            self._aim(case.site)
        inside = [a_source(re.sub(":9$", f":{canary.port}", at), name=f"inside_{name}") for name, at in INSIDE.items()]
        two_ways = [
            a_source("t01-fails.test", name="T01_name_fails"),
            {"name": "T01_second_way_in", "start": ["http://t01-no-name.test/", "http://second.test/"], "delay": 0.0},
            {"name": "R22_second_way_in", "start": ["http://barred.test/", "http://third.test/"], "delay": 0.0},
        ]
        server.sites |= {
            "second.test": site(),
            "third.test": site(),
            "barred.test": site(robots=answer("200 OK", b"User-agent: *\nDisallow: /")),
        }
        self.all = crawled(server, CASES, timeout=20.0, more=[*inside, *two_ways], names=NAMES)
        self.slow = crawled(
            server, SLOW, timeout=1.5, more=[a_source("t01-silent.test", name="T01_name_server_silent")], names={"t01-silent.test": "hang"}
        )

    def _aim(self, site: Site) -> None:
        """Make a site's canary addresses lead to the canary."""
        for path, behaviour in site.items():
            site[path] = lambda seen, behaviour=behaviour: (self._aimed(step) for step in behaviour(seen))  # type: ignore[misc]

    def _aimed(self, step: Step) -> Step:
        return (
            step.replace(CANARY.encode(), b"127.0.0.1:%d" % self.canary.port)
            if isinstance(step, bytes) and CANARY.encode() in step
            else step
        )


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    with FaultServer() as server, FaultServer() as canary:
        started = Run(server, canary)
        yield started
        for child in (started.all, started.slow):
            child.process.kill()


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer() as one:
        yield one


# ---- one broken answer at a time -------------------------------------------------------------------------------------------


def check(case: Case, child: Child, server: FaultServer) -> None:
    assert case.name in child.wait().results, f"no result: {child.end} {child.errors}"
    result = child.results[case.name]
    problems = [(kind, url, role) for kind, url, _, role in result["problems"]]
    expected = [
        (kind, f"http://{case.host}{path}", "release" if path.startswith(("/news", "/login")) else "listing")
        for path, kind in case.problems
    ]
    assert sorted(problems) == sorted(expected), result["problems"]
    stored = [(url, title) for url, title, _, _ in result["releases"]]
    assert sorted(stored) == [(f"http://{case.host}/news/{number}", f"Announcement {number}") for number in case.stored]
    assert all(WORDS.strip() in body and "EVIL" not in body for _, _, body, _ in result["releases"])
    assert result["gone"] == ([[f"http://{case.host}/news/2", case.gone]] if case.gone else [])
    assert result["balanced"]
    assert result["unchanged"] == []
    assert server.overlaps(case.host) == 0
    if case.asked is not None:
        assert len(server.asked(case.host, "/news/2")) == case.asked
    if case.silent:
        assert [path for path in server.paths(case.host) if not path.startswith("/robots")] == []
    for _, _, detail, _ in result["problems"]:
        assert detail.isprintable()
        assert len(detail) <= 400


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_answer_is_one_problem_and_costs_nothing_else(case: Case, run: Run) -> None:
    check(case, run.all, run.server)


@pytest.mark.parametrize("case", SLOW, ids=lambda case: case.name)
def test_the_total_deadline_cuts_what_never_ends(case: Case, run: Run) -> None:
    check(case, run.slow, run.server)


def test_the_run_of_all_cases_ends_in_time_in_little_memory_and_without_a_word(run: Run) -> None:
    for child in (run.all.wait(), run.slow.wait()):
        assert child.end["raised"] is None
        assert child.errors == ""
        assert child.end["handlers_restored"]
        assert child.end["peak_mb"] < 300
    # Three tries of 1.5 s for the release that does not answer, at every host side by side.
    assert run.slow.end["seconds"] < 15


@pytest.mark.parametrize("name", [case.name for case in [*TRANSPORT, *FORGED] if "endless" in case.name or "ten_gib" in case.name])
def test_t14_t15_what_is_too_large_is_not_read_to_its_end(name: str, run: Run) -> None:
    run.all.wait()
    cut = [each for each in run.server.seen if each.host == name.lower().replace("_", "-") + ".test" and each.sent > 100_000]
    assert cut
    until(lambda: all(each.cut for each in cut))
    # The limit is 1 MiB; the rest is what the two sockets hold.
    assert max(each.sent for each in cut) < 16 * MIB


# ---- where requests may go ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", INSIDE)
def test_r06_r07_r09_a_source_inside_somebodys_network_is_refused_where_it_is_connected(name: str, run: Run) -> None:
    assert run.all.problems(f"inside_{name}") == [("/", "guard")]
    assert run.all.results[f"inside_{name}"]["balanced"]


def test_r06_r07_r15_nothing_is_connected_but_the_mapped_endpoint(run: Run) -> None:
    assert run.all.wait().end["connected"] == [f"127.0.0.1:{run.server.port}"]
    assert run.canary.accepted == 0


def test_t01_a_name_that_fails_is_a_dns_problem_even_where_its_server_keeps_silent(run: Run) -> None:
    assert run.all.problems("T01_name_fails") == [("/", "dns")]
    assert run.slow.problems("T01_name_server_silent") == [("/", "timeout")]


@pytest.mark.parametrize(("name", "kind"), [("T01_second_way_in", "dns"), ("R22_second_way_in", "robots")])
def test_where_the_first_way_in_is_closed_the_second_on_another_host_is_walked(name: str, kind: str, run: Run) -> None:
    assert run.all.problems(name) == [("/", kind)]
    assert run.all.stored(name) == "123"


def test_s21_r04_no_credentials_are_sent_and_cookies_only_to_a_host_that_set_one_while_redirecting(run: Run) -> None:
    run.all.wait()
    names = {name for each in run.server.seen for name in each.headers}
    plain = {"host", "user-agent", "accept", "accept-language", "accept-encoding", "x-forwarded-proto", "connection"}
    assert "authorization" not in names
    assert names <= plain | {"cookie"}
    sent = {(each.host, each.headers["cookie"]) for each in run.server.seen if "cookie" in each.headers}
    walls = {"r04-until-a-cookie-returns.test", "r04-to-itself-until-a-cookie-returns.test"}
    assert {each for each in sent if each[0] in walls} == {(host, b"ok=1") for host in walls}
    assert {host for host, _ in sent} == {*walls, "r05-a-new-cookie-each-time.test"}


def test_r16_an_encoded_line_break_injects_no_header(run: Run) -> None:
    run.all.wait()
    (asked,) = [each for each in run.server.seen if each.path.startswith("/x%0d%0a")]
    assert asked.path == "/x%0d%0aX-Injected:%201"


def test_r03_a_release_behind_redirects_keeps_its_address_and_remembers_the_others(run: Run) -> None:
    (moved,) = [each for each in run.all.wait().results["R03_four_hops"]["releases"] if each[0].endswith("/news/2")]
    assert moved[3] == ["http://r03-four-hops.test/news/2?v=2"]


def test_r17_r18_r19_a_walk_ends(run: Run) -> None:
    results = run.all.wait().results
    assert results["R17_next_page_loops_back"]["listings"] == 2
    assert results["R18_next_without_news"]["listings"] == 3
    assert results["R19_next_always_new"]["listings"] == 2
    bounds = results["R19_next_always_new"]["bounds"]
    assert [word for word in ("5 new releases", "2 listing pages") if not any(word in bound for bound in bounds)] == []


def test_one_connection_per_host_serves_a_sound_site(run: Run) -> None:
    run.all.wait()
    assert len({each.connection for each in run.server.seen if each.host == "t00-sound.test" and "robots" not in each.path}) == 1


# ---- TLS ------------------------------------------------------------------------------------------------------------------


def certificate(folder: Path, name: str, days: int = 1) -> tuple[Path, ssl.SSLContext]:
    """A self-signed certificate for a name, and a server's context with it; `days` below zero: expired."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    first, last = sorted((now - timedelta(hours=1), now + timedelta(days=days)))
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), first, last)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}{days}.pem"
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(made.public_bytes(pem) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return file, context


def test_t20_certificates_are_verified(tmp_path: Path) -> None:
    trusted, context = certificate(tmp_path, "trusted.test")
    _, expired = certificate(tmp_path, "expired.test", days=-1)
    _, unknown = certificate(tmp_path, "unknown.test")
    with FaultServer(tls=context) as good, FaultServer(tls=expired) as late, FaultServer(tls=unknown) as foreign:
        places = {"trusted.test": good, "other.test": good, "expired.test": late, "unknown.test": foreign}
        for host, server in places.items():
            server.sites[f"{host}:{server.port}"] = site()
        child = start(
            {"timeout": 5.0},
            [{"name": host, "start": [f"https://{host}:{server.port}/"], "delay": 0.0} for host, server in places.items()],
            names={host: ["127.0.0.1"] for host in places},
            loopback_is_public=True,
            trust=str(trusted),
        ).wait()
        assert child.stored("trusted.test") == "123"
        # The second holds a trusted certificate, for another name.
        assert {host: child.kinds(host) for host in places} == {host: ["tls"] if host != "trusted.test" else [] for host in places}
        assert [each for server in (late, foreign) for each in server.seen] == []


# ---- politeness -----------------------------------------------------------------------------------------------------------


def gaps(server: FaultServer, host: str) -> list[float]:
    times = [each.at for each in server.seen if each.host == host]
    return [later - earlier for earlier, later in itertools.pairwise(times)]


@pytest.fixture(scope="module")
def polite() -> Iterator[tuple[FaultServer, Child]]:
    with FaultServer() as server:
        slow = raw(0.1, compose("200 OK", page(1), HTML))
        server.sites = {
            "delay.test": site(_1=slow),
            "shared.test": site() | {"/more": listing(4, 5)} | {f"/news/{number}": release(number) for number in (4, 5)},
            "crawl-delay.test": site(robots=answer("200 OK", b"User-agent: *\nCrawl-delay: 0.4\n")),
            "surplus.test": site(_2=raw(OK + LEN + PAGE, 0.02, EVIL)),
            "retry.test": site(_2=raw(Then.RESET)),
        }
        network = {"timeout": 10.0, "hosts": dict.fromkeys(server.sites, server.port), "polite_replica": True}
        sources = [
            a_source("delay.test", delay=0.3),
            a_source("shared.test", delay=0.3),
            a_source("shared.test", "/more", name="shared-too", delay=0.05),
            a_source("crawl-delay.test", delay=0.05),
            a_source("surplus.test", delay=0.1),
            a_source("retry.test", delay=0.3),
        ]
        yield server, start(network, sources)


@pytest.mark.parametrize(
    ("host", "delay", "requests"),
    [("delay.test", 0.3, 5), ("shared.test", 0.3, 8), ("retry.test", 0.3, 7), ("crawl-delay.test", 0.4, 5)],
)
def test_promise_8_the_delay_is_kept_between_any_two_requests_to_a_host(
    polite: tuple[FaultServer, Child], host: str, delay: float, requests: int
) -> None:
    server, child = polite
    assert child.wait().end["raised"] is None
    assert len(gaps(server, host)) == requests - 1
    # 40 ms for the threads of a busy machine: what is measured is when the server came to read.
    assert min(gaps(server, host)[host == "crawl-delay.test" :]) >= 0.95 * delay - 0.04
    assert server.overlaps(host) == 0


def test_t10_what_comes_after_an_answer_is_never_the_next_ones(polite: tuple[FaultServer, Child]) -> None:
    _, child = polite
    assert child.stored("surplus.test") == "123"
    assert "EVIL" not in json.dumps(child.results["surplus.test"])


# ---- conditional requests --------------------------------------------------------------------------------------------------

ODD = {
    1: 'W/"weak"',
    2: "unquoted",
    3: '"with, comma"',
    4: '"\xe9\xff"',
    5: '"' + "x" * 2000 + '"',
    6: "'single'",
    7: '""',
    8: '"a" "b"',
}
MODIFIED = {9: "Thu, 01 Jan 1970 00:00:00 GMT", 10: "yesterday evening"}


def conditional(number: int) -> Behaviour:
    """The release once, then 304 to exactly the validator that was sent with it."""
    sent, asked = (
        (f"ETag: {ODD[number]}", "if-none-match") if number in ODD else (f"Last-Modified: {MODIFIED[number]}", "if-modified-since")
    )

    def behaviour(seen: Seen) -> Iterable[Step]:
        same = seen.headers.get(asked) == sent.partition(": ")[2].encode("latin-1")
        yield from (raw(b"HTTP/1.1 304 Not Modified\r\n\r\n") if same else release(number, sent))(seen)

    return behaviour


def test_i03_odd_validators_go_back_byte_for_byte_and_r25_robots_is_read_again(server: FaultServer) -> None:
    numbers = [*ODD, *MODIFIED]
    pages = {f"/news/{number}": conditional(number) for number in numbers}
    later_barred = in_turn(answer("404 Not Found"), answer("200 OK", b"User-agent: *\nDisallow: /news/\n"))
    moved = in_turn(release(2, 'ETag: "moved"'), redirect("/news/22"))
    server.sites = {
        "i03.test": {"/": listing(*numbers), **pages},
        "r25.test": site(robots=later_barred),
        "s20.test": {"/": listing(2), "/news/2": moved, "/news/22": raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")},
        "r04.test": {"/": listing(2), "/news/2": wall("/news/2", "ok=1; Path=/; Expires=Fri, 31 Dec 2038 23:59:59 GMT")},
    }
    network = {"hosts": dict.fromkeys(server.sites, server.port)}
    sources = [a_source(host) for host in server.sites]
    first = start(network, sources).wait()
    validators = {url: [etag, modified] for result in first.results.values() for url, etag, modified in result["validators"]}
    assert len(validators) == len(numbers) + 1
    second = start(network, sources, known={"validators": validators}).wait()
    unchanged = {int(url.rpartition("/")[2]) for url in second.results["i03.test"]["unchanged"]}
    assert unchanged == set(numbers)
    assert second.results["i03.test"]["problems"] == []
    assert first.stored("r25.test") == "123"
    assert second.problems("r25.test") == [(f"/news/{number}", "robots") for number in (1, 2, 3)]
    # The validator belongs to the address it came from, not to where that leads now.
    assert second.problems("s20.test") == [("/news/2", "http")]
    assert "if-none-match" not in server.asked("s20.test", "/news/22")[0].headers
    # Each run begins without a cookie (R04), however long the site meant it to be kept.
    assert ["cookie" in each.headers for each in server.asked("r04.test", "/news/2")] == [False, True] * 2
    assert (first.stored("r04.test"), second.stored("r04.test")) == ("2", "2")


def test_t22_a_network_that_goes_away_leaves_the_rest_failed_and_nothing_empty(server: FaultServer) -> None:
    server.sites = {"gone.test": {"/": listing(*range(1, 10)), "/news/1": release(1), "/robots.txt": NO_ROBOTS, "*": raw(Then.RESET)}}
    with closed_port() as port:
        hosts = {"gone.test": server.port, "refused.test": port}
        child = start({"hosts": hosts}, [a_source("gone.test"), a_source("refused.test")]).wait()
    assert child.stored("gone.test") == "1"
    assert {kind for _, kind in child.problems("gone.test")} == {"refused"}
    assert len(child.problems("gone.test")) == 8
    assert len(server.paths("gone.test")) == 2 + 3
    assert child.problems("refused.test") == [("/", "refused")]
    assert all(result["balanced"] for result in child.results.values())


# ---- our own faults, and the operator's signals ---------------------------------------------------------------------------------


def stalling(server: FaultServer) -> dict[str, Any]:
    """A sound site and one that never answers its first release; the network to reach both."""
    server.sites = {"sound.test": site(), "stalls.test": site(_1=raw(60.0))}
    return {"hosts": dict.fromkeys(server.sites, server.port), "timeout": 30.0}


@pytest.mark.parametrize("kind", ["ValueError", "RuntimeError", "KeyError", "OSError"])
def test_an_exception_of_done_ends_the_run_at_once_and_is_raised(server: FaultServer, kind: str) -> None:
    child = start(stalling(server), [a_source("stalls.test"), a_source("sound.test")], fail={"sound.test": kind}).wait(20.0)
    assert child.end["raised"] is not None
    assert child.end["raised"].startswith(kind)
    assert list(child.results) == ["sound.test"]
    assert child.results["sound.test"]["balanced"]
    assert child.end["seconds"] < 5
    assert child.errors == ""


@pytest.mark.parametrize(
    "plan",
    [{"known": {"fail": "release"}}, {"known": {"fail": "validator"}}, {"fail": {"sound.test": "KeyError"}, "listings": False}],
    ids=["known.release", "known.validator", "done_before_the_first_request"],
)
def test_an_exception_of_the_archive_is_raised_wherever_it_comes_from(server: FaultServer, plan: dict[str, Any]) -> None:
    child = start(stalling(server), [a_source("sound.test"), a_source("stalls.test")], **plan).wait(20.0)
    assert str(child.end["raised"]).startswith("KeyError")
    assert child.end["seconds"] < 5


@pytest.mark.parametrize("kind", ["SyntaxError", "AssertionError", "RecursionError", "ValueError"])
def test_an_exception_of_a_spider_is_a_problem_of_that_page(server: FaultServer, kind: str) -> None:
    server.sites = {"sound.test": site()}
    child = start({"hosts": {"sound.test": server.port}}, [a_source("sound.test")], spider_raises=kind).wait()
    assert child.end["raised"] is None
    assert child.problems("sound.test") == [("/news/2", "parse")]
    assert child.results["sound.test"]["problems"][0][2].isprintable()
    assert child.stored("sound.test") == "13"
    assert child.results["sound.test"]["balanced"]


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_o10_a_signal_ends_the_run_and_unfinished_sources_are_not_handed_over(server: FaultServer, sent: signal.Signals) -> None:
    network = stalling(server) | {"polite_replica": True}
    server.sites["waits.test"] = site(robots=answer("200 OK", b"User-agent: *\nCrawl-delay: 50\n"))
    network["hosts"] |= {"waits.test": server.port}
    sources = [a_source(host) for host in (*server.sites, "silent.test")]
    child = start(network, sources, names={"silent.test": "hang"})
    server.wait_for("stalls.test", "/news/1")
    server.wait_for("waits.test", "/robots.txt")
    server.wait_for("sound.test", "/news/3")
    time.sleep(0.2)
    at = time.monotonic()
    child.process.send_signal(sent)
    child.wait(30.0)
    assert time.monotonic() - at < 8
    assert child.process.returncode == 0
    assert list(child.results) == ["sound.test"]
    assert child.end["raised"] is None
    assert child.end["handlers_restored"]
    assert child.errors == ""


# ---- the pure parts, with anything at all --------------------------------------------------------------------------------------

LATIN = st.text(st.characters(max_codepoint=255), max_size=60)
MONTHS = st.sampled_from(["Mon, 16 Nov 2026 10:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -2359", "Mon, 1 Jan 1 00:00:00 +2359", "16 Nov 2026"])


@given(LATIN | MONTHS, LATIN | MONTHS)
def test_s03_whatever_retry_after_says_nothing_is_raised(value: str, date: str) -> None:
    pause = retry_after({"retry-after": value, "date": date})
    assert pause is None or pause >= 0


@given(st.binary(max_size=400), st.lists(st.sampled_from([b"gzip", b"deflate", b"x-gzip, gzip", b"identity", b",", b"\xff"]), max_size=4))
def test_t16_t17_a_body_is_decoded_within_the_limit_or_refused(body: bytes, codings: list[bytes]) -> None:
    for each in (body, gzip.compress(body), gzip.compress(body) + body, zlib.compress(body)):
        with contextlib.suppress(Refusal):
            assert len(decode_body(each, codings, 1000)) <= 1000


@given(st.integers(100, 999), st.binary(max_size=300))
def test_r24_whatever_robots_says_it_is_understood_or_forbids(status: int, body: bytes) -> None:
    for text in (body, b"User-agent: *\nDisallow: " + body, b"User-agent: *\nCrawl-delay: " + body):
        rules = read_robots(status, text)
        assert rules.allows("https://h.test/a?b=%e4#c", "Ponte/0.1") in (True, False)
        assert 0 <= rules.delay("Ponte/0.1") <= 60


@settings(deadline=None)
@given(st.integers(-1, 999), LATIN, st.binary(max_size=300), st.booleans())
def test_t13_whatever_an_answer_holds_its_problem_is_one_printable_clause(status: int, kind: str, body: bytes, unbounded: bool) -> None:
    problem = examine("https://h.test/", status, {"content-type": kind}, body, role=Role.RELEASE, unbounded=unbounded)
    assert problem is None or problem.detail.isprintable()
