"""Where the web server listens."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from syndicator.config.values import text

_UNIX: Final = "unix:"
_MAX_PATH: Final = 107
"""Octets that a Unix socket's address has room for (unix(7))."""
_HIGHEST: Final = 65_535
_ADVICE: Final = (
    'expected an address and a port such as "127.0.0.1:8080" or "[::1]:8080", '
    '"unix:/run/syndicator/web.sock", or "systemd"'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A port of this machine, a Unix socket, or whatever systemd hands over."""

    host: str = ""
    """An IP address, without brackets."""
    port: int = 0
    """0: any that is free."""
    path: str = ""
    """Of a Unix socket; empty: none."""
    systemd: bool = False

    def __str__(self) -> str:
        """As it is written in the configuration."""
        if self.systemd:
            return "systemd"
        if self.path:
            return f"{_UNIX}{self.path}"
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def address(value: object) -> Address:
    """Read an address to listen on.

    Raises:
        ValueError: it is none; the message says what is accepted.
    """
    word = text(value)
    if word == "systemd":
        return Address(systemd=True)
    if word.startswith(_UNIX):
        path = word.removeprefix(_UNIX)
        if not path.startswith("/"):
            raise ValueError('the path of a Unix socket is absolute: "unix:/run/…"')
        if len(path.encode()) > _MAX_PATH:
            raise ValueError(f"the path of a Unix socket has at most {_MAX_PATH} octets")
        return Address(path=path)
    host, colon, port = word.rpartition(":")
    if not colon or not port.isascii() or not port.isdigit() or int(port[:6]) > _HIGHEST:
        raise ValueError(_ADVICE)
    return Address(host=_host(host), port=int(port))


def _host(written: str) -> str:
    bracketed = written.startswith("[") and written.endswith("]")
    if written == "localhost":
        raise ValueError('a name may mean several addresses; write "127.0.0.1" or "[::1]"')
    try:
        found = ip_address(written[1:-1] if bracketed else written)
    except ValueError:
        raise ValueError(_ADVICE) from None
    # Zones ("%eth0") are names of this machine's interfaces, which nobody checks here.
    if bracketed != (found.version == 6) or "%" in written:  # noqa: PLR2004  # of the protocol
        raise ValueError(_ADVICE)
    return str(found)
