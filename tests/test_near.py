"""Near copies: keys that never change, candidates that are found, and the index in the archive that finds them without a scan."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from monitor.linking import near
from storage import nearness
from storage.nearness import COPY_WINDOW, FACT_WINDOW, Nearness

TEXT = (
    "A workshop on small-scale fishery brought eleven researchers from São Tomé to Macao this week. They compared landing records kept on "
    "paper with those kept by phone, and found that the two agree where the same person wrote them. Samples travel in dry ice by way of "
    "Lisbon, which takes four days and loses about one in twenty. A second workshop is planned in the islands as soon as the rains end."
)
HAN = "十一名圣多美渔业人员本周在澳门参加研习班，比对纸本与电话两种渔获纪录。研习班由大学实验室主办，并提供样本库作检测之用。"
WORDS = [f"{first}{last}" for first in "bcdfghjklmnprstv" for last in ("ana", "elo", "iru", "ota", "umi", "ande", "erso", "ilha")]

KEYS_OF_TEXT = (4677146906496, 10227910938545, 16397980575522)
KEYS_OF_HAN = (12792462636720, 4330355781921, 11005612426034)


def document(chance: random.Random, length: int = 260) -> list[str]:
    return [chance.choice(WORDS) for _ in range(length)]


def edited(words: list[str], share: float, chance: random.Random) -> list[str]:
    """Words replaced, dropped and added, so many in a hundred."""
    out: list[str] = []
    for word in words:
        if chance.random() >= share:
            out.append(word)
        elif (how := chance.random()) < 0.4:
            out.append(chance.choice(WORDS))
        elif how < 0.7:
            out += [word, chance.choice(WORDS)]
    return out


def variants(words: list[str], chance: random.Random) -> dict[str, list[str]]:
    sentences = [words[at : at + 20] for at in range(0, len(words), 20)]
    chance.shuffle(sentences)
    return {
        **{f"{percent} % edited": edited(words, percent / 100, chance) for percent in (2, 5, 8, 10)},
        "three quarters": words[: len(words) * 3 // 4],
        "half": words[: len(words) // 2],
        "reordered": [word for sentence in sentences for word in sentence],
        "furniture": document(chance, 15) + words + document(chance, 25),
    }


def test_the_scheme_never_changes():
    # Keys lie in archives: another value here is another scheme and needs another number and a migration.
    assert near.SCHEME == 1
    assert near.keys(near.plain(TEXT))[:3] == KEYS_OF_TEXT
    assert near.keys(near.plain(HAN))[:3] == KEYS_OF_HAN


def test_every_text_of_some_length_has_16_keys_that_name_their_band():
    keys = near.keys(near.plain(TEXT))
    assert [key & 15 for key in keys] == list(range(16))
    assert max(keys) < 2**44
    assert near.keys(near.plain("Too short to be like another.")) == ()


def test_case_accents_punctuation_and_script_do_not_matter():
    assert near.keys(near.plain(TEXT.upper().replace("São Tomé", "SAO TOME").replace(",", " –"))) == near.keys(near.plain(TEXT))
    assert near.keys(near.plain("十一名聖多美漁業人員本週在澳門參加研習班")) == near.keys(
        near.plain("十一名圣多美渔业人员本周在澳门参加研习班")
    )


def test_edited_copies_share_a_key():
    chance = random.Random(7)
    found: dict[str, list[bool]] = {}
    for _ in range(60):
        words = document(chance)
        keys = set(near.keys(" ".join(words)))
        for name, copy in variants(words, chance).items():
            found.setdefault(name, []).append(not keys.isdisjoint(near.keys(" ".join(copy))))
    shares = {name: sum(each) / len(each) for name, each in found.items()}
    assert min(shares.values()) >= 0.95, shares


def test_unlike_texts_share_no_key():
    chance = random.Random(8)
    keys = [set(near.keys(" ".join(document(chance)))) for _ in range(60)]
    assert all(a.isdisjoint(b) for at, a in enumerate(keys) for b in keys[:at])


def test_containment_is_of_the_shorter_text():
    whole, half = near.shingles(near.plain(TEXT)), near.shingles(near.plain(TEXT[: len(TEXT) // 2]))
    assert near.containment(whole, half) == near.containment(half, whole) > 0.95
    assert near.containment(whole, near.shingles(near.plain("Nothing of this stands in the other text at all."))) == 0
    assert near.containment(frozenset(), whole) == 0


@given(st.text(max_size=400))
def test_any_text_has_keys_or_none(text: str):
    keys = near.keys(near.plain(text))
    assert len(keys) in (0, 16)
    assert keys == near.keys(near.plain(text))


# ---- the index ---------------------------------------------------------------------------------------------------

DAY = date(2025, 3, 1)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Nearness]:
    conn = sqlite3.connect(tmp_path / "near.db", isolation_level=None)
    conn.execute("CREATE TABLE releases (rid INTEGER PRIMARY KEY) STRICT")
    conn.execute("CREATE TABLE state (generation TEXT)")
    nearness.nearness(Database(conn, execute_plugins=False))
    yield Nearness(tmp_path / "near.db", conn)
    conn.close()


def test_a_copy_is_found_within_the_window_and_not_beyond(index: Nearness):
    keys = near.keys(near.plain(TEXT))
    index.put_keys(1, DAY, keys, ())
    index.put_keys(2, DAY + timedelta(days=COPY_WINDOW), keys[:3], ())
    index.put_keys(3, DAY + timedelta(days=COPY_WINDOW + 1), keys, ())
    assert index.near_candidates(9, DAY, keys) == [1, 2]
    assert index.near_candidates(1, DAY, keys) == [2]


def test_one_shared_fact_makes_no_candidate(index: Nearness):
    index.put_keys(1, DAY, (), ["place malabo", "number 120", "name xudan"])
    index.put_keys(2, DAY, (), ["place malabo"])
    index.put_keys(3, DAY + timedelta(days=FACT_WINDOW + 1), (), ["place malabo", "number 120"])
    assert index.fact_candidates(9, DAY, ["place malabo", "number 120"]) == [1]


def test_keys_of_a_revised_text_can_be_forgotten(index: Nearness):
    keys = near.keys(near.plain(TEXT))
    index.put_keys(1, DAY, keys, ["place malabo", "number 120"])
    index.put_keys(1, DAY, keys, ["place malabo", "number 120"])
    index.drop_keys(1, DAY, keys, ["place malabo", "number 120"])
    assert index.near_candidates(9, DAY, keys) == []
    assert index.fact_candidates(9, DAY, ["place malabo", "number 120"]) == []


@pytest.mark.parametrize("table", [nearness.NEAR, nearness.FACTS])
def test_a_look_up_is_a_search_of_the_primary_key(index: Nearness, table: str):
    plan = " ".join(row[3] for row in index.conn.execute("EXPLAIN QUERY PLAN " + nearness.LOOK_UP.format(table=table), (1, 1, 0, 9)))
    assert plan == f"SEARCH {table} USING PRIMARY KEY (period=? AND key=? AND day>? AND day<?)"


def test_an_item_takes_at_most_600_bytes(index: Nearness):
    chance = random.Random(3)
    with index.transaction():
        for release in range(20_000):
            keys = [chance.getrandbits(40) << 4 | band for band in range(near.BANDS)]
            index.put_keys(1_000_000 + release, DAY + timedelta(days=release % 3000), keys, ())
    pages, size = (index.conn.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    assert pages * size / 20_000 <= 600
