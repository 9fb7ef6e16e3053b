"""config.toml as a validated value. An unknown key is an error that names the nearest known one and its line (FAULTS O01-O04).

    [archive]  path
    [feeds]    public, base_url, title, window
    [network]  contact, replica, timeout, max_megabytes, delay, polite_replica, hosts
    [schedule] timezone, cron
    [sources.NAME]  kind, label, languages, enabled, delay, max_pages, max_items, encoding, cron, and the facts of its kind

Paths are relative to the config file's folder. Times are in seconds.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from crawlers.model import LANGUAGES, Source
from crawlers.network import Network, NotAllowed, Target, loopback_target
from crawlers.spiders import kinds, spider_class
from monitor.errors import ConfigError

VERSION = "0.1.0"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}\Z")


@dataclass(frozen=True)
class ArchiveTable:
    path: str = "var/archive.db"


@dataclass(frozen=True)
class FeedsTable:
    public: str = "var/public"
    base_url: str = ""
    title: str = "Ponte"
    window: int = 50


@dataclass(frozen=True)
class NetworkTable:
    contact: str = ""
    replica: str = ""
    timeout: float = 30.0
    max_megabytes: int = 16
    delay: float = 3.0
    polite_replica: bool = False
    hosts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ScheduleTable:
    timezone: str = "Asia/Macau"
    cron: str = "17 */3 * * *"


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


@dataclass(frozen=True)
class Config:
    """A checked configuration. `schedules` are the cron lines of the enabled sources, by source name."""

    file: Path
    archive: Path
    public: Path
    feeds: FeedsTable
    network: Network
    contact: str
    timezone: str
    schedules: Mapping[str, str]
    sources: tuple[Source, ...]

    def source(self, name: str) -> Source:
        """The source of that name. Raises ConfigError that names the nearest one."""
        for source in self.sources:
            if source.name == name:
                return source
        raise ConfigError(f"there is no source {name!r} in {self.file}{nearest(name, [each.name for each in self.sources])}")


TABLES: dict[str, type] = {"archive": ArchiveTable, "feeds": FeedsTable, "network": NetworkTable, "schedule": ScheduleTable}


def load(path: Path, *, archive: Path | None = None, public: Path | None = None, replica: str | None = None) -> Config:
    """Read and check a config file; the keyword values, from the command line, stand over the file's. Raises ConfigError."""
    try:
        text = path.read_text(encoding="utf-8")
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
        self._check_zone(schedule.timezone)
        sources, schedules = self._sources(tables.get("sources", {}), net, schedule)
        folder = self._path.parent
        return Config(
            file=self._path,
            archive=archive or folder / archive_table.path,
            public=public or folder / feeds.public,
            feeds=feeds,
            network=self._network(net, replica),
            contact=net.contact,
            timezone=schedule.timezone,
            schedules=schedules,
            sources=sources,
        )

    def _table(self, name: str, kind: type, tables: Mapping[str, Any]) -> Any:
        values = tables.get(name, {})
        if not isinstance(values, dict):
            raise self._error(name, "", f"[{name}] is a table")
        self._check_keys(name, values, [each.name for each in fields(kind)])
        return self._convert(name, values, kind)

    def _convert(self, table: str, values: Mapping[str, Any], kind: type) -> Any:
        try:
            return msgspec.convert(values, kind, strict=True)
        except msgspec.ValidationError as error:
            key = re.search(r"`\$\.([\w-]+)", str(error))
            missing = re.search(r"required field `(\w+)`", str(error))
            what = f"{missing[1]} is missing" if missing else str(error).split(" - at")[0].lower().replace("`", "")
            raise self._error(table, key[1] if key else "", what) from error
        except ValueError as error:
            raise self._error(table, "", str(error)) from error

    def _check_keys(self, table: str, values: Mapping[str, Any], known: Iterable[str]) -> None:
        names = list(known)
        for key in values:
            if key not in names:
                raise self._error(table, key, f"unknown key {key!r}{nearest(key, names)}")

    def _sources(self, tables: Any, net: NetworkTable, schedule: ScheduleTable) -> tuple[tuple[Source, ...], dict[str, str]]:
        sources, schedules = [], {}
        if not isinstance(tables, dict):
            raise self._error("sources", "", "[sources.NAME] is a table per source")
        for name, values in tables.items():
            source, cron = self._source(name, values, net)
            sources.append(source)
            line = cron or schedule.cron
            self._check_cron(f"sources.{name}" if cron else "schedule", line)
            if source.enabled:
                schedules[name] = line
        return tuple(sources), schedules

    def _source(self, name: str, values: Any, net: NetworkTable) -> tuple[Source, str | None]:
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
        self._check_keys(table, values, dict.fromkeys([*own, *facts]))
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
        )
        return source, common.cron

    def _check_source(self, table: str, values: SourceTable) -> None:
        for lang in values.languages:
            if lang not in LANGUAGES:
                raise self._error(table, "languages", f"unknown language {lang!r}{nearest(lang, LANGUAGES)}")
        for key in ("max_pages", "max_items"):
            if getattr(values, key) < 1:
                raise self._error(table, key, f"{key} must be at least 1")
        if values.delay is not None and values.delay < 0:
            raise self._error(table, "delay", "delay must not be negative")

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

    def _network(self, net: NetworkTable, replica: str | None) -> Network:
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
        )

    def _hosts(self, hosts: Mapping[str, str]) -> dict[str, Target]:
        mapped = {}
        for host, address in hosts.items():
            try:
                mapped[host.lower()] = loopback_target(address)
            except NotAllowed as error:
                raise self._error("network.hosts", host, str(error)) from error
        return mapped

    def _error(self, table: str, key: str, what: str) -> ConfigError:
        line = self._line(table, key)
        where = f"{self._path}, line {line}" if line else str(self._path)
        return ConfigError(f"{where}: {f'[{table}] ' if table else ''}{what}")

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
