"""The site in a real browser: Debian's chromium, driven by playwright. Skipped with a word where either is absent.

PONTE_SHOTS=folder keeps a picture of every page. axe-core (https://github.com/dequelabs/axe-core) comes with axe-playwright-python.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest
from serve_support import TOLD, Served, make_home, serving

from feeds.labels import LANGUAGES
from feeds.site.views import announcement_path, release_path
from feeds.site.words import PATHS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = os.environ.get("PONTE_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
SOAK = bool(os.environ.get("PONTE_SOAK"))
SHOTS = os.environ.get("PONTE_SHOTS")

pytestmark = [
    pytest.mark.skipif(find_spec("playwright") is None, reason="playwright is not installed"),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"no browser: there is no {CHROMIUM} (apt-get install chromium)"),
]

PAGES = {
    "front": "index.html",
    "list": "list?country=AO&strength=signed",
    "search": "search?words=%E5%90%88%E4%BD%9C",
    "announcement": announcement_path("a-s0"),
    "release": f"{release_path('site:N2:zh-Hant')}?id=site:N2:zh-Hant",
    "charts": "charts.html",
    "sources": "sources.html",
    "feeds": "feeds.html",
}
WIDTHS = {"phone": (360, 740), "desktop": (1280, 900)}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(make_home(tmp_path_factory.mktemp("browser"))) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def window(browser: Browser, served: Served) -> Iterator[tuple[Page, list[str]]]:
    """A window, and everything that it complains of, with every request that fails or leaves the server."""
    context = browser.new_context(base_url=served.address)
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    heard: list[str] = []
    opened.on("console", lambda message: heard.append(f"{message.type}: {message.text}") if message.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: heard.append(str(error)))
    # What is given up because the reader goes on to another page has not failed.
    opened.on("requestfailed", lambda request: None if request.failure == "net::ERR_ABORTED" else heard.append(f"failed: {request.url}"))
    opened.on("request", lambda request: None if request.url.startswith(served.address) else heard.append(f"left: {request.url}"))
    yield opened, heard
    context.close()


@pytest.fixture
def page(window: tuple[Page, list[str]]) -> Iterator[Page]:
    """The window as a reader at a desk has it; a complaint fails the test."""
    opened, heard = window
    opened.set_viewport_size({"width": 1280, "height": 900})
    opened.emulate_media(color_scheme="light")
    heard.clear()
    yield opened
    assert heard == []


def shot(page: Page, name: str) -> None:
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_in_every_language_and_width_is_whole(page: Page, lang: str) -> None:
    for name, path in PAGES.items():
        answered = page.goto(f"{PATHS[lang]}/{path}")
        assert answered is not None
        assert answered.status == 200, name
        assert page.evaluate("document.documentElement.lang") == lang
        assert page.locator("h1").count() == 1, name
        assert page.locator("main").inner_text().strip()
        for width, (wide, high) in WIDTHS.items():
            page.set_viewport_size({"width": wide, "height": high})
            assert overflow(page) <= 0, (name, width)
            shot(page, f"{name}-{PATHS[lang]}-{width}")


def test_other_languages_lead_to_the_same_page(page: Page) -> None:
    for name in PAGES if SOAK else ("list", "search", "release"):
        page.goto(f"en/{PAGES[name]}")
        for lang in LANGUAGES:
            link = page.locator(f'nav a[hreflang="{lang}"]').first
            target = urljoin(page.url, str(link.get_attribute("href")))
            answered = page.request.get(target)
            assert (answered.status, f'<html lang="{lang}"' in answered.text()) == (200, True), target


def titles_of(feed: str) -> list[str]:
    atom = "{http://www.w3.org/2005/Atom}"
    return [str(entry.findtext(f"{atom}title")).partition("] ")[2] for entry in ElementTree.fromstring(feed).iter(f"{atom}entry")]


def shown(page: Page) -> list[str]:
    return [title.strip() for title in page.locator("article h3 a > bdi").all_inner_texts()]


def test_what_was_chosen_is_what_the_subscription_holds(page: Page) -> None:
    page.goto("pt/index.html")
    assert len(shown(page)) == len(TOLD)
    choose = page.locator("form.choose")
    choose.locator("select[name=country]").select_option("AO")
    choose.locator("select[name=strength]").select_option("signed")
    with page.expect_navigation():
        choose.locator("button[type=submit]").click()
    listed = shown(page)
    assert len(listed) == 2
    href = page.locator("section.subscribe a", has_text="Atom").get_attribute("href")
    address = urljoin(page.url, str(href))
    assert "country=AO" in address
    answered = page.request.get(address)
    assert answered.headers["content-type"].startswith("application/atom+xml")
    assert titles_of(answered.text()) == listed
    assert choose.locator("select[name=country]").input_value() == "AO"


def test_the_feed_builder_needs_no_script(browser: Browser, served: Served) -> None:
    context = browser.new_context(base_url=served.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("en/feeds.html")
    form = page.locator("form.choose")
    form.locator("select[name=sector]").select_option("finance")
    form.locator("input[name=words]").fill("合作")
    with page.expect_navigation():
        form.locator("button", has_text=re.compile("list|show", re.IGNORECASE)).click()
    listed = shown(page)
    built = page.request.get(urljoin(page.url, str(page.locator("section.subscribe a").first.get_attribute("href")))).text()
    assert titles_of(built) == listed == ["澳門與安哥拉簽署金融合作協議"]
    context.close()


@pytest.mark.parametrize(("words", "count", "marked"), [("合作", 3, "合作"), ("cooperacao", 2, "cooperação")])
def test_searching_as_people_do(page: Page, words: str, count: int, marked: str) -> None:
    page.goto("zh-hant/index.html")
    box = page.locator("form[role=search] input[name=words]")
    box.fill(words)
    with page.expect_navigation():
        box.press("Enter")
    assert len(shown(page)) == count
    marks = page.locator("article mark").all_inner_texts()
    assert marks
    assert set(marks) == {marked}
    with page.expect_navigation():
        page.locator("article h3 a").first.click()
    assert "/release/" in page.url
    assert page.locator("h1").count() == 1


LUMINANCE = """() => {
    const read = colour => (colour.match(/[0-9.]+/g) || []).slice(0, 3).map(Number);
    const body = getComputedStyle(document.body), root = getComputedStyle(document.documentElement);
    const ground = /rgba\\(.*, 0\\)|transparent/.test(body.backgroundColor) ? root.backgroundColor : body.backgroundColor;
    const light = parts => (0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]) / 255;
    return [light(read(ground)), light(read(body.color))];
}"""


def test_dark_and_light_as_the_reader_has_them(page: Page) -> None:
    page.goto("en/index.html")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        ground, ink = page.evaluate(LUMINANCE)
        assert (ground > 0.8 and ink < 0.4) if scheme == "light" else (ground < 0.2 and ink > 0.6), (scheme, ground, ink)
        shot(page, f"front-en-{scheme}")


def test_a_keyboard_is_enough(page: Page) -> None:
    page.goto("en/index.html")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.get_attribute("href") == "#content"
    assert focused.bounding_box() is not None
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "words"
    page.keyboard.type("cooperacao")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?words=cooperacao")
    for _ in range(40):
        page.keyboard.press("Tab")
        style = page.evaluate("(s => [s.outlineStyle, s.boxShadow, s.textDecorationLine])(getComputedStyle(document.activeElement))")
        assert style[0] != "none" or style[1] != "none", page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("document.activeElement.closest('article') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/release/**")


@pytest.mark.skipif(find_spec("axe_playwright_python") is None, reason="axe-core is not installed (axe-playwright-python)")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(page: Page, scheme: str) -> None:
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found: dict[str, Any] = {}
    # Every page once, or in every language and both schemes.
    some = {"light": ("zh-Hant", ("front", "announcement", "charts", "feeds")), "dark": ("pt", ("list", "search", "release", "sources"))}
    for lang in LANGUAGES if SOAK else some[scheme][:1]:
        for name in PAGES if SOAK else some[scheme][1]:
            path = PAGES[name]
            page.goto(f"{PATHS[lang]}/{path}")
            page.evaluate(axe)
            said = page.evaluate(
                "axe.run({resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})"
            )
            serious = {
                each["id"]: [node["html"][:160] for node in each["nodes"]][:3]
                for each in said["violations"]
                if each["impact"] in ("serious", "critical")
            }
            if serious:
                found[f"{name} {lang}"] = serious
    assert found == {}


def test_the_archive_in_sql_is_quiet_under_the_same_policy(page: Page) -> None:
    for path in ("archive/", "archive/ponte", "archive/ponte/release", "archive/ponte/search?words=%E5%90%88%E4%BD%9C"):
        answered = page.goto(path)
        assert answered is not None
        assert answered.status == 200
        shot(page, re.sub(r"\W+", "-", path.partition("?")[0]).strip("-"))
