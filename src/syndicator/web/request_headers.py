"""What a request asks for, by its headers."""

from __future__ import annotations

from typing import Final

from syndicator.web.negotiation import codings

Asked = dict[bytes, bytes]
"""Headers of a request, by lower-case names."""

CONDITIONS: Final = frozenset(
    {b"if-match", b"if-none-match", b"if-modified-since", b"if-unmodified-since"}
)
BEFORE: Final = frozenset({b"if-match", b"if-unmodified-since"})
"""What goes before ``If-None-Match``."""
SPECIAL: Final = frozenset(
    {*BEFORE, b"range", b"content-length", b"transfer-encoding", b"upgrade", b"expect"}
)
"""What makes a request another than the usual ones."""


def joined(lines: list[tuple[bytes, bytes]]) -> Asked:
    """Headers by name; several lines of one are one list (RFC 9110 §5.3)."""
    asked = dict(lines)
    if len(asked) != len(lines):
        asked = {}
        for name, value in lines:
            asked[name] = asked[name] + b", " + value if name in asked else value
    return asked


def order_of(asked: Asked) -> tuple[str, ...]:
    """The codings that a reader takes, the best first."""
    accept = asked.get(b"accept-encoding")
    return codings(None if accept is None else accept.decode("latin-1"))


def opens(asked: Asked) -> bool:
    """Whether a browser asks in order to show the answer as a page (Fetch Metadata §2.1)."""
    return asked.get(b"sec-fetch-dest") == b"document"


def text_of(asked: Asked) -> dict[str, str]:
    """The headers as text."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in asked.items()}
