"""Stories: what texts of one event have in common, which releases are linked, and that the order they come in never matters."""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.announcements.classify import BadRecord
from monitor.linking import evaluate
from monitor.linking.evaluate import Pair, PairScore, interval
from monitor.linking.facts import Told, keys_of, told, weight
from monitor.linking.links import LinkKind, StoryLink, link_between, links_of
from monitor.linking.partition import partition
from monitor.linking.records import checked, day_of, link_records, links_within, told_record
from storage.model import Confidence
from storage.nearness import SHARED_FACTS

FOLDER = Path(__file__).parent / "link_cases"
CASES: list[dict[str, Any]] = [
    case for path in sorted(FOLDER.glob("*.toml")) for case in tomllib.loads(path.read_text(encoding="utf-8"))["release"]
]
RECORDS = [{name: value for name, value in case.items() if name != "story"} for case in CASES]
BY_ID = {record["id"]: told_record(record) for record in RECORDS}
LABEL = {case["id"]: case["story"] for case in CASES}


def reading(text: str, lang: str = "en", title: str = "", day: date | None = None) -> Told:
    return told("x", title, text, lang, day)


def stories(records: Sequence[dict[str, Any]]) -> dict[str, str]:
    return {answer["id"]: answer["story"] for answer in link_records(records)}


def link(a: str, b: str) -> StoryLink | None:
    return link_between(BY_ID[a], BY_ID[b])


# ---- facts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang", "value"),
    [
        ("worth US$2.1 billion in all", "en", "2.1e+09"),
        ("no valor de 2,1 mil milhões de dólares", "pt", "2.1e+09"),
        ("总额21亿美元", "zh-Hans", "2.1e+09"),
        ("總額21億美元", "zh-Hant", "2.1e+09"),
        ("some 1,430 sessions", "en", "1430"),
        ("1.430 sessões", "pt", "1430"),
        ("配對1,430場", "zh-Hant", "1430"),
        ("menos 3,46% do que antes", "pt", "3.46%"),
        ("3.46 percent less", "en", "3.46%"),
        ("同比下降3.46%", "zh-Hans", "3.46%"),
        ("370万欧元", "zh-Hans", "3.7e+06"),
        ("3,7 milhões de euros", "pt", "3.7e+06"),
    ],
)
def test_a_number_is_the_same_in_every_language(text: str, lang: str, value: str):
    assert f"number {value}" in reading(text, lang).facts


def test_years_days_clock_times_and_ordinals_are_no_numbers():
    told = reading("In 2024, on July 31, the 14th forum opened for a second time at the usual place.")
    assert not [fact for fact in told.facts if fact.startswith("number")]


@pytest.mark.parametrize(
    ("text", "lang", "days"),
    [
        ("The meeting took place on 29 July in Malabo.", "en", {(7, 29)}),
        ("MACAU, July 31 - Malabo hosted the meeting on 29 July.", "en", {(7, 29)}),
        ("MACAU, August 18 - They met today. The tour runs from 16 to 20 August.", "en", {(8, 18)}),
        ("Decorreu de 28 a 30 de Julho em Malabo.", "pt", {(7, 28), (7, 29), (7, 30)}),
        ("Foi recebido hoje (7 de Agosto) na Sede do Governo.", "pt", {(8, 7)}),
        ("当地时间7月29日召开", "zh-Hans", {(7, 29)}),
        ("昨（七）日會面", "zh-Hant", {(0, 7)}),
        ("新华社澳门5月27日电 双方27日签署协议", "zh-Hans", {(5, 27)}),
    ],
)
def test_the_days_of_the_event(text: str, lang: str, days: set[tuple[int, int]]):
    assert reading(text, lang).days == days


def test_today_and_yesterday_are_told_from_the_publication():
    assert reading("They signed the agreement today.", day=date(2025, 3, 1)).days == {(3, 1)}
    assert reading("They signed the agreement yesterday.", day=date(2025, 3, 1)).days == {(2, 28)}
    assert reading("They signed the agreement today.").days == set()


