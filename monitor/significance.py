"""How much a revision matters to a reader. Pure: two states of a release -> cosmetic, minor or substantive.

    cosmetic     white space and line breaks, quotes and dashes, full and half width, composed and decomposed letters (UAX #15), what cannot
                 be seen (soft hyphens, zero width), a published date told more precisely (FAULTS I19)
    substantive  the title; a published date or an entity that contradicts the former one; a paragraph more or less; and in a paragraph
                 that changed: a number (figures, written out, or Chinese), a month, a weekday, a day such as "yesterday", a currency, a
                 name of a person, a body or a place (FAULTS I18)
    minor        all else: wording, punctuation, capitals

A reader must not miss a number or a name, so whatever may be one counts as one: a rewording next to a name is sometimes told as
substantive, a changed name is told as wording only where nothing shows that it is a name. What is looked at as a name:

- in Latin letters, words with a capital, anywhere but at the beginning of a sentence; there too, unless the word is an ordinary one (a
  function word, an adverb, a word of the lexicon, a word that the text also has in small letters);
- in every language the places and bodies of the lexicon (`monitor/announcements/lexicon/`);
- in Chinese what stands next to a title (主席, 局長, 先生), before the last word of a body's name (公司, 大學, 商會), around the dot of
  a foreign name, or after a family name that is seldom another word.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from functools import lru_cache

from crawlers.model import Release
from feeds.diff import CJK, Content, Mark, Paragraph, paragraphs
from monitor.figures import figures
from monitor.names import chinese_name_at, known_names, latin_names_differ
from storage.model import Significance, StoredRelease


def significance(old: StoredRelease, new: Release) -> Significance:
    """How much the content of `new` differs from that of `old`; the docstring of this module says the rules."""
    before = Content(old.title, old.body, old.published, old.entity)
    return weigh(before, Content(new.title, new.body, new.published.iso, new.entity), new.lang)


def weigh(old: Content, new: Content, lang: str) -> Significance:
    """How much two contents in a language (BCP 47) differ; the same contents are told as cosmetic."""
    if contradicts(old.published, new.published) or _other(old.title, new.title):
        return Significance.SUBSTANTIVE
    if old.entity and new.entity and _other(old.entity, new.entity):
        return Significance.SUBSTANTIVE
    before, after = plain(old.body), plain(new.body)
    if _squeezed(before) == _squeezed(after):
        return Significance.COSMETIC
    changed = [each for each in paragraphs(before, after) if each.mark is not Mark.SAME]
    return Significance.SUBSTANTIVE if any(_matters(each, lang) for each in changed) else Significance.MINOR


def contradicts(old: str | None, new: str | None) -> bool:
    """Whether two published dates (iso strings) cannot both be true. Of different precision the finer one must lie within the coarser, by
    the clock of any country that our sites are in; a date that is not there contradicts nothing."""
    if not old or not new or old == new:
        return False
    coarse, fine = sorted((old, new), key=len)
    if len(fine) <= 10 or len(coarse) > 10:
        return not fine.startswith(coarse)
    moment = datetime.fromisoformat(fine)
    return not any((moment + timedelta(hours=hours)).date().isoformat().startswith(coarse) for hours in _CLOCKS)


# Hours from UTC: Brazil, Portugal and West Africa, Angola, Mozambique, Macao and China, Timor-Leste.
_CLOCKS = (-3, 0, 1, 2, 8, 9)


# ---- cosmetic: texts brought to one form -----------------------------------------------------------------------------


def plain(text: str) -> str:
    """A text without what is cosmetic, but with its paragraphs: NFC, one kind of quote and of dash, half width, single spaces, no empty
    lines, nothing invisible, no white space between thousands."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).translate(_plain_table()))
    else:
        text = text.translate(_ASCII)
    lines = (" ".join(line.split()) for line in text.splitlines())
    text = _REPEATED.sub(lambda found: "..." if found[0][0] == "." else "-", "\n".join(line for line in lines if line))
    return _THOUSANDS.sub(lambda found: found[0].replace(" ", ""), text)


_ASCII = str.maketrans({'"': "'", "`": "'"})
_REPEATED = re.compile(r"-{2,}|\.{2,}")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)")
_LETTER = rf"[^\W{CJK}]"
_LOOSE_SPACE = re.compile(rf"(?<!{_LETTER})\s+|\s+(?!{_LETTER})")


@lru_cache(maxsize=1)
def _plain_table() -> dict[int, str | None]:
    table: dict[int, str | None] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= dict.fromkeys(map(ord, '“”„‟«»‘’‚‛‹›′″´`"「」『』〝〞＂＇'), "'")
    table |= dict.fromkeys(map(ord, "‐‑‒–—―−﹣－─━"), "-")
    table |= dict.fromkeys(map(ord, "•‧・･⋅∙"), "·")
    table |= {ord("…"): "...", ord("⋯"): "..."}
    hidden = (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10), *range(0xE0000, 0xE01F0))
    table |= dict.fromkeys((*hidden, 0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF), None)
    return table


def _squeezed(text: str) -> str:
    """A plain text without white space, except between two letters or digits, where it parts words."""
    return _LOOSE_SPACE.sub("", " ".join(text.split()))


def _other(old: str, new: str) -> bool:
    return old != new and _squeezed(plain(old)) != _squeezed(plain(new))


# ---- substantive: what a paragraph says ------------------------------------------------------------------------------


def _matters(paragraph: Paragraph, lang: str) -> bool:
    """Whether a paragraph that is not the same says something else by a number or a name."""
    if paragraph.mark is not Mark.CHANGED:
        return True
    old, new = paragraph.old or "", paragraph.new or ""
    if _squeezed(old) == _squeezed(new):
        return False
    if figures(old) != figures(new) or known_names(old, lang) != known_names(new, lang) or latin_names_differ(old, new):
        return True
    return any(chinese_name_at(side, _spans(paragraph, other)) for side, other in ((old, Mark.ADDED), (new, Mark.REMOVED)))


def _spans(paragraph: Paragraph, without: Mark) -> list[tuple[int, int]]:
    """The stretches of one side that the other has not: of the old text without what was ADDED, of the new one without what was REMOVED."""
    found, at = [], 0
    for run in paragraph.runs:
        if run.mark is not without:
            if run.mark is not Mark.SAME:
                found.append((at, at + len(run.text)))
            at += len(run.text)
    return found
