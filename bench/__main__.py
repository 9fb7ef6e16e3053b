"""`python -m bench`: prints each figure with its bound and whether it holds. Exit code 0 only if all do."""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path

from bench import extract, growth, stories
from bench import reading as reading_stage
from bench.figures import Figure, cost_lines, failed, lines
from bench.measure import CommandFailed
from bench.monitor import Monitored, monitor
from bench.sites import Site, open_sites, why_no_reference
from bench.stages import Crawls, crawls, starts

STAGES = ("cold", "warm", "monitor", "growth", "stories", "reading", "start", "extract")
SITES = ("replica", "reference")
RELEASES, ROUNDS = 2400, 5
# What came of a stage that has rounds.
Measured = Crawls | Monitored | growth.Growth
# With fewer, some of the replica's lists are empty, and a run rightly says so.
QUICK_RELEASES = 60
# A round of sweeps is six runs.
MONITOR_ROUNDS = 3


def main(arguments: list[str] | None = None) -> int:
    """Returns 0 where every judged figure holds (always with --report), 1 where one does not, 2 where nothing could be measured."""
    options = _options().parse_args(arguments)
    options.releases = options.releases or (QUICK_RELEASES if options.quick else RELEASES)
    options.rounds = options.rounds or (1 if options.quick else ROUNDS)
    # An ended benchmark must stop the servers that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    work = Path(tempfile.mkdtemp(prefix="ponte-bench-"))
    try:
        return _bench(options, work)
    except CommandFailed as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    finally:
        if options.keep:
            say(f"kept {work}")
        else:
            shutil.rmtree(work, ignore_errors=True)


def _bench(options: argparse.Namespace, work: Path) -> int:
    done, started = _crawls(options, work)
    if "monitor" in options.only:
        rounds = min(options.rounds, MONITOR_ROUNDS)
        done += monitor(_sites(options.site), options.releases, rounds, work, quick=options.quick, say=say)
    if "growth" in options.only:
        done.append(_growth(options, work))
    figures = [figure for each in done for figure in each.figures] + started
    if "stories" in options.only:
        figures += _stories(options, work)
    if "reading" in options.only:
        figures += _reading(options, work)
    scores: list[extract.Score] = []
    if "extract" in options.only:
        say("extract: building and reading pages")
        scores = extract.extract(options.releases, options.site, work, say)
        figures += extract.figures(scores, whole="replica" in options.site)
    _print(options, done, scores, figures)
    bad = failed(figures)
    say(f"{len(bad)} of {sum(figure.verdict != 'shown' for figure in figures)} figures fail" if bad else "every figure holds")
    return 1 if bad and not options.report else 0


def _crawls(options: argparse.Namespace, work: Path) -> tuple[list[Measured], list[Figure]]:
    """The stages cold and warm, and `start`, which reads an archive of theirs while its site is served."""
    done: list[Measured] = []
    judged = not options.quick
    with ExitStack() as stack:
        site: Site | None = None
        if {"cold", "warm"} & set(options.only):
            names = _sites(options.site)
            for site in open_sites(names, options.releases, work):
                say(f"{site.name}: building and serving {options.releases:,} releases")
                stack.enter_context(site)
                # Where the reference site is measured, its floor is the judge; the replica's is shown beside it.
                floor = site.name == "reference" or "reference" not in names
                done.append(crawls(site, options.rounds, options.only, judged=judged, floor=floor, say=say))
        return done, starts(work, site, judged=judged) if "start" in options.only else []


def _growth(options: argparse.Namespace, work: Path) -> growth.Growth:
    small, large = growth.QUICK if options.quick else (growth.SMALL, growth.LARGE)
    batch = growth.QUICK_BATCH if options.quick else growth.BATCH
    return growth.growth((small, options.growth or large), batch, options.rounds, work, judged=not options.quick, say=say)


def _stories(options: argparse.Namespace, work: Path) -> list[Figure]:
    small, large = stories.QUICK if options.quick else (stories.SMALL, stories.LARGE)
    return stories.stories((small, options.growth or large), options.rounds, work, quick=options.quick, say=say)


