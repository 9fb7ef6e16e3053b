"""Real entries of the bureau's feed, served in the feed's true shape through the replica and read by `ponte run gcs`."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import escape
from pathlib import Path

import pytest
from conftest import Home

from crawlers.dates import gcs_id_date
from demo.replica import Replica
from demo.server import Response

FILES = ("real/gcs-rss-zh-hant-2026-04-14.json", "real/gcs-rss-zh-hant-2026-04-18.json")


def feed(entries: list[dict[str, str]]) -> str:
    """RSS as the bureau sends it: ISO 8601 inside pubDate, link and guid the same, the whole body as escaped HTML."""
    items = "".join(
        f"<item><title>{escape(entry['title'])}</title><link>{entry['link']}</link><guid>{entry['guid']}</guid>"
        f"<pubDate>{entry['published']}</pubDate><description>{escape(entry['summary'])}</description></item>"
        for entry in entries
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>GCS</title><link>https://www.gcs.gov.mo</link>{items}</channel></rss>'


@pytest.mark.parametrize("name", FILES)
def test_every_real_entry_is_stored_once_with_its_time_and_a_body_without_markup(
    name: str, home: Home, reference: Callable[[str], Path]
) -> None:
    entries = json.loads(reference(name).read_text(encoding="utf-8"))
    home.config.write_text(
        '[archive]\npath = "archive.db"\n[feeds]\npublic = "public"\n[sources.gcs]\nkind = "gcs"\nfeeds = ["zh-hant"]\nlists = []\n',
        encoding="utf-8",
    )
    with Replica() as replica:
        answer = Response(200, {"Content-Type": "application/rss+xml; charset=utf-8"}, feed(entries))
        replica.override("govinfohub.gcs.gov.mo", "/api/rss/n/zh-hant", answer)
        code, report = home.report("gcs", replica=replica.address)
        assert (code, report["gcs"]["new"], report["gcs"]["problems"]) == (0, len({entry["guid"] for entry in entries}), 0)
        again, second = home.report("gcs", "--recheck", "none", replica=replica.address)
    assert (again, second["gcs"]["new"], second["gcs"]["revised"]) == (0, 0, 0)
    with sqlite3.connect(home.archive) as connection:
        stored = {row[0]: row[1:] for row in connection.execute("SELECT url, title, published, published_basis, body, lang FROM release")}
        assert connection.execute("SELECT count(*) FROM revision").fetchone() == (len(stored),)
    assert set(stored) == {entry["link"] for entry in entries}
    for entry in entries:
        title, published, basis, body, lang = stored[entry["link"]]
        moment = datetime.fromisoformat(entry["published"]).astimezone(UTC)
        assert (published, basis, lang) == (moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "feed", "zh-Hant")
        assert " ".join(entry["title"].split()) == title
        assert body
        assert not re.search(r"<[a-z/]|&[a-z]+;|style=", body), body[:200]
        made = gcs_id_date(entry["link"].rsplit("/", 1)[1])
        local = (moment + timedelta(hours=8)).date()
        assert isinstance(made, date)
        assert timedelta(0) <= local - made <= timedelta(days=1)
