"""What a run says of itself: each address asked ends as something, and the sum is what the site's own log says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from conftest import Home
from hypothesis import given
from hypothesis import strategies as st

from crawlers.model import Ending
from demo.replica import Replica
from demo.server import Response
from monitor.report import balance, told_of
from storage.archive import Archive
from storage.model import SourceOutcome, SourceReport

REDIRECTS = {301, 302, 303, 307, 308}
HOSTS = {
    "www.forumchinaplp.org.mo": "forum-macao", "www.gcs.gov.mo": "gcs", "govinfohub.gcs.gov.mo": "gcs", "www.gov.mo": "gov-mo",
    "www.dsedt.gov.mo": "dsedt", "www.ipim.gov.mo": "ipim", "english.jiangmen.gov.cn": "jiangmen", "www.einpresswire.com": "ein",
}  # fmt: skip


@pytest.fixture
def replica() -> Iterator[Replica]:
    with Replica(day=1) as running:
        yield running


def asked(replica: Replica) -> Counter[str]:
    """What each source's site was asked, but for robots.txt and addresses that only led on; then the log begins anew."""
    answered = (each for each in replica.requests if each.path != "/robots.txt" and each.status not in REDIRECTS)
    counts = Counter(source_of(each.host) for each in answered)
    replica.clear_log()
    return counts


def source_of(host: str) -> str:
    return next((name for known, name in HOSTS.items() if host.removeprefix("www.") == known.removeprefix("www.")), host)


def printed(text: str) -> dict[str, tuple[int, int]]:
    """By source: what the report says was asked, and the sum of what it came to."""
    lines = re.findall(r"^  ([\w-]+): asked (\d+) = (.+)$", text, re.MULTILINE)
    return {name: (int(total), sum(int(part.split()[0]) for part in parts.split(" + "))) for name, total, parts in lines}


def test_every_day_of_the_story_balances_with_the_sites_own_log(home: Home, replica: Replica) -> None:
    """The last day with an outage of one site and a block by another, as the table prints it."""
    for day, recheck in ((1, "due"), (2, "all")):
        replica.set_day(day)
        _, report = home.report("--recheck", recheck, replica=replica.address)
        log = asked(replica)
        assert set(report) == set(HOSTS.values())
        for name, each in report.items():
            assert sum(each["endings"].values()) == each["requests"] == log[name], (day, name, each["endings"])
            assert set(each["endings"]) <= {str(ending) for ending in Ending}
    replica.set_day(3)
    replica.override("www.dsedt.gov.mo", re.compile(r"^/(?!robots)"), Response(404))
    replica.override("www.ipim.gov.mo", re.compile(r"^/(?!robots)"), Response(403))
    done = home.ponte("run", replica=replica.address)
    assert done.code == 1
    sums, log = printed(done.out), asked(replica)
    assert set(sums) == set(HOSTS.values())
    for name, (total, ended) in sums.items():
        assert total == ended == log[name], (name, done.out)


def test_s18_what_was_not_believed_is_said_and_changes_nothing(home: Home) -> None:
    """Three sound checks, then a list with a third of its releases while one of them reads differently; then the list is whole again."""
    with Replica(day=1, per_page=12) as replica:
        assert home.report("ein", replica=replica.address)[0] == 0
    with Archive.open(home.archive) as archive:
        (first,) = archive.reader().source_reports(1)
        for _ in range(2):
            archive.record_source(archive.start_run(datetime.now(UTC), "1.0"), first)
    with Replica(day=1, per_page=3) as replica:
        replica.transform = edited
        done = home.ponte("run", "ein", "--recheck", "all", replica=replica.address)
    assert done.code == 1
    assert "  ein: not believed: the listings name 3 releases, usually 9; nothing was revised or withdrawn\n" in done.out
    assert re.search(r"^ein +partial +\d+ +9 +0 +0 ", done.out, re.MULTILINE), done.out
    with Replica(day=1, per_page=12) as replica:
        replica.transform = edited
        code, report = home.report("ein", "--recheck", "all", replica=replica.address)
    assert (code, report["ein"]["trusted"], report["ein"]["revised"]) == (0, True, 1)


def edited(html: str, host: str, path: str) -> str | None:
    """One article has another figure in it."""
    return html.replace("six contracts", "seven contracts") if path == "/article/835686972" else None


def report(**values: object) -> SourceReport:
    return SourceReport("gcs", SourceOutcome.PARTIAL, **values)  # type: ignore[arg-type]


def test_the_balance_in_words() -> None:
    endings = {"listing": 7, "release": 30, "unchanged": 5, "gone": 1, "problem": 2}
    assert balance(45, endings) == "asked 45 = 7 listings + 30 releases + 5 unchanged + 1 gone + 2 problems"
    assert balance(2, {"listing": 1, "attachment": 1}) == "asked 2 = 1 listing + 1 attachment"


@given(st.dictionaries(st.sampled_from([str(each) for each in Ending]), st.integers(0, 9_999)))
def test_the_balance_names_every_ending(endings: dict[str, int]) -> None:
    words = balance(sum(endings.values()), endings)
    assert sum(map(int, re.findall(r"\d+", words.partition(" = ")[2]))) == sum(endings.values())


def test_the_verdict_comes_before_the_reasons_and_gaps_are_told() -> None:
    reasons = ("the listings name 6 releases, usually 20", "parse: a", "parse: b", "parse: c", "parse: d")
    lines = told_of(report(requests=1, endings={"listing": 1}, trusted=False, reasons=reasons, gaps=("200 releases of May",)))
    assert lines == [
        "asked 1 = 1 listing",
        "not believed: the listings name 6 releases, usually 20; nothing was revised or withdrawn",
        "gap: 200 releases of May",
        "parse: a", "parse: b", "parse: c", "and 1 more",
    ]  # fmt: skip
    assert told_of(SourceReport("gcs", SourceOutcome.FAILED, trusted=False, reasons=("dns: no such name",))) == ["dns: no such name"]
