"""What a release announces, told in our own words for each hard case, in four languages; and the contract of `ponte classify`."""

# ruff: noqa: E501 - each text stands on one line

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.language import script_fold
from monitor.announcements.acts import PROOFS
from monitor.announcements.classify import BadRecord, classify_record, explain, understand
from monitor.announcements.details import proves
from monitor.announcements.lexicon import LexiconError, lexicon_for
from monitor.announcements.text import fold, sentences
from storage.model import Confidence, Finding, Instrument, Scope, Strength

# (name, language, title, body): relevant and signed, with its instrument and two of its sides.
SIGNED = [
    ("plain", "en", "Macao and Maputo tax offices sign protocol", "The tax offices of Macao and Mozambique signed a co-operation protocol on Monday.", "protocol", {"MO", "MZ"}),
    ("in passing, at the end", "en", "Food fair draws 9,000 visitors to Cotai",
     "The food fair closed on Sunday after four days.\nVisitors tasted dishes from twelve kitchens.\nStallholders said that sales had doubled.\n"
     "On the sidelines, the Macao caterers' union and a chefs' school in Lisbon signed a memorandum of understanding.", "memorandum", {"MO", "PT"}),
    ("machine English, no instrument", "en", "", "On the 12th, five economic projects including a Macao fruit depot and a Jiangmen cold store were signed at the docking meeting.", None, {"MO", "CN"}),
    ("paraphrased", "en", "", "Two firms from Macao put their signatures to supply contracts with partners in Brazil.", "contract", {"MO", "BR"}),
    ("letter of intent", "en", "", "Hengqin's development bureau and a Cabo Verde port company have inked a letter of intent.", "letter-of-intent", {"CN", "CV"}),
    ("signed in a place", "en", "", "Two accords on fisheries were signed in Praia last week by the governments of Cabo Verde and China.", "agreement", {"CV", "CN"}),
    ("renewed", "pt", "", "Um parque de Hengqin e o Ministério da Saúde de Moçambique renovaram em Maputo o memorando de cooperação.", "memorandum", {"CN", "MZ"}),
    ("plain", "pt", "Macau e Angola assinam memorando", "A Associação de Pesca de Macau e um instituto de Luanda assinaram ontem um memorando de entendimento.", "memorandum", {"MO", "AO"}),
    ("in passing, at the end", "pt", "Feira do livro encerra com balanço positivo",
     "A feira do livro encerrou no domingo, em Macau.\nPassaram por lá nove mil pessoas.\nOs livreiros mostraram-se satisfeitos com as vendas.\n"
     "À margem da feira, uma editora de Macau e outra de Maputo firmaram um acordo de cooperação.", "agreement", {"MO", "MZ"}),
    ("Brazilian spelling", "pt", "", "O convênio de cooperação econômica entre São Paulo e Hangzhou foi assinado na terça-feira.", "agreement", {"BR", "CN"}),
    ("plain", "zh-Hant", "澳門與里斯本兩校簽協議", "澳門一所學校與葡萄牙里斯本一所學校昨日簽署合作協議，互派教師。", "agreement", {"MO", "PT"}),
    ("in passing, at the end", "zh-Hant", "美食節閉幕", "美食節昨日在澳門閉幕。\n四日間入場者眾。\n攤主都說生意理想。\n期間，澳門一間餐廳與佛得角一間漁業公司簽訂備忘錄。", "memorandum", {"MO", "CV"}),
    ("no instrument named", "zh-Hans", "", "会上，澳门与江门两地企业现场签约，共有八个项目。", "contract", {"MO", "CN"}),
    ("plain", "zh-Hans", "", "安哥拉一省与中国湖南省在长沙签订了合作意向书。", "letter-of-intent", {"AO", "CN"}),
]  # fmt: skip

