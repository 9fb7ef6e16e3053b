"""`tls = "legacy"`: older servers are met, and their certificates are verified all the same (FAULTS T20). Handshakes in memory."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from OpenSSL import SSL, crypto
from twisted.internet.ssl import Certificate, trustRootFromCertificates
from twisted.python.failure import Failure
from twisted.web.client import BrowserLikePolicyForHTTPS

from crawlers.handler import _Endpoints
from crawlers.network import Network
from crawlers.tls import LegacyPolicy

HOST = "old.example"


class Client:
    """What Twisted's creator asks of the protocol that begins TLS."""

    def __init__(self) -> None:
        self.factory = SimpleNamespace(wrappedFactory=None)
        self.failures: list[Failure] = []

    def failVerification(self, failure: Failure) -> None:
        self.failures.append(failure)


@lru_cache
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 1024)  # as short as such servers have them


@lru_cache
def certificate(days: int) -> x509.Certificate:
    """Self-signed, for HOST, valid from a year ago until so many days from now."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key().public_key()).serial_number(1)
    made = made.not_valid_before(now - timedelta(days=365)).not_valid_after(now + timedelta(days=days))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return made.sign(key(), hashes.SHA256())


def trusted(days: int = 9) -> Any:
    return trustRootFromCertificates([Certificate(crypto.X509.from_cryptography(certificate(days)))])  # type: ignore[no-untyped-call]


def server(newest: int, days: int = 9) -> SSL.Connection:
    context = SSL.Context(SSL.SSLv23_METHOD)
    context.set_cipher_list(b"DEFAULT:@SECLEVEL=0")
    context.use_certificate(certificate(days))
    context.use_privatekey(key())
    context.set_min_proto_version(SSL.TLS1_VERSION)
    context.set_max_proto_version(newest)
    connection = SSL.Connection(context, None)
    connection.set_accept_state()
    return connection


def shake(policy: Any, host: str = HOST, newest: int = SSL.TLS1_1_VERSION, days: int = 9) -> str:
    """The protocol that both ends agree upon. Raises SSL.Error as the connection would."""
    client = policy.creatorForNetloc(host.encode(), 443).clientConnectionForTLS(Client())
    client.set_connect_state()
    other = server(newest, days)
    for _ in range(8):
        for here, there in ((client, other), (other, client)):
            with suppress(SSL.WantReadError):
                here.do_handshake()
            with suppress(SSL.WantReadError):
                there.bio_write(here.bio_read(65536))
    return str(client.get_protocol_version_name())


@pytest.mark.parametrize(
    ("newest", "name"), [(SSL.TLS1_VERSION, "TLSv1"), (SSL.TLS1_1_VERSION, "TLSv1.1"), (SSL.TLS1_3_VERSION, "TLSv1.3")]
)
def test_an_old_server_is_met_half_way_and_a_new_one_in_the_newest(newest: int, name: str) -> None:
    assert shake(LegacyPolicy(trusted()), newest=newest) == name


@pytest.mark.parametrize(("policy", "allowed"), [(LegacyPolicy, True), (BrowserLikePolicyForHTTPS, False)])
def test_servers_without_secure_renegotiation_are_let_in_by_the_exception(
    policy: Any, allowed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    options: list[int] = []
    real = SSL.Context.set_options
    monkeypatch.setattr(SSL.Context, "set_options", lambda context, value: (options.append(value), real(context, value))[1])
    policy(trusted()).creatorForNetloc(HOST.encode(), 443).clientConnectionForTLS(Client())
    assert any(value & 0x4 for value in options) is allowed


@pytest.mark.parametrize("newest", [SSL.TLS1_VERSION, SSL.TLS1_1_VERSION])
def test_without_the_exception_old_tls_fails(newest: int) -> None:
    with pytest.raises(SSL.Error, match="unsupported protocol"):
        shake(BrowserLikePolicyForHTTPS(trusted()), newest=newest)  # type: ignore[no-untyped-call]


def test_t20_a_certificate_that_nobody_vouches_for_fails_in_legacy_tls_too() -> None:
    with pytest.raises(SSL.Error, match="certificate verify failed"):
        shake(LegacyPolicy())


def test_t20_another_hosts_certificate_fails_in_legacy_tls_too() -> None:
    with pytest.raises(SSL.Error, match="certificate verify failed"):
        shake(LegacyPolicy(trusted()), host="other.example")


def test_t20_an_expired_certificate_fails_in_legacy_tls_too() -> None:
    with pytest.raises(SSL.Error, match="certificate verify failed"):
        shake(LegacyPolicy(trusted(-1)), days=-1)


@pytest.mark.parametrize(
    ("url", "legacy"), [("https://old.example/", True), ("https://new.example/", False), ("https://old.example:444/", False)]
)
def test_the_handler_chooses_by_host_and_port(url: str, legacy: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def creator(policy: object, *_: object) -> None:
        asked.append(type(policy))

    for policy in (LegacyPolicy, BrowserLikePolicyForHTTPS):
        monkeypatch.setattr(policy, "creatorForNetloc", creator)
    monkeypatch.setattr("crawlers.handler.wrapClientTLS", lambda made, endpoint: (made, endpoint))
    endpoints = _Endpoints(None, Network(legacy_tls=frozenset({HOST})))
    endpoints.endpointForURI(SimpleNamespace(toBytes=url.encode, host=b"h"))
    assert asked == [LegacyPolicy if legacy else BrowserLikePolicyForHTTPS]
