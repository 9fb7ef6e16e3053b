"""The replica's release texts: files keep the schema, identifiers agree with dates, the set holds what other tests rely on."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

TEXTS = Path(__file__).parent.parent / "demo" / "texts"
FILES = sorted(TEXTS.glob("*.toml"))
SITES = {"forum", "gcs", "gov-mo", "dsedt", "ipim", "jiangmen", "ein"}
LANGUAGES = {"en", "pt", "zh-Hant", "zh-Hans"}
SECTIONS = {"news", "economic_trade", "publication", "meeting"}
REQUIRED = {"site", "lang", "key", "published", "title", "body"}
OPTIONAL = {"slug", "section", "entity", "captions", "day", "pinned", "link_to", "edits"}
KEYS = {
    "forum": r"\d{4}",
    "gcs": r"N\d\d[A-L][A-Za-e][A-Za-z0-9]{5}",
    "gov-mo": r"\d{6,7}",
    "dsedt": r"\d{5}",
    "ipim": r"[a-z0-9-]+",
    "jiangmen": r"\d{8}_\d+|\d+@\d{6}",
    "ein": r"\d{9}",
}
# Spellings of the 1990 agreement, which Macau's public bodies do not use.
NEW_SPELLING = re.compile(
    r"\b(?:direção|eletrónic\w+|atividades?|projetos?|objetivos?|setor(?:es)?|ação|ações|diretor\w*|ótim\w+|atua\w*)\b", re.IGNORECASE
)
CJK = re.compile(r"[\u4e00-\u9fff]")

# What each story is, by hand: the strongest act it reports, and "none" also where all sides are of one jurisdiction.
EXPECTED = {
    "amcm-angola-2022": "signed",
    "angola-logistics-2025": "exchange",
    "bazaar-visit": "exchange",
    "beijing-ecommerce-2025": "signed",
    "blue-economy-seminar-2026": "exchange",
    "budget-2026": "none",
    "cabo-verde-accords-2021": "signed",
    "cabo-verde-business-2026": "exchange",
    "call-on-dsedt-2022": "none",
    "call-on-ipim-2022": "none",
    "call-on-liaison-office-2022": "none",
    "ce-jiangmen-2025": "exchange",
    "cepa-meeting-2025": "agreed",
    "ciie-2023": "signed",
    "cplpex-mozambique-2025": "signed",
    "dsedt-ai-vouchers-2026": "none",
    "dsedt-industrial-property-2026": "none",
    "dsedt-portugal-startups-2025": "exchange",
    "equatorial-guinea-seminar-2025": "exchange",
    "extraordinary-ministerial-2022": "agreed",
    "fdct-fct-2026": "signed",
    "forum-bulletin-2025": "exchange",
    "forum-embassies-2022": "exchange",
    "forum-embassies-2023": "exchange",
    "forum-hengqin-march-2023": "exchange",
    "forum-media-2024": "none",
    "forum-ordinary-meeting-18": "agreed",
    "guinea-bissau-fisheries-2024": "exchange",
    "health-notice-0416": "none",
    "health-notice-0417": "none",
    "ipim-aicep-2026": "signed",
    "ipim-guangdong-2023": "exchange",
    "ipim-guangzhou-2025": "agreed",
    "ipim-half-year-2024": "none",
    "jiangmen-delegation-2023": "exchange",
    "jiangmen-docking-2021": "signed",
    "jiangmen-health-port-2022": "agreed",
    "jiangmen-lantern-2024": "none",
    "jiangmen-macao-brazil-2023": "signed",
    "jiangmen-tangerine-2026": "exchange",
    "job-notice-2026": "none",
    "lisbon-exhibition-2026": "none",
    "local-signing-2026": "none",
    "lusofonia-festival-2025": "none",
    "macao-guinea-bissau-hospital-2026": "agreed",
    "macao-hengqin-roadshow-2026": "exchange",
    "malabo-2025": "signed",
    "ministerial-conference-2024": "signed",
    "mpu-usp-2024": "signed",
    "museum-hours-2026": "none",
    "sao-tome-tourism-2025": "agreed",
    "shanghai-macao-2025": "signed",
    "tcm-park-mozambique-2025": "signed",
    "tender-2025": "none",
    "timor-digital-trade-2025": "agreed",
    "trade-statistics-2025": "none",
    "traffic-2026": "none",
    "typhoon-2025": "none",
    "visitor-statistics-2026": "none",
}

Table = dict[str, Any]


def story(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def releases() -> list[Table]:
    """Every release of every file, with its story's id; entries that only link out to another site are among them."""
    return [{"story": data["id"], **release} for data in map(story, FILES) for release in data["releases"]]


