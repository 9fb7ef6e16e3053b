"""Whole runs over sites that change, repeat, disguise and hide what they publish: identity, validators, loops, characters, the ways out.

Every case is a source of its own, as in tests/test_fault_days.py. Nothing listens where no site may lead: a canary counts who comes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from clocked import Clocked
from conftest import ROOT, Home, environment
from lxml import etree
from lxml import html as lxml_html

from tests.fault_sites import (
    HTML,
    NO_ROBOTS,
    NUMBERS,
    SELECTORS,
    Days,
    conditional,
    feed,
    item,
    listed,
    listing,
    page,
    redesigned,
    release,
    site,
    table,
    title,
    without_last_seen,
    words,
)
from tests.faultserver import Behaviour, FaultServer, Seen, Site, Step, answer, compose, html, raw, redirect

FEED = ('kind = "feed"',)
WEEK = timedelta(days=8)


def feed_facts(name: str, *more: str) -> tuple[str, ...]:
    return ('kind = "feed"', f'feeds = ["http://{name}.test/feed"]', *more)


# ---- identity and change ---------------------------------------------------------------------------------------------------------


def always_304(body: bytes, modified: str) -> Behaviour:
    """304 to any condition; the page as it is now to who asks none."""

    def behaviour(seen: Seen) -> Iterable[Step]:
        asked = "if-none-match" in seen.headers or "if-modified-since" in seen.headers
        yield b"HTTP/1.1 304 Not Modified\r\n\r\n" if asked else compose("200 OK", body, HTML, f"Last-Modified: {modified}")

    return behaviour


def by_language(seen: Seen) -> Iterable[Step]:
    """English for who asks for it, Portuguese for all others but those that do not mind."""
    asked = seen.headers.get("accept-language", b"").decode()
    heading = {"*": title(seen.host), "en": "Only in English"}.get(asked, "Só em português")
    yield compose("200 OK", page(f"{seen.host}{seen.path}", heading=heading), HTML)


FORMS = (
    "http://i11.test/n/%7Ea-1",
    "http://i11.test/n/~a-1",
    "http://I11.TEST/n/~a-1",
    "http://i11.test:80/n/~a-1",
    "http://i11.test/n/~a-1#top",
    "http://i11.test/n/../n/~a-1",
    "https://i11.test/n/~a-1",
    "http://www.i11.test/n/~a-1",
    "http://i11.test/n/~a-1/",
    "http://i11.test/n/~a-1/index.html",
)
TRACKED = ("?utm_source=rss&utm_medium=feed", ";jsessionid=7D81AB.app01", "?PHPSESSID=abc", "?fbclid=x")
OLD = ("Thu, 01 Jan 1970 00:00:00 GMT", "Sun, 10 Mar 2041 00:00:00 GMT")
LONG_ID = "x" * 10_000
IDS = ["News-1", "news-1", "NEWS-1", "\u00e9", "e\u0301", "a\u0000b", "ab", LONG_ID, LONG_ID + "y"]


def identity_sources(days: Days) -> None:
    days.add("i01", site("i01.test", _2=answer("200 OK", page("i01.test2"), HTML, 'ETag: "for-ever"')))
    for number, modified in enumerate(OLD):
        days.add(f"i02-{number}", site(f"i02-{number}.test", _2=always_304(page(f"i02-{number}.test2"), modified)))
    days.add("i02-list", site("i02-list.test", list=always_304(listed("i02-list.test").encode(), OLD[0])))
    days.add("i04", site("i04.test", _2=release("i04.test2", 'ETag: "first"')))
    days.add("i05", site("i05.test", _2=conditional('"first"', page("i05.test2"))))
    odd = ("Last-Modified: Sun, 10 Mar 2041 00:00:00 GMT", "Date: Thu, 01 Jan 1970 00:00:00 GMT", "Expires: 0", "Age: -1")
    days.add("i07", site("i07.test", _2=release("i07.test2", *odd, day=None)))
    twins = item("i08-a", "http://i08.test/news/1", guid="same") + item("i08-b", "http://i08.test/news/2", guid="same")
    twins += item("i08-c", "http://i08.test/news/3") + item("i08-d", "http://i08.test/news/3")
    days.add("i08", {"/feed": feed("i08.test", twins)}, *feed_facts("i08", 'full = "always"'))
    days.add("i09", site("i09.test", list=html(listed("i09.test", (1, 1, 1, 2), more="<a href=/news/1>Read more about it here</a>"))))
    days.add("i10", site("i10.test"))
    forms = "".join(f'<li><a href="{form}">{title("i11.test1")}</a></li>' for form in FORMS)
    days.add(
        "i11",
        {"/": html(f"<html><body><ul>{forms}</ul></body></html>"), "*": release("i11.test1")},
        *('kind = "listing"', 'start = ["http://i11.test/"]', "release = '/n/[^/]+'", 'hosts = ["www.i11.test"]', *SELECTORS),
        hosts=["www.i11.test"],
    )
    days.server.sites["www.i11.test"] = {"/robots.txt": NO_ROBOTS, "*": release("i11.test1")}
    tracked = "".join(f'<li><a href="/n/a-1{each}">{title("i12.test1")}</a></li>' for each in TRACKED)
    days.add(
        "i12",
        {"/": html(f"<html><body><ul>{tracked}</ul></body></html>"), "*": release("i12.test1")},
        *('kind = "listing"', 'start = ["http://i12.test/"]', "release = '/n/[^/?;]+'", *SELECTORS),
    )
    moving = ('kind = "listing"', 'start = ["http://i13.test/"]', "release = '/(?:news|n)/(?P<key>[0-9a-z-]+)'", *SELECTORS)
    days.add("i13", site("i13.test"), *moving)
    days.add("i14", site("i14.test"))
    days.add("i18", site("i18.test", _2=release("i18.test2", inside="The parties will invest 250 million patacas until 2030.")))
    days.add("i19", site("i19.test", _2=release("i19.test2", inside='They said "cooperation" - a caf\u00e9 of the cooperation zone.')))
    days.add("i20", site("i20.test"))
    many = "".join(
        item(f"i21-{number}", f"http://i21.test/news/{number}", text=(f"Note {number} of the harbour master.",)) for number in range(2000)
    )
    days.add("i21", {"/feed": feed("i21.test", many)}, *feed_facts("i21", 'full = "always"', "max_items = 2500"))
    days.add("i23", site("i23.test", (1, 2, 3)))
    days.add("i24", {"/": listing("i24.test", (1, 2)), "*": by_language})
    items = [
        {
            "id": each,
            "title": title(f"i25{number}"),
            "content_text": "\n\n".join(words(f"i25{number}")),
            "date_published": "2026-11-13T09:00:00Z",
        }
        for number, each in enumerate(IDS)
    ]
    document = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": items}).encode()
    days.add("i25", {"/feed": answer("200 OK", document, "Content-Type: application/feed+json")}, *feed_facts("i25", 'full = "always"'))


def identity_changes(days: Days) -> None:
    edited = (*words("i01.test2"), "A further paragraph says what was left out.")
    days.set("i01", **{"/news/2": answer("200 OK", page("i01.test2", text=edited), HTML, 'ETag: "for-ever"')})
    for number, modified in enumerate(OLD):
        later = page(f"i02-{number}.test2", inside="A further paragraph says what was left out.")
        days.set(f"i02-{number}", **{"/news/2": always_304(later, modified)})
    days.set("i02-list", **{"/": always_304(listed("i02-list.test", (5, *NUMBERS)).encode(), OLD[0]), "/news/5": release("i02-list.test5")})
    days.set("i04", **{"/news/2": release("i04.test2", 'ETag: "second"')})
    days.set("i05", **{"/news/2": conditional('"second"', page("i05.test2"))})
    days.set("i10", **{"/news/2": release("another release altogether", day="2026-11-15")})
    days.server.sites["i13.test"] = {
        "/robots.txt": NO_ROBOTS,
        "/": listing("i13.test", NUMBERS, path="/n/moved-"),
        **{f"/news/{number}": redirect(f"/n/moved-{number}", "301 Moved Permanently") for number in NUMBERS},
        **{f"/n/moved-{number}": release(f"i13.test{number}") for number in NUMBERS},
    }
    days.set("i14", **{f"/news/{number}": answer("200 OK", redesigned(f"i14.test{number}"), HTML) for number in NUMBERS})
    days.set("i18", **{"/news/2": release("i18.test2", inside="The parties will invest 260 million patacas until 2030.")})
    other = "They said\u00a0\u201ccooperation\u201d \u2013  a cafe\u0301 of the co\u00adoperation zone."
    days.set("i19", **{"/news/2": release("i19.test2", inside=other)})
    days.set("i20", **{"/news/2": release("i20.test2", heading="Corrected: the memorandum was signed in Porto")})
    days.set("i20", **{"/news/3": release("i20.test3", day="2026-11-13")})
    days.add("i22", site("i22.test", range(1, 10)))
    days.set(
        "i22",
        **{
            f"/news/{number}": release(f"i22.test{number}", day=f"2026-{11 if number < 8 else 5:02}-{number + 2:02}")
            for number in range(1, 10)
        },
    )
    days.set("i23", **{"/": listing("i23.test", (1, 2, 3, 9)), "/news/9": release("i23.test9", day="2021-03-05")})


# ---- redirects, loops, ways out --------------------------------------------------------------------------------------------------


def calendar(seen: Seen) -> Iterable[Step]:
    """A listing with a calendar, facets and a session id in every link, all without end."""
    number = seen.number + len(seen.path)
    more = "".join(
        f'<a href="{each}">More of it</a>'
        for each in (
            f"/calendar?month={number}",
            f"/?facet={number}",
            f"/?sid={number}x",
            f"/archive/{number}/{number}/",
            f"/?day=2026-{number}",
        )
    )
    yield from listing("r20.test", more=more)(seen)


def shifting(seen: Seen) -> Iterable[Step]:
    """Two listing pages; while the first one is read a release appears on top of it, so that one slides to the second."""
    first = [6, 5, 4, 3] if len(seen.path) > 1 or seen.number > 1 else [5, 4, 3]
    yield from (
        listing("r21.test", (3, 2, 1))
        if "page=2" in seen.path
        else listing("r21.test", first, more='<a rel="next" href="/?page=2">next</a>')
    )(seen)


def vanishing(seen: Seen) -> Iterable[Step]:
    """The other way round: one is taken from the first page, so that the fourth slides to it from the second before that is read."""
    second = seen.path == "/?page=2"
    later = second or seen.number > 1
    numbers = (3, 2) if second else ((5, 4) if later else (6, 5))
    yield from listing("r21-gone.test", numbers, more="" if second else '<a rel="next" href="/?page=2">next</a>')(seen)


def wall(seen: Seen) -> Iterable[Step]:
    let_in = b"ok=1" in seen.headers.get("cookie", b"")
    known = f"r04.test{seen.path.rpartition('/')[2]}"
    yield from (release(known) if let_in else raw(compose("302 Found", b"", f"Location: {seen.path}", "Set-Cookie: ok=1; Path=/")))(seen)


def loop_sources(days: Days, canary: FaultServer) -> None:
    inside = f"http://127.0.0.1:{canary.port}"
    days.add("r04", {"/": listing("r04.test"), "*": wall})
    refresh = f'<meta http-equiv="refresh" content="0;url={inside}/">'
    own = '<meta http-equiv="refresh" content="0;url=/news/3">'
    days.add("r12", site("r12.test", _2=release("r12.test2", head=refresh), _3=release("r12.test3", head=own)))
    days.add("r13", site("r13.test", list=listing("r13.test", head=f'<base href="{inside}/">')))
    links = "".join(
        f'<li><a href="{each}">{title("inside")}</a></li>' for each in (f"{inside}/news/7", "http://10.0.0.1/news/7", "file:///news/7")
    )
    days.add("r14", site("r14.test", list=listing("r14.test", more=f"<ul>{links}</ul>")))
    days.add("r07", site("r07.test", list=listing("r07.test", more=f'<a rel="next" href="{inside}/news/">next</a>')))
    attached = "".join(
        f'<p><a href="{each}">Annex</a></p>' for each in (f"{inside}/a.pdf", "http://169.254.169.254/b.pdf", "/c.pdf", "/d.pdf")
    )
    days.add(
        "r15",
        {
            **site("r15.test", list=listing("r15.test", (1,)), _1=release("r15.test1", inside=f"See the annexes. {attached}")),
            "/c.pdf": answer("200 OK", b"%PDF-1.4 the annex", "Content-Type: application/pdf"),
            "/d.pdf": redirect(f"{inside}/d.pdf"),
        },
        *('kind = "listing"', 'start = ["http://r15.test/"]', "release = '/news/(?P<key>[0-9]+)'", "fetch_attachments = true"),
    )
    enclosed = item("r15-feed", "http://r15-feed.test/news/1").replace(
        "</item>", f'<enclosure url="{inside}/x.mp3" type="audio/mpeg"/></item>'
    )
    enclosed += item("r15-inside", f"{inside}/news/2")
    days.add("r15-feed", {"/feed": feed("r15-feed.test", enclosed)}, *feed_facts("r15-feed", 'full = "always"', "fetch_attachments = true"))
    days.add("r15-robots", site("r15-robots.test", robots=redirect(f"{inside}/robots.txt")))
    days.add("r20", {**site("r20.test"), "/": calendar, "*": calendar})
    days.add("r21", {**site("r21.test", (1, 2, 3, 4, 5, 6)), "/": shifting, "/?page=2": shifting})
    days.add("r21-gone", {**site("r21-gone.test", (2, 3, 4, 5, 6)), "/": vanishing, "/?page=2": vanishing})
    days.add("r25", site("r25.test"))


# ---- characters and markup -------------------------------------------------------------------------------------------------------

FORMULA = "=HYPERLINK(1) {{7*7}} %s {0.__class__} ${x} '; DROP TABLE releases; -- NEAR( \" AND *"
TITLES = {
    "C09_controls": "Nul\x00 escape\x1b[31m c1\x85\x9b noncharacter\ufffe and&#0; a reference",
    "C10_bidi": "An override \u202egnp.exe and an open isolate \u2067abc",
    "C11_invisible": "Zero\u200bwidth\u2060 and tags\U000e0041\U000e0042 and marks e" + "\u0301" * 200,
    "C13_script": "<script>alert(1)</script> &lt;img src=x onerror=alert(1)&gt; in a title",
    "C14_twice": "Twice &amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt; escaped",
    "C18_long": "Long " + "word " * 20_000,
    "C20_templates": FORMULA,
    "C21_sql": "Robert'); DROP TABLE releases; -- \" OR NOT NEAR(",
    "C22_names": "../../../etc/passwd CON.txt " + "n" * 300,
    "C24_lines": "First line\r\nSecond line\x1b]0;owned\x07 third",
}
BODIES = {
    "C12_script": '<p onclick="alert(1)">Hello <script>alert(1)</script><svg onload=alert(1)><iframe src="javascript:x"></iframe></p>',
    "C15_links": '<p><a href="javascript:alert(1)">a</a><a href=" java&#9;script&colon;alert(1)">b</a><a href="data:text/x,y">c</a></p>',
    "C16_images": '<p><img src="http://tracker.test/1x1.gif" width=1 height=1><span style="position:fixed">Fixed words</span></p>',
    "C17_markup": "<p>Ends ]]&gt; and <!-- a comment --> and <?php echo 1 ?> and <b><i>unclosed <plaintext>of all this",
}
CASES = [*TITLES, *BODIES]
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
    '<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY u SYSTEM "{inside}/entity">]><rss version="2.0"><channel><title>x</title>'
    "<item><title>&c;&f;&u;</title><link>http://c26.test/news/1</link><description>&c;&c; {words}</description></item></channel></rss>"
)


def character_sources(days: Days, canary: FaultServer) -> None:
    nasty: Site = {"/": listing("nasty.test", range(1, len(CASES) + 1))}
    for number, name in enumerate(CASES, 1):
        body = page(f"nasty.test{number}", heading=TITLES.get(name), inside=BODIES.get(name, TITLES.get(name, ""))[:2000])
        nasty[f"/news/{number}"] = answer("200 OK", body, HTML, 'Content-Disposition: attachment; filename="../../CON"')
    days.add("nasty", nasty)
    utf7 = page("c07.test1", inside="+ADw-script+AD4-alert(1)+ADw-/script+AD4-")
    days.add("c07", {"/": listing("c07.test", (1,)), "/news/1": answer("200 OK", utf7, "Content-Type: text/html; charset=utf-7")})
    big = ("The paragraph. " * 70_000, "w" * 50_000)
    days.add(
        "c18",
        {"/": listing("c18.test", (1,)), "/news/1": release("c18.test1", text=(*words("c18.test1"), *big))},
    )
    wrong = {
        1: answer("200 OK", page("c25.test1"), "Content-Type: text/plain"),
        2: answer("200 OK", page("c25.test2"), "Content-Type: image/png"),
        3: answer("200 OK", b"%PDF-1.4\n" + bytes(range(256)) * 20, HTML),
        4: answer("200 OK", bytes(range(256)) * 20, "Content-Type: application/octet-stream"),
    }
    days.add("c25", site("c25.test") | {f"/news/{number}": behaviour for number, behaviour in wrong.items()})
    bomb = BOMB.replace("{inside}", f"http://127.0.0.1:{canary.port}").replace("{words}", " ".join(words("c26")))
    days.add("c26", {"/feed": answer("200 OK", bomb.encode(), "Content-Type: application/rss+xml")}, *feed_facts("c26", 'full = "always"'))
    bad_json = ("[" * 100_000, '{"version": NaN}', '{"items": 1, "items": []}', '{"items": ' + "9" * 5000 + "}", '{"title": "\\ud800"}')
    for number, text in enumerate(bad_json):
        kind = "Content-Type: application/feed+json"
        days.add(f"c27-{number}", {"/feed": answer("200 OK", text.encode(), kind)}, *feed_facts(f"c27-{number}"))
    deep = "<div>" * 200_000 + "x" + "</div>" * 200_000
    # Fifty thousand attributes, a tenth of them on each element: libxml2 compares those of an element with each other.
    many = " ".join(f"a{number}=1" for number in range(5000))
    wide = f"<p {many}>x</p>" * 10 + f"<p title='{'x' * 900_000}'>y</p>"
    days.add("t18", site("t18.test", _2=release("t18.test2", around=deep[:900_000]), _3=release("t18.test3", around=wide)))
    slow = ("(" * 40_000, "2026-" * 20_000, " " * 40_000 + "a", "a " * 20_000 + "@", "&lt;" * 20_000)
    days.add(
        "t19", site("t19.test", _2=release("t19.test2", text=(*words("t19.test2"), *slow)), _3=release("t19.test3", around=" ".join(slow)))
    )


@pytest.fixture(scope="module")
def canary() -> Iterator[FaultServer]:
    with FaultServer() as one:
        one.sites["*"] = {"*": answer("200 OK", b"inside")}
        yield one


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory, canary: FaultServer) -> Iterator[Days]:
    with FaultServer() as server:
        process = Clocked(tmp_path_factory.mktemp("output"))
        days = Days(Home(tmp_path_factory.mktemp("changes")), server, process)
        identity_sources(days)
        loop_sources(days, canary)
        character_sources(days, canary)
        days.run("first")
        identity_changes(days)
        days.set("r25", **{"/robots.txt": answer("200 OK", b"User-agent: *\nDisallow: /news/\n")})
        again = [name for name in days.tables if name.startswith(("i", "r")) and name != "i21"]
        days.run("second", *again, "--recheck", "all")
        days.run("third", "i02-list", "i05", "i13", "--recheck", "all", after=timedelta(hours=2))
        days.run("a week later", "i02-0", "i02-1", "i05", "i13", "--recheck", "all", after=WEEK)
        yield days


def sound(days: Days, source: str, day: str = "first") -> dict[str, Any]:
    told = days.reports[day][source]
    assert (told["outcome"], told["problems"]) == ("ok", 0), told
    return told


def kinds(days: Days, source: str) -> list[tuple[str, str]]:
    """Kind and cause of each revision of a source after the first ones."""
    return [(row["kind"], row["cause"]) for row in days.revisions(source) if row["number"] > 1]


def unchanged_by_second(days: Days, source: str) -> None:
    """No revision at all, and the source's feeds the same to the byte."""
    told = sound(days, source, "second")
    assert (told["new"], told["revised"], told["withdrawn"]) == (0, 0, 0), told
    assert kinds(days, source) == []
    assert days.own_feeds("second", source) == days.own_feeds("first", source)
    assert days.own_feeds("first", source)


