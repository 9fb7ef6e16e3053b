"""A page as lines: what an `Outline` is, and what a line of it is. Class names, ids and wrapper elements are never asked.

A tree becomes an outline in one pass: its visible text as lines in document order, the blocks that hold them, the links and the time
elements. `crawlers/structure.py` reads titles, bodies and lists from it. Pure functions; no spider's own facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from typing import NamedTuple

from lxml import etree
from lxml import html as lxml_html

from crawlers import text


def word_set(value: str) -> frozenset[str]:
    return frozenset(value.split())


def whole_lines(*alternatives: str) -> re.Pattern[str]:
    """A pattern for whole lines, whatever punctuation stands around them. Ask it of short lines only: it may look twice at each sign."""
    return re.compile(rf"\W*(?:{'|'.join(alternatives)})\W*", re.IGNORECASE)


BLOCKS = word_set(
    "html body address article aside blockquote caption center dd details dialog dir div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hgroup legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
SKIPPED = word_set("head title script style noscript template svg iframe object canvas select button textarea audio video map datalist")
HEADINGS = word_set("h1 h2 h3 h4 h5 h6")
PROSE_BYTES = 60  # UTF-8 bytes: sixty Latin letters, twenty Chinese characters
SHORT_PROSE_BYTES = 24  # enough where the line ends like a sentence
_SENTENCE_END = ("。", "！", "？", "；", ".", "!", "?", ";", "”", "」", "）", "…")
_LABEL_LENGTH = 120  # characters; longer lines are no labels, and patterns are not asked about them (FAULTS T19)
# What stands over the links to other releases, and those links themselves: the body is over.
_RELATED = whole_lines(
    r"related(?: (?:news|articles?|stories|links|posts|information|topics|documents|content|releases))?",
    r"you (?:may|might) also like|most (?:read|viewed|popular)|read (?:also|more|next)|see also|more from this (?:source|author)",
    r"(?:more|latest|recent|other|top|popular|trending) (?:news|articles|stories|posts|releases)",
    r"not[ií]cias relacionadas|artigos relacionados|conte[uú]dos? relacionados?|relacionad[oa]s",
    r"(?:mais|[uú]ltimas|outras) not[ií]cias|mais lid[ao]s|leia (?:também|mais)|(?:ver|veja) também",
    r"(?:相關|相关|推薦|推荐|熱門|热门|更多|最新|其他|其它)(?:新聞|新闻|文章|資訊|资讯|鏈接|链接|連結|報道|报道|閱讀|阅读|消息|內容|内容)",
    r"相關推薦|相关推荐|延伸閱讀|延伸阅读|猜你喜歡|猜你喜欢|查看更多評論|查看更多评论|標籤|标签",
    r"legal disclaimer|comments?|coment[aá]rios|leave a (?:comment|reply)|tags|etiquetas",
    r"(?:previous|next|anterior|seguinte|pr[oó]xim[oa])(?: (?:article|news|post|story|artigo|not[ií]cia|page|p[aá]gina))?(?:\s*[:：].*)?",
    r"[上下]一?(?:篇|條|条|則|则|頁|页)(?:\s*[:：].*)?",
)
_TOOLS = whole_lines(
    r"share(?: (?:to|on|this)(?: .{1,20})?)?|partilhar(?: .{1,20})?|compartilh(?:ar|e)(?: .{1,20})?|分享(?:至|到)?|收藏",
    r"打\s*印(?:本頁|本页)?|列印(?:此頁)?|print(?: this page)?|imprimir|關閉|关闭|close|fechar",
    r"back(?: to (?:top|list|news))?|top|voltar(?: ao topo)?|返回(?:頂部|顶部|列表|上頁|上页|首頁|首页)?",
    r"字[體体號号](?:大小)?.{0,12}|font size.{0,12}|[AaＡ+\-\s]{1,9}",
    r"learn more|saber mais|ver mais|了解更多|閱讀全文|阅读全文|查看全部|更多",
)
# Counters and clocks change at each request and are nobody's words (docs/sources.md, FAULTS I15).
_VOLATILE = whole_lines(
    r"(?:page )?(?:views?|visits?|reads?|hits|visitors|visualiza[cç][oõ]es|visitas|leituras|acessos)\s*[:：]?\s*[\d.,]+(?:\s*times)?",
    r"(?:瀏覽|浏览|點擊|点击|閱讀|阅读|訪問|访问|人氣|人气)(?:次數|次数|量|數|数)?\s*[:：]?\s*[\d.,]+\s*次?",
    r"[\d.,]+\s*(?:views?|reads?|visits?|visualiza[cç][oõ]es|visitas|leituras|次(?:瀏覽|浏览|點擊|点击|閱讀|阅读))",
    r"-?\d{1,2}(?:\.\d)?\s*°\s*[CF]?(?:\W*-?\d{1,2}\s*°\s*[CF]?)*",
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}\W{0,5}\d{1,2}:\d{2}:\d{2}(?:\s*[ap]m)?|\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]m)?",
)
_FOOTER = re.compile(
    r"(?:©|\(c\) ?\d{4}|copyright\s*(?:©|\(c\)|\d{4})|todos os direitos reservados|direitos reservados|版權所有|版权所有|"
    r".{0,30}ICP[备備]|.{0,80}all rights? reserved)",
    re.IGNORECASE,
)
CONTACT = re.compile(
    r"\W{0,4}(?:tel(?:ephone|efone)?|fax|phone|e-?mail|address|endere[cç]o|morada|correio electr[oó]nico|電話|电话|傳真|传真|地址|電郵|"
    r"电邮|邮编|主办单位|主辦單位|承办单位|网站标识码|sitemap|mapa do s[ií]t[ei]o?)\s*[:：|.]",
    re.IGNORECASE,
)
# The line under a title that tells when and by whom; a summary may stand between the two.
_BYLINE = re.compile(
    r"\W{0,4}(?:published|posted|updated|release (?:time|date)|date|source|publicad[oa]|atualizad[oa]|actualizad[oa]|tempo de liberação|"
    r"data|fonte|(?:发布|發布|发佈|發佈|發表|发表|更新|刊登)?(?:时间|時間|日期)|来源|來源|稿源|发布人)[^\d]{0,60}\d{1,4}\D{1,9}\d{1,4}",
    re.IGNORECASE,
)
_NOT_FOUND = whole_lines(
    r"(?:error )?404(?:\W.{0,60})?|(?:.{0,20} )?(?:page|file|article|content) (?:was )?not found(?: .{0,30})?|not found|"
    r"p[aá]gina n[aã]o (?:foi )?encontrada(?: .{0,30})?",
    r".{0,12}(?:頁面|页面|網頁|网页|文章|內容|内容).{0,6}(?:不存在|找不到|未找到)|找不到.{0,12}(?:頁面|页面|網頁|网页)",
)


class Line(NamedTuple):
    """One line of visible text. A tuple and not a dataclass, because a page makes hundreds of them.

    `tag` is that of the nearest block element, `block` its index in the outline, `linked` how many characters are link text,
    `anchors` how many links begin in the line, `number` the line's place in the page.
    """

    text: str
    tag: str
    block: int
    linked: int
    anchors: int
    number: int

    @property
    def link_share(self) -> float:
        return self.linked / len(self.text) if self.text else 0.0

    @property
    def size(self) -> int:
        """Length in UTF-8 bytes, which weighs a Chinese character as three letters: about what it says."""
        return len(self.text.encode("utf-8", "replace"))


class Anchor(NamedTuple):
    """A link: where its text begins (line number), its raw href, its text, its title and rel attributes."""

    line: int
    href: str
    text: str
    title: str
    rel: str


class Time(NamedTuple):
    """A time stamp element (`time`, or any element with a datetime attribute): the line it begins in, attribute, text."""

    line: int
    datetime: str
    text: str


@dataclass(slots=True)
class Outline:
    """A page as lines and blocks. Block n holds lines firsts[n] to ends[n] (exclusive); parents[n] is -1 for the root."""

    lines: list[Line] = field(default_factory=list)
    raw: list[tuple[int, str, list[str]]] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    _anchors: list[Anchor] | None = None
    _prose: dict[int, bool] = field(default_factory=dict)
    _cards: dict[int, bool] = field(default_factory=dict)
    _several: dict[int, bool] = field(default_factory=dict)

    @property
    def anchors(self) -> list[Anchor]:
        """The links in document order. Their attributes are read when first asked for: most pages are never asked."""
        if self._anchors is None:
            read = [(number, tag_attributes(tag), said) for number, tag, said in self.raw]
            self._anchors = [
                Anchor(number, given["href"].strip(), plain_text("".join(said)), given.get("title", ""), given.get("rel", ""))
                for number, given, said in read
                if given.get("href", "").strip()
            ]
        return self._anchors

    def climb(self, block: int) -> Iterator[int]:
        """The block and its ancestors, innermost first."""
        while block >= 0:
            yield block
            block = self.parents[block]

    def common(self, one: int, other: int) -> int:
        """The smallest block that holds both blocks."""
        over = set(self.climb(one))
        return next((block for block in self.climb(other) if block in over), 0)

    def within(self, block: int, after: int = -1) -> list[Line]:
        """The block's lines, from the one after line number `after`."""
        return self.lines[max(self.firsts[block], after + 1) : self.ends[block]]

    def find(self, pattern: re.Pattern[str], start: int = 0) -> Line | None:
        """The first line from number `start` whose beginning matches."""
        return next((line for line in self.lines[start:] if pattern.match(line.text)), None)

    def prose(self, line: Line) -> bool:
        """`is_prose`, asked once per line."""
        known = self._prose.get(line.number)
        if known is None:
            known = self._prose[line.number] = is_prose(line)
        return known

    def several(self, block: int) -> bool:
        """Whether a block holds two lines of prose or more."""
        known = self._several.get(block)
        if known is None:
            known = self._several[block] = len(list(islice(filter(self.prose, self.within(block)), 2))) > 1
        return known

    def is_card(self, block: int) -> bool:
        """Whether a block lists other pages: its text is links to a third, or a heading in it is one link."""
        known = self._cards.get(block)
        if known is None:
            lines = self.within(block)
            links = sum(line.linked for line in lines)
            known = links * 3 > sum(len(line.text) for line in lines) or any(is_linked_heading(line) for line in lines)
            self._cards[block] = known
        return known

    @property
    def size(self) -> int:
        """UTF-8 bytes of visible text. Next to none: the page waits for scripts."""
        return sum(line.size for line in self.lines)


