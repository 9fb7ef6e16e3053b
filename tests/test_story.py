"""The story of some days at seven sites, told through the command line against the replica.

    day 1 ─ again ─ day 2 ─ outage ─ challenge pages ─ refusals ─ an hour later ─ redesign ─ day 3 ─ day 4

The days are played once; each chapter below says what a run must find, write, report and publish on its day, and stands for itself. All
runs but that within the hour ask every known release again. Times are the replica's own.
"""

from __future__ import annotations

import os
import pickle
import re
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from clocked import Clocked, Ended
from conftest import Home, news
from filelock import FileLock
from killing import dead_port, integrity, unreadable
from lxml import etree
from test_redesign import redesigned

from demo.config import CONFIG
from demo.replica import Replica
from demo.server import Request, Response

ATOM = "{http://www.w3.org/2005/Atom}"
SOURCES = ("forum-macao", "gcs", "gov-mo", "dsedt", "ipim", "jiangmen", "ein")
# Entries of a feed at most, and those it starts with.
WINDOW, INITIAL = 50, 30

CHALLENGE = Response(
    200, {"Content-Type": "text/html"}, "<html><title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/a'></script></html>"
)
# Three ways to refuse: a wall that names itself, a bare word, and what looks like a page of the site.
WALL = Response(403, {"Content-Type": "text/html", "cf-mitigated": "challenge"}, "<html><title>Attention Required!</title></html>")
BARE = Response(403, {"Content-Type": "text/plain"}, "Forbidden")
POLITE = Response(
    403, {"Content-Type": "text/html"}, f"<html><title>新聞局</title><body><h1>Notice</h1><p>{'Welcome. ' * 200}</p></body></html>"
)
WALLED = ("forum-macao", "gcs")

EDITED = "gcs:N25JWR7vUd:zh-hant"
VACANCY = "gcs:N26DIIj7nQ:zh-hant"
VACANCY_PATH = "/detail/zh-hant/N26DIIj7nQ"
TRAFFIC = "gov-mo:1248391:zh-hant"

DAY_2_NEW = {
    "forum-macao:9418:en",
    "forum-macao:9418:pt",
    "forum-macao:9418:zh-hans",
    "forum-macao:9205:en",
    "forum-macao:9205:pt",
    "gcs:N26DPrS5wJ:zh-hant",
    "gcs:N26DPb6HyD:zh-hant",
    "gcs:N26DPXa3mP:en",
    "gcs:N26DPXa3mP:pt",
    "gov-mo:811057:pt",
    "dsedt:web/public/pg_nc_wn_d?id=10790:zh-Hant",
    "jiangmen-en:1250331",
}
DAY_2_REVISED = {"gov-mo:663695:pt", EDITED, "forum-macao:9174:en"}
# Each act once, in whatever languages and on however many sites it is told.
DAY_2_BROUGHT = {
    "Xinhui tangerine peel meets the merchants of Portuguese-speaking countries in Macao",
    "FDCT and Portugal’s FCT sign agreement to fund research together",
    "佛得角和圣多美官员来澳研修蓝色经济",
    "Operadores logísticos de Angola e porto de Zhuhai estudam rota comum",
}
DAY_2_MOVED = {
    "IPIM and Mozambique’s APIEX sign co-operation protocol at second C-PLPEX",
    "Participantes na 18.ª Reunião Ordinária do Fórum de Macau conhecem projectos da Zona de Cooperação Aprofundada em Hengqin",
    "Timor-Leste and Forum Macao agree to launch working group on digital trade",
}
DAY_3_NEW = {
    "ein:913622087",
    "gov-mo:407790:en",
    "gov-mo:1249016:zh-hant",
    "gcs:N26DQtN8vE:zh-hant",
    "forum-macao:9423:en",
    "forum-macao:9423:zh-hant",
}
DAY_3_BROUGHT = {"Guinea-Bissau and Macao medical team agree on teleconsultation centre"}
# One is edited; the other is told by two further sites.
DAY_3_MOVED = {
    "São Tomé e Príncipe e Universidade de Turismo de Macau acordam plano de estágios",
    "FDCT and Portugal’s FCT sign agreement to fund research together",
}


