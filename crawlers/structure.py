"""Titles and bodies by labels, text order and structure; class names, ids and wrapper elements are never asked.

A tree becomes an `Outline` in one pass: its visible text as lines in document order, the blocks that hold them, the links and
the time elements. Everything else here is a question to an outline. Pure functions; no spider's own facts.

    tree ── outline() ── Line, Line, Line … ── body_after(anchor) ── the lines of the body
                              └── items(locate) ── the releases that a listing names
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from lxml import html as lxml_html

from crawlers import address, dates, text
from crawlers.model import UNDATED, Address, DateBasis, Link, Published
from crawlers.outline import (
    BLOCKS,
    CONTACT,
    HEADINGS,
    PROSE_BYTES,
    Anchor,
    Line,
    Outline,
    Time,
    is_byline,
    is_debris,
    is_footer,
    is_linked_heading,
    is_menu,
    is_related_label,
    outline,
    plain_text,
    tag_attributes,
    whole_lines,
    word_set,
)

# Elements that stay what they are through a redesign, because the words need them; text right inside any other block counts as
# body only beside prose. Layout tables make cells ambiguous: a cell with several paragraphs is a container.
TEXT_TAGS = HEADINGS | word_set("p li dd dt blockquote pre td th caption")
LIST_TAGS = word_set("ul ol dl table tbody thead tfoot tr")
_TOP = word_set("html body")


_DATE_ONLY = re.compile(
    r"[\d\s年月日號号./:：,()\[\]（）-]{6,24}|(?:\w{3,9}\.? \d{1,2},? \d{4}|\d{1,2}(?: de)? \w{3,9}\.?,?(?: de)? \d{4})"
    r"(?:[,\s]{1,3}\d{1,2}[:h]\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,5})?)?"
)
_GENERIC_LINK = whole_lines(
    r"(?:learn|read|view|see|show) (?:more|all|details?)|more|details?|continue(?: reading)?",
    r"(?:saber|ler|ver|leia) mais|mais|detalhes|continuar(?: a ler)?",
    r"(?:閱讀|阅读|查看)?(?:全文|更多|詳情|详情)|詳細|详细|查看|了解更多",
    r"",
)
_PERMALINK_TITLE = re.compile(r"^(?:permanent link to|permalink(?: to)?:?|link permanente (?:para|de):?|閱讀全文:?)\s+", re.IGNORECASE)
_NEXT_LABEL = re.compile(
    r"\W*(?:next(?: page)?|older(?: posts| news)?|pr[oó]xim[ao](?: p[aá]gina)?|(?:p[aá]gina )?seguinte|[下后後]一?[頁页])\W*|[›»>→]{1,2}",
    re.IGNORECASE,
)
_PAGE_PARAMETERS = ("p", "page", "paged", "pg", "pagina", "pageno")
_PAGE_PATH = re.compile(r"/page/(\d{1,5})/?$|/index_(\d{1,5})\.s?html?$")
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|csv|odt|ods)$", re.IGNORECASE)
_ATTACHMENT_HINT = re.compile(r"\.(?:pdf|doc|xls|ppt|zip|csv|od[ts])", re.IGNORECASE)
_TITLE_CUT = re.compile(r" [|·•–—»›-]+ | ?[|｜_] ?| :: |(?<=[\u3000-\u9fff]) ?[-–—]+ ?(?=[\u3400-\u9fff])")


# ---- bodies ------------------------------------------------------------------------------------------------------


def body_after(page: Outline, index: int, *, ends: re.Pattern[str] | None = None, title: str = "") -> list[Line]:
    """The lines of the body that follows the anchor line `index` (a date label, a title, a share line), in order, each once.

    The body is the container of the first prose after the anchor, with its neighbours as long as they read like prose. It ends at
    link-dense blocks, at labels of related news, at footers, and at a line whose beginning matches `ends`. Repeats of `title`
    right before the text are dropped. Empty where nothing after the anchor reads like a body.
    """
    return _prose_body(page, index, ends, title) or _short_body(page, index, ends)


def _prose_body(page: Outline, index: int, ends: re.Pattern[str] | None, title: str) -> list[Line]:
    # A summary between title and byline is told again by the body.
    for line in page.lines[index + 1 : index + 7]:
        if line.tag in TEXT_TAGS and page.prose(line):
            break
        if is_byline(line):
            index = line.number
            break
    first = _first_prose(page, index, ends)
    if first is None:
        return []
    scope = page.common(page.lines[max(index, 0)].block, first.block)
    container = _container(page, first, scope)
    stop = _extend(page, container, scope, ends)
    return _assemble(page, _Span(max(index + 1, page.firsts[container]), first.number, stop, container), ends, title)


def main_block(page: Outline, *, ends: re.Pattern[str] | None = None, title: str = "") -> list[Line]:
    """The lines of the densest text container, for a page without a usable anchor."""
    weights: dict[int, int] = {}
    firsts: dict[int, Line] = {}
    for line in page.lines:
        if page.prose(line):
            container = _container(page, line, 0)
            weights[container] = weights.get(container, 0) + line.size
            firsts.setdefault(container, line)
    for container in sorted(weights, key=lambda block: (-weights[block], block)):
        if not page.is_card(container):
            span = _Span(page.firsts[container], firsts[container].number, page.ends[container], container)
            return _assemble(page, span, ends, title)
    return []


def texts(lines: Iterable[Line]) -> list[str]:
    return [line.text for line in lines]


class Reading(NamedTuple):
    """A release as its page shows it: title, the outline it was read from (of the page or of a part of it), the anchor, the body."""

    title: str
    page: Outline
    anchor: Line | None
    body: list[Line]


def around(
    element: lxml_html.HtmlElement, start: Callable[[Outline], Line | None], *, ends: re.Pattern[str] | None = None, title: str = ""
) -> Reading | None:
    """The body near an element: in the smallest of its ancestors that holds one after the line that `start` finds in its outline.

    The same answer as from the whole page, for the price of the article alone; None where only the whole page could tell.
    """
    # A few levels only: each costs what it holds, and a tree may be thousands of levels deep (FAULTS T18).
    blocks = (block for block in element.iterancestors() if block.tag in BLOCKS and block.tag not in LIST_TAGS)
    for block in islice(blocks, 8):
        if block.tag in _TOP:
            return None
        page = outline(block)
        line = start(page)
        if line is not None and (body := _prose_body(page, line.number, ends, title)):
            return Reading(title, page, line, body)
    return None


def article(root: lxml_html.HtmlElement, *, hint: str | None = None, ends: re.Pattern[str] | None = None) -> Reading:
    """Title and body of a release page that has no label of its own: by its title in head, text and listing, then by what follows it."""
    claims, site = _claims(root, hint)
    for claim in claims:
        parts = _title_parts(claim, site)
        for heading in islice(root.iter("h1", "h2"), 20):
            shown = text.clean(plain_text(heading.text_content()))
            if shown in parts and (read := around(heading, lambda page, shown=shown: _titled(page, shown), ends=ends, title=shown)):  # type: ignore[misc]
                return read
    page = outline(root)
    title, line = title_of(root, page, hint=hint)
    # Without a title in the text there is no place to begin: the densest block is the best guess then, and only then.
    body = body_after(page, line.number, ends=ends, title=title) if line is not None else main_block(page, ends=ends, title=title)
    return Reading(title, page, line, body)


def _titled(page: Outline, title: str) -> Line | None:
    return next((line for line in page.lines if line.tag in HEADINGS and text.clean(line.text) == title), None)


class _Span(NamedTuple):
    """Lines start to stop (exclusive) of a container; `first` is the number of its first prose line."""

    start: int
    first: int
    stop: int
    container: int


def _first_prose(page: Outline, index: int, ends: re.Pattern[str] | None) -> Line | None:
    for line in page.lines[index + 1 :]:
        if is_related_label(line.text) or is_footer(line.text) or (ends and ends.match(line.text)):
            return None
        if page.prose(line) and not page.is_card(_container(page, line, 0, over=False)):
            return line
    return None


def _container(page: Outline, line: Line, scope: int, *, over: bool = True) -> int:
    """The smallest block around a prose line that can hold a body: not a paragraph, a list or a table, and not just this line.

    Never larger than `scope`. With `over` False single-line blocks count too.
    """
    for block in page.climb(line.block):
        if block == scope or page.parents[block] < 0:
            return block
        tag = page.tags[block]
        if tag in LIST_TAGS or tag in HEADINGS or tag in ("p", "blockquote", "pre", "dt"):
            continue
        if tag in ("td", "th", "li", "dd") and not page.several(block):
            continue
        if not over or page.ends[block] - page.firsts[block] > 1:
            return block
    return scope


def _extend(page: Outline, container: int, scope: int, ends: re.Pattern[str] | None) -> int:
    """The line number where the body stops: the container's end, or that of the last prose-like neighbour inside the scope."""
    stop = page.ends[container]
    if container == scope or (page.tags[scope] in _TOP and page.several(container)):
        # The scope is the page itself: what comes after a whole container there is the page's, not the release's.
        return stop
    while container != scope:
        parent = page.parents[container]
        number = page.ends[container]
        pending = number
        while number < page.ends[parent]:
            block = _child_at(page, parent, number)
            end = page.ends[block] if block != parent else number + 1
            if _is_heading_only(page, number, end):
                number = end
                continue
            if not _continues(page, number, end, ends):
                return stop
            pending = number = end
            stop = max(stop, pending)
        container = parent
    return stop


