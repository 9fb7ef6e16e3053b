"""What `ponte add-source` proposes: kinds worth a trial, how good a trial was, the TOML block, the words where none was good. Pure."""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from crawlers import address, language
from crawlers.model import Precision, Problem, Release, Source
from crawlers.spiders import kinds, spider_class, spider_for
from monitor import shapes
from monitor.clues import BAD_WORDS, GOOD_WORDS, Clues, Cluster, is_home, zone_of

# Readers made for one site; a site of theirs is recognised by its host.
OWN_KINDS = ("forum-macao", "gcs", "gov-mo", "dsedt", "ipim", "ein")
# A trial from which on no further kind is looked at, and one below which nothing is proposed.
GOOD, ENOUGH = 0.8, 0.5
# Releases that a trial reads.
SAMPLE = 5
# UTF-8 bytes of a body below which a release's text was rather missed than short.
_LEAST_TEXT = 90
# What a date of a precision is worth.
_WORTH = {Precision.MINUTE: 1.0, Precision.DAY: 1.0, Precision.MONTH: 0.5, Precision.NONE: 0.0}
_COMMON_NAMES = frozenset({"gov", "com", "org", "net", "edu", "co", "ac", "news", "portal", "web", "m", "cdn"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A kind with its facts as config.toml would have them, and what speaks for it."""

    kind: str
    facts: Mapping[str, object]
    why: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A candidate as its own spider read it.

    `listed`: how many releases the listing names; `urls` their addresses; `releases` the first five as they would be stored;
    `problems` what the listing and the tried releases met; `more`: the listing has further pages. Shares: `fit` of the first ten that the
    visited pages link to as well; `apart` of the first five that stand beside the page's list and not in it; `steady` of the first ten that
    were there at both fetches; `agreed` of the read titles that the listing tells too; `dated` of the releases with a date. `pages_only`:
    the better ways into the listing failed, and its pages were read.
    """

    candidate: Candidate
    listed: int = 0
    urls: tuple[str, ...] = ()
    releases: tuple[Release, ...] = ()
    problems: tuple[Problem, ...] = ()
    more: bool = False
    fit: float = 1.0
    apart: float = 0.0
    dated: float = 1.0
    steady: float = 1.0
    agreed: float = 1.0
    pages_only: bool = False
    quality: float = 0.0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A block for config.toml, the trial that speaks for it, and remarks for a person."""

    name: str
    block: str
    trial: Trial
    remarks: tuple[str, ...] = ()

    def named(self, name: str) -> Proposal:
        """The same under another name."""
        return replace(self, name=name, block=self.block.replace(f"[sources.{self.name}]", f"[sources.{name}]", 1))


# ---- candidates ------------------------------------------------------------------------------------------------------


def source_of(candidate: Candidate, name: str = "new", languages: tuple[str, ...] = ()) -> Source:
    """The source that a candidate describes. Raises ValueError where its facts do not hold."""
    options = spider_class(candidate.kind).Options
    facts = {key: value for key, value in candidate.facts.items() if key != "languages"}
    if languages:
        facts["languages"] = tuple(lang.lower() for lang in languages)
    return Source(name, candidate.kind, name, options(**facts), languages=languages)


def own_reader(url: str) -> Candidate | None:
    """The reader that was made for the site of an address."""
    host = address.strip_www(address.host_of(url))
    for kind in OWN_KINDS:
        if kind not in kinds():
            continue
        starts = spider_for(source_of(Candidate(kind, {}, ""))).starts()
        if host in {address.strip_www(address.host_of(start)) for start in starts}:
            return Candidate(kind, {}, f"this site has its own reader: kind = {kind!r}")
    return None


def wordpress(url: str, clues: Clues) -> Iterator[Candidate]:
    """The blog that a page belongs to; where the page does not name its interface, the blog of the page's language first."""
    if not clues.wordpress:
        return
    first = urlsplit(url).path.strip("/").partition("/")[0]
    spoken = language.tag(first) and not clues.interface and not urlsplit(clues.wordpress).path
    for base in ([f"{clues.wordpress}/{first}"] if spoken else []) + [clues.wordpress]:
        facts: dict[str, object] = {"base": base}
        if clues.categories:
            facts["categories"] = clues.categories
        below = _below(url, base)
        if below and not is_home(url):
            facts["list_path"] = below
        yield Candidate(
            "wordpress", facts, f"the page names WordPress's interface of {base}" if clues.interface else "WordPress made the page"
        )


def _below(url: str, base: str) -> str:
    here, root = urlsplit(url), urlsplit(base)
    if address.strip_www(here.netloc) != address.strip_www(root.netloc) or not here.path.startswith(root.path):
        return ""
    path = here.path[len(root.path) :].lstrip("/")
    return path + (f"?{here.query}" if here.query else "")


def guangdong(url: str, clues: Clues) -> Candidate | None:
    parts = urlsplit(url)
    if not clues.guangdong:
        return None
    facts: dict[str, object] = {"host": parts.netloc}
    if parts.scheme == "http":
        facts["scheme"] = "http"
    column = _folder_of(parts.path)
    if column:
        facts["columns"] = (column,)
    if clues.columns:
        facts["postmeta"] = clues.columns[:1]
    return Candidate("guangdong-cms", facts, "meta tags and addresses are those of Guangdong's content system") if len(facts) > 1 else None


def trs(url: str, clues: Clues) -> Candidate | None:
    parts = urlsplit(url)
    if clues.trs < 3:
        return None
    facts: dict[str, object] = {"host": parts.netloc, "site": address.strip_www(parts.netloc), "sections": (_folder_of(parts.path),)}
    if parts.scheme != "http":
        facts["scheme"] = parts.scheme
    return Candidate("trs", facts, f"{clues.trs} links have the form of TRS, tYYYYMMDD_ID.htm")


def _folder_of(path: str) -> str:
    """The folder of a list, without its first page's name."""
    path = path.lstrip("/")
    name = path.rpartition("/")[2]
    if re.fullmatch(r"(?:index|default)\.\w+", name):
        path = path[: -len(name)]
    return path if path.endswith("/") or not path or "." in path.rpartition("/")[2] else f"{path}/"


def feed(url: str, why: str, *, release: str = "", hosts: Sequence[str] = ()) -> Candidate:
    facts: dict[str, object] = {"feeds": (url,)}
    if release:
        facts["release"] = release
    if hosts:
        facts["hosts"] = tuple(hosts)
    return Candidate("feed", facts, why)


def listing(cluster: Cluster, following: str = "") -> Candidate:
    facts: dict[str, object] = {"start": (cluster.start,), "release": cluster.pattern}
    if following:
        facts["next"] = following
    own = {address.host_of(cluster.start)}
    hosts = sorted({address.host_of(url) for url in cluster.urls} - own)
    if hosts:
        facts["hosts"] = tuple(hosts)
    return Candidate("listing", facts, f"{len(cluster.urls)} links share the address pattern {cluster.pattern}")


def sitemap(start: str, pattern: str, count: int, children: str = "") -> Candidate:
    facts: dict[str, object] = {"sitemaps": (start,), "release": pattern}
    if children:
        facts["children"] = children
    return Candidate("sitemap", facts, f"its sitemap has {count} addresses of the pattern {pattern}")


def sitemap_groups(urls: Sequence[str], here: str, visible: Collection[str], lang: str | None) -> list[shapes.Group]:
    """The groups of a sitemap's addresses that may be releases, the likeliest first: such as the visited pages link to, then the
    largest; without pages of lists, tags and persons."""

    def worth(group: shapes.Group) -> tuple[bool, bool, float]:
        words = f"/{'/'.join(group.words)}/"
        spoken = next((tag for word in group.words if (tag := language.tag(word))), None)
        right = lang is None or spoken is None or spoken[:2] == lang[:2]
        shown = sum(url in visible for url in group.urls)
        size = len(group.urls) * (0.2 if BAD_WORDS.search(words) else 1.5 if GOOD_WORDS.search(words) else 1)
        return right, shown >= 3 and not group.merged, size * (0.7 if group.merged else 1)

    found = [group for group in shapes.groups(urls, here) if len(group.urls) >= 3]
    return sorted(found, key=worth, reverse=True)


def above(pattern: str, url: str) -> str:
    """The folder that all addresses of a pattern lie in, as an address: where a person would look for the list; "" for the home page."""
    folder = _fixed(pattern)
    parts = urlsplit(url)
    whole = f"{parts.scheme}://{parts.netloc}{folder}/"
    return whole if folder and url.startswith(whole) and not is_home(whole) else ""


def parents(url: str) -> list[str]:
    """The two nearest folders above an address that are no dates, as addresses: where a release's list is looked for."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment][:-1]
    while segments and re.fullmatch(r"\d{1,8}|content", segments[-1]):
        segments.pop()
    folders = ["/".join(segments[:count]) for count in range(len(segments), 0, -1)][:2]
    found = [f"{parts.scheme}://{parts.netloc}/{folder}/" for folder in folders]
    return [each for each in found if not is_home(each)]


def part_pattern(part: str, others: Iterable[str]) -> str:
    """A regular expression of the parts of a sitemap index like the one that held the releases; "" where all are like it."""
    name = PurePosixPath(urlsplit(part).path).name
    made = re.sub(r"\d+", r"\\d+", re.sub(r"[.^$*+?{}\[\]\\|()]", lambda found: "\\" + found[0], name)) + "$"
    made = f"/{made}"
    return made if not all(re.search(made, urlsplit(other).path) for other in others) else ""


def mixed(items: Sequence[str], pattern: str) -> str:
    """A regular expression of the folder that a list's pattern names, where a feed has addresses of it and others; "" elsewhere."""
    folder = _fixed(pattern)
    hits = sum(urlsplit(url).path.startswith(f"{folder}/") for url in items)
    return f"^https?://[^/]+{shapes.quoted(folder)}/" if folder and 2 <= hits < len(items) else ""


def _fixed(pattern: str) -> str:
    """The part of a pattern's path that stays."""
    found = re.match(r"(?:/[\w%~-]+(?=/)|/\(\?P<lang>[\w-]+\)(?=/))*", pattern.removeprefix("^https?://[^/]+"))
    return re.sub(r"\(\?P<lang>([\w-]+)\)", r"\1", found[0]) if found else ""


# ---- judging ---------------------------------------------------------------------------------------------------------


def judged(trial: Trial, tried: int, lang: str | None, *, visible: bool) -> Trial:
    """The trial with its quality, 0 to 1. `tried`: how many releases were read or failed; `visible`: the visited pages show a list.

    The quality is a product, so that one thing that is quite wrong is enough to refuse a candidate.
    """
    releases = trial.releases
    if not releases or trial.listed < 2:
        return replace(trial, quality=0.0)
    count = len(releases)
    dated = sum(_WORTH[each.published.precision] for each in releases) / count
    short = sum(len(each.body.encode()) < _LEAST_TEXT for each in releases) / count
    quality = math.prod(
        (
            count / max(tried, 1),
            len({each.title for each in releases}) / count,
            len({each.body for each in releases}) / count,
            0.6 + 0.4 * dated,
            # One short notice among releases is one; where most are short, their texts were missed.
            1 - 0.06 * short if short < 0.5 else 1 - 0.6 * short,
            # Two of a form may be chance.
            0.4 + 0.6 * min(trial.listed, 5) / 5,
            sum(speaks(each.lang, lang) for each in releases) / count if lang else 1.0,
            1.0 if not visible or trial.fit >= 0.3 else 0.7 if trial.fit else 0.45,
            1.0 if trial.agreed >= 0.5 else 0.7,
            1.0 if trial.steady >= 0.5 else 0.4,
            1 - 0.6 * trial.apart,
            # WordPress of which neither interface nor feed answers is a site like any other.
            0.8 if trial.candidate.kind == "wordpress" and trial.pages_only else 1.0,
        )
    )
    return replace(trial, dated=dated, quality=round(quality, 3))


def speaks(found: str, wanted: str) -> bool:
    """Whether a language is the wanted one; zh alone may be either script."""
    return found == wanted or (found[:2] == wanted[:2] and "zh" in (found, wanted))


def best(trials: Sequence[Trial]) -> Trial | None:
    """The trial to propose: the best, an earlier one where it is nearly as good; None where none is good enough."""
    good = [trial for trial in trials if trial.quality >= ENOUGH]
    if not good:
        return None
    top = max(trial.quality for trial in good)
    return next(trial for trial in good if trial.quality >= top - 0.1)


def finished(candidate: Candidate, releases: Sequence[Release], host: str, lang: str | None) -> Candidate:
    """The candidate with the language and the time zone that its releases and its host speak for."""
    known = {each.name: each.default for each in fields(spider_class(candidate.kind).Options)}
    facts = dict(candidate.facts)
    spoken = Counter(each.lang for each in releases).most_common(1)
    tag = lang or (spoken[0][0] if spoken else None)
    if tag and "lang" in known and known["lang"] != tag:
        facts["lang"] = tag
    zone = zone_of(host)
    if zone and known.get("zone", zone) != zone:
        facts["zone"] = zone
    return replace(candidate, facts=facts)


# ---- words -----------------------------------------------------------------------------------------------------------


def remarks(trial: Trial) -> tuple[str, ...]:
    """What a person should look at before trusting the block."""
    said = []
    releases = trial.releases
    if trial.listed < 4:
        said.append(f"the listing names {trial.listed} releases only: is it the right page?")
    if releases and all(each.published.precision is Precision.NONE for each in releases):
        said.append('no release shows its date: if the pages have one, name its element, such as date = "span.date"')
    elif any(each.published.precision is Precision.NONE for each in releases):
        said.append("some releases show no date")
    short = [each for each in releases if len(each.body.encode()) < _LEAST_TEXT]
    if short:
        said.append(f'{len(short)} of {len(releases)} texts are very short: if one is cut, name its element, such as body = "div.article"')
    if len({each.lang for each in releases}) > 1:
        said.append(f"the releases are in several languages: {', '.join(sorted({each.lang for each in releases}))}")
    if trial.steady < 1:
        said.append(f"of the list's first ten releases, {trial.steady:.0%} were there when it was fetched again: a box of changing links?")
    if not trial.more and trial.candidate.kind == "listing":
        said.append("no further pages of the list were found: releases that leave its first page between two runs would be missed")
    said += [f"{problem.url}: {problem.detail}" for problem in trial.problems[:3]]
    return tuple(said)


def by_hand(url: str, clusters: Sequence[Cluster], trials: Sequence[Trial], problems: Sequence[Problem]) -> tuple[str, ...]:
    """Where nothing good was found: what was seen, what is missing, and the lines to begin with."""
    said = [f"{problem.url}: {problem.detail}" for problem in problems[:4]]
    for trial in sorted(trials, key=lambda each: -each.quality)[:3]:
        said.append(f"tried kind = {trial.candidate.kind!r} ({trial.candidate.why}): {_shortcoming(trial)}")
    likely = [cluster for cluster in clusters if cluster.score >= 2][:2]
    for cluster in likely:
        said.append(f"seen: {len(cluster.urls)} links like {cluster.urls[0]}, of the pattern {cluster.pattern}")
    if not likely:
        said.append(
            "no links of this page share an address pattern as releases do; where scripts fill it, look in the browser's network tab for"
            " the JSON or feed that they load, or give the address of a list that is readable without scripts"
        )
    start, pattern = (likely[0].start, likely[0].pattern) if likely else (url, "PATTERN OF A RELEASE'S ADDRESS")
    facts: dict[str, object] = {"start": (start,), "release": pattern, "title": "CSS", "date": "CSS", "body": "CSS"}
    said.append("to write by hand, with what is missing filled in:")
    said += block("name", "listing", facts, "").splitlines()
    return tuple(said)


def _shortcoming(trial: Trial) -> str:
    """What is wrong with a trial, in one clause."""
    if not trial.listed:
        return trial.problems[0].detail if trial.problems else "it lists no releases"
    if not trial.releases:
        return (
            f"it lists {trial.listed}, of which none could be read ({trial.problems[0].detail})" if trial.problems else "none could be read"
        )
    releases = trial.releases
    if statistics.median(len(each.body.encode()) for each in releases) < _LEAST_TEXT:
        return "the pages' texts were not found: body needs a selector"
    if len({each.title for each in releases}) < len(releases):
        return "several pages show the same title: title needs a selector"
    if trial.fit == 0:
        return f"it lists {trial.listed} releases, none of which the page itself shows"
    if trial.steady < 0.5:
        return "what it lists changes from one fetch to the next"
    return f"it lists {trial.listed}, {len(releases)} of the first could be read"


def name_for(url: str, lang: str | None, taken: Collection[str]) -> str:
    """A free name for a source, from its host; with the language, then a number, where that is taken."""
    labels = address.strip_www(urlsplit(url).hostname or "site").split(".")
    # The country and what stands before it (gov.mo, com.br) say nothing of who it is.
    labels = labels[:-1] if len(labels) > 1 else labels
    own = [label for label in labels if label not in _COMMON_NAMES] or address.strip_www(urlsplit(url).hostname or "site").split(".")
    stem = re.sub(r"[^a-z0-9-]+", "-", "-".join(own).lower()).strip("-")[:30] or "site"
    tries = [stem, *([f"{stem}-{lang.lower()}"] if lang else []), *(f"{stem}-{number}" for number in range(2, 1000))]
    return next(name for name in tries if name not in taken)


def block(name: str, kind: str, facts: Mapping[str, object], label: str) -> str:
    """The table of a source for config.toml."""
    lines = [f"[sources.{name}]", f"kind = {_toml(kind)}"]
    if label and label != name:
        lines.append(f"label = {_toml(label)}")
    lines += [f"{key} = {_toml(value)}" for key, value in facts.items()]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    """A value as TOML 1.0 writes it; strings with a backslash as literal ones, so that a pattern reads as it is meant."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(map(_toml, value))}]"
    if not isinstance(value, str):
        return str(value)
    if "\\" in value and "'" not in value and value.isprintable():
        return f"'{value}'"
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(char: str) -> str:
    if char in '\\"':
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08x}"
