"""What detection may ask of the archive (monitor.detect.Memory), answered."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from crawlers.model import Problem, Release, Snapshot, Source
from monitor.plausible import Texts, implausible
from storage.archive import Archive
from storage.doubts import Doubt
from storage.model import StoredRelease
from storage.releases import State

if TYPE_CHECKING:
    from crawlers.spiders.base import Spider


class ArchiveMemory:
    """The archive as one crawl of a source asks it. Without the `source` no kept answer can be read again."""

    def __init__(self, archive: Archive, name: str, source: Source | None) -> None:
        self._archive = archive
        self._name = name
        self._source = source

    def named(self, release: Release) -> StoredRelease | None:
        return self._archive.find(release.address.native) or self._archive.find_url(release.address.url)

    def led(self, release: Release) -> StoredRelease | None:
        found = (self._archive.find_url(alias) for alias in release.aliases)
        return next((each for each in found if each is not None and each.site == release.address.site), None)

    def at(self, url: str) -> StoredRelease | None:
        return self._archive.at_url(url)

    def same_text(self, key: str) -> list[StoredRelease]:
        return self._archive.same_text(key)

    def states(self, release_id: str, limit: int) -> Sequence[State]:
        return self._archive.states(release_id, limit)

    def doubt(self, release_id: str) -> Doubt | None:
        return self._archive.doubt(release_id)

    def kept(self, release_id: str) -> Snapshot | None:
        try:
            if (found := self._archive.latest_snapshot(release_id)) is not None:
                found.body  # noqa: B018 (raises where it is damaged)
            return found
        except (ValueError, zlib.error):
            # A damaged answer is `ponte verify`'s to tell; it must not cost the run.
            return None

    def reread(self, stored: StoredRelease, kept: Snapshot) -> Release | None:
        if self._spider is None:
            return None
        from monitor.reread import read_again

        read = read_again(self._spider, stored, kept)
        return read if isinstance(read, Release) else None

    def implausible(self, release: Release) -> Problem | None:
        """Why a reading can be no release of the source at all."""
        return implausible(release, self._source.languages if self._source else (), self._texts)

    @cached_property
    def _texts(self) -> Texts:
        return Texts.of(self._archive.texts(self._name))

    @cached_property
    def _spider(self) -> Spider | None:
        if self._source is None:
            return None
        from crawlers.spiders import spider_for

        return spider_for(self._source)