def edited_once(days: Days, source: str, day: str = "second") -> dict[str, Any]:
    """Exactly one edit by the site, under the id it had."""
    assert days.reports[day][source]["revised"] == 1, days.reports[day][source]
    assert kinds(days, source) == [("revised", "source")]
    before, after = ({entry.id for entry in days.entries(each, source)} for each in ("first", day))
    assert before == after
    return next(row for row in days.revisions(source) if row["number"] == 2)


def test_i01_the_same_etag_with_another_body_is_a_revision(days: Days) -> None:
    revision = edited_once(days, "i01")
    assert "A further paragraph" in revision["body"]
    asked = [seen for path, seen in days.requests("i01")["second"] if path == "/news/2"]
    assert [seen.headers.get("if-none-match") for seen in asked] == [b'"for-ever"']


@pytest.mark.parametrize("number", [0, 1])
def test_i02_304_although_it_changed_is_found_out_within_the_week(days: Days, number: int) -> None:
    name = f"i02-{number}"
    assert sound(days, name, "second")["unchanged"] == 4
    assert days.reports["second"][name]["revised"] == 0
    (asked,) = [seen for path, seen in days.requests(name)["second"] if path == "/news/2"]
    assert asked.headers["if-modified-since"] == OLD[number].encode()
    assert edited_once(days, name, "a week later")["body"].endswith("A further paragraph says what was left out.")
    (asked,) = [seen for path, seen in days.requests(name)["a week later"] if path == "/news/2"]
    assert "if-modified-since" not in asked.headers


