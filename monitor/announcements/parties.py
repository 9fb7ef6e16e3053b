"""Who the sides of an act are, as the text names them.

    document, act -> parties_of -> (Party, …) and their evidence

Bodies are known by the gazetteer (lexicon/bodies/*.toml) or recognised by how names are built (lexicon/names.toml); where a jurisdiction
acts without a body, its office holder or its own name stands for it. Being mentioned makes nobody a side: only who stands in the sentence
of the act counts, and for a jurisdiction that has nobody there, who stands in the sentences that tell the same act, then in the title
and the opening.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise

from crawlers.dates import strip_dateline
from monitor.announcements.acts import Act, Document
from monitor.announcements.lexicon import Hit, load
from monitor.announcements.reading import Reading, Sentence
from monitor.announcements.text import fold
from storage.model import Evidence, Party, Strength

# No act is told with more sides than these; the first ones named lead.
MOST = 6
_NO_SIDES = frozenset({"fair", "programme"})
_OPENING = 3
_DATELINE_SENTENCES = 6
# A word that only reports or watches stands so close before a name: (letters, Chinese characters).
_GUEST_REACH = (28, 8)
_ZH_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a part of a release. `rank`: 0 a body, 1 an office holder, 2 a jurisdiction by its own name."""

    part: str
    start: int
    end: int
    country: str | None
    kind: str
    rank: int = 0
    name: str = ""
    multilateral: bool = False
    # What is printed, folded, for telling whether two mentions are one.
    form: str = ""
    # The head of a region's government.
    head: bool = False

    def same_as(self, other: Mention) -> bool:
        return (bool(self.name) and self.name == other.name) or (self.country == other.country and self.form == other.form)


@dataclass(slots=True)
class _Builder:
    """How names are built in one language, compiled."""

    kinds: dict[str, str]
    heads: re.Pattern[str]
    small: frozenset[str]
    before_small: frozenset[str]
    offices: re.Pattern[str]
    guests: re.Pattern[str]
    # Adjectives in lower case behind such a head: "comité municipal de".
    after_small: re.Pattern[str]
    adjectives: frozenset[str]
    not_heads: re.Pattern[str]
    # Words that stand before a name in capitals without being part of it.
    not_first: frozenset[str]
    stops: re.Pattern[str] | None = None


@lru_cache(maxsize=3)
def _builder(language: str) -> _Builder:
    chinese = language == "zh"
    table = load("names.toml")[language]
    kinds = {fold(head, chinese): kind.partition("_or_")[2] or kind for kind, heads in table["heads"].items() for head in heads}

    def either(words: Iterable[str], edge: str = "") -> re.Pattern[str]:
        folded = sorted({fold(word, chinese) for word in words}, key=len, reverse=True)
        return re.compile(edge + "(?:" + "|".join(map(re.escape, folded)) + ")" + edge)

    edge = "" if chinese else r"\b"
    return _Builder(
        kinds,
        either(kinds, edge),
        frozenset(table.get("small", ())),
        frozenset(table.get("before_small", ())),
        either(table["offices"], edge),
        either(table["guests"]),
        re.compile("(?: (?:" + "|".join(table.get("after_small", ["(?!)"])) + r")\b)+"),
        frozenset(fold(word, chinese) for word in table["adjectives"]),
        either(table["not_heads"]),
        frozenset(table.get("not_first", ())),
        either(table["stops"]) if "stops" in table else None,
    )


def parties_of(document: Document, act: Act) -> tuple[tuple[Party, ...], tuple[Evidence, ...]]:
    """The sides of an act, at most six, in the order of the text, each with the place that names it."""
    chosen = _chosen(document, act)
    parties, evidence = [], []
    for mention in chosen:
        printed = _text(document, mention)
        name = mention.name or printed
        parties.append(Party(name, mention.country, printed, document.lang, mention.kind))
        evidence.append(Evidence("party", printed, mention.part, mention.start, mention.end, printed))
    return tuple(parties), tuple(evidence)


def _text(document: Document, mention: Mention) -> str:
    reading = document.title if mention.part == "title" else document.body
    return reading.text[mention.start : mention.end]


# ---- choosing ----------------------------------------------------------------------------------------------------


