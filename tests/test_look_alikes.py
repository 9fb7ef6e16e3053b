"""Many acts of one day, made up: the same delegations, places, instruments and subjects mixed at random, told in three languages and two
ways. What two texts of different acts have in common is what on a real day makes people mix them up; only parties and hosts differ."""

from __future__ import annotations

import os
import random
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from monitor.linking.facts import Told, told
from monitor.linking.links import link_between

SOAK = bool(os.environ.get("PONTE_SOAK"))
DAY = date(2025, 9, 18)
HEADS = [("Lam Kin Fong", "林建鋒"), ("Chan Mei Sut", "陳美雪"), ("Wong Tak Meng", "黃德明"), ("Ieong Sio Cheng", "楊小青")]
HOSTS = [
    ("Rui Teixeira Pacheco", "Port Authority of Setúbal", "Administração do Porto de Setúbal", "塞圖巴爾港務局"),
    ("Marta Quintela", "Polytechnic Institute of Leiria", "Instituto Politécnico de Leiria", "萊里亞理工學院"),
    ("Edson Bravo Cunha", "Wine Growers' Union of the Douro", "União dos Viticultores do Douro", "杜羅酒農聯合會"),
    ("Helena Sampaio", "Lisbon Chamber of Jewellers", "Câmara dos Joalheiros de Lisboa", "里斯本珠寶商會"),
    ("João Nabais", "Atlantic Fisheries Laboratory", "Laboratório de Pescas do Atlântico", "大西洋漁業實驗室"),
    ("Ilda Furtado", "Banco Horizonte", "Banco Horizonte", "地平線銀行"),
    ("Nuno Vilaça", "National Library of Mozambique", "Biblioteca Nacional de Moçambique", "莫桑比克國家圖書館"),
    ("Carla Esteves Pinho", "Angolan Institute of Geology", "Instituto Geológico de Angola", "安哥拉地質研究院"),
    ("Otávio Rangel", "Theatre Company Aurora", "Companhia de Teatro Aurora", "曙光劇團"),
    ("Dulce Mondlane", "Start-up Factory of Braga", "Fábrica de Startups de Braga", "布拉加創業工廠"),
]
OWN = [
    ("Macao Young Entrepreneurs Union", "União dos Jovens Empresários de Macau", "澳門青年企業家聯盟"),
    ("Macao Polytechnic University", "Universidade Politécnica de Macau", "澳門理工大學"),
    ("Monetary Authority of Macao", "Autoridade Monetária de Macau", "澳門金融管理局"),
    ("Cultural Affairs Bureau", "Instituto Cultural", "文化局"),
    ("Commerce and Investment Promotion Institute", "Instituto de Promoção do Comércio e do Investimento", "招商投資促進局"),
]
PLACES = [("Lisbon", "Lisboa", "里斯本"), ("Porto", "Porto", "波爾圖"), ("Macao", "Macau", "澳門"), ("Luanda", "Luanda", "羅安達")]
INSTRUMENTS = [
    ("memorandum of understanding", "memorando de entendimento", "合作備忘錄"),
    ("cooperation agreement", "acordo de cooperação", "合作協議"),
    ("protocol", "protocolo", "議定書"),
]
SUBJECTS = [
    ("the training of interpreters", "a formação de intérpretes", "翻譯人才培訓"),
    ("port management", "a gestão portuária", "港口管理"),
    ("the wine trade", "o comércio de vinhos", "葡萄酒貿易"),
    ("film festivals", "festivais de cinema", "電影節"),
    ("scholarships", "bolsas de estudo", "獎學金"),
    ("arbitration", "a arbitragem", "仲裁"),
]


@dataclass(frozen=True)
class Act:
    """A signing: what every telling of it says."""

    head: tuple[str, str]
    host: tuple[str, str, str, str]
    own: tuple[str, str, str]
    place: tuple[str, str, str]
    instrument: tuple[str, str, str]
    subject: tuple[str, str, str]
    guests: int


def made_up(chosen: random.Random) -> Act:
    return Act(
        *map(chosen.choice, (HEADS, HOSTS, OWN, PLACES, INSTRUMENTS, SUBJECTS)),  # type: ignore[arg-type]
        chosen.randint(12, 400),
    )


def english(act: Act) -> Iterator[tuple[str, str]]:
    (head, _), (host, org, *_), own = act.head, act.host, act.own[0]
    place, instrument, subject = act.place[0], act.instrument[0], act.subject[0]
    yield (
        f"{own} and {org} sign {instrument}",
        f"MACAO, September 18 - The {own} and the {org} signed a {instrument} on {subject} in {place} today. The president of the {own}, "
        f"{head}, and the director of the {org}, {host}, put their names to the document.\nSome {act.guests} guests attended. Both sides "
        "hope to deepen cooperation between Macao and the Portuguese-speaking countries.",
    )
    yield (
        f"New accord on {subject}",
        f"{place}, 18 September. {subject.capitalize()} will be at the centre of a {instrument} which {host} and {head} signed here on "
        f'Thursday for the {org} and Macao\'s {own}.\n"It is a bridge between China and the Portuguese-speaking world", {head} told '
        f"{act.guests} guests.",
    )


