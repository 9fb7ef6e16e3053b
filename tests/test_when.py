"""When an act took place: every form of date, what needs the release's own date, and what is not a date of the act."""

# ruff: noqa: E501 - each text stands on one line

import pytest
from record_support import evidence, find

EN, PT = "Macao and Angola signed a protocol {}.", "Macau e Angola assinaram um protocolo {}."
# (language, date of the release, body, start, end)
FIXED = [
    ("en", "", EN.format("on 3 May 2024"), "2024-05-03", "2024-05-03"),
    ("en", "", EN.format("on May 3, 2024"), "2024-05-03", "2024-05-03"),
    ("en", "2024-05-06", EN.format("on 3 May"), "2024-05-03", "2024-05-03"),
    ("en", "2024-05-06", EN.format("on Friday"), "2024-05-03", "2024-05-03"),
    ("en", "2024-05-06", EN.format("yesterday"), "2024-05-05", "2024-05-05"),
    ("en", "2024-05-06", EN.format("today"), "2024-05-06", "2024-05-06"),
    ("en", "2025-01-04", EN.format("on 30 December"), "2024-12-30", "2024-12-30"),
    ("en", "2024-06-06", "MACAU, June 4 - " + EN.format("yesterday"), "2024-06-03", "2024-06-03"),
    ("en", "", "The delegations of Macao and Angola met from 3 to 5 May 2024 to discuss cooperation.", "2024-05-03", "2024-05-05"),
    ("en", "", "The delegations of Macao and Angola met from 30 April to 2 May 2024 to discuss cooperation.", "2024-04-30", "2024-05-02"),
    ("pt", "", PT.format("a 3 de Maio de 2024"), "2024-05-03", "2024-05-03"),
    ("pt", "", PT.format("no dia 1.º de março de 2024"), "2024-03-01", "2024-03-01"),
    ("pt", "2024-05-06", PT.format("na sexta-feira"), "2024-05-03", "2024-05-03"),
    ("pt", "2024-05-06", PT.format("ontem"), "2024-05-05", "2024-05-05"),
    ("pt", "2024-05-06", "Um protocolo foi assinado quinta-feira por Macau e Angola.", "2024-05-02", "2024-05-02"),
    ("pt", "2024-05-06", "Um protocolo de cooperação foi assinado sexta-feira por Macau e Angola e divulgado hoje.", "2024-05-03", "2024-05-03"),
    ("en", "2024-05-06", "Macao and Angola will sign a cooperation agreement next Thursday during the fair.", "2024-05-09", "2024-05-09"),
    ("pt", "", "As delegações de Macau e de Angola reuniram-se de 3 a 5 de Maio de 2024 para discutir a cooperação.", "2024-05-03", "2024-05-05"),
    ("zh-Hant", "", "澳門與安哥拉2024年5月3日簽署合作協議。", "2024-05-03", "2024-05-03"),
    ("zh-Hant", "2024-05-06", "澳門與安哥拉昨日簽署合作協議。", "2024-05-05", "2024-05-05"),
    ("zh-Hant", "2024-05-06", "澳門與安哥拉昨午簽署合作協議。", "2024-05-05", "2024-05-05"),
    ("zh-Hant", "2024-05-06", "澳門與安哥拉昨在氹仔簽署合作協議。", "2024-05-05", "2024-05-05"),
    ("zh-Hant", "2024-05-06", "澳門與安哥拉前日簽署合作協議。", "2024-05-04", "2024-05-04"),
    ("zh-Hans", "2024-05-06", "2024年5月6日 来源:本网\n澳门与安哥拉5月3日签署合作协议。", "2024-05-03", "2024-05-03"),
    ("zh-Hans", "2024-05-06", "澳门与安哥拉合办的渔业合作推介会今日揭幕,一连三日。", "2024-05-06", "2024-05-08"),
    ("zh-Hant", "2024-05-06", "澳門與安哥拉今(6)日簽署合作協議。", "2024-05-06", "2024-05-06"),
    ("zh-Hant", "2024-05-02", "澳門與安哥拉30日簽署合作協議。", "2024-04-30", "2024-04-30"),
    ("zh-Hans", "", "澳门与安哥拉二〇二四年五月三日签署合作协议。", "2024-05-03", "2024-05-03"),
    ("zh-Hans", "2024-05-06", "新华社澳门5月4日电 澳门与安哥拉4日签署合作协议。", "2024-05-04", "2024-05-04"),
    ("zh-Hans", "2024-05-06", "澳门与安哥拉代表团5月3日至5日举行会谈,商讨渔业合作。", "2024-05-03", "2024-05-05"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "date", "body", "start", "end"), FIXED)
