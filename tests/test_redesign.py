"""A redesign: every class, id and wrapper element of the replica's pages renamed at random. Each spider still finds every address, title,
date and body, because it reads by labels, text order and structure."""

from __future__ import annotations

import random
import re
import sqlite3
from pathlib import Path

import pytest
from conftest import Home

from demo.replica import Replica

WRAPPERS = ("div", "section", "article", "nav", "aside", "header", "footer", "main")
NEW_WRAPPERS = ("div", "section", "article", "aside", "main", "center")


def redesigned(seed: int):
    """A transform of pages: the same old name becomes the same new one on every page of a site."""
    names: dict[tuple[str, str], str] = {}

    def renamed(host: str, old: str) -> str:
        if (host, old) not in names:
            dice = random.Random(f"{seed}/{host}/{old}")
            names[host, old] = "".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=dice.randint(3, 9)))
        return names[host, old]

    def wrapper(host: str, old: str) -> str:
        return random.Random(f"{seed}/{host}/tag/{old}").choice(NEW_WRAPPERS)

    def transform(html: str, host: str, path: str) -> str:
        html = re.sub(
            r'\b(class|id)="([^"]*)"', lambda found: f'{found[1]}="{" ".join(renamed(host, name) for name in found[2].split())}"', html
        )
        tags = "|".join(WRAPPERS)
        return re.sub(rf"<(/?)({tags})\b", lambda found: f"<{found[1]}{wrapper(host, found[2])}", html)

    return transform


def content(path: Path) -> dict[str, tuple[str, ...]]:
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT id, url, title, published, published_precision, published_basis, lang, body FROM release")
        return {row[0]: row[1:] for row in rows}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_redesign_changes_nothing_that_is_read(seed: int, read_home: Home, tmp_path: Path) -> None:
    with Replica(day=1) as replica:
        before = content(read_home.archive)
        replica.transform = redesigned(seed)
        code, report = read_home.report("--recheck", "all", replica=replica.address)
        assert {name: (each["revised"], each["problems"]) for name, each in report.items() if each["revised"] or each["problems"]} == {}
        assert code == 0
        other = Home(tmp_path / "other")
        other.folder.mkdir()
        other.config.write_text(read_home.config.read_text(encoding="utf-8"), encoding="utf-8")
        code, report = other.report(replica=replica.address)
        assert code == 0, report
    after = content(other.archive)
    assert set(after) == set(before)
    assert {name: (before[name], after[name]) for name in before if before[name] != after[name]} == {}
