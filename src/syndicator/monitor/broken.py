"""A feed that answers well and brings nothing that can be used. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Final

from syndicator.model.health import Asked, SourceFacts
from syndicator.model.incident import Finding, Kind, Severity
from syndicator.monitor.wording import SINCE, Words, words_of_proposal

FEWEST: Final = 2
"""Stories; one alone may be an oddity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """What is wrong with the documents of a source."""

    kind: str
    finding: Finding
    polls: int | None
    """How often in a row it was found; None: only this time is known."""


def broken(facts: SourceFacts, words: Words) -> Broken | None:
    """Find what is wrong with the documents of a source, the worst first.

    Args:
        facts: with its latest polls.
        words: how moments are said.
    """
    if facts.failures:
        return None
    return next(_found(facts, words), None)


def _found(facts: SourceFacts, words: Words) -> Iterator[Broken]:
    name = facts.name
    if facts.stories:
        yield from _of_polls(
            facts,
            words,
            "empty",
            lambda poll: poll.items == 0,
            f"{name} had stories and has none",
            "ask the publisher whether the feed is meant to be empty.",
        )
    yield from _of_polls(
        facts,
        words,
        "ids-change",
        lambda poll: poll.renamed >= max(FEWEST, (poll.items or 0) / 2),
        f"{name} gives its stories other ids each time that it is asked",
        "tell the publisher: subscribers of theirs see every story again and again.",
        every=True,
    )
    yield from _of_polls(
        facts,
        words,
        "no-words",
        lambda poll: poll.changed >= FEWEST and poll.empty == poll.changed,
        f"{name} brings stories without a title or a text",
        "tell the publisher that the feed is broken.",
    )
    yield from _of_polls(
        facts,
        words,
        "encoding",
        lambda poll: poll.changed >= FEWEST and poll.garbled * 2 > poll.changed,
        f"{name} brings stories in a wrong encoding (Ã© for é)",
        "tell the publisher; `syndicator items --source` shows them.",
    )
    yield from _of_dates(facts, words)


def _of_polls(  # one row of a table
    facts: SourceFacts,
    words: Words,
    kind: str,
    is_bad: Callable[[Asked], bool],
    what: str,
    advice: str,
    *,
    every: bool = False,
) -> Iterator[Broken]:
    """Look whether the last documents were bad; a poll without a document speaks for the last one.

    Args:
        facts: of the source.
        words: how moments are said.
        kind: what scripts match.
        is_bad: of a poll that read a document.
        what: the beginning of the sentence.
        advice: its end.
        every: only polls that read a document count, not those that found it unchanged.
    """
    well = list(takewhile(lambda poll: not poll.failed, facts.polls))
    read = [poll for poll in well if poll.items is not None]
    if kind in {"no-words", "encoding"}:
        # A document in which nothing is new says neither.
        read = [poll for poll in read if poll.changed]
    bad = list(takewhile(is_bad, read))
    if not bad:
        return
    since = bad[-1].at
    count = len(bad) if every else sum(poll.at >= since for poll in well)
    yield Broken(kind=kind, finding=_finding(facts, words, what, advice, since, count), polls=count)


def _of_dates(facts: SourceFacts, words: Words) -> Iterator[Broken]:
    dates = facts.dates
    if dates is None or dates.items < FEWEST:
        return
    well = list(takewhile(lambda poll: not poll.failed, facts.polls))
    read = [poll for poll in well if poll.items is not None]
    since = read[0].at if read else facts.last_success or words.now
    count = max(sum(poll.at >= since for poll in well), 1)
    for kind, wrong, what in (
        ("dates-unreadable", dates.unreadable, "no date of its stories can be read"),
        ("dates-ahead", dates.ahead, "all of its stories are dated in the future"),
        ("dates-same", dates.same, "all of its stories have one and the same date"),
    ):
        if wrong == dates.items:
            finding = _finding(
                facts,
                words,
                f"{facts.name}: {what},",
                "they are ordered by when they were seen; tell the publisher.",
                since,
                count,
                severity=Severity.WARNING,
            )
            yield Broken(kind=kind, finding=finding, polls=None)


def _finding(  # the parts of a sentence
    facts: SourceFacts,
    words: Words,
    what: str,
    advice: str,
    since: datetime,
    count: int,
    *,
    severity: Severity = Severity.ERROR,
) -> Finding:
    return Finding(
        kind=Kind.BROKEN,
        subject=facts.name,
        severity=severity,
        since=since,
        sentence=f"{what} since {SINCE}, {words.times(count)}; "
        f"{words_of_proposal(facts.proposal) if facts.proposal else advice}",
        effect=f"Readers get nothing of use from {facts.name}.",
        command=f"syndicator status {facts.name}",
        count=count,
    )
