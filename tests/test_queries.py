"""One grammar of queries, and one answer to a query: in the feeds, on the command line, in exports and for the site."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import string
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from storage_values import add, enter, finding, later, release

from feeds.exports import csv_of_announcements
from feeds.labels import SECTORS as NAMED_SECTORS
from monitor.announcements import sectors
from monitor.commands.announcing import announcements_command
from monitor.edits import hide
from storage.archive import Archive
from storage.exports import Selection
from storage.model import Instrument, Party, Query, Scope, Strength
from storage.queries import FIELDS, INSTRUMENTS, LANGS, REPEATED, SECTORS, BadQuery, Cursor, address, cursor, cursor_after, pairs, parse
from storage.reading import Reader

# ---- the grammar -----------------------------------------------------------------------------------------------------


def test_sectors_are_those_of_the_announcements() -> None:
    assert SECTORS == NAMED_SECTORS == (*sectors.SECTORS, sectors.OTHER)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", Query()),
        ("country=ao&country=MO&country=AO", Query(countries=("AO", "MO"))),
        ("country=MO,AO", Query(countries=("AO", "MO"))),
        ("sector=Finance&strength=SIGNED", Query(sectors=("finance",), strengths=("signed",))),
        ("lang=zh-hant&source=gcs", Query(langs=("zh-Hant",), sources=("gcs",))),
        ("scope=cross-border", Query()),
        ("scope=local", Query(relevant=False, scopes=("local",), strengths=("agreed", "exchange", "signed"))),
        ("scope=any&strength=agreed", Query(relevant=False, strengths=("agreed",))),
        ("words= 合作  memorando &party=University", Query(words="合作 memorando", party="University")),
        ("since=2025&until=2025-03", Query(since="2025", until="2025-03")),
        ("since=2025-01-31T10:00%2B08:00", Query(since="2025-01-31T02:00:00Z")),
        ("country=&words=+&since=", Query()),
    ],
)
def test_what_fields_mean(asked: str, expected: Query) -> None:
    assert parse(parse_qsl(asked, keep_blank_values=True)) == expected


@pytest.mark.parametrize(
    ("field", "value", "hint"),
    [
        ("contry", "AO", "did you mean 'country'"),
        ("country", "Angola", "two letters"),
        ("country", "ÄÖ", "two letters"),
        ("sector", "finanze", "did you mean 'finance'"),
        ("strength", "none", "known: signed"),
        ("instrument", "memo", "memorandum"),
        ("lang", "fr", "known: en"),
        ("source", "../x", "as config.toml"),
        ("scope", "world", "cross-border"),
        ("since", "2025-13", "a day as"),
        ("since", "20250131", "a day as"),
        ("until", "soon", "a day as"),
    ],
)
def test_what_can_match_nothing_is_a_mistake(field: str, value: str, hint: str) -> None:
    with pytest.raises(BadQuery) as caught:
        parse([(field, value)])
    assert (caught.value.field, caught.value.value) == (field, value)
    assert hint in caught.value.hint


def test_mistakes_of_several_values() -> None:
    with pytest.raises(BadQuery, match="before since"):
        parse([("since", "2025-03"), ("until", "2025-02-28")])
    with pytest.raises(BadQuery, match="only one party"):
        parse([("party", "a"), ("party", "b")])
    with pytest.raises(BadQuery, match="did you mean 'gcs'"):
        parse([("source", "gsc")], sources=["gcs", "ipim"])
    with pytest.raises(BadQuery, match="more than 64"):
        parse([("country", ",".join(a + b for a, b in product(string.ascii_uppercase, repeat=2)))])


COUNTRIES = ("AO", "MO", "CN", "PT")
VALUES: dict[str, st.SearchStrategy[str]] = {
    "country": st.sampled_from(COUNTRIES),
    "sector": st.sampled_from(("finance", "other", "health-tcm")),
    "strength": st.sampled_from(("signed", "agreed", "exchange")),
    "instrument": st.sampled_from(INSTRUMENTS[:3]),
    "source": st.sampled_from(("gcs", "ipim")),
    "lang": st.sampled_from(LANGS),
    "scope": st.sampled_from(("cross-border", "local", "any")),
    "party": st.sampled_from(("banco", "University mac*", "大学", "!?")),
    "words": st.sampled_from(("memorando", "合作", "cooperacao", "nada", '"memorando de"', "mem*", "...")),
    "since": st.sampled_from(("2026", "2026-04", "2026-04-18", "2026-04-18T02:08:00Z", "2027")),
    "until": st.sampled_from(("2026", "2026-04", "2026-04-20", "2025")),
}
ASKED = st.lists(st.sampled_from(FIELDS).flatmap(lambda field: st.tuples(st.just(field), VALUES[field])), max_size=5)


def once(asked: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The fields with at most one value of those that take one."""
    return [pair for at, pair in enumerate(asked) if pair[0] in REPEATED or pair[0] not in [field for field, _ in asked[:at]]]


