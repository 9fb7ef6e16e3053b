"""One module per family of hosts; each renders its site from an edition."""
