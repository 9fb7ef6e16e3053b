"""Publication dates as these sites write them. Pure: no clock, and no guess at a missing year.

Every function takes one string that is meant as a date and answers with `Published` or None; none of them looks for "some
date" in a text. Times without a zone are the site's (Asia/Macau unless told otherwise); results are UTC, to the minute.
Years outside 1990 to 2100 are refused (FAULTS D02), impossible dates too (FAULTS D05), and relative ages ("3天前", "2 hours ago"),
which mean another day tomorrow (FAULTS D04). The forms are catalogued in docs/sources.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawlers.model import DateBasis, Precision, Published

MACAU = "Asia/Macau"
_EIGHT = frozenset({"Asia/Macau", "Asia/Macao", "Asia/Hong_Kong", "Asia/Shanghai"})
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_LONGEST = 200

_MONTH_NAMES = (
    "january jan janeiro",
    "february feb fevereiro fev",
    "march mar março marco",
    "april apr abril abr",
    "may maio mai",
    "june jun junho",
    "july jul julho",
    "august aug agosto ago",
    "september sept sep setembro set",
    "october oct outubro out",
    "november nov novembro",
    "december dec dezembro dez",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_NUMERALS = {sign: value for value, signs in enumerate(("〇零○◯oO", "一元", *"二三四五六七八九")) for sign in signs}
_YEAR_SIGNS = "〇零○◯oO一二三四五六七八九0-9"
_DAY_SIGNS = r"([0-9一二三四五六七八九十廿卅〇零○]{1,4})"


class _Found(NamedTuple):
    """A date in a string: year, month, day, and where it stands."""

    ymd: tuple[int, int, int]
    start: int
    end: int


def _numeral(text: str) -> int:
    """A Chinese numeral below 1000, positional (二〇二五) or with 十 and 百 (三十一, 廿一, 一百一十三); digits may be mixed in."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" not in text and "百" not in text:
        return int("".join(str(_NUMERALS.get(sign, sign)) for sign in text))
    hundreds, mark, rest = text.rpartition("百")
    total = (_numeral(hundreds) if hundreds else 1) * 100 if mark else 0
    tens, mark, ones = rest.rpartition("十")
    if mark:
        total += (_numeral(tens) or 1 if tens else 1) * 10
    return total + (_numeral(ones) if ones else 0)


def _day_month_year(match: re.Match[str]) -> tuple[int, int, int]:
    return int(match[3]), _MONTHS[match[2].lower()], int(match[1])


def _month_day_year(match: re.Match[str]) -> tuple[int, int, int]:
    return int(match[3]), _MONTHS[match[1].lower()], int(match[2])


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[int, int, int]]], ...] = (
    # 2023-03-14, 2025/07/31, 2025.7.31
    (
        re.compile(r"(?<![0-9])([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])"),
        lambda m: (int(m[1]), int(m[3]), int(m[4])),
    ),
    # 民國113年5月3日: the Republic's first year is 1912
    (
        re.compile(rf"民[國国]\s*([0-9元一二三四五六七八九十百〇零○]{{1,5}})\s*年\s*{_DAY_SIGNS}\s*月\s*{_DAY_SIGNS}\s*[日號号]"),
        lambda m: (1911 + _numeral(m[1]), _numeral(m[2]), _numeral(m[3])),
    ),
    # 2021年1月18日, 二0二五年四月十六日
    (
        re.compile(rf"(?<![{_YEAR_SIGNS}])([{_YEAR_SIGNS}]{{4}})\s*年\s*{_DAY_SIGNS}\s*月\s*{_DAY_SIGNS}\s*[日號号]"),
        lambda m: (_numeral(m[1]), _numeral(m[2]), _numeral(m[3])),
    ),
    # 24 de Maio de 2025, 1.º de Março de 2024, 15 October 2015, 24 Jun, 2021, 05-Nov-2024
    (
        re.compile(
            rf"(?<![0-9])([0-9]{{1,2}})(?:\.?[oa°]\.?(?![^\W_])|st|nd|rd|th)?[\s\-/]*(?:de\s+|of\s+)?{_MONTH}[\s,\-/]*(?:de\s+|do\s+)?"
            r"([0-9]{4})(?![0-9])",
            re.IGNORECASE,
        ),
        _day_month_year,
    ),
    # October 27, 2025; Oct. 27 2025; Março 14, 2023
    (
        re.compile(rf"(?<![^\W_]){_MONTH}\s*([0-9]{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)([0-9]{{4}})(?![0-9])", re.IGNORECASE),
        _month_day_year,
    ),
)
# 31/03/2022, 18.12.2024: day first everywhere in Macao, Portugal and Brazil
_NUMERIC = re.compile(r"(?<![0-9])(?<![0-9][./-])([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})(?![0-9])")
# 20250731, 20250731T102200Z: ISO 8601 in its basic form
_BASIC = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})(?:[0-9]{2})?(Z|[+-][0-9]{4})?)?", re.IGNORECASE)
_MONTH_ONLY = re.compile(rf"([0-9]{{4}})(?:-|/|\s*年\s*)([0-9]{{1,2}})\s*月?|{_MONTH}[\s,]*(?:de\s+)?([0-9]{{4}})", re.IGNORECASE)

