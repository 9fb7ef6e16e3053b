"""`ponte check`: canaries as facts, comparing them, asking politely, the open questions, and the whole verb against the replica."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Home
from hypothesis import given
from hypothesis import strategies as st

from crawlers import dates
from crawlers.model import UNDATED, Address, DateBasis, Precision, Problem, ProblemKind, Published, Release, Source, Step
from crawlers.network import Network, Target, loopback_target
from crawlers.page import Page
from crawlers.spiders import spider_for
from crawlers.spiders.base import Spider
from demo.replica import Replica
from demo.server import Response
from monitor import checking, questions
from monitor.canaries import ZONE, Canary, address_differs, assign, date_differs, differences, load
from monitor.checking import CanaryCheck, ListingCheck, Prober, Robots, SourceCheck, Verdict, check_source
from monitor.commands.checking import block, check_command, exit_code, share_questions, summary
from monitor.config import load as load_config
from monitor.errors import ConfigError
from monitor.http import Answer

NOW = datetime(2026, 4, 14, 12, tzinfo=UTC)
BODY = "The delegations met and talked about cooperation between Macao and the Portuguese-speaking countries. " * 3
FORUM = "https://www.forumchinaplp.org.mo"


def canary(**given: Any) -> Canary:
    return Canary(**{"source": "forum-macao", "url": f"{FORUM}/en/news/view/1385", "evidence": "stored copy", **given})


def release(**given: Any) -> Release:
    spot = Address("forum-macao", "1385", "en", f"{FORUM}/en/news/view/1385")
    values = {"lang": "en", "title": "A title", "body": BODY, "published": on(date(2023, 3, 28)), "basis": Step.LABELS, **given}
    return Release(spot, **values)


def on(day: date, precision: Precision = Precision.DAY) -> Published:
    return Published(day, precision, DateBasis.LABEL)


KINDS = {"forum-macao": "forum-macao", "gcs": "gcs", "gov-mo": "gov-mo", "dsedt": "dsedt", "ipim": "ipim", "jiangmen": "trs", "ein": "ein"}
SPIDERS: dict[str, Spider] = {name: spider_for(Source(name, kind, "", None)) for name, kind in KINDS.items()}


# ---- the facts that are shipped --------------------------------------------------------------------------------------


def test_there_are_canaries_enough_over_many_hosts_and_each_says_how_it_is_known() -> None:
    facts = load()
    assert len(facts) >= 40
    assert len({each.url.split("/")[2] for each in facts}) >= 10
    assert {each.evidence for each in facts} <= {"stored copy", "id", "address", "cited", "public code"}


def test_every_canary_of_a_shipped_kind_is_an_address_that_its_spider_knows() -> None:
    known = {source.name: spider_for(source) for source in load_config(ROOT / "config.toml").sources}
    groups = assign(load(), known)
    for name in ("forum-macao", "gcs", "gov-mo", "ipim", "jiangmen", "ein"):
        assert groups[name], name
        for each in groups[name]:
            assert each.page or known[name].locate(each.url) is not None, each.url


def test_dates_in_addresses_and_ids_agree_with_the_facts() -> None:
    checked = 0
    for each in load():
        if each.evidence == "address":
            assert dates.from_path(each.url) is not None, each.url
        assert address_differs(each, each.url) == "" or each.source == "hojemacau", each.url
        made = dates.gcs_id_date(each.url.rpartition("/")[2]) if each.source == "gcs" else None
        if made is not None and each.published is not None:
            told = date.fromisoformat(each.published[:10])
            assert made <= told <= made + timedelta(days=1), each.url
            checked += 1
    assert checked >= 8


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[[gcs]]\nurl = 'https://x.mo/1'", "evidence"),
        ("[[gcs]]\nurl = '/detail/1'\nevidence = 'id'", "absolute"),
        ("[[gcs]]\nurl = 'https://x.mo/1'\nevidence = 'id'\npublised = '2023-01-01'", "publised"),
        ("[[gcs]]\nurl = 'https://x.mo/1'\nevidence = 'id'\npublished = '2023-13-01'", "month"),
        ("[[gcs]]\nurl = 'https://x.mo/1'\nevidence = 'id'\npublished = '2023-01-01T10:00'", "offset"),
        ("[[gcs]]\nurl = 'https://x.mo/1'\nevidence = 'id'\nlang = 'zh-hant'", "zh-Hant"),
        ("[[gcs]]\nurl = 'https://x.mo/1'\nevidence = 'id'\nwithin = -1", "negative"),
        ("[[gcs]]\nurl = 'https://x.mo/1'\nevidence = 'id'\n[[ein]]\nurl = 'https://x.mo/1'\nevidence = 'id'", "twice"),
        ("gcs = 1", "[[gcs]]"),
        ("gcs = [1]", "not a table"),
        ("[[gcs", "cannot read"),
    ],
)
def test_a_wrong_file_of_canaries_is_one_clear_error(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(word)):
        load(path)


def test_a_canary_belongs_to_its_name_then_its_kind_then_whoever_knows_the_address() -> None:
    forum = Source("forum", "forum-macao", "", None)
    jiangmen = Source("jiangmen", "trs", "", None)
    known = {each.name: spider_for(each) for each in (forum, jiangmen)}
    by_kind, by_address = canary(), canary(source="town", url="http://english.jiangmen.gov.cn/jmxw/202311/t942170.html")
    elsewhere, to_come = (
        canary(source="jiangmen", url="http://www.jiangmen.gov.cn/content/post_1.html"),
        canary(source="x", url="https://x.mo/1"),
    )
    groups = assign([by_kind, by_address, elsewhere, to_come], known)
    assert groups == {"forum": [by_kind], "jiangmen": [by_address], "www.jiangmen.gov.cn": [elsewhere], "x": [to_come]}


# ---- comparing -------------------------------------------------------------------------------------------------------


def test_a_release_as_known_has_no_differences() -> None:
    assert differences(canary(published="2023-03-28", lang="en", title="A  title", words=("MACAO",)), release()) == ()


@pytest.mark.parametrize(
    ("facts", "read", "word"),
    [
        ({"title": "Another"}, {}, "title “A title” where “Another” is known"),
        ({"lang": "pt"}, {}, "a text in en where pt is known"),
        ({"words": ("Malabo",)}, {}, "lacks “Malabo”"),
        ({}, {"body": "Too short."}, "only 10 characters"),
        ({"published": "2023-03-28"}, {"published": UNDATED}, "no date where 2023-03-28 is known"),
        ({"published": "2023-03-28"}, {"published": on(date(2023, 3, 29))}, "date 2023-03-29 (label) where 2023-03-28 is known"),
        ({"published": "2023-03-28"}, {"published": on(date(2023, 3, 27))}, "2023-03-27"),
        ({"published": "2023-03-28", "within": 1}, {"published": on(date(2023, 3, 27))}, "2023-03-27"),
        ({"published": "2023-11"}, {"published": on(date(2023, 12, 1))}, "2023-12-01"),
        ({"published": "2023-03-28", "silent": True}, {"published": on(date(2024, 1, 1))}, "2024-01-01"),
    ],
)
def test_each_difference_is_one_clause(facts: dict[str, Any], read: dict[str, Any], word: str) -> None:
    [said] = differences(canary(**facts), release(**read))
    assert word in said


@pytest.mark.parametrize(
    ("facts", "read"),
    [
        ({"published": "2023-03-28", "silent": True}, {"published": UNDATED}),
        ({"published": "2023-03-28", "within": 1}, {"published": on(date(2023, 3, 29))}),
        ({"published": "2023-11"}, {"published": on(date(2023, 11, 30))}),
        ({"published": "2023-11-16"}, {"published": on(date(2023, 11, 1), Precision.MONTH)}),
        ({"lang": "zh-Hant"}, {"lang": "zh"}),
        ({}, {"published": UNDATED}),
    ],
)
def test_what_is_not_known_or_may_be_silent_is_no_difference(facts: dict[str, Any], read: dict[str, Any]) -> None:
    assert differences(canary(**facts), release(**read)) == ()


def test_minutes_are_compared_as_instants_and_days_as_macaos() -> None:
    late = Published(datetime(2025, 7, 31, 17, 30, tzinfo=UTC), Precision.MINUTE, DateBasis.FEED)  # 01:30 of 1 August in Macao
    assert date_differs(canary(published="2025-08-01T01:30+08:00"), late) == ""
    assert date_differs(canary(published="2025-08-01"), late) == ""
    assert "2025-07-31T17:30:00Z" in date_differs(canary(published="2025-07-31"), late)
    assert date_differs(canary(published="2025-08-01T01:31+08:00"), late)


@given(st.dates(date(1991, 1, 1), date(2099, 12, 31)), st.times(), st.integers(0, 5), st.integers(-10, 10))
def test_a_date_is_right_exactly_within_its_days(known_day: date, at: time, within: int, shift: int) -> None:
    told = datetime.combine(known_day, at.replace(second=0, microsecond=0), ZONE)
    known = canary(published=told.date().isoformat(), within=within)
    day = on(told.date() + timedelta(days=shift))
    minute = Published(told.astimezone(UTC) + timedelta(days=shift), Precision.MINUTE, DateBasis.FEED)
    for read in (day, minute):
        assert (date_differs(known, read) == "") is (0 <= shift <= within)


def test_the_address_that_answered_is_read_where_no_spider_is() -> None:
    known = canary(published="2021-07-07")
    assert address_differs(known, "https://macauhub.com.mo/pt/2021/07/07/20210707003/") == ""
    assert address_differs(known, "https://macauhub.com.mo/gone/") == ""
    assert "2024-01-02" in address_differs(known, "https://macauhub.com.mo/2024/01/02/other/")


# ---- asking ----------------------------------------------------------------------------------------------------------


class FakeSite:
    """Answers instead of monitor.http.get, and keeps the time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **answers: tuple[int, bytes] | Problem) -> None:
        self.answers = answers
        self.asked: list[str] = []
        self.now = 100.0
        self.pauses: list[float] = []
        monkeypatch.setattr(checking, "get", self.get)

    def get(self, url: str, network: Network, headers: dict[str, str], *, hops: int) -> Answer | Problem:
        self.asked.append(url)
        self.now += 0.5
        found = self.answers.get(url.rpartition("/")[2].replace(".", "_"), (404, b""))
        return found if isinstance(found, Problem) else Answer(url, found[0], {"content-type": "text/html"}, found[1])

    def pause(self, seconds: float) -> bool:
        self.pauses.append(seconds)
        self.now += seconds
        return False

    def prober(self) -> Prober:
        return Prober(Network(), clock=lambda: NOW, monotonic=lambda: self.now, pause=self.pause)


