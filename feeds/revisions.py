"""Entries of the feed `revisions`: what sites changed, withdrew and restored after they had published it, with the difference. Pure.

What our own reading changed is none of it (storage's `FeedReader.revised` asks for causes of the sites only), nor what is cosmetic.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from feeds import clean
from feeds.build import TITLE, EntryError, excerpt, instant
from feeds.diff import Content, Mark, Paragraph, Run, difference
from feeds.labels import labels_for, language_name
from feeds.model import Category, Entry, Link
from feeds.rights import Rights

if TYPE_CHECKING:
    from storage.model import StoredRelease
    from storage.rows import StoredRevision
    from storage.serials import Told

# Never to be changed: the ids of all entries of this feed hang on it.
_NAMESPACE: Final = uuid.UUID("4d2f6f57-6a3e-5d1b-8b0c-8a0c3c1f7e21")

# In code points; with the paragraphs they keep an entry below 10 kB.
CHANGED = 10
RUN = 240
AROUND = 60

_WORDS: Final = {
    "en": "Revised|Withdrawn|Restored|minor|substantive|Title|Date|Issued by|The site changed this release on {day} ({weight}).|"
    "The site no longer has this release; seen on {day}. Its text stays in the archive.|The site has this release again; seen on {day}.|"
    "{count} more paragraphs were changed.|The text is not shown; read it on its site.",
    "pt": "Alterado|Retirado|Reposto|menor|substancial|Título|Data|Emitido por|O sítio alterou este texto em {day} ({weight}).|"
    "O sítio já não tem este texto; visto em {day}. O texto permanece no arquivo.|O sítio voltou a ter este texto; visto em {day}.|"
    "Foram alterados mais {count} parágrafos.|O texto não é mostrado; leia-o no seu sítio.",
    "zh-Hant": "已修改|已撤下|已恢復|輕微|實質|標題|日期|發佈單位|原網站於 {day} 修改了此文（{weight}）。|"
    "原網站已無此文（{day} 所見），全文仍存檔。|原網站已恢復此文（{day} 所見）。|另有 {count} 段被修改。|不顯示正文，請在原網站閱讀。",
    "zh-Hans": "已修改|已撤下|已恢复|轻微|实质|标题|日期|发布单位|原网站于 {day} 修改了此文（{weight}）。|"
    "原网站已无此文（{day} 所见），全文仍存档。|原网站已恢复此文（{day} 所见）。|另有 {count} 段被修改。|不显示正文，请在原网站阅读。",
}
_NAMES: Final = (
    *("revised", "withdrawn", "restored", "minor", "substantive", "title", "published", "entity"),
    *("was_revised", "was_withdrawn", "was_restored", "more", "untold"),
)


def words(lang: str) -> dict[str, str]:
    """The words of this feed in the language nearest to `lang`."""
    return dict(zip(_NAMES, _WORDS[labels_for(lang).lang].split("|"), strict=True))


def revision_id(release_id: str, number: int) -> str:
    """The id of a revision's entry; a release's id and the numbers of its revisions never change."""
    return uuid.uuid5(_NAMESPACE, f"{release_id}#{number}").urn


def build_revision(told: Told, rights: Rights) -> Entry:
    """The entry of one revision, in the release's language. Raises EntryError where it cannot be: no time, no address, a hidden release."""
    release, now = told.release, told.now
    address, seen = clean.web_address(release.url), instant(now.seen_at)
    if address is None or seen is None or not rights.shows(release):
        raise EntryError(f"{release.id} revision {now.number}: no address, no time, or hidden")
    own, lang = words(release.lang), clean.language_tag(release.lang)
    title = clean.one_line(now.title, TITLE) or clean.host(address)
    return Entry(
        id=revision_id(release.id, now.number),
        title=f"[{own[now.kind]}] {title}",
        lang=lang,
        content=clean.sanitise("".join(_content(told, rights, own, address))),
        published=seen,
        updated=seen,
        links=(Link(address, "alternate", None if lang == "und" else lang),),
        categories=(Category("change", now.kind, own[now.kind]), Category("source", clean.one_line(release.source, 60))),
        scope="",
        facts=(
            *(("change", now.kind), ("significance", now.significance), ("release", clean.one_line(release.id, 300))),
            *(("revision", str(now.number)), ("source", clean.one_line(release.source, 60))),
        ),
    )


def _content(told: Told, rights: Rights, own: dict[str, str], address: str) -> Iterator[str]:
    release, now = told.release, told.now
    label = labels_for(release.lang)
    said = own[f"was_{now.kind}"].format(day=now.seen_at[:10], weight=own.get(now.significance, now.significance))
    yield f'<p lang="{label.lang}"><strong>{clean.html_text(said)}</strong></p>'
    if not rights.quotes(release):
        yield f'<p lang="{label.lang}">{clean.html_text(own["untold"])}</p>'
    elif now.kind == "withdrawn" or told.before is None:
        yield from excerpt(release, None)
    else:
        yield from changes(release, told.before, now, own)
    host = f"{language_name(clean.language_tag(release.lang))} · {clean.host(address)}"
    link = f'<a href="{clean.html_text(address)}">{clean.html_text(address)}</a> ({clean.html_text(host)})'
    yield f'<p lang="{label.lang}">{clean.html_text(label.versions)} {link}</p>'


def changes(release: StoredRelease, before: StoredRevision, now: StoredRevision, own: dict[str, str]) -> Iterator[str]:
    """What differs, as paragraphs of markup: fields first, then the paragraphs that were changed, each cut to what is near a change."""
    found = difference(*(Content(*map(clean.xml_text, (each.title, each.body))) for each in (before, now)))
    lang = clean.language_tag(release.lang)
    for name in ("title", "published", "entity"):
        was, became = getattr(before, name) or "", getattr(now, name) or ""
        if was != became:
            runs = [Run(Mark.REMOVED, clean.one_line(was, RUN)), Run(Mark.ADDED, clean.one_line(became, RUN))]
            yield f'<p lang="{lang}" dir="auto">{clean.html_text(own[name])}: {_marked(runs)}</p>'
    changed = [each for each in found.paragraphs if each.mark is not Mark.SAME and _seen(each)]
    for paragraph in changed[:CHANGED]:
        yield f'<p lang="{lang}" dir="auto">{_marked(paragraph.runs)}</p>'
    if len(changed) > CHANGED:
        label = labels_for(release.lang)
        yield f'<p lang="{label.lang}">{clean.html_text(own["more"].format(count=len(changed) - CHANGED))}</p>'


def _seen(paragraph: Paragraph) -> bool:
    return bool((paragraph.old or "").strip() or (paragraph.new or "").strip())


def _marked(runs: Iterable[Run]) -> str:
    """Runs as markup; what is long is cut, what did not change keeps its ends."""
    element = {Mark.REMOVED: "del", Mark.ADDED: "ins"}
    parts = []
    for run in runs:
        if run.text:
            text = clean.html_text(_near(run.text) if run.mark is Mark.SAME else clean.shorten(run.text, RUN))
            name = element.get(run.mark)
            parts.append(f"<{name}>{text}</{name}>" if name else text)
    return " ".join(parts) if len(parts) == 2 and all(part.startswith(("<del>", "<ins>")) for part in parts) else "".join(parts)


def _near(text: str) -> str:
    return text if len(text) <= 2 * AROUND + 3 else f"{text[:AROUND].rstrip()} {clean.ELLIPSIS} {text[-AROUND:].lstrip()}"