@dataclass(frozen=True)
class Change:
    """A revision that a chapter brought."""

    release: str
    source: str
    number: int
    kind: str
    cause: str
    significance: str


@dataclass(frozen=True)
class Entry:
    """An entry as the archive has it: `brought` in this chapter, `moved` up in it, or neither; `touched`: its story was."""

    title: str
    brought: bool
    moved: bool
    touched: bool


@dataclass(frozen=True)
class Chapter:
    """What one run came to, and how things stood after it."""

    ended: Ended
    report: dict[str, dict[str, Any]]
    changes: tuple[Change, ...]
    entries: dict[str, Entry]
    feeds: dict[str, bytes]
    site: dict[str, bytes]
    states: dict[str, str]
    withdrawn: tuple[str, ...]
    asked: frozenset[str]

    def counts(self, name: str) -> dict[str, int]:
        """A number of the report by source, where it is not nought."""
        return {source: each[name] for source, each in self.report.items() if each[name]}

    def outcomes(self) -> set[str]:
        return {each["outcome"] for each in self.report.values()}

    def of_the_site(self) -> set[tuple[str, str, str]]:
        """(release, kind, significance) of what the sites did; what our reader learned by a second look is nobody's news."""
        return {(each.release, each.kind, each.significance) for each in self.changes if each.cause != "extractor"}

    def learned(self) -> Counter[tuple[str, str, str]]:
        """(source, kind, significance) of what our reader learned by a second look."""
        return Counter((each.source, each.kind, each.significance) for each in self.changes if each.cause == "extractor")


@dataclass
class Story:
    """All chapters by name, and what other commands said at their time."""

    chapters: dict[str, Chapter] = field(default_factory=dict)
    said: dict[str, Ended] = field(default_factory=dict)
    integrity: list[str] = field(default_factory=list)
    afresh: dict[str, bytes] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Chapter:
        return self.chapters[name]


# ---- playing it ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The whole story, played once, also where two processes tell its chapters."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return played(tmp_path_factory.mktemp("story"))
    shared = tmp_path_factory.getbasetemp().parent / "story.pickle"
    with FileLock(f"{shared}.lock"):
        if not shared.exists():
            shared.write_bytes(pickle.dumps(played(tmp_path_factory.mktemp("story"))))
    return pickle.loads(shared.read_bytes())


def played(folder: Path) -> Story:
    home = Home(folder / "home")
    home.folder.mkdir()
    home.config.write_text(CONFIG, encoding="utf-8")
    with Replica(day=1) as replica:
        process = Clocked(folder)
        teller = Teller(home, replica, process)
        tell(teller)
        teller.story.integrity = integrity(home.archive)
        return teller.story


@dataclass
class Teller:
    """Plays chapters one after the other."""

    home: Home
    replica: Replica
    process: Clocked
    story: Story = field(default_factory=Story)
    last: int = 0

    def at(self, day: int, hours: int = 0) -> datetime:
        """So many hours after the replica's own time of that day; its clocks are Macao's."""
        return (self.replica.content.clock(day) - timedelta(hours=8)).replace(tzinfo=UTC) + timedelta(hours=hours)

    def run(self, name: str, now: datetime, recheck: str = "all", address: str | None = None) -> None:
        self.replica.clear_log()
        words = ["--config", str(self.home.config), "--replica", address or self.replica.address, "--json", "--quiet"]
        ended = self.process.run([*words, "run", "--recheck", recheck], now)
        asked = frozenset(each.host for each in self.replica.requests)
        changes, entries, withdrawn = self.archive(now.strftime("%Y-%m-%dT%H:%M:%SZ"))
        states = {each["source"]: each["state"] for each in self.say("", "--json", "sources", now=now).json()}
        self.story.chapters[name] = Chapter(
            ended, ended.report(), changes, entries, self.home.feeds(), self.home.site(), states, withdrawn, asked
        )

    def archive(self, now: str) -> tuple[tuple[Change, ...], dict[str, Entry], tuple[str, ...]]:
        """The revisions since the last chapter, all entries, the ids of withdrawn releases."""
        with closing(sqlite3.connect(f"file:{self.home.archive}?mode=ro", uri=True)) as connection:
            rows = connection.execute(
                """SELECT v.rid, r.story_id, r.id, r.source, v.number, v.kind, v.cause, v.significance FROM revisions v
                   JOIN releases r ON r.rid = v.release WHERE v.rid > ? ORDER BY v.rid""",
                (self.last,),
            ).fetchall()
            entries = connection.execute(
                "SELECT entry_id, story_id, title, e.first_seen = ?1, e.updated = ?1 FROM entries e JOIN announcements a USING (story_id)",
                (now,),
            ).fetchall()
            withdrawn = connection.execute("SELECT id FROM release WHERE status = 'withdrawn' ORDER BY id").fetchall()
        self.last = max([self.last, *(row[0] for row in rows)])
        touched = {row[1] for row in rows}
        told = {name: Entry(title, bool(new), bool(at) and not new, story in touched) for name, story, title, new, at in entries}
        return tuple(Change(*row[2:]) for row in rows), told, tuple(row[0] for row in withdrawn)

    def say(self, name: str, *words: str, now: datetime) -> Ended:
        """What another command says at that time, kept under a name."""
        self.story.said[name] = self.process.run(["--config", str(self.home.config), *words], now)
        return self.story.said[name]


