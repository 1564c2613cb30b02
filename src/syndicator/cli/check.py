"""``syndicator check``."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import click

from syndicator.cli.context import load, relative
from syndicator.config import Config
from syndicator.config import credentials as secrets
from syndicator.config.proofs import missing_proofs
from syndicator.errors import why_unwritten
from syndicator.http.allowed_addresses import refused_host
from syndicator.model import FeedName
from syndicator.model.output_feed import Access
from syndicator.publish import rule_notes
from syndicator.store import disk_space
from syndicator.web import credentials
from syndicator.web.admin import passwords
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
    notes = (*_private_pages(config), *_unreachable(config), *_unwritable(config))
    for note in (*notes, *rule_notes.notes(config)):
        click.echo(f"note: {note}")
    if config.contact is None:
        click.echo(
            'note: publishers cannot reach you: set "contact" in [syndicator] to a page or an '
            "e-mail address, which is sent with every request"
        )
    click.echo(
        f"{relative(config.path)} is right: {len(config.sources)} sources, "
        f"{len(config.grants)} permissions, {len(config.feeds)} feeds"
    )


def _private_pages(config: Config) -> Iterator[str]:
    """Who needs no password for the private pages, and who has none.

    Raises:
        ConfigError: a credential is no hash.
    """
    admin = config.admin
    if admin.base_url is not None and not admin.users:
        yield (
            f"whoever can open {admin.base_url} is the operator, unless the server in front asks "
            "for a password; name users in [admin.users.NAME]"
        )
    known = passwords.load(config.admin.users, environ=os.environ)
    for name in config.admin.users:
        if name not in known:
            credential = passwords.credential_of(name)
            variable = secrets.variable_of(credential)
            yield (
                f'the user "{name}" cannot sign in: there is neither a credential {credential} '
                f"here nor ${variable}; `syndicator password` makes what it holds"
            )


def _unreachable(config: Config) -> Iterator[str]:
    """The sources that will not be asked, because their address is not a public one."""
    for name, source in config.sources.items():
        found = refused_host(urlsplit(source.url).hostname or "", config.poll.allow_private)
        if found is not None:
            address, reason = found
            yield (
                f'the source "{name}" will not be asked: {address} is {reason}; if that is meant, '
                'list it in "allow_private" of [poll]'
            )


def _unwritable(config: Config) -> Iterator[str]:
    """The places that whoever runs this could not write."""
    places = [("the database", config.database.parent)]
    if isinstance(config.output, Path):
        places.append(("the output", config.output))
    for what, folder in places:
        if what == "the database" and not folder.exists():
            # Nobody makes it: a mount that is missing would be hidden by another database.
            yield f"{what} cannot be written at {relative(folder)}: there is no such folder"
            continue
        there = next(each for each in (folder, *folder.parents) if each.exists())
        error = disk_space.write_error(there)
        if error is not None:
            below = "" if there == folder else f", in {relative(there)}"
            whose = " for the user who runs this command" if error.errno == errno.EACCES else ""
            why = why_unwritten(error)
            yield f"{what} cannot be written at {relative(folder)}{below}: {why}{whose}"


def _unreadable(config: Config) -> tuple[FeedName, ...]:
    """The feeds that want a token, of which there is none.

    Raises:
        ConfigError: a list of tokens is wrong.
    """
    held = credentials.load(environ=os.environ)
    return held.missing(f.name for f in config.feeds.values() if f.access is Access.TOKEN)
