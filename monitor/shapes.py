"""What the addresses of links have in common: groups of one shape, and a regular expression for each. Pure.

    /news/view/1385, /news/view/7785  ── shape ──  news, view, number  ── pattern ──  ^https?://[^/]+/news/view/\\d+$

A part of an address is a word that stays, or one that changes from release to release: a number, a hash, a slug, or a slug with a number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from crawlers import address

_PAGE_NAME = re.compile(r"\.(?:s?html?|xhtml|php\d?|aspx?|jspx?|cfm|do|action)$", re.IGNORECASE)
_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|zip|rar|7z|jpe?g|png|gif|svg|webp|mp[34]|m4a|mov|css|js|ics|csv|xml|rss|atom|json|txt|apk|exe)$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"[A-Za-z]{0,12}[-_.]?\d+(?:[-_.]?[A-Za-z]?\d+)*")
_HASHED = re.compile(r"([A-Za-z]{1,10}[-_])?([0-9a-f]{8,64}|[0-9A-F]{8,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_CODE = re.compile(r"(?=[A-Za-z0-9]*[0-9])(?=[A-Za-z0-9]*[a-z])(?=[A-Za-z0-9]*[A-Z])[A-Za-z0-9]{8,32}")
_BEFORE_SLUG = re.compile(r"(\d{2,15})([-_]).*[^\W\d].*", re.DOTALL)
_BEHIND_SLUG = re.compile(r".*[^\W\d].*([-_])(\d{3,15})", re.DOTALL)
_YEAR = re.compile(r"(?:19|20)\d{2}")
# A year, with its month, with its day.
_DATE = re.compile(r"(?:19|20)\d{2}(?:[01]\d(?:[0-3]\d)?)?$")
_LANGUAGE = re.compile(r"(?:en|pt|zh)(?:[-_][A-Za-z]{2,4})?", re.IGNORECASE)
_OTHER_LANGUAGE = re.compile(r"tc|sc|cn|tw|hk|por|eng|chi|es|fr", re.IGNORECASE)
_SPECIAL = re.compile(r"[.^$*+?{}\[\]\\|()]")
_LANG_GROUP = re.compile(r"\(\?P<lang>([^()]+)\)")
# Parts that number the pages of a list.
_PAGER = re.compile(r"(?:index|list|page|pagina|p|pg)[-_.]?#", re.IGNORECASE)

# Weak addresses that a pattern names to keep them out.
MOST_REFUSED = 8
# Letters that a slug may be made of, and a number of anything.
_ANY = r"[^/?#]+"


class Part(StrEnum):
    WORD = "word"
    NUMBER = "number"
    HASH = "hash"
    SLUG = "slug"
    NUMBER_SLUG = "number-slug"
    SLUG_NUMBER = "slug-number"


class Token(NamedTuple):
    """A part of an address: `frame` is what stays of it (# for digits, @ for a hash, ~ for a slug), `value` the part as written."""

    part: Part
    frame: str
    value: str

    @property
    def sign(self) -> tuple[str, str]:
        return self.part, self.frame


class Parsed(NamedTuple):
    """An address in its parts. `slash`: whether its path ends in one; `noisy`: whether it has parameters that choose nothing."""

    url: str
    host: str
    path: tuple[Token, ...]
    query: tuple[tuple[str, Token], ...]
    slash: bool
    noisy: bool


class Group(NamedTuple):
    """Addresses of one shape, in page order, and the regular expression that describes them; `words` are the parts that all share.

    `merged`: of more than one shape; `loose`: by a part that may be anything.
    """

    pattern: str
    urls: tuple[str, ...]
    words: tuple[str, ...]
    merged: bool = False
    loose: bool = False


def token(value: str) -> Token:
    """What kind of part a path segment or a parameter's value is."""
    name = _PAGE_NAME.search(value)
    stem, end = (value[: name.start()], name[0]) if name else (value, "")
    if _NUMBERED.fullmatch(stem):
        return Token(Part.NUMBER, re.sub(r"\d+", "#", stem) + end, value)
    if (found := _HASHED.fullmatch(stem)) and re.search(r"\d", found[2]) and re.search(r"[a-fA-F]", found[2]):
        return Token(Part.HASH, f"{found[1] or ''}@{end}", value)
    if _CODE.fullmatch(stem):
        return Token(Part.HASH, f"@{end}", value)
    if (found := _BEFORE_SLUG.fullmatch(stem)) and not _YEAR.fullmatch(found[1]):
        return Token(Part.NUMBER_SLUG, f"#{found[2]}~{end}", value)
    if (found := _BEHIND_SLUG.fullmatch(stem)) and not _YEAR.fullmatch(found[2]):
        return Token(Part.SLUG_NUMBER, f"~{found[1]}#{end}", value)
    if "-" in stem or "_" in stem or "%" in stem or not stem.isascii() or len(stem) > 24:
        return Token(Part.SLUG, f"~{end}", value)
    return Token(Part.WORD, value, value)


def parse(url: str) -> Parsed | None:
    """An absolute address in its parts; None for one that leads to no page (a picture, a document, no usable address)."""
    canonical = address.canonical(url)
    if not canonical:
        return None
    parts = urlsplit(canonical)
    if _FILE.search(parts.path):
        return None
    query = tuple((name, token(value)) for name, value in parse_qsl(parts.query, keep_blank_values=True))
    segments = tuple(token(segment) for segment in parts.path.strip("/").split("/") if segment)
    return Parsed(url, parts.netloc, segments, query, parts.path.endswith("/"), urlsplit(url).query != parts.query)


def order(url: str) -> tuple[int, ...]:
    """The numbers that an address counts or dates by, in their order; those inside of slugs say nothing."""
    parsed = parse(url)
    tokens = [*parsed.path, *(said for _, said in parsed.query)] if parsed else []
    numbers: list[int] = []
    for said in tokens:
        if said.part is Part.NUMBER:
            numbers += map(int, re.findall(r"\d{1,18}", said.value))
        elif said.part is Part.NUMBER_SLUG:
            numbers.append(int(re.findall(r"\d{1,18}", said.value)[0]))
        elif said.part is Part.SLUG_NUMBER:
            numbers.append(int(re.findall(r"\d{1,18}", said.value)[-1]))
    return tuple(numbers)


def groups(urls: Iterable[str], here: str, *, weak: Callable[[str], bool] = lambda _: False) -> list[Group]:
    """The groups of at least two addresses of one shape, the largest first; `here` is the address of their page.

    `weak` says of an address that it is no release by what else is known of it (a menu's link). Weak addresses make no group and are kept
    out of the patterns of others where that is possible.
    """
    page = parse(here)
    parsed = [fixed for url in dict.fromkeys(urls) if (each := parse(url)) and (fixed := _with_fixed(each, page)).path + tuple(fixed.query)]
    strong = [each for each in parsed if not weak(each.url) and not _is_pager(each)]
    menus = [each for each in parsed if weak(each.url)]
    found: dict[str, Group] = {}
    for members, merged in _clusters(strong):
        distinct = {(each.path, each.query): each for each in members}
        if len(distinct) < 2:
            continue
        made = _group(list(distinct.values()), menus, merged=merged)
        found.setdefault(made.pattern, made)
    return sorted(found.values(), key=lambda group: -len(group.urls))


def _with_fixed(each: Parsed, page: Parsed | None) -> Parsed:
    """Numbers that the page's own address has at the same place (a section's id) are words; years are not."""
    if page is None or page.host != each.host:
        return each
    path = list(each.path)
    for place, (own, other) in enumerate(zip(each.path, page.path, strict=False)):
        if own.value != other.value:
            break
        if own.part is not Part.WORD and not _YEAR.fullmatch(own.value) and place < len(each.path) - 1:
            path[place] = Token(Part.WORD, own.value, own.value)
    known = {(name, said.value) for name, said in page.query}
    query = tuple((name, Token(Part.WORD, said.value, said.value) if (name, said.value) in known else said) for name, said in each.query)
    return each._replace(path=tuple(path), query=query)


def _clusters(parsed: Sequence[Parsed]) -> list[tuple[list[Parsed], bool]]:
    """Addresses of one shape; then those whose shapes differ at one place only, or in the make of their slugs."""
    exact: dict[object, list[Parsed]] = defaultdict(list)
    loose: dict[object, list[Parsed]] = defaultdict(list)
    for each in parsed:
        signs = tuple(said.sign for said in each.path)
        asked = tuple((name, said.sign) for name, said in each.query)
        exact[each.host, signs, asked].append(each)
        loose[each.host, tuple(map(_loosened, each.path)), asked].append(each)
        for place in range(len(signs)):
            if not _is_language(each.path[place].value):
                loose[each.host, (*signs[:place], None, *signs[place + 1 :]), asked].append(each)
    alone = [(members, False) for members in exact.values() if _varies(members[0])]
    wider = [(members, True) for members in loose.values() if _may_merge(members)]
    return alone + wider


def _loosened(said: Token) -> tuple[str, str]:
    """Slugs with and without a number, and numbers and hashes, as one kind."""
    if said.part in (Part.SLUG, Part.NUMBER_SLUG, Part.SLUG_NUMBER):
        return Part.SLUG, f"~{(_PAGE_NAME.search(said.value) or [''])[0]}"
    if said.part in (Part.NUMBER, Part.HASH):
        return Part.HASH, re.sub(r"[#@].*[#@]|[#@]", "@", said.frame)
    return said.sign


def _varies(each: Parsed) -> bool:
    """Whether an address has a part that changes."""
    return any(said.part is not Part.WORD for said in [*each.path, *(said for _, said in each.query)])


def _is_pager(each: Parsed) -> bool:
    """Whether an address ends in the number of a list's page: index_2.html, page/2."""
    if each.query or not each.path or each.path[-1].part is not Part.NUMBER:
        return False
    before = each.path[-2].value.lower() if len(each.path) > 1 else ""
    return _PAGER.match(each.path[-1].frame) is not None or before in ("page", "pagina", "pag")


def _may_merge(members: list[Parsed]) -> bool:
    return len({tuple(said.sign for said in each.path) for each in members}) > 1 and any(map(_varies, members))


def _is_language(value: str) -> bool:
    return _LANGUAGE.fullmatch(value) is not None or _OTHER_LANGUAGE.fullmatch(value) is not None


# ---- patterns ----------------------------------------------------------------------------------------------------


def _group(members: list[Parsed], menus: list[Parsed], *, merged: bool) -> Group:
    columns = [[each.path[place] for each in members] for place in range(len(members[0].path))]
    pieces = _pieces(columns, members)
    plain = _pattern(pieces, members, [])
    found = re.compile(plain)
    taken = [each for each in menus if found.search(each.url)]
    shared = tuple(column[0].value for column in columns if len({said.value for said in column}) == 1)
    urls = tuple(each.url for each in members)
    return Group(_pattern(pieces, members, taken) if taken else plain, urls, shared, merged, merged and _ANY in pieces)


def _pieces(columns: list[list[Token]], members: list[Parsed]) -> list[str]:
    """The regular expressions of the path's segments."""
    query = bool(members[0].query)
    pieces = [
        _piece(column, last=place == len(columns) - 1 and not query, dated=_is_dated(columns[place - 1]) if place else False)
        for place, column in enumerate(columns)
    ]
    if not query:
        _name_key(pieces, columns, members)
    return pieces


def _pattern(pieces: list[str], members: list[Parsed], taken: list[Parsed]) -> str:
    """The regular expression of the whole address, without the weak addresses `taken` that it would describe as well."""
    whole = _whole(pieces, members, taken)
    first = _LANG_GROUP.search(whole)
    return whole if first is None else whole[: first.end()] + _LANG_GROUP.sub(r"\1", whole[first.end() :])


def _whole(pieces: list[str], members: list[Parsed], taken: list[Parsed]) -> str:
    first = members[0]
    slash = "/" if all(each.slash for each in members) else "/?" if any(each.slash for each in members) else ""
    if first.query:
        varied = [place for place in range(len(first.query)) if len({each.query[place][1].value for each in members}) > 1]
        asked = "".join(_asked(place, members, taken if varied[-1:] == [place] else []) for place in range(len(first.query)))
        # A further parameter makes another address of it (a page to print, say).
        return f"^https?://[^/]+/{'/'.join(pieces)}{asked}$"
    own = {each.path[-1].value for each in members if each.path}
    ahead = _ahead(sorted({each.path[-1].value for each in taken if each.path} - own), "(?:[/?]|$)")
    # Parameters that choose nothing may follow where they were seen; else nothing may, for a variant is another address.
    end = r"(?:\?|$)" if any(each.noisy for each in members) else "$"
    return f"^https?://[^/]+/{'/'.join([*pieces[:-1], ahead + pieces[-1]] if pieces else [])}{slash}{end}"


def _ahead(values: list[str], end: str) -> str:
    """A look ahead that refuses some values; "" where there are none, or so many that a list of them would say nothing."""
    return f"(?!(?:{'|'.join(map(quoted, values))}){end})" if 0 < len(values) <= MOST_REFUSED else ""


def _piece(column: list[Token], *, last: bool, dated: bool) -> str:
    """The regular expression of one path segment; `dated`: the one before it is part of a date."""
    values = list(dict.fromkeys(said.value for said in column))
    if len(values) == 1 and (not last or column[0].part is Part.WORD) and _stays(column[0], dated):
        word = quoted(values[0])
        return f"(?P<lang>{word})" if _LANGUAGE.fullmatch(values[0]) else word
    parts = {said.part for said in column}
    frames = {said.frame for said in column}
    if parts == {Part.NUMBER}:
        return _numbers(values, last=last, dated=dated) if len(frames) == 1 else _numbered(column)
    if parts <= {Part.HASH, Part.NUMBER} and len({_loosened(said) for said in column}) == 1:
        return _hashes(column)
    if parts <= {Part.SLUG, Part.NUMBER_SLUG, Part.SLUG_NUMBER}:
        return _slugs(column)
    return _ANY


def _stays(said: Token, dated: bool) -> bool:
    """Whether a part that all members share is the section's and not their date's."""
    if said.part is Part.NUMBER:
        return not (dated or _DATE.match(said.value)) and (not said.frame.startswith("#") or len(said.value) <= 3)
    return said.part in (Part.WORD, Part.SLUG)


def _is_dated(column: list[Token]) -> bool:
    """Whether a segment is a year, or the month after one."""
    return all(said.part is Part.NUMBER and (_DATE.fullmatch(said.value) or re.fullmatch(r"\d{1,2}", said.value)) for said in column)


def _numbers(values: list[str], *, last: bool, dated: bool) -> str:
    """Digits by their places: as many as all have where they are a date's, else any."""
    runs = [re.findall(r"\d+", value) for value in values]
    literals = re.split(r"\d+", values[0])
    made = quoted(literals[0])
    for place, literal in enumerate(literals[1:]):
        column = [run[place] for run in runs]
        sizes = {len(digits) for digits in column}
        is_id = last and place == len(literals) - 2
        is_date = len(sizes) == 1 and not is_id and (all(map(_DATE.fullmatch, column)) or (dated and max(sizes) in (2, 4)))
        made += (rf"\d{{{max(sizes)}}}" if is_date else r"\d+") + quoted(literal)
    return made


def _numbered(column: list[Token]) -> str:
    """Numbered names of several forms that begin alike: t20210511_2201885.htm and t942170.html."""
    starts = {said.frame.partition("#")[0] for said in column}
    stems = [_PAGE_NAME.sub("", said.value) for said in column]
    signs = "".join(sorted({sign for stem in stems for sign in stem if sign in "-_."}))
    ends = {(_PAGE_NAME.search(said.value) or [""])[0] for said in column}
    if len(starts) > 1 or any(re.search(r"[A-Za-z]", stem[len(min(starts)) :]) for stem in stems):
        return _ANY
    end = r"\.html?" if ends == {".htm", ".html"} else quoted(min(ends)) if len(ends) == 1 else f"(?:{'|'.join(map(quoted, sorted(ends)))})"
    run = rf"[\d{signs.replace('-', '')}{'-' if '-' in signs else ''}]+" if signs else r"\d+"
    return f"{quoted(min(starts))}{run}{end}"


def _hashes(column: list[Token]) -> str:
    stems = [_PAGE_NAME.sub("", said.value) for said in column]
    before, _, after = _loosened(column[0])[1].partition("@")
    cores = [stem[len(before) :] for stem in stems]
    is_hex = all(re.fullmatch(r"[0-9a-f]+", core) for core in cores)
    letters = "[0-9a-f]" if is_hex else "[0-9A-Za-z-]" if any("-" in core for core in cores) else "[0-9A-Za-z]"
    sizes = {len(core) for core in cores}
    count = f"{{{sizes.pop()}}}" if len(sizes) == 1 else "+"
    return f"{quoted(before)}{letters}{count}{quoted(after)}"


def _slugs(column: list[Token]) -> str:
    """Slugs of words; where all have a hyphen, one is asked for, which keeps single words (sections) out."""
    end = _common_end(column)
    stems = [_PAGE_NAME.sub("", said.value) for said in column]
    least = min(stem.count("-") for stem in stems)
    if least >= 3:
        return rf"[^/?#-]+(?:-[^/?#-]*){{{min(least - 1, 3)},}}{end}"
    return f"{_ANY}-{_ANY}{end}" if least else _ANY + end


def _common_end(column: list[Token]) -> str:
    ends = {(_PAGE_NAME.search(said.value) or [""])[0] for said in column}
    return quoted(ends.pop()) if len(ends) == 1 else ""


def _name_key(pieces: list[str], columns: list[list[Token]], members: list[Parsed]) -> None:
    """Make a number the key where a slug stands beside or behind it: the slug follows the title, the number stays."""
    # Another version of the site in another language may count its own numbers.
    if not columns or any(_OTHER_LANGUAGE.fullmatch(said.value) for said in members[0].path):
        return
    column, end = columns[-1], _common_end(columns[-1])
    parts = {said.part for said in column}
    sign = re.sub(r"[#~]", "", _PAGE_NAME.sub("", column[0].frame))
    if parts == {Part.NUMBER_SLUG} and _distinct([said.value.partition(sign)[0] for said in column]):
        pieces[-1] = rf"(?P<key>\d+){sign}{_ANY}"
    elif parts == {Part.SLUG_NUMBER} and _distinct([_PAGE_NAME.sub("", said.value).rpartition(sign)[2] for said in column]):
        pieces[-1] = rf"{_ANY}{sign}(?P<key>\d+){end}"
    elif pieces[-1].startswith("[^/") and len(columns) > 1 and _distinct([said.value for said in columns[-2]]):
        pieces[-2:] = [r"(?P<key>\d+)", _ANY + end]


def _distinct(numbers: list[str]) -> bool:
    """Whether these are numbers of single releases: all different, none short."""
    return len(set(numbers)) == len(numbers) and all(number.isdecimal() and len(number) >= 3 for number in numbers)


def _asked(place: int, members: list[Parsed], taken: list[Parsed]) -> str:
    """One parameter of the query, without the values of the addresses `taken`. The order is that of the site."""
    name = members[0].query[place][0]
    column = [each.query[place][1] for each in members]
    values = list(dict.fromkeys(said.value for said in column))
    if len(values) == 1 and column[0].part is Part.WORD:
        said = f"(?P<lang>{quoted(values[0])})" if _LANGUAGE.fullmatch(values[0]) else quoted(values[0])
    elif {said.part for said in column} == {Part.NUMBER} and len({said.frame for said in column}) == 1:
        said = _numbers(values, last=True, dated=False)
    else:
        said = r"[^&#]+"
    ahead = _ahead(sorted({each.query[place][1].value for each in taken} - set(values)), "(?:&|$)")
    return f"{'&' if place else chr(92) + '?'}{quoted(name)}={ahead}{said}"


def quoted(value: str) -> str:
    """A literal in a regular expression, with as few backslashes as possible."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], value)
