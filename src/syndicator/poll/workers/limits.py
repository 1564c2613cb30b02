"""What reading one document may cost; it grows with the document's size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_MEGABYTE: Final = 1_000_000
_SECONDS: Final = 2.0
_SECONDS_PER_MEGABYTE: Final = 0.75
_MEMORY: Final = 160 * _MEGABYTE
_MEMORY_PER_OCTET: Final = 24
_PATIENCE: Final = 15.0
_TIMES_SLOWER: Final = 5.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """For one document."""

    seconds: float
    """Of computing time."""
    memory: int
    """Octets of data, beside what a worker has before it reads anything."""

    @property
    def patience(self) -> float:
        """Seconds by the clock: a machine may be busy with other things."""
        return _PATIENCE + _TIMES_SLOWER * self.seconds


def allowance(size: int) -> Allowance:
    """What a document of so many octets may cost: many times what an honest one does."""
    return Allowance(
        seconds=_SECONDS + _SECONDS_PER_MEGABYTE * size / _MEGABYTE,
        memory=_MEMORY + _MEMORY_PER_OCTET * size,
    )
