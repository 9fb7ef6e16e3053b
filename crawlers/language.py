"""The language of a text, told from the text itself. Labels of sites and paths are hints that only break ties."""

from __future__ import annotations

import re
from functools import lru_cache

_SAMPLE = 1200
_HAN_SAMPLE = 500
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that are frequent in one language and (nearly) absent in the others. Spanish is listed to be told from Portuguese.
_EN = _words(
    "the of and to in for is was were with that by from at which has have its on an be this as will their between also are been it "
    "who he she they not its during into his her mr ms said"
)
_PT = _words(
    "da do das dos e em um uma na no nas nos ao à aos às os pela pelo pelas pelos com não são foi também entre mais sobre "
    "será foram pelo seu sua seus suas é está num numa desta deste nesta neste o até assim bem"
)
_ES = _words("el la los las del y en con una por su sus al es fue un lo entre más está también son han ha según desde hasta este")
_PT_WEAK = _words("de por para que pelo se")
_PT_MARK = re.compile("[ãõ]|ç[aãoõu]|lh[aeo]|ência|dade\\b")
_ES_MARK = re.compile("ñ|ción|¿|¡")
_EN_MARK = re.compile("(?:ing|tion|ment|ship|th|ed|ly)\\b|[kw]")


def detect(text: str, prior: str | None = None) -> str:
    """BCP 47 language of a text: en, pt, zh-Hant, zh-Hans, or zh where nothing tells the script.

    Reads at most 1,200 characters. `prior` (any spelling of a language label) decides only ties and texts that say too little.
    Languages outside the set, Spanish among them, come back as `prior`, or en without one.
    """
    known = tag(prior)
    sample = text[:_SAMPLE]
    if sample.isascii():
        return _latin(sample, known)
    runs = _HAN.findall(sample)
    if not runs:
        return _latin(sample, known)
    han = "".join(runs)
    # A Chinese character says as much as some three letters; names in brackets do not make an English text Chinese.
    letters = len(sample.encode("ascii", "ignore")) - sample.count(" ")
    if len(han) * 3 >= letters or (len(han) >= 2 and not _hits(sample)):
        return _script(han[:_HAN_SAMPLE], known)
    return _latin(sample, known)


def tag(label: str | None) -> str | None:
    """A site's language label in our spelling (zh-hant, zh_TW, pt-PT, en-US ...), or None where it names none of our languages."""
    return _tag(label[:20]) if label else None


@lru_cache(maxsize=256)
def _tag(label: str) -> str | None:
    parts = label.strip().lower().replace("_", "-").split("-")
    if parts[0] in ("en", "pt"):
        return parts[0]
    if parts[0] in ("tc", "sc"):
        return "zh-Hant" if parts[0] == "tc" else "zh-Hans"
    if parts[0] != "zh":
        return None
    if {"hant", "tw", "hk", "mo"} & set(parts):
        return "zh-Hant"
    return "zh-Hans" if {"hans", "cn", "sg"} & set(parts) else "zh"


def script_fold(text: str) -> str:
    """Traditional characters as simplified ones, one for one, for keys and search; never for display."""
    return text if text.isascii() or not _HAN.search(text) else text.translate(_fold_table())


def _script(han: str, known: str | None) -> str:
    """Counts of distinct characters that exist in one script only; the larger wins, the prior breaks a tie."""
    characters = set(han)
    traditional, simplified = _only()
    more = len(characters & traditional) - len(characters & simplified)
    if more:
        return "zh-Hant" if more > 0 else "zh-Hans"
    return known if known and known.startswith("zh") else "zh"


def _latin(sample: str, known: str | None) -> str:
    words = sample.lower().split()
    english, portuguese, spanish = (sum(map(some.__contains__, words)) for some in (_EN, _PT, _ES))
    best = max(english, portuguese, spanish)
    if best >= 2 and (english, portuguese, spanish).count(best) == 1:
        return _named(english == best, portuguese == best, known)
    return _by_marks(sample.lower(), english, portuguese, spanish, known)


def _by_marks(sample: str, english: int, portuguese: int, spanish: int, known: str | None) -> str:
    """Too few words to be sure, as in a title: letters and endings of one language only, then the prior."""
    english += len(_EN_MARK.findall(sample[:300]))
    portuguese += sum(map(_PT_WEAK.__contains__, sample[:300].split())) + 2 * len(_PT_MARK.findall(sample[:300]))
    spanish += 3 * len(_ES_MARK.findall(sample[:300]))
    if spanish > max(english, portuguese):
        return known or "en"
    if english == portuguese:
        return known or "en"
    return "en" if english > portuguese else "pt"


def _named(is_english: bool, is_portuguese: bool, known: str | None) -> str:
    if is_english:
        return "en"
    return "pt" if is_portuguese else known or "en"


def _hits(sample: str) -> bool:
    words = sample.lower().split()
    return any(word in _EN or word in _PT for word in words)


@lru_cache(maxsize=1)
def _only() -> tuple[frozenset[str], frozenset[str]]:
    from crawlers.han import SIMPLIFIED_ONLY, TRADITIONAL

    return frozenset(TRADITIONAL), frozenset(SIMPLIFIED_ONLY)


@lru_cache(maxsize=1)
def _fold_table() -> dict[int, str]:
    from crawlers.han import SIMPLIFIED, TRADITIONAL

    return {ord(old): new for old, new in zip(TRADITIONAL, SIMPLIFIED, strict=True)}
