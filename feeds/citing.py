"""A release as reference managers read it: RIS and CSL-JSON, with the original address, the hash of the kept bytes and both dates. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from feeds import clean
from storage.model import StoredRelease

LINE = 400


@dataclass(frozen=True, slots=True)
class Source:
    """What is cited: a release, what its source is called, the SHA-256 of the bytes it was read from, if they were kept."""

    release: StoredRelease
    source: str
    sha256: str | None


def ris(source: Source) -> bytes:
    """One RIS record, UTF-8, lines ending in CR LF. A value is one line, so that no text can begin a field (FAULTS C23)."""
    release = source.release
    fields = [
        ("TY", "ELEC"),
        ("ID", release.id),
        ("TI", release.title),
        ("AU", release.entity or source.source),
        ("PB", source.source),
        ("PY", (release.published or "")[:4]),
        ("DA", (release.published or "")[:10].replace("-", "/")),
        ("LA", release.lang),
        ("UR", clean.web_address(release.url) or ""),
        ("Y2", release.first_seen[:10].replace("-", "/")),
        ("N1", f"SHA-256 {source.sha256}" if source.sha256 else ""),
        ("N1", f"first seen {release.first_seen}"),
    ]
    lines = [f"{tag}  - {clean.one_line(value, LINE)}" for tag, value in fields if value]
    return "".join(f"{line}\r\n" for line in [*lines, "ER  - "]).encode()


def csl_json(source: Source) -> bytes:
    """A list of one CSL-JSON item, UTF-8."""
    return (json.dumps([csl_item(source)], ensure_ascii=False, indent=1) + "\n").encode()


def csl_item(source: Source) -> dict[str, Any]:
    """One CSL-JSON item; what is not known is left out."""
    release = source.release
    item = {
        "id": release.id,
        "type": "webpage",
        "title": clean.one_line(release.title, LINE),
        "author": [{"literal": clean.one_line(release.entity or source.source, LINE)}],
        "publisher": clean.one_line(source.source, LINE),
        "language": clean.language_tag(release.lang),
        "URL": clean.web_address(release.url),
        "issued": _date(release.published),
        "accessed": _date(release.first_seen),
        "note": f"SHA-256 {source.sha256}" if source.sha256 else None,
    }
    return {key: value for key, value in item.items() if value}


def _date(iso: str | None) -> dict[str, list[list[int]]] | None:
    parts = [int(part) for part in (iso or "")[:10].split("-") if part.isdigit()]
    return {"date-parts": [parts]} if parts else None
