"""Feeds over time, with a real archive: live windows that only move forward, archive pages, tombstones, revisions, health, pings."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs

import feedparser
import pytest
from lxml import etree
from storage_values import NOW, add, announce, enter, finding, later, release, revision
from test_feeds_formats import ATOM, check_profile_if_present, nothing_runs

from crawlers.network import Network, Target
from feeds import pages
from feeds.model import CustomFeed
from feeds.publish import FeedNames, FeedSettings, PublishReport, publish
from feeds.rights import Public, Rights
from feeds.window import FIRST, Item, advance, window_of
from monitor.config import Config, load
from monitor.pinging import LONGEST_PAUSE, pause, ping_hubs
from storage import serials
from storage.archive import Archive
from storage.decisions import HIDE
from storage.health import Health
from storage.model import Cause, Kind, Query, Significance, Strength

ROOT = "https://feeds.example/"
HISTORY = "{http://purl.org/syndication/history/1.0}"
TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"
NAMES = FeedNames(sources=(("site", "The site"),), countries=(), sectors=(), languages=())
SETTINGS = FeedSettings(base_url=ROOT, window=3)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive.open(tmp_path / "archive.db")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of four entries."""
    monkeypatch.setattr(pages, "PAGE", 4)


def news(archive: Archive, *numbers: int, **more: object) -> None:
    """Announcements, each seen a minute after the one before."""
    for number in numbers:
        of = release(f"N{number}", "en", f"Memorandum {number}", f"Macao signed memorandum {number} of co-operation.", **more)  # type: ignore[arg-type]
        enter(archive, of, at=later(minutes=number))


def run(archive: Archive, public: Path, settings: FeedSettings = SETTINGS, **more: object) -> PublishReport:
    return publish(archive.feed_reader(), public, settings, more.pop("names", NAMES), memory=archive, **more)  # type: ignore[arg-type]


def live(public: Path, name: str = "announcements") -> list[str]:
    """The numbers of a live feed's entries, as its JSON has them."""
    return [item["id"].split(":N")[-1].split(":")[0] for item in json.loads((public / f"{name}.json").read_bytes())["items"]]


def local(public: Path, address: str) -> Path:
    assert address.startswith(ROOT)
    return public / address.removeprefix(ROOT)


def walk(public: Path, ending: str) -> list[str]:
    """The ids that a reader meets on its way from the live feed through all archive pages."""
    met: list[str] = []
    place: str | None = f"{ROOT}announcements{ending}"
    while place:
        document = local(public, place).read_bytes()
        if ending == ".json":
            values = json.loads(document)
            met += [item["id"] for item in values["items"]]
            place = values.get("next_url")
            continue
        parsed = feedparser.parse(document)
        assert not parsed.bozo
        met += [entry.id for entry in parsed.entries]
        older = etree.fromstring(document).xpath('//*[local-name() = "link"][@rel = "prev-archive"]/@href')
        place = older[0] if older else None
    return met


def kept(public: Path) -> dict[str, bytes]:
    """Every archive page there is, by name."""
    return {path.name: path.read_bytes() for path in (public / "archive").rglob("*") if path.is_file()}


# ---- the live window -------------------------------------------------------------------------------------------


def test_an_entry_that_leaves_lets_no_older_one_in_again(archive: Archive, tmp_path: Path) -> None:
    news(archive, 1, 2, 3, 4, 5)
    run(archive, tmp_path)
    assert live(tmp_path) == ["5", "4", "3"]
    archive.drop_announcement("s-site:N4:en")
    run(archive, tmp_path)
    assert live(tmp_path) == ["5", "3"]
    run(archive, tmp_path, replace(SETTINGS, window=50))
    assert live(tmp_path) == ["5", "3"], "nor does a larger window"
    news(archive, 6)
    run(archive, tmp_path, replace(SETTINGS, window=50))
    assert live(tmp_path) == ["6", "5", "3"]


