"""``syndicator token``."""

from __future__ import annotations

import secrets

import click

from syndicator.cli.context import load, names_in
from syndicator.config import Config
from syndicator.errors import UsageError, unknown
from syndicator.model import SUFFIXES, FeedName
from syndicator.model.output_feed import Access


@click.command()
@click.argument("words", nargs=-1, metavar="[FEED] NAME", shell_complete=names_in("feeds"))
@click.option("--incidents", is_flag=True, help="For the feed of incidents, in place of FEED.")
@click.pass_context
def token(ctx: click.Context, words: tuple[str, ...], *, incidents: bool) -> None:
    """Make a token by which a subscriber reads a feed with access = "token".

    Prints the address for the subscriber NAME, and the line to put into the credential of FEED. The
    line holds a hash, from which the token cannot be told. Nothing is stored: whoever loses a token
    gets another, and the line of the old one goes.

    \b
    Example:
        syndicator token partners gazette
        syndicator token --incidents maria
    """
    from syndicator.web import tokens

    if len(words) != (1 if incidents else 2):
        raise UsageError("name a feed and its subscriber, or --incidents and who reads them")
    config, name = load(ctx), words[-1]
    paths, where = _of_incidents() if incidents else _of_feed(config, words[0])
    made = secrets.token_urlsafe(32)
    try:
        line = tokens.line(name, made)
    except ValueError as error:
        raise UsageError(str(error)) from None
    click.echo(f"for {name}, who may also give the token as a password, under any name:")
    for path in paths:
        click.echo(f"    {config.base_url}{path}?token={made}")
    click.echo(f"line of the credential {where}:")
    click.echo(f"    {line}")


def _of_feed(config: Config, feed: str) -> tuple[list[str], str]:
    from syndicator.web.credentials import credential_of, variable_of

    found = config.feeds.get(FeedName(feed))
    if found is None:
        raise unknown("feed", feed, config.feeds)
    if found.access is not Access.TOKEN:
        raise UsageError(f'the feed "{feed}" is for everybody: it has no access = "token"')
    paths = [f"{found.stem}{SUFFIXES[form]}" for form in found.formats]
    return paths, f"{credential_of(found.name)}, or of ${variable_of(found.name)}"


def _of_incidents() -> tuple[list[str], str]:
    from syndicator.config.credentials import variable_of
    from syndicator.monitor.incident_feed import PATH
    from syndicator.web.incident_feed import CREDENTIAL

    return [PATH], f"{CREDENTIAL}, or of ${variable_of(CREDENTIAL)}"
