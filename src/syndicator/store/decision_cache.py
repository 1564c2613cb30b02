"""What was decided on each item by itself, kept so that it is not asked again in vain.

A decision stands as long as everything that it was made from is as it was: the item's revision,
what the desk says of it, whether it was published or corrected, the configuration, and the clock,
up to its ``wake_at`` (`syndicator.curate.decide.judge`). The final verdict, which also depends on
the other items, is in `syndicator.store.decisions`.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Sequence
from datetime import datetime

from syndicator.model import Decision, Digest, FeedName, Head, Item, Mark, SourceName, Verdict
from syndicator.store.codec import desk_to_json
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds


def standing(
    store: Store,
    feed: FeedName,
    items: Iterable[Head],
    config: Digest,
    now: datetime,
    *,
    timed: Container[SourceName],
) -> dict[int, Decision]:
    """The decisions for one feed that still stand, by item.

    Args:
        store: any mode.
        feed: for which they were made.
        items: as they were read; a decision on another state of one does not stand.
        config: the digest of all configuration that they depend on.
        now: the moment for which they are wanted.
        timed: sources for whose items it matters whether they were published.
    """
    rows = store.rows(
        "SELECT * FROM judgements WHERE feed = :feed AND config = :config AND judged_at <= :now"
        " AND (wake_at IS NULL OR wake_at > :now)",
        {"feed": feed, "config": _key(config), "now": seconds(now)},
    )
    known = {row["item"]: row for row in rows}
    return {
        item.id: Decision(
            item=item.id,
            feed=feed,
            verdict=Verdict(row["verdict"]),
            rule=row["rule"],
            reason=row["reason"],
            wake_at=moment(row["wake_at"]),
            marks=_marks(row["marks"]),
        )
        for item in items
        if (row := known.get(item.id)) is not None
        and (row["revision"], row["desk"], row["first_published"], row["corrected"])
        == _state(item, timed)
    }


def save(
    store: Store,
    judged: Iterable[tuple[Item, Decision]],
    config: Digest,
    now: datetime,
    *,
    timed: Container[SourceName],
) -> None:
    """Keep decisions, each in the place of an earlier one for the same item and feed.

    Args:
        store: open for writing.
        judged: items as they were read, with decisions for feeds whose configuration has this
            digest.
        config: the digest.
        now: the moment for which they were made.
        timed: as for `standing`.
    """
    with store.transaction():
        store.write_many(
            "INSERT OR REPLACE INTO judgements (feed, item, config, judged_at, verdict, rule,"
            " reason, wake_at, marks, revision, desk, first_published, corrected)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    decision.feed,
                    item.id,
                    _key(config),
                    seconds(now),
                    decision.verdict,
                    decision.rule,
                    decision.reason,
                    seconds(decision.wake_at),
                    _as_text(decision.marks),
                    *_state(item, timed),
                )
                for item, decision in judged
            ],
        )


def forget(store: Store, feed: FeedName) -> None:
    """Drop what was decided for a feed that is no longer there."""
    store.write("DELETE FROM judgements WHERE feed = ?", (feed,))


def forget_items(store: Store, feed: FeedName, items: Iterable[int]) -> None:
    """Drop what was decided on these items for a feed."""
    with store.transaction():
        store.write_many(
            "DELETE FROM judgements WHERE feed = ? AND item = ?", [(feed, item) for item in items]
        )


def _state(
    item: Head, timed: Container[SourceName]
) -> tuple[int, str | None, int | None, int | None]:
    """All of an item that may change and that a decision depends on."""
    return (
        item.revision,
        desk_to_json(item.desk),
        seconds(item.first_published) if item.source in timed else None,
        seconds(item.corrected),
    )


def _as_text(marks: Sequence[Mark]) -> str | None:
    if not marks:  # of nearly every item, and they are many
        return None
    return json.dumps([[mark.rule, mark.reason, mark.label] for mark in marks])


def _marks(text: str | None) -> tuple[Mark, ...]:
    if text is None:
        return ()
    return tuple(
        Mark(rule=rule, reason=reason, label=label) for rule, reason, label in json.loads(text)
    )


def _key(config: Digest) -> bytes:
    return bytes.fromhex(config)[:16]
