"""How long an event lasts: to an end that is told, or by the number of its days; and on which of its days something was done.

A meeting or a mission lasts from its first day to its last, where both or the number of its days are told.
"""

from __future__ import annotations

import re
from datetime import timedelta

from monitor.announcements.acts import Act, Document
from monitor.announcements.asides import is_aside, is_label, is_reported
from monitor.announcements.days import FORTNIGHT, Known, numeral
from monitor.announcements.expressions import Span, days_stated
from monitor.announcements.reading import Reading, Sentence
from storage.model import Strength

# Sentences: how far from its first day the end of an event may be told.
_TOGETHER = 6
# Days that are counted (a longer stay is told in weeks), and those between a first and a last day that are both told.
_LONGEST_STAY, _LONGEST_COURSE = 15, 31


def several(spans: list[Span]) -> Span | None:
    """A visit told with several days of one fortnight lasts from the first to the last."""
    first = min(spans, key=lambda span: (span.first, -span.last.toordinal()))
    last = max(spans, key=lambda span: (span.last, -span.first.toordinal()))
    if first is last or first.first == last.last or (last.last - first.first).days > FORTNIGHT or any(span.month_only for span in spans):
        return None
    return Span(first.first, last.last, False, min(first.start, last.start), max(first.end, last.end))


_COUNTS = {
    word: number
    for number, words in enumerate(
        (
            "two dois duas", "three tres", "four quatro", "five cinco", "six seis", "seven sete", "eight oito", "nine nove", "ten dez",
        ),
        start=2,
    )
    for word in words.split()
}  # fmt: skip
_COUNT = "(" + "|".join(_COUNTS) + r"|\d{1,2})"
# A stay of days; one of weeks or months is told by the day on which it began.
_DURATION = (
    re.compile(
        rf"\b{_COUNT}[- ]days?\b(?!\s+(?:ago|later|before|after|earlier|old|from))|\b(week-?long|one-week|uma semana)\b"
        rf"|\b(?:durante|por|ao longo de|de|estar|dura|duram|duracao de) (?:os )?{_COUNT} dias\b"
    ),
    re.compile(
        r"(?:一连|为期|历时|持续|前后|度过了?|连续|长达|行程共?|用时?了?)([两二三四五六七八九十]|\d{1,2})[日天](?!前|后)"
        r"|(为期一周|[两二三四五六七八九十](?=[日天]的?(?:访问|行程|活动|会期|考察|展))"
        # 天 counts where 日 names the day: 5天时间, 十天的课程.
        r"|(?:\d{1,2}|[两二三四五六七八九十])(?=天(?:时间|的?(?:访问|行程|活动|课程|培训|研修|研讨|学习|交流|考察|会议))))"
    ),
)
_BEGINS = (
    re.compile(
        r"\b(?:open(?:s|ed|ing)?|beg[aiu]ns?|start(?:s|ed|ing)?|kick(?:s|ed)? off|commence[sd]?|g[oe]ts? (?:under way|started)"
        r"|arriv(?:es?|ed)"
        r"|set(?:s)? (?:out|off)"
        r"|depart(?:s|ed)?|leaves?|flew"
        r"|arrancou|arranca|arrancam|arrancaram|comec(?:ou|a|am|aram)|inici(?:ou|a|am|aram)(?:-se)?|teve inicio|tem inicio|abriu"
        r"|abre|abriram|parte|partem|partiu"
        r"|partiram|segue|seguem|chegou|chegaram|chega|chegam|inaugurou|inaugurad[oa]|first day|opening day|primeiro dia|since|desde)\b"
    ),
    re.compile("揭幕|开幕|开班|开营|开赛|开锣|开课|首日|首天|开始|启动|起[在于前赴到访]|起程|启程|出发|抵达|抵澳|展开|拉开"),
)
_ENDS = (
    re.compile(
        r"\b(?:clos(?:es|ed|ing)|close|c[ao]mes? to (?:a close|an end)|ends?|ended|conclud(?:es|ed|ing)"
        r"|(?:wrap(?:s|ped)|w(?:inds|ound)|round(?:s|ed)) (?:up|off)"
        r"|finish(?:es|ed)|drew to a close|return(?:s|ed)?"
        r"|termin(?:ou|a|am|aram)|encerr(?:ou|a|am|aram)(?:-se)?|cheg(?:ou|a) ao fim|conclui(?:u|ram)?|regress(?:o|a|am|ou|aram)"
        r"|fechou (?:as )?portas|ultimo dia)\b"
    ),
    re.compile("(?:闭幕|闭营|结营|闭班|结课|落幕|落下帷幕|谢幕|结束|结业|收官|返程|圆满)(?!后|之后|以后)"),
)


