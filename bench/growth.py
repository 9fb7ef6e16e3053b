"""`growth`: whether a page costs as much in an archive of a million releases as in one of ten thousand.

Two archives are built by bulk (bench/archives.py). Then the replica publishes a batch of releases, and `ponte run` brings the same batch
into each of them: whole runs, so whatever grows with the archive shows, be it a look-up, the search index, judging a source by its past
or rendering feeds. Round by round there is another batch, and the archives take turns in going first.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import Figure, Round, middle, ratios
from bench.measure import Cost, must, run, tail
from bench.sites import ROOT, ReplicaSite
from bench.stages import PONTE

# The bounds (docs/performance.md).
PAGE_CPU = 1.1
MEMORY = 1.2
LOOKUP_MICROSECONDS = 10.0

SMALL, LARGE = 10_000, 1_000_000
QUICK = (300, 900)
BATCH = 400
QUICK_BATCH = 60
LOOKUPS = 5_000


@dataclass(slots=True)
class Growth:
    """What was measured: the two sizes, each round's costs by label, and the figures."""

    sizes: tuple[int, int]
    site: str = "growth"
    rounds: list[Round] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)


def growth(sizes: tuple[int, int], batch: int, rounds: int, work: Path, *, judged: bool, say: Callable[[str], None]) -> Growth:
    """Build the archives, run the rounds, ask each archive what it takes to ask. Raises CommandFailed where nothing can be measured."""
    done = Growth(sizes)
    (work / "growth").mkdir()
    site = ReplicaSite(batch * rounds, work / "growth", batches=rounds)
    with site:
        folders = [_built(site, size, say) for size in sizes]
        bad: list[str] = []
        for number in range(rounds):
            site.tell(f"day {number + 1}")
            done.rounds.append(_round(site, folders, sizes, number))
            bad += _complaints(folders)
            say(
                f"growth: round {number + 1} of {rounds}, "
                + ", ".join(f"{name} {cost.cpu:.2f} s" for name, cost in done.rounds[-1].items())
            )
        asked = [json.loads(must([sys.executable, "-m", "bench.growth", str(folder / "archive.db")], folder=ROOT)) for folder in folders]
        stored = [_stored(folder) for folder in folders]
    done.figures = [
        Figure("growth", "runs of ponte that ended badly", len(bad), bound=0, note=" ".join(bad[:1])),
        Figure("growth", "releases in one archive only, or in none", _apart(stored, site), bound=0, note=f"{len(stored[0])} brought"),
        *_costs(done, judged),
        *_questions(sizes, asked, judged),
    ]
    return done


def label(size: int) -> str:
    """10000 -> 10 k."""
    return f"{size // 1_000_000} M" if size >= 1_000_000 else f"{size / 1000:.3g} k"


def _built(site: ReplicaSite, size: int, say: Callable[[str], None]) -> Path:
    say(f"growth: building an archive of {size:,} releases")
    folder = site.work / f"archive-{size}"
    folder.mkdir()
    (folder / "config.toml").write_text(site.config(), encoding="utf-8")
    begin = time.perf_counter()
    must([sys.executable, "-m", "bench.archives", "--releases", str(size), "--db", str(folder / "archive.db")], folder=ROOT)
    # The first run would make good that there are no feeds yet.
    must([*PONTE, "--config", str(folder / "config.toml"), "publish"], folder=folder)
    megabytes = (folder / "archive.db").stat().st_size / 1e6
    say(f"growth: {megabytes:,.0f} MB in {time.perf_counter() - begin:.0f} s")
    return folder


def _round(site: ReplicaSite, folders: Sequence[Path], sizes: Sequence[int], number: int) -> Round:
    """In both archives, the odd rounds the other way about: a run that brings a batch, one with nothing new, and `ponte sources`."""
    costs: dict[str, Cost] = {}
    pairs = list(zip(folders, sizes, strict=True))
    for name, *verb in (("new", "run"), ("none", "run"), ("sources", "sources")):
        for folder, size in pairs if number % 2 == 0 else reversed(pairs):
            options = ("--config", str(folder / "config.toml"), *site.options())
            costs[f"{name} {label(size)}"] = run((*PONTE, *options, *verb), folder=folder, log=folder / f"{name}.log", traffic_log=site.log)
    return costs