def test_robots_comes_first_and_once_and_requests_keep_their_distance(monkeypatch: pytest.MonkeyPatch) -> None:
    site = FakeSite(monkeypatch, robots_txt=(200, b"User-agent: *\nCrawl-delay: 7\nDisallow: /closed"), a=(200, b"<p>a</p>"))
    prober = site.prober()
    assert isinstance(prober.ask("https://x.mo/a", 3.0), Page)
    assert isinstance(prober.ask("https://x.mo/a", 3.0), Page)
    closed = prober.ask("https://x.mo/closed", 3.0)
    assert isinstance(closed, Problem)
    assert closed.kind is ProblemKind.ROBOTS
    prober.ask("https://x.mo/b", 9.0)
    assert site.asked == ["https://x.mo/robots.txt", "https://x.mo/a", "https://x.mo/b"]
    assert site.pauses == [0.0, 7.0, 9.0]


def test_towards_a_replica_there_is_no_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    site = FakeSite(monkeypatch)
    prober = Prober(Network(replica=Target("127.0.0.1", 1)), clock=lambda: NOW, monotonic=lambda: site.now, pause=site.pause)
    prober.ask("https://x.mo/a", 3.0)
    assert site.pauses == [0.0, 0.0]


@pytest.mark.parametrize(("status", "kind"), [(503, ProblemKind.ROBOTS), (429, ProblemKind.BLOCKED)])
def test_a_robots_that_is_not_to_be_had_forbids_everything(monkeypatch: pytest.MonkeyPatch, status: int, kind: ProblemKind) -> None:
    site = FakeSite(monkeypatch, robots_txt=(status, b""))
    found = site.prober().ask("https://x.mo/a", 0.0)
    assert isinstance(found, Problem)
    assert found.kind is kind
    assert str(status) in found.detail
    assert site.asked == ["https://x.mo/robots.txt"]


