"""When a release is asked again, and how many are in one run. Pure. Young releases are edited, old ones rarely, none never
(docs/changes.md, "Checking again")."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

DAY = timedelta(days=1)

# (younger than, asked again after). Each pause may be up to a SPREAD shorter, so that what came in one run does not fall due in one run;
# a week stays longer than monitor.run.RELEASE_TRUST, so that such a release is asked without condition each time (FAULTS I02).
STEPS = (
    (DAY, timedelta(0)),
    (7 * DAY, DAY),
    (92 * DAY, 7 * DAY),
    (366 * DAY, 30 * DAY),
)
RARELY = 180 * DAY
WITHDRAWN = 30 * DAY
SPREAD = 1 / 8
# What a back-fill brings is all old and all read within hours: the first checks of it lie half a year apart.
LONG_SPREAD = 1 / 2


def next_check(published: datetime, now: datetime, *, edited: datetime | None = None, withdrawn: bool = False, key: str = "") -> datetime:
    """When a release of that date, just read, is due again; all aware UTC.

    `edited` is when its site last changed it: it is asked as often as if it had been published then. A withdrawn one is asked monthly, for
    it may come back. `key` (any text that is the release's own) decides how far before its full pause it is due: the same
    key, the same share.
    """
    age = now - max(filter(None, (published, edited)))
    pause = next((pause for younger, pause in STEPS if age < younger), RARELY)
    if withdrawn:
        pause = WITHDRAWN
    spread = LONG_SPREAD if pause == RARELY else SPREAD
    return now + pause * (1 - spread * _share(key))


def _share(key: str) -> float:
    """A number from 0 to 1 that is always the same for the same text."""
    return zlib.crc32(key.encode("utf-8", "surrogatepass")) / 0xFFFFFFFF if key else 0.0


def allot(due: Mapping[str, int], hosts: Mapping[str, Iterable[str]], budget: int) -> dict[str, int]:
    """How many of its due releases each source may ask again, where a host may be asked `budget` of them in one run.

    `due` counts them by source, `hosts` names the hosts of each. Sources of one host share it evenly; what one does not need the others may
    use.
    """
    left: dict[str, int] = {}
    sharing: dict[str, int] = {}
    for name, wanted in due.items():
        for host in hosts[name]:
            left[host] = budget
            sharing[host] = sharing.get(host, 0) + (wanted > 0)
    allotted: dict[str, int] = {}
    for name, wanted in sorted(due.items(), key=lambda pair: (pair[1], pair[0])):
        shares = [left[host] // max(1, sharing[host]) for host in hosts[name]]
        allotted[name] = granted = min(wanted, *shares) if shares else 0
        for host in hosts[name]:
            left[host] -= granted
            sharing[host] -= wanted > 0
    return allotted


def told(asked: int, due: int) -> str:
    """The clause on a budget that was reached; empty where it was not."""
    return f"{asked} of {due} due releases asked again; the rest next time" if asked < due else ""
