"""The site in the public folder: the same bytes whichever way they came, only what was touched, nothing that is no longer said."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from storage_values import NOW, add, announce, enter, finding, later, populate, release, revision

from feeds.folder import TEMPORARY
from feeds.rights import Public, Rights
from feeds.site import render, static, stories, views
from monitor.config import Config, load
from monitor.publishing import STATE_FILE, publish_feeds
from storage import pages
from storage.archive import Archive
from storage.model import Kind, Party, Scope, SourceOutcome, SourceReport

SITE = views.Site("Ponte", sources=(("site", "The Site"),), rights=Rights({"site": Public.FULL}))


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here asks whether bytes survive a crash, and waiting for the disk would be most of the time."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "a.db") as opened:
        populate(opened)
        with opened.transaction():
            for number in range(4):
                enter(opened, release(f"M{number}", title=f"Notícia {number}"), at=later(hours=number + 1))
        yield opened


def publish(archive: Archive, folder: Path, site: views.Site = SITE) -> static.SiteReport:
    reader = archive.reader()
    return static.publish_site(reader, folder, replace(site, rights=replace(site.rights, hidden=reader.hidden())), "1")


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def afresh(archive: Archive, tmp_path: Path) -> dict[str, bytes]:
    """What a publication into an empty folder writes."""
    folder = tmp_path / f"fresh{len(list(tmp_path.iterdir()))}"
    publish(archive, folder)
    return files(folder)


def page_of(announcement: str) -> str:
    return f"en/{views.announcement_path(announcement)}"


def test_every_page_is_there_in_every_language_and_stands_when_nothing_changed(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    first = publish(archive, folder)
    names = set(files(folder))
    assert first.written == len(names)
    for lang in ("en", "pt", "zh-hant", "zh-hans"):
        assert {f"{lang}/{name}.html" for name in ("index", "charts", "sources", "feeds")} <= names
        assert sum(name.startswith(f"{lang}/announcement/") for name in names) == 5
        assert sum(name.startswith(f"{lang}/release/") for name in names) == 6
    assert {"index.html", "style.css", "icon.svg"} <= names
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.html")}
    second = publish(archive, folder)
    assert (second.written, second.removed) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.html")} == before
    assert not [path for path in folder.rglob("*") if path.name.startswith(TEMPORARY) or path.name == static.OPEN]


def test_the_same_archive_gives_the_same_bytes_in_any_folder(archive: Archive, tmp_path: Path) -> None:
    assert afresh(archive, tmp_path) == afresh(archive, tmp_path)


def test_only_the_stories_that_were_touched_are_made_anew(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "public"
    publish(archive, folder)
    asked: list[str] = []
    told = stories.told
    monkeypatch.setattr(stories, "told", lambda reader, story: asked.append(story) or told(reader, story))
    with archive.transaction():
        enter(archive, release("NEW"), at=later(days=1))
    publish(archive, folder)
    assert asked == ["s-site:NEW:pt"]
    assert files(folder) == afresh(archive, tmp_path)


def change_title(archive: Archive) -> None:
    edited = release("M1", title="Outro título", body="O Governo assinou outro memorando.")
    archive.revise("site:M1:pt", revision(edited, Kind.REVISED, later(days=1)), "k", None)


def withdraw(archive: Archive) -> None:
    archive.revise("site:M1:pt", revision(release("M1"), Kind.WITHDRAWN, later(days=1)), "k", None)


def find_other(archive: Archive) -> None:
    announce(archive, release("M1"), finding(release("M1"), countries=("AO",), parties=(Party("Another"),)), story="s-site:M1:pt")


def tell_in_english(archive: Archive) -> None:
    add(archive, release("E1", "en", title="In English", body="The Government signed."), "s-site:M1:pt", at=later(days=1))


def become_local(archive: Archive) -> None:
    announce(archive, release("M1"), finding(release("M1"), scope=Scope.LOCAL), story="s-site:M1:pt")


def announce_nothing(archive: Archive) -> None:
    archive.drop_announcement("s-site:M1:pt")


def hide(archive: Archive) -> None:
    archive.correct("release", "site:M1:pt", "hide", "", "hidden", "asked", NOW)


def correct(archive: Archive) -> None:
    archive.correct("announcement", "a-s-site:M1:pt", "place", "", "Luanda", "read in the original", NOW)


def merge(archive: Archive) -> None:
    archive.drop_announcement("s-site:M1:pt")
    archive.move_releases(["site:M1:pt"], "s-site:M2:pt")


def link(archive: Archive) -> None:
    rids = archive.rids_of(["site:M1:pt", "site:M3:pt"])
    from storage.links import StoredLink

    archive.put_links(rids[0], [StoredLink(min(rids), max(rids), "related", "high", 1.0, ("a date",), "facts")], NOW)
    archive.revise("site:M1:pt", revision(release("M1", body="O Governo assinou mais."), Kind.REVISED, later(days=1)), "k", None)


CHANGES = (change_title, withdraw, find_other, tell_in_english, become_local, announce_nothing, hide, correct, merge, link)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_after_a_change_the_folder_is_as_if_it_had_been_made_afresh(archive: Archive, tmp_path: Path, change: object) -> None:
    folder = tmp_path / "public"
    publish(archive, folder)
    before = files(folder)
    with archive.transaction():
        change(archive)  # type: ignore[operator]
    publish(archive, folder)
    assert files(folder) != before
    assert files(folder) == afresh(archive, tmp_path)


def test_what_was_hidden_is_in_no_file_and_comes_back_when_that_is_undone(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    with archive.transaction():
        enter(archive, release("H1", body="O Governo assinou um texto secretíssimo."), at=later(days=1))
    publish(archive, folder)
    before = files(folder)
    with archive.transaction():
        number = archive.correct("release", "site:H1:pt", "hide", "", "hidden", "asked", NOW)
    assert publish(archive, folder).removed == 10
    assert not [name for name, content in files(folder).items() if "secretíssimo".encode() in content]
    with archive.transaction():
        archive.undo_correction(number, "a mistake", NOW)
    publish(archive, folder)
    assert files(folder) == before


def test_a_release_that_comes_again_to_another_story_is_taken_from_the_first(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    publish(archive, folder)
    assert page_of("a-s-site:M1:pt") in files(folder)
    with archive.transaction():
        merge(archive)
    publish(archive, folder)
    assert page_of("a-s-site:M1:pt") not in files(folder)
    assert b"site.example/pt/M1" in files(folder)[page_of("a-s-site:M2:pt")]


@pytest.mark.parametrize("what", ["title", "version", "archive", "state", "rights"])
def test_everything_is_made_anew_where_the_pages_were_made_otherwise(archive: Archive, tmp_path: Path, what: str) -> None:
    folder = tmp_path / "public"
    publish(archive, folder)
    stray = folder / "en" / "announcement" / "a0000.html"
    stray.write_text("left by an older archive")
    site = SITE
    if what == "title":
        site = replace(SITE, title="Another")
    elif what == "rights":
        site = replace(SITE, rights=Rights({"site": Public.LINK}))
    elif what == "state":
        (folder / static.STATE).write_text("{")
    elif what == "archive":
        with sqlite3.connect(archive.path) as conn:
            conn.execute("UPDATE revisions SET seal = 'other' WHERE rid = (SELECT max(rid) FROM revisions)")
    if what == "version":
        static.publish_site(archive.reader(), folder, site, "2")
    else:
        publish(archive, folder, site)
    assert not stray.exists()


def test_a_stray_file_stays_where_nothing_says_that_pages_were_made_otherwise(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    publish(archive, folder)
    (folder / "en" / "mine.html").write_text("the operator's own")
    (folder / static.STATE).unlink()
    publish(archive, folder)
    assert (folder / "en" / "mine.html").exists()


def test_what_a_killed_publication_left_is_taken_away_and_done_again(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    publish(archive, folder)
    (folder / static.OPEN).touch()
    left = folder / "pt" / "release" / f"{TEMPORARY}x"
    left.write_text("half a page")
    with archive.transaction():
        change_title(archive)
    publish(archive, folder)
    assert not left.exists()
    assert files(folder) == afresh(archive, tmp_path)


def test_a_story_whose_page_cannot_be_made_keeps_the_old_one_and_is_named(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "public"
    publish(archive, folder)
    before = files(folder)[page_of("a-s-site:M1:pt")]
    with archive.transaction():
        change_title(archive)
        enter(archive, release("NEW"), at=later(days=2))
    whole = stories.announcement

    def broken(story: stories.Told, lang: str, site: views.Site) -> stories.AnnouncementView:
        if story.story_id == "s-site:M1:pt":
            raise RuntimeError("a bug")
        return whole(story, lang, site)

    monkeypatch.setattr(stories, "announcement", broken)
    report = publish(archive, folder)
    assert [line.partition(": ")[0] for line in report.left_out] == ["s-site:M1:pt"]
    assert files(folder)[page_of("a-s-site:M1:pt")] == before
    assert page_of("a-s-site:NEW:pt") in files(folder)
    monkeypatch.setattr(stories, "announcement", whole)
    assert publish(archive, folder).left_out == ()
    assert files(folder) == afresh(archive, tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    folder.mkdir(mode=0o500)
    with pytest.raises(OSError, match="denied"):
        publish(archive, folder)


def test_files_are_readable_for_a_web_server(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    old = os.umask(0o077)
    try:
        publish(archive, folder)
    finally:
        os.umask(old)
    modes = {oct(path.stat().st_mode & 0o777) for path in folder.rglob("*.html")}
    assert modes == {"0o644"}
    assert {oct(path.stat().st_mode & 0o777) for path in folder.rglob("*") if path.is_dir()} == {"0o755"}


def test_a_mark_knows_its_archive_again(archive: Archive, tmp_path: Path) -> None:
    reader = archive.reader()
    mark = pages.mark(reader.conn)
    assert pages.follows(reader.conn, mark)
    assert pages.touched_since(reader.conn, mark) == []
    assert not pages.follows(reader.conn, replace(mark, seal="other"))
    assert not pages.follows(reader.conn, replace(mark, touch=mark.touch + 1))
    with archive.transaction():
        change_title(archive)
    assert pages.touched_since(reader.conn, mark) == ["s-site:M1:pt"]
    assert pages.follows(reader.conn, mark)


def test_the_page_at_the_root_asks_for_the_language() -> None:
    page = render.languages_page(SITE).decode()
    assert [f'href="{path}/index.html"' in page for path in ("en", "pt", "zh-hant", "zh-hans")] == [True] * 4


TABLES = '[archive]\npath = "a.db"\n[feeds]\npublic = "public"\n[sources.site]\nkind = "ein"\nlabel = "The Site"\npublic = "link"\n'


def configured(folder: Path, more: str = "") -> Config:
    (folder / "config.toml").write_text(f"{TABLES}{more}", encoding="utf-8")
    return load(folder / "config.toml")


def test_publish_writes_the_site_beside_the_feeds_unless_the_config_says_not(archive: Archive, tmp_path: Path) -> None:
    public = tmp_path / "public"
    publish_feeds(configured(tmp_path, "[site]\npublish = false\n"), archive)
    assert not (public / "en").exists()
    report = publish_feeds(configured(tmp_path, "[site]\nlive = false\n"), archive)
    assert report is not None
    assert report.written == len(list(public.rglob("*.html"))) + 10 + 2
    front = (public / "pt" / "index.html").read_text(encoding="utf-8")
    assert "The Site" in front
    assert "<form" not in front
    assert "assinou" not in (public / page_of("a-s-site:M1:pt")).read_text(encoding="utf-8")


def checked(archive: Archive, minutes: int, **found: int) -> None:
    """A run that brings no release."""
    run = archive.start_run(later(minutes=minutes), "1.0")
    with archive.transaction():
        archive.record_source(run, SourceReport("site", SourceOutcome.OK, found=9, unchanged=9, **found))
    archive.finish_run(run, later(minutes=minutes + 1), "ok")


def test_a_run_that_finds_everything_as_it_was_touches_no_file(archive: Archive, tmp_path: Path) -> None:
    config = configured(tmp_path)
    assert publish_feeds(config, archive, only_if_stale=True) is not None
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "public").rglob("*")}
    checked(archive, 60)
    assert publish_feeds(config, archive, only_if_stale=True) is None
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "public").rglob("*")} == times
    report = publish_feeds(config, archive)
    assert report is not None
    assert report.written == 0


def test_what_only_the_page_of_the_sources_tells_changes_no_other(archive: Archive, tmp_path: Path) -> None:
    config = configured(tmp_path)
    publish_feeds(config, archive, only_if_stale=True)
    before = files(tmp_path / "public")
    checked(archive, 60, problems=2)
    publish_feeds(config, archive, only_if_stale=True)
    after = files(tmp_path / "public")
    assert {name.partition("/")[2] for name in after if after[name] != before.get(name)} == {"sources.html"}
    (tmp_path / "public" / STATE_FILE).write_text("{", encoding="utf-8")
    assert publish_feeds(config, archive, only_if_stale=True) is not None
    assert files(tmp_path / "public") == after