@pytest.mark.parametrize(
    ("latin", "lang", "han"),
    [
        ("The Mayor, Mr Gong Zheng, spoke.", "en", "市長龔正說，"),
        ("Falou o governador Xia Baolong.", "pt", "主任夏宝龙表示，"),
        ("The Chief Executive, Mr Sam Hou Fai, spoke.", "en", "行政長官岑浩輝指出，"),
        ("Foi recebido por Lei Wai Nong.", "pt", "司長李偉農接待，"),
    ],
)
def test_a_name_in_chinese_characters_is_the_name_in_latin_letters(latin: str, lang: str, han: str):
    a, b = reading(latin, lang), reading(han, "zh-Hant")
    assert {fact for fact in a.facts & (b.facts | b.aliases) if fact.startswith("name")}


def test_editions_are_counted_in_every_language():
    texts = {
        "en": "the 14th International Infrastructure Investment and Construction Forum",
        "pt": "o 14.º Fórum Internacional sobre o Investimento e Construção de Infra-estruturas",
        "zh-Hant": "第14屆國際基礎設施投資與建設高峰論壇",
        "zh-Hans": "第十四届国际基础设施投资与建设高峰论坛",
    }
    editions = {lang: reading(text, lang).editions for lang, text in texts.items()}
    assert set(editions.values()) == {frozenset({("International Infrastructure Investment and Construction Forum", 14)})}


@pytest.mark.parametrize(
    ("text", "lang", "preview"),
    [
        ("The fair will be held from October 16 to 19.", "en", True),
        ("The fair closed on October 19.", "en", False),
        ("Both sides said that they would go on to cooperate.", "en", False),
        ("A feira realizar-se-á em Outubro.", "pt", True),
        ("A feira terminou em Outubro.", "pt", False),
        ("展會將於10月16日舉行。", "zh-Hant", True),
        ("展會10月19日閉幕。", "zh-Hant", False),
    ],
)
def test_previews_are_told_from_reports(text: str, lang: str, preview: bool):
    assert reading(text, lang).preview is preview


def test_rare_facts_weigh_more_than_common_ones():
    assert weight("number 1.7856e+10") > weight("number 120") > weight("number 500") > weight("number 6")
    assert weight("number 28.92%") > weight("number 7%")
    assert weight("name xudan") > weight("name xijinping")
    assert weight("place malabo") > weight("country PT") > weight("country CN")
    assert weight("nothing known") == 0


def test_reports_of_one_event_share_keys_of_the_index():
    for a, b in combinations(BY_ID, 2):
        if LABEL[a] == LABEL[b] and not a.startswith(("copy", "script")):
            facts = set(keys_of(BY_ID[a])) & set(keys_of(BY_ID[b]))
            assert len(facts) >= SHARED_FACTS, (a, b, facts)


def test_there_is_a_bound_to_the_keys_of_a_release():
    many = ", ".join(f"{number}.{number + 7} million" for number in range(101, 300))
    assert 1 < len(keys_of(reading(many))) <= 40


# ---- links -------------------------------------------------------------------------------------------------------


def test_the_cases_are_told_apart():
    found = stories(RECORDS)
    wrong = [(a, b) for a, b in combinations(found, 2) if (found[a] == found[b]) is not (LABEL[a] == LABEL[b])]
    assert not wrong


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("copy-original", "copy-furniture", LinkKind.COPY),
        ("copy-original", "copy-cut", LinkKind.COPY),
        ("copy-original", "copy-reordered", LinkKind.COPY),
        ("script-hant", "script-hans", LinkKind.TRANSLATION),
        ("signing-en", "signing-en-paper", LinkKind.SAME_EVENT),
        ("fair-28-en", "fair-29-en", LinkKind.RELATED),
        ("trip-mayor-en", "trip-university-en", LinkKind.RELATED),
        ("call-january", "call-february", LinkKind.RELATED),
        ("trade-may-en", "trade-april-en", LinkKind.RELATED),
        ("twins-before-en", "twins-after-hant", LinkKind.RELATED),
    ],
)
def test_kinds_of_link(a: str, b: str, kind: LinkKind):
    found = link(a, b)
    assert found is not None
    assert found.kind is kind


