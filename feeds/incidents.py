"""Entries of the feed `health`: one when a source falls ill, one when it recovers. Never in a feed of news. Pure; in English."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Final

from feeds import clean
from feeds.build import TITLE, EntryError, instant
from feeds.model import Category, Entry, Link

if TYPE_CHECKING:
    from storage.serials import Incident

# Never to be changed: the ids of all entries of this feed hang on it.
_NAMESPACE: Final = uuid.UUID("a7c1f3de-53c4-5f0a-9e0f-4d3c9d2b6b18")

# Where the site says how each source stands (docs/site.md).
PAGE: Final = "en/sources.html"

_STATES: Final = {
    "stale": "has published nothing for longer than is usual for it",
    "failing": "could not be read",
    "blocked": "does not let this program read it",
}


def incident_id(incident: Incident) -> str:
    """The id of its entry: a source cannot fall ill twice at one time."""
    return uuid.uuid5(_NAMESPACE, f"{incident.source} {incident.kind} {incident.at}").urn


def build_incident(incident: Incident, title: str, root: str) -> Entry:
    """The entry of an incident or a recovery. `title` is the source's, `root` the public folder's address.

    Raises EntryError where its time is none.
    """
    at = instant(incident.at)
    if at is None:
        raise EntryError(f"{incident.source}: {incident.at!r} is no time")
    name = clean.one_line(title, TITLE // 2) or incident.source
    ill = incident.kind == "incident"
    said = f"{name} {_STATES.get(incident.state, incident.state)}." if ill else f"{name} works as usual again."
    since = f"It had not since {clean.one_line(incident.since, 40)}." if incident.since else ""
    parts = (f"<strong>{clean.html_text(said)}</strong>", clean.html_text(clean.one_line(incident.told, TITLE)), clean.html_text(since))
    return Entry(
        id=incident_id(incident),
        title=f"[{incident.state if ill else 'recovered'}] {name}",
        lang="en",
        content=clean.sanitise("".join(f'<p lang="en">{part}</p>' for part in parts if part)),
        published=at,
        updated=at,
        links=(Link(f"{root}{PAGE}", "alternate", "en"),),
        categories=(Category("health", incident.kind), Category("source", clean.one_line(incident.source, 60))),
        scope="",
        facts=(("health", incident.kind), ("state", incident.state), ("source", clean.one_line(incident.source, 60))),
    )
