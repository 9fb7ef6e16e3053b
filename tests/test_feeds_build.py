"""Rows of the archive become entries: words, times, links, categories, excerpts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from test_feeds_samples import BODY, finding, proof, release, row

from feeds.build import Entries, EntryError, build_entry, build_feed, feed_id, instant, root_address, times
from feeds.labels import COUNTRIES, LANGUAGES, SECTORS, labels_for
from feeds.model import FeedSettings
from monitor.announcements import sectors
from monitor.announcements.naming import name_in
from storage.model import Instrument, Party, Scope, Strength


def text_of(content: str) -> str:
    return "\n".join(html.fromstring(f"<div>{content}</div>").itertext())


def marked(content: str) -> list[str]:
    return [str(element.text_content()) for element in html.fromstring(f"<div>{content}</div>").iter("mark")]


# ---- titles and languages --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "strength", "title"),
    [
        ("en", Strength.SIGNED, "[Signed] T"),
        ("pt", Strength.AGREED, "[Acordado] T"),
        ("zh-Hant", Strength.EXCHANGE, "[交流] T"),
        ("zh-Hans", Strength.SIGNED, "[已签署] T"),
    ],
)
def test_titles_begin_with_the_strength_in_the_entrys_language(lang: str, strength: Strength, title: str) -> None:
    entry = build_entry(row(lead=release(lang=lang, title="T"), found=finding(strength=strength)))
    assert (entry.title, entry.lang) == (title, lang)


def test_a_language_feed_tells_the_story_in_its_language() -> None:
    lead = release(lang="en", title="Signed in Luanda")
    other = release(lang="pt", title="Assinado em Luanda", body="O memorando foi assinado.")
    entry = build_entry(row(lead=lead, others=[other]), "pt")
    assert (entry.title, entry.lang, entry.links[0].href) == ("[Assinado] Assinado em Luanda", "pt", other.url)
    assert "O memorando foi assinado." in text_of(entry.content)
    assert entry.id == build_entry(row(lead=lead, others=[other])).id


def test_a_language_feed_falls_back_to_the_lead_and_says_its_language() -> None:
    entry = build_entry(row(lead=release(lang="zh-Hant", title="合作")), "pt")
    assert (entry.title, entry.lang) == ("[Assinado] 合作 (繁體中文)", "zh-Hant")
    assert "Interior da China" not in entry.content
    assert "Angola, Macau" in entry.content


def test_a_title_without_visible_characters_becomes_the_host() -> None:
    assert build_entry(row(lead=release(title="\u200b\x00 "))).title == "[Signed] www.gov.mo"


def test_labels_know_every_strength_instrument_and_country_in_every_language() -> None:
    for lang in LANGUAGES:
        labels = labels_for(lang)
        assert labels.lang == lang
        assert {labels.prefix(strength) for strength in Strength} >= {""}
        assert all(labels.prefix(strength) for strength in Strength if strength is not Strength.NONE)
        assert set(labels.instruments) == {str(instrument) for instrument in Instrument}
        assert set(labels.countries) == set(COUNTRIES)
        assert set(labels.sectors) == set(SECTORS)
        assert all(labels.sectors.values())
        assert "{name}" in labels.country_feed
        assert "{name}" in labels.sector_feed
        assert "{name}" in labels.source_feed
        assert "{id}" in labels.earlier


@pytest.mark.parametrize(("lang", "nearest"), [("zh", "zh-Hant"), ("pt-BR", "pt"), ("fr", "en"), ("und", "en")])
def test_other_languages_take_the_nearest_labels(lang: str, nearest: str) -> None:
    assert labels_for(lang).lang == nearest


# ---- times -----------------------------------------------------------------------------------------------------


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2025-05-24T02:08:00Z", utc(2025, 5, 24, 2, 8)),
        ("2025-05-24", utc(2025, 5, 24)),
        ("2025-05", utc(2025, 5, 1)),
        (None, utc(2025, 5, 25, 1)),
        ("last week", utc(2025, 5, 25, 1)),
        ("2025-02-30", utc(2025, 5, 25, 1)),
        ("2099-01-01", utc(2025, 5, 25, 1)),  # the future: readers would keep it on top for ever
        ("2025-05-25T09:00:00Z", utc(2025, 5, 25, 9)),  # Macao's day begins before UTC's
    ],
)
def test_published_is_the_sites_date_else_first_seen(published: str | None, expected: datetime) -> None:
    assert times(row(published=published))[0] == expected


@given(st.text(max_size=12) | st.datetimes().map(lambda time: time.isoformat() + "+14:00") | st.dates().map(lambda day: day.isoformat()))
@settings(max_examples=200, deadline=None)
def test_every_instant_is_utc_in_whole_seconds_or_none(iso: str) -> None:
    value = instant(iso)
    assert value is None or (value.tzinfo is UTC and value.microsecond == 0)


def test_updated_of_news_is_when_we_saw_it_or_its_last_revision() -> None:
    assert times(row())[1] == utc(2025, 5, 25, 1)
    assert times(row(updated="2025-06-01T00:00:00Z"))[1] == utc(2025, 6, 1)


def test_updated_of_first_feeds_is_published_until_a_revision_moves_it() -> None:
    assert times(row(initial=True)) == (utc(2025, 5, 24), utc(2025, 5, 24))
    assert times(row(initial=True, updated="2025-05-24T00:00:00Z"))[1] == utc(2025, 5, 24)
    assert times(row(initial=True, updated="2025-06-01T00:00:00Z"))[1] == utc(2025, 6, 1)


def test_updated_never_lies_before_published() -> None:
    published, updated = times(row(published="2025-05-25T09:00:00Z"))
    assert updated == published


# ---- links and categories --------------------------------------------------------------------------------------


def test_one_alternate_and_related_for_the_rest() -> None:
    lead = release(1, "en")
    others = [release(1, "pt"), release(2, "en"), replace(release(3, "en"), url=lead.url), replace(release(4, "pt"), url="javascript:x")]
    links = build_entry(row(lead=lead, others=others)).links
    assert [(link.href, link.rel, link.hreflang) for link in links] == [
        (lead.url, "alternate", "en"),
        (others[0].url, "related", "pt"),
        (others[1].url, "related", "en"),
    ]


def test_every_version_is_linked_in_the_text_with_its_title_language_and_host() -> None:
    entry = build_entry(row(lead=release(lang="en"), others=[release(lang="zh-Hant", title="備忘錄")]))
    anchors = html.fromstring(f"<div>{entry.content}</div>").iter("a")
    assert [anchor.get("href") for anchor in anchors] == [link.href for link in entry.links]
    assert "備忘錄" in entry.content
    assert "(繁體中文 · www.gov.mo)" in entry.content


def test_an_endless_list_of_versions_is_bounded() -> None:
    entry = build_entry(row(others=[release(number) for number in range(2, 200)]))
    assert len(entry.links) == 12


def test_categories_name_strength_instrument_and_countries() -> None:
    entry = build_entry(row(lead=release(lang="pt"), found=finding(countries=("MO", "AO", "MO", "XX"), sectors=("finance",))))
    assert [(category.scheme, category.term, category.label) for category in entry.categories] == [
        ("urn:ponte:strength", "signed", "Assinado"),
        ("urn:ponte:instrument", "memorandum", "memorando"),
        ("urn:ponte:country", "MO", "Macau"),
        ("urn:ponte:country", "AO", "Angola"),
        ("urn:ponte:country", "XX", "XX"),
        ("urn:ponte:sector", "finance", "Finanças"),
    ]


@pytest.mark.parametrize("changes", [{"entry_id": "17"}, {"entry_id": "urn:uuid:a b"}, {"first_seen": "soon"}])
def test_rows_without_identity_or_time_are_refused(changes: dict[str, str]) -> None:
    with pytest.raises(EntryError):
        build_entry(row(**changes))


def test_a_row_without_a_web_address_is_refused() -> None:
    with pytest.raises(EntryError, match="http"):
        build_entry(row(lead=release(url="file:///etc/passwd")))


def test_one_bad_row_is_left_out_named_and_costs_nothing_else() -> None:
    entries = Entries()
    bad = row(2, lead=release(2, url="about:blank"))
    assert [entry.id for entry in entries.of([row(1), bad, row(3)], None)] == [row(1).entry_id, row(3).entry_id]
    assert list(entries.left_out) == [bad.entry_id]


def test_entries_are_built_once_and_keep_their_order() -> None:
    entries = Entries()
    rows = [row(3), row(1), row(2), row(1)]
    first = entries.of(rows, None)
    assert [entry.id for entry in first] == [row(3).entry_id, row(1).entry_id, row(2).entry_id]
    assert all(mine is theirs for mine, theirs in zip(first, entries.of(rows, "en"), strict=True))


# ---- content ---------------------------------------------------------------------------------------------------


def test_the_first_line_gives_strength_instrument_countries_and_date() -> None:
    def line(**changes: object) -> str:
        return str(html.fromstring(build_entry(row(found=finding(**changes))).content.partition("</p>")[0]).text_content())

    assert line() == "Signed · memorandum · Angola, Macao · 2025-05-24"
    assert line(event_start="2025-05-20", event_end="2025-05-22") == "Signed · memorandum · Angola, Macao · 2025-05-20 – 2025-05-22"
    assert line(instrument=None, countries=(), strength=Strength.EXCHANGE, scope=Scope.CROSS_BORDER) == "Exchange · 2025-05-24"


def facts(lead_lang: str = "en", lang: str | None = None, **changes: object) -> str:
    entry = build_entry(row(lead=release(lang=lead_lang), found=finding(**changes)), lang, name_in)
    return str(html.fromstring(entry.content.partition("</p>")[0]).text_content())


def test_the_line_of_facts_names_parties_and_sectors() -> None:
    parties = (
        Party("Commerce and Investment Promotion Institute", "MO", "IPIM", "en", "agency"),
        Party("Gloria Lda", "AO", "Gloria Lda", "en"),
    )
    assert facts(parties=parties, sectors=("finance", "law-government")) == (
        "Signed · memorandum · Commerce and Investment Promotion Institute; Gloria Lda · Angola, Macao · Finance, Law and government"
        " · 2025-05-24"
    )


def test_parties_are_called_as_the_language_calls_them_else_as_printed() -> None:
    known = Party("Commerce and Investment Promotion Institute", "MO", "招商投資促進局", "zh-Hant", "agency")
    other = Party("安哥拉某公司", "AO", "安哥拉某公司", "zh-Hant", "company")
    line = facts("zh-Hant", "pt", parties=(known, other))
    assert "Instituto de Promoção do Comércio e do Investimento; 安哥拉某公司" in line
    assert "招商投资促进局；安哥拉某公司" in facts("zh-Hans", None, parties=(known, other))
    assert "Commerce and Investment Promotion Institute; 安哥拉某公司" in facts("en", None, parties=(known, other))


def test_a_country_that_is_a_party_is_called_as_the_language_calls_it() -> None:
    party = Party("佛得角", "CV", "佛得角", "zh-Hans", "jurisdiction")
    assert "Cabo Verde; Zhuhai ·" in facts(parties=(party, Party("Zhuhai", "CN", "Zhuhai", "en", "jurisdiction")))
    assert "佛得角 ·" in facts(parties=(replace(party, country=None),))


def test_a_party_printed_in_several_languages_is_named_once() -> None:
    twice = (Party("Instituto X", "CV", "Instituto X", "pt"), Party("Instituto X", "CV", "X學院", "zh-Hant"))
    assert "memorandum · Instituto X · Angola" in facts(parties=twice)
    assert "備忘錄 · X學院 · 安哥拉" in facts("zh-Hant", parties=twice)


def test_at_most_four_parties_are_named_and_the_rest_counted() -> None:
    six = tuple(Party(f"Body {letter}", None, f"Body {letter}", "en") for letter in "ABCDEF")
    assert "Body A; Body B; Body C; Body D +2 ·" in facts(parties=six)
    assert "Body D ·" in facts(parties=six[:4])


def test_names_of_parties_cannot_make_markup_or_lines() -> None:
    evil = Party("<script>alert(1)</script>\n" + "x" * 500, None, "<script>alert(1)</script>\n" + "x" * 500, "en")
    entry = build_entry(row(found=finding(parties=(evil,))))
    assert "<script" not in entry.content
    assert "x" * 100 not in entry.content


def test_a_sector_that_says_nothing_is_filed_and_not_told() -> None:
    assert facts(sectors=("other",)) == "Signed · memorandum · Angola, Macao · 2025-05-24"
    assert "其他" not in facts("zh-Hant", sectors=("other",))
    assert build_entry(row(found=finding(sectors=("other",)))).terms("sector") == ("other",)


def test_the_sectors_that_have_names_are_those_that_are_read() -> None:
    assert set(SECTORS) == {*sectors.SECTORS, sectors.OTHER}


def test_a_date_in_the_future_is_still_shown_as_printed() -> None:
    assert "2099-01-01" in build_entry(row(published="2099-01-01")).content


def test_the_proof_is_marked_where_the_excerpt_holds_it() -> None:
    quote = "signed a memorandum on fisheries"
    entry = build_entry(row(found=finding(evidence=(proof(BODY, quote),))))
    assert marked(entry.content) == [quote]
    assert "".join(html.fromstring(f"<div>{entry.content}</div>").itertext()).count(quote) == 1


def test_a_proof_further_on_follows_in_its_sentence() -> None:
    body = "Opening words that say little. " * 40 + "At last the two sides signed the protocol in Praia. More words."
    entry = build_entry(row(lead=release(body=body), found=finding(evidence=(proof(body, "signed the protocol"),))))
    assert marked(entry.content) == ["signed the protocol"]
    assert "… At last the two sides signed the protocol in Praia." in entry.content.replace("<mark>", "").replace("</mark>", "")


def test_a_proof_across_lines_is_marked_in_both() -> None:
    entry = build_entry(row(found=finding(evidence=(proof(BODY, "in Luanda.\nBoth sides"),))))
    assert marked(entry.content) == ["in Luanda.", "Both sides"]


def test_a_proof_across_the_cut_is_shown_whole() -> None:
    body = "word " * 118 + "they signed the agreement in Dili after talks that took very long indeed and more"
    quote = "they signed the agreement in Dili"
    entry = build_entry(row(lead=release(body=body), found=finding(evidence=(proof(body, quote),))))
    assert marked(entry.content) == [quote]


def test_a_proof_that_moved_is_found_again_and_one_that_went_is_not_shown() -> None:
    evidence = proof(BODY, "signed a memorandum")
    moved = row(lead=release(body="New first line.\n" + BODY), found=finding(evidence=(evidence,)))
    assert marked(build_entry(moved).content) == ["signed a memorandum"]
    gone = row(lead=release(body="Withdrawn words."), found=finding(evidence=(evidence,)))
    assert marked(build_entry(gone).content) == []


def test_an_entry_whose_story_rose_since_does_not_borrow_the_later_proof() -> None:
    found = finding(strength=Strength.EXCHANGE, evidence=(proof(BODY, "signed a memorandum"),))
    assert marked(build_entry(row(found=found)).content) == []


def test_another_language_shows_no_mark_made_for_the_leads_text() -> None:
    lead, other = release(lang="en"), release(lang="pt", body=BODY)
    entry = build_entry(row(lead=lead, others=[other], found=finding(evidence=(proof(BODY, "signed"),))), "pt")
    assert marked(entry.content) == []


def test_a_long_body_is_cut_after_a_sentence() -> None:
    entry = build_entry(row(lead=release(body="Twenty-five letters here. " * 1000)))
    paragraphs = [str(p.text_content()) for p in html.fromstring(f"<div>{entry.content}</div>").iter("p")]
    assert paragraphs[1].endswith("here. …")
    assert 300 <= len(paragraphs[1]) <= 602


def test_an_entry_that_follows_another_says_so() -> None:
    earlier = row(9).entry_id
    entry = build_entry(row(earlier=earlier))
    assert entry.earlier == earlier
    assert f"Follows an earlier entry on the same matter: {earlier}" in text_of(entry.content)
    assert all(link.href != earlier for link in entry.links)


LINE = st.text(st.characters(min_codepoint=0, max_codepoint=0x10FFFF, exclude_categories=()), max_size=80)


@given(LINE, LINE, LINE)
@settings(max_examples=200, deadline=None)
def test_the_mark_is_exactly_the_proof_whatever_the_text(before: str, quote: str, after: str) -> None:
    body = "x" + before + quote + after
    evidence = replace(proof(body, "x"), start=1 + len(before), end=1 + len(before) + len(quote), quote=quote)
    content = build_entry(row(lead=release(body=body), found=finding(evidence=(evidence,)))).content
    shown = "".join(content.split("<mark>")[1:])
    if quote.strip() and quote.isalpha() and body.isascii():
        assert shown.startswith(quote)
    assert content.count("<mark>") == content.count("</mark>")


# ---- feeds -----------------------------------------------------------------------------------------------------


def test_a_feeds_id_hangs_on_its_name_alone() -> None:
    assert feed_id("announcements") == "urn:uuid:ec9d5529-cf1a-5cd8-b534-9700d7ad7c43"
    assert len({feed_id(name) for name in ("announcements", "signed", "country/MO", "lang/pt")}) == 4


def test_a_feed_is_as_new_as_its_newest_entry_and_never_dated_now() -> None:
    entries = Entries().of([row(1), row(2, updated="2025-07-01T00:00:00Z"), row(3)], None)
    assert build_feed("x", ("t", "s"), None, FeedSettings(), entries).updated == utc(2025, 7, 1)
    assert build_feed("x", ("t", "s"), None, FeedSettings(), ()).updated == utc(1970, 1, 1)


@pytest.mark.parametrize(
    ("base", "root"),
    [("", "https://ponte.invalid/"), ("https://feeds.gov.example/ponte", "https://feeds.gov.example/ponte/"), ("http://h/", "http://h/")],
)
def test_the_root_address_ends_with_a_slash(base: str, root: str) -> None:
    assert root_address(FeedSettings(base_url=base)) == root


@pytest.mark.parametrize("base", ["feeds.example", "ftp://feeds.example/", "https://feeds.example/?a=1", "https://u:p@feeds.example/"])
def test_a_wrong_base_url_is_the_operators_mistake(base: str) -> None:
    with pytest.raises(ValueError, match="base_url"):
        root_address(FeedSettings(base_url=base))