def test_a_link_says_what_it_rests_on():
    found = link("signing-en", "signing-hant")
    assert found is not None
    assert {"number 3.7e+06", "number 85", "name susanawong", "country CV"} <= set(found.facts)
    assert found.confidence is Confidence.HIGH


def test_a_refused_link_says_why():
    found = link("fair-28-en", "fair-29-en")
    assert found is not None
    assert "edition 28 against 29" in found.facts[0]


def test_a_link_is_the_same_from_either_side():
    for a, b in combinations(BY_ID, 2):
        assert link(a, b) == link(b, a)


def test_links_come_strongest_first_and_never_to_oneself():
    new = BY_ID["signing-en"]
    found = links_of(new, BY_ID.values())
    assert [each.kind.makes_story for each in found] == sorted((each.kind.makes_story for each in found), reverse=True)
    assert all({each.a, each.b} != {new.id} for each in found)


FORMS = {
    "en": (
        "{who} and Macao sign memorandum on {what}",
        "{who} and Macao signed a memorandum on {what} on Monday. Officials of both sides came to the Legislative Building. "
        "The two sides will set up a working group on {what} that meets twice a year. The memorandum holds for three years and is renewed "
        "in silence unless one side gives notice. Both sides said that work on {what} had only begun.",
        (
            "the Port of Sines",
            "Banco Nacional de Angola",
            "the City of Praia",
            "Universidade Eduardo Mondlane",
            "the Dili Chamber",
            "Camões",
        ),
        ("wine exports", "fishery research", "nurse training", "museum loans", "tax advice", "film festivals"),
    ),
    "zh-Hant": (
        "{who}與澳門簽{what}備忘錄",
        "{who}與澳門週一簽署{what}合作備忘錄，雙方官員在立法會大樓出席儀式。雙方將就{what}成立工作小組，每年開會兩次。備忘錄為期三年，任何一方未有通知即自動續期。雙方均稱{what}合作方興未艾。",
        ("錫尼什港", "安哥拉國家銀行", "普拉亞市", "蒙德拉內大學", "帝力商會", "卡蒙斯學會"),
        ("葡萄酒出口", "漁業研究", "護士培訓", "博物館借展", "稅務諮詢", "電影節"),
    ),
}


@pytest.mark.parametrize("lang", FORMS)
def test_thirty_six_notices_on_one_form_are_thirty_six_stories(lang: str):
    title, body, parties, matters = FORMS[lang]
    records = [
        {"id": f"{who} {what}", "lang": lang, "title": title.format(who=who, what=what), "text": body.format(who=who, what=what)}
        for who in parties
        for what in matters
    ]
    assert len(set(stories(records).values())) == 36


# ---- stories -----------------------------------------------------------------------------------------------------


def linked(a: str, b: str, kind: LinkKind = LinkKind.SAME_EVENT, score: float = 5.0, same_text: bool = False) -> StoryLink:
    return StoryLink(*sorted((a, b)), kind, Confidence.MEDIUM, score, (), same_text=same_text)


def plain_releases(*names: str) -> dict[str, Told]:
    return {name: told(name, "", f"Nothing much of {name}.", "en", None) for name in names}


def as_sets(groups: dict[str, frozenset[str]]) -> set[frozenset[str]]:
    return set(groups.values())


def test_related_releases_share_no_story():
    assert as_sets(partition(plain_releases("a", "b"), [linked("a", "b", LinkKind.RELATED)])) == {frozenset("a"), frozenset("b")}


def test_a_chain_does_not_join_what_its_ends_contradict():
    releases = plain_releases("b") | {
        "a": told("a", "", "The 28th Canton Fair closed.", "en", None),
        "c": told("c", "", "The 29th Canton Fair closed.", "en", None),
    }
    links = [linked("a", "b", score=6), linked("b", "c")]
    assert as_sets(partition(releases, links)) == {frozenset("ab"), frozenset("c")}