def _reading(options: argparse.Namespace, work: Path) -> list[Figure]:
    sizes = reading_stage.QUICK if options.quick else reading_stage.Sizes()
    sizes = replace(sizes, searched=options.growth or sizes.searched)
    seconds = reading_stage.default_seconds(soak=options.soak, quick=options.quick)
    return reading_stage.reading(sizes, work, judged=not options.quick, seconds=seconds, say=say)


def _sites(wanted: Sequence[str]) -> list[str]:
    missing = why_no_reference()
    if missing and "reference" in wanted:
        say(f"reference site skipped: {missing}")
    return [name for name in wanted if name != "reference" or not missing]


def _print(options: argparse.Namespace, done: Sequence[Measured], scores: Sequence[extract.Score], figures: Sequence[Figure]) -> None:
    if options.json:
        print(json.dumps(_json(options, done, scores, figures), ensure_ascii=False, indent=1))
        return
    for each in done:
        print(f"\n{each.site}, medians of {len(each.rounds)}")
        print("\n".join(cost_lines(each.rounds)))
        print("\n".join(lines(each.figures)))
    for name in ("start", "stories", "reading"):
        if own := [figure for figure in figures if figure.site == name]:
            print(f"\n{name}")
            print("\n".join(lines(own)))
    if scores:
        print(f"\nextract, {options.releases:,} releases of each generator")
        print("\n".join([*extract.lines(scores), *lines(figure for figure in figures if figure.site == "extract")]))
    print()


def _json(
    options: argparse.Namespace, done: Sequence[Measured], scores: Sequence[extract.Score], figures: Sequence[Figure]
) -> dict[str, object]:
    return {
        "releases": options.releases,
        "rounds": options.rounds,
        "quick": options.quick,
        "python": platform.python_version(),
        "figures": [figure.json() for figure in figures],
        "extract": [score.json() for score in scores],
        "checks": {each.site: each.checks for each in done if isinstance(each, Crawls)},
        "costs": {each.site: [{label: asdict(cost) for label, cost in one.items()} for one in each.rounds] for each in done},
    }


def say(line: str) -> None:
    """Progress, on stderr."""
    print(line, file=sys.stderr, flush=True)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="What Ponte's crawls cost beside a minimal Scrapy spider's on the same site, and how well pages are read.",
    )
    parser.add_argument("--releases", type=_releases, metavar="N", help=f"releases on each site (default {RELEASES})")
    parser.add_argument("--rounds", type=_whole, metavar="N", help=f"interleaved rounds (default {ROUNDS})")
    parser.add_argument("--quick", action="store_true", help="a small site and one round; times are shown and not judged")
    parser.add_argument("--only", type=_choice(STAGES), default=list(STAGES), metavar="STAGES", help=f"of {','.join(STAGES)} (default all)")
    parser.add_argument("--site", type=_choice(SITES), default=list(SITES), metavar="SITES", help="of replica,reference (default both)")
    parser.add_argument("--growth", type=_whole, metavar="N", help=f"releases of the great archives (default {growth.LARGE})")
    parser.add_argument("--soak", action="store_true", help="ask the live server for ten minutes")
    parser.add_argument("--report", action="store_true", help="exit with 0 whatever the figures say")
    parser.add_argument("--json", action="store_true", help="print the figures and every cost as JSON")
    parser.add_argument("--keep", action="store_true", help="keep the folder with archives, feeds and logs")
    return parser


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def _releases(text: str) -> int:
    if (number := _whole(text)) < QUICK_RELEASES:
        raise argparse.ArgumentTypeError(f"{number} are too few: the sites have releases in every list from {QUICK_RELEASES} on")
    return number


def _choice(known: Sequence[str]) -> Callable[[str], list[str]]:
    """A comma-separated choice, in the order of what is known."""

    def chosen(text: str) -> list[str]:
        names = text.split(",")
        if unknown := set(names) - set(known):
            raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: known are {', '.join(known)}")
        return [name for name in known if name in names]

    return chosen


if __name__ == "__main__":
    sys.exit(main())
