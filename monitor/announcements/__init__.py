"""Recognises what a release announces. `classify` is the seam; docs/announcements.md describes rules and terms."""
