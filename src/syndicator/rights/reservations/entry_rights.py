"""What an entry must say so that what leaves is not wider than what came. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from syndicator.model import Item, Machines, Reservation
from syndicator.model.grant import UNSPECIFIED, Grant
from syndicator.rights.reservations import licenses, periods, rights_lines
from syndicator.rights.reservations.collect import (
    element,
    is_license,
    of_item,
    of_media,
    outweighed,
    quote,
    said,
)
from syndicator.rights.reservations.conflicts import Subject
from syndicator.rights.reservations.machine_use import RESERVED, machines
from syndicator.rights.reservations.periods import ALWAYS, Period
from syndicator.rights.reservations.rights_lines import Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What an entry must say so that it is not wider than what came."""

    license: str
    """The one licence that is named to readers."""
    machines: Machines
    """What is said to machines."""
    period: Period = ALWAYS
    """The common part of the permission's time and the item's."""
    access: str = ""
    """Sentences for ``dcterms:accessRights``; empty where the source reserves nothing more."""


_MAX_CARRIED: Final = 12
_WITHHOLDING: Final = {
    Stance.PERSONAL: Subject.PERSONAL_USE,
    Stance.FORBIDDEN: Subject.REPUBLICATION,
    Stance.ELSEWHERE: Subject.HOLDER,
    Stance.RESERVED: Subject.LICENSE,
}
_TDM_RESERVED: Final = "1"


def carried(item: Item, grant: Grant, period: Period, *, zone: ZoneInfo) -> Carried:
    """Say what of the source's reservations an entry carries on, in the most restrictive form.

    RSL, TDMRep and the like are carried as sentences: their elements belong to the source's own
    address (``rsl:content@url`` must lie on the feed's origin), and a licence link would grant.

    Args:
        item: the story.
        grant: its permission.
        period: the time in which the permission holds.
        zone: of dates that name none.
    """
    found = said(item.article, item.source_meta)
    for each in found:
        if each.kind == "valid" and not outweighed(each, found):
            period = periods.common(period, periods.read(each.value, zone))
    texts = dict.fromkeys(text for each in found if (text := _carried(each, grant)))
    license_ = _license(found, grant)
    return Carried(
        license=license_,
        period=period,
        access=" ".join(list(texts)[:_MAX_CARRIED]),
        machines=machines(found, grant, license_),
    )


def _license(found: tuple[Reservation, ...], grant: Grant) -> str:
    if grant.license == UNSPECIFIED:
        return UNSPECIFIED
    named = [each for each in found if each.kind == "license" and not of_media(each)]
    own = [each for each in named if of_item(each)]
    offered = tuple(each.value for each in own or named if is_license(each.value))
    if Subject.LICENSE in grant.overrides:
        offered = ()
    return UNSPECIFIED if _withheld(found, grant) else licenses.narrowest(grant.license, offered)


def _withheld(found: tuple[Reservation, ...], grant: Grant) -> bool:
    """Whether the source's words leave readers nothing that the permission has not overridden."""
    return any(
        subject not in grant.overrides
        for each in found
        if each.kind in {"rights", "access", "license"} and not of_media(each)
        for statement in rights_lines.read(each.value)
        if not statement.media and (subject := _WITHHOLDING.get(statement.stance))
        if subject is not Subject.LICENSE
        or (of_item(each) and licenses.terms_of(each.value) is None)
    )


def _carried(reservation: Reservation, grant: Grant) -> str | None:
    """One statement as a sentence of an entry; None for what says nothing to its readers."""
    value = quote(reservation.value).rstrip(".")
    kind = reservation.kind
    if kind == "tdm":
        return _carried_tdm(reservation, value)
    if kind == "rsl":
        return _carried_rsl(reservation, value)
    named = kind == "license" and of_media(reservation)
    if named or kind in {"robots", "usage", "restriction", "access"}:
        return f"The source's {element(reservation)} says: {value}."
    if kind in {"rights", "license"}:
        # What a whole feed says of that kind stands in the entry's atom:source.
        licensed = grant.license != UNSPECIFIED and of_item(reservation)
        ordinary = set() if licensed else {Stance.RESERVED}
        stances = {each.stance for each in rights_lines.read(reservation.value)}
        return f"The source says: “{value}”." if stances - ordinary else None
    return None


def _carried_tdm(reservation: Reservation, value: str) -> str | None:
    if reservation.where.endswith("tdm-policy"):
        return f"Policy for text and data mining: {value}."
    reserving = reservation.value.strip() == _TDM_RESERVED
    return RESERVED if reserving else None


def _carried_rsl(reservation: Reservation, value: str) -> str | None:
    term = reservation.where.rpartition("rsl:")[2]
    if term.startswith(("permits", "prohibits")):
        verb, _, kind = term.partition(" ")
        return f"RSL {verb} ({kind}): {value}."
    if term.startswith(("content", "copyright", "legal")):
        return f"RSL licence server: {value}." if term == "content server" else None
    if "link" in reservation.where:
        return f"RSL terms: {value}."
    return None if value == "free" else f"RSL {term}: {value}."
