"""The whole story of one item: what was seen, what its permission says, where it went, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from syndicator.config import Config
from syndicator.curate.decide import decide, grant_of, rule
from syndicator.model import (
    Decision,
    FeedName,
    Head,
    Item,
    Move,
    Notice,
    Reservation,
    Ruling,
    Verdict,
)
from syndicator.model.grant import Grant
from syndicator.model.rules import is_hold
from syndicator.parse.links import canonical_link
from syndicator.publish import proof
from syndicator.publish.preview import plans
from syndicator.publish.proof import Interval
from syndicator.store import decisions as decisions_of
from syndicator.store import (
    editorial,
    grants,
    item_heads,
    items,
    ledger,
    near_copies,
    placements,
    sources,
)
from syndicator.store.database import Store
from syndicator.store.editorial import Spoken
from syndicator.store.items import Revision
from syndicator.store.ledger import LedgerRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The same story in another source."""

    item: Head
    near: bool = False
    """It is not the same in id, link or words, but nearly."""
    copied: int | None = None
    """Of such a one: how much of the shorter text stands in the longer, in per cent; None: the
    page is the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All that can be said of one item at one moment."""

    item: Item
    grant: Grant | None
    ruling: Ruling
    """With every check."""
    decisions: tuple[Decision, ...]
    """For each feed that takes its source, or in which it stands, as a publish would decide now."""
    revisions: tuple[Revision, ...]
    published: tuple[LedgerRow, ...]
    notices: dict[str, Notice]
    """The wording of every notice under which it stood, by digest."""
    words: tuple[Spoken, ...] = ()
    """All that the desk ever said of it."""
    copies: tuple[Copy, ...] = ()
    """The same story in other sources, unless it was killed there."""
    move: Move | None = None
    """What its source says of its own address: that it has moved for good."""

    @property
    def intervals(self) -> list[Interval]:
        """Where it stood, from when until when."""
        return proof.intervals(self.published)

    @property
    def standing(self) -> list[FeedName]:
        """The feeds in which it stands, as last published."""
        return [each.feed for each in self.intervals if each.until is None]

    @property
    def reserved(self) -> list[Reservation]:
        """What the source itself says about the use of its work: of the item, then of the feed."""
        return list(dict.fromkeys([*self.item.article.reserved, *self.item.source_meta.reserved]))


def find(store: Store, text: str) -> list[Item]:
    """The items that an operator may mean: by number, id, guid or link, canonical or not."""
    return items.find(store, text) or (
        items.find(store, canonical_link(text)) if "://" in text else []
    )


def explain(
    store: Store, config: Config, item: Item, *, now: datetime, planned: bool = True
) -> Explanation:
    """Say of one item what was decided and why, as of now.

    Args:
        store: any mode.
        config: in force or not.
        item: which.
        now: the moment.
        planned: plan each feed as a publish would, which reads all that it could hold. Else the
            item is judged by itself, and whether there is room beside others is taken from the
            last publish.
    """
    placed = {place.feed for place in placements.of_item(store, item.id)}
    asked = [
        feed.name
        for feed in config.feeds.values()
        if item.source in feed.sources or feed.name in placed
    ]
    decisions = (
        _planned(store, config, asked, item, now)
        if planned
        else (_alone(store, config, asked, item, now))
    )
    rows = ledger.query(store, item=item.id)
    return Explanation(
        item=item,
        grant=grant_of(config, item),
        ruling=rule(config, item, now=now),
        decisions=tuple(decisions),
        revisions=tuple(items.revisions_of(store, item.id)),
        published=tuple(rows),
        notices=_notices(store, rows),
        words=tuple(editorial.history(store, item.id)),
        copies=tuple(_copies(store, item)),
        move=state.move if (state := sources.get(store, item.source)) else None,
    )


def _planned(
    store: Store, config: Config, asked: Collection[FeedName], item: Item, now: datetime
) -> list[Decision]:
    return [
        decision
        for each in plans(store, config, asked, now=now, also=(item,))
        for found, decision in each.decided
        if found.id == item.id
    ]


