"""Which releases tell the same act, over languages and sites. Pure: no clock, no network, no database."""
