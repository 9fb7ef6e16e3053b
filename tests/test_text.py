"""Text as it is kept."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from crawlers.text import clean, is_boilerplate, paragraphs, same_text_key

ANY = st.text(alphabet=st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("plain", "plain"),
        ("  a \t\r\n b  ", "a b"),
        ("a\xa0b\u3000c\u2028d\x85e", "a b c d e"),
        ("co\xadop\u200bera\ufeffção", "cooperação"),
        ("a\x00b\x07c\x7fd\x9fe", "abcde"),
        ("a\ud800b\ufffec\uffffd\U0001ffffe\ufdd0f", "abcdef"),
        ("cooperac\u0327a\u0303o", "cooperação"),
        ("x\U000e0041y", "xy"),
        ("\u200f\u05d0", "\u200f\u05d0"),
        ("½ º ﬁ ，", "½ º ﬁ ，"),
        ("", ""),
    ],
)
def test_clean(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@settings(max_examples=300, deadline=None)
@given(ANY)
def test_clean_is_idempotent_and_safe(raw: str) -> None:
    once = clean(raw)
    assert clean(once) == once
    assert once == once.strip()
    assert "  " not in once
    assert unicodedata.is_normalized("NFC", once)
    element = etree.Element("x")
    element.text = once  # raises ValueError for what XML forbids


# docs/sources.md, boilerplate strings
CATALOGUE = """Member Countries|Países Participantes|与会国|與會國|• Share To:|• 分享至:
Release time:2023-03-14|Tempo de liberação:2021-07-30
發佈時間:2022-03-31|发佈时间:2019-12-17|发布时间：2026-01-22 11:40:11|Learn More|Forum Macao News|gallery wordpress plugin|Skip navigation
Saltar da navegação|跳過導航|跳过导航|Ver galeria|查看圖庫|查看图库|此页面有问题吗?|帮助我们改进GOV.MO
提交|此頁面有問題嗎?|幫助我們改進GOV.MO|* 必填項
Há algo de errado com esta página?|Ajude-nos a melhorar o GOV.MO|* Campo obrigatório|Enviar|Macao SAR Government Portal|查看全部
Portal do Governo da RAE de Macau|澳門特別行政區政府入口網站|The Youtube video is unavailable|Search Issues|搜尋期數
You are here: HomePublications Issue 304 – Aug. 2019 IPIM news|你現在的位置: 首頁Publications 本局最新動態區域合作
您现在的位置: 资讯 > 专题专栏
Copyright Jiangmen Municipal People's Government All Rights Reserved|Legal Disclaimer:|(Macauhub)|MACAUHUB FRENCH|Guardar este link.
EIN Presswire provides this news content "as is" without warranty of any kind. We do not accept any responsibility.
kindly contact the author above.
收藏|分享|檢舉|查看更多評論|相關新聞|推薦新聞|【编辑:张三】|(责编:李四、王五)|(完)|(編輯:陳大文)
【打 印】|打印|字体|Ícone do site Diário|Sair da versão mobile
code: vid: uuid: requestId: 播放时间: 提示信息 字幕 倍速 清晰度 音轨 倍速正常|Skip to Content Facebook Feature Image|+ 更多|( 閱讀全文 )
01/05/2024 - 22:54:52|17°C|2025年03月28日 来源:GDToday"""


@pytest.mark.parametrize("line", [*CATALOGUE.replace("\n", "|").split("|"), "Briefing of This Website:Sitemap | Contact Us| About Us"])
def test_boilerplate(line: str) -> None:
    assert is_boilerplate(line)
    assert paragraphs(["Text.", line, "More."]) == "Text.\nMore."


@pytest.mark.parametrize(
    "line",
    [
        "Member Countries of the Forum agreed on a plan of action for the next three years.",
        "The Member Countries",
        "Share to the world: Macao opens its doors",
        "Learn more about the Forum at the seminar on Friday",
        "Legal disclaimers were among the topics of the seminar.",
        "The release time of the figures was moved to 15 May by the bureau, which announced it on Friday to all participants.",
        "Copyright law was revised by both sides.",
        "收藏家協會代表團訪問澳門",
        "分享會於3月1日舉行",
        "與會國代表一致通過行動綱領",
        "發佈時間表的安排",
        "完善合作機制",
        "On 10 March, a delegation visited Hengqin.",
        "10 de Março",
        "17°C was the lowest temperature of the year.",
        "2023",
        "",
    ],
)
def test_text_is_no_boilerplate(line: str) -> None:
    assert not is_boilerplate(line)


def test_paragraphs() -> None:
    lines = ["  One. ", "", "One.", "\u200b", "Two\nlines.", "One.", "• Share To:", "One."]
    assert paragraphs(lines) == "One.\nTwo lines.\nOne."
    assert paragraphs([]) == ""


def test_founding_articles_lose_only_their_debris() -> None:
    root = Path(__file__).parents[1] / os.environ.get("PONTE_REFERENCE", "../shared") / "articles"
    if not root.exists():
        pytest.skip("no reference material")
    dropped = [
        line.strip() for path in sorted(root.glob("?.txt")) for line in path.read_text("utf-8").splitlines() if is_boilerplate(clean(line))
    ]
    assert dropped == [
        "Member Countries",
        "Release time:2023-03-14",
        "• Share To:",
        "Briefing of This Website:Sitemap | Contact Us| About Us",
        "Copyright Jiangmen Municipal People's Government All Rights Reserved",
    ]


LONG = "A delegation of the institute visited Guangzhou and reached a consensus on exhibitions with the department of commerce. " * 4


def test_same_text_on_other_sites() -> None:
    key = same_text_key("Macao and Guangdong deepen co-operation", LONG)
    assert len(key) == 32
    assert int(key, 16)
    assert same_text_key("Macao and Guangdong deepen …", "MACAU, September 10 - " + LONG) == key
    assert same_text_key("x", LONG.upper().replace(" ", "\n").replace(".", "。")) == key
    assert same_text_key("x", LONG + "Not.") != key


def test_short_bodies_need_their_title() -> None:
    assert same_text_key("Notice 1", "See the attachment.") != same_text_key("Notice 2", "See the attachment.")
    assert same_text_key("“Notice”, 1", "See the attachment") == same_text_key('"notice" 1', "See  the attachment.")
    assert same_text_key("ＡＢＣ１", "（完）") == same_text_key("abc1", "完")
    assert same_text_key("ab", "c") != same_text_key("a", "bc")


@settings(max_examples=100, deadline=None)
@given(ANY, ANY)
def test_any_text_has_a_key(title: str, body: str) -> None:
    assert len(same_text_key(title, body)) == 32
    assert isinstance(paragraphs([title, body]), str)
