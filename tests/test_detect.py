"""What changed, and what only looks so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from crawlers.model import Address, DateBasis, Precision, ProblemKind, Published, Release, Step
from monitor.detect import changes, detect, refuse_shared, text_key
from monitor.digest import release_digest
from storage.model import Cause, Kind, Significance, StoredRelease

NOW = datetime(2026, 1, 2, tzinfo=UTC)
BODY = "The two sides signed a memorandum worth 21 million patacas in Macao.\nThe meeting took place at the Hengqin office of the zone."


def release(
    key: str = "1", title: str = "A memorandum", body: str = BODY, published: Published | None = None, site: str = "gcs"
) -> Release:
    given = published or Published(datetime(2026, 1, 1, 2, 0, tzinfo=UTC), Precision.MINUTE, DateBasis.FEED)
    return Release(Address(site, key, "en", f"https://{site}/en/{key}"), "en", title, body, given, Step.LABELS)


def stored(read: Release, status: str = "live") -> StoredRelease:
    published = read.published
    return StoredRelease(
        id=read.address.native,
        native=read.address.native,
        source="gcs",
        site=read.address.site,
        lang=read.lang,
        url=read.address.url,
        title=read.title,
        body=read.body,
        published=published.iso,
        published_precision=published.precision,
        published_basis=published.basis,
        entity=read.entity,
        status=status,
        digest=release_digest(read),
        revision_count=1,
        first_seen="2026-01-01T03:00:00Z",
        last_seen="2026-01-01T03:00:00Z",
        story_id="s1",
        basis=read.basis,
    )


def test_the_same_content_is_no_revision() -> None:
    assert changes(stored(release()), release(), NOW) == []


def test_i18_one_digit_is_one_substantive_revision() -> None:
    [revision] = changes(stored(release()), release(body=BODY.replace("21", "27")), NOW)
    assert (revision.kind, revision.significance, revision.cause) == (Kind.REVISED, Significance.SUBSTANTIVE, Cause.SOURCE)


def test_a_wording_is_minor_a_paragraph_or_a_title_substantive() -> None:
    old = stored(release())
    assert changes(old, release(body=BODY.replace("took place", "was held")), NOW)[0].significance is Significance.MINOR
    assert changes(old, release(body=BODY + "\nOne more paragraph."), NOW)[0].significance is Significance.SUBSTANTIVE
    assert changes(old, release(title="A memorandum (corrected)"), NOW)[0].significance is Significance.SUBSTANTIVE


def test_i19_quotes_alone_are_cosmetic() -> None:
    old = release(body=BODY.replace("memorandum", '"memorandum"'))
    [revision] = changes(stored(old), release(body=BODY.replace("memorandum", "“memorandum”")), NOW)
    assert revision.significance is Significance.COSMETIC


def test_a_poorer_reading_changes_nothing() -> None:
    old = stored(replace(release(), entity="IPIM"))
    poorer = release(published=Published(date(2026, 1, 1), Precision.DAY, DateBasis.ID))
    assert changes(old, poorer, NOW) == []
    assert changes(old, release(published=Published()), NOW) == []


def test_a_withdrawn_release_that_is_back_is_restored_with_its_id() -> None:
    [revision] = changes(stored(release(), status="withdrawn"), release(), NOW)
    assert (revision.kind, revision.cause) == (Kind.RESTORED, Cause.RESTORED)


def test_an_untrusted_crawl_brings_new_releases_and_revises_nothing() -> None:
    old, edited, fresh = release("1"), release("1", body=BODY + " More."), release("2", body=BODY.replace("memorandum", "protocol"))
    found = detect(lambda read: stored(old) if read.address.key == "1" else None, lambda key: [], [edited, fresh], NOW, trusted=False)
    assert [revision.kind for revision in found.revisions] == [Kind.NEW]
    assert found.seen == (old.address.native,)


def test_s09_a_text_that_stands_under_another_key_of_the_site_is_a_problem() -> None:
    owner = stored(release("1"))
    sound, problems = refuse_shared([release("2")], lambda key: [owner] if key == text_key(release("1")) else [])
    assert sound == []
    assert [problem.kind for problem in problems] == [ProblemKind.SOFT404]
    assert owner.native in problems[0].detail


def test_s10_a_text_on_three_new_addresses_is_no_release_on_two_the_first_stays() -> None:
    three, problems = refuse_shared([release(key) for key in "123"], lambda key: [])
    assert (three, len(problems)) == ([], 3)
    two, problems = refuse_shared([release(key) for key in "12"], lambda key: [])
    assert ([each.address.key for each in two], len(problems)) == (["1"], 1)


def test_the_same_text_on_two_sites_is_two_releases() -> None:
    sound, problems = refuse_shared([release(), release(site="ein")], lambda key: [])
    assert (len(sound), problems) == (2, [])


def test_what_a_better_view_adds_is_learned_not_edited() -> None:
    day = Published(date(2026, 1, 1), Precision.DAY, DateBasis.ID)
    [revision] = changes(stored(release(published=day)), replace(release(), entity="IPIM"), NOW)
    assert (revision.cause, revision.significance) == (Cause.EXTRACTOR, Significance.COSMETIC)
    [edited] = changes(stored(replace(release(), entity="DSEDT")), replace(release(), entity="IPIM"), NOW)
    assert edited.cause is Cause.SOURCE


def test_the_same_words_read_another_way_are_no_edit() -> None:
    feed = replace(release(body=BODY.replace("\n", " ")), basis=Step.FEED)
    assert changes(stored(release()), feed, NOW) == []
    assert changes(stored(release()), release(body=BODY.replace("\n", " ")), NOW) != []
