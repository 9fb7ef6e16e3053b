"""The forms of a verb, so that a lexicon names it once: `[verbs]` in lexicon/en.toml and lexicon/pt.toml.

A lemma is an infinitive; words after the verb stay as they are ("enter into", "chegar a acordo"). Irregular past forms follow after
slashes: "meet/met", "strike/struck", "subscrever/subscrito". All forms are as looked up: lower case, no accents. Only third persons
are made, for releases tell of others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from itertools import product


class Tense(StrEnum):
    """What a form says of when: done, told in the present, going on, or yet to come."""

    DONE = "done"
    PRESENT = "present"
    GERUND = "gerund"
    TO_COME = "to come"


Forms = Iterator[tuple[str, Tense]]


def english(lemma: str) -> Forms:
    """The forms of an English verb: signs, signed, signing. -ise and -ize alike; "to" and "will" make the future, not the verb."""
    verb, rest, irregular = _parts(lemma)
    for base in _spellings(verb):
        yield base + rest, Tense.PRESENT
        yield _third(base) + rest, Tense.PRESENT
        yield _stem(base, "ing") + "ing" + rest, Tense.GERUND
        for past in irregular or (_stem(base, "ed") + "ed",):
            yield past + rest, Tense.DONE


def portuguese(lemma: str) -> Forms:
    """The forms of a Portuguese verb: assinou, assinaram, assinado/a/os/as, assina, assinara (future: accents are gone), assinar.

    A reflexive verb ("reunir-se") has its pronoun after the form or before it: reuniram-se, se reuniram.
    """
    verb, rest, irregular = _parts(lemma)
    plain = verb.removesuffix("-se")
    stem, vowel = plain[:-2], plain[-2]
    for form, tense in _tenses(plain, stem, vowel):
        if plain == verb:
            yield form + rest, tense
        else:
            yield f"{form}-se{rest}", tense
            yield f"se {form}{rest}", tense
    for participle in [each[:-1] for each in irregular] or [stem + ("ad" if vowel == "a" else "id")]:
        for ending in ("o", "a", "os", "as"):
            yield participle + ending + rest, Tense.DONE


FORMS: Mapping[str, Callable[[str], Forms]] = {"en": english, "pt": portuguese}


_CHOICE = re.compile(r"\{([^{}]*)\}")


def choices(term: str) -> Iterator[str]:
    """The terms that one with choices stands for: "{both|two} {sides|parties}" are four. A choice may be empty."""
    pieces = [piece.split("|") if number % 2 else [piece] for number, piece in enumerate(_CHOICE.split(term))]
    return (" ".join("".join(parts).split()) for parts in product(*pieces))


def _parts(lemma: str) -> tuple[str, str, tuple[str, ...]]:
    """Verb, the words after it, irregular past forms."""
    head, *irregular = lemma.split("/")
    verb, space, rest = head.partition(" ")
    return verb, space + rest, tuple(irregular)


# ---- English -----------------------------------------------------------------------------------------------------


def _spellings(verb: str) -> tuple[str, ...]:
    return (verb, verb[:-3] + "ize") if verb.endswith("ise") else (verb,)


def _third(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        return base + "es"
    return base[:-1] + "ies" if base.endswith("y") and base[-2] not in "aeiou" else base + "s"


def _stem(base: str, ending: str) -> str:
    """The stem before -ed and -ing: without a silent e, y as i before -ed, the last consonant doubled in words of one syllable."""
    if base.endswith("e") and (ending == "ed" or not base.endswith("ee")):
        return base[:-1]
    if base.endswith("y") and base[-2] not in "aeiou" and ending == "ed":
        return base[:-1] + "i"
    # One vowel, before one last consonant: stop, stopped; but open, opened.
    short = base[-1] not in "aeiouwxy" and base[-2] in "aeiou" and sum(letter in "aeiou" for letter in base) == 1
    return base + base[-1] if short else base


# ---- Portuguese --------------------------------------------------------------------------------------------------


def _tenses(verb: str, stem: str, vowel: str) -> Forms:
    soft = _softened(stem, vowel)
    present = {"a": ("a", "am"), "e": ("e", "em"), "i": ("e", "em")}[vowel]
    past = {"a": ("ou", "aram"), "e": ("eu", "eram"), "i": ("iu", "iram")}[vowel]
    imperfect = {"a": ("ava", "avam"), "e": ("ia", "iam"), "i": ("ia", "iam")}[vowel]
    wish = {"a": ("e", "em"), "e": ("a", "am"), "i": ("a", "am")}[vowel]
    if_it_were = (vowel + "sse", vowel + "ssem")
    # Verbs in -uir keep an i in the present: constitui, constituem.
    present = ("i", "em") if stem.endswith("u") and vowel == "i" else present
    yield from ((stem + ending, Tense.DONE) for ending in (*past, *imperfect))
    yield from ((stem + ending, Tense.PRESENT) for ending in present)
    yield stem + vowel + "ndo", Tense.GERUND
    yield from ((verb + ending, Tense.TO_COME) for ending in ("", "a", "ao", "ia", "iam", "em"))
    yield from ((stem + ending, Tense.TO_COME) for ending in if_it_were)
    yield from ((soft + ending, Tense.TO_COME) for ending in wish if soft + ending not in (stem + present[0], stem + present[1]))


def _softened(stem: str, vowel: str) -> str:
    """The stem before e where the verb is in -ar: marcar, marque; chegar, chegue; lancar (lançar), lance stays."""
    if vowel != "a":
        return stem
    if stem.endswith("g"):
        return stem + "u"
    return stem[:-1] + "qu" if stem.endswith("c") and not stem.endswith(("anc", "alc", "orc")) else stem
