"""The page of a search: releases that hold the words, newest first, with the place where they stand.

search(reader, query, lang, site) -> SearchView -> page(view, lang)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

from feeds.labels import language_name
from feeds.site.render import render
from feeds.site.views import Frame, Named, Site, Title, frame, release_path, titled
from feeds.site.words import words_in
from storage.model import Hit, Query
from storage.queries import BadQuery, pairs
from storage.reading import Reader
from storage.search import first_match

SHOWN: Final = 50
"""Results of a page."""

FIELDS: Final = ("words", "lang", "source", "since")

# For each language: nothing asked, nothing found, one, several, the newest of more.
_SAID: Final = {
    "en": ("Search titles and texts in all languages.", "No text holds these words.", "1 text", "{n} texts", "The newest {n} texts"),
    "pt": (
        "Pesquise títulos e textos em todas as línguas.",
        "Nenhum texto contém estas palavras.",
        "1 texto",
        "{n} textos",
        "Os {n} textos mais recentes",
    ),
    "zh-Hant": ("搜尋各語言的標題與正文。", "沒有文本包含這些字詞。", "1 篇文本", "{n} 篇文本", "最新的 {n} 篇文本"),
    "zh-Hans": ("搜索各语言的标题与正文。", "没有文本包含这些字词。", "1 篇文本", "{n} 篇文本", "最新的 {n} 篇文本"),
}


class Piece(NamedTuple):
    """A stretch of an excerpt; `hit` is what was searched for."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A release that was found. `excerpt` is empty where its source's text is not quoted."""

    href: str
    title: Title
    lang: Named
    source: str
    published: str | None
    withdrawn: bool
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """What was asked and what was found; `said` tells how much, `kept` are the fields besides the words."""

    frame: Frame
    words: str
    results: tuple[Result, ...]
    said: str
    kept: tuple[tuple[str, str], ...]


def check(query: Query) -> None:
    """Raise BadQuery for a field that searching does not know: those of announcements, which many releases have none of."""
    for name, value in pairs(query):
        if name not in FIELDS:
            raise BadQuery(name, value, f"a search takes {', '.join(FIELDS)}; a list takes more")


def search(reader: Reader, query: Query, lang: str, site: Site) -> SearchView:
    """The newest releases that hold all the words."""
    words = query.words or ""
    hits = reader.search(words, langs=query.langs, sources=query.sources, since=query.since, limit=SHOWN) if words else []
    results = tuple(_result(hit, words, lang, site) for hit in hits if site.rights.shows(hit.release))
    empty, nothing, one, several, newest = _SAID[lang]
    counted = (newest if len(hits) == SHOWN else several).format(n=len(results))
    said = empty if not words else {0: nothing, 1: one}.get(len(results), counted)
    head = frame(site, lang, "search", f"{words_in(lang)('search')}: {words}" if words else words_in(lang)("search"), query=_asked(query))
    return SearchView(head, words, results, said, tuple(pair for pair in pairs(query) if pair[0] != "words"))


def _asked(query: Query) -> str:
    found = pairs(query)
    return f"?{urlencode(found, quote_via=quote)}" if found else ""


def _result(hit: Hit, words: str, lang: str, site: Site) -> Result:
    release = hit.release
    name = urlencode({"id": release.id}, quote_via=quote)
    return Result(
        href=f"{release_path(release.id)}?{name}",
        title=titled(release.title, release.lang, lang),
        lang=Named(release.lang, language_name(release.lang)),
        source=site.source_title(release.source),
        published=release.published,
        withdrawn=release.status == "withdrawn",
        excerpt=pieces(hit.excerpt, words) if site.rights.quotes(release) else (),
    )


def pieces(text: str, words: str) -> tuple[Piece, ...]:
    """The text in stretches, of which the first that the words ask for is a hit; they join to the text."""
    start, end = first_match(text, words) or (0, 0)
    return tuple(
        Piece(part, part_is_hit) for part, part_is_hit in ((text[:start], False), (text[start:end], True), (text[end:], False)) if part
    )


def page(view: SearchView, lang: str) -> bytes:
    """The page of a search, UTF-8."""
    return render("search.html", lang, view=view, frame=view.frame)
