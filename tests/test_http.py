"""monitor.http against a server of faults: what a site does wrong is a Problem, in time, in bounded memory, and never a way inside."""

from __future__ import annotations

import gzip
import resource
import socket
import time
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.model import Problem
from crawlers.network import Network, Target
from monitor.http import Answer, get
from tests.faultserver import Behaviour, FaultServer, Seen, Step, Then, answer, closed_port, compose, raw, redirect, until

HOST = "door.test"
PAGE = b"<html><body><p>" + b"The delegation visited Hengqin. " * 50 + b"</p></body></html>"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
LEN = b"Content-Length: %d\r\n\r\n" % len(PAGE)
MIB = 1024 * 1024
BOMB = gzip.compress(bytes(60 * MIB))


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    with FaultServer() as one:
        yield one


@pytest.fixture
def canary() -> Iterator[FaultServer]:
    with FaultServer() as one:
        yield one


def network(server: FaultServer, timeout: float = 5.0, max_size: int = MIB) -> Network:
    return Network(hosts={HOST: Target("127.0.0.1", server.port)}, timeout=timeout, max_size=max_size)


def ask(server: FaultServer, behaviour: Behaviour, timeout: float = 5.0, **headers: str) -> Answer | Problem:
    server.sites[HOST] = {"/x": behaviour, "/found": answer("200 OK", PAGE, "X-Found: yes")}
    server.seen.clear()
    return get(f"https://{HOST}/x", network(server, timeout), headers)


def kind(server: FaultServer, behaviour: Behaviour, timeout: float = 5.0) -> str:
    got = ask(server, behaviour, timeout)
    return f"{got.status}" if isinstance(got, Answer) else got.kind


def endless(head: bytes, block: bytes, pause: float = 0.0) -> Behaviour:
    def behaviour(_: Seen) -> Iterable[Step]:
        yield head
        while True:
            yield block
            if pause:
                yield pause

    return behaviour


def coded(coding: str, body: bytes) -> Behaviour:
    return raw(compose("200 OK", body, "Content-Type: text/html", f"Content-Encoding: {coding}"))


