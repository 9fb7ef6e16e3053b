"""Archive pages of a feed (RFC 5005 section 4): every entry that its live window shows no more, and those that it never showed.

    what left the window, what a back-fill brought -> filed as it stands now -> the open page -> 1,000 of them: a closed page

A closed page is kept byte for byte. The page that is still open gets a new name whenever another entry joins it, so that what lies at
one address never changes and a reader that knows an address need not ask again; its last names stay for those who are on their way.
What people hide is taken out of closed pages all the same, and nothing else ever is.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from html import escape
from itertools import islice
from typing import Any, Final, Protocol

from feeds.build import Entries, FeedSource
from feeds.folder import PublicFolder
from feeds.model import Entry, Feed
from feeds.window import Window

PAGE: Final = 1000
PART: Final = 20
"""So many pages are filed for one look at what is due."""
FORMER: Final = 3
"""So many former names of an open page keep their files."""

# Stands in kept pages where the public folder's address goes: pages are the same wherever the folder lies.
PLACE: Final = "https://place-6c1d4b0e9a7f4d52.invalid/"

Render = Callable[[Feed], bytes]


class FiledEntry(Protocol):
    """An entry on the open page as it was filed."""

    @property
    def position(self) -> int: ...

    @property
    def entry_id(self) -> str: ...

    @property
    def value(self) -> str | None: ...


class FeedMemory(Protocol):
    """What is remembered from one publication to the next (storage's `Serials`)."""

    def transaction(self) -> AbstractContextManager[None]: ...
    def window(self, feed: str) -> dict[str, Any] | None: ...
    def keep_window(self, feed: str, state: Mapping[str, Any]) -> None: ...
    def file(self, feed: str, entries: Iterable[tuple[str, str, str | None]]) -> None: ...
    def filed(self, feed: str) -> Sequence[FiledEntry]: ...
    def settle_past(self, feed: str) -> None: ...
    def close_page(self, feed: str, last: int, documents: Mapping[str, bytes]) -> int: ...
    def page_count(self, feed: str) -> int: ...
    def page(self, feed: str, number: int, ending: str) -> bytes: ...
    def placed(self, feed: str) -> dict[tuple[int, str], str]: ...
    def place_page(self, feed: str, number: int, ending: str, made_from: str) -> None: ...
    def hidden_entries(self, feed: str) -> dict[str, int | None]: ...


@dataclass(frozen=True, slots=True)
class Archived:
    """One archived feed: its memory, the feed's own words as a `Feed` without entries, and the formats that it is written in."""

    memory: FeedMemory
    head: Feed
    formats: Mapping[str, Render]

    def file(self, source: FeedSource, window: Window, entries: Entries) -> None:
        """File what the window does not show and will not; close the pages that are full. Within the caller's transaction.

        Memory holds one page at a time. An entry that cannot be built is filed without a value and shown nowhere.
        """
        name, part = self.head.name, PART * PAGE
        first = window.first if window.first is not None else [key[2] for key in window.shown]
        found = part
        while found == part:
            found = 0
            rows = iter(source.past(name, window.floor, first, part))
            while batch := list(islice(rows, PAGE - len(self.memory.filed(name)))):
                found += len(batch)
                built = [(row, entries.of((row,), None)) for row in batch]
                self.memory.file(name, ((row.entry_id, row.story_id, written(made[0]) if made else None) for row, made in built))
                self._close_full(entries)
        self.memory.settle_past(name)

    def _close_full(self, entries: Entries) -> None:
        filed = self.memory.filed(self.head.name)
        if len(filed) >= PAGE:
            self._close(filed[:PAGE])
            entries.forget()

    def _close(self, filed: Sequence[FiledEntry]) -> None:
        number = self.memory.page_count(self.head.name) + 1
        page = self._page(self._closed_name(number), number, filed, frozenset())
        documents = {ending: render(page) for ending, render in self.formats.items()}
        self.memory.close_page(self.head.name, filed[-1].position, documents)

    def _closed_name(self, number: int) -> str:
        return f"archive/{self.head.name}/{number}"

    def _page(self, name: str, number: int, filed: Iterable[FiledEntry], hidden: Iterable[str]) -> Feed:
        """A page of filed entries, the last to be filed first, with PLACE for the folder's address."""
        left_out = frozenset(hidden)
        entries = tuple(entry_of(each.value) for each in filed if each.value is not None and each.entry_id not in left_out)[::-1]
        older = self._closed_name(number - 1) if number > 1 else None
        updated = max((entry.updated for entry in entries), default=self.head.updated)
        return replace(self.head, name=name, root=PLACE, entries=entries, updated=updated, older=older, archive=True, gone=(), hub=None)

    def place(self, folder: PublicFolder) -> str | None:
        """Bring the pages' files up to date; the name of the newest page, or None where there is none. Raises OSError, ValueError."""
        hidden = self.memory.hidden_entries(self.head.name)
        self._place_closed(folder, hidden)
        closed = self.memory.page_count(self.head.name)
        filed = self.memory.filed(self.head.name)
        if any(each.value is not None and each.entry_id not in hidden for each in filed):
            return self._place_open(folder, self._page("", closed + 1, filed, hidden), closed + 1, sorted(hidden))
        self._keep_names(folder, [], sorted(hidden))
        return self._closed_name(closed) if closed else None

    def _place_closed(self, folder: PublicFolder, hidden: Mapping[str, int | None]) -> None:
        """Write the files of closed pages that are missing, or were made for another address or before something was hidden."""
        for (number, ending), before in self.memory.placed(self.head.name).items():
            out = sorted(key for key, page in hidden.items() if page == number)
            made_from = hashlib.sha256(json.dumps([self.head.root, out]).encode()).hexdigest()
            name = self._closed_name(number) + ending
            if before == made_from and folder.stands(name):
                continue
            document = without(self.memory.page(self.head.name, number, ending), ending, out)
            folder.put(name, placed_at(document, ending, self.head.root))
            self.memory.place_page(self.head.name, number, ending, made_from)

    def _place_open(self, folder: PublicFolder, page: Feed, number: int, hidden: list[str]) -> str:
        """Write the open page under the name that its content gives it, unless it stands."""
        made = hashlib.sha256(encoded([page, self.head.root])).hexdigest()[:12]
        name = f"{self._closed_name(number)}-{made}"
        for ending, render in self.formats.items():
            if not folder.stands(name + ending):
                folder.put(name + ending, placed_at(render(replace(page, name=name)), ending, self.head.root))
        self._keep_names(folder, [name], hidden)
        return name

    def _keep_names(self, folder: PublicFolder, names: list[str], hidden: list[str]) -> None:
        """Remove the files of names of the open page that are long out of date; all former ones when something else is hidden than then."""
        key = f"{self.head.name}/open"
        before = self.memory.window(key) or {"names": [], "hidden": []}
        former = [name for name in before["names"] if name not in names]
        kept = former[:FORMER] if before["hidden"] == hidden else []
        for name in former[len(kept) :]:
            for ending in self.formats:
                folder.drop(name + ending)
        self.memory.keep_window(key, {"names": [*names, *kept], "hidden": hidden})


def encoded(value: object) -> bytes:
    """A value of the model as JSON: the same value gives the same bytes."""
    import msgspec

    return msgspec.json.encode(value)


def written(entry: Entry) -> str:
    """An entry as text, from which `entry_of` makes the same entry."""
    return encoded(entry).decode()


def entry_of(text: str) -> Entry:
    """The entry that `written` wrote."""
    import msgspec

    return msgspec.json.decode(text, type=Entry)


def placed_at(document: bytes, ending: str, root: str) -> bytes:
    """A kept page with the folder's address in its place."""
    return document.replace(PLACE.encode(), (root if ending == ".json" else escape(root)).encode())


_ITEMS: Final = {
    ".atom": (re.compile(rb"<entry[ >].*?</entry>", re.DOTALL), "<id>{}</id>"),
    ".rss": (re.compile(rb"<item>.*?</item>", re.DOTALL), '<guid isPermaLink="false">{}</guid>'),
}


def without(document: bytes, ending: str, ids: Sequence[str]) -> bytes:
    """A page without these entries, and else the same bytes. Texts are escaped, so that no markup of an entry is in its text."""
    if not ids:
        return document
    if ending == ".json":
        values = json.loads(document)
        values["items"] = [item for item in values["items"] if item["id"] not in ids]
        return (json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n").encode()
    item, named = _ITEMS[ending]
    names = [named.format(each).encode() for each in ids]
    return item.sub(lambda found: b"" if any(name in found[0] for name in names) else found[0], document)
