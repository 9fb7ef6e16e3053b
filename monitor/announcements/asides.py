"""Days that are not the act's own: a newspaper's, the day on which somebody told of it, the end of a term, a page's label."""

from __future__ import annotations

import re

from crawlers.dates import strip_dateline
from monitor.announcements.acts import Act
from monitor.announcements.days import Known
from monitor.announcements.expressions import Span
from monitor.announcements.reading import Reading, Sentence

# A dateline stands at the top, below a site's own lines at most.
DATELINES = 14
# A line with a date and hardly anything else (characters) is a label; the date of an instrument follows its name so closely.
_LABEL_LETTERS = (24, 8)
_NAME_REACH = 36
# Who tells of an act, by the verb beside the day: the press or a notice (never the act's day), or one of those concerned.
_REPORTS = (
    r"(?:noticiou|noticiaram|noticia|reportou|divulgou|divulgaram|divulgad[oa]s?|publicou|publicad[oa]s?"
    r"|tornad[oa]s? public[oa]s?|apurou|soube|escreveu|escreve"
    r"|(?:nota|comunicado) (?:emitid|difundid)[oa]s?"
    r"|reported|reports|wrote|published|released|(?:note|notice|release) issued|made public|learned|learnt)"
)
_SAYS = (
    r"(?:disse(?:ram)?|afirm(?:ou|aram)|anunci(?:ou|aram|ad[oa]s?)|revel(?:ou|aram|ad[oa]s?)|inform(?:ou|aram)|garanti(?:u|ram)"
    r"|adiant(?:ou|aram)|confirm(?:ou|aram)|indic(?:ou|aram)"
    r"|refer(?:iu|iram)|declar(?:ou|aram)|explic(?:ou|aram)|sublinh(?:ou|aram)|comunicado|said|announced|revealed|stated"
    r"|disclosed|confirmed|told (?:the )?\w+)"
)
_REPORTED = (
    (re.compile(rf"\b{_REPORTS}(?:\s+(?:\w+\s+)?|\s*,\s*)$"), re.compile(rf"\s*,?\s*{_REPORTS}\b")),
    (
        re.compile("(?:据|报道|获悉)[^,。;)]{0,12}$|记者$"),
        re.compile("(?:[上下]午|晚)?(?:从[^。;]{0,20}获悉|[^,。;]{0,8}(?:报道|通报|刊登|刊载|消息|获悉|讯$)|专电|综合电|外电)"),
    ),
)
# What somebody tells it in: "said in a statement on Friday", "anunciou em comunicado".
_MEANS = r"(?:\s+(?:in|em|num|numa|n[oa])\s+(?:an?\s+|uma?\s+)?(?:\w+\s+)?(?:statement|release|note|post|comunicado|nota))?"
_SAID = (
    # What is announced jointly is done by saying so.
    (re.compile(rf"(?<!jointly )\b{_SAYS}{_MEANS}(?:\s+(?:\w+\s+)?|\s*,\s*)$"), re.compile(rf"\s*,?\s*{_SAYS}\b")),
    (
        re.compile("(?!)"),
        re.compile(
            "(?:[上下]午|晚间?)?(?![^,。;]{0,8}(?:共同|联合|一同|一致)宣布)(?:[^,。;会签]{0,8}(?:表示|宣布(?!成立|设立|启动|建立)|透露|介绍说?|证实|指出|回复|公告|公布)|,[^,。;会签]{0,14}公告"
            "|在[^,。;]{0,12}(?:发布会|记者会|吹风会)上)"
        ),
    ),
)
# A day that ends a term or begins one, and one of a year that is not this one's.
_TERM = (
    (
        re.compile(
            r"\b(?:by|until|till|before|as of|since|deadline(?: is| of)?|expires?(?: on)?|valid (?:un)?til|no later than"
            r"|born(?: on)?|founded(?: on)?|established(?: on)?"
            r"|ate(?: ao dia| dia| ao?)?|antes de|desde(?: o dia)?|a partir (?:de|do dia)"
            r"|(?:entra|entrara|entrada|entrar) em (?:vigor|funcionamento)[^.;]{0,24}"
            r"|(?:into force|takes? effect|into effect|effective)[^.;]{0,24}"
            # A document that says so has a day of its own.
            r"|\b(?:according to|segundo|conforme|de acordo com)\b[^,.;]{0,48}\b(?:dated|datad[oa](?: de)?|com data de))\s*$"
        ),
        re.compile(r"\s*,?\s*(?:of |do |de )?(?:last year|ano passado|ano anterior|ano transacto)\b"),
    ),
    (
        re.compile("(?:截至|截止|截止日期为?|至迟|最迟|不迟于|去年|前年|早于|自从|至)$"),
        re.compile("(?:\\d{1,2}[时点])?(?:起?(?:正式)?(?:生效|实施|施行|启用|接受报名|投入)|截止|前(?![往来赴去后])|以前|之前)"),
    ),
)


# 参加10月22日至25日举行的…: the day of an event that somebody is to attend.
_ATTEND = re.compile("(?:参加|出席|参与|参展|亮相|筹备)(?:将)?[于在]?$")
_HELD = re.compile("(?:在[^,。;]{1,12})?(?:举行|举办|召开|开幕|揭幕)的")


def _beside(patterns: tuple[re.Pattern[str], re.Pattern[str]], reading: Reading, row: Sentence, span: Span) -> bool:
    before, after = patterns
    start = max(row.start, span.start - 48)
    return bool(before.search(reading.folded[start : span.start]) or after.match(reading.folded, span.end, row.end))


