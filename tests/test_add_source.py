"""`ponte add-source`: the twelve sites of tests/blind_sites, what is said where nothing is proposed, what is asked, what is written."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from blind_sites.sites import SITES, BlindSite
from blind_sites_two.first_sites import SITES as FURTHER
from blind_sites_two.second_sites import SITES as FURTHER_STILL
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers import address
from crawlers.model import Published
from crawlers.network import Network, loopback_target
from demo.config import CONFIG
from demo.replica import Replica
from demo.server import Request, Response
from monitor import clues, proposing, shapes
from monitor.adding import NoProposal, Visitor, propose
from monitor.clues import clusters
from monitor.commands.adding import add_source_command, append
from monitor.config import Config, load
from monitor.errors import ConfigError, UsageError
from monitor.proposing import Candidate, Proposal, Trial, block, name_for

HOST = "www.jornal.test"
TITLES = (
    "Macau e Angola assinam protocolo de cooperação económica",
    "Delegação de Cabo Verde visita a zona de Hengqin",
    "Fórum de Macau recebe novo secretário-geral adjunto",
    "IPIM organiza missão empresarial a Moçambique",
    "Universidade de Macau e Lisboa lançam programa conjunto",
    "Feira de produtos lusófonos abre amanhã na Taipa",
)


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    with Replica(day=1) as running:
        for site in SITES:
            running.override(site.host, "/", site.answer)
        yield running


@pytest.fixture
def network(replica: Replica) -> Network:
    return Network(replica=loopback_target(replica.address))


def look(url: str, network: Network, lang: str | None = None, taken: tuple[str, ...] = ()) -> Proposal | NoProposal:
    return propose(url, Visitor(network, 0.0), lang=lang, taken=taken)


# ---- the twelve sites ------------------------------------------------------------------------------------------------


def faults(site: BlindSite, found: Proposal | NoProposal) -> list[str]:
    """What is wrong with a proposal, by what a careful person wrote down of the site."""
    if isinstance(found, NoProposal):
        return list(found.words)
    said = [] if found.trial.candidate.kind in (site.kind, *site.also) else [f"kind = {found.trial.candidate.kind}"]
    said += [] if found.trial.releases else ["no releases"]
    truth = {each.url: each for each in site.truth}
    for release in found.trial.releases[:5]:
        true = truth.get(release.address.url)
        if true is None:
            said.append(f"{release.address.url} is none")
        elif (release.title, release.lang) != (true.title, true.lang) or (true.date and day(release.published) != true.date):
            said.append(f"{release.address.url}: {release.title}, {day(release.published)}, {release.lang} instead of {true}")
    decoys = {address.canonical(url) for url in site.decoys}
    return said + [f"names {url}" for url in found.trial.urls if address.canonical(url) in decoys]


def day(published: Published) -> str | None:
    """The day in Macao."""
    if isinstance(published.value, datetime):
        return (published.value + timedelta(hours=8)).date().isoformat()
    return published.iso


@pytest.fixture(scope="module")
def found(replica: Replica) -> dict[str, Proposal | NoProposal]:
    network = Network(replica=loopback_target(replica.address))
    return {site.name: look(site.url, network) for site in SITES}


def test_a_right_proposal_on_at_least_ten_of_the_twelve_sites(found: dict[str, Proposal | NoProposal]) -> None:
    wrong = {site.name: said for site in SITES if (said := faults(site, found[site.name]))}
    assert len(SITES) == 12
    assert len(wrong) <= 2, wrong


def test_a_right_proposal_on_ten_of_twelve_sites_that_nobody_tuned_for(network: Network, replica: Replica) -> None:
    """The second set was written and committed after add-source; its first score was this one (docs/add-source.md)."""
    sites = (*FURTHER, *FURTHER_STILL)
    for each in sites:
        replica.override(each.host, "/", each.answer)
    wrong = {each.name: said for each in sites if (said := faults(each, look(each.url, network)))}
    assert len(sites) == 12
    assert len(wrong) <= 2, wrong


def test_where_the_proposal_is_none_a_person_is_told_what_to_write(found: dict[str, Proposal | NoProposal]) -> None:
    for words in (each.words for each in found.values() if isinstance(each, NoProposal)):
        assert any('kind = "listing"' in line for line in words)


def test_every_block_loads_as_the_source_that_was_tried(found: dict[str, Proposal | NoProposal], tmp_path: Path) -> None:
    blocks = {each.name: each for each in found.values() if isinstance(each, Proposal)}
    file = tmp_path / "config.toml"
    file.write_text("\n".join(each.block for each in blocks.values()), encoding="utf-8")
    config = load(file)
    for name, each in blocks.items():
        assert config.source(name).options == proposing.source_of(each.trial.candidate).options
        assert config.source(name).kind == each.trial.candidate.kind


def test_a_block_costs_at_most_ten_lines(found: dict[str, Proposal | NoProposal]) -> None:
    assert all(len(each.block.splitlines()) <= 10 for each in found.values() if isinstance(each, Proposal))


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_a_site_is_asked_at_most_25_times_robots_first_and_nothing_thrice(site: BlindSite, replica: Replica, network: Network) -> None:
    replica.clear_log()
    look(site.url, network, site.lang)
    asked = [each.path for each in replica.requests if each.host == site.host]
    assert asked[0] == "/robots.txt"
    assert len(asked) <= 25
    assert max(map(asked.count, asked)) <= 2


# ---- sites of the tests ----------------------------------------------------------------------------------------------


def html(body: str, head: str = "", status: int = 200) -> Response:
    return Response(
        status, {"Content-Type": "text/html; charset=utf-8"}, f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    )


def paper(number: int, head: str = "") -> Response:
    """A release's page."""
    said = (
        f"<p>O acordo número {number} foi assinado na sede do instituto, com a presença de representantes das duas partes.</p>"
        f"<p>Segundo o comunicado {number}, as duas partes vão trabalhar em conjunto nas áreas da formação e do turismo.</p>"
    )
    dated = f'<p><time datetime="2026-04-{10 + number:02d}T09:00:00+08:00">{10 + number}/04/2026</time></p>'
    return html(f"<article><h1>{TITLES[number]}</h1>{dated}{said}</article>", f"<title>{TITLES[number]} - Jornal</title>{head}")


