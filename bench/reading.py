"""`reading`: what it costs to read: feeds, site, the live server, search and exports, in archives of many years.

    python -m bench.reading feed --db archive.db                       a live feed in three formats
    python -m bench.reading add --config config.toml --items 10        so many new announcements, recorded as a run records them
    python -m bench.reading skip-stories --config config.toml          the site's mark, as if the pages of all stories stood
    python -m bench.reading publish --config config.toml               what a run publishes at its end
    python -m bench.reading write --config config.toml --seconds 20    runs that bring news, one after another
    python -m bench.reading load --at http://127.0.0.1:1/ --seconds 20 readers who ask for the front page and search
    python -m bench.reading search --db archive.db                     the times of searches, the size of the index, what it finds

Each prints JSON and is a program of its own. Archives come from bench/archives.py; where PONTE_BENCH_ARCHIVES names a folder they are kept
there from one benchmark to the next.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from bench import acts
from bench.figures import Figure
from bench.growth import label
from bench.measure import Cost, environment, must, run, tail
from bench.sites import ROOT
from bench.stages import PONTE
from crawlers.language import script_fold

if TYPE_CHECKING:
    from crawlers.model import Release
    from monitor.config import Config
    from storage.archive import Archive
    from storage.reading import Reader

# The bounds (docs/performance.md).
FEED_MILLISECONDS = 30.0
REBUILT_SECONDS = 10.0
FLAT = 1.2
NEW_SECONDS = 1.0
NEW_MEMORY = 150.0
SERVED_MILLISECONDS = 50.0
NEWEST_MILLISECONDS = 10.0
RANKED_MILLISECONDS = 150.0
INDEX = 0.75
RECALL = 1.0
EXPORT_SECONDS = 10.0
EXPORT_MEMORY = 300.0

ENTRIES = 100
NEW = 10
READERS = 8
SECONDS = 20.0
SOAK_SECONDS = 600.0
TERMS = 200
SCANNED = 50_000
# What a reader who reads leaves between two questions, at the least.
CALM = 0.2
# A run's transaction, and the pause after it: hosts are asked one page at a time.
AT_ONCE = 10
PAUSE = 0.5
# Numbers of acts that no archive and no other stage has.
NEW_ACTS = 5_000_000_000

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured: announcements of the small and the large archive that are published, and of the one whose site is published
    whole; releases behind the server, those exported, those searched; rounds of ten new announcements."""

    published: tuple[int, int] = (10_000, 100_000)
    site: int = 1_000
    served: int = 200_000
    exported: int = 100_000
    searched: int = 1_000_000
    rounds: int = 5


QUICK = Sizes((40, 120), 20, 300, 300, 300, 1)


def reading(sizes: Sizes, work: Path, *, judged: bool, seconds: float, say: Callable[[str], None]) -> list[Figure]:
    """Measure all of it and say whether the bounds hold. Raises CommandFailed."""
    folder = work / "reading"
    folder.mkdir()
    bench = Bench(folder, judged, say)
    made = [*_published(bench, sizes), *_first_site(bench, sizes)]
    made += _served(bench, sizes, seconds)
    made += _searched(bench, _grown(work, sizes.searched) or bench.archive(sizes.searched), sizes.searched)
    return [*made, *_exported(bench, sizes.exported)]


def default_seconds(*, soak: bool, quick: bool) -> float:
    """How long the server is asked."""
    return SOAK_SECONDS if soak or "PONTE_SOAK" in os.environ else 2.0 if quick else SECONDS


