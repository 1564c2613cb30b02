"""Restrictions of Media RSS 1.5.1 and Feed Access Control 1.0: to whom and where it may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from syndicator.model import Reservation
from syndicator.rights.conditions.territory import countries, outside, spell_list
from syndicator.rights.reservations.collect import of_media

_KINDS: Final = frozenset({"country", "uri", "sharing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """A ``media:restriction``, or an ``access:restriction``, which has neither type nor list."""

    relation: str
    """``allow`` or ``deny``; anything else says nothing."""
    kind: str | None
    """``country``, ``uri`` or ``sharing``; None: in general."""
    listed: tuple[str, ...]


def read(reservation: Reservation) -> Restriction:
    """Read a restriction as `syndicator.parse.rights_metadata` writes it."""
    relation, *rest = reservation.value.split() or [""]
    known = rest[0].lower() if rest and rest[0].lower() in _KINDS else None
    listed = rest[1:] if known else rest
    return Restriction(
        relation=relation.lower(),
        kind=known,
        listed=tuple(each.upper() if known == "country" else each.lower() for each in listed),
    )


def forbids(reservation: Reservation, offered: tuple[str, ...] | None) -> str | None:
    """What a restriction forbids, as a clause of a reason; None: nothing that concerns us.

    Args:
        reservation: of the kind ``restriction``.
        offered: where the story would be offered; None: not asked.
    """
    found = read(reservation)
    if found.kind == "country":
        return _countries(found, offered)
    if found.kind == "uri":
        return "allows it only at addresses of its own" if found.relation == "allow" else None
    # "all" and "none" are lists of older feeds; an empty list that is allowed means nobody.
    nobody = found.listed == ("none",)
    if found.relation == "deny":
        return None if nobody else "does not allow it to be passed on"
    empty = not found.listed and found.kind is None and of_media(reservation)
    return "allows it to nobody" if found.relation == "allow" and (nobody or empty) else None


def _countries(found: Restriction, offered: tuple[str, ...] | None) -> str | None:
    if found.relation == "allow" and not found.listed:
        return "allows it in no country"
    if not offered:
        return None
    beyond = (
        outside(offered, found.listed)
        if found.relation == "allow"
        else tuple(sorted(countries(offered) & frozenset(found.listed)))
    )
    return f"does not allow it in {spell_list(beyond)}" if beyond else None
