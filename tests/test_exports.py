"""What is handed on: tables, citations, lines that make an archive again, copies; and what rights leave of the texts."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from storage_values import NOW, add, enter, finding, flaws, later, populate, release, revision

from demo.config import CONFIG
from feeds.clean import ELLIPSIS
from feeds.exports import csl_json, csv_of_releases, json_lines, ris
from feeds.rights import EXCERPT, Public, Rights
from monitor.cli import cli
from monitor.config import load
from monitor.edits import hide
from monitor.errors import ConfigError, UsageError
from storage.archive import Archive
from storage.exports import Selection
from storage.links import FACTS, StoredLink
from storage.model import Kind, Query, StoredRelease, Strength
from storage.reading import Reader

LONG = "A primeira frase é curta. " + "O Governo assinou outro memorando com o Ministério das Pescas de Angola. " * 30


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Something of everything that is handed on; a story in three languages, one release hidden, one part of another."""
    with Archive.open(tmp_path / "archive.db") as opened:
        populate(opened)
        long = release("LONG", title='=HYPERLINK("http://x")', body=LONG, entity="Direcção, Lda", aliases=("https://old.example/1",))
        enter(opened, long, found=finding(long, Strength.AGREED), source="full", at=later(days=2))
        chinese = release("ZH", "zh-Hant", title="簽署備忘錄", body="雙方 簽署 合作備忘錄。\n第二段，“引號”。", published=None)
        enter(opened, chinese, source="link", at=later(days=3))
        add(opened, release("PART", body="Outra."), "s-site:LONG:pt")
        opened.merge("site:N1:en", "site:PART:pt")
        opened.merge_stories("s-site:LONG:pt", ["s-site:N2:pt"])
        opened.claim_keys(1, "s-site:N1:pt", ["text:1"])
        a, b = sorted(opened.rids_of(["site:N1:pt", "site:N1:en"]))
        opened.put_links(a, [StoredLink(a, b, "translation", "high", 7.5, ("number 20",), FACTS)], NOW)
        opened.decide_story("split", [("site:N1:pt", "site:N3:pt")], opened.correct("story", "s-site:N1:pt", "split", "x", "y", "z", NOW))
        yield opened


def whole(reader: Reader, query: Query = Query(), rights: Rights | None = None) -> bytes:  # noqa: B008 (a frozen value)
    with Selection(reader, query, hidden=rights is None) as chosen:
        return b"".join(json_lines(chosen.lines(), "", rights))


