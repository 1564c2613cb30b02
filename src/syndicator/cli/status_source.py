"""``syndicator status SOURCE``: one source's story."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Final

import click

from syndicator.cli.context import now
from syndicator.cli.incidents import as_row
from syndicator.cli.source_rows import rows
from syndicator.cli.status_health import Overview, overview
from syndicator.cli.tables import as_json as print_json
from syndicator.cli.tables import local, say, short, table
from syndicator.config import Config
from syndicator.errors import UsageError
from syndicator.model import SourceName
from syndicator.model.grant import Grant
from syndicator.model.moments import format_moment
from syndicator.store import hosts, incidents, placements, polls, source_holds, sources, watched
from syndicator.store import items as stories
from syndicator.store.database import Store
from syndicator.store.polls import Outcome, Poll

POLLS: Final = 12
STORIES: Final = 5
"""Of the newest, shown to people."""
PAST: Final = 3
"""Incidents that are over, shown to people."""
LABEL: Final = 13
BARS: Final = "▁▂▃▄▅▆▇█"

Report = dict[str, object]


def show(config: Config, store: Store, source: str, *, as_json: bool) -> None:
    """Print how a source is, why, and since when.

    Raises:
        UsageError: nothing is known of it.
    """
    name = SourceName(source)
    found = overview(config, store, [name])
    if source not in found.health:
        raise UsageError(
            f"{source} is not in the database yet: the next poll, or a reload, takes it in"
        )
    report = _report(config, store, name, found)
    if as_json:
        print_json(report)
    else:
        _print(config, store, name, found, report)


def _report(config: Config, store: Store, name: SourceName, found: Overview) -> Report:
    state = sources.several(store, [name])[name]
    configured = config.sources[name]
    grant = config.grants[configured.grant]
    resting = {each: left for left in hosts.left_alone(store, now()) for each in left.sources}
    (row,) = rows(
        [state],
        config,
        counts=stories.counts(store),
        newest=stories.newest(store),
        left_alone=resting,
        held=source_holds.current(store),
        health=found.health,
    )
    newest = stories.search(store, source=name, limit=STORIES * 4)
    standing: dict[int, list[str]] = {}
    for feed, item in sorted(placements.where(store, [each.item.id for each in newest])):
        standing.setdefault(item, []).append(feed)
    return {
        "source": name,
        "url": configured.url,
        **row,
        **found.detail(name),
        "host": state.host,
        "last_attempt": state.last_attempt,
        "permission": {
            "grant": grant.name,
            "holder": grant.holder or grant.credit,
            "expires": grant.expires,
        },
        "polls": [_poll(each) for each in polls.history(store, name, POLLS * 4)],
        "stories": [
            {
                "item": each.item.id,
                "date": each.item.date,
                "title": each.item.article.title,
                "feeds": standing.get(each.item.id, []),
            }
            for each in newest
        ],
        "stories_by_day": watched.stories_by_day(store, name, now()),
        "incidents": [as_row(each) for each in incidents.of_subject(store, name)],
    }


def _poll(poll: Poll) -> Report:
    return {
        "at": poll.at,
        "ok": poll.outcome is not Outcome.FAILED,
        "outcome": poll.outcome,
        "kind": poll.kind,
        "status": poll.status,
        "seconds": poll.seconds,
        "bytes": poll.bytes,
        "new": poll.new,
        "revised": poll.revised,
        "items": poll.contents.items if poll.contents else None,
    }


# ── for people ───────────────────────────────────────────────────────────────────────────────


def _print(config: Config, store: Store, name: SourceName, found: Overview, report: Report) -> None:
    zone = config.timezone
    health, facts = found.health[name], found.facts[name]
    known = incidents.of_subject(store, name)
    say(f"{name}: {health.state}. {health.sentence}")
    wrong = report["wrong"]
    if isinstance(wrong, str) and (more := wrong.replace(health.sentence, "").strip("; ")):
        say(f"also: {more}")
    for each in known:
        if each.closed is None and each.finding.sentence != health.sentence:
            say(f"incident {each.id}: {each.finding.sentence}")
    click.echo()
    last = (
        f"last read {format_moment(facts.last_success, zone)}"
        if facts.last_success
        else "never read"
    )
    following = report["next_poll"]
    asked = "not asked any more"
    if isinstance(following, datetime):
        asked = f"asked again {format_moment(following, zone)}"
    say(f"address:     {report['url']}; {last}, {asked}", indent=LABEL)
    say(
        f"permission:  {_permission(config, config.grants[config.sources[name].grant])}",
        indent=LABEL,
    )
    say(f"rhythm:      {_rhythm(found, name, zone)}", indent=LABEL)
    counts = report["stories_by_day"]
    assert isinstance(counts, list)
    bars = sparkline(counts) if sys.stdout.isatty() else " ".join(map(str, counts))
    click.echo(
        f"stories:     {report['items']}; by day {bars} ({sum(counts)} in {len(counts)} days)"
    )
    _print_stories(report["stories"], zone)
    past = [each for each in known if each.closed is not None][:PAST]
    if past:
        click.echo()
        table(
            ["#id", "incident", "since", "until"],
            [local([e.id, e.finding.kind, e.opened, e.closed], zone) for e in past],
            title="Incidents that are over",
        )
    click.echo()
    _print_polls(report["polls"], zone)


def _permission(config: Config, grant: Grant) -> str:
    if grant.expires is None:
        return f"{grant.name}, without an end"
    days = (grant.expires - now().astimezone(config.timezone).date()).days
    end = f"in {days} days" if days > 0 else "which is over: nothing leaves"
    return f"{grant.name}, until {grant.expires}, {end}"


def _rhythm(found: Overview, name: SourceName, zone: tzinfo) -> str:
    facts = found.facts[name]
    if facts.rhythm_known and facts.mean_gap is not None:
        usual = f"a story {found.words.every(facts.mean_gap)}"
    else:
        usual = "not known yet"
    if facts.silent_at is None:
        return f"{usual}; it is never called silent" if facts.last_story else usual
    return f"{usual}; silent from {format_moment(facts.silent_at, zone)} on if nothing comes"


def _print_stories(found: object, zone: tzinfo) -> None:
    assert isinstance(found, list)
    if not found:
        return
    click.echo()
    table(
        ["#item", "date", "title", "feeds"],
        [
            [
                each["item"],
                format_moment(each["date"], zone),
                short(each["title"]),
                ", ".join(each["feeds"]),
            ]
            for each in found[:STORIES]
        ],
    )


def _print_polls(found: object, zone: tzinfo) -> None:
    assert isinstance(found, list)
    table(
        ["asked", "outcome", "#status", "#seconds", "#bytes", "#new", "#revised"],
        [
            [
                format_moment(each["at"], zone),
                each["kind"] or each["outcome"],
                each["status"],
                f"{each['seconds']:.1f}",
                each["bytes"],
                each["new"],
                each["revised"],
            ]
            for each in found[:POLLS]
        ],
    )


def sparkline(values: Sequence[int]) -> str:
    """Numbers as bars, the largest as high as it goes."""
    most = max(values, default=0) or 1
    return "".join(BARS[round(value / most * (len(BARS) - 1))] for value in values)