def query_or_none(asked: list[tuple[str, str]]) -> Query | None:
    try:
        return parse(once(asked))
    except BadQuery:
        return None


@given(ASKED)
def test_a_query_is_written_in_one_way_and_read_back(asked: list[tuple[str, str]]) -> None:
    query = query_or_none(asked)
    if query is not None:
        assert parse(pairs(query)) == query
        assert parse(parse_qsl(address(query), strict_parsing=bool(address(query)))) == query
        assert address(parse(reversed(once(asked)))) == address(query)


@given(
    st.lists(
        st.tuples(st.sampled_from(FIELDS) | st.text(max_size=5), st.text(st.characters(exclude_categories=()), max_size=20)), max_size=4
    )
)
@example([("words", "\ud800 \0 x")])
@example([("since", "9999-12-31T23:59-23:59")])
def test_whatever_is_asked_is_a_query_or_a_mistake(asked: list[tuple[str, str]]) -> None:
    try:
        query = parse(asked)
    except BadQuery as error:
        str(error)
    else:
        assert parse(parse_qsl(address(query))) == query


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_a_cursor_is_read_back_or_refused(text: str) -> None:
    place = Cursor("2026-04-16T02:08:00Z", "", "a~1")
    assert cursor(str(place)) == place
    with contextlib.suppress(BadQuery):
        assert len(cursor(text)) == 3


# ---- one answer ------------------------------------------------------------------------------------------------------