def _chosen(document: Document, act: Act) -> list[Mention]:
    """Those of the act's sentence; for jurisdictions without a body there, those of sentences further away."""
    found: list[Mention] = []
    read: set[int] = set()
    heading = _is_heading(document, act.sentence)
    for distance, rows in enumerate(_nearness(document, act)):
        # "The two sides agreed": who they are stands in other sentences, and a title may only say where they are from.
        heading = heading or (distance == 1 and not found)
        if distance and _enough(found, act, heading):
            break
        new = [row for row in rows if id(row) not in read]
        read.update(map(id, new))
        found = _joined(found, [each for row in new for each in mentions(document, row)], act, distance < 2)
    return [_fullest(document, each) for each in _settled(found, act)][:MOST]


def _nearness(document: Document, act: Act) -> Iterator[list[Sentence]]:
    """The act's sentence, those that tell the same, the title and the neighbours, the opening."""
    row = act.sentence
    yield [row]
    yield [each for each in act.others if each is not row][:3]
    body = document.body.sentences
    around = body[max(0, row.index - 1) : row.index + 2] if row.part == "body" else body[:2]
    yield [*document.title.sentences, *(each for each in around if each is not row and not each.listed)]
    telling = (each for each in body if each.hits and not each.listed and not _is_heading(document, each))
    yield list(islice(telling, _OPENING))


def _is_heading(document: Document, row: Sentence) -> bool:
    """Whether a line ends without a sentence's end: a title, also where the body repeats it."""
    last = document.reading(row).text[row.end - 1]
    return last.isalnum() or last in ")]"


def _rank(each: Mention, act: Act) -> int:
    """Lower is better: a body, then a jurisdiction, then its officers, who only act for it; the head of a region's government stands for
    the region, unless it was the region that signed."""
    if each.rank == 1 and each.head and act.strength is not Strength.SIGNED:
        return 1
    return {0: 0, 2: 2, 1: 3}[each.rank]


def _enough(found: Sequence[Mention], act: Act, heading: bool) -> bool:
    """Whether nobody is missing. A title is short: it says "Macao" where the text names the body; a meeting is one of bodies."""
    sides = {each.country for each in found if each.country}
    if not sides.issuperset(act.countries) and len(sides) < 2:
        return False
    bare = act.sentence.part == "title" or act.strength is Strength.EXCHANGE or heading
    return len(found) > 1 and not (bare and any(each.rank == 2 for each in found))


def _joined(found: Sequence[Mention], more: Sequence[Mention], act: Act, near: bool) -> list[Mention]:
    """What is found with what a further place names: the best of each jurisdiction, which a better one further away replaces."""
    result = list(found)
    for country in dict.fromkeys(each.country for each in more):
        some = [each for each in more if each.country == country]
        best = min(_rank(each, act) for each in some)
        have = min((_rank(each, act) for each in found if each.country == country), default=9)
        if best >= have or (country is None and found):
            continue
        if country not in act.countries and not _may_join(some, best, bool(found), near):
            continue
        result = [each for each in result if each.country != country]
        new = [each for each in some if _rank(each, act) == best]
        result.extend(new[:1] if new[0].rank else new)
    return _distinct(result)


def _may_join(some: Sequence[Mention], best: int, found: bool, near: bool) -> bool:
    """Whether somebody of no known side is one: a body where the act is told; if nobody else is, an office holder whose office is said."""
    if best == 0:
        return near
    return not found and some[0].country is None and any(" " in each.form for each in some)


def _distinct(found: Iterable[Mention]) -> list[Mention]:
    """Each body once; the secretariat of a forum rather than the forum."""
    kept: list[Mention] = []
    for each in found:
        if not any(each.same_as(other) for other in kept):
            kept.append(each)
    secretariats = [each for each in kept if each.multilateral and "ecretariat" in each.name]
    return [each for each in kept if not (secretariats and each.multilateral and each not in secretariats)]


def _settled(found: list[Mention], act: Act) -> list[Mention]:
    """A body whose name tells no country belongs to the one side that has nobody else. Where two sides are bodies, places are scenery."""
    without = [country for country in act.countries if country not in {each.country for each in found if each.country}]
    unknown = [each for each in found if each.country is None and not each.multilateral]
    if len(without) == 1 and len(unknown) == 1:
        found = [replace(each, country=without[0]) if each is unknown[0] else each for each in found]
    elif not without:
        found = [each for each in found if each not in unknown]
    acting = [each for each in found if each.rank < 2]
    bodies = {each.country for each in acting if each.rank == 0 and each.country}
    if len(bodies) > 1:
        # The countries at large, and places, are those for whom or with whom, or where.
        found = [each for each in found if each.rank < 2 and each.name != _LUSOPHONE]
    if act.strength is not Strength.SIGNED and len({each.country for each in acting}) > 1:
        return [each for each in found if each.rank < 2]
    return found


