"""What an examination finds. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How something is."""

    WELL = "well"
    NOTE = "note"
    """Good to know; nothing has to be done."""
    MEND = "mend"
    """Something has to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that was looked at."""

    subject: str
    """One word or two: ``database``, ``backups``."""
    state: State
    what: str
    """What was found, in one sentence."""
    mend: str = ""
    """What to do about it."""


def well(subject: str, what: str) -> Found:
    """It is as it should be."""
    return Found(subject=subject, state=State.WELL, what=what)


def note(subject: str, what: str, mend: str = "") -> Found:
    """It is no harm."""
    return Found(subject=subject, state=State.NOTE, what=what, mend=mend)


def mend(subject: str, what: str, how: str) -> Found:
    """It has to be mended."""
    return Found(subject=subject, state=State.MEND, what=what, mend=how)
