"""Where requests may go: the guard, the replica mapping, limits and the user agent. Pure; opens no connection.

One guard serves every outgoing request (FAULTS R15). http and https only (R11), no user-info or backslash in an address (R10),
and the address that is connected to is the one that was checked (R08).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

# Asked of every request several times: a pattern costs a tenth of a loop.
_REFUSED = re.compile(r"[\x00-\x20\x7f\\]")
DEFAULT_PORTS = {"http": 80, "https": 443}


class NotAllowed(ValueError):
    """An address that must not be requested; the text says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """A loopback endpoint that answers for a site."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Network:
    """How a run reaches the sites. Times in seconds, sizes in decoded bytes.

    `replica` answers for every host, `hosts` for single ones; both are loopback only. Politeness delays are off towards them
    unless `polite_replica` asks for them. `legacy_tls`: hosts (host or host:port) of sources that ask for it, see crawlers/tls.py.
    """

    user_agent: str = "Ponte/0.1"
    replica: Target | None = None
    hosts: Mapping[str, Target] = field(default_factory=dict)
    timeout: float = 30.0
    max_size: int = 16 * 1024 * 1024
    polite_replica: bool = False
    legacy_tls: frozenset[str] = frozenset()

    def is_legacy(self, host: str, port: int) -> bool:
        """Whether host:port may be spoken to in older TLS."""
        return (host if port == DEFAULT_PORTS["https"] else f"{host}:{port}") in self.legacy_tls

    def target(self, host: str, port: int) -> Target | None:
        """The loopback endpoint that answers for host:port, or None for the real one."""
        return self.hosts.get(f"{host}:{port}") or self.hosts.get(host) or self.replica

    def delay(self, host: str, wanted: float) -> float:
        """Seconds between two requests to a host (host or host:port)."""
        mapped = self.replica is not None or host in self.hosts or host.split(":")[0] in self.hosts
        return 0.0 if mapped and not self.polite_replica else wanted


def loopback_target(text: str) -> Target:
    """Read `http://127.0.0.1:8080` or `127.0.0.1:8080`.

    Raises NotAllowed where it is no loopback address with a port: a replica can never point into somebody's network.
    """
    parts = urlsplit(text if "//" in text else f"http://{text}")
    try:
        port = parts.port
    except ValueError as error:
        raise NotAllowed(f"{text}: {error}") from error
    host = parts.hostname or ""
    if parts.scheme != "http" or not port:
        raise NotAllowed(f"{text}: expected http://127.0.0.1:PORT")
    if host != "localhost" and not _is_loopback(host):
        raise NotAllowed(f"{text}: only a loopback address may answer for sites")
    return Target("127.0.0.1" if host == "localhost" else host, port)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_address(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address that may be requested. Raises NotAllowed (FAULTS R10, R11, R16)."""
    if _REFUSED.search(url):
        raise NotAllowed("white space, control character or backslash in the address")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotAllowed(f"not an address: {error}") from error
    if parts.scheme not in DEFAULT_PORTS:
        raise NotAllowed(f"scheme {parts.scheme or 'missing'} is not http or https")
    if "@" in parts.netloc:
        raise NotAllowed("user name in the address")
    if not parts.hostname:
        raise NotAllowed("no host in the address")
    return parts.scheme, parts.hostname, port or DEFAULT_PORTS[parts.scheme]


def is_public(address: str) -> bool:
    """Whether an IP address lies outside every private, loopback, link-local, shared, multicast and translated range (FAULTS R06, R07)."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