def site(pages: dict[str, Response]) -> Callable[[Request], Response]:
    """A site of these pages; robots.txt is not there unless it is among them."""
    return lambda request: pages.get(request.target, Response(404, {"Content-Type": "text/html"}, "<h1>404</h1>"))


def papers(path: str) -> dict[str, Response]:
    return {path.format(500 + number): paper(number) for number in range(len(TITLES))}


def links(path: str) -> str:
    return "".join(f'<li><a href="{path.format(500 + number)}">{title}</a></li>' for number, title in enumerate(TITLES))


@pytest.fixture
def serve(replica: Replica) -> Iterator[Callable[[dict[str, Response]], None]]:
    undo: list[Callable[[], None]] = []
    yield lambda pages: undo.append(replica.override(HOST, "/", site(pages)))
    for each in undo:
        each()


Serve = Callable[[dict[str, Response]], None]


def proposed(result: Proposal | NoProposal) -> Proposal:
    assert isinstance(result, Proposal), result
    return result


def test_a_site_with_a_reader_of_its_own_is_recognised_by_its_host(network: Network) -> None:
    found = proposed(look("https://www.forumchinaplp.org.mo/pt/news", network, "pt"))
    assert found.block == '[sources.forum-macao]\nkind = "forum-macao"\nlanguages = ["pt"]\n'
    assert "this site has its own reader: kind = 'forum-macao'" in found.remarks
    assert {each.lang for each in found.trial.releases} == {"pt"}


def test_a_home_page_leads_to_its_list(serve: Serve, network: Network) -> None:
    home = html(f'<ul><li><a href="/noticias">Notícias</a></li></ul><ul>{links("/noticias/{}")}</ul>')
    serve({"/": home, "/noticias": html(f"<ul>{links('/noticias/{}')}</ul>"), **papers("/noticias/{}")})
    facts = proposed(look(f"https://{HOST}/", network)).trial.candidate.facts
    assert facts["start"] == (f"https://{HOST}/noticias",)


def test_a_release_leads_to_its_list(serve: Serve, network: Network) -> None:
    serve({"/noticias/": html(f"<ul>{links('/noticias/{}')}</ul>"), **papers("/noticias/{}")})
    facts = proposed(look(f"https://{HOST}/noticias/503", network)).trial.candidate.facts
    assert facts["start"] == (f"https://{HOST}/noticias/",)


