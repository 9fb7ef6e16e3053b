"""`ponte serve` over real sockets: files, lists, feeds and search, the archive in SQL, and what must be refused."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import Home
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from serve_support import SECRET, TOLD, Served, make_home, serving, until
from storage_values import enter, later, release

from feeds.build import unnamed
from feeds.model import FeedSettings
from feeds.rights import Rights
from feeds.site.answers import Answer, answer, document, takes_gzip
from feeds.site.archive import SETTINGS
from feeds.site.live import Live, page_of
from feeds.site.serving import Serving, application, preferred
from feeds.site.shelf import Shelf
from monitor.commands.serving import listen
from monitor.edits import hide
from monitor.errors import UsageError
from storage.archive import Archive
from storage.errors import ArchiveError
from storage.model import Query
from storage.pool import Readers, TooSlow
from storage.reading import Reader

SOAK = bool(os.environ.get("PONTE_SOAK"))
ATOM = "application/atom+xml; charset=utf-8"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server as its owner starts it: on loopback, for this machine."""
    with serving(make_home(tmp_path_factory.mktemp("own"))) as served:
        yield served


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server as it stands behind a proxy, for everybody; one release is hidden."""
    home = make_home(tmp_path_factory.mktemp("all"), serve="public = true", feeds='base_url = "https://ponte.example.org/news/"')
    with Archive.open(home.archive) as archive:
        hide(archive, "site:N5:en", "asked for", later(days=20))
    with serving(home) as served:
        yield served


# ---- files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("announcements.atom", ATOM),
        ("country/AO.rss", "application/rss+xml; charset=utf-8"),
        ("lang/zh-Hant.json", "application/feed+json; charset=utf-8"),
        ("feeds.opml", "text/x-opml; charset=utf-8"),
    ],
)
def test_published_files_come_byte_for_byte_with_their_type(own: Served, name: str, kind: str) -> None:
    got = own.get(f"/{name}")
    assert (got.status, got.headers["content-type"]) == (200, kind)
    assert got.body == (own.home.public / name).read_bytes()
    head = own.get(f"/{name}", "HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(got.body)))
    assert head.headers["etag"] == got.headers["etag"]


def test_p11_what_a_client_holds_is_not_sent_again(own: Served) -> None:
    path = "/announcements.atom"
    plain, packed = own.get(path), own.get(path, Accept_Encoding="br, gzip;q=0.8")
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in plain.headers["vary"].lower()
    assert len({plain.headers["etag"], packed.headers["etag"]}) == 2
    assert "content-encoding" not in own.get(path, Accept_Encoding="gzip;q=0, *").headers
    for tag in (plain.headers["etag"], packed.headers["etag"], "W/" + plain.headers["etag"], '"other", ' + plain.headers["etag"], "*"):
        for coding in ("gzip", "identity"):
            got = own.get(path, If_None_Match=tag, Accept_Encoding=coding)
            assert (got.status, got.body) == (304, b""), (tag, coding)
            assert got.headers["cache-control"] == plain.headers["cache-control"]
            assert got.headers["etag"] in tag or tag == "*"
    assert own.get(path, If_None_Match='"other"').status == 200


def test_a_date_counts_only_without_a_tag_and_only_once_the_file_has_settled(own: Served) -> None:
    file = own.home.public / "dated.txt"
    file.write_bytes(b"once")
    assert "last-modified" not in own.get("/dated.txt").headers
    hour_ago = time.time() - 3600
    os.utime(file, (hour_ago, hour_ago))
    stamp = own.get("/dated.txt").headers["last-modified"]
    assert own.get("/dated.txt", If_Modified_Since=stamp).status == 304
    assert own.get("/dated.txt", If_Modified_Since=stamp, If_None_Match='"x"').status == 200
    assert own.get("/dated.txt", If_Modified_Since="yesterday").status == 200
    file.write_bytes(b"twice")
    assert own.get("/dated.txt", If_Modified_Since=stamp).body == b"twice"


def test_nothing_but_published_files_is_given(own: Served, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("secret")
    (own.home.public / "link.txt").symlink_to(tmp_path / "outside.txt")
    os.mkfifo(own.home.public / "pipe.txt")
    paths = [
        *("/../config.toml", "/%2e%2e/config.toml", "/..%2fconfig.toml", "/..%5cconfig.toml", "/country/../../config.toml"),
        *("//etc/passwd", "/%2fetc%2fpasswd", "/.ponte-state.json", "/country/", "/country", "/link.txt", "/pipe.txt", "/CON"),
        *("/announcements.atom/", "/announcements.atom/x", "/%00", "/a%00.atom", "/" + "a" * 300, "/" + "a/" * 50, "/%ff%fe", "/~root"),
        *(
            "/en/announcement/nothing.html",
            "/en/announcement/..%2f..%2fx.html",
            "/xx/list",
            "/en/list/",
            "/feed.exe",
            "/feed",
            "/archive.db",
        ),
    ]
    wrong = {path: got.status for path in paths if (got := own.get(path)).status != 404 or "secret" in got.text}
    assert wrong == {}


def test_no_answer_leads_elsewhere(own: Served) -> None:
    for path in (
        "//evil.example/",
        "/\\evil.example/",
        "/archive//evil.example/",
        "/archive/\\evil.example/",
        "/archive/%2F%2Fevil.example/",
    ):
        assert not re.search(r"(^|/)[\\/]", own.get(path).headers.get("location", "")), path
        assert "evil.example" not in own.get(path).text


def test_the_first_page_is_in_the_readers_language(own: Served) -> None:
    got = own.get("/", Accept_Language="fr;q=0.9, pt-BR;q=0.8, en;q=0.1")
    assert (got.status, got.headers["location"], got.headers["vary"]) == (307, "pt/index.html", "Accept-Language")
    for headers in ({}, {"Accept_Language": "fr"}):
        asked = own.get("/", **headers)
        assert (asked.status, asked.body) == (200, (own.home.public / "index.html").read_bytes())
        assert "Accept-Language" in asked.headers["vary"]


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("zh-TW", "zh-hant"),
        ("zh-MO,pt", "zh-hant"),
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("zh-Hans-HK", "zh-hans"),
        ("zh", "zh-hans"),
        ("fr, en;q=0.5, pt;q=0.7", "pt"),
        ("pt;q=0, en", "en"),
        ("fr", None),
        ("", None),
        ("*;q=x,,;;", None),
    ],
)
def test_languages_are_read_as_browsers_send_them(accepted: str, expected: str | None) -> None:
    assert preferred(accepted) == expected


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=40))
@example("gzip;q=", '"', "Thu, 99 Foo")
@settings(max_examples=150)
def test_whatever_headers_come_there_is_an_answer(coding: str, tags: str, since: str) -> None:
    made = answer(document(b"x" * 600, "text/html"), {"accept-encoding": coding, "if-none-match": tags, "if-modified-since": since})
    assert isinstance(made, Answer)
    assert made.status in (200, 304)
    assert takes_gzip("gzip")
    assert not takes_gzip("gzip;q=0")


# ---- queries -------------------------------------------------------------------------------------------------------


def items(served: Served, query: str) -> list[str]:
    return [item["title"].partition("] ")[2] for item in json.loads(served.get(f"/feed.json?{query}").body)["items"]]


def test_a_feed_of_any_query_holds_what_the_list_shows(own: Served) -> None:
    expected = {
        "country=AO&strength=signed": ["澳門與安哥拉簽署金融合作協議", "Macau e Angola assinam memorando"],
        "words=合作": 3,
        "": len(TOLD),
    }
    for query, titles in expected.items():
        found = items(own, query)
        assert found == titles or len(found) == titles
        shown = own.get(f"/pt/list?{query}").text
        assert [title for title in found if title not in shown] == []
        assert shown.count('href="announcement/') >= len(found)


def test_a_feed_names_its_own_address_and_its_id_is_the_querys(own: Served) -> None:
    one, other = (own.get(f"/feed.atom?{query}") for query in ("sector=finance&country=AO", "country=ao&sector=finance&words="))
    assert one.body == other.body
    assert one.headers["content-type"] == ATOM
    assert f'rel="self" type="application/atom+xml" href="{own.address}feed.atom?country=AO&amp;sector=finance"' in re.sub(
        r'<link href="([^"]*)" rel="self" type="([^"]*)"', r'<link rel="self" type="\2" href="\1"', one.text
    )
    assert own.get("/feed.atom?country=AO&sector=finance", If_None_Match=one.headers["etag"]).status == 304


def test_a_page_that_is_made_when_asked_for_quotes_the_terms_of_a_source_by_link(own: Served) -> None:
    about = Live(FeedSettings(), (("ipim", "The Institute"),), (), (("ipim", "https://ipim.example/terms"),), unnamed, archive=False)
    work = page_of("sources.html", "en", about)
    assert work is not None
    with Reader.open(own.home.archive) as reader:
        assert b'href="https://ipim.example/terms" rel="license' in (work(reader, Rights()) or b"")


def test_search_finds_chinese_of_two_characters_and_words_without_accents(own: Served) -> None:
    for words, count in (("合作", 3), ("cooperacao", 2), ('"no such words"', 0), ("", 0)):
        got = own.get(f"/zh-hant/search?words={words}")
        assert got.status == 200
        assert len(set(re.findall(r'href="(release/[0-9a-f]{16}\.html)\?id=', got.text))) == count, words


@pytest.mark.parametrize(
    "path",
    [
        "/en/list?contry=AO",
        "/en/list?country=Angola",
        "/en/list?since=tomorrow",
        "/en/list?strength=signed&strength=' OR 1=1 --",
        "/en/list?before=nowhere",
        "/en/list?before=a~b~c&before=d~e~f",
        "/feed.atom?lang=xx",
        "/feed.atom?before=a~b~c",
        "/en/search?words=a&words=b",
        "/en/search?limit=100000",
        "/en/list?words=%ff",
        "/en/list?" + "&".join(["country=AO"] * 300),
    ],
)
def test_what_cannot_be_asked_is_refused_plainly(own: Served, path: str) -> None:
    got = own.get(path)
    assert (got.status, got.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert "<script" not in got.text.lower()


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' OR 1=1 --", "NEAR(", "{{7*7}}", "%s", "AND OR *"]
)
def test_c12_c20_c21_words_are_only_words(own: Served, words: str) -> None:
    quoted = "".join(f"%{byte:02x}" for byte in words.encode())
    for path in (f"/en/search?words={quoted}", f"/en/list?words={quoted}&party={quoted}", f"/feed.atom?words={quoted}"):
        got = own.get(path)
        assert got.status == 200, path
        assert "<script" not in got.text
        assert "<img" not in got.text
        assert "49" not in got.text or "{{" not in words or "{{7*7}}" in got.text.replace("&#", "")


@given(st.lists(st.tuples(st.sampled_from(["country", "words", "since", "before", "lang", "x"]), st.binary(max_size=12)), max_size=4))
@settings(max_examples=1000 if SOAK else 40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_is_an_error_of_ours(own: Served, fields: list[tuple[str, bytes]]) -> None:
    query = "&".join(f"{name}={''.join(f'%{byte:02x}' for byte in value)}" for name, value in fields)
    for path in ("/en/list", "/en/search", "/feed.json"):
        assert own.get(f"{path}?{query}").status in (200, 400), query


# ---- what holds for every answer -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/announcements.atom", "/en/list?country=AO", "/feed.rss", "/nothing", "/en/list?x=1", "/archive/", "/archive/-/static/app.css"],
)
def test_p14_browsers_are_told_to_run_nothing(own: Served, path: str) -> None:
    got = own.get(path)
    policy = dict(part.strip().partition(" ")[::2] for part in got.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "script-src" not in policy
    assert "unsafe" not in got.headers["content-security-policy"]
    assert (got.headers["x-content-type-options"], got.headers["referrer-policy"]) == ("nosniff", "same-origin")
    assert "server" not in got.headers
    if got.headers["content-type"].startswith("text/html"):
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", got.text, re.IGNORECASE)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_p15_only_reading(own: Served, method: str) -> None:
    for path in ("/announcements.atom", "/archive/ponte", "/en/list"):
        assert own.get(path, "HEAD").status == 200
        got = own.get(path, method)
        assert (got.status, got.headers["allow"]) == (405, "GET, HEAD")


def test_p15_long_addresses_and_many_headers(own: Served) -> None:
    assert own.get("/" + "a" * 64_000).status == 414
    assert own.get("/en/list?words=" + "a" * 9_000).status == 414
    assert own.get("/en/list?words=" + "a" * 7_000).status == 200
    assert said(own, b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 40_000).startswith(b"HTTP/1.1 400")


def said(served: Served, sent: bytes) -> bytes:
    """What a server answers to raw bytes, up to its end of the connection."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as connection:
        try:
            connection.sendall(sent)
            return b"".join(iter(lambda: connection.recv(65536), b""))
        except ConnectionError:
            return b"HTTP/1.1 400 (cut off)"


