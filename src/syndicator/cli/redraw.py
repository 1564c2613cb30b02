"""A picture on a terminal that is drawn again every few seconds, until Ctrl-C."""

from __future__ import annotations

import io
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import datetime
from typing import Final

import click

from syndicator.errors import SyndicatorError, UsageError

SECONDS: Final = 5
_BEGIN: Final = "\x1b[?1049h\x1b[?25l"
"""The terminal's other screen, without a cursor (xterm's control sequences)."""
_END: Final = "\x1b[?25h\x1b[?1049l"
_HOME: Final = "\x1b[H"
_REST_OF_LINE: Final = "\x1b[K"
_REST_OF_SCREEN: Final = "\x1b[J"


def redraw(draw: Callable[[], None], *, seconds: float = SECONDS) -> None:
    """Draw until Ctrl-C or SIGTERM, and leave the terminal as it was.

    Args:
        draw: prints the picture. What it raises of ours is shown in it, and it is asked again.
        seconds: between two pictures.

    Raises:
        UsageError: nobody looks: this is no terminal.
    """
    if not sys.stdout.isatty():
        raise UsageError("--watch draws on a terminal, and this is none; leave it out")
    try:
        with _screen():
            while True:
                sys.stdout.write(_picture(draw, seconds))
                sys.stdout.flush()
                time.sleep(seconds)
    except KeyboardInterrupt:
        return


@contextmanager
def _screen() -> Iterator[None]:
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.stdout.write(_BEGIN)
    try:
        yield
    finally:
        sys.stdout.write(_END)
        sys.stdout.flush()
        signal.signal(signal.SIGTERM, before)


class _Terminal(io.StringIO):
    """What is drawn into is a terminal, too: it takes colours."""

    def isatty(self) -> bool:
        return True


def _picture(draw: Callable[[], None], seconds: float) -> str:
    drawn = _Terminal()
    with redirect_stdout(drawn), redirect_stderr(drawn):
        click.echo(f"{datetime.now().astimezone():%H:%M:%S}, every {seconds:g} s; Ctrl-C ends it\n")
        try:
            draw()
        except SyndicatorError as error:
            click.echo(str(error))
    size = shutil.get_terminal_size()
    lines = _fitting(drawn.getvalue().splitlines(), size.columns, size.lines)
    return _HOME + f"{_REST_OF_LINE}\n".join(lines) + _REST_OF_LINE + _REST_OF_SCREEN


def _fitting(lines: list[str], width: int, height: int) -> list[str]:
    """As many lines as there is room for; the last says how many there are beside."""
    rows = [max(-(-len(click.unstyle(line)) // max(width, 1)), 1) for line in lines]
    if sum(rows) <= height:
        return lines
    shown = used = 0
    while used + rows[shown] < height:
        used += rows[shown]
        shown += 1
    return [*lines[:shown], f"… {len(lines) - shown} more lines; enlarge the window to see them"]
