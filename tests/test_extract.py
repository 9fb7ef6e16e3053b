"""The `extract` benchmark: its scores can be told apart, its sets are what they claim, and the bounds hold on a small run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import extract, pagesets
from bench.figures import Figure, lines
from bench.madesites import Column, Portal, made_sets, stories
from bench.pagesets import PageSet, Truth
from crawlers.model import UNDATED, Address, DateBasis, Precision, Published, Release, Step
from crawlers.spiders import kinds

ROOT = Path(__file__).parent.parent
NOON = datetime.fromisoformat("2026-04-16T10:08")
TRUTH = Truth("https://x.example/1", "Macau e Angola", NOON, "minute", ("Um texto de seis palavras só.",))


def read(value: datetime | date | None, precision: Precision = Precision.MINUTE, **change: str) -> Release:
    published = Published(value, precision, DateBasis.LABEL) if value else UNDATED
    fields = {"title": TRUTH.title, "body": TRUTH.bodies[0]} | change
    return Release(Address("x", "1", None, TRUTH.url), "pt", published=published, basis=Step.STRUCTURE, **fields)


MOMENT = datetime(2026, 4, 16, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "precision", "truth", "exact", "wrong"),
    [
        (MOMENT, Precision.MINUTE, "minute", True, False),
        (MOMENT.replace(minute=9), Precision.MINUTE, "minute", False, True),
        (NOON.date(), Precision.DAY, "minute", False, False),  # less than the site tells, and not wrong
        (date(2026, 4, 1), Precision.MONTH, "minute", False, False),
        (date(2026, 4, 17), Precision.DAY, "minute", False, True),
        (NOON.date(), Precision.DAY, "day", True, False),
        (MOMENT, Precision.MINUTE, "day", False, False),  # minutes that nobody stated
        (MOMENT, Precision.MINUTE, "known by day", True, False),
        (None, Precision.NONE, "day", False, False),
        (None, Precision.NONE, "none", True, False),
        (NOON.date(), Precision.DAY, "none", False, True),  # a date that the site does not tell
    ],
)
def test_dates_are_exact_or_silent_or_wrong(
    value: datetime | date | None, precision: Precision, truth: str, exact: bool, wrong: bool
) -> None:
    mark = extract.mark(read(value, precision), replace(TRUTH, precision=truth), "Asia/Macau")
    assert (mark.date, mark.wrong_date) == (exact, wrong)


def test_titles_and_bodies_are_compared_without_white_space() -> None:
    assert extract.mark(read(MOMENT, title="Macau  e\nAngola"), TRUTH, "Asia/Macau").title
    assert not extract.mark(read(MOMENT, title="Macau e Angola | Jornal"), TRUTH, "Asia/Macau").title
    assert extract.mark(read(MOMENT, body="Um texto de seis palavras só.\nPartilhar"), TRUTH, "Asia/Macau").f1 == pytest.approx(12 / 13)


def test_chinese_is_counted_by_the_character() -> None:
    assert extract.tokens("澳門2026年, Macau!") == {"澳": 1, "門": 1, "2026": 1, "年": 1, "Macau": 1}
    assert extract.f1(extract.tokens("澳門"), extract.tokens("澳珠")) == 0.5
    assert extract.f1(extract.tokens(""), extract.tokens("澳")) == 0.0


@given(st.text(), st.text())
def test_f1_is_a_share_and_asks_for_no_order(one: str, other: str) -> None:
    a, b = extract.tokens(one), extract.tokens(other)
    assert 0.0 <= extract.f1(a, b) == extract.f1(b, a) <= 1.0
    assert extract.f1(a, a) == (1.0 if a else 0.0)


def score(**change: object) -> extract.Score:
    sound: dict[str, object] = {"set": "x", "kind": "listing", "reader": "own", "pages": 100, "f1": 1.0, "titles": 1.0, "dates": 1.0}
    return extract.Score(**(sound | {"wrong_dates": 0.0, "seconds": 0.1} | change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"f1": 0.9899}, "own reader, body F1, worst set"),
        ({"titles": 0.98}, "own reader, titles exact, worst set"),
        ({"dates": 0.98}, "own reader, dates exact, worst set"),
        ({"wrong_dates": 0.0031}, "own reader, dates stated and wrong, worst set"),
        ({"reader": "generic", "f1": 0.949}, "generic reader, body F1, worst set"),
        ({"reader": "generic", "dates": 0.899}, "generic reader, dates exact, worst set"),
    ],
)
def test_one_bad_set_fails_among_good_ones(change: dict[str, object], name: str) -> None:
    good = [score(), score(reader="generic", f1=0.95, titles=0.95, dates=0.9)]
    assert [figure.name for figure in extract.figures(good, whole=False) if figure.verdict == "FAIL"] == []
    bad = extract.figures([*good, score(set="bad", **change)], whole=False)
    assert [(figure.name, figure.note[:3]) for figure in bad if figure.verdict == "FAIL"] == [(name, "bad")]


def test_a_kind_without_pages_fails() -> None:
    missing = extract.figures([score()])[-1]
    assert (missing.verdict, missing.value) == ("FAIL", len(kinds()) - 1)


def test_what_must_be_at_least_says_so() -> None:
    (line,) = lines([Figure("x", "y", 0.98, bound=0.99, at_least=True)])
    assert ">= 0.99" in line
    assert "FAIL" in line
    assert Figure("x", "y", 0.99, bound=0.99, at_least=True).verdict == "pass"


# ---- the sets ----------------------------------------------------------------------------------------------------------


def all_sets() -> Iterator[PageSet]:
    yield from pagesets.replica_sets(60)
    yield from made_sets(60)


def test_the_same_number_gives_the_same_pages() -> None:
    one, other = (tuple((each.name, each.truths) for each in all_sets()) for _ in range(2))
    assert one == other
    for site, again in zip(made_sets(60), made_sets(60), strict=True):
        first, second = (each.fetch(site.truths[0].url) for each in (site, again))
        assert first is not None
        assert second is not None
        assert first.body == second.body


def test_every_release_has_a_page_with_its_words_on_it() -> None:
    for site in all_sets():
        assert len({truth.url for truth in site.truths}) == len(site.truths) > 3, site.name
        for truth in site.truths:
            page = site.fetch(truth.url)
            assert page is not None, truth.url
            shown = " ".join("".join(page.root.itertext()).split())
            assert all(" ".join(line.split()) in shown for line in truth.bodies[0].splitlines()), truth.url
            assert len(page.body) > 8 * len(truth.title.encode()), "a page of nothing but its text measures nothing"


def test_a_reader_that_finds_nothing_scores_nothing() -> None:
    site = next(made_sets(60))
    nowhere = replace(site, fetch=lambda _: None)
    bad = extract.own(nowhere)
    assert (bad.f1, bad.titles, bad.dates, bad.wrong_dates) == (0.0, 0.0, 0.0, 0.0)
    assert bad.pages == len(site.truths)


def test_wrong_selectors_score_less_than_right_ones() -> None:
    site = next(each for each in made_sets(60) if each.name == "listing, selectors")
    assert extract.own(site).f1 == 1.0
    worse = extract.own(replace(site, options={**site.options, "body": "ul.ultimas"}))
    assert worse.f1 < 0.5


def test_the_truth_says_as_much_of_a_date_as_its_site() -> None:
    column = Column("www.hezuoqu.example", stories(12, "zh-Hans", "x"))
    portal = Portal("camara.example", "pt", stories(12, "pt", "y"))
    first, second = column.texts[0], portal.texts[0]
    assert first.truth(column.url(first), "minute").told == f"{first.moment:%Y-%m-%dT%H:%M}"
    assert second.truth(portal.url(second), "day").told == f"{second.moment:%Y-%m-%d}"
    assert second.truth(portal.url(second), "none").told is None


def test_the_bounds_hold_on_a_small_run(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench", "--quick", "--only", "extract", "--json"]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"TMPDIR": str(tmp_path)}, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout
    said = json.loads(done.stdout)
    read = {each["set"] for each in said["extract"]}
    assert {each.name for each in all_sets()} <= read
    assert len([name for name in read if name.startswith("reference")]) == (0 if pagesets.why_no_generator() else 6)
    assert all(each["rate"] > 0 for each in said["extract"])
    assert not list(tmp_path.iterdir())
