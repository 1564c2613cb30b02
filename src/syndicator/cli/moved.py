"""What an operator is told of a source that says it has moved for good."""

from __future__ import annotations

import tomllib

from syndicator.cli.context import relative
from syndicator.config import Config
from syndicator.model import Move, SourceName
from syndicator.poll.permanent_redirects import CONFIRMATIONS, confirmed


def moved(move: Move, name: SourceName, config: Config) -> str:
    """In a line: where to, how often it said so, and what to write into ``config.toml``."""
    if not confirmed(move):
        return (
            f"says since {move.since.astimezone(config.timezone):%Y-%m-%d} that it moved to "
            f"{move.to}; {move.count} of {CONFIRMATIONS} times, over two days at least"
        )
    return f'moved to {move.to}; write {_place(name, config)}: url = "{move.to}"'


def _place(name: SourceName, config: Config) -> str:
    from syndicator.config.lines import locate, nearest_line

    file = relative(config.path)
    try:
        text = config.path.read_text("utf-8-sig")
        tomllib.loads(text)
    except (OSError, ValueError):
        return f"in {file}, [sources.{name}]"
    return f"{file}:{nearest_line(locate(text), ('sources', name, 'url'))}"
