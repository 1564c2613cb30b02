"""The editor's decisions: ``approve``, ``reject``, ``hold``, ``release``, ``kill``."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from syndicator.cli.context import load, now, working
from syndicator.cli.output import short
from syndicator.cli.work import show_hubs, tell_hubs
from syndicator.errors import InstanceRunning, StoreError, UsageError
from syndicator.model import FeedName

if TYPE_CHECKING:
    from syndicator.config import Config
    from syndicator.model import Item
    from syndicator.store.database import Store
    from syndicator.store.editorial import Action, Said

_Command = TypeVar("_Command", bound=Callable[..., Any])

_DONE: Final = {
    "approve": "approved",
    "reject": "rejected",
    "hold": "held",
    "release": "released",
    "kill": "killed",
}


def _reason(*, required: bool) -> Callable[[_Command], _Command]:
    return click.option(
        "--reason",
        required=required,
        default="",
        help="Why, in a sentence; kept for ever, never published.",
    )


_item = click.argument("item", nargs=-1, required=True)
_by = click.option("--by", "name", help="Who says so; else your login name.")


@click.command()
@_item
@_reason(required=False)
@_by
@click.pass_context
def approve(ctx: click.Context, item: tuple[str, ...], reason: str, name: str | None) -> None:
    """Let stories go that wait for an editor's choice.

    It also takes a rejection back. A hold stays: `syndicator release` ends it. ITEM is a number as
    `syndicator items` shows it, or an id, a guid or a link.

    \b
    Example:
        syndicator approve 42 43
        syndicator approve 42 --reason "checked with the publisher"
    """
    _speak(ctx, "approve", item, reason, name)


@click.command()
@_item
@_reason(required=True)
@_by
@click.pass_context
def reject(ctx: click.Context, item: tuple[str, ...], reason: str, name: str | None) -> None:
    """Turn stories down; where they stand, they are taken out.

    `syndicator approve` takes it back.

    \b
    Example:
        syndicator reject 42 --reason "not for our readers"
    """
    _speak(ctx, "reject", item, reason, name)


@click.command()
@_item
@_reason(required=True)
@_by
@click.pass_context
def hold(ctx: click.Context, item: tuple[str, ...], reason: str, name: str | None) -> None:
    """Stop stories for the time being; where they stand, they are taken out.

    \b
    Example:
        syndicator hold 42 --reason "a call from the publisher"
    """
    _speak(ctx, "hold", item, reason, name)


@click.command()
@_item
@_reason(required=False)
@_by
@click.pass_context
def release(ctx: click.Context, item: tuple[str, ...], reason: str, name: str | None) -> None:
    """End a hold: the stories come back under the same ids.

    \b
    Example:
        syndicator release 42
    """
    _speak(ctx, "release", item, reason, name)


@click.command()
@_item
@_reason(required=True)
@_by
@click.option("--replaced-by", help="The item that stands in the place of these.")
@click.pass_context
def kill(
    ctx: click.Context,
    item: tuple[str, ...],
    reason: str,
    name: str | None,
    replaced_by: str | None,
) -> None:
    """Withdraw stories for good: from every feed, with a tombstone, never to come back.

    Their copies from other sources go with them, and so does whatever comes later with the same
    link or the same words. There is no way to take a kill back.

    \b
    Example:
        syndicator kill 42 --reason "libel"
        syndicator kill 42 --replaced-by 57 --reason "a new version"
    """
    _speak(ctx, "kill", item, reason, name, replaced_by)


def _speak(
    ctx: click.Context,
    verb: str,
    named: Sequence[str],
    reason: str,
    name: str | None,
    replaced_by: str | None = None,
) -> None:
    from syndicator.store.database import Store
    from syndicator.store.editorial import Action, say

    config = load(ctx)
    action = Action(verb)
    with Store.open(config.database, mode="edit") as store:
        found = {item.id: item for text in named for item in _found(store, text)}
        instead = _one(store, replaced_by) if replaced_by else None
        if instead and (instead.id in found or instead.desk.killed):
            raise UsageError(f"item {instead.id} is killed, or to be: it cannot replace another")
        said = say(
            store,
            found,
            action,
            by=name or _login(),
            reason=reason,
            now=now(),
            replaced_by=instead.id if instead else None,
        )
        _tell(store, action, found, said)
    _publish(config, said.feeds)


def _found(store: Store, text: str) -> list[Item]:
    from syndicator.explain import find

    if not (found := find(store, text)):
        raise UsageError(f'no item "{text}"; `syndicator items WORD` finds them')
    if len({each.story for each in found}) > 1:
        raise UsageError(f'"{text}" may mean the items {_numbers(found)}; say which by number')
    return found


def _one(store: Store, text: str) -> Item:
    found = _found(store, text)
    if len(found) > 1:
        raise UsageError(f'"{text}" may mean the items {_numbers(found)}; say which by number')
    return found[0]


def _numbers(found: Sequence[Item]) -> str:
    return ", ".join(str(each.id) for each in found)


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        raise UsageError("who are you? say it with --by NAME") from None


def _tell(store: Store, action: Action, found: dict[int, Item], said: Said) -> None:
    """Say of each story what was done, and what was not."""
    from syndicator.store import items
    from syndicator.store.editorial import Action

    done = _DONE[action]
    for number, item in found.items():
        title = f"item {number} ({short(item.article.title)})"
        if number not in said.items:
            if item.desk.killed:
                click.echo(f"{title}: killed before, and a kill is final")
            else:
                click.echo(f"{title}: nothing to do, it is not held")
            continue
        also = ""
        if action is Action.APPROVE and item.desk.held:
            also = f"; it is still held: `syndicator release {number}` lets it go on"
        click.echo(f"{title}: {done}{also}")
    for copy in items.get(store, said.copies):
        click.echo(f"item {copy.id} ({short(copy.article.title)}): {done}, being the same story")


def _publish(config: Config, feeds: Sequence[FeedName]) -> None:
    """Do what follows at once, unless a service runs, which does it."""
    if not feeds:
        return
    names = ", ".join(feeds)
    try:
        with working(config) as engine:
            reports = engine.publish(now=now())
            pinged = tell_hubs(engine)
    except InstanceRunning:
        click.echo(f"the running service follows in {names} within a minute")
        return
    except StoreError as error:
        raise StoreError(f"recorded, and not yet published in {names}: {error}") from error
    for report in reports:
        changes = {
            "added": report.published,
            "changed": report.revised,
            "taken out": report.withdrawn,
        }
        what = ", ".join(f"{count} {word}" for word, count in changes.items() if count)
        click.echo(f"{report.feed}: {what or 'no story changed'}")
    show_hubs(pinged)
