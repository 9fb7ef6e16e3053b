"""`ponte check`: asks the sites and prints, for each source, what works and what differs; the template for reporting a broken site."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from crawlers.model import Source
from crawlers.spiders import spider_for
from crawlers.spiders.base import Spider
from monitor.canaries import FILE, Canary, assign, load
from monitor.checking import CanaryCheck, ListingCheck, Prober, Robots, SourceCheck, Verdict, check_hosts, check_source, starts_of
from monitor.config import VERSION, Config
from monitor.errors import UsageError
from monitor.progress import one_line
from monitor.questions import Finding, Question, addresses, questions_for

# Sources side by side; requests to one host never meet.
AT_ONCE = 8

Task = Callable[[Prober], SourceCheck]


def check_command(
    config: Config,
    names: Sequence[str],
    *,
    canaries: int = 3,
    everything: bool = False,
    facts: Path | None = None,
    as_json: bool = False,
    quiet: bool = False,
) -> int:
    """Check the named sources, else all enabled ones; with `everything` also the disabled ones, the hosts of sources to come, and every
    canary instead of the first few. `facts` is a file of canaries instead of Ponte's own.

    Exit code: 0 all work; 1 some do not; 3 none does. Raises ConfigError, UsageError.
    """
    tasks = plan(config, names, load(facts or FILE), None if everything else canaries)
    if not quiet:
        print(f"check: {count(len(tasks), 'source')}, one request at a time per host", file=sys.stderr, flush=True)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if not as_json:
        print(f"{heading(config, now)}\n", flush=True)
    checked = []
    for each in run(tasks, config):
        checked.append(each)
        if not as_json:
            print("\n".join(block(each)), end="\n\n", flush=True)
    if as_json:
        print(json.dumps(as_object(checked, config, now), ensure_ascii=False))
    else:
        print(summary(checked))
    return exit_code(checked)


def plan(config: Config, names: Sequence[str], facts: Sequence[Canary], most: int | None) -> list[Task]:
    """What to check, in the order of the config. `most`: canaries for each source; None for all, and for all sources there are."""
    sources = {source.name: source for source in config.sources}
    spiders = {name: spider_for(source) for name, source in sources.items()}
    groups = assign(facts, spiders)
    to_come = [name for name in groups if name not in sources]
    if names:
        chosen = [name if name in to_come else config.source(name).name for name in dict.fromkeys(names)]
    else:
        chosen = [name for name, source in sources.items() if source.enabled or most is None]
        chosen += to_come if most is None else []
    if not chosen:
        raise UsageError(f"no source is enabled in {config.file}: name one, or give --all")
    put = share_questions({name: spiders[name] for name in chosen if name in spiders})
    return [_task(name, sources.get(name), groups.get(name, [])[:most], put.get(name, ())) for name in chosen]


def share_questions(spiders: Mapping[str, Spider]) -> dict[str, list[Question]]:
    """The questions for each source. What asks the same addresses is asked once, for the first source that can settle it."""
    put: dict[str, list[Question]] = {}
    known: set[tuple[str, ...]] = set()
    for name, spider in spiders.items():
        starts = starts_of(spider)
        for question in questions_for(spider, starts):
            asks = (question.words, *addresses(question, starts))
            if asks not in known:
                known.add(asks)
                put.setdefault(name, []).append(question)
    return put


def _task(name: str, source: Source | None, canaries: Sequence[Canary], put: Sequence[Question]) -> Task:
    if source is None:
        return lambda prober: check_hosts(name, canaries, prober)
    return lambda prober: check_source(source, canaries, prober, put)


def run(tasks: Sequence[Task], config: Config) -> Iterator[SourceCheck]:
    """The results in the order of the tasks, each as soon as it and those before it are there. Ctrl-C ends all waiting."""
    stop = threading.Event()
    prober = Prober(config.network, pause=stop.wait)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            yield from pool.map(lambda task: task(prober), tasks)
        except BaseException:
            stop.set()
            raise


def exit_code(checked: Sequence[SourceCheck]) -> int:
    working = sum(each.verdict is Verdict.WORKS for each in checked)
    return 0 if working == len(checked) else 1 if working else 3


def summary(checked: Sequence[SourceCheck]) -> str:
    """7 sources: 5 work, 1 differs, 1 unreachable"""
    work, differ, lost = (sum(each.verdict is verdict for each in checked) for verdict in Verdict)
    verbs = f"{work} work{'s' if work == 1 else ''}, {differ} differ{'s' if differ == 1 else ''}"
    return f"{count(len(checked), 'source')}: {verbs}, {lost} unreachable"


def heading(config: Config, now: str) -> str:
    """What the answers are worth: by which Ponte, when, and whether the real sites gave them."""
    replica = config.network.replica
    asked = f", against the replica at {replica.host}:{replica.port}: no word of the real sites" if replica else ""
    return f"Ponte {VERSION}, {now}{asked}"


def as_object(checked: Sequence[SourceCheck], config: Config, now: str) -> dict[str, object]:
    """What --json prints: one object. A canary or listing without differences is right."""
    counts = {str(verdict): sum(each.verdict is verdict for each in checked) for verdict in Verdict}
    sources = [asdict(each) for each in checked]
    return {"version": VERSION, "checked_at": now, "replica": config.network.replica is not None, "sources": sources, "counts": counts}


# ---- the block of one source -----------------------------------------------------------------------------------------


def block(checked: SourceCheck) -> list[str]:
    """The lines about one source. What a site had a hand in is made safe for a terminal."""
    kind = checked.kind or "no source of config.toml reads it: addresses only"
    lines = [f"{checked.name} ({kind}): {str(checked.verdict).upper()}", f"  reachable  {', '.join(checked.reached) or 'no'}"]
    lines += [f"  robots     {robots_line(each)}" for each in checked.robots]
    for listing in checked.listings:
        lines += [f"  listing    {listing_line(listing)}", *(f"             instead of {each}" for each in listing.instead_of)]
    for canary in checked.canaries:
        lines += [f"  canary     {canary_line(canary)}", *(f"             {each}" for each in canary.differences)]
    lines += [f"  {finding_line(each)}" for each in checked.findings]
    return [one_line(line, 600) for line in lines]


def robots_line(robots: Robots) -> str:
    pace = f", {robots.delay:g} s between requests" if robots.delay else ""
    if robots.reason:
        return f"{robots.origin}: {robots.reason}"
    if robots.forbidden:
        return f"{robots.origin} forbids {len(robots.forbidden)} of {robots.asked} addresses, {robots.forbidden[0]} first{pace}"
    return f"{robots.origin} allows {'all' if robots.asked > 1 else 'the'} {count(robots.asked, 'address', 'es')}{pace}"


def count(number: int, word: str, ending: str = "s") -> str:
    return f"{number} {word}{'' if number == 1 else ending}"


def listing_line(listing: ListingCheck) -> str:
    if listing.difference:
        return f"DIFFERS {listing.url}: {listing.difference}"
    whole = f", {listing.whole} with their text" if listing.whole else ""
    newest = f"newest {listing.newest}" if listing.newest else "none dated"
    return f"right   {listing.url}: {count(listing.releases, 'release')}{whole}, {newest}"


def canary_line(checked: CanaryCheck) -> str:
    if checked.differences:
        return f"DIFFERS {checked.canary.url} (known from: {checked.canary.evidence})"
    if checked.step is None:
        dated = f", {checked.published} in the address" if checked.published else ""
        return f"right   {checked.canary.url}: answers{dated}"
    dated = f"{checked.published} (from {checked.date_from})" if checked.published else "no date on the page"
    text = f"{checked.lang}, {checked.characters} characters read by {checked.step}"
    return f"right   {checked.canary.url}: “{one_line(checked.title or '', 80)}”, {dated}, {text}"


def finding_line(finding: Finding) -> str:
    return f"{'settled    ' if finding.settled else 'not settled'}{'' if finding.settled else ':'} {finding.question}? {finding.words}"
