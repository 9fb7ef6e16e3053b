"""Which feeds there are, and their way into the public folder. Everything comes from the archive; nothing from the clock.

    specs -> rows -> live window -> entries (built once, shared) -> Feed -> Atom, RSS, JSON -> differs from the file? -> replaced
                     left it     -> archive pages

What windows and pages must remember is written before the first file, in one transaction: a publication that is killed is repeated, and
gives the same. The caller holds the run's lock: two publications at a time would only race for the same files.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from feeds.build import Entries, EntryError, FeedSource, Naming, build_feed, instant, root_address, unnamed
from feeds.clean import one_line
from feeds.folder import PublicFolder, write_atomically
from feeds.incidents import build_incident, incident_id
from feeds.labels import COUNTRIES, LANGUAGES, SECTORS, Labels, labels_for, language_name
from feeds.model import CustomFeed, Entry, Feed, FeedSettings, Gone
from feeds.opml import Group, Outline, opml
from feeds.pages import Archived, FeedMemory, Render, encoded
from feeds.revisions import build_revision, revision_id
from feeds.rights import Rights
from feeds.window import Item, Window, advance, window_of
from storage.model import EntryRow, Query, Strength

__all__ = [
    "CustomFeed",
    "FeedNames",
    "FeedSettings",
    "FeedSpec",
    "PublishReport",
    "feed_specs",
    "publish",
    "with_facets",
    "write_atomically",
]

# Aggregators refuse or cut larger feeds; docs/feeds.md.
MAX_BYTES: Final = 512_000

# So many entries failing without one that succeeds are no bad entries but a bug of ours, which must not empty a feed.
SYSTEMATIC: Final = 10

# The feeds whose every entry stays to be had on archive pages. Another one is a name here.
ARCHIVED: Final = frozenset({"announcements"})

REVISIONS: Final = "revisions"
HEALTH: Final = "health"

_SAFE_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9])){0,63}")


@dataclass(frozen=True, slots=True)
class FeedNames:
    """What has a feed from the first day, before its first entry exists. `sources` are the configured ones as (name, title)."""

    sources: tuple[tuple[str, str], ...] = ()
    custom: tuple[CustomFeed, ...] = ()
    countries: tuple[str, ...] = COUNTRIES
    sectors: tuple[str, ...] = SECTORS
    languages: tuple[str, ...] = LANGUAGES


@dataclass(frozen=True, slots=True)
class PublishReport:
    """Files written, files whose bytes were already right, entries and feeds left out (each with its reason); of each live feed that has
    entries the SHA-256 of its file by its address, which is also its ETag."""

    written: int
    unchanged: int
    left_out: tuple[str, ...] = ()
    topics: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def total(self) -> int:
        return self.written + self.unchanged


@dataclass(frozen=True, slots=True)
class FeedSpec:
    """One feed to publish: its name (path without ending), what belongs in it, its words, its language and its OPML heading. `revisions`
    and `health` have no query: they hold no announcements."""

    name: str
    query: Query | None
    title: str
    lang: str | None = None
    group: str | None = None
    about: str | None = None

    @property
    def asked(self) -> str:
        """What belongs in it, as text."""
        from storage.queries import address

        return self.name if self.query is None else address(self.query)


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
        *(_custom(each) for each in names.custom),
        FeedSpec(REVISIONS, None, "Revisions", about="What sites changed, withdrew or restored after they had published it"),
        FeedSpec(HEALTH, None, "Health of the sources", about="Sources that cannot be read or have fallen silent, and their recovery"),
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


def _custom(feed: CustomFeed) -> FeedSpec:
    """Of one language where it asks for one."""
    lang = feed.query.langs[0] if len(feed.query.langs) == 1 and feed.query.langs[0] in LANGUAGES else None
    return FeedSpec(f"custom/{feed.name}", feed.query, feed.title, lang=lang, group="Saved queries")


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


def renderers() -> dict[str, Render]:
    """A file name's ending -> the function that writes this format. Loads feedgen."""
    from feeds.jsonfeed import json_feed
    from feeds.syndication import atom, rss

    return {".atom": atom, ".rss": rss, ".json": json_feed}


def publish(
    source: FeedSource,
    public: Path,
    settings: FeedSettings,
    names: FeedNames,
    naming: Naming = unnamed,
    *,
    rights: Rights | None = None,
    memory: FeedMemory | None = None,
    made_by: str = "",
) -> PublishReport:
    """Brings every feed file below `public` up to date with the archive; files that are right already are not touched.

    `naming` knows what parties are called in other languages, `rights` what of the texts may be shown, `memory` what earlier publications
    left: without it every feed is simply its newest entries, and has no archive pages. `made_by` names the program's version: what the
    same version made of the same entries is not made again ("": everything is).

    A reader of a file sees the whole old or the whole new one at any moment (FAULTS P01). An entry that cannot be built or rendered
    is left out of its feeds and named in the report (FAULTS P03). Raises OSError where the folder cannot be written, ValueError for
    a base_url or a name that is wrong, and whatever a bug of ours raises; every file in the folder is whole then, too.
    """
    root = root_address(settings)
    specs = feed_specs(with_facets(names, source))
    press = _Press(
        source, PublicFolder(public), settings, dict(names.sources), Entries(naming, rights), rights or Rights(), memory, made_by
    )
    with press.remembering():
        feeds = [press.feed(spec) for spec in specs]
    outlines: dict[str | None, list[Outline]] = {}
    for spec, feed in zip(specs, feeds, strict=True):
        press.put(feed)
        outlines.setdefault(spec.group, []).append(Outline(feed.title, feed.address(".atom"), feed.content_lang))
    groups = [Group(heading, tuple(members)) for heading, members in outlines.items()]
    press.folder.put("feeds.opml", opml(one_line(settings.title, 100), root, groups))
    press.finish()
    left_out = (*(f"{entry_id}: {reason}" for entry_id, reason in press.entries.left_out.items()), *press.notes)
    return PublishReport(press.folder.written, press.folder.unchanged, left_out, press.topics)