def test_a_date_that_is_fixed_is_read(lang, date, body, start, end):
    finding = find(lang, body, date=date)
    assert (finding.event_start, finding.event_end, finding.event_precision) == (start, end, "day")
    value = start if start == end else f"{start}/{end}"
    assert [each.value for each in evidence(finding, "event_date", lang)] == [value]


@pytest.mark.parametrize(
    ("lang", "date", "body"),
    [
        ("en", "", EN.format("on 3 May")),
        ("en", "", EN.format("on Friday")),
        ("en", "", EN.format("yesterday")),
        ("en", "3 hours ago", EN.format("today")),
        ("en", "2024-05-06", EN.format("last week")),
        ("en", "2024-05-06", EN.format("recently")),
        ("en", "2024-05-06", "2024-05-06\n" + EN.format("this spring")),
        ("en", "", "Macao and Angola signed a protocol on 3 May. The chamber was founded in 2015."),
        ("en", "", EN.format("on 31 April 2024")),
        ("pt", "", PT.format("a 3 de Maio")),
        ("pt", "2024-05-06", PT.format("na semana passada")),
        ("pt", "2024-05-06", PT.format("sobre o museu, que fecha à segunda-feira")),
        ("zh-Hant", "", "澳門與安哥拉昨日簽署合作協議。"),
        ("zh-Hans", "2024-05-06", "澳门与安哥拉日前签署合作协议。"),
        ("zh-Hans", "2024-05-06", "澳门与安哥拉目前天天磋商,已签署合作协议。"),
    ],
)
def test_what_is_not_fixed_stays_empty(lang, date, body):
    finding = find(lang, body, date=date)
    assert (finding.event_start, finding.event_end, finding.event_precision, finding.signing_date) == (None, None, None, None)


def test_the_year_in_an_events_name_counts_and_one_that_is_told_does_not():
    met = "At the Fishery Expo 2025 on 3 May, delegations of Macao and Angola met to discuss cooperation."
    assert find("en", met).event_start == "2025-05-03"
    assert find("en", met.replace("Expo 2025", "Expo, held since 2025,")).event_start is None


def test_a_release_of_a_month_gives_a_month_or_a_numbered_day():
    assert find("pt", PT.format("ontem"), date="2024-05").event_start == "2024-05"
    assert find("pt", PT.format("ontem"), date="2024-05").event_precision == "month"
    assert find("pt", PT.format("nesta sexta-feira (3)"), date="2024-05").event_start == "2024-05-03"


def test_a_signing_with_its_day_has_a_signing_date_and_a_meeting_has_none():
    signed = find("en", EN.format("on 3 May 2024"))
    assert signed.signing_date == "2024-05-03"
    assert [each.value for each in evidence(signed, "signing_date", "en")] == ["2024-05-03"]
    met = find("en", "The delegations of Macao and Angola met on 3 May 2024 to discuss cooperation.")
    assert (met.event_start, met.signing_date) == ("2024-05-03", None)


def test_the_day_of_something_before_is_not_the_day_of_signing():
    told = "Delegations of Macao and Angola arrived on 3 May 2024.\nThey toured a farm.\nA protocol between Macao and Angola was signed."
    assert find("en", told).signing_date is None


def test_years_ago_is_background():
    body = "Macao and Angola signed a protocol on Friday.\nTheir chambers had met on 2 June 2019."
    assert find("en", body, date="2024-05-06").event_start == "2024-05-03"
    assert find("en", body.replace("on Friday", "lately"), date="2024-05-06").event_start is None


