"""Whether a story may leave: every condition of its permission, held against it at one moment.

::

    Case(item, grant, now, …) ─ each of CONDITIONS ─▶ Finding(check, changes_at) ─ permit ─▶ Ruling

A condition is a function of its own. All of them are asked, so that an editor sees the whole
picture; the first that fails in the order of `CONDITIONS` is the reason. A new kind of condition is
one more function in that tuple.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from syndicator.model import Check, Item, Ruling
from syndicator.rights.grant import Grant, Scope
from syndicator.rights.notice import NoticeError, needs_link, original_link, render

PERMITTED: Final = "permitted"
"""The code of a ruling that lets a story go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One story, the permission it claims, and the moment at which that is asked."""

    item: Item
    grant: Grant
    now: datetime
    zone: ZoneInfo
    """In which the grant's dates are days."""
    source_title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one condition says of a case."""

    check: Check
    changes_at: datetime | None = None
    """The next moment at which it will say otherwise, if the clock alone makes it."""


Condition = Callable[[Case], Finding]


def permit(
    item: Item,
    grant: Grant | None,
    *,
    now: datetime,
    zone: ZoneInfo,
    source_title: str | None = None,
) -> Ruling:
    """Rule on one story.

    Args:
        item: the story.
        grant: its source's permission; None: there is none, and nothing leaves.
        now: the moment, aware; what is judged again later may be ruled otherwise.
        zone: in which the grant's dates are days.
        source_title: the source's title as the operator configured it, if so.

    Returns:
        The ruling with every check; ``wake_at`` is the next moment at which it could differ.
    """
    if grant is None:
        detail = f'The source "{item.source}" has no permission, and nothing leaves without one.'
        check = Check(name="grant", passed=False, detail=detail)
        return Ruling(permitted=False, reason=detail, code=check.name, checks=(check,))
    case = Case(
        item=item,
        grant=grant,
        now=now,
        zone=zone,
        source_title=source_title,
    )
    findings = [condition(case) for condition in CONDITIONS]
    checks = tuple(finding.check for finding in findings)
    moments = [finding.changes_at for finding in findings if finding.changes_at is not None]
    refusal = next((check for check in checks if not check.passed), None)
    return Ruling(
        permitted=refusal is None,
        reason=refusal.detail if refusal else _permission(grant),
        code=refusal.name if refusal else PERMITTED,
        checks=checks,
        wake_at=min(moments, default=None),
    )


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


def _permission(grant: Grant) -> str:
    until = f" until {grant.expires.isoformat()}" if grant.expires else ""
    return f'The permission "{grant.name}" lets {_SCOPES[grant.scope]} go{until}.'


_SCOPES: Final = {
    Scope.FULL: "the full text",
    Scope.EXCERPT: "an excerpt",
    Scope.HEADLINE: "the title and a link",
}


def _finding(
    name: str, detail: str, *, passed: bool, changes_at: datetime | None = None
) -> Finding:
    return Finding(check=Check(name=name, passed=passed, detail=detail), changes_at=changes_at)


def exists(case: Case) -> Finding:
    """There is a permission at all."""
    proof = f", on record as {case.grant.proof}" if case.grant.proof else ""
    detail = f'The source "{case.item.source}" has the permission "{case.grant.name}"{proof}.'
    return _finding("grant", detail, passed=True)


def granted(case: Case) -> Finding:
    """The permission has begun: from the first moment of the day ``granted``."""
    day = case.grant.granted
    if day is None:
        return _finding("granted", "The permission names no first day.", passed=True)
    begins = first_moment(day, case.zone)
    if case.now < begins:
        detail = (
            f"The permission begins on {day.isoformat()} ({case.zone.key}), which is still to come."
        )
        return _finding("granted", detail, passed=False, changes_at=begins)
    return _finding("granted", f"The permission began on {day.isoformat()}.", passed=True)


def expires(case: Case) -> Finding:
    """The permission has not ended: from the first moment of the day ``expires`` nothing leaves."""
    day = case.grant.expires
    if day is None:
        return _finding("expires", "The permission names no last day.", passed=True)
    ends = first_moment(day, case.zone)
    if case.now >= ends:
        detail = f"The permission ended when {day.isoformat()} began ({case.zone.key})."
        return _finding("expires", detail, passed=False)
    detail = f"The permission holds until {day.isoformat()} begins ({case.zone.key})."
    return _finding("expires", detail, passed=True, changes_at=ends)


def scope(case: Case) -> Finding:
    """What may leave is there."""
    what = _SCOPES[case.grant.scope]
    if case.grant.scope is Scope.HEADLINE and not case.item.article.title:
        detail = f"The permission lets only {what} go, and this story has no title."
        return _finding("scope", detail, passed=False)
    return _finding("scope", f"The permission lets {what} go.", passed=True)


def link(case: Case) -> Finding:
    """The original can be linked to, where the permission asks for it."""
    found = original_link(case.item)
    if found is not None:
        return _finding("link", f"The original is at {found}.", passed=True)
    if case.grant.scope is not Scope.FULL:
        detail = (
            f"The permission lets {_SCOPES[case.grant.scope]} go, with a link to the original,"
            " and the feed gives this story no link."
        )
        return _finding("link", detail, passed=False)
    if needs_link(case.grant):
        detail = "The notice must link to the original, and the feed gives this story no link."
        return _finding("link", detail, passed=False)
    return _finding("link", "The story has no link, and its notice needs none.", passed=True)


def notice(case: Case) -> Finding:
    """The notice can be made; without one nothing leaves."""
    try:
        made = render(case.grant, case.item, zone=case.zone, source_title=case.source_title)
    except NoticeError as error:
        return _finding("notice", str(error), passed=False)
    return _finding("notice", f"The notice reads: {made.rights}", passed=True)


CONDITIONS: Final[tuple[Condition, ...]] = (
    exists,
    granted,
    expires,
    scope,
    link,
    notice,
)
"""In the order in which they give the reason of a refusal."""