# What a tag does to the lines; every other tag is inline.
_OPEN, _CLOSE, _BREAK, _LINK, _LINK_END, _TIME, _TIME_END = range(1, 8)
_KINDS: dict[str, int] = {
    **dict.fromkeys(BLOCKS, _OPEN),
    **{f"/{name}": _CLOSE for name in BLOCKS},
    **dict.fromkeys(("br", "br/", "hr", "hr/"), _BREAK),
    "a": _LINK,
    "/a": _LINK_END,
    "time": _TIME,
    "/time": _TIME_END,
    **{f"{slash}{name}": 0 for name in ("b", "i", "em", "strong", "span", "u", "sup", "sub", "font", "small") for slash in ("", "/")},
}
_TAG = re.compile(r"<([^>]+)>")
_UNSEEN = re.compile(
    rf"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<({'|'.join(sorted(SKIPPED))})(?=[\s/>])[^>]*(?:(?<=/)>|>.*?</\1>)", re.DOTALL
)
_HIDES = re.compile(r"\shidden(?=[\s=/]|$)|\sstyle=\"[^\"]*display\s*:\s*none", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'([\w:.-]+)="([^"]*)"')


def outline(root: lxml_html.HtmlElement) -> Outline:
    """The outline of a tree, in one pass without recursion (a tree may be thousands of elements deep, FAULTS T18).

    The tree is written out once by libxml2 and the result is read tag by tag: a tree walk in Python makes an object per element,
    which costs more than all the rest. The writing is exact: it closes every element and escapes every bracket.
    """
    markup = _UNSEEN.sub("", etree.tostring(root, encoding="unicode"))
    if (" hidden" in markup or "none" in markup) and _HIDES.search(markup):
        markup = _without_hidden(markup)
    return _read(markup)


