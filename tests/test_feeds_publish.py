"""The public folder: which feeds stand in it, how they are replaced, what happens when something fails."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from test_feeds_samples import MemoryArchive, finding, release, row

import feeds.publish as publishing
from feeds import folder as folders
from feeds.folder import PublicFolder, write_atomically
from feeds.labels import COUNTRIES, SECTORS
from feeds.model import Feed
from feeds.publish import FeedNames, FeedSettings, PublishReport, feed_specs, publish, with_facets
from storage.model import EntryRow, Party, Scope, Strength

NAMES = FeedNames(sources=(("govmo", "gov.mo portal"), ("gcs", "GCS")))
SETTINGS = FeedSettings(base_url="https://feeds.example/")
FEEDS = 2 + 12 + 12 + 2 + 4 + 2


def rows() -> list[EntryRow]:
    return [
        row(3, lead=release(3, "pt", source="gcs"), others=[release(3, "zh-Hant")], found=finding(countries=("CV", "MO"))),
        row(2, found=finding(strength=Strength.AGREED, countries=("MO", "PT"))),
        row(1, found=finding(sectors=("finance", "tourism-mice"))),
        row(4, found=finding(scope=Scope.LOCAL, sectors=("finance",))),
    ]


def run(public: Path, archive: MemoryArchive | None = None, settings: FeedSettings = SETTINGS, names: FeedNames = NAMES) -> PublishReport:
    return publish(archive or MemoryArchive(rows()), public, settings, names)


def files(public: Path) -> dict[str, bytes]:
    return {str(path.relative_to(public)): path.read_bytes() for path in sorted(public.rglob("*")) if path.is_file()}


def ids(public: Path, name: str) -> list[str]:
    return [item["id"] for item in json.loads((public / f"{name}.json").read_text())["items"]]


def numbered(*numbers: int) -> list[str]:
    return [row(number).entry_id for number in numbers]


# ---- which feeds -----------------------------------------------------------------------------------------------


def test_every_feed_stands_in_three_formats_before_its_first_entry(tmp_path: Path) -> None:
    report = run(tmp_path / "public", MemoryArchive([]))
    names = set(files(tmp_path / "public"))
    expected = {"revisions", "health"} | {
        "announcements",
        "signed",
        "source/govmo",
        "source/gcs",
        "lang/en",
        "lang/pt",
        "lang/zh-Hant",
        "lang/zh-Hans",
    }
    expected |= {f"country/{code}" for code in ["MO", "HK", "CN", "AO", "BR", "CV", "GQ", "GW", "MZ", "PT", "ST", "TL"]}
    expected |= {f"sector/{name}" for name in SECTORS}
    assert names == {f"{name}{ending}" for name in expected for ending in (".atom", ".rss", ".json")} | {"feeds.opml"}
    assert report == PublishReport(written=3 * FEEDS + 1, unchanged=0)
    assert report.total == 103


def test_feeds_hold_what_their_names_say(tmp_path: Path) -> None:
    run(tmp_path)
    assert ids(tmp_path, "announcements") == numbered(3, 2, 1)
    assert ids(tmp_path, "signed") == numbered(3, 1)
    assert ids(tmp_path, "country/MO") == numbered(3, 2, 1)
    assert ids(tmp_path, "country/CV") == numbered(3)
    assert ids(tmp_path, "country/BR") == []
    assert ids(tmp_path, "sector/finance") == ids(tmp_path, "sector/tourism-mice") == numbered(1)
    assert ids(tmp_path, "sector/law-government") == []
    assert ids(tmp_path, "source/gcs") == numbered(3)
    assert ids(tmp_path, "lang/zh-Hant") == numbered(3)
    assert ids(tmp_path, "lang/en") == numbered(2, 1)


def test_the_archives_own_countries_and_sources_get_feeds_too(tmp_path: Path) -> None:
    archive = MemoryArchive([row(found=finding(countries=("MO", "JP", "../../etc")), lead=release(source="retired"))])
    run(tmp_path / "public", archive)
    names = files(tmp_path / "public")
    assert {"country/JP.atom", "source/retired.rss"} <= set(names)
    assert not list(tmp_path.glob("etc*"))
    assert with_facets(NAMES, archive).countries[-1] == "JP"


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".hidden", "a..b", "x" * 80, "名", "a b", "x."])
def test_a_name_that_is_no_file_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot name a feed"):
        feed_specs(FeedNames(sources=((name, "T"),)))


def test_a_feed_holds_at_most_its_window(tmp_path: Path) -> None:
    run(tmp_path, settings=replace(SETTINGS, window=2))
    assert ids(tmp_path, "announcements") == numbered(3, 2)


def test_the_opml_lists_every_feed_under_its_heading(tmp_path: Path) -> None:
    run(tmp_path)
    body = etree.parse(str(tmp_path / "feeds.opml")).find("body")
    addresses = [outline.get("xmlUrl") for outline in body.iter("outline") if outline.get("xmlUrl")]
    assert len(addresses) == len(set(addresses)) == FEEDS
    assert addresses[:4] == [f"https://feeds.example/{name}.atom" for name in ("announcements", "signed", "revisions", "health")]
    assert all((tmp_path / address.removeprefix("https://feeds.example/")).is_file() for address in addresses)
    assert [outline.get("text") for outline in body if not outline.get("xmlUrl")] == [
        "Countries and regions", "Sectors", "Sources", "Languages",
    ]  # fmt: skip


def test_a_language_feed_speaks_its_language(tmp_path: Path) -> None:
    run(tmp_path)
    document = json.loads((tmp_path / "lang" / "zh-Hant.json").read_text())
    assert (document["title"], document["language"]) == ("Ponte: 合作公告 (繁體中文)", "zh-Hant")
    assert document["items"][0]["title"].startswith("[已簽署] ")


# ---- bytes -----------------------------------------------------------------------------------------------------


def test_nothing_new_means_nothing_written(tmp_path: Path) -> None:
    first = run(tmp_path)
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in tmp_path.rglob("*")}
    assert run(tmp_path) == PublishReport(written=0, unchanged=first.total)
    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in tmp_path.rglob("*")} == before


def test_bytes_do_not_depend_on_where_the_folder_lies(tmp_path: Path) -> None:
    run(tmp_path / "a")
    run(tmp_path / "b" / "deep" / "er")
    assert files(tmp_path / "a") == files(tmp_path / "b" / "deep" / "er")


def test_only_feeds_that_the_news_concerns_are_rewritten(tmp_path: Path) -> None:
    run(tmp_path)
    before = files(tmp_path)
    run(tmp_path, MemoryArchive([row(5, found=finding(strength=Strength.EXCHANGE, countries=("TL",))), *rows()]))
    changed = {name.partition(".")[0] for name, content in files(tmp_path).items() if before[name] != content}
    assert changed == {"announcements", "country/TL", "source/govmo", "lang/en"}


def test_ids_survive_a_new_address_of_the_folder(tmp_path: Path) -> None:
    run(tmp_path / "a")
    run(tmp_path / "b", settings=FeedSettings())
    one, two = (etree.parse(str(tmp_path / name / "announcements.atom")).getroot() for name in "ab")
    told = [[element.text for element in root.iter("{http://www.w3.org/2005/Atom}id")] for root in (one, two)]
    assert told[0] == told[1]
    assert b"https://ponte.invalid/announcements.atom" in (tmp_path / "b" / "announcements.atom").read_bytes()


# ---- files -----------------------------------------------------------------------------------------------------


def test_files_are_for_every_reader_even_under_a_strict_umask(tmp_path: Path) -> None:
    previous = os.umask(0o077)
    try:
        run(tmp_path / "public")
    finally:
        os.umask(previous)
    for path in [tmp_path / "public", *(tmp_path / "public").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644), path


def test_leftovers_of_a_killed_run_go_and_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "country").mkdir()
    leftovers = [tmp_path / ".ponte-tmp-x1", tmp_path / "country" / ".ponte-tmp-abc"]
    others = [tmp_path / ".ponte-state.json", tmp_path / "index.html", tmp_path / "country" / "notes.tmp"]
    for path in leftovers + others:
        path.write_text("x")
    run(tmp_path)
    assert not any(path.exists() for path in leftovers)
    assert all(path.read_text() == "x" for path in others)


@pytest.mark.parametrize("call", ["fsync", "replace", "fchmod"])
def test_a_failing_disk_leaves_the_old_file_whole_and_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    run(tmp_path)
    before = files(tmp_path)

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders.os, call, full)
    with pytest.raises(OSError, match="No space left"):
        run(tmp_path, MemoryArchive([row(7)]))
    monkeypatch.undo()
    assert files(tmp_path) == before


def test_a_reader_never_sees_a_torn_file(tmp_path: Path) -> None:
    target = tmp_path / "announcements.atom"
    contents = [bytes([65 + number]) * (200_000 + number) for number in range(2)]
    write_atomically(target, contents[0])
    torn: list[int] = []
    reads = 0
    done = threading.Event()

    def poll() -> None:
        nonlocal reads
        while not done.is_set():
            seen = target.read_bytes()
            reads += 1
            if seen not in contents:
                torn.append(len(seen))

    reader = threading.Thread(target=poll)
    reader.start()
    for number in range(150):
        write_atomically(target, contents[number % 2])
    done.set()
    reader.join(timeout=10)
    assert reads > 20
    assert torn == []


def test_a_link_in_the_folder_is_replaced_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s")
    public = tmp_path / "public"
    public.mkdir()
    (public / "feeds.opml").symlink_to(secret)
    PublicFolder(public).put("feeds.opml", b"<opml/>")
    assert secret.read_text() == "s"
    assert not (public / "feeds.opml").is_symlink()


# ---- what fails ------------------------------------------------------------------------------------------------


def test_an_entry_that_cannot_be_built_is_left_out_and_named(tmp_path: Path) -> None:
    bad = row(8, lead=release(8, url="mailto:x@gov.mo"))
    report = run(tmp_path, MemoryArchive([bad, *rows()]))
    assert ids(tmp_path, "announcements") == numbered(3, 2, 1)
    assert [note.partition(": ")[0] for note in report.left_out] == [bad.entry_id]


def test_an_entry_that_cannot_be_rendered_is_left_out_of_that_format_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fragile(feed: Feed) -> bytes:
        if any(entry.id == row(2).entry_id for entry in feed.entries):
            raise ValueError("All strings must be XML compatible")
        return atom(feed)

    from feeds.syndication import atom

    formats = publishing.renderers()
    monkeypatch.setattr(publishing, "renderers", lambda: {**formats, ".atom": fragile})
    report = run(tmp_path)
    written = etree.parse(str(tmp_path / "announcements.atom")).getroot()
    assert [element.text for element in written.iterfind("{*}entry/{*}id")] == numbered(3, 1)
    assert ids(tmp_path, "announcements") == numbered(3, 2, 1)
    assert any(row(2).entry_id in note and "announcements.atom" in note and "XML compatible" in note for note in report.left_out)


def test_a_format_that_fails_without_entries_is_our_bug_and_is_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(feed: Feed) -> bytes:
        raise ZeroDivisionError

    monkeypatch.setattr(publishing, "renderers", lambda: {".atom": broken})
    with pytest.raises(ZeroDivisionError):
        run(tmp_path)


def test_a_bug_that_hits_every_entry_never_empties_a_feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = MemoryArchive([row(number) for number in range(12)])
    run(tmp_path, many)
    before = files(tmp_path)

    def broken(feed: Feed) -> bytes:
        if feed.entries:
            raise ZeroDivisionError
        return b"empty"

    monkeypatch.setattr(publishing, "renderers", lambda: {".atom": broken})
    with pytest.raises(ZeroDivisionError):
        run(tmp_path, many)
    with pytest.raises(ValueError, match="none of 12 entries"):
        run(tmp_path, MemoryArchive([replace(row, first_seen="?") for row in many.rows]))
    assert files(tmp_path) == before


def test_a_feed_never_grows_beyond_what_readers_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "MAX_BYTES", 9_000)
    report = run(tmp_path, MemoryArchive([row(number) for number in range(40)]))
    sizes = {name: len(content) for name, content in files(tmp_path).items() if name.startswith("announcements")}
    assert all(4_000 < size <= 9_000 for size in sizes.values()), sizes
    kept = ids(tmp_path, "announcements")
    assert kept == numbered(*range(40))[: len(kept)]
    assert any(note.startswith("announcements.json: cut to ") for note in report.left_out)


def test_fifty_long_chinese_entries_stay_below_the_limit(tmp_path: Path) -> None:
    body = "澳門與安哥拉簽署漁業合作備忘錄，雙方將培訓技術人員。" * 400
    parties = tuple(Party(f"{letter}{'漁業協會' * 40}", "AO", None, "zh-Hant") for letter in "ABCDEF")
    told = finding(parties=parties, sectors=SECTORS[:5], countries=COUNTRIES)
    others = [[release(n, lang) for lang in ("en", "pt", "zh-Hans")] for n in range(60)]
    leads = [release(n, "zh-Hant", title="合作" * 200, body=body) for n in range(60)]
    archive = MemoryArchive([row(n, leads[n], others[n], told) for n in range(60)])
    report = run(tmp_path, archive)
    assert report.left_out == ()
    assert len(ids(tmp_path, "announcements")) == 50
    assert max(len(content) for content in files(tmp_path).values()) < 512_000


@pytest.mark.parametrize("settings", [FeedSettings(base_url="feeds.example"), FeedSettings(base_url="javascript:x")])
def test_a_wrong_base_url_changes_nothing(tmp_path: Path, settings: FeedSettings) -> None:
    with pytest.raises(ValueError, match="base_url"):
        run(tmp_path / "public", settings=settings)
    assert not (tmp_path / "public").exists()


def test_titles_from_the_operator_may_hold_anything(tmp_path: Path) -> None:
    run(tmp_path, settings=replace(SETTINGS, title="P\x00 & <Q>\n"), names=FeedNames(sources=(("a", "{0} \ud800<b>"),)))
    for path in [tmp_path / "source" / "a.atom", tmp_path / "source" / "a.rss", tmp_path / "feeds.opml"]:
        etree.parse(str(path))


def test_importing_the_room_loads_no_heavy_library() -> None:
    code = (
        "import sys, feeds.publish, feeds.build; print(sorted({'feedgen', 'lxml', 'nh3', 'sqlite3', 'scrapy', 'httpx'} & set(sys.modules)))"
    )
    root = Path(__file__).parent.parent
    assert subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout == "[]\n"


def test_only_one_module_knows_feedgen() -> None:
    room = Path(publishing.__file__).parent
    assert [
        path.name for path in sorted(room.glob("*.py")) if "import feedgen" in (text := path.read_text()) or "from feedgen" in text
    ] == ["syndication.py"]
