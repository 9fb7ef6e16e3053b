"""Which feeds there are, and their way into the public folder. Everything comes from the archive; nothing from the clock.

    specs -> entries (built once, shared) -> Feed -> Atom, RSS, JSON -> differs from the file? -> temporary file, fsync, rename

The caller holds the run's lock: two publications at a time would only race for the same files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from feeds.build import Entries, EntryError, FeedSource, Naming, build_feed, root_address, unnamed
from feeds.clean import one_line
from feeds.folder import PublicFolder, write_atomically
from feeds.labels import COUNTRIES, LANGUAGES, SECTORS, Labels, labels_for, language_name
from feeds.model import Entry, Feed, FeedSettings
from feeds.opml import Group, Outline, opml
from storage.model import Query, Strength

__all__ = ["FeedNames", "FeedSettings", "FeedSpec", "PublishReport", "feed_specs", "publish", "with_facets", "write_atomically"]

# Aggregators refuse or cut larger feeds; docs/feeds.md.
MAX_BYTES: Final = 512_000

# So many entries failing without one that succeeds are no bad entries but a bug of ours, which must not empty a feed.
SYSTEMATIC: Final = 10

_SAFE_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9])){0,63}")


@dataclass(frozen=True, slots=True)
class FeedNames:
    """What has a feed from the first day, before its first entry exists. `sources` are the configured ones as (name, title)."""

    sources: tuple[tuple[str, str], ...] = ()
    countries: tuple[str, ...] = COUNTRIES
    sectors: tuple[str, ...] = SECTORS
    languages: tuple[str, ...] = LANGUAGES


@dataclass(frozen=True, slots=True)
class PublishReport:
    """Files written, files whose bytes were already right, entries and feeds left out (each with its reason)."""

    written: int
    unchanged: int
    left_out: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return self.written + self.unchanged


@dataclass(frozen=True, slots=True)
class FeedSpec:
    """One feed to publish: its name (path without ending), what belongs in it, its words, its language and its OPML heading."""

    name: str
    query: Query
    title: str
    lang: str | None = None
    group: str | None = None


def feed_specs(names: FeedNames) -> list[FeedSpec]:
    """All feeds, in the order in which they are published and listed; a new kind of feed is a line here.

    Raises ValueError for a name that cannot be a file name (letters, digits, and - _ . inside; at most 64).
    """
    en = labels_for("en")
    specs = [
        FeedSpec("announcements", Query(), en.announcements),
        FeedSpec("signed", Query(strengths=(Strength.SIGNED.value,)), en.signed),
        *(_country(code, en) for code in names.countries),
        *(_sector(sector, en) for sector in names.sectors),
        *(_source(name, title, en) for name, title in names.sources),
        *(_language(lang, en) for lang in names.languages),
    ]
    for spec in specs:
        if not _SAFE_NAME.fullmatch(spec.name.partition("/")[2] or spec.name):
            raise ValueError(f"{spec.name!r} cannot name a feed")
    return specs


def _country(code: str, words: Labels) -> FeedSpec:
    title = words.country_feed.format(name=words.country(code))
    return FeedSpec(f"country/{code}", Query(countries=(code,)), title, group=words.countries_group)


def _sector(sector: str, words: Labels) -> FeedSpec:
    title = words.sector_feed.format(name=words.sector(sector))
    return FeedSpec(f"sector/{sector}", Query(sectors=(sector,)), title, group=words.sectors_group)


def _source(name: str, title: str, words: Labels) -> FeedSpec:
    return FeedSpec(f"source/{name}", Query(sources=(name,)), words.source_feed.format(name=title), group=words.sources_group)


def _language(lang: str, words: Labels) -> FeedSpec:
    title = f"{labels_for(lang).announcements} ({language_name(lang)})"
    return FeedSpec(f"lang/{lang}", Query(langs=(lang,)), title, lang=lang, group=words.languages_group)


def with_facets(names: FeedNames, source: FeedSource) -> FeedNames:
    """The names, and after them what the archive holds entries of: a source no longer configured keeps its feed."""
    countries, sources, languages = source.facets()
    return replace(
        names,
        sources=(*names.sources, *((name, name) for name in _more(sources, [name for name, _ in names.sources]))),
        countries=(*names.countries, *_more(countries, names.countries)),
        languages=(*names.languages, *_more(languages, names.languages)),
    )


def _more(found: Iterable[str], known: Iterable[str]) -> list[str]:
    """What was found and is not known; never a value that could not be a file name."""
    return sorted(value for value in set(found) - set(known) if _SAFE_NAME.fullmatch(value))


# ---- publishing ------------------------------------------------------------------------------------------------

Render = Callable[[Feed], bytes]


def renderers() -> dict[str, Render]:
    """A file name's ending -> the function that writes this format. Loads feedgen."""
    from feeds.jsonfeed import json_feed
    from feeds.syndication import atom, rss

    return {".atom": atom, ".rss": rss, ".json": json_feed}


