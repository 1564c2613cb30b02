"""The command reference, ``docs/commands.md``, made from the commands' own help.

::

    python -m syndicator.cli.reference > docs/commands.md
"""

from __future__ import annotations

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
| 78 | `run` only: wrong configuration |

`poll` ends with 0 when a source fails: a source's failure is data, shown in its summary. It ends
with 1 when the database or an output file cannot be written. Secrets never stand in what is
printed.
"""


def reference() -> str:
    """The whole page, as Markdown."""
    parts = [_INTRODUCTION]
    parent = click.Context(cli, info_name="syndicator")
    for name in COMMANDS:
        command = cli.get_command(parent, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=parent, max_content_width=100)
        text = command.get_help(context).rstrip()
        parts.append(f"## syndicator {name}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    click.echo(reference(), nl=False)
