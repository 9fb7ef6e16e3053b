"""The archive's tables and views, as numbered migrations.

Analysts query the views; their names and columns are a contract (docs/archive.md). The tables behind them are ours to change by a
further migration: append a function to MIGRATIONS, never edit one that was released. `user_version` is the number of
migrations applied, changed in the migration's own transaction, so a killed migration leaves the old state (FAULTS W16).

Tables, and how they hang together:

    runs ── run_sources
    stories ── story_keys, story_aliases
       ├── near_keys, fact_keys, story_links (of releases)
       ├── releases ── revisions ── receipts ── snapshot
       │      ├── aliases, findings
       │      └── search_index (FTS5; rowid = releases.rid)
       ├── announcements ── announcement_parties, _people, _countries, _sectors, _amounts, evidence_spans
       └── entries
    validators, pauses (of hosts), state
    doubts (of releases), walks, health, news_days (of sources)
    corrections (by people) ── story_decisions
    feed_windows, feed_serial, feed_pages, pings (of feeds); incidents (of sources)
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import ArchiveNewerError, NotAnArchiveError, translating
from storage.health import NEWS_DAY

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x506F6E74  # "Pont": https://www.sqlite.org/pragma.html#pragma_application_id

_RUNS = """
-- `generation` changes with whatever the feeds are made from; random, so that a restored copy never repeats one
CREATE TABLE state (id INTEGER PRIMARY KEY CHECK (id = 1), generation TEXT NOT NULL) STRICT;
INSERT INTO state (id, generation) VALUES (1, hex(randomblob(8)));

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,
    finished_at TEXT,                      -- null: the run was killed or is still going
    outcome TEXT,
    version TEXT NOT NULL
) STRICT;

CREATE TABLE run_sources (
    run_id INTEGER NOT NULL REFERENCES runs (id),
    source TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'partial', 'failed', 'blocked')),
    requests INTEGER NOT NULL, bytes INTEGER NOT NULL, found INTEGER NOT NULL, new INTEGER NOT NULL,
    revised INTEGER NOT NULL, unchanged INTEGER NOT NULL, gone INTEGER NOT NULL, withdrawn INTEGER NOT NULL,
    problems INTEGER NOT NULL, seconds REAL NOT NULL,
    reasons TEXT NOT NULL, problem_list TEXT NOT NULL, basis_counts TEXT NOT NULL,   -- JSON
    PRIMARY KEY (run_id, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_sources_by_source ON run_sources (source, run_id);
"""

_STORIES = """
CREATE TABLE stories (id TEXT PRIMARY KEY, founded_at TEXT NOT NULL) STRICT;

CREATE TABLE story_keys (key TEXT PRIMARY KEY, story_id TEXT NOT NULL REFERENCES stories (id)) STRICT, WITHOUT ROWID;
CREATE INDEX story_keys_by_story ON story_keys (story_id);

-- ids of stories that were merged into another one; they are never used again
CREATE TABLE story_aliases (alias TEXT PRIMARY KEY, story_id TEXT NOT NULL REFERENCES stories (id)) STRICT, WITHOUT ROWID;
CREATE INDEX story_aliases_by_story ON story_aliases (story_id);
"""

_RELEASES = """
CREATE TABLE snapshot (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, compressed BLOB NOT NULL) STRICT;

CREATE TABLE receipts (
    rid INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    received_at TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,                 -- JSON, list of pairs as received
    sha256 TEXT NOT NULL REFERENCES snapshot (sha256),
    UNIQUE (url, received_at, sha256)
) STRICT;

-- identity and state; the content is in the newest revision
CREATE TABLE releases (
    rid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    native TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    site TEXT NOT NULL,
    lang TEXT NOT NULL,
    url TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('live', 'withdrawn')),
    revision_count INTEGER NOT NULL,
    published TEXT,                        -- of the newest revision, for sorting
    digest TEXT NOT NULL,
    text_key TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    story_id TEXT NOT NULL REFERENCES stories (id),
    gone_since TEXT,
    gone_count INTEGER NOT NULL DEFAULT 0,
    next_check TEXT,
    receipt INTEGER REFERENCES receipts (rid)
) STRICT;
CREATE INDEX releases_by_url ON releases (url);
CREATE INDEX releases_by_source ON releases (source);
CREATE INDEX releases_by_story ON releases (story_id);
CREATE INDEX releases_by_text ON releases (text_key);
CREATE INDEX releases_due ON releases (source, next_check) WHERE next_check IS NOT NULL;

