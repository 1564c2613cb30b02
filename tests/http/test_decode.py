from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from functools import partial

import brotli  # type: ignore[import-untyped]  # it ships none
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from syndicator.http.decode import PIECE, BadCoding, Incomplete, UnknownCoding, decoder

TEXT = b"<rss version='2.0'/>" * 50


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "X-GZip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
    "br": partial(brotli.compress, quality=5),
    "identity, gzip": gzip.compress,
}


def decode(coding: str, data: bytes, step: int = 0) -> bytes:
    decoding = decoder(coding)
    step = step or len(data) or 1
    parts = [data[start : start + step] for start in range(0, len(data), step)]
    pieces = [piece for part in parts for piece in decoding.feed(part)]
    assert all(0 < len(piece) <= 2 * PIECE for piece in pieces)
    return b"".join([*pieces, *decoding.finish()])


@pytest.mark.parametrize("coding", CODINGS)
@given(data=st.binary(min_size=1, max_size=2000), step=st.integers(1, 64))
def test_undoes_what_was_done(coding: str, data: bytes, step: int) -> None:
    assume(not data.startswith(b"\x1f\x8b"))
    assert decode(coding, CODINGS[coding](data), step) == data


@pytest.mark.parametrize("coding", ["gzip", "deflate", "Deflate", "br"])
def test_every_truncation_is_noticed(coding: str) -> None:
    coded = CODINGS[coding](TEXT)
    for length in range(len(coded)):
        with pytest.raises(Incomplete):
            decode(coding, coded[:length])


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_what_is_not_so_coded_is_refused(coding: str) -> None:
    with pytest.raises(BadCoding):
        decode(coding, b"plain text that says nothing of what it is" * 3)


@pytest.mark.parametrize("announced", ["gzip", "deflate", "br"])
@pytest.mark.parametrize("step", [1, 0])
@pytest.mark.parametrize(
    "start", [b"<?xml ", b"\xef\xbb\xbf\n<rss ", b"<!DOCTYPE html>", b"<rdf:RDF "]
)
def test_markup_is_plain_whatever_is_announced(announced: str, step: int, start: bytes) -> None:
    assert decode(announced, start + TEXT[:999], step) == start + TEXT[:999]
    decoding = decoder(announced)
    assert [*decoding.feed(b"<rss/>"), *decoding.finish()] == [b"<rss/>"]
    assert decoding.problem == f"the body is plain, announced as {announced}"


@pytest.mark.parametrize("announced", ["", "deflate", "br"])
@pytest.mark.parametrize("step", [1, 0])
def test_gzip_is_known_by_its_mark(announced: str, step: int) -> None:
    assert decode(announced, gzip.compress(TEXT), step) == TEXT
    with pytest.raises(Incomplete):
        decode(announced, gzip.compress(TEXT)[:-1], step)


@pytest.mark.parametrize(
    "coding", ["zstd", "compress", "gzip, br", "gzip, gzip", "aes128gcm", "\x00"]
)
def test_only_one_coding_that_was_asked_for(coding: str) -> None:
    with pytest.raises(UnknownCoding):
        decoder(coding)


@pytest.mark.parametrize("step", [1, 7, 0])
def test_gzip_members_follow_each_other(step: int) -> None:
    assert decode("gzip", gzip.compress(b"one ") + gzip.compress(b"two"), step) == b"one two"


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
@pytest.mark.parametrize("step", [1, 0])
@pytest.mark.parametrize("rest", [b"\0\0\0\0", b"\x1f", b"trailing"])
def test_what_follows_the_end_is_ignored(coding: str, step: int, rest: bytes) -> None:
    assert decode(coding, CODINGS[coding](TEXT) + rest, step) == TEXT


@pytest.mark.parametrize("step", [1, 0])
def test_nothing_follows_the_end_of_brotli(step: int) -> None:
    with pytest.raises(BadCoding):
        decode("br", brotli.compress(TEXT) + b"trailing", step)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_a_bomb_is_made_piece_by_piece(coding: str) -> None:
    bomb = CODINGS[coding](bytes(50_000_000))
    tracemalloc.start()
    try:
        decoding = decoder(coding)
        made = 0
        for piece in decoding.feed(bomb):
            made += len(piece)
            if made > 200_000:
                break
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert made < 200_000 + 2 * PIECE
    assert peak < 2_000_000
