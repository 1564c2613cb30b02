"""``syndicator status``: what is wrong, and how everything is."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Final

import click

from syndicator.cli import status_health, status_source
from syndicator.cli.context import as_json_option, names_in, now, reading, reading_anyway, require
from syndicator.cli.redraw import SECONDS, redraw
from syndicator.cli.source_rows import COLOURS, in_order, rows
from syndicator.cli.status_health import Overview
from syndicator.cli.tables import as_json as print_json
from syndicator.cli.tables import distance, local, short, table
from syndicator.config import Config
from syndicator.errors import UsageError
from syndicator.model.moments import format_moment
from syndicator.rights.expiring import expiring
from syndicator.store import (
    feeds,
    hosts,
    outbox,
    pages,
    placements,
    source_holds,
    sources,
    subscriptions,
)
from syndicator.store import items as stories
from syndicator.store.database import Store
from syndicator.store.outbox import Waiting

_FEED_COLOURS: Final = {
    **dict.fromkeys(("stale", "invalid", "outside"), "red"),
    **dict.fromkeys(("empty", "due"), "yellow"),
    "fresh": "green",
}


@click.command()
@click.argument("source", required=False, shell_complete=names_in("sources"))
@click.option("--check", is_flag=True, help="End with 1 if any incident is open; for cron, Nagios.")
@click.option("--watch", is_flag=True, help=f"Redraw every {SECONDS} seconds, until Ctrl-C.")
@as_json_option
@click.pass_context
def status(
    ctx: click.Context, source: str | None, *, check: bool, watch: bool, as_json: bool
) -> None:
    """What is wrong; then every source: state, last success, newest story, next poll, items.

    Then every output feed, the permissions that end within 60 days, published stories whose own
    pages are not found any more, the hubs that are still to be told of changes, how the
    subscriptions at hubs stand, and one line of sums. With SOURCE, the whole story of one source.
    Works beside a running service. docs/monitoring.md explains every state and incident.

    \b
    Example:
        syndicator status
        syndicator status rferl
        syndicator status --watch
        syndicator status --check
    """
    if watch:
        if check or as_json:
            raise UsageError("--watch shows tables: leave --check and --json out")
        redraw(lambda: _show(ctx, source, as_json=False))
    elif check:
        with reading(ctx) as (config, store):
            require("source", source, config.sources)
            wrong = status_health.check(store, source, as_json=as_json)
        ctx.exit(1 if wrong else 0)
    else:
        _show(ctx, source, as_json=as_json)


def _show(ctx: click.Context, source: str | None, *, as_json: bool) -> None:
    if source is not None:
        with reading(ctx) as (config, store):
            require("source", source, config.sources)
            status_source.show(config, store, source, as_json=as_json)
        return
    with reading_anyway(ctx) as (config, store):
        overview = status_health.overview(config, store)
        report = _report(config, store, overview)
        if as_json:
            print_json(report)
        else:
            _print(config, overview, report)


Rows = list[dict[str, object]]


def _report(config: Config, store: Store, overview: Overview) -> dict[str, object]:
    """Everything that programs read, and from which the tables are made."""
    every = source_holds.current(store).get(source_holds.EVERY)
    return {
        "incidents": overview.incident_rows(),
        "mutes": [asdict(each) for each in overview.mutes],
        "sources": _sources(config, store, overview),
        "feeds": _feeds(config, store, overview),
        "ending": _endings(config),
        "pages": _pages(store),
        "hubs": _hubs(outbox.pending(store)),
        "subscriptions": subscriptions.counts(store),
        "held_when_added": asdict(every) if every else None,
        "sums": overview.sums(),
    }


def _sources(config: Config, store: Store, overview: Overview) -> Rows:
    states = [state for state in sources.all(store) if state.active]
    resting = {name: each for each in hosts.left_alone(store, now()) for name in each.sources}
    found = rows(
        states,
        config,
        counts=stories.counts(store),
        newest=stories.newest(store),
        left_alone=resting,
        held=source_holds.current(store),
        health=overview.health,
    )
    return [
        {
            "source": state.name,
            **row,
            **overview.detail(state.name),
            "left_alone_until": left.until if (left := resting.get(state.name)) else None,
            "dates": asdict(state.dates) if state.dates else None,
        }
        for row, state in zip(found, states, strict=True)
    ]


def _feeds(config: Config, store: Store, overview: Overview) -> Rows:
    built = {state.name: state for state in feeds.all(store)}
    # Of a configuration that is wrong nothing is known: then those that were published.
    names = list(config.feeds) or [name for name, state in built.items() if not state.ended]
    held = {name: placements.count(store, name) for name in names}
    return [
        {
            "feed": name,
            "state": overview.feed_state(built.get(name), name),
            "entries": held[name].current,
            "archived": held[name].archived,
            "updated": built[name].updated if name in built else None,
            "built": built[name].built_at if name in built else None,
        }
        for name in names
    ]


def _endings(config: Config) -> Rows:
    today = now().astimezone(config.timezone).date()
    return [
        {
            "grant": ending.grant,
            "holder": ending.holder,
            "expires": ending.expires,
            "days": ending.days,
            "sources": sum(source.grant == ending.grant for source in config.sources.values()),
        }
        for ending in expiring(config.grants.values(), today)
    ]


def _pages(store: Store) -> Rows:
    lost = pages.missing(store)
    titles = {
        item.id: short(item.article.title)
        for item in stories.get(store, [each.item for each in lost])
    }
    return [
        {
            "item": each.item,
            "title": titles[each.item],
            "asked": each.asked_at,
            "times": each.times,
        }
        for each in lost
    ]


def _hubs(pending: Iterable[Waiting]) -> Rows:
    """One row for each hub that was not told yet; a feed's every document counts."""
    by_hub: dict[str, list[Waiting]] = {}
    for each in pending:
        by_hub.setdefault(each.ping.hub, []).append(each)
    return [
        {
            "hub": hub,
            "waiting": sum(each.failed_at is None for each in pings),
            "given_up": sum(each.failed_at is not None for each in pings),
            "since": min(each.since for each in pings),
            "next_try": min((p.next_try for p in pings if p.failed_at is None), default=None),
            "wrong": next((each.error for each in pings if each.error), None),
        }
        for hub, pings in by_hub.items()
    ]


