"""Which database this is, how often it has written the output, and which numbers it gave away."""

from __future__ import annotations

from dataclasses import dataclass

from syndicator.store.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A database, told from every other one, and from its own earlier states."""

    name: str
    """32 hexadecimal digits; a copy has the same."""
    generation: int
    """How many times it has begun to write the output."""


def get(store: Store) -> Instance:
    """Which database this is."""
    row = store.row("SELECT name, generation FROM instance")
    assert row is not None
    return Instance(name=row["name"], generation=row["generation"])


def advance(store: Store, *, beyond: int = 0) -> Instance:
    """Begin another generation, a later one than ``beyond``."""
    with store.transaction():
        store.write("UPDATE instance SET generation = max(generation, ?) + 1", (beyond,))
    return get(store)


def last_number(store: Store) -> int:
    """The highest number that an item ever had."""
    row = store.row("SELECT seq FROM sqlite_sequence WHERE name = 'items'")
    return 0 if row is None else int(row["seq"])


def reserve_numbers(store: Store, last: int) -> None:
    """Give no number up to this one to an item that comes."""
    with store.transaction():
        if store.row("SELECT 1 FROM sqlite_sequence WHERE name = 'items'") is None:
            store.write("INSERT INTO sqlite_sequence (name, seq) VALUES ('items', ?)", (last,))
        store.write("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'items'", (last,))
