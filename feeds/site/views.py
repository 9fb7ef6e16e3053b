"""What each page says, as values: a Reader and a question in, a frozen view out; feeds/site/render.py writes it down.

    front(reader, query, lang)       the newest announcements that match, and where to subscribe to exactly these
    sources(reader, lang)            how each source stands, and the ledger of runs
    feeds(reader, lang)              all feeds, and the form that builds one
    announcement, release            feeds/site/stories.py
    charts                           feeds/site/overview.py

`lang` is one of feeds.labels.LANGUAGES. Nothing here knows the clock or writes; the same archive gives the same views. Texts of sites are
plain strings: XML characters only, and escaped by the templates (FAULTS C12, C13, C20).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlencode

from feeds import clean
from feeds.build import TITLE, Naming, unnamed
from feeds.labels import COUNTRIES, LANGUAGES, OTHER, SECTORS, Labels, country_names, labels_for, language_name
from feeds.rights import Rights
from feeds.site import charts as drawing
from feeds.site.words import PATHS, words_in
from storage import pages
from storage.model import Announcement, Party, Query, StoredRelease, Strength
from storage.queries import Cursor, address, cursor_after, pairs

if TYPE_CHECKING:
    from storage.reading import Facets, Reader

FRONT: Final = 50
PARTIES: Final = 4
PARTY: Final = 120
TOLD_MONTHS: Final = 12

# The order in which people look for them.
STRENGTHS: Final = tuple(str(each) for each in (Strength.SIGNED, Strength.AGREED, Strength.EXCHANGE))
FORMATS: Final = (("atom", "Atom"), ("rss", "RSS"), ("json", "JSON Feed"))

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Site:
    """What the operator decides about the site. `sources` are the configured ones as (name, title); `live`: a server answers for searches,
    lists and feeds of any query; without one, pages lead to none of these. `custom`: further feeds as (name, title); `archive`: the server
    answers SQL, too; `terms`: where a source's site says what others may do with its texts, as (name, address)."""

    title: str = "Ponte"
    live: bool = True
    sources: tuple[tuple[str, str], ...] = ()
    custom: tuple[tuple[str, str], ...] = ()
    archive: bool = False
    terms: tuple[tuple[str, str], ...] = ()
    naming: Naming = unnamed
    rights: Rights = field(default_factory=Rights)

    def source_title(self, name: str) -> str:
        """A source as people call it; its name where it is not configured."""
        return dict(self.sources).get(name, name)

    def source_terms(self, name: str) -> str | None:
        """The address of a source's terms, if they are known."""
        return clean.web_address(dict(self.terms).get(name, ""))


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page. `path` is the page's below its language's folder; `query` what follows it where a server made it (with its
    question mark); `current`: the part of the navigation that it belongs to; `alternates`: feeds that say the same, from the root."""

    lang: str
    path: str
    title: str
    site: Site
    current: str = ""
    query: str = ""
    description: str = ""
    alternates: tuple[tuple[str, str], ...] = ()

    @property
    def up(self) -> str:
        """From the page to its language's folder."""
        return "../" * self.path.count("/")

    @property
    def root(self) -> str:
        """From the page to the public folder."""
        return f"{self.up}../"

    @property
    def languages(self) -> tuple[tuple[str, str, str], ...]:
        """This page in each language: tag, the language's own name, address."""
        return tuple((lang, language_name(lang), f"{self.root}{PATHS[lang]}/{self.path}{self.query}") for lang in LANGUAGES)


class Title(NamedTuple):
    """A title in the language it was written in. `foreign`: the name of that language where it is not the page's."""

    text: str
    lang: str
    foreign: str | None


