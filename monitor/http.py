"""Everything over HTTP that is not a crawl; the only module that imports httpx.

The same guard as the crawl's (crawlers/network.py) stands at the connection itself, so redirects, robots.txt and probes cannot go round it
(FAULTS R15): addresses are resolved once, checked, and the checked one is connected. Environment proxies are off (T21).
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from crawlers.model import Problem, ProblemKind, Role
from crawlers.network import Network, NotAllowed, check_address, is_public

MAX_HOPS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """One final answer. `url` is the real address it came from, header names are lower-case, `body` is decoded."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes


def get(url: str, network: Network, headers: dict[str, str] | None = None) -> Answer | Problem:
    """GET an address, follow at most MAX_HOPS redirects on real addresses. What the site does wrong comes back as a Problem."""
    with httpx.Client(transport=_transport(), timeout=network.timeout, trust_env=False, follow_redirects=False) as client:
        deadline = time.monotonic() + network.timeout
        asked = url
        for _ in range(MAX_HOPS + 1):
            try:
                answer = _ask(client, url, network, headers or {}, deadline)
            except _Refused as refused:
                return Problem(refused.kind, asked, str(refused), Role.RELEASE)
            location = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not location:
                return answer
            url = urljoin(url, location)
        return Problem(ProblemKind.REDIRECT_LOOP, asked, f"redirected more than {MAX_HOPS} times, last to {url[:200]}", Role.RELEASE)


class _Refused(Exception):
    def __init__(self, kind: ProblemKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


def _ask(client: httpx.Client, url: str, network: Network, headers: dict[str, str], deadline: float) -> Answer:
    """One request without redirects, within the total deadline and the size limit. Raises _Refused."""
    try:
        target, sent = _mapped(url, network, headers)
        with client.stream("GET", target, headers=sent, extensions=_names(url, network)) as response:
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > network.max_size:
                    raise _Refused(ProblemKind.TOO_LARGE, f"more than {network.max_size} bytes")
                # httpx limits each read, not the whole (FAULTS T04).
                if time.monotonic() > deadline:
                    raise _Refused(ProblemKind.TIMEOUT, f"no complete answer within {network.timeout:g} s")
            return Answer(url, response.status_code, {name.lower(): value for name, value in response.headers.items()}, bytes(body))
    except NotAllowed as error:
        raise _Refused(ProblemKind.GUARD, str(error)) from error
    except httpx.TimeoutException as error:
        raise _Refused(ProblemKind.TIMEOUT, f"no complete answer within {network.timeout:g} s") from error
    except httpx.ConnectError as error:
        raise _Refused(_connect_kind(error), str(error) or "connection failed") from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise _Refused(ProblemKind.HTTP, str(error) or type(error).__name__) from error


def _mapped(url: str, network: Network, headers: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The address to connect to and the headers to send; a mapped host is asked over plain HTTP with its own Host header."""
    scheme, host, port = check_address(url)
    sent = {"User-Agent": network.user_agent, "Accept-Language": "*", "Accept-Encoding": "gzip, deflate", **headers}
    target = network.target(host, port)
    if target is None:
        # The backend lets loopback literals through for mapped hosts, so an unmapped one is refused here.
        if _is_mapped_literal(host):
            raise NotAllowed(f"{host} is not a public address")
        return url, sent
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"http://{target.host}:{target.port}{parts.path or '/'}{query}", {**sent, "Host": parts.netloc, "X-Forwarded-Proto": scheme}


def _names(url: str, network: Network) -> dict[str, Any]:
    _, host, port = check_address(url)
    return {} if network.target(host, port) else {"sni_hostname": host}


def _connect_kind(error: httpx.ConnectError) -> ProblemKind:
    words = str(error).lower()
    if "not a public address" in words:
        return ProblemKind.GUARD
    if "certificate" in words or "ssl" in words:
        return ProblemKind.TLS
    return ProblemKind.DNS if "does not resolve" in words else ProblemKind.REFUSED


class _GuardedBackend(httpcore.SyncBackend):
    """Resolves once and connects to the very address that passed the guard. Loopback is reached only through the mapping, which names it
    by its literal address; a site's own name or literal must be public."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        return super().connect_tcp(self._checked(host, port), port, timeout, local_address, socket_options)

    @staticmethod
    def _checked(host: str, port: int) -> str:
        if _is_mapped_literal(host):
            return host
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(f"the name {host} does not resolve") from error
        public = [str(entry[4][0]) for entry in found if is_public(str(entry[4][0]))]
        if not public:
            raise httpcore.ConnectError(f"{host} resolves to not a public address")
        return public[0]


def _is_mapped_literal(host: str) -> bool:
    return host in ("127.0.0.1", "::1")


def _transport() -> httpx.HTTPTransport:
    """httpx's own transport on the guarded backend; its pool takes one only at construction."""
    transport = httpx.HTTPTransport(trust_env=False, retries=0)
    transport._pool._network_backend = _GuardedBackend()
    return transport
