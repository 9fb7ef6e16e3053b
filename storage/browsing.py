"""The archive as people browse it with SQL: the views in words, questions to begin with, and the functions that these use.

    connect(path) -> a connection that cannot write, with matching() and around()
    narrow(conn)  -> on that connection, the views show no more than may be published

docs/archive.md promises the views; docs/serve.md says how they are served.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storage.connection import connect_reader
from storage.search import excerpt, match_query

VIEWS: Final[dict[str, str]] = {
    "release": "Every document as it stands now: title, text, the site's date with its precision and basis, and when Ponte first saw it.",
    "revision": "Every state a release has had, with what changed it and how much it matters.",
    "announcement": "What a story announces: strength, scope, instrument, dates, place, confidence. Relevant is scope cross-border.",
    "announcement_release": "The releases that tell an announcement; lead is the one it was read from.",
    "announcement_party": "Who acts together.",
    "announcement_person": "People named, with what they did.",
    "announcement_country": "Countries by ISO 3166-1 code. Macao is MO, Hong Kong HK; CN is the Mainland.",
    "announcement_sector": "Sectors of an announcement.",
    "announcement_amount": "Amounts that a text states of the act, with ISO 4217 currency.",
    "evidence": "The stretch of text that supports one value; offsets count characters from 0, end exclusive.",
    "story_link": "Why two releases are held to tell one story, or to be only related.",
    "correction": "What people corrected, with the reason, before and after.",
    "source_health": "Each source as its last run judged it: working, quiet, stale, failing or blocked; since when it is read.",
    "run": "One row per run. No finished_at: it was killed, or is still going.",
    "run_source": "What each source did in a run.",
}
"""The views that are a promise, each with a sentence for those who meet it first."""


@dataclass(frozen=True, slots=True)
class Canned:
    """A question with its SQL; what stands behind a colon is asked of the reader."""

    name: str
    title: str
    sql: str
    description: str = ""


_SEARCH = """
SELECT r.published, r.lang, r.source, r.title, around(r.body, :words) AS excerpt, r.url, r.id
FROM (
    SELECT m.id FROM search_index x JOIN releases m ON m.rid = x.rowid
    WHERE x.search_index MATCH matching(:words) ORDER BY coalesce(m.published, m.first_seen) DESC, m.rid DESC LIMIT 100
) found JOIN release r ON r.id = found.id ORDER BY coalesce(r.published, r.first_seen) DESC"""

CANNED: Final = (
    Canned(
        "search",
        "Releases that hold all words, newest first",
        _SEARCH,
        "Words in any order, a “quoted phrase”, the beginning of a word with *. Chinese words of any length; traditional or simplified, "
        "accents and case make no difference. In SQL of your own: matching(words) makes the expression, around(text, words) the excerpt.",
    ),
    Canned(
        "announcements_with",
        "Announcements with a country, newest first",
        """
SELECT a.first_seen, a.strength, a.instrument, a.title, a.event_start, a.signing_date, r.url
FROM announcement a JOIN announcement_country c ON c.announcement_id = a.id AND c.country = upper(:country)
JOIN announcement_release t ON t.announcement_id = a.id AND t.role = 'lead' JOIN release r ON r.id = t.release_id
WHERE a.scope = 'cross-border' ORDER BY a.first_seen DESC LIMIT 200""",
        "A code of ISO 3166-1: AO, BR, CV, GQ, GW, MZ, PT, ST, TL, MO, HK, CN.",
    ),
    Canned(
        "party",
        "Announcements of a party",
        """
SELECT p.name, p.name_original, p.country, a.strength, a.instrument, a.title, a.first_seen
FROM announcement_party p JOIN announcement a ON a.id = p.announcement_id
WHERE p.name LIKE '%' || :name || '%' OR p.name_original LIKE '%' || :name || '%' ORDER BY a.first_seen DESC LIMIT 200""",
        "Any part of its name, in any language.",
    ),
    Canned(
        "history",
        "All states of a release",
        """
SELECT number, kind, significance, cause, seen_at, title, published, body FROM revision WHERE release_id = :release_id ORDER BY number""",
    ),
    Canned(
        "signed_by_instrument",
        "Signed instruments by kind",
        """
SELECT instrument, count(*) AS announcements FROM announcement
WHERE strength = 'signed' AND scope = 'cross-border' GROUP BY instrument ORDER BY 2 DESC""",
    ),
    Canned(
        "macao_meets",
        "Countries that Macao meets, by strength",
        """
SELECT other.country, a.strength, count(*) AS announcements
FROM announcement_country mine JOIN announcement_country other USING (announcement_id) JOIN announcement a ON a.id = announcement_id
WHERE mine.country = 'MO' AND other.country <> 'MO' GROUP BY 1, 2 ORDER BY 3 DESC""",
    ),
    Canned(
        "sectors",
        "Announcements by sector",
        """
SELECT sector, count(*) AS announcements FROM announcement_sector GROUP BY sector ORDER BY 2 DESC""",
    ),
    Canned(
        "parties",
        "Which parties come up most often",
        """
SELECT name, country, count(*) AS announcements FROM announcement_party GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 100""",
    ),
    Canned(
        "signatories",
        "Who signed what",
        """
SELECT p.name, a.title, a.signing_date FROM announcement_person p JOIN announcement a ON a.id = p.announcement_id
WHERE p.role = 'signed' ORDER BY a.first_seen DESC LIMIT 500""",
    ),
    Canned(
        "several_languages",
        "Announcements told in more than one language",
        """
SELECT a.title, group_concat(DISTINCT r.lang) AS languages
FROM announcement a JOIN announcement_release t ON t.announcement_id = a.id JOIN release r ON r.id = t.release_id
GROUP BY a.id HAVING count(DISTINCT r.lang) > 1 LIMIT 500""",
    ),
    Canned(
        "proof",
        "The words that prove an announcement",
        """
