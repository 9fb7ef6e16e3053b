"""Bytes to text, as browsers read them, with repairs for the faults that sites of this field have.

Labels mean what the WHATWG Encoding Standard says (gb2312 and gbk are gb18030, latin-1 is cp1252, big5 has the Hong Kong
characters); labels outside it (utf-7, zlib, idna ...) are treated as absent, because Python has codecs of these names that
are no web encodings (FAULTS C07, C08).
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from w3lib.encoding import resolve_encoding, to_unicode

# The decoders of the WHATWG standard, by Python's codec names. utf-16 without an order is little endian there.
_WEB_NAMES = (
    "utf-8 utf-16 utf-16-le utf-16-be gb18030 big5hkscs euc_jp iso2022_jp cp932 cp949 cp866 cp874 koi8-r koi8-u mac-roman mac-cyrillic "
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 "
    "iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16"
)
_WEB = frozenset(_WEB_NAMES.split())
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_TWO_BYTE = frozenset({"gb18030", "big5hkscs", "euc_jp", "cp932", "cp949"})

_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:+-]+)""", re.IGNORECASE)
_META = re.compile(
    rb"""<!--.*?(?:-->|$)|<meta\s[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:+-]+)|<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.:+-]+)""",
    re.IGNORECASE | re.DOTALL,
)
_META_AREA = 4096
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_HAN = re.compile("[\u4e00-\u9fff]")
# Characters that make up some two fifths of any Chinese text (both scripts), and next to nothing of text decoded wrongly.
_COMMON = frozenset(
    "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年动動同工也能下过過子说說产產种種"
    "面而方后後多定行学學法所民得经經十三之进進着著等部度家电電力里裡如水化高自二理起小物现現实實加量都两兩体體制机機当當使点點从從业業"
    "本去把性好应應开開它合还還因由其些然前外天政四日那社义義事平形相全表间間样樣与與关關各重新线線内內数數正心反你明看原又利比或但质質"
    "气氣第向道命此变變条條只没沒结結解问問意建月公无無系情者最立代想已通并並提直题題程展五果员員位入常文总總次品式活设設及管特件长長求"
    "基资資边邊流路级級少图圖山统統接知较較将將组組见見计計期根论論运運指区區强強放决決西被门門澳葡琴粤粵港海市省局澳珠贸貿易投促"
)
_SAMPLE = 600


