"""config.toml as a validated value. An unknown key is an error that names the nearest known one and its line (FAULTS O01-O04).

    [archive]  path
    [feeds]    public, base_url, title, window, hub
    [[feeds.custom]]  name, title, and the fields of a query (storage/queries.py)
    [network]  contact, replica, timeout, max_megabytes, delay, revisits, polite_replica, hosts
    [schedule] timezone, cron
    [serve]    host, port, public, sql
    [site]     publish, live
    [sources.NAME]  kind, label, languages, enabled, delay, max_pages, max_items, encoding, every, window, cron, tls,
                    fetch_attachments, public, terms, and the facts of its kind

Paths are relative to the config file's folder. Times are in seconds but for `every` and `window`: 30m, 3h, 1d. docs/config.md explains
each key. What is no mistake and yet looks like one is a warning, a value: `Config.warnings`.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from crawlers import address, charset
from crawlers.model import LANGUAGES, Source
from crawlers.network import Network, NotAllowed, Target, loopback_target
from crawlers.spiders import kinds, spider_class, spider_for
from feeds.model import CustomFeed
from feeds.rights import Public, Rights
from monitor.errors import ConfigError
from storage.queries import BadQuery, parse

VERSION = "0.1.0"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}\Z")

TLS = ("", "legacy")
SQL = ("auto", "on", "off")

_INTERVAL = re.compile(r"([1-9][0-9]{0,4}) ?([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True)
class ArchiveTable:
    path: str = "var/archive.db"


@dataclass(frozen=True)
class FeedsTable:
    public: str = "var/public"
    base_url: str = ""
    title: str = "Ponte"
    window: int = 50
    hub: str = ""
    custom: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class NetworkTable:
    contact: str = ""
    replica: str = ""
    timeout: float = 30.0
    max_megabytes: int = 16
    delay: float = 3.0
    revisits: int = 200
    polite_replica: bool = False
    hosts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ScheduleTable:
    timezone: str = "Asia/Macau"
    cron: str = "17 */3 * * *"


@dataclass(frozen=True)
class SiteTable:
    publish: bool = True
    live: bool = True


@dataclass(frozen=True)
class ServeTable:
    host: str = "127.0.0.1"
    port: int = 8420
    public: bool = False
    sql: str = "auto"


@dataclass(frozen=True)
class SourceTable:
    kind: str
    label: str = ""
    languages: tuple[str, ...] = ()
    enabled: bool = True
    delay: float | None = None
    max_pages: int = 10
    max_items: int = 500
    encoding: str | None = None
    cron: str | None = None
    every: str | None = None
    window: str | None = None
    tls: str = ""
    fetch_attachments: bool = False
    public: str = Public.EXCERPT.value
    terms: str = ""


@dataclass(frozen=True, slots=True)
class Polling:
    """How often a source may be asked without a burden to its site, and how long an item stays where a run finds it."""

    every: timedelta | None = None
    window: timedelta | None = None


@dataclass(frozen=True)
class Config:
    """A checked configuration. `schedules` are the cron lines of the enabled sources; by the name of every source, `polling` is what it
    states of that, `policies` what of its texts may be shown, `terms` where its site says what others may do with them.

    `revisits`: known releases that one run may ask again of one host. `warnings`: one clause for each thing that is allowed and looks
    wrong. What depends on cron lines: monitor/daemon.py.
    """

    file: Path
    archive: Path
    public: Path
    feeds: FeedsTable
    network: Network
    contact: str
    timezone: str
    schedules: Mapping[str, str]
    sources: tuple[Source, ...]
    polling: Mapping[str, Polling] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    revisits: int = 200
    policies: Mapping[str, Public] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    custom: tuple[CustomFeed, ...] = ()
    serve: ServeTable = field(default_factory=ServeTable)
    site: SiteTable = field(default_factory=SiteTable)

    def rights(self, hidden: frozenset[str]) -> Rights:
        """What of each release's text may be shown. `hidden` are the ids of releases that people hide (`Reader.hidden`)."""
        return Rights(self.policies, hidden)

    def source(self, name: str) -> Source:
        """The source of that name. Raises ConfigError that names the nearest one."""
        for source in self.sources:
            if source.name == name:
                return source
        raise ConfigError(f"there is no source {name!r} in {self.file}{nearest(name, [each.name for each in self.sources])}")


