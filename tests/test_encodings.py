"""Encodings end to end: sites that serve each case of FAULTS C01 to C08, read by `ponte run`. A release's text is exactly what the site
wrote, or its address is a problem in the report; U+FFFD is never stored."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from conftest import Home

from crawlers.model import Address, DateBasis, Precision, Published, Release, Step
from crawlers.text import undecodable
from demo.content import Content
from demo.replica import Replica
from demo.server import Request, Response

HANS = (
    "澳门贸易投资促进局与安哥拉企业代表团在横琴签署合作备忘录，双方将在会展、中医药和现代金融方面加强往来。",
    "代表团团长表示，今后每年互派考察团，并在珠海设立联络处，为葡语国家企业进入内地市场提供服务。",
)
HANT = (
    "澳門貿易投資促進局與安哥拉企業代表團在橫琴簽署合作備忘錄，許多成功的企業家出席，蓋章儀式隨後舉行。",
    "代表團團長表示，今後每年互派考察團，並在珠海設立聯絡處，為葡語國家企業進入內地市場提供服務。",
)
PT = (
    "A delegação de Angola e o Instituto de Promoção do Comércio assinaram na terça-feira um memorando de cooperação económica.",
    "Segundo o presidente, a próxima missão será em Março e contará com vinte empresas de Macau e de São Tomé e Príncipe.",
)
EN = (
    "The delegation’s leader called the agreement “a first step” – worth some €5 million – towards a joint trade office.",
    "Enterprises of both sides will exchange two missions a year, the institute’s president said after the ceremony in Macao.",
)
JA = (
    "マカオ貿易投資促進局は、アンゴラの企業代表団と横琴で協力覚書に署名し、両者は今後の交流を強めることを確認しました。",
    "代表団の団長は、毎年お互いに視察団を送り、珠海に連絡事務所を設けると述べました。これからも協力を続けます。",
)
TEXTS = {"zh-Hans": HANS, "zh-Hant": HANT, "pt": PT, "en": EN, "ja": JA}
TITLES = {
    "zh-Hans": "澳门与安哥拉签署第{n}号合作备忘录",
    "zh-Hant": "澳門與安哥拉簽署第{n}號合作備忘錄",
    "pt": "Macau e Angola assinam memorando de cooperação n.º {n}",
    "en": "Macao and Angola sign “memorandum no. {n}”",
    "ja": "マカオとアンゴラが協力覚書第{n}号に署名",
}


@dataclass(frozen=True)
class Case:
    """A site: the language of its texts, Python's codec of the bytes it sends, and what it says of them in header, meta tag and config."""

    name: str
    lang: str
    codec: str
    header: str = ""
    meta: str = ""
    encoding: str = ""
    extra: str = ""

    @property
    def host(self) -> str:
        return f"{self.name}.example"

    def title(self, number: int) -> str:
        return TITLES[self.lang].format(n=number)

    def paragraphs(self, number: int) -> tuple[str, ...]:
        return (*TEXTS[self.lang], f"{self.extra}({self.name}, {number})")

    def page(self, title: str, inner: str) -> Response:
        meta = f'<meta charset="{self.meta}">' if self.meta else ""
        html = f"<!DOCTYPE html><html><head>{meta}<title>{title}</title></head><body>{inner}</body></html>"
        kind = f"text/html; charset={self.header}" if self.header else "text/html"
        return Response(200, {"Content-Type": kind}, html.encode(self.codec))

    def listing(self) -> Response:
        rows = "".join(
            f'<li><a href="./ver/{number}.html">{self.title(number)}</a> <span>2026-04-1{number}</span></li>' for number in (1, 2)
        )
        return self.page(TITLES[self.lang].partition("{")[0], f"<ul>{rows}</ul>")

    def release(self, number: int) -> Response:
        body = "".join(f"<p>{paragraph}</p>" for paragraph in self.paragraphs(number))
        return self.page(self.title(number), f"<article><h1>{self.title(number)}</h1><p>2026-04-1{number}</p>{body}</article>")

    def answer(self, request: Request) -> Response:
        found = re.fullmatch(r"/n/ver/(\d)\.html", request.path)
        if found:
            return self.release(int(found[1]))
        return self.listing() if request.path == "/n/" else Response(404)

    def table(self) -> str:
        encoding = f'encoding = "{self.encoding}"\n' if self.encoding else ""
        return (
            f'[sources.{self.name}]\nkind = "listing"\nstart = ["https://{self.host}/n/"]\nrelease = "/n/ver/(?P<key>[0-9]+)"\n'
            f"zone = 'Asia/Macau'\n{encoding}"
        )


