"""A memory of answers that are slow to find, kept by what decides them and not by what was asked.

`functools.lru_cache` would keep every article that it was ever asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Answer = TypeVar("_Answer")


class Recall(Generic[_Key, _Answer]):
    """Answers by key, the latest so many; may be asked from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: dict[_Key, _Answer] = {}

    def get(self, key: _Key, find: Callable[[], _Answer]) -> _Answer:
        """The answer for a key, found now if it is not known.

        Args:
            key: everything that the answer depends on.
            find: finds it.
        """
        try:
            return self._answers[key]
        except KeyError:
            answer = find()
        if len(self._answers) >= self._most:
            # All at once: cheaper than to keep order, and so rare that it does not matter.
            self._answers = {}
        self._answers[key] = answer
        return answer
