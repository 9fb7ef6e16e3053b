"""The cookies of one run: what a site sets while it redirects goes back to that very host, and is forgotten with the run.

Some sites redirect until a cookie comes back (FAULTS R04). Nothing else is a reason to take one: cookies of other answers are not looked
at, none crosses to another host, none is written anywhere. Path, Secure, expiry and Domain are the standard library's matter
(http.cookiejar); on top of it a host's jar is its own, and bounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from email.message import Message
from http.cookiejar import Cookie, CookieJar, DefaultCookiePolicy
from urllib.request import Request

from crawlers.address import host_of

# RFC 6265 section 6.1 asks browsers for 4096 bytes a cookie and 50 a domain; a wall against robots needs one or two (FAULTS R05).
MAX_BYTES = 4096
MAX_COOKIES = 20
MAX_HEADER = 8192


class Cookies:
    """Empty at the start of each run (FAULTS R04). Addresses are the real ones, not the replica's."""

    def __init__(self) -> None:
        self._jars: dict[str, CookieJar] = {}

    def take(self, url: str, lines: Iterable[bytes]) -> None:
        """Keep what an answer from `url` sets; `lines` are the values of its Set-Cookie headers as they came. A value that is no cookie, or
        one too many, is passed over."""
        answer = _Answer(line.decode("latin-1") for line in lines if len(line) <= MAX_BYTES)
        if not answer.empty:
            jar = self._jars.setdefault(host_of(url), CookieJar(_Policy()))
            jar.extract_cookies(answer, Request(url))  # type: ignore[arg-type]  # noqa: S310 (nothing is opened)

    def header(self, url: str) -> bytes | None:
        """What goes back with a request for `url`: the value of its Cookie header, or None."""
        jar = self._jars.get(host_of(url))
        if jar is None:
            return None
        request = Request(url)  # noqa: S310 (nothing is opened)
        jar.add_cookie_header(request)
        sent = request.get_header("Cookie", "").encode("latin-1", "replace")
        return sent if 0 < len(sent) <= MAX_HEADER and sent.isascii() and sent.decode().isprintable() else None


class _Answer:
    """An answer as CookieJar reads one."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._headers = Message()
        for line in lines:
            self._headers["Set-Cookie"] = line

    @property
    def empty(self) -> bool:
        return not self._headers

    def info(self) -> Message:
        return self._headers


class _Policy(DefaultCookiePolicy):
    """Only for the host that set it, and no more than `MAX_COOKIES` of them."""

    def __init__(self) -> None:
        super().__init__(rfc2965=False, strict_domain=True)
        self._taken: set[tuple[str, str, str]] = set()

    def set_ok(self, cookie: Cookie, request: Request) -> bool:
        if not super().set_ok(cookie, request):
            return False
        name = (cookie.domain, cookie.path, cookie.name)
        if name not in self._taken and len(self._taken) >= MAX_COOKIES:
            return False
        self._taken.add(name)
        return True
