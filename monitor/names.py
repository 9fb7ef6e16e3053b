"""Whether the names in a text have changed: of people, bodies and places, in English, Portuguese and Chinese. Pure.

Names are not known beforehand, but what may be one shows: a capital, a title beside it, the last word of a body's name, a place or a body
of the lexicon. Texts are given in the form of `monitor.significance.plain`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from crawlers.language import script_fold
from feeds.diff import CJK
from monitor.announcements.lexicon import Meaning, lexicon_for
from monitor.announcements.text import fold

# ---- in Latin letters ------------------------------------------------------------------------------------------------

_WORD = re.compile(rf"[^\W\d{CJK}]+")
# What may stand between the end of a sentence and the first word of the next.
_BEGINNING = re.compile(r"(?:^|[.!?:。！？：])[\s'(\[{·*#>-]*\Z")
_ADVERB = re.compile(r"(?:ly|mente|ing|ando|endo|indo|wards?)\Z")
_FUNCTION_WORDS = """
    a an the this that these those it its he she they we you i his her their our my your who whom whose which what where when while why how
    and or but nor so yet if as at by for from in into of off on onto out over per than then there here thus to under until up upon via with
    within without about above across after against along among around because before behind below beneath beside besides between beyond
    both despite down due during each either else every few further furthermore had has have however is are was were be been being just
    last later like many may might more moreover most much must near neither next no none not now once one only other others otherwise own
    same several shall should since some such through throughout thereafter therefore though although too toward towards unlike also again
    all another any can could did do does new according additionally meanwhile nevertheless nonetheless hence instead together whether will
    would never often still even ever addition recent
    o os as um uma uns umas ao aos à às do da dos das de no na nos nas num numa em por pelo pela pelos pelas para com sem sob sobre entre
    até após desde durante contra perante e ou mas nem que se como quando onde enquanto porque pois porém contudo todavia entretanto assim
    também ainda já não sim mais menos muito muita muitos muitas todo toda todos todas cada outro outra outros outras este esta estes estas
    esse essa esses essas aquele aquela isto isso aquilo ele ela eles elas seu sua seus suas nosso nossa lhe lhes quem qual quais cujo cuja
    foi foram é são era eram ser será serão está estão tem têm há houve além apesar segundo conforme através antes depois então embora
    caso portanto logo quanto ambos ambas algum alguma alguns algumas nenhum nenhuma qualquer mesmo mesma tal tais lá aqui ali neste nesta
    nestes nestas nesse nessa deste desta destes destas desse dessa daquele naquele recentemente
    """


def latin_names_differ(old: str, new: str) -> bool:
    """Whether the names in two plain texts are others, or in another order; a name written with other capitals is the same."""
    before, after = list(_words(old)), list(_words(new))
    small = {word for word, _, capital in (*before, *after) if not capital}
    names = {word for word, begins, capital in (*before, *after) if capital and not (begins and (word in small or _ordinary(word)))}
    names -= _function_words()
    every = [[word for word, _, _ in side if word in names] for side in (before, after)]
    capitals = [[word for word, _, capital in side if word in names and capital] for side in (before, after)]
    return every[0] != every[1] and capitals[0] != capitals[1]


def _words(text: str) -> Iterator[tuple[str, bool, bool]]:
    """Each word in small letters, whether it begins a sentence, and whether it has a capital. An initial (`J.`) keeps its full stop, by
    which it is no article."""
    for found in _WORD.finditer(text):
        word, start, end = found[0], found.start(), found.end()
        initial = len(word) == 1 and word.isupper() and text[end : end + 1] == "."
        begins = _BEGINNING.search(text, max(0, start - 12), start) is not None
        yield word.casefold() + "." * initial, begins, word[0].isupper()


@lru_cache(maxsize=1)
def _function_words() -> frozenset[str]:
    return frozenset(_FUNCTION_WORDS.split())


def _ordinary(word: str) -> bool:
    return word in _function_words() or _ADVERB.search(word) is not None or word in _lexicon_words()


@lru_cache(maxsize=1)
def _lexicon_words() -> frozenset[str]:
    """The words of the lexicon that stand for acts and instruments, in English and Portuguese: ordinary words."""
    terms = (term for lang in ("en", "pt") for term, meaning in lexicon_for(lang).terms.items() if not _is_name(meaning))
    return frozenset(word for term in terms for word in _WORD.findall(term))


# ---- that the lexicon knows ------------------------------------------------------------------------------------------


def known_names(text: str, lang: str) -> list[str]:
    """The places and bodies of the lexicon in a text, in order."""
    folded = fold(text, lang.startswith("zh"))
    return [folded[hit.start : hit.end] for hit in lexicon_for(lang).scan(folded) if _is_name(hit.meaning)]


def _is_name(meaning: Meaning) -> bool:
    return bool(meaning.countries) or meaning.multilateral or "named" in meaning.acts


# ---- in Chinese, all in simplified form ------------------------------------------------------------------------------

_TITLES = (
    "主席|副主席|会长|理事长|董事长|总裁|总经理|经理|秘书长|书记|部长|司长|局长|厅长|署长|处长|科长|厂长|校长|院长|市长|省长|州长|区长|县长|"
    "总理|首相|总统|国王|大使|参赞|领事|总领事|代表|主任|委员|议员|行政长官|长官|特首|司令|教授|博士|院士|先生|女士|小姐|夫人|律师|医生|"
    "法官|检察长|关长|行长|社长|台长|总监|发言人|主管|顾问|团长|组长"
)
_BODIES = (
    "公司|集团|大学|学院|银行|商会|协会|总会|学会|联会|公会|工会|促进会|联合会|基金会|基金|研究院|研究所|研究中心|委员会|秘书处|办公室|"
    "办事处|领事馆|大使馆|联盟|事务所|实验室|出版社|通讯社|电视台|医院|博物馆|中学|小学|法院|议会|"
    "(?<![格布结当大全])局(?![面势部限促])|(?<=[一-鿿]{2})(?<![签部连])[厅署](?![名理])"
)
_BESIDE = re.compile(f"(?P<title>{_TITLES})|{_BODIES}")
# Family names that are seldom another word: what follows them is a given name even where no title stands near.
_RARE_FAMILY_NAMES = "陈刘赵吴徐孙朱郭梁郑韩冯邓曹彭蔡潘蒋崔谭汪岑贾邹邱薛阎侯龚邵覃吕姚卢姜沈廖尹傅袁董萧俞柯欧魏卓黎庞樊翟聂詹霍谢戴"
_FAMILY_NAMES = frozenset(
    _RARE_FAMILY_NAMES + "李王张黄周胡何罗宋唐许曾田余杜叶程苏丁任钟陆范夏韦方白孟熊秦江段雷龙史陶贺顾毛郝万钱严武莫孔向汤高林马贺区"
    "司谷伍文金石康尤施关容崔麦司杨鲁华安乐乔温柳倪阮滕章喻祝齐"
)
_NAME_AFTER_FAMILY = re.compile(f"[{_RARE_FAMILY_NAMES}][一-鿿]{{1,2}}")
_FOREIGN = re.compile("[一-鿿]{1,4}·[一-鿿]{1,4}")
_BEFORE = 4
_AFTER = 3
_FUNCTION_CHARACTERS = frozenset("由与和及向对在是的了将为以于经并等也就被把从到给则而或其该这那此亦又已曾")


def chinese_name_at(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the changed stretches of a plain text touches what may be a name."""
    if not any(_is_han(char) for char in text):
        return False
    folded = script_fold(text)
    telling = [(start, end) for start, end in spans if set(folded[start:end]) - _FUNCTION_CHARACTERS]
    return any(start < stop and first < end for first, stop in _name_windows(folded) for start, end in telling)


def _name_windows(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of a simplified text that names may be in."""
    for found in _BESIDE.finditer(text):
        start, end = found.span()
        if found["title"] and text[end : end + 1] in _FAMILY_NAMES:
            end = _while_han(text, end, 1, _AFTER)
        yield _while_han(text, start, -1, _BEFORE), end
    for pattern in (_NAME_AFTER_FAMILY, _FOREIGN):
        yield from (found.span() for found in pattern.finditer(text))


def _while_han(text: str, at: int, step: int, most: int) -> int:
    """The place up to `most` Chinese characters after (step 1) or before (step -1) a place."""
    for _ in range(most):
        following = at if step > 0 else at - 1
        if not (0 <= following < len(text) and _is_han(text[following])):
            break
        at += step
    return at


def _is_han(char: str) -> bool:
    return "一" <= char <= "鿿" or char == "〇"
