"""The sites a benchmark crawls: what serves them, how Ponte and the floors are pointed at them, what checks the result.

The replica stands in this repository. The reference site is used where PONTE_REFERENCE holds a bench folder and nginx is installed:
another generator, another server, and floors that are not ours, so it is the judge.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tomllib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.measure import CommandFailed, environment, must

ROOT = Path(__file__).resolve().parent.parent
TUNED_VARIANT = "items1,charset,lxml,drop,nowarn"
BOUNDS = "max_pages = 1000\nmax_items = 100000\n"  # the whole archive of a site, in one run


@dataclass(frozen=True, slots=True)
class Floor:
    """A command that does a floor's crawl, where it runs, what it needs in its environment, and the database it leaves."""

    command: tuple[str, ...]
    folder: Path
    database: Path
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planted:
    """What was changed on a site: addresses of the releases that were edited, added and removed, and of those whose page was merely
    rendered again, as far as the site names them."""

    edited: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    rendered: frozenset[str] = frozenset()


class Site(ABC):
    """One site under benchmark. Use with `with`: entering starts its server, leaving stops that one."""

    name: str
    log: Path

    def __init__(self, releases: int, work: Path) -> None:
        self.releases = releases
        self.work = work / self.name
        self.log = self.work / "access.log"

    def __enter__(self) -> Site:
        self.work.mkdir(parents=True)
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @abstractmethod
    def start(self) -> None:
        """Build and serve; returns once it answers. Raises CommandFailed."""

    @abstractmethod
    def stop(self) -> None:
        """End the server, if it runs."""

    @abstractmethod
    def config(self) -> str:
        """Ponte's config.toml for this site; archive.db and public/ beside it."""

    @abstractmethod
    def options(self) -> tuple[str, ...]:
        """Ponte's global options for this site."""

    @abstractmethod
    def floor(self, out: Path, *, tuned: bool) -> Floor:
        """The idiomatic Scrapy floor, or the tuned one."""

    @abstractmethod
    def check(self, database: Path, *, floor: bool) -> dict[str, int]:
        """Counts of truth, stored, missing, extra, titles, dates, bodies. Raises CommandFailed."""

    @abstractmethod
    def change(self, rate: float, noise: float) -> Planted:
        """Edit, add and remove `rate` of the releases and render the pages of `noise` of the others again. Raises CommandFailed."""

    def reset(self) -> None:  # noqa: B027 (most sites need none)
        """Make room for another round of changes."""


class ReplicaSite(Site):
    """The replica with generated releases, read by the spiders of the real sites; one of them in a legacy charset."""

    name = "replica"

    def __init__(self, releases: int, work: Path, *, changes: float = 0.0, batches: int = 1) -> None:
        super().__init__(releases, work)
        self.changes = changes
        self.batches = batches
        self._noises = 0
        self._process: subprocess.Popen[str] | None = None
        self._address = ""

    def start(self) -> None:
        command = [sys.executable, "-m", "bench.server", "--releases", str(self.releases), "--log", str(self.log)]
        command += ["--changes", str(self.changes), "--batches", str(self.batches)]
        errors = (self.work / "server.err").open("w")
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdin=pipe, stdout=pipe, stderr=errors, text=True)
        errors.close()
        assert self._process.stdout
        self._address = self._process.stdout.readline().strip()
        if not self._address:
            raise CommandFailed(f"the replica did not start: {(self.work / 'server.err').read_text()[-600:]}")

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(10)
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe:
                    pipe.close()

    def tell(self, command: str) -> None:
        """Change what is served (bench/server.py); returns once it is. Raises CommandFailed."""
        assert self._process
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        if self._process.stdout.readline().strip() != "ok":
            raise CommandFailed(f"the replica did not obey {command!r}: {(self.work / 'server.err').read_text()[-600:]}")

    def config(self) -> str:
        from demo.config import CONFIG

        sources = tomllib.loads(CONFIG)["sources"]
        tables = (f'[sources.{name}]\nkind = "{source["kind"]}"\n{BOUNDS}' for name, source in sources.items())
        return HEAD + "\n".join(tables)

    def options(self) -> tuple[str, ...]:
        return ("--replica", self._address)

    def floor(self, out: Path, *, tuned: bool) -> Floor:
        command = (sys.executable, str(ROOT / "bench" / "floor_spider.py"), self._address, str(out), *(["--tuned"] if tuned else []))
        return Floor(command, ROOT, out / "items.db")

    def check(self, database: Path, *, floor: bool) -> dict[str, int]:
        command = [sys.executable, "-m", "bench.truth", "--releases", str(self.releases), "--db", str(database)]
        counts: dict[str, int] = json.loads(must([*command, *(["--floor"] if floor else [])], folder=ROOT))
        return counts

    def change(self, rate: float, noise: float) -> Planted:
        """The share that is edited was settled with `changes`: all of it is planted at once, where `rate` is as much. Five times as many
        are polished with it, and so rendered again; `noise` is for the other times."""
        if 0 < self.changes <= rate:
            from bench.truth import planted

            self.tell("day 2")
            return planted(self.releases, self.changes)
        self._noises += 1
        self.tell(f"noise {self._noises} {noise}")
        return Planted()

    def reset(self) -> None:
        self.tell("calm")
        self.tell("day 1")


HEAD = """\
[archive]
path = "archive.db"

[feeds]
public = "public"

[network]
delay = 0

"""

