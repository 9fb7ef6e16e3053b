"""What `extract` reads: sets of pages with the truth of each release, built in this process and never served.

replica     the replica's generated releases, one set for each of its sites
made        sites for the kinds that the replica has none for (bench/madesites.py)
reference   six styles of another generator, where PONTE_REFERENCE holds it
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from bench.measure import must
from bench.server import SEED
from bench.sites import READING, reference_bench
from bench.truth import ADDRESSES, PRECISION, bodies
from crawlers.page import Page
from demo.content import ReleaseText
from demo.generator import PER_PAGE, generate
from demo.replica import Replica
from demo.server import Request

NOW = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)

Fetch = Callable[[str], Page | None]


@dataclass(frozen=True, slots=True)
class Truth:
    """One release as its site has it. `moment` is the site's local time, `precision` how much of it the site tells (minute, day, none), or
    "known by day" where it tells more than this truth knows; `bodies` are the readings that are right, the first one the usual."""

    url: str
    title: str
    moment: datetime
    precision: str
    bodies: tuple[str, ...]

    @property
    def told(self) -> str | None:
        """The date as long as the site tells it: 2026-04-16T10:08, 2026-04-16, or None."""
        return None if self.precision == "none" else f"{self.moment:%Y-%m-%dT%H:%M}"[: 16 if self.precision == "minute" else 10]


@dataclass(frozen=True, slots=True)
class PageSet:
    """One site: the source that reads it (`kind`, `options` as in config.toml), its list pages and what a release's address looks like to
    the generic reader, the truth, and how a page is had."""

    name: str
    kind: str
    options: Mapping[str, object]
    lists: tuple[str, ...]
    release: str
    truths: tuple[Truth, ...]
    fetch: Fetch
    zone: str = "Asia/Macau"


class _OfReplica(NamedTuple):
    """How a site of the replica is read: name of the set, site, kind and its options, what the addresses of releases have in common."""

    name: str
    site: str
    kind: str
    release: str
    options: Mapping[str, object] = {}


_GCS = r"/detail/(?:en|pt|zh-han[ts])/\w{10}(?!\w)"
_REPLICA = (
    _OfReplica("forum", "forum", "forum-macao", r"/view/\d+$"),
    _OfReplica("gcs, feeds", "gcs", "gcs", _GCS),
    _OfReplica("gcs, pages", "gcs", "gcs", _GCS, {"feeds": ()}),
    _OfReplica("gov-mo", "gov-mo", "gov-mo", r"\.gov\.mo/(?:en|pt|zh-han[ts])/(?:news|noticias)/(?!page/)[^/?]+/$"),
    _OfReplica("dsedt", "dsedt", "dsedt", r"/pg_nc_wn_d\?id=\d+"),
    _OfReplica("ipim", "ipim", "ipim", r"/ipim-news/(?:[\w-]+/)*market-notice-no-\d+/$"),
    _OfReplica("jiangmen", "jiangmen", "trs", r"/t\d{8}_\d+\.htm$"),
    _OfReplica("ein", "ein", "ein", r"/article/\d+"),
)
_LATER = re.compile(r"/api/rss/|/page/|index_|[?&](?:p|page)=")


def replica_sets(releases: int) -> Iterator[PageSet]:
    """The sets of the replica's sites, with about `releases` releases in all, at full weight."""
    replica = Replica(1, content=generate(releases, SEED), steady=True, per_page=PER_PAGE)
    edition = replica.content.on(1)
    listed = {site.name: tuple(site.addresses(edition)) for site in replica.sites}
    for each in _REPLICA:
        truths = tuple(_truth(text) for text in edition.texts if text.site == each.site and text.live and not text.link_to)
        known = {truth.url for truth in truths}
        lists = tuple(url for url in listed[each.site] if url not in known and not _LATER.search(url))
        yield PageSet(each.name, each.kind, each.options, lists, each.release, truths, fetching(replica))


def _truth(text: ReleaseText) -> Truth:
    return Truth(ADDRESSES[text.site](text), text.title, text.published, PRECISION[text.site], tuple(bodies(text)))


def fetching(replica: Replica) -> Fetch:
    """The replica's pages, asked for in this process."""

    def fetch(url: str) -> Page | None:
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        answer = replica.answer(Request("GET", target, {"host": parts.netloc, "x-forwarded-proto": parts.scheme}))
        replica.clear_log()
        return page_of(url, answer.payload, answer.headers) if answer.status == 200 else None

    return fetch


def page_of(url: str, body: bytes, headers: Mapping[str, str]) -> Page:
    return Page(url, body, NOW, {name.lower(): value for name, value in headers.items()}, requested=url)


# ---- the reference's six styles ----------------------------------------------------------------------------------------


def why_no_generator() -> str | None:
    """The word to skip the reference's pages with; None where they can be built (no server is needed)."""
    return None if (reference_bench() / "gen_site.py").is_file() else "no reference bench here (PONTE_REFERENCE)"


def reference_sets(releases: int, folder: Path) -> Iterator[PageSet]:
    """The six styles with about `releases` releases in all, built below `folder`. Raises CommandFailed."""
    each = max(1, round(releases / len(READING)))
    build = [sys.executable, str(reference_bench() / "gen_site.py"), "build", "--out", str(folder), "--releases", str(each), "--no-gzip"]
    must(build, folder=folder.parent, extra={"PYTHONDONTWRITEBYTECODE": "1"})
    truth = json.loads((folder / "truth" / "truth.json").read_text("utf-8"))
    for source in truth["sources"]:
        release, title, date, body, drop = READING[source["style"]]
        options = {"start": (source["listings"][0],), "release": release, "title": title, "date": date, "body": body, "drop": drop}
        truths = tuple(
            Truth(one["url"], one["title"], datetime.fromisoformat(one["date"]), "known by day", (one["body"],))
            for one in truth["pages"]
            if one["source"] == source["key"]
        )
        fetch = _from_files(folder / "www" / source["key"], source)
        zone = "UTC" if source["lang"] == "en" else "Asia/Macau"  # the English styles state an offset of zero
        yield PageSet(f"reference, {source['style']}", "listing", options, tuple(source["listings"]), release, truths, fetch, zone)


def _from_files(root: Path, source: Mapping[str, object]) -> Fetch:
    """The pages of one source from its folder, under the names that its server would try. Lists behind a query are left out."""
    origin = str(source["origin"])

    def fetch(url: str) -> Page | None:
        path = url.removeprefix(origin).lstrip("/")
        tried = (root / path, root / f"{path}.html", root / path / "index.html")
        file = next((each for each in tried if each.is_file()), None)
        return page_of(url, file.read_bytes(), {"content-type": "text/html"}) if file else None

    return fetch
