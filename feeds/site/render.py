"""A view as the bytes of its page. Templates escape everything that is put into them (FAULTS C12-C17, C20); the only module that imports
Jinja.

    view -> templates/NAME.html, with the words of its language -> UTF-8
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from feeds import clean
from feeds.labels import LANGUAGES, language_name
from feeds.site import overview, stories, views
from feeds.site.words import PATHS, date_words, day_words, rhythm_words, words_in

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES: Final = {
    views.FrontView: "front.html",
    stories.AnnouncementView: "announcement.html",
    stories.ReleaseView: "release.html",
    overview.ChartsView: "charts.html",
    views.SourcesView: "sources.html",
    views.FeedsView: "feeds.html",
}


def page(view: Any, lang: str) -> bytes:
    """The page of a view in one of LANGUAGES, UTF-8. Raises KeyError for a view that has no template."""
    return render(_TEMPLATES[type(view)], lang, view=view, frame=view.frame)


def render(template: str, lang: str, **values: Any) -> bytes:
    """A template with the words of a language; `frame` must be among the values. No control character is left in it (FAULTS C09)."""
    say = words_in(lang)
    text = (
        environment()
        .get_template(template)
        .render(
            w=say,
            lang=lang,
            paths=PATHS,
            language_name=language_name,
            day=lambda iso: day_words(iso, lang),
            moment=lambda iso: date_words(iso, lang),
            rhythm=lambda duration: rhythm_words(duration, say),
            announcement_path=views.announcement_path,
            release_path=views.release_path,
            **values,
        )
    )
    return clean.xml_text(text).encode()


def languages_page(site: views.Site) -> bytes:
    """The page at the root, which only asks for the language."""
    links = [(lang, language_name(lang), PATHS[lang], words_in(lang)("lead")) for lang in LANGUAGES]
    return environment().get_template("languages.html").render(site=site, links=links).encode()


def style() -> bytes:
    """The stylesheet."""
    return (files("feeds.site") / "style.css").read_bytes()


def icon() -> bytes:
    """The site's sign, SVG."""
    return (files("feeds.site") / "icon.svg").read_bytes()


@cache
def environment() -> Environment:
    """Jinja as the site uses it: everything escaped, a missing name an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("feeds.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def fingerprint() -> str:
    """A hash over all that makes pages, templates, words and code: pages made by another one have to be made anew."""
    import hashlib

    folder = files("feeds.site")
    digest = hashlib.sha256()
    for part in (folder, folder / "templates"):
        for each in sorted(part.iterdir(), key=lambda each: each.name):
            if each.name.endswith((".py", ".html", ".css", ".svg", ".txt")):
                digest.update(each.name.encode() + b"\0" + each.read_bytes())
    return digest.hexdigest()
