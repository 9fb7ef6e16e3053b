"""Runs one crawl in a process of its own, for tests/test_engine.py: a reactor starts once per process.

Reads a JSON plan on stdin, writes JSON lines on stdout: one per source as it ends, then one about the run: what crawl() raised, every
address that was connected to, peak memory. No name is ever resolved: `names` says what each resolves to ("fail", "hang" or addresses).
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from datetime import UTC, datetime
from typing import Any

REAL = socket.getaddrinfo
USUAL = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}


def main() -> None:
    plan = json.load(sys.stdin)
    connected: set[str] = set()

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event == "socket.connect" and isinstance(args[1], tuple):
            connected.add(f"{args[1][0]}:{args[1][1]}")

    sys.addaudithook(hook)
    socket.getaddrinfo = resolver(plan.get("names", {}))  # type: ignore[assignment]
    from crawlers import handler
    from crawlers.engine import crawl
    from crawlers.model import Plan
    from crawlers.network import Network, Target

    if plan.get("trust"):
        os.environ["SSL_CERT_FILE"] = plan["trust"]
    if plan.get("loopback_is_public"):
        handler.is_public = lambda _: True  # type: ignore[assignment]
    network = plan["network"]
    hosts = {name: Target("127.0.0.1", port) for name, port in network.pop("hosts", {}).items()}
    if plan.get("spider_raises"):
        break_spider(plan["spider_raises"])
    plans = [Plan(source(**each), listings=plan.get("listings", True)) for each in plan["sources"]]
    raised = None
    started = time.monotonic()
    known, done = Known(**plan.get("known", {})), Done(plan.get("fail", {}))
    try:
        crawl(plans, known, Network(hosts=hosts, **network), clock=lambda: datetime.now(UTC), done=done)
    except Exception as error:
        raised = f"{type(error).__name__}: {error}"
    say(
        {
            "raised": raised,
            "connected": sorted(connected),
            "seconds": time.monotonic() - started,
            "peak_mb": peak_kb() // 1024,
            "handlers_restored": all(signal.getsignal(each) is usual for each, usual in USUAL.items()),
        }
    )


def peak_kb() -> int:
    """This process's own peak memory. getrusage would count the parent's too, which the child inherits at its start."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def say(value: dict[str, Any]) -> None:
    print(json.dumps(value), flush=True)


def resolver(names: dict[str, Any]) -> Any:
    def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        host = host.decode() if isinstance(host, bytes) else host
        known = names.get(host)
        if known == "hang":
            time.sleep(60)
        if isinstance(known, list):
            return [(socket.AF_INET6 if ":" in each else socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in known]
        if known is not None or not (host[0].isdigit() or ":" in host):
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return REAL(host, port, *args, **kwargs)  # a literal address: nothing is asked of a name server

    return getaddrinfo


def break_spider(kind: str) -> None:
    """Make the spider raise an exception of this kind on every second release."""
    import builtins

    from crawlers.spiders.listing import ListingSpider

    sound = ListingSpider.release

    def release(self: Any, page: Any, link: Any) -> Any:
        if page.url.endswith("/2"):
            raise getattr(builtins, kind)("line one\nline two \x1b[31m")
        return sound(self, page, link)

    ListingSpider.release = release  # type: ignore[method-assign]


def source(name: str, start: list[str], **facts: Any) -> Any:
    from crawlers.model import Source
    from crawlers.spiders.listing import Options

    of_source = {key: facts.pop(key) for key in ("delay", "max_pages", "max_items") if key in facts}
    options = Options(tuple(start), "/news/(?P<key>[0-9]+)", hosts=tuple(facts.pop("hosts", ())), title="h1", body="div.text", **facts)
    return Source(name, "listing", name, options, **of_source)


class Known:
    """The archive as a crawl sees it, told by the plan: native keys of stored releases, validators by address."""

    def __init__(self, releases: list[str] | None = None, validators: dict[str, list[str | None]] | None = None, fail: str = "") -> None:
        self.releases = set(releases or ())
        self.validators = validators or {}
        self.fail = fail

    def release(self, address: Any) -> bool:
        if self.fail == "release":
            raise KeyError("the archive cannot be read")
        return address.native in self.releases

    def validator(self, url: str, reader: str) -> Any:
        from crawlers.model import Validator

        if self.fail == "validator":
            raise KeyError("the archive cannot be read")
        stored = self.validators.get(url)
        return Validator(url, stored[0], stored[1], reader, datetime.now(UTC)) if stored else None


class Done:
    """Says each result; raises where the plan says so: {source: name of a built-in exception}."""

    def __init__(self, fail: dict[str, str]) -> None:
        self.fail = fail

    def __call__(self, result: Any) -> None:
        say(
            {
                "source": result.source,
                "releases": [[each.address.url, each.title, each.body, list(each.aliases)] for each in result.releases],
                "unchanged": [each.url for each in result.unchanged],
                "gone": [[each.url, each.status] for each in result.gone],
                "problems": [[each.kind, each.url, each.detail, each.role] for each in result.problems],
                "validators": [[each.url, each.etag, each.last_modified] for each in result.validators],
                "requests": result.requests,
                "ended": result.ended,
                "balanced": result.balanced,
                "bounds": list(result.bounds),
                "listings": result.listings,
            }
        )
        if result.source in self.fail:
            import builtins

            raise getattr(builtins, self.fail[result.source])("the archive refuses")


if __name__ == "__main__":
    main()
