"""How often somebody may try a password, within a bound of memory. No I/O."""

from __future__ import annotations

import threading
from collections import deque
from typing import Final

MAX_OF_CLIENT: Final = 20
"""Failures of one client within `WINDOW_SECONDS`."""
MAX_OF_NAME: Final = 10
"""Failures for one user, from wherever."""
WINDOW_SECONDS: Final = 900.0
_MAX_KEYS: Final = 10_000


class Attempts:
    """The failures of the last quarter of an hour. Methods are for any thread."""

    def __init__(self) -> None:
        """Nobody has failed yet."""
        self._failed: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def wait(self, client: str, name: str, *, now: float) -> float:
        """Tell for how many seconds no further attempt is looked at; 0: for none.

        Args:
            client: the address that asks, or its network.
            name: of the user, as it was sent.
            now: seconds, never set back.
        """
        with self._lock:
            waits = (self._wait(key, most, now) for key, most in _keys(client, name))
            return max(waits)

    def failed(self, client: str, name: str, *, now: float) -> None:
        """Count a wrong password."""
        with self._lock:
            for key, most in _keys(client, name):
                if key not in self._failed and len(self._failed) >= _MAX_KEYS:
                    # Whoever sends names at random must not make us forget real ones one by one.
                    self._forget(now)
                self._failed.setdefault(key, deque(maxlen=most)).append(now)

    def _wait(self, key: str, most: int, now: float) -> float:
        times = self._failed.get(key)
        if times is None:
            return 0.0
        while times and now - times[0] >= WINDOW_SECONDS:
            times.popleft()
        if not times:
            del self._failed[key]
            return 0.0
        return WINDOW_SECONDS - (now - times[0]) if len(times) >= most else 0.0

    def _forget(self, now: float) -> None:
        over = [key for key, times in self._failed.items() if now - times[-1] >= WINDOW_SECONDS]
        few = sorted(self._failed, key=lambda key: len(self._failed[key]))
        for key in over or few[: _MAX_KEYS // 2]:
            del self._failed[key]


def _keys(client: str, name: str) -> tuple[tuple[str, int], ...]:
    return (f"client {client}", MAX_OF_CLIENT), (f"name {name[:64]}", MAX_OF_NAME)
