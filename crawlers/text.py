"""Text as it is kept: one spelling for the same words, and without the lines that pages of these sites carry around a release."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from crawlers.dates import strip_dateline
from crawlers.model import Release

# What XML 1.0 §2.2 does not allow: most C0 controls, lone surrogates, U+FFFE and U+FFFF (FAULTS C09: one NUL loses a whole feed).
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Besides those: DEL and C1 (not U+0085, a line end), the soft hyphen, zero-width and other invisible characters, noncharacters and
# tag characters (FAULTS C11). Direction marks stay: right-to-left names need them (FAULTS C10).
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u180e\u200b-\u200d\u2060-\u2064\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f" + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF)) + "]"
)


def clean(text: str) -> str:
    """One line of text: NFC, any white space (NBSP, U+3000, tabs, line ends) as one space, no edges, nothing invisible. Idempotent."""
    if not text.isprintable():  # True of most lines, and tells so faster than the expression does
        text = _INVISIBLE.sub("", text)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def undecodable(release: Release) -> bool:
    """Whether title, body or entity hold U+FFFD: bytes that no encoding explained, or damage of the site's own (FAULTS C01 to C08).

    Such a text is not what the site says, so it is a Problem(PARSE) and never stored. Damage elsewhere in a page does not count.
    """
    return "\ufffd" in release.body or "\ufffd" in release.title or "\ufffd" in (release.entity or "")


def paragraphs(lines: Iterable[str]) -> str:
    """A body: the lines cleaned, empty and boilerplate ones dropped, immediate repeats once, joined by newlines."""
    kept: list[str] = []
    for line in lines:
        text = clean(line)
        if text and not (kept and kept[-1] == text) and not is_boilerplate(text):
            kept.append(text)
    return "\n".join(kept)


# Lines that sites print around a release (docs/sources.md). Compared without case, white space and outer punctuation, so that
# "• Share To:" and "Share to" are one. A whole line must match: a sentence that begins with such words is text.
_LINES = (
    # Forum Macao: navigation, share bar, home page cards, the old site's labels and plugins
    "Member Countries", "Países Participantes", "与会国", "與會國", "Share To", "分享至", "Learn More", "Forum Macao News",
    "gallery wordpress plugin",
    # GCS
    "The Youtube video is unavailable", "+ 更多",
    # gov.mo: skip links, galleries, feedback block, listing controls
    "Skip navigation", "Saltar da navegação", "跳過導航", "跳过导航", "View gallery", "Ver galeria", "查看圖庫", "查看图库", "查看全部",
    "Há algo de errado com esta página?", "Ajude-nos a melhorar o GOV.MO", "* Campo obrigatório", "Enviar",
    "Is there something wrong with this page?", "Something wrong with this page?", "Help us improve GOV.MO", "* Required field", "Submit",
    "此頁面有問題嗎?", "幫助我們改進GOV.MO", "* 必填項", "提交", "此页面有问题吗?", "帮助我们改进GOV.MO", "* 必填项",
    "Macao SAR Government Portal", "Portal do Governo da RAE de Macau", "澳門特別行政區政府入口網站", "澳门特别行政区政府入口网站",
    "Display mode: Grid view List view", "Modo de exibição: Grelha Lista", "顯示模式: 網格 列表", "显示模式: 网格 列表",
    # gsef.gov.mo
    "閱讀全文", "阅读全文",
    # IPIM
    "Search Issues", "搜尋期數", "搜寻期数",
    # EIN Presswire
    "Legal Disclaimer", "kindly contact the author above",
    # Macauhub, Revista Macau, WordPress mobile plugins, Bastille Post
    "Macauhub", "MACAUHUB FRENCH", "Guardar este link", "Sair da versão mobile", "Skip to Content Facebook Feature Image",
    # Chinese newspapers and agencies: page tools, end marks
    "收藏", "分享", "檢舉", "举报", "查看更多評論", "查看更多评论", "相關新聞", "相关新闻", "推薦新聞", "推荐新闻",
    "完", "打印", "打 印", "字体", "字體",
)  # fmt: skip

# Lines that carry a value, or that vary. Anchored at both ends or bounded in length, so that no paragraph is taken.
_PATTERNS = (
    # publication labels with their date (Forum Macao, Guangdong)
    r"(?:release time|tempo de liberação|[发發發][佈布]时间|[发發發][佈布]時間|[发發]布日期|發佈日期)\s*[:：].{0,40}",
    r"(?:share to|分享至)\s*[:：].{0,40}",
    r"\d{4}年\d{1,2}月\d{1,2}日(?:\s*\d{1,2}:\d{2})?\s*来源\s*[:：].{0,40}",
    # breadcrumbs
    r"(?:you are here|voc[eê] est[aá] aqui|encontra-se em|[你您][現现]在的位置)\s*[:：].{0,200}",
    # live clock and header temperature: they change at every request
    r"\d{2}/\d{2}/\d{4} - \d{2}:\d{2}:\d{2}",
    r"-?\d{1,2}(?:\.\d)?\s*°\s*c",
    # Jiangmen's footer, and rights lines
    r"briefing of this website\s*[:：].{0,80}",
    r"copyright jiangmen municipal people's government.{0,60}",
    r"(?:copyright\b|©).{0,120}\ball rights reserved\.?",
    # EIN Presswire's disclaimer
    r"ein presswire provides this news content .{0,600}",
    r"(?:legal disclaimer\s*[:：]).{0,700}",
    r"we do not accept any responsibility or liability for the accuracy, content, images.{0,400}",
    r"if you have any complaints or copyright issues related to this article.{0,120}",
    # cnbayarea's video player
    r"code\s*[:：]\s*vid\s*[:：].{0,200}",
    # editors' marks
    r"[【（(\[]\s*(?:责任编辑|責任編輯|责编|責編|编辑|編輯)\s*[:：].{0,40}[】）)\]]",
    # comment boxes, WordPress mobile plugin
    r"檢舉.{0,80}查看更多評論",
    r"ícone do site.{0,100}",
)  # fmt: skip

_LONGEST = 800
_OUTER = re.compile(r"^[\W_]+|[\W_]+$")
_SPACES = re.compile(r"\s+")
_PATTERN = re.compile("|".join(_PATTERNS), re.IGNORECASE)


def _key(line: str) -> str:
    return _OUTER.sub("", _SPACES.sub("", line)).casefold()


_EXACT = frozenset(map(_key, _LINES))
_LONGEST_EXACT = max(map(len, _EXACT))


def is_boilerplate(line: str) -> bool:
    """Whether a line belongs to the page around a release (navigation, share bars, disclaimers), not to its text."""
    if len(line) > _LONGEST:
        return False
    if len(line) <= 2 * _LONGEST_EXACT and _key(line) in _EXACT:
        return True
    return _PATTERN.fullmatch(line.strip(" \t•·*|")) is not None


_ASCII_MARKS = bytes(code for code in range(128) if not chr(code).isalnum())
# Marks outside ASCII in UTF-8, as bytes because that is eight times as fast: Latin-1, dashes and quotes, CJK (々 and 〇 are letters),
# full-width and small forms.
_MARKS = re.compile(
    rb"\xc2[\x80-\xbf]|\xe2\x80[\x80-\xbf]|\xe3\x80[\x80-\x84\x86\x88-\xbf]"
    rb"|\xef(?:\xbc[\x81-\x8f\x9a-\xa0\xbb-\xbf]|\xbd[\x80\x9b-\xa5]|\xb8[\x90-\xbf]|\xb9[\x80-\xab])"
)
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff5a]")
_ENOUGH = 240


def same_text_key(title: str, body: str) -> str:
    """A key that the same text has on every site: 32 hex digits.

    Case, white space, punctuation, character width and a leading dateline do not count. The title counts only beside a body of
    less than 240 bytes of letters: sites cut titles of one release differently, but short notices share their body.
    """
    text = _folded(strip_dateline(body))
    if len(text) < _ENOUGH:
        text = _folded(title) + b"\n" + text
    return hashlib.blake2b(text, digest_size=16).hexdigest()


def _folded(text: str) -> bytes:
    if not text.isascii():
        text = unicodedata.normalize("NFC", _WIDE.sub(lambda wide: chr(ord(wide[0]) - 0xFEE0), text))
    folded = text.casefold().encode("utf-8", "replace").translate(None, _ASCII_MARKS)
    return folded if folded.isascii() else _MARKS.sub(b"", folded)
