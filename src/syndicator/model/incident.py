"""What the monitor says: what is wrong with something, and an incident's course.

::

    facts ─ health ─▶ Observation (a Finding, or none) ─ lifecycle ─▶ IncidentChanges ─▶ alerts
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Severity(StrEnum):
    """How much it matters, the least first."""

    WARNING = "warning"
    """Nothing is lost yet; somebody should look at it on a working day."""
    ERROR = "error"
    """Readers miss something, or soon will."""
    CRITICAL = "critical"
    """Readers see what they should not, or nothing at all any more."""

    @property
    def rank(self) -> int:
        """0 for the least."""
        return list(Severity).index(self)


class Topic(StrEnum):
    """Whose business it is; ``kinds`` of ``[alerts.*]``."""

    OPERATIONS = "operations"
    RIGHTS = "rights"
    EDITORIAL = "editorial"


class Kind(StrEnum):
    """What an incident is about. The value is what operators see and scripts match."""

    FAILING = "failing"
    BLOCKED = "blocked"
    GONE = "gone"
    WAITING = "waiting"
    BROKEN = "broken"
    SILENT = "silent"
    MOVED = "moved"
    HOST = "host"
    NETWORK = "network"
    SILENCE = "silence"
    """Many sources are silent at the same time."""
    PERMISSION_ENDING = "permission-ending"
    PERMISSION_ENDED = "permission-ended"
    FEED_STALE = "feed-stale"
    FEED_EMPTY = "feed-empty"
    FEED_INVALID = "feed-invalid"
    HUB = "hub"
    DESK_WAITING = "desk-waiting"
    DESK_EXPIRING = "desk-expiring"
    WITHDRAWAL = "withdrawal"
    CORRECTION = "correction"
    TICK = "tick"
    QUEUE = "queue"
    WORKERS = "workers"
    DISK = "disk"
    CLOCK = "clock"
    BACKUP = "backup"
    CHANNEL = "channel"
    """An alert channel that fails."""
    OUTSIDE = "outside"
    """A feed is not what was published, seen through its public address."""
    CERTIFICATE = "certificate"
    """That of the public address ends soon."""

    @property
    def topic(self) -> Topic:
        """Whose business it is."""
        return _TOPICS.get(self, Topic.OPERATIONS)

    @property
    def cause(self) -> str:
        """What two kinds share that are one incident of a subject.

        A source has one trouble with being read, whether it fails or is blocked.
        """
        return "reading" if self in _READING else self.value

    @property
    def of_source(self) -> bool:
        """Whether it says how a source is."""
        return self in _READING or self in {Kind.BROKEN, Kind.SILENT, Kind.MOVED}

    @property
    def names_source(self) -> bool:
        """Whether its subject is the name of a source."""
        return self.of_source or self in {Kind.WITHDRAWAL, Kind.CORRECTION}


_READING = frozenset({Kind.FAILING, Kind.BLOCKED, Kind.GONE, Kind.WAITING})
_TOPICS = {
    Kind.PERMISSION_ENDING: Topic.RIGHTS,
    Kind.PERMISSION_ENDED: Topic.RIGHTS,
    Kind.DESK_WAITING: Topic.EDITORIAL,
    Kind.DESK_EXPIRING: Topic.EDITORIAL,
    Kind.WITHDRAWAL: Topic.EDITORIAL,
    Kind.CORRECTION: Topic.EDITORIAL,
}

Key = tuple[str, str]
"""`Kind.cause` and subject: at most one incident of each is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong with something now."""

    kind: Kind
    subject: str
    """The bare configured name (of a source, a feed, a permission), a host, or else a word such as
    ``database``; never a URL."""
    severity: Severity
    since: datetime
    """When it began: the first failure, not when it was noticed."""
    sentence: str
    """What, since when, what to do; one line, without credentials."""
    effect: str = ""
    """What readers see of it; one sentence."""
    command: str = ""
    """What to type: ``syndicator status harbor``."""
    count: int = 1
    """How often it was found: failed polls in a row, stories, files."""
    flapping: bool = False
    """It comes and goes."""

    @property
    def key(self) -> Key:
        """What it is, but for how bad it is."""
        return self.kind.cause, self.subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Something that was found often enough to be told, from its first failure to its end."""

    id: int
    finding: Finding
    """As it was found last."""
    opened: datetime
    """When it began."""
    noticed: datetime
    """When it became an incident."""
    changed: datetime | None = None
    """When it was opened, grew worse, was acknowledged or closed last."""
    closed: datetime | None = None
    acknowledged_until: datetime | None = None
    """Nobody is told of it again before; its end is told all the same."""
    note: str = ""
    """What whoever acknowledged it said."""
    told: datetime | None = None
    """When somebody was first told of it; set by whoever tells."""

    @property
    def key(self) -> Key:
        """As of its `Finding`."""
        return self.finding.key

    def quiet(self, now: datetime) -> bool:
        """Whether it is acknowledged at this moment."""
        return self.acknowledged_until is not None and now < self.acknowledged_until


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentChanges:
    """What became of the incidents in one tick: what there is to be told."""

    opened: tuple[Incident, ...] = ()
    worsened: tuple[Incident, ...] = ()
    """Open before, and of a higher severity now."""
    closed: tuple[Incident, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.opened or self.worsened or self.closed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """A source, or everything, of which nobody is told until some moment."""

    subject: str | None
    """The name of a source; None: everything."""
    until: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often in a row something was found wrong, or well again, for want of a better witness."""

    bad: int = 0
    good: int = 0
    since: datetime
    """When it was first found so."""
