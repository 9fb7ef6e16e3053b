"""The index by which releases that may tell the same act find each other: keys of near copies, keys of shared facts.

    near_keys (period, key, day, release)    what monitor/linking/near.py mints from a text, 16 of them
    fact_keys (period, key, day, release)    what monitor/linking/facts.py mints from what a text says, hashed here

`day` counts days since 1970 of the publication date, of first_seen where the site gives none. Every look-up is one range of the primary
key, (period, key, first day .. last day), so its cost depends on how many releases of those days share the key and not on how many are
stored. Keys are random numbers; `period`, half a year, keeps those of one time together, so that new ones are written to few pages of the
file however large it is. A row is four whole numbers: 16 keys of near copies come to about 350 bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING

from storage.connection import Writer, atomic

if TYPE_CHECKING:
    from sqlite_utils import Database

# Copies appear within so many days of the original; reports of one event within so many (days, to each side).
COPY_WINDOW = 180
FACT_WINDOW = 7
# Days of a period.
PERIOD = 180
# Two releases share at least so many facts before they are compared, and the likeliest so many are.
SHARED_FACTS = 2
MOST_CANDIDATES = 50

NEARNESS_SQL = """
-- equal keys within a window of days: candidates for being near copies (scheme 1 of monitor/linking/near.py)
CREATE TABLE near_keys (
    period INTEGER NOT NULL, key INTEGER NOT NULL, day INTEGER NOT NULL, release INTEGER NOT NULL,
    PRIMARY KEY (period, key, day, release)
) STRICT, WITHOUT ROWID;

-- equal keys within a window of days: candidates for telling the same act
CREATE TABLE fact_keys (
    period INTEGER NOT NULL, key INTEGER NOT NULL, day INTEGER NOT NULL, release INTEGER NOT NULL,
    PRIMARY KEY (period, key, day, release)
) STRICT, WITHOUT ROWID;

-- releases found to tell the same act, or to be related; never deleted to part a story, but set aside
CREATE TABLE story_links (
    a INTEGER NOT NULL REFERENCES releases (rid), b INTEGER NOT NULL REFERENCES releases (rid),
    kind TEXT NOT NULL CHECK (kind IN ('translation', 'copy', 'rewrite', 'same-event', 'related')),
    confidence TEXT NOT NULL CHECK (confidence IN ('high', 'medium', 'low')),
    score REAL NOT NULL,
    facts TEXT NOT NULL,                   -- JSON, list of strings
    PRIMARY KEY (a, b), CHECK (a < b)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_links_back ON story_links (b, a);
"""

# One key at a time: a list of keys in one statement would make SQLite sort, and may make it scan.
LOOK_UP = "SELECT release FROM {table} WHERE period = ? AND key = ? AND day BETWEEN ? AND ?"
_INSERT = "INSERT INTO {table} (period, key, day, release) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_DELETE = "DELETE FROM {table} WHERE period = ? AND key = ? AND day = ? AND release = ?"
NEAR, FACTS = "near_keys", "fact_keys"


def nearness(db: Database) -> None:
    """The migration step that adds the tables above: to be appended to storage.schema.MIGRATIONS."""
    from storage.schema import statements

    for statement in statements(NEARNESS_SQL):
        db.conn.execute(statement)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def fact_number(key: str) -> int:
    """A fact's key as a number of 44 bits."""
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=6).digest(), "big") >> 4


class Nearness(Writer):
    """The part of the archive that finds candidates for links. `release` is a release's rid."""

    @atomic
    def put_keys(self, release: int, day: date, near: Sequence[int], facts: Iterable[str]) -> None:
        """Keep a release's keys. For a revised text `drop_keys` with the old ones first."""
        number = day_number(day)
        self.sql_many(_INSERT.format(table=NEAR), ((number // PERIOD, key, number, release) for key in near))
        self.sql_many(_INSERT.format(table=FACTS), ((number // PERIOD, fact_number(key), number, release) for key in facts))

    @atomic
    def drop_keys(self, release: int, day: date, near: Sequence[int], facts: Iterable[str]) -> None:
        """Forget keys that a release had."""
        number = day_number(day)
        self.sql_many(_DELETE.format(table=NEAR), ((number // PERIOD, key, number, release) for key in near))
        self.sql_many(_DELETE.format(table=FACTS), ((number // PERIOD, fact_number(key), number, release) for key in facts))

    def near_candidates(self, release: int, day: date, near: Sequence[int]) -> list[int]:
        """The other releases within the window that share a key of near copies, those that share most first."""
        found = self._sharing(NEAR, near, day_number(day), COPY_WINDOW)
        return _likeliest(found, release, 1)

    def fact_candidates(self, release: int, day: date, facts: Iterable[str]) -> list[int]:
        """The other releases within the window that share several facts, those that share most first."""
        found = self._sharing(FACTS, map(fact_number, facts), day_number(day), FACT_WINDOW)
        return _likeliest(found, release, SHARED_FACTS)

    def _sharing(self, table: str, keys: Iterable[int], day: int, window: int) -> Counter[int]:
        look_up = LOOK_UP.format(table=table)
        first, last = day - window, day + window
        periods = range(first // PERIOD, last // PERIOD + 1)
        ranges = ((period, key, first, last) for key in keys for period in periods)
        return Counter(row[0] for each in ranges for row in self.conn.execute(look_up, each))


def _likeliest(found: Counter[int], release: int, least: int) -> list[int]:
    found.pop(release, None)
    enough = [(count, rid) for rid, count in found.items() if count >= least]
    return [rid for _, rid in sorted(enough, key=lambda pair: (-pair[0], pair[1]))[:MOST_CANDIDATES]]
