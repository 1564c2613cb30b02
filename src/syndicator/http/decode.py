"""Content codings (RFC 9110 §8.4.1), undone piece by piece.

urllib3's own decoders do not notice a truncated gzip or brotli stream, and take a coding that
they do not know for deflate; these refuse both, and never make more than `PIECE` octets at once,
so that the caller can stop a decompression bomb.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from typing import Final, Protocol

import brotli  # type: ignore[import-untyped]  # it ships none

PIECE: Final = 65_536
"""The most that one step makes, in octets."""
ACCEPTED: Final = "gzip, deflate, br"
"""What to send as ``Accept-Encoding``."""


class UnknownCoding(Exception):
    """The body is coded in a way that was not asked for."""


class BadCoding(Exception):
    """The body is not what its Content-Encoding says."""


class Incomplete(Exception):
    """The coded stream ends before its own end mark."""


class Decoder(Protocol):
    """Undoes one coding of one body."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Decode some more, in pieces of at most about `PIECE` octets.

        Raises `BadCoding`. The iterator must be exhausted before the next call.
        """
        ...

    def finish(self) -> None:
        """Check that nothing is missing; raises `Incomplete`."""
        ...


def decoder(content_encoding: str) -> Sniffing:
    """The decoder for a Content-Encoding field, and for what the body is in truth.

    Args:
        content_encoding: the value of the field, all its lines joined by commas; may be empty.

    Raises:
        UnknownCoding: it names a coding that we do not undo, or more than one.
    """
    codings = [coding.strip().lower() for coding in content_encoding.split(",")]
    codings = [coding for coding in codings if coding not in {"", "identity"}]
    if len(codings) > 1:
        raise UnknownCoding("several content codings on top of each other")
    name = codings[0].removeprefix("x-") if codings else ""
    if name not in _DECODERS:
        raise UnknownCoding("a content coding that was not asked for")
    return Sniffing(name)


class Sniffing:
    """Undoes the coding that a body begins in, which need not be the one that is announced.

    A cache may have undone a coding and left its name, a file may lie compressed on a server that
    does not know. Only what is beyond doubt counts: gzip's mark, and the beginning of markup.

    Attributes:
        problem: what is announced, if that is not true.
    """

    def __init__(self, announced: str) -> None:
        self.problem: str | None = None
        self._announced = announced
        self._head = b""
        self._decoder: Decoder | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Decode some more, as `Decoder.feed` does."""
        if self._decoder is None:
            data = self._head = self._head + data
            if len(data) < _HEAD:
                return
            self._decoder = self._begin()
        yield from self._decoder.feed(data)

    def finish(self) -> Iterator[bytes]:
        """Yield what is left, and check that nothing is missing; raises `Incomplete`."""
        if self._decoder is None:
            self._decoder = self._begin()
            yield from self._decoder.feed(self._head)
        self._decoder.finish()

    def _begin(self) -> Decoder:
        name = self._announced
        if name != "gzip" and self._head.startswith(_GZIP):
            name = "gzip"
        elif name and _MARKUP.match(self._head):
            name = ""
        if name != self._announced:
            said = f"announced as {self._announced}" if self._announced else "not announced"
            self.problem = f"the body is {name or 'plain'}, {said}"
        return _DECODERS[name]()


class _Identity:
    def feed(self, data: bytes) -> Iterator[bytes]:
        if data:
            yield data

    def finish(self) -> None:
        pass


class _Gzip:
    """One or more gzip members (RFC 1952 §2.2); what follows and is no member is ignored."""

    def __init__(self) -> None:
        self._member: zlib._Decompress | None = None
        self._started = False
        self._head = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        data = self._head + data
        self._head = b""
        while data:
            if self._member is None:
                if self._started and not data.startswith(b"\x1f\x8b"[: len(data)]):
                    return
                if self._started and len(data) == 1:
                    self._head = data
                    return
                self._member = zlib.decompressobj(16 + zlib.MAX_WBITS)
                self._started = True
            piece, data = _inflate(self._member, data)
            if piece:
                yield piece
            if self._member.eof:
                data = self._member.unused_data
                self._member = None

    def finish(self) -> None:
        if self._member is not None or not self._started:
            raise Incomplete


class _Deflate:
    """zlib's wrapping (RFC 1950), or the bare stream that some servers send instead."""

    def __init__(self) -> None:
        self._stream: zlib._Decompress | None = None
        self._head = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream is None:
            data = self._head = self._head + data
            if len(data) < 2:  # noqa: PLR2004  # the length of a zlib header, RFC 1950 §2.2
                return
            method, check = data[0] & 0x0F, int.from_bytes(data[:2])
            wrapped = method == zlib.DEFLATED and check % 31 == 0
            self._stream = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        while data and not self._stream.eof:
            piece, data = _inflate(self._stream, data)
            if piece:
                yield piece

    def finish(self) -> None:
        if self._stream is None or not self._stream.eof:
            raise Incomplete


class _Brotli:
    """RFC 7932; unlike the others, it has nothing after its end."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream.is_finished() and data:
            raise BadCoding("brotli")
        while not self._stream.is_finished():
            try:
                piece = self._stream.process(data, output_buffer_limit=PIECE)
            except brotli.error as error:
                raise BadCoding("brotli") from error
            if piece:
                yield piece
            if self._stream.can_accept_more_data():
                return
            data = b""

    def finish(self) -> None:
        if not self._stream.is_finished():
            raise Incomplete


def _inflate(stream: zlib._Decompress, data: bytes) -> tuple[bytes, bytes]:
    """One piece, and the input that is still to be looked at."""
    try:
        return stream.decompress(data, PIECE), stream.unconsumed_tail
    except zlib.error as error:
        raise BadCoding("deflate") from error


_HEAD: Final = 16
"""Octets by which a coding is known."""
_GZIP: Final = b"\x1f\x8b\x08"
_MARKUP: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,9}<(?:\?xml\s|rss[\s>/]|feed[\s>/]|rdf:|!doctype\s|html[\s>])",
    re.IGNORECASE,
)
_DECODERS: Final[dict[str, Callable[[], Decoder]]] = {
    "": _Identity,
    "gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
}
