"""When a release is asked again. Pure. Young releases are edited, old ones rarely, none never (docs/architecture.md)."""

from __future__ import annotations

from datetime import datetime, timedelta

DAY = timedelta(days=1)

# (younger than, asked again after)
STEPS = (
    (DAY, timedelta(0)),
    (7 * DAY, DAY),
    (92 * DAY, 7 * DAY),
    (366 * DAY, 30 * DAY),
)
RARELY = 180 * DAY


def next_check(published: datetime, now: datetime) -> datetime:
    """When a release of that date, just read, is due again; both aware UTC."""
    age = now - published
    return now + next((pause for younger, pause in STEPS if age < younger), RARELY)
