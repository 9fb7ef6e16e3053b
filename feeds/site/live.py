"""Pages and feeds that are made when they are asked for: of any query, by the same views and renderers as the published ones.

    listing, found, page_of, release_page     pages, as feeds/site/render.py writes them
    feed                                      any query in the three formats

Each takes what was asked and gives the work to be done with a reader: bytes, or None where there is no such page. What cannot be asked
raises BadQuery at once, before anything waits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Final
from urllib.parse import quote, urlencode

from feeds.build import Entries, Naming, build_feed
from feeds.labels import LANGUAGES, labels_for
from feeds.model import Feed, FeedSettings
from feeds.publish import renderers
from feeds.rights import Rights
from feeds.site import overview, render, searching, stories, views
from storage.model import Query
from storage.queries import address, cursor
from storage.reading import Reader

ENDINGS: Final = (".atom", ".rss", ".json")

Work = Callable[[Reader, Rights], bytes | None]

_ANNOUNCEMENT = re.compile(r"announcement/([A-Za-z0-9][A-Za-z0-9_-]{0,63})\.html")
_RELEASE = re.compile(r"release/([0-9a-f]{16})\.html")


@dataclass(frozen=True, slots=True)
class Live:
    """What every page needs to know besides the archive: how feeds are made, the configured sources and saved queries as (name, title),
    the addresses of terms as (source, address), what parties are called, and whether the archive is there in SQL."""

    settings: FeedSettings
    sources: tuple[tuple[str, str], ...]
    custom: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, str], ...]
    naming: Naming
    archive: bool

    def site(self, rights: Rights) -> views.Site:
        return views.Site(
            title=self.settings.title,
            live=True,
            sources=self.sources,
            custom=self.custom,
            archive=self.archive,
            terms=self.terms,
            naming=self.naming,
            rights=rights,
        )


@dataclass(frozen=True, slots=True)
class QueryFeed(Feed):
    """A feed of a query: its address is the query's."""

    query: str = ""

    def address(self, ending: str) -> str:
        return f"{self.root}feed{ending}" + (f"?{self.query}" if self.query else "")


def feed(query: Query, ending: str, live: Live) -> Work:
    """The newest entries of a query as a feed, told in a language where it asks for that one alone. Its id is the query's, in whatever
    order its fields were written; no hub is told of it."""
    asked = address(query)
    lang = query.langs[0] if len(query.langs) == 1 and query.langs[0] in LANGUAGES else None

    def work(reader: Reader, rights: Rights) -> bytes:
        labels = labels_for(lang or "en")
        entries = Entries(live.naming, rights).of(reader.entries(query, live.settings.window), lang)
        title = f"{live.settings.title}: {labels.announcements}" + (f" ({', '.join(_values(query))})" if asked else "")
        made = build_feed(f"feed?{asked}", (title, labels.about), lang, replace(live.settings, hub=""), entries)
        return renderers()[ending](QueryFeed(**{each.name: getattr(made, each.name) for each in fields(made)}, query=asked))

    return work


def _values(query: Query) -> list[str]:
    from storage.queries import pairs

    return [value for _, value in pairs(query)]


def listing(query: Query, place: str | None, lang: str, live: Live) -> Work:
    """A page of the announcements of a query, after the place where an earlier page ended. Raises BadQuery."""
    at = views.FrontPage(before=cursor(place) if place else None)

    def work(reader: Reader, rights: Rights) -> bytes:
        return render.page(views.front(reader, query, lang, live.site(rights), path="list", page=at), lang)

    return work


def found(query: Query, lang: str, live: Live) -> Work:
    """The releases that hold the words of a query. Raises BadQuery."""
    searching.check(query)

    def work(reader: Reader, rights: Rights) -> bytes:
        return searching.page(searching.search(reader, query, lang, live.site(rights)), lang)

    return work


def asset(name: str) -> bytes | None:
    """What pages need besides themselves, where it is not published."""
    made: dict[str, Callable[[], bytes]] = {"style.css": render.style, "icon.svg": render.icon}
    return made[name]() if name in made else None


def page_of(path: str, lang: str, live: Live) -> Work | None:
    """The work for a page of the site by its path below its language's folder; None where none is called so."""
    views_by_path: dict[str, Callable[[Reader, views.Site], object]] = {
        "index.html": lambda reader, site: views.front(reader, Query(), lang, site),
        "charts.html": lambda reader, site: overview.charts(reader, lang, site),
        "sources.html": lambda reader, site: views.sources(reader, lang, site),
        "feeds.html": lambda reader, site: views.feeds(reader, lang, site),
    }
    announced = _ANNOUNCEMENT.fullmatch(path)
    if announced is not None:
        return _announcement(announced[1], lang, live)
    make = views_by_path.get(path)
    return (lambda reader, rights: render.page(make(reader, live.site(rights)), lang)) if make else None


def _announcement(name: str, lang: str, live: Live) -> Work:
    def work(reader: Reader, rights: Rights) -> bytes | None:
        story = reader.story_of(name)
        told = stories.told(reader, story.id) if story else None
        if told is None or told.announcement is None or told.announcement.id != name:
            return None
        return render.page(stories.announcement(told, lang, live.site(rights)), lang)

    return work


def release_page(path: str, release_id: str, lang: str, live: Live) -> Work | None:
    """The work for the page of a release by its path, which is a hash, and its id; None where they do not belong together."""
    if _RELEASE.fullmatch(path) is None or views.release_path(release_id) != path:
        return None

    def work(reader: Reader, rights: Rights) -> bytes | None:
        release = reader.release(release_id)
        told = stories.told(reader, release.story_id) if release and release.id == release_id else None
        if told is None or told.of(release_id) is None:
            return None
        view = stories.release(told, release_id, lang, live.site(rights))
        # In the other languages too it is found by its id: its hash leads nowhere back.
        asked = f"?{urlencode({'id': release_id}, quote_via=quote)}"
        return render.page(replace(view, frame=replace(view.frame, query=asked)), lang)

    return work
