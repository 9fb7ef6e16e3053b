"""The one connector of the crawl: a Scrapy download handler on Twisted's public Agent.

Scrapy's own handler checks no address, decodes without knowing the limit of each layer and leaves redirects, cookies and compression to
eight middlewares. Here one place resolves, guards, connects, limits and decodes, and says what went wrong as a Refusal.
"""

from __future__ import annotations

import socket
import threading
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
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.ssl import VerificationError
from twisted.python.failure import Failure
from twisted.web._newclient import HTTP11ClientProtocol
from twisted.web.client import (
    Agent,
    BrowserLikePolicyForHTTPS,
    HTTPConnectionPool,
    ResponseDone,
    ResponseFailed,
    ResponseNeverReceived,
)
from twisted.web.http import PotentialDataLoss
from twisted.web.http_headers import Headers as TxHeaders
from twisted.web.iweb import IAgentEndpointFactory
from zope.interface import implementer

from crawlers.answer import Refusal, decode_body
from crawlers.model import ProblemKind
from crawlers.network import Network, NotAllowed, check_address, is_public
from crawlers.tls import LegacyPolicy

CONNECT_TIMEOUT = 10.0
# Bytes before a body: status lines, interim answers, headers (FAULTS T14). Twisted limits a line, not their number.
MAX_HEAD = 256 * 1024
# Addresses of one name that are tried one after the other.
MAX_ADDRESSES = 3


class GuardedHandler(BaseDownloadHandler):
    """Carries one request: total deadline, size limit on decoded bytes, addresses checked where they are connected."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor

        self._reactor: Any = reactor
        self._network: Network = crawler.settings["PONTE_NETWORK"]
        self._pool = _Pool(reactor, persistent=True)  # type: ignore[no-untyped-call]
        self._pool.maxPersistentPerHost = 1
        # A repeated request is the engine's decision, counted there.
        self._pool.retryAutomatically = False
        self._agent = Agent.usingEndpointFactory(reactor, _Endpoints(reactor, self._network), self._pool)

    async def download_request(self, request: Request) -> Response:
        """The answer with its body decoded; raises Refusal."""
        reader = _Reader(self._network.max_size)
        try:
            answer: defer.Deferred[Any] = self._agent.request(b"GET", request.url.encode("ascii"), TxHeaders(request.headers))
        except ValueError as failure:  # what the guard or Twisted refuses before anything is sent
            raise Refusal(ProblemKind.GUARD, str(failure)) from failure
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
        closing: defer.Deferred[Any] = self._pool.closeCachedConnections()  # type: ignore[no-untyped-call]
        limit = self._reactor.callLater(1.0, closing.cancel)
        try:
            await maybe_deferred_to_future(closing)
        except defer.CancelledError:
            return
        finally:
            if limit.active():
                limit.cancel()


class _Client(HTTP11ClientProtocol):
    """Twisted's client side of a connection, with a limit on what comes before a body."""

    _head: int | None = 0

    def request(self, request: Any) -> Any:
        self._head = 0
        return super().request(request).addCallback(self._begun)

    def _begun(self, response: Any) -> Any:
        self._head = None
        return response

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self._head is not None:
            self._head += len(data)
            if self._head > MAX_HEAD:
                too_long = Refusal(ProblemKind.TOO_LARGE, f"more than {MAX_HEAD} bytes of headers")
                self._giveUp(Failure(too_long))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _ClientFactory(Factory):
    noisy = False

    def __init__(self, quiescent: Any, _: str) -> None:
        self._quiescent = quiescent

    def buildProtocol(self, _: Any) -> _Client:  # noqa: N802
        return _Client(self._quiescent)  # type: ignore[no-untyped-call]


class _Pool(HTTPConnectionPool):
    _factory = _ClientFactory  # type: ignore[assignment]


