"""`ponte diff`: which two revisions, and what is printed for people, for `patch` and for programs."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import termios
from collections.abc import Callable
from dataclasses import replace

import pytest
from conftest import ROOT, Done, Home, environment
from storage_values import add, later, release, revision

from demo.replica import Replica
from monitor.commands.differing import choose
from monitor.errors import UsageError
from storage.archive import Archive
from storage.model import Cause, Kind, Significance
from storage.rows import StoredRevision

SECOND = "O segundo parágrafo fica como está."
OLD = release(
    "N1", title="Acordo de 2025", body=f"O Governo assinou um memorando de 2.1 milhões.\n{SECOND}\n{SECOND} Outra vez.", entity="IPIM"
)
EDITED = replace(OLD, title="Acordo de 2026", body=OLD.body.replace("2.1", "3.0"), entity="DSEDT")
SHOWN = """\
Acordo de 2026
  id           site:N1:pt
  address      https://site.example/pt/N1
  from         revision 1, new, seen 2026-04-16T02:08:00Z
  to           revision 2, revised, seen 2026-04-17T02:08:00Z, cause source
  significance substantive
  note         revisions 3 (withdrawn) and 4 (restored) have the content of revision 2

title     Acordo de [-2025-]{+2026+}
entity    [-IPIM-]{+DSEDT+}

O Governo assinou um memorando de [-2.1-]{+3.0+} milhões.

... 2 paragraphs the same
"""


@pytest.fixture
def ponte(kept: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Run `ponte --config … WORDS` within the test; much quicker than a child."""
    from monitor.__main__ import main

    def run(*words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["ponte", "--config", str(kept.config), *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def kept(home: Home) -> Home:
    """An archive with a release of four revisions, one of a single revision, one withdrawn as it was, one in Chinese."""
    with Archive.open(home.archive) as archive, archive.transaction():
        add(archive, OLD)
        for day, state, kind in ((1, EDITED, Kind.REVISED), (2, EDITED, Kind.WITHDRAWN), (3, EDITED, Kind.RESTORED)):
            archive.revise("site:N1:pt", revision(state, kind, later(days=day)), "k", None)
        add(archive, release("N2"))
        add(archive, release("N3", body="Outro."))
        archive.revise("site:N3:pt", revision(release("N3", body="Outro."), Kind.WITHDRAWN, later(days=1)), "k", None)
        chinese = release("N4", "zh-Hant", "澳門與安哥拉簽署備忘錄", "行政長官岑浩輝表示，" + "澳門將繼續發揮平台作用。" * 6 + "\n完")
        add(archive, chinese)
        polished = replace(chinese, body=chinese.body.replace("輝", "暉").replace("繼續發揮平台作用。", "繼續 發揮平台作用。", 1))
        weighed = replace(revision(polished, Kind.REVISED, later(days=1)), significance=Significance.MINOR, cause=Cause.EXTRACTOR)
        archive.revise("site:N4:zh-Hant", weighed, "k", None)
    return home


def test_the_newest_two_that_differ_are_shown_and_what_is_passed_over_is_said(kept: Home) -> None:
    for name in ("site:N1:pt", "https://site.example/pt/N1"):
        done = kept.ponte("diff", name)
        assert (done.code, done.out, done.err) == (0, SHOWN, "")


def test_a_plain_difference_is_what_diff_writes(ponte: Callable[..., Done]) -> None:
    done = ponte("diff", "site:N1:pt", "--plain", "--from", "2", "--to", "1")
    assert done.out.splitlines() == [
        "--- site:N1:pt revision 2\t2026-04-17T02:08:00Z",
        "+++ site:N1:pt revision 1\t2026-04-16T02:08:00Z",
        "@@ -1,7 +1,7 @@",
        "-title: Acordo de 2026",
        "+title: Acordo de 2025",
        " published: 2026-04-16T02:08:00Z",
        "-entity: DSEDT",
        "+entity: IPIM",
        " ",
        "-O Governo assinou um memorando de 3.0 milhões.",
        "+O Governo assinou um memorando de 2.1 milhões.",
        f" {SECOND}",
        f" {SECOND} Outra vez.",
    ]


def test_json_holds_every_paragraph_with_its_runs(ponte: Callable[..., Done]) -> None:
    found = ponte("--json", "diff", "site:N1:pt", "--from", "1", "--to", "4").json()
    assert (found["from"]["number"], found["to"]["number"], found["revisions"], found["changed"]) == (1, 4, 4, True)
    assert found["significance"] == "substantive"
    assert [(field["name"], field["mark"]) for field in found["fields"]] == [
        ("title", "changed"),
        ("published", "same"),
        ("entity", "changed"),
    ]
    assert [paragraph["mark"] for paragraph in found["paragraphs"]] == ["changed", "same", "same"]
    runs = found["paragraphs"][0]["runs"]
    assert "".join(run["text"] for run in runs if run["mark"] != "removed") == EDITED.body.split("\n")[0]
    assert {"mark": "removed", "text": "2.1"} in runs


def test_where_there_is_nothing_to_compare_it_says_so(ponte: Callable[..., Done]) -> None:
    one = ponte("diff", "site:N2:pt")
    assert one.code == 0
    assert "note         the release has one revision: there is nothing to compare it with\n" in one.out
    same = ponte("diff", "site:N3:pt")
    assert same.code == 0
    assert "note         all 2 revisions have the same content: 1 (new) and 2 (withdrawn)\n" in same.out
    plain = ponte("diff", "site:N3:pt", "--plain")
    assert (plain.code, plain.out) == (0, "")
    assert "the same content" in plain.err
    none = ponte("--json", "diff", "site:N2:pt").json()
    assert (none["from"], none["changed"], none["significance"]) == (None, False, None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("site:N1:pt", "--to", "5"), "--to 5: the release has revisions 1 to 4"),
        (("site:N1:pt", "--from", "0"), "--from 0: the release has revisions 1 to 4"),
        (("site:N2:pt", "--from", "2"), "--from 2: the release has revision 1 only"),
        (("site:N9:pt",), "there is no release 'site:N9:pt' in the archive"),
    ],
)
def test_a_release_or_revision_that_is_not_there_is_a_usage_error(ponte: Callable[..., Done], words: tuple[str, ...], said: str) -> None:
    done = ponte("diff", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def on_a_terminal(home: Home, columns: int, **variables: str) -> str:
    """What `ponte diff` writes to a terminal of so many columns."""
    leading, following = pty.openpty()
    termios.tcsetwinsize(following, (24, columns))
    command = [sys.executable, "-m", "monitor", "--config", str(home.config), "diff", "site:N4:zh-Hant"]
    clean = {name: value for name, value in environment().items() if name not in ("NO_COLOR", "COLUMNS")}
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=following,
        stderr=following,
        env={**clean, "TERM": "xterm", **variables},
        timeout=60,
    )
    assert done.returncode == 0
    os.close(following)
    written = b""
    while True:
        try:
            written += (more := os.read(leading, 65536))
        except OSError:  # Linux says so when the other end is closed
            break
        if not more:
            break
    os.close(leading)
    return written.decode().replace("\r\n", "\n")


