"""Puts a release into the story it tells, in the archive. Works inside the transaction of monitor.record.

    release ── links ── those around it ── partition ── stories
               keys of the site, and what       what the feeds told stays together;
               an index finds (storage/links)   people's decisions count before all

What links two releases and which belong together is decided by monitor/linking, which is pure. A story that the feeds told before only
grows: a release that was edited keeps its place in it, whatever its links say now, until people part them (docs/stories.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from itertools import combinations, count
from urllib.parse import urlsplit

from crawlers.model import Release
from monitor.announcements.classify import Why, explain, understand
from monitor.linking.facts import Told, keys_of, told
from monitor.linking.links import LinkKind, StoryLink, links_of
from monitor.linking.partition import partition
from monitor.standing import unwatched
from monitor.stories import moment, story_keys
from storage.archive import Archive
from storage.links import FACTS, SITE, TEXT, LinkText, StoredLink
from storage.model import Confidence, Finding, StoredRelease, Story

# The sites' own day: of those watched nearly all keep the time of Macau (UTC+8, no summer time).
_MACAU = timezone(timedelta(hours=8))
# So many releases around a new one are looked at, and of one story so many: what bounds the work for a new release.
MOST_AROUND = 120
MOST_MEMBERS = 60
# Of the releases that only resemble it so many are noted, the likest first.
MOST_RELATED = 10
_SITE_SCORE = 20.0
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


# ---- reading a release ---------------------------------------------------------------------------------------------------


def finding_of(release: Release) -> Finding:
    """What a release's text says of an announcement, knowing its date and whose site it stands on."""
    published = release.published
    context = site_countries(release.address.url), published.iso or ""
    return understand(release.title, release.body, release.lang, site_countries=context[0], date=context[1], year=_year(published.iso))


def reasons_of(release: StoredRelease) -> list[Why]:
    """Every rule that matched in a stored release, read as `finding_of` reads it."""
    context = site_countries(release.url), release.published or ""
    return explain(release.title, release.body, release.lang, site_countries=context[0], date=context[1], year=_year(release.published))


def _year(published: str | None) -> int | None:
    return int(published[:4]) if published else None


def site_countries(url: str) -> tuple[str, ...]:
    """The jurisdiction that a government's site speaks for, by its address: gov.mo, gov.cn, gov.br. None for any other host."""
    labels = (urlsplit(url).hostname or "").split(".")
    governs = len(labels) >= 2 and labels[-2] in ("gov", "gob") and len(labels[-1]) == 2
    return (labels[-1].upper(),) if governs else ()


# What was read of so many releases is kept for their neighbours of the next days: 30 kB each.
@lru_cache(maxsize=1024)
def _told(id: str, title: str, body: str, lang: str, day: date | None) -> Told:
    return told(id, title, body, lang, day)


def told_of(text: LinkText) -> Told:
    """What a release's links are decided by."""
    return _told(text.id, text.title, text.body, text.lang, day_of(text.published))


def day_of(published: str | None) -> date | None:
    """The day in Macau that a published column names; None where it names no day."""
    if not published or len(published) < 10:
        return None
    return moment(published, _NEVER).astimezone(_MACAU).date() if len(published) > 10 else date.fromisoformat(published)


def _index_day(text: LinkText) -> date:
    return day_of(text.published) or moment(text.first_seen, _NEVER).astimezone(_MACAU).date()


def story_id_of(release_id: str, number: int = 0) -> str:
    """The id of a story that is founded for a release."""
    name = f"{release_id}#{number}" if number else release_id
    return "s" + hashlib.blake2b(name.encode(), digest_size=6).hexdigest()


def found_story(archive: Archive, release_id: str, now: datetime) -> str:
    """A story for a new release; an id that was merged away is never used again."""
    name = next(name for number in count() if archive.resolve_story(name := story_id_of(release_id, number)) is None)
    archive.add_story(name, now, ())
    return name


# ---- a new release, and an edited one -------------------------------------------------------------------------------------


def file_release(archive: Archive, release: Release, release_id: str, *, before: LinkText | None = None, now: datetime) -> None:
    """Put a stored release, new or just edited, into the indexes and note its links. `before` is what was filed of it."""
    text = archive.link_text(release_id)
    if before is not None:
        if same_for_links(before, text) and not _brings(archive, release, text):
            return
        former = told_of(before)
        archive.drop_keys(before.rid, _index_day(before), former.near_keys, keys_of(former))
    new, day = told_of(text), _index_day(text)
    facts = keys_of(new)
    by_site = list(_site_links(archive, release, text))
    found = {*archive.near_candidates(text.rid, day, new.near_keys), *archive.fact_candidates(text.rid, day, facts)}
    others = {each.id: each for each in archive.link_texts(found)}
    links = worth_noting(links_of(new, map(told_of, others.values())))
    rows = [_stored(link, {text.id: text.rid} | {each.id: each.rid for each in others.values()}) for link in links]
    archive.put_keys(text.rid, day, new.near_keys, facts)
    archive.claim_keys(text.rid, text.story_id, story_keys(release))
    archive.put_links(text.rid, [*rows, *by_site], now)


