"""What is said to machines of a story that leaves: miners, crawlers, search engines. Pure.

What the source reserves is carried on in its most restrictive form and never widened; and where a
permission leaves its readers nothing, it leaves nothing to their machines either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from syndicator.model import Machines, Reservation
from syndicator.model.grant import UNSPECIFIED, Grant
from syndicator.parse.links import http_url
from syndicator.rights.reservations.collect import of_media

RESERVED: Final = "Text and data mining is reserved (TDM-Reservation: 1)."
"""A sentence for ``dcterms:accessRights``: feeds have no element for it (TDMRep §3)."""

_NO_AI: Final = ("noai", "noimageai")
_ALL_AI: Final = "ai-all"
_USES: Final = frozenset({"all", _ALL_AI, "ai-train", "ai-input", "ai-index", "search"})
"""RSL 1.0, the vocabulary of ``permits`` and ``prohibits`` with the type ``usage``."""
_OF_AI: Final = frozenset({"ai-train", "ai-input", "ai-index"})
_RESTRICTIONS: Final = frozenset(
    {"noai", "noimageai", "noindex", "nofollow", "none", "noarchive", "nosnippet"}
    | {"noimageindex", "notranslate"}
)
# Content-Usage: "train-ai=n" (IETF AI Preferences).
_REFUSED: Final = re.compile(r"=\s*n\b", re.IGNORECASE)


def machines(found: Iterable[Reservation], grant: Grant, license_: str) -> Machines:
    """Say what machines may not do with a story.

    Args:
        found: all that the source said, see `syndicator.rights.reservations.collect.said`.
        grant: the permission; ``index`` and ``onward`` count.
        license_: the one licence that is named to readers.
    """
    said = [each for each in found if not of_media(each)]
    nothing = license_ == UNSPECIFIED or not grant.onward
    reserved = nothing or any(map(_reserves, said))
    robots = dict.fromkeys(_NO_AI if reserved else ())
    robots.update(dict.fromkeys(word for each in said for word in _directives(each)))
    if not grant.index:
        robots["noindex"] = None
    return Machines(
        tdm_reserved=reserved,
        tdm_policy=next(filter(None, map(_policy, said)), None),
        robots=tuple(robots),
        prohibited=_prohibited(said, reserved=reserved),
    )


def _reserves(reservation: Reservation) -> bool:
    kind, value = reservation.kind, reservation.value.strip()
    if kind == "tdm":  # a policy alone says nothing of whether it reserves (TDMRep §5)
        return value == "1" or reservation.where.endswith("tdm-policy")
    if kind == "usage":
        return _REFUSED.search(value) is not None
    if kind == "robots":
        return not set(_NO_AI).isdisjoint(_directives(reservation))
    return kind == "rsl"  # terms of the source, which only the source can offer


def _policy(reservation: Reservation) -> str | None:
    named = reservation.kind == "tdm" and reservation.where.endswith("tdm-policy")
    return http_url(reservation.value) if named else None


def _directives(reservation: Reservation) -> Iterable[str]:
    if reservation.kind != "robots":
        return ()
    words = re.split(r"[\s,]+", reservation.value.lower())
    return (word for word in words if word in _RESTRICTIONS)


def _prohibited(said: Iterable[Reservation], *, reserved: bool) -> tuple[str, ...]:
    uses = {
        use
        for each in said
        if each.kind == "rsl" and each.where.endswith("rsl:prohibits usage")
        for use in each.value.lower().split()
        if use in _USES
    }
    if reserved:
        uses.add(_ALL_AI)
    if "all" in uses:
        return ("all",)
    return tuple(sorted(uses - _OF_AI if _ALL_AI in uses else uses))