def _child_at(page: Outline, parent: int, number: int) -> int:
    """The child block of `parent` that holds a line, or `parent` itself for its own text."""
    child = parent
    for block in page.climb(page.lines[number].block):
        if block == parent:
            return child
        child = block
    return parent


def _is_heading_only(page: Outline, start: int, end: int) -> bool:
    return all(line.tag in HEADINGS and line.link_share < 0.5 and not is_related_label(line.text) for line in page.lines[start:end])


def _continues(page: Outline, start: int, end: int, ends: re.Pattern[str] | None) -> bool:
    """Whether the lines of a neighbour read like more of the same body."""
    lines = page.lines[start:end]
    if any(is_footer(line.text) or CONTACT.match(line.text) or (ends and ends.match(line.text)) for line in lines):
        return False
    if is_related_label(lines[0].text) or any(map(is_linked_heading, lines)):
        return False
    linked = sum(line.linked for line in lines)
    return linked * 4 < sum(len(line.text) for line in lines) and any(map(page.prose, lines))


def _assemble(page: Outline, span: _Span, ends: re.Pattern[str] | None, title: str) -> list[Line]:
    """The span's lines without furniture. Before the first and after the last prose only real text elements count."""
    lines = page.lines[span.start : span.stop]
    prose = [line for line in lines if page.prose(line)]
    last = prose[-1].number if prose else span.first
    beside = {line.block for line in prose}
    body: list[Line] = []
    skip_to = -1
    for line in lines:
        if line.number < skip_to:
            continue
        if line.number > span.first and (is_related_label(line.text) or is_footer(line.text)):
            skip_to = _boxed(page, line, span, last)
            if skip_to < 0:
                break
            continue
        if ends and ends.match(line.text):
            if line.number > span.first:
                break
            continue
        outside = not span.first <= line.number <= last
        if (
            is_debris(line.text)
            or is_menu(line)
            or line.tag == "figcaption"
            or (outside and line.tag not in TEXT_TAGS and line.block not in beside)
        ):
            continue
        if line.number < span.first and (line.text == title or _DATE_ONLY.fullmatch(line.text)):
            continue
        if len(body) == 1 and line.text == body[0].text and line.size >= PROSE_BYTES:
            # A lead printed twice. Further down a repeat is the text's own: two cells of a table may well hold one figure.
            continue
        body.append(line)
    while body and body[-1].tag in HEADINGS:
        body.pop()
    return body


