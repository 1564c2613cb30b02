"""Where a page may lead back to: a path of ours, and nothing else. Pure."""

from __future__ import annotations

import re
from typing import Final

_MAX: Final = 2_000
# No second slash or backslash, which browsers read as another host; nothing that ends a header.
_LOCAL: Final = re.compile(r"/(?![/\\])[!-\[\]-~]*")


def local_path(text: str | None, default: str = "/") -> str:
    """Give a path with its query if it is one of ours; else another one.

    Args:
        text: what somebody sent, percent-encoded.
        default: where to go instead.
    """
    if text is None or len(text) > _MAX or not _LOCAL.fullmatch(text):
        return default
    return text
