"""`stories`: what it costs to understand a release, to find its near copies and to put it into its story, and how many copies are found.

    python -m bench.stories classify --count 400                             releases a second of one core
    python -m bench.stories fill --items 10000 --days 46 --db near.db        an index of near copies, as storage writes it
    python -m bench.stories near --items 200 --round 0 --db near.db          a look-up and an insert for each of 200 new texts
    python -m bench.stories recall --items 400 --db near.db                  how many edited copies of 400 texts are found there
    python -m bench.stories link --items 20 --round 0 --db archive.db        20 new acts, each told four times, into an archive

Each prints JSON and is a program of its own, so that no cache of one measurement helps the next. The two sizes take turns within a round,
and what counts is the ratio of the round. Archives come from bench/archives.py, texts from bench/acts.py and the replica's generator.

Small and large hold as many releases of a day: what is compared is how far back they reach, and not how much comes at once.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from bench import acts
from bench.archives import LAST, published_on
from bench.figures import Figure, middle
from bench.growth import label
from bench.measure import must
from bench.sites import ROOT
from crawlers.language import script_fold
from crawlers.model import Address, DateBasis, Precision, Published, Release, Step
from monitor.linking import near
from storage.nearness import NEAR, PERIOD, day_number

if TYPE_CHECKING:
    from storage.archive import Archive

# The bounds (docs/performance.md).
RELEASES_A_SECOND = 200.0
NEAR_MILLISECONDS = 1.0
NEAR_RATIO = 1.3
RECALL = 0.95
LINK_RATIO = 1.2
JOINED = 0.95

SMALL, LARGE = 10_000, 1_000_000
QUICK = (300, 900)
# Texts to classify, new items in the index, texts whose copies are looked for, acts to be linked; the last three also with --quick.
COUNTS = {"classify": 2_000, "near": 200, "recall": 400, "link": 20}
QUICK_COUNTS = {"classify": 80, "near": 40, "recall": 24, "link": 4}
# As many releases a day as a million in twelve years and nine months come to.
A_DAY = 215
# A run stores what one source brought in one transaction.
AT_ONCE = 50
# New items come in the last days of the index.
NEW_DAYS = 30
NEW_RIDS = 10_000_000
# Numbers of acts: what is new is none of those that the archive holds.
NEW_ACTS = 1_000_000_000
COPIES_WITHIN = 150
PERCENTS = (1, 3, 5, 10)
USUAL = ("1 %", "3 %", "5 %", "paragraph added", "other script")
_LETTERS = re.compile(r"[^\W\d_]+")
_HAN_RUN = re.compile("[\u4e00-\u9fff]+")
_FLOOR = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")

Told = dict[str, Any]


def stories(sizes: tuple[int, int], rounds: int, work: Path, *, quick: bool, say: Callable[[str], None]) -> list[Figure]:
    """Measure all four and say whether the bounds hold; with `quick` small sizes, and times are only shown. Raises CommandFailed."""
    counts = QUICK_COUNTS if quick else COUNTS
    folder = work / "stories"
    folder.mkdir()
    read = _ask(say, "classify", "--count", counts["classify"], "--rounds", rounds)
    made = _classified(read, judged=not quick)
    index = [_filled(folder, size, days, say) for size, days in index_sizes(sizes)]
    made += _nearness(sizes, _in_turn(say, "near", counts["near"], rounds, index), judged=not quick)
    made += _recall(_ask(say, "recall", "--items", counts["recall"], "--db", index[-1]))
    for path in index:
        path.unlink()
    archives = [_built(folder, size, say) for size in sizes]
    made += _linking(sizes, _in_turn(say, "link", counts["link"], rounds, archives), judged=not quick)
    for path in archives:
        path.unlink()
    return made


def _ask(say: Callable[[str], None], *arguments: object) -> Told:
    begin = time.perf_counter()
    told: Told = json.loads(must([sys.executable, "-m", "bench.stories", *map(str, arguments)], folder=ROOT))
    short = " ".join(each.name if isinstance(each, Path) else str(each) for each in arguments)
    say(f"stories: {short}, {time.perf_counter() - begin:.1f} s")
    return told


def _in_turn(say: Callable[[str], None], what: str, count: int, rounds: int, files: Sequence[Path]) -> list[list[Told]]:
    """For each round what came of each file; the odd rounds go the other way about."""
    told: list[list[Told]] = []
    for number in range(rounds):
        order = files if number % 2 == 0 else files[::-1]
        each = {path: _ask(say, what, "--items", count, "--round", number, "--db", path) for path in order}
        told.append([each[path] for path in files])
    return told


def index_sizes(sizes: tuple[int, int]) -> list[tuple[int, int]]:
    """Items and days of the indexes that are measured: the small one, it again over as many days as the large one, a tenth of the large
    one, the large one."""
    small, large = sizes
    return [(small, _days(small)), (small, _days(large)), (large // 10, _days(large // 10)), (large, _days(large))]


def _days(items: int) -> int:
    return max(1, items // A_DAY)


def _filled(folder: Path, size: int, days: int, say: Callable[[str], None]) -> Path:
    path = folder / f"near-{size}-of-{days}-days.db"
    _ask(say, "fill", "--items", size, "--days", days, "--db", path)
    return path


def _built(folder: Path, size: int, say: Callable[[str], None]) -> Path:
    path = folder / f"archive-{size}.db"
    begin = time.perf_counter()
    must([sys.executable, "-m", "bench.archives", "--releases", str(size), "--a-day", str(A_DAY), "--db", str(path)], folder=ROOT)
    say(f"stories: an archive of {size:,} releases, {path.stat().st_size / 1e6:,.0f} MB in {time.perf_counter() - begin:.0f} s")
    return path


# ---- figures -------------------------------------------------------------------------------------------------------------


def _classified(told: Told, *, judged: bool) -> list[Figure]:
    rates = told["rates"]
    kinds = ", ".join(f"{name} {rate:.0f}" for name, rate in told["kinds"].items())
    return [
        Figure("stories", "releases classified per second", round(median(rates)), "", RELEASES_A_SECOND, kinds, judged, at_least=True),
        middle("stories", "classification, CPU over lower-casing and splitting", told["ratios"]),
    ]


def _nearness(sizes: tuple[int, int], rounds: Sequence[Sequence[Told]], *, judged: bool) -> list[Figure]:
    """Of each round the indexes in the order of `index_sizes`."""
    small, large, tenth = *map(label, sizes), label(sizes[1] // 10)
    over, thin, flat = ([each[-1]["cpu"] / each[at]["cpu"] for each in rounds] for at in range(3))
    cpu, wall, mint, strangers = ([median(each[at][what] for each in rounds) for at in (0, -1)] for what in _NEAR_COLUMNS)
    note = f"{small}: {cpu[0]:.3g}; wall {wall[1]:.3g}"
    return [
        Figure("stories", f"near copies, look-up and insert, CPU at {large}", cpu[1], " ms", NEAR_MILLISECONDS, note, judged),
        middle("stories", f"near copies, CPU, {large} over {small}", over, bound=NEAR_RATIO, judged=judged),
        middle("stories", f"near copies, CPU, {large} over {tenth}", flat),
        middle("stories", f"near copies, CPU, over {small} of as many years", thin),
        Figure("stories", "near copies, minting a text's keys, CPU", mint[1], " ms"),
        Figure("stories", "near copies, unlike texts per look-up", strangers[1]),
    ]


_NEAR_COLUMNS = ("cpu", "wall", "mint", "strangers")


def _recall(told: Told) -> list[Figure]:
    """Copies that the index finds and that are then confirmed. How much is found is no matter of time: judged at any size."""
    shares: dict[str, list[int]] = told["edits"]
    usual = [shares[name] for name in USUAL if name in shares]
    asked, confirmed = (sum(each[at] for each in usual) for at in (0, 2))
    worst = min((name for name in USUAL if name in shares), key=lambda name: shares[name][2] / shares[name][0])
    note = f"{asked} copies; worst {worst}, {shares[worst][2] / shares[worst][0]:.3f}"
    made = [Figure("stories", "edited copies found and confirmed", confirmed / asked, bound=RECALL, note=note, at_least=True)]
    for name, (count, found, sure) in shares.items():
        made.append(Figure("stories", f"copies, {name}", sure / count, note=f"of {count}; by the index {found / count:.3f}"))
    return made


def _linking(sizes: tuple[int, int], rounds: Sequence[Sequence[Told]], *, judged: bool) -> list[Figure]:
    small, large = map(label, sizes)
    over = [big["cpu"] / little["cpu"] for little, big in rounds]
    asking = [big["index"] / little["index"] for little, big in rounds]
    told = {name: [median(each[at][name] for each in rounds) for at in (0, 1)] for name in ("cpu", "index", "candidates", "links")}
    acts_told, joined, strange = (sum(each[name] for pair in rounds for each in pair) for name in ("acts", "joined", "strange"))
    scans = sorted({scan for pair in rounds for each in pair for scan in each["scans"]})
    statements = max(each["statements"] for pair in rounds for each in pair)
    load = f"{small}: {told['cpu'][0]:.3g}; {told['candidates'][1]:.0f} candidates, {told['links'][1]:.1f} links noted"
    return [
        middle("stories", f"linking a new release, CPU, {large} over {small}", over, bound=LINK_RATIO, judged=judged),
        Figure("stories", f"linking a new release, CPU at {large}", told["cpu"][1], " ms", note=load),
        middle("stories", f"candidates and keys alone, CPU, {large} over {small}", asking),
        Figure("stories", f"candidates and keys alone, CPU at {large}", told["index"][1], " ms", note=f"{small}: {told['index'][0]:.3g}"),
        Figure("stories", "statements of a link that scan a table", len(scans), bound=0, note=" ".join(scans[:1]) or f"of {statements}"),
        Figure(
            "stories", "acts told by four releases in one story", joined / acts_told, bound=JOINED, note=f"{acts_told} acts", at_least=True
        ),
        Figure("stories", "acts in one story with another", strange),
    ]


# ---- classification ------------------------------------------------------------------------------------------------------


def classify(count: int, rounds: int) -> Told:
    """Classify `count` texts in four languages, half the generator's and half made acts, a part in each round, so that each is read once.
    Releases a second of CPU; the same by kind of text and language; and how many times a lower-casing and splitting of it that is."""
    from monitor.telling import finding_of

    kinds = {f"{kind} {lang}": made for kind, lang, made in _kinds(count // (2 * len(acts.LANGUAGES)) + 1)}
    for made in kinds.values():  # lexicons are read when they are first asked for
        finding_of(made.pop())
    rates, ratios, by_kind = list[float](), list[float](), dict[str, list[float]]()
    for number in range(rounds):
        part = {name: made[number::rounds] for name, made in kinds.items()}
        spent = {name: _cpu(partial(_each, finding_of, made)) for name, made in part.items()}
        floor = sum(_cpu(partial(_each, _floor, made)) for made in part.values())
        total = sum(spent.values())
        rates.append(sum(map(len, part.values())) / total)
        ratios.append(total / floor)
        for name, seconds in spent.items():
            by_kind.setdefault(name, []).append(len(part[name]) / seconds)
    return {"rates": rates, "ratios": ratios, "kinds": {name: median(each) for name, each in by_kind.items()}}


def _each(action: Callable[[Release], object], releases: Iterable[Release]) -> None:
    for each in releases:
        action(each)


def _floor(release: Release) -> object:
    return _FLOOR.findall(release.body.lower())


def _kinds(each: int) -> Iterable[tuple[str, str, list[Release]]]:
    from demo.generator import generate

    generated = generate(each * 8, seed=23).texts
    for lang in acts.LANGUAGES:
        plain = [text for text in generated if text.lang == lang][:each]
        yield "release", lang, [release(f"G{at}", lang, (text.title, text.body), text.published.date()) for at, text in enumerate(plain)]
        day = published_on(LAST)
        told = [acts.act(NEW_ACTS + at, day - timedelta(days=at % 300)) for at in range(each)]
        yield "act", lang, [release(f"A{at}", lang, telling(one, lang), one.day) for at, one in enumerate(told)]


def _cpu(action: Callable[[], object]) -> float:
    begin = time.process_time()
    action()
    return time.process_time() - begin


def telling(told: acts.Act, lang: str) -> tuple[str, str]:
    return acts.title(told, lang), acts.told_at_length(told, lang)


def release(key: str, lang: str, text: tuple[str, str], day: date, site: str = "gcs") -> Release:
    """A release as a crawl reads it."""
    address = Address(site, key, lang.lower(), f"https://{site}.gov.mo/{lang.lower()}/{key}")
    return Release(address, lang, *text, Published(day, Precision.DAY, DateBasis.LABEL), Step.LABELS)


# ---- near copies ---------------------------------------------------------------------------------------------------------


def fill(path: Path, items: int, days: int) -> Told:
    """Make an archive that holds nothing but the keys of `items` texts, spread over so many days, the last ones before LAST."""
    from storage.archive import Archive

    Archive.open(path).close()
    pick = random.Random(items)
    first = day_number(published_on(LAST)) - days + 1
    numbers = [first + at * days // items for at in range(items)]
    conn = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -200000"):
        conn.execute(f"PRAGMA {pragma}")
    conn.execute("BEGIN")
    for period in sorted({number // PERIOD for number in numbers}):
        rids = (rid for rid, number in enumerate(numbers, 1) if number // PERIOD == period)
        rows = [(period, pick.getrandbits(40) << 4 | band, numbers[rid - 1], rid) for rid in rids for band in range(near.BANDS)]
        conn.executemany(f"INSERT INTO {NEAR} (period, key, day, release) VALUES (?, ?, ?, ?)", sorted(rows))
    conn.execute("COMMIT")
    conn.execute("PRAGMA journal_mode = WAL")
    conn.close()
    return {"items": items}


def look_up(path: Path, items: int, number: int) -> Told:
    """Milliseconds for each of `items` new texts: minting its keys; then finding its candidates and filing it, AT_ONCE in a transaction,
    the commit among it. `strangers` are candidates: other new texts whose openings are of the same form."""
    from storage.archive import Archive

    first, today = number * items, published_on(LAST)
    told = [acts.act(NEW_ACTS + first + at, today - timedelta(days=at % NEW_DAYS)) for at in range(items)]
    texts = [acts.told_at_length(each, acts.LANGUAGES[at % len(acts.LANGUAGES)]) for at, each in enumerate(told)]
    keys: list[tuple[int, ...]] = []
    mint = _cpu(lambda: keys.extend(near.keys(near.plain(text)) for text in texts)) / items
    spent, wall, strangers = [], [], 0
    with Archive.open(path) as archive:
        _warm(archive, keys[0], today)
        for begin in range(0, items, AT_ONCE):
            part = range(begin, min(items, begin + AT_ONCE))
            started, clock = time.process_time(), time.perf_counter()
            with archive.transaction():
                for at in part:
                    strangers += len(archive.near_candidates(NEW_RIDS + first + at, told[at].day, keys[at]))
                    archive.put_keys(NEW_RIDS + first + at, told[at].day, keys[at], ())
            spent.append((time.process_time() - started) / len(part))
            wall.append((time.perf_counter() - clock) / len(part))
    return {"mint": 1e3 * mint, "cpu": 1e3 * median(spent), "wall": 1e3 * median(wall), "strangers": strangers / items}


def _warm(archive: Archive, keys: Sequence[int], day: date) -> None:
    """Have the statements prepared and the schema read."""
    archive.near_candidates(0, day, keys)
    with archive.transaction():
        archive.put_keys(NEW_RIDS - 1, day, keys, ["place x", "place y"])
        archive.fact_candidates(0, day, ["place x", "place y"])
        archive.drop_keys(NEW_RIDS - 1, day, keys, ["place x", "place y"])


def recall(path: Path, items: int) -> Told:
    """File `items` texts, then look for edited copies of each that came up to COPIES_WITHIN days later. By edit: how many, how many of them
    the index found, how many of these are links by the same text."""
    from monitor.linking.facts import told as read
    from monitor.linking.links import links_of
    from storage.archive import Archive

    counts: dict[str, list[int]] = {}
    pick = random.Random(items)
    with Archive.open(path) as archive, archive.transaction():
        for at in range(items):
            lang = acts.LANGUAGES[at % len(acts.LANGUAGES)]
            told = acts.act(2 * NEW_ACTS + at, published_on(LAST) - timedelta(days=COPIES_WITHIN + at % NEW_DAYS))
            head, body = telling(told, lang)
            original, rid = read("a", head, body, lang, told.day), 2 * NEW_RIDS + at
            archive.put_keys(rid, told.day, original.near_keys, ())
            for name, (copy_lang, text) in copies(body, lang, pick).items():
                day = told.day + timedelta(days=pick.randint(0, COPIES_WITHIN))
                copy = read("b", head, text, copy_lang, day)
                found = rid in archive.near_candidates(0, day, copy.near_keys)
                sure = found and any(link.same_text and link.kind.makes_story for link in links_of(copy, [original]))
                counts[name] = [one + more for one, more in zip(counts.get(name, (0, 0, 0)), (1, found, sure), strict=True)]
    return {"edits": counts}


def copies(body: str, lang: str, pick: random.Random) -> dict[str, tuple[str, str]]:
    """What becomes of a text when others put it up, each with its language."""
    made = {f"{percent} %": (lang, edited(body, lang, percent / 100, pick)) for percent in PERCENTS}
    made["first half"] = (lang, body[: len(body) // 2])
    made["paragraph added"] = (lang, f"{body}\n{acts.paragraph(pick, lang)}")
    if lang == "zh-Hant":
        made["other script"] = ("zh-Hans", script_fold(body))
    return made


def edited(body: str, lang: str, share: float, pick: random.Random) -> str:
    """The text with so many of its words replaced, one at least: words of letters by made ones, Chinese ones, two characters each, by
    other characters. Digits stay: with another number it is another form filled in. Their units may go, which is refused as that."""
    if lang.startswith("zh"):
        spots = [(at, at + 2) for run in _HAN_RUN.finditer(body) for at in range(run.start(), run.end() - 1, 2)]
    else:
        spots = [match.span() for match in _LETTERS.finditer(body)]
    chosen = sorted(pick.sample(spots, max(1, round(share * len(spots)))), reverse=True)
    for start, end in chosen:
        new = acts.characters(pick, 2, lang) if lang.startswith("zh") else acts.word(pick)
        body = body[:start] + new + body[end:]
    return body


# ---- linking -------------------------------------------------------------------------------------------------------------


def link(path: Path, items: int, number: int) -> Told:
    """Store `items` new acts, each told in English, Portuguese and Chinese and by a copy of the English, and put each of the releases into
    its story, all in one transaction, as a run does. Milliseconds of CPU per release, its share of the commit among it; that of finding
    candidates and filing keys alone; how many acts came to be one story, and how many share it with something else."""
    from storage.archive import Archive

    batch = new_releases(items, number)
    with Archive.open(path) as archive:
        _warm(archive, near.keys(near.plain(batch[0].body)), published_on(LAST))
        index = _index_alone(archive, batch)
        fresh = _store(archive, batch)
        cpu = _cpu(lambda: _link(archive, batch[:-1], fresh)) / (len(batch) - 1)
        statements, scans = scanning(archive, lambda: _link(archive, batch[-1:], fresh))
        rids = archive.rids_of(each.address.native for each in batch)
        links = sum(len(archive.links_at(rid)) for rid in rids) / len(rids)
        return {"cpu": 1e3 * cpu, **index, "links": links, "statements": statements, "scans": scans, **_told_apart(archive, batch)}


def _store(archive: Archive, batch: Sequence[Release]) -> dict[str, str]:
    """Store releases, each in a story of its own; returns these."""
    from monitor.digest import digest_of
    from monitor.telling import found_story
    from storage.model import Cause, Kind, Revision, Significance

    fresh: dict[str, str] = {}
    with archive.transaction():
        for each in batch:
            name, site = each.address.native, each.address.site
            fresh[name] = found_story(archive, name, LAST)
            digest = digest_of(each.title, each.body, each.published.iso, each.entity)
            revision = Revision(each, Kind.NEW, Significance.SUBSTANTIVE, Cause.SOURCE, LAST, digest)
            archive.add(each, revision, release_id=name, source=site, story_id=fresh[name], text_key=name, run_id=None)
    return fresh


def _link(archive: Archive, batch: Sequence[Release], fresh: dict[str, str]) -> None:
    """What monitor.record does with a new release once it is stored, but for its finding."""
    from monitor.telling import file_release, place

    with archive.transaction():
        for each in batch:
            name = each.address.native
            file_release(archive, each, name, now=LAST)
            place(archive, name, LAST, fresh=fresh[name])


def new_releases(items: int, number: int) -> list[Release]:
    """The releases of a round, in no order. Their days are the archive's last."""
    pick = random.Random(number)
    made = []
    for at in range(items):
        told = acts.act(3 * NEW_ACTS + number * items + at, published_on(LAST) - timedelta(days=at % 7))
        native = f"{number}-{at}"
        for lang in acts.LANGUAGES[:3]:
            made.append(release(f"new{native}", lang, telling(told, lang), told.day))
        head, body = telling(told, "en")
        made.append(release(f"copy{native}", "en", (head, edited(body, "en", 0.01, pick)), told.day, "ein"))
    pick.shuffle(made)
    return made


