"""Whether a crawl may be believed. Pure: sees no clock, network or database.

Scrapy calls every ending "finished", and an empty listing looks like "no news" (FAULTS O13, S17): so the outcome is drawn from
what each address ended as. Only a trusted crawl may revise or withdraw anything; new sound releases are kept in any case.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from crawlers.model import CrawlResult, Problem, ProblemKind, Role
from storage.model import SourceOutcome

# Under a third of what the source's listings usually name, something is wrong with the listing (FAULTS S18).
FEW_SHARE = 1 / 3
# Under so many usual releases a drop says nothing.
FEW_MINIMUM = 6


@dataclass(frozen=True, slots=True)
class Judgement:
    """`trusted` allows revisions and withdrawals. `reasons` are clauses for the report, the gravest first."""

    outcome: SourceOutcome
    trusted: bool
    reasons: tuple[str, ...]


def judge(result: CrawlResult, usual_found: int | None = None, conditional: bool = False) -> Judgement:
    """Judge one crawl. `usual_found` is the median count of releases its listings named in past sound runs, None where unknown.

    `conditional` tells that listings answered 304, so that `found` counts only part of them.
    """
    if not result.balanced:
        return Judgement(SourceOutcome.FAILED, False, (f"{result.requests} addresses asked, {result.ended} answers: this is a bug",))
    lists = [problem for problem in result.problems if problem.role is Role.LISTING]
    pages = [problem for problem in result.problems if problem.role is not Role.LISTING]
    reasons = tuple(dict.fromkeys(told(problem) for problem in (*lists, *pages)))
    if result.listings + result.listings_unchanged == 0 and lists:
        return Judgement(_dead(lists), False, reasons)
    sound = len(result.releases) + len(result.unchanged) + len(result.gone)
    if pages and not sound and len(pages) > 1:
        return Judgement(_dead(pages), False, reasons)
    if usual_found and usual_found >= FEW_MINIMUM and not conditional and result.found < usual_found * FEW_SHARE:
        few = f"the listings name {result.found} releases, usually {usual_found}"
        return Judgement(SourceOutcome.PARTIAL, False, (few, *reasons))
    if reasons:
        return Judgement(SourceOutcome.PARTIAL, len(pages) <= sound, (*reasons, *result.bounds))
    return Judgement(SourceOutcome.OK, True, result.bounds or _standing(result))


def _standing(result: CrawlResult) -> tuple[str, ...]:
    """A word on listings that the site says have not changed, so that "0 found" does not look like silence."""
    return ("its listing has not changed since the last run",) if result.listings_unchanged and not result.found else ()


def judge_changes(judgement: Judgement, revised: int, standing: int) -> Judgement:
    """Judge what a believed crawl would change: `revised` of the `standing` known releases it read. Most of them at once is our misreading
    or the site's bad day, not that many edits."""
    if not judgement.trusted or revised < FEW_MINIMUM or revised * 2 <= standing:
        return judgement
    reason = f"{revised} of {standing} known releases read differently at once: not believed"
    return Judgement(SourceOutcome.PARTIAL, False, (reason, *judgement.reasons))


def told(problem: Problem) -> str:
    """A problem as one clause: `dns: the name x does not resolve`."""
    return f"{problem.kind}: {problem.detail}"


def _dead(problems: Collection[Problem]) -> SourceOutcome:
    """Blocked where refusals are what stopped it, else failed."""
    refused = sum(problem.kind in (ProblemKind.BLOCKED, ProblemKind.ROBOTS) for problem in problems)
    return SourceOutcome.BLOCKED if refused * 2 > len(problems) else SourceOutcome.FAILED
