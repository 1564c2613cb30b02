from __future__ import annotations

import gzip
import random

import brotli  # type: ignore[import-untyped]  # it ships none
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.publish.storage.compression import (
    CODINGS,
    SMALLEST,
    WORTH,
    compressible,
    encoded,
    says,
)

TEXT = b"All quiet on the Elbe, says a lock-keeper. " * 100
NOISE = random.Random(4).randbytes(5000)


def decoded(made: bytes, suffix: str) -> bytes:
    return gzip.decompress(made) if suffix == ".gz" else bytes(brotli.decompress(made))


@given(st.binary(max_size=300), st.integers(1, 400))
def test_what_is_encoded_is_the_file_again_and_worth_it(unit: bytes, times: int) -> None:
    data = unit * times
    for suffix in CODINGS:
        made = encoded(data, suffix)
        assert made == encoded(data, suffix)
        if made is not None:
            assert decoded(made, suffix) == data
            assert says(made, suffix, data)
            assert len(data) >= SMALLEST
            assert len(made) <= WORTH * len(data)
            assert not says(made, suffix, data + b"x")
            assert not says(made, suffix, data[:-1])


@pytest.mark.parametrize("suffix", CODINGS)
def test_what_would_not_be_worth_it(suffix: str) -> None:
    assert encoded(TEXT[: SMALLEST - 1], suffix) is None
    assert encoded(TEXT[:SMALLEST], suffix) is not None
    assert encoded(NOISE, suffix) is None
    assert encoded(b"", suffix) is None


@pytest.mark.parametrize("suffix", CODINGS)
def test_what_is_damaged_says_nothing(suffix: str) -> None:
    made = encoded(TEXT, suffix)
    assert made is not None
    for wrong in (b"", made[:-1], made[1:], made + b"x", made + made, TEXT, b"\0" * 50):
        assert not says(wrong, suffix, TEXT)


@pytest.mark.parametrize("suffix", CODINGS)
def test_what_would_fill_the_memory_is_not_decoded(suffix: str) -> None:
    bomb = encoded(b"\0" * 50_000_000, suffix)
    assert bomb is not None
    assert not says(bomb, suffix, b"\0" * 2000)


def test_a_gzip_file_has_neither_time_nor_name() -> None:
    made = encoded(TEXT, ".gz")
    assert made is not None
    assert made[:8] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00"


def test_large_files_are_compressed_too_but_faster() -> None:
    large = bytes(random.Random(4).choices(b"abcdefgh", k=200_000))
    made = encoded(large, ".br")
    assert made is not None
    assert decoded(made, ".br") == large


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("application/atom+xml; charset=utf-8", True),
        ("application/rss+xml", True),
        ("application/feed+json", True),
        ("application/json", True),
        ("Text/HTML; charset=utf-8", True),
        ("text/css", True),
        ("text/x-opml", True),
        ("image/svg+xml", True),
        ("image/jpeg", False),
        ("font/woff2", False),
        ("application/octet-stream", False),
        ("", False),
    ],
)
def test_only_text_is_compressed(media_type: str, *, expected: bool) -> None:
    assert compressible(media_type) is expected