@implementer(IAgentEndpointFactory)
class _Endpoints:
    """Where an address is connected: the replica's endpoint, or the site's with its resolved address checked."""

    def __init__(self, reactor: Any, network: Network) -> None:
        self._reactor = reactor
        self._network = network
        self._tls = BrowserLikePolicyForHTTPS()  # certificates are verified, always
        self._legacy_tls = LegacyPolicy()  # by this one too

    def endpointForURI(self, uri: Any) -> Any:  # noqa: N802 (Twisted's name)
        scheme, host, port = check_address(uri.toBytes().decode("ascii"))
        target = self._network.target(host, port)
        if target is not None:
            kind = TCP6ClientEndpoint if ":" in target.host else TCP4ClientEndpoint
            return kind(self._reactor, target.host, target.port, timeout=CONNECT_TIMEOUT)
        endpoint = _CheckedEndpoint(self._reactor, host, port)
        if scheme == "https":
            policy = self._legacy_tls if self._network.is_legacy(host, port) else self._tls
            return wrapClientTLS(policy.creatorForNetloc(uri.host, port), IStreamClientEndpoint(endpoint))
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
            found = await _resolved(self._reactor, self._host, self._port)
        except (OSError, UnicodeError) as failure:
            raise Refusal(ProblemKind.DNS, f"the name {self._host} does not resolve") from failure
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found if is_public(str(entry[4][0]))))
        if not addresses:
            raise Refusal(ProblemKind.GUARD, f"{self._host} resolves to no public address")
        for address in addresses[1:MAX_ADDRESSES]:
            try:
                return await self._to(addresses[0]).connect(factory)
            except error.ConnectError:
                addresses[0] = address
        return await self._to(addresses[0]).connect(factory)

    def _to(self, address: str) -> Any:
        kind = TCP6ClientEndpoint if ":" in address else TCP4ClientEndpoint
        return kind(self._reactor, address, self._port, timeout=CONNECT_TIMEOUT)


def _resolved(reactor: Any, host: str, port: int) -> defer.Deferred[Any]:
    """getaddrinfo in a daemon thread: a name server that keeps silent must not hold up the end of the process (FAULTS T01, O10),
    as a thread of the reactor's pool would."""
    found: defer.Deferred[Any] = defer.Deferred()

    def ask() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as failure:
            reactor.callFromThread(found.errback, failure)
        else:
            reactor.callFromThread(found.callback, entries)

    threading.Thread(target=ask, daemon=True, name=f"resolve {host}").start()
    return found


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


def _refusal(failure: Exception, *, timed_out: bool, limit: float) -> Refusal:
    """What an exception of the connection means, in DESIGN's kinds of problem."""
    causes = [failure, *(reason.value for reason in getattr(failure, "reasons", ()))]
    for cause in causes:
        if isinstance(cause, Refusal):
            return cause
    if timed_out or any(isinstance(cause, error.TimeoutError | defer.TimeoutError) for cause in causes):
        return Refusal(ProblemKind.TIMEOUT, f"no complete answer within {limit:g} s")
    if any(isinstance(cause, SSL.Error | VerificationError) for cause in causes):
        return Refusal(ProblemKind.TLS, "the certificate or the TLS handshake failed")
    if any(isinstance(cause, error.DNSLookupError) for cause in causes):
        return Refusal(ProblemKind.DNS, "the name does not resolve")
    if isinstance(failure, NotAllowed):
        return Refusal(ProblemKind.GUARD, str(failure))
    if isinstance(failure, error.ConnectError):
        return Refusal(ProblemKind.REFUSED, "connection refused")
    if isinstance(failure, ResponseNeverReceived | error.ConnectionLost | error.ConnectionDone):
        return Refusal(ProblemKind.REFUSED, "connection closed before an answer")
    # Without a response it failed in the status line or the headers: by the connection's end, or because they cannot be read.
    ended = isinstance(causes[-1], error.ConnectionDone | error.ConnectionLost)
    if isinstance(failure, ResponseFailed) and (ended or getattr(failure, "response", None) is not None):
        return Refusal(ProblemKind.PARTIAL, "the answer broke off before its end")
    return Refusal(ProblemKind.HTTP, f"not a valid HTTP answer ({type(causes[-1]).__name__})")
