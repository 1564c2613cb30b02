"""``syndicator doctor``: everything that an operator would look at."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from syndicator.cli.context import as_json_option, load, now
from syndicator.cli.tables import as_json as print_json
from syndicator.config import Config
from syndicator.errors import ConfigError
from syndicator.model.output_feed import Access

if TYPE_CHECKING:
    from syndicator.monitor.doctor.found import Found


@click.command()
@click.option("--offline", is_flag=True, help="Ask nothing of the network.")
@as_json_option
@click.pass_context
def doctor(ctx: click.Context, offline: bool, as_json: bool) -> None:
    """Check everything, and say how to fix each problem.

    The configuration, the database, the output, files and who may read them, disks, the clock,
    permissions by date, the network, the web server in front, tokens, backups, alerts. Run it as
    the user and with the environment of the service: otherwise files and secrets that only the
    service may read seem to be missing. Changes nothing.

    Ends with 0 if all is well, with 1 if there is something to fix, and with 2 if the
    configuration is wrong.

    \b
    Example:
        syndicator doctor
        syndicator doctor --offline --json
    """
    from syndicator.monitor.doctor.found import State

    found = list(_examine(load(ctx), offline=offline))
    states = Counter(each.state for each in found)
    if as_json:
        print_json([asdict(each) for each in found])
    else:
        _show(found)
        click.echo(
            f"\n{states[State.MEND]} to mend, {states[State.NOTE]} to know, "
            f"{states[State.WELL]} well"
        )
    ctx.exit(1 if states[State.MEND] else 0)


def _examine(config: Config, *, offline: bool) -> Iterator[Found]:
    from syndicator.monitor.doctor import database, machine, people, reach
    from syndicator.monitor.doctor.found import well

    moment = now()
    counted = f"{len(config.sources)} sources, {len(config.grants)} permissions"
    yield well("configuration", f"{config.path}: {counted}, {len(config.feeds)} feeds")
    yield from database.database(config, moment)
    yield database.copies(config, moment)
    yield from machine.disks(config)
    yield from machine.permissions(config)
    yield machine.unit()
    yield from people.permissions(config, moment.astimezone(config.timezone).date())
    yield from people.channels(config, os.environ)
    yield from _tokens(config)
    yield people.open_incidents(config)
    if not offline:
        yield reach.names(config)
        yield reach.egress(config)
        yield from reach.outside(config, moment)


def _tokens(config: Config) -> Iterator[Found]:
    from syndicator.monitor.doctor.found import mend, well
    from syndicator.web import credentials

    names = [feed.name for feed in config.feeds.values() if feed.access is Access.TOKEN]
    if not names:
        return
    try:
        missing = credentials.load(environ=os.environ).missing(names)
    except ConfigError as error:
        yield mend("tokens", str(error), "correct the lines of the credential")
        return
    for name in missing:
        how = f"`syndicator token {name} SUBSCRIBER` makes one"
        yield mend("tokens", f"nobody can read the feed {name}: there is no token", how)
    if not missing:
        yield well("tokens", f"{len(names)} feeds for subscribers with a token have some")


def _show(found: list[Found]) -> None:
    from syndicator.monitor.doctor.found import State

    for each in sorted(found, key=lambda one: list(State).index(one.state), reverse=True):
        click.echo(f"{each.state.upper():5} {each.subject}: {each.what}")
        if each.mend:
            click.echo(f"      {each.mend}")
