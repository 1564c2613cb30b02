"""What was read of a document, packed small, to be handed in with the next one of its source.

It is made and understood where documents are read; whoever keeps it in between keeps octets.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from syndicator.model import Digest, Outline

_LEVEL: Final = 1
"""Of compression: digests do not get shorter, however hard one tries."""
_Row = tuple[str | None, str, str | None, str | None, str | None, str | None, str | None]
_COLUMNS: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What was read the last time."""

    known: frozenset[Digest] = frozenset()
    """The raw hash of each item."""
    outlines: Mapping[Digest, Outline] = field(default_factory=dict)
    """What was read of each item, by the digest of its element; see `ParsedFeed.outlines`."""


def pack(raw_hashes: Iterable[Digest], outlines: Mapping[Digest, Outline]) -> bytes:
    """Pack what was read of a document."""
    rows: list[_Row] = [
        (
            digest,
            each.raw_hash,
            each.guid,
            each.link,
            _text(each.published),
            _text(each.updated),
            each.unreadable_date,
        )
        for digest, each in outlines.items()
    ]
    listed = {each.raw_hash for each in outlines.values()}
    rows += [
        (None, each, None, None, None, None, None) for each in raw_hashes if each not in listed
    ]
    return _packed(rows)


def unpack(memory: bytes) -> Memory:
    """Read what `pack` or `only` wrote; of no octets, nothing."""
    rows = _rows(memory)
    return Memory(
        known=frozenset(Digest(raw_hash) for _, raw_hash, *_ in rows),
        outlines={
            Digest(digest): Outline(
                raw_hash=Digest(raw_hash),
                guid=guid,
                link=link,
                published=_moment(published),
                updated=_moment(updated),
                unreadable_date=unreadable,
            )
            for digest, raw_hash, guid, link, published, updated, unreadable in rows
            if digest is not None
        },
    )


def only(memory: bytes, known: Collection[Digest]) -> bytes:
    """Forget the items whose raw hash is not among those that are known."""
    return _packed(row for row in _rows(memory) if row[1] in known)


def _packed(rows: Iterable[_Row]) -> bytes:
    return zlib.compress(json.dumps(list(rows), separators=(",", ":")).encode("ascii"), _LEVEL)


def _rows(memory: bytes) -> list[_Row]:
    rows = json.loads(zlib.decompress(memory)) if memory else []
    # An earlier version packed fewer columns; of its elements none has a digest of this version's.
    return [(*row, *[None] * (_COLUMNS - len(row))) for row in rows]


def _text(moment: datetime | None) -> str | None:
    # With the offset that the source wrote: it is a part of what was read.
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