def test_one_resemblance_does_not_join_a_whole_story_but_a_copy_does():
    releases = plain_releases(*"abcdx")
    story = [linked(a, b, score=9) for a, b in combinations("abcd", 2)]
    assert as_sets(partition(releases, [*story, linked("a", "x")])) == {frozenset("abcd"), frozenset("x")}
    assert as_sets(partition(releases, [*story, linked("a", "x"), linked("b", "x")])) == {frozenset("abcdx")}
    assert as_sets(partition(releases, [*story, linked("a", "x", LinkKind.COPY, same_text=True)])) == {frozenset("abcdx")}


def test_people_decide_before_links():
    releases = plain_releases(*"abc")
    links = [linked("a", "b", LinkKind.COPY, same_text=True)]
    assert as_sets(partition(releases, links, parted=[("b", "a")])) == {frozenset("a"), frozenset("b"), frozenset("c")}
    assert as_sets(partition(releases, [], joined=[("c", "a")])) == {frozenset("ac"), frozenset("b")}
    assert as_sets(partition(releases, [], joined=[("a", "b"), ("b", "c")], parted=[("a", "c")])) == {frozenset("ab"), frozenset("c")}
    assert as_sets(partition(releases, [linked("a", "gone")], joined=[("a", "gone")])) == {frozenset("a"), frozenset("b"), frozenset("c")}


def test_any_order_of_arrival_gives_the_same_stories():
    expected, chance = stories(RECORDS), random.Random(5)
    for _ in range(100):
        chance.shuffle(order := list(RECORDS))
        found = links_arriving(order)
        assert {name: min(group) for name, group in partition(BY_ID, found).items()} == expected


def links_arriving(order: Sequence[dict[str, Any]]) -> list[StoryLink]:
    """The links as an archive finds them: each release against those that came before it."""
    found: list[StoryLink] = []
    for at, record in enumerate(order):
        found += links_of(BY_ID[record["id"]], (BY_ID[earlier["id"]] for earlier in order[:at] if near_enough(record["id"], earlier["id"])))
    return found


def near_enough(a: str, b: str) -> bool:
    one, other = BY_ID[a], BY_ID[b]
    return bool(set(one.near_keys) & set(other.near_keys)) or len(set(keys_of(one)) & set(keys_of(other))) >= SHARED_FACTS