def portuguese(act: Act) -> Iterator[tuple[str, str]]:
    (head, _), (host, _, org, _), own = act.head, act.host, act.own[1]
    place, instrument, subject = act.place[1], act.instrument[1], act.subject[1]
    yield (
        f"{own} e {org} assinam {instrument}",
        f"A {own} e a {org} assinaram hoje (18 de Setembro), em {place}, um {instrument} sobre {subject}. O documento foi rubricado por "
        f"{head} e por {host}, perante {act.guests} convidados.\nAs partes querem reforçar a cooperação entre Macau e os Países de Língua "
        "Portuguesa.",
    )
    yield (
        f"Macau aposta em {subject}",
        f"{host}, da {org}, e {head}, da {own}, firmaram esta quinta-feira, 18 de Setembro, em {place}, um {instrument} para {subject}. "
        f"Assistiram {act.guests} pessoas.\nMacau é uma plataforma entre a China e a lusofonia, disse {head}.",
    )


def chinese(act: Act) -> Iterator[tuple[str, str]]:
    (_, head), (host, _, _, org), own = act.head, act.host, act.own[2]
    place, instrument, subject = act.place[2], act.instrument[2], act.subject[2]
    yield (
        f"{own}與{org}簽署{instrument}",
        f"{own}與{org}今（18）日在{place}簽署{instrument}，推動{subject}。{own}代表{head}與{org}負責人{host}代表雙方簽署，約{act.guests}名"
        "嘉賓見證。雙方將深化澳門與葡語國家的合作。",
    )
    yield (
        f"{subject}合作邁新步",
        f"{head}與{host}9月18日在{place}分別代表{own}及{org}簽訂{instrument}，內容涵蓋{subject}。{act.guests}人出席儀式。{head}表示澳門是"
        "中葡平台。",
    )


TELLERS: dict[str, Callable[[Act], Iterator[tuple[str, str]]]] = {"en": english, "pt": portuguese, "zh-Hant": chinese}


def tellings(acts: list[Act]) -> list[tuple[int, Told]]:
    return [
        (number, told(f"{number}-{lang}-{style}", title, text, lang, DAY))
        for number, act in enumerate(acts)
        for lang, tell in TELLERS.items()
        for style, (title, text) in enumerate(tell(act))
    ]


def joined(a: Told, b: Told) -> bool:
    link = link_between(a, b)
    return link is not None and link.kind.makes_story


@pytest.mark.parametrize("seed", range(20 if SOAK else 2))
def test_acts_of_one_day_are_told_apart_and_each_is_told_as_one(seed: int) -> None:
    chosen = random.Random(seed)
    acts = [made_up(chosen) for _ in range(60 if SOAK else 24)]
    right = wrong = missed = apart = 0
    for (one, a), (two, b) in combinations(tellings(acts), 2):
        if one == two:
            right, missed = right + joined(a, b), missed + (not joined(a, b))
        elif acts[one].host != acts[two].host:  # two acts of the same host on one day: who can tell
            wrong, apart = wrong + joined(a, b), apart + 1
    assert apart > 7_000
    # A wrong link is worse than a missed one.
    assert wrong <= apart / 1_000
    assert right / (right + missed) > 0.95


CASES = Path(__file__).parent / "announcement_cases"
LANGS = {"en": "en", "pt": "pt", "zh_hans": "zh-Hans", "zh_hant": "zh-Hant"}


def _on_one_day(each: Told) -> Told:
    """As if all texts had been published on one day and told of that day: nothing about time keeps them apart."""

    def same(facts: frozenset[str]) -> frozenset[str]:
        return frozenset(fact for fact in facts if not fact.startswith(("day", "year"))) | {"day 09-18"}

    timeless = {"day": DAY, "days": frozenset({(9, 18)}), "years": frozenset({2025}), "preview": False}
    return replace(each, facts=same(each.facts), core=same(each.core), **timeless)  # type: ignore[arg-type]


def test_unrelated_texts_of_one_day_are_not_joined() -> None:
    texts = []
    for path in sorted(CASES.glob("*.toml")):
        lang = next(LANGS[name] for name in ("zh_hans", "zh_hant", "en", "pt") if path.stem.startswith(name))
        for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["case"]):
            if SOAK or number % 4 == 0:
                texts.append(_on_one_day(told(f"{path.stem}-{number}", case.get("title", ""), case["body"], lang, None)))
    pairs = list(combinations(texts, 2))
    assert len(pairs) > 5_000
    found = [(a.id, b.id) for a, b in pairs if joined(a, b)]
    # A handful of them do tell of the same festival, in two languages.
    assert len(found) <= len(pairs) / 10_000, found
