"""The command line: what an operator or an editor types; no logic of its own.

Each command lives in a module that is imported when it is asked for, so that looking at the
status does not wait for the parsers. Exit codes: 0 done, 1 something failed (said on standard
error in one line), 2 wrong usage or configuration; ``run`` has two more (`syndicator.service.run`).
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
from syndicator.errors import SyndicatorError, disk_problem

COMMANDS: Final = {
    "demo": "demo.command",
    "init": "init",
    "add": "add",
    "import": "opml",
    "export": "opml",
    "check": "check",
    "poll": "poll",
    "publish": "poll",
    "run": "run",
    "status": "status",
    "incidents": "incidents",
    "ack": "incidents",
    "mute": "incidents",
    "alerts": "alerts",
    "items": "items",
    "why": "why",
    "approve": "desk",
    "reject": "desk",
    "hold": "hold",
    "release": "hold",
    "kill": "kill",
    "preview": "preview",
    "grants": "grants",
    "ledger": "ledger",
    "audit": "audit",
    "token": "token",
    "password": "password",
    "doctor": "doctor",
    "purge": "purge",
    "backup": "backup",
    "restore": "backup",
    "adopt": "adopt",
    "install-service": "install_service",
}
"""Every command, in the order in which help shows them, and the module that holds it."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"syndicator.cli.{COMMANDS[cmd_name]}")
        name = f"{cmd_name}_" if cmd_name == "import" else cmd_name.replace("-", "_")
        command = getattr(module, name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from syndicator.config.suggest import did_you_mean

            raise click.UsageError(
                f"{error.message.rstrip('.')}{did_you_mean(args[0], COMMANDS)}", ctx
            ) from None


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
        code = cli.main(prog_name="syndicator", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("interrupted: what was done before is kept, nothing is left half done", err=True)
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
    except OSError as error:
        if (problem := disk_problem(error)) is None:
            raise
        if error.filename is None:
            # It will not take what is still to be printed, either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        place = error.filename or "what the command prints"
        click.echo(f"cannot write {place}: {problem}", err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
