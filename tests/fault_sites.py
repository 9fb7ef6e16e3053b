"""Small sites, and whole runs over them, for the tests of faulty days: releases that differ in their words, many sources in one archive.

tests/test_fault_days.py, test_fault_changes.py and test_changes.py use it; they start their runs through tests/clocked.py, at a given time.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import feedparser
from clocked import Clocked
from conftest import Home

from tests.faultserver import Behaviour, FaultServer, Seen, Site, Step, answer, compose, html

HTML = "Content-Type: text/html; charset=utf-8"
NO_ROBOTS = answer("404 Not Found", b"no")
NUMBERS = (1, 2, 3, 4)
FIRST = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)

Row = dict[str, Any]

_WORDS = (  # noqa: SIM905
    "harbour bridge tourism customs university museum river island market factory school garden ferry airport museum finance medicine "
    "language culture science research training exhibition delegation committee programme investment technology logistics agriculture "
    "fishery energy transport festival music theatre library hospital insurance banking patent standard laboratory engineering design"
).split()


@cache
def words(seed: str, paragraphs: int = 3) -> tuple[str, ...]:
    """Paragraphs that are this seed's own; the first one announces an agreement, so that it is published."""
    chosen = random.Random(seed)
    first = f"Macao and Portugal signed a memorandum of understanding on the {' '.join(chosen.sample(_WORDS, 3))} on Monday in Lisbon."
    rest = [
        " ".join(
            f"The {chosen.choice(_WORDS)} of the {chosen.choice(_WORDS)} was shown to the {chosen.choice(_WORDS)} {_}."
            for _ in ("first", "then")
        )
        for _ in range(paragraphs - 1)
    ]
    return (first, *rest)


def title(seed: str) -> str:
    return f"Macao and Portugal sign a memorandum on the {' '.join(random.Random(seed).sample(_WORDS, 2))}"


def page(
    seed: str,
    *,
    heading: str | None = None,
    text: Sequence[str] | None = None,
    day: str | None = "2026-11-14",
    around: str = "",
    head: str = "",
    inside: str = "",
) -> bytes:
    """A release's page. `around` stands outside its text, `inside` is a further paragraph of it."""
    paragraphs = [*(words(seed) if text is None else text), *([inside] if inside else [])]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    date = f'<p class="when">{day}</p>' if day else ""
    return (
        f"<html><head><title>{heading or title(seed)}</title>{head}</head><body><div class=menu><a href=/>Home</a></div>"
        f"<h1>{heading or title(seed)}</h1>{date}<div class=text>{body}</div>{around}<div class=foot>Contact</div></body></html>"
    ).encode()


def redesigned(seed: str, *, day: str = "2026-11-14") -> bytes:
    """The same words in another template: no class, element or order of the old one is left."""
    body = "".join(f"<section><span>{paragraph}</span></section>" for paragraph in words(seed))
    return (
        f"<!doctype html><html lang=en><head><title>{title(seed)} | New portal</title></head><body><header><nav><a href=/>Start</a>"
        f'</nav></header><main><article><h2 class=hero>{title(seed)}</h2><time datetime="{day}">14 November</time>{body}</article></main>'
        "<footer>New portal</footer></body></html>"
    ).encode()


def release(seed: str, *headers: str, **facts: object) -> Behaviour:
    return answer("200 OK", page(seed, **facts), HTML, *headers)  # type: ignore[arg-type]


def listing(host: str, numbers: Iterable[int] = NUMBERS, *, more: str = "", path: str = "/news/", head: str = "") -> Behaviour:
    return html(listed(host, numbers, more=more, path=path, head=head))


def listed(host: str, numbers: Iterable[int] = NUMBERS, *, more: str = "", path: str = "/news/", head: str = "") -> str:
    links = "".join(f'<li><a href="{path}{number}">{title(f"{host}{number}")}</a></li>' for number in numbers)
    return f"<html><head>{head}</head><body><h2>News</h2><ul>{links}</ul>{more}</body></html>"


def site(host: str, numbers: Sequence[int] = NUMBERS, **other: Behaviour) -> Site:
    """A sound site of these releases; `other` replaces paths: `_2` is /news/2, `robots`, `list`."""
    paths = {"robots": "/robots.txt", "list": "/"}
    sound: Site = {"/": listing(host, numbers), **{f"/news/{number}": release(f"{host}{number}") for number in numbers}}
    return sound | {paths.get(name, f"/news{name.replace('_', '/')}"): behaviour for name, behaviour in other.items()}


def releases(host: str, behaviour: Behaviour, numbers: Iterable[int] = NUMBERS) -> Site:
    """A site whose listing is sound and whose releases all behave so."""
    return site(host) | {f"/news/{number}": behaviour for number in numbers}


def everything(behaviour: Behaviour) -> Site:
    """A site that behaves so wherever it is asked, but for robots.txt."""
    return {"/robots.txt": NO_ROBOTS, "*": behaviour}


def conditional(etag: str, body: bytes, *headers: str) -> Behaviour:
    """A page with an ETag, and 304 to who has that one."""

    def behaviour(seen: Seen) -> Iterable[Step]:
        same = seen.headers.get("if-none-match") == etag.encode("latin-1")
        yield b"HTTP/1.1 304 Not Modified\r\n\r\n" if same else compose("200 OK", body, HTML, f"ETag: {etag}", *headers)

    return behaviour


