"""The words that feeds add to what sites wrote, in English, Portuguese, traditional and simplified Chinese.

Names of countries follow the usage of Macao's own publications. MO and HK stand apart from CN, which is the Mainland here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from storage.model import Instrument, Strength

LANGUAGES: Final = ("en", "pt", "zh-Hant", "zh-Hans")


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of one language. `country_feed`, `sector_feed` and `source_feed` hold {name}; `earlier` holds {id}."""

    lang: str
    own_name: str
    strengths: dict[str, str]
    instruments: dict[str, str]
    countries: dict[str, str]
    sectors: dict[str, str]
    comma: str
    between: str
    versions: str
    withdrawn: str
    earlier: str
    announcements: str
    signed: str
    country_feed: str
    sector_feed: str
    source_feed: str
    about: str
    countries_group: str
    sectors_group: str
    sources_group: str
    languages_group: str

    def prefix(self, strength: str) -> str:
        """What a title begins with: "[Signed] ". Empty for a strength without a name (none)."""
        name = self.strengths.get(strength)
        return f"[{name}] " if name else ""

    def country(self, code: str) -> str:
        """The country's name, or its code where this project has no name for it."""
        return self.countries.get(code, code)

    def sector(self, sector: str) -> str:
        """The sector's name, or its word where this project has no name for it."""
        return self.sectors.get(sector, sector)

    def instrument(self, instrument: str) -> str:
        return self.instruments.get(instrument, instrument)


# fmt: off
_STRENGTHS = (Strength.SIGNED, Strength.AGREED, Strength.EXCHANGE)
_INSTRUMENTS = (
    Instrument.MEMORANDUM, Instrument.AGREEMENT, Instrument.PROTOCOL, Instrument.CONTRACT,
    Instrument.JOINT_DECLARATION, Instrument.PLAN, Instrument.LETTER_OF_INTENT,
)
COUNTRIES: Final = ("MO", "HK", "CN", "AO", "BR", "CV", "GQ", "GW", "MZ", "PT", "ST", "TL")
SECTORS: Final = (
    "trade-investment", "finance", "tourism-mice", "health-tcm", "technology-innovation", "education-training", "culture-sports",
    "law-government", "agriculture-fisheries", "energy-infrastructure", "e-commerce-logistics", "other",
)
# fmt: on
OTHER: Final = SECTORS[-1]


def _table(keys: tuple[str, ...], words: str) -> dict[str, str]:
    return dict(zip((str(key) for key in keys), words.split("|"), strict=True))


_EN = Labels(
    lang="en",
    own_name="English",
    strengths=_table(_STRENGTHS, "Signed|Agreed|Exchange"),
    instruments=_table(_INSTRUMENTS, "memorandum|agreement|protocol|contract|joint declaration|plan|letter of intent"),
    countries=_table(
        COUNTRIES,
        "Macao|Hong Kong|Mainland China|Angola|Brazil|Cabo Verde|Equatorial Guinea|Guinea-Bissau|Mozambique|Portugal|"
        "São Tomé and Príncipe|Timor-Leste",
    ),
    sectors=_table(
        SECTORS,
        "Trade and investment|Finance|Tourism and conventions|Health and Chinese medicine|Technology and innovation|Education and training|"
        "Culture and sports|Law and government|Agriculture and fisheries|Energy and infrastructure|E-commerce and logistics|Other",
    ),
    comma=", ",
    between="; ",
    versions="Read it on its site:",
    withdrawn="withdrawn by its site; the text stays in the archive",
    earlier="Follows an earlier entry on the same matter: {id}",
    announcements="Cooperation announcements",
    signed="Signed cooperation",
    country_feed="Cooperation announcements: {name}",
    sector_feed="Cooperation announcements: {name}",
    source_feed="Cooperation announcements from {name}",
    about="Announcements of cooperation between Macao, Mainland China and the Portuguese-speaking countries, as their sites publish them",
    countries_group="Countries and regions",
    sectors_group="Sectors",
    sources_group="Sources",
    languages_group="Languages",
)

