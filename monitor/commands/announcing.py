"""`ponte announcements`: which announcements match, as a table, JSON or CSV."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from feeds.exports import csv_of_announcements
from monitor.commands.asking import query_of
from monitor.commands.reading import mark, print_json, reader_of, release_json
from monitor.config import Config
from monitor.report import print_table
from storage.model import Announcement, StoredRelease

Found = tuple[Announcement, StoredRelease]


def announcements_command(config: Config, *, limit: int, form: str, filters: dict[str, Any]) -> int:
    """Print the announcements that match all filters, newest first; `form` is table, json or csv. Raises UsageError, ConfigError."""
    query = query_of(config, filters)
    with reader_of(config) as reader:
        found = reader.announcements(query, limit)
    if form == "csv":
        sys.stdout.buffer.write(as_csv(found))
        sys.stdout.buffer.flush()
    elif form == "json":
        print_json([{**asdict(announcement), "release": release_json(release)} for announcement, release in found])
    else:
        print_announcements(found)
    return 0


def print_announcements(found: Iterable[Found]) -> None:
    rows = [
        [
            release.published or "-",
            str(each.finding.strength),
            str(each.finding.instrument or "-"),
            " ".join(each.finding.countries),
            " ".join(each.finding.sectors) or "-",
            each.title,
            f"{release.id}{mark(release)}",
        ]
        for each, release in found
    ]
    print_table(("published", "strength", "instrument", "countries", "sectors", "title", "release"), rows)


def as_csv(found: Iterable[Found]) -> bytes:
    """RFC 4180 in UTF-8 with a byte order mark; no cell can be a formula (feeds/exports.py)."""
    return b"".join(csv_of_announcements(found))
