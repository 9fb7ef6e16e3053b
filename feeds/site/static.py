"""The site as files below the public folder: written whole and only where their bytes differ, taken away when nothing says them any more.

    mark of the last publication -> stories touched since -> their pages in four languages -> front, charts, sources, feeds

A story that nothing touched costs nothing. Everything is made anew where the last publication is not known, was made by another version or
other settings, or of another archive. The same archive gives the same bytes, whichever way it went.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from feeds import clean
from feeds.folder import FILE_MODE, TEMPORARY, PublicFolder, write_atomically
from feeds.labels import LANGUAGES
from feeds.site import overview, render, stories, views
from feeds.site.counting import Counting
from feeds.site.words import PATHS
from storage import pages
from storage.model import Query

if TYPE_CHECKING:
    from storage.reading import Reader

STATE: Final = ".ponte-site.json"
OPEN: Final = ".ponte-site-open"
STORY_FOLDERS: Final = ("announcement", "release")
CITE: Final = "cite"
# So many files wait for their names at once, and so many threads for the disk.
DRAFTS: Final = 256
WAITING: Final = 8


@dataclass(frozen=True, slots=True)
class SiteReport:
    """Files written, as they were, and taken away; stories whose pages could not be made, with the reason (FAULTS P03)."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    left_out: tuple[str, ...] = ()


class _Folder(PublicFolder):
    """A public folder of many files. They are made durable and get their names many at a time, since each alone would wait for the disk;
    folders are searched for what a killed publication left only after one that was not finished."""

    def __init__(self, path: Path, *, tidy: bool) -> None:
        super().__init__(path)
        self.removed = 0
        self._tidy = tidy
        self._drafts: dict[Path, str] = {}

    def put(self, name: str, content: bytes) -> bool:
        """Makes the file hold `content` from the next `settle` on, whole; True where that needs writing."""
        target = self.path / name
        self._prepare(target.parent)
        if target in self._drafts:
            self._name_drafts()
        if _same(target, content):
            self.unchanged += 1
            return False
        descriptor, draft = tempfile.mkstemp(prefix=TEMPORARY, dir=target.parent)
        self._drafts[target] = draft
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), FILE_MODE)
        self.written += 1
        if len(self._drafts) >= DRAFTS:
            self._name_drafts()
        return True

    def settle(self) -> None:
        """Gives every file its name, durably."""
        self._name_drafts()
        super().settle()

    def remove(self, name: str) -> None:
        """Take a file away; one that is not there is no matter."""
        with suppress(FileNotFoundError):
            (self.path / name).unlink()
            self.removed += 1
            self._changed.add((self.path / name).parent)

    def _prepare(self, folder: Path) -> None:
        if self._tidy or not folder.is_dir():
            if self.path in folder.parent.parents:
                super()._prepare(folder.parent)
            super()._prepare(folder)

    def _name_drafts(self) -> None:
        """The bytes of all are on the disk before the first of them has its name (FAULTS P01)."""
        with ThreadPoolExecutor(WAITING) as pool:
            list(pool.map(_sync, self._drafts.values()))
        for target, draft in self._drafts.items():
            os.replace(draft, target)
            self._changed.add(target.parent)
        self._drafts.clear()