ALL = releases()
OWN = [release for release in ALL if "link_to" not in release]


def edits(kind: str, day: int | None = None) -> list[tuple[Table, Table]]:
    return [(r, e) for r in ALL for e in r.get("edits", ()) if e["kind"] == kind and day in (None, e["day"])]


def gcs_date(key: str) -> tuple[int, int, int]:
    """Year, month and day of a bureau id: two digits, A-L, then A-Z for 1 to 26 and a-e for 27 to 31."""
    day = ord(key[4]) - ord("A") + 1 if key[4].isupper() else ord(key[4]) - ord("a") + 27
    return 2000 + int(key[1:3]), ord(key[3]) - ord("A") + 1, day


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_keeps_the_schema(path: Path) -> None:
    data = story(path)
    assert set(data) == {"id", "releases"}
    assert data["id"] == path.stem
    for release in data["releases"]:
        fields = set(release)
        assert fields >= REQUIRED
        assert fields <= REQUIRED | OPTIONAL
        assert release["site"] in SITES
        assert release["lang"] in LANGUAGES
        assert re.fullmatch(KEYS[release.get("link_to", release["site"])], release["key"]), release["key"]
        assert (release.get("section") in SECTIONS) == (release["site"] == "forum")
        assert bool(release.get("entity")) == (release["site"] == "gcs")
        assert release.get("day", 1) in (1, 2, 3)
        assert release.get("link_to") in (None, "gcs")
        assert release["site"] == "dsedt" or "link_to" not in release
        for edit in release.get("edits", ()):
            check_edit(release, edit)


def check_edit(release: Table, edit: Table) -> None:
    assert edit["day"] in (2, 3)
    assert edit["day"] > release.get("day", 1)
    expected = {"edited": {"title", "body"}, "cosmetic": set(), "removed": {"status"}}[edit["kind"]]
    assert set(edit) - {"day", "kind"} == expected
    if edit["kind"] == "edited":
        assert (edit["title"], edit["body"].strip()) != (release["title"], release["body"].strip())
    assert edit.get("status", 404) in (404, 410)


def test_identities_are_unique() -> None:
    counts = Counter((r["site"], r["key"], r["lang"], r.get("link_to")) for r in ALL)
    assert [identity for identity, count in counts.items() if count > 1] == []


def test_no_source_has_the_same_text_twice() -> None:
    counts = Counter((r["site"], r["lang"], r["body"].strip()) for r in OWN)
    assert [key[:2] for key, count in counts.items() if count > 1] == []


def test_identifiers_agree_with_dates() -> None:
    for release in ALL:
        day = datetime.fromisoformat(release["published"])
        assert 2021 <= day.year <= 2026
        key = release["key"]
        if release["site"] == "gcs" or release.get("link_to") == "gcs":
            assert gcs_date(key) == (day.year, day.month, day.day), key
        elif release["site"] == "jiangmen":
            assert (key[:8] if "_" in key else key[-6:]) in (f"{day:%Y%m%d}", f"{day:%Y%m}")


def test_ein_numbers_rise_with_time() -> None:
    numbers = [r["key"] for r in sorted((r for r in ALL if r["site"] == "ein"), key=lambda r: r["published"])]
    assert numbers == sorted(numbers)


