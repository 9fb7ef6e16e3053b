"""The content system of Guangdong's governments (docs/sources.md): Jiangmen, Hengqin, Zhuhai, Guangzhou's bureaux, the province, cnbayarea.

    [sources.hengqin]
    kind = "guangdong-cms"
    host = "www.hengqin.gov.cn"
    columns = ["macao_zh_hans/zwgk/tzgg/gg/"]
    postmeta = [24471]

A release is `…/content/post_N.html`. It may be filed under several columns and has a twin for phones (`mpost_N`): its key is the number,
and the site is the host. A column is asked by its index (`/postmeta/i/ID.json`) where its id is known, else by its pages; the register of
disclosures (`/gkmlpt/`) has an interface of its own and keeps the text in a script. Pages state title, date and source in meta tags that a
national standard names (ArticleTitle, PubDate, ContentSource).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import ClassVar, NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from crawlers import address, dates, language, text
from crawlers.jsonfile import Unreadable, read_json, strings, text_in
from crawlers.model import (
    UNDATED,
    Address,
    DateBasis,
    Link,
    Listing,
    Precision,
    Problem,
    ProblemKind,
    Published,
    Release,
    Role,
    Source,
    Step,
)
from crawlers.outline import Line, Outline, is_debris, is_not_found, outline
from crawlers.page import Page, parse_html
from crawlers.spiders.base import Spider, own_options
from crawlers.spiders.reading import is_another_page, joined, label_near_title, no_releases
from crawlers.structure import Item, article, attachments, base_of, items, meta, next_page, readability

# What one answer of the register holds.
_REGISTER_PAGE = 100

_POST = re.compile(r"/content/(?:[^?#]*/)?m?post_([0-9]{1,15})\.s?html?$")
_TWIN = re.compile(r"/mpost_(?=[0-9]+\.s?html?$)")
_POSTMETA = re.compile(r"/postmeta/[is]/([0-9]{1,12})\.json$")
_REGISTER = re.compile(r"/gkmlpt/api/all/([0-9]{1,12})$")
_INDEX = re.compile(r"/gkmlpt/index/?$")
_SID = re.compile(r"\bSID[\"']?\s*[:=]\s*[\"']?([A-Za-z0-9_-]{1,20})")
_LIST = re.compile(r"/index(?:_([0-9]{1,5}))?\.s?html?$")
_ATTACHED = re.compile(r"/attachment/[^?#]*\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|csv|odt|ods|ofd|wps|et)$", re.IGNORECASE)
_PRIORS = (("zh_hant", "zh-Hant"), ("zh-hant", "zh-Hant"), ("zh_hans", "zh-Hans"), ("zh-hans", "zh-Hans"), ("macao_pt", "pt"))

# A source that names nobody: the site itself is meant.
_OURSELVES = frozenset(("本网", "本網", "本站", "本网站", "本網站", "本站原创", "本网原创", "本站讯", "本网讯", "原创", "本单位", "本部门"))
_NO_SOURCE = frozenset({"", "-", "--", "无", "未知", "网络", "互联网", "来源"})
_SOURCE = re.compile(
    r"(?:信息|文章|稿件)?[来來稿]源\s*[:：]\s*([^\s|｜](?:[^|｜:：]{0,60}?[^\s|｜:：])?)(?=\s*$|\s{1,8}\S{1,6}\s*[:：]|\s*[|｜]|\s{2})"
)
_ENDS = re.compile(
    r"\W{0,4}(?:[【（(\[]\s*(?:责任编辑|責任編輯|责编|編輯|编辑|撰稿|录入)\s*[:：]|(?:责任编辑|責任編輯|信息来源单位)\s*[:：]|"
    r"扫一扫在手机(?:上)?打开(?:当前页|本页)|用手机扫|分享(?:到|至)\s*[:：]?\s*$|相关(?:附件|文件|稿件|链接)\s*[:：]?\s*$|"
    r"(?:打印|关闭)(?:本页|窗口)?\W{0,4}$|您访问的链接即将离开|主办\s*[:：]|版权所有\s*[:：])",
    re.IGNORECASE,
)
# A breadcrumb and the tools of the page, wherever they come near the text.
_FURNITURE = re.compile(
    r"\W{0,4}(?:[您你]?(?:现在|当前|現在|當前)的?位置\s*[:：]?.{0,120}|(?:首页|首頁)\s*[>›»\-].{0,120}|"
    r"(?:字[体體号號]|视力保护色|浏览次数|点击数|阅读)\s*[:：].{0,40}|(?:[【\[]?\s*(?:大|中|小|打\s*印|关闭|收藏|纠错)\s*[】\]]?\s*){1,8})\W{0,4}",
    re.IGNORECASE,
)
# The video player's texts, in one line or in many.
_PLAYER = re.compile(
    r"(?:code|vid|uuid|requestId|播放时间)\s*[:：]\s*(?:[0-9A-Za-z_.:-]{1,80}(?![:：\w]))?|提示信息|字幕|倍速正常|倍速|清晰度|音轨|超清|高清|标清|流畅|正常|[0-9.]{1,4}x\b",
    re.IGNORECASE,
)
_PLAYER_MARKS = ("vid", "requestId", "播放时间", "提示信息", "倍速", "清晰度", "音轨", "字幕", "uuid", "code")
_GLUED_DATE = re.compile(r"([0-9]{1,2})日?\s{0,3}[/.|-]?\s{0,3}([0-9]{1,2})月?\s{0,3}[/.|-]?\s{0,3}((?:19|20)[0-9]{2})年?")
_MARKED = etree.XPath('//*[@wzades="正文"]')


@dataclass(frozen=True, slots=True)
class Options:
    """One site.

    `host` with `scheme`. `columns`: paths of columns that have a list (`bmpd/jmsswj/gzdt/`); `postmeta`: columns' ids in
    `/postmeta/i/ID.json`. The first id and the first column are one column, and so on: the list is asked where the index fails, and
    addresses that the index gives without their folder are below the column. `gkmlpt`: categories of the register of disclosures;
    `sid`: the site's number there (None: read from the register's own page first). `newest`: how many releases of an index to name, for
    it may hold thousands. `site`: the name of the keys' space (default: the host); `lang`: the language to expect; `zone`: where times are.
    `hosts`: further hosts of the site whose releases are read; their keys are their own.
    """

    host: str
    columns: tuple[str, ...] = ()
    postmeta: tuple[int, ...] = ()
    gkmlpt: tuple[int, ...] = ()
    sid: str | None = None
    scheme: str = "https"
    newest: int = 200
    site: str | None = None
    lang: str = "zh-Hans"
    zone: str = "Asia/Shanghai"
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.scheme not in ("http", "https"):
            raise ValueError(f"scheme = {self.scheme!r} is neither http nor https")
        for host in (self.host, *self.hosts):
            if address.host_of(f"{self.scheme}://{host}/") != host:
                raise ValueError(f"host {host!r} is no host name in lower case")
        if not (self.columns or self.postmeta or self.gkmlpt):
            raise ValueError("neither columns nor postmeta nor gkmlpt names anything to read")
        for column in self.columns:
            if not column.strip("/") or "://" in column or re.search(r"[\s#\\]", column):
                raise ValueError(f"columns has {column!r}, which is no path")
        for name, ids in (("postmeta", self.postmeta), ("gkmlpt", self.gkmlpt)):
            if any(isinstance(each, bool) or not isinstance(each, int) or each < 1 for each in ids) or len(set(ids)) < len(ids):
                raise ValueError(f"{name} = {list(ids)!r} is no list of different ids")
        if self.sid is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,20}", self.sid):
            raise ValueError(f"sid = {self.sid!r} is no site number")
        if self.newest < 1:
            raise ValueError(f"newest = {self.newest} names no release")
        dates.parse("2000-01-01 00:00", zone=self.zone)  # raises ValueError, with the name, for an unknown zone


class Guangdong(Spider):
    """Columns by index or list, the register by its interface, releases by meta tags."""

    kind: ClassVar[str] = "guangdong-cms"
    Options: ClassVar[type] = Options

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.options = own_options(source, self.kind, Options)
        self._origin = f"{self.options.scheme}://{self.options.host}"
        self._bare = address.strip_www(self.options.host)
        self._site = self.options.site or self._bare
        self._columns = tuple(self._column(column) for column in self.options.columns)
        self._folders = {number: urljoin(column, ".") for number, column in zip(self.options.postmeta, self._columns, strict=False)}

    # ---- ways in -------------------------------------------------------------------------------------------------

    def hosts(self) -> frozenset[str]:
        return frozenset({self.options.host, self._bare, f"www.{self._bare}", *self.options.hosts})

    def starts(self) -> tuple[str, ...]:
        return tuple(group[0] for group in self.ways())

    def ways(self) -> tuple[tuple[str, ...], ...]:
        """A group for each column: its index, then its list; a group for each category of the register."""
        indexes = (f"{self._origin}/postmeta/i/{number}.json" for number in self.options.postmeta)
        groups = [tuple(filter(None, pair)) for pair in zip_longest(indexes, self._columns, fillvalue="")]
        return (*groups, *((self._register(category),) for category in self.options.gkmlpt))

    def _column(self, column: str) -> str:
        """The address of a column's first list page; a folder's is index.html."""
        path = column.lstrip("/")
        named = "?" in path or path.rpartition("/")[2].endswith(("html", "htm"))
        return f"{self._origin}/{path}" if named else f"{self._origin}/{path.rstrip('/')}/index.html"

    def _register(self, category: int | str, number: int = 1, sid: str | None = None) -> str:
        sid = sid or self.options.sid
        # The register's own page names a category behind the hash, which is never sent; it only has to be told here again.
        return f"{self._origin}/gkmlpt/api/all/{category}?page={number}&sid={sid}" if sid else f"{self._origin}/gkmlpt/index#{category}"

    # ---- addresses -----------------------------------------------------------------------------------------------

    def locate(self, url: str) -> Address | None:
        """By the number in the file's name, whatever the folder, on a phone's page or not."""
        canonical = address.canonical(url)
        parts = urlsplit(canonical)
        found = _POST.search(parts.path)
        if found is None or parts.netloc not in self.hosts():
            return None
        path = _TWIN.sub("/post_", parts.path)
        if address.strip_www(parts.netloc) == self._bare:
            return Address(self._site, str(int(found[1])), None, f"{self._origin}{path}")
        return Address(address.strip_www(parts.netloc), str(int(found[1])), None, f"{parts.scheme}://{parts.netloc}{path}")

    # ---- listings ------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing | Problem:
        """What an index, the register or a column's list says; which of them it is, the asked address tells."""
        asked = page.requested or page.url
        path = urlsplit(asked).path
        if found := _POSTMETA.search(path):
            return self._postmeta(page, int(found[1]))
        if found := _REGISTER.search(path):
            return self._disclosures(page, asked, found[1])
        if _INDEX.search(path) and (category := urlsplit(asked).fragment).isdecimal():
            sid = _SID.search(page.text)
            return Listing(next=self._register(category, 1, sid[1])) if sid else _unsound(page.url, "the register's page names no SID")
        return self._list(page)

    def _list(self, page: Page) -> Listing | Problem:
        if self.locate(page.url) is not None:
            return _unsound(page.url, "a release where a listing should be")
        read = outline(page.root)
        found = items(read, base_of(page.root, page.url), self.locate)
        if not found:
            return no_releases(page, read)
        links = tuple(self._link(item) for item in found)
        return Listing(links, next=_next_index(page, read) or next_page(page.root, page.url, read))

    def _link(self, item: Item) -> Link:
        told = item.link(self.options.zone)
        if told.published.precision is not Precision.NONE:
            return told
        split = next(filter(None, (_split_date(line.text) for line in item.lines if len(line.text) <= 24)), UNDATED)
        title = told.title if told.title and not _GLUED_DATE.fullmatch(told.title) else None
        return Link(told.address, told.found, title, split)

    def _postmeta(self, page: Page, number: int) -> Listing | Problem:
        entries = _articles(page)
        if isinstance(entries, Problem):
            return entries
        # Not in order where an entry was put in or re-dated later.
        entries.sort(key=_moment, reverse=True)
        folder = self._folders.get(number, "")
        found = self._entries(entries[: self.options.newest], page, folder)
        if not found.links:
            lost = any(not text_in(entry, "url").startswith(("/", "http")) for entry in entries) and not folder
            why = "gives addresses without their folder: `columns` has to name it" if lost else "names no release of this site"
            return _unsound(page.url, f"the index {why}")
        return found

    def _disclosures(self, page: Page, asked: str, category: str) -> Listing | Problem:
        value = read_json(page.text)
        entries = _articles(page, value)
        query = dict(parse_qsl(urlsplit(asked).query))
        number = int(query["page"]) if re.fullmatch(r"[0-9]{1,6}", query.get("page", "")) else 1
        if isinstance(entries, Problem):
            # The window moves: what was page seven an hour ago may be empty now.
            return Listing() if entries.kind is ProblemKind.EMPTY and number > 1 else entries
        found = self._entries(entries, page, "")
        if not found.links:
            return _unsound(page.url, "the register names no release of this site")
        total = _total(value)
        more = number * _REGISTER_PAGE < total if total is not None else len(entries) >= _REGISTER_PAGE
        return Listing(found.links, (), found.problems, self._register(category, number + 1, query.get("sid")) if more else None)

    def _entries(self, entries: list[object], page: Page, folder: str) -> Listing:
        links: dict[str, Link] = {}
        flawed = 0
        for entry in entries:
            raw = text_in(entry, "url") or text_in(entry, "post_url")
            flawed += not raw
            whole = raw.startswith(("/", "http:", "https:"))
            target = address.resolve(page.url if whole else folder, raw) if whole or folder else None
            spot = self.locate(target) if target else None
            if spot is not None and target is not None:
                title = text.clean(text_in(entry, "title")) or None
                entity = text.clean(text_in(entry, "publisher")) or None
                links.setdefault(spot.native, Link(spot, target, title, _entry_date(entry, self.options.zone), entity))
        problem = _unsound(page.url, f"{flawed} of {len(entries)} entries have no address")
        return Listing(tuple(links.values()), (), (problem,) if flawed else ())

    # ---- releases ------------------------------------------------------------------------------------------------

    def release(self, page: Page, link: Link) -> Release | Problem:
        spot = self.locate(page.url)
        if spot is None or spot.native != link.address.native:
            return Problem(ProblemKind.SOFT404, page.url, "the site answered with another page than the release's")
        tags = meta(page.root)
        read = self._read(page, tags, link)
        if isinstance(read, Problem):
            return read
        return Release(
            address=link.address,
            lang=language.detect(read.body, _prior(page.url) or self.options.lang),
            title=read.title,
            body=read.body,
            published=self._published(tags, read, link),
            basis=read.basis,
            entity=_entity(tags, read) or link.entity,
            attachments=read.attachments,
        )

    def _read(self, page: Page, tags: dict[str, str], link: Link) -> _Read | Problem:
        """Title and body: from a disclosure's script, else at the editor's own mark, else behind the stated title, else by readability."""
        stated = text.clean(tags.get("articletitle", ""))
        read = _by_script(page, stated or text.clean(link.title or "")) or _by_mark(page, stated)
        if read is not None and read.title and read.body:
            return read
        told = article(page.root, hint=link.title, ends=_ENDS)
        title = stated or told.title
        if is_not_found(title) or (not stated and is_another_page(page, self.locate, link, title)):
            return Problem(ProblemKind.SOFT404, page.url, "another page where the release should be")
        if not title or is_debris(title):
            return no_releases(page, outline(page.root), Role.RELEASE, "no title")
        label, labelled = label_near_title(told.page, told.anchor, told.body, zone=self.options.zone)
        lines = [line for line in told.body if line is not label]
        body, basis = joined(line.text for line in _text(lines, title)), Step.STRUCTURE
        if not body:
            body, basis = text.paragraphs(readability(page.text) or ()), Step.READABILITY
        if not body:
            return no_releases(page, outline(page.root), Role.RELEASE, "no text after the title")
        start = told.anchor.number if told.anchor else 0
        end = told.body[1].number if len(told.body) > 1 else start + 8
        near = tuple(line.text for line in told.page.lines[start : min(end, start + 12)] if len(line.text) <= 200)
        return _Read(title, body, basis, _attached(page, attachments(told.page, told.body, page.url)), near, labelled)

    def _published(self, tags: dict[str, str], read: _Read, link: Link) -> Published:
        """PubDate in any of its forms; without it what the page or the listing says."""
        stated = dates.from_datetime_attribute(tags["pubdate"], self.options.zone) if "pubdate" in tags else None
        if stated or read.published:
            return stated or read.published or UNDATED
        if link.published.precision is not Precision.NONE:
            return link.published
        shown = (dates.parse(_SOURCE.sub("", line).strip(), zone=self.options.zone) for line in read.near[1:])
        return next(filter(None, shown), UNDATED)