def test_links_that_come_and_go_are_no_releases(serve: Serve, replica: Replica, network: Network) -> None:
    serve(papers("/noticias/{}"))
    count = iter(range(1000))

    def moving(_: Request) -> Response:
        number = 90_000 + 9 * next(count)
        boxes = "".join(
            f'<li><a href="/oferta/{number + each}">Oferta especial número {number + each} para leitores</a></li>' for each in range(9)
        )
        return html(f"<ul>{boxes}</ul><ul>{links('/noticias/{}')}</ul>")

    undo = replica.override(HOST, re.compile(r"^/lista$"), moving)
    found = proposed(look(f"https://{HOST}/lista", network))
    undo()
    assert found.trial.candidate.facts["release"] == r"^https?://[^/]+/noticias/\d+$"
    assert any("9 links" in remark and "changed" in remark for remark in found.remarks)


def test_old_links_pinned_beside_the_list_are_kept_out(serve: Serve, network: Network) -> None:
    pinned = '<div><a href="/noticias/12">Discurso de abertura do primeiro ano do Fórum</a></div>'
    serve({"/noticias": html(f"{pinned}<ul>{links('/noticias/{}')}</ul>"), **papers("/noticias/{}")})
    found = proposed(look(f"https://{HOST}/noticias", network))
    assert found.trial.listed == len(TITLES)
    assert not any(url.endswith("/12") for url in found.trial.urls)


def test_a_kind_that_cannot_keep_out_what_stands_beside_the_list_gives_way(serve: Serve, network: Network) -> None:
    beside = "".join(f'<p><a href="/zcjd/content/post_{number}.html">{TITLES[number]}</a></p>' for number in (4, 5))
    pages = {f"/zcjd/content/post_{number}.html": paper(number) for number in (4, 5)}
    path = "/xwzx/dtyw/content/post_{}.html"
    column = html(f"<div>{beside}</div><ul>{links(path)}</ul>")
    serve({"/xwzx/dtyw/": column, "/xwzx/dtyw/index.html": column, **pages, **papers(path)})
    found = proposed(look(f"https://{HOST}/xwzx/dtyw/", network))
    assert found.trial.candidate.kind == "listing"
    assert not any("zcjd" in url for url in found.trial.urls)


def test_an_element_that_dates_the_pages_is_named_where_the_reader_finds_no_date(serve: Serve, network: Network) -> None:
    old = paper(0).payload.decode()
    dated = re.compile(r"<p><time.*?</p>")
    pages = {
        url: html(dated.sub(f'<p class="local">Macau, {number + 3} de Abril de 2026</p>', page.payload.decode()))
        for number, (url, page) in enumerate(papers("/noticias/{}").items())
    }
    assert dated.search(old)
    serve({"/noticias": html(f"<ul>{links('/noticias/{}')}</ul>"), **pages})
    found = proposed(look(f"https://{HOST}/noticias", network))
    assert found.trial.candidate.facts["date"] == "p.local"
    assert [each.published.iso for each in found.trial.releases] == [f"2026-04-{number + 3:02d}" for number in range(5)]


def test_links_among_short_links_only_are_a_menu(serve: Serve, network: Network) -> None:
    names = ("grande-baia", "rota-da-seda", "zona-norte", "porto-interior")
    menu = "".join(f'<a href="/n/{name}">{name}</a> ' for name in names)
    slugs = {f"/n/acordo-{number}-de-macau": number for number in range(len(TITLES))}
    items = "".join(f'<li><a href="{url}">{TITLES[number]}</a></li>' for url, number in slugs.items())
    sections = {f"/n/{name}": html(f"<h1>{name}</h1>") for name in names}
    serve({"/n": html(f"<div>{menu}</div><ul>{items}</ul>"), **sections, **{url: paper(number) for url, number in slugs.items()}})
    found = proposed(look(f"https://{HOST}/n", network))
    assert [urlsplit(url).path for url in found.trial.urls] == list(slugs)


def test_the_wanted_language_is_looked_for(serve: Serve, network: Network) -> None:
    english = html(
        "<p>This page is in English and says little of what happens.</p>", '<link rel="alternate" hreflang="pt" href="/pt/noticias/">'
    )
    serve({"/en/": english, "/pt/noticias/": html(f"<ul>{links('/pt/noticias/{}')}</ul>"), **papers("/pt/noticias/{}")})
    found = proposed(look(f"https://{HOST}/en/", network, "pt"))
    assert found.trial.candidate.facts["start"] == (f"https://{HOST}/pt/noticias/",)
    assert found.trial.candidate.facts["lang"] == "pt"