def test_texts_are_paragraphs_of_a_plausible_length() -> None:
    for release in OWN:
        pieces = [piece.strip() for piece in release["body"].strip().split("\n\n")]
        paragraphs = [piece for piece in pieces if not piece.startswith("## ")]
        assert 2 <= len(paragraphs) <= 7, release["story"]
        assert all(pieces)
        assert all("\n" not in piece for piece in pieces), release["story"]
        low, high = (100, 800) if release["lang"].startswith("zh") else (300, 2600)
        assert low <= len(release["body"]) <= high, (release["story"], release["lang"], len(release["body"]))


def test_texts_are_in_the_language_they_claim() -> None:
    from opencc import OpenCC

    simplify = OpenCC("t2s").convert
    for release in ALL:
        text = release["title"] + release["body"]
        if release["lang"] == "zh-Hans":
            assert simplify(text) == text, release["story"]
        elif release["lang"] == "zh-Hant":
            # At least a tenth of the characters of Chinese prose differ between the scripts; a simplified text changes nowhere.
            changed = sum(a != b for a, b in zip(text, simplify(text), strict=True))
            assert changed > len(CJK.findall(text)) / 10, release["story"]
        else:
            assert not CJK.search(text), release["story"]
        if release["lang"] == "pt":
            assert not NEW_SPELLING.search(text), (release["story"], NEW_SPELLING.search(text))


def test_traditional_texts_hold_no_simplified_character() -> None:
    simplified = set("门国语协议签会发经济贸长书处对东报开动业务员机产权进关这个们说时间联络")
    wrong = [(r["story"], bad) for r in ALL if r["lang"] == "zh-Hant" and (bad := simplified & set(r["title"] + r["body"]))]
    assert wrong == []


def test_ein_copies_hold_the_bureau_text() -> None:
    copies = [r for r in ALL if r["site"] == "ein"]
    for copy in copies:
        (original,) = [r for r in ALL if (r["story"], r["site"], r["lang"]) == (copy["story"], "gcs", "en")]
        assert copy["body"].strip() == original["body"].strip().replace("## ", "")
        assert copy["title"] == original["title"]
        assert copy["published"] > original["published"]
        assert copy["slug"]
    assert len(copies) >= 8


def test_portal_and_bureau_share_their_texts() -> None:
    shared = 0
    for portal in (r for r in ALL if r["site"] == "gov-mo"):
        same = [r for r in ALL if (r["story"], r["site"], r["lang"]) == (portal["story"], "gcs", portal["lang"])]
        shared += len(same)
        assert all(r["body"] == portal["body"] and r["title"].startswith(portal["title"]) for r in same)
    assert shared >= 10


def test_entries_that_link_out_have_a_bureau_release() -> None:
    links = [r for r in ALL if "link_to" in r]
    bureau = {(r["key"], r["lang"]): r["title"] for r in ALL if r["site"] == "gcs"}
    assert len(links) >= 2
    assert all(bureau[r["key"], r["lang"]] == r["title"] for r in links)


@pytest.mark.parametrize(
    ("site", "lang", "key", "date"),
    [
        ("forum", "en", "1380", "2023-03-14"),
        ("forum", "pt", "1380", "2023-03-14"),
        ("forum", "zh-Hant", "1380", "2023-03-14"),
        ("gcs", "en", "N23KIFRvkY", "2023-11-09"),
        ("ein", "en", "667362703", "2023-11-09"),
        ("ein", "en", "847812142", "2025-09-10"),
        ("jiangmen", "en", "20210511_2201885", "2021-05-11"),
        ("gov-mo", "pt", "766858", "2025-05-26"),
        ("gov-mo", "zh-Hant", "1162936", "2025-07-31"),
        ("gov-mo", "pt", "777210", "2025-07-31"),
        ("gcs", "pt", "N25GeowHrZ", "2025-07-31"),
        ("ein", "en", "835686972", "2025-07-31"),
    ],
)
def test_the_founding_articles_stand_under_their_addresses(site: str, lang: str, key: str, date: str) -> None:
    (release,) = [r for r in ALL if (r["site"], r["lang"], r["key"]) == (site, lang, key)]
    assert release["published"].startswith(date)
    assert release.get("day", 1) == 1