class Named(NamedTuple):
    """A code, as feeds and addresses have it, and what people call it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """An announcement in a list. `published` is the site's date, None where it gave none; `href` is below the language's folder."""

    id: str
    href: str
    title: Title
    strength: Named
    instrument: str | None
    parties: tuple[str, ...]
    more_parties: int
    countries: tuple[Named, ...]
    sectors: tuple[Named, ...]
    published: str | None
    first_seen: str
    sources: tuple[str, ...]
    langs: tuple[Named, ...]


class Subscription(NamedTuple):
    """The address of a feed in one format, from the root."""

    label: str
    href: str


class Choice(NamedTuple):
    """A value that a form offers."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """A field of a form with its values; `any` is the word for none of them."""

    field: str
    label: str
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The form that asks for announcements, filled with what was asked."""

    choices: tuple[Choices, ...]
    since: str
    until: str
    words: str
    party: str


@dataclass(frozen=True, slots=True)
class FrontView:
    """A list of announcements. `total` of all that match; `earlier`: the address of what follows, None at the end or without a server.
    `asked`: whether it is a choice."""

    frame: Frame
    items: tuple[Item, ...]
    total: int
    form: Form
    subscriptions: tuple[Subscription, ...]
    earlier: str | None
    asked: bool


# ---- names ---------------------------------------------------------------------------------------------------------


def slug_of(release_id: str) -> str:
    """The name of a release's page: file names come from our own hashes only, never from what a site said (FAULTS C22)."""
    return hashlib.sha256(release_id.encode()).hexdigest()[:16]


def announcement_path(announcement_id: str) -> str:
    """An announcement's page below the language's folder."""
    name = announcement_id if _SAFE.fullmatch(announcement_id) else slug_of(announcement_id)
    return f"announcement/{name}.html"


def release_path(release_id: str) -> str:
    """A release's page below the language's folder."""
    return f"release/{slug_of(release_id)}.html"


def frame(site: Site, lang: str, path: str, title: str, current: str = "", **more: object) -> Frame:
    """The frame of a page."""
    return replace(Frame(lang, path, clean.one_line(title, TITLE), site, current), **more)  # type: ignore[arg-type]


def headline(announcement: Announcement, members: Iterable[pages.Member], lang: str) -> Title:
    """The title in a language where a release has it, of Chinese in the other script; else that of the release which proves the
    announcement. Never translated."""
    own = [each for each in members if clean.one_line(each.title, TITLE) and each.id == announcement.release_id]
    told = [*own, *(each for each in members if clean.one_line(each.title, TITLE) and each.id != announcement.release_id)]
    near = (lang, *(each for each in LANGUAGES if lang.startswith("zh") and each.startswith("zh") and each != lang))
    for tag in near:
        found = next((each for each in told if each.lang == tag), None)
        if found is not None:
            return titled(found.title, found.lang, lang)
    return titled(announcement.title, announcement.lang, lang)


def titled(text: str, lang: str, page: str) -> Title:
    """A title in a language, on a page in another or the same."""
    tag = clean.language_tag(lang)
    return Title(clean.one_line(text, TITLE) or clean.ELLIPSIS, tag, None if tag == page else language_name(tag))


def party_names(parties: Iterable[Party], labels: Labels, naming: Naming) -> list[str]:
    """What parties are called in the labels' language: a country's own name, what the gazetteer knows, as printed in that language, as
    printed first; each once."""
    together: dict[str, list[Party]] = {}
    for party in parties:
        together.setdefault(party.name, []).append(party)
    names = (clean.one_line(_party_name(each, labels, naming), PARTY) for each in together.values())
    return [name for name in dict.fromkeys(names) if name]


def _party_name(printed: Sequence[Party], labels: Labels, naming: Naming) -> str:
    first = printed[0].name_original or printed[0].name
    if printed[0].country and first.casefold() in country_names(printed[0].country):
        return labels.country(printed[0].country)
    own = next((each.name_original for each in printed if each.lang == labels.lang and each.name_original), None)
    return naming(printed[0].name, labels.lang) or own or first