def feed(host: str, items: str) -> Behaviour:
    document = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{host}</title><link>http://{host}/</link>{items}</channel></rss>'
    return answer("200 OK", document.encode(), "Content-Type: application/rss+xml; charset=utf-8")


def item(seed: str, link: str, *, guid: str = "", heading: str = "", text: Sequence[str] | None = None, day: str = "14") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in (text or words(seed)))
    named = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    return (
        f"<item><title>{heading or title(seed)}</title>{f'<link>{link}</link>' if link else ''}{named}"
        f"<pubDate>Sat, {day} Nov 2026 09:00:00 +0800</pubDate><description><![CDATA[{body}]]></description></item>"
    )


# ---- whole runs ---------------------------------------------------------------------------------------------------------------


def table(name: str, host: str, *facts: str) -> str:
    kind = facts or ('kind = "listing"', f'start = ["http://{host}/"]', "release = '/news/(?P<key>[0-9]+)'", *SELECTORS)
    return f"[sources.{name}]\n" + "\n".join(kind) + "\n"


SELECTORS = ('title = "h1"', 'body = "div.text"', 'date = "p.when"')


@dataclass
class Days:
    """The runs of one archive, with the state of it after each."""

    home: Home
    server: FaultServer
    process: Clocked
    tables: dict[str, str] = field(default_factory=dict)
    now: datetime = FIRST
    reports: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    feeds: dict[str, dict[str, bytes]] = field(default_factory=dict)
    stored: dict[str, dict[str, list[Row]]] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    moments: dict[str, datetime] = field(default_factory=dict)
    begun: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, day: Site, *facts: str, hosts: Iterable[str] = ()) -> None:
        """A source `name` on the host `name`.test."""
        self.server.sites[f"{name}.test"] = {"/robots.txt": NO_ROBOTS, **day}
        for each in hosts:
            self.server.sites.setdefault(each, {})
        self.tables[name] = table(name, f"{name}.test", *facts)

    def set(self, name: str, **paths: Behaviour) -> None:
        self.server.sites[f"{name}.test"].update(paths)

    def run(self, day: str, *options: str, after: timedelta = DAY) -> dict[str, dict[str, Any]]:
        """A run, so long after the one before; its report by source is kept under the day's name."""
        self.now += after
        mapped = "\n".join(f'"{host}" = "127.0.0.1:{self.server.port}"' for host in self.server.sites)
        network = f"[network]\ndelay = 0.0\ntimeout = 20.0\nmax_megabytes = 2\n\n[network.hosts]\n{mapped}\n"
        paths = '[archive]\npath = "archive.db"\n\n[feeds]\npublic = "public"\nbase_url = "https://ponte.test/"\n\n'
        # What the site makes of texts is looked at in tests/test_site.py; here it would cost more than all else.
        paths += "[site]\npublish = false\n\n"
        self.home.config.write_text(paths + network + "\n".join(self.tables.values()), encoding="utf-8")
        self.moments[day], self.begun[day] = self.now, len(self.server.seen)
        ended = self.process.run(["--config", str(self.home.config), "--json", "--quiet", "run", *options], self.now)
        assert ended.out, ended.err
        assert "Traceback" not in ended.err, ended.err
        self.codes[day] = ended.code
        self.reports[day] = ended.report()
        self.feeds[day] = self.home.feeds()
        self.stored[day] = {name: list(rows) for name, rows in self._rows().items()}
        return self.reports[day]

    def _rows(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {name: [] for name in self.tables}
        for row in self.sql("SELECT r.* FROM release r ORDER BY r.id"):
            found.setdefault(row["source"], []).append(row)
        return found

    def sql(self, query: str, *values: object) -> list[Row]:
        with sqlite3.connect(f"file:{self.home.archive}?mode=ro", uri=True) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, values)]

    def write(self, query: str, *values: object) -> None:
        with sqlite3.connect(self.home.archive) as connection:
            connection.execute(query, values)

    def revisions(self, source: str) -> list[Row]:
        query = "SELECT v.* FROM revision v JOIN release r ON r.id = v.release_id WHERE r.source = ? ORDER BY release_id, number"
        return self.sql(query, source)

    def own_feeds(self, day: str, source: str) -> dict[str, bytes]:
        return {name: document for name, document in self.feeds[day].items() if name.startswith(f"source/{source}.")}

    def entries(self, day: str, source: str) -> list[Any]:
        """A source's entries as a reader sees them."""
        return list(feedparser.parse(self.feeds[day][f"source/{source}.atom"]).entries)

    def requests(self, source: str) -> dict[str, list[tuple[str, Seen]]]:
        """What a source's host was asked on each day, in order."""
        ends = [*self.begun.values(), len(self.server.seen)]
        return {
            day: [(each.path, each) for each in self.server.seen[start : ends[number + 1]] if each.host == f"{source}.test"]
            for number, (day, start) in enumerate(self.begun.items())
        }

    def asked(self, source: str, path: str) -> list[Seen]:
        return self.server.asked(f"{source}.test", path)


def without_last_seen(rows: list[Row]) -> list[Row]:
    return [{name: value for name, value in row.items() if name != "last_seen"} for row in rows]
