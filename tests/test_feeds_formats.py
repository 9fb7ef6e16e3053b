"""Atom, RSS and JSON Feed: valid, equal in what they say, and harmless whatever the sites wrote."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from test_feeds_samples import BODY, finding, proof, release, row

from feeds.build import Entries, build_entry, build_feed
from feeds.jsonfeed import json_feed
from feeds.model import Feed, FeedSettings
from feeds.syndication import atom, plain_for_html, rss
from storage.model import EntryRow, Strength

ATOM = "{http://www.w3.org/2005/Atom}"
ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / os.environ.get("PONTE_REFERENCE", "../shared")
SETTINGS = FeedSettings(base_url="https://feeds.example/ponte/")


def feed_of(*rows: EntryRow, lang: str | None = None) -> Feed:
    entries = Entries()
    feed = build_feed("announcements", ("Ponte: announcements", "What is new"), lang, SETTINGS, entries.of(rows, lang))
    assert not entries.left_out
    return feed


def sample() -> Feed:
    zh = release(2, "zh-Hant", title="澳門與安哥拉簽署備忘錄", body="雙方於羅安達簽署備忘錄。" * 90, published="2025-05-24T02:08:00Z")
    return feed_of(
        row(1, lead=release(1, "en"), others=[release(1, "pt", title="Memorando n.º 1")], found=finding(evidence=(proof(BODY, "signed"),))),
        row(2, lead=zh, initial=True),
        row(
            3,
            lead=release(3, "pt", title="R&D < 5 % & mais", published=None),
            found=finding(strength=Strength.AGREED),
            earlier=row(9).entry_id,
        ),
    )


# ---- Atom ------------------------------------------------------------------------------------------------------


@cache
def profile() -> etree.RelaxNG:
    path = REFERENCE / "docs" / "atom_profile.rnc"
    if not path.exists():
        pytest.skip("no reference folder: the Atom profile is not at hand")
    import rnc2rng

    return etree.RelaxNG(etree.fromstring(rnc2rng.dumps(rnc2rng.load(str(path))).encode()))


def check_profile(document: bytes) -> None:
    """The profile is of Atom's own elements; those of other namespaces may stand anywhere (RFC 4287 section 6.4)."""
    schema, root = profile(), etree.fromstring(document)
    for element in list(root.iter("{*}*")):
        if not str(element.tag).startswith(ATOM):
            element.getparent().remove(element)
    schema.validate(root)
    assert not [(error.line, error.message) for error in schema.error_log]


@pytest.mark.parametrize("feed", [sample(), feed_of(), feed_of(row(), lang="pt")], ids=["full", "empty", "one language"])
def test_atom_meets_the_strict_profile(feed: Feed) -> None:
    check_profile(atom(feed))


def test_the_profile_refuses_what_is_wrong() -> None:
    wrong = atom(sample()).replace(b'href="https://www.gov.mo/en/news/1" rel="alternate"', b'href="/en/news/1" rel="alternate"')
    with pytest.raises(AssertionError):
        check_profile(wrong)


def test_atom_holds_what_rfc_4287_asks_for() -> None:
    root = etree.fromstring(atom(sample()))
    assert root.findtext(f"{ATOM}id") == sample().id
    assert root.findtext(f"{ATOM}updated") == "2025-05-25T01:00:00+00:00"
    assert root.findtext(f"{ATOM}generator") == "Ponte"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Ponte"
    assert {(link.get("rel"), link.get("href")) for link in root.findall(f"{ATOM}link")} == {
        ("self", "https://feeds.example/ponte/announcements.atom"),
        ("alternate", "https://feeds.example/ponte/"),
    }
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    for element in root.findall(f"{ATOM}entry"):
        assert element.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
        assert element.find(f"{ATOM}content").get("type") == "html"
        assert all(re.fullmatch(r"\S+T\d\d:\d\d:\d\d\+00:00", element.findtext(f"{ATOM}{name}", "")) for name in ("published", "updated"))


