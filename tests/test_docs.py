"""The documentation says what is so: commands, links, modules, examples and tables of *.md are tried against the project."""

from __future__ import annotations

import ast
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, distribution, metadata, packages_distributions, version
from pathlib import Path

import click
import pytest

from crawlers import dates
from crawlers.model import Link, Listing, Precision, Published, Release, Source
from crawlers.page import Page
from crawlers.spiders import kinds, spider_class, spider_for
from crawlers.text import is_boilerplate
from monitor.cli import cli
from monitor.config import VERSION, load

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md")])
ROOMS = ("crawlers", "storage", "feeds", "monitor", "demo")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

_FENCE = re.compile(r"^(```|~~~)(\w*)[^\n]*\n(.*?)^\1[ \t]*$", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def names(pages: list[Path]) -> list[str]:
    return [str(page.relative_to(ROOT)) for page in pages]


def section(text: str, heading: str) -> str:
    """What stands below `## heading`, up to the next heading of its level."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found is not None, f"no section {heading!r}"
    return found[1]


def rows(text: str, first: str) -> list[list[str]]:
    """The cells of the table whose first heading is `first`, its head and rule left out."""
    lines = iter(text.splitlines())
    assert any(line.startswith(f"| {first} |") for line in lines), f"no table that begins with {first!r}"
    table: list[list[str]] = []
    for line in lines:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    assert len(table) > 1, f"the table of {first!r} is empty"
    return table[1:]


def code(cell: str) -> str:
    found = re.fullmatch(r"`([^`]+)`", cell)
    assert found is not None, f"{cell!r} is not one piece of code"
    return found[1]


# ---- commands ------------------------------------------------------------------------------------------------------


def commands(text: str) -> Iterator[str]:
    """Lines of code blocks, fenced or indented, and inline code, that begin with `ponte ` or `make `."""
    prose = _FENCE.sub("", text)
    lines = [line for block in _FENCE.finditer(text) for line in block[3].splitlines()]
    lines += [line for line in prose.splitlines() if line.startswith("    ")]
    lines += _SPAN.findall(prose)
    return (line.strip().removeprefix("$ ") for line in lines if re.match(r"\s*(?:\$ )?(?:ponte|make) \S", line))


def mistake(command: str) -> str | None:
    """What is wrong with a command that a page names, or None."""
    program, *words = shlex.split(command, comments=True)
    if program == "make":
        known = set(re.findall(r"^([a-z][\w-]*):", read(ROOT / "Makefile"), re.MULTILINE))
        return next((f"no target {word}" for word in words if "=" not in word and word not in known), None)
    return mistaken_ponte(words)


def mistaken_ponte(words: list[str]) -> str | None:
    takes_value = {name for option in options(cli) for name in option.opts if not option.is_flag}
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in takes_value else 1
    given = [word.partition("=")[0] for word in words[:at] if word.startswith("-")]
    unknown = [word for word in given if word not in spelled(cli)]
    if unknown or at == len(words):
        return f"no option {unknown[0]} before the verb" if unknown else None
    verb = cli.commands.get(words[at])
    if isinstance(verb, click.Group) and at + 1 < len(words):
        at += 1
        verb = verb.commands.get(words[at])
    if verb is None:
        return f"no verb {words[at]}"
    asked = [word.partition("=")[0] for word in words[at + 1 :] if re.match(r"--?[a-z]", word)]
    return next((f"{words[at]} has no option {word}" for word in asked if word not in spelled(verb)), None)


def options(command: click.Command) -> list[click.Option]:
    return [each for each in command.params if isinstance(each, click.Option)]


def spelled(command: click.Command) -> set[str]:
    return {name for option in options(command) for name in option.opts} | {"--help", "-h", "--version"}


@pytest.mark.parametrize("page", names(PAGES))
def test_every_command_that_a_page_names_exists(page: str) -> None:
    wrong = {command: said for command in commands(read(ROOT / page)) if (said := mistake(command))}
    assert wrong == {}


def test_the_commands_of_the_readme_are_found() -> None:
    found = set(commands(read(ROOT / "README.md")))
    assert any(command.startswith("ponte ") for command in found)
    assert any(command.startswith("make demo") for command in found)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("make demos", "no target demos"),
        ("ponte fetch gcs", "no verb fetch"),
        ("ponte run --page 3", "run has no option --page"),
        ("ponte --archiv a.db search x", "no option --archiv before the verb"),
        ("ponte --config c.toml search 合作 --lang zh-Hant   # two characters", None),
        ("make demo", None),
        ('ponte edit undo 7 --why "x"', None),
        ("ponte edit undo 7 --split x", "undo has no option --split"),
        ("ponte edit drop a1", "no verb drop"),
    ],
)
def test_a_wrong_command_is_seen(command: str, said: str | None) -> None:
    assert mistake(command) == said


def test_every_verb_is_in_the_changelog() -> None:
    said = read(ROOT / "CHANGELOG.md")
    assert [verb for verb in cli.commands if f"`ponte {verb}" not in said] == []


# ---- links and modules ---------------------------------------------------------------------------------------------


def slugs(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+?)\s*$", _FENCE.sub("", read(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", names(PAGES))
def test_every_relative_link_leads_somewhere(page: str) -> None:
    dead = []
    for target in _LINK.findall(_FENCE.sub("", read(ROOT / page))):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (ROOT / page).parent / path if path else ROOT / page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in slugs(file)):
            dead.append(target)
    assert dead == []


def modules(text: str) -> Iterator[str]:
    """Paths of modules and rooms in inline code; a bare `name.py` lies in the folder of the path before it on the line."""
    for line in _FENCE.sub("", text).splitlines():
        folder = ""
        for span in _SPAN.findall(line):
            if re.fullmatch(rf"(?:{'|'.join(ROOMS)}|tests|bench)/[\w/]*(?:\.py)?", span):
                folder = span.rpartition("/")[0]
                yield span
            elif folder and re.fullmatch(r"\w+\.py|\w+/", span):
                yield f"{folder}/{span}"


@pytest.mark.parametrize("page", names(PAGES))
def test_every_module_that_a_page_names_exists(page: str) -> None:
    assert [path for path in modules(read(ROOT / page)) if not (ROOT / path).exists()] == []


def test_the_architecture_names_modules_of_every_room() -> None:
    named = list(modules(read(DOCS / "architecture.md")))
    assert {path.split("/")[0] for path in named} >= set(ROOMS)
    assert list(modules("`crawlers/text.py`, `dates.py` and `nothing.py`")) == [
        "crawlers/text.py",
        "crawlers/dates.py",
        "crawlers/nothing.py",
    ]


# ---- sources -------------------------------------------------------------------------------------------------------

SOURCES = read(DOCS / "sources.md")


def spider(kind: str) -> Source:
    return Source(kind, kind, kind, spider_class(kind).Options())


def test_every_kind_of_spider_is_described() -> None:
    assert [kind for kind in kinds() if f'kind = "{kind}"' not in SOURCES] == []


@pytest.mark.parametrize("row", rows(SOURCES, "kind"), ids=lambda row: row[1][:60])
def test_addresses_are_kept_as_described(row: list[str]) -> None:
    kind, met, kept, native = map(code, row)
    found = spider_for(spider(kind)).locate(met)
    assert found is not None
    assert (found.url, found.native) == (kept, native)


@pytest.mark.parametrize("row", rows(SOURCES, "as written"), ids=lambda row: row[0][:40])
def test_dates_are_read_as_described(row: list[str]) -> None:
    written, by, expected = code(row[0]), row[1], row[2]
    found: Published | None
    match by:
        case "parse":
            found = dates.parse(written)
        case "labelled":
            found = dates.labelled(written)
        case _:
            assert by == "dateline"
            found = dates.dateline(written, date(2025, 9, 12))
    assert (found.iso if found else "none") == expected


@pytest.mark.parametrize("row", rows(SOURCES, "id"), ids=lambda row: row[0])
def test_ids_of_the_bureau_tell_the_days_described(row: list[str]) -> None:
    found = dates.gcs_id_date(code(row[0]))
    assert found is not None
    assert found.isoformat() == row[1]


def test_boilerplate_is_what_is_listed() -> None:
    part = SOURCES.partition("**Boilerplate**")[2].partition("**Fetching.**")[0].partition("\n\n")[2]
    listed = _SPAN.findall(part)
    assert len(listed) > 30
    assert [line for line in listed if not is_boilerplate(line)] == []


# The content system of the example: list and release in our own words, with the markup that the section calls known.
POSTS = """<html><body><ul><li><a href="./content/post_3900774.html">横琴与葡语国家企业签署合作协议</a><span>2026-03-05</span></li>
<li><a href="https://www.hengqin.gov.cn/macao_zh_hans/zwgk/tzgg/gg/content/mpost_3871318.html">公告一则</a></li></ul>
<a href="index_2.html">2</a><a href="index_3.html">3</a></body></html>"""
POST = """<html><head><meta name="ArticleTitle" content="横琴与葡语国家企业签署合作协议"><meta name="PubDate" content="2026-03-05 09:30">
<title>横琴与葡语国家企业签署合作协议</title></head><body><div><h1>横琴与葡语国家企业签署合作协议</h1>
<p>三月五日，横琴粤澳深度合作区与多家葡语国家企业签署合作协议，双方将在贸易、投资和会展等领域开展合作，并设立联络机制。</p>
<p>各方代表表示，将利用澳门的平台作用，推动项目早日落地，今后每年举行一次会议检讨进展。</p></div></body></html>"""


@pytest.fixture
def example(tmp_path: Path) -> Source:
    """The page's only TOML block, read as the config that it says it is."""
    blocks = [block[3] for block in _FENCE.finditer(section(SOURCES, "Adding a site")) if block[2] == "toml"]
    assert len(blocks) == 1
    file = tmp_path / "config.toml"
    file.write_text(blocks[0], encoding="utf-8")
    (source,) = load(file).sources
    return source


def test_the_example_of_a_listing_source_loads_and_reads(example: Source) -> None:
    reader = spider_for(example)
    now = datetime(2026, 3, 6, tzinfo=UTC)
    (start,) = reader.starts()
    found = reader.listing(Page(start, POSTS.encode(), now, {"content-type": "text/html; charset=utf-8"}))
    assert isinstance(found, Listing)
    assert [link.address.native for link in found.links] == ["hengqin:3900774", "hengqin:3871318"]
    assert found.next == start.replace("index", "index_2")
    url = found.links[0].address.url
    release = reader.release(Page(url, POST.encode(), now, {}), Link(found.links[0].address, url))
    assert isinstance(release, Release)
    assert (release.lang, release.title[:2], len(release.body.splitlines())) == ("zh-Hans", "横琴", 2)
    assert (release.published.iso, release.published.precision) == ("2026-03-05T01:30:00Z", Precision.MINUTE)


def test_the_options_of_a_listing_source_are_the_ones_described() -> None:
    described = {name for row in rows(section(SOURCES, "Adding a site"), "key") for name in _SPAN.findall(row[0])}
    assert described == {each.name for each in fields(spider_class("listing").Options)}


# ---- dependencies --------------------------------------------------------------------------------------------------

DEPENDENCIES = read(DOCS / "dependencies.md")


def plain(name: str) -> str:
    """A distribution's name as compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def direct() -> set[str]:
    """Every package that pyproject.toml asks for by name."""
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
    for group in PROJECT["dependency-groups"].values():
        asked += group
    return {plain(re.split(r"[^\w.-]", requirement, maxsplit=1)[0]) for requirement in asked}


def licences() -> dict[str, str]:
    table = rows(section(DEPENDENCIES, "Runtime"), "package") + rows(section(DEPENDENCIES, "Development"), "package")
    assert all(all(row) and len(row) == 5 for row in table), "a cell is empty"
    return {plain(row[0]): row[4] for row in table}


def test_every_direct_dependency_has_a_row_and_no_other() -> None:
    assert set(licences()) == direct()


@pytest.mark.parametrize(("package", "said"), sorted(licences().items()))
def test_licences_are_the_packages_own_words(package: str, said: str) -> None:
    try:
        found = metadata(package)
    except PackageNotFoundError:
        pytest.skip(f"{package} is not installed here")
    classifiers = [each.rpartition(":: ")[2] for each in found.get_all("Classifier") or () if each.startswith("License ::")]
    stated = [each for name in ("License-Expression", "License") for each in found.get_all(name) or () if each]
    # Where the metadata names none, the first line of the licence that comes with it.
    files = [file for name in found.get_all("License-File") or () for file in found_files(package) if file.endswith(f"licenses/{name}")]
    heads = [distribution(package).locate_file(file).read_text(encoding="utf-8").strip().splitlines()[0] for file in files]
    assert said == next(iter([*stated, *classifiers, *heads]), "")


def found_files(package: str) -> list[str]:
    return [str(each) for each in distribution(package).files or ()]


def test_every_package_that_the_code_imports_is_on_the_page() -> None:
    listed = set(licences()) | {plain(row[0]) for row in rows(section(DEPENDENCIES, "Imported through another package"), "package")}
    homes = packages_distributions()
    imported = {name for room in ROOMS for file in (ROOT / room).rglob("*.py") for name in imports(file)}
    foreign = {name for name in imported if name not in sys.stdlib_module_names and name not in ROOMS}
    assert {name: homes.get(name) for name in foreign if not any(plain(home) in listed for home in homes.get(name, []))} == {}


def imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(read(file))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


# ---- examples ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", names(PAGES))
def test_examples_are_code(page: str) -> None:
    for block in _FENCE.finditer(read(ROOT / page)):
        if block[2] == "python":
            compile(block[3], page, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        elif block[2] == "toml":
            tomllib.loads(block[3])


# ---- versions ------------------------------------------------------------------------------------------------------


def test_the_version_is_one() -> None:
    newest = re.search(r"^## (\S+)", read(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert {PROJECT["project"]["version"], VERSION, newest[1].rstrip(","), version("ponte")} == {VERSION}