def _alone(
    store: Store, config: Config, asked: Iterable[FeedName], item: Item, now: datetime
) -> list[Decision]:
    last = {each.decision.feed: each for each in decisions_of.of_item(store, item.id)}
    found = []
    for name in asked:
        [(_, decision)] = decide(config, config.feeds[name], [item], now=now)
        known = last.get(name)
        if (
            decision.verdict is Verdict.PUBLISH
            and known is not None
            and known.revision == item.revision
            and known.decision.verdict in {Verdict.ARCHIVED, Verdict.LEFT_OUT}
            and not is_hold(known.decision.rule)
        ):
            decision = known.decision
        found.append(decision)
    return found


def _copies(store: Store, item: Item) -> Iterable[Copy]:
    near = {each.item: each.copied for each in near_copies.of_item(store, item.id)}
    for head in item_heads.get(store, editorial.copies(store, item.id)):
        yield Copy(item=head, near=head.id in near, copied=near.get(head.id))


def verdict(told: Explanation) -> str:
    """Say in a sentence or two what becomes of the item, for somebody who reads nothing else."""
    wanted = [each.feed for each in told.decisions if each.verdict is Verdict.PUBLISH]
    archived = [each.feed for each in told.decisions if each.verdict is Verdict.ARCHIVED]
    there = [feed for feed in wanted if feed in told.standing]
    coming = [feed for feed in wanted if feed not in told.standing]
    going = [feed for feed in told.standing if feed not in (*wanted, *archived)]
    said = []
    if there:
        said.append(f"It is published in {_list(there)}, {_right(told)}.")
    if archived:
        right = "" if there else f", {_right(told)}"
        said.append(f"It stands in the archive of {_list(archived)}{right}.")
    if coming:
        right = "" if there or archived else f", {_right(told)}"
        said.append(f"The next publish puts it into {_list(coming)}{right}.")
    if not (wanted or archived):
        said.append(_kept_back(told))
    if going:
        said.append(f"It still stands in {_list(going)}; the next publish takes it down.")
    if wanted or archived:
        said += _elsewhere(told.decisions)
    return " ".join(said)


def _right(told: Explanation) -> str:
    if told.grant is None:
        return "by no permission"
    until = f", which holds until {told.grant.expires}" if told.grant.expires else ""
    return f'by the permission "{told.grant.name}"{until}'


def _kept_back(told: Explanation) -> str:
    if not told.ruling.permitted:
        return f"It is withheld: {told.ruling.reason}"
    if not told.decisions:
        return f"It may leave, {_right(told)}, but no feed takes its source."
    withheld = [each for each in told.decisions if each.verdict is Verdict.WITHHELD]
    held = [each for each in told.decisions if is_hold(each.rule)]
    first = (withheld or held or list(told.decisions))[0]
    if held and not withheld:
        return f"It is held by a rule: {_sentence(first.reason)}"
    if withheld:
        return f"It is withheld: {_sentence(first.reason)}"
    name = f'the permission "{told.grant.name}"' if told.grant else "its permission"
    return f"It is left out, although {name} would let it go: {_sentence(first.reason)}"


def _elsewhere(decisions: Iterable[Decision]) -> list[str]:
    """What is different in the other feeds."""
    kept = {Verdict.WITHHELD: "withheld from", Verdict.LEFT_OUT: "left out of"}
    return [
        f"It is {kept[each.verdict]} {each.feed}: {_sentence(each.reason)}"
        for each in decisions
        if each.verdict in kept
    ]


def _sentence(reason: str) -> str:
    return reason if reason.endswith((".", "!", "?", "”")) else f"{reason}."


def _list(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _notices(store: Store, rows: Sequence[LedgerRow]) -> dict[str, Notice]:
    found = {row.entry.notice: grants.get_notice(store, row.entry.notice) for row in rows}
    return {digest: notice for digest, notice in found.items() if notice is not None}