def _read(markup: str) -> Outline:
    # One long loop with local names on purpose: it runs for every tag of every page, and calls are what costs here.
    page = Outline()
    lines, parents, firsts, ends, tags, raw, times = page.lines, page.parents, page.firsts, page.ends, page.tags, page.raw, page.times
    kinds, make = _KINDS, tuple.__new__
    pieces: list[str] = []
    marks: list[tuple[int, int, str]] = []
    block, depth, linked, started = -1, 0, 0, 0
    parts = iter(_TAG.split(markup))
    next(parts)
    for tag, value in zip(parts, parts, strict=False):
        kind, name = kinds.get(tag), tag
        if kind is None:
            name = tag.split(None, 1)[0].rstrip("/")
            kind = kinds.get(name, 0) if tag[0] != "/" else 0
        if kind:
            if kind <= _BREAK and pieces:
                joined = "".join(pieces)
                if "&" in joined:
                    joined = unescape(joined)
                if joined := " ".join(joined.split()):
                    # The tuple's own constructor: half the time of the named one.
                    lines.append(make(Line, (joined, tags[block], block, min(linked, len(joined)), started, len(lines))))
                pieces = []
                linked, started = 0, depth
            if kind == _OPEN:
                at = len(lines)
                parents.append(block)
                firsts.append(at)
                ends.append(at)
                tags.append(name)
                if tag[-1] != "/":
                    block = len(tags) - 1
                if " datetime=" in tag:
                    times.append(Time(at, tag_attributes(tag).get("datetime", ""), ""))
            elif kind == _CLOSE:
                ends[block] = len(lines)
                block = parents[block]
            elif kind == _LINK:
                if tag[-1] != "/":
                    marks.append((len(lines), len(pieces), tag))
                    depth += 1
                    started += 1
            elif kind == _LINK_END:
                depth -= 1
                number, piece, opening = marks.pop()
                raw.append(
                    (number, opening, pieces[piece:] if number == len(lines) else [*(line.text + " " for line in lines[number:]), *pieces])
                )
            elif kind == _TIME:
                if tag[-1] != "/":
                    marks.append((len(lines), len(pieces), tag))
                else:
                    times.append(Time(len(lines), tag_attributes(tag).get("datetime", ""), ""))
            elif kind == _TIME_END:
                number, piece, opening = marks.pop()
                said = plain_text("".join(pieces[piece:])) if number == len(lines) else ""
                times.append(Time(number, tag_attributes(opening).get("datetime", ""), said))
        elif " datetime=" in tag:
            times.append(Time(len(lines), tag_attributes(tag).get("datetime", ""), plain_text(value)))
        if value and (pieces or not value.isspace()):
            pieces.append(value)
            if depth:
                linked += len(value)
    return page


