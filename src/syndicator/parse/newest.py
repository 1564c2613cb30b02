"""Of more items than are read, the newest."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

from lxml import etree

from syndicator.parse import date_elements, namespaces
from syndicator.parse.date_context import NO_OTHERS, DateContext

MAX_ITEMS: Final = 5_000
"""Items of one document that are read."""
_IDS: Final = (frozenset({"guid", "id"}), frozenset({"link"}))
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_MAX_TEXT: Final = 300
_EARLIEST: Final = datetime.min.replace(tzinfo=UTC)


def newest(
    items: Sequence[etree._Element], among: DateContext = NO_OTHERS
) -> Sequence[etree._Element]:
    """Return the newest items of a document, as many as are read, in the document's order.

    By their dates; an item without one is as old as the one before it. Among items of the same
    date, by the order of the document, which is that of its dates, or else of the numbers in its
    items' ids: in most feeds, what is new stands first.

    Args:
        items: of one document.
        among: what holds for all dates of the document.
    """
    if len(items) <= MAX_ITEMS:
        return items
    ids = ([_id(item, names) for item in items] for names in _IDS)
    return [items[at] for at in indices([_date(item, among) for item in items], ids)]


def indices(written: Sequence[datetime | None], ids: Iterable[Sequence[str]] = ()) -> Sequence[int]:
    """Return the places of the newest items in a document; see `newest`.

    Args:
        written: the date of each item.
        ids: what the items are called by: all of one kind, then all of another.
    """
    if len(written) <= MAX_ITEMS:
        return range(len(written))
    dates: list[datetime] = []
    for date in written:
        dates.append(date or (dates[-1] if dates else _EARLIEST))
    last = _rising(dates) or next(filter(None, map(_numbered, ids)), 0)
    by_age = sorted(
        range(len(dates)), key=lambda n: (dates[n], n if last > 0 else -n), reverse=True
    )
    return sorted(by_age[:MAX_ITEMS])


def _rising(values: Sequence[datetime] | Sequence[int]) -> int:
    """Say how much oftener a value rises than it falls; below zero: it falls."""
    return sum((after > before) - (after < before) for before, after in pairwise(values))  # type: ignore[operator]


def _date(item: etree._Element, among: DateContext) -> datetime | None:
    dated = date_elements.read(date_elements.texts(item), among)
    return dated.published or dated.updated


def _numbered(ids: Sequence[str]) -> int:
    """Say whether the last numbers in what items are called by rise, as a rule, or fall."""
    rising = _rising([_number(each) for each in ids])
    return rising if abs(rising) > len(ids) // 2 else 0


def _number(written: str) -> int:
    numbers = _NUMBER.findall(written[:_MAX_TEXT])
    return int(numbers[-1]) if numbers else 0


def _id(item: etree._Element, names: Collection[str]) -> str:
    """Return the first thing that an item is called by and that holds a number."""
    for child in item.iterchildren(etree.Element):
        if namespaces.split(child.tag)[1] in names:
            written = (child.text or child.get("href") or "")[:_MAX_TEXT]
            if _NUMBER.search(written):
                return written
    return ""
