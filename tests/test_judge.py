"""Whether a crawl may be believed."""

from __future__ import annotations

from datetime import UTC, datetime

from crawlers.model import Address, CrawlResult, Gone, Problem, ProblemKind, Role, Unchanged
from monitor.judge import judge
from monitor.record import usual
from storage.model import SourceOutcome

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def crawl(*problems: Problem, listings: int = 1, found: int = 10, unchanged: int = 0, gone: int = 0) -> CrawlResult:
    address = Address("s", "1", None, "https://h/1")
    result = CrawlResult("s", NOW, NOW, problems=list(problems), listings=listings, found=found)
    result.unchanged = [Unchanged("https://h/1", address)] * unchanged
    result.gone = [Gone(address, "https://h/1", 404)] * gone
    return result


def problem(kind: ProblemKind, role: Role = Role.RELEASE) -> Problem:
    return Problem(kind, "https://h/x", "detail", role)


def test_a_sound_crawl_is_ok_and_trusted() -> None:
    judgement = judge(crawl())
    assert (judgement.outcome, judgement.trusted) == (SourceOutcome.OK, True)


def test_s17_a_crawl_without_any_listing_is_never_ok() -> None:
    judgement = judge(crawl(problem(ProblemKind.EMPTY, Role.LISTING), listings=0, found=0))
    assert (judgement.outcome, judgement.trusted) == (SourceOutcome.FAILED, False)
    assert judgement.reasons == ("empty: detail",)


def test_refusals_make_a_source_blocked() -> None:
    for kind in (ProblemKind.BLOCKED, ProblemKind.ROBOTS):
        assert judge(crawl(problem(kind, Role.LISTING), listings=0)).outcome is SourceOutcome.BLOCKED


def test_s13_challenges_on_all_details_distrust_the_crawl() -> None:
    judgement = judge(crawl(problem(ProblemKind.BLOCKED), problem(ProblemKind.BLOCKED)))
    assert (judgement.outcome, judgement.trusted) == (SourceOutcome.BLOCKED, False)


def test_one_bad_page_among_sound_ones_is_partial_and_trusted() -> None:
    judgement = judge(crawl(problem(ProblemKind.PARSE), unchanged=5))
    assert (judgement.outcome, judgement.trusted) == (SourceOutcome.PARTIAL, True)


def test_more_bad_pages_than_sound_ones_distrust_the_crawl() -> None:
    judgement = judge(crawl(*[problem(ProblemKind.SOFT404)] * 3, unchanged=2))
    assert (judgement.outcome, judgement.trusted) == (SourceOutcome.PARTIAL, False)


def test_s18_a_third_of_the_usual_releases_is_not_trusted() -> None:
    assert not judge(crawl(found=6), usual_found=20).trusted
    assert judge(crawl(found=7), usual_found=20).trusted
    assert judge(crawl(found=1), usual_found=20, conditional=True).trusted


def test_requests_that_do_not_balance_are_a_bug_and_said() -> None:
    result = crawl()
    result.requests, result.ended = 3, 2
    judgement = judge(result)
    assert (judgement.outcome, judgement.trusted) == (SourceOutcome.FAILED, False)
    assert "3 addresses asked, 2 answers" in judgement.reasons[0]


def test_s18_the_usual_count_is_the_median_of_past_sound_runs() -> None:
    assert usual([40, 44, 90]) == 44
    assert usual([40, 44]) is None
