"""An archive of any size, built by bulk: what a real one of so many releases holds in every table, without having crawled them.

    python -m bench.archives --releases 1000000 --db archive.db
    python -m bench.archives --releases 10000 --a-day 215 --db archive.db
    python -m bench.archives --releases 300000 --announcing --db archive.db

The file is made by storage's own schema, so its tables, indexes and triggers are the real ones, and its rows are sealed by storage's own
chain. The texts are the generator's, shortened, read by the real classifier and indexed as storage indexes them; each stands for many
releases and is told apart by a number of its own. What a million releases share here and would not in life is the bytes of their pages:
one page is kept for all, so that the file stays small.

With `--a-day` the releases are filed for linking too: so many come on each day before LAST, every third story tells an act (bench/acts.py),
and its opening stands in the text. How many releases share a day decides how many candidates a new one has; so archives that are
compared have as many a day, and the small one reaches less far back. Keys of near copies are random numbers of the right shape: to
mint them from a million texts would take a quarter of an hour, and no two of these texts are copies.

With `--announcing` every story is one that announces something, where else one in six does: so 300,000 releases make 100,000 announcements.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import acts
from demo.generator import generate
from monitor.announcements.classify import understand
from monitor.digest import digest_of
from monitor.linking.near import BANDS
from monitor.stories import entry_id
from storage import seals
from storage.archive import Archive
from storage.health import NEWS_DAY
from storage.links import SITE
from storage.model import Cause, Confidence, Finding, Significance
from storage.nearness import FACTS, NEAR, PERIOD, day_number, fact_number
from storage.rows import finding_text, json_text
from storage.search import index_text

LANGUAGES = ("en", "pt", "zh-Hant")
SOURCES = (
    ("forum-macao", "forum", "https://www.forumchinaplp.org.mo/{lang}/news/view/{number}"),
    ("gcs", "gcs", "https://www.gcs.gov.mo/detail/{lang}/K{number}"),
    ("gov-mo", "gov-mo", "https://www.gov.mo/{lang}/archive/{number}/"),
    ("dsedt", "dsedt", "https://www.dsedt.gov.mo/{lang}/archive?id={number}"),
    ("ipim", "ipim", "https://www.ipim.gov.mo/{lang}/archive/{number}/"),
    ("jiangmen", "jiangmen", "https://www.jiangmen.gov.cn/archive/{lang}/{number}.html"),
    ("ein", "ein", "https://www.einpresswire.com/archive/{lang}/{number}"),
)
TEXTS = 600
TITLE, BODY = 120, {"en": 620, "pt": 600, "zh-Hant": 220}  # characters: about 0.6 KB a text
FIRST = datetime(2014, 1, 1, tzinfo=UTC)
LAST = datetime(2026, 10, 1, tzinfo=UTC)
STORIES_AT_ONCE = 3_000
ACT_EVERY = 3
SEEN_AFTER = timedelta(hours=2)
RELEASES_A_RUN = 100
# Indexes that are cheaper made at once; the others are asked by triggers while rows come in.
LATE = ("releases_by_url", "releases_by_source", "releases_by_text", "releases_due", "story_keys_by_story", "run_sources_by_source")
HEADERS = json_text((("server", "nginx"), ("content-type", "text/html; charset=UTF-8"), ("etag", '"{etag}"'), ("vary", "Accept-Encoding")))
PAGE = b"<!DOCTYPE html><title>A page</title><p>One page stands for all that this archive was not given."


@dataclass(frozen=True, slots=True)
class Text:
    """One text of the pool, and what it says."""

    title: str
    body: str
    finding: Finding
    stored_finding: str


def build(releases: int, path: Path, a_day: int | None = None, *, announcing: bool = False) -> None:
    """Make an archive of `releases` releases (three of a story) at `path`, which must not exist yet: spread from FIRST to LAST, or with
    `a_day` so many on each day before LAST, and filed for linking. `announcing`: only of stories that announce something."""
    Archive.open(path).close()
    pool = [story for story in texts() if not announcing or any(text.finding.relevant for text in story)]
    connection = sqlite3.connect(path, isolation_level=None, cached_statements=64)
    try:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000", "temp_store = MEMORY", "foreign_keys = OFF"):
            connection.execute(f"PRAGMA {pragma}")
        _fill(connection, releases, pool, a_day)
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def _fill(connection: sqlite3.Connection, releases: int, pool: Sequence[Sequence[Text]], a_day: int | None) -> None:
    plain = list(connection.execute(f"SELECT name, sql FROM sqlite_master WHERE name IN ({', '.join('?' * len(LATE))})", LATE))
    connection.execute("BEGIN")
    for name, _ in plain:
        connection.execute(f"DROP INDEX {name}")
    # A segment in memory of 64 MB instead of 1 MB, while there is so much at once.
    connection.execute("INSERT INTO search_index (search_index, rank) VALUES ('hashsize', 67108864)")
    _history(connection, releases)
    stories = max(1, releases // len(LANGUAGES))
    rows = Rows(pool, stories, a_day)
    for first in range(0, stories, STORIES_AT_ONCE):
        for number in range(first, min(stories, first + STORIES_AT_ONCE)):
            rows.story(number)
        rows.store(connection)
    rows.end(connection, stories * len(LANGUAGES))
    day = NEWS_DAY.format(published="published", first_seen="first_seen")
    connection.execute(f"INSERT INTO news_days (source, day) SELECT DISTINCT source, {day} FROM releases")
    for _, sql in plain:
        connection.execute(sql)
    connection.execute("INSERT INTO search_index (search_index, rank) VALUES ('hashsize', 1048576)")
    connection.execute("COMMIT")


def texts() -> list[list[Text]]:
    """The pool: for each story of the generator one text in each language, cut short, with what the classifier finds in it."""
    stories: dict[str, dict[str, Text]] = {}
    for text in generate(3 * TEXTS).texts:
        if text.lang in LANGUAGES:
            body = "\n".join(block for _, block in text.blocks)[: BODY[text.lang]]
            title = text.title[:TITLE]
            finding = understand(title, body, text.lang, year=text.published.year)
            stories.setdefault(text.story, {})[text.lang] = Text(title, body, finding, finding_text(finding))
    return [[versions[lang] for lang in LANGUAGES] for versions in stories.values() if len(versions) == len(LANGUAGES)]


class Rows:
    """The rows of stories, by table, until they are stored."""

    def __init__(self, pool: Sequence[Sequence[Text]], stories: int, a_day: int | None = None) -> None:
        self._pool = pool
        self._linked = a_day is not None
        self._first = LAST - timedelta(days=stories * len(LANGUAGES) / a_day) if a_day else FIRST
        self._pace = (LAST - self._first) / stories
        self._pick = random.Random(stories)
        self._now = datetime.now(UTC)
        self._heads = {chain.table: seals.FIRST for chain in seals.CHAINS}
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in INSERTS}

    def story(self, number: int) -> None:
        """A story of three releases, one in each language."""
        texts = self._pool[number % len(self._pool)]
        source, site, address = SOURCES[number % len(SOURCES)]
        seen = self._first + number * self._pace
        natives = [f"{site}:archive/{number:07d}:{lang}" for lang in LANGUAGES]
        story_id = "s" + _hash(natives[0], 6)
        self._add("stories", story_id, _iso(seen))
        self._add("story_keys", f"{site}:archive/{number:07d}", story_id, number * len(LANGUAGES) + 1)
        if self._linked:
            texts = self._filed(number, texts, published_on(seen))
        for place, (lang, native, text) in enumerate(zip(LANGUAGES, natives, texts, strict=True)):
            url = address.format(lang=lang.lower(), number=f"{number:07d}")
            self._release(number * len(LANGUAGES) + place + 1, (source, site, lang, native, url), text, seen, story_id)
        if any(text.finding.relevant for text in texts):
            self._announcement(number, texts, story_id, seen)

    def _filed(self, number: int, texts: Sequence[Text], day: date) -> list[Text]:
        """File a story's releases under their keys and link them; returns the texts with the act that they tell."""
        told = acts.act(number, day) if number % ACT_EVERY == 0 else None
        facts = sorted(set(map(fact_number, acts.facts(told) if told else acts.other_news(number, day))))
        rids = range(number * len(LANGUAGES) + 1, (number + 1) * len(LANGUAGES) + 1)
        for rid in rids:
            self._keys(NEAR, (self._pick.getrandbits(40) << 4 | band for band in range(BANDS)), day, rid)
            self._keys(FACTS, facts, day, rid)
        for rid in rids[1:]:
            self._add("story_links", rids[0], rid, "translation", Confidence.HIGH, 20.0, '["the site\'s own"]', SITE)
        if told is None:
            return list(texts)
        openings = (f"\n{acts.opening(told, lang)}" for lang in LANGUAGES)
        return [replace(text, body=text.body + opening) for text, opening in zip(texts, openings, strict=True)]

    def _keys(self, table: str, keys: Iterable[int], day: date, rid: int) -> None:
        number = day_number(day)
        self._rows[table].extend((number // PERIOD, key, number, rid) for key in keys)

    def _release(self, rid: int, named: tuple[str, str, str, str, str], text: Text, seen: datetime, story_id: str) -> None:
        source, site, lang, native, url = named
        key, when, published = _hash(native, 16), _iso(seen), _iso(seen - SEEN_AFTER)
        title, body = f"{text.title} ({rid})", f"{text.body}\nNo. {rid}."
        digest, due = digest_of(title, body, published, None), _iso(self._now + timedelta(days=2 + rid % 178, minutes=rid % 1440))
        state = ("live", 1, published, digest, key, when, when, story_id, None, 0, due, rid)
        self._add("releases", rid, native, native, source, site, lang, url, *state)
        what = ("new", Significance.SUBSTANTIVE, Cause.SOURCE, when, 1 + (rid - 1) // RELEASES_A_RUN)
        date = (published, "minute", "meta")
        self._sealed(seals.REVISIONS, rid, rid, 1, *what, title, *date, None, "structure", digest, "[]", rid, body)
        self._add("search_index", rid, index_text(title), index_text(body))
        self._sealed(seals.RECEIPTS, rid, url, when, 200, HEADERS.replace("{etag}", key[:20]), PAGE_HASH)
        self._add("validators", url, f'"{key[:20]}"', "Tue, 30 Jun 2026 11:39:00 GMT", f"{source}/1", when, None)
        self._add("findings", rid, text.stored_finding)
        for story_key in (native, f"text:{key}"):
            self._add("story_keys", story_key, story_id, rid)
        if rid % 4 == 0:
            self._add("aliases", f"{url}?p={rid % 7}", rid)

    def _announcement(self, number: int, texts: Sequence[Text], story_id: str, seen: datetime) -> None:
        place = next(at for at, text in enumerate(texts) if text.finding.relevant)
        text, rid, when, name = texts[place], number * len(LANGUAGES) + place + 1, _iso(seen), "a" + story_id[1:]
        found = text.finding
        days = (found.instrument, found.event_start, found.event_end, found.confidence)
        title = f"{text.title} ({rid})"
        told = (title, LANGUAGES[place], found.strength, found.scope, *days, when, when, text.stored_finding)
        self._add("announcements", name, story_id, rid, *told)
        for country in dict.fromkeys(found.countries):
            self._add("announcement_countries", name, country)
        for sector in dict.fromkeys(found.sectors):
            self._add("announcement_sectors", name, sector)
        for at, party in enumerate(found.parties):
            self._add("announcement_parties", name, at, party.name, party.name_original, party.lang, party.kind, party.country)
        for at, span in enumerate(found.evidence):
            self._add("evidence_spans", name, at, span.field, span.value, rid, 1, span.part, span.start, span.end, span.quote)
        published = _iso(seen - SEEN_AFTER)
        self._add("entries", entry_id(story_id, 0), story_id, when, when, published, int(number < 100), None, found.strength)

    def _sealed(self, chain: seals.Chain, *values: Any) -> None:
        self._heads[chain.table] = seals.seal(self._heads[chain.table], values)
        self._rows[chain.table].append((*values, self._heads[chain.table]))

    def _add(self, table: str, *values: Any) -> None:
        self._rows[table].append(values)

    def store(self, connection: sqlite3.Connection) -> None:
        """Insert them all, keys in their order where a table is kept in it."""
        for table in (NEAR, FACTS):
            self._rows[table].sort()
        for table, rows in self._rows.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                connection.executemany(f"INSERT INTO {table} {INSERTS[table]} VALUES ({marks})", rows)
                rows.clear()

    def end(self, connection: sqlite3.Connection, releases: int) -> None:
        """Note the ends of the chains."""
        for chain in seals.CHAINS:
            connection.execute(f"UPDATE state SET {chain.count} = ?, {chain.head} = ?", (releases, self._heads[chain.table]))


INSERTS = {
    "stories": "(id, founded_at)",
    "story_keys": "(key, story_id, release)",
    "receipts": "(rid, url, received_at, status, headers, sha256, seal)",
    "releases": """(rid, id, native, source, site, lang, url, status, revision_count, published, digest, text_key, first_seen, last_seen,
                    story_id, gone_since, gone_count, next_check, receipt)""",
    "revisions": """(rid, release, number, kind, significance, cause, seen_at, run_id, title, published, published_precision,
                     published_basis, entity, basis, digest, attachments, receipt, body, seal)""",
    "search_index": "(rowid, title, body)",
    "aliases": "(address, release)",
    "validators": "(url, etag, last_modified, reader, checked_at, next)",
    "findings": "(release, finding)",
    "announcements": """(id, story_id, release, title, lang, strength, scope, instrument, event_start, event_end, confidence, first_seen,
                         updated, finding)""",
    "announcement_countries": "(announcement_id, country)",
    "announcement_sectors": "(announcement_id, sector)",
    "announcement_parties": "(announcement_id, position, name, name_original, lang, kind, country)",
    "evidence_spans": '(announcement_id, position, field, value, release, revision, part, start, "end", quote)',
    "entries": "(entry_id, story_id, first_seen, updated, published, initial, earlier, strength)",
    NEAR: "(period, key, day, release)",
    FACTS: "(period, key, day, release)",
    "story_links": "(a, b, kind, confidence, score, facts, basis)",
}
"""The columns that are filled, in an order in which references exist."""


def _history(connection: sqlite3.Connection, releases: int) -> None:
    """The page that stands for all, and the runs that would have brought so many releases, with a report of each source."""
    packed = zlib.compress(PAGE)
    page = (PAGE_HASH, len(PAGE), packed, zlib.crc32(packed))
    connection.execute("INSERT INTO snapshot (sha256, size, compressed, crc) VALUES (?, ?, ?, ?)", page)
    runs = max(10, -(-releases // RELEASES_A_RUN))
    pace = (LAST - FIRST) / runs
    times = [_iso(FIRST + number * pace) for number in range(runs)]
    told = "INSERT INTO runs (id, started_at, finished_at, outcome, version) VALUES (?, ?, ?, 'ok', '0.1.0')"
    connection.executemany(told, ((number + 1, when, when) for number, when in enumerate(times)))
    each = RELEASES_A_RUN // len(SOURCES)
    ended, basis = json.dumps({"listing": 2, "release": each}), json.dumps({"structure": each})
    connection.executemany(
        """INSERT INTO run_sources (run_id, source, outcome, requests, bytes, found, new, revised, unchanged, gone, withdrawn, problems,
               seconds, reasons, problem_list, basis_counts, endings)
           VALUES (?, ?, 'ok', ?, 90000, 40, ?, 0, 26, 0, 0, 0, 2.5, '[]', '[]', ?, ?)""",
        ((number + 1, source, each + 2, each, basis, ended) for number in range(runs) for source, _, _ in SOURCES),
    )


def published_on(seen: datetime) -> date:
    """The day in Macau on which a release came out that was seen then."""
    return (seen - SEEN_AFTER + timedelta(hours=8)).date()


PAGE_HASH = hashlib.sha256(PAGE).hexdigest()


def _hash(text: str, size: int) -> str:
    return hashlib.blake2b(text.encode(), digest_size=size).hexdigest()


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.archives")
    parser.add_argument("--releases", type=int, required=True)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--a-day", type=int, help="file them for linking, so many on each day")
    parser.add_argument("--announcing", action="store_true", help="only stories that announce something")
    options = parser.parse_args()
    build(options.releases, options.db, options.a_day, announcing=options.announcing)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