CREATE TABLE revisions (
    rid INTEGER PRIMARY KEY,
    release INTEGER NOT NULL REFERENCES releases (rid),
    number INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('new', 'revised', 'withdrawn', 'restored')),
    significance TEXT NOT NULL,
    cause TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    run_id INTEGER REFERENCES runs (id),
    title TEXT NOT NULL,
    published TEXT,
    published_precision TEXT NOT NULL,
    published_basis TEXT NOT NULL,
    entity TEXT,
    basis TEXT NOT NULL,
    digest TEXT NOT NULL,
    attachments TEXT NOT NULL,             -- JSON, list of addresses
    receipt INTEGER REFERENCES receipts (rid),
    body TEXT NOT NULL,
    UNIQUE (release, number)
) STRICT;

-- further addresses and native keys that stand for a release
CREATE TABLE aliases (address TEXT PRIMARY KEY, release INTEGER NOT NULL REFERENCES releases (rid)) STRICT, WITHOUT ROWID;

CREATE TABLE validators (
    url TEXT PRIMARY KEY,
    etag TEXT, last_modified TEXT,         -- the server's own strings, byte for byte (RFC 9110 section 8.8)
    reader TEXT NOT NULL,
    checked_at TEXT NOT NULL,
    next TEXT
) STRICT, WITHOUT ROWID;

-- An ordinary table, since contentless_delete came with SQLite 3.43; storage/search.py prepares its text.
CREATE VIRTUAL TABLE search_index USING fts5 (title, body, tokenize = 'unicode61 remove_diacritics 2');
"""

_ANNOUNCEMENTS = """
CREATE TABLE findings (release INTEGER PRIMARY KEY REFERENCES releases (rid), finding TEXT NOT NULL) STRICT;

CREATE TABLE announcements (
    id TEXT PRIMARY KEY,
    story_id TEXT NOT NULL UNIQUE REFERENCES stories (id),
    release INTEGER NOT NULL REFERENCES releases (rid),
    title TEXT NOT NULL,
    lang TEXT NOT NULL,
    strength TEXT NOT NULL,
    scope TEXT NOT NULL,
    instrument TEXT,
    event_start TEXT,
    event_end TEXT,
    confidence TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    updated TEXT NOT NULL,
    finding TEXT NOT NULL                  -- JSON of the whole; the tables below are its parts, for SQL
) STRICT;

