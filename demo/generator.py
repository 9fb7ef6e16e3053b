"""Synthetic releases in any number for benchmarks, over the same sites. The same number and seed give the same content.

About one story in six tells a cooperation act, so that the feeds of a benchmark are not empty. With `changes`, day 2 edits (a paragraph
more, one digit, the title), adds and removes that share of the releases and polishes five times as many without changing a word.
"""

# ruff: noqa: E501 - word lists keep their lines

from __future__ import annotations

import math
import random
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from demo.content import FORUM_SECTIONS, LANGUAGES, Content, Edit, ReleaseText

PER_PAGE = 20
LAST = datetime.fromisoformat("2026-06-30T18:00")
# Shares such that no list of 2,400 releases runs over ten pages of PER_PAGE.
SHARES = (("forum", 24), ("gcs", 20), ("gov-mo", 24), ("dsedt", 10), ("ipim", 10), ("jiangmen", 6), ("ein", 6))
SITE_LANGUAGES = {"jiangmen": ("en",), "ein": ("en",), "dsedt": ("zh-Hant", "pt"), "ipim": ("en", "zh-Hant")}
_BASE62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_LETTERS = {"en": 4200, "pt": 4200, "zh-Hant": 1300, "zh-Hans": 1300}  # length of a body: about 4 KB


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Parts of sentences. {s} body, {v} verb phrase, {p} place, {n} person, {m} {k} {c} numbers, {d} day."""

    bodies: tuple[str, ...]
    acts: tuple[str, ...]
    places: tuple[str, ...]
    people: tuple[str, ...]
    sentences: tuple[str, ...]
    cooperation: tuple[str, ...]
    titles: tuple[str, ...]
    cooperation_titles: tuple[str, ...]
    headings: tuple[str, ...]
    months: tuple[str, ...]
    gap: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(piece.strip() for piece in text.strip().split("|"))


_EN = _Lexicon(
    bodies=_words("The Transport Bureau|The Health Bureau|The Cultural Affairs Bureau|The Municipal Affairs Bureau|The Labour Affairs Bureau|"
                  "The Marine and Water Bureau|The Statistics Service|The Housing Bureau|The Education Bureau|The Tourism Office"),
    acts=_words("opened registration for the summer courses|renewed the pavement of two streets|published its quarterly figures|"
                "extended the opening hours of its counters|tested the alarm system of the inner harbour|began the yearly inspection of lifts|"
                "put new vehicles into service|invited tenders for cleaning work|moved its archive to a new building|reviewed the fees of car parks"),
    places=_words("Taipa|Coloane|the northern district|the inner harbour|Seac Pai Van|the border gate|Areia Preta|the central library|Cotai"),
    people=_words("Lei Wai Nong|Ana Marques|Ho Sio Kam|Paulo Xavier|Wong Ka Long|Teresa Vong|Daniel Sousa|Chan Mei Leng"),
    sentences=_words("{s} {v} on {d}.|In {p}, {c} residents were served last year, {k} per cent more than in the year before.|"
                     "{n} said that the work would go on for {k} months and cost {m} million patacas.|Those who wish to take part may call 2{c} until {d}.|"
                     "A second stage in {p} follows after {d}, once {k} of the {c} places have been checked.|{s} also {v}.|"
                     "The service asks drivers to follow the signs in {p}, and to allow {k} minutes more.|According to {n}, no more than {k} complaints came in since {d}.|"
                     "Forms are found at the counters in {p} and on the internet, where {c} applications have arrived.|The budget of {m} million patacas remains as it was."),
    cooperation=_words("The two sides signed a memorandum of understanding on co-operation between Macao and Portugal in {p} on {d}.|"
                       "Under the agreement, enterprises from Brazil, Angola and Guangdong will exchange {k} delegations a year.|"
                       "{n} met a delegation from Mozambique on {d} to discuss trade between China and Portuguese-speaking countries."),
    titles=_words("{s} {v}|Notice {c}: work in {p} until {d}|{p}: {k} more places from {d}|{n} visits {p}|Figures for {p}: {c} in the quarter"),
    cooperation_titles=_words("Macao and Portugal sign co-operation memorandum no. {c}|Delegation from Angola visits {p} on {d}|"
                              "Agreement no. {c} signed between enterprises from Guangdong and Brazil"),
    headings=_words("What changes|Dates and places|Further stages|Voices"),
    months=_words("January|February|March|April|May|June|July|August|September|October|November|December"),
    gap=" ",
)  # fmt: skip
_PT = _Lexicon(
    bodies=_words("A Direcção dos Serviços de Tráfego|Os Serviços de Saúde|O Instituto Cultural|O Instituto para os Assuntos Municipais|"
                  "A Direcção dos Serviços Laborais|A Capitania dos Portos|O Instituto de Habitação|A Direcção dos Serviços de Turismo"),
    acts=_words("abriu as inscrições para os cursos de Verão|renovou o pavimento de duas ruas|publicou os números do trimestre|"
                "prolongou o horário dos balcões|testou o sistema de alarme do porto interior|iniciou a inspecção anual dos elevadores|"
                "abriu concurso para trabalhos de limpeza|mudou o arquivo para outro edifício|reviu as tarifas dos parques de estacionamento"),
    places=_words("Taipa|Coloane|zona norte|porto interior|Seac Pai Van|Portas do Cerco|Areia Preta|biblioteca central|Cotai"),
    people=_words("Lei Wai Nong|Ana Marques|Ho Sio Kam|Paulo Xavier|Wong Ka Long|Teresa Vong|Daniel Sousa|Chan Mei Leng"),
    sentences=_words("{s} {v} no dia {d}.|Em {p}, foram atendidos {c} residentes no ano passado, mais {k} por cento do que no ano anterior.|"
                     "{n} afirmou que os trabalhos duram {k} meses e custam {m} milhões de patacas.|Os interessados podem telefonar para o número 2{c} até {d}.|"
                     "Segue-se uma segunda fase em {p}, depois de {d}, quando {k} dos {c} locais estiverem verificados.|{s} também {v}.|"
                     "Pede-se aos condutores que sigam a sinalização em {p} e contem com mais {k} minutos.|Segundo {n}, não chegaram mais de {k} queixas desde {d}.|"
                     "Os impressos encontram-se nos balcões em {p} e na internet, onde já deram entrada {c} pedidos.|O orçamento de {m} milhões de patacas mantém-se."),
    cooperation=_words("As duas partes assinaram um memorando de cooperação entre Macau e Portugal em {p}, no dia {d}.|"
                       "Nos termos do acordo, empresas do Brasil, de Angola e de Guangdong trocarão {k} delegações por ano.|"
                       "{n} recebeu uma delegação de Moçambique no dia {d} para falar do comércio entre a China e os países de língua portuguesa."),
    titles=_words("{s} {v}|Aviso {c}: trabalhos em {p} até {d}|{p}: mais {k} lugares a partir de {d}|{n} visita {p}|Números de {p}: {c} no trimestre"),
    cooperation_titles=_words("Macau e Portugal assinam memorando de cooperação n.º {c}|Delegação de Angola visita {p} no dia {d}|"
                              "Acordo n.º {c} assinado entre empresas de Guangdong e do Brasil"),
    headings=_words("O que muda|Datas e locais|Outras fases|Opiniões"),
    months=_words("Janeiro|Fevereiro|Março|Abril|Maio|Junho|Julho|Agosto|Setembro|Outubro|Novembro|Dezembro"),
    gap=" ",
)  # fmt: skip
_HANT = _Lexicon(
    bodies=_words("交通事務局|衛生局|文化局|市政署|勞工事務局|海事及水務局|統計暨普查局|房屋局|旅遊局|教育及青年發展局"),
    acts=_words("接受暑期課程報名|更換兩條街道的路面|公佈本季數字|延長櫃檯辦公時間|測試內港警報系統|展開升降機年度檢查|投入新車服務|進行清潔工程招標|把檔案庫遷往新大樓|檢討停車場收費"),
    places=_words("氹仔|路環|北區|內港|石排灣|關閘|黑沙環|中央圖書館|路氹城"),
    people=_words("李偉農|何小琴|黃家朗|陳美玲|梁志堅|周麗珊|鄭子軒|馮惠儀"),
    sentences=_words("{s}於{d}{v}。|去年{p}共服務居民{c}人次，較前一年增加{k}%。|{n}表示，工程為期{k}個月，費用為{m}百萬澳門元。|有意參加者可於{d}前致電2{c}查詢。|"
                     "待{c}處地點中的{k}處完成檢查後，{p}將於{d}後開展第二階段工作。|{s}同時{v}。|當局籲請駕駛者留意{p}的指示，並預留多{k}分鐘。|"
                     "{n}指出，自{d}以來接獲的投訴不多於{k}宗。|表格可於{p}的櫃檯索取或在網上下載，至今已收到申請{c}份。|{m}百萬澳門元的預算維持不變。"),
    cooperation=_words("雙方於{d}在{p}簽署澳門與葡萄牙合作備忘錄。|根據協議，巴西、安哥拉及廣東的企業每年互派{k}個代表團。|{n}於{d}與莫桑比克代表團會面，就中國與葡語國家的經貿往來交換意見。"),
    titles=_words("{s}{v}|第{c}號通告：{p}工程至{d}|{p}自{d}起增設{k}個名額|{n}到訪{p}|{p}本季數字為{c}"),
    cooperation_titles=_words("澳門與葡萄牙簽署第{c}號合作備忘錄|安哥拉代表團{d}訪問{p}|廣東與巴西企業簽署第{c}號合作協議"),
    headings=_words("主要變化|日期與地點|後續階段|各方意見"),
    months=(),
    gap="",
)  # fmt: skip
_HANS = _Lexicon(
    bodies=_words("交通事务局|卫生局|文化局|市政署|劳工事务局|海事及水务局|统计暨普查局|房屋局|旅游局|教育及青年发展局"),
    acts=_words("接受暑期课程报名|更换两条街道的路面|公布本季数字|延长柜台办公时间|测试内港警报系统|展开升降机年度检查|投入新车服务|进行清洁工程招标|把档案库迁往新大楼|检讨停车场收费"),
    places=_words("氹仔|路环|北区|内港|石排湾|关闸|黑沙环|中央图书馆|路氹城"),
    people=_words("李伟农|何小琴|黄家朗|陈美玲|梁志坚|周丽珊|郑子轩|冯惠仪"),
    sentences=_words("{s}于{d}{v}。|去年{p}共服务居民{c}人次，较前一年增加{k}%。|{n}表示，工程为期{k}个月，费用为{m}百万澳门元。|有意参加者可于{d}前致电2{c}查询。|"
                     "待{c}处地点中的{k}处完成检查后，{p}将于{d}后开展第二阶段工作。|{s}同时{v}。|当局吁请驾驶者留意{p}的指示，并预留多{k}分钟。|"
                     "{n}指出，自{d}以来接获的投诉不多于{k}宗。|表格可于{p}的柜台索取或在网上下载，至今已收到申请{c}份。|{m}百万澳门元的预算维持不变。"),
    cooperation=_words("双方于{d}在{p}签署澳门与葡萄牙合作备忘录。|根据协议，巴西、安哥拉及广东的企业每年互派{k}个代表团。|{n}于{d}与莫桑比克代表团会面，就中国与葡语国家的经贸往来交换意见。"),
    titles=_words("{s}{v}|第{c}号通告：{p}工程至{d}|{p}自{d}起增设{k}个名额|{n}到访{p}|{p}本季数字为{c}"),
    cooperation_titles=_words("澳门与葡萄牙签署第{c}号合作备忘录|安哥拉代表团{d}访问{p}|广东与巴西企业签署第{c}号合作协议"),
    headings=_words("主要变化|日期与地点|后续阶段|各方意见"),
    months=(),
    gap="",
)  # fmt: skip
LEXICONS = {"en": _EN, "pt": _PT, "zh-Hant": _HANT, "zh-Hans": _HANS}


def generate(releases: int, seed: int = 7, *, changes: float = 0.0) -> Content:
    """About `releases` releases over all sites and languages, newest on 30 June 2026, one every few hours back from there."""
    texts: list[ReleaseText] = []
    for site, share in SHARES:
        languages = SITE_LANGUAGES.get(site, LANGUAGES)
        for number in range(max(1, round(releases * share / 100 / len(languages)))):
            pick = random.Random(f"{seed}/{site}/{number}")
            moment = LAST - timedelta(hours=7 * number, minutes=pick.randrange(400))
            texts += [_release(site, lang, number, moment, random.Random(f"{seed}/{site}/{number}/{lang}")) for lang in languages]
    return Content(tuple(_changed(texts, changes, random.Random(f"{seed}/changes")) if changes else texts))


def _release(site: str, lang: str, number: int, moment: datetime, pick: random.Random) -> ReleaseText:
    lexicon = LEXICONS[lang]
    # The story decides, not the language, so that all versions of a story tell the same kind of act.
    cooperation = number % 6 == 0
    title = _fill(pick.choice(lexicon.cooperation_titles if cooperation else lexicon.titles), lexicon, lang, pick, moment)
    return ReleaseText(
        story=f"{site}-{number}",
        site=site,
        lang=lang,
        key=_key(site, lang, number, moment, pick),
        published=moment,
        title=title[:1].upper() + title[1:],
        body=_body(lexicon, lang, cooperation, pick, moment),
        section=FORUM_SECTIONS[number % len(FORUM_SECTIONS)],
        slug=_slug(site, lang, number),
        entity=lexicon.bodies[number % len(lexicon.bodies)] if site == "gcs" else "",
        captions=(_fill(lexicon.titles[-1], lexicon, lang, pick, moment),) if site in ("gcs", "gov-mo") and number % 3 == 0 else (),
    )


def _slug(site: str, lang: str, number: int) -> str:
    if site == "ipim":
        return f"publication/ipim-news/regional-co-operation/market-notice-no-{number}"
    return f"release-number-{number}" if site == "gov-mo" and lang == "en" and number % 2 else ""


def _key(site: str, lang: str, number: int, moment: datetime, pick: random.Random) -> str:
    if site == "gcs":
        day = _BASE62[moment.day - 1]
        tail = _BASE62[number // 62 % 62] + _BASE62[number % 62] + "".join(pick.choices(_BASE62, k=3))
        return f"N{moment:%y}{'ABCDEFGHIJKL'[moment.month - 1]}{day}{tail}"
    if site == "jiangmen":
        return f"{moment:%Y%m%d}_{2_300_000 + number}"
    if site == "ein":
        return str(920_000_000 - 1_013 * number)
    if site == "ipim":
        return f"market-notice-no-{number}"
    if site == "gov-mo":
        return str(1_200_000 - 100_000 * LANGUAGES.index(lang) - number)
    return str(20_000 - number)


def _fill(pattern: str, lexicon: _Lexicon, lang: str, pick: random.Random, moment: datetime) -> str:
    day = moment + timedelta(days=pick.randint(-40, 60))
    if lang == "en":
        date = f"{day.day} {lexicon.months[day.month - 1]}"
    else:
        date = f"{day.day} de {lexicon.months[day.month - 1]}" if lang == "pt" else f"{day.month}月{day.day}日"
    return pattern.format(
        s=pick.choice(lexicon.bodies),
        v=pick.choice(lexicon.acts),
        p=pick.choice(lexicon.places),
        n=pick.choice(lexicon.people),
        d=date,
        m=pick.randint(2, 980),
        k=pick.randint(2, 97),
        c=pick.randint(1_000, 99_999),
    )


def _body(lexicon: _Lexicon, lang: str, cooperation: bool, pick: random.Random, moment: datetime) -> str:
    """Paragraphs up to about 4 KB; a cooperation act stands in the first."""
    blocks: list[str] = []
    size, limit = 0, _LETTERS[lang] * pick.uniform(0.4, 1.5)
    while size < limit:
        sentences = [_fill(pick.choice(lexicon.sentences), lexicon, lang, pick, moment) for _ in range(pick.randint(2, 5))]
        if cooperation and not blocks:
            sentences.insert(0, _fill(pick.choice(lexicon.cooperation), lexicon, lang, pick, moment))
        if len(blocks) > 2 and pick.random() < 0.12:
            blocks.append("## " + pick.choice(lexicon.headings))
        blocks.append(lexicon.gap.join(sentences))
        size += len(blocks[-1])
    return "\n\n".join(blocks)


def _changed(texts: list[ReleaseText], share: float, pick: random.Random) -> list[ReleaseText]:
    """The same texts with day 2: `share` of them edited, removed and new, each a third, and five times `share` polished."""
    count = max(1, math.ceil(len(texts) * share / 3))
    # What is new stands at the top of its list.
    newest = sorted(range(len(texts)), key=lambda index: texts[index].published, reverse=True)[: max(count, len(texts) // 10)]
    new = set(pick.sample(newest, count))
    rest = [index for index in range(len(texts)) if index not in new]
    chosen = pick.sample(rest, min(len(rest), 2 * count + round(len(texts) * share * 5)))
    changed = list(texts)
    for index in new:
        changed[index] = replace(texts[index], day=2)
    for place, index in enumerate(chosen):
        edit = _edited(texts[index], place, pick) if place < count else Edit(2, "removed" if place < 2 * count else "cosmetic")
        changed[index] = replace(texts[index], edits=(edit,))
    return changed


def _edited(text: ReleaseText, place: int, pick: random.Random) -> Edit:
    """By turns: another paragraph at the end, one digit changed, a longer title."""
    if place % 3 == 0:
        sentence = _fill(LEXICONS[text.lang].sentences[0], LEXICONS[text.lang], text.lang, pick, text.published)
        return Edit(2, "edited", body=f"{text.body}\n\n{sentence}")
    if place % 3 == 1:
        at = max(match.start() for match in re.finditer("[0-9]", text.body))
        return Edit(2, "edited", body=f"{text.body[:at]}{(int(text.body[at]) + 1) % 10}{text.body[at + 1 :]}")
    return Edit(2, "edited", title=f"{text.title} (2)")
