"""``syndicator check``."""

from __future__ import annotations

import click

from syndicator.cli.context import load, relative
from syndicator.config.proofs import missing_proofs


@click.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Is config.toml right?

    Prints every problem with its line, and ends with 2 if there is any. What is no problem but may
    be an oversight is said in a note.

    \b
    Example:
        syndicator check
        syndicator --config /etc/syndicator/config.toml check
    """
    config = load(ctx)
    for grant, path in missing_proofs(config):
        click.echo(f'note: the proof of the permission "{grant}" is not at {relative(path)}')
    if config.contact is None:
        click.echo(
            'note: publishers cannot reach you: set "contact" in [syndicator] to a page or an '
            "e-mail address, which is sent with every request"
        )
    click.echo(
        f"{relative(config.path)} is right: {len(config.sources)} sources, "
        f"{len(config.grants)} permissions, {len(config.feeds)} feeds"
    )