def tell(teller: Teller) -> None:
    """The days in their order."""
    replica, at = teller.replica, teller.at
    teller.run("day 1", at(1), recheck="due")
    teller.run("day 1 again", at(1, 2))
    replica.set_day(2)
    teller.run("day 2", at(2))
    teller.say("diff", "diff", EDITED, "--plain", now=at(2))
    with dead_port() as nobody:
        teller.run("outage", at(2, 3), address=nobody)
    instead_of_all(replica, {}, CHALLENGE)
    teller.run("challenge", at(2, 6))
    walls = dict.fromkeys(hosts_of(replica, *WALLED), WALL) | dict.fromkeys(hosts_of(replica, "gov-mo", "dsedt"), BARE)
    instead_of_all(replica, walls, POLITE)
    teller.run("refusal", at(2, 9))
    replica.clear_overrides()
    teller.run("an hour later", at(2, 10), recheck="due")
    # Six hours of rest are over.
    replica.transform = redesigned(1)
    teller.run("redesign", at(2, 18))
    teller.say("withdrawn", "show", VACANCY, now=at(2, 18))
    teller.say("searched", "search", "技術輔導員", now=at(2, 18))
    # The sites keep their new look.
    replica.set_day(3)
    teller.run("day 3", at(3))
    page = as_of_day_1(replica)
    replica.override("www.gcs.gov.mo", VACANCY_PATH, page)
    teller.run("day 4", at(3, 24))
    teller.say("restored", "show", VACANCY, now=at(3, 24))
    teller.say("verify", "--json", "verify", now=at(3, 24))
    shutil.rmtree(teller.home.public)
    teller.say("publish", "publish", now=at(3, 25))
    teller.story.afresh = teller.home.site()


def instead_of_all(replica: Replica, answers: dict[str, Response], other: Response) -> None:
    """Every page but robots.txt is its host's answer, or the other one."""
    replica.override("*", "/", lambda request: None if request.path == "/robots.txt" else answers.get(request.host, other))


def hosts_of(replica: Replica, *sources: str) -> list[str]:
    """The hosts of these sources' sites."""
    sites = {"forum-macao": "forum", "ipim": "ipim"}
    return [host for site in replica.sites if site.name in [sites.get(name, name) for name in sources] for host in site.hosts]


def as_of_day_1(replica: Replica) -> Response:
    """The vacancy's page as it was, in the look that the site has now."""
    day = replica.day
    replica.set_day(1)
    page = replica.answer(Request("GET", VACANCY_PATH, {"host": "www.gcs.gov.mo", "x-forwarded-proto": "https"}))
    replica.set_day(day)
    assert page.status == 200
    return page


def entries_of(feed: bytes) -> dict[str, bytes]:
    """The entries of an Atom feed by id, each as its bytes, in the feed's order."""
    return {str(each.findtext(f"{ATOM}id")): etree.tostring(each) for each in etree.fromstring(feed).iter(f"{ATOM}entry")}


# ---- the chapters ----------------------------------------------------------------------------------------------------


