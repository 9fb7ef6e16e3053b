"""robots.txt by RFC 9309: what each answer means."""

from __future__ import annotations

import pytest

from crawlers.robots import read_robots, unreachable

AGENT = "Ponte/0.1 (+mailto:x@example.org)"


def test_its_rules_hold_for_us_and_for_everybody() -> None:
    rules = read_robots(200, b"User-agent: *\nDisallow: /search\nCrawl-delay: 4\n\nUser-agent: ponte\nDisallow: /private\n")
    assert not rules.allows("https://h/private/1", AGENT)
    assert rules.allows("https://h/search?q=1", AGENT)
    assert rules.delay("Other") == 4.0


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_r23_a_client_error_allows_everything(status: int) -> None:
    assert read_robots(status, b"Disallow: /").allows("https://h/x", AGENT)


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_r22_a_server_error_forbids_everything(status: int) -> None:
    rules = read_robots(status, b"")
    assert not rules.allows("https://h/x", AGENT)
    assert str(status) in rules.reason


def test_r22_an_unreachable_file_forbids_everything() -> None:
    assert not unreachable("no complete answer within 30 s").allows("https://h/x", AGENT)


def test_r24_byte_order_mark_carriage_returns_and_html_are_survived() -> None:
    assert not read_robots(200, b"\xef\xbb\xbfUser-agent: *\rDisallow: /\r").allows("https://h/x", AGENT)
    assert read_robots(200, b"<html><body>not found</body></html>").allows("https://h/x", AGENT)
    huge = b"User-agent: *\nDisallow: /a\n" + b"# filler\n" * 70_000 + b"Disallow: /b\n"
    rules = read_robots(200, huge)
    assert not rules.allows("https://h/a", AGENT)
    assert rules.allows("https://h/b", AGENT)


def test_a_crawl_delay_is_capped() -> None:
    assert read_robots(200, b"User-agent: *\nCrawl-delay: 86400\n").delay(AGENT) == 60.0
