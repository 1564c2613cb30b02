"""``syndicator incidents``, ``ack`` and ``mute``: what is wrong, and who knows of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import click

from syndicator.cli.context import as_json_option, load, names_in, now, reading, require
from syndicator.cli.context import until as moment_to_come
from syndicator.cli.tables import as_json as print_json
from syndicator.cli.tables import table
from syndicator.errors import UsageError
from syndicator.model.incident import Incident, Mute
from syndicator.model.moments import format_moment
from syndicator.store import incidents as stored
from syndicator.store.database import Store

LATELY: Final = timedelta(days=7)
"""Incidents that were closed in this time are shown beside the open ones."""


def as_row(incident: Incident) -> dict[str, object]:
    """An incident as programs read it."""
    finding = incident.finding
    return {
        "id": incident.id,
        "kind": finding.kind,
        "subject": finding.subject,
        "severity": finding.severity,
        "topic": finding.kind.topic,
        "opened": incident.opened,
        "noticed": incident.noticed,
        "closed": incident.closed,
        "sentence": finding.sentence,
        "effect": finding.effect,
        "command": finding.command,
        "count": finding.count,
        "flapping": finding.flapping,
        "acknowledged_until": incident.acknowledged_until,
        "note": incident.note or None,
        "told": incident.told,
    }


@click.command()
@click.option("--all", "everything", is_flag=True, help="All that are kept, not only the latest.")
@as_json_option
@click.pass_context
def incidents(ctx: click.Context, everything: bool, as_json: bool) -> None:
    """What is wrong, and what was wrong lately: since when, how bad, and what to do.

    Shows the open incidents and those closed within the last week. An incident is opened when a
    problem was found several times in a row ([monitor] open_after), or at once if it is certain,
    such as an expired permission; it is dated from the first time.

    \b
    Example:
        syndicator incidents
        syndicator incidents --json
    """
    since = now() - (stored.REMEMBERED if everything else LATELY)
    with reading(ctx) as (config, store):
        found = stored.recent(store, since=since)
    if as_json:
        print_json([as_row(each) for each in found])
        return
    if not found:
        click.echo("no incidents")
        return
    zone = config.timezone
    table(
        ["#id", "severity", "kind", "subject", "since", "until", "what is wrong"],
        [
            [
                each.id,
                each.finding.severity,
                each.finding.kind,
                each.finding.subject,
                each.opened.astimezone(zone),
                each.closed.astimezone(zone) if each.closed else _open(each),
                each.finding.sentence,
            ]
            for each in found
        ],
    )


def _open(incident: Incident) -> str:
    return "open, acknowledged" if incident.quiet(now()) else "open"


@click.command()
@click.argument("number", metavar="ID", type=int)
@click.option("--until", required=True, help="For how long: 3d, or until when: 2026-01-31.")
@click.option("--note", default="", help="Why, and who looks after it.")
@click.pass_context
def ack(ctx: click.Context, number: int, until: str, note: str) -> None:
    """Acknowledge incident ID: no reminder of it is sent until the date given in --until.

    You are still told when it ends.

    \b
    Example:
        syndicator ack 17 --until 3d --note "the publisher is mending it"
    """
    config = load(ctx)
    end = moment_to_come(until, config.timezone)
    with Store.open(config.database, mode="edit") as store:
        if not stored.acknowledge(store, number, until=end, note=note, now=now()):
            raise UsageError(f"no open incident {number}; see `syndicator incidents`")
    click.echo(f"incident {number} is acknowledged until {format_moment(end, config.timezone)}")


@click.command()
@click.argument("source", required=False, shell_complete=names_in("sources"))
@click.option("--all", "everything", is_flag=True, help="Everything, not one source.")
@click.option("--until", required=True, help="For how long: 3d, or until when: 2026-01-31.")
@click.option("--note", default="", help="Why.")
@click.pass_context
def mute(ctx: click.Context, source: str | None, everything: bool, until: str, note: str) -> None:
    """Send no alerts about SOURCE, or with --all about anything, until the date in --until.

    Incidents are still opened and closed. `--until 0h` ends it.

    \b
    Example:
        syndicator mute rferl --until 12h
        syndicator mute --all --until 2026-01-31
    """
    if (source is None) is not everything:
        raise UsageError("name a source, or say --all")
    config = load(ctx)
    require("source", source, config.sources)
    end = moment_to_come(until, config.timezone)
    with Store.open(config.database, mode="edit") as store:
        stored.mute(store, Mute(subject=source, until=end, note=note))
    muted = format_moment(end, config.timezone)
    click.echo(f"{source or 'everything'} is muted until {muted}")
