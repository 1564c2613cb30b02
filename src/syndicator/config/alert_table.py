"""The ``[alerts.NAME]`` tables: who is told of incidents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time, timedelta
from typing import Annotated, Final

from syndicator.config import values
from syndicator.config.kinds import Kind, NotEmpty, Once, Sources, Tags, one_of
from syndicator.config.settings import Source
from syndicator.config.suggest import quoted
from syndicator.config.table import Table, key
from syndicator.model.alert import Channel
from syndicator.model.incident import Severity, Topic

MORNING: Final = time(8)
"""When ``digest = "daily"`` is."""
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_LEAST: Final = timedelta(minutes=15)
_MAX_SPAN: Final = timedelta(days=30)


def _time(word: str) -> time | None:
    found = _TIME.fullmatch(word.strip())
    return time(int(found[1]), int(found[2])) if found else None


def _quiet(value: object) -> tuple[time, time]:
    begins, dash, ends = values.text(value).partition("-")
    first, last = _time(begins), _time(ends)
    if not dash or first is None or last is None:
        raise values.expected('two times of the day such as "22:00-07:00"', value)
    if first == last:
        raise ValueError("begins when it ends; leave the key out for no quiet hours")
    return first, last


def _digest(value: object) -> time | None:
    word = values.text(value)
    if word == "off":
        return None
    found = MORNING if word == "daily" else _time(word)
    if found is None:
        raise values.expected('"daily", a time of the day such as "17:30", or "off"', value)
    return found


def _repeat(value: object) -> timedelta | None:
    if value == "off":
        return None
    try:
        return values.duration(value, least=_LEAST, most=_MAX_SPAN)
    except ValueError as error:
        if isinstance(value, str) and value[:1].isdigit():
            raise
        shown = quoted(value) if isinstance(value, str) else values.described(value)
        raise ValueError(f'expected a duration such as "1d", or "off", not {shown}') from error


class AlertTable(Table):
    """A channel: people who are told when an incident opens, grows worse, stays and is over.

    Where they are reached is a secret: the credential `alerts_NAME`, else the environment variable
    `SYNDICATOR_ALERTS_NAME` (hyphens become underscores), holds the URLs of
    [apprise](https://github.com/caronc/apprise/wiki), one a line: `mailto://…`, `ntfy://…`,
    `json://…` and a hundred more. `syndicator alerts test NAME` tells whether they work. A message
    may arrive twice, and then says so; what cannot be sent for three days is given up. A channel
    that fails is an incident, which the others are told.
    """

    where = "alerts.*"

    minimum: Annotated[Severity, one_of(Severity)] = key(
        "The least that is told.", '"error"', Severity.WARNING
    )
    kinds: Annotated[tuple[Annotated[Topic, one_of(Topic)], ...], Once, NotEmpty] = key(
        "What is told: trouble with sources, feeds and the service; with permissions; what the "
        "desk has to decide.",
        '["operations", "rights"]',
        tuple(Topic),
    )
    sources: Sources = key(
        "Only what concerns these sources, their permissions and their hosts. Left out, as `tags` "
        "is: everything.",
        '["rferl", "voa"]',
        (),
    )
    tags: Tags = key("Only what concerns the sources with one of these.", '["europe"]', ())
    quiet_hours: Annotated[tuple[time, time], Kind('times, `"22:00-07:00"`', _quiet)] | None = key(
        "When nothing is told that is not critical; it is when they end. On the clock of "
        "`[syndicator] timezone`.",
        '"22:00-07:00"',
        None,
    )
    digest: Annotated[time | None, Kind('`"daily"` · time · `"off"`', _digest)] = key(
        'Tell warnings in one message a day, at that time; `"daily"` is 08:00, `"off"` tells each '
        "at once.",
        '"daily"',
        None,
    )
    repeat: Annotated[timedelta | None, Kind('duration or `"off"`', _repeat)] = key(
        "After how long an incident that is still open, and that nobody has acknowledged "
        "(`syndicator ack`), is told again.",
        '"4h"',
        timedelta(days=1),
    )


def channel(name: str, table: AlertTable, sources: Mapping[str, Source]) -> Channel:
    """Make the channel of a table that was checked, given all sources."""
    chosen = frozenset(
        source.name
        for source in sources.values()
        if source.name in table.sources or not set(source.tags).isdisjoint(table.tags)
    )
    plain = set(AlertTable.model_fields) - {"sources", "tags"}
    return Channel(
        name=name,
        sources=chosen if table.sources or table.tags else None,
        **{key: getattr(table, key) for key in plain},
    )