# Behind the day it begins on, the one it ends on: "runs until Friday", "prolonga-se até 20", 24日结束.
_UNTIL = re.compile(
    r"\b(?:runs?|running|lasts?|lasting|continues?|goes on|going on|ends?|ending|closes?|closing|prolonga-se|estende-se|decorre|decorrendo"
    r"|dura|termina|terminando|encerra)\s+(?:(?:until|till|through|to|on|ate|n[ao]|ao?|o|dia|the)\s+)*$"
)
_ENDED_ZH = re.compile("(?:[上下]午|晚上?)?[^,;。]{0,2}(?:结束|结业|闭幕|落幕|收官)")


# What is said behind it is of another event: "launched on Monday during the fair, which runs until Friday".
_AT_ANOTHER = re.compile(r"\b(?:during|at the|on the sidelines|as part of|durante|a margem|no ambito|por ocasiao)\b")


def until(reading: Reading, row: Sentence, span: Span, known: Known) -> Span | None:
    """The event to its last day, where the same sentence goes on to tell it."""
    for each in days_stated(reading, row, known):
        before = reading.folded[max(span.end, each.start - 40) : each.start] if each.start >= span.end else ""
        if _AT_ANOTHER.search(reading.folded, span.end, max(span.end, each.start)):
            return None
        told = _ENDED_ZH.match(reading.folded, each.end, row.end) if reading.chinese else _UNTIL.search(before)
        if before and told and 0 < (each.last - span.last).days <= _LONGEST_COURSE:
            return span._replace(last=each.last, end=each.end)
    return _open_until(reading, row, span, known)


# An event that opened on a day, to the day up to which it "can be visited", which is no deadline: "opens on Thursday … until Saturday".
_UP_TO = re.compile(r"\b(?:until|till|through|ate)\s+(?:(?:ao?|o|this|next|the|dia|est[ea])\s+)*$")
_DEADLINE = re.compile(
    r"\b(?:regist\w+|inscri\w+|candidatur\w+|applica\w+|apply|deadline|prazo|valid\w*|vigor\w*|exhibit\w*|exposic\w+|patente|display"
    r"|tickets?|bilhetes?|vagas|places|seats|submi\w+)\b"
)


def _open_until(reading: Reading, row: Sentence, span: Span, known: Known) -> Span | None:
    if reading.chinese or span.first != span.last or _is_end(reading, row, span) is not False:
        return None
    for each in days_stated(reading, row, known):
        between = reading.folded[span.end : each.start]
        if each.start < span.end or not _UP_TO.search(between) or _DEADLINE.search(between):
            continue
        # A weekday without a number is the first one after the opening.
        weekday = not any(sign.isdigit() for sign in reading.folded[each.start : each.end])
        apart = (each.last - span.last).days
        apart = apart % 7 if weekday and abs(apart) < 7 else apart
        if 0 < apart <= _LONGEST_COURSE:
            return span._replace(last=span.last + timedelta(days=apart), end=each.end)
    return None


def goes_on_to(document: Document, row: Sentence, first: Span, act: Act, known: Known) -> Span | None:
    """What began on a day, to the day up to which the act's own sentence says it goes on: "are attending, until Friday, a course"."""
    reading = document.reading(act.sentence)
    if reading.chinese or row is act.sentence or _is_end(document.reading(row), row, first) is not False:
        return None
    for each in days_stated(reading, act.sentence, known):
        before = reading.folded[max(act.sentence.start, each.start - 48) : each.start]
        if _UP_TO.search(before) and not _DEADLINE.search(before) and 0 < (each.last - first.last).days <= _LONGEST_COURSE:
            return first._replace(last=each.last)
    return None


def lasting(document: Document, row: Sentence, span: Span, act: Act, known: Known) -> Span:
    """The event that begins or ends on a day, where its other end or the number of its days is told."""
    reading = document.reading(row)
    chinese = reading.chinese
    match = _LASTING.match(reading.folded, span.end, row.end) if chinese else None
    days = numeral(match[1].replace("两", "二")) if match else 0
    closes = _is_end(reading, row, span)
    if match and days and closes and not reading.folded.startswith("起", span.end):
        return span._replace(first=span.last - timedelta(days=days - 1), end=match.end())
    if match and days:
        return span._replace(last=span.first + timedelta(days=days - 1), end=match.end())
    if closes is None:
        return span
    beside = [each for each in document.body.sentences if 0 < abs(each.index - _place(row)) <= _TOGETHER and not each.listed]
    following = [each for each in beside if each.index > _place(row)]
    own = _duration(reading, row)
    if act.strength is Strength.EXCHANGE and not own:
        if closes and (whole := _range_told(document, beside, span, known, closes=closes)):
            return whole
        for each in sorted(beside, key=lambda each: (each.index < _place(row), each.index)):
            if other := _other_end(document, each, span, act, known, closes=closes, follows=each.index > _place(row)):
                first, last = (other.first, span.last) if closes else (span.first, other.last)
                return span._replace(first=first, last=last)
    days = own or next((_duration(document.reading(each), each, opening=True) for each in following[:1]), 0)
    if not days and not closes and act.strength is Strength.EXCHANGE:
        today = known.today
        staged = span if today and span.first <= today else _to_last_stage(document, following, span, known)
        return staged if staged != span else _range_told(document, beside, span, known, closes=False) or span
    if days:
        apart = timedelta(days=days - 1)
        return span._replace(first=span.last - apart) if closes else span._replace(last=span.first + apart)
    return span


