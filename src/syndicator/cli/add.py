"""``syndicator add``: another source in ``config.toml``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

import click

from syndicator.cli.config_file import NewSource, address_key, free_name, known_addresses, write
from syndicator.cli.context import as_typed, load, now, relative
from syndicator.cli.tables import cell, short, table
from syndicator.config import Config, values
from syndicator.config.presets import HEADLINE_ONLY
from syndicator.config.typed_address import typed_address
from syndicator.errors import UsageError, unknown

if TYPE_CHECKING:
    from syndicator.poll.find_feeds import Candidate

Answer = TypeVar("Answer")


@click.command()
@click.argument("url")
@click.option("--name", help="What to call the source: a-z, 0-9 and hyphens.")
@click.option("--grant", help="Its permission: a grant of config.toml, or headline-only.")
@click.option("--feed", help="The output feed that takes it in.")
@click.option("--yes", is_flag=True, help="Ask nothing: take the first feed that is found.")
@click.pass_context
def add(
    ctx: click.Context, url: str, name: str | None, grant: str | None, feed: str | None, yes: bool
) -> None:
    """Add a source to config.toml.

    URL is that of a feed, or of a page: then the feeds that it names are read and shown. What is
    not given is asked for. Comments in config.toml stay.

    \b
    Example:
        syndicator add https://www.example.org/
        syndicator add https://www.example.org/rss --name example --grant example --feed world --yes
    """
    config = load(ctx)
    asking = sys.stdin.isatty() and not yes
    # What is given is looked at before anybody is asked.
    name = None if name is None else _name(config, name)
    grant = None if grant is None else permission(config, grant)
    feed = None if feed is None else _feed(config, feed)
    address = web_address(url)
    if (known := already_there(config, address)) is not None:
        click.echo(f'{cell(address)} is already the source "{known}"')
        return
    found = choose(config, discover(config, address), asking=asking, yes=yes)
    if (known := already_there(config, found.url)) is not None:
        click.echo(f'{cell(found.url)} is already the source "{known}"')
        return
    if name is None:
        name = free_name(found.title or urlsplit(found.url).hostname or "source", config.sources)
        if asking:
            name = ask("Name of the source", name, lambda typed: _name(config, typed))
    chosen = grant or _ask_grant(config, asking=asking)
    target = feed or _ask_feed(config, asking=asking)
    source = NewSource(name=name, url=found.url, title=found.title, grant=chosen)
    write(config, [source], feed=target)
    click.echo(f'added the source "{name}" to {relative(config.path)}, with the grant "{chosen}"')
    if target is None:
        click.echo(f'no feed takes it in yet: add "{name}" to `sources` of a table [feeds.NAME]')
    click.echo(f"next: `{as_typed(config.path)} poll {name}`")
    click.echo("      where the service runs, first: `systemctl reload syndicator`, or SIGHUP")


def web_address(typed: str) -> str:
    """The URL that is meant by what somebody typed.

    Raises:
        UsageError: it is none; with the reason.
    """
    try:
        return typed_address(typed)
    except ValueError as error:
        raise UsageError(f"{cell(without_credentials(typed))}: {error}") from None


def without_credentials(address: str) -> str:
    """An address as it may be shown."""
    before, at, rest = address.partition("@")
    return f"{before[: before.find('//') + 2]}…@{rest}" if at and "//" in before else address


def ask(question: str, default: str, read: Callable[[str], Answer]) -> Answer:
    """Ask on the terminal until the answer can be read.

    Args:
        question: without a colon.
        default: what an empty answer means.
        read: makes of an answer what is meant, or raises `UsageError`.
    """
    while True:
        try:
            return read(click.prompt(question, default=default))
        except UsageError as error:
            click.echo(str(error), err=True)


def discover(config: Config, url: str) -> list[Candidate]:
    """Ask a web address; the feeds that were found.

    Raises:
        UsageError: there is none; with the reason.
    """
    from syndicator.log import prepare
    from syndicator.poll.find_feeds import find_feeds

    prepare("error")
    limits = config.limits(timeout=config.poll.timeout, max_bytes=config.poll.max_bytes)
    found, reason = find_feeds(url, limits=limits, now=now())
    if not found:
        raise UsageError(f"no feed was found at {url}: {reason}")
    return found


def choose(config: Config, found: Sequence[Candidate], *, asking: bool, yes: bool) -> Candidate:
    """The feed that is meant, of those that were found.

    Raises:
        UsageError: there are several, and nobody to ask.
    """
    if len(found) == 1 or yes:
        return found[0]
    rows = [
        [
            number,
            short(each.title, 40),
            each.items,
            f"{each.newest:%Y-%m-%d}" if each.newest else "",
            each.url if already_there(config, each.url) is None else f"{each.url} (there already)",
        ]
        for number, each in enumerate(found, 1)
    ]
    table(["#", "title", "#stories", "newest", "address"], rows)
    if not asking:
        raise UsageError("several feeds were found: name one of these addresses, or say --yes")
    number = click.prompt("Which one", type=click.IntRange(1, len(found)), default=1)
    return found[number - 1]


def _name(config: Config, typed: str) -> str:
    try:
        name = values.name(typed)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if name in config.sources:
        raise UsageError(f'there is a source "{name}" already')
    return name


def permission(config: Config, typed: str) -> str:
    """A permission by its name.

    Raises:
        UsageError: there is none of that name.
    """
    if typed not in (names := _grants(config)):
        raise unknown("grant", typed, names)
    return typed


def _grants(config: Config) -> list[str]:
    return [*config.grants, *([] if HEADLINE_ONLY in config.grants else [HEADLINE_ONLY])]


def _ask_grant(config: Config, *, asking: bool) -> str:
    if not asking:
        return HEADLINE_ONLY
    names = ", ".join(_grants(config))
    click.echo(f"Permissions: {names} (headline-only: title and link, no text)")
    return ask("Its permission", HEADLINE_ONLY, lambda typed: permission(config, typed))


def _feed(config: Config, typed: str) -> str:
    names = [str(name) for name in config.feeds]
    if typed not in names:
        raise unknown("feed", typed, names)
    return typed


def _ask_feed(config: Config, *, asking: bool) -> str | None:
    names = [str(name) for name in config.feeds]
    if not asking or not names:
        return names[0] if len(names) == 1 else None
    click.echo(f"Feeds: {', '.join(names)}")

    def read(typed: str) -> str | None:
        return None if typed == "-" else _feed(config, typed)

    return ask("The feed that takes it in (-: none)", names[0], read)


def already_there(config: Config, url: str) -> str | None:
    """The source that polls this address already; None if there is none."""
    return known_addresses(config).get(address_key(url) or "-")
