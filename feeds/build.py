"""From what the archive keeps to feed values: EntryRow -> Entry, entries -> Feed. Pure: no clock, no SQL, no network.

    row -> the release to show (the feed's language, else the lead) -> title, times, links, categories, content -> Entry

The same rows give the same values, whatever the hour and wherever the public folder lies.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from feeds import clean
from feeds.labels import OTHER, Labels, country_names, labels_for, language_name
from feeds.model import Actor, Category, Entry, Feed, FeedSettings, Gone, Link
from feeds.rights import Rights
from storage.model import EntryRow, Evidence, Party, Query, StoredRelease

if TYPE_CHECKING:
    from storage.serials import Incident, Told

# Never to be changed: every feed's id hangs on it.
FEED_NAMESPACE: Final = uuid.UUID("6f1d1f0e-5d0b-5a39-9c2e-0d1f6a7c4b58")

# `updated` of a feed without entries. RFC 4287 section 4.1.1 wants one; the present time would change the bytes at every run.
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)

# Stands where no base_url is configured: the formats want absolute addresses, and .invalid is nobody's site (RFC 2606 section 2).
NOWHERE: Final = "https://ponte.invalid/"

# Sizes in code points. Together with VERSIONS they keep 50 entries far below 512 kB in every format.
TITLE = 300
EXCERPT = 600
EVIDENCE = 400
PARAGRAPHS = 8
VERSION_TITLE = 120
VERSIONS = 12
PARTY = 90
PARTIES = 4
ACTORS = 12

# A day begins up to 14 hours earlier in some zone than in UTC; a date beyond that lies in the future of the run that saw it.
EARLIEST_ZONE = timedelta(hours=14)

_ID = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
_SHORT_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")


Naming = Callable[[str, str], str | None]
"""What a party is called in a language (BCP 47), by its canonical name; None where nobody knows."""


def unnamed(*_: str) -> str | None:
    """A naming that knows no names."""
    return None


class FeedSource(Protocol):
    """What the feeds ask of the archive (storage's `FeedReader`, or plain lists in a test)."""

    def entries(self, query: Query, limit: int) -> Sequence[EntryRow]:
        """The newest `limit` entries that match, in the feeds' order: first_seen, published, id, newest first."""

    def facets(self) -> tuple[Iterable[str], Iterable[str], Iterable[str]]:
        """Countries, sources and languages that occur in entries."""

    def revised(self, limit: int) -> Sequence[Told]:
        """The newest `limit` revisions that sites made, newest first."""

    def incidents(self, limit: int) -> Sequence[Incident]:
        """The newest `limit` incidents and recoveries of sources, newest first."""

    def past(self, feed: str, floor: tuple[str, str, str] | None, first: Iterable[str], limit: int) -> Iterable[EntryRow]:
        """The oldest `limit` entries that no live window shows any more, or ever did, and that are on no archive page of `feed` yet."""

    def stands_at(self) -> str:
        """When the archive was last changed, by its own rows (ISO 8601)."""


class EntryError(ValueError):
    """A row that cannot become an entry, and why."""


class Entries:
    """Entries built once and shared by all feeds of one publication. A row that fails is left out; `left_out` says why (FAULTS P03)."""

    def __init__(self, naming: Naming = unnamed, rights: Rights | None = None) -> None:
        self._naming = naming
        self._rights = rights or Rights()
        self._built: dict[tuple[str, str, str], Entry] = {}
        self.left_out: dict[str, str] = {}

    def of(self, rows: Iterable[EntryRow], lang: str | None) -> tuple[Entry, ...]:
        """The entries of these rows in their order, for a feed in `lang` (None: each in its own). An id occurs once."""
        entries: dict[str, Entry] = {}
        for row in rows:
            entry = self._entry(row, lang)
            if entry is not None:
                entries.setdefault(entry.id, entry)
        return tuple(entries.values())

    def _entry(self, row: EntryRow, lang: str | None) -> Entry | None:
        try:
            shown = release_to_show(row, lang)
            key = (row.entry_id, shown.id, lang or shown.lang)
            if key not in self._built:
                self._built[key] = build_entry(row, lang, self._naming, self._rights)
            return self._built[key]
        except Exception as error:
            self.leave_out(row.entry_id, error)
            return None

    def guarded(self, named: str, build: Callable[[], Entry]) -> Entry | None:
        """An entry of another kind; None where it fails."""
        try:
            return build()
        except Exception as error:
            self.leave_out(named, error)
            return None

    def leave_out(self, named: str, error: Exception) -> None:
        """Whatever is wrong with one row, it must not cost the other 49."""
        self.left_out[named] = clean.one_line(f"{type(error).__name__}: {error}", 200)

    def forget(self) -> None:
        """Let go of what was built, so that a thousand pages take no more room than one."""
        self._built.clear()


def feed_id(name: str) -> str:
    """The id of a feed: a version 5 UUID of its name, so that moving the folder or the site changes no id (RFC 4287 section 4.2.6)."""
    return uuid.uuid5(FEED_NAMESPACE, name).urn


def build_feed(
    name: str, words: tuple[str, str], lang: str | None, settings: FeedSettings, entries: tuple[Entry, ...], gone: tuple[Gone, ...] = ()
) -> Feed:
    """A feed of these entries. `words` are its title and subtitle, in `lang` or, where the entries are of several, in English."""
    return Feed(
        name=name,
        id=feed_id(name),
        title=clean.one_line(words[0], TITLE) or name,
        subtitle=clean.one_line(words[1], TITLE) or name,
        lang=clean.language_tag(lang or "en"),
        content_lang=lang,
        root=root_address(settings),
        author=clean.one_line(settings.author, TITLE) or "Ponte",
        updated=max((*(entry.updated for entry in entries), *(each.at for each in gone)), default=NEVER),
        entries=entries,
        gone=gone,
        hub=(clean.web_address(settings.hub) or None) if settings.base_url else None,
    )


def root_address(settings: FeedSettings) -> str:
    """The address of the public folder with a slash at the end. Raises ValueError for a base_url that is no plain web address."""
    if not settings.base_url:
        return NOWHERE
    address = clean.web_address(settings.base_url)
    if address is None or "?" in address or "#" in address:
        raise ValueError(f"feeds.base_url: {settings.base_url!r} is not an http or https address without query")
    return address.rstrip("/") + "/"


def build_entry(row: EntryRow, lang: str | None = None, naming: Naming = unnamed, rights: Rights | None = None) -> Entry:
    """One entry, told in `lang` where the story has a release in it, else (and for None) as the lead release tells it; a title of another
    language than `lang` says which.

    `rights` say what of a text may be shown. Raises EntryError where the row has no usable id, no time at all or no web address to link to.
    """
    rights = rights or Rights()
    if not _ID.fullmatch(row.entry_id):
        raise EntryError(f"{row.entry_id!r} is no absolute identifier")
    shown = release_to_show(row, lang)
    if not rights.shows(shown):
        raise EntryError(f"{row.entry_id}: {shown.id} is hidden")
    labels = labels_for(lang or shown.lang)
    published, updated = times(row)
    releases = _reachable(filter(rights.shows, [shown, row.lead, *row.releases]))
    if not releases:
        raise EntryError(f"{row.entry_id}: no release with an http address")
    finding = row.announcement.finding
    title = clean.one_line(shown.title, TITLE) or clean.host(releases[0][0])
    if lang is not None and shown.lang != lang:
        title += f" ({language_name(clean.language_tag(shown.lang))})"
    return Entry(
        id=row.entry_id,
        title=labels.prefix(finding.strength) + title,
        lang=clean.language_tag(shown.lang),
        content=_content(row, shown, releases, labels, naming, rights),
        published=published,
        updated=updated,
        links=tuple(_links(releases)),
        categories=tuple(_categories(row, labels)),
        scope=str(finding.scope),
        earlier=row.earlier if row.earlier and _ID.fullmatch(row.earlier) else None,
        parties=tuple(_actors(finding.parties)),
    )


def release_to_show(row: EntryRow, lang: str | None) -> StoredRelease:
    """The lead where it is in `lang` or `lang` is None, else the story's oldest release in `lang`, else the lead."""
    if lang is None or row.lead.lang == lang:
        return row.lead
    return next((release for release in row.releases if release.lang == lang and release.title.strip()), row.lead)


# ---- times -----------------------------------------------------------------------------------------------------


def instant(iso: str | None) -> datetime | None:
    """An archive time as an aware UTC datetime in whole seconds: a day begins at midnight UTC, a month on its first day."""
    if not iso:
        return None
    try:
        value = datetime.fromisoformat(iso + "-01" if len(iso) == 7 else iso)
        value = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return value.replace(microsecond=0)


def times(row: EntryRow) -> tuple[datetime, datetime]:
    """Published and updated of an entry.

    Published is the site's date, or first_seen where the site gives none or one in the future (FAULTS D02; the printed date stays in
    the text). Updated is the row's; an entry of the archive's first feeds takes its published date until a revision moves it, so that
    readers sort it below real news. Updated never lies before published.
    """
    seen = instant(row.first_seen)
    if seen is None:
        raise EntryError(f"{row.entry_id}: first_seen {row.first_seen!r} is no time")
    published = instant(row.published) or seen
    if published > seen + EARLIEST_ZONE:
        published = seen
    updated = instant(row.updated) or seen
    if row.initial and updated <= seen:
        updated = published
    return published, max(updated, published)


# ---- links and categories --------------------------------------------------------------------------------------


def _reachable(releases: Iterable[StoredRelease]) -> list[tuple[str, StoredRelease]]:
    """Releases with the addresses to link to, each address once, at most VERSIONS of them."""
    found: dict[str, StoredRelease] = {}
    for release in releases:
        address = clean.web_address(release.url)
        if address is not None and len(found) < VERSIONS:
            found.setdefault(address, release)
    return list(found.items())


def _links(releases: Iterable[tuple[str, StoredRelease]]) -> Iterator[Link]:
    """The first release is the alternate, the others are related. RFC 4287 section 4.1.2 allows an alternate per language, but some readers
    take the last one and would open another language than the title's."""
    for number, (address, release) in enumerate(releases):
        lang = clean.language_tag(release.lang)
        yield Link(address, "related" if number else "alternate", None if lang == "und" else lang)


def _categories(row: EntryRow, labels: Labels) -> Iterator[Category]:
    finding = row.announcement.finding
    yield Category("strength", str(finding.strength), labels.strengths.get(finding.strength))
    if finding.instrument:
        yield Category("instrument", str(finding.instrument), labels.instrument(finding.instrument))
    for code in _terms(finding.countries):
        yield Category("country", code, labels.country(code))
    for sector in _terms(finding.sectors):
        yield Category("sector", sector, labels.sector(sector))


def _actors(parties: Iterable[Party]) -> Iterator[Actor]:
    """The first parties by their canonical names, each once; a country is a code of two letters or is not told."""
    named = {clean.one_line(party.name, PARTY): party.country for party in parties}
    for name, country in list(named.items())[:ACTORS]:
        if name:
            yield Actor(name, country if country and re.fullmatch("[A-Z]{2}", country) else None)


def _terms(values: Iterable[str]) -> list[str]:
    return [term for term in dict.fromkeys(clean.one_line(value, 60) for value in values) if term]


# ---- content ---------------------------------------------------------------------------------------------------


def _content(
    row: EntryRow, shown: StoredRelease, releases: Sequence[tuple[str, StoredRelease]], labels: Labels, naming: Naming, rights: Rights
) -> str:
    span = _proof(row) if shown.id == row.lead.id else None
    parts = [
        f'<p lang="{labels.lang}">{_facts(row, labels, naming)}</p>',
        *(excerpt(shown, span) if rights.quotes(shown) else ()),
        f'<p lang="{labels.lang}">{clean.html_text(labels.versions)}</p><ul>',
        *(_version(address, release, labels) for address, release in releases),
        "</ul>",
    ]
    if row.earlier:
        parts.append(f'<p lang="{labels.lang}">{clean.html_text(labels.earlier.format(id=clean.one_line(row.earlier, 100)))}</p>')
    return clean.sanitise("".join(parts))


def _facts(row: EntryRow, labels: Labels, naming: Naming) -> str:
    """Strength, instrument, parties, countries, sectors and date in one line; the date is the event's, else the site's own as printed."""
    finding = row.announcement.finding
    strength = labels.strengths.get(finding.strength, str(finding.strength))
    facts = [
        clean.html_text(labels.instrument(finding.instrument) if finding.instrument else ""),
        _parties(finding.parties, labels, naming),
        clean.html_text(labels.comma.join(labels.country(code) for code in _terms(finding.countries))),
        clean.html_text(labels.comma.join(labels.sector(sector) for sector in _terms(finding.sectors) if sector != OTHER)),
        clean.html_text(_dates(finding.event_start, finding.event_end) or _short_date(row.published)),
    ]
    return " · ".join([f"<strong>{clean.html_text(strength)}</strong>", *filter(None, facts)])


def _parties(parties: Iterable[Party], labels: Labels, naming: Naming) -> str:
    """At most four parties by their names in the labels' language, else as printed; how many more there are. A name as printed may be of
    another script, so each stands by itself."""
    together: dict[str, list[Party]] = {}
    for party in parties:
        together.setdefault(party.name, []).append(party)
    names = [clean.one_line(_party_name(each, labels, naming), PARTY) for each in together.values()]
    names = [name for name in dict.fromkeys(names) if name]
    shown = labels.between.join(f"<bdi>{clean.html_text(name)}</bdi>" for name in names[:PARTIES])
    return f"{shown} +{len(names) - PARTIES}" if len(names) > PARTIES else shown


def _party_name(printed: Sequence[Party], labels: Labels, naming: Naming) -> str:
    """One party's name: a country's own, by the gazetteer, as printed in this language, as printed first."""
    first = printed[0].name_original or printed[0].name
    if printed[0].country and first.casefold() in country_names(printed[0].country):
        return labels.country(printed[0].country)
    own = next((each.name_original for each in printed if each.lang == labels.lang and each.name_original), None)
    return naming(printed[0].name, labels.lang) or own or first


def _dates(start: str | None, end: str | None) -> str:
    first, last = _short_date(start), _short_date(end)
    return f"{first} – {last}" if first and last and first != last else first or last


def _short_date(iso: str | None) -> str:
    found = _SHORT_DATE.match(iso or "")
    return found.group() if found else ""


def _proof(row: EntryRow) -> tuple[int, int] | None:
    """Where the lead's body proves the strength that the entry announces. None where a later revision took the quote away, and in an
    entry whose story has risen since: its proof is of another strength."""
    finding = row.announcement.finding
    for evidence in finding.evidence:
        if (evidence.field, evidence.value, evidence.part) == ("strength", finding.strength, "body") and evidence.quote:
            return _locate(row.lead.body, evidence)
    return None


def _locate(body: str, evidence: Evidence) -> tuple[int, int] | None:
    if body[evidence.start : evidence.end] == evidence.quote:
        return evidence.start, evidence.end
    found = body.find(evidence.quote)
    return None if found < 0 else (found, found + len(evidence.quote))


def excerpt(release: StoredRelease, span: tuple[int, int] | None) -> list[str]:
    """The beginning of the body as paragraphs, with the proving span marked; where the span lies further on, its sentence follows."""
    text, start, end = _cleaned(release.body, span)
    stop = clean.cut(text, EXCERPT)
    if start < stop < end <= start + EVIDENCE:
        stop = end
    markup = _paragraphs(release, text[:stop].rstrip() + (f" {clean.ELLIPSIS}" if stop < len(text) else ""), start, min(end, stop))
    if end > start >= stop:
        end = min(end, start + EVIDENCE)
        first, last = clean.sentence(text, start, end, EVIDENCE // 2)
        lead_in = f"{clean.ELLIPSIS} "
        quote = lead_in + text[first:last].rstrip().replace("\n", " ")
        markup += _paragraphs(release, quote, start - first + len(lead_in), end - first + len(lead_in))
    return markup


def _cleaned(body: str, span: tuple[int, int] | None) -> tuple[str, int, int]:
    """The body in XML characters, and the span's place in it (0, 0 for none)."""
    if span is None:
        return clean.xml_text(body).lstrip(), 0, 0
    before, quote, after = (clean.xml_text(part) for part in (body[: span[0]], body[span[0] : span[1]], body[span[1] :]))
    before = before.lstrip()
    return before + quote + after, len(before), len(before) + len(quote)


def _paragraphs(release: StoredRelease, text: str, start: int, end: int) -> list[str]:
    """Lines of text as paragraphs, what lies in [start, end) marked. Beyond PARAGRAPHS the lines run on in the last one."""
    lines = text.split("\n", PARAGRAPHS - 1)
    lang = clean.language_tag(release.lang)
    markup, at = [], 0
    for line in lines:
        a, b = max(start - at, 0), min(end - at, len(line))
        at += len(line) + 1
        if not line.strip():
            continue
        inner = _marked(line.replace("\n", " "), a, b) if a < b else clean.html_text(line.replace("\n", " "))
        markup.append(f'<p lang="{lang}" dir="auto">{inner}</p>')
    return markup


def _marked(line: str, start: int, end: int) -> str:
    before, quote, after = (clean.html_text(part) for part in (line[:start], line[start:end], line[end:]))
    return f"{before}<mark>{quote}</mark>{after}"


def _version(address: str, release: StoredRelease, labels: Labels) -> str:
    lang = clean.language_tag(release.lang)
    host = clean.host(address)
    title = clean.one_line(release.title, VERSION_TITLE) or host
    link = f'<a href="{clean.html_text(address)}" hreflang="{lang}"><bdi lang="{lang}">{clean.html_text(title)}</bdi></a>'
    facts = [language_name(lang), host, *([labels.withdrawn] if release.status == "withdrawn" else [])]
    return f"<li>{link} ({' · '.join(map(clean.html_text, facts))})</li>"
