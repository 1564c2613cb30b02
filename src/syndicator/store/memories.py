"""What was read of each source's last document, so that it is not read again.

One row for each source, written anew with every document. Nothing else refers to it, and a source
whose memory is lost is only read once more.
"""

from __future__ import annotations

from syndicator.model import SourceName
from syndicator.store.database import Store


def get(store: Store, source: SourceName) -> bytes:
    """What was kept of a source, as it was handed in; no octets where there is nothing."""
    row = store.row("SELECT memory FROM memories WHERE source = ?", (source,))
    return b"" if row is None else bytes(row["memory"])


def save(store: Store, source: SourceName, memory: bytes) -> None:
    """Keep this of a source, in place of what was kept before."""
    store.write(
        "INSERT INTO memories (source, memory) VALUES (?, ?)"
        " ON CONFLICT (source) DO UPDATE SET memory = excluded.memory",
        (source, memory),
    )
