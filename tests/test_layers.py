"""The house: imports go one way, and the heavy packages have one door each (docs/architecture.md)."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = ("crawlers", "storage", "feeds", "monitor", "demo")


@cache
def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def users_of(package: str) -> set[str]:
    return {str(path.relative_to(ROOT)) for folder in CODE for path in (ROOT / folder).rglob("*.py") if package in imports(path)}


def test_imports_go_one_way() -> None:
    done = subprocess.run([Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("package", "room"), [("scrapy", "crawlers/"), ("twisted", "crawlers/"), ("sqlite_utils", "storage/"), ("sqlite3", "storage/")]
)
def test_some_packages_stay_in_their_room(package: str, room: str) -> None:
    assert all(path.startswith(room) for path in users_of(package)), users_of(package)


@pytest.mark.parametrize(
    ("package", "room"),
    [
        *(("feedgen", "feeds/"), ("warcio", "feeds/"), ("jinja2", "feeds/"), ("starlette", "feeds/"), ("datasette", "feeds/")),
        *(("apscheduler", "monitor/"), ("httpx", "monitor/"), ("uvicorn", "monitor/")),
    ],
)
def test_some_packages_have_one_door(package: str, room: str) -> None:
    users = users_of(package)
    assert len(users) == 1, users
    assert users.pop().startswith(room)


_WORDS = {"search": ["合作"], "show": ["x"], "diff": ["x"], "classify": ["-"], "link": ["-"], "export": ["--format", "warc"]}


@pytest.mark.parametrize("verb", ["sources", "search", "show", "diff", "announcements", "classify", "link", "verify", "export"])
def test_commands_that_only_read_import_neither_scrapy_nor_twisted(verb: str, tmp_path: Path) -> None:
    words = _WORDS.get(verb, [])
    argv = ["ponte", "--config", str(ROOT / "config.toml"), "--archive", str(tmp_path / "a.db"), verb, *words]
    heavy = {"scrapy", "twisted", "feedgen", "apscheduler", "aiohttp", "httpx"}
    script = f"""
import sys
sys.argv = {argv!r}
from monitor.__main__ import main
try:
    main()
except SystemExit:
    pass
print("HEAVY", sorted({{name.split(".")[0] for name in sys.modules}} & {heavy!r}))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, input="", capture_output=True, text=True, check=False)
    assert "HEAVY []" in done.stdout, done.stdout + done.stderr


def test_nothing_of_this_machine_or_of_a_registry_is_in_the_project() -> None:
    # The words are put together here so that this file does not contain them.
    forbidden = ["/".join(["", "work", "main"]), "/".join(["", "work", "shared"]), ".".join(["pypi", "org"]), "/".join(["", "tmp", "lab"])]
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    for name in listed:
        text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
        assert not [word for word in forbidden if word in text], name
