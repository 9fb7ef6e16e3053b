"""What the tests of `ponte serve` share: a home with announcements in four languages, published, and the server as a child process."""

from __future__ import annotations

import atexit
import http.client
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit

from conftest import ROOT, Home, environment
from storage_values import add, enter, finding, later, release

from monitor.config import load
from monitor.publishing import publish_feeds
from storage.archive import Archive
from storage.model import Party, Strength

CONFIG = """
[archive]
path = "archive.db"
[feeds]
public = "public"
title = "Ponte"
{feeds}
[serve]
{serve}
[sources.gcs]
kind = "gcs"
label = "Government Information Bureau"
public = "full"
[sources.ipim]
kind = "ipim"
label = "Commerce and Investment Promotion Institute"
public = "link"
[sources.dsedt]
kind = "dsedt"
label = "Economic and Technological Development Bureau"
"""

# key, language, source, title, strength, country, sector
TOLD = (
    ("N1", "pt", "gcs", "Macau e Angola assinam memorando", "signed", "AO", "finance"),
    ("N2", "zh-Hant", "gcs", "澳門與莫桑比克簽署合作備忘錄", "signed", "MZ", "trade-investment"),
    ("N3", "zh-Hans", "dsedt", "澳门与巴西商定中医药合作", "agreed", "BR", "health-tcm"),
    ("N4", "en", "ipim", "Macao and Portugal hold a fair", "exchange", "PT", "tourism-mice"),
    ("N5", "en", "dsedt", "Angola sends students to Macao", "agreed", "AO", "education-training"),
    ("N6", "pt", "ipim", "Feira de Cabo Verde em Macau", "exchange", "CV", "trade-investment"),
    ("N7", "zh-Hant", "gcs", "澳門與安哥拉簽署金融合作協議", "signed", "AO", "finance"),
)
BODIES = {
    "N1": "As partes assinaram um memorando de cooperação financeira.",
    "N2": "雙方 今日 簽署了合作備忘錄，推動經貿合作。",
    "N3": "双方 就中医药 合作达成共识，年内成立工作组。",
    "N4": "Both sides hold a fair each year from now on, it was said.",
    "N5": "The two sides agreed that forty students come each year.",
    "N6": "A feira decorre em cooperação com Cabo Verde e a Guiné-Bissau.",
    "N7": "兩地 金融 機構簽署協議，加強合作。",
}
LONG = "The text goes on. " * 200
SECRET = "The whole secret of the text stands at its very end."


@dataclass(frozen=True)
class Reply:
    """An answer as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Served:
    """A running `ponte serve`."""

    home: Home
    address: str
    child: subprocess.Popen[str]
    codes: list[int] = field(default_factory=list)

    @property
    def port(self) -> int:
        found = urlsplit(self.address).port
        assert found is not None
        return found

    def get(self, path: str, method: str = "GET", **headers: str) -> Reply:
        """One request; `path` goes out as it is, but for what no address can hold. Header names with _ for -."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, quote(path, safe="/?=&%+~*#[]@!$'()*,;:\\"), headers=named)
            answer = connection.getresponse()
            return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()


def make_home(folder: Path, *, serve: str = "", feeds: str = "") -> Home:
    """A home whose archive holds TOLD, the first of them in English too, published."""
    shutil.copytree(_template(), folder, dirs_exist_ok=True)
    (folder / "config.toml").write_text(CONFIG.format(serve=serve, feeds=feeds), encoding="utf-8")
    return Home(folder)


@cache
def _template() -> Path:
    """Such a home, made once by a process and copied for each test."""
    kept = tempfile.TemporaryDirectory()
    atexit.register(kept.cleanup)
    home = Home(Path(kept.name))
    home.config.write_text(CONFIG.format(serve="", feeds=""), encoding="utf-8")
    with Archive.open(home.archive) as archive:
        run = archive.start_run(later(), "1.0")
        with archive.transaction():
            for number, (key, lang, source, title, strength, country, sector) in enumerate(TOLD):
                of = release(key, lang, title, f"{BODIES[key]}\n{LONG}{SECRET}", later(days=number))
                what = finding(of, Strength(strength), countries=("MO", country), sectors=(sector,), parties=(Party(title[:12], country),))
                enter(archive, of, at=later(days=number), found=what, source=source, story=f"s{number}")
            add(archive, release("N1", "en", "Macao and Angola sign memorandum", "A memorandum was signed."), "s0", source="gcs")
        archive.finish_run(run, later(days=9), "ok")
        publish_feeds(load(home.config), archive)
    return home.folder


@contextmanager
def serving(home: Home, *words: str) -> Iterator[Served]:
    """`ponte serve --port 0` as a child, stopped at the end; its exit code is 0."""
    command = [sys.executable, "-m", "monitor", "--config", str(home.config), "--json", "serve", "--port", "0", *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        line = child.stdout.readline()
        if not line:
            raise AssertionError(child.stderr.read())
        served = Served(home, json.loads(line)["address"], child)
        try:
            yield served
        finally:
            child.terminate()
            _, said = child.communicate(timeout=20)
        assert child.returncode == 0, said


def until(condition: object, seconds: float = 10.0) -> bool:
    """Whether a condition (a function) comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.02)
    return False
