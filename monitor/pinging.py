"""Telling WebSub hubs that a feed has changed (W3C WebSub section 7, and what all hubs take: hub.mode=publish, hub.url=ADDRESS).

    publication -> outbox in the archive: topics whose content the hub was not told of -> one POST each -> told, or tried again later

A topic is told once for each real change: what it stands for is the hash of the file. A hub that fails keeps nothing from being published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from crawlers.model import Problem

if TYPE_CHECKING:
    from crawlers.network import Network
    from monitor.config import Config
    from monitor.http import Answer
    from storage.serials import Ping

# Until a hub that failed is told again: twice as long each time, up to a day.
FIRST_PAUSE: Final = timedelta(minutes=15)
LONGEST_PAUSE: Final = timedelta(days=1)


class Outbox(Protocol):
    """Where pings wait (storage's `Serials`)."""

    def queue_pings(self, hub: str, topics: Mapping[str, str]) -> None: ...
    def due_pings(self, now: datetime) -> list[Ping]: ...
    def ping_told(self, ping: Ping) -> None: ...
    def ping_failed(self, ping: Ping, due: datetime, trouble: str) -> None: ...


def ping_hubs(config: Config, outbox: Outbox, now: datetime) -> tuple[str, ...]:
    """Tell the hub of all that waits and is due; a clause for each hub that did not take it. `now` is aware.

    A hub that cannot be reached or answers with an error of its own is asked no more in this run.
    """
    troubles: dict[str, str] = {}
    for ping in outbox.due_pings(now) if config.feeds.hub else ():
        trouble = troubles.get(ping.hub) or told_hub(ping, config.network)
        if trouble:
            troubles[ping.hub] = trouble
            outbox.ping_failed(ping, now + pause(ping.tries), trouble)
        else:
            outbox.ping_told(ping)
    return tuple(f"the hub {hub} was not told: {trouble}" for hub, trouble in troubles.items())


def told_hub(ping: Ping, network: Network) -> str:
    """Tell a hub of one topic; why it did not take it, or "" where it did."""
    # httpx is slow to import, and most runs tell nothing.
    from monitor.http import post

    return refused(post(ping.hub, network, form(ping.topic)))


def form(topic: str) -> Iterable[tuple[str, str]]:
    """What a hub is sent; `hub.topic` is the name that newer hubs use for the same."""
    return (("hub.mode", "publish"), ("hub.url", topic), ("hub.topic", topic))


def refused(answer: Answer | Problem) -> str:
    """Why an answer is none that takes it: any but 2xx."""
    if isinstance(answer, Problem):
        return f"{answer.kind}: {answer.detail}"
    return "" if 200 <= answer.status < 300 else f"it answered {answer.status}"


def pause(tries: int) -> timedelta:
    """How long to wait after a failure that `tries` failures came before."""
    return min(FIRST_PAUSE * int(2 ** min(tries, 10)), LONGEST_PAUSE)
