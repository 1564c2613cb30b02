"""What a source reserves in its own metadata, held against what its permission allows. Pure.

::

    Article.reserved, SourceMeta.reserved ─ conflicts ─▶ Conflict… ─ reserved ─▶ Finding

A conflict holds a story until an editor has looked at it, or until the operator has written into
the permission (``overrides``) that the agreement says otherwise. What is no conflict is carried on
(`syndicator.rights.reservations.entry_rights`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from syndicator.model import Item, Reservation
from syndicator.model.grant import UNSPECIFIED, Grant, Images, Scope
from syndicator.rights.attribution import copyright_line
from syndicator.rights.attribution.holders import own_names, tokens
from syndicator.rights.conditions.case import spell_moment
from syndicator.rights.notice.render import credit_of, holder_of, title_of_source
from syndicator.rights.reservations import licenses, periods, restrictions, rights_lines
from syndicator.rights.reservations.collect import (
    holders,
    is_license,
    of_item,
    of_media,
    outweighed,
    place,
    quote,
    said,
)
from syndicator.rights.reservations.rights_lines import Stance


class Subject(StrEnum):
    """What a conflict is about; the word with which a permission overrides it."""

    PERSONAL_USE = "personal-use"
    REPUBLICATION = "republication"
    LICENSE = "license"
    HOLDER = "holder"
    VALID = "valid"
    TERRITORY = "territory"
    AUTOMATED_USE = "automated-use"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One thing that the source reserves although the permission would let it go."""

    subject: Subject
    reservation: Reservation
    detail: str
    """For an editor: a clause without a full stop."""
    changes_at: datetime | None = None
    """When it ends by itself, if it does."""


_ALWAYS: Final = {
    Stance.PERSONAL: Subject.PERSONAL_USE,
    Stance.FORBIDDEN: Subject.REPUBLICATION,
}
"""What stops every republication, whoever asks for it."""


def conflicts(
    item: Item,
    grant: Grant,
    *,
    now: datetime,
    zone: ZoneInfo,
    source_title: str | None = None,
    offered: tuple[str, ...] | None = None,
) -> tuple[Conflict, ...]:
    """Find what an item's own metadata forbids although its permission allows it.

    Args:
        item: the story.
        grant: its permission. What it overrides is no conflict.
        now: the moment; periods begin and end.
        zone: of dates that name none.
        source_title: the source's title as the operator configured it, if so.
        offered: where the story would be offered (a feed's ``territory``); None: not asked.

    Returns:
        The conflicts, one for each statement and subject, the item's own first.
    """
    return Judge(
        item, grant, now=now, zone=zone, source_title=source_title, offered=offered
    ).conflicts()


