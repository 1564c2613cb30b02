"""``syndicator backup`` and ``syndicator restore``."""

from __future__ import annotations

from pathlib import Path

import click

from syndicator.cli.context import load, relative

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
@click.pass_context
def restore(ctx: click.Context, file: Path) -> None:
    """Put FILE, made by `syndicator backup`, in the place of the database.

    The service must be stopped. What stood there is kept beside it.

    \b
    Example:
        syndicator restore syndicator-2026-01-31.db
    """
    from syndicator.store import backup as backups

    config = load(ctx)
    kept = backups.restore(file, config.database)
    click.echo(f"{relative(config.database)} is as it was in {relative(file.absolute())}")
    if kept:
        click.echo(f"what stood there is kept as {relative(kept)}")
    click.echo("`syndicator publish` writes the feeds from it")
