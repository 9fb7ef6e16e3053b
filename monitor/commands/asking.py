"""The filters that verbs have in common: options of the command line as a query (storage/queries.py), and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monitor.commands.reading import reader_of
from monitor.config import Config
from monitor.errors import UsageError
from storage.model import Query
from storage.queries import REPEATED, BadQuery, parse


def query_of(config: Config, filters: dict[str, Any]) -> Query:
    """The query that the options ask: country, sector, strength, instrument, source, lang (several each), local, party, words, since,
    until.

    A source is one of the config or of the archive. Raises UsageError, so that an empty answer means "nothing" and never "mistyped".
    """
    pairs = [(name, value) for name in REPEATED for value in filters.get(name) or ()]
    pairs += [(name, value) for name in ("party", "words", "since", "until") if (value := filters.get(name))]
    pairs += [("scope", "any")] if filters.get("local") else []
    try:
        return parse(pairs, sources=_sources(config, filters.get("source") or ()))
    except BadQuery as error:
        raise UsageError(f"--{error.field} {error.value}: {error.hint}") from error


def _sources(config: Config, asked: Sequence[str]) -> list[str]:
    """The sources that there are; the archive is only asked for one that the config does not name."""
    known = [source.name for source in config.sources]
    if set(asked) <= set(known) or not config.archive.exists():
        return known
    with reader_of(config) as reader:
        return [*known, *(row.source for row in reader.source_health())]