def _boxed(page: Outline, line: Line, span: _Span, last: int) -> int:
    """Where the text goes on after a box of related news set into it: the box's end, or -1 where the body is over."""
    first = page.lines[span.first]
    box = -1
    for block in page.climb(line.block):
        if page.firsts[block] <= first.number:
            break
        box = block
    if box < 0 or page.ends[box] > last or page.tags[box] in HEADINGS:
        return -1
    return page.ends[box]


def _short_body(page: Outline, index: int, ends: re.Pattern[str] | None) -> list[Line]:
    """A release of one short line or two: the paragraphs in the smallest block around the anchor that has any."""
    if index < 0 or index >= len(page.lines):
        return []
    for block in page.climb(page.lines[index].block):
        if page.tags[block] in _TOP:
            break
        found: list[Line] = []
        for line in page.within(block, index):
            if is_related_label(line.text) or is_linked_heading(line) or (ends and ends.match(line.text)):
                break
            if (
                line.tag == "p"
                and line.size >= 12
                and line.link_share < 0.5
                and not is_debris(line.text)
                and not _is_generic(line.text)
                and not CONTACT.match(line.text)
            ):
                found.append(line)
        if found:
            return found
    return []


# UTF-8 bytes of prose below which the heuristic has found a sidebar rather than a text.
_LEAST_READABLE = 180


