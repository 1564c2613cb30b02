"""When each version of a permission was in force: begun, replaced, taken out of the configuration.

Written whenever a configuration is put in force, and only ever added to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from syndicator.model import GrantName
from syndicator.store.database import Store
from syndicator.store.grants import GrantVersion, versions
from syndicator.store.times import moment, seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveConfig:
    """One version of a permission, and the time in which it was in the configuration."""

    version: GrantVersion
    start: datetime
    until: datetime | None
    """None: it is in force."""

    def on(self, start: datetime, until: datetime) -> bool:
        """Whether it was in force at any moment of a span (``until`` is the first after it)."""
        return self.start < until and (self.until is None or self.until > start)


def put(store: Store, in_force: Mapping[GrantName, int], now: datetime) -> None:
    """Record which version of each permission holds from now on; what has not changed adds nothing.

    Args:
        store: any mode that writes.
        in_force: every permission of the configuration with its stored version. One that was in
            force before and is not among them has ended.
        now: when the configuration was put in force.
    """
    with store.transaction():
        rows = store.rows(
            "SELECT name, grant_id FROM grants_in_force"
            " WHERE id IN (SELECT max(id) FROM grants_in_force GROUP BY name)"
        )
        last = {GrantName(row["name"]): row["grant_id"] for row in rows}
        ended = dict.fromkeys(name for name in last if name not in in_force)
        store.write_many(
            "INSERT INTO grants_in_force (name, grant_id, from_at) VALUES (?, ?, ?)",
            [
                (name, version, seconds(now))
                for name, version in {**ended, **in_force}.items()
                if last.get(name) != version
            ],
        )


def history(store: Store, name: GrantName | None = None) -> list[ActiveConfig]:
    """List when which version was in force, of one permission or of all, the oldest first."""
    known = {version.id: version for version in versions(store, name)}
    rows = store.rows(
        "SELECT * FROM grants_in_force WHERE :name IS NULL OR name = :name ORDER BY name, id",
        {"name": name},
    )
    found: list[ActiveConfig] = []
    for _, group in groupby(rows, key=lambda row: row["name"]):
        steps = list(group)
        ends = [moment(step["from_at"]) for step in steps[1:]]
        found += [
            ActiveConfig(version=known[step["grant_id"]], start=moment(step["from_at"]), until=end)
            for step, end in zip(steps, [*ends, None], strict=True)
            if step["grant_id"] is not None
        ]
    return found