def test_i02_a_listing_that_says_304_for_ever_is_read_in_full_each_day(days: Days) -> None:
    told = days.reports["second"]["i02-list"]
    assert told["new"] == 1, told
    assert [dict(seen.headers).get("if-modified-since") for path, seen in days.requests("i02-list")["second"] if path == "/"] == [None]
    (again,) = [seen for path, seen in days.requests("i02-list")["third"] if path == "/"]
    assert again.headers["if-modified-since"] == OLD[0].encode()


def test_i04_an_etag_that_rotates_is_no_revision(days: Days) -> None:
    unchanged_by_second(days, "i04")
    (asked,) = [seen for path, seen in days.requests("i04")["second"] if path == "/news/2"]
    assert asked.headers["if-none-match"] == b'"first"'


def test_i05_new_validators_of_the_same_body_are_stored_and_sent(days: Days) -> None:
    unchanged_by_second(days, "i05")
    sent = {
        day: [seen.headers.get("if-none-match") for path, seen in asked if path == "/news/2"] for day, asked in days.requests("i05").items()
    }
    assert sent == {"first": [None], "second": [b'"first"'], "third": [b'"second"'], "a week later": [None]}
    assert days.sql("SELECT etag FROM validators WHERE url = 'http://i05.test/news/2'") == [{"etag": '"second"'}]


