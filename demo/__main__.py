"""`python -m demo --port 0 --day 1`: the replica as a program. The first line it prints is its address."""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path

from demo.content import TEXTS, ContentError, load
from demo.replica import Replica


def main(arguments: list[str] | None = None) -> int:
    """Serves until interrupted. Returns 2 where the texts or the port cannot be used."""
    options = _options().parse_args(arguments)
    try:
        with _replica(options) as replica:
            print(replica.address, flush=True)
            threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    except (ContentError, OSError) as error:
        print(f"replica: {error}", file=sys.stderr)
        return 2
    return 0


def _replica(options: argparse.Namespace) -> Replica:
    if not options.releases:
        return Replica(options.day, options.port, content=load(options.texts))
    from demo.generator import PER_PAGE, generate

    replica = Replica(options.day, options.port, content=generate(options.releases, options.seed), steady=True, per_page=PER_PAGE)
    replica.prepare()
    return replica


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m demo", description="A local copy of the sites, answering by Host header on one loopback port."
    )
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0 takes a free one (default)")
    parser.add_argument("--day", type=int, default=1, help="which day the sites stand at (default 1)")
    parser.add_argument("--texts", type=Path, default=TEXTS, metavar="DIR", help="folder of release texts")
    parser.add_argument(
        "--releases", type=int, default=0, metavar="N", help="generate about N releases instead, with steady pages, for benchmarks"
    )
    parser.add_argument("--seed", type=int, default=7, help="seed of the generated releases (default 7)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
