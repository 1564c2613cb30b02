"""What every command begins with: the configuration, and the database if it needs one."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import click

from syndicator import config as configuration
from syndicator.config import Config
from syndicator.errors import (
    ConfigError,
    InstanceRunning,
    StoreError,
    StoreUnwritable,
    SyndicatorError,
    UsageError,
    unknown,
)

if TYPE_CHECKING:
    from syndicator.cli.remote import Working
    from syndicator.store.database import Store

as_json_option = click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")


def names_in(table: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """What a shell completes an argument with: the names of a table of the configuration.

    Args:
        table: ``sources``, ``grants`` or ``feeds``.
    """

    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
        try:
            config = configuration.load(
                configuration.find(ctx.find_root().params.get("config")), environ=os.environ
            )
        except (SyndicatorError, OSError):
            return []
        return [name for name in getattr(config, table) if name.startswith(incomplete)]

    return complete


def load(ctx: click.Context) -> Config:
    """The configuration that ``--config`` names, or the first of the usual ones.

    Raises:
        ConfigError: it is wrong.
        UsageError: there is none.
    """
    return configuration.load(configuration.find(ctx.obj), environ=os.environ)


def load_anyway(ctx: click.Context) -> tuple[Config, ConfigError | None]:
    """As `load`, but of a configuration that is wrong where the database is, and what is wrong.

    Raises:
        ConfigError: it cannot be read at all.
    """
    try:
        return load(ctx), None
    except ConfigError as error:
        try:
            return configuration.salvaged(configuration.find(ctx.obj)), error
        except OSError:
            raise error from None


@contextmanager
def reading(ctx: click.Context) -> Iterator[tuple[Config, Store]]:
    """The configuration and the database, to look only; also beside a running service."""
    from syndicator.store.database import Store

    config = load(ctx)
    with Store.open(config.database, mode="read") as store:
        yield config, store


@contextmanager
def reading_anyway(ctx: click.Context) -> Iterator[tuple[Config, Store]]:
    """As `reading`, but a configuration that is wrong is said afterwards, and hides nothing.

    Raises:
        ConfigError: it is wrong; raised when all is done, or at once if the database is not there.
    """
    from syndicator.store.database import Store

    config, wrong = load_anyway(ctx)
    try:
        store = Store.open(config.database, mode="read")
    except StoreError:
        if wrong is None:
            raise
        raise wrong from None
    with store:
        yield config, store
    if wrong is not None:
        note = "shown is what the database holds; a running service keeps its last configuration"
        click.echo(f"the configuration is wrong: {note}", err=True)
        raise wrong


@contextmanager
def working(config: Config) -> Iterator[Working]:
    """The whole job: as the only instance, or by the service that runs on the database.

    Raises:
        StoreError: the database cannot be used. `InstanceRunning` and `StoreUnwritable` only as
            soon as a service would have to be asked, and there is none.
    """
    from syndicator.cli.remote import RemoteEngine
    from syndicator.log import prepare
    from syndicator.pipeline import Engine

    prepare("error", environ=os.environ)
    try:
        engine = Engine.start(config, now=now())
    except (InstanceRunning, StoreUnwritable) as error:
        # Who may not write the database may still belong to those who may ask the service.
        yield RemoteEngine(config, error)
        return
    try:
        yield engine
    finally:
        engine.close()


def now() -> datetime:
    """The one clock of the command line; aware."""
    return datetime.now(UTC)


def since(text: str | None, timezone: tzinfo) -> datetime | None:
    """A moment that has passed, as an operator typed it: a day, or how long ago.

    Args:
        text: as it was typed; None: nothing was.
        timezone: on whose clock days begin: the newsroom's.

    Raises:
        UsageError: it is neither.
    """
    return None if text is None else _moment(text, timezone, -1)


def until(text: str, timezone: tzinfo) -> datetime:
    """A moment to come, as an operator typed it: a day, or a time span from now on; as `since`."""
    return _moment(text, timezone, 1)


def _moment(text: str, timezone: tzinfo, direction: int) -> datetime:
    from syndicator.config.values import duration

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        return (moment if moment.tzinfo else moment.replace(tzinfo=timezone)).astimezone(UTC)
    try:
        span: timedelta = duration(text)
        return now() + span * direction
    except (ValueError, OverflowError) as error:
        message = f'"{text}" is no day such as 2026-01-31 and no time span such as 7d'
        raise UsageError(message) from error


def as_typed(config: Path | None = None) -> str:
    """What a person here types to run us, with ``--config`` where it is needed.

    ``./run`` says in ``SYNDICATOR_COMMAND`` what it was called as.
    """
    command = os.environ.get("SYNDICATOR_COMMAND", "syndicator")
    if config is None or config.absolute() == Path("config.toml").absolute():
        return command
    return f"{command} --config {shlex.quote(relative(config))}"


def relative(path: Path | str) -> str:
    """A path as a person in this folder would write it; an address as it is."""
    here = Path.cwd()
    if isinstance(path, str) or here == Path("/") or not path.is_relative_to(here):
        return str(path)
    return str(path.relative_to(here))


def require(what: str, name: str | None, known: Iterable[str]) -> None:
    """Refuse a name that is not in the configuration.

    Raises:
        UsageError: it is not.
    """
    names = list(known)
    if name is not None and name not in names:
        raise unknown(what, name, names)