def _index_alone(archive: Archive, batch: Sequence[Release]) -> dict[str, float]:
    """What the indexes alone take, in a transaction that is rolled back: it would find the batch's own releases otherwise."""
    from monitor.linking.facts import keys_of
    from monitor.linking.facts import told as read

    texts = [read(each.address.native, each.title, each.body, each.lang, published_on(LAST)) for each in batch]
    asked = [(NEW_RIDS * 9 + at, published_on(LAST), text.near_keys, keys_of(text)) for at, text in enumerate(texts)]
    candidates = 0

    def ask() -> None:
        nonlocal candidates
        for rid, day, keys, facts in asked:
            found = {*archive.near_candidates(rid, day, keys), *archive.fact_candidates(rid, day, facts)}
            candidates += len(found)
            archive.put_keys(rid, day, keys, facts)

    archive.conn.execute("BEGIN IMMEDIATE")
    try:
        spent = _cpu(ask)
    finally:
        archive.conn.execute("ROLLBACK")
    return {"index": 1e3 * spent / len(batch), "candidates": candidates / len(batch)}


def _told_apart(archive: Archive, batch: Sequence[Release]) -> dict[str, int]:
    """How many acts there are, how many are one story each, and how many share a story with a release of another act."""
    homes: dict[str, set[str]] = {}
    for each in batch:
        homes.setdefault(_act_of(each.address.native), set()).add(archive.link_text(each.address.native).story_id)
    strange = sum(
        any(_act_of(member.id) != name for story in stories for member in archive.members(story, 1_000)) for name, stories in homes.items()
    )
    return {"acts": len(homes), "joined": sum(len(stories) == 1 for stories in homes.values()), "strange": strange}