def codes(values: Iterable[str]) -> list[str]:
    """Codes as they may stand in a page, each once."""
    return [code for code in dict.fromkeys(clean.one_line(value, 60) for value in values) if code]


# ---- the list ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list shows, asked once for all languages. `last`: behind which row there may be more; None at the end."""

    query: Query
    rows: tuple[tuple[Announcement, StoredRelease], ...]
    members: Mapping[str, Sequence[pages.Member]]
    total: int
    facets: Facets
    last: tuple[Announcement, StoredRelease] | None = None

    @classmethod
    def of(cls, reader: Reader, query: Query, page: FrontPage | None = None, total: int | None = None) -> Listed:
        """Not of announcements whose proving release is hidden: they have no page. `total`, where it was counted already."""
        at, hidden = page or FrontPage(), reader.hidden()
        found = reader.announcements(query, at.limit, at.before)
        rows = tuple(row for row in found if row[1].id not in hidden)
        members = pages.members(reader.conn, [announcement.story_id for announcement, _ in rows])
        last = found[-1] if len(found) == at.limit else None
        return cls(query, rows, members, reader.count(query) if total is None else total, reader.facets(), last)


def front(
    reader: Reader,
    query: Query,
    lang: str,
    site: Site | None = None,
    *,
    path: str = "index.html",
    page: FrontPage | None = None,
    listed: Listed | None = None,
) -> FrontView:
    """The newest announcements that match, newest first as the feeds have them. `page` says where to begin, for a server; `listed`: what
    was asked already."""
    about, at, say = site or Site(), page or FrontPage(), words_in(lang)
    found = listed or Listed.of(reader, query, at)
    links, asked = subscriptions(query, about), query != Query()
    return FrontView(
        frame=frame(
            about,
            lang,
            path,
            say("filtered") if asked else say("front"),
            "front",
            description=say("lead"),
            alternates=tuple((each.href, each.label) for each in links),
            query=f"?{address(query)}" if asked else "",
        ),
        items=tuple(item(each, found.members.get(each.story_id, ()), lang, about) for each, _ in found.rows),
        total=found.total,
        form=form(found.facets, query, about, lang),
        subscriptions=links,
        earlier=at.earlier(query, found.last) if about.live and found.last else None,
        asked=asked,
    )


@dataclass(frozen=True, slots=True)
class FrontPage:
    """Which part of a list: after the cursor `before` (storage/queries.py), at most `limit`."""

    before: Cursor | None = None
    limit: int = FRONT

    def earlier(self, query: Query, last: tuple[Announcement, StoredRelease]) -> str:
        """The address of what follows a row, below the language's folder."""
        place = urlencode({"before": str(cursor_after(*last))})
        return f"list?{'&'.join(filter(None, (address(query), place)))}"


def item(announcement: Announcement, members: Sequence[pages.Member], lang: str, site: Site) -> Item:
    """An announcement as a line of a list."""
    labels, finding = labels_for(lang), announcement.finding
    lead = next((each for each in members if each.id == announcement.release_id), None)
    parties = party_names(finding.parties, labels, site.naming)
    return Item(
        id=announcement.id,
        href=announcement_path(announcement.id),
        title=headline(announcement, members, lang),
        strength=Named(str(finding.strength), labels.strengths.get(finding.strength, str(finding.strength))),
        instrument=labels.instrument(finding.instrument) if finding.instrument else None,
        parties=tuple(parties[:PARTIES]),
        more_parties=max(len(parties) - PARTIES, 0),
        countries=tuple(Named(code, labels.country(code)) for code in codes(finding.countries)),
        sectors=tuple(Named(code, labels.sector(code)) for code in codes(finding.sectors) if code != OTHER),
        published=lead.published if lead else None,
        first_seen=announcement.first_seen,
        sources=tuple(dict.fromkeys(site.source_title(each.source) for each in members)),
        langs=tuple(Named(tag, language_name(tag)) for tag in _in_order({clean.language_tag(each.lang) for each in members})),
    )