def test_i07_no_header_is_a_publication_date(days: Days) -> None:
    sound(days, "i07")
    row = next(row for row in days.stored["first"]["i07"] if row["url"].endswith("/2"))
    assert (row["published"], row["published_basis"]) == (None, "none")
    (entry,) = [entry for entry in days.entries("first", "i07") if entry.link.endswith("/2")]
    assert entry.updated.startswith(days.moments["first"].strftime("%Y-%m-%d"))


def test_i08_two_items_with_one_id_are_both_kept_and_two_with_one_address_are_told(days: Days) -> None:
    told = days.reports["first"]["i08"]
    assert {row["title"] for row in days.stored["first"]["i08"]} == {title("i08-a"), title("i08-b"), title("i08-c")}
    assert [(url, kind) for kind, url, _ in told["problem_list"]] == [("http://i08.test/news/3", "parse")]
    assert "differ" in told["problem_list"][0][2]


def test_i09_one_release_linked_several_times_is_one_and_asked_once(days: Days) -> None:
    assert sound(days, "i09")["new"] == 2
    assert [path for path, _ in days.requests("i09")["first"]] == ["/robots.txt", "/", "/news/1", "/news/2"]


def test_i10_an_address_used_again_keeps_the_former_text_and_shows_the_new_one(days: Days) -> None:
    new = "another release altogether"
    rows = [row for row in days.revisions("i10") if row["title"] in (title("i10.test2"), title(new))]
    assert [(row["title"], row["body"]) for row in rows] == [(title(each), "\n".join(words(each))) for each in ("i10.test2", new)]
    now = [row for row in days.stored["second"]["i10"] if row["url"].endswith("/2") and row["status"] == "live"]
    assert title(new) in {row["title"] for row in now}
    assert title(new) in days.own_feeds("second", "i10")["source/i10.json"].decode()


