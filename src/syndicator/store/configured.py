"""The table of sources, made to agree with the configuration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from syndicator.model import GrantName, SourceName
from syndicator.model.hosts import host_of
from syndicator.store import source_holds
from syndicator.store.database import Store
from syndicator.store.times import seconds


def sync(
    store: Store,
    configured: Iterable[tuple[SourceName, str, GrantName]],
    now: datetime,
) -> frozenset[SourceName]:
    """Make the table agree with the configuration.

    A new source is due at once. One that left the configuration is kept, inactive, with its
    items. A new name for the address of one that left is a rename: its items go with it. A changed
    address forgets the validators, the body's hash and the failures of the old one, is due at
    once, and what it holds at its first poll counts as old.

    Args:
        store: open for writing.
        configured: every source with its address and the name of its permission.
        now: the moment of the tick.

    Returns:
        The sources whose row changed; nothing is written if none did.
    """
    wanted = {name: (url, grant) for name, url, grant in configured}
    with store.transaction():
        renamed = _rename(store, {name: url for name, (url, _) in wanted.items()})
        rows = store.rows("SELECT name, url, host, active, grant_name FROM sources")
        stood = {SourceName(row["name"]): row for row in rows}
        known = [name for name in wanted if name in stood]
        added = [name for name in wanted if name not in stood]
        moved = [name for name in known if stood[name]["url"] != wanted[name][0]]
        regranted = [name for name in known if stood[name]["grant_name"] != wanted[name][1]]
        # A database that knew of no hosts is brought up to date here.
        placed = [name for name in known if not stood[name]["host"] and name not in moved]
        back = [name for name in known if not stood[name]["active"]]
        gone = [name for name in stood if stood[name]["active"] and name not in wanted]
        due = seconds(now)
        if added:
            store.write_many(
                "INSERT INTO sources (name, url, grant_name, host, next_poll)"
                " VALUES (?, ?, ?, ?, ?)",
                [(name, *wanted[name], host_of(wanted[name][0]), due) for name in added],
            )
            source_holds.hold_added(store, added)
        if moved:
            store.write_many(
                "UPDATE sources SET url = ?, host = ?, next_poll = ?, etag = NULL,"
                " last_modified = NULL, validated_by = NULL, body_hash = NULL,"
                " first_success = NULL, failures = 0, failure_kind = NULL, failure_message = NULL,"
                " failure_status = NULL, moved_to = NULL, moved_count = 0, moved_since = NULL,"
                " moved_last = NULL WHERE name = ?",
                [(wanted[name][0], host_of(wanted[name][0]), due, name) for name in moved],
            )
        if placed:
            store.write_many(
                "UPDATE sources SET host = ? WHERE name = ?",
                [(host_of(wanted[name][0]), name) for name in placed],
            )
        if regranted:
            store.write_many(
                "UPDATE sources SET grant_name = ? WHERE name = ?",
                [(wanted[name][1], name) for name in regranted],
            )
        if back:
            store.write_many(
                "UPDATE sources SET active = 1, next_poll = ? WHERE name = ?",
                [(due, name) for name in back],
            )
        if gone:
            store.write_many("UPDATE sources SET active = 0 WHERE name = ?", [(n,) for n in gone])
    return frozenset((*renamed, *added, *moved, *regranted, *back, *gone))


def _rename(store: Store, wanted: Mapping[SourceName, str]) -> list[SourceName]:
    """Give a source that left, and whose address has a new name, that name."""
    stood = {row["name"]: row["url"] for row in store.rows("SELECT name, url FROM sources")}
    left: dict[str, list[str]] = {}
    for name, url in stood.items():
        if name not in wanted:
            left.setdefault(url, []).append(name)
    renamed = []
    for name, url in wanted.items():
        former = left.get(url, [])
        if name in stood or len(former) != 1:
            continue
        # The tables refer to a source by its name: all of them change in one transaction.
        store.write("PRAGMA defer_foreign_keys = ON")
        store.write("UPDATE sources SET name = ? WHERE name = ?", (name, former[0]))
        for table in ("polls", "items", "item_keys", "offers", "subscriptions"):
            store.write(f"UPDATE {table} SET source = ? WHERE source = ?", (name, former[0]))  # noqa: S608  # a constant
        source_holds.rename(store, SourceName(former[0]), name)
        renamed.append(name)
    return renamed