_LUSOPHONE = "Portuguese-speaking countries"


def _fullest(document: Document, mention: Mention) -> Mention:
    """Where the text writes a known body's name out, that place rather than an acronym."""
    if not mention.name:
        return mention
    longer = [at for at in _places_of(document, mention.name) if at[2] - at[1] > mention.end - mention.start]
    if not longer:
        return mention
    part, start, end = max(longer, key=lambda at: at[2] - at[1])
    return replace(mention, part=part, start=start, end=end)


def _places_of(document: Document, name: str) -> Iterator[tuple[str, int, int]]:
    for reading in document.readings:
        for row in reading.sentences:
            for hit in row.hits:
                # In brackets stands another name, not this one in full.
                if hit.meaning.body and hit.meaning.body.name == name and "(" not in reading.folded[max(0, hit.start - 5) : hit.start]:
                    yield reading.part, hit.start, hit.end


# ---- names in a sentence -----------------------------------------------------------------------------------------


def mentions(document: Document, row: Sentence) -> list[Mention]:
    """Everybody whom a sentence names, in order, without overlap: known bodies, names built like bodies', office holders, jurisdictions."""
    reading = document.reading(row)
    builder = _builder(_language(document, reading))
    built = _chinese_names(reading, row, builder) if reading.chinese else _latin_names(reading, row, builder)
    offices = _offices(reading, row, builder)
    found = _without_overlap([*_known(row), *built, *offices, *_places(reading, row, builder)])
    reach = _GUEST_REACH[reading.chinese]
    told = _told_from(reading, row)
    seconds = {after for before, after in pairwise(found) if _is_second(reading, before, after)}
    return [
        replace(each, form=reading.folded[each.start : each.end])
        for each in found
        if each.start >= told
        and each not in seconds
        and not _is_guest(reading, row, builder, each, reach)
        and not _is_quoted(reading, row, each)
        and not _is_venue(reading, row, each)
    ]


def named_in(document: Document, row: Sentence) -> list[tuple[int, int]]:
    """Where a sentence names bodies, fairs and programmes, listed or only built like such names, and office holders."""
    reading = document.reading(row)
    builder = _builder(_language(document, reading))
    built = _chinese_names(reading, row, builder) if reading.chinese else _latin_names(reading, row, builder)
    listed = [(hit.start, hit.end) for hit in row.hits if hit.meaning.body is not None]
    return [*listed, *((each.start, each.end) for each in (*built, *_offices(reading, row, builder)))]


# "Secretary of A and chairman of B": what a person is besides makes B no side.
_SECOND_OFFICE = re.compile(
    r"(?: \([a-z]+\))?,? (?:and|e) (?:also )?(?:the )?(?:[a-z-]+ )?"
    r"(?:president|chair\w*|director\w*|secretary|head|deputy|member|presidente|secretari[oa]|membro|vogal|chefe)"
    r" (?:of|to|d[aeo]) (?:the )?"
)


def _is_second(reading: Reading, before: Mention, after: Mention) -> bool:
    """Whether a name only says more of the one before it: a second office, or in brackets another name of the same body."""
    if before.rank == after.rank == 0 and _BRACKET.fullmatch(reading.folded, before.end, after.start):
        return True
    return bool(_SECOND_OFFICE.fullmatch(reading.folded, before.end, after.start))


_BRACKET = re.compile(r"\s?\(")


def _is_quoted(reading: Reading, row: Sentence, mention: Mention) -> bool:
    """Whether a name is part of a longer one in quotation marks: the title of a meeting or a paper. Chinese 《》 name what was signed."""
    if reading.chinese or reading.folded.count('"', row.start, mention.start) % 2 == 0:
        return False
    return reading.folded[mention.start - 1] != '"' or reading.folded[mention.end : mention.end + 1] != '"'


# Houses that others also meet in.
_HOUSE = (re.compile(r"(?:cent(?:re|er)|hall|hotel|museum|palace|museu|palacio)\b"), re.compile("(?:中心|馆|酒店|大厦|大楼|广场)$"))
_AT = (re.compile(r"\b(?:at|n[oa]) (?:the )?$"), re.compile("(?:在|于)$"))