@pytest.mark.parametrize("sent", [b"\x16\x03\x01\x02\x00\x01\x00\x01", b"GET /\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"G" * 200_000])
def test_what_is_no_request_is_refused(own: Served, sent: bytes) -> None:
    assert said(own, sent + b"\r\n\r\n").startswith(b"HTTP/1.1 400")
    assert own.get("/announcements.atom").status == 200


def test_a_server_for_one_machine_answers_to_its_own_names_only(own: Served, public: Served) -> None:
    for host in (f"127.0.0.1:{own.port}", "localhost", "[::1]:8420", "LOCALHOST:1"):
        assert own.get("/announcements.atom", Host=host).status == 200, host
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", ""):
        assert own.get("/archive/ponte?sql=select+1", Host=host).status in (400, 421), host
    assert own.get("/announcements.atom", X_Forwarded_For="192.0.2.1").status == 421
    assert public.get("/announcements.atom", Host="ponte.example.org", X_Forwarded_For="192.0.2.1").status == 200


# ---- the archive in SQL ----------------------------------------------------------------------------------------------


def rows(served: Served, path: str) -> list[dict[str, object]]:
    separator = "&" if "?" in path else "?"
    got = served.get(f"/archive/ponte/{path}{separator}_shape=array")
    assert got.status == 200, got.text
    return list(json.loads(got.body))


def test_the_archive_is_there_in_sql_for_its_owner(own: Served) -> None:
    assert own.get("/archive").headers["location"] == "archive/"
    assert "Announcements told in more than one language" in own.get("/archive/ponte").text
    assert "what was read from it" in own.get("/archive/ponte").text
    assert {row["r"] for row in rows(own, "search.json?words=合作") for row in [{"r": row["lang"]}]} == {"zh-Hant", "zh-Hans"}
    assert len(rows(own, "search.json?words=cooperacao")) == 2
    assert rows(own, "search.json?words=") == rows(own, 'search.json?words="*') == []
    assert json.loads(own.get("/archive/ponte.json?sql=select+count(*)+n+from+release&_shape=array").body) == [{"n": len(TOLD) + 1}]
    assert SECRET in str(rows(own, "release.json?id=site:N3:zh-Hans")[0]["body"])


def test_every_link_of_the_archive_stays_below_it(own: Served) -> None:
    for path in ("/archive/", "/archive/ponte", "/archive/ponte/release", "/archive/ponte/search?words=合作"):
        got = own.get(path)
        assert got.status == 200
        links = re.findall(r'(?:href|action|src)="(/[^"]*)"', got.text)
        assert links
        assert [link for link in links if not link.startswith(("/archive/", "/icon.svg")) or link.startswith("/archive/archive")] == []
    assert own.get("/archive/ponte/").status == 200


def test_p13_nothing_is_written_and_nothing_runs_for_ever(own: Served) -> None:
    for statement in (
        "delete from releases",
        "attach 'x.db' as x",
        "pragma writable_schema=1",
        "select load_extension('x')",
        "vacuum into '/tmp/x'",
    ):
        assert own.get(f"/archive/ponte.json?sql={statement.replace(' ', '+')}").status == 400, statement
    endless = "with+recursive+c(x)+as+(select+1+union+all+select+x%2b1+from+c)+select+count(*)+from+c"
    less = "" if SOAK else "&_timelimit=100"
    assert own.get(f"/archive/ponte.json?sql={endless}{less}").status == 400
    assert SETTINGS["sql_time_limit_ms"] == 1_000
    assert len(rows(own, "release.json?_size=max")) == len(TOLD) + 1


def test_p13_pages_about_the_machine_are_not_shown(own: Served) -> None:
    for path in (
        "-/databases.json",
        "-/versions",
        "-/plugins",
        "-/settings",
        "-/threads",
        "-/permissions",
        "-/actor.json",
        "-/logout",
        "ponte.db",
        "_memory",
        "_internal",
    ):
        got = own.get(f"/archive/{path}")
        assert got.status in (403, 404), path
        assert str(own.home.folder) not in got.text


def test_p13_others_see_the_views_without_sql_and_no_more_of_texts_than_they_may(public: Served) -> None:
    assert public.get("/archive/ponte.json?sql=select+1").status == 403
    assert public.get("/archive/ponte/release.json?_where=1=1").status in (400, 403)
    for name in ("releases", "revisions", "search_index", "snapshot", "sqlite_master"):
        assert public.get(f"/archive/ponte/{name}").status in (403, 404), name
    texts = {str(row["id"]): row["body"] for row in rows(public, "release.json")}
    assert "site:N5:en" not in texts
    assert texts["site:N4:en"] is None
    assert str(texts["site:N3:zh-Hans"]).startswith("双方")
    assert SECRET not in str(texts["site:N3:zh-Hans"])
    assert SECRET in str(texts["site:N1:pt"])
    said = "".join(public.get(f"/archive/ponte/{name}.json?_size=max").text for name in ("release", "revision", "announcement", "evidence"))
    assert "Angola sends students" not in said
    assert "forty" not in said
    assert rows(public, "search.json?words=students") == []
    assert "https://ponte.example.org" not in public.get("/archive/ponte").text
    assert 'href="/news/archive/ponte/release"' in public.get("/archive/ponte").text


def test_a_hidden_release_is_in_no_live_page(public: Served) -> None:
    for path in ("/feed.json", "/en/list", "/en/search?words=students", "/en/list?country=AO"):
        got = public.get(path)
        assert got.status == 200
        assert "sends students" not in got.text, path


# ---- while a run writes ------------------------------------------------------------------------------------------------


def test_w07_eight_readers_never_meet_a_lock(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    paths = (
        "/en/list?country=AO",
        "/feed.json?words=合作",
        "/en/search?words=cooperacao",
        "/archive/ponte/search.json?words=合作",
        "/announcements.atom",
    )
    seconds = 600.0 if SOAK else 0.8
    failed: list[str] = []
    asked = [0] * 8
    with serving(home) as served:
        end = time.monotonic() + seconds

        def read(number: int) -> None:
            while time.monotonic() < end:
                got = served.get(paths[(number + asked[number]) % len(paths)])
                if got.status != 200 or b"locked" in got.body:
                    failed.append(f"{got.status} {got.text[:200]}")
                asked[number] += 1

        readers = [threading.Thread(target=read, args=(number,)) for number in range(8)]
        for reader in readers:
            reader.start()
        written = write(home, end)
        for reader in readers:
            reader.join()
        assert failed == []
        assert min(asked) > 0
        assert written > 3
        assert len(json.loads(served.get("/feed.json?source=new").body)["items"]) == min(written, 50)


def write(home: Home, end: float) -> int:
    """Transactions as a run makes them, one after the other."""
    number = 0
    with Archive.open(home.archive) as archive:
        while time.monotonic() < end:
            with archive.transaction():
                enter(
                    archive,
                    release(f"W{number}", body="O acordo foi assinado, em cooperação."),
                    at=later(days=30, seconds=number),
                    source="new",
                )
            number += 1
            time.sleep(0.02)
    return number


def test_an_archive_that_is_replaced_is_read_anew_and_one_that_is_gone_is_told(tmp_path: Path) -> None:
    for name in ("a", "b"):
        with Archive.open(tmp_path / f"{name}.db") as archive:
            enter(archive, release(name.upper(), body="O acordo foi assinado."))
    readers = Readers(tmp_path / "a.db", 5.0)

    def held() -> list[str]:
        with readers.lend() as reader:
            return [row.lead.native for row in reader.entries(Query(), 5)]

    assert held() == held() == ["site:A:pt"]
    os.replace(tmp_path / "b.db", tmp_path / "a.db")
    assert held() == ["site:B:pt"]
    (tmp_path / "a.db").unlink()
    with pytest.raises(ArchiveError):
        held()


def test_a_question_that_takes_too_long_is_ended_and_the_next_is_answered(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.db") as archive:
        enter(archive, release())
    moments = iter([0.0, *([9.0] * 1000)])
    readers = Readers(tmp_path / "a.db", 5.0, lambda: next(moments))
    endless = "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 30000000) SELECT count(*) FROM c"
    with pytest.raises(TooSlow), readers.lend() as reader:
        reader.conn.execute(endless).fetchall()
    with readers.lend() as reader:
        assert len(reader.entries(Query(), 5)) == 1


def in_process(archive: Path, public: Path, **more: Any) -> httpx.AsyncClient:
    """The application without a socket, for what a child cannot be made to do."""
    serving = Serving(archive, public, FeedSettings(), (), lambda hidden: Rights({}, hidden), (), (), lambda *_: None, None, True, True)
    transport = httpx.ASGITransport(application(replace(serving, **more)), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


def test_without_an_archive_the_files_are_still_served(tmp_path: Path) -> None:
    (tmp_path / "a.atom").write_bytes(b"<feed/>")

    async def ask() -> None:
        async with in_process(tmp_path / "none.db", tmp_path) as client:
            for path in ("/en/list", "/feed.atom", "/en/search?words=x", "/archive/ponte/release"):
                got = await client.get(path)
                assert (got.status_code, "none.db" in got.text) == (503, False), path
            assert (await client.get("/a.atom")).content == b"<feed/>"

    asyncio.run(ask())


def test_more_questions_than_may_wait_are_turned_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Archive.open(tmp_path / "a.db").close()
    go = threading.Event()
    monkeypatch.setattr("feeds.site.live.listing", lambda *_: lambda *_: b"done" if go.wait(10) else None)

    async def ask() -> None:
        async with in_process(tmp_path / "a.db", tmp_path, threads=1, waiting=1) as client:
            *waiting, last = [asyncio.create_task(client.get("/en/list")) for _ in range(3)]
            turned = await last
            assert (turned.status_code, turned.headers["retry-after"]) == (503, "2")
            go.set()
            assert [each.content for each in await asyncio.gather(*waiting)] == [b"done", b"done"]
            assert (await client.get("/en/list")).status_code == 200

    asyncio.run(ask())


def test_what_was_asked_before_is_made_again_only_after_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr("feeds.site.live.listing", lambda query, *_: lambda *_: made.append(query.words) or f"{len(made)}".encode())

    async def ask() -> None:
        with Archive.open(tmp_path / "a.db") as archive:
            async with in_process(tmp_path / "a.db", tmp_path) as client:
                for path in ("/en/list?words=x", "/en/list?words=x&country=", "/pt/list?words=x", "/en/list?words=y", "/en/list?words=x"):
                    await client.get(path)
                assert made == ["x", "x", "y"]
                with archive.transaction():
                    enter(archive, release())
                assert (await client.get("/en/list?words=x")).content == b"4"
                hide(archive, "site:N1:pt", "asked for", later())
                assert (await client.get("/en/list?words=x")).content == b"5"

    asyncio.run(ask())


def test_a_shelf_gives_up_what_was_used_least() -> None:
    shelf = Shelf(8_000)
    for number in range(12):
        shelf.put(number, "a", document(b"x" * 900, "x"))
        shelf.get(0, "a")
    assert shelf.get(0, "a") is not None
    assert shelf.get(1, "a") is None
    assert shelf.get(11, "b") is None
    shelf.put("large", "a", document(b"x" * 1_001, "x"))
    assert shelf.get("large", "a") is None


def test_a_fault_of_ours_tells_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr("feeds.site.live.listing", broken)

    async def ask() -> httpx.Response:
        async with in_process(tmp_path / "a.db", tmp_path) as client:
            return await client.get("/en/list")

    got = asyncio.run(ask())
    assert (got.status_code, "secret" in got.text) == (500, False)
    assert got.headers["x-content-type-options"] == "nosniff"


# ---- the command -------------------------------------------------------------------------------------------------------


def test_a_port_that_is_taken_is_a_mistake_of_the_command_line(own: Served) -> None:
    with pytest.raises(UsageError, match=f"port {own.port}") as caught:
        listen("127.0.0.1", own.port)
    assert caught.value.exit_code == 2
    for host, port in (("no such host", 0), ("192.0.2.7", 0)):
        with pytest.raises(UsageError):
            listen(host, port)


def test_p15_whoever_never_ends_a_request_is_hung_up_on(own: Served) -> None:
    if not SOAK:
        pytest.skip("takes ten seconds: make soak")
    with socket.create_connection(("127.0.0.1", own.port), timeout=30) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        ended = threading.Event()
        threading.Thread(target=lambda: slow.recv(10) == b"" and ended.set(), daemon=True).start()
        while not until(ended.is_set, 1.0):
            slow.sendall(b"X: y\r\n")
    assert own.get("/announcements.atom").status == 200


def test_no_piece_of_an_answer_waits_for_the_one_before_it_to_be_confirmed() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()), listener.accept()[0] as taken:
        assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