def _sync(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _same(path: Path, content: bytes) -> bool:
    with suppress(FileNotFoundError):
        return path.stat().st_size == len(content) and path.read_bytes() == content
    return False


def publish_site(reader: Reader, public: Path, site: views.Site, made_by: str) -> SiteReport:
    """Bring the site below `public` up to the archive. `made_by`: the program's version. The caller holds the run's lock.

    A story whose pages cannot be made keeps those it has and is named in the report. Raises OSError where the folder cannot be written.
    """
    state = _State.of(reader, site, made_by)
    last = _State.read(public)
    folder = _Folder(public, tidy=(public / OPEN).exists() or last is None)
    public.mkdir(parents=True, exist_ok=True)
    (public / OPEN).touch()
    left_out: dict[str, str] = {}
    known = last if last is not None and pages.follows(reader.conn, last.mark) else None
    touched = _touched(reader, known, state) if known else []
    whole = known is None or known.made_from != state.made_from
    counting = Counting(reader, public, known.mark if known else None, touched)
    names = _stories(reader, folder, site, None if whole else touched, left_out)
    _own_pages(reader, folder, site, overview.Counts.of(reader, counting.tally()))
    if whole:
        _remove_others(folder, names)
    folder.settle()
    if not left_out:
        counting.keep(state.mark)
        write_atomically(public / STATE, state.text().encode())
    (public / OPEN).unlink(missing_ok=True)
    reasons = tuple(f"{story}: {reason}" for story, reason in left_out.items())
    return SiteReport(folder.written, folder.unchanged, folder.removed, reasons)


@dataclass(frozen=True, slots=True)
class _State:
    """What the pages were made from. `made_from`: a hash over version, templates and settings."""

    made_from: str
    mark: pages.Mark
    hidden: tuple[str, ...]

    @classmethod
    def of(cls, reader: Reader, site: views.Site, made_by: str) -> _State:
        policies = sorted((name, str(policy)) for name, policy in site.rights.policies.items())
        settings = [made_by, render.fingerprint(), site.title, site.live, site.archive, site.sources, site.custom, site.terms, policies]
        digest = hashlib.sha256(json.dumps(settings).encode()).hexdigest()
        return cls(digest, pages.mark(reader.conn), tuple(sorted(site.rights.hidden)))

    @classmethod
    def read(cls, public: Path) -> _State | None:
        """The state of the last publication; None where there is none that can be understood."""
        try:
            values = json.loads((public / STATE).read_text(encoding="utf-8"))
            mark = pages.Mark(int(values["mark"]["touch"]), int(values["mark"]["revision"]), str(values["mark"]["seal"]))
            return cls(str(values["made_from"]), mark, tuple(map(str, values["hidden"])))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def text(self) -> str:
        return json.dumps(asdict(self)) + "\n"


def _touched(reader: Reader, last: _State, now: _State) -> list[str]:
    """The stories whose pages may differ: touched since, or with a text that was hidden or is shown again."""
    hidden = pages.stories_of(reader.conn, set(last.hidden) ^ set(now.hidden))
    return sorted({*pages.touched_since(reader.conn, last.mark), *hidden})


# ---- the pages of stories --------------------------------------------------------------------------------------------


def _stories(reader: Reader, folder: _Folder, site: views.Site, changed: list[str] | None, left_out: dict[str, str]) -> set[str]:
    """Write the pages of these stories (None: of all), and take away those that they have no more; the names that stand."""
    stand: set[str] = set()
    for story_id in changed if changed is not None else (story for story, _ in pages.speaking(reader.conn)):
        names: set[str] = set()
        try:
            for name, content in _story_pages(reader, story_id, site):
                names.add(name)
                folder.put(name, content)
        except OSError:
            raise
        except Exception as error:  # whatever is wrong with one story, it must not cost the others their pages
            left_out[story_id] = clean.one_line(f"{type(error).__name__}: {error}", 200)
            names.update(_possible(reader, story_id))
        stand |= names
        if changed is not None:
            for name in sorted(_possible(reader, story_id) - names):
                folder.remove(name)
    return stand


def _story_pages(reader: Reader, story_id: str, site: views.Site) -> Iterator[tuple[str, bytes]]:
    """The files of a story with a page: announcement and releases in each language, citations. Nothing for one without."""
    story = stories.told(reader, story_id)
    if story is None or story.announcement is None:
        return
    for lang in LANGUAGES:
        below = PATHS[lang]
        made = stories.announcement(story, lang, site)
        yield f"{below}/{made.frame.path}", render.page(made, lang)
        for kept in story.kept:
            text = stories.release(story, kept.release.id, lang, site)
            yield f"{below}/{text.frame.path}", render.page(text, lang)
    yield from stories.cited(story, site)


def _possible(reader: Reader, story_id: str) -> set[str]:
    """The files that a story may ever have had; not those of an announcement that is another story's by now."""
    ids, releases = pages.names_of(reader.conn, story_id)
    own = [name for name in ids if not pages.announces(reader.conn, name)]
    paths = [*map(views.announcement_path, own), *map(views.release_path, releases)]
    cites = {f"{CITE}/{stories.cite_name(name)}{ending}" for name in own for _, ending in stories.CITE_FILES}
    return {f"{PATHS[lang]}/{path}" for lang in LANGUAGES for path in paths} | cites


def _remove_others(folder: _Folder, names: set[str]) -> None:
    """Take away what lies in the folders of stories and is no page of today."""
    below = [f"{PATHS[lang]}/{kind}" for lang in LANGUAGES for kind in STORY_FOLDERS] + [CITE]
    for name in below:
        for path in _files(folder.path / name):
            told = f"{name}/{path}"
            if told not in names and not path.startswith(TEMPORARY):
                folder.remove(told)


def _files(folder: Path) -> Iterable[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else ()


# ---- the others ------------------------------------------------------------------------------------------------------


def _own_pages(reader: Reader, folder: _Folder, site: views.Site, counts: overview.Counts) -> None:
    """Front, charts, sources and feeds in each language, the page at the root, stylesheet and icon: made anew every time."""
    listed = views.Listed.of(reader, Query(), total=sum(count for _, _, count in counts.months))
    states = views.source_states(reader, site, counts.spans)
    runs = pages.ledger(reader.conn, pages.LEDGER)
    folder.put("style.css", render.style())
    folder.put("icon.svg", render.icon())
    folder.put("index.html", render.languages_page(site))
    for lang in LANGUAGES:
        for view in (
            views.front(reader, Query(), lang, site, listed=listed),
            overview.charts(reader, lang, site, counts),
            views.sources(reader, lang, site, states, runs),
            views.feeds(reader, lang, site, facets=listed.facets),
        ):
            folder.put(f"{PATHS[lang]}/{view.frame.path}", render.page(view, lang))
