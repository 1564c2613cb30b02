"""What was read of each source's last document, so that it is not read again.

One row for each source, written anew with every document. Nothing else refers to it, and a source
whose memory is lost is only read once more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from syndicator.model import SourceName
from syndicator.store.database import Store


def get(store: Store, sources: Iterable[SourceName]) -> dict[SourceName, bytes]:
    """What was kept of these sources, as it was handed in, where there is something."""
    rows = store.rows(
        "SELECT source, memory FROM memories WHERE source IN (SELECT value FROM json_each(?))",
        (json.dumps(list(sources)),),
    )
    return {SourceName(row["source"]): bytes(row["memory"]) for row in rows}


def save(store: Store, source: SourceName, memory: bytes) -> None:
    """Keep this of a source, in place of what was kept before."""
    store.write(
        "INSERT INTO memories (source, memory) VALUES (?, ?)"
        " ON CONFLICT (source) DO UPDATE SET memory = excluded.memory",
        (source, memory),
    )
