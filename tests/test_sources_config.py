"""The project's own config.toml: every source of the dossier has its entry, loads, and knows its releases by address."""

from __future__ import annotations

import re
import resource
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import ROOT, Home

from crawlers import address
from crawlers.model import Source
from crawlers.spiders import spider_for
from crawlers.spiders.base import Spider
from monitor.config import Config, exceptions, load
from monitor.daemon import schedule_warnings

FILE = ROOT / "config.toml"
TEXT = FILE.read_text(encoding="utf-8")
CONFIG: Config = load(FILE)
SOURCES = CONFIG.sources
SPIDERS = {source.name: spider_for(source) for source in SOURCES}
each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)

# Real addresses (docs/sources.md): source, address, native key.
FORUM = "https://www.forumchinaplp.org.mo"
KNOWN = [
    ("forum-macao", f"{FORUM}/en/news/view/7785", "forum-macao:7785:en"),
    ("forum-macao", f"{FORUM}/pt/news/view/7785", "forum-macao:7785:pt"),
    ("forum-macao", "https://forumchinaplp.org.mo/en/language/change/3?back=en%2Fnews%2Fview%2F1385", "forum-macao:1385:en"),
    ("forum-macao", f"{FORUM}/pt/language/change/4?back=pt%2Fnews%2Fview%2F1376", "forum-macao:1376:pt"),
    ("forum-macao", f"{FORUM}/en/language/change/1?back=en%2Fnews%2Fview%2F1329", "forum-macao:1329:zh-hant"),
    ("forum-macao", f"{FORUM}/zh-hans/language/change/2?back=zh-hans%2Fnews%2Fview%2F1298", "forum-macao:1298:zh-hans"),
    ("forum-macao", f"{FORUM}/language/change/3?back=economic_trade%2Fview%2F3346", "forum-macao:3346:en"),
    ("forum-macao", f"{FORUM}/pt/publication/view/8912", "forum-macao:8912:pt"),
    ("forum-macao", f"{FORUM}/meeting/view/7910", "forum-macao:7910:zh-hant"),
    ("gcs", "https://cdn.gcs.gov.mo/news/detail/pt/N25GeowHrZ", "gcs:N25GeowHrZ:pt"),
    ("gcs", "https://cdn.gcs.gov.mo/detail/en/N24GVoUfxH;jsessionid=7D81D2FE78481.app01", "gcs:N24GVoUfxH:en"),
    ("gcs", "http://cdn.gcs.gov.mo/detail/pt/N24GQVcyxX", "gcs:N24GQVcyxX:pt"),
    ("gcs", "https://www.gcs.gov.mo/detail/zh-hant/N26DP5ur2E?topic=One_Centre,_One_Platform", "gcs:N26DP5ur2E:zh-hant"),
    ("gcs-topics", "https://news.gov.mo/detail/zh-hant/M21LItBoMQ?4", "gcs:M21LItBoMQ:zh-hant"),
    ("gov-mo", "https://www.gov.mo/zh-hant/news/1162936", "gov-mo:1162936:zh-hant"),
    ("gov-mo", "https://www.gov.mo/pt/noticias/777210", "gov-mo:777210:pt"),
    ("gov-mo", "https://gov.mo/en/?p=293151", "gov-mo:293151:en"),
    ("gov-mo", "https://www.gov.mo/pt/?p=766858", "gov-mo:766858:pt"),
    (
        "gov-mo",
        "https://gov.mo/en/news/ce-meets-jiangmen-officials-to-deepen-industrial-cooperation",
        "gov-mo:ce-meets-jiangmen-officials-to-deepen-industrial-cooperation:en",
    ),
    (
        "ipim",
        "https://www.ipim.gov.mo/zh-hant/publication/ipim-news/regional-co-operation/?id=1556954643&ajaxCalendar=1&mo=3&yr=2024",
        "ipim:publication/ipim-news/regional-co-operation/?id=1556954643:zh-hant",
    ),
    ("acm", "https://ww2.acm.org.mo/index.php/acm-info/press-release/view/3381", "ww2.acm.org.mo:3381"),
    ("macaucee", "https://macaucee.com.mo/content.asp?id=101907", "macaucee.com.mo:101907"),
    ("jiangmen", "http://english.jiangmen.gov.cn/jmxw/202105/t20210511_2201885.htm", "jiangmen-en:2201885"),
    ("jiangmen", "http://english.jiangmen.gov.cn/jmxw/202311/t942170.html", "jiangmen-en:942170"),
    ("jiangmen-zh", "http://www.jiangmen.gov.cn/bmpd/jmsswj/gzdt/content/post_867211.html", "jiangmen.gov.cn:867211"),
    ("hengqin", "https://www.hengqin.gov.cn/macao_zh_hans/zwgk/tzgg/gg/content/post_3871318.html", "hengqin.gov.cn:3871318"),
    ("hengqin", "https://www.hengqin.gov.cn/macao_zh_hans/hzqgl/dtyw/dtxx/content/mpost_3900774.html", "hengqin.gov.cn:3900774"),
    ("cnbayarea", "https://cnbayarea.org.cn/news/special/platform/content/post_1285931.html", "cnbayarea.org.cn:1285931"),
    ("guangdong-commerce", "https://com.gd.gov.cn/zcqggfwpt/tzjy/content/post_4669445.html", "com.gd.gov.cn:4669445"),
    ("zhuhai", "https://www.zhuhai.gov.cn/sjb/xw/yw/content/post_3838670.html", "zhuhai.gov.cn:3838670"),
    ("newsgd", "https://www.newsgd.com/node_324188ca7e/2238280baa.shtml", "newsgd.com:2238280baa"),
    (
        "mofcom",
        "https://www.mofcom.gov.cn/syxwfb/art/2025/art_9748270381e54001bc291213ec6ee778.html",
        "mofcom.gov.cn:9748270381e54001bc291213ec6ee778",
    ),
    ("mofcom", "https://www.mofcom.gov.cn/syxwfb/art/2021/art_7272110308.html", "mofcom.gov.cn:7272110308"),
    ("ccoic", "https://www.ccoic.cn/cms/content/28541", "ccoic.cn:28541"),
    ("people-pt", "http://portuguese.people.com.cn/n3/2025/0731/c309813-20347572.html", "portuguese.people.com.cn:20347572"),
    ("people-en", "http://en.people.cn/n3/2023/1105/c90000-20093095.html", "en.people.cn:20093095"),
    (
        "cri-pt",
        "https://portuguese.cri.cn/2024/04/23/ARTIdp0Suw11gXCTo9szEJBR240423.shtml",
        "portuguese.cri.cn:ARTIdp0Suw11gXCTo9szEJBR240423",
    ),
    (
        "ein",
        "https://www.einpresswire.com/article/847812142/macao-and-guangdong-deepen-co-operation-to-promote-synergistic-development",
        "ein:847812142",
    ),
    ("ein", "https://einpresswire.com/article/835686972", "ein:835686972"),
    ("macauhub", "https://macauhub.com.mo/2021/05/10/20210510001/", "macauhub.com.mo:/2021/05/10/20210510001"),
    ("macauhub", "https://macauhub.com.mo/pt/2021/07/07/20210707003/", "macauhub.com.mo:/pt/2021/07/07/20210707003:pt"),
    (
        "macaudailytimes",
        "https://macaudailytimes.com.mo/printing-bureau-apologizes-for-publication-mistake.html?utm_source=rss&utm_medium=rss",
        "macaudailytimes.com.mo:/printing-bureau-apologizes-for-publication-mistake.html",
    ),
    (
        "clbrief",
        "https://clbrief.com/chinese-embassy-in-portugal-strengthens-ties-with-lusophone-and-macao-business-leaders/",
        "clbrief.com:/chinese-embassy-in-portugal-strengthens-ties-with-lusophone-and-macao-business-leaders",
    ),
    (
        "hojemacau",
        "https://hojemacau.com.mo/2022/02/20/forum-macau-secretario-geral-reune-com-wong-sio-chak/",
        "hojemacau.com.mo:/2022/02/20/forum-macau-secretario-geral-reune-com-wong-sio-chak",
    ),
    ("macaodaily", "http://www.macaodaily.com/html/2025-03/29/content_1822014.htm", "macaodaily.com:2025-03/29/content_1822014"),
    ("exmoo", "https://www.exmoo.com/article/196012.html", "exmoo.com:196012"),
    ("vakiodaily", "https://www.vakiodaily.com/news/view/id/636160", "vakiodaily.com:636160"),
    ("chengpou", "https://www.chengpou.com.mo/dailynews/228247.html", "chengpou.com.mo:228247"),
    ("cyberctm", "https://www.cyberctm.com/zh_TW/news/detail/2951872", "cyberctm.com:2951872:zh_TW"),
    ("timor-leste", "https://timor-leste.gov.tl/?lang=pt&p=21450&print=1", "timor-leste.gov.tl:21450"),
]
# Addresses that are none, each with the source that might take it for one.
NONE = [
    ("forum-macao", f"{FORUM}/en/news?p=8"),
    ("gov-mo", "https://www.gov.mo/pt/2011/01/page/13/?display_mode=list&post_type=news_post"),
    ("gov-mo", "https://www.gov.mo/pt/noticias/page/6040/"),
    ("mofcom", "https://www.gov.cn/yaowen/liebiao/202509/content_7040000.htm"),
    ("mofcom", "https://www.mofcom.gov.cn/syxwfb/index.html"),
    ("jiangmen-zh", "http://www.jiangmen.gov.cn/bmpd/jmsswj/gzdt/index_2.html"),
    ("hojemacau", "https://hojemacau.com.mo/autor/hoje-macau/page/122/?ip_shortcode1_page=2953"),
    ("plataformamedia", "https://plataformamedia.com/zh-hant/seccao/%E6%BE%B3%E9%96%80/page/2/"),
    ("macaonews", "https://macaonews.org/news/lusofonia/page/55"),
    ("ipim", "https://www.ipim.gov.mo/zh-hant/market-information/"),
]


