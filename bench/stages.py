"""What is run, in which order, and which figures come of it: the cold and warm crawls of a site, and how commands start."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.figures import Figure, Round, middle, ratios, wrong
from bench.measure import CommandFailed, Cost, environment, must, run, tail
from bench.sites import ROOT, Floor, Site

# The bounds (docs/performance.md).
COLD_CPU = 1.0
COLD_MEMORY = 160.0
WARM_CPU = 0.12
WARM_BYTES = 1 / 500
HELP_WALL = 10.0

STARTS = 15
PONTE = (sys.executable, "-m", "monitor")
UNREAD = (sys.executable, "-m", "bench.unread")
READING_COMMANDS = (
    ("sources",),
    ("search", "合作"),
    ("show", "{id}", "--why"),
    ("announcements",),
    ("check", "--config"),
    ("classify", "{jsonl}"),
    ("publish",),
)


@dataclass(frozen=True, slots=True)
class Crawls:
    """The rounds of one site: what each command cost, and the figures."""

    site: str
    rounds: Sequence[Round]
    figures: Sequence[Figure]
    checks: dict[str, dict[str, int]] = field(default_factory=dict)


def crawls(site: Site, rounds: int, stages: Sequence[str], *, judged: bool, floor: bool, say: Callable[[str], None]) -> Crawls:
    """Run the floors and Ponte in turn, `rounds` times, on a site that is being served. `floor`: whether this site's floor is the judge.

    A round is: idiomatic floor, Ponte's crawl without reading the texts, Ponte cold, Ponte again, tuned floor; each into an empty folder,
    but Ponte's second run.
    Raises CommandFailed where a floor fails; what Ponte does wrong is a figure.
    """
    costs: list[Round] = []
    sound: list[Figure] = []
    checks: dict[str, dict[str, int]] = {}
    bad: list[str] = []
    for number in range(rounds):
        costs.append(_round(site, stages, number))
        say(f"{site.name}: round {number + 1} of {rounds}, " + ", ".join(f"{label} {cost.cpu:.2f} s" for label, cost in costs[-1].items()))
        bad += _complaints(site, costs[-1])
        if number == 0:
            checks, sound = _soundness(site, stages)
    figures = [Figure(site.name, "runs of ponte that ended badly", len(bad), bound=0, note=" ".join(bad[:1])), *sound]
    if "cold" in stages:
        figures += _cold(site.name, costs, checks, judged=judged, floor=floor)
    if "warm" in stages:
        figures += _warm(site.name, costs, judged)
    return Crawls(site.name, costs, figures, checks)


def _round(site: Site, stages: Sequence[str], number: int) -> Round:
    costs: dict[str, Cost] = {}
    if "cold" in stages:
        costs["S1"] = _floor(site, site.floor(_empty(site.work / "s1"), tuned=False), number)
        fresh(site)
        costs["ponte crawl"] = ponte(site, "crawl", command=UNREAD)
    fresh(site)
    costs["ponte cold"] = ponte(site, "cold")
    if "warm" in stages:
        costs["ponte warm"] = ponte(site, "warm", "--recheck", "none")
    if "cold" in stages:
        costs["S3"] = _floor(site, site.floor(_empty(site.work / "s3"), tuned=True), number)
    return costs


def _floor(site: Site, floor: Floor, number: int) -> Cost:
    log = site.work / "floor.log"
    cost = run(floor.command, folder=floor.folder, log=log, traffic_log=site.log, extra=floor.extra)
    if cost.code:
        raise CommandFailed(f"the floor of {site.name} ended with {cost.code}:\n{tail(log)}")
    if number == 0 and (counts := site.check(floor.database, floor=True)) and wrong(counts):
        raise CommandFailed(f"the floor of {site.name} did not do the work it is measured by: {counts}")
    return cost


def ponte(site: Site, name: str, *more: str, command: Sequence[str] = PONTE) -> Cost:
    """One measured `ponte run` in the site's folder, its output in NAME.log."""
    folder = ponte_folder(site)
    command = [*command, "--config", str(folder / "config.toml"), *site.options(), "run", *more]
    return run(command, folder=folder, log=folder / f"{name}.log", traffic_log=site.log)