@dataclass(slots=True)
class Bench:
    """One benchmark under way: its folder, and whether its figures are judged."""

    folder: Path
    judged: bool
    say: Callable[[str], None]
    _made: dict[str, Path] = field(default_factory=dict)

    def figure(
        self, name: str, value: float, unit: str = "", bound: float | None = None, note: str = "", *, at_least: bool = False
    ) -> Figure:
        return Figure("reading", name, value, unit, bound, note, self.judged, at_least)

    def archive(self, releases: int, *, announcing: bool = False) -> Path:
        """An archive built by bulk; not to be written to."""
        name = f"reading-{releases}{'-announcing' if announcing else ''}.db"
        kept = os.environ.get("PONTE_BENCH_ARCHIVES")
        path = (Path(kept) if kept else self.folder) / name
        if not path.exists():
            begin = time.perf_counter()
            draft = path.with_suffix(".draft")
            draft.unlink(missing_ok=True)
            more = ["--announcing"] if announcing else []
            must([sys.executable, "-m", "bench.archives", "--releases", str(releases), "--db", str(draft), *more], folder=ROOT)
            draft.rename(path)
            self.say(f"reading: {name}, {path.stat().st_size / 1e6:,.0f} MB in {time.perf_counter() - begin:.0f} s")
        return path

    def home(self, name: str, archive: Path, *, site: bool) -> Path:
        """A folder with a copy of an archive and a config; returns the config."""
        home = self.folder / name
        home.mkdir()
        shutil.copyfile(archive, home / "archive.db")
        return configured(home, site=site)

    def ask(self, *arguments: object) -> Told:
        """What a program of this module says."""
        told: Told = json.loads(must([sys.executable, "-m", "bench.reading", *map(str, arguments)], folder=ROOT))
        return told

    def ponte(self, config: Path, *arguments: str) -> Cost:
        """A measured `ponte`. Raises CommandFailed where it ends badly."""
        return self.measured(config.parent, (*PONTE, "--config", str(config), *arguments))

    def measured(self, folder: Path, command: Sequence[str]) -> Cost:
        from bench.measure import CommandFailed

        log = folder / "out.log"
        cost = run(command, folder=folder, log=log, extra={"PYTHONPATH": str(ROOT)})
        if cost.code:
            raise CommandFailed(f"{' '.join(command[1:])} ended with {cost.code}: {tail(log)}")
        return cost


def configured(home: Path, *, site: bool) -> Path:
    """A config of the demonstration's sources in this folder."""
    from demo.config import CONFIG

    head = '[archive]\npath = "archive.db"\n[feeds]\npublic = "public"\nbase_url = "https://news.example/"\n'
    tables = (f'[sources.{name}]\nkind = "{source["kind"]}"\n' for name, source in tomllib.loads(CONFIG)["sources"].items())
    path = home / "config.toml"
    path.write_text(f"{head}[site]\npublish = {str(site).lower()}\n" + "".join(tables), encoding="utf-8")
    return path


# ---- feeds and site ----------------------------------------------------------------------------------------------------


def _published(bench: Bench, sizes: Sizes) -> Iterator[Figure]:
    small, large = sizes.published
    archive = bench.archive(3 * large, announcing=True)
    fed = bench.ask("feed", "--db", archive)
    note = f"the query {fed['query']:.1f} ms; {fed['entries']} entries, {fed['bytes'] / 1000:.0f} kB"
    yield bench.figure("a live feed in three formats, CPU", fed["made"], " ms", FEED_MILLISECONDS, note)
    costs = []
    for size in (small, large):
        config = bench.home(f"announcing-{size}", bench.archive(3 * size, announcing=True), site=False)
        costs.append(bench.ponte(config, "publish"))
        bench.say(f"reading: first feeds of {size:,} announcements, {costs[-1].cpu:.1f} s, {costs[-1].memory:.0f} MB")
    over = f"{label(large)} over {label(small)}"
    note = f"{costs[1].memory:.0f} MB"
    yield bench.figure(f"archive pages, peak memory, {over}", costs[1].memory / costs[0].memory, "", FLAT, note)
    yield bench.figure(f"first feeds of {label(large)} announcements, CPU", costs[1].cpu, " s", note=f"wall {costs[1].wall:.0f} s")
    shutil.rmtree(config.parent / "public")
    again = bench.ponte(config, "publish")
    note = f"wall {again.wall:.1f} s, {again.memory:.0f} MB"
    yield bench.figure(f"all feeds of {label(large)} announcements rebuilt, CPU", again.cpu, " s", REBUILT_SECONDS, note)
    yield from _incremental(bench, configured(config.parent, site=True), sizes.rounds)
    shutil.rmtree(config.parent)