def test_the_first_set_is_frozen_when_it_is_full() -> None:
    def items(*numbers: int) -> list[Item]:
        return [Item(("2026", f"{number:03}", f"urn:{number}"), initial=True) for number in sorted(numbers, reverse=True)]

    first = advance(None, "", items(*range(10, 10 + FIRST)), 50, "")
    assert len(first.shown) == FIRST
    after = advance(window_of(first.values()), "", items(9, *range(10, 9 + FIRST)), 50, "2026")
    assert [key[2] for key in after.shown] == [f"urn:{number}" for number in range(8 + FIRST, 9, -1)]
    assert [(left.key[2], left.reason) for left in after.gone] == [(f"urn:{9 + FIRST}", "removed")]


def test_a_question_that_changed_begins_anew() -> None:
    before = advance(None, "country=AO", [Item(("2", "", "urn:1")), Item(("1", "", "urn:0"))], 1, "")
    assert before.floor == ("1", "", "urn:0")
    after = advance(before, "country=MZ", [Item(("1", "", "urn:0"))], 1, "")
    assert ([key[2] for key in after.shown], after.gone, after.floor) == (["urn:0"], (), None)


# ---- what is taken out -----------------------------------------------------------------------------------------


def withdraw(archive: Archive, number: int, at: datetime) -> None:
    of = release(f"N{number}", "en", f"Memorandum {number}", f"Macao signed memorandum {number} of co-operation.")
    archive.revise(of.address.native, revision(of, Kind.WITHDRAWN, at), "k", None)


def test_a_withdrawal_is_told_in_every_way_and_undone_when_it_is_undone(archive: Archive, tmp_path: Path) -> None:
    news(archive, 1, 2)
    run(archive, tmp_path)
    withdraw(archive, 2, later(days=1))
    run(archive, tmp_path)
    assert live(tmp_path) == ["1"]
    document = (tmp_path / "announcements.atom").read_bytes()
    check_profile_if_present(document)
    (gone,) = etree.fromstring(document).iter(f"{TOMBSTONES}deleted-entry")
    assert dict(gone.attrib) == {"ref": "urn:site:N2:en", "when": "2026-04-17T02:08:00Z"}
    assert json.loads((tmp_path / "announcements.json").read_bytes())["_ponte"] == {
        "deleted": [{"id": "urn:site:N2:en", "when": "2026-04-17T02:08:00Z", "reason": "withdrawn"}]
    }
    told = json.loads((tmp_path / "revisions.json").read_bytes())["items"]
    assert [item["title"] for item in told] == ["[Withdrawn] Memorandum 2"]
    assert "Macao signed memorandum 2" in told[0]["content_html"]
    of = release("N2", "en", "Memorandum 2", "Macao signed memorandum 2 of co-operation.")
    archive.revise("site:N2:en", replace(revision(of, Kind.RESTORED, later(days=2)), cause=Cause.RESTORED), "k", None)
    run(archive, tmp_path)
    assert live(tmp_path) == ["2", "1"]
    assert b"deleted-entry" not in (tmp_path / "announcements.atom").read_bytes()
    told = json.loads((tmp_path / "revisions.json").read_bytes())["items"]
    assert [item["title"] for item in told] == ["[Restored] Memorandum 2", "[Withdrawn] Memorandum 2"]


def test_a_tombstone_lies_no_longer_than_its_entry_would_have_stood(archive: Archive, tmp_path: Path) -> None:
    news(archive, 1, 2, 3)
    run(archive, tmp_path)
    archive.drop_announcement("s-site:N2:en")
    run(archive, tmp_path)
    assert b"urn:site:N2:en" in (tmp_path / "announcements.atom").read_bytes()
    news(archive, 4, 5, 6, 7)
    run(archive, tmp_path)
    assert b"urn:site:N2:en" not in (tmp_path / "announcements.atom").read_bytes()