def _range_told(document: Document, rows: list[Sentence], span: Span, known: Known, *, closes: bool) -> Span | None:
    """The event as another sentence tells it from its first day to its last, where it ends or begins on the same day."""
    for row in rows:
        for each in days_stated(document.reading(row), row, known):
            same = each.last == span.last if closes else each.first == span.first
            if same and each.first != each.last and (each.last - each.first).days <= FORTNIGHT:
                return span._replace(first=each.first, last=each.last)
    return None


# Where a mission goes on to: "segue depois, a 25, para", "then travels to", 随后转赴.
_STAGE = (
    re.compile(
        r"\b(?:segu(?:e|em|indo|iu|iram) (?:depois|para|viagem)|then (?:go|head|travel|move|fl[iye]|left|leave|proceed)\w*"
        r"|(?:go|travel|head)\w* on to|proceed\w* to)\b"
    ),
    re.compile("(?:随后|其后|之后|继而|再)(?:将|会)?(?:[^,。;]{0,8}日)?(?:前往|转往|转赴|赴)|转[赴往]"),
)


def _to_last_stage(document: Document, following: list[Sentence], span: Span, known: Known) -> Span:
    """A mission whose first day is told, to the day of the last stage that a sentence soon after tells."""
    for row in following:
        reading = document.reading(row)
        stage = _STAGE[reading.chinese].search(reading.folded, row.start, row.end)
        for each in days_stated(reading, row, known) if stage else ():
            if 0 < (each.last - span.last).days <= FORTNIGHT and not is_aside(reading, row, each):
                span = span._replace(last=each.last)
    return span


def _is_end(reading: Reading, row: Sentence, span: Span) -> bool | None:
    """Whether a day is the last of an event rather than the first; None where its sentence does not say."""
    if _SINCE.search(reading.folded, max(row.start, span.start - _SINCE_REACH), span.start):
        return False
    begins, ends = (_nearest_cue(patterns[reading.chinese], reading, row, span) for patterns in (_BEGINS, _ENDS))
    if begins == ends:
        return None
    return begins is None or (ends is not None and ends < begins)


# "In Macao since Monday for a visit of five days".
_SINCE = re.compile(r"\b(?:since|desde)\s+(?:last\s+|[ao]\s+)?(?:dia\s+)?$")
_SINCE_REACH = 16


def stays_since(reading: Reading, row: Sentence, span: Span, act: Act, known: Known) -> bool:
    """Whether a visit has been going on since a day, and the same sentence says how long it lasts."""
    since = _SINCE.search(reading.folded, max(row.start, span.start - _SINCE_REACH), span.start)
    if act.strength is not Strength.EXCHANGE or since is None:
        return False
    return _duration(reading, row) > 0 or until(reading, row, span, known) is not None


def _place(row: Sentence) -> int:
    return row.index if row.part == "body" else -1


def _nearest_cue(pattern: re.Pattern[str], reading: Reading, row: Sentence, span: Span) -> int | None:
    """How far from a day the nearest word of beginning or ending stands."""
    gaps = [max(span.start - match.end(), match.start() - span.end, 0) for match in pattern.finditer(reading.folded, row.start, row.end)]
    return min(gaps, default=None)


# Letters, or Chinese characters, between a word of beginning or ending and its day.
_BESIDE = (30, 4)


def _other_end(document: Document, row: Sentence, span: Span, act: Act, known: Known, *, closes: bool, follows: bool) -> Span | None:
    """The day in another sentence on which what ends began, or the reverse: its only day, or in an earlier sentence, and where there are
    several, the one beside the word that says so."""
    reading = document.reading(row)
    pattern = (_BEGINS if closes else _ENDS)[reading.chinese]
    if not pattern.search(reading.folded, row.start, row.end):
        return None
    found = [each for each in days_stated(reading, row, known) if not each.month_only]
    if len(found) > 1 or not follows:
        reach = _BESIDE[reading.chinese]
        found = [each for each in found if each.first == each.last and _is_end(reading, row, each) is (not closes)]
        found = [each for each in found if (_nearest_cue(pattern, reading, row, each) or 0) <= reach]
    # "Until 8 June" is a term, but the end where something ends; "since 8 June" when what ends has begun.
    near = bool(found) and (_nearest_cue(pattern, reading, row, found[0]) or 0) <= _BESIDE[reading.chinese]
    aside = is_reported if near else is_aside
    if len(found) != 1 or aside(reading, row, found[0]) or is_label(reading, row, found[0], known, act):
        return None
    apart = (span.first - found[0].first if closes else found[0].last - span.last).days
    return found[0] if 0 < apart <= _LONGEST_COURSE else None


