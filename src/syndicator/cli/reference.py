"""The command reference, ``docs/commands.md``, made from the commands' own help.

::

    python -m syndicator.cli.reference > docs/commands.md
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from syndicator.cli import COMMANDS, cli

_INTRODUCTION = """\
# Commands

Made from the program's own help by `python -m syndicator.cli.reference`; a test holds the two
together. In a checkout, `./run` stands for `syndicator`.

`--config FILE` goes before any command; without it, `./config.toml` is used, else
`/etc/syndicator/config.toml`. Tables are drawn on a terminal and plain text in a pipe; `--json` is
there wherever the answer is data.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | something failed; said on standard error in one line |
| 2 | wrong usage, or a wrong configuration with every problem and its line |
| 75 | `run` only: another instance holds the database |
| 78 | `run` only: wrong configuration, or another database wrote the output |

`poll` ends with 0 when a source fails: a source's failure is data, shown in its summary. It ends
with 1 when the database or an output file cannot be written. Secrets never stand in what is
printed.
"""


def reference() -> str:
    """The whole page, as Markdown."""
    parts = [_INTRODUCTION]
    parent = click.Context(cli, info_name="syndicator", **cli.context_settings)
    for name in COMMANDS:
        command = cli.get_command(parent, name)
        assert command is not None
        parts += _chapters(command, name, parent)
    return "\n".join(parts)


def _chapters(command: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    """The help of a command, and of each that it holds."""
    context = click.Context(command, info_name=name, parent=parent, max_content_width=100)
    text = command.get_help(context).rstrip()
    yield f"## {context.command_path}\n\n```text\n{text}\n```\n"
    if isinstance(command, click.Group):
        for inner, held in command.commands.items():
            yield from _chapters(held, inner, context)


if __name__ == "__main__":
    click.echo(reference(), nl=False)
