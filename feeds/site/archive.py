"""The archive for those who ask in SQL: Datasette (the 0.65 line) on the same file, read-only, below /archive/.

    archive_app(Archive(...)) -> an ASGI application, to be mounted, and what must be awaited before its first request

It stands in the server's own process, behind the same guard; its connections are storage's. Whoever is not the owner sees the views only,
and of the texts what may be published. Its templates lose their scripts and inline styles, so that the site's policy holds here, too
(FAULTS P13, P14); all of it works without.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from feeds.site.guarding import App, Message, Receive, Scope, Send, page
from storage import browsing
from storage.browsing import CANNED, VIEWS, Shows, Text
from storage.errors import ArchiveError

NAME: Final = "ponte"
MOUNT: Final = "/archive"

SETTINGS: Final[dict[str, object]] = {
    "sql_time_limit_ms": 1_000,
    "facet_time_limit_ms": 300,
    "num_sql_threads": 3,
    "max_returned_rows": 1_000,
    "default_page_size": 50,
    "max_csv_mb": 20,
    "allow_download": False,
    "suggest_facets": False,
    "default_cache_ttl": 0,
    "truncate_cells_html": 400,
}

_STRIPPED = re.compile(
    r"<style\b[^>]*>.*?</style>|<script\b[^>]*>.*?</script>|<link\b[^>]*codemirror[^>]*>"
    r"|\sstyle=\"(?:[^\"{]|\{\{.*?\}\}|\{%.*?%\})*\"",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Archive:
    """What is to be served. `owned`: everyone who asks is the archive's owner; else `shows` and `text` say what may be seen. `sql`: anyone
    may write SQL. `base` is the path below which the reader sees it, with a slash at both ends."""

    path: Path
    owned: bool
    sql: bool
    shows: Shows
    text: Text
    title: str = "Ponte"
    base: str = f"{MOUNT}/"


def installed() -> bool:
    """Whether there is a Datasette to serve with."""
    return find_spec("datasette") is not None


def archive_app(archive: Archive) -> tuple[App, Callable[[], Awaitable[None]]]:
    """The application and its start. Raises ImportError where Datasette is not installed."""
    from datasette.app import Datasette
    from datasette.plugins import pm

    served = Datasette(
        [],
        settings={**SETTINGS, "base_url": archive.base, "default_allow_sql": archive.sql, "allow_csv_stream": archive.owned},
        metadata=metadata(archive),
        memory=False,
    )
    served.remove_database("_memory")
    served.add_database(_database(served, archive), name=NAME)
    # Its own handler prints every 404 with a table of all variables.
    pm.unregister(name="datasette.handle_exception")
    pm.register(_plugin(served, archive))
    application = served.app()

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        path = _inner(str(scope["path"]))
        if path is None:
            return await _missing(scope, send)
        raw = _inner(bytes(scope["raw_path"]).decode("latin-1")) or "/"
        # Mounted, it would put its prefix before its links twice, and before no redirection.
        inner = dict(scope, root_path="", path=path, raw_path=raw.encode("latin-1"))
        await application(inner, receive, _prefixed(send, archive.base))
        return None

    return inside, served.invoke_startup


def metadata(archive: Archive) -> dict[str, Any]:
    """Titles, the views in words and the questions to begin with, as Datasette takes them."""
    queries = {each.name: {"title": each.title, "sql": each.sql.strip(), "description": each.description} for each in CANNED}
    limits = "Queries have a second and a thousand rows."
    terms = "" if archive.owned else " Of the texts, what their sources let be published."
    return {
        "title": f"{archive.title}: the archive",
        "databases": {
            NAME: {
                "description": f"Every release with all its states, and what was read from it, as SQL views. {limits}{terms}",
                "allow_sql": archive.sql,
                "queries": queries,
                "tables": {name: {"description": said} for name, said in VIEWS.items()},
            }
        },
    }


def _inner(path: str) -> str | None:
    """What Datasette is asked for, or None where it is not for readers: its pages about itself name files and settings of this machine."""
    inner = path.removeprefix(MOUNT).rstrip("/") or "/"
    own = inner.startswith("/-") and not inner.startswith("/-/static/")
    return None if own or "//" in inner or "\\" in inner else inner


def _prefixed(send: Send, base: str) -> Send:
    async def prefixed(message: Message) -> None:
        if message["type"] == "http.response.start" and 300 <= message["status"] < 400:
            message = {**message, "headers": [_located(name, value, base.encode()) for name, value in message["headers"]]}
        await send(message)

    return prefixed


def _located(name: bytes, value: bytes, base: bytes) -> tuple[bytes, bytes]:
    inside = value.startswith(base) or not value.startswith(b"/")
    return (name, value) if name.lower() != b"location" or inside else (name, base + value.lstrip(b"/"))


async def _missing(scope: Scope, send: Send) -> None:
    body = page(404, "There is no such page.")
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def _database(served: Any, archive: Archive) -> Any:
    from datasette.database import Database

    class ArchiveFile(Database):  # type: ignore[misc]
        """The archive by storage's own connections: read-only by their opening, and checked to be an archive."""

        async def hidden_table_names(self) -> list[str]:
            return list(await self.table_names())  # the views are the promise, what lies behind them is not

        def connect(self, write: bool = False) -> Any:
            if write:
                raise PermissionError("the archive is read here, never written")
            conn = browsing.connect(archive.path)
            if not archive.owned:
                browsing.narrow(conn, archive.shows, archive.text)
            return conn

    return ArchiveFile(served, path=str(archive.path), is_mutable=True)