# ---- archive pages ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small")
def test_walking_back_meets_every_entry_once_and_pages_never_change(archive: Archive, tmp_path: Path) -> None:
    pages_before: dict[str, bytes] = {}
    for number in range(1, 17):
        news(archive, number)
        run(archive, tmp_path, made_by="1")
        now = kept(tmp_path)
        assert {name: now[name] for name in pages_before if name in now} == {n: c for n, c in pages_before.items() if n in now}
        assert {name for name in pages_before if "-" not in name} <= set(now), "a closed page went"
        pages_before |= now
    everything = sorted(f"urn:site:N{number}:en" for number in range(1, 17))
    for ending in (".atom", ".rss", ".json"):
        assert sorted(walk(tmp_path, ending)) == everything, ending
    assert {name for name in kept(tmp_path) if "-" not in name} == {f"{n}.{e}" for n in range(1, 4) for e in ("atom", "rss", "json")}


@pytest.mark.usefixtures("small")
def test_a_closed_page_stays_whatever_its_releases_do(archive: Archive, tmp_path: Path) -> None:
    news(archive, *range(1, 10))
    run(archive, tmp_path)
    before = kept(tmp_path)
    assert b"Memorandum 1<" in before["1.atom"]
    archive.revise("site:N1:en", revision(release("N1", "en", "Quite another title"), Kind.REVISED, later(days=3)), "k", None)
    archive.drop_announcement("s-site:N2:en")
    run(archive, tmp_path, replace(SETTINGS, title="Renamed"))
    after = kept(tmp_path)
    assert {name: after[name] for name in before if name[0] == "1"} == {name: before[name] for name in before if name[0] == "1"}
    for path in (tmp_path / "archive").rglob("1.*"):
        path.unlink()
    run(archive, tmp_path)
    assert kept(tmp_path)["1.atom"] == before["1.atom"], "a page that was lost comes back as it was"


@pytest.mark.usefixtures("small")
def test_an_archive_page_is_marked_and_valid_and_says_the_feeds_own_id(archive: Archive, tmp_path: Path) -> None:
    news(archive, *range(1, 14))
    run(archive, tmp_path, replace(SETTINGS, hub="https://hub.example/"))
    for path in (tmp_path / "archive").rglob("*.atom"):
        document = path.read_bytes()
        check_profile_if_present(document)
        root = etree.fromstring(document)
        assert root.find(f"{HISTORY}archive") is not None
        assert root.findtext(f"{ATOM}id") == etree.parse(str(tmp_path / "announcements.atom")).findtext(f"{ATOM}id")
        assert root.xpath('*[@rel = "self"]/@href') == [f"{ROOT}{path.relative_to(tmp_path)}"]
        assert not root.xpath('*[@rel = "hub"]')
    assert etree.parse(str(tmp_path / "announcements.rss")).find(f"channel/{HISTORY}archive") is None


@pytest.mark.usefixtures("small")
def test_what_a_back_fill_brings_is_on_archive_pages_alone(archive: Archive, tmp_path: Path) -> None:
    news(archive, 1, 2)
    run(archive, tmp_path)
    for number in range(50, 56):
        of = release(
            f"N{number}", "en", f"Old memorandum {number}", f"Macao signed old memorandum {number}.", published=NOW - timedelta(days=900)
        )
        add(archive, of, at=later(days=1))
        announce(archive, of, story=f"s-site:N{number}:en", at=later(days=1))
        archive.archive_only([of.address.native])
    run(archive, tmp_path)
    assert live(tmp_path) == ["2", "1"]
    met = walk(tmp_path, ".atom")
    assert met[:2] == ["urn:site:N2:en", "urn:site:N1:en"]
    assert sorted(met[2:]) == sorted(serials.past_id(f"s-site:N{number}:en") for number in range(50, 56))
    assert all("2023" in page.decode() for name, page in kept(tmp_path).items() if name.endswith(".atom"))


