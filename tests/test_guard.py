"""One guard for every way out (FAULTS R06-R15): two modules open connections, and both ask crawlers.network about the address they connect.

What each way does with each forged address over real sockets: tests/test_engine.py (pages, redirects, robots.txt, links),
tests/test_fault_changes.py (attachments, enclosures, next pages, base, meta refresh), tests/test_http.py (what `ponte check` and
`ponte add-source` ask).
"""

from __future__ import annotations

import ast
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpcore
import pytest
from twisted.internet import defer

from crawlers import handler
from crawlers.answer import Refusal
from crawlers.model import Problem, ProblemKind
from crawlers.network import Network
from monitor import http

ROOT = Path(__file__).parent.parent
# What can open a connection, by the module that has it.
DOORS = {
    *("httpx", "httpcore", "requests", "aiohttp", "urllib3", "http.client", "ftplib", "smtplib", "telnetlib", "xmlrpc"),
    *("twisted.web.client", "twisted.internet.endpoints"),
}
OPENERS = {"create_connection", "open_connection", "urlopen", "urlretrieve", "connect_ex", "ProxyHandler"}
ALLOWED = {"crawlers/handler.py", "monitor/http.py"}
PUBLIC, PRIVATE = "93.184.215.14", "127.0.0.1"


def sources() -> Iterator[tuple[str, ast.Module]]:
    for room in ("crawlers", "storage", "feeds", "monitor"):
        for path in sorted((ROOT / room).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def doors(tree: ast.Module) -> set[str]:
    """What of a module can open a connection."""
    modules: set[str] = set()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
    return (names & OPENERS) | {each for each in modules if each in DOORS or each.startswith(tuple(f"{door}." for door in DOORS))}


def test_r15_two_modules_open_connections_and_no_other() -> None:
    assert {path for path, tree in sources() if doors(tree)} == ALLOWED


def test_r15_the_search_for_other_ways_out_finds_them() -> None:
    for line in (
        "import requests",
        "from urllib.request import urlopen",
        "import asyncio\nasyncio.open_connection('x', 1)",
        "import http.client",
    ):
        assert doors(ast.parse(line)), line


# ---- the address that was checked is the one that is connected --------------------------------------------------------------------


@pytest.fixture
def turncoat(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names resolve to a public and a private address in turn, public first; the answers are noted."""
    given: list[str] = []

    def getaddrinfo(host: Any, port: Any, *_: Any, **__: Any) -> Any:
        given.append(PUBLIC if len(given) % 2 == 0 else PRIVATE)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (given[-1], port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return given


class _Reactor:
    @staticmethod
    def callFromThread(function: Any, *values: Any) -> None:
        function(*values)


class _Endpoint:
    def __init__(self, address: str, connected: list[str]) -> None:
        self.address, self.connected = address, connected

    def connect(self, _: Any) -> Any:
        self.connected.append(self.address)
        return defer.succeed("connected")


def crawl_connects(monkeypatch: pytest.MonkeyPatch, host: str) -> str | Refusal:
    """Where the crawl's connector connects for a name, or its refusal."""
    connected: list[str] = []
    monkeypatch.setattr(handler._CheckedEndpoint, "_to", lambda _, address: _Endpoint(address, connected))
    outcome: list[Any] = []
    waiting = handler._CheckedEndpoint(_Reactor(), host, 80).connect(None)
    waiting.addCallbacks(outcome.append, lambda failure: outcome.append(failure.value))
    limit = time.monotonic() + 5
    while not outcome and time.monotonic() < limit:
        time.sleep(0.001)
    if isinstance(outcome[0], Refusal):
        assert connected == []
        return outcome[0]
    assert len(connected) == 1
    return connected[0]


def probe_connects(monkeypatch: pytest.MonkeyPatch, host: str) -> str | Problem:
    """Where `monitor.http` connects for a name, or the problem."""
    connected: list[str] = []

    def connect_tcp(_: Any, address: str, *__: Any) -> Any:
        connected.append(address)
        raise httpcore.ConnectError("far enough")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect_tcp)
    got = http.get(f"http://{host}/", Network(timeout=5.0))
    assert isinstance(got, Problem)
    return connected[0] if connected else got


@pytest.mark.parametrize("connects", [crawl_connects, probe_connects], ids=["R08_crawl", "R08_probe"])
def test_r08_a_name_is_resolved_once_and_the_checked_address_is_connected(
    connects: Any, turncoat: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for turn in range(20):
        got = connects(monkeypatch, "turncoat.test")
        assert len(turncoat) == turn + 1, "resolved more than once"
        if turn % 2 == 0:
            assert got == PUBLIC
        else:
            assert got.kind is ProblemKind.GUARD


@pytest.mark.parametrize("connects", [crawl_connects, probe_connects], ids=["R09_crawl", "R09_probe"])
def test_r09_of_a_names_addresses_only_the_public_one_is_connected(connects: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    two = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 80)) for each in ("10.0.0.1", PRIVATE, PUBLIC, "169.254.169.254")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: two)
    assert connects(monkeypatch, "two.test") == PUBLIC
