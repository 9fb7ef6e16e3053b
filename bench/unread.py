"""`python -m bench.unread --config FILE run`: a crawl as `ponte run` makes it, whose texts nobody reads.

All that a run owes its sources and its archive is done: fetching, parsing, judging, revisions, evidence, search index, feeds. Only
the two steps that a spider of the floor does not have are left out, the reading of announcements and the links between releases, so that
the rest can be measured against it (bench/stages.py).
"""

from __future__ import annotations

from typing import Any

from storage.model import Confidence, Finding, Scope, Strength


def _unread(*_: Any, **__: Any) -> Finding:
    return Finding(Strength.NONE, Scope.LOCAL, Confidence.LOW)


def main() -> None:
    """Ponte's own command line, in this process."""
    from monitor import record
    from monitor.__main__ import main as ponte

    vars(record).update(finding_of=_unread, file_release=_unread)
    ponte()


if __name__ == "__main__":
    main()