def readability(html: str) -> list[str] | None:
    """The last resort: readability-lxml's idea of the body as paragraphs, or None where it finds nothing. Never raises."""
    from readability import Document  # heavy, and needed once in a thousand pages

    try:
        summary = Document(html).summary(html_partial=True)
        found = outline(lxml_html.fromstring(summary))
    except Exception:
        # A foreign heuristic on foreign markup: any failure means that it has no answer.
        return None
    prose = sum(line.size for line in found.lines if found.prose(line))
    if prose < _LEAST_READABLE or found.is_card(0):
        return None
    return [line.text for line in found.lines if not is_debris(line.text) and not is_menu(line)]


def attachments(page: Outline, body: list[Line], base: str) -> tuple[str, ...]:
    """Absolute addresses of documents (pdf, office, zip) that the body's lines, or the lines right below them, link to."""
    if not body:
        return ()
    low, high = body[0].number, body[-1].number + 6
    # The raw tags are looked at first: a page has hundreds of links and nearly never an attachment.
    near = (tag for number, tag, _ in page.raw if low <= number <= high and _ATTACHMENT_HINT.search(tag))
    hrefs = (tag_attributes(tag).get("href", "").strip() for tag in near)
    found = (address.resolve(base, href) for href in hrefs if _ATTACHMENT.search(urlsplit_path(href)))
    return tuple(dict.fromkeys(url for url in found if url))


def urlsplit_path(url: str) -> str:
    """The path of an address; empty where it cannot be read."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


# ---- the head of the page ----------------------------------------------------------------------------------------


def meta(root: lxml_html.HtmlElement) -> dict[str, str]:
    """Meta tags by lower-case name, property or itemprop; the first of a name counts."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), content.strip())
    return found


HeadLinks: TypeAlias = list[tuple[str, str, lxml_html.HtmlElement]]


def head_links(root: lxml_html.HtmlElement) -> HeadLinks:
    """(rel, href, element) of every link element, one per rel word, lower-case."""
    return [
        (rel, element.get("href") or "", element)
        for element in root.iter("link")
        if element.get("href")
        for rel in (element.get("rel") or "").lower().split()
    ]


def alternates(root: lxml_html.HtmlElement) -> dict[str, str]:
    """hreflang (lower-case) -> href of the page's sister versions, in page order."""
    found: dict[str, str] = {}
    for rel, href, element in head_links(root):
        lang = (element.get("hreflang") or "").strip().lower()
        if rel == "alternate" and lang:
            found.setdefault(lang, href)
    return found


_JSON_LD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"\\]{8,40})"')


def json_ld_dates(root: lxml_html.HtmlElement) -> tuple[str, ...]:
    """Every datePublished in the page's JSON-LD, raw. Read by pattern, for the JSON of sites is often broken (FAULTS C27)."""
    found: list[str] = []
    for element in root.iter("script"):
        if (element.get("type") or "").lower().strip() == "application/ld+json":
            found += _JSON_LD_DATE.findall(element.text or "")
    return tuple(found)


