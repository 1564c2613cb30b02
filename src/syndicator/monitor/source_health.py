"""How a source is: its state, one plain sentence, and what is found wrong with it. Pure.

Four things can be wrong with a source at the same time, and each is an incident of its own: that it
cannot be read (failing, blocked, gone, waiting for long), that what is read is of no use (broken),
that it brings nothing (silent), and that it has moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise, takewhile
from typing import Final
from zoneinfo import ZoneInfo

from syndicator.model import FailureKind
from syndicator.model.health import Asked, Health, SourceFacts, State
from syndicator.model.incident import Finding, Kind, Severity
from syndicator.monitor.broken import broken
from syndicator.monitor.lifecycle import Observation
from syndicator.monitor.unread import advice, kind_of, unread
from syndicator.monitor.wording import SINCE, Words

HISTORY: Final = 20
"""So many polls are looked at for whether a source flaps."""
FLAPS: Final = 6
"""So many changes between well and failed among them make it flap."""
CALM: Final = 6
"""A source that flapped is well after so many good polls in a row."""
WAITS_LONG: Final = timedelta(days=1)
"""A host that wants to be left alone for longer is an incident."""
MOVED_POLLS: Final = 3
MOVED_TIME: Final = timedelta(days=2)
SLOW_POLLS: Final = 3
SLOW_SECONDS: Final = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What is needed beside the facts of a source."""

    now: datetime
    timezone: ZoneInfo
    open_after: int = 3
    outage_until: datetime | None = None
    """When our own network was last down: failures until then say nothing of a source."""
    flapping: frozenset[str] = frozenset()
    """Sources whose open incident says that they flap."""

    def words(self) -> Words:
        """Moments and numbers as people say them."""
        return Words(now=self.now, timezone=self.timezone)


def observe(facts: SourceFacts, view: View) -> Iterator[Observation]:
    """Look at a source that has just been asked.

    Args:
        facts: with its latest `HISTORY` polls, if something may be wrong with it.
        view: the rest.
    """
    yield from _reading(facts, view)
    if facts.failures:
        return
    found = broken(facts, view.words())
    yield Observation(
        key=(Kind.BROKEN.cause, facts.name),
        finding=found.finding if found else None,
        bad=found.polls if found else None,
    )
    silent = _silent(facts, view)
    yield Observation(key=(Kind.SILENT.cause, facts.name), finding=silent, at_once=True)
    yield Observation(key=(Kind.MOVED.cause, facts.name), finding=_moved(facts, view), at_once=True)


def health(facts: SourceFacts, view: View) -> Health:  # noqa: PLR0911  # one for each state
    """Tell how a source is."""
    words = view.words()
    waits = facts.waits_until is not None and facts.waits_until > view.now
    if (waits and not facts.failures) or facts.kind is FailureKind.THROTTLED:
        until = words.moment(facts.waits_until) if waits else "its next poll"
        sentence = f"{facts.host} asked to be left alone until {until}; nothing is to be done."
        return Health(state=State.WAITING, sentence=sentence, since=facts.last_attempt)
    if facts.last_attempt is None:
        return Health(state=State.NEW, sentence="It was not asked yet; the next poll asks it.")
    if (finding := _trouble(facts, view)) is not None:
        state = State(finding.kind.value)
        kind = facts.kind.value if facts.kind else None
        return _health(state, finding, kind)
    if (found := broken(facts, words)) is not None:
        moment = words.moment(found.finding.since)
        said = found.finding.sentence.replace(SINCE, moment)
        return _health(State.BROKEN, replace(found.finding, sentence=said), found.kind)
    if (finding := _silent(facts, view)) is not None:
        return _health(State.SILENT, finding, None)
    if (finding := _moved(facts, view)) is not None:
        return _health(State.MOVED, finding, None)
    if facts.stories == 0:
        return Health(
            state=State.NEW,
            since=facts.last_success,
            sentence="It was read, and no story has been found in it yet.",
        )
    if slow := _slow(facts.polls):
        seconds = f"{min(poll.seconds for poll in slow):.0f}"
        return Health(
            state=State.SLOW,
            since=slow[-1].at,
            count=len(slow),
            sentence=f"It has taken {seconds} s or more to answer since "
            f"{words.moment(slow[-1].at)}; `timeout` ends it if it gets slower.",
        )
    return _quiet_or_ok(facts, words)


def _quiet_or_ok(facts: SourceFacts, words: Words) -> Health:
    last = facts.last_story
    if last and facts.quiet_at and facts.last_success and facts.last_success >= facts.quiet_at:
        usual = f", and usually one {words.every(facts.mean_gap)}" if facts.mean_gap else ""
        alarm = f" silent from {words.moment(facts.silent_at)} on" if facts.silent_at else " silent"
        return Health(
            state=State.QUIET,
            since=last,
            sentence=f"It has brought nothing since {words.moment(last)}{usual}; it will be called"
            f"{alarm}.",
        )
    newest = f" Its newest story is of {words.moment(last)}." if last else ""
    return Health(state=State.OK, since=facts.last_success, sentence=f"All is well.{newest}")


