"""Which file a request names: only what the output folder has in it for everybody to see."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_to_bytes

INDEX: Final = "index.html"

_SEGMENT: Final = re.compile(rb"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")
_MAX_PATH: Final = 1024
_HIDDEN: Final = (".gz", ".br", ".gone")
"""Siblings of a file, which are sent in its place and never by their own name."""


def requested(raw: bytes, prefix: bytes = b"/") -> str | None:
    """Translate the path of a request into that of a file below the output folder.

    A segment is decoded once, and then has to look like a name of ours: so neither ``..`` nor a
    slash, a NUL or a dot in front comes through, however they are written.

    Args:
        raw: as it was sent, percent-encoded, without the query (RFC 3986 §3.3).
        prefix: what is taken off its front, with a slash at both ends.

    Returns:
        Relative, with ``/`` between its parts; a folder becomes its index. None: no such file.
    """
    if not raw.startswith(prefix) or len(raw) > _MAX_PATH:
        return None
    *folders, last = raw[len(prefix) :].split(b"/")
    parts: list[str] = []
    for segment in (*folders, last) if last else folders:
        name = unquote_to_bytes(segment) if b"%" in segment else segment
        if not _SEGMENT.fullmatch(name):
            return None
        parts.append(name.decode("ascii"))
    if not last:
        parts.append(INDEX)
    return None if parts[-1].endswith(_HIDDEN) else "/".join(parts)
