"""By which name the private pages may be asked for, against DNS rebinding. Pure.

A page of somebody else can have its own name lead to this machine, and would then be of the same
origin as ours: but its name stands in ``Host``.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

_HOST: Final = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[^:\[\]/?#@\s]+)(?::(?P<port>[0-9]{1,5}))?")


def allowed(host: str, *, listen: str, base_url: str | None) -> bool:
    """Whether a request may name this host.

    Args:
        host: the value of ``Host``.
        listen: the address on which we listen; empty: a Unix socket, or what systemd hands over.
        base_url: where people reach us, if a server in front says so.
    """
    if base_url is not None and is_public(host, base_url):
        return True
    found = _HOST.fullmatch(host.strip())
    if found is None:
        return False
    name = found["name"].strip("[]").lower()
    if name == "localhost":
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    if address.is_loopback:
        return True
    # An address is nobody's name: it leads where it says.
    return bool(listen) and (ip_address(listen).is_unspecified or address == ip_address(listen))


def is_public(host: str, base_url: str) -> bool:
    """Whether a request names the host of the public address; its usual port may be left out."""
    parts = urlsplit(base_url)
    usual = {"https": ":443", "http": ":80"}.get(parts.scheme, "")
    return _plain(host, usual) == _plain(parts.netloc, usual)


def _plain(host: str, usual: str) -> str:
    return host.strip().lower().removesuffix(usual).rstrip(".")