# Not signed, whatever words of signing they hold.
NOT_SIGNED = [
    ("planned", "en", "The health bureaus of Macao and Zhuhai will sign an agreement once the text has been reviewed."),
    ("planned", "en", "Macao and Brazil hope to sign a protocol on fisheries."),
    ("negated", "en", "No agreement was signed between Macao and Portugal, and the talks ended without a date."),
    ("negated", "en", "The delegations of Macao and Angola met, but no memorandum was signed."),
    ("background", "en", "Macao's museum opened a new room. Entry is free. The room is on the second floor. In 2014 the museum had signed an agreement with a museum in Lisbon."),
    ("background", "en", "Last year, the university of Macau and a college in Fujian signed a protocol; the library shows photographs of the campus."),
    ("names only", "en", "The Guangdong-Macao In-Depth Cooperation Zone in Hengqin and CEPA are described in a leaflet of the Forum for Economic and Trade Co-operation between China and Portuguese-speaking Countries."),
    ("tender", "en", "A contract was signed with the winning bidder, a company of Zhuhai, after a public tender of the Macao works bureau."),
    ("spoken of as known", "en", "The museum of Macao and a museum in Lisbon opened a show within the agreement signed by both houses."),
    ("spoken of as known", "pt", "A mostra de Macau e Lisboa decorre no quadro do protocolo assinado pelas duas casas."),
    ("told of many years", "en", "Macao hosts the forum of Chinese and Portuguese ports. Agreements were signed there in March 2016, May 2019 and April 2024."),
    ("a year without a day", "en", "The port of Lisbon belongs to a network of China and Portugal. Its charter, an agreement signed in 1994, hangs in the hall."),
    ("a year without a day", "zh-Hans", "澳门与葡萄牙的学校互有往来，两校2011年签署合作协议，图书馆存有副本。"),
    ("look-alike words", "en", "Residents of Macao and Zhuhai signed up for the run; road signs in Chinese will be changed."),
    ("planned", "pt", "Macau e Moçambique vão assinar um protocolo quando o texto estiver revisto."),
    ("negated", "pt", "Não foi assinado qualquer acordo entre Macau e Angola."),
    ("background", "pt", "No ano passado, Macau e Cabo Verde assinaram um memorando; a biblioteca mostra agora fotografias."),
    ("tender", "pt", "Está aberto concurso para um contrato de trabalho na Direcção dos Serviços de Turismo de Macau; os candidatos da China devem juntar documentos assinados."),
    ("planned", "zh-Hant", "澳門與佛得角兩地機構將簽署備忘錄，文本仍在修訂。"),
    ("negated", "zh-Hant", "澳門與葡萄牙雙方尚未簽署協議。"),
    ("planned in an earlier clause", "zh-Hant", "澳門與葡萄牙部長將商討防疫交流，並簽署聯合聲明。"),
    ("planned for a date", "zh-Hant", "澳門與佛得角雙方草擬合作協議，定於下半年在普拉亞簽署。"),
    ("background", "zh-Hant", "去年澳門與廣州簽署了合作協議，展覽今日展出有關照片。"),
    ("background", "zh-Hans", "此前澳门与上海签署过协议，图书馆正展出旧照片。"),
    ("names only", "zh-Hans", "横琴粤澳深度合作区与中葡论坛的资料册已上架。"),
]  # fmt: skip

# Nothing to announce at all.
NOTHING = [
    ("statistics", "en", "Trade between China and Brazil rises", "Trade between China and Brazil rose by 4 per cent in May. China bought goods worth US$9 billion from Brazil, according to customs."),
    ("tender", "en", "Tender for road works", "The bureau invites tenders for road works in Taipa. The contract will be signed with the lowest bidder. Offers close on Friday."),
    ("courtesy call", "en", "Secretary-General pays courtesy call on tourism office", "The Secretary-General of the Permanent Secretariat of Forum Macao paid a courtesy call on the director of the Macao Government Tourism Office. They spoke of co-operation."),
    ("courtesy call, others are only a topic", "en", "Secretary-General pays courtesy call on tourism office", "The Macao Government Tourism Office received the Secretary-General of the Permanent Secretariat of Forum Macao. They spoke of cooperation in tourism among Fujian, Angola and Macao."),
    ("one side's words", "en", "Minister praises partnership with China", "Cooperation with China has served Angola well, the minister of planning told a newspaper in Luanda."),
    ("opinion", "en", "Opinion: what Macao could learn", "Macao could learn from Singapore. A visit to Lisbon shows how much cooperation is possible."),
    ("statistics", "pt", "Comércio entre a China e Angola cresce", "As trocas entre a China e Angola cresceram 3% em Maio, segundo as alfândegas."),
    ("notice", "pt", "Biblioteca fecha para obras", "A biblioteca de Macau fecha na segunda-feira para obras e reabre em Junho."),
    ("courtesy call", "pt", "Visita de cortesia ao IPIM", "O Secretário-Geral do Secretariado Permanente do Fórum de Macau fez uma visita de cortesia ao IPIM. Falou-se de cooperação."),
    ("statistics", "zh-Hant", "旅客數字上升", "上月入境旅客二百萬人次，內地旅客佔七成，香港旅客佔兩成。"),
    ("courtesy call", "zh-Hant", "中葡論壇秘書長拜會旅遊局", "中葡論壇常設秘書處秘書長昨日禮節性拜訪澳門旅遊局局長，雙方談及合作。"),
    ("notice", "zh-Hans", "巴士改道", "因道路工程，澳门多条巴士路线明日起改道。"),
]  # fmt: skip