def _act_of(native: str) -> str:
    """The part of a new release's id that all tellings of its act share; of any other release its whole id."""
    found = re.search(r":(?:new|copy)(\d+-\d+):", native)
    return found[1] if found else native


def scanning(archive: Archive, action: Callable[[], object]) -> tuple[int, list[str]]:
    """How many different statements an action runs, and the plans of those that read a whole table or index."""
    asked: Counter[str] = Counter()
    archive.conn.set_trace_callback(lambda statement: asked.update([statement]))
    try:
        action()
    finally:
        archive.conn.set_trace_callback(None)
    shapes = {re.sub(r"'(?:[^']|'')*'|\b\d+\b", "?", statement): statement for statement in asked if _VERB.match(statement)}
    plans = ((row[3], shape) for shape, one in shapes.items() for row in archive.conn.execute(f"EXPLAIN QUERY PLAN {one}"))
    scans = {f"{plan}: {shape}" for plan, shape in plans if _WHOLE.search(plan) and not _ONE_ROW.search(plan)}
    return len(shapes), sorted(scans)


# A skip-scan, "ANY(column)", tries every value of a column that was not asked for.
_WHOLE = re.compile(r"^SCAN\b|\bANY\(")
# The table `state` has one row, and VALUES are read as a table.
_ONE_ROW = re.compile(r"CONSTANT|SCAN state\b")
_VERB = re.compile(r"\s*(?:SELECT|UPDATE|DELETE|INSERT|WITH)\b", re.IGNORECASE)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.stories")
    parser.add_argument("what", choices=("classify", "fill", "near", "recall", "link"))
    parser.add_argument("--count", type=int, default=COUNTS["classify"])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--items", type=int, default=0)
    parser.add_argument("--days", type=int, default=1)
    parser.add_argument("--round", type=int, default=0)
    parser.add_argument("--db", type=Path, default=Path("near.db"))
    asked = parser.parse_args(arguments)
    made = {
        "classify": lambda: classify(asked.count, asked.rounds),
        "fill": lambda: fill(asked.db, asked.items, asked.days),
        "near": lambda: look_up(asked.db, asked.items, asked.round),
        "recall": lambda: recall(asked.db, asked.items),
        "link": lambda: link(asked.db, asked.items, asked.round),
    }[asked.what]()
    print(json.dumps(made))
    return 0


if __name__ == "__main__":
    sys.exit(main())
