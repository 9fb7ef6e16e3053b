"""robots.txt by RFC 9309. Pure: what an answer means, and whether an address may be asked."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

# RFC 9309 §2.5: a crawler must parse at least the first 500 kibibytes.
PARSED_BYTES = 500 * 1024


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt allows. `reason` is set where nothing may be asked."""

    parsed: Protego | None = None
    reason: str = ""

    def allows(self, url: str, agent: str) -> bool:
        if self.reason:
            return False
        return self.parsed is None or bool(self.parsed.can_fetch(url, agent))

    def delay(self, agent: str) -> float:
        """Crawl-delay in seconds, 0 where none is stated; at most a minute, so that a typing error cannot stop a run."""
        stated = self.parsed.crawl_delay(agent) if self.parsed else None
        return min(float(stated or 0.0), 60.0)


def read_robots(status: int, body: bytes) -> Rules:
    """Rules from an answer. 2xx: its rules; 4xx: everything allowed (§2.3.1.3); anything else: nothing allowed (§2.3.1.4)."""
    if 200 <= status < 300:
        text = body[:PARSED_BYTES].decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
        return Rules(Protego.parse(text))
    # 429 says "later", not "no file": read as unreachable.
    if 400 <= status < 500 and status != 429:
        return Rules()
    return Rules(reason=f"robots.txt answered {status}, which forbids everything")


def unreachable(detail: str) -> Rules:
    """Rules of a host whose robots.txt could not be fetched at all: complete disallow (RFC 9309 §2.3.1.4)."""
    return Rules(reason=f"robots.txt could not be read: {detail}")