class _Read(NamedTuple):
    """What a page says of its release. `near`: the lines around its title; `published`: a date that is not a meta tag's."""

    title: str
    body: str
    basis: Step
    attachments: tuple[str, ...]
    near: tuple[str, ...] = ()
    published: Published | None = None
    entity: str = ""


# ---- of listings -------------------------------------------------------------------------------------------------


def _unsound(url: str, detail: str) -> Problem:
    return Problem(ProblemKind.PARSE, url, detail, Role.LISTING)


def _articles(page: Page, value: object = None) -> list[object] | Problem:
    """The list `articles` of an answer in JSON."""
    value = read_json(page.text) if value is None else value
    if isinstance(value, Unreadable):
        return _unsound(page.url, value.detail)
    entries = value.get("articles") if isinstance(value, dict) else None
    if not isinstance(entries, list):
        return _unsound(page.url, "JSON without a list of articles")
    return list(entries) or Problem(ProblemKind.EMPTY, page.url, "an index without articles", Role.LISTING)


def _moment(entry: object) -> float:
    """When an entry was published, for sorting: seconds since 1970, 0 where it does not say."""
    value = entry.get("publish_time") if isinstance(entry, dict) else None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,10}", value):
        return float(value)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0.0


def _entry_date(entry: object, zone: str) -> Published:
    """`publish_time` (seconds since 1970, the site's own statement for machines), else the other fields in their order of worth.

    `created_at` always ends in 00:00:00, which is no time of day.
    """
    if not isinstance(entry, dict):
        return UNDATED
    for name in ("publish_time", "display_publish_time"):
        if found := dates.from_unix(entry.get(name), DateBasis.META):
            return found
    for name in ("display_publish_time", "date", "created_at"):
        stamp = text_in(entry, name).removesuffix(" 00:00:00")
        if stamp and (read := dates.from_datetime_attribute(stamp, zone)):
            return read
    return dates.from_unix(entry.get("create_time"), DateBasis.META) or UNDATED