# Said on Wednesday, 8 May 2024; days of that month as numbers.
_SAID_ON = "2024-05-08"
_WAYS = [
    ("en", "Macao and Angola signed a protocol last Friday.", "03"),
    ("en", "Macao and Angola signed a protocol this past Monday.", "06"),
    ("en", "Macao and Angola signed a protocol last Wednesday.", "01"),
    ("en", "Macao and Angola signed a protocol Tuesday in Luanda.", "07"),
    ("en", "Macao and Angola signed a protocol on Tuesday morning.", "07"),
    ("en", "Macao and Angola signed a protocol the day before yesterday.", "06"),
    ("en", "Macao and Angola signed a protocol this morning.", "08"),
    ("en", "Macao and Angola signed a protocol last night.", "07"),
    ("en", "Macao and Angola signed a protocol on the 3rd.", "03"),
    ("en", "Macao and Angola signed a protocol on the 3rd of this month.", "03"),
    ("en", "Macao and Angola signed a protocol on the 30th of last month.", "2024-04-30"),
    ("en", "Macao and Angola signed a protocol on the 3rd of May.", "03"),
    ("en", "Macao and Angola signed a protocol on May 3rd.", "03"),
    ("en", "Macao and Angola signed a protocol on Friday, 3 May,.", "03"),
    ("en", "Macao and Angola signed a protocol on Friday (3 May).", "03"),
    ("en", "Macao and Angola signed a protocol on Friday of last week.", "03"),
    ("en", "Macao and Angola signed a protocol on 03/05/2024.", "03"),
    ("en", "Macao and Angola signed a protocol on 3.5.2024.", "03"),
    ("en", "Macao and Angola signed a protocol on 2024/05/03.", "03"),
    ("en", "The delegations of Macao and Angola met from 3 to 5 May to discuss cooperation in fisheries.", "03/05"),
    ("en", "The delegations of Macao and Angola met between 3 and 5 May to discuss cooperation in fisheries.", "03/05"),
    ("en", "The delegations of Macao and Angola met on May 3-5 to discuss cooperation in fisheries.", "03/05"),
    ("en", "The delegations of Macao and Angola met from April 30 to May 2 to discuss cooperation in fisheries.", "2024-04-30/2024-05-02"),
    ("en", "The delegations of Macao and Angola met on 3, 4 and 5 May to discuss cooperation in fisheries.", "03/05"),
    ("en", "The delegations of Macao and Angola met on May 3 and 4 to discuss cooperation in fisheries.", "03/04"),
    ("en", "On May 3 and 20 companies in attendance, Macao and Angola signed a protocol.", "03"),
    ("en", "Macao and Angola will sign a cooperation agreement on Friday in Luanda.", "10"),
    ("en", "Macao and Angola are to sign a cooperation agreement on the 20th in Luanda.", "20"),
    ("en", "A three-day meeting of Macao and Angola on fisheries cooperation opened on Monday in Luanda.", "06/08"),
    ("en", "A three-day meeting of Macao and Angola on fisheries cooperation closed on Tuesday in Luanda.", "05/07"),
    ("en", "Macao and Angola signed a protocol on fisheries, the newspaper Jornal reported on Tuesday.", None),
    ("en", "Macao and Angola signed a protocol, the bureau announced on Tuesday. The ceremony took place on Friday.", "03"),
    ("en", "The minister of Angola was in Macao from 3 to 6 May. On the last day, Macao and Angola signed a protocol.", "06"),
    ("en", "The minister of Angola came to Macao on 3 May. The next day, Macao and Angola signed a protocol.", "04"),
    ("en", "LUANDA, May 6 (Xinhua) -- Macao and Angola on Sunday signed a protocol.", "05"),
    ("en", "Macao and Angola signed a protocol that will enter into force on 1 July.", None),
    ("en", "Macao and Angola signed a protocol. Applications are open until 30 June.", None),
    ("pt", "Macau e Angola assinaram um protocolo na passada sexta-feira.", "03"),
    ("pt", "Macau e Angola assinaram um protocolo na sexta-feira passada.", "03"),
    ("pt", "Macau e Angola assinaram um protocolo na última sexta-feira.", "03"),
    ("pt", "Macau e Angola assinaram um protocolo esta terça-feira.", "07"),
    ("pt", "Macau e Angola assinaram um protocolo nesta terça (7).", "07"),
    ("pt", "Macau e Angola assinaram nesta terça um protocolo.", "07"),
    ("pt", "Macau e Angola assinaram um protocolo anteontem.", "06"),
    ("pt", "Macau e Angola assinaram um protocolo esta manhã.", "08"),
    ("pt", "Macau e Angola assinaram um protocolo ontem à noite.", "07"),
    ("pt", "Macau e Angola assinaram um protocolo no dia 3.", "03"),
    ("pt", "Macau e Angola assinaram um protocolo no passado dia 3.", "03"),
    ("pt", "Macau e Angola assinaram um protocolo no dia 3 do corrente.", "03"),
    ("pt", "Macau e Angola assinaram um protocolo a 3 do corrente mês.", "03"),
    ("pt", "Macau e Angola assinaram um protocolo no dia 30 do mês passado.", "2024-04-30"),
    ("pt", "As delegações de Macau e de Angola reuniram-se entre os dias 3 e 5 para discutir a cooperação nas pescas.", "03/05"),
    ("pt", "As delegações de Macau e de Angola reuniram-se nos dias 3 e 4 de Maio para discutir a cooperação nas pescas.", "03/04"),
    ("pt", "As delegações de Macau e de Angola reuniram-se de 3 a 5 de Maio para discutir a cooperação nas pescas.", "03/05"),
    ("pt", "As delegações de Macau e de Angola reuniram-se entre 3 e 5 de Maio para discutir a cooperação nas pescas.", "03/05"),
    ("pt", "As delegações de Macau e de Angola reuniram-se de 30 de Abril a 2 de Maio para discutir a cooperação nas pescas.", "2024-04-30/2024-05-02"),
    ("pt", "As delegações de Macau e de Angola reuniram-se de 3 a 5 deste mês para discutir a cooperação nas pescas.", "03/05"),
    ("pt", "Macau e Angola assinaram um protocolo aos 3 dias do mês de Maio de 2024.", "03"),
    ("pt", "Macau e Angola assinaram um protocolo em 03/05/2024.", "03"),
    ("pt", "Macau e Angola assinaram um protocolo na 6.ª-feira.", "03"),
    ("pt", "Macau e Angola vão assinar na sexta-feira um acordo de cooperação em Luanda.", "10"),
    ("pt", "Macau e Angola assinarão no dia 20 um acordo de cooperação em Luanda.", "20"),
    ("pt", "O acordo de cooperação entre Macau e Angola será assinado na próxima segunda-feira em Luanda.", "13"),
    ("pt", "Macau e Angola assinaram um protocolo na segunda fase das conversações.", None),
    ("pt", "Macau e Angola assinaram um protocolo, noticiou ontem o jornal.", None),
    ("pt", "LUANDA, 06 Mai (Lusa) – Macau e Angola assinaram hoje um protocolo.", "06"),
    ("pt", "Luanda, 06/05/2024 (ANGOP) – Macau e Angola assinaram hoje um protocolo.", "06"),
    ("pt", "Terminou ontem em Luanda o encontro de três dias entre Macau e Angola sobre cooperação nas pescas.", "05/07"),
    ("zh-Hant", "澳門與安哥拉前晚簽署合作協議。", "06"),
    ("zh-Hant", "澳門與安哥拉今早簽署合作協議。", "08"),
    ("zh-Hant", "澳門與安哥拉本月3日簽署合作協議。", "03"),
    ("zh-Hant", "澳門與安哥拉上月30日簽署合作協議。", "2024-04-30"),
    ("zh-Hant", "澳門與安哥拉上周五簽署合作協議。", "03"),
    ("zh-Hant", "澳門與安哥拉周二簽署合作協議。", "07"),
    ("zh-Hant", "澳門與安哥拉星期二簽署合作協議。", "07"),
    ("zh-Hant", "澳門與安哥拉本周一簽署合作協議。", "06"),
    ("zh-Hant", "澳門與安哥拉3日上午簽署合作協議。", "03"),
    ("zh-Hant", "澳門與安哥拉當地時間3日簽署合作協議。", "03"),
    ("zh-Hant", "澳門與安哥拉當地時間5月3日下午簽署合作協議。", "03"),
    ("zh-Hant", "澳門與安哥拉5月3日(星期五)簽署合作協議。", "03"),
    ("zh-Hant", "澳門與安哥拉代表團5月3至5日舉行會談,商討漁業合作。", "03/05"),
    ("zh-Hant", "澳門與安哥拉代表團3日至5日舉行會談,商討漁業合作。", "03/05"),
    ("zh-Hant", "澳門與安哥拉代表團3至5日舉行會談,商討漁業合作。", "03/05"),
    ("zh-Hant", "澳門與安哥拉代表團5月3日—5日舉行會談,商討漁業合作。", "03/05"),
    ("zh-Hant", "澳門與安哥拉代表團4月30日至5月2日舉行會談,商討漁業合作。", "2024-04-30/2024-05-02"),
    ("zh-Hant", "澳門與安哥拉代表團5月3日、4日舉行會談,商討漁業合作。", "03/04"),
    ("zh-Hant", "澳門與安哥拉代表團5月3、4日舉行會談,商討漁業合作。", "03/04"),
    ("zh-Hant", "澳門與安哥拉代表團五月三日至五日舉行會談,商討漁業合作。", "03/05"),
    ("zh-Hant", "澳門與安哥拉代表團2024年5月3日至2024年5月5日舉行會談,商討漁業合作。", "03/05"),
    ("zh-Hant", "澳門與安哥拉將於周五簽署合作協議。", "10"),
    ("zh-Hant", "澳門與安哥拉定於20日在羅安達簽署合作協議。", "20"),
    ("zh-Hant", "澳門與安哥拉將於下周一簽署合作協議。", "13"),
    ("zh-Hant", "安哥拉銀行周二通報,該行已與澳門金融管理局簽署合作協議。", None),
    ("zh-Hant", "據當地報章5月7日報道,澳門與安哥拉已簽署合作協議。", None),
    ("zh-Hant", "澳門與安哥拉日前簽署合作協議,自7月1日起生效。", None),
    ("zh-Hant", "安哥拉部長5月3日至6日訪問澳門。訪問最後一日,澳門與安哥拉簽署合作協議。", "06"),
    ("zh-Hant", "安哥拉部長5月3日抵澳。翌日,澳門與安哥拉簽署合作協議。", "04"),
    ("zh-Hant", "為期三天的澳門與安哥拉漁業合作研討會5月6日開幕。", "06/08"),
    ("zh-Hant", "新華社羅安達5月6日電 澳門與安哥拉6日簽署合作協議。", "06"),
    ("zh-Hant", "【本報羅安達六日專電】澳門與安哥拉今日簽署合作協議。", "06"),
    ("zh-Hant", "澳門與安哥拉今在羅安達簽署合作協議。", "08"),
    ("zh-Hant", "澳門與安哥拉近日簽署合作協議。", None),
    ("zh-Hant", "澳門與安哥拉三日簽署合作協議。", "03"),
    ("zh-Hant", "澳門與安哥拉今(八)日簽署合作協議。", "08"),
    ("zh-Hant", "澳門與安哥拉大前天簽署合作協議。", "05"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "body", "days"), _WAYS)
