"""What becomes of an item in one output feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from syndicator.model.names import FeedName


class Verdict(StrEnum):
    """What becomes of an item in one output feed."""

    PUBLISH = "publish"
    ARCHIVED = "archived"
    """It made room for newer stories, and stands in the feed's archive and on its page."""
    LEFT_OUT = "left-out"
    """The editor's rules do not want it here; or one of them holds it for an editor."""
    WITHHELD = "withheld"
    """The permission does not let it go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a rule adds to a story that is wanted: a label, or the place in front."""

    rule: str
    """The key of the rule."""
    reason: str
    label: str | None = None
    """None: the story is pinned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The verdict on one item for one output feed, with the rule that made it."""

    item: int
    feed: FeedName
    verdict: Verdict
    rule: str
    """``grants.rferl.expires``, ``feeds.world.exclude[0]`` … : the key that decided."""
    reason: str
    wake_at: datetime | None = None
    marks: tuple[Mark, ...] = ()
    """What rules add to it; of a story that is to be published only."""

    @property
    def pinned(self) -> bool:
        """Whether it stands in front of the others."""
        return any(mark.label is None for mark in self.marks)

    @property
    def labels(self) -> tuple[str, ...]:
        """Its labels, each once."""
        return tuple(dict.fromkeys(mark.label for mark in self.marks if mark.label is not None))
