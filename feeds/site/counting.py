"""What the charts count of announcements, from one publication to the next: only the shares with a story that something touched are counted
anew, so that ten new announcements do not cost a walk over a hundred thousand.

    what was counted at the last publication's mark -> shares of the touched stories counted again -> the sum

Where what was counted is not of just that mark, everything is counted. Either way gives the same sums.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from feeds.folder import write_atomically
from storage import pages

if TYPE_CHECKING:
    from feeds.site.overview import Tally
    from storage.reading import Reader

COUNTED: Final = ".ponte-site-counts.json"

Shares = dict[str, list[list[list[Any]]]]


class Counting:
    """The counts of each share; kept below `public` with the mark that they are of."""

    def __init__(self, reader: Reader, public: Path, last: pages.Mark | None, touched: Iterable[str]) -> None:
        self._reader, self._public = reader, public
        kept = _read(public, last) if last is not None else None
        self._shares: Shares = {} if kept is None else kept
        stale = pages.shares(reader.conn) if kept is None else self._of(touched)
        for share in stale:
            self._shares[share] = [list(map(list, count(reader.conn, share))) for count in (pages.months, pages.matrix)]

    def _of(self, stories: Iterable[str]) -> list[str]:
        """The shares in which these stories are or were counted."""
        return sorted({pages.share_of(name) for story in stories for name in pages.names_of(self._reader.conn, story)[0]})

    def tally(self) -> Tally:
        """All shares together, sorted as storage sorts them."""
        months, matrix = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
        for shares in self._shares.values():
            for sums, rows in zip((months, matrix), shares, strict=True):
                for one, two, count in rows:
                    sums[one, two] += count
        return _sorted(months), _sorted(matrix)

    def keep(self, mark: pages.Mark) -> None:
        """Write it down as counted at this mark."""
        write_atomically(self._public / COUNTED, json.dumps({"mark": asdict(mark), "shares": self._shares}).encode())


def _sorted(sums: Counter[tuple[str, str]]) -> list[tuple[str, str, int]]:
    return [(*key, count) for key, count in sorted(sums.items()) if count]


def _read(public: Path, mark: pages.Mark) -> Shares | None:
    """What was counted at this mark; None where it is not known."""
    try:
        values = json.loads((public / COUNTED).read_text(encoding="utf-8"))
        found: Shares = values["shares"]
        return found if values["mark"] == asdict(mark) and isinstance(found, dict) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