def index_release(archive: Archive, release_id: str) -> None:
    """Put a release that came with an import into the indexes by which others find it; its links came with it."""
    text = archive.link_text(release_id)
    found = told_of(text)
    archive.put_keys(text.rid, _index_day(text), found.near_keys, keys_of(found))


def same_for_links(one: LinkText, other: LinkText) -> bool:
    """Whether nothing that links are decided by differs."""
    return (one.title, one.body, one.lang, one.published) == (other.title, other.body, other.lang, other.published)


def _brings(archive: Archive, release: Release, text: LinkText) -> bool:
    """Whether a release brings a key that is new, or that another one brought."""
    keys = story_keys(release)
    known = archive.bringers(keys)
    linked = {rid for link in archive.links_at(text.rid) if link.basis == SITE for rid in (link.a, link.b)}
    return len(known) < len(keys) or not set(known.values()) <= linked | {text.rid}


def _site_links(archive: Archive, release: Release, text: LinkText) -> Iterator[StoredLink]:
    """Links to the releases that brought the keys of this one first: the site itself, or the very same text, says so."""
    bringers = {rid: key for key, rid in archive.bringers(story_keys(release)).items() if rid != text.rid}
    for other in archive.link_texts(bringers):
        key = bringers[other.rid]
        fact = "the same text" if key.startswith("text:") else f"the site's own: {key}"
        kind = LinkKind.COPY if other.lang == text.lang else LinkKind.TRANSLATION
        yield site_link(text.rid, other.rid, kind, fact)


def site_link(one: int, other: int, kind: LinkKind, fact: str) -> StoredLink:
    """A link that rests on what a site says and on no resemblance."""
    return StoredLink(min(one, other), max(one, other), kind, Confidence.HIGH, _SITE_SCORE, (fact,), SITE)


def worth_noting(links: Sequence[StoryLink]) -> list[StoryLink]:
    """All links that make a story, and of the others the likest; `links` are sorted."""
    related = [link for link in links if not link.kind.makes_story]
    return [link for link in links if link.kind.makes_story] + related[:MOST_RELATED]


def _stored(link: StoryLink, rids: Mapping[str, int]) -> StoredLink:
    a, b = sorted((rids[link.a], rids[link.b]))
    return StoredLink(a, b, link.kind, link.confidence, link.score, link.facts, TEXT if link.same_text else FACTS)


# ---- what belongs together ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Around:
    """A release, those that links lead to from it, and all that share a story with one of them, by id; the links among them."""

    texts: Mapping[str, LinkText]
    links: tuple[StoredLink, ...]

    def stories(self) -> dict[str, list[str]]:
        """Their releases by story, oldest first."""
        found: dict[str, list[str]] = {}
        for text in sorted(self.texts.values(), key=lambda each: (each.first_seen, each.rid)):
            found.setdefault(text.story_id, []).append(text.id)
        return found


def around(archive: Archive, release_id: str) -> Around:
    """Follow links and stories from a release, at most to MOST_AROUND others: every step is a look-up by index."""
    start = archive.link_text(release_id)
    texts, links = {start.rid: start}, dict[tuple[int, int], StoredLink]()
    waiting, stories = [start], set[str]()
    while waiting and len(texts) <= MOST_AROUND:
        text = waiting.pop(0)
        held = [link for link in archive.links_at(text.rid, MOST_AROUND) if LinkKind(link.kind).makes_story]
        links |= {(link.a, link.b): link for link in held}
        found = archive.link_texts(({rid for link in held for rid in (link.a, link.b)} | _joined(archive, text)) - texts.keys())
        if text.story_id not in stories:
            stories.add(text.story_id)
            found += [each for each in archive.members(text.story_id, MOST_MEMBERS) if each.rid not in texts]
        for each in found:
            if each.rid not in texts and len(texts) <= MOST_AROUND:
                texts[each.rid] = each
                waiting.append(each)
    inside = tuple(links[pair] for pair in sorted(links) if pair[0] in texts and pair[1] in texts)
    return Around({text.id: text for text in texts.values()}, inside)


def _joined(archive: Archive, text: LinkText) -> set[int]:
    """The releases that people joined to this one."""
    joined, _ = archive.story_decisions([text.id])
    return set(archive.rids_of(name for pair in joined for name in pair))


