"""What a killed run is measured by: the archive and the feeds that the same days leave when nobody is killed.

    prepared home -> run, killed -> whole? -> run -> the same as the reference: nothing lost, nothing doubled

Every comparison is of multisets of rows. Story ids are told by the releases that belong to the story, since which source of a run ends
first, and so founds a story, is left to the network.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import feedparser
from clocked import Clocked, Ended
from conftest import Home, news
from filelock import FileLock
from storage_values import flaws

from demo.content import Content, load
from demo.replica import Replica
from storage.archive import Archive

CONFIG = """\
[archive]
path = "archive.db"

[feeds]
public = "public"

[sources.gcs]
kind = "gcs"

[sources.jiangmen]
kind = "trs"

[site]
publish = false
"""
# What the two sites publish in the small world: one release is edited on day 2, one gone, some new; of both sites, in all languages.
SMALL = (
    "cplpex-mozambique-2025",
    "job-notice-2026",
    "fdct-fct-2026",
    "ciie-2023",
    "macao-hengqin-roadshow-2026",
    "jiangmen-docking-2021",
    "jiangmen-tangerine-2026",
)

# What changes files. Some go by another name on other machines.
WRITING = (
    "pwrite64",
    "write",
    "writev",
    "fsync",
    "fdatasync",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "ftruncate",
    "fallocate",
)
WRITING += ("mkdir", "mkdirat", "chmod", "fchmod", "fchmodat")

# Rows by table, without times, run numbers and whatever else two honest runs of one day may differ in: the next run looks at young releases
# a second time, on their own pages, and what it learns there beyond the listing is a revision by the extractor, which nobody is told of.
ROWS = {
    "release": "SELECT id, native, source, site, lang, url, status, text_key, published FROM releases",
    "revision": """SELECT r.id, row_number() OVER (PARTITION BY release ORDER BY number), v.kind, v.significance, v.cause, v.digest,
                   v.title, v.body, v.receipt IS NULL
                   FROM revisions v JOIN releases r ON r.rid = v.release WHERE v.cause <> 'extractor'""",
    "said twice": """SELECT r.id, v.number FROM revisions v JOIN revisions w ON w.release = v.release AND w.number = v.number - 1
                     JOIN releases r ON r.rid = v.release WHERE w.digest = v.digest AND w.kind = v.kind""",
    "gone": "SELECT id, gone_count, gone_since IS NULL FROM releases WHERE gone_count > 0",
    # The bureau's links end in a counter of its own, another one at each request.
    "alias": "SELECT a.address, r.id FROM aliases a JOIN releases r ON r.rid = a.release WHERE a.address NOT GLOB '*[?][0-9]*'",
    "finding": "SELECT r.id, f.finding FROM findings f JOIN releases r ON r.rid = f.release",
    "validator": "SELECT url, etag, last_modified, reader, next FROM validators",
    "attachment": "SELECT DISTINCT url, sha256 FROM receipts WHERE url LIKE '%.pdf'",
    "doubt": "SELECT r.id, d.digest, d.reason, d.times FROM doubts d JOIN releases r ON r.rid = d.release",
    "walk": "SELECT source, start, kind, next, since FROM walks",
    "health": "SELECT source, state FROM health",
}
MEMBERS = "SELECT story_id, group_concat(id) FROM (SELECT story_id, id FROM releases ORDER BY id) GROUP BY story_id"
# The same, each row's first column a story.
OF_STORIES = {
    "story": "SELECT id FROM stories",
    "key": "SELECT story_id, key FROM story_keys",
    "announcement": """SELECT a.story_id, r.id, a.title, a.lang, a.strength, a.scope, a.instrument, a.event_start, a.finding
                       FROM announcements a JOIN releases r ON r.rid = a.release""",
    "evidence": """SELECT a.story_id, e.field, e.value, r.id, e.part, e.start, e.quote
                   FROM evidence_spans e JOIN announcements a ON a.id = e.announcement_id JOIN releases r ON r.rid = e.release""",
    "entry": "SELECT story_id, strength, initial, published, earlier IS NULL FROM entries",
}


def small_world() -> Content:
    """A dozen releases: a run over them makes a tenth of the calls of a run over all."""
    return Content(tuple(text for text in load().texts if text.story in SMALL))


Contents = dict[str, Counter[tuple[Any, ...]]]


def contents(archive: Path) -> Contents:
    """All that an archive holds, by table."""
    with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as connection:
        members = dict(connection.execute(MEMBERS).fetchall())
        found = {name: Counter(connection.execute(sql).fetchall()) for name, sql in ROWS.items()}
        for name, sql in OF_STORIES.items():
            found[name] = Counter((members.get(story), *rest) for story, *rest in connection.execute(sql))
    return found


# A reference does not change any more.
expected_contents = lru_cache(maxsize=None)(contents)


@dataclass
class Tally:
    """What many kills came to."""

    kills: int = 0
    lost: int = 0
    doubled: int = 0
    wrong: list[str] = field(default_factory=list)

    def compare(self, what: str, got: Contents, reference: Contents) -> None:
        for table, rows in reference.items():
            lost, doubled = rows - got[table], got[table] - rows
            self.lost += lost.total()
            self.doubled += doubled.total()
            for word, different in (("lost", lost), ("doubled", doubled)):
                self.wrong += [f"{what}: {table} {word}: {str(row)[:200]}" for row in different]

    def expect(self, what: str, holds: bool, problem: str) -> None:
        if not holds:
            self.wrong.append(f"{what}: {problem}")


@dataclass(frozen=True)
class Scene:
    """One run that is to be killed: on which day, with which home before it (none: the very first run), the home it leaves when nobody
    kills it, and the one that a further run leaves: a run killed while it published had read and recorded everything."""

    name: str
    day: int
    now: datetime
    before: Path | None
    after: Path
    again: Path
    files: frozenset[str]


@dataclass
class Stage:
    """The replica, the forking process, and the scenes with the time that each takes and the calls that were counted in it."""

    folder: Path
    replica: Replica
    clocked: Clocked
    scenes: dict[str, Scene] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    counted: dict[str, Counter[str]] = field(default_factory=dict)
    number: int = 0

    def words(self, home: Home, address: str | None = None) -> list[str]:
        return ["--config", str(home.config), "--replica", address or self.replica.address, "--json", "--quiet", "run"]

    def home(self, before: Path | None) -> Home:
        """A new home: a copy of another one, or an empty one."""
        self.number += 1
        folder = self.folder / f"home{self.number}"
        if before is None:
            folder.mkdir()
            (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
        else:
            shutil.copytree(before, folder)
        return Home(folder)

    def traced(self, scene: Scene, home: Home, *options: str) -> Ended:
        """The scene's run under strace. Raises NoTracing where this machine does not let us."""
        self.replica.set_day(scene.day)
        pid = self.clocked.begin(self.words(home), scene.now, held=True)
        command = ["strace", "-f", "-o", str(self.folder / "trace"), *options, "-p", str(pid)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
            assert tracer.stderr is not None
            said = tracer.stderr.readline()
            if "attached" not in said:
                self.clocked.kill()
            else:
                os.kill(pid, signal.SIGCONT)
            ended = self.clocked.end()
        if "attached" not in said:
            raise NoTracing(said)
        return ended

    def calls(self, scene: Scene) -> Counter[str]:
        """How many calls of each kind that changes files the scene's run makes. Raises NoTracing."""
        if scene.name in self.counted:
            return self.counted[scene.name]
        ended = self.traced(scene, self.home(scene.before), "-e", f"trace={','.join('?' + name for name in WRITING)}")
        assert ended.code == 0, ended.err
        lines = (self.folder / "trace").read_text(encoding="utf-8", errors="replace").splitlines()
        names = (line.split(None, 1)[1].partition("(")[0] for line in lines if "resumed>" not in line)
        self.counted[scene.name] = Counter(name for name in names if name in WRITING)
        return self.counted[scene.name]

    def now(self, day: int) -> datetime:
        """The replica's own clock, Macao time, on that day."""
        return (self.replica.content.clock(day) - timedelta(hours=8)).replace(tzinfo=UTC)

    def prepare(self, name: str, day: int, before: Path | None) -> Scene:
        """Play a day without a kill, and once more."""
        self.replica.set_day(day)
        once = self.home(before)
        first = self.clocked.run(self.words(once), self.now(day))
        files = paths(once.folder)
        twice = self.home(once.folder)
        second = self.clocked.run(self.words(twice), self.now(day))
        assert (first.code, second.code) == (0, 0), first.out + first.err + second.out + second.err
        self.scenes[name] = Scene(name, day, self.now(day), before, once.folder, twice.folder, files)
        self.seconds[name] = first.seconds
        return self.scenes[name]


class NoTracing(Exception):
    """This machine has no strace, or does not let it look at other processes."""


# ---- what must hold --------------------------------------------------------------------------------------------------


def whole_after_a_kill(tally: Tally, what: str, home: Home, scene: Scene, scratch: Path) -> Path:
    """At the moment of the kill: every feed is whole, no old one is missing, the archive is sound and can be read, the lock is free.

    A copy is looked at, so that the next run meets what the kill left. Returns the home that the next run has to come to."""
    copy = scratch / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(home.folder, copy)
    files = Home(copy).feeds() if home.public.exists() else {}
    if scene.before is not None:
        missing = set(Home(scene.before).feeds()) - set(files)
        tally.expect(what, not missing, f"feeds missing after the kill: {sorted(missing)}")
    for name, problem in unreadable(files):
        tally.expect(what, False, f"after the kill: {name}: {problem}")
    if (copy / "archive.db").exists():
        with Archive.open_reader(copy / "archive.db") as reader:
            reader.generation()
        tally.expect(what, integrity(copy / "archive.db") == ["ok"], "integrity_check after the kill")
    else:
        tally.expect(what, scene.before is None, "the archive is gone")
    with FileLock(f"{home.archive}.lock", timeout=0):
        pass
    before = finished_runs(scene.before / "archive.db") if scene.before else 0
    return scene.again if finished_runs(copy / "archive.db") > before else scene.after


def finished_runs(archive: Path) -> int:
    if not archive.exists():
        return 0
    with closing(sqlite3.connect(archive)) as connection:
        return int(connection.execute("SELECT count(*) FROM runs WHERE finished_at IS NOT NULL").fetchone()[0])


def published_without_a_network(tally: Tally, what: str, stage: Stage, home: Home, scene: Scene) -> None:
    """Where all was recorded and the feeds were not, the next run makes them good before it asks anything (FAULTS W03)."""
    with dead_port() as nobody:
        ended = stage.clocked.run(stage.words(home, nobody), scene.now)
    tally.expect(what, ended.code == 3, f"a run without a network ended with {ended.code}: {ended.err[-500:]}")
    expected, files = news(Home(scene.after).feeds()), news(home.feeds())
    different = sorted(name for name in files.keys() | expected.keys() if files.get(name) != expected.get(name))
    tally.expect(what, not different, f"feeds not made good before anything was asked: {different}")


@contextmanager
def dead_port() -> Iterator[str]:
    """An address of this machine at which nobody listens, nor can begin to."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


def settled(tally: Tally, what: str, home: Home, scene: Scene, reference: Path, ended: Ended, *, same_time: bool) -> None:
    """After the next run: nothing lost, nothing doubled, the archive sound, the feeds those of the reference, nothing left lying about."""
    tally.expect(what, ended.code == 0, f"the next run ended with {ended.code}: {ended.err[-500:]}")
    left = paths(home.folder)  # before this reads the archive, which makes files beside it
    tally.expect(what, left == scene.files, f"files left or missing: {sorted(left ^ scene.files)}")
    tally.compare(what, contents(home.archive), expected_contents(reference / "archive.db"))
    tally.expect(what, integrity(home.archive) == ["ok"], "integrity_check")
    for problem in flaws(home.archive):
        tally.expect(what, False, problem)
    files, expected = home.feeds(), Home(reference).feeds()
    tally.expect(what, set(files) == set(expected), f"other feeds: {sorted(set(files) ^ set(expected))}")
    for name, problem in unreadable(files):
        tally.expect(what, False, f"{name}: {problem}")
    # A run without a network was an incident of every source, and the next one their recovery.
    for name in sorted(set(files) & set(expected if reference == scene.after else news(expected))):
        equal = files[name] == expected[name] if same_time else said(name, files[name]) == said(name, expected[name])
        tally.expect(what, equal, f"{name} differs from the reference")


def paths(folder: Path) -> frozenset[str]:
    return frozenset(str(path.relative_to(folder)) for path in folder.rglob("*"))


def integrity(archive: Path) -> list[str]:
    """What SQLite says of the file, and of what refers to nothing."""
    with closing(sqlite3.connect(archive)) as connection:
        found = [line for (line,) in connection.execute("PRAGMA integrity_check")]
        return found + [f"{table} {row}: {parent}" for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check")]


def unreadable(files: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Feeds that a reader would refuse, with the reason."""
    for name, content in files.items():
        if problem := refused(name.rpartition(".")[2], content):
            yield name, problem


@lru_cache(maxsize=4096)
def refused(ending: str, content: bytes) -> str:
    """Why a reader would refuse this file; empty where it would not. Kept, since most files are the same after most kills."""
    if ending == "json":
        try:
            return "" if json.loads(content).get("version", "").startswith("https://jsonfeed.org/version/1") else "no JSON Feed"
        except ValueError as error:
            return str(error)
    if ending == "opml":
        return "" if content.rstrip().endswith(b"</opml>") else "cut off"
    return parsed(content)[0]


def said(name: str, content: bytes) -> object:
    """What a feed says, whenever it was said: ids and titles of its entries."""
    if name.endswith(".json"):
        # A revision is dated by the hour at which it was seen.
        dated = not name.startswith("revisions.")
        items = json.loads(content)["items"]
        return sorted((item["id"], item["url"], item["title"], item.get("date_published") if dated else None) for item in items)
    if name.endswith(".opml"):
        return content
    return parsed(content)[1]


@lru_cache(maxsize=4096)
def parsed(content: bytes) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    """Why feedparser takes offence at a feed, empty where it does not; its entries as (id, title, address)."""
    found = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    problem = str(found.bozo_exception) if found.bozo else "" if found.get("version") else "no feed"
    return problem, tuple(sorted((entry.id, entry.title, entry.link) for entry in found.entries))