def test_day_1_every_release_is_new_and_every_source_is_ok(story: Story) -> None:
    chapter = story["day 1"]
    assert (chapter.ended.code, chapter.outcomes(), chapter.counts("problems"), chapter.counts("revised")) == (0, {"ok"}, {}, {})
    found = {"forum-macao": 50, "gcs": 44, "gov-mo": 21, "dsedt": 5, "ipim": 2, "jiangmen": 6, "ein": 9}
    assert chapter.counts("new") == found
    assert Counter((each.source, each.number, each.kind, each.cause) for each in chapter.changes) == {
        (source, 1, "new", "source"): count for source, count in found.items()
    }
    assert len(entries_of(chapter.feeds["announcements.atom"])) == INITIAL


def test_day_1_again_nothing_is_new_and_the_feeds_are_the_same_to_the_byte(story: Story) -> None:
    chapter = story["day 1 again"]
    assert (chapter.ended.code, chapter.outcomes(), chapter.counts("problems")) == (0, {"ok"}, {})
    assert (chapter.counts("new"), chapter.counts("revised"), chapter.counts("gone")) == ({}, {}, {})
    assert chapter.of_the_site() == set()
    # The bureau's feed names no office, its pages do: learned, and told nobody.
    assert chapter.learned() == {("gcs", "revised", "cosmetic"): 44}
    assert chapter.feeds == story["day 1"].feeds


def test_day_2_brings_exactly_what_was_added_and_edited_and_notes_what_is_gone(story: Story) -> None:
    chapter = story["day 2"]
    assert (chapter.ended.code, chapter.outcomes(), chapter.counts("problems")) == (0, {"ok"}, {})
    assert chapter.counts("new") == {"forum-macao": 5, "gcs": 4, "gov-mo": 1, "dsedt": 1, "jiangmen": 1}
    assert chapter.counts("revised") == {"forum-macao": 1, "gcs": 1, "gov-mo": 1}
    assert (chapter.counts("gone"), chapter.counts("withdrawn"), chapter.withdrawn) == ({"gcs": 1}, {}, ())
    expected = {(name, "new", "substantive") for name in DAY_2_NEW} | {(name, "revised", "substantive") for name in DAY_2_REVISED}
    assert chapter.of_the_site() == expected
    assert chapter.learned() == {}


def test_day_2_changes_in_the_feeds_what_it_brought_and_nothing_else(story: Story) -> None:
    assert brought_and_moved(story, "day 1 again", "day 2") == (DAY_2_BROUGHT, DAY_2_MOVED)


def test_day_2_the_edit_can_be_read_as_a_difference(story: Story) -> None:
    done = story.said["diff"]
    assert done.code == 0
    changed = [line for line in done.out.splitlines() if line[:1] in "+-" and not line.startswith(("+++", "---"))]
    assert len(changed) == 2
    assert "38份協議，其中15份" in changed[0]
    assert "41份協議，其中17份" in changed[1]


def test_an_outage_is_told_and_touches_nothing(story: Story) -> None:
    chapter = story["outage"]
    assert (chapter.ended.code, chapter.outcomes(), chapter.asked) == (3, {"failed"}, frozenset())
    assert {reason for each in chapter.report.values() for reason in each["reasons"]} == {"refused: connection refused"}
    assert "no release and no feed has changed" in chapter.ended.err
    nothing_happened(story, chapter)
    assert set(chapter.states.values()) == {"failing"}
    assert told_of_health(chapter) == ["incident"] * 7
    assert touched_pages(story["day 2"], chapter) == {"sources.html"}


def test_challenge_pages_everywhere_are_told_and_touch_nothing(story: Story) -> None:
    chapter = story["challenge"]
    assert (chapter.ended.code, chapter.outcomes()) == (3, {"blocked"})
    assert len(chapter.asked) >= len(SOURCES)
    nothing_happened(story, chapter)
    assert set(chapter.states.values()) == {"blocked"}
    # It is one incident, whatever the trouble is called.
    assert chapter.feeds == story["outage"].feeds


def test_refusals_everywhere_are_told_and_touch_nothing(story: Story) -> None:
    chapter = story["refusal"]
    assert (chapter.ended.code, chapter.outcomes()) == (3, {"blocked"})
    nothing_happened(story, chapter)
    assert set(chapter.states.values()) == {"blocked"}