HONG_KONG = "佢哋嘅啲𨋢，若澤‧科斯塔～"
SOUND = (
    # C01: characters that gb2312 has not, declared as gb2312
    Case("c01-meta", "zh-Hans", "gb18030", meta="gb2312", extra="朱镕基、喆、㑇、𠮷"),
    Case("c01-header", "zh-Hans", "gb18030", header="GB2312", extra="㐂𠀀"),
    Case("c01-hant", "zh-Hant", "gbk", header="gbk", meta="gb2312"),
    # C02: the header or both say utf-8
    Case("c02-header", "zh-Hans", "gbk", header="utf-8", meta="gbk"),
    Case("c02-both", "zh-Hans", "gb18030", header="utf-8", meta="utf-8"),
    Case("c02-big5", "zh-Hant", "big5hkscs", header="UTF-8"),
    # C03: nothing is declared
    Case("c03-gbk", "zh-Hans", "gbk"),
    Case("c03-big5", "zh-Hant", "big5hkscs"),
    Case("c03-jis", "ja", "cp932"),
    Case("c03-cp1252", "pt", "cp1252"),
    Case("c03-config", "zh-Hans", "gb18030", header="iso-8859-1", encoding="gbk"),
    # C04: trail bytes that are backslashes (功許蓋), the Hong Kong characters, the dot of foreign names
    Case("c04-header", "zh-Hant", "big5", header="big5"),
    Case("c04-meta", "zh-Hant", "big5", meta="Big5-HKSCS"),
    Case("c04-as-gbk", "zh-Hant", "big5", meta="gb2312"),
    Case("c04-as-latin", "zh-Hant", "big5", header="iso-8859-1"),
    # C05: utf-8, cp1252 and latin-1 called by each other's names
    Case("c05-latin", "pt", "utf-8", header="ISO-8859-1"),
    Case("c05-latin-zh", "zh-Hant", "utf-8", header="iso-8859-1", meta="big5"),
    Case("c05-gbk", "pt", "utf-8", meta="gbk"),
    Case("c05-utf8", "en", "cp1252", header="utf-8", meta="utf-8"),
    Case("c05-quotes", "en", "cp1252", header="iso-8859-1"),
    Case("c05-ascii", "en", "cp1252", meta="us-ascii"),
    Case("c05-gbk-latin", "zh-Hans", "gbk", header="windows-1252"),
    # C06: two bytes for each character, with a mark, with a label, with neither, with a wrong one
    Case("c06-mark", "zh-Hans", "utf-16"),
    Case("c06-header", "pt", "utf-16-le", header="utf-16"),
    Case("c06-big", "zh-Hant", "utf-16-be", header="utf-16be", meta="utf-16"),
    Case("c06-bare", "zh-Hans", "utf-16-le"),
    Case("c06-wrong", "zh-Hant", "utf-16-be", header="utf-8", meta="gb2312"),
    Case("c06-not", "zh-Hant", "utf-8", header="utf-16", meta="utf-16"),
    # C07, C08: names of Python's codecs that are no encodings of the web
    Case("c07", "pt", "utf-8", header="utf-7", meta="utf-7", extra="+ADw-script+AD4-alert(1)+ADw-/script+AD4- "),
    *(Case(f"c08-{label}", "pt", "utf-8", header=label, meta=label) for label in ("zlib", "hex", "rot13", "uu", "base64")),
    *(Case(f"c08-{label.replace('_', '')}", "zh-Hans", "gbk", header=label) for label in ("idna", "punycode", "unicode_escape")),
)


@dataclass(frozen=True)
class Damaged(Case):
    """A site whose first release has `breaks` in its text, in bytes; the second is sound."""

    breaks: bytes = b""
    where: str = "(damaged"

    def release(self, number: int) -> Response:
        response = super().release(number)
        mark = self.where.encode(self.codec) if self.codec != "utf-16" else self.where.encode("utf-16-le")
        assert mark in response.payload
        return response if number == 2 else Response(200, response.headers, response.payload.replace(mark, self.breaks + mark))


DAMAGED = (
    Damaged("damaged-utf8", "zh-Hans", "utf-8", header="utf-8", breaks=b"\xe6\xbe"),
    Damaged("damaged-latin", "zh-Hant", "utf-8", header="iso-8859-1", breaks=b"\xe6\xbe"),
    Damaged("damaged-gbk", "zh-Hans", "gbk", meta="gb2312", breaks=b"\x81\x20"),
    Damaged("damaged-big5", "zh-Hant", "big5", header="big5", breaks=b"\xff"),
    Damaged("damaged-utf16", "zh-Hans", "utf-16", breaks=b"\x34\xd8"),
    Damaged("damaged-title", "pt", "utf-8", breaks=b"\xff", where="Macau e Angola assinam"),
    Damaged("damaged-itself", "pt", "utf-8", breaks="\ufffd".encode()),
    Damaged("damaged-reference", "pt", "utf-8", breaks=b"&#xFFFD;"),
)
FOOTER = Damaged("damaged-elsewhere", "zh-Hans", "utf-8", breaks=b"<p></p><footer>\xff &copy; 2026</footer>", where="</article>")


