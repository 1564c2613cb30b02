"""``purge``: texts that an agreement demands to be deleted."""

from __future__ import annotations

import sys

import click

from syndicator.cli.context import load, now, relative
from syndicator.errors import UsageError, unknown
from syndicator.model.counted import counted


@click.command()
@click.argument("item", nargs=-1)
@click.option("--grant", multiple=True, help="All that came under this permission.")
@click.option("--dry-run", is_flag=True, help="Only show what would be deleted.")
@click.option("--yes", is_flag=True, help="Do not ask; needed where there is no terminal.")
@click.pass_context
def purge(
    ctx: click.Context, item: tuple[str, ...], grant: tuple[str, ...], *, dry_run: bool, yes: bool
) -> None:
    """Delete the texts of stories from the database, in every revision.

    Hashes, notices and the ledger stay, so that what was published can still be shown. A story
    that stands in a feed is left: take it out first. Copies of the database near it that still
    hold the texts are listed; those you have to delete yourself.

    \b
    Example:
        syndicator purge --grant harbor --dry-run
        syndicator purge 42 43
    """
    from syndicator.cli.desk_words import found_items
    from syndicator.model import SourceName
    from syndicator.store import deletion, items, placements
    from syndicator.store.database import Store

    if bool(item) == bool(grant):
        raise UsageError("name stories, or permissions with --grant")
    config = load(ctx)
    with Store.open(config.database, mode="edit") as store:
        stored = {row["grant_name"] for row in store.rows("SELECT grant_name FROM sources")}
        for name in grant:
            if name not in config.grants and name not in stored:
                raise unknown("permission", name, config.grants)
        rows = store.rows("SELECT name, grant_name FROM sources")
        sources = [SourceName(row["name"]) for row in rows if row["grant_name"] in grant]
        chosen = [each.id for text in item for each in found_items(store, text)]
        chosen += deletion.of_source(store, sources)
        held = {number for _, number in placements.where(store, chosen)}
        wanted = [
            each.id for each in items.get(store, set(chosen) - held) if not each.article.deleted
        ]
        _show(len(wanted), sorted(held))
        if wanted and not dry_run:
            if not yes:
                if not sys.stdin.isatty():
                    raise UsageError("this cannot be taken back: add --yes where nobody can answer")
                click.confirm("Delete these texts for good?", abort=True)
            deletion.delete_texts(store, wanted, now=now())
            click.echo("deleted")
    folder = config.backup.folder if config.backup else None
    for path, count in deletion.backups_that_hold(config.database, chosen, folder=folder):
        click.echo(f"{relative(path)} still holds the texts of {count} of them; delete that file")


def _show(count: int, held: list[int]) -> None:
    click.echo(f"the texts of {counted(count, 'story', 'stories')}")
    for number in held:
        click.echo(f"item {number} stands in a feed and is left: `syndicator kill {number}` first")