TABLES: dict[str, type] = {
    "archive": ArchiveTable,
    "feeds": FeedsTable,
    "network": NetworkTable,
    "schedule": ScheduleTable,
    "site": SiteTable,
    "serve": ServeTable,
}


def load(path: Path, *, archive: Path | None = None, public: Path | None = None, replica: str | None = None) -> Config:
    """Read and check a config file; the keyword values, from the command line, stand over the file's. Raises ConfigError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"cannot read the config {path}: {error.strerror}; name another with --config FILE") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text: {error.reason} at byte {error.start}") from error
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from error
    return _Reader(path, text).config(tables, archive, public, replica)


def nearest(word: str, known: Iterable[str]) -> str:
    """' (did you mean ...?)' or the list of what exists."""
    names = list(known)
    close = difflib.get_close_matches(word, names, 1, 0.6)
    return f"; did you mean {close[0]!r}?" if close else f"; known: {', '.join(sorted(names)) or 'none'}"


def interval(text: str) -> timedelta:
    """30m, 3h, 1d. Raises ValueError for anything else."""
    found = _INTERVAL.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no interval: write a number and m, h or d, such as 30m, 3h or 1d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def in_words(value: timedelta) -> str:
    """The shortest form that `interval` reads back: 90m, 34h, 7d. Below a minute is lost."""
    minutes = int(value.total_seconds() // 60)
    if minutes % 60:
        return f"{minutes}m"
    return f"{minutes // 60}h" if minutes % 1440 else f"{minutes // 1440}d"


def exceptions(source: Source) -> tuple[str, ...]:
    """What a source is allowed that others are not, for its own hosts only (FAULTS T20): plain http, legacy TLS."""
    plain = any(urlsplit(url).scheme == "http" for url in listings(source))
    return (*(["plain http"] if plain else []), *(["legacy TLS"] if source.tls else []))


def listings(source: Source) -> list[str]:
    """The addresses that a walk over a source may begin with, all alternatives among them."""
    return [url for group in spider_for(source).ways() for url in group]


def legacy_hosts(source: Source) -> frozenset[str]:
    """Hosts that `tls = "legacy"` holds for: those of the source's listings and its `hosts`, with and without www.

    Not all that its spider may be led to: those can be another source's (DSEDT links to releases of the news bureau).
    """
    named = {address.strip_www(host) for host in (*map(address.host_of, listings(source)), *getattr(source.options, "hosts", ()))}
    return frozenset(host for host in spider_for(source).hosts() if address.strip_www(host) in named)


def _texts(field: str, value: Any) -> list[str]:
    """A value of a query's field as texts. Raises BadQuery for one that is neither a text nor a list of texts."""
    values = value if isinstance(value, list) else [value]
    for each in values:
        if not isinstance(each, str):
            raise BadQuery(field, str(each), "a text in quotes, or a list of them")
    return values


