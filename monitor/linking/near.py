"""Near copies: texts that share most of their words, found by index and then compared.

    title, body -> keys                      16 numbers kept in storage/nearness.py; texts that share one are candidates
    text -> shingles, shingles -> containment    how much of the shorter text stands in the longer one

Scheme 1, never to be changed, only to be followed by a scheme 2 with its own number in the archive: the letters and digits of the text
folded (case, accents, Chinese script); pairs of words, and of Chinese characters three in a row, each hashed with blake2b to 64 bits;
MinHash by one permutation (Li, Owen and Zhang, 2012): the remainder by the number of slots chooses the slot, the least value of a slot
stays, an empty slot borrows from a full one (Shrivastava, 2017). 12 bands of 4 slots tell the whole text, 4 bands of 4 slots its first
HEAD pairs, so that a copy which breaks off after the first paragraphs is found too. Pairs rather than triples are indexed because every
edited word spoils two of them and not three; candidates are then compared by triples of words and fours of characters. A text with fewer
than SHORTEST pairs has no keys: any two short texts are alike.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby

from crawlers.language import script_fold

SCHEME = 1
SHINGLE_WORDS = 3
SHINGLE_HAN = 4
INDEXED_WORDS = 2
INDEXED_HAN = 3
BANDS = 16
HEAD_BANDS = 4
ROWS = 4
HEAD = 70
SHORTEST = 10
# Containment from which two texts may be copies.
COPY = 0.6
# A band key is kept as a whole number of 44 bits, of which the lowest four are the band: six bytes in SQLite's record format.
_EMPTY = 1 << 64
_BAND_BITS = 4
_KEY_BYTES = 5
# Runs of one kind: Chinese characters one by one, everything else by words.
_TOKEN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|[^\\W_\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_FIRST_HAN = "\u3400"
_MARKS = re.compile("[\u0300-\u036f]+")


def plain(text: str) -> str:
    """The text without case, accents and script, for comparing; offsets do not hold."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", script_fold(unicodedata.normalize("NFKC", text)).lower())
    return _MARKS.sub("", folded)


def shingles(folded: str) -> array[int]:
    """What two `plain` texts are compared by: rows of three words, and of four Chinese characters, each once; of each its hash in this
    process, which takes a tenth of the memory and is never kept."""
    return array("q", set(map(hash, _rows(folded, SHINGLE_WORDS, SHINGLE_HAN))))


def keys(folded: str) -> tuple[int, ...]:
    """The 16 index keys of a `plain` text; none where it says too little to be like another."""
    hashes = list(map(_hash, dict.fromkeys(_rows(folded, INDEXED_WORDS, INDEXED_HAN))))
    if len(hashes) < SHORTEST:
        return ()
    values = [*_signature(hashes, (BANDS - HEAD_BANDS) * ROWS), *_signature(hashes[:HEAD], HEAD_BANDS * ROWS)]
    return tuple(_band_key(band, values[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS))


def _rows(folded: str, words: int, han: int) -> list[str]:
    """All rows of so many words or Chinese characters, in the order of the text."""
    rows: list[str] = []
    latin: list[str] = []
    for chinese, runs in groupby(_TOKEN.findall(folded), key=_FIRST_HAN.__le__):
        if chinese:
            for run in runs:
                rows += [run[at : at + han] for at in range(len(run) - han + 1)]
            continue
        # Words are in a row over Chinese characters between them.
        latin = [*latin[1 - words :], *runs]
        rows += map(" ".join, zip(*(latin[at:] for at in range(words)), strict=False))
    return rows


@lru_cache(maxsize=16_384)
def _hash(row: str) -> int:
    return int.from_bytes(blake2b(row.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _signature(hashes: Iterable[int], size: int) -> list[int]:
    """The least value of each slot."""
    slots = [_EMPTY] * size
    for value in hashes:
        slot = value % size
        if value < slots[slot]:
            slots[slot] = value
    if _EMPTY not in slots:
        return slots
    paths = _paths(size)
    return [value if value != _EMPTY else next(slots[at] for at in paths[slot] if slots[at] != _EMPTY) for slot, value in enumerate(slots)]


@lru_cache(maxsize=2)
def _paths(size: int) -> tuple[tuple[int, ...], ...]:
    """Where an empty slot borrows: for each slot the others in a fixed order of its own, so that equal texts borrow alike."""

    def order(slot: int) -> tuple[int, ...]:
        return tuple(sorted((at for at in range(size) if at != slot), key=lambda at: _hash(f"{SCHEME} {slot} {at}")))

    return tuple(order(slot) for slot in range(size))


def _band_key(band: int, rows: list[int]) -> int:
    digest = blake2b(b"".join(row.to_bytes(8, "big") for row in rows), digest_size=_KEY_BYTES).digest()
    return int.from_bytes(digest, "big") << _BAND_BITS | band


def containment(a: array[int], b: array[int]) -> float:
    """How much of the smaller set of shingles the other has, 0 to 1. A half copy has 1, which Jaccard similarity calls a half."""
    smaller = min(len(a), len(b))
    return len(set(a).intersection(b)) / smaller if smaller else 0.0
