"""How the commands speak: tables and bars for people, plain text in a pipe, JSON for programs."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TextIO

import click

Row = Sequence[object]


def cell(value: object) -> str:
    """One value as a table shows it; nothing is a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")
    if isinstance(value, timedelta):
        return duration(value)
    text = value.isoformat() if isinstance(value, date) else str(value)
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if printable(char) else " " for char in text)


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


def short(text: str, length: int = 60) -> str:
    """A title that leaves room for the rest of its row."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def table(columns: Sequence[str], rows: Iterable[Row], *, title: str | None = None) -> None:
    """Print rows: with lines and colours on a terminal, as aligned plain text otherwise.

    Args:
        columns: the headings; one that begins with ``#`` is a number and aligned to the right.
        rows: as many values each as there are columns.
        title: said above the table.
    """
    cells = [[cell(value) for value in row] for row in rows]
    if sys.stdout.isatty():
        _rich(columns, cells, title)
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


def _rich(columns: Sequence[str], cells: list[list[str]], title: str | None) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=SIMPLE_HEAD, title=title, title_justify="left", title_style="bold")
    for name in columns:
        drawn.add_column(
            name.removeprefix("#"),
            justify="right" if name.startswith("#") else "left",
            overflow="fold",
        )
    for row in cells:
        drawn.add_row(*(Text(text) for text in row))
    Console().print(drawn)


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
