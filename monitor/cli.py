"""The command line. Declares verbs and options only, so that `ponte --help` imports nothing but click."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from monitor.config import Config

EXAMPLES = {
    "run": "ponte run gcs forum-macao --pages 3",
    "daemon": "ponte daemon",
    "demo": "ponte demo --serve",
    "sources": "ponte --json sources",
    "search": "ponte search 合作 --lang zh-Hant",
    "show": "ponte show gcs:N25GeowHrZ:pt --why",
    "diff": "ponte diff gcs:N25GeowHrZ:pt --from 1 --to 2",
    "announcements": "ponte announcements --country AO --sector finance --since 2025-01-01 --strength signed --format csv",
    "edit": 'ponte edit announcement a3f2b1c04d5e strength=agreed --why "the text says: to be signed in May"',
    "edit announcement": 'ponte edit announcement gcs:N25GeowHrZ:pt instrument=protocol countries=MO,AO --why "read in the original"',
    "edit story": 'ponte edit story s3f2b1c04d5e --split gcs:N25GeowHrZ:pt --why "last year\'s edition"',
    "edit hide": 'ponte edit hide gcs:N25GeowHrZ:pt --why "a private address is in it; asked for by mail of 3 May"',
    "edit list": "ponte edit list gcs:N25GeowHrZ:pt",
    "edit undo": 'ponte edit undo 7 --why "the first reading was right"',
    "classify": "ponte classify releases.jsonl",
    "link": "ponte link releases.jsonl",
    "publish": "ponte publish",
    "serve": "ponte serve --port 8420",
    "verify": "ponte verify --deep",
    "export": "ponte export --format csv --country AO --since 2025 --output angola.csv",
    "import": "ponte --archive new.db import everything.jsonl",
    "backup": "ponte backup /mnt/copies/archive.db",
    "check": "ponte check gcs forum-macao",
    "add-source": "ponte add-source https://www.example.org/noticias --lang pt",
}


@dataclass(frozen=True)
class Globals:
    """The options that stand before the verb."""

    config: Path
    archive: Path | None
    public: Path | None
    replica: str | None
    as_json: bool
    quiet: bool

    def load(self) -> Config:
        """The checked config with the command line's values over it. Raises ConfigError."""
        import os

        from monitor.config import load

        replica = self.replica or os.environ.get("PONTE_REPLICA") or None
        return load(self.config, archive=self.archive, public=self.public, replica=replica)


class Verb(click.Command):
    """A command whose help ends with an example."""

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        parent = context.parent.info_name if context.parent and isinstance(context.parent.command, Verbs) else ""
        example = EXAMPLES.get(f"{parent} {self.name}".strip())
        if example:
            formatter.write_paragraph()
            formatter.write_text(f"Example:  {example}")