@pytest.mark.usefixtures("small")
def test_another_address_of_the_folder_changes_addresses_and_nothing_else(archive: Archive, tmp_path: Path) -> None:
    news(archive, *range(1, 14))
    run(archive, tmp_path)
    before = kept(tmp_path)
    run(archive, tmp_path, replace(SETTINGS, base_url="https://other.example/a/"))
    after = kept(tmp_path)
    assert after["1.atom"] == before["1.atom"].replace(ROOT.encode(), b"https://other.example/a/") != before["1.atom"]
    assert b"place-" not in b"".join(after.values())


@pytest.mark.usefixtures("small")
def test_what_people_hide_leaves_every_feed_and_every_page(archive: Archive, tmp_path: Path) -> None:
    news(archive, *range(1, 14))
    run(archive, tmp_path)
    secret = [f"site:N{number}:en" for number in (1, 6, 9, 12)]
    assert all(f"urn:{name}" in walk(tmp_path, ".atom") for name in secret)
    for name in secret:
        hide(archive, name)
    run(archive, tmp_path, rights=Rights(hidden=archive.feed_reader().hidden()))
    for name, content in kept(tmp_path).items():
        assert not [n for n in (1, 6, 9, 12) if re.search(rf"Memorandum {n}\b".encode(), content)], name
    for ending in (".atom", ".rss", ".json"):
        met = walk(tmp_path, ending)
        assert len(met) == 9, ending
        assert not set(met) & {f"urn:{name}" for name in secret}


def hide(archive: Archive, release_id: str) -> None:
    """As `ponte edit hide` does of a release that alone tells its story."""
    archive.correct("release", release_id, HIDE, "shown", "hidden", "asked for", NOW)
    archive.drop_announcement(f"s-{release_id}")


