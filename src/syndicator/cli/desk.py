"""The editor's decisions: ``approve`` and ``reject``, and what all of them have in common.

``hold`` and ``release`` are in `syndicator.cli.hold`, ``kill`` in `syndicator.cli.kill`.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from syndicator.cli.context import load_anyway, now, working
from syndicator.cli.poll import notify_hubs, show_hubs, show_replacements
from syndicator.errors import (
    InstanceRunning,
    StoreError,
    StoreUnwritable,
    SyndicatorError,
    UsageError,
)
from syndicator.model import FeedName

if TYPE_CHECKING:
    from syndicator.cli.desk_words import Answered, Asked
    from syndicator.config import Config
    from syndicator.publish.report import FeedReport

Command = TypeVar("Command", bound=Callable[..., Any])


def is_reason(text: str) -> bool:
    """Say whether a text says anything: blanks and what is invisible do not."""
    from syndicator.parse.text import words

    return bool(words(text))


def _written(ctx: click.Context, parameter: click.Parameter, value: str) -> str:
    del ctx, parameter
    if not is_reason(value):
        raise click.BadParameter("say why, in a sentence")
    return value


def reason_option(*, required: bool) -> Callable[[Command], Command]:
    """Give a command ``--reason``; a required one must not be empty."""
    help_text = "Why, in a sentence; kept for ever, never published."
    if required:  # click takes any default for an answer, None too
        return click.option("--reason", required=True, callback=_written, help=help_text)
    return click.option("--reason", default="", help=help_text)


item_argument = click.argument("item", nargs=-1, required=True)
by_option = click.option("--by", "name", help="Who says so; else your login name.")


@click.command()
@item_argument
@reason_option(required=False)
@by_option
@click.pass_context
def approve(ctx: click.Context, item: tuple[str, ...], reason: str, name: str | None) -> None:
    """Let stories go that wait for an editor's choice.

    It covers the text as it is now: if most of its words change afterwards, or a new holder is
    named, the story is held until it is approved or released again. A small correction is covered.

    It also takes a rejection back. A hold stays: `syndicator release` ends it. ITEM is a number as
    `syndicator items` shows it, or an id, a guid or a link.

    \b
    Example:
        syndicator approve 42 43
        syndicator approve 42 --reason "checked with the publisher"
    """
    record_and_publish(ctx, "approve", item, reason, name)


@click.command()
@item_argument
@reason_option(required=True)
@by_option
@click.pass_context
def reject(ctx: click.Context, item: tuple[str, ...], reason: str, name: str | None) -> None:
    """Reject stories and their copies: they are removed from every feed that carries them.

    `syndicator approve` takes it back, for one copy at a time.

    \b
    Example:
        syndicator reject 42 --reason "not for our readers"
    """
    record_and_publish(ctx, "reject", item, reason, name)


def record_and_publish(
    ctx: click.Context,
    verb: str,
    named: Sequence[str],
    reason: str,
    name: str | None,
    replaced_by: str | None = None,
    *,
    keep_title: bool = False,
) -> None:
    """Record an editor's decision on the stories that are named, and publish what follows."""
    from syndicator.cli.desk_words import Asked

    asked = Asked(
        verb=verb,
        by=name or login(),
        reason=reason,
        named=tuple(named),
        replaced_by=replaced_by,
        keep_title=keep_title,
    )
    say(ctx, asked)


def say(ctx: click.Context, asked: Asked) -> None:
    """Record what an editor says, and publish what follows: here, or by the running service.

    A configuration that is wrong stops no kill: the database knows the stories, and a running
    service goes on under the configuration that it read before.

    Raises:
        ConfigError: it is wrong; raised when all is done that can be done.
    """
    config, wrong = load_anyway(ctx)
    try:
        done = record(config, asked)
    except StoreError:
        if wrong is None:
            raise
        raise wrong from None  # what it says of the database may be what is wrong
    for line in done.lines:
        click.echo(line)
    if wrong is None:
        publish(config, done.feeds)
        return
    if done.feeds:
        _publish_by_service(config, done.feeds)
    raise wrong


def record(config: Config, asked: Asked) -> Answered:
    """Record what an editor says: here, or by the running service where only that may write.

    Raises:
        StoreError, UsageError: as `syndicator.cli.desk_words.record`.
    """
    from syndicator.cli import desk_words
    from syndicator.cli.remote import RemoteEngine
    from syndicator.store.database import Store

    try:
        with Store.open(config.database, mode="edit") as store:
            return desk_words.record(store, config, asked, now=now())
    except StoreUnwritable as error:
        return RemoteEngine(config, error).record(asked)


def _publish_by_service(config: Config, feeds: Sequence[FeedName]) -> None:
    """Have the running service publish; by this configuration nothing can be."""
    from syndicator.cli.remote import RemoteEngine

    names = ", ".join(feeds)
    try:
        reports = RemoteEngine(config, InstanceRunning("no service answers")).publish(now=now())
    except SyndicatorError as error:
        click.echo(
            f"recorded, and not yet published in {names}, for the configuration is wrong and no "
            f"running service did it: {error}"
        )
        return
    _show(reports)


def login() -> str:
    """Return the name of whoever runs the command.

    Raises:
        UsageError: it has none.
    """
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        raise UsageError("who are you? say it with --by NAME") from None


def publish(config: Config, feeds: Sequence[FeedName]) -> None:
    """Do what follows at once, unless a service runs, which does it."""
    if not feeds:
        return
    names = ", ".join(feeds)
    try:
        with working(config) as engine:
            reports = engine.publish(now=now())
            pinged = notify_hubs(engine)
    except InstanceRunning:
        click.echo(
            f"recorded; another syndicator is at work: if it is the service, it follows in {names} "
            "within a minute; if it is a command, `syndicator publish` does"
        )
        return
    except StoreError as error:
        raise StoreError(f"recorded, and not yet published in {names}: {error}") from error
    _show(reports)
    show_replacements(reports)
    show_hubs(pinged)


def _show(reports: Sequence[FeedReport]) -> None:
    for report in reports:
        changes = {
            "added": report.published,
            "changed": report.revised,
            "taken out": report.withdrawn,
        }
        what = ", ".join(f"{count} {word}" for word, count in changes.items() if count)
        click.echo(f"{report.feed}: {what or 'no story changed'}")