def _incremental(bench: Bench, config: Path, rounds: int) -> Iterator[Figure]:
    bench.ask("skip-stories", "--config", config)
    bench.ask("publish", "--config", config)
    cpu, memory, told = [], [], Told()
    for number in range(rounds):
        bench.ask("add", "--config", config, "--items", NEW, "--round", number)
        cost = bench.measured(config.parent, (sys.executable, "-m", "bench.reading", "publish", "--config", str(config)))
        told = json.loads(tail(config.parent / "out.log", 1))
        cpu.append(told["cpu"])
        memory.append(cost.memory)
        bench.say(f"reading: {NEW} new announcements published, {told['cpu']:.2f} s (feeds {told['feeds']:.2f}), {told['written']} files")
    note = f"{min(cpu):.2f} to {max(cpu):.2f}; feeds alone {told['feeds']:.2f}; {told['written']} files"
    yield bench.figure(f"feeds and site after {NEW} new, CPU", median(cpu), " s", NEW_SECONDS, note)
    yield bench.figure("the same, peak memory", max(memory), " MB", NEW_MEMORY)


def _first_site(bench: Bench, sizes: Sizes) -> Iterator[Figure]:
    config = bench.home("site", bench.archive(3 * sizes.site, announcing=True), site=True)
    cost = bench.ponte(config, "publish")
    files = sum(1 for path in (config.parent / "public").rglob("*") if path.is_file())
    note = f"wall {cost.wall:.0f} s, {cost.memory:.0f} MB, {files:,} files"
    yield bench.figure(f"first feeds and site, CPU for {sizes.site:,} announcements", cost.cpu, " s", note=note)
    shutil.rmtree(config.parent)


def feed(path: Path) -> Told:
    """Milliseconds of CPU for a live feed of ENTRIES entries: its query, and making it in three formats; the median of ten."""
    from feeds.build import Entries, build_feed
    from feeds.model import FeedSettings
    from feeds.publish import renderers
    from monitor.announcements.naming import name_in
    from storage.archive import Archive
    from storage.model import Query

    settings = FeedSettings(base_url="https://news.example/", title="Ponte", window=ENTRIES)
    formats = renderers().values()
    asked, made, documents = [], [], list[bytes]()
    with Archive.open_reader(path) as reader:
        for _ in range(11):
            begin = time.process_time()
            rows = reader.entries(Query(), ENTRIES)
            middle = time.process_time()
            entries = Entries(name_in).of(rows, None)
            whole = build_feed("announcements", ("Ponte", "All"), None, settings, entries)
            documents = [render(whole) for render in formats]
            asked.append(middle - begin)
            made.append(time.process_time() - middle)
    size = sum(map(len, documents))
    return {"query": 1e3 * median(asked[1:]), "made": 1e3 * median(made[1:]), "entries": len(entries), "bytes": size}


def skip_stories(config: Config) -> Told:
    """Let the site's folder say that the pages of all stories of today stand, which would be a million files: what comes later is found and
    written as ever."""
    from feeds.site import static
    from monitor import publishing

    seen: list[static._State] = []

    def state(reader: Reader, site: Any, made_by: str) -> static._State:
        seen.append(kept(reader, site, made_by))
        return seen[-1]

    kept = static._State.of
    static._State.of = state  # type: ignore[method-assign]
    stories, static._stories = static._stories, lambda *_: set[str]()
    try:
        from storage.archive import Archive

        with Archive.open(config.archive) as archive:
            publishing.publish_site(config, archive.feed_reader())
    finally:
        static._State.of, static._stories = kept, stories  # type: ignore[method-assign]
    return {"marked": len(seen)}


def publish(config: Config) -> Told:
    """Publish as a run does. Seconds of CPU of all of it, and of the feeds."""
    from monitor import publishing
    from storage.archive import Archive

    spent: list[float] = []
    feeds = publishing._publish_feeds

    def timed(*arguments: Any, **more: Any) -> Any:
        began = time.process_time()
        try:
            return feeds(*arguments, **more)
        finally:
            spent.append(time.process_time() - began)

    with Archive.open(config.archive) as archive:
        publishing._publish_feeds = timed
        begin = time.process_time()
        try:
            report = publishing.publish_feeds(config, archive, only_if_stale=True)
        finally:
            publishing._publish_feeds = feeds
        cpu = time.process_time() - begin
    return {"cpu": cpu, "feeds": sum(spent), "written": report.written if report else 0}