def test_nothing_new_changes_no_byte_and_a_killed_publication_is_made_good(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news(archive, 1, 2, 3, 4, 5)
    run(archive, tmp_path / "a")
    report = run(archive, tmp_path / "a", made_by="1")
    assert report.written == 0
    assert run(archive, tmp_path / "a", made_by="1") == PublishReport(0, report.unchanged)
    news(archive, 6)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("feeds.folder.PublicFolder.put", die)
        with pytest.raises(KeyboardInterrupt):
            run(archive, tmp_path / "a", made_by="1")
    run(archive, tmp_path / "a", made_by="1")
    assert live(tmp_path / "a") == ["6", "5", "4"]
    (tmp_path / "a" / "announcements.rss").write_bytes(b"spoilt")
    run(archive, tmp_path / "a", made_by="1")
    assert feedparser.parse((tmp_path / "a" / "announcements.rss").read_bytes()).entries
    assert len(walk(tmp_path / "a", ".atom")) == 6


# ---- revisions and health --------------------------------------------------------------------------------------


def revise(archive: Archive, body: str, at: datetime, cause: Cause = Cause.SOURCE, weight: Significance = Significance.SUBSTANTIVE) -> None:
    of = release("N1", "en", "Memorandum 1", body)
    archive.revise("site:N1:en", replace(revision(of, Kind.REVISED, at), cause=cause, significance=weight), "k", None)


def test_revisions_hold_what_sites_changed_with_the_difference(archive: Archive, tmp_path: Path) -> None:
    news(archive, 1)
    old = "Macao signed memorandum 1 of co-operation."
    revise(archive, old.replace("1", "2"), later(days=1), Cause.EXTRACTOR)
    revise(archive, old.replace("1", "2") + " ", later(days=2), weight=Significance.COSMETIC)
    revise(archive, "Macao signed memorandum 3 of <b>co-operation</b>.", later(days=3), weight=Significance.MINOR)
    run(archive, tmp_path)
    (item,) = json.loads((tmp_path / "revisions.json").read_bytes())["items"]
    assert item["title"] == "[Revised] Memorandum 1"
    assert item["_ponte"] == {"change": "revised", "significance": "minor", "release": "site:N1:en", "revision": "4", "source": "site"}
    assert "Macao signed memorandum <del>2</del><ins>3</ins> of" in item["content_html"]
    assert "&lt;b&gt;" in item["content_html"].replace("<ins>", "").replace("</ins>", "")
    assert item["date_published"] == "2026-04-19T02:08:00Z"
    check_profile_if_present((tmp_path / "revisions.atom").read_bytes())
    assert live(tmp_path) == ["1"]


def test_a_source_that_is_only_linked_shows_no_text_of_its_revisions(archive: Archive, tmp_path: Path) -> None:
    news(archive, 1)
    revise(archive, "Macao signed memorandum 3 of co-operation.", later(days=3))
    run(archive, tmp_path, rights=Rights({"site": Public.LINK}))
    for name in ("announcements", "revisions"):
        (item,) = json.loads((tmp_path / f"{name}.json").read_bytes())["items"]
        assert "co-operation" not in item["content_html"]
        assert "https://site.example/en/N1" in item["content_html"]


def test_health_has_one_entry_for_an_incident_and_one_for_its_end(archive: Archive, tmp_path: Path) -> None:
    states = ["working", "failing", "blocked", "failing", "quiet", "working", "stale"]
    generations = []
    for day, state in enumerate(states):
        archive.put_health(Health("site", state, None, f"it <is> {state}"), later(days=day))
        generations.append(archive.reader().generation())
    run(archive, tmp_path)
    items = json.loads((tmp_path / "health.json").read_bytes())["items"]
    assert [item["title"] for item in items] == ["[stale] The site", "[recovered] The site", "[failing] The site"]
    assert "it &lt;is&gt; failing" in items[2]["content_html"]
    assert "since 2026-04-17" in items[1]["content_html"]
    assert live(tmp_path) == []
    assert [a == b for a, b in pairwise(generations)] == [False, True, True, False, True, False]
    check_profile_if_present((tmp_path / "health.atom").read_bytes())


def test_revisions_of_hostile_texts_are_harmless(archive: Archive, tmp_path: Path) -> None:
    news(archive, 1)
    revise(archive, "<script>alert(1)</script>\n\x00\ud800]]> <img src=x onerror=1>\n\u202e澳門", later(days=1))
    run(archive, tmp_path)
    for content in etree.parse(str(tmp_path / "revisions.atom")).iter(f"{ATOM}content"):
        nothing_runs(content.text.replace("ins>", "bdi>").replace("del>", "bdi>"))


# ---- saved queries ---------------------------------------------------------------------------------------------

CUSTOM = """
[feeds]
base_url = "https://feeds.example/"
[[feeds.custom]]
name = "signed-angola"
title = "Angola, signed"
country = ["AO"]
strength = "signed"
[[feeds.custom]]
name = "plain"
words = "memorandum"
"""


def config(tmp_path: Path, text: str) -> Config:
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    return load(tmp_path / "config.toml")


def test_saved_queries_are_feeds(archive: Archive, tmp_path: Path) -> None:
    loaded = config(tmp_path, CUSTOM)
    assert loaded.custom == (
        CustomFeed("signed-angola", "Angola, signed", Query(countries=("AO",), strengths=("signed",))),
        CustomFeed("plain", "plain", Query(words="memorandum")),
    )
    news(archive, 1, 2)
    of = release("N7", "en", "Memorandum 7")
    enter(archive, of, at=later(minutes=7), found=finding(of, countries=("AO", "MO")))
    of = release("N8", "en", "Memorandum 8")
    enter(archive, of, at=later(minutes=8), found=finding(of, Strength.AGREED, countries=("AO", "MO")))
    run(archive, tmp_path, names=replace(NAMES, custom=loaded.custom))
    assert live(tmp_path, "custom/signed-angola") == ["7"]
    assert live(tmp_path, "custom/plain") == ["8", "7", "2"]
    assert b'xmlUrl="https://feeds.example/custom/signed-angola.atom"' in (tmp_path / "feeds.opml").read_bytes()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('name = "A b"', "name 'A b'"),
        ('name = "a"\ncounty = "AO"', "no such field; did you mean 'country'?"),
        ('name = "a"\nstrength = "sined"', "did you mean 'signed'?"),
        ('name = "a"\nwords = 5', "a text in quotes"),
        ('name = "a"\n[[feeds.custom]]\nname = "a"', "name 'a'"),
        ('name = "a"\nsource = "nobody"', "no such source"),
    ],
)
def test_a_saved_query_that_cannot_be_is_refused_with_its_reason(tmp_path: Path, lines: str, said: str) -> None:
    with pytest.raises(Exception, match="line") as refused:
        config(tmp_path, f"[[feeds.custom]]\n{lines}\n")
    assert said in str(refused.value)