def test_the_usual_ways_to_tell_the_day(lang, body, days):
    """Each is read as a month's day, a range (first/last) or a full date; None where no day of the act is told."""
    finding = find(lang, body, date=_SAID_ON)
    expected = [day if len(day) > 2 else f"2024-05-{day}" for day in days.split("/")] if days else [None]
    assert (finding.event_start, finding.event_end) == (expected[0], expected[-1])


def test_the_only_day_that_is_told_with_a_side_is_taken_and_one_of_two_is_not():
    body = "Macao and Angola signed a protocol.\n" + "It helps Angola.\n" * 4
    told = "Tuna of Angola was sold on 3 May."
    assert find("en", body + told, date=_SAID_ON).event_start == "2024-05-03"
    assert find("en", body + told + "\nTuna of Angola was eaten on 4 May.", date=_SAID_ON).event_start is None


def test_a_range_of_several_sentences_and_a_stay_of_weeks():
    body = (
        "A mission of traders from Macao leaves on Monday for Angola to discuss cooperation.\nThey will visit farms.\nIt returns on 18 May."
    )
    assert (find("en", body, date=_SAID_ON).event_start, find("en", body, date=_SAID_ON).event_end) == ("2024-05-13", "2024-05-18")
    stay = "Judges of Angola on Monday began a two-week training programme in Macao to deepen cooperation."
    assert find("en", stay, date=_SAID_ON).event_end == "2024-05-06"


