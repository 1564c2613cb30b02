"""What a restore carries over from the database that it replaces: everything that is on record.

A backup brings back what was collected. What was decided, what readers saw and what stands in
front of them has happened all the same: the desk's words, permissions and notices, the ledger,
what is placed where, the files and tombstones, with the stories that they speak of. All of it is
only ever added to, so the backup has the beginning of what the later database has.
"""

# ruff: noqa: S608  # every statement is made of the constants of this module

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Final

_RECORDS: Final = ("grants", "grants_in_force", "editorial", "ledger")
"""Only ever added to, with numbers that grow."""
_STANDING: Final = (
    *("feeds", "former_names", "placements", "files", "archives", "tombstones"),
    *("source_holds", "home", "instance"),
)
"""As they are now: what stands is no matter of the past."""
_CACHES: Final = ("entries", "judgements", "memories", "audits")
_SPOKEN_OF: Final = (
    "SELECT item FROM later.editorial WHERE id > (SELECT coalesce(max(id), 0) FROM main.editorial)"
    " UNION SELECT replaced_by FROM later.editorial WHERE replaced_by IS NOT NULL"
    " UNION SELECT item FROM later.ledger WHERE id > (SELECT coalesce(max(id), 0) FROM main.ledger)"
    " UNION SELECT item FROM later.placements UNION SELECT item FROM later.tombstones"
    " UNION SELECT item FROM later.files WHERE item IS NOT NULL"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOver:
    """What came to the restored database from the one that it replaces."""

    words: dict[str, int]
    """How many words of the desk, by what they say: ``kill``, ``reject`` …"""
    ledger: int
    """How many rows of the ledger."""
    items: int
    """How many stories that the backup does not know."""


def is_earlier(connection: sqlite3.Connection) -> bool:
    """Whether ``main`` is an earlier state of ``later``, which is attached, or the same.

    Of each record the last row of the earlier one stands in the later one as it is.
    """
    return all(
        not _rows(
            connection,
            f"SELECT {columns} FROM main.{table} WHERE id = (SELECT max(id) FROM main.{table})"
            f" EXCEPT SELECT {columns} FROM later.{table}",
        )
        for table, columns in (
            ("items", "id, atom_id, first_seen"),
            ("ledger", "id, at, action, item, feed"),
            ("editorial", "id, at, action, item"),
        )
    )


def carry_over(connection: sqlite3.Connection) -> CarriedOver:
    """Bring all that is on record in ``later`` into ``main``, inside a transaction.

    Args:
        connection: to a restored backup, with the database that it replaces attached as ``later``;
            both at the newest version of the tables.
    """
    write = connection.execute
    words = dict(
        _rows(
            connection,
            "SELECT action, count(*) FROM later.editorial"
            " WHERE id > (SELECT coalesce(max(id), 0) FROM main.editorial) GROUP BY action",
        )
    )
    write(f"CREATE TEMP TABLE spoken_of AS SELECT DISTINCT item AS id FROM ({_SPOKEN_OF})")
    before = _count(connection, "items")
    _copy(connection, "sources", "name NOT IN (SELECT name FROM main.sources)")
    _copy(connection, "notices", "digest NOT IN (SELECT digest FROM main.notices)")
    for table in ("items", "item_keys"):
        key = "id" if table == "items" else "item"
        write(f"DELETE FROM main.{table} WHERE {key} IN (SELECT id FROM spoken_of)")
        _copy(connection, table, f"{key} IN (SELECT id FROM spoken_of)")
    _copy(
        connection,
        "revisions",
        "item IN (SELECT id FROM spoken_of) AND id NOT IN (SELECT id FROM main.revisions)",
    )
    # A text that was deleted since stays deleted.
    write(
        "UPDATE main.revisions AS mine SET article = (SELECT article FROM later.revisions AS other"
        " WHERE other.id = mine.id) WHERE id IN (SELECT id FROM later.revisions"
        " WHERE json_extract(article, '$.deleted'))"
    )
    write(
        "UPDATE main.items AS mine SET deleted_at = (SELECT deleted_at FROM later.items AS other"
        " WHERE other.id = mine.id) WHERE id IN"
        " (SELECT id FROM later.items WHERE deleted_at IS NOT NULL)"
    )
    written = _count(connection, "ledger")
    for table in _RECORDS:
        _copy(connection, table, f"id > (SELECT coalesce(max(id), 0) FROM main.{table})")
    for table in (*_STANDING, *_CACHES):
        write(f"DELETE FROM main.{table}")
    for table in _STANDING:
        _copy(connection, table, "TRUE")
    # Each feed is held against what the restored database knows.
    write("UPDATE main.feeds SET dirty = dirty + 1, config_digest = NULL")
    write(
        "UPDATE main.sqlite_sequence SET seq = max(seq, coalesce((SELECT seq FROM"
        " later.sqlite_sequence AS other WHERE other.name = main.sqlite_sequence.name), 0))"
    )
    write(
        "INSERT INTO main.sqlite_sequence (name, seq) SELECT name, seq FROM later.sqlite_sequence"
        " WHERE name NOT IN (SELECT name FROM main.sqlite_sequence)"
    )
    write("DROP TABLE spoken_of")
    return CarriedOver(
        words=words,
        ledger=_count(connection, "ledger") - written,
        items=_count(connection, "items") - before,
    )


def _copy(connection: sqlite3.Connection, table: str, condition: str) -> None:
    # By name: the order of columns differs where one was added to an older table.
    names = [
        row[1]
        for row in connection.execute(f"PRAGMA main.table_xinfo({table})").fetchall()
        if not row[6]  # a generated column
    ]
    columns = ", ".join(names)
    connection.execute(
        f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM later.{table}"
        f" WHERE {condition}"
    )


def _count(connection: sqlite3.Connection, table: str) -> int:
    (found,) = connection.execute(f"SELECT count(*) FROM main.{table}").fetchone()
    return int(found)


def _rows(connection: sqlite3.Connection, sql: str) -> list[tuple[str, int]]:
    return connection.execute(sql).fetchall()
