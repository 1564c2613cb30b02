"""An address that a request may be sent to, taken apart."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote, urlsplit

import requests

from syndicator.http.failures import Broken
from syndicator.model import Failed, FailureKind, FetchResult

MAX_URL: Final = 8_000
"""Characters; RFC 9110 §4.1 recommends that servers take at least that many."""
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where one request goes."""

    url: str
    """Normalised, without credentials and fragment: what is requested, and may be shown."""
    origin: tuple[str, str, int]
    """Scheme, host and port (RFC 6454 §4)."""
    authorization: str | None
    """The credentials that the URL contained, as the value of an Authorization field."""

    @property
    def host(self) -> str:
        """The host's name or number, in lower case."""
        return self.origin[1]

    @property
    def shown(self) -> str:
        """The origin: what a message may show, since paths and queries hold tokens too."""
        return self.url.partition("://")[0] + "://" + urlsplit(self.url).netloc


def target(url: str, kind: FailureKind = FailureKind.ADDRESS) -> Target:
    """Take a URL apart.

    Args:
        url: absolute; may contain credentials, a fragment, and characters still to be encoded.
        kind: of the failure, if it cannot be used.

    Raises:
        Broken: it is not an http or https URL with a host, or longer than `MAX_URL`.
    """
    prepared = requests.PreparedRequest()
    if len(url) > MAX_URL:
        raise Broken(kind, f"the address is longer than {MAX_URL:,} characters")
    try:
        prepared.prepare_url(url, None)
        parts = urlsplit(prepared.url or "")
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except (requests.RequestException, ValueError):
        raise Broken(kind, "the address is not a usable URL") from None
    if parts.scheme not in _PORTS or not host:
        raise Broken(kind, "the address is not an http or https URL")
    userinfo, _, netloc = parts.netloc.rpartition("@")
    return Target(
        url=parts._replace(netloc=netloc, fragment="").geturl(),
        origin=(parts.scheme, host, port or _PORTS[parts.scheme]),
        authorization=_basic(userinfo) if userinfo else None,
    )


_SECRET: Final = re.compile(r"(?=[^/]*[0-9])[^/]{16,}|[^/]{40,}")
"""A part of a path that may be a token."""


def led_to(url: str, outcome: FetchResult) -> FetchResult:
    """Return a failure that says where a redirect led to; any other outcome as it is.

    Args:
        url: the last address, without credentials; its query, and what may be a token in its
            path, are not shown.
        outcome: of the exchange, or of reading what it brought.
    """
    if not isinstance(outcome, Failed):
        return outcome
    parts = urlsplit(url)
    path = _SECRET.sub("…", parts.path)
    shown = f"{parts.scheme}://{parts.netloc}{path}{'?…' if parts.query else ''}"
    return replace(outcome, message=f"{outcome.message} (redirected to {shown[:300]})")


def _basic(userinfo: str) -> str:
    """RFC 7617, with the UTF-8 that its §2.1 lets a server ask for."""
    user, _, password = userinfo.partition(":")
    pair = f"{unquote(user)}:{unquote(password)}".encode()
    return f"Basic {base64.b64encode(pair).decode('ascii')}"