def ways(spider: Spider) -> list[str]:
    """Every address that a walk may begin with."""
    return [*spider.starts(), *(url for group in spider.ways() for url in group)]


def block(name: str) -> list[str]:
    """The lines of a source's table, its comments included, to the blank line behind it."""
    lines = TEXT.splitlines()
    start = lines.index(f"[sources.{name}]")
    end = next((number for number, line in enumerate(lines[start:], start) if not line.strip()), len(lines))
    return lines[start:end]


# ---- the entries -----------------------------------------------------------------------------------------------------


@each_source
def test_a_source_begins_at_absolute_addresses_on_its_own_hosts(source: Source) -> None:
    spider = SPIDERS[source.name]
    assert spider.starts()
    for url in ways(spider):
        assert urlsplit(url).scheme in ("http", "https"), url
        assert url.isascii(), url
        assert address.host_of(url) in spider.hosts(), url


@each_source
def test_a_source_costs_at_most_ten_lines_and_a_disabled_one_says_why(source: Source) -> None:
    lines = block(source.name)
    assert len(lines) <= 10
    assert source.title != source.name, "a label"
    if not source.enabled:
        assert any(line.startswith("# ") for line in lines), "the reason as a comment"


@each_source
def test_a_source_states_its_safe_interval_and_its_schedule_keeps_to_it(source: Source) -> None:
    assert CONFIG.polling[source.name].every is not None