def chunks(rest: bytes) -> bytes:
    return OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"%x\r\n%b\r\n" % (len(PAGE), PAGE) + rest


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        pytest.param(raw(Then.CLOSE), "refused", id="T02_closed_before_the_first_byte"),
        pytest.param(raw(Then.RESET), "refused", id="T02_reset_before_the_first_byte"),
        pytest.param(raw(OK + LEN + PAGE[:100], Then.CLOSE), "partial", id="T06_short_body"),
        pytest.param(raw(chunks(b""), Then.CLOSE), "partial", id="T07_no_last_chunk"),
        pytest.param(raw(chunks(b"zz\r\n"), Then.CLOSE), "http", id="T07_bad_chunk_size"),
        pytest.param(coded("gzip", gzip.compress(PAGE)[:-20]), "partial", id="T08_cut_gzip"),
        pytest.param(coded("deflate", zlib.compress(PAGE)[:-8]), "partial", id="T08_cut_deflate"),
        pytest.param(raw(OK + b"Content-Length: 5\r\nContent-Length: 7\r\n\r\n" + PAGE, Then.CLOSE), "http", id="T11_two_lengths"),
        pytest.param(raw(OK + b"Content-Length: -5\r\n\r\n" + PAGE, Then.CLOSE), "http", id="T11_negative_length"),
        pytest.param(raw(b"garbage\r\n\r\n", Then.CLOSE), "http", id="T12_garbage"),
        pytest.param(raw(compose("999 Denied", PAGE)), "999", id="T12_status_999"),
        pytest.param(raw(OK + b"No colon\r\n" + LEN + PAGE, Then.CLOSE), "http", id="T13_no_colon"),
        pytest.param(raw(OK + b"X-Odd: \xff\x1b[31m\r\n" + LEN + PAGE), "200", id="T13_bytes_above_127"),
        pytest.param(endless(OK, b"X-More: yyyyyyyyyyyy\r\n" * 2000), "http", id="T14_endless_headers"),
        pytest.param(endless(OK + b"\r\n", b"<p>more</p>" * 5000), "too-large", id="T15_endless_body"),
        pytest.param(raw(OK + b"Content-Length: 10737418240\r\n\r\n", 60.0), "too-large", id="T15_ten_gib_announced"),
        pytest.param(coded("gzip", BOMB), "too-large", id="T16_gzip_bomb"),
        pytest.param(coded("gzip, gzip", gzip.compress(BOMB)), "too-large", id="T16_gzip_in_gzip_bomb"),
        pytest.param(coded("gzip", PAGE), "partial", id="T17_says_gzip_is_plain"),
        pytest.param(coded("cow", PAGE), "partial", id="T17_unknown_coding"),
        pytest.param(coded("gzip", gzip.compress(PAGE)), "200", id="T17_gzip_that_is_gzip"),
        pytest.param(redirect("/x"), "redirect-loop", id="R01_to_itself"),
        pytest.param(raw(compose("302 Found", b"", "Location: /x?1", "Set-Cookie: a=1")), "404", id="R04_no_cookies"),
        pytest.param(redirect("/a%0d%0aX-Injected:%20b"), "404", id="R16_line_break_encoded"),
        pytest.param(redirect("http://[::1"), "http", id="R16_broken_brackets"),
        pytest.param(redirect(f"http://{HOST}:99999/"), "guard", id="R16_port_out_of_range"),
        pytest.param(answer("302 Found", b""), "302", id="R16_no_location"),
        pytest.param(redirect("file:///etc/passwd"), "guard", id="R11_file"),
        pytest.param(redirect("ftp://door.test/x"), "guard", id="R11_ftp"),
        pytest.param(redirect("http://user:word@door.test/"), "guard", id="R10_user_info"),
        pytest.param(redirect("http://" + "a" * 70 + ".test/"), "dns", id="R16_a_label_no_resolver_takes"),
        pytest.param(redirect("/found"), "200", id="R03_redirect"),
    ],
)
def test_a_fault_is_a_problem_and_what_is_sound_an_answer(
    server: FaultServer, behaviour: Behaviour, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _no_names)
    got = ask(server, behaviour)
    assert (got.kind if isinstance(got, Problem) else str(got.status)) == expected, got
    if isinstance(got, Problem):
        assert got.detail.isprintable()
        assert got.url == f"https://{HOST}/x"
    elif got.status == 200:
        assert got.body == PAGE


REAL = socket.getaddrinfo


def _no_names(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
    name = host.decode("ascii") if isinstance(host, bytes) else host
    name.encode("idna")  # as the real one does: raises UnicodeError
    if name == "inside.test":
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    if not (name[0].isdigit() or ":" in name):
        raise socket.gaierror(socket.EAI_NONAME, "no such name")
    return REAL(host, port, *args, **kwargs)


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(raw(60.0), id="T03_never_answers"),
        pytest.param(endless(OK + b"\r\n", b"x", 0.05), id="T04_body_drips"),
        pytest.param(endless(OK, b"X-More: y\r\n", 0.05), id="T05_headers_drip"),
        pytest.param(endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0", 0.05), id="T04_chunk_size_drips"),
        pytest.param(raw(0.2, compose("302 Found", b"", "Location: /x")), id="T04_slow_redirects"),
    ],
)
def test_t03_t04_t05_the_total_deadline_cuts_what_never_ends(server: FaultServer, behaviour: Behaviour) -> None:
    at = time.monotonic()
    assert kind(server, behaviour, timeout=0.6) == "timeout"
    assert time.monotonic() - at < 2.0


def test_t15_t16_memory_stays_flat(server: FaultServer) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for behaviour in (
        coded("gzip", BOMB),
        coded("gzip, gzip, gzip", gzip.compress(gzip.compress(BOMB))),
        endless(OK + b"\r\n", bytes(65536)),
    ):
        assert kind(server, behaviour) == "too-large"
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 40
    until(lambda: server.seen[-1].cut)


