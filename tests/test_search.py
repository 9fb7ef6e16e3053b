"""Full-text search: what is indexed, what is asked, what is shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from storage_values import add, later, release

from storage.archive import Archive
from storage.reading import Reader
from storage.search import excerpt, first_match, index_text, match_query, terms

TEXTS = {
    "hant": "澳門特區政府與葡語國家簽署合作備忘錄，推動經貿交流。CEPA協議亦獲更新。",
    "hans": "澳门特区政府与葡语国家加强合作，深化粤港澳大湾区建设。",
    "pt": "O Governo da RAEM e Moçambique assinaram um memorando de cooperação; a 2.ª edição será em São Paulo.",
    "en": "The Government AND Mozambique signed a memorandum of understanding. NOT a treaty: “state-of-the-art” NEAR Macao*.",
    "wide": "ＭＯＵ ｓｉｇｎｅｄ ｉｎ ２０２６",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(tmp_path_factory.mktemp("search") / "archive.db") as opened:
        for number, (key, body) in enumerate(TEXTS.items()):
            add(opened, release(key, key[:2], title=f"Title {key}", body=body, published=later(days=number)))
        yield opened


@pytest.fixture(scope="module")
def reader(archive: Archive) -> Reader:
    return archive.reader()


def found(reader: Reader, words: str) -> set[str]:
    return {hit.release.native.split(":")[1] for hit in reader.search(words)}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("合作", {"hant", "hans"}),
        ("備忘錄", {"hant"}),
        ("备忘录", {"hant"}),
        ("大灣區", {"hans"}),
        ("澳門 建設", {"hans"}),
        ("錄備忘", set()),
        ("門特區政府與", {"hant", "hans"}),
        ("合", {"hant", "hans"}),
        ("CEPA協議", {"hant"}),
        ("CEPA", {"hant"}),
        ("協議CEPA", set()),
        ("cooperacao", {"pt"}),
        ("COOPERAÇÃO", {"pt"}),
        ("coopera\u0327a\u0303o", set()),
        ("cooperac\u0327a\u0303o", {"pt"}),
        ("moçambique", {"pt"}),
        ("mocambique sao", {"pt"}),
        ("moz*", {"en"}),
        ("mo*", {"pt", "en", "wide"}),
        ("memorand*", {"pt", "en"}),
        ("memorand", set()),
        ('"memorandum of understanding"', {"en"}),
        ('"understanding of memorandum"', set()),
        ("understanding of memorandum", {"en"}),
        ("“memorandum of”", {"en"}),
        ("「合作備忘錄」", {"hant"}),
        ('"signed a memor"*', {"en"}),
        ('"signed a memor', set()),
        ('"signed a memorandum', {"en"}),
        ("mou 2026", {"wide"}),
        ("ＭＥＭＯＲＡＮＤＯ", {"pt"}),
        ("2.ª", {"pt"}),
        ("2.a", {"pt"}),
        ("state-of-the-art", {"en"}),
        ("AND", {"en"}),
        ("NOT treaty", {"en"}),
        ("treaty OR 合作", set()),
        ("NEAR(government treaty)", set()),
        ("title:wide", {"wide"}),
        ("body : title", set()),
    ],
)
def test_what_finds_what(reader: Reader, words: str, expected: set[str]) -> None:
    assert found(reader, words) == expected


@pytest.mark.parametrize(
    "words", ["", " ", "*", '"', '""', '"*"', "-", "^", "()", "…", "'; DROP TABLE releases; --", "\0", "\ud800", "a\0b", "𰀀", "(" * 500]
)
def test_odd_queries_are_no_errors(reader: Reader, words: str) -> None:
    assert reader.search(words) == []


def test_a_thousand_words_are_no_error(reader: Reader) -> None:
    assert found(reader, "memorandum " * 1000) == {"en"}
    assert reader.search("word " * 1000) == []


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.sampled_from("\"*^():+-{}\\'%_ \0\n合作aé\ud800ANDORNEAR“”「") | st.characters(), max_size=30))
@example('NEAR("a" "b", 3)')
@example('"a" * "b" + ^c')
def test_whatever_is_typed_is_a_query(reader: Reader, words: str) -> None:
    reader.search(words)


HAN_WORDS = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=6)
WORDS = HAN_WORDS | st.text("abczAÉçãõŠﬁＡ２9", min_size=1, max_size=6) | st.sampled_from(["CEPA協議", "2.ª", "e\u0301tat", "½", "𠮷野"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", "，", ". ", "\n", "-", "「"])), min_size=1, max_size=12), st.data())
def test_every_stretch_of_words_is_found_in_its_own_text(parts: list[tuple[str, str]], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(parts) - 1))
    end = data.draw(st.integers(start + 1, len(parts)))
    query = match_query('"' + " ".join(word for word, _ in parts[start:end]) + '"')
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE VIRTUAL TABLE t USING fts5 (x, tokenize = 'unicode61 remove_diacritics 2')")
    conn.execute("INSERT INTO t VALUES (?)", (index_text("".join(word + gap for word, gap in parts)),))
    hits = conn.execute("SELECT count(*) FROM t WHERE t MATCH ?", (query,)).fetchone()
    conn.close()
    assert hits == (1,)


def test_filters_and_order(archive: Archive, reader: Reader) -> None:
    assert [hit.release.native for hit in reader.search("合作")] == ["site:hans:ha", "site:hant:ha"]
    assert [hit.release.native for hit in reader.search("合作", limit=1)] == ["site:hans:ha"]
    assert [hit.release.native for hit in reader.search("合作", since="2026-04-17")] == ["site:hans:ha"]
    assert reader.search("合作", sources=["other"]) == []
    assert len(reader.search("合作", sources=["other", "site"], langs=["ha"])) == 2
    assert reader.search("合作", langs=["pt"]) == []


def test_index_text_is_plain_for_plain_text() -> None:
    assert index_text("Plain text") == "Plain text"
    assert index_text("São Paulo") == "São Paulo"
    assert index_text("澳門CEPA協議").split() == ["澳", "门", "CEPA", "协", "议"]


def test_terms() -> None:
    assert terms('合作 "a b"* c* ... "open') == [("合作", False), ("a b", True), ("c", True), ("open", False)]
    assert match_query("a* 合作") == '"a"* AND " 合 作 "'


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        (TEXTS["hant"], "备忘录", "備忘錄"),
        (TEXTS["hans"], "大灣區", "大湾区"),
        (TEXTS["pt"], "cooperacao", "cooperação"),
        (TEXTS["pt"], "nothing MOÇAM*", "Moçambique"),
        (TEXTS["en"], '"memorandum of understanding"', "memorandum of understanding"),
        (TEXTS["wide"], "mou", "ＭＯＵ"),
        (TEXTS["hant"], "cepa協議", "CEPA協議"),
    ],
)
def test_the_match_is_found_in_the_original(text: str, words: str, expected: str) -> None:
    place = first_match(text, words)
    assert place is not None
    assert text[slice(*place)] == expected
    assert expected in excerpt(text, words, 20 if len(expected) < 20 else 40)


def test_an_excerpt_is_one_line_of_whole_words_around_the_match() -> None:
    text = "word " * 100 + "the\nmemorandum\nstands here " + "word " * 100
    piece = excerpt(text, "memorandum", 60)
    assert "the memorandum stands here" in piece
    assert piece.startswith("…word")
    assert piece.endswith("word…")
    assert len(piece) <= 62
    assert excerpt("short text", "absent") == "short text"
    assert excerpt("", "x") == ""
    assert excerpt("word " * 100, "absent", 20).startswith("word word")


@settings(max_examples=100, deadline=None)
@given(st.text(), st.text(), st.integers(1, 80))
def test_an_excerpt_never_fails(text: str, words: str, width: int) -> None:
    piece = excerpt(text, words, width)
    place = first_match(text, words)
    if place is not None:
        assert " ".join(text[slice(*place)].split()) in piece


def test_an_excerpt_is_taken_from_the_text_that_was_published(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive.db") as archive:
        add(archive, release(title="備忘錄", body="前文。" * 100 + "雙方簽署合作備忘錄，互利共贏。" + "後文。" * 100))
        add(archive, release("empty", title="備忘錄", body=""))
        long, empty = archive.reader().search("备忘录")[::-1]
    assert "雙方簽署合作備忘錄" in long.excerpt
    assert empty.excerpt == "備忘錄"
