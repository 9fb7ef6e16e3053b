"""Who signed and who watched, where the text says so, in four languages; nobody where it does not."""

# ruff: noqa: E501 - each text stands on one line

import pytest
from record_support import evidence, find

S, W = "signed", "witnessed"
# (language, body, people)
TOLD = [
    ("en", "The memorandum between Macao and Angola was signed by Rita Sales, president of the chamber, and Jorge Pinto, minister of fisheries.", {("Rita Sales", S), ("Jorge Pinto", S)}),
    ("en", "Ana Prata, rector of the University of Macau, and Mr Paulo Rui of a Lisbon college in Portugal signed a protocol.", {("Ana Prata", S), ("Paulo Rui", S)}),
    ("en", "A protocol was signed by the port authorities of Macao and Maputo, witnessed by the governor of the province, Celso Dias.", {("Celso Dias", W)}),
    ("pt", "O protocolo entre Macau e Moçambique foi assinado por Ana Prata, presidente da câmara, na presença do governador, Celso Dias.", {("Ana Prata", S), ("Celso Dias", W)}),
    ("pt", "Macau e Portugal firmaram um acordo. Assinaram o acordo Rita Sales, directora do instituto, e o embaixador Paulo de Sá.", {("Rita Sales", S), ("Paulo de Sá", S)}),
    ("zh-Hant", "澳門與安哥拉簽署合作備忘錄。備忘錄由澳門大學校長陳大文和安哥拉漁業局局長李小明簽署,在場見證的有局長何志遠等。", {("陳大文", S), ("李小明", S), ("何志遠", W)}),
    ("zh-Hans", "澳门与珠海签署协议。经陈大文和何志远见证,两地签署了合作协议。", {("陈大文", W), ("何志远", W)}),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "body", "people"), TOLD)
def test_people_are_named_with_what_they_did(lang, body, people):
    finding = find(lang, body)
    assert set(finding.people) == people
    assert [each.value for each in evidence(finding, "person", lang)] == [name for name, _ in finding.people]


@pytest.mark.parametrize(
    ("lang", "body"),
    [
        ("en", "Macao and Angola signed a protocol. Rita Sales, president of the chamber, said that trade would grow."),
        ("en", "Macao and Angola signed a protocol at the Rui Barbosa Hall, named after a minister."),
        ("en", "The Minister for Science, Technology and Higher Education of Portugal and the University of Macau signed a protocol."),
        ("en", "After a speech by the chamber's president, Rita Sales, a protocol between Macao and Angola was signed."),
        ("en", "The protocol between Macao and Angola will be signed by Rita Sales, president of the chamber, on Friday."),
        ("pt", "Macau e Angola assinaram um protocolo. A presidente da câmara, Rita Sales, elogiou o texto."),
        ("zh-Hant", "澳門與安哥拉簽署合作協議。校長陳大文表示歡迎。"),
        ("zh-Hans", "澳门与安哥拉签署合作协议。会长何志远会见了来宾。"),
    ],
)
def test_who_only_speaks_or_gives_a_name_to_a_hall_did_neither(lang, body):
    assert find(lang, body).people == ()


def test_a_meeting_has_no_signatories():
    assert (
        find("en", "The minister, Jorge Pinto, of Angola met officials of Macao to discuss cooperation signed by nobody yet.").people == ()
    )
