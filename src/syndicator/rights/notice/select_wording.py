"""Which wording of a notice holds for a story: by the story's day and by its language.

A permission may be worded anew from some day on, and in several languages. The story's own day
decides, not today's: what appeared under the old wording keeps it.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from syndicator.model.grant import Grant, Placement, Wording


class Sides(NamedTuple):
    """The templates above and below a text; None or empty: nothing stands there."""

    above: str | None
    below: str | None


def sides(grant: Grant, *, day: date, language: str | None) -> Sides:
    """Choose the wording for one story.

    Of the wordings that had begun on the story's day and whose language fits, one in the story's
    language beats one for any (the longer language range first, RFC 4647 §3.3.1); then the latest
    to begin wins, then the last in the configuration. Where none fits, ``header`` and ``footer``
    of the grant itself hold.
    """
    best: Wording | None = None
    rank = (-1, date.min)
    for wording in grant.wording:
        if wording.start is not None and wording.start > day:
            continue
        if (fitting := _fits(wording.language, language)) is None:
            continue
        if (fitting, wording.start or date.min) >= rank:
            best, rank = wording, (fitting, wording.start or date.min)
    return _sides(grant, best)


def every(grant: Grant) -> tuple[Sides, ...]:
    """All that a notice of this permission may ever say, each once."""
    worded = (_sides(grant, wording) for wording in (None, *grant.wording))
    return tuple(dict.fromkeys(worded))


def _fits(wanted: str | None, language: str | None) -> int | None:
    """How many subtags of the range match the tag; None: it does not (RFC 4647 §3.3.1)."""
    if wanted is None or wanted == "*":
        return 0
    tag = f"{language or ''}-".lower()
    return wanted.count("-") + 1 if tag.startswith(f"{wanted.lower()}-") else None


def _sides(grant: Grant, wording: Wording | None) -> Sides:
    """What a wording leaves out is as the grant has it; an empty text says nothing."""
    if wording is None:
        return Sides(grant.header, grant.footer)
    if wording.placement is None:
        header = grant.header if wording.header is None else wording.header
        return Sides(header, grant.footer if wording.footer is None else wording.footer)
    own = wording.header if wording.footer is None else wording.footer
    text = own if own is not None else (grant.header or grant.footer)
    return Sides(
        text if wording.placement is not Placement.BELOW else None,
        text if wording.placement is not Placement.ABOVE else None,
    )
