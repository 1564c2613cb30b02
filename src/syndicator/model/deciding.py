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
    """The editor's rules do not want it here."""
    WITHHELD = "withheld"
    """The permission does not let it go."""


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