# ── for people ───────────────────────────────────────────────────────────────────────────────


def _print(config: Config, overview: Overview, report: Mapping[str, object]) -> None:
    overview.show_incidents()

    def print_rows(
        key: str,
        columns: Sequence[str],
        *,
        title: str | None = None,
        colours: Mapping[str, str] | None = None,
    ) -> None:
        found = report[key]
        assert isinstance(found, list)
        if found:
            shown = [_readable(row.values(), config) for row in found]
            table(columns, shown, title=title, colours=colours)
            if not sys.stdout.isatty():
                click.echo()

    _print_sources(config, overview, report["sources"])
    print_rows(
        "feeds",
        ["feed", "state", "#entries", "#in archive", "updated", "last built"],
        colours=_FEED_COLOURS,
    )
    print_rows(
        "ending",
        ["permission", "holder", "expires", "#days left", "#sources"],
        title="Permissions that end soon",
    )
    print_rows(
        "pages",
        ["#item", "title", "last asked", "#times"],
        title="Published stories whose own pages are not found (404)",
    )
    print_rows(
        "hubs",
        ["hub", "#waiting", "#given up", "since", "next try", "what is wrong"],
        title="Hubs that are still to be told of changes",
    )
    pushing = report["subscriptions"]
    assert isinstance(pushing, dict)
    if pushing:
        said = ", ".join(f"{number} {state}" for state, number in sorted(pushing.items()))
        click.echo(f"subscriptions at hubs: {said}\n")
    if isinstance(word := report["held_when_added"], dict):
        since = format_moment(word["at"].astimezone(config.timezone))
        click.echo(
            f"every source that is added is held, since {since} by {word['by']}: {word['reason']} "
            "(`syndicator release --all` ends it)"
        )
    click.echo(overview.summary())


def _readable(values: Iterable[object], config: Config) -> list[object]:
    """A row for people: on a terminal, which is narrow, its moments by how far they are."""
    if sys.stdout.isatty():
        return [distance(value, now()) for value in values]
    return local(values, config.timezone)


def _print_sources(config: Config, overview: Overview, found: object) -> None:
    assert isinstance(found, list)
    columns = ["source", "state", "last success", "newest story", "next poll", "#items"]
    ordered = in_order(found)
    shown = [
        _readable(
            [
                row["source"],
                overview.state(row["source"]),
                row["last_success"],
                row["newest_story"],
                row["next_poll"],
                row["items"],
            ],
            config,
        )
        for row in ordered
    ]
    wrong = [overview.brief(row["source"], row["wrong"]) for row in ordered]
    if not sys.stdout.isatty():
        whole = [[*row, why] for row, why in zip(shown, wrong, strict=True)]
        table([*columns, "what is wrong"], whole)
        click.echo()
        return
    table(columns, shown, colours=COLOURS)
    remarks = [
        [row["source"], why]
        for row, why in zip(ordered, wrong, strict=True)
        if why and why != overview.told(row["source"])
    ]
    if remarks:
        table(["source", "what is wrong"], remarks)
