"""The cookies of a run: only what a redirect set, only for the host that set it, and never too much of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.cookies import MAX_BYTES, MAX_COOKIES, MAX_HEADER, Cookies

URL = "https://www.gov.mo/news/2"


def after(*lines: bytes, url: str = URL) -> Cookies:
    cookies = Cookies()
    cookies.take(url, lines)
    return cookies


@pytest.mark.parametrize(
    ("line", "url", "sent"),
    [
        (b"ok=1", URL, b"ok=1"),
        (b"ok=1; HttpOnly; SameSite=Strict; Path=/", "https://www.gov.mo/", b"ok=1"),
        (b"ok=1; Path=/news", "https://www.gov.mo/", None),
        (b"ok=1; Path=/", "https://www.gov.mo:8443/news/2", None),
        (b"ok=1; Path=/", "https://gov.mo/", None),
        (b"ok=1; Path=/; Domain=.gov.mo", "https://other.gov.mo/", None),
        (b"ok=1; Path=/; Domain=www.gov.mo", URL, b"ok=1"),
        (b"ok=1; Path=/; Domain=gov.mo", URL, None),  # every authority's domain
        (b"ok=1; Path=/; Domain=mo", URL, None),
        (b"ok=1; Path=/; Domain=evil.test", URL, None),
        (b"ok=1; Path=/; Domain=evil.test", "https://evil.test/", None),
        (b"ok=1; Path=/; Secure", URL, b"ok=1"),
        (b"ok=1; Path=/; Secure", "http://www.gov.mo/news/2", None),
        (b"ok=1; Max-Age=0", URL, None),
        (b"ok=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", URL, None),
        (b"ok=\xe9\xff", URL, None),
        (b"ok=1\x1b[31m", URL, None),
        (b"ok=" + b"x" * MAX_BYTES, URL, None),
        (b"", URL, None),
    ],
)
def test_r04_a_cookie_goes_back_where_it_may_and_nowhere_else(line: bytes, url: str, sent: bytes | None) -> None:
    assert after(line).header(url) == sent


def test_r05_a_host_is_kept_a_bounded_number_of_cookies_in_a_bounded_header() -> None:
    cookies = after(*(b"c%d=1" % number for number in range(1000)))
    assert (cookies.header(URL) or b"").count(b"=") == MAX_COOKIES
    assert after(*(b"c%d=%s" % (number, b"x" * 4000) for number in range(9))).header(URL) is None
    assert len(after(b"a=" + b"x" * 4000, b"b=" + b"x" * 4000).header(URL) or b"") in range(8000, MAX_HEADER)


def test_r04_a_cookie_can_be_taken_back_and_replaced() -> None:
    cookies = after(b"ok=1; Path=/")
    cookies.take(URL, [b"ok=2; Path=/"])
    assert cookies.header(URL) == b"ok=2"
    cookies.take(URL, [b"ok=2; Path=/; Max-Age=0"])
    assert cookies.header(URL) is None


@given(st.lists(st.binary(max_size=80), max_size=4))
def test_r04_whatever_a_site_sets_nothing_is_raised_and_one_plain_line_goes_back(lines: list[bytes]) -> None:
    sent = after(*lines, b"ok=1; Path=/").header(URL)
    assert sent is None or (sent.isascii() and sent.decode().isprintable())
