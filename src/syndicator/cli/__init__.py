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
    "demo": ("demo.command", "try the main job on built-in sample publishers"),
    "init": ("init", "write a first config.toml by five questions"),
    "add": ("add", "add a source by the address of its feed or page"),
    "import": ("opml", "add the feeds of an OPML list"),
    "export": ("opml", "print the sources as an OPML list"),
    "check": ("check", "find mistakes in config.toml"),
    "poll": ("poll", "poll what is due, publish, send alerts"),
    "publish": ("poll", "write the output feeds from the database"),
    "run": ("run", "run the service"),
    "status": ("status", "show what is wrong, then every source"),
    "incidents": ("incidents", "list what is wrong, and what was lately"),
    "ack": ("incidents", "acknowledge an incident: no more reminders"),
    "mute": ("incidents", "send no alerts about a source"),
    "alerts": ("alerts", "list who is alerted; try the channels"),
    "items": ("items", "search the collected stories"),
    "why": ("why", "explain what became of a story"),
    "review": ("review", "decide on what waits, one key per decision"),
    "approve": ("desk", "let stories go that wait for an editor"),
    "reject": ("desk", "refuse stories: they leave the feeds"),
    "hold": ("hold", "take stories out of the feeds for a time"),
    "release": ("hold", "end a hold"),
    "kill": ("kill", "withdraw stories for good"),
    "preview": ("preview", "show what a feed would hold"),
    "grants": ("grants", "list the permissions, their uses and ends"),
    "ledger": ("ledger", "list what was republished, with what notice"),
    "audit": ("audit", "check every published story again"),
    "token": ("token", "make a subscriber's token"),
    "password": ("password", "make the hash of a user's password"),
    "doctor": ("doctor", "check everything, and say how to mend it"),
    "purge": ("purge", "delete texts that must not be kept"),
    "backup": ("backup", "copy the database to a file"),
    "restore": ("backup", "replace the database by a backup"),
    "adopt": ("adopt", "take over another database's output folder"),
    "install-service": ("install_service", "set up the systemd service"),
}
"""Every command, in the order in which help shows them: the module that holds it, and its line in
the list of them, which is thus shown without importing any."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"syndicator.cli.{COMMANDS[cmd_name][0]}")
        name = f"{cmd_name}_" if cmd_name == "import" else cmd_name.replace("-", "_")
        command = getattr(module, name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

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
