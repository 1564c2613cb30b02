"""``kill``: what it takes down is shown first."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from syndicator.cli.context import load_anyway
from syndicator.cli.desk import (
    by_option,
    is_reason,
    item_argument,
    reason_option,
    record_and_publish,
)
from syndicator.cli.tables import short
from syndicator.errors import StoreError, UsageError


@click.command()
@item_argument
@reason_option(required=False)
@by_option
@click.option("--replaced-by", help="The item that stands in the place of these.")
@click.option(
    "--keep-title", is_flag=True, help="Show the headline beside the word that it was withdrawn."
)
@click.option(
    "--dry-run", is_flag=True, help="Only show what would be taken down; needs no --reason."
)
@click.option("--yes", is_flag=True, help="Do not ask; needed where there is no terminal.")
@click.pass_context
def kill(  # one for each option
    ctx: click.Context,
    item: tuple[str, ...],
    reason: str,
    name: str | None,
    replaced_by: str | None,
    *,
    keep_title: bool,
    dry_run: bool,
    yes: bool,
) -> None:
    """Withdraw stories for good: from every feed, never to come back.

    Readers get a tombstone, and an entry without text in the story's place, so that they overwrite
    what they have kept; without its headline, unless --keep-title says so.

    Their copies from other sources go with them, and so does whatever comes later with the same
    link or the same words. There is no way to take a kill back; so it shows first what it takes
    down, and asks.

    \b
    Example:
        syndicator kill 42 --reason "libel"
        syndicator kill 42 --replaced-by 57 --reason "a new version"
    """
    if not dry_run and not is_reason(reason):
        raise UsageError("a kill needs its reason: --reason, in a sentence")
    _show_kill(ctx, item)
    if dry_run:
        return
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("a kill is final and asks first: add --yes where nobody can answer")
        if not click.confirm("Withdraw these for good?"):
            click.echo("nothing was withdrawn")
            ctx.exit(1)
    record_and_publish(ctx, "kill", item, reason, name, replaced_by, keep_title=keep_title)


def _show_kill(ctx: click.Context, named: Sequence[str]) -> None:
    """Say what a kill would take down: the stories and their copies, with where they stand."""
    from syndicator.cli.desk_words import found_items
    from syndicator.publish.takedown import reached
    from syndicator.store.database import Store

    config, wrong = load_anyway(ctx)
    try:
        store = Store.open(config.database, mode="read")
    except StoreError:
        if wrong is None:
            raise
        raise wrong from None
    with store:
        meant = [item.id for text in named for item in found_items(store, text)]
        for each in reached(store, meant):
            copy = ", nearly the same" if each.near else ", a copy" if each.copied else ""
            click.echo(
                f"item {each.item.id} ({short(each.item.article.title)}) of {each.item.source}"
                f"{copy}: {each.stands}"
            )
