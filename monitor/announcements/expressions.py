"""Expressions of days in texts, and the days they mean: "12 de Maio", "on Friday", 昨日, 7日.

What does not say its own year or month counts from what is known of the release; without that it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from crawlers.model import Precision
from monitor.announcements.days import Known, days_of_month, numbered, numeral, over_months, range_of
from monitor.announcements.reading import Reading, Sentence

# A date so many days before the release's is told as background, one so many days after it is about something else.
_OLDEST, _FURTHEST = 300, 300


class Span(NamedTuple):
    """What an expression says: first and last day, or a month, and where it stands."""

    first: date
    last: date
    month_only: bool
    start: int
    end: int


_MONTH_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "january jan janeiro", "february feb fevereiro fev", "march mar marco", "april apr abril abr", "may maio mai",
            "june jun junho", "july jul julho", "august aug agosto ago", "september sept sep setembro set",
            "october oct outubro out", "november nov novembro", "december dec dezembro dez",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_MONTH = "(" + "|".join(sorted(_MONTH_WORDS, key=len, reverse=True)) + r")\b\.?"
MONTH_BEFORE = re.compile(_MONTH + r"\s*(?:\d{1,2}\s*,?\s*)?(?:de\s)?$")
_DAY = r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.?[oa?]\b)?"
_TO = r"\s*(?:-|/|to|until|a|e|and|&|ate|till|through)\s*"
# Between a day and its month: 12 de Maio, the 12th of May, aos 12 dias do mês de Maio, 12th day of May.
_OF_MONTH = r"\s+(?:dias?\s+|day\s+)?(?:do\s+mes\s+)?(?:de\s+|of\s+)?"
_YEAR = r"(?:,?\s+(?:de\s+|do ano de\s+)?((?:19|20)\d\d)(?!\d))?"
# Behind the second of two days ("May 3 and 4"): a word that can be counted would make a number of it.
_NO_COUNT = r"(?=\s*(?:[,.;:)\]\"'-]|$)|\s+(?:in|at|for|to|during|this|of|the|by|with|where|when|and|on|local|em|no|na|\d{4}|de)\b)"
_WEEK = {
    "mon": 0,
    "tue": 1,
    "wed": 2,
    "thu": 3,
    "fri": 4,
    "sat": 5,
    "sun": 6,
    "seg": 0,
    "ter": 1,
    "qua": 2,
    "qui": 3,
    "sex": 4,
    "sab": 5,
    "dom": 6,
}
_Read = Callable[[re.Match[str], Known], tuple[date, date] | None]


def _latin_day_month(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    first, last, month, year = match[1], match[2], match[3], match[4]
    return range_of(known, year, _MONTH_WORDS[month], int(first), _MONTH_WORDS[month], int(last or first))


def _latin_month_day(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    month, first, last, year = match[1], match[2], match[3], match[4]
    return range_of(known, year, _MONTH_WORDS[month], int(first), _MONTH_WORDS[month], int(last or first))


def _latin_two_months(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    return over_months(known, match[6], (match[3], _MONTH_WORDS[match[2]], match[1]), (_MONTH_WORDS[match[5]], match[4]))


def _latin_months_two(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    return over_months(known, match[6], (match[3], _MONTH_WORDS[match[1]], match[2]), (_MONTH_WORDS[match[4]], match[5]))


def _iso(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    return range_of(known, match[1], int(match[2]), int(match[3]), int(match[2]), int(match[3]))


def _numeric(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    return range_of(known, match[3], int(match[2]), int(match[1]), int(match[2]), int(match[1]))


# A day counted back from the release's: "two days ago", há três dias, 两天前.
_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("a one um 一", "two dois 两 二", "three tres 三", "four quatro 四", "five cinco 五", "six seis 六", "seven sete 七"), start=1
    )
    for word in words.split()
}
_NUMBER = "(" + "|".join(word for word in _NUMBERS if word.isascii()) + r"|\d{1,2})"


def _days_ago(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    word = match[1] or match[2]
    if known.today is None:
        return None
    day = known.today - timedelta(days=_NUMBERS.get(word) or int(word))
    return day, day


_SHIFTS = {
    "the day before yesterday": -2,
    "anteontem": -2,
    "antes de ontem": -2,
    "the day after tomorrow": 2,
    "depois de amanha": 2,
    "yesterday": -1,
    "ontem": -1,
    "last night": -1,
    "na noite passada": -1,
    "tomorrow": 1,
    "amanha": 1,
}


def _relative(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    if known.today is None:
        return None
    day = known.today + timedelta(days=_SHIFTS.get(match[1], 0))
    return day, day


def _weekday(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    """On Friday: the last one, the release's own day included, or the next one where the sentence looks ahead; or that of its number."""
    name = match["name"]
    number = match["number"] if "number" in match.re.groupindex else None
    if number:
        return numbered(known, int(number))
    if known.today is None:
        return None
    apart = (known.today.weekday() - _week(name)) % 7
    day = known.today + timedelta(days=(7 - apart) % 7) if known.forward else known.today - timedelta(days=apart)
    return day, day


