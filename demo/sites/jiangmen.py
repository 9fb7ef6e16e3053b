"""Jiangmen's English site: static TRS pages declared GB2312, whose further list pages only a script names.

The only date is in the address (docs/sources.md, section 7.4). The pages are files: steady, with ETag and Last-Modified.
"""

# ruff: noqa: E501 - HTML keeps its lines

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from demo import chrome
from demo.content import Edition, ReleaseText
from demo.server import Request, Response
from demo.sites.base import Site, View, html, missing

HOST = "http://english.jiangmen.gov.cn"
OWNER = "Jiangmen Municipal People's Government"
_LIST = re.compile(r"/jmxw/(?:index(?:_(\d+))?\.html?)?")
_DETAIL = re.compile(r"/jmxw/(\d{6})/t(?:(\d{8}_\d+)\.htm|(\d+)\.html)")


class Jiangmen(Site):
    name = "jiangmen"
    hosts = ("english.jiangmen.gov.cn",)
    robots = None
    steady_hosts = frozenset(hosts)
    compresses = False

    def respond(self, request: Request, view: View) -> Response:
        if request.scheme == "https":  # the site answers on http only
            return missing("en", owner=OWNER)
        if found := _LIST.fullmatch(request.path):
            return self._list(int(found[1] or 0) + 1, view)
        if found := _DETAIL.fullmatch(request.path):
            return self._detail(found[2] or f"{found[3]}@{found[1]}", found[1], view)
        return self._list(1, view) if request.path == "/" else missing("en", owner=OWNER)

    def addresses(self, edition: Edition) -> Iterator[str]:
        texts = edition.listed("jiangmen")
        for number in range(1, self.cut(texts, 1).pages + 1):
            yield f"{HOST}/jmxw/" + (f"index_{number - 1}.htm" if number > 1 else "")
        yield from (address(text) for text in texts)

    def _list(self, number: int, view: View) -> Response:
        page = self.cut(view.edition.listed("jiangmen"), number)
        if number > page.pages:
            return missing("en", owner=OWNER)
        rows = "\n".join(
            f'<li><img src="../images/dot.gif" alt=""><a href="./{_file(text)}" target="_blank">{escape(text.title)}</a></li>'
            for text in page.items
        )
        content = f"""<div class="list_box"><ul class="news_list">
{rows}
</ul><div class="page"><script language="JavaScript">createPageHTML({page.pages}, {number - 1}, "index", "htm");</script></div></div>"""
        return _frame("News", content, "../", view)

    def _detail(self, key: str, folder: str, view: View) -> Response:
        text = view.edition.find("jiangmen", key)
        if text is None or not text.live or not _file(text).startswith(folder):
            return missing("en", text.status if text else 404, OWNER)
        content = f"""<div class="xl_title">{escape(text.title)}</div>
<div class="TRS_Editor">
{chrome.prose(text, "strong", ' align="justify"')}
</div><div class="close"><a href="javascript:window.close()">Close</a></div>"""
        return _frame(text.title, content, "../../", view)


def address(text: ReleaseText) -> str:
    return f"{HOST}/jmxw/{_file(text)}"


def _file(text: ReleaseText) -> str:
    """202105/t20210511_2201885.htm, or 202311/t942170.html for a key written as 942170@202311."""
    number, _, month = text.key.partition("@")
    return f"{month}/t{number}.html" if month else f"{text.key[:6]}/t{text.key}.htm"


def _frame(title: str, content: str, root: str, view: View) -> Response:
    links = "".join(f'<td><a href="{root}c{n}/">{escape(label)}</a></td>' for n, label in enumerate(chrome.WORDS["en"].menu[:9]))
    return html(
        f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312" /><title>{escape(title)}</title>
{chrome.styles("jm", view.scale(45, 110))}<script src="{root}images/createpage.js"></script>{chrome.settings("jm", view.noise, view.scale(10, 70))}</head>
<body><table width="980" align="center" class="top"><tr>{links}</tr></table>
<div class="nav">{chrome.menu("en", root, view.scale(5, 16))}</div>
<div class="main">{content}</div>
<div class="foot"><p>Briefing of This Website:Sitemap | Contact Us| About Us</p><p>Copyright {OWNER} All Rights Reserved</p></div>
</body></html>
""",
        charset="gb18030",
        declare=False,
    )
