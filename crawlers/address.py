"""Addresses: one spelling for each, and safe resolution of links. Pure functions that never raise for what a site sends.

What is no usable http or https address becomes "" (or None from `resolve`): other schemes (FAULTS R11), user-info and
backslashes, on which parsers disagree (FAULTS R10), broken hosts and ports. The rules of spelling are those of RFC 3986
§6.2 and of docs/sources.md; what is a site's own (its host, its path prefixes) stays with its spider.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import urljoin

# Parameters that never choose a document. `topic` and `category` do on some sites: spiders add them where they do not.
DEFAULT_NOISE = frozenset(
    {
        "_refresh",
        "ajaxcalendar",
        "amp",
        "display_mode",
        "doing_wp_cron",
        "fbclid",
        "gclid",
        "ip_shortcode1_page",
        "jsessionid",
        "mo",
        "phpsessid",
        "print",
        "yr",
    }
)

# What a cache holds on to must be bounded, whatever a site sends. No host name is this long.
_LONGEST_CACHED = 500
_DEFAULT_PORT = {"http": "80", "https": "443"}
# Already in canonical spelling: nothing encoded, no query, no parameters, no port, no fragment, a path.
_PLAIN = re.compile(r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)*/[A-Za-z0-9\-._~!$&'()*+,=:@/]*")
_PARTS = re.compile(r"(?i:(https?))://([^/?#\\@]*)([^?#]*)(\?[^#]*)?(?:#.*)?", re.DOTALL)
_HOST = re.compile(r"([a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])\.?(?::([0-9]{0,5}))?")
_WHITE = re.compile(r"[\t\r\n]+")
_CONTROL = re.compile(r"[\x00-\x20\x7f\\]")
_EDGES = "".join(map(chr, range(0x21))) + "\x7f\x85\xa0\u2028\u2029\u3000\ufeff"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_UNSAFE = re.compile(r"%(?:[0-9A-Fa-f]{2})?|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%\[\]]+")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_STATE = re.compile(r"[0-9]{1,2}")


def canonical(url: str, *, keep_http: bool = True, drop: Collection[str] = DEFAULT_NOISE) -> str:
    """The one spelling of an address, or "" where it is no usable http or https address.

    Scheme and host in lower case, default port, fragment, `;jsessionid=`, `utm_*`, the parameters named in `drop`
    (lower case; matched without regard to case) and bare page states (`?0`, `?7`) dropped, dot segments resolved, percent
    encoding normalised (RFC 3986 §6.2.2). The order of the other parameters is the site's own. `keep_http=False` turns http into https.
    Idempotent.
    """
    if _PLAIN.fullmatch(url) and "/." not in url:
        return url
    parts = _split(url)
    if parts is None:
        return ""
    scheme, host, path, query = parts
    if not keep_http:
        scheme, host = "https", host.removesuffix(":443")
    return f"{scheme}://{host}{_clean_path(path)}{_clean_query(query, drop) if query else ''}"


def host_of(url: str) -> str:
    """The host of an address in lower case, with its port unless that is the scheme's own; "" for an unusable address."""
    return _host_of(url) if len(url) < _LONGEST_CACHED else _host_of.__wrapped__(url)


@lru_cache(maxsize=4096)
def _host_of(url: str) -> str:
    parts = _split(url)
    return parts[1] if parts else ""


def strip_www(host: str) -> str:
    """The host without a leading `www.`."""
    return host.removeprefix("www.")


def same_site(a: str, b: str) -> bool:
    """Whether two addresses (or bare hosts) lie on one host, `www.` aside. Ports count, schemes do not; unusable ones never match."""
    first = strip_www(host_of(a if "://" in a else f"https://{a}/"))
    return bool(first) and first == strip_www(host_of(b if "://" in b else f"https://{b}/"))


def resolve(base: str, href: str) -> str | None:
    """The absolute address that a link of the page `base` leads to, without its fragment; None where it leads to no other document.

    None for empty and fragment-only links, for schemes besides http and https (javascript:, data:, mailto: - also when hidden
    by white space or control characters, FAULTS C15), for backslashes and user-info (FAULTS R10). Noise parameters stay: see
    `canonical`.
    """
    link = _WHITE.sub("", href.strip(_EDGES)).partition("#")[0].replace(" ", "%20")
    if not link or _CONTROL.search(link):
        return None
    scheme = _SCHEME.match(link)
    if scheme and scheme[0].lower() not in ("http:", "https:"):
        return None
    try:
        parts = _split(link if scheme and link[scheme.end() :].startswith("//") else urljoin(base, link))
    except ValueError:
        return None
    if parts is None:
        return None
    found, host, path, query = parts
    return f"{found}://{host}{_quote(_no_dots(path)) or '/'}{_quote(query)}"


def _split(url: str) -> tuple[str, str, str, str] | None:
    """Scheme, host with port, path and query (with its question mark) of a usable address, scheme and host normalised."""
    match = _PARTS.fullmatch(_WHITE.sub("", url.strip(_EDGES)).replace(" ", "%20"))
    if match is None:
        return None
    scheme, netloc, path, query = match[1].lower(), match[2].lower(), match[3], match[4] or ""
    if (path and path[0] != "/") or _CONTROL.search(path) or _CONTROL.search(query):
        return None
    host = _host(scheme, netloc) if len(netloc) < _LONGEST_CACHED else ""
    return (scheme, host, path, query) if host else None


@lru_cache(maxsize=1024)
def _host(scheme: str, netloc: str) -> str:
    """Host and port, normalised; "" for one that no resolver should be asked for."""
    if not netloc.isascii():
        try:
            netloc = netloc.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return ""
    match = _HOST.fullmatch(netloc)
    if match is None or len(match[1]) > 253:
        return ""
    port = (match[2] or "").lstrip("0")
    if (match[2] and not port) or (port and int(port) > 65535):
        return ""
    return match[1] if not port or port == _DEFAULT_PORT[scheme] else f"{match[1]}:{port}"


def _clean_path(path: str) -> str:
    path = _quote(path)
    return _no_dots(_SESSION.sub("", path) if ";" in path else path) or "/"


def _clean_query(query: str, drop: Collection[str]) -> str:
    kept = [piece for piece in _quote(query[1:]).split("&") if piece and not _is_noise(piece, drop)]
    return "?" + "&".join(kept) if kept else ""


def _is_noise(piece: str, drop: Collection[str]) -> bool:
    name, equals, _ = piece.partition("=")
    if not equals and _STATE.fullmatch(name):
        return True
    name = name.lower()
    return name in drop or name.startswith("utm_")


def _quote(text: str) -> str:
    """Percent encoding in one form: unreserved characters plain, the rest as upper-case UTF-8 bytes; reserved ones keep their form."""
    return _UNSAFE.sub(_quote_one, text)


def _quote_one(match: re.Match[str]) -> str:
    found = match[0]
    if found == "%":
        return "%25"
    if found[0] == "%":
        plain = chr(int(found[1:], 16))
        return plain if plain in _UNRESERVED else found.upper()
    return "".join(f"%{byte:02X}" for byte in found.encode("utf-8", "replace"))


def _no_dots(path: str) -> str:
    """RFC 3986 §5.2.4. Empty segments stay: some servers tell them apart."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)
