"""The page of an announcement and that of a release, as values.

    told(reader, story_id)           everything the archive knows of a story, asked once for all languages
    announcement(story, lang)        the record with its evidence, the texts side by side, sources, revisions, related stories, citation
    release(story, release_id, lang) one text with its history, and the difference between any two revisions

What of a text is shown is decided by feeds/rights.py; a sentence that proves a value may be quoted wherever the text may be at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from feeds import clean
from feeds.build import TITLE
from feeds.diff import Content, difference
from feeds.labels import LANGUAGES, labels_for, language_name
from feeds.rights import EXCERPT, Rights
from feeds.site.texts import Change, Pieces, Span, beyond, changes, located, marked
from feeds.site.views import (
    Frame,
    Item,
    Named,
    Site,
    Title,
    announcement_path,
    codes,
    frame,
    item,
    party_names,
    release_path,
    titled,
)
from feeds.site.words import Words, day_words, words_in
from storage import pages
from storage.decisions import Correction
from storage.model import Announcement, Evidence, Finding, Party, StoredRelease
from storage.rows import StoredRevision

if TYPE_CHECKING:
    from storage.reading import Reader

RELATED: Final = 8
TEXTS: Final = 12
# So many revisions are compared each with each; of more, neighbours and the first with the last.
ALL_PAIRS: Final = 5
QUOTES: Final = 3
NAME: Final = 200
CITE_FILES: Final = (("RIS", ".ris"), ("CSL-JSON", ".csl.json"))


@dataclass(frozen=True, slots=True)
class Kept:
    """A release with all that is kept of it. `finding`: what its own text says."""

    release: StoredRelease
    revisions: tuple[StoredRevision, ...]
    receipts: Mapping[int, pages.Receipt]
    finding: Finding | None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A related story: its announcement and releases, and the link."""

    link: pages.Related
    announcement: Announcement
    members: tuple[pages.Member, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A story as the archive has it. `kept`: its releases that are not hidden, the one that proves the announcement first."""

    story_id: str
    announcement: Announcement | None
    members: tuple[pages.Member, ...]
    kept: tuple[Kept, ...]
    related: tuple[Neighbour, ...]
    corrections: tuple[Correction, ...]
    compared: dict[tuple[str, int, int, bool | None], tuple[Change, ...]] = field(default_factory=dict, compare=False, repr=False)

    def of(self, release_id: str) -> Kept | None:
        """One of its releases."""
        return next((each for each in self.kept if each.release.id == release_id), None)


def told(reader: Reader, story_id: str) -> Told | None:
    """What pages say of a story; None where all its releases are hidden, or it is not known. Its announcement is None where it announces
    nothing across a border, or the release that proves it is hidden."""
    releases = pages.texts(reader.conn, story_id)
    if not releases:
        return None
    announcement = reader.announcement_of(story_id) if pages.speaks(reader.conn, story_id) else None
    lead = announcement.release_id if announcement else releases[0].id
    releases.sort(key=lambda each: each.id != lead)
    return Told(
        story_id,
        announcement,
        tuple(pages.members(reader.conn, [story_id]).get(story_id, ())),
        tuple(_kept(reader, each) for each in releases),
        tuple(_neighbours(reader, story_id)) if announcement else (),
        tuple(each for each in reader.corrections(story_id) if each.standing),
    )


def _kept(reader: Reader, release: StoredRelease) -> Kept:
    receipts = {each.number: each for each in pages.receipts(reader.conn, release.id)}
    return Kept(release, tuple(reader.revisions(release.id)), receipts, pages.finding(reader.conn, release.id))


def _neighbours(reader: Reader, story_id: str) -> Iterable[Neighbour]:
    links = pages.related(reader.conn, story_id)[:RELATED]
    members = pages.members(reader.conn, [link.story_id for link in links])
    for link in links:
        announcement = reader.announcement_of(link.story_id)
        if announcement is not None:
            yield Neighbour(link, announcement, tuple(members.get(link.story_id, ())))


# ---- views ---------------------------------------------------------------------------------------------------------


class Value(NamedTuple):
    """A value of the record: what it is called, and the numbers of the sentences that say so."""

    text: str
    lang: str | None
    evidence: tuple[int, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the record. `corrected`: why a person set it right."""

    field: str
    label: str
    values: tuple[Value, ...]
    corrected: str | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The kept answer that a text was read from."""

    received_at: str
    url: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Text:
    """A release beside others: its words as far as they may be shown, marked. `shown`: full, excerpt or link. `href`: its own page."""

    release_id: str
    href: str
    title: Title
    lang: Named
    source: str
    host: str
    url: str | None
    terms: str | None
    entity: str
    published: str | None
    first_seen: str
    withdrawn_since: str | None
    withdrawn: bool
    snapshot: Snapshot | None
    shown: str
    title_pieces: Pieces
    paragraphs: tuple[Pieces, ...]
    quotes: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A revision in a history. `changes` from the one before, where words may be shown; `hidden`: they may not."""

    number: int
    kind: str
    significance: str
    cause: str
    seen_at: str
    snapshot: Snapshot | None
    changes: tuple[Change, ...]
    hidden: bool


@dataclass(frozen=True, slots=True)
class Past:
    """A release with more than one revision."""

    title: Title
    lang: Named
    source: str
    href: str
    steps: tuple[Step, ...]


class Link(NamedTuple):
    """A related story in a list, and how it is linked."""

    item: Item
    kind: str


@dataclass(frozen=True, slots=True)
class Citation:
    """How to cite: a line in words, and the files for reference managers below the public folder."""

    text: str
    url: str | None
    sha256: str | None
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """Everything that is known of an announcement."""

    frame: Frame
    item: Item
    facts: tuple[Fact, ...]
    texts: tuple[Text, ...]
    pasts: tuple[Past, ...]
    related: tuple[Link, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class Pair:
    """Two revisions of a release and what differs."""

    first: int
    second: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """One release: its text, its history and the differences. `announces`: the announcement it tells, if any."""

    frame: Frame
    text: Text
    steps: tuple[Step, ...]
    pairs: tuple[Pair, ...]
    hidden: bool
    announces: Item | None


# ---- an announcement -----------------------------------------------------------------------------------------------


def announcement(story: Told, lang: str, site: Site | None = None) -> AnnouncementView:
    """The page of a story's announcement. Raises ValueError for a story without one."""
    about = site or Site()
    if story.announcement is None:
        raise ValueError(f"{story.story_id} announces nothing that is shown")
    made, say = story.announcement, words_in(lang)
    line = item(made, story.members, lang, about)
    path = announcement_path(made.id)
    lead = story.of(made.release_id)
    assert lead is not None, "an announcement that is shown has its lead"
    return AnnouncementView(
        frame=frame(about, lang, path, line.title.text, description=line.strength.name),
        item=line,
        facts=tuple(_facts(story, made, lang, about)),
        texts=tuple(_text(each, story, lang, about) for each in _side_by_side(story, lang)),
        pasts=tuple(_past(each, story, lang, about) for each in story.kept if len(each.revisions) > 1),
        related=tuple(_related(each, lang, about, say) for each in story.related),
        citation=_citation(lead, made, lang, about),
    )


def _side_by_side(story: Told, lang: str) -> list[Kept]:
    """The releases in the order of reading: the page's language, then the proving one, then the others."""
    order = {tag: at for at, tag in enumerate(LANGUAGES)}
    lead = story.announcement.release_id if story.announcement else ""

    def place(kept: Kept) -> tuple[bool, bool, int, str]:
        release = kept.release
        return release.lang != lang, release.id != lead, order.get(release.lang, len(order)), release.first_seen

    return sorted(story.kept, key=place)[:TEXTS]


def _facts(story: Told, made: Announcement, lang: str, site: Site) -> Iterable[Fact]:
    """The record in its order; what the text does not say is left out, but for the dates."""
    found, labels, say = made.finding, labels_for(lang), words_in(lang)
    said = _numbers(found)
    corrected = {each.field: clean.one_line(each.why, NAME) for each in reversed(story.corrections) if each.what == "announcement"}

    def fact(
        name: str, label: str, evidence: str, values: Sequence[tuple[str, str, str | None, str]] | Sequence[tuple[str, str, None, str]]
    ) -> Fact:
        told = tuple(Value(text, tag, said.get((evidence, key), ()), note) for key, text, tag, note in values if text)
        return Fact(name, say(label), told, corrected.get(name))

    date = " – ".join(dict.fromkeys(day_words(each, lang) for each in (found.event_start, found.event_end) if each))
    facts = (
        fact("strength", "strength", "strength", [(str(found.strength), labels.strengths.get(found.strength, ""), None, "")]),
        fact("scope", "scope", "scope", [(str(found.scope), say(f"scope_{found.scope}"), None, "")]),
        fact("instrument", "instrument", "instrument", [(str(i), labels.instrument(i), None, "") for i in [found.instrument] if i]),
        fact("parties", "parties", "party", _parties(found.parties, labels.lang, site)),
        fact("people", "people", "person", [(name, clean.one_line(name, NAME), None, _role(role, say)) for name, role in found.people]),
        fact("countries", "country", "country", [(code, labels.country(code), None, "") for code in codes(found.countries)]),
        fact("sectors", "sector", "sector", [(code, labels.sector(code), None, "") for code in codes(found.sectors)]),
        fact("event_date", "event_date", "event_date", [(found.event_start or "", date, None, "")]),
        fact("signing_date", "signing_date", "signing_date", [(found.signing_date or "", day_words(found.signing_date, lang), None, "")]),
        fact("place", "place", "place", [(found.place or "", clean.one_line(found.place or "", NAME), made.lang, "")]),
        fact("amounts", "amounts", "amount", [(f"{v} {c}", f"{clean.one_line(c, 10)} {v:,}", None, "") for v, c in found.amounts]),
        fact("confidence", "confidence", "", [(str(found.confidence), say(f"confidence_{found.confidence}"), None, "")]),
    )
    return (each for each in facts if each.values or each.corrected)


def _numbers(found: Finding) -> dict[tuple[str, str], tuple[int, ...]]:
    """The evidence of each value by its number, counted from 1 over the whole record; at most QUOTES of one value."""
    numbers: dict[tuple[str, str], tuple[int, ...]] = {}
    for number, each in enumerate(found.evidence, 1):
        key = (each.field, each.value)
        numbers[key] = (*numbers.get(key, ()), number)[:QUOTES]
    return numbers


def _parties(parties: Sequence[Party], lang: str, site: Site) -> list[tuple[str, str, None, str]]:
    """Each party by its name in the language, and the country it is of."""
    labels = labels_for(lang)
    together: dict[str, list[Party]] = {}
    for party in parties:
        together.setdefault(party.name, []).append(party)
    told = []
    for name, printed in together.items():
        names = party_names(printed, labels, site.naming)
        place = next((labels.country(each.country) for each in printed if each.country), "")
        told.append((name, names[0] if names else "", None, place if names and place != names[0] else ""))
    return told


def _role(role: str, say: Words) -> str:
    try:
        return say(f"role_{role}")
    except KeyError:
        return clean.one_line(role, 60)


def _related(each: Neighbour, lang: str, site: Site, say: Words) -> Link:
    return Link(item(each.announcement, each.members, lang, site), say(f"link_{each.link.kind}"))


def _citation(lead: Kept, made: Announcement, lang: str, site: Site) -> Citation:
    """Issuer, title, site, date, address, when we saw it, and the hash of the received bytes; everything from the proving release."""
    release, say = lead.release, words_in(lang)
    snapshot = _snapshot(lead, None)
    who = clean.one_line(release.entity or "", NAME) or site.source_title(release.source)
    url = clean.web_address(release.url)
    date = day_words(release.published, lang) or say("published_none")
    parts = [who, f"“{clean.one_line(release.title, TITLE)}”", clean.host(url) if url else release.site, date, url or ""]
    parts += [say("accessed", date=day_words(release.first_seen, lang))]
    files = tuple((label, f"cite/{cite_name(made.id)}{ending}") for label, ending in CITE_FILES)
    return Citation(". ".join(part for part in parts if part) + ".", url, snapshot.sha256 if snapshot else None, files)


def cite_name(announcement_id: str) -> str:
    """The name of an announcement's files for reference managers, without ending."""
    return announcement_path(announcement_id).removeprefix("announcement/").removesuffix(".html")


def cited(story: Told, site: Site) -> Iterable[tuple[str, bytes]]:
    """The files for reference managers, below the public folder."""
    from feeds.citing import Source, csl_json, ris

    made = story.announcement
    lead = story.of(made.release_id) if made else None
    if made is None or lead is None:
        return
    snapshot = _snapshot(lead, None)
    source = Source(lead.release, site.source_title(lead.release.source), snapshot.sha256 if snapshot else None)
    for content, (_, ending) in zip((ris(source), csl_json(source)), CITE_FILES, strict=True):
        yield f"cite/{cite_name(made.id)}{ending}", content


# ---- texts ---------------------------------------------------------------------------------------------------------


def _text(kept: Kept, story: Told, lang: str, site: Site) -> Text:
    release, rights = kept.release, site.rights
    whole = rights.text(release)
    spans = located(release.body, _evidence(kept, story, "body"))
    heads = located(release.title, _evidence(kept, story, "title"))
    shown, paragraphs, quotes = _body(release.body, whole, spans)
    url = clean.web_address(release.url)
    titles = marked(release.title.replace("\n", " ")[:TITLE], heads)
    name = titled(release.title, release.lang, lang)
    return Text(
        release_id=release.id,
        href=release_path(release.id),
        title=name,
        lang=Named(name.lang, language_name(name.lang)),
        source=site.source_title(release.source),
        host=clean.host(url) if url else "",
        url=url,
        terms=site.source_terms(release.source),
        entity=clean.one_line(release.entity or "", NAME),
        published=release.published,
        first_seen=release.first_seen,
        withdrawn_since=release.gone_since,
        withdrawn=release.status == "withdrawn",
        snapshot=_snapshot(kept, None),
        shown=shown,
        title_pieces=titles[0] if titles else (),
        paragraphs=paragraphs,
        quotes=quotes,
    )


def _body(body: str, whole: str | None, spans: Sequence[Span]) -> tuple[str, tuple[Pieces, ...], tuple[Pieces, ...]]:
    """The text as far as it is shown, and the proving sentences beyond. An excerpt is a beginning with an ellipsis."""
    if whole is None:
        return "link", (), ()
    if whole == body:
        return "full", marked(body, spans), ()
    kept = len(whole) - 1 if whole.endswith(clean.ELLIPSIS) else len(whole)
    if body[:kept] != whole[:kept]:  # an excerpt that is no beginning is shown as it is
        return "excerpt", marked(whole, ()), ()
    return "excerpt", marked(body, spans, 0, kept), beyond(body, spans, kept)


def _evidence(kept: Kept, story: Told, part: str) -> list[tuple[int, Evidence]]:
    """The numbered evidence of a part of a release: of the proving one the record's, which its numbers refer to; of another its own, unless
    it says another strength. Numbers of others are 0: nothing refers to them."""
    made = story.announcement
    if made is None:
        return []
    if kept.release.id == made.release_id:
        return [(number, each) for number, each in enumerate(made.finding.evidence, 1) if each.part == part]
    own = kept.finding
    if own is None or own.strength != made.finding.strength:
        return []
    return [(0, each) for each in own.evidence if each.part == part]


def _snapshot(kept: Kept, number: int | None) -> Snapshot | None:
    """The answer that a revision (None: the newest that has one) was read from."""
    wanted = number if number is not None else max(kept.receipts, default=0)
    receipt = kept.receipts.get(wanted)
    return Snapshot(receipt.received_at, clean.web_address(receipt.url), receipt.sha256) if receipt else None


# ---- history -------------------------------------------------------------------------------------------------------


def _past(kept: Kept, story: Told, lang: str, site: Site) -> Past:
    release = kept.release
    name = titled(release.title, release.lang, lang)
    words = Named(name.lang, language_name(name.lang))
    return Past(name, words, site.source_title(release.source), release_path(release.id), tuple(_steps(kept, story, site.rights)))


def _steps(kept: Kept, story: Told, rights: Rights) -> Iterable[Step]:
    """The revisions, newest first, each with what it changed."""
    hidden = not rights.quotes(kept.release)
    before: dict[int, StoredRevision] = {second.number: first for first, second in pairwise(kept.revisions)}
    for each in reversed(kept.revisions):
        earlier = before.get(each.number)
        differs = compared(story, kept, earlier, each, rights) if earlier is not None and each.kind != "withdrawn" else ()
        receipt = _snapshot(kept, each.number)
        yield Step(each.number, each.kind, each.significance, each.cause, each.seen_at, receipt, differs, hidden and bool(earlier))


def compared(story: Told, kept: Kept, first: StoredRevision, second: StoredRevision, rights: Rights) -> tuple[Change, ...]:
    """What differs between two revisions, as far as the release's words may be shown: all that changed, some of it, or only its fields."""
    whole = rights.whole(kept.release)
    key = (kept.release.id, first.number, second.number, whole or (None if rights.quotes(kept.release) else False))
    if key not in story.compared:
        room = None if whole else EXCERPT if rights.quotes(kept.release) else 0
        old, new = (Content(each.title, each.body, each.published, each.entity) for each in (first, second))
        story.compared[key] = changes(difference(old, new), room)
    return story.compared[key]


def release(
    story: Told, release_id: str, lang: str, site: Site | None = None, *, between: tuple[int, int] | None = None, path: str | None = None
) -> ReleaseView:
    """The page of a release. `between`: the two revisions to compare; otherwise all pairs of few, neighbours of many. Raises ValueError
    for a release that the story does not have or that has no such revisions."""
    about = site or Site()
    kept = story.of(release_id)
    if kept is None:
        raise ValueError(f"{story.story_id} has no release {release_id!r} that is shown")
    text = _text(kept, story, lang, about)
    steps = tuple(_steps(kept, story, about.rights))
    pairs = tuple(
        Pair(first.number, second.number, compared(story, kept, first, second, about.rights)) for first, second in _pairs(kept, between)
    )
    made = item(story.announcement, story.members, lang, about) if story.announcement else None
    where = path or release_path(release_id)
    return ReleaseView(frame(about, lang, where, text.title.text), text, steps, pairs, text.shown == "link", made)


def _pairs(kept: Kept, between: tuple[int, int] | None) -> list[tuple[StoredRevision, StoredRevision]]:
    revisions = {each.number: each for each in kept.revisions}
    if between is not None:
        if between[0] not in revisions or between[1] not in revisions:
            raise ValueError(f"{kept.release.id} has no revisions {between[0]} and {between[1]}")
        return [(revisions[between[0]], revisions[between[1]])]
    if len(revisions) <= ALL_PAIRS:
        return list(combinations(kept.revisions, 2))
    return [*pairwise(kept.revisions), (kept.revisions[0], kept.revisions[-1])]
