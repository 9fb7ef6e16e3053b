"""People correct announcements and stories: what is applied, kept, listed and undone, and what no later reading takes back."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from conftest import Home
from hypothesis import given
from hypothesis import strategies as st
from storage_values import NOW, flaws, later

from crawlers.model import Address, CrawlResult, DateBasis, Ending, Precision, Published, Release, Step
from monitor.corrections import FIELDS, corrected, read, subject, written
from monitor.edits import correct_announcement, join_stories, split_story, undo
from monitor.errors import UsageError
from monitor.record import record_source
from storage.archive import Archive
from storage.decisions import Correction
from storage.model import Confidence, Evidence, Finding, Instrument, Party, Query, Scope, Strength

MET = "O Governo de Macau reuniu-se hoje em Luanda com o Ministério das Pescas de Angola para reforçar a cooperação bilateral."
SIGNED = "O Governo de Macau e o Ministério das Pescas de Angola assinaram hoje em Luanda um memorando de cooperação."
ELSEWHERE = "A Universidade de Macau recebeu em Março uma delegação da Câmara de Comércio de Cabo Verde, para estudar a cooperação."
OLD = "A biblioteca da praça fecha para obras durante o Inverno; os leitores podem devolver os livros na entrada lateral."
DULL = "O mercado municipal abre amanhã às nove horas, com flores, legumes e peixe fresco para todos os moradores."


def release(key: str, body: str = SIGNED, title: str = "Macau e Angola", *, same: tuple[str, ...] = ()) -> Release:
    address = Address("site", key, "pt", f"https://site.example/pt/{key}")
    published = Published(NOW.date(), Precision.DAY, DateBasis.META)
    return replace(Release(address, "pt", f"{title} {key}", f"{body}\nTexto {key}.", published, Step.LABELS), same_story=same)


def store(archive: Archive, *releases: Release, now: datetime = NOW, first: bool = False) -> None:
    run = archive.start_run(now, "1.0")
    asked = 1 + len(releases)
    endings = Counter({Ending.LISTING: 1, Ending.RELEASE: len(releases)})
    result = CrawlResult("site", now, now, list(releases), listings=1, found=9, requests=asked, ended=asked, endings=endings)
    record_source(archive, run, result, now, archive_first=first, believe=True)
    archive.finish_run(run, now, "ok")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An archive with a past, so that what comes is news."""
    opened = Archive.open(tmp_path / "archive.db")
    store(opened, release("OLD", OLD), now=later(days=-9), first=True)
    return opened


def story(archive: Archive, key: str) -> str:
    found = archive.find(f"site:{key}:pt")
    assert found is not None
    return found.story_id


def said(archive: Archive, key: str) -> Finding:
    found = archive.announcement_of(story(archive, key))
    assert found is not None
    return found.finding


def shown(archive: Archive, **query: object) -> list[str]:
    return [f"{row.announcement.finding.strength} {row.lead.native}" for row in archive.reader().entries(Query(**query), 50)]  # type: ignore[arg-type]


def edit(archive: Archive, key: str, now: datetime = NOW, **values: str) -> Correction:
    return correct_announcement(archive, f"site:{key}:pt", values, "read in the original", now)[-1]


# ---- values ------------------------------------------------------------------------------------------------------

FOUND = Finding(
    Strength.EXCHANGE,
    Scope.CROSS_BORDER,
    Confidence.LOW,
    None,
    ("AO", "MO"),
    (Party("Institute X", "MO", "Instituto X", "pt", "agency"),),
    evidence=(
        Evidence("strength", "exchange", "body", 0, 3, "met"),
        Evidence("country", "AO", "body", 4, 10, "Angola"),
        Evidence("country", "MO", "body", 11, 16, "Macau"),
        Evidence("party", "Instituto X", "body", 17, 28, "Instituto X"),
    ),
)


def standing(field: str, after: str, number: int = 1) -> Correction:
    return Correction(number, "2026-04-16T00:00:00Z", "announcement", "a1", field, "", after, "why")


