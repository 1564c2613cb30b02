"""Who gives way when all connections are taken. Pure.

There is no fixed limit for a client: a server in front is one client and may need every place.
But when all are taken, idle connections go first, and a client with fewer connections than another
gets its place from that one. So nobody who holds many keeps others out, and a server in front,
which meets only itself, loses none but its own idle ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import IPv6Address, ip_address
from typing import Final, Generic, TypeVar

LOCAL: Final = "local"
"""The client of all connections through Unix sockets."""
_IPV6_PREFIX: Final = 64
"""Bits: one subscriber's network, in which addresses are free to choose (RFC 6177 §2)."""

Connection = TypeVar("Connection")


class Use(IntEnum):
    """What a connection is needed for, in the order in which it is given up."""

    IDLE = 0
    """It waits for a request."""
    ASKING = 1
    """A part of a request has come."""
    ANSWERING = 2


@dataclass(frozen=True, slots=True)
class Held(Generic[Connection]):
    """A connection of a client."""

    connection: Connection
    client: str
    use: Use
    since: float
    """When something came last, in seconds."""


def client_of(host: str | None) -> str:
    """Give what counts as one client: an IPv4 address, a /64 of IPv6, or `LOCAL`.

    Args:
        host: the address of the other end, numeric; None: a Unix socket.
    """
    if not host:
        return LOCAL
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return f"{int(address) >> (128 - _IPV6_PREFIX):x}/{_IPV6_PREFIX}"
    return str(address)


def gives_way(newcomer: str, connections: Collection[Held[Connection]]) -> Held[Connection] | None:
    """Choose the connection that is ended in favour of a new one; None: the new one is refused.

    Args:
        newcomer: the client of the new connection.
        connections: all others.
    """
    counts = Counter(held.client for held in connections)
    own = counts[newcomer]
    idle = [
        held
        for held in connections
        if held.use is Use.IDLE and (held.client == newcomer or counts[held.client] > own)
    ]
    if idle:
        return min(idle, key=lambda held: (-counts[held.client], held.since))
    # Each of the two then has as many as the other at most: nobody's place goes back and forth.
    larger = [held for held in connections if counts[held.client] > own + 1]
    return min(larger, key=lambda h: (-counts[h.client], h.use, h.since)) if larger else None
