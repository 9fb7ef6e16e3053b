"""The live window of a feed: which entries stand in it, and that it only moves forward. Pure.

    rows of the archive, newest first -> those that may stand -> the newest `limit` -> shown; what else left since last time -> gone

An entry leaves by age when newer ones have filled the window; the newest that left so is the window's floor, and nothing at or below it
ever stands in the feed (again), whatever happens to those above. An entry that leaves in another way (withdrawn by its site, no longer an
announcement of this kind, hidden, part of another entry) leaves its id behind, until it would have been too old.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from feeds.model import Reason

FIRST: Final = 30
"""So many entries of an archive's first run make a feed's first set; then it is frozen (docs/feeds.md, First feeds)."""

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """An entry that asks to stand: its place (first_seen, published, id), whether it is of the archive's first run, and whether its site
    has withdrawn all of it."""

    key: Key
    initial: bool = False
    withdrawn: bool = False

    @property
    def id(self) -> str:
        return self.key[2]


@dataclass(frozen=True, slots=True)
class Left:
    """An entry that left in another way than by age, when (ISO 8601), and why."""

    key: Key
    at: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Window:
    """A feed's window after a publication. `asked` is what the feed holds, as text: of another question nothing is carried over. `first`
    are the ids of the first set once it is frozen."""

    asked: str
    floor: Key | None = None
    first: tuple[str, ...] | None = None
    shown: tuple[Key, ...] = ()
    gone: tuple[Left, ...] = ()

    def values(self) -> dict[str, Any]:
        """Plain values, from which `window_of` makes the same window."""
        gone = [[*each.key, each.at, str(each.reason)] for each in self.gone]
        return {"asked": self.asked, "floor": self.floor, "first": self.first, "shown": self.shown, "gone": gone}


def window_of(values: Mapping[str, Any] | None) -> Window | None:
    """The window that `values` describes; None for None."""
    if values is None:
        return None
    first, floor = values["first"], values["floor"]
    return Window(
        values["asked"],
        _key(floor) if floor else None,
        None if first is None else tuple(first),
        tuple(map(_key, values["shown"])),
        tuple(Left(_key(each[:3]), each[3], Reason(each[4])) for each in values["gone"]),
    )


def _key(values: Sequence[str]) -> Key:
    seen, published, name = values
    return seen, published, name


def advance(before: Window | None, asked: str, items: Sequence[Item], limit: int, at: str) -> Window:
    """The window after these items have asked to stand in it, newest first; `limit` how many may. `items` must hold one more than `limit`
    where there are so many, or what is left over is not known to have left. `at` (ISO 8601): when what has vanished is said to have left.
    """
    if before is None or before.asked != asked:
        before = Window(asked)
    standing = [item for item in items if _may_stand(item, before)]
    initial = tuple(item.id for item in standing if item.initial)
    first = initial if before.first is None and len(initial) >= FIRST else before.first
    floor = standing[limit].key if len(standing) > limit else before.floor
    standing = standing[:limit]
    withdrawn = {item.id for item in standing if item.withdrawn}
    shown = tuple(item.key for item in standing if not item.withdrawn)
    return Window(asked, floor, first, shown, _gone(before, {key[2] for key in shown}, withdrawn, floor, at)[:limit])


def _may_stand(item: Item, window: Window) -> bool:
    above = window.floor is None or item.key > window.floor
    return above and not (item.initial and window.first is not None and item.id not in window.first)


def _gone(before: Window, shown: set[str], withdrawn: set[str], floor: Key | None, at: str) -> tuple[Left, ...]:
    """What left and is not back and not too old, the last to leave first."""
    known = {each.key[2]: each for each in before.gone}
    for key in before.shown:
        known.setdefault(key[2], Left(key, at, Reason.WITHDRAWN if key[2] in withdrawn else Reason.REMOVED))
    left = [each for each in known.values() if each.key[2] not in shown and (floor is None or each.key > floor)]
    return tuple(sorted(left, key=lambda each: (each.at, each.key), reverse=True))
