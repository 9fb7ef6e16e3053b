"""What a page shows of how its site is built, and which of its links look like releases. Pure: reads answers, asks nothing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from crawlers import address, dates, language
from crawlers.model import Address, Precision
from crawlers.outline import Anchor, Outline, is_menu, outline
from crawlers.page import Page
from crawlers.structure import Item, alternates, base_of, head_links, items, meta, next_page
from monitor import shapes

FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
# Blocks around a page's own matter; head and foot only where they are not those of a part of it.
_ASIDE = frozenset({"nav", "aside", "menu"})
_EDGES = frozenset({"header", "footer"})
_MATTER = frozenset({"article", "main", "section", "li", "td"})
# UTF-8 bytes of a link's text from which it may be a title: eight Chinese characters, four English words.
TITLE_BYTES = 24

_FEED_ADDRESS = re.compile(
    r"(?:/feed/?|/rss/?|/atom/?|\.rss|\.atom|(?:rss|feed|atom)[\w-]{0,12}\.(?:xml|php|aspx?|json))(?:$|\?)", re.IGNORECASE
)
_COMMENTS = re.compile(r"comment|coment|評論|评论", re.IGNORECASE)
_TRS = re.compile(r"/(?:\d{6}/)?t(?:\d{8}_)?\d{3,12}\.s?html?$")
_POST = re.compile(r"/content/(?:[^?#]*/)?m?post_\d{1,15}\.s?html?$")
_POSTMETA = re.compile(r"/postmeta/i/(\d{1,12})\.json")
_COLUMN_ID = re.compile(r"\b(?:NFCMS_)?(?:column|channel|category|cat)_?id[\"']?\s*[:=]\s*[\"']?(\d{2,12})", re.IGNORECASE)
_REFRESH = re.compile(r"\d+\s*[;,]\s*url\s*=\s*[\"']?([^\"'>\s]+)", re.IGNORECASE)
_SCRIPT_MOVE = re.compile(r"(?:window\.|self\.|top\.)?location(?:\.href)?\s*=\s*[\"']([^\"']{1,300})[\"']")
_CATEGORY = re.compile(r"/wp/v2/categories/(\d{1,9})(?:$|\?)")
_CATEGORY_CLASS = re.compile(r"(?:^|\s)category-(\d{1,9})(?:\s|$)")

_NEWS_LABEL = re.compile(
    r"\W*(?:(?:all |latest |our |press )?(?:news|press releases?|releases|press room|newsroom|announcements|media releases?|bulletins?)"
    r"(?: (?:and|&) \w+| releases?| cent(?:re|er)| room)?"
    r"|(?:todas as |últimas )?(?:not[ií]cias|comunicados(?: de imprensa)?|notas de imprensa|sala de imprensa|imprensa|ac?tualidade)"
    r"|(?:最新|本局|新聞|新闻|政務|政务|工作|合作)?(?:新聞|新闻|消息|動態|动态|資訊|资讯|要聞|要闻|新聞稿|新闻稿|公告|發佈|发布)(?:中心|列表|稿|發佈|发布)?)\W*",
    re.IGNORECASE,
)
_MORE_LABEL = re.compile(
    r"\W*(?:(?:view |see |read )?(?:all|more)(?: (?:news|releases|articles|stories))?|(?:ver |ler )?(?:todas|mais)(?: as)?(?: not[ií]cias)?"
    r"|(?:查看|閱讀|阅读|瀏覽|浏览)?(?:更多|全部)(?:新聞|新闻|消息)?)\W*",
    re.IGNORECASE,
)
GOOD_WORDS = re.compile(
    r"(?:^|[/_.?=&-])(?:news|notic\w*|press|releases?|imprensa|comunicad\w*|article|artigo|detail|view|post|story|nota|art|xw\w*|xinwen|dtxx|"
    r"gzdt|yw|content|detalhe|bulletin|announcements?)(?:$|[/_.?=&-])",
    re.IGNORECASE,
)
BAD_WORDS = re.compile(
    r"(?:^|[/_.?=&-])(?:tags?|temas?|topics?|categor\w*|authors?|autor\w*|events?|eventos?|agenda|calend\w*|jobs?|vagas?|careers?|recrut\w*|"
    r"recruit\w*|tenders?|concursos?|licita\w*|login|search|pesquisa|gallery|galeri\w*|photos?|fotos?|videos?|podcasts?|downloads?|docs?|"
    r"documents?|documentos?|about|sobre|contact\w*|faqs?|archives?|arquivos?|ads?|banners?|sponsor\w*|patrocin\w*|promo\w*|partners?|"
    r"parceiros?|products?|servic\w*|weather|links?|go|out|redirect|share|print|comments?|users?|members?|people|staff|zt|ztzl)(?:$|[/_.?=&-])",
    re.IGNORECASE,
)
NEXT_LABEL = re.compile(
    r"\W*(?:next(?: page)?|older(?: \w{4,12})?|earlier(?: \w{4,12})?|pr[oó]xim[ao](?: p[aá]gina)?|(?:p[aá]gina )?seguinte|"
    r"(?:not[ií]cias )?anteriores|mais antig[ao]s|[下后後]一?[頁页])\W*|[›»>→]{1,2}",
    re.IGNORECASE,
)
_IN_DATE = re.compile(r"(?:19|20)\d{2}[-/]\d{1,2}(?:[-/]\d{1,2})?$|(?:19|20)\d{6}$")
_LANGUAGE_NAMES = {
    "pt": re.compile(r"\W*(?:português|portugues|pt|por|葡文|葡語|葡语)\W*", re.IGNORECASE),
    "en": re.compile(r"\W*(?:english|en|eng|英文|英語|英语)\W*", re.IGNORECASE),
    "zh-Hant": re.compile(r"\W*(?:繁體?中?文?|繁体中?文?|繁|中文|tc)\W*", re.IGNORECASE),
    "zh-Hans": re.compile(r"\W*(?:简体?中?文?|簡體中?文?|简|簡|中文|sc)\W*", re.IGNORECASE),
}
_ZONES = {
    "pt": "Europe/Lisbon",
    "br": "America/Sao_Paulo",
    "ao": "Africa/Luanda",
    "mz": "Africa/Maputo",
    "cv": "Atlantic/Cape_Verde",
    "gw": "Africa/Bissau",
    "st": "Africa/Sao_Tome",
    "tl": "Asia/Dili",
    "gq": "Africa/Malabo",
}


@dataclass(frozen=True, slots=True)
class Clues:
    """What one page shows. Addresses are absolute.

    `feeds`: advertised first, then linked. `wordpress`: the blog's base address, `categories` the ids of the list that the page is.
    `guangdong`: whether meta tags or links are that system's, `columns` ids named in scripts; `trs`: how many links have its form.
    `news`: links that lead to a list of news; `versions`: the page in other languages, by BCP 47 tag; `moved`: where a page without
    text of its own sends its reader, or the frame that holds its text. `site_name`: what the site calls itself.
    """

    feeds: tuple[str, ...] = ()
    wordpress: str = ""
    interface: bool = False
    categories: tuple[int, ...] = ()
    guangdong: bool = False
    columns: tuple[int, ...] = ()
    trs: int = 0
    news: tuple[str, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    moved: str = ""
    site_name: str = ""


def look(page: Page) -> Clues:
    """The clues of an HTML page."""
    read = outline(page.root)
    base = base_of(page.root, page.url)
    resolved = [(target, link) for link in read.anchors if (target := address.resolve(base, link.href))]
    tags = meta(page.root)
    wordpress, interface = _wordpress(page, base)
    targets = {target for target, _ in resolved}
    names = {"articletitle", "pubdate", "sitename", "columnname", "siteidcode", "columntype"} & tags.keys()
    posts = sum(_POST.search(urlsplit(target).path) is not None for target in targets)
    return Clues(
        feeds=_feeds(page, base, resolved),
        wordpress=wordpress,
        interface=interface,
        categories=_categories(page) if wordpress else (),
        guangdong=posts >= 2 or (posts > 0 and len(names) >= 2) or (len(names) >= 2 and _POSTMETA.search(page.text) is not None),
        columns=_columns(page.text),
        trs=sum(_TRS.search(urlsplit(target).path) is not None for target in targets),
        news=_news(page.url, resolved),
        versions=_versions(page, base, resolved),
        moved=_moved(page, base, read),
        site_name=(tags.get("og:site_name") or tags.get("sitename") or _title(page)).strip()[:80],
    )


def zone_of(host: str) -> str:
    """The time zone of a host by its country; "" where Macao's, the default, is as good a guess as any."""
    return _ZONES.get(host.partition(":")[0].rpartition(".")[2], "")