@pytest.fixture
def ponte(tmp_path: Path) -> Callable[..., Result]:
    """`ponte` in this process, in a folder with the demo's config."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")

    def run(*words: str, stdin: bytes = b"") -> Result:
        return CliRunner().invoke(cli, ["--config", str(tmp_path / "config.toml"), *words], input=stdin, standalone_mode=False)

    return run


# ---- lines -----------------------------------------------------------------------------------------------------------


def test_what_was_exported_makes_the_same_archive_again(archive: Archive, ponte: Callable[..., Result], tmp_path: Path) -> None:
    hide(archive, "site:N2:pt", "asked for", later(days=9))
    first = whole(archive.reader())
    assert ponte("--archive", str(tmp_path / "new.db"), "import", "-", stdin=first).return_value == 0
    with Archive.open(tmp_path / "new.db") as new:
        assert whole(new.reader()) == first
        assert new.reader().entries(Query(), 50) == archive.reader().entries(Query(), 50)
        assert new.reader().announcements(Query(), 50) == archive.reader().announcements(Query(), 50)
        assert [hit.release.id for hit in new.reader().search("备忘录")] == ["site:ZH:zh-Hant"]
        assert new.reader().corrections() == archive.reader().corrections()
        assert new.find_url("https://old.example/1") is not None
        assert [new.reader().news_days(name) for name in ("site", "full")] == [
            archive.reader().news_days(name) for name in ("site", "full")
        ]
        near = "SELECT count(*) FROM near_keys"
        assert new.conn.execute(near).fetchone()[0] > 0
        again = ponte("--json", "--archive", str(tmp_path / "new.db"), "import", "-", stdin=first)
        assert json.loads(again.stdout) == {"releases": 0, "announcements": 0, "entries": 0, "known": 7}
        assert whole(new.reader()) == first
    assert flaws(tmp_path / "new.db") == []


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda lines: lines[1:], "begins with one line"),
        (lambda lines: [*lines[:3], b"{", *lines[3:]], "line 4"),
        (lambda lines: [lines[0].replace(b"true", b"false"), *lines[1:]], "--full"),
        (lambda lines: [lines[0], lines[1].replace(b'"kind":"new"', b'"kind":"odd"')], "line 2"),
        (lambda lines: [*lines[:2], lines[2].replace(b'"body":"', b'"body":null,"x":"')], "without its whole text"),
        (lambda lines: [*lines[:4], lines[0]], "line 5"),
        (lambda _: [b"[" * 100_000], "line 1"),
    ],
)
def test_a_file_with_a_fault_imports_nothing(
    archive: Archive, ponte: Callable[..., Result], tmp_path: Path, spoil: Callable[[list[bytes]], list[bytes]], said: str
) -> None:
    lines = whole(archive.reader()).splitlines(keepends=True)
    done = ponte("--archive", str(tmp_path / "new.db"), "import", "-", stdin=b"".join(spoil(lines)))
    assert isinstance(done.exception, UsageError)
    assert said in str(done.exception)
    with Archive.open_reader(tmp_path / "new.db") as new:
        assert new.counts()["releases"] == 0


def test_an_import_adds_to_what_is_there(archive: Archive, ponte: Callable[..., Result], tmp_path: Path) -> None:
    exported = whole(archive.reader())
    with Archive.open(tmp_path / "new.db") as new:
        own = release("N1", body="O Governo assinou o mesmo.")
        enter(new, own)
        ponte("--archive", str(tmp_path / "new.db"), "import", "-", stdin=exported)
        kept = new.reader().release("site:N1:pt")
        assert kept is not None
        assert kept.body == own.body
        assert new.reader().counts()["releases"] == 7
        assert [row.entry_id for row in new.reader().entries(Query(), 9)].count("urn:site:N1:pt") == 1
    assert flaws(tmp_path / "new.db") == []


# ---- rights ----------------------------------------------------------------------------------------------------------


def test_what_of_a_text_is_shown(archive: Archive) -> None:
    long = archive.reader().release("site:LONG:pt")
    assert long is not None
    shown = {policy: Rights({"full": policy}).text(long) for policy in Public}
    assert (shown[Public.FULL], shown[Public.LINK]) == (LONG, None)
    excerpt = shown[Public.EXCERPT]
    assert excerpt == Rights().text(long)
    assert excerpt is not None
    assert len(excerpt) <= EXCERPT
    assert excerpt.endswith("." + ELLIPSIS)
    hidden = Rights({"full": Public.FULL}, frozenset({long.id}))
    assert (hidden.shows(long), hidden.whole(long), hidden.quotes(long), hidden.text(long)) == (False, False, False, None)
    assert not Rights({"full": Public.LINK}).quotes(long)


def test_lines_for_others_hold_no_more_than_they_may(archive: Archive) -> None:
    hide(archive, "site:N1:pt", "a private reason", later(days=9))
    text = whole(archive.reader(), rights=Rights({"full": Public.EXCERPT, "link": Public.LINK, "site": Public.FULL})).decode()
    lines = [json.loads(line) for line in text.splitlines()]
    releases = {line["release"]["id"]: line["release"] for line in lines if "release" in line}
    assert "site:N1:pt" not in releases
    assert "private reason" not in text
    assert "合作備忘錄" not in text
    assert releases["site:ZH:zh-Hant"]["revisions"][-1]["body"] is None
    assert len(releases["site:LONG:pt"]["revisions"][-1]["body"]) <= EXCERPT
    assert [each["body"] for each in releases["site:N2:pt"]["revisions"]] == ["Outra notícia, N2.", "Outra notícia, corrigida."]
    former = [json.loads(line) for line in whole(archive.reader(), rights=Rights()).splitlines() if b'"site:N2:pt","native"' in line]
    assert [each["body"] for each in former[0]["release"]["revisions"]] == [None, "Outra notícia, corrigida."]
    assert all(not line["story"]["announcement"]["finding"]["evidence"] for line in lines if line.get("story", {}).get("announcement"))


def test_the_config_says_what_is_shown(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    table = '[sources.a]\nkind = "gcs"\npublic = "link"\nterms = "https://a.example/terms"\n[sources.b]\nkind = "gcs"\n'
    file.write_text(table)
    config = load(file)
    assert config.policies == {"a": Public.LINK, "b": Public.EXCERPT}
    assert config.terms == {"a": "https://a.example/terms"}
    for wrong, said in (('public = "all"', "line 3.*'all'"), ('terms = "ask them"', "line 3.*address")):
        file.write_text(f'[sources.a]\nkind = "gcs"\n{wrong}\n')
        with pytest.raises(ConfigError, match=said):
            load(file)


# ---- tables and citations --------------------------------------------------------------------------------------------


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_releases_as_a_table_open_in_a_spreadsheet(archive: Archive) -> None:
    with Selection(archive.reader(), Query(langs=("zh",))) as chosen:
        data = b"".join(csv_of_releases((each for each, _ in chosen.releases()), Rights(otherwise=Public.FULL)))
    assert data.startswith(b"\xef\xbb\xbfid,source,")
    (row,) = table(data)
    assert (row["title"], row["published"], row["text"]) == ("簽署備忘錄", "", "雙方 簽署 合作備忘錄。\n第二段，“引號”。")
    with Selection(archive.reader(), Query(words="pescas")) as chosen:
        (row,) = table(b"".join(csv_of_releases((each for each, _ in chosen.releases()), Rights())))
    assert row["title"] == '\'=HYPERLINK("http://x")'
    assert row["text"].endswith(ELLIPSIS)


def test_citations_name_address_hash_and_both_dates(archive: Archive) -> None:
    with Selection(archive.reader(), Query()) as chosen:
        cited = list(chosen.releases())
    text = b"".join(ris(cited, {"site": "The Site"})).decode()
    records = [dict(line.split("  - ", 1) for line in each.splitlines() if line) for each in text.split("ER  - \r\n")[:-1]]
    assert (records[0]["TI"], records[0]["PB"], records[0]["DA"]) == ("Assinatura de memorando", "The Site", "2026/04/16")
    assert "SHA-256 " in text
    items = json.loads(b"".join(csl_json(cited, {})))
    assert [item["id"] for item in items] == [each.id for each, _ in cited]
    assert (items[0]["URL"], items[0]["issued"]) == ("https://site.example/pt/N1", {"date-parts": [[2026, 4, 16]]})
    assert json.loads(b"".join(csl_json([], {}))) == []


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60), st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_c23_whatever_a_title_is_a_record_stays_one(title: str, entity: str) -> None:
    of = StoredRelease(
        "a", "a", "s", "s", "pt", "https://x.example/1", title, "", "2026-04", "month", "meta", entity, "live", "1:x", 1,
        "2026-04-16T02:08:00Z", "2026-04-16T02:08:00Z", "s1", "labels",
    )  # fmt: skip
    lines = b"".join(ris([(of, None)], {})).decode().rstrip("\r\n").split("\r\n")
    assert all(line[2:6] == "  - " for line in lines)
    assert [line[:2] for line in lines].count("ER") == 1
    (item,) = json.loads(b"".join(csl_json([(of, None)], {})))
    assert item["issued"] == {"date-parts": [[2026, 4]]}


# ---- the commands ----------------------------------------------------------------------------------------------------


def test_the_command_writes_each_form(archive: Archive, ponte: Callable[..., Result], tmp_path: Path) -> None:
    out = tmp_path / "out"
    cases: list[tuple[tuple[str, ...], bytes, int]] = [
        (("csv",), b"\r\n", 4),
        (("csv", "--strength", "agreed", "--since", "2026-04-16"), b"\r\n", 2),
        (("csv", "--releases", "--country", "MO", "--lang", "pt"), b"\r\n", 4),
        (("ris", "--words", "合作"), b"ER  - ", 1),
        (("csl-json", "--releases"), b'"type"', 6),
        (("jsonl", "--lang", "zh"), b"\n", 3),
        (("opml", "--country", "AO", "--words", "合作"), b"feed.atom?country=AO&amp;words=%E5%90%88%E4%BD%9C", 1),
    ]
    for words, mark, number in cases:
        assert ponte("export", "--format", *words, "--output", str(out)).return_value == 0
        first = out.read_bytes()
        assert first.count(mark) == number, (words, first)
        assert ponte("export", "--format", *words).stdout_bytes == first


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("warc", "--country", "AO"), "--source"),
        (("jsonl", "--releases"), "goes with csv"),
        (("ris", "--full"), "goes with csv and jsonl"),
        (("csv", "--full"), "--releases"),
        (("csv", "--country", "Angola"), "two letters"),
        (("csv", "--source", "nowhere"), "no such source"),
        (("opml",), "ponte publish"),
        (("csv", "--output", "ARCHIVE-wal"), "Ponte's own"),
    ],
)
def test_options_that_do_not_go_together(archive: Archive, ponte: Callable[..., Result], words: tuple[str, ...], said: str) -> None:
    asked = [word.replace("ARCHIVE", str(archive.path)) for word in words]
    done = ponte("export", "--format", *asked)
    assert isinstance(done.exception, UsageError)
    assert said in str(done.exception)


def test_search_takes_the_same_filters_and_says_what_was_ranked(
    archive: Archive, ponte: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = json.loads(ponte("--json", "search", "pescas memorando", "--country", "MO", "--strength", "agreed").stdout)
    assert [each["id"] for each in found] == ["site:LONG:pt"]
    start, end = found[0]["marks"][0]
    assert found[0]["excerpt"][start:end] in ("memorando", "Pescas")
    monkeypatch.setattr("storage.searching.MOST_RANKED", 2)
    assert "the most telling of the 2 matches that were stored last" in ponte("search", "memorando", "--ranked").stdout
    assert "⟦memorando⟧" in ponte("search", "MEMORANDO").stdout
    hide(archive, "site:LONG:pt", "asked for", NOW)
    assert "site:LONG:pt  [hidden]" in ponte("search", "pescas").stdout


# ---- backup ----------------------------------------------------------------------------------------------------------


def test_w18_a_backup_in_the_middle_of_a_run_is_whole_and_can_be_put_back(
    archive: Archive, ponte: Callable[..., Result], tmp_path: Path
) -> None:
    """Restoring as docs/archive.md says: the files of the archive away, the copy in their place."""
    copy = tmp_path / "copies" / "archive.db"
    before = whole(archive.reader())
    with archive.transaction():
        add(archive, release("LATER"))
        assert ponte("backup", str(copy)).return_value == 0
        assert isinstance(ponte("backup", str(archive.path)).exception, UsageError)
    assert flaws(copy) == []
    archive.close()
    for file in tmp_path.glob("archive.db*"):
        file.unlink()
    shutil.copyfile(copy, archive.path)
    with Archive.open(archive.path) as restored:
        assert whole(restored.reader()) == before
        add(restored, release("AFTERWARDS"))
    assert flaws(archive.path) == []


# ---- cost ------------------------------------------------------------------------------------------------------------

_STREAMING = """
import resource, sys
from pathlib import Path
import msgspec
from feeds.exports import csv_of_releases, json_lines
from feeds.rights import Public, Rights
from storage.exports import Selection
from storage.model import Query
from storage.reading import Reader
held = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
with Reader.open(Path(sys.argv[1])) as reader, Selection(reader, Query()) as chosen:
    first = next(iter(csv_of_releases((each for each, _ in chosen.releases()), Rights(otherwise=Public.FULL))))
    before = held()
    table = csv_of_releases((each for each, _ in chosen.releases()), Rights(otherwise=Public.FULL))
    sizes = [sum(map(len, table)), sum(map(len, json_lines(chosen.lines(), "", None)))]
print(*sizes, held() - before)
"""


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    path, number = tmp_path / "archive.db", 2000 if os.environ.get("PONTE_SOAK") else 100
    with Archive.open(path) as archive, archive.transaction():
        for each in range(number):
            add(archive, release(f"N{each}", body=f"{each} " + "texto" * 50_000))
    done = subprocess.run([sys.executable, "-c", _STREAMING, path], cwd=ROOT, capture_output=True, text=True, check=True)
    csv_size, lines_size, megabytes = map(int, done.stdout.split())
    assert min(csv_size, lines_size) > number * 250_000
    assert megabytes < 16, f"{megabytes} MB more for {lines_size} bytes"


def test_a_withdrawn_release_keeps_its_state(archive: Archive) -> None:
    archive.revise("site:LONG:pt", revision(release("LONG", body=LONG), Kind.WITHDRAWN), "k", None)
    with Selection(archive.reader(), Query()) as chosen:
        states = {line.release.id: line.release.status for line in chosen.lines() if line.release}
    assert states["site:LONG:pt"] == "withdrawn"
