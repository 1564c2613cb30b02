"""``syndicator check``."""

from __future__ import annotations

import click

from syndicator.cli.context import load, relative


@click.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Is config.toml right?

    Prints every problem with its line, and ends with 2 if there is any.

    \b
    Example:
        syndicator check
        syndicator --config /etc/syndicator/config.toml check
    """
    config = load(ctx)
    click.echo(
        f"{relative(config.path)} is right: {len(config.sources)} sources, "
        f"{len(config.grants)} permissions, {len(config.feeds)} feeds"
    )
