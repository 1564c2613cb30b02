"""How often the service does what, and how long it waits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The service's pace."""

    poll: timedelta = timedelta(seconds=15)
    publish: timedelta = timedelta(seconds=60)
    ping: timedelta = timedelta(seconds=60)
    """How often hubs are tried again; what has just changed is told at once."""
    receive: timedelta = timedelta(seconds=60)
    """How often it is looked whether hubs have brought something; they also say so."""
    renew: timedelta = timedelta(seconds=60)
    alert: timedelta = timedelta(seconds=30)
    """How often alerts are tried again; what a poll found is told at once."""
    backup: timedelta = timedelta(minutes=10)
    """How often it is looked whether a backup is due."""
    outside: timedelta = timedelta(minutes=1)
    """How often it is looked whether that is due."""
    audit: timedelta = timedelta(seconds=60)
    """How often it is looked whether something is to be judged again, and what was left is."""
    maintain: timedelta = timedelta(days=1)
    maintain_after: timedelta = timedelta(minutes=5)
    """The first maintenance, counted from the start: a service restarted daily has one, too."""
    grace: timedelta = timedelta(seconds=8)
    """What is in flight at SIGTERM may take this long."""
    close: timedelta = timedelta(seconds=1)
    """Closing may take this much longer."""
    poll_hung: timedelta = timedelta(hours=1)
    """A poll without end counts as hung after this: far beyond one full of time-outs."""
    publish_hung: timedelta = timedelta(minutes=15)

    def within(self, watchdog: timedelta | None) -> Timing:
        """The pace at which ticks complete at least three times in a watchdog's period."""
        if watchdog is None:
            return self
        third = watchdog / 3
        return replace(self, poll=min(self.poll, third), publish=min(self.publish, third))