def _title(page: Page) -> str:
    element = next(page.root.iter("title"), None)
    said = " ".join((element.text or "").split()) if element is not None else ""
    # The last part of "News - Customs Service" names the site, unless it is the list that is named last.
    parts = [part.strip() for part in re.split(r" [|·•–—»-]+ |[|｜_]", said) if part.strip()]
    return next((part for part in reversed(parts) if not _NEWS_LABEL.fullmatch(part)), said)


def _feeds(page: Page, base: str, resolved: Iterable[tuple[str, Anchor]]) -> tuple[str, ...]:
    told = [
        target
        for rel, href, element in head_links(page.root)
        if rel == "alternate" and _is_feed_type(element.get("type") or "") and (target := address.resolve(base, href))
        if not _COMMENTS.search(unquote(urlsplit(target).path) + (element.get("title") or ""))
    ]
    linked = [
        target
        for target, link in resolved
        if (_FEED_ADDRESS.search(target) or re.fullmatch(r"\W*(?:RSS|Atom)(?: ?feed)?\W*", link.text, re.IGNORECASE))
        and address.same_site(target, page.url)
        and not _COMMENTS.search(target)
    ]
    return tuple(dict.fromkeys([*told, *linked]))


def _is_feed_type(value: str) -> bool:
    kind = value.partition(";")[0].strip().lower()
    return kind in FEED_TYPES


