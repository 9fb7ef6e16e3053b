"""What holds for every answer, whoever makes it: GET and HEAD only, addresses of a bounded length, known hosts, and the headers that tell
browsers to run nothing (FAULTS P14, P15).

A server on loopback answers to loopback names only, and to nobody who comes through a proxy: otherwise a page somewhere could have its own
name lead to this machine (DNS rebinding), and a proxy could show to all what was meant for one.
"""

from __future__ import annotations

import html
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Final

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Pairs = list[tuple[bytes, bytes]]

LONGEST: Final = 8_192
"""Bytes of an address with its query. RFC 9110 section 4.1 asks for at least 8,000."""

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY: Final[Pairs] = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]

_PUBLIC = "Behind a proxy it wants public = true under [serve] in its config."
_PROXIED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via")


class Guard:
    """Around an application. `hosts`: the names that it answers to, None for any; `direct`: nobody may come through a proxy."""

    def __init__(self, app: App, *, hosts: Iterable[str] | None, direct: bool) -> None:
        self._app = app
        self._hosts = None if hosts is None else frozenset(hosts)
        self._direct = direct

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":  # nothing here speaks WebSocket
            return await send({"type": "websocket.close", "code": 1000})
        guarded = _guarded(send)
        refused = self._refused(scope)
        if refused is None:
            return await self._app(scope, receive, guarded)
        status, words, *more = refused
        return await _plain(scope, guarded, status, words, more)

    def _refused(self, scope: Scope) -> tuple[Any, ...] | None:
        if scope["method"] not in ("GET", "HEAD"):
            return 405, "Only reading is possible here.", (b"allow", b"GET, HEAD")
        if len(scope["raw_path"]) + len(scope["query_string"]) > LONGEST:
            return 414, "The address is too long."
        if self._hosts is not None and host_of(scope["headers"]) not in self._hosts:
            return (
                421,
                "This server answers to the names of its own machine. Behind a proxy it wants public = true under [serve] in its config.",
            )
        if self._direct and any(name in _PROXIED for name, _ in scope["headers"]):
            return 421, f"This server is set up for its own machine. {_PUBLIC}"
        return None


def host_of(headers: Pairs) -> str:
    """The name of the Host header in small letters, without its port; empty where there is none or more than one."""
    given = [value.decode("latin-1").strip().lower() for name, value in headers if name == b"host"]
    if len(given) != 1:
        return ""
    name, bracket, _ = given[0].partition("]")
    return name.removeprefix("[") if bracket else given[0].partition(":")[0]


def page(status: int, words: str) -> bytes:
    """A plain page for what went wrong."""
    from http import HTTPStatus

    title = f"{status} {HTTPStatus(status).phrase}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title></head><body><main><h1>{title}</h1><p>{html.escape(words)}</p></main></body></html>\n"
    ).encode("utf-8", "replace")


def _guarded(send: Send) -> Send:
    """Puts the security headers in the place of any that the application set, and lets no cookie out: nobody is remembered here."""
    ours = {b"set-cookie", *(name for name, _ in SECURITY)}

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in ours]
            message = {**message, "headers": [*kept, *SECURITY]}
        await send(message)

    return guarded


async def _plain(scope: Scope, send: Send, status: int, words: str, more: Pairs) -> None:
    body = page(status, words)
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
