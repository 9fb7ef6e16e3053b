"""`ponte sources`, `search`, `show`, `classify`: they read the archive or a file, without Scrapy or Twisted."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TextIO

from crawlers.model import LANGUAGES
from monitor.config import Config, Polling, exceptions, in_words, nearest
from monitor.errors import ArchiveUnusable, UsageError
from monitor.progress import one_line
from monitor.report import print_table
from storage.archive import Archive
from storage.decisions import Correction
from storage.errors import ArchiveError
from storage.model import Announcement, Finding, StoredRelease, Story
from storage.reading import Reader
from storage.rows import SourceHealth


class reader_of:  # noqa: N801 (used as a context manager, reads as a phrase)
    """The archive's read side. Raises ArchiveUnusable where there is none yet or it cannot be read."""

    def __init__(self, config: Config) -> None:
        self._path = config.archive

    def __enter__(self) -> Reader:
        if not self._path.exists():
            raise ArchiveUnusable(f"there is no archive {self._path} yet: `ponte run` makes it, `ponte demo` shows one")
        try:
            self._reader = Archive.open_reader(self._path)
        except ArchiveError as error:
            raise ArchiveUnusable(str(error)) from error
        return self._reader

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._reader.close()
        if isinstance(error, ArchiveError):
            raise ArchiveUnusable(str(error)) from error


def print_json(values: object) -> None:
    print(json.dumps(values, ensure_ascii=False, default=str))


def sources_command(config: Config, *, as_json: bool, now: datetime | None = None) -> int:
    """One line per configured source: how it stands at `now` by its own rhythm, why, its schedule and what it is allowed beyond the others.

    Judged anew, and not read from the last run: a source falls silent without a run, too.
    """
    standings: dict[str, dict[str, Any]] = {}
    if config.archive.exists():
        with reader_of(config) as reader:
            health = {row.source: row for row in reader.source_health()}
            moment = now or datetime.now(UTC)
            standings = {name: standing_of(reader, row, moment) for name, row in health.items() if name in {s.name for s in config.sources}}
    rows: list[dict[str, Any]] = [
        {
            "source": source.name,
            "kind": source.kind,
            "enabled": source.enabled,
            "schedule": config.schedules.get(source.name, "-"),
            **_rhythm(config.polling.get(source.name, Polling())),
            "exceptions": list(exceptions(source)),
            **{key: standings.get(source.name, {}).get(key) for key in _STANDING},
        }
        for source in config.sources
    ]
    if as_json:
        print_json(rows)
        return 0
    heads = ("source", "kind", "state", "usually every", "last check", "last success", "last new", "every", "schedule", "exceptions")
    keys = ("usual_interval", "last_check", "last_success", "last_new", "every", "schedule")
    table = [
        [row["source"], row["kind"], _state(row), *(row[key] or "-" for key in keys), ", ".join(row["exceptions"]) or "-"] for row in rows
    ]
    print_table(heads, table)
    for row in rows:
        if row["told"]:
            print(f"  {row['source']}: {one_line(row['told'], 300)} ({row['proof']})")
    return 0


_STANDING = ("state", "told", "proof", "usual_interval", "last_check", "last_success", "last_new", "covered_from")


def standing_of(reader: Reader, health: SourceHealth, now: datetime) -> dict[str, Any]:
    """How a source stands at `now`: the row of `source_health`, with what its rhythm says today."""
    from monitor.rhythm import checked, state_of

    checks = reader.checks(health.source)
    standing = state_of(checks, reader.news_days(health.source), now, reader.reasons(health.source))
    week = reader.checks_since(health.source, now - timedelta(days=7))
    return asdict(health) | {
        "state": str(standing.state),
        "usual_interval": standing.usual_interval,
        "told": standing.told,
        "proof": checked(week),
    }


def _rhythm(polling: Polling) -> dict[str, str | None]:
    """`every` and `window` as the config writes them."""
    return {key: in_words(value) if value else None for key, value in (("every", polling.every), ("window", polling.window))}


def _state(row: dict[str, Any]) -> str:
    if not row["enabled"]:
        return "disabled"
    return row["state"] or "never run"


def search_command(config: Config, words: str, limit: int, *, ranked: bool, as_json: bool, filters: dict[str, Any]) -> int:
    """Print the releases that hold the words with a piece of the original text, the newest or, `ranked`, the most telling first."""
    from monitor.commands.asking import query_of

    query = query_of(config, filters)
    with reader_of(config) as reader:
        found = reader.found(words, query, limit, ranked=ranked, hidden=True)
        hidden = reader.hidden()
    among = f"the most telling of the {found.among} matches that were stored last; without --ranked all are looked at"
    if as_json:
        print_json(
            [
                {**release_json(hit.release), "excerpt": hit.excerpt, "marks": hit.marks, "title_marks": hit.title_marks}
                for hit in found.hits
            ]
        )
        if found.among:
            print(f"ponte: {among}", file=sys.stderr)
        return 0
    for hit in found.hits:
        print(f"{hit.release.published or '-':20}  {hit.release.lang:7}  {hit.release.id}{mark(hit.release, hidden)}")
        print(f"    {one_line(marked(hit.release.title, hit.title_marks))}")
        print(f"    {one_line(marked(hit.excerpt, hit.marks))}")
    if found.among:
        print(among)
    if not found.hits:
        print(f"nothing found for {words!r}", file=sys.stderr)
    return 0


def marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with the places that were found in it between ⟦ and ⟧."""
    for start, end in reversed(spans):
        text = f"{text[:start]}⟦{text[start:end]}⟧{text[end:]}"
    return text


def mark(release: StoredRelease, hidden: frozenset[str] = frozenset()) -> str:
    """What stands behind the id of a release that its site has withdrawn, or that people hide."""
    withdrawn = "  [withdrawn]" if release.status == "withdrawn" else ""
    return f"{withdrawn}  [hidden]" if release.id in hidden else withdrawn


def check_filters(
    config: Config,
    sources: Sequence[str],
    langs: Sequence[str],
    since: str | None,
    countries: Sequence[str] = (),
    until: str | None = None,
) -> None:
    """Refuse what can match nothing, so that an empty answer means "nothing" and never "mistyped". Raises UsageError, ConfigError."""
    for name in sources:
        config.source(name)
    for lang in langs:
        if lang not in (*LANGUAGES, "zh"):
            raise UsageError(f"unknown language {lang!r}{nearest(lang, LANGUAGES)}")
    for code in countries:
        if not (len(code) == 2 and code.isascii() and code.isalpha()):
            raise UsageError(f"{code!r} is no country code: two letters of ISO 3166, as AO, BR, MO")
    for option, value in (("--since", since), ("--until", until)):
        try:
            if value is not None:
                datetime.fromisoformat(value)
        except ValueError as error:
            raise UsageError(f"{option} {value}: write a date as 2025-01-31") from error


def release_json(release: StoredRelease) -> dict[str, Any]:
    return asdict(release)


@dataclass(frozen=True, slots=True)
class _Known:
    """A release with everything the archive knows of it."""

    release: StoredRelease
    story: Story
    announcement: Announcement | None
    revisions: list[dict[str, Any]]
    attachments: list[tuple[str, str | None]]
    corrections: list[Correction]
    links: list[ToldLink]


def show_command(config: Config, release_id: str, *, why: bool, as_json: bool) -> int:
    """Print one release with everything the archive knows of it; of a story or an announcement the release that proves it."""
    known = _known(config, release_id)
    if as_json:
        print_json(asdict(known))
        return 0
    _print_release(known)
    if known.announcement is not None:
        print_announcement(known.announcement, known.corrections)
    if why:
        print_why(known.release, known.announcement, known.links)
    return 0


def _known(config: Config, release_id: str) -> _Known:
    with reader_of(config) as reader:
        release = reader.release(release_id) or by_address(config, reader, release_id) or proving(reader, release_id)
        if release is None:
            raise UsageError(f"there is no release {release_id!r} in the archive; `ponte search` finds ids")
        story = reader.story(release.story_id)
        assert story is not None
        return _Known(
            release,
            story,
            reader.announcement_of(release.story_id),
            [asdict(revision) for revision in reader.revisions(release.id)],
            reader.attachments(release.id),
            reader.corrections(story.id),
            told_links(reader, release),
        )


def _print_release(known: _Known) -> None:
    """The facts of a release, a line each, and its text."""
    print(one_line(known.release.title, 400))
    for name, value in facts(known.release):
        print(f"  {name:12} {value}")
    print(f"  {'story':12} {known.story.id}: {', '.join(known.story.release_ids)}")
    for url, kept in known.attachments:
        print(f"  {'attachment':12} {one_line(url, 400)} ({f'kept, SHA-256 {kept}' if kept else 'not fetched'})")
    for revision in known.revisions:
        what = f"{revision['number']} {revision['kind']} ({revision['significance']}) by {revision['cause']}"
        print(f"  {'revision':12} {what}, seen {revision['seen_at']}")
    print()
    print("\n\n".join(one_line(paragraph, 10**6) for paragraph in known.release.body.split("\n")))


@dataclass(frozen=True, slots=True)
class ToldLink:
    """A link of the release that is shown. `refused`: the two have much in common, but are not told as one story; `facts` say why first,
    where the texts do."""

    release: str
    kind: str
    confidence: str
    facts: tuple[str, ...]
    refused: bool

    def __str__(self) -> str:
        return f"{self.kind} ({self.confidence}) {self.release}: {'; '.join(self.facts)}"


def told_links(reader: Reader, release: StoredRelease) -> list[ToldLink]:
    """What links the release to others, those of its own story first."""
    members = reader.story(release.story_id)
    own = frozenset(members.release_ids) if members else frozenset()
    links = [
        ToldLink(each.release_id, each.kind, each.confidence, each.facts, each.release_id not in own) for each in reader.links(release.id)
    ]
    return sorted(links, key=lambda each: each.refused)


def by_address(config: Config, reader: Reader, url: str) -> StoredRelease | None:
    """The stored release that any form of its address stands for, as the spiders know their sites' forms."""
    if not url.startswith(("http://", "https://")):
        return None
    from crawlers.spiders import spider_for

    spots = (spider_for(source).locate(url) for source in config.sources)
    found = (reader.release(spot.native) or reader.release(spot.url) for spot in spots if spot is not None)
    return next((release for release in found if release is not None), None)


