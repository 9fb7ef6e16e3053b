"""Whether a reading can be a release of its source: error pages are found, releases of all sorts are not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Home
from hypothesis import given
from hypothesis import strategies as st
from storage_values import release as stored_release

from crawlers.model import ProblemKind, Release
from demo.content import load
from demo.replica import Replica
from demo.server import Response
from monitor.plausible import ENOUGH, Texts, implausible

NOTICE = "Realizou-se hoje, em Macau, a cerimónia de assinatura do memorando de entendimento entre as duas partes. " * 4
ERRORS = """
404|404 Not Found|Error 404|HTTP 500 Internal Server Error|500 - Server Error|Page not found|Not Found|Error|Access denied|Forbidden|Login
The page you requested was not found|This article is no longer available|Session expired|Your session has expired|Log in|Under construction
Please sign in to continue|Just a moment...|Página não encontrada|A página não existe|Pagina nao encontrada|Sessão expirada|Acesso negado
Iniciar sessão|Site em manutenção|Erro interno do servidor
页面不存在|頁面不存在|您访问的页面不存在|抱歉，您查看的頁面不存在|找不到網頁|該內容已刪除|请登录|用戶登入
登录超时|系統維護中|网站维护|系统错误|訪問被拒絕
"""
RELEASES = """
500 jovens participam na regata|404 mil visitantes em Maio|403 new enterprises settle in Hengqin|Error correction to Notice 12/2026
Login system of the one-stop service upgraded|Access denied to three vessels in the Inner Harbour|Session on trade held in Praia
系統維護公告|网站系统升级公告|澄清：網上流傳有關內容並不存在|關於頁面改版的公告|澳門登入世界記憶名錄|公告|Page of history opened
Aviso|Concurso público
Nova página electrónica do Fórum de Macau|Sessão de apresentação sobre o comércio|Missing documents found at the Archives
Serviços em manutenção no dia 5 de Maio|Entrar no mercado chinês: seminário|Erro médico: Governo publica relatório
"""


def titles(text: str) -> list[str]:
    return [title for line in text.split("\n") for title in line.split("|") if title]


def reading(title: str = "Assinatura de memorando", body: str = NOTICE, lang: str = "pt", **more: object) -> Release:
    return stored_release(title=title, body=body, lang=lang, **more)


def texts(*, langs: tuple[str, ...] = ("pt",), title: str | None = None, size: int = 2_000, count: int = 40) -> Texts:
    return Texts.of([(langs[index % len(langs)], title or f"Notícia {index}", size + index) for index in range(count)])


@pytest.mark.parametrize("title", titles(ERRORS))
def test_s09_a_title_that_no_release_has_is_enough(title: str) -> None:
    problem = implausible(reading(title))
    assert problem is not None
    assert (problem.kind, problem.detail.startswith("no release by its looks: its title is")) == (ProblemKind.SOFT404, True)


@pytest.mark.parametrize("title", titles(RELEASES))
def test_no_title_of_a_release_is_taken_for_an_error(title: str) -> None:
    assert implausible(reading(title)) is None
    assert implausible(reading(title, lang="en"), ("pt",)) is None


def test_one_odd_thing_is_never_enough() -> None:
    known = texts(title="Aviso")
    assert implausible(reading("Aviso"), (), known) is None
    assert implausible(reading(lang="en"), ("pt",), known) is None
    assert implausible(reading(body="Cancelado."), (), known) is None
    assert implausible(reading(""), (), known) is None
    assert implausible(reading(body=""), (), known) is None
    assert implausible(reading(body="Lamentamos informar que a página do concurso não foi aberta."), (), texts(size=200)) is None


def test_two_odd_things_are() -> None:
    known = texts(title="Portal do Governo")
    for odd, words in (
        (reading("Portal do Governo", lang="zh-Hans"), "does not publish in zh-Hans"),
        (reading("Portal do Governo", body="Bem-vindo."), "nearly all others more than 2002"),
        (reading("", body=""), "it has no text"),
        (reading("Informação", body="Lamentamos, a página não foi encontrada."), "begins as that of an error page"),
    ):
        problem = implausible(odd, (), known)
        assert problem is not None, odd
        assert words in problem.detail
    assert implausible(reading("", body=""), (), known).kind is ProblemKind.EMPTY  # type: ignore[union-attr]


def test_a_release_may_be_nothing_but_a_document() -> None:
    assert implausible(reading("", body="", attachments=("https://h/a.pdf",))) is None


def test_little_is_known_little_is_odd() -> None:
    few = texts(title="Portal do Governo", count=ENOUGH - 1)
    assert implausible(reading("Portal do Governo", body="Bem-vindo.", lang="zh-Hans"), (), few) is None
    assert implausible(reading("Portal do Governo", body="Bem-vindo.", lang="zh-Hans"), (), texts(title="Portal do Governo")) is not None


def test_chinese_of_an_undecided_script_is_chinese() -> None:
    known = texts(langs=("zh-Hant",), title="公告")
    assert implausible(reading("公告", lang="zh"), (), known) is None
    assert implausible(reading("公告", lang="zh-Hans"), (), known) is not None


def test_no_text_of_the_demo_is_refused() -> None:
    """Releases of every site and language, as they are and against each other."""
    everything = load().texts
    rows = [(text.lang, text.title, len(text.body.encode())) for text in everything]
    known = Texts.of(rows)
    refused = [text.title for text in everything if implausible(reading(text.title, text.body, text.lang), (), known)]
    assert (len(everything) > 80, refused) == (True, [])


def test_no_text_of_the_reference_corpus_is_refused(reference: Callable[[str], Path]) -> None:
    lines = reference("corpus/dev.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines if line.strip()]
    refused = [each["id"] for each in records if implausible(reading(each.get("title") or "-", each["text"], each.get("lang", "en")))]
    assert (bool(records), refused) == (True, [])


@given(st.text(max_size=80), st.text(max_size=200), st.sampled_from(["en", "pt", "zh", "zh-Hant", "zh-Hans"]))
def test_any_text_gets_an_answer_of_one_line(title: str, body: str, lang: str) -> None:
    problem = implausible(replace(reading(), title=title, body=body, lang=lang), ("pt",), texts())
    assert problem is None or problem.detail.isprintable() or not title.isprintable()


def test_s10_an_error_page_is_no_news_from_the_first_visit_on(home: Home) -> None:
    """One new release of a known source answers 200 with an error page of its own layout: a problem, not a release."""
    page = (
        '<!DOCTYPE html><html lang="en"><head><title>Session expired</title></head><body><h1>Session expired</h1>'
        "<p>Published: 2026-04-20</p><article><h1>Session expired</h1><p>Your session has expired because you were away for a long while. "
        "Please go back to the beginning and choose what you would like to read from the list of this bureau.</p></article></body></html>"
    )
    bad = Response(200, {"Content-Type": "text/html; charset=utf-8"}, page)
    with Replica(day=1) as replica:
        home.report("jiangmen", replica=replica.address)
        known = {request.path for request in replica.requests}
        replica.set_day(2)
        release = re.compile(r"/(?:t|post_)\d+\.html?$|/t\d{8}_\d+")
        replica.override("english.jiangmen.gov.cn", release, lambda request: None if request.target in known else bad)
        _, report = home.report("jiangmen", replica=replica.address)
    assert (report["jiangmen"]["new"], report["jiangmen"]["problems"]) == (0, 1)
    assert report["jiangmen"]["problem_list"][0][0] == "soft404"
    assert home.ponte("search", "session expired").out == ""