def test_further_pages_of_an_unknown_form_are_described(serve: Serve, network: Network) -> None:
    pages = "".join(f'<a href="/noticias?salto={20 * number - 20}">{number}</a> ' for number in (2, 3, 4))
    serve({"/noticias": html(f"<ul>{links('/noticias/{}')}</ul><p>{pages}</p>"), **papers("/noticias/{}")})
    found = proposed(look(f"https://{HOST}/noticias", network))
    assert found.trial.more
    assert re.search(str(found.trial.candidate.facts["next"]), f"https://{HOST}/noticias?salto=40")


def test_a_site_of_another_country_has_its_time_zone(replica: Replica, network: Network) -> None:
    pages = {"/noticias": html(f"<ul>{links('/noticias/{}')}</ul>"), **papers("/noticias/{}")}
    undo = replica.override("www.jornal.br", "/", site(pages))
    found = proposed(look("https://www.jornal.br/noticias", network))
    undo()
    assert found.trial.candidate.facts["zone"] == "America/Sao_Paulo"


def test_a_feed_or_a_sitemap_may_be_given_itself(serve: Serve, network: Network) -> None:
    items = "".join(
        f"<item><title>{title}</title><link>https://{HOST}/noticias/{500 + number}</link></item>" for number, title in enumerate(TITLES)
    )
    urls = "".join(f"<url><loc>https://{HOST}/noticias/{500 + number}</loc></url>" for number in range(len(TITLES)))
    feed = Response(200, {"Content-Type": "application/rss+xml"}, f'<rss version="2.0"><channel>{items}</channel></rss>')
    serve({"/rss": feed, "/map.xml": Response(200, {"Content-Type": "text/xml"}, f"<urlset>{urls}</urlset>"), **papers("/noticias/{}")})
    assert proposed(look(f"https://{HOST}/rss", network)).trial.candidate.kind == "feed"
    assert proposed(look(f"https://{HOST}/map.xml", network)).trial.candidate.kind == "sitemap"


# ---- where nothing is proposed ---------------------------------------------------------------------------------------


def refused(result: Proposal | NoProposal) -> str:
    assert isinstance(result, NoProposal), result
    return "\n".join(result.words)


