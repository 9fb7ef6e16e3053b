"""Texts of the six sites: titles and subjects written by hand, paragraphs put together from a few forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

MACAU = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Text:
    """One release before it has an address."""

    title: str
    when: datetime
    paragraphs: tuple[str, ...]
    lang: str
    number: int

    @property
    def day(self) -> str:
        return f"{self.when:%Y-%m-%d}"

    @property
    def slug(self) -> str:
        plain = unicodedata.normalize("NFKD", self.title).encode("ascii", "ignore").decode().lower()
        return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")

    @property
    def first_words(self) -> str:
        first = self.paragraphs[0]
        return first[:18] if self.lang.startswith("zh") else " ".join(first.split()[:12])

    @property
    def teaser(self) -> str:
        first = self.paragraphs[0]
        return first[:40] + "……" if self.lang.startswith("zh") else first[:120].rsplit(" ", 1)[0] + " […]"


def compose(
    lang: str,
    rows: Sequence[tuple[str, str]],
    leads: Sequence[str],
    pool: Sequence[str],
    newest: datetime,
    number: int,
    gaps: Sequence[int] = (1, 3, 0, 4, 2, 6, 1),
) -> tuple[Text, ...]:
    """`rows` are titles and subjects, newest first; `number` is that of the newest, and days and numbers go down from there."""
    made: list[Text] = []
    when = newest
    for place, (title, subject) in enumerate(rows):
        known = {"s": subject, "n": 12 + place * 7 % 53, "m": 140 + place * 61 % 700, "k": 3 + place % 6}
        middle = [pool[(place * 2 + step) % len(pool)].format(**known) for step in range(3 + place % 2)]
        lead = leads[place % len(leads)].format(**known)
        made.append(Text(title, when, (lead[0].upper() + lead[1:], *middle), lang, number))
        gap = gaps[place % len(gaps)]
        when -= timedelta(days=gap, minutes=17 if gap == 0 else -11 + place % 5 * 6)
        number -= 3 + place * 5 % 11
    return tuple(made)


UNIVERSITY = compose(
    "pt",
    (
        ("Universidade abre candidaturas ao mestrado em Direito Comercial Lusófono", "o mestrado em Direito Comercial Lusófono"),
        ("Investigadores apresentam atlas digital dos portos da Ásia e de África", "o atlas digital dos portos da Ásia e de África"),
        ("Reitora recebe delegação da Universidade de Cabo Verde", "a visita da delegação da Universidade de Cabo Verde"),
        ("Concurso de tradução chinês – português reúne estudantes de nove países", "o concurso de tradução chinês – português"),
        ("Biblioteca central passa a funcionar vinte e quatro horas na época de exames", "o novo horário da biblioteca central"),
        ("Laboratório de Oceanografia ganha financiamento para estudar o delta", "o projecto do Laboratório de Oceanografia sobre o delta"),
        ("Bolsas para estudantes de Timor-Leste aumentam no próximo ano lectivo", "o programa de bolsas para estudantes de Timor-Leste"),
        ("Dia Aberto leva mil alunos do ensino secundário ao campus", "o Dia Aberto do campus"),
        ("Faculdade de Saúde assina protocolo com hospitais de Maputo", "o protocolo da Faculdade de Saúde com hospitais de Maputo"),
        ("Ciclo de cinema brasileiro regressa ao auditório em Abril", "o ciclo de cinema brasileiro"),
        ("Antigos alunos criam fundo de apoio a novas empresas", "o fundo de apoio criado por antigos alunos"),
        ("Curso intensivo de mandarim para juristas tem segunda edição", "o curso intensivo de mandarim para juristas"),
        ("Universidade integra rede de ensino de engenharia da Grande Baía", "a rede de ensino de engenharia da Grande Baía"),
        ("Estudo sobre comércio electrónico distinguido em Lisboa", "o estudo sobre comércio electrónico"),
    ),
    (
        "{s} esteve esta semana em destaque no campus, perante docentes, estudantes e parceiros da instituição.",
        "A reitoria tornou público {s}, numa sessão que juntou {m} pessoas no auditório principal.",
        "Com {n} participantes inscritos, {s} marca o início de uma nova fase da cooperação académica da universidade.",
        "A universidade deu a conhecer {s}, uma iniciativa preparada ao longo de {k} meses por várias faculdades.",
    ),
    (
        "Segundo a organização, {s} envolve {n} docentes e conta com um orçamento aprovado pelo Conselho de Gestão em Dezembro.",
        "“Com {s}, queremos abrir aos estudantes uma porta entre a China e os países lusófonos”, disse a vice-reitora.",
        "Sobre {s} estão previstas {k} sessões de esclarecimento, presenciais e à distância, com inscrição gratuita até ao fim do mês.",
        "Quanto a números, {s} chega a {m} pessoas, das quais cerca de um terço vindas do exterior, de acordo com o gabinete de estudos.",
        "Os interessados em acompanhar {s} podem dirigir-se à secretaria da faculdade ou escrever ao gabinete de relações externas.",
    ),
    datetime(2026, 3, 26, 11, 20, tzinfo=MACAU),
    20418,
)

COMMERCE = compose(
    "zh-Hans",
    (
        ("北湾市召开一季度外贸稳增长座谈会", "一季度外贸稳增长座谈会"),
        ("市商务局赴葡语国家商会开展招商推介", "葡语国家招商推介活动"),
        ("北湾综合保税区二期通过预验收", "综合保税区二期建设"),
        ("“粤贸全球”北湾企业组团参加里斯本食品展", "里斯本食品展参展工作"),
        ("我市出台跨境电商高质量发展若干措施", "跨境电商若干措施"),
        ("市领导会见巴西圣保罗州经贸代表团", "与巴西圣保罗州的经贸合作"),
        ("北湾港新增一条直达莫桑比克航线", "莫桑比克直达航线"),
        ("2026年消费促进月活动在滨江广场启动", "消费促进月活动"),
        ("市商务局举办RCEP原产地规则专题培训", "RCEP原产地规则培训"),
        ("首批安哥拉咖啡豆经北湾口岸通关", "安哥拉咖啡豆进口业务"),
        ("全市商务工作会议部署全年重点任务", "全年商务重点任务"),
        ("北湾与澳门签署会展业合作备忘录", "与澳门的会展业合作"),
        ("家电以旧换新补贴发放进度过半", "家电以旧换新补贴"),
        ("外资企业圆桌会收集意见建议三十余条", "外资企业圆桌会"),
        ("县域商业体系建设现场会在东溪县召开", "县域商业体系建设"),
    ),
    (
        "围绕{s}，北湾市商务局近日会同有关部门开展专项工作，{n}家重点企业负责人参加。",
        "记者从市商务局获悉，{s}取得阶段性进展，目前已有{m}人次直接受益。",
        "为推进{s}，市政府日前召集{k}个部门研究具体安排，明确了时间表和责任分工。",
    ),
    (
        "会议指出，{s}关系到全市开放型经济的长远发展，各单位要主动靠前服务，及时解决企业反映的困难。",
        "据统计，今年以来{s}相关项目累计签约{n}个，计划投资额{m}亿元，较上年同期增长百分之{k}。",
        "谈到{s}，与会企业代表表示，将用好政策窗口期，扩大对葡语国家的采购与投资，带动上下游配套企业共同出海。",
        "下一步，市商务局将建立台账、逐项跟进，每月通报{s}的进展情况，确保各项措施落到实处。",
    ),
    datetime(2026, 4, 9, 10, 35, tzinfo=MACAU),
    4402917,
)

CHAMBER = compose(
    "en",
    (
        ("Chamber welcomes simplified customs rules for small exporters", "the simplified customs procedure for small exporters"),
        ("Lisbon trade mission returns with eleven letters of intent", "the spring trade mission to Lisbon"),
        ("Members elect new board at annual general meeting", "the election of the new board"),
        ("Survey: two in three firms plan to hire this year", "the yearly survey of hiring plans"),
        ("Green shipping working group publishes first report", "the first report of the green shipping working group"),
        ("Business delegation from Luanda visits the harbour district", "the visit of business leaders from Luanda"),
        ("Chamber and university launch apprenticeship fund", "the joint apprenticeship fund"),
        ("Statement on the closure of the northern ferry terminal", "the closure of the northern ferry terminal"),
        ("Food importers meet regulators over labelling deadline", "the labelling deadline for food importers"),
        ("Young Entrepreneurs Prize goes to water-testing start-up", "the Young Entrepreneurs Prize"),
        ("Arbitration centre handles record number of cases", "the arbitration centre's record year"),
        ("New guide explains investment rules in Mozambique", "the guide to investment rules in Mozambique"),
        ("Macao and Hengqin offices to share service desk", "the shared service desk of the Macao and Hengqin offices"),
    ),
    (
        "Some {m} member companies will be affected by {s}, the Harbour Chamber of Commerce said on Tuesday.",
        "After {k} months of preparation, {s} drew praise this week from members and partner bodies in the region.",
        "The Harbour Chamber of Commerce has set out what {s} means for local firms and their {n} partner markets.",
    ),
    (
        "“Our members asked for clarity on {s}, and now they have it,” said the chamber's president, in a note to {m} firms.",
        "The secretariat's figures on {s} cover {n} companies in {k} sectors, most with fewer than fifty staff.",
        "Further sessions on {s} will be held at the chamber's offices, where advisers can be met by appointment on weekday mornings.",
        "Behind {s} lies growing trade with Portuguese-speaking countries, {n} per cent of members' turnover last year.",
        "The chamber will report to its council on {s} before the summer, and a summary will be sent to all {m} contacts on its list.",
    ),
    datetime(2026, 3, 31, 14, 5, tzinfo=MACAU),
    731,
)

MINISTRY = compose(
    "pt",
    (
        ("Ministro do Comércio inaugura centro de apoio ao exportador", "o novo centro de apoio ao exportador"),
        ("Governo aprova regime de incentivos à indústria do pescado", "o regime de incentivos à indústria do pescado"),
        ("Missão empresarial chinesa visita zona económica especial", "a visita da missão empresarial chinesa"),
        ("Inspecção apreende produtos sem rotulagem em três províncias", "a operação de inspecção em três províncias"),
        ("Preço do arroz mantém-se estável no primeiro trimestre", "a evolução do preço do arroz"),
        ("Feira Agrícola do Norte regressa após dois anos", "a Feira Agrícola do Norte"),
        ("Assinado acordo de facilitação do comércio com Macau", "o acordo de facilitação do comércio com Macau"),
        ("Plataforma de licenciamento electrónico chega a todos os distritos", "a plataforma de licenciamento electrónico"),
        ("Vice-ministra defende valorização do café nacional em Pequim", "a promoção do café nacional em Pequim"),
        ("Consulta pública sobre a lei da concorrência termina em Março", "a consulta pública sobre a lei da concorrência"),
        ("Exportações de caju crescem pelo terceiro ano seguido", "o crescimento das exportações de caju"),
        ("Nova linha de crédito para pequenas lojas rurais", "a linha de crédito para pequenas lojas rurais"),
        ("Técnicos formados em normas de qualidade para o mercado chinês", "a formação em normas de qualidade"),
        ("Ministério distingue as melhores cooperativas do ano", "o prémio das melhores cooperativas"),
        ("Balança comercial com os países lusófonos melhora em 2025", "o saldo da balança comercial com os países lusófonos"),
        ("Reunião do conselho coordenador debate metas para 2026", "a reunião do conselho coordenador"),
    ),
    (
        "O Ministério do Comércio e Indústria divulgou hoje dados sobre {s}, que abrange {n} distritos do país.",
        "Para {s} foram mobilizados {m} técnicos, informou o porta-voz do Ministério em conferência de imprensa.",
        "Para assinalar {s}, decorreu na capital uma cerimónia com a presença de {k} membros do Governo.",
        "Está em curso {s}, medida prevista no plano quinquenal e acompanhada por {n} associações económicas.",
    ),
    (
        "Na ocasião, o ministro sublinhou que {s} reforça a confiança dos operadores e cria emprego, sobretudo entre os jovens.",
        "Segundo os dados oficiais, {s} conta com {m} beneficiários directos e um investimento repartido por {k} anos.",
        "A cooperação com a China e com os países de língua portuguesa foi dada como decisiva para {s} por {n} oradores.",
        "Ouvidas sobre {s}, {n} associações saudaram a decisão e pediram que os prazos sejam cumpridos em todas as províncias.",
        "O Ministério voltará a avaliar {s} dentro de {k} meses e publicará as conclusões neste portal.",
    ),
    datetime(2026, 4, 2, 15, 10, tzinfo=MACAU),
    5180,
    (2, 0, 3, 1, 5, 2, 4),
)

BUREAU = compose(
    "zh-Hant",
    (
        ("海事及渡輪局公佈清明節期間航班安排", "清明節期間航班安排"),
        ("新造船隻安全檢驗指引即日生效", "新造船隻安全檢驗指引"),
        ("局方與葡萄牙港口協會簽訂培訓協議", "與葡萄牙港口協會的培訓協議"),
        ("內港航道疏浚工程四月展開", "內港航道疏浚工程"),
        ("渡輪碼頭新設無障礙登船設施", "渡輪碼頭無障礙登船設施"),
        ("海上搜救聯合演習順利完成", "海上搜救聯合演習"),
        ("海員考試報名日期延長一週", "海員考試報名安排"),
        ("局方派員出席中葡海洋經濟論壇", "中葡海洋經濟論壇"),
        ("颱風季節前船舶繫泊巡查啟動", "船舶繫泊巡查"),
        ("遊艇自由行申請程序進一步簡化", "遊艇自由行申請程序"),
        ("電子航行通告平台正式投入服務", "電子航行通告平台"),
        ("造船業歷史展覽於舊船塢開幕", "造船業歷史展覽"),
        ("水質監測報告顯示沿岸情況良好", "沿岸水質監測"),
        ("漁民子女獎學金名單公佈", "漁民子女獎學金"),
    ),
    (
        "就{s}，海事及渡輪局日前公佈詳情，預計涉及{n}個單位，市民可預先留意相關安排。",
        "海事及渡輪局表示，{s}已進入實施階段，至今共有{m}人參與或受惠。",
        "為配合{s}，當局聯同{k}個部門成立工作小組，統籌前期準備及對外溝通。",
    ),
    (
        "局方指出，{s}旨在提升海上交通的安全與效率，並回應業界近年提出的意見。",
        "根據{s}的統計，去年共處理個案{m}宗，平均輪候時間縮短至{k}個工作天。",
        "業界{n}個團體的代表歡迎{s}，認為有助加強本地與葡語國家港口之間的交流，培養年輕專業人員。",
        "市民如對{s}有任何查詢，可於辦公時間致電服務熱線，或親臨各區綜合服務中心。",
    ),
    datetime(2026, 4, 1, 16, 40, tzinfo=MACAU),
    8846,
)

DEVELOPMENT = compose(
    "zh-Hans",
    (
        ("江岸新区举行重大项目集中开工仪式", "重大项目集中开工"),
        ("新区管委会与澳门青年创业团队座谈", "澳门青年创业服务"),
        ("中葡双语产业服务中心揭牌运行", "中葡双语产业服务中心"),
        ("新区一季度新增经营主体超两千户", "经营主体培育"),
        ("跨江大桥主塔顺利封顶", "跨江大桥建设"),
        ("新区召开优化营商环境专题会", "营商环境优化"),
        ("首家葡语国家商品直营店开业", "葡语国家商品直营店"),
        ("科创园区引进海洋生物实验室", "海洋生物实验室"),
        ("新区开展春季安全生产大检查", "春季安全生产检查"),
        ("人才公寓二期开始接受申请", "人才公寓二期"),
        ("智慧公交线路覆盖全部社区", "智慧公交线路"),
        ("新区代表团访问佛得角普拉亚市", "与佛得角普拉亚市的友好往来"),
        ("湿地公园生态修复工程通过验收", "湿地公园生态修复"),
        ("政务服务“一窗通办”事项再扩容", "“一窗通办”改革"),
        ("新区发布数字经济三年行动计划", "数字经济三年行动计划"),
        ("企业家早餐会聚焦供应链金融", "供应链金融服务"),
        ("全民健身中心向市民免费开放", "全民健身中心"),
    ),
    (
        "江岸新区把{s}摆在突出位置，日前组织{n}家单位现场推进，相关工作取得新成效。",
        "日前，{s}传来新进展。新区管委会主要负责人到一线调研，与{m}名干部群众面对面交流。",
        "随着{s}加快推进，新区{k}个街道的企业和居民迎来更多便利，各项配套同步跟上。",
        "新区管委会办公室通报，{s}本月进入关键阶段，总体进度快于计划。",
    ),
    (
        "调研中，负责同志强调，要以钉钉子精神抓好{s}，倒排工期、挂图作战，守住质量和安全底线。",
        "数据显示，截至上月底，新区围绕{s}累计完成投资{m}亿元，其中民间投资占比提高{k}个百分点。",
        "参与{s}的企业负责人表示，新区区位优势明显、服务高效，将继续加大投入，深化与葡语国家伙伴的合作。",
        "接下来，新区将围绕{s}再推出{k}项举措，并及时向社会公布进展。",
        "{s}现场还设置了咨询台，{n}名工作人员为群众解答政策问题。",
    ),
    datetime(2026, 4, 8, 9, 50, tzinfo=MACAU),
    1583340,
)
