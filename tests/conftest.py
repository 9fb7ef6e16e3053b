"""What the tests share: a home folder with the demo's config, the `ponte` command as a child process, the reference folder.

A child is forked from a process that has loaded the code; tests/test_layers.py and others start `python -m monitor` from nothing.

Nothing here reaches the network outside loopback: proxies of the environment are taken away from every child.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from clocked import Clocked

# `make test` is the same test every time; `make soak` looks for new cases. A case once found is written down with @example.
settings.register_profile("fixed", derandomize=True)
if not os.environ.get("PONTE_SOAK"):
    settings.load_profile("fixed")

ROOT = Path(__file__).parent.parent
FEEDS = (".atom", ".rss", ".json", ".opml")
PROXIES = {"http_proxy", "https_proxy", "all_proxy", "no_proxy"}


# The files of tests that take longest, so that none of them is the last one that everybody waits for.
LONGEST = (
    *("story", "kill", "browser", "engine", "fault_changes", "changes", "fault_days", "fault_twenty_days", "pitfalls"),
    *("walks", "encodings", "run", "bench", "layers", "serve", "bench_stories", "replica", "spider_feed", "check", "add_source"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, else the order stays."""
    places = {f"test_{name}": at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONGEST)))


@dataclass(frozen=True)
class Done:
    """A finished `ponte` child."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Home:
    """A folder with config.toml, archive.db and public/."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def archive(self) -> Path:
        return self.folder / "archive.db"

    @property
    def public(self) -> Path:
        return self.folder / "public"

    def ponte(self, *words: str, replica: str | None = None, stdin: str = "") -> Done:
        """Run `ponte --config … WORDS` to its end."""
        address = ["--replica", replica] if replica else []
        done = commands().run(["--config", str(self.config), *address, *words], stdin=stdin)
        return Done(done.code, done.out, done.err)

    def report(self, *words: str, replica: str) -> tuple[int, dict[str, Any]]:
        """Run `ponte run WORDS`: its exit code and its report by source."""
        done = self.ponte("--json", "--quiet", "run", *words, replica=replica)
        assert done.out, done.err
        return done.code, {each["source"]: each for each in done.json()["sources"]}

    def published(self) -> dict[str, bytes]:
        """All published bytes by file name; the state files are not for readers."""
        files = (path for path in sorted(self.public.rglob("*")) if path.is_file() and not path.name.startswith("."))
        return {str(path.relative_to(self.public)): path.read_bytes() for path in files}

    def feeds(self) -> dict[str, bytes]:
        """The same of feeds only, without the site and its citations."""
        return {name: data for name, data in self.published().items() if Path(name).suffix in FEEDS and not name.startswith("cite/")}

    def site(self) -> dict[str, bytes]:
        """The same of the site only."""
        feeds = self.feeds()
        return {name: data for name, data in self.published().items() if name not in feeds}


def news(feeds: dict[str, bytes]) -> dict[str, bytes]:
    """The feeds but the one of the sources' health."""
    return {name: data for name, data in feeds.items() if not name.startswith("health.")}


@cache
def commands() -> Clocked:
    """What runs this worker's children that need no clock of their own."""
    from clocked import Clocked

    folder = tempfile.TemporaryDirectory(prefix="ponte-tests-")
    atexit.register(folder.cleanup)
    return Clocked(Path(folder.name))


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name.lower() not in PROXIES and not name.startswith("PONTE_")}
    return {**kept, "COLUMNS": "120", "NO_COLOR": "1"}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    from demo.config import CONFIG

    # The site has tests of its own, and writing its pages would double what every other test costs.
    (tmp_path / "config.toml").write_text(f"{CONFIG}\n[site]\npublish = false\n", encoding="utf-8")
    return Home(tmp_path)


@pytest.fixture(scope="session")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after its first run over the replica's first day, read once for all tests that only look at it or go on from it."""
    from demo.config import CONFIG
    from demo.replica import Replica

    folder = tmp_path_factory.mktemp("first_day")
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    with Replica(day=1) as replica:
        code, _ = Home(folder).report(replica=replica.address)
    assert code == 0
    return folder


@pytest.fixture
def read_home(first_day: Path, tmp_path: Path) -> Home:
    """A home of one's own in which the first day was read."""
    folder = tmp_path / "read"
    shutil.copytree(first_day, folder)
    return Home(folder)


@pytest.fixture(scope="session")
def reference() -> Callable[[str], Path]:
    """A file of the reference material; skips with a word where it is absent."""
    root = Path(os.environ.get("PONTE_REFERENCE", ROOT / ".." / "shared"))

    def find(name: str) -> Path:
        path = root / name
        if not path.exists():
            pytest.skip(f"reference material {name} is not here (PONTE_REFERENCE)")
        return path

    return find