def publish(source: FeedSource, public: Path, settings: FeedSettings, names: FeedNames, naming: Naming = unnamed) -> PublishReport:
    """Brings every feed file below `public` up to date with the archive; files that are right already are not touched. `naming` knows what
    parties are called in other languages.

    A reader of a file sees the whole old or the whole new one at any moment (FAULTS P01). An entry that cannot be built or rendered
    is left out of its feeds and named in the report (FAULTS P03). Raises OSError where the folder cannot be written, ValueError for
    a base_url or a name that is wrong, and whatever a bug of ours raises; every file in the folder is whole then, too.
    """
    root = root_address(settings)
    specs = feed_specs(with_facets(names, source))
    folder, entries, formats = PublicFolder(public), Entries(naming), renderers()
    notes: list[str] = []
    outlines: dict[str | None, list[Outline]] = {}
    for spec in specs:
        feed = _feed(spec, source, settings, entries)
        for ending, render in formats.items():
            folder.put(spec.name + ending, _rendered(feed, ending, render, notes))
        outlines.setdefault(spec.group, []).append(Outline(feed.title, feed.address(".atom"), feed.content_lang))
    groups = [Group(heading, tuple(members)) for heading, members in outlines.items()]
    folder.put("feeds.opml", opml(one_line(settings.title, 100), root, groups))
    folder.settle()
    left_out = (*(f"{entry_id}: {reason}" for entry_id, reason in entries.left_out.items()), *notes)
    return PublishReport(folder.written, folder.unchanged, left_out)


def _feed(spec: FeedSpec, source: FeedSource, settings: FeedSettings, entries: Entries) -> Feed:
    rows = source.entries(spec.query, settings.window)
    words = (f"{settings.title}: {spec.title}", labels_for(spec.lang or "en").about)
    built = entries.of(rows, spec.lang)
    if len(rows) >= SYSTEMATIC and not built:
        raise EntryError(f"{spec.name}: none of {len(rows)} entries can be built: {entries.left_out[rows[0].entry_id]}")
    return build_feed(spec.name, words, spec.lang, settings, built)


def _rendered(feed: Feed, ending: str, render: Render, notes: list[str]) -> bytes:
    """The feed in one format, without entries that this format cannot take, and never larger than MAX_BYTES."""
    try:
        document = render(feed)
    except Exception:
        sound = _without_broken(feed, ending, render, notes)
        if len(feed.entries) >= SYSTEMATIC and not sound.entries:
            raise
        feed, document = sound, render(sound)
    if len(document) > MAX_BYTES:
        feed, document = _fitted(feed, render, document)
        notes.append(f"{feed.name}{ending}: cut to {len(feed.entries)} entries to stay below {MAX_BYTES} bytes")
    return document


def _without_broken(feed: Feed, ending: str, render: Render, notes: list[str]) -> Feed:
    """The feed without the entries at fault; which they are shows only by trying each alone."""
    sound: list[Entry] = []
    for entry in feed.entries:
        try:
            render(replace(feed, entries=(entry,)))
            sound.append(entry)
        except Exception as error:  # whatever a library raises, it costs this entry and no other
            notes.append(one_line(f"{entry.id}: left out of {feed.name}{ending}: {type(error).__name__}: {error}", 300))
    return replace(feed, entries=tuple(sound))


def _fitted(feed: Feed, render: Render, document: bytes) -> tuple[Feed, bytes]:
    """The feed with as many of its newest entries as fit."""
    while len(document) > MAX_BYTES and feed.entries:
        keep = min(len(feed.entries) - 1, len(feed.entries) * MAX_BYTES // len(document))
        feed = replace(feed, entries=feed.entries[:keep])
        document = render(feed)
    return feed, document
