"""How all sources are, looked at once for all who ask within a few seconds.

To look at ten thousand sources takes a second of the processor, which polls need, too.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Final

from syndicator.config import Config
from syndicator.monitor.overview import Overview, overview
from syndicator.store import measured
from syndicator.store.database import Store

AT_LEAST: Final = timedelta(seconds=5)
"""For so long a look holds, whatever is polled meanwhile."""
AT_MOST: Final = timedelta(seconds=30)
"""And for so long if nothing is."""


class Glance:
    """The last look, under one configuration. Methods are for any thread."""

    def __init__(self, config: Config) -> None:
        """Look at nothing yet."""
        self._config = config
        self._lock = threading.Lock()
        self._last: tuple[datetime, int, Overview] | None = None

    def look(self, store: Store, now: datetime) -> Overview:
        """Tell how all sources are, as of now or a few seconds ago.

        Raises:
            StoreError: the database cannot be read.
        """
        with self._lock:
            polls = measured.last_poll(store)
            if self._last is not None:
                at, then, found = self._last
                age = now - at
                if timedelta(0) <= age < (AT_MOST if then == polls else AT_LEAST):
                    return found
            found = overview(self._config, store, now)
            self._last = now, polls, found
            return found
