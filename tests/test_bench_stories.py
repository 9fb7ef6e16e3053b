"""The instruments of the stage `stories`: its texts, the archives it links in, and that no statement of linking reads a whole table."""

from __future__ import annotations

import inspect
import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from bench import acts, archives, stories
from crawlers.language import detect
from monitor.digest import digest_of
from monitor.linking import near
from monitor.linking.facts import keys_of, told
from storage.archive import Archive
from storage.evidence import verify
from storage.links import Links, StoredLink
from storage.nearness import FACTS, NEAR, Nearness

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 9, 20)


# ---- texts ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", acts.LANGUAGES)
def test_made_texts_are_of_their_language_and_size_and_unlike_each_other(lang: str) -> None:
    bodies = [acts.told_at_length(acts.act(number, DAY), lang) for number in range(20)]
    assert {detect(body) for body in bodies} == {lang}
    assert all(1_900 < len(body.encode()) < 4_700 for body in bodies)
    shingles = [near.shingles(near.plain(body)) for body in bodies]
    assert max(near.containment(a, b) for a, b in combinations(shingles, 2)) < 0.3
    assert bodies[3] == acts.told_at_length(acts.act(3, DAY), lang)


@pytest.mark.parametrize("lang", acts.LANGUAGES)
def test_an_act_is_filed_under_the_facts_that_are_read_in_its_text(lang: str) -> None:
    for number in range(30):
        act = acts.act(number, DAY)
        read = keys_of(told("x", acts.title(act, lang), acts.opening(act, lang), lang, DAY))
        assert len(set(acts.facts(act)) - set(read)) <= 1, (acts.facts(act), read)
        assert len(acts.facts(act)) >= 6


@pytest.mark.parametrize("lang", acts.LANGUAGES)
@pytest.mark.parametrize("percent", [1, 5, 10])
def test_an_edited_text_has_so_many_other_words_and_the_same_numbers(lang: str, percent: int) -> None:
    body = acts.told_at_length(acts.act(1, DAY), lang)
    copy = stories.edited(body, lang, percent / 100, random.Random(1))
    assert [letter for letter in copy if letter.isdigit()] == [letter for letter in body if letter.isdigit()]
    if lang.startswith("zh"):
        differing = sum(a != b for a, b in zip(body, copy, strict=True)) / len(body)
    else:
        differing = sum(a != b for a, b in zip(body.split(), copy.split(), strict=True)) / len(body.split())
    assert percent / 200 <= differing <= percent / 80


def test_copies_are_edited_in_every_usual_way() -> None:
    body = acts.told_at_length(acts.act(1, DAY), "zh-Hant")
    made = stories.copies(body, "zh-Hant", random.Random(1))
    assert set(stories.USUAL) < set(made)
    lang, text = made["other script"]
    assert lang == detect(text) == "zh-Hans"
    assert body.startswith(made["first half"][1])
    assert made["paragraph added"][1].startswith(body)
    assert "other script" not in stories.copies("Some words.", "en", random.Random(1))


# ---- near copies ---------------------------------------------------------------------------------------------------------


def test_an_index_is_filled_as_storage_fills_it_and_finds_copies(tmp_path: Path) -> None:
    path = tmp_path / "near.db"
    stories.fill(path, 400, 200)
    with Archive.open(path) as archive:
        rows = archive.conn.execute(f"SELECT count(*), count(DISTINCT release), count(DISTINCT day) FROM {NEAR}").fetchone()
        assert rows == (400 * near.BANDS, 400, 200)
        day, release = archive.conn.execute(f"SELECT day, release FROM {NEAR} ORDER BY day DESC, release DESC").fetchone()
        keys = [key for (key,) in archive.conn.execute(f"SELECT key FROM {NEAR} WHERE release = ?", (release,))]
        newest = date(1970, 1, 1) + timedelta(days=day)
        assert newest == archives.published_on(archives.LAST)
        assert archive.near_candidates(0, newest, keys) == [release]
    asked = stories.look_up(path, 20, 0)
    assert min(asked["cpu"], asked["mint"]) > 0
    found = stories.recall(path, 8)["edits"]
    assert found["paragraph added"] == [8, 8, 8]
    assert found["other script"] == [2, 2, 2]
    assert found["10 %"][0] == 8 >= found["10 %"][1] >= found["10 %"][2]


