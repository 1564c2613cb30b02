"""Output feeds, hubs, the desk and the service itself: what is wrong with them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from syndicator.model.incident import Finding, Kind, Severity
from syndicator.monitor.lifecycle import Observation
from syndicator.monitor.wording import SINCE, Words

STALE: Final = timedelta(minutes=30)
"""So long a feed may be due without being written."""
HUB: Final = timedelta(hours=1)
DESK: Final = timedelta(days=1)
EXPIRES: Final = timedelta(hours=12)
QUEUE: Final = timedelta(hours=2)
AHEAD: Final = timedelta(minutes=10)
"""So far a clock may be behind the last poll."""
FEWEST_ENDED: Final = 3
"""Sources whose documents end processes."""
LASTING: Final = timedelta(minutes=30)
FREE: Final = ((0.01, 50_000_000, Severity.CRITICAL), (0.05, 500_000_000, Severity.ERROR))
"""A disk is full below such a share of its size, and below so many octets."""
DAYS_LEFT: Final = ((2, Severity.ERROR), (7, Severity.WARNING))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFacts:
    """One output feed."""

    name: str
    due_since: datetime | None
    """When it was found to be due and was not written; None: it is up to date."""
    built: bool
    entries: int
    had_entries: bool


def feed(facts: FeedFacts, words: Words) -> list[Observation]:
    """Look at one output feed after a publish."""
    stale = empty = None
    if facts.due_since is not None:
        stale = Finding(
            kind=Kind.FEED_STALE,
            subject=facts.name,
            severity=Severity.ERROR,
            since=facts.due_since,
            sentence=f"The feed {facts.name} has not been written since "
            f"{SINCE} although it changed; see why with "
            f"`syndicator publish {facts.name}`.",
            effect=f"Readers of {facts.name} see what stood then.",
            command=f"syndicator publish {facts.name}",
        )
    if facts.built and facts.had_entries and not facts.entries:
        empty = Finding(
            kind=Kind.FEED_EMPTY,
            subject=facts.name,
            severity=Severity.WARNING,
            since=words.now,
            sentence=f"The feed {facts.name} has held no story since {SINCE}; see "
            f"why with `syndicator preview {facts.name}`.",
            effect=f"Readers of {facts.name} find it empty.",
            command=f"syndicator preview {facts.name}",
        )
    return [
        Observation(key=(Kind.FEED_STALE.cause, facts.name), finding=stale, lasting=STALE),
        Observation(key=(Kind.FEED_EMPTY.cause, facts.name), finding=empty),
    ]


def hub(  # what is known of one hub
    host: str, *, since: datetime, waiting: int, given_up: int, error: str | None, words: Words
) -> Observation:
    """Look at a hub that is still to be told of changes."""
    late = words.now - since >= HUB
    why = f" ({error})" if error else ""
    gave = f", {given_up} of them for good" if given_up else ""
    finding = Finding(
        kind=Kind.HUB,
        subject=host,
        severity=Severity.WARNING,
        since=since,
        sentence=f"The hub {host} has not been told of {waiting + given_up} changes{gave} since "
        f"{words.moment(since)}{why}; it is tried again by itself; look at `syndicator status`.",
        effect="Subscribers that rely on the hub see changes when they next poll.",
        command="syndicator status",
        count=waiting + given_up,
    )
    return Observation(key=finding.key, finding=finding if late else None, at_once=True)


def desk(waiting: int, since: datetime | None, words: Words) -> Observation:
    """Look at stories that wait for an editor."""
    late = since is not None and words.now - since >= DESK
    finding = Finding(
        kind=Kind.DESK_WAITING,
        subject="desk",
        severity=Severity.WARNING,
        since=since or words.now,
        sentence=f"{waiting} {'story has' if waiting == 1 else 'stories have'} waited for an "
        f"editor, the oldest since {words.moment(since)}; approve or reject them.",
        effect="Readers do not see them.",
        command="syndicator items --waiting",
        count=max(waiting, 1),
    )
    return Observation(key=finding.key, finding=finding if late else None, at_once=True)


def expiring(items: Sequence[tuple[int, datetime]], words: Words) -> Observation:
    """Look at stories that wait for an editor and may soon not be used any more.

    Args:
        items: their numbers, and until when each may be published first.
        words: how moments are said.
    """
    soon = sorted(
        (until, item) for item, until in items if words.now < until <= words.now + EXPIRES
    )
    until, item = soon[0] if soon else (words.now, 0)
    finding = Finding(
        kind=Kind.DESK_EXPIRING,
        subject="desk",
        severity=Severity.ERROR,
        since=words.now,
        sentence=f"{len(soon)} {'story waits' if len(soon) == 1 else 'stories wait'} for an editor "
        f"and may only be published until {words.moment(until)} (item {item}); decide on them now.",
        effect="Readers will never see them.",
        command=f"syndicator approve {item}",
        count=max(len(soon), 1),
    )
    return Observation(key=finding.key, finding=finding if soon else None, at_once=True)


def notice(  # what is known of it
    kind: Kind, source: str, *, stories: int, first: datetime, item: int, reason: str, words: Words
) -> Observation:
    """A publisher has withdrawn or corrected what had been published; the feeds follow."""
    what = f"item {item}" if stories == 1 else f"{stories} stories, the latest is item {item}"
    gone = kind is Kind.WITHDRAWAL
    did, follows = ("withdrawn", "taken down") if gone else ("corrected", "corrected here, too,")
    finding = Finding(
        kind=kind,
        subject=source,
        severity=Severity.ERROR if gone else Severity.WARNING,
        since=first,
        sentence=f"{source} has {did} {what}, since {words.moment(first)} ({reason}); it is "
        f"{follows} by itself: look whether it was printed elsewhere, `syndicator why {item}`.",
        effect="Readers see it no more." if gone else "Readers see the corrected story.",
        command=f"syndicator why {item}",
        count=stories,
    )
    return Observation(key=finding.key, finding=finding, at_once=True)


def tick(kind: str, failed: str | None, words: Words) -> Observation:
    """Look whether a tick did its work."""
    finding = Finding(
        kind=Kind.TICK,
        subject=kind,
        severity=Severity.CRITICAL,
        since=words.now,
        sentence=f"{kind} has failed since {SINCE} ({failed}); mend that, and it "
        "goes on by itself.",
        effect="Readers see what stood before.",
        command=f"syndicator {kind}",
    )
    return Observation(key=finding.key, finding=finding if failed else None)


def queue(late: int, since: datetime | None, words: Words) -> Observation:
    """Look at sources that are asked too late."""
    finding = Finding(
        kind=Kind.QUEUE,
        subject="queue",
        severity=Severity.WARNING,
        since=since or words.now,
        sentence=f"{late} sources should have been asked before and were not, the first of them "
        f"since {words.moment(since)}; raise `workers` in [poll], or `every`.",
        effect="Readers see news late.",
        command="syndicator status",
        count=max(late, 1),
    )
    return Observation(key=finding.key, finding=finding if late else None, lasting=LASTING)


def workers(count: int, words: Words) -> Observation:
    """Look at sources whose documents end the processes that read them.

    One or two are a trouble of those sources, which is told of each; several may be one of ours.
    """
    finding = Finding(
        kind=Kind.WORKERS,
        subject="workers",
        severity=Severity.WARNING,
        since=words.now,
        sentence=f"For {count} sources the process that reads their documents has had to be ended "
        f"since {SINCE}: see whether this machine has memory and processor time left, and which "
        "sources they are, in `syndicator status` (costly-document).",
        effect="Readers get nothing new from those sources.",
        command="syndicator status",
        count=max(count, 1),
    )
    return Observation(key=finding.key, finding=finding if count >= FEWEST_ENDED else None)


def clock(last: datetime | None, words: Words) -> Observation:
    """Look whether the clock stands before what it said already."""
    behind = last is not None and last > words.now + AHEAD
    finding = Finding(
        kind=Kind.CLOCK,
        subject="clock",
        severity=Severity.ERROR,
        since=words.now,
        sentence=f"This machine's clock has been wrong since {SINCE}, or was before: sources were "
        f"asked at {words.moment(last)}, which is yet to come; have it set by NTP."
        if last
        else "",
        effect="Stories and permissions may appear and end at the wrong time.",
        command="timedatectl",
    )
    return Observation(key=finding.key, finding=finding if behind else None)


def disk(
    subject: str, *, free: int, size: int, history: Sequence[tuple[int, int]], words: Words
) -> Observation:
    """Look whether a disk is full, or when it will be.

    Args:
        subject: ``database`` or ``output``.
        free: octets.
        size: octets.
        history: days, counted from 1970, and the octets that were free then, oldest first.
        words: how moments are said.
    """
    severity = next((s for part, least, s in FREE if free < min(part * size, least)), None)
    days = days_left(free, history)
    if severity is None and days is not None:
        severity = next((s for most, s in DAYS_LEFT if days < most), None)
    left = f", which is enough for {days:.0f} days" if days is not None else ""
    finding = Finding(
        kind=Kind.DISK,
        subject=subject,
        severity=severity or Severity.WARNING,
        since=words.now,
        sentence=f"The disk of the {subject} has been nearly full since {SINCE}, with "
        f"{free / 1e9:.1f} GB left{left}; make room, or give it a larger one.",
        effect="When it is full, nothing new is stored or published; what stands stays.",
        command="df -h",
    )
    return Observation(key=finding.key, finding=finding if severity else None, at_once=True)


def days_left(free: int, history: Sequence[tuple[int, int]]) -> float | None:
    """For how many days what is free is enough, at the last month's pace; None: it is not used.

    Of three days at least, so that one large file makes no alarm.
    """
    if len(history) < 3 or history[-1][0] == history[0][0]:  # noqa: PLR2004  # see above
        return None
    used = (history[0][1] - history[-1][1]) / (history[-1][0] - history[0][0])
    return free / used if used > 0 else None
