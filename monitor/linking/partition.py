"""From links to stories: which releases belong together, the same in whatever order releases and links arrive.

    {id: Told}, [StoryLink], what people joined and parted -> partition -> {id: members of its story}

The surest links are taken first, copies before all, in a total order; each joins two groups of releases unless something stands between
any two members of them, and links by facts only where enough of the members are linked across. So a chain (A like B, B like C) cannot
bring together what its ends contradict or do not share, and the result depends on the set of links only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from itertools import product

from monitor.linking.facts import Told
from monitor.linking.links import StoryLink, apart, strength_order

Pair = tuple[str, str]
# Two groups are compared member by member up to so many pairs, which bounds the work for a story that is told by hundreds.
_MOST_PAIRS = 2_000
# Of the pairs between two groups at least so many are linked.
_SUPPORT = 0.34


def partition(
    releases: Mapping[str, Told], links: Iterable[StoryLink], *, joined: Iterable[Pair] = (), parted: Iterable[Pair] = ()
) -> dict[str, frozenset[str]]:
    """For each release the ids of its story, itself among them.

    `joined` and `parted` are pairs of ids that people decided on. They count before any link: a joined pair shares a story though facts
    stand against it, a parted one never does; where people said both of a pair, parted holds. Ids that `releases` lacks are passed over.
    """
    never = {frozenset(pair) for pair in parted}
    groups = {name: frozenset({name}) for name in releases}
    by_people = sorted(tuple(sorted(pair)) for pair in joined)
    for a, b in by_people:
        _join(groups, a, b, lambda x, y: frozenset((x, y)) in never)
    telling = sorted((link for link in links if link.kind.makes_story), key=strength_order)
    linked = {frozenset((link.a, link.b)) for link in telling}
    for link in telling:
        if link.a in groups and link.b in groups and (link.same_text or _supported(groups[link.a], groups[link.b], linked)):
            _join(groups, link.a, link.b, lambda x, y: frozenset((x, y)) in never or apart(releases[x], releases[y]))
    return groups


def _supported(first: frozenset[str], second: frozenset[str], linked: Set[frozenset[str]]) -> bool:
    """Whether enough of the pairs between two groups are linked: one look-alike that resembles one member does not join a whole story."""
    pairs = list(_pairs(first, second))
    return sum(frozenset(pair) in linked for pair in pairs) >= _SUPPORT * len(pairs)


def _join(groups: dict[str, frozenset[str]], a: str, b: str, between: Callable[[str, str], bool]) -> None:
    """Make one group of those of a and b, unless something stands between two of their members."""
    if a not in groups or b not in groups or groups[a] is groups[b]:
        return
    if any(between(x, y) for x, y in _pairs(groups[a], groups[b])):
        return
    merged = groups[a] | groups[b]
    for name in merged:
        groups[name] = merged


def _pairs(first: frozenset[str], second: frozenset[str]) -> Iterator[Pair]:
    if len(first) * len(second) > _MOST_PAIRS:
        side = int(_MOST_PAIRS**0.5)
        first, second = (frozenset(sorted(each)[:side]) for each in (first, second))
    return iter(product(first, second))
