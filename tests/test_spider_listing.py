"""Any site by config: by selector, by structure, by readability; options that say what is wrong with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.model import DateBasis, Link, Listing, Problem, ProblemKind, Release, Source, Step
from crawlers.outline import outline
from crawlers.page import Page
from crawlers.spiders.listing import ListingSpider, Options
from crawlers.structure import Reading

PAGES = Path(__file__).parent / "pages" / "listing"
NOW = datetime(2026, 4, 18, 10, 0, tzinfo=UTC)
LIST = "https://camara.example/"
URL = "https://camara.example/noticias/ver/310"
BARE = Options(start=(LIST,), release=r"/noticias/ver/(?P<key>\d+)")
SELECTED = replace(BARE, title="h2.titulo", date=".data", body="div.texto", drop=("div.partilha",))
BODY = [
    "A Câmara de Comércio assinou hoje um protocolo de cooperação com uma associação empresarial de Macau, em cerimónia que teve lugar em "
    "Lisboa no dia 3 de Maio de 2025.",
    "Próximos passos",
    "As duas entidades reúnem-se de novo em Outubro.",
    "Valor",
    "120",
    "Prazo",
    "120",
]


def spider(options: Options = BARE) -> ListingSpider:
    return ListingSpider(Source("camara", "listing", "Câmara", options))


def page(url: str, body: str | bytes) -> Page:
    return Page(url, body.encode() if isinstance(body, str) else body, NOW, {"content-type": "text/html; charset=utf-8"})


def saved(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


def read(options: Options, body: str, url: str = URL, **told: object) -> Release | Problem:
    reader = spider(options)
    spot = reader.locate(URL)
    assert spot is not None
    return reader.release(page(url, body), replace(Link(spot, URL), **told))


# ---- listings ----------------------------------------------------------------------------------------------------


def test_a_listing_by_address_pattern() -> None:
    found = spider().listing(page(LIST, saved("news.html")))
    assert isinstance(found, Listing)
    assert [(each.address.native, each.title, each.published.iso) for each in found.links] == [
        ("camara.example:310", "Câmara assina protocolo com Macau", "2025-06-05"),
        ("camara.example:309", "Nova feira em Setembro", "2025-06-01"),
    ]
    assert found.links[1].address.url == "https://camara.example/noticias/ver/309"
    assert found.links[1].found.endswith("utm_source=x")


@pytest.mark.parametrize(
    ("here", "pattern", "following"),
    [
        (LIST, r"\?pg=(\d+)", LIST + "?pg=1"),
        (LIST + "?pg=1", r"\?pg=(\d+)", LIST + "?pg=2"),
        (LIST + "?pg=2", r"\?pg=(\d+)", LIST + "?pg=3"),
        (LIST + "?pg=3", r"\?pg=(\d+)", None),
        (LIST + "?pg=1", r"\?pg=3", LIST + "?pg=3"),
        (LIST, r"/nowhere/", None),
    ],
)
def test_the_next_page_by_pattern_is_the_next_higher_number(here: str, pattern: str, following: str | None) -> None:
    found = spider(replace(BARE, next=pattern)).listing(page(here, saved("news.html")))
    assert isinstance(found, Listing)
    assert found.next == following


def test_the_next_page_is_never_on_another_host() -> None:
    body = saved("news.html").replace("/?pg=", "https://outro.example/?pg=")
    found = spider(replace(BARE, next=r"\?pg=(\d+)")).listing(page(LIST, body))
    assert isinstance(found, Listing)
    assert found.next is None


def test_keys_sites_and_languages_come_from_the_options() -> None:
    plain = spider(replace(BARE, release=r"/ver/\d+")).locate("https://camara.example/ver/5?b=2&a=1&utm_medium=x#y")
    named = spider(replace(BARE, release=r"/(?P<lang>pt|en)/ver/(?P<key>\d+)", site="chamber", hosts=("m.camara.example",))).locate(
        "https://m.camara.example/pt/ver/5"
    )
    assert plain is not None
    assert named is not None
    assert plain.native == "camara.example:/ver/5?b=2&a=1"
    assert named.native == "chamber:5:pt"
    assert spider().locate("https://outro.example/noticias/ver/310") is None
    assert spider().hosts() == {"camara.example"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<div id=app></div><script>x()</script>", ProblemKind.SHELL),
        ("", ProblemKind.EMPTY),
        ('<a href="/a">Início</a><a href="/b">Notícias</a><a href="/c">Contactos</a>', ProblemKind.EMPTY),
        ("<p>Bad gateway between us and them.</p>", ProblemKind.PARSE),
    ],
)
def test_a_listing_without_releases_is_a_problem(body: str, kind: ProblemKind) -> None:
    found = spider().listing(page(LIST, body))
    assert isinstance(found, Problem)
    assert found.kind is kind


# ---- releases ----------------------------------------------------------------------------------------------------


def test_by_selectors() -> None:
    found = read(SELECTED, saved("release.html"))
    assert isinstance(found, Release), found
    assert found.title == "Câmara assina protocolo com Macau"
    assert (found.published.iso, found.published.basis) == ("2025-06-05", DateBasis.LABEL)
    assert found.body.split("\n") == BODY
    assert (found.basis, found.lang) == (Step.SELECTOR, "pt")


def test_what_is_dropped_is_dropped_from_a_copy() -> None:
    kept = read(replace(SELECTED, drop=()), saved("release.html"))
    assert isinstance(kept, Release)
    assert "facebook" in kept.body
    answer = page(URL, saved("release.html"))
    reader = spider(SELECTED)
    spot = reader.locate(URL)
    assert spot is not None
    assert reader.release(answer, Link(spot, URL)) == reader.release(answer, Link(spot, URL))
    assert "facebook" in answer.root.text_content()


def test_text_beside_what_is_dropped_stays() -> None:
    body = "<h2 class=titulo>Um título</h2><div class=texto>Antes <b class=x>fora</b> depois.</div>"
    found = read(replace(SELECTED, drop=(".x",)), body)
    assert isinstance(found, Release)
    assert found.body == "Antes depois."


@pytest.mark.parametrize("options", [BARE, replace(SELECTED, title="h9", date="h9", body="h9", drop=())])
def test_without_selectors_or_after_a_redesign_by_structure(options: Options) -> None:
    found = read(options, saved("release.html").replace("class=", "data-x="))
    assert isinstance(found, Release), found
    assert found.title == "Câmara assina protocolo com Macau"
    assert (found.published.iso, found.published.basis) == ("2025-06-05", DateBasis.LABEL)
    assert found.basis is Step.STRUCTURE
    assert found.body.startswith(BODY[0])
    assert "Publicado" not in found.body


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta property="article:published_time" content="2025-06-04T09:30:00+01:00">', ("2025-06-04T08:30:00Z", DateBasis.META)),
        ('<meta name="PubDate" content="2025-06-04 09:30">', ("2025-06-04T01:30:00Z", DateBasis.META)),
        ('<script type="application/ld+json">{"datePublished": "2025-06-03"}</script>', ("2025-06-03", DateBasis.META)),
        ("", ("2025-06-05", DateBasis.LABEL)),
    ],
)
def test_what_the_page_states_for_machines_comes_first(head: str, expected: tuple[str, DateBasis]) -> None:
    found = read(BARE, saved("release.html").replace("</head>", head + "</head>"))
    assert isinstance(found, Release)
    assert (found.published.iso, found.published.basis) == expected


def test_the_listing_then_the_address_date_a_silent_page() -> None:
    silent = saved("release.html").replace("Publicado: 5 de Junho de 2025", "")
    listed = spider().listing(page(LIST, saved("news.html")))
    assert isinstance(listed, Listing)
    by_list = read(SELECTED, silent, published=listed.links[0].published)
    nobody = read(SELECTED, silent)
    assert isinstance(by_list, Release)
    assert isinstance(nobody, Release)
    assert by_list.published.iso == "2025-06-05"
    assert nobody.published.value is None
    dated = Options(start=(LIST,), release=r"/\d{4}/\d{2}/\d{2}/")
    reader = spider(dated)
    url = "https://camara.example/2025/06/02/protocolo/"
    spot = reader.locate(url)
    assert spot is not None
    by_address = reader.release(page(url, silent), Link(spot, url))
    assert isinstance(by_address, Release)
    assert (by_address.published.iso, by_address.published.basis) == ("2025-06-02", DateBasis.ADDRESS)


def test_month_first_is_never_guessed() -> None:
    body = "<h2 class=titulo>Um título</h2><p class=data>05/06/2025</p><div class=texto><p>Texto da notícia.</p></div>"
    day_first = read(SELECTED, body)
    unknown = read(replace(SELECTED, day_first=False), body)
    assert isinstance(day_first, Release)
    assert isinstance(unknown, Release)
    assert day_first.published.iso == "2025-06-05"
    assert unknown.published.value is None


def test_readability_is_the_last_resort_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "crawlers.spiders.listing.article", lambda root, **_: Reading("Câmara assina protocolo com Macau", outline(root), None, [])
    )
    found = read(BARE, saved("release.html"))
    assert isinstance(found, Release), found
    assert found.basis is Step.READABILITY
    assert BODY[0] in found.body


@pytest.mark.parametrize("options", [BARE, SELECTED])
def test_a_list_instead_of_a_release_is_a_problem(options: Options) -> None:
    rows = "".join(f'<li><a href="/noticias/ver/{n}">Notícia número {n} deste ano</a></li>' for n in range(8))
    body = f"<h1>Notícias</h1><ul>{rows}</ul><p>{'Todas as notícias da Câmara estão nesta página. ' * 3}</p>"
    found = read(options, body, title="Câmara assina protocolo com Macau")
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.SOFT404


def test_an_answer_from_another_address_is_a_problem() -> None:
    found = read(SELECTED, saved("release.html"), url="https://camara.example/manutencao")
    assert isinstance(found, Problem)
    assert found.kind is ProblemKind.SOFT404


@pytest.mark.parametrize("body", ["", "<html><body></body></html>", "<script>x()</script>", "<p>404</p>"])
@pytest.mark.parametrize("options", [BARE, SELECTED])
def test_a_page_without_its_fields_is_a_problem(options: Options, body: str) -> None:
    assert isinstance(read(options, body), Problem)


def test_gb2312_means_gb18030() -> None:
    title, text = "朱镕基题词发布", "公报全文如下，请各单位按照有关规定办理，并报送进展情况。"
    body = f"<html><head><meta charset=gb2312></head><body><h2 class=titulo>{title}</h2><div class=texto><p>{text}</p></div></body></html>"
    reader = spider(SELECTED)
    spot = reader.locate(URL)
    assert spot is not None
    found = reader.release(Page(URL, body.encode("gb18030"), NOW, {"content-type": "text/html"}), Link(spot, URL))
    assert isinstance(found, Release), found
    assert (found.title, found.body, found.lang) == (title, text, "zh-Hans")


# ---- options -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"start": ()}, "no listing"),
        ({"start": ("/news",)}, "absolute"),
        ({"start": ("ftp://camara.example/",)}, "absolute"),
        ({"release": ""}, "every address"),
        ({"release": "("}, "regular expression"),
        ({"next": "["}, "regular expression"),
        ({"title": "h1["}, "CSS"),
        ({"drop": (".a", "p >")}, "CSS"),
        ({"zone": "Asia/Nowhere"}, "time zone"),
        ({"zone": "../etc"}, "time zone"),
    ],
)
def test_options_say_what_is_wrong(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        replace(BARE, **wrong)


TAGS = st.sampled_from(
    ["<p>", "<h2 class=titulo>", "<div class=texto>", "<div class=partilha>", "<a href='/noticias/ver/5'>", "<time datetime=2025>", "<li>"]
)


@settings(max_examples=80, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(st.one_of(TAGS, st.text(max_size=8)), max_size=25).map(lambda parts: "".join(parts).encode("utf-8", "replace")),
    )
)
def test_nothing_raises(body: bytes) -> None:
    for options in (BARE, SELECTED):
        assert isinstance(spider(options).listing(page(LIST, body)), Listing | Problem)
        assert isinstance(read(options, body.decode("utf-8", "replace"), title="t"), Release | Problem)
