"""Writing releases: identity, revisions, snapshots, the search index, validators and when to look again."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from crawlers.model import Release, Snapshot, Validator
from storage import facets, indexing, seals
from storage.connection import Writer, atomic
from storage.health import note_news
from storage.model import Cause, Finding, Kind, Revision, StoredRelease
from storage.rows import (
    ALIASED,
    RELEASE_COLUMNS,
    RELEASES,
    Moment,
    find_release,
    finding_of,
    finding_text,
    identity,
    iso,
    json_text,
    marks,
    snapshot_of,
    validator_of,
)

_STATUS = {Kind.WITHDRAWN: "withdrawn", Kind.RESTORED: "live"}
_SNAPSHOT = (
    "SELECT c.url, c.received_at, c.status, c.headers, c.sha256, s.size, s.compressed FROM receipts c JOIN snapshot s USING (sha256)"
)


_FACTS = "r.rid, r.id, r.status, coalesce(r.published, r.first_seen), r.edited_at, r.gone_count"
_UNMERGED = "r.merged_into IS NULL"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is needed of a release that stands as it stood, without its text. `dated` is the site's date, else when it was first seen."""

    rid: int
    id: str
    status: str
    dated: str
    edited_at: str | None
    gone_count: int


@dataclass(frozen=True, slots=True)
class KnownLink:
    """What a release is asked again with: its keys, and what was read of it beside its text."""

    native: str
    site: str
    url: str
    title: str
    published: str | None
    published_precision: str
    published_basis: str
    entity: str | None


@dataclass(frozen=True, slots=True)
class State:
    """The content of one stored revision."""

    kind: str
    title: str
    body: str
    published: str | None
    entity: str | None
    basis: str


