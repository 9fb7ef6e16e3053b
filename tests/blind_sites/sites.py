"""Twelve invented sites for measuring how well an unknown site is recognised and read.

They were written without sight of the reader's code and before it was tuned, from notes on how sites of this field are built and a
table of the kinds alone. Whoever tunes the reader should not change them to fit.

    Request ── site's answer() ── Response         truth: what a careful person would list, newest first

Every page carries parts that change at each request; `decoys` look like releases and are none; `twins` are second addresses.
One site, rivermouth, is spoken of with http addresses throughout, as old servers are.
"""

from __future__ import annotations

from blind_sites import (
    bulletin,
    camara,
    coopzone,
    council,
    delta,
    directorate,
    estuary,
    haojiang,
    newarea,
    newsroom,
    rivermouth,
    strait,
)
from blind_sites.kit import BlindSite, Truth

SITES: tuple[BlindSite, ...] = (
    camara.SITE,
    council.SITE,
    newarea.SITE,
    coopzone.SITE,
    rivermouth.SITE,
    bulletin.SITE,
    estuary.SITE,
    newsroom.SITE,
    directorate.SITE,
    strait.SITE,
    delta.SITE,
    haojiang.SITE,
)

__all__ = ["SITES", "BlindSite", "Truth"]
