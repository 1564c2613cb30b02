"""What the monitor knows of a source, and what it makes of that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from syndicator.model.documents import DateFaults
from syndicator.model.names import SourceName
from syndicator.model.polling import FailureKind, Move


class State(StrEnum):
    """How a source is, in one word; the first that holds, in this order."""

    NEW = "new"
    """Not asked yet, or nothing was found in it yet."""
    GONE = "gone"
    """It answered 410 and is not asked any more."""
    WAITING = "waiting"
    """Its host asked to be left alone for a while."""
    BLOCKED = "blocked"
    """It answers, but not to us."""
    FAILING = "failing"
    BROKEN = "broken"
    """It answers with a feed, of which nothing can be used."""
    SILENT = "silent"
    MOVED = "moved"
    SLOW = "slow"
    QUIET = "quiet"
    """Quieter than usual; no alarm."""
    OK = "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One poll, as far as the health of its source depends on it."""

    at: datetime
    failed: bool
    seconds: float = 0.0
    items: int | None = None
    """In the document; None: none was read."""
    changed: int = 0
    """New and revised stories."""
    renamed: int = 0
    """Stories that were known although their ids were not."""
    empty: int = 0
    """Of the changed ones, those without any words."""
    garbled: int = 0
    """Of the changed ones, those with characters that only a wrong encoding makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """What is known of one source."""

    name: SourceName
    host: str = ""
    last_attempt: datetime | None = None
    last_success: datetime | None = None
    first_success: datetime | None = None
    failures: int = 0
    """In a row."""
    failing_since: datetime | None = None
    """The first of them, as far as polls are remembered."""
    kind: FailureKind | None = None
    status: int | None = None
    message: str = ""
    waits_until: datetime | None = None
    """Its host asked to be left alone."""
    dates: DateFaults | None = None
    move: Move | None = None
    stories: int = 0
    """That were ever collected, or whether there are any."""
    polls: tuple[Asked, ...] = ()
    """The latest, newest first."""
    last_story: datetime | None = None
    quiet_at: datetime | None = None
    """From then on its present gap is longer than usual."""
    silent_at: datetime | None = None
    """From then on it is silent; None: never."""
    rhythm_known: bool = False
    mean_gap: timedelta | None = None
    proposal: str | None = None
    """The address of another feed, which its site's home page names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a source is."""

    state: State
    sentence: str
    """What, since when, what to do."""
    since: datetime | None = None
    kind: str | None = None
    """Of the failure or of what is broken: ``timeout``, ``ids-change``."""
    count: int = 0
    """How often in a row."""
