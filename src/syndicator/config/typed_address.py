"""A feed's address as people and their programs write it, into the URL that is meant. Pure."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urldefrag, urlsplit, urlunsplit

from syndicator.config import values

# Schemes by which browsers handed addresses to feed readers and podcast players.
_HANDED_ON: Final = re.compile(r"(?:feed|rss|itpc|pcast|podcast):(//)?", re.IGNORECASE)
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:(?![0-9])", re.IGNORECASE)
_KEPT: Final = "!#$%&'()*+,/:;=?@[]{}~"


def typed_address(typed: str) -> str:
    """Return the http or https URL that is meant.

    ``feed:`` before it is taken off, ``https://`` added where no scheme is named; letters beyond
    ASCII and spaces are encoded (RFC 3987 §3.1; host names by IDNA), a fragment is left out.

    Raises:
        ValueError: it is none, or the configuration does not take it; with the reason.
    """
    address = "".join(typed.split("\n")).strip()
    if found := _HANDED_ON.match(address):
        rest = address[found.end() :]
        address = f"http://{rest}" if found[1] else rest
    if address.startswith("//"):
        address = f"https:{address}"
    elif not _SCHEME.match(address):
        address = f"https://{address}"
    try:
        parts = urlsplit(urldefrag(address).url)
        place = parts.netloc if parts.netloc.isascii() else _ascii_host(parts.netloc)
    except ValueError:
        raise ValueError("the host of this URL is not valid") from None
    path, query = quote(parts.path, safe=_KEPT), quote(parts.query, safe=_KEPT)
    return values.url(urlunsplit((parts.scheme, place, path, query, "")))


def _ascii_host(place: str) -> str:
    host, colon, port = place.partition(":")
    return f"{host.encode('idna').decode('ascii')}{colon}{port}"