def title_of(root: lxml_html.HtmlElement, page: Outline, *, hint: str | None = None) -> tuple[str, Line | None]:
    """The release's title, without the site's name, and the line of the text that shows it (None where no line does).

    Candidates are og:title and kindred meta tags, the title element and the listing's `hint`; each counts in the form in which the
    text shows it, because the site's name is put behind (or before) by rules that nobody publishes. A heading that none of them
    knows is the title only when they are silent.
    """
    claims, site = _claims(root, hint)
    for claim in claims:
        if found := _shown(page, claim, site):
            return found
    heading = next(
        (
            line
            for line in page.lines
            if line.tag in ("h1", "h2") and line.link_share < 0.9 and line.text != site and not is_debris(line.text)
        ),
        None,
    )
    if heading is not None and (not claims or heading.tag == "h1"):
        return text.clean(heading.text), heading
    return (_without_site(claims[0], site) if claims else "", None)


def _claims(root: lxml_html.HtmlElement, hint: str | None) -> tuple[list[str], str]:
    """What head and listing say the title is, best first, and the site's name ("" where the page does not say it).

    A part of the head's title that the listing confirms comes before all.
    """
    tags = meta(root)
    site = text.clean(tags.get("og:site_name", ""))
    element = next(root.iter("title"), None)
    named = [
        *(tags.get(name) for name in ("articletitle", "og:title", "twitter:title", "dc.title")),
        element.text if element is not None else None,
        hint,
    ]
    cleaned = (text.clean(value) for value in named if value)
    claims = list(dict.fromkeys(claim for claim in cleaned if claim and claim != site))
    told = text.clean(hint) if hint else ""
    if told in claims[1:] and any(_is_end_of(told, claim) for claim in claims):
        # Head and listing agree: what the head has besides is the site's name, wherever it stands.
        claims = [told, *(claim for claim in claims if claim != told)]
    return claims, site


def _is_end_of(part: str, claim: str) -> bool:
    """Whether a claim is a part with something else behind or before it."""
    if not claim.startswith(part) and not claim.endswith(part):
        return False
    return any(part in (claim[: cut.start()].strip(), claim[cut.end() :].strip()) for cut in _TITLE_CUT.finditer(claim))


def _shown(page: Outline, claim: str, site: str) -> tuple[str, Line] | None:
    """The part of a claimed title that stands as a line of its own in the text: the longest one, headings before other lines."""
    parts = _title_parts(claim, site)
    best: Line | None = None
    for line in page.lines:
        shown = text.clean(line.text) if len(line.text) <= len(claim) + 8 else ""
        if shown in parts and not is_debris(shown):
            rank = (parts[shown], line.tag == "h1", line.tag in HEADINGS, line.link_share < 0.9)
            if best is None or rank > (parts[text.clean(best.text)], best.tag == "h1", best.tag in HEADINGS, best.link_share < 0.9):
                best = line
    return (text.clean(best.text), best) if best is not None else None


def _title_parts(claim: str, site: str) -> dict[str, int]:
    """The claim, and what remains when trailing or leading segments are taken off; the value is the remaining length."""
    parts = {claim: len(claim)}
    cuts = [(found.start(), found.end()) for found in _TITLE_CUT.finditer(claim)]
    for start, end in cuts:
        parts.setdefault(claim[:start].strip(), start)
        # What stands first is the title more often than what stands last; a last segment must not be the site's name.
        tail = claim[end:].strip()
        if len(tail) > 12 and tail != site:
            parts.setdefault(tail, min(len(tail), start - 1) if start <= len(tail) else len(tail))
    return {part: size for part, size in parts.items() if part and part != site}


def _without_site(claim: str, site: str) -> str:
    if site and claim.endswith(site):
        return claim[: -len(site)].rstrip(" |–—-_·»:") or claim
    cut = list(_TITLE_CUT.finditer(claim))
    return claim[: cut[-1].start()].strip() or claim if cut and cut[-1].start() >= len(claim) // 2 else claim


# ---- links -------------------------------------------------------------------------------------------------------


def base_of(root: lxml_html.HtmlElement, url: str) -> str:
    """What the page's links are relative to. A base element counts only on the page's own host (FAULTS R13)."""
    element = next(root.iter("base"), None)
    href = address.resolve(url, element.get("href") or "") if element is not None else None
    return href if href and address.host_of(href) == address.host_of(url) else url


