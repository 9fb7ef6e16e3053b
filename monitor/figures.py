"""The numbers, dates and currencies that a text tells, in English, Portuguese and Chinese. Pure.

Made to see that something of the kind has changed, not to understand it: what may be a number counts as one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from crawlers.language import script_fold
from feeds.diff import CJK

_LETTER = rf"[^\W{CJK}]"
_NUMBER_WORDS = """
    zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
    thirty forty fifty sixty seventy eighty ninety hundreds? thousands? millions? billions? trillions? dozens? half twice double triple
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth hundredth percent
    dois duas três quatro cinco seis sete oito nove dez onze doze treze catorze quatorze quinze dezasseis dezesseis dezassete dezessete
    dezoito dezanove dezenove vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem cento duzent[oa]s trezent[oa]s
    quatrocent[oa]s quinhent[oa]s seiscent[oa]s setecent[oa]s oitocent[oa]s novecent[oa]s centenas? mil milhar(?:es)? milh(?:ão|ões)
    bilh(?:ão|ões) bili(?:ão|ões) trili(?:ão|ões) dúzias? metade dobro triplo primeir[oa]s? terceir[oa]s? quart[oa]s? quint[oa]s?
    sext[oa]s? sétim[oa]s? oitav[oa]s? non[oa]s? décim[oa]s?
    """
_DATE_WORDS = """
    january february april june july august september october november december monday tuesday wednesday thursday friday saturday sunday
    today yesterday tomorrow tonight
    janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro segunda-feira terça-feira quarta-feira
    quinta-feira sexta-feira terça sábado domingo hoje ontem anteontem amanhã
    """
_MONEY_WORDS = "patacas? dollars? dólares euros? yuan renminbi rmb mop hkd usd eur reais kwanzas? meticais metical escudos? dobras?"
_HAN_NUMERAL = "〇零一二三四五六七八九十百千万亿两廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
_HAN_DATE = (
    "今日|昨日|明日|今天|昨天|明天|前天|后天|今晚|昨晚|今年|去年|明年|前年|本月|上月|下月|本周|上周|下周|(?:星期|礼拜|周)[一二三四五六日天]"
)
_HAN_MONEY = "人民币|美元|欧元|港元|港币|澳门元|澳门币|澳元|葡币|日元|英镑|雷亚尔|宽扎"
# Numerals that say no number. 三十分钟 and 十分之一 do.
_HAN_ORDINARY = re.compile(rf"(?<![{_HAN_NUMERAL}])(?:十分(?![之钟])|十足|万一|万分(?!之)|百姓|千方百计|一一|万众一心|一五一十)")


def figures(text: str) -> list[str]:
    """All that a plain text says in numbers, dates and currencies, in order: figures with sign and percent, numbers and days in words (not
    "one", "um", 一 by themselves, which are mostly articles), Chinese numerals in simplified form."""
    return [found.casefold() for found in _figure()(_HAN_ORDINARY.sub(" ", script_fold(text)))]


@lru_cache(maxsize=1)
def _figure() -> Callable[[str], list[str]]:
    words = "|".join(f"{_NUMBER_WORDS} {_DATE_WORDS} {_MONEY_WORDS}".split())
    parts = (
        rf"(?:(?<!{_LETTER})[-+±])?[$€£¥]?\d+(?:[.,]\d+)*(?:\s?[%‰])?",
        r"[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2079\u2080-\u2089\u2150-\u218b\u2460-\u249b\u3220-\u3229]",
        rf"(?<!{_LETTER})(?:(?i:{words})|May|March)(?!{_LETTER})",
        f"{_HAN_DATE}|{_HAN_MONEY}",
        f"第?[{_HAN_NUMERAL}]{{2,}}|第[{_HAN_NUMERAL}]|[{_HAN_NUMERAL.replace('一', '')}]|一(?=[月日号年])",
    )
    return re.compile("|".join(parts)).findall