def _weekdays(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    """De segunda a quarta-feira, entre terça e quinta-feira: the last such days gone, or the next ones where the sentence looks ahead."""
    if known.today is None:
        return None
    last, length = _week(match["name"]), (_week(match["name"]) - _week(match["first"])) % 7
    if (week := _week_told(match)) is not None:
        end = known.today + timedelta(days=last - known.today.weekday() + 7 * week)
        return (end - timedelta(days=length), end) if length else None
    apart = (known.today.weekday() - last) % 7
    end = known.today + timedelta(days=(7 - apart) % 7) if known.forward else known.today - timedelta(days=apart)
    return (end - timedelta(days=length), end) if length else None


# The week that two weekdays belong to, where it is named beside them, or is this one since what they tell of is going on.
_WEEKS = (
    (re.compile(r"\b(?:last|past|previous) week\b|\b(?:semana (?:passada|transacta)|(?:passada|ultima) semana)\b"), -1),
    (re.compile(r"\bnext week\b|\b(?:proxima semana|semana que vem)\b"), 1),
    (re.compile(r"\bthis week\b|\bn?d?esta semana\b|\b(?:is|are) (?!to\b)\w+ing\b|\b(?:esta|estao) a \w+[aei]r\b"), 0),
)


def _week_told(match: re.Match[str]) -> int | None:
    """How many weeks from the release's own: by the words of the clause before, or those right behind."""
    before = match.string[max(0, match.start() - 48) : match.start()].rpartition(". ")[2]
    behind = re.match(r"[\s,]*(?:(?:of|in|d[ae])\s+)?(?:\w+\s+){2}", match.string[match.end() : match.end() + 28] + "  ")
    behind_words = behind[0] if behind else ""
    for place in (behind_words, before):
        for pattern, week in _WEEKS:
            if pattern.search(place):
                return week
    return None


def _last_weekday(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    """Last Friday, na passada sexta-feira: the last one before the release's day."""
    if match["number"]:
        return numbered(replace(known, forward=False), int(match["number"]))
    if known.today is None:
        return None
    day = known.today - timedelta(days=(known.today.weekday() - _week(match["name"]) - 1) % 7 + 1)
    return day, day


def _next_weekday(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    """Next Tuesday, próxima terça-feira: the first one after the release's day."""
    if match["number"]:
        return numbered(replace(known, forward=True), int(match["number"]))
    if known.today is None:
        return None
    day = known.today + timedelta(days=(_week(match["name"]) - known.today.weekday() - 1) % 7 + 1)
    return day, day


def _weekday_of_week(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    """Friday of last week, terça-feira da próxima semana: weeks begin on Monday."""
    if known.today is None:
        return None
    last = match["week"] in ("last", "semana passada", "ultima")
    day = known.today + timedelta(days=_week(match["name"]) - known.today.weekday() + (-7 if last else 7))
    return day, day


def _week(name: str) -> int:
    return int(name[0]) - 2 if name[0].isdigit() else _WEEK[name[:3]]


def _day_number(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    """The 12th, no dia 12, nos dias 3 e 4, de 3 a 5 do corrente."""
    first, last, which = match["first"], match["last"], match["which"] or ""
    shift = -1 if "passado" in which or "last" in which else 1 if "proximo" in which or "next" in which else 0
    if (which and shift) or "corrente" in which or "este" in which or "this" in which or "mesmo" in which:
        return days_of_month(known, shift, int(first), int(last or first))
    looking = replace(known, forward=True) if (match["ahead"] or "").startswith(("proxim", "next")) else known
    return numbered(looking, int(first), int(last or first))


_EN_DAYS = r"(?P<name>monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_PT_DAYS = r"(?P<name>segunda|terca|quarta|quinta|sexta|sabado|domingo|[2-6](?=\.?[oa?][- ]feira))"
_FEIRA = r"(?:(?:\.?[oa?])?[- ]feira)?"
_FEIRA_NEEDED = r"(?:(?:(?<=sabado)|(?<=domingo))|(?:\.?[oa?])?[- ]feira)"
_NUMBER_BEHIND = (
    r"(?:\s*,?\s*(?:(?:the|dia)\s+)?\(?(?P<number>\d{1,2})(?:st|nd|rd|th)?\b\)?(?![\d%:]|[.,]\d|\s*(?:de\s+|of\s+)(?!cooper|entend)[a-z]))?"
)
# "na segunda edição": the same words count.
_PT_RANGE = (
    r"\b(?:(?:de|entre|da|n[ao]|n?est[ae])\s+)?(?P<first>segunda|terca|quarta|quinta|sexta|sabado|domingo)(?:-feira)?(?:\s*\(\d{1,2}\))?"
    r"\s+(?:a|e|ate)\s+(?:a\s+|n[ao]\s+|est[ae]\s+)?"
    r"(?P<name>segunda|terca|quarta|quinta|sexta|sabado|domingo)(?:-feira\b|(?<=sabado)|(?<=domingo)|(?=\s*\(\d{1,2}\)))"
)
_EN_RANGE = rf"\b(?:(?:from|between|on)\s+)?{_EN_DAYS.replace('name', 'first')}\s+(?:to|and|through|until|till)\s+{_EN_DAYS}\b"
_ORDINAL = (
    r"(?!\s+(?:e|ou|maior|edic|fase|sess|vez|reuni|rond|parte|etap|visit|confer|posic|feira|miss|viag|cim|assembl|turma|linha"
    r"|ponte|vers|gerac|seman|metade|sér|ser|jorn|volta|forma|lugar|const|econom|cidade)\w*)"
)

_LATIN: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})(?!\d)"), _iso),
    (re.compile(r"(?<![\d/.])((?:19|20)\d\d)[/.](\d{1,2})[/.](\d{1,2})(?![\d/]|\.\d)"), _iso),
    (re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?!\d)"), _numeric),
    (
        re.compile(rf"{_DAY}{_OF_MONTH}{_MONTH}{_YEAR}{_TO}(?:o dia\s+|dia\s+|ao dia\s+)?{_DAY}{_OF_MONTH}{_MONTH}{_YEAR}"),
        _latin_two_months,
    ),
    (re.compile(rf"\b{_MONTH}\s+{_DAY}{_YEAR}{_TO}{_MONTH}\s+{_DAY}(?!\d){_YEAR}"), _latin_months_two),
    (
        re.compile(
            rf"{_DAY}(?:\s*,\s*\d{{1,2}}(?:st|nd|rd|th)?)*"
            rf"(?:,?{_TO}(?:o dia\s+|dia\s+|ao dia\s+|(?:on )?the\s+)?{_DAY})?{_OF_MONTH}{_MONTH}{_YEAR}"
        ),
        _latin_day_month,
    ),
    (re.compile(rf"\b{_MONTH}\s+(?:the\s+)?{_DAY}(?:(?:\s*,\s*\d{{1,2}}(?!\d))*,?{_TO}{_DAY}{_NO_COUNT})?(?!\d){_YEAR}"), _latin_month_day),
    (
        re.compile(
            r"\b(the day before yesterday|the day after tomorrow|antes de ontem|anteontem|depois de amanha|last night|na noite passada"
            r"|today|tonight|yesterday|tomorrow|this (?:morning|afternoon|evening)|earlier today|hoje|ontem|amanha"
            r"|n?esta (?:manha|tarde|noite)|a noite passada)\b"
        ),
        _relative,
    ),
    (re.compile(rf"\b{_NUMBER} days? ago\b|\bha {_NUMBER} dias?\b(?! (?:que|atras d))"), _days_ago),
    (re.compile(_PT_RANGE), _weekdays),
    (re.compile(_EN_RANGE), _weekdays),
    (re.compile(rf"\b(?:on )?{_EN_DAYS},? (?:of |in )?(?P<week>last|next) week\b"), _weekday_of_week),
    (
        re.compile(rf"\b(?:na )?{_PT_DAYS}{_FEIRA}\b (?:d[ao] )?(?P<week>semana passada|ultima semana|proxima semana|semana que vem)"),
        _weekday_of_week,
    ),
    (re.compile(rf"\b(?:on )?(?:this )?(?:last|past) {_EN_DAYS}\b{_NUMBER_BEHIND}"), _last_weekday),
    (
        re.compile(
            rf"\b(?:n?[ao] )?(?:passad[ao]|ultim[ao]|transact[ao]) (?:dia \d{{1,2}}, )?{_PT_DAYS}{_FEIRA}\b{_ORDINAL}{_NUMBER_BEHIND}"
        ),
        _last_weekday,
    ),
    (re.compile(rf"\b(?:n?[ao] )?{_PT_DAYS}{_FEIRA},? (?:passad[ao]|ultim[ao]|transact[ao]|anterior)\b{_NUMBER_BEHIND}"), _last_weekday),
    (re.compile(rf"\b(?:next|this coming|coming) {_EN_DAYS}\b{_NUMBER_BEHIND}"), _next_weekday),
    (re.compile(rf"\b(?:n?[ao] )?proxim[ao] {_PT_DAYS}{_FEIRA}\b{_ORDINAL}{_NUMBER_BEHIND}"), _next_weekday),
    (re.compile(rf"\b(?:n?[ao] )?{_PT_DAYS}{_FEIRA},? (?:proxim[ao]|que vem)\b{_NUMBER_BEHIND}"), _next_weekday),
    (
        re.compile(rf"\b(?<!every )(?<!each )(?:on |this )?{_EN_DAYS}\b(?! club| school| times| market| prayer)" + _NUMBER_BEHIND),
        _weekday,
    ),
    # As Portuguese agencies write it: "assinado terça-feira"; "à segunda-feira" is every Monday. Without -feira a day has its article, and
    # what follows is no noun that could be counted.
    (
        re.compile(rf"(?<!\ba )(?<!\bas )(?<!cada )(?<!todos os )\b(?:n?est[ae] |n[ao] |,\s)?{_PT_DAYS}{_FEIRA_NEEDED}\b{_NUMBER_BEHIND}"),
        _weekday,
    ),
    (re.compile(rf"\bn?esta {_PT_DAYS}\b{_ORDINAL}{_NUMBER_BEHIND}"), _weekday),
    (
        re.compile(
            rf"\bna {_PT_DAYS}\b(?=\s*(?:\(\d|,(?!\s*(?:(?:n?a )?(?:terceir|quart|quint|sext)a\b(?!-)|e )))"
            r"|\s+(?:a noite|a tarde|de manha|um|uma|o|os|em)\b|[.;]"
            rf"|$){_ORDINAL}{_NUMBER_BEHIND}"
        ),
        _weekday,
    ),
    (
        re.compile(
            r"\b(?:(?P<ahead>proximos?|passados?|ultimos?)\s+)?(?:n?[oa]s?\s+)?dias?\s+(?P<first>\d{1,2})(?:\.?[o?]\b)?"
            r"(?:\s*(?:,\s*\d{1,2}\s*)*(?:e|a|ate|-)\s*(?:(?:ao?|o)\s+)?(?:dia\s+)?(?P<last>\d{1,2}))?"
            r"(?!\d|[.,:]\d|\s*(?:%|horas?|h\b|por cento))"
            r"(?:\s+(?P<which>do (?:mes )?corrente(?: mes)?|deste (?:mesmo )?mes|do mes passado|do (?:passado|ultimo) mes"
            r"|do proximo mes|do mesmo mes))?"
        ),
        _day_number,
    ),
    (
        re.compile(
            r"(?P<ahead>(?!))?\b(?:a|de|em|entre)\s+(?P<first>\d{1,2})(?:\s*(?:e|a|ate|-)\s*(?P<last>\d{1,2}))?"
            r"\s+(?P<which>do (?:mes )?corrente(?: mes)?|deste mes|do mes passado|do proximo mes)\b"
        ),
        _day_number,
    ),
    (
        re.compile(
            r"(?P<ahead>(?!))?\b(?:on|from|between|until)\s+(?:the\s+)?(?P<first>\d{1,2})(?:st|nd|rd|th)"
            r"(?:\s*(?:to|and|-|through)\s*(?:the\s+)?(?P<last>\d{1,2})(?:st|nd|rd|th))?\b"
            r"(?!\s+(?:annivers|edition|floor|session|meeting|day|round|place|forum|conference|century|of (?!this|last|next)[a-z]))"
            r"(?:\s+(?P<which>of (?:this|last|next) month|this month|last month|next month))?"
        ),
        _day_number,
    ),
)


def _zh_full(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    named, year, month, first, month_to, last = match[1], match[2], match[3], match[4], match[5], match[6]
    one = numeral(month)
    if named and named != "今年" and known.published:
        year = str(known.published.year + {"去": -1, "前": -2, "明": 1}[named[0]])
    else:
        year = year and str(numeral(year))
    two = numeral(month_to) if month_to else one
    if year and two < one:
        return over_months(known, str(int(year) + 1), (year, one, str(numeral(first))), (two, str(numeral(last or first))))
    return range_of(known, year, one, numeral(first), two, numeral(last or first))


def _zh_day(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    """7日, 今(31)日, 昨(七)日, 3日至5日: the last such day, or the next one where the sentence looks ahead."""
    return numbered(known, numeral(match[1]), numeral(match[2] or match[1]))


def _zh_of_month(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    """本月12日, 上月三十日, 下月3日至5日."""
    shift = {"上": -1, "下": 1}.get(match[1][0], 0)
    return days_of_month(known, shift, numeral(match[2]), numeral(match[3] or match[2]))


def _zh_relative(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    if known.today is None:
        return None
    day = known.today + timedelta(days=-3 if match[0][0] == "大" else {"今": 0, "是": 0, "昨": -1, "前": -2, "明": 1, "后": 2}[match[0][0]])
    return day, day


def _zh_two_days(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    """昨、今兩日, 今明两天."""
    if known.today is None:
        return None
    days = [known.today + timedelta(days={"前": -2, "昨": -1, "今": 0, "明": 1, "后": 2}[word]) for word in (match[1], match[2])]
    return days[0], days[1]


def _zh_weekday(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    """周四, 上周五, 本周二, 下星期一: with a week named, that week's (Monday to Sunday)."""
    if known.today is None:
        return None
    number = "一二三四五六日".index(match[2].replace("天", "日"))
    if match[1]:
        week = {"上": -7, "下": 7}.get(match[1][0], 0)
        day = known.today + timedelta(days=number - known.today.weekday() + week - (7 if match[1].startswith("上上") else 0))
    else:
        apart = (known.today.weekday() - number) % 7
        day = known.today + timedelta(days=(7 - apart) % 7) if known.forward else known.today - timedelta(days=apart)
    return day, day


def _zh_weekdays(match: re.Match[str], known: Known) -> tuple[date, date] | None:
    """本周二至周四, 上周五至周日: as one weekday, and on to the next day of the second name."""
    if (began := _zh_weekday(match, known)) is None:
        return None
    length = ("一二三四五六日".index(match[3].replace("天", "日")) - began[0].weekday()) % 7
    return (began[0], began[0] + timedelta(days=length)) if length else None


_N = r"(\d{1,2}|[一二三四五六七八九十廿卅]{1,3})"
_ZH_TO = r"\s*(?:-+|至|到|~|、|和|及|与)\s*"
_NO_LINE = "(?![电訊讯]|专电|综合电|外电)"
# Before a number of days: 为期10日, 长达10日, 一连三日. The last sign alone does not say so: 部长10日, 罗安达10日, 大连10日, 第三期10日.
_NO_COUNT_ZH = r"(?<![月\d年共历第每逾约])(?<!最后)(?<!全长)(?<![长多历]达)(?<!展开)(?<!开展)(?<!进行)(?<![一接]连)(?<![为假学会展周]期)"
_CHINESE: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (
        re.compile(
            rf"(?:(去年|前年|明年|今年)|(\d{{4}}|[〇零一二三四五六七八九]{{4}})年)?{_N}月{_N}(?:[日号](?:\([^()]{{1,6}}\))?起?)?"
            rf"(?:{_ZH_TO}(?:(?:\d{{4}}年)?{_N}月)?{_N}(?=[日号]))(?:[日号]){_NO_LINE}"
        ),
        _zh_full,
    ),
    (
        re.compile(
            rf"(?:(去年|前年|明年|今年)|(\d{{4}}|[〇零一二三四五六七八九]{{4}})年)?{_N}月{_N}[日号](?P<none>(?!))?(?P<nil>(?!))?{_NO_LINE}"
        ),
        _zh_full,
    ),
    (re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"), _iso),
    (re.compile(r"(?<![\d十])(?:(?<!第)([一两二三四五六七])|(\d))天(?:以|之)?前(?![往来赴去后])"), _days_ago),
    (re.compile("([前昨今明])[日天]?[、及和与至到]?([昨今明后])(?:[日天]|[一两二]?[日天]|两[日天])"), _zh_two_days),
    (re.compile(rf"(本月|上月|下月|上个月|下个月|这个月|同月){_N}[日号]?(?:{_ZH_TO}{_N}(?=[日号]))?[日号]"), _zh_of_month),
    (
        re.compile(
            rf"[今昨]?(?:月)?\(?{_NO_COUNT_ZH}{_N}(?:\)?日起?(?!间))?(?<=[\d日起])"
            rf"(?:{_ZH_TO}(?<!\d){_N}(?=日))\)?日(?![电訊讯本间内游谈期])"
        ),
        _zh_day,
    ),
    (
        re.compile(rf"[今昨]?(?:月)?\(?{_NO_COUNT_ZH}{_N}\)?日(?P<none>(?!))?(?![电訊讯本间内游谈期报]|专电|综合电)"),
        _zh_day,
    ),
    (
        re.compile(
            "今[日天早晚晨午]|大前天|昨[日天早晚晨午]|明[日天早晚晨午]|(?<![日以之从此目当提空年生])前[日天晚](?!进|夕)|昨(?=[于在与由赴会举签晤率访出主起])"
            "|(?<![至如当现迄而于古从])今(?=[于在与由赴率晤起])|是日|(?<![然最今此之以会先前随日年月周天落])后[天日](?![起代])"
        ),
        _zh_relative,
    ),
    (
        re.compile(
            "(上上个?|上个?|本|这个?|下个?)?(?:周|星期|礼拜)([一二三四五六日天])(?:至|到|和|及|、|-+)(?:本|这)?(?:周|星期|礼拜)?([一二三四五六日天])"
            "(?![年期月个\\d])"
        ),
        _zh_weekdays,
    ),
    (re.compile("(上上个?|上个?|本|这个?|下个?)?(?:周|星期|礼拜)([一二三四五六日天])(?![年期])"), _zh_weekday),
)
_DIRECTED = (_weekday, _weekdays, _day_number, _zh_day, _zh_weekday, _zh_weekdays)
_MARKS = (
    re.compile(
        r"\d|\b(?:today|tonight|yesterday|tomorrow|morning|afternoon|evening|hoje|ontem|anteontem|amanha|manha|tarde|noite"
        r"|last night|days ago|ha \w+ dias?)\b|day\b|-feira"
        r"|sabado|domingo|\b(?:segunda|terca|quarta|quinta|sexta)\b"
    ),
    re.compile("[日号天周]|星期|礼拜|\\d[-/.]|[今昨明前][早晚晨午]|昨|今[于在与由赴率晤起]"),
)
# What makes a sentence look ahead, before a day (nothing told in between) or right behind it.
_AHEAD = (
    re.compile(
        r"\b(?:will|shall|is to|are to|is due|are due|due to|set to|is set|are set|set for|scheduled|going to|plans? to"
        r"|expect(?:ed|s) to|slated|to be held|upcoming"
        r"|vai|vao|ira|irao|deve|devem|devera|deverao|previst[oa]s?|marcad[oa]s?|agendad[oa]s?|sera|serao|tera|terao"
        r"|(?:parte|partem|segue|seguem|arranca|arrancam|comeca|comecam|inicia-se|iniciam-se|decorre|decorrem|realiza-se"
        r"|realizam-se|tem lugar|visitam|chega|chegam"
        r"|reune-se|reunem-se|assinam|abre|abrem|leave|leaves|departs?|opens|begins|starts|arrives"
        r"|runs|lasts|continues|ends|closes|prolonga-se|estende-se|termina|encerra|regressa|regressam|deixa|viaja|desloca-se"
        r"|deslocam-se|returns)"
        r"(?= (?:(?!desde|since)\w+ ){0,3}$))"
        r"\b(?!.*\b(?:was|were|said|told|disse|afirmou|foi|foram)\b)"
    ),
    re.compile("(?:[将拟]|定于|订于|计划|预定|预计|即将|届时|会于)[^。;]{0,28}$|至$"),
)
# What is to come is told of something done on the day: "on Friday both sides signed a deal that will".
_NO_VERB = r"(?!(?:that|which|who|que|met|held|was|were|foi|foram|\w{2,}(?:ed|ou|aram|eram|iram))\s)"
_AHEAD_BEHIND = (
    re.compile(rf"[\s,]*(?:{_NO_VERB}\w+\s){{0,6}}?(?:will|are to|is to|are going to|vai|vao|ira|irao)\b"),
    re.compile("(?:[上下]午)?(?:[^。,;]{0,14}|,(?!本)[^。,;签揭行办幕开见谈访了示说称布意定并]{0,10})(?:[将拟]|届时)"),
)
# "The accord signed on Friday will allow": what is to come is told of what was done on the day.
_DONE_BEFORE = re.compile(
    r"\b(?:\w{2,}ed|met|held|was|were|had|took place|began|\w+(?:ad|id)[oa]s?|foi|foram|\w{2,}(?:ou|aram|eram|iram)|teve lugar)"
    r"\s+(?:\w+\s+){0,3}$"
)
_FUTURE_FORM = r"\b\w{2,}(?:ará|erá|irá|arão|erão|irão)(?:-se)?\b"
FUTURE = re.compile(_FUTURE_FORM, re.IGNORECASE)
_FUTURE_BEHIND = re.compile(rf"[\s,]*(?:{_NO_VERB}\w+\s){{0,6}}?{_FUTURE_FORM}", re.IGNORECASE)


# Any two expressions of days that "to" joins are the ends of what lasted: "from Monday until yesterday", 13日至昨日.
_FROM = re.compile(r"(?:\b(?:from|between|since|starting|de|desde|entre)\s+(?:[ao]\s+)?|[自从由])$")
_JOINED = re.compile(r"\s*(?:\([^()]{1,12}\)\s*)?(?:to|until|till|through|and|up to|a|e|ate(?: a)?|起?[至到])\s*(?:the\s+|ao?\s+)?")
_LONGEST = 31


def days_stated(reading: Reading, row: Sentence, known: Known, *, done: bool = False) -> Iterator[Span]:
    """The dates a sentence states, the fullest reading of each place. `done`: weekdays and bare numbers of days are counted back."""
    found = list(_stated(reading, row, known, done=done))
    # As they were found, but two that are joined as one.
    for each in found:
        after = next((other for other in found if _are_ends(reading, row, each, other)), None)
        if after is not None:
            yield Span(each.first, after.last, False, each.start, after.end)
        elif not any(_are_ends(reading, row, other, each) for other in found):
            yield each


def _are_ends(reading: Reading, row: Sentence, first: Span, last: Span) -> bool:
    apart = (last.last - first.first).days
    if first.end > last.start or not 0 < apart <= _LONGEST or (first.first, last.first) != (first.last, last.last):
        return False
    joined = _JOINED.fullmatch(reading.folded, first.end, last.start)
    told = _FROM.search(reading.folded, max(row.start, first.start - 14), first.start)
    return bool(joined) and (bool(told) or reading.chinese) and not (first.month_only or last.month_only)


def _stated(reading: Reading, row: Sentence, known: Known, *, done: bool) -> Iterator[Span]:
    if not _MARKS[reading.chinese].search(reading.folded, row.start, row.end):
        return
    taken: list[tuple[int, int]] = []
    full: list[Span] = []
    for pattern, read in _CHINESE if reading.chinese else _LATIN:
        for match in pattern.finditer(reading.folded, row.start, row.end):
            start, end = match.start() + len(match[0]) - len(match[0].lstrip(" ,")), match.end()
            if any(start < other and one < end for one, other in taken):
                continue
            taken.append((start, end))
            around = _placed(reading, row, known, start, end, full) if read in _DIRECTED else known
            around = replace(around, forward=False) if done else around
            if (span := _span(read(match, around), known, start, end)) is not None:
                # A second number of a day counts from the first: 13日开班,24日结束.
                if read not in _DIRECTED or read is _zh_day:
                    full.append(span)
                yield span
            elif known.precision is Precision.MONTH and known.published and read in _BY_TODAY:
                yield Span(known.published, known.published, True, start, end)


_BY_TODAY = (_relative, _weekday, _last_weekday, _zh_relative, _zh_weekday)


def _placed(reading: Reading, row: Sentence, known: Known, start: int, end: int, full: Sequence[Span]) -> Known:
    """What a weekday or a bare number of a day counts from, at its place: whether its sentence looks ahead, the date stated beside it."""
    forward = looks_ahead(reading, row, start, end)
    dated = [each.first for each in full if not each.month_only]
    if not dated and row.part == "body" and row.index and known.today is not None:
        dated = [day for day in _full_days(reading, reading.sentences[row.index - 1], known) if day > known.today]
    return replace(known, forward=forward, anchor=dated[-1] if dated else None)


def looks_ahead(reading: Reading, row: Sentence, start: int, end: int) -> bool:
    """Whether what a sentence tells beside a day is still to come."""
    before = reading.folded[max(row.start, start - 64) : start]
    if _AHEAD[reading.chinese].search(before):
        return True
    if reading.chinese:
        return bool(_AHEAD_BEHIND[True].match(reading.folded, end, row.end))
    if FUTURE.search(reading.text[max(row.start, start - 64) : start]):
        return True
    behind = _AHEAD_BEHIND[False].match(reading.folded, end, row.end) or _FUTURE_BEHIND.match(reading.text, end, row.end)
    return bool(behind) and not _DONE_BEFORE.search(before)


def _full_days(reading: Reading, row: Sentence, known: Known) -> Iterator[date]:
    """The days that a sentence states with their month."""
    for pattern, read in (_CHINESE if reading.chinese else _LATIN)[:7]:
        if read in (_zh_full, _latin_day_month, _latin_month_day):
            for match in pattern.finditer(reading.folded, row.start, row.end):
                if (days := read(match, known)) is not None:
                    yield days[1]


def _span(days: tuple[date, date] | None, known: Known, start: int, end: int) -> Span | None:
    """A range of days as a span, unless it is background or far off."""
    if days is None or days[0] > days[1] or (days[1] - days[0]).days > 60:
        return None
    if known.published is not None:
        apart = (days[0] - known.published).days
        if apart < -_OLDEST or apart > _FURTHEST:
            return None
    return Span(days[0], days[1], False, start, end)