def is_aside(reading: Reading, row: Sentence, span: Span) -> bool:
    """Whether a day is a newspaper's, or that of a term."""
    if is_reported(reading, row, span) or (reading.chinese and _is_attended(reading, row, span)):
        return True
    return span.first == span.last and _beside(_TERM[reading.chinese], reading, row, span)


def _is_attended(reading: Reading, row: Sentence, span: Span) -> bool:
    before = _ATTEND.search(reading.folded, max(row.start, span.start - 6), span.start)
    return bool(before) and bool(_HELD.match(reading.folded, span.end, row.end))


def is_reported(reading: Reading, row: Sentence, span: Span) -> bool:
    """Whether a day is the one on which a newspaper or a notice told of the act."""
    return _beside(_REPORTED[reading.chinese], reading, row, span)


# 自九月一日起: a day from which something holds.
_FROM = re.compile("(?:自|由|从)(?:\\d{4}年)?$")


def is_start_of_term(reading: Reading, row: Sentence, span: Span) -> bool:
    """Chinese only: whether a day is the one from which what was signed holds."""
    since = _FROM.search(reading.folded, max(row.start, span.start - 6), span.start)
    return reading.chinese and bool(since) and reading.folded.startswith("起", span.end)


def is_saying(reading: Reading, row: Sentence, span: Span) -> bool:
    """Whether a day is the one on which somebody told of the act."""
    return _beside(_SAID[reading.chinese], reading, row, span)


# What had been done before: "recalled that the minister had visited Luanda on 3 October", tinha visitado, 曾于.
_EARLIER = (
    re.compile(
        r"\b(?:had|tinham?|haviam?)\s+(?:(?:also|already|been|ja|sido|estado)\s+)*\w+(?:ed|en|un|t|e|d|ad[oa]s?|id[oa]s?)\b[^,.;]{0,40}$"
    ),
    re.compile("曾(?:经)?[于在]?$"),
)


def is_earlier(reading: Reading, row: Sentence, span: Span) -> bool:
    """Whether a day is of something that had been done before what the sentence tells."""
    return bool(_EARLIER[reading.chinese].search(reading.folded[max(row.start, span.start - 64) : span.start]))


# A range that only says when the visit or fair was on which something was done: "the visit, which runs from 8 to 12 May".
_DURING = (
    re.compile(
        r"\b(?:which|that|who|que)\s+(?:is|are|was|were|will be|se)?\s*(?:runs?|ran|lasts?|lasted|takes? place|took place|held|stretch\w+"
        # "met a delegation which is in Macao from 23 to 27 June"
        r"|(?:is|are|was|were|esta|estao|esteve|estiveram|se encontra\w*|permanece\w*)?\s*(?:here|in|em|n[oa]) [\w ]{2,24}?"
        r"|decorr\w+|realiz\w+|prolong\w+|tem lugar|teve lugar)\s+(?:(?:n[oa]s?|entre|os|dias|d[eo]|from|between|on|the)\s+)*$"
    ),
    re.compile("(?:在[^,。;]{1,12})?(?:举行|举办|召开)的"),
)


def is_around(reading: Reading, row: Sentence, span: Span, others: list[Span]) -> bool:
    """Whether a day stands in a range of days that is told of something else, within which another day of the sentence lies."""
    if span.first == span.last or not any(span.first <= each.first == each.last <= span.last for each in others):
        return False
    if reading.chinese:
        return bool(_DURING[True].match(reading.folded, span.end, row.end))
    return bool(_DURING[False].search(reading.folded[max(row.start, span.start - 64) : span.start]))


def told_from(reading: Reading, row: Sentence) -> int:
    """Where a sentence's own words begin: a dateline says when it was written."""
    if row.part == "title" or row.index > DATELINES:
        return row.start
    if line := _OTHER_LINES.match(reading.folded, row.start, row.end):
        return line.end()
    return row.end - len(strip_dateline(reading.text[row.start : row.end]))


# "Luanda, 04/03/2026 (ANGOP) –", "(Macao, 17 April)".
_OTHER_LINES = re.compile(
    r"\s*(?:[^\W\d_][\w .']{1,30},\s+\d{1,2}[/.]\d{1,2}[/.]\d{4}\s*(?:\([^()\n]{1,40}\))?\s*[-:]"
    r"|\([^\W\d_][\w .']{1,30},\s+(?=[^()\n]*\d)[^()\n]{4,24}\))"
)


def is_label(reading: Reading, row: Sentence, span: Span, known: Known, act: Act) -> bool:
    """Whether a date only says when the release was published, or is part of an older instrument's name ("o Acordo de 22 de Janeiro")."""
    alone = row.part == "body" and (row.end - row.start) - (span.end - span.start) < _LABEL_LETTERS[reading.chinese]
    labelled = _LABELLED.search(reading.folded, max(row.start, span.start - 12), span.start)
    sourced = _SOURCED.match(reading.folded, span.end, row.end)
    if (alone or labelled or sourced) and span.first == known.published:
        return True
    named = _OF.search(reading.folded, max(row.start, span.start - 6), span.start)
    near = any(hit.meaning.instrument and 0 <= span.start - hit.end <= _NAME_REACH for hit in row.hits)
    return bool(named) and near and row is not act.sentence


_LABELLED = re.compile(r"(?:[a-z]|[\u4e00-\u9fff]):\s*$")
# Behind the date of a page's own line: where it is from, who wrote it.
_SOURCED = re.compile(r"\s*(?:\d\d:\d\d(?::\d\d)?\s*)?(?:来源|作者|编辑|字号|浏览|稿源|责编|责任编辑|source|fonte)")
_OF = re.compile(r"\b(?:of|de|do) $")