def _is_venue(reading: Reading, row: Sentence, mention: Mention) -> bool:
    """Whether a body is only the house where something happens."""
    if mention.rank or not _HOUSE[reading.chinese].search(reading.folded, mention.start, mention.end):
        return False
    return bool(_AT[reading.chinese].search(reading.folded, max(row.start, mention.start - 8), mention.start))


def _told_from(reading: Reading, row: Sentence) -> int:
    """Where a sentence's own words begin: behind a dateline."""
    if row.part == "title" or row.index > _DATELINE_SENTENCES:
        return row.start
    return row.end - len(strip_dateline(reading.text[row.start : row.end]))


def _known(row: Sentence) -> Iterator[Mention]:
    for hit in row.hits:
        body = hit.meaning.body
        if body is not None and body.kind not in _NO_SIDES and body.kind != "zone":
            yield Mention(row.part, hit.start, hit.end, body.country, body.kind, 0, body.name, hit.meaning.multilateral)


def _places(reading: Reading, row: Sentence, builder: _Builder) -> Iterator[Mention]:
    """Jurisdictions by name. Where something happens is not who acts, and an adjective names nobody."""
    for hit in row.hits:
        if len(hit.meaning.countries) != 1 or (hit.meaning.body is not None and hit.meaning.body.kind != "zone"):
            continue
        if not _is_adjective(reading, hit, builder) and not _LOCATIVE[reading.chinese].search(
            reading.folded, max(row.start, hit.start - 12), hit.start
        ):
            yield Mention(row.part, hit.start, hit.end, hit.meaning.countries[0], "jurisdiction", 2)


def is_adjective(document: Document, reading: Reading, hit: Hit) -> bool:
    """Whether a name of a place is a word of origin, as "Chinese" and "angolana" are, which says nothing of where or who."""
    return _is_adjective(reading, hit, _builder(_language(document, reading)))


def _language(document: Document, reading: Reading) -> str:
    return "zh" if reading.chinese else "pt" if document.lang == "pt" else "en"


def _is_adjective(reading: Reading, hit: Hit, builder: _Builder) -> bool:
    form = reading.folded[hit.start : hit.end]
    if reading.chinese:
        return form in builder.adjectives
    # "Portuguese exporters", "the Brazilian side"
    return form in builder.adjectives or form.partition(" ")[0] in builder.adjectives or reading.text[hit.start].islower()


_LOCATIVE = (re.compile(r"\b(?:in|at|em|n[oa]|to) (?:the )?$"), re.compile("(?:在|赴|抵|到|于)$"))


def _without_overlap(found: Iterable[Mention]) -> list[Mention]:
    """The longest where names overlap; in the order of the text."""
    kept: list[Mention] = []
    for each in sorted(found, key=lambda one: (one.start - one.end, one.rank)):
        if all(each.end <= other.start or each.start >= other.end for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda one: one.start)


def _is_guest(reading: Reading, row: Sentence, builder: _Builder, mention: Mention, reach: int) -> bool:
    before = reading.folded[max(row.start, mention.start - reach) : mention.start]
    last = max((match.end() for match in builder.guests.finditer(before)), default=None)
    return last is not None and not _COMMA.search(before, last)


_COMMA = re.compile("[,;:]")


# ---- Latin names -------------------------------------------------------------------------------------------------

_CAPITAL = r"[A-ZÀ-Þ][\w'’&./-]*"
_LINK = r"(?:of|for|in|and|the|de|da|do|das|dos|e|para|em|no|na|a|o|à|ao|às|&)"
_RIGHT = re.compile(rf"(?:\s+(?:{_LINK}\s+){{0,3}}{_CAPITAL})")
_LIST = re.compile(rf"(?:,\s+{_CAPITAL}(?:\s+{_CAPITAL})?){{1,3}},?\s+(?:and|e)\s+{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}}")
_LEFT = re.compile(rf"((?:{_CAPITAL}\s+)*(?:{_CAPITAL}(?:,\s+{_CAPITAL})*\s+(?:and|&)\s+)?(?:{_CAPITAL}\s+)*)$")
_AND = re.compile(r"\s+(?:and|e|&)\s+(?:the\s+|an?\s+|[oa]s?\s+)?")


# Between an "and" and the head of the name behind it stands no other "and".
_PARTS = re.compile(r",|\s(?:and|e|&)\s")


