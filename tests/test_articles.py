"""The five founding articles themselves, served from pages shaped like their sites' and carried through the whole path.

Each page is built here around the article's own text; the replica answers for the hosts, `ponte run` does the rest.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from html import escape
from pathlib import Path

from conftest import Home

from demo.replica import Replica
from demo.server import Response

MENU = (
    "<ul>"
    + "".join(f'<li><a href="/section/{number}">{name}</a></li>' for number, name in enumerate(["About", "News", "Events", "Contact"]))
    + "</ul>"
)
RELATED = "<div><h4>Related news</h4><ul><li><a href='/x/1'>Another headline</a></li><li><a href='/x/2'>More</a></li></ul></div>"
FOOT = "<p><a href='/a'>Sitemap</a> | <a href='/b'>Contact us</a></p>"

FORUM = "/en/news/view/1379"
TARANGA = "/news/macao-entrepreneur-delegation-delivers-meaningful-results-at-ciie-in-shanghai/"
EIN = "/article/847812142"
JIANGMEN = "/jmxw/202105/t20210511_2201885.htm"
PORTAL = "/pt/noticias/766858/"

TITLES = {
    2: "Macao entrepreneur delegation delivers meaningful results at CIIE in Shanghai",
    3: "Macao and Guangdong Deepen Co-operation to Promote Synergistic Development of the Greater Bay Area",
    5: "Associações de Pequim e Macau assinam Memorando da Cooperação no Domínio do Comércio Electrónico",
}

CONFIG = """
[archive]
path = "archive.db"
[feeds]
public = "public"
[sources.forum-macao]
kind = "forum-macao"
languages = ["en"]
sections = ["news"]
[sources.gov-mo]
kind = "gov-mo"
languages = ["pt"]
[sources.jiangmen]
kind = "trs"
[sources.ein]
kind = "ein"
[sources.taranga]
kind = "listing"
start = ["https://www.taranganews.com/news/"]
release = '/news/[a-z0-9-]{20,}/$'
"""


def page(title: str, content: str, head: str = "") -> str:
    head = f"<head><meta charset='utf-8'><title>{escape(title)}</title>{head}</head>"
    return f"<!DOCTYPE html><html>{head}<body>{MENU}<div>{content}</div>{RELATED}{FOOT}</body></html>"


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def listing(host: str, address: str, title: str, stamp: str) -> str:
    return page("News", f"<ul><li><h3><a href='https://{host}{address}'>{escape(title)}</a></h3><span>{stamp}</span></li></ul>")


class Article:
    """One article of the reference: its text as a reader copied it, split into the site's own lines."""

    def __init__(self, number: int, text: str) -> None:
        lines = [line.strip() for line in re.sub(r"^\s*date \d{4}-\d\d-\d\d\s+", "", text).splitlines() if line.strip()]
        if number == 1:
            self.title, self.body = lines[1], lines[4:]
        elif number == 4:
            self.title, self.body = lines[0], lines[1:-2]
        else:
            self.title, self.body = TITLES[number], lines


