"""A local copy of real-shaped sites, answering for all their hosts on one loopback port.

    request ── overrides ── site by Host ── page ── transform ── validators ── gzip ── answer

Host names the site and X-Forwarded-Proto the scheme, so redirects, robots.txt and canonical addresses are those of the real sites.

    with Replica(day=1) as replica:
        httpx.get(replica.address + "/en/news", headers={"Host": "www.forumchinaplp.org.mo"})
        replica.set_day(2)
"""

from __future__ import annotations

import gzip
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from itertools import count
from types import TracebackType
from typing import NamedTuple
from urllib.parse import urlsplit
from zlib import crc32

from demo.chrome import Noise
from demo.content import Content, load
from demo.server import Request, Response, Server
from demo.sites.base import Site, View, redirect
from demo.sites.dsedt import Dsedt
from demo.sites.ein import Ein
from demo.sites.forum import Forum
from demo.sites.gcs import Gcs
from demo.sites.gov_mo import GovMo
from demo.sites.ipim import Ipim
from demo.sites.jiangmen import Jiangmen

Handler = Callable[[Request], Response | None]
Transform = Callable[[str, str, str], str | None]

CACHED_PAGES = 20_000
_TEXTUAL = ("text/", "application/rss+xml", "application/json")


class Logged(NamedTuple):
    """One answered request; `path` includes the query, `headers` are the request's, with lower-case names."""

    host: str
    path: str
    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Override:
    host: str
    pattern: str | re.Pattern[str]
    answer: Handler | Response

    def matches(self, request: Request) -> bool:
        if self.host not in ("*", request.host):
            return False
        if isinstance(self.pattern, str):
            return request.target.startswith(self.pattern)
        return self.pattern.search(request.target) is not None


@dataclass(frozen=True, slots=True)
class _Stored:
    """A page that does not change: ready to send, gzipped where its site does so."""

    response: Response
    zipped: Response | None


