"""Taking over an output that another database wrote, or a later state of this one.

Its mark says which stories were killed, and which numbers were given away: no killed story comes
back, and no address leads to another story. What the database does not know was made public by
nobody who could be asked for the permission: it is taken down. The ledger of the other database is
nowhere in the output: what its documents show of the stories is written down beside the database.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from syndicator.errors import OutputError
from syndicator.log import Log
from syndicator.publish.differences import is_ours, stems, unknown_files
from syndicator.publish.ownership import Mark, put, read
from syndicator.publish.shown import shown
from syndicator.publish.storage.open import open_storage
from syndicator.store import feeds, identity, kills
from syndicator.store.activate import ActiveConfig
from syndicator.store.database import Store
from syndicator.store.files import GONE
from syndicator.store.kills import Kill

log = Log(__name__)

_NUMBER: Final = re.compile(r"/(\d{1,18})\.html(?:\.gone)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """What taking an output over means."""

    mark: Mark | None
    kills: int
    """How many stories were killed that are not killed here."""
    last_number: int
    """Up to which no number is used again."""
    unknown: tuple[str, ...]
    """The files that the database does not know: they are taken down."""
    shown: tuple[dict[str, Any], ...] = ()
    """What the output's documents say of the stories in them; its ledger said more."""
    written: Path | None = None
    """Where that was written down."""


def look(store: Store, active: ActiveConfig, also: Iterable[Kill] = ()) -> Adoption:
    """Say what `adopt` would do; nothing is written.

    Args:
        store: any mode.
        active: the configuration.
        also: killed stories of another record, such as the ledger's export.

    Raises:
        OutputError: the output does not answer.
    """
    output = active.config.output
    mark = read(output)
    known = {(kill.source, kill.atom_id) for kill in kills.all(store)}
    theirs = {(kill.source, kill.atom_id) for kill in (*(mark.kills if mark else ()), *also)}
    numbers = [
        int(found[1]) for each in _ours(store, active, mark) if (found := _NUMBER.search(each))
    ]
    last = max((mark.last_number if mark else 0), identity.last_number(store), *numbers, 0)
    gone = {f"{kill.item}.html{GONE}" for kill in (mark.kills if mark else ())}
    unknown = unknown_files(store, active, also=mark.feeds if mark else ())
    return Adoption(
        mark=mark,
        kills=len(theirs - known),
        last_number=last,
        unknown=tuple(each for each in unknown if each.rpartition("/")[2] not in gone),
        shown=_shown(store, active, mark) if mark else (),
    )


def adopt(
    store: Store, active: ActiveConfig, *, now: datetime, also: Iterable[Kill] = ()
) -> Adoption:
    """Take an output over, with its kills and numbers; what the database does not know goes.

    Args:
        store: open for writing, as the only instance; no publish may be at work.
        active: the configuration in force.
        now: the moment.
        also: see `look`.

    Returns:
        What was done.

    Raises:
        OutputError: the output does not answer, or a file could not be removed.
    """
    also = tuple(also)
    planned = look(store, active, also)
    mark = planned.mark
    if planned.shown:
        planned = replace(planned, written=_write_down(store, planned.shown, now))
    with store.transaction():
        identity.reserve_numbers(store, planned.last_number)
        for name, atom_id in (mark.feeds if mark else {}).items():
            feeds.ensure(store, name, atom_id=atom_id, now=now)
        kills.take_over(store, [*(mark.kills if mark else ()), *also])
    output = active.config.output
    generation = mark.instance.generation if mark else 0
    put(store, output, identity.advance(store, beyond=generation), now)
    shelf = open_storage(output)
    for path in planned.unknown:
        shelf.remove(path)
        log.warning("output.taken_down", path=path, problem="the database does not know this file")
    return planned


def _shown(store: Store, active: ActiveConfig, mark: Mark) -> tuple[dict[str, Any], ...]:
    """What the output shows, where its ledger is not, or not wholly, in this database."""
    here = identity.get(store)
    if mark.instance.name == here.name and mark.instance.generation <= here.generation:
        return ()
    storage = open_storage(active.config.output)
    return tuple(shown(storage, _ours(store, active, mark)))


def _write_down(store: Store, rows: Iterable[dict[str, Any]], now: datetime) -> Path:
    path = store.path.with_name(f"shown-before-adopt-{now:%Y%m%dT%H%M%SZ}.json")
    try:
        path.touch(mode=0o600)
        path.write_text(json.dumps(list(rows), indent=1, ensure_ascii=False), "utf-8")
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror}; nothing was taken over") from error
    return path


def _ours(store: Store, active: ActiveConfig, mark: Mark | None) -> list[str]:
    """The files that lie where only we write, known or not."""
    found = stems(store, active, also=mark.feeds if mark else ())
    return [
        path
        for path in open_storage(active.config.output).paths()
        if any(is_ours(path, stem) for stem in found)
    ]