ENDS_TOLD = [
    ("en", "2024-05-08", "Macao and Angola opened a joint seminar on customs on Monday, which runs until Friday.", "2024-05-06", "2024-05-10"),
    ("pt", "2024-05-09", "As delegações de Macau e de Angola reuniram-se de segunda a quarta-feira para discutir a cooperação.", "2024-05-06", "2024-05-08"),
    ("zh-Hans", "2024-05-07", "澳门与安哥拉合办的渔业培训班6日开班,17日结束。", "2024-05-06", "2024-05-17"),
    ("zh-Hant", "2024-05-07", "澳門與安哥拉代表團昨、今兩日會談,商討漁業合作。", "2024-05-06", "2024-05-07"),
    ("zh-Hans", "2024-05-07", "澳门与安哥拉合办的渔业培训班5月6日开班,为期12天。", "2024-05-06", "2024-05-17"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "date", "body", "start", "end"), ENDS_TOLD)
def test_an_event_lasts_to_the_end_that_is_told(lang, date, body, start, end):
    finding = find(lang, body, date=date)
    assert (finding.event_start, finding.event_end) == (start, end)


def test_the_day_of_a_statement_is_not_that_of_the_signing():
    body = (
        "Macao and Angola have signed a contract for a dam, the ministry said in a statement on Monday. It was signed on 3 May in Luanda."
    )
    assert find("en", body, date="2024-05-06").event_start == "2024-05-03"


