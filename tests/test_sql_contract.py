"""The SQL contract (docs/archive.md): the views' names, columns and order, what their values look like, and the page's own examples."""

from __future__ import annotations

import re
import shlex
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from storage_values import NOW, add, enter, finding, later, populate, release, revision

from storage.archive import Archive
from storage.links import FACTS, StoredLink
from storage.model import Kind, Scope, SourceOutcome, SourceReport, Strength

PAGE = (Path(__file__).parent.parent / "docs" / "archive.md").read_text(encoding="utf-8")

VIEWS = {
    "release": "id source site lang url title published published_precision published_basis entity body status first_seen last_seen "
    "revision_count story_id",
    "revision": "release_id number kind significance cause seen_at title published body digest",
    "announcement": "id story_id title strength scope instrument event_start event_end event_precision signing_date place confidence "
    "first_seen updated",
    "announcement_release": "announcement_id release_id role",
    "announcement_party": "announcement_id name name_original lang kind country",
    "announcement_person": "announcement_id name role",
    "announcement_country": "announcement_id country",
    "announcement_sector": "announcement_id sector",
    "announcement_amount": "announcement_id value currency",
    "evidence": "announcement_id field value release_id revision part start end quote",
    "story_link": "a_release b_release kind confidence facts",
    "correction": "id at what target field before after why undone_at undone_why",
    "source_health": "source state last_check last_success last_new usual_interval covered_from",
    "run": "id started_at finished_at outcome version",
    "run_source": "run_id source outcome requests bytes found new revised unchanged gone problems seconds",
}


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("contract") / "archive.db"
    with Archive.open(path) as archive:
        populate(archive)
        retitled = release("N2", title="Título corrigido", body="Outra notícia, corrigida.")
        archive.revise("site:N2:pt", revision(retitled, Kind.REVISED, later(days=3)), "k", None)
        enter(archive, release("NONE"), found=finding(release("NONE"), Strength.NONE))
        enter(archive, release("LOCAL"), found=finding(release("LOCAL"), scope=Scope.LOCAL, event_start="2026-04"))
        add(archive, release("UNDATED", published=None, title="澳門"))
        archive.correct("announcement", "a-s-site:N1:pt", "place", "", "Luanda", "the caption says so", later(days=1))
        ends = sorted(archive.link_text(f"site:N1:{lang}").rid for lang in ("pt", "en"))
        archive.put_links(ends[0], [StoredLink(*ends, "translation", "high", 7.5, ("place lisbon", "number 20"), FACTS)], NOW)
        run = archive.start_run(later(days=1), "1.0")
        archive.record_source(run, SourceReport("site", SourceOutcome.BLOCKED, problems=1))
    reading = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    yield reading
    reading.close()


