"""Made-up acts, told in four languages: texts for `stories`, each unlike all others, and the facts by which they are found.

    number, day -> act -> Act             who signed what with whom, where, for how much
    Act, language -> opening              what every telling of it says, one sentence or two
    Act, language -> told_at_length       the opening and then paragraphs of made words, 2 to 4 KB
    Act -> facts                          the keys under which its releases are filed

Made words keep near copies honest: texts from few sentences repeat their rows of words, and such copies are found too easily. Institutions
and places are real names, for they recur in real releases; persons are put together from first names and surnames.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import product

from crawlers.language import script_fold


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LANGUAGES = ("en", "pt", "zh-Hant", "zh-Hans")
# Each in English, Portuguese and Traditional Chinese.
PLACES = (
    ("Lisbon", "Lisboa", "里斯本"), ("Porto", "Porto", "波爾圖"), ("Luanda", "Luanda", "羅安達"), ("Maputo", "Maputo", "馬普托"),
    ("Shanghai", "Xangai", "上海"), ("Zhuhai", "Zhuhai", "珠海"), ("Guangzhou", "Cantão", "廣州"), ("Shenzhen", "Shenzhen", "深圳"),
    ("Hangzhou", "Hangzhou", "杭州"), ("Nanjing", "Nanquim", "南京"), ("Chengdu", "Chengdu", "成都"), ("Wuhan", "Wuhan", "武漢"),
    ("Xiamen", "Xiamen", "廈門"), ("Jiangmen", "Jiangmen", "江門"), ("Foshan", "Foshan", "佛山"), ("Kunming", "Kunming", "昆明"),
)  # fmt: skip
BODIES = (
    ("Monetary Authority of Macao", "Autoridade Monetária de Macau", "澳門金融管理局"),
    ("University of Macau", "Universidade de Macau", "澳門大學"),
    ("Cultural Affairs Bureau", "Instituto Cultural", "文化局"),
    ("Macao Polytechnic University", "Universidade Politécnica de Macau", "澳門理工大學"),
    ("Commerce and Investment Promotion Institute", "Instituto de Promoção do Comércio e do Investimento", "招商投資促進局"),
    ("National Bank of Angola", "Banco Nacional de Angola", "安哥拉國家銀行"),
    ("Macao Government Tourism Office", "Direcção dos Serviços de Turismo", "旅遊局"),
    ("Health Bureau", "Serviços de Saúde", "衛生局"),
)
SUBJECTS = (
    ("port management", "a gestão portuária", "港口管理"), ("the wine trade", "o comércio de vinhos", "葡萄酒貿易"),
    ("scholarships", "bolsas de estudo", "獎學金"), ("arbitration", "a arbitragem", "仲裁"),
    ("the training of interpreters", "a formação de intérpretes", "翻譯人才培訓"), ("film festivals", "festivais de cinema", "電影節"),
)  # fmt: skip
GIVEN = _words("Rui Marta Edson Helena Nuno Carla Dulce Paulo Teresa Daniel Miguel Sofia Jorge Beatriz Tiago Susana")
SURNAMES = _words(
    "Teixeira Quintela Bravo Sampaio Nabais Furtado Rangel Mondlane Pacheco Esteves Vilar Cabrita Lobato Serrano Galvez Tavora"
)
MONTHS = {
    "en": _words("January February March April May June July August September October November December"),
    "pt": _words("Janeiro Fevereiro Março Abril Maio Junho Julho Agosto Setembro Outubro Novembro Dezembro"),
}
_LETTERS = {"en": (2000, 3800), "pt": (2000, 3800), "zh-Hant": (700, 1250), "zh-Hans": (700, 1250)}  # 2 to 4 KB
_LINKS = {"en": _words("the of and to in for with by from"), "pt": _words("de do da e em para com por no")}
_HAN = (
    "書會議員說明時間東長門開關電車馬魚鳥風飛來龍區醫藥學國際經濟發展實際辦業務語言種類體質點線條約結構組織級別練習總"
    "統計劃記錄課題讀寫聽講論證據設備許可認識進運動環境選擇過程農產歷史歲數萬億個們價錢優勢傳統創新勞動單雙對應導師專"
    "家庭廣場建築張貼當局後續復復雜從權利檢查樣本標準機構歡迎氣候滿意漢字潔淨爭取獲得現場當然療養發電監測確認碼頭禮堂"
)
_SYLLABLES = tuple("".join(pair) for pair in product("bcdfglmnprstv", "aeiou"))


@dataclass(frozen=True, slots=True)
class Act:
    """One signing: two institutions, a place, a subject, who signed for the guest, an amount in millions, the day."""

    number: int
    own: int
    guest: int
    place: int
    subject: int
    person: str
    amount: int
    day: date


def act(number: int, day: date) -> Act:
    """The act of this number: the same number and day give the same act."""
    pick = random.Random(number)
    own, guest = pick.sample(range(len(BODIES)), 2)
    person = f"{pick.choice(GIVEN)} {' '.join(pick.sample(SURNAMES, 2))}"
    return Act(number, own, guest, pick.randrange(len(PLACES)), pick.randrange(len(SUBJECTS)), person, pick.randint(1_001, 99_999), day)


def title(told: Act, lang: str) -> str:
    own, guest, place = (table[at][_column(lang)] for table, at in ((BODIES, told.own), (BODIES, told.guest), (PLACES, told.place)))
    if lang == "en":
        return f"{own} and {guest} sign memorandum in {place}"
    if lang == "pt":
        return f"{own} e {guest} assinam memorando em {place}"
    return _script(f"{own}與{guest}在{place}簽署備忘錄", lang)


def opening(told: Act, lang: str) -> str:
    """What every telling says, in about 300 letters."""
    column, when = _column(lang), _day(told.day, lang)
    own, guest = BODIES[told.own][column], BODIES[told.guest][column]
    place, subject = PLACES[told.place][column], SUBJECTS[told.subject][column]
    millions = f"{told.amount / 100:.2f}"
    if lang == "en":
        return (
            f"The {own} and the {guest} signed a memorandum of understanding on {subject} in {place} on {when}. {told.person} signed for "
            f"the guests; {millions} million patacas are set aside."
        )
    if lang == "pt":
        return (
            f"A instituição {own} e a instituição {guest} assinaram em {place}, no dia {when}, um memorando de entendimento sobre "
            f"{subject}. {told.person} assinou pelos convidados; reservam-se {millions.replace('.', ',')} milhões de patacas."
        )
    signed = f"{own}與{guest}{when}在{place}簽署{subject}合作諒解備忘錄，由{told.person}代表來訪一方簽署"
    return _script(f"{signed}，涉及{told.amount}萬澳門元。", lang)


def other_news(number: int, day: date) -> tuple[str, ...]:
    """The keys of a release that tells no act: a day, and numbers and names that hardly another one has."""
    pick = random.Random(number)
    names = (f"name {pick.choice(GIVEN)}{pick.choice(SURNAMES)}{word(pick)}".lower() for _ in range(2))
    return (f"event {day.month:02}-{day.day:02}", *names, *(f"number {pick.randint(1_000, 99_999)}" for _ in range(5)))


def told_at_length(told: Act, lang: str) -> str:
    """The opening and paragraphs that stand in no other text, 2 to 4 KB."""
    pick = random.Random(f"{told.number}/{lang}")
    paragraphs = [opening(told, lang)]
    size, limit = len(paragraphs[0]), pick.randint(*_LETTERS[lang])
    while size < limit:
        paragraphs.append(paragraph(pick, lang))
        size += len(paragraphs[-1])
    return "\n".join(paragraphs)


def paragraph(pick: random.Random, lang: str) -> str:
    """Three to five sentences of made words; in Chinese, of characters in any order."""
    return ("" if lang.startswith("zh") else " ").join(_sentence(pick, lang) for _ in range(pick.randint(3, 5)))


def word(pick: random.Random) -> str:
    """A made word of two or three syllables, in small letters."""
    return "".join(pick.choices(_SYLLABLES, k=pick.randint(2, 3)))


def characters(pick: random.Random, count: int, lang: str) -> str:
    return _script("".join(pick.choices(_HAN, k=count)), lang)


def facts(told: Act) -> tuple[str, ...]:
    """The keys under which a release that tells this act is filed, as monitor.linking.facts.keys_of writes them."""
    first, second, third = told.person.lower().split()
    stated = f"{told.day.month:02}-{told.day.day:02}"
    return (
        f"event {stated}",
        f"day {stated}",
        f"name {first}{second}",
        f"name {first}{second}{third}",
        f"number {told.amount * 10_000:.6g}",
        *(fact for body in (told.own, told.guest) for fact in _facts_in(BODIES[body][0], "body")),
        *_facts_in(PLACES[told.place][0], "place"),
        *_facts_in(SUBJECTS[told.subject][0], "subject"),
    )


@lru_cache(maxsize=64)
def _facts_in(name: str, kind: str) -> tuple[str, ...]:
    """The facts of a kind that the reader finds in a name."""
    from monitor.linking import facts as reading

    found = reading.told("", "", f"They spoke of the {name} on that day.", "en", None)
    return tuple(fact for fact in reading.keys_of(found) if fact.startswith(kind))


def _column(lang: str) -> int:
    return min(LANGUAGES.index(lang), 2)


def _script(text: str, lang: str) -> str:
    return script_fold(text) if lang == "zh-Hans" else text


def _day(day: date, lang: str) -> str:
    if lang == "en":
        return f"{day.day} {MONTHS['en'][day.month - 1]}"
    return f"{day.day} de {MONTHS['pt'][day.month - 1]}" if lang == "pt" else f"{day.month}月{day.day}日"


def _sentence(pick: random.Random, lang: str) -> str:
    if lang.startswith("zh"):
        return f"{characters(pick, pick.randint(6, 14), lang)}，{characters(pick, pick.randint(6, 14), lang)}。"
    words = [pick.choice(_LINKS[lang]) if pick.random() < 0.3 else word(pick) for _ in range(pick.randint(9, 18))]
    return f"{' '.join(words).capitalize()}."
