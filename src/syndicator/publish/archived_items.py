"""What stands in a feed's archive only: looked at again, because something touched it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from syndicator.model import Decision, Entry, Head, Verdict
from syndicator.publish import ledger
from syndicator.publish.compose.archive import entry_digest, month_of
from syndicator.publish.context import Task
from syndicator.publish.plan import Plan, keep
from syndicator.publish.storage.staging import Staging
from syndicator.publish.story_pages import stage_pages
from syndicator.store import archives, decisions, files, items, placements
from syndicator.store.files import Kind
from syndicator.store.placements import Placement

BATCH = 200
"""So many stories are made at a time: an archive of any size takes no more memory."""
PORTION = 1_000
"""So many are written again in one publish because the configuration changed, where there is no
haste: what is new, or killed, is not to wait for them."""


@dataclass(slots=True)
class Outcome:
    """What a publish came to; what ended is taken down, and recorded, at its end."""

    places: dict[int, Placement] = field(default_factory=dict)
    """What stands no longer, by item."""
    reasons: dict[int, str] = field(default_factory=dict)
    withdrawn: list[tuple[Head, Placement]] = field(default_factory=list)
    """Of it, what its permission ended, with the place where it stood."""
    decided: list[tuple[Head, Decision]] = field(default_factory=list)
    revised: int = 0
    """How many stories read otherwise in the archive."""
    changed: bool = False
    """Whether a page of one was written."""

    def end(self, place: Placement, item: Head, decision: Decision) -> None:
        """Note a story that stands no longer."""
        self.places[place.item] = place
        self.reasons[place.item] = decision.reason
        self.decided.append((item, decision))
        if decision.verdict is Verdict.WITHHELD:
            self.withdrawn.append((item, place))

    @property
    def months(self) -> set[str]:
        """The months in whose archive something ended."""
        return {month_of(place.since) for place in self.places.values()}


def reevaluate(task: Task, wanted: Sequence[int], outcome: Outcome) -> list[int]:
    """Ask the permission of stories in the archive that were made under another configuration.

    What may no longer stand ends now. What reads as before is written again when its turn comes:
    only what is around it changed.

    Args:
        task: the publish.
        wanted: items that stand in the archive only.
        outcome: is added to.

    Returns:
        What reads otherwise and has to be written at once: less of it may stand, or under another
        notice.
    """
    other: list[int] = []
    for start in range(0, len(wanted), BATCH):
        stood = placements.get(task.store, task.feed.name, wanted[start : start + BATCH])
        found = items.get(task.store, stood)
        planned = keep(task.config, task.feed, found, versions=task.versions, now=task.now)
        entries = {entry.item: entry for entry in planned.archived}
        same: list[Placement] = []
        for item, decision in planned.decided:
            place, entry = stood[item.id], entries.get(item.id)
            if entry is None:
                outcome.end(place, item, decision)
            elif entry_digest(entry) != place.digest:
                other.append(item.id)
            else:
                under, wake = task.under[item.source], decision.wake_at
                same.append(replace(place, made_under=under, wake_at=wake, stale=True, due=0))
        placements.save(task.store, same)
    return other


def rewrite_archived(task: Task, wanted: Sequence[int], outcome: Outcome) -> Iterator[Entry]:
    """Ask the permission of stories in the archive, and write their pages where they changed.

    What it says is on record, and its pages stand, before the next batch is begun. The documents
    of the months in which something changed are noted as due.

    Args:
        task: the publish.
        wanted: items that stand in the archive only.
        outcome: is added to.

    Yields:
        The entries of those that stand on.
    """
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        stood = placements.get(task.store, task.feed.name, batch)
        found = items.get(task.store, stood)
        planned = keep(task.config, task.feed, found, versions=task.versions, now=task.now)
        for item, decision in planned.decided:
            if decision.verdict is not Verdict.ARCHIVED:
                outcome.end(stood[item.id], item, decision)
        _write(task, planned, stood, outcome)
        yield from planned.archived


def _write(task: Task, planned: Plan, stood: dict[int, Placement], outcome: Outcome) -> None:
    places = [
        replace(place, left_under=stood[place.item].left_under)
        for place in placed(task, planned, planned.archived, stood, current=False)
    ]
    under = {place.item: place.made_under for place in places}
    with Staging(task.config.output, task.feed.name) as staging:
        stage_pages(
            task,
            staging,
            planned.archived,
            stood=stood,
            under=under,
            notices=planned.notices,
        )
        _, revised = ledger.record_standing(task.store, planned, stood, places, task.now)
        staging.put(Kind.PAGE)
        kept = [pair for pair in planned.decided if pair[1].verdict is Verdict.ARCHIVED]
        with task.store.transaction():
            placements.save(task.store, places)
            files.save(task.store, staging.written, task.now)
            archives.mark_due(task.store, task.feed.name, changed_months(places, stood))
            decisions.record(task.store, kept, task.version_of, task.now)
    outcome.revised += revised
    outcome.changed = outcome.changed or staging.changed


def placed(
    task: Task,
    planned: Plan,
    entries: Iterable[Entry],
    stood: dict[int, Placement],
    *,
    current: bool,
) -> list[Placement]:
    """Say where these entries of a plan stand, once they are written."""
    known = {item.id: (item, decision) for item, decision in planned.decided}
    made: list[Placement] = []
    for entry in entries:
        item, decision = known[entry.item]
        before = stood.get(entry.item)
        place = Placement(
            feed=task.feed.name,
            item=entry.item,
            revision=entry.revision,
            grant=entry.grant,
            notice=entry.notice,
            since=before.since if before else task.now,
            current=current,
            due=before.due if before else 0,
            digest=entry_digest(entry),
            made_under=task.under[item.source],
        )
        if not current:
            left = task.now if before and before.current else None
            place = replace(
                place,
                wake_at=decision.wake_at,
                left_under=task.selection,
                left_at=left or (before.left_at if before else None),
            )
        made.append(place)
    return made


def changed_months(places: Iterable[Placement], stood: dict[int, Placement]) -> set[str]:
    """The months in whose archive an entry reads otherwise now."""
    return {
        month_of(place.since)
        for place in places
        if place.item not in stood or stood[place.item].digest != place.digest
    }
