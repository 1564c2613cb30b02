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
    bring it news. Ends with 78 if the configuration is wrong, and with 75 if another instance holds
    the database, so that systemd does not start it again in vain.

    \b
    Example:
        syndicator run
        syndicator --config /etc/syndicator/config.toml run
    """
    from syndicator import heap, logs, service
    from syndicator.pipeline import Engine
    from syndicator.web.callbacks import Callbacks
    from syndicator.web.server import WebServer

    callbacks = Callbacks()

    def load(path: Path) -> Config:
        return configuration.load(path, environ=os.environ)

    def start(config: Config) -> Engine:
        engine = Engine.start(config, now=now())
        callbacks.answered_by(engine.subscriber(news=callbacks.tell))
        return engine

    logs.configure(log_level, environ=os.environ)
    heap.give_large_blocks_back()
    try:
        path = configuration.find(ctx.obj)
    except UsageError as error:
        click.echo(str(error), err=True)
        ctx.exit(service.EX_CONFIG)
    code = service.run(
        path,
        load=load,
        start=start,
        web=WebServer(environ=os.environ, routes=callbacks.routes),
        hear=callbacks.heard_by,
    )
    ctx.exit(code)