INSIDE = [
    "http://127.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::1]:{port}/",
    "http://0.0.0.0:{port}/",
    "http://inside.test:{port}/",
    "http://127\u30020\u30020\u30021:{port}/",
    "http://127\uff0e0\uff0e0\uff0e1:{port}/",
    "http://\uff11\uff12\uff17.0.0.1:{port}/",
    "http://a:1\\@127.0.0.1:{port}/",
    "http://a@127.0.0.1:{port}/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://100.64.0.1/",
]


@pytest.mark.parametrize("place", INSIDE)
@pytest.mark.parametrize("way", ["asked", "redirected"])
def test_r06_r07_r10_nothing_leads_inside(
    server: FaultServer, canary: FaultServer, place: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _no_names)
    place = place.format(port=canary.port)
    moved = redirect(place.encode().decode("latin-1"))
    got = get(place, network(server)) if way == "asked" else ask(server, moved)
    assert isinstance(got, Problem)
    assert got.kind in ("guard", "dns", "http")
    assert canary.accepted == 0


def test_r07_a_mapped_port_is_not_open_to_other_names(server: FaultServer) -> None:
    """The exception for the replica is for its hosts, not for its port."""
    ask(server, answer("200 OK", PAGE))
    got = get(f"http://127.0.0.1:{server.port}/x", network(server))
    assert isinstance(got, Problem)
    assert got.kind == "guard"
    assert len(server.seen) == 1


def test_t02_a_refused_connection_is_said_so() -> None:
    with closed_port() as port:
        got = get("https://door.test/", Network(hosts={"door.test": Target("127.0.0.1", port)}))
    assert isinstance(got, Problem)
    assert got.kind == "refused"


def test_the_replica_sees_the_real_host_and_scheme_and_the_answer_carries_the_real_address(server: FaultServer) -> None:
    got = ask(server, redirect("//door.test/found?q=1#part"))
    assert isinstance(got, Answer)
    assert (got.url, got.status) == (f"https://{HOST}/found?q=1", 404)
    assert server.seen[0].headers["x-forwarded-proto"] == b"https"
    assert server.seen[0].headers["host"] == HOST.encode()
    assert server.seen[0].headers["user-agent"] == b"Ponte/0.1"


def test_i03_headers_go_out_byte_for_byte_and_stay_with_the_host_they_were_meant_for(server: FaultServer) -> None:
    sent = {"If-None-Match": 'W/"\xe9\xff"', "Authorization": "Bearer secret"}
    server.sites["elsewhere.test"] = {"/": answer("200 OK", PAGE)}
    both = Network(hosts={name: Target("127.0.0.1", server.port) for name in (HOST, "elsewhere.test")}, timeout=5.0)
    server.sites[HOST] = {"/x": redirect("http://elsewhere.test/")}
    server.seen.clear()
    assert isinstance(get(f"http://{HOST}/x", both, sent), Answer)
    first, second = server.seen
    assert first.headers["if-none-match"] == 'W/"\xe9\xff"'.encode("latin-1")
    assert not {"authorization", "if-none-match"} & set(second.headers)


def test_t21_the_environments_proxy_is_not_used(server: FaultServer, canary: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")
    assert isinstance(ask(server, answer("200 OK", PAGE)), Answer)
    assert canary.accepted == 0


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["", "http://", "https://door.test/", "http://door.test:", "//", "http://["]))
def test_whatever_address_is_asked_nothing_is_raised(text: str, before: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", _refuse)
        got = get(before + text, Network(timeout=0.2))
    assert isinstance(got, Problem)
    assert got.detail.isprintable()


def _refuse(host: Any, *_: Any, **__: Any) -> Any:
    name = host.decode("ascii") if isinstance(host, bytes) else host
    name.encode("idna")
    raise socket.gaierror(socket.EAI_NONAME, "no such name")
