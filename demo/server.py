"""A small HTTP/1.1 server on asyncio: keep-alive, one thread, and faults on demand. Knows nothing of the sites.

A plain protocol class carries some five thousand small requests a second, several times what `http.server` does, so that a crawl
is never limited by it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import cached_property
from http import HTTPStatus
from urllib.parse import parse_qs, unquote, urlsplit

MAX_HEAD = 64 * 1024


@dataclass(frozen=True)
class Request:
    """What a client asked for. `target` is path and query as sent; `headers` have lower-case names."""

    method: str
    target: str
    headers: Mapping[str, str]

    @cached_property
    def host(self) -> str:
        """The site's host, without the port that a client adds."""
        return self.headers.get("host", "").lower().partition(":")[0]

    @property
    def scheme(self) -> str:
        """X-Forwarded-Proto: the scheme of the real address; empty where a client did not say."""
        return self.headers.get("x-forwarded-proto", "").lower()

    @cached_property
    def path(self) -> str:
        return unquote(urlsplit(self.target).path) or "/"

    @cached_property
    def query(self) -> dict[str, str]:
        """The first value of each parameter."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query, keep_blank_values=True).items()}


@dataclass(frozen=True)
class Response:
    """An answer. A `str` body is encoded in `charset`.

    For faults: `delay` seconds pass before anything is sent; `cut` sends so many bytes of the body and then closes, with the full
    Content-Length announced; `raw` is sent instead of everything else, and the connection closed.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | str = b""
    charset: str = "utf-8"
    delay: float = 0.0
    cut: int | None = None
    raw: bytes | None = None

    @cached_property
    def payload(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        # What a legacy charset cannot write becomes a character reference, as old content systems do.
        return self.body.encode(self.charset, "xmlcharrefreplace")


Answer = Callable[[Request], Response]


class Server:
    """Answers on one loopback port, in a thread of its own, until closed. `answer` is called in that thread and must not block."""

    def __init__(self, answer: Answer, port: int = 0) -> None:
        self._answer = answer
        self._wanted = port
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connections: set[_Connection] = set()
        self._thread = threading.Thread(target=self._run, name="replica", daemon=True)
        self._ready = threading.Event()
        self._error: OSError | None = None
        self.port = 0

    def start(self) -> None:
        """Raises OSError where the port is taken."""
        self._thread.start()
        self._ready.wait()
        if self._error:
            raise self._error

    def close(self) -> None:
        if self._loop and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(5)

    def _run(self) -> None:
        loop = self._loop = asyncio.new_event_loop()
        try:
            server = loop.run_until_complete(loop.create_server(self._connection, "127.0.0.1", self._wanted, backlog=256))
            self.port = server.sockets[0].getsockname()[1]
        except (OSError, OverflowError) as error:
            self._error = error if isinstance(error, OSError) else OSError(str(error))
            self._ready.set()
            loop.close()
            return
        self._ready.set()
        loop.run_forever()
        server.close()
        for connection in list(self._connections):
            connection.close()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    def _connection(self) -> _Connection:
        return _Connection(self._answer, self._connections)


class _Connection(asyncio.Protocol):
    """One client: requests are answered one after another, in order. asyncio sets TCP_NODELAY by itself."""

    def __init__(self, answer: Answer, connections: set[_Connection]) -> None:
        self.answer = answer
        self.connections = connections
        self.buffer = bytearray()
        self.transport: asyncio.Transport | None = None
        self.waiting = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio calls it so
        self.transport = None
        self.connections.discard(self)

    def close(self) -> None:
        if self.transport:
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        self._next()

    def _next(self) -> None:
        while self.transport and not self.waiting and (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            request, keep, length = _parse(bytes(self.buffer[:end]))
            if request is None:
                self._refuse(400)
            elif len(self.buffer) < end + 4 + length:
                return
            else:
                del self.buffer[: end + 4 + length]
                self._respond(request, keep)
        if len(self.buffer) > MAX_HEAD:
            self._refuse(431)

    def _respond(self, request: Request, keep: bool) -> None:
        response = self.answer(request)
        if response.delay and self.transport:
            self.waiting = True
            asyncio.get_running_loop().call_later(response.delay, self._late, response, request.method, keep)
        else:
            self._send(response, request.method, keep)

    def _late(self, response: Response, method: str, keep: bool) -> None:
        self.waiting = False
        self._send(response, method, keep)
        self._next()

    def _send(self, response: Response, method: str, keep: bool) -> None:
        if self.transport is None:
            return
        if response.raw is not None:
            self.transport.write(response.raw)
            self.transport.close()
            return
        keep = keep and response.cut is None
        body = response.payload if response.status not in (204, 304) else b""
        announced = head(response, len(body), keep)
        self.transport.write(announced if method == "HEAD" else announced + (body if response.cut is None else body[: response.cut]))
        if not keep:
            self.transport.close()

    def _refuse(self, status: int) -> None:
        self.buffer.clear()
        self._send(Response(status), "GET", keep=False)


def head(response: Response, length: int, keep: bool) -> bytes:
    """Status line and headers (RFC 9112 section 4), with what every server adds."""
    phrase = HTTPStatus(response.status).phrase if response.status in HTTPStatus._value2member_map_ else "Unknown"
    lines = [f"HTTP/1.1 {response.status} {phrase}"]
    lines += [f"{name}: {value}" for name, value in response.headers.items()]
    given = {name.lower() for name in response.headers}
    if "date" not in given:
        lines.append(f"Date: {formatdate(usegmt=True)}")
    if "content-length" not in given and response.status not in (204, 304):
        lines.append(f"Content-Length: {length}")
    lines.append(f"Connection: {'keep-alive' if keep else 'close'}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def _parse(raw: bytes) -> tuple[Request | None, bool, int]:
    """A request, whether the connection stays open, and the length of the request's body; no request where it is none."""
    first, *rest = raw.decode("latin-1").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        return None, False, 0
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    length = headers.get("content-length", "0")
    keep = headers.get("connection", "").lower() != "close" and parts[2] == "HTTP/1.1"
    return Request(parts[0], parts[1], headers), keep, int(length) if length.isdigit() else 0