# Characters of the next sentence in which it may say how long what began lasts: "The course lasts ten days".
_OPENING = (40, 16)


def _duration(reading: Reading, row: Sentence, *, opening: bool = False) -> int:
    """The days something lasts, up to ten; 0 where the sentence (or its opening words) does not say."""
    end = min(row.end, row.start + _OPENING[reading.chinese]) if opening else row.end
    match = _DURATION[reading.chinese].search(reading.folded, row.start, end)
    if match is None:
        return 0
    word = next(group for group in match.groups() if group)
    if word in ("week-long", "weeklong", "one-week", "uma semana", "为期一周"):
        return 7
    days = numeral(word.replace("两", "二")) if reading.chinese else _COUNTS.get(word) or int(word)
    return days if 1 < days <= _LONGEST_STAY else 0


# 今日揭幕,一连三日: the day it begins, and how many it lasts.
_LASTING = re.compile(r"[^。;]{0,12}(?:一连|为期|连续|开始的|起的)([两二三四五六七八九十]|\d{1,2})[日天]")
_ON_THE = (
    (re.compile(r"\b(?:first|opening|inaugural) day\b|\b(?:primeiro dia|dia inaugural)\b"), re.compile("首日|首天|第一[天日]"), 0),
    (re.compile(r"\bsecond day\b|\bsegundo dia\b"), re.compile("第二[天日]|次日|翌日"), 1),
    (re.compile(r"\bthird day\b|\bterceiro dia\b"), re.compile("第三[天日]"), 2),
    (re.compile(r"\b(?:last|final|closing) day\b|\b(?:ultimo|derradeiro) dia\b"), re.compile("最后一[天日]|末日|尾日|闭幕日"), -1),
)
# A ceremony that opens or closes an event is on its first or last day.
_CEREMONY = (
    (re.compile(r"\bopening ceremony\b|\b(?:cerimonia|sessao) de abertura\b"), re.compile("[开揭]幕(?:式|典礼|仪式)"), 0),
    (re.compile(r"\bclosing ceremony\b|\b(?:cerimonia|sessao) de encerramento\b"), re.compile("闭幕(?:式|典礼|仪式)"), -1),
)


def day_told(document: Document, act: Act) -> int | None:
    """On which day of an event something was done, by the sentence that tells it: from 0 on, the last one -1, None where none is told."""
    signed = act.strength is Strength.SIGNED
    told = (_number_told(document.reading(row), row, signed) for row in ((act.sentence, *act.others) if signed else (act.sentence,)))
    return next((number for number in told if number is not None), None)


def _number_told(reading: Reading, row: Sentence, signed: bool) -> int | None:
    for latin, chinese, number in _ON_THE + (_CEREMONY if signed else ()):
        if (chinese if reading.chinese else latin).search(reading.folded, row.start, row.end):
            return number
    return None


# 前日开幕的论坛第二天, "the second day of the fair that opened on Tuesday": counted from the day it began.
_OPENED = (
    re.compile(r"\b(?:opened|began|started|kicked off|abriu|arrancou|comecou|teve inicio|iniciad[oa]|inaugurad[oa]|aberta?)\s+(?:on\s+)?$"),
    re.compile("(?:在[^,。;]{1,12})?(?:开幕|揭幕|开始|启幕|开锣)的"),
)


def day_after_opening(reading: Reading, row: Sentence, span: Span) -> Span:
    """The second or third day of what began on a day, where the same sentence says that something was done on it."""
    number = _number_told(reading, row, False)
    if not number or number < 0:
        return span
    latin = not reading.chinese and _OPENED[False].search(reading.folded, max(row.start, span.start - 32), span.start)
    if latin or (reading.chinese and _OPENED[True].match(reading.folded, span.end, row.end)):
        day = span.first + timedelta(days=number)
        return span._replace(first=day, last=day)
    return span


def day_of_visit(document: Document, span: Span, act: Act) -> Span:
    """The first, second or last day of a range, where it is told that the act was done on it."""
    number = day_told(document, act)
    if number is None:
        return span
    day = span.last if number < 0 else span.first + timedelta(days=number)
    return span._replace(first=day, last=day) if day <= span.last else span
