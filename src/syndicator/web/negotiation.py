"""Which content coding a reader gets (RFC 9110 §12.5.3)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

IDENTITY: Final = "identity"
PREFERRED: Final = ("br", "gzip", IDENTITY)
"""What we have, the smallest first."""

_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_WEIGHT: Final = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")
_ALIASES: Final = {"x-gzip": "gzip"}


@lru_cache(maxsize=512)
def codings(accept: str | None) -> tuple[str, ...]:
    """Order the codings in which a file may be sent.

    Args:
        accept: the value of ``Accept-Encoding``; None: there was none. Then, and where a value
            makes no sense, nothing but ``identity`` is sure to be understood.

    Returns:
        Some of `PREFERRED`, the one that is wished most first. The last is always ``identity``,
        even where it is refused: a file that has no other form is sent all the same.
    """
    weights = _weights(accept or "")
    others = weights.get("*")

    def weight(coding: str) -> float:
        if (found := weights.get(coding)) is not None:
            return found
        if others is not None:
            return others
        # Acceptable unless refused, but nobody's wish: it comes after whatever is named.
        return 0.0001 if coding == IDENTITY else 0.0

    wished = sorted(PREFERRED, key=weight, reverse=True)
    chosen = [coding for coding in wished if weight(coding) > 0]
    if IDENTITY in chosen:
        return tuple(chosen[: chosen.index(IDENTITY) + 1])
    return (*chosen, IDENTITY)


def _weights(accept: str) -> dict[str, float]:
    """Read the members of the list; what is malformed is passed over."""
    found: dict[str, float] = {}
    for member in accept.split(","):
        name, *parameters = (part.strip() for part in member.lower().split(";"))
        if not _TOKEN.fullmatch(name):
            continue
        weight = _weight(parameters)
        if weight is not None:
            found.setdefault(_ALIASES.get(name, name), weight)
    return found


def _weight(parameters: list[str]) -> float | None:
    if not parameters:
        return 1.0
    key, _, value = (part.strip() for part in parameters[0].partition("="))
    return float(value) if key == "q" and _WEIGHT.fullmatch(value) else None