SELECT e.field, e.value, e.quote, e.part, e.start, e."end", e.release_id, e.revision
FROM evidence e WHERE e.announcement_id = :announcement_id ORDER BY e.field, e.start""",
    ),
    Canned(
        "changed_titles",
        "Titles that were changed after publication",
        """
SELECT later.release_id, later.seen_at, earlier.title AS was, later.title AS became
FROM revision later JOIN revision earlier ON earlier.release_id = later.release_id AND earlier.number = later.number - 1
WHERE later.title <> earlier.title ORDER BY later.seen_at DESC LIMIT 500""",
    ),
    Canned(
        "dates",
        "How well dated each source is",
        """
SELECT source, published_precision, published_basis, count(*) AS releases
FROM release GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC""",
    ),
    Canned(
        "coverage",
        "What each source covers, and how it stands",
        """
SELECT source, state, usual_interval, last_check, last_success, last_new, covered_from FROM source_health ORDER BY source""",
        "A count of announcements before covered_from says what was back-filled, not what happened.",
    ),
    Canned(
        "runs",
        "The last runs",
        """
SELECT id, started_at, outcome, round((julianday(finished_at) - julianday(started_at)) * 86400) AS seconds
FROM run ORDER BY id DESC LIMIT 50""",
    ),
    Canned(
        "corrections",
        "What people corrected",
        """
SELECT at, what, target, field, before, after, why, undone_at FROM correction ORDER BY at DESC LIMIT 500""",
    ),
)
"""Questions to begin with; docs/archive.md has more. A test runs each."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, with two functions more: matching(words), the expression that the full-text index is asked with, and
    around(text, words), the piece of a text around them. Raises ArchiveError."""
    conn = connect_reader(path)
    conn.execute("PRAGMA query_only = ON")
    conn.create_function("matching", 1, _matching, deterministic=True)
    conn.create_function("around", 2, _around, deterministic=True)
    return conn


def _matching(words: object) -> str:
    # A term that no text has stands for "nothing": MATCH refuses an empty expression.
    return (match_query(words) if isinstance(words, str) else None) or '"\ufffd \ufffd nothing \ufffd"'


def _around(text: object, words: object) -> str | None:
    return excerpt(text, words if isinstance(words, str) else "") if isinstance(text, str) else None


Shows = Callable[[str, str], bool]
"""Whether a release may be shown at all: its id and source."""
Text = Callable[[str, str, str], str | None]
"""What of a release's text may be shown: its id, source and text."""

_SPOKEN = """EXISTS (SELECT 1 FROM main.announcements a JOIN main.releases r ON r.rid = a.release
             WHERE a.id = {} AND shown(r.id, r.source))"""
_OF_ANNOUNCEMENTS = ("party", "person", "country", "sector", "amount")

# Temporary views shadow those of the file wherever a name stands alone. A release that may not be shown takes with it its quotes, its
# links, and the announcement that was read from it.
_NARROWED: Final = {
    "release": """SELECT id, source, site, lang, url, title, published, published_precision, published_basis, entity,
                  shown_text(id, source, body) AS body, status, first_seen, last_seen, revision_count, story_id
                  FROM main.release WHERE shown(id, source)""",
    "revision": """SELECT v.release_id, v.number, v.kind, v.significance, v.cause, v.seen_at, v.title, v.published,
                   shown_text(v.release_id, r.source, v.body) AS body, v.digest
                   FROM main.revision v JOIN main.releases r ON r.id = v.release_id WHERE shown(v.release_id, r.source)""",
    "announcement": f"SELECT x.* FROM main.announcement x WHERE {_SPOKEN.format('x.id')}",  # noqa: S608
    **{
        f"announcement_{each}": f"SELECT x.* FROM main.announcement_{each} x WHERE {_SPOKEN.format('x.announcement_id')}"  # noqa: S608
        for each in _OF_ANNOUNCEMENTS
    },
    "announcement_release": f"""SELECT t.* FROM main.announcement_release t JOIN main.releases r ON r.id = t.release_id
                                WHERE shown(r.id, r.source) AND {_SPOKEN.format("t.announcement_id")}""",  # noqa: S608
    "evidence": f"""SELECT e.* FROM main.evidence e JOIN main.releases r ON r.id = e.release_id
                    WHERE shown(r.id, r.source) AND {_SPOKEN.format("e.announcement_id")}
                    AND (e.part = 'title' OR shown_text(r.id, r.source, e.quote) IS NOT NULL)""",  # noqa: S608
    "story_link": """SELECT l.* FROM main.story_link l JOIN main.releases a ON a.id = l.a_release JOIN main.releases b ON b.id = l.b_release
                     WHERE shown(a.id, a.source) AND shown(b.id, b.source)""",
    "correction": f"SELECT c.* FROM main.correction c WHERE c.what = 'announcement' AND {_SPOKEN.format('c.target')}",  # noqa: S608
}


def narrow(conn: sqlite3.Connection, shows: Shows, text: Text) -> None:
    """Make the views of this connection show only what `shows` and `text` allow: for readers who are not the archive's owner.

    Holds as long as the reader cannot write SQL; who can may name the file's own views and tables.
    """
    conn.execute("PRAGMA query_only = OFF")  # temporary views are writing, too; the file itself is opened read-only
    conn.create_function("shown", 2, shows)
    conn.create_function("shown_text", 3, lambda name, source, body: text(name, source, body) if isinstance(body, str) else None)
    for name, select in _NARROWED.items():
        conn.execute(f"CREATE TEMP VIEW {name} AS {select}")
    conn.execute("PRAGMA query_only = ON")
