"""Whose server an address belongs to: what politeness is counted by. Pure."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from syndicator.model import Network

_LOOPBACK: Final = "127.0.0.1"
_REMEMBERED: Final = 1_024
"""Addresses; each is asked about several times in a tick."""


@lru_cache(_REMEMBERED)
def host_of(url: str) -> str:
    """The host of an address, in lower case; every port is the same host.

    Returns:
        A name or a number; empty if the URL names none.
    """
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


@lru_cache(_REMEMBERED)
def is_own(host: str, allow_private: tuple[Network, ...]) -> bool:
    """Whether a host is the operator's own: a number that ``allow_private`` lists, or localhost.

    Such a server need not be spared as a publisher's is.
    """
    try:
        # RFC 6761 §6.3: whatever ends so is this machine.
        local = host == "localhost" or host.endswith(".localhost")
        address = ip_address(_LOOPBACK if local else host)
    except ValueError:
        return False
    return any(address.version == net.version and address in net for net in allow_private)


def same_site(one: str, other: str) -> bool:
    """Whether two hosts are one publisher's: equal, or one below the other; ``www.`` aside."""
    one, other = one.removeprefix("www."), other.removeprefix("www.")
    if not one or not other:
        return False
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
