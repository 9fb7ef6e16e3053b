"""The feeds before those who read them: aggregators as real clients, and generated texts from the archive to the tree of a page."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import html5lib
import pytest
from lxml import etree
from storage_values import enter, later, release, revision
from test_feeds_formats import ATOM, VECTORS, check_profile_if_present
from test_feeds_serials import NAMES, SETTINGS, news, run

from feeds.publish import renderers
from storage.archive import Archive
from storage.model import Kind

SOAK = bool(os.environ.get("PONTE_SOAK"))
TEXTS = 10_000 if SOAK else 50
BATCH = 50
SHOWN = {"p", "strong", "mark", "ul", "li", "a", "bdi", "del", "ins"}
FRAME = {"html", "head", "body"}
OWN = re.compile(r"own(\d+)end")
CHANGE = re.compile("</?(?:del|ins)>")
PIECES = (
    *VECTORS,
    *"\x00\x01\x0b\x1b\x7f\x85\ufeff\ufffe\uffff\ud800\udfff\u202e\u2067\u2069\u200d\u0301\u2028<>&'\"]\n\t",
    *(
        "]]>",
        "&#0;",
        "&lt;",
        "澳門與安哥拉",
        "签署备忘录",
        "cooperação",
        "العربية",
        "עברית",
        "😀",
        "=HYPERLINK(1)",
        "https://evil.example/x.png",
    ),
)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive.open(tmp_path / "archive.db")


# ---- aggregators -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".atom", ".rss", ".json"])
def test_a_reader_is_told_of_each_entry_once(archive: Archive, tmp_path: Path, ending: str) -> None:
    from reader import make_reader

    news(archive, 1, 2)
    run(archive, tmp_path)
    client = make_reader(":memory:", feed_root=str(tmp_path))
    client.add_feed(f"announcements{ending}")

    def told() -> tuple[int, int]:
        updated = client.update_feed(f"announcements{ending}")
        return (updated.new, updated.modified) if updated else (0, 0)

    assert told() == (2, 0)
    run(archive, tmp_path)
    assert told() == (0, 0), "a second update reports nothing"
    news(archive, 3, 4)
    run(archive, tmp_path)
    assert told() == (2, 0)
    assert {entry.title for entry in client.get_entries()} == {f"[Signed] Memorandum {number}" for number in (1, 2, 3, 4)}
    assert all(entry.link.startswith("https://site.example/en/N") for entry in client.get_entries())


@pytest.mark.skipif(shutil.which("newsboat") is None, reason="newsboat is not installed")
@pytest.mark.parametrize("ending", [".atom", ".rss"])
def test_newsboat_reads_every_entry_once(archive: Archive, tmp_path: Path, ending: str) -> None:
    news(archive, 1, 2)
    run(archive, tmp_path)
    (tmp_path / "urls").write_text(f"file://{tmp_path}/announcements{ending}\n")
    (tmp_path / "boat").write_text("")
    words = ["newsboat", *("-q", "-u", tmp_path / "urls", "-c", tmp_path / "cache.db", "-C", tmp_path / "boat"), "-x", "reload"]

    def read() -> list[str]:
        subprocess.run(words, env={**os.environ, "HOME": str(tmp_path)}, capture_output=True, timeout=60, check=True)
        with sqlite3.connect(tmp_path / "cache.db") as cache:
            return [title for (title,) in cache.execute("SELECT title FROM rss_item ORDER BY title")]

    assert read() == read() == ["[Signed] Memorandum 1", "[Signed] Memorandum 2"]
    news(archive, 3)
    run(archive, tmp_path)
    assert read() == [f"[Signed] Memorandum {number}" for number in (1, 2, 3)]


# ---- generated texts: store -> feed -> parse -> tree -------------------------------------------------------------


def test_no_generated_text_breaks_a_feed_or_comes_to_life(tmp_path: Path) -> None:
    chance = random.Random(20260416)
    for batch in range(TEXTS // BATCH):
        with Archive.open(tmp_path / f"{batch}.db") as archive:
            with archive.transaction():
                for number in range(BATCH):
                    store(archive, number, chance)
            run(archive, tmp_path / "public", SETTINGS.__class__(base_url=SETTINGS.base_url, window=BATCH), names=NAMES)
        for name in ("announcements", "revisions"):
            judge(tmp_path / "public", name, BATCH)


def store(archive: Archive, number: int, chance: random.Random) -> None:
    """A release of generated texts, its announcement, its entry, and a revision of it."""
    title, body, later_body = (nasty(chance, number) for _ in range(3))
    of = release(f"N{number}", chance.choice(["en", "pt", "zh-Hant"]), title, f"{body} signed {number} here.\n{body}")
    enter(archive, of, at=later(minutes=number))
    changed = release(f"N{number}", of.lang, title, later_body)
    archive.revise(of.address.native, revision(changed, Kind.REVISED, later(days=1, minutes=number)), "k", None)


def nasty(chance: random.Random, number: int) -> str:
    pieces = [chance.choice(PIECES) if chance.random() < 0.7 else chr(chance.randrange(0x110000)) for _ in range(chance.randrange(1, 9))]
    return f"own{number}end ".join(["", *pieces])


def judge(public: Path, name: str, count: int) -> None:
    """Every format is well-formed and holds `count` entries; nothing in their markup runs or loads; no text is another entry's."""
    documents = {ending: (public / f"{name}{ending}").read_bytes() for ending in renderers()}
    check_profile_if_present(documents[".atom"])
    values = json.loads(documents[".json"].decode("utf-8", "strict"), parse_constant=pytest.fail)
    found = {
        ".atom": [
            (e.findtext(f"{ATOM}title"), e.findtext(f"{ATOM}content")) for e in etree.fromstring(documents[".atom"]).iter(f"{ATOM}entry")
        ],
        ".rss": [(e.findtext("title"), e.findtext("description")) for e in etree.fromstring(documents[".rss"]).iter("item")],
        ".json": [(item["title"], item["content_html"]) for item in values["items"]],
    }
    assert [content for _, content in found[".atom"]] == [content for _, content in found[".rss"]] == [c for _, c in found[".json"]]
    for ending, document in documents.items():
        assert len(found[ending]) == count, ending
        if ending != ".json":
            parsed = feedparser.parse(document)
            assert not parsed.bozo, parsed.get("bozo_exception")
            assert len(parsed.entries) == count
    for _, content in found[".json"]:
        harmless(content, SHOWN | FRAME)
        assert len(set(OWN.findall(CHANGE.sub("", content)))) <= 1, "the text of one entry holds another's"
    for title, _ in found[".rss"]:  # the one format whose readers disagree on what a title is
        harmless(title, FRAME)


def harmless(markup: str, elements: set[str]) -> None:
    """Read as HTML5 there are only these elements, and no attribute that runs or loads anything."""
    for element in html5lib.parse(markup, treebuilder="etree", namespaceHTMLElements=False).iter():
        assert isinstance(element.tag, str), "a comment or an instruction"
        assert element.tag in elements, element.tag
        attributes: dict[str, Any] = dict(element.attrib)
        address = attributes.pop("href", "https://x.example/")
        assert address.startswith(("http://", "https://")), address
        assert set(attributes) <= {"lang", "dir", "hreflang"}, attributes


@pytest.mark.parametrize(
    "judge_it",
    [
        lambda: harmless("<p onclick=x>a</p>", SHOWN | FRAME),
        lambda: harmless("<img src=x>", SHOWN | FRAME),
        lambda: harmless("<a href='javascript:x'>a</a>", SHOWN | FRAME),
        lambda: harmless("<p><!-- x --></p>", SHOWN | FRAME),
        lambda: harmless("<svg><script>x</script></svg>", SHOWN | FRAME),
    ],
)
def test_the_judge_sees_what_is_alive(judge_it: Callable[[], None]) -> None:
    with pytest.raises(AssertionError):
        judge_it()