def test_i11_ten_spellings_of_an_address_are_one_release(days: Days) -> None:
    told = sound(days, "i11")
    assert told["new"] == 1, days.stored["first"]["i11"]
    assert len([path for path, _ in days.requests("i11")["first"] if path.startswith("/n")]) == 1
    unchanged_by_second(days, "i11")


def test_i12_tracking_and_sessions_are_no_part_of_an_identity_and_the_address_met_is_kept(days: Days) -> None:
    assert sound(days, "i12")["new"] == 1
    (row,) = days.stored["first"]["i12"]
    assert row["url"] == "http://i12.test/n/a-1"
    kept = {each["address"] for each in days.sql("SELECT address FROM aliases WHERE address LIKE '%i12.test%'")}
    assert kept >= {f"http://i12.test/n/a-1{each}" for each in TRACKED[:1]}


def test_i13_all_addresses_moved_by_301_is_nothing_new(days: Days) -> None:
    for day in ("second", "third", "a week later"):
        told = days.reports[day]["i13"]
        assert (told["new"], told["revised"], told["withdrawn"]) == (0, 0, 0), (day, told)
    assert [row["id"] for row in days.stored["a week later"]["i13"]] == [row["id"] for row in days.stored["first"]["i13"]]
    assert {cause for _, cause in kinds(days, "i13")} <= {"merged", "extractor"}
    before, after = ({entry.id for entry in days.entries(day, "i13")} for day in ("first", "a week later"))
    assert before == after