class Replica:
    """The sites, as they stand on a day.

    `content` is what they publish (the texts of demo/texts by default). `steady` pages carry no clocks, counters or tokens and all
    have ETag and Last-Modified, and weigh as much as real ones: for benchmarks. `per_page` overrides how many items a list page has.
    Start it with `with` or `start()`; every attribute may be changed while it runs.
    """

    def __init__(
        self, day: int = 1, port: int = 0, *, content: Content | None = None, steady: bool = False, per_page: int | None = None
    ) -> None:
        self.content = content or load()
        self.steady = steady
        self._day = day
        self._transform: Transform | None = None
        self._overrides: list[_Override] = []
        self._log: list[Logged] = []
        self._stored: dict[tuple[str, str, str], _Stored] = {}
        self._lock = threading.RLock()
        self._requests = count(1)
        self.sites: tuple[Site, ...] = _sites(per_page)
        self._hosts = {host: site for site in self.sites for host in site.hosts}
        self._server = Server(self.answer, port)

    # ---- running it ------------------------------------------------------------------------------------------------

    def start(self) -> Replica:
        """Begins to answer; raises OSError where the port is taken."""
        self._server.start()
        return self

    def close(self) -> None:
        self._server.close()

    def __enter__(self) -> Replica:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def address(self) -> str:
        """http://127.0.0.1:PORT"""
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        return tuple(self._hosts)

    # ---- changing it -----------------------------------------------------------------------------------------------

    @property
    def day(self) -> int:
        return self._day

    def set_day(self, day: int) -> None:
        with self._lock:
            self._day = day
            self._stored.clear()

    @property
    def transform(self) -> Transform | None:
        """A function of (html, host, path) that every HTML page passes through; None from it leaves the page as it is."""
        return self._transform

    @transform.setter
    def transform(self, function: Transform | None) -> None:
        with self._lock:
            self._transform = function
            self._stored.clear()

    def override(self, host: str, pattern: str | re.Pattern[str], answer: Handler | Response) -> Callable[[], None]:
        """Answers requests to `host` ("*" for all) by `answer` instead of by the site; the last override that matches wins.

        `pattern` is a prefix of path and query, or a compiled expression searched in them. A callable may return None to leave a request
        to the site. Returns a function that takes the override away again.
        """
        override = _Override(host, pattern, answer)
        self._overrides.insert(0, override)
        return lambda: self._overrides.remove(override) if override in self._overrides else None

    def clear_overrides(self) -> None:
        self._overrides.clear()

    # ---- looking at it ---------------------------------------------------------------------------------------------

    @property
    def requests(self) -> list[Logged]:
        """What was asked so far, in order."""
        return list(self._log)

    def clear_log(self) -> None:
        self._log.clear()

    def addresses(self) -> list[str]:
        """The real addresses of every list page and release of the day."""
        edition = self.content.on(self._day)
        return [url for site in self.sites for url in site.addresses(edition)]

    def prepare(self) -> int:
        """Makes all steady pages of the day now, so that serving them costs next to nothing; returns how many."""
        for url in self.addresses():
            parts = urlsplit(url)
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            request = Request("GET", target, {"host": parts.netloc, "x-forwarded-proto": parts.scheme})
            if self._is_steady(self._hosts[request.host], request):
                self._keep(self._hosts[request.host], request)
        return len(self._stored)

    # ---- answering -------------------------------------------------------------------------------------------------

    def answer(self, request: Request) -> Response:
        """The answer to one request; an error of ours becomes a 500 with its name, never an exception."""
        try:
            with self._lock:
                response = self._answer(request)
        except Exception as error:  # a test must see the status, not a dead connection
            response = Response(500, {"Content-Type": "text/plain"}, f"replica: {type(error).__name__}: {error}")
        self._log.append(Logged(request.host, request.target, response.status, request.headers))
        return response

    def _answer(self, request: Request) -> Response:
        for override in list(self._overrides):
            if override.matches(request):
                answer = override.answer if isinstance(override.answer, Response) else override.answer(request)
                if answer is not None:
                    return answer
        site = self._hosts.get(request.host)
        if site is None:
            ours = request.host in ("127.0.0.1", "localhost")
            return self._index() if ours else Response(421, {"Content-Type": "text/plain"}, "no such host here\n")
        if site.secure and request.scheme == "http":
            return redirect(f"https://{request.host}{request.target}")
        if request.path == "/robots.txt":
            return Response(404) if site.robots is None else Response(200, {"Content-Type": "text/plain; charset=utf-8"}, site.robots)
        return self._steady_page(site, request) if self._is_steady(site, request) else self._moving_page(site, request)

    def _is_steady(self, site: Site, request: Request) -> bool:
        return self.steady or request.host in site.steady_hosts

    def _moving_page(self, site: Site, request: Request) -> Response:
        noise = Noise(next(self._requests))
        edition = self.content.on(self._day)
        # The clock moves on at each request, whatever the real time between them.
        response = self._render(site, request, View(edition, noise, edition.now + timedelta(seconds=noise.seed % 86_400)))
        return _zip(response, 1) if site.compresses and _accepts_gzip(request) else response

    def _steady_page(self, site: Site, request: Request) -> Response:
        stored = self._stored.get((request.host, request.scheme, request.target)) or self._keep(site, request)
        if _has(stored.response.headers, request.headers):
            return Response(304, {name: stored.response.headers[name] for name in ("Server", "ETag", "Last-Modified")})
        return stored.zipped if stored.zipped and _accepts_gzip(request) else stored.response

    def _keep(self, site: Site, request: Request) -> _Stored:
        response = self._render_steady(site, request, self._day)
        response = replace(response, body=response.payload)  # kept as bytes alone
        if response.status == 200:
            validators = {"ETag": _etag(response), "Last-Modified": self._last_modified(site, request, response)}
            response = replace(response, headers={**response.headers, **validators})
        stored = _Stored(response, _zip(response, 6) if site.compresses else None)
        if len(self._stored) >= CACHED_PAGES:
            self._stored.clear()
        self._stored[request.host, request.scheme, request.target] = stored
        return stored

    def _last_modified(self, site: Site, request: Request, response: Response) -> str:
        """The clock of the first day since which the page has been the same."""
        since = self._day
        while since > 1 and self._render_steady(site, request, since - 1).payload == response.payload:
            since -= 1
        local = self.content.on(since).now - timedelta(hours=8)
        return format_datetime(datetime.combine(local.date(), local.time().replace(microsecond=0), UTC), usegmt=True)

    def _render_steady(self, site: Site, request: Request, day: int) -> Response:
        noise = Noise(crc32(request.target.encode()), steady=True)
        return self._render(site, request, View(self.content.on(day), noise, self.content.clock(1), heavy=self.steady))

    def _render(self, site: Site, request: Request, view: View) -> Response:
        response = site.respond(request, view)
        headers = {"Server": site.server, **response.headers}
        body = response.body
        if self._transform and isinstance(body, str) and headers.get("Content-Type", "").startswith("text/html"):
            changed = self._transform(body, request.host, request.target)
            body = body if changed is None else changed
        return replace(response, headers=headers, body=body)

    def _index(self) -> Response:
        """A page for people who open the replica itself: what it answers for."""
        rows = "".join(f"<li>{escape(host)}</li>" for host in self._hosts)
        title = f"Replica, day {self._day}"
        body = f"<!DOCTYPE html><title>{title}</title><h1>{title}</h1><p>Send one of these as Host:</p><ul>{rows}</ul>"
        return Response(200, {"Content-Type": "text/html; charset=utf-8"}, body)


def _sites(per_page: int | None) -> tuple[Site, ...]:
    # Small pages, so that a few dozen releases make several of them.
    usual: tuple[tuple[type[Site], int], ...] = ((Forum, 3), (Gcs, 4), (GovMo, 4), (Dsedt, 4), (Ipim, 3), (Jiangmen, 3), (Ein, 4))
    return tuple(kind(per_page or items) for kind, items in usual)


def _etag(response: Response) -> str:
    return f'"{sha256(response.payload).hexdigest()[:20]}"'


def _has(ours: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    """Whether the client has the page: the ETag decides where both are sent (RFC 9110 section 13.2.2), and the date counts only as the very
    string that was sent, as nginx compares it by default."""
    if "ETag" not in ours:
        return False
    if "if-none-match" in asked:
        return ours["ETag"] in (tag.strip() for tag in asked["if-none-match"].split(","))
    return asked.get("if-modified-since") == ours["Last-Modified"]


def _accepts_gzip(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


def _zip(response: Response, level: int) -> Response:
    if not response.headers.get("Content-Type", "").startswith(_TEXTUAL) or not response.payload:
        return response
    headers = {**response.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return replace(response, headers=headers, body=gzip.compress(response.payload, level, mtime=0))
