"""The one connector of the crawl: a Scrapy download handler on Twisted's public Agent.

Scrapy's own handler checks no address, decodes without knowing the limit of each layer and leaves redirects, cookies and compression to
eight middlewares. Here one place resolves, guards, connects, limits and decodes, and says what went wrong as a Refusal.
"""

from __future__ import annotations

import socket
import zlib
from io import BytesIO
from typing import Any

from OpenSSL import SSL
from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet import defer, error
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint, wrapClientTLS
from twisted.internet.interfaces import IStreamClientEndpoint
from twisted.internet.protocol import Protocol
from twisted.internet.threads import deferToThread
from twisted.python.failure import Failure
from twisted.web.client import Agent, BrowserLikePolicyForHTTPS, HTTPConnectionPool, ResponseDone, ResponseFailed, ResponseNeverReceived
from twisted.web.http import PotentialDataLoss
from twisted.web.http_headers import Headers as TxHeaders
from twisted.web.iweb import IAgentEndpointFactory
from zope.interface import implementer

from crawlers.model import ProblemKind
from crawlers.network import Network, NotAllowed, check_address, is_public

CONNECT_TIMEOUT = 10.0


class Refusal(Exception):
    """A request that got no usable answer: the kind of Problem it becomes, and one clause of detail."""

    def __init__(self, kind: ProblemKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


class GuardedHandler(BaseDownloadHandler):
    """Carries one request: total deadline, size limit on decoded bytes, addresses checked where they are connected."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor

        self._reactor: Any = reactor
        self._network: Network = crawler.settings["PONTE_NETWORK"]
        self._pool = HTTPConnectionPool(reactor, persistent=True)
        self._pool.maxPersistentPerHost = 1
        # A repeated request is the engine's decision, counted there.
        self._pool.retryAutomatically = False
        self._agent = Agent.usingEndpointFactory(reactor, _Endpoints(reactor, self._network), self._pool)

    async def download_request(self, request: Request) -> Response:
        """The answer with its body decoded; raises Refusal."""
        reader = _Reader(self._network.max_size)
        answer: defer.Deferred[Any] = self._agent.request(b"GET", request.url.encode("ascii"), TxHeaders(request.headers))
        answer.addCallback(reader.take)
        deadline = self._reactor.callLater(self._network.timeout, answer.cancel)
        try:
            received = await maybe_deferred_to_future(answer)
        except Refusal:
            raise
        except Exception as failure:
            raise _refusal(failure, timed_out=not deadline.active(), limit=self._network.timeout) from failure
        finally:
            if deadline.active():
                deadline.cancel()
        headers = Headers(received.headers.getAllRawHeaders())
        body = decode_body(reader.body(), headers.getlist(b"Content-Encoding"), self._network.max_size)
        flags = ["unbounded"] if reader.unbounded else []
        return Response(request.url, status=received.code, headers=headers, body=body, flags=[*flags, f"wire={reader.size}"])

    async def close(self) -> None:
        """Close idle connections; a connection that does not close within a second is left to the process's end."""
        closing: defer.Deferred[Any] = self._pool.closeCachedConnections()
        limit = self._reactor.callLater(1.0, closing.cancel)
        try:
            await maybe_deferred_to_future(closing)
        except defer.CancelledError:
            return
        finally:
            if limit.active():
                limit.cancel()


@implementer(IAgentEndpointFactory)
class _Endpoints:
    """Where an address is connected: the replica's endpoint, or the site's with its resolved address checked."""

    def __init__(self, reactor: Any, network: Network) -> None:
        self._reactor = reactor
        self._network = network
        self._tls = BrowserLikePolicyForHTTPS()  # certificates are verified, always

    def endpointForURI(self, uri: Any) -> Any:  # noqa: N802 (Twisted's name)
        scheme, host, port = check_address(uri.toBytes().decode("ascii"))
        target = self._network.target(host, port)
        if target is not None:
            kind = TCP6ClientEndpoint if ":" in target.host else TCP4ClientEndpoint
            return kind(self._reactor, target.host, target.port, timeout=CONNECT_TIMEOUT)
        endpoint = _CheckedEndpoint(self._reactor, host, port)
        if scheme == "https":
            return wrapClientTLS(self._tls.creatorForNetloc(uri.host, port), IStreamClientEndpoint(endpoint))
        return endpoint


@implementer(IStreamClientEndpoint)
class _CheckedEndpoint:
    """Resolves a name once and connects to the very address that passed the guard (FAULTS R06-R09)."""

    def __init__(self, reactor: Any, host: str, port: int) -> None:
        self._reactor = reactor
        self._host = host
        self._port = port

    def connect(self, factory: Any) -> Any:
        return defer.Deferred.fromCoroutine(self._connect(factory))

    async def _connect(self, factory: Any) -> Any:
        try:
            found = await deferToThread(socket.getaddrinfo, self._host, self._port, type=socket.SOCK_STREAM)
        except OSError as failure:
            raise Refusal(ProblemKind.DNS, f"the name {self._host} does not resolve") from failure
        addresses = [entry[4][0] for entry in found if is_public(str(entry[4][0]))]
        if not addresses:
            raise Refusal(ProblemKind.GUARD, f"{self._host} resolves to no public address")
        address = str(addresses[0])
        kind = TCP6ClientEndpoint if ":" in address else TCP4ClientEndpoint
        return await kind(self._reactor, address, self._port, timeout=CONNECT_TIMEOUT).connect(factory)


class _Reader(Protocol):
    """Collects one body up to the limit; says whether its end was only the connection's end (FAULTS T09)."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._buffer = BytesIO()
        self._done: defer.Deferred[Any] = defer.Deferred(self._abort)
        self._response: Any = None
        self.size = 0
        self.unbounded = False

    def take(self, response: Any) -> Any:
        self._response = response
        if isinstance(response.length, int) and response.length > self._limit:
            self._abort(None)
            raise Refusal(ProblemKind.TOO_LARGE, f"{response.length} bytes announced, {self._limit} allowed")
        response.deliverBody(self)
        return self._done

    def body(self) -> bytes:
        return self._buffer.getvalue()

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        self.size += len(data)
        if self._done.called:
            return
        if self.size > self._limit:
            self._done.errback(Failure(Refusal(ProblemKind.TOO_LARGE, f"more than {self._limit} bytes")))
            self._abort(None)
        else:
            self._buffer.write(data)

    def connectionLost(self, reason: Failure = Failure(ResponseDone())) -> None:  # noqa: B008, N802 (Twisted's signature)
        if self._done.called:
            return
        self.unbounded = bool(reason.check(PotentialDataLoss))
        if self.unbounded or reason.check(ResponseDone):
            self._done.callback(self._response)
        else:
            self._done.errback(reason)

    def _abort(self, _: Any) -> None:
        transport = getattr(self._response, "_transport", None)
        producer = getattr(transport, "_producer", None)
        if producer is not None:
            producer.abortConnection()


def decode_body(body: bytes, codings: list[bytes], limit: int) -> bytes:
    """Undo gzip and deflate, at most `limit` decoded bytes at each layer (FAULTS T08, T16, T17). Raises Refusal."""
    names = [name.strip().lower() for line in codings for name in line.split(b",") if name.strip()]
    for name in reversed(names):
        if name in (b"gzip", b"x-gzip", b"deflate"):
            body = _inflate(body, limit)
        elif name != b"identity":
            raise Refusal(ProblemKind.PARTIAL, f"unknown content coding {name.decode('latin-1')!r}")
    return body


def _inflate(body: bytes, limit: int) -> bytes:
    if not body:
        return body
    # 47: zlib or gzip, told by the header; raw deflate, which some servers send as "deflate", begins with neither.
    raw = body[:2] != b"\x1f\x8b" and (body[0] & 0x0F != 8 or (body[0] << 8 | body[1] if len(body) > 1 else 1) % 31)
    inflater = zlib.decompressobj(-15 if raw else 47)
    try:
        text = inflater.decompress(body, limit + 1)
    except zlib.error as failure:
        raise Refusal(ProblemKind.PARTIAL, f"compressed body is damaged ({failure})") from failure
    if len(text) > limit:
        raise Refusal(ProblemKind.TOO_LARGE, f"more than {limit} bytes once decompressed")
    if not inflater.eof:
        raise Refusal(ProblemKind.PARTIAL, "compressed body ends in the middle")
    return text


def _refusal(failure: Exception, *, timed_out: bool, limit: float) -> Refusal:
    """What an exception of the connection means, in DESIGN's kinds of problem."""
    causes = [failure, *(reason.value for reason in getattr(failure, "reasons", ()))]
    for cause in causes:
        if isinstance(cause, Refusal):
            return cause
    if timed_out or any(isinstance(cause, error.TimeoutError | defer.TimeoutError) for cause in causes):
        return Refusal(ProblemKind.TIMEOUT, f"no complete answer within {limit:g} s")
    if any(isinstance(cause, SSL.Error) for cause in causes):
        return Refusal(ProblemKind.TLS, "the certificate or the TLS handshake failed")
    if any(isinstance(cause, error.DNSLookupError) for cause in causes):
        return Refusal(ProblemKind.DNS, "the name does not resolve")
    if isinstance(failure, NotAllowed):
        return Refusal(ProblemKind.GUARD, str(failure))
    if isinstance(failure, error.ConnectError):
        return Refusal(ProblemKind.REFUSED, "connection refused")
    if isinstance(failure, ResponseNeverReceived | error.ConnectionLost | error.ConnectionDone):
        return Refusal(ProblemKind.REFUSED, "connection closed before an answer")
    if isinstance(failure, ResponseFailed):
        return Refusal(ProblemKind.PARTIAL, "the answer broke off before its end")
    return Refusal(ProblemKind.HTTP, f"not a valid HTTP answer ({type(failure).__name__})")
