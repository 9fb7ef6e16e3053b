"""The self-contained site as a program of its own: the replica with generated releases, and an access log.

    python -m bench.server --releases 2400 --log access.log

prints its address once every page is made. The log has a line per answer, split by tabs: time, host, status, bytes sent (head and body),
method, path. What it serves can be changed while it runs by a line on its standard input, which it answers with `ok`:

    day 2             the sites as they stand on that day
    calm              every page as it was first rendered
    noise 7 0.6       re-render that share of all pages: other counters, tokens, related links, clocks, and so other ETags and dates

With --changes the second day edits, adds and removes that share of the releases; with --batches the releases appear in so many days,
the oldest first.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, timedelta
from email.utils import format_datetime
from pathlib import Path
from zlib import crc32

from demo.chrome import Noise
from demo.content import Content
from demo.generator import LAST, PER_PAGE, generate
from demo.replica import Replica
from demo.server import Request, Response, head
from demo.sites.base import Site, View

SEED = 7


class LoggingReplica(Replica):
    """A replica that writes each answer to a log before it is sent, and whose pages can be re-rendered without their releases changing."""

    def __init__(self, content: Content, port: int, log: Path) -> None:
        super().__init__(1, port, content=content, steady=True, per_page=PER_PAGE)
        # Unbuffered, one write per line: the runner reads the log as soon as a crawl has ended.
        self._file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        # How often each page was re-rendered, as (round, share): a page is in a round by its address.
        self._rounds: list[tuple[int, float]] = []

    def make_noise(self, round_: int, share: float) -> None:
        """Re-render that share of the pages; which ones differs from round to round."""
        with self._lock:
            self._rounds.append((round_, share))
            self._stored.clear()

    def make_calm(self) -> None:
        """Let every page be as it was first rendered."""
        with self._lock:
            self._rounds.clear()
            self._stored.clear()

    def _noisy_round(self, target: str) -> int | None:
        """The last round that re-rendered a page."""
        rounds = (number for number, share in reversed(self._rounds) if crc32(f"{number}/{target}".encode()) < share * 2**32)
        return next(rounds, None)

    def _render_steady(self, site: Site, request: Request, day: int) -> Response:
        number = self._noisy_round(request.target)
        if number is None:
            return super()._render_steady(site, request, day)
        noise, clock = Noise(crc32(f"{request.target}#{number}".encode())), self.content.clock(1) + timedelta(minutes=number)
        return self._render(site, request, View(self.content.on(day), noise, clock, heavy=True))

    def _last_modified(self, site: Site, request: Request, response: Response) -> str:
        number = self._noisy_round(request.target)
        if number is None:
            return super()._last_modified(site, request, response)
        return format_datetime((LAST + timedelta(days=self.day, minutes=number)).replace(tzinfo=UTC), usegmt=True)

    def answer(self, request: Request) -> Response:
        response = super().answer(request)
        length = 0 if response.status in (204, 304) else len(response.payload)
        sent = len(head(response, length, keep=True)) + (0 if request.method == "HEAD" else length)
        line = f"{time.time():.3f}\t{request.host}\t{response.status}\t{sent}\t{request.method}\t{request.target}\n"
        os.write(self._file, line.encode("utf-8", "replace"))
        self.clear_log()
        return response


def in_batches(content: Content, batches: int) -> Content:
    """The same releases, appearing over so many days: of each list the oldest on the first."""
    lists = Counter((text.site, text.lang) for text in content.texts)
    met: Counter[tuple[str, str]] = Counter()
    texts = []
    for text in sorted(content.texts, key=lambda each: (each.published, each.key)):
        name = (text.site, text.lang)
        texts.append(replace(text, day=1 + met[name] * batches // lists[name]))
        met[name] += 1
    return Content(tuple(texts))


def obey(replica: LoggingReplica, commands: Iterable[str]) -> None:
    """Carry out commands, one a line, until there are no more; pages are made before the answer."""
    for line in commands:
        match line.split():
            case ["day", number]:
                replica.set_day(int(number))
            case ["calm"]:
                replica.make_calm()
            case ["noise", number, share]:
                replica.make_noise(int(number), float(share))
            case _:
                raise ValueError(f"unknown command {line!r}")
        replica.prepare()
        print("ok", flush=True)


def main() -> int:
    """Serves until its standard input ends, or until it is stopped."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.server", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--releases", type=int, default=2400)
    parser.add_argument("--changes", type=float, default=0.0, help="share of the releases that day 2 edits, adds and removes")
    parser.add_argument("--batches", type=int, default=1, help="days over which the releases appear")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", type=Path, required=True)
    options = parser.parse_args()
    content = generate(options.releases, SEED, changes=options.changes)
    if options.batches > 1:
        content = in_batches(content, options.batches)
    replica = LoggingReplica(content, options.port, options.log)
    with replica:
        replica.prepare()
        print(replica.address, flush=True)
        obey(replica, sys.stdin)
    return 0


if __name__ == "__main__":
    sys.exit(main())