@given(st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_any_order_of_links_gives_the_same_groups(chance: random.Random):
    names = "abcdefgh"
    links = [linked(a, b, score=round(chance.uniform(4, 9), 1), same_text=chance.random() < 0.2) for a, b in combinations(names, 2)]
    links = [each for each in links if chance.random() < 0.4]
    releases, parted = plain_releases(*names), [tuple(chance.sample(names, 2)) for _ in range(2)]
    groups = partition(releases, links, parted=parted)
    for _ in range(5):
        chance.shuffle(links)
        assert partition(releases, links, parted=parted) == groups
    assert all(b not in groups[a] for a, b in parted)


# ---- records -----------------------------------------------------------------------------------------------------


def test_a_story_is_named_by_its_smallest_member_in_input_order():
    some = [record for record in RECORDS if record["id"] in ("signing-pt", "signing-en", "call-january")]
    answers = link_records(list(reversed(some)))
    assert [answer["id"] for answer in answers] == [record["id"] for record in reversed(some)]
    assert stories(some) == {"signing-pt": "signing-en", "signing-en": "signing-en", "call-january": "call-january"}


def test_what_else_is_in_the_file_does_not_matter():
    whole = stories(RECORDS)
    some = [record for record in RECORDS if record["id"].startswith(("fair", "trade"))]
    assert stories(some) == {record["id"]: whole[record["id"]] for record in some}


def test_records_of_one_id_are_one_release():
    twice = [{"id": "a", "text": "One thing."}, {"id": "a", "text": "Quite another."}, {"id": "b", "text": "A third."}]
    assert link_records(twice) == [{"id": "a", "story": "a"}, {"id": "a", "story": "a"}, {"id": "b", "story": "b"}]


def test_nothing_is_linked_where_nothing_is_said():
    assert (
        len(set(stories([{"id": str(number), "text": text} for number, text in enumerate(["", " ", "澳門", "Macau", "?"])]).values())) == 5
    )


@pytest.mark.parametrize("bad", [[], "text", {"id": "a"}, {"text": "b"}, {"id": 3, "text": "b"}, {"id": "a", "text": "b", "title": 4}])
def test_a_bad_record_is_refused(bad: object):
    with pytest.raises(BadRecord):
        checked(bad)


def test_a_date_that_names_no_day_is_no_day():
    assert day_of("13:48, April 22, 2024") == date(2024, 4, 22)
    assert day_of("31/03/2022") == date(2022, 3, 31)
    assert [day_of(text) for text in (None, "", "2021-01", "6小时前", "May 6")] == [None] * 5


_TEXTS = st.text(st.sampled_from("aA Ã1.,%5月日号第届和、。\n\"'(-ß澳門龔正龙0十 "), max_size=120)


@given(st.lists(st.tuples(_TEXTS, _TEXTS, st.sampled_from(["en", "pt", "zh-Hant", "", "xx"])), max_size=6))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_linked(texts: list[tuple[str, str, str]]):
    records = [{"id": str(number), "title": title, "text": text, "lang": lang} for number, (title, text, lang) in enumerate(texts)]
    answers = link_records(records)
    assert [answer["id"] for answer in answers] == [record["id"] for record in records]
    assert {answer["story"] for answer in answers} <= {record["id"] for record in records}


def test_all_links_of_a_file_can_be_listed():
    some = [BY_ID[name] for name in ("trip-mayor-en", "trip-mayor-hans", "trip-university-en")]
    kinds = {(each.a, each.b): each.kind.makes_story for each in links_within(some)}
    assert kinds[("trip-mayor-en", "trip-mayor-hans")] is True
    assert kinds[("trip-mayor-en", "trip-university-en")] is False


# ---- measuring ---------------------------------------------------------------------------------------------------


def test_pairs_are_counted_as_they_should():
    def pair(label: bool, found: bool, cross: bool = False) -> Pair:
        return Pair(label, found, cross, trap=False, both_held_out=False, one_held_out=False)

    some = [pair(True, True), pair(True, False, cross=True), pair(False, True), pair(False, False)]
    assert evaluate.score(some) == PairScore(1, 1, 1)
    assert evaluate.score(some, lambda each: each.cross) == PairScore(0, 0, 1)


def test_wilsons_interval():
    # Newcombe (1998), table I: 81 of 263.
    assert interval(81, 263) == "[0.255, 0.366]"
    assert interval(0, 0) == "[-, -]"


def test_the_reference_corpus_keeps_its_floor():
    from monitor.announcements.evaluate import reference_folder

    corpus = reference_folder() / "corpus" / "dev.jsonl"
    if not corpus.is_file():
        pytest.skip("the labelled corpus is not here")
    labels = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines() if line.strip()]
    read = [label for label in labels if not evaluate.held_out(label)]
    some = evaluate.pairs(read)
    score, cross = evaluate.score(some), evaluate.score(some, lambda pair: pair.cross)
    assert (score.precision, cross.precision) == (1.0, 1.0)
    assert score.recall >= 0.9
    assert cross.recall >= 0.9


# ---- what tells one act from all others of its day -------------------------------------------------------------------

TODAY = date(2025, 9, 18)