class Verbs(Verb, click.Group):
    """A verb that has verbs of its own."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config", "config", type=click.Path(path_type=Path), default=Path("config.toml"), show_default=True, help="The config file."
)
@click.option("--archive", type=click.Path(path_type=Path), help="The archive, instead of the config's.")
@click.option("--public", type=click.Path(path_type=Path), help="The folder of the feeds, instead of the config's.")
@click.option("--replica", help="A loopback address that answers for all sites (http://127.0.0.1:PORT).")
@click.option("--json", "as_json", is_flag=True, help="Print data as JSON.")
@click.option("--quiet", is_flag=True, help="Print no progress.")
@click.version_option(package_name="ponte", prog_name="ponte")
@click.pass_context
def cli(
    ctx: click.Context, config: Path, archive: Path | None, public: Path | None, replica: str | None, as_json: bool, quiet: bool
) -> None:
    """Watch government and forum sites for announcements of cooperation between Macao, Mainland China and the
    Portuguese-speaking countries; keep every state of them; publish feeds.

    Exit codes: 0 all ok; 1 some source not ok; 2 usage or config; 3 no source ok or archive unusable; 75 another run is at work.
    """
    ctx.obj = Globals(config, archive, public, replica, as_json, quiet)


def verb(name: str) -> Callable[[Callable[..., int]], click.Command]:
    """Declare a verb of the group."""

    def declare(function: Callable[..., int]) -> click.Command:
        return cli.command(name, cls=Verb)(function)

    return declare


@verb("run")
@click.argument("sources", nargs=-1)
@click.option("--pages", type=click.IntRange(1, 1000), help="Read at most so many pages of each listing.")
@click.option(
    "--recheck", type=click.Choice(["due", "all", "none"]), default="due", show_default=True, help="Which known releases to ask again."
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Read listings back to that day, into the archive only. The same command goes on from where it stopped.",
)
@click.option("--believe", is_flag=True, help="Take all changes of the named sources as the sites' own, however odd.")
@click.option("--reread", is_flag=True, help="Ask no site: read the kept answers with today's readers, and say what differs.")
@click.option("--apply", is_flag=True, help="With --reread: store what differs; it is never announced.")
@click.pass_obj
def run_verb(
    options: Globals,
    sources: tuple[str, ...],
    pages: int | None,
    recheck: str,
    since: datetime | None,
    believe: bool,
    reread: bool,
    apply: bool,
) -> int:
    """Fetch the named SOURCES (all enabled ones without a name), store what is new, publish the feeds.

    With --since read their past instead, into the archive only: ponte run gcs --since 2024-01-01 --pages 50
    """
    if believe and not sources:
        raise click.UsageError("--believe is for named sources: ponte run SOURCE --believe")
    if apply and not reread:
        raise click.UsageError("--apply goes with --reread")
    if reread and since:
        raise click.UsageError("--reread asks no site, --since reads one: give one of them")
    if reread:
        from monitor.commands.rereading import reread_command

        return reread_command(options.load(), sources, apply=apply, as_json=options.as_json, quiet=options.quiet)
    from monitor.commands.running import run_command

    day = since.date() if since else None
    words = {"as_json": options.as_json, "quiet": options.quiet}
    return run_command(options.load(), sources, pages, recheck, believe=believe, since=day, **words)


@verb("daemon")
@click.option("--now", is_flag=True, help="Also run every source once at the start.")
@click.pass_obj
def daemon_verb(options: Globals, now: bool) -> int:
    """Start `ponte run` by the cron lines of the config, until stopped."""
    from monitor.daemon import daemon

    return daemon(options.load(), options.config, now=now)


@verb("demo")
@click.option("--serve", is_flag=True, help="Keep the replica and the feeds up until Ctrl-C.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where archive and feeds go (default: a new temporary folder).")
@click.pass_obj
def demo_verb(options: Globals, serve: bool, folder: Path | None) -> int:
    """Run the whole job against a replica of the sites on this machine: three days of news, offline."""
    from monitor.commands.demonstration import demo_command

    return demo_command(folder, serve=serve, quiet=options.quiet)


@verb("sources")
@click.pass_obj
def sources_verb(options: Globals) -> int:
    """Show each source: its state, its last check and success, its schedule."""
    from monitor.commands.reading import sources_command

    return sources_command(options.load(), as_json=options.as_json)


def filters(command: Callable[..., int]) -> Callable[..., int]:
    """The options that choose, alike for every verb that has them; of one given several times any, of all together every one."""
    for option in reversed(
        (
            click.option("--country", multiple=True, help="ISO code: AO, BR, CV, GQ, GW, MZ, PT, ST, TL, MO, HK, CN."),
            click.option("--sector", multiple=True, help="One of the twelve sectors, as finance or tourism-mice."),
            click.option("--strength", multiple=True, help="signed, agreed or exchange."),
            click.option("--instrument", multiple=True, help="memorandum, agreement, protocol, contract, plan …"),
            click.option("--party", metavar="WORDS", help="Words of a party's name, in any script; prefix*."),
            click.option("--source", multiple=True, help="Only these sources."),
            click.option("--lang", multiple=True, help="Only these languages (en, pt, zh-Hant, zh-Hans; zh for both)."),
            click.option("--since", help="Only what its site dates on this day, month or year or later (2025-01-31, 2025-01, 2025)."),
            click.option("--until", help="Only what its site dates on this day, month or year or earlier."),
            click.option("--local", is_flag=True, help="Also announcements whose sides are all in one jurisdiction."),
        )
    ):
        command = option(command)
    return command


@verb("search")
@click.argument("words", nargs=-1, required=True)
@filters
@click.option("--ranked", is_flag=True, help="The most telling first, among the newest thousand matches, instead of the newest.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.pass_obj
def search_verb(options: Globals, /, words: tuple[str, ...], limit: int, *, ranked: bool, **chosen: Any) -> int:
    """Find releases by WORDS, newest first: Chinese from two characters on, accents and scripts folded, "quoted phrases", prefix*.
    Where countries and the like are asked for, only releases of a story that announces such."""
    from monitor.commands.reading import search_command

    return search_command(options.load(), " ".join(words), limit, ranked=ranked, as_json=options.as_json, filters=chosen)


@verb("show")
@click.argument("release_id", metavar="ID")
@click.option("--why", is_flag=True, help="Also print what the announcement was read from, and what was refused.")
@click.pass_obj
def show_verb(options: Globals, release_id: str, why: bool) -> int:
    """Show a release by its id, native key or address, or that of a story or announcement: text, dates with their basis, story, revisions,
    and the record of what is announced with the words that prove each value."""
    from monitor.commands.reading import show_command

    return show_command(options.load(), release_id, why=why, as_json=options.as_json)


@verb("diff")
@click.argument("release_id", metavar="ID")
@click.option("--from", "first", type=int, metavar="N", help="The earlier revision (default: the one before --to).")
@click.option("--to", "last", type=int, metavar="M", help="The later revision (default: the newest).")
@click.option("--plain", is_flag=True, help="Print a unified diff, as `diff -u` does.")
@click.pass_obj
def diff_verb(options: Globals, release_id: str, first: int | None, last: int | None, plain: bool) -> int:
    """Show what differs between two revisions of a release, by its id, native key or address: without numbers between the newest two
    whose content differs. [-Removed-] and {+added+} are marked, and coloured in a terminal."""
    from monitor.commands.differing import diff_command

    return diff_command(options.load(), release_id, first, last, plain=plain, as_json=options.as_json)


@verb("announcements")
@filters
@click.option("--words", help="Only those that a release with these words tells, as `ponte search` finds them.")
@click.option("--limit", type=click.IntRange(1, 10000), default=20, show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), help="csv: for spreadsheets, with all fields.")
@click.pass_obj
def announcements_verb(options: Globals, /, limit: int, form: str | None, **chosen: Any) -> int:
    """List announcements, newest first: those that match all options; of one given several times, any."""
    from monitor.commands.announcing import announcements_command

    return announcements_command(options.load(), limit=limit, form=form or ("json" if options.as_json else "table"), filters=chosen)


@cli.group("edit", cls=Verbs)
def edit_group() -> None:
    """Correct what Ponte read, for good: every correction is kept with its reason, before and after, survives re-reading, and can be
    undone."""


@edit_group.command("announcement", cls=Verb)
@click.argument("name", metavar="ID")
@click.argument("values", metavar="FIELD=VALUE...", nargs=-1, required=True)
@click.option("--why", required=True, help="What the correction rests on.")
@click.pass_obj
def edit_announcement_verb(options: Globals, name: str, values: tuple[str, ...], why: str) -> int:
    """Set fields of the announcement ID (or of a story's or release's): strength, scope, instrument, countries, sectors, event_date,
    signing_date, place, parties (NAME|COUNTRY; NAME|COUNTRY), confidence. `none` empties one; strength=none takes it out of the feeds."""
    from monitor.commands.editing import edit_announcement_command, utc_now

    return edit_announcement_command(options.load(), name, values, why, as_json=options.as_json, now=utc_now())


@edit_group.command("story", cls=Verb)
@click.argument("name", metavar="ID")
@click.option("--split", metavar="RELEASE", help="Take this release out, into a story of its own.")
@click.option("--join", metavar="ID", help="Make one story of both; the older id lives.")
@click.option("--why", required=True, help="What the decision rests on.")
@click.pass_obj
def edit_story_verb(options: Globals, name: str, split: str | None, join: str | None, why: str) -> int:
    """Say which releases tell the same act. Remembered: later runs do not link or part them again."""
    from monitor.commands.editing import edit_story_command, utc_now

    return edit_story_command(options.load(), name, split=split, join=join, why=why, as_json=options.as_json, now=utc_now())


@edit_group.command("hide", cls=Verb)
@click.argument("name", metavar="ID")
@click.option("--why", required=True, help="Why it is not to be shown.")
@click.pass_obj
def edit_hide_verb(options: Globals, name: str, why: str) -> int:
    """Take a release (or all those of the story or announcement ID) out of feeds, site and exports. The archive keeps it; `undo` shows it
    again."""
    from monitor.commands.editing import hide_command, utc_now

    return hide_command(options.load(), name, why, as_json=options.as_json, now=utc_now())


@edit_group.command("list", cls=Verb)
@click.argument("name", metavar="[ID]", required=False)
@click.pass_obj
def edit_list_verb(options: Globals, name: str | None) -> int:
    """List all corrections, or those of one story, announcement or release, newest first, with before and after."""
    from monitor.commands.editing import list_command

    return list_command(options.load(), name, as_json=options.as_json)


@edit_group.command("undo", cls=Verb)
@click.argument("number", type=int, metavar="NUMBER")
@click.option("--why", required=True, help="Why the correction holds no more.")
@click.pass_obj
def edit_undo_verb(options: Globals, number: int, why: str) -> int:
    """Undo the correction of this NUMBER (see the list); it stays in the list."""
    from monitor.commands.editing import undo_command, utc_now

    return undo_command(options.load(), number, why, as_json=options.as_json, now=utc_now())


@verb("classify")
@click.argument("file", type=click.File("r", encoding="utf-8-sig", errors="replace"))
def classify_verb(file: Any) -> int:
    """Read FILE (JSON lines with id and text; - for standard input) and print what each text announces, one JSON line each."""
    from monitor.commands.reading import classify_command

    return classify_command(file)


@verb("link")
@click.argument("file", type=click.File("r", encoding="utf-8-sig", errors="replace"))
def link_verb(file: Any) -> int:
    """Read FILE (JSON lines with id and text; - for standard input) and print which story each text belongs to, one JSON line each."""
    from monitor.commands.linking import link_command

    return link_command(file)


@verb("publish")
@click.pass_obj
def publish_verb(options: Globals) -> int:
    """Render all feeds from the archive; files whose bytes do not differ are left alone."""
    from monitor.commands.running import publish_command

    return publish_command(options.load(), as_json=options.as_json)


@verb("serve")
@click.option("--host", help="The address to listen on (default: the config's, 127.0.0.1: this machine only).")
@click.option("--port", type=click.IntRange(0, 65535), help="The port (default: the config's, 8420); 0 takes a free one.")
@click.pass_obj
def serve_verb(options: Globals, host: str | None, port: int | None) -> int:
    """Serve the published folder with search, lists and feeds of any query, and the archive in SQL, until stopped."""
    from monitor.commands.serving import serve_command

    return serve_command(options.load(), host, port, as_json=options.as_json, quiet=options.quiet)


@verb("verify")
@click.option("--deep", is_flag=True, help="Check the word lists of full-text search too, on a temporary copy of the whole file.")
@click.option("--seal", "seals", multiple=True, help="A last seal that was noted earlier: say whether the archive still has it.")
@click.pass_obj
def verify_verb(options: Globals, deep: bool, seals: tuple[str, ...]) -> int:
    """Check everything the archive keeps: the file, every page as received against its hash, every receipt and revision against its
    seal. Changes and repairs nothing; exit code 3 where something is wrong."""
    from monitor.commands.evidence import verify_command

    return verify_command(options.load(), deep=deep, seals=seals, as_json=options.as_json)


@verb("export")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "ris", "csl-json", "opml", "warc"]),
    required=True,
    help="csv: a table; jsonl: everything, for `ponte import`; ris, csl-json: citations; opml: feeds; warc: pages as received.",
)
@click.option("--output", default="-", show_default=True, metavar="FILE", help="The file to write or replace; - for standard output.")
@filters
@click.option("--words", help="Only what a release with these words tells, as `ponte search` finds them.")
@click.option("--releases", is_flag=True, help="The releases instead of the announcements, in csv, ris and csl-json.")
@click.option("--full", is_flag=True, help="Texts whole, whatever the sources allow, and what is hidden: not for others.")
@click.pass_obj
def export_verb(options: Globals, /, form: str, output: str, *, releases: bool, full: bool, **chosen: Any) -> int:
    """Write what the archive keeps in a form that other tools read: all of it, or what matches the options. Texts are cut as the config's
    `public` says. The same archive gives the same bytes. Of a WARC file --since is the date of receipt."""
    from monitor.commands.exporting import export_verb_command

    words = {"releases": releases, "full": full, "as_json": options.as_json}
    return export_verb_command(options.load(), form, output, filters=chosen, **words)


@verb("import")
@click.argument("file", type=click.File("rb"))
@click.pass_obj
def import_verb(options: Globals, file: Any) -> int:
    """Add the releases, stories and announcements of FILE (of `ponte export --format jsonl --full`; - for standard input) to the archive.
    What is there already stays as it is."""
    from monitor.commands.exporting import import_command

    return import_command(options.load(), file, as_json=options.as_json)


@verb("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup_verb(options: Globals, file: Path) -> int:
    """Copy the whole archive to FILE as it stands at one moment, also during a run; a former copy is replaced in one step."""
    from monitor.commands.exporting import backup_command

    return backup_command(options.load(), file, as_json=options.as_json)


@verb("check")
@click.argument("sources", nargs=-1)
@click.option("--config", "config_only", is_flag=True, help="Check the config file only, without asking any site.")
@click.option("--canaries", type=click.IntRange(0, 1000), default=3, show_default=True, help="Known releases to ask of each source.")
@click.option("--all", "everything", is_flag=True, help="All canaries, the disabled sources too, and hosts that no source reads yet.")
@click.option("--facts", type=click.Path(path_type=Path), help="A file of canaries instead of Ponte's own.")
@click.pass_obj
def check_verb(options: Globals, sources: tuple[str, ...], config_only: bool, canaries: int, everything: bool, facts: Path | None) -> int:
    """Ask the sites whether the named SOURCES (all enabled ones without a name) still work: reachable, allowed by robots.txt, listings
    recognised, known releases as they were. Stores nothing."""
    config = options.load()
    if config_only:
        from monitor.commands.running import check_config_command

        return check_config_command(config)
    from monitor.commands.checking import check_command

    words = {"as_json": options.as_json, "quiet": options.quiet}
    return check_command(config, sources, canaries=canaries, everything=everything, facts=facts, **words)


@verb("add-source")
@click.argument("url")
@click.option("--lang", help="The wanted language: en, pt, zh-Hant, zh-Hans.")
@click.option("--name", help="The source's name (default: from the host).")
@click.option("--write", is_flag=True, help="Append the block to the config file.")
@click.pass_obj
def add_source_verb(options: Globals, url: str, lang: str | None, name: str | None, write: bool) -> int:
    """Look at the site of URL, propose the table for config.toml and show its first releases as they would be stored."""
    from monitor.commands.adding import add_source_command

    words = {"as_json": options.as_json, "quiet": options.quiet}
    return add_source_command(options.load(), url, lang, write=write, name=name, **words)