CREATE TABLE announcement_parties (
    announcement_id TEXT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE, position INTEGER NOT NULL,
    name TEXT NOT NULL, name_original TEXT, lang TEXT, kind TEXT, country TEXT,
    PRIMARY KEY (announcement_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE announcement_people (
    announcement_id TEXT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE, position INTEGER NOT NULL,
    name TEXT NOT NULL, role TEXT NOT NULL,
    PRIMARY KEY (announcement_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE announcement_countries (
    announcement_id TEXT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE, country TEXT NOT NULL,
    PRIMARY KEY (announcement_id, country)
) STRICT, WITHOUT ROWID;
CREATE TABLE announcement_sectors (
    announcement_id TEXT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE, sector TEXT NOT NULL,
    PRIMARY KEY (announcement_id, sector)
) STRICT, WITHOUT ROWID;
CREATE TABLE evidence_spans (
    announcement_id TEXT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE, position INTEGER NOT NULL,
    field TEXT NOT NULL, value TEXT NOT NULL, release INTEGER NOT NULL REFERENCES releases (rid), revision INTEGER NOT NULL,
    part TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, quote TEXT NOT NULL,
    PRIMARY KEY (announcement_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
    rid INTEGER PRIMARY KEY,
    entry_id TEXT NOT NULL UNIQUE,
    story_id TEXT NOT NULL REFERENCES stories (id),
    first_seen TEXT NOT NULL,
    updated TEXT NOT NULL,
    published TEXT,
    initial INTEGER NOT NULL CHECK (initial IN (0, 1)),
    earlier TEXT REFERENCES entries (entry_id),
    strength TEXT NOT NULL
) STRICT;
CREATE INDEX entries_by_story ON entries (story_id);
CREATE INDEX entries_by_earlier ON entries (earlier) WHERE earlier IS NOT NULL;
"""

_RELEASE_VIEWS = """
CREATE VIEW release AS
SELECT r.id, r.source, r.site, r.lang, r.url, v.title, v.published, v.published_precision, v.published_basis, v.entity, v.body,
       r.status, r.first_seen, r.last_seen, r.revision_count, r.story_id
FROM releases r JOIN revisions v ON v.release = r.rid AND v.number = r.revision_count;

CREATE VIEW revision AS
SELECT r.id AS release_id, v.number, v.kind, v.significance, v.cause, v.seen_at, v.title, v.published, v.body, v.digest
FROM revisions v JOIN releases r ON r.rid = v.release;

-- filled when near copies and translations are linked
CREATE VIEW story_link AS
SELECT CAST(NULL AS TEXT) AS a_release, CAST(NULL AS TEXT) AS b_release, CAST(NULL AS TEXT) AS kind,
       CAST(NULL AS TEXT) AS confidence, CAST(NULL AS TEXT) AS facts
WHERE 0;
"""

_ANNOUNCEMENT_VIEWS = """
CREATE VIEW announcement AS
SELECT id, story_id, title, strength, scope, instrument, event_start, event_end,
       CASE length(event_start) WHEN 10 THEN 'day' WHEN 7 THEN 'month' WHEN 4 THEN 'year' END AS event_precision,
       CAST(NULL AS TEXT) AS signing_date, CAST(NULL AS TEXT) AS place, confidence, first_seen, updated
FROM announcements WHERE strength <> 'none';

CREATE VIEW announcement_release AS
SELECT a.id AS announcement_id, r.id AS release_id, CASE WHEN r.rid = a.release THEN 'lead' ELSE 'member' END AS role
FROM announcements a JOIN releases r ON r.story_id = a.story_id WHERE a.strength <> 'none';

CREATE VIEW announcement_party AS
SELECT p.announcement_id, p.name, p.name_original, p.lang, p.kind, p.country
FROM announcement_parties p JOIN announcements a ON a.id = p.announcement_id WHERE a.strength <> 'none';

CREATE VIEW announcement_person AS
SELECT p.announcement_id, p.name, p.role
FROM announcement_people p JOIN announcements a ON a.id = p.announcement_id WHERE a.strength <> 'none';

CREATE VIEW announcement_country AS
SELECT c.announcement_id, c.country
FROM announcement_countries c JOIN announcements a ON a.id = c.announcement_id WHERE a.strength <> 'none';

CREATE VIEW announcement_sector AS
SELECT s.announcement_id, s.sector
FROM announcement_sectors s JOIN announcements a ON a.id = s.announcement_id WHERE a.strength <> 'none';

-- filled when amounts are read from the texts
CREATE VIEW announcement_amount AS
SELECT CAST(NULL AS TEXT) AS announcement_id, CAST(NULL AS REAL) AS value, CAST(NULL AS TEXT) AS currency
WHERE 0;

CREATE VIEW evidence AS
SELECT e.announcement_id, e.field, e.value, r.id AS release_id, e.revision, e.part, e.start, e."end", e.quote
FROM evidence_spans e JOIN releases r ON r.rid = e.release JOIN announcements a ON a.id = e.announcement_id
WHERE a.strength <> 'none';
"""

_RUN_VIEWS = """
CREATE VIEW run AS SELECT id, started_at, finished_at, outcome, version FROM runs;

CREATE VIEW run_source AS
SELECT run_id, source, outcome, requests, bytes, found, new, revised, unchanged, gone, problems, seconds FROM run_sources;

-- usual_interval is filled when a source's rhythm is learnt
CREATE VIEW source_health AS
WITH checks AS (
    SELECT s.source, s.outcome, s.new, s.run_id, coalesce(r.finished_at, r.started_at) AS at
    FROM run_sources s JOIN runs r ON r.id = s.run_id
)
SELECT source,
       (SELECT c.outcome FROM run_sources c WHERE c.source = checks.source ORDER BY c.run_id DESC LIMIT 1) AS state,
       max(at) AS last_check,
       max(at) FILTER (WHERE outcome IN ('ok', 'partial')) AS last_success,
       max(at) FILTER (WHERE new > 0) AS last_new,
       CAST(NULL AS TEXT) AS usual_interval,
       min(at) FILTER (WHERE outcome IN ('ok', 'partial')) AS covered_from
FROM checks GROUP BY source;
"""


def first_schema(db: Database) -> None:
    """Tables and views of schema 1."""
    for part in (_RUNS, _STORIES, _RELEASES, _ANNOUNCEMENTS, _RELEASE_VIEWS, _ANNOUNCEMENT_VIEWS, _RUN_VIEWS):
        for statement in statements(part):
            db.conn.execute(statement)
    db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")


_MONITOR = """
ALTER TABLE releases ADD COLUMN edited_at TEXT;   -- when the site was last seen to have changed it; null: never
ALTER TABLE releases ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;   -- 1: from before we watched; in the archive, in no live feed
ALTER TABLE runs ADD COLUMN kind TEXT NOT NULL DEFAULT 'watch';        -- watch, or backfill

ALTER TABLE run_sources ADD COLUMN trusted INTEGER NOT NULL DEFAULT 1;
ALTER TABLE run_sources ADD COLUMN endings TEXT NOT NULL DEFAULT '{}';   -- JSON: what the requested addresses came to
ALTER TABLE run_sources ADD COLUMN quality TEXT NOT NULL DEFAULT '{}';   -- JSON: what the crawl's readings had
ALTER TABLE run_sources ADD COLUMN gaps TEXT NOT NULL DEFAULT '[]';      -- JSON: clauses

-- states that were read and are not believed yet: the same state has to be met again
CREATE TABLE doubts (
    release INTEGER PRIMARY KEY REFERENCES releases (rid),
    digest TEXT NOT NULL, reason TEXT NOT NULL, times INTEGER NOT NULL, first_at TEXT NOT NULL, last_at TEXT NOT NULL
) STRICT;

-- how far each listing was followed; `next`: where to go on, '' where nothing is left; `mark`: the newest release when that was met
CREATE TABLE walks (
    source TEXT NOT NULL, start TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('gap', 'backfill')),
    next TEXT NOT NULL, since TEXT, opened_at TEXT NOT NULL, mark INTEGER NOT NULL, pages INTEGER NOT NULL,
    PRIMARY KEY (source, start, kind)
) STRICT, WITHOUT ROWID;

-- how each source stands, judged at each of its runs against its own rhythm
CREATE TABLE health (
    source TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('working', 'quiet', 'stale', 'failing', 'blocked')),
    usual_interval TEXT, told TEXT NOT NULL, judged_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""


def change_monitor(db: Database) -> None:
    """Schema 2: doubts, walks to go on with, each source's health, and what a run's report says besides."""
    for statement in statements(_MONITOR):
        db.conn.execute(statement)


_SEALS = """
-- hash chains over what was received and what was read from it: storage/seals.py
ALTER TABLE receipts ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE revisions ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE state ADD COLUMN receipt_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE state ADD COLUMN receipt_seal TEXT NOT NULL DEFAULT '';
ALTER TABLE state ADD COLUMN revision_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE state ADD COLUMN revision_seal TEXT NOT NULL DEFAULT '';

-- CRC-32 of the compressed bytes: some of their bits say nothing, and a change of those would show in no other way
ALTER TABLE snapshot ADD COLUMN crc INTEGER NOT NULL DEFAULT 0;
"""


def sealed_evidence(db: Database) -> None:
    """Schema 3: receipts and revisions are sealed, the existing ones too; snapshots have a checksum of their compressed bytes."""
    import zlib

    from storage.seals import seal_all

    for statement in statements(_SEALS):
        db.conn.execute(statement)
    db.conn.create_function("crc32", 1, zlib.crc32, deterministic=True)
    db.conn.execute("UPDATE snapshot SET crc = crc32(compressed)")
    seal_all(db.conn)


def merged_releases(db: Database) -> None:
    """Releases that turned out to be one with an older one."""
    db.conn.execute("ALTER TABLE releases ADD COLUMN merged_into INTEGER REFERENCES releases (rid)")


# One check of the source `k`, found from one end of its history: the rest of it costs nothing.
_AT = "coalesce(r.finished_at, r.started_at)"
_STATE = "CASE s.outcome WHEN 'failed' THEN 'failing' WHEN 'blocked' THEN 'blocked' ELSE 'working' END"
_CHECK = """(SELECT {} FROM run_sources s CROSS JOIN runs r ON r.id = s.run_id
             WHERE s.source = k.source AND r.kind = 'watch' AND {} ORDER BY s.run_id {} LIMIT 1)"""

_RHYTHM = f"""
-- the days on which each source published something: what its rhythm is learned from
CREATE TABLE news_days (source TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (source, day)) STRICT, WITHOUT ROWID;
INSERT INTO news_days (source, day) SELECT DISTINCT source, {NEWS_DAY.format(published="published", first_seen="first_seen")} FROM releases;

DROP VIEW source_health;
-- a source whose last run is older than its judgement's table is told by that run's outcome
CREATE VIEW source_health AS
WITH RECURSIVE known (source) AS (
    SELECT min(source) FROM run_sources
    UNION ALL SELECT (SELECT min(source) FROM run_sources WHERE source > k.source) FROM known k WHERE k.source IS NOT NULL
)
SELECT k.source,
       coalesce(h.state, {_CHECK.format(_STATE, "1", "DESC")}) AS state,
       {_CHECK.format(_AT, "1", "DESC")} AS last_check,
       {_CHECK.format(_AT, "s.outcome IN ('ok', 'partial') AND s.trusted", "DESC")} AS last_success,
       {_CHECK.format(_AT, "s.new > 0", "DESC")} AS last_new,
       h.usual_interval,
       {_CHECK.format(_AT, "s.outcome IN ('ok', 'partial')", "")} AS covered_from
FROM known k LEFT JOIN health h ON h.source = k.source
WHERE {_CHECK.format("1", "1", "DESC")};
"""  # noqa: S608


def learned_rhythm(db: Database) -> None:
    """Schema 5: the days on which a source published, and `source_health` with its state and usual interval."""
    for statement in statements(_RHYTHM):
        db.conn.execute(statement)


_PAUSES = """
-- hosts that asked to be left alone, until when; the newest word of each
CREATE TABLE pauses (
    host TEXT PRIMARY KEY, until TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""


def host_pauses(db: Database) -> None:
    """What each host's Retry-After asked for, for the next runs to know."""
    for statement in statements(_PAUSES):
        db.conn.execute(statement)


def feed_order(db: Database) -> None:
    """What a feed shows can be read in its order, however much the archive holds (docs/performance.md)."""
    from storage import facets

    facets.create(db.conn)
    db.conn.execute("CREATE INDEX announcements_newest ON announcements (first_seen)")
    db.conn.execute("CREATE INDEX runs_by_start ON runs (started_at)")


def people_decide(db: Database) -> None:
    """What people corrected in announcements and stories; announcements by country and by sector."""
    from storage import decisions

    for statement in statements(decisions.TABLES):
        db.conn.execute(statement)


def linked_stories(db: Database) -> None:
    """Links between releases and the index that finds them; of announcements also the amounts, the signing date and the place."""
    from storage.links import LINKED_SQL
    from storage.nearness import nearness

    nearness(db)
    for statement in statements(LINKED_SQL):
        db.conn.execute(statement)


def releases_can_be_hidden(db: Database) -> None:
    """What people corrected may also be that a release is shown nowhere."""
    from storage.decisions import HIDING

    # The table is made anew; what hangs on it, of whichever step, goes with it.
    hanging = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'corrections'"
    triggers = [sql for (sql,) in db.conn.execute(hanging).fetchall()]
    for statement in (*statements(HIDING), *triggers):
        db.conn.execute(statement)


def newest_releases(db: Database) -> None:
    """What a search finds can be told newest first without sorting all of it."""
    from storage.searching import NEWEST_SQL

    db.conn.execute(NEWEST_SQL)


def touched_stories(db: Database) -> None:
    """Which stories' pages may differ since a publication, and what pages count."""
    from storage.pages import TOUCHED

    for statement in statements(TOUCHED):
        db.conn.execute(statement)


def complete_feeds(db: Database) -> None:
    """What feeds remember: live windows, archive pages, incidents of sources, pings to hubs."""
    from storage import serials

    serials.create(db.conn, statements(serials.TABLES))


def lean_search(db: Database) -> None:
    """The index of full-text search without a second copy of the texts, which took more room than its words."""
    from storage import indexing

    indexing.create(db.conn)


MIGRATIONS: tuple[Callable[[Database], None], ...] = (
    first_schema,
    change_monitor,
    sealed_evidence,
    merged_releases,
    learned_rhythm,
    host_pauses,
    feed_order,
    people_decide,
    linked_stories,
    releases_can_be_hidden,
    newest_releases,
    touched_stories,
    complete_feeds,
    lean_search,
)
VERSION = len(MIGRATIONS)


def statements(sql: str) -> list[str]:
    """The single statements of an SQL text; executescript would commit the migration's transaction first."""
    found, begun = [], ""
    for line in sql.splitlines():
        begun += line + "\n"
        if sqlite3.complete_statement(begun):
            found.append(begun.strip())
            begun = ""
    return [statement for statement in found if statement]


def check_version(conn: sqlite3.Connection, path: Path) -> int:
    """The schema's number (at most VERSION) of an open file; raises for a foreign or newer one without changing anything."""
    number = int(conn.execute("PRAGMA user_version").fetchone()[0])
    if conn.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise NotAnArchiveError(path, "an SQLite database of another program")
    if number > VERSION:
        raise ArchiveNewerError(path, f"schema {number}, this one knows {VERSION}")
    return number


def migrate(conn: sqlite3.Connection, path: Path) -> None:
    """Bring an existing archive up to the newest schema; first a copy `NAME.bak-VERSION` beside it, by the backup API.

    Each step is one transaction together with its record and the version number. `conn` must not have a transaction open.
    """
    number = check_version(conn, path)
    if number == VERSION:
        return
    copy_to(conn, path.with_name(f"{path.name}.bak-{number}"))
    conn.execute("PRAGMA foreign_keys = OFF")  # so that a step may rebuild a table; checked below
    build(conn)
    conn.execute("PRAGMA foreign_keys = ON")


def create(path: Path) -> None:
    """A new, empty archive. It gets its name only when it is complete, so a killed start leaves no half archive (FAULTS W01, W14)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    for name in (draft, Path(f"{draft}-journal")):
        name.unlink(missing_ok=True)
    with translating(path):
        conn = sqlite3.connect(draft, isolation_level=None)
        try:
            conn.execute("PRAGMA journal_mode = MEMORY")  # a draft that fails is thrown away: no journal file to be left behind
            build(conn)
            conn.execute("PRAGMA journal_mode = WAL")
        finally:
            conn.close()
    os.replace(draft, path)
    sync_folder(path.parent)


def copy_to(conn: sqlite3.Connection, target: Path) -> None:
    """A consistent copy of an open database, also while others read and write (FAULTS W18); replaces `target` in one step."""
    draft = target.with_name(target.name + ".part")
    draft.unlink(missing_ok=True)
    with translating(target):
        copy = sqlite3.connect(draft)
        try:
            conn.backup(copy)
        finally:
            copy.close()
    os.replace(draft, target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder last through a power loss."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def build(conn: sqlite3.Connection) -> None:
    """Apply the migrations that an open database still lacks, each in one transaction with its number."""
    from sqlite_utils import Database, Migrations

    db = Database(conn, execute_plugins=False)
    migrations = Migrations("ponte")
    for step in MIGRATIONS:
        migrations(name=step.__name__)(step)
    names = [step.__name__ for step in MIGRATIONS]
    for number in range(conn.execute("PRAGMA user_version").fetchone()[0], VERSION):
        # Our own BEGIN IMMEDIATE around sqlite-utils' deferred one, which then becomes a savepoint (FAULTS W09).
        conn.execute("BEGIN IMMEDIATE")
        try:
            migrations.apply(db, stop_before=names[number + 1 : number + 2])
            if broken := conn.execute("PRAGMA foreign_key_check").fetchall():
                raise sqlite3.IntegrityError(f"{names[number]} breaks references: {broken[:3]}")
            conn.execute(f"PRAGMA user_version = {number + 1}")
            conn.execute("COMMIT")
        except BaseException:
            if conn.in_transaction:  # a failing disk has ended it already
                conn.execute("ROLLBACK")
            raise
