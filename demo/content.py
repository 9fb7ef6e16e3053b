"""What the replica publishes: release texts with the days on which they appear, change and go.

    demo/texts/*.toml ── load() ── Content ── on(day) ── Edition: what stands on each site that day

Times are naive and Macau local time, as the sites write them. The schema of a text file is in docs/replica.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

SITES = ("forum", "gcs", "gov-mo", "dsedt", "ipim", "jiangmen", "ein")
LANGUAGES = ("en", "pt", "zh-Hant", "zh-Hans")
EDIT_KINDS = ("edited", "cosmetic", "removed", "restored")
FORUM_SECTIONS = ("news", "economic_trade", "publication", "meeting")
TEXTS = Path(__file__).parent / "texts"

_KEYS: Mapping[str, re.Pattern[str]] = {
    "forum": re.compile(r"\d{1,6}"),
    # A letter for the kind, year, month A-L, day A-Z or a-e, five more characters (docs/sources.md, the bureau's ids).
    "gcs": re.compile(r"[A-Z]\d\d[A-L][A-Za-e]\w{5}"),
    "gov-mo": re.compile(r"\d{1,9}"),
    "dsedt": re.compile(r"\d{1,9}"),
    "ipim": re.compile(r"[\w%-]+"),
    "jiangmen": re.compile(r"\d{8}_\d+|\d+@\d{6}"),
    "ein": re.compile(r"\d{9}"),
}
_FIELDS = frozenset(
    ["site", "lang", "key", "slug", "section", "published", "entity", "title", "body", "captions", "day", "pinned", "link_to", "edits"]
)
_EDIT_FIELDS = frozenset(["day", "kind", "title", "body", "status"])


class ContentError(ValueError):
    """A text file breaks the schema; the message names the file, the release and the field."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What happens to a release on a later day. `title` and `body` replace the whole text where given."""

    day: int
    kind: str
    title: str | None = None
    body: str | None = None
    status: int = 404


@dataclass(frozen=True, slots=True)
class ReleaseText:
    """One release as its site has it on one day.

    `status` is what its own address answers (200, or 404 or 410 once removed), `polish` counts the cosmetic edits so far, `edits` are those
    still to come when it was loaded. `body` is paragraphs between blank lines; a paragraph beginning with "## " is a sub-heading.
    """

    story: str
    site: str
    lang: str
    key: str
    published: datetime
    title: str
    body: str
    slug: str = ""
    section: str = "news"
    entity: str = ""
    captions: tuple[str, ...] = ()
    day: int = 1
    pinned: bool = False
    link_to: str = ""
    edits: tuple[Edit, ...] = ()
    status: int = 200
    polish: int = 0

    @property
    def live(self) -> bool:
        return self.status == 200

    @property
    def blocks(self) -> tuple[tuple[str, str], ...]:
        """The body as ("h", text) and ("p", text) in order."""
        pieces = (piece.strip() for piece in re.split(r"\n[ \t]*\n", self.body))
        return tuple(("h", piece[3:].strip()) if piece.startswith("## ") else ("p", piece) for piece in pieces if piece)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(text for kind, text in self.blocks if kind == "p")

    def on(self, day: int) -> ReleaseText | None:
        """This release as it stands on a day; None before its first."""
        if day < self.day:
            return None
        state = self
        for edit in self.edits:
            if edit.day <= day:
                state = _apply(state, edit)
        return state


def _apply(state: ReleaseText, edit: Edit) -> ReleaseText:
    if edit.kind == "removed":
        return replace(state, status=edit.status)
    title, body = edit.title or state.title, edit.body or state.body
    return replace(state, title=title, body=body, status=200, polish=state.polish + (edit.kind == "cosmetic"))


@dataclass(frozen=True)
class Edition:
    """What stands on the sites on one day, newest first with pinned releases on top. `now` is that day's clock."""

    day: int
    now: datetime
    texts: tuple[ReleaseText, ...]

    @cached_property
    def _lists(self) -> dict[tuple[str, str], list[ReleaseText]]:
        lists: dict[tuple[str, str], list[ReleaseText]] = {}
        order = sorted(self.texts, key=lambda text: (text.pinned, text.published, text.key), reverse=True)
        for text in order:
            if text.live:
                lists.setdefault((text.site, text.lang), []).append(text)
        return lists

    @cached_property
    def _by_key(self) -> dict[tuple[str, str], dict[str, ReleaseText]]:
        keys: dict[tuple[str, str], dict[str, ReleaseText]] = {}
        for text in self.texts:
            keys.setdefault((text.site, text.key), {})[text.lang] = text
        return keys

    @cached_property
    def _stories(self) -> dict[str, list[ReleaseText]]:
        stories: dict[str, list[ReleaseText]] = {}
        for text in self.texts:
            stories.setdefault(text.story, []).append(text)
        return stories

    @cached_property
    def memo(self) -> dict[object, Any]:
        """Room for what the sites derive from this edition, such as look-up tables by slug."""
        return {}

    def listed(self, site: str, lang: str | None = None) -> list[ReleaseText]:
        """The live releases of a site in one language, or in all."""
        if lang is not None:
            return self._lists.get((site, lang), [])
        return [text for language in LANGUAGES for text in self._lists.get((site, language), [])]

    def find(self, site: str, key: str, lang: str | None = None) -> ReleaseText | None:
        """The release with this native key, live or removed, in one language or in any."""
        versions = self.versions(site, key)
        return versions.get(lang) if lang is not None else next(iter(versions.values()), None)

    def versions(self, site: str, key: str) -> Mapping[str, ReleaseText]:
        """The releases that share a native key, by language."""
        return self._by_key.get((site, key), {})

    def sisters(self, text: ReleaseText) -> dict[str, ReleaseText]:
        """The live releases of the same story on the same site, one per language, this one included: the nearest by date."""
        best: dict[str, ReleaseText] = {}
        for other in self._stories.get(text.story, []):
            nearer = other.lang not in best or abs(other.published - text.published) < abs(best[other.lang].published - text.published)
            if other.site == text.site and other.live and not other.link_to and nearer:
                best[other.lang] = other
        return best | {text.lang: text}