class Releases(Writer):
    """The part of the archive that keeps releases. A release's id is given by the caller and never changes."""

    # ---- what is known

    def is_known(self, native: str, url: str) -> bool:
        """Whether a release has this native key or address, also as an alias. A few microseconds."""
        native, url = identity(native), identity(url)
        # CASE ends at the first that holds; OR would work all three out.
        sql = """SELECT CASE WHEN EXISTS (SELECT 1 FROM releases WHERE native = ?1) THEN 1
                             WHEN EXISTS (SELECT 1 FROM releases WHERE url = ?2) THEN 1
                             ELSE EXISTS (SELECT 1 FROM aliases WHERE address IN (?1, ?2)) END"""
        return bool(self.conn.execute(sql, (native, url)).fetchone()[0])

    def find(self, native: str) -> StoredRelease | None:
        """The release with this native key, or with it as an alias."""
        key = identity(native)
        return find_release(self.conn, f"r.native = ? AND {_UNMERGED}", key) or find_release(self.conn, ALIASED, key)

    def find_url(self, url: str) -> StoredRelease | None:
        """The release at this address; of several in the course of time the newest; else the one it is an alias of."""
        return self.at_url(url) or find_release(self.conn, ALIASED, identity(url))

    def at_url(self, url: str) -> StoredRelease | None:
        """The release whose own address this is, no alias; of several in the course of time the newest."""
        return find_release(self.conn, f"r.url = ? AND {_UNMERGED}", identity(url))

    def facts(self, native: str) -> Facts | None:
        """The release with this native key, or with it as an alias, without its text."""
        key = identity(native)
        own = self.conn.execute(f"SELECT {_FACTS} FROM releases r WHERE r.native = ? AND {_UNMERGED}", (key,)).fetchone()  # noqa: S608
        row = own or self.conn.execute(f"SELECT {_FACTS} FROM releases r WHERE {ALIASED}", (key,)).fetchone()  # noqa: S608
        return Facts(*row) if row else None

    def states(self, release_id: str, limit: int) -> list[State]:
        """The contents of a release's last revisions, oldest first."""
        sql = """SELECT v.kind, v.title, v.body, v.published, v.entity, v.basis FROM revisions v JOIN releases r ON r.rid = v.release
                 WHERE r.id = ? ORDER BY v.number DESC LIMIT ?"""
        return [State(*row) for row in self.sql(sql, identity(release_id), limit)][::-1]

    def known_links(self, source: str) -> Iterator[KnownLink]:
        """What to ask a source's releases again with, withdrawn ones too, in the order they came; texts are not read."""
        columns = "r.native, r.site, r.url, v.title, v.published, v.published_precision, v.published_basis, v.entity"
        sql = f"SELECT {columns} FROM {RELEASES} WHERE r.source = ? AND {_UNMERGED} ORDER BY r.rid"  # noqa: S608
        return (KnownLink(*row) for row in self.sql(sql, source))

    def same_text(self, text_key: str) -> list[StoredRelease]:
        """All releases whose newest content has this key, oldest first."""
        return self._releases(f"r.text_key = ? AND {_UNMERGED} ORDER BY r.rid", text_key)

    def all_releases(self, source: str) -> Iterator[StoredRelease]:
        """All releases of a source in the order they came, a hundred at a time: what is read may be written meanwhile."""
        after = 0
        sql = f"""SELECT r.rid, {RELEASE_COLUMNS} FROM {RELEASES} WHERE r.source = ? AND r.rid > ? AND {_UNMERGED}
                  ORDER BY r.rid LIMIT 100"""  # noqa: S608
        while rows := self.sql(sql, source, after).fetchall():
            yield from (StoredRelease(*row[1:]) for row in rows)
            after = rows[-1][0]

    def _releases(self, condition: str, *values: object) -> list[StoredRelease]:
        sql = f"SELECT {RELEASE_COLUMNS} FROM {RELEASES} WHERE {condition}"  # noqa: S608
        return [StoredRelease(*row) for row in self.sql(sql, *values)]

    def _rid(self, release_id: str) -> int:
        row = self.sql("SELECT rid FROM releases WHERE id = ?", identity(release_id)).fetchone()
        if row is None:
            raise KeyError(f"no release {release_id!r} in the archive")
        return int(row[0])

    # ---- new and changed content

    @atomic
    def add(
        self,
        release: Release,
        revision: Revision,
        *,
        release_id: str,
        source: str,
        story_id: str,
        text_key: str,
        run_id: int | None,
    ) -> None:
        """Store a release met for the first time, with its first revision, snapshot, aliases and index row; its story must exist.

        Raises sqlite3.IntegrityError where its id or native key is stored already.
        """
        self.changed()
        seen, address = iso(revision.seen_at), release.address
        receipt = self._keep(release.snapshot)
        values = (identity(release_id), identity(address.native), source, address.site, release.lang, identity(address.url))
        state = (release.published.iso, revision.digest, text_key, seen, seen, story_id, receipt)
        rid = self.sql(
            """INSERT INTO releases (id, native, source, site, lang, url, status, revision_count, published, digest, text_key,
                   first_seen, last_seen, story_id, receipt) VALUES (?, ?, ?, ?, ?, ?, 'live', 1, ?, ?, ?, ?, ?, ?, ?)""",
            *values,
            *state,
        ).lastrowid
        assert rid is not None
        self._append(rid, 1, revision, run_id, receipt)
        self._alias(release.aliases, rid)
        indexing.put(self.conn, rid, release.title, release.body)
        note_news(self.conn, source, release.published.iso, seen)
        facets.file_story(self.conn, story_id)

    @atomic
    def revise(self, release_id: str, revision: Revision, text_key: str, run_id: int | None) -> int:
        """Append a revision, which becomes the release's content, and return its number.

        `WITHDRAWN` and `RESTORED` change the status; `RESTORED` also ends a series of gone sightings. The canonical address follows
        the content; the former one stays as an alias.
        """
        if revision.kind is Kind.NEW:
            raise ValueError("a new release is added, not revised")
        self.changed()
        release, rid = revision.release, self._rid(release_id)
        receipt = self._keep(release.snapshot)
        number = int(self.sql("SELECT revision_count + 1 FROM releases WHERE rid = ?", rid).fetchone()[0])
        self._follow_address(rid, release)
        self._append(rid, number, revision, run_id, receipt)
        self.sql(
            """UPDATE releases SET lang = ?, revision_count = ?, published = ?, digest = ?, text_key = ?,
                   status = coalesce(?, status), receipt = coalesce(?, receipt) WHERE rid = ?""",
            *(release.lang, number, release.published.iso, revision.digest, text_key),
            *(_STATUS.get(revision.kind), receipt, rid),
        )
        if revision.kind is Kind.REVISED and revision.cause is Cause.SOURCE:
            self.sql("UPDATE releases SET edited_at = ? WHERE rid = ?", iso(revision.seen_at), rid)
        if revision.kind is not Kind.WITHDRAWN:
            self.sql("UPDATE releases SET last_seen = max(last_seen, ?) WHERE rid = ?", iso(revision.seen_at), rid)
        if revision.kind is Kind.RESTORED:
            self.clear_gone(release_id)
        self._reindex(rid, number, release)
        return number

    def _append(self, rid: int, number: int, revision: Revision, run_id: int | None, receipt: int | None) -> None:
        release, published = revision.release, revision.release.published
        what = (revision.kind, revision.significance, revision.cause, iso(revision.seen_at), run_id)
        date = (published.iso, published.precision, published.basis)
        rest = (release.basis, revision.digest, json_text(release.attachments), receipt, release.body)
        seals.append(self.conn, seals.REVISIONS, (rid, number, *what, release.title, *date, release.entity, *rest))

    def _reindex(self, rid: int, number: int, release: Release) -> None:
        before = self.sql("SELECT title, body FROM revisions WHERE release = ? AND number = ?", rid, number - 1).fetchone()
        indexing.replace(self.conn, rid, before, (release.title, release.body))

    def _follow_address(self, rid: int, release: Release) -> None:
        url, native = identity(release.address.url), identity(release.address.native)
        former_url, minted = self.sql("SELECT url, native FROM releases WHERE rid = ?", rid).fetchone()
        self._alias([old for old, new in ((former_url, url), (native, minted)) if old != new], rid)
        self._alias(release.aliases, rid)
        if url != former_url:
            self.sql("UPDATE releases SET url = ? WHERE rid = ?", url, rid)

    def _alias(self, addresses: Iterable[str], rid: int) -> None:
        # An address stands for the release that was met there last: sites do use an address again (FAULTS I10).
        # Not DO UPDATE: what may change a reference needs a statement journal, for which FTS5 writes its pending words out each time.
        for address in map(identity, addresses):
            if not self.sql("INSERT INTO aliases (address, release) VALUES (?, ?) ON CONFLICT DO NOTHING", address, rid).rowcount:
                self.sql("UPDATE aliases SET release = ?1 WHERE address = ?2 AND release <> ?1", rid, address)

    @atomic
    def add_alias(self, url_or_native: str, release_id: str) -> None:
        """Let a further address or native key stand for a release."""
        self._alias((url_or_native,), self._rid(release_id))

    @atomic
    def follow(self, release_id: str, release: Release) -> None:
        """The release moved to the address, and perhaps the native key, it was read under; the former ones go on standing for it."""
        if (rid := self._rid(release_id)) and self._moves(rid, release):
            self.changed()
            self._follow_address(rid, release)

    def _moves(self, rid: int, release: Release) -> bool:
        own = self.sql("SELECT url FROM releases WHERE rid = ?", rid).fetchone()[0]
        known = f"SELECT count(*) FROM aliases WHERE release = ? AND address IN ({marks(release.aliases)})"  # noqa: S608
        names = [identity(name) for name in release.aliases]
        return bool(own != identity(release.address.url) or self.sql(known, rid, *names).fetchone()[0] < len(set(names) - {own}))

    @atomic
    def merge(self, into: str, other: str) -> None:
        """Let one release stand for another, which keeps its row and its revisions, but is asked and found no more under its keys."""
        self.changed()
        lives, ends = self._rid(into), self._rid(other)
        native, url = self.sql("SELECT native, url FROM releases WHERE rid = ?", ends).fetchone()
        self.sql("UPDATE releases SET merged_into = ?, next_check = NULL WHERE rid = ?", lives, ends)
        self.sql("UPDATE aliases SET release = ? WHERE release = ?", lives, ends)
        self._alias((native, url), lives)

    # ---- presence

    @atomic
    def stand(self, standing: Iterable[tuple[int, datetime | None]], seen_at: Moment) -> None:
        """These releases, by `Facts.rid`, were met as they were, and are due again at the time beside them (None: only a list told of them,
        so they are due as they were). What was gone before is not any more, but a list says nothing of a release's own address."""
        when = iso(seen_at)
        rows = ((when, iso(due) if due else None, rid) for rid, due in standing)
        self.conn.executemany(
            """UPDATE releases SET last_seen = max(last_seen, ?1), next_check = coalesce(?2, next_check),
                 gone_since = iif(?2 IS NULL, gone_since, NULL), gone_count = iif(?2 IS NULL, gone_count, 0)
               WHERE rid = ?3""",
            rows,
        )

    @atomic
    def mark_gone(self, release_id: str, seen_at: Moment) -> int:
        """The release's own address answered 404 or 410; returns in how many runs in a row it has now done so.

        A killed run is no run: what it saw gone is not counted again by the next one (FAULTS W01).
        """
        rid = self._rid(release_id)
        counted = "gone_count + 1" if self._last_run_finished(rid) else "max(gone_count, 1)"
        sql = f"UPDATE releases SET gone_since = coalesce(gone_since, ?), gone_count = {counted} WHERE rid = ?"  # noqa: S608
        self.sql(sql, iso(seen_at), rid)
        return int(self.sql("SELECT gone_count FROM releases WHERE rid = ?", rid).fetchone()[0])

    def _last_run_finished(self, rid: int) -> bool:
        # Of the runs before this one that recorded the release's source; true where there is none.
        sql = """SELECT finished_at FROM runs WHERE id = (SELECT max(s.run_id) FROM run_sources s
                 WHERE s.source = (SELECT source FROM releases WHERE rid = ?))"""
        row = self.sql(sql, rid).fetchone()
        return row is None or row[0] is not None

    @atomic
    def clear_gone(self, release_id: str) -> None:
        """The release answered again."""
        self.sql("UPDATE releases SET gone_since = NULL, gone_count = 0 WHERE id = ? AND gone_count > 0", identity(release_id))

    @atomic
    def set_next_check(self, release_id: str, when: Moment | None) -> None:
        """When to ask the release's own address again; None for never."""
        self.sql("UPDATE releases SET next_check = ? WHERE id = ?", iso(when) if when else None, identity(release_id))

    # ---- findings: what each release's text says, so that a story's best can be chosen again

    @atomic
    def put_finding(self, release_id: str, finding: Finding) -> None:
        """Store what the release's newest content says; replaces what was stored."""
        sql = "INSERT INTO findings (release, finding) VALUES (?, ?) ON CONFLICT (release) DO UPDATE SET finding = excluded.finding"
        self.sql(sql, self._rid(release_id), finding_text(finding))

    def finding_of(self, release_id: str) -> Finding | None:
        """What the release's text says, or None where it was never read."""
        row = self.sql(
            "SELECT f.finding FROM findings f JOIN releases r ON r.rid = f.release WHERE r.id = ?", identity(release_id)
        ).fetchone()
        return finding_of(row[0]) if row else None

    def findings_of_story(self, story_id: str) -> list[tuple[StoredRelease, Finding]]:
        """The story's releases that have a finding, withdrawn ones too, oldest first."""
        sql = f"""SELECT {RELEASE_COLUMNS}, f.finding FROM {RELEASES} JOIN findings f ON f.release = r.rid
                  WHERE r.story_id = ? ORDER BY r.first_seen, r.rid"""  # noqa: S608
        return [(StoredRelease(*row[:-1]), finding_of(row[-1])) for row in self.sql(sql, story_id)]

    # ---- raw pages and validators

    def _keep(self, snapshot: Snapshot | None) -> int | None:
        # Returns the receipt. Several releases may come from one answer (a feed): one receipt, one blob.
        if snapshot is None:
            return None
        key = (identity(snapshot.url), iso(snapshot.received_at), snapshot.sha256)
        found = "SELECT rid FROM receipts WHERE url = ? AND received_at = ? AND sha256 = ?"
        if row := self.sql(found, *key).fetchone():
            return int(row[0])
        blob = (snapshot.sha256, snapshot.size, snapshot.compressed, zlib.crc32(snapshot.compressed))
        self.sql("INSERT INTO snapshot (sha256, size, compressed, crc) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", *blob)
        url, received_at, sha256 = key
        return seals.append(self.conn, seals.RECEIPTS, (url, received_at, snapshot.status, json_text(snapshot.headers), sha256))

    @atomic
    def keep_attachment(self, snapshot: Snapshot) -> None:
        """Keep a document that a release links to; it is found again by its address (`Reader.attachments`)."""
        self._keep(snapshot)

    def snapshot(self, sha256: str) -> bytes | None:
        """The body with this hash, decompressed."""
        row = self.sql("SELECT compressed FROM snapshot WHERE sha256 = ?", sha256).fetchone()
        return zlib.decompress(row[0]) if row else None

    def latest_snapshot(self, release_id: str) -> Snapshot | None:
        """The last answer kept for a release, or None where it was read from a listing without one."""
        row = self.sql(f"{_SNAPSHOT} JOIN releases r ON r.receipt = c.rid WHERE r.id = ?", identity(release_id)).fetchone()
        return snapshot_of(row) if row else None

    def validator(self, url: str) -> Validator | None:
        """The validator stored for an address; whether it is void for another reader is the caller's to say."""
        row = self.sql("SELECT url, etag, last_modified, reader, checked_at, next FROM validators WHERE url = ?", identity(url)).fetchone()
        return validator_of(row) if row else None

    @atomic
    def renew_validator(self, url: str, etag: str | None, last_modified: str | None, reader: str) -> None:
        """The answer that this validator came with has been read anew by another reader: it holds for that one, too."""
        sql = "UPDATE validators SET reader = ? WHERE url = ? AND etag IS ? AND last_modified IS ?"
        self.sql(sql, reader, identity(url), etag, last_modified)

    @atomic
    def put_validators(self, validators: Iterable[Validator]) -> None:
        """Store validators, in the transaction of the content they stand for (FAULTS I06)."""
        rows = ((identity(v.url), v.etag, v.last_modified, v.reader, iso(v.checked_at), v.next) for v in validators)
        self.sql_many(
            """INSERT INTO validators (url, etag, last_modified, reader, checked_at, next) VALUES (?, ?, ?, ?, ?, ?)
               ON CONFLICT (url) DO UPDATE SET (etag, last_modified, reader, checked_at, next)
                   = (excluded.etag, excluded.last_modified, excluded.reader, excluded.checked_at, excluded.next)""",
            rows,
        )
