"""Content codings (RFC 9110 §8.4.1): a file compressed once, as it is published.

A web server sends the sibling whose coding the reader accepts: ``world.atom.br``, ``world.atom.gz``
or ``world.atom`` itself. What is here is the same for the same bytes, whenever and wherever it is
made with the same libraries.
"""

from __future__ import annotations

import zlib
from typing import Final

import brotli  # type: ignore[import-untyped]  # it ships none

CODINGS: Final = {".gz": "gzip", ".br": "br"}
"""The suffix of each sibling, with its name in ``Content-Encoding``."""
SMALLEST: Final = 1000
"""Octets. What is smaller fits into the first packet anyway."""
WORTH: Final = 0.95
"""A sibling is kept if it is at most so much of the file."""

_GZIP: Final = zlib.MAX_WBITS | 16
_GZIP_LEVEL: Final = 6
"""It makes 45 MB in a second, the best level 31, which saves 1.1 per cent (measured on feeds)."""
_BROTLI_BEST: Final = 11
_BROTLI_FAST: Final = 8
"""It makes 50 MB in a second, the next one 18 MB, which saves 1.6 per cent."""
_BROTLI_BEST_UP_TO: Final = 20_000
"""Octets. The best quality makes 1 MB in a second and saves 9 per cent: worth 20 ms for a page that
is written once, and not more for a feed that changes all day."""
_TEXTS: Final = frozenset({"application/json", "application/xml", "image/svg+xml"})


def compressible(media_type: str) -> bool:
    """Whether files of this type become smaller: text, XML and JSON do, pictures are already."""
    name = media_type.partition(";")[0].strip().lower()
    return name.startswith("text/") or name in _TEXTS or name.endswith(("+xml", "+json"))


def encoded(data: bytes, suffix: str) -> bytes | None:
    """Compress a file.

    Args:
        data: the file.
        suffix: one of `CODINGS`.

    Returns:
        The sibling's content; None if it would not be worth a file.
    """
    if len(data) < SMALLEST:
        return None
    made = _gzip(data) if suffix == ".gz" else _brotli(data)
    return made if len(made) <= WORTH * len(data) else None


def says(sibling: bytes, suffix: str, data: bytes) -> bool:
    """Whether a sibling, once decoded, is the file, and nothing follows it."""
    try:
        if suffix == ".gz":
            gzip = zlib.decompressobj(_GZIP)
            found = gzip.decompress(sibling, len(data) + 1)
            return found == data and gzip.eof and not gzip.unused_data
        decoder = brotli.Decompressor()
        found = decoder.process(sibling, output_buffer_limit=len(data) + 1)
        return bool(found == data and decoder.is_finished())
    except (zlib.error, brotli.error):
        return False


def _gzip(data: bytes) -> bytes:
    # Without a time and a name in its header, unlike the gzip module's of some Python versions.
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP)
    return packer.compress(data) + packer.flush()


def _brotli(data: bytes) -> bytes:
    quality = _BROTLI_BEST if len(data) <= _BROTLI_BEST_UP_TO else _BROTLI_FAST
    made: bytes = brotli.compress(data, mode=brotli.MODE_TEXT, quality=quality)
    return made