@pytest.mark.parametrize(
    ("field", "text", "kept"),
    [
        ("strength", "SIGNED", "signed"),
        ("scope", "local", "local"),
        ("instrument", "joint-declaration", "joint-declaration"),
        ("instrument", "none", ""),
        ("countries", "mo, ao", "AO, MO"),
        ("countries", "MO AO MO", "AO, MO"),
        ("countries", "São Tomé e Príncipe; 澳門", "MO, ST"),
        ("countries", "Cabo Verde", "CV"),
        ("sectors", "finance, other", "finance, other"),
        ("event_date", "2025-05-24", "2025-05-24"),
        ("event_date", "2025-05-24/2025-05-26", "2025-05-24/2025-05-26"),
        ("event_date", "2025-05", "2025-05"),
        ("signing_date", "2025-05-24", "2025-05-24"),
        ("place", "  Luanda ", "Luanda"),
        ("place", "", ""),
        ("parties", "Instituto X; Ministério das Pescas|AO", "Instituto X; Ministério das Pescas|AO"),
        ("confidence", "high", "high"),
    ],
)
def test_a_value_is_read_and_written_alike(field: str, text: str, kept: str) -> None:
    finding = replace(FOUND, **read(field, text))
    assert written(field, finding) == kept
    assert replace(FOUND, **read(field, kept)) == finding


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("strenght", "signed", "did you mean 'strength'"),
        ("strength", "singed", "did you mean 'signed'"),
        ("instrument", "memorandun", "did you mean 'memorandum'"),
        ("countries", "Angloa", "did you mean 'angola'"),
        ("countries", "XX", "unknown country 'XX'"),
        ("sectors", "finances", "did you mean 'finance'"),
        ("event_date", "24 May 2025", "write 2025-01-31"),
        ("event_date", "2025-02-30", "write 2025-01-31"),
        ("event_date", "2025-05-24/2025-05-20", "comes after the first"),
        ("event_date", "2025-05/2025-05-20", "same precision"),
        ("signing_date", "2025", "write 2025-01-31"),
        ("place", "x" * 400, "at most 300"),
        ("parties", "|AO", "needs a name"),
        ("parties", "X|Angloa", "unknown country"),
        ("confidence", "", "known: high, low, medium"),
    ],
)
def test_a_wrong_value_is_refused_with_the_nearest_name(field: str, text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read(field, text)


@given(st.sampled_from(sorted(FIELDS)), st.text(max_size=40))
def test_whatever_is_typed_is_read_the_same_again_or_refused(field: str, text: str) -> None:
    try:
        finding = replace(FOUND, **read(field, text))
    except UsageError:
        return
    assert replace(finding, **read(field, written(field, finding))) == finding


def test_the_last_correction_of_a_field_holds_and_an_undone_one_does_not() -> None:
    first, second = standing("place", "Praia"), standing("place", "Dili", 2)
    assert corrected(FOUND, [first, second]).place == "Dili"
    assert corrected(FOUND, [first, replace(second, undone_at="2026-04-17T00:00:00Z")]).place == "Praia"
    assert corrected(FOUND, []) is FOUND


def test_quotes_that_prove_another_value_go_and_the_others_stay() -> None:
    finding = corrected(FOUND, [standing("strength", "agreed"), standing("countries", "MO, CV", 2)])
    assert [(each.field, each.value) for each in finding.evidence] == [("country", "MO"), ("party", "Instituto X")]


def test_a_place_or_party_that_the_text_has_gets_its_quote() -> None:
    body = "Os dois lados reuniram-se em LUANDA com a Câmara Y."
    finding = corrected(FOUND, [standing("place", "Luanda"), standing("parties", "Câmara Y|AO; Z", 2)], "Título", body)
    found = {each.field: each for each in finding.evidence if each.field in ("place", "party")}
    assert (found["place"].quote, found["party"].quote) == ("LUANDA", "Câmara Y")
    assert all(body[each.start : each.end] == each.quote for each in found.values())
    assert [each.value for each in finding.evidence if each.field == "party"] == ["Câmara Y"]


def test_a_party_that_the_text_named_keeps_what_was_known_of_it() -> None:
    finding = corrected(FOUND, [standing("parties", "Instituto X; Nova Lda|PT")])
    assert finding.parties == (FOUND.parties[0], Party("Nova Lda", "PT"))
    assert ("party", "Instituto X") in {(each.field, each.value) for each in finding.evidence}


def test_a_correction_that_is_not_understood_any_more_stops_no_run() -> None:
    assert corrected(FOUND, [standing("sectors", "alchemy"), standing("colour", "red", 2)]) == FOUND


def test_nobody_speaks_for_a_story_unless_people_say_its_strength() -> None:
    assert subject([], [standing("strength", "signed")]) is None
    assert subject([("release", FOUND)], [standing("place", "Dili")]) is None  # type: ignore[list-item]


# ---- announcements -----------------------------------------------------------------------------------------------


def test_a_correction_survives_a_new_reading_and_everything_it_touches_follows(archive: Archive) -> None:
    store(archive, release("A"))
    assert said(archive, "A").instrument is Instrument.MEMORANDUM
    noted = edit(archive, "A", instrument="protocol", countries="MO, AO, PT")
    assert (noted.field, noted.before, noted.after, noted.why) == ("countries", "AO, MO", "MO, AO, PT", "read in the original")
    assert shown(archive, countries=("PT",)) == ["signed site:A:pt"]
    store(archive, release("A", SIGNED + " O ministro agradeceu a visita, que durou três dias."), now=later(days=1))
    finding = said(archive, "A")
    assert (finding.instrument, finding.countries) == (Instrument.PROTOCOL, ("AO", "MO", "PT"))
    assert [
        each.instrument for each, _ in [(a.finding, r) for a, r in archive.reader().announcements(Query(instruments=("protocol",)), 9)]
    ] == [Instrument.PROTOCOL]


def test_a_correction_that_makes_it_signed_is_news_once(archive: Archive) -> None:
    store(archive, release("A", MET))
    assert shown(archive) == ["exchange site:A:pt"]
    edit(archive, "A", now=later(hours=5), strength="signed")
    assert shown(archive) == ["signed site:A:pt", "exchange site:A:pt"]
    earlier, risen = archive.entries_of(story(archive, "A"))
    assert risen.earlier == earlier.entry_id
    store(archive, release("A", MET + " Mais palavras que nada dizem de novo, e outras ainda."), now=later(days=1))
    assert len(archive.entries_of(story(archive, "A"))) == 2


def test_what_is_no_announcement_leaves_the_feeds_and_comes_back_when_undone(archive: Archive) -> None:
    store(archive, release("A"))
    entry = archive.entries_of(story(archive, "A"))[0]
    noted = edit(archive, "A", strength="none")
    assert shown(archive) == []
    store(archive, release("A", SIGNED + " Houve aplausos no fim."), now=later(days=1))
    assert shown(archive) == []
    undo(archive, noted.id, "it was one", later(days=2))
    assert shown(archive) == ["signed site:A:pt"]
    assert [each.entry_id for each in archive.entries_of(story(archive, "A"))] == [entry.entry_id]


def test_a_missed_announcement_can_be_told(archive: Archive) -> None:
    store(archive, release("A", DULL))
    assert archive.announcement_of(story(archive, "A")) is None
    with pytest.raises(UsageError, match="strength"):
        edit(archive, "A", place="Luanda")
    noted = edit(archive, "A", strength="agreed", scope="cross-border", countries="MO, AO")
    assert shown(archive) == ["agreed site:A:pt"]
    store(archive, release("A", DULL + " E mais pão."), now=later(days=1))
    assert said(archive, "A").strength is Strength.AGREED
    undo(archive, noted.id - 2, "it was none", later(days=2))
    assert archive.announcement_of(story(archive, "A")) is None
    assert shown(archive) == []


def test_a_correction_without_effect_moves_no_entry(archive: Archive) -> None:
    store(archive, release("A"))
    before = archive.entries_of(story(archive, "A"))
    edit(archive, "A", now=later(days=3), strength="signed")
    assert archive.entries_of(story(archive, "A")) == before
    edit(archive, "A", now=later(days=3), place="Benguela")
    assert archive.entries_of(story(archive, "A"))[0].updated > before[0].updated


def test_corrections_follow_their_story_into_an_older_one(archive: Archive) -> None:
    store(archive, release("A", ELSEWHERE))
    store(archive, release("B"), now=later(hours=1))
    edit(archive, "B", place="Lobito")
    join_stories(archive, "site:A:pt", "site:B:pt", "one visit", later(hours=2))
    assert story(archive, "A") == story(archive, "B")
    assert said(archive, "A").place == "Lobito"
    listed = archive.reader().corrections(story(archive, "A"))
    assert [each.field for each in listed] == ["join", "place"]


def test_nothing_is_stored_of_a_correction_that_is_refused(archive: Archive) -> None:
    store(archive, release("A"))
    with pytest.raises(UsageError):
        edit(archive, "A", place="Lobito", strength="singed")
    with pytest.raises(UsageError, match="there is no story"):
        edit(archive, "NOBODY", place="Lobito")
    assert archive.reader().corrections() == []
    assert said(archive, "A").place == "Luanda"


def test_undoing_falls_back_to_the_correction_before(archive: Archive) -> None:
    store(archive, release("A"))
    first, second = edit(archive, "A", place="Lobito"), edit(archive, "A", place="Benguela")
    assert second.before == "Lobito"
    undo(archive, second.id, "no", later(days=1))
    assert said(archive, "A").place == "Lobito"
    with pytest.raises(UsageError, match="was undone at 2026-04-17"):
        undo(archive, second.id, "again", later(days=1))
    undo(archive, first.id, "no", later(days=1))
    assert said(archive, "A").place == "Luanda"
    with pytest.raises(UsageError, match="no correction 99"):
        undo(archive, 99, "no", NOW)


def test_the_archive_is_sound_after_all_kinds_of_edits(archive: Archive) -> None:
    store(archive, release("A"), release("B", ELSEWHERE), release("C", same=("group:1",)), release("D", MET, same=("group:1",)))
    edit(archive, "A", place="Luanda", parties="Ministério das Pescas de Angola|AO; Fulano", strength="none")
    parted = split_story(archive, story(archive, "C"), "site:D:pt", "another meeting", NOW)[0]
    joined = join_stories(archive, "site:A:pt", "site:B:pt", "one visit", NOW)[0]
    for number in (parted.id, joined.id):
        undo(archive, number, "no", later(days=1))
    archive.close()
    assert flaws(archive.path) == []


# ---- stories -----------------------------------------------------------------------------------------------------


def test_a_release_that_was_split_off_stays_so_over_later_runs(archive: Archive) -> None:
    one, two = release("A", same=("group:1",)), release("B", MET, same=("group:1",))
    store(archive, one, two)
    kept = story(archive, "A")
    assert story(archive, "B") == kept
    split_story(archive, kept, "site:B:pt", "another meeting", later(hours=1))
    fresh = story(archive, "B")
    assert fresh != story(archive, "A") == kept
    assert shown(archive) == ["exchange site:B:pt", "signed site:A:pt"]
    changed = [replace(each, body=each.body + "\nE algo mais, que antes faltava.") for each in (one, two)]
    store(archive, *changed, now=later(days=1))
    assert (story(archive, "A"), story(archive, "B")) == (kept, fresh)
    assert "algo mais" in archive.find("site:B:pt").body  # type: ignore[union-attr]


def test_a_later_release_brings_no_parted_stories_together(archive: Archive) -> None:
    store(archive, release("A", same=("group:1",)), release("B", MET, same=("group:1",)))
    kept = story(archive, "A")
    split_story(archive, kept, "site:B:pt", "another meeting", later(hours=1))
    fresh = story(archive, "B")
    store(archive, release("C", DULL, same=("group:1", "site:B:pt")), now=later(days=1))
    assert story(archive, "C") in (kept, fresh)
    assert (story(archive, "A"), story(archive, "B")) == (kept, fresh)


def test_undoing_a_split_makes_one_story_again(archive: Archive) -> None:
    store(archive, release("A", same=("group:1",)), release("B", MET, same=("group:1",)))
    kept = story(archive, "A")
    noted = split_story(archive, kept, "site:B:pt", "another meeting", later(hours=1))[0]
    assert (noted.field, noted.before, noted.after) == ("split", "site:B:pt", story(archive, "B"))
    undo(archive, noted.id, "the same one", later(hours=2))
    assert story(archive, "A") == story(archive, "B") == kept
    assert shown(archive) == ["signed site:A:pt"]


def test_joined_stories_are_told_once_under_the_older_id(archive: Archive) -> None:
    store(archive, release("A"))
    store(archive, release("B", ELSEWHERE), now=later(days=1))
    older = story(archive, "A")
    noted = join_stories(archive, story(archive, "B"), "site:A:pt", "one visit", later(days=2))[0]
    assert noted.target == story(archive, "A") == story(archive, "B") == older
    assert shown(archive) == ["signed site:A:pt"]
    joined, parted = archive.story_decisions(["site:B:pt"])
    assert (joined, parted) == ([("site:A:pt", "site:B:pt")], [])
    undo(archive, noted.id, "two", later(days=3))
    assert story(archive, "A") == older != story(archive, "B")
    assert archive.story_decisions(["site:B:pt"]) == ([], [])


def test_a_story_that_gains_a_version_by_joining_stands_in_its_feeds(archive: Archive) -> None:
    store(archive, release("A"))
    english = replace(release("B", DULL), lang="en")
    store(archive, english, now=later(days=1))
    assert shown(archive, langs=("en",)) == []
    join_stories(archive, "site:A:pt", "site:B:pt", "one text", later(days=2))
    assert shown(archive, langs=("en",)) == ["signed site:A:pt"]


def test_the_newest_decision_about_two_releases_holds(archive: Archive) -> None:
    store(archive, release("A", same=("group:1",)), release("B", MET, same=("group:1",)))
    split_story(archive, "site:A:pt", "site:B:pt", "two", later(hours=1))
    join_stories(archive, "site:A:pt", "site:B:pt", "one after all", later(hours=2))
    assert archive.story_decisions(["site:A:pt"]) == ([("site:A:pt", "site:B:pt")], [])


@pytest.mark.parametrize(
    ("name", "split", "told"),
    [("site:A:pt", "site:A:pt", "nothing to split"), ("site:A:pt", "site:B:pt", "not told by"), ("site:A:pt", "site:X:pt", "no release")],
)
def test_what_cannot_be_split_is_refused(archive: Archive, name: str, split: str, told: str) -> None:
    store(archive, release("A"), release("B", ELSEWHERE))
    with pytest.raises(UsageError, match=told):
        split_story(archive, name, split, "why", NOW)
    assert archive.reader().corrections() == []


def test_one_story_cannot_be_joined_with_itself(archive: Archive) -> None:
    store(archive, release("A"))
    with pytest.raises(UsageError, match="one story already"):
        join_stories(archive, story(archive, "A"), "site:A:pt", "why", NOW)


# ---- the command -------------------------------------------------------------------------------------------------


@pytest.fixture
def edited(home: Home) -> Home:
    with Archive.open(home.archive) as opened:
        store(opened, release("OLD", OLD), now=later(days=-9), first=True)
        store(opened, release("A"))
    return home


def test_the_command_corrects_lists_shows_and_undoes(edited: Home) -> None:
    done = edited.ponte("edit", "announcement", "site:A:pt", "instrument=protocol", "place=Lobito", "--why", "the original says so")
    assert (done.code, done.err) == (0, "")
    assert "signed, cross-border, protocol" in done.out
    titles = json.loads((edited.public / "announcements.json").read_text(encoding="utf-8"))["items"]
    assert titles[0]["_ponte"]["instrument"] == "protocol"
    listed = edited.ponte("--json", "edit", "list", "site:A:pt").json()
    assert [(each["field"], each["before"], each["after"]) for each in listed] == [
        ("place", "Luanda", "Lobito"),
        ("instrument", "memorandum", "protocol"),
    ]
    assert "the original says so" in edited.ponte("edit", "list").out
    told = edited.ponte("show", listed[0]["target"]).out
    assert "place        Lobito" in told
    assert f"corrected ({listed[0]['id']}, {listed[0]['at']}): the original says so" in told
    undone = edited.ponte("edit", "undo", str(listed[1]["id"]), "--why", "misread")
    assert undone.code == 0
    assert "signed, cross-border, memorandum" in undone.out
    assert "misread" in edited.ponte("edit", "list").out
    with sqlite3.connect(edited.archive) as conn:
        assert conn.execute("SELECT field, undone_why FROM correction ORDER BY id").fetchall() == [
            ("instrument", "misread"),
            ("place", None),
        ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("announcement", "site:A:pt", "strength=singed", "--why", "x"), "did you mean 'signed'"),
        (("announcement", "site:A:pt", "strength", "--why", "x"), "write field=value"),
        (("announcement", "site:A:pt", "place=A", "place=B", "--why", "x"), "place is set twice"),
        (("announcement", "site:A:pt", "place=A", "--why", "  "), "--why"),
        (("announcement", "site:A:pt", "place=A"), "--why"),
        (("announcement", "nobody", "place=A", "--why", "x"), "there is no story, announcement or release 'nobody'"),
        (("story", "site:A:pt", "--why", "x"), "--split RELEASE"),
        (("story", "site:A:pt", "--split", "a", "--join", "b", "--why", "x"), "one of"),
        (("undo", "7", "--why", "x"), "no correction 7"),
        (("list", "nobody"), "'nobody'"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(edited: Home, words: tuple[str, ...], told: str) -> None:
    done = edited.ponte("edit", *words)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert "Traceback" not in done.err


def test_the_command_splits_and_joins(edited: Home) -> None:
    with Archive.open(edited.archive) as opened:
        store(opened, release("B", ELSEWHERE), now=later(days=1))
    done = edited.ponte("edit", "story", "site:A:pt", "--join", "site:B:pt", "--why", "one visit")
    assert done.code == 0, done.err
    done = edited.ponte("--json", "edit", "story", "site:A:pt", "--split", "site:B:pt", "--why", "two visits")
    assert [each["field"] for each in done.json()] == ["split"]


def test_an_edit_waits_for_no_run_and_disturbs_none(edited: Home) -> None:
    from monitor.lock import run_lock

    with run_lock(edited.archive):
        done = edited.ponte("edit", "announcement", "site:A:pt", "place=Lobito", "--why", "x")
    assert done.code == 75
    assert edited.ponte("--json", "edit", "list").json() == []
