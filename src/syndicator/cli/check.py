"""``syndicator check``."""

from __future__ import annotations

import os

import click

from syndicator.cli.context import load, relative
from syndicator.config import Config
from syndicator.config.proofs import missing_proofs
from syndicator.curate.rules import Access
from syndicator.model import FeedName
from syndicator.web import credentials
from syndicator.web.credentials import credential_of, variable_of


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
    if config.web.listen is not None:
        for name in _unreadable(config):
            click.echo(
                f'note: nobody can read the feed "{name}": there is neither a credential '
                f"{credential_of(name)} here nor ${variable_of(name)}"
            )
    if config.contact is None:
        click.echo(
            'note: publishers cannot reach you: set "contact" in [syndicator] to a page or an '
            "e-mail address, which is sent with every request"
        )
    click.echo(
        f"{relative(config.path)} is right: {len(config.sources)} sources, "
        f"{len(config.grants)} permissions, {len(config.feeds)} feeds"
    )


def _unreadable(config: Config) -> tuple[FeedName, ...]:
    """The feeds that want a token, of which there is none.

    Raises:
        ConfigError: a list of tokens is wrong.
    """
    held = credentials.load(environ=os.environ)
    return held.missing(f.name for f in config.feeds.values() if f.access is Access.TOKEN)
