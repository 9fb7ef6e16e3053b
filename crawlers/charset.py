"""Bytes to text, as browsers read them, with repairs for the faults that sites of this field have.

Labels mean what the WHATWG Encoding Standard says (gb2312 and gbk are gb18030, latin-1 is cp1252, big5 has the Hong Kong
characters); labels outside it (utf-7, zlib, idna ...) are treated as absent, because Python has codecs of these names that
are no web encodings (FAULTS C07, C08).
"""

from __future__ import annotations

import codecs
import re
from functools import cached_property, lru_cache
from itertools import islice

from w3lib.encoding import resolve_encoding, to_unicode

# The decoders of the WHATWG standard, by Python's codec names. utf-16 without an order is little endian there.
_WEB_NAMES = (
    "utf-8 utf-16 utf-16-le utf-16-be gb18030 big5hkscs euc_jp iso2022_jp cp932 cp949 cp866 cp874 koi8-r koi8-u mac-roman mac-cyrillic "
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 "
    "iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16"
)
_WEB = frozenset(_WEB_NAMES.split())
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHINESE = frozenset({"gb18030", "big5hkscs"})
_TWO_BYTE = _CHINESE | {"euc_jp", "cp932", "cp949"}

_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:+-]+)""", re.IGNORECASE)
_META = re.compile(
    rb"""<!--.*?(?:-->|$)|<meta\s[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:+-]+)|<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.:+-]+)""",
    re.IGNORECASE | re.DOTALL,
)
_META_AREA = 4096
_WIDE_START = re.compile(rb"(?:[\t\n\r ]\x00){0,50}([<{\[]\x00)|(?:\x00[\t\n\r ]){0,50}\x00[<{\[]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_NO_TWO_BYTE = re.compile(rb"[\xe0-\xf4]")
_BEYOND_LATIN = re.compile("[\u0180-\U0010ffff]")
_CONTROL = re.compile("[\x80-\x84\x86-\x9f]")
_HAN = re.compile("[\u4e00-\u9fff]+")
# Where Python's table has the marks of the Hong Kong supplement, the web's has those of Windows (WHATWG Encoding, index Big5): the dot of
# foreign names before all.
_BIG5_MARKS = dict(zip("•､‾∼♁☉¥¢£", "‧﹑¯～⊕⊙￥￠￡", strict=True))
_BIG5_MARK = re.compile(f"[{''.join(_BIG5_MARKS)}]")
_BIG5_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]")
_BIG5_EURO = b"\xa3\xe1"
# Characters that make up some two fifths of any Chinese text (both scripts), and next to nothing of text decoded wrongly.
_COMMON = frozenset(
    "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年动動同工也能下过過子说說产產种種"
    "面而方后後多定行学學法所民得经經十三之进進着著等部度家电電力里裡如水化高自二理起小物现現实實加量都两兩体體制机機当當使点點从從业業"
    "本去把性好应應开開它合还還因由其些然前外天政四日那社义義事平形相全表间間样樣与與关關各重新线線内內数數正心反你明看原又利比或但质質"
    "气氣第向道命此变變条條只没沒结結解问問意建月公无無系情者最立代想已通并並提直题題程展五果员員位入常文总總次品式活设設及管特件长長求"
    "基资資边邊流路级級少图圖山统統接知较較将將组組见見计計期根论論运運指区區强強放决決西被门門澳葡琴粤粵港海市省局澳珠贸貿易投促"
)
_SAMPLE, _RUNS, _FEW = 300, 80, 10
# Shares of common characters: of a text about a half, of a text read wrongly next to nothing; Big5 read as GBK comes nearest, with a sixth.
_CERTAIN, _LIKELY = 0.25, 0.12


def decode(body: bytes, content_type: str = "", forced: str | None = None) -> tuple[str, str]:
    """The text of an answer and the name of the encoding it was read in (Python's codec name). Never raises.

    Order: byte order mark, `forced` (the operator's word for a source), the `charset` of the Content-Type header, the
    document's own declaration, UTF-8 where the bytes are UTF-8, detection. Bytes that are sound UTF-8 outside ASCII win over a
    legacy label, and a label that cannot be true (U+FFFD or control characters in the result, latin-1 where the document says
    otherwise, Chinese without a common character) is overruled by the document's declaration, then by what the bytes are (FAULTS C01
    to C08). Damage that remains is U+FFFD (crawlers.text.undecodable).
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
    """UTF-16 without a mark: by the NUL beside the first bracket (it would pass for UTF-8), else by the header where there are NULs."""
    if b"\x00" not in body[:200]:
        return None
    opening = _WIDE_START.match(body)
    if opening:
        return "utf-16-le" if opening[1] else "utf-16-be"
    if header and header.startswith("utf-16"):
        return "utf-16-le" if header == "utf-16" else header
    return None


def _settle(body: bytes, text: str, header: str | None) -> tuple[str, str]:
    """Bytes that are sound UTF-8: they are, unless a declared two-byte encoding explains them as well."""
    if header == "utf-8" or (text.isascii() and b"\x1b" not in body):
        return text, "utf-8"
    label = header or declared_in_document(body)
    if label == "iso2022_jp" and text.isascii():
        return _read(body, label), label
    # A few characters of GBK can look like two-byte UTF-8 sequences; three-byte ones cannot come about by chance, nor can a text
    # whose every such sequence is a Latin letter.
    if label in _TWO_BYTE and _NO_TWO_BYTE.search(body) is None and _BEYOND_LATIN.search(text):
        return _read(body, label), label
    return text, "utf-8"


def _legacy(body: bytes, header: str | None) -> tuple[str, str]:
    """Bytes that are no sound UTF-8: the first declared encoding whose reading reads like text, else what they look like.

    What nearly is UTF-8 was UTF-8 and is damaged: no single-byte label may turn it into plausible rubbish.
    """
    meta = declared_in_document(body) or declared_in_document(body, None)
    labels = [header, meta]
    if header == "cp1252" and meta:  # often a server's default, not the page's word
        labels.reverse()
    readings = [_Reading(body, label) for label in dict.fromkeys(labels) if label and not label.startswith("utf-")]
    chinese = [each for each in readings if each.name in _CHINESE and each.sound]
    believed = next((each for each in chinese if each.share >= _CERTAIN), None)
    if believed is None:
        damaged = body.decode("utf-8", "replace")
        if _damage(damaged) <= 0.25:
            return damaged, "utf-8"
        # Too few characters to judge by.
        believed = next((each for each in chinese if len(each.sample) < _FEW and each.has_words), None)
    return (believed.text, believed.name) if believed else _detect(body, readings)


def _detect(body: bytes, declared: list[_Reading]) -> tuple[str, str]:
    """What the bytes look like: single bytes among ASCII are a Latin encoding; else the Chinese reading with the most common characters,
    unless a declared encoding of another script explains them."""
    runs = _HIGH_RUN.findall(body[:200_000])
    lone = sum(map(len, runs)) < 2.2 * len(runs)
    if lone and not any(each.name in _CHINESE and each.sound and each.has_words for each in declared):
        latin = next((each for each in declared if each.sound and each.name not in _TWO_BYTE), None) or _Reading(body, "cp1252")
        return latin.text, latin.name
    for each in declared:
        if each.sound and each.name in _TWO_BYTE - _CHINESE:
            return each.text, each.name
    best = max((_Reading(body, name) for name in sorted(_CHINESE, reverse=True)), key=lambda reading: reading.share)
    sound = next((each for each in declared if each.sound), None)
    if best.share >= _LIKELY and (sound is None or sound.name not in _CHINESE or len(best.sample) >= _FEW):
        return best.text, best.name
    if sound is not None:
        return sound.text, sound.name
    guess = _guess(body) or next((each.name for each in declared), "utf-8")
    return _read(body, guess), guess


class _Reading:
    """One way to read the bytes. `share`: that of common characters among its Chinese ones, less its damage."""

    def __init__(self, body: bytes, name: str) -> None:
        self.text, self.name = _read(body, name), name
        # Control characters are no text: bytes between 80 and 9F are dashes and quotes of Windows, whatever the label says (FAULTS C05).
        self.damage = 1.0 if name not in _TWO_BYTE and _CONTROL.search(self.text) else _damage(self.text)

    @property
    def sound(self) -> bool:
        return self.damage <= 0.01

    @cached_property
    def runs(self) -> list[str]:
        """The Chinese characters as they stand together, as many of them as tell enough."""
        # A page's head is long, and in no language.
        start = max(self.text.find("<body"), 0)
        return [found[0] for found in islice(_HAN.finditer(self.text, start), _RUNS)]

    @cached_property
    def sample(self) -> str:
        return "".join(self.runs)[:_SAMPLE]

    @cached_property
    def share(self) -> float:
        return sum(map(_COMMON.__contains__, self.sample)) / len(self.sample) - self.damage if self.sample else 0.0

    @cached_property
    def has_words(self) -> bool:
        """Whether its Chinese characters, if any, stand together. Those of a Latin text read as Chinese are lone ones all over."""
        return 2 * sum(len(run) for run in self.runs if len(run) > 1) >= sum(map(len, self.runs))


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
    return _big5(body) if name == "big5hkscs" else to_unicode(body, name)


def _big5(body: bytes) -> str:
    """Big5 with the Hong Kong characters as the web knows it; the euro sign is one that Python does not."""
    euro = _BIG5_EURO in body
    if euro:
        body = _BIG5_PAIR.sub(lambda pair: b"\x1a" if pair[0] == _BIG5_EURO else pair[0], body)
    text = _BIG5_MARK.sub(lambda mark: _BIG5_MARKS[mark[0]], to_unicode(body, "big5hkscs"))
    return text.replace("\x1a", "€") if euro else text
