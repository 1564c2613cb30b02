"""``syndicator alerts``: do they arrive?"""

from __future__ import annotations

import os

import click

from syndicator.cli.context import load, require
from syndicator.config import Config
from syndicator.errors import UsageError


@click.group()
def alerts() -> None:
    """Who is told of incidents: the tables [alerts.NAME].

    \b
    Example:
        syndicator alerts test
    """


@alerts.command()
@click.argument("name", required=False)
@click.pass_context
def test(ctx: click.Context, name: str | None) -> None:
    """Send a test message to each recipient of the alerts NAME, or of all.

    Says which were accepted, and why others were not; ends with 1 if one was not. URLs are never
    shown: a recipient is a line of the credential, by its number.

    \b
    Example:
        syndicator alerts test
        syndicator alerts test ops
    """
    config = load(ctx)
    if not config.alerts:
        raise UsageError("the configuration has no [alerts.NAME]: nobody is told of incidents")
    require("alerts", name, [channel.name for channel in config.alerts])
    names = [each.name for each in config.alerts if name in {None, each.name}]
    results = [_test(config, each) for each in names]
    ctx.exit(0 if all(results) else 1)


def _test(config: Config, name: str) -> bool:
    from syndicator.monitor.alerts.credentials import urls_of
    from syndicator.monitor.alerts.message import test_message
    from syndicator.monitor.alerts.send import send

    urls, problem = urls_of(name, environ=os.environ)
    if not urls:
        click.echo(f"{name}: {problem}", err=True)
        return False
    message = test_message(name, newsroom=config.title)
    good = True
    for number, url in enumerate(urls):
        error = send(url, message)
        if error is None:
            click.echo(f"{name}, line {number + 1}: sent")
            _note(config, name, number)
        else:
            click.echo(f"{name}, line {number + 1}: not sent: {error}", err=True)
            good = False
    return good


def _note(config: Config, name: str, number: int) -> None:
    """A recipient that answers is tried again at once."""
    from syndicator.errors import StoreError
    from syndicator.store import alerts as stored
    from syndicator.store.database import Store

    try:
        with Store.open(config.database, mode="edit") as store:
            stored.answered(store, name, number)
    except StoreError:
        return  # there is no database yet, or it is not ours to change