# ---- what is new ---------------------------------------------------------------------------------------------------------


def add(config: Config, items: int, number: int) -> Told:
    """Record so many new announcements, of as many stories, as a run records what it read."""
    from storage.archive import Archive

    with Archive.open(config.archive) as archive:
        before = archive.reader().counts()["entries"]
        record(archive, fresh(items, number))
        return {"entries": archive.reader().counts()["entries"] - before}


def fresh(items: int, number: int) -> list[Release]:
    """Releases that announce something, each another act. What has little in common with other news touches no other page: the rounds lie
    two months apart, up to so many."""
    from bench.stories import release, telling
    from monitor.announcements.classify import understand

    made: list[Release] = []
    today = datetime.now(UTC).date() - timedelta(days=1 + 60 * (number % 40))
    for at in range(NEW_ACTS + 1000 * items * number, NEW_ACTS + 1000 * items * (number + 1)):
        told, lang = acts.act(at, today), acts.LANGUAGES[at % len(acts.LANGUAGES)]
        title, body = telling(told, lang)
        if understand(title, body, lang, site_countries=("MO",), year=today.year).relevant:
            made.append(release(f"new{at}", lang, (title, body), today))
        if len(made) == items:
            break
    return made


def record(archive: Archive, releases: Sequence[Release]) -> None:
    """One run of one source that brought these."""
    from crawlers.model import CrawlResult
    from monitor.config import VERSION
    from monitor.record import record_source

    now = datetime.now(UTC)
    run_id = archive.start_run(now, VERSION)
    result = CrawlResult("gcs", now, now, list(releases), found=len(releases), requests=len(releases), ended=len(releases))
    record_source(archive, run_id, result, now, archive_first=False)
    archive.finish_run(run_id, now, "ok")


# ---- the live server ---------------------------------------------------------------------------------------------------


def _served(bench: Bench, sizes: Sizes, seconds: float) -> Iterator[Figure]:
    config = bench.home("served", bench.archive(sizes.served), site=True)
    bench.ask("skip-stories", "--config", config)
    writing = [sys.executable, "-m", "bench.reading", "write", "--config", str(config), "--seconds", str(seconds + 1)]
    with serving(config) as address, subprocess.Popen(writing, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True) as writer:
        asking = ("load", "--at", address, "--db", config.parent / "archive.db", "--seconds", seconds / 2, "--pause")
        told, calm = bench.ask(*asking, 0), bench.ask(*asking, CALM)
        written = json.loads(writer.communicate()[0])
    log = (config.parent / "serve.log").read_text("utf-8", "replace")
    locked = log.count("database is locked") + written["locked"]
    load = f"{told['asked']:,} answers, {written['stored']} releases stored, {written['published']} publications"
    at = f"{READERS} readers at {label(sizes.served)}"
    for kind in ("front", "search"):
        note = f"median {told[kind]['median']:.1f} ms, {load}"
        yield bench.figure(f"{kind}, p95, {at}", told[kind]["p95"], " ms", SERVED_MILLISECONDS, note)
        note = f"median {calm[kind]['median']:.1f} ms, {calm['asked']:,} answers"
        yield bench.figure(f"the same, {1000 * CALM:.0f} ms after the last answer", calm[kind]["p95"], " ms", note=note)
    yield Figure("reading", "database is locked", locked, bound=0, note=f"{seconds:.0f} seconds")
    bad = told["bad"] + calm["bad"]
    yield Figure("reading", "answers that are no 200", bad, bound=0, note=told["example"] or calm["example"])
    shutil.rmtree(config.parent)