def test_what_robots_forbids_is_not_asked(serve: Serve, replica: Replica, network: Network) -> None:
    robots = Response(200, {"Content-Type": "text/plain"}, "User-agent: *\nDisallow: /noticias\n")
    serve({"/robots.txt": robots, "/noticias": html(links("/noticias/{}"))})
    replica.clear_log()
    assert "robots.txt forbids this address" in refused(look(f"https://{HOST}/noticias", network))
    assert [each.path for each in replica.requests] == ["/robots.txt"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/"])
def test_private_addresses_are_refused_by_the_guard(url: str) -> None:
    assert "no public address" in refused(look(url, Network()))


def test_a_host_that_does_not_answer_is_told_as_such() -> None:
    network = Network(hosts={HOST: loopback_target("127.0.0.1:9")}, timeout=2)
    assert "robots.txt could not be read" in refused(look(f"https://{HOST}/", network))


def test_what_is_no_page_is_told_as_such(serve: Serve, network: Network) -> None:
    serve(
        {
            "/a.pdf": Response(200, {"Content-Type": "application/pdf"}, b"%PDF-1.7"),
            "/a.txt": Response(200, {"Content-Type": "text/plain"}, "um"),
        }
    )
    assert "not a page but application/pdf" in refused(look(f"https://{HOST}/a.pdf", network))
    assert "neither a web page nor a feed" in refused(look(f"https://{HOST}/a.txt", network))


def test_a_page_that_scripts_fill_is_told_as_such(serve: Serve, network: Network) -> None:
    serve({"/": html('<div id="app"></div><script src="/app.js"></script>')})
    words = refused(look(f"https://{HOST}/", network))
    assert "where scripts fill it" in words
    assert 'kind = "listing"' in words


def test_a_list_whose_pages_cannot_be_read_names_pattern_and_selector(serve: Serve, network: Network) -> None:
    empty = html("<p>x</p>", "<title>Jornal</title>")
    serve({"/noticias": html(f"<ul>{links('/noticias/{}')}</ul>"), **dict.fromkeys(papers("/noticias/{}"), empty)})
    words = refused(look(f"https://{HOST}/noticias", network))
    assert r"^https?://[^/]+/noticias/\d+$" in words
    assert 'body = "CSS"' in words


def test_no_more_is_asked_than_allowed(serve: Serve, replica: Replica, network: Network) -> None:
    serve({"/noticias": html(f"<ul>{links('/noticias/{}')}</ul>"), **papers("/noticias/{}")})
    replica.clear_log()
    propose(f"https://{HOST}/noticias", Visitor(network, 0.0, most=4))
    assert len(replica.requests) == 4


def test_between_two_requests_is_the_delay(serve: Serve, replica: Replica) -> None:
    serve({"/noticias": html(f"<ul>{links('/noticias/{}')}</ul>"), **papers("/noticias/{}")})
    waits: list[float] = []
    polite = Network(replica=loopback_target(replica.address), polite_replica=True)
    visitor = Visitor(polite, 3.0, monotonic=lambda: 100.0, pause=waits.append)
    propose(f"https://{HOST}/noticias", visitor)
    assert waits == [3.0] * (visitor.requests - 1)


# ---- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def config(tmp_path: Path, replica: Replica) -> Config:
    file = tmp_path / "config.toml"
    file.write_text(CONFIG, encoding="utf-8")
    return load(file, replica=replica.address)


def run(config: Config, url: str = SITES[0].url, **options: object) -> int:
    return add_source_command(config, url, quiet=True, **options)  # type: ignore[arg-type]


def test_nothing_is_written_unless_told(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    before = config.file.read_bytes()
    assert run(config) == 0
    said = capsys.readouterr()
    assert config.file.read_bytes() == before
    assert "nothing is written" in said.err
    # What is printed is the block with comments: TOML as it stands.
    assert list(tomllib.loads(said.out)["sources"]) == ["camara-exemplo"]
    assert len(re.findall(r"^#   (?:\d{4}-|no date)", said.out, re.MULTILINE)) == 5


def test_write_appends_the_block_and_nothing_else(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    before = config.file.read_bytes()
    config.file.chmod(0o640)
    assert run(config, write=True) == 0
    after = config.file.read_bytes()
    assert after.startswith(before + b"\n[sources.camara-exemplo]\n")
    assert config.file.stat().st_mode & 0o777 == 0o640
    assert load(config.file).source("camara-exemplo").kind == "wordpress"
    assert [path.name for path in config.file.parent.iterdir()] == ["config.toml"]


def test_the_same_list_is_not_written_twice(config: Config) -> None:
    assert run(config, write=True) == 0
    written = config.file.read_bytes()
    again = load(config.file, replica=f"http://127.0.0.1:{config.network.replica.port}" if config.network.replica else "")
    with pytest.raises(UsageError, match=r"watches this already: \[sources.camara-exemplo\]"):
        run(again, write=True)
    with pytest.raises(UsageError, match="has a source 'gcs' already"):
        run(again, write=True, name="gcs")
    assert config.file.read_bytes() == written


def test_json_has_all_that_is_printed(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(config, as_json=True, name="camara") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["block"].startswith("[sources.camara]\n")
    assert (told["name"], told["kind"], told["written"], len(told["releases"])) == ("camara", "wordpress", False, 5)
    assert all(each["published"] and each["published_basis"] and each["first_words"] for each in told["releases"])


def test_the_exit_code_says_that_nothing_is_proposed(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(config, "https://no-such-host.test/", as_json=True) == 3
    said = capsys.readouterr()
    assert "421" in said.err
    assert json.loads(said.out)["name"] is None


@pytest.mark.parametrize("url", ["ftp://a.test/", "https://user@a.test/", "https://a.test/a b", "https://"])
def test_what_is_no_address_is_a_mistake_of_the_operator(config: Config, url: str) -> None:
    with pytest.raises(UsageError, match="cannot be asked"):
        run(config, url)


def test_an_unknown_language_is_a_mistake_of_the_operator(config: Config) -> None:
    with pytest.raises(UsageError, match="unknown language 'xx'"):
        run(config, lang="xx")


def test_an_address_without_a_scheme_is_tried_with_both(config: Config, replica: Replica, capsys: pytest.CaptureFixture[str]) -> None:
    pages = site({"/noticias": html(f"<ul>{links('/noticias/{}')}</ul>"), **papers("/noticias/{}")})
    undo = replica.override(HOST, "/", lambda request: Response(raw=b"") if request.scheme == "https" else pages(request))
    assert run(config, f"{HOST}/noticias") == 0
    undo()
    assert f'start = ["http://{HOST}/noticias"]' in capsys.readouterr().out


# ---- writing ---------------------------------------------------------------------------------------------------------


def a_proposal(name: str, text: str) -> Proposal:
    return Proposal(name, text, Trial(Candidate("ein", {}, "")))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b'[sources.x]\nkind = "ein"\n'),
        (b"# no end of line", b'# no end of line\n\n[sources.x]\nkind = "ein"\n'),
        (b"# of Windows\r\n", b'# of Windows\r\n\r\n[sources.x]\r\nkind = "ein"\r\n'),
    ],
)
def test_the_bytes_before_stay(tmp_path: Path, before: bytes, after: bytes) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(before)
    append(file, a_proposal("x", '[sources.x]\nkind = "ein"\n'))
    assert file.read_bytes() == after


@pytest.mark.parametrize(
    "text",
    [
        '[sources.x]\nkind = "nothing"\n',
        '[sources.gcs]\nkind = "ein"\n',
        '[sources.x]\nkind = "ein"\n\n[sources.y]\nkind = "ein"\n',
        '[network]\ntimeout = 1.0\n\n[sources.x]\nkind = "ein"\n[sources.gcs.more]\n',
    ],
)
def test_what_would_not_load_or_change_more_is_not_written(tmp_path: Path, text: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(CONFIG, encoding="utf-8")
    with pytest.raises(ConfigError, match="nothing was written") as raised:
        append(file, a_proposal("x", text))
    assert ".new" not in str(raised.value)
    assert file.read_text(encoding="utf-8") == CONFIG
    assert list(tmp_path.iterdir()) == [file]


# ---- shapes and blocks -----------------------------------------------------------------------------------------------


BASE = "https://www.x.test"


@pytest.mark.parametrize(
    ("paths", "pattern"),
    [
        (["/pt/news/view/12", "/pt/news/view/345", "/pt/news"], r"/(?P<lang>pt)/news/view/\d+$"),
        (["/2025/07/31/a-b-c/", "/2025/07/01/d-e/", "/2024/12/01/x-y/"], r"/\d{4}/\d{2}/\d{2}/[^/?#]+-[^/?#]+/$"),
        (["/art/2025/art_9748270381e54001bc.html", "/art/2021/art_7272110308.html"], r"/art/\d{4}/art_[0-9a-f]+\.html$"),
        (["/jm/202105/t20210511_2201885.htm", "/jm/202311/t942170.html"], r"/jm/\d{6}/t[\d_]+\.html?$"),
        (["/show.asp?id=12&cat=3", "/show.asp?id=14&cat=3", "/show.asp?id=15&cat=4"], r"/show\.asp\?id=\d+&cat=3$"),
        (["/n3/2025/0731/c309813-20347572.html", "/n3/2025/0730/c309814-20347571.html"], r"/n3/\d{4}/\d{4}/c\d+-\d+\.html$"),
        (["/123-a-b", "/124-c-d"], r"/(?P<key>\d+)-[^/?#]+$"),
        (["/article/847812142/a-b", "/article/835686972/c"], r"/article/(?P<key>\d+)/[^/?#]+$"),
        (["/detail/en/N25GeowHrZ", "/detail/en/N24GVoUfxH"], r"/detail/(?P<lang>en)/[0-9A-Za-z]{10}$"),
        (["/news/a-b-c-d", "/news/e-f-g-h", "/news/about"], r"/news/[^/?#-]+(?:-[^/?#-]*){2,}$"),
        (["/en/go/1?back=en", "/en/go/2?back=en"], r"/(?P<lang>en)/go/\d+\?back=en$"),
    ],
)
def test_addresses_of_one_shape_have_one_pattern(paths: list[str], pattern: str) -> None:
    found = shapes.groups([BASE + path for path in paths], f"{BASE}/list.asp?cat=3")
    assert f"^https?://[^/]+{pattern}" in [group.pattern for group in found]


def test_numbers_of_the_section_stay_and_pages_of_the_list_are_no_group() -> None:
    urls = [f"{BASE}/node/12/{number}" for number in (345, 346)] + [f"{BASE}/node/12/index_{number}.html" for number in (2, 3)]
    assert [group.pattern for group in shapes.groups(urls, f"{BASE}/node/12/")] == [r"^https?://[^/]+/node/12/\d+$"]


def test_menus_are_kept_out_of_a_pattern() -> None:
    urls = [f"{BASE}/news/{name}" for name in ("acordo-novo", "visita-oficial", "grande-baia")]
    found = shapes.groups(urls, f"{BASE}/news", weak=lambda url: url.endswith("baia"))[0]
    assert [url for url in urls if re.search(found.pattern, url)] == urls[:2]


PARTS = st.text(st.sampled_from("abzAZ019-_.%é中~'()[]+*\\"), min_size=1, max_size=12)
URLS = st.builds(
    lambda path, query: f"{BASE}/{'/'.join(path)}" + (f"?{'&'.join(f'{name}={value}' for name, value in query)}" if query else ""),
    st.lists(st.one_of(PARTS, st.sampled_from(["en", "pt", "2025", "07", "news", "post_12.html"])), min_size=1, max_size=4),
    st.lists(st.tuples(st.sampled_from(["id", "lang", "a.b"]), st.one_of(PARTS, st.sampled_from(["en", "12"]))), max_size=2),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(URLS, max_size=12), st.integers(0, 3))
def test_a_pattern_compiles_and_is_read_from_toml_as_it_was_meant(urls: list[str], every: int) -> None:
    for group in shapes.groups(urls, f"{BASE}/en/news?id=12", weak=lambda url: bool(every) and len(url) % 4 == every):
        re.compile(group.pattern)
        assert len(group.urls) >= 2
        text = block("x", "listing", {"start": (f"{BASE}/",), "release": group.pattern}, "")
        assert tomllib.loads(text)["sources"]["x"]["release"] == group.pattern


@settings(max_examples=100, deadline=None)
@given(st.lists(st.from_regex(r"/(news|pt/noticias)/(view/)?[0-9]{2,6}", fullmatch=True), min_size=2, max_size=8, unique=True))
def test_a_group_is_described_by_its_pattern(paths: list[str]) -> None:
    for group in shapes.groups([BASE + path for path in paths], BASE):
        assert all(re.search(group.pattern, url) for url in group.urls)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_a_site_is_called_the_block_is_toml(label: str, value: str) -> None:
    label, value = (each.encode("utf-8", "replace").decode() for each in (label, value))
    read = tomllib.loads(block("x", "listing", {"a": value, "b": (value, 7, True)}, label))["sources"]["x"]
    assert (read["a"], read["b"], read.get("label", label)) == (value, [value, 7, True], label)


def test_a_name_is_free_and_a_name() -> None:
    assert name_for("https://www.gov.mo/pt/", None, ()) == "gov-mo"
    assert name_for("http://english.jiangmen.gov.cn/jmxw/", None, ()) == "english-jiangmen"
    assert name_for("https://www.jornal.test/", "pt", {"jornal"}) == "jornal-pt"
    assert name_for("https://www.jornal.test/", "pt", {"jornal", "jornal-pt"}) == "jornal-2"


def page_of(body: str) -> clues.Page:
    return clues.Page(f"{BASE}/x", f"<html><body>{body}</body></html>".encode(), datetime(2026, 4, 16).astimezone())


def test_the_element_that_dates_pages_is_found_and_a_clock_is_none() -> None:
    pages = [
        page_of(f'<div class="clock">16/04/2026 10:0{number}</div><h1>T</h1><p class="where">Macao, {number} April 2026</p><p>Texto.</p>')
        for number in range(1, 6)
    ]
    assert clues.date_selector(pages, "Asia/Macau") == "p.where"
    assert clues.date_selector([page_of('<p class="d">1 April 2026</p>')] * 5, "Asia/Macau") == ""


def test_a_list_of_titles_is_likelier_than_a_menu() -> None:
    menu = "".join(f'<li><a href="/info/{number}">Secção {number}</a></li>' for number in range(20))
    found = clusters(page_of(f"<ul>{menu}</ul><div>{links('/noticias/{}')}</div>"))
    assert found[0].pattern == r"^https?://[^/]+/noticias/\d+$"
