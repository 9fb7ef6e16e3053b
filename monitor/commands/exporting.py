"""`ponte export`, `ponte import`, `ponte backup`: what the archive keeps goes out in forms that other tools read, or whole, and comes back.

An export and a backup change nothing in the archive. An import holds the run lock and is one transaction.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from monitor.commands.asking import query_of
from monitor.commands.evidence import check_output, export_command
from monitor.commands.reading import print_json, reader_of
from monitor.config import Config
from monitor.errors import ArchiveUnusable, PonteError, UsageError
from monitor.progress import one_line
from storage.errors import ArchiveError
from storage.model import Query
from storage.queries import address

if TYPE_CHECKING:
    from storage.exports import Line, Selection
    from storage.imports import Import

FORMATS = ("csv", "jsonl", "ris", "csl-json", "opml", "warc")
LONGEST_LINE = 64 * 1024 * 1024


def export_verb_command(
    config: Config, form: str, output: str, *, releases: bool, full: bool, as_json: bool, filters: dict[str, Any]
) -> int:
    """Write what matches the filters in one of FORMATS; 3 where damaged pages had to be left out of a WARC file.

    Raises UsageError, ConfigError, ArchiveUnusable, and PonteError where the file cannot be written.
    """
    _check_form(form, releases=releases, full=full, filters=filters)
    if form == "warc":
        source = next(iter(filters["source"]), None)
        return export_command(config, output=output, source=source, since=filters["since"], as_json=as_json)
    query = query_of(config, filters)
    with reader_of(config) as reader:
        from storage.exports import Selection

        with Selection(reader, query, hidden=full) as chosen:
            pieces = _pieces(config, chosen, form, query, releases=releases, full=full)
            _write(config, output, pieces)
    return 0


def _check_form(form: str, *, releases: bool, full: bool, filters: dict[str, Any]) -> None:
    """Raises UsageError for options that a form has no use for."""
    given = {name for name, value in filters.items() if value}
    if form == "warc" and (given - {"source", "since"} or len(filters["source"]) > 1):
        raise UsageError("a WARC file is chosen by one --source and by --since, the time of receipt, only")
    if releases and form not in ("csv", "ris", "csl-json"):
        raise UsageError(f"--releases goes with csv, ris and csl-json: {form} has what it has")
    if full and form not in ("csv", "jsonl"):
        raise UsageError(f"--full goes with csv and jsonl: {form} holds no texts, or all of them")
    if full and form == "csv" and not releases:
        raise UsageError("--full goes with --releases here: a table of announcements holds no texts")


def _pieces(config: Config, chosen: Selection, form: str, query: Query, *, releases: bool, full: bool) -> Iterable[bytes]:
    from feeds import exports
    from feeds.rights import Public, Rights

    titles = {source.name: source.title for source in config.sources}
    rights = config.rights(frozenset())  # what is hidden was not chosen
    if form == "jsonl":
        return exports.json_lines(chosen.lines(), address(query), None if full else rights)
    if form == "opml":
        return [_opml(config, query)]
    if form == "csv" and releases:
        shown = Rights(otherwise=Public.FULL) if full else rights
        return exports.csv_of_releases((release for release, _ in chosen.releases()), shown)
    if form == "csv":
        return exports.csv_of_announcements((announcement, release) for announcement, release, _ in chosen.announcements())
    cited = chosen.releases() if releases else ((release, sha256) for _, release, sha256 in chosen.announcements())
    return exports.ris(cited, titles) if form == "ris" else exports.csl_json(cited, titles)


def _opml(config: Config, query: Query) -> bytes:
    """Without filters the list of all feeds, as it is published; else the one feed of what was asked, which `ponte serve` answers."""
    from feeds.build import root_address
    from feeds.model import FeedSettings
    from feeds.opml import Group, Outline, opml

    root = root_address(FeedSettings(base_url=config.feeds.base_url, title=config.feeds.title, window=config.feeds.window))
    if query != Query():
        outline = Outline(f"{config.feeds.title}: {address(query)}", f"{root}feed.atom?{address(query)}")
        return opml(config.feeds.title, root, [Group(None, (outline,))])
    listed = config.public / "feeds.opml"
    if not listed.exists():
        raise UsageError(f"there is no {listed} yet: `ponte publish` writes it")
    return listed.read_bytes()


def _write(config: Config, output: str, pieces: Iterable[bytes]) -> None:
    from feeds.warc import replacing

    if output == "-":
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    check_output(output, config)
    try:
        with replacing(Path(output)) as file:
            for piece in pieces:
                file.write(piece)
    except OSError as error:
        raise PonteError(f"{output} could not be written: {error.strerror or error}") from error


# ---- import ----------------------------------------------------------------------------------------------------------


def import_command(config: Config, file: IO[bytes], *, as_json: bool) -> int:
    """Add what a file of `ponte export --format jsonl --full` holds, all or nothing; what is there already stays as it is.

    The archive is made where there is none. Raises UsageError with the number of the line that cannot be read, ArchiveUnusable.
    """
    from monitor.lock import run_lock
    from monitor.run import opened
    from storage.imports import Import

    with run_lock(config.archive), opened(config.archive) as archive, archive.transaction():
        under_way = Import(archive)
        for number, line in enumerate(_lines(file), 1):
            try:
                _take(under_way, line, number)
            except (ValueError, ArithmeticError, KeyError) as error:
                raise UsageError(f"line {number}: {one_line(str(error), 300)}; nothing was imported") from error
        under_way.finish()
    counts = {name: getattr(under_way, name) for name in ("releases", "announcements", "entries", "known")}
    if as_json:
        print_json(counts)
    else:
        print(", ".join(f"{number} {name}" for name, number in counts.items()))
    return 0


def _lines(file: IO[bytes]) -> Iterator[Line]:
    import msgspec

    from storage.exports import Line

    decoder = msgspec.json.Decoder(Line, strict=True)
    number = 0
    while text := file.readline(LONGEST_LINE):
        number += 1
        try:
            yield decoder.decode(text)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            raise UsageError(f"line {number} is no line of an export: {one_line(str(error), 300)}; nothing was imported") from error


def _take(under_way: Import, line: Line, number: int) -> None:
    """Store what a line holds. Raises ValueError for a first line that promises no whole texts."""
    from monitor.telling import index_release
    from storage.exports import FORMAT

    if number == 1 or line.archive is not None:
        if line.archive is None or number != 1:
            raise ValueError("an export begins with one line that says what it is")
        if line.archive.format != FORMAT or not line.archive.whole:
            raise ValueError(f"only whole exports of format {FORMAT} can be taken in: export with --full")
    if line.release is not None and under_way.put_release(line.release):
        index_release(under_way.archive, line.release.id)
    if line.story is not None:
        under_way.put_story(line.story)
    if line.link is not None:
        under_way.put_link(line.link)
    if line.correction is not None:
        under_way.put_correction(line.correction)


# ---- backup ----------------------------------------------------------------------------------------------------------


def backup_command(config: Config, target: Path, *, as_json: bool) -> int:
    """Copy the archive to a file as it stands at one moment, also while a run writes (FAULTS W18), and look whether the copy opens."""
    from storage.archive import Archive
    from storage.schema import copy_to

    check_output(str(target), config)
    with reader_of(config) as reader:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            copy_to(reader.conn, target)
            with Archive.open_reader(target) as copy:
                counts = copy.counts()
        except (ArchiveError, OSError) as error:
            raise ArchiveUnusable(f"{target} could not be written: {error}") from error
    if as_json:
        print_json({"file": str(target), **counts})
    else:
        print(f"{target}: {counts['releases']} releases, {counts['revisions']} revisions, {counts['snapshots']} snapshots")
    return 0