def test_atom_entry_links_keep_relation_type_and_language() -> None:
    entry = etree.fromstring(atom(sample())).find(f"{ATOM}entry")
    assert [dict(link.attrib) for link in entry.findall(f"{ATOM}link")] == [
        {"href": "https://www.gov.mo/en/news/1", "rel": "alternate", "type": "text/html", "hreflang": "en"},
        {"href": "https://www.gov.mo/pt/news/1", "rel": "related", "type": "text/html", "hreflang": "pt"},
    ]


def test_atom_entries_name_their_language() -> None:
    entries = etree.fromstring(atom(sample())).findall(f"{ATOM}entry")
    assert [entry.get("{http://www.w3.org/XML/1998/namespace}lang") for entry in entries] == ["en", "zh-Hant", "pt"]


# ---- RSS -------------------------------------------------------------------------------------------------------


def test_rss_holds_what_rss_2_asks_for() -> None:
    channel = etree.fromstring(rss(sample())).find("channel")
    assert channel.findtext("title") == "Ponte: announcements"
    assert channel.findtext("link") == "https://feeds.example/ponte/"
    assert channel.findtext("description") == "What is new"
    assert channel.findtext("language") is None
    assert channel.findtext("lastBuildDate") == "Sun, 25 May 2025 01:00:00 GMT"
    own = channel.find(f"{ATOM}link")
    assert (own.get("rel"), own.get("href")) == ("self", "https://feeds.example/ponte/announcements.rss")
    for item in channel.findall("item"):
        assert item.find("guid").get("isPermaLink") == "false"
        assert item.findtext("guid", "").startswith("urn:uuid:")
        assert item.findtext("link", "").startswith("https://www.gov.mo/")
        assert item.findtext("title")
        assert item.findtext("pubDate", "").endswith(" GMT")
        assert parsedate_to_datetime(item.findtext("pubDate", "")).year == 2025
        assert item.find("category").get("domain") == "urn:ponte:strength"


def test_rss_of_one_language_names_it_and_categories_are_codes() -> None:
    channel = etree.fromstring(rss(feed_of(row(lead=release(lang="pt")), lang="pt"))).find("channel")
    assert channel.findtext("language") == "pt"
    assert channel.findtext("item/{http://purl.org/dc/elements/1.1/}language") == "pt"
    assert [element.text for element in channel.findall("item/category")] == ["signed", "memorandum", "AO", "MO"]


def test_rss_description_is_html_escaped_once_for_xml() -> None:
    description = etree.fromstring(rss(sample())).findtext("channel/item/description", "")
    assert description == sample().entries[0].content
    assert description.startswith('<p lang="en"><strong>Signed</strong>')


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("R&D < 5 % & more", "R&D < 5 % & more"),
        ("AT&T; x", "AT&amp;T; x"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("&lt;img src=x&gt;", "&amp;lt;img src=x&amp;gt;"),
        ("a <!-- b", "a &lt;!-- b"),
        ("&#60;b", "&amp;#60;b"),
    ],
)
def test_rss_titles_are_plain_for_readers_that_take_them_as_html(title: str, written: str) -> None:
    assert plain_for_html(title) == written


# ---- JSON ------------------------------------------------------------------------------------------------------