EXCHANGE = [
    ("visit with a purpose", "en", "Delegation of Macao builders visits Fujian", "A delegation of Macao builders visited Fuzhou and discussed with the province's bureau how Fujian and Macao can cooperate in housing."),
    ("meeting", "pt", "Secretário recebe governador de Maputo", "O Secretário para a Economia e Finanças de Macau recebeu o governador de Maputo. Falou-se da cooperação entre Macau e Moçambique na pesca."),
    ("meeting", "zh-Hant", "澳門代表團訪問福建", "澳門代表團昨日訪問福州，與福建省官員會面，雙方就加強閩澳旅遊合作交換意見。"),
    ("run together", "zh-Hans", "", "由澳门文化局与珠海市政府联合主办的音乐节昨晚举行。"),
    ("training", "en", "", "Macao and Cabo Verde jointly organised a seminar for nurses in Praia and Macao on hospital cooperation."),
]  # fmt: skip

AGREED = [
    (
        "consensus",
        "en",
        "",
        "Officials of Macao and Guangdong met on Tuesday. Both sides agreed to hold the two food fairs in the same month.",
    ),
    ("signing fixed", "en", "", "The ports of Macao and Lisbon will sign an agreement on Friday during the visit of the mayor."),
    ("consensus", "pt", "", "Macau e Moçambique chegaram a acordo quanto ao calendário de formação de enfermeiros."),
    ("signing fixed", "pt", "Angola e China", "Os protocolos entre Angola e China serão assinados na quinta-feira, em Luanda."),
    ("consensus", "zh-Hant", "", "澳門與廣東雙方就旅遊推廣達成共識，下半年展開。"),
    ("signing fixed", "zh-Hans", "", "澳门与巴西两地机构将于下周签署合作协议。"),
]

LOCAL = [
    ("en", "", "The Macao museum and the Macao polytechnic university signed a co-operation agreement today on student visits."),
    (
        "pt",
        "Biblioteca e escola assinam protocolo",
        "A biblioteca de Macau e uma escola da Taipa assinaram hoje um protocolo de cooperação.",
    ),
    ("zh-Hant", "", "澳門博物館與澳門理工大學今日簽署合作協議，安排學生參觀。"),
    ("zh-Hans", "", "澳门博物馆与本澳三所中学今日签订合作意向书。"),
]


def names(rows: list[tuple]) -> list[str]:
    return [f"{row[1]} {row[0]}" for row in rows]


@pytest.mark.parametrize(("name", "lang", "title", "body", "instrument", "sides"), SIGNED, ids=names(SIGNED))
def test_signed_wherever_and_however_it_is_told(name, lang, title, body, instrument, sides):
    finding = understand(title, body, lang)
    assert (finding.strength, finding.scope) == (Strength.SIGNED, Scope.CROSS_BORDER)
    assert finding.instrument == instrument
    assert sides <= set(finding.countries)
    assert_proved(finding, title, body, lang)


@pytest.mark.parametrize(("name", "lang", "body"), NOT_SIGNED, ids=names(NOT_SIGNED))
def test_words_of_signing_that_sign_nothing(name, lang, body):
    assert understand("", body, lang).strength is not Strength.SIGNED


@pytest.mark.parametrize(("name", "lang", "title", "body"), NOTHING, ids=names(NOTHING))
def test_nothing_is_announced(name, lang, title, body):
    finding = understand(title, body, lang)
    assert not finding.relevant
    assert finding.strength is Strength.NONE
    assert (finding.evidence, finding.countries, finding.instrument) == ((), (), None)


