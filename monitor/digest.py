"""What counts as a release's content, as one hash with a version. Pure."""

from __future__ import annotations

import hashlib

from crawlers.model import Release

# Rises when the fields or their normal form change; digests of different versions are never compared.
DIGEST_VERSION = 1


def digest_of(title: str, body: str, published: str | None, entity: str | None) -> str:
    """`1:` and 32 hex digits over the fields that are not empty, so that a field read anew does not announce every old release."""
    fields = {"title": title, "body": body, "published": published or "", "entity": entity or ""}
    text = "\x1e".join(f"{name}\x1f{value}" for name, value in fields.items() if value)
    return f"{DIGEST_VERSION}:{hashlib.blake2b(text.encode('utf-8', 'replace'), digest_size=16).hexdigest()}"


def release_digest(release: Release) -> str:
    return digest_of(release.title, release.body, release.published.iso, release.entity)
