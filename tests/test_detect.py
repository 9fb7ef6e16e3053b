"""What changed, and what only looks so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.model import Address, CrawlResult, DateBasis, Gone, Precision, Problem, ProblemKind, Published, Release, Snapshot, Step
from monitor import detect as detecting
from monitor import digest
from monitor.detect import Detection, detect, poorer, present_digest, refuse_shared, settled, text_key, vanished_at_once
from monitor.digest import release_digest
from monitor.doubting import COUNTER, FLAPPING, RESTLESS, SUSPICION
from storage.doubts import Doubt
from storage.model import Cause, Kind, Significance, StoredRelease
from storage.releases import State

NOW = datetime(2026, 1, 2, tzinfo=UTC)
BODY = "The two sides signed a memorandum worth 21 million patacas in Macao.\nThe meeting took place at the Hengqin office of the zone."
LONG = "\n".join(f"Paragraph {number} of the release says what the two sides agreed on that day in Macao." for number in range(8))


def release(
    key: str = "1", title: str = "A memorandum", body: str = BODY, published: Published | None = None, site: str = "gcs", **more: object
) -> Release:
    given = published or Published(datetime(2026, 1, 1, 2, 0, tzinfo=UTC), Precision.MINUTE, DateBasis.FEED)
    plain = Release(Address(site, key, "en", f"https://{site}/en/{key}"), "en", title, body, given, Step.LABELS)
    return replace(plain, **more)  # type: ignore[arg-type]


def stored(read: Release, status: str = "live", **more: object) -> StoredRelease:
    published = read.published
    plain = StoredRelease(
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
    return replace(plain, **more)  # type: ignore[arg-type]


def state(read: Release) -> State:
    return State("revised", read.title, read.body, read.published.iso, read.entity, read.basis)


def answer(body: bytes) -> Snapshot:
    return Snapshot.of("https://gcs/en/1", NOW, 200, {}, body)


@dataclass
class Memory:
    """An archive in memory: what is stored, its history, doubts and kept answers."""

    known: Sequence[StoredRelease] = ()
    history: Sequence[State] = ()
    doubted: Doubt | None = None
    answers: dict[str, Snapshot] = field(default_factory=dict)
    readings: dict[str, Release] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()

    def named(self, read: Release) -> StoredRelease | None:
        return next((each for each in self.known if read.address.native == each.native or read.address.url == each.url), None)

    def led(self, read: Release) -> StoredRelease | None:
        return next((each for each in self.known if each.url in read.aliases and each.site == read.address.site), None)

    def at(self, url: str) -> StoredRelease | None:
        return next((each for each in self.known if each.url == url), None)

    def same_text(self, key: str) -> Iterable[StoredRelease]:
        return [each for each in self.known if text_key(detecting.last_known(each)) == key]

    def states(self, release_id: str, limit: int) -> Sequence[State]:
        return self.history[-limit:] or [state(detecting.last_known(each)) for each in self.known if each.id == release_id]

    def doubt(self, release_id: str) -> Doubt | None:
        return self.doubted if release_id else None

    def kept(self, release_id: str) -> Snapshot | None:
        return self.answers.get(release_id)

    def reread(self, stored: StoredRelease, kept: Snapshot) -> Release | None:
        assert kept is self.answers[stored.id]
        return self.readings.get(stored.id)

    def implausible(self, read: Release) -> Problem | None:
        return Problem(ProblemKind.SOFT404, read.address.url, "no release by its looks") if read.title in self.refused else None


def crawl(*releases: Release, gone: Sequence[StoredRelease] = ()) -> CrawlResult:
    result = CrawlResult("gcs", NOW, NOW, releases=list(releases))
    result.gone = [Gone(Address.of_native(each.native, each.site, each.url), each.url, 404) for each in gone]
    return result


def told(memory: Memory, *releases: Release, believe: bool = False, at: datetime = NOW) -> Detection:
    return detect(memory, crawl(*releases), at, believe=believe)


def of_one(old: Release, read: Release, **more: object) -> list[tuple[Kind, Significance, Cause]]:
    found = told(Memory([stored(old)], **more), read)  # type: ignore[arg-type]
    assert not found.held
    return [(each.kind, each.significance, each.cause) for each in found.revisions]


EDIT = (Kind.REVISED, Significance.SUBSTANTIVE, Cause.SOURCE)
MINOR = (Kind.REVISED, Significance.MINOR, Cause.SOURCE)


# ---- what is a change -----------------------------------------------------------------------------------------------


def test_the_same_content_is_no_revision() -> None:
    found = told(Memory([stored(release())]), release())
    assert (found.revisions, found.seen) == ((), ("gcs:1:en",))


def test_i18_one_digit_is_one_substantive_revision() -> None:
    assert of_one(release(), release(body=BODY.replace("21", "27"))) == [EDIT]


@settings(deadline=None)
@given(at=st.integers(0, len(BODY) - 1), letter=st.sampled_from("xyzXYZ09é國"))
def test_every_edit_of_one_letter_is_found(at: int, letter: str) -> None:
    edited = BODY[:at] + letter + BODY[at + 1 :]
    if edited != BODY:
        [(kind, _, cause)] = of_one(release(), release(body=edited))
        assert (kind, cause) == (Kind.REVISED, Cause.SOURCE)


def test_i20_a_title_or_a_date_edited_is_one_revision() -> None:
    other_day = Published(datetime(2026, 1, 5, tzinfo=UTC), Precision.MINUTE, DateBasis.FEED)
    assert of_one(release(), release(title="A memorandum (corrected)")) == [EDIT]
    assert of_one(release(), release(published=other_day)) == [EDIT]


def test_i19_quotes_alone_are_cosmetic() -> None:
    old = release(body=BODY.replace("memorandum", '"memorandum"'))
    assert of_one(old, release(body=BODY.replace("memorandum", "“memorandum”"))) == [(Kind.REVISED, Significance.COSMETIC, Cause.SOURCE)]


def test_i14_a_poorer_reading_changes_nothing() -> None:
    old = replace(release(), entity="IPIM")
    day = release(published=Published(date(2026, 1, 1), Precision.DAY, DateBasis.ID))
    for poor in (day, release(published=Published()), release(title=""), release(body="")):
        assert of_one(old, poor) == []


@pytest.mark.parametrize(
    ("known", "read", "changes"),
    [
        # A local day of the same time, in Macao (UTC+8) or Brazil (UTC-3).
        ("2026-01-01T17:00:00Z", "2026-01-02", False),
        ("2026-01-02T01:00:00Z", "2026-01-01", False),
        ("2026-01-01T10:00:00Z", "2026-01", False),
        ("2026-01-01T10:00:00Z", "2026-01-03", True),
        ("2026-01-01T10:00:00Z", "2026-02", True),
        ("2026-01-15", "2026-01", False),
        ("2026-01-15", "2025-12", True),
        ("2026-01-15", "2026-01-16", True),
    ],
)
def test_a_coarser_date_that_agrees_is_no_change_and_one_that_contradicts_is_an_edit(known: str, read: str, changes: bool) -> None:
    assert of_one(release(published=dated(known)), release(published=dated(read))) == ([EDIT] if changes else [])


def dated(iso: str, basis: DateBasis = DateBasis.LABEL) -> Published:
    precision = {7: "month", 10: "day"}.get(len(iso), "minute")
    return detecting.published_of(iso, precision, basis)


def test_dates_that_go_and_come_back_are_revisions_each() -> None:
    first, second = release(published=dated("2026-01-15")), release(published=dated("2026-02"))
    assert [of_one(first, second), of_one(second, first)] == [[EDIT], [EDIT]]


def test_a_date_that_we_worked_out_never_replaces_a_stated_one() -> None:
    labelled, guessed = release(published=dated("2026-01-15")), release(published=dated("2026-01-14", DateBasis.ADDRESS))
    assert of_one(labelled, guessed) == []
    assert of_one(guessed, labelled) == [(Kind.REVISED, Significance.COSMETIC, Cause.EXTRACTOR)]


@settings(deadline=None)
@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_day_or_month_cut_from_a_known_date_says_nothing_new(day: date) -> None:
    moment = Published(datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC), Precision.MINUTE, DateBasis.FEED)
    assert poorer(moment, Published(day, Precision.DAY, DateBasis.LABEL))
    assert poorer(moment, Published(day.replace(day=1), Precision.MONTH, DateBasis.LABEL))
    assert not poorer(moment, Published(day + timedelta(days=3), Precision.DAY, DateBasis.LABEL))


def test_a_new_digest_version_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    old = stored(release())
    for module in (digest, detecting):
        monkeypatch.setattr(module, "DIGEST_VERSION", 2)
    assert release_digest(release()).startswith("2:")
    assert present_digest(old) == release_digest(release())
    assert told(Memory([old]), release()).revisions == ()
    [edited] = told(Memory([old]), release(body=BODY + " More.")).revisions
    assert edited.digest.startswith("2:")


def test_a_withdrawn_release_that_is_back_is_restored_with_its_id() -> None:
    for read in (release(), release(body=BODY + " More.")):
        [change] = told(Memory([stored(release(), status="withdrawn")]), read).changes
        assert change.before is not None
        assert (change.before.id, change.revision.kind, change.revision.cause) == ("gcs:1:en", Kind.RESTORED, Cause.RESTORED)


def test_s08_a_list_that_still_holds_a_withdrawn_release_brings_it_not_back() -> None:
    listed = replace(release(), basis=Step.FEED)
    found = told(Memory([stored(listed, status="withdrawn")]), listed)
    assert (found.revisions, found.seen, found.dropped) == ((), (), ())


def test_what_a_better_view_adds_is_learned_not_edited() -> None:
    day = Published(date(2026, 1, 1), Precision.DAY, DateBasis.ID)
    learned = (Kind.REVISED, Significance.COSMETIC, Cause.EXTRACTOR)
    assert of_one(release(published=day), replace(release(), entity="IPIM")) == [learned]
    [(_, _, cause)] = of_one(replace(release(), entity="DSEDT"), replace(release(), entity="IPIM"))
    assert cause is Cause.SOURCE


def test_the_same_words_read_another_way_are_no_edit() -> None:
    feed = replace(release(body=BODY.replace("\n", " ")), basis=Step.FEED)
    assert of_one(release(), feed) == []
    assert of_one(release(), release(body=BODY.replace("\n", " "))) != []


def test_an_untrusted_crawl_keeps_new_releases_and_no_change_and_no_validator_of_it() -> None:
    old, edited, fresh = release("1"), release("1", body=BODY + " More."), release("2", body=BODY.replace("memorandum", "protocol"))
    found = told(Memory([stored(old)]), edited, fresh).only_new()
    assert [revision.kind for revision in found.revisions] == [Kind.NEW]
    assert found.seen == (), "what reads differently was not met as it stands"
    assert found.unsettled == (edited,)
    same = told(Memory([stored(old), stored(release("3"))]), edited, release("3")).only_new()
    assert (same.seen, same.unsettled) == (("gcs:3:en",), (edited,))


# ---- whose change is it ---------------------------------------------------------------------------------------------


def test_the_same_bytes_read_another_way_are_our_readers_doing() -> None:
    kept = answer(b"page")
    edited = release(body=BODY + "\nA line the reader left out before.", snapshot=answer(b"page"))
    assert [cause for *_, cause in of_one(release(), edited, answers={"gcs:1:en": kept})] == [Cause.EXTRACTOR]


def test_what_todays_reader_sees_in_the_kept_answer_is_ours_and_only_the_rest_is_the_sites() -> None:
    kept = {"gcs:1:en": answer(b"old page")}
    reread = release(body=f"{BODY}\nA line the reader left out before.")
    noise = replace(reread, snapshot=answer(b"the page with another clock"))
    found = told(Memory([stored(release())], answers=kept, readings={"gcs:1:en": reread}), noise)
    assert [each.cause for each in found.revisions] == [Cause.EXTRACTOR]
    assert found.edits == 0
    edited = replace(noise, body=noise.body.replace("21", "27"))
    found = told(Memory([stored(release())], answers=kept, readings={"gcs:1:en": reread}), edited)
    assert [(each.cause, each.release.body) for each in found.revisions] == [(Cause.EXTRACTOR, reread.body), (Cause.SOURCE, edited.body)]
    assert (found.edits, found.revisions[0].release.snapshot) == (1, kept["gcs:1:en"])


def test_a_reader_that_can_make_nothing_of_the_kept_answer_leaves_the_edit_an_edit() -> None:
    assert of_one(release(), release(body=BODY.replace("21", "27")), answers={"gcs:1:en": answer(b"old page")}) == [EDIT]


def test_lines_that_enter_most_releases_at_once_are_the_template_and_only_the_rest_is_weighed() -> None:
    olds = [release(str(number), body=f"{BODY}\nRelease number {number} of the series.") for number in range(4)]
    reads = [replace(old, body=f"{old.body}\nFollow us on all channels") for old in olds]
    reads[0] = replace(reads[0], body=reads[0].body.replace("took place", "was held"))
    found = told(Memory([stored(old) for old in olds]), *reads)
    assert [(each.cause, each.significance) for each in found.revisions] == [
        (Cause.SOURCE, Significance.MINOR),
        *[(Cause.EXTRACTOR, Significance.COSMETIC)] * 3,
    ]
    assert found.edits == 1
    two = told(Memory([stored(old) for old in olds[1:3]]), *reads[1:3])
    assert [each.cause for each in two.revisions] == [Cause.SOURCE] * 2, "two releases are no template"


def test_i18_a_line_edited_in_three_of_many_releases_is_three_edits_and_in_all_of_them_the_template() -> None:
    olds = [release(str(number), body=f"{BODY}\nThis is number {number}.\nTenders are due by 30 November.") for number in range(8)]
    reads = [replace(old, body=old.body.replace("30 November", "15 December")) for old in olds]
    found = told(Memory([stored(old) for old in olds]), *reads[:3], *olds[3:])
    assert [(each.kind, each.significance, each.cause) for each in found.revisions] == [EDIT] * 3
    found = told(Memory([stored(old) for old in olds]), *reads)
    assert [each.cause for each in found.revisions] == [Cause.EXTRACTOR] * 8


def test_lists_and_pages_that_hold_different_texts_are_two_views_and_no_edits() -> None:
    items = [replace(release(str(number), body=f"{LONG}\nNumber {number} ends here."), basis=Step.FEED) for number in range(3)]
    pages = [replace(item, body=f"A caption of picture {item.address.key}\n{item.body}", basis=Step.LABELS) for item in items]
    known = [stored(item) for item in items]
    assert [each.cause for each in told(Memory(known), *pages).revisions] == [Cause.EXTRACTOR] * 3
    assert told(Memory([stored(page) for page in pages]), *items).revisions == (), "the poorer view of a known release adds nothing"
    edited = [replace(pages[0], body=pages[0].body.replace("agreed on", "disagreed about")), *pages[1:]]
    assert [each.cause for each in told(Memory(known), *edited).revisions] == [Cause.SOURCE, Cause.EXTRACTOR, Cause.EXTRACTOR]


def test_a_list_that_is_behind_the_page_takes_no_edit_back() -> None:
    listed = replace(release(), basis=Step.FEED)
    page = release(body=BODY.replace("21", "27"))
    memory = Memory([stored(page)], history=[state(listed), state(page)])
    assert told(memory, listed).revisions == ()
    assert [each.cause for each in told(memory, release()).revisions] == [Cause.SOURCE], "the page itself takes it back"
    other = replace(listed, body=BODY.replace("21", "29"))
    assert [each.cause for each in told(memory, other).revisions] == [Cause.SOURCE], "what the list never told is news"


def test_where_lists_and_pages_agree_a_further_paragraph_is_an_edit() -> None:
    items = [replace(release(str(number), body=f"{LONG}\nNumber {number} ends here."), basis=Step.FEED) for number in range(3)]
    pages = [replace(item, basis=Step.LABELS) for item in items]
    pages[1] = replace(pages[1], body=f"{pages[1].body}\nA paragraph that was added.")
    assert [each.cause for each in told(Memory([stored(item) for item in items]), *pages).revisions] == [Cause.SOURCE]


# ---- what is not believed at once -----------------------------------------------------------------------------------


def held(old: Release, read: Release, **more: object) -> tuple[ProblemKind, str]:
    found = told(Memory([stored(old)], **more), read)  # type: ignore[arg-type]
    assert (found.revisions, found.seen) == ((), ())
    [problem] = found.problems
    assert found.unsettled == (settled(stored(old), read),)
    return problem.kind, problem.detail


def test_a_reading_that_is_rather_another_page_waits() -> None:
    old = release(body=LONG)
    assert held(old, release(body="Sorry.")) == (ProblemKind.PARTIAL, f"6 characters where {len(LONG)} stood")
    portuguese = release(body=LONG.replace("Paragraph", "Parágrafo").replace("the release says", "o comunicado diz"), lang="pt")
    assert "another language: pt, not en" in held(old, portuguese)[1]
    assert held(old, release(title="Home", body=f"{LONG}\nMore."))[0] is ProblemKind.SOFT404
    assert "by its looks" in held(old, release(title="Login", body=LONG), refused=frozenset({"Login"}))[1]


def test_t09_a_shorter_text_on_a_page_cut_before_its_closing_tag_waits() -> None:
    kept = {"gcs:1:en": answer(b"<html><body>all of it</body></HTML>")}
    cut = release(body=BODY.splitlines()[0], snapshot=answer(b"<html><body>all"))
    assert held(release(), cut, answers=kept) == (ProblemKind.PARTIAL, "its page ends before its closing tag, which it had")
    assert of_one(release(), replace(cut, snapshot=answer(b"<html>less</html>")), answers=kept) == [EDIT]
    assert of_one(release(), cut, answers={"gcs:1:en": answer(b"<html>never closed")}) == [EDIT]


def test_s09_a_known_release_whose_text_is_now_another_ones_waits() -> None:
    known = [stored(release("1", body=LONG)), stored(release("2"))]
    found = told(Memory(known), release("1"))
    assert (found.revisions, [each.kind for each in found.problems]) == ((), [ProblemKind.SOFT404])
    page = release("1", title="Our services", body=f"{LONG} And more.")
    found = told(Memory(known), page, replace(page, address=release("2").address))
    assert (found.revisions, len(found.held)) == ((), 2), "one new text on two known addresses"


def test_i10_an_address_that_was_given_another_release_is_a_revision_once_it_has_stayed() -> None:
    other = release(title="Tourists in August", body="Visitors came in larger numbers than in any August before, the bureau said.\n" * 5)
    assert held(release(body=LONG), other)[0] is ProblemKind.SOFT404
    stayed = Doubt(release_digest(other), "", SUSPICION.times - 1, NOW - SUSPICION.span, NOW)
    assert of_one(release(body=LONG), other, doubted=stayed) == [EDIT]
    # The title or one line that is left, reworded at most, says that it is the same release.
    for kin in (replace(other, title=release().title), replace(other, body=f"{other.body}\n{LONG.splitlines()[0]} (corrected)")):
        assert of_one(release(body=LONG), kin) == [EDIT]


def test_i16_a_counter_on_most_pages_is_no_edit_and_blinds_nothing() -> None:
    def page(number: int, views: int, more: str = "") -> Release:
        return release(key=str(number), body=f"Release {number} tells of the delegation that came to Macao.{more}\nViews: {views}")

    old = [stored(page(number, 10 * number)) for number in range(8)]
    later = [page(number, 10 * number + 3 + number) for number in range(8)]
    found = told(Memory(old), *later)
    assert (found.revisions, found.held, found.problems) == ((), (), ())
    assert len(found.seen) == 8
    assert "Views: 3" in found.notes[0]
    # An edit beside the counter is told, and stores no other figure of it than stands.
    later[2] = page(2, 99, " It stayed three days.")
    [revision] = told(Memory(old), *later).revisions
    assert (revision.release.address.key, revision.release.body.splitlines()[1], revision.cause) == ("2", "Views: 20", Cause.SOURCE)
    # The same figure put in place of the same one on all pages is no counter.
    footer = [release(key=str(number), body=f"Release {number} of the bureau.\nOpen until 30 June") for number in range(8)]
    moved = [replace(each, body=each.body.replace("30 June", "15 July")) for each in footer]
    assert not told(Memory([stored(each) for each in footer]), *moved).notes


def test_a_doubtful_state_that_stays_is_believed() -> None:
    old, short = release(body=LONG), release(body="The release was shortened to this.")
    digest_now = release_digest(short)
    enough = Doubt(digest_now, "", SUSPICION.times - 1, NOW - SUSPICION.span, NOW)
    assert of_one(old, short, doubted=enough)[0][2] is Cause.SOURCE
    for less in (
        replace(enough, times=enough.times - 1),
        replace(enough, first_at=NOW - SUSPICION.span + timedelta(minutes=1)),
        replace(enough, digest="1:other"),
    ):
        assert held(old, short, doubted=less)[0] is ProblemKind.PARTIAL
    assert told(Memory([stored(old)]), short, believe=True).revisions


def test_a_withdrawn_release_is_not_restored_by_a_doubtful_page() -> None:
    found = told(Memory([stored(release(body=LONG), status="withdrawn")]), release(title="Home", body="Welcome to our site"))
    assert (found.revisions, len(found.held)) == ((), 1)


def test_i17_a_state_that_comes_and_goes_is_held_back_after_its_return() -> None:
    a, b = release(), release(body=BODY.replace("21", "27"))
    assert told(Memory([stored(b)], [state(a), state(b)]), a).revisions, "A, B, A: a return is a revision"
    returned = Memory([stored(a)], [state(a), state(b), state(a)])
    [waiting] = told(returned, b).held
    assert (waiting.suspicion.reason, waiting.suspicion.patience) == ("it flaps between two states", FLAPPING)
    assert told(returned, release(body=BODY.replace("21", "28"))).revisions, "a third state is no flapping"
    patient = Doubt(release_digest(b), "", FLAPPING.times - 1, NOW - FLAPPING.span, NOW)
    assert told(replace(returned, doubted=patient), b).revisions


def counter(number: int, rest: str = "") -> Release:
    return release(body=f"{BODY}{rest}\nRead {number} times, today is Friday, {number} January 2026.")


def test_i16_a_counter_in_the_text_makes_three_revisions_is_told_once_and_never_blinds() -> None:
    states = [state(counter(number)) for number in range(3)]
    assert told(Memory([stored(counter(2))], states), counter(3)).revisions
    restless = Memory([stored(counter(3))], [*states, state(counter(3))])
    found = told(restless, release(body=counter(4).body.replace("Friday", "Monday")))
    assert (found.revisions, [each.kind for each in found.problems]) == ((), [ProblemKind.PARTIAL])
    assert "counter or clock" in found.problems[0].detail
    assert found.edits == 0
    again = told(replace(restless, doubted=Doubt("1:x", COUNTER, 1, NOW, NOW)), counter(5))
    assert (again.revisions, again.problems, len(again.held)) == ((), (), 1)
    [edited] = told(restless, counter(4, " Amended.")).revisions
    assert edited.cause is Cause.SOURCE
    assert told(restless, release(body=counter(4).body.replace("21", "22"))).revisions, "another line's digits are an edit"
    still = Doubt(release_digest(counter(4)), "", RESTLESS.times - 1, NOW - RESTLESS.span, NOW)
    assert told(replace(restless, doubted=still), counter(4)).revisions, "a figure that stands still was edited"


# ---- texts under several addresses ----------------------------------------------------------------------------------


def test_s09_a_text_that_stands_under_another_key_of_the_site_is_a_problem() -> None:
    owner = stored(release("1"))
    sound, moves, problems = refuse_shared([release("2")], lambda key: [owner] if key == text_key(release("1")) else [])
    assert (sound, moves) == ([], [])
    assert [problem.kind for problem in problems] == [ProblemKind.SOFT404]
    assert owner.native in problems[0].detail


def test_s10_a_text_on_three_new_addresses_is_no_release_on_two_the_first_stays() -> None:
    three, _, problems = refuse_shared([release(key) for key in "123"], lambda key: [])
    assert (three, len(problems)) == ([], 3)
    two, _, problems = refuse_shared([release(key) for key in "12"], lambda key: [])
    assert ([each.address.key for each in two], len(problems)) == (["1"], 1)


def test_the_same_text_on_two_sites_is_two_releases() -> None:
    sound, _, problems = refuse_shared([release(), release(site="ein")], lambda key: [])
    assert (len(sound), problems) == (2, [])


def test_i13_a_text_at_a_new_address_is_the_stored_release_where_the_old_address_is_gone() -> None:
    old = stored(release("1"))
    found = detect(Memory([old]), crawl(release("2"), gone=[old]), NOW)
    assert ([(each.stored.id, each.release.address.key) for each in found.moves], found.revisions, found.problems) == (
        [("gcs:1:en", "2")],
        (),
        (),
    )
    for known in (replace(old, gone_since="2026-01-01T00:00:00Z"), replace(old, status="withdrawn")):
        assert len(told(Memory([known]), release("2")).moves) == 1
    [back] = told(Memory([replace(old, status="withdrawn")]), release("2")).revisions
    assert back.kind is Kind.RESTORED


def test_i13_an_address_that_redirects_to_the_same_text_moved_and_to_another_text_did_not() -> None:
    old = stored(release("1"))
    landed = release("2", aliases=(old.url,))
    found = told(Memory([old]), landed, release("2"))
    assert (len(found.moves), found.revisions, found.problems, found.seen) == (1, (), (), ("gcs:1:en",))
    found = told(Memory([old]), replace(landed, body=LONG))
    assert (found.moves, found.revisions) == ((), ())
    assert [(each.kind, each.url) for each in found.problems] == [(ProblemKind.SOFT404, old.url)]


def test_two_stored_releases_that_turn_out_to_be_one_the_older_lives() -> None:
    older, newer = stored(release("1")), stored(release("2"), first_seen="2026-01-01T09:00:00Z")
    found = told(Memory([older, newer]), release("2", aliases=(older.url,)))
    assert [(each.into.id, each.other.id) for each in found.mergers] == [("gcs:1:en", "gcs:2:en")]
    other = stored(release("3", body=LONG))
    found = told(Memory([other, newer]), release("2", aliases=(other.url,)))
    assert (found.mergers, [each.url for each in found.problems]) == ((), [other.url])


def test_most_addresses_gone_at_once_are_a_redesign() -> None:
    assert vanished_at_once(6, 11)
    assert not vanished_at_once(6, 12)
    assert not vanished_at_once(5, 5)