def test_a_dead_host_is_left_alone_and_told_as_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    site = FakeSite(monkeypatch, robots_txt=Problem(ProblemKind.DNS, "", "the name x.mo does not resolve"))
    prober = site.prober()
    for path in "abc":
        found = prober.ask(f"https://x.mo/{path}", 0.0)
        assert isinstance(found, Problem)
        assert (found.kind, found.url) == (ProblemKind.DNS, f"https://x.mo/{path}")
    assert len(site.asked) == 1


def test_a_host_that_breaks_three_times_or_says_too_many_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    late = Problem(ProblemKind.TIMEOUT, "", "no complete answer within 30 s")
    site = FakeSite(monkeypatch, a=late, b=late, c=late, many=(429, b""))
    prober = site.prober()
    for path in "abcdef":
        assert isinstance(prober.ask(f"https://x.mo/{path}", 0.0), Problem)
    assert len(site.asked) == 4
    assert isinstance(prober.ask("https://y.mo/many", 0.0), Page)
    assert isinstance(prober.ask("https://y.mo/a", 0.0), Problem)
    assert site.asked[4:] == ["https://y.mo/robots.txt", "https://y.mo/many"]


def test_a_stop_ends_the_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    site = FakeSite(monkeypatch)
    prober = Prober(Network(), clock=lambda: NOW, pause=lambda _: True)
    assert isinstance(prober.ask("https://x.mo/a", 3.0), Problem)
    assert site.asked == []