def test_there_are_these_views_and_no_others(conn: sqlite3.Connection) -> None:
    assert {name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'view'")} == set(VIEWS)


@pytest.mark.parametrize("view", VIEWS)
def test_the_columns_of_a_view(conn: sqlite3.Connection, view: str) -> None:
    assert [column[0] for column in conn.execute(f"SELECT * FROM {view}").description] == VIEWS[view].split()


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_names_the_columns_and_its_example_runs(conn: sqlite3.Connection, view: str) -> None:
    section = re.search(rf"^### {view}\n\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL)
    assert section, f"docs/archive.md has no section on {view}"
    columns = re.match(r"`([^`]+)`", section[1])
    assert columns
    assert re.split(r",\s+", columns[1]) == VIEWS[view].split()
    (example,) = re.findall(r"```sql\n(.*?)```", section[1], re.DOTALL)
    assert view in example
    assert conn.execute(example).fetchall()


QUESTIONS = re.findall(r"```sql\n(-- [^\n]+\?\n.*?)```", PAGE.partition("## Questions\n")[2].partition("\n## ")[0], re.DOTALL)


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.splitlines()[0][3:60])
def test_each_question_has_a_query_that_runs(conn: sqlite3.Connection, query: str) -> None:
    assert "?" in query.splitlines()[0]
    found = conn.execute(query)
    assert found.description
    if not any(word in query for word in ("Angola", "no Portuguese text", "nowhere")):  # this archive has nothing to say of these
        assert found.fetchall()


def test_the_page_has_its_questions() -> None:
    assert len(QUESTIONS) == PAGE.partition("## Questions\n")[2].partition("\n## ")[0].count("```sql") > 10


@pytest.mark.parametrize("line", [line.strip() for line in PAGE.splitlines() if line.startswith("    sqlite-utils ")])
def test_the_lines_for_the_shell_run(conn: sqlite3.Connection, line: str) -> None:
    from click.testing import CliRunner
    from sqlite_utils.cli import cli

    (path,) = (row[2] for row in conn.execute("PRAGMA database_list"))
    words = [word.replace("var/archive.db", path) for word in shlex.split(line)[1:]]
    done = CliRunner().invoke(cli, words)
    assert (done.exit_code, bool(done.output)) == (0, True), done.output


def test_values_of_a_release(conn: sqlite3.Connection) -> None:
    row = conn.execute("SELECT * FROM release WHERE id = 'site:N2:pt'").fetchone()
    assert row == (
        "site:N2:pt", "site", "site", "pt", "https://site.example/pt/N2", "Título corrigido", "2026-04-16T02:08:00Z", "minute", "meta",
        None, "Outra notícia, corrigida.", "live", "2026-04-16T02:08:00Z", "2026-04-19T02:08:00Z", 3, "s-site:N2:pt",
    )  # fmt: skip
    undated = conn.execute("SELECT published, published_precision, published_basis FROM release WHERE id = 'site:UNDATED:pt'").fetchone()
    assert undated == (None, "none", "none")


def test_every_revision_is_there_with_its_text(conn: sqlite3.Connection) -> None:
    rows = conn.execute("SELECT number, kind, body FROM revision WHERE release_id = 'site:N2:pt' ORDER BY number").fetchall()
    assert rows == [
        (1, "new", "Outra notícia, N2."),
        (2, "revised", "Outra notícia, corrigida."),
        (3, "revised", "Outra notícia, corrigida."),
    ]
    assert conn.execute("SELECT id FROM release WHERE status = 'withdrawn'").fetchall() == [("site:N3:pt",)]


def test_stories_that_announce_nothing_are_in_no_view(conn: sqlite3.Connection) -> None:
    assert conn.execute("SELECT DISTINCT strength FROM announcement").fetchall() == [("signed",)]
    known = {name for (name,) in conn.execute("SELECT id FROM announcement")}
    assert len(known) == 2
    for view in sorted(view for view in VIEWS if view.startswith(("announcement_", "evidence"))):
        assert {name for (name,) in conn.execute(f"SELECT announcement_id FROM {view}")} in (known, set()), view


def test_precision_of_events_and_roles(conn: sqlite3.Connection) -> None:
    assert conn.execute("SELECT event_start, event_precision FROM announcement ORDER BY id").fetchall() == [
        ("2026-04", "month"),
        ("2026-04-15", "day"),
    ]
    roles = conn.execute("SELECT release_id, role FROM announcement_release WHERE announcement_id LIKE '%N1%' ORDER BY role").fetchall()
    assert roles == [("site:N1:pt", "lead"), ("site:N1:en", "member")]


def test_what_an_announcement_says_besides(conn: sqlite3.Connection) -> None:
    assert conn.execute("SELECT DISTINCT signing_date, place FROM announcement").fetchall() == [("2026-04-15", "Macau")]
    assert conn.execute("SELECT DISTINCT value, currency FROM announcement_amount").fetchall() == [(1500000.5, "CNY")]


def test_a_link_names_its_releases_and_facts(conn: sqlite3.Connection) -> None:
    (row,) = conn.execute("SELECT * FROM story_link").fetchall()
    assert set(row[:2]) == {"site:N1:pt", "site:N1:en"}
    assert row[2:] == ("translation", "high", '["place lisbon","number 20"]')


def test_evidence_is_the_slice_it_says(conn: sqlite3.Connection) -> None:
    rows = conn.execute(
        """SELECT e.part, e.start, e."end", e.quote, v.title, v.body
           FROM evidence e JOIN revision v ON v.release_id = e.release_id AND v.number = e.revision"""
    ).fetchall()
    assert rows
    for part, start, end, quote, title, body in rows:
        assert {"title": title, "body": body}[part][start:end] == quote


def test_times_are_utc_with_z(conn: sqlite3.Connection) -> None:
    stamp = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
    columns = {"release": "first_seen last_seen", "revision": "seen_at", "announcement": "first_seen updated", "run": "started_at"}
    columns["source_health"] = "last_check last_success covered_from"
    for view, names in columns.items():
        for row in conn.execute(f"SELECT {', '.join(names.split())} FROM {view}"):
            assert all(stamp.fullmatch(value) for value in row), (view, row)
    assert conn.execute("SELECT started_at FROM run").fetchone() == (NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),)


def test_views_are_answered_from_indexes(conn: sqlite3.Connection) -> None:
    for query in (
        "SELECT * FROM release WHERE id = 'x'",
        "SELECT * FROM release WHERE url = 'x'",
        "SELECT * FROM release WHERE story_id = 'x'",
        "SELECT * FROM revision WHERE release_id = 'x'",
        "SELECT * FROM announcement WHERE story_id = 'x'",
        "SELECT * FROM announcement_country WHERE announcement_id = 'x'",
    ):
        plan = [step[3] for step in conn.execute(f"EXPLAIN QUERY PLAN {query}")]
        assert not any(step.startswith("SCAN") for step in plan), (query, plan)
