"""`ponte link`: stories of the releases in a file, without an archive. Pure.

    [{"id", "text", "title"?, "lang"?, "date"?, "url"?}] -> link_records -> [{"id", "story"}]

Candidates are found as in the archive, by shared keys (storage/nearness.py), never by comparing everything with everything.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from crawlers import dates
from crawlers.language import detect
from crawlers.model import Precision
from monitor.announcements.classify import BadRecord
from monitor.linking.facts import Told, keys_of, told
from monitor.linking.links import StoryLink, links_of
from monitor.linking.partition import partition
from storage.nearness import COPY_WINDOW, FACT_WINDOW, SHARED_FACTS

_FIELDS = ("id", "text", "title", "lang", "date", "url")
# A fact that so many releases of one file have tells none of them from another.
_MOST_SHARING = 2_000


def link_records(records: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The story of each record, in input order; a story's id is the smallest of its members' ids. The order of the records, and which
    others are in the file, do not matter for whether two of them are linked.

    Raises BadRecord (see `told_record`).
    """
    releases = _named(records)
    groups = partition(releases, links_within(list(releases.values())), joined=_same_ids(releases))
    smallest = {group: min(map(_public, group)) for group in set(groups.values())}
    by_public = {_public(name): smallest[group] for name, group in groups.items()}
    return [{"id": record["id"], "story": by_public[record["id"]]} for record in records]


def links_within(releases: Sequence[Told]) -> list[StoryLink]:
    """All links between these releases, `related` ones too."""
    by_id = {each.id: each for each in releases}
    found: list[StoryLink] = []
    index = _Index()
    for each in sorted(releases, key=lambda release: release.id):
        found.extend(links_of(each, (by_id[name] for name in index.candidates(each))))
        index.add(each)
    return found


def told_record(record: object) -> Told:
    """One line as it is linked. Raises BadRecord where it is no object, lacks id or text, or holds a value of the wrong type."""
    record = checked(record)
    title, text = record.get("title") or "", record["text"]
    lang = detect(f"{title}\n{text}", record.get("lang"))
    return told(record["id"], title, text, lang, day_of(record.get("date"), lang))


def checked(record: object) -> Mapping[str, Any]:
    """The record, if it can be read. Raises BadRecord."""
    if not isinstance(record, Mapping):
        raise BadRecord("not an object")
    for name in ("id", "text"):
        if record.get(name) is None:
            raise BadRecord(f"{name} is missing")
    for name in _FIELDS:
        if not isinstance(record.get(name), str | None):
            raise BadRecord(f"{name} must be a string")
    return record


def day_of(text: str | None, lang: str | None = None) -> date | None:
    """The day that a record's date names, None where it names none ("2021-01", "6 hours ago", "May 6")."""
    found = dates.parse(text, lang=lang) if text else None
    if found is None or found.precision not in (Precision.DAY, Precision.MINUTE):
        return None
    return found.value.date() if isinstance(found.value, datetime) else found.value


class _Index:
    """Releases by their keys."""

    def __init__(self) -> None:
        self._near: defaultdict[int, list[Told]] = defaultdict(list)
        self._facts: defaultdict[str, list[Told]] = defaultdict(list)

    def add(self, release: Told) -> None:
        for key in release.near_keys:
            self._near[key].append(release)
        for fact in keys_of(release):
            self._facts[fact].append(release)

    def candidates(self, release: Told) -> list[str]:
        """The ids of releases that share a key of near copies, or several facts, within the window where both are dated."""
        near = {each.id for key in release.near_keys for each in self._near[key] if _within(release, each, COPY_WINDOW)}
        shared = Counter(
            each.id
            for key in keys_of(release)
            if len(self._facts[key]) <= _MOST_SHARING
            for each in self._facts[key]
            if _within(release, each, FACT_WINDOW)
        )
        return sorted(near | {name for name, count in shared.items() if count >= SHARED_FACTS})


def _within(a: Told, b: Told, window: int) -> bool:
    return a.day is None or b.day is None or abs((a.day - b.day).days) <= window


# Records that share an id are one release; inside they are told apart by a suffix that no id of theirs can be mistaken for.
_MARK = "\0"


def _named(records: Iterable[object]) -> dict[str, Told]:
    """The records by id; of those with one id, whose order must not matter, all that differ."""
    distinct = {(release.id, tuple(sorted(release.facts)), tuple(sorted(release.words))): release for release in map(told_record, records)}
    named: dict[str, Told] = {}
    for _, release in sorted(distinct.items(), key=lambda pair: pair[0]):
        name = release.id
        while name in named:
            name += _MARK
        named[name] = _renamed(release, name)
    return named


def _renamed(release: Told, name: str) -> Told:
    from dataclasses import replace

    return release if release.id == name else replace(release, id=name)


def _public(name: str) -> str:
    return name.rstrip(_MARK)


def _same_ids(releases: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield from ((_public(name), name) for name in releases if name != _public(name))
