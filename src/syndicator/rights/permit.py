"""Whether a story may leave: every condition of its permission, held against it at one moment.

::

    Case(item, grant, now, place …) ─ each of CONDITIONS ─▶ Finding(check, changes_at)
        ─ permit ─▶ Ruling

A condition is a function of its own (`syndicator.rights.conditions.case`). All of them are asked,
so that an editor sees the whole picture; the first that fails in the order of `CONDITIONS` is the
reason. A new kind of condition is one more function in that tuple.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from syndicator.model import Check, Item, Ruling
from syndicator.model.grant import Grant, Scope
from syndicator.rights.attribution.agencies import Agency
from syndicator.rights.conditions.case import Case, Condition, Finding, Place, failed, passed
from syndicator.rights.conditions.dates import embargo, expires, granted, remove_after, use_within
from syndicator.rights.conditions.distribution import daily_limit, onward, territory
from syndicator.rights.conditions.editorial import approval, held, killed, rejected, text
from syndicator.rights.conditions.edits import edits
from syndicator.rights.conditions.reservations import reserved
from syndicator.rights.conditions.third_party import third_party
from syndicator.rights.notice.render import NoticeError, needs_link, original_link, render

PERMITTED: Final = "permitted"
"""The code of a ruling that lets a story go."""


def permit(
    item: Item,
    grant: Grant | None,
    *,
    now: datetime,
    zone: ZoneInfo,
    source_title: str | None = None,
    place: Place | None = None,
    agencies: tuple[Agency, ...] = (),
) -> Ruling:
    """Rule on one story.

    Args:
        item: the story.
        grant: its source's permission; None: there is none, and nothing leaves.
        now: the moment, aware; what is judged again later may be ruled otherwise.
        zone: in which the grant's dates are days.
        source_title: the source's title as the operator configured it, if so.
        place: the output feed that is meant; None: whether the story may leave at all, before what
            depends on the feed is asked.
        agencies: whose material is known to turn up in other publishers' feeds.

    Returns:
        The ruling with every check; ``wake_at`` is the next moment at which the clock alone makes
        it another: permitted or not, or refused for another reason.
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
        place=place,
        agencies=agencies,
    )
    findings = [condition(case) for condition in CONDITIONS]
    refusal = _refusal(findings)
    return Ruling(
        permitted=refusal is None,
        reason=refusal.detail if refusal else _permission(grant),
        code=refusal.name if refusal else PERMITTED,
        checks=tuple(finding.check for finding in findings),
        wake_at=_wakes_at(case, findings),
    )


def _refusal(findings: Sequence[Finding]) -> Check | None:
    return next((found.check for found in findings if not found.check.passed), None)


def _wakes_at(case: Case, findings: Sequence[Finding]) -> datetime | None:
    """The first moment at which another condition decides, or none any more.

    That an embargo ends is no reason to look again at a story that was killed.
    """
    refusal = _refusal(findings)
    code = refusal.name if refusal else None
    while moments := [
        found.changes_at
        for found in findings
        if found.changes_at is not None and found.changes_at > case.now
    ]:
        case = replace(case, now=min(moments))
        findings = [
            found if found.changes_at is None else condition(case)
            for condition, found in zip(CONDITIONS, findings, strict=True)
        ]
        refusal = _refusal(findings)
        if (refusal.name if refusal else None) != code:
            return case.now
    return None


def _permission(grant: Grant) -> str:
    until = f" until {grant.expires.isoformat()}" if grant.expires else ""
    return f'The permission "{grant.name}" lets {_SCOPES[grant.scope]} go{until}.'


_SCOPES: Final = {
    Scope.FULL: "the full text",
    Scope.EXCERPT: "an excerpt",
    Scope.HEADLINE: "the title and a link",
}


def exists(case: Case) -> Finding:
    """There is a permission at all."""
    proof = f", on record as {case.grant.proof}" if case.grant.proof else ""
    detail = f'The source "{case.item.source}" has the permission "{case.grant.name}"{proof}.'
    return passed("grant", detail)


def scope(case: Case) -> Finding:
    """What may leave is there."""
    what = _SCOPES[case.grant.scope]
    if case.grant.scope is Scope.HEADLINE and not case.item.article.title:
        detail = f"The permission lets only {what} go, and this story has no title."
        return failed("scope", detail)
    article = case.item.article
    if not (
        article.title or article.content or article.summary or article.link or article.enclosures
    ):
        detail = "There is nothing to reprint: no title, no text, no link and no file."
        return failed("scope", detail)
    return passed("scope", f"The permission lets {what} go.")


def link(case: Case) -> Finding:
    """The original can be linked to, where the permission asks for it."""
    found = original_link(case.item)
    if found is not None:
        return passed("link", f"The original is at {found}.")
    if case.grant.scope is not Scope.FULL:
        detail = (
            f"The permission lets {_SCOPES[case.grant.scope]} go, with a link to the original,"
            " and the feed gives this story no link."
        )
        return failed("link", detail)
    if needs_link(case.grant, case.item, zone=case.zone):
        detail = "The notice must link to the original, and the feed gives this story no link."
        return failed("link", detail)
    return passed("link", "The story has no link, and its notice needs none.")


def notice(case: Case) -> Finding:
    """The notice can be made; without one nothing leaves."""
    try:
        made = render(case.grant, case.item, zone=case.zone, source_title=case.source_title)
    except NoticeError as error:
        return failed("notice", str(error))
    return passed("notice", f"The notice reads: {made.rights}")


CONDITIONS: Final[tuple[Condition, ...]] = (
    killed,
    exists,
    text,
    granted,
    expires,
    embargo,
    use_within,
    remove_after,
    rejected,
    held,
    third_party,
    reserved,
    approval,
    onward,
    territory,
    daily_limit,
    scope,
    link,
    notice,
    edits,
)
"""In the order in which they give the reason of a refusal."""