def _wordpress(page: Page, base: str) -> tuple[str, bool]:
    """The address of the blog that a page belongs to, and whether it names its interface; "" for no WordPress."""
    links = [(rel, href) for rel, href, _ in head_links(page.root)]
    told = next((href for rel, href in links if rel == "https://api.w.org/"), "")
    header = re.search(r"<([^>]+)>;\s*rel=\"https://api\.w\.org/\"", page.headers.get("link", ""))
    api = told or (header[1] if header else "")
    if api and (target := address.resolve(base, api)):
        return target.partition("?")[0].partition("/wp-json")[0].removesuffix("/index.php").rstrip("/"), "/wp-json" in target
    generator = meta(page.root).get("generator", "").lower().startswith("wordpress")
    assets = re.search(r"[\"'(]([^\"'()\s]{0,200}?)/wp-(?:content|includes)/", page.text)
    if not generator and not assets:
        return "", False
    near = address.resolve(base, f"{assets[1]}/") if assets else None
    origin = urljoin(page.url, "/").rstrip("/")
    return (near.rstrip("/") if near and address.same_site(near, page.url) else origin), False


def _categories(page: Page) -> tuple[int, ...]:
    for rel, href, _ in head_links(page.root):
        if rel == "alternate" and (found := _CATEGORY.search(href)):
            return (int(found[1]),)
    body = next(page.root.iter("body"), None)
    found = _CATEGORY_CLASS.search(body.get("class", "")) if body is not None else None
    return (int(found[1]),) if found else ()


