"""A part of a file (RFC 9110 §14)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_ONE: Final = re.compile(r"bytes\s*=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """Some octets of a file, at least one."""

    start: int
    stop: int
    """The first octet that is not sent."""


class Unsatisfiable(ValueError):
    """None of the octets that were asked for is in the file (416)."""


def part(value: str | None, size: int) -> Part | None:
    """Read the value of ``Range``.

    Args:
        value: None: there was none.
        size: of the file, in octets.

    Returns:
        None: the whole file. So it is for what is malformed, for other units, and for several
        ranges at once, which a server need not serve (§14.2).

    Raises:
        Unsatisfiable: the range begins behind the end of the file, or is empty.
    """
    found = _ONE.fullmatch(value) if value else None
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, stop = max(size - int(last), 0), size
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= stop:
        raise Unsatisfiable
    return Part(start, stop)