@contextmanager
def serving(config: Path) -> Iterator[str]:
    """`ponte serve` as a child; its address."""
    with (config.parent / "serve.log").open("wb") as log:
        command = (*PONTE, "--json", "--config", str(config), "serve", "--port", "0")
        child = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=log, text=True)
        assert child.stdout is not None
        try:
            yield json.loads(child.stdout.readline())["address"]
        finally:
            child.send_signal(signal.SIGTERM)
            child.wait(20)
            child.stdout.close()


def write(config: Config, seconds: float) -> Told:
    """Runs that bring AT_ONCE releases each, a pause after each, feeds and site published after every tenth; the times SQLite said no."""
    from monitor import publishing
    from storage.archive import Archive
    from storage.errors import ArchiveError

    stored, locked, published = 0, 0, 0
    end = time.monotonic() + seconds
    with Archive.open(config.archive) as archive:
        for number in range(1_000_000):
            if time.monotonic() > end:
                break
            try:
                releases = fresh(AT_ONCE, number)
                record(archive, releases)
                stored += len(releases)
                if number % 10 == 9:
                    publishing.publish_feeds(config, archive, only_if_stale=True)
                    published += 1
            except (sqlite3.OperationalError, ArchiveError) as error:
                locked += 1
                print(error, file=sys.stderr)
            time.sleep(PAUSE)
    return {"stored": stored, "locked": locked, "published": published}


def load(address: str, path: Path, seconds: float, pause: float) -> Told:
    """READERS readers ask in turn for the front page and for a search, each so many seconds after the last answer. Milliseconds of wall."""
    asked = words_of(path, TERMS)
    taken: dict[str, list[float]] = {"front": [], "search": []}
    bad: list[str] = []
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=_reader, args=(address, asked, number, (end, pause), taken, bad)) for number in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spans = {kind: {"p95": percentile(times, 0.95), "median": median(times)} for kind, times in taken.items()}
    return {**spans, "asked": sum(map(len, taken.values())), "bad": len(bad), "example": bad[0] if bad else ""}


def _reader(
    address: str, words: Sequence[str], number: int, times: tuple[float, float], taken: dict[str, list[float]], bad: list[str]
) -> None:
    where, pick, (end, pause) = urlsplit(address), random.Random(number), times
    time.sleep(pick.random() * pause)
    with closing(http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)) as connection:
        while time.monotonic() < end:
            lang = pick.choice(("en", "pt", "zh-hant", "zh-hans"))
            for kind, path in (("front", f"/{lang}/index.html"), ("search", f"/{lang}/search?words={quote(pick.choice(words))}")):
                begin = time.perf_counter()
                connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
                answer = connection.getresponse()
                answer.read()
                taken[kind].append(1e3 * (time.perf_counter() - begin))
                if answer.status != 200:
                    bad.append(f"{answer.status} {path}")
                time.sleep(pause)


def percentile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


# ---- search --------------------------------------------------------------------------------------------------------------


def _grown(work: Path, size: int) -> Path | None:
    """The archive that the stage `growth` built and filled."""
    path = work / "growth" / f"archive-{size}" / "archive.db"
    return path if path.exists() else None


def _searched(bench: Bench, archive: Path, size: int) -> Iterator[Figure]:
    told = bench.ask("search", "--db", archive)
    at, asked = label(size), f"{told['asked']} searches"
    newest, ranked = told["newest"], told["ranked"]
    note = f"median {newest['median']:.1f}, {asked}; slowest {newest['slowest']}"
    yield bench.figure(f"search, newest first, p95 of CPU at {at}", newest["p95"], " ms", NEWEST_MILLISECONDS, note)
    note = f"median {ranked['median']:.1f}; slowest {ranked['slowest']}"
    yield bench.figure(f"search, ranked, p95 of CPU at {at}", ranked["p95"], " ms", RANKED_MILLISECONDS, note)
    strange = told["strange"]
    note = f"median {strange['median']:.1f}; slowest {strange['slowest']}"
    yield bench.figure("the same of two words that share no text", strange["p95"], " ms", note=note)
    parts = ", ".join(f"{name} {share:.2f}" for name, share in told["index"].items())
    yield bench.figure("search index over the text", sum(told["index"].values()), "", INDEX, parts)
    note = f"{told['missed']} of {told['held']:,} texts missed, of {told['scanned']:,} looked through"
    recall = 1 - told["missed"] / max(1, told["held"])
    yield Figure("reading", f"recall over {told['terms']} terms", recall, bound=RECALL, note=note, at_least=True)


