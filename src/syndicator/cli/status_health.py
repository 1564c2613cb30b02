"""What ``status`` says of health: what is wrong first, the states, one line of sums."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import click

from syndicator.cli.context import now
from syndicator.cli.incidents import as_row
from syndicator.cli.tables import as_json as print_json
from syndicator.cli.tables import table
from syndicator.config import Config
from syndicator.model import SourceName
from syndicator.model.counted import counted
from syndicator.model.health import Health, SourceFacts
from syndicator.model.incident import Incident, Kind, Mute
from syndicator.model.moments import format_moment
from syndicator.monitor.overview import overview as look
from syndicator.monitor.wording import Words
from syndicator.store import incidents, watched
from syndicator.store.database import Store
from syndicator.store.feeds import FeedState

_FEED_STATES: Final = {
    Kind.FEED_INVALID: "invalid",
    Kind.FEED_STALE: "stale",
    Kind.OUTSIDE: "outside",
    Kind.FEED_EMPTY: "empty",
}
"""By the open incidents of a feed, the worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How everything is, as of one moment."""

    config: Config
    facts: Mapping[str, SourceFacts]
    health: Mapping[str, Health]
    open: Sequence[Incident]
    mutes: list[Mute]
    stories: int

    @property
    def words(self) -> Words:
        """How moments and numbers are said."""
        return Words(now=now(), timezone=self.config.timezone)

    def state(self, name: object) -> str:
        """One word, and how often, where that says something."""
        found = self.health[str(name)]
        return f"{found.state} ({found.count})" if found.count > 1 else str(found.state)

    def detail(self, name: object) -> dict[str, object]:
        """What programs read of a source beside its row: the parts of its sentence, each apart."""
        found, facts = self.health[str(name)], self.facts[str(name)]
        return {
            "state": found.state,
            "kind": found.kind,
            "count": found.count,
            "since": found.since,
            "sentence": found.sentence,
            "last_story": facts.last_story,
            "rhythm": facts.mean_gap if facts.rhythm_known else None,
            "quiet_at": facts.quiet_at,
            "silent_at": facts.silent_at,
        }

    def told(self, name: object) -> str | None:
        """The open incident that says how a source is; None: there is none."""
        about = (name, str(self.health[str(name)].state))
        for each in self.open:
            if (each.finding.subject, each.finding.kind) == about:
                return f"incident {each.id}"
        return None

    def brief(self, name: object, wrong: object) -> object:
        """What is wrong with a source, where the open incidents have been told already."""
        told = self.told(name)
        if told is None or not isinstance(wrong, str):
            return wrong
        return wrong.replace(self.health[str(name)].sentence, told)

    def feed_state(self, built: FeedState | None, name: object) -> str:
        """How an output feed is, in one word."""
        kinds = [each.finding.kind for each in self.open if each.finding.subject == name]
        for kind, state in _FEED_STATES.items():
            if kind in kinds:
                return state
        if built is None or built.built_at is None:
            return "new"
        return "due" if built.dirty else "fresh"

    def incident_rows(self) -> list[dict[str, object]]:
        """The open incidents, as programs read them."""
        return [as_row(each) for each in self.open]

    def show_incidents(self) -> None:
        """Print what is wrong, the worst first, and of what nobody is told."""
        for mute in self.mutes:
            until = format_moment(mute.until, self.config.timezone)
            note = f" ({mute.note})" if mute.note else ""
            click.echo(f"nobody is told of {mute.subject or 'anything'} until {until}{note}")
        if not self.open:
            return
        table(
            ["#id", "severity", "what is wrong"],
            [[each.id, each.finding.severity, each.finding.sentence] for each in self.open],
            title=f"Open incidents: {len(self.open)}",
        )
        if not sys.stdout.isatty():
            click.echo()

    def sums(self) -> dict[str, object]:
        """How many there are of all, as programs read it."""
        states = Counter(each.state for each in self.health.values())
        return {
            "sources": len(self.health),
            "states": {str(state): number for state, number in states.most_common()},
            "stories": self.stories,
            "feeds": len(self.config.feeds),
            "open_incidents": len(self.open),
        }

    def summary(self) -> str:
        """One line for all."""
        states = Counter(str(each.state) for each in self.health.values())
        parts = ", ".join(f"{number} {state}" for state, number in states.most_common())
        return (
            f"{counted(len(self.health), 'source')} ({parts}), "
            f"{counted(self.stories, 'story', 'stories')} in "
            f"{counted(len(self.config.feeds), 'feed')}, "
            f"{counted(len(self.open), 'open incident')}"
        )


def overview(config: Config, store: Store, names: Sequence[SourceName] | None = None) -> Overview:
    """Read how everything is, or some sources."""
    moment = now()
    found = look(config, store, moment, names)
    return Overview(
        config=config,
        facts=found.facts,
        health=found.health,
        mutes=incidents.mutes(store, moment),
        open=found.open,
        stories=watched.standing_stories(store),
    )


def check(store: Store, source: str | None, *, as_json: bool) -> bool:
    """Print what ``--check`` found, of everything or of one source; whether anything is open."""
    standing = [
        each
        for each in incidents.standing(store)
        if source is None or each.finding.subject == source
    ]
    if as_json:
        print_json({"incidents": [as_row(each) for each in standing]})
    elif standing:
        # One line first: that is all that Nagios shows.
        click.echo(f"{len(standing)} open: {standing[0].finding.sentence}")
        for each in standing[1:]:
            click.echo(each.finding.sentence)
    else:
        click.echo("no open incident")
    return bool(standing)