def ponte_folder(site: Site) -> Path:
    return site.work / "ponte"


def fresh(site: Site) -> Path:
    """The site's folder, empty but for its config."""
    folder = _empty(ponte_folder(site))
    (folder / "config.toml").write_text(site.config(), encoding="utf-8")
    return folder


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


# ---- figures of the crawls -------------------------------------------------------------------------------------------


def _soundness(site: Site, stages: Sequence[str]) -> tuple[dict[str, dict[str, int]], list[Figure]]:
    """What no speed makes good: the truth, feeds, a second run that stores nothing. Looked at once: every round does the same."""
    folder, name = ponte_folder(site), site.name
    figures = []
    try:
        _present(folder / "archive.db")
        counts = site.check(folder / "archive.db", floor=False)
        listed = ", ".join(f"{part} {count}" for part, count in counts.items())
        figures.append(Figure(name, "releases not as the truth has them", wrong(counts), bound=0, note=listed))
        doubled = _count(folder, "SELECT count(*) FROM revision WHERE number > 1")
        figures.append(Figure(name, "revisions beyond the first", doubled, bound=0))
        announced = _count(folder, "SELECT count(*) FROM announcement")
        figures.append(Figure(name, "announcements", announced))
    except (CommandFailed, sqlite3.Error) as error:
        return {}, [*figures, Figure(name, "archives that cannot be checked", 1, bound=0, note=str(error)[-300:])]
    if "warm" in stages:
        stored = _count(folder, "SELECT total(new + revised) FROM run_source WHERE run_id = (SELECT max(id) FROM run)")
        figures.append(Figure(name, "releases that the second run stored", stored, bound=0))
    feeds = sum(path.stat().st_size > 0 for path in (folder / "public").glob("announcements.*"))
    figures.append(Figure(name, "announcement feeds that are not there", 3 - feeds, bound=0))
    return {"ponte": counts}, figures


def _complaints(site: Site, costs: Round) -> list[str]:
    """What the runs of Ponte said that did not end with 0: a crawl that failed is cheap, and no figure."""
    runs = {"ponte crawl": "crawl.log", "ponte cold": "cold.log", "ponte warm": "warm.log"}
    bad = [(costs[label].code, ponte_folder(site) / log) for label, log in runs.items() if label in costs and costs[label].code]
    return [f"exit code {code}: {' / '.join(tail(log, 3).splitlines())}"[:300] for code, log in bad]


def _present(database: Path) -> None:
    if not database.exists():  # to open it would make an empty one
        raise CommandFailed("there is no archive")


def _count(folder: Path, query: str) -> float:
    with closing(sqlite3.connect(f"file:{folder / 'archive.db'}?mode=ro", uri=True)) as connection:
        return float(connection.execute(query).fetchone()[0])


def _cold(site: str, rounds: Sequence[Round], checks: Mapping[str, Mapping[str, int]], *, judged: bool, floor: bool) -> list[Figure]:
    """The floors fetch, parse and store: so does the crawl that they judge. What reading and linking add is measured by the release."""
    memory, whole = ([each[label].memory for each in rounds] for label in ("ponte crawl", "ponte cold"))
    stored = checks.get("ponte", {}).get("stored", 0) or 1
    reading = [1000 * (each["ponte cold"].cpu - each["ponte crawl"].cpu) / stored for each in rounds]
    return [
        middle(site, "cold crawl, CPU over S1's", ratios(rounds, "ponte crawl", "S1"), bound=COLD_CPU, judged=judged and floor),
        middle(site, "cold crawl, CPU over S3's", ratios(rounds, "ponte crawl", "S3")),
        middle(site, "cold crawl, peak memory", memory, unit=" MB", bound=COLD_MEMORY, judged=judged),
        middle(site, "reading and linking, CPU a release", reading, unit=" ms"),
        middle(site, "cold run with reading and linking, CPU over S1's", ratios(rounds, "ponte cold", "S1")),
        middle(site, "cold run with reading and linking, peak memory", whole, unit=" MB"),
    ]


