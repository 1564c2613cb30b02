"""The condition that the source's own metadata does not forbid what the permission allows. Pure."""

from __future__ import annotations

from typing import Final

from syndicator.rights.conditions.case import Case, Finding, failed, passed
from syndicator.rights.reservations.conflicts import Conflict, Judge, Subject

_SHOWN: Final = 3


def reserved(case: Case) -> Finding:
    """The source's own metadata does not forbid what the permission allows."""
    judge = Judge(
        case.item,
        case.grant,
        now=case.now,
        zone=case.zone,
        source_title=case.source_title,
        offered=case.place.territory if case.place else None,
    )
    found = judge.conflicts()
    changes_at = None if Subject.VALID in case.grant.overrides else judge.changes_at()
    if not found:
        detail = (
            "What the source reserves does not stand against the permission."
            if judge.said
            else "The source reserves nothing in its feed."
        )
        return passed("reserved", detail, changes_at=changes_at)
    what = _spell(found)
    if (word := case.item.desk.approved) is not None:
        detail = f"{what}; {word.by} approved the story all the same."
        return passed("reserved", detail)
    subjects = ", ".join(f'"{each}"' for each in dict.fromkeys(one.subject for one in found))
    advice = (
        f" An editor must look at it: `syndicator approve {case.item.id}` lets it go. If the"
        f" agreement says otherwise, say so in the permission: overrides = [{subjects}]."
    )
    return failed("reserved", f"{what}.{advice}", changes_at=changes_at)


def _spell(found: tuple[Conflict, ...]) -> str:
    shown = [each.detail for each in found[:_SHOWN]]
    if len(found) > _SHOWN:
        shown.append(f"{len(found) - _SHOWN} more such statements")
    text = "; ".join(shown)
    return text[:1].upper() + text[1:]
