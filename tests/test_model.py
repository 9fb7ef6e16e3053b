"""What the values of a crawl know of themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crawlers.model import Address, DateBasis, Precision, Published, Snapshot


@pytest.mark.parametrize(
    ("site", "key", "lang"),
    [
        ("gcs", "N25GeowHrZ", "pt"),
        ("dsedt", "web/public/pg_nc_wn_d?id=10482", "zh-Hant"),
        ("ipim", "publication/x/", "pt-pt"),
        ("ein", "847812142", None),
        ("site", "a:b", None),
    ],
)
def test_a_native_key_spells_its_address_out(site: str, key: str, lang: str | None) -> None:
    address = Address(site, key, lang, "https://h/x")
    assert Address.of_native(address.native, site, "https://h/x") == address


def test_a_date_is_told_as_precisely_as_it_is_known() -> None:
    assert Published(datetime(2026, 4, 16, 2, 8, tzinfo=UTC), Precision.MINUTE, DateBasis.FEED).iso == "2026-04-16T02:08:00Z"
    assert Published(date(2023, 3, 14), Precision.DAY, DateBasis.LABEL).iso == "2023-03-14"
    assert Published(date(2023, 11, 1), Precision.MONTH, DateBasis.ADDRESS).iso == "2023-11"
    assert Published().iso is None


def test_a_snapshot_gives_its_bytes_back() -> None:
    taken = Snapshot.of("https://h/x", datetime(2026, 1, 1, tzinfo=UTC), 200, {"etag": '"1"'}, b"<p>\xb0\xc4\xc3\xc5</p>" * 100)
    assert taken.body == b"<p>\xb0\xc4\xc3\xc5</p>" * 100
    assert len(taken.compressed) < taken.size