@pytest.mark.parametrize("since", ["自九月一日起互派學生", "由九月一日起互派學生"])
def test_the_day_from_which_something_holds_is_not_that_of_the_signing(since):
    assert find("zh-Hant", f"澳門與安哥拉昨日以線上形式簽署教育合作協議,{since}。", date="2024-05-06").event_start == "2024-05-05"


# Released on Wednesday, 8 May 2024; the days of that month as numbers, a range with a slash, None where no day is told.
_RULES = [
    # What has been signed was signed by the day of the release.
    ("en", "Macao and Angola signed a protocol for a clinic, whose doors open on 20 May.", None),
    ("pt", "Macau e Angola assinaram um protocolo para receber uma equipa que chega a Luanda no dia 15.", None),
    ("pt", "Macau e Angola assinaram anteontem um protocolo cuja entrada em vigor está prevista para 1 de Junho.", "06"),
    ("zh-Hans", "澳门与安哥拉日前签署合作协议。报名于5月20日开始。", None),
    # "Last week" says roughly when it was: neither what comes later nor the day of a statement is its day, but another sentence may tell it.
    ("en", "Officials of Macao and Angola met last week to discuss cooperation.\nThey also toured the fair, whose last phase opens on May 12.", None),
    ("en", "Macao and Angola signed a protocol at the end of last week, the bureau said on Tuesday.", None),
    ("pt", "Macau e Angola assinaram recentemente um protocolo.\nA assinatura do protocolo teve lugar no dia 3 em Luanda.", "03"),
    ("zh-Hant", "澳門與安哥拉官員上周會談,就參加5月22日至25日舉行的博覽會及加強漁業合作交換意見。", None),
    # What is still to come is not the day of a meeting that is told as done.
    ("zh-Hans", "澳门与安哥拉渔业合作论坛昨天在澳门举行。来自两地的代表围绕渔业合作讨论。今天,与会代表将前往横琴,9日参观码头。", "07"),
    # The day beside the word of signing, not the day of a notice, and not a document that reports it.
    ("zh-Hans", "澳门企业与安哥拉港务局签约\n5月6日晚间,一家上市公司公告称,其子公司与安哥拉港务局于5月3日签署码头合同。", "03"),
    ("en", "Macao and Angola concluded a loan agreement, according to a decree dated 29 April.", None),
    ("en", "Macao and Angola signed a protocol, says a note issued on 6 May.", None),
    ("en", "The joint declaration of Macao and Angola was issued on 6 May.", "06"),
    ("en", "Macao and Angola signed a protocol.\nThe protocol signed on Friday will allow fishermen to train.", "03"),
    ("pt", "Macau e Angola assinaram um protocolo.\nO protocolo assinado na sexta-feira vai permitir formar pescadores.", "03"),
    ("en", "Under an agreement signed on Friday, Macao and Angola will train fishermen together.", "03"),
    ("pt", "Na sexta-feira, as partes assinaram um acordo que permitirá a Macau e Angola formar pescadores.", "03"),
    ("zh-Hans", "澳门和安哥拉政府日前将渔业协定延长四年,双方周二在罗安达签署协定。", "07"),
    # Days that are counted are no day of the month.
    ("zh-Hant", "澳門青年應邀在安哥拉展開五日考察,與當地創業者會面,探討兩地青年合作。", None),
    # A press conference is where somebody tells of it.
    ("zh-Hant", "澳門與安哥拉日前簽署合作協議。發言人6日在例行記者會上說,合作協議於3日在羅安達簽署。", "03"),
    # 部長10日: what ends in such a sign is no count of days.
    ("zh-Hans", "中国驻安哥拉大使与安哥拉农业部长3日签署合作协议。", "03"),
    ("zh-Hans", "中国与安哥拉代表在罗安达3日签署合作协议。", "03"),
    ("zh-Hans", "澳门与安哥拉代表举行长达3日的会谈,签署合作协议。", None),
    # Two weekdays.
    ("en", "The delegations of Macao and Angola met on Saturday and Sunday to discuss cooperation in fisheries.", "04/05"),
    ("en", "The delegations of Macao and Angola met from Monday to Wednesday to discuss cooperation in fisheries.", "06/08"),
    ("pt", "As delegações de Macau e de Angola reuniram-se na segunda e na terça-feira para discutir a cooperação nas pescas.", "06/07"),
    ("zh-Hans", "澳门与安哥拉代表团本周一至周三举行会谈,商讨渔业合作。", "06/08"),
    ("zh-Hant", "澳門與安哥拉代表團上周四至周日會談,商討漁業合作。", "2024-05-02/2024-05-05"),
    # A stay that has been going on since a day, with its length.
    ("zh-Hant", "澳門代表團昨起一連五日訪問安哥拉,與當地商會探討漁業合作。", "07/11"),
    ("en", "Officers of Angola began on Monday a joint training course in Macao on customs cooperation. The course lasts ten days.", "06/15"),
    # The end that is told beside a word of ending, before or after, among other days.
    ("en", "The seminar of Macao and Angola on fisheries cooperation came to an end on 7 May.\nIt opened on 22 April, with a trip from 29 April to 2 May.", "2024-04-22/2024-05-07"),
    ("zh-Hant", "澳門與安哥拉合辦的漁業合作研修班4月26日開班。研修班至5月8日結束,期間學員將於5月2日至6日前往廈門。", "2024-04-26/2024-05-08"),
    ("en", "Doctors of Macao and Angola on Saturday ended a joint training week on health cooperation.\nThey met 200 patients from Apr. 28 to May 4.", "2024-04-28/2024-05-04"),
    ("pt", "Uma missão de Macau parte amanhã (9 de Maio) para Angola para reforçar a cooperação.\nSegue depois, no dia 14, para Maputo.", "09/14"),
    ("pt", "Macau e Angola inauguraram nesta segunda (6) um laboratório conjunto durante a feira, que termina no dia 12.", "06"),
    # After an end comes something else.
    ("zh-Hans", "澳门与安哥拉渔业合作洽谈会7日在澳门开幕。洽谈会为期三天。闭幕后,部分代表将于10日至12日赴广州。", "07/09"),
    # A signing on one day of an event.
    ("zh-Hant", "澳門與安哥拉合辦的論壇於5月4至5日舉行。論壇開幕式上,澳門與安哥拉簽署合作協議。", "04"),
    ("pt", "O ministro terminou hoje uma visita a Angola, iniciada a 5 de Maio.\nNo segundo dia da visita, Macau e Angola assinaram um acordo de cooperação.", "06"),
    ("zh-Hant", "澳門樂團與安哥拉劇院在本月4日、5日合作演出,並於演出前簽訂合作意向書。合作意向書由雙方於3日簽署。", "03"),
    # The mission that a text opens with lasts longer than one of its meetings.
    ("en", "Macao sent eleven lamp makers to Angola from 3 to 6 May.\nAt a meeting with the chamber of Angola on 4 May they discussed cooperation.", "03/06"),
    # Terms and datelines.
    ("zh-Hans", "双方代表团5月3日至6日在澳门会谈。澳门与安哥拉就渔业合作达成共识,同意成立工作小组,定于5月20日前召开会议。", "03/06"),
    ("zh-Hant", "安哥拉議會代表團今日到訪澳門立法會,就立法合作座談。代表團行程至周日結束,期間會與法務局會面。", "08"),
    ("pt", "As delegações de Macau e de Angola reúnem-se no dia 20 para discutir a cooperação. Nos dias 27 e 28 estarão em Luanda.", "20"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "body", "days"), _RULES)