def test_indexes_that_are_compared_hold_as_many_items_a_day() -> None:
    small, thin, tenth, large = stories.index_sizes((10_000, 1_000_000))
    assert small[0] == thin[0] == 10_000
    assert {round(items / days / 10) for items, days in (small, tenth, large)} == {round(stories.A_DAY / 10)}
    assert thin[1] == large[1] > 4_000


# ---- archives to link in -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("linked") / "archive.db"
    archives.build(900, path, a_day=90)
    return path


@pytest.fixture
def archive(built: Path, tmp_path: Path) -> Iterator[Archive]:
    with closing(sqlite3.connect(built)) as source, closing(sqlite3.connect(tmp_path / "archive.db")) as copy:
        source.backup(copy)
    with Archive.open(tmp_path / "archive.db") as opened:
        yield opened


def test_an_archive_to_link_in_is_sound_and_filed(built: Path, archive: Archive) -> None:
    assert verify(built, digest_of).flaws == ()
    rows = dict(archive.conn.execute(f"SELECT release, count(*) FROM {NEAR} GROUP BY 1"))
    assert set(rows.values()) == {near.BANDS}
    assert len(rows) == 900
    facts = dict(archive.conn.execute(f"SELECT release, count(*) FROM {FACTS} GROUP BY 1"))
    assert set(facts.values()) <= set(range(6, 13))
    days = dict(archive.conn.execute(f"SELECT day, count(DISTINCT release) FROM {FACTS} GROUP BY 1"))
    # The first day and the last one are not whole.
    assert set(list(days.values())[1:-1]) <= {87, 90, 93}
    assert archive.bringers(["gcs:archive/0000001:pt"]) == {"gcs:archive/0000001:pt": 5}
    assert len(archive.links_at(4)) == 2


def test_what_an_archived_act_tells_is_what_it_is_filed_under(archive: Archive) -> None:
    (text,) = archive.link_texts([1 + 3 * archives.ACT_EVERY])
    day = archive.conn.execute(f"SELECT day FROM {FACTS} WHERE release = ?", (text.rid,)).fetchone()[0]
    act = acts.act(archives.ACT_EVERY, date(1970, 1, 1) + timedelta(days=day))
    assert acts.opening(act, "en") in text.body
    assert set(archive.fact_candidates(0, act.day, acts.facts(act))[:3]) == {text.rid, text.rid + 1, text.rid + 2}


def test_new_acts_become_one_story_each_and_no_statement_scans(archive: Archive) -> None:
    archive.close()
    done = stories.link(archive.path, 3, 0)
    assert done["scans"] == []
    assert done["statements"] > 15
    assert (done["acts"], done["joined"], done["strange"]) == (3, 3, 0)
    assert done["candidates"] > 1
    assert 0 < done["index"] < done["cpu"]


def test_a_scan_is_seen(archive: Archive) -> None:
    statements, scans = stories.scanning(archive, lambda: archive.conn.execute("SELECT 1 FROM releases WHERE lang = 'pt'").fetchall())
    assert statements == 1
    assert scans[0].startswith("SCAN releases")


def asked_of_links(archive: Archive, told_by: list[str]) -> None:
    """Every method of storage/nearness.py and storage/links.py, on rows that are there."""
    one, other = (archive.link_text(name) for name in told_by[:2])
    day, keys, facts = DAY, [16, 33], ["place porto", "number 12"]
    archive.put_keys(one.rid, day, keys, facts)
    archive.near_candidates(one.rid, day, keys)
    archive.fact_candidates(one.rid, day, facts)
    archive.drop_keys(one.rid, day, keys, facts)
    archive.rids_of(told_by)
    archive.link_texts([one.rid, other.rid])
    archive.members(one.story_id, 5)
    archive.links_at(one.rid, 5)
    archive.bringers(["x"])
    archive.founded([one.story_id, other.story_id])
    archive.told_before(one.story_id, archives.LAST)
    archive.claim_keys(one.rid, one.story_id, ["x"])
    link = StoredLink(*sorted((one.rid, other.rid)), "copy", "high", 9.0, ("the same",), "facts")
    archive.put_links(one.rid, [link], archives.LAST)
    archive.put_links(one.rid, [], archives.LAST)
    archive.add_story("sempty", archives.LAST, ())
    archive.drop_story("sempty")
    archive.move_releases([one.id], other.story_id)


