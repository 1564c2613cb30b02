"""The decision on one story by itself: what its permission says, then the feed's rules. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from syndicator.curate import rules
from syndicator.curate.haystack import Haystack
from syndicator.model import (
    Decision,
    Desk,
    GrantName,
    Head,
    Item,
    Mark,
    Ruling,
    SourceName,
    Verdict,
    Word,
)
from syndicator.model.counted import counted
from syndicator.model.grant import Grant
from syndicator.model.items import in_force
from syndicator.model.output_feed import Access, OutputFeed
from syndicator.model.rules import Action, is_hold
from syndicator.rights.attribution.agencies import Agency
from syndicator.rights.conditions.case import Place
from syndicator.rights.permit import permit

DESK: Final = "desk"
"""The key of what an editor added to one story."""


class SourceSettings(Protocol):
    """What of a source's configuration is asked."""

    @property
    def title(self) -> str | None:
        """What the operator calls it."""

    @property
    def grant(self) -> GrantName:
        """The name of its permission."""

    @property
    def backfill(self) -> timedelta | None:
        """How old an item may be that was there at the first poll; None: of any age."""


class Settings(Protocol):
    """What of the configuration is asked: `syndicator.config.Config` has it, and much more."""

    @property
    def sources(self) -> Mapping[SourceName, SourceSettings]:
        """Every source."""

    @property
    def grants(self) -> Mapping[GrantName, Grant]:
        """Every permission that a source names."""

    @property
    def timezone(self) -> ZoneInfo:
        """In which a day begins and ends."""

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """Whose material is looked for inside others' feeds."""


def grant_of(settings: Settings, item: Head) -> Grant | None:
    """The permission of the item's source; None if the source is no longer configured."""
    source = settings.sources.get(item.source)
    return None if source is None else settings.grants[source.grant]


@dataclass(frozen=True, slots=True)
class Timed(Container[SourceName]):
    """Sources whose permission asks when a story was taken up: `decide` minds its publication."""

    settings: Settings

    def __contains__(self, name: object) -> bool:
        """Whether it does."""
        source = self.settings.sources.get(SourceName(str(name)))
        return source is not None and self.settings.grants[source.grant].use_within is not None


def place_of(feed: OutputFeed) -> Place:
    """What of an output feed matters to a permission."""
    return Place(feed=feed.name, token=feed.access is Access.TOKEN, territory=tuple(feed.territory))


def rule(
    settings: Settings, item: Item, *, now: datetime, feed: OutputFeed | None = None
) -> Ruling:
    """What the permission of its source says of an item now: for one feed, or for any."""
    source = settings.sources.get(item.source)
    return permit(
        item,
        settings.grants[source.grant] if source else None,
        now=now,
        zone=settings.timezone,
        source_title=source.title if source else None,
        place=place_of(feed) if feed else None,
        agencies=settings.agencies,
    )


def decide(
    settings: Settings,
    feed: OutputFeed,
    items: Iterable[Item],
    *,
    now: datetime,
    haystacks: dict[int, Haystack] | None = None,
) -> list[tuple[Item, Decision]]:
    """The decision on each item by itself: its permission, then the feed's rules.

    Args:
        settings: the configuration in force.
        feed: which feed.
        items: what is judged.
        now: the moment for which it is.
        haystacks: where what was read of an item is kept for the next feed, by its id; the items
            of one call and the next must be the same.
    """
    haystacks = {} if haystacks is None else haystacks
    decided = []
    for item in items:
        grant = grant_of(settings, item)
        source = settings.sources.get(item.source)
        if (haystack := haystacks.get(item.id)) is None:
            haystacks[item.id] = haystack = haystack_of(settings, item)
        decision = judge(
            haystack,
            feed,
            rule(settings, item, now=now, feed=feed),
            now=now,
            grant=grant.name if grant else None,
            backfill=source.backfill if source else None,
        )
        decided.append((item, decision))
    return decided


def haystack_of(settings: Settings, item: Item) -> Haystack:
    """An item, made ready for rules."""
    source = settings.sources.get(item.source)
    title = source.title if source else None
    return Haystack(item=item, source_title=title, zone=settings.timezone)


def labels(settings: Settings, feed: OutputFeed, item: Item) -> tuple[str, ...]:
    """What the desk and the rules of a feed call an item, each label once."""
    found = (mark.label for mark in rules.marks(feed, haystack_of(settings, item)))
    own = (label.name for label in item.desk.labels)
    return tuple(dict.fromkeys(label for label in (*own, *found) if label is not None))


