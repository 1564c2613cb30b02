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
from syndicator.config import Config
from syndicator.demo.origin import Origin, documents
from syndicator.pipeline import Engine, PollReport
from syndicator.publishing.report import FeedReport

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
        output: where the feeds go; other files in it are left alone.
        now: the moment of the second poll; the stories' dates are counted back from it.
    """
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


def _configuration(origin: str, output: Path, now: datetime) -> str:
    template = (resources.files("syndicator.demo") / "config.toml").read_text("utf-8")
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)  # noqa: S701  # it makes TOML
    values = {"origin": origin, "output": str(output.absolute()), "now": now}
    return environment.from_string(template).render(values)