def decode(body: bytes, content_type: str = "", forced: str | None = None) -> tuple[str, str]:
    """The text of an answer and the name of the encoding it was read in (Python's codec name). Never raises.

    Order: byte order mark, `forced` (the operator's word for a source), the `charset` of the Content-Type header, the
    document's own declaration, UTF-8 where the bytes are UTF-8, detection. Bytes that are sound UTF-8 outside ASCII win over a
    legacy label, and a label that cannot be true (U+FFFD in the result, latin-1 where the document says otherwise) is
    overruled by the document's declaration, then by what the bytes are (FAULTS C01 to C08). Damage that remains is U+FFFD.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), name
    known = resolve(forced) if forced else None
    if known:
        return _read(body, known), known
    header = declared_in_header(content_type)
    wide = _wide(body, header)
    if wide:
        return body.decode(wide, "replace"), wide
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(body, header)
    return _settle(body, text, header)


def resolve(label: str) -> str | None:
    """The codec that an encoding label names on the web, or None for a label that the web does not know."""
    return _resolve(label.strip()[:40])


@lru_cache(maxsize=256)
def _resolve(label: str) -> str | None:
    try:
        name = resolve_encoding(label)
    except (LookupError, UnicodeError, ValueError):
        return None
    return name if name in _WEB else None


def declared_in_header(content_type: str) -> str | None:
    """The encoding that a Content-Type header names, or None."""
    match = _HEADER.search(content_type)
    return resolve(match[1]) if match else None


def declared_in_document(body: bytes, limit: int | None = _META_AREA) -> str | None:
    """The encoding that a meta tag or XML declaration names within the first `limit` bytes (None: anywhere), or None.

    utf-16 found this way means UTF-8: bytes in which the tag could be read are not UTF-16 (WHATWG HTML, prescan).
    """
    for match in _META.finditer(body[:limit] if limit else body):
        label = match[1] or match[2]
        if label:
            name = resolve(label.decode("ascii", "replace"))
            return "utf-8" if name and name.startswith("utf-16") else name
    return None


def _wide(body: bytes, header: str | None) -> str | None:
    """UTF-16 without a mark: by the header, or by the NUL beside the first angle bracket (it would pass for UTF-8)."""
    start = body[:2]
    if start == b"<\x00":
        return "utf-16-le"
    if start == b"\x00<":
        return "utf-16-be"
    if header and header.startswith("utf-16") and b"\x00" in body[:200]:
        return "utf-16-le" if header == "utf-16" else header
    return None


def _settle(body: bytes, text: str, header: str | None) -> tuple[str, str]:
    """Bytes that are sound UTF-8: they are, unless a declared two-byte encoding explains them as well."""
    if header == "utf-8" or (text.isascii() and b"\x1b" not in body):
        return text, "utf-8"
    label = header or declared_in_document(body)
    if label == "iso2022_jp" and text.isascii():
        return _read(body, label), label
    # A few characters of GBK can look like two-byte UTF-8 sequences; three-byte ones cannot come about by chance.
    if label in _TWO_BYTE and re.search(rb"[\xe0-\xf4]", body) is None:
        return _read(body, label), label
    return text, "utf-8"


def _legacy(body: bytes, header: str | None) -> tuple[str, str]:
    """Bytes that are no sound UTF-8: the declared encoding where it explains them, else what they look like."""
    meta = declared_in_document(body) or declared_in_document(body, None)
    labels = [header, meta]
    if header == "cp1252" and meta:  # often a server's default, not the page's word
        labels.reverse()
    for label in labels:
        if label and label != "utf-8":
            text = _read(body, label)
            if _damage(text) <= 0.01:
                return text, label
    damaged = body.decode("utf-8", "replace")
    if _damage(damaged) <= 0.25:
        return damaged, "utf-8"
    return _detect(body, next((label for label in labels if label and label != "utf-8"), None))


def _detect(body: bytes, declared: str | None) -> tuple[str, str]:
    """What the bytes look like: single bytes among ASCII are cp1252; else the Chinese reading with the most common characters."""
    runs = _HIGH_RUN.findall(body[:200_000])
    if sum(map(len, runs)) < 2.2 * len(runs):
        return _read(body, "cp1252"), "cp1252"
    best = max((_Reading(_read(body, name), name) for name in ("gb18030", "big5hkscs")), key=lambda reading: reading.share)
    if best.share >= 0.12:
        return best.text, best.name
    guess = _guess(body) or declared or "utf-8"
    return _read(body, guess), guess


class _Reading:
    """One way to read the bytes, and the share of common characters among its Chinese ones."""

    __slots__ = ("name", "share", "text")

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        sample = _HAN.findall(text[:20_000])[:_SAMPLE]
        self.share = sum(map(_COMMON.__contains__, sample)) / len(sample) - _damage(text) if sample else 0.0


def _guess(body: bytes) -> str | None:
    """The last resort, a statistical guess. Imported here: it is slow to load and almost never needed."""
    import charset_normalizer

    best = charset_normalizer.from_bytes(body[:60_000]).best()
    return resolve(best.encoding) if best else None


def _damage(text: str) -> float:
    """The share of U+FFFD among the characters outside ASCII."""
    broken = text.count("\ufffd")
    if not broken:
        return 0.0
    return broken / (len(text) - len(text.encode("ascii", "ignore")))


def _read(body: bytes, name: str) -> str:
    return to_unicode(body, name)