def groups_of(archive: Archive, near: Around, now: datetime) -> set[frozenset[str]]:
    """Which of these releases belong together: no story comes apart that the feeds told, or of which people decided something."""
    if len(near.texts) == 1:
        return {frozenset(text.id for text in near.texts.values())}
    by_rid = {text.rid: text.id for text in near.texts.values()}
    joined, parted = archive.story_decisions(near.texts)
    decided = {name for pair in (*joined, *parted) for name in pair}
    joined += [(by_rid[link.a], by_rid[link.b]) for link in near.links if link.basis == SITE]
    for story_id, names in near.stories().items():
        if decided & set(names) or archive.told_before(story_id, now):
            joined += combinations(names, 2)
    links = [_link(each, by_rid) for each in near.links if each.basis != SITE]
    telling = {text.id: told_of(text) for text in near.texts.values()}
    return set(partition(telling, links, joined=joined, parted=parted).values())


def _link(stored: StoredLink, by_rid: Mapping[int, str]) -> StoryLink:
    a, b = sorted((by_rid[stored.a], by_rid[stored.b]))
    kind, confidence = LinkKind(stored.kind), Confidence(stored.confidence)
    return StoryLink(a, b, kind, confidence, stored.score, stored.facts, stored.basis == TEXT)


# ---- stories ---------------------------------------------------------------------------------------------------------------


def place(archive: Archive, release_id: str, now: datetime, *, fresh: str | None = None, past: bool = False) -> list[str]:
    """Let the stories around a release be what its links, the sites and people say; returns those that changed, its own first.

    The oldest story of a group lives, the others become aliases of it. `fresh` is the story that was founded for the release just now.
    `past`: it is of the past, which brings no stories together that the feeds tell, and takes none apart.
    """
    near = around(archive, release_id)
    groups = groups_of(archive, near, now)
    if past:
        own = next(group for group in groups if release_id in group)
        return _settle_past(archive, near, own, release_id, fresh)
    homes = _homes(archive, near, groups)
    touched = set[str]()
    for story_id, names in near.stories().items():
        for group in sorted({group for group in groups if group & set(names)}, key=min):
            target = homes[group] or found_story(archive, min(group, key=lambda name: _age(near, name)), now)
            homes[group] = target
            if target != story_id:
                _take(archive, story_id, target, [name for name in names if name in group], fresh, whole=set(names) <= group)
                touched |= {target, story_id}
    return _living(archive, release_id, touched)


def _homes(archive: Archive, near: Around, groups: Iterable[frozenset[str]]) -> dict[frozenset[str], str]:
    """The story of each group: of those whose oldest release is in it the oldest; "" where there is none."""
    stories = near.stories()
    founded = archive.founded(stories)
    homes = dict.fromkeys(groups, "")
    for story_id in sorted(stories, key=lambda name: (founded[name], name), reverse=True):
        home = next(group for group in homes if stories[story_id][0] in group)
        homes[home] = story_id
    return homes


def _age(near: Around, name: str) -> tuple[str, int]:
    return near.texts[name].first_seen, near.texts[name].rid


def _take(archive: Archive, story_id: str, target: str, names: Sequence[str], fresh: str | None, *, whole: bool) -> None:
    """Put releases of one story into another: the whole story, or a part of it."""
    if whole and story_id != fresh:
        archive.merge_stories(target, [story_id])
        return
    archive.move_releases(names, target)
    if whole:
        archive.drop_story(story_id)


def _settle_past(archive: Archive, near: Around, own: frozenset[str], release_id: str, fresh: str | None) -> list[str]:
    """Put a release of the past into the one story it may join, with those that are of the past altogether."""
    stories, founded = near.stories(), archive.founded(near.stories())
    found = [Story(name, founded[name], tuple(stories[name])) for name in stories if name != fresh and set(stories[name]) & own]
    welcome = unwatched(archive, sorted(found, key=lambda story: (story.founded_at, story.id)))
    if welcome and fresh is not None:
        _take(archive, fresh, welcome[0].id, [release_id], fresh, whole=True)
    if len(welcome) > 1:
        archive.merge_stories(welcome[0].id, [story.id for story in welcome[1:]])
    return _living(archive, release_id, ())


def one_story(archive: Archive, into: StoredRelease, other: StoredRelease, now: datetime) -> str:
    """Two stored releases turned out to be one: the story of `into` lives on with both; returns its id."""
    one, two = archive.link_text(into.id), archive.link_text(other.id)
    archive.put_links(
        two.rid, [*archive.links_at(two.rid), site_link(one.rid, two.rid, LinkKind.COPY, "one release at two addresses")], now
    )
    if one.story_id != two.story_id:
        archive.merge_stories(one.story_id, [two.story_id])
    return one.story_id


def _living(archive: Archive, release_id: str, touched: Iterable[str]) -> list[str]:
    """The release's story first, then the others that are still there."""
    own = archive.link_text(release_id).story_id
    others = {living for name in touched if (living := archive.resolve_story(name)) is not None} - {own}
    return [own, *sorted(others)]