def test_founding_texts_bear_no_date_of_their_own() -> None:
    """The portal's memorandum and the copies carry the event's day only; the server adds what the sites add."""
    (memorandum,) = [r for r in ALL if (r["site"], r["key"]) == ("gov-mo", "766858")]
    assert re.findall(r"\d{1,2} de [A-Z]\w+", memorandum["body"]) == ["24 de Maio"]
    assert not any(re.match(r"MACA[UO],", r["body"].strip()) for r in ALL)


def test_every_story_is_judged_and_each_kind_is_there_in_each_language() -> None:
    assert {r["story"] for r in ALL} == set(EXPECTED)
    for lang in LANGUAGES:
        kinds = Counter(EXPECTED[r["story"]] for r in OWN if r["lang"] == lang)
        assert set(kinds) == {"signed", "agreed", "exchange", "none"}, lang
    assert Counter(EXPECTED.values())["none"] >= 14


def test_negatives_have_days_past_the_26th() -> None:
    late = [r for r in ALL if r["site"] == "gcs" and EXPECTED[r["story"]] == "none" and r["key"][4] in "abcde"]
    assert len({r["story"] for r in late}) >= 2


def test_two_notices_share_a_title_but_not_a_text() -> None:
    first, second = (r for r in ALL if r["story"].startswith("health-notice-"))
    assert first["title"] == second["title"]
    assert first["body"] != second["body"]
    assert first["published"][:10] != second["published"][:10]


def test_the_lists_are_long_enough() -> None:
    day_one = [r for r in OWN if r.get("day", 1) == 1]
    lists = Counter((r["site"], r["lang"]) for r in day_one)
    news = [r for r in day_one if (r["site"], r["lang"], r.get("section")) == ("forum", "en", "news")]
    assert len(day_one) >= 66
    assert len(news) >= 12
    assert lists["gcs", "zh-Hant"] >= 12
    assert lists["gov-mo", "pt"] >= 6
    assert sum(r["site"] == "dsedt" for r in ALL) >= 5
    assert lists["jiangmen", "en"] >= 5
    assert any("@" in r["key"] for r in ALL if r["site"] == "jiangmen")
    assert {r["lang"] for r in day_one if r["site"] == "ipim"} >= {"en", "zh-Hant"}
    assert all("/" in r["slug"] for r in ALL if r["site"] == "ipim")
    assert {r["section"] for r in ALL if r["site"] == "forum"} == SECTIONS
    assert {r["lang"] for r in ALL if r["site"] == "forum"} == LANGUAGES


def test_the_later_days_bring_every_kind_of_change() -> None:
    days = Counter(r.get("day", 1) for r in ALL)
    assert days[2] >= 6
    assert days[3] >= 4
    assert len(edits("edited", 2)) >= 3
    assert len(edits("edited", 3)) >= 1
    assert len(edits("cosmetic")) >= 3
    assert {edit["status"] for _, edit in edits("removed")} == {404, 410}
    assert edits("removed", 2)
    assert any(r.get("pinned") and r["published"] < "2023" for r in ALL)


def test_one_new_release_is_back_dated() -> None:
    newest = max(r["published"] for r in ALL if r.get("day", 1) == 1)
    assert any(r["published"] < newest for r in ALL if r.get("day") == 2)


def test_the_edits_are_a_figure_a_sentence_and_a_title() -> None:
    changed = {"figure": 0, "sentence": 0, "title": 0}
    for release, edit in edits("edited"):
        before, after = release["body"].strip(), edit["body"].strip()
        changed["title"] += before == after and len(edit["title"]) < len(release["title"])
        changed["sentence"] += after != before and after.startswith(before)
        changed["figure"] += before != after and re.sub(r"\d+", "#", before) == re.sub(r"\d+", "#", after)
    assert all(changed.values()), changed


def test_portuguese_speaking_countries_are_all_told_of() -> None:
    english = " ".join(r["body"] for r in ALL if r["lang"] == "en" and EXPECTED[r["story"]] != "none")
    for country in (
        "Angola",
        "Brazil",
        "Mozambique",
        "Cabo Verde",
        "Timor-Leste",
        "Guinea-Bissau",
        "São Tomé",
        "Equatorial Guinea",
        "Portugal",
    ):
        assert country in english
