"""The benchmark's own instruments, and one small benchmark whose times are not asserted."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from bench import archives, figures, growth, measure, monitor, reading, server, sites, stages, truth
from bench.__main__ import main
from bench.figures import Figure
from bench.measure import Cost, Traffic
from bench.monitor import Errors, Reported
from bench.sites import Planted
from demo.generator import generate
from monitor.config import load
from monitor.digest import digest_of
from storage.archive import Archive
from storage.evidence import verify

ROOT = Path(__file__).resolve().parent.parent
CHILD_BURNS = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time\\nwhile time.process_time() < 0.4: pass'])"
CHILD_HOLDS = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; held = bytearray(90_000_000); time.sleep(0.4)'])"


def measured(tmp_path: Path, *arguments: str, **more: object) -> Cost:
    return measure.run((sys.executable, *arguments), folder=tmp_path, log=tmp_path / "out.log", **more)  # type: ignore[arg-type]


def test_cpu_of_a_grandchild_counts(tmp_path: Path) -> None:
    assert 0.4 <= measured(tmp_path, "-c", CHILD_BURNS).cpu < 5


def test_memory_of_a_grandchild_counts(tmp_path: Path) -> None:
    assert 85 < measured(tmp_path, "-c", CHILD_HOLDS).memory < 200


def test_a_command_that_never_ends_is_killed(tmp_path: Path) -> None:
    cost = measured(tmp_path, "-c", "import time; time.sleep(60)", limit=0.3)
    assert cost.code == -9
    assert cost.wall < 20


def test_exit_code_and_last_lines_are_kept(tmp_path: Path) -> None:
    assert measured(tmp_path, "-c", "print('first'); print('why'); raise SystemExit(3)").code == 3
    assert measure.tail(tmp_path / "out.log", 1) == "why"


def test_children_see_no_proxy_and_no_other_replica(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTPS_PROXY", "ALL_PROXY", "no_proxy", "PONTE_REPLICA"):
        monkeypatch.setenv(name, "http://203.0.113.9:1")
    seen = measure.environment({"SITE": "x"})
    assert not [name for name in seen if name.lower().endswith("_proxy") or name == "PONTE_REPLICA"]
    assert seen["SITE"] == "x"
    assert seen["PATH"] == os.environ["PATH"]


def test_traffic_counts_only_what_came_after_the_beginning(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text("1.0\t8801\t200\t5000\tGET\t/\n")
    begin = measure.size(log)
    with log.open("a") as file:
        file.write("2.0\t8801\t200\t300\tGET\t/a\tb\n2.1\t8801\t304\t120\t99\tGET\t/c\n")
    assert measure.read_traffic(log, begin) == Traffic(2, 420, {200: 1, 304: 1})


def cost(cpu: float) -> Cost:
    return Cost(wall=cpu, cpu=cpu, memory=100.0, code=0)


def test_ratios_are_taken_round_by_round() -> None:
    # The machine was three times as slow in the second round; the ratio of medians would say 1.5.
    rounds = [{"P": cost(1), "S1": cost(2)}, {"P": cost(3), "S1": cost(6)}, {"P": cost(2), "S1": cost(1)}]
    assert figures.ratios(rounds, "P", "S1") == [0.5, 0.5, 2.0]
    assert figures.middle("x", "y", figures.ratios(rounds, "P", "S1")).value == 0.5


def test_a_figure_fails_just_above_its_bound() -> None:
    assert Figure("x", "y", 1.0, bound=1.0).verdict == "pass"
    assert Figure("x", "y", 1.0001, bound=1.0).verdict == "FAIL"
    assert Figure("x", "y", 9.0, bound=1.0, judged=False).verdict == "shown"
    assert Figure("x", "y", 9.0).verdict == "shown"
    assert figures.failed([Figure("x", "y", 2.0, bound=1.0), Figure("x", "z", 1.0, bound=1.0)]) == [Figure("x", "y", 2.0, bound=1.0)]


def test_a_failing_figure_is_said() -> None:
    (line,) = figures.lines([Figure("x", "peak memory", 161.2, " MB", 160.0, "5 rounds")])
    assert "peak memory" in line
    assert "161 MB" in line
    assert "<= 160 MB" in line
    assert "FAIL" in line


SOUND = {"truth": 9, "stored": 9, "missing": 0, "extra": 0, "titles": 9, "dates": 9, "bodies": 9}


@pytest.mark.parametrize("change", [{"extra": 1}, {"titles": 8}, {"dates": 8}, {"bodies": 8}])
def test_every_kind_of_wrong_release_is_counted(change: dict[str, int]) -> None:
    assert figures.wrong(SOUND) == 0
    assert figures.wrong(SOUND | change) == 1


def test_a_missing_release_is_one_fault_and_not_four() -> None:
    assert figures.wrong(SOUND | {"stored": 8, "missing": 1, "titles": 8, "dates": 8, "bodies": 8}) == 1


def test_a_run_that_ended_badly_is_told_with_its_last_words(tmp_path: Path) -> None:
    site = sites.ReplicaSite(60, tmp_path)
    folder = stages.ponte_folder(site)
    folder.mkdir(parents=True)
    (folder / "warm.log").write_text("gcs: ok\nein: failed, refused\n")
    costs = {"ponte cold": cost(1), "ponte warm": Cost(1, 1, 1, code=3)}
    assert stages._complaints(site, costs) == ["exit code 3: gcs: ok / ein: failed, refused"]
    assert stages._complaints(site, {"ponte cold": cost(1)}) == []


def test_imports_are_seen_below_the_surface(tmp_path: Path) -> None:
    modules, code = stages.imported(("-c", "import json.decoder"), tmp_path)
    assert code == 0
    assert "json.decoder" in modules
    assert "scrapy" not in modules


def test_unknown_stages_and_empty_sites_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--only", "cold,hot"], ["--releases", "59"], ["--rounds", "0"], ["--site", "mars"]):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 2
    assert "hot" in capsys.readouterr().err


# ---- sweeps ------------------------------------------------------------------------------------------------------------

PLANTED = Planted(edited=frozenset({"e"}), added=frozenset({"a"}), removed=frozenset({"r"}))
NONE: frozenset[str] = frozenset()


def report(
    edited: frozenset[str] = PLANTED.edited,
    added: frozenset[str] = PLANTED.added,
    gone: frozenset[str] = PLANTED.removed,
    other: frozenset[str] = NONE,
    counted: tuple[int, int, int, int] = (1, 1, 1, 0),
) -> Reported:
    return Reported(edited, added, gone, NONE, other, counted, "")


@pytest.mark.parametrize(
    ("said", "missed", "false"),
    [
        (report(), 0, 0),
        (report(edited=NONE, counted=(1, 0, 1, 0)), 1, 0),
        (report(added=NONE, counted=(0, 1, 1, 0)), 1, 0),
        (report(gone=NONE, counted=(1, 1, 0, 0)), 1, 0),
        (report(edited=frozenset({"e", "x"}), counted=(1, 2, 1, 0)), 0, 1),
        (report(other=frozenset({"x"})), 0, 1),
        (report(counted=(1, 2, 1, 0)), 0, 1),
        (report(counted=(1, 1, 0, 0)), 0, 1),
    ],
)
def test_what_a_sweep_misses_and_what_it_makes_up_are_counted(said: Reported, missed: int, false: int) -> None:
    errors = Errors()
    errors.add("changed", said, PLANTED)
    assert (errors.missed, errors.false) == (missed, false)
    assert bool(errors.example) == bool(missed or false)


def test_an_answer_that_is_no_304_is_counted(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text("1.0\ta\t200\t9\tGET\t/before\n")
    begin = measure.size(log)
    with log.open("a") as file:
        file.write(
            "2\ta\t200\t9\tGET\t/robots.txt\n2\ta\t304\t9\tGET\t/1\n2\t8801\t200\t9\t99\tGET\t/2\t-\n2\t8801\t200\t9\t99\tGET\t/robots.txt\n"
        )
    assert monitor.answers(log, begin) == (2, 1)


def test_the_second_day_changes_what_it_says() -> None:
    content = generate(900, 7, changes=0.01)
    first, second = ({(text.site, text.lang, text.key): text for text in content.on(day).texts} for day in (1, 2))
    pairs = [(old, second[key]) for key, old in first.items()]
    bodies = [(old.body, new.body) for old, new in pairs if old.body != new.body]
    digits = [(old, new) for old, new in bodies if len(old) == len(new)]
    assert [sum(a != b for a, b in zip(*pair, strict=True)) for pair in digits] == [1]
    assert len(bodies) == 2
    assert sum(old.title != new.title for old, new in pairs) == 1
    planted = truth.planted(900, 0.01)
    assert [len(each) for each in (planted.edited, planted.added, planted.removed)] == [3, 3, 3]
    assert len(planted.rendered) == 45


def test_batches_bring_the_newest_last() -> None:
    content = server.in_batches(generate(300, 7), 3)
    days = [content.on(day).texts for day in (1, 2, 3)]
    assert len(days[2]) == len(content.texts)
    assert all(70 < len(more) - len(fewer) < 130 for fewer, more in pairwise(days))
    for text in content.texts:
        assert all(
            text.published <= other.published
            for other in content.texts
            if (other.site, other.lang) == (text.site, text.lang) and other.day > text.day
        )


def test_a_page_is_rendered_again_only_in_its_round(tmp_path: Path) -> None:
    replica = server.LoggingReplica(generate(30, 7), 0, tmp_path / "log")
    replica.prepare()

    def tags() -> dict[str, str]:
        replica.prepare()
        return {"/".join(key): stored.response.headers["ETag"] for key, stored in replica._stored.items()}

    before = tags()
    replica.make_noise(1, 0.5)
    half = tags()
    assert 0.3 < sum(half[key] == tag for key, tag in before.items()) / len(before) < 0.7
    assert half == tags()
    replica.make_noise(2, 1.0)
    assert sum(tags()[key] == tag for key, tag in half.items()) < len(before) / 10


# ---- growth ------------------------------------------------------------------------------------------------------------


def test_an_archive_built_by_bulk_is_a_sound_one(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    archives.build(300, path)
    with Archive.open(path) as archive:
        counts = archive.reader().counts()
        assert archive.is_known("gcs:archive/0000001:en", "")
    assert verify(path, digest_of).flaws == ()
    assert counts["releases"] == counts["revisions"] == 300
    assert counts["stories"] == 100
    assert counts["entries"] == counts["announcements"] > 5
    assert set(growth.ask(path)) == {"known", "unknown", "open", "due", "feed"}


# ---- reading -----------------------------------------------------------------------------------------------------------


def test_reading_is_measured_on_what_was_published_and_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "TEXTS", 16)
    archives.build(60, tmp_path / "archive.db", announcing=True)
    fed = reading.feed(tmp_path / "archive.db")
    assert fed["entries"] == 20
    assert fed["made"] > 0
    told = reading.search(tmp_path / "archive.db")
    assert (told["missed"], told["scanned"]) == (0, 60)
    assert told["held"] >= told["terms"] > 100
    assert 0 < told["index"]["data"] < 2
    config = load(reading.configured(tmp_path, site=True))
    assert reading.skip_stories(config) == {"marked": 1}
    assert reading.publish(config)["written"] > 100
    assert reading.add(config, 2, 0) == {"entries": 2}
    assert 30 < reading.publish(config)["written"] < 100
    assert len(list((tmp_path / "public" / "en" / "announcement").iterdir())) == 2


def test_a_text_that_the_index_has_not_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "TEXTS", 8)
    archives.build(9, tmp_path / "archive.db")
    words = reading.words_of(tmp_path / "archive.db", 50)
    with closing(sqlite3.connect(tmp_path / "archive.db")) as conn:
        assert reading.missed(conn, words)["missed"] == 0
        conn.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
        told = reading.missed(conn, words)
        assert told["missed"] == told["held"] > 50


def test_readers_ask_a_server_that_is_being_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "TEXTS", 8)
    archives.build(9, tmp_path / "archive.db")
    config = reading.configured(tmp_path, site=False)
    with reading.serving(config) as address:
        written = reading.write(load(config), 0.1)
        told = reading.load(address, tmp_path / "archive.db", 0.2, 0.05)
    assert (written["stored"], written["locked"]) == (reading.AT_ONCE, 0)
    assert (told["bad"], told["asked"] >= 2 * reading.READERS) == (0, True), told["example"]
    assert told["search"]["p95"] >= told["search"]["median"] > 0


@pytest.mark.skipif("PONTE_SOAK" not in os.environ, reason="a benchmark of twenty runs: make soak")
def test_sweeps_and_growth_run_to_their_end(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench", "--quick", "--only", "monitor,growth", "--site", "replica", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"TMPDIR": str(tmp_path)}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr + done.stdout
    said = json.loads(done.stdout)
    judged = {figure["name"]: figure["verdict"] for figure in said["figures"] if figure["verdict"] != "shown"}
    assert set(judged.values()) == {"pass"}
    assert {"unchanged: answers that are no 304", "1 % changed: changes missed", "2 noisy runs: others reported"} <= judged.keys()
    assert "releases in one archive only, or in none" in judged
    (round_,) = said["costs"]["monitor, replica"]
    assert round_["unchanged"]["traffic"]["bytes"] < round_["rendered"]["traffic"]["bytes"] / 10
    assert not list(tmp_path.iterdir()), "servers' folders are left behind"


def test_a_small_benchmark_runs_to_its_end(tmp_path: Path) -> None:
    site = "replica" if sites.why_no_reference() else "reference"
    command = [sys.executable, "-m", "bench", "--quick", "--only", "cold,warm", "--site", site, "--json"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"TMPDIR": str(tmp_path)}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr + done.stdout
    said = json.loads(done.stdout)
    (round_,) = said["costs"][site]
    assert set(round_) == {"S1", "S3", "ponte crawl", "ponte cold", "ponte warm"}
    assert round_["ponte warm"]["traffic"]["bytes"] < round_["ponte cold"]["traffic"]["bytes"]
    assert said["checks"][site]["ponte"]["stored"] == said["checks"][site]["ponte"]["truth"] > 40
    assert {"cold crawl, CPU over S1's", "second run, CPU over the cold run's"} <= {figure["name"] for figure in said["figures"]}
    assert not list(tmp_path.iterdir()), "servers' folders are left behind"
