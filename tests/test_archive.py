"""Writing the archive: opening, transactions, identity, revisions, stories, announcements; and what damage does to it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storage_values import NOW, add, announce, finding, flaws, last_run, later, populate, release, revision, snapshot

from crawlers.model import Address, Validator
from storage.archive import Archive
from storage.errors import (
    ArchiveCorruptError,
    ArchiveError,
    ArchiveFullError,
    ArchiveLockedError,
    ArchiveMissingError,
    ArchiveUnwritableError,
    NotAnArchiveError,
    translated,
)
from storage.model import Cause, Kind, Scope, SourceOutcome, SourceReport, Strength
from storage.rows import identity, storable


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive.db") as opened:
        yield opened


# ---- opening -------------------------------------------------------------------------------------------------------------


def test_the_connection_keeps_its_promises(archive: Archive) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}
    assert {name: archive.conn.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted


def test_every_table_is_strict(archive: Archive) -> None:
    tables = archive.conn.execute("SELECT name, type, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    loose = {name for name, _, strict in tables if not strict} - {"sqlite_schema", "sqlite_sequence", "_sqlite_migrations"}
    assert not loose


def test_a_missing_archive_is_made_only_when_allowed(tmp_path: Path) -> None:
    path = tmp_path / "new" / "archive.db"
    with pytest.raises(ArchiveMissingError):
        Archive.open(path, create=False)
    with pytest.raises(ArchiveMissingError):
        Archive.open_reader(path)
    assert not path.parent.exists()
    Archive.open(path).close()
    assert [file.name for file in path.parent.iterdir()] == ["archive.db"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", ArchiveCorruptError),
        (b"hello", NotAnArchiveError),
        (b"<html>" * 1000, NotAnArchiveError),
        (b"SQLite format 3\0" + b"\xff" * 2000, ArchiveError),
    ],
)
def test_another_file_is_refused_and_left_alone(tmp_path: Path, content: bytes, kind: type[ArchiveError]) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(content)
    for opening in (Archive.open, Archive.open_reader):
        with pytest.raises(kind) as caught:
            opening(path)
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as conn:
        conn.execute("CREATE TABLE bookmarks (url)")
    before = path.read_bytes()
    with pytest.raises(NotAnArchiveError):
        Archive.open(path)
    assert path.read_bytes() == before


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    with pytest.raises(NotAnArchiveError, match="folder"):
        Archive.open(tmp_path)


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ArchiveUnwritableError, match="permissions"):
        Archive.open(tmp_path / "file" / "archive.db")


def test_a_log_without_its_archive_is_never_played_into_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "archive.db-wal").write_bytes(b"left over")
    with pytest.raises(ArchiveCorruptError, match=r"archive\.db-wal"):
        Archive.open(tmp_path / "archive.db")
    assert not (tmp_path / "archive.db").exists()


def test_a_killed_first_start_is_made_good(tmp_path: Path) -> None:
    (tmp_path / "archive.db.new").write_bytes(b"half")
    (tmp_path / "archive.db.new-journal").write_bytes(b"half")
    Archive.open(tmp_path / "archive.db").close()
    assert [file.name for file in tmp_path.iterdir()] == ["archive.db"]


def filled(path: Path, count: int = 60) -> None:
    with Archive.open(path) as archive, archive.transaction():
        for number in range(count):
            add(archive, release(f"N{number}", body=f"text {number} " * 200, snapshot=snapshot(os.urandom(900), f"https://x/{number}")))


def test_a_cut_off_file_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    filled(path)
    path.write_bytes(path.read_bytes()[:-5000])
    with pytest.raises(ArchiveCorruptError, match="cut off"):
        Archive.open(path)
    with pytest.raises(ArchiveCorruptError, match="cut off"):
        Archive.open_reader(path)


def test_overwritten_pages_are_damage(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    filled(path)
    whole = path.read_bytes()
    for start in range(4096, len(whole), 4096 * 7):
        path.write_bytes(whole[:start] + bytes(4096) + whole[start + 4096 :])
        try:
            with Archive.open(path) as archive:
                assert flaws(archive.path), start
        except ArchiveCorruptError:
            pass


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    Archive.open(tmp_path / "archive.db").close()
    with Archive.open_reader(tmp_path / "archive.db") as reader, pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.conn.execute("DELETE FROM releases")


def test_a_reader_disturbs_no_writer_and_sees_only_what_is_committed(archive: Archive) -> None:
    with Archive.open_reader(archive.path) as reader:
        with archive.transaction():
            add(archive, release())
            assert reader.release("site:N1:pt") is None
        assert reader.release("site:N1:pt") is not None


def test_two_writers(archive: Archive) -> None:
    with archive.transaction(), pytest.raises(ArchiveLockedError) as caught:
        Archive.open(archive.path, timeout=0.05)
    assert "locked" in str(caught.value)
    with Archive.open(archive.path, timeout=0.05) as second, archive.transaction(), pytest.raises(ArchiveLockedError), second.transaction():
        pass


# ---- transactions --------------------------------------------------------------------------------------------------------


def test_a_transaction_is_all_or_nothing(archive: Archive) -> None:
    with pytest.raises(ZeroDivisionError), archive.transaction():  # noqa: PT012 (what is inside is the test)
        add(archive, release())
        archive.put_validators([Validator("https://x/", '"1"', None, "k/1", NOW)])
        raise ZeroDivisionError
    assert not archive.is_known("site:N1:pt", "")
    assert archive.validator("https://x/") is None
    assert archive.reader().search("memorando") == []
    add(archive, release())


def test_transactions_do_not_nest(archive: Archive) -> None:
    with archive.transaction(), pytest.raises(RuntimeError, match="nest"), archive.transaction():
        pass


def test_a_failed_method_outside_a_transaction_leaves_nothing(archive: Archive) -> None:
    bad = replace(revision(release(snapshot=snapshot())), kind="nonsense")
    archive.add_story("s", NOW, ())
    with pytest.raises(sqlite3.IntegrityError):
        archive.add(bad.release, bad, release_id="r", source="site", story_id="s", text_key="k", run_id=None)
    assert archive.conn.execute("SELECT (SELECT count(*) FROM releases), (SELECT count(*) FROM snapshot)").fetchone() == (0, 0)


def test_a_killed_process_leaves_the_last_commit(archive: Archive) -> None:
    child = os.fork()
    if child == 0:  # pragma: no cover
        other = Archive.open(archive.path)
        with other.transaction():
            add(other, release("N1"))
        with other.transaction():
            for number in range(300):
                add(other, release(f"M{number}", body=os.urandom(4000).hex()))
            os.kill(os.getpid(), 9)
    os.waitpid(child, 0)
    with Archive.open_reader(archive.path) as reader:
        assert reader.counts()["releases"] == 1
    with Archive.open(archive.path, create=False, timeout=1) as reopened:
        assert flaws(reopened.path) == []


# ---- identity ------------------------------------------------------------------------------------------------------------


def test_a_release_is_found_by_key_address_and_alias(archive: Archive) -> None:
    add(archive, release(aliases=("https://site.example/?id=1",)))
    archive.add_alias("old:1", "site:N1:pt")
    url = "https://site.example/pt/N1"
    for native, address in (("site:N1:pt", "-"), ("-", url), ("-", "https://site.example/?id=1"), ("old:1", "-")):
        assert archive.is_known(native, address)
    assert not archive.is_known("site:N2:pt", "https://site.example/pt/N2")
    found = archive.find("site:N1:pt")
    assert found is not None
    assert found == archive.find("old:1") == archive.find_url(url) == archive.find_url("https://site.example/?id=1")
    assert (found.id, found.source, found.published, found.status, found.revision_count) == (
        "site:N1:pt",
        "site",
        "2026-04-16T02:08:00Z",
        "live",
        1,
    )
    assert archive.find(url) is None


def test_the_same_release_twice_is_a_bug(archive: Archive) -> None:
    add(archive, release())
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        add(archive, release())


def test_an_address_used_again_stands_for_the_newer_release(archive: Archive) -> None:
    add(archive, release("N1"))
    second = release("N2")
    add(archive, replace(second, address=replace(second.address, url="https://site.example/pt/N1")))
    found = archive.find_url("https://site.example/pt/N1")
    assert found is not None
    assert found.id == "site:N2:pt"
    assert archive.find("site:N1:pt") is not None


def test_keys_that_differ_stay_two(archive: Archive) -> None:
    keys = ["a", "A", "á", "a\u0301", "a\0", "a\ud800", "a\ufffd", "a\x1f", "x" * 10_000, "x" * 10_001]
    for key in keys:
        add(archive, release(key))
    assert archive.reader().counts()["releases"] == len(keys)
    for key in keys:
        found = archive.find(f"site:{key}:pt")
        assert found is not None
        assert found.native == identity(f"site:{key}:pt")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters()), st.text(st.characters()))
def test_any_text_can_be_stored_and_keeps_its_length(archive: Archive, title: str, body: str) -> None:
    number = archive.reader().counts()["releases"]
    release_id = add(archive, release(f"H{number}", title=title, body=body))
    stored = archive.find(release_id)
    assert stored is not None
    assert (len(stored.title), len(stored.body)) == (len(title), len(body))
    assert "\0" not in stored.body
    archive.reader().search(title)
    archive.reader().search(body)
    archive.find(title)
    archive.find_url(body)


def test_numbers_beyond_64_bits_are_cut(archive: Archive) -> None:
    assert storable(2**70) == 2**63 - 1
    assert storable(-(2**70)) == -(2**63)
    run = archive.start_run(NOW, "")
    archive.record_source(run, SourceReport("site", SourceOutcome.OK, bytes=2**70))


def test_a_time_without_a_zone_is_a_bug(archive: Archive) -> None:
    with pytest.raises(ValueError, match="zone"):
        archive.start_run(NOW.replace(tzinfo=None), "")


# ---- revisions -----------------------------------------------------------------------------------------------------------


def test_a_revision_becomes_the_content_and_the_former_stays(archive: Archive) -> None:
    add(archive, release(snapshot=snapshot(b"one")))
    edited = release(title="Rectificação", body="Foi assinado um protocolo.", published=later(days=1), snapshot=snapshot(b"two"))
    assert archive.revise("site:N1:pt", revision(edited, Kind.REVISED, later(days=2)), "key", None) == 2
    found = archive.find("site:N1:pt")
    assert found is not None
    assert (found.title, found.body, found.revision_count) == ("Rectificação", "Foi assinado um protocolo.", 2)
    assert (found.first_seen, found.last_seen, found.published) == ("2026-04-16T02:08:00Z", "2026-04-18T02:08:00Z", "2026-04-17T02:08:00Z")
    assert [each.id for each in archive.same_text("key")] == ["site:N1:pt"]
    reader = archive.reader()
    assert [(each.number, each.kind, each.title) for each in reader.revisions("site:N1:pt")] == [
        (1, "new", "Assinatura de memorando"),
        (2, "revised", "Rectificação"),
    ]
    assert reader.search("memorando") == []
    assert len(reader.search("protocolo")) == 1
    assert flaws(archive.path) == []


def test_withdrawing_and_restoring(archive: Archive) -> None:
    add(archive, release())
    assert [archive.mark_gone("site:N1:pt", later(days=day)) for day in (1, 2)] == [1, 2]
    archive.revise("site:N1:pt", revision(release(), Kind.WITHDRAWN, later(days=2)), "k", None)
    gone = archive.find("site:N1:pt")
    assert gone is not None
    assert (gone.status, gone.gone_since, gone.last_seen) == ("withdrawn", "2026-04-17T02:08:00Z", "2026-04-16T02:08:00Z")
    assert gone.body
    archive.revise("site:N1:pt", replace(revision(release(), Kind.RESTORED, later(days=5)), cause=Cause.RESTORED), "k", None)
    back = archive.find("site:N1:pt")
    assert back is not None
    assert (back.status, back.gone_since, back.revision_count) == ("live", None, 3)
    assert archive.mark_gone("site:N1:pt", later(days=6)) == 1
    archive.clear_gone("site:N1:pt")
    assert archive.mark_gone("site:N1:pt", later(days=7)) == 1


def test_a_moved_release_keeps_its_identity(archive: Archive) -> None:
    add(archive, release())
    moved = replace(release(), address=Address("site", "NEW1", "pt", "https://new.example/1"))
    archive.revise("site:N1:pt", revision(moved, Kind.REVISED, later(days=1)), "k", None)
    by_new, by_old = archive.find_url("https://new.example/1"), archive.find_url("https://site.example/pt/N1")
    assert by_new is not None
    assert by_new == by_old == archive.find("site:NEW1:pt") == archive.find("site:N1:pt")
    assert (by_new.id, by_new.native, by_new.url) == ("site:N1:pt", "site:N1:pt", "https://new.example/1")


def test_only_what_is_stored_can_be_revised(archive: Archive) -> None:
    with pytest.raises(KeyError):
        archive.revise("nothing", revision(release(), Kind.REVISED), "k", None)
    with pytest.raises(ValueError, match="added"):
        archive.revise("nothing", revision(release()), "k", None)


def met(archive: Archive, release_id: str, when: datetime) -> None:
    facts = archive.facts(release_id)
    assert facts is not None
    archive.stand([(facts.rid, None)], when)


def test_meeting_a_release_moves_last_seen_only_forward(archive: Archive) -> None:
    add(archive, release())
    met(archive, "site:N1:pt", later(days=3))
    met(archive, "site:N1:pt", later(days=1))
    found = archive.find("site:N1:pt")
    assert found is not None
    assert found.last_seen == "2026-04-19T02:08:00Z"


def test_what_is_due(archive: Archive) -> None:
    for number in range(4):
        add(archive, release(f"N{number}"), source="site" if number < 3 else "other")
    for number, hours in ((0, 5), (1, 1), (2, 99), (3, 1)):
        archive.set_next_check(f"site:N{number}:pt", later(hours=hours))
    assert {each.native for each in archive.due_links("site", later(hours=6), 9)} == {"site:N1:pt", "site:N0:pt"}
    archive.set_next_check("site:N1:pt", None)
    assert [each.native for each in archive.due_links("site", later(hours=6), 9)] == ["site:N0:pt"]


def test_all_releases_may_be_written_while_they_are_read(archive: Archive) -> None:
    with archive.transaction():
        for number in range(250):
            add(archive, release(f"N{number}"))
        seen = []
        for stored in archive.all_releases("site"):
            seen.append(stored.id)
            met(archive, stored.id, later(days=1))
    assert seen == [f"site:N{number}:pt" for number in range(250)]


# ---- snapshots and validators --------------------------------------------------------------------------------------------


def test_snapshots_are_kept_once_and_come_back_whole(archive: Archive) -> None:
    page = snapshot(b"<p>\x00\xff page</p>" * 50)
    add(archive, release("N1", snapshot=page))
    add(archive, release("N2", snapshot=page))
    add(archive, release("N3"))
    assert archive.latest_snapshot("site:N1:pt") == page == archive.latest_snapshot("site:N2:pt")
    assert archive.latest_snapshot("site:N3:pt") is None
    assert archive.snapshot(page.sha256) == page.body
    assert archive.snapshot("0" * 64) is None
    counts = archive.conn.execute("SELECT (SELECT count(*) FROM snapshot), (SELECT count(*) FROM receipts)").fetchone()
    assert counts == (1, 1)
    again = snapshot(b"new", at=later(days=1))
    archive.revise("site:N3:pt", revision(release("N3", snapshot=again), Kind.REVISED, later(days=1)), "k", None)
    assert archive.latest_snapshot("site:N3:pt") == again
    archive.revise("site:N3:pt", revision(release("N3"), Kind.WITHDRAWN, later(days=2)), "k", None)
    assert archive.latest_snapshot("site:N3:pt") == again


def test_validators_come_back_byte_for_byte(archive: Archive) -> None:
    odd = Validator("https://x/", ' W/"a b', "Thu, 01 Jan 1970 00:00:00 GMT", "gcs/1", NOW, "https://x/2")
    archive.put_validators([odd, Validator("https://y/", None, None, "gcs/1", NOW)])
    assert archive.validator("https://x/") == odd
    newer = replace(odd, etag=None, next=None, checked_at=later(hours=1))
    archive.put_validators([newer])
    assert archive.validator("https://x/") == newer


# ---- runs ----------------------------------------------------------------------------------------------------------------


def test_runs(archive: Archive) -> None:
    report = SourceReport(
        "gcs",
        SourceOutcome.PARTIAL,
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        0.5,
        ("a reason",),
        (("http", "https://x/", "status 500"),),
        {"feed": 4},
    )
    first = archive.start_run(NOW, "1.0")
    assert (archive.finished_runs(), archive.source_covered("gcs")) == (0, False)
    archive.record_source(first, SourceReport("gcs", SourceOutcome.FAILED))
    assert not archive.source_covered("gcs")
    archive.record_source(first, report)
    archive.finish_run(first, later(minutes=2), "partial")
    assert (archive.finished_runs(), archive.source_covered("gcs")) == (1, True)
    last = last_run(archive.reader())
    assert last is not None
    assert (last.id, last.started_at, last.finished_at, last.outcome, last.version) == (first, NOW, later(minutes=2), "partial", "1.0")
    assert last.sources == (report,)


# ---- stories -------------------------------------------------------------------------------------------------------------


def test_stories_are_found_by_any_key_oldest_first(archive: Archive) -> None:
    archive.add_story("young", later(days=1), ["text:1", "k1"])
    archive.add_story("old", NOW, ["text:2"])
    archive.add_story_keys("old", ["k2", "k1"])
    assert [story.id for story in archive.stories_for(["k1", "k2", "text:1", "unknown"])] == ["old", "young"]
    assert [story.id for story in archive.stories_for(f"k{number}" for number in range(2000))] == ["old", "young"]
    assert archive.stories_for([]) == []


def test_merging_moves_everything_and_keeps_the_ids(archive: Archive) -> None:
    for key in ("N1", "N2", "N3"):
        add(archive, release(key))
        archive.add_entry(f"e-{key}", f"s-site:{key}:pt", NOW, NOW, None, False, None, Strength.SIGNED)
    survivor, second, third = (f"s-site:{key}:pt" for key in ("N1", "N2", "N3"))
    kept = announce(archive, release("N2"))
    announce(archive, release("N3"))
    archive.merge_stories(second, [third])
    assert archive.announcement_of(second) == kept
    archive.merge_stories(survivor, [third, survivor, "never heard of"])
    story = archive.reader().story(third)
    assert story == archive.reader().story(survivor)
    assert story is not None
    assert story.release_ids == ("site:N1:pt", "site:N2:pt", "site:N3:pt")
    assert [archive.resolve_story(each) for each in (survivor, second, third, "x")] == [survivor, survivor, survivor, None]
    assert {entry.entry_id for entry in archive.entries_of(survivor)} == {"e-N1", "e-N2", "e-N3"}
    assert [each.id for each in archive.stories_for(["site:N3:pt"])] == [survivor]
    inherited = archive.announcement_of(survivor)
    assert inherited is not None
    assert inherited.id == kept.id
    assert archive.reader().counts()["announcements"] == 1
    assert flaws(archive.path) == []
    with pytest.raises(KeyError):
        archive.merge_stories(third, [survivor])


# ---- announcements -------------------------------------------------------------------------------------------------------


def test_an_announcement_comes_back_whole_and_is_replaced_whole(archive: Archive) -> None:
    add(archive, release())
    made = announce(archive, release())
    assert archive.announcement_of(made.story_id) == made == archive.reader().announcement_of(made.story_id)
    less = replace(made, finding=finding(release(), Strength.EXCHANGE, Scope.LOCAL, countries=("PT",), parties=(), people=(), sectors=()))
    archive.put_announcement(less)
    assert archive.announcement_of(made.story_id) == less
    assert archive.conn.execute("SELECT country FROM announcement_country").fetchall() == [("PT",)]
    assert archive.conn.execute("SELECT count(*) FROM announcement_party").fetchone() == (0,)
    archive.drop_announcement(made.story_id)
    assert archive.announcement_of(made.story_id) is None
    assert archive.conn.execute("SELECT count(*) FROM evidence_spans").fetchone() == (0,)


def test_evidence_names_the_revision_it_was_read_in(archive: Archive) -> None:
    add(archive, release())
    edited = release(body="Hoje o Governo assinou o acordo.")
    archive.revise("site:N1:pt", revision(edited, Kind.REVISED, later(days=1)), "k", None)
    announce(archive, edited)
    assert archive.conn.execute('SELECT release_id, revision, part, start, "end", quote FROM evidence').fetchall() == [
        ("site:N1:pt", 2, "body", 7, 14, "Governo")
    ]
    assert flaws(archive.path) == []


def test_findings_of_a_story(archive: Archive) -> None:
    add(archive, release("N2"), "s", at=later(days=1))
    add(archive, release("N1"), "s")
    add(archive, release("N3"), "s")
    for key, strength in (("N1", Strength.NONE), ("N2", Strength.SIGNED)):
        archive.put_finding(f"site:{key}:pt", finding(release(key), Strength.EXCHANGE))
        archive.put_finding(f"site:{key}:pt", finding(release(key), strength))
    assert [(stored.id, found.strength) for stored, found in archive.findings_of_story("s")] == [
        ("site:N1:pt", "none"),
        ("site:N2:pt", "signed"),
    ]
    assert archive.finding_of("site:N2:pt") == finding(release("N2"))
    assert archive.finding_of("site:N3:pt") is None


def test_a_finding_with_broken_text_does_not_break_the_archive(archive: Archive) -> None:
    add(archive, release())
    archive.put_finding("site:N1:pt", finding(release(), people=(("a\ud800\0b", "signed"),)))
    stored = archive.finding_of("site:N1:pt")
    assert stored is not None
    assert stored.people[0][0].startswith("a\ufffd")


# ---- generation ----------------------------------------------------------------------------------------------------------


def test_the_generation_changes_with_what_feeds_are_made_from(archive: Archive) -> None:
    reader, seen = archive.reader(), set()
    for step in (
        lambda: add(archive, release()),
        lambda: add(archive, release("N2")),
        lambda: archive.revise("site:N1:pt", revision(release(body="x y z"), Kind.REVISED), "k", None),
        lambda: announce(archive, release()),
        lambda: archive.add_entry("e", "s-site:N1:pt", NOW, NOW, None, False, None, "signed"),
        lambda: archive.touch_entry("e", later(days=1)),
        lambda: archive.merge_stories("s-site:N1:pt", ["s-site:N2:pt"]),
        lambda: archive.drop_announcement("s-site:N1:pt"),
    ):
        seen.add(reader.generation())
        step()
        assert reader.generation() not in seen
    before = reader.generation()
    met(archive, "site:N1:pt", later(days=1))
    archive.set_next_check("site:N1:pt", NOW)
    archive.put_validators([Validator("https://x/", None, None, "k/1", NOW)])
    archive.record_source(archive.start_run(NOW, ""), SourceReport("site", SourceOutcome.OK))
    with pytest.raises(ZeroDivisionError), archive.transaction():  # noqa: PT012 (what is inside is the test)
        add(archive, release("N9"))
        raise ZeroDivisionError
    archive.drop_announcement("s-site:N1:pt")
    assert reader.generation() == before


# ---- backup and verify ---------------------------------------------------------------------------------------------------


def test_a_backup_is_a_whole_archive_also_beside_a_writer(archive: Archive, tmp_path: Path) -> None:
    populate(archive)
    target = tmp_path / "copies" / "copy.db"
    target.parent.mkdir()
    target.write_text("an older copy")
    archive.backup(target)
    add(archive, release("LATER"))
    assert [file.name for file in target.parent.iterdir()] == ["copy.db"]
    with Archive.open(target, create=False) as copy:
        assert flaws(copy.path) == []
        assert copy.reader().counts()["releases"] == 4
    with pytest.raises(ArchiveError, match="another name"):
        archive.backup(archive.path)
    with pytest.raises(ArchiveError):
        archive.backup(tmp_path / "copies" / "copy.db" / "below")


def test_an_io_error_on_a_disk_without_space_is_told_as_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    disk = os.statvfs(tmp_path)
    assert isinstance(translated(tmp_path / "archive.db", error), ArchiveUnwritableError)
    monkeypatch.setattr(os, "statvfs", lambda _: os.statvfs_result((*disk[:4], 3, *disk[5:])))
    assert isinstance(translated(tmp_path / "archive.db", error), ArchiveFullError)
