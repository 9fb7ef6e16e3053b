"""Dates of en, pt and zh sites; what has no single possible date is None."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers import dates
from crawlers.model import DateBasis, Precision, Published

DATES = {
    "2023-03-14": "2023-03-14",
    "2023/3/4": "2023-03-04",
    "2025.7.31": "2025-07-31",
    "2025年03月28日": "2025-03-28",
    "2021 年 1 月 8 日": "2021-01-08",
    "２０２１年１月８日": "2021-01-08",
    "二0二五年四月十六日": "2025-04-16",
    "二〇二四年十一月五日": "2024-11-05",
    "二零二四年十二月三十一日": "2024-12-31",
    "二○二四年二月廿九日": "2024-02-29",
    "民國113年5月3日": "2024-05-03",
    "中華民國一百一十三年五月三十一日": "2024-05-31",
    "民国一一三年十月十日": "2024-10-10",
    "24 de Maio de 2025": "2025-05-24",
    "1.º de Março de 2024": "2024-03-01",
    "1º de MARÇO de 2024": "2024-03-01",
    "terça-feira, 18 de fevereiro de 2025": "2025-02-18",
    "Macau, aos 9 de Setembro de 2019.": "2019-09-09",
    "24 Jun, 2021": "2021-06-24",
    "24 JUN, 2021": "2021-06-24",
    "24 set 2021": "2021-09-24",
    "15 October 2015": "2015-10-15",
    "5th of March, 2024": "2024-03-05",
    "October 27, 2025": "2025-10-27",
    "Oct. 27, 2025": "2025-10-27",
    "Sept 1 2020": "2020-09-01",
    "05-Nov-2024": "2024-11-05",
    "31/03/2022": "2022-03-31",
    "05/06/2026": "2026-06-05",
    "18.12.2024": "2024-12-18",
    "20250731": "2025-07-31",
    "2024-02-29": "2024-02-29",
    "2025年03月28日 来源:GDToday": "2025-03-28",
    "发布人:陈应杰 发布时间:2021-04-23 来源:广东省贸促会": "2021-04-23",
    "2023-03-14 (2023-03-14)": "2023-03-14",
}
TIMES = {
    "2026-04-16T10:08:00+08:00": "2026-04-16T02:08:00Z",
    "2026-04-16T10:08:59.999+0800": "2026-04-16T02:08:00Z",
    "2026-04-16T02:08Z": "2026-04-16T02:08:00Z",
    "2026-04-16T10:08:00": "2026-04-16T02:08:00Z",
    "2021-01-18 13:06:00": "2021-01-18T05:06:00Z",
    "2022-08-19 18:31": "2022-08-19T10:31:00Z",
    "20250731T102200Z": "2025-07-31T10:22:00Z",
    "2021年1月18日 13:06": "2021-01-18T05:06:00Z",
    "2025年5月6日 下午3時15分": "2025-05-06T07:15:00Z",
    "2025年07月31日10时22分33秒": "2025-07-31T02:22:00Z",
    "18.12.2024 17h00": "2024-12-18T09:00:00Z",
    "15/03/2024 14h32": "2024-03-15T06:32:00Z",
    "15/03/2024 às 14h": "2024-03-15T06:00:00Z",
    "01/05/2024 - 22:54:52": "2024-05-01T14:54:00Z",
    "發表時間:2023-09-14 15:42來源:新華社": "2023-09-14T07:42:00Z",
    "Thu, 16 Apr 2026 10:08:00 +0800": "2026-04-16T02:08:00Z",
    "Thu, 16 Apr 2026 02:08:00 GMT": "2026-04-16T02:08:00Z",
    "Sunday, 06-Nov-94 08:49:37 GMT": "1994-11-06T08:49:00Z",
    "Sun Nov  6 08:49:37 2024": "2024-11-06T00:49:00Z",
    "May 6, 2024 12:15 a.m.": "2024-05-05T16:15:00Z",
    "May 6, 2024, 3:15 PM": "2024-05-06T07:15:00Z",
    "2024-01-01 10:00 CST": "2024-01-01T02:00:00Z",
    "2024-01-01T00:30-05:30": "2024-01-01T06:00:00Z",
}


@pytest.mark.parametrize(("text", "iso"), [*DATES.items(), *TIMES.items()])
def test_one_date(text: str, iso: str) -> None:
    found = dates.parse(text)
    assert found is not None
    assert found.iso == iso
    assert found.precision is (Precision.MINUTE if "T" in iso else Precision.DAY)
    assert found.basis is DateBasis.LABEL


@pytest.mark.parametrize(
    ("text", "iso"), [("2023-11", "2023-11"), ("2024年11月", "2024-11"), ("Nov. 2023", "2023-11"), ("Maio de 2025", "2025-05")]
)
def test_a_month_alone(text: str, iso: str) -> None:
    found = dates.parse(text)
    assert found is not None
    assert (found.iso, found.precision) == (iso, Precision.MONTH)


REFUSED = """
3天前|1周前|7月前|昨天|小時前|2 hours ago|today|Week 1|5 January|24 de Maio|星期一, 1月18日|7月30日-31日
五月二十六日上午|今（16）日|2024|20240
2024-02-30|2023-02-29|2024-13-01|2024-00-10|31/04/2024|2024-01-01 24:00|2024-01-01 10:60|2024-05-06T10:00:60Z
2024-01-01T10:00+25:00|2024-01-01 13:00 pm
0001-01-01|9999-12-31|1989-12-31|2101-01-01|32/01/2024|13/13/2024|June 31, 2024|民國113年13月3日
二〇二四年十三月五日|令和7年5月3日|٢٠٢٦-٠١-٠٥
2024-01-01 - 2024-01-05|1 May 2024 and 2 May 2024|12345678|1714521600|1234-56-78|99/99/9999
24/06/21|version 1.2.3||Sun, 99 Foo 2024 10:00:00
"""


@pytest.mark.parametrize("text", REFUSED.strip().replace("\n", "|").split("|"))
def test_what_is_no_single_possible_date(text: str) -> None:
    assert dates.parse(text) is None


def test_text_is_no_date_string() -> None:
    assert dates.parse("On 2023-03-14 " + "the delegation visited Hengqin and met the office. " * 6) is None


def test_zones() -> None:
    lisbon = dates.parse("2024-07-01 10:00", zone="Europe/Lisbon", basis=DateBasis.META)
    assert lisbon == Published(datetime(2024, 7, 1, 9, 0, tzinfo=UTC), Precision.MINUTE, DateBasis.META)
    with pytest.raises(ValueError, match="unknown time zone 'Mars/Base'"):
        dates.parse("2024-07-01 10:00", zone="Mars/Base")


def test_the_order_of_day_and_month_is_never_american() -> None:
    assert dates.parse("05/06/2026", day_first=False) is None
    assert dates.parse("05/06/2026", lang="en", day_first=False) is None
    found = dates.parse("05/06/2026", lang="pt", day_first=False)
    assert found is not None
    assert found.iso == "2026-06-05"


def test_unix_seconds() -> None:
    expected = Published(datetime(2026, 4, 16, 2, 8, tzinfo=UTC), Precision.MINUTE, DateBasis.FEED)
    assert dates.from_unix(1776305285, DateBasis.FEED) == expected
    assert dates.from_unix("1776305285", DateBasis.FEED) == expected
    unusable: list[object] = [1776305285000, "1776305285000", "x", None, True, -1, float("nan"), float("inf"), 10**30, [], 0]
    for value in unusable:
        assert dates.from_unix(value, DateBasis.FEED) is None


def test_datetime_attribute() -> None:
    found = dates.from_datetime_attribute("2021-01-18 13:06:00")
    assert found is not None
    assert (found.iso, found.basis) == ("2021-01-18T05:06:00Z", DateBasis.META)
    assert dates.from_datetime_attribute("昨天") is None


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("Release time:2023-03-14", "2023-03-14"),
        ("Tempo de liberação:2021-07-30", "2021-07-30"),
        ("发佈时间:2019-12-17", "2019-12-17"),
        ("發佈時間:2022-03-31", "2022-03-31"),
        ("发布时间：2026-01-22 11:40:11", "2026-01-22T03:40:00Z"),
        ("发布日期: 2025年03月28日", "2025-03-28"),
        ("日期：2024-05-01", "2024-05-01"),
        ("来源：本网 时间：2024-05-06 10:00", "2024-05-06T02:00:00Z"),
        ("发布人:陈应杰 发布时间:2021-04-23 来源:广东省贸促会", "2021-04-23"),
        ("發表時間:2023-09-14 15:42來源:新華社", "2023-09-14T07:42:00Z"),
        ("Published: Thursday, 14 March 2024", "2024-03-14"),
        ("Published on March 14, 2023", "2023-03-14"),
        ("By A. Writer | Published 14 March 2023", "2023-03-14"),
        ("Publicado em 14 de Março de 2023", "2023-03-14"),
        ("Data de publicação: 14/03/2023 às 14h32", "2023-03-14T06:32:00Z"),
        ("PubDate: 2025-07-14 01:59", "2025-07-13T17:59:00Z"),
        ("Published: 2024-01-02 Updated: 2024-01-05", "2024-01-02"),
        ("Publicado em 02/01/2024 15h27 Atualizado em 08/01/2024 15h27 81992 visualizações", "2024-01-02T07:27:00Z"),
        ("Posted on 2 January 2024 last updated on 5 January 2024 in News, Trade and Co-operation", "2024-01-02"),
        ("Release time:\n2023-03-14", "2023-03-14"),
    ],
)
def test_publication_labels(line: str, iso: str) -> None:
    found = dates.labelled(line)
    assert found is not None
    assert (found.iso, found.basis) == (iso, DateBasis.LABEL)


@pytest.mark.parametrize(
    "line",
    [
        "2023-03-14",
        "Atualizado em 14/03/2023",
        "Actualizado em: 14/03/2023",
        "Updated: 2024-01-05",
        "Last updated date: 2024-01-05",
        "Last modified: 2023-01-02",
        "更新时间:2023-01-02",
        "最後更新日期:2023-01-02",
        "活動日期:2024-05-01",
        "会议时间：2024-05-01 10:00",
        "Published 14 March 2024 in Lisbon by the office of the secretary, the report says much",
        "Published 14 March 2024 and updated on 3 May 2024 by the office of the secretary, it tells of ports, of trade and of ships",
        "The report, published on 14 March 2024, says much",
        "Published: 3 hours ago",
        "Release time: see the meeting of 2024-01-01",
        "发布时间:3天前",
        "Release time:2024-02-30",
        "On 10 March 2023, a delegation visited Hengqin.",
        "Published: 2024-05-01 " * 20,
    ],
)
def test_other_labels_and_sentences(line: str) -> None:
    assert dates.labelled(line) is None


@pytest.mark.parametrize(
    ("text", "reference", "expected"),
    [
        ("MACAU, September 10 - A delegation", date(2025, 9, 10), date(2025, 9, 10)),
        ("Macao, November 9 – The", date(2023, 11, 20), date(2023, 11, 9)),
        ("MACAO, Nov. 4 (Xinhua) -- The", date(2022, 11, 5), date(2022, 11, 4)),
        ("MACAU, Oct. 27, 2025 /PRNewswire/ -- The", date(2026, 11, 5), date(2025, 10, 27)),
        ("MACAO, Nov. 4 (UrduPoint / Pakistan Point News - 4th Nov, 2022 ) : The", date(2026, 1, 1), date(2022, 11, 4)),
        ("Macau, China, 09 nov 2023 (Lusa) - O", date(2026, 1, 1), date(2023, 11, 9)),
        ("GUANGZHOU, China, July 31 - The", date(2025, 8, 1), date(2025, 7, 31)),
        ("中新社澳門7月17日電 (記者 陳大文)澳門", date(2024, 7, 18), date(2024, 7, 17)),
        ("MACAU, December 31 - The", date(2026, 1, 1), date(2025, 12, 31)),
        ("MACAU, January 1 - The", date(2025, 12, 31), date(2026, 1, 1)),
        ("MACAU, January 7 - The", date(2025, 12, 31), date(2025, 1, 7)),
        ("MACAU, September 17 - The", date(2025, 9, 10), date(2025, 9, 17)),
        ("MACAU, September 18 - The", date(2025, 9, 10), date(2024, 9, 18)),
        ("MACAU, February 29 - The", date(2026, 3, 1), None),
        ("MACAU, February 30 - The", date(2025, 3, 1), None),
        ("The Forum was held in Macao, November 9 – a day", date(2023, 11, 9), None),
        ("In Macao, November 9 was a holiday", date(2023, 11, 9), None),
        ("The text. MACAU, September 10 - A", date(2025, 9, 10), None),
        ("", date(2025, 9, 10), None),
    ],
)
def test_datelines(text: str, reference: date, expected: date | None) -> None:
    found = dates.dateline(text, reference)
    assert found == (Published(expected, Precision.DAY, DateBasis.DATELINE) if expected else None)


def test_a_leap_day_belongs_to_a_leap_year() -> None:
    found = dates.dateline("MACAU, February 29 - The", date(2025, 1, 5))
    assert found is not None
    assert found.value == date(2024, 2, 29)


def test_strip_dateline() -> None:
    assert dates.strip_dateline("MACAU, September 10 - A delegation\nMACAU, May 1 - x") == "A delegation\nMACAU, May 1 - x"
    assert dates.strip_dateline("A delegation visited Macau, May 1 - x") == "A delegation visited Macau, May 1 - x"
    assert dates.dateline("MACAU, September 10 - A", datetime(2025, 9, 10, 12, tzinfo=UTC)) is not None


@pytest.mark.parametrize(
    ("native", "expected"),
    [
        ("N23KIFRvkY", date(2023, 11, 9)),
        ("N14CF6xB8o", date(2014, 3, 6)),
        ("N22HS9JPhz", date(2022, 8, 19)),
        ("N25GeowHrZ", date(2025, 7, 31)),
        ("N25IdM3bLm", date(2025, 9, 30)),
        ("N03IcSxRPD", date(2003, 9, 29)),
        ("N24GZabcde", date(2024, 7, 26)),
        ("N24Gaabcde", date(2024, 7, 27)),
        ("M21LItBoMQ", date(2021, 12, 9)),
        ("N24GEabcde", date(2024, 7, 5)),
        ("N25BeabcdE", None),  # 31 February
        ("N25MAabcde", None),
        ("N25gAabcde", None),
        ("N25Gfabcde", None),
        ("N25GeowHr", None),
        ("N25GeowHrZ1", None),
        ("p21arf80rh", None),
        ("", None),
    ],
)
def test_gcs_ids(native: str, expected: date | None) -> None:
    assert dates.gcs_id_date(native) == expected


@pytest.mark.parametrize(
    ("url", "iso"),
    [
        ("http://english.jiangmen.gov.cn/jmxw/202105/t20210511_2201885.htm", "2021-05-11"),
        ("http://english.jiangmen.gov.cn/jmxw/202311/t942170.html", "2023-11"),
        ("http://portuguese.people.com.cn/n3/2025/0731/c309813-20347572.html", "2025-07-31"),
        ("https://portuguese.cri.cn/2024/04/23/ARTIdp0Suw11gXCTo9szEJBR240423.shtml", "2024-04-23"),
        ("https://portuguese.cri.cn/x/ARTIdp0Suw11gXCTo9szEJBR240423.shtml", "2024-04-23"),
        ("http://macaodaily.com/html/2025-03/29/content_1822014.htm", "2025-03-29"),
        ("https://macauhub.com.mo/2021/05/10/20210510001/", "2021-05-10"),
        ("https://portugalglobal.pt/en/news/2025/december/slug/", "2025-12"),
        ("https://forum.mo/en/news/view/1329", None),
        ("https://x.mo/attachment/0/496/496120/3989095.pdf", None),
        ("https://x.mo/list?next=/2024/04/23/", None),
        ("https://x.mo/2024/13/23/x", None),
        ("http://x/jmxw/202105/t20210231_2201885.htm", None),
        ("", None),
    ],
)
def test_dates_in_addresses(url: str, iso: str | None) -> None:
    found = dates.from_path(url)
    assert (found.iso if found else None) == iso
    assert found is None or found.basis is DateBasis.ADDRESS


SIGNS = "0123456789-/.: ,年月日號時时分秒民國十百廿元二〇零oTZ+"
WORDS = ["2024", "31", "24:00", " de ", "Março", "May", "Oct.", "Published", "发布时间:", "MACAU, "]
pieces = st.lists(st.sampled_from([*SIGNS, *WORDS]), max_size=14).map("".join)


@settings(max_examples=400, deadline=None)
@given(pieces | st.text(max_size=60))
def test_nothing_is_raised_and_all_is_in_range(text: str) -> None:
    for found in (
        dates.parse(text),
        dates.labelled(text),
        dates.dateline(text, date(2025, 9, 10)),
        dates.dateline(text, date.max),
        dates.from_path(text),
        dates.from_datetime_attribute(text),
        dates.from_unix(text, DateBasis.FEED),
    ):
        assert found is None or (found.iso and found.value and 1989 <= found.value.year <= 2101)
        assert found is None or not isinstance(found.value, datetime) or (found.value.tzinfo is UTC and not found.value.second)
    dates.strip_dateline(text)
    dates.gcs_id_date(text)


@settings(max_examples=100, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_in_every_form(day: date) -> None:
    months = ["Janeiro", "Fevereiro", "Março", "Abril", "Maio", "Junho", "Julho", "Agosto", "Setembro", "Outubro", "Novembro", "Dezembro"]
    forms = [
        day.isoformat(),
        day.strftime("%d/%m/%Y"),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.day} de {months[day.month - 1]} de {day.year}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%b} {day.year}",
    ]
    assert [dates.parse(form) for form in forms] == [Published(day, Precision.DAY, DateBasis.LABEL)] * len(forms)