def serve(replica: Replica, articles: dict[int, Article]) -> None:
    """Pages in the shape of each article's site: what the dossier knows of their order of text and labels."""

    def put(host: str, prefix: str, html: str) -> None:
        replica.override(host, re.compile(re.escape(prefix) + "$"), Response(200, {"Content-Type": "text/html; charset=utf-8"}, html))

    one, two, three, four, five = (articles[number] for number in range(1, 6))
    forum = f"<a href='/en'>Member Countries</a><h2>{escape(one.title)}</h2><div>Release time:2023-03-14</div><ul><li>Share To:</li></ul>"
    put("www.forumchinaplp.org.mo", FORUM, page(one.title, forum + paragraphs(one.body)))
    put("www.forumchinaplp.org.mo", "/en/news", listing("www.forumchinaplp.org.mo", FORUM, one.title, "2023-03-14"))
    stamped = "<meta property='article:published_time' content='2023-11-09T08:00:00+08:00'>"
    put("www.taranganews.com", TARANGA, page(two.title, f"<h1>{escape(two.title)}</h1>{paragraphs(two.body)}", stamped))
    put("www.taranganews.com", "/news/", listing("www.taranganews.com", TARANGA, two.title, "November 9, 2023"))
    replica.override("www.taranganews.com", "/robots.txt", Response(404))
    legal = ["Legal Disclaimer:", 'EIN Presswire provides this news content "as is" without warranty of any kind.']
    put("www.einpresswire.com", EIN, page(three.title, f"<h1>{escape(three.title)}</h1>{paragraphs([*three.body, *legal])}"))
    put("www.einpresswire.com", "/country/macau", listing("www.einpresswire.com", EIN, three.title, "September 10, 2025"))
    foot = [
        "Briefing of This Website:Sitemap | Contact Us| About Us",
        "Copyright Jiangmen Municipal People's Government All Rights Reserved",
    ]
    put("english.jiangmen.gov.cn", JIANGMEN, page(four.title, f"<h1>{escape(four.title)}</h1>{paragraphs([*four.body, *foot])}"))
    jiangmen = listing("english.jiangmen.gov.cn", JIANGMEN, four.title, "").replace("https://english", "http://english")
    put("english.jiangmen.gov.cn", "/jmxw/", jiangmen)
    debris = paragraphs(
        ["Ver galeria", "Há algo de errado com esta página?", "Ajude-nos a melhorar o GOV.MO", "* Campo obrigatório", "Enviar"]
    )
    head = (
        "<link rel='canonical' href='https://www.gov.mo/pt/noticias/766858/'><link rel='shortlink' href='https://www.gov.mo/pt/?p=766858'>"
    )
    put(
        "www.gov.mo",
        PORTAL,
        page(five.title, f"<p>Saltar da navegação</p><h1>{escape(five.title)}</h1>{paragraphs(five.body)}{debris}", head),
    )
    put("www.gov.mo", "/pt/noticias/", listing("www.gov.mo", PORTAL, five.title, ""))


def test_the_five_founding_articles_come_through_with_title_language_date_and_a_clean_body(
    home: Home, reference: Callable[[str], Path]
) -> None:
    articles = {number: Article(number, reference(f"articles/{number}.txt").read_text(encoding="utf-8")) for number in range(1, 6)}
    home.config.write_text(CONFIG, encoding="utf-8")
    with Replica() as replica:
        serve(replica, articles)
        code, report = home.report(replica=replica.address)
    assert code == 0, report
    with sqlite3.connect(home.archive) as connection:
        select = "SELECT url, id, title, lang, published, published_precision, published_basis, body FROM release"
        stored = {row[0]: row[1:] for row in connection.execute(select)}
        strengths = dict(connection.execute("SELECT r.url, a.strength FROM release r JOIN announcement a ON a.story_id = r.story_id"))
    expected = {
        1: ("https://www.forumchinaplp.org.mo" + FORUM, "en", "2023-03-14", "day", "label"),
        2: ("https://www.taranganews.com" + TARANGA, "en", "2023-11-09T00:00:00Z", "minute", "meta"),
        3: ("https://www.einpresswire.com/article/847812142", "en", "2025-09-10", "day", "dateline"),
        4: ("http://english.jiangmen.gov.cn" + JIANGMEN, "en", "2021-05-11", "day", "address"),
        5: ("https://www.gov.mo/pt/noticias/766858/", "pt", None, "none", "none"),
    }
    assert set(stored) == {each[0] for each in expected.values()}
    for number, (url, *facts) in expected.items():
        _, title, *told, body = stored[url]
        assert title == articles[number].title
        assert told == facts, number
        # The dateline of a copy is where its date is read from, and no part of its words.
        body_lines = [re.sub(r"^MACAU, September 10 - ", "", line) if number == 3 else line for line in articles[number].body]
        assert [" ".join(line.split()) for line in body_lines] == body.split("\n"), number
        feed = next(path for path in (home.public / "source").glob("*.rss") if url in path.read_text(encoding="utf-8"))
        assert feed.stem == report[feed.stem]["source"]
    assert {number: strengths[expected[number][0]] for number in expected} == {
        1: "exchange",
        2: "signed",
        3: "agreed",
        4: "signed",
        5: "signed",
    }
