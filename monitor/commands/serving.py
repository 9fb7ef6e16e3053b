"""`ponte serve`: the published folder, and what only a server can give, over HTTP (docs/serve.md)."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from monitor.commands.reading import print_json
from monitor.commands.running import quiet_logging
from monitor.config import Config
from monitor.errors import UsageError

if TYPE_CHECKING:
    from feeds.site.serving import Serving

# Connections at once; further ones are answered with 503.
CONNECTIONS: Final = 256
# Seconds a client has to send a whole request, and to take a whole answer (FAULTS P15).
ASKING: Final = 10.0
TAKING: Final = 120.0


def serve_command(config: Config, host: str | None, port: int | None, *, as_json: bool, quiet: bool) -> int:
    """Serve until stopped by Ctrl-C or SIGTERM; port 0 takes a free one. The address is printed once it answers."""
    quiet_logging()
    listener = listen(host or config.serve.host, config.serve.port if port is None else port)
    address = address_of(listener)
    serving = serving_of(config, listener.getsockname()[0], address)
    if not quiet and not as_json and not (config.public / "feeds.opml").exists():
        logging.warning("%s holds no feeds yet: `ponte publish` makes them", config.public)
    with listener:
        asyncio.run(_serve(serving, listener, address, as_json=as_json))
    return 0


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises UsageError where that address cannot be had."""
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.create_server(where[:2], family=family)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot listen on {host} port {port}: {reason}; choose others with --host and --port") from error
    # What is accepted inherits it; asyncio sets it only on sockets made with their protocol's number, which this one is not. Without it the
    # second piece of an answer waits 40 milliseconds for the client to confirm the first.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def address_of(listener: socket.socket) -> str:
    """http://127.0.0.1:8420/"""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serving_of(config: Config, bound: str, address: str) -> Serving:
    """What is served at the address that was bound: to its owner where only this machine reaches it, else to everybody."""
    from feeds.model import FeedSettings
    from feeds.site.guarding import LOOPBACK
    from feeds.site.serving import Serving
    from monitor.announcements.naming import name_in

    owned = ipaddress.ip_address(bound.partition("%")[0]).is_loopback and not config.serve.public
    base = config.feeds.base_url
    return Serving(
        archive=Path(config.archive),
        public=Path(config.public),
        settings=FeedSettings(base_url=base or (address if owned else ""), title=config.feeds.title, window=config.feeds.window),
        sources=tuple((source.name, source.title) for source in config.sources),
        custom=tuple((f"custom/{each.name}", each.title) for each in config.custom),
        terms=tuple(sorted(config.terms.items())),
        rights=config.rights,
        naming=name_in,
        hosts=(*LOOPBACK, bound) if owned else None,
        owned=owned,
        sql=owned if config.serve.sql == "auto" else config.serve.sql == "on",
        base="/" if owned or not base else urlsplit(base).path or "/",
    )


async def _serve(serving: Serving, listener: socket.socket, address: str, *, as_json: bool) -> None:
    import uvicorn

    from feeds.site.serving import application

    class Server(uvicorn.Server):
        """Says where it is once it answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            print_json({"address": address}) if as_json else print(address)
            sys.stdout.flush()

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            super().handle_exit(sig, frame)
            self._captured_signals.clear()  # it would send itself the signal again: being stopped is no failure

    settings = uvicorn.Config(
        application(serving),
        http=_patient(),
        ws="none",
        lifespan="on",
        interface="asgi3",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        h11_max_incomplete_event_size=128 * 1024,  # an address that is too long is still read, and told so
        timeout_graceful_shutdown=5,
    )
    await Server(settings).serve(sockets=[listener])


def _patient() -> type[asyncio.Protocol]:
    """uvicorn's protocol with an end to its patience: it would wait for ever for the rest of a request, and for a client to take its
    answer."""
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class Patient(H11Protocol):
        _watched: object = None
        _timer: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._watch()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._watch()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            self._watch()

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            if self._timer is not None:
                self._timer.cancel()

        def _watch(self) -> None:
            """One timer per request that is awaited, and one per answer that is under way; more data moves neither."""
            under_way = self.cycle if self.cycle is not None and not self.cycle.response_complete else None
            if self._timer is not None:
                if under_way is self._watched:
                    return
                self._timer.cancel()
            self._watched = under_way
            self._timer = self.loop.call_later(ASKING if under_way is None else TAKING, self.transport.abort)

    return Patient
