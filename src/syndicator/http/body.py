"""The body of an answer: all of it, decoded, within the limits of its exchange (I/O).

Servers and what stands before them get the words around a body wrong more often than the body.
What may be forgiven is forgiven where the octets themselves leave no doubt, and told: a coding that
is not there or not named (`syndicator.http.decode`), an announced length that never comes behind a
document that is closed.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import requests

from syndicator.http.decode import BadCoding, Incomplete, UnknownCoding, decoder
from syndicator.http.exchange import Exchange
from syndicator.http.failures import FOREIGN, Broken, translated
from syndicator.model import Digest, FailureKind

_PIECE: Final = 65_536
_TAIL: Final = 4_096
_CLOSED: Final = re.compile(
    rb"</(?:[\w.-]{1,60}:)?(?:rss|feed|rdf)\s{0,99}>\s{0,999}(?:<!--[^<>]{0,2000}-->\s{0,999}){0,9}\Z",
    re.IGNORECASE,
)


class Body(NamedTuple):
    """A complete body."""

    octets: bytes
    digest: Digest
    problem: str | None
    """What was wrong with it and could be forgiven."""


def read_body(response: requests.Response, headers: dict[str, str], opened: Exchange) -> Body:
    """Read the whole body of a response.

    Raises:
        Broken: it is too large, cut short, coded otherwise than it says, or empty.
    """
    if headers.get("transfer-encoding", "chunked").lower() not in {"chunked", "identity"}:
        raise Broken(FailureKind.ENCODING, "uses a transfer coding that was not asked for")
    if (response.raw.length_remaining or 0) > opened.limits.max_bytes:
        raise opened.too_large()
    body, digest = io.BytesIO(), hashlib.sha256()
    problems: list[str] = []
    try:
        for piece in _decoded(_arriving(response, opened), headers, opened, problems):
            opened.remaining()
            if body.tell() + len(piece) > opened.limits.max_bytes:
                raise opened.too_large()
            body.write(piece)
            digest.update(piece)
    except UnknownCoding as unknown:
        raise Broken(FailureKind.ENCODING, f"uses {unknown}") from None
    except BadCoding:
        raise Broken(FailureKind.ENCODING, "the body is not compressed as it says") from None
    except Incomplete:
        broken = Broken(FailureKind.TRUNCATED, "the compressed body is cut short")
        problems.append(_forgiven(body.getvalue(), broken))
    except Broken as broken:
        problems.append(_forgiven(body.getvalue(), broken))
    if not body.tell():
        raise Broken(FailureKind.NOT_A_FEED, "200 OK, but the answer is empty")
    return Body(body.getvalue(), Digest(digest.hexdigest()), "; ".join(problems) or None)


def _forgiven(body: bytes, broken: Broken) -> str:
    """Say that more was announced than came, if the document is whole; else raise the failure."""
    if broken.kind is not FailureKind.TRUNCATED or not _CLOSED.search(body[-_TAIL:]):
        raise broken
    return f"{broken.message}, behind the end of the document"


def drain(response: requests.Response, opened: Exchange) -> None:
    """Let the connection of a response without a body go back to its pool."""
    for _ in _arriving(response, opened):
        pass


def _decoded(
    arriving: Iterable[bytes], headers: dict[str, str], opened: Exchange, problems: list[str]
) -> Iterator[bytes]:
    """The body in small pieces, without its content coding; an empty one has none."""
    decoding = decoder(headers.get("content-encoding", ""))
    received = 0
    for data in arriving:
        received += len(data)
        if received > opened.limits.max_bytes:
            raise opened.too_large()
        yield from decoding.feed(data)
    if received:
        yield from decoding.finish()
    if decoding.problem:
        problems.append(decoding.problem)


def _arriving(response: requests.Response, opened: Exchange) -> Iterator[bytes]:
    """The body as it is on the wire, without the chunks' framing."""
    try:
        yield from response.raw.stream(_PIECE, decode_content=False)
    except FOREIGN as error:
        opened.check()
        kind, message = translated(error)
        if kind is FailureKind.CONNECT or opened.ended:
            kind, message = FailureKind.TRUNCATED, "the answer is cut short"
        raise Broken(kind, message) from error
