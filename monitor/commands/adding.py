"""`ponte add-source`: prints a block for config.toml and the first releases as they would be stored; writes it only when told.

What goes to standard output is TOML, the releases as comments, so that it can be added to a config as it is.
"""

from __future__ import annotations

import json
import os
import stat
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from crawlers import address, language
from crawlers.model import LANGUAGES, Problem, ProblemKind, Release
from crawlers.network import NotAllowed, check_address
from crawlers.spiders import spider_for
from monitor.adding import NoProposal, Visitor, propose
from monitor.config import NAME, Config, load, nearest
from monitor.errors import ConfigError, UsageError
from monitor.progress import one_line
from monitor.proposing import Proposal, source_of

# Seconds between two requests where the config has no source to take its pace from.
DELAY = 3.0
# Characters of a release's text that are shown.
_FIRST_WORDS = 100
# What a host that only speaks plain http does to https.
_NO_HTTPS = frozenset({ProblemKind.REFUSED, ProblemKind.TLS, ProblemKind.TIMEOUT})


def add_source_command(
    config: Config,
    url: str,
    lang: str | None = None,
    *,
    write: bool = False,
    name: str | None = None,
    as_json: bool = False,
    quiet: bool = False,
) -> int:
    """Look at the site of `url` and propose a source; with `write`, append it to the config file. `lang` is the wanted language, `name`
    the source's name (default: from the host).

    Exit code: 0 proposed (and written); 3 nothing to propose. Raises UsageError, ConfigError.
    """
    lang = _language(lang)
    taken = {source.name for source in config.sources}
    if name is not None and (not NAME.match(name) or name in taken):
        wrong = (
            f"{config.file} has a source {name!r} already" if name in taken else f"{name!r} is no name: small letters, digits and hyphens"
        )
        raise UsageError(wrong)
    delay = statistics.mode(source.delay for source in config.sources) if config.sources else DELAY
    visitor = Visitor(config.network, delay, say=(lambda _: None) if quiet else _tell)
    found = propose(_reachable(url, visitor), visitor, lang=lang, taken=taken)
    if isinstance(found, NoProposal):
        return _print_none(found, url, as_json=as_json)
    if name is not None:
        found = found.named(name)
    watching = _watching(config, found)
    if write and watching:
        raise UsageError(f"{config.file} watches this already: [sources.{watching}]")
    if write:
        append(config.file, found)
    _print_found(found, visitor.requests, watching, config.file if write else None, as_json=as_json)
    return 0


def _language(label: str | None) -> str | None:
    if label is None:
        return None
    tag = language.tag(label)
    if tag not in LANGUAGES:
        raise UsageError(f"unknown language {label!r}{nearest(label, LANGUAGES)}")
    return tag


def _reachable(url: str, visitor: Visitor) -> str:
    """An absolute address: without a scheme https is tried, then http. Raises UsageError for what is no address."""
    whole = url if "://" in url else f"https://{url}"
    try:
        check_address(whole)
    except NotAllowed as error:
        raise UsageError(f"{url!r} cannot be asked: {error}") from error
    if "://" not in url and isinstance(answer := visitor.ask(whole), Problem) and answer.kind in _NO_HTTPS:
        return f"http://{url}"
    return whole


def _watching(config: Config, found: Proposal) -> str:
    """The name of a source that begins at one of the proposal's own listings; "" where there is none."""
    starts = {address.canonical(start) for start in spider_for(source_of(found.trial.candidate)).starts()}
    return next(
        (source.name for source in config.sources if starts & {address.canonical(start) for start in spider_for(source).starts()}), ""
    )


def _tell(url: str) -> None:
    print(f"add-source: {one_line(url, 160)}", file=sys.stderr, flush=True)


# ---- writing -----------------------------------------------------------------------------------------------------