def links(root: lxml_html.HtmlElement, url: str, page: Outline | None = None) -> list[tuple[str, Anchor]]:
    """(absolute address, link) of every usable link in page order."""
    base = base_of(root, url)
    found = ((address.resolve(base, link.href), link) for link in (page or outline(root)).anchors)
    return [(target, link) for target, link in found if target]


def next_page(root: lxml_html.HtmlElement, url: str, page: Outline | None = None) -> str | None:
    """The following listing page as an absolute address: by rel=next, by its label, by the page number in the addresses.

    Only an address that the page itself links to, on its own host, and never the page itself (FAULTS R14, R17).
    """
    page = page or outline(root)
    base = base_of(root, url)
    host, here = address.host_of(url), url.split("#")[0]

    def usable(href: str) -> str | None:
        target = address.resolve(base, href)
        good = target is not None and address.strip_www(address.host_of(target)) == address.strip_www(host) and target.split("#")[0] != here
        return target if good else None

    for rel, href, _ in head_links(root):
        if rel == "next" and (target := usable(href)):
            return target
    for link in page.anchors:
        if "next" in link.rel.lower().split() and (target := usable(link.href)):
            return target
    number = page_number(url)
    targets = [(link, usable(link.href)) for link in page.anchors]
    for link, target in targets:
        if (
            target
            and len(link.text) < 24
            and _NEXT_LABEL.fullmatch(link.text)
            and _same_listing(here, target)
            and page_number(target) > number
        ):
            return target
    return next((target for _, target in targets if target and _same_listing(here, target) and page_number(target) == number + 1), None)


def page_number(url: str) -> int:
    """Which page of a listing an address asks for, by the known parameters and paths; 1 where it names none."""
    try:
        parts = urlsplit(url)
        query = parse_qsl(parts.query)
    except ValueError:
        return 1
    for name, value in query:
        if name.lower() in _PAGE_PARAMETERS and value.isascii() and value.isdigit() and len(value) < 6:
            return int(value)
    if (found := _PAGE_PATH.search(parts.path)) and (found[1] or found[2]):
        # index_1 is the second page of a static list, whose first is index.html (docs/sources.md) or the third after index_2.
        return int(found[1]) if found[1] else int(found[2]) + 1
    return 1


def _same_listing(one: str, other: str) -> bool:
    """Whether two addresses differ in the page number alone, as far as the path tells."""
    return _listing_path(one) == _listing_path(other)


def _listing_path(url: str) -> str:
    path = re.sub(r"/page/\d+/?$|/index(?:_\d+)?\.s?html?$", "/", urlsplit_path(url))
    return path.rstrip("/")


# ---- listings ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Item:
    """A release in a listing: its address, the address as found, its links and the lines that belong to it."""

    address: Address
    found: str
    anchors: list[Anchor]
    lines: list[Line]
    times: list[Time]

    @property
    def title(self) -> str | None:
        """The longest text of its links that is more than "read more"; else a link's title attribute; else its heading."""
        named = [link.text for link in self.anchors if not _is_generic(link.text)]
        if named:
            if full := next(
                (link.title for link in self.anchors if _is_cut(link.text) and link.title.startswith(link.text.rstrip(".… "))), None
            ):
                return text.clean(full)
            # The first link that says something: a teaser that is linked as well comes after the title.
            return text.clean(self._heading_in(named) or named[0]) or None
        spoken = next((_PERMALINK_TITLE.sub("", link.title) for link in self.anchors if not _is_generic(link.title)), None)
        if spoken:
            return text.clean(spoken) or None
        plain = [line for line in self.lines if not _is_generic(line.text)]
        line = next((line for line in plain if line.tag in HEADINGS), plain[0] if plain else None)
        return text.clean(line.text) or None if line is not None else None

    def _heading_in(self, named: list[str]) -> str | None:
        """Where one link covers title, date and teaser, the heading line among them, or the first line."""
        covered = [line for line in self.lines if line.link_share > 0.9]
        if len(covered) < 2 or named[0] in {line.text for line in covered}:
            return None
        inside = [line.text for line in covered if line.text in named[0] and not _DATE_ONLY.fullmatch(line.text)]
        heading = next((line.text for line in covered if line.tag in HEADINGS and line.text in named[0]), None)
        return heading or (inside[0] if inside else None)

    def published(self, zone: str = "Asia/Macau", *, day_first: bool = True) -> Published:
        """The item's own date: its time element, else a line or part of a line that is a date. Relative ages say nothing (FAULTS D04)."""
        for stamp in self.times:
            if stamp.datetime and (read := dates.from_datetime_attribute(stamp.datetime, zone)):
                return read
        for line in self.lines:
            if (
                len(line.text) <= 40
                and _DATE_ONLY.fullmatch(line.text.strip(" []()（）|·"))
                and (read := dates.parse(line.text, zone=zone, basis=DateBasis.LABEL, day_first=day_first))
            ):
                return read
        return next((read for line in self.lines if (read := self._edge_date(line, zone, day_first))), UNDATED)

    def _edge_date(self, line: Line, zone: str, day_first: bool) -> Published | None:
        """A date at the edge of a line that also holds the title, as lists without cells print it."""
        rest = line.text
        for link in self.anchors:
            rest = rest.replace(link.text, " ", 1) if link.text else rest
        rest = rest.strip(" []()（）|·-–—:：,")
        if rest == line.text or not _DATE_ONLY.fullmatch(rest):
            return None
        return dates.parse(rest, zone=zone, basis=DateBasis.LABEL, day_first=day_first)

    def link(self, zone: str = "Asia/Macau", *, day_first: bool = True) -> Link:
        return Link(self.address, self.found, self.title, self.published(zone, day_first=day_first))