class _Reader:
    """Turns parsed TOML into a Config and knows on which line each key stands."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = text.splitlines()

    def config(self, tables: dict[str, Any], archive: Path | None, public: Path | None, replica: str | None) -> Config:
        self._check_keys("", tables, [*TABLES, "sources"])
        archive_table = self._table("archive", ArchiveTable, tables)
        feeds = self._table("feeds", FeedsTable, tables)
        net = self._table("network", NetworkTable, tables)
        schedule = self._table("schedule", ScheduleTable, tables)
        serve = self._serve(tables)
        self._check_zone(schedule.timezone)
        self._check_ranges(archive_table, feeds, net)
        sources, schedules, common = self._sources(tables.get("sources", {}), net, schedule)
        polling = {name: self._polling(name, table) for name, table in common.items()}
        folder = self._path.parent
        return Config(
            file=self._path,
            archive=archive or folder / archive_table.path,
            public=public or folder / feeds.public,
            feeds=feeds,
            network=self._network(net, replica, sources),
            contact=net.contact,
            timezone=schedule.timezone,
            schedules=schedules,
            sources=sources,
            polling=polling,
            policies={name: Public(table.public) for name, table in common.items()},
            custom=tuple(self._custom(feeds.custom, [source.name for source in sources])),
            terms={name: table.terms for name, table in common.items() if table.terms},
            revisits=net.revisits,
            site=self._table("site", SiteTable, tables),
            serve=serve,
            warnings=tuple(self._warnings(sources, polling)),
        )

    def _table(self, name: str, kind: type, tables: Mapping[str, Any]) -> Any:
        values = tables.get(name, {})
        if not isinstance(values, dict):
            raise self._error(name, "", f"[{name}] is a table")
        self._check_keys(name, values, [each.name for each in fields(kind)])
        return self._convert(name, values, kind)

    def _serve(self, tables: Mapping[str, Any]) -> ServeTable:
        values: ServeTable = self._table("serve", ServeTable, tables)
        if not 0 <= values.port <= 65535:
            raise self._error("serve", "port", "port must be from 0 to 65535")
        if values.sql not in SQL:
            raise self._error("serve", "sql", f"sql = {values.sql!r}{nearest(values.sql, SQL)}")
        return values

    def _convert(self, table: str, values: Mapping[str, Any], kind: type) -> Any:
        try:
            return msgspec.convert(values, kind, strict=True)
        except msgspec.ValidationError as error:
            if isinstance(error.__cause__, ValueError):
                # The kind's own word; it begins with the name of the fact that it is about.
                said = str(error.__cause__)
                raise self._error(table, said.split(" ")[0], said) from error
            key = re.search(r"`\$\.([\w-]+)", str(error))
            missing = re.search(r"required field `(\w+)`", str(error))
            what = f"{missing[1]} is missing" if missing else str(error).split(" - at")[0].lower().replace("`", "").replace(" | null", "")
            raise self._error(table, key[1] if key else "", what) from error

    def _check_keys(self, table: str, values: Mapping[str, Any], known: Iterable[str]) -> None:
        names = list(known)
        for key in values:
            if key not in names:
                raise self._error(table, key, f"unknown key {key!r}{nearest(key, names)}")

    def _custom(self, tables: Iterable[Mapping[str, Any]], sources: Sequence[str]) -> Iterator[CustomFeed]:
        """Each saved query that is published as a feed."""
        seen: set[str] = set()
        for values in tables:
            name, title = values.get("name", ""), values.get("title", "")
            if not isinstance(name, str) or not NAME.match(name) or name in seen:
                raise self._error("feeds.custom", "name", f"name {name!r}: one of its own for each, of small letters, digits and hyphens")
            seen.add(name)
            if not isinstance(title, str):
                raise self._error("feeds.custom", "title", f"{name}: title is a text")
            asked = [(key, value) for key, value in values.items() if key not in ("name", "title")]
            try:
                query = parse([(key, each) for key, value in asked for each in _texts(key, value)], sources=sources)
            except BadQuery as error:
                raise self._error("feeds.custom", error.field, f"{name}: {error}") from error
            yield CustomFeed(name, title or name, query)

    def _sources(
        self, tables: Any, net: NetworkTable, schedule: ScheduleTable
    ) -> tuple[tuple[Source, ...], dict[str, str], dict[str, SourceTable]]:
        """The sources, the schedules of those enabled, and the keys that all kinds have."""
        sources, schedules, tables_by_name = [], {}, {}
        if not isinstance(tables, dict):
            raise self._error("sources", "", "[sources.NAME] is a table per source")
        for name, values in tables.items():
            source, common = self._source(name, values, net)
            sources.append(source)
            tables_by_name[name] = common
            line = schedule.cron if common.cron is None else common.cron
            self._check_cron("schedule" if common.cron is None else f"sources.{name}", line)
            if source.enabled:
                schedules[name] = line
        return tuple(sources), schedules, tables_by_name

    def _polling(self, name: str, table: SourceTable) -> Polling:
        return Polling(*(self._interval(name, key, getattr(table, key)) for key in ("every", "window")))

    def _interval(self, name: str, key: str, value: str | None) -> timedelta | None:
        try:
            return None if value is None else interval(value)
        except ValueError as error:
            raise self._error(f"sources.{name}", key, f"{key} = {error}") from error

    def _source(self, name: str, values: Any, net: NetworkTable) -> tuple[Source, SourceTable]:
        table = f"sources.{name}"
        if not isinstance(values, dict):
            raise self._error(table, "", f"[{table}] is a table")
        if not NAME.match(name):
            raise self._error(table, "", f"source name {name!r}: small letters, digits and hyphens only")
        kind = values.get("kind")
        if kind not in kinds():
            what = "kind is missing" if kind is None else f"unknown kind {kind!r}"
            raise self._error(table, "kind", what + nearest(str(kind), kinds()))
        options = spider_class(kind).Options
        own = [each.name for each in fields(SourceTable)]
        facts = [each.name for each in fields(options)]
        self._check_keys(table, values, dict.fromkeys([*own, *facts, "redesigns"]))
        common = self._convert(table, {key: value for key, value in values.items() if key in own}, SourceTable)
        self._check_source(table, common)
        given = {key: value for key, value in values.items() if key in facts and key not in own}
        if common.languages:
            if "languages" not in facts:
                raise self._error(table, "languages", f"a {kind!r} source has no languages to choose; its facts: {', '.join(facts)}")
            # Sites write their labels in small letters: zh-hant.
            given["languages"] = tuple(lang.lower() for lang in common.languages)
        source = Source(
            name=name,
            kind=kind,
            title=common.label or name,
            options=self._convert(table, given, options),
            languages=common.languages,
            delay=net.delay if common.delay is None else common.delay,
            max_pages=common.max_pages,
            max_items=common.max_items,
            encoding=common.encoding,
            enabled=common.enabled,
            fetch_attachments=common.fetch_attachments,
            redesigns=self._redesigns(table, values.get("redesigns", []), given, options),
            tls=common.tls,
        )
        return source, common

    def _redesigns(self, table: str, tables: Any, given: Mapping[str, Any], options: type) -> tuple[tuple[date, object], ...]:
        """Each redesign of a site: the first day of its new form, and the facts with those that changed."""
        if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            raise self._error(table, "redesigns", f"[[{table}.redesigns]] is a table per redesign")
        found = []
        for changed in tables:
            self._check_keys(f"{table}.redesigns", changed, ["since", *(each.name for each in fields(options))])
            since = changed.get("since")
            if type(since) is not date:
                raise self._error(f"{table}.redesigns", "since", "since = the first day of the new form, as 2025-01-01")
            facts = {key: value for key, value in changed.items() if key != "since"}
            found.append((since, self._convert(f"{table}.redesigns", {**given, **facts}, options)))
        return tuple(found)

    def _check_source(self, table: str, values: SourceTable) -> None:
        for lang in values.languages:
            if lang not in LANGUAGES:
                raise self._error(table, "languages", f"unknown language {lang!r}{nearest(lang, LANGUAGES)}")
        for key in ("max_pages", "max_items"):
            if not 1 <= getattr(values, key) <= 1_000_000:
                raise self._error(table, key, f"{key} must be at least 1, and at most a million")
        if values.delay is not None and not 0 <= values.delay <= 3600:
            raise self._error(table, "delay", "delay must be from 0 to 3600 seconds")
        if values.encoding is not None and charset.resolve(values.encoding) is None:
            raise self._error(table, "encoding", f"unknown encoding {values.encoding!r}; write one like gb18030, big5 or utf-8")
        if values.public not in tuple(Public):
            raise self._error(table, "public", f"public = {values.public!r}{nearest(values.public, tuple(Public))}")
        if values.terms and not re.match(r"https?://[^/\s]+", values.terms):
            raise self._error(table, "terms", "terms is the address of the site's terms of use, as https://www.example.org/terms")
        if values.tls not in TLS:
            # There is no way to switch certificates off (FAULTS T20).
            raise self._error(table, "tls", f"tls = {values.tls!r}: only 'legacy' may stand here; certificates are verified in any case")

    def _check_ranges(self, archive: ArchiveTable, feeds: FeedsTable, net: NetworkTable) -> None:
        """Values that would be read but make no sense: a wait that never ends, a size that lets nothing in."""
        for key, value, low, high in (
            ("delay", net.delay, 0, 3600),
            ("timeout", net.timeout, 1, 600),
            ("max_megabytes", net.max_megabytes, 1, 1000),
            ("revisits", net.revisits, 0, 1_000_000),
        ):
            if not low <= value <= high:
                raise self._error("network", key, f"{key} must be from {low} to {high}")
        if not 1 <= feeds.window <= 1000:
            raise self._error("feeds", "window", "window must be from 1 to 1000 entries")
        if feeds.base_url and not re.match(r"https?://[^/\s]+/", feeds.base_url):
            raise self._error("feeds", "base_url", "base_url is an address with a slash at the end, as https://feeds.example.org/")
        if feeds.hub and not re.match(r"https?://[^/\s]+", feeds.hub):
            raise self._error("feeds", "hub", "hub is the address of a WebSub hub, as https://hub.example.org/")
        if feeds.hub and not feeds.base_url:
            raise self._error("feeds", "hub", "a hub can only be told of feeds with an address: set base_url, too")
        if not archive.path or not feeds.public or archive.path == feeds.public:
            raise self._error("archive", "path", "the archive and the public folder need a name each, and not the same")

    def _check_zone(self, name: str) -> None:
        try:
            ZoneInfo(name or "?")
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise self._error("schedule", "timezone", f"unknown time zone {name!r}; write one like Asia/Macau") from error

    def _check_cron(self, table: str, line: str) -> None:
        parts = line.split()
        if len(parts) != 5:
            raise self._error(table, "cron", f"cron line {line!r} needs five fields: minute hour day month weekday")
        if re.search(r"\d", parts[4]):
            # 0 is Sunday to cron and Monday to the scheduler (FAULTS D19).
            raise self._error(
                table, "cron", f"cron line {line!r}: write weekdays as names (mon, tue, ...), because programs number them differently"
            )

    def _warnings(self, sources: Iterable[Source], polling: Mapping[str, Polling]) -> Iterator[str]:
        for source in sources:
            table, rhythm = f"sources.{source.name}", polling[source.name]
            if rhythm.every and rhythm.window and rhythm.window < rhythm.every:
                gone = in_words(rhythm.window)
                yield self._said(table, "window", f"an item is gone after {gone}, before the next run that `every` allows")
            if source.tls and all(urlsplit(url).scheme == "http" for url in listings(source)):
                yield self._said(table, "tls", f"tls = {source.tls!r} changes nothing: the source is read over plain http")

    def _network(self, net: NetworkTable, replica: str | None, sources: Iterable[Source]) -> Network:
        chosen = net.replica if replica is None else replica
        agent = f"Ponte/{VERSION}" + (f" (+{net.contact})" if net.contact else "")
        if not agent.isascii() or not agent.isprintable():
            raise self._error("network", "contact", "contact goes into a request header: printable ASCII only")
        try:
            target = loopback_target(chosen) if chosen else None
        except NotAllowed as error:
            raise self._error("network", "replica" if replica is None else "", str(error)) from error
        return Network(
            user_agent=agent,
            replica=target,
            hosts=self._hosts(net.hosts),
            timeout=net.timeout,
            max_size=net.max_megabytes * 1024 * 1024,
            polite_replica=net.polite_replica,
            legacy_tls=frozenset().union(*(legacy_hosts(source) for source in sources if source.tls)),
        )

    def _hosts(self, hosts: Mapping[str, str]) -> dict[str, Target]:
        mapped = {}
        for host, target in hosts.items():
            try:
                mapped[host.lower()] = loopback_target(target)
            except NotAllowed as error:
                raise self._error("network.hosts", host, str(error)) from error
        return mapped

    def _error(self, table: str, key: str, what: str) -> ConfigError:
        return ConfigError(self._said(table, key, what))

    def _said(self, table: str, key: str, what: str) -> str:
        line = self._line(table, key)
        where = f"{self._path}, line {line}" if line else str(self._path)
        return f"{where}: {f'[{table}] ' if table else ''}{what}"

    def _line(self, table: str, key: str) -> int | None:
        """Where a key stands (or its table's header); found in the text, because tomllib keeps no positions."""
        current, header = "", None
        for number, line in enumerate(self._lines, 1):
            opened = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
            if opened:
                current = opened[1].replace('"', "")
                if current == table or (not table and current.split(".")[0] == key):
                    header = header or number
            elif key and current == table and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", line):
                return number
        return header
