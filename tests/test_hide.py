"""`ponte edit hide`: a text leaves every public output, stands in the audit, and comes back when the hiding is undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Home
from storage_values import NOW, add, enter, finding, flaws, later, release

from monitor.edits import hide, undo
from monitor.errors import UsageError
from storage.archive import Archive
from storage.model import Query, Strength
from storage.reading import Reader

LEAD = release()
SISTER = release("N2", "en", "Memorandum signed", "The Government signed a memorandum on fisheries.")
STORY = "s-site:N1:pt"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """A story told in two languages, announced by the first, and another story."""
    with Archive.open(tmp_path / "archive.db") as opened:
        enter(opened, LEAD)
        add(opened, SISTER, STORY)
        opened.put_finding(SISTER.address.native, finding(SISTER, Strength.AGREED))
        enter(opened, release("OTHER", body="O Governo assinou outro protocolo."), at=later(days=1))
        yield opened


def shown(reader: Reader, **query: object) -> list[tuple[str, tuple[str, ...]]]:
    rows = reader.entries(Query(**query), 50)  # type: ignore[arg-type]
    listed = [lead.id for _, lead in reader.announcements(Query(**query), 50)]  # type: ignore[arg-type]
    assert sorted(listed) == sorted(row.lead.id for row in rows)
    return [(row.lead.id, tuple(each.id for each in row.releases)) for row in rows]


def test_what_only_hidden_releases_tell_is_told_by_none(archive: Archive) -> None:
    reader, generation = archive.reader(), archive.reader().generation()
    noted = hide(archive, STORY, "asked for by mail", NOW)
    assert [(each.what, each.target, each.field, each.after) for each in noted] == [
        ("release", "site:N1:pt", "hide", "hidden"),
        ("release", "site:N2:en", "hide", "hidden"),
    ]
    assert reader.hidden() == {"site:N1:pt", "site:N2:en"}
    assert shown(reader) == [("site:OTHER:pt", ("site:OTHER:pt",))]
    assert reader.announcement_of(STORY) is None
    assert reader.generation() != generation
    kept = reader.release("site:N1:pt")
    assert kept is not None
    assert kept.body == LEAD.body


def test_another_release_tells_what_the_hidden_one_told(archive: Archive) -> None:
    hide(archive, "site:N1:pt", "a mistake of the site", NOW)
    reader = archive.reader()
    assert shown(reader) == [("site:OTHER:pt", ("site:OTHER:pt",)), ("site:N2:en", ("site:N2:en",))]
    assert archive.announcement_of(STORY).finding.strength is Strength.AGREED  # type: ignore[union-attr]
    assert shown(reader, langs=("pt",)) == [("site:OTHER:pt", ("site:OTHER:pt",))]
    assert shown(reader, words="assinou") == [("site:OTHER:pt", ("site:OTHER:pt",))]
    assert [hit.release.id for hit in reader.search("assinou")] == ["site:OTHER:pt"]
    assert [hit.release.id for hit in reader.search("assinou", hidden=True)] == ["site:OTHER:pt", "site:N1:pt"]


def test_a_hidden_version_is_no_version(archive: Archive) -> None:
    hide(archive, "site:N2:en", "a mistake of the site", NOW)
    assert shown(archive.reader())[1] == ("site:N1:pt", ("site:N1:pt",))


def test_undone_it_is_all_as_before(archive: Archive) -> None:
    reader = archive.reader()
    before = reader.entries(Query(), 50), reader.announcements(Query(), 50)
    numbers = [each.id for each in hide(archive, STORY, "asked for", later(days=2))]
    for number in numbers:
        undo(archive, number, "asked for by someone else", later(days=3))
    assert reader.hidden() == frozenset()
    after = reader.entries(Query(), 50), reader.announcements(Query(), 50)
    stamp = later(days=3).strftime("%Y-%m-%dT%H:%M:%SZ")
    shown_then, shown_now = ([(row.entry_id, row.updated, row.releases) for row in rows[0]] for rows in (before, after))
    assert shown_now == shown_then
    assert [lead for _, lead in after[1]] == [lead for _, lead in before[1]]
    assert [each.first_seen for each, _ in after[1]] == [each.first_seen for each, _ in before[1]]
    assert {each.updated for each, _ in after[1]} <= {stamp, *(each.updated for each, _ in before[1])}
    assert all(not each.standing for each in reader.corrections(STORY) if each.what == "release")


def test_hidden_twice_is_a_mistake_and_a_release_that_became_part_of_another_hides_it(archive: Archive) -> None:
    hide(archive, "site:N2:en", "x", NOW)
    with pytest.raises(UsageError, match="hidden already"):
        hide(archive, "site:N2:en", "x", NOW)
    archive.merge("site:N1:pt", "site:N2:en")
    assert archive.reader().hidden() == {"site:N1:pt", "site:N2:en"}
    with pytest.raises(UsageError, match="no story"):
        hide(archive, "nothing", "x", NOW)


def test_the_command_publishes(home: Home) -> None:
    with Archive.open(home.archive) as archive:
        enter(archive, LEAD)
        enter(archive, release("OTHER", title="Outro protocolo"))
    feed = home.public / "announcements.atom"
    done = home.ponte("edit", "hide", "https://site.example/pt/N1", "--why", "asked for by mail of 3 May")
    assert (done.code, "asked for by mail" in done.out) == (0, True)
    assert b"Assinatura de memorando" not in feed.read_bytes()
    assert b"Outro protocolo" in feed.read_bytes()
    assert flaws(home.archive) == []
