"""Whether what an answer was read as can be a release of its source at all. Pure.

An answer with status 200 has passed these checks before it is asked here; each lives in one place only:

- status, challenge and maintenance pages, empty bodies, binary data, the closing tag: crawlers/answer.py (FAULTS S11, S12, S14, S19)
- the page's own words that there is no such page, pages of links, script shells, titles and bodies: crawlers/structure.py and the spiders
  (S09, S16), which also compare the address and key that the page names with those asked (S15)
- date and title present, selectors hit: each release by its spider; the crawl as a whole by monitor/judge.py (S22)
- a text that stands under another address of the site: monitor/detect.py (S10)
- words of an error or login page as the title, the language, the length and the title compared with the source's other releases: here

A release refused in error is news that nobody gets, so one odd thing is never enough: an English teaser among Portuguese releases, a
one-line notice and a title used every month are all sound. Two odd things together are a page that is no release.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from crawlers.model import Problem, ProblemKind, Release

# Fewer texts than this do not tell what is usual.
ENOUGH = 20
# A text this many times shorter than nearly all others is absurd, if it is short at all (UTF-8 bytes: a Chinese character weighs three).
_SHORTER = 5
_SHORT = 400
# A title that so many other releases have says nothing of this one.
_COMMON = 3
# Two odd things make a page implausible.
_ENOUGH_SIGNS = 2

# A whole title that no release has: what error, login and waiting pages call themselves. Beyond the words of crawlers/outline.py, which
# the spiders look for in the page's lines.
_CODE = r"(?:error|erro|http|錯誤|错误)?\W{0,3}(?:40[0134]|410|50[0234])"
_ERROR_TITLE = re.compile(
    r"\W*(?:"
    # English
    rf"{_CODE}(?:\W{{1,3}}(?:page )?(?:not found|forbidden|error|(?:un|not )available|unauthori[sz]ed|(?:internal )?server error|"
    r"bad (?:request|gateway)|service (?:temporarily )?unavailable))?|(?:error|erro|oops|錯誤|错误|出错了|出錯了)|"
    r"(?:.{0,20} )?(?:page|file|article|content|document|resource)(?: you .{2,20})? (?:was |is |could )?(?:not|no longer) (?:be )?"
    r"(?:found|available|exist)(?: .{0,30})?|not found|(?:an? )?(?:internal |unexpected )?(?:server )?error(?: (?:has )?occurred)?|"
    r"service (?:temporarily )?unavailable|"
    r"bad (?:gateway|request)|access (?:is )?denied|forbidden|unauthori[sz]ed|(?:your |the )?session (?:has )?(?:expired|timed out)|"
    r"(?:please )?(?:log|sign)[ -]?(?:in|on)(?: (?:required|to continue))?|login page|just a moment|please wait|redirecting|"
    r"(?:(?:site|we(?:'re| are)) )?under (?:maintenance|construction)|coming soon|"
    # Portuguese
    r"(?:a )?p[aá]gina (?:n[aã]o (?:foi )?(?:encontrada|existe|dispon[ií]vel)|inexistente)(?: .{0,30})?|"
    r"(?:conte[uú]do|ficheiro|arquivo) n[aã]o encontrado|acesso (?:negado|restrito)|sess[aã]o expirada|(?:a )?(?:sua )?sess[aã]o expirou|"
    r"iniciar sess[aã]o|entrar|(?:site |s[ií]tio )?em manuten[cç][aã]o|servi[cç]o indispon[ií]vel|erro interno(?: (?:do|no) servidor)?|"
    # Chinese
    r"(?:.{0,6}\W)?(?:[您你](?:所)?)?(?:访问|訪問|查看|瀏覽|浏览|請求|请求)?的?[該该此]?(?:頁面|页面|網頁|网页|文章|內容|内容)[並并已]?"
    r"(?:不存在|找不到|未找到|被?刪除|被?删除|無法顯示|无法显示)|找不到.{0,12}(?:頁面|页面|網頁|网页)|(?:用戶|用户)?[請请]?(?:先)?(?:登錄|登录|登入)|"
    r"(?:会话|會話|登录|登錄|登入)已?(?:过期|過期|超时|超時|逾時)|(?:系統|系统|網站|网站)(?:正在)?(?:維護|维护|升級|升级)中?|"
    r"(?:访问|訪問|存取)被?(?:拒绝|拒絕|受限)|(?:服务器|伺服器|系统|系統)(?:内部|內部)?(?:错误|錯誤)"
    r")\W*",
    re.IGNORECASE,
)
# The same at the beginning of a text; a release may well begin so, hence only one sign.
_ERROR_TEXT = re.compile(
    r"\W*(?:(?:we(?:'re| are)? )?sorry\b.{0,80}?\b(?:page|not|unable|error)|"
    r"the (?:page|resource|document|file) (?:you|that you|requested).{0,80}(?:not|no longer|removed|moved|unavailable)|"
    r"(?:please|you (?:must|need to|have to)) (?:log|sign) ?in|your session|"
    r"(?:lamentamos|pedimos desculpa|desculpe).{0,80}?(?:p[aá]gina|erro|n[aã]o)|"
    r"a p[aá]gina (?:que|solicitada|pretendida).{0,60}(?:n[aã]o|removida)|"
    r"(?:por favor|queira).{0,20}(?:inici|autentic|entr)|(?:很抱歉|抱歉|對不起|对不起).{0,40}(?:頁|页|不存在|找不到|訪問|访问|刪除|删除)|"
    r"(?:您|你)(?:所)?(?:访问|訪問|查看|瀏覽|浏览|要找).{0,12}(?:頁|页|內容|内容|信息).{0,12}(?:不存在|找不到|已|無法|无法)|(?:請|请)(?:先)?(?:登錄|登录|登入))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Texts:
    """What the newest releases of a source are like: languages, folded titles with their counts, lengths in UTF-8 bytes (sorted)."""

    languages: frozenset[str] = frozenset()
    titles: tuple[tuple[str, int], ...] = ()
    lengths: tuple[int, ...] = ()

    @classmethod
    def of(cls, texts: Sequence[tuple[str, str, int]]) -> Texts:
        """From stored releases as rows of language, title, length in bytes."""
        common = Counter(_folded(title) for _, title, _ in texts)
        titles = tuple((title, count) for title, count in common.items() if count >= _COMMON)
        languages = frozenset(lang for lang, _, _ in texts) if len(texts) >= ENOUGH else frozenset()
        return cls(languages, titles, tuple(sorted(size for *_, size in texts)))

    @property
    def shortest(self) -> int | None:
        """The length that all but one text in twenty exceed; None where too little is known."""
        return self.lengths[len(self.lengths) // 20] if len(self.lengths) >= ENOUGH else None


NO_TEXTS = Texts()


def implausible(release: Release, languages: Collection[str] = (), texts: Texts = NO_TEXTS) -> Problem | None:
    """The problem of a reading that can be no release of its source, or None where it can.

    `languages` are those the source publishes by its config (none: those that `texts` are in); `texts` what its other releases are like.
    For new releases of any source and for new states of known ones alike.
    """
    signs = list(odd(release, languages, texts))
    if sum(weight for weight, _ in signs) < _ENOUGH_SIGNS:
        return None
    kind = ProblemKind.SOFT404 if release.body.strip() else ProblemKind.EMPTY
    return Problem(kind, release.address.url, f"no release by its looks: {', '.join(words for _, words in signs)}")


def odd(release: Release, languages: Collection[str], texts: Texts) -> Iterator[tuple[int, str]]:
    """What is odd about a reading: weight and words. 2 is enough by itself."""
    title, body = " ".join(release.title.split()), release.body.strip()
    if not title:
        yield 1, "it has no title"
    elif _ERROR_TITLE.fullmatch(title):
        yield 2, f"its title is {title[:60]!r}"
    elif _common(title, texts):
        yield 1, f"many releases have its title {title[:60]!r}"
    if _ERROR_TEXT.match(body[:300]):
        yield 1, "its text begins as that of an error page"
    yield from _short(body, release.attachments, texts)
    known = frozenset(languages) or texts.languages
    if known and body and not _published_in(release.lang, known):
        yield 1, f"the source does not publish in {release.lang}"


def _short(body: str, attachments: Sequence[str], texts: Texts) -> Iterator[tuple[int, str]]:
    """A text that is missing, or absurdly short for the source. A release may be nothing but a document."""
    size = len(body.encode("utf-8", "replace"))
    if attachments and not body:
        return
    if not size:
        yield 1, "it has no text"
    elif texts.shortest is not None and size < _SHORT and size * _SHORTER < texts.shortest:
        yield 1, f"its text has {size} bytes, nearly all others more than {texts.shortest}"


def _common(title: str, texts: Texts) -> bool:
    folded = _folded(title)
    return any(folded == each for each, _ in texts.titles)


def _published_in(lang: str, known: Iterable[str]) -> bool:
    """`zh` is Chinese of an undecided script: at home among either."""
    return any(lang == each or ("zh" in (lang, each) and lang[:2] == each[:2]) for each in known)


def _folded(title: str) -> str:
    return " ".join(title.split()).casefold()
