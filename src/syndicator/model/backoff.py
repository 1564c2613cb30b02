"""How long to wait before something is tried again: exponential back-off with stable jitter."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Final

MAX_DOUBLINGS: Final = 20
"""Far beyond any longest wait; a greater power of two would only overflow."""
JITTER: Final = 0.1
"""The part of a wait that is added at most, so that what failed together is not tried together."""


def share(name: str) -> float:
    """A number in [0, 1) that is always the same for one name, and even over many."""
    digest = hashlib.sha256(name.encode()).digest()
    return int.from_bytes(digest[:4]) / 2**32


def back_off(
    name: str,
    attempts: int,
    *,
    first: timedelta,
    longest: timedelta,
    retry_after: timedelta | None = None,
) -> timedelta:
    """The wait after a failed attempt: it doubles each time, with a jitter that `name` fixes.

    Args:
        name: what is tried; all that waits for one name comes due together.
        attempts: how many failed before.
        first: the wait after the first failure.
        longest: the longest wait, before the jitter.
        retry_after: what the other side asked for (RFC 9110 §10.2.3); a shorter wait is
            lengthened to it.
    """
    wait = first * 2.0 ** min(attempts, MAX_DOUBLINGS)
    wait = max(wait, retry_after or wait)
    return min(wait, longest) * (1 + JITTER * share(name))
