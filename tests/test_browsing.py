"""The archive as people browse it with SQL: every view in words, every question runs, and what others than the owner may see."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from storage_values import later, populate

from monitor.edits import hide
from storage.archive import Archive
from storage.browsing import CANNED, VIEWS, connect, narrow


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("browsing") / "archive.db"
    with Archive.open(made) as archive:
        populate(archive)
        hide(archive, "site:N2:pt", "asked for", later())
    return made


@pytest.fixture
def conn(path: Path) -> Iterator[sqlite3.Connection]:
    opened = connect(path)
    yield opened
    opened.close()


def test_every_view_is_told_in_words(conn: sqlite3.Connection) -> None:
    assert {name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'view'")} == set(VIEWS)


ASKED = {"words": "cooperacao", "country": "cn", "name": "Minist", "release_id": "site:N2:pt", "announcement_id": "a-s-site:N1:pt"}


@pytest.mark.parametrize("question", CANNED, ids=lambda each: each.name)
def test_every_question_runs_for_owners_and_for_others(conn: sqlite3.Connection, question: object) -> None:
    assert re.fullmatch(r"[a-z_]+", question.name)  # type: ignore[attr-defined]
    values = {name: ASKED[name] for name in re.findall(r":([a-z_]+)", question.sql)}  # type: ignore[attr-defined]
    found = conn.execute(question.sql, values).fetchall()  # type: ignore[attr-defined]
    narrow(conn, lambda *_: True, lambda _, __, text: text)
    assert conn.execute(question.sql, values).fetchall() == (found if question.name != "corrections" else [])  # type: ignore[attr-defined]


def test_words_that_say_nothing_find_nothing(conn: sqlite3.Connection) -> None:
    search = next(each.sql for each in CANNED if each.name == "search")
    for words in ("", '"', "*", "AND", "NEAR(", None, 7, b"x"):
        conn.execute(search, {"words": words}).fetchall()
    assert conn.execute(search, {"words": "memorando assinou"}).fetchone()[3] == "Assinatura de memorando"


@pytest.mark.parametrize("statement", ["DELETE FROM releases", "CREATE TEMP TABLE t (x)", "PRAGMA user_version = 0", "DROP VIEW release"])
def test_nothing_can_be_written(conn: sqlite3.Connection, path: Path, statement: str) -> None:
    before = path.read_bytes()
    for narrowed in (False, True):
        if narrowed:
            narrow(conn, lambda *_: True, lambda _, __, text: text)
        with pytest.raises(sqlite3.OperationalError, match=r"readonly|attempt to write"):
            conn.execute(statement)
    assert path.read_bytes() == before


def test_a_narrow_view_keeps_its_columns_and_hides_what_it_must(conn: sqlite3.Connection) -> None:
    def columns() -> dict[str, list[str]]:
        return {name: [each[0] for each in conn.execute(f"SELECT * FROM {name} LIMIT 0").description] for name in VIEWS}

    wide = columns()
    narrow(conn, lambda name, source: name != "site:N1:pt" and source == "site", lambda _, __, text: text[:5])
    assert columns() == wide
    for name, key in (("release", "id"), ("revision", "release_id"), ("announcement_release", "release_id"), ("evidence", "release_id")):
        assert conn.execute(f"SELECT count(*) FROM {name} WHERE {key} = 'site:N1:pt'").fetchone() == (0,), name
    for name in VIEWS:
        if name.startswith(("announcement", "evidence", "story_link", "correction")):
            told = [row for row in conn.execute(f"SELECT * FROM {name}") if "a-s-site:N1:pt" in row or "site:N1:pt" in row]
            assert told == [], name
    assert conn.execute("SELECT max(length(body)) FROM release").fetchone() == (5,)
    assert conn.execute("SELECT max(length(body)) FROM revision").fetchone() == (5,)
