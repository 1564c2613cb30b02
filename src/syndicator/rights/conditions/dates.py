"""When a story may stand: the days of the permission, and the story's own time in it.

What counts from a story counts from its date, as its source gives it, or else from when it was
first seen (`Item.date`). An embargo counts from the later of the two, whatever the source says: a
date too early must not let a story out, and one that lies ahead is the publisher's own wish. The
times that end are then counted from that wish, too. A correction does not begin anything anew.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from syndicator.rights.conditions.case import (
    Case,
    Finding,
    after,
    failed,
    passed,
    spell_length,
    spell_moment,
)


@lru_cache(maxsize=256)
def first_moment(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins in a zone, in UTC.

    That is not always midnight: where the clock is put forward at midnight, the day begins with the
    first moment that there is (PEP 495 gives it for a time in the gap with ``fold=0``).
    """
    try:
        return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
    except OverflowError:
        # The first or the last day that there is, in a zone that would put it outside.
        return datetime.combine(day, time.min, tzinfo=UTC)


def day_around(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first moments of the day that a moment belongs to in a zone, and of the next day."""
    day = now.astimezone(zone).date()
    return first_moment(day, zone), first_moment(day + timedelta(days=1), zone)


def granted(case: Case) -> Finding:
    """The permission has begun: from the first moment of the day ``granted``."""
    day = case.grant.granted
    if day is None:
        return passed("granted", "The permission names no first day.")
    begins = first_moment(day, case.zone)
    if case.now < begins:
        detail = (
            f"The permission begins on {day.isoformat()} ({case.zone.key}), which is still to come."
        )
        return failed("granted", detail, changes_at=begins)
    return passed("granted", f"The permission began on {day.isoformat()}.")


def expires(case: Case) -> Finding:
    """The permission has not ended: from the first moment of the day ``expires`` nothing leaves."""
    day = case.grant.expires
    if day is None:
        return passed("expires", "The permission names no last day.")
    ends = first_moment(day, case.zone)
    if case.now >= ends:
        detail = f"The permission ended when {day.isoformat()} began ({case.zone.key})."
        return failed("expires", detail)
    detail = f"The permission holds until {day.isoformat()} begins ({case.zone.key})."
    return passed("expires", detail, changes_at=ends)


def embargo(case: Case) -> Finding:
    """The publisher has had the story to itself for so long."""
    if not case.grant.embargo:
        return passed("embargo", "The permission asks for no wait after publication.")
    appeared, seen = _appeared(case), case.item.first_seen
    ends = after(max(appeared, seen), case.grant.embargo)
    wait = f"{spell_length(case.grant.embargo)} after "
    wait += "publication" if appeared >= seen else "it was first seen here"
    if ends is None:
        return failed("embargo", f"The story may leave {wait}, which is never.")
    when = spell_moment(ends, case.zone)
    if case.now < ends:
        detail = f"The story may leave {wait}: from {when} on, which is still to come."
        return failed("embargo", detail, changes_at=ends)
    return passed("embargo", f"The story may leave {wait}: since {when}.")


def _appeared(case: Case) -> datetime:
    """When a story appeared; under an embargo as the source says, even if that lies ahead."""
    wished = case.item.future_date if case.grant.embargo else None
    return max(wished, case.item.date) if wished else case.item.date


def use_within(case: Case) -> Finding:
    """The story was taken up soon enough; one that was stands on, and may come back."""
    if case.grant.use_within is None:
        return passed("use_within", "The permission sets no time within which to take a story up.")
    ends = after(_appeared(case), case.grant.use_within)
    rule = f"The story must be taken up within {spell_length(case.grant.use_within)}"
    if ends is None:
        return passed("use_within", f"{rule} of its publication, which never ends.")
    when = spell_moment(ends, case.zone)
    first = case.item.first_published
    if first is not None and first < ends:
        detail = (
            f"{rule} of its publication, before {when}. It was, on "
            f"{spell_moment(first, case.zone)}, and may stand on."
        )
        return passed("use_within", detail)
    if case.now < ends:
        return passed("use_within", f"{rule} of its publication: before {when}.", changes_at=ends)
    return failed("use_within", f"{rule} of its publication; that time ended on {when}.")


def remove_after(case: Case) -> Finding:
    """The story has not stood for longer than it may, counted from its publication."""
    if case.grant.remove_after is None:
        return passed("remove_after", "The permission does not say when a story must be gone.")
    ends = after(_appeared(case), case.grant.remove_after)
    rule = f"The story must be gone {spell_length(case.grant.remove_after)} after its publication"
    if ends is None:
        return passed("remove_after", f"{rule}, which is never.")
    when = spell_moment(ends, case.zone)
    if case.now < ends:
        return passed("remove_after", f"{rule}: from {when} on.", changes_at=ends)
    return failed("remove_after", f"{rule}: since {when}.")