def test_i14_a_new_template_around_the_same_words_is_no_revision(days: Days) -> None:
    told = days.reports["second"]["i14"]
    assert (told["new"], told["revised"], told["withdrawn"]) == (0, 0, 0), told
    assert {cause for _, cause in kinds(days, "i14")} <= {"extractor"}
    assert days.own_feeds("second", "i14") == days.own_feeds("first", "i14")


def test_i18_one_figure_is_exactly_one_revision(days: Days) -> None:
    revision = edited_once(days, "i18")
    assert revision["significance"] == "substantive"
    assert "260 million" in revision["body"]


def test_i19_spaces_quotes_and_composition_are_no_news(days: Days) -> None:
    found = [row for row in days.revisions("i19") if row["number"] > 1]
    assert len(found) <= 1
    assert {row["significance"] for row in found} <= {"cosmetic"}
    assert [entry.updated for entry in days.entries("second", "i19")] == [entry.updated for entry in days.entries("first", "i19")]


def test_i20_a_title_and_a_date_edited_are_one_revision_each_under_their_ids(days: Days) -> None:
    assert days.reports["second"]["i20"]["revised"] == 2
    changed = {row["title"]: row["published"] for row in days.revisions("i20") if row["number"] == 2}
    assert changed == {"Corrected: the memorandum was signed in Porto": "2026-11-14", title("i20.test3"): "2026-11-13"}
    before, after = ({entry.id for entry in days.entries(day, "i20")} for day in ("first", "second"))
    assert before == after


def test_i21_a_flood_on_the_first_run_is_stored_whole_and_the_feeds_keep_their_length(days: Days) -> None:
    assert sound(days, "i21")["new"] == 2000
    assert len(days.stored["first"]["i21"]) == 2000
    for name, document in days.feeds["first"].items():
        if name.endswith(".json"):
            # The rest of the archive's first run is had from the archive pages.
            assert len(json.loads(document)["items"]) <= (1000 if name.startswith("archive/") else 50), name


def test_i22_a_source_that_joins_later_brings_five_entries_none_older_than_a_fortnight(days: Days) -> None:
    assert sound(days, "i22", "second")["new"] == 9
    entries = days.entries("second", "i22")
    assert 1 <= len(entries) <= 5
    assert {int(entry.link.rpartition("/")[2]) for entry in entries} <= set(range(1, 8))


def test_i23_an_old_release_that_slides_into_the_listing_is_dated_as_it_is(days: Days) -> None:
    assert sound(days, "i23", "second")["new"] == 1
    row = next(row for row in days.stored["second"]["i23"] if row["url"].endswith("/9"))
    assert row["published"] == "2021-03-05"
    for entry in days.entries("second", "i23"):
        if entry.link.endswith("/9"):
            assert entry.published.startswith("2021-03-05")


def test_i24_the_language_never_flips(days: Days) -> None:
    unchanged_by_second(days, "i24")
    assert {seen.headers["accept-language"] for asked in days.requests("i24").values() for _, seen in asked} == {b"*"}


def test_i25_ids_that_differ_only_in_case_composition_or_controls_stay_apart(days: Days) -> None:
    assert days.reports["first"]["i25"]["new"] == len(IDS), days.reports["first"]["i25"]
    assert len({row["id"] for row in days.stored["first"]["i25"]}) == len(IDS)
    assert {row["title"] for row in days.stored["first"]["i25"]} == {title(f"i25{number}") for number in range(len(IDS))}
    unchanged_by_second(days, "i25")


# ---- redirects, loops, ways out ------------------------------------------------------------------------------------------------


def test_r04_a_site_that_wants_its_cookie_back_is_read_and_the_cookie_forgotten_after_the_run(days: Days) -> None:
    assert sound(days, "r04")["new"] == 4
    unchanged_by_second(days, "r04")
    for asked in (asked for asked in days.requests("r04").values() if asked):
        pages = ["cookie" in seen.headers for path, seen in asked if path.startswith("/news")]
        assert pages == [False, True, True, True, True]
    kept = days.sql("SELECT headers FROM receipts WHERE url LIKE 'http://r04.test/%'")
    assert kept
    assert not [each for each in kept if "cookie" in each["headers"].lower()]


def test_r12_a_meta_refresh_is_not_followed(days: Days) -> None:
    assert sound(days, "r12")["new"] == 4
    assert [path for path, _ in days.requests("r12")["first"]].count("/news/3") == 1


def test_r13_a_base_on_another_host_leads_nowhere(days: Days) -> None:
    told = days.reports["first"]["r13"]
    assert (told["new"], told["problems"]) == (4, 0), told


def test_r14_links_to_other_hosts_are_not_followed(days: Days) -> None:
    assert sound(days, "r14")["new"] == 4