def test_an_hour_later_a_wall_is_left_alone_and_the_others_are_asked_again(story: Story) -> None:
    chapter = story["an hour later"]
    assert chapter.ended.code == 1
    assert {name for name, each in chapter.report.items() if each["outcome"] == "blocked"} == set(WALLED)
    assert {each["outcome"] for name, each in chapter.report.items() if name not in WALLED} == {"ok"}
    assert chapter.asked
    assert not [host for host in chapter.asked if "gcs" in host or "forum" in host]
    assert all("nothing is asked there before" in chapter.report[name]["reasons"][0] for name in WALLED)
    assert (chapter.of_the_site(), chapter.counts("new"), chapter.counts("revised")) == (set(), {}, {})
    assert news(chapter.feeds) == news(story["day 2"].feeds)
    assert told_of_health(chapter) == ["recovery"] * 5 + ["incident"] * 7
    assert {name for name, state in chapter.states.items() if state == "blocked"} == set(WALLED)


def test_a_redesign_changes_nothing_that_is_read(story: Story) -> None:
    chapter = story["redesign"]
    assert (chapter.ended.code, chapter.outcomes(), chapter.counts("problems")) == (0, {"ok"}, {})
    assert (chapter.counts("new"), chapter.counts("revised")) == ({}, {})
    # Day 2's releases of the bureau are looked at a second time.
    assert chapter.learned() == {("gcs", "revised", "cosmetic"): 4}
    # The vacancy is gone for the second time, which is told where revisions are.
    before, after = news(story["day 2"].feeds), news(chapter.feeds)
    assert {name.partition(".")[0] for name in after if after[name] != before.get(name)} == {"revisions"}
    assert len(entries_of(after["revisions.atom"]).keys() - entries_of(before["revisions.atom"]).keys()) == 1
    assert told_of_health(chapter) == ["recovery"] * 7 + ["incident"] * 7
    assert set(chapter.states.values()) == {"working"}


def test_gone_in_a_second_sweep_is_withdrawn_with_its_text_kept(story: Story) -> None:
    # The runs between the two sweeps asked nobody, or were not answered: they neither count nor forgive.
    chapter = story["redesign"]
    assert (chapter.counts("gone"), chapter.counts("withdrawn")) == ({"gcs": 1}, {"gcs": 1})
    assert chapter.of_the_site() == {(VACANCY, "withdrawn", "substantive")}
    assert chapter.withdrawn == (VACANCY,)
    shown = story.said["withdrawn"].out
    assert "status       withdrawn, gone since 2026-04-16" in shown
    assert "海事及水務局招聘兩名技術輔導員" in shown
    assert "投考人須具高中畢業學歷" in shown
    assert story.said["searched"].code == 0
    assert [line for line in story.said["searched"].out.splitlines() if VACANCY in line and "withdrawn" in line]


def test_day_3_brings_exactly_what_was_added_and_edited(story: Story) -> None:
    chapter = story["day 3"]
    assert (chapter.ended.code, chapter.outcomes(), chapter.counts("problems")) == (0, {"ok"}, {})
    assert chapter.counts("new") == {"forum-macao": 2, "gcs": 1, "gov-mo": 2, "ein": 1}
    assert chapter.counts("revised") == {"forum-macao": 1}
    # The vacancy is withdrawn already; the traffic notice is gone for the first time.
    assert (chapter.counts("gone"), chapter.counts("withdrawn")) == ({"gcs": 1, "gov-mo": 1}, {})
    expected = {(name, "new", "substantive") for name in DAY_3_NEW} | {("forum-macao:8713:pt", "revised", "substantive")}
    assert chapter.of_the_site() == expected


def test_day_3_changes_in_the_feeds_what_it_brought_and_nothing_else(story: Story) -> None:
    assert brought_and_moved(story, "redesign", "day 3") == (DAY_3_BROUGHT, DAY_3_MOVED)


