"""Brings the feeds in the public folder up to the archive; feeds/ renders, this module only says which, and when."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from monitor.config import VERSION, Config

if TYPE_CHECKING:
    from feeds.publish import PublishReport
    from storage.archive import Archive

STATE_FILE = ".ponte-state.json"


def publish_feeds(config: Config, archive: Archive, *, only_if_stale: bool = False) -> PublishReport | None:
    """Render every feed from the archive and replace the files whose bytes differ; None where the folder already stands for this archive.

    The state file names what the folder was rendered from; it is written last, so a killed publish is simply repeated.
    """
    reader = archive.reader()
    state = _state(config, reader.generation())
    marker = config.public / STATE_FILE
    if only_if_stale and marker.exists() and marker.read_text(encoding="utf-8") == state:
        return None
    from feeds.publish import FeedNames, FeedSettings, publish, write_atomically
    from monitor.announcements.naming import name_in

    settings = FeedSettings(base_url=config.feeds.base_url, title=config.feeds.title, window=config.feeds.window)
    names = FeedNames(sources=tuple((source.name, source.title) for source in config.sources))
    report = publish(reader, config.public, settings, names, name_in)
    write_atomically(marker, state.encode())
    return report


def _state(config: Config, generation: str) -> str:
    made_from = [
        VERSION,
        generation,
        repr(config.feeds),
        [source.name for source in config.sources],
        [source.title for source in config.sources],
    ]
    return json.dumps({"state": hashlib.sha256(json.dumps(made_from).encode()).hexdigest()}) + "\n"