def one_story(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """Whether two texts (title, text, language) of one day are of one story, in whichever order they are compared."""
    a, b = (told(name, title, text, lang, TODAY) for name, (title, text, lang) in zip("ab", (one, other), strict=True))
    there, back = link_between(a, b), link_between(b, a)
    assert there == back
    return there is not None and there.kind.makes_story


def test_a_day_a_place_an_instrument_and_a_subject_make_no_story() -> None:
    one = ("Protocol on scholarships", "A protocol on scholarships was signed in Lisbon today by the Rotary Club of Taipa.", "en")
    other = (
        "Protocolo sobre bolsas",
        "Foi assinado hoje em Lisboa um protocolo sobre bolsas de estudo pela Liga dos Amigos de Sintra.",
        "pt",
    )
    assert not one_story(one, other)


@pytest.mark.parametrize(
    ("english", "portuguese"),
    [
        ("the Monetary Authority of Macao and the National Bank of Angola", "a Autoridade Monetária de Macau e o Banco Nacional de Angola"),
        (
            "the Commerce and Investment Promotion Institute and AICEP Portugal Global",
            "o Instituto de Promoção do Comércio e do Investimento e a AICEP",
        ),
        ("the Cultural Affairs Bureau, in the presence of Rui Alcobia Nunes,", "o Instituto Cultural, na presença de Rui Alcobia Nunes,"),
        ("its sponsors, who give 1.37 million euros,", "os patrocinadores, que dão 1,37 milhões de euros,"),
        ("Marta Quintela and Edson Bravo,", "Marta Quintela e Edson Bravo,"),
    ],
)
def test_parties_people_and_sums_do(english: str, portuguese: str) -> None:
    one = ("Protocol on scholarships", f"A protocol on scholarships was signed in Lisbon today by {english} it was told.", "en")
    other = ("Protocolo sobre bolsas", f"Foi assinado hoje em Lisboa um protocolo sobre bolsas de estudo por {portuguese} soube-se.", "pt")
    assert one_story(one, other)


@pytest.mark.parametrize(
    ("english", "portuguese"),
    [("Rui Alcobia Nunes", "Marta Quintela"), ("the Cultural Affairs Bureau", "a Autoridade Monetária de Macau")],
)
def test_a_counterpart_that_the_other_text_does_not_know_keeps_two_meetings_apart(english: str, portuguese: str) -> None:
    common = "Lam Kin Fong", "the University of Macau"
    one = ("Protocol signed", f"{common[0]} signed a protocol for {common[1]} with {english} in Lisbon today.", "en")
    other = ("Protocolo assinado", f"{common[0]} assinou hoje em Lisboa, pela Universidade de Macau, um protocolo com {portuguese}.", "pt")
    assert not one_story(one, other)
    assert one_story(
        one, (other[0], other[1].replace(portuguese, {"Rui Alcobia Nunes": english}.get(english, "o Instituto Cultural")), "pt")
    )


def test_a_name_before_a_chinese_date_is_that_name() -> None:
    assert "name irineucamacho" in reading("代表Irineu Camacho18日簽署議定書。", "zh-Hant").facts


def test_a_city_is_no_person_though_it_begins_like_a_surname() -> None:
    assert not [fact for fact in reading("市長、江門、珠海代表出席。", "zh-Hant").facts if fact.startswith("name")]


def test_who_is_often_named_says_little_by_the_first_words_of_the_name_too() -> None:
    assert weight("name samhoufai") == weight("name samhou") < 0.5 < weight("name samuelhou")


def test_an_act_that_has_been_is_no_preview_though_its_fruit_is_to_come() -> None:
    assert not reading("Ports will be at the centre of a protocol that was signed here on Thursday.", "en").preview
    assert not reading("Os portos estarão no centro do protocolo que as partes assinaram ontem.", "pt").preview
    assert reading("Ports will be at the centre of a protocol.", "en").preview


def test_bulletins_that_differ_by_their_number_are_no_copies() -> None:
    text = (
        "The week's bulletin number {} of the port lists berths, cranes, pilots and tariffs. It can be had at the counter of the harbour "
        * 2
    )
    a, b = (told(name, "The port's bulletin", text.format(number, number), "en", TODAY) for name, number in (("a", 7), ("b", 8)))
    link = link_between(a, b)
    assert link is not None
    assert not link.kind.makes_story
