"""What the service drives: the engine and the web server, as it sees them."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Protocol

from syndicator.config import Config


class Engine(Protocol):
    """What the service drives. Each method may run in another thread, beside any other one.

    A `SyndicatorError` says that the world is in the way (no room, no permission): it is reported
    and the tick is tried again. Any other exception is a bug.
    """

    def poll(self, *, now: datetime, stop: threading.Event) -> object:
        """One tick over the due sources; returns early when ``stop`` is set.

        What it returns is true when it brought changes; these are then published at once.
        """

    def publish(self, *, now: datetime) -> object:
        """Writes the feeds that are due."""

    def ping(self, *, now: datetime, stop: threading.Event) -> object:
        """Tells the hubs what has changed; returns early when ``stop`` is set."""

    def receive(self, *, now: datetime, stop: threading.Event) -> object:
        """Reads what hubs have brought; true when it brought changes, as of `poll`."""

    def renew(self, *, now: datetime, stop: threading.Event) -> object:
        """Asks hubs to push, to go on, or to stop."""

    def alert(self, *, now: datetime, stop: threading.Event) -> object:
        """Tells people of incidents; returns early when ``stop`` is set."""

    def beat(self, *, good: bool) -> object:
        """Says elsewhere that a tick came to its end, and whether it did its work."""

    def back_up(self, *, now: datetime) -> object:
        """Makes a backup, if it is time for one."""

    def look_outside(self, *, now: datetime, stop: threading.Event) -> object:
        """Asks for our own feeds as a stranger would; returns early when ``stop`` is set."""

    def audit(self, *, now: datetime, stop: threading.Event) -> object:
        """Judges again what stands, as far as it is due; true when something is to be put right."""

    def maintain(self, *, now: datetime) -> None:
        """Does the day's tidying."""

    def next_wake(self) -> datetime | None:
        """The next moment at which a permission or an age changes some feed."""

    def summary(self) -> str:
        """One line: ``12 sources, 3 failing, 40 stories in 2 feeds``."""

    def reload(self, config: Config, *, now: datetime) -> None:
        """Puts another configuration in force, or raises and keeps the old one."""

    def close(self) -> None:
        """Ends its own threads and processes, and closes the database.

        Must not wait for a tick that is still at work: it is called then, too.
        """


class Web(Protocol):
    """The web server, as the service drives it. No method waits for anybody's request."""

    def start(self, config: Config) -> None:
        """Begins to answer, if the configuration asks for it; or raises a `SyndicatorError`."""

    def changing(self, config: Config) -> AbstractContextManager[None]:
        """Goes over to another configuration if what is done inside goes well.

        What can fail is tried at the entry: whatever is raised, nothing has changed.
        """

    def stop(self) -> None:
        """Lets nobody in any more."""

    def stopped(self) -> bool:
        """Whether nothing is being answered any more."""

    def ticked(self, kind: str, outcome: str, seconds: float, result: object) -> None:
        """Hears of each tick that ended, in any thread; raises nothing.

        Args:
            kind: ``poll``, ``publish`` and so on.
            outcome: ``done``, ``failed`` or ``bug``.
            seconds: how long it took.
            result: what the engine said of it; None if it failed.
        """


class NoWeb:
    """No web server."""

    def start(self, config: Config) -> None:
        """See `Web`."""

    def changing(self, config: Config) -> AbstractContextManager[None]:  # noqa: ARG002  # `Web`'s
        """See `Web`."""
        return nullcontext()

    def stop(self) -> None:
        """See `Web`."""

    def stopped(self) -> bool:  # `Web`'s
        """See `Web`."""
        return True

    def ticked(self, kind: str, outcome: str, seconds: float, result: object) -> None:
        """See `Web`."""