def test_no_schedule_is_too_slow_or_too_fast_even_where_all_are_enabled(tmp_path: Path) -> None:
    assert CONFIG.warnings == ()
    assert schedule_warnings(CONFIG) == []
    file = tmp_path / "config.toml"
    file.write_text(TEXT.replace("enabled = false", "enabled = true"), encoding="utf-8")
    everything = load(file)
    assert len(everything.schedules) == len(SOURCES)
    assert schedule_warnings(everything) == []


def test_sources_with_known_facts_are_enabled_and_guesses_are_not() -> None:
    enabled = {source.name for source in SOURCES if source.enabled}
    assert enabled >= {"forum-macao", "gcs", "gov-mo", "jiangmen", "jiangmen-zh", "hengqin", "cnbayarea", "guangdong-commerce", "mofcom"}
    assert not enabled & {"gsef", "dsedt", "ipim", "ein", "fdct", "macauhub", "mofcom-old", "zhuhai"}


# ---- what they cover -------------------------------------------------------------------------------------------------


def test_every_site_of_the_dossier_has_its_place(reference: Callable[[str], Path]) -> None:
    """The hosts of its tables of media and its list of further sources (Lusa has none of its own)."""
    dossier = reference("docs/SOURCES.md").read_text(encoding="utf-8")
    media = dossier.partition("### 9.3")[2].partition("\n## 10")[0]
    named = {row.split("|")[1].split()[0].partition("(")[0] for row in media.splitlines() if row.startswith("| ")} - {"Site", "Lusa"}
    further = dossier.partition("\n## 13")[2].partition("\n## 14")[0]
    named |= set(re.findall(r"\b(?:[a-z0-9-]+\.){1,3}(?:mo|cn|pt|com|br|uk|tl)\b", further)) - {"co.uk"}
    named |= {"einpresswire.com", "ipim.gov.mo", "dsedt.gov.mo", "mofcom.gov.cn", "cnbayarea.org.cn", "forumchinaplp.org.mo"}
    assert len(named) > 40
    hosts = {host for spider in SPIDERS.values() for host in spider.hosts()}
    missing = {name for name in named if not any(name in host for host in hosts) and name not in TEXT}
    assert missing == set()
    assert "Lusa" in TEXT


