"""What of a release's text may be shown to others: by its source's `public` in config.toml, and not at all where people hide it.

    full      the whole text
    excerpt   its beginning, about 600 characters, and quotes of a sentence; unless config.toml says otherwise
    link      title, date and address only

The archive keeps everything; feeds, site and exports ask here. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from feeds.clean import shorten
from storage.model import StoredRelease

EXCERPT: Final = 600
"""Code points of an excerpt, about which entries of feeds are cut too."""


class Public(StrEnum):
    FULL = "full"
    EXCERPT = "excerpt"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Rights:
    """The policies by a source's name, and the ids of the releases that are hidden (`Reader.hidden`). `otherwise` holds for a source that
    is not named, as one that left the config."""

    policies: Mapping[str, Public] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    otherwise: Public = Public.EXCERPT

    def policy(self, source: str) -> Public:
        """What holds for a source."""
        return self.policies.get(source, self.otherwise)

    def shows(self, release: StoredRelease) -> bool:
        """Whether the release may be in a public output at all."""
        return release.id not in self.hidden

    def whole(self, release: StoredRelease) -> bool:
        """Whether all of its text may be shown, its former states too."""
        return self.shows(release) and self.policy(release.source) is Public.FULL

    def quotes(self, release: StoredRelease) -> bool:
        """Whether sentences of its text may be quoted: as evidence, as the place where words were found."""
        return self.shows(release) and self.policy(release.source) is not Public.LINK

    def text(self, release: StoredRelease) -> str | None:
        """What of its text may be shown: all of it, its beginning, or None for a mere link."""
        if not self.quotes(release):
            return None
        return release.body if self.policy(release.source) is Public.FULL else shorten(release.body, EXCERPT)