def search(path: Path) -> Told:
    """What searches take, by CPU; the shares of the index's tables in the bytes of all newest texts; how many texts that hold a term the
    index does not find."""
    from storage.archive import Archive
    from storage.model import Query

    found = words_of(path, TERMS)
    asked = [*found, *questions(path, found)]
    with Archive.open_reader(path) as reader:
        times: dict[str, list[tuple[float, str]]] = {}
        for kind, ranked in (("newest", False), ("ranked", True), ("strange", False)):
            for words in (asked[0], *(strange_pairs(found) if kind == "strange" else asked)):  # the first loads what is loaded but once
                begin = time.process_time()
                reader.found(words, Query(), 20, ranked=ranked)
                times.setdefault(kind, []).append((1e3 * (time.process_time() - begin), words))
            del times[kind][0]
        spans = {kind: _span(each) for kind, each in times.items()}
        return {"asked": len(asked), **spans, "index": index_shares(reader.conn), **missed(reader.conn, found)}


def _span(times: Sequence[tuple[float, str]]) -> Told:
    values = [each for each, _ in times]
    slowest = ", ".join(f"{words!r} {taken:.0f}" for taken, words in sorted(times, reverse=True)[:3])
    return {"p95": percentile(values, 0.95), "median": median(values), "slowest": slowest}


def strange_pairs(words: Sequence[str]) -> list[str]:
    """Two words that need not stand in one text: where they do not, the index compares all that it holds of both."""
    return [f"{one} {two}" for one, two in zip(words[::4], words[1::4], strict=False)]