@pytest.mark.parametrize(("name", "url", "native"), KNOWN, ids=lambda value: value if isinstance(value, str) and "/" not in value else "")
def test_a_real_address_is_its_sources_and_no_others(name: str, url: str, native: str) -> None:
    found = SPIDERS[name].locate(url)
    assert found is not None
    assert found.native == native
    again = SPIDERS[name].locate(found.url)
    assert again is not None
    assert again.native == native
    assert {spot.native for spider in SPIDERS.values() if (spot := spider.locate(url))} == {native}


@pytest.mark.parametrize(("name", "url"), NONE)
def test_a_list_and_a_link_elsewhere_are_no_releases(name: str, url: str) -> None:
    assert SPIDERS[name].locate(url) is None


@each_source
def test_a_listing_is_no_release(source: Source) -> None:
    spider = SPIDERS[source.name]
    assert [url for url in ways(spider) if spider.locate(url)] == []


# ---- what the operator sees --------------------------------------------------------------------------------------------


def own(home: Home) -> Home:
    home.config.write_text(TEXT, encoding="utf-8")
    return home


def test_exceptions_are_the_plain_http_of_some_hosts_and_nothing_else() -> None:
    told = {source.name: exceptions(source) for source in SOURCES}
    assert told["jiangmen"] == told["jiangmen-zh"] == ("plain http",)
    assert told["gcs"] == ()
    for name, found in told.items():
        assert ("plain http" in found) == any(url.startswith("http:") for url in ways(SPIDERS[name]))
    assert CONFIG.network.legacy_tls == frozenset()


def test_ponte_sources_is_quick_and_readable(home: Home) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = own(home).ponte("sources")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.code == 0, done.err
    # CPU, because the clock also counts what else the machine does.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1.0
    head, _, *rows = done.out.splitlines()
    assert head.split("  ")[0] == "source"
    assert "every" in head
    assert "exceptions" in head
    assert len(rows) == len(SOURCES)
    assert max(map(len, rows)) <= 140
    line = next(row for row in rows if row.startswith("jiangmen "))
    assert "12h" in line
    assert line.endswith("plain http")


def test_ponte_sources_as_json(home: Home) -> None:
    rows = {row["source"]: row for row in own(home).ponte("--json", "sources").json()}
    assert rows["gcs"]["every"] == "2h"
    assert rows["gcs"]["window"] == "34h"
    assert rows["jiangmen"]["exceptions"] == ["plain http"]
    assert rows["ein"]["enabled"] is False


def test_check_config_is_silent_on_the_own_config(home: Home) -> None:
    done = own(home).ponte("check", "--config")
    assert (done.code, done.err) == (0, "")
    assert f"{len(SOURCES)} sources" in done.out


def test_check_config_warns_of_a_schedule_that_is_too_slow(home: Home) -> None:
    slow = TEXT.replace('every = "2h"\nwindow = "34h"\n', 'every = "2h"\nwindow = "34h"\ncron = "17 3 * * mon,wed"\n')
    assert slow != TEXT
    home.config.write_text(slow, encoding="utf-8")
    done = home.ponte("check", "--config")
    assert done.code == 0
    assert "warning: " in done.err
    assert all(word in done.err for word in ("sources.gcs", "5d", "34h"))
    assert "1 warning" in done.out