def _latin_names(reading: Reading, row: Sentence, builder: _Builder) -> Iterator[Mention]:
    """Names around a head word ("Ministry of …", "… Bureau", "Associação de …"), as far as capitals and linking words reach."""
    heads = list(builder.heads.finditer(reading.folded, row.start, row.end))
    sides = [hit for hit in row.hits if hit.meaning.countries or hit.meaning.body]
    for number, head in enumerate(heads):
        word = reading.text[head.start() : head.end()]
        small = head[0] in builder.small
        if not (word[0].isupper() or small) or _misleads(reading, row, builder, head):
            continue
        later = [each.start() for each in heads[number + 1 :]]
        start = _behind_and(reading, heads[:number], _left(reading, row, head.start(), builder, small), head.start())
        after = builder.after_small.match(reading.folded, head.end(), row.end) if small else None
        end = _right(reading, row, after.end() if after else head.end(), later, sides)
        while reading.text[end - 1] in ".,;/&":
            end -= 1
        if end == head.end() and start == head.start():
            continue
        country, multilateral = _country_of(sides, start, end)
        yield Mention(row.part, start, end, country or _beside(reading, sides, start, end), builder.kinds[head[0]], 0, "", multilateral)


def _behind_and(reading: Reading, heads: Sequence[re.Match[str]], start: int, at: int) -> int:
    """Where a name begins that reaches back over an "and" to another name's head: behind it."""
    for head in reversed(heads):
        joint = _AND.match(reading.text, head.end(), at) if head.start() >= start else None
        if joint:
            return joint.end()
    return start


def _beside(reading: Reading, sides: Sequence[Hit], start: int, end: int) -> str | None:
    """The place right beside a name: "Harbour Bureau, Mozambique", "Angola's Ministry of …"."""
    for hit in sides:
        between = reading.folded[end : hit.start] if hit.start >= end else reading.folded[hit.end : start]
        if (
            hit.meaning.countries
            and hit.meaning.body is None
            and between in ((", ", " (") if hit.start >= end else (" ", "'s ", "'s new "))
        ):
            return hit.meaning.countries[0]
    return None


def _misleads(reading: Reading, row: Sentence, builder: _Builder, head: re.Match[str]) -> bool:
    near = builder.not_heads.finditer(reading.folded, max(row.start, head.start() - 24), min(row.end, head.end() + 24))
    return any(each.start() <= head.start() and head.end() <= each.end() for each in near)


def _left(reading: Reading, row: Sentence, at: int, builder: _Builder, small: bool) -> int:
    before = reading.text[max(row.start, at - 90) : at]
    match = _LEFT.search(before)
    start = at - len(match[1]) if match else at
    words = reading.text[start:at].split(" ")
    while words and words[0].rstrip(",").removesuffix("'s").lower() in builder.not_first:
        start += len(words[0]) + 1
        words = words[1:]
    if small and start == at:
        for word in builder.before_small:
            if reading.folded.startswith(word + " ", at - len(word) - 1):
                return at - len(word) - 1
    return min(start, at)


def _right(reading: Reading, row: Sentence, at: int, later: Sequence[int], sides: Sequence[Hit]) -> int:
    """Where a name ends: linking words and capitals on, but not over an "and" behind which another body or side begins."""
    end = at
    while end < row.end:
        match = _RIGHT.match(reading.text, end, row.end)
        if match is None:
            break
        joint = _AND.match(reading.text, end, row.end)
        if joint and (
            any(joint.end() <= head <= joint.end() + 60 and not _PARTS.search(reading.text, joint.end(), head) for head in later)
            or any(hit.start == joint.end() or hit.end == end for hit in sides)
        ):
            break
        if match.end() > row.end or reading.text[match.end() - 1] in ".":
            return min(match.end() - 1, row.end)
        end = match.end()
        listed = _LIST.match(reading.text, end, row.end)
        if listed and not any(listed.start() <= each < listed.end() for each in (*later, *(hit.start for hit in sides))):
            end = listed.end()
    return end


def _country_of(sides: Sequence[Hit], start: int, end: int) -> tuple[str | None, bool]:
    """The jurisdiction in a name: the last one ("… of Angola"), unless the name begins with one ("Portugal-China …")."""
    inside = [hit for hit in sides if start <= hit.start and hit.end <= end and hit.meaning.countries]
    if any(hit.meaning.multilateral for hit in sides if start <= hit.start and hit.end <= end) and not inside:
        return None, True
    if not inside:
        return None, False
    first = inside[0] if inside[0].start == start else inside[-1]
    return first.meaning.countries[0], False


