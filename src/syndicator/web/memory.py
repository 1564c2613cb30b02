"""What is remembered between two requests, within a bound."""

from __future__ import annotations

from typing import Final, TypeVar

MAX_REMEMBERED: Final = 20_000
"""Addresses and versions about which something is remembered."""

Key = TypeVar("Key")
Value = TypeVar("Value")


def remember(memory: dict[Key, Value], key: Key, value: Value) -> None:
    """Keep a value; the memory is emptied when it is full.

    What is asked for often is back at once.
    """
    if key not in memory and len(memory) >= MAX_REMEMBERED:
        memory.clear()
    memory[key] = value
