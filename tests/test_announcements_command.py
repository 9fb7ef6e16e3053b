"""`ponte announcements`: filters, and the three ways to print what matches; `ponte show` with the whole record."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import Home
from hypothesis import given
from hypothesis import strategies as st
from storage_values import add, announce, enter, finding, release

from feeds.exports import COLUMNS, cell
from monitor.commands.announcing import as_csv
from storage.archive import Archive
from storage.model import Evidence, Instrument, Party, Query, Scope, Strength
from storage.reading import Reader

UNIVERSITY = Party("University of Macau", "MO", "澳門大學", "zh-Hant", "university")
BANK = Party("Banco Nacional de Angola", "AO", "Banco Nacional de Angola", "pt", "bank")


def fill(archive: Archive) -> None:
    one = release("ONE", title='=HYPERLINK("http://x")')
    enter(archive, one, found=finding(
        one, countries=("AO", "MO"), sectors=("finance",), parties=(UNIVERSITY, BANK), event_start="2026-04-15", event_end="2026-04-16",
        signing_date="2026-04-15", place="Luanda", amounts=((Decimal("2100000000"), "MOP"),),
    ))  # fmt: skip
    two = release("TWO", "en", title='Plan adopted, "with" Cabo Verde', body="They adopted a plan.")
    enter(archive, two, found=finding(two, Strength.AGREED, countries=("CV", "MO"), instrument=Instrument.PLAN, sectors=("tourism-mice",)))
    local = release("LOCAL")
    add(archive, local)
    announce(archive, local, finding(local, scope=Scope.LOCAL, parties=(UNIVERSITY,)))


@pytest.fixture
def filled(home: Home) -> Home:
    with Archive.open(home.archive) as archive:
        fill(archive)
    return home


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    with Archive.open(tmp_path / "a.db") as archive:
        fill(archive)
    return Reader.open(tmp_path / "a.db")


def keys(reader: Reader, **query: object) -> list[str]:
    return sorted(found.id.split(":")[1] for _, found in reader.announcements(Query(**query), 50))  # type: ignore[arg-type]


# ---- filters -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["ONE", "TWO"]),
        ({"relevant": False}, ["LOCAL", "ONE", "TWO"]),
        ({"instruments": ("plan",)}, ["TWO"]),
        ({"instruments": ("plan", "memorandum")}, ["ONE", "TWO"]),
        ({"party": "大学"}, ["ONE"]),
        ({"party": "university macau"}, ["ONE"]),
        ({"party": "ANGOLA nac*"}, ["ONE"]),
        ({"party": "university angola"}, []),
        ({"party": "大学", "relevant": False}, ["LOCAL", "ONE"]),
        ({"party": "  "}, ["ONE", "TWO"]),
        ({"party": "!?"}, []),
        ({"sectors": ("tourism-mice",), "strengths": ("agreed",)}, ["TWO"]),
        ({"until": "2026-04-16"}, ["ONE", "TWO"]),
        ({"until": "2026-04-15"}, []),
        ({"party": "government", "countries": ("AO",)}, []),
    ],
)
def test_what_matches(reader: Reader, query: dict[str, object], expected: list[str]) -> None:
    assert keys(reader, **query) == expected


@pytest.mark.parametrize(
    ("query", "way"),
    [
        (Query(), "SCAN a USING INDEX announcements_newest"),
        (Query(instruments=("memorandum",), party="luanda", since="2025-01-01"), "SCAN a USING INDEX announcements_newest"),
        (Query(countries=("AO",), sectors=("finance",)), "SEARCH n USING COVERING INDEX announcement_countries_by_country (country=?)"),
        (Query(sectors=("finance",)), "SEARCH n USING COVERING INDEX announcement_sectors_by_sector (sector=?)"),
    ],
)
def test_announcements_are_found_by_index(reader: Reader, query: Query, way: str) -> None:
    asked: list[str] = []
    reader.conn.set_trace_callback(asked.append)
    reader.announcements(query, 20)
    reader.conn.set_trace_callback(None)
    plan = [step[3] for step in reader.conn.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert plan[0] == way, plan
    assert not [step for step in plan[1:] if step.startswith("SCAN")], plan


# ---- CSV ---------------------------------------------------------------------------------------------------------


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_csv_holds_every_field_and_says_that_it_is_utf8(filled: Home, reader: Reader) -> None:
    data = as_csv(reader.announcements(Query(), 50))
    assert data.startswith(b"\xef\xbb\xbfid,strength,")
    assert data.endswith(b"\r\n")
    rows = {row["release"]: row for row in table(data)}
    one = rows["site:ONE:pt"]
    assert list(one) == list(COLUMNS)
    assert one["parties"] == "澳門大學 (University of Macau), MO; Banco Nacional de Angola, AO"
    assert (one["countries"], one["sectors"], one["event_date"], one["amounts"]) == (
        "AO MO",
        "finance",
        "2026-04-15/2026-04-16",
        "2100000000 MOP",
    )
    assert (one["signing_date"], one["place"], one["people"], one["status"]) == ("2026-04-15", "Luanda", "Ana (signed)", "live")
    assert rows["site:TWO:en"]["title"] == 'Plan adopted, "with" Cabo Verde'
    printed = filled.ponte("announcements", "--country", "AO", "--format", "csv")
    assert printed.code == 0
    assert "澳門大學 (University of Macau)" in printed.out
    assert len(printed.out.splitlines()) == 2


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_c19_no_cell_is_a_formula(first: str) -> None:
    assert cell(f"{first}1+1") == f"'{first}1+1"
    assert cell(f"a{first}1") == f"a{first}1"


def test_c19_a_title_that_is_a_formula_is_written_as_text(filled: Home) -> None:
    rows = table(filled.ponte("announcements", "--format", "csv").out.encode())
    assert [row["title"] for row in rows if row["release"] == "site:ONE:pt"] == ['\'=HYPERLINK("http://x")']


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_c19_whatever_a_text_is_no_cell_computes_and_nothing_of_it_is_lost(text: str) -> None:
    written = cell(text)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert written.removeprefix("'") == text.replace("\0", "\ufffd").removeprefix("'")


# ---- the command -------------------------------------------------------------------------------------------------


def test_the_command_prints_table_json_and_csv(filled: Home) -> None:
    told = filled.ponte("announcements", "--sector", "finance", "--strength", "signed", "--since", "2025-01-01", "--until", "2026-12-31")
    assert "AO MO" in told.out
    assert "Plan" not in told.out
    assert [each["finding"]["place"] for each in filled.ponte("announcements", "--party", "大学", "--format", "json").json()] == ["Luanda"]
    assert len(filled.ponte("--json", "announcements").json()) == 2
    assert filled.ponte("--json", "announcements", "--instrument", "plan", "--format", "csv").out.count("\n") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sector", "finances"), "did you mean 'finance'"),
        (("--until", "tomorrow"), "--until tomorrow: a day as 2025-01-31"),
        (("--instrument", "memo"), "memo"),
        (("--format", "xlsx"), "xlsx"),
        (("--country", "Angola"), "--country Angola: two letters"),
    ],
)
def test_a_filter_that_can_match_nothing_is_a_mistake(filled: Home, words: tuple[str, str], said: str) -> None:
    done = filled.ponte("announcements", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


# ---- show --------------------------------------------------------------------------------------------------------


def test_show_prints_the_whole_record_with_what_proves_it(home: Home) -> None:
    with Archive.open(home.archive) as archive:
        one = release("ONE", body="O Governo assinou em Luanda um memorando de cooperação.")
        start = one.body.index("Luanda")
        proof = (Evidence("strength", "signed", "body", 10, 17, "assinou"), Evidence("place", "Luanda", "body", start, start + 6, "Luanda"))
        enter(
            archive,
            one,
            found=finding(one, signing_date=None, place="Luanda", sectors=("finance",), evidence=proof, amounts=((Decimal(5), "USD"),)),
        )
    told = home.ponte("show", "site:ONE:pt").out
    lines = [line.rstrip() for line in told[told.index("Announcement ") :].splitlines()]
    fields = [line.split()[0] for line in lines[1:] if line[2:3].strip()]
    assert fields == [
        "strength", "scope", "instrument", "parties", "people", "countries", "sectors", "event_date", "signing_date", "place", "amounts",
        "confidence",
    ]  # fmt: skip
    place = lines.index("  place        Luanda")
    assert lines[place + 1].strip() == f"Luanda: “Luanda” (body {start}-{start + 6})"
    assert "  signing_date -" in lines
    assert "  amounts      5 USD" in lines
    whole = home.ponte("--json", "show", "a-s-site:ONE:pt").json()
    assert whole["release"]["id"] == "site:ONE:pt"
    assert whole["announcement"]["finding"]["place"] == "Luanda"
    assert whole["corrections"] == []
    assert home.ponte("show", "s-site:ONE:pt").out == told
