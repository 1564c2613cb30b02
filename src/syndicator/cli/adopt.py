"""``syndicator adopt``: go on with an output that another database wrote."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syndicator.cli.backup import show_adoption
from syndicator.cli.context import load, now, relative
from syndicator.errors import UsageError
from syndicator.model import FeedName, SourceName

if TYPE_CHECKING:
    from syndicator.config import Config
    from syndicator.store.kills import Kill


@click.command()
@click.option("--yes", is_flag=True, help="Do it; without --yes, it only shows what it would do.")
@click.option(
    "--ledger",
    "exported",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="What `syndicator ledger --json` wrote: the killed stories in it are killed here, too.",
)
@click.pass_context
def adopt(ctx: click.Context, *, yes: bool, exported: Path | None) -> None:
    """Take over an output folder that another database wrote, or a later state of this one.

    `run`, `poll` and `publish` refuse such a folder, because the usual causes are mistakes: the
    volume with the database is not mounted, its path is wrong, an old copy lies in its place. Check
    these first. If this database is the one to go on with, adopt takes the folder over: stories
    that were killed are killed here too, with their numbers and tombstones; no number is used
    twice; and files with stories that this database does not know are removed. The
    ledger of the other database is not in the folder and cannot be made again: what the documents
    show of the stories in them is written into a file beside the database. A backup has the ledger:
    restore one if you can.

    \b
    Example:
        syndicator adopt
        syndicator adopt --yes
        syndicator adopt --ledger ledger-2026-01-31.json --yes
    """
    from syndicator.publish import adopt as adoption
    from syndicator.store.activate import activate
    from syndicator.store.database import Store

    config = load(ctx)
    also = _killed(exported, config) if exported else []
    with Store.open(config.database, mode="own") as store:
        active = activate(store, config, now())
        if yes:
            done = adoption.adopt(store, active, now=now(), also=also)
        else:
            done = adoption.look(store, active, also)
        if done.mark is None:
            click.echo(f"{relative(config.output)} bears no mark of another database")
        show_adoption(done, planned=not yes)
    if not yes:
        click.echo("nothing was done: add --yes")


def _killed(file: Path, config: Config) -> list[Kill]:
    """The killed stories of an export of the ledger, with the feeds in which they stood."""
    from syndicator.parse.links import canonical_link
    from syndicator.publish.compose.tombstone import WITHDRAWN
    from syndicator.store.kills import Kill

    found: dict[int, dict[str, Any]] = {}
    stood: dict[int, set[str]] = {}
    try:
        for row in json.loads(file.read_text("utf-8")):
            if row["killed"]:
                found[int(row["item"])] = row
                stood.setdefault(int(row["item"]), set()).add(row["feed"])
        return [
            Kill(
                item=item,
                source=SourceName(row["source"]),
                atom_id=row["id"],
                at=datetime.fromisoformat(row["killed"]),
                keys=(
                    ("guid", row["id"]),
                    *([("link", canonical_link(row["link"]))] if row["link"] else []),
                ),
                stones=tuple(
                    (FeedName(feed), config.title, WITHDRAWN) for feed in sorted(stood[item])
                ),
            )
            for item, row in sorted(found.items())
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{file}: not what `syndicator ledger --json` wrote ({error})") from error
