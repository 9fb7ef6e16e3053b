"""`ponte verify` and `ponte export`: they read the archive, without Scrapy or Twisted, and change nothing in it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from monitor.commands.reading import check_filters, print_json, reader_of
from monitor.config import VERSION, Config
from monitor.digest import digest_of
from monitor.errors import ArchiveUnusable, PonteError, UsageError
from monitor.progress import one_line
from monitor.report import print_table
from storage.errors import ArchiveError
from storage.evidence import Flaw, FlawKind, Verification, verify

if TYPE_CHECKING:
    from feeds.warc import WarcReport

UNSOUND = 3
SHOWN = 3

# What is checked under which heading: the count, the kinds of flaws.
_HEADINGS = (
    ("file, pages", "pages", (FlawKind.FILE, FlawKind.STRUCTURE, FlawKind.REFERENCE)),
    ("snapshots", "snapshots", (FlawKind.SNAPSHOT,)),
    ("receipts, sealed", "receipts", (FlawKind.RECEIPT, FlawKind.SEAL)),
    ("revisions, sealed", "revisions", (FlawKind.REVISION,)),
    ("releases", "releases", (FlawKind.RELEASE,)),
    ("texts for searching", "indexed texts", (FlawKind.INDEX,)),
    ("quotes and findings", "quotes", (FlawKind.FINDING,)),
)

_ADVICE = {
    FlawKind.FILE: "Put the newest sound backup in its place; keep the damaged file, more can often be read from it.",
    FlawKind.SNAPSHOT: "A damaged snapshot cannot be made good from the archive: take it from a backup. What was read from it is not "
    "touched; fetching the address again gives what the site says today.",
    FlawKind.RECEIPT: "Compare with a backup: `ponte --archive BACKUP verify --seal SEAL` says whether it still has a seal that was noted.",
    FlawKind.INDEX: "Only searching is concerned, no release.",
}
_SAME = {FlawKind.STRUCTURE: FlawKind.FILE, FlawKind.REFERENCE: FlawKind.FILE, FlawKind.RELEASE: FlawKind.FILE}
_SAME |= {FlawKind.REVISION: FlawKind.RECEIPT, FlawKind.SEAL: FlawKind.RECEIPT, FlawKind.FINDING: FlawKind.FILE}


def verify_command(config: Config, *, deep: bool, seals: Sequence[str], as_json: bool) -> int:
    """Check the archive and print what came of it; 0 where it is sound, 3 where something is wrong."""
    noted = [checked_seal(text) for text in seals]
    try:
        found = verify(config.archive, digest_of, deep=deep, noted=noted)
    except ArchiveError as error:
        raise ArchiveUnusable(str(error)) from error
    if as_json:
        print_json({"sound": found.sound, **asdict(found)})
    else:
        print_verification(found)
    return 0 if found.sound else UNSOUND


def checked_seal(text: str) -> str:
    """Raises UsageError for what cannot be a seal."""
    seal = text.strip().lower()
    if len(seal) != 64 or set(seal) - set("0123456789abcdef"):
        raise UsageError(f"--seal {one_line(text, 80)}: a seal is 64 hex digits, as `ponte verify` prints them")
    return seal


def print_verification(found: Verification) -> None:
    """Counts, each flaw, what could not be checked, what to do, and the seals to note."""
    rows = []
    for heading, count, kinds in _HEADINGS:
        wrong = sum(found.wrong.get(kind, 0) for kind in kinds)
        rows.append([heading, str(found.counts.get(count, 0)), str(wrong or "-")])
    print_table(("checked", "number", "wrong"), rows, right=("number", "wrong"))
    for flaw in found.flaws:
        print(told(flaw))
    if more := sum(found.wrong.values()) - len(found.flaws):
        print(f"and {more} more")
    if other := found.counts.get("digests of another version", 0):
        print(f"{other} digests are of another version of Ponte and were not computed again; their seals were checked")
    for note in found.notes:
        print(f"not checked: {one_line(note, 400)}")
    for table, seal in found.heads.items():
        if seal:
            print(f"last seal of the {table}: {seal}")
    print("sound" if found.sound else f"{found.path} is not sound. Nothing was changed.")
    for kind in dict.fromkeys(_SAME.get(flaw.kind, flaw.kind) for flaw in found.flaws):
        print(_ADVICE[kind])


def told(flaw: Flaw) -> str:
    """A flaw in one line."""
    text = f"{flaw.kind} {flaw.what}: {flaw.detail}"
    if flaw.received:
        text += "; received " + _first(f"from {url} at {at}" for url, at in flaw.received)
    if flaw.releases:
        text += "; releases " + _first(flaw.releases)
    return one_line(text, 2000)


def _first(names: Iterable[str]) -> str:
    every = list(names)
    return ", ".join(every[:SHOWN]) + (f" and {len(every) - SHOWN} more" if len(every) > SHOWN else "")


def export_command(config: Config, *, output: str, source: str | None, since: str | None, as_json: bool) -> int:
    """Write the evidence as WARC; 3 where damaged pages had to be left out.

    Raises UsageError, ConfigError, ArchiveUnusable, and PonteError where the file cannot be written.
    """
    from feeds.warc import replacing

    check_filters(config, (source,) if source else (), (), since)
    if output == "-":
        if sys.stdout.isatty():
            raise UsageError("a WARC file is binary: name a file with --output FILE, or send the output somewhere")
        return tell_export(written(config, sys.stdout.buffer, source, since), sys.stderr, as_json=as_json)
    check_output(output, config)
    try:
        with replacing(Path(output)) as file:
            report = written(config, file, source, since)
    except OSError as error:
        raise PonteError(f"{output} could not be written: {error.strerror or error}") from error
    return tell_export(report, sys.stdout, as_json=as_json)


def check_output(output: str, config: Config) -> None:
    """Raises UsageError where the export would take the place of the archive, of what SQLite keeps beside it, or of the config, whatever
    the name it is given by."""
    if not output.strip():
        raise UsageError("--output wants the name of a file, or - for standard output")
    target = Path(output).resolve()
    for own in (config.archive, config.file):
        ours = own.resolve()
        beside = target.parent == ours.parent and target.name.startswith(f"{ours.name}-")
        if target == ours or beside or (target.exists() and ours.exists() and target.samefile(ours)):
            raise UsageError(f"--output {one_line(output, 200)} is {'beside ' if beside else ''}Ponte's own {own}: name another file")


def written(config: Config, out: IO[bytes], source: str | None, since: str | None) -> WarcReport:
    """Write all records of what was chosen."""
    from feeds.warc import write_warc
    from storage.holdings import Holdings

    chosen = {"selected-source": source, "selected-since": since}
    with reader_of(config) as reader, Holdings(reader, source, in_utc(since)) as holdings:
        return write_warc(holdings, out, VERSION, {name: value for name, value in chosen.items() if value})


def tell_export(report: WarcReport, stream: IO[str], *, as_json: bool) -> int:
    """Say how many records there are, and on stderr what had to be left out."""
    for url, reason in report.left_out:
        print(f"ponte: left out: {one_line(url, 400)}: {reason}; `ponte verify` says more", file=sys.stderr)
    counts = f"{report.responses} responses, {report.conversions} conversions, {report.revisits} revisits, {report.releases} releases"
    print(json.dumps(asdict(report), ensure_ascii=False) if as_json else counts, file=stream)
    return UNSOUND if report.left_out else 0


def in_utc(since: str | None) -> str | None:
    """A checked date as it is, a time in UTC as the archive writes it; one without a zone is UTC."""
    if since is None:
        return None
    try:
        return date.fromisoformat(since).isoformat()
    except ValueError:
        moment = datetime.fromisoformat(since)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