# ---- questions -------------------------------------------------------------------------------------------------------


def look(source: str, pages: dict[str, Page | Problem]) -> questions.Look:
    return questions.Look(SPIDERS[source], pages)


def page(url: str, body: str, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> Page:
    return Page(url, body.encode(), NOW, {"content-type": kind, **headers}, status, requested=url)


def asked(word: str) -> questions.Question:
    [found] = [each for each in questions.QUESTIONS if word in each.words and not each.kind]
    return found


def test_questions_go_to_the_sources_whose_listings_are_on_their_host() -> None:
    for spider in SPIDERS.values():
        found = questions.questions_for(spider, spider.starts())
        assert found or spider.kind == "ein"
        hosts = {url.split("/")[2] for url in spider.starts()}
        assert all(each.host in hosts for each in found)
    assert not any(each.host.endswith("gcs.gov.mo") for each in questions.questions_for(SPIDERS["dsedt"], SPIDERS["dsedt"].starts()))


def test_an_address_of_the_sources_own_origin_is_filled_in() -> None:
    [feed] = [each for each in questions.QUESTIONS if each.kind == "wordpress" and "feed" in each.words]
    assert questions.addresses(feed, ["https://clbrief.com/category/news/"]) == ("https://clbrief.com/feed/",)


@pytest.mark.parametrize(
    "answer",
    [
        Problem(ProblemKind.DNS, "", "the name does not resolve"),
        Problem(ProblemKind.ROBOTS, "", "robots.txt forbids this address"),
        page("https://www.gov.mo/pt/noticias/777210/", "no", status=403),
        page("https://www.gov.mo/pt/noticias/777210/", "no", status=500),
    ],
)
def test_what_never_came_settles_nothing(answer: Page | Problem) -> None:
    question = asked("linked to their sisters")
    finding = questions.settle(question, look("gov-mo", dict.fromkeys(question.asks, answer)))
    assert not finding.settled
    assert question.asks[0] in finding.words


def test_a_404_settles_that_there_is_no_feed() -> None:
    question = asked("do the feeds of en and pt exist")
    missing = {url: page(url, "", status=404) for url in question.asks}
    finding = questions.settle(question, look("gcs", dict(missing)))
    assert finding.settled
    assert finding.words.count("404") == 2


def test_raw_dates_of_a_feed_are_told_as_written() -> None:
    question = asked("pubDate")
    item = "<item><title>t</title><link>https://www.gcs.gov.mo/detail/pt/N25GeowHrZ</link><pubDate>{}</pubDate></item>"
    feed = "<rss><channel><lastBuildDate>x</lastBuildDate>" + "".join(map(item.format, ["2026-04-16T10:08:00+08:00", "Thu, 16 Apr 2026"]))
    pages: dict[str, Page | Problem] = {
        question.asks[0]: page(question.asks[0], feed + "</channel></rss>", "application/rss+xml", etag='"v"')
    }
    assert questions.settle(question, look("gcs", pages)).words == (
        "1 of 2 are ISO 8601 with an offset; the first is 2026-04-16T10:08:00+08:00"
    )
    assert questions.settle(asked("validators"), look("gcs", pages)).words == 'ETag: "v"; Last-Modified: none; lastBuildDate: x'
    broken: dict[str, Page | Problem] = {question.asks[0]: page(question.asks[0], "<p>no feed</p>")}
    assert not questions.settle(question, look("gcs", broken)).settled


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ('{"articles": [{"url": "/a/post_1.html"}, {"url": "https://x/post_2.html"}]}', "2 articles; 1 absolute"),
        ('{"articles": []}', "0 articles"),
        ('{"articles": [1]}', "not the known JSON"),
        ("[" * 5000, "not the known JSON"),
    ],
)
def test_a_guangdong_column_is_counted(body: str, word: str) -> None:
    question = asked("column absolute")
    pages: dict[str, Page | Problem] = {question.asks[0]: page(question.asks[0], body, "application/json")}
    assert word in questions.settle(question, look("gov-mo", pages)).words


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ('{"routes": {"/wp/v2/news_post": {}, "/wp/v2/posts/(?P<id>1)": {}}}', "collections: news_post"),
        ('[{"modified_gmt": "x", "id": 1}]', "answers with 1 records, their fields: id, modified_gmt"),
        ("<html>", "no JSON"),
        ("3", "another form"),
    ],
)
def test_what_wp_json_answers_is_told(body: str, word: str) -> None:
    [question] = [each for each in questions.QUESTIONS if each.host == "www.gov.mo" and "wp-json" in each.words]
    pages: dict[str, Page | Problem] = {question.asks[0]: page(question.asks[0], body, "application/json")}
    assert word in questions.settle(question, look("gov-mo", pages)).words


