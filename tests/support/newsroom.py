"""A newsroom whose configuration changes at will, and a look at everything that it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from syndicator import config as configuration
from syndicator.pipeline import Engine

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HEAD = """
[syndicator]
title = "Example Newsroom"
base_url = "https://feeds.example.org/"
contact = "https://example.org/about"
{top}
[poll]
allow_private = ["127.0.0.0/8"]
"""


def rss(source: str, *numbers: int, more: str = "") -> bytes:
    """A document with stories whose title and text can be told from each other anywhere."""
    items = "".join(
        f"<item><title>Title{source}{n}x</title><link>https://{source}.example/{n}</link>"
        f"<guid>https://{source}.example/{n}</guid>"
        f"<pubDate>Fri, {n % 28 + 1:02} May 2020 10:00:00 GMT</pubDate>"
        f"<description>Text{source}{n}x says what happened. {more}</description></item>"
        for n in numbers
    )
    return (
        f'<rss version="2.0"><channel><title>{source}</title><link>https://{source}.example/</link>'
        f"<description>-</description>{items}</channel></rss>"
    ).encode()


@dataclass
class Newsroom:
    """Sources, permissions and feeds as tables of TOML, and the engine that runs under them."""

    publisher: Publisher
    folder: Path
    sources: dict[str, str] = field(default_factory=dict)
    """The grant of each."""
    paths: dict[str, str] = field(default_factory=dict)
    """Where a source lies, if not at ``/NAME.xml``."""
    grants: dict[str, str] = field(default_factory=dict)
    feeds: dict[str, str] = field(default_factory=dict)
    top: str = ""
    more: str = ""
    now: datetime = NOW
    _engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            self._engine = Engine.start(self.load(), now=self.now)
        return self._engine

    def load(self) -> configuration.Config:
        tables = [HEAD.format(top=self.top)]
        tables += [
            f'[sources.{name}]\ngrant = "{grant}"\n'
            f'url = "{self.publisher.url}{self.paths.get(name, f"/{name}.xml")}"\n'
            'backfill = "all"\n'
            for name, grant in self.sources.items()
        ]
        tables += [f'[grants.{n}]\nholder = "{n}, Inc."\n{t}\n' for n, t in self.grants.items()]
        tables += [
            f'[feeds.{n}]\ntitle = "{n}"\nmax_age = "all"\n{t}\n' for n, t in self.feeds.items()
        ]
        path = self.folder / "config.toml"
        path.write_text("".join([*tables, self.more]), "utf-8")
        return configuration.load(path, environ={})

    def reload(self) -> None:
        """Put the tables as they are now in force, as SIGHUP would."""
        self.engine.reload(self.load(), now=self.now)

    def start(self) -> None:
        """Start the engine, if it does not run."""
        self._engine = self.engine

    def stop(self) -> None:
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def poll(self) -> None:
        self.engine.poll(now=self.now, everything=True)

    def publish(self) -> None:
        self.engine.publish(now=self.now)

    def later(self, span: timedelta = HOUR) -> None:
        self.now += span

    @property
    def database(self) -> Path:
        return self.folder / "syndicator.db"

    @property
    def output(self) -> Path:
        return self.folder / "feeds"

    def showing(self, word: str) -> list[str]:
        """The files in which readers find a word."""
        return sorted(
            path.relative_to(self.output).as_posix()
            for path in self.output.rglob("*")
            if path.is_file()
            and path.suffix not in {".gz", ".br"}
            and word in path.read_text("utf-8")
        )