# How the reference site's six sources are read: address pattern of a release, title, date, body, what is inside the body and not of it.
READING = {
    "drupal": (r"/news/press-releases/\d{4}/\d{2}/", "h1.page-title", "time.datetime", "div.field--name-body", ()),
    "wp": (r"/newsroom/\d{4}/\d{2}/\d{2}/", "h1.entry-title", "span.posted-on", "div.entry-content", ()),
    "plone": (
        r"/pt-br/noticias/\d{4}/\d{2}/",
        "h1.documentFirstHeading",
        "span.documentPublished span.value",
        "div#parent-fieldname-text",
        (),
    ),
    "joomla": (r"/imprensa/comunicados/\d+-", "h2.titulo", "dd.published", "div[itemprop=articleBody]", ("div.share-bar",)),
    "trs": (r"/xwzx/\d{6}/t\d{8}_\d+\.html", "div.article h1", "span.time", "div.TRS_Editor", ()),
    "jpage": (r"/art/\d{4}/\d+/\d+/art_58_\d+\.html", "td.title", "td.xxly", "div#zoom", ()),
}


class ReferenceSite(Site):
    """The reference bench's six sources behind nginx, a sixth of the releases each."""

    name = "reference"

    def __init__(self, releases: int, work: Path) -> None:
        super().__init__(releases, work)
        self._bench = reference_bench()
        self._floors = self.work / "floors"
        self._served = False
        self._ports: dict[str, str] = {}

    @property
    def _site(self) -> Path:
        return self.work / "site"

    def start(self) -> None:
        # Python writes caches beside what it imports: the reference is only read.
        shutil.copytree(self._bench / "floors", self._floors)
        each = max(1, round(self.releases / len(READING)))
        build = [sys.executable, str(self._bench / "gen_site.py"), "build", "--out", str(self._site), "--releases", str(each)]
        self._ports = {"BENCH_PORT0": str(free_ports(len(READING)))}
        must(build, folder=self.work, extra=self._ports)
        self.log = self._site / "access.log"
        self._serve("start")
        self._served = True

    def stop(self) -> None:
        if self._served:
            self._serve("stop")
            self._served = False

    def _serve(self, verb: str) -> None:
        command = [sys.executable, str(self._bench / "serve.py"), verb, "--site", str(self._site)]
        # Not through a pipe: nginx keeps what it inherits, and a reader would wait for its end.
        with (self.work / f"serve-{verb}.log").open("w") as output:
            done = subprocess.run(command, env=environment(), stdout=output, stderr=output, check=False, timeout=60)
        if done.returncode:
            raise CommandFailed(f"nginx: {(self.work / f'serve-{verb}.log').read_text()[-600:]}")

    def config(self) -> str:
        sources = json.loads((self._site / "truth" / "sources.json").read_text())
        hosts = "".join(f'"127.0.0.1:{source["port"]}" = "127.0.0.1:{source["port"]}"\n' for source in sources)
        return HEAD + "[network.hosts]\n" + hosts + "".join(_table(source) for source in sources)

    def options(self) -> tuple[str, ...]:
        return ()

    def floor(self, out: Path, *, tuned: bool) -> Floor:
        extra = {"SITE": str(self._site), "OUT": str(out), "VARIANT": TUNED_VARIANT if tuned else ""}
        return Floor((sys.executable, "scrapy_floor.py"), self._floors, out / "items.db", extra)

    def check(self, database: Path, *, floor: bool) -> dict[str, int]:
        command = [sys.executable, str(self._bench / "check.py"), "--site", str(self._site), "--db", str(database)]
        query = [] if floor else ["--sql", "SELECT url, title, published, body FROM release"]
        counts = json.loads(must([*command, *query], folder=self.work))
        return {{"title": "titles", "date": "dates", "body": "bodies"}.get(name, name): count for name, count in counts.items()}

    def change(self, rate: float, noise: float) -> Planted:
        """At least one release is edited, added and removed each time: the generator knows no less."""
        command = [sys.executable, str(self._bench / "gen_site.py"), "mutate", "--out", str(self._site)]
        told = json.loads(must([*command, "--rate", str(rate), "--noise", str(noise)], folder=self.work, extra=self._ports))
        rows = json.loads((self._site / "truth" / f"changes-{told['round']}.json").read_text())
        kinds = ("edited", "added", "removed", "noise")
        return Planted(*(frozenset(row["url"] for row in rows if row["kind"] == kind) for kind in kinds))


def _table(source: Mapping[str, str]) -> str:
    release, title, date, body, drop = READING[source["style"]]
    return (
        f"\n[sources.{source['key']}]\nkind = \"listing\"\n{BOUNDS}start = [{json.dumps(source['listings'][0])}]\nrelease = '{release}'\n"
        f"title = {json.dumps(title)}\ndate = {json.dumps(date)}\nbody = {json.dumps(body)}\ndrop = {json.dumps(drop)}\n"
    )


def reference_bench() -> Path:
    return (ROOT / os.environ.get("PONTE_REFERENCE", "../shared") / "bench").resolve()


def why_no_reference() -> str | None:
    """The word to skip the reference site with; None where it can be used."""
    needed = ("gen_site.py", "serve.py", "check.py", "floors/scrapy_floor.py")
    if not all((reference_bench() / name).is_file() for name in needed):
        return "no reference bench here (PONTE_REFERENCE)"
    return None if shutil.which("nginx") else "nginx is not installed"


def free_ports(count: int) -> int:
    """The first of `count` neighbouring loopback ports that nobody listens on."""
    for _ in range(100):
        first = random.randrange(20_000, 32_000)
        if all(_free(port) for port in range(first, first + count)):
            return first
    raise CommandFailed(f"no {count} free neighbouring ports")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def open_sites(names: Iterable[str], releases: int, work: Path) -> list[Site]:
    """The sites of those names, not yet started."""
    kinds: dict[str, type[Site]] = {"replica": ReplicaSite, "reference": ReferenceSite}
    return [kinds[name](releases, work) for name in names]
