"""Map and time, as values: announcements by month and strength, by country and sector, and what each source covers; feeds/site/charts.py
places what is drawn. Pure but for the questions to a Reader, as feeds/site/views.py is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feeds.labels import COUNTRIES, SECTORS, Labels, labels_for
from feeds.site import charts as drawing
from feeds.site.views import STRENGTHS, Frame, Named, Site, frame
from feeds.site.words import date_words, words_in
from storage import pages
from storage.model import Query
from storage.queries import address

if TYPE_CHECKING:
    from storage.reading import Reader


@dataclass(frozen=True, slots=True)
class Period:
    """A column of a chart and where it leads; `list` and `feed` are None where no server answers."""

    column: drawing.Column
    label: str
    list: str | None
    feed: str | None


@dataclass(frozen=True, slots=True)
class Crossing:
    """A cell of the matrix with what it leads to: the list below the language's folder, the feed from the root."""

    cell: drawing.Cell
    country: Named
    sector: Named
    list: str | None
    feed: str | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a source covers, in days and as a strip of the chart."""

    source: Named
    strip: drawing.Strip
    earliest: str | None
    watched: str | None
    checked: str | None
    releases: int
    dated: int


@dataclass(frozen=True, slots=True)
class ChartsView:
    """Counts over time and over countries and sectors. `years` is empty where the months say it all."""

    frame: Frame
    strengths: tuple[Named, ...]
    lines: tuple[tuple[int, float], ...]
    months: tuple[Period, ...]
    year_lines: tuple[tuple[int, float], ...]
    years: tuple[Period, ...]
    undated: int
    span: tuple[str, str] | None
    coverage: tuple[Coverage, ...]
    countries: tuple[tuple[Named, float], ...]
    crossings: tuple[tuple[Named, tuple[Crossing, ...]], ...]


Tally = tuple[list[tuple[str, str, int]], list[tuple[str, str, int]]]


@dataclass(frozen=True, slots=True)
class Counts:
    """What the charts count, asked once for all languages."""

    months: list[tuple[str, str, int]]
    matrix: list[tuple[str, str, int]]
    spans: list[pages.Span]
    health: Mapping[str, tuple[str | None, str]]

    @classmethod
    def of(cls, reader: Reader, tally: Tally | None = None) -> Counts:
        """`tally`: the announcements by month and strength, by country and sector, where they are counted already."""
        health = {each.source: (each.covered_from, each.last_check) for each in pages.standings(reader.conn)}
        months, matrix = tally or (pages.months(reader.conn), pages.matrix(reader.conn))
        return cls(months, matrix, pages.spans(reader.conn), health)


def charts(reader: Reader, lang: str, site: Site | None = None, counts: Counts | None = None) -> ChartsView:
    """Announcements by month and strength, by country and sector; what each source covers stands below, so that a longer look back is not
    read as a rise."""
    about, counted = site or Site(), counts or Counts.of(reader)
    labels, say = labels_for(lang), words_in(lang)
    checked = max((last for _, last in counted.health.values()), default="")
    told = [month for month, _, _ in counted.months]
    periods = drawing.window([*told, checked[:7]] if any(told) else [])
    years = sorted({month[:4] for month, _, _ in counted.months if month})
    watched = min((begun for begun, _ in counted.health.values() if begun), default=None)
    by_month = drawing.columns(counted.months, periods, watched)
    by_year = drawing.columns(_yearly(counted.months), _all_years(years) if _older(years, periods) else (), watched)
    grid = drawing.matrix(counted.matrix, COUNTRIES, SECTORS)
    return ChartsView(
        frame=frame(about, lang, "charts.html", say("charts"), "charts", description=say("per_month_note")),
        strengths=tuple(Named(code, labels.strengths[code]) for code in STRENGTHS),
        lines=by_month.lines,
        months=tuple(_period(column, lang, about) for column in by_month.columns),
        year_lines=by_year.lines,
        years=tuple(_period(column, lang, about) for column in by_year.columns),
        undated=sum(count for month, _, count in counted.months if not month),
        span=(periods[0], periods[-1]) if periods else None,
        coverage=tuple(_coverage(span, counted, periods, about) for span in counted.spans),
        countries=tuple((Named(code, labels.country(code)), x) for code, x in zip(grid.columns, grid.middles, strict=True)),
        crossings=tuple(_crossings(sector, cells, labels, about) for sector, cells in grid.rows),
    )


def _yearly(rows: Iterable[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    found: dict[tuple[str, str], int] = {}
    for month, strength, count in rows:
        if month:
            found[month[:4], strength] = found.get((month[:4], strength), 0) + count
    return [(year, strength, count) for (year, strength), count in sorted(found.items())]


def _all_years(years: Sequence[str]) -> list[str]:
    if not years or not all(year.isdigit() for year in years):
        return list(years)
    return [f"{year:04d}" for year in range(max(int(years[0]), int(years[-1]) - 29), int(years[-1]) + 1)]


def _older(years: Sequence[str], periods: Sequence[str]) -> bool:
    return bool(years and periods and years[0] < periods[0][:4])


def _period(column: drawing.Column, lang: str, site: Site) -> Period:
    query = Query(since=column.period, until=column.period)
    where = (f"list?{address(query)}", f"feed.atom?{address(query)}") if site.live and column.total else (None, None)
    return Period(column, date_words(column.period, lang), *where)


def _coverage(span: pages.Span, counted: Counts, periods: Sequence[str], site: Site) -> Coverage:
    begun, checked = counted.health.get(span.source, (None, ""))
    strip = drawing.strip(span.source, periods, span.earliest, (begun or "")[:10] or None, checked[:10] or None)
    name = Named(span.source, site.source_title(span.source))
    return Coverage(name, strip, span.earliest, begun, checked or None, span.releases, span.dated)


def _crossings(sector: str, cells: Iterable[drawing.Cell], labels: Labels, site: Site) -> tuple[Named, tuple[Crossing, ...]]:
    named = Named(sector, labels.sector(sector))
    return named, tuple(_crossing(cell, named, labels, site) for cell in cells)


def _crossing(cell: drawing.Cell, sector: Named, labels: Labels, site: Site) -> Crossing:
    query = Query(countries=(cell.column,), sectors=(sector.code,))
    where = (f"list?{address(query)}", f"feed.atom?{address(query)}") if site.live and cell.count else (None, None)
    return Crossing(cell, Named(cell.column, labels.country(cell.column)), sector, *where)
