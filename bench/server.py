"""The self-contained site as a program of its own: the replica with generated releases, and an access log.

    python -m bench.server --releases 2400 --log access.log

prints its address once every page is made. The log has a line per answer, split by tabs: time, host, status, bytes sent (head and body),
method, path.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from pathlib import Path

from demo.generator import PER_PAGE, generate
from demo.replica import Replica
from demo.server import Request, Response, head

SEED = 7


class LoggingReplica(Replica):
    """A replica that writes each answer to a log before it is sent."""

    def __init__(self, releases: int, port: int, log: Path) -> None:
        super().__init__(1, port, content=generate(releases, SEED), steady=True, per_page=PER_PAGE)
        # Unbuffered, one write per line: the runner reads the log as soon as a crawl has ended.
        self._file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def answer(self, request: Request) -> Response:
        response = super().answer(request)
        length = 0 if response.status in (204, 304) else len(response.payload)
        sent = len(head(response, length, keep=True)) + (0 if request.method == "HEAD" else length)
        line = f"{time.time():.3f}\t{request.host}\t{response.status}\t{sent}\t{request.method}\t{request.target}\n"
        os.write(self._file, line.encode("utf-8", "replace"))
        self.clear_log()
        return response


def main() -> int:
    """Serves until the parent ends it."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.server", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--releases", type=int, default=2400)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", type=Path, required=True)
    options = parser.parse_args()
    with LoggingReplica(options.releases, options.port, options.log) as replica:
        replica.prepare()
        print(replica.address, flush=True)
        threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
