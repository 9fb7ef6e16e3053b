"""Guards: why an act does not count. It is negated, called off, planned, asked for, quoted, not genuine, or spoken of as known."""

from __future__ import annotations

import re

from monitor.announcements.acts import Document
from monitor.announcements.background import AHEAD_MONTHS, IN_MONTH, ISO_MONTH, of_the_past
from monitor.announcements.beside import DAY_ZH, PASSIVE, carried, clause_end, clause_start, comma_between, gap, nearest_before, quote
from monitor.announcements.kinds import KINDS
from monitor.announcements.lexicon import Hit
from monitor.announcements.reading import Reading, Sentence

# How far a guard reaches before the act it governs: (letters, Chinese characters).
_NEGATION_REACH = (45, 20)
PLAN_REACH = (32, 28)
# What is to be set up is listed at length.
_SCHEME_REACH = (160, 40)
AIM_REACH = (40, 8)
_AFTER_REACH = (70, 24)
# An act that was called off is said to be so right after it or right before.
_UNDONE_REACH = (45, 10)
# "The signing of an agreement between the two was put off."
_UNDONE_FAR = 130
# What somebody signed who was caught is no news of cooperation.
_CAUGHT = re.compile(
    r"\b(?:sentenced|convicted|arrested|jailed|swindled|defrauded|condenou|condenad[oa]s?|detid[oa]s?|deteve|burlad[oa]s?|burlou)\b"
)
# False papers: the word stands before the instrument.
_FAKE_REACH = (28, 8)
# "Without a new agreement."
_NONE_REACH = (14, 0)
# English and Portuguese: a participle, a definite article shortly before the noun, an auxiliary between noun and participle.
PARTICIPLE_REACH = 40
_FRESH_REACH = 60
_PARTICIPLE = re.compile(r"signed|concluded|reached|(?:assinad|firmad|rubricad|celebrad|subscrit|alcancad|concluid|fechad)[oa]s?\b")
_DEFINITE = re.compile(
    r"\b(?:the|this|that|these|those|its|their|[dn]?[oa]s?|aos?|pel[oa]s?|(?:d|n)?est[ea]s?)\s(?:[^\s,;]+\s){0,3}[\"']?$"
)
_AUXILIARY = re.compile(r"\b(?:was|were|been|being|be|is|are|has|have|had|which|that|foi|foram|sido|ser|sera|e|sao|esta|que|fica)\b|,")
# "Before anybody signs": a present that a condition makes one to come.
_NOT_YET = re.compile(r"\b(?:before|until|unless|if|once|whether|antes de|ate que|quando|se|logo que|assim que) (?:[\w-]+ ){0,3}$")
_NOT_YET_REACH = 40
# Instruments in the plural.
_MANY_PAPERS = re.compile(r"s\b|memoranda\b")
_MONTHS_ZH = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_MONTH_BEFORE = re.compile("(?<![\\d至-])(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?!间)(?:[^月]{0,20})$")
# "Acaba de renovar": an infinitive that tells what has just been done.
_JUST_DONE = re.compile(r"\b(?:acab(?:a|am|ou|aram) de|vem de|apos|depois de|ao|having) $")
# "Sign tomorrow": a present that is to come.
_AHEAD = re.compile(
    r" [^,;.]{0,25}?\b(?:tomorrow|next (?:week|month|year|\w+day)|amanha|(?:na |no )?proxim[oa] (?:semana|mes|ano|\w+-feira))\b"
)
_AHEAD_REACH = 45
# "Sugeriu que seja assinado": a passive of the subjunctive is wished for.
_WISHED = re.compile(r"\b(?:seja|sejam|fosse|fossem) (?:[a-z]+mente )?$")
# "The text is signed in June": a present passive, of a month.
_PRESENT_PASSIVE = re.compile(r"\b(?:is|are|sao) (?:[a-z]+ly )?$|(?<!d[oa])(?<!d[oa]s) e $")
# A noun of signing for which a day is fixed, wherever its sentence says so.
_FIXED = re.compile(r"agendad|marcad|previst|programad|calendarizad|scheduled|slated|pencil|(?:fixed|set|due) for")
# "Contracts are signed later each year": of all times, in a body that has no word of just now.
_HABITUAL = re.compile(r"\b(?:are|is|sao) (?:[a-z]+(?:ly|mente) )?$")
_DONE = re.compile(r"\b(?:was|were|been|foi|foram) (?:[a-z]+(?:ly|mente) )?$")
# Direct speech: its marks, and the least length that is no name: (letters, Chinese characters).
_QUOTES = (("\u201c", "\u201d"), ("\u00ab", "\u00bb"), ('"', '"'), ("「", "」"))
_SPEECH = (40, 24)
# English: an infinitive, also with an adverb.
_INFINITIVE = re.compile(r"\bto (?:[a-z]+ly )?$")
# "达成的…共识": a consensus spoken of as known.
_KNOWN_ZH = re.compile("(?:达成|形成|取得|签署|签订)的[^,;]{0,12}$")
# "签署…的一刻": a noun that the whole act explains speaks of it as known.
_EXPLAINS_ZH = re.compile("[^,;。]{0,40}的(?:一刻|瞬间|一幕|情景|场面|经过|过程|历史|故事|往事|照片|截图|消息|说法|报道|传言|细节)")


