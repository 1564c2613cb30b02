"""What is said of a source that cannot be read: which incident it is, and what to do. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from syndicator.model import FailureKind
from syndicator.model.health import SourceFacts
from syndicator.model.incident import Finding, Kind, Severity
from syndicator.monitor.wording import Words, words_of_proposal

_BLOCKING: Final = frozenset({401, 402, 403, 406, 407, 409, 412, 418, 451})
_PUBLISHERS: Final = frozenset(
    {FailureKind.UNSAFE, FailureKind.COSTLY, FailureKind.UNREADABLE, FailureKind.ENCODING}
)
"""Failures that only the publisher can mend."""
_PAGE: Final = "this is an HTML page"


def kind_of(facts: SourceFacts) -> Kind:
    """Tell by its last failure what an incident of it would be about."""
    match facts.kind:
        case FailureKind.GONE:
            return Kind.GONE
        case FailureKind.THROTTLED:
            return Kind.WAITING
        case FailureKind.CHALLENGE:
            return Kind.BLOCKED
        case FailureKind.NOT_A_FEED if _PAGE in facts.message:
            return Kind.BLOCKED
        case _ if facts.status in _BLOCKING:
            return Kind.BLOCKED
        case _:
            return Kind.FAILING


def unread(facts: SourceFacts, words: Words, kind: Kind, *, since: datetime, count: int) -> Finding:
    """Say what is wrong with a source that cannot be read.

    Args:
        facts: of the source.
        words: how moments are said.
        kind: of `kind_of`.
        since: the first failure.
        count: how often in a row.
    """
    moment = words.moment(since)
    why = f" ({facts.kind}: {facts.message})" if facts.kind and facts.message else ""
    name, times = facts.name, words.times(count)
    what = {
        Kind.GONE: f"{name} said on {moment} that it is gone (410) and is not asked any more, "
        f"but by `syndicator poll {name}`",
        Kind.WAITING: f"{facts.host} has asked to be left alone since {moment}{why}",
        Kind.BLOCKED: f"{name} has answered since {moment}, but not with its feed{why}, {times}",
        Kind.FAILING: f"{name} has failed since {moment}, {times}{why}",
    }[kind]
    return Finding(
        kind=kind,
        subject=facts.name,
        severity=Severity.ERROR if kind is not Kind.WAITING else Severity.WARNING,
        since=since,
        sentence=f"{what}; {advice(kind, facts)}",
        effect=f"Readers get nothing new from {name}; what stands stays.",
        command=f"syndicator status {name}",
        count=count,
    )


def advice(kind: Kind, facts: SourceFacts) -> str:
    """Say what to do; one clause with a full stop."""
    if facts.proposal and kind is not Kind.WAITING:
        return words_of_proposal(facts.proposal)
    return _remedy(kind, facts)


def _remedy(kind: Kind, facts: SourceFacts) -> str:  # noqa: PLR0911  # a table
    match kind:
        case Kind.GONE:
            return "take it out of config.toml, or find its new address with `syndicator add`."
        case Kind.WAITING:
            return f"raise `every` for {facts.name}, or ask the publisher."
        case Kind.BLOCKED:
            return "open its address in a browser, and ask the publisher to let us in."
    match facts.kind:
        case FailureKind.DNS:
            return "look whether its host still exists, and whether its address is right."
        case FailureKind.TLS:
            return "its certificate is the publisher's to renew: tell them."
        case FailureKind.NOT_A_FEED | FailureKind.REDIRECT:
            return "look for the feed's new address with `syndicator add`."
        case FailureKind.TOO_LARGE:
            return "raise `max_bytes` if it may be so large."
        case FailureKind.STATUS if facts.status in {404, 410}:
            return "look for the feed's new address with `syndicator add`."
        case _ if facts.kind in _PUBLISHERS:
            return "the publisher has to mend it: tell them what is wrong."
        case _:
            return "it is asked again by itself; if it lasts, ask the publisher."
