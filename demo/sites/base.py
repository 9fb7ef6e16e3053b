"""What every site of the replica is: hosts, routes from a request to a page, and how steady its pages are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import ClassVar, Generic, TypeVar

from demo.chrome import WORDS, Noise
from demo.content import Edition
from demo.server import Request, Response

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class View:
    """What a page is made from: the day's edition, what changes at each request, the site's clock (Macau local time), and whether pages are
    of full weight (benchmarks)."""

    edition: Edition
    noise: Noise
    now: datetime
    heavy: bool = False

    def scale(self, light: int, heavy: int) -> int:
        return heavy if self.heavy else light


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """One page of a list; `number` begins at 1, `pages` is at least 1."""

    items: Sequence[T]
    number: int
    pages: int


class Site(ABC):
    """One family of hosts.

    `robots` is the text of robots.txt, None where there is none. On `steady_hosts` a page stays the same, byte for byte, until its content
    changes, and carries ETag and Last-Modified. `compresses`: the site gzips when asked. `secure`: plain http is redirected to https.
    `per_page`: items of a list page.
    """

    name: ClassVar[str]
    hosts: ClassVar[tuple[str, ...]]
    robots: ClassVar[str | None] = "User-agent: *\nDisallow:\n"
    steady_hosts: ClassVar[frozenset[str]] = frozenset()
    compresses: ClassVar[bool] = True
    secure: ClassVar[bool] = False
    server: ClassVar[str] = "nginx"

    def __init__(self, per_page: int = 4) -> None:
        self.per_page = per_page

    @abstractmethod
    def respond(self, request: Request, view: View) -> Response:
        """The answer to any request for one of the hosts but robots.txt."""

    @abstractmethod
    def addresses(self, edition: Edition) -> Iterator[str]:
        """Absolute addresses of all list pages and releases in their canonical form."""

    def cut(self, items: Sequence[T], number: int) -> Slice[T]:
        pages = max(1, -(-len(items) // self.per_page))
        return Slice(items[(number - 1) * self.per_page : number * self.per_page], number, pages)


def html(text: str, status: int = 200, charset: str = "utf-8", declare: bool = True) -> Response:
    """A page. With `declare` off the header names no charset, as servers of old pages do."""
    kind = f"text/html; charset={charset.upper()}" if declare else "text/html"
    return Response(status, {"Content-Type": kind}, text, charset)


def redirect(location: str, status: int = 301) -> Response:
    body = f'<html><head><title>Moved</title></head><body><a href="{escape(location, quote=True)}">{status}</a></body></html>'
    return Response(status, {"Location": location, "Content-Type": "text/html"}, body)


def missing(lang: str, status: int = 404, owner: str = "") -> Response:
    words = WORDS[lang]
    body = (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{status} {words.missing}</title></head><body>'
        f'<h1>{status}</h1><p>{words.missing}</p><p><a href="/">{words.home}</a></p><footer>{escape(owner)}</footer></body></html>'
    )
    return html(body, status)


def whole(value: str | None, default: int = 1) -> int:
    """A page number from a query; the default for what is none."""
    return int(value) if value and value.isascii() and value.isdigit() and 0 < int(value) < 100_000 else default