def plain_text(value: str) -> str:
    """Written-out character data as text with collapsed white space."""
    if "&" in value:
        value = unescape(value)
    return " ".join(value.split())


def tag_attributes(tag: str) -> dict[str, str]:
    return {name.lower(): unescape(value) for name, value in _ATTRIBUTE.findall(tag)}


def _without_hidden(markup: str) -> str:
    """The markup without elements that are hidden by attribute or inline style, and without what they hold."""
    kept: list[str] = []
    depth = 0
    parts = _TAG.split(markup)
    kept.append(parts[0])
    for tag, value in zip(parts[1::2], parts[2::2], strict=True):
        if depth:
            depth += -1 if tag[0] == "/" else tag[-1] != "/"
            if not depth:
                kept.append(value)
        elif _HIDES.search(tag):
            depth = int(tag[-1] != "/")
            if not depth:
                kept.append(value)
        else:
            kept += ("<", tag, ">", value)
    return "".join(kept)


def is_debris(value: str) -> bool:
    """Whether a line is furniture: a boilerplate line of docs/sources.md, a share or print tool, a counter, a clock, a footer mark."""
    short = len(value) < _LABEL_LENGTH and (_TOOLS.fullmatch(value) is not None or _VOLATILE.fullmatch(value) is not None)
    return short or is_footer(value) or text.is_boilerplate(value)


def is_footer(value: str) -> bool:
    """Whether a line claims the site's rights, as footers do."""
    return len(value) < 2 * _LABEL_LENGTH and _FOOTER.match(value) is not None


def is_related_label(value: str) -> bool:
    """Whether a line announces other releases: related news, next, previous, comments."""
    return len(value) < _LABEL_LENGTH and _RELATED.fullmatch(value) is not None


def is_not_found(title: str) -> bool:
    """Whether a title says that there is no such page, which some sites say with 200 (FAULTS S09)."""
    return len(title) < _LABEL_LENGTH and _NOT_FOUND.fullmatch(title) is not None


def is_linked_heading(line: Line) -> bool:
    return line.tag in HEADINGS and line.link_share > 0.8


def is_menu(line: Line) -> bool:
    """Whether a line is made of links: two or more of them, or a heading or list item that is nothing but one."""
    share = line.link_share
    return (line.anchors > 1 and share > 0.6) or (share > 0.9 and line.tag != "p")


def is_byline(line: Line) -> bool:
    """Whether a line says when a release was published or by whom, with a date in it."""
    return len(line.text) < _LABEL_LENGTH and _BYLINE.match(line.text) is not None


def is_prose(line: Line) -> bool:
    """Whether a line reads like a paragraph of a release: long enough or a full sentence, few links, no furniture."""
    size = line.size
    if size < SHORT_PROSE_BYTES or line.tag in HEADINGS or line.tag == "figcaption" or line.link_share >= 0.5:
        return False
    if size < PROSE_BYTES and not line.text.endswith(_SENTENCE_END):
        return False
    if size < 200 and (CONTACT.match(line.text) or is_related_label(line.text) or is_byline(line)):
        return False
    return not is_debris(line.text)