# A time of day behind a date: 13:06, T10:08:00+08:00, às 17h00, 下午3時15分, 3:15 PM GMT.
_TIME = re.compile(
    r"(?:T|[\s,;|\-–—]*(?:(?:às|as|at|pelas)(?![^\W\d_]))?\s*)"
    r"(?P<half>上午|下午|晚上|中午|凌晨|早上)?\s*"
    r"(?P<hour>[0-9]{1,2})\s*(?:(?::|h|時|时|點|点)\s*(?P<minute>[0-9]{2})(?![0-9])|[h時时點点](?![^\W_]))"
    r"(?:[:分m]?\s*分?(?<=[:分m])(?P<second>[0-9]{2})(?![0-9])(?:[.,][0-9]+)?|分)?秒?"
    r"(?:\s*(?P<meridiem>[ap])\.?m\b\.?)?"
    r"\s*(?P<utc>(?:z|utc|gmt|ut)(?![^\W_]))?\s*(?P<offset>[+\-−][0-9]{1,2}(?::?[0-9]{2})?(?![0-9\-/]))?",
    re.IGNORECASE,
)
_INTERNET = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s.*[0-9]:[0-9]{2}", re.IGNORECASE)
_NUMERIC_ZONE = re.compile(r"(?:[+-][0-9]{4}|\b(?:GMT|UTC?|Z))(?:\s|$)")


def parse(
    text: str,
    *,
    lang: str | None = None,
    zone: str = MACAU,
    basis: DateBasis = DateBasis.LABEL,
    day_first: bool = True,
) -> Published | None:
    """One date string, a label around it allowed, as a date of its site; None for what is not one possible date with a year.

    Understands the forms of en, pt and zh whatever `lang` says. `zone` (an IANA name) holds where the string names none;
    letters besides Z, UT, UTC and GMT count as none, because EST, CST and IST each mean several (FAULTS D08). `05/06/2026` is
    5 June; `day_first=False` refuses it in English and in no known language, it never makes it 6 May (FAULTS D06).
    Two different dates in one string are refused. Only a string that is nothing but year and month gives month precision.
    Raises ValueError for an unknown `zone`, and for nothing else.
    """
    plain = _plain(text)
    basic = _BASIC.fullmatch(plain)
    if basic:
        plain = "-".join(basic.groups()[:3]) + (f"T{basic[4]}:{basic[5]}{basic[6] or ''}" if basic[4] else "")
    found = list(_dates(plain, day_first or lang not in (None, "en")))
    if not found:
        return _month_only(plain, basis) or _internet(plain, zone, basis)
    if len({each.ymd for each in found}) > 1:
        return None
    return _at(plain, found[0], zone, basis)


