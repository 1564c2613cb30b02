"""Which addresses may be dialled: a pure judgement on one address.

Python's ``is_private`` and ``is_global`` miss several of these ranges, and differ between its
versions; the ranges are therefore written out here, after the IANA special-purpose address
registries (RFC 6890 and what was added since) and the multicast and reserved blocks.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from syndicator.model import Network

Address = IPv4Address | IPv6Address

_IPV4: Final = tuple(
    (IPv4Network(network), reason)
    for network, reason in (
        ("0.0.0.0/32", "the unspecified address"),
        ("0.0.0.0/8", "an address of “this network” (RFC 791)"),
        ("10.0.0.0/8", "a private network address (RFC 1918)"),
        ("100.64.0.0/10", "a carrier-grade NAT address (RFC 6598)"),
        ("127.0.0.0/8", "a loopback address"),
        ("169.254.0.0/16", "a link-local address (RFC 3927)"),
        ("172.16.0.0/12", "a private network address (RFC 1918)"),
        ("192.0.0.0/24", "an IETF protocol assignment (RFC 6890)"),
        ("192.0.2.0/24", "a documentation address (RFC 5737)"),
        ("192.88.99.0/24", "a 6to4 relay address (RFC 7526)"),
        ("192.168.0.0/16", "a private network address (RFC 1918)"),
        ("198.18.0.0/15", "a benchmarking address (RFC 2544)"),
        ("198.51.100.0/24", "a documentation address (RFC 5737)"),
        ("203.0.113.0/24", "a documentation address (RFC 5737)"),
        ("224.0.0.0/4", "a multicast address"),
        ("255.255.255.255/32", "the broadcast address"),
        ("240.0.0.0/4", "a reserved address (RFC 1112)"),
    )
)
_MAPPED: Final = IPv6Network("::ffff:0:0/96")
_TRANSLATED: Final = IPv6Network("::ffff:0:0:0/96")
_COMPATIBLE: Final = IPv6Network("::/96")
_NAT64: Final = IPv6Network("64:ff9b::/96")
_TEREDO: Final = IPv6Network("2001::/32")
_6TO4: Final = IPv6Network("2002::/16")
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
_IPV6: Final = (
    (IPv6Network("::/128"), "the unspecified address"),
    (IPv6Network("::1/128"), "a loopback address"),
    (_COMPATIBLE, "an IPv4-compatible address (RFC 4291)"),
    (_MAPPED, "an IPv4-mapped address (RFC 4291)"),
    (_TRANSLATED, "an IPv4-translated address (RFC 2765)"),
    (_NAT64, "a NAT64 address (RFC 6052)"),
    (IPv6Network("64:ff9b:1::/48"), "a NAT64 address (RFC 8215)"),
    (IPv6Network("100::/64"), "a discard-only address (RFC 6666)"),
    (_TEREDO, "a Teredo address (RFC 4380)"),
    (IPv6Network("2001:2::/48"), "a benchmarking address (RFC 5180)"),
    (IPv6Network("2001::/23"), "an IETF protocol assignment (RFC 2928)"),
    (IPv6Network("2001:db8::/32"), "a documentation address (RFC 3849)"),
    (_6TO4, "a 6to4 address (RFC 3056)"),
    (IPv6Network("3fff::/20"), "a documentation address (RFC 9637)"),
    (IPv6Network("fc00::/7"), "a private network address (RFC 4193)"),
    (IPv6Network("fe80::/10"), "a link-local address"),
    (IPv6Network("fec0::/10"), "a site-local address (RFC 3879)"),
    (IPv6Network("ff00::/8"), "a multicast address"),
)
_ISATAP: Final = frozenset({0x0000_5EFE, 0x0200_5EFE})


def refusal(address: Address, allow: tuple[Network, ...] = ()) -> str | None:
    """Why an address may not be dialled.

    An IPv4 address inside an IPv6 one is judged too: allowing its network allows the IPv6
    spelling, and allowing an IPv6 range (``64:ff9b::/96`` where the only way out is NAT64) does
    not allow the private IPv4 addresses that can be written in it.

    Args:
        address: what the name was resolved to, or what the socket is connected to.
        allow: networks that may be dialled although they are not public.

    Returns:
        None if it may be dialled, else the class it belongs to, as part of a sentence.
    """
    embedded = embedded_ipv4(address) if isinstance(address, IPv6Address) else None
    if _listed(address, allow):
        return None if embedded is None else refusal(embedded, allow)
    if isinstance(address, IPv4Address):
        return _class_of(address, _IPV4)
    if embedded is not None and _listed(embedded, allow):
        return None
    if address.scope_id is not None:
        return "an address with a zone (RFC 4007)"
    reserved = None if address in _GLOBAL_UNICAST else "a reserved address (RFC 4291)"
    isatap = None if embedded is None else "an ISATAP address (RFC 5214)"
    return _class_of(address, _IPV6) or reserved or isatap


def refused_host(host: str, allow: tuple[Network, ...] = ()) -> tuple[str, str] | None:
    """Why a host of an address may not be dialled, as far as that is known without asking for it.

    Args:
        host: of a URL: a number, ``localhost``, or any other name, of which nothing is known.
        allow: as for `refusal`.

    Returns:
        The host, and the class that it belongs to; None if it may be dialled.
    """
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        # It has an address of each family (RFC 6761 §6.3); one that is allowed is enough.
        reasons = [refusal(each, allow) for each in (IPv4Address("127.0.0.1"), IPv6Address("::1"))]
        return None if None in reasons else (host, "a loopback address")
    try:
        address = ip_address(name)
    except ValueError:
        try:
            # The older spellings, which resolvers take: "127.1", "0x7f000001".
            address = IPv4Address(socket.inet_aton(name))
        except OSError:
            return None
    reason = refusal(address, allow)
    return None if reason is None else (host, reason)


def embedded_ipv4(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to, for every standard way to embed one."""
    number = int(address)
    if any(address in network for network in (_MAPPED, _TRANSLATED, _NAT64)):
        return IPv4Address(number & 0xFFFF_FFFF)
    # :: and ::1 lie in the IPv4-compatible range but are addresses of their own.
    if address in _COMPATIBLE and number > 1:
        return IPv4Address(number)
    if address in _6TO4:
        return IPv4Address(number >> 80 & 0xFFFF_FFFF)
    if address in _TEREDO:
        return IPv4Address(~number & 0xFFFF_FFFF)
    if number >> 32 & 0xFFFF_FFFF in _ISATAP:
        return IPv4Address(number & 0xFFFF_FFFF)
    return None


def _listed(address: Address, allow: tuple[Network, ...]) -> bool:
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        address = IPv6Address(int(address))
    return any(address.version == network.version and address in network for network in allow)


def _class_of(address: Address, classes: Iterable[tuple[Network, str]]) -> str | None:
    return next((reason for network, reason in classes if address in network), None)
