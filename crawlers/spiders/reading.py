"""Questions that several spiders ask of a page: what its silence means, and whether a label dates it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from crawlers import address, dates, text
from crawlers.model import Address, Link, Problem, ProblemKind, Published, Role
from crawlers.outline import Line, Outline, outline
from crawlers.page import Page
from crawlers.structure import head_links

# UTF-8 bytes of visible text below which a page with scripts waits for them to fill it.
_SHELL_BYTES = 200
# A page that links to so many releases is a list, a home page or an error page with a list in it.
_MANY_LINKS = 4
# Characters of a listing's title that say something.
_TELLING = 4


def no_releases(page: Page, read: Outline, role: Role = Role.LISTING, missing: str = "no release's address") -> Problem:
    """Why a page without what it should have is a problem: SHELL (scripts fill it), EMPTY (a list with nothing in it) or PARSE."""
    if read.size < _SHELL_BYTES and next(page.root.iter("script"), None) is not None:
        return Problem(ProblemKind.SHELL, page.url, "next to no text: scripts would fill this page", role)
    if not read.lines:
        return Problem(ProblemKind.EMPTY, page.url, "a page without text", role)
    if role is Role.LISTING and _is_of_site(page.url, read):
        return Problem(ProblemKind.EMPTY, page.url, "a listing without items", role)
    return Problem(ProblemKind.PARSE, page.url, f"{missing} in this page", role)


def _is_of_site(url: str, read: Outline) -> bool:
    """Whether a page has the site's own menu: three links or more to its own host."""
    host = address.strip_www(address.host_of(url))
    targets = (address.resolve(url, anchor.href) for anchor in read.anchors)
    return len({target for target in targets if target and address.strip_www(address.host_of(target)) == host}) >= 3


def fell_back(page: Page, read: Outline, locate: Callable[[str], Address | None], link: Link, title: str) -> bool:
    """Whether a site seems to have answered 200 with its home page or a list instead of a release.

    The page's own canonical link decides where there is one. Else: it links to many other releases, and no line of it is the title that
    the listing told (its beginning, where the listing cut it).
    """
    own = next((href for rel, href, _ in head_links(page.root) if rel == "canonical"), None)
    spot = locate(address.resolve(page.url, own) or "") if own else None
    if spot is not None:
        return spot.native != link.address.native
    told = text.clean(link.title or "").rstrip(".… ")
    if len(told) >= _TELLING and (title.startswith(told) or any(_begins(line, told) for line in read.lines)):
        return False
    found = (locate(target) for anchor in read.anchors if (target := address.resolve(page.url, anchor.href)))
    others = {other.native for other in found if other is not None and other.native != link.address.native}
    return len(others) >= _MANY_LINKS


def is_another_page(page: Page, locate: Callable[[str], Address | None], link: Link, title: str) -> bool:
    """`fell_back` for pages that show their title: the one that the listing told settles it without a look at the rest."""
    told = text.clean(link.title or "").rstrip(".… ")
    return bool(told) and not title.startswith(told) and fell_back(page, outline(page.root), locate, link, title)


def _begins(line: Line, told: str) -> bool:
    return line.link_share < 0.5 and text.clean(line.text).startswith(told)


def joined(lines: Iterable[str]) -> str:
    """A body whose limits are certain: the lines cleaned, boilerplate dropped. Repeats stay, for two cells may hold one figure."""
    cleaned = (text.clean(line) for line in lines)
    return "\n".join(line for line in cleaned if line and not text.is_boilerplate(line))


def label_near_title(
    read: Outline, shown: Line | None, body: list[Line], *, zone: str = "Asia/Macau", day_first: bool = True
) -> tuple[Line | None, Published | None]:
    """A date beside its label between the title and the second line of the body, and the line; (None, None) where there is none.

    Dates further down are told, not labelled: they are never the release's (docs/sources.md).
    """
    first = shown.number + 1 if shown else 0
    last = body[1].number if len(body) > 1 else first + 6
    for line in read.lines[first : min(last, first + 12)]:
        if (
            len(line.text) <= 80
            and (found := dates.labelled(line.text, zone=zone, day_first=day_first)) is not None
            and found.value is not None
        ):
            return line, found
    return None, None
