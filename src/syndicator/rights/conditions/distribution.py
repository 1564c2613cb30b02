"""How far a story may go: onward from our subscribers, into which countries, how many a day."""

from __future__ import annotations

from syndicator.rights.conditions.case import Case, Finding, failed, passed, spell_moment
from syndicator.rights.conditions.territory import EVERYWHERE, outside, spell, spell_list


def onward(case: Case) -> Finding:
    """Subscribers may carry the story on, or the feed is one that only known ones can read."""
    if case.grant.onward:
        return passed("onward", "Subscribers may carry the story on.")
    rule = "Subscribers may not carry the story on, so that only feeds with a token may hold it"
    if case.place is None:
        return passed("onward", f"{rule}.")
    if case.place.token:
        return passed("onward", f'{rule}, as "{case.place.feed}" is.')
    return failed("onward", f'{rule}, and "{case.place.feed}" is open to everybody.')


def territory(case: Case) -> Finding:
    """The permission holds wherever the feed is offered."""
    allowed = case.grant.territory
    if allowed == (EVERYWHERE,):
        return passed("territory", "The permission holds everywhere.")
    rule = f"The permission holds {spell(allowed)}"
    if case.place is None:
        return passed("territory", f"{rule}.")
    offered = f'"{case.place.feed}" is offered {spell(case.place.territory)}'
    if not (beyond := outside(case.place.territory, allowed)):
        return passed("territory", f"{rule}, and {offered}.")
    detail = f"{rule}; {offered}, and so in {spell_list(beyond)}, where it does not hold."
    return failed("territory", detail)


def daily_limit(case: Case) -> Finding:
    """Tell of the limit; whose turn it is depends on other stories, and is decided with them.

    That is done by `syndicator.curate.queue`, feed by feed.
    """
    most = case.grant.daily_limit
    if most is None:
        return passed("daily_limit", "Any number of stories may leave in a day.")
    rule = "Only one story may" if most == 1 else f"Only {most} stories may"
    rule += " leave for the first time in a day, the oldest first"
    if (first := case.item.first_published) is not None:
        when = spell_moment(first, case.zone)
        return passed("daily_limit", f"{rule}; this one did on {when}, and waits no more.")
    return passed("daily_limit", f"{rule}; each feed says whether it is this one's turn.")
