"""The schema's versions: made once, brought up in steps with a copy kept, newer and foreign ones refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database
from storage_values import add, populate, release

from storage import schema
from storage.archive import Archive
from storage.errors import ArchiveNewerError, ArchiveOlderError, NotAnArchiveError


def add_shelf(db: Database) -> None:
    db.conn.execute("CREATE TABLE shelf (name TEXT) STRICT")
    db.conn.execute("INSERT INTO shelf SELECT id FROM releases")


def add_label(db: Database) -> None:
    db.conn.execute("ALTER TABLE shelf ADD COLUMN label TEXT")


def fail(db: Database) -> None:
    db.conn.execute("CREATE TABLE half (name TEXT) STRICT")
    db.conn.execute("DELETE FROM releases")
    raise ZeroDivisionError


def break_references(db: Database) -> None:
    db.conn.execute("DELETE FROM stories")


def tables(path: Path) -> set[str]:
    conn = sqlite3.connect(path)
    names = {name for (name,) in conn.execute("SELECT name FROM sqlite_master")}
    conn.close()
    return names


def version(path: Path) -> int:
    conn = sqlite3.connect(path)
    number = int(conn.execute("PRAGMA user_version").fetchone()[0])
    conn.close()
    return number


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive of schema 1 with something in it, closed."""
    file = tmp_path / "archive.db"
    with Archive.open(file) as archive:
        populate(archive)
    return file


def stepping(monkeypatch: pytest.MonkeyPatch, *more: object) -> None:
    steps = (*schema.MIGRATIONS, *more)
    monkeypatch.setattr(schema, "MIGRATIONS", steps)
    monkeypatch.setattr(schema, "VERSION", len(steps))


def test_a_new_archive_says_what_it_is(path: Path) -> None:
    conn = sqlite3.connect(path)
    assert conn.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
    assert conn.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
    assert conn.execute("SELECT name FROM _sqlite_migrations").fetchall() == [(step.__name__,) for step in schema.MIGRATIONS]
    conn.close()


def test_opening_an_archive_of_today_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    Archive.open(path).close()
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.bak-*"))


def test_an_older_archive_is_brought_up_and_a_copy_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stepping(monkeypatch, add_shelf, add_label)
    with Archive.open(path) as archive:
        assert archive.conn.execute("SELECT count(*), count(label) FROM shelf").fetchone() == (4, 0)
        assert archive.conn.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert archive.verify() == []
    assert version(path) == 3
    copy = path.with_name("archive.db.bak-1")
    assert version(copy) == 1
    assert "shelf" not in tables(copy)
    monkeypatch.undo()
    with Archive.open(copy) as old:
        assert old.reader().counts()["releases"] == 4


def test_the_copy_holds_what_is_still_in_the_log(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    busy = Archive.open(path)
    add(busy, release("LOGGED"))
    stepping(monkeypatch, add_shelf)
    Archive.open(path).close()
    busy.close()
    monkeypatch.undo()
    with Archive.open(path.with_name("archive.db.bak-1")) as copy:
        assert copy.find("site:LOGGED:pt") is not None


def test_a_failing_step_changes_nothing_and_is_tried_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stepping(monkeypatch, add_shelf, fail)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            Archive.open(path)
        assert version(path) == 2
        assert "half" not in tables(path)
    monkeypatch.undo()
    stepping(monkeypatch, add_shelf, add_label)
    with Archive.open(path) as archive:
        assert archive.reader().counts()["releases"] == 4
    assert version(path) == 3
    assert sorted(file.name for file in path.parent.glob("*.bak-*")) == ["archive.db.bak-1", "archive.db.bak-2"]


def test_a_step_that_breaks_references_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stepping(monkeypatch, break_references)
    with pytest.raises(sqlite3.IntegrityError, match="break_references"):
        Archive.open(path)
    monkeypatch.undo()
    with Archive.open(path) as archive:
        assert archive.verify() == []


def test_a_newer_archive_is_refused_and_left_alone(path: Path) -> None:
    conn = sqlite3.connect(path)
    conn.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    conn.close()
    before = path.read_bytes()
    for opening in (Archive.open, Archive.open_reader):
        with pytest.raises(ArchiveNewerError, match=f"schema {schema.VERSION + 1}"):
            opening(path)
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.bak-*"))


def test_a_reader_does_not_migrate(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stepping(monkeypatch, add_shelf)
    with pytest.raises(ArchiveOlderError, match="ponte run"):
        Archive.open_reader(path)
    assert version(path) == 1


def test_an_archive_without_its_mark_is_foreign(path: Path) -> None:
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA application_id = 0")
    conn.close()
    with pytest.raises(NotAnArchiveError):
        Archive.open(path)


def test_statements_are_split_where_they_end() -> None:
    sql = "CREATE TABLE a (x); -- one; two\nCREATE VIEW v AS\nSELECT ';' AS y\nWHERE 0;\n"
    conn = sqlite3.connect(":memory:")
    for statement in schema.statements(sql):
        conn.execute(statement)
    assert [name for (name,) in conn.execute("SELECT name FROM sqlite_master")] == ["a", "v"]
    conn.close()
