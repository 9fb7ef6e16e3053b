"""What an answer is before a spider reads it (FAULTS S*, T*)."""

from __future__ import annotations

import zlib

import pytest

from crawlers.answer import BACK_OFF, CHALLENGE_PAUSE, Refusal, decode_body, examine, pause_of, retry_after
from crawlers.model import ProblemKind, Role

PAGE = b"<html><head><title>News</title></head><body><p>" + b"The delegation visited Hengqin. " * 20 + b"</p></body></html>"
HTML = {"content-type": "text/html; charset=utf-8"}


def kind(status: int, body: bytes = PAGE, headers: dict[str, str] = HTML, unbounded: bool = False) -> ProblemKind | None:
    problem = examine("https://h/x", status, headers, body, role=Role.RELEASE, unbounded=unbounded)
    return problem.kind if problem else None


def test_a_sound_page_is_no_problem() -> None:
    assert kind(200) is None


@pytest.mark.parametrize("status", [401, 403, 407, 412, 451, 429])
def test_s12_s21_refusals_are_blocked(status: int) -> None:
    assert kind(status) is ProblemKind.BLOCKED


@pytest.mark.parametrize(
    "body", [b"<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x.js'></script>", b"<html>aliyun_waf_aa</html>"]
)
def test_s11_a_challenge_with_200_is_blocked(body: bytes) -> None:
    assert kind(200, body) is ProblemKind.BLOCKED


@pytest.mark.parametrize("title", ["Site under maintenance", "Sítio em manutenção", "系統維護中"])
def test_s14_a_maintenance_page_with_200(title: str) -> None:
    assert kind(200, f"<html><head><title>{title}</title></head></html>".encode()) is ProblemKind.MAINTENANCE


def test_a_sound_page_behind_a_guard_is_no_challenge() -> None:
    assert kind(200, PAGE.replace(b"</body>", b"<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script></body>")) is None
    assert (
        kind(200, b"<html><script>window._cf_chl_opt={}</script><script src='/cdn-cgi/x/orchestrate/chl_page/v1'></script>")
        is ProblemKind.BLOCKED
    )


def test_an_attachment_may_be_binary_and_a_release_may_not() -> None:
    found = examine("https://h/a.pdf", 200, {"content-type": "application/pdf"}, b"%PDF-1.7 ...", role=Role.ATTACHMENT)
    assert found is None


def test_a_release_about_maintenance_is_a_release() -> None:
    body = PAGE.replace(b"News", b"Bridge reopens") + b"<p>The tunnel was under maintenance last week.</p>"
    assert kind(200, body) is None


@pytest.mark.parametrize("body", [b"", b"  \r\n"])
def test_s19_an_empty_answer(body: bytes) -> None:
    assert kind(200, body) is ProblemKind.EMPTY


def test_c25_binary_is_no_page_whatever_it_claims() -> None:
    assert kind(200, b"%PDF-1.7 ...") is ProblemKind.PARSE
    assert kind(200, b"\x00\x01", {"content-type": "image/webp"}) is ProblemKind.PARSE


def test_t09_a_page_that_ends_with_its_connection_needs_its_closing_tag() -> None:
    assert kind(200, PAGE[:-14], unbounded=True) is ProblemKind.PARTIAL
    assert kind(200, PAGE, unbounded=True) is None


@pytest.mark.parametrize("status", [204, 206, 400, 500, 503, 999])
def test_other_statuses_are_http_problems(status: int) -> None:
    assert kind(status) is ProblemKind.HTTP


def test_s01_s02_s03_retry_after_in_seconds_and_as_a_date_by_the_servers_own_clock() -> None:
    assert retry_after({"retry-after": "120"}) == 120.0
    dated = {"retry-after": "Wed, 21 Oct 2015 07:30:00 GMT", "date": "Wed, 21 Oct 2015 07:28:00 GMT"}
    assert retry_after(dated) == 120.0
    assert retry_after({"retry-after": "soon"}) is None
    assert retry_after({"retry-after": "-5"}) is None
    assert retry_after({}) is None


@pytest.mark.parametrize(
    ("status", "headers", "role", "seconds"),
    [
        (429, {"retry-after": "7"}, Role.RELEASE, 7.0),
        (429, {"retry-after": "soon"}, Role.RELEASE, BACK_OFF),
        (429, {}, Role.LISTING, BACK_OFF),
        (429, {}, Role.ROBOTS, None),
        (503, {"retry-after": "7"}, Role.ROBOTS, 7.0),
        (503, {"retry-after": "-7"}, Role.RELEASE, None),
        (500, {"retry-after": "7"}, Role.RELEASE, None),
        (403, {"cf-mitigated": "challenge"}, Role.LISTING, CHALLENGE_PAUSE),
        (403, {"cf-mitigated": "challenge"}, Role.RELEASE, None),
        (403, {}, Role.LISTING, None),
    ],
)
def test_s01_s03_s12_how_long_a_host_is_to_be_left_alone(status: int, headers: dict[str, str], role: Role, seconds: float | None) -> None:
    assert pause_of(status, headers, role) == seconds


def gzip(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=31)
    return packer.compress(data) + packer.flush()


def test_gzip_deflate_raw_deflate_and_layers_are_undone() -> None:
    raw = zlib.compressobj(wbits=-15)
    assert decode_body(gzip(PAGE), [b"gzip"], 10**6) == PAGE
    assert decode_body(zlib.compress(PAGE), [b"deflate"], 10**6) == PAGE
    assert decode_body(raw.compress(PAGE) + raw.flush(), [b"deflate"], 10**6) == PAGE
    assert decode_body(gzip(gzip(PAGE)), [b"gzip, gzip"], 10**6) == PAGE
    assert decode_body(PAGE, [b"identity"], 10**6) == PAGE


@pytest.mark.parametrize(
    ("body", "codings", "expected"),
    [
        (gzip(PAGE)[:-20], [b"gzip"], ProblemKind.PARTIAL),  # T08
        (gzip(b"0" * 10**6), [b"gzip"], ProblemKind.TOO_LARGE),  # T16
        (gzip(gzip(b"0" * 10**6)), [b"gzip", b"gzip"], ProblemKind.TOO_LARGE),  # T16
        (PAGE, [b"gzip"], ProblemKind.PARTIAL),  # T17
        (PAGE, [b"br"], ProblemKind.PARTIAL),  # T17
    ],
)
def test_t08_t16_t17_damaged_bombs_and_unknown_codings_are_refused(body: bytes, codings: list[bytes], expected: ProblemKind) -> None:
    with pytest.raises(Refusal) as refused:
        decode_body(body, codings, 100_000)
    assert refused.value.kind is expected
