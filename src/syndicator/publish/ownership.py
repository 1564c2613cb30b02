"""Whose the output is: the mark of the database that wrote it, and what it takes to take it over.

::

    publish ─▶ mark (database, generation, killed stories) ─▶ files        the mark comes first
    start   ─▶ is the mark ours, and not from a later state of us? ─▶ else refused
                                                  (`syndicator.publish.adopt` takes it over)

A database that is empty because its volume was not mounted, a backup that was copied into its
place, the copy of another machine: each would take down what stands, bring back what was killed,
and give the addresses of stories to others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from syndicator.errors import ForeignOutput, OutputError
from syndicator.log import Log
from syndicator.model import FeedName, SourceName
from syndicator.publish.storage.base import File
from syndicator.publish.storage.open import open_storage
from syndicator.store import feeds, files, identity, kills
from syndicator.store.database import Store
from syndicator.store.identity import Instance
from syndicator.store.kills import Kill

log = Log(__name__)

MARK: Final = ".syndicator.json"
"""Below the output. The dot keeps it from being served, and others may not read the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What the output says of the database that wrote it last."""

    instance: Instance
    at: datetime
    last_number: int
    """The highest number that an item had."""
    feeds: Mapping[FeedName, str]
    """The ``atom:id`` of each."""
    kills: tuple[Kill, ...]


def read(output: Path | str) -> Mark | None:
    """The mark of an output; None: it has none.

    Raises:
        OutputError: the output does not answer, or the mark cannot be read.
    """
    data = open_storage(output).read(MARK)
    if data is None:
        return None
    try:
        return _mark(json.loads(data))
    except (ValueError, KeyError, TypeError) as error:
        raise OutputError(
            f"{output}: {MARK}, by which its database is known, cannot be read ({error}); "
            "nothing was written"
        ) from error


def check(store: Store, output: Path | str) -> None:
    """Refuse an output that another database wrote, or a later state of this one.

    Raises:
        ForeignOutput: it is another's.
        OutputError: the output does not answer, or its mark cannot be read.
    """
    mark, here = read(output), identity.get(store)
    if mark is None:
        return
    at = f"{mark.at:%Y-%m-%d %H:%M} UTC"
    if mark.instance.name != here.name:
        empty = identity.last_number(store) == 0
        what = "an empty database" if empty else "another database"
        raise ForeignOutput(
            f"{output} was last written at {at} by another database than {store.path}, which is "
            f"{what}. Is its volume mounted, and [syndicator] database right? Nothing was "
            "written. If the old database is lost: `syndicator adopt` shows what taking the "
            "folder over means"
        )
    if mark.instance.generation > here.generation:
        raise ForeignOutput(
            f"{output} was last written at {at} by a later state of {store.path}: this one is an "
            "older copy, or another copy writes there, too. Nothing was written. If this is the "
            "one to go on with: `syndicator adopt` shows what taking the folder over means"
        )


def check_if_reachable(store: Store, output: Path | str) -> None:
    """Refuse another's output, as `check` does; one that does not answer is asked when written.

    Raises:
        ForeignOutput: it is another's.
    """
    with suppress(OutputError):
        check(store, output)


def claim(store: Store, output: Path | str) -> None:
    """Begin to work on an output, and let go of those that the database wrote from elsewhere.

    Raises:
        ForeignOutput: it is another's.
    """
    check_if_reachable(store, output)
    for left in files.release_foreign(store, str(output)):
        problem = "the database lay elsewhere when this output was written; its files are left"
        log.warning("output.left", output=left, problem=problem)


def write(store: Store, output: Path | str, now: datetime) -> None:
    """Mark the output as ours, before anything else is written there.

    Raises:
        ForeignOutput: it is another's.
        OutputError: it could not be written.
    """
    check(store, output)
    put(store, output, identity.advance(store), now)


def put(store: Store, output: Path | str, instance: Instance, now: datetime) -> None:
    """Mark the output as ours, whosever it was; raises `OutputError`."""
    mark = Mark(
        instance=instance,
        at=now,
        last_number=identity.last_number(store),
        feeds={state.name: state.atom_id for state in feeds.all(store)},
        kills=tuple(kills.all(store)),
    )
    data = json.dumps(_plain(mark), indent=1, sort_keys=True).encode()
    file = File(path=MARK, data=data, media_type="application/json", private=True)
    staged = open_storage(output).stage(file)
    try:
        staged.commit()
    finally:
        staged.discard()


def leave(store: Store, output: str) -> None:
    """Take our mark from an output in which nothing of ours stands any more.

    Raises:
        OutputError: it could not be removed.
    """
    place = output if "://" in output else Path(output)
    mark = read(place)
    if mark is not None and mark.instance.name == identity.get(store).name:
        open_storage(place).remove(MARK)


# ── as JSON ──────────────────────────────────────────────────────────────────────────────────


def _plain(mark: Mark) -> dict[str, object]:
    return {
        "about": "Written by syndicator: which database wrote this folder. Leave it in its place.",
        "database": mark.instance.name,
        "generation": mark.instance.generation,
        "at": mark.at.isoformat(),
        "last_number": mark.last_number,
        "feeds": dict(mark.feeds),
        "killed": [
            {
                "item": kill.item,
                "source": kill.source,
                "id": kill.atom_id,
                "at": kill.at.isoformat(),
                "by": kill.by,
                "keys": kill.keys,
                "tombstones": kill.stones,
            }
            for kill in mark.kills
        ],
    }


def _mark(found: Any) -> Mark:
    return Mark(
        instance=Instance(name=str(found["database"]), generation=int(found["generation"])),
        at=datetime.fromisoformat(found["at"]),
        last_number=int(found["last_number"]),
        feeds={FeedName(name): str(atom_id) for name, atom_id in found["feeds"].items()},
        kills=tuple(
            Kill(
                item=int(each["item"]),
                source=SourceName(each["source"]),
                atom_id=str(each["id"]),
                at=datetime.fromisoformat(each["at"]),
                by=str(each["by"]),
                keys=tuple((str(kind), str(key)) for kind, key in each["keys"]),
                stones=tuple(
                    (FeedName(feed), str(by), str(comment))
                    for feed, by, comment in each["tombstones"]
                ),
            )
            for each in found["killed"]
        ),
    )