def from_unix(value: object, basis: DateBasis) -> Published | None:
    """Seconds since 1970 (a number, or its digits in a string), to the minute; None for anything else, milliseconds included."""
    if isinstance(value, str):
        value = int(value) if re.fullmatch(r"[0-9]{9,10}", value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        moment = datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return _minute(moment, basis) if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def from_datetime_attribute(value: str, zone: str = MACAU) -> Published | None:
    """The value of time[datetime], a meta tag or JSON-LD, with a space or a T, with or without a zone (gov.mo writes none: Macao time)."""
    return parse(value, zone=zone, basis=DateBasis.META)


# --- labels -----------------------------------------------------------------------------------------------------------

# With a colon these stand anywhere in a line: 发布人:… 发布时间:2021-04-23 来源:…
_FIRM = (
    r"[發发][佈布表稿](?:時間|时间|日期)|[公刊][佈布登](?:時間|时间|日期)|release (?:time|date)|pubdate|publication date"
    r"|tempo de liberação|data d[ea] (?:publicação|divulgação)"
)
# These introduce a date without a colon as well, at the start of a line or behind a separator.
_VERBS = r"published(?: on| at)?|posted(?: on)?|publicad[oa](?: em| a)?|divulgad[oa] em|released on"
# These also name other dates (event, update): only with a colon, and at the start or behind a separator.
_LOOSE = r"date|data"
_LOOSE_CHINESE = r"(?<![^\s|•·;>\]】)）])(?:日期|時間|时间)\s*:"
_EDGE = r"(?:^|(?<=[\n|•·;>\]】)）])|(?<=\s{2}))\s*"
_LABEL = re.compile(
    rf"(?<![^\W_])(?:{_FIRM})\s*:|{_LOOSE_CHINESE}|(?:[發发][佈布表稿](?:時間|时间|日期))\s*(?=[0-9])|{_EDGE}(?:(?:{_FIRM}|{_VERBS}|{_LOOSE})\s*:|(?P<verb>{_VERBS})\s(?!:))",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"(?<![^\W_])(?:last )?(?:updated|modified|[uú]ltima ac?tualiza[cç][aã]o|ac?tualizad[oa]|modificad[oa])\b(?=[^.。]{0,20}[0-9])",
    re.IGNORECASE,
)
_BEFORE_DATE = re.compile(
    r"[\s,(\[【]*(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?|sábado|domingo"
    r"|(?:星期|周|週)[一二三四五六日天]|on|em)?[\s,.)\]】]*",
    re.IGNORECASE,
)


def labelled(
    text: str, *, lang: str | None = None, zone: str = MACAU, basis: DateBasis = DateBasis.LABEL, day_first: bool = True
) -> Published | None:
    """The date that stands right behind a publication label of the line ("Release time:", "发布时间：", "Publicado em").

    None without such a label; labels of updates ("Updated", "Atualizado em", "更新时间") and of events are none. A sentence that only
    begins with "Published" is no label either: without a colon little may follow the date.
    """
    plain = _plain(text)
    for label in _LABEL.finditer(plain):
        rest = plain[label.end() : label.end() + 80]
        found = min(_dates(rest, day_first or lang not in (None, "en")), key=lambda each: each.start, default=None)
        if found is None or not _BEFORE_DATE.fullmatch(rest, 0, found.start):
            continue
        # A second date behind a word for changes makes a byline of a line that would be too long for one.
        behind = _CHANGED.split(plain[label.end() + found.end :], maxsplit=1)
        if label["verb"] and (len(behind[0]) > 40 or len(behind[-1]) > 60):
            continue
        return _at(rest, found, zone, basis)
    return None


# --- datelines --------------------------------------------------------------------------------------------------------

_WORD = r"[A-ZÀ-Þ][\w.'’\-]{1,20}"
_PLACE = rf"{_WORD}(?:,? (?:{_WORD}|de|da|do|dos|das|of|and|e)){{0,5}}"
_DATELINE = re.compile(
    rf"\s*{_PLACE},\s+(?i:{_MONTH}\s*([0-9]{{1,2}})(?:st|nd|rd|th)?|([0-9]{{1,2}})\s+(?:de\s+)?{_MONTH})(?![0-9])"
    r"(?:,?\s+(?:de\s+)?[0-9]{4}(?![0-9]))?"
    r"\s*(?:\([^()\n]{1,80}\)|/[^/\n]{1,40}/)?\s*(?:--+|[-–—―]|:)\s*",
)
_STATED_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
# 新华社澳门11月4日电, 中新社澳門7月17日電(記者 …)
_CHINESE_DATELINE = re.compile(
    r"\s*[\u4e00-\u9fff]{2,14}?([0-9]{1,2})月([0-9]{1,2})日(?:電|电|訊|讯)\s*(?:[(（][^()（）\n]{1,40}[)）])?\s*"
)


def dateline(text: str, reference: date) -> Published | None:
    """The day that a dateline at the start of a text names ("MACAU, September 10 - "); None where the text begins otherwise.

    A dateline rarely has a year: it is the reference date's (the day of fetching or publication), or the year before where the day
    would lie more than seven days ahead. On 31 December a dateline of 1 January is tomorrow's, by the difference of time zones.
    """
    parts = _dateline_parts(text)
    if parts is None:
        return None
    year, month, day, _ = parts
    if year is not None:
        return _day((year, month, day), DateBasis.DATELINE)
    today = reference.date() if isinstance(reference, datetime) else reference
    for candidate, ahead in ((reference.year + 1, 1), (reference.year, 7), (reference.year - 1, 7)):
        value = _date((candidate, month, day))
        if value and (value - today).days <= ahead:
            return Published(value, Precision.DAY, DateBasis.DATELINE)
    return None


def strip_dateline(text: str) -> str:
    """The text without the dateline at its start, or the text as it is."""
    parts = _dateline_parts(text)
    return text[parts[3] :] if parts else text


def _dateline_parts(text: str) -> tuple[int | None, int, int, int] | None:
    """Year if stated, month, day, and where the text goes on."""
    head = text[:200]
    match = _DATELINE.match(head)
    if match:
        years = _STATED_YEAR.findall(match[0])
        month = _MONTHS[(match[1] or match[4]).lower()]
        return int(years[0]) if len(years) == 1 else None, month, int(match[2] or match[3]), match.end()
    match = _CHINESE_DATELINE.match(head)
    return (None, int(match[1]), int(match[2]), match.end()) if match else None


# --- addresses and ids ------------------------------------------------------------------------------------------------

_GCS_ID = re.compile(r"[A-Z]([0-9]{2})([A-L])([A-Za-e])[A-Za-z0-9]{5}")
_PATHS = (
    re.compile(r"/t([0-9]{4})([0-9]{2})([0-9]{2})_[0-9]+(?:\.|$)"),  # Jiangmen, TRS: t20210511_2201885.htm
    re.compile(r"/([0-9]{4})/([0-9]{2})([0-9]{2})(?=/|$)"),  # People's Daily: /n3/2025/0731/
    re.compile(r"/([0-9]{4})[/-]([0-9]{1,2})[/-]([0-9]{1,2})(?=/|$)"),  # WordPress, Macao Daily: /2021/05/10/, /2025-03/29/
    re.compile(r"/ARTI[A-Za-z0-9]*?(?P<short>[0-9]{2})([0-9]{2})([0-9]{2})\.s?html?$"),  # CCTV: ARTI…240423.shtml
)
_MONTH_PATHS = (
    re.compile(r"/([0-9]{4})([0-9]{2})/t[0-9]+\.html?$"),  # Jiangmen since 2023: /202311/t942170.html
    re.compile(rf"/([0-9]{{4}})/(?i:{_MONTH})/"),  # AICEP: /news/2025/december/
)


def gcs_id_date(native: str) -> date | None:
    """The day of creation in an id of the Government Information Bureau: N25GeowHrZ is 31 July 2025 (docs/sources.md).

    Two digits of the year, a letter A..L for the month, A..Z and then a..e for the days 1..26 and 27..31. Up to one day before publication.
    """
    match = _GCS_ID.fullmatch(native)
    if match is None:
        return None
    year, letter = int(match[1]), match[3]
    day = ord(letter) - ord("A") + 1 if letter.isupper() else ord(letter) - ord("a") + 27
    return _date((year + (1900 if year >= 90 else 2000), ord(match[2]) - ord("A") + 1, day))


def from_path(url: str) -> Published | None:
    """The date in an address's path, to the day or the month; None where the path has none of the known forms."""
    path = url.partition("?")[0].partition("#")[0]
    for pattern in _PATHS:
        match = pattern.search(path)
        if match:
            year = int(match[1]) + (2000 if "short" in pattern.groupindex else 0)
            return _day((year, int(match[2]), int(match[3])), DateBasis.ADDRESS)
    for pattern in _MONTH_PATHS:
        match = pattern.search(path)
        if match:
            month = int(match[2]) if match[2].isdigit() else _MONTHS[match[2].lower()]
            return _month(int(match[1]), month, DateBasis.ADDRESS)
    return None


# --- inside -----------------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """The string with full-width forms folded; "" for one that is too long to be a date with a label."""
    if len(text) > _LONGEST:
        return ""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()


def _dates(text: str, day_first: bool) -> Iterator[_Found]:
    for pattern, read in _FORMS:
        for match in pattern.finditer(text):
            yield _Found(read(match), match.start(), match.end())
    if day_first:
        for match in _NUMERIC.finditer(text):
            yield _Found((int(match[4]), int(match[3]), int(match[1])), match.start(), match.end())


def _at(text: str, found: _Found, zone: str, basis: DateBasis) -> Published | None:
    """The found date with the time of day behind it, if any; None where either is impossible."""
    time = _TIME.match(text, found.end)
    if time is None:
        return _day(found.ymd, basis)
    hour, minute, second = int(time["hour"]), int(time["minute"] or 0), int(time["second"] or 0)
    if second > 59:
        return None
    afternoon = (time["meridiem"] or "").lower() == "p" or time["half"] in ("下午", "晚上")
    if time["meridiem"]:
        if not 1 <= hour <= 12:
            return None
        hour %= 12
    if afternoon and hour < 12:
        hour += 12
    offset = _offset(time["offset"]) if time["offset"] else UTC if time["utc"] else _zone(zone)
    return _local(found.ymd, hour, minute, offset, basis) if offset else None


def _offset(text: str) -> tzinfo | None:
    """A numeric offset as a zone; None beyond the offsets in use (-12:00 to +14:00)."""
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    total = (hours * 60 + minutes) * (1 if text[0] == "+" else -1)
    return timezone(timedelta(minutes=total)) if minutes < 60 and -720 <= total <= 840 else None


def _internet(text: str, zone: str, basis: DateBasis) -> Published | None:
    """Rare forms of RFC 5322 and asctime: "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 2024"."""
    if not _INTERNET.match(text):
        return None
    from email.utils import parsedate_tz

    try:
        read = parsedate_tz(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if read is None or read[5] > 59:
        return None
    offset = read[9] or 0
    where = timezone(timedelta(seconds=offset)) if _NUMERIC_ZONE.search(text) and abs(offset) <= 50400 else _zone(zone)
    return _local((read[0], read[1], read[2]), read[3], read[4], where, basis)


def _month_only(text: str, basis: DateBasis) -> Published | None:
    match = _MONTH_ONLY.fullmatch(text)
    if match is None:
        return None
    if match[1]:
        return _month(int(match[1]), int(match[2]), basis)
    return _month(int(match[4]), _MONTHS[match[3].lower()], basis)


@lru_cache(maxsize=32)
def _zone(name: str) -> tzinfo:
    """An IANA zone. Macao and its neighbours keep UTC+8 all year, and need no zone database."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        if name in _EIGHT:
            return timezone(timedelta(hours=8), name)
        raise ValueError(f"unknown time zone {name!r}") from None


def _date(ymd: tuple[int, int, int]) -> date | None:
    try:
        return date(*ymd) if _FIRST_YEAR <= ymd[0] <= _LAST_YEAR else None
    except ValueError:
        return None


def _local(ymd: tuple[int, int, int], hour: int, minute: int, zone: tzinfo, basis: DateBasis) -> Published | None:
    day = _date(ymd)
    if day is None or hour > 23 or minute > 59:
        return None
    return _minute(datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC), basis)


def _minute(moment: datetime, basis: DateBasis) -> Published:
    return Published(moment.replace(second=0, microsecond=0), Precision.MINUTE, basis)


def _day(ymd: tuple[int, int, int], basis: DateBasis) -> Published | None:
    value = _date(ymd)
    return Published(value, Precision.DAY, basis) if value else None


def _month(year: int, month: int, basis: DateBasis) -> Published | None:
    value = _date((year, month, 1))
    return Published(value, Precision.MONTH, basis) if value else None