def test_r07_a_next_page_inside_is_not_asked(days: Days) -> None:
    assert days.reports["first"]["r07"]["new"] == 4


def test_r15_attachments_and_enclosures_pass_the_same_guard(days: Days) -> None:
    told = days.reports["first"]["r15"]
    assert told["new"] == 1
    assert {kind for kind, *_ in told["problem_list"]} == {"guard"}
    urls = sorted(url.rpartition("/")[2] for _, url, _ in told["problem_list"])
    assert urls == ["a.pdf", "b.pdf", "d.pdf"]
    kept = days.sql("SELECT DISTINCT url FROM receipts WHERE url LIKE '%.pdf'")
    assert kept == [{"url": "http://r15.test/c.pdf"}]
    assert days.reports["first"]["r15-feed"]["new"] == 1
    assert days.reports["first"]["r15-robots"]["new"] == 0


def test_r06_r07_r12_r13_r14_r15_c26_nobody_came_to_the_canary(days: Days, canary: FaultServer) -> None:
    assert days.reports
    assert (canary.accepted, canary.seen) == (0, [])


def test_r20_a_calendar_without_end_costs_a_few_requests(days: Days) -> None:
    asked = [path for path, _ in days.requests("r20")["first"]]
    assert days.reports["first"]["r20"]["new"] == 4
    assert len(asked) <= 2 + 4 + 3
    assert not [path for path in asked if path.startswith(("/calendar", "/archive"))]


def test_r21_releases_that_shift_between_pages_are_neither_lost_nor_doubled(days: Days) -> None:
    numbers = {name: sorted(int(row["url"].rpartition("/")[2]) for row in days.stored["second"][name]) for name in ("r21", "r21-gone")}
    assert numbers == {"r21": [1, 2, 3, 4, 5, 6], "r21-gone": [2, 3, 4, 5, 6]}
    for name in ("r21", "r21-gone"):
        assert len(days.revisions(name)) == len(numbers[name])
        pages = [path for path, _ in days.requests(name)["first"] if path.startswith("/news/")]
        assert len(pages) == len(set(pages))


def test_r25_a_change_of_mind_in_robots_txt_holds_from_the_next_run_on(days: Days) -> None:
    assert sound(days, "r25")["new"] == 4
    told = days.reports["second"]["r25"]
    assert {kind for kind, *_ in told["problem_list"]} == {"robots"}
    assert [path for path, _ in days.requests("r25")["second"] if path.startswith("/news/")] == []
    assert without_last_seen(days.stored["second"]["r25"]) == without_last_seen(days.stored["first"]["r25"])


# ---- characters and markup -------------------------------------------------------------------------------------------------------

ALLOWED = {"p", "strong", "mark", "ul", "li", "a", "bdi", "div"}


def nasty_row(days: Days, name: str) -> dict[str, Any]:
    return next(row for row in days.stored["first"]["nasty"] if row["url"].endswith(f"/{CASES.index(name) + 1}"))


def published(days: Days, source: str) -> dict[str, dict[str, Any]]:
    """The entries of a source's JSON feed by the end of their address; every format has been read and has as many."""
    files = days.own_feeds("first", source)
    items = json.loads(files[f"source/{source}.json"])["items"]
    for ending in ("atom", "rss"):
        document = files[f"source/{source}.{ending}"]
        etree.fromstring(document)
        read = feedparser.parse(document)
        assert not read.bozo, read.get("bozo_exception")
        assert len(read.entries) == len(items)
    return {each["url"].rpartition("/")[2]: each for each in items}


def entry_of(days: Days, name: str) -> dict[str, Any]:
    return published(days, "nasty")[str(CASES.index(name) + 1)]


@pytest.mark.parametrize("name", CASES)
def test_a_nasty_text_is_stored_plain_and_published_harmless(days: Days, name: str) -> None:
    sound(days, "nasty")
    row, entry = nasty_row(days, name), entry_of(days, name)
    for text in (row["title"], row["body"]):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", text)
    assert "\n" not in row["title"]
    assert words(f"nasty.test{CASES.index(name) + 1}")[0] in row["body"]
    assert "\n" not in entry["title"]
    assert len(entry["title"]) <= 400
    for element in lxml_html.fragments_fromstring(f"<div>{entry['content_html']}</div>")[0].iter():
        assert element.tag in ALLOWED, etree.tostring(element)
        assert not [each for each in element.attrib if each.startswith("on") or each in ("style", "src", "id")]
        assert element.get("href", "https://").startswith(("http://", "https://", "mailto:"))
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", part) for file in days.feeds["first"] for part in file.split("/"))


def test_c10_c11_what_is_invisible_or_turns_around_stays_in_its_line(days: Days) -> None:
    bidi = entry_of(days, "C10_bidi")["title"]
    opened = sum(char in "\u2066\u2067\u2068" for char in bidi)
    assert opened == bidi.count("\u2069") > 0
    invisible = entry_of(days, "C11_invisible")["title"]
    assert not re.search("[\u200b\u2060\U000e0000-\U000e007f]", invisible)
    assert invisible.count("\u0301") <= 4