def questions(path: Path, words: Sequence[str]) -> list[str]:
    """Besides single words what people ask for: two words of one text, a phrase of it, the beginning of a word."""
    pick = random.Random(11)
    asked: list[str] = []
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as conn:
        for text in texts_of(conn, len(words) // 4, pick):
            words_there = _LATIN.findall(plain(text)) or _HAN.findall(text)
            asked.append(" ".join(pick.sample(words_there, 2)))
            at = pick.randrange(len(text) - 24)
            phrase = _LATIN.findall(text, at) if text.isascii() else re.findall("[\u4e00-\u9fff]{3,6}", text[at:])
            asked += [f'"{" ".join(phrase[1:3]) if text.isascii() else phrase[0]}"'] if len(phrase) > 2 and at % 2 else []
    return [*asked, *(f"{word[:5]}*" for word in words[5::8] if word.isascii())]


def texts_of(conn: sqlite3.Connection, count: int, pick: random.Random) -> Iterator[str]:
    """Titles and bodies, each of any release."""
    last = conn.execute("SELECT max(rid) FROM releases").fetchone()[0]
    for _ in range(count):
        row = conn.execute("SELECT title || ' ' || body FROM revisions WHERE rid = ?", (pick.randint(1, last),)).fetchone()
        if row is not None:
            yield row[0]


_LATIN = re.compile(r"\b[a-z]{3,}\b")
_HAN = re.compile("[\u4e00-\u9fff]{2}")


def plain(text: str) -> str:
    """A text without accents, case and the differences between the Chinese scripts, by another way than the index goes."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return script_fold(bare).lower()


def words_of(path: Path, count: int) -> list[str]:
    """Words as texts of the archive have them, of letters or two characters, frequent ones more often; each once, always the same."""
    pick = random.Random(7)
    found: dict[str, None] = {}
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as conn:
        for text in texts_of(conn, 50 * count, pick):
            words = _LATIN.findall(plain(text)) + _HAN.findall(text)
            found |= dict.fromkeys(pick.sample(words, 1) if words else ())
            if len(found) >= count:
                break
    return list(found)


def index_shares(conn: sqlite3.Connection) -> dict[str, float]:
    """The pages of each table of the index over the bytes of the newest texts."""
    text = conn.execute(
        """SELECT sum(length(CAST(v.title AS BLOB)) + length(CAST(v.body AS BLOB)))
           FROM releases r JOIN revisions v ON v.release = r.rid AND v.number = r.revision_count"""
    ).fetchone()[0]
    names = conn.execute("SELECT name FROM sqlite_master WHERE name LIKE 'search\\_index\\_%' ESCAPE '\\' AND type = 'table'").fetchall()
    sizes = {name: conn.execute("SELECT sum(pgsize) FROM dbstat WHERE name = ?", (name,)).fetchone()[0] for (name,) in names}
    return {name.removeprefix("search_index_"): size / text for name, size in sizes.items()}


def missed(conn: sqlite3.Connection, words: Sequence[str]) -> Told:
    """Look through every so many texts for the words, and ask the index for the same."""
    from storage.search import match_query

    last = conn.execute("SELECT max(rid) FROM releases").fetchone()[0]
    step = max(1, last // SCANNED)
    sql = """SELECT r.rid, v.title, v.body FROM releases r JOIN revisions v ON v.release = r.rid AND v.number = r.revision_count
             WHERE r.rid % ? = 0"""
    latin, han = {word for word in words if word.isascii()}, {word: script_fold(word) for word in words if not word.isascii()}
    holding: dict[str, set[int]] = {word: set() for word in words}
    scanned = 0
    for rid, title, body in conn.execute(sql, (step,)):
        scanned += 1
        text = plain(f"{title}\n{body}")
        for word in latin.intersection(_LATIN.findall(text)):
            holding[word].add(rid)
        for word, form in han.items():
            if form in text:
                holding[word].add(rid)
    match = "SELECT rowid FROM search_index WHERE search_index MATCH ? AND rowid % ? = 0"
    lost = {word: rids - {rid for (rid,) in conn.execute(match, (match_query(word), step))} for word, rids in holding.items()}
    counts = {"missed": sum(map(len, lost.values())), "held": sum(map(len, holding.values()))}
    return {**counts, "terms": len(words), "scanned": scanned}


# ---- exports -------------------------------------------------------------------------------------------------------------

EXPORTS = (("csv", "--releases"), ("jsonl",), ("ris", "--releases"))


def _exported(bench: Bench, size: int) -> Iterator[Figure]:
    home = bench.folder / "exported"
    home.mkdir()
    (home / "archive.db").symlink_to(bench.archive(size))
    config = configured(home, site=False)
    for form, *more in EXPORTS:
        cost = bench.ponte(config, "export", "--format", form, *more, "--output", str(home / f"out.{form}"))
        note = f"wall {cost.wall:.1f} s, {(home / f'out.{form}').stat().st_size / 1e6:,.0f} MB"
        yield bench.figure(f"{label(size)} releases as {form}, CPU", cost.cpu, " s", EXPORT_SECONDS, note)
        yield bench.figure(f"{label(size)} releases as {form}, peak memory", cost.memory, " MB", EXPORT_MEMORY)
    shutil.rmtree(home)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reading")
    parser.add_argument("what", choices=("feed", "add", "skip-stories", "publish", "write", "load", "search"))
    parser.add_argument("--db", type=Path, default=Path("archive.db"))
    parser.add_argument("--config", type=Path, default=Path("config.toml"))
    parser.add_argument("--items", type=int, default=NEW)
    parser.add_argument("--round", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--pause", type=float, default=0.0)
    parser.add_argument("--at", default="")
    asked = parser.parse_args(arguments)
    made: dict[str, Callable[[], Told]] = {
        "feed": lambda: feed(asked.db),
        "add": lambda: add(_config(asked.config), asked.items, asked.round),
        "skip-stories": lambda: skip_stories(_config(asked.config)),
        "publish": lambda: publish(_config(asked.config)),
        "write": lambda: write(_config(asked.config), asked.seconds),
        "load": lambda: load(asked.at, asked.db, asked.seconds, asked.pause),
        "search": lambda: search(asked.db),
    }
    print(json.dumps(made[asked.what]()))
    return 0


def _config(path: Path) -> Config:
    from monitor.config import load as loaded

    return loaded(path)


if __name__ == "__main__":
    sys.exit(main())
