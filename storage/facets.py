"""What a feed is asked for, kept in the feeds' order: table `entry_facets`, one row for each entry and each thing it can be asked by.

    facet       all, strength/signed, country/PT, sector/..., source/gcs, lang/pt
    seen        when we saw it; empty for the entries of an archive's first run, which are chosen by the site's date
    published   the site's date, empty where it has none
    entry_id

So the newest entries of a country are read from one end of the table, however many there are. An entry may stand under more than is true
of it now (a country that an edit took away); who reads asks again. It never stands under less: triggers file it whenever it, its story's
announcement or that one's countries change, and `file_story` when a release joins its story.
"""

from __future__ import annotations

import sqlite3

from storage.rows import bind

ALL = "all"

# Part of the schema's step `feed_order`: never to be changed but by a further step.
_ORDER = "CASE WHEN e.initial THEN '' ELSE e.first_seen END, coalesce(e.published, ''), e.entry_id"
_FILING = f"""
INSERT INTO entry_facets (facet, seen, published, entry_id)
SELECT 'all', {_ORDER} FROM entries e WHERE {{story}}
UNION ALL SELECT 'strength/' || e.strength, {_ORDER} FROM entries e WHERE {{story}}
UNION ALL SELECT 'strength/' || a.strength, {_ORDER} FROM entries e JOIN announcements a ON a.story_id = e.story_id WHERE {{story}}
UNION ALL SELECT 'country/' || c.country, {_ORDER} FROM entries e JOIN announcements a ON a.story_id = e.story_id
    JOIN announcement_countries c ON c.announcement_id = a.id WHERE {{story}}
UNION ALL SELECT 'sector/' || c.sector, {_ORDER} FROM entries e JOIN announcements a ON a.story_id = e.story_id
    JOIN announcement_sectors c ON c.announcement_id = a.id WHERE {{story}}
UNION ALL SELECT 'source/' || m.source, {_ORDER} FROM entries e JOIN releases m ON m.story_id = e.story_id WHERE {{story}}
UNION ALL SELECT 'lang/' || m.lang, {_ORDER} FROM entries e JOIN releases m ON m.story_id = e.story_id WHERE {{story}}
ON CONFLICT DO NOTHING"""  # noqa: S608

# Whatever can give an entry a further facet, but a release that joins its story: a trigger on `releases` would need a statement journal,
# for which FTS5 writes its pending words out at each release (0.2 ms).
_OF_ANNOUNCEMENT = "(SELECT story_id FROM announcements WHERE id = new.announcement_id)"
_TRIGGERS = {
    "entry_added": ("INSERT ON entries", "new.story_id"),
    "entry_moved": ("UPDATE OF story_id ON entries", "new.story_id"),
    "announcement_added": ("INSERT ON announcements", "new.story_id"),
    "announcement_changed": ("UPDATE OF story_id, strength ON announcements", "new.story_id"),
    "country_added": ("INSERT ON announcement_countries", _OF_ANNOUNCEMENT),
    "sector_added": ("INSERT ON announcement_sectors", _OF_ANNOUNCEMENT),
}


def create(conn: sqlite3.Connection) -> None:
    """The table, filled from what is stored, and its triggers; within the caller's transaction."""
    conn.execute("""CREATE TABLE entry_facets (facet TEXT NOT NULL, seen TEXT NOT NULL, published TEXT NOT NULL, entry_id TEXT NOT NULL,
                        PRIMARY KEY (facet, seen, published, entry_id)) STRICT, WITHOUT ROWID""")
    conn.execute(_FILING.format(story="1"))
    for name, (event, story) in _TRIGGERS.items():
        conn.execute(f"CREATE TRIGGER facets_{name} AFTER {event} BEGIN {_FILING.format(story=f'e.story_id = {story}')}; END")


def file_story(conn: sqlite3.Connection, story_id: str) -> None:
    """File a story's entries, if it has any, under what its releases are now; within the caller's transaction."""
    named = bind((story_id,))
    if conn.execute("SELECT EXISTS (SELECT 1 FROM entries WHERE story_id = ?)", named).fetchone()[0]:
        conn.execute(_FILING.format(story="e.story_id = ?1"), named)


def filed(conn: sqlite3.Connection, kind: str) -> list[str]:
    """What entries were ever filed under of a kind (`country/`, say), in order. One step each in the table, however many stand under it."""
    following = "SELECT min(facet) FROM entry_facets WHERE facet > ? AND facet < ?"
    found: list[str] = []
    name, end = kind, kind[:-1] + "0"  # "0" follows "/"
    while (name := conn.execute(following, (name, end)).fetchone()[0]) is not None:
        found.append(name.removeprefix(kind))
    return found
