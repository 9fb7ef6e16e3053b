"""Writing stories: the keys that bring releases together, and merging."""

from __future__ import annotations

from collections.abc import Iterable

from storage.connection import Writer, atomic
from storage.model import Story
from storage.rows import Moment, identity, iso, marks

_CHUNK = 500


def chunks(values: Iterable[str]) -> Iterable[list[str]]:
    """The distinct values in pieces that fit one statement's parameters."""
    distinct = list(dict.fromkeys(values))
    return (distinct[start : start + _CHUNK] for start in range(0, len(distinct), _CHUNK))


class Stories(Writer):
    """The part of the archive that keeps stories. A key belongs to one story at most."""

    def stories_for(self, keys: Iterable[str]) -> list[Story]:
        """The stories that have any of these keys, oldest first."""
        found: dict[str, str] = {}
        for piece in chunks(map(identity, keys)):
            sql = f"SELECT s.id, s.founded_at FROM story_keys k JOIN stories s ON s.id = k.story_id WHERE k.key IN ({marks(piece)})"  # noqa: S608
            found.update(self.sql(sql, *piece).fetchall())
        return [self._story(name, founded) for name, founded in sorted(found.items(), key=lambda pair: (pair[1], pair[0]))]

    def _story(self, story_id: str, founded_at: str) -> Story:
        rows = self.sql("SELECT id FROM releases WHERE story_id = ? ORDER BY first_seen, rid", story_id)
        return Story(story_id, founded_at, tuple(row[0] for row in rows))

    def resolve_story(self, story_id: str) -> str | None:
        """The living story that an id stands for, itself or the one it was merged into; None for an unknown id."""
        sql = "SELECT id FROM stories WHERE id = ?1 UNION ALL SELECT story_id FROM story_aliases WHERE alias = ?1"
        row = self.sql(sql, story_id).fetchone()
        return row[0] if row else None

    @atomic
    def add_story(self, story_id: str, founded_at: Moment, keys: Iterable[str]) -> None:
        """A new story with its keys."""
        self.sql("INSERT INTO stories (id, founded_at) VALUES (?, ?)", story_id, iso(founded_at))
        self.add_story_keys(story_id, keys)

    @atomic
    def add_story_keys(self, story_id: str, keys: Iterable[str]) -> None:
        """Further keys of a story. A key that another story has stays there: `stories_for` first, then `merge_stories`."""
        rows = ((identity(key), story_id) for key in keys)
        self.sql_many("INSERT INTO story_keys (key, story_id) VALUES (?, ?) ON CONFLICT (key) DO NOTHING", rows)

    @atomic
    def merge_stories(self, into: str, others: Iterable[str]) -> None:
        """Let other stories become part of one: their releases, keys and entries move, their ids become aliases.

        The surviving story keeps its announcement; where it has none it takes the oldest of the others', and the rest are dropped.
        """
        if self.resolve_story(into) != into:
            raise KeyError(f"no story {into!r} to merge into")
        self.changed()
        merged = {self.resolve_story(other) for other in others} - {into, None}
        for other in sorted(str(name) for name in merged):
            for table in ("releases", "story_keys", "story_aliases", "entries"):
                self.sql(f"UPDATE {table} SET story_id = ? WHERE story_id = ?", into, other)  # noqa: S608
            self._merge_announcement(into, other)
            self.sql("DELETE FROM stories WHERE id = ?", other)
            self.sql("INSERT INTO story_aliases (alias, story_id) VALUES (?, ?)", other, into)

    def _merge_announcement(self, into: str, other: str) -> None:
        if self.sql("SELECT 1 FROM announcements WHERE story_id = ?", into).fetchone():
            self.sql("DELETE FROM announcements WHERE story_id = ?", other)
        else:
            self.sql("UPDATE announcements SET story_id = ? WHERE story_id = ?", into, other)
