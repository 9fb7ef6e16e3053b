"""A run is killed at any moment; the next one loses nothing, doubles nothing, and leaves the feeds of a day on which nobody was killed
(FAULTS W01, W03). A disk that is full, or fails, at any write ends a run with a plain sentence, and costs as little (FAULTS W05)."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from clocked import Clocked, Ended
from conftest import Home
from killing import NoTracing, Scene, Stage, Tally, published_without_a_network, settled, small_world, whole_after_a_kill
from storage_values import add, later, release

from demo.content import Content, load
from demo.replica import Replica
from storage.archive import Archive
from storage.model import SourceOutcome, SourceReport

SOAK = bool(os.environ.get("PONTE_SOAK"))
KILLS = 500 if SOAK else 12
# An hour later another run's clock tells another time: then only the times in the feeds may differ.
LATER = timedelta(hours=1)

SCENES = ("first", "second")
FAULTS = ("signal=SIGKILL", "error=ENOSPC", "error=EIO")
# Where there is not the time for every call: a file of the feeds, a page of the archive, each with its fault.
SAMPLES = {
    ("signal=SIGKILL", "first"): "write",
    ("signal=SIGKILL", "second"): "pwrite64",
    ("error=ENOSPC", "first"): "pwrite64",
    ("error=ENOSPC", "second"): "write",
    ("error=EIO", "first"): "fdatasync",
    ("error=EIO", "second"): "fsync",
}


@contextmanager
def staged(folder: Path, content: Content) -> Iterator[Stage]:
    """The first run of an archive, and a second one a day later, which finds an edit, a page that is gone, and news."""
    with Replica(day=1, content=content) as replica:
        process = Clocked(folder)
        stage = Stage(folder, replica, process)
        first = stage.prepare("first", 1, None)
        stage.prepare("second", 2, first.after)
        yield stage


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("small"), small_world()) as stage:
        yield stage


@pytest.fixture
def stage(small: Stage, tmp_path: Path) -> Iterator[Stage]:
    """All that the two sites publish, where the tests have time."""
    if not SOAK:
        yield small
        return
    with staged(tmp_path, load()) as stage:
        yield stage


def test_what_a_killed_run_saw_gone_is_counted_once_with_the_next_run(tmp_path: Path) -> None:
    counts = []
    with Archive.open(tmp_path / "archive.db") as archive:
        name = add(archive, release())
        for day, killed in enumerate((True, True, False, False)):
            run = archive.start_run(later(days=day), "1.0")
            with archive.transaction():
                counts.append(archive.mark_gone(name, later(days=day)))
                archive.record_source(run, SourceReport("site", SourceOutcome.OK))
            if not killed:
                archive.finish_run(run, later(days=day), "ok")
    assert counts == [1, 1, 1, 2]


def test_kills_at_random_moments_lose_and_double_nothing(stage: Stage, tmp_path: Path) -> None:
    dice, tally = random.Random(4), Tally()
    # One moment in each of as many equal parts of the run, so that few reach its end, too.
    moments = [(number + dice.random()) / KILLS for number in range(KILLS)]
    dice.shuffle(moments)
    for number, moment in enumerate(moments):
        scene = stage.scenes["first" if number % 4 == 0 else "second"]
        kill_once(tally, stage, scene, moment, tmp_path, same_time=dice.random() < 0.5)
        if tally.kills % 100 == 0:
            print(f"{tally.kills} kills: {tally.lost} lost, {tally.doubled} doubled, {len(tally.wrong)} wrong", flush=True)
    print(f"{tally.kills} kills: {tally.lost} lost, {tally.doubled} doubled")
    assert (tally.kills, tally.lost, tally.doubled, tally.wrong) == (KILLS, 0, 0, [])


def kill_once(tally: Tally, stage: Stage, scene: Scene, moment: float, scratch: Path, *, same_time: bool) -> None:
    """Kill one run at a moment, told as a share of its time, and let the next one mend it."""
    while True:
        home = stage.home(scene.before)
        stage.replica.set_day(scene.day)
        stage.clocked.begin(stage.words(home), scene.now)
        time.sleep(moment * stage.seconds[scene.name])
        stage.clocked.kill()
        ended = stage.clocked.end()
        if ended.killed:
            break
        # It was quicker than the one that was measured.
        stage.seconds[scene.name] = min(ended.seconds, 0.95 * stage.seconds[scene.name])
        shutil.rmtree(home.folder)
    tally.kills += 1
    mended(tally, f"kill of the {scene.name} run at {moment:.3f}", stage, scene, home, scratch, same_time=same_time)


def mended(tally: Tally, what: str, stage: Stage, scene: Scene, home: Home, scratch: Path, *, same_time: bool) -> None:
    """What a broken run left is whole, and the next run makes it complete."""
    reference = whole_after_a_kill(tally, what, home, scene, scratch)
    if reference == scene.again:
        published_without_a_network(tally, what, stage, home, scene)
    ended = stage.clocked.run(stage.words(home), scene.now if same_time else scene.now + LATER)
    settled(tally, what, home, scene, reference, ended, same_time=same_time)
    shutil.rmtree(home.folder)


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_call_that_writes_loses_and_doubles_nothing(fault: str, name: str, small: Stage, tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed here")
    scene, tally = small.scenes[name], Tally()
    try:
        calls = small.calls(scene)
    except NoTracing as error:
        pytest.skip(f"strace may not look at processes here: {error}")
    points = [(call, number) for call, count in sorted(calls.items()) for number in range(1, count + 1)]
    sample = [point for point in points if point[0] == SAMPLES[fault, name]]
    for call, number in points if SOAK else random.Random(f"{fault} {name}").sample(sample or points, 1):
        fail_once(tally, small, scene, (call, fault, number), tmp_path)
    print(f"{fault} in the {name} run: {tally.kills} of {len(points)} points, {tally.lost} lost, {tally.doubled} doubled")
    assert (tally.lost, tally.doubled, tally.wrong) == (0, 0, [])


def fail_once(tally: Tally, stage: Stage, scene: Scene, point: tuple[str, str, int], scratch: Path) -> None:
    """Break the run at one call, and let the next one mend it."""
    call, fault, number = point
    home = stage.home(scene.before)
    ended = stage.traced(scene, home, "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={number}")
    what = f"{fault} at {call} {number} of the {scene.name} run"
    tally.kills += 1
    if not ended.killed:
        told(tally, what, ended)
    mended(tally, what, stage, scene, home, scratch, same_time=number % 2 == 0)


def told(tally: Tally, what: str, ended: Ended) -> None:
    """A failing disk is told in a plain sentence."""
    tally.expect(what, ended.code in (0, 1, 3), f"ended with {ended.code}")
    tally.expect(what, "Traceback" not in ended.err, ended.err[-700:])
    tally.expect(what, ended.code == 0 or bool(ended.err.strip()), "not a word on stderr")