def _warm(site: str, rounds: Sequence[Round], judged: bool) -> list[Figure]:
    got = [each["ponte warm"].traffic.bytes / max(1, each["ponte cold"].traffic.bytes) for each in rounds]
    cold = "ponte crawl" if "ponte crawl" in rounds[0] else "ponte cold"
    return [
        middle(site, "second run, CPU over the cold run's", ratios(rounds, "ponte warm", cold), bound=WARM_CPU, judged=judged),
        middle(site, "second run, bytes over the cold run's, x 500", [500 * each for each in got], bound=500 * WARM_BYTES, judged=judged),
    ]


# ---- how commands start ----------------------------------------------------------------------------------------------


def starts(work: Path, site: Site | None, *, judged: bool) -> list[Figure]:
    """`ponte --help` against an empty Python, and what the commands that only read bring in. With a crawled site its archive is read."""
    script = Path(sys.executable).with_name("ponte")
    ponte = (str(script),) if script.exists() else PONTE
    empty, asked = [], []
    for _ in range(STARTS + 1):
        empty.append(_wall((sys.executable, "-c", "pass")))
        asked.append(_wall((*ponte, "--help")))
    # The first of each reads from the disk.
    taken = [each / base for each, base in zip(asked[1:], empty[1:], strict=True)]
    note = f"ponte --help {1000 * median(asked[1:]):.0f} ms, python -c pass {1000 * median(empty[1:]):.0f} ms"
    help_figure = middle("start", "ponte --help, wall over python -c pass", taken, bound=HELP_WALL, judged=judged)
    return [Figure("start", help_figure.name, help_figure.value, bound=HELP_WALL, note=note, judged=judged), *_heavy(work, site)]


def _wall(command: Sequence[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def _heavy(work: Path, site: Site | None) -> list[Figure]:
    crawled = site is not None and (ponte_folder(site) / "archive.db").exists()
    folder = ponte_folder(site) if site and crawled else _small_archive(work / "start")
    options = site.options() if site and crawled else ()
    guilty, broken = {}, []
    for verb in READING_COMMANDS:
        arguments = [each.format(id=_some_id(folder), jsonl=_texts(folder)) for each in verb]
        modules, code = imported((*PONTE[1:], "--config", str(folder / "config.toml"), *options, *arguments), folder)
        broken += [verb[0]] if code else []
        if loaded := sorted({name.partition(".")[0] for name in modules} & {"scrapy", "twisted"}):
            guilty[verb[0]] = loaded
    said = "; ".join(f"{verb}: {', '.join(loaded)}" for verb, loaded in guilty.items())
    return [
        Figure("start", "reading commands that import Scrapy or Twisted", len(guilty), bound=0, note=said or f"of {len(READING_COMMANDS)}"),
        Figure("start", "reading commands that failed", len(broken), bound=0, note=", ".join(broken)),
    ]


def imported(arguments: Sequence[str], folder: Path) -> tuple[set[str], int]:
    """The modules that `python ARGUMENTS` imports, by -X importtime, and its exit code."""
    command = (sys.executable, "-X", "importtime", *arguments)
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False, timeout=120)
    marked = (line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:"))
    return set(marked), done.returncode


def _small_archive(folder: Path) -> Path:
    """An empty archive and a config, where no crawl left any."""
    folder = _empty(folder)
    (folder / "config.toml").write_text('[archive]\npath = "archive.db"\n[feeds]\npublic = "public"\n[sources.gcs]\nkind = "gcs"\n')
    must([sys.executable, "-c", "from pathlib import Path; from storage.archive import Archive; Archive.open(Path('archive.db')).close()"],
         folder=folder, extra={"PYTHONPATH": str(ROOT)})  # fmt: skip
    return folder


def _some_id(folder: Path) -> str:
    with closing(sqlite3.connect(f"file:{folder / 'archive.db'}?mode=ro", uri=True)) as connection:
        row = connection.execute("SELECT id FROM release LIMIT 1").fetchone()
    return str(row[0]) if row else "none"


def _texts(folder: Path) -> Path:
    path = folder / "texts.jsonl"
    path.write_text(json.dumps({"id": "d1", "text": "Macao and Portugal signed a memorandum of understanding."}) + "\n")
    return path