def _total(value: object) -> int | None:
    """How many entries the register says that it has."""
    if not isinstance(value, dict):
        return None
    classify = value.get("classify")
    found = (value.get("total"), classify.get("post_count") if isinstance(classify, dict) else None)
    return next((each for each in found if isinstance(each, int) and not isinstance(each, bool) and each >= 0), None)


def _next_index(page: Page, read: Outline) -> str | None:
    """index_2.html follows index.html, and so on. A link to any later page of the same list shows that the next one exists."""
    here = urlsplit(page.url)
    folder, _, name = here.path.rpartition("/")
    found = _LIST.search(here.path)
    if name and found is None:
        return None
    number = int(found[1]) if found and found[1] else 1
    later: dict[int, str] = {}
    for link in read.anchors:
        target = address.resolve(page.url, link.href) if "index_" in link.href else None
        parts = urlsplit(target) if target else None
        if parts is None or parts.netloc != here.netloc or parts.path.rpartition("/")[0] != folder:
            continue
        if (page_of := _LIST.search(parts.path)) and page_of[1] and int(page_of[1]) > number:
            later[int(page_of[1])] = parts.path.rpartition(".")[2]
    if not later:
        return None
    return f"{here.scheme}://{here.netloc}{folder}/index_{number + 1}.{later[min(later)]}"


