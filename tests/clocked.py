"""Runs `ponte` commands, at a given time of day or now, each in a process of its own that can be killed at any moment.

    python tests/clocked.py        reads one JSON command a line on stdin, forks a child for it, prints its process id, then how it ended

What a run imports and the terms it knows are loaded once, before the first fork, so that a run costs what it did and not what it loaded.
The child runs `monitor.__main__.main` with the command's words; only its clock is set. It leads a process group of its own; its output
goes to files. A child that is to be `held` stops itself before it begins, so that strace can be put on it.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
# No command of a test takes so many seconds; one that hangs ends by SIGALRM.
LIMIT = 120
LOADED = (
    *("feedgen.feed", "jinja2", "lxml.html", "nh3", "sqlite_utils", "crawlers.engine", "feeds.publish", "feeds.syndication"),
    *("feeds.site.static", "monitor.commands.running"),
)
# Lets any process of this user trace the child where the kernel allows only ancestors (man 2 prctl).
PR_SET_PTRACER, ANY = 0x59616D61, 2**64 - 1


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit code, or minus the signal that killed it; what it said; how long it took."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL

    def json(self) -> Any:
        return json.loads(self.out)

    def report(self) -> dict[str, dict[str, Any]]:
        """The run's report by source; the command was given --json."""
        assert self.out, self.err
        return {each["source"]: each for each in json.loads(self.out)["sources"]}


@cache
def forking() -> subprocess.Popen[str]:
    """This worker's process that all children are forked from. It ends with the worker, at the latest when its input does."""
    from conftest import environment

    command = [sys.executable, str(Path(__file__))]
    given = environment() | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=given)
    atexit.register(finish, process)
    return process


def finish(process: subprocess.Popen[str]) -> None:
    with process:
        assert process.stdin is not None
        process.stdin.close()


class Clocked:
    """Runs one command after the other; what a command says goes to files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._output = folder
        self._server = forking()
        self._pid = 0

    def _said(self) -> Any:
        assert self._server.stdout is not None
        line = self._server.stdout.readline()
        assert line, "the forking process has died"
        return json.loads(line)

    def begin(self, words: Sequence[str], now: datetime | None, *, held: bool = False, stdin: str = "") -> int:
        """Start a command; its process id."""
        from conftest import environment

        (self._output / "in").write_text(stdin, encoding="utf-8")
        given = {"words": list(words), "now": now and now.isoformat(), "environment": environment()}
        order = {**given, "held": held, "output": str(self._output)}
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        self._pid = int(self._said())
        return self._pid

    def kill(self) -> None:
        """SIGKILL for the command that is under way; one that has just ended is waited for by its parent, so its id is still its own."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)

    def end(self) -> Ended:
        """Wait for the command."""
        code, seconds = self._said()
        return Ended(code, *((self._output / name).read_text(encoding="utf-8") for name in ("out", "err")), seconds)

    def run(self, words: Sequence[str], now: datetime | None = None, *, stdin: str = "") -> Ended:
        self.begin(words, now, stdin=stdin)
        return self.end()


# ---- in the forking process ----------------------------------------------------------------------------------------


def serve() -> None:
    load()
    for line in sys.stdin:
        order = json.loads(line)
        began = time.monotonic()
        pid = os.fork()
        if pid == 0:
            return child(order)
        if order["held"]:
            os.waitpid(pid, os.WUNTRACED)
        say(pid)
        _, status = os.waitpid(pid, 0)
        say([os.waitstatus_to_exitcode(status), time.monotonic() - began])
    return None


def load() -> None:
    """Import what a run imports, but for the reactor, which would be shared by all children; read the lexicons and the templates."""
    import gc
    from importlib import import_module

    for name in LOADED:
        import_module(name)
    understand = import_module("monitor.announcements.classify").understand
    told = import_module("monitor.linking.facts").told
    for text in import_module("demo.content").load().texts:
        understand(text.title, text.body, text.lang)
        told(text.story, text.title, text.body, text.lang, None)
    templates = import_module("feeds.site.render").environment()
    for name in templates.list_templates():
        if name.endswith(".html"):
            templates.get_template(name)
    assert "twisted.internet.reactor" not in sys.modules
    gc.freeze()


def say(value: object) -> None:
    print(json.dumps(value), flush=True)


def child(order: dict[str, Any]) -> None:
    """Become `ponte WORDS` at that time."""
    from monitor.__main__ import main

    os.setpgid(0, 0)
    os.environ.clear()
    os.environ.update(order["environment"])
    with (Path(order["output"]) / "in").open("rb") as file:
        os.dup2(file.fileno(), 0)
    for number, name in ((1, "out"), (2, "err")):
        with (Path(order["output"]) / name).open("wb") as file:
            os.dup2(file.fileno(), number)
    if order["now"]:
        set_clock(order["words"], datetime.fromisoformat(order["now"]).astimezone(UTC))
    sys.argv = ["ponte", *order["words"]]
    signal.alarm(LIMIT)
    if order["held"]:
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(ANY), 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
    main()


def set_clock(words: Sequence[str], now: datetime) -> None:
    """Let the command believe that it is now. A run measures times of its own besides: it is only handed another clock."""
    if "run" not in words:
        import time_machine

        time_machine.travel(now, tick=False).start()
        return
    import monitor.run
    from monitor.commands import running

    running.run = partial(monitor.run.run, clock=lambda: now)  # type: ignore[assignment]


if __name__ == "__main__":
    serve()
