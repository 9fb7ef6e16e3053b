"""The site's pages from values and from real archives: what they say, in four languages, and that no text of a site can act in them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html
from storage_values import NOW, add, enter, finding, later, populate, release, revision

from feeds.clean import xml_text
from feeds.diff import Content, difference
from feeds.labels import LANGUAGES
from feeds.publish import FeedNames, feed_specs
from feeds.rights import Public, Rights
from feeds.site import charts, overview, render, stories, views, words
from feeds.site.texts import Span, beyond, changes, marked
from storage import pages
from storage.archive import Archive
from storage.model import Kind, Party, Query, Scope, Strength
from storage.queries import address, cursor, parse
from storage.reading import Reader

SITE = views.Site("Ponte", sources=(("site", "The Site"),), rights=Rights({"site": Public.FULL}))
STORY = "s-site:N1:pt"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "a.db") as opened:
        populate(opened)
        yield opened


@pytest.fixture
def reader(archive: Archive) -> Reader:
    return archive.reader()


def tree(page: bytes) -> html.HtmlElement:
    return html.document_fromstring(page.decode())


def told(reader: Reader, story: str = STORY) -> stories.Told:
    found = stories.told(reader, story)
    assert found is not None
    return found


def every_page(reader: Reader, lang: str, site: views.Site = SITE) -> dict[str, bytes]:
    story = told(reader)
    made = [
        views.front(reader, Query(), lang, site),
        overview.charts(reader, lang, site),
        views.sources(reader, lang, site),
        views.feeds(reader, lang, site),
        stories.announcement(story, lang, site),
        *(stories.release(story, kept.release.id, lang, site) for kept in story.kept),
    ]
    return {view.frame.path: render.page(view, lang) for view in made}


# ---- words -----------------------------------------------------------------------------------------------------------


def test_every_word_has_four_languages_with_the_same_blanks() -> None:
    for key in words.known():
        texts = [words.words_in(lang)(key) for lang in LANGUAGES]
        assert all(texts), key
        assert len({tuple(sorted(re.findall(r"{(\w+)}", text))) for text in texts}) == 1, key


def test_templates_use_no_word_that_is_not_there() -> None:
    named = {
        key
        for path in Path(views.__file__).with_name("templates").glob("*.html")
        for key in re.findall(r'\bw\("([\w-]+)"[,)]', path.read_text())
    }
    assert named - words.known() == set()
    assert len(named) > 80


@pytest.mark.parametrize(
    ("iso", "en", "pt", "zh"),
    [
        ("2026-04-16", "16 April 2026", "16 de Abril de 2026", "2026年4月16日"),
        ("2026-04", "April 2026", "Abril de 2026", "2026年4月"),
        ("2026-04-16T02:08:00Z", "16 April 2026, 02:08 UTC", "16 de Abril de 2026, 02:08 UTC", "2026年4月16日, 02:08 UTC"),
        ("2026", "2026", "2026", "2026年"),
        (None, "", "", ""),
    ],
)
def test_dates_are_written_as_each_language_does(iso: str | None, en: str, pt: str, zh: str) -> None:
    assert [words.date_words(iso, lang) for lang in ("en", "pt", "zh-Hans")] == [en, pt, zh]


# ---- every page ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_has_its_language_landmarks_and_nothing_that_runs_or_loads(reader: Reader, lang: str) -> None:
    for path, page in every_page(reader, lang).items():
        document = tree(page)
        assert document.get("lang") == lang, path
        assert document.get("dir") == "ltr"
        assert [document.xpath(f"count(//{name})") for name in ("main", "h1", "header[@class='head']", "footer")] == [1, 1, 1, 1], path
        assert document.xpath("//a[@class='skip']/@href") == ["#content"]
        assert document.xpath("//main/@id") == ["content"]
        assert not document.xpath("//script | //style | //iframe | //img | //@style | //@onclick | //object"), path
        assert len(document.xpath("//nav[@class='langs']//a")) == len(LANGUAGES)
        ids = document.xpath("//@id")
        assert len(ids) == len(set(ids)), path
        assert set(document.xpath("//@aria-labelledby")) <= set(ids), path
        assert {href[1:] for href in document.xpath("//a/@href") if href.startswith("#")} <= set(ids), path
        labels = set(document.xpath("//label/@for"))
        assert set(document.xpath("//select/@id | //input/@id")) <= labels, path


def test_links_within_the_site_lead_to_its_pages_or_to_what_a_server_answers(reader: Reader) -> None:
    pages_made = every_page(reader, "en")
    known = {f"en/{path}" for path in pages_made} | {"en/index.html"}
    for path, page in pages_made.items():
        for href in tree(page).xpath("//a/@href | //link/@href | //form/@action"):
            if href.startswith(("https://", "http://", "#")):
                continue
            where = (Path("en") / Path(path).parent / href.partition("?")[0]).as_posix()
            parts: list[str] = []
            for part in where.split("/"):
                parts = parts[:-1] if part == ".." else [*parts, part]
            target = "/".join(each for each in parts if each != ".")
            file = (
                target.replace("pt/", "en/").replace("zh-hant/", "en/").replace("zh-hans/", "en/") if target[:2] in ("pt", "zh") else target
            )
            named = re.fullmatch(r"en/(list|search)|feed\.(atom|rss|json)|.*\.(atom|rss|json|opml|ris)|style\.css|icon\.svg", file)
            assert named or file in known, (path, href)


def test_without_a_server_no_page_leads_to_one(reader: Reader) -> None:
    for path, page in every_page(reader, "en", replace(SITE, live=False)).items():
        document = tree(page)
        assert not document.xpath("//form"), path
        assert not [href for href in document.xpath("//a/@href") if re.search(r"\blist\?|search|feed\.atom", href)], path


def test_a_language_that_the_site_does_not_speak_is_refused(reader: Reader) -> None:
    with pytest.raises(ValueError, match="does not speak"):
        overview.charts(reader, "fr", SITE)


# ---- the front page --------------------------------------------------------------------------------------------------


def test_a_title_stands_in_the_pages_language_where_there_is_one_and_says_its_own_where_not(reader: Reader) -> None:
    english, portuguese, chinese = (views.front(reader, Query(), lang, SITE).items[0].title for lang in ("en", "pt", "zh-Hans"))
    assert (english.text, english.lang, english.foreign) == ("Memorandum signed", "en", None)
    assert (portuguese.text, portuguese.foreign) == ("Assinatura de memorando", None)
    assert (chinese.text, chinese.lang, chinese.foreign) == ("Assinatura de memorando", "pt", "Português")
    shown = tree(render.page(views.front(reader, Query(), "zh-Hans", SITE), "zh-Hans")).xpath("//h3")[0]
    assert shown.xpath(".//bdi/@lang") == ["pt", "pt"]
    assert "Português" in shown.text_content()


def test_a_chinese_page_takes_the_title_in_the_other_script_before_another_language(archive: Archive) -> None:
    with archive.transaction():
        add(archive, release(lang="zh-Hant", title="簽署備忘錄", body="政府簽署備忘錄。"), STORY)
    title = views.front(archive.reader(), Query(), "zh-Hans", SITE).items[0].title
    assert (title.text, title.foreign) == ("簽署備忘錄", "繁體中文")


@pytest.mark.parametrize(
    ("asked", "feed"),
    [
        ("", "announcements.atom"),
        ("strength=signed", "signed.atom"),
        ("country=AO", "country/AO.atom"),
        ("sector=finance", "sector/finance.atom"),
        ("lang=pt", "lang/pt.atom"),
        ("source=site", "source/site.atom"),
        ("country=AO&sector=finance", "feed.atom?country=AO&sector=finance"),
        ("strength=agreed", "feed.atom?strength=agreed"),
        ("lang=zh", "feed.atom?lang=zh"),
        ("country=FR", "feed.atom?country=FR"),
        ("words=合作", f"feed.atom?{address(parse([('words', '合作')]))}"),
    ],
)
def test_the_address_to_subscribe_to_is_that_of_what_is_shown(asked: str, feed: str) -> None:
    query = parse(pair.split("=") for pair in asked.split("&") if pair)
    assert views.subscriptions(query, SITE)[0].href == feed


def test_the_number_shown_is_that_of_all_that_match(reader: Reader) -> None:
    view = views.front(reader, Query(), "en", SITE)
    assert view.total == len(view.items) == sum(count for _, _, count in pages.months(reader.conn)) == 1


def test_what_matches_nothing_says_so_and_keeps_what_was_asked(reader: Reader) -> None:
    view = views.front(reader, Query(countries=("AO",), since="2026-01"), "en", SITE, path="list")
    document = tree(render.page(view, "en"))
    assert "Nothing matches" in document.text_content()
    assert document.xpath("//select[@name='country']/option[@selected]/@value") == ["AO"]
    assert document.xpath("//input[@name='since']/@value") == ["2026-01"]


def test_the_next_page_begins_behind_the_last_line(archive: Archive) -> None:
    with archive.transaction():
        for number in range(3):
            enter(archive, release(f"M{number}"), at=later(hours=number + 1))
    reader = archive.reader()
    first = views.front(reader, Query(), "en", SITE, page=views.FrontPage(limit=2))
    assert first.earlier is not None
    place = cursor(parse_qs(first.earlier.partition("?")[2])["before"][0])
    second = views.front(reader, Query(), "en", SITE, page=views.FrontPage(before=place, limit=2))
    assert len({item.id for item in (*first.items, *second.items)}) == 4


# ---- an announcement -------------------------------------------------------------------------------------------------


def test_the_record_points_to_the_marked_words_of_the_text(reader: Reader) -> None:
    document = tree(render.page(stories.announcement(told(reader), "pt", SITE), "pt"))
    reference = document.xpath("//dl//dd//a[@class='ref']")[0]
    target = document.xpath(f"//mark[@id='{reference.get('href')[1:]}']")
    assert [mark.text_content() for mark in target] == ["assinou"]
    assert document.xpath("//section[@aria-labelledby='texts']//p[@class='tongue']/span/@lang") == ["pt", "en"]


def test_people_parties_and_where_it_was_published_are_told(reader: Reader) -> None:
    document = tree(render.page(stories.announcement(told(reader), "en", SITE), "en"))
    text = document.text_content()
    assert re.search(r"Ana\s+signed", text)
    assert "政府" in text
    assert "CNY 1,500,000.5" in text
    assert "16 April 2026, 02:08 UTC" in document.xpath("string(//section[@aria-labelledby='where'])")
    assert document.xpath("//section[@aria-labelledby='where']//code/text()")[0] == release_hash(reader)
    assert document.xpath("//section[@aria-labelledby='cite']//li/a/@href") == [
        f"../../{name}" for name, _ in stories.cited(told(reader), SITE)
    ]


def release_hash(reader: Reader) -> str:
    return pages.receipts(reader.conn, "site:N1:pt")[0].sha256


def test_what_may_only_be_linked_is_neither_shown_nor_told_by_differences(archive: Archive) -> None:
    with archive.transaction():
        edited = release(body="O Governo assinou um segredo de estado.")
        archive.revise("site:N1:pt", revision(edited, Kind.REVISED, later(days=1)), "k", None)
    site = replace(SITE, rights=Rights({"site": Public.LINK}))
    story = told(archive.reader())
    for view in (stories.announcement(story, "en", site), stories.release(story, "site:N1:pt", "en", site)):
        text = tree(render.page(view, "en")).text_content()
        assert "segredo" not in text
        assert "Governo assinou" not in text
        assert "https://site.example/pt/N1" in text
    shown = tree(render.page(stories.release(story, "site:N1:pt", "en", SITE), "en"))
    assert "segredo" in shown.xpath("string(//ins)")


def test_an_excerpt_ends_and_the_proving_sentence_beyond_it_is_quoted() -> None:
    body = "First sentence. " * 60 + "Both sides signed a memorandum. " + "Last sentence. " * 20
    start = body.index("signed")
    spans = [Span(start, start + 6, 1, "strength")]
    (quote,) = beyond(body, spans, 600)
    assert "".join(piece.text for piece in quote) == "… Both sides signed a memorandum."
    assert [piece.text for piece in quote if piece.fields] == ["signed"]
    assert beyond(body, spans, start + 6) == ()


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5))
@example("ab\ncd", [(0, 1), (2, 4)])
def test_marking_loses_no_text_and_marks_exactly_the_spans(text: str, edges: list[tuple[int, int]]) -> None:
    spans = [Span(*sorted(edge), number, f"f{number}") for number, edge in enumerate(edges)]
    kept = "".join(piece.text for pieces in marked(text, spans) for piece in pieces)
    lines = ("".join(xml_text(character) for character in line) for line in text.split("\n"))
    assert kept.replace("\n", "") == "".join(line for line in lines if line.strip()).replace("\n", "")
    for span in spans:
        inside = "".join(piece.text for pieces in marked(text, [span]) for piece in pieces if piece.fields)
        assert inside.replace("\n", "") == "".join(xml_text(text[at]) for at in told_places(text) if span.start <= at < span.end).replace(
            "\n", ""
        )


def told_places(text: str) -> list[int]:
    """The places of a text that stand in a line with anything to read in it."""
    places, at = [], 0
    for line in text.split("\n"):
        if "".join(map(xml_text, line)).strip():
            places.extend(range(at, at + len(line)))
        at += len(line) + 1
    return places


def test_differences_tell_fields_and_count_what_stayed() -> None:
    old, new = Content("Title", "a\nb\nc dog\nd", "2026-01-01"), Content("Title", "a\nb\nc cat\nd", "2026-01-02")
    told_all = changes(difference(old, new), None)
    assert [each.field for each in told_all] == ["published", "", "", ""]
    assert [each.same for each in told_all] == [0, 2, 0, 1]
    assert ("added", "cat") in told_all[2].runs
    assert [each.field for each in changes(difference(old, new), 0)] == ["published"]
    assert (
        sum(len(text) for each in changes(difference(old, Content("T", "x" * 5000)), 100) if not each.field for _, text in each.runs) <= 110
    )


def test_any_two_revisions_can_be_compared(archive: Archive) -> None:
    with archive.transaction():
        for number, word in enumerate(("um", "dois"), 1):
            archive.revise("site:N1:pt", revision(release(body=f"Texto {word}."), Kind.REVISED, later(days=number)), "k", None)
    story = told(archive.reader())
    view = stories.release(story, "site:N1:pt", "en", SITE)
    assert [(pair.first, pair.second) for pair in view.pairs] == [(1, 2), (1, 3), (2, 3)]
    assert [(pair.first, pair.second) for pair in stories.release(story, "site:N1:pt", "en", SITE, between=(3, 1)).pairs] == [(3, 1)]
    with pytest.raises(ValueError, match="no revisions"):
        stories.release(story, "site:N1:pt", "en", SITE, between=(1, 9))


def test_a_local_announcement_and_a_hidden_one_have_no_page(archive: Archive) -> None:
    with archive.transaction():
        local = release("L1")
        enter(archive, local, found=finding(local, scope=Scope.LOCAL))
        archive.correct("release", "site:N1:pt", "hide", "", "hidden", "asked", NOW)
    reader = archive.reader()
    assert told(reader, "s-site:L1:pt").announcement is None
    assert told(reader).announcement is None
    assert [kept.release.id for kept in told(reader).kept] == ["site:N1:en"]
    assert views.front(reader, Query(), "en", SITE).items == ()
    assert pages.months(reader.conn) == pages.matrix(reader.conn) == pages.speaking(reader.conn) == []


VECTORS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}{% raw %}",
    "</title><svg onload=alert(1)>",
    "\u202eevil\u202c\x00\x1b[31m",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "</mark></p><plaintext>",
)


@pytest.mark.parametrize("vector", VECTORS)
def test_no_text_of_a_site_acts_in_a_page(tmp_path: Path, vector: str) -> None:
    body = f"O Governo assinou {vector}\n{vector}"
    hostile = release(title=f"T {vector}", body=body, entity=vector)
    with Archive.open(tmp_path / "a.db") as archive, archive.transaction():
        found = finding(hostile, parties=(Party(vector, "AO", vector),), people=((vector, vector),), place=vector, countries=("AO", vector))
        enter(archive, hostile, found=replace(found, sectors=(vector,)))
        plain = release(title="T", body="O Governo assinou.")
        archive.revise("site:N1:pt", revision(replace(plain, entity=vector), Kind.REVISED, later(days=1)), "k", None)
    with Archive.open(tmp_path / "a.db") as archive:
        site = replace(SITE, title=vector, sources=(("site", vector),))
        for path, page in every_page(archive.reader(), "en", site).items():
            document = tree(page)
            assert not document.xpath("//script | //img | //plaintext | //@onerror | //@onload"), path
            assert "7*7" not in vector or b"{{7*7}}" in page, path
            assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", page), path


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "https://user@evil.example/", "ftp://x.example/"])
def test_only_web_addresses_are_linked(tmp_path: Path, url: str) -> None:
    with Archive.open(tmp_path / "a.db") as archive:
        with archive.transaction():
            of = release()
            enter(archive, replace(of, address=replace(of.address, url=url)))
        for page in every_page(archive.reader(), "en").values():
            assert not [href for href in tree(page).xpath("//@href | //@src") if url in href]


# ---- charts ----------------------------------------------------------------------------------------------------------

NAMES = st.sampled_from(["2024-02", "2025-11", "2025-12", "2026-03", ""])


@settings(max_examples=60)
@given(st.lists(st.tuples(NAMES, st.sampled_from(charts.STRENGTHS), st.integers(1, 400)), max_size=12, unique_by=lambda row: row[:2]))
def test_columns_show_every_count_inside_the_drawing(rows: list[tuple[str, str, int]]) -> None:
    periods = charts.window(month for month, _, _ in rows)
    drawn = charts.columns(rows, periods, "2025-12-05")
    assert sum(column.total for column in drawn.columns) == sum(count for month, _, count in rows if month in periods)
    for column in drawn.columns:
        assert sum(part.count for part in column.segments) == column.total
        assert 0 <= column.x <= column.x + column.width <= 100
        assert all(0 <= part.y <= 100 and part.y + part.height <= 100.1 for part in column.segments)
        assert column.before == (column.period <= "2025-12")
    assert 12 <= len(periods) <= charts.MOST_MONTHS or not periods


@pytest.mark.parametrize(("most", "top"), [(0, 1), (1, 1), (3, 3), (6, 6), (15, 15), (97, 100), (1001, 1500)])
def test_a_scale_is_round_and_holds_the_most(most: int, top: int) -> None:
    found, lines = charts.scale(most)
    assert found == top
    assert len(lines) <= 6
    assert lines[0] == 0
    assert lines[-1] == found


def test_the_matrix_has_real_counts_and_each_cell_its_list_and_feed(reader: Reader) -> None:
    view = overview.charts(reader, "en", SITE)
    cells = {(each.country.code, each.sector.code): each for _, row in view.crossings for each in row}
    with sqlite3.connect(reader.path) as conn:
        sql = "SELECT country, sector, count(*) FROM announcement_country JOIN announcement_sector USING (announcement_id) GROUP BY 1, 2"
        assert {key: each.cell.count for key, each in cells.items() if each.cell.count} == {(c, s): n for c, s, n in conn.execute(sql)}
    document = tree(render.page(view, "en"))
    for code in ("CN", "MO"):
        asked = f"country={code}&sector=health"
        assert f"list?{asked}" in document.xpath("//svg//a/@href")
        assert {f"list?{asked}", f"../feed.atom?{asked}"} <= set(document.xpath("//table//a/@href"))


def test_a_strip_parts_what_was_watched_from_what_was_found_afterwards() -> None:
    months = charts.months_between("2025-01", "2026-08")
    strip = charts.strip("x", months, "2020-01-01", "2026-01-01", "2026-08-31")
    assert strip.found == (0, 60)
    assert strip.watched == (60, 40)
    assert charts.strip("x", months, None, None, None) == charts.Strip("x", None, None)


def test_months_before_the_watch_are_striped_and_the_undated_are_counted(archive: Archive) -> None:
    with archive.transaction():
        enter(archive, release("U1", published=None))
        enter(archive, release("O1", published=datetime(2025, 1, 5, tzinfo=UTC)), found=None)
    view = overview.charts(archive.reader(), "en", SITE)
    assert view.undated == 1
    assert {each.column.period: each.column.before for each in view.months if each.column.total} == {"2025-01": True, "2026-04": True}
    document = tree(render.page(view, "en"))
    assert "1 without a date" in document.text_content()
    assert document.xpath("//rect[contains(@fill, 'before')]")


def test_years_are_drawn_where_months_do_not_reach(archive: Archive) -> None:
    with archive.transaction():
        enter(archive, release("O1", published=datetime(2019, 1, 5, tzinfo=UTC)))
    years = overview.charts(archive.reader(), "en", SITE).years
    assert [each.column.period for each in years] == [str(year) for year in range(2019, 2027)]
    assert [each.column.total for each in years] == [1, 0, 0, 0, 0, 0, 0, 1]


# ---- sources and feeds -----------------------------------------------------------------------------------------------


def test_a_source_is_told_in_words_with_its_terms_and_the_runs(reader: Reader) -> None:
    site = replace(SITE, sources=(("site", "The Site"), ("new", "A new one")), terms=(("site", "https://site.example/terms"),))
    document = tree(render.page(views.sources(reader, "en", site), "en"))
    known, new = document.xpath("//li[contains(@class, 'source')]")
    assert "working" in known.text_content()
    assert "4 found, 4 of them new" in known.text_content()
    assert "https://site.example/terms" in known.xpath(".//a/@href")
    assert "not checked yet" in new.text_content()
    assert len(document.xpath("//table[@class='ledger']/tbody/tr")) == 1


def test_every_feed_that_is_published_is_listed(reader: Reader) -> None:
    site = replace(SITE, custom=(("custom/mine", "Mine"),))
    listed = {line.name for group in views.feeds(reader, "en", site).groups for line in group.feeds}
    assert {spec.name for spec in feed_specs(FeedNames(sources=site.sources))} <= listed
    assert "custom/mine" in listed


def test_strengths_of_the_charts_are_all_that_are_relevant() -> None:
    assert set(charts.STRENGTHS) == {str(each) for each in Strength if each is not Strength.NONE}