def judge(
    haystack: Haystack,
    feed: OutputFeed,
    ruling: Ruling,
    *,
    now: datetime,
    grant: GrantName | None,
    backfill: timedelta | None = None,
) -> Decision:
    """Decide on one item by itself: permission first, then the editor's rules, then its age.

    Args:
        haystack: the item at its current revision; one serves every feed it is judged for.
        feed: whose rules are asked.
        ruling: what the permission says of the item at `now`.
        now: aware.
        grant: the name of the permission; None if its source has none.
        backfill: how old an item may be that its source already had when it was first polled; one
            without a date is too old. None: of any age.

    Returns:
        A decision that names the key that made it. It stands until ``wake_at`` at the latest, or
        until the item, the configuration or an editor's word changes.
    """
    item = haystack.item
    if ruling.permitted:
        verdict, rule, reason = _wish(haystack, feed, now, backfill)
    else:
        key = f"grants.{grant}.{ruling.code}" if grant else f"sources.{item.source}.grant"
        verdict, rule, reason = Verdict.WITHHELD, key, ruling.reason
    waits = verdict is Verdict.PUBLISH or is_hold(rule)
    too_old_at = _later(item.date, feed.max_age) if waits else None
    published = verdict is Verdict.PUBLISH
    pin = item.desk.pinned if published and in_force(item.desk.pinned, now) else None
    moments = (ruling.wake_at, too_old_at, pin.until if pin else None)
    return Decision(
        item=item.id,
        feed=feed.name,
        verdict=verdict,
        rule=rule,
        reason=reason,
        wake_at=min(filter(None, moments), default=None),
        marks=(*_said(item.desk, pin), *rules.marks(feed, haystack)) if published else (),
    )


def _said(desk: Desk, pin: Word | None) -> Iterable[Mark]:
    """Yield what the desk itself adds to a story; the key is none of the configuration."""
    for label in desk.labels:
        yield Mark(rule=DESK, reason=f"labelled by {label.word.by}", label=label.name)
    if pin is not None:
        until = f" until {pin.until:%Y-%m-%d %H:%MZ}" if pin.until else ""
        yield Mark(rule=DESK, reason=f"pinned by {pin.by}{until}")


def _wish(
    haystack: Haystack, feed: OutputFeed, now: datetime, backfill: timedelta | None
) -> tuple[Verdict, str, str]:
    """Say what the editor wants with an item that may leave: verdict, rule and reason."""
    item = haystack.item
    key = f"feeds.{feed.name}"
    if item.source not in feed.sources:
        return Verdict.LEFT_OUT, f"{key}.sources", f"{item.source} is no source of this feed"
    wish = rules.wish(feed, haystack)
    if wish.action is Action.EXCLUDE:
        return Verdict.LEFT_OUT, wish.key, wish.reason
    if old := _too_old(item, feed, now, backfill):
        return Verdict.LEFT_OUT, *old
    verdict = Verdict.LEFT_OUT if wish.action is Action.HOLD else Verdict.PUBLISH
    return verdict, wish.key, wish.reason


def _too_old(
    item: Item, feed: OutputFeed, now: datetime, backfill: timedelta | None
) -> tuple[str, str] | None:
    if backfill is not None and item.first_poll:
        key = f"sources.{item.source}.backfill"
        if item.published is None and item.future_date is None:
            return key, "there already at the first poll, and without a date"
        if item.first_seen - item.date > backfill:
            return (
                key,
                f"of {item.date:%Y-%m-%d}: more than {span(backfill)} before the first poll",
            )
    if feed.max_age is not None and now - item.date >= feed.max_age:
        reason = f"of {item.date:%Y-%m-%d}: more than {span(feed.max_age)} ago"
        return f"feeds.{feed.name}.max_age", reason
    return None


def _later(moment: datetime, span: timedelta | None) -> datetime | None:
    """Add; None for never, which is also where the calendar ends."""
    try:
        return None if span is None else moment + span
    except OverflowError:
        return None


def span(span: timedelta) -> str:
    """A length of time in the largest unit that it fills: ``30 days``, ``36 hours``."""
    for unit, length in (("day", timedelta(days=1)), ("hour", timedelta(hours=1))):
        count, rest = divmod(span, length)
        if not rest:
            return counted(count, unit)
    return str(span)