def _in_order(tags: set[str]) -> list[str]:
    return [*(tag for tag in LANGUAGES if tag in tags), *sorted(tags - set(LANGUAGES))]


def subscriptions(query: Query, site: Site) -> tuple[Subscription, ...]:
    """The feeds of exactly this query: one of those that are always there, else one that a server makes. Empty where there is none."""
    name = _standing(query, site)
    if name is not None:
        return tuple(Subscription(label, f"{name}.{ending}") for ending, label in FORMATS)
    return tuple(Subscription(label, f"feed.{ending}?{address(query)}") for ending, label in FORMATS) if site.live else ()


def _standing(query: Query, site: Site) -> str | None:
    """The feed that is always there for a query, if there is one."""
    asked = pairs(query)
    if not asked:
        return "announcements"
    (name, value), more = asked[0], len(asked) > 1
    if (name, value, more) == ("strength", "signed", False):
        return "signed"
    standing = {"country": COUNTRIES, "sector": SECTORS, "source": tuple(each for each, _ in site.sources), "lang": LANGUAGES}
    return f"{name}/{value}" if not more and value in standing.get(name, ()) else None


def form(facets: Facets, query: Query, site: Site, lang: str) -> Form:
    """The form for a query, with everything that can be chosen."""
    labels, say = labels_for(lang), words_in(lang)
    countries = [*COUNTRIES, *sorted(set(facets.countries) - set(COUNTRIES))]
    names = [*(name for name, _ in site.sources), *sorted(set(facets.sources) - {name for name, _ in site.sources})]
    tags = [*LANGUAGES, *sorted(set(facets.langs) - set(LANGUAGES))]
    fields = (
        ("country", say("country"), [(code, labels.country(code)) for code in countries], query.countries),
        ("sector", say("sector"), [(code, labels.sector(code)) for code in SECTORS], query.sectors),
        ("strength", say("strength"), [(code, labels.strengths[code]) for code in STRENGTHS], query.strengths),
        ("instrument", say("instrument"), list(labels.instruments.items()), query.instruments),
        ("source", say("source"), [(name, site.source_title(name)) for name in names], query.sources),
        ("lang", say("told_in"), [(tag, language_name(tag)) for tag in tags], query.langs),
    )
    return Form(
        tuple(Choices(name, label, tuple(Choice(v, n, v in chosen) for v, n in options)) for name, label, options, chosen in fields),
        query.since or "",
        query.until or "",
        query.words or "",
        query.party or "",
    )


# ---- sources -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source as it stood when it was last checked, on the day `last_check`. `report`: the check that last brought something. `months`:
    releases by month, the newest last, with the bar's height in per cent."""

    name: str
    title: str
    terms: str | None
    state: str
    last_check: str | None
    last_success: str | None
    last_new: str | None
    rhythm: str | None
    watched: str | None
    span: pages.Span | None
    report: pages.LastReport | None
    months: tuple[tuple[str, int, float], ...]


@dataclass(frozen=True, slots=True)
class SourcesView:
    """All sources, configured or held, and the newest runs that brought something or failed in part."""

    frame: Frame
    sources: tuple[SourceState, ...]
    runs: tuple[pages.Run, ...]


def sources(
    reader: Reader,
    lang: str,
    site: Site | None = None,
    states: Sequence[SourceState] | None = None,
    runs: Sequence[pages.Run] | None = None,
) -> SourcesView:
    """How each source stood at its last check, and what the newest runs that brought something did."""
    about = site or Site()
    say = words_in(lang)
    stood = states if states is not None else source_states(reader, about)
    head = frame(about, lang, "sources.html", say("sources"), "sources", description=say("sources_note"))
    return SourcesView(head, tuple(stood), tuple(runs if runs is not None else pages.ledger(reader.conn, pages.LEDGER)))


