"""`ponte serve` without its socket: the published folder, and what only a server can give: lists and feeds of any query, search, the
archive in SQL.

    request -> Guard (methods, lengths, hosts, headers) -> a file of the folder, or a page made by a bounded set of threads
                                                        -> /archive/: Datasette

Every thread has its own read-only connection and every question a time limit (storage/pool.py); more questions than may wait are turned
away with 503. Parameters are read by the one grammar of storage/queries.py, and what it does not know is a 400.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator, Callable, Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from feeds.build import Naming
from feeds.clean import shorten
from feeds.model import FeedSettings
from feeds.rights import EXCERPT, Public, Rights
from feeds.site import live
from feeds.site.answers import Answer, Document, answer, document, type_of
from feeds.site.archive import MOUNT, Archive, archive_app, installed
from feeds.site.files import KEPT, PublicFiles
from feeds.site.guarding import App, Guard, Receive, Scope, Send, page
from feeds.site.shelf import Shelf
from storage.errors import ArchiveError
from storage.pool import Readers, TooSlow
from storage.queries import BadQuery, parse
from storage.reading import Reader

LANGUAGES: Final = {"en": "en", "pt": "pt", "zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}
"""Languages as they stand in addresses, and by their tags."""

# Parameters in one address; a form sends a dozen fields, most of them empty.
_MOST_FIELDS = 200

Work = Callable[[Reader, Rights], bytes | None]


@dataclass(frozen=True, slots=True)
class Serving:
    """What is served, and to whom.

    `hosts`: the names that the server answers to, None for any. `owned`: only the archive's owner reaches it; else texts are shown as far
    as `rights` (made of the hidden ids) allows, in SQL as well. `sql`: whoever reaches it may write SQL. `base`: the path below which
    readers see the server. `threads` questions are answered at once, `waiting` more may wait, each may take `seconds`.
    """

    archive: Path
    public: Path
    settings: FeedSettings
    sources: tuple[tuple[str, str], ...]
    rights: Callable[[frozenset[str]], Rights]
    custom: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, str], ...]
    naming: Naming
    hosts: tuple[str, ...] | None
    owned: bool
    sql: bool
    base: str = "/"
    threads: int = 4
    waiting: int = 64
    seconds: float = 5.0


class Crowded(Exception):
    """More questions wait than may."""


def application(serving: Serving) -> App:
    """The ASGI application. Starts no thread and opens no file before its first request."""
    site = _Site(serving)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        site.close()

    routes = [
        Route("/", site.root),
        Route("/feed.{ending}", site.feed),
        Route("/{lang}/list", site.list),
        Route("/{lang}/search", site.search),
        Route(MOUNT, site.folder),
        Mount(MOUNT, app=_Archive(serving, site)),
        Route("/{name:path}", site.file),
    ]
    handlers = {BadQuery: _bad, ArchiveError: _away, TooSlow: _slow, Crowded: _crowded, Exception: _failed}
    app = Starlette(routes=routes, exception_handlers=handlers, lifespan=lifespan)  # type: ignore[arg-type]
    app.router.redirect_slashes = False
    return Guard(app, hosts=serving.hosts, direct=serving.owned)


class _Site:
    """The handlers, with what they share."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._files = PublicFiles(serving.public, time.time)
        self._readers = Readers(serving.archive, serving.seconds)
        self._pool = ThreadPoolExecutor(serving.threads, "question")
        self._reading = ThreadPoolExecutor(2, "file")
        self._at_work = 0
        self._made_before = Shelf(KEPT)
        self._live = live.Live(serving.settings, serving.sources, serving.custom, serving.terms, serving.naming, installed())
        self._hidden: tuple[float, frozenset[str]] = (float("-inf"), frozenset())

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._reading.shutdown(cancel_futures=True)

    # ---- files

    async def root(self, request: Request) -> Response:
        """The site in the language that the reader asks for (RFC 9110 section 12.5.4); where it is none of ours, the page to choose on."""
        lang = preferred(request.headers.get("accept-language", ""))
        found = None if lang else await self._file("index.html")
        if found is not None:
            return _sent(answer(found, request.headers), vary="Accept-Language")
        headers = {"Location": f"{lang or 'en'}/index.html", "Vary": "Accept-Language", "Cache-Control": "no-store"}
        return Response(status_code=307, headers=headers)

    async def folder(self, request: Request) -> Response:
        """A folder without its slash; relative, so that it holds below any prefix."""
        return Response(status_code=307, headers={"Location": request.url.path.rpartition("/")[2] + "/", "Cache-Control": "no-store"})

    async def file(self, request: Request) -> Response:
        name = str(request.path_params["name"])
        found = await self._file(f"{name}index.html" if name.endswith("/") else name)
        if found is None and await self._file(f"{name}/index.html") is not None:
            return await self.folder(request)
        found = found or await self._made(name, request)
        return _sent(answer(found, request.headers)) if found else _page(404, "There is no such page.")

    async def _file(self, name: str) -> Document | None:
        return await asyncio.get_running_loop().run_in_executor(self._reading, self._files.find, name)

    async def _made(self, name: str, request: Request) -> Document | None:
        """A page of the site that is not in the folder, made as publishing would make it."""
        lang, _, path = name.partition("/")
        if (asset := live.asset(name)) is not None:
            return document(asset, type_of(name))
        if lang not in LANGUAGES or not path.endswith(".html"):
            return None
        release = one(request, "id") if path.startswith("release/") else None
        tag, about = LANGUAGES[lang], self._live
        work = live.release_page(path, release, tag, about) if release else live.page_of(path, tag, about)
        # The others also tell how sources stand, which changes without what feeds are made from.
        return await self._answered(work, ".html", (lang, path) if path == "index.html" else None) if work else None

    # ---- live pages

    async def list(self, request: Request) -> Response:
        """The announcements of a query, with the address to subscribe to exactly these."""
        query, place = parse(fields(request, but="before")), one(request, "before")
        return await self._live_page(request, ("list", query, place), lambda lang: live.listing(query, place, lang, self._live))

    async def search(self, request: Request) -> Response:
        """The releases that hold the words."""
        query = parse(fields(request))
        return await self._live_page(request, ("search", query, None), lambda lang: live.found(query, lang, self._live))

    async def feed(self, request: Request) -> Response:
        """Any query as a feed."""
        ending = f".{request.path_params['ending']}"
        if ending not in live.ENDINGS:
            return _page(404, "There is no such page.")
        query = parse(fields(request))
        found = await self._answered(live.feed(query, ending, self._live), ending, ("feed", query, ending))
        assert found is not None
        return _sent(answer(found, request.headers))

    async def _live_page(self, request: Request, asked: Hashable, make: Callable[[str], Work]) -> Response:
        lang = LANGUAGES.get(str(request.path_params["lang"]))
        found = await self._answered(make(lang), ".html", (lang, asked)) if lang else None
        return _sent(answer(found, request.headers)) if found else _page(404, "There is no such page.")

    async def _answered(self, work: Work, ending: str, asked: Hashable) -> Document | None:
        """What the work makes of the archive, done by one of the threads; what was asked before (None: it is not kept) is not made again
        while the archive stands. Raises Crowded, TooSlow, ArchiveError."""

        def answered() -> Document | None:
            with self._readers.lend() as reader:
                rights = self._rights(reader)
                made_from = (reader.generation(), rights.hidden)
                known = self._made_before.get(asked, made_from) if asked else None
                made = work(reader, rights) if known is None else None
            if made is None:
                return known
            new = document(made, type_of(ending))
            return self._made_before.put(asked, made_from, new) if asked else new

        if self._at_work >= self._serving.threads + self._serving.waiting:
            raise Crowded
        self._at_work += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, answered)
        finally:
            self._at_work -= 1

    # ---- rights

    def _rights(self, reader: Reader) -> Rights:
        self._hidden = (time.monotonic(), reader.hidden())
        return self._serving.rights(self._hidden[1])

    def present_rights(self) -> Rights:
        """The rights as they stood at most a second ago, for whoever has no reader at hand."""
        if time.monotonic() - self._hidden[0] > 1.0:
            with Reader.open(self._serving.archive) as reader:
                return self._rights(reader)
        return self._serving.rights(self._hidden[1])


