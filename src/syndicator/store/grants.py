"""Permissions by version, and the notices that they made us print: what can be shown later."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from syndicator.model import CleanHtml, Digest, GrantName, Notice
from syndicator.model.grant import Grant
from syndicator.store.codec import grant_from_json, grant_to_json
from syndicator.store.database import Store
from syndicator.store.times import moment, seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantVersion:
    """The conditions of one permission, as they were at some time."""

    id: int
    """What decisions, placements and the ledger refer to."""
    digest: Digest
    first_used: datetime
    grant: Grant


def save(store: Store, grant: Grant, now: datetime) -> int:
    """The id of this version of a permission, stored if it is new.

    Conditions that were in force before and are again get the id that they had.
    """
    if (version := find(store, grant)) is not None:
        return version
    with store.transaction():
        store.write(
            "INSERT INTO grants (name, digest, conditions, first_used) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (name, digest) DO NOTHING",
            (grant.name, grant.digest, grant_to_json(grant), seconds(now)),
        )
        version = find(store, grant)
    assert version is not None
    return version


def find(store: Store, grant: Grant) -> int | None:
    """The id of this version of a permission; None: it is not stored."""
    row = store.row(
        "SELECT id FROM grants WHERE name = ? AND digest = ?", (grant.name, grant.digest)
    )
    return None if row is None else int(row["id"])


def get(store: Store, version: int) -> GrantVersion | None:
    """The version with this id."""
    row = store.row("SELECT * FROM grants WHERE id = ?", (version,))
    return None if row is None else _version(row)


def versions(store: Store, name: GrantName | None = None) -> list[GrantVersion]:
    """Every version of one permission, or of all, in the order of their first use."""
    rows = store.rows(
        "SELECT * FROM grants WHERE :name IS NULL OR name = :name ORDER BY name, id",
        {"name": name},
    )
    return [_version(row) for row in rows]


def save_notice(store: Store, *notices: Notice) -> None:
    """Keep the wording of notices; the same wording is kept once."""
    with store.transaction():
        store.write_many(
            "INSERT INTO notices (digest, above, below, rights) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (digest) DO NOTHING",
            [(each.digest, each.above, each.below, each.rights) for each in notices],
        )


def get_notice(store: Store, digest: Digest) -> Notice | None:
    """The notice with this digest."""
    row = store.row("SELECT * FROM notices WHERE digest = ?", (digest,))
    if row is None:
        return None
    return Notice(
        above=CleanHtml(row["above"]),
        below=CleanHtml(row["below"]),
        rights=row["rights"],
        digest=Digest(row["digest"]),
    )


def _version(row: sqlite3.Row) -> GrantVersion:
    return GrantVersion(
        id=row["id"],
        digest=Digest(row["digest"]),
        first_used=moment(row["first_used"]),
        grant=grant_from_json(row["conditions"]),
    )