def _columns(text: str) -> tuple[int, ...]:
    """Ids of columns that scripts name: those of their index first, then such as are only called so."""
    named = [int(found) for found in _POSTMETA.findall(text)] or [int(found) for found in _COLUMN_ID.findall(text)]
    return tuple(dict.fromkeys(named))[:3]


def _news(here: str, resolved: Iterable[tuple[str, Anchor]]) -> tuple[str, ...]:
    """Links of the page's own site that are called news, then such as lead to more of it."""
    own = [(target, link) for target, link in resolved if address.same_site(target, here) and target != here]
    news = [target for target, link in own if len(link.text) <= 40 and _NEWS_LABEL.fullmatch(link.text)]
    more = [target for target, link in own if len(link.text) <= 40 and _MORE_LABEL.fullmatch(link.text)]
    return tuple(dict.fromkeys([*news, *more]))


def _versions(page: Page, base: str, resolved: Iterable[tuple[str, Anchor]]) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for label, href in alternates(page.root).items():
        tag, target = language.tag(label), address.resolve(base, href)
        if tag and target:
            found.setdefault(tag, target)
    for target, link in resolved:
        for tag, names in _LANGUAGE_NAMES.items():
            if len(link.text) <= 16 and names.fullmatch(link.text) and address.same_site(target, page.url):
                found.setdefault(tag, target)
    return tuple(found.items())


def _moved(page: Page, base: str, read: Outline) -> str:
    """Where a page next to empty leads: by refresh, by script, by the frame that fills it."""
    if read.size >= 400:
        return ""
    for element in page.root.iter("meta"):
        if (element.get("http-equiv") or "").lower() == "refresh" and (found := _REFRESH.search(element.get("content") or "")):
            return address.resolve(base, found[1]) or ""
    frame = next((element.get("src") for element in page.root.iter("iframe", "frame") if element.get("src")), None)
    script = _SCRIPT_MOVE.search(page.text) if len(page.text) < 4000 else None
    target = address.resolve(base, frame or (script[1] if script else ""))
    return target if target and target != page.url and address.same_site(target, page.url) else ""


# ---- groups of links ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cluster:
    """Links of one page that share an address pattern, and how much they look like a list of releases.

    `titled`, `dated`, `aside`, `steady` are shares of the links: those whose text may be a title, those with a date beside them, those in
    menus and margins, those that were there at both fetches. `loose`: a part of the pattern may be anything. `start` is the page's address.
    """

    start: str
    pattern: str
    urls: tuple[str, ...]
    titled: float
    dated: float
    aside: float
    steady: float
    score: float
    loose: bool = False


def clusters(page: Page, again: Page | None = None, lang: str | None = None) -> list[Cluster]:
    """The groups of links of a page, the likeliest list of releases first. `again` is the same page fetched a second time.

    Links of menus make no group, nor do those that came and went between the fetches, nor pinned ones, as far as others are left.
    """
    look_at = _Links(page, again, lang)
    found = look_at.clusters(look_at.menu)
    moving = {url for url in look_at.links if url not in look_at.second}
    pinned = set().union(*(look_at.pinned(each) for each in found[:2] if not each.loose))
    return (look_at.clusters(look_at.menu | moving | pinned) if moving or pinned else found) or found