@pytest.mark.parametrize(("name", "lang", "title", "body"), EXCHANGE, ids=names(EXCHANGE))
def test_exchange_with_a_stated_purpose(name, lang, title, body):
    finding = understand(title, body, lang)
    assert (finding.strength, finding.relevant, finding.instrument) == (Strength.EXCHANGE, True, None)
    assert_proved(finding, title, body, lang)


@pytest.mark.parametrize(("name", "lang", "title", "body"), AGREED, ids=names(AGREED))
def test_agreed_but_not_signed(name, lang, title, body):
    finding = understand(title, body, lang)
    assert (finding.strength, finding.relevant) == (Strength.AGREED, True)
    assert_proved(finding, title, body, lang)


@pytest.mark.parametrize(("lang", "title", "body"), LOCAL, ids=[row[0] for row in LOCAL])
def test_two_bodies_of_one_jurisdiction_sign_locally(lang, title, body):
    finding = understand(title, body, lang)
    assert (finding.strength, finding.scope, finding.relevant) == (Strength.SIGNED, Scope.LOCAL, False)


# What is read from the act itself; names of parties depend on how they are written.
ACT = {"strength", "instrument", "country"}


def proofs(finding: Finding) -> list[tuple[str, str, int, int]]:
    return [(each.field, each.value, each.start, each.end) for each in finding.evidence if each.field in ACT]


def test_both_chinese_scripts_are_read_alike():
    for _, lang, title, body, *_ in SIGNED:
        if lang == "zh-Hant":
            traditional, simplified = understand(title, body, lang), understand(script_fold(title), script_fold(body), "zh-Hans")
            assert proofs(traditional) == proofs(simplified)


def test_macao_spelling_case_and_quotes_do_not_matter():
    plain = "A Direcção de Pescas de Macau e o município de Lisboa assinaram um 'protocolo de cooperação'."
    other = "A DIRECÇÃO DE PESCAS DE MACAU E O MUNICÍPIO DE LISBOA ASSINARAM UM ‘PROTOCOLO DE COOPERAÇÃO’."
    one, two = understand("", plain, "pt"), understand("", other, "pt")
    assert one.strength is Strength.SIGNED
    assert proofs(one) == proofs(two)


def test_a_meeting_of_the_secretariat_with_another_jurisdiction_is_multilateral():
    body = "The Permanent Secretariat of Forum Macao received a delegation from Angola; they discussed cooperation in fisheries."
    assert understand("", body, "en").relevant


def test_the_year_of_the_release_tells_news_from_history():
    body = "The ports of Macao and Lisbon signed an agreement in March 2019."
    assert understand("", body, "en", year=2019).strength is Strength.SIGNED
    assert understand("", body, "en", year=2023).strength is Strength.NONE


def test_site_countries_stand_for_our_city():
    body = "Our city and the national bank of Angola signed a protocol."
    assert understand("", body, "en").scope is Scope.LOCAL
    assert understand("", body, "en", site_countries=("CN",)).scope is Scope.CROSS_BORDER


def test_headlines_of_other_news_in_a_list_do_not_count():
    body = "澳門天氣炎熱，市民注意防暑。\n• 澳門與葡萄牙簽署協議\n• 珠澳簽署備忘錄\n請多飲水。"
    assert understand("", body, "zh-Hant").strength is Strength.NONE


# ---- evidence ----------------------------------------------------------------------------------------------------


def assert_proved(finding: Finding, title: str, body: str, lang: str) -> None:
    """Every value has evidence; every quote is its slice and holds a form of the value."""
    lexicon = lexicon_for(lang)
    proved = {(each.field, each.value) for each in finding.evidence}
    assert ("strength", str(finding.strength)) in proved
    assert {("country", code) for code in finding.countries} <= proved
    assert finding.instrument is None or ("instrument", str(finding.instrument)) in proved
    for each in finding.evidence:
        assert each.quote == {"title": title, "body": body}[each.part][each.start : each.end]
        hits = [hit.meaning for hit in lexicon.scan(fold(each.quote, lexicon.chinese))]
        if each.field == "country":
            assert any(each.value in meaning.countries for meaning in hits), each
        elif each.field == "instrument":
            assert any(each.value == meaning.instrument for meaning in hits), each
        elif each.field == "strength":
            assert any(meaning.acts & PROOFS[Strength(each.value)] for meaning in hits), each
        else:
            assert proves(each.field, each.value, each.quote, lang), each