# ---- Chinese names -----------------------------------------------------------------------------------------------

_ZH_HARD = re.compile(r"[,。;:!?、\"()\n\s《》【】〔〕|/]|(?<=[签签])署|(?<=[学院司会局行团])[-—–]+")


def _chinese_names(reading: Reading, row: Sentence, builder: _Builder) -> Iterator[Mention]:
    """Names that end in a head (大学, 协会, 局 …). Where a place or a known body begins the name it begins there, else at the last
    word that no name holds."""
    sides = [hit for hit in row.hits if hit.meaning.countries or hit.meaning.body]
    end_before = row.start
    heads = list(builder.heads.finditer(reading.folded, row.start, row.end))
    for number, head in enumerate(heads):
        following = heads[number + 1] if number + 1 < len(heads) else None
        if (following and following.start() == head.end()) or _misleads(reading, row, builder, head):
            continue
        start = _zh_start(reading, row, head, sides, builder, end_before)
        if start is None or (head.start() - start < 2 and not any(hit.start == start for hit in sides)):
            continue
        country, multilateral = _country_of(sides, start, head.end())
        yield Mention(row.part, start, head.end(), country, builder.kinds[head[0]], 0, "", multilateral)


# These join two names, or two words inside one.
_ZH_AND = frozenset("与和及")


def _zh_start(reading: Reading, row: Sentence, head: re.Match[str], sides: Sequence[Hit], builder: _Builder, floor: int) -> int | None:
    """Where a name that ends in a head begins: at the first place or body from which nothing but a name leads to it."""
    hard = max(row.start, floor, head.start() - _ZH_LONGEST)
    for mark in _ZH_HARD.finditer(reading.folded, hard, head.start()):
        hard = mark.end()
    anchors = [hit for hit in sides if hard <= hit.start < head.start()]
    for anchor in anchors:
        if not _parted(reading, builder, anchor.end, head.start(), anchors):
            return anchor.start
    stop = hard
    if builder.stops:
        for word in builder.stops.finditer(reading.folded, hard, head.start()):
            stop = word.end()
    return stop if head.start() - stop >= 2 else None


def _parted(reading: Reading, builder: _Builder, start: int, end: int, anchors: Sequence[Hit]) -> bool:
    """Whether between two places stands a word that no name holds; "and" parts where a name begins behind it or ends before it."""
    for word in builder.stops.finditer(reading.folded, start, end) if builder.stops else ():
        inner = word[0] in _ZH_AND and word.start() > start + 1 and not any(hit.start == word.end() for hit in anchors)
        if not inner or builder.heads.search(reading.folded, start, word.start()):
            return True
    return False


# ---- office holders ----------------------------------------------------------------------------------------------

_OFFICE_RIGHT = re.compile(rf"(?:\s+(?:{_LINK}\s+){{0,3}}{_CAPITAL})+")


def _offices(reading: Reading, row: Sentence, builder: _Builder) -> Iterator[Mention]:
    """Office holders with what they hold office of ("Minister for Science", "Chefe do Executivo", 上海市市长)."""
    sides = [hit for hit in row.hits if hit.meaning.countries]
    for office in builder.offices.finditer(reading.folded, row.start, row.end):
        start, end = office.span()
        if reading.chinese:
            before = [hit for hit in sides if 0 <= start - hit.end <= 4]
            start = before[-1].start if before else start
        elif match := _OFFICE_RIGHT.match(reading.text, end, row.end):
            end = match.end()
            if builder.heads.search(reading.folded, office.end(), end) or any(
                office.end() <= hit.start < end for hit in row.hits if hit.meaning.body
            ):
                continue
        country, _ = _country_of([hit for hit in sides if start - 30 <= hit.start], start - 30, end)
        head = office[0] in _HEADS_OF_REGIONS
        while reading.text[end - 1] in ".,;":
            end -= 1
        yield Mention(row.part, start, end, country or ("MO" if head else None), "office", 1, head=head)


# Of Macao where no place says otherwise: the other region's head is named with it.
_HEADS_OF_REGIONS = frozenset({"chief executive", "chefe do executivo", "行政长官"})
