"""How the commands speak: tables and bars for people, plain text in a pipe, JSON for programs."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final, TextIO

import click

from syndicator.model.moments import format_moment

Row = Sequence[object]

_KEPT_WHOLE: Final = 22
"""Characters of a word that is never cut in a table."""


def cell(value: object) -> str:
    """One value as a table shows it; nothing is a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return format_moment(value)
    if isinstance(value, timedelta):
        return duration(value)
    text = value.isoformat() if isinstance(value, date) else str(value)
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if printable(char) else " " for char in text)


def local(values: Iterable[object], timezone: tzinfo) -> list[object]:
    """A row for people: its moments on the newsroom's clock."""
    return [
        value.astimezone(timezone) if isinstance(value, datetime) else value for value in values
    ]


def printable(char: str) -> bool:
    """False for what could move the cursor or turn the line: a feed's title is a stranger's."""
    return unicodedata.category(char) not in {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}


def duration(span: timedelta) -> str:
    """``90 s``, ``20 min``, ``3 h``, ``5 d``: the largest unit that leaves a small number."""
    seconds = span.total_seconds()
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if abs(seconds) >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def distance(value: object, now: datetime) -> object:
    """A moment by how far it is from now: ``5 min ago``, ``in 3 h``; all else as it is."""
    if not isinstance(value, datetime):
        return value
    far = duration(abs(value - now))
    return f"in {far}" if value > now else f"{far} ago"


def say(text: str, *, indent: int = 0) -> None:
    """Print a line; on a terminal, broken between words."""
    if sys.stdout.isatty():
        width = max(shutil.get_terminal_size().columns, 40)
        text = textwrap.fill(
            text,
            width,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    click.echo(text)


def short(text: str, length: int = 60) -> str:
    """A title that leaves room for the rest of its row."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def table(
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    title: str | None = None,
    colours: Mapping[str, str] | None = None,
) -> None:
    """Print rows: with lines and colours on a terminal, as aligned plain text otherwise.

    Args:
        columns: the headings; one that begins with ``#`` is a number and aligned to the right.
        rows: as many values each as there are columns.
        title: said above the table.
        colours: on a terminal, of cells by the word that they begin with.
    """
    cells = [[cell(value) for value in row] for row in rows]
    if sys.stdout.isatty():
        _rich(columns, cells, title, colours or {})
        return
    if title:
        click.echo(title)
    names = [name.removeprefix("#") for name in columns]
    widths = [max(map(len, column)) for column in zip(names, *cells, strict=True)]
    for line in (names, *cells):
        padded = [
            text.rjust(width) if name.startswith("#") else text.ljust(width)
            for text, width, name in zip(line, widths, columns, strict=True)
        ]
        click.echo("  ".join(padded).rstrip())


def _rich(
    columns: Sequence[str], cells: list[list[str]], title: str | None, colours: Mapping[str, str]
) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    names = [name.removeprefix("#") for name in columns]
    widths = fitted(list(zip(names, *cells, strict=True)), console.width - 3 * len(columns) - 1)
    if widths is None:
        _blocks(names, cells, title, console.width)
        return
    drawn = Table(box=SIMPLE_HEAD, title=title, title_justify="left", title_style="bold")
    for name, width in zip(columns, widths, strict=True):
        # Lines break between words; a word that is longer than its column is cut, and says so.
        drawn.add_column(
            name.removeprefix("#"),
            justify="right" if name.startswith("#") else "left",
            overflow="ellipsis",
            width=width,
        )
    for row in cells:
        drawn.add_row(*(Text(text, style=colours.get(text.split(" ")[0], "")) for text in row))
    console.print(drawn)


def fitted(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Find widths at which columns fit, so that no word is broken but very long ones.

    Args:
        columns: the cells of each.
        room: characters for all of them.

    Returns:
        Their widths, the widest made smaller first; None: there is no room for such a table.
    """
    widths = [max(map(len, column)) for column in columns]
    words = [
        max(len(word) for text in column for word in (text.split() or [""])) for column in columns
    ]
    least = [min(longest, _KEPT_WHOLE) for longest in words]
    if sum(least) > room:
        return None
    while sum(widths) > room:
        at = max(
            (at for at in range(len(widths)) if widths[at] > least[at]), key=lambda at: widths[at]
        )
        widths[at] -= 1
    return widths


def _blocks(names: Sequence[str], cells: list[list[str]], title: str | None, width: int) -> None:
    """Print each row below the others, a line for each column: no table of it would fit."""
    indent = max(map(len, names)) + 2
    if title:
        click.echo(title)
    for row in cells:
        for name, text in zip(names, row, strict=True):
            lines = textwrap.wrap(
                text, max(width - indent, 20), break_long_words=False, break_on_hyphens=False
            )
            for at, line in enumerate(lines):
                click.echo((name if at == 0 else "").ljust(indent) + short(line, width - indent))
        click.echo()


def as_json(value: object, *, stream: TextIO | None = None) -> None:
    """Print a value as JSON, dates as ISO 8601."""
    text = json.dumps(value, default=_plain, ensure_ascii=False, indent=2)
    click.echo(text, file=stream)


def _plain(value: Any) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return str(value)
