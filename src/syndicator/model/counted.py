"""Numbers in sentences."""

from __future__ import annotations


def counted(number: int, one: str, several: str = "") -> str:
    """``1 story``, ``3 stories``.

    Args:
        number: of what is counted.
        one: its word for one.
        several: for any other number; left out: the same with an "s".
    """
    return f"{number} {one if number == 1 else several or f'{one}s'}"