@pytest.mark.skipif(not hasattr(termios, "tcsetwinsize"), reason="no window sizes here")
def test_a_terminal_gets_colour_and_lines_of_its_width(kept: Home) -> None:
    lines = on_a_terminal(kept, 40).splitlines()
    assert "  significance minor" in lines
    changed = lines[lines.index("") + 1 :]
    assert changed == [
        "行政長官岑浩\x1b[31m[-輝-]\x1b[0m\x1b[32m{+暉+}\x1b[0m表示，澳門將繼續",
        "\x1b[32m{+ +}\x1b[0m發揮平台作用。澳門將繼續發揮平台作",
        "用。澳門將繼續發揮平台作用。澳門將繼續發",
        "揮平台作用。澳門將繼續發揮平台作用。澳門",
        "將繼續發揮平台作用。",
        "",
        "... 1 paragraph the same",
    ]
    assert "\x1b" not in on_a_terminal(kept, 40, NO_COLOR="1")


def row(number: int, kind: str, body: str) -> StoredRevision:
    return StoredRevision("x", number, kind, "minor", "source", f"2026-01-0{number}T00:00:00Z", "T", None, body, "1:0")


@pytest.mark.parametrize(
    ("bodies", "first", "last", "pair"),
    [
        ("AB", None, None, (1, 2)),
        ("ABA", None, None, (2, 3)),
        ("ABBB", None, None, (1, 2)),
        ("ABCC", 1, None, (1, 4)),
        ("ABCC", None, 3, (2, 3)),
        ("ABCC", None, 4, (3, 4)),
        ("ABCC", 3, 1, (3, 1)),
        ("AAA", None, None, (None, 3)),
        ("A", None, None, (None, 1)),
        ("A", 1, 1, (None, 1)),
    ],
)
def test_which_two_revisions_are_compared(bodies: str, first: int | None, last: int | None, pair: tuple[int | None, int]) -> None:
    found = choose([row(number, "revised", body) for number, body in enumerate(bodies, 1)], first, last)
    assert (found.old.number if found.old else None, found.new.number) == pair


def test_nothing_comes_before_the_first() -> None:
    with pytest.raises(UsageError, match="no revision comes before the first"):
        choose([row(1, "new", "A"), row(2, "revised", "B")], None, 1)


def test_neighbours_keep_their_stored_significance_others_are_weighed(ponte: Callable[..., Done]) -> None:
    def told(*words: str) -> str:
        return str(ponte("--json", "diff", "site:N4:zh-Hant", *words).json()["significance"])

    assert told() == "minor", "as it was stored"
    assert told("--from", "2", "--to", "1") == "substantive", "a name"


def test_i18_an_edit_on_a_site_is_shown_as_its_figures(home: Home) -> None:
    with Replica(day=1) as replica:
        home.report("gcs", replica=replica.address)
        replica.set_day(2)
        _, report = home.report("gcs", "--recheck", "all", replica=replica.address)
    assert report["gcs"]["revised"] == 1
    shown = home.ponte("diff", "gcs:N25JWR7vUd:zh-hant").out
    assert "簽署[-38-]{+41+}份協議，其中[-15-]{+17+}份涉及葡語國家企業。" in shown
    assert "  significance substantive\n" in shown
