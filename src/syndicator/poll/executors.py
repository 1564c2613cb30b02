"""Where sources are fetched and their documents read: here, or on the machines of a cluster (I/O).

What runs there is `syndicator.poll.collect.collect`, from a job to a result, both plain values.
What is asked when, and what becomes of the results, is decided here, whichever engine it is.
"""

from __future__ import annotations

from concurrent.futures import CancelledError, Executor, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final

from syndicator.config import EngineKind, Poll
from syndicator.errors import EngineError

CONNECT_SECONDS: Final = 10
"""How long a scheduler has to answer."""


class Local:
    """Threads of this process for the network; documents are read in processes of its own."""

    ahead: Final = 64
    """Jobs that may wait for a thread, so that none waits while answers are stored."""

    def __init__(self, workers: int) -> None:
        self.executor: Executor = ThreadPoolExecutor(workers, thread_name_prefix="fetch")

    def usable(self) -> bool:
        """Whether it can go on."""
        return True

    def close(self) -> None:
        """Wait for nothing; what has not begun is left undone."""
        self.executor.shutdown(wait=False, cancel_futures=True)


class Dask:
    """The workers of a Dask cluster. What a worker that dies had begun is begun on another."""

    ahead: Final = 0
    """What waits there is out of our hands, and would be begun after we have stopped."""

    def __init__(self, scheduler: str) -> None:
        """Connect.

        Raises:
            EngineError: the package is missing, or nobody answers there.
        """
        try:
            # A slow import, and an extra: pip install syndicator[dask].
            import distributed  # noqa: PLC0415
        except ImportError as error:
            raise EngineError(
                'engine = "dask" needs the package distributed: pip install "syndicator[dask]"'
            ) from error
        try:
            library: Any = distributed  # it is untyped
            self._client: Any = library.Client(
                scheduler, timeout=CONNECT_SECONDS, set_as_default=False, name="syndicator"
            )
        except (OSError, TimeoutError, ValueError) as error:
            raise EngineError(f"no Dask scheduler answers at {scheduler}") from error
        # Two jobs that look alike are two requests all the same.
        self.executor: Executor = self._client.get_executor(pure=False)

    def usable(self) -> bool:
        """Whether the scheduler is still there."""
        return bool(self._client.status == "running")

    def close(self) -> None:
        """Wait for nothing; what is under way is taken back."""
        with suppress(Exception):  # it may be gone
            self.executor.shutdown(wait=False)
        with suppress(Exception):
            self._client.close(timeout=1)


class Engines:
    """The engine of the configuration in force, connected when it is first needed."""

    def __init__(self) -> None:
        self._dask: Dask | None = None
        self._scheduler = ""

    def begin(self, poll: Poll) -> Local | Dask:
        """The engine for one tick.

        Raises:
            EngineError: it cannot be used now.
        """
        if poll.engine is EngineKind.LOCAL:
            self.close()
            return Local(poll.workers)
        if self._dask is None or self._scheduler != poll.scheduler or not self._dask.usable():
            self.close()
            self._scheduler = poll.scheduler or ""
            self._dask = Dask(self._scheduler)
        return self._dask

    def end(self, engine: Local | Dask) -> None:
        """The tick is over: threads end, a cluster stays connected."""
        if isinstance(engine, Local):
            engine.close()

    def close(self) -> None:
        """Let go of a cluster."""
        if self._dask is not None:
            self._dask.close()
            self._dask = None


def lost(error: BaseException) -> EngineError | None:
    """What an error of an engine itself means for an operator; None for any other error."""
    if isinstance(error, CancelledError):
        return EngineError("the Dask scheduler has gone; what was under way is asked for again")
    if type(error).__module__.startswith("distributed"):
        return EngineError(f"the Dask cluster has failed: {' '.join(str(error).split())[:200]}")
    return None
