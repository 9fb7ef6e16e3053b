"""The site: pages from the archive as static files, in four languages, without scripts. docs/site.md."""
