"""Exchanges: meetings with a purpose of cooperation, talks with a counterpart, and what several sides run together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.announcements.acts import OPENING, Candidate, Document, candidate_of
from monitor.announcements.background import ANNIVERSARY, BACKGROUND_BEFORE
from monitor.announcements.beside import DAY_ZH, TOGETHER_REACH, comma_between, gap, nearest_before, quote
from monitor.announcements.guards import called_off, guard, spoken
from monitor.announcements.kinds import only_said
from monitor.announcements.lexicon import Hit
from monitor.announcements.reading import Reading, Sentence
from storage.model import Strength

# A meeting that did not take place.
_NO_MEETING_REACH = (24, 8)
_JOINT_REACH = (150, 60)
_HOPE_REACH = (30, 8)
_HOPE_BEFORE = (45, 8)
# More jurisdictions than a topic names: a list of those who took part.
_SOME_SIDES = 3
# A courtesy call is named in the title or the opening.
_CALL_SENTENCES = 4
# "Also present were ..., together with": a list of those who came.
_PRESENT = re.compile(
    r"\b(?:present at|also present|were present|in attendance|attended|accompanied|joined by|flanked by|"
    r"presentes|presenca de|assistiram|acompanhad[oa]s?|integra(?:m|va|vam)? a)\b"
)
# "The Institute and the Centre held a seminar": two sides, then a verb of holding, then the event.
_HELD = re.compile(
    r"\b(?:held|hold|hosted|host|staged|stage|organised|organized|ran|run|convened|convene|mounted|put on|promoted|launched|launch|"
    r"organizaram|organizam|realizaram|realizam|promoveram|promovem|promovera|levaram a cabo|levam a cabo|lancaram|dinamizaram|acolheram)"
    r" [^,;.]{0,40}$"
)
_HELD_REACH = 70
_SUBJECT_REACH = 200
# How far a verb stands from the second of the two sides that are its subject, and these from each other.
_SUBJECT_NEAR, _PAIR_REACH = 40, 70
# Who is met to do business.
_TRADERS = re.compile(
    r"\b(?:with|com|for|para|to|aos?|a|perante|before) (?:[\w-]+ ){0,4}"
    r"(?:importers|exporters|buyers|investors|retailers|distributors|entrepreneurs|suppliers|operators|traders|"
    r"producers|manufacturers|wholesalers|growers|winemakers|fund managers|start-?ups|"
    r"importador\w+|exportador\w+|comprador\w+|investidor\w+|distribuidor\w+|empresari\w+|fornecedor\w+|operador\w+|produtor\w+|fabricantes?|"
    r"grossistas|incubadoras|hoteleiros|agentes)\b"
)
# Learning is an exchange where those learn or teach who do so for a trade or a body.
_LEARNS = re.compile(r"learn|(?:to )?(?:teach|train)|spen[dt]|aprend|ensin|passa|frequent")
_LEARNERS = re.compile(
    r"\b(?:officials|officers|farmers|fishermen|doctors|nurses|judges|prosecutors|magistrates|lawyers|engineers|technicians|agronomists|"
    r"experts|specialists|civil servants|trainees|students|teachers|lecturers|researchers|scientists|entrepreneurs|managers|staff|team|"
    r"delegation|bankers|auditors|inspectors|translators|interpreters|coaches|athletes|artists|colleagues|"
    r"funcionari\w+|agricultores|pescadores|medic\w+|enfermeir\w+|juizes|magistrados|advogados|engenheiros|tecnicos|agronomos|peritos|"
    r"especialistas|quadros|formandos|estudantes|alunos|professores|docentes|investigadores|cientistas|empresarios|gestores|equipa|equipe|"
    r"delegacao|bancarios|auditores|inspectores|inspetores|tradutores|interpretes|treinadores|atletas|artistas|colegas|dirigentes|"
    r"responsaveis)\b"
)
# Who took part in a course follows it.
_SENT = re.compile(
    r"\b(?:took part|participat\w+|attended|enrolled|trainees|participants|students|officials|from|"
    r"participaram|frequenta\w*|formandos|participantes|alunos|oriund\w+|vind\w+|provenientes)\b"
)
# "A seminar on commercial law": what it was about follows its name.
_NAMED_TOPIC = re.compile(r" (?:on|about|in|sobre|de|em) ")
_BETWEEN = re.compile(r" (?:on|about|sobre) [^,.;]{3,60} (?:between|entre) ")
# What a meeting was about, or for.
_TOPIC = re.compile(
    r"\b(?:about|how|ways|(?:talks|discussions|consultations|negotiations) (?:on|over)|"
    r"to (?:learn|hear|see|find|teach|train|study|show|discuss|talk|explore|look|compare|exchange|share|promote|attract|win|sell|buy|seek|"
    r"get|boost)|in search of|looking for|on the (?:use|export|trade|training|protection|development)|interest in|"
    r"devoted to|dedicated to|aimed at|with a view to|"
    r"where they (?:were|are) (?:taught|shown|trained)|whether|"
    r"sobre|acerca d\w+|formas|modos|como|"
    r"para (?:aprender|ensinar|estudar|conhecer|discutir|conversar|falar|explorar|comparar|trocar|partilhar|promover|atrair|vender|"
    r"comprar|procurar|se inteirar|apresentar|mostrar|ver|avaliar|preparar)|a procura de|em busca de|interesse em|"
    r"conhec(?:e|em|eu|eram|er)|"
    r"a mostrar|dedicad[oa]s? a|subordinad[oa]s? a|centrad[oa]s? em|com vista a|em torno d\w+)\b"
)
# 就…举行会谈, 围绕…展开讨论: what the two spoke of stands between.
_TOPIC_ZH = re.compile("(?:就|围绕)[^。;]{2,60}(?:会谈|会晤|座谈|磋商|商谈|洽谈|交流|讨论|研讨|探讨|沟通|对话|意见|看法)")
_AND = re.compile(r"\b(?:and|e|with|com)\b")
# "The meetings that led to": a noun that a relative clause explains, with what has long come of it.
_LED = re.compile(
    r" (?:that|which|que) (?:have |had )?(?:led|lead|resulted|preceded|levaram|levou|conduziram|conduziu|antecederam|precederam)\b"
)
_PLURAL = re.compile(
    r"(?:seminars|delegations|visits|meetings|workshops|missions|seminarios|delegacoes|visitas|reunioes|encontros|missoes|coloquios)\b"
)
_COUNTED = re.compile(r"\d|\b(?:two|three|four|five|both|these|the|duas|dois|tres|quatro|cinco|as|os|estas|estes)\b")
# With whom somebody talked: people or bodies, not the topic ("relations with Angola").
_WHO = (
    r"(?:officials?|representatives?|heads?|leaders?|ministers?|ministry|counterparts?|colleagues?|producers|executives|managers|judges|"
    r"authorities|the university|businessmen|business people|members|"
    r"respons\w+|representantes?|dirigentes?|ministr\w+|homolog\w+|congener\w+|"
    r"coleg\w+|produtores|armadores|empresari\w+|autoridades|quadros|juizes|operadores|president\w+|secretari\w+|gestores)\b"
)
_WITH = re.compile(rf"[^.;]*?\b(?:with|com) (?:[\w-]+ ){{0,3}}{_WHO}")
_WITH_ZH = re.compile(r"(?:^|[,、\w])[与同和跟][^,;]*(?:负责人|官员|代表|领导|部长|大使|局|会|公司|集团|机构|同业|法官|专家|人士)[^,;]*$")
_WITH_REACH = (110, 40)
# "Exchange" is as often a thing to keep up as something that took place.
_MERE = "交流"


@dataclass(frozen=True, slots=True)
class _Scene:
    """What exchanges are judged by besides their own sentence: the sentences with terms, the title, and what speaks against all of them."""

    document: Document
    rows: list[Sentence]
    title: Sentence | None
    refused: str | None
    # How many jurisdictions the title and the opening name.
    sides: int = 0


def exchanges(document: Document) -> Iterator[Candidate]:
    """A meeting with a stated purpose of cooperation; something run together by several sides."""
    scene = _scene(document)
    for position, row in enumerate(scene.rows):
        is_title = row.part == "title"
        met = (
            row.of("meeting", "gathering", "topical") if is_title else [hit for hit in row.of("meeting", "topical") if not _venue(row, hit)]
        )
        met = [hit for hit in met if not _by_oneself(document.reading(row), row, hit)]
        if met:
            yield _met(scene, position, met[0])
        elif (gathered := row.of("gathering")) and (purpose := row.of("purpose")) and len(row.countries) > 1:
            refused = scene.refused or _over(document.reading(row), row)
            yield candidate_of(Strength.EXCHANGE, "gathering with a purpose", row, gathered[0], purpose[0], refused)
        reading = document.reading(row)
        if not met and row.part != "title" and row.countries and (talk := _spoke_with(reading, row)):
            refused = scene.refused or guard(document, reading, row, talk) or _over(reading, row)
            yield candidate_of(Strength.EXCHANGE, "talks with a counterpart", row, talk, None, refused)
        listed = row.of("joint", "event") and not reading.chinese and _PRESENT.search(reading.folded, row.start, row.end)
        for joint in () if listed else (*row.of("joint"), *_joint_events(reading, row)):
            if len(_partners(reading, row, joint)) > 1 or (scene.sides > 1 and _beside(reading, row, joint, "both")):
                refused = only_said(document) or guard(document, reading, row, joint) if "to_come" not in joint.meaning.acts else None
                refused = refused or _over(reading, row) or (scene.refused if joint.meaning.acts & {"common", "alongside"} else None)
                yield candidate_of(Strength.EXCHANGE, "run together", row, joint, None, refused)


def _joint_events(reading: Reading, row: Sentence) -> Iterator[Hit]:
    """Events with a word of joint work beside them ("joint sea rescue drill"), or with organisers of two sides after "organised by"."""
    near = TOGETHER_REACH[reading.chinese]
    for event in row.of("event"):
        words = [word for word in row.of("jointly") if gap(word, event) <= near]
        if any(not comma_between(reading, min(word.end, event.end), max(word.start, event.start)) for word in words):
            yield event
        if not reading.chinese and _held_by_two(reading, row, event):
            yield event
    if (row.part == "title" or row.index < OPENING) and not reading.chinese:
        yield from (word for word in row.of("alongside") if _two_before(reading, row, word.start))
        yield from (verb for verb in row.of("common") if _pair_before(reading, row, verb.start))
    for by in row.of("organised"):
        reach = by.end + _JOINT_REACH[reading.chinese]
        after = [hit for hit in row.hits if by.end <= hit.start < reach and not comma_between(reading, by.end, hit.start)]
        if len({code for hit in after for code in hit.meaning.countries}) > 1:
            yield by


def _held_by_two(reading: Reading, row: Sentence, event: Hit) -> bool:
    """ "The Institute and the Centre held a seminar": sides of two jurisdictions before a verb that holds the event."""
    verb = _HELD.search(reading.folded, max(row.start, event.start - _HELD_REACH), event.start)
    return verb is not None and _two_before(reading, row, verb.start())


def _two_before(reading: Reading, row: Sentence, place: int) -> bool:
    """Whether sides of two jurisdictions, joined by a word, stand before a place in its sentence: those who did something together."""
    before = [hit for hit in row.hits if hit.meaning.countries and hit.end <= place]
    pairs = ((one, other) for one in before for other in before if one.end < other.start)
    different = ((one, other) for one, other in pairs if one.meaning.countries != other.meaning.countries)
    return any(_AND.search(reading.folded, one.end, other.start) for one, other in different)


def _pair_before(reading: Reading, row: Sentence, place: int) -> bool:
    """Whether the two sides right before a verb are its subject: "the bureau and the hospital in Zhuhai yesterday rehearsed"."""
    before = [hit for hit in row.hits if hit.meaning.countries and hit.end <= place]
    if not before or place - before[-1].end > _SUBJECT_NEAR:
        return False
    return any(
        one.meaning.countries != other.meaning.countries
        and other.start - one.end <= _PAIR_REACH
        and _AND.search(reading.folded, one.end, other.start)
        and not comma_between(reading, other.end, place)
        for one, other in pairwise(before)
    )


def _scene(document: Document) -> _Scene:
    title = document.title.sentences[0] if document.title.sentences else None
    rows = [row for reading in document.readings for row in reading.sentences if row.hits and not row.listed]
    calls = [row for row in rows[:_CALL_SENTENCES] if row.of("courtesy")]
    refused = document.refusal
    if calls and len({code for row in (*calls, title or calls[0]) for code in row.countries}) < 2:
        refused = "a courtesy call within one jurisdiction"
    elif refused is None and _secretariat_at_home(document):
        refused = "the secretariat with Macao alone"
    opening = [*document.title.sentences, *document.body.sentences[:OPENING]]
    return _Scene(document, rows, title, refused, len({code for row in opening for code in row.countries}))


def _venue(row: Sentence, met: Hit) -> bool:
    """Whether a gathering is only where somebody spoke: "at a seminar, the minister said"."""
    return not met.meaning.acts.isdisjoint(("gathering", "event")) and bool(row.of("said"))


def _by_oneself(reading: Reading, row: Sentence, met: Hit) -> bool:
    """Whether somebody learns or teaches who comes from no body and no trade: "a girl of Macao learned to surf in Portugal"."""
    return bool(_LEARNS.match(reading.folded, met.start)) and not _LEARNERS.search(reading.folded, row.start, row.end)


def _secretariat_at_home(document: Document) -> bool:
    """Whether the title and the opening show Forum Macao's secretariat with nobody but Macao's own: other jurisdictions, named after what
    the talk was of, are its topic. Alone, it is a courtesy call (what it runs jointly counts all the same)."""
    rows = [*document.title.sentences, *[row for row in document.body.sentences[:OPENING] if row.of("meeting")][:1]]
    if not any(row.of("secretariat") for row in rows):
        return False
    many = [row for row in document.body.sentences[:OPENING] if len(row.countries) > _SOME_SIDES and not document.body.chinese]
    sides = {code for row in many for code in row.countries}
    for row in rows:
        topic = min((hit.start for hit in row.of("purpose", "talks") if row.part != "title"), default=row.end)
        named = [(hit.start, code) for hit in row.hits for code in hit.meaning.countries]
        listed = len({code for _, code in named}) > _SOME_SIDES
        sides.update(code for start, code in named if start < topic or listed)
    return sides <= {"MO"}


def _met(scene: _Scene, position: int, met: Hit) -> Candidate:
    """A meeting: accepted when a purpose of cooperation is stated in its sentence, in a neighbour, in the title, or, where the title
    itself tells the meeting, anywhere: the whole text is about it then."""
    row = scene.rows[position]
    if purpose := row.of("purpose"):
        refused = scene.refused or _over(scene.document.reading(row), row)
        return candidate_of(Strength.EXCHANGE, "meeting with a purpose", row, met, purpose[0], refused)
    around = [each for each in scene.rows[max(0, position - 1) : position + 2] if each.part == row.part]
    if row is scene.title:
        around = [each for each in scene.rows if each is row or not each.of("bygone", "background")]
    elif scene.title is not None:
        around.append(scene.title)
    stated = (
        any(each.of("purpose") for each in around)
        or _talked(scene, row, around)
        or _topical(row, _taking_part(scene, row))
        or _about(scene, row, met)
    )
    refused = (scene.refused or _over(scene.document.reading(row), row)) if stated else "no purpose of cooperation is stated"
    return candidate_of(Strength.EXCHANGE, "meeting, purpose nearby", row, met, None, refused)


def _about(scene: _Scene, row: Sentence, met: Hit) -> bool:
    """Whether the title or the opening tells in one sentence that two sides met and what about."""
    reading = scene.document.reading(row)
    if (row is not scene.title and row.index >= OPENING) or len(row.countries) < 2 or row.of("said"):
        return False
    if reading.chinese:
        return bool(_TOPIC_ZH.search(reading.folded, row.start, row.end))
    named = (row.multilateral or len(row.countries) >= _SOME_SIDES) and _NAMED_TOPIC.match(reading.folded, met.end)
    named = named or _BETWEEN.match(reading.folded, met.end)
    return bool(named or _TOPIC.search(reading.folded, met.end, row.end) or _TRADERS.search(reading.folded, row.start, row.end))


def _taking_part(scene: _Scene, row: Sentence) -> tuple[str, ...]:
    """The jurisdictions that the sentence after one of the opening lists as those who took part."""
    after = scene.document.body.sentences[row.index + 1 : row.index + 2]
    if row.part == "title" and not scene.document.body.chinese:
        return next((each.countries for each in scene.document.body.sentences[:1] if len(each.countries) > 1), ())
    if scene.document.body.chinese or row.part == "title" or row.index >= _CALL_SENTENCES + 2:
        return ()
    return next(
        (
            each.countries
            for each in after
            if len(each.countries) > _SOME_SIDES or (each.countries and _SENT.search(scene.document.body.folded, each.start, each.end))
        ),
        (),
    )


def _both_hope(reading: Reading, row: Sentence) -> bool:
    """ "Both sides hope": a direction that both state."""
    reach = _HOPE_REACH[reading.chinese]
    return any(0 <= hope.start - both.end <= reach for both in row.of("both") for hope in row.of("hoped", "planned"))


def _both_talked(row: Sentence) -> bool:
    """ "Both sides discussed": what was spoken of, wherever it stands, for nobody but those who met is meant."""
    return any(talk.start >= both.end for both in row.of("both") for talk in row.of("talks")) and not row.of("bygone", "background")


def _over(reading: Reading, row: Sentence) -> str | None:
    """Whether a meeting is told of the past or of all times, by a word in its sentence, and none of just now stands beside it."""
    past = [hit for hit in row.of("bygone") if not _told_by_the_way(reading, row, hit)]
    met = row.of("meeting", "gathering")[:1]
    if speech := next((spoken(reading, hit) for hit in met), None):
        return speech
    if met and (negated := nearest_before(reading, row, met[0], "negation", _NO_MEETING_REACH)):
        return f"negated: {quote(reading, negated)}"
    if met and (undone := called_off(reading, row, met[0])):
        return undone
    if asked := row.of("asked"):
        return f"asked for: {quote(reading, asked[0])}"
    if met and (told := nearest_before(reading, row, met[0], "background", BACKGROUND_BEFORE)) and not row.of("recent"):
        return f"background: {quote(reading, told)}"
    if met and row.part != "title" and (hope := nearest_before(reading, row, met[0], "hoped", _HOPE_BEFORE)):
        return f"only hoped for: {quote(reading, hope)}"
    if met and (_LED.match(reading.folded, met[0].end) or (reading.chinese and ANNIVERSARY.match(reading.folded, met[0].end))):
        return "speaks of a meeting as known"
    if not past or (row.part == "title" and not reading.chinese) or row.of("recent"):
        return None
    return f"background: {quote(reading, past[0])}"


def _told_by_the_way(reading: Reading, row: Sentence, past: Hit) -> bool:
    """Chinese only: a word of the past in a later clause of a sentence that opens with a day: "8日访问…，是2019年以来首次"."""
    comma = reading.folded.find(",", row.start, past.start) if reading.chinese else -1
    met = row.of("meeting", "joint")[:1]
    day = comma >= 0 and bool(met) and met[0].end <= past.start and DAY_ZH.search(reading.folded, row.start, met[0].start)
    return bool(day) and comma_between(reading, met[0].end, past.start)


def _topical(row: Sentence, after: Sequence[str] = ()) -> bool:
    """Whether a sentence tells a meeting of two sides that says by its name what it is for: a training, a promotion."""
    return bool(row.of("topical")) and len({*row.countries, *after}) > 1


def _spoke_with(reading: Reading, row: Sentence) -> Hit | None:
    """A verb of talking with a counterpart beside it: "discussed with officials of …", "与…商谈"."""
    for talk in row.of("talks"):
        if reading.folded[talk.start : talk.end] == _MERE:
            continue
        if reading.chinese:
            before = reading.folded[max(row.start, talk.start - _WITH_REACH[1]) : talk.start]
            if _WITH_ZH.search(before):
                return talk
        elif (
            (_two_before(reading, row, talk.start) and talk.start - row.start <= _SUBJECT_REACH)
            or _WITH.match(reading.folded, talk.end, min(row.end, talk.end + _WITH_REACH[0]))
            or _WITH.match(reading.folded, row.start, min(talk.start, row.start + _WITH_REACH[0]))
        ):
            return talk
    return None


def _talked(scene: _Scene, row: Sentence, around: list[Sentence]) -> bool:
    """Whether a meeting of two sides that the title or the opening tells says what they talked about."""
    if row is not scene.title and row.index >= OPENING:
        return False
    near = [row, *around] if row is not scene.title else [row, *around[:3]]
    reading = scene.document.reading
    told = any(each.of("talks") or _both_hope(reading(each), each) for each in near) or any(map(_both_talked, scene.rows))
    if not told and scene.title is not None and scene.title.of("meeting"):
        told = any(each.of("offered") for each in near)
    return told and len({code for each in near for code in each.countries}) > 1


def _beside(reading: Reading, row: Sentence, one: Hit, act: str) -> bool:
    return any(gap(hit, one) <= _JOINT_REACH[reading.chinese] for hit in row.of(act))


def habitual(reading: Reading, candidate: Candidate) -> bool:
    """Whether a meeting is spoken of in the plural, without a number: "seminars are held", "delegations come"."""
    before = max(candidate.sentence.start, candidate.start - 24)
    counted = _COUNTED.search(reading.folded, before, candidate.start)
    return counted is None and bool(_PLURAL.match(reading.folded, candidate.start))


def _partners(reading: Reading, row: Sentence, joint: Hit) -> set[str]:
    """The sides beside a marker of joint work: in Chinese those in its own clause, else those within reach."""
    beside = [hit for hit in row.hits if hit.meaning.countries and gap(hit, joint) <= _JOINT_REACH[reading.chinese]]
    if reading.chinese:
        beside = [hit for hit in beside if not comma_between(reading, min(hit.end, joint.end), max(hit.start, joint.start))]
    return {code for hit in beside for code in hit.meaning.countries}
