"""What concerns several tables at once.

The checks work on the file as it was parsed, not on validated tables, so that they find what is
wrong although other keys are wrong too. What has the wrong type is passed over: `schema` says so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from syndicator.config import admin_table, stores, values
from syndicator.config.keys import KeyPath
from syndicator.config.licenses import FAMILIES
from syndicator.config.presets import HEADLINE_ONLY
from syndicator.config.suggest import quoted
from syndicator.model.output_feed import PRIVATE

Fault = tuple[KeyPath, str]
"""Where something is wrong, and what."""

RESERVED: Final = frozenset({"index", PRIVATE, "static", "style", "websub"})
"""Names in the output folder that are not a feed's."""

Raw = Mapping[str, Any]


def tables(data: Raw, kind: str) -> dict[str, dict[str, Any]]:
    """Give the named tables of one kind, ``sources`` for instance; none if it is malformed."""
    found = data.get(kind)
    if not isinstance(found, dict):
        return {}
    return {name: table for name, table in found.items() if isinstance(table, dict)}


def faults(data: Raw, *, file: Path, base: Path) -> Iterator[Fault]:
    """Find everything that is wrong between tables.

    Args:
        data: the file, parsed.
        file: the file's own path, absolute.
        base: where its relative paths start, absolute.
    """
    yield from _one_address_twice(data)
    yield from _pace(data)
    yield from _engine(data)
    yield from _callbacks(data)
    yield from admin_table.faults(data)
    yield from _grants(data)
    yield from _feeds(data)
    yield from _published_by_mistake(data, file, base)


def _one_address_twice(data: Raw) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for name, table in tables(data, "sources").items():
        try:
            address = values.same_address(values.url(table.get("url")))
        except ValueError:
            continue
        if (first := seen.setdefault(address, name)) != name:
            yield ("sources", name, "url"), f"the source {quoted(first)} has the same address"


def _engine(data: Raw) -> Iterator[Fault]:
    poll = data.get("poll")
    if not isinstance(poll, dict):
        return
    asked = poll.get("engine") == "dask"
    if asked and "scheduler" not in poll:
        yield ("poll", "engine"), 'needs "scheduler", the address of the cluster'
    if not asked and "scheduler" in poll:
        yield ("poll", "scheduler"), 'is only used with engine = "dask"'


def _callbacks(data: Raw) -> Iterator[Fault]:
    poll, web = data.get("poll"), data.get("web")
    if not isinstance(poll, dict) or poll.get("websub") is not True:
        return
    if web is None or (isinstance(web, dict) and "listen" not in web):
        message = (
            'needs "listen" in [web]: hubs bring what is new to the web server of '
            '"syndicator run", and there is none'
        )
        yield ("poll", "websub"), message


def _pace(data: Raw) -> Iterator[Fault]:
    """Of one table, the shortest wait is not longer than the usual, nor that than the longest."""
    poll = data.get("poll")
    places: list[tuple[KeyPath, Raw]] = [(("poll",), poll)] if isinstance(poll, dict) else []
    places += [(("sources", name), table) for name, table in tables(data, "sources").items()]
    for path, table in places:
        found = {key: table[key] for key in ("min_every", "every", "max_every") if key in table}
        try:
            waits = {key: values.duration(value) for key, value in found.items()}
        except ValueError:
            continue
        for (key, short), (other, long) in pairwise(waits.items()):
            if short > long:
                yield (*path, key), f'is longer than "{other}", "{found[other]}"'


def _grants(data: Raw) -> Iterator[Fault]:
    for name, table in tables(data, "grants").items():
        if name == HEADLINE_ONLY:
            yield ("grants", name), "this grant is built in; give yours another name"
        if (preset := table.get("preset")) in FAMILIES and "license" not in table:
            message = (
                f'say which version of the licence, as in "{preset}-4.0"; '
                'one that was ported to a country is set by its URL, with the key "license"'
            )
            yield ("grants", name, "preset"), message


def _feeds(data: Raw) -> Iterator[Fault]:
    for name, table in tables(data, "feeds").items():
        if name in RESERVED:
            message = f"its files would replace {quoted(name)} in the output folder; rename it"
            yield ("feeds", name), message
        if not table.get("sources") and not table.get("tags"):
            yield ("feeds", name), 'selects no source; list names in "sources" or tags in "tags"'
    yield from _former_names(tables(data, "feeds"))


def _former_names(feeds: Mapping[str, Raw]) -> Iterator[Fault]:
    claimed: dict[str, str] = {}
    for name, table in feeds.items():
        former = table.get("was")
        for index, old in enumerate(former if isinstance(former, list) else ()):
            if not isinstance(old, str):
                continue
            where: KeyPath = ("feeds", name, "was", index)
            if old in feeds:
                also = "its own name" if old == name else "the name of a feed that is configured"
                yield where, f"{quoted(old)} is {also}; a former name is one that is used no more"
            elif (first := claimed.setdefault(old, name)) != name:
                yield where, f"the feed {quoted(first)} says that it had this name, too"


def _published_by_mistake(data: Raw, file: Path, base: Path) -> Iterator[Fault]:
    table = data.get("syndicator")
    if not isinstance(table, dict):
        return
    try:
        output = placed(base, stores.output(table.get("output", "feeds")))
        database = resolved(base, values.path(table.get("database", "syndicator.db")))
    except ValueError:
        return
    if isinstance(output, str):
        if "web" in data:
            yield ("web",), "the web server serves a folder, and the output is in an object store"
        return
    if database == output or output in database.parents:
        message = 'lies in the folder that is made public, "output"; keep it elsewhere'
        yield ("syndicator", "database"), message
    if "backup" in data and isinstance(folder := data["backup"], dict):
        with suppress(ValueError):
            place = resolved(base, values.path(folder.get("folder", "backups")))
            if place == output or output in place.parents:
                message = 'lies in the folder that is made public, "output"; keep it elsewhere'
                yield ("backup", "folder"), message
    if output in file.parents:
        message = "this folder is made public, and the configuration file lies in it"
        yield ("syndicator", "output"), message


def resolved(base: Path, path: Path) -> Path:
    """Make a path absolute, without looking at the disk."""
    return Path(os.path.normpath(base / path))


def placed(base: Path, output: Path | str) -> Path | str:
    """Make where the output goes absolute, if it is a folder."""
    return resolved(base, output) if isinstance(output, Path) else output
