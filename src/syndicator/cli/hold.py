"""``hold`` and ``release``: of stories, and of all that a source has and will bring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from syndicator.cli.context import names_in
from syndicator.cli.desk import Command, by_option, login, reason_option, record_and_publish, say
from syndicator.errors import UsageError

if TYPE_CHECKING:
    from syndicator.cli.desk_words import Asked

_items = click.argument("item", nargs=-1)


def _whole(verb: str) -> Callable[[Command], Command]:
    """Give a command the options that choose whole sources in place of stories."""

    def decorate(command: Command) -> Command:
        for option in (
            click.option(
                "--all",
                "everything",
                is_flag=True,
                help=f"{verb} every source, and every one that is added.",
            ),
            click.option(
                "--grant",
                multiple=True,
                help=f"{verb} all under this permission.",
                shell_complete=names_in("grants"),
            ),
            click.option(
                "--source",
                multiple=True,
                help=f"{verb} all of this source.",
                shell_complete=names_in("sources"),
            ),
        ):
            command = option(command)
        return command

    return decorate


@click.command()
@_items
@_whole("Hold")
@reason_option(required=True)
@by_option
@click.pass_context
def hold(
    ctx: click.Context,
    /,
    item: tuple[str, ...],
    reason: str,
    name: str | None,
    **whole: Any,
) -> None:
    """Hold stories and their copies: they are removed from every feed until they are released.

    In an emergency, hold all stories of a source, of a permission, or everything: those stored now
    and those that arrive until the release, with --all also from sources that are added later.

    \b
    Example:
        syndicator hold 42 --reason "a call from the publisher"
        syndicator hold --source harbor --reason "their site was broken into"
        syndicator hold --all --reason "a court order"
    """
    if _chosen(item, whole):
        record_and_publish(ctx, "hold", item, reason, name)
    else:
        say(ctx, _of_sources("hold", whole, reason, name))


@click.command()
@_items
@_whole("Release")
@reason_option(required=False)
@by_option
@click.pass_context
def release(
    ctx: click.Context,
    /,
    item: tuple[str, ...],
    reason: str,
    name: str | None,
    **whole: Any,
) -> None:
    """End a hold: the stories, and the copies held with them, come back under the same ids.

    Where all of a source was held, a story that was held by itself before stays held.

    \b
    Example:
        syndicator release 42
        syndicator release --source harbor
    """
    if _chosen(item, whole):
        record_and_publish(ctx, "release", item, reason, name)
    else:
        say(ctx, _of_sources("release", whole, reason, name))


def _chosen(item: Sequence[str], whole: Mapping[str, Any]) -> bool:
    """Say whether stories are named, not whole sources."""
    if bool(item) == any(whole.values()):
        raise UsageError("name stories, or whole sources with --source, --grant or --all")
    return bool(item)


def _of_sources(verb: str, whole: Mapping[str, Any], reason: str, name: str | None) -> Asked:
    from syndicator.cli.desk_words import Asked

    return Asked(
        verb=verb,
        by=name or login(),
        reason=reason,
        sources=tuple(whole["source"]),
        grants=tuple(whole["grant"]),
        everything=whole["everything"],
    )