def test_which_of_several_days_is_the_acts(lang, body, days):
    finding = find(lang, body, date=_SAID_ON)
    expected = [day if len(day) > 2 else f"2024-05-{day}" for day in days.split("/")] if days else [None]
    assert (finding.event_start, finding.event_end) == (expected[0], expected[-1])


def test_a_chinese_weekday_proves_a_day():
    signed = find("zh-Hans", "澳门与安哥拉上周日签署合作协议。", date=_SAID_ON)
    assert [each.value for each in evidence(signed, "event_date", "zh-Hans")] == ["2024-05-05"]


def test_a_visit_that_goes_on_and_a_dateline_in_brackets():
    stays = (
        "Uma delegação de juízes de Angola está em Macau desde segunda-feira para uma visita de cinco dias, durante a qual trocou experiências "
        "com magistrados de Macau sobre a cooperação judiciária."
    )
    finding = find("pt", stays, title="Juízes de Angola visitam Macau", date=_SAID_ON)
    assert (finding.event_start, finding.event_end) == ("2024-05-06", "2024-05-10")
    met = (
        "(Macao, 8 May) The Secretary for Economy of Macao held a meeting on 6 May with the Minister of Economy of Angola. "
        "They exchanged views on ways to deepen cooperation in fisheries."
    )
    finding = find("en", met, title="Secretary meets Angolan minister", date=_SAID_ON)
    assert (finding.event_start, finding.event_end) == ("2024-05-06", "2024-05-06")