def test_c13_c14_c20_c21_texts_are_literal(days: Days) -> None:
    assert nasty_row(days, "C20_templates")["title"] == FORMULA
    assert "49" not in entry_of(days, "C20_templates")["title"]
    assert "DROP TABLE" in nasty_row(days, "C21_sql")["title"]
    assert days.sql("SELECT count(*) AS n FROM releases")[0]["n"] > 300
    assert "<img src=x onerror=alert(1)> in a title" in nasty_row(days, "C13_script")["title"]
    rss = etree.fromstring(days.own_feeds("first", "nasty")["source/nasty.rss"])
    assert not [each for each in rss.iterfind("channel/item/title") if re.search("<[A-Za-z/!?]", each.text or "")]
    assert "<script" not in entry_of(days, "C14_twice")["content_html"]


@pytest.mark.parametrize("query", ["Robert'); DROP TABLE", '" OR NOT NEAR(', "title: * AND", "\x00"])
def test_c21_the_search_takes_whatever_is_typed(days: Days, query: str) -> None:
    from storage.reading import Reader

    with Reader.open(days.home.archive) as reader:
        reader.search(query)


def test_c22_c24_no_name_of_a_site_is_a_file_and_no_escape_reaches_a_terminal(days: Days) -> None:
    files = {str(path.relative_to(days.home.folder)) for path in days.home.folder.rglob("*")}
    assert not [name for name in files if "CON" in name or "passwd" in name]
    shown = days.home.ponte("search", "Second line", "--source", "nasty")
    assert shown.code == 0
    assert "\x1b" not in shown.out
    assert any("First line Second line" in line for line in re.sub("[⟦⟧]", "", shown.out).splitlines())


def test_c07_utf_7_is_never_decoded(days: Days) -> None:
    for row in days.stored["first"]["c07"]:
        assert "<script>" not in row["body"]
    assert days.reports["first"]["c07"]["new"] + days.reports["first"]["c07"]["problems"] == 1


def test_c18_a_megabyte_is_kept_whole_and_published_short(days: Days) -> None:
    assert days.reports["first"]["c18"]["new"] + days.reports["first"]["c18"]["problems"] == 1
    for row in days.stored["first"]["c18"]:
        assert len(row["body"]) > 1_000_000
    assert all(len(document) < 200_000 for document in days.own_feeds("first", "c18").values())
    assert len(nasty_row(days, "C18_long")["title"]) > 50_000


def test_c25_what_is_no_page_is_no_release_whatever_it_claims(days: Days) -> None:
    told = days.reports["first"]["c25"]
    assert {url.rpartition("/")[2]: kind for kind, url, _ in told["problem_list"]}.keys() >= {"3", "4"}
    assert all("PDF" not in row["body"] and "\x00" not in row["body"] for row in days.stored["first"]["c25"])
    assert {row["url"].rpartition("/")[2] for row in days.stored["first"]["c25"]} <= {"1", "2"}


def test_c26_no_entity_is_expanded_and_no_file_read(days: Days) -> None:
    everything = json.dumps(days.stored["first"]["c26"]) + json.dumps(days.reports["first"]["c26"])
    assert "root:" not in everything
    assert "aaaaaaaaaaaaaaaaaaaa" not in everything


@pytest.mark.parametrize("number", range(5))
def test_c27_json_that_cannot_be_trusted_is_a_failure_with_a_reason(days: Days, number: int) -> None:
    told = days.reports["first"][f"c27-{number}"]
    assert (told["outcome"], told["new"]) == ("failed", 0), told
    assert {kind for kind, *_ in told["problem_list"]} <= {"parse", "empty"}
    assert told["reasons"]


def test_t18_t19_pages_that_are_deep_wide_or_slow_to_match_cost_only_their_share(days: Days) -> None:
    for name in ("t18", "t19"):
        told = days.reports["first"][name]
        assert told["new"] + told["problems"] == 4, told
        assert told["new"] >= 2
        for row in days.stored["first"][name]:
            assert words(f"{name}.test{row['url'].rpartition('/')[2]}")[0] in row["body"]
    (began, ended) = days.sql("SELECT started_at, finished_at FROM runs ORDER BY id LIMIT 1")[0].values()
    assert began
    assert ended


def test_t21_neither_proxies_nor_netrc_of_the_environment_are_used(tmp_path: Path) -> None:
    with FaultServer() as server, FaultServer() as proxy:
        server.sites["t21.test"] = site("t21.test")
        (tmp_path / ".netrc").write_text("machine t21.test login me password secret\n")
        (tmp_path / "config.toml").write_text(
            '[archive]\npath = "archive.db"\n[feeds]\npublic = "public"\n[network]\ndelay = 0.0\n'
            f'[network.hosts]\n"t21.test" = "127.0.0.1:{server.port}"\n' + table("t21", "t21.test")
        )
        proxies = {
            name: f"http://127.0.0.1:{proxy.port}" for each in ("http_proxy", "https_proxy", "all_proxy") for name in (each, each.upper())
        }
        command = [sys.executable, "-m", "monitor", "--config", str(tmp_path / "config.toml"), "--json", "--quiet", "run"]
        env = environment() | proxies | {"HOME": str(tmp_path), "NETRC": str(tmp_path / ".netrc")}
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, env=env, check=False)
        assert json.loads(done.stdout)["sources"][0]["new"] == 4, done.stderr
        assert proxy.accepted == 0
        assert not [each for each in server.seen if "authorization" in each.headers or each.path.startswith("http")]