def test_no_statement_of_the_indexes_reads_a_whole_table(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.conn.execute("ANALYZE")
    found = {name: method for part in (Nearness, Links) for name, method in vars(part).items() if inspect.isfunction(method)}
    methods = {name: method for name, method in found.items() if not name.startswith("_")}
    called = set[str]()
    for name, method in methods.items():
        monkeypatch.setattr(archive, name, lambda *args, name=name, method=method: called.add(name) or method(archive, *args))
    names = [name for (name,) in archive.conn.execute("SELECT id FROM releases WHERE rid IN (400, 500)")]
    with archive.transaction():
        statements, scans = stories.scanning(archive, lambda: asked_of_links(archive, names))
    assert called == set(methods)
    assert scans == []
    assert statements >= len(methods)


# ---- figures -------------------------------------------------------------------------------------------------------------

LINKED = {"cpu": 20.0, "index": 1.0, "candidates": 9, "links": 3, "acts": 20, "joined": 20, "strange": 0, "scans": [], "statements": 28}


def verdicts(change: dict[str, object], *, judged: bool = True) -> set[str]:
    rounds = [[LINKED, LINKED | change]] * 3
    return {f"{figure.name}: {figure.verdict}" for figure in stories._linking((10_000, 1_000_000), rounds, judged=judged)}


@pytest.mark.parametrize(
    ("change", "failing"),
    [
        ({"cpu": 24.1}, "linking a new release, CPU, 1 M over 10 k"),
        ({"scans": ["SCAN releases: SELECT"]}, "statements of a link that scan a table"),
        ({"joined": 17}, "acts told by four releases in one story"),
    ],
)
def test_a_link_that_costs_more_scans_or_is_missed_fails(change: dict[str, object], failing: str) -> None:
    assert f"{failing}: FAIL" in verdicts(change)
    assert not [verdict for verdict in verdicts({}) if verdict.endswith("FAIL")]


def test_times_are_not_judged_in_a_quick_run() -> None:
    assert not [verdict for verdict in verdicts({"cpu": 90.0}, judged=False) if verdict.endswith("FAIL")]


def test_recall_is_that_of_the_usual_edits_and_counts_what_is_confirmed() -> None:
    edits = {name: [100, 100, 100] for name in stories.USUAL} | {"10 %": [100, 50, 10]}
    assert stories._recall({"edits": edits})[0].verdict == "pass"
    assert stories._recall({"edits": edits | {"5 %": [100, 100, 70]}})[0].verdict == "FAIL"


def test_each_text_is_classified_once() -> None:
    done = stories.classify(16, 2)
    assert len(done["rates"]) == len(done["ratios"]) == 2
    assert set(done["kinds"]) == {f"{kind} {lang}" for kind in ("release", "act") for lang in acts.LANGUAGES}
    bodies = [each.body for _, _, made in stories._kinds(9) for each in made]
    assert len(set(bodies)) == len(bodies) == 72


@pytest.mark.skipif("PONTE_SOAK" not in os.environ, reason="builds archives: make soak")
def test_the_stage_runs_to_its_end(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench", "--quick", "--only", "stories", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"TMPDIR": str(tmp_path)}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr + done.stdout
    judged = {figure["name"] for figure in json.loads(done.stdout)["figures"] if figure["verdict"] == "pass"}
    names = {"edited copies found and confirmed", "statements of a link that scan a table", "acts told by four releases in one story"}
    assert judged == names
    assert not list(tmp_path.iterdir())
