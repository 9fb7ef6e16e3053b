"""The schema's versions: made once, brought up in steps with a copy kept, newer and foreign ones refused."""

from __future__ import annotations

import os
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database
from storage_values import NOW, add, flaws, populate, release, snapshot

from monitor.digest import digest_of
from storage import schema
from storage.archive import Archive
from storage.errors import ArchiveNewerError, ArchiveOlderError, NotAnArchiveError
from storage.evidence import verify

OLD = sorted((Path(__file__).parent / "archives").glob("schema-*.sql"))
TODAY = schema.VERSION


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
    """An archive of today's schema with something in it, closed."""
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
    assert conn.execute("SELECT name FROM _sqlite_migrations ORDER BY id").fetchall() == [(step.__name__,) for step in schema.MIGRATIONS]
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
    assert flaws(path) == []
    assert version(path) == TODAY + 2
    copy = path.with_name(f"archive.db.bak-{TODAY}")
    assert version(copy) == TODAY
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
    with Archive.open(path.with_name(f"archive.db.bak-{TODAY}")) as copy:
        assert copy.find("site:LOGGED:pt") is not None


def test_a_failing_step_changes_nothing_and_is_tried_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stepping(monkeypatch, add_shelf, fail)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            Archive.open(path)
        assert version(path) == TODAY + 1
        assert "half" not in tables(path)
    monkeypatch.undo()
    stepping(monkeypatch, add_shelf, add_label)
    with Archive.open(path) as archive:
        assert archive.reader().counts()["releases"] == 4
    assert version(path) == TODAY + 2
    copies = {file.name for file in path.parent.glob("*.bak-*")}
    assert copies == {f"archive.db.bak-{TODAY}", f"archive.db.bak-{TODAY + 1}"}


def test_a_step_that_breaks_references_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stepping(monkeypatch, break_references)
    with pytest.raises(sqlite3.IntegrityError, match="break_references"):
        Archive.open(path)
    monkeypatch.undo()
    Archive.open(path).close()
    assert flaws(path) == []


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
    assert version(path) == TODAY


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


# ---- archives as former versions left them: tests/archives/schema-N.sql, never to be edited ------------------------------


@pytest.fixture(params=OLD, ids=lambda file: file.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An archive that a former schema made and filled: releases, a revised and a withdrawn one, an announcement, receipts, runs."""
    path = tmp_path / "archive.db"
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript(f"BEGIN;\n{request.param.read_text(encoding='utf-8')}COMMIT;")
        conn.execute("PRAGMA journal_mode = WAL")
    assert version(path) == int(request.param.stem.partition("-")[2])
    return path


def rows(path: Path) -> dict[str, dict[str, list[Any]]]:
    """Every value of every table by table and column; not `state`, whose generation is random, nor the search index, which is made anew."""
    with closing(sqlite3.connect(path)) as conn:
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'search_index%'"
        names = [name for (name,) in conn.execute(sql) if name != "state"]
        orders = {name: "1, 2" if len(conn.execute(f'PRAGMA table_info("{name}")').fetchall()) > 1 else "1" for name in names}
        cursors = {name: conn.execute(f'SELECT * FROM "{name}" ORDER BY {order}') for name, order in orders.items()}
        heads = {name: [column[0] for column in cursor.description] for name, cursor in cursors.items()}
        return {name: dict(zip(heads[name], map(list, zip(*cursor, strict=True)), strict=False)) for name, cursor in cursors.items()}


def test_there_is_an_archive_of_the_first_schema() -> None:
    assert OLD[0].stem == "schema-1"


def test_a_former_archive_is_brought_up_and_loses_nothing(old: Path) -> None:
    before = rows(old)
    first = version(old)
    assert verify(old, digest_of).flaws == ()
    with Archive.open(old) as archive:
        reader = archive.reader()
        assert reader.counts() == {
            "releases": 4, "live": 3, "withdrawn": 1, "revisions": 6, "stories": 3,
            "announcements": 1, "entries": 1, "snapshots": 3, "runs": 2,
        }  # fmt: skip
        assert [hit.release.id for hit in reader.search("corrigida")] == ["site:N2:pt"]
        withdrawn = reader.release("site:N3:pt")
        assert (withdrawn.status, withdrawn.revision_count) == ("withdrawn", 2)  # type: ignore[union-attr]
    after = rows(old)
    for table, columns in before.items():
        for column, values in columns.items():
            assert after[table][column] == values, (table, column)
    assert version(old) == TODAY
    assert version(old.with_name(f"archive.db.bak-{first}")) == first
    assert rows(old.with_name(f"archive.db.bak-{first}")) == before


def test_what_a_former_archive_holds_is_sealed(old: Path) -> None:
    with Archive.open(old) as archive:
        add(archive, release("LATER", snapshot=snapshot(b"later", "https://site.example/later", NOW)))
    found = verify(old, digest_of, deep=True)
    assert found.flaws == ()
    assert {name: found.counts[name] for name in ("receipts", "revisions", "snapshots")} == {"receipts": 5, "revisions": 7, "snapshots": 4}
    assert all(len(head) == 64 for head in found.heads.values())
    with closing(sqlite3.connect(old)) as conn, conn:
        assert conn.execute("SELECT count(*) FROM receipts WHERE seal = ''").fetchone() == (0,)
        conn.execute("UPDATE receipts SET status = 201 WHERE rid = 2")
    assert [line.split(":")[0][:9] for line in flaws(old)] == ["receipt 2"]


def test_a_former_archive_brought_up_has_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    Archive.open(new).close()
    Archive.open(old).close()

    def columns(path: Path) -> dict[str, list[Any]]:
        with closing(sqlite3.connect(path)) as conn:
            names = [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
            others = conn.execute("SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'index') ORDER BY 1, 2").fetchall()
            return {"": others} | {name: conn.execute(f'PRAGMA table_info("{name}")').fetchall() for name in names}

    assert columns(old) == columns(new)


def test_bringing_up_that_is_cut_short_at_any_statement_is_done_again(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step is one transaction, so a kill leaves a whole archive of some schema (FAULTS W16)."""
    first, content = version(old), old.read_bytes()
    number = statements_until(0, old, monkeypatch)
    fatal = range(1, number + 1)
    for last in fatal if os.environ.get("PONTE_SOAK") else random.Random(first).sample(fatal, 5):
        old.write_bytes(content)
        assert statements_until(last, old, monkeypatch) == last
        assert first <= version(old) <= TODAY
        assert flaws(old, deep=False) == []
        Archive.open(old).close()
        assert (version(old), flaws(old, deep=False)) == (TODAY, [])


def statements_until(last: int, path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Open the archive and die at the statement of this number (0: never) within its transactions; how many there were."""
    count = 0

    class Dying(sqlite3.Connection):
        def execute(self, *words: Any) -> sqlite3.Cursor:
            nonlocal count
            if self.in_transaction and words[0] != "ROLLBACK":
                count += 1
                if count == last:
                    raise KeyboardInterrupt
            return super().execute(*words)

    connect = sqlite3.connect
    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", lambda *words, **more: connect(*words, **{"factory": Dying, **more}))
        try:
            Archive.open(path).close()
        except KeyboardInterrupt:
            return last
    return count