def facts(release: StoredRelease) -> list[tuple[str, str]]:
    """What the head of `ponte show` says."""
    date = (
        f"{release.published} ({release.published_precision}, from {release.published_basis})"
        if release.published
        else "not stated by the site"
    )
    return [
        ("id", release.id),
        ("address", one_line(release.url, 400)),
        ("language", release.lang),
        ("published", date),
        ("first seen", release.first_seen),
        ("status", f"withdrawn, gone since {release.gone_since}" if release.status == "withdrawn" else release.status),
        ("source", f"{release.source} ({release.site})"),
        ("entity", release.entity or "-"),
        ("text read by", release.basis),
    ]


def proving(reader: Reader, name: str) -> StoredRelease | None:
    """The release that proves what a story announces, by the id of either; else the story's first one."""
    story = reader.story_of(name)
    if story is None or not story.release_ids:
        return None
    announcement = reader.announcement_of(story.id)
    return reader.release(announcement.release_id if announcement else story.release_ids[0])


def print_announcement(announcement: Announcement, corrections: Sequence[Correction] = ()) -> None:
    """The record, each value with the words that prove it or the correction it rests on."""
    finding = announcement.finding
    print()
    print(f"Announcement {announcement.id}: {summary(finding)}")
    said = {each.field: each for each in reversed(corrections) if each.standing and each.what == "announcement"}
    for field, evidence, values in record(finding):
        quotes = [each for each in finding.evidence if each.field == evidence]
        print(f"  {field:12} {one_line('; '.join(values), 400) or '-'}")
        for quote in quotes:
            print(f"  {'':12}   {quote.value}: “{one_line(quote.quote, 300)}” ({quote.part} {quote.start}-{quote.end})")
        if field in said:
            print(f"  {'':12}   corrected ({said[field].id}, {said[field].at}): {one_line(said[field].why, 300)}")
    for each in (each for each in corrections if each.standing and each.what == "story"):
        print(f"  {'story':12} {each.field} ({each.id}, {each.at}): {one_line(each.why, 300)}")


def record(finding: Finding) -> list[tuple[str, str, Sequence[str]]]:
    """The fields of a record in the order of the contract: name, name of its evidence, values as words."""
    from feeds.exports import amount_texts, day, party_text

    return [
        ("strength", "strength", [str(finding.strength)]),
        ("scope", "scope", [str(finding.scope)]),
        ("instrument", "instrument", [str(finding.instrument)] if finding.instrument else []),
        ("parties", "party", [party_text(party) for party in finding.parties]),
        ("people", "person", [f"{name} ({role})" for name, role in finding.people]),
        ("countries", "country", finding.countries),
        ("sectors", "sector", finding.sectors),
        ("event_date", "event_date", [each for each in [day(finding.event_start, finding.event_end)] if each]),
        ("signing_date", "signing_date", [finding.signing_date] if finding.signing_date else []),
        ("place", "place", [finding.place] if finding.place else []),
        ("amounts", "amount", amount_texts(finding)),
        ("confidence", "confidence", [str(finding.confidence)]),
    ]


def summary(finding: Finding) -> str:
    """signed, cross-border, memorandum, CN MO, confidence high"""
    words = [
        str(finding.strength),
        str(finding.scope),
        str(finding.instrument or ""),
        " ".join(finding.countries),
        f"confidence {finding.confidence}",
    ]
    return ", ".join(word for word in words if word)


def print_why(release: StoredRelease, announcement: Announcement | None, links: Sequence[ToldLink] = ()) -> None:
    """The rules that matched in this release and those that were considered and refused; then the releases that tell the same, with what
    they share, and those that only resemble it."""
    from monitor.telling import reasons_of

    print()
    print("Why:")
    if announcement is not None and announcement.release_id != release.id:
        print(f"  the story's announcement was read from {announcement.release_id}")
    for line in reasons_of(release):
        print(f"  {one_line(str(line), 300)}")
    for heading, shown in (
        ("Links:", [each for each in links if not each.refused]),
        ("Refused:", [each for each in links if each.refused]),
    ):
        if shown:
            print()
            print(heading)
        for link in shown:
            print(f"  {one_line(str(link), 300)}")


def classify_command(lines: TextIO) -> int:
    """Classify JSON lines in input order. A bad line: one error on stderr with its number, exit code 2."""
    from monitor.announcements.classify import BadRecord, classify_record

    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            answer = classify_record(record)
        except (ValueError, RecursionError) as error:
            reason = str(error) if isinstance(error, BadRecord) else "not JSON"
            print(f"ponte: line {number}: {reason}", file=sys.stderr)
            return 2
        print(json.dumps(answer, ensure_ascii=False))
    return 0
