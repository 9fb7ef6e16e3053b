"""What comes from sites is made safe: characters, lines, addresses, markup."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds import clean

ANY_TEXT = st.text(st.characters(min_codepoint=0, max_codepoint=0x10FFFF, exclude_categories=()), max_size=300)


@given(ANY_TEXT)
@settings(max_examples=300, deadline=None)
def test_xml_takes_every_cleaned_text(text: str) -> None:
    cleaned = clean.xml_text(text)
    element = etree.Element("x")
    element.text = cleaned
    assert etree.fromstring(etree.tostring(element, encoding="UTF-8")).text == (cleaned or None)


@given(ANY_TEXT, st.integers(min_value=2, max_value=80))
@settings(max_examples=300, deadline=None)
def test_a_line_is_one_line_of_bounded_length(text: str, limit: int) -> None:
    line = clean.one_line(text, limit)
    assert not set(line) & set("\n\r\t\x00\u200b\ud800")
    assert line == line.strip()
    opened = sum(character in "\u2066\u2067\u2068" for character in line)
    assert opened == line.count("\u2069")
    assert len(line) <= max(2 * limit, limit + 2)
    if not opened:
        assert len(line) <= limit


def test_controls_and_surrogates_go_and_words_stay() -> None:
    assert clean.one_line("  Macau\x00 e\ud800\r\n Angola\u200b \U000e0041", 100) == "Macau e Angola"
    assert clean.xml_text("a\r\nb\rc\x0b\x85d") == "a\nb\nc\x85d"


def test_direction_overrides_cannot_leave_their_line() -> None:
    assert clean.one_line("abc \u202etxt.exe", 100) == "\u2068abc \u202etxt.exe\u2069"
    assert clean.one_line("a\u2069 b\u2067c", 100) == "\u2068a b\u2067c\u2069\u2069"


def test_a_flood_of_combining_marks_is_cut_to_four() -> None:
    assert clean.one_line("e" + "\u0301" * 500 + "f", 100) == "e" + "\u0301" * 4 + "f"


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("One. Two. Three four", 12, "One. Two."),
        ("Worth US$3.5 million today", 13, "Worth US$3.5"),
        ("澳門簽署協議。葡萄牙也簽署了協議", 10, "澳門簽署協議。"),
        ("一二三四五六七八九十", 4, "一二三四"),
        ("abcde\u0301fgh", 5, "abcd"),
        ("short", 10, "short"),
    ],
)
def test_cut_keeps_sentences_then_words_then_whole_characters(text: str, limit: int, kept: str) -> None:
    assert text[: clean.cut(text, limit)] == kept


@given(ANY_TEXT, st.integers(min_value=1, max_value=100))
@settings(max_examples=200, deadline=None)
def test_cut_never_keeps_more_than_asked_and_parts_no_character(text: str, limit: int) -> None:
    place = clean.cut(text, limit)
    assert 0 <= place <= min(limit, len(text))
    flood = max((len(run) for run in "".join("m" if unicodedata.combining(c) else " " for c in text).split()), default=0)
    if 0 < place < len(text) and flood < 10 and "\u200d" not in text:
        assert not unicodedata.combining(text[place]) or text[place - 1] in "。！？；\n"


def test_the_sentence_around_a_span() -> None:
    text = "First one. The parties signed it here. Last one."
    start = text.index("signed")
    first, last = clean.sentence(text, start, start + 6, 200)
    assert text[first:last].strip() == "The parties signed it here."


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.gov.mo/pt/?p=766858", "https://www.gov.mo/pt/?p=766858"),
        ("HTTP://www.gov.mo:8080/a%20b", "http://www.gov.mo:8080/a%20b"),
        ("https://gov.mo/新聞/1#頂", "https://gov.mo/%E6%96%B0%E8%81%9E/1#%E9%A0%82"),
        ("https://gov.mo/100%/[x]|y#a#b", "https://gov.mo/100%25/%5Bx%5D%7Cy#a%23b"),
        ("https://gov.mo/\ud800x", "https://gov.mo/x"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
    ],
)
def test_web_addresses_come_out_absolute_and_encoded(url: str, expected: str) -> None:
    assert clean.web_address(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "", "/news/1", "//evil.example/x", "javascript:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,x",
        "ftp://gov.mo/x", "https://", "https:///x", "https://user:pw@gov.mo/", "http://a:1\\@b/", "https://gov.mo/a b", "https://gov.mo:99999/",
        "https://gov.mo/\nx", "https://go<v.mo/", "https://g\u00e3o.mo/", "https://[::1/", "https://gov.mo/" + "a" * 3000,
    ],
)  # fmt: skip
def test_other_addresses_are_none(url: str) -> None:
    assert clean.web_address(url) is None


@given(ANY_TEXT)
@settings(max_examples=200, deadline=None)
def test_an_address_is_none_or_ascii_and_stable(text: str) -> None:
    address = clean.web_address("https://www.gov.mo/" + text)
    if address is not None:
        assert address.isascii()
        assert clean.web_address(address) == address
        assert etree.RelaxNG(_ANY_URI).validate(etree.Element("u", href=address))


_ANY_URI = etree.fromstring(
    '<element name="u" xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">'
    '<attribute name="href"><data type="anyURI"/></attribute></element>'
)


def test_sanitised_markup_has_nothing_to_run_or_load() -> None:
    dirty = '<p style="x" onclick="y">a<script>b</script><img src="https://x/"><a href="javascript:c">d</a><a href="/e">f</a></p>'
    assert clean.sanitise(dirty + '<iframe src="//g">') == "<p>a<a>d</a><a>f</a></p>"


def test_text_is_escaped_once_and_never_revived() -> None:
    text = "&amp;lt;script&gt; <b>"
    assert clean.sanitise(f"<p>{clean.html_text(text)}</p>") == "<p>&amp;amp;lt;script&amp;gt; &lt;b&gt;</p>"


@pytest.mark.parametrize(("lang", "tag"), [("zh-Hant", "zh-Hant"), ("pt", "pt"), ("", "und"), (None, "und"), ('en" x="', "und")])
def test_language_tags(lang: str | None, tag: str) -> None:
    assert clean.language_tag(lang) == tag
