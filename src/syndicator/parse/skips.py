"""When a channel does not want to be asked: RSS 2.0 ``skipHours`` and ``skipDays``.

feedparser keeps the last of each only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from syndicator.parse import namespaces

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS: Final = {str(hour): hour % 24 for hour in range(25)} | {f"0{n}": n for n in range(10)}
"""RSS 0.91 counts from 1 to 24."""


def hours(channel: etree._Element) -> tuple[int, ...]:
    """Every ``hour`` in ``skipHours`` that is one, 0 to 23 in GMT, in order."""
    written = _children(channel, "skiphours", "hour")
    return tuple(sorted({_HOURS[each] for each in written if each in _HOURS}))


def days(channel: etree._Element) -> tuple[int, ...]:
    """Every ``day`` in ``skipDays`` that is one, 0 for Monday, in order."""
    written = _children(channel, "skipdays", "day")
    return tuple(sorted({_DAYS.index(each) for each in written if each in _DAYS}))


def _children(channel: etree._Element, outer: str, inner: str) -> Iterator[str]:
    around = namespaces.split(channel.tag)[0]
    for element in channel:
        namespace, name = namespaces.split(element.tag)
        if name == outer and namespaces.own(namespace, around):
            for child in element:
                if namespaces.split(child.tag)[1] == inner:
                    yield namespaces.text(child).lower()