def source_states(reader: Reader, site: Site, held: Iterable[pages.Span] | None = None) -> tuple[SourceState, ...]:
    """The state of every source, configured ones first; the same in all languages."""
    health = {each.source: each for each in pages.standings(reader.conn)}
    spans = {each.source: each for each in (held if held is not None else pages.spans(reader.conn))}
    names = [*(name for name, _ in site.sources), *sorted({*health, *spans} - {name for name, _ in site.sources})]
    reports = pages.last_reports(reader.conn, names)
    newest = max((each.last_check for each in health.values()), default=None)
    periods = drawing.months_between(_back(newest[:7], TOLD_MONTHS - 1), newest[:7]) if newest else []
    monthly = pages.monthly(reader.conn, periods[0]) if periods else {}
    found = []
    for name in names:
        row = health.get(name)
        state = SourceState(
            name=name,
            title=site.source_title(name),
            terms=site.source_terms(name),
            state=row.state if row else "none",
            last_check=row.last_check if row else None,
            last_success=row.last_success if row else None,
            last_new=row.last_new if row else None,
            rhythm=row.usual_interval if row else None,
            watched=row.covered_from if row else None,
            span=spans.get(name),
            report=reports.get(name),
            months=_bars(monthly.get(name, {}), periods),
        )
        found.append(state)
    return tuple(found)


def _back(month: str, by: int) -> str:
    number = int(month[:4]) * 12 + int(month[5:7]) - 1 - by
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _bars(counts: Mapping[str, int], periods: Sequence[str]) -> tuple[tuple[str, int, float], ...]:
    most = max((counts.get(period, 0) for period in periods), default=0) or 1
    return tuple((period, counts.get(period, 0), round(100 * counts.get(period, 0) / most, 1)) for period in periods)


# ---- feeds ---------------------------------------------------------------------------------------------------------


class FeedLine(NamedTuple):
    """A feed that is always there: what it holds, its name, its formats."""

    label: str
    name: str
    formats: tuple[Subscription, ...]


class FeedGroup(NamedTuple):
    heading: str
    feeds: tuple[FeedLine, ...]


@dataclass(frozen=True, slots=True)
class FeedsView:
    """All feeds by heading, and the form that builds one."""

    frame: Frame
    groups: tuple[FeedGroup, ...]
    form: Form


def feeds(
    reader: Reader, lang: str, site: Site | None = None, extra: Iterable[tuple[str, str]] = (), facets: Facets | None = None
) -> FeedsView:
    """The feeds that are always there. `extra`: names and titles of further ones that stand beside the main feeds."""
    about = site or Site()
    labels, say, asked = labels_for(lang), words_in(lang), form(facets or reader.facets(), Query(), about, lang)
    chosen = {each.field: each.options for each in asked.choices}
    main = [("announcements", say("all_announcements")), ("signed", say("only_signed")), *extra]
    main += [("revisions", say("revisions_feed")), ("health", say("health_feed"))]
    groups = (
        (say("main_feeds"), main),
        (say("custom"), list(about.custom)),
        (labels.countries_group, [(f"country/{each.value}", each.label) for each in chosen["country"]]),
        (labels.sectors_group, [(f"sector/{each.value}", each.label) for each in chosen["sector"]]),
        (labels.sources_group, [(f"source/{each.value}", each.label) for each in chosen["source"]]),
        (labels.languages_group, [(f"lang/{each.value}", each.label) for each in chosen["lang"]]),
    )
    told = tuple(FeedGroup(heading, tuple(_feed_line(name, label) for name, label in lines)) for heading, lines in groups if lines)
    head = frame(about, lang, "feeds.html", say("feeds"), "feeds", description=say("feeds_note"))
    return FeedsView(head, told, asked)


def _feed_line(name: str, label: str) -> FeedLine:
    return FeedLine(label, name, tuple(Subscription(title, f"{name}.{ending}") for ending, title in FORMATS))
