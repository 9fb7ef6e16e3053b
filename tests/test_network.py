"""The guard: which addresses may be asked, and where a replica may stand (FAULTS R06-R11)."""

from __future__ import annotations

import pytest

from crawlers.network import Network, NotAllowed, Target, check_address, is_public, loopback_target


@pytest.mark.parametrize(
    "url",
    [
        "ftp://www.gov.mo/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://a:1\\@b/",
        "http://user@www.gov.mo/",
        "http:///nohost",
        "http://www.gov.mo/a b",
        "http://www.gov.mo/\r\nX: y",
        "http://www.gov.mo:99999/",
        "//www.gov.mo/",
    ],
)
def test_r10_r11_addresses_outside_the_guard_are_refused(url: str) -> None:
    with pytest.raises(NotAllowed):
        check_address(url)


def test_an_ordinary_address_gives_scheme_host_and_port() -> None:
    assert check_address("https://www.gov.mo/pt/?p=1") == ("https", "www.gov.mo", 443)
    assert check_address("http://english.jiangmen.gov.cn/jmxw/") == ("http", "english.jiangmen.gov.cn", 80)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.5.5",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "0.0.0.0",
        "::1",
        "fe80::1",
        "fc00::1",
        "::ffff:169.254.169.254",
        "2002:7f00:1::",
        "64:ff9b::a00:1",
    ],
)
def test_r06_r07_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["202.175.83.10", "2606:4700::1111"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("text", ["http://10.0.0.1:80", "http://example.org:80", "https://127.0.0.1:80", "127.0.0.1", "http://127.0.0.1:x"])
def test_only_a_loopback_address_with_a_port_may_answer_for_sites(text: str) -> None:
    with pytest.raises(NotAllowed):
        loopback_target(text)


def test_single_hosts_stand_before_the_replica_and_delays_are_off_towards_both() -> None:
    network = Network(replica=Target("127.0.0.1", 1), hosts={"www.gov.mo": Target("127.0.0.1", 2)})
    assert network.target("www.gov.mo", 443) == Target("127.0.0.1", 2)
    assert network.target("www.gcs.gov.mo", 443) == Target("127.0.0.1", 1)
    assert network.delay("www.gcs.gov.mo", 3.0) == 0.0
    assert Network(replica=Target("127.0.0.1", 1), polite_replica=True).delay("www.gcs.gov.mo", 3.0) == 3.0
    assert Network().delay("www.gcs.gov.mo", 3.0) == 3.0
    assert Network().target("www.gov.mo", 443) is None