LANGUAGES = ("pt", "zh-Hant", "en")
BODIES = ("O Governo assinou um memorando de cooperação {}.", "雙方 簽署 合作備忘錄 {} 。", "They agreed on {} nothing else.")
PARTIES = (Party("Banco X", "AO"), Party("University of Macau", "MO", "澳門大學", "zh-Hant", "university"))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Announcements of every kind, each with a feed entry; one is hidden, one told in two languages by two sources."""
    strengths, instruments = (*Strength,), (*Instrument, None)
    with Archive.open(tmp_path_factory.mktemp("queries") / "archive.db") as opened:
        with opened.transaction():
            for number in range(48):
                which = number % 3
                published = None if number % 11 == 10 else later(days=number % 7)
                made = release(f"N{number:02}", LANGUAGES[which], body=BODIES[which].format(number), published=published)
                found = finding(
                    made, strengths[number % 4], Scope.LOCAL if number % 5 == 4 else Scope.CROSS_BORDER,
                    countries=tuple(sorted({COUNTRIES[number % 4], COUNTRIES[number % 3]})), sectors=(("finance", "other")[number % 2],),
                    instrument=instruments[number % 5 if number % 5 < 3 else -1], parties=(PARTIES[number % 2],),
                )  # fmt: skip
                enter(opened, made, found=found, source=("gcs", "ipim")[number % 4 // 2], at=later(days=number // 4))
            add(opened, release("N03", "en", body="Memorando, in English."), "s-site:N03:pt", source="ipim")
        hide(opened, "site:N09:pt", "asked for", later(days=30))
        yield opened


@pytest.fixture(scope="module")
def reader(archive: Archive) -> Reader:
    return Reader.open(archive.path)


def fits(row: Any, query: Query) -> bool:
    """What a query means, written down once more without SQL; not its words."""
    finding, lead = row.announcement.finding, row.lead
    told = any(
        (not query.sources or each.source in query.sources)
        and (not query.langs or any(each.lang == lang or each.lang.startswith(f"{lang}-") for lang in query.langs))
        for each in row.releases
    )
    date = lead.published
    return (
        (not query.relevant or finding.relevant)
        and (not query.strengths or finding.strength in query.strengths)
        and (not query.scopes or finding.scope in query.scopes)
        and (not query.instruments or finding.instrument in query.instruments)
        and (not query.countries or bool({*query.countries} & {*finding.countries}))
        and (not query.sectors or bool({*query.sectors} & {*finding.sectors}))
        and told
        and (query.since is None or (date is not None and date[: len(query.since)] >= query.since[: len(date)]))
        and (query.until is None or (date is not None and date[: len(query.until)] <= query.until))
    )


def by_pages(reader: Reader, query: Query) -> list[str]:
    found: list[str] = []
    place = None
    while page := reader.announcements(query, 7, place):
        found += [announcement.id for announcement, _ in page]
        place = cursor(str(cursor_after(*page[-1])))
    return found


def printed(archive: Archive, asked: list[tuple[str, str]]) -> list[str] | None:
    """What `ponte announcements` prints; None where its options cannot say the query."""
    given_scope = dict(asked).get("scope", "cross-border")
    if given_scope == "local":
        return None
    filters: dict[str, Any] = {field: [value for name, value in asked if name == field] for field in REPEATED}
    filters |= {field: dict(asked).get(field) for field in ("party", "words", "since", "until")} | {"local": given_scope == "any"}
    config: Any = SimpleNamespace(archive=archive.path, sources=[SimpleNamespace(name="gcs"), SimpleNamespace(name="ipim")])
    with contextlib.redirect_stdout(io.StringIO()) as out:
        announcements_command(config, limit=100, form="json", filters=filters)
    return [each["id"] for each in json.loads(out.getvalue())]


def exported(reader: Reader, query: Query) -> list[str]:
    with Selection(reader, query) as chosen:
        table = b"".join(csv_of_announcements((announcement, lead) for announcement, lead, _ in chosen.announcements()))
    return [row["id"] for row in csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""))]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ASKED)
@example([])
@example([("scope", "any"), ("words", "memorando")])
@example([("lang", "en"), ("source", "ipim"), ("words", "合作")])
@example([("since", "2026-04-18"), ("until", "2026-04-20"), ("country", "AO")])
def test_one_query_has_the_same_rows_everywhere(archive: Archive, reader: Reader, asked: list[tuple[str, str]]) -> None:
    query = query_or_none(asked)
    if query is None:
        return
    rows = reader.announcements(query, 100)
    ids = [announcement.id for announcement, _ in rows]
    assert by_pages(reader, query) == ids
    assert exported(reader, query) == ids
    assert printed(archive, once(asked)) in (None, ids)
    assert sorted(row.announcement.id for row in reader.entries(query, 100)) == sorted(ids)
    assert reader.count(query) == len(ids)
    assert sum(row.number for row in reader.months(query)) == len(ids)
    assert sum(row.number for row in reader.matrix(query)) == sum(
        len(each.finding.countries) * len(each.finding.sectors) for each, _ in rows
    )
    every = reader.entries(Query(relevant=False), 100)
    expected = {row.announcement.id for row in every if fits(row, query)}
    assert set(ids) <= expected
    if query.words is None and query.party is None:
        assert set(ids) == expected


def test_the_archive_of_these_tests_has_something_to_find(reader: Reader) -> None:
    assert len(by_pages(reader, Query())) > 20
    assert len(by_pages(reader, Query(words="memorando"))) > 5
    assert "a-s-site:N09:pt" not in by_pages(reader, Query(relevant=False))
    assert reader.months(Query(countries=("AO",)))[0] == ("", "agreed", 1)


def test_a_page_is_the_same_when_newer_ones_came_meanwhile(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive.db") as archive:
        for number in range(4):
            enter(archive, release(f"N{number}"), at=later(days=number))
        first = archive.reader().announcements(Query(), 2)
        place = cursor_after(*first[-1])
        enter(archive, release("NEW"), at=later(days=9))
        assert [lead.id for _, lead in archive.reader().announcements(Query(), 2, place)] == ["site:N1:pt", "site:N0:pt"]
