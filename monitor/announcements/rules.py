"""The rules: from terms in sentences to candidates for what a release announces, each accepted or refused with its reason.

A candidate is one reading of one place in the text. `signings`, `agreements` and `exchanges` propose; guards refuse: an act that is
negated, planned or told of the past does not count. Distances are in characters; a Chinese character says about as much as three
letters, so each distance comes in two sizes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from monitor.announcements.lexicon import MULTILATERAL, UNNAMED, Hit
from monitor.announcements.reading import Reading, Sentence
from storage.model import Instrument, Scope, Strength

_SIGNING = ("signed", "contract_signed", "sign", "to_sign", "signing", "concluded", "issued")
# The acts of which evidence for a strength must hold one.
PROOFS = {
    Strength.SIGNED: frozenset((*_SIGNING, "published")),
    Strength.AGREED: frozenset(("agreed", "decided", "settled", "established", "adopted", *_SIGNING)),
    Strength.EXCHANGE: frozenset(("meeting", "gathering", "topical", "joint", "event", "organised", "talks", "alongside", "common")),
}
# Verbs that sign only close beside what they conclude or issue.
_NEAR = frozenset({"concluded", "issued"})
_ISSUE_REACH = 30
# The rule of a joint declaration that was issued: where something was signed as well, that is what the release announces.
DECLARED = "joint declaration issued"
_OF_BOTH = re.compile(r"joint|conjunt|comum|common|final|联合|共同")
# Where a declaration is only the source of what is said.
_SOURCE = re.compile(
    r"[,;]| (?:in|em|n[oa]|num|numa|by|via|atraves de|segundo|conforme|according to|with) (?:[oa]|um|uma|an?|the|their)?\b[^,;]*$"
)
# How far a guard reaches before the act it governs, how far an instrument stands from its verb: (letters, Chinese characters).
_NEGATION_REACH = (45, 20)
_PLAN_REACH = (32, 28)
# What is to be set up is listed at length.
_SCHEME_REACH = (160, 40)
_AIM_REACH = (40, 8)
_AFTER_REACH = (70, 24)
_BACKGROUND_BEFORE = (140, 70)
_BACKGROUND_AFTER = (50, 10)
_INSTRUMENT_REACH = (260, 110)
# An act that was called off is said to be so right after it or right before.
_UNDONE_REACH = (45, 10)
# "The signing of an agreement between the two was put off."
_UNDONE_FAR = 130
# What somebody signed who was caught is no news of cooperation.
_CAUGHT = re.compile(
    r"\b(?:sentenced|convicted|arrested|jailed|swindled|defrauded|condenou|condenad[oa]s?|detid[oa]s?|deteve|burlad[oa]s?|burlou)\b"
)
# False papers: the word stands before the instrument.
_FAKE_REACH = (28, 8)
# "Without a new agreement."
_NONE_REACH = (14, 0)
# A meeting that did not take place.
_NO_MEETING_REACH = (24, 8)
_CONCLUDED_REACH = (90, 24)
_JOINT_REACH = (150, 60)
_BODY_REACH = (80, 26)
_TOGETHER_REACH = (28, 8)
_HOPE_REACH = (30, 8)
_HOPE_BEFORE = (45, 8)
# What a release is when its title says so, and why nothing that was merely met or meant counts in it.
_KINDS = {
    "opinion": "an opinion",
    "policy": "a policy address",
    "figures": "a report of numbers",
    "festival": "a festival",
    "inspection": "an inspection",
    "office": "a change of office",
    "notice": "a tender or a vacancy",
    "enrolment": "a call for applications",
    "review": "a review of past work",
    "display": "an exhibition of objects",
    "study": "a study of guidelines",
    "interview": "an interview",
    "statement": "a spokesman's answers",
    "crime": "a report of a crime",
    "sport": "a report of a match",
}
# What is meant, promised or summed up is not agreed.
_ONLY_SAID = frozenset({_KINDS["opinion"], _KINDS["policy"], _KINDS["review"], _KINDS["interview"], _KINDS["figures"]})
# Who signs after a tender or a call for applications is whoever wins.
_TO_THE_PUBLIC = frozenset({_KINDS["notice"], _KINDS["enrolment"]})
_MAY_MEET = frozenset({"sport", "figures", "festival", "policy", "review", "display", "crime"})
# Kinds that the first sentence tells as plainly as a title; in the first three: an interview.
# Chinese: in these a signing is news only where its sentence says when it was; else it is one of the past, one wished for, or a term.
_NEVER = frozenset({_KINDS["notice"], _KINDS["crime"]})
_UNDATED = _NEVER | {_KINDS[act] for act in ("opinion", "policy", "enrolment", "interview", "statement", "office", "figures")}
# Of these, talk of cooperation in the title is no news; a meeting or a signing is.
_WEIGHTY = frozenset({"sport", "policy", "review", "display", "crime"})
_OF_TWO_REACH = 45
_JOINED_BY = re.compile(r" (?:and|e)(?: (?:the|[oa]s?|d[eao]s?))? | ?- ?")
# Verbs by which a body itself begins: "opened its doors", "nasceu".
_COMES = re.compile(
    r"c[ao]mes? into being|open(?:ed|s) (?:its|their) doors|was born|nasce|went live|goes live|is up and running|beg[ia]ns? |"
    r"start(?:ed|s) |abr(?:iu|e|iram|em) (?:as )?portas|comec|entr(?:ou|a|aram) em"
)
_OPENING_KINDS = ("notice", "sport", "enrolment", "review", "display", "figures")
_OPENING = 3
# More jurisdictions than a topic names: a list of those who took part.
_SOME_SIDES = 3
# A title that tells a meeting of two jurisdictions tells more than these.
_MAY_COME = frozenset({"inspection", "office"})
# A courtesy call is named in the title or the opening.
_CALL_SENTENCES = 4
# How a Chinese clause begins that carries on the one before.
_CARRY = re.compile("(?:并|及|同时|届时|会上|其间|期间|.{0,4}时|.{0,3}后)(?:还|也|亦|正式|共同)?")
# English and Portuguese: a participle, a definite article shortly before the noun, an auxiliary between noun and participle.
_PARTICIPLE_REACH = 40
_FRESH_REACH = 60
_PARTICIPLE = re.compile(r"signed|concluded|reached|(?:assinad|firmad|rubricad|celebrad|subscrit|alcancad|concluid|fechad)[oa]s?\b")
_DEFINITE = re.compile(
    r"\b(?:the|this|that|these|those|its|their|[dn]?[oa]s?|aos?|pel[oa]s?|(?:d|n)?est[ea]s?)\s(?:[^\s,;]+\s){0,3}[\"']?$"
)
_AUXILIARY = re.compile(r"\b(?:was|were|been|being|be|is|are|has|have|had|which|that|foi|foram|sido|ser|sera|e|sao|esta|que|fica)\b|,")
_PASSIVE = re.compile(
    r"\b(?:was|were|is|are|been|being|be|foi|foram|sido|e|sao|sera|serao|fica|ficou|esta|estao) (?:[a-z]+(?:ly|mente) |also )?$"
)
# "Signed in 1987": news would tell the day.
_YEAR_AFTER = re.compile(r"[ ,]{1,2}(?:in|em|back in) ((?:19|20)\d\d)\b")
# "签署十周年": what has its anniversary is of the past; an anniversary that stands before the act is only its occasion.
_ANNIVERSARY = re.compile("[^,;]{0,6}周年")
# "须于三十日内签订": somebody's duty, which nobody has agreed to.
_DUE_ZH = re.compile("[必务]?须|应[于当该]|需[于在按]")
# "已与内地多个城市签订": how many there are by now.
_COUNTED_ZH = re.compile(
    "已(?:经)?[与同和跟][^,;。]{0,12}(?:多|数|几|逾|近|超过|[一二三四五六七八九十百\\d])+[余多]?(?:个|家|国|座|所|间|项)"
)
_YEAR_BEFORE = re.compile(r"((?:19|20)\d\d)年(?!\d)[^,]*$")
# "In the past three years": all that follows in the sentence is summed up.
_SPAN = re.compile(
    r"\b(?:in|over|during) the (?:past|last) (?:few|two|three|four|five|ten|\d+) years\b"
    r"|\bn[oa]s ultim[oa]s (?:\w+ )?anos\b|过去[两三四五几十\d]+年"
)
# "Signed a memorandum in 2018 and": likewise.
_BARE_YEAR = re.compile(r" (?:in|em) ((?:19|20)\d\d)\b")
_BARE_REACH = 80
_YEAR_REACH = 16
_HISTORY_YEARS = 3
# A word of just now so near says more than a year, which may be that of an older act.
_RECENT_REACH = 90
# Whoever renews or amends says from when the old one was.
_RENEWS = re.compile(r"renew|exten|amend|replac|prolong|renov|prorrog|estend|alter|substitu")
_AT = re.compile(r"\b(?:at|in) (?:the|a|this|its|their) (?:[\w-]+ ){0,3}$|\b(?:no|na|nos|nas|neste|nesta|num|numa) (?:[\w-]+ ){0,2}$")
# "At the opening ceremony": an occasion, though no meeting of two sides.
_AT_CEREMONY = re.compile(
    r"\b(?:at|during|in) (?:the|a|an|its|their|this) (?:[\w-]+ ){0,3}(?:ceremony|session|dinner|banquet|reception|gala|opening|closing)\b"
    r"|\b(?:when|quando)\b[^.;]{0,60}\b(?:visits?|comes?|travels?|opens?|visit\w+|desloc\w+|for a |vier)\b"
    r"|\b(?:na|numa|nesta|durante a|da) (?:cerimonia|sessao|gala|recepcao|abertura) (?:de|d[aoe]s?|solene|oficial|inaugural)\b"
)
# "Concluded a round of talks on an agreement": the talks were concluded, not the agreement.
_PROCESS = re.compile(
    r"\b(?:rounds?|sessions?|talks|meetings?|visits?|negotiati\w+|consultations|discussions?|phases?|stages?|readings?|tours?|missions?|trips?|"
    r"stud(?:y|ies)|rondas?|rodadas?|sess(?:ao|oes)|reuni(?:ao|oes)|negociac(?:ao|oes)|conversac(?:ao|oes)|visitas?|fases?|etapas?|miss(?:ao|oes)|"
    r"discuss(?:ao|oes)|estudos?|curso|deslocacao)\b"
)
# "The wording of a protocol has been cleared": agreed, not signed.
_DRAFT_REACH = 40
_DRAFTED = re.compile(
    r"\b(?:wording|texts?|drafts?|terms|clauses|negotiations?|texto|minuta|termos|clausulas|negociac(?:ao|oes)|redac\w+|versao final)\b"
)
_DRAFT = re.compile(_DRAFTED.pattern + r"[^,;.]{0,25}$")
_DRAFT_ZH = re.compile("的?(?:具体|主要|正式|最终|合作)?(?:文本|案文|草案|草稿|初稿|条款|细节|内容|细则|谈判|磋商|初步)")
_SETTLED_REACH = 70
# "The memorandum with which the two bodies sealed": an instrument that a relative clause joins to its verb.
_BY_WHICH = re.compile(
    r"(?: [\w-]+){0,3},? (?:com (?:[oa] qual|que)|pel[oa] qual|atraves d[oa] qual|por meio d[oa] qual|n[oa] qual|em que|que|"
    r"(?:with|by|through|under|in) which|which|that)\b"
)
# "Before anybody signs": a present that a condition makes one to come.
_NOT_YET = re.compile(r"\b(?:before|until|unless|if|once|whether|antes de|ate que|quando|se|logo que|assim que) (?:[\w-]+ ){0,3}$")
_NOT_YET_REACH = 40
# "Cooperation documents" are what is concluded as well as a named instrument.
_PAPERS = re.compile(
    r"(?:co-?operation|partnership|collaboration) (?:documents|instruments|texts|papers)"
    r"|(?:documentos|instrumentos|textos) de (?:cooperacao|colaboracao|parceria|entendimento)"
)
_PAPERS_REACH = 16
# "Also present were ..., together with": a list of those who came.
_PRESENT = re.compile(
    r"\b(?:present at|also present|were present|in attendance|attended|accompanied|joined by|flanked by|"
    r"presentes|presenca de|assistiram|acompanhad[oa]s?|integra(?:m|va|vam)? a)\b"
)
_MANY_PAPERS = re.compile(r"s\b|memoranda\b")
# Copies change hands when an instrument has been signed, though the sentence before names it.
_COPIES = re.compile(r"cop(?:y|ies)|exemplares|documents|documentos|texts|textos|folders|pastas|copias")
# "It was signed by": what the sentence before names.
_TAKEN_UP = re.compile(
    r"(?:(?:it|this|these|both|they|os? dois|as duas|ambos|ambas) )?"
    r"(?:was|were|foi|foram|e|sao) (?:[a-z]+(?:ly|mente) |also |hoje |ontem )?$"
    r"|(?:the|a|o acto de|o ato de|a cerimonia de|by) $"
)
_TAKEN_UP_WITHIN = 30
_IT = re.compile(r"(?: it| them| both|-n?[oa]s?)\b")
# "Signed in April": the month of an act; it is news only in that month or the next. In a headline a month ahead is to come.
_MONTH_NAMES = (
    "january|janeiro", "february|fevereiro", "march|marco", "april|abril", "may|maio", "june|junho", "july|julho", "august|agosto",
    "september|setembro", "october|outubro", "november|novembro", "december|dezembro",
)  # fmt: skip
_IN_MONTH = re.compile(rf"[^,;.]{{0,40}}? (?:in|em|in early|in late|in mid-?) ({'|'.join(_MONTH_NAMES)})\b")
_ISO_MONTH = re.compile(r"(?:19|20)\d\d-(\d\d)")
_MONTHS_ZH = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_MONTH_BEFORE = re.compile("(?<![\\d至-])(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?!间)(?:[^月]{0,20})$")
_STALE_MONTHS = 2
_AHEAD_MONTHS = 6
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
# What a meeting was about, or for.
_TOPIC = re.compile(
    r"\b(?:about|how|ways|"
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
_AND = re.compile(r"\b(?:and|e|with|com)\b")
# "At the Cultural Centre": where something begins, not what.
_WHERE = re.compile(r"\b(?:at|in) (?:the |its |their )?(?:[\w-]+ ){0,2}$|\b(?:no|na|nos|nas) (?:[\w-]+ ){0,1}$")
# "The meetings that led to": a noun that a relative clause explains, with what has long come of it.
_LED = re.compile(
    r" (?:that|which|que) (?:have |had )?(?:led|lead|resulted|preceded|levaram|levou|conduziram|conduziu|antecederam|precederam)\b"
)
# "Acaba de renovar": an infinitive that tells what has just been done.
_JUST_DONE = re.compile(r"\b(?:acab(?:a|am|ou|aram) de|vem de|apos|depois de|ao|having) $")
# "Sign tomorrow": a present that is to come.
_AHEAD = re.compile(
    r" [^,;.]{0,25}?\b(?:tomorrow|next (?:week|month|year|\w+day)|amanha|(?:na |no )?proxim[oa] (?:semana|mes|ano|\w+-feira))\b"
)
_AHEAD_REACH = 45
# "The text is signed in June": a present passive, of a month.
_PRESENT_PASSIVE = re.compile(r"\b(?:is|are|sao) (?:[a-z]+ly )?$|(?<!d[oa])(?<!d[oa]s) e $")
# A noun of signing for which a day is fixed, wherever its sentence says so.
_FIXED = re.compile(r"agendad|marcad|previst|programad|calendarizad|scheduled|slated|pencil|(?:fixed|set|due) for")
# "Contracts are signed later each year": of all times, in a body that has no word of just now.
_HABITUAL = re.compile(r"\b(?:are|is|sao) (?:[a-z]+(?:ly|mente) )?$")
_DONE = re.compile(r"\b(?:was|were|been|foi|foram) (?:[a-z]+(?:ly|mente) )?$")
_AGREES = re.compile(r"agree|concord|acord|combin|acert|pactu")
_AGREED_WITH = re.compile(r"\b(?:with|com)\b")
# Direct speech: its marks, and the least length that is no name: (letters, Chinese characters).
_QUOTES = (("\u201c", "\u201d"), ("\u00ab", "\u00bb"), ('"', '"'), ("「", "」"))
_SPEECH = (40, 24)
# English: an infinitive, also with an adverb.
_INFINITIVE = re.compile(r"\bto (?:[a-z]+ly )?$")
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
# "达成的…共识": a consensus spoken of as known.
_KNOWN_ZH = re.compile("(?:达成|形成|取得|签署|签订)的[^,;]{0,12}$")
# "签署…的一刻": a noun that the whole act explains speaks of it as known.
_EXPLAINS_ZH = re.compile("[^,;。]{0,40}的(?:一刻|瞬间|一幕|情景|场面|经过|过程|历史|故事|往事|照片|截图|消息|说法|报道|传言|细节)")
# "昨", "3日": told as news though 的 follows the verb.
_DAY_ZH = re.compile("[\\d一二三四五六七八九十][日号]")
_MONTH_ZH = re.compile("[一二三四五六七八九十]月")
# A day: 6 March, dia 6, 4月10日, (6/3).
_MONTHS = "jan|feb|fev|mar|apr|abr|may|mai|jun|jul|aug|ago|sep|set|oct|out|nov|dec|dez"
_DAY = re.compile(
    rf"\bdia \d{{1,2}}\b|\d{{1,2}}[月日号]|\(\d{{1,2}}\)|\b\d{{1,2}} (?:de |of )?(?:{_MONTHS})|\b(?:{_MONTHS})[a-z]*\.? \d{{1,2}}\b(?!\d)"
)
# From this sentence on a report has told its news, and an act with a stated year is history.
_NEWS_SENTENCES = 3
# News names a few years; a text that names so many different ones tells a history.
_CHRONICLE_YEARS = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of one place. `start`-`end` spans what decided it, in the sentence's part; `refused` says why it does not count."""

    strength: Strength
    rule: str
    sentence: Sentence
    start: int
    end: int
    instrument: Hit | None = None
    refused: str | None = None
    # Told by a noun ("the signing of") or a headline's present, which do not say when.
    nominal: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A release as read: title and body. `year` is the year it reports from, where known."""

    title: Reading
    body: Reading
    year: int | None
    lang: str = "en"
    # The release's own date as its page or the archive has it ("2025-05-24", "24 May 2025", ""), and the jurisdictions its site speaks for.
    date: str = ""
    site_countries: tuple[str, ...] = ()

    # Whether `year` is only what its title or first sentence states.
    guessed: bool = False
    # Why nothing that is merely said, met or meant counts here: an opinion, a policy address, a page of numbers.
    refusal: str | None = None

    @property
    def readings(self) -> tuple[Reading, Reading]:
        return self.title, self.body

    def reading(self, sentence: Sentence) -> Reading:
        return self.title if sentence.part == "title" else self.body


@dataclass(frozen=True, slots=True)
class Act:
    """What a release announces, once decided: the seam to what is read around it.

    `start`-`end` spans what decided, in `sentence` (whose `part` is title or body: `Document.reading`). `others` are the further
    sentences that tell the same act, in reading order. `countries` are its sides, ISO codes, sorted.
    """

    strength: Strength
    scope: Scope
    rule: str
    sentence: Sentence
    start: int
    end: int
    instrument: Instrument | None
    countries: tuple[str, ...]
    others: tuple[Sentence, ...] = ()


def may_announce(hits: Iterable[Hit]) -> bool:
    """Whether a text with these hits can bring forth a candidate that counts. Most releases end here, not yet cut into sentences."""
    acts: set[str] = set()
    sides: set[str] = set()
    declared = False
    for hit in hits:
        acts |= hit.meaning.acts
        declared = declared or hit.meaning.instrument == Instrument.JOINT_DECLARATION
        sides.update(hit.meaning.countries)
        if hit.meaning.multilateral:
            sides.add(MULTILATERAL)
    # What is issued is as a rule no joint declaration.
    if not acts.isdisjoint(PROOFS[Strength.SIGNED] - {"issued"}) or (declared and "issued" in acts):
        return True
    if len(sides) > 1 and not acts.isdisjoint(("meeting", "settled")):
        return True
    if not sides or acts.isdisjoint(
        (
            "purpose",
            "talks",
            "topical",
            "offered",
            "joint",
            "together",
            "alongside",
            "common",
            "organised",
            "agreed",
            "decided",
            "adopted",
            "established",
        )
    ):
        return False
    return not acts.isdisjoint(
        (
            "meeting",
            "gathering",
            "topical",
            "joint",
            "alongside",
            "common",
            "event",
            "organised",
            "talks",
            "agreed",
            "decided",
            "established",
            "adopted",
        )
    )


def candidates(document: Document) -> list[Candidate]:
    """All candidates of a document, accepted and refused, in the order of the text within each kind."""
    standing = _standing(document)
    found: list[Candidate] = []
    for reading in document.readings:
        for sentence in reading.sentences:
            if sentence.listed or not sentence.hits:
                continue
            found.extend(signings(document, reading, sentence))
            found.extend(agreements(document, reading, sentence))
    found.extend(published(document))
    found.extend(exchanges(document))
    return [_refuse(each, standing) for each in found] if standing else found


# ---- signed ------------------------------------------------------------------------------------------------------


def signings(document: Document, reading: Reading, sentence: Sentence) -> Iterator[Candidate]:
    """An act of signing beside an instrument; planned ones become `agreed` where an occasion is fixed."""
    verbs = sentence.of(*_SIGNING)
    for verb in verbs:
        instrument = _instrument(reading, sentence, verb)
        taken_up = instrument is None and _taken_up(document, reading, sentence, verb)
        if instrument is None and not taken_up and not _signs_something(reading, verb):
            if verb.meaning.acts.isdisjoint(_NEAR):
                yield _candidate(Strength.SIGNED, "signed", sentence, verb, None, "no instrument beside it")
            continue
        notice = "a tender or a vacancy" if sentence.of("notice") else "not so" if sentence.of("denial") else _summed_up(document)
        notice = notice or _not_reported(document, reading, sentence)
        if (
            refused := notice
            or _false_paper(document, reading, sentence, verb, instrument)
            or _presupposed(document.lang, reading, sentence, verb, instrument)
            or _past(document, reading, sentence, verb)
            or _negated(reading, sentence, verb)
            or (instrument and _none(reading, sentence, instrument))
            or _of_all_times(reading, sentence, verb)
            or _counted_up(document, reading, sentence, instrument)
            or _asked(reading, sentence, verb)
        ):
            yield _candidate(Strength.SIGNED, "signed", sentence, verb, instrument, refused)
        elif planned := _planned(reading, sentence, verb) or _month_ahead(document, reading, sentence, verb):
            yield _candidate(Strength.SIGNED, "signed", sentence, verb, instrument, planned)
            yield _candidate(Strength.AGREED, "signing fixed", sentence, verb, instrument, _unfixed(document, reading, sentence, verb))
        else:
            rule = DECLARED if "issued" in verb.meaning.acts and not verb.meaning.acts & {"signed", "sign", "concluded"} else "signed"
            yield _candidate(Strength.SIGNED, rule, sentence, verb, instrument, None)


def _taken_up(document: Document, reading: Reading, sentence: Sentence, verb: Hit) -> bool:
    """ "It was signed by", "the signing took place", "exchanged the signed copies": what the sentence before, or the title, names."""
    if reading.chinese or sentence.part == "title" or sentence.index > _NEWS_SENTENCES:
        return False
    if not verb.meaning.acts.isdisjoint((*_NEAR, "sign")):
        return False
    before = verb.start - sentence.start
    told = (
        _COPIES.search(reading.folded, verb.start, verb.end)
        or _IT.match(reading.folded, verb.end)
        or (before <= _TAKEN_UP_WITHIN and (not before or _TAKEN_UP.match(reading.folded[sentence.start : verb.start])))
    )
    return bool(told) and named_before(document, sentence) is not None


def named_before(document: Document, sentence: Sentence) -> tuple[Sentence, Hit] | None:
    """The instrument that the sentence before names, or the title."""
    rows = [*document.body.sentences[max(0, sentence.index - 1) : sentence.index], *document.title.sentences]
    return next(((row, hit) for row in rows for hit in row.hits if hit.meaning.instrument not in (None, UNNAMED)), None)


def _false_paper(document: Document, reading: Reading, sentence: Sentence, verb: Hit, instrument: Hit | None) -> str | None:
    """A forged or an alleged instrument; in a report of a crime also one that nobody is said to have signed ("with two signatures")."""
    if document.refusal == _KINDS["crime"] and "signing" in verb.meaning.acts:
        return document.refusal
    near = instrument or verb
    fake = next((hit for hit in sentence.of("fake") if 0 <= near.start - hit.end <= _FAKE_REACH[reading.chinese]), None)
    # In Portuguese the word follows: "contratos falsos".
    fake = fake or next((hit for hit in sentence.of("fake") if hit.start - near.end == 1), None)
    if judged := _CAUGHT.search(reading.folded, sentence.start, verb.start):
        return f"before the police or a court: {judged[0]}"
    return f"not genuine: {_quote(reading, fake)}" if fake else None


def published(document: Document) -> Iterator[Candidate]:
    """The text of an instrument itself: what it is called first, and at least two of the phrases that only such texts use."""
    body = document.body.sentences
    phrases = [(row, hit) for row in body for hit in row.of("published")]
    named = [hit for row in (*document.title.sentences, *body[:1]) for hit in row.hits if hit.meaning.instrument not in (None, UNNAMED)]
    if named and len({document.body.folded[hit.start : hit.end] for _, hit in phrases}) > 1:
        row, hit = phrases[-1]
        found = _candidate(Strength.SIGNED, "published text", row, hit, None, None)
        yield replace(found, instrument=next((own for own in row.hits if own.meaning.instrument == named[0].meaning.instrument), None))


def _unfixed(document: Document, reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """Why a planned signing is not fixed: it is only hoped for or talked about, or no occasion (a day, an event) is named for it."""
    if said := _said(document) or (document.refusal if document.refusal in _TO_THE_PUBLIC else None):
        return said
    day = bool(sentence.of("occasion") or _DAY.search(reading.folded, sentence.start, sentence.end))
    if reading.chinese:
        day = day or bool(_MONTH_ZH.search(reading.folded, sentence.start, sentence.end))
    hoped = _before(reading, sentence, verb, "hoped", _PLAN_REACH)
    due = _before(reading, sentence, verb, "planned", _PLAN_REACH)
    if reading.chinese and due and _DUE_ZH.match(reading.folded, due.start):
        return f"a duty: {_quote(reading, due)}"
    if hoped and not day:
        return f"only hoped for: {_quote(reading, hoped)}"
    firm = hoped or due
    if (
        not firm
        and verb.meaning.acts.isdisjoint(("to_sign", "signing", "to_come"))
        and _before(reading, sentence, verb, "aimed", _AIM_REACH)
    ):
        return "only talked about"
    named = day or sentence.part == "title" or _at_an_event(reading, sentence)
    return None if named else "no occasion is named"


def _at_an_event(reading: Reading, sentence: Sentence) -> bool:
    """ "At the conference", "no encontro", "at the opening ceremony"."""
    held = sentence.of("gathering", "meeting")
    if reading.chinese:
        return False
    if _AT_CEREMONY.search(reading.folded, sentence.start, sentence.end):
        return True
    return any(_AT.search(reading.folded, max(sentence.start, hit.start - 40), hit.start) for hit in held)


def _instrument(reading: Reading, sentence: Sentence, verb: Hit) -> Hit | None:
    """The instrument nearest to a verb. A verb of concluding wants a named one close by, one of issuing a joint declaration."""
    if "concluded" in verb.meaning.acts:
        named = [hit for hit in sentence.hits if hit.meaning.instrument not in (None, Instrument.PLAN) and _is_named(reading, hit)]
        return min((hit for hit in named if _concludes(reading, verb, hit)), key=lambda hit: _gap(hit, verb), default=None)
    if "issued" in verb.meaning.acts:
        declared = [hit for hit in sentence.hits if hit.meaning.instrument == Instrument.JOINT_DECLARATION and _issues(reading, verb, hit)]
        return min(declared, key=lambda hit: _gap(hit, verb), default=None)
    if verb.meaning.instrument:
        return verb
    reach = _INSTRUMENT_REACH[reading.chinese]
    near = [hit for hit in sentence.hits if hit.meaning.instrument and _gap(hit, verb) <= reach]
    if not reading.chinese:
        near = [hit for hit in near if ";" not in reading.folded[min(hit.end, verb.end) : max(hit.start, verb.start)]]
    # A project is only what was signed where nothing better is named.
    return min(near, key=lambda hit: (hit.meaning.instrument == UNNAMED, _gap(hit, verb)), default=None)


def _is_named(reading: Reading, hit: Hit) -> bool:
    """Whether an instrument is called by its kind, or as "cooperation documents"."""
    if hit.meaning.instrument != UNNAMED:
        return True
    return not reading.chinese and bool(_PAPERS.search(reading.folded, max(0, hit.start - _PAPERS_REACH), hit.end + 2 * _PAPERS_REACH))


def _concludes(reading: Reading, verb: Hit, instrument: Hit) -> bool:
    """Whether a verb of concluding has this instrument as its object: close by and no talks between them, or in a relative clause."""
    if reading.chinese:
        draft = _DRAFT_ZH.match(reading.folded, instrument.end) and instrument.end <= verb.start
        return not draft and _gap(instrument, verb) <= _CONCLUDED_REACH[True]
    if _DRAFT.search(reading.folded, max(0, instrument.start - _DRAFT_REACH), instrument.start):
        return False
    if verb.start >= instrument.end and _BY_WHICH.match(reading.folded, instrument.end, verb.start):
        return _gap(instrument, verb) <= _INSTRUMENT_REACH[False]
    between = (verb.end, instrument.start) if verb.end <= instrument.start else (verb.end, verb.end)
    return _gap(instrument, verb) <= _CONCLUDED_REACH[False] and not _PROCESS.search(reading.folded, *between)


def _settles(reading: Reading, sentence: Sentence, verb: Hit) -> bool:
    """Whether what a verb concludes is the text of an instrument or its negotiation."""
    if reading.chinese:
        return False
    start, end = max(sentence.start, verb.start - _SETTLED_REACH), min(sentence.end, verb.end + _DRAFT_REACH)
    found = [_DRAFTED.search(reading.folded, verb.end, end), _DRAFTED.search(reading.folded, start, verb.start)]
    spans = [(min(verb.end, one.end()), max(verb.start, one.start())) for one in found if one]
    named = any(hit.meaning.instrument not in (None, UNNAMED) for hit in sentence.hits)
    return named and any(not _comma(reading, *span) for span in spans)


def _issues(reading: Reading, verb: Hit, declaration: Hit) -> bool:
    """ "Issued a joint statement", "a joint statement was issued"; one that is merely quoted ("said in a joint statement") is no object."""
    if not _OF_BOTH.search(reading.folded, declaration.start, declaration.end):
        return False
    if verb.end <= declaration.start:
        return _gap(verb, declaration) <= _ISSUE_REACH and not _SOURCE.search(reading.folded, verb.end, declaration.start)
    said_in = _SOURCE.search(reading.folded, max(0, declaration.start - _ISSUE_REACH), declaration.start)
    return not said_in and _gap(verb, declaration) <= _CONCLUDED_REACH[reading.chinese] and _begins(reading, verb, declaration)


def _signs_something(reading: Reading, verb: Hit) -> bool:
    """A title in angle brackets is what a Chinese text says was signed, though it names no kind of instrument."""
    return reading.chinese and verb.meaning.acts.isdisjoint({"concluded"}) and "《" in reading.text[verb.end : verb.end + 20]


# ---- agreed ------------------------------------------------------------------------------------------------------


def agreements(document: Document, reading: Reading, sentence: Sentence) -> Iterator[Candidate]:
    """Consensus stated; something decided by both sides; a joint body launched; a plan adopted."""
    for verb in sentence.of("agreed", "decided"):
        rule = "consensus" if "agreed" in verb.meaning.acts else "decided by both sides"
        known = "speaks of a consensus as known" if _attributive(reading, sentence, verb) else None
        refused = known or _guard(document, reading, sentence, verb) or _said(document)
        if not (_of_both(document, reading, sentence, verb) if rule == "consensus" else _both_before(sentence, verb)):
            continue
        yield _candidate(Strength.AGREED, rule, sentence, verb, None, refused)
    for verb in sentence.of("settled", "concluded"):
        if _settles(reading, sentence, verb) and _joined(document, sentence):
            refused = _guard(document, reading, sentence, verb) or _said(document)
            yield _candidate(Strength.AGREED, "text settled", sentence, verb, None, refused)
    for verb in sentence.of("established"):
        if (launched := _joint_body(reading, sentence, verb)) and _joined(document, sentence):
            refused = _guard(document, reading, sentence, verb) or _said(document)
            yield _candidate(Strength.AGREED, "joint body launched", sentence, verb, launched, refused)
    for verb in sentence.of("adopted"):
        plans = [
            hit for hit in sentence.hits if hit.meaning.instrument == Instrument.PLAN and _gap(hit, verb) <= _BODY_REACH[reading.chinese]
        ]
        if plans and _joined(document, sentence):
            refused = _guard(document, reading, sentence, verb) or _said(document)
            yield _candidate(Strength.AGREED, "plan adopted", sentence, verb, plans[0], refused)


def _said(document: Document) -> str | None:
    """What is agreed in an opinion or promised in a policy address is not news of an agreement."""
    return document.refusal if document.refusal in _ONLY_SAID else None


def _summed_up(document: Document) -> str | None:
    """What a body has done in a year is told of the past, signings included."""
    return document.refusal if document.refusal == _KINDS["review"] else None


def _not_reported(document: Document, reading: Reading, sentence: Sentence) -> str | None:
    """Chinese only: an opinion, a tender or an answer of a spokesman speaks of signings without telling one, unless it says when."""
    if not reading.chinese or document.refusal not in _UNDATED:
        return None
    titled = any(row.of(*_SIGNING) for row in document.title.sentences)
    never = document.refusal in _NEVER and not titled
    return None if not never and sentence.part == "body" and dated(reading, sentence) else document.refusal


def _of_both(document: Document, reading: Reading, sentence: Sentence, verb: Hit) -> bool:
    """Whether a consensus is one of two sides: both in its sentence, in the one before, or in the title of a text that opens with it.
    What comes after "agreed" in the sentence may be its topic, and one side alone before it agrees with nobody."""
    subject = [hit for hit in sentence.hits if hit.meaning.countries and hit.end <= verb.start]
    if subject and not reading.chinese and _AGREES.match(reading.folded, verb.start) and not _with(reading, sentence, verb):
        return _both_before(sentence, verb) or sentence.multilateral or bool(sentence.of("both"))
    before = document.body.sentences[max(0, sentence.index - 1) : sentence.index] if sentence.part == "body" else []
    titles = document.title.sentences if sentence.index < _OPENING else []
    return any(row.multilateral or row.of("both") or len(row.countries) > 1 for row in (sentence, *before, *titles))


def _with(reading: Reading, sentence: Sentence, verb: Hit) -> bool:
    """ "Agreed with the ministry", "acordou com"."""
    return bool(_AGREED_WITH.search(reading.folded, verb.start, min(sentence.end, verb.end + _PARTICIPLE_REACH)))


def _both_before(sentence: Sentence, verb: Hit) -> bool:
    """Whether two sides stand before a verb: by their names, or as "both sides"."""
    before = [hit.meaning for hit in sentence.hits if hit.end <= verb.start]
    return any("both" in meaning.acts for meaning in before) or len({code for meaning in before for code in meaning.countries}) > 1


def _joint_body(reading: Reading, sentence: Sentence, verb: Hit) -> Hit | None:
    """What begins to exist beside a verb: something joint by its name, or a body with a word of joint work or two sides beside it."""
    reach = _BODY_REACH[reading.chinese]
    far = reach * (1 + bool(not reading.chinese and _COMES.match(reading.folded, verb.start)))
    if named := [hit for hit in sentence.of("joint_body") if _gap(hit, verb) <= far and _begins(reading, verb, hit)]:
        return named[0]
    for body in sentence.of("body", "joint_body"):
        if not reading.chinese and _WHERE.search(reading.folded, max(sentence.start, body.start - 40), body.start):
            continue
        passive = body.end <= verb.start and bool(_PASSIVE.search(reading.folded, body.end, verb.start))
        if _gap(body, verb) <= reach * (1 + passive) and (passive or _begins(reading, verb, body)):
            marked = any(_gap(word, body) <= _TOGETHER_REACH[reading.chinese] for word in sentence.of("together"))
            if marked or _both_before(sentence, body) or _both_before(sentence, verb) or _of_two(reading, sentence, body):
                return body
    return None


def _of_two(reading: Reading, sentence: Sentence, body: Hit) -> bool:
    """ "A business council of Macao and Angola": two sides right after a body, joined by a word or a hyphen."""
    after = [hit for hit in sentence.hits if hit.meaning.countries and 0 <= hit.start - body.end <= _OF_TWO_REACH]
    return not reading.chinese and any(
        set(one.meaning.countries) != set(other.meaning.countries) and _JOINED_BY.fullmatch(reading.folded, one.end, other.start)
        for one, other in pairwise(after)
    )


def _begins(reading: Reading, verb: Hit, body: Hit) -> bool:
    """Whether a verb says of a body that it begins: in English and Portuguese before it, or after it in the passive."""
    if reading.chinese or verb.end <= body.start or body.end > verb.start:
        return verb.end <= body.start or not _comma(reading, body.end, verb.start)
    comes = _COMES.match(reading.folded, verb.start) and not _comma(reading, body.end, verb.start)
    return verb.start - body.end <= 1 or bool(comes or _PASSIVE.search(reading.folded, body.end, verb.start))


def _joined(document: Document, sentence: Sentence) -> bool:
    """Whether several sides stand behind a sentence: named in it, in the one before or in the title."""
    around = document.body.sentences[max(0, sentence.index - 1) : sentence.index + 2] if sentence.part == "body" else []
    rows = [sentence, *around, *document.title.sentences]
    sides = {code for row in rows for code in row.countries}
    return len(sides) > 1 or any(row.multilateral for row in rows) or bool(sentence.of("purpose", "joint"))


# ---- exchange ----------------------------------------------------------------------------------------------------


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
            yield _candidate(Strength.EXCHANGE, "gathering with a purpose", row, gathered[0], purpose[0], refused)
        reading = document.reading(row)
        if not met and row.part != "title" and row.countries and (talk := _spoke_with(reading, row)):
            refused = scene.refused or _guard(document, reading, row, talk) or _over(reading, row)
            yield _candidate(Strength.EXCHANGE, "talks with a counterpart", row, talk, None, refused)
        listed = row.of("joint", "event") and not reading.chinese and _PRESENT.search(reading.folded, row.start, row.end)
        for joint in () if listed else (*row.of("joint"), *_joint_events(reading, row)):
            if len(_partners(reading, row, joint)) > 1 or (scene.sides > 1 and _beside(reading, row, joint, "both")):
                refused = _said(document) or _guard(document, reading, row, joint) if "to_come" not in joint.meaning.acts else None
                refused = refused or _over(reading, row) or (scene.refused if joint.meaning.acts & {"common", "alongside"} else None)
                yield _candidate(Strength.EXCHANGE, "run together", row, joint, None, refused)


def _joint_events(reading: Reading, row: Sentence) -> Iterator[Hit]:
    """Events with a word of joint work beside them ("joint sea rescue drill"), or with organisers of two sides after "organised by"."""
    near = _TOGETHER_REACH[reading.chinese]
    for event in row.of("event"):
        words = [word for word in row.of("jointly") if _gap(word, event) <= near]
        if any(not _comma(reading, min(word.end, event.end), max(word.start, event.start)) for word in words):
            yield event
        if not reading.chinese and _held_by_two(reading, row, event):
            yield event
    if (row.part == "title" or row.index < _OPENING) and not reading.chinese:
        yield from (word for word in row.of("alongside") if _two_before(reading, row, word.start))
        yield from (verb for verb in row.of("common") if _pair_before(reading, row, verb.start))
    for by in row.of("organised"):
        reach = by.end + _JOINT_REACH[reading.chinese]
        after = [hit for hit in row.hits if by.end <= hit.start < reach and not _comma(reading, by.end, hit.start)]
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
        and not _comma(reading, other.end, place)
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
    opening = [*document.title.sentences, *document.body.sentences[:_OPENING]]
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
    rows = [*document.title.sentences, *[row for row in document.body.sentences[:_OPENING] if row.of("meeting")][:1]]
    if not any(row.of("secretariat") for row in rows):
        return False
    many = [row for row in document.body.sentences[:_OPENING] if len(row.countries) > _SOME_SIDES and not document.body.chinese]
    sides = {code for row in many for code in row.countries}
    for row in rows:
        topic = min((hit.start for hit in row.of("purpose", "talks") if row.part != "title"), default=row.end)
        named = [(hit.start, code) for hit in row.hits for code in hit.meaning.countries]
        listed = len({code for _, code in named}) > _SOME_SIDES
        sides.update(code for start, code in named if start < topic or listed)
    return sides <= {"MO"}


def refusal_of(title: Reading, body: Reading) -> str | None:
    """Why nothing counts in a release that is merely said, met or meant: what its title says it is, or else how it begins."""
    news = any(row.of("meeting", "joint", *_SIGNING) for row in title.sentences)
    meets = news or any(row.of("purpose") for row in title.sentences)
    for act, reason in _KINDS.items():
        comes = act in _MAY_COME and (news or act == "inspection") and any(len(row.countries) > 1 for row in title.sentences)
        if any(row.of(act) for row in title.sentences) and not (comes or (act in _MAY_MEET and (news if act in _WEIGHTY else meets))):
            return reason
    if not news:
        if any(row.of("voice") for row in body.sentences):
            return _KINDS["opinion"]
        if any(row.of("policy") and row.of("said") for row in body.sentences[:1]):
            return _KINDS["policy"]
        for act in _OPENING_KINDS:
            if any(row.of(act) for row in body.sentences[:1]):
                return _KINDS[act]
        for act in ("interview", "statement"):
            if any(row.of(act) for row in body.sentences[:_OPENING]):
                return _KINDS[act]
    return None


def _met(scene: _Scene, position: int, met: Hit) -> Candidate:
    """A meeting: accepted when a purpose of cooperation is stated in its sentence, in a neighbour, in the title, or, where the title
    itself tells the meeting, anywhere: the whole text is about it then."""
    row = scene.rows[position]
    if purpose := row.of("purpose"):
        refused = scene.refused or _over(scene.document.reading(row), row)
        return _candidate(Strength.EXCHANGE, "meeting with a purpose", row, met, purpose[0], refused)
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
    return _candidate(Strength.EXCHANGE, "meeting, purpose nearby", row, met, None, refused)


def _about(scene: _Scene, row: Sentence, met: Hit) -> bool:
    """Whether the title or the opening tells in one sentence that two sides met and what about."""
    reading = scene.document.reading(row)
    if reading.chinese or (row is not scene.title and row.index >= _OPENING) or len(row.countries) < 2 or row.of("said"):
        return False
    named = len(row.countries) >= _SOME_SIDES and _NAMED_TOPIC.match(reading.folded, met.end)
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
    if speech := next((_spoken(reading, hit) for hit in met), None):
        return speech
    if met and (negated := _before(reading, row, met[0], "negation", _NO_MEETING_REACH)):
        return f"negated: {_quote(reading, negated)}"
    if met and (undone := _undone(reading, row, met[0])):
        return undone
    if asked := row.of("asked"):
        return f"asked for: {_quote(reading, asked[0])}"
    if met and (told := _before(reading, row, met[0], "background", _BACKGROUND_BEFORE)) and not row.of("recent"):
        return f"background: {_quote(reading, told)}"
    if met and row.part != "title" and (hope := _before(reading, row, met[0], "hoped", _HOPE_BEFORE)):
        return f"only hoped for: {_quote(reading, hope)}"
    if met and (_LED.match(reading.folded, met[0].end) or (reading.chinese and _ANNIVERSARY.match(reading.folded, met[0].end))):
        return "speaks of a meeting as known"
    if not past or (row.part == "title" and not reading.chinese) or row.of("recent"):
        return None
    return f"background: {_quote(reading, past[0])}"


def _told_by_the_way(reading: Reading, row: Sentence, past: Hit) -> bool:
    """Chinese only: a word of the past in a later clause of a sentence that opens with a day: "8日访问…，是2019年以来首次"."""
    comma = reading.folded.find(",", row.start, past.start) if reading.chinese else -1
    met = row.of("meeting", "joint")[:1]
    day = comma >= 0 and bool(met) and met[0].end <= past.start and _DAY_ZH.search(reading.folded, row.start, met[0].start)
    return bool(day) and _comma(reading, met[0].end, past.start)


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
    if row is not scene.title and row.index >= _OPENING:
        return False
    near = [row, *around] if row is not scene.title else [row, *around[:3]]
    reading = scene.document.reading
    told = any(each.of("talks") or _both_hope(reading(each), each) for each in near) or any(map(_both_talked, scene.rows))
    if not told and scene.title is not None and scene.title.of("meeting"):
        told = any(each.of("offered") for each in near)
    return told and len({code for each in near for code in each.countries}) > 1


def _beside(reading: Reading, row: Sentence, one: Hit, act: str) -> bool:
    return any(_gap(hit, one) <= _JOINT_REACH[reading.chinese] for hit in row.of(act))


def habitual(reading: Reading, candidate: Candidate) -> bool:
    """Whether a meeting is spoken of in the plural, without a number: "seminars are held", "delegations come"."""
    before = max(candidate.sentence.start, candidate.start - 24)
    counted = _COUNTED.search(reading.folded, before, candidate.start)
    return counted is None and bool(_PLURAL.match(reading.folded, candidate.start))


def _partners(reading: Reading, row: Sentence, joint: Hit) -> set[str]:
    """The sides beside a marker of joint work: in Chinese those in its own clause, else those within reach."""
    beside = [hit for hit in row.hits if hit.meaning.countries and _gap(hit, joint) <= _JOINT_REACH[reading.chinese]]
    if reading.chinese:
        beside = [hit for hit in beside if not _comma(reading, min(hit.end, joint.end), max(hit.start, joint.start))]
    return {code for hit in beside for code in hit.meaning.countries}


# ---- guards: what does not count ---------------------------------------------------------------------------------


def _guard(document: Document, reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    return (
        _past(document, reading, sentence, verb)
        or _negated(reading, sentence, verb)
        or _asked(reading, sentence, verb)
        or _spoken(reading, verb)
        or _planned(reading, sentence, verb)
    )


def _asked(reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """Whether somebody asks for an act, or whether there is one: everything after that word in its sentence is wished for."""
    marker = next((hit for hit in sentence.of("asked") if hit.end <= verb.start), None)
    return f"asked for: {_quote(reading, marker)}" if marker else None


def _spoken(reading: Reading, hit: Hit) -> str | None:
    """Whether a place stands in direct speech: a stretch between quotation marks that is longer than a name."""
    text = reading.text
    line = text.rfind("\n", 0, hit.start) + 1
    for opening, closing in _QUOTES:
        left = text.rfind(opening, line, hit.start)
        if left < 0 or (opening != closing and text.find(closing, left, hit.start) >= 0):
            continue
        if opening == closing and text.count(opening, line, hit.start) % 2 == 0:
            continue
        right = text.find(closing, hit.end)
        inside = text[left + 1 : right if right >= 0 else None]
        words = inside.split()
        named = sum(word[:1].isupper() for word in words) * 2 > len(words)
        if len(inside) >= _SPEECH[reading.chinese] and not named:
            return "in direct speech"
    return None


def _scare_quoted(reading: Reading, verb: Hit) -> bool:
    """Whether a verb alone stands in quotation marks: a "signing" that was none."""
    text = reading.text
    return verb.start > 0 and text[verb.start - 1] in "“「『" and text[verb.end : verb.end + 1] in ("”", "」", "』")


def _negated(reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    marker = _before(reading, sentence, verb, "negation", _NEGATION_REACH)
    return f"negated: {_quote(reading, marker)}" if marker else _undone(reading, sentence, verb)


def _of_all_times(reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    if reading.chinese or sentence.part == "title" or sentence.of("recent", "occasion") or "signed" not in verb.meaning.acts:
        return None
    habitual_form = _HABITUAL.search(reading.folded, max(sentence.start, verb.start - 20), verb.start)
    return "told of all times" if habitual_form else None


def _counted_up(document: Document, reading: Reading, sentence: Sentence, instrument: Hit | None) -> str | None:
    """In an opinion: instruments in the plural, of one side ("63 memoranda signed by public bodies")."""
    if reading.chinese or instrument is None or document.refusal != _KINDS["opinion"] or len(sentence.countries) > 1:
        return None
    many = _MANY_PAPERS.search(reading.folded, instrument.start, instrument.end)
    return f"{document.refusal}: counted up" if many else None


def _none(reading: Reading, sentence: Sentence, instrument: Hit) -> str | None:
    """ "Signed no agreement", "ended without an agreement"."""
    marker = None if reading.chinese else _before(reading, sentence, instrument, "negation", _NONE_REACH)
    return f"negated: {_quote(reading, marker)}" if marker else None


def _undone(reading: Reading, sentence: Sentence, act: Hit) -> str | None:
    """Whether an act was called off: "the signing was postponed", "cancelou a visita"."""
    reach = _UNDONE_REACH[reading.chinese]
    for hit in sentence.of("undone"):
        apart = min(hit.end, act.end), max(hit.start, act.start)
        passive = hit.start >= act.end and _PASSIVE.search(reading.folded, act.end, hit.start)
        if _gap(hit, act) <= (_UNDONE_FAR if passive else reach) and not _comma(reading, *apart):
            return f"called off: {_quote(reading, hit)}"
    return None


def _planned(reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """Planned: by its own form, or by a verb of intention before it in its clause; a noun of signing also by an aim, or a plan after it."""
    if not reading.chinese and _JUST_DONE.search(reading.folded, max(sentence.start, verb.start - 24), verb.start):
        return None
    if not verb.meaning.acts.isdisjoint(("to_sign", "to_come")) or (
        not verb.meaning.acts.isdisjoint(("sign", "signed"))
        and not (not reading.chinese and _DONE.search(reading.folded, max(sentence.start, verb.start - 24), verb.start))
        and (
            _AHEAD.match(reading.folded, verb.end, min(sentence.end, verb.end + _AHEAD_REACH))
            or _NOT_YET.search(reading.folded, max(sentence.start, verb.start - _NOT_YET_REACH), verb.start)
        )
    ):
        return f"planned: {_quote(reading, verb)}"
    present = _PRESENT_PASSIVE.search(reading.folded, max(sentence.start, verb.start - 20), verb.start)
    if present and not reading.chinese and not sentence.of("recent") and _IN_MONTH.match(reading.folded, verb.end, sentence.end):
        return f"planned: {_quote(reading, verb)}"
    done = _DONE.search(reading.folded, max(sentence.start, verb.start - 24), verb.start)
    reach = _SCHEME_REACH if "established" in verb.meaning.acts and not done else _PLAN_REACH
    marker = _before(reading, sentence, verb, "planned", reach) or _before(reading, sentence, verb, "hoped", reach)
    nominal = "signing" in verb.meaning.acts
    if marker is None and (nominal or reading.chinese):
        marker = _before(reading, sentence, verb, "aimed", _AIM_REACH)
    if marker is None and nominal:
        after = min(_AFTER_REACH[True], _clause_end(reading, sentence, verb) - verb.end) if reading.chinese else _AFTER_REACH[False]
        marker = next((hit for hit in sentence.of("planned") if 0 <= hit.start - verb.end <= after), None)
        fixed = (hit for hit in sentence.of("planned") if _FIXED.match(reading.folded, hit.start) and not sentence.of("recent"))
        marker = marker or (None if reading.chinese else next(fixed, None))
    if marker is None and not reading.chinese and _INFINITIVE.search(reading.folded, max(sentence.start, verb.start - 12), verb.start):
        return f"planned: to {_quote(reading, verb)}"
    return f"planned: {_quote(reading, marker)}" if marker else None


def _month_ahead(document: Document, reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """Chinese only: a month in the clause before the verb that is still to come when the release is dated ("十一月访问期间签署")."""
    own = _ISO_MONTH.match(document.date)
    if own is None or not reading.chinese or sentence.of("recent"):
        return None
    told = _MONTH_BEFORE.search(reading.folded, max(_clause(reading, sentence, verb), verb.start - _PLAN_REACH[1]), verb.start)
    if told is None or reading.years(sentence):
        return None
    month = int(told[1]) if told[1].isdecimal() else _MONTHS_ZH.index(told[1]) + 1
    return f"planned: {told[0]}" if 0 < (month - int(own[1])) % 12 < _AHEAD_MONTHS else None


def _presupposed(lang: str, reading: Reading, sentence: Sentence, verb: Hit, instrument: Hit | None) -> str | None:
    """ "The agreement signed by ...": a participle after a definite noun speaks of a signing as known, it does not report one."""
    if reading.chinese:
        if _EXPLAINS_ZH.match(reading.folded, verb.end) or _attributive(reading, sentence, verb):
            return "speaks of a signing as known"
        return "not so, as its quotation marks say" if _scare_quoted(reading, verb) else None
    if sentence.part == "title" or instrument is None or not 0 <= verb.start - instrument.end <= _PARTICIPLE_REACH:
        return None
    before = reading.folded[max(sentence.start, instrument.start - _PARTICIPLE_REACH) : instrument.start]
    between = reading.folded[instrument.end : verb.start]
    if before.endswith((" a ", " an ") if lang == "en" else (" um ", " uma ", " dois ", " duas ")):
        return None
    if _fresh(reading, sentence, verb):
        return None
    if _PARTICIPLE.match(reading.folded, verb.start) and _DEFINITE.search(before) and not _AUXILIARY.search(between):
        return "speaks of a signing as known"
    return None


def _fresh(reading: Reading, sentence: Sentence, verb: Hit) -> bool:
    """ "The memorandum signed yesterday": news, though its noun is definite."""
    near = [hit for hit in sentence.of("recent") if 0 <= hit.start - verb.end <= _FRESH_REACH]
    return any(not _comma(reading, verb.end, hit.start) for hit in near)


def _attributive(reading: Reading, sentence: Sentence, verb: Hit) -> bool:
    """Chinese: "达成的…共识带动…", where 的 follows the verb and none of just now stands before it."""
    if not reading.chinese or sentence.part == "title" or sentence.of("recent", "occasion"):
        return False
    if _DAY_ZH.search(reading.folded, _clause(reading, sentence, verb), verb.start):
        return False
    return reading.folded.startswith("的", verb.end) or bool(_KNOWN_ZH.search(reading.folded, sentence.start, verb.start))


def _past(document: Document, reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """Background: a marker of the past around the act, or a stated year that is not the report's."""
    before, after = _BACKGROUND_BEFORE[reading.chinese], _BACKGROUND_AFTER[reading.chinese]
    for hit in sentence.of("background"):
        earlier, later = verb.start - hit.end, hit.start - verb.end
        follows = 0 <= later <= after and not _comma(reading, verb.end, hit.start)
        # "Yesterday criticised the agreement signed two years ago."
        if follows and later <= 1 and not reading.chinese:
            return f"background: {_quote(reading, hit)}"
        if _just_now(reading, sentence, verb, after):
            return None
        if 0 <= earlier <= before and _dated_clause(reading, sentence, hit, verb):
            continue
        if 0 <= earlier <= before or follows or hit.start <= verb.start < hit.end:
            return f"background: {_quote(reading, hit)}"
    if reading.chinese and (old := _rests_on(reading, sentence, verb)):
        return f"background: {old}"
    if span := _SPAN.search(reading.folded, sentence.start, verb.start):
        return f"background: {span[0]}"
    if stale := _month_gone(document, reading, sentence, verb):
        return f"background: told of {stale}"
    years = reading.years(sentence)
    if len(set(years)) >= _HISTORY_YEARS:
        return "background: told of many years"
    if reading.chinese:
        years = reading.years(sentence, _clause_end(reading, sentence, verb))
    then = _YEAR_AFTER.match(reading.folded, verb.end) or _YEAR_BEFORE.search(
        reading.folded, max(sentence.start, verb.start - _YEAR_REACH), verb.start
    )
    if then and (document.year is None or document.guessed or int(then[1]) < document.year):
        return f"background: {then[1]}"
    bare = _bare_year(reading, sentence, verb)
    if bare and (sentence.index > 0 if document.year is None or document.guessed else bare < document.year):
        return f"background: {bare}"
    renewed = sentence.index < _OPENING and _RENEWS.match(reading.folded, verb.start)
    if years and sentence.part != "title" and not renewed and not any(_gap(hit, verb) <= _RECENT_REACH for hit in sentence.of("recent")):
        if document.year is not None:
            return f"background: {max(years)}" if max(years) < document.year else None
        if sentence.index >= _NEWS_SENTENCES:
            return f"background: {max(years)}, told after the news"
    return None


