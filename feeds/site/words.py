"""The words of the site in English, Portuguese, traditional and simplified Chinese, side by side, and dates as each language writes them.

words.txt holds them, a row for each key: key|en|pt|zh-Hant|zh-Hans. Names of strengths, countries and sectors are those of the feeds
(feeds/labels.py). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Final

from feeds.labels import LANGUAGES

PATHS: Final = {"en": "en", "pt": "pt", "zh-Hant": "zh-hant", "zh-Hans": "zh-hans"}
"""The folder of each language."""

Words = Callable[..., str]
"""A word of the site by its key, with what is to be put into it: words("page", n=2)."""

_MONTHS: Final = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
    "pt": ("Janeiro", "Fevereiro", "Março", "Abril", "Maio", "Junho", "Julho", "Agosto", "Setembro", "Outubro", "Novembro", "Dezembro"),
}
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}:\d{2}))?)?)?")
_DURATION = re.compile(r"P(\d+)D")


@cache
def _table() -> dict[str, tuple[str, ...]]:
    rows = (line.split("|") for line in (files("feeds.site") / "words.txt").read_text(encoding="utf-8").splitlines()[1:])
    return {key: tuple(texts) for key, *texts in rows}


def known() -> frozenset[str]:
    """All keys."""
    return frozenset(_table())


def words_in(lang: str) -> Words:
    """The words of one of LANGUAGES; asking for a key that is not there raises KeyError. Raises ValueError for another language."""
    if lang not in LANGUAGES:
        raise ValueError(f"the site does not speak {lang!r}")
    column = LANGUAGES.index(lang)

    def words(key: str, **values: object) -> str:
        text = _table()[key][column]
        return text.format(**values) if values else text

    return words


def date_words(iso: str | None, lang: str) -> str:
    """An archive time as people write its day or month, with the time of day in UTC where it has one that is not midnight to the second;
    empty for none, and as it is for what is no date."""
    found = _DAY.match(iso or "")
    if found is None:
        return iso or ""
    year, month, day, time = found.groups()
    told = _told(lang, year, int(month or 0), int(day or 0))
    return f"{told}, {time} UTC" if time else told


def day_words(iso: str | None, lang: str) -> str:
    """The same without the time of day."""
    return date_words((iso or "")[:10], lang)


def _told(lang: str, year: str, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return f"{year}年" if lang.startswith("zh") else year
    if lang.startswith("zh"):
        return f"{year}年{month}月" + (f"{day}日" if day else "")
    name = _MONTHS[lang][month - 1]
    if lang == "pt":
        return f"{day} de {name} de {year}" if day else f"{name} de {year}"
    return f"{day} {name} {year}" if day else f"{name} {year}"


def rhythm_words(duration: str | None, words: Words) -> str:
    """P7D -> every 7 days."""
    found = _DURATION.fullmatch(duration or "")
    if found is None:
        return words("rhythm_none")
    return words("every_day") if found[1] == "1" else words("every_days", n=found[1])