def _plugin(served: Any, archive: Archive) -> object:
    from datasette import hookimpl
    from datasette.utils.asgi import Response

    class Ponte:
        """What Datasette asks while it works."""

        __name__ = f"ponte-{id(served)}"

        @hookimpl  # type: ignore[untyped-decorator]
        def permission_allowed(self, datasette: Any, action: str, resource: Any) -> bool | None:
            if datasette is not served:
                return None
            if action == "view-table" and not archive.owned:
                return resource[1] in VIEWS
            return False if action in ("view-database-download", "permissions-debug", "debug-menu") else None

        @hookimpl  # type: ignore[untyped-decorator]
        def handle_exception(self, request: Any, exception: Exception) -> Any:
            status, words = _trouble(exception)
            if request.path.endswith(".json"):
                return Response.json({"ok": False, "status": status, "error": words}, status=status)
            return Response.html(page(status, words).decode(), status=status)

        @hookimpl  # type: ignore[untyped-decorator]
        def prepare_jinja2_environment(self, env: Any, datasette: Any) -> None:
            if datasette is served:
                written, root = env.preprocess, archive.base.removesuffix(f"{MOUNT[1:]}/")
                env.preprocess = lambda source, name=None, filename=None: _plain(written(source, name, filename), root)

    return Ponte()


def _trouble(exception: Exception) -> tuple[int, str]:
    """The status and the words for what went wrong: the reader's own mistake by its message, ours without."""
    if isinstance(exception, ArchiveError):
        return 503, "The archive cannot be read now."
    status = getattr(exception, "status", None)
    if isinstance(status, int) and 400 <= status < 500:
        return status, str(getattr(exception, "message", None) or exception)
    logging.getLogger(__name__).error("a question to the archive failed", exc_info=exception)
    return 500, "Something went wrong here."


def _plain(source: str, root: str) -> str:
    """A template without scripts and inline styles, with the language that it is in, the site's icon and a view to begin with."""
    plain = _STRIPPED.sub("", source).replace("<html>", '<html lang="en">')
    plain = plain.replace("<head>", f'<head>\n    <link rel="icon" href="{root}icon.svg" type="image/svg+xml">')
    return plain.replace("select * from {{ tables[0].name|escape_sqlite }}", "select * from announcement limit 50")
