"""The command line: what an operator or an editor types; no logic of its own.

Each command lives in a module that is imported when it is asked for, so that looking at the
status does not wait for the parsers. Exit codes: 0 done, 1 something failed (said on standard
error in one line), 2 wrong usage or configuration; ``run`` has two more (`syndicator.service`).
"""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
from pathlib import Path
from typing import Final

import click

from syndicator import __version__
from syndicator.errors import SyndicatorError

COMMANDS: Final = {
    "demo": "demo",
    "check": "check",
    "poll": "work",
    "publish": "work",
    "run": "run",
    "status": "look",
    "items": "look",
    "why": "why",
    "approve": "desk",
    "reject": "desk",
    "hold": "desk",
    "release": "desk",
    "kill": "desk",
    "preview": "look",
    "grants": "grants",
    "ledger": "ledger",
    "token": "token",
    "backup": "keep",
    "restore": "keep",
}
"""Every command, in the order in which help shows them, and the module that holds it."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"syndicator.cli.{COMMANDS[cmd_name]}")
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The configuration; else ./config.toml, else /etc/syndicator/config.toml.",
)
@click.version_option(__version__, prog_name="syndicator")
@click.pass_context
def cli(ctx: click.Context, config: Path | None) -> None:
    """Reprint the news by permission.

    Polls feeds, holds every item against the permission of its publisher, attaches the notices
    that it demands, and publishes curated feeds. Begin with:

    \b
        syndicator demo
    """
    ctx.obj = config


def main() -> None:
    """The console script."""
    # What a command makes stays or goes by itself, and hardly any of it in circles. To look for
    # those as often as by default, and once more at the end, is a fifth of a short command.
    gc.set_threshold(50_000, 20, 20)
    atexit.register(gc.freeze)
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except SyndicatorError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # What read our output has had enough of it: not an error of anybody's.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)