def _health(state: State, finding: Finding, kind: str | None) -> Health:
    return Health(
        state=state,
        sentence=finding.sentence,
        since=finding.since,
        kind=kind,
        count=finding.count,
    )


# ── reading ──────────────────────────────────────────────────────────────────────────────────────


def _reading(facts: SourceFacts, view: View) -> Iterator[Observation]:
    key = (Kind.FAILING.cause, str(facts.name))
    finding = _trouble(facts, view)
    good = len(list(takewhile(lambda poll: not poll.failed, facts.polls)))
    flaps = _flaps(facts.polls)
    held = facts.name in view.flapping and good < CALM
    if (flaps >= FLAPS and good < CALM) or held:
        if finding is None and not facts.failures:
            finding = _last_failure(facts, view)
        if finding is not None:
            words = view.words()
            began = facts.polls[-1].at
            sentence = (
                f"{facts.name} comes and goes: it failed and was well again {flaps} times since "
                f"{words.moment(began)}; {advice(finding.kind, facts)}"
            )
            finding = replace(finding, flapping=True, sentence=sentence, since=began)
            yield Observation(key=key, finding=finding, at_once=True)
            return
    if finding is not None:
        patient = finding.kind in {Kind.FAILING, Kind.BLOCKED}
        bad = len(_failed(facts, view)) or facts.failures
        yield Observation(key=key, finding=finding, bad=bad, at_once=not patient)
    elif not facts.failures:
        yield Observation(key=key, finding=None, good=max(good, 1))


def _trouble(facts: SourceFacts, view: View) -> Finding | None:
    """Find why a source could not be read; None where that says nothing of the source."""
    if not facts.failures:
        return None
    failed = _failed(facts, view)
    if facts.polls and not failed:
        return None
    since = failed[-1].at if failed else facts.last_attempt or view.now
    if facts.failing_since and (
        view.outage_until is None or facts.failing_since > view.outage_until
    ):
        since = min(since, facts.failing_since)
    kind = kind_of(facts)
    if kind is Kind.WAITING and view.now - since < WAITS_LONG:
        return None
    count = max(len(failed), 1) if view.outage_until else max(facts.failures, len(failed))
    return unread(facts, view.words(), kind, since=since, count=count)


def _last_failure(facts: SourceFacts, view: View) -> Finding | None:
    last = next((poll for poll in facts.polls if poll.failed), None)
    return unread(facts, view.words(), Kind.FAILING, since=last.at, count=1) if last else None


def _failed(facts: SourceFacts, view: View) -> list[Asked]:
    """The polls that failed in a row, newest first, but for those of our own outage."""
    failed = takewhile(lambda poll: poll.failed, facts.polls)
    return [p for p in failed if view.outage_until is None or p.at > view.outage_until]


def _flaps(polls: Sequence[Asked]) -> int:
    recent = [poll.failed for poll in polls[:HISTORY]]
    return sum(one is not other for one, other in pairwise(recent))


# ── silence, moves, slowness ─────────────────────────────────────────────────────────────────────


def _silent(facts: SourceFacts, view: View) -> Finding | None:
    """Silence is known as of the last time that the source was read, not of now."""
    last, read = facts.last_story, facts.last_success
    if last is None or read is None or facts.silent_at is None or read < facts.silent_at:
        return None
    words = view.words()
    usual = (
        f", where it usually brings a story {words.every(facts.mean_gap)}"
        if facts.mean_gap and facts.rhythm_known
        else ""
    )
    return Finding(
        kind=Kind.SILENT,
        subject=facts.name,
        severity=Severity.WARNING,
        since=last,
        sentence=f"{facts.name} has brought nothing new since {words.moment(last)}{usual}; look "
        "whether its site has news that its feed has not, or set `silence` for it.",
        effect=f"Readers get nothing new from {facts.name}.",
        command=f"syndicator status {facts.name}",
    )


def _moved(facts: SourceFacts, view: View) -> Finding | None:
    move = facts.move
    if move is None or move.count < MOVED_POLLS or move.last - move.since < MOVED_TIME:
        return None
    words = view.words()
    return Finding(
        kind=Kind.MOVED,
        subject=facts.name,
        severity=Severity.WARNING,
        since=move.since,
        sentence=f"{facts.name} has said since {words.moment(move.since)} that it moved for good "
        "and is read there; write its new address (`syndicator status`) into config.toml.",
        effect="None yet.",
        command=f"syndicator status {facts.name}",
        count=move.count,
    )


def _slow(polls: Sequence[Asked]) -> list[Asked]:
    slow = list(takewhile(lambda poll: not poll.failed and poll.seconds >= SLOW_SECONDS, polls))
    return slow if len(slow) >= SLOW_POLLS else []