def test_day_4_what_comes_back_is_restored_and_what_stays_away_is_withdrawn(story: Story) -> None:
    chapter = story["day 4"]
    assert (chapter.ended.code, chapter.outcomes(), chapter.counts("problems")) == (0, {"ok"}, {})
    assert (chapter.counts("new"), chapter.counts("gone"), chapter.counts("withdrawn")) == ({}, {"gov-mo": 1}, {"gov-mo": 1})
    assert chapter.of_the_site() == {(VACANCY, "restored", "substantive"), (TRAFFIC, "withdrawn", "substantive")}
    assert chapter.withdrawn == (TRAFFIC,)
    shown = story.said["restored"].out
    assert f"id           {VACANCY}" in shown
    assert "status       live" in shown
    assert [line.split()[2] for line in shown.splitlines() if line.startswith("  revision")] == ["new", "revised", "withdrawn", "restored"]


def test_in_every_chapter_the_requests_balance_and_the_feeds_are_valid(story: Story) -> None:
    for name, chapter in story.chapters.items():
        assert set(chapter.report) == set(SOURCES), name
        for source, each in chapter.report.items():
            assert sum(each["endings"].values()) == each["requests"], (name, source)
        assert list(unreadable(chapter.feeds)) == [], name
        assert "Traceback" not in chapter.ended.err, name


def test_in_the_end_the_archive_is_sound(story: Story) -> None:
    assert story.integrity == ["ok"]
    assert (story.said["verify"].code, story.said["verify"].json()["sound"]) == (0, True)


def test_the_site_is_in_the_end_as_if_it_had_been_made_at_once(story: Story) -> None:
    assert story.said["publish"].code == 0
    assert story["day 4"].site == story.afresh
    assert len(story.afresh) > 500
    assert touched_pages(story["outage"], story["challenge"]) == {"sources.html"}


def nothing_happened(story: Story, chapter: Chapter) -> None:
    """No revision, no entry, no byte of a feed of news since day 2."""
    assert (chapter.changes, chapter.withdrawn) == ((), ())
    assert [chapter.counts(name) for name in ("new", "revised", "gone", "withdrawn", "unchanged")] == [{}] * 5
    assert chapter.counts("problems").keys() == set(SOURCES)
    assert chapter.entries.keys() == story["day 2"].entries.keys()
    assert news(chapter.feeds) == news(story["day 2"].feeds)


def told_of_health(chapter: Chapter) -> list[str]:
    """What became of sources, newest first."""
    return re.findall(r"<ponte:health>(\w+)<", chapter.feeds["health.atom"].decode())


def touched_pages(before: Chapter, after: Chapter) -> set[str]:
    """The pages of the site, in whichever language, that a chapter made anew."""
    changed = {name for name in before.site.keys() | after.site.keys() if before.site.get(name) != after.site.get(name)}
    return {name.partition("/")[2] for name in changed}


def brought_and_moved(story: Story, before: str, after: str) -> tuple[set[str], set[str]]:
    """The titles of the entries that a day brought, and of those it moved. In every feed only these may differ, and those whose
    story has another release now (by which it may join a language's feed): all others keep their bytes, and leave only a full feed."""
    old, new = story[before], story[after]
    brought = {name for name, entry in new.entries.items() if entry.brought}
    moved = {name for name, entry in new.entries.items() if entry.moved}
    touched = {name for name, entry in new.entries.items() if entry.touched}
    for name in (each for each in news(new.feeds) if each.endswith(".atom") and not each.startswith(("archive/", "revisions."))):
        was, now = entries_of(old.feeds[name]), entries_of(new.feeds[name])
        assert now.keys() - was.keys() <= brought | touched, name
        assert {each for each in now.keys() & was.keys() if now[each] != was[each]} <= touched, name
        # One of two leaves whose stories turned out to be one.
        assert len(now) == WINDOW or was.keys() - now.keys() <= touched, name
        if was == now:
            assert new.feeds[name.replace(".atom", ".json")] == old.feeds[name.replace(".atom", ".json")], name
    revised = entries_of(new.feeds["revisions.atom"]).keys() - entries_of(old.feeds["revisions.atom"]).keys()
    assert len(revised) == len([kind for _, kind, _ in new.of_the_site() if kind != "new"])
    first = entries_of(new.feeds["announcements.atom"])
    assert brought <= first.keys()
    assert brought == first.keys() - entries_of(old.feeds["announcements.atom"]).keys()
    return {new.entries[name].title for name in brought}, {new.entries[name].title for name in moved}
