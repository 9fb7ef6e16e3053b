"""Encodings: the traps of FAULTS C01 to C08, and that nothing is raised."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.charset import declared_in_document, declared_in_header, decode, resolve

HANS = "澳门贸易投资促进局代表团访问广州，双方签署合作备忘录。朱镕基、陶喆"
HANT = "澳門貿易投資促進局代表團訪問廣州，雙方簽署合作備忘錄，成功許可蓋章"
PT = "A delegação de Macau visitou Pequim; cooperação económica às 17 horas."


def page(text: str, charset: str | None = None) -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}<title>x</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("text", "meta", "sent", "header", "encoding"),
    [
        (HANS, "gb2312", "gb18030", "", "gb18030"),  # C01
        (HANS, None, "gb18030", "text/html; charset=gb2312", "gb18030"),
        (HANS, "gbk", "gbk", "text/html; charset=utf-8", "gb18030"),  # C02
        (HANS, "utf-8", "gbk", "text/html", "gb18030"),  # says utf-8, is GBK
        (HANS, None, "gbk", "", "gb18030"),  # C03
        (HANT, None, "big5", "", "big5hkscs"),
        (HANT, "big5", "big5", "", "big5hkscs"),  # C04: 功, 許 and 蓋 end in a backslash
        (HANT, "gbk", "big5", "", "big5hkscs"),  # a label that explains the bytes, as rubbish
        (HANS, None, "gbk", "text/html; charset=big5", "gb18030"),
        (HANS, None, "gbk", "text/html; charset=iso-8859-1", "gb18030"),
        (HANT, None, "utf-8", "text/html; charset=big5", "utf-8"),
        (PT, "gbk", "utf-8", "", "utf-8"),  # every sequence of two bytes a Latin letter
        (PT, "gbk", "cp1252", "", "cp1252"),
        (f"“{PT}”", "iso-8859-2", "cp1252", "", "cp1252"),  # quotes of Windows
        ("Дума приняла закон о торговле.", "windows-1251", "cp1251", "", "cp1251"),
        ("Η κυβέρνηση υπέγραψε συμφωνία.", None, "iso8859-7", "text/html; charset=iso-8859-7", "iso8859-7"),
        (PT, None, "utf-8", "text/html; charset=iso-8859-1", "utf-8"),  # C05
        (PT, "utf-8", "cp1252", "text/html; charset=utf-8", "cp1252"),
        (PT, None, "cp1252", "", "cp1252"),
        (PT, None, "latin-1", "text/html; charset=ISO-8859-1", "cp1252"),
        (HANS, None, "utf-16", "", "utf-16-le"),  # C06, with a mark
        (HANS, None, "utf-16-le", "text/html; charset=utf-16", "utf-16-le"),
        (HANS, None, "utf-16-be", "", "utf-16-be"),
        (HANS, "gb2312", "gbk", "text/html; charset=ISO-8859-1", "gb18030"),  # a server's default header
        (HANS, None, "utf-8-sig", "text/html; charset=gbk", "utf-8"),
        (HANS, None, "utf-8", "text/html; charset=gbk", "utf-8"),
        (HANS, "gbk", "utf-8", "", "utf-8"),
        ("日本語のページです。マカオとの協力について話し合いました。これからも続けます。", None, "shift_jis", "", "cp932"),
    ],
)
def test_traps(text: str, meta: str | None, sent: str, header: str, encoding: str) -> None:
    html = page(text, meta)
    assert decode(html.encode(sent), header) == (html, encoding)


@pytest.mark.parametrize("label", ["text/html", "text/html; charset=utf-16", "text/html; charset=utf-8", "text/html; charset=gbk"])
@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_first_bracket(order: str, label: str) -> None:
    for lead in ("", "\r\n  "):
        html = lead + page(HANS, "utf-8")
        assert decode(html.encode(order), label) == (html, order)


def test_big5_has_the_webs_marks_the_hong_kong_characters_and_the_euro() -> None:
    """The bytes are those of the WHATWG index; Python's table says • for the first and knows the last not at all."""
    body = (
        "安東尼奧".encode("big5")
        + b"\xa1\x45"
        + "古特雷斯1".encode("big5")
        + b"\xa1\xe3\x39 \x9d\xef\x94\xdc "
        + b"5\xa3\xe1"
        + "功".encode("big5")
    )
    assert decode(body, "text/html; charset=big5")[0] == "安東尼奧‧古特雷斯1～9 嘅啫 5€功"