def append(file: Path, found: Proposal) -> None:
    """Add a proposal's block to a config file, whose other bytes stay as they are; the file is replaced whole.

    Raises ConfigError, and leaves the file alone, where the result would not load, has the source already or cannot be written.
    """
    file = file.resolve()
    new = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        before = file.read_bytes()
        new.write_bytes(_joined(before, found.block))
        new.chmod(stat.S_IMODE(file.stat().st_mode))
        _check(new, file, found)
        if file.read_bytes() != before:
            raise ConfigError(f"{file} was changed meanwhile; nothing was written")
        os.replace(new, file)
    except OSError as error:
        raise ConfigError(f"cannot write {file}: {error.strerror}") from error
    finally:
        new.unlink(missing_ok=True)


def _joined(before: bytes, block: str) -> bytes:
    """The file with the block behind an empty line, in the file's own line ends."""
    end = b"\r\n" if b"\r\n" in before else b"\n"
    gap = b"" if not before else end if before.endswith(b"\n") else end * 2
    return before + gap + block.encode().replace(b"\n", end)


def _check(new: Path, file: Path, found: Proposal) -> None:
    """Raises ConfigError where the new file does not load, or means something else than the old one and the proposal."""
    try:
        old, now = load(file), load(new)
    except ConfigError as error:
        raise ConfigError(f"nothing was written: {str(error).replace(str(new), str(file))}") from error
    added = [source for source in now.sources if source not in old.sources]
    if [source.name for source in added] != [found.name] or len(now.sources) != len(old.sources) + 1:
        raise ConfigError(f"nothing was written: the block for {found.name!r} would change other sources of {file}")


# ---- printing ----------------------------------------------------------------------------------------------------


def _print_found(found: Proposal, requests: int, known: str, written: Path | None, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(as_object(found, requests, written is not None), ensure_ascii=False))
    else:
        print("\n".join(lines(found)))
    remarks = [*found.remarks, *([f"the config watches this already: [sources.{known}]"] if known else [])]
    for remark in remarks:
        print(f"add-source: {one_line(remark, 300)}", file=sys.stderr)
    done = f"written to {written}" if written else "nothing is written; --write adds the block to the config"
    print(f"add-source: {requests} requests; {done}", file=sys.stderr)


def _print_none(found: NoProposal, url: str, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"url": url, "name": None, "words": list(found.words)}, ensure_ascii=False))
    for line in found.words:
        print(one_line(line, 400), file=sys.stderr)
    return 3


def lines(found: Proposal) -> Iterator[str]:
    """The block, then as comments why this kind, and each release as it would be stored."""
    trial = found.trial
    yield from found.block.splitlines()
    yield f"# {one_line(trial.candidate.why, 200)}"
    yield f"# The listing names {trial.listed} releases. The first, as they would be stored:"
    for release in trial.releases:
        yield f"#   {one_line(_head(release), 200)}"
        yield f"#     {one_line(release.address.url, 200)}"
        yield f"#     {one_line(_first_words(release), 200)}"


def _head(release: Release) -> str:
    dated = f"{release.published.iso} (from {release.published.basis})" if release.published.iso else "no date"
    return f"{dated}, {release.lang}: {release.title}"


def _first_words(release: Release) -> str:
    said = release.body.replace("\n", " ")
    return said if len(said) <= _FIRST_WORDS else f"{said[:_FIRST_WORDS].rstrip()}…"


def as_object(found: Proposal, requests: int, written: bool) -> dict[str, object]:
    """What --json prints."""
    trial = found.trial
    return {
        "name": found.name,
        "kind": trial.candidate.kind,
        "why": trial.candidate.why,
        "block": found.block,
        "listed": trial.listed,
        "quality": trial.quality,
        "releases": [_release(each) for each in trial.releases],
        "remarks": list(found.remarks),
        "requests": requests,
        "written": written,
    }


def _release(release: Release) -> dict[str, object]:
    return {
        "url": release.address.url,
        "title": release.title,
        "published": release.published.iso,
        "published_precision": str(release.published.precision),
        "published_basis": str(release.published.basis),
        "lang": release.lang,
        "first_words": _first_words(release),
        "basis": str(release.basis),
    }
