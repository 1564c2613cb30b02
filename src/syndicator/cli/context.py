"""What every command begins with: the configuration, and the database if it needs one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from syndicator import config as configuration
from syndicator.config import Config
from syndicator.errors import UsageError

if TYPE_CHECKING:
    from syndicator.pipeline import Engine
    from syndicator.store.database import Store

as_json_option = click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")


def load(ctx: click.Context) -> Config:
    """The configuration that ``--config`` names, or the first of the usual ones.

    Raises:
        ConfigError: it is wrong.
        UsageError: there is none.
    """
    return configuration.load(configuration.find(ctx.obj), environ=os.environ)


@contextmanager
def reading(ctx: click.Context) -> Iterator[tuple[Config, Store]]:
    """The configuration and the database, to look only; also beside a running service."""
    from syndicator.store.database import Store

    config = load(ctx)
    with Store.open(config.database, mode="read") as store:
        yield config, store


@contextmanager
def working(config: Config) -> Iterator[Engine]:
    """The whole job, as the only instance."""
    from syndicator.log import prepare
    from syndicator.pipeline import Engine

    prepare("error", environ=os.environ)
    engine = Engine.start(config, now=now())
    try:
        yield engine
    finally:
        engine.close()


def now() -> datetime:
    """The one clock of the command line; aware."""
    return datetime.now(UTC)


def since(text: str | None) -> datetime | None:
    """A moment that an operator typed: a day, or how long ago.

    Raises:
        UsageError: it is neither.
    """
    if text is None:
        return None
    from syndicator.config.values import duration

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        span: timedelta = duration(text)
    except ValueError as error:
        message = f'"{text}" is no day such as 2026-01-31 and no time span such as 7d'
        raise UsageError(message) from error
    return now() - span


def relative(path: Path | str) -> str:
    """A path as a person in this folder would write it; an address as it is."""
    if isinstance(path, str):
        return path
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
