"""What the dates of a document say about each other: one decision for all of them.

A time without a zone, ``05/11/2026`` or ``IST`` says less than a moment. What it leaves open, the
document's other dates may tell, and its language; if they do not, a time without a zone is in UTC,
and the others are no dates. All of the document's dates are asked, whichever of its items are new,
so that an item means the same each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from syndicator.parse import date_zones
from syndicator.parse.date_parts import Written, at
from syndicator.parse.dates import read

_DAY: Final = timedelta(days=1)
_MONTH_FIRST: Final = frozenset({"en", "en-US", "en-CA", "en-PH", "es-US", "es-PR", "fil", "tl"})
"""Languages in which a date in numbers may begin with the month."""


@dataclass(frozen=True, slots=True)
class DateContext:
    """What holds for all dates of one document."""

    language: str = ""
    """A language tag (BCP 47), or nothing if the document does not say."""
    order: str = ""
    """``dmy`` or ``mdy``: what the first two numbers of a date are; nothing if none shows it."""
    zone: int = 0
    """Minutes east of UTC: of times without a zone."""
    names: tuple[tuple[str, int], ...] = ()
    """What names of zones that mean several mean here, in minutes east of UTC."""

    def read(self, text: str) -> datetime | None:
        """Read a date of the document.

        Returns:
            An aware datetime in whole seconds; None for what is no date, or may be several.
        """
        found = read(text, self.language)
        if not isinstance(found, Written):
            return found
        day = self._day(found)
        zone = dict(self.names).get(found.zone) if isinstance(found.zone, str) else found.zone
        if zone is None and found.zone is None:
            zone = self.zone
        return None if day is None or zone is None else at(day, found.time, zone)

    def _day(self, found: Written) -> date | None:
        if found.month_first is None:
            return found.day
        order = self.order
        if not order and found.dashed and self.language and self.language not in _MONTH_FIRST:
            order = "dmy"
        return {"dmy": found.day, "mdy": found.month_first}.get(order)


NO_OTHERS: Final = DateContext()
"""Of a date without a document, in a language that is not known."""


def gather(
    items: Iterable[Sequence[str]], head: Sequence[str] = (), language: str = ""
) -> DateContext:
    """Decide what holds for all dates of a document.

    A document shows the zone of its times without one if all its other times have the same: those
    of its items, else those of its head. It shows the order of its numbers by a date that has only
    one (``28/11/2026``, or by the name of the day), or by another date of the same item, and if no
    other date shows the opposite.

    Args:
        items: the texts of the dates of each item, of all items.
        head: those of the feed itself.
        language: of the feed, a language tag or nothing.
    """
    of_items = [[(text, read(text, language)) for text in texts] for texts in items]
    open_ones = [found for item in of_items for _, found in item if isinstance(found, Written)]
    of_head = [(text, read(text, language)) for text in head]
    open_ones += [found for _, found in of_head if isinstance(found, Written)]
    if not open_ones:
        return DateContext(language)
    flat = [each for item in of_items for each in item]
    written = {text for text, _ in (*flat, *of_head) if not text[-1:].isalpha()}
    seen = _offsets((*flat, *of_head), written)
    names = {
        name: minutes
        for name in sorted({found.zone for found in open_ones if isinstance(found.zone, str)})
        if (minutes := date_zones.offset(name, language, seen)) is not None
    }
    zones = _offsets(flat) or _offsets(of_head)
    zones |= {names[found.zone] for found in open_ones if found.zone in names}
    lacking = any(found.zone is None for found in open_ones)
    return DateContext(
        language=language,
        order=_order(of_items, open_ones),
        zone=next(iter(zones)) if lacking and len(zones) == 1 else 0,
        names=tuple(names.items()),
    )


def certain(text: str | None) -> datetime | None:
    """Read a date that stands alone; see `DateContext.read`.

    Args:
        text: as it is written; None for no text.
    """
    return gather([[text]]).read(text) if text else None


_Read = tuple[str, datetime | Written | None]


def _offsets(dates: Iterable[_Read], among: set[str] | None = None) -> set[int]:
    """Return the offsets of the dates that have one, in minutes east of UTC."""
    chosen = [found for text, found in dates if among is None or text in among]
    moments = [found.utcoffset() for found in chosen if isinstance(found, datetime)]
    offsets = {offset // timedelta(minutes=1) for offset in moments if offset is not None}
    parts = [found.zone for found in chosen if isinstance(found, Written)]
    return offsets | {zone for zone in parts if isinstance(zone, int)}


def _order(items: Iterable[Sequence[_Read]], open_ones: Iterable[Written]) -> str:
    """Return the order of numbers that the dates show; nothing if none does, or several do."""
    if all(found.month_first is None for found in open_ones):
        return ""
    shown = {found.order for found in open_ones if found.order}
    for item in items:
        days = [day for _, found in item if (day := _sure_day(found)) is not None]
        for _, found in item:
            if isinstance(found, Written) and found.month_first is not None:
                near = {
                    order
                    for order, day in (("dmy", found.day), ("mdy", found.month_first))
                    if any(abs(day - other) <= _DAY for other in days)
                }
                shown |= near if len(near) == 1 else set()
    return next(iter(shown)) if len(shown) == 1 else ""


def _sure_day(found: datetime | Written | None) -> date | None:
    if isinstance(found, datetime):
        return found.date()
    return None if found is None or found.month_first is not None else found.day
