"""``syndicator demo``: the whole job at once, and then what came of it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from syndicator import config as configuration
from syndicator.cli.demo.origin import Origin, documents
from syndicator.config import Config
from syndicator.errors import UsageError
from syndicator.pipeline import Engine
from syndicator.poll.tick import PollReport
from syndicator.publish.ownership import MARK
from syndicator.publish.report import FeedReport

STATE = ".demo"
"""The folder for the demo's configuration and database, in the current one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the demo did.

    Attributes:
        config: the configuration that it wrote, and ran under.
        polls: the first poll and the second.
        published: what was published after each.
    """

    config: Config
    polls: tuple[PollReport, PollReport]
    published: tuple[Sequence[FeedReport], Sequence[FeedReport]]


def demonstrate(folder: Path, output: Path, *, now: datetime) -> Shown:
    """Poll five invented publishers twice, an hour apart, and publish after each.

    Args:
        folder: made anew, for the configuration and the database.
        output: where the feeds go: a new folder, an empty one, or that of the last demo.
        now: the moment of the second poll; the stories' dates are counted back from it.

    Raises:
        UsageError: something else is in the output folder.
    """
    _refuse_foreign(folder, output.absolute())
    # The database is made anew, and so is whose the output is.
    (output / MARK).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with Origin(documents(now, edition=1)) as origin:
        path = folder / "config.toml"
        path.write_text(_configuration(origin.url, output, now), "utf-8")
        config = configuration.load(path, environ={})
        engine = Engine.start(config, now=now - timedelta(hours=1))
        try:
            first = engine.poll(now=now - timedelta(hours=1), everything=True)
            published_first = engine.publish(now=now - timedelta(hours=1))
            origin.documents.update(documents(now, edition=2))
            second = engine.poll(now=now, everything=True)
            published_second = engine.publish(now=now)
        finally:
            engine.close()
    return Shown(
        config=config, polls=(first, second), published=(published_first, published_second)
    )


def _refuse_foreign(folder: Path, output: Path) -> None:
    """Never publish the demo where something else publishes."""
    if output.is_relative_to(folder) or not output.exists() or not any(output.iterdir()):
        return
    last = folder / "config.toml"
    if last.exists() and configuration.load(last, environ={}).output == output:
        return
    raise UsageError(f"{output} is not empty; the demo writes only into a folder of its own")


def _configuration(origin: str, output: Path, now: datetime) -> str:
    template = (resources.files("syndicator.cli.demo") / "config.toml").read_text("utf-8")
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)  # noqa: S701  # it makes TOML
    values = {"origin": origin, "output": str(output.absolute()), "now": now}
    return environment.from_string(template).render(values)
