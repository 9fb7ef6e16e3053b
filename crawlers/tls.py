"""TLS with servers that stopped learning, for single sources that ask for it (`tls = "legacy"`; FAULTS T20).

Three things are let in that OpenSSL refuses by default: TLS 1.0 and 1.1, short keys with old digests and ciphers (security level 0), and
servers without secure renegotiation (RFC 5746). What stays: the certificate is verified, with its chain to a trusted root, dates and name.
"""

from __future__ import annotations

from typing import Any

from twisted.internet._sslverify import IOpenSSLTrustRoot  # no public module exports it
from twisted.internet.interfaces import IAcceptableCiphers
from twisted.internet.ssl import TLSVersion, optionsForClientTLS, platformTrust
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

# SSL_OP_LEGACY_SERVER_CONNECT of OpenSSL 3, which pyOpenSSL gives no name.
_LEGACY_SERVER_CONNECT = 0x4
_CIPHERS = "DEFAULT:@SECLEVEL=0"


@implementer(IPolicyForHTTPS)
class LegacyPolicy:
    """What `BrowserLikePolicyForHTTPS` is, for older servers. `trust`: whose certificates count, by default the platform's."""

    def __init__(self, trust: Any = None) -> None:
        self._trust: Any = _Trust(trust)

    def creatorForNetloc(self, hostname: bytes, _: int) -> Any:  # noqa: N802 (Twisted's name)
        """How to begin TLS with that host, on whichever port."""
        older = {"insecurelyLowerMinimumTo": TLSVersion.TLSv1_0, "acceptableCiphers": _Ciphers()}
        return optionsForClientTLS(hostname.decode("ascii"), trustRoot=self._trust, extraCertificateOptions=older)


@implementer(IOpenSSLTrustRoot)
class _Trust:
    """The trusted roots; on this way to the context the option is set that Twisted has no parameter for."""

    def __init__(self, trust: Any) -> None:
        self._trust: Any = IOpenSSLTrustRoot(platformTrust() if trust is None else trust)

    def _addCACertsToContext(self, context: Any) -> None:  # noqa: N802 (Twisted's name)
        context.set_options(_LEGACY_SERVER_CONNECT)
        self._trust._addCACertsToContext(context)


class _Cipher:
    fullName = _CIPHERS  # noqa: N815 (Twisted's name)


@implementer(IAcceptableCiphers)
class _Ciphers:
    """OpenSSL's own list at security level 0; Twisted hands the names on as they are."""

    def selectCiphers(self, _: Any) -> tuple[_Cipher, ...]:  # noqa: N802 (Twisted's name)
        return (_Cipher(),)
