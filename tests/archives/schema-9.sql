-- An archive as Ponte's schema 1 made and filled it, brought up to schema 9 by the Ponte of that schema; never to be edited.
PRAGMA application_id = 1349480052;
PRAGMA user_version = 9;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE TABLE state (id INTEGER PRIMARY KEY CHECK (id = 1), generation TEXT NOT NULL, receipt_count INTEGER NOT NULL DEFAULT 0, receipt_seal TEXT NOT NULL DEFAULT '', revision_count INTEGER NOT NULL DEFAULT 0, revision_seal TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,
    finished_at TEXT,                      -- null: the run was killed or is still going
    outcome TEXT,
    version TEXT NOT NULL
, kind TEXT NOT NULL DEFAULT 'watch') STRICT;
CREATE TABLE run_sources (
    run_id INTEGER NOT NULL REFERENCES runs (id),
    source TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'partial', 'failed', 'blocked')),
    requests INTEGER NOT NULL, bytes INTEGER NOT NULL, found INTEGER NOT NULL, new INTEGER NOT NULL,
    revised INTEGER NOT NULL, unchanged INTEGER NOT NULL, gone INTEGER NOT NULL, withdrawn INTEGER NOT NULL,
    problems INTEGER NOT NULL, seconds REAL NOT NULL,
    reasons TEXT NOT NULL, problem_list TEXT NOT NULL, basis_counts TEXT NOT NULL, trusted INTEGER NOT NULL DEFAULT 1, endings TEXT NOT NULL DEFAULT '{}', quality TEXT NOT NULL DEFAULT '{}', gaps TEXT NOT NULL DEFAULT '[]',   -- JSON
    PRIMARY KEY (run_id, source)
) STRICT, WITHOUT ROWID;
CREATE TABLE stories (id TEXT PRIMARY KEY, founded_at TEXT NOT NULL) STRICT;
CREATE TABLE story_keys (key TEXT PRIMARY KEY, story_id TEXT NOT NULL REFERENCES stories (id), release INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE story_aliases (alias TEXT PRIMARY KEY, story_id TEXT NOT NULL REFERENCES stories (id)) STRICT, WITHOUT ROWID;
CREATE TABLE snapshot (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, compressed BLOB NOT NULL, crc INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE receipts (
    rid INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    received_at TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,                 -- JSON, list of pairs as received
    sha256 TEXT NOT NULL REFERENCES snapshot (sha256), seal TEXT NOT NULL DEFAULT '',
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
, edited_at TEXT, archived INTEGER NOT NULL DEFAULT 0, merged_into INTEGER REFERENCES releases (rid)) STRICT;
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
    body TEXT NOT NULL, seal TEXT NOT NULL DEFAULT '',
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
, event_precision TEXT, signing_date TEXT, place TEXT) STRICT;
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
CREATE TABLE doubts (
    release INTEGER PRIMARY KEY REFERENCES releases (rid),
    digest TEXT NOT NULL, reason TEXT NOT NULL, times INTEGER NOT NULL, first_at TEXT NOT NULL, last_at TEXT NOT NULL
) STRICT;
CREATE TABLE walks (
    source TEXT NOT NULL, start TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('gap', 'backfill')),
    next TEXT NOT NULL, since TEXT, opened_at TEXT NOT NULL, mark INTEGER NOT NULL, pages INTEGER NOT NULL,
    PRIMARY KEY (source, start, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE health (
    source TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('working', 'quiet', 'stale', 'failing', 'blocked')),
    usual_interval TEXT, told TEXT NOT NULL, judged_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE news_days (source TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (source, day)) STRICT, WITHOUT ROWID;
CREATE TABLE pauses (
    host TEXT PRIMARY KEY, until TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE entry_facets (facet TEXT NOT NULL, seen TEXT NOT NULL, published TEXT NOT NULL, entry_id TEXT NOT NULL,
                        PRIMARY KEY (facet, seen, published, entry_id)) STRICT, WITHOUT ROWID;
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('announcement', 'story')),
    target TEXT NOT NULL, field TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, why TEXT NOT NULL,
    undone_at TEXT, undone_why TEXT
) STRICT;
CREATE TABLE story_decisions (
    correction INTEGER NOT NULL REFERENCES corrections (id),
    a TEXT NOT NULL, b TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('join', 'split')),
    PRIMARY KEY (correction, a, b)
) STRICT, WITHOUT ROWID;
CREATE TABLE near_keys (
    period INTEGER NOT NULL, key INTEGER NOT NULL, day INTEGER NOT NULL, release INTEGER NOT NULL,
    PRIMARY KEY (period, key, day, release)
) STRICT, WITHOUT ROWID;
CREATE TABLE fact_keys (
    period INTEGER NOT NULL, key INTEGER NOT NULL, day INTEGER NOT NULL, release INTEGER NOT NULL,
    PRIMARY KEY (period, key, day, release)
) STRICT, WITHOUT ROWID;
CREATE TABLE story_links (
    a INTEGER NOT NULL REFERENCES releases (rid), b INTEGER NOT NULL REFERENCES releases (rid),
    kind TEXT NOT NULL CHECK (kind IN ('translation', 'copy', 'rewrite', 'same-event', 'related')),
    confidence TEXT NOT NULL CHECK (confidence IN ('high', 'medium', 'low')),
    score REAL NOT NULL,
    facts TEXT NOT NULL, basis TEXT NOT NULL DEFAULT 'facts' CHECK (basis IN ('site', 'text', 'facts')), set_aside_at TEXT,                   -- JSON, list of strings
    PRIMARY KEY (a, b), CHECK (a < b)
) STRICT, WITHOUT ROWID;
CREATE TABLE announcement_amounts (
    announcement_id TEXT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE, position INTEGER NOT NULL,
    value REAL NOT NULL, currency TEXT NOT NULL,
    PRIMARY KEY (announcement_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "_sqlite_migrations" ("id","migration_set","name","applied_at") VALUES (1,'ponte','first_schema','2026-11-21 16:53:59.348501+00:00');
INSERT INTO "_sqlite_migrations" ("id","migration_set","name","applied_at") VALUES (2,'ponte','change_monitor','2026-11-21 23:09:17.780875+00:00');
INSERT INTO "_sqlite_migrations" ("id","migration_set","name","applied_at") VALUES (3,'ponte','sealed_evidence','2026-11-21 23:09:17.800275+00:00');
INSERT INTO "_sqlite_migrations" ("id","migration_set","name","applied_at") VALUES (4,'ponte','merged_releases','2026-11-21 23:09:17.805840+00:00');
INSERT INTO "_sqlite_migrations" ("id","migration_set","name","applied_at") VALUES (5,'ponte','learned_rhythm','2026-11-21 23:09:17.809706+00:00');
INSERT INTO "_sqlite_migrations" ("id","migration_set","name","applied_at") VALUES (6,'ponte','host_pauses','2026-11-21 23:09:17.813442+00:00');
INSERT INTO "_sqlite_migrations" ("id","migration_set","name","applied_at") VALUES (7,'ponte','feed_order','2026-11-21 23:09:17.818500+00:00');
INSERT INTO "_sqlite_migrations" ("id","migration_set","name","applied_at") VALUES (8,'ponte','people_decide','2026-11-21 23:09:17.821668+00:00');
INSERT INTO "_sqlite_migrations" ("id","migration_set","name","applied_at") VALUES (9,'ponte','linked_stories','2026-11-21 23:09:17.830754+00:00');
INSERT INTO "state" ("id","generation","receipt_count","receipt_seal","revision_count","revision_seal") VALUES (1,'C408ADB4C466BEE9',4,'98647d6065347dbbd2d287aa89ab580a4302c9be2b2a1a9815ec3f85cb315555',6,'6ecb0062de802fd8743649bed9b79a08d858d87aadbc0b71d8fbd72eee772f4d');
INSERT INTO "runs" ("id","started_at","finished_at","outcome","version","kind") VALUES (1,'2026-04-16T02:08:00Z','2026-04-16T02:09:00Z','ok','1.0','watch');
INSERT INTO "runs" ("id","started_at","finished_at","outcome","version","kind") VALUES (2,'2026-04-19T02:08:00Z',NULL,NULL,'1.0','watch');
INSERT INTO "run_sources" ("run_id","source","outcome","requests","bytes","found","new","revised","unchanged","gone","withdrawn","problems","seconds","reasons","problem_list","basis_counts","trusted","endings","quality","gaps") VALUES (1,'site','ok',5,999,4,4,0,0,0,0,0,1.5,'[]','[]','{}',1,'{}','{}','[]');
INSERT INTO "stories" ("id","founded_at") VALUES ('s-site:N1:pt','2026-04-16T02:08:00Z');
INSERT INTO "stories" ("id","founded_at") VALUES ('s-site:N2:pt','2026-04-16T02:08:00Z');
INSERT INTO "stories" ("id","founded_at") VALUES ('s-site:N3:pt','2026-04-16T02:08:00Z');
INSERT INTO "story_keys" ("key","story_id","release") VALUES ('site:N1:pt','s-site:N1:pt',1);
INSERT INTO "story_keys" ("key","story_id","release") VALUES ('site:N2:pt','s-site:N2:pt',3);
INSERT INTO "story_keys" ("key","story_id","release") VALUES ('site:N3:pt','s-site:N3:pt',4);
INSERT INTO "snapshot" ("sha256","size","compressed","crc") VALUES ('93883e119ff6a20c7097184d72bc4d1cc76da0c3b45ed02ae718ce9f1b9aad9c',11,X'7801B329B02B484C4FB5D12FB00300165203A1',3021774951);
INSERT INTO "snapshot" ("sha256","size","compressed","crc") VALUES ('e371cb549d8265c9b964556f0ec4975e535c3cd87f968be310ab3db7c69a6e7d',9,X'7801B329B0F333B2D12FB003000CC00284',1016515394);
INSERT INTO "snapshot" ("sha256","size","compressed","crc") VALUES ('86edbaa24831badfa0a8b04bb410141e2ee4182b6d0014493fe262a7a331c20b',8,X'7801530D7071D335D4330700083001C3',3529840486);
INSERT INTO "receipts" ("rid","url","received_at","status","headers","sha256","seal") VALUES (1,'https://site.example/pt/N1','2026-04-16T02:08:00Z',200,'[["content-type","text/html"],["etag","W/\"1\""]]','93883e119ff6a20c7097184d72bc4d1cc76da0c3b45ed02ae718ce9f1b9aad9c','405fe508b6c0e1c82f3bb73d1ef04170e91dd61da6e7c67be96eca75bc85ddc9');
INSERT INTO "receipts" ("rid","url","received_at","status","headers","sha256","seal") VALUES (2,'https://site.example/pt/N2','2026-04-17T02:08:00Z',200,'[["content-type","text/html"],["etag","W/\"1\""]]','e371cb549d8265c9b964556f0ec4975e535c3cd87f968be310ab3db7c69a6e7d','ec0134c1de72e264370aa40af67da41361025bbde873ea98d8528201d6a7cac8');
INSERT INTO "receipts" ("rid","url","received_at","status","headers","sha256","seal") VALUES (3,'https://site.example/pt/N2','2026-04-18T02:08:00Z',200,'[["content-type","text/html"],["etag","W/\"1\""]]','e371cb549d8265c9b964556f0ec4975e535c3cd87f968be310ab3db7c69a6e7d','0300d3cbaebf718076ce6e889934aba673a19d4f57b94aa79314bd508797989f');
INSERT INTO "receipts" ("rid","url","received_at","status","headers","sha256","seal") VALUES (4,'https://site.example/a.pdf','2026-04-18T02:08:00Z',200,'[["content-type","text/html"],["etag","W/\"1\""]]','86edbaa24831badfa0a8b04bb410141e2ee4182b6d0014493fe262a7a331c20b','98647d6065347dbbd2d287aa89ab580a4302c9be2b2a1a9815ec3f85cb315555');
INSERT INTO "releases" ("rid","id","native","source","site","lang","url","status","revision_count","published","digest","text_key","first_seen","last_seen","story_id","gone_since","gone_count","next_check","receipt","edited_at","archived","merged_into") VALUES (1,'site:N1:pt','site:N1:pt','site','site','pt','https://site.example/pt/N1','live',1,'2026-04-16T02:08:00Z','6d1b1847487259316b91cb6af1f681791f8f0aa314745510dc6807f623f71fd6','O Governo assinou um memorando de cooperação.','2026-04-16T02:08:00Z','2026-04-16T02:08:00Z','s-site:N1:pt',NULL,0,NULL,1,NULL,0,NULL);
INSERT INTO "releases" ("rid","id","native","source","site","lang","url","status","revision_count","published","digest","text_key","first_seen","last_seen","story_id","gone_since","gone_count","next_check","receipt","edited_at","archived","merged_into") VALUES (2,'site:N1:en','site:N1:en','site','site','en','https://site.example/en/N1','live',1,'2026-04-16T02:08:00Z','2d433874eaf239a7de2e835dda65981410921747cb9cbc027a84eca6094aa512','The Government signed a memorandum.','2026-04-16T02:08:00Z','2026-04-16T02:08:00Z','s-site:N1:pt',NULL,0,NULL,NULL,NULL,0,NULL);
INSERT INTO "releases" ("rid","id","native","source","site","lang","url","status","revision_count","published","digest","text_key","first_seen","last_seen","story_id","gone_since","gone_count","next_check","receipt","edited_at","archived","merged_into") VALUES (3,'site:N2:pt','site:N2:pt','site','site','pt','https://site.example/pt/N2','live',2,'2026-04-16T02:08:00Z','7f9253ac9d963d940711a7c3d2099a955423ab4ac32ff41df043d5ad07f9fad2','k','2026-04-16T02:08:00Z','2026-04-17T02:08:00Z','s-site:N2:pt',NULL,0,NULL,3,NULL,0,NULL);
INSERT INTO "releases" ("rid","id","native","source","site","lang","url","status","revision_count","published","digest","text_key","first_seen","last_seen","story_id","gone_since","gone_count","next_check","receipt","edited_at","archived","merged_into") VALUES (4,'site:N3:pt','site:N3:pt','site','site','pt','https://site.example/pt/N3','withdrawn',2,'2026-04-16T02:08:00Z','6d1b1847487259316b91cb6af1f681791f8f0aa314745510dc6807f623f71fd6','k','2026-04-16T02:08:00Z','2026-04-16T02:08:00Z','s-site:N3:pt',NULL,0,NULL,NULL,NULL,0,NULL);
INSERT INTO "revisions" ("rid","release","number","kind","significance","cause","seen_at","run_id","title","published","published_precision","published_basis","entity","basis","digest","attachments","receipt","body","seal") VALUES (1,1,1,'new','substantive','source','2026-04-16T02:08:00Z',NULL,'Assinatura de memorando','2026-04-16T02:08:00Z','minute','meta',NULL,'labels','6d1b1847487259316b91cb6af1f681791f8f0aa314745510dc6807f623f71fd6','[]',1,'O Governo assinou um memorando de cooperação.','2e1b904b9163b76531b734c2c45474cf5c95043e3d60e934a2c11bae591cb72d');
INSERT INTO "revisions" ("rid","release","number","kind","significance","cause","seen_at","run_id","title","published","published_precision","published_basis","entity","basis","digest","attachments","receipt","body","seal") VALUES (2,2,1,'new','substantive','source','2026-04-16T02:08:00Z',NULL,'Memorandum signed','2026-04-16T02:08:00Z','minute','meta',NULL,'labels','2d433874eaf239a7de2e835dda65981410921747cb9cbc027a84eca6094aa512','[]',NULL,'The Government signed a memorandum.','e207a7f3e91019e26df1a87ddebb63a150c4cf9ecf1f9a6ff088f2e884d7fe64');
INSERT INTO "revisions" ("rid","release","number","kind","significance","cause","seen_at","run_id","title","published","published_precision","published_basis","entity","basis","digest","attachments","receipt","body","seal") VALUES (3,3,1,'new','substantive','source','2026-04-16T02:08:00Z',NULL,'Assinatura de memorando','2026-04-16T02:08:00Z','minute','meta',NULL,'labels','12b65d09299198879c1efc860db7155dde88c359d9878e90ff6ff524051843c3','[]',NULL,'Outra notícia, N2.','a16328ea722bd068d1a5c229ab11dbebefe03b51f7650012af0f9e5f50cfe3fd');
INSERT INTO "revisions" ("rid","release","number","kind","significance","cause","seen_at","run_id","title","published","published_precision","published_basis","entity","basis","digest","attachments","receipt","body","seal") VALUES (4,4,1,'new','substantive','source','2026-04-16T02:08:00Z',NULL,'Assinatura de memorando','2026-04-16T02:08:00Z','minute','meta',NULL,'labels','1042f7bd16008084942fbd96647733dba36b75e7aea69b9cbc7449a8fcb317ad','[]',NULL,'Outra notícia, N3.','13a1e7d4933930804960f3b5875a05634c84929b40ec5b77373a7ea6062b976e');
INSERT INTO "revisions" ("rid","release","number","kind","significance","cause","seen_at","run_id","title","published","published_precision","published_basis","entity","basis","digest","attachments","receipt","body","seal") VALUES (5,3,2,'revised','substantive','source','2026-04-17T02:08:00Z',1,'Assinatura de memorando','2026-04-16T02:08:00Z','minute','meta',NULL,'labels','7f9253ac9d963d940711a7c3d2099a955423ab4ac32ff41df043d5ad07f9fad2','[]',NULL,'Outra notícia, corrigida.','cf699dc5927f496701b647b0d3eb65a0ba31fc6bae00b4b03b30566e81bd3f7c');
INSERT INTO "revisions" ("rid","release","number","kind","significance","cause","seen_at","run_id","title","published","published_precision","published_basis","entity","basis","digest","attachments","receipt","body","seal") VALUES (6,4,2,'withdrawn','substantive','source','2026-04-17T02:08:00Z',1,'Assinatura de memorando','2026-04-16T02:08:00Z','minute','meta',NULL,'labels','6d1b1847487259316b91cb6af1f681791f8f0aa314745510dc6807f623f71fd6','[]',NULL,'O Governo assinou um memorando de cooperação.','6ecb0062de802fd8743649bed9b79a08d858d87aadbc0b71d8fbd72eee772f4d');
INSERT INTO search_index (rowid, title, body) VALUES (1, 'Assinatura de memorando', 'O Governo assinou um memorando de cooperação.');
INSERT INTO search_index (rowid, title, body) VALUES (2, 'Memorandum signed', 'The Government signed a memorandum.');
INSERT INTO search_index (rowid, title, body) VALUES (3, 'Assinatura de memorando', 'Outra notícia, corrigida.');
INSERT INTO search_index (rowid, title, body) VALUES (4, 'Assinatura de memorando', 'O Governo assinou um memorando de cooperação.');
INSERT INTO "findings" ("release","finding") VALUES (1,'{"strength":"signed","scope":"cross-border","confidence":"high","instrument":"memorandum","countries":["CN","MO"],"parties":[{"name":"Governo","country":"MO","name_original":"政府","lang":"zh-Hant","kind":"government"},{"name":"Ministério","country":"CN","name_original":null,"lang":null,"kind":null}],"people":[["Ana","signed"]],"sectors":["health"],"event_start":"2026-04-15","event_end":null,"evidence":[{"field":"strength","value":"signed","part":"body","start":10,"end":17,"quote":"assinou"}]}');
INSERT INTO "announcements" ("id","story_id","release","title","lang","strength","scope","instrument","event_start","event_end","confidence","first_seen","updated","finding","event_precision","signing_date","place") VALUES ('a-s-site:N1:pt','s-site:N1:pt',1,'Assinatura de memorando','pt','signed','cross-border','memorandum','2026-04-15',NULL,'high','2026-04-16T02:08:00Z','2026-04-16T02:08:00Z','{"strength":"signed","scope":"cross-border","confidence":"high","instrument":"memorandum","countries":["CN","MO"],"parties":[{"name":"Governo","country":"MO","name_original":"政府","lang":"zh-Hant","kind":"government"},{"name":"Ministério","country":"CN","name_original":null,"lang":null,"kind":null}],"people":[["Ana","signed"]],"sectors":["health"],"event_start":"2026-04-15","event_end":null,"evidence":[{"field":"strength","value":"signed","part":"body","start":10,"end":17,"quote":"assinou"}]}',NULL,NULL,NULL);
INSERT INTO "announcement_parties" ("announcement_id","position","name","name_original","lang","kind","country") VALUES ('a-s-site:N1:pt',0,'Governo','政府','zh-Hant','government','MO');
INSERT INTO "announcement_parties" ("announcement_id","position","name","name_original","lang","kind","country") VALUES ('a-s-site:N1:pt',1,'Ministério',NULL,NULL,NULL,'CN');
INSERT INTO "announcement_people" ("announcement_id","position","name","role") VALUES ('a-s-site:N1:pt',0,'Ana','signed');
INSERT INTO "announcement_countries" ("announcement_id","country") VALUES ('a-s-site:N1:pt','CN');
INSERT INTO "announcement_countries" ("announcement_id","country") VALUES ('a-s-site:N1:pt','MO');
INSERT INTO "announcement_sectors" ("announcement_id","sector") VALUES ('a-s-site:N1:pt','health');
INSERT INTO "evidence_spans" ("announcement_id","position","field","value","release","revision","part","start","end","quote") VALUES ('a-s-site:N1:pt',0,'strength','signed',1,1,'body',10,17,'assinou');
INSERT INTO "entries" ("rid","entry_id","story_id","first_seen","updated","published","initial","earlier","strength") VALUES (1,'urn:site:N1:pt','s-site:N1:pt','2026-04-16T02:08:00Z','2026-04-16T02:08:00Z','2026-04-16T02:08:00Z',1,NULL,'signed');
INSERT INTO "news_days" ("source","day") VALUES ('site','2026-04-16');
INSERT INTO "entry_facets" ("facet","seen","published","entry_id") VALUES ('all','','2026-04-16T02:08:00Z','urn:site:N1:pt');
INSERT INTO "entry_facets" ("facet","seen","published","entry_id") VALUES ('country/CN','','2026-04-16T02:08:00Z','urn:site:N1:pt');
INSERT INTO "entry_facets" ("facet","seen","published","entry_id") VALUES ('country/MO','','2026-04-16T02:08:00Z','urn:site:N1:pt');
INSERT INTO "entry_facets" ("facet","seen","published","entry_id") VALUES ('lang/en','','2026-04-16T02:08:00Z','urn:site:N1:pt');
INSERT INTO "entry_facets" ("facet","seen","published","entry_id") VALUES ('lang/pt','','2026-04-16T02:08:00Z','urn:site:N1:pt');
INSERT INTO "entry_facets" ("facet","seen","published","entry_id") VALUES ('sector/health','','2026-04-16T02:08:00Z','urn:site:N1:pt');
INSERT INTO "entry_facets" ("facet","seen","published","entry_id") VALUES ('source/site','','2026-04-16T02:08:00Z','urn:site:N1:pt');
INSERT INTO "entry_facets" ("facet","seen","published","entry_id") VALUES ('strength/signed','','2026-04-16T02:08:00Z','urn:site:N1:pt');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX run_sources_by_source ON run_sources (source, run_id);
CREATE INDEX story_keys_by_story ON story_keys (story_id);
CREATE INDEX story_aliases_by_story ON story_aliases (story_id);
CREATE INDEX releases_by_url ON releases (url);
CREATE INDEX releases_by_source ON releases (source);
CREATE INDEX releases_by_story ON releases (story_id);
CREATE INDEX releases_by_text ON releases (text_key);
CREATE INDEX releases_due ON releases (source, next_check) WHERE next_check IS NOT NULL;
CREATE INDEX entries_by_story ON entries (story_id);
CREATE INDEX entries_by_earlier ON entries (earlier) WHERE earlier IS NOT NULL;
CREATE VIEW release AS
SELECT r.id, r.source, r.site, r.lang, r.url, v.title, v.published, v.published_precision, v.published_basis, v.entity, v.body,
       r.status, r.first_seen, r.last_seen, r.revision_count, r.story_id
FROM releases r JOIN revisions v ON v.release = r.rid AND v.number = r.revision_count;
CREATE VIEW revision AS
SELECT r.id AS release_id, v.number, v.kind, v.significance, v.cause, v.seen_at, v.title, v.published, v.body, v.digest
FROM revisions v JOIN releases r ON r.rid = v.release;
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
CREATE VIEW evidence AS
SELECT e.announcement_id, e.field, e.value, r.id AS release_id, e.revision, e.part, e.start, e."end", e.quote
FROM evidence_spans e JOIN releases r ON r.rid = e.release JOIN announcements a ON a.id = e.announcement_id
WHERE a.strength <> 'none';
CREATE VIEW run AS SELECT id, started_at, finished_at, outcome, version FROM runs;
CREATE VIEW run_source AS
SELECT run_id, source, outcome, requests, bytes, found, new, revised, unchanged, gone, problems, seconds FROM run_sources;
CREATE VIEW source_health AS
WITH RECURSIVE known (source) AS (
    SELECT min(source) FROM run_sources
    UNION ALL SELECT (SELECT min(source) FROM run_sources WHERE source > k.source) FROM known k WHERE k.source IS NOT NULL
)
SELECT k.source,
       coalesce(h.state, (SELECT CASE s.outcome WHEN 'failed' THEN 'failing' WHEN 'blocked' THEN 'blocked' ELSE 'working' END FROM run_sources s CROSS JOIN runs r ON r.id = s.run_id
             WHERE s.source = k.source AND r.kind = 'watch' AND 1 ORDER BY s.run_id DESC LIMIT 1)) AS state,
       (SELECT coalesce(r.finished_at, r.started_at) FROM run_sources s CROSS JOIN runs r ON r.id = s.run_id
             WHERE s.source = k.source AND r.kind = 'watch' AND 1 ORDER BY s.run_id DESC LIMIT 1) AS last_check,
       (SELECT coalesce(r.finished_at, r.started_at) FROM run_sources s CROSS JOIN runs r ON r.id = s.run_id
             WHERE s.source = k.source AND r.kind = 'watch' AND s.outcome IN ('ok', 'partial') AND s.trusted ORDER BY s.run_id DESC LIMIT 1) AS last_success,
       (SELECT coalesce(r.finished_at, r.started_at) FROM run_sources s CROSS JOIN runs r ON r.id = s.run_id
             WHERE s.source = k.source AND r.kind = 'watch' AND s.new > 0 ORDER BY s.run_id DESC LIMIT 1) AS last_new,
       h.usual_interval,
       (SELECT coalesce(r.finished_at, r.started_at) FROM run_sources s CROSS JOIN runs r ON r.id = s.run_id
             WHERE s.source = k.source AND r.kind = 'watch' AND s.outcome IN ('ok', 'partial') ORDER BY s.run_id  LIMIT 1) AS covered_from
FROM known k LEFT JOIN health h ON h.source = k.source
WHERE (SELECT 1 FROM run_sources s CROSS JOIN runs r ON r.id = s.run_id
             WHERE s.source = k.source AND r.kind = 'watch' AND 1 ORDER BY s.run_id DESC LIMIT 1);
CREATE TRIGGER facets_entry_added AFTER INSERT ON entries BEGIN 
INSERT INTO entry_facets (facet, seen, published, entry_id)
SELECT 'all', CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e WHERE e.story_id = new.story_id
UNION ALL SELECT 'strength/' || e.strength, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e WHERE e.story_id = new.story_id
UNION ALL SELECT 'strength/' || a.strength, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN announcements a ON a.story_id = e.story_id WHERE e.story_id = new.story_id
UNION ALL SELECT 'country/' || c.country, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN announcements a ON a.story_id = e.story_id
    JOIN announcement_countries c ON c.announcement_id = a.id WHERE e.story_id = new.story_id
UNION ALL SELECT 'sector/' || c.sector, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN announcements a ON a.story_id = e.story_id
    JOIN announcement_sectors c ON c.announcement_id = a.id WHERE e.story_id = new.story_id
UNION ALL SELECT 'source/' || m.source, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN releases m ON m.story_id = e.story_id WHERE e.story_id = new.story_id
UNION ALL SELECT 'lang/' || m.lang, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN releases m ON m.story_id = e.story_id WHERE e.story_id = new.story_id
ON CONFLICT DO NOTHING; END;
CREATE TRIGGER facets_entry_moved AFTER UPDATE OF story_id ON entries BEGIN 
INSERT INTO entry_facets (facet, seen, published, entry_id)
SELECT 'all', CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e WHERE e.story_id = new.story_id
UNION ALL SELECT 'strength/' || e.strength, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e WHERE e.story_id = new.story_id
UNION ALL SELECT 'strength/' || a.strength, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN announcements a ON a.story_id = e.story_id WHERE e.story_id = new.story_id
UNION ALL SELECT 'country/' || c.country, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN announcements a ON a.story_id = e.story_id
    JOIN announcement_countries c ON c.announcement_id = a.id WHERE e.story_id = new.story_id
UNION ALL SELECT 'sector/' || c.sector, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN announcements a ON a.story_id = e.story_id
    JOIN announcement_sectors c ON c.announcement_id = a.id WHERE e.story_id = new.story_id
UNION ALL SELECT 'source/' || m.source, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN releases m ON m.story_id = e.story_id WHERE e.story_id = new.story_id
UNION ALL SELECT 'lang/' || m.lang, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN releases m ON m.story_id = e.story_id WHERE e.story_id = new.story_id
ON CONFLICT DO NOTHING; END;
CREATE TRIGGER facets_announcement_added AFTER INSERT ON announcements BEGIN 
INSERT INTO entry_facets (facet, seen, published, entry_id)
SELECT 'all', CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e WHERE e.story_id = new.story_id
UNION ALL SELECT 'strength/' || e.strength, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e WHERE e.story_id = new.story_id
UNION ALL SELECT 'strength/' || a.strength, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN announcements a ON a.story_id = e.story_id WHERE e.story_id = new.story_id
UNION ALL SELECT 'country/' || c.country, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN announcements a ON a.story_id = e.story_id
    JOIN announcement_countries c ON c.announcement_id = a.id WHERE e.story_id = new.story_id
UNION ALL SELECT 'sector/' || c.sector, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN announcements a ON a.story_id = e.story_id
    JOIN announcement_sectors c ON c.announcement_id = a.id WHERE e.story_id = new.story_id
UNION ALL SELECT 'source/' || m.source, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN releases m ON m.story_id = e.story_id WHERE e.story_id = new.story_id
UNION ALL SELECT 'lang/' || m.lang, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN releases m ON m.story_id = e.story_id WHERE e.story_id = new.story_id
ON CONFLICT DO NOTHING; END;
CREATE TRIGGER facets_announcement_changed AFTER UPDATE OF story_id, strength ON announcements BEGIN 
INSERT INTO entry_facets (facet, seen, published, entry_id)
SELECT 'all', CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e WHERE e.story_id = new.story_id
UNION ALL SELECT 'strength/' || e.strength, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e WHERE e.story_id = new.story_id
UNION ALL SELECT 'strength/' || a.strength, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN announcements a ON a.story_id = e.story_id WHERE e.story_id = new.story_id
UNION ALL SELECT 'country/' || c.country, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN announcements a ON a.story_id = e.story_id
    JOIN announcement_countries c ON c.announcement_id = a.id WHERE e.story_id = new.story_id
UNION ALL SELECT 'sector/' || c.sector, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN announcements a ON a.story_id = e.story_id
    JOIN announcement_sectors c ON c.announcement_id = a.id WHERE e.story_id = new.story_id
UNION ALL SELECT 'source/' || m.source, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN releases m ON m.story_id = e.story_id WHERE e.story_id = new.story_id
UNION ALL SELECT 'lang/' || m.lang, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN releases m ON m.story_id = e.story_id WHERE e.story_id = new.story_id
ON CONFLICT DO NOTHING; END;
CREATE TRIGGER facets_country_added AFTER INSERT ON announcement_countries BEGIN 
INSERT INTO entry_facets (facet, seen, published, entry_id)
SELECT 'all', CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e WHERE e.story_id = (SELECT story_id FROM announcements WHERE id = new.announcement_id)
UNION ALL SELECT 'strength/' || e.strength, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e WHERE e.story_id = (SELECT story_id FROM announcements WHERE id = new.announcement_id)
UNION ALL SELECT 'strength/' || a.strength, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN announcements a ON a.story_id = e.story_id WHERE e.story_id = (SELECT story_id FROM announcements WHERE id = new.announcement_id)
UNION ALL SELECT 'country/' || c.country, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN announcements a ON a.story_id = e.story_id
    JOIN announcement_countries c ON c.announcement_id = a.id WHERE e.story_id = (SELECT story_id FROM announcements WHERE id = new.announcement_id)
UNION ALL SELECT 'sector/' || c.sector, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN announcements a ON a.story_id = e.story_id
    JOIN announcement_sectors c ON c.announcement_id = a.id WHERE e.story_id = (SELECT story_id FROM announcements WHERE id = new.announcement_id)
UNION ALL SELECT 'source/' || m.source, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN releases m ON m.story_id = e.story_id WHERE e.story_id = (SELECT story_id FROM announcements WHERE id = new.announcement_id)
UNION ALL SELECT 'lang/' || m.lang, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN releases m ON m.story_id = e.story_id WHERE e.story_id = (SELECT story_id FROM announcements WHERE id = new.announcement_id)
ON CONFLICT DO NOTHING; END;
CREATE TRIGGER facets_sector_added AFTER INSERT ON announcement_sectors BEGIN 
INSERT INTO entry_facets (facet, seen, published, entry_id)
SELECT 'all', CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e WHERE e.story_id = (SELECT story_id FROM announcements WHERE id = new.announcement_id)
UNION ALL SELECT 'strength/' || e.strength, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e WHERE e.story_id = (SELECT story_id FROM announcements WHERE id = new.announcement_id)
UNION ALL SELECT 'strength/' || a.strength, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN announcements a ON a.story_id = e.story_id WHERE e.story_id = (SELECT story_id FROM announcements WHERE id = new.announcement_id)
UNION ALL SELECT 'country/' || c.country, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN announcements a ON a.story_id = e.story_id
    JOIN announcement_countries c ON c.announcement_id = a.id WHERE e.story_id = (SELECT story_id FROM announcements WHERE id = new.announcement_id)
UNION ALL SELECT 'sector/' || c.sector, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN announcements a ON a.story_id = e.story_id
    JOIN announcement_sectors c ON c.announcement_id = a.id WHERE e.story_id = (SELECT story_id FROM announcements WHERE id = new.announcement_id)
UNION ALL SELECT 'source/' || m.source, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN releases m ON m.story_id = e.story_id WHERE e.story_id = (SELECT story_id FROM announcements WHERE id = new.announcement_id)
UNION ALL SELECT 'lang/' || m.lang, CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id FROM entries e JOIN releases m ON m.story_id = e.story_id WHERE e.story_id = (SELECT story_id FROM announcements WHERE id = new.announcement_id)
ON CONFLICT DO NOTHING; END;
CREATE INDEX announcements_newest ON announcements (first_seen);
CREATE INDEX runs_by_start ON runs (started_at);
CREATE INDEX corrections_by_target ON corrections (target);
CREATE INDEX story_decisions_by_a ON story_decisions (a);
CREATE INDEX story_decisions_by_b ON story_decisions (b);
CREATE INDEX announcement_countries_by_country ON announcement_countries (country, announcement_id);
CREATE INDEX announcement_sectors_by_sector ON announcement_sectors (sector, announcement_id);
CREATE VIEW correction AS
SELECT id, at, what, target, field, before, after, why, undone_at, undone_why FROM corrections;
CREATE INDEX story_links_back ON story_links (b, a);
CREATE INDEX story_keys_by_release ON story_keys (release);
CREATE VIEW announcement AS
SELECT id, story_id, title, strength, scope, instrument, event_start, event_end,
       coalesce(event_precision, CASE length(event_start) WHEN 10 THEN 'day' WHEN 7 THEN 'month' WHEN 4 THEN 'year' END) AS event_precision,
       signing_date, place, confidence, first_seen, updated
FROM announcements WHERE strength <> 'none';
CREATE VIEW announcement_amount AS
SELECT m.announcement_id, m.value, m.currency
FROM announcement_amounts m JOIN announcements a ON a.id = m.announcement_id WHERE a.strength <> 'none';
CREATE VIEW story_link AS
SELECT a.id AS a_release, b.id AS b_release, l.kind, l.confidence, l.facts
FROM story_links l JOIN releases a ON a.rid = l.a JOIN releases b ON b.rid = l.b WHERE l.set_aside_at IS NULL;
