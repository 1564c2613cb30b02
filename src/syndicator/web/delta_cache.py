"""What is new in a feed since an earlier version: made once for all readers that had the same."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Final

from syndicator.web import delta
from syndicator.web.file_cache import Copy, Library

_KEPT: Final = 64
"""Documents."""


class News:
    """The last of such documents; for one thread."""

    def __init__(self, library: Library) -> None:
        """Take from a library the feeds, and what was in their earlier versions."""
        self._library = library
        self._made: OrderedDict[tuple[str, str, str], bytes | None] = OrderedDict()

    async def since(self, base: str, whole: Copy) -> bytes | None:
        """A feed without the entries that a reader has; may take a while.

        Args:
            base: the entity tag of what the reader has.
            whole: the feed as it stands, uncompressed.

        Returns:
            None if only the whole can be sent.

        Raises:
            OSError: it cannot be read, or is another by now.
        """
        key = (whole.path, base, whole.validators.etag)
        if key not in self._made:
            had = self._library.entries(whole.path, base) or frozenset()
            pieces = self._library.pieces(whole, 0, whole.size)
            document = await asyncio.to_thread(b"".join, pieces)
            self._made[key] = await asyncio.to_thread(delta.without, document, whole.path, had)
            if len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return self._made[key]