def guard(document: Document, reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """Why an act that was not signed does not count, by the first of the guards that speaks against it."""
    return (
        of_the_past(document, reading, sentence, verb)
        or negated(reading, sentence, verb)
        or asked(reading, sentence, verb)
        or spoken(reading, verb)
        or planned(reading, sentence, verb)
    )


def false_paper(document: Document, reading: Reading, sentence: Sentence, verb: Hit, instrument: Hit | None) -> str | None:
    """A forged or an alleged instrument; in a report of a crime also one that nobody is said to have signed ("with two signatures")."""
    if document.refusal == KINDS["crime"] and "signing" in verb.meaning.acts:
        return document.refusal
    near = instrument or verb
    fake = next((hit for hit in sentence.of("fake") if 0 <= near.start - hit.end <= _FAKE_REACH[reading.chinese]), None)
    # In Portuguese the word follows: "contratos falsos".
    fake = fake or next((hit for hit in sentence.of("fake") if hit.start - near.end == 1), None)
    if judged := _CAUGHT.search(reading.folded, sentence.start, verb.start):
        return f"before the police or a court: {judged[0]}"
    return f"not genuine: {quote(reading, fake)}" if fake else None


def asked(reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """Whether somebody asks for an act, or whether there is one: everything after that word in its sentence is wished for."""
    marker = next((hit for hit in sentence.of("asked") if hit.end <= verb.start), None)
    return f"asked for: {quote(reading, marker)}" if marker else None


def spoken(reading: Reading, hit: Hit) -> str | None:
    """Whether a place stands in direct speech: a stretch between quotation marks that is longer than a name."""
    text = reading.text
    line = text.rfind("\n", 0, hit.start) + 1
    for opening, closing in _QUOTES:
        left = text.rfind(opening, line, hit.start)
        if left < 0 or (opening != closing and text.find(closing, left, hit.start) >= 0):
            continue
        if opening == closing and text.count(opening, line, hit.start) % 2 == 0:
            continue
        right = text.find(closing, hit.end)
        inside = text[left + 1 : right if right >= 0 else None]
        words = inside.split()
        named = sum(word[:1].isupper() for word in words) * 2 > len(words)
        if len(inside) >= _SPEECH[reading.chinese] and not named:
            return "in direct speech"
    return None


def _scare_quoted(reading: Reading, verb: Hit) -> bool:
    """Whether a verb alone stands in quotation marks: a "signing" that was none."""
    text = reading.text
    return verb.start > 0 and text[verb.start - 1] in "“「『" and text[verb.end : verb.end + 1] in ("”", "」", "』")


def negated(reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """Whether an act is negated before its verb, or was called off."""
    marker = nearest_before(reading, sentence, verb, "negation", _NEGATION_REACH)
    return f"negated: {quote(reading, marker)}" if marker else called_off(reading, sentence, verb)


def of_all_times(reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """ "Contracts are signed later each year": a passive of the present, in a body that has no word of just now."""
    if reading.chinese or sentence.part == "title" or sentence.of("recent", "occasion") or "signed" not in verb.meaning.acts:
        return None
    habitual_form = _HABITUAL.search(reading.folded, max(sentence.start, verb.start - 20), verb.start)
    return "told of all times" if habitual_form else None


def counted_up(document: Document, reading: Reading, sentence: Sentence, instrument: Hit | None) -> str | None:
    """In an opinion: instruments in the plural, of one side ("63 memoranda signed by public bodies")."""
    if reading.chinese or instrument is None or document.refusal != KINDS["opinion"] or len(sentence.countries) > 1:
        return None
    many = _MANY_PAPERS.search(reading.folded, instrument.start, instrument.end)
    return f"{document.refusal}: counted up" if many else None


def no_instrument(reading: Reading, sentence: Sentence, instrument: Hit) -> str | None:
    """ "Signed no agreement", "ended without an agreement"."""
    marker = None if reading.chinese else nearest_before(reading, sentence, instrument, "negation", _NONE_REACH)
    return f"negated: {quote(reading, marker)}" if marker else None


def called_off(reading: Reading, sentence: Sentence, act: Hit) -> str | None:
    """Whether an act was called off: "the signing was postponed", "cancelou a visita"."""
    reach = _UNDONE_REACH[reading.chinese]
    for hit in sentence.of("undone"):
        apart = min(hit.end, act.end), max(hit.start, act.start)
        passive = hit.start >= act.end and PASSIVE.search(reading.folded, act.end, hit.start)
        if gap(hit, act) <= (_UNDONE_FAR if passive else reach) and not comma_between(reading, *apart):
            return f"called off: {quote(reading, hit)}"
    return None


def planned(reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """Planned: by its own form, or by a verb of intention before it in its clause; a noun of signing also by an aim, or a plan after it."""
    if not reading.chinese and _JUST_DONE.search(reading.folded, max(sentence.start, verb.start - 24), verb.start):
        return None
    if not reading.chinese and _WISHED.search(reading.folded, max(sentence.start, verb.start - 24), verb.start):
        return f"planned: {quote(reading, verb)}"
    if not verb.meaning.acts.isdisjoint(("to_sign", "to_come")) or (
        not verb.meaning.acts.isdisjoint(("sign", "signed"))
        and not (not reading.chinese and _DONE.search(reading.folded, max(sentence.start, verb.start - 24), verb.start))
        and (
            _AHEAD.match(reading.folded, verb.end, min(sentence.end, verb.end + _AHEAD_REACH))
            or _NOT_YET.search(reading.folded, max(sentence.start, verb.start - _NOT_YET_REACH), verb.start)
        )
    ):
        return f"planned: {quote(reading, verb)}"
    present = _PRESENT_PASSIVE.search(reading.folded, max(sentence.start, verb.start - 20), verb.start)
    if present and not reading.chinese and not sentence.of("recent") and IN_MONTH.match(reading.folded, verb.end, sentence.end):
        return f"planned: {quote(reading, verb)}"
    done = _DONE.search(reading.folded, max(sentence.start, verb.start - 24), verb.start)
    reach = _SCHEME_REACH if "established" in verb.meaning.acts and not done else PLAN_REACH
    marker = nearest_before(reading, sentence, verb, "planned", reach) or nearest_before(reading, sentence, verb, "hoped", reach)
    nominal = "signing" in verb.meaning.acts
    if marker is None and (nominal or reading.chinese):
        marker = nearest_before(reading, sentence, verb, "aimed", AIM_REACH)
    if marker is None and nominal:
        after = min(_AFTER_REACH[True], clause_end(reading, sentence, verb) - verb.end) if reading.chinese else _AFTER_REACH[False]
        marker = next((hit for hit in sentence.of("planned") if 0 <= hit.start - verb.end <= after), None)
        fixed = (hit for hit in sentence.of("planned") if _FIXED.match(reading.folded, hit.start) and not sentence.of("recent"))
        marker = marker or (None if reading.chinese else next(fixed, None))
    if marker is None and not reading.chinese and _INFINITIVE.search(reading.folded, max(sentence.start, verb.start - 12), verb.start):
        return f"planned: to {quote(reading, verb)}"
    return f"planned: {quote(reading, marker)}" if marker else None


def month_ahead(document: Document, reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """Chinese only: a month in the clause before the verb that is still to come when the release is dated ("十一月访问期间签署")."""
    own = ISO_MONTH.match(document.date)
    if own is None or not reading.chinese:
        return None
    begin = sentence.start if carried(reading, sentence, verb) else clause_start(reading, sentence, verb)
    told = _MONTH_BEFORE.search(reading.folded, max(begin, verb.start - PLAN_REACH[1]), verb.start)
    if told is None or reading.years(sentence) or any(hit.start >= told.start() for hit in sentence.of("recent")):
        return None
    month = int(told[1]) if told[1].isdecimal() else _MONTHS_ZH.index(told[1]) + 1
    return f"planned: {told[0]}" if 0 < (month - int(own[1])) % 12 < AHEAD_MONTHS else None


def presupposed(lang: str, reading: Reading, sentence: Sentence, verb: Hit, instrument: Hit | None) -> str | None:
    """ "The agreement signed by ...": a participle after a definite noun speaks of a signing as known, it does not report one."""
    if reading.chinese:
        if _EXPLAINS_ZH.match(reading.folded, verb.end) or attributive(reading, sentence, verb):
            return "speaks of a signing as known"
        return "not so, as its quotation marks say" if _scare_quoted(reading, verb) else None
    if sentence.part == "title" or instrument is None or not 0 <= verb.start - instrument.end <= PARTICIPLE_REACH:
        return None
    before = reading.folded[max(sentence.start, instrument.start - PARTICIPLE_REACH) : instrument.start]
    between = reading.folded[instrument.end : verb.start]
    if before.endswith((" a ", " an ") if lang == "en" else (" um ", " uma ", " dois ", " duas ")):
        return None
    if _fresh(reading, sentence, verb):
        return None
    if _PARTICIPLE.match(reading.folded, verb.start) and _DEFINITE.search(before) and not _AUXILIARY.search(between):
        return "speaks of a signing as known"
    return None


def _fresh(reading: Reading, sentence: Sentence, verb: Hit) -> bool:
    """ "The memorandum signed yesterday": news, though its noun is definite."""
    near = [hit for hit in sentence.of("recent") if 0 <= hit.start - verb.end <= _FRESH_REACH]
    return any(not comma_between(reading, verb.end, hit.start) for hit in near)


def attributive(reading: Reading, sentence: Sentence, verb: Hit) -> bool:
    """Chinese: "达成的…共识带动…", where 的 follows the verb and none of just now stands before it."""
    if not reading.chinese or sentence.part == "title" or sentence.of("recent", "occasion"):
        return False
    if DAY_ZH.search(reading.folded, clause_start(reading, sentence, verb), verb.start):
        return False
    return reading.folded.startswith("的", verb.end) or bool(_KNOWN_ZH.search(reading.folded, sentence.start, verb.start))
