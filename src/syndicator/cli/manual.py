"""The manual pages, made from the commands' own help and from the tables of ``config.toml``.

::

    python -m syndicator.cli.manual docs/man docs/completions

writes ``syndicator.1``, ``syndicator.toml.5`` and what bash, zsh and fish complete commands with.
The pages are in the macros of man(7).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Final

import click
from click.shell_completion import get_completion_class

from syndicator import __version__
from syndicator.cli import COMMANDS, cli
from syndicator.config.reference import TABLES, keys_of

COMPLETIONS: Final = {"bash": "syndicator.bash", "zsh": "_syndicator", "fish": "syndicator.fish"}
"""The file for each shell."""
_EXIT: Final = (
    ("0", "done"),
    ("1", "something failed; standard error says what, in one line"),
    ("2", "wrong usage, or a wrong configuration, with every problem and its line"),
    ("75", "`run` only: another instance works on the database"),
    ("78", "`run` only: wrong configuration, or another database wrote the output"),
)
_FILES: Final = (
    ("./config.toml", "the configuration, where --config names none"),
    ("/etc/syndicator/config.toml", "the configuration, where the folder has none"),
)


def write(pages: Path, completions: Path) -> None:
    """Write all files into two folders."""
    for folder in (pages, completions):
        folder.mkdir(parents=True, exist_ok=True)
    (pages / "syndicator.1").write_text(commands(), "utf-8")
    (pages / "syndicator.toml.5").write_text(configuration(), "utf-8")
    for shell, name in COMPLETIONS.items():
        (completions / name).write_text(completion(shell), "utf-8")


def completion(shell: str) -> str:
    """What a shell reads in order to complete our commands: it asks the program itself."""
    found = get_completion_class(shell)
    assert found is not None
    made = found(cli, {}, "syndicator", "_SYNDICATOR_COMPLETE")
    text = made.source_template % made.source_vars()
    return text.strip() + "\n"


# ── syndicator(1) ────────────────────────────────────────────────────────────────────────────


def commands() -> str:
    """The page of all commands."""
    parent = click.Context(cli, info_name="syndicator", **cli.context_settings)
    lines = [
        _title("SYNDICATOR", 1),
        ".SH NAME",
        r"syndicator \- reprints the news by permission",
        ".SH SYNOPSIS",
        r".B syndicator",
        r"[\fB\-\-config\fR \fIFILE\fR] \fICOMMAND\fR [\fIARGUMENTS\fR]",
        ".SH DESCRIPTION",
        *_paragraphs(cleandoc(cli.help or "")),
        ".SH OPTIONS",
        *_options(cli, parent),
        ".SH COMMANDS",
    ]
    for name in COMMANDS:
        command = cli.get_command(parent, name)
        assert command is not None
        lines += _command(command, name, parent)
    lines += [".SH EXIT STATUS", *_terms(_EXIT), ".SH FILES", *_terms(_FILES)]
    lines += [".SH SEE ALSO", r".BR syndicator.toml (5)"]
    return "\n".join(lines) + "\n"


def _command(command: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    """A command, and each that it holds."""
    context = click.Context(command, info_name=name, parent=parent)
    pieces = " ".join(command.collect_usage_pieces(context))
    yield f".SS {_text(f'{context.command_path} {pieces}')}"
    yield from _paragraphs(cleandoc(command.help or ""))
    yield from _options(command, context)
    if isinstance(command, click.Group):
        for inner, held in command.commands.items():
            yield from _command(held, inner, context)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for option in command.get_params(context):
        record = option.get_help_record(context)
        # That every command has --help is said once.
        if record is not None and (option.name != "help" or command is cli):
            yield from (".TP", rf"\fB{_text(record[0])}\fR", _text(record[1]))


# ── syndicator.toml(5) ───────────────────────────────────────────────────────────────────────


def configuration() -> str:
    """The page of all tables and keys."""
    lines = [
        _title("SYNDICATOR.TOML", 5),
        ".SH NAME",
        r"syndicator.toml, config.toml \- configuration of syndicator",
        ".SH DESCRIPTION",
        _text(
            "A file in TOML (https://toml.io). `syndicator check` says what is wrong in it, and in "
            "which line. A running service reads it again at SIGHUP, which `systemctl reload "
            "syndicator` sends. Times are written 90s, 15m, 2h, 30d, 1y; sizes 500kB, 8MB."
        ),
        ".SH TABLES",
    ]
    for table in TABLES:
        lines.append(f".SS [{table.where.replace('*', 'NAME')}]")
        lines += _paragraphs(cleandoc(table.__doc__ or ""))
        for key, kind, default, meaning in keys_of(table):
            lines += [".TP", rf"\fB{_text(key)}\fR ({_text(kind)}; {_text(default)})"]
            lines.append(_text(meaning))
    lines += [".SH SEE ALSO", r".BR syndicator (1)"]
    return "\n".join(lines) + "\n"


# ── man(7) ───────────────────────────────────────────────────────────────────────────────────


def _title(name: str, section: int) -> str:
    kind = "User Commands" if section == 1 else "File Formats"
    return f'.TH {name} {section} "" "syndicator {__version__}" "{kind}"'


def _terms(terms: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for term, meaning in terms:
        yield from (".TP", rf"\fB{_text(term)}\fR", _text(meaning))


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs of a help text; those after click's mark (``\\b``) keep their lines."""
    for number, paragraph in enumerate(re.split(r"\n\s*\n", text)):
        if paragraph.startswith("\b\n"):
            yield from (".PP", ".nf", *map(_text, paragraph.splitlines()[1:]), ".fi")
            continue
        if number:
            yield ".PP"
        yield _text(" ".join(paragraph.split()))


def _text(text: str) -> str:
    """Plain text, so that no character of it is taken for a request; Markdown's ` go bold."""
    text = re.sub(r"\[([^]]+)\]\(([^)]+)\)", r"\1 (\2)", text)
    text = text.replace("\\", r"\e").replace("-", r"\-")
    text = re.sub(r"`([^`]+)`", r"\\fB\1\\fR", text.replace("**", ""))
    return rf"\&{text}" if text.startswith((".", "'")) else text


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