@dataclass(frozen=True)
class Content:
    """All release texts of all days. Pure data: the same content gives the same editions."""

    texts: tuple[ReleaseText, ...]
    _editions: dict[int, Edition] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        seen: set[tuple[str, str, str, str]] = set()
        for text in self.texts:
            identity = (text.site, text.key, text.lang, text.link_to)
            if identity in seen:
                raise ContentError(f"{text.story}: {text.site} {text.key} {text.lang} is given twice")
            seen.add(identity)

    @property
    def days(self) -> int:
        """The last day on which anything changes."""
        return max((max((edit.day for edit in text.edits), default=text.day) for text in self.texts), default=1)

    def on(self, day: int) -> Edition:
        if day not in self._editions:
            texts = tuple(state for text in self.texts if (state := text.on(day)))
            self._editions[day] = Edition(day, self.clock(day), texts)
        return self._editions[day]

    def clock(self, day: int) -> datetime:
        """When a day is: after all that stands then, and at least a day after the day before."""
        newest = max((text.published for text in self.texts if text.day <= day), default=datetime.fromisoformat("2026-06-30T18:00"))
        now = newest + timedelta(hours=3)
        return max(now, self.clock(day - 1) + timedelta(days=1)) if day > 1 else now


# ---- reading the text files --------------------------------------------------------------------------------------------


def load(folder: Path = TEXTS) -> Content:
    """The content of a folder of story files. Raises ContentError where it is none or a file breaks the schema."""
    if not folder.is_dir():
        raise ContentError(f"{folder} is not a folder of release texts")
    texts: list[ReleaseText] = []
    for path in sorted(folder.glob("*.toml")):
        texts.extend(_story(path))
    return Content(tuple(texts))


def _story(path: Path) -> Iterator[ReleaseText]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(f"{path.name}: {error}") from error
    _known(data, {"id", "releases"}, path.name)
    for number, table in enumerate(data.get("releases", []), 1):
        yield release_text(table, story=str(data.get("id", path.stem)), where=f"{path.name}, release {number}")


def release_text(table: Mapping[str, Any], story: str, where: str = "release") -> ReleaseText:
    """One release from its table. Raises ContentError for a field that is missing, unknown or of another form."""
    _known(table, _FIELDS, where)
    try:
        text = ReleaseText(
            story=story,
            site=table["site"],
            lang=table["lang"],
            key=str(table["key"]),
            published=_moment(table["published"]),
            title=str(table["title"]).strip(),
            body=str(table.get("body", "")).strip(),
            slug=str(table.get("slug", "")).strip("/"),
            section=table.get("section", "news"),
            entity=table.get("entity", ""),
            captions=tuple(table.get("captions", ())),
            day=int(table.get("day", 1)),
            pinned=bool(table.get("pinned", False)),
            link_to=table.get("link_to", ""),
            edits=tuple(_edits(table.get("edits", ()), where)),
        )
    except KeyError as error:
        raise ContentError(f"{where}: {error.args[0]} is missing") from error
    except (ValueError, TypeError) as error:
        raise ContentError(f"{where}: {error}") from error
    _check(text, where)
    return text


def _moment(value: object) -> datetime:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else datetime.fromisoformat(str(value)).replace(tzinfo=None)


def _edits(tables: Iterable[Mapping[str, Any]], where: str) -> Iterator[Edit]:
    for table in sorted(tables, key=lambda each: int(each.get("day", 0))):
        _known(table, _EDIT_FIELDS, f"{where}, edit")
        if table.get("kind") not in EDIT_KINDS or int(table.get("day", 0)) < 2:
            raise ContentError(f"{where}: an edit needs a day from 2 on and a kind of {', '.join(EDIT_KINDS)}")
        body = table.get("body")
        yield Edit(int(table["day"]), table["kind"], table.get("title"), body.strip() if body else None, int(table.get("status", 404)))


def _known(table: Mapping[str, Any], fields: Iterable[str], where: str) -> None:
    if unknown := set(table) - set(fields):
        raise ContentError(f"{where}: unknown field {', '.join(sorted(unknown))}")


def _check(text: ReleaseText, where: str) -> None:
    problems = {
        "site": text.site not in SITES,
        "lang": text.lang not in LANGUAGES,
        "title": not text.title,
        "body": not text.body and not text.link_to,
        "section": text.site == "forum" and text.section not in FORUM_SECTIONS,
        "link_to": text.link_to not in ("", "gcs") or bool(text.link_to and text.site != "dsedt"),
    }
    problems["key"] = not problems["site"] and not _KEYS[text.link_to or text.site].fullmatch(text.key)
    if wrong := [name for name, bad in problems.items() if bad]:
        raise ContentError(f"{where}: {', '.join(wrong)} is not as the schema says ({text.site} {text.key} {text.lang})")
