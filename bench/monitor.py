"""`monitor`: what checking every known page again costs, and whether exactly the changes are reported. `ponte run --recheck all` is run.

A round is, from an empty folder:

    cold        the crawl that the others are compared with
    settled     every page once more: what was read from a feed is read from its own page
    unchanged   every page again, nothing changed: every answer should be a 304
    changed     after 1 % was edited, added and removed and 5 % of the other pages were rendered again
    again       the same once more, so that what is gone is withdrawn
    rendered    after every page was rendered again: new counters, tokens, related links, and so new ETags and dates

and, once, on a smaller site, sweeps over pages of which most were rendered again before each.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figure, Round, middle, ratios
from bench.measure import CommandFailed, Cost, size, tail
from bench.sites import Planted, ReferenceSite, ReplicaSite, Site
from bench.stages import fresh, ponte, ponte_folder
from bench.truth import without_slug

# The bounds (docs/performance.md).
UNCHANGED_BYTES = 1 / 40
UNCHANGED_CPU = 0.35
CHANGED_BYTES = 0.10
RENDERED_CPU = 1.1

CHANGED, NOISE = 0.01, 0.05
# The least that the reference generator changes: one release of each kind.
LEAST = 0.0001
NOISY_RUNS, NOISY_RELEASES, NOISY_SHARE = 20, 300, 0.6
QUICK_NOISY_RUNS = 2


@dataclass(frozen=True, slots=True)
class Monitored:
    """The rounds of one site: what each sweep cost, and the figures."""

    site: str
    rounds: Sequence[Round]
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Reported:
    """What one run said: addresses by what became of them, what its report counts (new, revised, gone, withdrawn), and a complaint."""

    edited: frozenset[str]
    added: frozenset[str]
    gone: frozenset[str]
    withdrawn: frozenset[str]
    other: frozenset[str]
    counted: tuple[int, int, int, int]
    complaint: str


@dataclass(slots=True)
class Errors:
    """Releases that a sweep should have told and did not, and those it told without a reason; with an example of each."""

    missed: int = 0
    false: int = 0
    example: str = ""

    def add(self, sweep: str, reported: Reported, planted: Planted, withdrawn: frozenset[str] = frozenset()) -> None:
        """Compare a sweep with what was planted before it, and with what should be withdrawn by it."""
        pairs = [
            (reported.edited, planted.edited),
            (reported.added, planted.added),
            (reported.gone, planted.removed),
            (reported.withdrawn, withdrawn),
            (reported.other, frozenset()),
        ]
        folded = [(_folded(said), _folded(meant)) for said, meant in pairs]
        missed = set().union(*(meant - said for said, meant in folded))
        false = set().union(*(said - meant for said, meant in folded))
        # The report must count what the archive holds. What was withdrawn earlier may be counted as gone for ever.
        edited, added, gone, taken = (len(meant) for _, meant in folded[:4])
        new, revised, absent, withdrew = reported.counted
        wrong = (new, revised, withdrew) != (added, edited, taken) or absent < gone + taken
        self.missed += len(missed)
        self.false += len(false) + (wrong and not missed and not false)
        if not self.example and (missed or false or wrong):
            named = [f"missed {min(missed)}"] if missed else []
            named += [f"false {min(false)}"] if false else []
            self.example = f"{sweep}: {', '.join(named) or f'report says {reported.counted}'}"[:200]


def _folded(addresses: frozenset[str]) -> set[str]:
    return {without_slug(address) for address in addresses}


def monitor(names: Sequence[str], releases: int, rounds: int, work: Path, *, quick: bool, say: Callable[[str], None]) -> list[Monitored]:
    """Both parts on each of the sites. Raises CommandFailed where nothing can be measured; what Ponte does wrong is a figure."""
    kinds: dict[str, Callable[[int, Path], Site]] = {"replica": _replica, "reference": ReferenceSite}
    runs = QUICK_NOISY_RUNS if quick else NOISY_RUNS
    done = []
    for name in names:
        say(f"monitor, {name}: building and serving {releases:,} releases")
        with kinds[name](releases, _parent(work / "monitor")) as site:
            sweeps = _Sweeps(site, say)
            costs = [sweeps.round(number, rounds) for number in range(rounds)]
            figures = sweeps.figures(costs, judged=not quick)
            if releases <= NOISY_RELEASES:
                figures += _noisy(site, runs, sweeps.removed, say)
        if releases > NOISY_RELEASES:
            with kinds[name](NOISY_RELEASES, _parent(work / "noisy")) as site:
                fresh(site)
                for more in ((), ("--recheck", "all")):
                    ponte(site, "before", *more)
                figures += _noisy(site, runs, frozenset(), say)
        done.append(Monitored(f"monitor, {name}", costs, figures))
    return done


def _replica(releases: int, work: Path) -> Site:
    return ReplicaSite(releases, work, changes=CHANGED)


def _parent(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class _Sweeps:
    """The rounds of one site, and what went wrong in them."""

    def __init__(self, site: Site, say: Callable[[str], None]) -> None:
        self._site = site
        self._say = say
        self._name = f"monitor, {site.name}"
        self._quiet, self._changed, self._rendered = Errors(), Errors(), Errors()
        self._complaints: list[str] = []
        self._answers: list[tuple[int, int]] = []
        self._planted = Planted()
        self.removed: frozenset[str] = frozenset()

    def round(self, number: int, rounds: int) -> Round:
        site, costs = self._site, {}
        site.reset()
        folder = fresh(site)

        def sweep(name: str, *more: str) -> Reported:
            costs[name] = ponte(site, name, *more)
            said = reported(folder, name, costs[name])
            if said.complaint:
                self._complaints.append(f"{name}: {said.complaint}")
            return said

        sweep("cold")
        self._quiet.add("settled", sweep("settled", "--recheck", "all"), Planted())
        begin = size(site.log)
        self._quiet.add("unchanged", sweep("unchanged", "--recheck", "all"), Planted())
        self._answers.append(answers(site.log, begin))
        planted = site.change(CHANGED, NOISE)
        self._changed.add("changed", sweep("changed", "--recheck", "all"), planted)
        self._changed.add("again", sweep("again", "--recheck", "all"), Planted(), planted.removed)
        few = site.change(LEAST, 1.0)
        self._rendered.add("rendered", sweep("rendered", "--recheck", "all"), few)
        self._planted, self.removed = planted, few.removed
        self._say(f"{self._name}: round {number + 1} of {rounds}, " + ", ".join(f"{key} {cost.cpu:.2f} s" for key, cost in costs.items()))
        return costs

    def figures(self, rounds: Sequence[Round], *, judged: bool) -> list[Figure]:
        name, planted = self._name, self._planted
        asked, full = (sum(column) for column in zip(*self._answers, strict=True))
        told = f"{len(planted.edited)} edited, {len(planted.added)} added, {len(planted.removed)} removed"
        bad = self._complaints
        return [
            Figure(name, "runs of ponte that ended badly", len(bad), bound=0, note=" ".join(bad[:1])[:300]),
            Figure(name, "unchanged: answers that are no 304", full, bound=0, note=f"of {asked}"),
            Figure(name, "unchanged: releases reported", self._quiet.false, bound=0, note=self._quiet.example),
            middle(name, "unchanged: CPU over cold", ratios(rounds, "unchanged", "cold"), bound=UNCHANGED_CPU, judged=judged),
            _bytes(name, "unchanged", rounds, 40, UNCHANGED_BYTES, judged),
            Figure(name, "1 % changed: changes missed", self._changed.missed, bound=0, note=self._changed.example or told),
            Figure(name, "1 % changed: others reported", self._changed.false, bound=0, note=f"{len(planted.rendered)} rendered again"),
            # The replica's pages name their neighbours: beside an edited one several others change.
            _bytes(name, "changed", rounds, 10, CHANGED_BYTES, judged and self._site.name == "reference"),
            Figure(name, "all rendered again: changes missed", self._rendered.missed, bound=0, note=self._rendered.example),
            Figure(name, "all rendered again: others reported", self._rendered.false, bound=0),
            middle(name, "all rendered again: CPU over cold", ratios(rounds, "rendered", "cold"), bound=RENDERED_CPU, judged=judged),
        ]


def _bytes(site: str, sweep: str, rounds: Sequence[Round], times: int, bound: float, judged: bool) -> Figure:
    got = [times * each[sweep].traffic.bytes / max(1, each["cold"].traffic.bytes) for each in rounds]
    return middle(site, f"{sweep}: bytes over cold, x {times}", got, bound=times * bound, judged=judged)


def _noisy(site: Site, runs: int, removed: frozenset[str], say: Callable[[str], None]) -> list[Figure]:
    """Sweeps of a site whose pages are all known, before each of which most are rendered again. What the generator plants besides is to be
    told, and nothing else; `removed` was gone for the first time in the run before."""
    name, errors, bad = f"monitor, {site.name}", Errors(), []
    for number in range(runs):
        planted = site.change(0.0, NOISY_SHARE)
        said = reported(ponte_folder(site), "noisy", ponte(site, "noisy", "--recheck", "all"))
        bad += [f"run {number + 1}: {said.complaint}"] if said.complaint else []
        errors.add(f"run {number + 1}", said, planted, removed)
        removed = planted.removed
    say(f"{name}: {runs} noisy runs, {errors.missed} missed, {errors.false} false")
    return [
        Figure(name, f"{runs} noisy runs: ended badly", len(bad), bound=0, note=" ".join(bad[:1])[:300]),
        Figure(name, f"{runs} noisy runs: changes missed", errors.missed, bound=0, note=errors.example),
        Figure(name, f"{runs} noisy runs: others reported", errors.false, bound=0, note=f"{NOISY_SHARE:.0%} of the pages rendered again"),
    ]


# ---- one run ---------------------------------------------------------------------------------------------------------


def reported(folder: Path, name: str, cost: Cost) -> Reported:
    """What the last run left in the archive. Raises CommandFailed where there is none."""
    if not (folder / "archive.db").exists():
        raise CommandFailed(f"ponte left no archive: {tail(folder / f'{name}.log')}")
    with closing(sqlite3.connect(f"file:{folder / 'archive.db'}?mode=ro", uri=True)) as connection:
        last = connection.execute("SELECT max(id) FROM runs").fetchone()[0]
        rows = connection.execute(
            "SELECT v.kind, v.cause, r.url FROM revisions v JOIN releases r ON r.rid = v.release WHERE v.run_id = ?", (last,)
        ).fetchall()
        gone = {url for (url,) in connection.execute("SELECT url FROM releases WHERE gone_count > 0 AND status = 'live'")}
        counted = connection.execute(
            "SELECT total(new), total(revised), total(gone), total(withdrawn) FROM run_sources WHERE run_id = ?", (last,)
        ).fetchone()
        uneasy = connection.execute("SELECT source, reasons FROM run_sources WHERE run_id = ? AND outcome <> 'ok'", (last,)).fetchall()
    # What an extractor reads otherwise is no news and in no report.
    told: dict[str, set[str]] = {"new": set(), "revised": set(), "withdrawn": set(), "other": set()}
    for kind, cause, url in rows:
        if cause != "extractor":
            told[kind if (kind in told and cause == "source") else "other"].add(url)
    complaint = f"exit code {cost.code}, {uneasy}, {' / '.join(tail(folder / f'{name}.log', 2).splitlines())}" if cost.code else ""
    return Reported(
        edited=frozenset(told["revised"]),
        added=frozenset(told["new"]),
        gone=frozenset(gone),
        withdrawn=frozenset(told["withdrawn"]),
        other=frozenset(told["other"]),
        counted=(int(counted[0]), int(counted[1]), int(counted[2]), int(counted[3])),
        complaint=complaint[:400],
    )


def answers(log: Path, begin: int) -> tuple[int, int]:
    """How many answers the server gave from an offset of its log on, robots.txt left out, and how many of them were no 304."""
    statuses: Counter[str] = Counter()
    with log.open("rb") as file:
        file.seek(begin)
        for line in file:
            columns = line.decode("utf-8", "replace").rstrip("\n").split("\t")
            if not any(column == "/robots.txt" for column in columns[4:7]):
                statuses[columns[2]] += 1
    return statuses.total(), statuses.total() - statuses["304"]
