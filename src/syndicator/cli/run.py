"""``syndicator run``: the service."""

from __future__ import annotations

import os
from pathlib import Path

import click

from syndicator import config as configuration
from syndicator.cli.context import now
from syndicator.config import Config
from syndicator.errors import UsageError


@click.command()
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="info",
    show_default=True,
    help="The least important events that are logged.",
)
@click.pass_context
def run(ctx: click.Context, log_level: str) -> None:
    """The service, until SIGTERM; SIGHUP reads config.toml again.

    Polls every source when it is due and publishes what changed; a story appears and disappears
    at the moment its permission says. Where [web] says so, it serves the feeds itself, and hubs
    bring it news; where [admin] does, it shows how everything is. Ends with 78 if the
    configuration is wrong, and with 75 if another instance holds the database, so that systemd
    does not start it again in vain.

    \b
    Example:
        syndicator run
        syndicator --config /etc/syndicator/config.toml run
    """
    from syndicator import log
    from syndicator.cli.listeners import Listeners
    from syndicator.cli.remote import answer, socket_of
    from syndicator.pipeline import Engine
    from syndicator.service import memory
    from syndicator.service import run as service
    from syndicator.service.control import Control
    from syndicator.web.callbacks import Callbacks

    callbacks = Callbacks()
    event = log.Log(__name__)
    listeners = Listeners(callbacks, os.environ)

    def load(path: Path) -> Config:
        return configuration.load(path, environ=os.environ)

    def start(config: Config) -> Engine:
        engine = Engine.start(config, now=now())
        try:
            listeners.asked = Control(
                socket_of(config.database), answer(engine, now, stop=listeners.stopping)
            )
        except OSError as error:
            problem = f"commands cannot ask this service: {error}"
            event.warning("control.unavailable", problem=problem)
        listeners.incidents.answered_by(lambda: engine.incident_feed(now=now()))
        callbacks.answered_by(engine.subscriber(news=callbacks.tell))
        listeners.admin.answered_by(engine)
        return engine

    log.configure(log_level, environ=os.environ)
    memory.release_large_blocks()
    try:
        path = configuration.find(ctx.obj)
    except UsageError as error:
        click.echo(str(error), err=True)
        ctx.exit(service.EX_CONFIG)
    code = service.run(
        path,
        load=load,
        start=start,
        web=listeners,
        hear=callbacks.heard_by,
    )
    ctx.exit(code)