# ---- hubs ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lines", ['hub = "hub.example"\nbase_url = "https://a.example/"', 'hub = "https://hub.example/"'])
def test_a_hub_needs_an_address_and_feeds_with_one(tmp_path: Path, lines: str) -> None:
    with pytest.raises(Exception, match="hub"):
        config(tmp_path, f"[feeds]\n{lines}\n")


def test_a_hub_is_told_once_of_each_real_change(archive: Archive, tmp_path: Path) -> None:
    hub = Hub()
    loaded = config(tmp_path, '[feeds]\nbase_url = "https://feeds.example/"\nhub = "https://hub.example/publish"\n')
    loaded = replace(loaded, network=Network(hosts={"hub.example": Target("127.0.0.1", hub.server.server_port)}, timeout=5))
    news(archive, 1)
    assert hub.after(loaded, archive, tmp_path) >= {f"{ROOT}announcements{ending}" for ending in (".atom", ".rss", ".json")}
    assert b'<link href="https://hub.example/publish" rel="hub"/>' in (tmp_path / "announcements.atom").read_bytes()
    assert hub.after(loaded, archive, tmp_path) == set(), "nothing changed"
    news(archive, 2)
    hub.status = 503
    assert len(hub.after(loaded, archive, tmp_path)) == 1, "a hub that fails is not asked for every feed"
    hub.status = 204
    assert hub.after(loaded, archive, tmp_path) == set(), "not yet"
    assert len(hub.after(loaded, archive, tmp_path, NOW + timedelta(hours=1))) > 3
    assert hub.after(loaded, archive, tmp_path, NOW + timedelta(hours=2)) == set()
    hub.server.shutdown()


class Hub:
    """A hub on this machine; what it was told since the last look."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.status = 202
        hub = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                assert (self.headers["Host"], self.path, form["hub.mode"]) == ("hub.example", "/publish", ["publish"])
                hub.told += form["hub.url"]
                self.send_response(hub.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def after(self, config: Config, archive: Archive, public: Path, now: datetime = NOW) -> set[str]:
        self.told.clear()
        report = run(archive, public, replace(SETTINGS, hub=config.feeds.hub))
        archive.queue_pings(config.feeds.hub, report.topics)
        ping_hubs(config, archive, now)
        assert len(self.told) == len(set(self.told))
        return set(self.told)


def test_a_hub_that_lies_inside_is_never_asked(archive: Archive, tmp_path: Path) -> None:
    loaded = config(tmp_path, '[feeds]\nbase_url = "https://feeds.example/"\nhub = "http://127.0.0.1:9/"\n')
    archive.queue_pings(loaded.feeds.hub, {"https://feeds.example/a": "1"})
    (told,) = ping_hubs(loaded, archive, NOW)
    assert "guard" in told


def test_a_failing_hub_is_asked_ever_more_seldom() -> None:
    waits = [pause(tries) for tries in range(40)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_PAUSE
