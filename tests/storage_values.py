"""Small values for the tests of storage: releases, revisions, findings, and an archive that holds a little of everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from crawlers.model import Address, DateBasis, Precision, Published, Release, Snapshot, Step
from monitor.digest import digest_of, release_digest
from storage.archive import Archive
from storage.evidence import verify
from storage.model import (
    Announcement,
    Cause,
    Confidence,
    Evidence,
    Finding,
    Instrument,
    Kind,
    Party,
    Revision,
    RunReport,
    Scope,
    Significance,
    SourceOutcome,
    SourceReport,
    Strength,
)
from storage.reading import Reader
from storage.rows import parse_iso

NOW = datetime(2026, 4, 16, 2, 8, tzinfo=UTC)


def later(**parts: float) -> datetime:
    return NOW + timedelta(**parts)


def release(
    key: str = "N1",
    lang: str = "pt",
    title: str = "Assinatura de memorando",
    body: str = "O Governo assinou um memorando de cooperação.",
    published: datetime | None = NOW,
    **more: object,
) -> Release:
    url = f"https://site.example/{lang}/{key}"
    date = Published(published, Precision.MINUTE, DateBasis.META) if published else Published()
    plain = Release(Address("site", key, lang, url), lang, title, body, date, Step.LABELS)
    return replace(plain, **more)  # type: ignore[arg-type]


def snapshot(content: bytes = b"<p>page</p>", url: str = "https://site.example/pt/N1", at: datetime = NOW) -> Snapshot:
    return Snapshot.of(url, at, 200, {"content-type": "text/html", "etag": 'W/"1"'}, content)


def revision(of: Release, kind: Kind = Kind.NEW, at: datetime = NOW) -> Revision:
    return Revision(of, kind, Significance.SUBSTANTIVE, Cause.SOURCE, at, release_digest(of))


def add(archive: Archive, of: Release, story: str | None = None, *, source: str = "site", at: datetime = NOW) -> str:
    """Store a release under its native key; founds its story where that is not there yet."""
    release_id = of.address.native
    story_id = story or f"s-{release_id}"
    if archive.resolve_story(story_id) is None:
        archive.add_story(story_id, at, (release_id,))
    archive.add(of, revision(of, at=at), release_id=release_id, source=source, story_id=story_id, text_key=of.body, run_id=None)
    return release_id


def finding(of: Release, strength: Strength = Strength.SIGNED, scope: Scope = Scope.CROSS_BORDER, **more: object) -> Finding:
    word = of.body.split()[2] if len(of.body.split()) > 2 else of.body[:2]
    start = of.body.index(word)
    plain = Finding(
        strength,
        scope,
        Confidence.HIGH,
        instrument=Instrument.MEMORANDUM,
        countries=("CN", "MO"),
        parties=(Party("Governo", "MO", "政府", "zh-Hant", "government"), Party("Ministério", "CN")),
        people=(("Ana", "signed"),),
        sectors=("health",),
        event_start="2026-04-15",
        signing_date="2026-04-15",
        place="Macau",
        amounts=((Decimal("1500000.5"), "CNY"),),
        evidence=(Evidence("strength", strength, "body", start, start + len(word), word),),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def announce(archive: Archive, of: Release, found: Finding | None = None, *, story: str | None = None, at: datetime = NOW) -> Announcement:
    """Store a finding and the announcement of its story."""
    release_id, story_id = of.address.native, story or f"s-{of.address.native}"
    what = found or finding(of)
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    made = Announcement(f"a-{story_id}", story_id, release_id, what, of.title, of.lang, stamp, stamp)
    archive.put_finding(release_id, what)
    archive.put_announcement(made)
    return made


def enter(archive: Archive, of: Release, *, initial: bool = False, at: datetime = NOW, found: Finding | None = None, **more: str) -> str:
    """A release with its announcement and its feed entry; returns the entry's id."""
    story = more.get("story", f"s-{of.address.native}")
    add(archive, of, story, source=more.get("source", "site"), at=at)
    made = announce(archive, of, found, story=story, at=at)
    entry = f"urn:{of.address.native}"
    archive.add_entry(entry, story, at, at, of.published.iso, initial, None, made.finding.strength)
    return entry


def populate(archive: Archive) -> None:
    """Two runs, a story in two languages with an announcement and an entry, a revised release, a withdrawn one."""
    run = archive.start_run(NOW, "1.0")
    with archive.transaction():
        first = release(snapshot=snapshot())
        enter(archive, first, initial=True)
        add(archive, release(lang="en", title="Memorandum signed", body="The Government signed a memorandum."), "s-site:N1:pt")
        for key in ("N2", "N3"):
            add(archive, release(key, body=f"Outra notícia, {key}."))
        edited = release("N2", body="Outra notícia, corrigida.")
        archive.revise("site:N2:pt", revision(edited, Kind.REVISED, later(days=1)), "k", run)
        archive.revise("site:N3:pt", revision(release("N3"), Kind.WITHDRAWN, later(days=1)), "k", run)
        archive.record_source(run, SourceReport("site", SourceOutcome.OK, requests=5, bytes=999, found=4, new=4, seconds=1.5))
    archive.finish_run(run, later(minutes=1), "ok")


def flaws(path: Path, *, deep: bool = True) -> list[str]:
    """What `storage.evidence.verify` finds wrong with the archive in this file, one line each."""
    found = verify(path, digest_of, deep=deep)
    return [f"{flaw.kind} {flaw.what}: {flaw.detail}" for flaw in found.flaws]


def last_run(reader: Reader) -> RunReport | None:
    """The newest run as it is stored, finished or not."""
    row = reader.conn.execute("SELECT id, started_at, finished_at, outcome, version FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    if row is None:
        return None
    number, started, finished, outcome, version = row
    ended = parse_iso(finished) if finished else None
    return RunReport(number, parse_iso(started), ended, outcome or "", reader.source_reports(number), version)
