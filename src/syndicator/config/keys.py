"""The place of a key in the file."""

from __future__ import annotations

import json
import re
from typing import Final

KeyPath = tuple[str | int, ...]
"""Names and array indices from the root of the document to one key or element."""

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def dotted(path: KeyPath) -> str:
    """Write a path as an operator would: ``feeds.world.include[0].any``."""
    out = ""
    for part in path:
        if isinstance(part, int):
            out += f"[{part}]"
        else:
            name = part if _BARE.fullmatch(part) else json.dumps(part)
            out += f".{name}" if out else name
    return out