def _complaints(folders: Sequence[Path]) -> list[str]:
    """Sources that were not read well in the archives' last two runs, with the reason."""
    found = []
    for folder in folders:
        with closing(sqlite3.connect(f"file:{folder / 'archive.db'}?mode=ro", uri=True)) as connection:
            rows = connection.execute(
                """SELECT source, outcome, reasons FROM run_sources WHERE outcome <> 'ok'
                   AND run_id IN (SELECT id FROM runs ORDER BY id DESC LIMIT 2)"""
            ).fetchall()
        found += [f"{source}: {outcome}, {reasons}"[:200] for source, outcome, reasons in rows]
        if not rows and "Traceback" in (text := tail(folder / "new.log", 40)):
            found.append(text[-200:])
    return found


def _stored(folder: Path) -> set[str]:
    """The releases that the rounds brought, by their ids."""
    with closing(sqlite3.connect(f"file:{folder / 'archive.db'}?mode=ro", uri=True)) as connection:
        return {name for (name,) in connection.execute("SELECT id FROM releases WHERE id NOT LIKE '%:archive/%'")}


def _apart(stored: Sequence[set[str]], site: ReplicaSite) -> int:
    from bench.server import SEED
    from demo.generator import generate

    expected = len(generate(site.releases, SEED).texts)
    return len(stored[0] ^ stored[1]) + max(0, expected - len(stored[0] & stored[1]))


def _costs(done: Growth, judged: bool) -> list[Figure]:
    small, large = map(label, done.sizes)
    over = f"{large} over {small}"
    cpu = [sum(each[f"new {size}"].cpu for each in done.rounds) for size in (small, large)]
    memory = ratios(done.rounds, f"new {large}", f"new {small}", "memory")
    return [
        middle(
            "growth",
            f"new pages, CPU, {over}",
            ratios(done.rounds, f"new {large}", f"new {small}"),
            bound=PAGE_CPU,
            judged=judged,
        ),
        # The search index is merged now and then: a single run is cheap or dear by that.
        Figure("growth", f"new pages, CPU of all rounds, {over}", cpu[1] / cpu[0]),
        middle("growth", f"new pages, peak memory, {over}", memory, bound=MEMORY, judged=judged),
        middle("growth", f"nothing new, CPU, {over}", ratios(done.rounds, f"none {large}", f"none {small}")),
        middle("growth", f"ponte sources, CPU, {over}", ratios(done.rounds, f"sources {large}", f"sources {small}")),
    ]


def _questions(sizes: tuple[int, int], asked: Sequence[dict[str, float]], judged: bool) -> list[Figure]:
    told = {name: f"{label(sizes[0])}: {asked[0][name]:.3g}" for name in asked[0]}
    large = asked[1]
    return [
        Figure("growth", "known address looked up", large["known"], " µs", LOOKUP_MICROSECONDS, told["known"], judged),
        Figure("growth", "unknown address looked up", large["unknown"], " µs", note=told["unknown"]),
        Figure("growth", "opening the archive", large["open"], " ms", note=told["open"]),
        Figure("growth", "which releases are due", large["due"], " ms", note=told["due"]),
        Figure("growth", "the newest 50 entries of a country", large["feed"], " ms", note=told["feed"]),
    ]


# ---- asking an archive, as a program of its own ------------------------------------------------------------------------


def ask(path: Path) -> dict[str, float]:
    """What single questions take: microseconds of CPU for look-ups, milliseconds for the rest. The least of three, the file in memory."""
    from storage.archive import Archive
    from storage.model import Query

    with Archive.open(path) as archive:
        last = archive.conn.execute("SELECT max(rid) FROM releases").fetchone()[0]
        picked = archive.conn.execute(
            "SELECT native, url FROM releases WHERE rid % ? = 0 LIMIT ?", (max(1, last // LOOKUPS), LOOKUPS)
        ).fetchall()
        missing = [(f"{native}x", f"{url}x") for native, url in picked]
        known = _least(lambda: all(archive.is_known(native, url) for native, url in picked))
        unknown = _least(lambda: any(archive.is_known(native, url) for native, url in missing))
        due = _least(lambda: [archive.due_links(source, datetime.now(UTC), 200) for source in ("gcs", "gov-mo", "ipim")])
        feed = _least(lambda: archive.reader().entries(Query(countries=("PT",)), 50))
    opened = _least(lambda: Archive.open(path).close())
    each = 1e6 / len(picked)
    return {"known": known * each, "unknown": unknown * each, "open": opened * 1e3, "due": due * 1e3, "feed": feed * 1e3}


def _least(action: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        begin = time.process_time()
        action()
        taken.append(time.process_time() - begin)
    return min(taken)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.growth")
    parser.add_argument("archive", type=Path)
    print(json.dumps(ask(parser.parse_args().archive)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
