"""The texts of six invented publishers: title, subject and opening of each release, and what the later paragraphs are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

LOCAL = timezone(timedelta(hours=8))
Row = tuple[str, str, str, str]


@dataclass(frozen=True)
class Text:
    """One release: when, what, and its paragraphs."""

    number: int
    when: datetime
    title: str
    subject: str
    paragraphs: tuple[str, ...]

    @property
    def day(self) -> str:
        return self.when.strftime("%Y-%m-%d")


def build(rows: Sequence[Row], more: Sequence[str], first: int, step: int) -> tuple[Text, ...]:
    """Newest first. Numbers go down unevenly; each text has its opening and three or four further paragraphs of its own figures."""
    texts = []
    for place, (when, title, subject, opening) in enumerate(rows):
        chosen = [more[(place + part) % len(more)] for part in range(3 + place % 2)]
        later = [text.format(subject=subject, a=12 + place * 7, b=2 + place % 6, c=140 + place * 31) for text in chosen]
        moment = datetime.strptime(when, "%Y-%m-%d %H:%M").replace(tzinfo=LOCAL)
        texts.append(Text(first - place * step - place % 4, moment, title, subject, (opening, *later)))
    return tuple(texts)


GAZETTE = build(
    (
        (
            "2026-03-12 18:20",
            "Ferry operator adds late sailings for spring",
            "the late sailings",
            "Passengers crossing the estuary after nine in the evening will have four more boats to choose from, starting next Monday.",
        ),
        (
            "2026-03-12 08:05",
            "Old customs house to reopen as a reading room",
            "the customs house",
            "Scaffolding came down on Wednesday from the yellow front of the customs house, which has stood empty since 2011.",
        ),
        (
            "2026-03-11 19:40",
            "Trade fair draws record number of Brazilian exporters",
            "the trade fair",
            "Coffee roasters from Minas Gerais filled an entire aisle as the spring trade fair opened its doors on Wednesday morning.",
        ),
        (
            "2026-03-10 17:15",
            "Council delays vote on waterfront parking",
            "the parking plan",
            "A long evening of questions ended without a vote when councillors sent the waterfront parking plan back to committee.",
        ),
        (
            "2026-03-09 12:30",
            "Dredging of inner harbour moves to second stage",
            "the dredging",
            "Barges carrying silt from the inner harbour will work through the night until the end of May, the port captain confirmed.",
        ),
        (
            "2026-03-07 09:00",
            "Students win prize for low-cost tide gauge",
            "the tide gauge",
            "Three pupils of the polytechnic built a tide gauge from a plastic pipe and a telephone, and came home with the first prize.",
        ),
        (
            "2026-03-06 18:55",
            "Bakers warn of higher flour prices before Easter",
            "flour prices",
            "Neighbourhood bakeries expect to pay a tenth more for a sack of flour this month, their association told members on Friday.",
        ),
        (
            "2026-03-05 16:10",
            "Cross-border bus line gets low-floor vehicles",
            "the new buses",
            "Wheelchair users will be able to board every bus of the cross-border line once nine new vehicles arrive in April.",
        ),
        (
            "2026-03-04 11:25",
            "Angolan choir to sing at the cathedral in May",
            "the concert",
            "Forty singers from Luanda have accepted an invitation to give two evenings of sacred music at the cathedral.",
        ),
        (
            "2026-03-03 20:00",
            "Small shops ask for longer rent relief",
            "rent relief",
            "Shopkeepers along the market street handed in a petition with nine hundred signatures at the land office on Tuesday.",
        ),
        (
            "2026-03-02 07:50",
            "Power cut leaves northern district dark for an hour",
            "the power cut",
            "Lifts stopped and traffic lights failed across the northern district on Sunday night after a fault at a substation.",
        ),
        (
            "2026-02-27 15:35",
            "Museum buys letters of a nineteenth-century pilot",
            "the letters",
            "Bundled in oilcloth and forgotten in a Lisbon attic, the letters of a harbour pilot are now the property of the museum.",
        ),
        (
            "2026-02-25 13:45",
            "Hotel occupancy edges up after slow January",
            "hotel occupancy",
            "Rooms filled again over the lantern holiday, lifting average occupancy above eighty per cent for the first time this year.",
        ),
        (
            "2026-02-24 10:10",
            "Fishermen test biodegradable nets off the southern islands",
            "the nets",
            "Two family boats left port before dawn on Tuesday with nets designed to dissolve within three years if they are lost.",
        ),
    ),
    (
        "People who follow {subject} closely said that about {c} residents had asked for details since the winter, most of them by letter.",
        "The cost is put at {a} million over {b} years, a sum that officials described as modest when set beside last year's spending.",
        "“We have waited {b} years for this,” said one neighbour who has "
        "watched {subject} from her window, “and we can wait {a} days more.”",
        "A first report on {subject} is expected within {a} weeks; it will be put before the public at {b} meetings in the town hall.",
        "Not everyone agrees: of {c} answers to a survey on {subject}, nearly {a} per cent asked for a different timetable.",
    ),
    21874,
    23,
)

COAST = build(
    (
        (
            "2026-03-12 09:30",
            "滨海市召开一季度外贸企业座谈会",
            "外贸企业座谈会",
            "三月十一日下午，滨海市召开外贸企业座谈会，二十三家企业负责人围绕订单变化和物流成本畅谈意见。",
        ),
        (
            "2026-03-11 16:02",
            "滨海港新开通至桑托斯的集装箱直航航线",
            "直航航线",
            "随着一声汽笛，满载家电和汽配的货轮驶离滨海港三号泊位，前往巴西桑托斯港。",
        ),
        (
            "2026-03-10 10:45",
            "全市重点项目建设现场推进会在东湾新区举行",
            "重点项目建设",
            "东湾新区的塔吊林立，全市重点项目建设现场推进会十日上午在这里举行。",
        ),
        (
            "2026-03-09 08:50",
            "滨海市发布支持跨境电商发展十条措施",
            "跨境电商十条措施",
            "从仓储补贴到人才住房，一份共十条的支持措施九日起在滨海市正式施行。",
        ),
        (
            "2026-03-06 17:20",
            "葡语国家青年创业营在滨海开营",
            "青年创业营",
            "来自安哥拉、佛得角、莫桑比克等国的四十名青年六日走进滨海，开始为期两周的创业学习。",
        ),
        (
            "2026-03-05 11:11",
            "滨海市企业服务专员队伍扩大到三百人",
            "企业服务专员",
            "企业有困难找谁？今年起，滨海市的企业服务专员由一百八十人增加到三百人。",
        ),
        (
            "2026-03-04 15:33",
            "市领导调研沿江绿道建设情况",
            "沿江绿道",
            "春雨初歇，市领导一行四日沿江步行三公里，实地查看绿道二期工程进度。",
        ),
        (
            "2026-03-03 09:18",
            "滨海市二月份空气质量位居全省前列",
            "空气质量",
            "蓝天成为常态，省生态环境部门最新通报显示，滨海市二月份优良天数达到二十七天。",
        ),
        (
            "2026-02-28 14:40",
            "粤澳联合招商推介会签约十八个项目",
            "联合招商推介会",
            "总投资超过六十亿元的十八个项目，二十八日在粤澳联合招商推介会上集中签约。",
        ),
        (
            "2026-02-27 10:05",
            "滨海市启动春季大型招聘活动",
            "春季招聘活动",
            "人潮涌动的体育馆里，二百一十家企业二十七日摆开展位，带来六千余个岗位。",
        ),
        (
            "2026-02-26 16:48",
            "滨海智能制造产业园二期竣工投产",
            "智能制造产业园",
            "随着首条机器人关节生产线缓缓转动，滨海智能制造产业园二期宣告竣工投产。",
        ),
        (
            "2026-02-25 08:36",
            "春节假期滨海接待游客突破百万人次",
            "假日旅游",
            "古镇灯会、海滩民宿和渔家宴，让滨海在春节假期迎来一百零四万人次游客。",
        ),
        (
            "2026-02-24 09:00",
            "全市高质量发展大会提出年度目标",
            "高质量发展大会",
            "新春上班第一天，滨海市召开高质量发展大会，明确全年工作的路线图和时间表。",
        ),
    ),
    (
        "据了解，{subject}相关工作自去年启动以来，已有{c}家单位参与，累计解决各类问题{a}项，群众满意度持续提升。",
        "市有关部门负责人表示，将围绕{subject}建立台账，每{b}周调度一次，确保各项任务在{a}天内见到成效。",
        "记者在现场看到，不少市民和企业代表对{subject}十分关注，{c}份问卷中有{a}份提出了具体建议。",
        "下一步，滨海市将安排资金{a}亿元，分{b}批推进{subject}有关配套，进一步优化营商环境。",
        "会议还听取了{b}个镇街的汇报，要求各单位以{subject}为契机，主动靠前服务，形成{c}条可复制的经验。",
    ),
    3871440,
    613,
)

ATLANTIC = build(
    (
        (
            "2026-03-12 21:14",
            "Cabo Verde e Macau assinam acordo para formação marítima",
            "o acordo de formação",
            "Trinta oficiais cabo-verdianos vão estudar navegação em Macau a partir de Setembro, ao abrigo de um acordo assinado na Praia.",
        ),
        (
            "2026-03-12 15:02",
            "Exportações de castanha da Guiné-Bissau sobem no trimestre",
            "a campanha da castanha",
            "Os camiões carregados de castanha voltaram a encher o porto de Bissau, onde as exportações cresceram quase um quinto.",
        ),
        (
            "2026-03-11 18:37",
            "Moçambique lança concurso para linha férrea do norte",
            "a linha do norte",
            "O Governo moçambicano abriu esta quarta-feira o concurso para "
            "reabilitar quatrocentos quilómetros de via entre Nacala e Cuamba.",
        ),
        (
            "2026-03-11 09:20",
            "Banco de São Tomé revê crescimento em alta",
            "a revisão do crescimento",
            "O turismo e o cacau levaram o banco central são-tomense a corrigir para cima a previsão de crescimento deste ano.",
        ),
        (
            "2026-03-10 16:45",
            "Empresas brasileiras procuram parceiros na Grande Baía",
            "a missão empresarial",
            "Vinte e duas empresas de tecnologia agrícola desembarcaram em Cantão à procura de distribuidores e de capital.",
        ),
        (
            "2026-03-09 19:08",
            "Timor-Leste prepara feira de café em Díli",
            "a feira do café",
            "Produtores de Ermera e de Aileu vão mostrar os seus melhores lotes numa feira que a capital timorense recebe em Abril.",
        ),
        (
            "2026-03-08 11:55",
            "Angola reduz taxas portuárias no Lobito",
            "a nova tabela portuária",
            "Descarregar um contentor no Lobito passa a custar menos doze por cento, segundo a tabela publicada no fim-de-semana.",
        ),
        (
            "2026-03-06 17:30",
            "Universidades lusófonas criam rede de tradução",
            "a rede de tradução",
            "Nove universidades de quatro continentes querem partilhar glossários "
            "e docentes numa rede dedicada à tradução entre chinês e português.",
        ),
        (
            "2026-03-05 14:12",
            "Pescadores de Setúbal recebem delegação de Zhuhai",
            "a visita a Setúbal",
            "Entre redes e caixas de sardinha, uma delegação de Zhuhai percorreu na manhã de quinta-feira a lota de Setúbal.",
        ),
        (
            "2026-03-04 20:26",
            "Guiné Equatorial adere a fundo de cooperação",
            "a adesão ao fundo",
            "Malabo depositou os documentos que faltavam e tornou-se o mais recente participante do fundo de cooperação.",
        ),
        (
            "2026-03-03 10:41",
            "Preço do frete entre Santos e Xangai volta a cair",
            "o preço do frete",
            "Pelo terceiro mês seguido, alugar espaço num navio entre Santos e Xangai ficou mais barato para quem exporta soja.",
        ),
        (
            "2026-03-02 18:03",
            "Festival de cinema lusófono anuncia programa",
            "o festival de cinema",
            "Uma longa-metragem rodada nos Bijagós abre em Maio a décima edição do festival de cinema de língua portuguesa.",
        ),
        (
            "2026-02-27 13:19",
            "Startups de Braga instalam-se em Hengqin",
            "a instalação em Hengqin",
            "Quatro jovens empresas de Braga receberam as chaves de um escritório partilhado em Hengqin, com renda paga durante um ano.",
        ),
    ),
    (
        "Segundo a organização, {subject} envolve {c} participantes e um orçamento de {a} milhões, repartido por {b} anos.",
        "Fonte ligada ao processo disse à agência que {subject} será avaliado "
        "dentro de {a} semanas, com relatórios enviados a {b} ministérios.",
        "“Não é um ponto de chegada”, afirmou um dos responsáveis, lembrando que "
        "foram precisas {b} rondas e {a} reuniões antes de se concluir {subject}.",
        "Os dados recolhidos junto de {c} empresas mostram que {subject} "
        "interessa sobretudo às mais pequenas, com menos de {a} trabalhadores.",
        "Nos últimos {b} anos, iniciativas semelhantes deram trabalho a {c} "
        "pessoas, um número que {subject} pode duplicar, dizem os analistas.",
    ),
    48213,
    17,
)

WATCH = build(
    (
        (
            "2026-03-12 14:00",
            "Copper shipments through Lobito double in a year",
            "copper traffic",
            "Trains now leave the mining belt for the Atlantic every second "
            "day, and the tonnage of copper they carry has doubled in a year.",
        ),
        (
            "2026-03-12 06:30",
            "Yuan settlement gains ground in Brazilian soy deals",
            "yuan settlement",
            "One cargo in six of soybeans bound for Chinese crushers was paid for in yuan last month, brokers in São Paulo estimate.",
        ),
        (
            "2026-03-11 13:10",
            "Macau insurers look to cover Portuguese-speaking risks",
            "the risk pool",
            "Underwriters met behind closed doors on Tuesday to draft a common pool for cargo and credit risks in eight countries.",
        ),
        (
            "2026-03-10 09:45",
            "Mozambique gas plant signs its first Asian buyer",
            "the gas contract",
            "After eleven months of talks a utility in southern China has agreed to lift a cargo a month from the Rovuma basin.",
        ),
        (
            "2026-03-09 15:25",
            "Zhuhai yard lays keel for Cape Verde ferries",
            "the ferry order",
            "Sparks flew under a grey sky on Monday as the first steel was laid for two ferries meant for the Barlavento islands.",
        ),
        (
            "2026-03-06 08:15",
            "Wine importers shrug off a strong euro",
            "wine imports",
            "Cellars are filling up again despite the exchange rate, according to merchants who gathered at a tasting on Thursday.",
        ),
        (
            "2026-03-05 12:00",
            "Digital customs pilot cuts clearance to two hours",
            "the customs pilot",
            "Lorry drivers who once slept at the barrier now wait two hours on average, the first figures from the pilot show.",
        ),
        (
            "2026-03-04 16:50",
            "Timor fund sells bonds, buys infrastructure",
            "the portfolio shift",
            "Less paper and more concrete: that is how the new manager of the petroleum fund described her plan to lawmakers.",
        ),
        (
            "2026-03-03 07:05",
            "Cashew processors hunt for cheaper electricity",
            "electricity costs",
            "Shelling machines stand idle five hours a day in Bissau because running them on diesel costs more than the nuts earn.",
        ),
        (
            "2026-03-02 11:35",
            "Shenzhen drone maker opens depot in Luanda",
            "the depot",
            "Spare propellers will reach Angolan farmers in a day rather than a month now that a depot has opened near the airport.",
        ),
        (
            "2026-02-26 10:20",
            "Forum members weigh common rules for e-signatures",
            "common rules",
            "A contract signed on a telephone in Praia should be good in Macau as well, negotiators agreed in a working paper.",
        ),
        (
            "2026-02-24 14:40",
            "Port congestion eases on both sides of the Atlantic",
            "port congestion",
            "Queues of anchored ships have all but gone from satellite images of Santos and Sines taken over the past fortnight.",
        ),
        (
            "2026-02-20 09:00",
            "Coffee auction sets record for East Timor lot",
            "the auction",
            "Bidders from four cities pushed the price of a single lot of highland arabica past the previous record within minutes.",
        ),
    ),
    (
        "Analysts who track {subject} counted {c} transactions since January, against {a} in the whole of the same quarter two years ago.",
        "The change will take {b} years to work through, one banker said, adding that {subject} still depends on some {a} intermediaries.",
        "Documents seen by our reporters put the value of {subject} at {c} million dollars, with {b} lenders sharing the exposure.",
        "Officials would not be drawn on {subject}, but promised a consultation lasting {a} days in each of {b} capitals.",
        "Smaller firms remain wary: only {a} of {c} polled expect {subject} to improve their own margins before the year is out.",
    ),
    70412,
    29,
)

CONSULATE = build(
    (
        (
            "2026-03-12 10:00",
            "Permanências consulares na Taipa durante o mês de Abril",
            "as permanências consulares",
            "A equipa consular vai deslocar-se à Taipa em três sábados de Abril para receber pedidos de cartão de cidadão e de passaporte.",
        ),
        (
            "2026-03-10 10:00",
            "Inscrições abertas para o curso de língua portuguesa",
            "o curso de língua",
            "Quem queira aprender ou aperfeiçoar o português pode inscrever-se "
            "até ao fim do mês, na chancelaria ou por correio electrónico.",
        ),
        (
            "2026-03-06 10:00",
            "Cônsul-Geral visita escola portuguesa",
            "a visita à escola",
            "Alunos do quinto ano receberam o Cônsul-Geral com uma canção e muitas perguntas sobre o trabalho de um diplomata.",
        ),
        (
            "2026-03-03 10:00",
            "Alteração do sistema de marcações em linha",
            "o sistema de marcações",
            "Desde o início de Março as marcações fazem-se numa nova página, que pede apenas o nome, a data de nascimento e um contacto.",
        ),
        (
            "2026-02-27 10:00",
            "Recolha de donativos para as vítimas das cheias",
            "a recolha de donativos",
            "Cobertores, conservas e artigos de higiene podem ser entregues no "
            "rés-do-chão do consulado, todos os dias úteis, até às dezoito horas.",
        ),
        (
            "2026-02-24 10:00",
            "Exposição de azulejos na residência consular",
            "a exposição de azulejos",
            "Sessenta painéis pintados à mão por artistas de Macau e de Coimbra enchem de azul as salas da residência consular.",
        ),
        (
            "2026-02-18 10:00",
            "Recenseamento eleitoral dos cidadãos no estrangeiro",
            "o recenseamento",
            "Os cidadãos que mudaram de morada devem confirmar, antes das "
            "próximas eleições, os dados que constam do caderno de recenseamento.",
        ),
        (
            "2026-02-11 10:00",
            "Encontro com empresários do sector alimentar",
            "o encontro empresarial",
            "Azeite, queijo e conservas estiveram à mesa de um encontro que juntou produtores portugueses e compradores da região.",
        ),
        (
            "2026-02-04 10:00",
            "Bolsas de estudo para o ano lectivo de 2026/2027",
            "as bolsas de estudo",
            "Estão disponíveis doze bolsas para licenciaturas e mestrados em "
            "universidades portuguesas, com candidaturas até trinta de Abril.",
        ),
        (
            "2026-01-22 10:00",
            "Perda de documentos: o que fazer",
            "a perda de documentos",
            "Perder o passaporte em viagem causa aflição, mas basta seguir alguns passos simples para obter um documento provisório.",
        ),
        (
            "2026-01-08 10:00",
            "Mensagem de Ano Novo à comunidade",
            "a mensagem à comunidade",
            "No começo de mais um ano, o Cônsul-Geral dirige a toda a comunidade uma palavra de gratidão e de esperança.",
        ),
        (
            "2025-12-15 10:00",
            "Concerto de Natal na igreja de São Domingos",
            "o concerto de Natal",
            "Vilancicos portugueses e cânticos em cantonense vão ouvir-se na igreja de São Domingos, na véspera do solstício de Inverno.",
        ),
        (
            "2025-12-02 10:00",
            "Nova tabela de emolumentos consulares",
            "a tabela de emolumentos",
            "A tabela aprovada em Lisboa actualiza os emolumentos de dezoito actos e mantém gratuitos os registos de nascimento.",
        ),
    ),
    (
        "O consulado prevê que {subject} diga respeito a cerca de {c} pessoas, das quais {a} já foram contactadas pelos serviços.",
        "Os interessados em saber mais sobre {subject} devem telefonar entre "
        "as nove e as treze horas ou escrever com {b} dias de antecedência.",
        "Na edição anterior participaram {c} pessoas e foram necessários {b} "
        "funcionários; desta vez, {subject} conta com mais {a} voluntários.",
        "O Cônsul-Geral agradece às {b} associações que colaboraram e "
        "recorda que {subject} depende do contributo de todos os {c} inscritos.",
    ),
    900,
    4,
)

FOUNDATION = build(
    (
        (
            "2026-03-12 09:00",
            "「濠江薪火」青年領袖計劃結業禮圓滿舉行",
            "青年領袖計劃",
            "六十二名學員在掌聲中接過證書，為期九個月的「濠江薪火」青年領袖計劃畫上句號。",
        ),
        (
            "2026-03-09 09:00",
            "本會資助葡語國家留學生參訪大灣區",
            "留學生參訪",
            "來自七個葡語國家的留學生一連三日走訪廣州、佛山及江門，親身感受大灣區的生活節奏。",
        ),
        (
            "2026-03-05 09:00",
            "二〇二六年度學術研究資助名單公佈",
            "學術研究資助",
            "經評審委員會兩輪評議，本年度共有三十四項學術研究計劃獲得資助。",
        ),
        ("2026-03-02 09:00", "春茗聯歡晚會凝聚社團力量", "春茗聯歡", "燈火通明的漁人碼頭宴會廳內，百多個社團的代表歡聚一堂，共賀新歲。"),
        (
            "2026-02-26 09:00",
            "長者數碼共融課程接受報名",
            "數碼共融課程",
            "學會用手機預約看診、視像通話和電子支付，是新一期長者課程的主要內容。",
        ),
        (
            "2026-02-23 09:00",
            "「海上絲路」圖片展於塔石藝文館揭幕",
            "海上絲路圖片展",
            "一百二十幅老照片沿着展廳牆壁鋪展，訴說澳門與海上絲路數百年的往來。",
        ),
        (
            "2026-02-12 09:00",
            "獎學金得獎學生分享學習心得",
            "獎學金",
            "有人在實驗室度過除夕，有人在里斯本學會做飯，五位得獎學生談起求學路各有滋味。",
        ),
        (
            "2026-02-09 09:00",
            "本會代表團訪問里斯本東方學院",
            "里斯本訪問",
            "應里斯本東方學院邀請，本會代表團一行六人於二月初抵達葡萄牙展開訪問。",
        ),
        ("2026-02-03 09:00", "社區音樂會巡迴五個堂區", "社區音樂會", "從議事亭前地到路環碼頭，樂手們帶着大提琴和胡琴走進街坊的日常。"),
        (
            "2026-01-28 09:00",
            "中小學閱讀推廣計劃成果展示",
            "閱讀推廣計劃",
            "二十八所學校的學生以戲劇、繪本和廣播劇，把一年讀過的書搬上舞台。",
        ),
        (
            "2026-01-20 09:00",
            "歷史建築修復工作坊招募學員",
            "修復工作坊",
            "如何調配一桶傳統灰漿？怎樣替百年木窗除蟲？答案都在三月開課的工作坊裏。",
        ),
        (
            "2026-01-13 09:00",
            "基金會與三所大學簽署合作備忘錄，共同推動中葡雙語法律人才的培養工作",
            "中葡雙語法律人才培養",
            "一份涵蓋實習、交換和教材編寫的合作備忘錄，於十三日上午在本會會議廳簽署。",
        ),
        (
            "2026-01-06 09:00",
            "新年度資助申請說明會明日舉行",
            "資助申請說明會",
            "填表常犯哪些錯誤、預算怎樣編列，本會職員將在明日的說明會上逐一講解。",
        ),
        ("2025-12-19 09:00", "慶祝回歸紀念日文藝匯演", "文藝匯演", "獅鼓齊鳴，三百名演員在綜藝館獻上一台跨越古今的演出，慶祝回歸紀念日。"),
    ),
    (
        "是次{subject}共吸引{c}人參與，當中{a}人為首次參加本會活動，反應熱烈。",
        "本會行政委員會代表致辭時表示，{subject}已連續舉辦{b}屆，未來將增撥{a}萬元，讓更多居民受惠。",
        "參加者普遍認為{subject}內容充實；在收回的{c}份意見表中，有{a}份希望增加場次。",
        "有關{subject}的詳情，可於辦公時間親臨本會查詢，亦可致電預約，名額為{a}個，每人最多可登記{b}項。",
        "出席者還包括{b}個合作機構的負責人，他們期望以{subject}為平台，把交流延續到未來{b}年。",
    ),
    5127,
    9,
)