@dataclass(slots=True)
class _Press:
    """One publication under way."""

    source: FeedSource
    folder: PublicFolder
    settings: FeedSettings
    titles: Mapping[str, str]
    entries: Entries
    rights: Rights
    memory: FeedMemory | None
    made_by: str
    formats: Mapping[str, Render] = field(default_factory=lambda: renderers())
    notes: list[str] = field(default_factory=list)
    topics: dict[str, str] = field(default_factory=dict)
    made: dict[str, dict[str, Any]] = field(default_factory=dict)

    def remembering(self) -> AbstractContextManager[None]:
        return self.memory.transaction() if self.memory is not None else nullcontext()

    def feed(self, spec: FeedSpec) -> Feed:
        """A feed as it stands now; its window and its pages are remembered."""
        asked, built = self._asking(spec)
        window = self._window(spec, asked)
        shown = {key[2] for key in window.shown}
        entries = tuple(entry for entry in built if entry.id in shown)
        if len(shown) >= SYSTEMATIC and not entries:
            reason = next(iter(self.entries.left_out.values()), "no reason given")
            raise EntryError(f"{spec.name}: none of {len(shown)} entries can be built: {reason}")
        words = (f"{self.settings.title}: {spec.title}", spec.about or labels_for(spec.lang or "en").about)
        gone = tuple(Gone(left.key[2], at, left.reason) for left in window.gone if (at := instant(left.at)))
        feed = build_feed(spec.name, words, spec.lang, self.settings, entries, gone)
        if self.memory is not None and spec.name in ARCHIVED:
            self._archived(feed).file(self.source, window, self.entries)
        return feed

    def _archived(self, feed: Feed) -> Archived:
        assert self.memory is not None, "only what is remembered can be archived"
        return Archived(self.memory, replace(feed, entries=(), gone=()), self.formats)

    def _window(self, spec: FeedSpec, items: Sequence[Item]) -> Window:
        if self.memory is None:
            standing = tuple(replace(item, withdrawn=False) for item in items[: self.settings.window])
            return advance(None, spec.asked, standing, self.settings.window, "")
        before = window_of(self.memory.window(spec.name))
        window = advance(before, spec.asked, items, self.settings.window, self.source.stands_at())
        self.memory.keep_window(spec.name, window.values())
        return window

    def _asking(self, spec: FeedSpec) -> tuple[list[Item], tuple[Entry, ...]]:
        """What asks to stand in a feed, newest first, and its entries: one more than the window takes, so that what is left over shows."""
        limit = self.settings.window + 1
        if spec.query is not None:
            rows = self.source.entries(spec.query, limit)
            return [item_of(row) for row in rows], self.entries.of(rows, spec.lang)
        if spec.name == REVISIONS:
            return self._revisions(limit)
        return self._health(limit)

    def _revisions(self, limit: int) -> tuple[list[Item], tuple[Entry, ...]]:
        items, built = [], []
        for told in self.source.revised(limit):
            name = revision_id(told.release.id, told.now.number)
            items.append(Item((told.now.seen_at, "", name)))
            built.append(self.entries.guarded(name, partial(build_revision, told, self.rights)))
        return items, tuple(filter(None, built))

    def _health(self, limit: int) -> tuple[list[Item], tuple[Entry, ...]]:
        items, built = [], []
        for incident in self.source.incidents(limit):
            name, title = incident_id(incident), self.titles.get(incident.source, incident.source)
            items.append(Item((incident.at, "", name)))
            built.append(self.entries.guarded(name, partial(build_incident, incident, title, root_address(self.settings))))
        return items, tuple(filter(None, built))

    def put(self, feed: Feed) -> None:
        """Write a feed's files, unless they were made of the same and stand; where it has archive pages, those first."""
        if self.memory is not None and feed.name in ARCHIVED:
            with self.remembering():
                feed = replace(feed, older=self._archived(feed).place(self.folder))
        made_of = hashlib.sha256(encoded([self.made_by, feed])).hexdigest()
        before = (self.memory.window(f"{feed.name}/made") or {}) if self.memory is not None and self.made_by else {}
        known = before.get("files", {}) if before.get("of") == made_of else {}
        files = {}
        for ending, render in self.formats.items():
            name = feed.name + ending
            if ending in known and self.folder.holds(name, known[ending]):
                files[ending] = known[ending]
                continue
            document = _rendered(feed, ending, render, self.notes)
            self.folder.put(name, document)
            files[ending] = hashlib.sha256(document).hexdigest()
        self.made[f"{feed.name}/made"] = {"of": made_of, "files": files}
        if feed.entries:
            self.topics |= {feed.address(ending): sha256 for ending, sha256 in files.items()}

    def finish(self) -> None:
        """Make the files durable, then remember what they were made of."""
        self.folder.settle()
        if self.memory is not None:
            with self.remembering():
                for name, made in self.made.items():
                    self.memory.keep_window(name, made)


def item_of(row: EntryRow) -> Item:
    """An entry of the archive as what asks to stand in a window."""
    withdrawn = all(release.status == "withdrawn" for release in (row.lead, *row.releases))
    return Item((row.first_seen, row.published or "", row.entry_id), row.initial, withdrawn)


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