class Judge:
    """One story before its permission."""

    def __init__(
        self,
        item: Item,
        grant: Grant,
        *,
        now: datetime,
        zone: ZoneInfo,
        source_title: str | None,
        offered: tuple[str, ...] | None,
    ) -> None:
        self.item, self.grant, self.now, self.zone = item, grant, now, zone
        self.source_title, self.offered = source_title, offered
        self.said = said(item.article, item.source_meta)

    def conflicts(self) -> tuple[Conflict, ...]:
        """What the permission does not override, one for each statement and subject."""
        found: dict[tuple[Subject, str], Conflict] = {}
        for conflict in self._all():
            if conflict.subject not in self.grant.overrides:
                found.setdefault((conflict.subject, conflict.reservation.value), conflict)
        return tuple(found.values())

    def _all(self) -> Iterator[Conflict]:
        yield from self._licenses()
        for reservation in self.said:
            if reservation.kind in {"rights", "access", "license"}:
                yield from self._sentences(reservation)
            if not reservation.where.startswith(("feed", "response")):
                yield from self._holder(reservation)
            if reservation.kind == "valid" and not outweighed(reservation, self.said):
                yield from self._period(reservation)
            if reservation.kind == "restriction":
                yield from self._restriction(reservation)
            if reservation.kind == "rsl" and reservation.where.endswith("rsl:prohibits usage"):
                yield from self._automated(reservation)

    def _media_leave(self) -> bool:
        """Whether any picture or recording goes with the story."""
        if self.grant.scope is not Scope.FULL:
            return False
        recordings = any(
            not each.type.startswith("image/") for each in self.item.article.enclosures
        )
        return recordings or self.grant.images is not Images.STRIP

    def _sentences(self, reservation: Reservation) -> Iterator[Conflict]:
        for statement in rights_lines.read(reservation.value):
            if (of_media(reservation) or statement.media) and not self._media_leave():
                continue
            subject = self._subject(statement.stance, reservation)
            if subject is not None:
                yield Conflict(
                    subject=subject,
                    reservation=reservation,
                    detail=f"{place(reservation)} says “{quote(statement.sentence)}”",
                )

    def _subject(self, stance: Stance, reservation: Reservation) -> Subject | None:
        if stance is Stance.ELSEWHERE:
            return None if self._names_own(reservation.value) else Subject.HOLDER
        if stance in _ALWAYS:
            return _ALWAYS[stance]
        # A permission of one's own is just what the ordinary reservation asks for.
        narrower = self.grant.license != UNSPECIFIED and of_item(reservation)
        public = licenses.terms_of(self.grant.license) or frozenset()
        if narrower and stance is Stance.NONCOMMERCIAL and "nc" in public:
            narrower = False
        if narrower and stance is Stance.RESERVED:
            narrower = licenses.terms_of(reservation.value) is None
        return Subject.LICENSE if narrower else None

    def _licenses(self) -> Iterator[Conflict]:
        """A licence that is narrower than the one that the permission lets flow on."""
        if self.grant.license == UNSPECIFIED:
            return
        named = [
            each
            for each in self.said
            if each.kind == "license" and not of_media(each) and not outweighed(each, self.said)
        ]
        understood = [each for each in named if is_license(each.value)]
        if not understood or any(
            not licenses.narrower(each.value, self.grant.license) for each in understood
        ):
            return
        first = understood[0]
        yield Conflict(
            subject=Subject.LICENSE,
            reservation=first,
            detail=f"{place(first)} names the licence {quote(first.value)}, which leaves less than"
            f" the permission's {self.grant.license}",
        )

    # ── holders ──

    def _own(self) -> frozenset[str]:
        item, meta = self.item, self.item.source_meta
        names = {
            holder_of(self.grant, item, self.source_title),
            credit_of(self.grant, item, self.source_title),
            title_of_source(item, self.source_title),
            meta.title or "",
            *(person.name for person in meta.authors),
            *_hosts(item.link, item.article.link, meta.link),
            *(
                name
                for each in self.said
                if each.where.startswith(("feed", "response"))
                for name in holders(each)
            ),
        }
        return frozenset(filter(None, names))

    def _names_own(self, text: str) -> bool:
        return own_names(self._own()).masked(text) != text

    def _holder(self, reservation: Reservation) -> Iterator[Conflict]:
        if reservation.kind == "holder":
            named = None if own_names(self._own()).has(reservation.value) else reservation.value
            named = None if named and self._names_own(named) else named
        elif of_media(reservation):
            return  # a picture's; `syndicator.rights.attribution.detect` reads those
        elif reservation.kind == "rights" or reservation.where.endswith("rsl:copyright"):
            named = copyright_line.another(reservation.value, own_names(self._own()))
            if reservation.kind == "rsl" and named is None and not holders(reservation):
                named = None if self._names_own(reservation.value) else reservation.value
        else:
            return
        authors = {tokens(person.name) for person in self.item.article.authors}
        if named is not None and tokens(named) not in authors:
            yield Conflict(
                subject=Subject.HOLDER,
                reservation=reservation,
                detail=f"{place(reservation)} names another holder, {quote(named)}",
            )

    # ── time and place ──

    def _period(self, reservation: Reservation) -> Iterator[Conflict]:
        period = periods.read(reservation.value, self.zone)
        what = f"{place(reservation)} says that it is valid"
        if period.end is not None and self.now >= period.end:
            detail = f"{what} only until {spell_moment(period.end, self.zone)}"
            yield Conflict(subject=Subject.VALID, reservation=reservation, detail=detail)
        elif period.start is not None and self.now < period.start:
            detail = f"{what} only from {spell_moment(period.start, self.zone)}"
            yield Conflict(
                subject=Subject.VALID,
                reservation=reservation,
                detail=detail,
                changes_at=period.start,
            )

    def changes_at(self) -> datetime | None:
        """The next moment at which a period begins or ends."""
        moments = [
            moment
            for each in self.said
            if each.kind == "valid" and not outweighed(each, self.said)
            for period in [periods.read(each.value, self.zone)]
            for moment in (period.start, period.end)
            if moment is not None and moment > self.now
        ]
        return min(moments, default=None)

    def _restriction(self, reservation: Reservation) -> Iterator[Conflict]:
        """Media RSS 1.5.1, ``media:restriction``; Feed Access Control 1.0."""
        if of_media(reservation) and not self._media_leave():
            return
        detail = restrictions.forbids(reservation, self.offered)
        if detail:
            country = restrictions.read(reservation).kind == "country"
            yield Conflict(
                subject=Subject.TERRITORY if country else Subject.REPUBLICATION,
                reservation=reservation,
                detail=f"{place(reservation)} {detail}",
            )

    def _automated(self, reservation: Reservation) -> Iterator[Conflict]:
        """RSL 1.0 §3.4.1.1: ``all`` is any automated processing; the other uses are not ours."""
        if "all" in reservation.value.lower().split():
            yield Conflict(
                subject=Subject.AUTOMATED_USE,
                reservation=reservation,
                detail=f"{place(reservation)} prohibits every automated use",
            )


def _hosts(*links: str | None) -> Iterator[str]:
    for link in links:
        try:
            host = (urlsplit(link).hostname or "") if link else ""
        except ValueError:
            continue
        name = host.removeprefix("www.")
        yield from filter(None, (name, name.rpartition(".")[0]))