# ---- the bureau's feeds and a Chinese content system ------------------------------------------------------------------


def feed_item(label: str, key: str, title: str, body: str) -> str:
    return (
        f"<item><title>{title}</title><link>https://www.gcs.gov.mo/detail/{label}/{key}</link>"
        f"<pubDate>2026-04-17T10:00:00+08:00</pubDate><description><![CDATA[{body}]]></description></item>"
    )


@dataclass(frozen=True)
class Feed:
    """One of the bureau's feeds: its label, its language, the bytes' codec, the encodings that declaration and header name."""

    label: str
    lang: str
    codec: str
    declared: str
    header: str = ""
    breaks: bytes = b""
    keys: tuple[str, str] = field(default=("N26DRabc01", "N26DRabc02"))

    def bodies(self) -> list[tuple[str, str, str]]:
        """Key, title and body of the sound items."""
        return [(key, TITLES[self.lang].format(n=key[-2:]), f"{TEXTS[self.lang][0]} {self.label}{key}") for key in self.keys]

    def response(self) -> Response:
        items = [feed_item(self.label, key, title, f"<p>{body}</p>") for key, title, body in self.bodies()]
        head = f'<?xml version="1.0" encoding="{self.declared}"?><rss version="2.0"><channel><title>GCS</title>'
        body = f"{head}{''.join(items)}</channel></rss>".encode(self.codec)
        if self.breaks:
            broken = feed_item(self.label, "N26DRabc09", "Macau 09", f"<p>{TEXTS[self.lang][1]}#</p>").encode(self.codec)
            body = body.replace(b"</channel>", broken.replace(b"#", self.breaks) + b"</channel>")
        kind = f"application/rss+xml; charset={self.header}" if self.header else "application/rss+xml"
        return Response(200, {"Content-Type": kind}, body)


FEEDS = (
    Feed("zh-hans", "zh-Hans", "gb18030", "gb2312", header="utf-8"),
    Feed("zh-hant", "zh-Hant", "utf-16", "utf-16"),
    Feed("pt", "pt", "cp1252", "utf-8"),
    Feed("en", "en", "utf-8", "iso-8859-1", header="iso-8859-1", breaks=b"\xe2\x80"),
)
TRS = Case("trs", "zh-Hans", "gb18030", meta="gb2312", extra="喆㑇𠮷")
TRS_PATH = "/xw/202604/t2026041{}_880{}.html"


def trs_answer(request: Request) -> Response:
    found = re.fullmatch(r"/xw/202604/t2026041(\d)_880\d\.html", request.path)
    if found:
        return TRS.release(int(found[1]))
    rows = "".join(
        f'<li><a href=".{TRS_PATH.removeprefix("/xw").format(number, number)}">{TRS.title(number)}</a></li>' for number in (1, 2)
    )
    return TRS.page("新闻", f"<ul>{rows}</ul>") if request.path == "/xw/" else Response(404)


# ---- one run over all of them -----------------------------------------------------------------------------------------

CASES = (*SOUND, *DAMAGED, FOOTER)
OTHERS = f"""\
[sources.trs]
kind = "trs"
host = "{TRS.host}"
site = "trs"
sections = ["xw/"]
lang = "zh-Hans"

[sources.gcs]
kind = "gcs"
lists = []
"""


@dataclass(frozen=True)
class Crawled:
    """What a run left: its report by source, the archive's rows by (source, the address's end), the requested hosts with paths."""

    report: dict[str, Any]
    rows: dict[tuple[str, str], sqlite3.Row]
    asked: set[tuple[str, str]]
    home: Home

    def problems(self, source: str) -> list[tuple[str, str]]:
        """Kind and address of each problem."""
        return [(each[0], each[1]) for each in self.report[source]["problem_list"]]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    home = Home(tmp_path_factory.mktemp("encodings"))
    paths = '[archive]\npath = "archive.db"\n\n[feeds]\npublic = "public"\n\n'
    home.config.write_text(paths + "\n".join(case.table() for case in CASES) + OTHERS, encoding="utf-8")
    with Replica(content=Content(())) as replica:
        for case in CASES:
            replica.override(case.host, "/", case.answer)
        replica.override(TRS.host, "/", trs_answer)
        for feed in FEEDS:
            replica.override("govinfohub.gcs.gov.mo", f"/api/rss/n/{feed.label}", feed.response())
        replica.override("*", "/robots.txt", Response(404))
        code, report = home.report(replica=replica.address)
        asked = {(each.host, each.path) for each in replica.requests}
    assert code in (0, 1), report
    with sqlite3.connect(home.archive) as connection:
        connection.row_factory = sqlite3.Row
        rows = {(row["source"], Path(row["url"]).name): row for row in connection.execute("SELECT * FROM release")}
    return Crawled(report, rows, asked, home)