def test_json_feed_holds_what_version_1_1_asks_for() -> None:
    document = json.loads(json_feed(sample()), parse_constant=pytest.fail)
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["feed_url"] == "https://feeds.example/ponte/announcements.json"
    assert document["home_page_url"] == "https://feeds.example/ponte/"
    assert document["authors"] == [{"name": "Ponte"}]
    assert len(document["items"]) == 3
    for item in document["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        assert item["tags"][0] in ("signed", "agreed")
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", item[name]) for name in ("date_published", "date_modified"))
    assert [item["language"] for item in document["items"]] == ["en", "zh-Hant", "pt"]


def test_json_feed_says_under_ponte_what_a_program_wants() -> None:
    item = json.loads(json_feed(sample()))["items"][2]
    assert item["_ponte"] == {
        "strength": "agreed",
        "scope": "cross-border",
        "instrument": "memorandum",
        "countries": ["AO", "MO"],
        "sectors": [],
        "parties": [],
        "earlier": row(9).entry_id,
        "versions": [{"url": "https://www.gov.mo/pt/news/3", "language": "pt"}],
    }


def test_an_empty_json_feed_has_an_empty_list() -> None:
    assert json.loads(json_feed(feed_of()))["items"] == []


# ---- all three -------------------------------------------------------------------------------------------------


def parsed(document: bytes) -> feedparser.FeedParserDict:
    result = feedparser.parse(document)
    assert result.bozo == 0, result.get("bozo_exception")
    return result


def test_atom_rss_and_json_say_the_same_in_the_same_order() -> None:
    feed = sample()
    document = json.loads(json_feed(feed))
    from_json = [(item["id"], item["title"], item["date_published"]) for item in document["items"]]
    for write in (atom, rss):
        entries = parsed(write(feed)).entries
        told = [(entry.id, entry.title, "{}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*entry.published_parsed[:6])) for entry in entries]
        assert told == from_json
    assert [item[0] for item in from_json] == [entry.id for entry in feed.entries]


def test_the_same_feed_gives_the_same_bytes() -> None:
    for write in (atom, rss, json_feed):
        assert write(sample()) == write(sample())


def test_bytes_do_not_depend_on_the_hour_the_zone_or_the_hash_seed() -> None:
    code = (
        "import sys; sys.path[:0]=['.','tests']; import time_machine; from hashlib import sha256\n"
        "with time_machine.travel(sys.argv[1]):\n"
        " from test_feeds_formats import *\n"
        " print([sha256(write(sample())).hexdigest() for write in (atom, rss, json_feed)])"
    )
    told = set()
    for moment, zone, seed in (("2026-01-01", "Asia/Macau", "1"), ("2031-07-09", "America/Sao_Paulo", "2")):
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed}
        run = subprocess.run([sys.executable, "-c", code, moment], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        told.add(run.stdout)
    assert len(told) == 1


def test_years_keep_four_digits() -> None:
    feed = feed_of(row(published="0999-01-02"))
    assert b"0999-01-02T00:00:00" in atom(feed)
    assert b"02 Jan 0999 00:00:00 GMT" in rss(feed)
    assert b'"date_published":"0999-01-02T00:00:00Z"' in json_feed(feed)


# ---- hostile texts ---------------------------------------------------------------------------------------------

VECTORS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<body onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' java&#9;script&colon;alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href=vbscript:x>x</a>",
    "<style>*{background:url(https://evil.example/)}</style>",
    "<p style='position:fixed'>x</p>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<base href=//evil.example>",
    "<form action=//evil.example><input name=x></form>",
    "<object data=//evil.example></object>",
    "<embed src=//evil.example>",
    "<math><mi xlink:href=javascript:alert(1)>x</mi></math>",
    "<video src=//evil.example onerror=alert(1)></video>",
    "<img src=//evil.example/1x1.gif width=1 height=1>",
    "<noscript><p title='</noscript><script>alert(1)</script>'>",
    "<details open ontoggle=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<plaintext>",
    "<xmp><script>alert(1)</script></xmp>",
    "]]><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!--<script>alert(1)</script>-->",
    "<!-- unclosed",
    "<?php echo 1 ?>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
    "&#60;script&#62;alert(1)",
    "\x00<scr\x00ipt>alert(1)</script>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "</p></description></item><item><title>x",
    "{{7*7}} %s {0.__class__} ${x}",
    "\ud800\udfff \ufffe \u202e evil",
    "\u2066<b onclick=x>\u2069",
]

ALLOWED = {"p", "strong", "mark", "ul", "li", "a", "bdi"}


def nothing_runs(markup: str) -> None:
    for root in html.fragments_fromstring(f"<div>{markup}</div>"):
        for element in root.iterdescendants():
            assert element.tag in ALLOWED, etree.tostring(element)
            assert set(element.attrib) <= {"lang", "dir", "href", "hreflang"}
            assert re.match(r"https?://[^/]", element.get("href", "https://x"))


def nothing_runs_in_title(title: str) -> None:
    """Read as HTML by a reader that does so: no element at all comes to life."""
    assert not re.search(r"<[A-Za-z/!?]", title)


def hostile(text: str) -> EntryRow:
    lead = release(title=text, body=f"{text}\nSigned {text} here.\n{text}", lang=text[:8], url=f"https://www.gov.mo/{text}")
    others = [release(2, title=text), release(3, url=text), release(4)]
    found = finding(countries=(text, "MO"), sectors=(text,), event_start=text, evidence=(proof(lead.body, f"Signed {text}"),))
    return row(lead=lead, others=others, found=found, published=text, earlier=text)


def check_everywhere(text: str) -> None:
    feed = feed_of(hostile(text), row(2))
    atom_document, rss_document, json_document = atom(feed), rss(feed), json.loads(json_feed(feed), parse_constant=pytest.fail)
    check_profile_if_present(atom_document)
    for document in (atom_document, rss_document):
        assert [entry.id for entry in parsed(document).entries] == [entry.id for entry in feed.entries]
    for content in etree.fromstring(atom_document).iter(f"{ATOM}content"):
        nothing_runs(content.text or "")
    for item in etree.fromstring(rss_document).iter("item"):
        nothing_runs(item.findtext("description", ""))
        nothing_runs_in_title(item.findtext("title", ""))
    for item in json_document["items"]:
        nothing_runs(item["content_html"])
        assert "\n" not in item["title"]
    assert json_document["items"][1]["title"] == "[Signed] Memorandum number 2"


def check_profile_if_present(document: bytes) -> None:
    if (REFERENCE / "docs" / "atom_profile.rnc").exists():
        check_profile(document)


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_a_site_writes_comes_to_life(vector: str) -> None:
    check_everywhere(vector)


def test_the_cleaner_stands_behind_the_escaping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.clean.html_text", lambda text: text)
    for vector in VECTORS:
        nothing_runs(build_entry(hostile(vector)).content)


def test_the_judge_sees_live_markup() -> None:
    for vector in ("<p onclick=x>a</p>", "<img src=x>", "<a href='javascript:x'>a</a>", "<p style=x>a</p>"):
        with pytest.raises(AssertionError):
            nothing_runs(vector)


NASTY = st.sampled_from(
    [*"\x00\x0b\x1b\x7f\x85\ufeff\ufffe\uffff\ud800\udfff\u202e\u2067\u2069\u200d\u0301<>&'\"]\n", "]]>", "&#0;", "澳門", "é", "😀"]
)
TEXT = st.lists(
    NASTY | st.characters(min_codepoint=0, max_codepoint=0x10FFFF, exclude_categories=()) | st.sampled_from(VECTORS), max_size=12
)


@given(TEXT.map("".join))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_generated_texts_never_break_a_feed(text: str) -> None:
    check_everywhere(text)


def test_one_entry_stays_small_whatever_its_texts() -> None:
    for text in ("&" * 100_000, "澳" * 100_000, "<\n" * 50_000, "\u202e" * 5000, "e\u0301" * 50_000):
        lead = release(title=text, body=text * 3)
        versions = [release(number, title=text, url=f"https://www.gov.mo/{number}/" + "é" * 600) for number in range(2, 40)]
        feed = feed_of(replace(row(lead=lead, others=versions), entry_id=row().entry_id))
        for write in (atom, rss, json_feed):
            assert len(write(feed)) < 150_000