PIECES = [(lang, body) for _, lang, _, body, *_ in SIGNED + EXCHANGE + AGREED] + [(lang, body) for _, lang, body in NOT_SIGNED]
NOISE = ["", " ", "\n\n", "\u3000", "🙂", "İ", "\u0301", "Ⅳ. ", "«", "…", "Mr. ", "a.b", "\u200b", "（", "ﬁ", "\t", "ß", "𝔐"]


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_evidence_is_the_slice_whatever_stands_around(data):
    lang = data.draw(st.sampled_from(["en", "pt", "zh-Hant", "zh-Hans"]))
    piece = st.sampled_from([body for each, body in PIECES if each == lang])
    texts = ["".join(data.draw(st.lists(st.one_of(piece, st.sampled_from(NOISE), st.text(max_size=12)), max_size=size))) for size in (2, 7)]
    finding = understand(texts[0], texts[1], lang)
    if finding.strength is Strength.NONE:
        assert finding.evidence == ()
    else:
        assert_proved(finding, texts[0], texts[1], lang)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.booleans())
def test_fold_keeps_every_offset_and_sentences_cover_the_text(text, chinese):
    assert len(fold(text, chinese)) == len(text)
    spans = sentences(text, chinese)
    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    covered = {at for start, end in spans for at in range(start, end)}
    assert all(character.isspace() for at, character in enumerate(text) if at not in covered)


def test_sentences_are_not_cut_at_titles_and_initials():
    text = "Mr. Ho met Dr. J. Lopes of Oeiras S.A. today. They spoke."
    assert [text[start:end] for start, end in sentences(text, chinese=False)] == [
        "Mr. Ho met Dr. J. Lopes of Oeiras S.A. today.",
        "They spoke.",
    ]


# ---- explanation -------------------------------------------------------------------------------------------------


def test_explain_names_what_counted_and_what_was_refused():
    body = "Last year Macao and Lisbon signed a protocol. Today Macao and Lisbon signed a memorandum on water."
    lines = [str(line) for line in explain("", body, "en")]
    assert any(line.startswith("counts, cross-border: signed") for line in lines)
    assert any(line.startswith("refused, background: Last year: signed") for line in lines)


def test_explain_agrees_with_the_finding():
    for _, lang, title, body, *_ in SIGNED + EXCHANGE + AGREED:
        counted = [line for line in explain(title, body, lang) if line.outcome.startswith("counts")]
        finding = understand(title, body, lang)
        assert [line.strength for line in counted] == [finding.strength]
        assert finding.evidence[0].start <= counted[0].start
        assert counted[0].end <= finding.evidence[0].end


# ---- the contract of `ponte classify` ----------------------------------------------------------------------------

KEYS = ["id", "lang", "relevant", "strength", "scope", "instrument", "parties", "people", "countries", "sectors", "event_date", "confidence", "evidence"]  # fmt: skip
RECORD = {"id": "x1", "text": "Macao e Luanda: a Universidade de Macau e um instituto de Angola assinaram hoje um protocolo de cooperação."}


def test_the_answer_has_the_keys_of_the_contract_in_order():
    answer = classify_record(RECORD)
    assert list(answer) == KEYS
    assert {name: answer[name] for name in ("id", "lang", "relevant", "strength", "scope", "instrument", "countries")} == {
        "id": "x1", "lang": "pt", "relevant": True, "strength": "signed", "scope": "cross-border", "instrument": "protocol", "countries": ["AO", "MO"],
    }  # fmt: skip
    assert json.loads(json.dumps(answer)) == answer
    for each in answer["evidence"]:
        assert list(each) == ["field", "value", "part", "start", "end", "quote"]
        assert each["part"] == "text"
        assert RECORD["text"][each["start"] : each["end"]] == each["quote"]


def test_title_evidence_points_into_the_title():
    record = {"id": "x", "title": "Macao and Lisbon sign a memorandum", "text": "Details will follow.", "lang": "en"}
    assert {each["part"] for each in classify_record(record)["evidence"]} == {"title"}


def test_the_date_of_a_record_tells_news_from_history():
    record = {"id": "x", "text": "The ports of Macao and Lisbon signed an agreement in March 2019.", "lang": "en"}
    assert classify_record({**record, "date": "2019-03-20"})["strength"] == "signed"
    assert classify_record({**record, "date": "20 March 2022"})["strength"] == "none"