@pytest.mark.parametrize("case", SOUND, ids=lambda case: case.name)
def test_a_text_is_what_the_site_wrote(case: Case, crawled: Crawled) -> None:
    assert crawled.problems(case.name) == []
    for number in (1, 2):
        row = crawled.rows[case.name, f"{number}.html"]
        assert (row["title"], row["body"]) == (case.title(number), "\n".join(case.paragraphs(number)))
        assert row["published"] == f"2026-04-1{number}"
        assert case.lang == "ja" or row["lang"] == case.lang


@pytest.mark.parametrize("case", [case for case in SOUND if case.name.startswith("c06")], ids=lambda case: case.name)
def test_links_of_a_utf_16_page_are_asked_as_written(case: Case, crawled: Crawled) -> None:
    """Scrapy's own way to follow a link writes the request's headers in the page's encoding (FAULTS C06)."""
    assert {path for host, path in crawled.asked if host == case.host} == {"/robots.txt", "/n/", "/n/ver/1.html", "/n/ver/2.html"}


@pytest.mark.parametrize("case", DAMAGED, ids=lambda case: case.name)
def test_damage_is_a_problem_and_the_rest_is_read(case: Damaged, crawled: Crawled) -> None:
    assert crawled.problems(case.name) == [("parse", f"https://{case.host}/n/ver/1.html")]
    assert (case.name, "1.html") not in crawled.rows
    assert crawled.rows[case.name, "2.html"]["body"] == "\n".join(case.paragraphs(2))


def test_damage_outside_the_text_is_nobodys_loss(crawled: Crawled) -> None:
    assert crawled.problems(FOOTER.name) == []
    assert crawled.rows[FOOTER.name, "1.html"]["body"] == "\n".join(FOOTER.paragraphs(1))


def test_a_content_system_that_calls_gb18030_gb2312(crawled: Crawled) -> None:
    assert crawled.problems("trs") == []
    for number in (1, 2):
        row = crawled.rows["trs", TRS_PATH.format(number, number).rpartition("/")[2]]
        assert (row["title"], row["lang"]) == (TRS.title(number), "zh-Hans")
        assert row["body"].endswith("\n".join(TRS.paragraphs(number)))


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.label)
def test_a_feed_is_what_the_site_wrote(feed: Feed, crawled: Crawled) -> None:
    with sqlite3.connect(crawled.home.archive) as connection:
        found = connection.execute("SELECT title, body FROM release WHERE source = 'gcs' AND url LIKE ?", (f"%/detail/{feed.label}/%",))
        assert sorted(found) == [(title, body) for _, title, body in feed.bodies()]


def test_a_damaged_item_of_a_feed_is_a_problem_and_the_others_are_read(crawled: Crawled) -> None:
    assert ("parse", "https://www.gcs.gov.mo/detail/en/N26DRabc09") in crawled.problems("gcs")
    assert len(crawled.problems("gcs")) == 1


def test_no_replacement_character_is_kept_or_published(crawled: Crawled) -> None:
    with sqlite3.connect(crawled.home.archive) as connection:
        for table in ("release", "revision"):
            marked = "instr(title, char(0xFFFD)) > 0 OR instr(body, char(0xFFFD)) > 0"
            assert connection.execute(f"SELECT count(*) FROM {table} WHERE {marked}").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM release WHERE instr(body, '<script') > 0").fetchone() == (0,)
    assert [name for name, data in crawled.home.feeds().items() if "\ufffd".encode() in data] == []


def made(**change: Any) -> Release:
    fields: dict[str, Any] = {"title": "Macau e Angola", "body": "Texto", "entity": None} | change
    address = Address("x", "1", None, "https://x.example/1")
    return Release(address, "pt", published=Published(None, Precision.NONE, DateBasis.NONE), basis=Step.STRUCTURE, **fields)


@pytest.mark.parametrize("part", ["title", "body", "entity"])
def test_what_cannot_be_decoded_is_told_from_the_fields_that_are_kept(part: str) -> None:
    assert not undecodable(made())
    assert not undecodable(made(entity="IPIM"))
    assert undecodable(made(**{part: "Macau \ufffd Angola"}))
