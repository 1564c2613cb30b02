"""When a source that says it has moved for good is believed. Pure.

A redirect may be a mistake, or a hotel's network. So a move counts once it was permanent at every
hop (`syndicator.http.fetch`), in `CONFIRMATIONS` polls in a row, over at least `GRACE`. Then the
new address is asked, and once in `LOOK_BACK` the configured one, which may have taken the move
back; when the new address fails, the configured one is asked at once. What the operator wrote is
never changed: ``syndicator status`` says what to write there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from syndicator.model import Failed, FailureKind, FetchResult, Move

CONFIRMATIONS: Final = 3
GRACE: Final = timedelta(days=2)
LOOK_BACK: Final = timedelta(days=7)
GIVEN_UP: Final = 3
"""After so many failures in a row the new address is not believed any more."""


def confirmed(move: Move | None) -> bool:
    """Whether the new address is the one to ask."""
    return move is not None and move.count >= CONFIRMATIONS and move.last - move.since >= GRACE


def address(url: str, move: Move | None, now: datetime) -> str:
    """The address to ask now.

    Args:
        url: as configured.
        move: what is known of its moving.
        now: the moment of the poll.
    """
    if move is None or not confirmed(move) or now - move.last >= LOOK_BACK:
        return url
    return move.to


def after(
    move: Move | None, outcome: FetchResult, *, configured: bool, failures: int, now: datetime
) -> Move | None:
    """What is known of a source's moving after a poll.

    Args:
        move: what was known before.
        outcome: of the poll.
        configured: the configured address was asked, and not the new one.
        failures: how many polls in a row have failed, this one included.
        now: the moment of the poll.
    """
    if isinstance(outcome, Failed):
        lost = outcome.kind is FailureKind.GONE or failures >= GIVEN_UP
        return None if lost and not configured else move
    if not configured:
        # Where the new address has moved on, the configured one has to say so.
        return None if outcome.moved_to else move
    if outcome.moved_to is None:
        return None
    if move is None or move.to != outcome.moved_to:
        return Move(to=outcome.moved_to, count=1, since=now, last=now)
    return Move(to=move.to, count=move.count + 1, since=move.since, last=now)