class _Archive:
    """Datasette on the archive, loaded when first asked for: it is heavy, and most readers never come here."""

    def __init__(self, serving: Serving, site: _Site) -> None:
        self._archive = Archive(
            path=serving.archive,
            owned=serving.owned,
            sql=serving.sql,
            shows=lambda release, _: release not in site.present_rights().hidden,
            text=lambda release, source, body: _shown(site.present_rights(), release, source, body),
            title=serving.settings.title,
            base=f"{serving.base.rstrip('/')}{MOUNT}/",
        )
        self._app: App | None = None
        self._loading = asyncio.Lock()
        self._at_work, self._most = 0, serving.waiting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._loading:
            if self._app is None:
                self._app = await self._loaded()
        if self._at_work >= self._most:
            raise Crowded
        self._at_work += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._at_work -= 1

    async def _loaded(self) -> App:
        try:
            app, start = await asyncio.to_thread(archive_app, self._archive)
        except ImportError:
            return _page(404, "The archive in SQL needs a further package: pip install 'ponte[archive]'.")
        await start()
        return app


def _shown(rights: Rights, release: str, source: str, body: str) -> str | None:
    """What of a text may be seen, by the same rule as Rights.text."""
    policy = Public.LINK if release in rights.hidden else rights.policy(source)
    return body if policy is Public.FULL else shorten(body, EXCERPT) if policy is Public.EXCERPT else None


