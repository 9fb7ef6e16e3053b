"""Documents that were made once and still hold, the least used of them given up for room. For any number of threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

from feeds.site.answers import Document


class Shelf:
    """Documents by a key, each with what it was made from; at most `room` bytes of them."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: OrderedDict[Hashable, tuple[Hashable, Document]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, made_from: Hashable) -> Document | None:
        """The document of this key, if it was made from just this."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or kept[0] != made_from:
                return None
            self._kept.move_to_end(key)
            return kept[1]

    def put(self, key: Hashable, made_from: Hashable, made: Document) -> Document:
        """Keep a document in the place of an older one; one that takes more than an eighth of the room is not kept. Returns it."""
        with self._lock:
            self._drop(key)
            if _size(made) <= self._room // 8:
                self._kept[key] = (made_from, made)
                self._bytes += _size(made)
            while self._bytes > self._room:
                self._drop(next(iter(self._kept)))
        return made

    def _drop(self, key: Hashable) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._bytes -= _size(kept[1])


def _size(of: Document) -> int:
    return len(of.content) + len(of.compressed or b"")