@given(st.binary(max_size=300), st.sampled_from([200, 404, 204]))
def test_no_answer_of_a_site_makes_a_question_fail(body: bytes, status: int) -> None:
    known = {each.kind: each for each in SPIDERS.values()}
    for question in questions.QUESTIONS:
        spider = next((each for each in known.values() if question.host in {url.split("/")[2] for url in each.starts()}), known["gov-mo"])
        urls = questions.addresses(question, spider.starts())
        pages = {url: Page(url, body, NOW, {"content-type": "text/html"}, status, requested=url) for url in urls}
        finding = questions.settle(question, questions.Look(spider, dict(pages)))
        assert finding.words.isprintable()


# ---- against the replica ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sites() -> Iterator[Replica]:
    with Replica(day=1) as replica:
        yield replica


@pytest.fixture
def replica(sites: Replica) -> Iterator[Replica]:
    yield sites
    sites.clear_overrides()
    sites.transform = None


@pytest.fixture
def check(home: Home, replica: Replica, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs `ponte check` on the demo's config: exit code, printed text."""

    def run(*names: str, canaries: int = 2, dead: str = "", **options: Any) -> tuple[int, str]:
        config = load_config(home.config, replica=replica.address)
        if dead:
            config = replace(config, network=replace(config.network, hosts={dead: Target("127.0.0.1", closed_port())}))
        code = check_command(config, names, canaries=canaries, **{"quiet": True, **options})
        return code, capsys.readouterr().out

    return run


def closed_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def test_canaries_that_the_replica_tells_are_right(check: Any) -> None:
    code, out = check("forum-macao", "gcs", "gov-mo", "dsedt", "jiangmen", "ein")
    assert code == 0, out
    assert out.splitlines()[0].endswith("no word of the real sites")
    assert out.splitlines()[-1] == "6 sources: 6 work, 0 differ, 0 unreachable"
    assert "DIFFERS" not in out
    assert "view/1385: “Programme for 2023 adopted" in out
    assert "2023-03-28 (from label), en," in out
    assert "characters read by labels" in out
    assert "2025-09-10 (from dateline)" in out
    assert "api/rss/n/zh-hant: 17 releases, 17 with their text, newest 2026-04-14T09:30:00Z" in out
    assert "pg_home: answers" in out


def test_questions_are_settled_and_say_so(check: Any) -> None:
    _, out = check("forum-macao", "gcs", "gov-mo", "jiangmen")
    assert "  settled     is one id the same release in pt, en and zh-hant? no: pt: pt “Delegação" in out
    assert "  settled     how is pubDate written? 17 of 17 are ISO 8601 with an offset" in out
    assert "  settled     is zh-hant a prefix, or none? /news: 3 releases" in out
    assert "  settled     which element holds the text? div class article-content id -" in out
    assert "hreflang: pt-PT https://www.gov.mo/pt/noticias/777210/, zh-hant https://www.gov.mo/zh-hant/news/1162936/" in out
    assert "  settled     is the site still updated; list and paging? yes: 3 releases" in out


def test_json_is_one_object(check: Any) -> None:
    code, out = check("gov-mo", as_json=True)
    told = json.loads(out)
    assert (code, told["replica"], told["counts"]) == (0, True, {"works": 1, "differs": 0, "unreachable": 0})
    [source] = told["sources"]
    assert source["reached"] == ["www.gov.mo"]
    assert [each["releases"] for each in source["listings"]] == [3, 4, 4, 3]
    assert [each["differences"] for each in source["canaries"]] == [[], []]
    assert {"question", "settled", "words"} == set(source["findings"][0])


def test_a_changed_title_or_date_differs(check: Any, replica: Replica, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    title = "Programme for 2023 adopted at the 18th Ordinary Meeting of the Permanent Secretariat"
    own.write_text(
        f"[[forum-macao]]\nurl = '{FORUM}/en/news/view/1385'\ntitle = '{title}'\npublished = '2023-03-28'\nevidence = 'stored copy'\n",
        encoding="utf-8",
    )
    assert check("forum-macao", facts=own)[0] == 0
    replica.transform = lambda html, host, path: html.replace(title, "Programme put off").replace("2023-03-28", "2023-03-30")
    code, out = check("forum-macao", "ein", facts=own)
    assert code == 1
    assert "forum-macao (forum-macao): DIFFERS" in out
    assert f"title “Programme put off” where “{title}” is known" in out
    assert "date 2023-03-30 (label) where 2023-03-28 is known" in out
    assert out.splitlines()[-1] == "2 sources: 1 works, 1 differs, 0 unreachable"


def test_a_release_that_is_gone_and_a_listing_that_scripts_fill_differ(check: Any, replica: Replica) -> None:
    replica.override("www.forumchinaplp.org.mo", "/en/news/view/1385", Response(404))
    shell = Response(200, {"Content-Type": "text/html"}, "<html><body><div id=app></div><script>fill()</script></body></html>")
    replica.override("www.forumchinaplp.org.mo", "/pt/news?", shell)
    replica.override("www.forumchinaplp.org.mo", re.compile("^/pt/news$"), shell)
    code, out = check("forum-macao")
    assert code == 3
    assert re.search(r"canary     DIFFERS \S+/en/news/view/1385 \(known from: stored copy\)\n +the site answered 404", out)
    assert re.search(r"listing    DIFFERS \S+/pt/news: next to no text: scripts would fill this page", out)


def test_a_site_whose_robots_forbids_us_is_unreachable_and_not_asked(check: Any, replica: Replica) -> None:
    replica.clear_log()
    replica.override("www.einpresswire.com", "/robots.txt", Response(200, {"Content-Type": "text/plain"}, "User-agent: *\nDisallow: /\n"))
    code, out = check("ein", "jiangmen")
    assert code == 1
    assert "ein (ein): UNREACHABLE" in out
    assert "robots     https://www.einpresswire.com forbids 3 of 3 addresses" in out
    assert "robots.txt forbids this address" in out
    assert out.splitlines()[-1] == "2 sources: 1 works, 0 differ, 1 unreachable"
    assert {entry.path for entry in replica.requests if entry.host == "www.einpresswire.com"} == {"/robots.txt"}


def test_robots_that_forbids_one_canary_makes_it_differ(check: Any, replica: Replica) -> None:
    rules = Response(200, {"Content-Type": "text/plain"}, "User-agent: *\nDisallow: /article/847812142\n")
    replica.override("www.einpresswire.com", "/robots.txt", rules)
    code, out = check("ein")
    assert code == 3
    assert "forbids 1 of 3 addresses, https://www.einpresswire.com/article/847812142 first" in out
    assert "ein (ein): DIFFERS" in out


def test_a_dead_host_is_unreachable(check: Any) -> None:
    code, out = check("gov-mo", "ein", dead="www.gov.mo")
    assert code == 1
    assert "gov-mo (gov-mo): UNREACHABLE\n  reachable  no\n" in out
    assert re.search(r"listing    DIFFERS https://www.gov.mo/en/news/: .*(?:refused|failed)", out)
    assert "settled" not in out
    assert check("gov-mo", dead="www.gov.mo")[0] == 3


@pytest.mark.parametrize("status", [403, 503])
def test_a_site_that_refuses_us_everywhere_is_unreachable(check: Any, replica: Replica, status: int) -> None:
    replica.override("www.einpresswire.com", re.compile("^/(?!robots)"), Response(status))
    code, out = check("ein")
    assert (code, "ein (ein): UNREACHABLE" in out, str(status) in out) == (3, True, True)


def test_a_canary_that_leads_to_another_site_is_not_read(check: Any, replica: Replica) -> None:
    replica.override("www.einpresswire.com", "/article/847812142", Response(302, {"Location": "https://www.gov.mo/en/news/"}))
    _, out = check("ein")
    assert "leads to www.gov.mo, which is no host of this source" in out


def test_the_next_way_in_answers_where_the_best_does_not(home: Home, replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    config = load_config(home.config, replica=replica.address)
    replica.override("govinfohub.gcs.gov.mo", "/api/rss/n/pt", Response(404))
    ways = (("https://govinfohub.gcs.gov.mo/api/rss/n/pt", "https://www.gcs.gov.mo/list/pt/news/"),)
    monkeypatch.setattr("crawlers.spiders.gcs.Gcs.ways", lambda spider: ways)
    checked = check_source(config.source("gcs"), (), Prober(config.network))
    [listing] = checked.listings
    assert (checked.verdict, listing.url, listing.releases) == (Verdict.WORKS, ways[0][1], 4)
    assert listing.instead_of == (f"{ways[0][0]}: the site answered 404",)


def test_hosts_without_a_source_are_asked_by_name(check: Any, replica: Replica) -> None:
    replica.override("macauhub.com.mo", "/", Response(200, {"Content-Type": "text/html"}, "<p>Old news</p>"))
    code, out = check("macauhub")
    assert code == 0
    assert "macauhub (no source of config.toml reads it: addresses only): WORKS" in out
    assert "20210707003/: answers, 2021-07-07 in the address" in out
    assert replica.override("macauhub.com.mo", "/pt/", Response(301, {"Location": "/2024/01/02/other/"}))
    assert "date 2024-01-02 (address) where 2021-07-07 is known" in check("macauhub")[1]


def test_a_name_that_is_no_source_is_an_error(check: Any) -> None:
    with pytest.raises(ConfigError, match="forum-macao"):
        check("forum-macau")


def test_without_names_all_enabled_sources_are_checked_and_with_all_the_rest(check: Any, home: Home) -> None:
    home.config.write_text('[sources.ein]\nkind = "ein"\nenabled = false\n[sources.jiangmen]\nkind = "trs"\n', encoding="utf-8")
    _, out = check(canaries=1, as_json=True)
    [source] = json.loads(out)["sources"]
    assert (source["name"], len(source["canaries"])) == ("jiangmen", 1)
    own = home.folder / "own.toml"
    facts = [("jiangmen", "http://english.jiangmen.gov.cn/jmxw/202105/t20210511_2201885.htm")] + [
        ("macauhub", f"https://macauhub.com.mo/2020/10/22/2020102200{number}/") for number in range(4)
    ]
    own.write_text("".join(f"[[{name}]]\nurl = '{url}'\nevidence = 'address'\n" for name, url in facts), encoding="utf-8")
    _, out = check(everything=True, facts=own, as_json=True)
    told = {each["name"]: len(each["canaries"]) for each in json.loads(out)["sources"]}
    assert told == {"ein": 0, "jiangmen": 1, "macauhub": 4}


def test_what_a_site_writes_cannot_move_the_terminal(check: Any, replica: Replica) -> None:
    replica.transform = lambda html, host, path: html.replace(
        '<h1 class="article_title">', '<h1 class="article_title">\x9b31m\u202e&#27;[2J'
    )
    _, out = check("ein")
    assert "\x9b" not in out
    assert "\u202e" not in out
    assert "\x1b" not in out


def test_nothing_is_asked_twice_and_a_spider_that_fails_is_told(home: Home, replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    replica.clear_log()
    config = load_config(home.config, replica=replica.address)
    facts = [each for each in load() if each.source == "gcs"][:2]
    check_source(config.source("gcs"), facts, Prober(config.network))
    paths = [(entry.host, entry.path) for entry in replica.requests]
    assert len(paths) == len(set(paths))

    def broken(self: Spider, *given: object) -> None:
        raise SyntaxError("a bug of ours")

    monkeypatch.setattr("crawlers.spiders.ein.Ein.listing", broken)
    checked = check_source(config.source("ein"), (), Prober(config.network))
    assert checked.verdict is Verdict.DIFFERS
    assert checked.listings[0].difference == "the spider failed: SyntaxError: a bug of ours"


def test_exit_code_and_last_line_follow_the_verdicts(home: Home, replica: Replica) -> None:
    config = load_config(home.config, replica=replica.address)
    fine = check_source(config.source("ein"), (), Prober(config.network))
    bad = replace(fine, verdict=Verdict.DIFFERS)
    lost = replace(fine, verdict=Verdict.UNREACHABLE)
    assert [exit_code(each) for each in ([fine, fine], [fine, bad], [fine, lost], [bad, lost], [lost])] == [0, 1, 1, 3, 3]
    assert summary([fine, bad, lost, lost]) == "4 sources: 1 works, 1 differs, 2 unreachable"


def test_a_redirect_into_what_robots_forbids_is_not_read(check: Any, replica: Replica) -> None:
    rules = Response(200, {"Content-Type": "text/plain"}, "User-agent: *\nDisallow: /closed/\n")
    replica.override("www.einpresswire.com", "/robots.txt", rules)
    replica.override("www.einpresswire.com", "/article/847812142", Response(302, {"Location": "/closed/847812142"}))
    replica.override("www.einpresswire.com", "/closed/", Response(200, {"Content-Type": "text/html"}, "<h1>Closed</h1>"))
    _, out = check("ein")
    assert "redirected to https://www.einpresswire.com/closed/847812142: robots.txt forbids this address" in out


def test_a_worse_way_in_is_not_asked_where_the_better_is_sound(home: Home, replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    config = load_config(home.config, replica=replica.address)
    ways = (("https://govinfohub.gcs.gov.mo/api/rss/n/pt", "https://www.gcs.gov.mo/list/pt/news/"),)
    monkeypatch.setattr("crawlers.spiders.gcs.Gcs.ways", lambda spider: ways)
    monkeypatch.setattr(questions, "QUESTIONS", ())
    replica.clear_log()
    [listing] = check_source(config.source("gcs"), (), Prober(config.network)).listings
    assert (listing.url, listing.instead_of) == (ways[0][0], ())
    assert {entry.host for entry in replica.requests} == {"govinfohub.gcs.gov.mo"}


def test_one_id_counts_only_where_each_language_answers_in_its_own(replica: Replica, home: Home) -> None:
    config = load_config(home.config, replica=replica.address)
    question = asked("one id")
    answers = {url: Prober(config.network).ask(url, 0.0) for url in question.asks}
    pt, en, zh = question.asks
    portuguese, chinese = answers[pt], answers[zh]
    assert isinstance(portuguese, Page)
    assert isinstance(chinese, Page)
    # The English address answers with the Portuguese text.
    copied: dict[str, Page | Problem] = {pt: portuguese, en: replace(portuguese, url=en), zh: chinese}
    assert questions.settle(question, look("gcs", copied)).words.startswith("no: ")
    again: dict[str, Page | Problem] = {pt: portuguese, zh: chinese}
    assert questions.settle(question, look("gcs", again)).words.startswith("yes: ")
    lost: dict[str, Page | Problem] = {pt: replace(portuguese, status=404), zh: chinese}
    assert not questions.settle(question, look("gcs", lost)).settled


def test_every_line_of_a_block_is_one_safe_line() -> None:
    bad = "a\x1b[2J\nb\u202ec"
    robots = Robots("https://x.mo", 1, (), 0.0, bad)
    checks = (CanaryCheck(canary(), (bad,)), CanaryCheck(canary(), (), bad, "2023-03-28", "label", "en", 100, "labels"))
    listings = (ListingCheck(bad, difference=bad, instead_of=(bad,)),)
    lines = block(SourceCheck("x", "y", Verdict.DIFFERS, (bad,), (robots,), listings, checks, (questions.Finding(bad, True, bad),)))
    assert all(line.isprintable() for line in lines)


def test_two_sources_of_one_site_are_not_asked_the_same_question_twice() -> None:
    twin = spider_for(Source("gcs-topics", "gcs", "", None))
    put = share_questions({"gcs": SPIDERS["gcs"], "gcs-topics": twin, "gov-mo": SPIDERS["gov-mo"]})
    assert set(put) == {"gcs", "gov-mo"}
    assert len(put["gcs"]) == 5


def test_robots_is_asked_before_a_redirect_is_followed(home: Home) -> None:
    with Replica() as replica:
        replica.override("www.gov.mo", "/pt/noticias/777210", Response(302, {"Location": "https://www.gcs.gov.mo/search/x"}))
        replica.override(
            "www.gcs.gov.mo", "/robots.txt", Response(200, {"Content-Type": "text/plain"}, "User-agent: *\nDisallow: /search\n")
        )
        network = Network(replica=loopback_target(replica.address))
        found = Prober(network).ask("https://www.gov.mo/pt/noticias/777210/", 0.0)
        asked = [(each.host, each.path) for each in replica.requests]
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.ROBOTS
    assert ("www.gcs.gov.mo", "/search/x") not in asked
    assert ("www.gcs.gov.mo", "/robots.txt") in asked