def _month_gone(document: Document, reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """The month after an act ("signed in April"), where the release's own date shows that it is long over."""
    own = _ISO_MONTH.match(document.date)
    if own is None or reading.chinese or sentence.of("recent"):
        return None
    told = _IN_MONTH.match(reading.folded, verb.end, sentence.end)
    if told is None:
        return None
    month = next(number for number, names in enumerate(_MONTH_NAMES, 1) if told[1] in names.split("|"))
    return told[1] if _STALE_MONTHS <= (int(own[1]) - month) % 12 <= _AHEAD_MONTHS else None


def _bare_year(reading: Reading, sentence: Sentence, verb: Hit) -> int | None:
    """A year after an act without a day or a month ("signed a memorandum in 2018 and"), in a sentence of the body."""
    if sentence.part == "title" or reading.chinese or sentence.of("recent") or _DAY.search(reading.folded, sentence.start, sentence.end):
        return None
    clause = reading.folded[verb.end : min(sentence.end, verb.end + _BARE_REACH)].split(",")[0]
    found = _BARE_YEAR.search(clause)
    return int(found[1]) if found else None


def _just_now(reading: Reading, sentence: Sentence, verb: Hit, reach: int) -> bool:
    """Whether a word of just now ("yesterday") stands beside an act, in its clause."""
    near = (hit for hit in sentence.of("recent") if _gap(hit, verb) <= reach)
    return any(not _comma(reading, min(hit.end, verb.end), max(hit.start, verb.start)) for hit in near)


def dated(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence says on which day: "yesterday", "on Thursday", "27 March"."""
    return bool(sentence.of("recent") or _DAY.search(reading.folded, sentence.start, sentence.end))


def _carried(reading: Reading, sentence: Sentence, verb: Hit) -> bool:
    """Chinese only: a clause that begins with "and" or "on the occasion" carries on the clause before it, plan and all."""
    clause = reading.folded.rfind(",", sentence.start, verb.start)
    return reading.chinese and clause >= 0 and bool(_CARRY.fullmatch(reading.folded, clause + 1, verb.start))


def _before(reading: Reading, sentence: Sentence, verb: Hit, act: str, reach: tuple[int, int]) -> Hit | None:
    """The nearest hit of an act that ends before the verb, within reach and in the same clause (no comma between)."""
    nearest = None
    for hit in sentence.of(act):
        near = 0 <= verb.start - hit.end <= reach[reading.chinese]
        if near and (not _comma(reading, hit.end, verb.start) or (act in ("planned", "hoped") and _carried(reading, sentence, verb))):
            nearest = hit
    return nearest


def _clause(reading: Reading, sentence: Sentence, verb: Hit) -> int:
    """Where the clause of a verb begins."""
    return max(sentence.start, reading.folded.rfind(",", sentence.start, verb.start) + 1)


def _clause_end(reading: Reading, sentence: Sentence, verb: Hit) -> int:
    """Where the clause of a verb ends."""
    comma = reading.folded.find(",", verb.end, sentence.end)
    return comma if comma >= 0 else sentence.end


def _dated_clause(reading: Reading, sentence: Sentence, past: Hit, verb: Hit) -> bool:
    """Chinese only: whether an act has a day of its own in its clause, and the word of the past stands in another ("继去年…，8日签署")."""
    start = _clause(reading, sentence, verb)
    return reading.chinese and start >= past.end and bool(_DAY.search(reading.folded, start, verb.start))


def _rests_on(reading: Reading, sentence: Sentence, verb: Hit) -> str | None:
    """Chinese only: "根据…签署", where an act is only what another rests on, or "签署十周年"."""
    dated = sentence.of("recent") or _DAY_ZH.search(reading.folded, _clause(reading, sentence, verb), verb.start)
    if not dated and (basis := _before(reading, sentence, verb, "basis", _BACKGROUND_BEFORE)):
        return _quote(reading, basis)
    counted = _COUNTED_ZH.search(reading.folded, _clause(reading, sentence, verb), verb.start)
    if counted and not dated and not sentence.of("occasion"):
        return counted[0]
    since = _ANNIVERSARY.match(reading.folded, verb.end)
    return since[0] if since else None


def _comma(reading: Reading, start: int, end: int) -> bool:
    between = reading.folded[start:end]
    return "," in between or ";" in between


def _standing(document: Document) -> str | None:
    """Pages that are not news: a title that is nothing but the name of a jurisdiction; a chronicle, which goes through many years."""
    for sentence in document.title.sentences:
        if len(sentence.hits) == 1 and sentence.hits[0].meaning.countries:
            hit = sentence.hits[0]
            if document.title.text.strip() == document.title.text[hit.start : hit.end]:
                return "a standing page about a country"
        if sentence.of("profile"):
            return "a page that says what somebody is"
    if len([hit for row in document.body.sentences[:_OPENING] for hit in row.of("profile")]) > 1:
        return "a page that says what somebody is"
    if len(document.body.all_years()) >= _CHRONICLE_YEARS:
        return "a chronicle of many years"
    return "a denial, a crime or a quarrel" if _denied(document) else None


def _denied(document: Document) -> bool:
    """Whether a release says that something is not so, or tells a crime or a quarrel: by its title, or by two words of its opening.
    What several sides did together about a crime is news of theirs."""
    title, opening = document.title.sentences, document.body.sentences[:_OPENING]
    if any(row.of("joint", "jointly") for row in (*title, *opening)):
        return False
    if any(row.of("denial") for row in title) and not any(row.of(*_SIGNING) for row in title):
        return True
    return len({document.body.folded[hit.start : hit.end] for row in opening for hit in row.of("denial")}) > 1


# ---- small things ------------------------------------------------------------------------------------------------


def _gap(one: Hit, other: Hit) -> int:
    """Characters between two hits, 0 where they touch or overlap."""
    return max(0, one.start - other.end, other.start - one.end)


def _candidate(strength: Strength, rule: str, sentence: Sentence, verb: Hit, other: Hit | None, refused: str | None) -> Candidate:
    start, end = (min(verb.start, other.start), max(verb.end, other.end)) if other else (verb.start, verb.end)
    instrument = other if other and other.meaning.instrument else None
    # A headline's present ("sign accord in March") does not say when, any more than a noun does.
    nominal = "signing" in verb.meaning.acts or (sentence.part == "title" and "sign" in verb.meaning.acts)
    return Candidate(strength, rule, sentence, start, end, instrument, refused, nominal)


def _refuse(candidate: Candidate, reason: str) -> Candidate:
    return replace(candidate, refused=candidate.refused or reason)


def _quote(reading: Reading, hit: Hit) -> str:
    return reading.text[hit.start : hit.end]
