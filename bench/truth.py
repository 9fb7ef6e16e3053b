"""Whether what was stored is what the generated site says. Runs as a program of its own, so that the runner stays small:

    python -m bench.truth --releases 2400 --db archive.db [--floor]

prints one JSON object: releases in truth and stored, missing and extra addresses, right titles, dates and bodies.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bench.server import SEED
from bench.sites import Planted
from demo.content import ReleaseText
from demo.generator import generate
from demo.sites import dsedt, ein, forum, gcs, gov_mo, ipim, jiangmen

ADDRESSES = {
    "forum": lambda text: forum.HOST + forum.address(text),
    "gcs": gcs.address,
    "gov-mo": gov_mo.address,
    "dsedt": dsedt.address,
    "ipim": ipim.address,
    "jiangmen": jiangmen.address,
    "ein": ein.address,
}
# How precisely a site tells when it published; the pages of ipim do not at all.
PRECISION = {"forum": "day", "gcs": "minute", "gov-mo": "minute", "dsedt": "day", "ipim": "none", "jiangmen": "day", "ein": "day"}
ARCHIVE = "SELECT url, title, published, body FROM release"
FLOOR = "SELECT url, title, NULL, body FROM item"  # its dates are kept as the page writes them
MACAU = timedelta(hours=8)


def check(releases: int, database: Path, floor: bool) -> dict[str, int]:
    """Compare exactly, white space folded."""
    truth = {without_slug(ADDRESSES[text.site](text)): text for text in generate(releases, SEED).on(1).texts if text.live}
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        stored = {without_slug(row[0]): row[1:] for row in connection.execute(FLOOR if floor else ARCHIVE)}
    pairs = [(text, stored[url]) for url, text in truth.items() if url in stored]
    return {
        "truth": len(truth),
        "stored": len(stored),
        "missing": len(truth.keys() - stored.keys()),
        "extra": len(stored.keys() - truth.keys()),
        "titles": sum(folded(row[0]) == folded(text.title) for text, row in pairs),
        "dates": sum(floor or row[1] == published(text) for text, row in pairs),
        "bodies": sum(folded(row[2]) in bodies(text) for text, row in pairs),
    }


def planted(releases: int, changes: float) -> Planted:
    """What the second day of the generated site changes; `rendered` are the polished ones."""
    content = generate(releases, SEED, changes=changes)
    first = {ADDRESSES[text.site](text): text for text in content.on(1).texts}
    second = {ADDRESSES[text.site](text): text for text in content.on(2).texts}
    both = {url: (first[url], text) for url, text in second.items() if url in first}
    return Planted(
        edited=frozenset(url for url, (old, new) in both.items() if (old.title, old.body) != (new.title, new.body)),
        added=frozenset(second.keys() - first.keys()),
        removed=frozenset(url for url, (old, new) in both.items() if old.live and not new.live),
        rendered=frozenset(url for url, (old, new) in both.items() if old.polish != new.polish),
    )


def published(text: ReleaseText) -> str | None:
    """What an archive should say: UTC to the minute, else the day in Macau, else nothing."""
    precision = PRECISION[text.site]
    if precision == "none":
        return None
    return f"{text.published - MACAU:%Y-%m-%dT%H:%M:00Z}" if precision == "minute" else f"{text.published:%Y-%m-%d}"


def bodies(text: ReleaseText) -> Iterator[str]:
    """The body; a carrier's dateline may stand before it."""
    body = folded("\n".join(block for _, block in text.blocks))
    yield body
    if text.site == "ein":
        yield f"MACAU, {text.published:%B} {text.published.day} - {body}"


def without_slug(url: str) -> str:
    """A carrier's article is named by its number; an archive may keep its address without the slug, a floor keeps what it was given."""
    return re.sub(r"(/article/\d+)/.*", r"\1", url)


def folded(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.truth")
    parser.add_argument("--releases", type=int, required=True)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--floor", action="store_true", help="the database is the floor's")
    options = parser.parse_args()
    print(json.dumps(check(options.releases, options.db, options.floor)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