class _Links:
    """The links of one page. `menu`: those of its menus; `second`: the addresses that it links to when fetched again."""

    def __init__(self, page: Page, again: Page | None, lang: str | None) -> None:
        self.here = page.url
        self.read = outline(page.root)
        self.base = base_of(page.root, page.url)
        self.lang = lang
        self.links: dict[str, list[Anchor]] = {}
        for link in self.read.anchors:
            target = address.resolve(self.base, link.href)
            if target and address.canonical(target) != address.canonical(page.url):
                self.links.setdefault(target, []).append(link)
        menus = _menus(self.read)
        spoken = {each.found for each in items(self.read, self.base, _any) if _is_titled(each)}
        self.menu = {
            url
            for url, anchors in self.links.items()
            if all(_is_aside(self.read, each) for each in anchors) or (url not in spoken and any(each.line in menus for each in anchors))
        }
        self.second = addresses(again) if again is not None else set(self.links)

    def clusters(self, weak: Collection[str]) -> list[Cluster]:
        found = [
            _measured(self, group)
            for group in shapes.groups(self.links, self.here, weak=weak.__contains__)
            if _is_own(group.urls, self.here)
        ]
        return sorted(found, key=lambda each: -each.score)

    def pinned(self, cluster: Cluster) -> set[str]:
        """Links of a cluster outside of the block that holds most of it, and older than nearly all of that by date or number."""
        held = self.main_block([self.links[url][0] for url in cluster.urls])
        inside = [url for url in cluster.urls if any(self._is_in(link, held) for link in self.links[url])]
        numbers = sorted(map(shapes.order, inside))
        if not numbers or not numbers[0]:
            return set()
        oldest = numbers[len(numbers) // 5]
        outside = [url for url in cluster.urls if url not in inside]
        old = {url for url in outside if len(shapes.order(url)) == len(oldest) and shapes.order(url) < oldest}
        # More of them are rather another section of news.
        return old if len(old) * 2 <= len(inside) else set()

    def main_block(self, anchors: Sequence[Anchor]) -> int:
        """The smallest block that holds three in five of these links."""
        counts: dict[int, int] = {}
        for link in anchors:
            if link.line < len(self.read.lines):
                for block in self.read.climb(self.read.lines[link.line].block):
                    counts[block] = counts.get(block, 0) + 1
        return max((block for block, count in counts.items() if count * 5 >= len(anchors) * 3), default=0)

    def _is_in(self, link: Anchor, block: int) -> bool:
        return self.read.firsts[block] <= link.line < self.read.ends[block]

    def missed(self, urls: Collection[str]) -> int:
        """How many links with the text of a title stand in the midst of a cluster and are none of it."""
        held = self.main_block([self.links[url][0] for url in urls if url in self.links])
        own = address.host_of(self.here)
        return sum(
            url not in urls
            and url not in self.menu
            and address.host_of(url) == own
            and shapes.parse(url) is not None
            and any(_may_be_title(link) and self._is_in(link, held) for link in anchors)
            for url, anchors in self.links.items()
        )


def addresses(page: Page) -> set[str]:
    """Every address that a page links to."""
    base = base_of(page.root, page.url)
    return {target for link in outline(page.root).anchors if (target := address.resolve(base, link.href))}


def related_hosts(one: str, other: str) -> bool:
    """Whether two hosts belong together: the same but for www, or below one registered name (news.x.gov.mo, www.x.gov.mo)."""
    one, other = (address.strip_www(host.partition(":")[0]) for host in (one, other))
    return one == other or _registered(one) == _registered(other)


def _registered(host: str) -> str:
    parts = host.split(".")
    suffix = 2 if len(parts) > 2 and len(parts[-1]) == 2 and (len(parts[-2]) <= 3 or parts[-2] == "gov") else 1
    return ".".join(parts[-suffix - 1 :])


def _is_own(urls: Iterable[str], here: str) -> bool:
    return all(related_hosts(address.host_of(url), address.host_of(here)) for url in urls)


def _may_be_title(link: Anchor) -> bool:
    return max(len(link.text.encode()), len(link.title.encode())) >= TITLE_BYTES


def _is_aside(read: Outline, link: Anchor) -> bool:
    if link.line >= len(read.lines):
        return False
    at_edge = False
    for block in read.climb(read.lines[link.line].block):
        tag = read.tags[block]
        if tag in _ASIDE:
            return True
        if at_edge and tag in _MATTER:
            return False
        at_edge = at_edge or tag in _EDGES
    return at_edge


def _menus(read: Outline) -> set[int]:
    """The lines whose links stand among short links only."""
    lines = [link.line for link in read.anchors]
    found: set[int] = set()
    for link in read.anchors:
        if link.line >= len(read.lines) or link.line in found:
            continue
        for block in read.climb(read.lines[link.line].block):
            near = read.anchors[bisect_left(lines, read.firsts[block]) : bisect_left(lines, read.ends[block])]
            if len(near) >= 4:
                if not any(map(_may_be_title, near)):
                    found.update(each.line for each in near)
                break
    return found


def _measured(links: _Links, group: shapes.Group) -> Cluster:
    compiled, here, lang = re.compile(group.pattern), links.here, links.lang

    def locate(url: str) -> Address | None:
        return Address("", url, None, url) if compiled.search(url) and _is_own((url,), here) else None

    found = items(links.read, links.base, locate)
    count = len(found) or 1
    titled = sum(map(_is_titled, found)) / count
    dated = sum(each.published().precision is not Precision.NONE or _is_dated(each) for each in found) / count
    aside = sum(all(_is_aside(links.read, link) for link in each.anchors) for each in found) / count
    steady = sum(each.found in links.second for each in found) / count
    right = sum(language.detect(each.title or "", lang)[:2] == lang[:2] for each in found) / count if lang else 1.0
    urls = tuple(each.found for each in found)
    missed = links.missed(urls)
    measured = Cluster(here, group.pattern, urls, titled, dated, aside, steady, 0.0, group.loose)
    return replace(measured, score=_score(measured, group, here) - 3 * (1 - right) - 2 * missed / (missed + count))


def _any(url: str) -> Address:
    """Every address, as that of an item."""
    return Address("", url, None, url)


def _is_titled(item: Item) -> bool:
    """Whether an item has a title: in a link of it, or, where a picture or "read on" is the link, in a line of its own."""
    return any(map(_may_be_title, item.anchors)) or any(line.size >= TITLE_BYTES and not is_menu(line) for line in item.lines)


def _is_dated(item: Item) -> bool:
    """A date in the address, or behind a label."""
    if dates.from_path(item.found):
        return True
    return any(len(line.text) <= 40 and dates.labelled(line.text) for line in item.lines)


def _score(each: Cluster, group: shapes.Group, here: str) -> float:
    """How much a group looks like a list of releases; from about 4 on it may be one."""
    under = _folder(here) != "/" and all(urlsplit(url).path.startswith(_folder(here)) for url in each.urls)
    words = f"/{'/'.join(group.words)}/"
    return (
        2 * min(len(each.urls), 10) / 10
        + 2 * each.dated
        + 1.5 * each.titled
        + (1 - each.aside)
        + (1 if under else 0)
        + (0.7 if GOOD_WORDS.search(words) else 0)
        - (1.5 if BAD_WORDS.search(words) else 0)
        - (0.4 if group.loose else 0.1 if group.merged else 0)
        - 3 * (1 - each.steady)
        - (2 if len(each.urls) < 3 else 0)
    )


def _folder(url: str) -> str:
    """The folder of an address; that of a page without an extension is the page itself."""
    path = urlsplit(url).path or "/"
    name = path.rpartition("/")[2]
    return path if path.endswith("/") else path.rpartition("/")[0] + "/" if "." in name else f"{path}/"


def is_home(url: str) -> bool:
    """Whether an address is that of a site, or of a language of it, rather than of one of its lists."""
    parts = urlsplit(url)
    segments = [
        segment for segment in parts.path.split("/") if segment and not re.match(r"(?:index|default|home|main)\b", segment, re.IGNORECASE)
    ]
    return not parts.query and (not segments or (len(segments) == 1 and len(segments[0]) <= 7 and language.tag(segments[0]) is not None))


# ---- further pages -----------------------------------------------------------------------------------------------


def pager(page: Page, wanted: Callable[[str], bool]) -> str:
    """A regular expression of a list's further pages, its group the number, where rel=next, labels and known parameters say nothing of
    them; "" where they do, or where there are none. `wanted` says which addresses may be pages of this list."""
    read = outline(page.root)
    if next_page(page.root, page.url, read):
        return ""
    base = base_of(page.root, page.url)
    links = [
        (target, link) for link in read.anchors if (target := address.resolve(base, link.href)) and target != page.url and wanted(target)
    ]
    for target, link in links:
        if len(link.text) <= 24 and NEXT_LABEL.fullmatch(link.text):
            return next((pattern for pattern in reversed(_with_number(target))), _literal(target))
    found: dict[str, set[int]] = {}
    for target, link in links:
        if re.fullmatch(r"\W{0,2}\d{1,4}\W{0,2}", link.text):
            for pattern in _with_number(target):
                found.setdefault(pattern, set()).add(int(re.sub(r"\D", "", link.text)))
    # The days of a calendar are no pages.
    good = [pattern for pattern, numbers in found.items() if 2 in numbers and not (len(numbers) >= 28 and max(numbers) <= 31)]
    return max(good, key=lambda pattern: len(found[pattern]), default="")


def _literal(url: str) -> str:
    parts = urlsplit(url)
    return shapes.quoted(parts.path + (f"?{parts.query}" if parts.query else "")) + "$"


def _with_number(url: str) -> list[str]:
    """The address as patterns, each with one of its numbers open; parts of dates stay closed."""
    parts = urlsplit(url)
    rest = parts.path + (f"?{parts.query}" if parts.query else "")
    runs = [run for run in re.finditer(r"\d+", rest) if not _IN_DATE.search(rest, max(run.start() - 8, 0), run.end())]
    return [f"{shapes.quoted(rest[: run.start()])}(\\d+){shapes.quoted(rest[run.end() :])}$" for run in runs]


# ---- where a page has its date ---------------------------------------------------------------------------------------


def date_selector(pages: Sequence[Page], zone: str) -> str:
    """A CSS selector of the element that dates these release pages; "" where none does so on nearly all of them, each with a date of
    its own: a clock in the head of every page is none."""
    found: dict[str, list[str]] = {}
    for page in pages:
        for selector, day in _dated_elements(page, zone).items():
            found.setdefault(selector, []).append(day)
    good = [(-len(days), place, selector) for place, (selector, days) in enumerate(found.items()) if len(set(days)) > 1]
    return min(good)[2] if good and -min(good)[0] >= max(2, 0.8 * len(pages)) else ""


def _dated_elements(page: Page, zone: str) -> dict[str, str]:
    """Selectors whose first element on a page says one date and little else, and the day, in page order."""
    seen: set[str] = set()
    found: dict[str, str] = {}
    for element in page.root.iter(
        "p", "div", "span", "td", "li", "em", "i", "b", "small", "strong", "font", "dd", "dt", "h3", "h4", "h5", "h6"
    ):
        selector = _selector(element)
        if not selector or selector in seen:
            continue
        seen.add(selector)
        said = " ".join("".join(element.itertext()).split()) if len(element) < 6 else ""
        if 6 <= len(said) <= 80 and (read := dates.labelled(said, zone=zone) or dates.parse(said, zone=zone)):
            found[selector] = (read.iso or "")[:10]
    return found


def _selector(element: HtmlElement) -> str:
    """The tag with its first class or its id, where they are names and no numbers."""
    tag, ident = str(element.tag), element.get("id") or ""
    name = next(iter((element.get("class") or "").split()), "")
    if re.fullmatch(r"[A-Za-z_-]+", name):
        return f"{tag}.{name}"
    return f"{tag}#{ident}" if re.fullmatch(r"[A-Za-z_-]+", ident) else ""