@pytest.mark.parametrize("label", ["iso-8859-1", "gbk", "big5", "windows-1251", "shift_jis"])
def test_damaged_utf_8_never_turns_into_plausible_rubbish(label: str) -> None:
    """A text cut in the middle of a character is U+FFFD, which no archive takes, and not another text."""
    for text in (HANS * 3, HANT * 3, PT * 3):
        read, name = decode(text.encode()[:-1] + b"\xe6\xbe<", f"text/html; charset={label}")
        assert (name, read[:40], "\ufffd" in read) == ("utf-8", text[:40], True)


def test_meta_beyond_four_kilobytes() -> None:
    html = "<html><head>" + "<!-- -->" * 1000 + f'<meta http-equiv="Content-Type" content="text/html; charset=gbk"></head>{HANS}</html>'
    assert decode(html.encode("gbk")) == (html, "gb18030")
    polish = html.replace("gbk", "iso-8859-2").replace(HANS, "Łódź i żona")
    assert decode(polish.encode("iso-8859-2")) == (polish, "iso8859-2")


def test_a_commented_meta_does_not_count() -> None:
    assert declared_in_document(b'<!-- <meta charset="big5"> --><meta charset="gbk">') == "gb18030"
    assert declared_in_document(b'<?xml version="1.0" encoding="GB2312"?>') == "gb18030"
    assert declared_in_document(b"<meta charset=utf-16>") == "utf-8"


def test_the_operator_decides_after_the_mark() -> None:
    body = page(HANS, "utf-8").encode("gbk")
    assert decode(body, "text/html; charset=utf-8", "gb2312") == (page(HANS, "utf-8"), "gb18030")
    assert decode(b"\xef\xbb\xbf" + HANS.encode(), "", "gbk") == (HANS, "utf-8")
    assert decode(HANS.encode(), "", "no-such-thing") == (HANS, "utf-8")


@pytest.mark.parametrize(
    "label", ["utf-7", "utf7", "zlib", "hex", "rot13", "uu", "idna", "punycode", "unicode_escape", "base64", "undefined", "x" * 5000, ""]
)
def test_codecs_that_are_no_web_encodings(label: str) -> None:
    """FAULTS C07 and C08."""
    assert resolve(label) is None
    assert decode(b"<p>+ADw-script+AD4-</p>", f"text/html; charset={label}") == ("<p>+ADw-script+AD4-</p>", "utf-8")
    assert decode(PT.encode("cp1252"), f"text/html; charset={label}", label) == (PT, "cp1252")


def test_labels() -> None:
    labels = {"GB2312": "gb18030", "gbk": "gb18030", "latin1": "cp1252", "Big5": "big5hkscs", "UTF8": "utf-8"}
    assert {label: resolve(label) for label in labels} == labels
    assert declared_in_header('text/html; Charset="GBK"') == "gb18030"
    assert declared_in_header("text/html") is None


@pytest.mark.parametrize(
    ("body", "damage"), [(PT.encode() + b"\xff", 1), ((HANS * 3).encode()[:-1], 1), (b"<p>It\xe2\x80\x99s 5 \xe2\x82\xac \xff</p>", 1)]
)
def test_a_little_damage_stays_utf_8(body: bytes, damage: int) -> None:
    text, name = decode(body, "text/html; charset=utf-8")
    assert (name, text.count("\ufffd")) == ("utf-8", damage)


def test_hostile_bytes_take_linear_time() -> None:
    started = time.process_time()
    for body in (b"<!--" * 50_000 + b"\xff", b"<meta " * 30_000 + b"\xff", b"<?xml " * 30_000 + b"\xff"):
        decode(body)
    assert time.process_time() - started < 2  # a quadratic search takes minutes


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "text/html; charset=gbk", "a; charset=utf-16", "charset=iso-2022-jp", "charset=x"]))
def test_nothing_is_raised(body: bytes, content_type: str) -> None:
    text, name = decode(body, content_type)
    assert isinstance(text, str)
    assert resolve(name)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_utf_8_that_says_so_is_read_exactly(text: str) -> None:
    if text[:1] not in ("\ufeff", "\x00") and text[1:2] != "\x00":
        assert decode(text.encode(), "text/html; charset=utf-8") == (text, "utf-8")