def _split_date(line: str) -> Published | None:
    """A date in three elements, day first, as Hengqin's lists print it; written out they stand together: 09 12 2025 or 09122025."""
    found = _GLUED_DATE.fullmatch(line)
    return dates.parse(f"{found[3]}-{found[2]}-{found[1]}", basis=DateBasis.LABEL) if found else None


# ---- of releases -------------------------------------------------------------------------------------------------


def _prior(url: str) -> str | None:
    """The language that a folder's name promises (macao_zh_hant); it only breaks ties."""
    path = urlsplit(url).path.lower()
    return next((lang for mark, lang in _PRIORS if mark in path), "en" if "/english/" in path or "macao_en" in path else None)


def _entity(tags: dict[str, str], read: _Read) -> str | None:
    """The stated source; the site's name where the source says "this site"."""
    stated = read.entity or tags.get("contentsource", "") or next((found[1] for line in read.near if (found := _SOURCE.search(line))), "")
    name = text.clean(re.sub(r"^\s*(?:信息|文章|稿件)?[来來稿]源\s*[:：]\s*", "", stated)).strip("【】[]()（）")
    if name in _OURSELVES:
        name = text.clean(tags.get("sitename", ""))
    return name if name not in _NO_SOURCE and len(name) <= 80 else None


def _by_mark(page: Page, title: str) -> _Read | None:
    """The element that the editor's tool marks as the text."""
    if "wzades" not in page.text:
        return None
    for element in _marked(page.root):
        read = outline(element)
        lines = _text(read.lines, title)
        if lines:
            found = attachments(read, lines, base_of(page.root, page.url))
            return _Read(title, joined(line.text for line in lines), Step.LABELS, _attached(page, found))
    return None


