"""What bodies are called in each language, for showing, from the gazetteer (lexicon/bodies/*.toml).

    canonical name, language -> name_in -> name

The gazetteer lists what bodies are called in texts, in small letters and with choices; the first name of a language is its usual full one.
Portuguese is given its capitals again. The lists write Chinese in simplified characters; a name is shown in traditional ones only where
each of its characters has one traditional form that names use. Entries that stand for several bodies have no name.
"""

from __future__ import annotations

import re
from functools import cache

from crawlers.han import SIMPLIFIED, SIMPLIFIED_ONLY, TRADITIONAL
from monitor.announcements.inflect import choices
from monitor.announcements.lexicon import FOLDER, load

# Words that stay small inside a Portuguese name, and those of a body's name that are letters.
_SMALL = frozenset(
    {
        *("a", "o", "as", "os", "e", "de", "do", "da", "dos", "das", "em", "no", "na", "nos", "nas", "para", "por", "pelo", "pela"),
        *("com", "ao", "à", "aos", "às", "sobre", "entre"),
    }
)
_LETTERS = frozenset(["raem", "rpc", "raehk"])
# Simplified characters of several traditional forms, of which names of bodies use one: 旅遊, 論壇, 技術, 幾內亞; never 侷, 傢, 髮.
_IN_NAMES = dict(zip("发会国局家合游克出佛坛几圣馆与峰秘同体私术卫教", "發會國局家合遊克出佛壇幾聖館與峰秘同體私術衛教", strict=True))
_WORD = re.compile(r"[^\W\d_]+")


def name_in(canonical: str, lang: str) -> str | None:
    """What a body is called in a language (BCP 47), by its canonical name; None where the gazetteer does not say."""
    return _names().get((canonical, lang))


@cache
def _names() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for path in sorted((FOLDER / "bodies").glob("*.toml")):
        for body in load(f"bodies/{path.name}").get("body", ()):
            if body.get("general") or not body.get("name") or not body.get("kind"):
                continue
            found.setdefault((body["name"], "en"), body["name"])
            if body.get("pt"):
                found.setdefault((body["name"], "pt"), _capitals(_first(body["pt"][0])))
            if body.get("zh"):
                simplified = _first(body["zh"][0])
                found.setdefault((body["name"], "zh-Hans"), simplified)
                if traditional := _traditional(simplified):
                    found.setdefault((body["name"], "zh-Hant"), traditional)
    return found


def _first(term: str) -> str:
    """The first reading of a term, without the signs that stand for endings."""
    return next(iter(choices(term))).replace("*", "")


def _capitals(name: str) -> str:
    words = 0

    def capital(found: re.Match[str]) -> str:
        nonlocal words
        words += 1
        word = found[0]
        if word in _LETTERS:
            return word.upper()
        return word if words > 1 and word in _SMALL else word.capitalize()

    return _WORD.sub(capital, name)


def _traditional(name: str) -> str | None:
    """A name in traditional characters; None where one of its characters could be several of them, or could be meant as it stands."""
    forms = _forms()
    known = [forms.get(character, {character}) for character in name]
    return "".join(next(iter(each)) for each in known) if all(len(each) == 1 for each in known) else None


@cache
def _forms() -> dict[str, set[str]]:
    """The traditional forms of each simplified character, itself among them where traditional texts have it, too."""
    forms: dict[str, set[str]] = {}
    for traditional, simplified in zip(TRADITIONAL, SIMPLIFIED, strict=True):
        forms.setdefault(simplified, set() if simplified in SIMPLIFIED_ONLY else {simplified}).add(traditional)
    return forms | {simplified: {traditional} for simplified, traditional in _IN_NAMES.items()}
