"""A loopback web server that misbehaves byte by byte, and remembers what it was asked.

A behaviour is a function of the request that yields steps: bytes are sent as they stand, a number waits so many seconds, `Then` ends the
connection. Without a `Then` the connection is kept for the next request. Sites are told apart by the Host header.

    with FaultServer() as server:
        server.sites["t06.test"] = {"/": html("..."), "/news/1": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", Then.CLOSE)}
        ... ask 127.0.0.1:server.port with Host: t06.test
        assert server.paths("t06.test") == ["/", "/news/1"]
"""

from __future__ import annotations

import contextlib
import itertools
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum


class Then(Enum):
    """How a connection ends."""

    CLOSE = "close"
    RESET = "reset"


Step = bytes | float | Then


@dataclass(slots=True)
class Seen:
    """One request as it came in: header names in lower case, values byte for byte; `at` and `until` by the monotonic clock, `until` being
    when the last bytes of the answer began to be sent; `cut` where the client went away while being answered."""

    host: str
    path: str
    headers: dict[str, bytes]
    connection: int
    at: float
    number: int
    until: float = 0.0
    sent: int = 0
    cut: bool = False


Behaviour = Callable[[Seen], Iterable[Step]]
Site = dict[str, Behaviour]


def raw(*steps: Step) -> Behaviour:
    """These steps, whatever was asked."""
    return lambda _: steps


def answer(status: str = "200 OK", body: bytes = b"", *headers: str, length: bool = True) -> Behaviour:
    """One well-formed answer. `headers` are whole lines; "Content-Length" is added unless `length` is off."""
    return raw(compose(status, body, *headers, length=length))


def compose(status: str, body: bytes, *headers: str, length: bool = True) -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, *([f"Content-Length: {len(body)}"] if length else [])]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def html(body: str, *headers: str) -> Behaviour:
    return answer("200 OK", body.encode(), "Content-Type: text/html; charset=utf-8", *headers)


def redirect(location: str, status: str = "302 Found") -> Behaviour:
    return answer(status, b"", f"Location: {location}")


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """The first behaviour for the first request, and so on; the last one for all that follow."""
    asked = iter(range(10**9))
    return lambda seen: behaviours[min(next(asked), len(behaviours) - 1)](seen)


@dataclass
class FaultServer:
    """Answers on a free loopback port in threads of its own until the block is left. An unknown host or path is answered 404."""

    sites: dict[str, Site] = field(default_factory=dict, repr=False)
    seen: list[Seen] = field(default_factory=list, repr=False)
    tls: ssl.SSLContext | None = None

    def __enter__(self) -> FaultServer:
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port: int = self._listener.getsockname()[1]
        self.accepted = 0
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    # ---- what was asked --------------------------------------------------------------------------------------------

    def paths(self, host: str) -> list[str]:
        """The paths that a host was asked for, in order, without robots.txt."""
        return [each.path for each in list(self.seen) if each.host == host and each.path != "/robots.txt"]

    def asked(self, host: str, path: str) -> list[Seen]:
        return [each for each in list(self.seen) if each.host == host and each.path == path]

    def overlaps(self, host: str) -> int:
        """How many requests of a host came in while an earlier one had not been answered."""
        spans = sorted((each.at, each.until) for each in list(self.seen) if each.host == host)
        return sum(later[0] < earlier[1] for earlier, later in itertools.pairwise(spans))

    def wait_for(self, host: str, path: str) -> None:
        """Until a path has been asked for; raises TimeoutError."""
        until(lambda: bool(self.asked(host, path)))

    # ---- serving ---------------------------------------------------------------------------------------------------

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.accepted += 1
            threading.Thread(target=self._serve, args=(connection, self.accepted), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        try:
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            connection.settimeout(30.0)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            buffer = b""
            while not self._stopped.is_set():
                head, buffer = _head(connection, buffer)
                if not head or not self._answer(connection, self._note(head, number)):
                    return
        except OSError:
            return
        finally:
            connection.close()

    def _note(self, head: bytes, number: int) -> Seen:
        first, *lines = head.split(b"\r\n")
        headers = {name.decode("latin-1").lower(): value.strip(b" ") for name, _, value in (line.partition(b":") for line in lines)}
        seen = Seen(
            headers.get("host", b"").decode("latin-1"), first.split(b" ")[1].decode("latin-1"), headers, number, time.monotonic(), 0
        )
        with self._lock:
            seen.number = 1 + sum(each.host == seen.host and each.path == seen.path for each in self.seen)
            self.seen.append(seen)
        return seen

    def _answer(self, connection: socket.socket, seen: Seen) -> bool:
        """Whether the connection is kept."""
        site = self.sites.get(seen.host, {})
        behaviour = site.get(seen.path) or site.get("*") or answer("404 Not Found", b"nothing here")
        for step in behaviour(seen):
            seen.until = time.monotonic()
            if step is Then.RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if isinstance(step, Then):
                return False
            try:
                if isinstance(step, bytes):
                    connection.sendall(step)
                    seen.sent += len(step)
                else:
                    self._pause(connection, step)
            except OSError:
                seen.cut = True
                return False
            if self._stopped.is_set():
                return False
        return True

    def _pause(self, connection: socket.socket, seconds: float) -> None:
        """Wait, but no longer than the client does."""
        limit = time.monotonic() + seconds
        connection.settimeout(0.05)
        while (left := limit - time.monotonic()) > 0 and not self._stopped.is_set():
            try:
                connection.settimeout(min(left, 0.05))
                if self.tls is None and connection.recv(1, socket.MSG_PEEK) == b"":
                    raise ConnectionResetError
                if self.tls is not None:
                    self._stopped.wait(min(left, 0.05))
            except TimeoutError:
                continue
            finally:
                connection.settimeout(30.0)


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for what another thread or process does; raises TimeoutError."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            raise TimeoutError("it did not happen")
        time.sleep(0.01)


def _head(connection: socket.socket, buffer: bytes) -> tuple[bytes, bytes]:
    """The next request's head, and what came after it; empty where the client is done."""
    while b"\r\n\r\n" not in buffer:
        received = connection.recv(65536)
        if not received:
            return b"", b""
        buffer += received
    head, _, rest = buffer.partition(b"\r\n\r\n")
    return head, rest


@contextlib.contextmanager
def closed_port() -> Iterable[int]:  # type: ignore[misc]
    """A loopback port that refuses connections for as long as the block lasts."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]