def _marked(root: HtmlElement) -> list[HtmlElement]:
    found = _MARKED(root)
    return [each for each in found if isinstance(each, HtmlElement)] if isinstance(found, list) else []


def _by_script(page: Page, title: str) -> _Read | None:
    """The text of a disclosure: HTML in a string of the script that fills the page."""
    start = page.text.find("_CONFIG")
    if start < 0:
        return None
    content = max(strings(page.text, "content", start), key=len, default="")
    if not content:
        return None
    read = outline(parse_html(f"<body>{content}</body>"))
    title = title or text.clean(next(iter(strings(page.text, "title", start)), ""))
    lines = _text(read.lines, title)
    urls = (address.resolve(page.url, raw) for raw in strings(page.text, "url", start) if _ATTACHED.search(raw.partition("?")[0]))
    found = (*attachments(read, lines, page.url), *filter(None, urls))
    publisher = next(iter(strings(page.text, "publisher", start)), "")
    return _Read(title, joined(line.text for line in lines), Step.JSON, tuple(dict.fromkeys(found)), entity=publisher)


def _attached(page: Page, found: Iterable[str]) -> tuple[str, ...]:
    """The documents that the text links to, and those that the page files under /attachment/ beside it."""
    urls = list(found)
    if "/attachment/" in page.text:
        base = base_of(page.root, page.url)
        hrefs = (element.get("href") or "" for element in page.root.iter("a"))
        urls += [url for href in hrefs if _ATTACHED.search(href.partition("?")[0]) and (url := address.resolve(base, href))]
    return tuple(dict.fromkeys(urls))


def _text(lines: list[Line], title: str) -> list[Line]:
    """The lines of a text without what the page puts around and into it; a lead that is printed twice, once."""
    kept: list[Line] = []
    for line in lines:
        if kept and len(line.text) <= 200 and _ENDS.match(line.text):
            break
        if is_debris(line.text) or _is_furniture(line.text) or (not kept and _is_head(line.text, title)):
            continue
        if len(kept) == 1 and line.text == kept[0].text and line.size >= 60:
            continue
        kept.append(line)
    return kept


def _is_furniture(line: str) -> bool:
    return len(line) <= 200 and (_FURNITURE.fullmatch(line) is not None or _is_player(line))


def _is_head(line: str, title: str) -> bool:
    """Whether a line before the text is the title again, or the line of date and source below it."""
    if len(line) > 200:
        return False
    return text.clean(line) == title or dates.labelled(line) is not None or (_SOURCE.search(line) is not None and len(line) <= 80)


def _is_player(line: str) -> bool:
    return line.startswith(_PLAYER_MARKS) and not re.sub(r"[\s:：,，|/]+", "", _PLAYER.sub(" ", line))
