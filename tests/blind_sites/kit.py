"""What the blind sites share: the types, a source of change between two requests, and small answers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from itertools import count
from typing import TypeVar

from demo.server import Request, Response

MACAU = timezone(timedelta(hours=8))
T = TypeVar("T")
Answer = Callable[[Request], Response]


@dataclass(frozen=True)
class Truth:
    """One release as a person would note it down. `date` is the day of publication; None where the site does not tell it."""

    url: str
    title: str
    date: str | None
    lang: str
    first_words: str


@dataclass(frozen=True)
class BlindSite:
    """A site and what is true of it.

    `url` is what a person would paste; `truth` is newest first; `kind` is the right kind and `also` are others that would do.
    `decoys` are addresses that look like releases of the list and are none; `twins` pairs a second address with the release's own.
    """

    name: str
    host: str
    url: str
    lang: str
    kind: str
    answer: Answer
    truth: tuple[Truth, ...]
    also: tuple[str, ...] = ()
    decoys: tuple[str, ...] = ()
    twins: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Release:
    """One text, before a site gives it an address."""

    title: str
    when: datetime
    paragraphs: tuple[str, ...]
    lang: str
    number: int

    @property
    def day(self) -> str:
        return self.when.strftime("%Y-%m-%d")

    @property
    def slug(self) -> str:
        plain = unicodedata.normalize("NFKD", self.title).encode("ascii", "ignore").decode()
        return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:80].strip("-")

    @property
    def teaser(self) -> str:
        first = self.paragraphs[0]
        return (first[:46] if self.lang.startswith("zh") else first[:110].rsplit(" ", 1)[0]) + "…"

    @property
    def first_words(self) -> str:
        first = self.paragraphs[0]
        return first[:16] if self.lang.startswith("zh") else " ".join(first.split()[:14])

    @property
    def html(self) -> str:
        """The paragraphs as plain `<p>` elements."""
        return "\n".join(f"<p>{escape(text, quote=False)}</p>" for text in self.paragraphs)

    def truth(self, url: str, *, dated: bool = True) -> Truth:
        return Truth(url, self.title, self.day if dated else None, self.lang, self.first_words)


class Ticker:
    """Changes with every request: a clock, a visit counter, a token and a rotating choice."""

    def __init__(self, start: int) -> None:
        self._requests = count(start)
        self.number = start

    def next(self) -> None:
        self.number = next(self._requests)

    @property
    def now(self) -> datetime:
        """The hour in Macau; moves by a second with every request even where the machine is faster."""
        return datetime.now(MACAU) + timedelta(seconds=self.number % 60)

    @property
    def token(self) -> str:
        return sha256(f"token {self.number}".encode()).hexdigest()[:32]

    def some(self, choice: Sequence[T], wanted: int) -> list[T]:
        """`wanted` of the choice, others at each request."""
        start = (self.number * 5 + 3) % len(choice)
        return [choice[(start + step * 3) % len(choice)] for step in range(min(wanted, len(choice)))]


def chunks(items: Sequence[T], size: int) -> list[list[T]]:
    return [list(items[start : start + size]) for start in range(0, len(items), size)]


def whole(text: str | None, otherwise: int = 1) -> int:
    """A number from a query, whatever a client writes there."""
    return int(text) if text and text.isascii() and text.isdigit() else otherwise


def page(body: str, charset: str = "utf-8", status: int = 200, header: str | None = None, token: str = "") -> Response:
    """An HTML page. `header` is the Content-Type, where it is not to name the charset; `token` becomes a session cookie."""
    headers = {"Content-Type": header or f"text/html; charset={charset}", "Cache-Control": "no-store"}
    if token:
        headers["Set-Cookie"] = f"session={token}; Path=/; HttpOnly"
    return Response(status, headers, body, charset)


def plain(body: str, kind: str = "text/plain; charset=utf-8", status: int = 200) -> Response:
    return Response(status, {"Content-Type": kind}, body)


def stored(request: Request, body: str, kind: str, changed: datetime) -> Response:
    """A document that stays the same, with validators: 304 where the client has it already."""
    tag = '"' + sha256(body.encode()).hexdigest()[:20] + '"'
    headers = {"ETag": tag, "Last-Modified": format_datetime(changed.astimezone(UTC), usegmt=True)}
    if request.headers.get("if-none-match") == tag:
        return Response(304, headers)
    return Response(200, headers | {"Content-Type": kind}, body)


def moved(address: str) -> Response:
    return Response(301, {"Location": address, "Content-Type": "text/html"}, f'<a href="{escape(address)}">{escape(address)}</a>')


def missing(text: str = "Not found") -> Response:
    return Response(404, {"Content-Type": "text/html; charset=utf-8"}, f"<!DOCTYPE html><title>404</title><h1>{escape(text)}</h1>")


def numbers(first: int, gaps: Iterable[int]) -> list[int]:
    """Identifiers going down from `first`, as a list that is newest first has them."""
    found = [first]
    for gap in gaps:
        found.append(found[-1] - gap)
    return found
