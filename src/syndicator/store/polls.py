"""How the polls of each source went."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from syndicator.model import FailureKind, SourceName
from syndicator.model.polling import Contents
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds


class Outcome(StrEnum):
    """How a poll ended."""

    FETCHED = "fetched"
    NOT_MODIFIED = "not-modified"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One poll of one source, for the history."""

    source: SourceName
    at: datetime
    outcome: Outcome
    kind: FailureKind | None = None
    status: int | None = None
    seconds: float = 0.0
    bytes: int = 0
    new: int = 0
    revised: int = 0
    contents: Contents | None = None
    """What the document held; None: none was read."""


def add(store: Store, made: Sequence[Poll]) -> None:
    """Write polls; inside a transaction of the caller's."""
    store.write_many(
        "INSERT INTO polls (source, at, outcome, kind, status, seconds, bytes, new, revised,"
        " items, renamed, empty, garbled) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                poll.source,
                seconds(poll.at),
                poll.outcome,
                poll.kind,
                poll.status,
                poll.seconds,
                poll.bytes,
                poll.new,
                poll.revised,
                *_contents_to_columns(poll.contents),
            )
            for poll in made
        ],
    )


def history(store: Store, name: SourceName, limit: int = 20) -> list[Poll]:
    """The last polls of one source, newest first."""
    rows = store.rows(
        "SELECT * FROM polls WHERE source = ? ORDER BY at DESC, id DESC LIMIT ?", (name, limit)
    )
    return [
        Poll(
            source=SourceName(row["source"]),
            at=moment(row["at"]),
            outcome=Outcome(row["outcome"]),
            kind=None if row["kind"] is None else FailureKind(row["kind"]),
            status=row["status"],
            seconds=row["seconds"],
            bytes=row["bytes"],
            new=row["new"],
            revised=row["revised"],
            contents=_contents(row),
        )
        for row in rows
    ]


def _contents_to_columns(contents: Contents | None) -> tuple[int | None, ...]:
    if contents is None:
        return (None,) * 4
    return contents.items, contents.renamed, contents.empty, contents.garbled


def _contents(row: sqlite3.Row) -> Contents | None:
    if row["items"] is None:
        return None
    return Contents(
        items=row["items"],
        renamed=row["renamed"],
        empty=row["empty"],
        garbled=row["garbled"],
    )