def _is_generic(value: str) -> bool:
    """Whether a link's text names nothing: "read more", a date, dots."""
    return len(value) < 60 and (_GENERIC_LINK.fullmatch(value) is not None or _DATE_ONLY.fullmatch(value) is not None)


def _is_cut(value: str) -> bool:
    return value.endswith(("...", "…"))


_ITEM_LINES = 40


def items(page: Outline, base: str, locate: Callable[[str], Address | None], *, deny: re.Pattern[str] | None = None) -> list[Item]:
    """The releases that a page links to, in order, each once: an address is one when `locate` knows it and `deny` finds nothing in it.

    To each belong the lines of the largest block that names no other release; where the page has no block per release, the lines
    between its link and the next one's.
    """
    found: dict[str, Item] = {}
    marks: list[tuple[int, str]] = []
    for link in page.anchors:
        if deny is not None and deny.search(link.href):
            continue
        target = address.resolve(base, link.href)
        spot = locate(target) if target else None
        if spot is None or target is None:
            continue
        item = found.setdefault(spot.native, Item(spot, target, [], [], []))
        item.anchors.append(link)
        marks.append((link.line, spot.native))
    marks.sort()
    for native, item in found.items():
        start, end = _item_span(page, native, item.anchors[0], marks)
        item.lines = page.lines[start:end]
        item.times = [stamp for stamp in page.times if start <= stamp.line < end]
    return list(found.values())


def _item_span(page: Outline, native: str, link: Anchor, marks: list[tuple[int, str]]) -> tuple[int, int]:
    """The lines of one item: those of the largest block around its first link without another item's link. `marks` are sorted."""
    line = link.line
    if line >= len(page.lines):
        return (line, line)
    best = -1
    for block in page.climb(page.lines[line].block):
        first, end = page.firsts[block], page.ends[block]
        inside = marks[bisect_left(marks, (first, "")) : bisect_left(marks, (end, ""))] if end - first <= _ITEM_LINES else []
        if end - first > _ITEM_LINES or page.tags[block] in _TOP or any(other != native for _, other in inside):
            break
        best = block
    if best >= 0 and page.ends[best] - page.firsts[best] > 1:
        return (page.firsts[best], page.ends[best])
    at = bisect_left(marks, (line, ""))
    near = marks[max(at - _ITEM_LINES, 0) : at + _ITEM_LINES]
    before = [number for number, other in near if other != native and number < line]
    after = [number for number, other in near if other != native and number > line]
    if _is_generic(page.lines[line].text) and _is_generic(link.title):
        # The only link stands at the item's end: what it closes comes before it.
        return (max([number + 1 for number in before] + [line - 12, 0]), line + 1)
    return (line, min([*after, line + 12, len(page.lines)]))