# ---- parameters ------------------------------------------------------------------------------------------------------------


def fields(request: Request, but: str = "") -> list[tuple[str, str]]:
    """The parameters of an address in their order, without those named `but`. Raises BadQuery where there are too many, or bytes that are
    no UTF-8."""
    text = request.scope["query_string"].decode("ascii", "replace")
    try:
        found = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except UnicodeDecodeError as error:
        raise BadQuery("address", text[:80], "not written in UTF-8") from error
    except ValueError as error:
        raise BadQuery("address", text[:80], f"more than {_MOST_FIELDS} fields") from error
    return [(name, value) for name, value in found if name != but]


def one(request: Request, name: str) -> str | None:
    """The value of a parameter that may come once, None where it is missing or empty. Raises BadQuery."""
    values = [value for field, value in fields(request) if field == name and value]
    if len(values) > 1:
        raise BadQuery(name, values[1], "given twice")
    return values[0] if values else None


def preferred(accepted: str) -> str | None:
    """The language of the site that an Accept-Language asks for first, as it stands in addresses."""
    wanted = [part.partition(";")[::2] for part in accepted.lower().split(",")]
    ranked = sorted(((name.strip(), _weight(rest)) for name, rest in wanted), key=lambda pair: -pair[1])
    return next((lang for name, weight in ranked if weight > 0 and (lang := _language(name))), None)


def _weight(parameters: str) -> float:
    found = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", parameters)
    return float(found[1]) if found else 1.0


def _language(name: str) -> str | None:
    if name.startswith("zh"):
        return "zh-hans" if re.search(r"-(hans|cn|sg)\b", name) or name == "zh" else "zh-hant"
    base = name.partition("-")[0]
    return base if base in LANGUAGES else None


# ---- answers ---------------------------------------------------------------------------------------------------------------


def _sent(made: Answer, vary: str = "") -> Response:
    response = Response(made.body, status_code=made.status)
    response.raw_headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in made.headers]
    if vary:
        response.headers["vary"] += f", {vary}"
    return response


def _page(status: int, words: str, more: Iterable[tuple[str, str]] = ()) -> Response:
    headers = {"Cache-Control": "no-store", **dict(more)}
    return Response(page(status, words), status_code=status, headers=headers, media_type="text/html")


async def _bad(_: Request, error: BadQuery) -> Response:
    return _page(400, f"{error.field}: {error.value[:200]!r} cannot be asked for: {error.hint}.")


async def _away(_: Request, error: ArchiveError) -> Response:
    logging.getLogger(__name__).error("%s", error)
    return _page(503, "The archive cannot be read now.", [("Retry-After", "60")])


async def _slow(_: Request, __: TooSlow) -> Response:
    return _page(503, "This took too long. Ask for less: a country, a sector, a span of time.", [("Retry-After", "10")])


async def _crowded(_: Request, __: Crowded) -> Response:
    return _page(503, "Too many questions at once.", [("Retry-After", "2")])


async def _failed(_: Request, __: Exception) -> Response:
    return _page(500, "Something went wrong here.")