@pytest.mark.parametrize(("month", "day"), [("Aug.", "2024-08-25"), ("Dec.", "2024-12-25"), ("Sept.", "2024-09-25")])
def test_a_shortened_month_ends_no_sentence(month, day):
    assert find("en", EN.format(f"on {month} 25"), date="2024-10-08" if month != "Dec." else "2024-12-28").event_start == day


# The release is of Wednesday 20 May 2026.
@pytest.mark.parametrize(
    ("lang", "body", "days"),
    [
        # Counted back from the release, or from the day told before.
        ("en", EN.format("two days ago"), "2026-05-18"),
        ("pt", PT.format("há três dias"), "2026-05-17"),
        ("zh-Hans", "澳门与安哥拉两天前签署合作协议。", "2026-05-18"),
        ("en", "The minister came to Macao on Monday. A day earlier, Macao and Angola signed a cooperation agreement in Luanda.", "2026-05-17"),
        # Two expressions of any kind that are joined are the ends.
        ("en", "The delegations of Macao and Angola met from Monday until yesterday to discuss cooperation.", "2026-05-18/2026-05-19"),
        ("zh-Hans", "澳门与安哥拉代表团自11日起至15日举行会谈,商讨渔业合作。", "2026-05-11/2026-05-15"),
        ("zh-Hans", "澳门与安哥拉代表团前天至昨天举行会谈,商讨渔业合作。", "2026-05-18/2026-05-19"),
        ("en", "The delegations of Macao and Angola met on May 11, 12 and 13 to discuss cooperation.", "2026-05-11/2026-05-13"),
        ("pt", "As delegações de Macau e de Angola reuniram-se segunda e terça-feira para discutir a cooperação.", "2026-05-18/2026-05-19"),
        # The week is the one that is named, or that in which the event is going on.
        ("en", "Experts of Macao and Angola are meeting, from Monday to Friday, to discuss cooperation in fisheries.", "2026-05-18/2026-05-22"),
        ("pt", "As delegações de Macau e de Angola reuniram-se de segunda a quinta-feira da semana passada para discutir a cooperação.", "2026-05-11/2026-05-14"),
        # What opened on a day and goes on up to another, which is no deadline.
        ("pt", "Empresários de Macau estão em Angola desde domingo, numa missão de cooperação que se prolonga até ao próximo sábado.", "2026-05-17/2026-05-23"),
        ("en", "A Macao and Angola cooperation seminar opened on Monday, with places until 30 May for those who apply.", "2026-05-18"),
        # A number of days told with the end, with 天, or with a ceremony of closing.
        ("zh-Hans", "5月18日,为期四天的澳门与安哥拉渔业合作研讨会落下帷幕。", "2026-05-15/2026-05-18"),
        ("zh-Hans", "澳门与安哥拉合办的渔业合作研修班18日开班,学员将在5天时间里学习养殖技术。", "2026-05-18/2026-05-22"),
        ("zh-Hant", "澳門與安哥拉合辦的漁業合作交流營今日閉營。為期五日的交流營有三十人參加。", "2026-05-16/2026-05-20"),
        # A day of the fair, one inside a visit, and what had been done before.
        ("zh-Hans", "澳门与安哥拉在前日开幕的论坛第二天签署合作协议。", "2026-05-19"),
        ("en", "During a visit to Macao, which runs from 18 to 22 May, the Angolan minister met the Secretary on Tuesday to discuss cooperation.", "2026-05-19"),
        ("en", "The Secretary for Economy of Macao met the Minister of Economy of Angola to discuss cooperation. At the meeting, held on the evening of 18 May, the Secretary recalled that the Minister had visited Macao on 3 March.", "2026-05-18"),
        ("en", "The Macao bureau met on Tuesday with officials of Angola, who are in Macao from 18 to 22 May, to discuss cooperation.", "2026-05-19"),
        ("pt", "Quinze técnicos do Ministério da Saúde de Angola estão a frequentar, até amanhã, um curso de gestão em Macau, no âmbito da cooperação. O curso teve início na segunda-feira.", "2026-05-18/2026-05-21"),
        # What is announced jointly is done by saying so.
        ("zh-Hans", "澳门与安哥拉昨日共同宣布设立渔业合作中心。代表团5月15日至20日访问安哥拉。", "2026-05-19"),
    ],
)  # fmt: skip
def test_the_days_of_everyday_wording(lang, body, days):
    finding = find(lang, body, date="2026-05-20")
    start, _, end = days.partition("/")
    assert (finding.event_start, finding.event_end) == (start, end or start)
