"""Brings feeds and site in the public folder up to the archive; feeds/ renders, this module only says which, and when."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from monitor.config import VERSION, Config
from storage import pages

if TYPE_CHECKING:
    from feeds.publish import PublishReport
    from feeds.site.static import SiteReport
    from storage.archive import Archive
    from storage.reading import Reader
    from storage.serials import FeedReader

STATE_FILE: Final = ".ponte-state.json"


def publish_feeds(config: Config, archive: Archive, *, only_if_stale: bool = False) -> PublishReport | None:
    """Bring feeds and site in the public folder up to the archive; counts and troubles of both in one report. None where both stood for
    this archive already (asked for with `only_if_stale`).

    The state file names what each was made from; it is written behind them, so a publication that is killed is simply repeated.
    """
    from dataclasses import replace

    reader = archive.feed_reader()
    before = _State.read(config.public) if only_if_stale else _State()
    now = _State(_feed_state(config, reader), _site_state(config, reader) if config.site.publish else "")
    feeds = None
    if now.feeds != before.feeds:
        feeds = _publish_feeds(config, archive, reader, made_by=VERSION if only_if_stale else "")
        _State(now.feeds, before.site).write(config.public)
    if now.site in (before.site, ""):
        return feeds
    made = publish_site(config, reader)
    if not made.left_out:  # the next publication tries again what this one could not make
        now.write(config.public)
    if feeds is None:
        from feeds.publish import PublishReport

        return PublishReport(made.written, made.unchanged, made.left_out)
    left_out = (*feeds.left_out, *made.left_out)
    return replace(feeds, written=feeds.written + made.written, unchanged=feeds.unchanged + made.unchanged, left_out=left_out)


def publish_site(config: Config, reader: Reader) -> SiteReport:
    """Bring the site's pages up to the archive."""
    from feeds.site.archive import installed
    from feeds.site.static import publish_site
    from feeds.site.views import Site
    from monitor.announcements.naming import name_in

    site = Site(
        title=config.feeds.title,
        live=config.site.live,
        sources=tuple((source.name, source.title) for source in config.sources),
        custom=tuple((f"custom/{each.name}", each.title) for each in config.custom),
        archive=config.site.live and installed(),
        terms=tuple(sorted(config.terms.items())),
        naming=name_in,
        rights=config.rights(reader.hidden()),
    )
    return publish_site(reader, config.public, site, VERSION)


def _publish_feeds(config: Config, archive: Archive, reader: FeedReader, *, made_by: str) -> PublishReport:
    """Render the feeds from the archive and replace the files whose bytes differ; what hubs are to be told goes into the outbox."""
    from feeds.publish import FeedNames, FeedSettings, publish
    from monitor.announcements.naming import name_in

    feeds = config.feeds
    settings = FeedSettings(base_url=feeds.base_url, title=feeds.title, window=feeds.window, hub=feeds.hub)
    names = FeedNames(sources=tuple((source.name, source.title) for source in config.sources), custom=config.custom)
    rights = config.rights(reader.hidden())
    report = publish(reader, config.public, settings, names, name_in, rights=rights, memory=archive, made_by=made_by)
    if feeds.hub:
        archive.queue_pings(feeds.hub, report.topics)
    return report


@dataclass(frozen=True, slots=True)
class _State:
    """What the folder's feeds and pages were made from, each as a hash; empty: nothing is known of them, or there are to be none."""

    feeds: str = ""
    site: str = ""

    @classmethod
    def read(cls, public: Path) -> _State:
        try:
            values = json.loads((public / STATE_FILE).read_text(encoding="utf-8"))
            return cls(str(values["feeds"]), str(values["site"]))
        except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
            return cls()

    def write(self, public: Path) -> None:
        from feeds.folder import write_atomically

        write_atomically(public / STATE_FILE, (json.dumps({"feeds": self.feeds, "site": self.site}) + "\n").encode())


def _feed_state(config: Config, reader: FeedReader) -> str:
    return _hashed(_made_from(config, reader), repr(config.feeds))


def _site_state(config: Config, reader: FeedReader) -> str:
    """Besides what feeds are made from: what changed that only pages tell, and how sources stand."""
    conn = reader.conn
    names = [source.name for source in config.sources]
    told = (pages.mark(conn), pages.standings(conn), pages.ledger(conn, pages.LEDGER), pages.last_reports(conn, names))
    return _hashed(
        _made_from(config, reader), config.feeds.title, repr(config.site), repr(config.custom), sorted(config.terms.items()), repr(told)
    )


def _made_from(config: Config, reader: FeedReader) -> list[object]:
    return [
        VERSION,
        reader.generation(),
        sorted(reader.hidden()),
        sorted(config.policies.items()),
        [(source.name, source.title) for source in config.sources],
    ]


def _hashed(*values: object) -> str:
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()
