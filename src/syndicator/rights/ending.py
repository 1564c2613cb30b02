"""Permissions that end soon, so that somebody asks for another in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from syndicator.model import GrantName
from syndicator.rights.grant import Grant

THRESHOLDS: Final = (60, 30, 7)
"""Days before the end at which a warning is due, and due again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """One permission, and how long it still holds."""

    grant: GrantName
    holder: str
    expires: date
    days: int
    """Until the day from whose first moment nothing leaves any more; at least 1."""
    threshold: int
    """The latest of `THRESHOLDS` that was passed."""


def expiring(grants: Iterable[Grant], today: date) -> tuple[Ending, ...]:
    """Find the permissions that end within the first of `THRESHOLDS`, the most urgent first.

    Args:
        grants: those in force.
        today: the day in the configured zone, in which ``expires`` is a day, too.

    Returns:
        Those that have not ended yet: what has ended is no warning any more.
    """
    found = []
    for grant in grants:
        if grant.expires is None:
            continue
        days = (grant.expires - today).days
        passed = [threshold for threshold in THRESHOLDS if days <= threshold]
        if days > 0 and passed:
            found.append(
                Ending(
                    grant=grant.name,
                    holder=grant.holder or grant.credit,
                    expires=grant.expires,
                    days=days,
                    threshold=passed[-1],
                )
            )
    return tuple(sorted(found, key=lambda each: (each.days, each.grant)))
