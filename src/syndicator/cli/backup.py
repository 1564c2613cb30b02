"""``syndicator backup`` and ``syndicator restore``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from syndicator.cli.context import load, now, relative
from syndicator.model.counted import counted

if TYPE_CHECKING:
    from syndicator.config import Config
    from syndicator.publish.adopt import Adoption

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--overwrite", is_flag=True, help="Replace a file that is there.")
@click.pass_context
def backup(ctx: click.Context, file: Path, overwrite: bool) -> None:
    """Copy the database to FILE, whole and checked; also while the service runs.

    Copying the file itself would lose what is still in its log.

    \b
    Example:
        syndicator backup syndicator-2026-01-31.db
    """
    from syndicator.store import backup as backups

    config = load(ctx)
    backups.backup(config.database, file, overwrite=overwrite)
    click.echo(f"{relative(config.database)} is copied to {relative(file.absolute())}")


@click.command()
@click.argument("file", type=_FILE)
@click.option("--forget", is_flag=True, help="Carry nothing over from the database that is there.")
@click.pass_context
def restore(ctx: click.Context, file: Path, *, forget: bool) -> None:
    """Put FILE, made by `syndicator backup`, in the place of the database.

    The service must be stopped. The current database is kept beside it under another name. Stories
    come from FILE. Editors' decisions, kills among them, the ledger, the state of the output and
    the numbers of stories come from the current database. If that cannot be read, or FILE is no
    earlier state of it, restore stops unless you give --forget: then kills are taken from the
    output, and files that the database does not know are removed.

    \b
    Example:
        syndicator restore syndicator-2026-01-31.db
    """
    from syndicator.store import restore as restores

    config = load(ctx)
    done = restores.restore(file, config.database, forget=forget)
    click.echo(f"{relative(config.database)} is as it was in {relative(file.absolute())}")
    if done.kept:
        click.echo(f"the database that was replaced is kept as {relative(done.kept)}")
    if carried := done.carried:
        words = [f"{count} {_WORDS[word]}" for word, count in sorted(carried.words.items())]
        words += [f"{carried.ledger} rows of the ledger"] if carried.ledger else []
        click.echo(f"carried over from it: {', '.join(words) or 'nothing happened since'}")
    take_over_own(config)
    click.echo("`syndicator publish` writes the feeds from it")


_WORDS = {
    "approve": "approvals",
    "reject": "rejections",
    "hold": "holds",
    "release": "releases",
    "kill": "kills",
}


def take_over_own(config: Config) -> None:
    """Take over an output that a later state of the restored database wrote, and say so."""
    from syndicator.publish import adopt as adoption
    from syndicator.publish import ownership
    from syndicator.store import identity
    from syndicator.store.activate import activate
    from syndicator.store.database import Store

    with Store.open(config.database, mode="own") as store:
        mark, here = ownership.read(config.output), identity.get(store)
        if mark is None or mark.instance.name != here.name:
            return
        if mark.instance.generation > here.generation:
            show_adoption(adoption.adopt(store, activate(store, config, now()), now=now()))


def show_adoption(done: Adoption, *, planned: bool = False) -> None:
    """Say what taking the output over means, or meant."""
    stories = counted(done.kills, "killed story", "killed stories")
    taken = "to be taken over" if planned else "taken over"
    click.echo(f"{stories} {taken} from the output; numbers go on from {done.last_number + 1}")
    down = "to be taken down" if planned else "taken down"
    for path in done.unknown:
        if not path.endswith((".gz", ".br")):
            click.echo(f"{down}, for the database does not know it: {path}")
    if done.shown:
        where = f": {relative(done.written)}" if done.written else ", beside the database"
        click.echo(
            "the ledger of the other database is not in the output: of the stories that stood "
            "there it cannot be said by which version of a permission, nor what was there before; "
            f"what the documents show of them is written down{where}"
        )
