"""Everything over HTTP that is not a crawl; the only module that imports httpx.

The same guard as the crawl's (crawlers/network.py) stands at the connection itself, so redirects, robots.txt and probes cannot go round it
(FAULTS R15): addresses are resolved once, checked, and the checked one is connected. The deadline stands there too: httpx limits each read,
not the whole (T04, T05). Bodies are decoded by the crawl's own rules: httpx decodes without a limit and takes a cut gzip for whole
(T08, T16). Environment proxies are off (T21).
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import httpcore
import httpx

from crawlers.answer import Refusal, decode_body
from crawlers.model import Problem, ProblemKind, Role
from crawlers.network import Network, NotAllowed, Target, check_address, is_public

MAX_HOPS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """One final answer. `url` is the real address it came from, header names are lower-case, `body` is decoded."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes


def get(url: str, network: Network, headers: dict[str, str] | None = None, *, hops: int = MAX_HOPS) -> Answer | Problem:
    """GET an address, follow at most `hops` redirects on real addresses. What the site does wrong comes back as a Problem.

    With `hops` 0 a redirect is the answer (`redirect_of` reads it), so that the caller can ask robots.txt before it goes there.
    `headers` (Latin-1, as an answer's are) go to the host that was asked and, where it redirects, to no other.
    """
    backend = _GuardedBackend(time.monotonic() + network.timeout)
    with httpx.Client(
        transport=_transport(backend, legacy=_is_legacy(url, network)), timeout=network.timeout, trust_env=False, follow_redirects=False
    ) as client:
        try:
            return _follow(client, backend, url, network, headers or {}, hops)
        except Refusal as refused:
            return Problem(refused.kind, url, refused.detail, Role.RELEASE)


def post(url: str, network: Network, fields: Iterable[tuple[str, str]]) -> Answer | Problem:
    """POST a form (application/x-www-form-urlencoded) to an address. A redirect is the answer: what was to be told is told to nobody else.
    What the site does wrong comes back as a Problem."""
    backend = _GuardedBackend(time.monotonic() + network.timeout)
    transport = _transport(backend, legacy=_is_legacy(url, network))
    form = urlencode(list(fields)).encode("ascii")
    with httpx.Client(transport=transport, timeout=network.timeout, trust_env=False, follow_redirects=False) as client:
        try:
            return _ask(client, backend, url, network, {"Content-Type": "application/x-www-form-urlencoded"}, form)
        except Refusal as refused:
            return Problem(refused.kind, url, refused.detail, Role.RELEASE)


def _is_legacy(url: str, network: Network) -> bool:
    try:
        _, host, port = check_address(url)
    except NotAllowed:
        return False
    return network.is_legacy(host, port)


class _GuardedBackend(httpcore.SyncBackend):
    """Resolves once and connects to the very address that passed the guard, or to `target`, the endpoint of the mapped host that is being
    asked; nothing on it outlives the deadline (monotonic seconds)."""

    def __init__(self, deadline: float) -> None:
        self.target: Target | None = None
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        if self.target is None:
            host = _checked(host, port)
        elif (host, port) != (self.target.host, self.target.port):
            raise _Refused(ProblemKind.GUARD, f"{host}:{port} is not the replica's endpoint")
        left = _left(self._deadline, timeout, httpcore.ConnectTimeout)
        return _Stream(super().connect_tcp(host, port, left, local_address, socket_options), self._deadline)


class _Stream(httpcore.NetworkStream):
    """A connection whose reads and writes together end at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(self._deadline, timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Refused(httpcore.ConnectError):
    """The guard's refusal on its way through httpcore."""

    def __init__(self, kind: ProblemKind, detail: str) -> None:
        super().__init__(detail)
        self.refusal = Refusal(kind, detail)


def _left(deadline: float, timeout: float | None, late: type[Exception]) -> float:
    """Seconds that a step may take; raises `late` once the deadline has passed."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise late("the deadline has passed")
    return left if timeout is None else min(left, timeout)


def _checked(host: str, port: int) -> str:
    """The public address that a name or literal stands for."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _Refused(ProblemKind.DNS, f"the name {host[:80]} does not resolve") from error
    public = [str(entry[4][0]) for entry in found if is_public(str(entry[4][0]))]
    if not public:
        raise _Refused(ProblemKind.GUARD, f"{host[:80]} resolves to no public address")
    return public[0]


@cache
def _context(legacy: bool = False) -> ssl.SSLContext:
    """Certificates are verified, always; `legacy` lets older protocols in (crawlers/tls.py). Made once: reading the system's authorities
    takes longer than most answers."""
    context = httpx.create_ssl_context(trust_env=False)
    if legacy:
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.options |= 0x4  # SSL_OP_LEGACY_SERVER_CONNECT
    return context