_PT = Labels(
    lang="pt",
    own_name="Português",
    strengths=_table(_STRENGTHS, "Assinado|Acordado|Intercâmbio"),
    instruments=_table(_INSTRUMENTS, "memorando|acordo|protocolo|contrato|declaração conjunta|plano|carta de intenções"),
    countries=_table(
        COUNTRIES,
        "Macau|Hong Kong|Interior da China|Angola|Brasil|Cabo Verde|Guiné Equatorial|Guiné-Bissau|Moçambique|Portugal|"
        "São Tomé e Príncipe|Timor-Leste",
    ),
    sectors=_table(
        SECTORS,
        "Comércio e investimento|Finanças|Turismo e convenções|Saúde e medicina chinesa|Tecnologia e inovação|"
        "Educação e formação|Cultura e desporto|"
        "Direito e administração|Agricultura e pescas|Energia e infra-estruturas|Comércio electrónico e logística|Outros",
    ),
    comma=", ",
    between="; ",
    versions="Ler no sítio de origem:",
    withdrawn="retirado pelo seu sítio; o texto permanece no arquivo",
    earlier="Segue-se a uma entrada anterior sobre o mesmo assunto: {id}",
    announcements="Anúncios de cooperação",
    signed="Cooperação assinada",
    country_feed="Anúncios de cooperação: {name}",
    sector_feed="Anúncios de cooperação: {name}",
    source_feed="Anúncios de cooperação de {name}",
    about="Anúncios de cooperação entre Macau, o Interior da China e os Países de Língua Portuguesa, tal como os sítios os publicam",
    countries_group="Países e regiões",
    sectors_group="Sectores",
    sources_group="Fontes",
    languages_group="Línguas",
)

_ZH_HANT = Labels(
    lang="zh-Hant",
    own_name="繁體中文",
    strengths=_table(_STRENGTHS, "已簽署|已商定|交流"),
    instruments=_table(_INSTRUMENTS, "備忘錄|協議|議定書|合同|聯合聲明|計劃|意向書"),
    countries=_table(COUNTRIES, "澳門|香港|中國內地|安哥拉|巴西|佛得角|赤道幾內亞|幾內亞比紹|莫桑比克|葡萄牙|聖多美和普林西比|東帝汶"),
    sectors=_table(
        SECTORS, "經貿投資|金融|旅遊會展|醫療與中醫藥|科技創新|教育培訓|文化體育|法律政務|農業漁業|能源基建|電子商務與物流|其他"
    ),
    comma="、",
    between="；",
    versions="在原網站閱讀：",
    withdrawn="原網站已撤下，全文仍存檔",
    earlier="同一事項的較早條目：{id}",
    announcements="合作公告",
    signed="已簽署的合作",
    country_feed="合作公告：{name}",
    sector_feed="合作公告：{name}",
    source_feed="合作公告（來源：{name}）",
    about="澳門、中國內地與葡語國家之間的合作公告，以各網站發佈的內容為準",
    countries_group="國家和地區",
    sectors_group="領域",
    sources_group="來源",
    languages_group="語言",
)

_ZH_HANS = Labels(
    lang="zh-Hans",
    own_name="简体中文",
    strengths=_table(_STRENGTHS, "已签署|已商定|交流"),
    instruments=_table(_INSTRUMENTS, "备忘录|协议|议定书|合同|联合声明|计划|意向书"),
    countries=_table(COUNTRIES, "澳门|香港|中国内地|安哥拉|巴西|佛得角|赤道几内亚|几内亚比绍|莫桑比克|葡萄牙|圣多美和普林西比|东帝汶"),
    sectors=_table(
        SECTORS, "经贸投资|金融|旅游会展|医疗与中医药|科技创新|教育培训|文化体育|法律政务|农业渔业|能源基建|电子商务与物流|其他"
    ),
    comma="、",
    between="；",
    versions="在原网站阅读：",
    withdrawn="原网站已撤下，全文仍存档",
    earlier="同一事项的较早条目：{id}",
    announcements="合作公告",
    signed="已签署的合作",
    country_feed="合作公告：{name}",
    sector_feed="合作公告：{name}",
    source_feed="合作公告（来源：{name}）",
    about="澳门、中国内地与葡语国家之间的合作公告，以各网站发布的内容为准",
    countries_group="国家和地区",
    sectors_group="领域",
    sources_group="来源",
    languages_group="语言",
)

_BY_LANGUAGE: Final = {labels.lang: labels for labels in (_EN, _PT, _ZH_HANT, _ZH_HANS)}


def labels_for(lang: str) -> Labels:
    """The labels nearest to a BCP 47 tag: exact, then by language (pt-BR is pt, zh is zh-Hant, Macao's own script), else English."""
    if lang in _BY_LANGUAGE:
        return _BY_LANGUAGE[lang]
    primary = lang.partition("-")[0].lower()
    return _BY_LANGUAGE["zh-Hant"] if primary == "zh" else _BY_LANGUAGE.get(primary, _EN)


@cache
def country_names(code: str) -> frozenset[str]:
    """A country's names in the four languages, in small letters."""
    return frozenset(labels.countries[code].casefold() for labels in _BY_LANGUAGE.values() if code in labels.countries)


def language_name(lang: str) -> str:
    """A language's own name for itself; the tag where it is none of the four."""
    return _BY_LANGUAGE[lang].own_name if lang in _BY_LANGUAGE else lang
