from __future__ import annotations

from ipaddress import (
    IPv4Address,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.http.allowed_addresses import embedded_ipv4, refusal

PUBLIC = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.1",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2001:200::1",
    "2606:4700::1111",
    "2a00:1450:4001::1",
    "2003::1",
    "3ffe::1",
]
REFUSED = {
    "0.0.0.0": "unspecified",
    "0.1.2.3": "this network",
    "10.0.0.0": "private",
    "10.255.255.255": "private",
    "100.64.0.0": "carrier-grade",
    "100.127.255.255": "carrier-grade",
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "169.254.169.254": "link-local",
    "172.16.0.0": "private",
    "172.31.255.255": "private",
    "192.0.0.1": "protocol assignment",
    "192.0.2.1": "documentation",
    "192.88.99.1": "6to4 relay",
    "192.168.0.1": "private",
    "198.18.0.1": "benchmarking",
    "198.19.255.255": "benchmarking",
    "198.51.100.7": "documentation",
    "203.0.113.7": "documentation",
    "224.0.0.1": "multicast",
    "239.255.255.255": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.254": "reserved",
    "255.255.255.255": "broadcast",
    "::": "unspecified",
    "::1": "loopback",
    "::2": "IPv4-compatible",
    "::8.8.8.8": "IPv4-compatible",
    "::ffff:8.8.8.8": "IPv4-mapped",
    "::ffff:127.0.0.1": "IPv4-mapped",
    "::ffff:0:10.0.0.1": "IPv4-translated",
    "64:ff9b::8.8.8.8": "NAT64",
    "64:ff9b::10.0.0.1": "NAT64",
    "64:ff9b:1::1": "NAT64",
    "64:ff9b:1:ffff::10.0.0.1": "NAT64",
    "100::1": "discard-only",
    "2001::1": "Teredo",
    "2001:2::1": "benchmarking",
    "2001:10::1": "protocol assignment",
    "2001:20::1": "protocol assignment",
    "2001:1ff:ffff::1": "protocol assignment",
    "2001:db8::1": "documentation",
    "2002:0a00:0001::1": "6to4",
    "2002:0808:0808::1": "6to4",
    "3fff::1": "documentation",
    "4000::1": "reserved",
    "5f00::1": "reserved",
    "fc00::1": "private",
    "fd12:3456::1": "private",
    "fe80::1": "link-local",
    "fe80::1%eth0": "zone",
    "2606:4700::1%1": "zone",
    "fec0::1": "site-local",
    "feff::1": "site-local",
    "ff02::1": "multicast",
    "2606:4700::5efe:10.0.0.1": "ISATAP",
    "2606:4700::200:5efe:10.0.0.1": "ISATAP",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_dialled(address: str) -> None:
    assert refusal(ip_address(address)) is None


@pytest.mark.parametrize(("address", "reason"), REFUSED.items())
def test_others_may_not(address: str, reason: str) -> None:
    assert reason in (refusal(ip_address(address)) or "")


@pytest.mark.parametrize(
    ("address", "allow", "dialled"),
    [
        ("127.0.0.1", ["127.0.0.0/8"], True),
        ("127.0.0.1", ["10.0.0.0/8"], False),
        ("127.0.0.1", ["::1/128"], False),
        ("::1", ["::1/128"], True),
        ("::1", ["127.0.0.0/8"], False),
        ("::ffff:127.0.0.1", ["127.0.0.0/8"], True),
        ("::127.0.0.1", ["127.0.0.0/8"], True),
        ("64:ff9b::10.1.2.3", ["10.0.0.0/8"], True),
        ("64:ff9b::10.1.2.3", ["64:ff9b::/96"], False),
        ("64:ff9b::8.8.8.8", ["64:ff9b::/96"], True),
        ("::ffff:10.0.0.1", ["::ffff:0:0/96"], False),
        ("2002:7f00:1::", ["2000::/3"], False),
        ("2002:808:808::", ["2002::/16"], True),
        ("64:ff9b:1::1", ["64:ff9b:1::/48"], True),
        ("fe80::1%eth0", ["fe80::/10"], True),
        ("fe80::1%eth0", ["fd00::/8"], False),
        ("2606:4700::5efe:10.0.0.1", ["10.0.0.0/8"], True),
        ("10.0.0.1", ["10.0.0.2/32"], False),
    ],
)
def test_what_is_allowed(address: str, allow: list[str], *, dialled: bool) -> None:
    networks = tuple(ip_network(network) for network in allow)
    assert (refusal(ip_address(address), networks) is None) is dialled


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("::ffff:192.0.2.33", "192.0.2.33"),
        ("64:ff9b::192.0.2.33", "192.0.2.33"),  # RFC 6052 §2.4
        ("2002:c000:0221::1", "192.0.2.33"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "192.0.2.45"),  # RFC 4380, as in RFC 5991
        ("::192.0.2.33", "192.0.2.33"),
        ("::1", None),
        ("2606:4700::1", None),
    ],
)
def test_embedded_address(address: str, inside: str | None) -> None:
    expected = None if inside is None else IPv4Address(inside)
    assert embedded_ipv4(IPv6Address(address)) == expected


@given(st.ip_addresses(v=4))
def test_never_more_lenient_than_the_standard_library(address: IPv4Address) -> None:
    if not address.is_global or address.is_multicast:
        assert refusal(address) is not None


@given(st.ip_addresses(v=6))
def test_only_global_unicast_is_dialled(address: IPv6Address) -> None:
    if refusal(address) is None:
        assert address in IPv6Network("2000::/3")
        assert address.is_global


@given(st.ip_addresses(v=4), st.sampled_from([96, 0]))
def test_a_private_address_stays_private_when_written_as_ipv6(
    address: IPv4Address, mapped: int
) -> None:
    prefix = 0xFFFF << 32 if mapped else 0x64FF9B << 96
    spelled = IPv6Address(prefix | int(address))
    everything_ipv6 = (IPv6Network("::/0"),)
    assert refusal(spelled, everything_ipv6) == refusal(address)