def _transport(backend: _GuardedBackend, *, legacy: bool) -> httpx.HTTPTransport:
    """httpx's own transport on the guarded backend; its pool takes one only at construction."""
    transport = httpx.HTTPTransport(verify=_context(legacy), trust_env=False, retries=0)
    transport._pool._network_backend = backend
    return transport


def redirect_of(url: str, status: int, headers: Mapping[str, str]) -> str | None:
    """Where an answer sends to: an absolute address without fragment; "" for one that is none; None where it does not redirect."""
    location = headers.get("location", "")
    if status not in _REDIRECTS or not location:
        return None
    try:
        return urljoin(url, location).partition("#")[0]
    except ValueError:
        return ""


def _follow(client: httpx.Client, backend: _GuardedBackend, url: str, network: Network, headers: dict[str, str], hops: int) -> Answer:
    """The answer at the end of the redirects. Raises Refusal."""
    host = _netloc(url)
    for _ in range(hops + 1):
        answer = _ask(client, backend, url, network, headers)
        target = redirect_of(url, answer.status, answer.headers)
        if target is None or hops == 0:
            return answer
        if not target:
            raise Refusal(ProblemKind.GUARD, "redirected to something that is no address")
        url, headers = target, headers if _netloc(target) == host else {}
    raise Refusal(ProblemKind.REDIRECT_LOOP, f"redirected more than {hops} times, last to {url[:200]}")


def _netloc(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def _ask(
    client: httpx.Client, backend: _GuardedBackend, url: str, network: Network, headers: dict[str, str], form: bytes | None = None
) -> Answer:
    """One request without redirects, within the total deadline and the size limit; a POST where there is a form. Raises Refusal."""
    try:
        address, own = _mapped(url, network, backend)
        sent = [(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in {**own, **headers}.items()]
        with client.stream("GET" if form is None else "POST", address, headers=sent, content=form) as response:
            codings = [value for name, value in response.headers.raw if name.lower() == b"content-encoding"]
            body = decode_body(_read(response, network.max_size), codings, network.max_size)
            return Answer(url, response.status_code, {name.lower(): value for name, value in response.headers.items()}, body)
    except (NotAllowed, UnicodeError, httpx.InvalidURL) as error:
        raise Refusal(ProblemKind.GUARD, str(error)) from error
    except httpx.TimeoutException as error:
        raise Refusal(ProblemKind.TIMEOUT, f"no complete answer within {network.timeout:g} s") from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise _refusal(error) from error


def _mapped(url: str, network: Network, backend: _GuardedBackend) -> tuple[str, dict[str, str]]:
    """The address to connect to and the headers to send; a mapped host is asked over plain HTTP with its own Host header."""
    scheme, host, port = check_address(url)
    # One parser's word for the host: httpx would read 127\u30020\u30020\u30021 as 127.0.0.1 (FAULTS R10).
    host = host if host.isascii() else host.encode("idna").decode("ascii")
    parts = urlsplit(url)
    netloc = (f"[{host}]" if ":" in host else host) + (f":{parts.port}" if parts.port else "")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    own = {"Host": netloc, "User-Agent": network.user_agent, "Accept-Language": "*", "Accept-Encoding": "gzip, deflate"}
    target = backend.target = network.target(host, port)
    if target is None:
        return f"{scheme}://{netloc}{path}", own
    return f"http://{f'[{target.host}]' if ':' in target.host else target.host}:{target.port}{path}", {**own, "X-Forwarded-Proto": scheme}


def _read(response: httpx.Response, limit: int) -> bytes:
    """The body as it came over the wire. Raises Refusal."""
    announced = response.headers.get("content-length", "")
    if announced.isascii() and announced.isdecimal() and len(announced) < 20 and int(announced) > limit:
        raise Refusal(ProblemKind.TOO_LARGE, f"{announced} bytes announced, {limit} allowed")
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > limit:
            raise Refusal(ProblemKind.TOO_LARGE, f"more than {limit} bytes")
    return bytes(body)


def _refusal(error: Exception) -> Refusal:
    """What an exception of httpx means, in the crawl's kinds of problem. The guard's own word comes as its cause."""
    if isinstance(error.__cause__, _Refused):
        return error.__cause__.refusal
    words = str(error) or type(error).__name__
    if isinstance(error, httpx.ConnectError):
        tls = "certificate" in words.lower() or "ssl" in words.lower()
        return Refusal(ProblemKind.TLS if tls else ProblemKind.REFUSED, words)
    if isinstance(error, httpx.ReadError) or "without sending a response" in words:
        return Refusal(ProblemKind.REFUSED, "the connection was closed before an answer")
    if "peer closed" in words:
        return Refusal(ProblemKind.PARTIAL, "the answer broke off before its end")
    return Refusal(ProblemKind.HTTP, words)