def test_nulls_stand_for_what_is_absent():
    assert classify_record({**RECORD, "title": None, "lang": None, "date": None, "url": None}) == classify_record(RECORD)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (["id"], "not an object"),
        ("text", "not an object"),
        (None, "not an object"),
        ({"text": "x"}, "id is missing"),
        ({"id": "x"}, "text is missing"),
        ({"id": 7, "text": "x"}, "id must be a string"),
        ({"id": "x", "text": None}, "text must be a string"),
        ({"id": "x", "text": "x", "title": 3}, "title must be a string"),
        ({"id": "x", "text": "x", "lang": []}, "lang must be a string"),
    ],
)
def test_a_bad_line_is_said_to_be_bad(record, said):
    with pytest.raises(BadRecord, match=said):
        classify_record(record)
    assert issubclass(BadRecord, ValueError)


@settings(max_examples=80, deadline=None)
@given(
    st.fixed_dictionaries(
        {"id": st.text(), "text": st.text()}, optional={"title": st.text(), "lang": st.text(max_size=8), "date": st.text(max_size=12)}
    )
)
def test_any_strings_are_classified(record):
    answer = classify_record(record)
    assert list(answer) == KEYS
    assert answer["relevant"] is (answer["strength"] != "none" and answer["scope"] == "cross-border")
    assert answer["confidence"] in set(Confidence)
    assert answer["instrument"] in {None, *Instrument}


def test_every_term_of_the_lexicon_is_found_in_a_text():
    """A term that an extension hides (or that folding loses) would silently stop counting."""
    for lang in ("en", "pt", "zh-Hans"):
        lexicon = lexicon_for(lang)
        for term, meaning in lexicon.terms.items():
            form = term.replace(" * ", " pen ").replace("*", "")
            hits = list(lexicon.scan(f" {form} "))
            ignored = "ignored" in meaning.acts
            assert (hits == []) if ignored else any((hit.start, hit.end) == (1, 1 + len(form)) for hit in hits), (lang, term, hits)


def test_a_list_nobody_knows_is_an_error_that_names_the_file(tmp_path, monkeypatch):
    from monitor.announcements import lexicon

    (tmp_path / "en.toml").write_text('sined = ["signed"]\n', encoding="utf-8")
    monkeypatch.setattr(lexicon, "FOLDER", tmp_path)
    with pytest.raises(LexiconError, match=r"en\.toml: 'sined'"):
        list(lexicon._entries("en"))
    (tmp_path / "en.toml").write_text("signed = [\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"en\.toml"):
        list(lexicon._entries("en"))


NEWER = [
    ("exchange", "en", "", "Officials of Macao visited Angola for talks on fisheries with the ministry in Luanda."),
    ("exchange", "en", "", "A ministerial meeting on fisheries between Macao and Angola was held."),
    ("exchange", "zh-Hans", "", "澳门代表团访问安哥拉,就渔业与当地部门举行会谈。"),
    ("agreed", "zh-Hans", "", "会议听取今年以来的工作情况,澳门与安哥拉同意建立渔业联络机制。"),
    ("signed", "zh-Hans", "", "去年两地首次会面后,澳门与安哥拉周二签署渔业合作协议。"),
]


@pytest.mark.parametrize(("strength", "lang", "title", "body"), NEWER)
def test_what_is_said_of_talks_and_of_just_now(strength, lang, title, body):
    assert understand(title, body, lang, date="2024-05-08").strength == strength


def test_a_signing_wished_for_or_without_a_day_is_none():
    assert understand("", "Macau sugeriu a Angola que seja assinado um novo protocolo.", "pt").strength != Strength.SIGNED
    assert understand("", "Macau e Angola preparam protocolos, cuja assinatura não tem data.", "pt").strength != Strength.SIGNED


def test_a_beginning_that_is_taken_as_known_is_no_news():
    body = "澳门与安哥拉谈到联合中心成立以后怎样运作。"
    assert understand("", body, "zh-Hans").strength != Strength.AGREED


def test_a_particular_kind_says_more_than_agreement():
    body = "Macao and Angola have concluded a tourism agreement.\nA memorandum on tourism was signed by both sides on Friday."
    assert understand("Macao and Angola sign agreement", body, "en").instrument == "memorandum"
    both = "Macao and Angola signed an agreement on tourism.\nThey also signed an agreement on trade and a memorandum on fish."
    assert understand("Macao and Angola sign agreement", both, "en").instrument == "agreement"
