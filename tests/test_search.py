"""Full-text search: what is indexed, what is asked, what is shown."""

from __future__ import annotations

import os
import random
import re
import sqlite3
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from unicodedata import combining, normalize

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from storage_values import add, enter, later, release

from crawlers.language import script_fold
from storage import searching
from storage.archive import Archive
from storage.model import Query
from storage.reading import Reader
from storage.search import excerpt, first_match, frequencies, highlights, index_text, match_query, patterns, terms

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


# ---- highlights ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        (TEXTS["hant"], "备忘录 cepa", ["備忘錄", "CEPA"]),
        (TEXTS["pt"], "mocambique sao", ["Moçambique", "São"]),
        ("合作與合作", "合作", ["合作", "合作"]),
        ("合作備忘錄", '合作 "作備忘"', ["合作備忘"]),
        ("合作備忘錄", "合作備忘錄 作", ["合作備忘錄"]),
        ("合作備忘錄", "合作備忘 合作備 備忘", ["合作備忘"]),
        ("memo, memorando e Memorial", "memo*", ["memo", "memorando", "Memorial"]),
        ("a a a", "b", []),
    ],
)
def test_every_place_is_marked_in_the_original(text: str, words: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in highlights(text, words)] == expected


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=8), st.data())
def test_marks_are_in_order_and_apart(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    places = highlights(text, data.draw(st.sampled_from(words)) + " " + data.draw(WORDS))
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(left[1] <= right[0] for left, right in pairwise(places))


def test_hits_have_their_marks(reader: Reader) -> None:
    (hit,) = reader.search("memorandum title")
    assert [hit.excerpt[start:end] for start, end in hit.marks] == ["memorandum"]
    assert [hit.release.title[start:end] for start, end in hit.title_marks] == ["Title"]


# ---- order ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Archive]:
    """Stored about in the order of their dates, but that a back-fill came late and one release is dated far ahead."""
    days = [*range(40), *range(-60, -20), 9999, *range(41, 60)]
    with Archive.open(tmp_path / "many.db") as opened, opened.transaction():
        for number, day in enumerate(days):
            body = "memorando " * (1 + number % 5) + ("angola" if number % 7 == 0 else "texto que fala de outras coisas " * (number % 3))
            title = "Memorando e memorando" if number == 33 else f"Notícia {number}"
            add(opened, release(f"N{number}", title=title, body=body, published=later(days=day) if number % 9 else None))
        yield opened


@pytest.mark.parametrize("words", ["memorando", "memo*", "angola", "memorando angola", '"memorando memorando"'])
@pytest.mark.parametrize("limit", [1, 3, 20, 1000])
def test_the_newest_are_found_without_sorting_all(many: Archive, monkeypatch: pytest.MonkeyPatch, words: str, limit: int) -> None:
    everything = many.reader().search(words, limit=1000)
    dates = [(hit.release.published or hit.release.first_seen) for hit in everything]
    assert dates == sorted(dates, reverse=True)
    monkeypatch.setattr(searching, "_BATCH", 3)
    for strays in (50, 0):
        monkeypatch.setattr(searching, "_STRAYS", strays)
        assert many.reader().search(words, limit=limit) == everything[:limit]


def test_ranked_is_the_most_telling_first_among_the_last_stored(many: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    found = many.reader().found("memorando angola", Query(), 5, ranked=True)
    assert found.among is None
    assert all("angola" in hit.release.body for hit in found.hits)
    best = many.reader().found("memorando", Query(), 5, ranked=True).hits[0]
    assert best.release.native == "site:N33:pt"
    monkeypatch.setattr(searching, "MOST_RANKED", 10)
    bounded = many.reader().found("memorando", Query(), 100, ranked=True)
    assert (bounded.among, len(bounded.hits)) == (10, 10)
    assert {hit.release.native for hit in bounded.hits} == {f"site:N{number}:pt" for number in range(90, 100)}


def test_ranked_finds_what_newest_finds(many: Archive) -> None:
    for words in ("memo*", "angola noticia", '"outras coisas"', "...", "nada"):
        ranked = many.reader().found(words, Query(), 1000, ranked=True).hits
        assert {hit.release.id for hit in ranked} == {hit.release.id for hit in many.reader().search(words, limit=1000)}


def test_what_a_story_announces_filters_too(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive.db") as archive:
        enter(archive, release("A"))
        add(archive, release("B"))
        reader = archive.reader()
        assert len(reader.found("memorando", Query(), 9).hits) == 2
        assert [hit.release.id for hit in reader.found("memorando", Query(countries=("MO",)), 9).hits] == ["site:A:pt"]
        assert reader.found("memorando", Query(countries=("AO",)), 9).hits == ()


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=6), WORDS)
def test_how_often_a_word_stands_is_counted_as_the_index_finds_it(words: list[str], word: str) -> None:
    text = ", ".join([*words, word])
    assert all(count >= 1 for count in frequencies(text, patterns(word)))


# ---- recall --------------------------------------------------------------------------------------------------------------

HANT, HANS = "澳門簽署備忘錄國際關係發展經濟貿易", "澳门签署备忘录国际关系发展经济贸易"
LATIN = ("cooperação", "memorando", "São", "Tomé", "e", "Príncipe", "assinatura", "government", "Moçambique", "trade", "état", "coração")


def folded(text: str) -> str:
    """Written down once more, without the code under test."""
    plain = "".join(char for char in normalize("NFKD", normalize("NFKC", text)) if not combining(char))
    return script_fold(plain).lower()


def scanned(texts: dict[str, str], term: str) -> set[str]:
    """The texts that hold a term, by looking through all of them; a comma parts no Chinese words."""
    asked = folded(term)
    latin = asked.isascii()
    pattern = re.compile(rf"(?<![^\W_]){re.escape(asked.rstrip('*'))}" + ("" if asked.endswith("*") else r"(?![^\W_])")) if latin else None
    return {name for name, text in texts.items() if (pattern.search(folded(text)) if pattern else asked in folded(text).replace(",", ""))}


def test_everything_is_found_that_a_scan_finds(tmp_path: Path) -> None:
    chance = random.Random(7)
    number = 5000 if os.environ.get("PONTE_SOAK") else 120
    han = [HANT, HANS]
    texts = {}
    with Archive.open(tmp_path / "archive.db") as archive, archive.transaction():
        for each in range(number):
            chinese = "".join(chance.choice(han[each % 2]) + ("，" if chance.random() < 0.1 else "") for _ in range(30))
            body = " ".join([chinese, *(chance.choice(LATIN) for _ in range(8)), chance.choice(["CEPA協議", "2.ª", "（MOU）", "Ｗide"])])
            texts[f"site:N{each}:pt"] = body
            add(archive, release(f"N{each}", title="-", body=body))
        terms_asked = [folded(word) if chance.random() < 0.5 else word.upper() for word in LATIN]
        terms_asked += [f"{word[:4]}*" for word in LATIN]
        while len(terms_asked) < 200:
            text = chance.choice(list(texts.values()))
            piece = text[(start := chance.randrange(28)) : start + chance.randint(1, 4)]
            if re.fullmatch("[\u4e00-\u9fff]+", piece):
                terms_asked.append(script_fold(piece) if chance.random() < 0.5 else piece)
        for term in terms_asked:
            found = {hit.release.id for hit in archive.reader().search(term, limit=number)}
            assert found == scanned(texts, term), term
