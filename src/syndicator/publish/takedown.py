"""What a kill, a rejection or a hold would take down: the stories, their copies, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from syndicator.model import Item
from syndicator.store import editorial, items, near_copies, placements
from syndicator.store.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A story that is meant, or goes along as a copy."""

    item: Item
    places: tuple[str, ...]
    """Where it stands: feeds, and the archives of feeds."""
    copied: bool
    """It is a copy of what is meant."""
    near: bool
    """It is nearly the same as what is meant, no more."""

    @property
    def stands(self) -> str:
        """Where it stands, in words."""
        if self.item.desk.killed:
            return "killed before"
        return f"stands in {', '.join(self.places)}" if self.places else "stands in no feed"


def reached(store: Store, numbers: Iterable[int]) -> list[Reached]:
    """Say what a word of the desk on some items would reach.

    Args:
        store: any mode.
        numbers: of the items; unknown ones are passed over.
    """
    meant = set(numbers)
    same = {copy for number in meant for copy in editorial.copies(store, number)} - meant
    near = {each.item for number in meant for each in near_copies.of_item(store, number)}
    found = [*items.get(store, meant), *items.get(store, same)]
    return [
        Reached(
            item=item,
            places=tuple(
                sorted(
                    place.feed if place.current else f"the archive of {place.feed}"
                    for place in placements.of_item(store, item.id)
                )
            ),
            copied=item.id not in meant,
            near=item.id in near and item.id not in meant,
        )
        for item in found
    ]
