-- An archive as Ponte's schema 1 made and filled it; never to be edited.
PRAGMA application_id = 1349480052;
PRAGMA user_version = 1;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE state (id INTEGER PRIMARY KEY CHECK (id = 1), generation TEXT NOT NULL) STRICT;
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
CREATE TABLE stories (id TEXT PRIMARY KEY, founded_at TEXT NOT NULL) STRICT;
CREATE TABLE story_keys (key TEXT PRIMARY KEY, story_id TEXT NOT NULL REFERENCES stories (id)) STRICT, WITHOUT ROWID;
CREATE INDEX story_keys_by_story ON story_keys (story_id);
CREATE TABLE story_aliases (alias TEXT PRIMARY KEY, story_id TEXT NOT NULL REFERENCES stories (id)) STRICT, WITHOUT ROWID;
CREATE INDEX story_aliases_by_story ON story_aliases (story_id);
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
CREATE TABLE aliases (address TEXT PRIMARY KEY, release INTEGER NOT NULL REFERENCES releases (rid)) STRICT, WITHOUT ROWID;
CREATE TABLE validators (
    url TEXT PRIMARY KEY,
    etag TEXT, last_modified TEXT,         -- the server's own strings, byte for byte (RFC 9110 section 8.8)
    reader TEXT NOT NULL,
    checked_at TEXT NOT NULL,
    next TEXT
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE search_index USING fts5 (title, body, tokenize = 'unicode61 remove_diacritics 2');
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
CREATE VIEW release AS
SELECT r.id, r.source, r.site, r.lang, r.url, v.title, v.published, v.published_precision, v.published_basis, v.entity, v.body,
       r.status, r.first_seen, r.last_seen, r.revision_count, r.story_id
FROM releases r JOIN revisions v ON v.release = r.rid AND v.number = r.revision_count;
CREATE VIEW revision AS
SELECT r.id AS release_id, v.number, v.kind, v.significance, v.cause, v.seen_at, v.title, v.published, v.body, v.digest
FROM revisions v JOIN releases r ON r.rid = v.release;
CREATE VIEW story_link AS
SELECT CAST(NULL AS TEXT) AS a_release, CAST(NULL AS TEXT) AS b_release, CAST(NULL AS TEXT) AS kind,
       CAST(NULL AS TEXT) AS confidence, CAST(NULL AS TEXT) AS facts
WHERE 0;
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
CREATE VIEW announcement_amount AS
SELECT CAST(NULL AS TEXT) AS announcement_id, CAST(NULL AS REAL) AS value, CAST(NULL AS TEXT) AS currency
WHERE 0;
CREATE VIEW evidence AS
SELECT e.announcement_id, e.field, e.value, r.id AS release_id, e.revision, e.part, e.start, e."end", e.quote
FROM evidence_spans e JOIN releases r ON r.rid = e.release JOIN announcements a ON a.id = e.announcement_id
WHERE a.strength <> 'none';
CREATE VIEW run AS SELECT id, started_at, finished_at, outcome, version FROM runs;
CREATE VIEW run_source AS
SELECT run_id, source, outcome, requests, bytes, found, new, revised, unchanged, gone, problems, seconds FROM run_sources;
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
INSERT INTO "_sqlite_migrations" ("id", "migration_set", "name", "applied_at") VALUES (1, 'ponte', 'first_schema', '2026-11-21 16:53:59.348501+00:00');
INSERT INTO "state" ("id", "generation") VALUES (1, 'C408ADB4C466BEE9');
INSERT INTO "runs" ("id", "started_at", "finished_at", "outcome", "version") VALUES (1, '2026-04-16T02:08:00Z', '2026-04-16T02:09:00Z', 'ok', '1.0');
INSERT INTO "runs" ("id", "started_at", "finished_at", "outcome", "version") VALUES (2, '2026-04-19T02:08:00Z', NULL, NULL, '1.0');
INSERT INTO "run_sources" ("run_id", "source", "outcome", "requests", "bytes", "found", "new", "revised", "unchanged", "gone", "withdrawn", "problems", "seconds", "reasons", "problem_list", "basis_counts") VALUES (1, 'site', 'ok', 5, 999, 4, 4, 0, 0, 0, 0, 0, 1.5, '[]', '[]', '{}');
INSERT INTO "stories" ("id", "founded_at") VALUES ('s-site:N1:pt', '2026-04-16T02:08:00Z');
INSERT INTO "stories" ("id", "founded_at") VALUES ('s-site:N2:pt', '2026-04-16T02:08:00Z');
INSERT INTO "stories" ("id", "founded_at") VALUES ('s-site:N3:pt', '2026-04-16T02:08:00Z');
INSERT INTO "story_keys" ("key", "story_id") VALUES ('site:N1:pt', 's-site:N1:pt');
INSERT INTO "story_keys" ("key", "story_id") VALUES ('site:N2:pt', 's-site:N2:pt');
INSERT INTO "story_keys" ("key", "story_id") VALUES ('site:N3:pt', 's-site:N3:pt');
INSERT INTO "snapshot" ("sha256", "size", "compressed") VALUES ('93883e119ff6a20c7097184d72bc4d1cc76da0c3b45ed02ae718ce9f1b9aad9c', 11, X'7801b329b02b484c4fb5d12fb00300165203a1');
INSERT INTO "snapshot" ("sha256", "size", "compressed") VALUES ('e371cb549d8265c9b964556f0ec4975e535c3cd87f968be310ab3db7c69a6e7d', 9, X'7801b329b0f333b2d12fb003000cc00284');
INSERT INTO "snapshot" ("sha256", "size", "compressed") VALUES ('86edbaa24831badfa0a8b04bb410141e2ee4182b6d0014493fe262a7a331c20b', 8, X'7801530d7071d335d4330700083001c3');
INSERT INTO "receipts" ("rid", "url", "received_at", "status", "headers", "sha256") VALUES (1, 'https://site.example/pt/N1', '2026-04-16T02:08:00Z', 200, '[["content-type","text/html"],["etag","W/\"1\""]]', '93883e119ff6a20c7097184d72bc4d1cc76da0c3b45ed02ae718ce9f1b9aad9c');
INSERT INTO "receipts" ("rid", "url", "received_at", "status", "headers", "sha256") VALUES (2, 'https://site.example/pt/N2', '2026-04-17T02:08:00Z', 200, '[["content-type","text/html"],["etag","W/\"1\""]]', 'e371cb549d8265c9b964556f0ec4975e535c3cd87f968be310ab3db7c69a6e7d');
INSERT INTO "receipts" ("rid", "url", "received_at", "status", "headers", "sha256") VALUES (3, 'https://site.example/pt/N2', '2026-04-18T02:08:00Z', 200, '[["content-type","text/html"],["etag","W/\"1\""]]', 'e371cb549d8265c9b964556f0ec4975e535c3cd87f968be310ab3db7c69a6e7d');
INSERT INTO "receipts" ("rid", "url", "received_at", "status", "headers", "sha256") VALUES (4, 'https://site.example/a.pdf', '2026-04-18T02:08:00Z', 200, '[["content-type","text/html"],["etag","W/\"1\""]]', '86edbaa24831badfa0a8b04bb410141e2ee4182b6d0014493fe262a7a331c20b');
INSERT INTO "releases" ("rid", "id", "native", "source", "site", "lang", "url", "status", "revision_count", "published", "digest", "text_key", "first_seen", "last_seen", "story_id", "gone_since", "gone_count", "next_check", "receipt") VALUES (1, 'site:N1:pt', 'site:N1:pt', 'site', 'site', 'pt', 'https://site.example/pt/N1', 'live', 1, '2026-04-16T02:08:00Z', '6d1b1847487259316b91cb6af1f681791f8f0aa314745510dc6807f623f71fd6', 'O Governo assinou um memorando de cooperação.', '2026-04-16T02:08:00Z', '2026-04-16T02:08:00Z', 's-site:N1:pt', NULL, 0, NULL, 1);
INSERT INTO "releases" ("rid", "id", "native", "source", "site", "lang", "url", "status", "revision_count", "published", "digest", "text_key", "first_seen", "last_seen", "story_id", "gone_since", "gone_count", "next_check", "receipt") VALUES (2, 'site:N1:en', 'site:N1:en', 'site', 'site', 'en', 'https://site.example/en/N1', 'live', 1, '2026-04-16T02:08:00Z', '2d433874eaf239a7de2e835dda65981410921747cb9cbc027a84eca6094aa512', 'The Government signed a memorandum.', '2026-04-16T02:08:00Z', '2026-04-16T02:08:00Z', 's-site:N1:pt', NULL, 0, NULL, NULL);
INSERT INTO "releases" ("rid", "id", "native", "source", "site", "lang", "url", "status", "revision_count", "published", "digest", "text_key", "first_seen", "last_seen", "story_id", "gone_since", "gone_count", "next_check", "receipt") VALUES (3, 'site:N2:pt', 'site:N2:pt', 'site', 'site', 'pt', 'https://site.example/pt/N2', 'live', 2, '2026-04-16T02:08:00Z', '7f9253ac9d963d940711a7c3d2099a955423ab4ac32ff41df043d5ad07f9fad2', 'k', '2026-04-16T02:08:00Z', '2026-04-17T02:08:00Z', 's-site:N2:pt', NULL, 0, NULL, 3);
INSERT INTO "releases" ("rid", "id", "native", "source", "site", "lang", "url", "status", "revision_count", "published", "digest", "text_key", "first_seen", "last_seen", "story_id", "gone_since", "gone_count", "next_check", "receipt") VALUES (4, 'site:N3:pt', 'site:N3:pt', 'site', 'site', 'pt', 'https://site.example/pt/N3', 'withdrawn', 2, '2026-04-16T02:08:00Z', '6d1b1847487259316b91cb6af1f681791f8f0aa314745510dc6807f623f71fd6', 'k', '2026-04-16T02:08:00Z', '2026-04-16T02:08:00Z', 's-site:N3:pt', NULL, 0, NULL, NULL);
INSERT INTO "revisions" ("rid", "release", "number", "kind", "significance", "cause", "seen_at", "run_id", "title", "published", "published_precision", "published_basis", "entity", "basis", "digest", "attachments", "receipt", "body") VALUES (1, 1, 1, 'new', 'substantive', 'source', '2026-04-16T02:08:00Z', NULL, 'Assinatura de memorando', '2026-04-16T02:08:00Z', 'minute', 'meta', NULL, 'labels', '6d1b1847487259316b91cb6af1f681791f8f0aa314745510dc6807f623f71fd6', '[]', 1, 'O Governo assinou um memorando de cooperação.');
INSERT INTO "revisions" ("rid", "release", "number", "kind", "significance", "cause", "seen_at", "run_id", "title", "published", "published_precision", "published_basis", "entity", "basis", "digest", "attachments", "receipt", "body") VALUES (2, 2, 1, 'new', 'substantive', 'source', '2026-04-16T02:08:00Z', NULL, 'Memorandum signed', '2026-04-16T02:08:00Z', 'minute', 'meta', NULL, 'labels', '2d433874eaf239a7de2e835dda65981410921747cb9cbc027a84eca6094aa512', '[]', NULL, 'The Government signed a memorandum.');
INSERT INTO "revisions" ("rid", "release", "number", "kind", "significance", "cause", "seen_at", "run_id", "title", "published", "published_precision", "published_basis", "entity", "basis", "digest", "attachments", "receipt", "body") VALUES (3, 3, 1, 'new', 'substantive', 'source', '2026-04-16T02:08:00Z', NULL, 'Assinatura de memorando', '2026-04-16T02:08:00Z', 'minute', 'meta', NULL, 'labels', '12b65d09299198879c1efc860db7155dde88c359d9878e90ff6ff524051843c3', '[]', NULL, 'Outra notícia, N2.');
INSERT INTO "revisions" ("rid", "release", "number", "kind", "significance", "cause", "seen_at", "run_id", "title", "published", "published_precision", "published_basis", "entity", "basis", "digest", "attachments", "receipt", "body") VALUES (4, 4, 1, 'new', 'substantive', 'source', '2026-04-16T02:08:00Z', NULL, 'Assinatura de memorando', '2026-04-16T02:08:00Z', 'minute', 'meta', NULL, 'labels', '1042f7bd16008084942fbd96647733dba36b75e7aea69b9cbc7449a8fcb317ad', '[]', NULL, 'Outra notícia, N3.');
INSERT INTO "revisions" ("rid", "release", "number", "kind", "significance", "cause", "seen_at", "run_id", "title", "published", "published_precision", "published_basis", "entity", "basis", "digest", "attachments", "receipt", "body") VALUES (5, 3, 2, 'revised', 'substantive', 'source', '2026-04-17T02:08:00Z', 1, 'Assinatura de memorando', '2026-04-16T02:08:00Z', 'minute', 'meta', NULL, 'labels', '7f9253ac9d963d940711a7c3d2099a955423ab4ac32ff41df043d5ad07f9fad2', '[]', NULL, 'Outra notícia, corrigida.');
INSERT INTO "revisions" ("rid", "release", "number", "kind", "significance", "cause", "seen_at", "run_id", "title", "published", "published_precision", "published_basis", "entity", "basis", "digest", "attachments", "receipt", "body") VALUES (6, 4, 2, 'withdrawn', 'substantive', 'source', '2026-04-17T02:08:00Z', 1, 'Assinatura de memorando', '2026-04-16T02:08:00Z', 'minute', 'meta', NULL, 'labels', '6d1b1847487259316b91cb6af1f681791f8f0aa314745510dc6807f623f71fd6', '[]', NULL, 'O Governo assinou um memorando de cooperação.');
INSERT INTO "findings" ("release", "finding") VALUES (1, '{"strength":"signed","scope":"cross-border","confidence":"high","instrument":"memorandum","countries":["CN","MO"],"parties":[{"name":"Governo","country":"MO","name_original":"政府","lang":"zh-Hant","kind":"government"},{"name":"Ministério","country":"CN","name_original":null,"lang":null,"kind":null}],"people":[["Ana","signed"]],"sectors":["health"],"event_start":"2026-04-15","event_end":null,"evidence":[{"field":"strength","value":"signed","part":"body","start":10,"end":17,"quote":"assinou"}]}');
INSERT INTO "announcements" ("id", "story_id", "release", "title", "lang", "strength", "scope", "instrument", "event_start", "event_end", "confidence", "first_seen", "updated", "finding") VALUES ('a-s-site:N1:pt', 's-site:N1:pt', 1, 'Assinatura de memorando', 'pt', 'signed', 'cross-border', 'memorandum', '2026-04-15', NULL, 'high', '2026-04-16T02:08:00Z', '2026-04-16T02:08:00Z', '{"strength":"signed","scope":"cross-border","confidence":"high","instrument":"memorandum","countries":["CN","MO"],"parties":[{"name":"Governo","country":"MO","name_original":"政府","lang":"zh-Hant","kind":"government"},{"name":"Ministério","country":"CN","name_original":null,"lang":null,"kind":null}],"people":[["Ana","signed"]],"sectors":["health"],"event_start":"2026-04-15","event_end":null,"evidence":[{"field":"strength","value":"signed","part":"body","start":10,"end":17,"quote":"assinou"}]}');
INSERT INTO "announcement_parties" ("announcement_id", "position", "name", "name_original", "lang", "kind", "country") VALUES ('a-s-site:N1:pt', 0, 'Governo', '政府', 'zh-Hant', 'government', 'MO');
INSERT INTO "announcement_parties" ("announcement_id", "position", "name", "name_original", "lang", "kind", "country") VALUES ('a-s-site:N1:pt', 1, 'Ministério', NULL, NULL, NULL, 'CN');
INSERT INTO "announcement_people" ("announcement_id", "position", "name", "role") VALUES ('a-s-site:N1:pt', 0, 'Ana', 'signed');
INSERT INTO "announcement_countries" ("announcement_id", "country") VALUES ('a-s-site:N1:pt', 'CN');
INSERT INTO "announcement_countries" ("announcement_id", "country") VALUES ('a-s-site:N1:pt', 'MO');
INSERT INTO "announcement_sectors" ("announcement_id", "sector") VALUES ('a-s-site:N1:pt', 'health');
INSERT INTO "evidence_spans" ("announcement_id", "position", "field", "value", "release", "revision", "part", "start", "end", "quote") VALUES ('a-s-site:N1:pt', 0, 'strength', 'signed', 1, 1, 'body', 10, 17, 'assinou');
INSERT INTO "entries" ("rid", "entry_id", "story_id", "first_seen", "updated", "published", "initial", "earlier", "strength") VALUES (1, 'urn:site:N1:pt', 's-site:N1:pt', '2026-04-16T02:08:00Z', '2026-04-16T02:08:00Z', '2026-04-16T02:08:00Z', 1, NULL, 'signed');
INSERT INTO search_index (rowid, title, body) VALUES (1, 'Assinatura de memorando', 'O Governo assinou um memorando de cooperação.');
INSERT INTO search_index (rowid, title, body) VALUES (2, 'Memorandum signed', 'The Government signed a memorandum.');
INSERT INTO search_index (rowid, title, body) VALUES (3, 'Assinatura de memorando', 'Outra notícia, corrigida.');
INSERT INTO search_index (rowid, title, body) VALUES (4, 'Assinatura de memorando', 'O Governo assinou um memorando de cooperação.');
