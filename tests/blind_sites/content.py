"""The texts of the blind sites: patterns for twelve occasions in each language, filled with invented names.

    release i of a site ── occasion, middle, end (each by its own step) + guest, subject, place, figures ── title and paragraphs

No site uses an occasion twice before all twelve were used, and every paragraph holds names or figures of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from blind_sites import texts_en, texts_pt, texts_zh
from blind_sites.kit import MACAU, Release
from opencc import OpenCC


@dataclass(frozen=True)
class Host:
    """The body that publishes; `article` is its Portuguese article."""

    name: str
    article: str = "a"


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def _portuguese(prefix: str, article: str, name: str) -> dict[str, str]:
    return {
        f"{prefix}_a": f"{article} {name}",
        f"{prefix}_A": f"{article.upper()} {name}",
        f"{prefix}_da": f"d{article} {name}",
        f"{prefix}_na": f"n{article} {name}",
        f"{prefix}_pela": f"pel{article} {name}",
        f"{prefix}_com": f"com {article} {name}",
        f"{prefix}_ao": f"{'à' if article == 'a' else 'ao'} {name}",
        prefix: name,
    }


def _slots(lang: str, host: Host, at: int, seed: int, when: datetime) -> Mapping[str, str]:
    event = when - timedelta(days=1 + at % 3)
    figures = {"n": str(12 + (at * 17 + seed * 5) % 83), "m": str(3 + (at * 7 + seed) % 9), "k": str(110 + (at * 53 + seed * 31) % 780)}
    if lang == "pt":
        article, guest = texts_pt.GUESTS[(at + seed * 4) % len(texts_pt.GUESTS)]
        names = _portuguese("guest", article, guest) | _portuguese("org", host.article, host.name)
        day = f"{event.day} de {texts_pt.MONTHS[event.month - 1]}"
        text: tuple[tuple[str, ...], ...] = (texts_pt.SUBJECTS, texts_pt.PLACES, texts_pt.PEOPLE)
    elif lang == "en":
        names = {"guest": texts_en.GUESTS[(at + seed * 4) % len(texts_en.GUESTS)], "org": host.name}
        day = f"{event.day} {texts_en.MONTHS[event.month - 1]}"
        text = (texts_en.SUBJECTS, texts_en.PLACES, texts_en.PEOPLE)
    else:
        names = {"guest": texts_zh.GUESTS[(at + seed * 4) % len(texts_zh.GUESTS)], "org": host.name}
        day = f"{event.month}月{event.day}日"
        text = (texts_zh.SUBJECTS, texts_zh.PLACES, texts_zh.PEOPLE)
    subjects, places, people = text
    return (
        names
        | figures
        | {
            "day": day,
            "subject": subjects[(at + seed * 7) % len(subjects)],
            "other": subjects[(at * 5 + seed * 7 + 3) % len(subjects)],
            "place": places[(at * 3 + seed) % len(places)],
            "person": people[(at * 5 + seed * 2) % len(people)],
        }
    )


def compose(lang: str, host: Host, at: int, seed: int, when: datetime, number: int) -> Release:
    """One release in `lang`: en, pt, zh-Hant or zh-Hans. `at` is its place in the list."""
    texts = {"en": texts_en, "pt": texts_pt}.get(lang, texts_zh)
    title, lead = texts.OCCASIONS[(at * 5 + seed) % len(texts.OCCASIONS)]
    # Chinese paragraphs are short: there are more of them.
    steps = (0, 5, 8) if at % 3 == 0 or lang.startswith("zh") else (0, 5)
    middles = [texts.MIDDLES[(at * 7 + seed * 3 + step) % len(texts.MIDDLES)] for step in steps]
    parts = [title, lead, *middles, texts.ENDS[(at * 11 + seed * 5) % len(texts.ENDS)]]
    slots = _slots("zh" if lang.startswith("zh") else lang, host, at, seed, when)
    filled = [part.format_map(slots) for part in parts]
    if lang == "zh-Hans":
        filled = [_simplifier().convert(part) for part in filled]
    return Release(filled[0], when, tuple(filled[1:]), lang, number)


def calendar(newest: datetime, wanted: int, seed: int) -> list[datetime]:
    """Working days going back from `newest`, unevenly; here and there two releases on one day."""
    days = [newest]
    for step in range(1, wanted):
        gap = (0, 2, 5, 1, 3, 8, 2, 1, 4)[(step * 4 + seed) % 9]
        day = days[-1] - timedelta(days=gap) if gap else days[-1] - timedelta(hours=1)
        while day.weekday() > 4:
            day -= timedelta(days=1)
        minutes = (step * 37 + seed * 11) % 60
        days.append(day.replace(minute=minutes) if gap == 0 else day.replace(hour=10 + (step * 5 + seed) % 7, minute=minutes))
    return days


def releases(lang: str, host: Host, seed: int, newest: str, ids: list[int], foreign: Mapping[int, str] | None = None) -> list[Release]:
    """As many releases as `ids`, newest first. `foreign` names, by place, those in another language than the site's."""
    start = datetime.fromisoformat(newest).replace(tzinfo=MACAU)
    days = calendar(start, len(ids), seed)
    return [
        compose((foreign or {}).get(at, lang), host, at, seed, day, number) for at, (day, number) in enumerate(zip(days, ids, strict=True))
    ]
