"""Whether a request is one that may be answered at all (RFC 9112 §3.2, §6). Pure.

The parser refuses what cannot be read, and framing that contradicts itself. What is left are the
rules that need the headers as a whole.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from ipaddress import AddressValueError, IPv6Address
from typing import Final

_ABSOLUTE: Final = re.compile(rb"(?i:https?)://([^/?#]*)")
_HOST: Final = re.compile(
    rb"(?:\[(?P<literal>[0-9A-Fa-f:.]+)\]"
    rb"|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?"
)
_MAX_HOST_OCTETS: Final = 300
_VERSIONS: Final = ("1.0", "1.1")


def target(url: bytes) -> bytes | None:
    """Give a request target in origin-form: the path and the query.

    Args:
        url: as it was sent: ``/path?query``, or in absolute-form, whose host goes before any
            ``Host`` and is nothing to us (RFC 9112 §3.2.2).

    Returns:
        None if it is neither; ``*`` is left as it is.
    """
    if url.startswith(b"/") or url == b"*":
        return url
    absolute = _ABSOLUTE.match(url)
    # Without user and password (RFC 9110 §4.2.4); the host of an http URL is never empty.
    if absolute is None or not absolute[1] or not valid_host(absolute[1]):
        return None
    rest = url[absolute.end() :]
    return rest if rest.startswith(b"/") else b"/" + rest


def refusal(
    version: str, method: bytes, url: bytes, headers: list[tuple[bytes, bytes]]
) -> HTTPStatus | None:
    """Tell by which status a request is refused; None: it may be answered.

    Args:
        version: of HTTP, ``1.1``.
        method: in capitals.
        url: as `target` gives it.
        headers: their names in small letters.
    """
    if version not in _VERSIONS:
        return HTTPStatus.HTTP_VERSION_NOT_SUPPORTED
    if url == b"*" and method != b"OPTIONS":
        return HTTPStatus.BAD_REQUEST
    hosts = [value for name, value in headers if name == b"host"]
    missing = not hosts and version == "1.1"
    if missing or len(hosts) > 1 or not all(map(valid_host, hosts)):
        return HTTPStatus.BAD_REQUEST
    coded = [value for name, value in headers if name == b"transfer-encoding"]
    if coded:
        # Whoever speaks HTTP/1.0 does not know it, so that somebody in between may read the end of
        # the message elsewhere (RFC 9112 §6.1).
        lengths = any(name == b"content-length" for name, _ in headers)
        if version == "1.0" or lengths:
            return HTTPStatus.BAD_REQUEST
        if [each.strip().lower() for each in coded] != [b"chunked"]:
            return HTTPStatus.NOT_IMPLEMENTED
    return None


def valid_host(value: bytes) -> bool:
    """Whether this is ``uri-host [ ":" port ]`` (RFC 9110 §7.2, RFC 3986 §3.2.2); empty is one."""
    value = value.strip(b" \t")
    found = _HOST.fullmatch(value) if len(value) <= _MAX_HOST_OCTETS else None
    if found is None:
        return False
    if found["literal"] is None:
        return True
    try:
        IPv6Address(found["literal"].decode("ascii"))
    except AddressValueError:
        return False
    return True
