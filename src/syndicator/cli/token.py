"""``syndicator token``."""

from __future__ import annotations

import secrets

import click

from syndicator.cli.context import load
from syndicator.curate.rules import Access
from syndicator.errors import UsageError, unknown
from syndicator.model import SUFFIXES, FeedName


@click.command()
@click.argument("feed")
@click.argument("name")
@click.pass_context
def token(ctx: click.Context, feed: str, name: str) -> None:
    """Make a token by which a subscriber reads a feed with access = "token".

    Prints the address for the subscriber NAME, and the line to put into the credential of FEED. The
    line holds a hash, from which the token cannot be told. Nothing is stored: whoever loses a token
    gets another, and the line of the old one goes.

    \b
    Example:
        syndicator token partners gazette
    """
    from syndicator.web import tokens
    from syndicator.web.credentials import credential_of, variable_of

    config = load(ctx)
    found = config.feeds.get(FeedName(feed))
    if found is None:
        raise unknown("feed", feed, config.feeds)
    if found.access is not Access.TOKEN:
        raise UsageError(f'the feed "{feed}" is for everybody: it has no access = "token"')
    made = secrets.token_urlsafe(32)
    try:
        line = tokens.line(name, made)
    except ValueError as error:
        raise UsageError(str(error)) from None
    click.echo(f"for {name}, who may also give the token as a password, under any name:")
    for form in found.formats:
        click.echo(f"    {config.base_url}{found.stem}{SUFFIXES[form]}?token={made}")
    where = f"{credential_of(found.name)}, or of ${variable_of(found.name)}"
    click.echo(f"line of the credential {where}:")
    click.echo(f"    {line}")
