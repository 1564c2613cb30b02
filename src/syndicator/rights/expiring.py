"""Permissions that end soon, so that somebody asks for another in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from syndicator.model import GrantName
from syndicator.model.grant import Grant

SOON: Final = 60
"""Days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """One permission, and how long it still holds."""

    grant: GrantName
    holder: str
    expires: date
    days: int
    """Until the first day on which nothing may be published; at least 1."""


def expiring(grants: Iterable[Grant], today: date) -> tuple[Ending, ...]:
    """Find the permissions that end within `SOON`, the most urgent first.

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
        if 0 < days <= SOON:
            found.append(
                Ending(
                    grant=grant.name,
                    holder=grant.holder or grant.credit,
                    expires=grant.expires,
                    days=days,
                )
            )
    return tuple(sorted(found, key=lambda each: (each.days, each.grant)))
