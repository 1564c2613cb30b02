"""``syndicator password``."""

from __future__ import annotations

import sys

import click

from syndicator.errors import UsageError


@click.command()
def password() -> None:
    """Make the hash of a password, for a user of the private pages.

    Asks for the password twice; in a pipe, reads it from standard input. Prints one line: the
    credential admin_NAME of the user, or the environment variable SYNDICATOR_ADMIN_NAME, holds it.
    The password cannot be told from it, and nothing is stored.

    \b
    Example:
        syndicator password
        pwgen 24 1 | syndicator password
    """
    from syndicator.web.admin import passwords

    if sys.stdin.isatty():
        typed = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        typed = sys.stdin.readline().rstrip("\r\n")
    try:
        click.echo(passwords.make(typed))
    except ValueError as error:
        raise UsageError(str(error)) from None
